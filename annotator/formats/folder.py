"""A folder that appears whole or not at all: built beside its place, synced, and only then given its name.

Must not know what stands in it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import ExportRefused, ProjectLocked, StorageError
from ..project.writer_lock import WriterLock
from ..writing import sync_folder

_PARTIAL = ".unfinished-folder"


def refuse_folder(folder: Path, project: Path) -> None:
    """Refuses a place where a new folder would destroy or bury something, with the way out."""
    if folder.is_symlink() and not folder.exists():
        raise ExportRefused(f"{folder} is a link to a place that is not there; name a new folder.")
    if folder.exists() and not folder.is_dir():
        raise ExportRefused(f"{folder} is a file; name a new folder.")
    if not folder.parent.is_dir():
        raise ExportRefused(f"There is no folder {folder.parent}.")
    if folder.is_dir():
        if folder.resolve() == project.resolve().parent or any(folder.glob("*.annotator")):
            raise ExportRefused(f"{folder} holds a project; name a new folder.")
        if any(folder.iterdir()):
            raise ExportRefused(f"{folder} is not empty; name a new folder.")


@dataclass
class Staged:
    """A folder that is being built at `path`, and will stand at `target`."""

    path: Path
    target: Path

    def sync(self) -> None:
        """Waits until all names in it are on the disk."""
        for folder, _, _ in os.walk(self.path):
            sync_folder(Path(folder))

    def place(self) -> None:
        """Gives it its name; an empty folder there gives way. Raises ExportRefused."""
        with _told(self.target):
            if self.target.is_dir():
                self.target.rmdir()
            os.rename(self.path, self.target)
            sync_folder(self.target.parent)


@contextmanager
def staged(target: Path) -> Iterator[Staged]:
    """A folder beside the place; it is gone at the end where it was not given its name. What a killed program left of one
    goes first; while another one builds there, this one is refused."""
    path = target.parent / f".{target.name}{_PARTIAL}"
    lock = WriterLock(path)
    try:
        lock.take()
    except ProjectLocked as error:
        raise ExportRefused(f"Something else is being written to {target} just now; name another folder.") from error
    except StorageError as error:
        raise ExportRefused(f"{target.name} cannot be written in {target.parent}: {error}") from error
    try:
        with _told(target):
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir()
        yield Staged(path, target)
    finally:
        shutil.rmtree(path, ignore_errors=True)
        lock.release()


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        with suppress(OSError):
            shutil.rmtree(target.parent / f".{target.name}{_PARTIAL}", ignore_errors=True)
        raise ExportRefused(f"{target.name} cannot be written in {target.parent}: {error.strerror or error}.") from error
