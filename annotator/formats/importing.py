"""The one door through which articles and coded events come in: what is wanted, in; what became of it, out.

Owns that several files are one import: all of it, or none where a row is refused and good rows alone are not wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from ..dates import Order
from ..errors import UsageError
from ..project import Project
from ..project.articles import Refused, Stopped
from .article_sources import read_articles
from .coded_events import CodedRead, read_coded

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

    @property
    def source(self) -> str:
        """The files' names, for the history."""
        return ", ".join(path.name for path in self.paths)


@dataclass
class ImportReport:
    """What became of an import. `drafted` of the `added` have errors; `stopped` says that refused rows kept all out."""

    added: int = 0
    known: int = 0
    drafted: int = 0
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stopped: bool = False

    def as_json(self) -> dict[str, Any]:
        """The command line's answer."""
        return {
            "added": self.added, "known": self.known, "drafted": self.drafted,
            "refused": [one.as_json() for one in self.refused], "notes": self.notes,
        }  # fmt: skip


class _Stopped(Exception):
    """A refused row takes everything back."""


def take_in(project: Project, plan: ImportPlan, tell: Tell | None = None) -> ImportReport:
    """Brings everything of a plan in, as the work of the project's coder, in one operation."""
    return _events(project, plan, tell) if plan.table else _articles(project, plan, tell)


def _articles(project: Project, plan: ImportPlan, tell: Tell | None) -> ImportReport:
    read = [0, 0]

    def on_bytes(done: int, total: int) -> None:
        read[:] = [done, total]

    def on_articles(count: int) -> None:
        if tell:
            tell(count, *read)

    notes: dict[str, None] = {}
    drafts = read_articles(
        plan.paths, mapping=plan.mapping or None, date_order=plan.date_order or None, progress=on_bytes,
        tell=lambda note: notes.update({note: None}), sheet=plan.sheet or None, encoding=plan.encoding or None,
    )  # fmt: skip
    try:
        told = project.articles.add(drafts, source=plan.source, good_rows=plan.good_rows, progress=on_articles)
    except Stopped as stopped:
        return ImportReport(refused=stopped.told.refused, notes=[*notes], stopped=True)
    return ImportReport(told.added, told.known, 0, told.refused, [*notes])


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
