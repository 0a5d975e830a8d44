"""Word documents (DOCX) as articles.

Owns which parts of a Word document are its text: paragraphs, tables, text boxes and what was inserted with changes tracked;
not what was deleted, notes at the foot, comments, headers, field codes. It is read from its XML, since what python-docx
calls a paragraph's text leaves out tracked insertions, content controls and text boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...errors import ImportRefused
from ...project.articles import ArticleDraft, Refused
from ..format import Format
from . import downloads
from .document import AMONG_FIRST, LONGEST_HEADING, Written
from .kinds import Asked
from .office import Parts, children
from .office import local_name as _name
from .passages import flowing, lines_of, one_line, row_of
from .plain_text import SourceFile

FORMAT = Format(
    "docx", "Word documents (DOCX)", True, False,
    "text and tables; header lines at the top, the first heading or the document's title, its language",
    "footnotes, comments, headers and footers, pictures, what was deleted with changes tracked; the days in its properties, "
    "which are not the article's", kind="articles", incidents=False,
)  # fmt: skip
SUFFIXES = (".docx", ".docm", ".dotx")

_TITLE_STYLES = ("title", "heading 1", "titel", "titre", "título")
_WITHOUT = frozenset({"del", "moveFrom", "instrText", "delText", "delInstrText", "pPr", "rPr", "tblPr", "tcPr", "trPr",
                      "sectPr", "footnoteReference", "endnoteReference", "annotationRef", "Fallback", "object"})  # fmt: skip


def read(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """The article of a document, or the articles of a download of LexisNexis or Factiva."""
    written = written_in(file)
    yield from downloads.articles_in(written.paragraphs, written.facts, file, asked, written.bold)


def written_in(file: SourceFile) -> Written:
    """Everything written in a document. ImportRefused where it cannot be read."""
    with Parts(file.path, "a Word document") as parts:
        name = next((one for one in ("word/document.xml", "word/document2.xml") if one in parts.names), "")
        body = parts.read(name) if name else b""
        if not body:
            raise ImportRefused("this is an archive, but not a Word document.")
        titles = _title_styles(parts.xml("word/styles.xml"))
        properties = parts.xml("docProps/core.xml")
    found = Written()
    for element in properties if properties is not None else ():
        if _name(element) == "title":
            found.title = one_line(element.text or "")
        elif _name(element) == "language":
            found.language = one_line(element.text or "")[:2].lower()
    for paragraph, style, bold in _blocks(children(body, name, "body")):
        is_title = style.casefold() in titles or (bold and not found.paragraphs)
        if is_title and not found.heading and len(found.paragraphs) < AMONG_FIRST and len(paragraph) <= LONGEST_HEADING:
            found.heading = one_line(paragraph)
        if bold or style.casefold() in titles:
            found.bold.append(paragraph)
        found.add(paragraph)
    if len(found.paragraphs) < 2:
        found.heading = ""
    return found


def _value(element: Any) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "val"), "")


def _title_styles(styles: Any | None) -> frozenset[str]:
    """The ids of the styles that set a title or a heading of the first rank, in small letters."""
    found = {"title", "heading1"}
    for style in styles if styles is not None else ():
        names = [_value(one).casefold() for one in style if _name(one) == "name"]
        if names and names[0] in _TITLE_STYLES:
            found |= {str(value).casefold() for key, value in style.attrib.items() if key.rpartition("}")[2] == "styleId"}
    return frozenset(found)


def _blocks(body: Iterable[Any]) -> Iterator[tuple[str, str, bool]]:
    """The paragraphs and rows of a body: text, style, and whether all of it is bold."""
    for element in body:
        name = _name(element)
        if name == "p":
            yield from _paragraph(element)
        elif name == "tbl":
            for row in element:
                if _name(row) == "tr":
                    yield from _row(row)
        elif name not in _WITHOUT and len(element):
            # Content controls, custom XML, inserted blocks: what they hold counts.
            yield from _blocks(element)


def _row(row: Any) -> Iterator[tuple[str, str, bool]]:
    cells = [list(_blocks(cell)) for cell in row if _name(cell) in ("tc", "sdt")]
    if len(cells) > 1 and all(len(cell) <= 1 for cell in cells):
        if line := row_of(cell[0][0] if cell else "" for cell in cells):
            yield line, "", False
        return
    for cell in cells:
        yield from cell


def _paragraph(element: Any) -> Iterator[tuple[str, str, bool]]:
    style = ""
    for properties in element:
        if _name(properties) == "pPr":
            style = next((_value(one) for one in properties if _name(one) == "pStyle"), "")
    pieces: list[str] = []
    boxes: list[Any] = []
    runs: list[bool] = []
    _gather(element, pieces, boxes, runs)
    if text := lines_of("".join(pieces)):
        yield text, style, bool(runs) and all(runs)
    for box in boxes:
        yield from _blocks(box)


def _gather(element: Any, pieces: list[str], boxes: list[Any], runs: list[bool]) -> None:
    """The characters of a paragraph, the text boxes that hang on it, and for each run whether it is bold."""
    for inner in element:
        name = _name(inner)
        if name in _WITHOUT or not name:
            continue
        if name == "r" and (bold := _boldness(inner)) is not None:
            if bold == "hidden":
                continue
            runs.append(bold == "bold")
        if name == "t":
            pieces.append(flowing(inner.text or ""))
        elif name in ("br", "cr"):
            pieces.append("\n")
        elif name in ("tab", "ptab"):
            pieces.append(" ")
        elif name == "noBreakHyphen":
            pieces.append("\u2011")
        elif name == "txbxContent":
            boxes.append(inner)
        elif len(inner):
            _gather(inner, pieces, boxes, runs)


def _boldness(run: Any) -> str | None:
    """bold, plain or hidden; None for a run without text."""
    if not any(_name(one) == "t" and (one.text or "").strip() for one in run):
        return None
    marks = {_name(mark): _value(mark) for one in run if _name(one) == "rPr" for mark in one}
    if marks.get("vanish", "0") not in ("0", "false", "off"):
        return "hidden"
    return "bold" if marks.get("b", "0") not in ("0", "false", "off") else "plain"
