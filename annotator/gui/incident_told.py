"""What the incidents' tab says of a list, a line and what is in view. Owns no widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import UsageError
from ..project.nearby import in_a_line
from . import incident_words as words
from . import keys
from .incident_lines import Kind, Line
from .incident_sheet import Sheet
from .incident_words import tr

if TYPE_CHECKING:
    from ..project import Project

SEARCHED = ("link", "duplicate", "doubt")
"""The lists that a search fills."""


def heading(line: Line | None, sheet: Sheet | None, nothing: str) -> tuple[str, str]:
    """What is in view in bold, and under it how much it is, how alike, and why it was linked."""
    if line is None or sheet is None:
        return "", nothing
    title = " · ".join(filter(None, (sheet.external_id, sheet.title or tr("An event without answers"))))
    parts = [words.count(len(sheet.columns), sheet.articles)]
    if line.kind in ("link", "duplicate"):
        parts += [tr("{0} alike").format(words.percent(line.score)), words.why(line.reasons)]
    elif line.kind == "doubt":
        parts += [tr("the marked event is {0} like the rest").format(words.percent(line.score)), words.why(line.reasons)]
    parts.append(words.ties(len(sheet.ties)))
    if sheet.aside:
        parts.append(tr("{0} more that no dataset takes: their coding does not stand").format(sheet.aside))
    parts += [f"“{one}”" for one in dict.fromkeys(sheet.reasons)]
    return title, " · ".join(filter(None, parts))


def line(project: Project, one: Line) -> tuple[str, str]:
    """Both lines of words of a line in a list."""
    if one.kind in SEARCHED:
        title = _summary(project, one.doubted or one.events[0])
        many = [tr("{0} events").format(len(one.events))] if len(one.events) > 2 else []
        told = [words.percent(one.score), *many, words.why(one.reasons)]
    else:
        title = one.title
        told = [words.ties(one.ties), one.id, words.count(one.count, one.articles)]
    return title or tr("An event without answers"), " · ".join(filter(None, told))


def nothing(kind: Kind, *, finished: bool, known: bool, searching: bool, words: str) -> str:
    """Why a list is empty, and what to do. `finished` says whether any event is there to be linked."""
    if not finished:
        return tr("No coding with events is done yet. Events of finished work are linked here, as soon as there are any.")
    if searching and kind in SEARCHED:
        return tr("Looking…")
    if not known and kind in SEARCHED:
        return keys.named(
            tr("Nobody has looked yet. {0} looks for events that likely tell one incident, for incidents that are likely one "
               "and the same, and for links that are likely wrong."), "incidents_look"
        )  # fmt: skip
    if kind == "linked" and words:
        return tr("No incident holds these words.")
    return {
        "link": tr("No more events are likely the same. What the program does not see you link by hand: from an incident "
                   "under All linked, or from an event in the table of tab Table."),
        "duplicate": tr("No two incidents are likely one and the same."), "doubt": tr("No link looks wrong."),
        "tie": tr("Nothing waits to be settled: the codebook's rules decide every value."),
        "linked": tr("No events of finished work are linked yet."),
    }.get(kind, "")  # fmt: skip


def _summary(project: Project, event: str) -> str:
    """What names an event; empty for one that is gone."""
    try:
        return in_a_line(project, project.events.get(event).values)
    except UsageError:
        return ""
