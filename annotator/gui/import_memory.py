"""How tables with certain columns were read, and which lines of a source's pages were taken out: remembered for next time.

Owns what is remembered in the person's settings and for how many kinds of tables. It is about the files of a provider, not
about a project: the same person meets them in every project. Must not know the dialog.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from .. import settings as remembered
from ..formats.articles.boilerplate import Drop
from ..formats.articles.headers import PARTS
from ..settings import Settings

MOST_TABLES, MOST_SOURCES, MOST_LINES = 100, 500, 300


@dataclass(frozen=True, slots=True)
class Reading:
    """How a table is read: part to column, where it differs from the guess by the columns' names, and what was chosen."""

    mapping: Mapping[str, str] = field(default_factory=dict[str, str])
    encoding: str = ""
    date_order: str = ""
    sheet: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether everything is as it would be found anyway."""
        return not (self.mapping or self.encoding or self.date_order or self.sheet)


def reading_of(settings: Settings, columns: Sequence[str]) -> Reading | None:
    """How a table with these columns came in last, None where nobody chose anything. What does not fit is left out."""
    told = settings.readings.get(_key(columns))
    if told is None:
        return None
    mapping = told.get("mapping")
    known = {
        part: column for part, column in (mapping.items() if isinstance(mapping, dict) else ())
        if part in PARTS and (column == "" or column in columns)
    }  # fmt: skip
    rest = {name: value for name in ("encoding", "date_order", "sheet") if isinstance(value := told.get(name), str)}
    found = Reading(known, **rest)
    return None if found.says_nothing else found


def remember_reading(settings: Settings, columns: Sequence[str], reading: Reading) -> None:
    """Remembers it, or forgets what was remembered where there is nothing to say."""
    key = _key(columns)
    others = {one: told for one, told in settings.readings.items() if one != key}
    if reading.says_nothing and key not in settings.readings:
        return
    kept = others if reading.says_nothing else {**others, key: asdict(reading)}
    settings.readings = dict(list(kept.items())[-MOST_TABLES:])
    remembered.save(settings)


def forget_reading(settings: Settings, columns: Sequence[str]) -> None:
    """The next table with these columns is read as its names suggest."""
    remember_reading(settings, columns, Reading())


def lines_of(settings: Settings) -> Drop:
    """The lines that were taken out of texts, by source."""
    return {source: frozenset(lines) for source, lines in settings.dropped_lines.items() if lines}


def remember_lines(settings: Settings, drop: Drop) -> None:
    """Remembers exactly these. Lines of articles without a source are not: they would be taken out of everything."""
    told = {source: sorted(lines)[:MOST_LINES] for source, lines in drop.items() if source and lines}
    kept = dict(list(told.items())[-MOST_SOURCES:])
    if kept != settings.dropped_lines:
        settings.dropped_lines = kept
        remembered.save(settings)


def _key(columns: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(columns).encode("utf-8", "replace")).hexdigest()[:24]
