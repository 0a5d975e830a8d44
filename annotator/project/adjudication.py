"""Adjudication: one coding settled from several coders' work, value by value, each with whose it is and why.

The adjudicated coding is one per article and round, whoever began it; its events are joined by `pairs` to the coders'
events they were settled from. What coders wrote is never touched. Every function that writes is the lead's, is one
operation, and undo takes it back in one step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..codebook.values import is_empty, tidy
from ..errors import UsageError
from .adjudicated_events import (
    Settling,
    Source,
    agreed_values,
    alike,
    joins,
    oriented,
    settling,
    verdict_of,
)
from .adjudicated_values import (
    adjudicated,
    forget_evidence,
    insert_event,
    lane_of,
    open_coding,
    place_of,
    record_agreed,
    take,
    take_evidence,
    take_over_evidence,
    touch,
    write,
    write_evidence,
)
from .adjudicated_wholes import add_event, combine, confirm_event, divide, drop, drop_event, drop_whole, take_event
from .adjudication_cases import Case, Lane, cases, lanes, settled_coding
from .adjudication_reasons import AGREED, REASONS, Counted, add_reason, counted, may_settle, reasons
from .codings import MAIN, Coding, NotDone, Verdict
from .decisions import Decision, Draft, decisions, put
from .incident_links import take_over

if TYPE_CHECKING:
    from .project import Project

__all__ = [
    "AGREED", "REASONS", "Case", "Counted", "Decision", "Lane", "add_event", "add_reason", "begin", "cases", "combine",
    "confirm_event", "counted", "decisions", "divide", "drop", "drop_event", "finish", "lanes", "reasons", "reopen",
    "settle_answer", "settle_verdict", "settled_coding", "take", "take_event", "take_evidence", "undecided", "write",
    "write_evidence",
]  # fmt: skip


# --- beginning and ending ----------------------------------------------------------------------


def begin(project: Project, article: str, groups: Sequence[Sequence[str]], round_: str = MAIN) -> Coding:
    """The adjudicated coding of an article, begun or gone on with: an event a group of coders' events (uids).

    What all coders of the article say alike is taken, with its evidence; what differs stays open. Beginning again keeps
    what was decided: coders' events that came in since join the event of their group, or are one that nobody decided.
    Raises UsageError where fewer than two coders handed the article in, and for events that are not theirs.
    """
    may_settle(project)
    present = lanes(project, article, round_)
    known = settled_coding(project, article, round_)
    if len(present) < 2 and known is None:
        raise UsageError("An article is settled when at least two coders have handed it in.")
    theirs = {event.uid for lane in present for event in lane.events}
    listed = [uid for group in groups for uid in group]
    if len(set(listed)) != len(listed) or not set(listed) <= theirs:
        raise UsageError("A group is made of events that coders have handed in, each once.")
    with project.history.operation({"id": "begin_adjudication"}, place={"article": article, "place": "adjudication"}):
        coding = known or project.codings.begin(article, project.coder.uid, round_, "adjudicated")
        state = settling(project, coding)
        _add_groups(project, state, groups)
        _settle_alike(project, settling(project, project.codings.get(coding.uid)))
    return project.codings.get(coding.uid)


def _add_groups(project: Project, state: Settling, groups: Sequence[Sequence[str]]) -> None:
    """Events for groups that have none yet; what came in since is joined to the event its group has."""
    to_event, anew = joins(project, state, groups)
    for event, late in to_event.items():
        project.pairs.join(event, late)
    for group in anew:
        _add_event(project, state, group)


def _add_event(project: Project, state: Settling, group: Sequence[str]) -> None:
    by_uid = {event.uid: (lane, event) for lane in state.lanes for event in lane.events}
    found = [
        Source(uid, by_uid[uid][0].coding, by_uid[uid][0].coder, by_uid[uid][1].values, by_uid[uid][1].extra) for uid in group
    ]
    given = oriented(project.codebook, {}, found)
    everybody = {lane.coder for lane in state.lanes} <= {one.coder for one in given}
    agreed = agreed_values(project, project.events.facts(state.coding.uid), given) if everybody else {}
    extra = given[0].extra if all(one.extra == given[0].extra for one in given) else {}
    uid = insert_event(project, state.coding, agreed, extra)
    project.pairs.join(uid, group)
    take_over(project.database, uid, group)
    if everybody:
        record_agreed(project, state.coding.uid, uid, given, agreed, event_too=True)


def _settle_alike(project: Project, state: Settling) -> None:
    """Takes the verdict and the answers about the article that all coders give alike, where nothing was decided."""
    coding, given = state.coding.uid, list(state.lanes)
    if len(given) < 2:
        return
    drafts: list[Draft] = []
    verdict = verdict_of(given[0])
    if ("verdict", coding, "") not in state.standing and verdict and all(verdict_of(one) == verdict for one in given):
        project.database.run(
            "UPDATE coding SET verdict = ?, reason = ? WHERE uid = ?", (given[0].verdict, given[0].reason, coding)
        )  # fmt: skip
        drafts.append(Draft("verdict", coding, "", given[0].coding, AGREED, was=verdict, disputed=False))
    for name in project.codebook.article_fields:
        said = [one.answers.get(name) for one in given]
        if ("answer", coding, name) not in state.standing and not is_empty(said[0]) and alike(said):
            project.codings.set_answer(coding, name, said[0])
            take_over_evidence(project, given[0].coding, name, coding, name)
            drafts.append(Draft("answer", coding, name, given[0].coding, AGREED, was=said[0], disputed=False))
    put(project, coding, drafts)


def undecided(project: Project, coding: str) -> list[tuple[str, str]]:
    """What is left to decide, as (uid, field): a field of an adjudicated event, or of the coding, that coders answer
    differently; with an empty field a coding whose verdict is open, an adjudicated event that not every coder has and
    nobody decided on, and a coder's event that went into none."""
    return settling(project, project.codings.get(coding)).undecided()


def finish(project: Project, coding: str) -> None:
    """Says that an adjudicated coding is done. Raises NotDone while something is undecided or errors stand."""
    may_settle(project)
    adjudicated(project, coding)
    left = len(undecided(project, coding))
    if left:
        raise NotDone(f"{left} {'difference is' if left == 1 else 'differences are'} undecided.", {})
    project.finish(coding)


def reopen(project: Project, coding: str) -> None:
    """Takes "done" back."""
    may_settle(project)
    project.codings.reopen(adjudicated(project, coding).uid)


# --- the article ----------------------------------------------------------------------


def settle_verdict(
    project: Project, coding: str, verdict: Verdict, reason_code: str, source: str, reason: str, note: str = ""
) -> None:
    """Says what the article holds: events, no event (with the codebook's reason), unusable. `source` is the coding it is
    taken from, empty for none.

    Without events, those nobody decided on are none. Raises UsageError where one was decided to be one.
    """
    found = open_coding(project, coding, reason)
    state = settling(project, found)
    if verdict not in ("events", "no_event", "unusable"):
        raise UsageError(f"An article holds events, no_event, or is unusable; not “{verdict}”.")
    if verdict != "events" and any(state.is_event(uid) for uid in state.events):
        raise UsageError("Events were settled on; take them away before saying that there is none.")
    if verdict == "events" and state.none_left():
        raise UsageError("No event is left: take or add one, or say that the article holds no event.")
    said = verdict_of(lane_of(state, source)) if source else None
    with project.history.operation({"id": "settle_verdict", "verdict": verdict}, place=place_of(found, "", [])):
        if verdict != "events":
            for uid in state.events:
                drop_whole(project, state, uid, reason, note)
            joined = {one.event for given in state.sources.values() for one in given}
            put(project, found.uid, [
                Draft("dropped", event.uid, "", "", reason, note, disputed=False)
                for lane in state.lanes for event in lane.events
                if event.uid not in joined and ("dropped", event.uid, "") not in state.standing
            ])  # fmt: skip
        touch(project, found)
        project.database.run("UPDATE coding SET verdict = ?, reason = ? WHERE uid = ?", (verdict, reason_code, found.uid))
        disputed = not alike([verdict_of(lane) for lane in state.lanes])
        put(project, found.uid, [Draft("verdict", found.uid, "", source, reason, note, said, disputed=disputed)])


def settle_answer(
    project: Project, coding: str, field: str, value: Any, source: str, reason: str, note: str = ""
) -> None:  # fmt: skip
    """Answers a question about the article; `source` is the coding it is taken from with its evidence, empty for none."""
    found = open_coding(project, coding, reason)
    if field not in project.codebook.article_fields:
        raise UsageError(f"The codebook asks no “{field}” of an article.")
    state = settling(project, found)
    said = lane_of(state, source).answers.get(field) if source else None
    value = tidy(project.codebook.article_fields[field], value)
    place = place_of(found, "", [field])
    with project.history.operation({"id": "settle_answer", "field": field}, place=place):
        project.codings.set_answer(found.uid, field, value)
        if source:
            take_over_evidence(project, source, field, found.uid, field)
        elif value != found.answers.get(field):
            forget_evidence(project, found.uid, field)
        disputed = not alike([lane.answers.get(field) for lane in state.lanes])
        put(project, found.uid, [Draft("answer", found.uid, field, source, reason, note, said, disputed=disputed)])
