"""The first pass: what a coder says of an article after its title and first lines, before any of it is coded.

Owns the table `screening`: one verdict a coder and article, with a reason. An article screened "not" is not to do any
more for that coder (see `articles`); it stays in the queue and can be coded. Articles without a text have nothing to judge.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..errors import UsageError
from .articles import every_number
from .database import Database
from .history import History
from .own_articles import OwnArticles

Verdict = Literal["relevant", "not", "unsure"]
Part = Literal["all", "left", "relevant", "not", "unsure"]
VERDICTS: tuple[Verdict, ...] = ("relevant", "not", "unsure")
LEAD = 1600
"""Characters of a text that are read for its first lines."""


@dataclass(frozen=True, slots=True)
class Screened:
    """What was said of an article. `reason` is a code of the codebook's reasons for "no event", the coder's words, or empty."""

    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """An article as it is judged: its head, its first lines, and the verdict, empty where there is none."""

    number: int
    uid: str
    title: str
    date: str | None
    source: str
    lead: str
    """The first characters of the text, white space as one blank."""
    more: bool
    """Whether the text goes on behind the lead."""
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a coder's first pass is: articles by verdict, and those left to judge."""

    relevant: int
    not_relevant: int
    unsure: int
    left: int

    @property
    def judged(self) -> int:
        """Articles with a verdict."""
        return self.relevant + self.not_relevant + self.unsure

    @property
    def all(self) -> int:
        """Articles there are to judge."""
        return self.judged + self.left


_UNJUDGED = "NOT EXISTS (SELECT 1 FROM screening s WHERE s.article = a.uid AND s.coder = :coder AND s.removed = 0)"


@dataclass(frozen=True, slots=True)
class Screening:
    """The first pass of one open project, for the coder at work unless another is named."""

    database: Database
    history: History
    own: OwnArticles

    def set(self, article: str, verdict: Verdict | None, reason: str = "") -> None:
        """A verdict with its reason in place of what was said; None takes it back. Raises UsageError for any other verdict.

        A reason given next after the verdict belongs to the same step, so that undo goes one verdict at a time.
        """
        if verdict is not None and verdict not in VERDICTS:
            raise UsageError(f"“{verdict}” is no verdict of the first pass: relevant, not or unsure.")
        before, db = self.of(article), self.database
        told = Screened(verdict, reason.strip()) if verdict else None
        if told == before:
            return
        # The history joins them only if nothing else was done since, to this or any other article.
        extend = db.value("SELECT max(id) FROM operation") if told and before and told.verdict == before.verdict else None
        place = {"article": article, "place": "first_pass"}
        with self.history.operation({"id": "screen", "verdict": verdict or ""}, place=place, extend=extend):
            if told is None:
                db.run(
                    "UPDATE screening SET removed = 1 WHERE article = ? AND coder = ?",
                    (article, self.history.coder),
                )
            else:
                db.run(
                    "INSERT INTO screening (uid, article, coder, verdict, reason) VALUES (?, ?, ?, ?, ?) "
                    "ON CONFLICT (article, coder) DO UPDATE SET verdict = excluded.verdict, reason = excluded.reason, "
                    "removed = 0",
                    (_uid(article, self.history.coder), article, self.history.coder, told.verdict, told.reason),
                )

    def of(self, article: str, coder: str = "") -> Screened | None:
        """What a coder said of an article; None where nothing."""
        row = self.database.one(
            "SELECT verdict, reason FROM screening WHERE article = ? AND coder = ? AND removed = 0",
            (article, coder or self.history.coder),
        )
        return Screened(row[0], row[1]) if row else None

    def cards(self, numbers: Sequence[int]) -> dict[int, Card]:
        """The cards of some articles (a page), by number."""
        marks = ",".join("?" * len(numbers))
        rows = self.database.all(
            f"SELECT a.number, a.uid, a.title, a.date, a.source, substr(a.text, 1, {LEAD}), a.length > {LEAD}, "
            "coalesce(s.verdict, ''), coalesce(s.reason, '') FROM article a LEFT JOIN screening s ON s.article = a.uid "
            f"AND s.coder = ? AND s.removed = 0 WHERE a.number IN ({marks})",
            (self.history.coder, *numbers),
        )
        return {
            row[0]: Card(row[0], row[1], row[2], row[3], row[4], " ".join(row[5].split()), bool(row[6]), row[7], row[8])
            for row in rows
        }

    def counts(self, coder: str = "") -> Counts:
        """How far the first pass is: each verdict, and what is left of all articles with a text."""
        return self.listed("all", coder)[1]

    def next_left(self, after: int = 0) -> int | None:
        """The first article behind a number without a verdict; from the end on to the start. None for none."""
        if own := self.own.of(self.history.coder):
            left, begin = self.listed("left")[0], own.places.get(after, -1)
            return next((one for one in left if own.places[one] > begin), left[0] if left else None)
        for start in dict.fromkeys((after, 0)):
            found = self.database.value(
                f"SELECT number FROM article a WHERE removed = 0 AND stub = 0 AND number > :start AND {_UNJUDGED} "
                "ORDER BY number LIMIT 1",
                {"start": start, "coder": self.history.coder},  # type: ignore[arg-type]
            )
            if found is not None:
                return int(found)
        return None

    def numbers(self, part: Part) -> array[int]:
        """The numbers of a part of the queue, in order: all, those left to judge, or those of a verdict."""
        return self.listed(part)[0]

    def listed(self, part: Part, coder: str = "") -> tuple[array[int], Counts]:
        """The numbers of a part of the queue, and how far the pass is, in one reading."""
        own = self.own.of(coder or self.history.coder)
        every = own.numbers if own else every_number(self.database)
        # From the verdicts to the numbers by index alone; whether an article is still there is known without reading it.
        rows = self.database.run(
            "SELECT a.number, s.verdict FROM screening s CROSS JOIN article a ON a.uid = s.article "
            "WHERE s.coder = ? AND s.removed = 0",
            (coder or self.history.coder,),
        )
        said: dict[int, str] = {row[0]: row[1] for row in rows}
        if own:
            said = {number: verdict for number, verdict in said.items() if number in own.places}
        elif said and len(every) != (every[-1] - every[0] + 1 if every else 0):
            there = set(every)
            said = {number: verdict for number, verdict in said.items() if number in there}
        elif said:
            low, high = (every[0], every[-1]) if every else (1, 0)
            said = {number: verdict for number, verdict in said.items() if low <= number <= high}
        by_verdict = Counter(said.values())
        relevant, not_relevant, unsure = (by_verdict[one] for one in VERDICTS)
        counts = Counts(relevant, not_relevant, unsure, len(every) - len(said))
        if part == "all" or (part == "left" and not said):
            return every, counts
        if part == "left":
            return array("q", (one for one in every if one not in said)), counts
        of_part = [number for number, verdict in said.items() if verdict == part]
        return own.only(of_part) if own else array("q", sorted(of_part)), counts


def _uid(article: str, coder: str) -> str:
    """The same in every file in which a coder may judge an article."""
    return hashlib.sha256(f"screening\x1f{article}\x1f{coder}".encode()).hexdigest()[:32]
