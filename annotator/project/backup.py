"""Backups of a project: whole copies beside it, thinned by age, and the way back.

Owns the folder `<project>.backups` and the names of the files in it. A backup is a project file like any other, made
by SQLite's own copy, synced and only then given its name. Must not know what the tables mean.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import NotAProject, ProjectDamaged, ProjectError, ProjectLocked, StorageError
from ..writing import sync_file, sync_folder
from . import database as db_file
from .database import Database
from .writer_lock import WriterLock

if TYPE_CHECKING:
    from .project import Project

Clock = Callable[[], datetime]
ALL_FOR = timedelta(days=1)
DAILY_FOR = timedelta(days=31)
_NAME = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)\.(\d{3})Z( kept)?(?: (\S+))?\.annotator$")
_PARTIAL = ".unfinished"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup. `time` is UTC; `kept` ones are never thinned."""

    path: Path
    time: datetime
    reason: str
    kept: bool


def utc_now() -> datetime:
    """The clock; tests bring their own."""
    return datetime.now(UTC)


def folder_of(project_path: Path) -> Path:
    """Where a project's backups stand unless a folder is named."""
    return project_path.with_name(project_path.stem + ".backups")


def back_up(
    project: Project, folder: Path | None = None, reason: str = "", *, keep: bool = False, clock: Clock = utc_now
) -> Path:
    """A whole copy of the project as it is now; gives its file. Older ones are thinned.

    `reason` becomes part of the name; with `keep` it is never thinned. Raises StorageError, and then leaves nothing.
    """
    return back_up_database(project.database, folder, reason, keep=keep, clock=clock)


def back_up_database(
    database: Database, folder: Path | None = None, reason: str = "", *, keep: bool = False, clock: Clock = utc_now
) -> Path:
    """The same for a bare connection, as before a migration."""
    folder = folder or folder_of(database.path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"The backups' folder {folder.name} cannot be made: {error.strerror}.") from error
    target = _free_name(folder, clock(), reason, keep)
    copy_whole(database, target)
    _thin(folder, clock())
    return target


def backups(project_path: Path, folder: Path | None = None) -> list[Backup]:
    """The backups of a project, newest first. Files of other names in the folder are left out, and alone."""
    return _in_folder(folder or folder_of(project_path))


def back_up_if_due(project: Project, folder: Path | None = None, *, clock: Clock = utc_now) -> Path | None:
    """A backup if anything changed since the last one; else None."""
    known = backups(project.path, folder)
    if known and _state_of(known[0].path) == _state(project.database):
        return None
    return back_up(project, folder, "regular", clock=clock)


def restore(backup: Path, project_path: Path, *, clock: Clock = utc_now) -> Path | None:
    """Puts a backup in the project's place. Gives the backup kept of what stood there, None where nothing did.

    Raises NotAProject, ProjectTooNew or ProjectDamaged for a bad backup and ProjectLocked while the project is open
    anywhere; then nothing was changed.
    """
    if not backup.is_file():
        raise NotAProject(f"There is no backup {backup}.")
    lock = WriterLock(project_path)
    lock.take()
    staged = project_path.with_name(f".{project_path.name}{_PARTIAL}")
    try:
        _stage(backup, staged)
        replaced = _set_aside(project_path, clock) if project_path.exists() else None
        os.replace(staged, project_path)
        sync_folder(project_path.parent)
        return replaced
    except OSError as error:
        raise StorageError(f"{project_path.name} could not be put back: {error.strerror}.") from error
    finally:
        staged.unlink(missing_ok=True)
        lock.release()


def copy_whole(database: Database, target: Path) -> None:
    """A copy that is either whole under its name or not there: written beside, synced, renamed."""
    partial = target.with_name(f".{target.name}{_PARTIAL}")
    try:
        database.copy_to(partial)
        sync_file(partial)
        os.replace(partial, target)
        sync_folder(target.parent)
    except OSError as error:
        raise StorageError(f"{target.name} could not be written: {error.strerror}.") from error
    finally:
        for leftover in (partial, Path(f"{partial}-journal")):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)


def to_thin(known: Iterable[Backup], now: datetime) -> list[Backup]:
    """Those that may go: of the last day none, of a month all but the newest of each day, then of each month."""
    taken: set[str] = set()
    gone: list[Backup] = []
    for backup in sorted(known, key=lambda one: one.time, reverse=True):
        age = now - backup.time
        if backup.kept or age <= ALL_FOR:
            continue
        bucket = f"{backup.time:%Y-%m-%d}" if age <= DAILY_FOR else f"{backup.time:%Y-%m}"
        if bucket in taken:
            gone.append(backup)
        taken.add(bucket)
    return gone


def _thin(folder: Path, now: datetime) -> None:
    for backup in to_thin(_in_folder(folder), now):
        with suppress(OSError):  # one that cannot go now goes next time
            backup.path.unlink()


def _in_folder(folder: Path) -> list[Backup]:
    if not folder.is_dir():
        return []
    found = [backup for path in folder.iterdir() if (backup := _read_name(path))]
    return sorted(found, key=lambda one: (one.time, one.path.name), reverse=True)


def _read_name(path: Path) -> Backup | None:
    match = _NAME.match(path.name)
    if match is None:
        return None
    day, hour, minute, second, milli, kept, reason = match.groups()
    try:
        time = datetime.fromisoformat(f"{day}T{hour}:{minute}:{second}.{milli}+00:00")
    except ValueError:
        return None
    return Backup(path, time, (reason or "").replace("-", " "), bool(kept))


def _free_name(folder: Path, time: datetime, reason: str, keep: bool) -> Path:
    """A name of its own; two backups within a millisecond get two names."""
    words = re.sub(r"[^a-z0-9]+", "-", reason.lower()).strip("-")[:40]
    while True:
        stamp = f"{time:%Y-%m-%dT%H-%M-%S}.{time.microsecond // 1000:03d}Z"
        target = folder / (" ".join([stamp, *(["kept"] if keep else []), *([words] if words else [])]) + ".annotator")
        if not any(folder.glob(f"{stamp}*")):
            return target
        time += timedelta(milliseconds=1)


def _state(database: Database) -> tuple[object, ...]:
    row = database.one(
        "SELECT (SELECT uid FROM operation ORDER BY id DESC LIMIT 1), (SELECT max(id) FROM change), "
        "(SELECT max(id) FROM time_spent), (SELECT max(id) FROM suggestion), (SELECT max(id) FROM release), "
        "(SELECT max(id) FROM purge)"
    )
    return tuple(row or ())


def _state_of(backup: Path) -> tuple[object, ...] | None:
    """None for a backup that cannot be read: it counts for nothing."""
    try:
        database = Database(backup, read_only=True, still=True)
    except ProjectError:
        return None
    try:
        db_file.check_header(database)
        return _state(database)
    except ProjectError:
        return None
    finally:
        database.close()


def _stage(backup: Path, staged: Path) -> None:
    """A checked copy of the backup, ready to be renamed into the project's place."""
    source = Database(backup, read_only=True, still=True)
    try:
        db_file.check_header(source)
        answer = source.value("PRAGMA integrity_check")
        if answer != "ok":
            raise ProjectDamaged(f"The backup {backup.name} is damaged itself ({answer}); take another one.")
        copy_whole(source, staged)
    finally:
        source.close()


def _set_aside(project_path: Path, clock: Clock) -> Path:
    """Keeps what stands in the project's place as a backup, and leaves no write-ahead log behind."""
    folder = folder_of(project_path)
    try:
        database = db_file.open_existing(project_path)
    except ProjectLocked:
        raise
    except ProjectError:
        return _move_aside(project_path, folder, clock)
    try:
        # Only the last connection can leave the write-ahead log; a reader elsewhere shows here.
        database.leave_wal()
        return back_up_database(database, folder, "replaced", keep=True, clock=clock)
    finally:
        database.close()


def _move_aside(project_path: Path, folder: Path, clock: Clock) -> Path:
    """A project that cannot be opened is kept as it is: renamed, not read."""
    folder.mkdir(parents=True, exist_ok=True)
    target = _free_name(folder, clock(), "damaged", keep=True)
    os.replace(project_path, target)
    for tail in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.replace(f"{project_path}{tail}", f"{target}{tail}")
    return target
