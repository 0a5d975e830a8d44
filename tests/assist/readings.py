"""Articles as providers read them, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.assist.candidate import Reading
from annotator.codebook.loading import find, load
from annotator.codebook.model import Codebook

ACLED, MAVERICK, PROTEST = (load(find(name))[0] for name in ("acled", "maverick", "protest"))


def reading(
    text: str, codebook: Codebook = ACLED, *, title: str = "", date: str = "2020-06-02", language: str = "",
    values: Mapping[str, Any] | None = None, previous: Mapping[str, Any] | None = None,
) -> Reading:  # fmt: skip
    """An article of Tuesday 2 June 2020."""
    return Reading(text, title, date, "Agency", codebook, language, values or {}, previous or {})
