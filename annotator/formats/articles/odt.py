"""OpenDocument texts (ODT, and as one XML file FODT) as articles.

Owns which parts of an OpenDocument text are its text. Must not know other documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...errors import ImportRefused
from ...project.articles import ArticleDraft, Refused
from ..format import Format
from . import downloads
from .document import AMONG_FIRST, LONGEST_HEADING, Written
from .html import read_bytes
from .kinds import Asked
from .office import UNPACKED_LIMIT, Parts, children
from .office import local_name as _name
from .passages import flowing, lines_of, one_line, row_of
from .plain_text import SourceFile

FORMAT = Format(
    "odt", "OpenDocument texts (ODT)", True, False,
    "text and tables; header lines at the top, the first heading or the document's title, its language",
    "footnotes, comments, headers and footers, pictures, what was deleted with changes tracked; the days in its properties, "
    "which are not the article's", kind="articles", incidents=False,
)  # fmt: skip
SUFFIXES = (".odt", ".ott", ".fodt")

_WITHOUT = frozenset({"note", "annotation", "annotation-end", "tracked-changes", "bibliography-mark", "ruby-text", "script",
                      "forms", "sequence-decls", "variable-decls", "user-field-decls", "title", "desc"})  # fmt: skip


def read(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """The article of a document, or the articles of a download of LexisNexis or Factiva."""
    written = written_in(file)
    yield from downloads.articles_in(written.paragraphs, written.facts, file, asked, written.bold)


def written_in(file: SourceFile) -> Written:
    """Everything written in a document. ImportRefused where it cannot be read."""
    if file.suffix == ".fodt":
        content, about = read_bytes(file, UNPACKED_LIMIT), None
    else:
        with Parts(file.path, "an OpenDocument text") as parts:
            if b"encryption-data" in parts.read("META-INF/manifest.xml"):
                raise ImportRefused("the document is locked by a password; save it without one.")
            content, about = parts.read("content.xml"), parts.xml("meta.xml")
    if not content:
        raise ImportRefused("this is an archive, but not an OpenDocument text.")
    found = Written()
    for element in about.iter() if about is not None else ():
        if _name(element) == "title" and "/dc/" in element.tag:
            found.title = one_line(element.text or "")
        elif _name(element) == "language" and "/dc/" in element.tag:
            found.language = one_line(element.text or "")[:2].lower()
    for paragraph, rank in _blocks(children(content, "content.xml", "text")):
        if not found.heading and rank == "1" and len(found.paragraphs) < AMONG_FIRST and len(paragraph) <= LONGEST_HEADING:
            found.heading = one_line(paragraph)
        if rank:
            found.bold.append(paragraph)
        found.add(paragraph)
    if len(found.paragraphs) < 2:
        found.heading = ""
    return found


def _attribute(element: Any, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _blocks(body: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """The paragraphs and rows of a body: text, and for a heading its rank."""
    for element in body:
        name = _name(element)
        if name in ("p", "h"):
            pieces: list[str] = [flowing(element.text or "")]
            boxes: list[Any] = []
            _gather(element, pieces, boxes)
            style = _attribute(element, "style-name").casefold()
            rank = _attribute(element, "outline-level") or "1" if name == "h" else "1" if style == "title" else ""
            if text := lines_of("".join(pieces)):
                yield text, rank
            for box in boxes:
                yield from _blocks(box)
        elif name == "table-row":
            yield from _row(element)
        elif name and name not in _WITHOUT:
            yield from _blocks(element)


def _row(row: Any) -> Iterator[tuple[str, str]]:
    cells = [list(_blocks(cell)) for cell in row if _name(cell) in ("table-cell", "covered-table-cell")]
    if len(cells) > 1 and all(len(cell) <= 1 for cell in cells):
        if line := row_of(cell[0][0] if cell else "" for cell in cells):
            yield line, ""
        return
    for cell in cells:
        yield from cell


def _gather(element: Any, pieces: list[str], boxes: list[Any]) -> None:
    for inner in element:
        name = _name(inner)
        if name in ("s", "tab"):
            pieces.append(" ")  # however many blanks there are, one is read
        elif name == "line-break":
            pieces.append("\n")
        elif name == "text-box":
            boxes.append(inner)
        elif name and name not in _WITHOUT:
            pieces.append(flowing(inner.text or ""))
            _gather(inner, pieces, boxes)
        pieces.append(flowing(inner.tail or ""))
