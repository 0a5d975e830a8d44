"""Files that come from others: opened as a checked copy, or refused in one sentence.

What comes in is hostile until it was looked at: the file itself is never opened for writing, its pages, tables, references,
quotes, values and history are checked, and whose work it holds. Owns the log `arrival`. What is taken over from it is
`merging`'s.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import AnnotatorError, ProjectDamaged, ProjectError, UsageError
from ..held_files import is_held
from .database import Database, DriverError, check_header
from .history import now
from .sealing import CannotOpen, is_sealed, unseal
from .temporary_folder import temporary_folder
from .verify import CHECKS
from .work import CARRYING

if TYPE_CHECKING:
    from .project import Project

CHECKED = ("pages", "references", "tables", "articles", "events", "quotes", "values", "origins", "history", "undo")
"""Of the checks of a project, those that a file must pass."""
_BEGUN = {
    "state": "open", "verdict": None, "reason": "", "memo": "", "answers": "{}", "overruled": "{}", "first_done": None,
}  # fmt: skip
"""What a coding says when it is begun: whatever else it says, an operation must have said."""
_WORK = re.compile(r"-work-\d{8}T\d{6}\.annotator")


class PackageRefused(UsageError):
    """A file that is not taken in; nothing was changed. Its text says why."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file in a shared folder that was not taken in yet. `coder` is a pseudonym, empty where the file is sealed."""

    path: Path
    coder: str
    time: float
    """When it was written, in seconds since 1970."""
    sealed: bool


@contextmanager
def opened(path: Path, project: Project, passphrase: str = "") -> Iterator[Project]:
    """A checked copy of a file, open, that is gone afterwards. Raises PackageRefused with the reason."""
    from .project import Project as Opened

    if is_held(path):
        raise PackageRefused(f"{path.name} is the file that is open; choose another one.")
    with temporary_folder() as folder:
        copy = folder / "package.annotator"
        _copy(path, copy, passphrase)
        with _refusing(path):
            _look_at_header(path, copy)
            found = Opened.open(copy)
            found.database.weigh()
        try:
            with _refusing(path):
                _check(path, found, project)
            yield found
        finally:
            with suppress(ProjectError):
                found.close()


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def note_arrival(project: Project, path: Path, operation: int, coder: str, number: int, counts: Mapping[str, int]) -> None:
    """Writes down that a file was taken in."""
    project.database.run(
        "INSERT INTO arrival (operation, file, digest, coder, number, time, counts) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (operation, path.name, digest_of(path), coder, number, now(), json.dumps(dict(counts))),
    )


def waiting(project: Project, folder: Path) -> list[Waiting]:
    """The files in a folder that this project has not taken in, the oldest first.

    For a lead's project, work that came back; for a coder's, later packages. A sealed file is told by its name alone. What
    cannot be read is passed over; raises OSError where the folder cannot.
    """
    undone = "SELECT 1 FROM operation o WHERE o.id = a.operation AND o.undone = 1"
    taken = f"SELECT digest FROM arrival a WHERE NOT EXISTS ({undone})"
    known = {row[0] for row in project.database.all(taken)}
    own = {row[0] for row in project.database.all("SELECT file FROM package")}
    found: list[Waiting] = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or not re.search(r"\.annotator(\.age)?$", path.name) or not os.path.isfile(path):
            continue
        if path.name in own or is_held(path):
            continue
        with suppress(OSError, AnnotatorError, DriverError):
            told = _told(project, path)
            if told is not None and digest_of(path) not in known:
                found.append(told)
    return sorted(found, key=lambda one: (one.time, one.path.name))


def _told(project: Project, path: Path) -> Waiting | None:
    """What a file in the folder is, None where it is not for this project."""
    time = path.stat().st_mtime
    if is_sealed(path):
        back = bool(_WORK.search(path.name))
        return Waiting(path, "", time, True) if back != bool(project.made_for) else None
    db = Database(path, read_only=True, still=True)
    try:
        check_header(db)
        about = {row[0]: row[1] for row in db.all("SELECT key, value FROM project")}
        if about.get("uid") != project.about()["uid"] or not about.get("made_for"):
            return None
        name = str(db.value("SELECT name FROM coder WHERE uid = ?", (about["made_for"],)))
        if project.made_for:
            newer = int(about.get("package", 0)) > int(project.about().get("package", 0))
            return Waiting(path, name, time, False) if newer and about["made_for"] == project.made_for else None
        worked = db.value("SELECT 1 FROM operation WHERE coder = ? LIMIT 1", (about["made_for"],))
        return Waiting(path, name, time, False) if worked else None
    finally:
        db.close()


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Turns trouble with a file into a refusal that names it."""
    try:
        yield
    except PackageRefused:
        raise
    except ProjectDamaged as error:
        raise PackageRefused(f"{path.name} is damaged, or was changed by another program; ask for it again.") from error
    except AnnotatorError as error:
        raise PackageRefused(str(error).replace("package.annotator", path.name)) from error
    except (DriverError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PackageRefused(f"{path.name} is damaged or was changed by another program; nothing was taken in.") from error


def _copy(path: Path, copy: Path, passphrase: str) -> None:
    if not os.path.isfile(path):
        raise PackageRefused(f"There is no file {path.name}.")
    log = Path(f"{path}-wal")
    if os.path.exists(log) and log.stat().st_size:
        raise PackageRefused(f"{path.name} is open in a program; close it there, or hand the work in from there.")
    try:
        if is_sealed(path):
            if not passphrase:
                raise PackageRefused(f"{path.name} is sealed; its passphrase is needed.")
            copy.write_bytes(unseal(path.read_bytes(), passphrase))
        else:
            shutil.copyfile(path, copy)
    except CannotOpen as error:
        raise PackageRefused(f"{path.name}: {error}.") from error
    except OSError as error:
        raise PackageRefused(f"{path.name} cannot be read: {error.strerror}.") from error


def _look_at_header(path: Path, copy: Path) -> None:
    """Before a statement of the file's own is run: is it one of ours, whole, and with our tables alone?"""
    looking = Database(copy, read_only=True, still=True)
    try:
        check_header(looking)
        answer = looking.value("PRAGMA integrity_check(1)")
        if answer != "ok":
            raise PackageRefused(f"{path.name} is damaged ({answer}); ask for it again.")
    finally:
        looking.drop()


def _check(path: Path, found: Project, project: Project) -> None:
    name, db = path.name, found.database
    if found.about().get("uid") != project.about()["uid"]:
        raise PackageRefused(f"{name} belongs to another project, “{found.about().get('name', '')[:60]}”.")
    whose = found.made_for
    if not whose:
        raise PackageRefused(f"{name} is a copy of the whole project and no coder's file; nothing was taken in.")
    if not str(found.about().get("package", "")).isdigit():
        raise PackageRefused(f"{name} does not say which package it is; it was changed by another program.")
    if project.made_for and whose != project.made_for:
        raise PackageRefused(f"{name} was made for another coder.")
    others = db.value("SELECT count(*) FROM coding WHERE coder <> ? AND standing = 'coded'", (whose,))
    settled = "SELECT count(*) FROM coding WHERE standing = 'adjudicated' OR standing = 'standard' AND coder = ?"
    if others or db.value(settled, (whose,)) or any(db.value(f"SELECT count(*) FROM {one}") for one in ("decision", "pair")):
        raise PackageRefused(f"{name} holds work that is not its coder's; it was changed by another program.")
    strangers = db.value(
        "SELECT count(*) FROM operation WHERE coder <> ? AND json_extract(label, '$.id') NOT IN "
        f"({', '.join(repr(one) for one in CARRYING)})",
        (whose,),
    )
    if strangers:
        raise PackageRefused(f"{name} holds changes that its coder did not make; nothing was taken in.")
    _look_for_unsaid(name, db, whose)
    for check in CHECKED:
        for fault in CHECKS[check](found, None):
            raise PackageRefused(f"{name} was changed by another program or is damaged: {fault}")


def _look_for_unsaid(name: str, db: Database, whose: str) -> None:
    """Refuses codings that the coder began here and that say what no operation said."""
    born = (
        "SELECT h.uid FROM operation o CROSS JOIN change h ON h.operation = o.id WHERE o.coder = ? AND h.tbl = 'coding' "
        "AND h.field = '*'"
    )
    begun = {row[0] for row in db.run(born, (whose,))}
    said = "SELECT 1 FROM change WHERE uid = ? AND tbl = 'coding' AND field <> '*' AND (field = ? OR field GLOB ?)"
    for column, first in _BEGUN.items():
        for (uid,) in db.all(f"SELECT uid FROM coding WHERE {column} IS NOT ?", (first,)):
            if uid in begun and db.value(said, (uid, column, f"{column}.*")) is None:
                raise PackageRefused(f"{name} was changed by another program: it holds a {column} that nobody wrote.")
