"""The cases: articles that several coders handed in, how far each is settled, and how far all of them are.

Owns the list, its filter and the progress above it. What a case holds is the table's matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ..project.adjudication import Case
from ..project.adjudication_changes import Since
from . import adjudication_words as words
from .colors import is_dark, muted, severity_color
from .entered_views import EnteredList
from .fields.base import write_in
from .slim_bar import slim

Index = QModelIndex | QPersistentModelIndex
BELOW = Qt.ItemDataRole.UserRole + 1
"""The role of the second line."""
LEFT = Qt.ItemDataRole.UserRole + 2
"""The role of whether the lead is needed in a case that was begun."""


class CaseModel(QAbstractListModel):
    """A line a case. How much is left of one is asked for where it is looked at, once until something changes."""

    def __init__(
        self, left: Callable[[Case], int], since: Callable[[Case], Since], wrong: Callable[[Case], int],
        parent: QObject | None = None
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.cases: Sequence[Case] = ()
        self._names: Mapping[str, str] = {}
        self._left, self._since, self._count_wrong = left, since, wrong
        self._changed: dict[str, Since] = {}
        self._errors: dict[str, int] = {}
        self._known: dict[str, int] = {}

    def show(self, cases: Sequence[Case], names: Mapping[str, str]) -> None:
        """Lists other cases, or the same anew."""
        same = [case.article for case in cases] == [case.article for case in self.cases]
        if not same:
            self.beginResetModel()
        self.cases, self._names = cases, names
        if not same:
            self.endResetModel()
        elif cases:
            self.dataChanged.emit(self.index(0, 0), self.index(len(cases) - 1, 0))

    def forget(self) -> None:
        """Everything may have changed."""
        self._known.clear()
        self._changed.clear()
        self._errors.clear()

    def retell(self, case: Case) -> None:
        """One case anew."""
        self._known.pop(case.article, None)
        self._changed.pop(case.article, None)
        self._errors.pop(case.article, None)
        row = next((at for at, one in enumerate(self.cases) if one.article == case.article), -1)
        if row >= 0:
            self.cases = [*self.cases[:row], case, *self.cases[row + 1 :]]
            self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """A line a case."""
        return 0 if parent.isValid() else len(self.cases)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One line in words."""
        if not index.isValid():
            return None
        one = self.cases[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{one.number}  {one.title or self.tr('(no title)')}"
        if role == BELOW:
            return f"{self._coders(one)}  ·  {self._state(one)}"
        if role == LEFT:
            return self.left(one) or bool(self.since(one))
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.tr("Article {0}: {1}\nCoded by {2}; {3}").format(
                one.number, one.title or self.tr("(no title)"), self._coders(one), self._state(one)
            )  # fmt: skip
        return None

    def left(self, one: Case) -> int:
        """How much is undecided."""
        if one.state != "open":
            return 0
        if one.article not in self._known:
            self._known[one.article] = self._left(one)
        return self._known[one.article]

    def _coders(self, one: Case) -> str:
        names = [name for coder, name in self._names.items() if coder in one.coders]
        return ", ".join(names) or self.tr("nobody any more")

    def since(self, one: Case) -> Since:
        """What is not any more as it was settled."""
        if not one.coding:
            return Since()
        if one.article not in self._changed:
            self._changed[one.article] = self._since(one)
        return self._changed[one.article]

    def _wrong(self, one: Case) -> int:
        if one.article not in self._errors:
            self._errors[one.article] = self._count_wrong(one)
        return self._errors[one.article]

    def _state(self, one: Case) -> str:
        left, since = self.left(one), self.since(one)
        wrong = self._wrong(one) if one.state == "open" and not left else 0
        told = [self.tr("{0} open").format(left) if left else words.errors(wrong) if wrong else words.state_of(one)]
        if since.undecided:
            told.append(self.tr("{0} open").format(since.undecided))
        if since:
            told.append(self.tr("⚠ changed since"))
        return "  ·  ".join(told)


class _Lines(QStyledItemDelegate):
    """Number and title, and below them in grey whose work it is and how far it is settled."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines and room."""
        return QSize(0, 2 * option.fontMetrics.lineSpacing() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One case."""
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        above, cell.text = cell.text, ""
        style = cell.widget.style() if cell.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        chosen, palette = bool(cell.state & QStyle.StateFlag.State_Selected), cell.palette
        light = palette.color(QPalette.ColorRole.HighlightedText)
        room, high = cell.rect.adjusted(8, 5, -8, -5), cell.fontMetrics.lineSpacing()
        lines = (
            (above, light if chosen else palette.color(QPalette.ColorRole.Text)),
            (str(index.data(BELOW)), light if chosen else severity_color("warning", is_dark(palette)) if index.data(LEFT)
             else muted(palette)),
        )  # fmt: skip
        painter.save()
        for at, (text, color) in enumerate(lines):
            line = QRect(room.left(), room.top() + at * high, room.width(), high)
            painter.setPen(color)
            shown = cell.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.restore()


class Cases(QWidget):
    """Filter, progress and list. Signals: `case_chosen(str)`, an article; `entered()`, the table is asked for."""

    case_chosen = Signal(str)
    entered = Signal()

    def __init__(
        self, left: Callable[[Case], int], since: Callable[[Case], Since], wrong: Callable[[Case], int],
        parent: QWidget | None = None
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._all: Sequence[Case] = ()
        self._names: Mapping[str, str] = {}
        self._filling = False
        self.which = QComboBox()
        self.which.setObjectName("adjudication.which")
        self.which.setAccessibleName(self.tr("Which cases"))
        for name, title in (
            ("", self.tr("All cases")), ("waiting", self.tr("Waiting")), ("open", self.tr("Begun")),
            ("done", self.tr("Settled")), ("changed", self.tr("Changed since")),
        ):  # fmt: skip
            self.which.addItem(title, name)
        self.progress = QLabel()
        self.progress.setObjectName("adjudication.progress")
        self.progress.setTextFormat(Qt.TextFormat.PlainText)
        self.model = CaseModel(left, since, wrong, self)
        self.list = self._make_list()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.which)
        column.addWidget(self.progress)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self.which.currentIndexChanged.connect(lambda _at: self._filter())
        self._dress()

    def show_cases(self, cases: Sequence[Case], names: Mapping[str, str], now: str) -> None:
        """All cases; the one of the article `now` stays in view."""
        self._all, self._names = cases, names
        self.model.forget()
        self._tell()
        self._filter(now)

    def show_case(self, article: str) -> bool:
        """Marks a case, over the filter where it leaves it out; False where there is none."""
        if not any(case.article == article for case in self._all):
            return False
        if not any(case.article == article for case in self.model.cases):
            self._filling = True
            self.which.setCurrentIndex(0)
            self._filling = False
            self._filter(article)
        self._mark(article)
        return True

    def retell(self, case: Case) -> None:
        """How one case stands, anew; it stays listed, whatever is filtered for."""
        self._all = [case if one.article == case.article else one for one in self._all]
        self.model.retell(case)
        self._tell()

    def following(self, article: str) -> str:
        """The next case behind this one that is not settled, from the end on to the start; empty for none."""
        order = [case.article for case in self._all]
        at = order.index(article) + 1 if article in order else 0
        around = [*self._all[at:], *self._all[:at]]
        return next((case.article for case in around if case.state != "done" and case.article != article), "")

    def changeEvent(self, event: QEvent) -> None:
        """Another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "list"):
            self._dress()

    def _tell(self) -> None:
        done = sum(case.state == "done" for case in self._all)
        self.progress.setText(self.tr("{0} of {1} settled").format(f"{done:,}", f"{len(self._all):,}"))

    def _dress(self) -> None:
        write_in(self.progress, muted(self.palette()))

    def _filter(self, now: str = "") -> None:
        if self._filling:
            return
        wanted, here = self.which.currentData(), now or self._current()
        # What is worked on stays listed while it is in view, whatever state it comes to.
        shown = [case for case in self._all if self._is_wanted(case, wanted) or (case.article == now and now)]
        self._filling = True
        self.model.show(shown, self._names)
        self._filling = False
        if any(case.article == here for case in shown):
            self._mark(here)
        elif shown:
            self._mark(shown[0].article)
            self.case_chosen.emit(shown[0].article)

    def _is_wanted(self, case: Case, wanted: str) -> bool:
        return bool(self.model.since(case)) if wanted == "changed" else not wanted or case.state == wanted

    def _current(self) -> str:
        row = self.list.currentIndex().row()
        return self.model.cases[row].article if 0 <= row < len(self.model.cases) else ""

    def _mark(self, article: str) -> None:
        row = next((at for at, case in enumerate(self.model.cases) if case.article == article), -1)
        if row >= 0 and row != self.list.currentIndex().row():
            self._filling = True
            self.list.setCurrentIndex(self.model.index(row, 0))
            self._filling = False

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        if not self._filling and now.isValid():
            self.case_chosen.emit(self.model.cases[now.row()].article)

    def _make_list(self) -> EnteredList:
        made = EnteredList()
        made.setObjectName("adjudication.cases")
        made.setAccessibleName(self.tr("Cases"))
        made.setModel(self.model)
        made.setItemDelegate(_Lines(made))
        made.setUniformItemSizes(True)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        slim(made)
        made.selectionModel().currentChanged.connect(self._on_current)
        made.entered_line.connect(self.entered)
        made.doubleClicked.connect(lambda _index: self.entered.emit())
        return made
