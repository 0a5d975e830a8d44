"""What changed at one place: a field, an event, an article; newest first, page by page.

Reads `operation` and `change`, and their like of other files, and knows which rows belong to an event or an article. A page
goes on behind the last change of the one before, so that the length of a history costs nothing. Must not know how values are
worded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from .adjudication_reasons import AGREED
from .corrected_texts import versions
from .database import Database
from .history import STEP, Step, as_step

BIRTH = "*"
"""The field of the change that a row came in with."""
ELSEWHERE = 1 << 48
"""What is taken from the numbers of changes and steps of other files."""
UNSAID = (
    "coding.article",
    "coding.first_done",
    "coding.first_submission",
    "event.codebook",
    "evidence.origin",
    "mention.origin",
    "decision.removed",
    "decision.taken_from",
)
"""What the program keeps for itself: no step of a person's, and mostly copies. A decision goes only as another takes its
place."""


_VERSIONS = "SELECT value FROM json_each(:articles)"
_FIRST = "SELECT b.old FROM change b WHERE b.uid = h.uid AND b.field <> '*' AND b.field = {} ORDER BY b.id LIMIT 1"
_FIRST_VALUE, _FIRST_SPANS = _FIRST.format("'values.' || :name"), _FIRST.format("'spans'")
_AT_BIRTH = (
    # What stood there before the first change, else what stands there now.
    f"CASE h.tbl WHEN 'event' THEN iif(EXISTS ({_FIRST_VALUE}), ({_FIRST_VALUE}), e.\"values\" -> ('$.\"' || :name || '\"')) "
    f"WHEN 'decision' THEN d.note ELSE coalesce(({_FIRST_SPANS}), v.spans, m.spans) END"
)
# The decisions of one event or coding are found by its adjudicated coding, which has an index.
_OF_OWNER = "coding IN (SELECT coding FROM event WHERE uid = :owner UNION ALL SELECT :owner) AND owner = :owner"


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """One change of one field, the step it belongs to, and the row it is of."""

    id: int
    """Pages go by it."""
    step: Step
    table: str
    uid: str
    field: str
    """As in ``values.country``, or `BIRTH`."""
    old: Any
    new: Any
    """At a birth, what the row came in with: of evidence and mentions the spans, of a field its value, of a decision its
    note."""
    owner: str
    """Of evidence the event or coding it supports, of an event or a mention its coding, of a decision what it is about; else
    empty."""
    subject: str
    """The field that a piece of evidence supports or a decision is about, else empty."""
    item: str
    """Of evidence the item it supports, of a decision the uid of the event or coding it was taken from; else empty."""
    status: str
    """Of evidence its status, of a decision its reason; else empty."""
    spans: str
    """Of evidence and mentions, what they hold now (JSON)."""


@dataclass(frozen=True, slots=True)
class PlaceHistory:
    """The histories of the places of one open project."""

    database: Database

    def of_field(
        self, owner: str, name: str, *, limit: int = 100, before: int | None = None, coder: str = ""
    ) -> list[PlaceChange]:  # fmt: skip
        """One field of an event, or one question about an article (`owner` is then the coding), its evidence included."""
        return self._page(
            "SELECT uid FROM evidence WHERE owner = :owner AND field = :name UNION ALL SELECT :owner "
            f"UNION ALL SELECT uid FROM decision WHERE {_OF_OWNER} AND field = :name",
            "(c.tbl IN ('evidence', 'decision') OR c.field IN ('values.' || :name, 'answers.' || :name, 'removed') "
            "OR c.field GLOB 'overruled.*:' || :name OR c.field GLOB 'overruled.*:' || :name || '.*')",
            {"owner": owner, "name": name, "articles": self._articles(owner)}, limit, before, coder,
        )  # fmt: skip

    def of_event(self, uid: str, *, limit: int = 100, before: int | None = None, coder: str = "") -> list[PlaceChange]:
        """One event: its values, what was overruled, its evidence."""
        return self._page(
            f"SELECT uid FROM evidence WHERE owner = :owner UNION ALL SELECT :owner UNION ALL SELECT uid FROM decision "
            f"WHERE {_OF_OWNER}", "1",
            {"owner": uid, "name": "", "articles": self._articles(uid)}, limit, before, coder,
        )  # fmt: skip

    def of_article(self, uid: str, *, limit: int = 100, before: int | None = None, coder: str = "") -> list[PlaceChange]:
        """One article: corrections, first pass, codings with verdict, answers and memo, events, evidence, mentions."""
        codings = f"SELECT uid FROM coding WHERE article IN ({_VERSIONS})"
        events = f"SELECT uid FROM event WHERE coding IN ({codings})"
        return self._page(
            f"{_VERSIONS} UNION ALL {codings} UNION ALL {events} "
            f"UNION ALL SELECT uid FROM evidence WHERE owner IN ({codings} UNION ALL {events}) "
            f"UNION ALL SELECT uid FROM mention WHERE coding IN ({codings}) "
            f"UNION ALL SELECT uid FROM decision WHERE coding IN ({codings}) AND reason <> '{AGREED}' "
            f"UNION ALL SELECT uid FROM screening WHERE article IN ({_VERSIONS})",
            "1", {"owner": "", "name": "", "articles": json.dumps(versions(self.database, uid) or [uid])}, limit, before, coder,
        )  # fmt: skip

    def first_changes(self, steps: Sequence[int], each: int = 8) -> dict[int, list[tuple[str, str, str, Any, Any]]]:
        """The first changes of some operations as (table, uid, field, old, new); an import has a million of them."""
        sql = "SELECT tbl, uid, field, old, new FROM change WHERE operation = ? ORDER BY id LIMIT ?"
        return {step: [(row[0], row[1], row[2], row[3], row[4]) for row in self.database.all(sql, (step, each))]
                for step in steps}  # fmt: skip

    def decision_of(self, step: int) -> tuple[str, str, str] | None:
        """Reason, source (uid) and note of the first decision that a step of adjudication wrote for a lead's reason; None where
        it wrote none."""
        rows = self.database.all(
            "SELECT d.reason, coalesce(d.taken_from, ''), d.note FROM change c JOIN decision d ON d.uid = c.uid "
            f"WHERE c.operation = ? AND c.tbl = 'decision' AND c.field = '{BIRTH}' AND d.reason <> ? ORDER BY c.id LIMIT 1",
            (step, AGREED),
        )
        return (rows[0][0], rows[0][1], rows[0][2]) if rows else None

    def _articles(self, owner: str) -> str:
        """The article of an event or coding in all versions of its text, as a JSON list."""
        sql = "SELECT article FROM coding WHERE uid = coalesce((SELECT coding FROM event WHERE uid = ?), ?)"
        return json.dumps(versions(self.database, str(self.database.value(sql, (owner, owner)) or "")))

    def _page(
        self, rows: str, fields: str, values: Mapping[str, str], limit: int, before: int | None, coder: str
    ) -> list[PlaceChange]:  # fmt: skip
        mine = "AND {0}.coder = :coder" if coder else ""
        unsaid = ", ".join(f"'{one}'" for one in UNSAID)
        # Changes are found by their row. Births are not in that index: the steps that name the article are looked through.
        found = (
            f"SELECT c.id FROM here r CROSS JOIN change c ON c.uid = r.uid AND c.field <> '{BIRTH}' WHERE {fields} "
            f"AND c.tbl || '.' || c.field NOT IN ({unsaid}) "
            f"UNION ALL SELECT c.id FROM operation p CROSS JOIN change c ON c.operation = p.id AND c.field = '{BIRTH}' "
            f"WHERE EXISTS ({_VERSIONS} WHERE instr(p.place, value)) {mine.format('p')} AND c.uid IN (SELECT uid FROM here)"
        )
        sql = (
            f"WITH here(uid) AS MATERIALIZED ({rows}) "
            f"SELECT h.id, h.tbl, h.uid, h.field, h.old, iif(h.field <> '{BIRTH}', h.new, {_AT_BIRTH}), "
            f"coalesce(v.owner, d.owner, m.coding, e.coding, ''), coalesce(v.field, d.field, ''), "
            f"coalesce(v.item, d.taken_from, ''), "
            f"coalesce(v.status, d.reason, ''), coalesce(v.spans, m.spans, ''), "
            f"{', '.join(f'o.{one}' for one in STEP.split(', '))} "
            f"FROM change h JOIN operation o ON o.id = h.operation "
            f"LEFT JOIN evidence v ON v.uid = h.uid AND h.tbl = 'evidence' "
            f"LEFT JOIN mention m ON m.uid = h.uid AND h.tbl = 'mention' "
            f"LEFT JOIN event e ON e.uid = h.uid AND h.tbl = 'event' "
            f"LEFT JOIN decision d ON d.uid = h.uid AND h.tbl = 'decision' "
            f"WHERE h.id IN ({found}) AND h.id < :before {mine.format('o')} ORDER BY h.id DESC LIMIT :limit"
        )
        asked = {**values, "before": before or 1 << 62, "limit": limit, "coder": coder}
        told = [PlaceChange(row[0], as_step(row[11:]), *row[1:11]) for row in self.database.all(sql, cast("Any", asked))]
        return told + self._elsewhere(rows, fields, values, limit - len(told), before, coder)

    def _elsewhere(
        self, rows: str, fields: str, values: Mapping[str, str], limit: int, before: int | None, coder: str
    ) -> list[PlaceChange]:  # fmt: skip
        """What coders did to the same rows in files of their own: behind all that was done here, with numbers below 0."""
        if limit <= 0:
            return []
        unsaid = ", ".join(f"'{one}'" for one in UNSAID)
        mine = "AND o.coder = :coder" if coder else ""
        sql = (
            f"WITH here(uid) AS MATERIALIZED ({rows}) "
            f"SELECT c.id - {ELSEWHERE}, c.tbl, c.uid, c.field, c.old, c.new, coalesce(v.owner, m.coding, e.coding, ''), "
            "coalesce(v.field, ''), coalesce(v.item, ''), coalesce(v.status, ''), coalesce(v.spans, m.spans, ''), "
            f"o.id - {ELSEWHERE}, o.uid, o.coder, o.label, o.time, o.place, NULL, o.undone "
            f"FROM here r CROSS JOIN work_change c ON c.uid = r.uid AND c.field <> '{BIRTH}' "
            "CROSS JOIN work_operation o ON o.id = c.operation CROSS JOIN operation w ON w.id = c.came_with AND w.undone = 0 "
            "LEFT JOIN evidence v ON v.uid = c.uid AND c.tbl = 'evidence' "
            "LEFT JOIN mention m ON m.uid = c.uid AND c.tbl = 'mention' "
            "LEFT JOIN event e ON e.uid = c.uid AND c.tbl = 'event' "
            f"WHERE {fields} AND c.tbl || '.' || c.field NOT IN ({unsaid}) AND c.id - {ELSEWHERE} < :before {mine} "
            "ORDER BY c.id DESC LIMIT :limit"
        )
        asked = {**values, "before": before or 1 << 62, "limit": limit, "coder": coder}
        return [PlaceChange(row[0], as_step(row[11:]), *row[1:11]) for row in self.database.all(sql, cast("Any", asked))]
