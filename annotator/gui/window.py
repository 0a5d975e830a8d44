"""The main window: it opens and closes projects, holds the places, and says what is saved and what went wrong.

Owns the workspace and the focus of the open project. What actions do is in `actions` and the two modules behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from .. import settings as remembered
from ..errors import AnnotatorError, ProjectLocked, ProjectReadOnly
from ..settings import Settings, Theme
from . import dropped_files, keys, package_opening, step_places, theme
from . import remark_actions as remarks
from .actions import RECORDS
from .hints import Hints
from .layout import remember_splitters, remember_window, restore_splitters, restore_window
from .menus import Tools, fill_menus, show_menus, tint_actions
from .messages import ask
from .notice import Notice, StatusLine
from .places import OF_THE_LEAD, build_place, remember_places
from .places_bar import PlacesBar
from .project_actions import back_up_if_due, leave_lost, may_drop_typed
from .shared_folder import SharedFolder
from .situation import Situation, situation_of
from .start_page import StartPage
from .step_names import name_steps
from .typing_undo import TypingUndo

if TYPE_CHECKING:  # the first frame does not wait for what an open project needs
    from ..project import Project
    from ..project.history import Changes
    from .code_place import CodePlace
    from .focus import Focus
    from .palette import Entry
    from .reader import Reader
    from .time_keeper import TimeKeeper
    from .workspace import Workspace


class Window(QMainWindow):
    """The window of one project, or the start page where none is open."""

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("Annotator")
        self.settings = settings or remembered.load()
        self.workspace: Workspace | None = None
        self._focus: Focus | None = None
        self._made: dict[str, QWidget] = {}
        self._times: TimeKeeper | None = None
        self._built = False
        self._typing = TypingUndo(self)
        self.start_page = StartPage(self)
        self.notice = Notice(self)
        self.status = StatusLine(self)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start_page)
        keys.hold(self.settings.shortcuts)
        self.actions_by_id = fill_menus(self)
        self._places = PlacesBar(self)
        self._places.fill(self.actions_by_id)
        self._places.chosen.connect(self.show_place)
        self._tools = Tools(self.actions_by_id, self)
        self.addToolBar(self._tools)
        self.setCentralWidget(self._make_middle())
        self.setStatusBar(self.status)
        self.setAcceptDrops(True)
        self.hints = Hints(self)
        self.shared = SharedFolder(self)
        self._built = True
        restore_window(self, self.settings)
        self.retint()
        self.refresh()

    def open_project(self, path: Path) -> bool:
        """Opens a project in place of the one that is open. Trouble is one sentence; then the old one stays."""
        self.notice.clear()
        found = package_opening.find_file(self, path)
        if found is None:
            return False
        try:
            project = self._opened(found)
        except AnnotatorError as error:
            self.say(str(error))
            return False
        if project is None:
            return False
        if not self._choose_coder(project) or not self.close_project():
            project.close()
            return False
        try:
            self._show_project(project)
        except BaseException:
            self.workspace, self._made = None, {}
            project.close()
            raise
        return True

    def _opened(self, path: Path) -> Project | None:
        """The project; for reading where it is open elsewhere or may not be written, and the person wants that."""
        if self.workspace and path.resolve() == self.workspace.path.resolve() and not self.close_project():
            return None
        from ..project import Project

        try:
            return Project.open(path)
        except (ProjectLocked, ProjectReadOnly) as error:
            question = self.tr("{0} Open it for reading?").format(error)
            return Project.open(path, read_only=True) if ask(self, question, self.tr("Open for reading")) else None

    def _choose_coder(self, project: Project) -> bool:
        from .coder_choice import who_works

        chosen = who_works(self, project, self.settings.coders.get(str(project.path.resolve()), ""))
        if chosen is not None:
            project.work_as(chosen)
        return chosen is not None

    def _show_project(self, project: Project) -> None:
        from .focus import Focus
        from .workspace import Workspace

        self.workspace, self._focus = Workspace(project), Focus()
        self.workspace.changed.connect(self._on_changed)
        self.workspace.refused.connect(self.say)
        self.workspace.saved.connect(self.status.show_saved)
        self.workspace.unsaved.connect(self.status.show_unsaved)
        self.workspace.lost.connect(self._on_lost)
        self.workspace.coder_changed.connect(self._on_coder)
        self.workspace.codebook_changed.connect(self.show_anew)
        for signal in (self.focus.article_changed, self.focus.event_changed, self.focus.field_changed):
            signal.connect(self.refresh)
        self._place("code")
        self.hints.follow(self.focus, self.reader())
        self._tint_tools()
        self.settings.remember(project.path)
        self._remember_coder()
        self.setWindowTitle(self.tr("{0} — Annotator").format(project.about().get("name") or project.path.stem))
        self.notice.clear()
        self.status.show_project(self.workspace)
        self.show_place("code")
        self._show_first()
        self.reader().setFocus(Qt.FocusReason.OtherFocusReason)
        remarks.tell_answers(self)
        from .time_keeper import TimeKeeper

        self._times = TimeKeeper(self)
        package_opening.greet(self)

    def _show_first(self) -> None:
        """The article left open, else the first to do, else the first one done."""
        from .held_back import first_to_show

        workspace = self.current()
        if self.focus.article or workspace.refusal:  # what may not be worked on yet is not shown
            return
        number = first_to_show(workspace)
        first = workspace.project.articles.by_number(number) if number else None
        if first is not None:
            events = workspace.events(first.uid)
            self.focus.show_article(first.uid, events[0].uid if events else "")

    def close_project(self) -> bool:
        """Goes back to the start page; what is being typed is saved first. False where that was refused."""
        if self.workspace is None:
            return True
        self.leave()
        if not may_drop_typed(self):
            return False
        project = self.workspace.project
        if not project.read_only and not project.is_in_place() and not leave_lost(self):
            return False
        self.shared.stop()
        remember_splitters(self._stack, self.settings)
        remember_places(self, self._made)
        back_up_if_due(self, project)
        self._drop_places()
        project.close()
        self.setWindowTitle("Annotator")
        self.status.show_project(None)
        self.start_page.refresh()
        self._stack.setCurrentWidget(self.start_page)
        self.refresh()
        remembered.save(self.settings)
        return True

    def _drop_places(self) -> None:
        if self._times is not None:
            self._times.stop()
        for part in (*self._made.values(), *self.findChildren(QWidget, "copies")):
            if (stop := getattr(part, "stop", None)) is not None:  # what works on behind it, or reads as it is painted
                stop()
        for place in self._made.values():
            self._stack.removeWidget(place)
            place.hide()
            place.deleteLater()
        self.workspace, self._focus, self._times, self._made = None, None, None, {}

    def show_anew(self) -> None:
        """Builds all panels anew on the open project, where more was changed than an operation tells: by a purge, or with
        another version of the codebook, from which form, columns and filters are made. What is in view stays."""
        was, article, event = self.current(), self.focus.article, self.focus.event
        place = self.place
        remember_places(self, self._made)
        self._drop_places()
        was.project.history.listeners.clear()
        self._show_project(was.project)
        if was.in_view != self.current().in_view:
            self.current().look_at(*was.in_view)
        if there := self.current().standing(article):
            self.focus.show_article(there, event)
        self.show_place(place)

    def current(self) -> Workspace:
        """The open project's workspace; actions are enabled only where there is one."""
        assert self.workspace is not None, "no project is open"
        return self.workspace

    @property
    def focus(self) -> Focus:
        """What is in view in the open project."""
        assert self._focus is not None, "no project is open"
        return self._focus

    def work_as(self, coder: str) -> None:
        """Another coder of the project works now."""
        workspace = self.current()
        self.leave()
        workspace.work_as(coder)

    def _on_coder(self) -> None:
        self._remember_coder()
        self.status.show_project(self.workspace)
        workspace = self.current()
        if self.place in OF_THE_LEAD and not workspace.is_lead:
            self.show_place("code")
        article = workspace.article(self.focus.article)
        holds = workspace.project.own_articles.holds
        if article and (workspace.refusal or not holds(article.number, workspace.whose, workspace.round)):
            self.focus.show_article("")
            self._show_first()
            return
        events = workspace.events(self.focus.article)
        self.focus.show_event(events[0].uid if events else "")
        self.refresh()

    def _remember_coder(self) -> None:
        project = self.current().project
        if project.coders.all():
            self.settings.coders = {**self.settings.coders, str(project.path.resolve()): project.coder.uid}
        remembered.save(self.settings)

    def after_import(self) -> None:
        """Looks at the first article where nothing was in view."""
        self._show_first()
        self.refresh()

    @property
    def place(self) -> str:
        """The name of the place in view; empty on the start page."""
        shown = self._stack.currentWidget()
        return next((name for name, widget in self._made.items() if widget is shown), "")

    def show_place(self, name: str) -> None:
        """Looks at a place: `code`, `events` and what else `places` builds."""
        if self.workspace is None or (name in OF_THE_LEAD and not self.workspace.is_lead):
            return
        self.leave()
        if name != "code" and self.workspace.looks_on:
            self.workspace.look_at()  # another's work is looked at in place Code alone
        place = self._place(name)
        self._stack.setCurrentWidget(place)
        self._places.show_place(name)
        if name != "code":
            place.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.hints.look()
        if self._times is not None:
            self._times.look()
        self.refresh()

    def _place(self, name: str) -> QWidget:
        """A place of the open project, built when it is first asked for."""
        if name not in self._made:
            made = self._made[name] = build_place(name, self)
            self._stack.addWidget(made)
            restore_splitters(made, self.settings)
        return self._made[name]

    def built(self, name: str) -> QWidget:
        """A place that was shown in the open project."""
        return self._made[name]

    def code(self) -> CodePlace:
        """Place Code of the open project."""
        assert "code" in self._made, "no project is open"
        return cast("CodePlace", self._made["code"])

    def reader(self) -> Reader:
        """The reader of place Code."""
        return self.code().reader

    def open_event(self, article: str, event: str) -> None:
        """Looks at an event in place Code."""
        self.show_place("code")
        self.focus.show_article(article, event)

    def open_article(self, article: str) -> None:
        """Looks at an article in place Code, and at its first event."""
        events = self.current().events(article)
        self.open_event(article, events[0].uid if events else "")

    def place_in_view(self) -> QWidget | None:
        """What is shown: a place, or the start page."""
        return self._stack.currentWidget()

    def show_field(self, name: str) -> None:
        """Looks at a field of the form and puts the keyboard there."""
        self.focus.show_field(name)
        self.code().show_field(name)

    def leave(self) -> None:
        """Saves what is being typed in place Code."""
        if "code" in self._made:
            self.code().leave()

    def look_at(self, place: Mapping[str, str]) -> None:
        """Goes to a step's place, as far as it is still there: article, event, field."""
        step_places.look_at(self, place)

    def say(self, text: str, *, stays: bool = False) -> None:
        """One sentence at the foot of the window, until the next edit or for a while; on the start page until what is next."""
        self.notice.say(text, stays=stays or self.workspace is None)

    def refresh(self, *_: object) -> None:
        """Works out which actions make sense now, and names undo and redo."""
        view = self._stack.currentWidget()
        seen = getattr(view, "lanes", 0), getattr(view, "in_front", "")
        now = situation_of(self.workspace, self.focus, self.place, *seen) if self.workspace else Situation()
        for record in RECORDS:
            shown = record.shown(now)
            self.actions_by_id[record.id].setVisible(shown)
            self.actions_by_id[record.id].setEnabled(shown and record.when(now))
        name_steps(self.workspace, self.actions_by_id)
        show_menus(self)
        self._places.show_for(now.project, now.lead)
        self._tools.setVisible(now.place == "code")
        self.hints.soon()

    def _on_lost(self) -> None:
        self.status.show_lost()
        self.say(self.tr("The file of this project was moved or deleted. Close the project to save it elsewhere."))

    def _leave_what_is_gone(self) -> None:
        """An article that was taken back, as by the undo of its import, is not looked at any more."""
        article = self.focus.article
        there = self.current().standing(article)
        if there != article:
            self.focus.show_article(there)
            self._show_first()

    def _on_changed(self, changes: Changes) -> None:
        if not self.focus.article and changes.has("article"):
            self._show_first()
        elif self.focus.article in changes.touched.get("article", ()):
            self._leave_what_is_gone()
        self.notice.edited()
        self._typing.saved()
        if changes.has("coder"):
            self.status.show_project(self.workspace)
        self.refresh()

    def choose(self, question: str, entries: Sequence[Entry]) -> None:
        """Offers a few things to choose from, in the palette's form."""
        from .palette import Palette

        Palette(self, entries, hint=question).open()

    def zoom(self, steps: int) -> None:
        """Larger or smaller text; 0 is the usual size."""
        low, high = remembered.ZOOM
        self.settings.zoom = max(low, min(high, self.settings.zoom + steps)) if steps else 0
        self._dress()

    def set_theme(self, choice: Theme) -> None:
        """Light, dark, or as the desktop has it."""
        self.settings.theme = choice
        self._dress()

    def set_keys(self, chosen: keys.Chosen) -> None:
        """Other keys for actions: in menus, tips and wherever a text names one."""
        keys.hold(chosen)
        self.settings.shortcuts = {name: list(held) for name, held in keys.held().items()}
        for record in RECORDS:
            keys.put_on(self.actions_by_id[record.id], record.id, record.title())
        self._places.retell(self.actions_by_id)
        keys.retell(self)
        self.refresh()
        remembered.save(self.settings)

    def follow_desktop(self) -> None:
        """The desktop went light or dark."""
        if self.settings.theme == "system":
            self._dress()

    def _dress(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, self.settings.theme)
        theme.set_zoom(app, self.settings.zoom)
        remembered.save(self.settings)

    def retint(self) -> None:
        """Icons and bars in the palette's colours."""
        palette = QApplication.palette()
        if self.workspace is not None:
            self._tint_tools()
        for styled in (self._places, self.notice):
            styled.setStyleSheet(theme.sheet(palette))
        self.start_page.retint()

    def _tint_tools(self) -> None:
        """Icons that are seen with a project alone; the start page does not wait for them."""
        palette = QApplication.palette()
        tint_actions(self.actions_by_id, palette)
        self._places.tint(palette)

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is being typed is saved, the file is left whole, the layout remembered."""
        remember_window(self, self.settings)
        if not self.close_project():
            event.ignore()
            return
        remembered.save(self.settings)
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Another palette came, from the person or the desktop."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._built:
            self.retint()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A project is opened, anything else is imported into the open one."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        QTimer.singleShot(0, self, lambda: self.take_files(paths))

    def take_files(self, paths: Sequence[Path]) -> None:
        """What was dropped on the window."""
        dropped_files.take(self, paths)

    def _make_middle(self) -> QWidget:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._stack, 1)
        right.addWidget(self.notice)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._places)
        row.addLayout(right, 1)
        return middle
