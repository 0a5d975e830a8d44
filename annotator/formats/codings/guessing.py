"""Which format of codings a file or folder seems to be, by a look at its beginning.

Owns what tells the formats apart from outside. A guess is an offer: what reads a file says itself what is wrong with it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from ..unpacking import Archive, Unreadable
from . import known
from .archive import UNPACKED_LIMIT

_LOOK = 1 << 16
_LONGEST = 1 << 26
"""The most bytes of a line that are looked at."""
_ENOUGH = 400
"""Files of a folder that are looked at."""


def guess(path: Path) -> str:
    """The name of the format; empty where nothing is like one that is read."""
    try:
        found = _folder(path) if os.path.isdir(path) else _file(path) if os.path.isfile(path) else ""
    except (OSError, Unreadable, ValueError):
        found = ""
    return found if found in known.readers() else ""


def holds_codings(path: Path) -> bool:
    """Whether a file is one of our own lines, with codings in any of them. A file that has none is read whole."""
    if not os.path.isfile(path):  # a pipe has no end
        return False
    try:
        with path.open("rb") as stream:
            begin = stream.read(_LOOK)
            stream.seek(0)
            own = begin.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
            return own and any("codings" in _object(line) for line in _lines(stream) if b'"codings"' in line)
    except OSError:
        return False


def _folder(path: Path) -> str:
    names = {file.name.lower() for file in islice(path.rglob("*"), _ENOUGH)}
    ends = {Path(name).suffix for name in names}
    if "annotation.conf" in names or ".ann" in ends:
        return "brat"
    if ".xmi" in ends:
        return "xmi"
    if "labelconfig.xml" in names or "tasks.json" in names:
        return "label-studio"
    files = (one for one in sorted(path.rglob("*.json*")) if one.name != "manifest.json" and os.path.isfile(one))
    for file in islice(files, 5):
        if found := _file(file):
            return found
    return ""


def _file(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix in (".qdpx", ".xmi"):
        return suffix[1:]
    with path.open("rb") as stream:
        begin = stream.read(_LOOK)
    if begin.startswith(b"PK"):
        return _archive(path)
    text = begin.decode("utf-8-sig", "replace").lstrip()
    if text.startswith("<"):
        return "xmi" if "http://www.omg.org/XMI" in text else ""
    if text.startswith("["):
        return "label-studio" if '"data"' in text else ""
    return _of_object(path, text) if text.startswith("{") else ""


def _archive(path: Path) -> str:
    """What stands in an archive. doccano packs its lines, a file a member, and nobody else does."""
    with Archive(path) as archive:
        names = archive.names[:_ENOUGH]
        ends = {Path(name).suffix.lower() for name in names}
        if ".qde" in ends or ".xmi" in ends:
            return "qdpx" if ".qde" in ends else "xmi"
        for name in [one for one in names if one.endswith(".jsonl")][:5]:
            with archive.stream(name, UNPACKED_LIMIT) as stream:
                if _is_doccano(_object(_first_line(stream))):
                    return "doccano"
    return "cas-json" if ".json" in ends else ""


def _first_line(stream: BinaryIO) -> bytes:
    """The first line of a file in an archive, of `_LONGEST` bytes at most."""
    held, size = list[bytes](), 0
    while (read := stream.read(_LOOK)) and size < _LONGEST:
        held.append(read)
        size += len(read)
        if b"\n" in read:
            break
    return b"".join(held).partition(b"\n")[0]


def _of_object(path: Path, text: str) -> str:
    if '"%TYPES"' in text or '"%FEATURE_STRUCTURES"' in text or '"%SOFA"' in text:
        return "cas-json"
    line, end, _ = text.partition("\n")
    if not end:  # a long one is read whole
        with path.open("rb") as stream:
            line = stream.readline(_LONGEST)
    told = _object(line)
    if _is_doccano(told):
        return "doccano"
    return known.OWN if "codings" in told or ("text" in told and holds_codings(path)) else ""


def _is_doccano(told: dict[str, Any]) -> bool:
    return "text" in told and ("entities" in told or "label" in told or "labels" in told)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    while line := stream.readline(_LONGEST):
        yield line


def _object(line: str | bytes) -> dict[str, Any]:
    """What a line holds, where it is an object."""
    try:
        told = json.loads(line.decode("utf-8-sig", "replace") if isinstance(line, bytes) else line)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
