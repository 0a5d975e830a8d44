"""Files inside an archive from somebody else: measured before they are unpacked, read up to a limit, never written anywhere.

Must not know what the files hold.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from ...errors import ImportRefused

ENTRIES_LIMIT = 200_000
UNPACKED_LIMIT = 4 << 30
"""The most an archive may measure unpacked, in bytes."""
_BROKEN = (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class Unreadable(Exception):
    """A file of the archive that cannot be read; its text says why."""


class Archive:
    """An open archive. Names are taken as they stand: nothing is unpacked to a place that a name says."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._opened = opened
        self.names = [one.filename for one in opened.infolist() if not one.is_dir()]
        self._in_any_case: dict[str, str] = {}

    def named(self, name: str) -> str | None:
        """The first file of a name, in any case; None where there is none."""
        if not self._in_any_case:
            self._in_any_case = {one.lower(): one for one in reversed(self.names)}
        return self._in_any_case.get(name.lower())

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of a file, of at most `limit`. Raises Unreadable."""
        with self.stream(name, limit) as stream:
            return stream.read()

    @contextmanager
    def stream(self, name: str, limit: int) -> Iterator[BinaryIO]:
        """A file to be read piece by piece; reading raises Unreadable where it is broken, or measures more than `limit`."""
        try:
            opened = self._opened.open(name)
        except KeyError:
            raise Unreadable("it is not in the archive") from None
        except _BROKEN:
            raise Unreadable("it is damaged or encrypted") from None
        with opened:
            yield cast("BinaryIO", _Measured(opened, limit))


class _Measured:
    """A file of an archive, read up to a limit."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream, self._limit, self._left = stream, limit, limit

    def read(self, size: int = -1) -> bytes:
        """As of any file. Raises Unreadable."""
        try:
            data = self._stream.read(self._left + 1 if size < 0 else min(size, self._left + 1))
        except _BROKEN:
            raise Unreadable("it is damaged or encrypted") from None
        except Exception as error:  # what a decompressor raises is its own affair (zlib.error, lzma.LZMAError)
            raise Unreadable(f"it is damaged ({type(error).__name__})") from None
        self._left -= len(data)
        if self._left < 0:
            raise Unreadable(f"it is larger than {self._limit // (1024 * 1024)} MB")
        return data


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """An archive that was measured. Raises ImportRefused for what is none, is broken, or unpacks to more than it may."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > ENTRIES_LIMIT or sum(one.file_size for one in entries) > UNPACKED_LIMIT:
                raise ImportRefused(
                    f"{path.name} unpacks to more than {UNPACKED_LIMIT // (1024 * 1024):,} MB or {ENTRIES_LIMIT:,} files; "
                    "it is not read."
                )
            yield Archive(archive)
    except (zipfile.BadZipFile, EOFError) as error:
        raise ImportRefused(f"{path.name} is no archive that can be read: {error}.") from error
