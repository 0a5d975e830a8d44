"""What is different between a release and a state after it: incidents added, changed cell by cell, deleted and merged, each
with its reason.

Owns the comparison and `changes.csv`. Incidents are known by their id, where a codebook gives none by their uid; cells are
those of the flat table. Both states are read in order of their rows, so that time and memory grow with their number. Why
something changed is `reasons`' to find; what the lead says of it stands beside.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..codebook.columns import FlatColumn
from ..project import Project
from ..project.as_of import as_of
from ..project.releases import Release
from ..writing import Table
from .fields import free_text, released_columns
from .held_back import hold_back_change
from .options import ReleaseOptions, not_released
from .reasons import Reasons, Why
from .taken import Taken, choose_rows, selection
from .texts import rule_of

Kind = Literal["added", "changed", "deleted", "merged"]
Progress = Callable[[str, float], None]
HEADER = ("id", "change", "field", "was", "now", "merged_into", "reason", "who", "time", "note")
NAME = "changes.csv"
_ORDER = "ORDER BY e.article, e.position, e.event_uid"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `field` is a column of the flat table, empty where a whole incident is meant; `was` and `now` are its
    cells as text. A field that is given out since, or not any more, is told once, with no id. `reason` is what the history
    says, by whom (`who`, a pseudonym) and when (`time`, UTC); `note` what the lead says, under `key`."""

    id: str
    kind: Kind
    field: str = ""
    was: str = ""
    now: str = ""
    reason: str = ""
    note: str = ""
    who: str = ""
    time: str = ""
    merged_into: str = ""

    @property
    def key(self) -> str:
        """What the lead's word for it is kept under: the id and the field, or the id alone."""
        return " ".join(part for part in (self.id, self.field) if part)

    def as_json(self) -> dict[str, str]:
        """For programs."""
        return {**dict(zip(HEADER, self.cells(), strict=True)), "key": self.key}

    def cells(self) -> list[str]:
        """Its row in `changes.csv`."""
        return [
            self.id,
            self.kind,
            self.field,
            self.was,
            self.now,
            self.merged_into,
            self.reason,
            self.who,
            self.time,
            self.note,
        ]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a state: where it stands, the incident or event, its cells as JSON."""

    place: int
    uid: str
    cells: str


@dataclass(frozen=True, slots=True)
class _State:
    """What a release gave out, or would: rows by id, the columns, and the events that tell each incident."""

    rows: Mapping[str, _Row]
    columns: tuple[FlatColumn, ...]
    fields: tuple[str, ...]


def changes(
    project: Project, since: int, options: ReleaseOptions | None = None, progress: Progress | None = None
) -> list[Change]:
    """What a release made now would say of changes since the release of that number. Reads; writes nothing.

    `options` are those of the release that is planned; without them those of the one that is looked back at are taken.
    """
    before = project.releases.get(since)
    chosen = options or ReleaseOptions.from_json(before.options)
    return changes_between(project, before, project, chosen, progress or _silent)


def changes_between(
    project: Project, before: Release, now: Project, options: ReleaseOptions, progress: Progress
) -> list[Change]:  # fmt: skip
    """What changed between a release of the project and `now`, the project itself or a copy of a later state."""
    then_options, logs = ReleaseOptions.from_json(before.options), before.options.get("logs", {})
    members: dict[str, set[str]] = {}
    with as_of(project, before.change, logs=logs, progress=progress) as old:
        choose_rows(old, then_options)
        then = _state(old, then_options)
        kept_members = dict(_members(old, then))
    progress("comparing", 0.5)
    choose_rows(now, options)
    here = _state(now, options)
    for key, events in (*kept_members.items(), *_members(now, here)):
        members.setdefault(key, set()).update(events)
    compared = _Comparison(then, here)
    touched = {key for key in (*compared.gone, *compared.new, *compared.changed)}
    told_by = [(key, event) for key in sorted(touched) for event in sorted(members.get(key, ()))]
    reasons = Reasons(now, before.change, told_by, int(logs.get("purge", 0)), not_released(now.codebook, options))
    progress("comparing", 0.9)
    found = list(compared.told(now, reasons, kept_members, dict(_members(now, here))))
    return [_noted(one, options.reasons) for one in found]


def unmatched(found: Sequence[Change], reasons: Mapping[str, str]) -> list[str]:
    """Keys of what the lead says that are those of no change: what stands under them would be told nowhere."""
    known = {key for one in found for key in (one.key, one.id)}
    return [key for key in reasons if key not in known]


def write_changes(taken: Taken, found: list[Change]) -> dict[str, int]:
    """`changes.csv`; gives how many there are of each kind. Where no text goes out, what people write is not told either."""
    project, hidden, rule = taken.project, set[str](), rule_of(taken.project, taken.options)
    if rule.texts == "none":
        hidden = {
            one.name for one, _ in released_columns(project.codebook, taken.not_released) if free_text(project.codebook, one)
        }
    with taken.outputs.text(taken.path(NAME)) as stream:
        table = Table(stream, HEADER, formulas=taken.options.formulas)
        for one in found:
            cells = one.cells()
            if one.field in hidden and one.id:
                cells[3] = cells[4] = ""
            if rule.texts == "none" and one.id:
                cells = hold_back_change(project, rule, one.id, dict(zip(HEADER, cells, strict=True)))
            table.write([cells])
    taken.told[NAME] = {"rows": len(found)}
    return counts_of(found)


def counts_of(found: list[Change]) -> dict[str, int]:
    """How many changes there are of each kind; of changed cells, in how many incidents."""
    counts = Counter(one.kind for one in found)
    return {
        "added": counts["added"], "changed": counts["changed"],
        "changed_incidents": len({one.id for one in found if one.kind == "changed" and one.id}),
        "deleted": counts["deleted"], "merged": counts["merged"],
    }  # fmt: skip


def _silent(_what: str, _share: float) -> None:
    """Nobody looks."""


def _noted(one: Change, notes: Mapping[str, str]) -> Change:
    note = notes.get(one.key) or (notes.get(one.id, "") if one.id else "")
    return Change(
        one.id, one.kind, one.field, one.was, one.now, one.reason, note, one.who, one.time, one.merged_into
    ) if note else one  # fmt: skip


# --- the two states --------------------------------------------------------------------------------------------------


def _state(project: Project, options: ReleaseOptions) -> _State:
    without = not_released(project.codebook, options)
    columns = tuple(one for one, _ in released_columns(project.codebook, without))
    chosen = selection(project, options, "incident")
    cells = "".join(f', e."{one.name}"' for one in columns)
    rows: dict[str, _Row] = {}
    for place, row in enumerate(project.database.run(f"SELECT e.event_uid, e.id{cells} {chosen.rows} {_ORDER}", chosen.values)):
        rows[row[1] or row[0]] = _Row(place, row[0], json.dumps(row[2:], ensure_ascii=False))
    return _State(rows, columns, tuple(one.name for one in columns))


def _members(project: Project, state: _State) -> Iterator[tuple[str, set[str]]]:
    """The events that tell each incident of a state, by the incident's key."""
    keys = {row.uid: key for key, row in state.rows.items()}
    found: dict[str, set[str]] = {}
    for incident, event in project.database.run("SELECT incident, event FROM temp.incident_members"):
        if incident in keys:
            found.setdefault(keys[incident], set()).add(event)
    yield from found.items()


class _Comparison:
    def __init__(self, then: _State, now: _State) -> None:
        self.then, self.now = then, now
        self.gone = [key for key in then.rows if key not in now.rows]
        self.new = [key for key in now.rows if key not in then.rows]
        common = [name for name in now.fields if name in set(then.fields)]
        # Where the columns are the same, rows that are the same need not be read.
        self._alike = then.fields == now.fields
        self._places = [(name, then.fields.index(name), now.fields.index(name)) for name in common]
        self.changed = {
            key: differing for key, row in now.rows.items()
            if key in then.rows and (differing := self._differing(then.rows[key].cells, row.cells))
        }  # fmt: skip

    def _differing(self, was: str, now: str) -> list[tuple[str, str, str]]:
        if self._alike and was == now:
            return []
        before, after = json.loads(was), json.loads(now)
        return [
            (name, _text(before[there]), _text(after[here]))
            for name, there, here in self._places if before[there] != after[here]
        ]  # fmt: skip

    def told(
        self, project: Project, reasons: Reasons, then_by: Mapping[str, set[str]], now_by: Mapping[str, set[str]]
    ) -> Iterator[Change]:
        """All changes: fields, then incidents in the order of the rows now, then those that are gone."""
        for name in self.then.fields:
            if name not in self.now.fields:
                yield Change("", "deleted", name, reason="the field is not given out any more")
        for name in self.now.fields:
            if name not in self.then.fields:
                yield Change("", "added", name, reason="the field was not given out before")
        owner = {one.name: one.field for one in self.now.columns}
        for key in self.now.rows:
            if key in self.changed:
                for name, was, now in self.changed[key]:
                    yield _with(Change(key, "changed", name, was, now), reasons.of_value(key, owner[name]))
            elif key not in self.then.rows:
                yield _with(Change(key, "added"), reasons.of_row(key, gone=False))
        where = {event: key for key, events in now_by.items() for event in events}
        for key in self.gone:
            into = self._merged(project, key) or _all_in(then_by.get(key, set()), where)
            why = reasons.of_row(key, gone=True)
            yield _with(Change(key, "merged" if into else "deleted", merged_into=into), why)

    def _merged(self, project: Project, key: str) -> str:
        """The key of the incident that took its place, where one did and is given out."""
        uid = self.then.rows[key].uid
        seen = set[str]()
        while uid and uid not in seen:
            seen.add(uid)
            uid = str(project.database.value("SELECT coalesce(merged_into, '') FROM incident WHERE uid = ?", (uid,)) or "")
            found = project.database.value("SELECT coalesce(external_id, uid) FROM incident WHERE uid = ?", (uid,))
            if found in self.now.rows:
                return str(found)
        return ""


def _all_in(events: set[str], where: Mapping[str, str]) -> str:
    """The one incident that all these events tell now, empty where it is not one."""
    keys = {where.get(event, "") for event in events}
    return keys.pop() if len(keys) == 1 else ""


def _with(one: Change, why: Why) -> Change:
    return Change(one.id, one.kind, one.field, one.was, one.now, why.words, "", why.who, why.time, one.merged_into)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
