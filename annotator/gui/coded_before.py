"""What other articles' events are like the event in view: asked in a thread a moment after the last change.

Owns the thread and when it is asked. Which events are alike is `project.nearby`'s; how they are shown, the panel's.
"""

from __future__ import annotations

import queue
import threading
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Signal

from ..errors import AnnotatorError
from ..project import Project
from ..project.history import Changes
from ..project.nearby import Nearby, nearby
from .focus import Focus
from .workspace import Workspace

REST = 300
"""Milliseconds after the last change before it is asked: it comes after what the coder waits for."""


class CodedBefore(QObject):
    """The events like the one in view. `changed()` after there are others; `found` is empty until they are known."""

    changed = Signal()
    _answered = Signal(int, object)

    def __init__(self, workspace: Workspace, focus: Focus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._focus = workspace, focus
        self.found: list[Nearby] = []
        self.known = False
        self._asked = 0
        self._stopped = False
        self._questions: queue.SimpleQueue[tuple[int, str] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._ask)
        self._answered.connect(self._take_in)
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(self._forget)
        focus.event_changed.connect(self._forget)
        self._forget()

    def stop(self) -> None:
        """Ends the thread after what it does now; nothing is asked any more, nor is an answer on its way taken in."""
        self._stopped = True
        self._asked += 1
        self._rest.stop()
        if self._thread is not None:
            self._questions.put(None)
            self._thread.join()
            self._thread = None

    def _forget(self, _uid: str = "") -> None:
        self._asked += 1
        had, self.found, self.known = self.found, [], not self._focus.event
        if self._focus.event and not self._stopped:
            self._rest.start()
        else:
            self._rest.stop()
        if had or self.known:
            self.changed.emit()

    def _on_changed(self, changes: Changes) -> None:
        if (
            self._focus.event
            and not self._stopped
            and changes.has("event", "coding", "article", "incident", "incident_link", "actor", "codebook")
        ):
            self._rest.start()

    def _ask(self) -> None:
        self._asked += 1
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, args=(self._workspace.project,), name="nearby", daemon=True)
            self._thread.start()
        self._questions.put((self._asked, self._focus.event))

    def _take_in(self, asked: int, found: list[Nearby]) -> None:
        if asked == self._asked and (found != self.found or not self.known):
            self.found, self.known = found, True
            self.changed.emit()

    def _run(self, project: Project) -> None:
        while (question := self._newest()) is not None:
            found: list[Nearby] = []
            # A connection for each question: one that stays open would keep a purge from the file.
            with suppress(AnnotatorError), project.beside() as own:
                found = nearby(own, question[1])
            self._answered.emit(question[0], found)

    def _newest(self) -> tuple[int, str] | None:
        found = self._questions.get()
        while found is not None and not self._questions.empty():
            found = self._questions.get()
        return found
