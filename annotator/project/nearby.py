"""Which events of other articles may tell of the same happening as one event, and what was said of them already.

Owns the search over the flat table, by days, country and what is equal, and who may see what. How alike two events are
is `codebook.likeness`'s; what is said of two events is written by `same_happening`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ..codebook.likeness import LISTED, STRONG, WINDOW, Alike, Facts, Likeness
from ..codebook.values import show
from ..errors import UsageError
from .same_happening import Judged, known_of, may_see

if TYPE_CHECKING:
    from .project import Project

COMPARED = 200
"""Events that are compared in full, those first of which most cells are equal."""
_BESIDE = 0.3
"""Degrees of latitude and longitude together within which a place counts as equal for that order."""
_ONCE = (
    "NOT EXISTS (SELECT 1 FROM pair p JOIN event x ON x.uid = p.one JOIN coding s ON s.uid = x.coding WHERE p.other = n.uid "
    "AND p.judged = 'same' AND p.removed = 0 AND x.removed = 0 AND s.removed = 0 AND s.standing = 'adjudicated' "
    "AND s.state IN ('done', 'approved')) "
    "AND NOT EXISTS (SELECT 1 FROM coding s WHERE s.uid = e.coding AND s.standing = 'adjudicated' AND s.state = 'open')"
)
"""An adjudicated event stands for those it was settled from as soon as it is done, and not before."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """An event of another article. `known` is what was said of it and the event asked about."""

    event: str
    article: str
    number: int
    title: str
    date: str
    source: str
    coder: str
    values: Mapping[str, Any]
    alike: Alike
    known: Judged

    @property
    def strong(self) -> bool:
        """Whether it likely tells of the same happening, and nobody said so yet."""
        return not self.known and self.alike.score >= STRONG


def nearby(project: Project, event: str, limit: int = 8) -> list[Nearby]:
    """The events said to be the same happening, then the most alike ones; those said to be another are left out."""
    likeness = Likeness(project.codebook)
    row = project.database.one(
        'SELECT e."values", a.number FROM event e JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article '
        "WHERE e.uid = ?", (event,),
    )  # fmt: skip
    if row is None:
        raise UsageError("That event is not in this project.")
    values, number = json.loads(row[0]), int(row[1])
    known = known_of(project, event)
    facts = likeness.read(values)
    found = dict(_rows(project, [uid for uid, judged in known.items() if judged != "different"]))
    found = {uid: there for uid, there in found.items() if not found.keys() & set(project.pairs.settled_in(uid))}
    linked = set(found)
    if facts.days is not None:
        found |= _candidates(project, likeness, facts, values, number)
    names = _registered(project, likeness, [values, *found.values()])
    titles = _titles(project, [event, *found])
    here = likeness.read(values, names, titles[event])
    judged = [(uid, likeness.compare(here, likeness.read(other, names, titles[uid]))) for uid, other in found.items()]
    judged = [
        (uid, alike) for uid, alike in judged
        if uid in linked or (alike.score >= LISTED and len(alike.reasons) > 1 and uid not in known and uid != event)
    ]  # fmt: skip
    judged.sort(key=lambda one: (one[0] not in linked, -one[1].score))
    return [_told(project, uid, found[uid], alike, known.get(uid, "")) for uid, alike in judged[: limit + len(linked)]]


def in_a_line(project: Project, values: Mapping[str, Any]) -> str:
    """An event by the fields that name it in lists."""
    book = project.codebook
    named = [(book.fields[name], values.get(name)) for name in book.summary if name in book.fields]
    return " · ".join(text for field, value in named if (text := show(book, field, value, write="label")))


def _candidates(
    project: Project, likeness: Likeness, facts: Facts, values: Mapping[str, Any], number: int
) -> dict[str, Mapping[str, Any]]:  # fmt: skip
    """The events of other articles within the days and the country, those that share most cells first."""
    assert likeness.date is not None
    assert facts.days is not None
    conditions, asked = may_see(project, "t")
    country = likeness.finds.get("country")
    if country is not None and facts.country:
        # A plus keeps the planner from this column's index: the days are fewer.
        conditions += f' AND (+t."{country.name}" = :country OR +t."{country.name}" IS NULL)'
    agree, cells = _agreement(project, likeness, facts, values)
    day = f't."{likeness.date.name}"'
    around = [f"{day} BETWEEN :from AND :to"]
    asked |= {**cells, "country": facts.country, "number": number, "limit": COMPARED, **_window(facts, 0, "")}
    if likeness.end is not None:
        around.append(f't."{likeness.end.name}" BETWEEN :from AND :to')
    coarse = likeness.coarse()
    if coarse:
        # Other events may be dated to a week or a month; the index of precision and day finds those few.
        exactness = f't."{likeness.date.precision}"'
        for place, (code, days) in enumerate(coarse.items()):
            around.append(f"{exactness} = :code{place} AND {day} BETWEEN :from{place} AND :to{place}")
            asked |= {f"code{place}": code, **_window(facts, days - 1, str(place))}
    union = " UNION ".join(
        f"SELECT * FROM (SELECT t.event_uid AS uid, {agree} AS agree, {day} AS day FROM events t WHERE {one} "
        f"AND t.article <> :number AND {conditions} ORDER BY agree DESC LIMIT :limit)"
        for one in around
    )  # fmt: skip
    sql = (
        f'SELECT n.uid, e."values" FROM ({union}) n JOIN event e ON e.uid = n.uid WHERE {_ONCE} '
        "ORDER BY n.agree DESC, n.uid LIMIT :limit"
    )
    return {row[0]: json.loads(row[1]) for row in project.database.all(sql, asked)}  # type: ignore[arg-type]


def _window(facts: Facts, more: int, end: str) -> dict[str, str]:
    assert facts.days is not None
    try:
        first, last = (facts.days[0] - timedelta(WINDOW + more), facts.days[1] + timedelta(WINDOW + more))
    except OverflowError:
        first, last = facts.days
    return {f"from{end}": first.isoformat(), f"to{end}": last.isoformat()}


def _agreement(
    project: Project, likeness: Likeness, facts: Facts, values: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:  # fmt: skip
    """SQL that counts how many of an event's telling cells are equal, and what it asks for."""
    columns = {column.name: column for column in project.table.flat}
    parts, asked = ["0"], dict[str, Any]()
    told = [*likeness.types, *(one for part in ("place", "admin1") if (one := likeness.finds.get(part)))]  # type: ignore[call-overload]
    for field in told:
        value = values.get(field.name)
        if field.name in columns and isinstance(value, str):
            parts.append(f't."{field.name}" IS :is_{field.name}')
            asked[f"is_{field.name}"] = value
    if facts.point is not None:
        north, east = likeness.finds["latitude"].name, likeness.finds["longitude"].name
        parts.append(f'2 * coalesce(abs(t."{north}" - :north) + abs(t."{east}" - :east) < {_BESIDE}, 0)')
        asked |= {"north": facts.point[0], "east": facts.point[1]}
    names = [name for name in facts.actors if likeness.weight(name) == 1][:6]
    of_actors = {field.name for field in likeness.actors}
    for column in columns.values():
        if names and column.field in of_actors and (not column.sub or _holds_names(project, column.field, column.sub)):
            parts.append(f't."{column.name}" IN ({", ".join(f":name{place}" for place in range(len(names)))})')
    asked |= {f"name{place}": name for place, name in enumerate(names)}
    return " + ".join(f"coalesce({part}, 0)" for part in parts), asked


def _holds_names(project: Project, group: str, sub: str) -> bool:
    return any(one.name == sub and one.register_ == "actors" for one in project.codebook.fields[group].fields)


def _rows(project: Project, uids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """The answers of some events that the coder at work may see."""
    conditions, asked = may_see(project, "t")
    sql = (
        f'SELECT t.event_uid, e."values" FROM events t JOIN event e ON e.uid = t.event_uid '
        f"WHERE t.event_uid IN (SELECT value FROM json_each(:uids)) AND {conditions}"
    )
    found = project.database.all(sql, {**asked, "uids": json.dumps(list(uids))}) if uids else []  # type: ignore[arg-type]
    return {row[0]: json.loads(row[1]) for row in found}


def _titles(project: Project, uids: Sequence[str]) -> dict[str, str]:
    """The titles of the articles that some events are told in, by event."""
    rows = project.database.all(
        "SELECT e.uid, a.title FROM event e JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article "
        "WHERE e.uid IN (SELECT value FROM json_each(?))", (json.dumps(list(uids)),),
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


def _registered(project: Project, likeness: Likeness, events: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """For other spellings of the actors that are named here: the name in the register."""
    return project.registers.called({name for values in events for name in likeness.names(values)})


def _told(project: Project, uid: str, values: Mapping[str, Any], alike: Alike, known: Judged) -> Nearby:
    row = project.database.one(
        "SELECT a.uid, a.number, a.title, coalesce(a.date, ''), a.source, c.coder FROM event e "
        "JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article WHERE e.uid = ?", (uid,),
    )  # fmt: skip
    assert row is not None
    return Nearby(uid, row[0], row[1], row[2], row[3], row[4], row[5], values, alike, known)
