"""The values of adjudicated events, and the evidence they rest on: taken from a coder's event or written by the lead.

Owns the rules that every step of an adjudication shares: who may, what may be taken, and that a changed coding is open again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..codebook.drafts import redrafted
from ..codebook.values import is_empty, tidy
from ..errors import UsageError
from .adjudicated_events import (
    Settling,
    Source,
    agreed_values,
    alike,
    facing,
    settling,
)
from .adjudication_cases import Lane
from .adjudication_reasons import AGREED, check_reason, may_settle
from .codings import Coding
from .decisions import Draft, evidence_said, put, withdraw
from .events import Event
from .evidence import Quote, copy_evidence
from .history import new_uid

if TYPE_CHECKING:
    from .project import Project


def take(
    project: Project, event: str, fields: Iterable[str], source: str, reason: str, note: str = "", swapped: bool = False
) -> None:
    """Gives an adjudicated event what a coder's event says of some fields, with its evidence.

    With `swapped` the source's sides are read the other way round. A field the source left empty is settled as empty. A
    derived field follows by itself, unless the source holds a value of its own. It is an event then, if that was open.
    """
    coding = open_event(project, event, reason)
    names = list(dict.fromkeys(fields))
    check_fields(project, names)
    check_source(project, coding, source)
    label = {"id": "settle_value", "field": names[0]} if len(names) == 1 else {"id": "settle_values", "count": len(names)}
    state = settling(project, coding)
    with project.history.operation(label, place=place_of(coding, event, names[:1])):
        take_values(project, state, event, names, source, reason, note, swapped)
        say_event(project, coding, event, source, reason, note, before=state)


def take_values(
    project: Project, state: Settling, event: str, names: Sequence[str], source: str, reason: str, note: str, swapped: bool
) -> None:
    """Gives an event a source's values with their evidence, and writes the decisions; inside the caller's operation. `state`
    is the case as it stands."""
    book, values, coding = project.codebook, project.events.get(source).values, state.coding
    read = {name: facing(book, name, swapped) for name in names}
    if len(names) > 1:
        read = {name: there for name, there in read.items() if book.fields[name].derived is None or there in values}
        read = {name: there for name, there in read.items() if not _is_settled_so(state, event, name, values.get(there))}
    set_values(project, coding, event, {name: values.get(there) for name, there in read.items()})
    drafts: list[Draft] = []
    for name, there in read.items():
        take_over_evidence(project, source, there, event, name)
        said = state.said(event, name)
        drafts.append(Draft(
            "value", event, name, source, reason, note, values.get(there), there if there != name else "", not alike(said)
        ))  # fmt: skip
    put(project, coding.uid, drafts)
    withdraw(project, coding.uid, [("evidence", event, name) for name in read])


def _is_settled_so(state: Settling, event: str, name: str, value: Any) -> bool:
    """Whether taking a whole event says nothing new of a field: all say it alike and it was taken, or nobody says anything."""
    said = state.said(event, name)
    row = state.standing.get(("value", event, name))
    if row is None:
        return all(map(is_empty, (value, state.events[event].values.get(name), *said)))
    holds = state.events[event].values.get(name)
    return row.reason == AGREED and alike([value, holds, *said])


def write(project: Project, event: str, field: str, value: Any, reason: str, note: str = "") -> None:
    """Gives a field of an adjudicated event a value of the lead's own; None settles it as empty. The evidence of another
    value goes."""
    coding = open_event(project, event, reason)
    check_fields(project, [field])
    state = settling(project, coding)
    with project.history.operation({"id": "settle_value", "field": field}, place=place_of(coding, event, [field])):
        before = project.events.get(event).values.get(field)
        set_values(project, coding, event, {field: value})
        if tidy(project.codebook.fields[field], value) != before:
            forget_evidence(project, event, field)
            withdraw(project, coding.uid, [("evidence", event, field)])
        draft = Draft("value", event, field, "", reason, note, disputed=not alike(state.said(event, field)))
        put(project, coding.uid, [draft])
        say_event(project, coding, event, "", reason, note, before=state)


def take_evidence(
    project: Project, event: str, field: str, source: str, reason: str, note: str = "", swapped: bool = False
) -> None:  # fmt: skip
    """Lets a value rest on what a coder's event gives for it, in place of what it rested on."""
    coding = open_event(project, event, reason)
    check_fields(project, [field])
    check_source(project, coding, source)
    there = facing(project.codebook, field, swapped)
    with project.history.operation({"id": "settle_evidence", "field": field}, place=place_of(coding, event, [field])):
        take_over_evidence(project, source, there, event, field)
        touch(project, coding)
        was = evidence_said(project, source, there)
        read_as = there if there != field else ""
        disputed = _rests_differently(project, coding, event, field)
        put(project, coding.uid, [Draft("evidence", event, field, source, reason, note, was, read_as, disputed)])


def write_evidence(
    project: Project, event: str, field: str, quotes: Sequence[Quote], reason: str, note: str = "", item: str = ""
) -> None:  # fmt: skip
    """Lets a value, or one item of it, rest on spans of the lead's own, in place of what it rested on; none for no evidence."""
    coding = open_event(project, event, reason)
    check_fields(project, [field])
    with project.history.operation({"id": "settle_evidence", "field": field}, place=place_of(coding, event, [field])):
        forget_evidence(project, event, field, item)
        if quotes:
            project.evidence.add(event, field, quotes, item=item)
        touch(project, coding)
        disputed = _rests_differently(project, coding, event, field)
        put(project, coding.uid, [Draft("evidence", event, field, "", reason, note, disputed=disputed)])


def _rests_differently(project: Project, coding: Coding, event: str, field: str) -> bool:
    """Whether the coders who have an event let a field's value rest on different words."""
    given = settling(project, coding).sources.get(event, ())
    said = [evidence_said(project, one.event, facing(project.codebook, field, one.swapped)) for one in given]
    return any(one != said[0] for one in said)


# --- what every step shares ----------------------------------------------------------------------


def insert_event(project: Project, coding: Coding, values: Mapping[str, Any], extra: Mapping[str, Any]) -> str:
    """A new adjudicated event: nothing by default, drafted texts as they follow from the values."""
    usual = {name: None for name, field in project.codebook.fields.items() if field.default is not None}
    uid = new_uid()
    empty = project.events.scope(Event(uid, coding.uid, 0.0, {}, {}, {}, ""))
    drafted = redrafted(empty, replace(empty, values=dict(values)), set(values))
    label = {"id": "settle_event"}
    verdict = project.codings.get(coding.uid)
    project.events.add(coding.uid, {**usual, **drafted, **values}, extra=extra, label=label, uid=uid)
    keep_verdict(project, verdict)
    return uid


def record_agreed(
    project: Project, coding: str, event: str, given: Sequence[Source], agreed: Mapping[str, Any], *, event_too: bool
) -> None:
    """Decisions and evidence of what all sources say alike, as of the first of them."""
    first = given[0]
    drafts = [
        Draft("value", event, name, first.event, AGREED, was=value, disputed=False, read_as=_read_as(project, name, first))
        for name, value in agreed.items()
    ]  # fmt: skip
    if event_too:
        drafts.insert(0, Draft("event", event, "", first.event, AGREED, disputed=False))
    put(project, coding, drafts)
    plain = [name for name in agreed if facing(project.codebook, name, first.swapped) == name]
    for field in agreed if not event_too else [name for name in agreed if name not in plain]:
        take_over_evidence(project, first.event, facing(project.codebook, field, first.swapped), event, field)
    if event_too:  # it is new and has no evidence yet
        copy_evidence(project.database, first.event, event, fields=plain)


def _read_as(project: Project, name: str, source: Source) -> str:
    there = facing(project.codebook, name, source.swapped)
    return there if there != name else ""


def adjudicated(project: Project, coding: str) -> Coding:
    """An adjudicated coding. Raises UsageError for a coder's."""
    found = project.codings.get(coding)
    if found.standing != "adjudicated":
        raise UsageError("That is a coder's work; what coders wrote is never changed.")
    return found


def open_coding(project: Project, coding: str, reason: str) -> Coding:
    """The coding a step is about. Raises UsageError where who works cannot settle, and for a reason that is not in the list."""
    may_settle(project)
    check_reason(project, reason)
    return adjudicated(project, coding)


def open_event(project: Project, event: str, reason: str) -> Coding:
    """The coding of the event a step is about; raises what `open_coding` does, and for an event that is gone."""
    found = open_coding(project, project.events.get(event).coding, reason)
    if project.database.value("SELECT removed FROM event WHERE uid = ?", (event,)):
        raise UsageError("That event is not there any more.")
    return found


def check_source(project: Project, coding: Coding, source: str) -> None:
    """Raises UsageError for anything but a coder's live event of the same article and round."""
    row = project.database.one(
        "SELECT c.article, c.round, c.standing, e.removed FROM event e JOIN coding c ON c.uid = e.coding WHERE e.uid = ?",
        (source,),
    )
    if row is None or tuple(row) != (coding.article, coding.round, "coded", 0):
        raise UsageError("What is taken is a coder's event of the same article.")


def lane_of(state: Settling, coding: str) -> Lane:
    """The lane of a coding. Raises UsageError where it was not handed in."""
    found = next((lane for lane in state.lanes if lane.coding == coding), None)
    if found is None:
        raise UsageError("What is taken is of a coder who handed the article in.")
    return found


def check_fields(project: Project, names: Collection[str]) -> None:
    """Raises UsageError for no fields, and for fields the codebook does not have."""
    unknown = [name for name in names if name not in project.codebook.fields]
    if unknown or not names:
        raise UsageError(f"The codebook has no field {', '.join(unknown)}." if unknown else "Name the fields to be settled.")


def place_of(coding: Coding, event: str, fields: Sequence[str]) -> dict[str, str]:
    """Where a step is made, for undo to go there."""
    found = {"article": coding.article, "place": "adjudication", "event": event, "field": fields[0] if fields else ""}
    return {name: value for name, value in found.items() if value}


def set_values(project: Project, coding: Coding, event: str, wanted: Mapping[str, Any]) -> None:
    """Sets values; where an answer that was decided goes because another changed, it is open again."""
    before = project.events.get(event).values
    verdict = project.codings.get(coding.uid)
    project.events.set_values(event, wanted)
    keep_verdict(project, verdict)
    after = project.events.get(event).values
    gone = [name for name in before if name not in after and name not in wanted]
    for name in gone:
        forget_evidence(project, event, name)
    withdraw(project, coding.uid, [(kind, event, name) for name in gone for kind in ("value", "evidence")])


def keep_verdict(project: Project, before: Coding) -> None:
    """An event that is worked on is no word yet on whether there is any: the verdict is what was settled."""
    project.database.run(
        "UPDATE coding SET verdict = ?, reason = ? WHERE uid = ?", (before.verdict or None, before.reason, before.uid)
    )


def say_event(
    project: Project, coding: Coding, event: str, source: str, reason: str, note: str, *, anew: bool = False,
    before: Settling | None = None,
) -> None:  # fmt: skip
    """Settles that an adjudicated event is one, and with it that the article holds events, where that was open. `before` is
    the case before values of its events were settled, which makes neither open: where neither was, it is not read again."""
    touch(project, coding)
    if before is not None and before.is_event(event) and _holds_events(before):
        return
    state = settling(project, project.codings.get(coding.uid))
    drafts: list[Draft] = []
    if anew or not state.is_event(event):
        drafts.append(Draft("event", event, "", source, reason, note))
        given = state.sources.get(event, ())
        if len(given) > 1 and not anew:
            _fill_agreed(project, state, event, given)
    if not _holds_events(state):
        project.database.run("UPDATE coding SET verdict = 'events', reason = '' WHERE uid = ?", (coding.uid,))
        whose = project.events.get(source).coding if source else ""
        said = "events" if source else None
        # It follows from the event, which is counted.
        drafts.append(Draft("verdict", coding.uid, "", whose, reason, note, said, disputed=False))
    put(project, coding.uid, drafts)


def _holds_events(state: Settling) -> bool:
    """Whether it is settled that the article does."""
    return state.coding.verdict == "events" and ("verdict", state.coding.uid, "") in state.standing


def _fill_agreed(project: Project, state: Settling, event: str, given: Sequence[Source]) -> None:
    """What those who have an event say alike is taken as soon as it is settled that it is one."""
    agreed = {
        name: value for name, value in agreed_values(project, project.events.facts(state.coding.uid), given).items()
        if ("value", event, name) not in state.standing
    }  # fmt: skip
    if agreed:
        set_values(project, state.coding, event, agreed)
        record_agreed(project, state.coding.uid, event, given, agreed, event_too=False)


def touch(project: Project, coding: Coding) -> None:
    """A changed coding is open again."""
    project.database.run("UPDATE coding SET state = 'open' WHERE uid = ? AND state IN ('done', 'approved')", (coding.uid,))


def take_over_evidence(project: Project, source: str, there: str, owner: str, field: str) -> None:
    """Gives a field the evidence a source has for it, in place of its own."""
    forget_evidence(project, owner, field)
    if there == field:
        copy_evidence(project.database, source, owner, fields=[field])
        return
    for one in project.evidence.of(source):
        if one.field == there and one.status == "text":
            project.evidence.add(owner, field, one.spans, item=one.item, origin=one.origin)
        elif one.field == there:
            project.evidence.set_status(owner, field, one.status, item=one.item, link=one.link, note=one.note)


def forget_evidence(project: Project, owner: str, field: str, item: str | None = None) -> None:
    """Takes a field's evidence away, all of it or that of one item."""
    for one in project.evidence.of(owner):
        if one.field == field and item in (None, one.item):
            project.database.run("UPDATE evidence SET removed = 1 WHERE uid = ?", (one.uid,))
