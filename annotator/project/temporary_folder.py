"""Folders for copies and texts that are needed for a while.

Owns that such a folder goes with the work it is for, and that one of a program that was killed goes the next time one is made
there or the window is opened: it holds texts, and of a sealed package what nobody else was to read. Must not know what is in
it.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import ProjectError, StorageError
from .writer_lock import WriterLock

_FOLDER, _FILES = "annotator-temporary-", "files"
_OURS = frozenset({_FILES, f"{_FILES}.lock"})
"""All that can stand in such a folder."""
_STALE = 60.0
"""Seconds after which a folder that nobody holds is one of a program that was killed."""


@contextmanager
def temporary_folder(place: Path | None = None) -> Iterator[Path]:
    """An empty folder that is deleted at the end, whatever happens; in the folder `place`, or among the system's temporary
    files. Raises StorageError where none can be made."""
    place = place or Path(tempfile.gettempdir())
    clear(place)
    try:
        folder = tempfile.TemporaryDirectory(prefix=_FOLDER, dir=place, ignore_cleanup_errors=True)
    except OSError as error:
        raise StorageError(f"There is no place for temporary files in {place}: {error.strerror}.") from error
    with folder as name:
        files = Path(name, _FILES)
        lock = WriterLock(files)
        try:
            lock.take()
            files.mkdir()
        except OSError as error:
            lock.release()
            raise StorageError(f"There is no place for temporary files in {place}: {error.strerror}.") from error
        try:
            yield files
        finally:
            lock.release()


def clear(place: Path | None = None) -> None:
    """Deletes the folders that nobody holds."""
    with suppress(OSError):
        for folder in (place or Path(tempfile.gettempdir())).glob(f"{_FOLDER}*"):
            with suppress(ProjectError, OSError):
                if time.time() - folder.stat().st_mtime < _STALE or not _is_ours(folder):
                    continue
                lock = WriterLock(folder / _FILES)
                lock.take()
                lock.release()
                shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    """Whether it holds nothing else: others may name their folders as they like."""
    return not folder.is_symlink() and folder.is_dir() and {one.name for one in folder.iterdir()} <= _OURS
