"""The two tables of the dialog through which codings come in: what labels are called here, and what has no place here.

Own how a label gets a field by keys: Enter opens its list, letters choose. What is lost is `formats.codings`' to say.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from ..codebook.model import Codebook, title_of
from ..formats.codings.arriving import Arriving, Unmapped
from ..project.articles import Refused
from .colors import is_dark, muted, severity_color
from .table_cells import Cells, keep_head

LABEL, TIMES, HERE = range(3)
MOST_SHOWN = 2_000
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _Tree(QTreeWidget):
    def __init__(self, name: str, title: str, heads: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setHeaderLabels(list(heads))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setItemDelegate(Cells(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.header().setStretchLastSection(True)
        self.setTabKeyNavigation(False)
        keep_head(self)


class LabelTable(_Tree):
    """A line a label: how often it was met, and the field it is here. `changed()` when the person says otherwise."""

    changed = Signal()

    def __init__(self, book: Codebook) -> None:
        super().__init__("codings.labels", "", ("", "", ""))
        self._book = book
        self._said: dict[str, str] = {}
        self.setAccessibleName(self.tr("What labels are called here"))
        self.setHeaderLabels([self.tr("Label there"), self.tr("Times"), self.tr("Question here")])
        self.setItemDelegate(_Chooser(self, [*book.fields, *book.article_fields]))
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        self.header().setSectionResizeMode(LABEL, QHeaderView.ResizeMode.Interactive)
        self.setColumnWidth(LABEL, 150)
        self.setColumnWidth(TIMES, 64)

    @property
    def names(self) -> dict[str, str]:
        """What the person says, by label; "" for what stays out."""
        return dict(self._said)

    def begin(self, names: Mapping[str, str]) -> None:
        """Other labels, with what was said of them last time."""
        known = {*self._book.fields, *self._book.article_fields, ""}
        self._said = {label: name for label, name in names.items() if name in known}
        self.clear()

    def show_labels(self, labels: Mapping[str, int]) -> None:
        """Lists these; the line in view stays."""
        item = self.currentItem()
        current = item.text(LABEL) if item else ""
        self.clear()
        for label, times in labels.items():
            item = QTreeWidgetItem([label, f"{times:,}", ""])
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setTextAlignment(TIMES, _RIGHT)
            self.addTopLevelItem(item)
            self._show(item)
            if label == current or self.currentItem() is None:
                self.setCurrentItem(item)

    def field_of(self, label: str) -> str | None:
        """The field of a label as it stands; "" where it stays out, None where there is none."""
        if label in self._said:
            return self._said[label]
        return Arriving(self._book).field_of(label) or None

    def say(self, label: str, name: str | None) -> None:
        """The person's word on a label; None takes it back."""
        before = self.field_of(label)
        if name is None:
            self._said.pop(label, None)
        else:
            self._said[label] = name
        for item in self.findItems(label, Qt.MatchFlag.MatchExactly, LABEL):
            self._show(item)
        if self.field_of(label) != before:
            self.changed.emit()

    def _show(self, item: QTreeWidgetItem) -> None:
        name = self.field_of(item.text(LABEL))
        item.setText(HERE, name_shown(self._book, name) if name else self.tr("(left out)") if name == "" else "–")
        pale = severity_color("warning", is_dark(self.palette())) if name is None else muted(self.palette())
        item.setData(HERE, Qt.ItemDataRole.ForegroundRole, None if name else QBrush(pale))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the list of the line's fields; nothing else is pressed by it."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_F2) and item is not None:
            self.editItem(item, HERE)
            event.accept()
            return
        super().keyPressEvent(event)


def name_shown(book: Codebook, name: str) -> str:
    """A field as it stands in the table: its title, and its name where that is another word."""
    field = book.fields.get(name) or book.article_fields.get(name)
    title = " ".join(title_of(field).split()) if field is not None else name
    return title if title.casefold().replace(" ", "_") == name else f"{title} ({name})"


class _Chooser(Cells):
    """A list of fields in the third column."""

    def __init__(self, table: LabelTable, names: Sequence[str]) -> None:
        super().__init__(table)
        self._table, self._names = table, names

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        if index.column() != HERE:
            return None  # type: ignore[return-value]
        label = index.sibling(index.row(), LABEL).data()
        box = QComboBox(parent)
        box.setObjectName("codings.label.field")
        box.setAccessibleName(self._table.tr("The question that “{0}” answers").format(label))
        plain = Arriving(self._table._book).field_of(label)
        if plain:
            box.addItem(name_shown(self._table._book, plain), None)
        else:
            box.addItem(self._table.tr("– (no such question)"), None)
        box.addItem(self._table.tr("(left out)"), "")
        for name in self._names:
            if name != plain:
                box.addItem(name_shown(self._table._book, name), name)
        box.activated.connect(lambda _place: (self.commitData.emit(box), self.closeEditor.emit(box)))
        return box

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        assert isinstance(editor, QComboBox)
        said = self._table.names.get(index.sibling(index.row(), LABEL).data())
        editor.setCurrentIndex(max(editor.findData(said), 0) if said is not None else 0)
        editor.showPopup()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex) -> None:
        assert isinstance(editor, QComboBox)
        self._table.say(index.sibling(index.row(), LABEL).data(), editor.currentData())


class LostTable(_Tree):
    """What was refused, then what has no place here, each with why."""

    def __init__(self) -> None:
        super().__init__("codings.lost", "", ("", "", "", ""))
        self.setAccessibleName(self.tr("What cannot come in as it stands"))
        self.setHeaderLabels([self.tr("What"), self.tr("Why"), self.tr("Times"), self.tr("First in")])
        self._rows: list[tuple[str, str, str, str]] = []
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 190), (2, 64), (3, 80)):
            self.setColumnWidth(column, width)

    def show_lost(self, refused: Sequence[Refused], unmapped: Sequence[Unmapped]) -> None:
        """Lists these."""
        self._rows = [(self.tr("Refused"), one.reason, "1", self._where(one)) for one in refused]
        self._rows += [(f"{one.what} “{one.name}”", one.reason, f"{one.count:,}", one.where) for one in unmapped]
        self.clear()
        dark = is_dark(self.palette())
        for place, row in enumerate(self._rows[:MOST_SHOWN]):
            item = QTreeWidgetItem([" ".join(cell.split()) for cell in row])
            item.setTextAlignment(2, _RIGHT)
            item.setToolTip(0, row[0])
            item.setToolTip(1, row[1])
            if place < len(refused):
                item.setForeground(0, severity_color("error", dark))
            self.addTopLevelItem(item)
        if (first := self.topLevelItem(0)) is not None:
            self.setCurrentItem(first)

    @property
    def rows(self) -> list[tuple[str, str, str, str]]:
        """What, why, how often, where first."""
        return list(self._rows)

    def save(self, path: Path) -> str:
        """Writes all of them as CSV; gives what went wrong, empty for nothing."""
        try:
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerow(["what", "why", "times", "first_in"])
                writer.writerows(self._rows)
        except OSError as error:
            return self.tr("{0} cannot be written: {1}.").format(path.name, error.strerror)
        return ""

    def _where(self, one: Refused) -> str:
        where = [one.file] if one.file else []
        where += [self.tr("row {0}").format(one.row)] if one.row is not None else []
        return " ".join(where)
