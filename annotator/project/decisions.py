"""The decisions of an adjudication: whose a value is, who decided, why, when, and whether its source says so still.

Owns the table `decision`. A decision is never changed: a later one about the same takes its place, and the old is marked
removed. `was` keeps what the source said, so that it can be told later whether it says something else: values as they are,
evidence as offsets alone, never the words of an article.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..codebook.values import is_empty, same_answer
from .adjudicated_events import Row, Settling, facing, settling, verdict_of
from .codings import Coding
from .history import new_uid, now

if TYPE_CHECKING:
    from .project import Project

Kind = Literal["verdict", "answer", "event", "dropped", "value", "evidence"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision that holds. `owner` is the adjudicated event or coding it is about, of a dropped one the coder's event;
    `taken_from` the event or coding of a coder it was taken from, empty where the lead wrote it; `whose` the coders, by uid,
    who say exactly this, the one it was taken from among them; `changed` whether the source says something else by now.
    `time` is UTC in ISO 8601."""

    uid: str
    coding: str
    kind: Kind
    owner: str
    field: str
    taken_from: str
    whose: tuple[str, ...]
    decider: str
    reason: str
    note: str
    time: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision to be written. `was` is what the source said."""

    kind: Kind
    owner: str
    field: str = ""
    taken_from: str = ""
    reason: str = ""
    note: str = ""
    was: Any = None
    read_as: str = ""
    """The field of the source it was read from, where its sides are the other way round."""
    disputed: bool = True
    """Whether coders said different things."""
    decider: str = ""
    time: str = ""
    """Of a decision that is carried on: whose and when it was; empty for who works now, and now."""


def put(project: Project, coding: str, drafts: Iterable[Draft]) -> None:
    """Writes decisions, each in place of what was decided about the same before; inside the caller's operation."""
    rows, keys, time = [], [], now()
    for one in drafts:
        keys.append((one.kind, one.owner, one.field))
        was: dict[str, Any] = {"said": one.was, "disputed": int(one.disputed)}
        if one.read_as:
            was["read_as"] = one.read_as
        text = json.dumps(was, ensure_ascii=False, separators=(",", ":"))
        rows.append((
            new_uid(), coding, one.kind, one.owner, one.field, one.taken_from or None, text,
            one.decider or project.history.coder, one.reason, " ".join(one.note.split()), one.time or time,
        ))  # fmt: skip
    withdraw(project, coding, keys)
    project.database.run_many(
        "INSERT INTO decision (uid, coding, kind, owner, field, taken_from, was, decider, reason, note, time) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )


def withdraw(project: Project, coding: str, keys: Iterable[tuple[str, str, str]]) -> None:
    """Takes decisions back, so that what they were about is open again; inside the caller's operation."""
    wanted = set(keys)
    rows = project.database.all("SELECT uid, kind, owner, field FROM decision WHERE coding = ? AND removed = 0", (coding,))
    project.database.run_many(
        "UPDATE decision SET removed = 1 WHERE uid = ?", [(row[0],) for row in rows if (row[1], row[2], row[3]) in wanted]
    )


def decisions(project: Project, coding: str) -> list[Decision]:
    """The decisions that hold in an adjudicated coding, in the order they were made."""
    return decided(project, settling(project, project.codings.get(coding)))


def decided(project: Project, state: Settling) -> list[Decision]:
    """The same of a case that was read."""
    spans = _Spans(project, state)
    return [
        Decision(
            row.uid, state.coding.uid, row.kind, row.owner, row.field, row.taken_from, _whose(state, row, spans),  # type: ignore[arg-type]
            row.decider, row.reason, row.note, row.time, _changed(project, state, row, spans),
        )
        for row in state.standing.values()
    ]  # fmt: skip


def _whose(state: Settling, row: Row, spans: _Spans) -> tuple[str, ...]:
    """The coders who say exactly what holds now, in the order they joined."""
    sources = state.sources.get(row.owner, ())
    match row.kind:
        case "verdict":
            found = {lane.coder for lane in state.lanes if verdict_of(lane) == verdict_of(state.coding)}
        case "answer":
            holds = state.coding.answers.get(row.field)
            found = {lane.coder for lane in state.lanes if _same(lane.answers.get(row.field), holds)}
        case "event":
            found = {source.coder for source in sources}
        case "dropped":
            found = {lane.coder for lane in state.lanes} - spans.have(row.owner)
        case "value":
            event = state.events.get(row.owner)
            holds = event.values.get(row.field) if event else None
            found = {
                source.coder for source in sources
                if _same(source.values.get(facing(state.codebook, row.field, source.swapped)), holds)
            }  # fmt: skip
        case _:
            holds = spans.of(row.owner, row.field)
            found = {
                source.coder for source in sources
                if spans.of(source.event, facing(state.codebook, row.field, source.swapped)) == holds
            }  # fmt: skip
    if row.taken_from:
        found = found | spans.coder(row.taken_from)
    order = [lane.coder for lane in state.lanes]
    return tuple(sorted(found, key=lambda one: order.index(one) if one in order else len(order)))


def _changed(project: Project, state: Settling, row: Row, spans: _Spans) -> bool:
    """Whether the source says something else by now, or is gone."""
    if not row.taken_from:
        return False
    said, name = row.was.get("said"), row.was.get("read_as") or row.field
    if row.kind in ("verdict", "answer"):
        coding = spans.coding(row.taken_from)
        if coding is None:
            return True
        now_said: Any = verdict_of(coding) if row.kind == "verdict" else coding.answers.get(row.field)
        holds = verdict_of(state.coding) if row.kind == "verdict" else state.coding.answers.get(row.field)
        return now_said != said and not _same(now_said, holds)
    values = spans.values(row.taken_from)
    if values is None:
        return True
    event = state.events.get(row.owner)
    if row.kind == "value":
        # A name that was changed everywhere, or a text that was corrected, changed what was taken as well.
        return values.get(name) != said and not _same(values.get(name), event.values.get(row.field) if event else None)
    told = spans.of(row.taken_from, name)
    return row.kind == "evidence" and told != told_spans(said) and told != spans.of(row.owner, row.field)


def told_spans(said: Any) -> list[list[Any]]:
    """Evidence as `was` keeps it, in an order of its own."""
    return sorted((list(one) for one in said or ()), key=repr)


def evidence_said(project: Project, owner: str, field: str) -> list[list[Any]]:
    """The evidence of one field as `was` keeps it: item, status, and the spans as part, start, end; no words."""
    return told_spans([one[1:] for one in project.evidence.told(owner) if one[0] == field])


class _Spans:
    """What sources hold now, read once each."""

    def __init__(self, project: Project, state: Settling) -> None:
        self._project, self._state = project, state
        self._evidence: dict[str, list[list[Any]]] = {}
        self._values: dict[str, Mapping[str, Any] | None] = {
            event.uid: event.values for lane in state.lanes for event in lane.events
        }
        self._coders = {uid: lane.coder for lane in state.lanes for uid in (lane.coding, *(one.uid for one in lane.events))}

    def of(self, owner: str, field: str) -> list[list[Any]]:
        """The evidence of one field, as `was` keeps it."""
        if owner not in self._evidence:
            self._evidence[owner] = self._project.evidence.told(owner)
        return told_spans([one[1:] for one in self._evidence[owner] if one[0] == field])

    def values(self, event: str) -> Mapping[str, Any] | None:
        """The values of a coder's event, None where it is gone."""
        if event not in self._values:
            gone = self._project.database.value(
                "SELECT e.removed OR c.removed FROM event e JOIN coding c ON c.uid = e.coding WHERE e.uid = ?", (event,)
            )
            self._values[event] = None if gone is None or gone else self._project.events.get(event).values
        return self._values[event]

    def coder(self, source: str) -> set[str]:
        """Whose an event or coding is, gone or not."""
        if source in self._coders:
            return {self._coders[source]}
        rows = self._project.database.all(
            "SELECT c.coder FROM coding c WHERE c.uid = coalesce((SELECT coding FROM event WHERE uid = ?), ?)", (source, source)
        )
        return {row[0] for row in rows}

    def coding(self, uid: str) -> Coding | None:
        """A coder's coding, None where it is gone."""
        gone = self._project.database.value("SELECT removed FROM coding WHERE uid = ?", (uid,))
        return None if gone is None or gone else self._project.codings.get(uid)

    def have(self, event: str) -> set[str]:
        """The coders who have a happening that was dropped: those whose events went into the same, the event's own at least."""
        rows = self._project.database.all(
            "SELECT DISTINCT c.coder FROM pair p JOIN event a ON a.uid = p.one AND a.coding = :coding "
            "JOIN pair q ON q.one = p.one AND q.judged = 'same' JOIN event e ON e.uid = q.other "
            "JOIN coding c ON c.uid = e.coding WHERE p.other = :event AND p.judged = 'same' "
            "UNION SELECT c.coder FROM event e JOIN coding c ON c.uid = e.coding WHERE e.uid = :event",
            {"coding": self._state.coding.uid, "event": event},  # type: ignore[arg-type]
        )
        return {row[0] for row in rows}


def _same(one: Any, other: Any) -> bool:
    return same_answer(None if is_empty(one) else one, None if is_empty(other) else other)
