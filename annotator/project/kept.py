"""What a project file holds about one coder, in numbers: for the person it is about.

Owns no table; counts what the others hold. Must not know the words in which it is told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..errors import UsageError
from .project import Project


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything the file holds about a coder. Times are UTC in ISO 8601."""

    uid: str
    pseudonym: str
    kind: str
    role: str
    settings: Mapping[str, Any]
    steps: int
    first_step: str
    last_step: str
    came_in: int
    """Steps done in a file of the coder's own and merged into this one."""
    codings: Mapping[str, int]
    """By state."""
    events: int
    times_kept: bool
    stretches: int
    seconds: float
    suggestions: Mapping[str, int]
    """What became of the program's offers, by outcome."""
    comments: int
    flags: int
    first_pass: Mapping[str, int]
    """By verdict."""
    proposals: int
    saved_filters: int
    assignments: int
    reviews: int
    """What a lead said of the coder's codings."""
    results: int
    """Results of tests and training."""
    packaged: bool
    """Whether the file was made for this coder and goes back to a lead."""

    def as_json(self) -> dict[str, Any]:
        """The same for a file."""
        return asdict(self)


def kept_about(project: Project, coder: str) -> Kept:
    """Counts what is kept about a coder; whole tables are read, so it is for when somebody asks."""
    known = project.coders.get(coder)
    if known is None:
        raise UsageError("That coder is not in this project.")
    db = project.database

    def count(sql: str) -> int:
        return int(db.value(sql, (coder,)) or 0)

    def by(sql: str) -> dict[str, int]:
        return {row[0]: row[1] for row in db.all(sql, (coder,))}

    with db.reading():
        steps, first, last = db.all(
            "SELECT n, (SELECT time FROM operation WHERE id = low), (SELECT time FROM operation WHERE id = high) FROM "
            "(SELECT count(*) AS n, min(id) AS low, max(id) AS high FROM operation WHERE coder = ?)", (coder,),
        )[0]  # fmt: skip
        stretches, seconds = db.all("SELECT count(*), coalesce(sum(seconds), 0) FROM time_spent WHERE coder = ?", (coder,))[0]
        settings = db.value("SELECT settings FROM coder WHERE uid = ?", (coder,))
        return Kept(
            coder, known.name, known.kind, known.role, json.loads(settings) if settings else {},
            steps, first or "", last or "", count("SELECT count(*) FROM work_operation WHERE coder = ?"),
            by("SELECT state, count(*) FROM coding WHERE coder = ? AND standing = 'coded' AND removed = 0 "
               "GROUP BY 1 ORDER BY 1"),
            count("SELECT count(*) FROM event e JOIN coding c ON c.uid = e.coding WHERE c.coder = ? AND c.standing = 'coded' "
                  "AND e.removed = 0"),
            project.times.are_kept(), stretches, round(seconds, 1),
            by("SELECT s.outcome, count(*) FROM suggestion s JOIN coding c ON c.uid = s.coding WHERE c.coder = ? GROUP BY 1"),
            count("SELECT count(*) FROM comment WHERE coder = ? AND removed = 0"),
            count("SELECT count(*) FROM flag WHERE coder = ? AND removed = 0"),
            by("SELECT verdict, count(*) FROM screening WHERE coder = ? AND removed = 0 GROUP BY 1 ORDER BY 1"),
            sum(count(f"SELECT count(*) FROM {table} WHERE proposed_by = ? AND removed = 0")
                for table in ("actor", "place", "source")),
            count("SELECT count(*) FROM saved_filter WHERE coder = ? AND removed = 0"),
            count("SELECT count(*) FROM assignment WHERE coder = ? AND removed = 0"),
            count("SELECT count(*) FROM review r JOIN coding c ON c.uid = r.coding WHERE c.coder = ? AND r.removed = 0"),
            count("SELECT count(*) FROM result WHERE coder = ? AND removed = 0"),
            project.made_for == coder,
        )  # fmt: skip
