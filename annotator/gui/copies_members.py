"""The articles of one group of copies in a list: how alike, which names and numbers differ, and what work there is. Knows no
deeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from ..project.copies import CopyFacts, CopyGroup, Member
from ..project.copy_parts import Swapped
from . import copies_words as words
from .colors import is_dark, severity_color
from .copies_groups import NARROW
from .table_cells import Cells, keep_head

KEY, IN_DOUBT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
LINES = 8
"""Lines that are seen at once."""
DIFFERS = 2
"""The column of names and numbers that differ."""


class Members(QTreeWidget):
    """The articles of the group in view, first the one that is coded, or would be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("copies.members")
        self.setAccessibleName(self.tr("Articles of the group"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setHeaderLabels([
            self.tr("Article"), self.tr("Alike"), self.tr("Differs"), self.tr("Date"), self.tr("Source"), self.tr("Title"),
            self.tr("Work"),
        ])  # fmt: skip
        self.setItemDelegate(Cells(self))
        keep_head(self)
        self.header().setStretchLastSection(False)
        self.header().setMaximumSectionSize(NARROW * self.fontMetrics().averageCharWidth())
        for column in range(self.columnCount()):
            mode = QHeaderView.ResizeMode.Stretch if column == 5 else QHeaderView.ResizeMode.ResizeToContents
            self.header().setSectionResizeMode(column, mode)
        self.setMaximumHeight(self.fontMetrics().lineSpacing() * LINES)

    @property
    def chosen(self) -> int:
        """The number of the article chosen, 0 for none."""
        return int(item.data(0, KEY)) if (item := self.currentItem()) is not None else 0

    def show_group(
        self, group: CopyGroup | None, facts: Mapping[int, CopyFacts], swapped: Mapping[int, Sequence[Swapped]], kept: int,
        chosen: int = 0,
    ) -> None:  # fmt: skip
        """Lists a group's articles, `kept` first; the one `chosen` is, or else one whose names or
        numbers differ, or the second. Nothing is emitted."""
        self.blockSignals(True)
        self.clear()
        if group is not None:
            is_coded = any(facts[one.number].duplicate_of == kept for one in group.members)
            order = sorted(group.members, key=lambda one: (one.number != kept, one.number))
            states = {kept: "coded" if is_coded else "would"}
            items = [self._line(group, one, facts[one.number], swapped, states.get(one.number, "")) for one in order]
            self.addTopLevelItems(items)
            self._color()
            of_kept = next(part for part in group.parts if kept in part)
            doubted = next((one.number for one in order if one.number not in of_kept), 0)
            there = {item.data(0, KEY): item for item in items}
            self.setCurrentItem(there.get(chosen) or there.get(doubted) or items[1])
        # In most groups nothing differs; the room is the title's then.
        self.setColumnHidden(DIFFERS, group is None or not any(one.is_swapped for one in group.members))
        self.blockSignals(False)

    def step(self, by: int) -> None:
        """To another article, so many lines further; after the last comes the first."""
        if count := self.topLevelItemCount():
            self.setCurrentItem(self.topLevelItem((self.indexOfTopLevelItem(self.currentItem()) + by) % count))  # type: ignore[arg-type]

    def _line(
        self, group: CopyGroup, one: Member, told: CopyFacts, swapped: Mapping[int, Sequence[Swapped]], state: str
    ) -> QTreeWidgetItem:  # fmt: skip
        alike = words.alike(one.likeness, is_fullest=one.number == group.fullest)
        pairs = swapped.get(one.number, ())
        differs = words.swapped(pairs, 3) if one.number in swapped or not one.is_swapped else "…"
        title = " ".join(told.title.split())
        work = words.work(told, kept=state)
        item = QTreeWidgetItem([str(one.number), alike, differs, told.date or "", told.source, title, work])
        item.setData(0, KEY, one.number)
        item.setToolTip(5, told.title)
        item.setToolTip(DIFFERS, words.swapped(pairs))
        item.setData(0, IN_DOUBT, one.number not in group.parts[0])
        if state:
            font = item.font(0)
            font.setWeight(font.Weight.DemiBold)
            for column in range(self.columnCount()):
                item.setFont(column, font)
        return item

    def _color(self) -> None:
        """What may be another event stands out, by the palette in force."""
        brush = QBrush(severity_color("warning", is_dark(self.palette())))
        for row in range(self.topLevelItemCount()):
            item = self.topLevelItem(row)
            if item is not None and item.data(0, IN_DOUBT):
                item.setForeground(DIFFERS, brush)

    def changeEvent(self, event: QEvent) -> None:
        """Another palette has other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._color()
