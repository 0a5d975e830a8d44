"""Zip archives without their list of files, which stands at the end: cut short, or damaged there.

Owns which files at the front are whole, found by the header that stands before each. The list alone would tell which of them
are links, or were taken out again. Must not know what the files hold, nor how much they may unpack to when they are read.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import cast

from ..encodings import BLOCK
from ..unpacking import FREE_IN_ALL, MOST_FILES, RATIO, TooLarge

FIRST = b"PK\3\4"
"""What a file in an archive begins with, and so the archive."""
_HEADER = struct.Struct("<4s5H3I2H")
_LIST, _BEHIND = (b"PK\1\2", b"PK\6\6", b"PK\5\6"), b"PK\7\x08"
_LOCKED, _SIZE_BEHIND, _UTF8 = 0x1, 0x8, 0x800
_TOLD_ELSEWHERE = 0xFFFFFFFF
_SIZES_EXTRA = 1


class CutZip:
    """The whole files at the front of such an archive; opens and lists them as `zipfile.ZipFile` does.

    `list_begins` says that the list of files stands behind the last of them, so that none is lost."""

    def __init__(self, path: Path, on_way: Callable[[], None]) -> None:
        """Walks through the archive; `on_way` is called now and then. Raises OSError, TooLarge for endless files."""
        self._file = path.open("rb")
        self._on_way = on_way
        self._size = self._file.seek(0, 2)
        # Of a file whose size nobody tells, the end is found by unpacking it to nowhere: as much of that as is unpacked later.
        self._left = FREE_IN_ALL + RATIO * self._size
        self._found: list[zipfile.ZipInfo] = []
        try:
            at = self._walk()
        except BaseException:
            self._file.close()
            raise
        self.list_begins = self._at(at, 4) in _LIST

    def __enter__(self) -> CutZip:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def infolist(self) -> list[zipfile.ZipInfo]:
        """The files, in the order in which they stand."""
        return self._found

    def open(self, info: zipfile.ZipInfo) -> zipfile.ZipExtFile:
        """One of them, to be read before the next is opened. Raises what `ZipFile.open` does."""
        header = _HEADER.unpack(self._at(info.header_offset, _HEADER.size))
        self._file.seek(info.header_offset + _HEADER.size + header[-2] + header[-1])
        return zipfile.ZipExtFile(self._file, "r", info)

    def _at(self, at: int, size: int) -> bytes:
        self._file.seek(at)
        return self._file.read(size)

    def _walk(self) -> int:
        """Lists the files; gives the place behind the last one that is whole."""
        at = 0
        while end := self._entry(at):
            if len(self._found) > MOST_FILES:
                raise TooLarge(f"it holds more than {MOST_FILES:,} files")
            self._on_way()
            at = end
        return at

    def _entry(self, at: int) -> int:
        """Lists the file whose header stands there; gives the place behind it, 0 where none stands there whole."""
        head = self._at(at, _HEADER.size)
        if len(head) < _HEADER.size or not head.startswith(FIRST):
            return 0
        _, _, flags, method, _, _, crc, packed, size, of_name, of_extra = _HEADER.unpack(head)
        name, extra = self._file.read(of_name), self._file.read(of_extra)
        begin = at + _HEADER.size + of_name + of_extra
        if _TOLD_ELSEWHERE in (packed, size):
            packed, size = _large_sizes(extra, packed, size)
        if flags & _SIZE_BEHIND and method == zipfile.ZIP_DEFLATED and not flags & _LOCKED:
            packed, size = self._inflated(begin)
        end = begin + packed
        if end > self._size:
            return 0
        if flags & _SIZE_BEHIND:
            if not (behind := self._behind(end, packed, size)):
                return 0
            end, crc = behind
        info = zipfile.ZipInfo(name.decode("utf-8" if flags & _UTF8 else "cp437", "replace"))
        info.header_offset, info.flag_bits, info.compress_type = at, flags, method
        info.CRC, info.compress_size, info.file_size = crc, packed, size
        self._found.append(info)
        return end

    def _behind(self, at: int, packed: int, size: int) -> tuple[int, int] | None:
        """What is told behind a file of these sizes: where that ends, and the checksum. None where it is not told there."""
        told = self._at(at, 24)
        for skipped in (4, 0) if told.startswith(_BEHIND) else (0,):
            for sizes in (struct.Struct("<IQQ"), struct.Struct("<III")):
                if len(told) >= skipped + sizes.size and sizes.unpack_from(told, skipped)[1:] == (packed, size):
                    return at + skipped + sizes.size, sizes.unpack_from(told, skipped)[0]
        return None

    def _inflated(self, at: int) -> tuple[int, int]:
        """Packed and unpacked size of the file that begins there; 0 where it breaks off, is damaged or unpacks to too much."""
        self._file.seek(at)
        inflater, waiting, size = zlib.decompressobj(-15), b"", 0
        while not inflater.eof:
            if not (waiting := waiting or self._file.read(BLOCK)):
                return 0, 0
            try:
                unpacked = len(inflater.decompress(waiting, BLOCK))
            except zlib.error:
                return 0, 0
            waiting = inflater.unconsumed_tail
            size += unpacked
            self._left -= unpacked
            self._on_way()
            if self._left < 0:
                return 0, 0
        return self._file.tell() - len(inflater.unused_data) - at, size


def _large_sizes(extra: bytes, packed: int, size: int) -> tuple[int, int]:
    """Packed and unpacked size of a large file, which stand in a field of their own behind its name."""
    at = 0
    while at + 20 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == _SIZES_EXTRA and length >= 16:
            size, packed = cast("tuple[int, int]", struct.unpack_from("<QQ", extra, at + 4))
        at += 4 + length
    return packed, size
