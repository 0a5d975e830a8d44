"""Watches whether somebody is at work on the article in view, where the project keeps times; and says so.

Owns what counts as being at work: a key, the mouse or the wheel in the window in front, in place Code, in the own work.
What is written is `project.times`'s. Where no times are kept, nothing is watched.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from .. import settings as remembered
from ..errors import AnnotatorError
from ..project.codings import coding_uid
from ..project.history import Changes

if TYPE_CHECKING:
    from .window import Window

_WORK = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.TouchUpdate,
})  # fmt: skip


class TimeKeeper(QObject):
    """Keeps the times of one window's open project."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window, self._workspace = window, window.current()
        self._watching = False
        self._workspace.changed.connect(self._on_changed)
        self._workspace.coder_changed.connect(self._switch)
        window.focus.article_changed.connect(self.look)
        self._switch()

    def look(self, *_: object) -> None:
        """Counts for the article that is worked on now, or for none."""
        if not self._watching:
            return
        with suppress(AnnotatorError):  # a stretch that cannot be written is let go: it must not stand in the way of work
            self._workspace.project.times.start(self._at_work_on())
        self._window.status.show_counting(bool(self._workspace.project.times.counting))

    def stop(self) -> None:
        """The project is closed."""
        if self._watching:
            with suppress(AnnotatorError):
                self._workspace.project.times.stop()
        self._watch(False)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is at work."""
        kind = event.type()
        if kind in _WORK:
            times = self._workspace.project.times
            if times.counting:
                times.active()
        elif kind in (QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate) and watched is self._window:
            self.look()
        return False

    def _at_work_on(self) -> str:
        window, workspace = self._window, self._workspace
        article = window.focus.article
        if not article or workspace.looks_on or window.place != "code" or not window.isActiveWindow():
            return ""
        coding = workspace.coding(article)
        return coding.uid if coding else coding_uid(article, workspace.project.history.coder, workspace.round)

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("round"):
            self._switch()

    def _switch(self) -> None:
        project = self._workspace.project
        kept = project.times.are_kept() and not project.read_only
        if self._watching and not kept:
            project.times.drop()
        self._watch(kept)
        self._window.status.show_counting(False)
        self.look()
        self._tell(kept)

    def _watch(self, watching: bool) -> None:
        app = QApplication.instance()
        if watching == self._watching or app is None:
            return
        self._watching = watching
        if watching:
            app.installEventFilter(self)
        else:
            app.removeEventFilter(self)

    def _tell(self, kept: bool) -> None:
        """Tells each coder once on each computer that times are kept; once more where they are kept again."""
        settings, project = self._window.settings, self._workspace.project
        name = f"times {project.about().get('uid', '')} {project.history.coder}"
        if kept == (name in settings.told):
            return
        settings.told = [*settings.told, name] if kept else [one for one in settings.told if one != name]
        remembered.save(settings)
        if kept:
            self._window.say(
                self.tr(
                    "This project keeps how long you work on an article; see what is kept about you (File, “What is kept about "
                    "me…”)."
                ),
                stays=True,
            )
