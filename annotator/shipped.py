"""Finds the plain files that ship with the program, in a source tree and in an installed wheel alike."""

from __future__ import annotations

import os
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """The path of a shipped file or folder, such as ``codebooks`` or ``sample/article.txt``."""
    installed = _HERE / "resources"
    root = installed if os.path.isdir(installed) else _HERE.parent / "resources"
    return root / name
