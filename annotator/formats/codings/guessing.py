"""Which format of codings a file or folder seems to be, by a look at its beginning.

Owns what tells the formats apart from outside. A guess is an offer: what reads a file says itself what is wrong with it.
"""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

from ..unpacking import Archive, Unreadable
from . import known

_LOOK = 1 << 16
_ENOUGH = 400
"""Files of a folder that are looked at."""


def guess(path: Path) -> str:
    """The name of the format; empty where nothing is like one that is read."""
    try:
        found = _folder(path) if path.is_dir() else _file(path)
    except (OSError, Unreadable, ValueError):
        found = ""
    return found if found in known.readers() else ""


def holds_codings(path: Path) -> bool:
    """Whether a file is one of our own lines, with codings in its first one."""
    try:
        return path.is_file() and _file(path) == known.OWN
    except (OSError, Unreadable, ValueError):
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
    for file in islice((one for one in sorted(path.rglob("*.json*")) if one.name != "manifest.json" and one.is_file()), 5):
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
        with Archive(path) as archive:
            ends = {Path(name).suffix.lower() for name in archive.names[:_ENOUGH]}
        return "qdpx" if ".qde" in ends else "xmi" if ".xmi" in ends else "cas-json" if ".json" in ends else ""
    text = begin.decode("utf-8-sig", "replace").lstrip()
    if text.startswith("<"):
        return "xmi" if "http://www.omg.org/XMI" in text else ""
    if text.startswith("["):
        return "label-studio" if '"data"' in text else ""
    return _of_object(path, text) if text.startswith("{") else ""


def _of_object(path: Path, text: str) -> str:
    if '"%TYPES"' in text or '"%FEATURE_STRUCTURES"' in text or '"%SOFA"' in text:
        return "cas-json"
    told = _first_line(path, text)
    if "codings" in told:
        return known.OWN
    if "text" in told and ("entities" in told or "label" in told or "labels" in told):
        return "doccano"
    return ""


def _first_line(path: Path, text: str) -> dict[str, Any]:
    """The first line as an object: a long one is read whole."""
    line, end, _ = text.partition("\n")
    if not end:
        with path.open("rb") as stream:
            line = stream.readline(1 << 26).decode("utf-8-sig", "replace")
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
