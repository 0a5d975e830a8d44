"""Tab Progress of place Team: how far each coder is, and the chosen one's profile. For a coder, the own profile alone.

The counting is a job on a connection of its own. What is counted, and how, is `work_figures`'s.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QHideEvent, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QSplitter,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..project import Project
from ..project.history import Changes
from ..project.work_figures import Profile, profiles, together
from .colors import blend, muted
from .fields.base import write_in
from .focus import Focus
from .jobs import SHOWN_AT_ONCE, LatestJob, Progress, reading_job
from .progress_words import columns, day, facts
from .table_cells import HEAD, ROOM, Cells
from .week_plot import WeekPlot
from .workspace import Workspace

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
SHARE = Qt.ItemDataRole.UserRole + 1
"""The role that gives the share done, 0 to 1."""
BAR = 1
"""The column with the bar."""
COUNTED = ("coding", "event", "evidence", "review", "coder", "assignment", "article", "codebook", "round")


class ProgressPanel(QWidget):
    """A line a coder and one for all; below, who is chosen. `found` is what was counted last, None before."""

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._counting = LatestJob()
        self._stale = True
        self.found: list[Profile] | None = None
        self.table = self._make_table()
        self.profile = ProfileView()
        self.state = QLabel()
        self.state.setObjectName("progress.state")
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        write_in(self.state, muted(self.palette()))
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setObjectName("progress.parts")
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.table)
        parts.addWidget(self.profile)
        parts.setStretchFactor(1, 1)
        parts.setSizes([260, 300])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.state)
        column.addWidget(parts, 1)
        self.table.currentItemChanged.connect(lambda _now, _before: self._show_chosen())
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(self._on_coder)
        self._for_role()
        self.reload()

    @property
    def busy(self) -> bool:
        """Whether a job runs."""
        return self._counting.busy

    def reload(self) -> None:
        """Counts anew. A short count stands when this comes back."""
        self._counting.stop()
        self._stale = False
        coder = "" if self._workspace.is_lead else self._workspace.project.coder.uid

        def count(own: Project, progress: Progress) -> list[Profile]:
            return profiles(own, coder=coder)

        self.state.setText(self.tr("Counting…"))
        self.state.show()
        self._counting.run(reading_job(self._workspace.project, count, self), self._show, self._fail, SHOWN_AT_ONCE)

    def _show(self, found: list[Profile]) -> None:
        self.state.hide()
        self.found = found
        chosen = self._chosen()
        self.table.blockSignals(True)
        self.table.clear()
        if self._workspace.is_lead:
            names = {one.uid: one.name for one in self._workspace.project.coders.all()}
            for one in found:
                self._add(one, names[one.coder])
            if len(found) > 1:
                self._add(together(found), self.tr("All together"))
        coders = [self._coder_at(row) for row in range(self.table.topLevelItemCount())]
        if coders:
            at = next((row for row, one in enumerate(found) if one.finished), 0)
            at = coders.index(chosen) if chosen in coders else at
            self.table.setCurrentIndex(self.table.model().index(at, 0))
        self.table.blockSignals(False)
        self._show_chosen()

    def _add(self, one: Profile, name: str) -> None:
        item = QTreeWidgetItem([name, "", *(column.write(one) for column in columns())])
        item.setData(0, Qt.ItemDataRole.UserRole, one.coder)
        item.setData(BAR, SHARE, one.share_done)
        done = one.share_done
        item.setText(BAR, "" if done is None else self.tr("{0} %").format(int(done * 100)))
        font = self.table.font()
        font.setBold(not one.coder)
        for column in range(self.table.columnCount()):
            item.setFont(column, font)
            if column > BAR:
                item.setTextAlignment(column, RIGHT)
        self.table.addTopLevelItem(item)

    def _show_chosen(self) -> None:
        found, uid, item = self.found or [], self._chosen(), self.table.currentItem()
        if self._workspace.is_lead:
            one = together(found) if uid == "" else next((one for one in found if one.coder == uid), None)
            self.profile.show_profile(one, item.text(0) if item else "")
        else:
            self.profile.show_profile(found[0] if found else None, self.tr("My work"))

    def _chosen(self) -> str | None:
        """The coder in the line chosen; empty for all together, None for none."""
        item = self.table.currentItem()
        return item.data(0, Qt.ItemDataRole.UserRole) if item else None

    def _coder_at(self, row: int) -> str:
        item = self.table.topLevelItem(row)
        return str(item.data(0, Qt.ItemDataRole.UserRole)) if item else ""

    def _fail(self, why: str) -> None:
        self.state.setText(why)

    # --- Qt -----------------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Back in sight: what changed meanwhile is counted."""
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
        if changes.has(*COUNTED):
            self._soon()

    def _on_coder(self) -> None:
        self._for_role()
        self._soon()

    def _soon(self) -> None:
        self._stale = True
        if self.isVisible():
            self.reload()

    def _for_role(self) -> None:
        self.table.setVisible(self._workspace.is_lead)
        self.setFocusProxy(self.table if self._workspace.is_lead else self.profile)

    def _make_table(self) -> QTreeWidget:
        made = QTreeWidget()
        made.setObjectName("progress.table")
        made.setAccessibleName(self.tr("Progress of the coders"))
        made.setRootIsDecorated(False)
        made.setIndentation(0)
        made.setItemsExpandable(False)
        made.setUniformRowHeights(True)
        made.setAllColumnsShowFocus(True)
        made.setItemDelegate(Cells(made))
        made.setItemDelegateForColumn(BAR, _Bar(made))
        head, told = made.header(), columns()
        head.setStyleSheet(HEAD)
        head.setStretchLastSection(False)
        made.setHeaderLabels([self.tr("Coder"), self.tr("Share done"), *(one.title for one in told)])
        made.headerItem().setToolTip(BAR, self.tr("Done or approved, of all that was handed out or begun"))
        for column in range(made.columnCount()):
            if column > BAR:
                made.headerItem().setToolTip(column, told[column - 2].tip)
                made.headerItem().setTextAlignment(column, RIGHT)
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setMinimumSectionSize(40)
        head.setSectionResizeMode(BAR, QHeaderView.ResizeMode.Fixed)
        head.resizeSection(BAR, 14 * self.fontMetrics().averageCharWidth())
        return made


class _Bar(Cells):
    """A bar behind the percentage."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """The bar at the left, the number at its right."""
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        done, palette = index.data(SHARE), cell.palette
        wide = cell.fontMetrics.horizontalAdvance("100 %") + ROOM
        cell.rect = option.rect.adjusted(option.rect.width() - wide - ROOM, 0, 0, 0)
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        style = ground.widget.style()
        style.drawControl(style.ControlElement.CE_ItemViewItem, ground, painter, ground.widget)
        if done is None:
            return
        room = QRectF(option.rect.adjusted(ROOM, 0, -wide - ROOM, 0))
        room = room.adjusted(0, room.height() / 2 - 4, 0, -room.height() / 2 + 4)
        chosen = bool(option.state & style.StateFlag.State_Selected)
        color = palette.color(palette.ColorRole.HighlightedText if chosen else palette.ColorRole.Highlight)
        back = palette.color(palette.ColorRole.Highlight if chosen else palette.ColorRole.Base)
        painter.fillRect(room, blend(back, color, 0.25))
        painter.fillRect(QRectF(room.left(), room.top(), room.width() * done, room.height()), color)
        painter.save()
        painter.setFont(cell.font)
        painter.setPen(palette.color(palette.ColorRole.HighlightedText if chosen else palette.ColorRole.Text))
        painter.drawText(option.rect.adjusted(0, 0, -ROOM, 0), int(RIGHT), index.data() or "")
        painter.restore()


class ProfileView(QScrollArea):
    """One profile in words, with the weeks as bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("progress.profile")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(self.tr("Profile"))
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.plot = WeekPlot()
        self._lines: list[tuple[QLabel, QLabel]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        weeks = QLabel(self.tr("Finished in each week"))
        write_in(weeks, muted(self.palette()))
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.title)
        left.addLayout(self._grid)
        left.addStretch(1)
        right.addWidget(weeks)
        right.addWidget(self.plot, 1)
        right.addStretch(0)
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(4, 8, 4, 4)
        row.setSpacing(28)
        row.addLayout(left, 3)
        row.addLayout(right, 2)
        self.setWidget(content)

    def show_profile(self, one: Profile | None, name: str) -> None:
        """Shows a profile; None for none."""
        self.title.setText(name)
        told = facts(one) if one is not None else []
        while len(self._lines) < len(told):
            self._add_line()
        for place, (about, words) in enumerate(self._lines):
            there = place < len(told)
            about.setText(told[place][0] if there else "")
            words.setText(told[place][1] if there else "")
            about.setVisible(there)
            words.setVisible(there)
        self.plot.show_weeks([(day(week), count) for week, count in one.weeks()] if one is not None else [])

    def texts(self) -> dict[str, str]:
        """What the lines say, by what they are about."""
        return {about.text(): words.text() for about, words in self._lines if about.text()}

    def _add_line(self) -> None:
        about, words = QLabel(), QLabel()
        for label in (about, words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        write_in(about, muted(self.palette()))
        row = len(self._lines)
        self._grid.addWidget(about, row, 0)
        self._grid.addWidget(words, row, 1)
        self._lines.append((about, words))
