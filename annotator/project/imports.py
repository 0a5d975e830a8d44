"""Events coded elsewhere, brought in by the thousand: each row a stub article, a coding, an event, its outside id.

Owns the identity of such a row: what was read from it. The same row again is therefore the same article, coding and
event, in this project and in any other. Must not know file formats.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .codings import MAIN
from .history import now
from .incident_links import incident_of_id

if TYPE_CHECKING:
    from .project import Project

AS_READ = "as read"
"""Under it an event's `extra` keeps the cells that its table would be written without: see `formats.as_read`. No column
from outside has that name, since theirs hold no space."""
_MARKS = 400


@dataclass(frozen=True, slots=True)
class CodedRow:
    """One event as its row says it. `draft` rows have errors: their coding stays open.

    `overruled` are errors that are no fault of the row, with the reason, as an event keeps them.
    """

    values: Mapping[str, Any]
    extra: Mapping[str, str]
    id: str = ""
    title: str = ""
    origin: str = ""
    draft: bool = False
    overruled: Mapping[str, str] = field(default_factory=dict)
    as_read: Mapping[str, Any] = field(default_factory=dict)
    """Cells by field as they were spelled, where that would be lost. No part of what the row is: the same row spelled
    otherwise is the same row."""
    problems: tuple[int, int] | None = None
    """Errors and warnings that stand, where the row was judged."""

    @property
    def article_uid(self) -> str:
        """The stub's identity: all that was read from the row."""
        told = json.dumps([self.id, self.values, self.extra], ensure_ascii=False, sort_keys=True)
        return _hash("stub", told)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def event_uid(article: str, coder: str) -> str:
    """The event of a stub and a coder."""
    return _hash("event", article, coder)


def known(project: Project, events: Sequence[str]) -> set[str]:
    """Those of the events that are in the project already, removed ones left out."""
    found: set[str] = set()
    for start in range(0, len(events), _MARKS):
        some = events[start : start + _MARKS]
        rows = project.database.run(
            "SELECT e.uid FROM event e JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article "
            f"WHERE e.uid IN ({','.join('?' * len(some))}) AND e.removed = 0 AND c.removed = 0 AND a.removed = 0",
            some,
        )
        found.update(row[0] for row in rows)
    return found


_ARTICLE = (
    "INSERT INTO article (uid, title, external_id, origin, stub, text) VALUES (?, ?, ?, ?, 1, '') "
    "ON CONFLICT (uid) DO UPDATE SET removed = 0 WHERE removed = 1"
)
_CODING = (
    "INSERT INTO coding (uid, article, coder, round, state, verdict, first_done, first_submission) "
    "VALUES (?, ?, ?, ?, ?, 'events', ?, ?) "
    "ON CONFLICT (article, coder, round, standing) DO UPDATE SET removed = 0 WHERE removed = 1"
)
_EVENT = (
    'INSERT INTO event (uid, coding, position, "values", extra, overruled, codebook) VALUES (?, ?, 1, ?, ?, ?, ?) '
    'ON CONFLICT (uid) DO UPDATE SET removed = 0, "values" = excluded."values", extra = excluded.extra'
)
_LINK = (
    "INSERT INTO incident_link (uid, incident, event) VALUES (?, ?, ?) "
    "ON CONFLICT (uid) DO UPDATE SET removed = 0 WHERE removed = 1"
)


def add_coded(project: Project, rows: Sequence[CodedRow], coder: str) -> int:
    """Adds rows that are not `known`, inside the caller's operation. Gives how many share their id with an event before.

    A row without errors is done, and its values are the coder's first submission.
    """
    db, time = project.database, now()
    articles, codings, events, links = [], [], [], []
    shared = 0
    for row in rows:
        article = row.article_uid
        event, coding = event_uid(article, coder), _hash("coding", article, coder)
        values = _json(row.values)
        submitted = f'{{"answers":{{}},"verdict":"events","events":[{{"uid":"{event}","values":{values}}}]}}'
        done = (None, None) if row.draft else (time, submitted)
        articles.append((article, row.title, row.id, row.origin))
        codings.append((coding, article, coder, MAIN, "open" if row.draft else "done", *done))
        kept = {**row.extra, AS_READ: row.as_read} if row.as_read else row.extra
        extra = _json(kept) if kept else None
        if row.problems is not None:
            project.table.judged[event] = row.problems
        events.append((event, coding, values, extra, _json(row.overruled), project.codebook_uid))
        if row.id:
            incident, is_new = incident_of_id(db, row.id)
            shared += not is_new
            links.append((_hash("link", event, row.id), incident, event))
    db.run_many(_ARTICLE, articles)
    db.run_many(_CODING, codings)
    db.run_many(_EVENT, events)
    db.run_many(_LINK, links)
    return shared


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
