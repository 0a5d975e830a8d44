"""A first look at what is to come in: which files there are, and the first articles of several of them.

Owns what is told of many files at once. Reads no more than the look needs. Must not know the window.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...errors import ImportRefused
from .headers import PARTS
from .plain_text import SourceFile, source_files
from .repair import example
from .sources import SUFFIXES, Preview, is_table, preview

ROWS = 20
_KINDS_TOLD = 6
_FILLED = ("source", "date", "title")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Texts among those looked at that were decoded wrongly: how many, and a place in the first, before and after."""

    count: int
    before: str
    after: str


def looked_at(paths: Sequence[Path], kind: str = "") -> Path:
    """The file whose beginning is shown: the first table, for its columns may be chosen, else the first of all."""
    return next((path for path in paths if is_table(path, kind)), paths[0])


def preview_several(
    paths: Sequence[Path], *, mapping: Mapping[str, str] | None = None, sheet: str | None = None,
    encoding: str | None = None, kind: str = "", check: Callable[[], None] | None = None, date_order: str = "",
) -> Preview:  # fmt: skip
    """A table's first rows, or the first articles of several files. ImportRefused where nothing at all can be read. `check`
    is called now and then; what it raises ends the look."""
    chosen = looked_at(paths, kind)
    if is_table(chosen, kind) or len(paths) == 1:
        return preview(
            chosen, ROWS, mapping=mapping, sheet=sheet, encoding=encoding, kind=kind, check=check, date_order=date_order
        )
    seen: Preview | None = None
    failed: list[ImportRefused] = []
    for path in paths:
        left = ROWS - len(seen.rows) if seen else ROWS
        if left <= 0 or len(failed) >= ROWS:
            break
        try:
            one = preview(path, left, encoding=encoding, kind=kind, check=check)
        except ImportRefused as refused:
            failed.append(refused)
            continue
        seen = one if seen is None else replace(
            seen, rows=seen.rows + one.rows, notes=tuple(dict.fromkeys(seen.notes + one.notes)),
            refused=seen.refused + one.refused, encoding=seen.encoding or one.encoding,
        )  # fmt: skip
    if seen is None:
        raise failed[0]
    return replace(seen, notes=seen.notes + tuple(f"Would be refused: {one}" for one in failed[:3]))


def about_files(paths: Sequence[Path]) -> str:
    """What many files are, in a sentence; empty for a single one."""
    counts: Counter[str] = Counter(file.suffix for file in source_files(paths) if isinstance(file, SourceFile))
    total = sum(counts.values())
    if total < 2:
        return ""
    read = [(suffix, count) for suffix, count in counts.most_common() if suffix in SUFFIXES]
    told = [f"{count:,} {suffix}" for suffix, count in read[:_KINDS_TOLD]]
    if rest := sum(count for _, count in read[_KINDS_TOLD:]):
        told.append(f"{rest:,} of other kinds")
    unread = [(suffix or "without an ending", count) for suffix, count in counts.most_common() if suffix not in SUFFIXES]
    if unread:
        count = sum(count for _, count in unread)
        told.append(f"{count:,} that may not be read ({', '.join(suffix for suffix, _ in unread[:3])})")
    return f"{total:,} files: {', '.join(told)}."


def wrong_among(seen: Preview) -> Wrong | None:
    """Wrongly decoded texts, titles and sources of the rows looked at; None where there are none."""
    columns = [column for part in ("text", "title", "source") if (column := seen.mapping.get(part))]
    found = [places[0] for row in seen.rows if (places := [told for one in columns if (told := example(row.get(one, "")))])]
    return Wrong(len(found), *found[0]) if found else None


def lacking(seen: Preview) -> frozenset[str]:
    """Which of source, date and title some of the rows looked at do not say."""
    return frozenset(
        part for part in _FILLED if any(not row.get(seen.mapping.get(part, ""), "").strip() for row in seen.rows)
    )  # fmt: skip


def unused(seen: Preview) -> tuple[str, ...]:
    """A table's columns that are no part of an article; they are kept beside it."""
    used = set(seen.mapping.values())
    return tuple(column for column in seen.columns if column not in used and column not in PARTS)
