"""What panels read of the project: after each edit, all of them ask for the same. Owns how long it is kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 200
"""Things read that are kept."""


class Readings:
    """Each thing is read once until `clear`."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Any] = {}

    def once(self, key: Hashable, read: Callable[[], T]) -> T:
        """What was read under a key, or what `read` gives."""
        if key not in self._kept:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[key] = read()
        return self._kept[key]

    def clear(self) -> None:
        """Something was changed."""
        self._kept.clear()
