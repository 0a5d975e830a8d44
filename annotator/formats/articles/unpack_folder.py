"""The folder into which packed files are unpacked while they are read.

Owns that it goes with the reading, and that one of a program that was killed goes the next time: it holds texts. Must not
know archives.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ...errors import ImportRefused, ProjectError
from ...project.writer_lock import WriterLock

_FOLDER, _FILES = "annotator-unpacked-", "files"
_OURS = frozenset({_FILES, f"{_FILES}.lock"})
"""All that can stand in such a folder."""
_STALE = 60.0
"""Seconds after which a folder that nobody holds is one of a program that was killed."""


@contextmanager
def unpack_folder(within: Path | None = None) -> Iterator[Path]:
    """An empty folder that is deleted at the end, whatever happens; in the folder `within`, which is such a one, or among the
    system's temporary files. ImportRefused where there is no place."""
    try:
        if within is not None:
            folder = tempfile.TemporaryDirectory(dir=within, ignore_cleanup_errors=True)
        else:
            _clear(Path(tempfile.gettempdir()))
            folder = tempfile.TemporaryDirectory(prefix=_FOLDER, ignore_cleanup_errors=True)
    except OSError as error:
        raise ImportRefused(f"there is no place to unpack it to ({error.strerror}).") from error
    with folder as name:
        if within is not None:
            yield Path(name)
            return
        files = Path(name, _FILES)
        lock = WriterLock(files)
        try:
            files.mkdir()
            lock.take()
        except (ProjectError, OSError) as error:
            raise ImportRefused("there is no place to unpack it to.") from error
        try:
            yield files
        finally:
            lock.release()


def _clear(place: Path) -> None:
    """Deletes folders that nobody holds."""
    with suppress(OSError):
        for folder in place.glob(f"{_FOLDER}*"):
            if time.time() - folder.stat().st_mtime < _STALE or not _is_ours(folder):
                continue
            lock = WriterLock(folder / _FILES)
            with suppress(ProjectError, OSError):
                lock.take()
                lock.release()
                shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    """Whether it holds nothing else: others may name their folders as they like."""
    return not folder.is_symlink() and folder.is_dir() and {one.name for one in folder.iterdir()} <= _OURS
