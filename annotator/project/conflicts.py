"""Several states of one coding: which holds, which are kept beside it, and settling them by hand.

Owns the table `version`. Where a coder went on from one state on two machines, both ends are true. The one that was worked on
last holds, whichever came in first, so that the same files give the same project in any order; the others are kept whole,
listed, and settled by the lead. Nothing of them is lost, and nothing of them is exported.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from . import work
from .database import Database
from .work import ARTICLE, FIRST, PARTS, Key, Row, Steps, Unit, contains

if TYPE_CHECKING:
    from .project import Project


@dataclass(frozen=True, slots=True)
class Difference:
    """What two states of a coding say differently: the event by its number (0 for the article), the field, both values."""

    event: int
    field: str
    current: str
    other: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A state that is kept beside the one that holds. Times are UTC in ISO 8601, of the last step of each."""

    version: str
    coding: str
    article: str
    number: int
    title: str
    coder: str
    time_current: str
    time_other: str
    differences: tuple[Difference, ...]


@dataclass(slots=True)
class Settled:
    """What became of the states of a coding when another one came in."""

    unit: Unit
    """The state that holds."""
    kept: list[Unit]
    """Those beside it."""


def choose(current: Unit, others: Sequence[Unit], new: Unit) -> Settled:
    """Which of several states hold: those whose steps no other one contains; of these, the one worked on last.

    The answer does not hang on the order in which they came.
    """
    states: list[Unit] = []
    for one in (current, *others, new):
        if any(contains(there.steps, one.steps) for there in states):
            continue
        states = [there for there in states if not contains(one.steps, there.steps)]
        states.append(one)
    alike: dict[str, Unit] = {}
    for one in states:
        # The same said twice is said once.
        content = work.digest(_without_first(one).content())
        alike[content] = _joined(alike[content], one) if content in alike else one
    ordered = sorted(alike.items(), key=lambda one: (one[1].time, one[0]))
    best = ordered[-1][1]
    kept = [one for _content, one in ordered[:-1]]
    _set_first(best, _earliest((best, *kept), best))
    return Settled(best, kept)


def _joined(one: Unit, other: Unit) -> Unit:
    steps = {uid: max(one.steps.get(uid, 0), other.steps.get(uid, 0)) for uid in {**one.steps, **other.steps}}
    both = Unit(one.uid, dict(one.rows), steps, {**one.others, **other.others}, max(one.time, other.time))
    _set_first(both, _earliest((one, other), both))
    return both


def _without_first(unit: Unit) -> Unit:
    row = list(unit.rows["coding", unit.uid])
    row[FIRST] = (None, None)
    return Unit(unit.uid, {**unit.rows, ("coding", unit.uid): tuple(row)})


def _earliest(units: Iterable[Unit], default: Unit) -> Unit:
    return min((one for one in units if _first(one)), key=lambda one: str(_first(one)[0]), default=default)


def _first(unit: Unit) -> Row:
    found = unit.rows["coding", unit.uid][FIRST]
    return found if found[0] is not None else ()


def _set_first(unit: Unit, earliest: Unit) -> None:
    """The first submission is the earliest of all states: it is what the coder handed in before anything else."""
    if unit is earliest or not _first(earliest):
        return
    row = list(unit.rows["coding", unit.uid])
    row[FIRST] = earliest.rows["coding", earliest.uid][FIRST]
    unit.rows["coding", unit.uid] = tuple(row)


# --- the table -------------------------------------------------------------------------------------------------------


def kept_beside(db: Database, codings: set[str]) -> dict[str, list[Unit]]:
    """The states kept beside the ones that hold, by coding."""
    found: dict[str, list[Unit]] = {}
    for coding, content, steps, time in db.run(
        "SELECT coding, content, steps, time FROM version WHERE state = 'open' AND removed = 0 ORDER BY uid"
    ):
        if coding in codings:
            unit = Unit(coding, _rows(content), json.loads(steps), {}, time)
            found.setdefault(coding, []).append(unit)
    return found


def keep_beside(db: Database, settled: Settled) -> None:
    """Writes the states of a coding that are kept, inside the caller's operation; those that are contained now go."""
    coding = settled.unit.uid
    rows: dict[str, Row] = {}
    for one in settled.kept:
        aside = sorted(set(one.steps) - set(settled.unit.steps))
        uid = work.digest("version", coding, one.content())
        rows[uid] = (uid, coding, _text(one.rows), _steps(one.steps), json.dumps(aside), one.time)
    for (uid,) in db.all("SELECT uid FROM version WHERE coding = ? AND state = 'open' AND removed = 0", (coding,)):
        if uid not in rows:
            db.run("UPDATE version SET removed = 1 WHERE uid = ?", (uid,))
    db.run_many(
        "INSERT INTO version (uid, coding, content, steps, aside, time) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (uid) DO UPDATE "
        "SET steps = excluded.steps, aside = excluded.aside, state = 'open', removed = 0",
        rows.values(),
    )


def _text(rows: Mapping[Key, Row]) -> str:
    return json.dumps([[*key, *row] for key, row in rows.items()], ensure_ascii=False, separators=(",", ":"))


def _rows(text: str) -> dict[Key, Row]:
    return {(row[0], row[1]): tuple(row[2:]) for row in json.loads(text)}


def _steps(steps: Steps) -> str:
    return json.dumps(steps, separators=(",", ":"), sort_keys=True)


# --- for the person --------------------------------------------------------------------------------------------------


def open_conflicts(project: Project) -> list[Conflict]:
    """The states that wait to be settled, in the order of the articles."""
    found: list[Conflict] = []
    units: dict[str, work.Work] = {}
    for uid, coding, content, time, coder, name, article, number, title in project.database.all(
        "SELECT v.uid, v.coding, v.content, v.time, c.coder, p.name, a.uid, a.number, a.title FROM version v "
        "JOIN coding c ON c.uid = v.coding JOIN coder p ON p.uid = c.coder JOIN article a ON a.uid = c.article "
        "WHERE v.state = 'open' AND v.removed = 0 ORDER BY a.number, p.name, v.time, v.uid"
    ):
        if coder not in units:
            units[coder] = work.read(project.database, coder)
        current = units[coder].codings[coding]
        differences = tuple(differing(current.rows, _rows(content)))
        found.append(Conflict(uid, coding, article, number, title, name, current.time, time, differences))
    return found


def settle(project: Project, version: str, take_other: bool) -> None:
    """The lead's word on a conflict: the other state takes the place of the one that holds, or it is laid aside for good.

    One operation, which undo takes back. Raises UsageError for a coder and where the conflict is settled already.
    """
    if project.coder.role != "lead":
        raise UsageError("Conflicts are settled by the lead.")
    db = project.database
    row = db.one(
        "SELECT v.coding, v.content, c.coder, c.article FROM version v JOIN coding c ON c.uid = v.coding "
        "WHERE v.uid = ? AND v.state = 'open' AND v.removed = 0",
        (version,),
    )
    if row is None:
        raise UsageError("That conflict is not open any more.")
    coding, content, coder, article = row
    label = {"id": "settle", "taken": "other" if take_other else "current"}
    with project.history.operation(label, place={"article": article}):
        if take_other:
            current = work.read(db, coder).codings[coding]
            other = Unit(coding, _rows(content))
            head = list(other.rows["coding", coding])
            head[ARTICLE] = article
            head[FIRST] = current.rows["coding", coding][FIRST]
            other.rows["coding", coding] = tuple(head)
            work.write(db, current.rows, other.rows)
        db.run("UPDATE version SET state = 'settled' WHERE uid = ?", (version,))


def differing(current: Mapping[Key, Row], other: Mapping[Key, Row]) -> list[Difference]:
    """What two states of a coding say differently, the article's answers first, then event by event."""
    found: list[Difference] = []
    heads = [next(row for key, row in rows.items() if key[0] == "coding") for rows in (current, other)]
    for name in ("state", "verdict", "reason", "answers", "memo"):
        at = PARTS["coding"].index(name)
        if heads[0][at] != heads[1][at]:
            found += _cells(0, name, heads[0][at], heads[1][at])
    order = [[key[1] for key, row in _events(rows)] for rows in (current, other)]
    values = [{key[1]: json.loads(row[2]) for key, row in _events(rows)} for rows in (current, other)]
    for mine, theirs in _paired(*order):
        number = order[0].index(mine) + 1 if mine else order[1].index(theirs) + 1
        here, there = values[0].get(mine, {}), values[1].get(theirs, {})
        if not mine or not theirs:
            found.append(Difference(number, "", "there" if mine else "", "there" if theirs else ""))
        for field in sorted({*here, *there}):
            if here.get(field) != there.get(field):
                found.append(Difference(number, field, _said(here.get(field)), _said(there.get(field))))
    loose = [{key: row for key, row in rows.items() if key[0] in ("evidence", "mention")} for rows in (current, other)]
    if not found and loose[0] != loose[1]:
        found.append(Difference(0, "evidence", str(len(loose[0])), str(len(loose[1]))))
    return found


def _paired(here: list[str], there: list[str]) -> list[tuple[str, str]]:
    """The events of two states side by side: the same event, else, begun apart, the ones in the same order; empty for none."""
    alone = [uid for uid in there if uid not in here]
    pairs = [(uid, uid) if uid in there else (uid, alone.pop(0) if alone else "") for uid in here]
    return [*pairs, *(("", uid) for uid in alone)]


def _events(rows: Mapping[Key, Row]) -> list[tuple[Key, Row]]:
    return sorted(((key, row) for key, row in rows.items() if key[0] == "event"), key=lambda one: (one[1][1], one[0][1]))


def _cells(event: int, name: str, mine: Any, theirs: Any) -> list[Difference]:
    if name != "answers":
        return [Difference(event, name, _said(mine), _said(theirs))]
    here, there = json.loads(mine or "{}"), json.loads(theirs or "{}")
    return [
        Difference(event, field, _said(here.get(field)), _said(there.get(field)))
        for field in sorted({*here, *there}) if here.get(field) != there.get(field)
    ]  # fmt: skip


def _said(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
