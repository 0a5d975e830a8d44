"""The names of a register as they are typed: thousands of them looked through between two keys.

Owns how a name is compared and how many are offered at once; further letters bring up the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from .popup import Choice

MOST = 200
"""Names offered at once: a list of thousands takes longer to fill than to think of the next letter."""


class Names(Sequence[str]):
    """Names in their order, prepared to be looked through."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._names = tuple(names)
        self._folded = tuple(name.casefold() for name in self._names)

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        return self._names[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def fitting(self, typed: str) -> list[Choice]:
        """The names a text stands in, at most `MOST`: that very name, those it begins, those with a word it begins, others."""
        typed = typed.strip().casefold()
        if not typed:
            return [Choice(name, name) for name in self._names[:MOST]]
        word = f" {typed}"
        ranked: tuple[list[int], ...] = ([], [], [], [])
        for place, name in enumerate(self._folded):
            if typed in name:
                rank = (name != typed) if name.startswith(typed) else 2 if word in name else 3
                ranked[rank].append(place)
        places = [place for rank in ranked for place in rank[:MOST]][:MOST]
        return [Choice(self._names[place], self._names[place]) for place in places]


def names_of(names: Sequence[str]) -> Names:
    """Names prepared, unless they are."""
    return names if isinstance(names, Names) else Names(names)
