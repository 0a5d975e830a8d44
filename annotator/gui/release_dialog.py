"""The dialog of releases: what goes out, what that would be, what changed since the last one and why, and the releases so far.

Owns the order: nothing is released that was not foreseen as it stands, and ids are asked about before they are given.
Foreseeing and releasing are jobs; the work is `releases`'. A dialog that is closed keeps what was chosen, for as long as its
project is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ..codebook.guide_rulings import RulingText
from ..codebook.model import Codebook
from ..project import Project
from ..releases.options import ReleaseOptions
from ..releases.preview import Preview, foresee
from ..releases.release import Released, again, release
from . import file_dialogs
from . import release_words as words
from .colors import is_dark, muted, severity_color
from .fields.base import write_in
from .job_dialog import JobDialog
from .jobs import SHOWN_AT_ONCE, Job, Progress, reading_job, writing_job
from .messages import ask, tell
from .plain_parts import plain_label
from .release_changes import ChangesPage
from .release_list import FileList, ListPage
from .release_preview import LeftOut, PreviewPage, left_out_of
from .release_since import SinceDialog
from .release_what import WhatPage, same_files
from .workspace import Workspace

if TYPE_CHECKING:
    from .tabbed_place import TabbedPlace
    from .window import Window

MOST_NAMED = 12
"""Files that are named where a release made again is not as it was."""


class ReleaseDialog(JobDialog):
    """Foresees and makes releases. `preview` is what a release would be as it stands, None where nobody looked; `made` the last
    one made here."""

    def __init__(self, workspace: Workspace, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("release")
        self._workspace, self._window = workspace, window
        self.codebook = workspace.codebook
        self.preview: Preview | None = None
        self.made: Released | None = None
        self._seen: ReleaseOptions | None = None
        self._edits = self._seen_at = 0
        """Changes heard of so far, and when it was looked last."""
        last = workspace.project.releases.last()
        self.last = last.number if last else 0
        options = replace(ReleaseOptions.from_json(last.options), reasons={}) if last else ReleaseOptions()
        self.what = WhatPage(workspace, options)
        self.foreseen = PreviewPage(workspace)
        self.changes = ChangesPage(workspace)
        self.list = ListPage(workspace)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("release.pages")
        self.tabs.setAccessibleName(self.tr("What to do"))
        self.tabs.setDocumentMode(True)
        for page in (self.what, self.foreseen, self.changes, self.list):
            self.tabs.addTab(page, "")
        self.folder = QLineEdit()
        self.folder.setObjectName("release.folder")
        self.folder.setAccessibleName(self.tr("Folder to write to"))
        self.warning = plain_label("release.warning")
        self.wrong = plain_label("release.wrong")
        self.outcome = plain_label("release.outcome")
        self.files = FileList()
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._own_folder = False
        self._lay_out()
        self._connect()
        line = self.fontMetrics().lineSpacing()
        self.resize(min(66 * line, window.width() - 40), min(42 * line, window.height() - 40))
        self._name()

    def fits(self, workspace: Workspace) -> bool:
        """Whether what is chosen here still is about the open project."""
        return self._workspace is workspace and self.codebook is workspace.codebook and self.made is None

    def options(self) -> ReleaseOptions:
        """What is chosen, with the reasons that were written for changes there are."""
        shown = self.preview.differences if self.preview is not None else ()
        there = {key for one in shown for key in (one.key, one.id)}
        return replace(self.what.options(), reasons={key: why for key, why in self.changes.reasons.items() if key in there})

    def path(self) -> Path:
        """The folder that would be written."""
        return Path(self.folder.text().strip()).expanduser()

    # --- foreseeing ---------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Says what a release would be; nothing is written."""
        if self.job.busy:
            return
        if why := self.what.refusal():
            self._tell(why)
            return
        options = self.what.options()
        self._seen, self._seen_at = options, self._edits
        self._tell("")
        self.foreseen.forget(self.tr("Looking…"))

        def work(own: Project, progress: Progress) -> tuple[Preview, list[LeftOut]]:
            found = foresee(own, options, progress.tell)
            return found, left_out_of(own)

        self._run(reading_job(self._workspace.project, work, self), self._on_preview, self.tr("Stopped."))

    def _on_preview(self, told: tuple[Preview, list[LeftOut]]) -> None:
        found, passed = told
        if self._seen is None or self._seen_at != self._edits or not same_files(self._seen, self.what.options()):
            self._forget()
            return
        self.preview = found
        self.foreseen.show_preview(found, passed, self.last)
        self.changes.show_changes(found.differences, self.tr("Nothing changed since release {0}.").format(self.last))
        self._name()
        if self.tabs.currentWidget() is self.foreseen and not self.tabs.tabBar().hasFocus():  # who goes from tab to tab stays
            self.foreseen.tree.setFocus()

    def _forget(self) -> None:
        """What was foreseen is not so any more."""
        if self.job.busy:
            return
        self.preview = None
        self._tell("")  # what was wrong may not be any more
        self.foreseen.forget(self.tr("What goes out was changed. Look again."))
        self._enable()

    def _on_edit(self) -> None:
        """What comes from a look that is under way is of before."""
        self._edits += 1
        self._forget()

    def _on_tab(self, _index: int) -> None:
        page = self.tabs.currentWidget()
        if page in (self.foreseen, self.changes) and self.preview is None:
            self.look()
        self._enable()

    # --- releasing ----------------------------------------------------------------------------------------------------

    def go(self) -> None:
        """Looks first; what was looked at is released once the person says so."""
        if self.job.busy:
            return
        if self.preview is None:
            self.tabs.setCurrentWidget(self.foreseen)
            if self.preview is None:
                self.look()
            return
        self.release()

    def release(self) -> None:
        """Makes the release that was foreseen."""
        found = self.preview
        if found is None or self.job.busy or not self.folder.text().strip():
            return
        if not ask(self, self._question(found), self.tr("Release")):
            return
        options, folder = self.options(), self.path()

        def work(own: Project, progress: Progress) -> Released:
            return release(own, folder, options, progress.tell, render=_render)

        self._tell("")
        self._run(
            writing_job(self._workspace.project, work, self), self._on_released,
            self.tr("Stopped; nothing was released, and no id was given."),
        )  # fmt: skip

    def _question(self, found: Preview) -> str:
        ids = words.many(
            found.without_id, self.tr("One incident gets an id, for good: no undo takes it back, and no other gets the same."),
            self.tr("{0} incidents get an id, for good: no undo takes them back, and no other gets the same."),
        )  # fmt: skip
        lines = [self.tr("Release {0} goes to {1}.").format(found.number, self.path().name)]
        lines += [ids] if found.without_id else []
        if found.ties:
            lines.append(words.many(found.ties, self.tr("One tie is not settled."), self.tr("{0} ties are not settled.")))
        if found.errors:
            lines.append(
                words.many(found.errors, self.tr("Errors stand in one event."), self.tr("Errors stand in {0} events."))
            )
        unsaid = sum(not one.note for one in self.changes.model.all)
        if unsaid:
            lines.append(words.many(
                unsaid, self.tr("One change has no word of yours beside what the history says."),
                self.tr("{0} changes have no word of yours beside what the history says."),
            ))  # fmt: skip
        return "\n".join(lines)

    def _on_released(self, made: Released) -> None:
        self.made = made
        counts = made.manifest.get("counts", {})
        lines = [
            self.tr("Release {0} stands in {1}.").format(made.number, made.folder),
            self.tr("{0} incidents, told by {1} events from {2} articles.").format(
                *(f"{int(counts.get(name, 0)):,}" for name in ("incidents", "events", "articles"))
            ),
            words.many(made.numbered, self.tr("One id was given."), self.tr("{0} ids were given.")) if made.numbered
            else self.tr("No new id was needed."),
            self.tr("{0} files, each with its hash in manifest.json; the project can make the same bytes again.").format(
                len(made.manifest.get("files", ()))
            ),
        ]  # fmt: skip
        self.outcome.setText("\n".join(lines))
        self.files.show_files(made.manifest)
        self._pages.setCurrentIndex(1)
        self.list.show_releases()
        self._enable()
        self.show_button.setFocus()

    def _more(self) -> None:
        """Back from what was done to the pages, for the releases so far."""
        fresh = ReleaseDialog(self._workspace, self._window)
        fresh.tabs.setCurrentWidget(fresh.list)
        self.done(0)
        fresh.open()

    # --- releases so far ----------------------------------------------------------------------------------------------

    def _show_since(self, number: int) -> None:
        SinceDialog(self._workspace, number, self).open()

    def _ask_again(self, number: int) -> None:
        wish = _free(self._workspace.path.with_name(f"{self._workspace.path.stem}-release-{number}-again"))
        title = self.tr("Make release {0} again in a folder named").format(number)
        name, _ = file_dialogs.save_file(self, title, str(wish), ask_over=False)
        if name:
            self.make_again(number, Path(name))

    def make_again(self, number: int, folder: Path) -> None:
        """Makes a release again; says whether every byte is as it was."""
        if self.job.busy:
            return
        self._tell("")

        def work(own: Project, progress: Progress) -> Released:
            return again(own, number, folder, progress.tell, render=_render)

        self._run(reading_job(self._workspace.project, work, self), self._on_again, self.tr("Stopped; nothing was written."))

    def _on_again(self, made: Released) -> None:
        self._enable()
        if not made.differs:
            same = self.tr("Release {0} stands in {1}. Every byte of its {2} files is as it was.")
            tell(self, same.format(made.number, made.folder, len(made.manifest.get("files", ())) + 1))
            return
        named = [f"{name}: {why}" for name, why in made.differs.items()]
        rest = [self.tr("… and {0} more.").format(len(named) - MOST_NAMED)] if len(named) > MOST_NAMED else []
        head = self.tr("Release {0} stands in {1}, and is not as it was:").format(made.number, made.folder)
        tell(self, "\n".join([head, *named[:MOST_NAMED], *rest]))

    # --- going elsewhere ----------------------------------------------------------------------------------------------

    def _open_article(self, article: str) -> None:
        self.done(0)
        self._window.open_article(article)

    def _open_action(self, name: str) -> None:
        self.done(0)
        if name != "incidents_ties":
            self._window.actions_by_id[name].trigger()
            return
        self._window.show_place("events")
        panel = cast("TabbedPlace", self._window.built("events")).show_tab("incidents")
        show = getattr(panel, "show_list", None)
        if show is not None:
            show("tie")

    # --- what is seen -------------------------------------------------------------------------------------------------

    def _run(self, job: Job, done: object, stopped: str) -> None:
        self.job.watch(job, "")
        job.done.connect(done)  # type: ignore[arg-type]
        job.failed.connect(self._fail)
        job.cancelled.connect(lambda: self._fail(stopped))
        for end in (job.done, job.failed, job.cancelled):
            end.connect(self._enable)
        self._enable()
        job.finish(SHOWN_AT_ONCE)

    def _fail(self, reason: str) -> None:
        if self.preview is None:
            self.foreseen.forget("")
        self._tell(reason)

    def _tell(self, wrong: str) -> None:
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))

    def _name(self) -> None:
        """The titles, the folder offered, and what is said of ids, for the number that is next."""
        number = self.last + 1
        self.setWindowTitle(self.tr("Release {0}").format(number))
        titles = (
            self.tr("What goes out"), self.tr("Preview"),
            self.tr("Changes since release {0}").format(self.last) if self.last else self.tr("Changes"),
            self.tr("Releases so far"),
        )  # fmt: skip
        for place, title in enumerate(titles):
            self.tabs.setTabText(place, title)
        self.tabs.setTabEnabled(2, bool(self.last))
        if not self._own_folder:
            self.folder.setText(str(_free(self._workspace.path.with_name(f"{self._workspace.path.stem}-release-{number}"))))
        numbered = self._workspace.codebook.numbering is not None
        self.warning.setText(
            self.tr("Ids that are given out cannot be taken back: no undo reaches them, and none is used twice.")
            if numbered else self.tr("What is given out cannot be taken back.")
        )  # fmt: skip
        self._enable()

    def _enable(self, *_: object) -> None:
        free, made, listed = not self.job.busy, self.made is not None, self.tabs.currentWidget() is self.list
        usable = not self._workspace.read_only
        for page in (self.what, self.changes, self.list):
            page.setEnabled(free)
        self._place.setVisible(not made and not listed)
        self._place.setEnabled(free)
        self.warning.setVisible(not made and not listed)
        self.yes.setVisible(not made and not listed)
        number = self.preview.number if self.preview else 0
        self.yes.setText(self.tr("&Look first") if self.preview is None else self.tr("&Release {0}…").format(number))
        ready = self.preview is not None and bool(self.preview.incidents) and bool(self.folder.text().strip()) and usable
        self.yes.setEnabled(free and (self.preview is None or ready))
        for button in (self.show_button, self.more_button):
            button.setVisible(made)

    # --- building -----------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.what.changed.connect(self._forget)
        self.tabs.currentChanged.connect(self._on_tab)
        self.foreseen.article_requested.connect(self._open_article)
        self.foreseen.action_requested.connect(self._open_action)
        self.list.changes_requested.connect(self._show_since)
        self.list.again_requested.connect(self._ask_again)
        self.folder.textEdited.connect(self._on_folder)
        self._workspace.changed.connect(lambda _changes: self._on_edit())

    def _on_folder(self) -> None:
        self._own_folder = True
        self._enable()

    def _lay_out(self) -> None:
        choose = QPushButton(self.tr("Ch&oose…"))
        choose.setObjectName("release.choose")
        choose.setAutoDefault(False)
        choose.clicked.connect(lambda _checked=False: self._choose_folder())
        label = QLabel(self.tr("Fold&er"))
        label.setBuddy(self.folder)
        self._place = QWidget()
        row = QHBoxLayout(self._place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(label)
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        told = QWidget()
        after = QVBoxLayout(told)
        after.setContentsMargins(0, 0, 0, 0)
        after.setSpacing(12)
        after.addWidget(self.outcome)
        after.addWidget(self.files, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.tabs)
        self._pages.addWidget(told)
        write_in(self.warning, muted(self.palette()))
        write_in(self.wrong, severity_color("error", is_dark(self.palette())))
        self.wrong.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 14)
        column.setSpacing(9)
        column.addWidget(self._pages, 1)
        for part in (self._place, self.warning, self.wrong, self.job, self._buttons()):
            column.addWidget(part)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self.more_button = buttons.addButton(self.tr("Releases so &far"), role.ActionRole)
        self.show_button = buttons.addButton(self.tr("&Show in folder"), role.ActionRole)
        self.yes = buttons.addButton("", role.AcceptRole)
        self.yes.setDefault(True)
        close = buttons.addButton(self.tr("Close"), role.RejectRole)
        named = {"more": self.more_button, "show": self.show_button, "yes": self.yes, "close": close}
        for name, button in named.items():
            button.setObjectName(f"release.{name}")
            button.setAutoDefault(False)
        self.more_button.clicked.connect(lambda _checked=False: self._more())
        self.show_button.clicked.connect(lambda _checked=False: self._show_folder())
        buttons.accepted.connect(self.go)
        buttons.rejected.connect(self.reject)
        return buttons

    def _choose_folder(self) -> None:
        name, _ = file_dialogs.save_file(
            self, self.tr("Write the release to a folder named"), self.folder.text(), ask_over=False,
        )  # fmt: skip
        if name:
            self.folder.setText(name)
            self._on_folder()

    def _show_folder(self) -> None:
        if self.made is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.made.folder.resolve())))


def _render(codebook: Codebook, rulings: Sequence[RulingText], target: Path, project: str) -> None:
    from .manual_pdf import write_manual  # where one is wanted

    write_manual(codebook, rulings, target, project=project)


def _free(wish: Path) -> Path:
    """The name, or the first one with a number behind it that nothing has."""
    found, number = wish, 2
    while found.exists():
        found, number = wish.with_name(f"{wish.name}-{number}"), number + 1
    return found
