"""Who may write: a lock file beside a project or a folder, so that two programs never write it at a time.

Owns the file, what stands in it, and how each system holds it. Must not know what is locked.
"""

from __future__ import annotations

import getpass
import json
import os
import platform
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from ..errors import ProjectLocked, StorageError


class WriterLock:
    """A lock file beside what it locks, held by the operating system: it cannot outlive its process.

    The file says who holds it, for the message to the second one.
    """

    def __init__(self, locked: Path) -> None:
        self.path = locked.with_name(locked.name + ".lock")
        self._file: IO[bytes] | None = None

    def take(self) -> None:
        """Raises ProjectLocked with who has it open."""
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise StorageError(f"{self.path.name} cannot be written: {error.strerror}.") from error
        file = os.fdopen(handle, "r+b")
        try:
            _lock(file)
        except OSError:
            holder = _holder(file)
            file.close()
            raise ProjectLocked(f"{self.path.stem} is already open{holder}; it can be opened for reading only.") from None
        if not _is_at(file, self.path):  # the holder before us removed it between our opening and our locking
            file.close()
            self.take()
            return
        self._file = file
        # Who holds it is a courtesy to the second one; a full disk does not keep the first one out.
        with suppress(OSError):
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, json.dumps({"pid": os.getpid(), "host": platform.node(), "user": _user()}).encode())

    def release(self) -> None:
        """Gives the lock back and removes the file."""
        if self._file is None:
            return
        with suppress(OSError):
            if sys.platform != "win32":
                self.path.unlink()
        self._file.close()
        self._file = None
        if sys.platform == "win32":
            with suppress(OSError):
                self.path.unlink()


def _is_at(file: IO[bytes], path: Path) -> bool:
    """Whether the open file is the one of that name now."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _holder(file: IO[bytes]) -> str:
    try:
        known = json.loads(file.read(2000))
        return f" (process {int(known['pid'])} on {known['host']}, {known['user']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(1 << 30)  # far behind the text, which stays readable
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
