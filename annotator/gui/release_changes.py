"""Changes since a release as a table: what was, what is, why as the history knows it, and what the lead says of it.

Owns the filter and the reasons as they are typed; what changed, and why, is `releases.changes`'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ..releases.changes import Change
from .colors import muted
from .fields.base import write_in
from .messages import ask_line
from .plain_parts import plain_label
from .release_words import KINDS, change_words, counts_of_changes, kind
from .table_cells import ROOM, Cells, in_rows, keep_head
from .workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
ID, WHAT, FIELD, WAS, NOW, WHY, YOURS = range(7)
_ACROSS = Qt.Orientation.Horizontal
LONGEST = 200
"""Characters of a cell that are shown; its tip tells more."""


def _t(text: str) -> str:
    return QCoreApplication.translate("release", text)


class ChangesModel(QAbstractTableModel):
    """The changes that fit a filter. `reasons` is what the lead says, by a change's key."""

    reasoned = Signal()

    def __init__(self, titles: Mapping[str, str], writable: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles, self._writable = titles, writable
        self._all: list[Change] = []
        self._rows: list[Change] = []
        self.reasons: dict[str, str] = {}

    def show(self, changes: Sequence[Change], fits: Callable[[Change], bool]) -> None:
        """Other changes, or another choice of them."""
        self.beginResetModel()
        self._all = list(changes)
        self._rows = [one for one in changes if fits(one)]
        self.endResetModel()

    @property
    def all(self) -> list[Change]:
        """All changes, with the lead's words."""
        return [replace(one, note=self.reason(one)) for one in self._all]

    @property
    def rows(self) -> list[Change]:
        """Those that are shown, likewise."""
        return [replace(one, note=self.reason(one)) for one in self._rows]

    def at(self, row: int) -> Change:
        """One of those shown."""
        return self._rows[row]

    def reason(self, one: Change) -> str:
        """What the lead says of a change: of the value, else of its incident."""
        return self.reasons.get(one.key) or (self.reasons.get(one.id, "") if one.id else "") or one.note

    def say(self, rows: Sequence[int], reason: str) -> None:
        """The lead's word for some changes; empty takes it back."""
        for row in rows:
            key = self._rows[row].key
            if reason.strip():
                self.reasons[key] = " ".join(reason.split())
            else:
                self.reasons.pop(key, None)
                self._rows[row] = replace(self._rows[row], note="")
        if rows:
            self.dataChanged.emit(self.index(min(rows), YOURS), self.index(max(rows), YOURS))
            self.reasoned.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As many as fit."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Seven."""
        return 0 if parent.isValid() else 7

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (
                _t("Id"), _t("Change"), _t("Field"), _t("Was"), _t("Now"), _t("Why, by the history"),
                _t("Why, in your words"),
            )[section]  # fmt: skip
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The lead's words can be written."""
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsEditable if index.column() == YOURS and self._writable else usual

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """The lead wrote a reason."""
        if role != Qt.ItemDataRole.EditRole or index.column() != YOURS:
            return False
        self.say([index.row()], str(value))
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell."""
        if not index.isValid():
            return None
        one = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return " ".join(self._cell(one, index.column())[: LONGEST * 2].split())[:LONGEST]
            case Qt.ItemDataRole.EditRole:
                return self._cell(one, index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return self._cell(one, index.column())[:2000] or None
            case Qt.ItemDataRole.AccessibleTextRole if index.column() == ID:
                heads = (self.headerData(column, Qt.Orientation.Horizontal) for column in range(7))
                return ", ".join(f"{head}: {cell}" for head, at in zip(heads, range(7), strict=True)
                                 if (cell := self._cell(one, at)[:LONGEST]))  # fmt: skip
            case Qt.ItemDataRole.ForegroundRole if index.column() == WHY:
                return muted(QApplication.palette())
            case _:
                return None

    def _cell(self, one: Change, column: int) -> str:
        if column in (WAS, NOW):
            return change_words(one)[column - WAS]
        if column == WHY:
            who = f" ({one.who}, {one.time[:10]})" if one.who else f" ({one.time[:10]})" if one.time else ""
            return f"{one.reason}{who}" if one.reason else ""
        return {
            ID: one.id or _t("(all)"), WHAT: kind(one.kind), FIELD: self._titles.get(one.field, one.field),
            YOURS: self.reason(one),
        }[column]  # fmt: skip


class _Table(QTableView):
    """The table: Enter and typing write the lead's word for the line, wherever the mark is in it."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width is shared anew."""
        super().resizeEvent(event)
        self.share()

    def share(self) -> None:
        """Gives both reasons the room they need, as far as there is any: what the history says first where little is written
        beside it, and half of it to each where both are long."""
        model, head = self.model(), self.horizontalHeader()
        if model is None or head.count() <= YOURS:
            return
        letters, room = self.fontMetrics(), self.viewport().width() - head.sectionPosition(WHY)
        wanted = {
            column: max(
                (letters.horizontalAdvance(str(model.index(row, column).data() or "")) for row in range(_looked_at(model))),
                default=0,
            ) + 2 * ROOM + 4
            for column in (WHY, YOURS)
        }  # fmt: skip
        least = min(max(wanted[YOURS], letters.horizontalAdvance(model.headerData(YOURS, _ACROSS)) + 2 * ROOM + 4), room // 2)
        head.resizeSection(YOURS, max(least, min(room - wanted[WHY], room * 2 // 3), 40))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter begins to write, and so does typing, which Qt would else take for a search."""
        here = self.currentIndex()
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if here.isValid() and not held and event.text().strip() and event.text().isprintable():
            there = here.siblingAtColumn(YOURS)
            if self.model().flags(there) & Qt.ItemFlag.ItemIsEditable:
                self.setCurrentIndex(there)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and here.isValid():
            if self.state() == QAbstractItemView.State.EditingState:
                return  # the Enter that ended the writing comes by here, too
            there = here.siblingAtColumn(YOURS)
            if self.model().flags(there) & Qt.ItemFlag.ItemIsEditable:
                self.setCurrentIndex(there)
                self.edit(there)
                return
        super().keyPressEvent(event)


def _looked_at(model: QAbstractItemModel) -> int:
    return min(model.rowCount(), 200)


class ChangesPage(QWidget):
    """The table and what narrows it. `reasoned()` after the lead wrote a reason."""

    reasoned = Signal()

    def __init__(self, workspace: Workspace, *, writable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from ..codebook.model import title_of

        titles = {name: title_of(field) for name, field in workspace.codebook.fields.items()}
        self.model = ChangesModel(titles, writable, self)
        self.model.reasoned.connect(self.reasoned)
        self._changes: tuple[Change, ...] = ()
        self._none = ""
        self.search = QLineEdit()
        self.search.setObjectName("release.changes.search")
        self.search.setPlaceholderText(self.tr("Find an id, a field or words"))
        self.search.setAccessibleName(self.tr("Find among the changes"))
        self.search.setClearButtonEnabled(True)
        self.kind = self._combo("kind", self.tr("Which changes"), [(self.tr("All changes"), "")])
        for one in KINDS:
            self.kind.addItem(kind(one), one)
        self.known = self._combo("known", self.tr("With which reasons"), [
            (self.tr("With any reason or none"), ""), (self.tr("Without a word of yours"), "unsaid"),
            (self.tr("Without any reason"), "unknown"),
        ])  # fmt: skip
        self.table = self._make_table()
        self.model.reasoned.connect(self.table.share)
        self.count = plain_label("release.changes.count")
        self.say = QPushButton(self.tr("&Say why for the selected…"))
        self.say.setObjectName("release.changes.say")
        self.say.setAutoDefault(False)
        self.say.setVisible(writable)
        self.say.clicked.connect(lambda _checked=False: self._say_for_selected())
        hint = QLabel(self.tr("Enter or typing in a line writes your reason; it stands in the release, beside the other."))
        write_in(hint, muted(self.palette()))
        hint.setVisible(writable)
        top, foot = QHBoxLayout(), QHBoxLayout()
        for row in (top, foot):
            row.setSpacing(8)
        top.addWidget(self.search, 1)
        top.addWidget(self.kind)
        top.addWidget(self.known)
        foot.addWidget(hint, 1)
        foot.addStretch(0)
        foot.addWidget(self.say)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 10, 4, 4)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.count)
        column.addLayout(foot)
        self.search.textChanged.connect(self._narrow)
        for box in (self.kind, self.known):
            box.currentIndexChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self._narrow()

    def show_changes(self, changes: Sequence[Change], none: str = "") -> None:
        """Other changes; `none` is said where there are none."""
        self._changes, self._none = tuple(changes), none
        self._narrow()

    @property
    def reasons(self) -> dict[str, str]:
        """What the lead says, by a change's key."""
        return self.model.reasons

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes from the search into the table."""
        pressed = event.key() if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) else None
        if watched is self.search and pressed == Qt.Key.Key_Down and self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            if not self.table.currentIndex().isValid():
                self.table.setCurrentIndex(self.model.index(0, YOURS))
            return True
        return super().eventFilter(watched, event)

    def _narrow(self, *_: object) -> None:
        words = self.search.text().casefold().split()
        wanted, known = self.kind.currentData(), self.known.currentData()

        def fits(one: Change) -> bool:
            if wanted and one.kind != wanted:
                return False
            said = self.model.reason(one)
            if known and (said or (known == "unknown" and one.reason)):
                return False
            if not words:
                return True
            among = f"{one.id} {one.field} {one.was} {one.now} {one.merged_into} {one.reason} {said}".casefold()
            return all(word in among for word in words)

        self.model.show(self._changes, fits)
        self.table.share()
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, YOURS))
        counts = {one: sum(change.kind == one and bool(change.id) for change in self._changes) for one in KINDS}
        told = counts_of_changes(counts) or self._none
        if self._changes and self.model.rowCount() < len(self._changes):
            told = self.tr("{0} of {1} shown; in all {2}.").format(
                f"{self.model.rowCount():,}", f"{len(self._changes):,}", told)  # fmt: skip
        self.count.setText(told)
        self.say.setEnabled(self.model.rowCount() > 0)

    def _say_for_selected(self) -> None:
        rows = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        if not rows:
            return
        question = self.tr("Why these {0} changed. It stands in the release beside each of them.").format(len(rows))
        if len(rows) == 1:
            question = self.tr("Why it changed. It stands in the release beside the change.")
        if said := ask_line(self, question, self.tr("Say it"), text=self.model.reason(self.model.at(rows[0]))):
            self.model.say(rows, said)
            self.table.setFocus()

    def _make_table(self) -> _Table:
        made = _Table()
        made.setObjectName("release.changes")
        made.setAccessibleName(self.tr("Changes since the release"))
        made.setModel(self.model)
        made.setItemDelegate(Cells(made))
        trigger = QAbstractItemView.EditTrigger
        made.setEditTriggers(trigger.EditKeyPressed | trigger.AnyKeyPressed | trigger.DoubleClicked)
        in_rows(made)
        made.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        made.setAlternatingRowColors(True)
        made.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 8)
        keep_head(made)
        head = made.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        letter = self.fontMetrics().averageCharWidth()
        for column, letters in ((ID, 11), (WHAT, 9), (FIELD, 14), (WAS, 17), (NOW, 17)):
            head.resizeSection(column, letters * letter + 16)
        head.setSectionResizeMode(WHY, QHeaderView.ResizeMode.Stretch)
        return made

    def _combo(self, name: str, title: str, entries: Sequence[tuple[str, str]]) -> QComboBox:
        made = QComboBox()
        made.setObjectName(f"release.changes.{name}")
        made.setAccessibleName(title)
        for text, data in entries:
            made.addItem(text, data)
        return made
