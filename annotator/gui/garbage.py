"""Keeps Python's cyclic garbage collection in the window's thread.

Left to itself it runs in whatever thread makes an object, a job's among them, and a QObject deleted outside its own
thread takes the program down with it.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 5_000
"""Milliseconds between two collections."""


class Garbage(QObject):
    """Collects now and then, where it is safe, until `stop` gives Python its own way back."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._rounds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """The young objects each time, all of them once a minute."""
        self._rounds += 1
        gc.collect(2 if self._rounds % 12 == 0 else 1)

    def stop(self) -> None:
        """Python collects by itself again."""
        self._timer.stop()
        if self._was_on:
            gc.enable()
