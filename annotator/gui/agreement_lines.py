"""Lines under headings in columns that fit their letters: what the lists of layers and of figures are.

Owns how such a list follows the keyboard and the size of letters. What lines say and how wide columns are is each list's own.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QTreeWidget, QTreeWidgetItem

from .table_cells import pale_without_focus


class LinesTree(QTreeWidget):
    """A heading a group, and its lines."""

    def initViewItemOption(self, option: QStyleOptionViewItem) -> None:
        """Paler while the keyboard is elsewhere."""
        super().initViewItemOption(option)
        pale_without_focus(self, option)

    def changeEvent(self, event: QEvent) -> None:
        """Letters of another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _lines(self) -> list[QTreeWidgetItem]:
        """All lines, without the headings."""
        heads = [self.topLevelItem(at) for at in range(self.topLevelItemCount())]
        found = [head.child(at) for head in heads if head is not None for at in range(head.childCount())]
        return [line for line in found if line is not None]

    def _fit(self) -> None:
        """Makes the columns as wide as what stands in them needs."""
