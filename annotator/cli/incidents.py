"""`annotator incidents`: which events tell one happening, what that comes to, and what is likely to be linked or parted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .parts import JSON, PROJECT, only_lead, reading, say, working

if TYPE_CHECKING:
    from ..project import Project
    from ..project.incident_views import Detail, IncidentLine

_SHORT, _LEAST = 12, 6
"""How much of a uid is told to people, and how much of one must be given."""
_DEEDS = {
    "link": (2, None, "two or more events or incidents"), "add": (2, 2, "an incident and an event"),
    "separate": (2, 2, "an incident and an event"), "part": (2, 2, "two events"),
    "settle": (3, 3, "an incident, a field and a value"), "unsettle": (2, 2, "an incident and a field"),
}  # fmt: skip
_LISTS = ("candidates", "duplicates", "doubtful", "ties", "all")


@click.command()
@PROJECT
@click.argument("named", nargs=-1, metavar="[INCIDENT|EVENT]...")
@click.option("--candidates", "asked", flag_value="candidates", help="Events that likely tell one happening, best first.")
@click.option("--duplicates", "asked", flag_value="duplicates", help="Incidents that are likely the same one.")
@click.option("--doubtful", "asked", flag_value="doubtful", help="Events that are little like the rest of their incident.")
@click.option("--ties", "asked", flag_value="ties", help="Incidents with fields that no rule decides.")
@click.option("--all", "asked", flag_value="all", help="Those of one event, too.")
@click.option(
    "--link", "deed", flag_value="link", help="EVENT EVENT…: they tell one incident. An INCIDENT stands for its events."
)
@click.option("--add", "deed", flag_value="add", help="INCIDENT EVENT: the event tells this one, too.")
@click.option("--separate", "deed", flag_value="separate", help="INCIDENT EVENT: the event does not tell it.")
@click.option(
    "--part",
    "deed",
    flag_value="part",
    help="EVENT EVENT: they do not tell one incident; from one they share the first leaves.",
)
@click.option("--settle", "deed", flag_value="settle", help="INCIDENT FIELD VALUE: what it is, whatever the events say.")
@click.option("--unsettle", "deed", flag_value="unsettle", help="INCIDENT FIELD: the events speak again.")
@click.option("--accept", type=float, metavar="SCORE", help="Link all candidates of at least this likeness, in one step.")
@click.option("--after-all", is_flag=True, help="With --link: even where some of them were parted before.")
@click.option("--reason", default="", metavar="WORDS", help="Why; kept with the links.")
@click.option("--as", "lead", metavar="NAME", help="The lead who says so; needed where a project has several.")
@JSON
def incidents(
    project: Path, named: tuple[str, ...], asked: str | None, deed: str | None, accept: float | None, reason: str,
    lead: str | None, after_all: bool, as_json: bool,
) -> None:  # fmt: skip
    """List the incidents that several events tell, look at one, or say which events tell one happening.

    An incident is named by its uid or its id outside, an event by its uid; of a uid its first letters do. What is said is the
    lead's, one step each, and undo takes it back. An empty VALUE settles that there is no answer.

    \b
    Examples: annotator incidents iraq.annotator
              annotator incidents iraq.annotator IRQ123
              annotator incidents iraq.annotator --candidates --json
              annotator incidents iraq.annotator --accept 0.95 --reason "Same day, place and toll"
              annotator incidents iraq.annotator --link 9f2c81d04b7e 07aa31c2f9d8
              annotator incidents iraq.annotator --separate IRQ123 07aa31c2f9d8 --reason "Another village"
              annotator incidents iraq.annotator --settle IRQ123 fatalities 4
    """
    if sum((asked is not None, deed is not None, accept is not None)) > 1:
        raise UsageError("Say one thing at a time: a list, or what is to be done.")
    if accept is not None and not 0 <= accept <= 1:
        raise UsageError(f"--accept takes a likeness between 0 and 1, not {accept:g}.")
    if reason and deed is None and accept is None:
        raise UsageError("--reason goes with what is said: --link, --separate, --accept and their like.")
    if after_all and deed != "link":
        raise UsageError("--after-all goes with --link.")
    if deed is None and (asked or accept is not None) and named:
        raise UsageError("A list is of all incidents; name one without any option to look at it.")
    if deed is None and accept is None:
        with reading(project) as opened:
            _as_lead(opened)
            if named:
                for one in named:
                    _look(opened, _any(opened, one), as_json)
            elif asked in ("candidates", "duplicates", "doubtful"):
                _likely(opened, asked, as_json)
            else:
                _list(opened, asked or "", as_json)
        return
    if deed:
        least, most, what = _DEEDS[deed]
        if len(named) < least or (most and len(named) > most):
            raise UsageError(f"--{deed} takes {what}.")
    with working(project, lead or only_lead(project, "says so, with --as")) as opened:
        if deed:
            _do(opened, deed, named, reason, after_all, as_json)
        else:
            _accept(opened, accept or 0.0, reason, as_json)


# --- what is said -----------------------------------------------------------------------------------------------------


def _do(opened: Project, deed: str, named: Sequence[str], reason: str, after_all: bool, as_json: bool) -> None:
    known = opened.incidents
    if deed == "link":
        events = list(dict.fromkeys(event for one in named for event in _events(opened, one)))
        before = [one for event in events for one in known.of_event(event)]
        at = known.link(events, reason, despite=known.parted(events) if after_all else ())
        told = f"{len(events)} events tell {_called(opened, at)}."
        for one in map(known.get, dict.fromkeys(before)):
            if one.external_id and one.merged_into == at:
                told += f" {one.external_id} is merged into {_called(opened, at)}."
    elif deed == "part":
        one, other = (_event(opened, event) for event in named)
        shared = [told for told in known.of_event(one) if told in known.of_event(other)]
        known.part(one, other, reason)
        at, told = "", "They do not tell one incident."
        for incident in shared:
            told += f" {one[:_SHORT]} leaves {_called(opened, incident)}, and {other[:_SHORT]} stays."
    else:
        at = _incident(opened, named[0])
        if deed == "add":
            known.add(at, _event(opened, named[1]), reason)
            told = f"The event tells {_called(opened, at)}, too."
        elif deed == "separate":
            known.separate(at, _event(opened, named[1]), reason)
            told = f"The event does not tell {_called(opened, at)}."
        elif deed == "settle":
            told = _settle(opened, at, named[1], named[2], reason)
        else:
            known.unsettle(at, [named[1]])
            told = f"{named[1]} of {_called(opened, at)} is what its events come to."
    say(as_json, {"done": deed, "incident": at, "events": known.events_of(at) if at else []}, told)


def _settle(opened: Project, at: str, name: str, text: str, reason: str) -> str:
    """Settles a field from words as they are typed. Raises UsageError where no value can be read, or it breaks a rule."""
    from ..codebook.checks import check_event
    from ..codebook.conditions import Scope
    from ..codebook.values import Unreadable, read, show
    from ..project.incident_views import detail

    field = opened.codebook.fields.get(name)
    if field is None:
        raise UsageError(f"The codebook has no field {name}.")
    try:
        value = read(opened.codebook, field, text)
    except Unreadable as error:
        raise UsageError(f"{name}: {error}") from None
    if value is not None:
        values = {**detail(opened, at).values, name: value}
        for one in check_event(Scope(opened.codebook, values, lookups=opened.registers)):
            if one.field == name and one.severity == "error":
                raise UsageError(one.message)
    opened.incidents.settle(at, {name: value}, reason)
    shown = show(opened.codebook, field, value) or "no answer"
    told = f"{name} of {_called(opened, at)} is {shown}."
    if apart := [other for other, one in detail(opened, at).combined.items() if one.beside == name]:
        told += f" No event says so: {', '.join(apart)} may be of another {name} and wait to be settled, too."
    return told


def _accept(opened: Project, score: float, reason: str, as_json: bool) -> None:
    """Links what is likely, best first. Two published incidents are not made one in passing."""
    from ..project.incident_candidates import propose

    # As it is told: to the hundredth.
    found = [one for one in propose(opened) if one.kind == "link" and round(one.score, 2) >= score]
    linked, refused = 0, list[dict[str, Any]]()
    with opened.history.operation({"id": "accept_candidates", "count": len(found), **({"reason": reason} if reason else {})}):
        for one in found:
            try:
                published = {opened.incidents.get(uid).external_id for event in one.events
                             for uid in opened.incidents.of_event(event)} - {""}  # fmt: skip
                if len(published) > 1:
                    raise UsageError(f"They tell {' and '.join(sorted(published))}; link them by name to make them one.")
                opened.incidents.link(one.events, reason)
                linked += 1
            except UsageError as error:
                refused.append({"events": list(one.events), "reason": str(error)})
    lines = [f"{', '.join(one[:_SHORT] for one in bad['events'])}: {bad['reason']}" for bad in refused]
    lines.append(f"Linked {linked} of {len(found)} candidates of at least {score:g}, in one step.")
    say(as_json, {"linked": linked, "refused": refused}, "\n".join(lines))


# --- what is listed ---------------------------------------------------------------------------------------------------


def _list(opened: Project, asked: str, as_json: bool) -> None:
    from ..project.incident_views import listing
    from ..project.nearby import in_a_line

    found = [one for one in listing(opened, all=asked == "all") if asked != "ties" or one.ties]
    lines = [
        f"{one.id or one.key[:_SHORT]:14} {one.events:>3} events  {_open(one)}{in_a_line(opened, one.values)}".rstrip()
        for one in found
    ]
    with_ties = sum(bool(one.ties) for one in found)
    what = {"all": "rows", "ties": "incidents with fields left open"}.get(asked, "incidents of several events")
    lines.append(f"{len(found):,} {what}" + (f"; in {with_ties:,} fields are left open." if asked != "ties" else "."))
    answer = {
        "incidents": [
            {"incident": one.key, "id": one.id, "events": one.events, "articles": one.articles, "values": dict(one.values),
             "open_fields": list(one.open_fields)}
            for one in found
        ]
    }  # fmt: skip
    say(as_json, answer, "\n".join(lines))


def _open(one: IncidentLine) -> str:
    return f"[open: {', '.join(one.open_fields)}]  " if one.ties else ""


def _likely(opened: Project, asked: str, as_json: bool) -> None:
    from ..project.incident_candidates import doubtful, propose

    if asked == "doubtful":
        doubts = doubtful(opened)
        answer: dict[str, Any] = {"doubtful": [
            {"incident": one.incident, "event": one.event, "score": one.score, "reasons": [asdict(why) for why in one.reasons]}
            for one in doubts
        ]}  # fmt: skip
        lines: list[str] = []
        for one in doubts:
            lines.append(f"{one.score:.2f}  {_called(opened, one.incident)}  {_line(opened, one.event)}")
            lines += [f"      {' · '.join(why.words for why in one.reasons)}"] if one.reasons else []
        lines.append(f"{len(doubts):,} events are little like the rest of their incident.")
        say(as_json, answer, "\n".join(lines))
        return
    kind = "link" if asked == "candidates" else "duplicate"
    found = [one for one in propose(opened) if one.kind == kind]
    answer = {asked: [
        {"events": list(one.events), "incidents": list(one.incidents), "score": one.score,
         "reasons": [asdict(why) for why in one.reasons]}
        for one in found
    ]}  # fmt: skip
    lines = []
    for one in found:
        called = " = ".join(_called(opened, uid) for uid in one.incidents)
        why = " · ".join(reason.words for reason in one.reasons)
        lines.append("  ".join(filter(None, (f"{one.score:.2f}", called, why))))
        lines += [f"      {_line(opened, event)}" for event in one.events]
    lines.append(
        f"{len(found):,} groups of events likely tell one happening." if kind == "link"
        else f"{len(found):,} groups of incidents are likely one."
    )  # fmt: skip
    say(as_json, answer, "\n".join(lines))


def _look(opened: Project, asked: str, as_json: bool) -> None:
    from ..codebook.values import show
    from ..project.incident_views import detail

    found = detail(opened, asked)
    book = opened.codebook
    lines = [f"{found.external_id or found.incident[:_SHORT] or 'No incident yet'}: {len(found.members)} events"]
    lines += [f"  {_line(opened, one.event)}" + (f"  ({one.reason})" if one.reason else "") for one in found.members]
    for name, field in book.fields.items():
        if name in found.values:
            lines.append(f"  {name:24} {show(book, field, found.values[name])}{_how(found, name)}")
        elif name in found.combined:
            lines.append(f"  {name:24} (no answer){_how(found, name)}")
    say(as_json, _as_json(found), "\n".join(lines))


def _how(found: Detail, name: str) -> str:
    """By which rule a value was found, where one was needed."""
    one = found.combined.get(name)
    if one is not None and one.beside:
        return f"  [open: said of another {one.beside}]"
    if one is None or one.by == "only" or (len(found.members) < 2 and one.by != "settled"):
        return ""
    return f"  [{one.by}{', others are as good' if one.tied else ''}]"


def _as_json(found: Detail) -> dict[str, Any]:
    return {
        "incident": found.incident, "id": found.external_id, "values": dict(found.values), "settled": dict(found.settled),
        "combined": {
            name: {"value": one.value, "by": one.by, "events": [found.members[place].event for place in one.events],
                   "tied": list(one.tied), "beside": one.beside}
            for name, one in found.combined.items()
        },
        "events": [
            {"event": one.event, "article": one.number, "article_uid": one.article, "date": one.date, "source": one.source,
             "title": one.title, "values": dict(one.values), "reason": one.reason, "stands": one.stands}
            for one in (*found.members, *found.aside)
        ],
    }  # fmt: skip


def _line(opened: Project, event: str) -> str:
    """An event in a line: its uid, its article and what names it."""
    from ..project.nearby import in_a_line

    row = opened.database.one(
        "SELECT a.number, a.source FROM event e JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article "
        "WHERE e.uid = ?", (event,),
    )  # fmt: skip
    number, source = row or ("", "")
    return f"{event[:_SHORT]}  article {number} {source}  {in_a_line(opened, opened.events.get(event).values)}".rstrip()


def _as_lead(opened: Project) -> None:
    """Who holds the file can read all of it; what is listed is what the lead sees, whoever comes first in it."""
    if leads := [one for one in opened.coders.all() if one.role == "lead"]:
        opened.work_as(leads[0])


# --- what is named ----------------------------------------------------------------------------------------------------


def _called(opened: Project, incident: str) -> str:
    return opened.incidents.get(incident).external_id or incident[:_SHORT]


def _any(opened: Project, asked: str) -> str:
    """An incident's or event's uid from what a person calls it."""
    known = opened.database.value("SELECT uid FROM incident WHERE external_id = ?", (asked,))
    return str(known) if known else _by_letters(opened, ("incident", "event"), asked, "incident or event")


def _incident(opened: Project, asked: str) -> str:
    """An incident, also by an event that tells one alone."""
    found = _any(opened, asked)
    if opened.database.value("SELECT 1 FROM event WHERE uid = ?", (found,)):
        told = opened.incidents.of_event(found)
        if len(told) != 1:
            raise UsageError(f"The event {asked} tells {'no incident yet' if not told else 'several incidents'}.")
        return told[0]
    return found


def _events(opened: Project, asked: str) -> list[str]:
    """An event, or those of an incident."""
    found = _any(opened, asked)
    if opened.database.value("SELECT 1 FROM event WHERE uid = ?", (found,)):
        return [found]
    return opened.incidents.events_of(found)


def _event(opened: Project, asked: str) -> str:
    return _by_letters(opened, ("event",), asked, "event")


def _by_letters(opened: Project, tables: Sequence[str], asked: str, what: str) -> str:
    """A uid from its first letters. Raises UsageError where none or several begin so."""
    if len(asked) >= _LEAST and asked.isalnum():
        found = [
            row[0] for table in tables
            for row in opened.database.all(
                f"SELECT uid FROM {table} WHERE uid >= ? AND uid < ? AND (removed = 0 OR '{table}' = 'incident') LIMIT 3",
                (asked, asked + "{"),
            )
        ]  # fmt: skip
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(f"Several begin with {asked}; give more of the uid.")
    raise UsageError(f"There is no {what} “{asked}” in this project.")
