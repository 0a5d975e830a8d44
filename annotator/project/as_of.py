"""The project as it was after one of its changes: an open copy in which all later ones are taken back.

What history records is exact: rows that came later are not there, every field and every key of a JSON object says what it
said then, the codebook of then is in force, and the flat tables are made anew from that. What is not recorded is as it is now:
texts and names that were purged since, and of articles what never changes. Objects in JSON have their keys in one order, that
of their names, whatever was done to them on the way: two copies of one state hold the same texts. The search is not filled.

The copy stands in a folder of its own that is deleted at the end, whatever happens. Must not know what a release is.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ProjectError, StorageError, UsageError
from . import database as db_file
from .database import Database
from .schema import HISTORIED, JSON_COLUMNS
from .temporary_folder import clear, temporary_folder
from .writer_lock import WriterLock

if TYPE_CHECKING:
    from .project import Project

Progress = Callable[[str, float], None]
"""Called with what is done and how far it is, 0 to 1; what it raises ends the work, and the copy goes."""

LOGS = ("operation", "time_spent", "suggestion", "release", "purge", "package", "arrival", "work_operation")
"""The logs that grow by whole rows, whose length is part of a state (see `lengths`)."""
_TIMES = {"time_spent": "began", "suggestion": "time", "purge": "time", "package": "time", "arrival": "time"}
_COPY = "then.annotator"
_BATCH = 2_000
_MANY = 50_000
_ONE_BY_ONE = {("coding", "article"), ("assignment", "article"), ("screening", "article"), ("incident", "external_id")}
"""Fields of which a table holds each value once: taken back in the order in which they came, for two rows may have changed
places."""


def lengths(project: Project) -> dict[str, int]:
    """How far each log goes now, by its last id: what `as_of` needs to cut the logs where history does not say when."""
    return {table: int(project.database.value(f"SELECT coalesce(max(id), 0) FROM {table}")) for table in LOGS}


def room_for(project: Project) -> int:
    """How many bytes of disk a copy takes for as long as it is needed, about."""
    db = project.database
    size = int(db.value("PRAGMA page_count")) * int(db.value("PRAGMA page_size"))
    return size + size // 2  # what is written anew stands beside what was there


@contextmanager
def as_of(
    project: Project, change: int | None = None, *, logs: Mapping[str, int] | None = None, progress: Progress | None = None
) -> Iterator[Project]:
    """The project after the change of that id, or as it is now; changes to it go into the copy alone.

    `logs` are their lengths of then (see `lengths`); without them, logs are cut by the time of the last operation. Raises
    StorageError where there is no room for a copy, and UsageError where the change was never made.
    """
    tell = progress or silent
    with _folder(project) as folder:
        copy = folder / _COPY
        lock = WriterLock(copy)
        lock.take()
        try:
            project.database.copy_to(copy, lambda left, pages: tell("copying", 1 - left / max(pages, 1)))
            found = _opened(copy, lock, change, logs or {}, tell)
        except BaseException:
            lock.release()
            raise
        try:
            found.history.coder = _worker(found, project.history.coder)
            yield found
        finally:
            with suppress(ProjectError):
                found.close()


def silent(_what: str, _share: float) -> None:
    """Nobody looks."""


@contextmanager
def _folder(project: Project) -> Iterator[Path]:
    """A folder with room for the copy: the system's for temporary files, else one beside the project."""
    needed = room_for(project)
    places = (Path(tempfile.gettempdir()), project.path.resolve().parent)
    for place in places:
        clear(place)
    with ExitStack() as stack:
        for place in places:
            with suppress(OSError, StorageError):
                if shutil.disk_usage(place).free >= needed:
                    folder = stack.enter_context(temporary_folder(place))
                    break
        else:
            where = " or ".join(dict.fromkeys(map(str, places)))
            raise StorageError(f"A copy of the project needs {max(needed // 1_000_000, 1):,} MB of free disk in {where}.")
        yield folder


def _opened(copy: Path, lock: WriterLock, change: int | None, logs: Mapping[str, int], tell: Progress) -> Project:
    from .project import Project as Opened

    database = db_file.open_existing(copy)
    try:
        # A copy that something goes wrong with is thrown away; what is asked of it is to be quick.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
            database.run(f"PRAGMA {pragma}")
        last = int(database.value("SELECT coalesce(max(id), 0) FROM change"))
        if change is not None and change > last:
            raise UsageError(f"The project has no change {change}; its last one is {last}.")
        with database.writing():
            database.run("UPDATE current_operation SET purging = 1")
            if change is not None:
                _take_back(database, change, tell)
                _cut_logs(database, change, logs)
            _in_order(database, tell)
            database.run("UPDATE current_operation SET purging = 0")
        for pragma in ("journal_mode = WAL", "foreign_keys = ON"):
            database.run(f"PRAGMA {pragma}")
        found = Opened(database, lock)
        found._load()
        count = max(int(database.value("SELECT count(*) FROM event")), 1)
        found.table.make(lambda rows: tell("tables", rows / count))
        found.search.make()
    except BaseException:
        database.drop()
        raise
    return found


def _worker(found: Project, coder: str) -> str:
    """Who works in the copy: the same as in the project, or a lead of then."""
    if found.coders.get(coder) is not None:
        return coder
    return next((one.uid for one in found.coders.all() if one.role == "lead"), coder)


# --- taking back -----------------------------------------------------------------------------------------------------


def _take_back(db: Database, change: int, tell: Progress) -> None:
    """Every row as it was: of all later changes of a field, the first one says what it held."""
    tell("taking back", 0.0)
    db.run("CREATE TEMP TABLE later (tbl TEXT, uid TEXT, field TEXT, old ANY, PRIMARY KEY (tbl, uid, field)) "
           "STRICT, WITHOUT ROWID")  # fmt: skip
    db.run("INSERT OR IGNORE INTO later SELECT tbl, uid, field, old FROM change WHERE id > ? ORDER BY id", (change,))
    tables = [row[0] for row in db.all("SELECT DISTINCT tbl FROM later ORDER BY tbl")]
    for place, table in enumerate(tables):
        tell("taking back", place / len(tables))
        db.run(f"DELETE FROM {table} WHERE uid IN (SELECT uid FROM later WHERE tbl = ? AND field = '*')", (table,))
        fields = {row[0].partition(".")[0] for row in db.all("SELECT DISTINCT field FROM later WHERE tbl = ?", (table,))}
        for name in HISTORIED[table]:
            if name not in fields:
                continue
            if name in JSON_COLUMNS.get(table, ()):
                _put_keys(db, table, name)
            elif (table, name) in _ONE_BY_ONE:
                db.run_many(
                    f'UPDATE {table} SET "{name}" = ? WHERE uid = ?',
                    db.all(
                        "SELECT old, uid FROM change WHERE id > ? AND tbl = ? AND field = ? ORDER BY id DESC",
                        (change, table, name),
                    ),
                )
            else:
                db.run(
                    f'UPDATE {table} SET "{name}" = l.old FROM later l WHERE l.tbl = ? AND l.uid = {table}.uid AND l.field = ?',
                    (table, name),
                )
    db.run("DROP TABLE later")


def _put_keys(db: Database, table: str, column: str) -> None:
    """One JSON object of some rows: the keys that were changed later say again what they said, or are not there."""
    rows = db.all(
        f'SELECT t.uid, t."{column}", substr(l.field, ?), l.old FROM later l JOIN {table} t ON t.uid = l.uid '
        "WHERE l.tbl = ? AND l.field GLOB ? ORDER BY l.uid",
        (len(column) + 2, table, f"{column}.*"),
    )
    db.run_many(f'UPDATE {table} SET "{column}" = ? WHERE uid = ?', (_with_keys(list(some)) for _, some in
                groupby(rows, key=lambda row: row[0])))  # fmt: skip


def _with_keys(rows: Sequence[Any]) -> tuple[str, str]:
    uid, text = rows[0][0], rows[0][1]
    values: dict[str, Any] = json.loads(text)
    for _, _, key, old in rows:
        if old is None:
            values.pop(key, None)
        else:
            values[key] = json.loads(old)
    return _sorted(values), uid


def _sorted(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _in_order(db: Database, tell: Progress) -> None:
    """The keys of every object in one order: an undo puts a key behind the others, and nobody remembers where it was."""
    for table, columns in JSON_COLUMNS.items():
        for column in columns:
            last, total = 0, max(int(db.value(f"SELECT coalesce(max(rowid), 0) FROM {table}")), 1)
            sql = f'SELECT rowid, "{column}" FROM {table} WHERE rowid > ? AND "{column}" <> \'{{}}\' ORDER BY rowid LIMIT ?'
            while rows := db.all(sql, (last, _BATCH)):
                last = rows[-1][0]
                tell("in order", last / total)
                texts = ((_sorted(json.loads(text)), text, row) for row, text in rows)
                db.run_many(
                    f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', ((new, row) for new, old, row in texts if new != old)
                )


# --- logs ------------------------------------------------------------------------------------------------------------


def _cut_logs(db: Database, change: int, logs: Mapping[str, int]) -> None:
    """Takes out what was logged later. Of what coders did in files of their own, a line that came twice is told once."""
    last = logs.get("operation") or int(db.value("SELECT coalesce(max(operation), 0) FROM change WHERE id <= ?", (change,)))
    moment = db.value("SELECT time FROM operation WHERE id = ?", (last,)) or ""
    for undoes in [row[0] for row in db.all("SELECT undoes FROM operation WHERE id > ? ORDER BY id DESC", (last,))]:
        if undoes is not None:
            db.run("UPDATE operation SET undone = 0 WHERE id = ?", (undoes,))
            db.run("UPDATE operation SET undone = 1 WHERE id = (SELECT undoes FROM operation WHERE id = ?)", (undoes,))
    _cut_changes(db, change)
    db.run("DELETE FROM work_change WHERE came_with > ?", (last,))
    db.run("DELETE FROM work_operation WHERE id NOT IN (SELECT operation FROM work_change)")
    db.run("DELETE FROM operation WHERE id > ?", (last,))
    for table in (*_TIMES, "release"):
        if table in logs:
            db.run(f"DELETE FROM {table} WHERE id > ?", (logs[table],))
        elif table in _TIMES:
            db.run(f"DELETE FROM {table} WHERE {_TIMES[table]} > ?", (moment,))
        else:
            db.run("DELETE FROM release WHERE change > ?", (change,))


def _cut_changes(db: Database, change: int) -> None:
    """Takes later changes out of the history. Where they are many, its indexes are made anew: to take a million entries out of
    them one by one takes longer than all the rest."""
    indexes = db.all("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'change' AND sql IS NOT NULL")
    last = int(db.value("SELECT coalesce(max(id), 0) FROM change"))
    many = last - change > _MANY
    for name, _ in indexes if many else ():
        db.run(f"DROP INDEX {name}")
    db.run("DELETE FROM change WHERE id > ?", (change,))
    for _, sql in indexes if many else ():
        db.run(sql)
