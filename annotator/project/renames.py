"""Another name for an actor, a place or a source, in the register and through all events that were coded with it.

Owns where a name may stand: fields with that register (alone, in lists, in groups), questions about articles, evidence
of list items, parents of actors. One operation, so one undo. Codings stay done: nothing was decided anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..codebook.model import CodedField
from ..errors import UsageError
from .register import Entry, Register, tidied, years_of

if TYPE_CHECKING:
    from .project import Project

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a rename goes: events and codings that hold the name, values, pieces of evidence, entries of the register."""

    events: int = 0
    codings: int = 0
    values: int = 0
    evidence: int = 0
    entries: int = 0

    @property
    def nothing(self) -> bool:
        """Whether the name stands nowhere."""
        return not (self.events or self.codings or self.entries)


def reach(project: Project, register: str, old: str) -> Reach:
    """Where a name stands; changes nothing."""
    return _go_through(project, register, " ".join(old.split()), None, None)


def rename(project: Project, register: str, old: str, new: str, progress: Progress | None = None) -> Reach:
    """Gives a name another one everywhere, as one operation. The lead's; gives what was touched.

    The former name stays with the entry, so that older tables still lead to it. An entry that has the new name already
    takes the old one in. `progress` is called with the number of events so far; what it raises takes everything back.
    """
    old, new, book = " ".join(old.split()), " ".join(new.split()), project.registers.register(register)
    book.must_lead()
    if not new or old == new:
        raise UsageError("Name another name than the old one.")
    if ";" in new:
        raise UsageError(f"“{new}” holds a semicolon, which stands between names.")
    if reach(project, register, old).nothing:
        raise UsageError(f"“{old}” stands neither in the register of {register} nor in an event.")
    with project.history.operation({"id": "rename_entry", "register": register, "old": old, "name": new}):
        return _go_through(project, register, old, new, progress)


def _go_through(project: Project, register: str, old: str, new: str | None, progress: Progress | None) -> Reach:
    """The one walk behind counting (`new` is None) and renaming. Events taken away are renamed, too, and not counted."""
    db = project.database
    # The search for the letters is what makes a million events a matter of a second.
    written = json.dumps(old, ensure_ascii=False)
    events = codings = values = 0
    fields = tuple(_with_register(project.codebook.fields, register))
    rows = db.all('SELECT uid, "values", removed FROM event WHERE instr("values", ?)', (written,)) if fields else []
    backed: list[tuple[str, str]] = []
    for uid, stored, removed in rows:
        changed, count, listed = _renamed(fields, json.loads(stored), old, new)
        if count:
            backed += [(uid, name) for name in listed]
            events, values = events + (not removed), values + (0 if removed else count)
            if new is not None:
                _store(project, "event", "values", uid, changed)
                if progress and events % 200 == 0:
                    progress(events)
    settled = db.all('SELECT uid, "values" FROM incident WHERE instr("values", ?)', (written,)) if fields else []
    for uid, stored in settled:
        changed, count, _ = _renamed(fields, json.loads(stored), old, new)
        values += count
        if count and new is not None:
            _store(project, "incident", "values", uid, changed)
    asked = tuple(_with_register(project.codebook.article_fields, register))
    rows = db.all("SELECT uid, answers, removed FROM coding WHERE instr(answers, ?)", (written,)) if asked else []
    for uid, stored, removed in rows:
        changed, count, listed = _renamed(asked, json.loads(stored), old, new)
        if count:
            backed += [(uid, name) for name in listed]
            codings, values = codings + (not removed), values + (0 if removed else count)
            if new is not None:
                _store(project, "coding", "answers", uid, changed)
    evidence = _evidence(project, backed, old, new)
    entries = _entries(project.registers.register(register), old, new)
    return Reach(events, codings, values, evidence, entries)


def _with_register(fields: Mapping[str, CodedField], register: str) -> Iterator[tuple[CodedField, tuple[str, ...]]]:
    """The fields that hold names of a register; of a group, the questions inside that do."""
    for field in fields.values():
        inside = tuple(sub.name for sub in field.fields if sub.register_ == register)
        if field.register_ == register or inside:
            yield field, inside


def _renamed(
    fields: Iterable[tuple[CodedField, tuple[str, ...]]], values: Mapping[str, Any], old: str, new: str | None
) -> tuple[dict[str, Any], int, list[str]]:
    """The fields that change with their new values, how many values that are, and which fields are lists."""
    changed: dict[str, Any] = {}
    found, listed = 0, list[str]()
    for field, inside in fields:
        value = values.get(field.name)
        if inside and isinstance(value, list):
            count = sum(_times(item.get(name), old) for item in value if isinstance(item, dict) for name in inside)
            put = [
                {key: _put(one, old, new) if key in inside else one for key, one in item.items()}
                if isinstance(item, dict) else item for item in value
            ]  # fmt: skip
        else:
            count, put = _times(value, old), _put(value, old, new)
            if count and isinstance(value, list):
                listed.append(field.name)
        if count:
            found += count
            changed[field.name] = put
    return changed, found, listed


def _times(value: Any, old: str) -> int:
    return value.count(old) if isinstance(value, list) else int(value == old)


def _put(value: Any, old: str, new: str | None) -> Any:
    """The value with the new name; a list that has that one already holds it once."""
    if not isinstance(value, list):
        return new if value == old else value
    if old not in value:
        return value
    put = [new if item == old else item for item in value]
    first = put.index(new)
    return [item for place, item in enumerate(put) if item != new or place == first]


def _store(project: Project, table: str, column: str, uid: str, changed: Mapping[str, Any]) -> None:
    places = ", ".join("?, json(?)" for _ in changed)
    told = [part for name, value in changed.items() for part in (f'$."{name}"', json.dumps(value, ensure_ascii=False))]
    project.database.run(f'UPDATE {table} SET "{column}" = json_set("{column}", {places}) WHERE uid = ?', (*told, uid))


def _evidence(project: Project, backed: Iterable[tuple[str, str]], old: str, new: str | None) -> int:
    """Evidence of list items goes by the item's name."""
    found = 0
    for owner, field in backed:
        where, which = "owner = ? AND field = ? AND item = ?", (owner, field, old)
        found += int(project.database.value(f"SELECT count(*) FROM evidence WHERE {where} AND removed = 0", which))
        if new is not None:
            project.database.run(f"UPDATE evidence SET item = ? WHERE {where}", (new, *which))
    return found


def _entries(register: Register, old: str, new: str | None) -> int:
    """The register's own entries: those of the name, and actors it is the parent of."""
    entries = register.named(old)
    if new is not None:
        there = {one.key(register.kind): one for one in register.named(new)}
        for entry in entries:
            wanted = _under(register, entry, old, new)
            twin = there.get(wanted.key(register.kind))
            if twin is None:
                register.write(entry, wanted)
                continue
            known = (*twin.aliases, *entry.aliases), (*twin.was, *wanted.was)
            register.write(twin, tidied(register.kind, replace(twin, aliases=known[0], was=known[1])))
            register.remove(entry.uid)
    if "parent" not in register.kind.columns:
        return len(entries)
    of = "parent = ? AND removed = 0"
    children = int(register.database.value(f"SELECT count(*) FROM {register.kind.table} WHERE {of}", (old,)))
    if new is not None:
        register.database.run(f"UPDATE {register.kind.table} SET parent = ? WHERE {of}", (new, old))
    return len(entries) + children


def _under(register: Register, entry: Entry, old: str, new: str) -> Entry:
    """The entry under its new name; days that followed from the years in the old name follow from the new one."""
    values = {**entry.values, "name": new}
    if "valid_from" in register.kind.columns:
        for column, before, after in zip(("valid_from", "valid_to"), years_of(old), years_of(new), strict=True):
            if values[column] == before:
                values[column] = after
    aliases = tuple(one for one in entry.aliases if one != new)
    return tidied(register.kind, replace(entry, values=values, aliases=aliases, was=(*entry.was, old)))
