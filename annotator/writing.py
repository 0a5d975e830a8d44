"""Files that appear whole or not at all: written beside, hashed on the way, synced, and only then given their names.

Owns the care around every file that is given out, and what makes a cell harmless for a spreadsheet. Must not know what
the files hold.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

from .errors import ExportRefused
from .held_files import is_held

Progress = Callable[[int], None]

BUFFER = 1 << 20
_PARTIAL = ".unfinished"
_RUNS = re.compile(r"\s*[=+\-@\t\r]")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Written:
    """One file as it was written."""

    name: str
    bytes: int
    sha256: str


class _Hashing(io.RawIOBase):
    """A file that hashes what passes."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("wb", buffering=0)
        self.hash, self.size = hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        view = memoryview(data)
        written = 0
        while written < len(view):  # a nearly full disk may take a part
            written += self.file.write(view[written:]) or 0
        self.hash.update(view)
        self.size += written
        return written

    def close(self) -> None:
        if not self.file.closed:
            super().close()
            self.file.close()


@dataclass
class Outputs:
    """The files of one export. None has its name before `place`; leaving the context takes away what has none yet.

    With `root` they may stand in folders below it, made as they are needed; a file's name is its path from there. A folder may
    hold a hundred thousand files: they are synced together before they get their names, since each alone costs some
    milliseconds."""

    root: Path | None = None
    files: list[Written] = field(default_factory=list)
    _waiting: list[tuple[Path, Path]] = field(default_factory=list)

    def __enter__(self) -> Outputs:
        return self

    def __exit__(self, *_: object) -> None:
        for partial, _target in self._waiting:
            with suppress(OSError):
                partial.unlink(missing_ok=True)

    @contextmanager
    def text(self, target: Path) -> Iterator[TextIO]:
        """A new UTF-8 file with `\\n` as line end. Raises ExportRefused where it cannot be written."""
        partial = target.with_name(f".{target.name}{_PARTIAL}")
        with _told(target):
            self._make_folder(target)
            raw = _Hashing(partial)
            stream = io.TextIOWrapper(io.BufferedWriter(raw, BUFFER), encoding="utf-8", errors="replace", newline="")
            self._waiting.append((partial, target))
            try:
                yield stream
                stream.flush()
                if self.root is None:
                    os.fsync(raw.file.fileno())
                self.files.append(Written(self._name(target), raw.size, raw.hash.hexdigest()))
            finally:
                with suppress(OSError, ValueError):  # after a full disk, what is left in the buffers cannot be written
                    stream.close()
                raw.file.close()

    @contextmanager
    def file(self, target: Path) -> Iterator[Path]:
        """A place where something else writes a file of bytes; it is hashed and synced when that is done.

        Raises ExportRefused where it cannot be written."""
        partial = target.with_name(f".{target.name}{_PARTIAL}")
        with _told(target):
            self._make_folder(target)
            partial.unlink(missing_ok=True)  # of a program that was killed
            self._waiting.append((partial, target))
            yield partial
            if self.root is None:
                sync_file(partial)
            with partial.open("rb") as stream:
                self.files.append(
                    Written(self._name(target), partial.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest())
                )

    def name_by_content(self, target: Path) -> str:
        """Adds 16 hex digits of its SHA-256 to the name of a file that was written: `train-00000-0f3c….parquet`. Its path from
        the root. For readers that keep what they read by a file's name."""
        at = next(at for at, one in enumerate(self.files) if one.name == self._name(target))
        other = target.with_name(f"{target.stem}-{self.files[at].sha256[:16]}{target.suffix}")
        self._waiting = [(partial, other if one == target else one) for partial, one in self._waiting]
        self.files[at] = replace(self.files[at], name=self._name(other))
        return self._name(other)

    def where(self, name: str) -> Path | None:
        """Where a file that was written, and has not got its name yet, can be read; None for none of that name."""
        return next((partial for partial, target in self._waiting if self._name(target) == name), None)

    def _make_folder(self, target: Path) -> None:
        if self.root is not None:
            target.parent.mkdir(parents=True, exist_ok=True)

    def _name(self, target: Path) -> str:
        return target.name if self.root is None else target.relative_to(self.root).as_posix()

    def place(self) -> None:
        """Gives all files their names, in the order they were begun. Raises ExportRefused where the disk does not take them."""
        if self.root is not None:
            with _told(self.root):
                sync_all(partial for partial, _ in self._waiting)
        for partial, target in self._waiting:
            with _told(target):
                os.replace(partial, target)
        for folder in {target.parent for _, target in self._waiting}:
            sync_folder(folder)
        self._waiting.clear()


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or str(error)
        raise ExportRefused(f"{target.name} cannot be written in {target.parent}: {why}. Nothing was changed there.") from error


def sync_file(path: Path) -> None:
    """Waits until the file's bytes are on the disk. Never for a project this process has open (see `database`)."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_all(paths: Iterable[Path]) -> None:
    """Waits until the bytes of all of these files are on the disk: where the system can, in one go."""
    if sys.platform == "linux":
        os.sync()  # elsewhere it may return before all is written
    else:
        for path in paths:
            sync_file(path)


def sync_folder(folder: Path) -> None:
    """Waits until the folder's names are on the disk, where the system can say so."""
    with suppress(OSError):  # Windows opens no folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def save_text(target: Path, text: str) -> None:
    """One text as a file, whole or not at all. Raises ExportRefused; a project is never written over."""
    refuse_project(target)
    with Outputs() as outputs:
        with outputs.text(target) as stream:
            stream.write(text)
        outputs.place()


def refuse_project(target: Path) -> None:
    """Refuses to write over a project."""
    if is_held(target) or (os.path.exists(target) and target.suffix.startswith(".annotator")):
        raise ExportRefused(f"{target.name} is a project; choose another name.")


def refuse_target(out: Path, project: Path) -> None:
    """Refuses a place where a dataset would destroy something else."""
    if os.path.isdir(out):
        raise ExportRefused(f"{out} is a folder; name a file in it.")
    if not os.path.isdir(out.parent):
        raise ExportRefused(f"There is no folder {out.parent}.")
    if is_held(out) or (os.path.exists(out) and (out.samefile(project) or out.suffix.startswith(".annotator"))):
        raise ExportRefused(f"{out.name} is a project; choose another name for the dataset.")


class Table:
    """Rows into CSV, cells made harmless for spreadsheets where that is asked; `harmless` counts them.

    `progress` is called with the number of rows so far; what it raises ends the export.
    """

    def __init__(
        self, stream: TextIO, header: Iterable[str], *, formulas: bool = False, progress: Progress | None = None
    ) -> None:  # fmt: skip
        self._writer = csv.writer(stream, lineterminator="\n")
        self._formulas, self._progress = formulas, progress
        self.rows = self.harmless = 0
        self._writer.writerow(list(header))

    def write(self, rows: list[Any]) -> None:
        """Some rows; None is an empty cell."""
        if self._formulas:
            rows = [[self._cell(cell) for cell in row] for row in rows]
        self._writer.writerows(rows)
        self.rows += len(rows)
        if self._progress:
            self._progress(self.rows)

    def _cell(self, cell: Any) -> Any:
        if isinstance(cell, str) and _RUNS.match(cell) and not _NUMBER.fullmatch(cell):
            self.harmless += 1
            return "'" + cell
        return cell
