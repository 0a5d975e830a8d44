"""The parts of a data set for training: which articles a model may learn from, and which it is tried on.

Owns the table `data_split`: one part an article, for good. A release that told of parts binds them, so they can be taken
away or undone only before the first. Which article goes into which part is `releases.splits`' business.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from ..errors import UsageError
from .database import Database
from .history import History, new_uid

Part = Literal["train", "dev", "test"]
PARTS: tuple[Part, ...] = get_args(Part)
"""In order: what a higher one holds is never in a lower one."""
MADE = "make_splits"
_CLEARED = "SELECT coalesce(max(id), 0) FROM operation WHERE json_extract(label, '$.id') = 'clear_splits' AND undone = 0"
"""The last operation that took all parts away, and is in effect."""


@dataclass(frozen=True, slots=True)
class Splits:
    """The parts of one open project."""

    database: Database
    history: History

    def parts(self) -> dict[int, Part]:
        """The part of each article that has one and is in place, by its number."""
        rows = self.database.run(
            "SELECT a.number, s.part FROM data_split s JOIN article a ON a.uid = s.article WHERE s.removed = 0 "
            "AND a.removed = 0 ORDER BY a.number"
        )
        return {row[0]: row[1] for row in rows}

    def given(self) -> dict[str, Part]:
        """The same by uid, with those of articles that were removed or replaced since."""
        return {row[0]: row[1] for row in self.database.run("SELECT article, part FROM data_split WHERE removed = 0")}

    def any(self) -> bool:
        """Whether any article has a part."""
        return self.database.value("SELECT 1 FROM data_split WHERE removed = 0 LIMIT 1") is not None

    def withdrawn(self) -> dict[str, Part]:
        """Articles, by uid, that lost a part when parts were made again, with the part they had: nothing else takes it from
        an article but undo and `clear`, after which it is as if it had never had one; nor does what was lost before `clear`
        count after it."""
        rows = self.database.run(
            "SELECT s.article, s.part FROM data_split s JOIN change h ON h.uid = s.uid AND h.tbl = 'data_split' "
            "JOIN operation o ON o.id = h.operation WHERE s.removed = 1 AND h.field = 'removed' AND h.id = (SELECT max(l.id) "
            "FROM change l WHERE l.uid = s.uid AND l.tbl = 'data_split' AND l.field IN ('removed', '*')) "
            "AND ? IN (json_extract(o.label, '$.id'), iif(json_extract(o.label, '$.id') = 'redo', "
            f"json_extract(o.label, '$.of.id'), '')) AND o.id > ({_CLEARED})",
            (MADE,),
        )
        return {row[0]: row[1] for row in rows}

    def last_made(self) -> dict[str, Any]:
        """How parts were last made, as `make` was told; empty where they never were."""
        row = self.database.one(
            "SELECT label FROM operation WHERE json_extract(label, '$.id') = ? AND undone = 0 AND "
            f"id > ({_CLEARED}) ORDER BY id DESC LIMIT 1",
            (MADE,),
        )
        return dict(json.loads(row[0]).get("how", {})) if row else {}

    def make(self, parts: Mapping[str, Part], withdrawn: Mapping[str, Part], how: Mapping[str, Any]) -> None:
        """Gives articles, by uid, their part, and takes it from those `withdrawn`. `how` is kept with the operation.

        Raises UsageError where who works is no lead, and where an article has another part already."""
        self.must_lead()
        given = self.given()
        if any(given.get(uid, part) != part for uid, part in parts.items()):
            raise UsageError("An article keeps the part it has.")
        with self.history.operation({"id": MADE, "count": len(parts), "how": dict(how)}):
            self.database.run_many(
                "INSERT INTO data_split (uid, article, part) VALUES (?, ?, ?) ON CONFLICT (article) DO UPDATE SET "
                "part = excluded.part, removed = 0",
                [(new_uid(), uid, part) for uid, part in sorted(parts.items())],
            )
            self.database.run(
                "UPDATE data_split SET removed = 1 WHERE removed = 0 AND article IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(withdrawn)),),
            )

    def released(self) -> bool:
        """Whether a release was made since the parts there are were made: then they are known outside."""
        return self.database.value(
            "SELECT 1 FROM release WHERE operation >= (SELECT min(given) FROM (SELECT max(h.operation) AS given "
            "FROM data_split s JOIN change h ON h.uid = s.uid AND h.tbl = 'data_split' WHERE s.removed = 0 GROUP BY s.uid)) "
            "LIMIT 1"
        ) is not None  # fmt: skip

    def clear(self) -> None:
        """Takes all parts away, so that others can be made. Raises UsageError once a release told of them."""
        self.must_lead()
        if self.released():
            raise UsageError("A release told of the parts; what was a test stays one. Parts can only be added to.")
        count = len(self.given())
        with self.history.operation({"id": "clear_splits", "count": count}):
            self.database.run("UPDATE data_split SET removed = 1 WHERE removed = 0")

    def must_lead(self) -> None:
        """Refuses whoever may not make parts."""
        packaged = self.database.value("SELECT 1 FROM project WHERE key = 'made_for'")
        role = self.database.value("SELECT role FROM coder WHERE uid = ?", (self.history.coder,))
        if packaged or role != "lead":
            raise UsageError("The parts of training data are the lead's to make.")
