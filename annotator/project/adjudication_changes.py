"""Which cases do not stand any more as they were settled: a coder changed what was taken, took it away, or handed in late.

Owns the quick way there: a look at the log for work that changed after the first decision of its case; what a change means is
worked out for those cases alone. Reads a project, writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .adjudicated_events import Settling
from .codings import MAIN
from .decisions import decided
from .work import named

if TYPE_CHECKING:
    from .project import Project


@dataclass(frozen=True, slots=True)
class Since:
    """Of one case: how many decisions have a source that says something else by now, and how much is open."""

    changed: int = 0
    undecided: int = 0

    def __bool__(self) -> bool:
        return bool(self.changed or self.undecided)


# Codings, events and evidence are told apart from those that were there by the order of their rows; what changed in rows that
# were there is looked up in the log, row by row and in its index alone, behind the first step after anything was decided.
_SETTLED = (
    "WITH settled(uid, article, row, began) AS MATERIALIZED (SELECT c.uid, c.article, c.rowid, coalesce("
    "(SELECT d.time FROM decision d WHERE d.coding = c.uid ORDER BY d.rowid LIMIT 1), '') "
    "FROM coding c WHERE c.rowid IN (SELECT rowid FROM coding WHERE round = :round AND standing = 'adjudicated') "
    "AND c.removed = 0) "
)
_FROM = (
    f"{_SETTLED}, given(settled, began, row, uid, here) AS MATERIALIZED (SELECT s.uid, s.began, s.row, c.uid, c.rowid "
    "FROM settled s CROSS JOIN coding c ON c.article = s.article AND c.round = :round AND c.standing = 'coded') "
)
_LATER = (
    "EXISTS (SELECT 1 FROM change h WHERE h.uid = {0} AND h.field <> '*' AND h.id >= :cut "
    "AND (SELECT time FROM operation WHERE id = h.operation) >= {1})"
)
_TOUCHED = (
    f"{_FROM}SELECT g.settled FROM given g WHERE g.here > g.row OR {_LATER.format('g.uid', 'g.began')} "
    "UNION SELECT g.settled FROM given g CROSS JOIN event e ON e.coding = g.uid "
    "WHERE e.rowid > (SELECT min(rowid) FROM event WHERE coding = g.settled) "
    f"OR {_LATER.format('e.uid', 'g.began')} "
    "UNION SELECT d.coding FROM decision d CROSS JOIN settled s ON s.uid = d.coding "
    "CROSS JOIN evidence v ON v.owner = d.taken_from WHERE d.kind = 'evidence' AND d.removed = 0 AND (v.rowid > "
    "(SELECT max(rowid) FROM evidence WHERE owner = d.owner AND field = d.field) "
    f"OR {_LATER.format('v.uid', 'd.time')})"
)


def touched(project: Project, round_: str = MAIN) -> set[str]:
    """The adjudicated codings of a round whose coders' work changed in any way after the first decision: of all others it is
    certain that they stand as they were settled."""
    db = project.database
    first = db.value(f"{_SETTLED}SELECT min(began) FROM settled WHERE began <> ''", named(round=round_))
    step = db.value("SELECT id FROM operation WHERE time >= ? ORDER BY id LIMIT 1", (first,)) if first else None
    cut = db.value("SELECT id FROM change WHERE operation >= ? ORDER BY operation, id LIMIT 1", (step,)) if step else None
    return {row[0] for row in db.run(_TOUCHED, named(round=round_, cut=cut))} if cut else set()


def since(project: Project, state: Settling) -> Since:
    """What is not any more as it was settled in one case. Where it is not done, what is open is no change."""
    done = state.coding.state in ("done", "approved")
    return Since(sum(one.changed for one in decided(project, state)), len(state.undecided()) if done else 0)
