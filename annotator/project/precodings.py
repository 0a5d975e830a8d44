"""What models say of articles, kept as values that are offered while coding: never an answer until somebody takes one.

Owns the table `precoding`. A list's items are rows of their own; `event` tells which values belong to one happening. Who codes
an article sees them where offers are allowed (see `assignments`). Must not know how they are shown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..codebook.model import Codebook
from ..codebook.values import is_list, is_missing
from ..errors import UsageError
from .corrected_texts import versions
from .database import Database
from .evidence import Quote, quotes_of, spans_text
from .history import History
from .incoming import CodingDraft

PROVIDER = "model "
"""What stands before a model's name where suggestions are logged."""


@dataclass(frozen=True, slots=True)
class Precoding:
    """One value that a model says: of a list one item, of a group all of it. `score` is how sure it is, 0 to 1, None where it
    does not say."""

    article: str
    model: str
    event: str
    field: str
    value: Any
    spans: tuple[Quote, ...] = ()
    score: float | None = None

    @property
    def uid(self) -> str:
        """The same word of the same model on the same article is the same row."""
        told = [self.article, self.model, self.event, self.field, self.value, spans_text(self.spans)]
        return hashlib.sha256(json.dumps(["precoding", *told], ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class ModelRow:
    """What one model says in all."""

    model: str
    articles: int
    events: int
    values: int


def said_by(model: str, coding: CodingDraft, codebook: Codebook, score: float | None = None) -> list[Precoding]:
    """The values of a coding as a model's word. Lists are taken apart; what supports items of a group does not come along."""
    found: list[Precoding] = []
    sure = min(max(score, 0.0), 1.0) if score is not None and score == score else None
    for event in coding.events:
        spans: dict[tuple[str, str], tuple[Quote, ...]] = {}
        for one in event.evidence:
            spans[one.field, one.item] = (*spans.get((one.field, one.item), ()), *one.spans)
        for name, value in event.values.items():
            whole = spans.get((name, ""), ())
            items = value if is_list(codebook.fields[name]) and isinstance(value, list) else None
            if items is None:
                found.append(Precoding(coding.article, model, event.uid, name, value, whole, sure))
            else:
                found += [
                    Precoding(coding.article, model, event.uid, name, item, spans.get((name, str(item)), whole), sure)
                    for item in items
                ]
    return found


@dataclass
class Precodings:
    """What models say in one open project. Which of it is offered is the lead's to say."""

    database: Database
    history: History

    def add(self, rows: Sequence[Precoding]) -> tuple[int, int]:
        """Keeps what is new, in one operation; gives how many those are, and how many were offered already. Raises
        UsageError where who works now does not lead."""
        self._refuse_others()
        added = 0
        new = self._new(rows)
        with self.history.operation({"id": "add_precodings", "count": len(new)}):
            for one in new:
                added += self.database.run(
                    "INSERT INTO precoding (uid, article, model, event, field, value, spans, score) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                    "ON CONFLICT (uid) DO UPDATE SET removed = 0, score = excluded.score WHERE removed = 1",
                    (one.uid, one.article, one.model, one.event, one.field, json.dumps(one.value, ensure_ascii=False),
                     spans_text(one.spans), one.score),
                ).rowcount  # fmt: skip
        return added, len(rows) - added

    def _new(self, rows: Sequence[Precoding]) -> list[Precoding]:
        """Without events that are offered already under another id, as after a way through another program: all that is said
        of one is said by the same model of one event here."""
        new: list[Precoding] = []
        here: dict[tuple[str, str], dict[str, list[Precoding]]] = {}
        for (article, model, event), told in _by_event(rows).items():
            if (article, model) not in here:
                here[article, model] = {}
                for one in self.of(article):
                    if one.model == model:
                        here[article, model].setdefault(one.event, []).append(one)
            others = here[article, model]
            alike = (name for name, known in others.items() if _all_said(told, known))
            same = None if event in others else next(alike, None)
            if same is not None:
                del others[same]  # each stands for one event
            else:
                new += told
        return new

    def of(self, article: str) -> list[Precoding]:
        """All that models say of an article, and of texts that it replaced as a correction, in the order in which it came."""
        rows = self.database.all(
            "SELECT p.article, p.model, p.event, p.field, p.value, p.spans, p.score FROM json_each(?) j "
            "CROSS JOIN precoding p ON p.article = j.value WHERE p.removed = 0 ORDER BY p.rowid",
            (json.dumps(versions(self.database, article)),),
        )
        return [Precoding(row[0], row[1], row[2], row[3], json.loads(row[4]), quotes_of(row[5]), row[6]) for row in rows]

    def models(self) -> list[ModelRow]:
        """The models there are, by name."""
        rows = self.database.all(
            "SELECT model, count(DISTINCT article), count(DISTINCT event), count(*) FROM precoding WHERE removed = 0 "
            "GROUP BY model ORDER BY model"
        )
        return [ModelRow(*row) for row in rows]

    def remove(self, model: str) -> int:
        """Offers nothing of a model any more; gives how many values that were. One operation. Raises UsageError where there is
        no such model, or who works now does not lead."""
        self._refuse_others()
        names = [one.model for one in self.models()]
        if model not in names:
            raise UsageError(f"No model “{model}” offers anything here. Models: {', '.join(names) or 'none'}.")
        with self.history.operation({"id": "remove_precodings", "name": model}):
            return self.database.run("UPDATE precoding SET removed = 1 WHERE model = ? AND removed = 0", (model,)).rowcount

    def _refuse_others(self) -> None:
        role = self.database.value("SELECT role FROM coder WHERE uid = ?", (self.history.coder,))
        if role != "lead" or self.database.value("SELECT 1 FROM project WHERE key = 'made_for'"):
            raise UsageError("What models offer is the lead's to say.")


def _by_event(rows: Iterable[Precoding]) -> dict[tuple[str, str, str], list[Precoding]]:
    found: dict[tuple[str, str, str], list[Precoding]] = {}
    for one in rows:
        found.setdefault((one.article, one.model, one.event), []).append(one)
    return found


def _all_said(told: Iterable[Precoding], known: Iterable[Precoding]) -> bool:
    """Whether all of one event is said of another, with the same words where it has any."""
    left = list(known)
    for one in told:
        other = next(
            (at for at, each in enumerate(left) if each.field == one.field and each.value == one.value
             and type(each.value) is type(one.value) and set(one.spans) <= set(each.spans)), None,
        )  # fmt: skip
        if other is None:
            return False
        del left[other]
    return True


def events_in(rows: Iterable[Precoding]) -> dict[tuple[str, str], list[Precoding]]:
    """The values by model and event, in the order in which they came."""
    found: dict[tuple[str, str], list[Precoding]] = {}
    for one in rows:
        found.setdefault((one.model, one.event), []).append(one)
    return found


def values_of(codebook: Codebook, rows: Iterable[Precoding]) -> dict[str, Any]:
    """The values of one event put together again; fields that the codebook does not have are left out."""
    values: dict[str, Any] = {}
    for one in rows:
        field = codebook.fields.get(one.field)
        if field is None:
            continue
        if is_list(field) and not is_missing(one.value):
            values.setdefault(one.field, []).append(one.value)
        else:
            values[one.field] = one.value
    return values
