"""Which project files this process has open, and that nothing but SQLite opens them meanwhile.

POSIX takes all locks of a process off a file as soon as the process closes any descriptor of it, also one that only read.
SQLite's lock on an open project would be gone without a word: the next program that merely looks into the file believes it
is the last one there, takes the write-ahead log away, and what was saved since is lost. So a file is asked about here, by
what it is and not by its name, before it is opened; and where the system has such locks, every `open` of Python is asked
about here, whoever calls it (docs/decisions/0075-nobody-opens-an-open-project.md).

Filled by `project.database` alone. Must not know what a project is.
"""

from __future__ import annotations

import errno
import os
import sys
import weakref
from functools import cache
from pathlib import Path
from typing import Any

BELONGS = "it belongs to a project that is open in this program"
"""Why such a file cannot be read, as the words of the system's own errors."""
_BESIDE = ("-wal", "-shm", "-journal")

_Path = str | bytes | os.PathLike[Any]
_held: dict[int, tuple[str, tuple[int, int]]] = {}
"""By connection: the file's whole path, and its device and inode, which stay when it is renamed."""


def hold(connection: object, path: Path) -> None:
    """A connection opened a file; it is held until `let_go`, or until the connection is gone."""
    if (found := _stat(path)) is None:
        return
    if sys.platform != "win32":  # there, a lock is its handle's alone
        _watch()
    _held[id(connection)] = (str(path.resolve()), (found.st_dev, found.st_ino))
    weakref.finalize(connection, _held.pop, id(connection), None)


def let_go(connection: object) -> None:
    """The connection is closed."""
    _held.pop(id(connection), None)


def is_held(path: _Path) -> bool:
    """Whether a file is open in this process as a project, under any name, or is one of the files SQLite keeps beside it."""
    if not _held or (found := _stat(path)) is None:
        return False
    identity = found.st_dev, found.st_ino
    return any(identity == own for _, own in list(_held.values())) or is_beside(path)


def is_beside(path: _Path) -> bool:
    """Whether a file is one of those SQLite keeps beside an open project. SQLite itself would not know it, were it opened."""
    found = _stat(path)
    # Most files are asked about for nothing; what has another name is a link.
    if found is None or not (os.fsdecode(path).endswith(_BESIDE) or found.st_nlink > 1 or os.path.islink(path)):
        return False
    beside = (_stat(name + tail) for name, _ in list(_held.values()) for tail in _BESIDE)
    return any(os.path.samestat(found, one) for one in beside if one)


def _stat(path: _Path) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (OSError, ValueError):  # not there, or no name of a file
        return None


@cache
def _watch() -> None:
    sys.addaudithook(_refuse_to_open)  # it stays until the process ends, so there is one


def _refuse_to_open(event: str, what: tuple[Any, ...]) -> None:
    """Python tells of each `open` before it is done, and leaves it where this raises. Whoever reads files says in one
    sentence why one cannot be read; so it is an OSError."""
    if event == "open" and _held and isinstance(what[0], str | bytes | os.PathLike) and is_held(what[0]):
        raise OSError(errno.EBUSY, BELONGS, os.fspath(what[0]))
