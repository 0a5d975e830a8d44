"""Which events an export takes, and why the others are left out.

Owns the choice between one coder's done work, the adjudicated, and the project's dataset, as SQL over the flat tables.
Must not know how a format writes them.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import UsageError
from ..project import Project
from ..project.event_table import SETTLED

ORDER = "ORDER BY e.article, e.position, e.event_uid"
_DONE = "e.state IN ('done', 'approved')"

REASONS = {
    "not_done": "in codings not done yet",
    "other_round": "of other rounds",
    "standard": "of a standard made for training or testing",
    "adjudicated": "settled by adjudication",
    "not_adjudicated": "not adjudicated",
    "other_coder": "of other coders",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """What is taken: rows of `source e` where `where` holds; `values` are its parameters."""

    source: str
    where: str
    values: tuple[str, ...]
    reason: str
    """CASE over `events e` that gives an event's reason to be left out, NULL where it is taken."""
    codings: str
    """The same choice over `coding c` joined to `article a`, so that "no event" comes along."""

    @property
    def rows(self) -> str:
        """FROM and WHERE of the chosen events, as `e`."""
        return f"FROM {self.source} e WHERE {self.where}"


def choose(project: Project, coder: str, adjudicated: bool) -> Selection:
    """The events of the options. Raises UsageError with all names where several coders are there and none is named."""
    if not coder and not adjudicated and len(project.coders.all()) > 1:
        project.coders.named(None)
    case = "CASE WHEN e.round <> 'main' THEN 'other_round' WHEN e.standing = 'standard' THEN 'standard' {} END"
    codings = f"c.round = 'main' AND c.removed = 0 AND a.removed = 0 AND {_DONE.replace('e.', 'c.')} AND "
    if adjudicated and coder:
        raise UsageError("Name either a coder or --adjudicated.")
    if adjudicated:
        return Selection(
            "events", f"e.round = 'main' AND e.standing = 'adjudicated' AND {_DONE}", (),
            case.format(f"WHEN e.standing <> 'adjudicated' THEN 'not_adjudicated' WHEN NOT {_DONE} THEN 'not_done'"),
            codings + "c.standing = 'adjudicated'",
        )  # fmt: skip
    if coder:
        return Selection(
            "events", f"e.round = 'main' AND e.standing = 'coded' AND e.coder = ? AND {_DONE}", (coder,),
            case.format("WHEN e.standing = 'adjudicated' THEN 'adjudicated' WHEN e.coder <> ? THEN 'other_coder' "
                        f"WHEN NOT {_DONE} THEN 'not_done'"),
            codings + "c.standing = 'coded' AND c.coder = ?",
        )  # fmt: skip
    if project.database.value("SELECT 1 FROM coding WHERE standing = 'adjudicated' LIMIT 1") is None:
        # The same rows as the dataset's, without looking for an adjudicated coding beside each.
        return Selection(
            "events", f"e.round = 'main' AND e.standing = 'coded' AND {_DONE}", (),
            case.format(f"WHEN NOT {_DONE} THEN 'not_done'"), codings + "c.standing = 'coded'",
        )  # fmt: skip
    settled = SETTLED.format(article="e.article")
    return Selection(
        "dataset", "1", (),
        case.format(f"WHEN NOT {_DONE} THEN 'not_done' WHEN e.standing = 'coded' AND {settled} THEN 'adjudicated'"),
        codings + f"(c.standing = 'adjudicated' OR c.standing = 'coded' AND NOT {SETTLED.format(article='a.number')})",
    )  # fmt: skip


def left_out(project: Project, chosen: Selection, taken: int) -> dict[str, int]:
    """How many events are not taken, by reason."""
    db = project.database
    if db.value("SELECT count(*) FROM events") == taken:
        return {}
    rows = db.all(f"SELECT {chosen.reason} AS reason, count(*) FROM events e GROUP BY reason ORDER BY reason", chosen.values)
    return {row[0]: row[1] for row in rows if row[0]}


def pseudonyms(project: Project) -> dict[str, str]:
    """What stands for each coder in everything given out: numbers in the order they joined, whatever their names say."""
    uids = [row[0] for row in project.database.all("SELECT uid FROM coder ORDER BY rowid")]
    return {uid: f"coder{number}" for number, uid in enumerate(uids, start=1)}
