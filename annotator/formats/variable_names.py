"""Names of variables as statistics programs allow them: short, plain, none twice."""

from __future__ import annotations

import re
from collections.abc import Iterable

STATA = frozenset(
    "_all _b byte _coef _cons double float if in int long _n _N _pi _pred _rc _skip str strL using with".lower().split()
)
SPSS = frozenset(["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"])


def short_names(names: Iterable[str], most: int, reserved: frozenset[str] = frozenset()) -> dict[str, str]:
    """Each name with its short one: letters, digits and "_", at most `most` of them, unique without regard to case.

    What had to give way ends in "_2", "_3" …; names that fit keep theirs, whatever comes before them.
    """
    wanted = list(names)
    plain = {name: re.sub(r"[^A-Za-z0-9_]", "_", name) for name in wanted}
    fits = {name for name in wanted if plain[name] == name and len(name) <= most and _allowed(name, reserved)}
    taken = {name.casefold() for name in fits}
    found: dict[str, str] = {}
    for name in wanted:
        if name in fits:
            found[name] = name
            continue
        stem = plain[name] if _allowed(plain[name], reserved) else f"v_{plain[name]}"
        short, number = stem[:most], 1
        while short.casefold() in taken:
            number += 1
            ending = f"_{number}"
            short = stem[: most - len(ending)] + ending
        taken.add(short.casefold())
        found[name] = short
    return found


def _allowed(name: str, reserved: frozenset[str]) -> bool:
    return name.casefold() not in reserved and not re.match(r"[0-9]|$|str\d+$", name)
