"""How many errors and warnings stand in each event, kept in the flat table `events`; counted when somebody asks for it.

Owns the columns `errors_standing` and `warnings_standing`: NULL where an event was not judged since it, its article or
a register's entry it names changed. Rules between events are not counted: `formats.checking` judges those.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..codebook.checks import check_event
from ..codebook.conditions import ArticleFacts, Scope
from ..errors import UsageError
from .event_table import ERRORS, WARNINGS

if TYPE_CHECKING:
    from .project import Project

STEP = 100
"""Events judged in one transaction: some tens of milliseconds, so that others can write between."""
MOST_NAMES = 50
"""From so many changed register entries on, all events are judged again."""

_WAITING = (
    'SELECT t.rowid, e."values", e.overruled, a.date, a.title, a.source FROM events t JOIN event e ON e.uid = t.event_uid '
    f"JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article WHERE t.{ERRORS} IS NULL LIMIT ?"
)


def waiting(project: Project) -> int:
    """How many events have to be judged before lists by their problems are true."""
    _forget_renamed(project)
    return int(project.database.value(f"SELECT count(*) FROM events WHERE {ERRORS} IS NULL"))


def count_problems(project: Project, progress: Callable[[int, int], None] | None = None) -> int:
    """Judges the events that wait; gives how many. `progress` gets how many are judged, of how many; it may raise.

    What was judged until then is kept. Raises UsageError where events wait and the file cannot be written.
    """
    total, done = waiting(project), 0
    if total and project.read_only:
        raise UsageError("The problems of the events are not counted yet; that needs a project that can be written.")
    while done < total and (step := _step(project)):
        done += step
        if progress:
            progress(min(done, total), total)
    return done


def _step(project: Project) -> int:
    db = project.database
    with db.writing():
        judged: list[tuple[int, int, int]] = []
        for row, values, overruled, date, title, source in db.all(_WAITING, (STEP,)):
            scope = Scope(project.codebook, json.loads(values), ArticleFacts(date or "", title, source), project.registers)
            reasons = json.loads(overruled)
            standing = [one.severity for one in check_event(scope) if one.key not in reasons]
            judged.append((standing.count("error"), standing.count("warning"), row))
        db.run_many(f"UPDATE events SET {ERRORS} = ?, {WARNINGS} = ? WHERE rowid = ?", judged)
    return len(judged)


def _forget_renamed(project: Project) -> None:
    """Lets go of the counts of events that name an entry of a register that changed since the last time."""
    db = project.database
    last = int(db.value("SELECT value FROM project WHERE key = 'judged_to'") or 0)
    newest = int(db.value("SELECT coalesce(max(id), 0) FROM change"))
    if last >= newest or project.read_only:
        return
    names: set[str] = set()
    for table in ("actor", "place", "source"):
        rows = db.run(
            f"SELECT r.name, h.field, h.old, h.new FROM change h JOIN {table} r ON r.uid = h.uid WHERE h.id > ? AND h.tbl = ?",
            (last, table),
        )
        for name, field, old, new in rows:
            names.add(name)
            if field == "name":
                names.update(one for one in (old, new) if one)
    with db.writing():
        if len(names) > MOST_NAMES:
            db.run(f"UPDATE events SET {ERRORS} = NULL, {WARNINGS} = NULL WHERE {ERRORS} IS NOT NULL")
        else:
            for name in names:
                written = json.dumps(name, ensure_ascii=False)[1:-1]
                db.run(
                    f"UPDATE events SET {ERRORS} = NULL, {WARNINGS} = NULL WHERE {ERRORS} IS NOT NULL AND event_uid IN "
                    '(SELECT uid FROM event WHERE instr("values", ?))',
                    (written,),
                )
        db.run("INSERT OR REPLACE INTO project VALUES ('judged_to', ?)", (str(newest),))
