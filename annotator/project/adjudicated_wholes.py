"""Whole events of an adjudication: taken, dropped, divided, combined, with the joins to the coders' events they are of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from . import combinations, divisions
from .adjudicated_events import (
    Settling,
    agreed_values,
    alike,
    facing,
    settling,
    sources_of,
)
from .adjudicated_values import (
    check_fields,
    check_source,
    insert_event,
    keep_verdict,
    open_coding,
    open_event,
    place_of,
    say_event,
    set_values,
    take_values,
    touch,
)
from .adjudication_reasons import AGREED
from .decisions import Draft, put, withdraw
from .incident_links import take_over

if TYPE_CHECKING:
    from .project import Project


def take_event(
    project: Project, coding: str, source: str, reason: str, note: str = "", swapped: bool = False
) -> str:  # fmt: skip
    """Says that a coder's event is one, as they have it; gives the adjudicated event.

    That is the one it was joined to, if nobody had decided on that; else a new one, and the coder's event leaves the
    event it was joined to.
    """
    found = open_coding(project, coding, reason)
    check_source(project, found, source)
    state = settling(project, found)
    there = next((uid for uid, given in state.sources.items() if any(one.event == source for one in given)), "")
    with project.history.operation({"id": "settle_event"}, place=place_of(found, there or source, [])):
        if there and state.is_event(there) and len(state.sources[there]) > 1:
            project.pairs.part(there, source)
            there = ""
        if not there:
            there = insert_event(project, found, {}, project.events.get(source).extra)
            again = _dropped_with(project, state, source)
            project.pairs.join(there, [source, *again])
            take_over(project.database, there, [source, *again])
            withdraw(project, found.uid, [("dropped", one, "") for one in (source, *again)])
        given = sources_of(project, {there: project.events.get(there)})[there]
        agreed = agreed_values(project, project.events.facts(found.uid), given) if len(given) > 1 else {}
        told = {*project.events.get(source).values, *(name for one in given for name in one.values)}
        names = [name for name in project.codebook.fields if name in _faced(project, told, swapped)]
        take_values(project, settling(project, found), there, names, source, reason, note, swapped)
        if agreed and not swapped:
            drafts = [Draft("value", there, name, source, AGREED, was=value, disputed=False) for name, value in agreed.items()]
            put(project, found.uid, [one for one in drafts if project.events.get(source).values.get(one.field) == one.was])
        say_event(project, found, there, source, reason, note, anew=True)
    return there


def confirm_event(project: Project, event: str, source: str, reason: str, note: str = "") -> None:
    """Says that an adjudicated event is one, as a coder who has it says; what those who have it share is taken as agreed, and
    nothing else is settled."""
    coding = open_event(project, event, reason)
    check_source(project, coding, source)
    with project.history.operation({"id": "settle_event"}, place=place_of(coding, event, [])):
        say_event(project, coding, event, source, reason, note)


def add_event(project: Project, coding: str, values: Mapping[str, Any], reason: str, note: str = "") -> str:
    """An event that no coder has, with the lead's own values; gives it."""
    found = open_coding(project, coding, reason)
    if values:
        check_fields(project, values)
    with project.history.operation({"id": "add_event"}, place=place_of(found, "", [])):
        uid = insert_event(project, found, {}, {})
        set_values(project, found, uid, values)
        drafts = [Draft("event", uid, "", "", reason, note)]
        drafts += [Draft("value", uid, name, "", reason, note, disputed=False) for name in values]
        put(project, found.uid, drafts)
        say_event(project, found, uid, "", reason, note)
    return uid


def _dropped_with(project: Project, state: Settling, source: str) -> list[str]:
    """The coders' events that were dropped as one with another: they come back as one."""
    if ("dropped", source, "") not in state.standing:
        return []
    rows = project.database.all(
        "SELECT DISTINCT q.other FROM pair p JOIN event a ON a.uid = p.one AND a.removed = 1 AND a.coding = ? "
        "JOIN pair q ON q.one = p.one AND q.judged = 'same' AND q.removed = 0 JOIN event e ON e.uid = q.other "
        "WHERE p.other = ? AND p.judged = 'same' AND p.removed = 0 AND e.removed = 0 AND q.other <> p.other ORDER BY q.rowid",
        (state.coding.uid, source),
    )
    return [row[0] for row in rows if ("dropped", row[0], "") in state.standing]


def _faced(project: Project, names: Collection[str], swapped: bool) -> set[str]:
    return {*names, *(facing(project.codebook, name, True) for name in names)} if swapped else set(names)


def drop(project: Project, coding: str, source: str, reason: str, note: str = "") -> None:
    """Says that a coder's event is none. It leaves the adjudicated event it was joined to, which goes if that was all it
    had."""
    found = open_coding(project, coding, reason)
    check_source(project, found, source)
    state = settling(project, found)
    there = next((uid for uid, given in state.sources.items() if any(one.event == source for one in given)), "")
    with project.history.operation({"id": "drop_event"}, place=place_of(found, source, [])):
        if there and len(state.sources[there]) == 1:
            drop_whole(project, state, there, reason, note)
            return
        if there:
            project.pairs.part(there, source)
        put(project, found.uid, [Draft("dropped", source, "", "", reason, note)])
        touch(project, found)


def drop_event(project: Project, event: str, reason: str, note: str = "") -> None:
    """Says that an adjudicated event is none: it goes, and the coders' events it was joined to are none, either."""
    coding = open_event(project, event, reason)
    with project.history.operation({"id": "drop_event"}, place=place_of(coding, event, [])):
        drop_whole(project, settling(project, coding), event, reason, note)


def drop_whole(project: Project, state: Settling, event: str, reason: str, note: str) -> None:
    """Takes an adjudicated event away, inside the caller's operation; it counts as one decision, told of every source."""
    owners = [one.event for one in state.sources[event]] or [event]
    verdict = project.codings.get(state.coding.uid)
    project.events.remove(event)
    keep_verdict(project, verdict)
    put(project, state.coding.uid, [
        Draft("dropped", owner, "", "", reason, note, disputed=owner == owners[0]) for owner in owners
    ])  # fmt: skip


def divide(project: Project, event: str, by: divisions.By, parts: int, reason: str, note: str = "") -> list[str]:
    """Divides an adjudicated event; every part is joined to what the whole was. What was shared out or went on is the
    lead's, all else is whose it was. Gives all uids."""
    coding = open_event(project, event, reason)
    state = settling(project, coding)
    before = state.events[event].values
    with project.history.operation({"id": "divide_event", "by": by, "parts": parts}, place=place_of(coding, event, [])):
        uids = divisions.divide(project, event, by, parts)
        keep_verdict(project, coding)
        for uid in uids:
            values = project.events.get(uid).values
            project.pairs.join(uid, [one.event for one in state.sources[event]])
            drafts = [Draft("event", uid, "", "", reason, note)]
            for name, field in project.codebook.fields.items():
                if values.get(name) != before.get(name) and field.derived is None and field.draft is None:
                    drafts.append(Draft("value", uid, name, "", reason, note))
                elif uid != event and (kept := _carried(state, ("value", event, name), uid)):
                    drafts.append(kept)
            put(project, coding.uid, drafts)
        say_event(project, coding, event, "", reason, note)
    return uids


def combine(project: Project, event: str, other: str, reason: str, note: str = "") -> None:
    """Makes one adjudicated event of two, joined to what both were. Where the first has no answer the second's stands, as
    whose it was; where both have one, the first's does, and lists hold both: that is the lead's word."""
    coding = open_event(project, event, reason)
    if open_event(project, other, reason).uid != coding.uid:
        raise UsageError("Only two events of the same article are combined.")
    state = settling(project, coding)
    told = {one.field: one for one in combinations.differences(project, event, other)}
    with project.history.operation({"id": "combine_events"}, place=place_of(coding, event, [])):
        combinations.combine(project, event, other)
        keep_verdict(project, coding)
        project.pairs.join(event, [one.event for one in state.sources[other]])
        for one in state.sources[other]:
            project.pairs.part(other, one.event)
        after = settling(project, project.codings.get(coding.uid))
        drafts = [Draft("event", event, "", "", reason, note)]
        for name in project.codebook.fields:
            outcome = told[name].outcome if name in told else ""
            held = state.standing.get(("value", event, name))
            if outcome == "united":
                drafts.append(Draft("value", event, name, "", reason, note))
            elif outcome == "filled" and (kept := _carried(state, ("value", other, name), event)):
                drafts.append(kept)
            elif held and held.reason == AGREED and not alike(after.said(event, name)):
                drafts.append(replace(_as_draft(held), reason=reason, note=note, disputed=True, decider="", time=""))
        put(project, coding.uid, drafts)
        say_event(project, coding, event, "", reason, note)


def _carried(state: Settling, key: tuple[str, str, str], owner: str) -> Draft | None:
    row = state.standing.get(key)
    return replace(_as_draft(row), owner=owner) if row else None


def _as_draft(row: Any) -> Draft:
    return Draft(
        row.kind, row.owner, row.field, row.taken_from, row.reason, row.note, row.was.get("said"),
        row.was.get("read_as", ""), bool(row.was.get("disputed", 1)), row.decider, row.time,
    )  # fmt: skip
