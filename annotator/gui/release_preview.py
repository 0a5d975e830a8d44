"""The page of the release dialog that tells what a release would be: how much goes out, which codings do not, what stands.

Owns the list and its words; the counts are `releases.preview`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QTreeWidgetItem, QVBoxLayout, QWidget

from ..formats.registry import writable
from ..project import Project
from ..project.coders import told_apart
from ..releases.fields import hidden_fields
from ..releases.preview import Preview
from . import release_words as words
from .colors import is_dark, muted, severity_color
from .entered_views import EnteredTree
from .plain_parts import plain_label
from .table_cells import Cells, keep_head
from .workspace import Workspace

MOST = 200
"""Codings that are named one by one for each reason."""
_ARTICLE = Qt.ItemDataRole.UserRole
_LEFT_OUT = """
SELECT reason, article, number, title, coder FROM (
  SELECT p.reason, p.article, p.number, a.title, p.coder,
    row_number() OVER (PARTITION BY p.reason ORDER BY p.number, p.coder) AS nth
  FROM temp.passed_over p JOIN article a ON a.uid = p.article) WHERE nth <= ? ORDER BY reason, number, coder
"""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A coding that does not go out, and why."""

    reason: str
    article: str
    number: int
    title: str
    coder: str


def left_out_of(project: Project) -> list[LeftOut]:
    """The codings left out, some for each reason; on the connection on which the choice was made."""
    return [LeftOut(*row) for row in project.database.all(_LEFT_OUT, (MOST,))]


class PreviewPage(QWidget):
    """What would go out. `article_requested(str)` and `action_requested(str)` lead to what should be looked at first."""

    article_requested = Signal(str)
    action_requested = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.tree = EnteredTree()
        self.tree.setObjectName("release.preview")
        self.tree.setAccessibleName(self.tr("What would go out"))
        self.tree.setHeaderLabels([self.tr("What"), self.tr("How many")])
        self.tree.setItemDelegate(Cells(self.tree))
        self.tree.setAlternatingRowColors(True)
        keep_head(self.tree)
        head = self.tree.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.headerItem().setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.tree.entered_line.connect(self._go)
        self.tree.itemDoubleClicked.connect(lambda _item, _column: self._go())
        self.tree.currentItemChanged.connect(lambda *_: self._enable())
        self.note = plain_label("release.preview.note")
        self.ties = self._button("ties", self.tr("Settle &ties in Incidents"), "incidents_ties")
        self.errors = self._button("errors", self.tr("Look at the &errors"), "check_project")
        self.open = QPushButton(self.tr("&Open the article"))
        self.open.setObjectName("release.preview.open")
        self.open.setAutoDefault(False)
        self.open.clicked.connect(lambda _checked=False: self._go())
        row = QHBoxLayout()
        row.setSpacing(8)
        for one in (self.open, self.ties, self.errors):
            row.addWidget(one)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 10, 4, 4)
        column.setSpacing(8)
        column.addWidget(self.tree, 1)
        column.addWidget(self.note)
        column.addLayout(row)
        self.forget("")

    def forget(self, note: str) -> None:
        """Nothing is known; `note` says why."""
        self.tree.clear()
        self.tree.setEnabled(False)
        self._note(note)
        self.ties.setEnabled(False)
        self.errors.setEnabled(False)
        self.open.setEnabled(False)

    def show_preview(self, found: Preview, passed: Sequence[LeftOut], last: int) -> None:
        """What a release would be; `last` is the number of the one before, 0 for none."""
        self.tree.clear()
        self.tree.setEnabled(True)
        dark = is_dark(self.palette())
        warning, error = severity_color("warning", dark), severity_color("error", dark)
        incidents = self._line(self.tr("Incidents that go out"), found.incidents, error if not found.incidents else None)
        self._line(self.tr("told by several events"), found.of_several, within=incidents)
        self._line(
            self.tr("ids that will be given, for good"), found.without_id, warning if found.without_id else None, incidents
        )
        events = self._line(self.tr("Events they are told by"), found.events)
        self._line(self.tr("articles with a coding that goes out"), found.articles, within=events)
        for name, count in found.by_basis.items():
            self._line(self.tr("codings {0}").format(words.basis(name)), count, within=events)
        if found.left_out:
            self._add_left_out(found, passed)
        if found.ties:
            self._line(self.tr("Ties nobody settled: values that go out as the first event has them"), found.ties, warning)
        if found.errors:
            self._line(self.tr("Events in which errors stand"), found.errors, warning)
        if found.proposals:
            self._line(self.tr("Links that were proposed and not judged"), found.proposals, warning)
        if last:
            told = words.counts_of_changes(found.changes) or self.tr("nothing changed")
            self._line(self.tr("Changes since release {0}: {1}").format(last, told), len(found.differences))
        self._add_files(found)
        if found.not_released:
            held = self._line(self.tr("Fields that no file holds"), len(found.not_released))
            titles = dict(hidden_fields(self._workspace.codebook, found.not_released))
            for name in found.not_released:
                self._line(f"{titles.get(name, name)}  ({name})", None, within=held)
        self._line(self.tr("Room it takes: about {0}").format(words.size(found.bytes)), None)
        self._note("\n".join(found.notes))
        self.ties.setEnabled(found.ties > 0)
        self.errors.setEnabled(found.errors > 0)
        incidents.setExpanded(True)
        events.setExpanded(True)
        self.tree.setCurrentItem(incidents)
        self._enable()

    def _note(self, text: str) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))

    # --- lines --------------------------------------------------------------------------------------------------------

    def _line(
        self, text: str, count: int | None, color: QColor | None = None, within: QTreeWidgetItem | None = None
    ) -> QTreeWidgetItem:
        item = QTreeWidgetItem([text, "" if count is None else f"{count:,}"])
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setToolTip(0, text)
        if color is not None:
            for column in (0, 1):
                item.setForeground(column, color)
        within.addChild(item) if within is not None else self.tree.addTopLevelItem(item)
        return item

    def _add_left_out(self, found: Preview, passed: Sequence[LeftOut]) -> None:
        names = told_apart(self._workspace.project.coders.everybody())
        whole = self._line(self.tr("Codings that do not go out"), sum(found.left_out.values()))
        for reason, count in found.left_out.items():
            group = self._line(words.left_out(reason), count, within=whole)
            of_reason = [one for one in passed if one.reason == reason]
            named = sorted(of_reason, key=lambda one: (one.number, names.get(one.coder, "")))
            for one in named:
                line = self._line(
                    f"{one.number}  {one.title or self.tr('(no title)')}  · {names.get(one.coder, '')}", None, within=group
                )
                line.setData(0, _ARTICLE, one.article)
            if len(named) < count:
                rest = self._line(
                    self.tr("… and {0} more").format(f"{count - len(named):,}"), None, muted(self.palette()), group
                )
                rest.setToolTip(0, "")
        whole.setExpanded(True)

    def _add_files(self, found: Preview) -> None:
        known = {one.name: one for one in writable(self._workspace.codebook)}
        files = self._line(self.tr("Data files of incidents, and what each cannot hold"), len(found.formats))
        for name in found.formats:
            loses = known[name].loses if name in known else ""
            told = (
                self.tr("{0}: not {1}").format(name, loses)
                if loses and loses != "nothing"
                else self.tr("{0}: all").format(name)
            )
            self._line(told, None, within=files)

    def _enable(self) -> None:
        item = self.tree.currentItem()
        self.open.setEnabled(item is not None and bool(item.data(0, _ARTICLE)))

    def _go(self) -> None:
        item = self.tree.currentItem()
        if item is None:
            return
        if article := item.data(0, _ARTICLE):
            self.article_requested.emit(str(article))
        else:
            item.setExpanded(not item.isExpanded())

    def _button(self, name: str, text: str, action: str) -> QPushButton:
        made = QPushButton(text)
        made.setObjectName(f"release.preview.{name}")
        made.setAutoDefault(False)
        made.clicked.connect(lambda _checked=False: self.action_requested.emit(action))
        return made
