"""The filters above a list: a chip for each that holds, and the editor in which one is made.

Owns how a filter is chosen and told, for any list that says what it can be filtered by (`Filterable`); what a filter
means in SQL is `project`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QCompleter,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ..errors import AnnotatorError
from ..project.filtering import NEED_NO_VALUE, Filter, ListColumn, Operator, read_value
from .chips import make_chip
from .colors import is_dark, severity_color
from .fields.base import write_in
from .flow_layout import FlowLayout


class Filterable(Protocol):
    """A list as its filters see it."""

    @property
    def columns(self) -> Mapping[str, ListColumn]:
        """What it may be filtered by, by name; whatever else it has is in there, too."""
        ...

    def to_filter_by(self) -> Sequence[str]:
        """The columns that are offered, in order."""
        ...

    def title(self, name: str) -> str:
        """What a column is called."""
        ...

    def text(self, name: str, cell: object) -> str:
        """A value of a column in words."""
        ...

    def choices(self, name: str) -> Sequence[object]:
        """Values to choose from; none where one has to be typed."""
        ...


class FilterBar(QWidget):
    """The filters of a list. `changed()` after one came or went; `filters` are those that hold.

    `narrow` puts the parts of the editor one below the other.
    """

    changed = Signal()
    closed = Signal()
    """Esc was pressed in the editor."""

    def __init__(self, model: Filterable, parent: QWidget | None = None, *, narrow: bool = False) -> None:
        super().__init__(parent)
        self._model, self._narrow = model, narrow
        self.filters: list[Filter] = []
        self.column = self._combo("filter.field", self.tr("Column to filter by"))
        self.operator = self._combo("filter.operator", self.tr("How to compare"))
        self.value = self._combo("filter.value", self.tr("Value to filter by"))
        self.value.setEditable(True)
        self.value.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.value.setMinimumWidth(0 if narrow else 200)
        self.add_button = QPushButton(self.tr("Add filter"))
        self.add_button.setObjectName("filter.add")
        self.wrong = QLabel()
        self.wrong.setTextFormat(Qt.TextFormat.PlainText)
        self.wrong.setWordWrap(narrow)
        self._chips = QWidget()
        self._chips.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._flow = FlowLayout(self._chips)
        self._editor = self._lay_out_editor()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._editor)
        column.addWidget(self._chips)
        self._offer_columns()
        self._chips.hide()
        self._editor.hide()
        self.column.currentIndexChanged.connect(self._offer_operators)
        self.operator.currentIndexChanged.connect(self._ask_for_value)
        self.add_button.clicked.connect(self.add_chosen)
        line = self.value.lineEdit()
        if line is not None:
            line.returnPressed.connect(self.add_chosen)

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            QTimer.singleShot(0, self, self._recolor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the editor away."""
        if event.key() == Qt.Key.Key_Escape and self.editing:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def _recolor(self) -> None:
        self._say(self.wrong.text())
        self._show_chips()

    def open_editor(self, column: str = "") -> None:
        """Shows the row in which a filter is made, for a column."""
        self._editor.show()
        if column and (place := self.column.findData(column)) >= 0:
            self.column.setCurrentIndex(place)
        self._offer_operators()
        (self.value if self.value.isVisibleTo(self) and column else self.column).setFocus()

    def close_editor(self) -> None:
        """Puts the row away."""
        self._editor.hide()
        self._say("")

    @property
    def editing(self) -> bool:
        """Whether the row is open."""
        return self._editor.isVisibleTo(self)

    def add(self, one: Filter) -> None:
        """One filter more; the same one twice counts once."""
        if one not in self.filters:
            self.filters.append(one)
            self._show_chips()
            self.changed.emit()

    def remove(self, one: Filter) -> None:
        """One filter less."""
        self.filters.remove(one)
        self._show_chips()
        self.changed.emit()

    def clear(self) -> None:
        """No filters."""
        if self.filters:
            self.filters = []
            self._show_chips()
            self.changed.emit()

    def restore(self, filters: list[Filter]) -> None:
        """The filters of another time, those left out that no longer fit."""
        self.filters = [
            one for one in filters if one.column in self._model.columns
            and one.operator in self._model.columns[one.column].operators
        ]  # fmt: skip
        self._show_chips()

    def add_chosen(self) -> None:
        """Adds what the row says, or says what is wrong with it."""
        name, operator = self.column.currentData(), self.operator.currentData()
        if not name or not operator:
            return
        value = ""
        if operator not in NEED_NO_VALUE:
            text = self.value.currentText().strip()
            chosen = self.value.findText(text, Qt.MatchFlag.MatchFixedString)
            value = str(self.value.itemData(chosen)) if chosen >= 0 else text
            if not value:
                self._say(self.tr("Say which value."))
                self.value.setFocus()
                return
            try:
                read_value(self._model.columns[name].kind, value)
            except AnnotatorError as error:
                self._say(str(error))
                return
        self._say("")
        self.value.setEditText("")
        self.add(Filter(name, operator, value))

    def in_words(self, one: Filter) -> str:
        """A filter as its chip says it."""
        words = f"{self._model.title(one.column)} {self._operators(one.column)[one.operator]}"
        return words if one.operator in NEED_NO_VALUE else f"{words} {self._model.text(one.column, one.value)}"

    def _operators(self, column: str) -> dict[Operator, str]:
        kind, only = self._model.columns[column].kind, self._model.columns[column].only
        date = kind == "date"
        if only and "contains" not in only and "filled" in only:  # whether there is one at all
            return {"is": self.tr("is"), "empty": self.tr("none"), "filled": self.tr("any")}
        return {
            "is": self.tr("is"), "is_not": self.tr("is not"), "contains": self.tr("contains"),
            "least": self.tr("from") if date else self.tr("at least"),
            "most": self.tr("until") if date else self.tr("at most"),
            "empty": self.tr("is empty"), "filled": self.tr("is filled"),
        }  # fmt: skip

    def _offer_columns(self) -> None:
        for name in self._model.to_filter_by():
            self.column.addItem(self._model.title(name), name)
        line = self.column.completer()
        if line is not None:
            line.setFilterMode(Qt.MatchFlag.MatchContains)

    def _offer_operators(self) -> None:
        name = self.column.currentData()
        if not name:
            return
        words = self._operators(name)
        self.operator.clear()
        for operator in self._model.columns[name].operators:
            self.operator.addItem(words[operator], operator)
        self._offer_values(name)
        self._ask_for_value()

    def _offer_values(self, name: str) -> None:
        kind = self._model.columns[name].kind
        self.value.clear()
        self.value.setEditText("")
        for one in self._model.choices(name):
            self.value.addItem(self._model.text(name, one), one)
        self.value.setCurrentIndex(-1)
        line = self.value.lineEdit()
        if line is not None:
            hints = {"date": self.tr("2020-06-02, 2020-06 or 2020"), "number": self.tr("A number")}
            line.setPlaceholderText(hints.get(kind, self.tr("Value")))
        completer = self.value.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)

    def _ask_for_value(self) -> None:
        self.value.setVisible(self.operator.currentData() not in NEED_NO_VALUE)

    def _show_chips(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for one in self.filters:
            why, most = self.tr("Take this filter away"), 26 if self._narrow else 60
            self._flow.addWidget(make_chip(self.in_words(one), why, lambda one=one: self.remove(one), self.palette(), most))
        if len(self.filters) > 1:
            clear = QPushButton(self.tr("Clear all"))
            clear.setObjectName("filter.clear")
            clear.setFlat(True)
            clear.clicked.connect(self.clear)
            self._flow.addWidget(clear)
        self._chips.setVisible(bool(self.filters))

    def _lay_out_editor(self) -> QWidget:
        editor = QWidget()
        way = QBoxLayout.Direction.TopToBottom if self._narrow else QBoxLayout.Direction.LeftToRight
        row = QBoxLayout(way, editor)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4 if self._narrow else 8)
        for part in (self.column, self.operator, self.value, self.add_button):
            row.addWidget(part)
        row.addWidget(self.wrong, 0 if self._narrow else 1)
        self.wrong.setVisible(not self._narrow)
        return editor

    def _combo(self, name: str, title: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setAccessibleName(title)
        made.setMaxVisibleItems(24)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        if self._narrow:
            made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            made.setMinimumContentsLength(6)
        return made

    def _say(self, wrong: str) -> None:
        write_in(self.wrong, severity_color("error", is_dark(self.palette())))
        self.wrong.setText(wrong)
        if self._narrow:
            self.wrong.setVisible(bool(wrong))
