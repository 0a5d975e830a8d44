"""Which articles a coder's queue lists under filters: by what is said of them, by the coder's work, by what stands in it.

Owns the language of filters over articles, in the manner of `event_list`; a coder's own work alone is asked about, a
lead may ask about everybody's. Must not know the window. Every question about work comes down to article numbers, so
that an article without a coding ("to do") needs no row.

What is asked of titles, sources and dates reads all articles: on a million of them that is a job of seconds.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..errors import UsageError
from .codings import MAIN
from .copy_marks import PASSED_BY
from .database import Database
from .event_list import EventList
from .event_table import EventTable
from .filtering import PROBLEMS, Filter, ListColumn, check_operator, condition, known_severity, read_value
from .own_articles import OwnArticles

EVENT = "event."
"""What the columns of events' values begin with, as ``event.country``."""
STATES = ("todo", "open", "done", "returned", "approved")
VERDICTS = ("events", "no_event", "unusable")
SCREENED = ("relevant", "not", "unsure")
LOOKED_AT = 5_000
"""Articles among which values are looked for that are offered to choose from."""

_OWN = (
    ListColumn("state", "code", only=("is", "is_not")),
    ListColumn("verdict", "code", only=("is", "is_not", "empty")),
    ListColumn("date", "date"),
    ListColumn("source", "text"),
    ListColumn("title", "text"),
    ListColumn("language", "code"),
    ListColumn("events", "number", only=("least", "most", "is")),
    ListColumn(PROBLEMS, "code", only=("is",)),
    ListColumn("flag", "code", only=("is", "filled", "empty")),
    ListColumn("comment", "code", only=("filled", "empty")),
    ListColumn("screening", "code", only=("is", "is_not", "empty")),
    ListColumn("origin", "text", only=("contains", "is")),
)
_QUEUE = "SELECT a.number FROM article a WHERE a.removed = 0 AND a.stub = 0"
_ABOUT = ("date", "source", "title", "language", "origin")

Part = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class ArticleQuery:
    """Which articles of a coder's queue. Filters hold together. With `all_coders` events, flags and comments of anybody
    count, not only the coder's own; state, verdict and first pass are always the coder's."""

    filters: tuple[Filter, ...] = ()
    coder: str = ""
    all_coders: bool = False
    round: str = MAIN
    standing: str = "coded"


class ArticleList:
    """The articles of a project under filters. Reads through one connection; several may be used side by side."""

    def __init__(self, table: EventTable, database: Database | None = None) -> None:
        """With `database`, another connection to the same file is read."""
        self.database = database or table.database
        self._events = EventList(table, self.database)
        self._own = OwnArticles(self.database)
        of_events = (
            ListColumn(EVENT + one.name, one.kind, one.field, one.long) for one in self._events.columns if one.field
        )  # fmt: skip
        self.columns: tuple[ListColumn, ...] = (*_OWN, *of_events)
        self._by_name = {column.name: column for column in self.columns}

    def numbers(self, query: ArticleQuery) -> array[int]:
        """The numbers of the articles in the order of the queue, 8 bytes each: once articles were handed out, the coder's."""
        where, values = self._where(query)
        found = array("q", (row[0] for row in self.database.run(f"{_QUEUE}{where} ORDER BY a.number", values)))
        own = self._own.of(query.coder, query.round, query.standing)
        return own.only(found) if own else found

    def count(self, query: ArticleQuery) -> int:
        """How many articles a list has."""
        if self._own.of(query.coder, query.round, query.standing):
            return len(self.numbers(query))
        where, values = self._where(query)
        return int(self.database.value(f"SELECT count(*) FROM ({_QUEUE}{where})", values))

    def next_to_do(self, query: ArticleQuery, after: int = 0) -> int | None:
        """The first article behind a number that the filters list and the coder has not begun; from the end on to the
        start. None for none."""
        query = replace(query, filters=(*query.filters, Filter("state", "is", "todo")))
        if own := self._own.of(query.coder, query.round, query.standing):
            found = self.numbers(query)
            return next((one for one in found if own.places[one] > own.places.get(after, -1)), found[0] if found else None)
        where, values = self._where(query)
        found = self.database.value(
            f"{_QUEUE}{where} ORDER BY a.number <= ?, a.number LIMIT 1", (*values, after)
        )  # fmt: skip
        return None if found is None else int(found)

    def values(self, column: str, limit: int = 100, coder: str = "") -> list[str]:
        """Frequent values of a column, for choosing one: of the first articles, or of all events; with `coder`, of what is
        that coder's alone."""
        self._known(column)
        fixed = {"state": STATES, "verdict": VERDICTS, "screening": SCREENED, PROBLEMS: ("error", "warning", "none")}
        if column in fixed:
            return list(fixed[column])
        if column.startswith(EVENT):
            return [str(one) for one in self._events.values(column.removeprefix(EVENT), limit, coder) if one is not None]
        if column == "flag":
            rows = self.database.run(
                "SELECT name FROM flag WHERE removed = 0 AND ? IN ('', coder) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?",
                (coder, limit),
            )
        elif column in _ABOUT:
            rows = self.database.run(
                f"SELECT {column} FROM (SELECT {column} FROM article WHERE removed = 0 AND stub = 0 ORDER BY number LIMIT ?) "
                f"WHERE {column} <> '' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?",
                (LOOKED_AT, limit),
            )
        else:
            return []
        return [row[0] for row in rows]

    def asks_for_problems(self, query: ArticleQuery) -> bool:
        """Whether the answer hangs on what is wrong with events: that has to be counted first."""
        return any(one.column == PROBLEMS for one in query.filters)

    # SQL -----------------------------------------------------------------------------------------------------------

    def _where(self, query: ArticleQuery) -> tuple[str, tuple[Any, ...]]:
        parts: list[str] = []
        values: list[Any] = []
        # The cheap ones first: SQLite tries conditions it has no index for in the order they are written.
        for one in sorted(query.filters, key=lambda one: one.column in _ABOUT):
            column = self._known(one.column)
            check_operator(column, one)
            sql, given = self._condition(one, column, query)
            parts.append(sql)
            values += given
        return "".join(f" AND {part}" for part in parts), tuple(values)

    def _condition(self, one: Filter, column: ListColumn, query: ArticleQuery) -> Part:
        if one.column.startswith(EVENT):
            return self._of_values(one, query)
        if one.column in _ABOUT:
            # Unlike a day, a text that is not there is empty.
            return condition(f"nullif(a.{one.column}, '')", column.kind, one)
        asks: dict[str, Callable[[Filter, ArticleQuery], Part]] = {
            "state": self._of_state, "verdict": self._of_verdict, "events": self._of_count, PROBLEMS: self._of_problems,
            "flag": self._of_flags, "comment": self._of_comments, "screening": self._of_screening,
        }  # fmt: skip
        return asks[one.column](one, query)

    def _of_state(self, one: Filter, query: ArticleQuery) -> Part:
        _one_of(one, STATES)
        if one.value == "todo":
            # What is coded by a copy of it is not to do either.
            return _among(f"{_CODED} UNION ALL {PASSED_BY}", [*_work(query)], one.operator == "is_not")
        return _among(f"{_CODED} AND c.state = ?", [*_work(query), one.value], one.operator == "is")

    def _of_verdict(self, one: Filter, query: ArticleQuery) -> Part:
        if one.operator == "empty":
            return _among(f"{_CODED} AND c.verdict IS NOT NULL", [*_work(query)], False)
        _one_of(one, VERDICTS)
        return _among(f"{_CODED} AND c.verdict = ?", [*_work(query), one.value], one.operator == "is")

    def _of_count(self, one: Filter, query: ArticleQuery) -> Part:
        wanted = read_value("number", str(one.value))
        whose, values = _whose(query)
        sign = {"is": "=", "least": ">=", "most": "<="}[one.operator]
        if wanted == 0 and one.operator in ("is", "most"):
            return _among(f"SELECT article FROM events WHERE {whose}", values, False)
        if one.operator == "most":
            return _among(f"SELECT article FROM events WHERE {whose} GROUP BY 1 HAVING count(*) > ?", [*values, wanted], False)
        if wanted == 0:
            return "1", []
        return _among(f"SELECT article FROM events WHERE {whose} GROUP BY 1 HAVING count(*) {sign} ?", [*values, wanted], True)

    def _of_values(self, one: Filter, query: ArticleQuery) -> Part:
        whose, values = _whose(query)
        sql, given = self._events.condition(Filter(one.column.removeprefix(EVENT), one.operator, one.value))
        return _among(f"SELECT article FROM events WHERE {whose} AND {sql}", [*values, *given], True)

    def _of_problems(self, one: Filter, query: ArticleQuery) -> Part:
        """`none` means that no event has any; articles without events are among them."""
        severity = known_severity(one)
        whose, values = _whose(query)
        wanted = [severity] if severity != "none" else ["error", "warning"]
        asked = " OR ".join(self._events.condition(Filter(PROBLEMS, "is", each))[0] for each in wanted)
        return _among(f"SELECT article FROM events WHERE {whose} AND ({asked})", values, severity != "none")

    def _of_flags(self, one: Filter, query: ArticleQuery) -> Part:
        named = " AND f.name = ?" if one.operator == "is" else ""
        return _about_any("flag", one, query, named, [one.value] if named else [])

    def _of_comments(self, one: Filter, query: ArticleQuery) -> Part:
        return _about_any("comment", one, query, "", [])

    def _of_screening(self, one: Filter, query: ArticleQuery) -> Part:
        passed = "SELECT x.number FROM screening s JOIN article x ON x.uid = s.article WHERE s.coder = ? AND s.removed = 0"
        if one.operator == "empty":
            return _among(passed, [query.coder], False)
        _one_of(one, SCREENED)
        return _among(f"{passed} AND s.verdict = ?", [query.coder, one.value], one.operator == "is")

    def _known(self, column: str) -> ListColumn:
        if column not in self._by_name:
            raise UsageError(f"A list of articles has no column “{column}”.")
        return self._by_name[column]


_CODED = (
    "SELECT x.number FROM coding c JOIN article x ON x.uid = c.article WHERE c.coder = ? "
    "AND c.round = ? AND c.standing = ? AND c.removed = 0"
)


def _work(query: ArticleQuery) -> tuple[str, str, str]:
    """Whose codings in what round, and of what standing."""
    return query.coder, query.round, query.standing


def _whose(query: ArticleQuery) -> Part:
    """The events that count."""
    if query.all_coders:
        return "round = ?", [query.round]
    return "coder = ? AND round = ? AND standing = ?", [*_work(query)]


def _about_any(table: str, one: Filter, query: ArticleQuery, more: str, given: list[Any]) -> Part:
    """Articles with a flag or comment on themselves, on a coding of theirs, or on one of its events."""
    which = f"f.removed = 0{more}"
    if not query.all_coders:
        which, given = f"{which} AND f.coder = ?", [*given, query.coder]
    found = (
        f"SELECT x.number FROM {table} f JOIN article x ON x.uid = f.owner WHERE {which} "
        f"UNION ALL SELECT x.number FROM {table} f JOIN coding c ON c.uid = f.owner JOIN article x ON x.uid = c.article "
        f"WHERE {which} UNION ALL SELECT v.article FROM {table} f JOIN events v ON v.event_uid = f.owner WHERE {which}"
    )
    return _among(found, given * 3, one.operator != "empty")


def _among(numbers: str, values: list[Any], inside: bool) -> Part:
    return f"a.number {'IN' if inside else 'NOT IN'} ({numbers})", values


def _one_of(one: Filter, known: tuple[str, ...]) -> None:
    if one.value not in known:
        raise UsageError(f"{one.column} is one of {', '.join(known)}; not “{one.value}”.")
