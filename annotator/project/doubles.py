"""Articles that were coded more than once, and what was handed in of each: the rows agreement is worked out on.

Owns which codings those are, as SQL; reads, writes nothing. What the rows mean for agreement is not known here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from .project import Project

CODED, OTHERS = "coded", ("standard", "adjudicated")
_MANY = 500
"""Codings whose events are read at a time."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One coding and its article. `submission` is the JSON kept when it was first handed in, empty for none."""

    article: str
    number: int
    title: str
    language: str
    source: str
    date: str
    length: int
    coding: str
    coder: str
    round: str
    standing: str
    verdict: str
    answers: str
    time: str
    submission: str
    offers: bool


_ROWS = (
    "SELECT a.uid, a.number, a.title, a.language, a.source, coalesce(a.date, ''), a.length, c.uid, c.coder, c.round, "
    "c.standing, coalesce(c.verdict, ''), c.answers, coalesce(c.first_done, ''), coalesce(c.first_submission, ''), "
    "coalesce(s.candidates, 1) FROM coding c JOIN article a ON a.uid = c.article JOIN coder k ON k.uid = c.coder "
    "LEFT JOIN assignment s ON s.article = c.article AND s.coder = c.coder AND s.round = c.round AND s.removed = 0 "
    "WHERE c.removed = 0 AND a.removed = 0 AND ({which}) AND {handed_in} AND c.article IN "
    "(SELECT c.article FROM coding c WHERE c.removed = 0 AND ({which}) AND {handed_in} GROUP BY c.article HAVING count(*) > 1) "
    "ORDER BY a.number, k.rowid, c.rowid"
)
_NOW = "c.state IN ('done', 'approved')"
_FIRST = f"c.first_done IS NOT NULL AND (c.standing = 'coded' OR {_NOW})"


def handed_in(
    project: Project, rounds: Sequence[str], standings: Sequence[str] = (CODED,), *, now: bool = False, article: str = ""
) -> Iterator[HandedIn]:
    """The codings of some rounds and standings that were handed in (with `now`: that are done), of articles that have at
    least two of them, by article and in the order the coders joined. Of one article alone where it is named."""
    marks = ", ".join("?" * len(rounds)), ", ".join("?" * len(standings))
    which = f"c.round IN ({marks[0]}) AND c.standing IN ({marks[1]})" + (" AND c.article = ?" if article else "")
    sql = _ROWS.format(which=which, handed_in=_NOW if now else _FIRST)
    asked = (*rounds, *standings, *((article,) if article else ()))
    for row in project.database.run(sql, asked * 2):
        yield HandedIn(*cast("Any", (*row[:-1], bool(row[-1]))))


def count_single(project: Project, rounds: Sequence[str], *, now: bool = False) -> int:
    """How many articles one coder alone handed in in some rounds."""
    marks = ", ".join("?" * len(rounds))
    sql = (
        "SELECT count(*) FROM (SELECT 1 FROM coding c JOIN article a ON a.uid = c.article WHERE c.removed = 0 "
        f"AND a.removed = 0 AND c.round IN ({marks}) AND c.standing = 'coded' AND {_NOW if now else _FIRST} "
        "GROUP BY c.article HAVING count(*) = 1)"
    )
    return int(project.database.value(sql, tuple(rounds)) or 0)


def events_now(project: Project, codings: Iterable[str]) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """The events of some codings as they stand: uid and values, by coding, in their order."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for some in _by_many(list(codings)):
        rows = project.database.run(
            'SELECT coding, uid, "values" FROM event WHERE removed = 0 AND coding IN (SELECT value FROM json_each(?)) '
            "ORDER BY coding, position, rowid",
            (json.dumps(some),),
        )
        for coding, uid, values in rows:
            found.setdefault(coding, []).append((uid, json.loads(values)))
    return found


def evidence_now(project: Project, owners: Iterable[str]) -> dict[str, list[tuple[str, str, int, int]]]:
    """The spans that values of some events or codings rest on: field, part, start and end, by owner."""
    found: dict[str, list[tuple[str, str, int, int]]] = {}
    for some in _by_many(list(owners)):
        rows = project.database.run(
            "SELECT owner, field, spans FROM evidence WHERE removed = 0 AND spans <> '[]' "
            "AND owner IN (SELECT value FROM json_each(?)) ORDER BY owner, rowid",
            (json.dumps(some),),
        )
        for owner, field, spans in rows:
            kept = found.setdefault(owner, [])
            kept.extend((field, span["part"], span["start"], span["end"]) for span in json.loads(spans))
    return found


def title_at(project: Project, coding: str, article: str, time: str) -> str:
    """The title an article had when a coding of it was first handed in, at a time, whatever was corrected since.

    What was handed in and corrected within one tick of the clock is told apart by the order of the steps."""
    later = project.database.one(
        "SELECT h.old FROM change h JOIN operation o ON o.id = h.operation WHERE h.uid = :article AND h.field = 'title' "
        "AND h.field <> '*' AND (o.time > :time OR o.time = :time AND h.id > (SELECT min(id) FROM change "
        "WHERE uid = :coding AND field = 'first_done' AND field <> '*' AND new = :time)) ORDER BY h.id LIMIT 1",
        {"article": article, "time": time, "coding": coding},
    )
    found = later[0] if later else project.database.value("SELECT title FROM article WHERE uid = ?", (article,))
    return str(found or "")


def texts(project: Project, articles: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Uid, title and text of some articles."""
    for some in _by_many(list(articles)):
        yield from cast(
            "Iterator[tuple[str, str, str]]",
            project.database.run(
                "SELECT uid, title, text FROM article WHERE uid IN (SELECT value FROM json_each(?))", (json.dumps(some),)
            ),
        )


def aliases(project: Project, names: Iterable[str] | None = None) -> dict[str, str]:
    """Every other spelling of the approved actors, and the name in the register it stands for. With `names` those alone of
    them that are such spellings, whatever their capitals: quick, as all were read before."""
    return project.registers.spellings() if names is None else project.registers.called(names)


def _by_many(uids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(uids), _MANY):
        yield uids[start : start + _MANY]
