"""How long a coder worked on an article: kept only where the project says so, one row a stretch.

Owns the append-only table `time_spent` and the project's setting `keep_times`, which is off until the lead switches it on.
A stretch is the active time between coming to an article and leaving it: of a longer pause the first minute counts.
Must not know what activity is; who watches the keyboard tells it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ..errors import UsageError
from .codings import MAIN
from .database import Database
from .history import History, now
from .rounds import Rounds

IDLE = 60.0
"""Seconds of a pause that still count."""
SHORTEST = 1.0
"""Seconds; who only passes by leaves no row."""


@dataclass
class Times:
    """The times of one open project, and the stretch that runs."""

    database: Database
    history: History
    rounds: Rounds
    clock: Callable[[], float] = time.monotonic
    _coding: str = field(default="", init=False)
    _coder: str = field(default="", init=False)
    _began: str = field(default="", init=False)
    _last: float = field(default=0.0, init=False)
    _seconds: float = field(default=0.0, init=False)

    def are_kept(self) -> bool:
        """Whether the project keeps times."""
        return self.rounds.get().settings.get("keep_times") is True

    def keep(self, keep: bool) -> None:
        """Switches it on or off; what was kept stays. The lead's."""
        if self.database.value("SELECT role FROM coder WHERE uid = ?", (self.history.coder,)) != "lead":
            raise UsageError("Whether times are kept is the lead's to say.")
        with self.history.operation({"id": "keep_times" if keep else "keep_no_times"}):
            self.rounds.set(MAIN, keep_times=True if keep else None)

    @property
    def counting(self) -> str:
        """The coding that is being worked on; empty for none."""
        return self._coding

    def start(self, coding: str) -> None:
        """A stretch of work on a coding begins; another one that runs is over. Nothing where times are not kept."""
        if coding == self._coding and self._coder == self.history.coder:
            return
        self.stop()
        if coding and not self.database.read_only and self.are_kept():
            self._coding, self._coder, self._began = coding, self.history.coder, now()
            self._last, self._seconds = self.clock(), 0.0

    def active(self) -> None:
        """Somebody is at work: the time since the last such moment counts, of a pause the first minute."""
        at = self.clock()
        self._seconds += min(at - self._last, IDLE)
        self._last = at

    def stop(self) -> None:
        """The stretch is over; it is written."""
        if not self._coding:
            return
        self.active()
        coding, self._coding = self._coding, ""
        if self._seconds < SHORTEST:
            return
        with self.database.writing():
            self.database.run(
                "INSERT INTO time_spent (coding, coder, began, seconds) VALUES (?, ?, ?, ?)",
                (coding, self._coder, self._began, round(self._seconds, 1)),
            )

    def drop(self) -> None:
        """The stretch that runs is not written: times are not kept any more."""
        self._coding = ""
