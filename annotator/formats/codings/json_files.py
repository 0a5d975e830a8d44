"""JSON of other programs, read as it stands. Must not know what is in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import orjson

from ...errors import ImportRefused
from ..articles.records import parse
from ..encodings import find_encoding, reopen

LARGEST = 1 << 26
"""The most characters of one object of a list."""
_CHUNK = 1 << 16


def loads(text: str) -> Any:
    """One JSON value, its texts to the letter; only where they hold what no file of a project can (NUL, half of a pair), or the
    JSON is not quite JSON, is it read as leniently as articles are. NaN and Infinity stay numbers that are none: `shapes`
    tells of them. Raises ValueError."""
    if "\\u0000" not in text and "\0" not in text:
        try:
            return orjson.loads(text)
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            pass
    return parse(text, float)


def items(file: Path) -> Iterator[tuple[int, Any]]:
    """The objects of a file that is one list of them, with their places from 1, one after the other: memory does not grow with
    the file, nor does time with more than its length. In the place of an object that cannot be read by itself (a number of
    thousands of digits) is the ValueError that says why. Raises ImportRefused where the file is no list, breaks off, or has an
    object of more than `LARGEST` characters."""
    with reopen(file, find_encoding(file, None).name) as stream:
        window, number, more = _Window(stream), 0, _CHUNK
        if window.next_sign("\ufeff") != "[":
            raise ImportRefused(f"{file.name}: the file is no list in JSON.")
        window.at += 1
        while (sign := window.next_sign()) != "]":
            if number:
                if sign != ",":
                    raise ImportRefused(f"{file.name}: the list breaks off after entry {number}.")
                window.at += 1
                if window.next_sign() == "]":
                    break
            end = _end(window, more, f"{file.name}: entry {number + 1}")
            while end < 0:
                more *= 2
                end = _end(window, more, f"{file.name}: entry {number + 1}")
            text, window.at, number, more = window.held[window.at : end], end, number + 1, _CHUNK
            try:
                value = loads(text)
            except ValueError as error:
                value = error
            yield number, value
        window.at += 1
        if window.next_sign():
            raise ImportRefused(f"{file.name}: something stands behind the list.")


_DECODER = json.JSONDecoder(parse_int=len, parse_float=len, parse_constant=len)
"""Finds where a value ends; it says nothing of numbers."""
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass
class _Window:
    """What is held of a stream, and the place in it that is looked at. What lies before is let go only when more is read."""

    stream: TextIO
    held: str = ""
    at: int = 0

    def read(self, count: int) -> bool:
        """Reads on; gives whether anything was left."""
        added = self.stream.read(count)
        self.held, self.at = self.held[self.at :] + added, 0
        return bool(added)

    def next_sign(self, also: str = "") -> str:
        """Goes on to the next sign that is no white space, nor among `also`, and gives it; empty at the end."""
        while True:
            found = _SPACE.match(self.held, self.at)
            assert found is not None, "it matches nothing at all as well"
            self.at = found.end()
            if self.at < len(self.held) and self.held[self.at] not in also:
                return self.held[self.at]
            if self.at < len(self.held):
                self.at += 1
            elif not self.read(_CHUNK):
                return ""


def _end(window: _Window, more: int, what: str) -> int:
    """Where the value ends that begins here; below 0 where so much more of the file was read instead."""
    try:
        return _DECODER.raw_decode(window.held, window.at)[1]
    except RecursionError:
        raise ImportRefused(f"{what} is nested too deeply.") from None
    except ValueError as error:
        if len(window.held) - window.at < LARGEST and window.read(more):
            return -1
        why = str(error)[:120]
        raise ImportRefused(f"{what} and what follows cannot be read; it breaks off or is not JSON ({why}).") from None
