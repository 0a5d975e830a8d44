"""Tab Checks of place Team: what waits for the lead's eye, a line a coding, and how the spot checks stand.

Owns what is listed and chosen; a coding is looked at in place Code. Lists are found in a job: meanwhile the old one stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from ..project import Project
from ..project.history import Changes
from ..project.reviews import SHARE, SHARES, Kind, SpotCount, Waiting
from .colors import muted
from .fields.base import write_in
from .focus import Focus
from .jobs import SHOWN_AT_ONCE, LatestJob, Progress, reading_job
from .plain_parts import plain_button, plain_label
from .remark_words import when
from .spot_dialog import SpotDialog
from .table_cells import HEAD, Cells
from .workspace import Workspace

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Index = QModelIndex | QPersistentModelIndex


class ReviewModel(QAbstractTableModel):
    """The lines of the list."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: Sequence[Waiting] = ()
        self._names: dict[str, str] = {}

    def show(self, lines: Sequence[Waiting], names: dict[str, str]) -> None:
        """Lists other codings."""
        self.beginResetModel()
        self.lines, self._names = lines, names
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """A line a coding."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number, title, coder, events, done, before."""
        return 0 if parent.isValid() else 6

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' titles."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (
                self.tr("No."), self.tr("Article"), self.tr("Coder"), self.tr("Events"), self.tr("First done"),
                self.tr("Last review"),
            )[section]  # fmt: skip
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole and section in (0, 3):
            return RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell in words."""
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (0, 3):
            return RIGHT
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) or not index.isValid():
            return None
        one = self.lines[index.row()]
        cells = (
            str(one.number), one.title or self.tr("(no title)"), self._names.get(one.coder, one.coder[:8]),
            str(one.events) if one.events else self.tr("none"), when(one.done) if one.done else "", self._before(one),
        )  # fmt: skip
        return cells[index.column()] if role == Qt.ItemDataRole.DisplayRole or index.column() == 1 else None

    def _before(self, one: Waiting) -> str:
        if not one.before:
            return ""
        if one.state == "done":
            words = self.tr("mended, sent back {0}") if one.before == "returned" else self.tr("changed, approved {0}")
        else:
            words = self.tr("sent back {0}") if one.before == "returned" else self.tr("approved {0}")
        return words.format(when(one.when))


class _List(QTreeView):
    """Enter or a double click looks at the chosen coding."""

    opened = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit()
        else:
            super().keyPressEvent(event)


class ReviewPanel(QWidget):
    """The choice of what is listed, the list, and what can be done with the lines chosen."""

    said = Signal(str)
    open_requested = Signal(str, str)

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._counting = LatestJob()
        self._stale = True
        self.which = self._combo("which", self.tr("Which work"))
        for name, title in (
            ("spot", self.tr("Spot checks that wait")), ("done", self.tr("All that is done")),
            ("returned", self.tr("Sent back")), ("approved", self.tr("Approved")),
        ):  # fmt: skip
            self.which.addItem(title, name)
        self.whose = self._combo("whose", self.tr("Whose work"))
        self._fill_coders()
        if not self._draws():
            self.which.setCurrentIndex(1)
        self.which.currentIndexChanged.connect(lambda _at: self._ask())
        self.whose.currentIndexChanged.connect(lambda _at: self._ask())
        self.draw = plain_button("review.draw", self.tr("Spot &checks…"), self._ask_draw)
        self.draw.setToolTip(self.tr("Which share of the work is drawn for a check"))
        self.open = plain_button("review.open", self.tr("&Look at it (Enter)"), self._open)
        self.approve = plain_button("review.approve", self.tr("A&pprove the chosen"), self._approve)
        self.approve.setToolTip(self.tr("All lines chosen, as one step; Shift and the arrow keys choose several"))
        self.counts = plain_label("review.counts")
        self.model = ReviewModel(self)
        self.list = self._make_list()
        self.none = plain_label("review.none")
        self.none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.none.setContentsMargins(4, 12, 4, 4)
        self._lay_out()
        self.setFocusProxy(self.list)
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(self._on_coder)
        self.reload()

    @property
    def kind(self) -> Kind:
        """What is listed."""
        return self.which.currentData()

    @property
    def busy(self) -> bool:
        """Whether a job runs."""
        return self._counting.busy

    def reload(self) -> None:
        """Finds the list anew. A short one stands when this comes back."""
        self._counting.stop()
        self._stale = False
        kind, coder, me = self.kind, self.whose.currentData() or "", self._workspace.project.coder.uid

        def find(own: Project, progress: Progress) -> tuple[list[Waiting], list[SpotCount]]:
            return own.reviews.work(kind, coder, besides=me), own.reviews.spot_counts()

        if not self.model.lines:
            self._show_none(self.tr("Looking…"))
        self._counting.run(reading_job(self._workspace.project, find, self), self._show, self._fail, SHOWN_AT_ONCE)

    def _ask(self) -> None:
        """Another list, from its start."""
        self.model.show((), {})
        self.reload()

    def _show(self, found: tuple[list[Waiting], list[SpotCount]]) -> None:
        lines, counts = found
        at, chosen = self.list.currentIndex().row(), self._current()
        names = {one.uid: one.name for one in self._workspace.project.coders.all()}
        self.model.show(lines, names)
        row = next((place for place, one in enumerate(lines) if chosen and one.coding == chosen.coding), max(at, 0))
        if lines:
            self.list.setCurrentIndex(self.model.index(min(row, len(lines) - 1), 0))
        self._show_none("" if lines else self._why_none())
        self._tell_counts(lines, counts)
        self._enable()

    def _show_none(self, words: str) -> None:
        self.none.setText(words)
        self.none.setVisible(bool(words))
        self.list.setVisible(not words)

    def _why_none(self) -> str:
        if self.kind == "spot" and not self._draws():
            return self.tr(
                "No share is drawn for spot checks yet. “Spot checks…” sets one: as 10 % of what each coder says is done. "
                "Or list all that is done, above."
            )
        return {
            "spot": self.tr("Every spot check is done. What coders finish from here on is drawn in the same way."),
            "done": self.tr("Nothing waits: what coders say is done is listed here until you approve it or send it back."),
            "returned": self.tr("Nothing is sent back at the moment; it leaves this list when its coder says Done again."),
            "approved": self.tr("Nothing is approved yet. List all that is done, and look at it with Enter."),
        }[self.kind]

    def _tell_counts(self, lines: Sequence[Waiting], counts: Sequence[SpotCount]) -> None:
        whose = self.whose.currentData()
        mine = [one for one in counts if (one.coder == whose if whose else one.coder != self._workspace.project.coder.uid)]
        drawn, single = sum(one.drawn for one in mine), sum(one.single for one in mine)
        listed = self.tr("1 listed") if len(lines) == 1 else self.tr("{0} listed").format(f"{len(lines):,}")
        words = self.tr("Spot checks: {0} of {1} single codings are drawn; {2} wait, {3} approved, {4} sent back").format(
            f"{drawn:,}", f"{single:,}", *(f"{sum(getattr(one, name) for one in mine):,}"
                                           for name in ("waiting", "approved", "returned")))  # fmt: skip
        self.counts.setText(f"{listed}  ·  {words}" if self._draws() else listed)

    def _fail(self, why: str) -> None:
        self._show_none(why)

    # --- what is done with a line -------------------------------------------------------------------------------------

    def _current(self) -> Waiting | None:
        row = self.list.currentIndex().row()
        return self.model.lines[row] if 0 <= row < len(self.model.lines) else None

    def _open(self) -> None:
        """Looks at the chosen coding, and remembers the list to go on through it."""
        one = self._current()
        if one is None:
            return
        workspace = self._workspace
        workspace.checking = tuple(line.coding for line in self.model.lines)
        workspace.look_at(one.coder, one.round)
        events = workspace.events(one.article)
        self.open_requested.emit(one.article, events[0].uid if events else "")

    def _approve(self) -> None:
        rows = sorted({index.row() for index in self.list.selectionModel().selectedIndexes()})
        codings = [self.model.lines[row].coding for row in rows]
        count = self._workspace.lead(lambda project: project.reviews.approve(codings)) if codings else 0
        if count:
            words = self.tr("1 coding is approved; undo takes it back.")
            self.said.emit(words if count == 1 else self.tr("{0} codings are approved; undo takes it back.").format(count))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_draw(self) -> None:
        if SpotDialog(self._workspace, self).exec() == SpotDialog.DialogCode.Accepted:
            self.which.setCurrentIndex(0)
            self._ask()
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enable(self) -> None:
        there, free = bool(self.model.lines), not self._workspace.read_only
        self.open.setEnabled(there)
        self.approve.setEnabled(there and free and self.kind in ("spot", "done"))
        self.draw.setEnabled(free)

    def _draws(self) -> bool:
        settings = self._workspace.project.rounds.get().settings
        return bool(settings.get(SHARE)) or any((settings.get(SHARES) or {}).values())

    # --- Qt -----------------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Back in sight: what changed meanwhile is taken in."""
        super().showEvent(event)
        if self._stale:
            self.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight, as when the project is closed, nothing works on behind the window."""
        super().hideEvent(event)
        if self.busy:
            self._counting.stop()
            self._stale = True

    def _on_changed(self, changes: Changes) -> None:
        if not changes.has("coding", "review", "round", "coder", "event", "article", "assignment"):
            return
        if changes.has("coder"):
            self._fill_coders()
        if self.isVisible():
            self.reload()
        else:
            self._stale = True

    def _on_coder(self) -> None:
        self._stale = True  # my own work is left out, and I may be another now
        if self.isVisible():
            self._fill_coders()

    def _fill_coders(self) -> None:
        now = self.whose.currentData()
        self.whose.blockSignals(True)
        self.whose.clear()
        self.whose.addItem(self.tr("All coders"), "")
        for coder in self._workspace.project.coders.all():
            if coder.uid != self._workspace.project.coder.uid:
                self.whose.addItem(coder.name, coder.uid)
        self.whose.setCurrentIndex(max(self.whose.findData(now), 0))
        self.whose.blockSignals(False)

    def _combo(self, name: str, words: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(f"review.{name}")
        made.setAccessibleName(words)
        return made

    def _make_list(self) -> _List:
        made = _List()
        made.setObjectName("review.list")
        made.setAccessibleName(self.tr("Work to review"))
        made.setModel(self.model)
        made.setRootIsDecorated(False)
        made.setIndentation(0)
        made.setItemsExpandable(False)
        made.setUniformRowHeights(True)
        made.setAllColumnsShowFocus(True)
        made.setItemDelegate(Cells(made))
        made.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        made.setTextElideMode(Qt.TextElideMode.ElideRight)
        head, em = made.header(), self.fontMetrics().averageCharWidth()
        head.setStyleSheet(HEAD)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setStretchLastSection(False)
        # Fixed widths: to fit them to what stands there would read every line.
        for column, width in enumerate((9, 0, 20, 10, 22, 34)):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive if width else QHeaderView.ResizeMode.Stretch)
            if width:
                head.resizeSection(column, width * em)
        made.opened.connect(self._open)
        made.doubleClicked.connect(lambda _index: self._open())
        return made

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(8)
        above.addWidget(self.which)
        above.addWidget(self.whose)
        above.addWidget(self.draw)
        above.addStretch(1)
        above.addWidget(self.open)
        above.addWidget(self.approve)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(above)
        column.addWidget(self.counts)
        column.addWidget(self.none, 1)
        column.addWidget(self.list, 1)
        for label in (self.counts, self.none):
            write_in(label, muted(self.palette()))
