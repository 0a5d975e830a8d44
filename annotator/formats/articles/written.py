"""The paragraphs of any document that a news archive gives out, for a download that was asked for by name.

Owns which reader gives the paragraphs of which kind of file. Must not know the archives' shapes.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from ...errors import ImportRefused
from ...project.articles import ArticleDraft, Refused
from ...spans import clean_text
from ..encodings import read_text
from . import downloads, html, markup
from .contents import true_ending
from .kinds import Asked
from .plain_text import SourceFile


def articles_of_archive(name: str, file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """The articles of a download. ImportRefused where the file is none; `name` is that of the archive that was meant."""
    found = _found(file, asked)
    if found is None:
        raise ImportRefused(f"this is not a download of {name}.")
    yield from found


def _found(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused] | None:
    ending = true_ending(file.path)[0] or file.suffix
    if ending in (".docx", ".rtf", ".odt"):
        module: Any = import_module(f"{__package__}.{ending[1:]}")
        written = module.written_in(file)
        return downloads.in_paragraphs(written.paragraphs, file, asked, written.bold)
    if ending in html.SUFFIXES:
        tree = markup.parse(markup.decode(html.read_bytes(file), asked.encoding)[0])
        return None if tree is None else downloads.in_page(tree, file, asked)
    return downloads.in_text(clean_text(read_text(file.path, asked.limit, asked.encoding).text)[0], file, asked)
