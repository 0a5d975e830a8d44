"""The events: adding, changing, ordering, copying, removing, and judging them by the codebook.

Owns the table `event`. A half-filled event can be stored; whether it can be done is for `codings` to ask.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..codebook.checks import Problem, check_answers, check_event
from ..codebook.conditions import ArticleFacts, Lookups, Scope
from ..codebook.derivations import cleared_by
from ..codebook.drafts import redrafted
from ..codebook.model import Codebook
from ..codebook.values import tidy
from ..errors import UsageError
from .database import Database
from .evidence import copy_evidence
from .history import History, new_uid


@dataclass(frozen=True, slots=True)
class Event:
    """One happening as one coder found it. `values` by field of the codebook in force; `extra` holds columns from outside
    it. What stands in a field that only an earlier version has stays in the file. `codebook` is the version by which it was
    last changed."""

    uid: str
    coding: str
    position: float
    values: Mapping[str, Any]
    extra: Mapping[str, Any]
    overruled: Mapping[str, str]
    codebook: str


_EVENT = 'uid, coding, position, "values", extra, overruled, codebook'


@dataclass
class Events:
    """The events of one open project."""

    database: Database
    history: History
    codebook: Codebook
    codebook_uid: str
    lookups: Lookups

    def of(self, coding: str) -> list[Event]:
        """A coding's events in their order."""
        rows = self.database.all(
            f"SELECT {_EVENT} FROM event WHERE coding = ? AND removed = 0 ORDER BY position, rowid", (coding,)
        )
        return [self._event(row) for row in rows]

    def get(self, uid: str) -> Event:
        """One event, removed or not. Raises UsageError where there is none."""
        row = self.database.one(f"SELECT {_EVENT} FROM event WHERE uid = ?", (uid,))
        if row is None:
            raise UsageError("That event is not in this project.")
        return self._event(row)

    def add(
        self, coding: str, values: Mapping[str, Any] | None = None, *, extra: Mapping[str, Any] | None = None,
        after: str | None = None, label: Mapping[str, Any] | None = None, uid: str = "",
    ) -> Event:  # fmt: skip
        """A new event at the end of the coding, or behind another one."""
        started = {**self._defaults(), **(values or {})}
        kept = {name: value for name, value in self._tidied(started).items() if value is not None}
        event = Event(uid or new_uid(), coding, self._position(coding, after), kept, dict(extra or {}), {}, self.codebook_uid)
        place = {"article": self._article(coding), "event": event.uid}
        with self.history.operation(label or {"id": "add_event"}, place=place):
            self._touch_coding(coding)
            self.database.run(
                'INSERT INTO event (uid, coding, position, "values", extra, codebook) VALUES (?, ?, ?, ?, ?, ?)',
                (event.uid, coding, event.position, _json(kept), _json(extra) if extra else None, self.codebook_uid),
            )
        return event

    def set_values(
        self, uid: str, values: Mapping[str, Any], *, extend: int | None = None, label: Mapping[str, Any] | None = None
    ) -> int:
        """Sets fields (None takes one away) in one operation, whose number it gives for `extend`.

        A code that no longer belongs under its changed parent is taken away with it, and a text that is still the
        program's draft follows the change.
        """
        event = self.get(uid)
        wanted = self._tidied(values)
        for name in list(wanted):
            after = {**event.values, **wanted}
            for cleared in cleared_by(self.codebook, after, name) - set(wanted):
                wanted[cleared] = None
        changed = {name: value for name, value in wanted.items() if event.values.get(name) != value}
        changed |= self._redrafted(event, changed, set(wanted))
        place = {"article": self._article(event.coding), "event": uid, "field": next(iter(values), "")}
        with self.history.operation(
            label or {"id": "set_field", "field": next(iter(values), "")}, place=place, extend=extend
        ) as number:
            if changed:
                self._touch_coding(event.coding)
            if changed and event.codebook != self.codebook_uid:
                self.database.run("UPDATE event SET codebook = ? WHERE uid = ?", (self.codebook_uid, uid))
            for name, value in changed.items():
                path = f'$."{name}"'
                if value is None:
                    self.database.run('UPDATE event SET "values" = json_remove("values", ?) WHERE uid = ?', (path, uid))
                else:
                    self.database.run(
                        'UPDATE event SET "values" = json_set("values", ?, json(?)) WHERE uid = ?',
                        (path, _json(value), uid),
                    )
        return number

    def _redrafted(self, event: Event, changed: Mapping[str, Any], given: set[str]) -> dict[str, Any]:
        """The drafted texts that follow from changed answers, but for those given with them."""
        if all(name in given or reads.isdisjoint(changed) for name, reads in self.codebook.drafted.items()):
            return {}
        before = self.scope(event)
        values = {**event.values, **changed}
        after = replace(before, values={name: value for name, value in values.items() if value is not None})
        return {name: text for name, text in redrafted(before, after, changed).items() if name not in given}

    def copy(self, uid: str) -> Event:
        """A new event behind the old one with its values; evidence comes along."""
        old = self.get(uid)
        article = self._article(old.coding)
        with self.history.operation({"id": "copy_event"}, place={"article": article, "event": uid}):
            new = self.add(old.coding, old.values, after=uid)
            copy_evidence(self.database, uid, new.uid)
        return new

    def remove(self, uid: str) -> None:
        """Takes an event away (undo brings it back)."""
        event = self.get(uid)
        with self.history.operation({"id": "remove_event"}, place={"article": self._article(event.coding), "event": uid}):
            self._touch_coding(event.coding)
            self.database.run("UPDATE event SET removed = 1 WHERE uid = ?", (uid,))

    def move(self, uid: str, steps: int) -> None:
        """Moves an event up (negative) or down among its coding's events."""
        event = self.get(uid)
        order = [one.uid for one in self.of(event.coding)]
        place = order.index(uid)
        target = max(0, min(len(order) - 1, place + steps))
        order.insert(target, order.pop(place))
        with self.history.operation({"id": "move_event"}, place={"article": self._article(event.coding), "event": uid}):
            self.database.run_many(
                "UPDATE event SET position = ? WHERE uid = ?", [(float(i + 1), name) for i, name in enumerate(order)]
            )

    def overrule(self, uid: str, problem: Problem, reason: str | None) -> None:
        """Lets an event stand in spite of an error, with the reason that is kept; None takes that back."""
        if reason is not None and not reason.strip():
            raise UsageError("Overruling needs a reason; it is kept with the event.")
        event = self.get(uid)
        path = f'$."{problem.key}"'
        label = {"id": "overrule", "rule": problem.rule, "field": problem.field}
        with self.history.operation(label, place={"article": self._article(event.coding), "event": uid}):
            if reason is None:
                self.database.run("UPDATE event SET overruled = json_remove(overruled, ?) WHERE uid = ?", (path, uid))
            else:
                self.database.run(
                    "UPDATE event SET overruled = json_set(overruled, ?, ?) WHERE uid = ?", (path, reason.strip(), uid)
                )

    def scope(self, event: Event, facts: ArticleFacts | None = None) -> Scope:
        """The event as checks see it."""
        return Scope(self.codebook, event.values, facts or self.facts(event.coding), self.lookups)

    def facts(self, coding: str) -> ArticleFacts:
        """What checks may know of a coding's article."""
        row = self.database.one(
            "SELECT a.date, a.title, a.source FROM coding c JOIN article a ON a.uid = c.article WHERE c.uid = ?",
            (coding,),
        )
        return ArticleFacts(row[0] or "", row[1], row[2]) if row else ArticleFacts()

    def problems(self, event: Event, facts: ArticleFacts | None = None) -> list[Problem]:
        """All problems of one event, overruled ones included (see `Event.overruled`)."""
        return check_event(self.scope(event, facts))

    def errors_of(self, coding: str) -> dict[str, list[Problem]]:
        """The errors that stand in a coding, by event uid; those of its answers under the coding's uid."""
        found: dict[str, list[Problem]] = {}
        facts = self.facts(coding)
        for event in self.of(coding):
            errors = [
                problem for problem in self.problems(event, facts)
                if problem.severity == "error" and problem.key not in event.overruled
            ]  # fmt: skip
            if errors:
                found[event.uid] = errors
        answers = json.loads(self.database.value("SELECT answers FROM coding WHERE uid = ?", (coding,)) or "{}")
        wrong = [one for one in check_answers(Scope(self.codebook, answers, facts)) if one.severity == "error"]
        if wrong:
            found[coding] = wrong
        return found

    def snapshot(self, coding: str) -> list[dict[str, Any]]:
        """A coding's events as they are now, for the first submission."""
        return [{"uid": event.uid, "values": dict(event.values)} for event in self.of(coding)]

    def _event(self, row: Any) -> Event:
        values = {name: value for name, value in json.loads(row[3]).items() if name in self.codebook.fields}
        return Event(row[0], row[1], row[2], values, json.loads(row[4]) if row[4] else {}, json.loads(row[5]), row[6])

    def _tidied(self, values: Mapping[str, Any]) -> dict[str, Any]:
        unknown = [name for name in values if name not in self.codebook.fields]
        if unknown:
            raise UsageError(f"The codebook has no field {', '.join(unknown)}.")
        return {name: tidy(self.codebook.fields[name], value) for name, value in values.items()}

    def _defaults(self) -> dict[str, Any]:
        return {name: field.default for name, field in self.codebook.fields.items() if field.default is not None}

    def _position(self, coding: str, after: str | None) -> float:
        order = self.of(coding)
        if after is None:
            return order[-1].position + 1.0 if order else 1.0
        place = next(i for i, event in enumerate(order) if event.uid == after)
        if place + 1 == len(order):
            return order[place].position + 1.0
        return (order[place].position + order[place + 1].position) / 2

    def _article(self, coding: str) -> str:
        return str(self.database.value("SELECT article FROM coding WHERE uid = ?", (coding,)))

    def _touch_coding(self, coding: str) -> None:
        """A changed coding is open again and says that there are events."""
        self.database.run(
            "UPDATE coding SET verdict = 'events', reason = '', "
            "state = CASE state WHEN 'returned' THEN 'returned' ELSE 'open' END "
            "WHERE uid = ? AND (verdict IS NOT 'events' OR state IN ('done', 'approved'))",
            (coding,),
        )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
