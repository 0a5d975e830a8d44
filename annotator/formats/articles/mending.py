"""What becomes of an article between its file and the project: repaired, rid of lines that are not its own, filled up.

Owns the order of it: first the encoding, then the lines, then what a file does not say. All before the text is fixed for
ever, so every offset is of what came out. What was done to an article is kept in its `extra`. Must not know files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from ...project.articles import ArticleDraft, Refused
from .boilerplate import Drop, without
from .repair import repaired

REPAIRED = "repaired parts"
"""Under it an article's `extra` names the parts whose encoding was repaired. No column from outside is likely to be called
so, for most hold no space."""
DROPPED = "dropped lines"
"""Under it an article's `extra` keeps the lines that were taken out of its text, as they stood."""
_WRITTEN = ("text", "title", "source")


@dataclass(frozen=True, slots=True)
class Mending:
    """What is wanted. `drop` is which lines go, by source ("": of every article); `source` and `date` (an ISO day) are for
    articles whose file says none; `title_from_name` takes the file's name for a title where there is none."""

    repair: bool = False
    drop: Drop = field(default_factory=dict[str, frozenset[str]])
    source: str = ""
    date: str = ""
    title_from_name: bool = False


@dataclass
class Mended:
    """What was done: articles by what became of them, and each line that was taken out with its count."""

    broken: int = 0
    """Articles that look wrongly decoded and were left as they are."""
    repaired: int = 0
    shortened: int = 0
    """Articles that lost lines."""
    lines: Counter[str] = field(default_factory=Counter[str])

    def notes(self) -> list[str]:
        """Sentences for the report."""
        told: list[str] = []
        if self.broken:
            many = "article looks" if self.broken == 1 else "articles look"
            told.append(f"{self.broken:,} {many} wrongly decoded (“Ã©” for “é”); a repair was not asked for.")
        if self.repaired:
            told.append(
                f"The encoding of {self.repaired:,} {'article was' if self.repaired == 1 else 'articles were'} repaired."
            )
        if self.shortened:
            count = sum(self.lines.values())
            told.append(
                f"{count:,} {'line was' if count == 1 else 'lines were'} taken out of {self.shortened:,} "
                f"{'article' if self.shortened == 1 else 'articles'}; each article keeps its own beside it."
            )
        return told


def mended(
    drafts: Iterable[ArticleDraft | Refused], wanted: Mending, told: Mended | None = None
) -> Iterator[ArticleDraft | Refused]:
    """The articles as they come in. One of which nothing is left is refused. `told` counts what was done."""
    told = told or Mended()
    for draft in drafts:
        if isinstance(draft, Refused) or draft.stub:
            yield draft
            continue
        changes: dict[str, Any] = {}
        kept: dict[str, object] = {}
        fixed = {part: new for part in _WRITTEN if (new := repaired(old := getattr(draft, part))) != old}
        if fixed and wanted.repair:
            changes |= fixed
            kept[REPAIRED] = list(fixed)
            told.repaired += 1
        elif fixed:
            told.broken += 1
        changes |= _filled(draft, changes, wanted)
        if wanted.drop:
            source = str(changes.get("source", draft.source))
            text, gone = without(str(changes.get("text", draft.text)), source, wanted.drop)
            if gone and not text:
                yield Refused(None, "text", "nothing is left of the text without the lines to be taken out.", draft.origin)
                continue
            if gone:
                changes["text"] = text
                kept[DROPPED] = gone
                told.shortened += 1
                told.lines.update(gone)
        yield replace(draft, **changes, extra=_beside(draft.extra, kept)) if changes or kept else draft


def _filled(draft: ArticleDraft, changes: Mapping[str, Any], wanted: Mending) -> dict[str, Any]:
    """What the file does not say and the person did."""
    filled: dict[str, Any] = {}
    if wanted.source and not draft.source:
        filled["source"] = wanted.source
    if wanted.date and not draft.date:
        filled["date"] = wanted.date
    if wanted.title_from_name and not draft.title and (name := name_of(draft.origin)):
        filled["title"] = name
    return {part: value for part, value in filled.items() if part not in changes}


def name_of(origin: str) -> str:
    """The name, without folder and ending, of the file that an article is all of; empty where it is one row of many."""
    path = PurePosixPath(origin.replace("\\", "/"))
    return path.stem.replace("_", " ").strip() if path.suffix and " " not in path.suffix else ""


def _beside(extra: Mapping[str, object], kept: Mapping[str, object]) -> Mapping[str, object]:
    return {**extra, **kept} if kept else extra
