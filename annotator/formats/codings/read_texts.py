"""Texts of other programs' files with `\\n` as their line ends, and where their offsets stand then.

Must not know any one format.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text; `ends` are the offsets of the file's line ends that were two signs there and are one here."""

    text: str
    ends: tuple[int, ...] = ()

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a place of the file stands in the text."""
        return start - bisect_left(self.ends, start), end - bisect_left(self.ends, end)


def read_text(data: bytes | str) -> ReadText:
    """The text of UTF-8 bytes, without a byte order mark; what is no UTF-8 is replaced."""
    text = data if isinstance(data, str) else data.decode("utf-8-sig", "replace")
    if "\r" not in text:
        return ReadText(text)
    return ReadText(text.replace("\r\n", "\n"), tuple(found.start() for found in re.finditer("\r\n", text)))
