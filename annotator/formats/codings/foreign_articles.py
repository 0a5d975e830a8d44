"""Articles of other programs' JSON: what is a fact of ours by its name, and what stays as a column from outside.

Must not know any one format.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .coded import CodedArticle

_FACTS = ("source", "url", "language", "external_id")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def foreign_article(told: Mapping[str, Any], text: str) -> CodedArticle:
    """An article without a uid. Its title stays outside: the marks count in the text alone. What repeats the text is left
    out."""
    rest = {name: value for name, value in told.items() if value != text}
    facts = {name: rest.pop(name) for name in _FACTS if isinstance(rest.get(name), str)}
    date = rest.get("date")
    day = rest.pop("date") if isinstance(date, str) and _DAY.fullmatch(date) else None
    return CodedArticle("", text, date=day, extra=rest, **facts)
