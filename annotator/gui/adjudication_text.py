"""The article of a case, read only, with what every coder took each answer from: a lane a coder, each in its colour.

Owns what is marked. How the text is laid out and painted is `reader_page`'s.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ..project.evidence import Evidence, Quote
from . import adjudication_words as words
from .adjudication_sheet import BEING, VERDICT, Row, Sheet
from .colors import is_dark, lane_color, muted
from .reader_marks import Layout, Mark
from .reader_page import Look, ReaderPage


class CaseText(QWidget):
    """The text, and above it whose colour is which."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet: Sheet | None = None
        self._row: Row | None = None
        self._layout = Layout()
        self._article = ""
        self.legend = QLabel()
        self.legend.setObjectName("adjudication.legend")
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setWordWrap(True)
        self.page = ReaderPage(self._look, self._describe)
        self.page.setObjectName("adjudication.text")
        self.page.setAccessibleName(self.tr("Article"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.legend)
        column.addWidget(self.page, 1)
        self.setFocusProxy(self.page)

    def show_row(self, sheet: Sheet | None, row: Row | None, at: int) -> None:
        """The article of a case, with the evidence for a row of one of its entries; with no row, nothing is marked."""
        self._sheet, self._row = sheet, row
        article = sheet.article if sheet else None
        if (article.uid if article else "") != self._article:
            self._article = article.uid if article else ""
            self._layout = Layout.of(article)
            self.page.show_layout(self._layout)
            self.page.setPlaceholderText(self.tr("There is no text: it was purged, or the event came in without its article."))
        marks = self._marks(at) if sheet and row else []
        self.page.set_marks(marks)
        self._tell_lanes({mark.lane for mark in marks})
        if marks:
            self.page.bring_into_view(marks[0].start)

    def selected(self) -> list[Quote]:
        """What is selected in the article."""
        return self._layout.quotes(self.page.selected())

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "page"):
            self._tell_lanes(set())
            self.page.viewport().update()

    def _marks(self, at: int) -> list[Mark]:
        """The spans of all lanes in their lanes' order, and behind them those that are settled on."""
        sheet, row = self._sheet, self._row
        assert sheet is not None
        assert row is not None
        found: list[Mark] = []
        for lane, cell in enumerate(row.cells):
            for source in self._sources(at, lane, cell.source):
                wanted = cell.field if row.field not in (VERDICT, BEING) else ""
                found += self._of(source, wanted, lane, "other")
        owner = row.owner
        if owner and row.field not in (VERDICT, BEING):
            found += self._of(owner, row.field, len(sheet.lanes), "mine")
        return sorted(found, key=lambda mark: mark.start)

    def _sources(self, at: int, lane: int, source: str) -> list[str]:
        """All events of a lane that are the happening in view; for the article the coding."""
        assert self._sheet is not None
        events = self._sheet.entries[at].events
        return [event.uid for event in events[lane]] if at and lane < len(events) else [source] if source else []

    def _of(self, source: str, field: str, lane: int, kind: str) -> list[Mark]:
        assert self._sheet is not None
        told: list[Evidence] = [one for one in self._sheet.evidence(source) if not field or one.field == field]
        return [
            Mark(*self._layout.shown_span(quote), kind, one.uid, source, one.field, one.item, lane=lane)  # type: ignore[arg-type]
            for one in told for quote in one.spans
        ]  # fmt: skip

    def _look(self, mark: Mark) -> Look:
        dark = is_dark(self.palette())
        if mark.kind == "mine":
            return Look(self.palette().color(QPalette.ColorRole.Text), strong=True)
        return Look(lane_color(mark.lane, dark))

    def _describe(self, mark: Mark) -> str:
        sheet = self._sheet
        if sheet is None:
            return ""
        name = sheet.lanes[mark.lane].name if mark.lane < len(sheet.lanes) else self.tr("Settled")
        field = {**sheet.book.fields, **sheet.book.article_fields}.get(mark.field)
        row = self._row
        said = ""
        if row is not None and mark.lane < len(row.cells) and row.cells[mark.lane].field == mark.field:
            said = words.cell(sheet, row, mark.lane)
        from ..codebook.model import title_of

        title = title_of(field) if field else mark.field
        return f"<b>{escape(name)}</b><br>{escape(title)}{': ' + escape(said) if said else ''}"

    def _tell_lanes(self, _shown: set[int]) -> None:
        if self._sheet is None:
            self.legend.setText("")
            return
        dark, quiet = is_dark(self.palette()), muted(self.palette()).name()
        parts = [
            f'<span style="color:{lane_color(at, dark).name()}">▬</span>&nbsp;{escape(lane.name)}'
            for at, lane in enumerate(self._sheet.lanes)
        ]  # fmt: skip
        if self._sheet.coding is not None:
            color = self.palette().color(QPalette.ColorRole.Text).name()
            parts.append(f'<span style="color:{color}">▬</span>&nbsp;{escape(self.tr("settled"))}')
        self.legend.setText(f'<span style="color:{quiet}">{" &nbsp; ".join(parts)}</span>')
