"""Long work beside the window: a thread, how far it is, how long it still takes, and the way to stop it.

Owns `Job`, `LatestJob` of which only the newest counts, and `JobPanel` that shows one. A job works on a connection of its
own: one that reads sees the state of its beginning while the person goes on; one that writes is one operation, so stopping it
leaves nothing behind, and its dialog keeps the person from writing meanwhile. Must not know what the work is.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ..errors import AnnotatorError
from ..project import Project
from ..project.history import Changes
from .colors import muted

SHOWN_AT_ONCE = 0.15
"""Seconds that quick work gets to be over before it is shown that it goes on."""
LOOK_EVERY = 50
"""Milliseconds between two looks of the window at a running job."""
STEPS = 1000
"""Of work that tells its share: fine enough for any bar."""
SETTLING = 1.5
"""Seconds before a rate says anything."""


class Cancelled(Exception):
    """Raised inside the work where the person stopped it."""


class Progress:
    """What the work tells from its thread, and the window reads. Plain assignments: no lock is needed."""

    def __init__(self) -> None:
        self.done = self.total = self.items = 0
        self.what = ""
        self.began = time.monotonic()
        self._stop = threading.Event()
        self._kept = False

    def report(self, done: int, total: int = 0, items: int | None = None) -> None:
        """How much is done, of how much (0 where nobody knows), and how many items that are. Raises Cancelled."""
        self.done, self.total = done, total or self.total
        self.items = done if items is None else items
        self.check()

    def tell(self, what: str, share: float) -> None:
        """The same of work that knows its share, 0 to 1, and says in words what it does now."""
        self.what = what
        self.report(int(share * STEPS), STEPS)

    def check(self) -> None:
        """Raises Cancelled where the person wants to stop and it still can be."""
        if self._stop.is_set() and not self._kept:
            raise Cancelled

    def keep(self) -> None:
        """From here on what was done stays done."""
        self._kept = True

    @property
    def kept(self) -> bool:
        """Whether it is too late to stop."""
        return self._kept

    def stop(self) -> None:
        """Asks the work to stop."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether somebody asked."""
        return self._stop.is_set()

    def rate(self) -> float:
        """Items a second, 0 before it says anything."""
        passed = time.monotonic() - self.began
        return self.items / passed if passed >= SETTLING else 0.0

    def seconds_left(self) -> float | None:
        """How long it still takes at this pace, None where nobody can say."""
        passed = time.monotonic() - self.began
        if passed < SETTLING or not self.total or not self.done:
            return None
        return max(self.total - self.done, 0) * passed / self.done


class Job(QObject):
    """One piece of work in a thread. `done(result)`, `failed(sentence)` or `cancelled()` comes once, in the window's thread.

    The work gets a `Progress`. After a bug in it `failed` comes, too, so that nobody waits for ever; then it is raised again in
    the window's thread, where crashes are explained.
    """

    done = Signal(object)
    failed = Signal(str)
    cancelled = Signal()
    progressed = Signal()

    def __init__(self, work: Callable[[Progress], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.progress = Progress()
        self._work, self._result, self._error = work, None, None
        self._interrupt: Callable[[], None] | None = None
        self._told = False
        self.in_steps = False
        """Whether what is done stays where it is stopped, and the rest is left."""
        # What hangs does not hold the program up when it ends: what was not committed by then never was.
        self._thread = threading.Thread(target=self._run, name="job", daemon=True)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY)
        self._timer.timeout.connect(self._look)

    _result: Any
    _error: BaseException | None

    def start(self) -> None:
        """Begins."""
        self.progress.began = time.monotonic()
        self._thread.start()
        self._timer.start()

    def cancel(self) -> None:
        """Asks to stop: at the next step of the work, and at once inside a long question to the database."""
        self.progress.stop()
        interrupt = self._interrupt
        if interrupt is not None and not self.progress.kept:
            interrupt()

    def on_cancel(self, interrupt: Callable[[], None] | None) -> None:
        """What stops a statement that runs; called by the work from its thread."""
        self._interrupt = interrupt

    @property
    def running(self) -> bool:
        """Whether the thread is at work."""
        return self._thread.is_alive()

    def finish(self, seconds: float) -> bool:
        """Waits for quick work, so that its outcome is told at once. Gives whether it is over."""
        self._thread.join(seconds)
        self._look()
        return self._told

    def abandon(self) -> None:
        """Stops and waits; nothing is told any more."""
        self._told = True
        self._timer.stop()
        self.cancel()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            self._result = self._work(self.progress)
        except BaseException as error:
            self._error = error
        finally:
            self._interrupt = None

    def _look(self) -> None:
        if self._told:
            return
        if self._thread.is_alive():
            self.progressed.emit()
            return
        self._told = True
        self._timer.stop()
        error = self._error
        if error is None:
            self.done.emit(self._result)
        elif self.progress.stopping and not self.progress.kept:
            self.cancelled.emit()
        elif isinstance(error, AnnotatorError):
            self.failed.emit(str(error))
        elif isinstance(error, OSError):
            self.failed.emit(f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error))
        else:
            self.failed.emit(self.tr("It ended by an error in the program."))
            raise error


def reading_job(project: Project, work: Callable[[Project, Progress], Any], parent: QObject | None = None) -> Job:
    """Work on a second, reading connection to the open project."""
    return _on_project(project, work, parent, read_only=True)


def writing_job(
    project: Project, work: Callable[[Project, Progress], Any], parent: QObject | None = None, *, in_steps: bool = False
) -> Job:
    """Work on a second, writing connection. What it committed is told to the open project's listeners at the end.

    SQLite lets one connection write at a time: nobody may edit until the job is over. With `in_steps` it commits time and
    again and can be stopped between; else the first commit is its last word.
    """
    return _on_project(project, work, parent, read_only=False, in_steps=in_steps)


def _on_project(
    project: Project, work: Callable[[Project, Progress], Any], parent: QObject | None, *, read_only: bool,
    in_steps: bool = False,
) -> Job:  # fmt: skip
    committed: list[Changes] = []

    def run(progress: Progress) -> Any:
        with project.beside(read_only=read_only) as own:

            def on_commit(changes: Changes) -> None:
                committed.append(changes)
                if not in_steps:
                    progress.keep()

            own.on_change(on_commit)
            job.on_cancel(own.database.interrupt)
            progress.check()
            try:
                return work(own, progress)
            finally:
                job.on_cancel(None)

    def tell() -> None:
        while committed:
            changes = committed.pop(0)
            for listener in tuple(project.history.listeners):
                listener(changes)

    job = Job(run, parent)
    job.in_steps = in_steps
    # First of all listeners: whoever hears of the end finds the window up to date.
    for end in (job.done, job.failed, job.cancelled):
        end.connect(tell)
    return job


class LatestJob:
    """The one job its owner waits for: a newer one stops it, so does `stop`, and what was stopped tells nothing."""

    def __init__(self) -> None:
        self._job: Job | None = None

    @property
    def busy(self) -> bool:
        """Whether one runs."""
        return self._job is not None

    def run(self, job: Job, done: Callable[[Any], object], failed: Callable[[str], object], at_once: float) -> bool:
        """Starts a job, and gives whether it was over within so many seconds. When `done` or `failed` hears, none runs."""
        self.stop()
        self._job = job

        def end(tell: Callable[[Any], object], outcome: Any) -> None:
            if self._job is job:  # else whoever heard of it first has begun another
                self._let_go()
                tell(outcome)

        job.done.connect(lambda result: end(done, result))
        job.failed.connect(lambda why: end(failed, why))
        job.start()
        return job.finish(at_once)

    def stop(self) -> None:
        """Lets go of the job that runs."""
        if self._job is not None:
            self._job.abandon()
            self._let_go()

    def _let_go(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None


class JobPanel(QWidget):
    """A job's bar, rate, time left and Cancel. Hidden while there is no job."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("job")
        self._job: Job | None = None
        self._things = ""
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.words = QLabel()
        self.button = QPushButton(self.tr("Cancel"))
        self.button.setAutoDefault(False)
        self.button.setAccessibleName(self.tr("Cancel the work that runs"))
        self.button.clicked.connect(self.cancel)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.bar, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.words)
        self.hide()

    def watch(self, job: Job, things: str) -> None:
        """Shows a job and begins it; `things` are what it counts, as “rows”; empty where only its stages are told."""
        self._job, self._things = job, things
        job.progressed.connect(self._show)
        for end in (job.done, job.failed, job.cancelled):
            end.connect(self._over)
        palette = self.palette()
        palette.setColor(self.words.foregroundRole(), muted(palette))
        self.words.setPalette(palette)
        self.button.setEnabled(True)
        self.bar.setRange(0, 0)
        self.words.setText(self.tr("Starting…"))
        self.show()
        job.start()

    @property
    def busy(self) -> bool:
        """Whether a job runs."""
        return self._job is not None

    def cancel(self) -> None:
        """Stops the job."""
        if self._job is not None:
            self._job.cancel()
            self.button.setEnabled(False)
            stays = self.tr("Stopping; what is done stays…") if self._job.in_steps else ""
            self.words.setText(stays or self.tr("Stopping; nothing of it will stay…"))

    def abandon(self) -> None:
        """Lets go of the job, whose end nobody hears."""
        if self._job is not None:
            self._job.abandon()
            self._over()

    def _over(self, *_: object) -> None:
        self._job = None
        self.hide()

    def _show(self) -> None:
        if self._job is None:
            return
        progress = self._job.progress
        if progress.total:
            self.bar.setRange(0, 1000)
            self.bar.setValue(min(int(progress.done * 1000 / progress.total), 1000))
        if progress.kept:
            self.button.setEnabled(False)
        elif progress.stopping:
            return
        parts = [progress.what] if progress.what else []
        if self._things:
            parts.append(self.tr("{0} {1}").format(f"{progress.items:,}", self._things))
        if self._things and (rate := progress.rate()):
            parts.append(self.tr("{0} a second").format(f"{rate:,.0f}"))
        left = progress.seconds_left()
        if left is not None:
            parts.append(self._time_left(left))
        self.words.setText("  ·  ".join(parts))

    def _time_left(self, seconds: float) -> str:
        if seconds < 5:
            return self.tr("almost done")
        if seconds < 90:
            return self.tr("about {0} seconds left").format(round(seconds / 5) * 5)
        return self.tr("about {0} minutes left").format(round(seconds / 60))
