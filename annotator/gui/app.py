"""Starts the window: the program's look, its crash watch, the project asked for, and the picture mode.

The one door that the command line uses.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSize, QTimer
from PySide6.QtWidgets import QApplication

from .. import __version__
from .. import settings as remembered
from ..errors import AnnotatorError, StorageError
from . import theme
from .crash import CrashWatch
from .garbage import Garbage
from .window import Window

PICTURE_SIZE = (1366, 768)
DEMO = "demo.annotator"
SETTLED = 3_000
"""Milliseconds after which what is not needed at the start is done."""


def run(project: Path | None, demo: bool = False, picture: Path | None = None, size: tuple[int, int] | None = None) -> int:
    """Opens the window and gives the exit code when it is closed.

    `demo` opens the person's own copy of the sample project. With `picture` the window is painted once at `size`
    (pixels), saved as PNG, and closed; the demo's picture is taken of a fresh copy with one event coded.
    """
    with _application() as app, _project(project, demo, picture) as path:
        settings = remembered.load()
        theme.apply(app, settings.theme)
        theme.set_zoom(app, settings.zoom)
        window = Window(settings)
        if picture or size:
            window.resize(QSize(*(size or PICTURE_SIZE)))
        app.styleHints().colorSchemeChanged.connect(window.follow_desktop)
        watch, garbage = CrashWatch(lambda: _restart(window), window), Garbage(window)
        try:
            window.show()
            opened = path is None or window.open_project(path)
            QTimer.singleShot(SETTLED, window, _clear_left_over)
            if picture is not None:
                return _take_picture(app, window, picture) if opened else _refused(window)
            return app.exec()
        finally:
            watch.stop()
            garbage.stop()
            window.close()
            window.deleteLater()
            # Closing asked the program to quit; a loop that runs after this one, as in tests, must not hear it.
            QCoreApplication.removePostedEvents(app, QEvent.Type.Quit.value)


@contextmanager
def _application() -> Iterator[QApplication]:
    """The program's QApplication; one that is there already, as in tests, is used and left as it was."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication([*sys.argv[:1], *theme.STYLE])
    app.setApplicationName("annotator")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("annotator")
    yield app


@contextmanager
def _project(project: Path | None, demo: bool, picture: Path | None) -> Iterator[Path | None]:
    """The file to open; for the demo it is made where there is none."""
    if not demo:
        yield project
        return
    from ..formats.sample import add_example, make_sample

    if picture is not None:
        import tempfile

        with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
            path = Path(folder) / DEMO
            make_sample(path)
            add_example(path)
            yield path
        return
    path = remembered.data_folder() / DEMO
    if not os.path.exists(path):
        try:
            make_sample(path)
        except OSError as error:
            raise StorageError(f"{path.parent} cannot be written: {error.strerror}.") from error
    yield path


def _clear_left_over() -> None:
    """What a program that was killed left among the system's temporary files."""
    from ..project.temporary_folder import clear

    clear()


def _take_picture(app: QApplication, window: Window, picture: Path) -> int:
    """Waits until the window has painted itself, then saves what it shows."""
    code: list[int] = []

    def take() -> None:
        picture.parent.mkdir(parents=True, exist_ok=True)
        good = window.grab().save(str(picture), "PNG")
        if not good:
            print(f"annotator: {picture} cannot be written.", file=sys.stderr)
        code.append(0 if good else 1)
        app.exit(0)

    QTimer.singleShot(150, window, take)
    app.exec()
    return code[0] if code else 1


def _refused(window: Window) -> int:
    print(f"annotator: {window.notice.text}", file=sys.stderr)
    return 1


def _restart(window: Window) -> None:
    """Leaves this process for a new one on the same project; the file is given back first."""
    path = window.workspace.path if window.workspace else None
    with suppress(AnnotatorError):  # what was saved is saved; the new process recovers the file
        if window.workspace is not None:
            window.workspace.project.close()
    from PySide6.QtCore import QProcess

    arguments = ["-m", "annotator", *([str(path)] if path else [])]
    QProcess.startDetached(sys.executable, arguments)
    # The window may be what went wrong: it is not asked any more.
    window.workspace = None
    app = QApplication.instance()
    if app is not None:
        app.exit(1)
