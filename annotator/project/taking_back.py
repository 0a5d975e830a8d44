"""Withdrawing articles from a coder, and giving them to others instead: only those not begun; begun ones stay theirs.

Writes `assignment` as `handing_out` does, one step each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import UsageError
from .assignments import lot
from .codings import MAIN
from .draws import Readers, held_by
from .handing_out import Given, Part, give, may_hand_out, positions_after

if TYPE_CHECKING:
    from .project import Project


@dataclass(frozen=True, slots=True)
class Moved:
    """What is taken back: articles `moved`, to whom how many; those `begun`, which stay; and those nobody else may get."""

    moved: int
    begun: int
    kept: int = 0
    to: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    article: str
    position: int
    candidates: bool
    due: str | None
    begun: bool
    language: str
    source: str
    country: str
    marks: frozenset[str]


def foresee_withdrawal(project: Project, coder: str, round_: str = MAIN) -> Moved:
    """What `withdraw` would do; nothing is written."""
    rows = _rows(project, coder, round_)
    begun = sum(row.begun for row in rows)
    return Moved(len(rows) - begun, begun)


def withdraw(project: Project, coder: str, round_: str = MAIN) -> Moved:
    """Takes from a coder what they have not begun in a round. One step."""
    may_hand_out(project)
    told = foresee_withdrawal(project, coder, round_)
    with project.history.operation({"id": "withdraw", "count": told.moved, "name": _name(project, coder)}):
        _mark(project, coder, round_, [row.article for row in _rows(project, coder, round_) if not row.begun])
    return told


def foresee_reassignment(project: Project, coder: str, to: Sequence[str], round_: str = MAIN, seed: int = 1) -> Moved:
    """What `reassign` would do; nothing is written."""
    return _shared_out(project, coder, to, round_, seed)[1]


def reassign(project: Project, coder: str, to: Sequence[str], round_: str = MAIN, seed: int = 1) -> Moved:
    """Gives what a coder has not begun to others, in even numbers, behind what they have. One step.

    Nobody gets what they have already, nor what they do not read or avoid; what is nobody's then stays the coder's.
    """
    may_hand_out(project)
    given, told, due = _shared_out(project, coder, to, round_, seed)
    with project.history.operation({"id": "reassign", "count": told.moved, "name": _name(project, coder)}):
        _mark(project, coder, round_, [one.article for one in given])
        give(project, round_, tuple(given), due)
    return told


def _shared_out(
    project: Project, coder: str, to: Sequence[str], round_: str, seed: int
) -> tuple[list[Given], Moved, dict[tuple[str, str], str]]:
    if not to:
        raise UsageError("Say to whom articles go: nobody is chosen.")
    if coder in to:
        raise UsageError("Articles go from one coder to others; one is named on both sides.")
    rows, held, last = _rows(project, coder, round_), held_by(project, round_), positions_after(project, round_)
    may = Readers(project, [Part(one) for one in to])
    counts = dict.fromkeys(sorted(to), 0)
    given: list[Given] = []
    due: dict[tuple[str, str], str] = {}
    kept = 0
    for row in rows:
        if row.begun:
            continue
        able = [one for one in may.of(row.language, row.source, row.country, row.marks)[0] if one not in held[row.article]]
        if not able:
            kept += 1
            continue
        whom = min(able, key=lambda one: (counts[one], lot(row.article, seed, f"{one} ")))
        counts[whom] += 1
        given.append(Given(row.article, whom, last.get(whom, 0) + counts[whom], row.candidates, True))
        if row.due:
            due[row.article, whom] = row.due
    return given, Moved(len(given), sum(row.begun for row in rows), kept, {one: counts[one] for one in to}), due


def _mark(project: Project, coder: str, round_: str, articles: Sequence[str]) -> None:
    project.database.run_many(
        "UPDATE assignment SET withdrawn = 1 WHERE article = ? AND coder = ? AND round = ?",
        ((article, coder, round_) for article in articles),
    )


def _rows(project: Project, coder: str, round_: str) -> list[_Row]:
    """What a coder has in a round, in its order."""
    found = project.database.all(
        "SELECT s.article, s.position, s.candidates, s.due, EXISTS (SELECT 1 FROM coding c WHERE c.article = s.article "
        "AND c.coder = s.coder AND c.round = s.round AND c.standing = 'coded' AND c.removed = 0), a.language, a.source, "
        "coalesce(a.extra ->> '$.country', ''), (SELECT group_concat(m.name, char(31)) FROM content_mark m "
        "WHERE m.article = s.article AND m.removed = 0) FROM assignment s JOIN article a ON a.uid = s.article "
        "WHERE s.coder = ? AND s.round = ? AND s.position IS NOT NULL AND s.withdrawn = 0 AND s.removed = 0 "
        "AND a.removed = 0 ORDER BY s.position, a.number",
        (coder, round_),
    )
    return [
        _Row(row[0], row[1], bool(row[2]), row[3], bool(row[4]), row[5], row[6], str(row[7]),
             frozenset(row[8].split("\x1f")) if row[8] else frozenset())
        for row in found
    ]  # fmt: skip


def _name(project: Project, coder: str) -> str:
    found = project.coders.get(coder)
    return found.name if found else coder
