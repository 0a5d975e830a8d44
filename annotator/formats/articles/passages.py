"""How the paragraphs of a document become the text of an article.

Owns what stands between paragraphs, what is left out of a line, and that a title is not said twice. Pure; must not know any
file format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ...project.articles import ArticleDraft, Refused
from ...spans import clean_text
from .headers import PARTS, read_headers
from .kinds import Asked
from .plain_text import SourceFile

_SPACES = re.compile("[ \t\r\n\f\v\xa0\u2028\u2029]+")
_RUN = re.compile(r"\s+")
# Marks for printers and machines that nobody reads: soft hyphens, a byte order mark within a text.
_UNREAD = str.maketrans("", "", "\xad\ufeff")
_EMPTY_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_BETWEEN_CELLS = " | "
_LONGEST_TITLE = 300


def one_line(text: str) -> str:
    """A run of text as one line: white space of any kind is one blank, marks that nobody reads are gone."""
    return _SPACES.sub(" ", text.translate(_UNREAD)).strip()


def flowing(text: str) -> str:
    """Text whose line ends are none of its own: white space with a line end in it is one blank, other stays."""
    if "\n" not in text and "\r" not in text:
        return text
    return _RUN.sub(lambda run: " " if "\n" in run[0] or "\r" in run[0] else run[0], text)


def lines_of(text: str) -> str:
    """The same for a paragraph that keeps its own line ends."""
    return "\n".join(line for line in map(one_line, text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) if line)


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a text in which empty lines part them; their own line ends are kept."""
    return [told for block in _EMPTY_LINES.split(text) if (told := lines_of(block))]


def row_of(cells: Iterable[str]) -> str:
    """A row of a table as one line; nothing where all its cells are empty."""
    lines = [one_line(cell) for cell in cells]
    return _BETWEEN_CELLS.join(lines).strip() if any(lines) else ""


def joined(paragraphs: Iterable[str]) -> str:
    """Paragraphs as one text, an empty line between them, as a project stores it."""
    return clean_text("\n\n".join(one for one in paragraphs if one.strip()))[0].strip()


def is_same(one: str, other: str) -> bool:
    """Whether two lines say the same, whatever their case, white space and punctuation."""
    return bool(one) and _bare(one) == _bare(other)


def _bare(line: str) -> str:
    return "".join(char for char in line.casefold() if char.isalnum())


def without_title(paragraphs: list[str], title: str) -> list[str]:
    """The paragraphs without a title that stands among the first of them and is told already."""
    for index, paragraph in enumerate(paragraphs[:3]):
        if is_same(paragraph, title) and len(paragraphs) > 1:
            return paragraphs[:index] + paragraphs[index + 1 :]
    return paragraphs


def article_of(paragraphs: list[str], facts: ArticleDraft, file: SourceFile, asked: Asked) -> ArticleDraft | Refused:
    """The article of a document: header lines at its top count more than `facts`, which are what the document says about
    itself; its text there is ignored."""
    # A title stands above the header lines, if it stands there at all.
    headed = read_headers(joined(without_title(paragraphs, facts.title)), asked.order)
    if headed.problem:
        return Refused(None, "date", headed.problem, file.name)
    told = {part: getattr(headed, part) for part in PARTS if part != "text" and getattr(headed, part)}
    facts = replace(facts, **told, origin=facts.origin or file.name)
    text = joined(without_title(headed.text.split("\n\n"), facts.title))
    if not text:
        return Refused(None, "text", "there is no text in the file.", file.name)
    if len(text) > asked.limit:
        return Refused(None, "text", f"the text has {len(text):,} characters, more than one article may.", file.name)
    return replace(facts, text=text, title=clean_text(one_line(facts.title))[0][:_LONGEST_TITLE])
