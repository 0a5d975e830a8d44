"""What doccano does to a line on its way through, and how ours get through it unharmed.

Owns that places are counted as doccano's window counts them, in UTF-16 units, and that decimals which its server would round
stand as text. Pure; must not know which facts a line holds, nor how its marks become codings.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from ...spans import Utf16Map

UNITS = {"offsets": "utf-16"}
"""What a line of ours says of its places. Lines that say nothing are of earlier versions, which counted code points."""
_DECIMAL = "decimal"
_DIGITS = 10
"""The digits behind the point that doccano's server writes; what lies beyond them is gone without a word."""


def written(facts: Any) -> Any:
    """Facts as they go out: `{"decimal": "0.123456789012"}` for a number that would be rounded."""
    if isinstance(facts, dict):
        return {name: written(one) for name, one in cast("dict[str, Any]", facts).items()}
    if isinstance(facts, list | tuple):
        return [written(one) for one in cast("list[Any]", facts)]
    if isinstance(facts, float) and (abs(facts) >= 1e15 or float(f"{facts:.{_DIGITS}f}") != facts):
        return {_DECIMAL: repr(facts)}
    return facts


def read(facts: Any) -> Any:
    """The same facts with their numbers. Raises ValueError for a decimal that is none."""
    if isinstance(facts, dict):
        told = cast("dict[str, Any]", facts)
        if told.keys() == {_DECIMAL} and isinstance(told[_DECIMAL], str):
            return float(told[_DECIMAL])
        return {name: read(one) for name, one in told.items()}
    return [read(one) for one in cast("list[Any]", facts)] if isinstance(facts, list) else facts


def counted(text: str, places: Sequence[tuple[int, int]]) -> Utf16Map | None:
    """How somebody else's places in a text are counted: None for code points, as scripts count, else a map of the units that
    doccano's window counts. Told by which of the two has more places that begin and end with words; in doubt, the window's."""
    units = Utf16Map(text)
    if units.utf16_length == len(text) or not places:
        return None
    other = [(units.to_code_point(start), units.to_code_point(end)) for start, end in places]
    return None if _fitting(text, places) > _fitting(text, other) else units


def _fitting(text: str, places: Sequence[tuple[int, int]]) -> int:
    return sum(_is_edge(text, start) + _is_edge(text, end) for start, end in places)


def _is_edge(text: str, at: int) -> bool:
    """Whether a word begins or ends at a place of a text."""
    before, after = text[at - 1 : at].isalnum() if at else False, text[at : at + 1].isalnum()
    return 0 <= at <= len(text) and before != after
