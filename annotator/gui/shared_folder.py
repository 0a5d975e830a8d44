"""The folder where packages and work meet: which one a project has, and what waits in it.

Owns the looking. A network folder may hang for minutes: it is asked by a thread that nobody waits for, and no second one
starts while the first has not come back. What waiting files mean is `project.arrivals`'s; what is offered about them
says `package_actions`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from .. import settings as remembered
from ..errors import AnnotatorError
from .package_actions import offer_waiting

if TYPE_CHECKING:
    from ..project import Project
    from ..project.arrivals import Waiting
    from ..project.history import Changes
    from .window import Window

LOOK_EVERY = 60_000
"""Milliseconds between two looks while the window is in front."""
ASK_EVERY = 100
"""Milliseconds between two glances at whether a look is over."""
LEAVE_WITHIN = 0.5
"""Seconds that closing a project waits for a look; a folder that hangs is left behind."""


Files = tuple[tuple[str, int, int], ...]
"""Names, sizes and times of the files of a folder."""
WORK_MOVED = ("merge", "take_in", "undo", "redo")
"""Steps after which other files of the same folder may wait."""


class Look:
    """One look at a folder, in a thread of its own. `found` is None until it is over, and where it could not be read."""

    def __init__(self, project: Project, folder: Path, before: Files | None) -> None:
        self.project, self.folder, self.files = project, folder, before
        self.found: list[Waiting] | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="shared folder", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether the folder has not answered yet."""
        return self._thread.is_alive()

    def leave(self) -> None:
        """Its answer is not wanted any more."""
        self._stop.set()
        self._thread.join(LEAVE_WITHIN)

    def _run(self) -> None:
        from ..project.arrivals import waiting

        try:
            files = _files(self.folder)  # hangs here, if it does, while nothing of the project is held
            if self._stop.is_set() or files == self.files:
                return  # the same files as before need not be read again
            with self.project.beside() as own:
                self.found, self.files = waiting(own, self.folder), files
        except (AnnotatorError, OSError):
            return  # not there now, as a stick or a network that is away: looked for again


class SharedFolder(QObject):
    """The shared folder of the open project, looked at when the window comes to front and every minute."""

    changed = Signal()
    """Other files wait than before."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._look: Look | None = None
        self._seen: Files | None = None
        self.waiting: Sequence[Waiting] = ()
        self._regular = self._timer(LOOK_EVERY, self.look)
        self._glance = self._timer(ASK_EVERY, self._see)
        window.installEventFilter(self)
        self.changed.connect(lambda: offer_waiting(window))

    @property
    def path(self) -> Path | None:
        """The folder, None where the open project has none."""
        workspace = self._window.workspace
        return folder_of(workspace.path, self._window.settings) if workspace else None

    def choose(self, folder: Path | None) -> None:
        """Another folder for the open project, or none."""
        settings, key = self._window.settings, str(self._window.current().path.resolve())
        kept = {name: at for name, at in settings.shared_folders.items() if name != key}
        settings.shared_folders = {**kept, key: str(folder)} if folder else kept
        remembered.save(settings)
        self._found(())
        self._seen = None
        self._begin()

    def follow(self) -> None:
        """A project is open: looks into its folder from now on."""
        self._window.current().changed.connect(self._on_changed)
        self._begin()

    def _begin(self) -> None:
        if self.path is not None:
            self._regular.start()
            self.look()

    def stop(self) -> None:
        """The project is about to be closed."""
        self._regular.stop()
        self._glance.stop()
        if self._look is not None:
            self._look.leave()
        self._seen = None
        self._found(())

    def look(self) -> None:
        """Looks, unless the last look is not over."""
        folder, workspace = self.path, self._window.workspace
        if folder is None or workspace is None or (self._look is not None and self._look.running):
            return
        self._look = Look(workspace.project, folder, self._seen)
        self._glance.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window came to front."""
        if event.type() == QEvent.Type.WindowActivate:
            self.look()
        return False

    def _see(self) -> None:
        look = self._look
        if look is None or look.running:
            return
        self._glance.stop()
        workspace = self._window.workspace
        if look.found is not None and workspace is not None and look.project is workspace.project and look.folder == self.path:
            self._seen = look.files
            self._found(look.found)

    def _on_changed(self, changes: Changes) -> None:
        if changes.label.get("id") in WORK_MOVED:
            self._seen = None
            self.look()

    def _found(self, waiting: Sequence[Waiting]) -> None:
        if list(waiting) != list(self.waiting):
            self.waiting = tuple(waiting)
            self.changed.emit()

    def _timer(self, interval: int, deed: object) -> QTimer:
        made = QTimer(self)
        made.setInterval(interval)
        made.timeout.connect(deed)
        return made


def _files(folder: Path) -> Files:
    """Raises OSError where the folder cannot be read."""
    with os.scandir(folder) as entries:
        told = ((one.name, one.stat()) for one in entries)
        return tuple(sorted((name, state.st_size, state.st_mtime_ns) for name, state in told))


def folder_of(project: Path, settings: remembered.Settings) -> Path | None:
    """The folder chosen for a project on this machine."""
    name = settings.shared_folders.get(str(project.resolve()), "")
    return Path(name) if name else None
