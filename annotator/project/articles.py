"""The articles: adding them, correcting what is said about them, reading them and their queue.

Owns the table `article`. An article's text never changes; its uid is the hash of what came in.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from ..errors import UsageError
from .copy_marks import PASSED_BY
from .database import Database
from .history import History
from .own_articles import Own, OwnArticles

T = TypeVar("T")
BATCH = 500
LOOK_AHEAD = 64
"""Articles among which the next one to do is looked for at first."""
_SPACE = b" \t\n\r\x0b\x0c"
CORRECTABLE = ("title", "date", "source", "url", "language", "external_id")


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """An article as a reader found it, not yet in a project. `date` is an ISO day or None."""

    text: str
    title: str = ""
    date: str | None = None
    source: str = ""
    url: str = ""
    language: str = ""
    external_id: str = ""
    origin: str = ""
    """Where it was read, such as ``file.csv row 3``."""
    extra: Mapping[str, object] = field(default_factory=dict)
    stub: bool = False
    replaces: str | None = None
    """Uid of the article whose corrected text this is."""

    @property
    def uid(self) -> str:
        """The article's identity: text (white space left out), source and date as imported; SHA-256, 32 hex digits."""
        stub = f"stub {self.external_id}" if self.stub else ""
        told = "\x1f".join((self.text, self.source.strip().casefold(), self.date or "", stub))
        return hashlib.sha256(told.encode("utf-8", "replace").translate(None, _SPACE)).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Refused:
    """One row of a file that could not come in, and why."""

    row: int | None
    column: str | None
    reason: str
    file: str = ""

    def as_json(self) -> dict[str, Any]:
        """The command line's answer for one row."""
        return {"file": self.file, "row": self.row, "column": self.column, "reason": self.reason}

    def __str__(self) -> str:
        where = [self.file] if self.file else []
        where += [f"row {self.row}"] if self.row is not None else []
        place = " ".join(where)
        if self.column:
            place += f", column {self.column}" if place else f"column {self.column}"
        return f"{place}: {self.reason}" if place else self.reason


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `text` counts in code points; `date` is an ISO day or None."""

    number: int
    uid: str
    title: str
    date: str | None
    source: str
    url: str
    language: str
    external_id: str
    origin: str
    stub: bool
    text: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue: the article and how far this coder's coding is."""

    number: int
    uid: str
    title: str
    date: str | None
    source: str
    state: str
    """todo, open, done, returned, approved"""
    verdict: str
    events: int
    flags: int = 0
    comments: int = 0
    screened: str = ""
    """What the coder said in the first pass: relevant, not, unsure, or nothing."""
    marks: tuple[str, ...] = ()
    """What its content is marked with."""
    copy_of: int = 0
    """The number of the article that is coded in its place, 0 where it is coded itself."""


@dataclass(slots=True)
class Added:
    """What an import did."""

    added: int = 0
    known: int = 0
    refused: list[Refused] = field(default_factory=list)
    twins: list[tuple[str, str]] = field(default_factory=list)
    """Rows passed over whose text, source and date are those of an article with another outside id: their id, and its."""

    def as_json(self) -> dict[str, Any]:
        """The command line's answer."""
        return {
            "added": self.added, "known": self.known,
            "refused": [one.as_json() for one in self.refused],
        }  # fmt: skip


_ARTICLE = "number, uid, title, date, source, url, language, external_id, origin, stub, text"
_EXTENT = "SELECT min(number), max(number), count(*) FROM article WHERE removed = 0 AND stub = 0"
_INSERT = (
    "INSERT OR IGNORE INTO article "
    "(uid, title, date, source, url, language, external_id, origin, extra, stub, replaces, length, text) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass
class Articles:
    """The articles of one open project."""

    database: Database
    history: History
    own: OwnArticles

    def add(
        self, drafts: Iterable[ArticleDraft | Refused], *, source: str = "", good_rows: bool = True,
        progress: Callable[[int], None] | None = None,
    ) -> Added:  # fmt: skip
        """Adds what is new, in one operation. With `good_rows` false one refused row stops all of it.

        `progress` is called with the number of rows read; what it raises cancels and rolls everything back.
        """
        told = Added()
        with self.history.operation({"id": "import_articles", "source": source}):
            for batch in _in_batches(drafts, BATCH):
                fresh = [one for one in batch if isinstance(one, ArticleDraft)]
                told.refused.extend(one for one in batch if isinstance(one, Refused))
                if told.refused and not good_rows:
                    raise Stopped(told)
                added = self._insert([_row(draft) for draft in fresh])
                told.added += added
                told.known += len(fresh) - added
                if added < len(fresh):
                    told.twins.extend(self._twins(fresh))
                if progress:
                    progress(told.added + told.known + len(told.refused))
        return told

    def _twins(self, drafts: Sequence[ArticleDraft]) -> list[tuple[str, str]]:
        named = {draft.uid: draft.external_id for draft in drafts if draft.external_id}
        marks = ",".join("?" * len(named))
        rows = self.database.all(f"SELECT uid, external_id FROM article WHERE uid IN ({marks})", tuple(named))
        there: dict[str, str] = {row[0]: row[1] for row in rows}
        return [
            (draft.external_id, there[draft.uid]) for draft in drafts
            if draft.external_id and there.get(draft.uid, "") not in ("", draft.external_id)
        ]  # fmt: skip

    def _insert(self, rows: list[tuple[Any, ...]]) -> int:
        """Inserts what is new and brings back what was removed; gives how many those are."""
        added = max(self.database.run_many(_INSERT, rows), 0) if rows else 0
        if added < len(rows):
            uids = list({row[0] for row in rows})
            marks = ",".join("?" * len(uids))
            there = self.database.value(f"SELECT count(*) FROM article WHERE uid IN ({marks})", uids)
            assert there == len(uids), "only an article that is there already is passed over"
            back = f"UPDATE article SET removed = 0 WHERE removed = 1 AND uid IN ({marks})"
            added += max(self.database.run(back, uids).rowcount, 0)
        return added

    def known_as(self, draft: ArticleDraft) -> Article | None:
        """The one article with a draft's outside id, or, where it has none, with its address; None for none or several."""
        for column, value in (("external_id", draft.external_id), ("url", draft.url)):
            if value:
                where = f"{column} = ? AND {column} <> '' AND removed = 0 AND stub = 0"
                rows = self.database.all(f"SELECT {_ARTICLE} FROM article WHERE {where} LIMIT 2", (value,))
                return _article(rows[0]) if len(rows) == 1 else None
        return None

    def correct(self, uid: str, **changes: str | None) -> None:
        """Corrects what is said about an article: title, date, source, url, language, external_id."""
        for name in changes:
            if name not in CORRECTABLE:
                raise UsageError(f"{name} of an article cannot be corrected; its text never changes.")
        with self.history.operation({"id": "correct_article", "field": ", ".join(changes)}, place={"article": uid}):
            for name, value in changes.items():
                self.database.run(f"UPDATE article SET {name} = ? WHERE uid = ?", (value, uid))

    def get(self, uid: str) -> Article:
        """One article by uid. Raises UsageError where there is none."""
        row = self.database.one(f"SELECT {_ARTICLE} FROM article WHERE uid = ?", (uid,))
        if row is None:
            raise UsageError(f"There is no article {uid} in this project.")
        return _article(row)

    def by_number(self, number: int) -> Article | None:
        """One article by its number in this file."""
        row = self.database.one(f"SELECT {_ARTICLE} FROM article WHERE number = ? AND removed = 0", (number,))
        return _article(row) if row else None

    def find(self, name: str) -> Article:
        """An article by number, uid or external id, as the command line names it."""
        row = None
        if name.isdigit():
            row = self.database.one(f"SELECT {_ARTICLE} FROM article WHERE number = ? AND removed = 0", (int(name),))
        row = row or self.database.one(
            f"SELECT {_ARTICLE} FROM article WHERE (uid = ? OR external_id = ? AND external_id <> '') AND removed = 0",
            (name, name),
        )
        if row is None:
            raise UsageError(f"There is no article “{name}” in this project.")
        return _article(row)

    def count(self) -> int:
        """How many articles there are, stubs included."""
        return int(self.database.value("SELECT count(*) FROM article WHERE removed = 0"))

    def is_empty(self) -> bool:
        """Whether there are none; known without counting."""
        return not self.database.value("SELECT EXISTS (SELECT 1 FROM article WHERE removed = 0)")

    def walk(self) -> Iterator[Article]:
        """All articles in the order of their numbers."""
        for row in self.database.run(f"SELECT {_ARTICLE} FROM article WHERE removed = 0 ORDER BY number"):
            yield _article(row)

    def queue(
        self, coder: str, round_: str, standing: str = "coded", *, state: str = "", words: Sequence[int] | None = None
    ) -> array[int]:
        """The numbers of the articles in the coder's queue, in order; optionally of one state or from a search hit list.

        `todo` is not begun, not screened out and no duplicate of what is coded instead; `relevant` and `unsure` are not begun
        and screened so. 8 bytes an article; `queue_rows` reads the lines that are looked at. Once articles were handed out in
        the round, a coder's are those of `own_articles`, in the order they were given.
        """
        if words is not None:
            return array("q", words)
        own = self.own.of(coder, round_, standing)
        if not state:
            return array("q", own.numbers) if own else every_number(self.database)
        found = self._of_state(coder, round_, state, standing)
        return own.only(found) if own else found

    def _of_state(self, coder: str, round_: str, state: str, standing: str) -> array[int]:
        if state == "todo":
            rows = self.database.run(
                "SELECT a.number FROM article a WHERE a.removed = 0 AND a.stub = 0 AND a.number NOT IN (SELECT a.number "
                "FROM coding c JOIN article a ON a.uid = c.article WHERE c.coder = ? AND c.round = ? AND c.standing = ? "
                "AND c.removed = 0 UNION ALL SELECT a.number FROM screening s JOIN article a ON a.uid = s.article "
                f"WHERE s.coder = ? AND s.verdict = 'not' AND s.removed = 0 AND ? = 'main' UNION ALL {PASSED_BY}) "
                "ORDER BY a.number",
                (coder, round_, standing, coder, round_),
            )
        elif state in ("relevant", "unsure"):
            rows = self.database.run(
                "SELECT a.number FROM screening s CROSS JOIN article a ON a.uid = s.article WHERE s.coder = ? "
                "AND s.verdict = ? AND s.removed = 0 AND a.removed = 0 AND a.stub = 0 AND NOT EXISTS (SELECT 1 FROM coding c "
                "WHERE c.article = a.uid AND c.coder = ? AND c.round = ? AND c.standing = ? AND c.removed = 0) "
                " ORDER BY a.number",
                (coder, state, coder, round_, standing),
            )
        else:
            rows = self.database.run(
                "SELECT a.number FROM coding c JOIN article a ON a.uid = c.article WHERE c.coder = ? AND c.round = ? "
                "AND c.state = ? AND c.standing = ? AND c.removed = 0 AND a.removed = 0 AND a.stub = 0 "
                "ORDER BY a.number",
                (coder, round_, state, standing),
            )
        return array("q", (row[0] for row in rows))

    def count_coded(self, coder: str, round_: str, standing: str, states: Sequence[str]) -> int:
        """How many articles of the coder's queue are in one of these states."""
        marks = ",".join("?" * len(states))
        return int(
            self.database.value(
                f"SELECT count(*) FROM coding c JOIN article a ON a.uid = c.article WHERE c.coder = ? AND c.round = ? AND "
                f"c.state IN ({marks}) AND c.standing = ? AND c.removed = 0 AND a.removed = 0 AND a.stub = 0",
                (coder, round_, *states, standing),
            )
        )

    def next_to_do(self, coder: str, round_: str, standing: str = "coded", *, after: int = 0) -> int | None:
        """The first article behind a number that the coder has neither begun nor screened out and that is no duplicate; from
        the end on to the start. None for none."""
        if own := self.own.of(coder, round_, standing):
            return self._next_of(own, coder, round_, after)
        unbegun = (
            "SELECT number FROM article a WHERE removed = 0 AND stub = 0 AND duplicate_of IS NULL AND number > ? "
            "AND NOT EXISTS (SELECT 1 FROM coding c WHERE c.article = a.uid AND c.coder = ? AND c.round = ? AND c.standing = "
            "? AND c.removed = 0) "
            "AND NOT EXISTS (SELECT 1 FROM screening s WHERE s.article = a.uid AND s.coder = ? AND s.verdict = 'not' "
            "AND s.removed = 0 AND ? = 'main') ORDER BY number LIMIT 1"
        )
        for start in dict.fromkeys((after, 0)):
            asked = (start, coder, round_, standing, coder, round_)
            if (found := self.database.value(unbegun, asked)) is not None:
                return int(found)
        return None

    def uid_of(self, number: int) -> str:
        """An article's uid by its number; empty where there is none."""
        return str(self.database.value("SELECT uid FROM article WHERE number = ?", (number,)) or "")

    def _next_of(self, own: Own, coder: str, round_: str, after: int) -> int | None:
        """The same among articles in an order of their own, some at a time: the next one is mostly near."""
        begin, size = own.places.get(after, -1) + 1, LOOK_AHEAD
        around = own.numbers[begin:] + own.numbers[:begin]
        unbegun = (
            "SELECT a.number FROM json_each(?) n CROSS JOIN article a ON a.number = n.value WHERE a.duplicate_of IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM coding c WHERE c.article = a.uid AND c.coder = ? AND c.round = ? AND c.standing = "
            "'coded' AND c.removed = 0) "
            "AND NOT EXISTS (SELECT 1 FROM screening s WHERE s.article = a.uid AND s.coder = ? AND s.verdict = 'not' "
            "AND s.removed = 0 AND ? = 'main') ORDER BY n.key LIMIT 1"
        )
        start = 0
        while start < len(around):
            some = json.dumps(around[start : start + size].tolist())
            if (found := self.database.value(unbegun, (some, coder, round_, coder, round_))) is not None:
                return int(found)
            start, size = start + size, size * 4
        return None

    def queue_rows(self, numbers: Sequence[int], coder: str, round_: str, standing: str = "coded") -> dict[int, QueueRow]:
        """The queue's lines for some numbers (a page), by number."""
        marks = ",".join("?" * len(numbers))
        rows = self.database.all(
            f"SELECT a.number, a.uid, a.title, a.date, a.source, coalesce(c.state, 'todo'), coalesce(c.verdict, ''), "
            f"(SELECT count(*) FROM event e WHERE e.coding = c.uid AND e.removed = 0), "
            f"CASE WHEN a.title = '' THEN substr(a.text, 1, 90) ELSE '' END, coalesce(s.verdict, ''), "
            f"coalesce((SELECT k.number FROM article k WHERE k.uid = a.duplicate_of), 0) FROM article a LEFT JOIN coding c "
            f"ON c.article = a.uid AND c.coder = ? AND c.round = ? AND c.removed = 0 "
            f"AND c.standing = ? LEFT JOIN screening s ON s.article = a.uid AND s.coder = ? AND s.removed = 0 "
            f"WHERE a.number IN ({marks})",
            (coder, round_, standing, coder, *numbers),
        )
        return {
            row[0]: QueueRow(row[0], row[1], row[2] or " ".join(row[8].split()), *row[3:8], screened=row[9], copy_of=row[10])
            for row in rows
        }

    def texts(self, numbers: Sequence[int], most: int) -> dict[int, str]:
        """The texts of some articles (a page), by number, each at most so many characters long."""
        marks = ",".join("?" * len(numbers))
        sql = f"SELECT number, substr(text, 1, ?) FROM article WHERE number IN ({marks})"
        return {row[0]: row[1] for row in self.database.all(sql, (most, *numbers))}


def every_number(database: Database) -> array[int]:
    """The numbers of all articles that have a text, in order."""
    low, high, count = database.all(_EXTENT)[0]
    if count and count == high - low + 1:  # no gap: nothing need be read, a million articles cost 30 ms
        return array("q", range(low, high + 1))
    return array(
        "q", (row[0] for row in database.run("SELECT number FROM article WHERE removed = 0 AND stub = 0 ORDER BY number"))
    )


class Stopped(Exception):
    """An import was stopped by a refused row; carries what was found so far."""

    def __init__(self, told: Added) -> None:
        super().__init__(str(told.refused[0]) if told.refused else "")
        self.told = told


def _row(draft: ArticleDraft) -> tuple[Any, ...]:
    extra = json.dumps(dict(draft.extra), ensure_ascii=False) if draft.extra else None
    return (
        draft.uid, draft.title, draft.date, draft.source, draft.url, draft.language, draft.external_id, draft.origin,
        extra, int(draft.stub), draft.replaces, len(draft.text), draft.text,
    )  # fmt: skip


def _article(row: Sequence[Any]) -> Article:
    values = list(row)
    values[9] = bool(values[9])
    return Article(*values)


def _in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
