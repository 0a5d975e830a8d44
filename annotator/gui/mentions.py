"""The mentions not coded of the article in view: what stands there, why it is not coded, and a way to take one back."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QStackedLayout, QToolButton, QWidget

from ..codebook.model import in_language
from ..project.evidence import Mention
from . import keys, theme
from .colors import muted
from .fields.base import write_in
from .workspace import Workspace

LONGEST = 70
"""Characters of a quote that are shown."""
MOST_LINES = 5


class Mentions(QWidget):
    """One line a mention; Delete or the button takes the chosen one away."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._shown: list[Mention] | None = None
        self.list = QListWidget()
        self.list.setObjectName("mentions")
        self.list.setAccessibleName(self.tr("Mentions not coded"))
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.remove = QToolButton()
        self.remove.setObjectName("mentions.remove")
        self.remove.setAutoRaise(True)
        self.remove.setToolTip(self.tr("Remove this mention (Delete)"))
        self.remove.setAccessibleName(self.tr("Remove this mention"))
        self.remove.clicked.connect(self.remove_current)
        self.list.currentRowChanged.connect(lambda _row: self._enable())
        full = QWidget()
        row = QHBoxLayout(full)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.list, 1)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        self._none = QLabel()
        keys.tell(self._none, "text", self.tr("None yet. Select words in the article and press {0}."), "mention")
        self._none.setWordWrap(True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(self._none)
        self._pages.addWidget(full)
        self.setFocusProxy(self.list)
        self.recolor()

    def show_mentions(self, mentions: list[Mention]) -> None:
        """Fills the list; the same row stays chosen."""
        if mentions == self._shown:
            self._enable()
            return
        self._shown = list(mentions)
        reasons = {one.code: in_language(one.label) or one.code for one in self._workspace.codebook.mention_reasons}
        here = max(self.list.currentRow(), 0)
        self.list.clear()
        for mention in mentions:
            reason = reasons.get(mention.reason, mention.reason)
            whole = " … ".join(" ".join(span.quote.split()) for span in mention.spans)
            item = QListWidgetItem(f"{reason}:  “{shortened(whole)}”")
            item.setToolTip("\n".join(part for part in (whole, mention.note) if part))
            self.list.addItem(item)
        self._pages.setCurrentIndex(1 if mentions else 0)
        if mentions:
            self.list.setCurrentRow(min(here, len(mentions) - 1))
        self._enable()
        self.updateGeometry()

    def remove_current(self) -> None:
        """Takes the chosen mention away; undo brings it back."""
        row = self.list.currentRow()
        if self._shown and 0 <= row < len(self._shown) and not self._workspace.locked:
            self._workspace.remove_mention(self._shown[row].uid)

    def recolor(self) -> None:
        """Takes the colours of the palette in force."""
        self.remove.setIcon(theme.icon("remove", self.palette()))
        write_in(self._none, muted(self.palette()))

    def sizeHint(self) -> QSize:
        """A line a mention, up to a few; then it scrolls."""
        lines = max(1, min(MOST_LINES, len(self._shown or ())))
        return QSize(200, lines * (self.fontMetrics().height() + 6) + 6)

    def minimumSizeHint(self) -> QSize:
        """Not less than its lines."""
        return QSize(80, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the chosen mention away."""
        if event.key() == Qt.Key.Key_Delete:
            self.remove_current()
        else:
            super().keyPressEvent(event)

    def _enable(self) -> None:
        self.remove.setEnabled(self.list.currentRow() >= 0 and not self._workspace.locked)


def shortened(text: str) -> str:
    """A text's beginning, cut at a word where it is long."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(" ", 1)[0].rstrip(",;: ") + " …"
