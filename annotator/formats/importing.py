"""The one door through which articles and coded events come in: what is wanted, in; what became of it, out.

Owns that several files are one import: all of it, or none where a row is refused and good rows alone are not wanted.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic
from typing import Any, cast

from ..codebook.model import Codebook
from ..dates import Order
from ..errors import ImportRefused, UsageError
from ..project import Project
from ..project.articles import ArticleDraft, Refused, Stopped
from ..project.corrected_texts import update
from . import tables
from .articles.boilerplate import LOOKED_AT, Finder, Recurring
from .articles.first_look import Wrong, about_files, lacking, looked_at, preview_several, unused, wrong_among
from .articles.mending import Mended, Mending, mended
from .articles.repair import example, repaired
from .articles.sources import Progress, is_table, read_articles
from .coded_events import CodedRead, read_coded
from .coded_tables import CodedTable, best_profile

TOLD_EVERY = 0.1
"""Seconds between two words on the bytes read while no article comes."""

Tell = Callable[[int, int, int], None]
"""Called with the rows or articles so far, the bytes read and the bytes in all (0 where nobody knows). What it raises
cancels, and nothing has come in."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What comes in and how it is read.

    `table` names one of the codebook's tables for coded events; without it, articles come in. `mapping` is part to
    column; `encoding`, `sheet` and `date_order` are found where they are empty. With `good_rows`, refused rows do not
    keep the others out.
    """

    paths: tuple[Path, ...]
    table: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    sheet: str = ""
    date_order: str = ""
    good_rows: bool = False
    update: bool = False
    """Whether articles that are in already, by outside id or address, are brought to what the files say."""
    kind: str = ""
    """The format of articles as which every file is read, whatever it is called."""
    mending: Mending = field(default_factory=Mending)
    """What is done to articles before they come in: encodings repaired, lines taken out, what no file says filled in."""

    @property
    def source(self) -> str:
        """The files' names, for the history."""
        return ", ".join(path.name for path in self.paths)


@dataclass
class ImportReport:
    """What became of an import. `drafted` of the `added` have errors; `stopped` says that refused rows kept all out."""

    added: int = 0
    known: int = 0
    updated: int = 0
    drafted: int = 0
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stopped: bool = False
    operation: int | None = None
    """The articles' step in the history, None where none came; what follows an import belongs to it."""

    @property
    def failed(self) -> bool:
        """Whether refused rows left nothing: they kept all out, or nothing else was there, known or new."""
        return bool(self.refused) and (self.stopped or not (self.added or self.known or self.updated))

    def as_json(self) -> dict[str, Any]:
        """The command line's answer."""
        return {
            "added": self.added, "known": self.known, "updated": self.updated, "drafted": self.drafted,
            "refused": [one.as_json() for one in self.refused], "notes": self.notes,
        }  # fmt: skip


class _Stopped(Exception):
    """A refused row takes everything back."""


def take_in(project: Project, plan: ImportPlan, tell: Tell | None = None) -> ImportReport:
    """Brings everything of a plan in, as the work of the project's coder, in one operation."""
    return _events(project, plan, tell) if plan.table else _articles(project, plan, tell)


def _articles(project: Project, plan: ImportPlan, tell: Tell | None) -> ImportReport:
    count, read, told_at = 0, (0, 0), monotonic()

    def on_bytes(done: int, total: int) -> None:
        nonlocal read, told_at
        read = (done, total)
        # A file may be read for minutes before its first article is there, and still be given up.
        if tell and monotonic() > told_at + TOLD_EVERY:
            told_at = monotonic()
            tell(count, *read)

    def on_articles(so_far: int) -> None:
        nonlocal count
        count = so_far
        if tell:
            tell(count, *read)

    notes: dict[str, None] = {}
    done, outcomes = Mended(), Counter[str]()
    found = _read(plan, on_bytes, lambda note: notes.update({note: None}))
    drafts = mended(found, plan.mending, done)
    try:
        # Closed whatever ends it, so that what a packed file was unpacked to goes at once.
        with closing(found), project.history.operation({"id": "import_articles", "source": plan.source}) as step:
            new = _updating(project, drafts, outcomes) if plan.update else drafts
            told = project.articles.add(new, source=plan.source, good_rows=plan.good_rows, progress=on_articles)
    except Stopped as stopped:
        return ImportReport(refused=stopped.told.refused, notes=[*notes], stopped=True)
    known = told.known + outcomes["same"]
    notes |= dict.fromkeys(done.notes())
    if told.twins:
        shown = "; ".join(f"{one} like {other}" for one, other in told.twins[:5])
        many = f"{len(told.twins):,} articles have" if len(told.twins) > 1 else "1 article has"
        notes[f"{many} the text, source and date of another one under another id and came in once: {shown}."] = None
    operation = step if told.added or outcomes["updated"] else None
    return ImportReport(told.added, known, outcomes["updated"], 0, told.refused, [*notes], operation=operation)


def _read(
    plan: ImportPlan, progress: Progress | None, tell: Callable[[str], None] | None
) -> Generator[ArticleDraft | Refused, None, None]:
    return read_articles(
        plan.paths, mapping=plan.mapping or None, date_order=plan.date_order or None, progress=progress, tell=tell,
        sheet=plan.sheet or None, encoding=plan.encoding or None, kind=plan.kind,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """What was found in the first `articles` of a plan: lines that recur, and texts that were decoded wrongly; `refused` could
    not be looked at."""

    lines: tuple[Recurring, ...]
    articles: int
    wrong: Wrong | None
    refused: int = 0


def look_through(plan: ImportPlan, tell: Tell | None = None, *, most: int = LOOKED_AT) -> LookedThrough:
    """Reads the first `most` articles as they would come in, but for the lines that are to go. Writes nothing."""
    read = [0, 0]
    finder, wrong, refused = Finder(), list[tuple[str, str]](), 0

    def on_bytes(done: int, total: int) -> None:
        read[:] = [done, total]
        if tell:
            tell(finder.articles, done, total)

    with closing(_read(plan, on_bytes, None)) as found:
        for draft in mended(found, replace(plan.mending, drop={}, repair=False)):
            if isinstance(draft, Refused):
                refused += 1
            else:
                if place := example(draft.text) or example(draft.title) or example(draft.source):
                    wrong.append(place)
                fix = repaired if plan.mending.repair else str
                finder.add(fix(draft.source), fix(draft.text))
                if tell and finder.articles % 100 == 0:
                    tell(finder.articles, *read)
                if finder.articles >= most:
                    break
    return LookedThrough(tuple(finder.found()), finder.articles, Wrong(len(wrong), *wrong[0]) if wrong else None, refused)


def _updating(
    project: Project, drafts: Iterable[ArticleDraft | Refused], outcomes: Counter[str]
) -> Iterator[ArticleDraft | Refused]:
    """Passes on what is new; what is in already is brought up to date and counted."""
    for draft in drafts:
        if isinstance(draft, ArticleDraft):
            try:
                outcome = update(project, draft)
            except UsageError as error:
                yield Refused(None, None, f"{draft.origin}: {error}" if draft.origin else str(error))
                continue
            outcomes[outcome] += 1
            if outcome != "new":
                continue
        yield draft


def _events(project: Project, plan: ImportPlan, tell: Tell | None) -> ImportReport:
    if plan.table not in project.codebook.profiles:
        known = ", ".join(project.codebook.profiles) or "none"
        raise UsageError(f"The codebook “{project.codebook.name}” has no table “{plan.table}”; it has {known}.")
    told, before = ImportReport(), 0
    try:
        with project.history.operation({"id": "import_events", "source": plan.source, "format": plan.table}):
            for path in plan.paths:
                order = cast("Order | None", plan.date_order or None)
                on_rows = _counted(tell, before)
                one = read_coded(project, path, plan.table, project.coder.uid, on_rows, plan.good_rows, order)
                _join(told, one, path.name if len(plan.paths) > 1 else "")
                before += one.added + one.known + len(one.refused)
                if one.refused and not plan.good_rows:
                    raise _Stopped
    except _Stopped:
        return ImportReport(refused=told.refused, stopped=True)
    return told


def _counted(tell: Tell | None, before: int) -> Callable[[int], None]:
    def on_rows(rows: int) -> None:
        if tell:
            tell(before + rows, 0, 0)

    return on_rows


def _join(told: ImportReport, one: CodedRead, name: str) -> None:
    told.added += one.added
    told.known += one.known
    told.drafted += one.drafted
    told.refused += one.refused
    told.notes += [f"{name}: {note}" if name else note for note in one.notes]


@dataclass(frozen=True, slots=True)
class Look:
    """What the first files of a plan look like before they come in; for coded events, `columns` has what becomes of them.

    `is_table` says that columns can be chosen for parts; `table` is the codebook's table, empty for articles. `wrong` tells
    of texts that were decoded wrongly; `lacks` which of source, date and title some articles do not say.
    """

    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    mapping: dict[str, str]
    encoding: str
    sheets: tuple[str, ...]
    notes: tuple[str, ...]
    table: str
    is_table: bool
    wrong: Wrong | None = None
    lacks: frozenset[str] = frozenset()


def look_at(book: Codebook, plan: ImportPlan, *, guess_table: bool = False, check: Callable[[], None] | None = None) -> Look:
    """Looks at the beginning of the plan's first table, or of its first files. With `guess_table`, a table without texts
    whose columns one of the codebook's tables has is taken for coded events. ImportRefused where nothing can be read. What
    `check`, called now and then, raises ends it.
    """
    path = looked_at(plan.paths, plan.kind)
    # Rows of coded events need no text.
    mapping = {"text": ""} if plan.table else plan.mapping or None
    seen = preview_several(
        plan.paths, mapping=mapping, sheet=plan.sheet or None, encoding=plan.encoding or None, kind=plan.kind, check=check,
        date_order=plan.date_order,
    )  # fmt: skip
    columns = is_table(path, plan.kind)
    table = plan.table
    if guess_table and columns and path.suffix.lower() in tables.SUFFIXES and "text" not in seen.mapping:
        table = _table_of(book, path)
    notes = list(filter(None, [about_files(plan.paths)]))
    refused = [f"Would be refused: {one}" for one in seen.refused[:5]]
    if table:
        notes += refused
        notes += _about_coded(book, path, table, plan.date_order)
        return Look(seen.columns, seen.rows, seen.mapping, seen.encoding, seen.sheets, tuple(notes), table, columns)
    if columns and "text" not in seen.mapping:
        notes.append("No column is the text yet; choose it, for an article needs one.")
    elif columns and (beside := unused(seen)):
        notes.append(f"Kept beside each article: {', '.join(beside[:12])}{' …' if len(beside) > 12 else ''}.")
    # Of a table there are two sentences at most; of files there may be one for each, so that they come last.
    notes += [*seen.notes, *refused] if columns else [*refused, *seen.notes]
    return Look(
        seen.columns, seen.rows, seen.mapping, seen.encoding, seen.sheets, tuple(notes), "", columns, wrong_among(seen),
        lacking(seen),
    )  # fmt: skip


def coded_tables(book: Codebook, paths: Iterable[Path]) -> list[str]:
    """Of files that hold coded events and no texts: the format that reads each, in a sentence."""
    found: list[str] = []
    for path in paths:
        with suppress(ImportRefused):  # a file that cannot be read was refused for that already
            if os.path.isfile(path) and path.suffix.lower() in tables.SUFFIXES and (name := _table_of(book, path)):
                found.append(f"{path.name} holds coded events; they come in with --format {name}.")
    return found


def _table_of(book: Codebook, path: Path) -> str:
    profile = best_profile(book, path)
    name = next((name for name, one in book.profiles.items() if one is profile), "")
    if profile is not None and name:
        try:
            CodedTable(book, path, profile)
        except ImportRefused:
            return ""
    return name


def _about_coded(book: Codebook, path: Path, table: str, order: str) -> list[str]:
    source = CodedTable(book, path, book.profiles[table], cast("Order | None", order or None))
    outside = source.outside()
    read = f"{len(source.fields)} columns are answers of the codebook."
    return [read, *source.notes, *([f"Kept beside the event: {', '.join(outside[:12])}."] if outside else [])]
