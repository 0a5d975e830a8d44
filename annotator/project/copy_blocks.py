"""Things that are joined one after another, but never two that are to stay apart. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


class Blocks:
    """Blocks of things that are joined one after another, but never two that are to stay apart."""

    def __init__(self, apart: Iterable[tuple[int, int]] = ()) -> None:
        self._above: dict[int, int] = {}
        self._refused = defaultdict[int, set[int]](set)
        for one, other in apart:
            self._refused[one].add(other)
            self._refused[other].add(one)

    def block(self, one: int) -> int:
        """What stands for the block of a thing."""
        self._above.setdefault(one, one)
        while self._above[one] != one:
            self._above[one] = self._above[self._above[one]]
            one = self._above[one]
        return one

    def known(self) -> list[int]:
        """All things that were joined, or were to be."""
        return list(self._above)

    def join(self, one: int, other: int) -> bool:
        """Makes one block of two, where it may; gives whether they are in one now."""
        one, other = self.block(one), self.block(other)
        if one == other:
            return True
        if any(self.block(foe) == other for foe in self._refused.get(one, ())):
            return False
        self._above[other] = one
        for foe in self._refused.pop(other, ()):
            self._refused[one].add(foe)
        return True
