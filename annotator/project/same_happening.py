"""What is said of two events: that they tell of the same happening, or that they do not. Kept as links to an incident.

Events of one happening are linked to one incident. A coder's links are proposals and give no id; the lead's hold. That
two events are not the same is a link of the one, judged different, to the incident of the other. Ids of the outside
world are `incidents`'; nothing here ever allots or changes one but by the lead's own link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ..errors import UsageError
from .codings import MAIN
from .database import Database
from .history import new_uid

if TYPE_CHECKING:
    from .project import Project

Judged = Literal["", "same", "proposed", "different"]
"""What is known of two events: nothing, that they are the same, that somebody thinks so, that they are not."""
_STANDING = "l.removed = 0 AND i.removed = 0"


def may_see(project: Project, table: str) -> tuple[str, dict[str, Any]]:
    """SQL on the flat table for the events that who works now may see, and what it asks for: a coder's own, the lead's all."""
    main = f"+{table}.round = '{MAIN}'"
    if project.coder.role == "lead":
        return f"{main} AND +{table}.standing IN ('coded', 'adjudicated')", {}
    return f"{main} AND +{table}.standing = 'coded' AND +{table}.coder = :coder", {"coder": project.coder.uid}


def known_of(project: Project, event: str) -> dict[str, Judged]:
    """What was said of an event and others, by their uid. Whoever said it: who may see those events is `may_see`'s."""
    rows = project.database.all(
        "SELECT o.event, l.judged, o.judged FROM incident_link l JOIN incident i ON i.uid = l.incident "
        "JOIN incident_link o ON o.incident = i.uid AND o.removed = 0 AND o.event <> l.event "
        f"WHERE l.event = ? AND {_STANDING}",
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
    """Says that two events tell of the same happening: proposed by a coder, settled by the lead."""
    _check(project, event, other)
    sure = project.coder.role == "lead"
    mine, theirs = _incidents_of(project, event), _incidents_of(project, other)
    here, there = _settled(project, event), _settled(project, other)
    with project.history.operation({"id": "mark_same"}, place=_place(project, event)):
        if here and there and here != there:
            if not (sure and _unite(project, here, there)):
                # Two happenings with ids of their own, or another's word: no more than a proposal.
                _link(project, event, there, "proposed")
            return
        incident = there or here or next(iter(theirs), "") or next(iter(mine), "") or _new_incident(project)
        for uid in (event, other):
            _link(project, uid, incident, "same" if sure else "proposed")


def mark_different(project: Project, event: str, other: str) -> None:
    """Says that two events do not tell of the same happening; they are not offered for each other again.

    Raises UsageError where a coder would part what the lead, or an id from outside, put together.
    """
    _check(project, event, other)
    lead = project.coder.role == "lead"
    mine, theirs = _incidents_of(project, event), _incidents_of(project, other)
    with project.history.operation({"id": "mark_different"}, place=_place(project, event)):
        shared = [incident for incident in mine if incident in theirs]
        for incident in shared:
            parted = other if mine[incident] == "same" and theirs[incident] == "proposed" else event
            if not lead and (mine if parted == event else theirs)[incident] == "same":
                raise UsageError("The lead says that these two are the same happening; only the lead can part them.")
            _link(project, parted, incident, "different")
        if not shared:
            incident = next(iter(theirs), "")
            if not incident:
                incident = _new_incident(project)
                _link(project, other, incident, "same" if lead else "proposed")
            _link(project, event, incident, "different")


def _check(project: Project, event: str, other: str) -> None:
    if event == other:
        raise UsageError("An event cannot be compared with itself.")
    conditions, asked = may_see(project, "t")
    sql = f"SELECT count(*) FROM events t WHERE t.event_uid IN (:one, :other) AND {conditions}"
    if project.database.value(sql, {**asked, "one": event, "other": other}) != 2:  # type: ignore[arg-type]
        raise UsageError("That event is not there any more, or it is not yours to judge.")


def _place(project: Project, event: str) -> dict[str, str]:
    return {"article": project.codings.get(project.events.get(event).coding).article, "event": event}


def _incidents_of(project: Project, event: str) -> dict[str, str]:
    """The incidents an event stands in, by how it was judged; what is settled comes first."""
    rows = project.database.all(
        f"SELECT l.incident, l.judged FROM incident_link l JOIN incident i ON i.uid = l.incident WHERE l.event = ? "
        f"AND l.judged <> 'different' AND {_STANDING} ORDER BY l.judged = 'same' DESC, i.external_id IS NULL, l.rowid",
        (event,),
    )
    return {row[0]: row[1] for row in rows}


def _settled(project: Project, event: str) -> str:
    """The incident that an event belongs to for sure; one with an id before one without."""
    return next((uid for uid, judged in _incidents_of(project, event).items() if judged == "same"), "")


def _new_incident(project: Project) -> str:
    uid = new_uid()
    project.database.run("INSERT INTO incident (uid) VALUES (?)", (uid,))
    return uid


def _link(project: Project, event: str, incident: str, judged: str) -> None:
    """One link of an event to an incident. What is settled is not made a proposal again."""
    db = project.database
    row = db.one("SELECT uid, judged FROM incident_link WHERE event = ? AND incident = ? AND removed = 0", (event, incident))
    if row is None:
        sql = "INSERT INTO incident_link (uid, incident, event, judged) VALUES (?, ?, ?, ?)"
        db.run(sql, (new_uid(), incident, event, judged))
    elif not (row[1] == "same" and judged == "proposed"):
        db.run("UPDATE incident_link SET judged = ? WHERE uid = ?", (judged, row[0]))


def _unite(project: Project, one: str, other: str) -> bool:
    """Makes one incident of two, where at most one has an id; False where both have."""
    named = [
        uid for uid in (one, other)
        if project.database.value("SELECT external_id FROM incident WHERE uid = ?", (uid,)) is not None
    ]  # fmt: skip
    if len(named) == 2:
        return False
    kept = named[0] if named else other
    merge_into(project.database, one if kept == other else other, kept)
    return True


def merge_into(database: Database, gone: str, kept: str) -> None:
    """All that was said of one incident is said of another, which takes its place."""
    for uid, event in database.all("SELECT uid, event FROM incident_link WHERE incident = ? AND removed = 0", (gone,)):
        twice = "SELECT 1 FROM incident_link WHERE incident = ? AND event = ? AND removed = 0"
        if database.value(twice, (kept, event)) is None:
            database.run("UPDATE incident_link SET incident = ? WHERE uid = ?", (kept, uid))
        else:
            database.run("UPDATE incident_link SET removed = 1 WHERE uid = ?", (uid,))
    database.run("UPDATE incident SET merged_into = ?, removed = 1 WHERE uid = ?", (kept, gone))
