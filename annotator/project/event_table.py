"""The rebuildable tables `events` (one typed column a field) and `dataset` (what an export takes).

Refreshed as the last step of every operation for the events it touched; made again from `event` at any time.
How many errors and warnings stand in an event is not worked out here: a row that was written says NULL for "not judged
since", and `problem_counts` judges those when somebody asks. A save and the opening of a file stay as fast as they were.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..codebook.columns import FlatColumn, cells, columns
from ..codebook.conditions import ArticleFacts, Lookups, Scope
from ..codebook.derivations import with_derived
from ..codebook.model import Codebook
from .database import Database

ERRORS, WARNINGS = "errors_standing", "warnings_standing"
FIXED = (
    ("event_uid", "TEXT PRIMARY KEY"), ("article", "INTEGER"), ("coder", "TEXT"), ("round", "TEXT"),
    ("standing", "TEXT"), ("state", "TEXT"), ("position", "REAL"), ("id", "TEXT"), ("article_date", "TEXT"),
    (ERRORS, "INTEGER"), (WARNINGS, "INTEGER"),
)  # fmt: skip
_ID = (
    "(SELECT i.external_id FROM incident_link l JOIN incident i ON i.uid = l.incident WHERE l.event = {} "
    "AND l.removed = 0 AND l.judged = 'same' AND i.removed = 0 AND i.external_id IS NOT NULL ORDER BY l.rowid LIMIT 1)"
)
_SOURCE = (
    'SELECT e.uid, a.number, c.coder, c.round, c.standing, c.state, e.position, a.date, e."values", a.title, a.source, '
    f"{_ID.format('e.uid')} FROM event e JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article "
    "WHERE e.removed = 0 AND c.removed = 0 AND a.removed = 0"
)
_TOUCHED = """
SELECT uid FROM change WHERE id > :since AND tbl = 'event'
UNION SELECT e.uid FROM change h JOIN event e ON e.coding = h.uid WHERE h.id > :since AND h.tbl = 'coding'
UNION SELECT e.uid FROM change h JOIN article a ON a.uid = h.uid JOIN coding c ON c.article = a.uid
  JOIN event e ON e.coding = c.uid WHERE h.id > :since AND h.tbl = 'article' AND h.field <> '*'
"""
# Of what is said of incidents the id alone stands in a row: thousands are numbered at once.
_IDS = f"""
UPDATE events SET id = {_ID.format("events.event_uid")} WHERE event_uid IN (
SELECT l.event FROM change h JOIN incident_link l ON l.uid = h.uid WHERE h.id > :since AND h.tbl = 'incident_link'
UNION SELECT l.event FROM change h JOIN incident_link l ON l.incident = h.uid WHERE h.id > :since AND h.tbl = 'incident')
AND id IS NOT {_ID.format("events.event_uid")}
"""
_TOLD_EVERY = 1_000
COUNTED = slice(len(FIXED) - 2, len(FIXED))
"""Where a row has the two counts."""
SETTLED = (
    "EXISTS (SELECT 1 FROM coding o JOIN article s ON s.uid = o.article WHERE s.number = {article} "
    "AND o.round = 'main' AND o.standing = 'adjudicated' AND o.state IN ('done', 'approved') AND o.removed = 0)"
)
"""Whether an article, by its number, was settled from several coders' work; while that is under way it was not."""
# An adjudicated coding stands for its article, also where it holds no event; without one, what coders call done.
_DATASET = (
    "CREATE VIEW dataset AS SELECT * FROM events e WHERE round = 'main' AND state IN ('done', 'approved') AND "
    f"(standing = 'adjudicated' OR standing = 'coded' AND NOT {SETTLED.format(article='e.article')})"
)


@dataclass
class EventTable:
    """The flat tables of one open project."""

    database: Database
    codebook: Codebook
    lookups: Lookups
    codebook_uid: str = ""

    def __post_init__(self) -> None:
        self.flat: tuple[FlatColumn, ...] = columns(self.codebook)
        self.judged: dict[str, tuple[int, int]] = {}
        """Errors and warnings of events that whoever adds them has judged already; taken in by the next refresh."""
        names = [name for name, _ in FIXED] + [column.name for column in self.flat]
        quoted = ", ".join(f'"{name}"' for name in names)
        self._insert = f"INSERT OR REPLACE INTO events ({quoted}) VALUES ({', '.join('?' * len(names))})"

    @property
    def names(self) -> list[str]:
        """All column names, the fixed ones first."""
        return [name for name, _ in FIXED] + [column.name for column in self.flat]

    def fits(self) -> bool:
        """Whether both tables are there, made by this version of the codebook (what follows from values is its matter, too),
        and whether `dataset` chooses as it does now."""
        made_by = self.database.value("SELECT value FROM project WHERE key = 'tabled_by'")
        if made_by is None and self.database.value("SELECT count(*) FROM codebook") == 1:
            made_by = self.codebook_uid  # made before a project could change its version
        chosen = self.database.value("SELECT sql FROM sqlite_master WHERE type = 'view' AND name = 'dataset'")
        columns = [row[1] for row in self.database.all("PRAGMA table_info(events)")]
        return made_by == self.codebook_uid and columns == self.names and chosen == _DATASET

    def make(self, progress: Callable[[int], None] | None = None) -> None:
        """Makes both tables anew from the events. `progress` is called with the rows so far; what it raises takes it back."""

        def rows() -> Iterator[list[Any]]:
            for count, row in enumerate(self.expected()):
                if progress and not count % _TOLD_EVERY:
                    progress(count)
                yield row

        db = self.database
        with db.writing():
            db.run("DROP VIEW IF EXISTS dataset")
            db.run("DROP TABLE IF EXISTS events")
            described = [f'"{name}" {kind}' for name, kind in FIXED]
            described += [f'"{column.name}" {column.kind}' for column in self.flat]
            db.run(f"CREATE TABLE events ({', '.join(described)})")
            db.run_many(self._insert, rows())
            db.run("INSERT OR REPLACE INTO project SELECT 'judged_to', coalesce(max(id), 0) || '' FROM change")
            db.run("INSERT OR REPLACE INTO project VALUES ('tabled_by', ?)", (self.codebook_uid,))
            for name in self.indexed():
                db.run(f'CREATE INDEX "events_by_{name}" ON events("{name}")')
            for exactness, day in self._dated_roughly():
                db.run(f'CREATE INDEX "events_by_{exactness}_{day}" ON events("{exactness}", "{day}")')
            db.run(_DATASET)

    def indexed(self) -> list[str]:
        """Columns with an index: those a list is filtered and sorted by."""
        kept = ["article", "coder", "id"]
        for column in self.flat:
            field = self.codebook.fields[column.field]
            if column.index is None and (field.type in ("date", "code", "yes_no") or field.name in self.codebook.summary):
                kept.append(column.name)
        return list(dict.fromkeys(kept))

    def _dated_roughly(self) -> Iterator[tuple[str, str]]:
        """Precision and day, by which the few events that are dated to a week or a month are found."""
        for field in self.codebook.fields.values():
            exactness = self.codebook.fields.get(field.precision)
            if field.type == "date" and exactness and any(one.days > 1 for one in self.codebook.code_list(exactness).walk()):
                yield exactness.name, field.name

    def refresh(self, since: int) -> None:
        """Makes the rows anew that changes after `since` touched."""
        db = self.database
        # In the order in which events came in: rows that are alike in what a list is sorted by stand as they were added.
        ordered = f"SELECT uid FROM event WHERE uid IN ({_TOUCHED}) ORDER BY rowid"
        touched = [row[0] for row in db.run(ordered, {"since": since})]  # type: ignore[arg-type]
        for uid in touched:
            self._put(uid)
        db.run(_IDS, {"since": since})  # type: ignore[arg-type]
        self.judged.clear()

    def _put(self, uid: str) -> None:
        """Brings one row up to date. Only columns that differ are written: each has an index of its own to spare."""
        source = self.database.one(f"{_SOURCE} AND e.uid = ?", (uid,))
        if source is None:
            self.database.run("DELETE FROM events WHERE event_uid = ?", (uid,))
            return
        row = self._row(source)
        row[COUNTED] = self.judged.get(uid, (None, None))
        old = self.database.one("SELECT * FROM events WHERE event_uid = ?", (uid,))
        if old is None:
            self.database.run(self._insert, row)
            return
        changed = [(name, new) for name, was, new in zip(self.names, old, row, strict=True) if was != new]
        if changed:
            sets = ", ".join(f'"{name}" = ?' for name, _ in changed)
            self.database.run(f"UPDATE events SET {sets} WHERE event_uid = ?", (*(new for _, new in changed), uid))

    def expected(self) -> Iterator[list[Any]]:
        """The rows as the events give them now, whatever stands in the table; what is wrong with them is not counted."""
        return map(self._row, self.database.run(_SOURCE))

    def _row(self, row: Any) -> list[Any]:
        uid, number, coder, round_, standing, state, position, date, values, title, source, external = row
        facts = ArticleFacts(date or "", title, source)
        full = with_derived(Scope(self.codebook, json.loads(values), facts, self.lookups))
        return [
            uid,
            number,
            coder,
            round_,
            standing,
            state,
            position,
            external,
            date,
            None,
            None,
            *cells(self.codebook, self.flat, full),
        ]
