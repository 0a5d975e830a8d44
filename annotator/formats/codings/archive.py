"""Archives in which other programs hand over a project: how much of one is read at all, and what is said of what is not.

Must not know what the files in it hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import ImportRefused
from ..encodings import file_size
from ..unpacking import MOST_FILES, Archive, TooLarge, Unreadable

UNPACKED_LIMIT = 4 << 30
"""The most an archive may measure unpacked, in bytes."""


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """An archive that was measured. Raises ImportRefused for what is none, is broken, or unpacks to more than it may."""
    file_size(path)
    try:
        archive = Archive(path)
    except TooLarge as error:
        raise _too_large(path) from error
    except Unreadable as error:
        raise ImportRefused(f"{path.name} is no archive that can be read: {error}.") from error
    with archive:
        if archive.unpacked > UNPACKED_LIMIT:
            raise _too_large(path)
        yield archive


def _too_large(path: Path) -> ImportRefused:
    most = f"{UNPACKED_LIMIT // (1024 * 1024):,} MB or {MOST_FILES:,} files"
    return ImportRefused(f"{path.name} unpacks to more than {most}; it is not read.")
