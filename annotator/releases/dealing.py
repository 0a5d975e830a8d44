"""How units of articles are dealt out to train, dev and test. Pure: a unit is a name, a size and what is in it.

Owns the rules. No unit is ever divided. Units go out at random and evenly by what is
in them (`deal`), or by their day (`deal_by_day`). Must not know what links articles, nor what is in them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

RARE = "rare"
"""The stratum of what is too rare to be in every part."""
OFTEN = 500
"""After so many units it is asked whether to go on."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Articles that stay together. `name` is the same in every run; `size` counts the articles to be dealt; `strata` says how
    many of them are in each stratum (an article may be in several); `day` is the latest day of one of them, "" for none."""

    name: str
    size: int
    strata: Mapping[str, int] = field(default_factory=dict)
    day: str = ""


def shuffled(units: Iterable[Unit], seed: int) -> list[Unit]:
    """Units by size, the large first, at random among those of a size. The order of two units depends on their names and the
    seed alone, not on which others there are: it is that of SHA-256 over both."""

    def by_chance(unit: Unit) -> tuple[int, bytes]:
        return -unit.size, hashlib.sha256(f"{seed}\x1f{unit.name}".encode()).digest()

    return sorted(units, key=by_chance)


def deal(
    units: Iterable[Unit], shares: Mapping[str, float], seed: int, there: Mapping[str, Mapping[str, int]] | None = None,
    check: Callable[[], None] | None = None,
) -> dict[str, str]:  # fmt: skip
    """A part for each unit by its name, at random and evenly by strata. `shares` (their sum counts as the whole) says how much
    each part gets; `there` how many articles of each stratum it holds already ("" for all), which count towards its share.

    Iterative stratification after Sechidis, Tsoumakas and Vlahavas (2011), over units in place of single examples: of every
    stratum s each part p wants share(p) × articles(s) less what it has. The stratum with the fewest articles left is dealt
    first; its units, the large first, go each to the part that wants most of s, then of all, then to the one of the larger
    share, then to the later one; but not to a part that has its share of all articles while another has not. Strata with
    too few articles for every part (share × articles < 1) count as one. A part gets less than one unit too many, and so less
    than one too few for each other part. `check` is called time and again; what it raises ends the work.
    """
    order = shuffled(units, seed)
    there = there or {}
    whole = sum(shares.values())
    parts = [part for part in shares if shares[part] > 0]
    strata = _merged(order, there, min(shares[part] for part in parts) / whole)
    inside = {unit.name: _in_strata(unit, strata) for unit in order}
    found = {"": sum(unit.size for unit in order)}
    waiting: dict[str, list[Unit]] = {}
    for unit in order:
        for stratum, count in inside[unit.name].items():
            found[stratum] = found.get(stratum, 0) + count
            waiting.setdefault(stratum, []).append(unit)
    had = {part: Counter[str]() for part in shares}
    for part, counts in there.items():
        for stratum, count in counts.items():
            had[part][strata.get(stratum, RARE) if stratum else ""] += count
    every = {stratum: count + sum(one[stratum] for one in had.values()) for stratum, count in found.items()}
    wants = {
        part: {stratum: shares[part] / whole * count - had[part][stratum] for stratum, count in every.items()} for part in parts
    }
    dealt: dict[str, str] = {}
    left = {stratum: count for stratum, count in found.items() if stratum}
    # To look through all strata for each of them would take the square of their number: what was said of one before stays
    # in the heap, and is passed over.
    fewest = [(count, stratum) for stratum, count in left.items()]
    heapify(fewest)

    def give(unit: Unit, stratum: str) -> None:
        if check and not len(dealt) % OFTEN:
            check()
        free = [part for part in parts if wants[part][""] > 0] or parts
        best = max(free, key=lambda one: (wants[one][stratum], wants[one][""], shares[one], parts.index(one)))
        dealt[unit.name] = best
        wanted = wants[best]
        wanted[""] -= unit.size
        for its, count in inside[unit.name].items():
            wanted[its] -= count
            if its in left:
                left[its] -= count
                heappush(fewest, (left[its], its))

    while left:
        count, rarest = heappop(fewest)
        if left.get(rarest) != count:
            continue
        for unit in waiting[rarest]:
            if unit.name not in dealt:
                give(unit, rarest)
        del left[rarest]
    for unit in order:
        if unit.name not in dealt:  # in no stratum
            give(unit, "")
    return dealt


def _merged(units: Sequence[Unit], there: Mapping[str, Mapping[str, int]], least: float) -> dict[str, str]:
    """To each stratum itself, or `RARE`."""
    counts = Counter[str]()
    for unit in units:
        for stratum, count in unit.strata.items():
            counts[stratum] += count
    for told in there.values():
        counts.update({stratum: count for stratum, count in told.items() if stratum})
    return {stratum: stratum if least * count >= 1 else RARE for stratum, count in counts.items()}


def _in_strata(unit: Unit, strata: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for stratum, count in unit.strata.items():
        found[strata[stratum]] = found.get(strata[stratum], 0) + count
    return found


def borders(units: Iterable[Unit], shares: Mapping[str, float]) -> list[str]:
    """The last day of each part but the last, in the order of `shares`, so that each comes as near to its share as whole days
    and units let it. Units without a day do not count. A part that gets none ends with the one before it ("" at first)."""
    by_day = Counter[str]()
    for unit in units:
        if unit.day:
            by_day[unit.day] += unit.size
    days, total, whole = sorted(by_day), sum(by_day.values()), sum(shares.values())
    found: list[str] = []
    wanted = 0.0
    for share in list(shares.values())[:-1]:
        wanted += share / whole * total
        best, so_far = "", 0
        distance = wanted
        for day in days:
            so_far += by_day[day]
            if abs(so_far - wanted) <= distance:
                best, distance = day, abs(so_far - wanted)
        found.append(max([best, *found]))
    return found


def deal_by_day(units: Iterable[Unit], parts: Sequence[str], last_days: Sequence[str]) -> dict[str, str]:
    """A part for each unit that has a day, by its name: the first part whose last day is not before the unit's latest. So
    what a unit holds of earlier days goes to the later part with it, and nothing in a part is later than its last day."""
    dealt: dict[str, str] = {}
    for unit in units:
        if unit.day:
            dealt[unit.name] = next((part for part, last in zip(parts, last_days, strict=False) if unit.day <= last), parts[-1])
    return dealt
