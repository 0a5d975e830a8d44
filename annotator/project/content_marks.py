"""Content marks: what is hard to read in an article, so that whoever opens it is warned and may ask to be spared.

Owns the table `content_mark` and the list of names, which the lead can change. Marks are set by people alone, never
guessed from words: the lead marks, a coder proposes with a flag named ``content: torture``. A mark's uid follows from
article and name, so that it is one row in every file. That a proposal was turned down stands in the history alone: the
step is named `refuse_content`, and undo brings the proposal back. Must not know what follows from a mark (see `care`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import UsageError
from .codings import MAIN
from .database import Database
from .history import History
from .remarks import LONGEST_NAME, Remarks, Spot, flagged
from .rounds import Rounds

USUAL = ("graphic violence", "sexual violence", "violence against children", "torture")
"""The names a new project knows."""
PREFIX = "content: "
"""What a flag's name begins with that proposes a mark."""
LONGEST = LONGEST_NAME - len(PREFIX)
"""Characters of a mark's name: it must fit into a flag's."""
MOST = 40
"""Names that may be in use: a list to choose from, not a language."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A coder met hard content that nobody marked."""

    article: str
    number: int
    title: str
    name: str
    coder: str
    """Pseudonym of who proposed it."""


@dataclass(frozen=True, slots=True)
class ContentMarks:
    """The content marks of one open project."""

    database: Database
    history: History
    rounds: Rounds
    remarks: Remarks

    # --- names --------------------------------------------------------------------------------------------------------

    def names(self) -> tuple[str, ...]:
        """What may be marked, in the lead's order."""
        told = self.rounds.get().settings.get("content_marks")
        return tuple(str(one) for one in told) if isinstance(told, list) else USUAL

    def set_names(self, names: Sequence[str]) -> None:
        """Another list of names; marks that are set keep theirs. The lead's."""
        self._must_lead("The list of content marks is the lead's.")
        tidy = list(dict.fromkeys(filter(None, (" ".join(name.split()) for name in names))))
        for name in tidy:
            if ";" in name:
                raise UsageError("A semicolon divides content marks; it cannot stand in a name.")
            if len(name) > LONGEST:
                raise UsageError(f"The name of a content mark has {LONGEST} characters at most: “{name}” is longer.")
        if len({name.casefold() for name in tidy}) < len(tidy):
            raise UsageError("Two content marks have the same name.")
        if len(tidy) > MOST:
            raise UsageError(f"There can be {MOST} content marks at most.")
        with self.history.operation({"id": "set_content_names"}):
            self.rounds.set(MAIN, content_marks=tidy)

    # --- reading ------------------------------------------------------------------------------------------------------

    def any(self) -> bool:
        """Whether any article is marked: where none is, nothing else needs asking."""
        return self.database.value("SELECT 1 FROM content_mark WHERE removed = 0 LIMIT 1") is not None

    def of(self, article: str) -> tuple[str, ...]:
        """What an article is marked with, in the order of the alphabet."""
        rows = self.database.all("SELECT name FROM content_mark WHERE article = ? AND removed = 0 ORDER BY name", (article,))
        return tuple(row[0] for row in rows)

    def of_many(self, articles: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The marks of some articles (a page); those without any are left out."""
        if not self.any():
            return {}
        found: dict[str, tuple[str, ...]] = {}
        for article, name in self.database.all(
            "SELECT m.article, m.name FROM json_each(?) asked CROSS JOIN content_mark m ON m.article = asked.value "
            "WHERE m.removed = 0 ORDER BY m.article, m.name",
            (json.dumps(list(articles)),),
        ):
            found[article] = (*found.get(article, ()), name)
        return found

    def counts(self) -> dict[str, int]:
        """How many articles have each mark."""
        rows = self.database.all(
            "SELECT m.name, count(*) FROM content_mark m JOIN article a ON a.uid = m.article "
            "WHERE m.removed = 0 AND a.removed = 0 GROUP BY 1 ORDER BY 1"
        )
        return {row[0]: row[1] for row in rows}

    # --- the lead -----------------------------------------------------------------------------------------------------

    def mark(self, article: str, name: str) -> None:
        """Marks an article; one that has the mark keeps it. The lead's."""
        self._must_lead("Articles are marked by the lead; a coder proposes it.")
        if name not in self.names():
            raise UsageError(f"There is no content mark “{name}”. Marks: {', '.join(self.names()) or 'none'}.")
        with self.history.operation({"id": "mark_content", "name": name}, place={"article": article}):
            self._put(article, name)

    def unmark(self, article: str, name: str) -> None:
        """Takes a mark away. The lead's."""
        self._must_lead("Content marks are taken away by the lead.")
        with self.history.operation({"id": "unmark_content", "name": name}, place={"article": article}):
            self.database.run(
                "UPDATE content_mark SET removed = 1 WHERE article = ? AND name = ? AND removed = 0", (article, name)
            )

    def refuse(self, proposal: Proposal) -> None:
        """Turns a proposal down: the article stays without the mark. The lead's."""
        self._must_lead("Proposals are settled by the lead.")
        label = {"id": "refuse_content", "name": proposal.name}
        with self.history.operation(label, place={"article": proposal.article}):
            self._put(proposal.article, proposal.name)
            self.database.run("UPDATE content_mark SET removed = 1 WHERE uid = ?", (mark_uid(proposal.article, proposal.name),))

    def proposals(self) -> list[Proposal]:
        """What coders proposed and nobody settled, by article. The lead sees them."""
        rows = self.database.all(
            "SELECT a.uid, a.number, a.title, substr(f.name, ?), coalesce(c.name, ''), m.uid FROM flag f "
            "JOIN article a ON a.uid = f.owner LEFT JOIN coder c ON c.uid = f.coder "
            "LEFT JOIN content_mark m ON m.article = a.uid AND m.name = substr(f.name, ?) "
            "WHERE f.removed = 0 AND a.removed = 0 AND substr(f.name, 1, ?) = ? AND coalesce(m.removed, 1) = 1 "
            "ORDER BY a.number, f.rowid",
            (len(PREFIX) + 1, len(PREFIX) + 1, len(PREFIX), PREFIX),
        )
        return [Proposal(*row[:5]) for row in rows if row[5] is None or not self._refused(row[5])]

    # --- a coder ------------------------------------------------------------------------------------------------------

    def propose(self, article: str, name: str) -> None:
        """Proposes a mark, or takes the own proposal back where it stands already."""
        spot = Spot(article)
        mine = flagged(self.remarks.of(article), spot, self.history.coder).get(PREFIX + name)
        if mine is not None:
            self.remarks.unflag(mine)
        else:
            self.remarks.flag(spot, PREFIX + name)

    def proposed(self, article: str) -> tuple[str, ...]:
        """What who works now proposed for an article."""
        names = flagged(self.remarks.of(article), Spot(article), self.history.coder)
        return tuple(name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX))

    def hand_on(self, old: str, new: str) -> None:
        """Marks go with an article to its corrected text."""
        for name in self.of(old):
            self._put(new, name)

    def _put(self, article: str, name: str) -> None:
        self.database.run(
            "INSERT INTO content_mark (uid, article, name) VALUES (?, ?, ?) "
            "ON CONFLICT (article, name) DO UPDATE SET removed = 0",
            (mark_uid(article, name), article, name),
        )

    def _refused(self, uid: str) -> bool:
        """Whether the mark is gone because the lead did not want it: the last such step stands."""
        return (
            self.database.value(
                "SELECT 1 FROM change h JOIN operation o ON o.id = h.operation WHERE h.uid = ? AND h.field = 'removed' "
                "AND o.undone = 0 AND json_extract(o.label, '$.id') = 'refuse_content' LIMIT 1",
                (uid,),
            )
            is not None
        )

    def _must_lead(self, refusal: str) -> None:
        if self.database.value("SELECT role FROM coder WHERE uid = ?", (self.history.coder,)) != "lead":
            raise UsageError(refusal)


def mark_uid(article: str, name: str) -> str:
    """The identity of a mark: the same in every file (SHA-256, 32 hex digits)."""
    return hashlib.sha256(f"content_mark\x1f{article}\x1f{name}".encode()).hexdigest()[:32]
