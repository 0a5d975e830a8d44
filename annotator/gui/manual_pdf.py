"""The manual of a codebook on A4 pages: as a PDF, or as pictures of its pages.

Owns paper, margins, heads, page numbers, and the numbers of pages behind what the contents and the index name. The text comes
as HTML from `codebook.manual`, made for print. The same text gives the same pages wherever the fonts are the same; the bytes of
a PDF are not promised, as it holds the time it was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QEventLoop, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontMetricsF,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QApplication

from .. import __version__
from ..codebook.compiled import fingerprint
from ..codebook.guide_rulings import RulingText
from ..codebook.manual import manual_html
from ..codebook.model import Codebook, in_language
from ..writing import Outputs, refuse_project

A4 = QSizeF(210, 297)
MARGINS = QMarginsF(17, 22, 17, 20)
"""Millimetres of white at the left, top, right and foot; heads and page numbers stand in it."""
RESOLUTION = 600
"""Dots an inch on which a PDF is laid out; its letters are outlines."""
SOFT = QColor("#4a525c")
_FAMILIES = ["Noto Sans", "DejaVu Sans", "Arial"]
_INDEX = "index-of-codes"
_FIGURE = "\u2007"
"""A space as wide as a digit: what is put in place of it moves nothing."""
_DIGITS = 4
_NEW_LINE = "\u2028"
_LOW = 0.2
"""The share of a page below which a head may be sent to the next one."""


@dataclass(frozen=True, slots=True)
class ManualText:
    """A manual's HTML for print, and what stands at the head of its pages."""

    html: str
    title: str
    version: str


def manual_text(codebook: Codebook, rulings: Sequence[RulingText] = (), language: str = "", project: str = "") -> ManualText:
    """The manual of a codebook, ready to be laid out."""
    html = manual_html(codebook, rulings, language, fingerprint=fingerprint(codebook), project=project, for_print=True)
    title = in_language(codebook.title, language) if language else in_language(codebook.title)
    version = QCoreApplication.translate("manual", "Version {0}").format(codebook.version)
    return ManualText(html, title or codebook.name, version)


def pdf_of(manual: ManualText) -> bytes:
    """The whole manual as a PDF. May be called from any thread."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(f"{manual.title}: {manual.version}")
    writer.setCreator(f"Annotator {__version__}")
    pages = Pages(manual, writer)
    painter = QPainter(writer)
    for number in range(1, pages.count + 1):
        if number > 1:
            writer.newPage()
        pages.paint(painter, number)
    painter.end()
    buffer.close()
    return bytes(held.data())


def write_manual(
    codebook: Codebook, rulings: Sequence[RulingText], target: Path, *, language: str = "", project: str = ""
) -> None:
    """Writes the manual as a PDF, whole or not at all. Raises ExportRefused; a project is never written over."""
    refuse_project(target)
    made = pdf_of(manual_text(codebook, rulings, language, project))
    with Outputs() as outputs:
        with outputs.file(target) as partial:
            partial.write_bytes(made)
        outputs.place()


@contextmanager
def with_qt() -> Iterator[None]:
    """What letters on pages need of Qt where no window is open; where one is, nothing."""
    made = None if QCoreApplication.instance() is not None else QApplication([])
    yield
    del made


class Pages:
    """A manual laid out for a device; `count` is how many pages it has. The device must outlive it."""

    def __init__(self, manual: ManualText, device: QPaintDevice) -> None:
        self._manual, self._device = manual, device
        self._loop = QEventLoop()  # in a thread of ours, the document's own timer asks for one
        dot = device.logicalDpiX() / 25.4
        self._paper = QRectF(QPointF(0, 0), A4 * dot)
        self._body = self._paper.marginsRemoved(MARGINS * dot)
        self.document = QTextDocument()
        self.document.setUndoRedoEnabled(False)
        self.document.documentLayout().setPaintDevice(device)
        self.document.setDocumentMargin(0)
        self.document.setDefaultFont(QFont(_FAMILIES, 9))
        self.document.setHtml(manual.html)
        self.document.setPageSize(self._body.size())
        self._number_pages()
        self.count = self.document.pageCount()

    def paint(self, painter: QPainter, number: int) -> None:
        """One page, counted from 1."""
        above = (number - 1) * self._body.height()
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette(context.palette)  # type: ignore[attr-defined]
        palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
        context.palette = palette  # type: ignore[attr-defined]
        # What begins the next page is laid out a hair above it: without that hair, it is not painted here, too.
        inside = self._body.height() - self._paper.height() / 1000
        context.clip = QRectF(0, above, self._body.width(), inside)  # type: ignore[attr-defined]
        painter.save()
        painter.translate(self._body.left(), self._body.top() - above)
        painter.setClipRect(QRectF(0, above, self._body.width(), self._body.height()))
        self.document.documentLayout().draw(painter, context)
        painter.restore()
        if number > 1:
            self._paint_head(painter, number)

    def _paint_head(self, painter: QPainter, number: int) -> None:
        font = QFont(_FAMILIES, 8)
        letters = QFontMetricsF(font, self._device)
        painter.setFont(font)
        painter.setPen(SOFT)
        gap = letters.lineSpacing()
        head = QRectF(self._body.left(), self._body.top() - 2.5 * gap, self._body.width(), gap)
        version = letters.horizontalAdvance(self._manual.version)
        title = letters.elidedText(self._manual.title, Qt.TextElideMode.ElideRight, head.width() - version - 2 * gap)
        flags = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(head, int(flags | Qt.AlignmentFlag.AlignLeft), title)
        painter.drawText(head, int(flags | Qt.AlignmentFlag.AlignRight), self._manual.version)
        foot = head.translated(0, self._body.height() + 4 * gap)
        painter.drawText(foot, int(flags | Qt.AlignmentFlag.AlignHCenter), f"{number} / {self.count}")

    # --- numbers of pages ---------------------------------------------------------------------------------------------

    def _number_pages(self) -> None:
        """Puts the page behind each line of the contents and of the index; other links go: on paper they lead nowhere."""
        names, links = self._anchors()
        first = min(names.values(), default=0)
        index = names.get(_INDEX, self.document.characterCount())
        listed = [
            (self._line_end(at), name) for at, name in links
            if name in names and (at > index or (at < first and self._is_line(at)))
        ]  # fmt: skip
        plain = QTextCharFormat()
        plain.setForeground(SOFT)
        gap = "\u2003" + _FIGURE * _DIGITS
        cursor = QTextCursor(self.document)
        cursor.beginEditBlock()
        for at, _name in reversed(listed):
            cursor.setPosition(at)
            cursor.insertText(gap, plain)
        cursor.endEditBlock()
        self._keep_heads()
        places, _ = self._anchors()
        self.document.documentLayout().documentSize()
        pages = {name: self._page_at(places[name]) for name in {name for _, name in listed}}
        cursor.beginEditBlock()
        for nth, (at, name) in enumerate(listed):
            number = str(pages[name])
            cursor.setPosition(at + nth * len(gap) + 1)
            cursor.setPosition(cursor.position() + len(number), QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(number, plain)
        cursor.endEditBlock()
        self._unlink()

    def _anchors(self) -> tuple[dict[str, int], list[tuple[int, str]]]:
        """Where each name stands, and where each link ends with the name it leads to."""
        names: dict[str, int] = {}
        links: list[tuple[int, str]] = []
        for block in _blocks(self.document):
            for start, end, form in _pieces(block):
                for name in form.anchorNames():
                    names.setdefault(name, start)
                if form.anchorHref().startswith("#"):
                    links.append((end, form.anchorHref()[1:]))
        return names, links

    def _is_line(self, position: int) -> bool:
        """Whether a line of a list stands there: the contents are one, and no sentence of the title page is."""
        block = self.document.findBlock(position)
        return block.textList() is not None and self.document.rootFrame() == QTextCursor(block).currentFrame()

    def _line_end(self, position: int) -> int:
        """Where the line ends in which a link stands: many are told in one paragraph."""
        block = self.document.findBlock(position)
        rest = block.text()[position - block.position() :]
        return position + len(rest.partition(_NEW_LINE)[0])

    def _keep_heads(self) -> None:
        """A head that would stand at the foot of a page, away from what it is the head of, goes to the next one."""
        height, layout = self._body.height(), self.document.documentLayout()
        layout.documentSize()  # lays out to the end: until then what is told of places is of an earlier state
        for block in _blocks(self.document):
            if not block.blockFormat().headingLevel() or not (below := block.next().next()).isValid():
                continue
            top, further = layout.blockBoundingRect(block).center().y(), layout.blockBoundingRect(below).top() + 1
            if top // height < further // height and top % height > _LOW * height and below.blockFormat().headingLevel() != 2:
                form = block.blockFormat()
                form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                QTextCursor(block).setBlockFormat(form)
                layout.documentSize()

    def _page_at(self, position: int) -> int:
        block = self.document.findBlock(position)
        top = self.document.documentLayout().blockBoundingRect(block).top()
        line = block.layout().lineForTextPosition(position - block.position())
        # The middle of the line: a line at the top of a page is laid out a hair above it.
        down = line.y() + line.height() / 2 if line.isValid() else 0
        return int((top + down) // self._body.height()) + 1

    def _unlink(self) -> None:
        cursor = QTextCursor(self.document)
        cursor.beginEditBlock()
        for block in _blocks(self.document):
            for start, end, form in _pieces(block):
                if form.anchorHref():
                    form.clearProperty(QTextFormat.Property.AnchorHref)
                    form.clearProperty(QTextFormat.Property.IsAnchor)
                    cursor.setPosition(start)
                    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                    cursor.setCharFormat(form)
        cursor.endEditBlock()


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _pieces(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    """The stretches of one format in a block: start, end and format."""
    found: list[tuple[int, int, QTextCharFormat]] = []
    there = block.begin()
    while not there.atEnd():
        piece = there.fragment()
        found.append((piece.position(), piece.position() + piece.length(), piece.charFormat()))
        there += 1  # type: ignore[operator]
    return found
