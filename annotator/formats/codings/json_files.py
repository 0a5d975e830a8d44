"""JSON of other programs, read as it stands. Must not know what is in it."""

from __future__ import annotations

from typing import Any

import orjson

from ..articles.records import parse


def loads(text: str) -> Any:
    """One JSON value, its texts to the letter; only where they hold what no file of a project can (NUL, half of a pair), or the
    JSON is not quite JSON, is it read as leniently as articles are. Raises ValueError."""
    if "\\u0000" not in text and "\0" not in text:
        try:
            return orjson.loads(text)
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            pass
    return parse(text)
