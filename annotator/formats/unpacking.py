"""Archives from somebody else: measured before they are opened, read up to a limit, unpacked to no place that they name.

Owns what makes an archive safe to read, and in which errors a broken one ends. Must not know what the files in it hold, nor
what is said of it: that is the affair of what reads them.
"""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, Self, cast

MOST_FILES, DIRECTORY_LIMIT = 300_000, 40 << 20
"""The most files that an archive may list, and the bytes that its list may measure: `zipfile` reads all of it at once."""
RATIO, FREE, FREE_IN_ALL = 100, 64 << 20, 512 << 20
"""A file may unpack to RATIO times its packed size and FREE bytes, all of an archive to RATIO times the archive's size and
FREE_IN_ALL: the best that is written by people packs to a twentieth, and a bomb to a thousandth."""
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip
"""What opening and unpacking ends in where an archive is damaged, cut off, locked, or packed in a way that is not read."""
_END, _END_SIZE, _ENTRY = b"PK\x05\x06", 22, b"PK\x01\x02"
_LOCATOR, _END64, _BOTH_SIZE = b"PK\x06\x07", b"PK\x06\x06", 76


class Unreadable(Exception):
    """An archive, or a file in one, that cannot be read; its text says why."""


class TooLarge(Unreadable):
    """It measures more than it may; `told` are the bytes that the archive itself says, 0 where it says less than there are."""

    def __init__(self, why: str, told: int = 0) -> None:
        super().__init__(why)
        self.told = told


def open_zip(path: Path) -> zipfile.ZipFile:
    """An archive whose list of files was measured. Raises Unreadable for what is none, TooLarge for an endless list, and
    OSError where the file itself cannot be opened."""
    _measure_list(path)
    try:
        return zipfile.ZipFile(path)
    except BROKEN as error:
        raise Unreadable(str(error) or type(error).__name__) from error


def _measure_list(path: Path) -> None:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        start = max(0, size - (1 << 16) - _END_SIZE - _BOTH_SIZE)
        file.seek(start)
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) < at + _END_SIZE:
            raise Unreadable("File is not a zip file")
        listed = int.from_bytes(tail[at + 12 : at + 16], "little")
        # A large archive has a second end before this one, whose numbers count instead. The library looks for it here, or where
        # the locator says.
        if at >= _BOTH_SIZE and tail[at - 20 : at].startswith(_LOCATOR):
            end64 = at - _BOTH_SIZE
            file.seek(min(int.from_bytes(tail[at - 12 : at - 4], "little"), size))
            elsewhere = file.tell() != start + end64 and file.read(4) == _END64
            if elsewhere or not tail[end64:].startswith(_END64):
                raise Unreadable("File is not a zip file")
            listed = int.from_bytes(tail[end64 + 40 : end64 + 48], "little")
        if listed <= DIRECTORY_LIMIT:
            file.seek(max(0, start + at - listed - _BOTH_SIZE))
            if file.read(listed + _BOTH_SIZE).count(_ENTRY) <= MOST_FILES:
                return
    raise TooLarge(f"it lists more than {MOST_FILES:,} files")


class Archive:
    """An open archive. Names are taken as they stand: nothing is unpacked to a place that a name says."""

    def __init__(self, path: Path) -> None:
        """Raises what `open_zip` does."""
        self._opened = open_zip(path)
        self.names = [one.filename for one in self._opened.infolist() if not one.is_dir()]
        self._in_any_case: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Nothing more is read from it."""
        self._opened.close()

    def named(self, name: str) -> str | None:
        """The first file of a name, in any case; None where there is none."""
        if not self._in_any_case:
            self._in_any_case = {one.lower(): one for one in reversed(self.names)}
        return self._in_any_case.get(name.lower())

    @property
    def unpacked(self) -> int:
        """The bytes that all files in it measure together, as the archive says."""
        return sum(one.file_size for one in self._opened.infolist())

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of a file, of at most `limit`. Raises Unreadable, TooLarge."""
        with self.stream(name, limit) as stream:
            return stream.read()

    @contextmanager
    def stream(self, name: str, limit: int) -> Iterator[BinaryIO]:
        """A file to be read piece by piece. Opening and reading raise Unreadable where it is not there or broken, TooLarge
        where it measures more than `limit`, whatever the archive says of it."""
        try:
            told = self._opened.getinfo(name).file_size
        except KeyError:
            raise Unreadable("it is not in the archive") from None
        if told > limit:
            raise _too_large(limit, told)
        try:
            opened = self._opened.open(name)
        except BROKEN:
            raise Unreadable("it is damaged or encrypted") from None
        with opened:
            yield cast("BinaryIO", _Measured(opened, limit))

    def damaged(self) -> str:
        """The first file in it that is not what the archive says, which takes unpacking all; empty where all are. Raises
        Unreadable."""
        try:
            return self._opened.testzip() or ""
        except BROKEN as error:
            raise Unreadable(str(error) or type(error).__name__) from error


class _Measured:
    """A file of an archive, read up to a limit."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream, self._limit, self._left = stream, limit, limit

    def read(self, size: int = -1) -> bytes:
        """As of any file. Raises Unreadable, TooLarge."""
        try:
            data = self._stream.read(self._left + 1 if size < 0 else min(size, self._left + 1))
        except BROKEN:
            raise Unreadable("it is damaged or encrypted") from None
        self._left -= len(data)
        if self._left < 0:
            raise _too_large(self._limit)
        return data


def _too_large(limit: int, told: int = 0) -> TooLarge:
    return TooLarge(f"it is larger than {limit // (1024 * 1024)} MB", told)
