"""The editor of a date: any common spelling, the day and weekday it says beside it, a calendar to pick from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QToolButton, QVBoxLayout, QWidget

from ... import dates
from ...codebook import values
from ...codebook.model import CodedField, in_language
from .base import PLAIN, Desk
from .line import LineEditor
from .popup import Choice


class DateEditor(LineEditor):
    """A line for a date; up and down go a day on, F4 opens the calendar."""

    def __init__(self, field: CodedField, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self.line.setPlaceholderText(self.tr("2020-06-02"))
        width = self.line.fontMetrics().horizontalAdvance("2020-06-02/2020-06-02~" if field.ranges else "2 September 2020") + 16
        self.line.setFixedWidth(width)
        self._opener = QToolButton()
        self._opener.setText("▾")
        self._opener.setAutoRaise(True)
        self._opener.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._opener.setAccessibleName(self.tr("Calendar"))
        self._opener.setToolTip(self.tr("Calendar (F4)"))
        self._opener.clicked.connect(self.toggle_calendar)
        self._row.insertWidget(1, self._opener)
        self._row.setSpacing(4)
        self._calendar: _Calendar | None = None

    def read(self, text: str) -> Any:
        """Any spelling; a day without its year, or a weekday, is seen from the article's date."""
        try:
            return super().read(text)
        except values.Unreadable:
            from ...assist.dates import said_date  # only where a date is said in words

            said = said_date(self.codebook, self.field, text, self.desk.scope().article.date[:10], alone=True)
            if said is None:
                raise
            return said

    def remark_of(self, text: str) -> str:
        """The day a text says, with its weekday."""
        if text in self.field.missing:
            return in_language(self.field.missing[text])
        if not text.strip():
            return ""
        try:
            value = dates.parse_value(str(self.read(text)))
        except (values.Unreadable, ValueError):
            return ""
        shown = value.text if value.text != text.strip() else ""
        if value.precision == "day" and value.first:
            weekday = self.locale().dayName(value.first.isoweekday(), self.locale().FormatType.ShortFormat)
            return f"{shown} {weekday}".strip()
        words = {"month": self.tr("whole month"), "year": self.tr("whole year")}.get(value.precision, "")
        return f"{shown} {words}".strip()

    def key(self, event: QKeyEvent) -> bool:
        """Up and down change the day; F4 opens the calendar."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Escape and self._calendar is not None and self._calendar.isVisible():
            self._calendar.hide()
            return True
        if key == Qt.Key.Key_F4 and modifiers == PLAIN:
            self.toggle_calendar()
            return True
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and modifiers == PLAIN and not self.list_is_open():
            return self._shift(1 if key == Qt.Key.Key_Up else -1)
        return super().key(event)

    def _typed(self, text: str) -> None:
        """Where day and month may be either way round, both readings are offered."""
        super()._typed(text)
        try:
            dates.read_written(text)
        except dates.AmbiguousDate as error:
            found = [Choice(reading, f"{reading}  {self.remark_of(reading)}") for reading in error.readings]
            self.popup().show_choices(self.line, found)

    def opens_by(self, event: QKeyEvent) -> bool:
        """The calendar stands in for a list."""
        return False

    def claims(self, event: QKeyEvent) -> bool:
        """Escape closes the calendar first."""
        if event.key() == Qt.Key.Key_Escape and self._calendar is not None and self._calendar.isVisible():
            return True
        return event.key() == Qt.Key.Key_F4 or super().claims(event)

    def focus_left(self) -> None:
        """The calendar goes with the keyboard."""
        super().focus_left()
        if self._calendar is not None:
            self._calendar.hide()

    def toggle_calendar(self) -> None:
        """Opens the calendar at the day in the line, or closes it."""
        if self._calendar is None:
            self._calendar = _Calendar(self.desk.host)
            self._calendar.days.clicked.connect(self._picked)
            self.destroyed.connect(self._calendar.deleteLater)
        if self._calendar.isVisible():
            self._calendar.hide()
            return
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._calendar.open_at(self.line, self._day() or self._article_day())

    def _picked(self, day: QDate) -> None:
        if self._calendar is not None:
            self._calendar.hide()
        self.pick(day.toString(Qt.DateFormat.ISODate))

    def _shift(self, days: int) -> bool:
        day = self._day()
        if day is None:
            return False
        self.line.setText((day + timedelta(days=days)).isoformat())
        self._remark()
        return True

    def _day(self) -> date | None:
        try:
            value = dates.parse_value(str(self.read(self.line.text()) or ""))
        except (values.Unreadable, ValueError):
            return None
        return value.first if value.precision == "day" else None

    def _article_day(self) -> date | None:
        text = self.desk.scope().article.date[:10]
        return dates.parse_value(text).first if text and dates.is_valid(text) else None


class _Calendar(QFrame):
    """A month to pick a day from; it never takes the keyboard."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setObjectName("calendar")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.days = QCalendarWidget()
        self.days.setAccessibleName(self.tr("Calendar"))
        self.days.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.days.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.days.setWeekdayTextFormat(day, QTextCharFormat())
        for part in (self, self.days, *self.days.findChildren(QWidget)):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.days)
        self.hide()

    def open_at(self, anchor: QWidget, day: date | None) -> None:
        """Shows the month of a day under a widget."""
        if day is not None:
            self.days.setSelectedDate(QDate(day.year, day.month, day.day))
        host = self.parentWidget()
        assert host is not None
        self.adjustSize()
        spot = anchor.mapTo(host, QPoint(0, anchor.height() + 2))
        left = max(4, min(spot.x(), host.width() - self.width() - 4))
        top = spot.y() if spot.y() + self.height() <= host.height() else max(4, spot.y() - anchor.height() - self.height() - 4)
        self.move(left, top)
        self.show()
        self.raise_()
