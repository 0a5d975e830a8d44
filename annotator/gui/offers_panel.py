"""The offers for the field in view, under the article: values with their words and reasons, the current one marked.

Owns how they are listed and taken. Which there are and which is current is `offering`'s.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolButton, QVBoxLayout, QWidget

from ..assist.candidate import Candidate
from ..codebook.model import CodedField, title_of
from ..codebook.values import show
from ..project.suggestions import Offer
from . import keys
from .colors import blend, field_color, is_dark, muted
from .fields.base import write_in
from .focus import Focus
from .offering import PLACE_PARTS, Offering
from .plain_parts import plain_label
from .slim_bar import slim
from .workspace import Workspace

LINES = 4
"""Offers that are seen without scrolling."""


class OffersPanel(QFrame):
    """A few lines; Enter is not needed, the actions take from any field."""

    places_requested = Signal()
    hint_changed = Signal(str)
    """How many there are and which keys take one, in a few words."""

    def __init__(self, workspace: Workspace, focus: Focus, offering: Offering, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("offers")
        self.setAccessibleName(self.tr("Offers from the text"))
        self._workspace, self._focus, self._offering = workspace, focus, offering
        self.hint = ""
        self.places = QToolButton()
        self.places.setObjectName("offers.places")
        self.places.setText(self.tr("Make the list of places…"))
        self.places.setToolTip(self.tr("So that countries, provinces and towns are offered, too; done once on this computer"))
        self.places.setAutoRaise(True)
        self.places.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.places.clicked.connect(self.places_requested)
        self.none = plain_label("offers.none")
        self.none.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.none.setContentsMargins(14, 6, 14, 6)
        write_in(self.none, muted(self.palette()))
        self.list = _Lines(self._value_of)
        self.list.chosen.connect(offering.show)
        self.list.taken.connect(lambda place: (offering.show(place), self.take()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.places, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.none, 1)
        column.addWidget(self.list, 1)
        offering.changed.connect(self._refill)
        offering.moved.connect(self._move)
        self._refill()

    def take(self, *, add: bool = False) -> bool:
        """Makes the current offer the field's value; with `add` one more item, or more words for it. False for none."""
        one = self._offering.current
        if one is None or not self._focus.event or self._workspace.locked:
            return False
        offer = Offer(one.field, one.value, one.quotes, one.provider, one.also, one.status)
        self._workspace.take_offer(self._focus.event, offer, add=add)
        return True

    def _refill(self) -> None:
        field = self._workspace.codebook.fields.get(self._focus.field)
        found = self._offering.listed
        asks_place = field is not None and (field.finds in PLACE_PARTS or field.finds in ("latitude", "longitude"))
        self.places.setVisible(
            asks_place and not self._offering.withheld and not self._workspace.looks_on and self._offering.lacks_places
        )
        why = self._why_none()
        self.none.setText(why)
        self.none.setVisible(bool(why))
        self.list.setVisible(not why)
        self.hint = self._in_words(field, len(found))
        self.hint_changed.emit(self.hint)
        color = field_color(self._workspace.codebook, self._focus.field, is_dark(self.palette())) if field else None
        self.list.show_offers(found, self._offering.position, color)

    def _why_none(self) -> str:
        """Why nothing can be offered here at all; empty where it can."""
        if self._workspace.looks_on:
            return self.tr("You look at another coder's work: nothing is offered.")
        if self._workspace.read_only:
            return self.tr("The project is open for reading: nothing is offered.")
        if not self._offering.on:
            return self.tr("Offers are off. “Offers on or off” in the menu View brings them back.")
        if self._offering.withheld:
            return self.tr(
                "No offers for this article: the lead withholds them, so that what is coded with and without offers can be "
                "compared."
            )
        return ""

    def _in_words(self, field: CodedField | None, found: int) -> str:
        if self._workspace.locked:
            return self.tr("Nothing is offered")
        if not self._offering.on:
            return self.tr("Offers are off")
        if self._offering.withheld:
            return self.tr("Offers are withheld")
        if not self._focus.event:
            return self.tr("Add an event: what the text offers is listed here")
        if field is None:
            return self.tr("Go to a field: what the text offers is listed here")
        if not found:
            return self.tr("{0}: nothing found").format(title_of(field))
        said = self.tr("{0}: {1} offered · {2} takes, {3} next")
        return said.format(title_of(field), found, keys.shown("take_offer"), keys.shown("next_offer"))

    def changeEvent(self, event: QEvent) -> None:
        """Other keys: the line that names them is said anew. Another theme: the sentence is muted in its colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            write_in(self.none, muted(self.palette()))
        if event.type() == QEvent.Type.LanguageChange:
            self._refill()

    def _move(self) -> None:
        self.list.show_current(self._offering.position)

    def _value_of(self, one: Candidate) -> str:
        field = self._workspace.codebook.fields.get(one.field)
        return show(self._workspace.codebook, field, one.value, write="label") if field else str(one.value)


class _Lines(QAbstractScrollArea):
    """One line an offer: its value, and why. Painted, for they change with every field that is entered."""

    chosen = Signal(int)
    taken = Signal(int)

    def __init__(self, value_of: object) -> None:
        super().__init__()
        self.setObjectName("offers.list")
        self.setAccessibleName(self.tr("Offers"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        slim(self)
        self._value_of = value_of
        self._offers: list[Candidate] = []
        self._words: list[tuple[str, str]] = []
        self._at, self._color = -1, None
        self.setMinimumHeight(2 * self._line() + 2)

    def show_offers(self, offers: list[Candidate], at: int, color: object) -> None:
        """Lists these."""
        self._offers, self._at, self._color = offers, at, color
        self._words = [(self._value_of(one), one.reason) for one in offers]  # type: ignore[operator]
        self.verticalScrollBar().setRange(0, max(len(offers) * self._line() - self.viewport().height() + 2, 0))
        self.verticalScrollBar().setSingleStep(self._line())
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.show_current(at)

    def show_current(self, at: int) -> None:
        """Marks one and brings it into view."""
        self._at = at
        if at >= 0:
            top, bar = at * self._line(), self.verticalScrollBar()
            if top < bar.value():
                bar.setValue(top)
            elif top + self._line() > bar.value() + self.viewport().height():
                bar.setValue(top + self._line() - self.viewport().height() + 2)
        self.viewport().update()

    def texts(self) -> list[tuple[str, str]]:
        """What the lines say: value and reason."""
        return list(self._words)

    def _line(self) -> int:
        return self.fontMetrics().lineSpacing() + 4

    def minimumSizeHint(self) -> QSize:
        """As narrow as the reader may be."""
        return QSize(120, 2 * self._line() + 2)

    def sizeHint(self) -> QSize:
        """A few lines."""
        return QSize(240, LINES * self._line() + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer lines are seen."""
        super().resizeEvent(event)
        self.verticalScrollBar().setRange(0, max(len(self._words) * self._line() - self.viewport().height() + 2, 0))
        self.show_current(self._at)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self.viewport()), self.palette()
        metrics, high, width = QFontMetrics(self.font()), self._line(), self.viewport().width()
        column = min(max((metrics.horizontalAdvance(value) for value, _ in self._words), default=0), width * 2 // 5)
        for place, (value, reason) in enumerate(self._words):
            top = place * high - self.verticalScrollBar().value()
            if top + high < 0 or top > self.viewport().height():
                continue
            row = QRect(6, top, width - 12, high)
            if place == self._at:
                base = palette.color(QPalette.ColorRole.Window)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(blend(base, self._color or palette.color(QPalette.ColorRole.Highlight), 0.22))  # type: ignore[arg-type]
                painter.drawRoundedRect(row, 4, 4)
            painter.setPen(palette.color(QPalette.ColorRole.Text))
            left = row.adjusted(8, 0, 0, 0)
            left.setWidth(column + 2)
            shown = metrics.elidedText(value, Qt.TextElideMode.ElideRight, left.width())
            painter.drawText(left, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
            painter.setPen(muted(palette))
            right = row.adjusted(column + 26, 0, -6, 0)
            shown = metrics.elidedText(reason, Qt.TextElideMode.ElideRight, right.width())
            painter.drawText(right, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click makes a line the current one."""
        if (place := self._at_point(event)) >= 0:
            self.chosen.emit(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click takes it."""
        if (place := self._at_point(event)) >= 0:
            self.taken.emit(place)

    def _at_point(self, event: QMouseEvent) -> int:
        place = (event.position().toPoint().y() + self.verticalScrollBar().value()) // self._line()
        return place if 0 <= place < len(self._words) else -1
