"""In which order a column of a table writes its dates, found from all its cells: one that has a 13 tells for the others.

Owns that judgement. How one cell is read is `dates`'s. Must not know tables, only their cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from ..dates import Order, fold, is_serial, read_written, readings, three_numbers


@dataclass(frozen=True, slots=True)
class ColumnFormat:
    """In which order a column writes its dates, found from all its cells.

    `order` goes to `read_written`; it is None when no cell needs it, when the cells contradict each other (`conflict`)
    and when every one can be read both ways (`ambiguous`). `examples` are the cells that show it, `unread` the first
    that say no date, with `unread_count` in all. `serials` counts plain numbers of up to 7 digits: no date unless
    somebody says from which day they count. `reason` is a sentence.
    """

    order: Order | None
    ambiguous: bool = False
    conflict: bool = False
    examples: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    unread_count: int = 0
    serials: int = 0
    reason: str = ""


_EXAMPLES = 3


class _Tally:
    """What the cells of a column allow, gathered in one pass and constant memory."""

    def __init__(self) -> None:
        self.shown: dict[str, list[str]] = {key: [] for key in ("dmy", "mdy", "ymd", "short_ymd", "both", "unread")}
        self.short, self.short_as_ymd, self.unread_count, self.serials = 0, 0, 0, 0
        self.first_numbers, self.last_numbers = set[str](), set[str]()

    def note(self, kind: str, cell: str) -> None:
        if len(self.shown[kind]) < _EXAMPLES and cell not in self.shown[kind]:
            self.shown[kind].append(cell)

    def add(self, cell: str, pivot: int) -> None:
        form = fold(cell) if len(cell) <= 200 else ""
        triple = three_numbers(form)
        if not triple:
            if is_serial(form):
                self.serials += 1
            elif read_written(cell, "dmy", pivot=pivot) is None:
                self._note_unread(cell)
            return
        found = readings(triple, pivot)
        if len(triple[0]) == 2 and len(triple[2]) == 2:
            self.short += 1
            self.short_as_ymd += "ymd" in found
            self.first_numbers.add(triple[0])
            self.last_numbers.add(triple[2])
        possible = [key for key in ("dmy", "mdy") if key in found]
        if len(possible) == 2:
            if found["dmy"] != found["mdy"]:
                self.note("both", cell)
        elif possible:
            self.note(possible[0], cell)
        elif "ymd" in found:
            self.note("ymd" if len(triple[0]) == 4 else "short_ymd", cell)
        else:
            self._note_unread(cell)

    def _note_unread(self, cell: str) -> None:
        self.unread_count += 1
        self.note("unread", cell)

    @property
    def short_year(self) -> Literal["first", "last", "unsure"]:
        """Where years of two digits stand when both ends would do: the year is what changes least."""
        if not self.short or self.short_as_ymd != self.short:
            return "last"
        firsts, lasts = len(self.first_numbers), len(self.last_numbers)
        if self.shown["short_ymd"] or (self.short >= 10 and firsts * 3 <= lasts):
            return "first"
        return "unsure" if firsts < lasts else "last"


def column_order(cells: Iterable[str], *, pivot: int = 68) -> ColumnFormat:
    """Find once, from all cells of a column, whether it writes the day or the month first. Empty cells are passed over.

    One cell above 12 in the first place (day) or the second (month first) decides for all. Both kinds in one column are
    a conflict; none, with cells that differ by order, is ambiguous: the program asks and never guesses.
    """
    tally = _Tally()
    for cell in cells:
        if cell := cell.strip():
            tally.add(cell, pivot)
    found = _decide(tally)
    return replace(found, unread=tuple(tally.shown["unread"]), unread_count=tally.unread_count, serials=tally.serials)


def _decide(tally: _Tally) -> ColumnFormat:
    dmy, mdy, both, ymd, short_ymd = (tally.shown[kind] for kind in ("dmy", "mdy", "both", "ymd", "short_ymd"))
    seen = tuple((short_ymd + dmy + mdy + both)[:_EXAMPLES])
    clash = tuple(kind[0] for kind in (dmy, mdy, short_ymd) if kind)
    if seen and tally.short_year == "first":
        return ColumnFormat("ymd", examples=seen, reason=f"The year comes first, in two digits, as in {seen[0]}.")
    if seen and tally.short_year == "unsure":
        why = f"{seen[0]} can be read with the year first or last, and no cell decides."
        return ColumnFormat(None, ambiguous=True, examples=seen, reason=why)
    if len(clash) > 1:
        why = f"{clash[0]} and {clash[1]} cannot be written in the same order."
        return ColumnFormat(None, conflict=True, examples=clash, reason=why)
    if dmy:
        return ColumnFormat("dmy", examples=tuple(dmy), reason=f"The day comes first, as in {dmy[0]}.")
    if mdy:
        return ColumnFormat("mdy", examples=tuple(mdy), reason=f"The month comes first, as in {mdy[0]}.")
    if both:
        why = f"{both[0]} can be read day first or month first, and no cell decides."
        return ColumnFormat(None, ambiguous=True, examples=tuple(both), reason=why)
    if ymd or short_ymd:
        first = (ymd + short_ymd)[0]
        return ColumnFormat("ymd", examples=tuple(ymd + short_ymd), reason=f"The year comes first, as in {first}.")
    return ColumnFormat(None, reason="No cell needs an order.")
