"""What the program offered and what became of it: a candidate taken is one operation; offered, taken and changed are logged.

Owns the table `suggestion`, an append-only log, and the origin of evidence. Must not know where candidates come from.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..codebook.model import Codebook
from ..codebook.values import is_empty, is_list
from .database import Database
from .events import Events
from .evidence import EvidenceBook, Quote, Status
from .history import History, now

Outcome = Literal["offered", "taken", "changed"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A candidate as it is taken: the field's value, the words it was read from, and values of other fields that follow.
    `status` is what is said of it where there are no words: the article's own data, or inferred."""

    field: str
    value: Any
    quotes: Sequence[Quote]
    provider: str
    also: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    status: Status = "article"


@dataclass(frozen=True, slots=True)
class Figures:
    """How often a field holds a value, and where those came from: typed with words or a status given by hand (a selection
    taken counts so), an offer taken as it was, an offer taken and changed, or without words. `offered` is False for articles
    in which the lead withheld offers."""

    field: str
    offered: bool
    values: int
    typed: int
    taken: int
    changed: int
    without: int


_FIGURES = """
WITH held AS MATERIALIZED (
  SELECT e.uid, v.key AS field, NOT EXISTS (SELECT 1 FROM assignment s WHERE s.article = c.article AND s.coder = c.coder
    AND s.round = 'main' AND s.candidates = 0 AND s.removed = 0) AS offered
  FROM event e JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article, json_each(e."values") v
  WHERE e.removed = 0 AND c.removed = 0 AND a.removed = 0 AND c.round = 'main' AND c.standing = 'coded'
  AND (:coder = '' OR c.coder = :coder) AND v.type <> 'null' AND v.value NOT IN ('', '[]')),
words AS MATERIALIZED (
  SELECT owner, field, max(CASE origin WHEN 'changed' THEN 3 WHEN 'taken' THEN 2 ELSE 1 END) AS origin
  FROM evidence WHERE removed = 0 GROUP BY owner, field),
log AS MATERIALIZED (
  SELECT event, field FROM suggestion WHERE outcome = 'taken' UNION
  SELECT s.event, j.key FROM suggestion s, json_each(s.offered, '$.also') j WHERE s.outcome = 'taken'),
told AS (
  SELECT h.field, h.offered, w.origin AS origin, l.event IS NOT NULL AS led FROM held h
  LEFT JOIN words w ON w.owner = h.uid AND w.field = h.field LEFT JOIN log l ON l.event = h.uid AND l.field = h.field)
SELECT field, offered, count(*), sum(origin IS NOT NULL AND NOT (led AND origin > 1)), sum(led AND coalesce(origin, 0) = 2),
  sum(led AND coalesce(origin, 0) = 3), sum(origin IS NULL) FROM told GROUP BY field, offered
"""


@dataclass
class Suggestions:
    """The offers of one open project."""

    database: Database
    history: History
    codebook: Codebook
    events: Events
    evidence: EvidenceBook

    def take(self, event: str, offer: Offer, *, add: bool = False) -> None:
        """Sets an event's value to an offer with its evidence, in one operation.

        What follows from it fills fields that are empty, and replaces what followed from the field's last offer. With
        `add`, a list keeps its items and gets one more, and other fields keep their evidence and get further words.
        """
        before = self.events.get(event)
        coding = before.coding
        article = self.database.value("SELECT article FROM coding WHERE uid = ?", (coding,))
        asked = self.codebook.fields[offer.field]
        item = str(offer.value) if is_list(asked) else ""
        value = self._with_item(before.values.get(offer.field), offer.value, add) if is_list(asked) else offer.value
        place = {"article": article, "event": event, "field": offer.field}
        with self.history.operation({"id": "take_value", "field": offer.field}, place=place):
            follows = {name: what for name, what in offer.also.items() if self._may_set(event, before.values, name)}
            replaced = before.values.get(offer.field) != value and not (add and is_list(asked))
            self.events.set_values(event, {offer.field: value, **follows})
            self._set_evidence(event, offer.field, item, offer, fresh=replaced)
            for name, what in follows.items():
                # A value that stood there keeps the words it was read from.
                if self.codebook.fields[name].evidence == "wanted" and before.values.get(name) != what:
                    self._set_evidence(event, name, "", offer, fresh=True)
            self._log(coding, event, offer, "taken")

    def note_taken(self, event: str, offer: Offer, source: str) -> None:
        """Logs a value that came with a whole event, inside its operation; `source` is the event elsewhere."""
        self._log(self.events.get(event).coding, event, offer, "taken", {"event": source})

    def figures(self, coder: str = "") -> list[Figures]:
        """How far offers led, in the form's order of fields: of one coder's events in the main round, or of everybody's."""
        rows = self.database.all(_FIGURES, {"coder": coder})  # type: ignore[arg-type]
        order = {name: place for place, name in enumerate(self.codebook.fields)}
        found = [Figures(row[0], bool(row[1]), *row[2:]) for row in rows]
        return sorted(found, key=lambda one: (order.get(one.field, len(order)), not one.offered))

    def changed_by_hand(self, event: str, names: Sequence[str]) -> None:
        """Says of words that they support an earlier value, since another was typed; inside the edit's operation.

        Whoever attaches words again takes that back.
        """
        before = [one for one in self.evidence.of(event) if one.field in names and one.spans and one.origin != "changed"]
        before = [one for one in before if not is_list(self.codebook.fields[one.field])]  # an item's words go with it
        for one in before:
            self.database.run("UPDATE evidence SET origin = 'changed' WHERE uid = ?", (one.uid,))
        taken = dict.fromkeys(one.field for one in before if one.origin == "taken")
        coding = self.events.get(event).coding if taken else ""
        for name in taken:
            self._log(coding, event, Offer(name, None, (), ""), "changed")

    def _may_set(self, event: str, values: Mapping[str, Any], name: str) -> bool:
        """Whether a value may follow: its field is asked, and is empty or was not typed by a person."""
        if name not in self.codebook.fields:
            return False
        if is_empty(values.get(name)):
            return True
        origins = {one.origin for one in self.evidence.of(event) if one.field == name}
        return origins == {"taken"} or (not origins and self.codebook.fields[name].evidence != "wanted")

    def _set_evidence(self, event: str, name: str, item: str, offer: Offer, *, fresh: bool) -> None:
        if fresh:
            for old in self.evidence.of(event):
                if old.field == name and (old.item == item or not item):
                    self.evidence.remove(old.uid)
        if offer.quotes:
            self.evidence.add(event, name, offer.quotes, item=item, origin="taken")
        else:
            self.evidence.set_status(event, name, offer.status, item=item, origin="taken")

    def _log(self, coding: str, event: str, offer: Offer, outcome: Outcome, more: Mapping[str, str] | None = None) -> None:
        told = json.dumps({"value": offer.value, "also": dict(offer.also), **(more or {})}, ensure_ascii=False)
        self.database.run(
            "INSERT INTO suggestion (coding, event, field, provider, offered, outcome, time) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (coding, event, offer.field, offer.provider, told, outcome, now()),
        )

    def _with_item(self, before: Any, item: Any, add: bool) -> list[Any]:
        items = list(before) if isinstance(before, list) else []
        if not add and len(items) <= 1:
            return [item]
        return items if item in items else [*items, item]
