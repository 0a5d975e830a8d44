"""Taking answers out of the rows of incidents before they are given out: in the TEMP tables of `incident_rows`, nowhere else.

Owns the writing. Which answers go, and why, is the caller's to know.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .project import Project


def take_out(project: Project, rows: Iterable[tuple[str, Collection[str], Mapping[str, Any], Mapping[str, Any] | None]]) -> int:
    """For each row its uid, the flat columns to be emptied, and what is left of its values and of its columns from outside.
    Gives how many rows that is. What is kept of the events themselves is not touched."""
    db, count = project.database, 0
    known = set(project.table.names)
    with db.scratch():
        for uid, columns, values, extra in rows:
            if names := [name for name in columns if name in known]:
                sets = ", ".join(f'"{name}" = NULL' for name in names)
                db.run(f"UPDATE temp.incident_rows SET {sets} WHERE event_uid = ?", (uid,))
            db.run(
                "INSERT OR REPLACE INTO temp.incident_combined VALUES (?, ?, ?)",
                (uid, _json(values), _json(extra) if extra else None),
            )
            count += 1
    return count


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
