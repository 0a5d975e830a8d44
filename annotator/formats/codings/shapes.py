"""What every reader gives, whatever stood in its file: articles of the types they say they have, or why one cannot come in.

Owns that what is odd is refused in words, one article at a time: no file ends an import of others, nor in a traceback. And
that what no project can hold (NUL, halves of characters, numbers that are none) is gone from all of it. Must not know any one
format.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable
from typing import Any, ParamSpec, cast

from ...project.articles import Refused
from ..unpacking import Unreadable
from .besides import OddFacts
from .coded import CodedArticle

P = ParamSpec("P")
ODD = (ValueError, AttributeError, LookupError, TypeError, ArithmeticError, RecursionError, AssertionError)
"""What reading something of an unexpected shape may end in."""
DEEPEST = 60
"""How deep values may be nested; a group has three levels."""
_LARGEST = 1 << 63
_BAD = re.compile("[\0\ud800-\udfff]")
_NONE = type(None)
_KINDS: dict[str, tuple[type, ...]] = {
    "str": (str,), "str | None": (str, _NONE), "int": (int,), "int | None": (int, _NONE), "bool": (bool,),
    "float | None": (float, int, _NONE),
}  # fmt: skip


def one(
    row: int | None, file: str, make: Callable[P, CodedArticle | Refused], *args: P.args, **more: P.kwargs
) -> CodedArticle | Refused:  # fmt: skip
    """What `make` reads, sound; or the article refused, by its row and file."""
    try:
        made = make(*args, **more)
        return sound(made) if isinstance(made, CodedArticle) else made
    except (*ODD, Unreadable, OSError) as error:
        return refused(error, row, file)


def refused(error: Exception, row: int | None, file: str) -> Refused:
    """Why something cannot be read."""
    if isinstance(error, OSError):
        why = error.strerror or str(error)
    elif isinstance(error, RecursionError):
        why = "it is nested too deeply"
    elif isinstance(error, OddFacts | Unreadable):
        why = str(error)
    elif isinstance(error, ValueError) and "digits" in str(error):
        why = "a number in it has thousands of digits"
    else:
        said = " ".join(str(error).split())
        why = f"it has another shape than was expected ({type(error).__name__}: {said})"
    return Refused(row, None, f"It cannot be read: {why[:150]}.", file)


def sound(article: CodedArticle) -> CodedArticle:
    """The article without what no project can hold; it tells where numbers that are none are gone. Raises OddFacts where
    something is of another type than it says."""
    lost: list[str] = []
    found: CodedArticle = _sound(article, "", 0, lost)
    return dataclasses.replace(found, without=(*found.without, *lost)) if lost else found


def _sound(told: Any, place: str, depth: int, lost: list[str]) -> Any:
    if depth > DEEPEST:
        raise OddFacts(f"“{place}” is nested too deeply")
    if isinstance(told, str):
        return _BAD.sub("\ufffd", told) if _is_bad(told) else told
    if isinstance(told, float):
        if math.isfinite(told):
            return told
        lost.append(f"{place}: {told}")
        return None
    if isinstance(told, dict):
        pairs = ((_sound(key, place, depth, lost), value) for key, value in told.items())
        return {key: _sound(value, str(key), depth + 1, lost) for key, value in pairs}
    if isinstance(told, list | tuple | frozenset):
        kind = cast("type[list[Any]]", type(told))
        return kind(_sound(value, place, depth + 1, lost) for value in cast("list[Any]", told))
    if dataclasses.is_dataclass(told) and not isinstance(told, type):
        return _sound_parts(told, depth, lost)
    return told


def _is_bad(text: str) -> bool:
    """Whether a text holds what `_BAD` finds, told ten times as fast."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return "\0" in text


def _sound_parts(told: Any, depth: int, lost: list[str]) -> Any:
    changed: dict[str, Any] = {}
    for part in dataclasses.fields(told):
        value = getattr(told, part.name)
        if not _is(value, str(part.type)):
            raise OddFacts(f"“{part.name}” is of another kind than it should be: {str(value)[:40]}")
        clean = _sound(value, part.name, depth + 1, lost)
        if clean is not value:
            changed[part.name] = clean
    return dataclasses.replace(told, **changed) if changed else told


def _is(value: Any, kind: str) -> bool:
    """Whether a value is of the type that is written behind a name in `coded`."""
    if kinds := _KINDS.get(kind):
        if isinstance(value, bool):
            return bool in kinds
        if isinstance(value, int):
            return int in kinds and abs(value) < _LARGEST
        return isinstance(value, kinds)
    if kind.startswith("Mapping["):
        return isinstance(value, dict) and all(isinstance(key, str) for key in cast("dict[Any, Any]", value))
    if kind.startswith(("tuple[str", "frozenset[str")):
        return all(isinstance(item, str) for item in value)
    return True
