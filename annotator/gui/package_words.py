"""Packages, what came back and what is in conflict, in words. Owns no widget and asks the project nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from ..codebook.model import Codebook, CodedField, in_language, title_of
from ..codebook.values import show
from ..project.merge_report import Clash, FileReport, MergeReport

_FIELD = re.compile(r"(?:event (?P<event>\d+) ?)?(?P<field>.*)", re.DOTALL)
"""A place as reports name it: a field of the article, an event, or a field of an event."""

_COUNTS = {
    "proposals": "{0} names proposed", "remarks": "{0} flags and comments", "first_pass": "{0} verdicts of the first pass",
    "saved_filter": "{0} saved filters", "incident_link": "{0} links between events",
    "time_spent": "{0} times at work", "suggestion": "{0} offers and what became of them",
    "articles_new": "{0} new articles", "articles_withdrawn": "{0} articles withdrawn", "reviews": "{0} reviews",
    "rulings": "{0} rulings of the lead", "answers": "{0} comments of the lead", "results": "{0} results of tests",
    "content_marks": "{0} marks of content", "entries": "{0} entries of the registers", "codebook": "a new codebook",
    "assignment": "{0} assignments", "review": "{0} reviews", "ruling": "{0} rulings", "actor": "{0} actors",
    "place": "{0} places", "source": "{0} sources",
}  # fmt: skip
"""Tables and other things counted, as reports and the list of packages name them."""
_FIELDS = {
    "state": "State", "verdict": "Verdict", "reason": "Reason of the verdict", "memo": "Memo", 
    "evidence": "Evidence and mentions",
}  # fmt: skip
_VALUES = {
    "open": "open", "done": "done", "returned": "returned", "approved": "approved", "events": "events",
    "no_event": "no event", "unusable": "unusable", "there": "is there", "": "—",
}  # fmt: skip

MOST_PLACES = 2
"""Places that a line names; more do not fit."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("package_words", text)


def when(time: str) -> str:
    """A time of the file (ISO, UTC) as a person reads it; empty for none."""
    if not time:
        return ""
    try:
        seconds = datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp()
    except ValueError:
        return time
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(seconds)), "d MMM yyyy, HH:mm")


def counts(found: Mapping[str, int]) -> str:
    """What else a file brings: “3 names proposed, 2 remarks”. What is none is not named."""
    named = [
        _tr(_COUNTS[name]).format(f"{count:,}") if name in _COUNTS else f"{count:,} {name.replace('_', ' ')}"
        for name, count in found.items() if count
    ]  # fmt: skip
    return ", ".join(named)


def head(one: FileReport) -> str:
    """A file's line: whose work, or which package, and its name."""
    if not one.coder:
        return one.path.name
    words = _tr("{0}'s work") if one.kind == "work" else _tr("Package {1} for {0}")
    return f"{words.format(one.coder, one.number)}  ·  {one.path.name}"


def clash(one: Clash, codebook: Codebook) -> str:
    """A coding that was changed on both sides."""
    named = [_FIELD.match(name) for name in one.fields]
    places = [place(int(found["event"] or 0), found["field"] or "", codebook) for found in named if found]
    fields = ", ".join(places[:MOST_PLACES])
    if len(places) > MOST_PLACES:
        fields = _tr("{0} and {1} more").format(fields, len(places) - MOST_PLACES)
    return _tr("Article {0}, {1}: changed on both sides ({2})").format(one.number, one.title, fields)


def place(event: int, field: str, codebook: Codebook) -> str:
    """A field of an event, or of the article where there is no event: “Event 1: Fatalities”."""
    owner = _tr("Event {0}").format(event) if event else _tr("Article")
    if not field:
        return owner
    asked = _asked(codebook, field)
    title = in_language(title_of(asked)) if asked else _tr(_FIELDS[field]) if field in _FIELDS else field.replace("_", " ")
    return _tr("{0}: {1}").format(owner, title)


def value(field: str, stored: str, codebook: Codebook) -> str:
    """A value of two that differ, in the codebook's words."""
    asked = _asked(codebook, field)
    if asked is None or not stored:
        return _tr(_VALUES.get(stored, stored))
    try:
        meant = json.loads(stored) if stored[0] in "[{" else stored
        return show(codebook, asked, meant, write="label")
    except (ValueError, TypeError, KeyError, AttributeError):
        return stored  # from a file of somebody else's: shown as it stands


def _asked(codebook: Codebook, field: str) -> CodedField | None:
    top = field.partition(".")[0]
    return codebook.fields.get(top) or codebook.article_fields.get(top)


def outlook(report: MergeReport) -> str:
    """What would come in, of all files together."""
    good = [one for one in report.files if not one.refused]
    new, changed = sum(one.new for one in good), sum(one.changed for one in good)
    clashes = sum(len(one.clashes) for one in good)
    parts = []
    if new or changed:
        parts.append(_tr("{0} codings would be new, {1} changed.").format(f"{new:,}", f"{changed:,}"))
    elif good and not brings(report):
        parts.append(_tr("All of it is in already."))
    if clashes:
        both = _tr("{0} changed on both sides: both versions are kept for you to settle.")
        yours = _tr("{0} changed on two machines: yours stays, the lead settles it.")
        parts.append((yours if any(one.kind == "update" for one in good) else both).format(clashes))
    if len(good) < len(report.files):
        parts.append(_tr("{0} of {1} files cannot be taken in.").format(len(report.files) - len(good), len(report.files)))
    if good and (parts or brings(report)):
        parts.append(_tr("Nothing is written yet."))
    return " ".join(parts)


def outcome(report: MergeReport, undo: str = "") -> str:
    """What came in; `undo` names the step that takes it back, where undo does."""
    good = [one for one in report.files if not one.refused]
    new, changed = sum(one.new for one in good), sum(one.changed for one in good)
    if report.operation is None:
        return _tr("Nothing new came in.")
    words = [_tr("Taken in: {0} codings new, {1} changed.").format(f"{new:,}", f"{changed:,}") if new or changed
             else _tr("Taken in.")]  # fmt: skip
    if clashes := sum(len(one.clashes) for one in good if one.kind == "work"):
        words.append(_tr("{0} to be settled.").format(clashes))
    if undo:
        words.append(_tr("“{0}” takes it back.").format(undo))
    if report.backup is not None:
        words.append(_tr("A backup was made before: {0}.").format(report.backup.name))
    return " ".join(words)


def brings(report: MergeReport) -> bool:
    """Whether anything in it is new."""
    return any(not one.refused and (one.new or one.changed or one.clashes or any(one.counts.values())) for one in report.files)
