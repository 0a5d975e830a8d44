"""All problems of a project in one table, listed as they are found; a row leads to its event.

The judging is a job on a connection of its own; rows come in as the window looks at it. What a problem is, the codebook
says.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from ..codebook.model import title_of
from ..formats.checking import Found, problems_of
from ..project import Project
from .colors import is_dark, severity_color
from .job_dialog import LeavableDialog
from .jobs import SHOWN_AT_ONCE, Progress, reading_job
from .workspace import Workspace

if TYPE_CHECKING:
    from .window import Window

MOST_SHOWN = 2_000
EVENT = Qt.ItemDataRole.UserRole


class CheckDialog(LeavableDialog):
    """What the codebook's rules say about all events, the overruled left out."""

    def __init__(self, workspace: Workspace, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("check")
        self.setWindowTitle(self.tr("Check of the project"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._window = workspace, window
        self._known: dict[str, tuple[str, list[str]]] = {}
        self.found: list[Found] = []
        """What was found so far; the job adds, the window lists."""
        self._listed = 0
        self.summary = QLabel()
        self.summary.setObjectName("check.summary")
        self.summary.setWordWrap(True)
        self.summary.setMinimumWidth(480)
        self.table = self._make_table()
        buttons = QDialogButtonBox()
        self.go = buttons.addButton(self.tr("Go to the event"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setObjectName("check.go")
        close = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setObjectName("check.close")
        buttons.accepted.connect(self._go)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        for part in (self.summary, self.table, self.job, buttons):
            column.addWidget(part)
        self.resize(900, 520)
        self._begin()

    # --- the job ------------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        found = self.found
        mine = "" if self._workspace.is_lead else self._workspace.project.coder.uid

        def work(own: Project, progress: Progress) -> None:
            events = int(own.database.value("SELECT count(*) FROM events WHERE ? IN ('', coder)", (mine,)))

            def tell(seen: int) -> None:
                progress.report(seen, 2 * events, min(seen, events))  # each is looked at twice

            for one in islice(problems_of(own, tell, mine), MOST_SHOWN + 1):
                found.append(one)

        self.summary.setText(self.tr("Judging all events…"))
        self.go.setEnabled(False)
        job = self._job = reading_job(self._workspace.project, work, self)
        self.job.watch(job, self.tr("events"))
        job.progressed.connect(self._list_found)
        job.done.connect(lambda _nothing: self._end(self._in_words()))
        job.cancelled.connect(lambda: self._end(self.tr("Stopped. So far: {0}").format(self._in_words())))
        job.failed.connect(self._end)
        job.finish(SHOWN_AT_ONCE)

    def _list_found(self) -> None:
        for one in self.found[self._listed : MOST_SHOWN]:
            self._add(one)
            self._listed += 1
        if self._listed:
            self.go.setEnabled(True)
            self.summary.setText(self.tr("Judging all events… {0}").format(self._counts()))

    def _end(self, words: str) -> None:
        self._list_found()
        self.summary.setText(words)
        self.table.setVisible(bool(self.found))
        if not self.found:
            self.adjustSize()

    def _counts(self) -> str:
        shown = self.found[:MOST_SHOWN]
        errors = sum(one.severity == "error" for one in shown)
        return self.tr("{0} errors, {1} warnings.").format(errors, len(shown) - errors)

    def _in_words(self) -> str:
        if not self.found:
            if self._job.progress.stopping:
                return self.tr("no problems.")
            if not self._workspace.is_lead:
                return self.tr("No problems: every event of yours agrees with the codebook.")
            return self.tr("No problems: every event agrees with the codebook.")
        words = self._counts()
        if len(self.found) > MOST_SHOWN:
            words += " " + self.tr("There are more; these are the first {0}.").format(MOST_SHOWN)
        return words

    # --- the table ----------------------------------------------------------------------------------------------------

    def _make_table(self) -> QTreeWidget:
        made = QTreeWidget()
        made.setObjectName("check.problems")
        made.setAccessibleName(self.tr("Problems"))
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setHeaderLabels(
            [self.tr("Article"), self.tr("Event"), self.tr("Coder"), self.tr("Kind"), self.tr("Field"), self.tr("Problem")]
        )
        for column in range(5):
            made.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        made.itemActivated.connect(lambda _item, _column: self._go())
        return made

    def _add(self, one: Found) -> None:
        fields = self._workspace.codebook.fields
        title = title_of(fields[one.field]) if one.field in fields else one.field
        kind = self.tr("error") if one.severity == "error" else self.tr("warning")
        article, place = self._where(one)
        item = QTreeWidgetItem([article, place, one.coder, kind, title, one.message])
        item.setForeground(3, severity_color(one.severity, is_dark(self.palette())))
        item.setToolTip(5, f"{one.message}\n{one.problem.reason}".strip())
        item.setData(0, EVENT, (one.event, one.field))
        self.table.addTopLevelItem(item)
        if self.table.currentItem() is None:
            self.table.setCurrentItem(item)

    def _where(self, one: Found) -> tuple[str, str]:
        """The article's number, and the event's id or its place in the article."""
        project = self._workspace.project
        coding = self._workspace.event(one.event).coding
        if coding not in self._known:
            article = project.articles.get(project.codings.get(coding).article)
            self._known[coding] = (str(article.number), [event.uid for event in project.events.of(coding)])
        number, events = self._known[coding]
        return number, one.id or (str(events.index(one.event) + 1) if one.event in events else "")

    def _go(self) -> None:
        item = self.table.currentItem()
        if item is None:
            return
        event, field = item.data(0, EVENT)
        coding = self._workspace.project.codings.get(self._workspace.event(event).coding)
        if coding.coder != self._workspace.project.coder.uid:
            self.summary.setText(self.tr("That event is another coder's; choose that coder to work on it."))
            return
        self.accept()
        self._window.open_event(coding.article, event)
        if field in self._workspace.codebook.fields:
            self._window.show_field(field)
