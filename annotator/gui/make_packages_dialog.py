"""Making packages: for whom, into which folder, under which passphrase; then what was made.

Owns the choices; what a package holds is `project.packages`'s. One coder after another, in a job.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from ..project import Project
from ..project.packages import Packaged, made, package
from .giving_dialog import GivingDialog
from .jobs import SHOWN_AT_ONCE, Progress, writing_job
from .package_words import when
from .table_cells import HEAD
from .workspace import Workspace

UID = Qt.ItemDataRole.UserRole


class MakePackagesDialog(GivingDialog):
    """`made` are the packages made so far."""

    def __init__(self, workspace: Workspace, folder: Path | None, parent: QWidget | None = None) -> None:
        super().__init__("make_packages", folder or workspace.path.parent, parent)
        about = self.tr(
            "Each coder gets a file: the articles handed to them, the codebook, the registers and their own work; nobody "
            "else's work, and not which articles others code, too."
        )
        self._workspace = workspace
        self.made: list[Packaged] = []
        self.close_button.setAutoDefault(False)  # Return makes packages again as soon as something else is chosen
        self.coders = self._make_coders()
        self._lay_out(about, self.tr("Make packages"), self.coders)
        self.folder.changed.connect(self._judge)
        self.secret.changed.connect(self._judge)
        self.coders.itemChanged.connect(lambda _item, _column: self._judge())
        self.resize(620, 520)
        self._judge()
        self.coders.setFocus()

    def chosen(self) -> list[str]:
        """Uids of the coders marked, in their order."""
        return [str(item.data(0, UID)) for item in self._items() if item.checkState(0) == Qt.CheckState.Checked]

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.coders.topLevelItem(row) for row in range(self.coders.topLevelItemCount()))
        return [item for item in found if item is not None]

    def run(self) -> None:
        """Makes the packages, in a thread."""
        folder, whom, secret = self.folder.path(), self.chosen(), self.secret.value()
        if self.job.busy or folder is None or not self.yes.isEnabled():
            return
        self.made, finished = [], list[Packaged]()

        def work(own: Project, progress: Progress) -> list[Packaged]:
            for at, coder in enumerate(whom):

                def tell(what: str, share: float, at: int = at) -> None:
                    progress.tell(what, (at + share) / len(whom))

                progress.check()
                finished.append(package(own, coder, folder, passphrase=secret, progress=tell))
            return finished

        job = writing_job(self._workspace.project, work, self)
        self.job.watch(job, "")
        job.done.connect(lambda _all: self._end(finished, ""))
        job.failed.connect(lambda reason: self._end(finished, reason))
        job.cancelled.connect(lambda: self._end(finished, self.tr("Stopped.")))
        self._enable()
        job.finish(SHOWN_AT_ONCE)

    def _end(self, finished: list[Packaged], trouble: str) -> None:
        self.made = finished
        if len(finished) == 1:
            one = finished[0]
            words = self.tr("Made {0}: {1} articles.").format(one.path.name, f"{one.articles:,}")
        elif finished:
            words = self.tr("Made {0} packages in {1}: {2}.").format(
                len(finished), finished[0].path.parent, ", ".join(one.path.name for one in finished))  # fmt: skip
        else:
            words = "" if trouble else self.tr("Nothing was made.")
        if finished and finished[0].sealed:
            words += " " + self.tr("Tell the passphrase on another way than the file goes.")
        self._say(f"{trouble} {words}".strip(), wrong=bool(trouble))
        self._list()
        self._enable()
        if not trouble:
            self.close_button.setDefault(True)
            self.close_button.setFocus()

    def _enable(self) -> None:
        ready = not self.folder.wrong() and self.secret.ready and bool(self.chosen())
        self.yes.setEnabled(not self.job.busy and ready)

    def _judge(self) -> None:
        """Something else is chosen: says what is missing."""
        self.yes.setDefault(True)
        self._enable()
        wrong = self.folder.wrong()
        if not self.coders.topLevelItemCount():
            self._say(self.tr("Nobody codes here besides you: add a coder under “Who codes…” first."))
        else:
            self._say(wrong or ("" if self.chosen() else self.tr("Mark the coders who get a package.")), wrong=bool(wrong))

    def _make_coders(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setObjectName("make_packages.coders")
        tree.setAccessibleName(self.tr("Coders"))
        tree.setRootIsDecorated(False)
        tree.setHeaderLabels([self.tr("Coder"), self.tr("Last package"), self.tr("Made")])
        tree.header().setStyleSheet(HEAD)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            tree.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setStretchLastSection(False)
        people = [one for one in self._workspace.project.coders.all() if one.kind == "person"]
        for one in people:
            if one.role == "lead":
                continue
            item = QTreeWidgetItem([one.name])
            item.setData(0, UID, one.uid)
            item.setCheckState(0, Qt.CheckState.Checked)
            tree.addTopLevelItem(item)
        if (first := tree.topLevelItem(0)) is not None:
            tree.setCurrentItem(first)
        self.coders = tree
        self._list()
        return tree

    def _list(self) -> None:
        last = {one.coder: one for one in reversed(made(self._workspace.project))}
        tree = self.coders
        tree.blockSignals(True)
        for item in self._items():
            known = last.get(item.data(0, UID))
            item.setText(1, self.tr("No. {0}").format(known.number) if known else self.tr("none yet"))
            item.setText(2, when(known.time) if known else "")
        tree.blockSignals(False)
