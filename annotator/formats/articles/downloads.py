"""Downloads of news archives: many articles in one file, whatever kind of file that is.

Owns which archive's download a text is, by what stands in it. Must not know how files are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...project.articles import ArticleDraft, Refused
from .kinds import Asked
from .plain_text import SourceFile


def in_page(tree: Any, file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused] | None:
    """The articles of a download in a parsed page; None where it is no download."""
    return None
