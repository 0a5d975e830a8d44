"""How far packages and coders' work have gone: for each coder the last package, what came back, and what is new since.

Asks the logs `package` and `arrival` and the history; writes nothing. What a package holds is `packages`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .coders import Coder
from .packages import PackageRow, made

if TYPE_CHECKING:
    from .project import Project

_ENTRY = "WHEN '{0}' THEN EXISTS (SELECT 1 FROM {0} x WHERE x.uid = c.uid AND x.state = 'approved' AND x.removed = 0)"
_NEW = f"""
SELECT c.tbl, count(DISTINCT c.uid) FROM change c WHERE c.operation > :since AND CASE c.tbl
  WHEN 'assignment' THEN EXISTS (SELECT 1 FROM assignment a WHERE a.uid = c.uid AND a.coder = :coder)
  WHEN 'review' THEN EXISTS (SELECT 1 FROM review r JOIN coding k ON k.uid = r.coding WHERE r.uid = c.uid AND k.coder = :coder)
  WHEN 'ruling' THEN 1 WHEN 'codebook' THEN 1
  {_ENTRY.format("actor")} {_ENTRY.format("place")} {_ENTRY.format("source")} ELSE 0 END
GROUP BY c.tbl
"""
"""What was changed since an operation that a coder's next package would bring."""

_BACK = (
    "SELECT coder, max(time) FROM arrival a WHERE NOT EXISTS (SELECT 1 FROM operation o WHERE o.id = a.operation "
    "AND o.undone = 1) GROUP BY coder"
)


@dataclass(frozen=True, slots=True)
class Out:
    """One coder. `back` is when work came back last (ISO, UTC), empty for never; `new` counts by table what the next
    package would bring, and is empty where none was made yet."""

    coder: Coder
    package: PackageRow | None = None
    back: str = ""
    new: Mapping[str, int] = field(default_factory=dict)


def out(project: Project) -> list[Out]:
    """Every person who codes and does not lead, in the order they were added."""
    last: dict[str, PackageRow] = {}
    for row in made(project):
        if row.coder not in last or row.number > last[row.coder].number:
            last[row.coder] = row
    back = {row[0]: str(row[1]) for row in project.database.all(_BACK)}
    return [
        Out(one, last.get(one.uid), back.get(one.uid, ""), _new(project, one.uid, last.get(one.uid)))
        for one in project.coders.all() if one.kind == "person" and one.role != "lead"
    ]  # fmt: skip


def _new(project: Project, coder: str, package: PackageRow | None) -> dict[str, int]:
    if package is None:
        return {}
    db = project.database
    # From the end: a package is rarely old.
    since = db.value("SELECT id FROM operation WHERE time <= ? ORDER BY id DESC LIMIT 1", (package.time,)) or 0
    return {row[0]: int(row[1]) for row in db.run(_NEW, {"since": since, "coder": coder})}  # type: ignore[arg-type]
