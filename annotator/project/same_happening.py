"""What is said of two events: that they tell of the same happening, or that they do not. Kept as links to an incident.

Events of one happening are linked to one incident. A coder's links are proposals and give no id; the lead's hold. That
two events are not the same is a link of the one, judged different, to the incident of the other. Links are written by
`incident_links`; what only the lead does with incidents is `incidents`'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ..errors import UsageError
from .codings import MAIN
from .database import Database
from .incident_links import IN_EFFECT, incidents_of, judge, new_incident, parted_by_lead, settled_of

if TYPE_CHECKING:
    from .project import Project

Judged = Literal["", "same", "proposed", "different"]
"""What is known of two events: nothing, that they are the same, that somebody thinks so, that they are not."""


def may_see(project: Project, table: str) -> tuple[str, dict[str, Any]]:
    """SQL on the flat table for the events that who works now may see, and what it asks for: a coder's own, the lead's all."""
    main = f"+{table}.round = '{MAIN}'"
    if project.coder.role == "lead":
        return f"{main} AND +{table}.standing IN ('coded', 'adjudicated')", {}
    return f"{main} AND +{table}.standing = 'coded' AND +{table}.coder = :coder", {"coder": project.coder.uid}


def lead_only(project: Project) -> None:
    """Raises UsageError for whoever may not see what everybody coded, and what was said of it."""
    if project.coder.role != "lead":
        raise UsageError("Incidents are for the lead to see: they show what every coder found.")


def known_of(project: Project, event: str) -> dict[str, Judged]:
    """What was said of an event and others, by their uid. Whoever said it: who may see those events is `may_see`'s."""
    rows = project.database.all(
        "SELECT o.event, l.judged, o.judged FROM incident_link l JOIN incident i ON i.uid = l.incident "
        "JOIN incident_link o ON o.incident = i.uid AND o.removed = 0 AND o.event <> l.event "
        f"WHERE l.event = ? AND {IN_EFFECT}",
        (event,),
    )
    found: dict[str, Judged] = {}
    for other, here, there in rows:
        judged: Judged = "same" if here == there == "same" else "proposed"
        if "different" in (here, there):
            judged = "" if here == there else "different"
        # Where two incidents say different things, what is said for the same happening counts.
        order = ("", "different", "proposed", "same")
        if order.index(judged) > order.index(found.get(other, "")):
            found[other] = judged
    return found


def mark_same(project: Project, event: str, other: str) -> None:
    """Says that two events tell of the same happening: proposed by a coder, settled by the lead.

    Two happenings that are known outside by an id each are not made one in passing: that is no more than a proposal, which the
    lead looks at among the incidents. Raises UsageError where a coder would unsay what the lead parted.
    """
    _check(project, event, other)
    sure = project.coder.role == "lead"
    db = project.database
    mine, theirs = incidents_of(db, event), incidents_of(db, other)
    here, there = settled_of(db, event)[:1], settled_of(db, other)[:1]
    with project.history.operation({"id": "mark_same"}, place=_place(project, event)):
        apart = here and there and here != there
        if sure and not (apart and all(_is_known_outside(db, uid) for uid in (*here, *there))):
            # That these two are parted is what is unsaid; what was said of others is not, in passing.
            despite = [(event, uid) for uid in theirs] + [(other, uid) for uid in mine]
            project.incidents.link([event, other], despite=despite)
        elif apart:
            _propose(db, event, there[0], sure)
        elif not (here and here == there):
            incident = next(iter([*there, *here, *theirs, *mine]), "") or new_incident(db)
            for uid in (event, other):
                _propose(db, uid, incident, sure)


def _propose(db: Database, event: str, incident: str, sure: bool) -> None:
    if not sure and parted_by_lead(db, event, incident):
        raise UsageError("The lead says that these are different happenings; only the lead can say otherwise.")
    judge(db, event, incident, "proposed")


def mark_different(project: Project, event: str, other: str) -> None:
    """Says that two events do not tell of the same happening; they are not offered for each other again.

    Raises UsageError where a coder would part what the lead, or an id from outside, put together.
    """
    _check(project, event, other)
    with project.history.operation({"id": "mark_different"}, place=_place(project, event)):
        part_two(project.database, event, other, sure=project.coder.role == "lead")


def part_two(db: Database, event: str, other: str, *, sure: bool, reason: str | None = None) -> None:
    """Parts two events inside the caller's operation: one leaves the incidents they share, or is kept from the other's."""
    mine, theirs = incidents_of(db, event), incidents_of(db, other)
    shared = [incident for incident in mine if incident in theirs]
    for incident in shared:
        parted = other if mine[incident] == "same" and theirs[incident] == "proposed" else event
        if not sure and (mine if parted == event else theirs)[incident] == "same":
            raise UsageError("The lead says that these two are the same happening; only the lead can part them.")
        judge(db, parted, incident, "different", reason)
    if not shared:
        incident = next(iter(theirs), "")
        if not incident:
            incident = new_incident(db)
            judge(db, other, incident, "same" if sure else "proposed")
        judge(db, event, incident, "different", reason)


def _is_known_outside(db: Database, incident: str) -> bool:
    return db.value("SELECT external_id FROM incident WHERE uid = ?", (incident,)) is not None


def _check(project: Project, event: str, other: str) -> None:
    if event == other:
        raise UsageError("An event cannot be compared with itself.")
    conditions, asked = may_see(project, "t")
    sql = f"SELECT count(*) FROM events t WHERE t.event_uid IN (:one, :other) AND {conditions}"
    if project.database.value(sql, {**asked, "one": event, "other": other}) != 2:  # type: ignore[arg-type]
        raise UsageError("That event is not there any more, or it is not yours to judge.")


def _place(project: Project, event: str) -> dict[str, str]:
    return {"article": project.codings.get(project.events.get(event).coding).article, "event": event}
