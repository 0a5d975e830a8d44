"""Judges whole projects and outside tables by a codebook, for `annotator check` and the Events place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..codebook.checks import Problem, check_dataset, check_event
from ..codebook.conditions import ArticleFacts, Scope
from ..errors import UsageError
from ..project import Project
from ..project.coders import told_apart
from ..project.event_table import SETTLED
from ..project.same_happening import known_of
from ..project.work import named


@dataclass(frozen=True, slots=True)
class Found:
    """One problem and where it stands: an event of a project, or a row of a table."""

    problem: Problem
    coder: str = ""
    event: str = ""
    row: int | None = None
    id: str = ""

    rule = property(lambda self: self.problem.rule)
    severity = property(lambda self: self.problem.severity)
    field = property(lambda self: self.problem.field)
    message = property(lambda self: self.problem.message)

    def where(self) -> str:
        """The place in words."""
        return f"row {self.row}" if self.row is not None else f"event {self.id or self.event[:8]}"

    def as_json(self) -> dict[str, Any]:
        """The command line's answer for one problem."""
        place = {"row": self.row} if self.row is not None else {"event": self.id or self.event}
        fix = {"label": self.problem.fix.label, "set": dict(self.problem.fix.set)} if self.problem.fix else None
        return {
            **place, "coder": self.coder, "rule": self.problem.rule, "field": self.problem.field,
            "severity": self.problem.severity, "message": self.problem.message, "reason": self.problem.reason, "fix": fix,
        }  # fmt: skip


_ONCE = (
    " AND NOT (t.standing = 'adjudicated' AND t.state = 'open') AND NOT (t.standing = 'coded' AND t.round = 'main' AND "
    f"{SETTLED.format(article='t.article')})"
)
"""Between events, an adjudicated one stands for those it was settled from as soon as it is done."""


def check_project(path: Path) -> list[Found]:
    """All standing problems of a project's events (overruled ones left out), those between events included."""
    with Project.open(path, read_only=True) as project:
        return list(problems_of(project))


def problems_of(project: Project, progress: Callable[[int], None] | None = None, coder: str = "") -> Iterator[Found]:
    """All standing problems of an open project, event by event, then those between events; with `coder`, one coder's alone.

    `progress` is called with the number of events looked at; each is looked at twice. What it raises stops the work.
    """
    coders = told_apart(project.coders.everybody())
    where: dict[str, tuple[str, str]] = {}
    seen = 0

    def scopes(more: str = "") -> Iterator[tuple[str, Scope]]:
        nonlocal seen
        rows = project.database.run(
            'SELECT e.uid, c.coder, t.id, e."values", a.date, a.title, a.source FROM events t JOIN event e ON e.uid = '
            "t.event_uid JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article "
            f"WHERE (:coder = '' OR c.coder = :coder AND c.standing = 'coded'){more} ORDER BY t.article, t.position",
            named(coder=coder),
        )
        for uid, whose, known, values, date, title, source in rows:
            seen += 1
            if progress:
                progress(seen)
            where[str(uid)] = (coders.get(whose) or str(whose), known or "")
            facts = ArticleFacts(date or "", title, source)
            yield uid, Scope(project.codebook, json.loads(values), facts, project.registers)

    def judged(event: str) -> frozenset[str]:
        # What was only proposed is asked about still.
        return frozenset(other for other, said in known_of(project, event).items() if said in ("same", "different"))

    for uid, scope in scopes():
        overruled = json.loads(project.database.value("SELECT overruled FROM event WHERE uid = ?", (uid,)))
        for problem in check_event(scope):
            if problem.key not in overruled:
                yield Found(problem, where[uid][0], uid, None, where[uid][1])
    for uid, problems in check_dataset(scopes("" if coder else _ONCE), judged).items():
        for problem in problems:
            yield Found(problem, where[uid][0], uid, None, where[uid][1])


def check_table(path: Path, codebook: str | None) -> list[Found]:
    """All problems of a table's rows, read by the codebook's profile or its field names. The header is row 1."""
    from ..codebook.loading import find, load
    from .coded_events import rows_as_values

    if codebook is None:
        raise UsageError("To check a table, name the codebook with --codebook.")
    book, _ = load(find(codebook))
    found: list[Found] = []
    scopes: list[tuple[str, Scope]] = []
    for row, values, refused in rows_as_values(book, path):
        if refused is not None:
            found.append(Found(Problem("unreadable", "error", refused.column or "", refused.reason), row=row))
            continue
        scope = Scope(book, values)
        scopes.append((str(row), scope))
        found.extend(Found(problem, row=row) for problem in check_event(scope))
    for name, problems in check_dataset(scopes).items():
        found.extend(Found(problem, row=int(name)) for problem in problems)
    return sorted(found, key=lambda one: one.row or 0)
