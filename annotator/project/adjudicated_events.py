"""An adjudicated coding as it stands between the coders' work and what was decided: whose events went into which, on what
they differ, and what is left to decide. Reads a project, writes nothing.

Of two coders who saw the sides of an event the other way round, one is read mirrored, where the codebook says that sides
have no order: as the adjudicated event has them, or before that as the first of its coders.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..codebook.conditions import Scope
from ..codebook.derivations import with_derived
from ..codebook.drafts import is_draft
from ..codebook.model import Codebook, CodedField
from ..codebook.pairing import mirror_of
from ..codebook.values import is_empty, is_prose, same_answer
from .adjudication_cases import Lane, lanes
from .adjudication_reasons import AGREED
from .codings import Coding
from .events import Event

if TYPE_CHECKING:
    from .project import Project

Key = tuple[str, str, str]
"""What a decision is about: kind, owner, field."""


@dataclass(frozen=True, slots=True)
class Source:
    """A coder's event that an adjudicated event was settled from. `swapped`: its sides are read the other way round."""

    event: str
    coding: str
    coder: str
    values: Mapping[str, Any]
    extra: Mapping[str, Any]
    swapped: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A decision as it stands in the file."""

    uid: str
    kind: str
    owner: str
    field: str
    taken_from: str
    was: Mapping[str, Any]
    decider: str
    reason: str
    note: str
    time: str


@dataclass(frozen=True, slots=True)
class Settling:
    """Everything about one adjudicated coding that decides what is left to do."""

    coding: Coding
    events: Mapping[str, Event]
    """Its live events by uid, in their order."""
    sources: Mapping[str, Sequence[Source]]
    """By adjudicated event, in the order they were joined."""
    lanes: Sequence[Lane]
    standing: Mapping[Key, Row]
    """The decisions that hold, in the order they were made."""
    codebook: Codebook
    underived: Mapping[str, frozenset[str]]
    """By adjudicated event, the derived fields that nothing follows for and that a coder answered by hand."""
    together: tuple[tuple[str, ...], ...] = ()
    """Coders' events that went into none and are one happening: one question each."""
    late: bool = False
    """Whether events are joined here that are not in the file."""

    def undecided(self) -> list[tuple[str, str]]:
        """What is left to decide, as owner and field; see `adjudication.undecided`."""
        found: list[tuple[str, str]] = []
        if not self._verdict_stands():
            found.append((self.coding.uid, ""))
        for name, field in self.codebook.article_fields.items():
            said = [lane.answers.get(name) for lane in self.lanes]
            if counts(field) and not self._stands(("answer", self.coding.uid, name), said):
                found.append((self.coding.uid, name))
        for uid in self.events:
            if not self.is_event(uid):
                found.append((uid, ""))
                continue
            for name, field in self.codebook.fields.items():
                wanted = counts(field) or name in self.underived[uid]
                if wanted and not self._stands(("value", uid, name), self.said(uid, name)):
                    found.append((uid, name))
        follow = {uid for group in self.together for uid in group[1:]}
        return found + [(uid, "") for uid in self.loose() if uid not in follow]

    def loose(self) -> list[str]:
        """The coders' events that went into none and were not dropped: they came in after the case was begun."""
        joined = {source.event for uid in self.events for source in self.sources.get(uid, ())}
        return [
            event.uid for lane in self.lanes for event in lane.events
            if event.uid not in joined and ("dropped", event.uid, "") not in self.standing
        ]  # fmt: skip

    def is_event(self, uid: str) -> bool:
        """Whether it is settled that an adjudicated event is one: the lead said so, or every coder has it."""
        row = self.standing.get(("event", uid, ""))
        if row is None or row.reason != AGREED:
            return row is not None
        return self.has_all(uid)

    def has_all(self, uid: str) -> bool:
        """Whether every coder of the article has an event in this one."""
        return {lane.coder for lane in self.lanes} <= {source.coder for source in self.sources.get(uid, ())}

    def said(self, uid: str, name: str) -> list[Any]:
        """What the sources of an adjudicated event say of a field, sides as it has them."""
        return [source.values.get(facing(self.codebook, name, source.swapped)) for source in self.sources.get(uid, ())]

    def _verdict_stands(self) -> bool:
        if not self._stands(("verdict", self.coding.uid, ""), [verdict_of(lane) for lane in self.lanes]):
            return False
        return self.coding.verdict != "events" or not self.none_left()

    def none_left(self) -> bool:
        """Whether every event was dropped: then the article does not hold events."""
        return not self.events and any(kind == "dropped" for kind, _, _ in self.standing)

    def _stands(self, key: Key, said: Sequence[Any]) -> bool:
        """Whether something is decided, or there is nothing to decide. What the program took because all said it stands
        as long as they do."""
        row = self.standing.get(key)
        if row is None:
            return all(map(is_empty, said))
        return row.reason != AGREED or alike(said)


def settling(project: Project, coding: Coding) -> Settling:
    """One adjudicated coding with all it was settled from."""
    events = {event.uid: event for event in project.events.of(coding.uid)}
    sources = sources_of(project, events)
    return Settling(
        coding, events, sources, lanes(project, coding.article, coding.round),
        {(row.kind, row.owner, row.field): row for row in standing(project, coding.uid)}, project.codebook,
        {uid: _underived(project, event, sources[uid]) for uid, event in events.items()},
    )  # fmt: skip


def joins(project: Project, state: Settling, groups: Sequence[Sequence[str]]) -> tuple[dict[str, list[str]], list[list[str]]]:
    """What is to be done with coders' events that went into none, given which are one happening (uids): by adjudicated event,
    those that join it; and those that make a new one each. What the lead took out of an event does not go back."""
    went_into = {source.event: uid for uid, sources in state.sources.items() for source in sources}
    parted = {
        (row[0], row[1]) for row in project.database.all(
            "SELECT p.one, p.other FROM event e JOIN pair p ON p.one = e.uid WHERE e.coding = ? AND p.removed = 1",
            (state.coding.uid,),
        )
    }  # fmt: skip
    to_event, anew = dict[str, list[str]](), list[list[str]]()
    for group in groups:
        left = [uid for uid in group if uid not in went_into and ("dropped", uid, "") not in state.standing]
        there = next((went_into[uid] for uid in group if uid in went_into), "")
        if there:
            to_event.setdefault(there, []).extend(uid for uid in left if (there, uid) not in parted)
        elif left:
            anew.append(left)
    return to_event, anew


def joined(project: Project, state: Settling, groups: Sequence[Sequence[str]]) -> Settling:
    """A case as it stands when what came in since is joined to what is there; nothing is written."""
    to_event, anew = joins(project, state, groups)
    of = {
        event.uid: Source(event.uid, lane.coding, lane.coder, event.values, event.extra)
        for lane in state.lanes for event in lane.events
    }  # fmt: skip
    sources, underived = dict(state.sources), dict(state.underived)
    for uid, late in to_event.items():
        event, given = state.events[uid], [*state.sources.get(uid, ()), *(of[one] for one in late if one in of)]
        sources[uid] = oriented(project.codebook, event.values, given)
        underived[uid] = _underived(project, event, sources[uid])
    late = bool(anew or any(to_event.values()))
    return replace(state, sources=sources, underived=underived, together=tuple(map(tuple, anew)), late=late)


def _underived(project: Project, event: Event, sources: Sequence[Source]) -> frozenset[str]:
    by_hand = {name for name in project.codebook.derived_order for one in sources
               if not is_empty(one.values.get(facing(project.codebook, name, one.swapped)))}  # fmt: skip
    if not by_hand:
        return frozenset()
    full = with_derived(project.events.scope(event))
    # A value that was taken by hand stands, whatever would follow.
    return frozenset(name for name in by_hand if name in event.values or is_empty(full.get(name)))


def standing(project: Project, coding: str) -> list[Row]:
    """The decisions that hold, in the order they were made."""
    rows = project.database.all(
        "SELECT uid, kind, owner, field, coalesce(taken_from, ''), coalesce(was, '{}'), decider, reason, note, time "
        "FROM decision WHERE coding = ? AND removed = 0 ORDER BY rowid",
        (coding,),
    )
    return [Row(row[0], row[1], row[2], row[3], row[4], json.loads(row[5]), row[6], row[7], row[8], row[9]) for row in rows]


def sources_of(project: Project, events: Mapping[str, Event]) -> dict[str, list[Source]]:
    """The live coders' events that adjudicated events are joined to, by adjudicated event."""
    found: dict[str, list[Source]] = {uid: [] for uid in events}
    book = project.codebook
    for one, uid, coding, coder, values, extra in project.database.all(
        'SELECT p.one, e.uid, e.coding, c.coder, e."values", e.extra FROM json_each(?) j JOIN pair p ON p.one = j.value '
        "JOIN event e ON e.uid = p.other JOIN coding c ON c.uid = e.coding "
        "WHERE p.judged = 'same' AND p.removed = 0 AND e.removed = 0 AND c.removed = 0 ORDER BY p.rowid",
        (json.dumps(list(events)),),
    ):
        known = {name: value for name, value in json.loads(values).items() if name in book.fields}
        found[one].append(Source(uid, coding, coder, known, json.loads(extra) if extra else {}))
    return {uid: oriented(book, events[uid].values, given) for uid, given in found.items()}


def oriented(codebook: Codebook, values: Mapping[str, Any], given: Sequence[Source]) -> list[Source]:
    """Sources with their sides as some values have them; without any there, as the first source has them."""
    sided = mirror(codebook)
    if not sided or not given:
        return list(given)
    reference = values if any(not is_empty(values.get(name)) for name in sided) else given[0].values
    return [
        Source(one.event, one.coding, one.coder, one.values, one.extra, is_mirrored(codebook, reference, one.values))
        for one in given
    ]


def is_mirrored(codebook: Codebook, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether more of two events' sides is alike when one is read the other way round."""
    straight = crossed = 0
    for name, facing_it in mirror(codebook).items():
        mine = one.get(name)
        if not is_empty(mine):
            straight += same_answer(mine, other.get(name))
            crossed += same_answer(mine, other.get(facing_it))
    return crossed > straight


def mirror(codebook: Codebook) -> dict[str, str]:
    """The fields of each side by those of the other, both ways; empty where sides have an order or there are none."""
    return mirror_of(codebook.pairing) if codebook.pairing else {}


def facing(codebook: Codebook, name: str, swapped: bool) -> str:
    """The field in which a source says what an adjudicated event's field asks."""
    return mirror(codebook).get(name, name) if swapped else name


def alike(said: Sequence[Any]) -> bool:
    """Whether all say the same; nothing is the same as nothing."""
    return all(same_answer(None if is_empty(one) else one, None if is_empty(said[0]) else said[0]) for one in said)


def verdict_of(one: Lane | Coding) -> str:
    """A verdict as it is compared, with the codebook's reason for it; empty where none is given."""
    return f"{one.verdict}:{one.reason}" if one.verdict and one.reason else one.verdict or ""


def counts(field: CodedField) -> bool:
    """Whether a difference in a field must be decided: what follows from other answers, and prose, need not."""
    return field.derived is None and not is_prose(field)


def agreed_values(project: Project, facts: Any, given: Sequence[Source]) -> dict[str, Any]:
    """What all of some sources say alike, in the words of the first; a text that is still everybody's draft is left to
    follow the other answers."""
    book, found = project.codebook, dict[str, Any]()
    for name, field in book.fields.items():
        said = [one.values.get(facing(book, name, one.swapped)) for one in given]
        if not said or is_empty(said[0]) or not alike(said):
            continue
        if field.draft is not None and all(_drafts(project, facts, field, one) for one in given):
            continue
        found[name] = said[0]
    return found


def _drafts(project: Project, facts: Any, field: CodedField, one: Source) -> bool:
    scope = Scope(project.codebook, one.values, facts, project.registers)
    return is_draft(field, Scope(project.codebook, with_derived(scope), facts, project.registers))
