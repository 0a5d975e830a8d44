"""What became of every article of a project, up to the release: the denominators.

Owns the statuses and their order: what stands for an article counts, else what stands in the way. Reads a project, and the
TEMP tables of `project.choice`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..project import Project
from ..project.codings import MAIN

BATCH = 500
STATUSES: dict[str, str] = {
    "events": "Coded, with events",
    "no_event": "Coded, and there is no event in it",
    "unusable": "Judged unusable",
    "left_out": "Coded, and left out of this release",
    "in_work": "Being coded",
    "screened_out": "Not relevant in the first pass",
    "duplicate": "The same as another article",
    "replaced": "Replaced by a corrected text",
    "not_coded": "Not coded",
}
LEFT_OUT: dict[str, str] = {
    "several": "Several coders finished it, and nobody settled it",
    "not_approved": "Done, and not approved",
    "under_way": "Being settled from several coders' work",
    "not_done": "Not done yet",
    "model": "Done by a model alone, and nobody approved it",
}
_WORK = ("several", "not_approved", "another_approved", "under_way", "not_done", "model")
"""What stands in the way of an article that somebody coded, what weighs most first."""


@dataclass(frozen=True, slots=True)
class Status:
    """What became of one article. `reason` is a code: of the codebook for no event, of `LEFT_OUT`, or a coder's own words.
    `basis` says why a coding stands for it: adjudicated, approved or done. `first_pass` has the verdict and the reason of
    each coder who screened it, in the order they joined; `coder` is a uid."""

    status: str
    reason: str = ""
    basis: str = ""
    coder: str = ""
    events: int = 0
    first_pass: tuple[tuple[str, str, str], ...] = ()


def statuses(project: Project) -> Iterator[tuple[int, Status]]:
    """Every article that counts, by number, with what became of it; some at a time."""
    last = 0
    while numbers := [
        row[0] for row in project.database.all(
            f"SELECT number FROM article WHERE removed = 0 AND number > ? ORDER BY number LIMIT {BATCH}", (last,)
        )
    ]:  # fmt: skip
        span = (numbers[0], numbers[-1])
        taken, passed = _taken(project, span), _passed(project, span)
        screened, replaced = _screened(project, span), _replaced(project, span)
        for number in numbers:
            first = tuple(screened.get(number, ()))
            yield number, _status(taken.get(number), passed.get(number, set()), replaced.get(number, ""), first)
        last = numbers[-1]


def _status(
    taken: Status | None, passed: set[str], gone: str, first_pass: tuple[tuple[str, str, str], ...]
) -> Status:  # fmt: skip
    if taken is not None:
        return Status(taken.status, taken.reason, taken.basis, taken.coder, taken.events, first_pass)
    reason = next((one for one in _WORK if one in passed), "")
    if reason in ("not_done", "under_way"):
        return Status("in_work", reason, first_pass=first_pass)
    if reason:
        return Status("left_out", "not_approved" if reason == "another_approved" else reason, first_pass=first_pass)
    if gone:
        return Status(gone, first_pass=first_pass)
    if first_pass and all(verdict == "not" for _, verdict, _ in first_pass):
        reasons = dict.fromkeys(reason for _, _, reason in first_pass if reason)
        return Status("screened_out", "; ".join(reasons), first_pass=first_pass)
    return Status("not_coded", first_pass=first_pass)


def _taken(project: Project, span: tuple[int, int]) -> dict[int, Status]:
    rows = project.database.all(
        "SELECT o.number, coalesce(c.verdict, ''), c.reason, o.basis, o.coder, (SELECT count(*) FROM event e "
        "WHERE e.coding = c.uid AND e.removed = 0) FROM temp.chosen o JOIN coding c ON c.uid = o.coding "
        "WHERE o.number BETWEEN ? AND ?",
        span,
    )
    return {
        row[0]: Status("events", "", row[3], row[4], row[5]) if row[5]
        else Status("unusable" if row[1] == "unusable" else "no_event", row[2], row[3], row[4])
        for row in rows
    }  # fmt: skip


def _passed(project: Project, span: tuple[int, int]) -> Mapping[int, set[str]]:
    """Why codings of the main round do not stand for their articles."""
    found: dict[int, set[str]] = {}
    for number, reason in project.database.all(
        "SELECT number, reason FROM temp.passed_over WHERE number BETWEEN ? AND ? AND round = ?", (*span, MAIN)
    ):
        found.setdefault(number, set()).add(reason)
    return found


def _screened(project: Project, span: tuple[int, int]) -> Mapping[int, list[tuple[str, str, str]]]:
    found: dict[int, list[tuple[str, str, str]]] = {}
    for number, coder, verdict, reason in project.database.all(
        "SELECT a.number, s.coder, s.verdict, s.reason FROM article a JOIN screening s ON s.article = a.uid "
        "JOIN coder c ON c.uid = s.coder WHERE a.number BETWEEN ? AND ? AND s.removed = 0 ORDER BY a.number, c.rowid",
        span,
    ):
        found.setdefault(number, []).append((coder, verdict, reason))
    return found


def _replaced(project: Project, span: tuple[int, int]) -> Mapping[int, str]:
    rows = project.database.all(
        "SELECT a.number, CASE WHEN a.duplicate_of IS NOT NULL THEN 'duplicate' ELSE 'replaced' END FROM article a "
        "WHERE a.number BETWEEN ? AND ? AND (a.duplicate_of IS NOT NULL OR EXISTS (SELECT 1 FROM article n "
        "WHERE n.replaces = a.uid AND n.removed = 0))",
        span,
    )
    return {row[0]: row[1] for row in rows}
