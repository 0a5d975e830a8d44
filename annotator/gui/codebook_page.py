"""A page of the guide as it is read: an entry typeset as rich text, with links to other entries.

Owns the look of a page. What is said on it is `codebook.guide`'s; where a link leads is told by `link_chosen`.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import quote, unquote

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from ..codebook.guide import KINDS, Entry, Guide, below_title
from ..codebook.guide_facts import Fact
from ..codebook.wording import Point, linked
from .colors import blend, field_color, is_dark, muted, severity_color
from .slim_bar import slim

SCHEME = "entry:"
MOST_EXPLAINED = 45
"""Codes that stand one under the other with their definitions; of longer lists, only the names are given."""
WIDEST = 48
"""Widths of a capital M: lines longer than that are hard to read."""
SIDE, TOP = 28, 20
"""Pixels beside and above the text."""


class CodebookPage(QTextBrowser):
    """Shows one entry. Nothing is ever fetched: a page is text alone."""

    link_chosen = Signal(str)
    """The id of the entry a link leads to."""
    left = Signal()
    """Escape was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("codebook.page")
        self.setAccessibleName(self.tr("Page of the codebook"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        slim(self)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(0)
        self.anchorClicked.connect(lambda url: self.link_chosen.emit(_id(url)))
        self._shown: tuple[Guide, Entry] | None = None

    def show_entry(self, guide: Guide, entry: Entry) -> None:
        """Another page, from its top."""
        self._shown = (guide, entry)
        self._typeset()
        self.verticalScrollBar().setValue(0)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """No picture, file or address is ever read."""
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines stay short enough to be read."""
        super().resizeEvent(event)
        self._set_sides()

    def changeEvent(self, event: QEvent) -> None:
        """Other colours or another size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self._shown is not None:
            self._typeset()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves; Tab and Enter go through the links, the rest scrolls."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _set_sides(self) -> None:
        frame = self.document().rootFrame()
        made = frame.frameFormat()
        widest = WIDEST * self.fontMetrics().horizontalAdvance("M")
        right = max(SIDE, self.viewport().width() - SIDE - widest)
        if (made.leftMargin(), made.rightMargin()) != (SIDE, right):
            made.setLeftMargin(SIDE)
            made.setRightMargin(right)
            made.setTopMargin(TOP)
            frame.setFrameFormat(made)

    def _typeset(self) -> None:
        if self._shown is not None:
            self.setHtml(_Typesetter(*self._shown, self.palette(), self.font().pointSizeF()).page())
            self._set_sides()


def _id(url: QUrl) -> str:
    return unquote(url.toString(QUrl.ComponentFormattingOption.FullyEncoded).removeprefix(SCHEME))


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


class _Typesetter:
    """Writes one entry as the part of HTML that Qt's text documents know."""

    def __init__(self, guide: Guide, entry: Entry, palette: QPalette, size: float) -> None:
        self._guide, self._entry = guide, entry
        self._dark, self._size = is_dark(palette), size
        self._faint = muted(palette).name()
        self._link = palette.color(QPalette.ColorRole.Link).name()
        ground, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        self._rule = blend(ground, text, 0.16).name()
        self._soft = blend(ground, text, 0.05).name()

    def page(self) -> str:
        """The whole page."""
        entry = self._entry
        parts = [self._head(), self._guidance()]
        parts += [self._rulings(entry.rulings)] if entry.rulings else []
        parts += [self._facts(entry.facts)] if entry.facts else []
        parts += [self._heading("Rules"), self._rules(entry.rules)] if entry.rules else []
        if entry.below:
            parts += [self._heading(below_title(entry)), self._below(entry.below)]
        return f'<div style="line-height: 125%">{"".join(parts)}<p style="font-size: 8pt">&nbsp;</p></div>'

    def _head(self) -> str:
        entry = self._entry
        kind = self._dot(entry.severity) + escape(entry.severity.capitalize()) if entry.severity else KINDS[entry.kind]
        over = " · ".join([kind, *([escape(entry.place)] if entry.place and entry.place != KINDS[entry.kind] else [])])
        name = entry.id.removeprefix("field/")
        color = f' style="color: {field_color(self._guide.codebook, name, self._dark).name()}"' if entry.kind == "field" else ""
        beside = f"font-size: {self._size:.1f}pt; font-weight: normal; color: {self._faint}"
        code = f' &nbsp;<span style="{beside}">{escape(entry.code)}</span>'
        larger = self._size * (1.3 if entry.kind in ("rule", "ruling") else 1.6)
        return (
            f'<p style="margin: 0; color: {self._faint}">{over}</p>'
            f'<p style="margin: 2px 0 8px 0; font-size: {larger:.1f}pt; font-weight: 600">'
            f"<span{color}>{escape(entry.title)}</span>{code if entry.code else ''}</p>"
        )

    def _guidance(self) -> str:
        entry = self._entry
        found: list[str] = []
        if entry.definition:
            found.append(f'<p style="margin: 0 0 8px 0; font-size: {self._size * 1.1:.1f}pt">{_lines(entry.definition)}</p>')
        rows = [(name, text) for name, text in (("Example", entry.example), ("Not", entry.counter_example)) if text]
        if rows:
            lines = "".join(
                f'<tr><td width="14%" style="padding: 4px 14px 4px 10px; color: {self._faint}">{name}</td>'
                f'<td style="padding: 4px 10px 4px 0">{escape(text)}</td></tr>'
                for name, text in rows
            )
            found.append(
                '<table width="100%" cellspacing="0" style="margin: 4px 0 8px 0; '
                f'background-color: {self._soft}">{lines}</table>'
            )
        if entry.note:
            found.append(f'<p style="margin: 0 0 8px 0">{escape(entry.note)}</p>')
        return "".join(found)

    def _rulings(self, rulings: Iterable[str]) -> str:
        """What the lead has ruled: the question leads to its page, the answer stands here."""
        known = [self._guide.entries[one] for one in rulings]
        rows = "".join(
            f'<tr><td width="24%" style="padding: 4px 14px 4px 10px; color: {self._faint}">Ruling, {escape(one.code)}</td>'
            f'<td style="padding: 4px 10px 4px 0">{self._anchor(one.id, one.title)}'
            f"{f'<br>{_lines(one.definition)}' if one.definition else ''}</td></tr>"
            for one in known
        )
        return f'<table width="100%" cellspacing="0" style="margin: 4px 0 8px 0; background-color: {self._soft}">{rows}</table>'

    def _facts(self, facts: Iterable[Fact]) -> str:
        rows = "".join(
            f'<tr><td width="24%" style="padding: 3px 14px 3px 0; color: {self._faint}">{escape(fact.name)}</td>'
            f'<td style="padding: 3px 0">{self._said(fact.points)}</td></tr>'
            for fact in facts
        )
        return f'<table width="100%" cellspacing="0" style="margin: 6px 0 0 0">{rows}</table>'

    def _said(self, points: tuple[Point, ...]) -> str:
        if len(points) == 1:
            inner = f":{self._list(points[0].points)}" if points[0].points else ""
            return f"{self._words(points[0].text)}{inner}"
        return self._list(points, outer=True)

    def _list(self, points: Iterable[Point], *, outer: bool = False) -> str:
        lines = "".join(
            f'<li style="margin: 1px 0">{self._words(one.text)}{f":{self._list(one.points)}" if one.points else ""}</li>'
            for one in points
        )
        return f'<ul style="margin: {0 if outer else 2}px 0 0 0; -qt-list-indent: 0; margin-left: 16px">{lines}</ul>'

    def _rules(self, rules: Iterable[str]) -> str:
        known = [self._guide.entries[one] for one in rules]
        rows = "".join(
            f'<tr><td width="24%" style="padding: 3px 14px 3px 0">{self._dot(one.severity)}'
            f"{self._anchor(one.id, one.code)}</td>"
            f'<td style="padding: 3px 0">{escape(one.title)}</td></tr>'
            for one in known
        )
        return f'<table width="100%" cellspacing="0">{rows}</table>'

    def _below(self, below: tuple[str, ...]) -> str:
        known = [self._guide.entries[one] for one in below]
        if known[0].kind == "rule":
            return self._rules(below)
        if len(known) > MOST_EXPLAINED and not any(one.definition for one in known):
            names = "&nbsp;· ".join(self._anchor(one.id, one.title) for one in known)
            return f'<p style="margin: 0; line-height: 150%">{names}</p>'
        rows = "".join(
            f'<tr><td width="34%" style="padding: 3px 14px 3px 0">{self._anchor(one.id, one.title)}'
            f"{f' <span style=color:{self._faint}>{escape(one.code)}</span>' if one.kind == 'code' and one.code else ''}</td>"
            f'<td style="padding: 3px 0">{escape(one.definition) or self._contents(one)}</td></tr>'
            for one in known
        )
        return f'<table width="100%" cellspacing="0">{rows}</table>'

    def _contents(self, entry: Entry) -> str:
        """What is in a section that says nothing of itself."""
        inner = [self._guide.entries[one] for one in entry.below] if entry.kind == "section" else []
        return ", ".join(self._anchor(one.id, one.title) for one in inner)

    def _heading(self, title: str) -> str:
        return (
            f'<table width="100%" cellspacing="0" style="margin: 16px 0 4px 0"><tr><td style="padding: 0 0 3px 0; '
            f'border-bottom: 1px solid {self._rule}; font-weight: 600">{escape(title)}</td></tr></table>'
        )

    def _words(self, text: str) -> str:
        return linked(text, self._anchor, escape)

    def _anchor(self, to: str, text: str) -> str:
        if to not in self._guide.entries:
            return escape(text)
        return f'<a href="{SCHEME}{quote(to, safe="")}" style="color: {self._link}; text-decoration: none">{escape(text)}</a>'

    def _dot(self, severity: str) -> str:
        return f'<span style="color: {severity_color(severity, self._dark).name()}">●</span>&nbsp; '
