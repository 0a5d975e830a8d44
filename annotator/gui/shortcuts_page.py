"""The page of all keyboard shortcuts, made from the records of the actions, so that it is never out of date."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QFont, QKeySequence
from PySide6.QtWidgets import QDialog, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from .actions import MENUS, RECORDS, ActionRecord
from .palette import fit


class ShortcutsPage(QDialog):
    """Every action that has keys, menu by menu; typing narrows the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.words = QLineEdit()
        self.words.setPlaceholderText(self.tr("Search: an action or a key"))
        self.words.setAccessibleName(self.words.placeholderText())
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(self._fill)
        self.table = QTreeWidget()
        self.table.setObjectName("shortcuts.table")
        self.table.setAccessibleName(self.windowTitle())
        self.table.setColumnCount(2)
        self.table.setHeaderHidden(True)
        self.table.setRootIsDecorated(False)
        self.table.setItemsExpandable(False)
        self.table.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.table.header().setStretchLastSection(False)
        self.table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 14)
        column.setSpacing(10)
        column.addWidget(self.words)
        column.addWidget(self.table)
        self.resize(560, 620)
        self._fill("")

    def rows(self) -> list[tuple[str, str]]:
        """What is shown: action and keys."""
        found: list[tuple[str, str]] = []
        for place in range(self.table.topLevelItemCount()):
            group = self.table.topLevelItem(place)
            children = [group.child(row) for row in range(group.childCount())] if group is not None else []
            found += [(child.text(0), child.text(1)) for child in children if child is not None]
        return found

    def _fill(self, words: str) -> None:
        self.table.clear()
        for menu in MENUS:
            shown = [one for one in RECORDS if one.menu == menu and one.keys and self._fits(one, words)]
            if not shown:
                continue
            group = QTreeWidgetItem([QCoreApplication.translate("actions", menu).replace("&", ""), ""])
            bold = QFont(self.font())
            bold.setBold(True)
            group.setFont(0, bold)
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.table.addTopLevelItem(group)
            for record in shown:
                row = QTreeWidgetItem([record.title(), written(record)])
                row.setSizeHint(0, QSize(0, self.fontMetrics().lineSpacing() + 6))
                group.addChild(row)
            group.setExpanded(True)

    def _fits(self, record: ActionRecord, words: str) -> bool:
        return fit(words, record.title()) is not None or words.strip().casefold() in written(record).casefold()


def written(record: ActionRecord) -> str:
    """The keys as they are printed on this keyboard."""
    return ",  ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in record.keys)
