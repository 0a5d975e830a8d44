"""The links between events and incidents: what they mean, and where they are written by what somebody says.

A link says of an event and an incident that the event tells it (`same`), that somebody thinks so (`proposed`), or that it
does not (`different`). An event has one link to an incident at most; it may have links to several. Only `same` counts where
data are given out. What is settled is not made a proposal again. Who may say what is `incidents`' and `same_happening`'s;
incidents without an id come and go here, ids are never allotted. Rows that are there already, or were elsewhere, are also
brought in by imports, by numbers that come back (`incidents`) and by releases.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Literal

from .database import Database, Row
from .history import new_uid

Link = Literal["same", "proposed", "different"]
_WEIGHT = {"same": 0, "different": 1, "proposed": 2}
"""Which of two links counts where two incidents become one: that it is, that it is not, that it may be."""
IN_EFFECT = "l.removed = 0 AND i.removed = 0"
"""Whether a link `l` to an incident `i` is in effect."""
MEMBERS = (
    "FROM incident_link l JOIN incident i ON i.uid = l.incident JOIN event v ON v.uid = l.event JOIN coding c ON "
    "c.uid = v.coding JOIN article a ON a.uid = c.article "
    f"WHERE l.judged = 'same' AND {IN_EFFECT} AND v.removed = 0 AND c.removed = 0 AND a.removed = 0"
)
"""The links that say what tells an incident, with event `v`, coding `c` and article `a`."""


def incidents_of(db: Database, event: str) -> dict[str, Link]:
    """The incidents an event may tell, by how it was judged; what is settled comes first, then those with an id."""
    rows = db.all(
        f"SELECT l.incident, l.judged FROM incident_link l JOIN incident i ON i.uid = l.incident WHERE l.event = ? "
        f"AND l.judged <> 'different' AND {IN_EFFECT} ORDER BY l.judged = 'same' DESC, i.external_id IS NULL, l.rowid",
        (event,),
    )
    return {row[0]: row[1] for row in rows}


def settled_of(db: Database, event: str) -> list[str]:
    """The incidents that an event tells for sure, those with an id first."""
    return [uid for uid, judged in incidents_of(db, event).items() if judged == "same"]


def new_incident(db: Database, external_id: str | None = None) -> str:
    """A new incident that nothing tells yet."""
    uid = new_uid()
    db.run("INSERT INTO incident (uid, external_id) VALUES (?, ?)", (uid, external_id))
    return uid


def incident_of_id(db: Database, external_id: str) -> tuple[str, bool]:
    """The incident that an outside id means, made or brought back where it is none yet, and whether that was so.

    The id of an incident that was merged into another one means that one: ids are not used twice.
    """
    found = db.one("SELECT uid, removed, merged_into FROM incident WHERE external_id = ?", (external_id,))
    if found is None:
        return new_incident(db, external_id), True
    if found[2] is not None:
        return where_it_went(db, found[0]), False
    if found[1]:
        db.run("UPDATE incident SET removed = 0 WHERE uid = ?", (found[0],))
    return found[0], bool(found[1])


def where_it_went(db: Database, incident: str) -> str:
    """The incident that stands for one: itself, or the end of the way it was merged."""
    seen = set[str]()
    while incident not in seen:
        seen.add(incident)
        incident = db.value("SELECT merged_into FROM incident WHERE uid = ?", (incident,)) or incident
    return incident


def judge(db: Database, event: str, incident: str, judged: Link, reason: str | None = None) -> None:
    """Says what an event is to an incident. A reason that is None stays as it is; an empty one is forgotten with a new word."""
    row = db.one(
        "SELECT uid, judged, reason FROM incident_link WHERE event = ? AND incident = ? AND removed = 0", (event, incident)
    )
    if row is None:
        db.run(
            "INSERT INTO incident_link (uid, incident, event, judged, reason) VALUES (?, ?, ?, ?, ?)",
            (new_uid(), incident, event, judged, reason or ""),
        )
    elif not (row[1] == "same" and judged == "proposed"):
        said = reason if reason or (reason is not None and row[1] != judged) else row[2]
        db.run("UPDATE incident_link SET judged = ?, reason = ? WHERE uid = ?", (judged, said, row[0]))


def take_over(db: Database, event: str, sources: Sequence[str]) -> None:
    """A new event keeps the incidents, and with them the ids, that an event has for sure for which it stands: the first one
    that has an id, else the first one that tells any."""
    told = [settled_of(db, one) for one in sources]
    known = [
        found for found in told
        if found and db.value("SELECT external_id FROM incident WHERE uid = ?", (found[0],)) is not None
    ]  # fmt: skip
    for incident in next(iter([*known, *(found for found in told if found)]), []):
        judge(db, event, incident, "same")


def merge_into(db: Database, gone: str, kept: str) -> None:
    """All that was said of one incident is said of another, which takes its place; what the lead settled of it, too, where
    nothing is settled there."""
    for uid, event, judged in db.all(
        "SELECT uid, event, judged FROM incident_link WHERE incident = ? AND removed = 0 ORDER BY rowid", (gone,)
    ):
        twice = "SELECT uid, judged FROM incident_link WHERE incident = ? AND event = ? AND removed = 0"
        there = db.one(twice, (kept, event))
        if there is None:
            db.run("UPDATE incident_link SET incident = ? WHERE uid = ?", (kept, uid))
        elif _WEIGHT[judged] < _WEIGHT[there[1]]:
            db.run("UPDATE incident_link SET removed = 1 WHERE uid = ?", (there[0],))
            db.run("UPDATE incident_link SET incident = ? WHERE uid = ?", (kept, uid))
        else:
            db.run("UPDATE incident_link SET removed = 1 WHERE uid = ?", (uid,))
    for field, value in db.all(
        'SELECT key, g."values" -> (\'$."\' || key || \'"\') FROM incident g, json_each(g."values") WHERE g.uid = ? '
        'AND key NOT IN (SELECT k.key FROM incident o, json_each(o."values") k WHERE o.uid = ?)',
        (gone, kept),
    ):
        set_value(db, kept, field, value)
    db.run("UPDATE incident SET merged_into = ?, removed = 1 WHERE uid = ?", (kept, gone))


def set_value(db: Database, incident: str, field: str, value: str | None) -> None:
    """Settles a field of an incident, as JSON; None takes that back."""
    path = f'$."{field}"'
    if value is None:
        db.run('UPDATE incident SET "values" = json_remove("values", ?) WHERE uid = ?', (path, incident))
    else:
        db.run('UPDATE incident SET "values" = json_set("values", ?, json(?)) WHERE uid = ?', (path, value, incident))


def held_back(db: Database, link: str, event: str, incident: str) -> bool:
    """Whether a link that comes in from a coder's file gives way to what the lead said of that event and that incident."""
    if db.value(
        "SELECT 1 FROM incident_link WHERE event = ? AND incident = ? AND uid <> ? AND removed = 0", (event, incident, link)
    ):
        return True
    last = db.one(f"{_WHO_SAID} AND h.field = 'judged' AND h.field <> '*' ORDER BY h.id DESC LIMIT 1", (link,))
    return last is not None and _is_leads(last)


def parted_by_lead(db: Database, event: str, incident: str) -> bool:
    """Whether it was the lead who said last that an event does not tell an incident."""
    link = db.value(
        "SELECT uid FROM incident_link WHERE event = ? AND incident = ? AND judged = 'different' AND removed = 0",
        (event, incident),
    )
    if link is None:
        return False
    last = db.one(f"{_WHO_SAID} AND h.field = 'judged' AND h.field <> '*' ORDER BY h.id DESC LIMIT 1", (link,))
    # One that was made as it is has no change of its own beside the one that made it.
    last = last or db.one(f"{_WHO_SAID} AND h.field = '*'", (link,))
    return last is not None and _is_leads(last)


def parted_among(db: Database, events: Sequence[str], incidents: Iterable[str]) -> list[tuple[str, str]]:
    """What would be unsaid if events and all that tell some incidents told one: an event and the incident it does not tell."""
    asked = {"events": json.dumps(list(events)), "incidents": json.dumps(list(incidents))}
    return [(row[0], row[1]) for row in db.all(
        "WITH named AS (SELECT value AS uid FROM json_each(:incidents)), telling AS (SELECT value AS uid FROM "
        "json_each(:events) UNION SELECT o.event FROM named n CROSS JOIN incident_link o ON o.incident = n.uid "
        "WHERE o.judged = 'same' AND o.removed = 0) SELECT l.event, l.incident FROM named n CROSS JOIN incident_link l ON "
        f"l.incident = n.uid JOIN incident i ON i.uid = l.incident WHERE l.judged = 'different' AND {IN_EFFECT} "
        "AND l.event IN (SELECT uid FROM telling) ORDER BY l.rowid",
        asked,  # type: ignore[arg-type]
    )]  # fmt: skip


_WHO_SAID = (
    "SELECT o.label, k.role FROM change h JOIN operation o ON o.id = h.operation JOIN coder k ON k.uid = o.coder "
    "WHERE h.uid = ? AND h.tbl = 'incident_link'"
)


def _is_leads(said: Row) -> bool:
    """Whether an operation (its label and its coder's role) is one by which a lead says something."""
    label = json.loads(said[0])
    return said[1] == "lead" and (label["of"] if label["id"] == "redo" else label)["id"] in LEADS_WORD


LEADS_WORD = (
    "mark_same",
    "mark_different",
    "link_events",
    "accept_candidates",
    "add_to_incident",
    "separate_event",
    "part_events",
)
"""Operations by which a lead says what an event is to an incident."""
