"""What happens when the program itself is wrong: a report without article text, and a calm window (`crash_dialog`).

Owns `sys.excepthook` while the window runs. The report names types, files and lines; a message is kept only from
kinds of error whose words are the program's own, for others may quote what was being coded.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from .. import __version__
from .. import settings as remembered

if TYPE_CHECKING:
    from .crash_dialog import CrashDialog

_SAFE_WORDS = (ImportError, NameError, AttributeError, RecursionError, ZeroDivisionError, MemoryError, NotImplementedError)
MOST_KEPT = 20


def report_of(error: BaseException) -> str:
    """The report: versions, then the kind of error and the lines it went through; no values, no texts."""
    import platform  # these, and those below, only a crash needs
    import traceback
    from datetime import datetime

    lines = [
        f"Annotator {__version__}, Python {platform.python_version()}, PySide6 {PySide6.__version__}, {platform.platform()}",
        f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S %z}, thread {threading.current_thread().name}",
        "",
    ]
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        frames = traceback.extract_tb(link.__traceback__)
        lines += [f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} in {frame.name}" for frame in frames]
        words = f": {link}" if isinstance(link, _SAFE_WORDS) else ""
        lines += [f"{type(link).__module__}.{type(link).__qualname__}{words}", ""]
        link = link.__cause__ or link.__context__
    return "\n".join(lines)


def write_report(text: str) -> Path | None:
    """Keeps the report in the settings folder, the last twenty; None where that cannot be written."""
    from datetime import datetime

    folder = remembered.folder() / "crashes"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{datetime.now():%Y-%m-%dT%H-%M-%S-%f}.txt"
        target.write_text(text, encoding="utf-8")
        for old in sorted(folder.glob("*.txt"))[:-MOST_KEPT]:
            old.unlink()
        return target
    return None


class CrashWatch(QObject):
    """Catches what nobody caught, in slots, timers and threads alike, and shows it in the window's own thread."""

    _happened = Signal(str, object)

    def __init__(self, restart: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._restart, self._over = restart, parent
        self.dialog: CrashDialog | None = None
        self._before = sys.excepthook
        self._before_in_threads = threading.excepthook
        self._happened.connect(self._show, Qt.ConnectionType.QueuedConnection)
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def stop(self) -> None:
        """Gives the hooks back."""
        sys.excepthook = self._before
        threading.excepthook = self._before_in_threads

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        # Who listened before hears it, too; Python's own hook would print values into the terminal.
        if self._before is not sys.__excepthook__:
            self._before(kind, error, trace)
        if isinstance(error, KeyboardInterrupt):
            return
        text = report_of(error.with_traceback(trace))
        print(f"annotator: {kind.__name__}; the report is in {remembered.folder() / 'crashes'}", file=sys.stderr)
        self._happened.emit(text, write_report(text))

    def _thread_hook(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None and not isinstance(told.exc_value, SystemExit):
            self._hook(told.exc_type, told.exc_value, told.exc_traceback)

    def _show(self, report: str, kept: Path | None) -> None:
        """One window however many errors come; the later ones are in their files."""
        if self.dialog is not None:
            return
        from .crash_dialog import CrashDialog

        self.dialog = CrashDialog(report, kept, self._restart, self._over)
        self.dialog.finished.connect(self._forget)
        self.dialog.open()

    def _forget(self) -> None:
        self.dialog = None
