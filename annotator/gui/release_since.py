"""What a release made now would say of changes since an earlier one: a table to read and to save as CSV."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from ..errors import AnnotatorError
from ..project import Project
from ..releases.changes import HEADER, Change, changes
from ..writing import Outputs, Table, refuse_project
from . import file_dialogs
from .job_dialog import JobDialog
from .jobs import SHOWN_AT_ONCE, Progress, reading_job
from .plain_parts import plain_label
from .release_changes import ChangesPage
from .workspace import Workspace


class SinceDialog(JobDialog):
    """The changes since one release; found when it opens."""

    def __init__(self, workspace: Workspace, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("release_since")
        self.setWindowTitle(self.tr("Changes since release {0}").format(number))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._number = workspace, number
        self.page = ChangesPage(workspace, writable=False)
        self.said = plain_label("release_since.said")
        buttons = QDialogButtonBox()
        self.save = buttons.addButton(self.tr("&Save as CSV…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save.setObjectName("release_since.save")
        self.save.setAutoDefault(False)
        self.save.setEnabled(False)
        self.save.clicked.connect(lambda _checked=False: self._ask_save())
        buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole).setObjectName("release_since.close")
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(9)
        column.addWidget(self.page, 1)
        for part in (self.said, self.job, buttons):
            column.addWidget(part)
        line, window = self.fontMetrics().lineSpacing(), parent.window()
        self.resize(min(64 * line, window.width() - 20), min(36 * line, window.height() - 20))

        def work(own: Project, progress: Progress) -> list[Change]:
            return changes(own, number, progress=progress.tell)

        job = reading_job(workspace.project, work, self)
        self.job.watch(job, "")
        job.done.connect(self._show)
        job.failed.connect(self.said.setText)
        job.cancelled.connect(lambda: self.said.setText(self.tr("Stopped.")))
        job.finish(SHOWN_AT_ONCE)

    def _show(self, found: list[Change]) -> None:
        self.page.show_changes(found, self.tr("Nothing changed since release {0}.").format(self._number))
        self.save.setEnabled(bool(found))
        self.page.search.setFocus()

    def _ask_save(self) -> None:
        wish = self._workspace.path.with_name(f"{self._workspace.path.stem}-since-release-{self._number}.csv")
        name, _ = file_dialogs.save_file(self, self.tr("Save the changes as"), str(wish), self.tr("Tables (*.csv)"))
        if name:
            self.save_as(Path(name))

    def save_as(self, path: Path) -> None:
        """Writes all of them, not only those shown."""
        try:
            refuse_project(path)
            with Outputs() as outputs:
                with outputs.text(path) as stream:
                    Table(stream, HEADER, formulas=True).write([one.cells() for one in self.page.model.all])
                outputs.place()
        except AnnotatorError as error:
            self.said.setText(str(error))
            return
        self.said.setText(self.tr("{0} changes stand in {1}.").format(f"{len(self.page.model.all):,}", path.name))
