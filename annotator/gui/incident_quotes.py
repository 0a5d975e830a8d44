"""The sentences behind the value in view: what each event's answer was taken from, the event in view first. Reads only."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtWidgets import QApplication, QFrame, QTextBrowser, QWidget

from . import incident_words as words
from .agreement_quotes import LONGEST
from .agreement_words import isolated
from .colors import is_dark, lane_color, muted
from .incident_sheet import Row, Sheet
from .slim_bar import slim


class Quotes(QTextBrowser):
    """Signal: `open_requested(int)`, the article of an event by its place is asked for."""

    open_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("incidents.quotes")
        self.setAccessibleName(self.tr("The words behind the value in view"))
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        slim(self)
        self._shown: tuple[Sheet | None, Row | None, int] = (None, None, 0)
        self.anchorClicked.connect(self._on_link)

    def show_row(self, sheet: Sheet | None, row: Row | None, at: int) -> None:
        """The words behind a field, those of the event in view first."""
        self._shown = sheet, row, at
        self.setHtml(self._told(sheet, row, at) if sheet is not None and row is not None else "")

    def changeEvent(self, event: QEvent) -> None:
        """Another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_shown"):
            self.show_row(*self._shown)

    def _told(self, sheet: Sheet, row: Row, at: int) -> str:
        palette = QApplication.palette()
        faint, dark = muted(palette).name(), is_dark(palette)
        parts = [f"<p style='margin:0; color:{faint}' dir='auto'>{escape(words.line(sheet, row))}</p>"]
        order = [at, *(one for one in range(len(sheet.columns)) if one != at)]
        for one in order:
            told = sheet.columns[one]
            if row.said[one] is None:
                continue
            color = lane_color(one, dark).name()
            said = escape(isolated(words.said(sheet, row, one)))
            open_ = escape(self.tr("open the article"))
            parts.append(
                f"<p style='margin:6px 0 0 0' dir='ltr'><span style='color:{color}'>■</span> <b>{one + 1}</b>&nbsp; {said} "
                f"<span style='color:{faint}'>{escape(isolated(told.source))} · </span><a href='{one}'>{open_}</a></p>"
            )
            quotes = told.quotes.get(row.field, ())
            lines = [f"“{escape(' '.join(quote[:LONGEST].split()))}{'…' if len(quote) > LONGEST else ''}”" for quote in quotes]
            lines = lines or [f"<span style='color:{faint}'>{escape(self.tr('no words marked'))}</span>"]
            parts += [f"<p style='margin:1px 0 0 0' dir='auto'>{line}</p>" for line in lines]
        return "".join(parts)

    def _on_link(self, link: QUrl) -> None:
        if link.toString().isdigit():
            self.open_requested.emit(int(link.toString()))
