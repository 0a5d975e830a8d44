"""JSON of other programs, read as it stands. Must not know what is in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
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
    JSON is not quite JSON, is it read as leniently as articles are. Raises ValueError."""
    if "\\u0000" not in text and "\0" not in text:
        try:
            return orjson.loads(text)
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            pass
    return parse(text)


def items(file: Path) -> Iterator[tuple[int, Any]]:
    """The objects of a file that is one list of them, with their places from 1, one after the other: memory does not grow with
    the file. Raises ImportRefused where it is none, breaks off, or has an object of more than `LARGEST` characters."""
    decoder = json.JSONDecoder()
    with reopen(file, find_encoding(file, None).name) as stream:
        buffer, number, more = _skip(stream.read(_CHUNK).lstrip("\ufeff"), stream), 0, _CHUNK
        if not buffer.startswith("["):
            raise ImportRefused(f"{file.name}: the file is no list in JSON.")
        buffer = _skip(buffer[1:], stream)
        while not buffer.startswith("]"):
            try:
                _, end = decoder.raw_decode(buffer)
                value = loads(buffer[:end])
            except RecursionError:
                raise ImportRefused(f"{file.name}: entry {number + 1} is nested too deeply.") from None
            except ValueError as error:
                added = stream.read(more) if len(buffer) < LARGEST else ""
                if not added:
                    where, why = f"{file.name}: the list cannot be read from entry {number + 1} on", str(error)[:120]
                    raise ImportRefused(f"{where}; it breaks off or is not JSON ({why}).") from None
                buffer, more = buffer + added, more * 2
                continue
            number, more = number + 1, _CHUNK
            yield number, value
            buffer = _skip(buffer[end:], stream)
            if buffer.startswith(","):
                buffer = _skip(buffer[1:], stream)
            elif not buffer.startswith("]"):
                raise ImportRefused(f"{file.name}: the list breaks off after entry {number}.")
        if _skip(buffer[1:], stream):
            raise ImportRefused(f"{file.name}: something stands behind the list.")


def _skip(buffer: str, stream: TextIO) -> str:
    """The buffer from its next sign on, filled where it ran out."""
    buffer = buffer.lstrip(" \t\r\n")
    while not buffer and (added := stream.read(_CHUNK)):
        buffer = added.lstrip(" \t\r\n")
    return buffer
