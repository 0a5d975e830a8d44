"""What the incidents' tab says in words: by which rule a value stands, ties, likeness, and what a line in a list is. Owns no
widget."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from ..codebook.likeness import Reason
from ..codebook.model import title_of
from . import keys
from .incident_sheet import ONLY, SETTLED, Row, Sheet, words

NOTHING = "–"
"""Stands where an event leaves a question open."""


def tr(text: str) -> str:
    """A text in the window's language."""
    return QCoreApplication.translate("incidents", text)


def rule(by: str) -> str:
    """A rule of the codebook in small words."""
    told = {
        "most_precise": tr("most precise"), "lowest": tr("lowest"), "highest": tr("highest"), "median": tr("median"),
        "ranked": tr("ranks highest"), "earliest": tr("earliest"), "latest": tr("latest"), "joined": tr("all joined"),
        "most_common": tr("most common"), "longest": tr("longest"), "first": tr("first article"),
        "closest": tr("from the closest event"),
        ONLY: tr("all say so"), SETTLED: tr("settled by the lead"),
    }  # fmt: skip
    return told.get(by, by.replace("_", " "))


def value(sheet: Sheet, row: Row) -> str:
    """What stands for the incident."""
    return words(sheet.book, sheet.book.fields.get(row.field), row.value)


def said(sheet: Sheet, row: Row, column: int) -> str:
    """What one event says."""
    return words(sheet.book, sheet.book.fields.get(row.field), row.said[column])


def below(sheet: Sheet, row: Row) -> str:
    """Under a value of the incident: by which rule it stands, or that it waits."""
    if row.derived:
        return tr("follows from the other answers")
    if row.combined is None:
        return ""
    if row.combined.beside:
        return tr("open: said of another {0}").format(_title(sheet, row.combined.beside))
    if row.tied:
        return tr("tie: {0} say otherwise").format(len(row.combined.tied) - 1) if len(row.combined.tied) > 2 else tr("tie")
    if row.combined.by == ONLY:
        given = sum(one is not None for one in row.said)
        if given == 1 and len(sheet.columns) > 1:
            return tr("one event says so")
        return tr("all say so") if given == len(sheet.columns) else tr("all who answer say so")
    return rule(row.combined.by)


def line(sheet: Sheet, row: Row) -> str:
    """The row in view in a sentence."""
    if row.derived:
        return tr("{0} follows from the other answers of the incident.").format(row.title)
    of = row.combined
    if of is None:
        return tr("No event answers this.")
    shown = value(sheet, row) or NOTHING
    if of.beside:
        told = tr(
            "Open: {0} was settled to what no event says, so this was said of another {0}. Until it is settled {1} stands."
        ).format(_title(sheet, of.beside), shown)
    elif of.tied:
        others = " · ".join(words(sheet.book, sheet.book.fields.get(row.field), one) or NOTHING for one in of.tied)
        told = tr("A tie: the rule finds these equally good: {0}. Until it is settled {1} stands.").format(others, shown)
    elif of.by == SETTLED:
        told = tr("You settled this: {0}.").format(shown)
    elif of.by == ONLY:
        told = tr("All events that answer say {0}.").format(shown)
    else:
        told = tr("{0}: {1}, from {2}.").format(rule(of.by).capitalize(), shown, numbers(sheet, of.events))
    if sheet.is_candidate:
        return told
    if of.by == SETTLED:
        return f"{told} {keys.named(tr('{0} lets it go, and the rule holds again.'), 'incidents_let_go')}"
    return f"{told} {tr('Enter settles it.') if of.tied else tr('Enter settles another value.')}"


def _title(sheet: Sheet, field: str) -> str:
    return title_of(sheet.book.fields[field])


def numbers(sheet: Sheet, columns: Sequence[int]) -> str:
    """Events by their numbers in view."""
    told = ", ".join(str(one + 1) for one in columns)
    return tr("event {0}").format(told) if len(columns) == 1 else tr("events {0}").format(told)


def why(reasons: Sequence[Reason]) -> str:
    """What speaks for or against, the strongest first as it comes."""
    return " · ".join(reason.words for reason in reasons)


def percent(score: float) -> str:
    """A likeness as people read it."""
    return f"{round(100 * score)} %"


def count(events: int, articles: int) -> str:
    """How many events of how many articles."""
    told = tr("1 event") if events == 1 else tr("{0} events").format(f"{events:,}")
    of = tr("1 article") if articles == 1 else tr("{0} articles").format(f"{articles:,}")
    return tr("{0} of {1}").format(told, of)


def ties(count: int) -> str:
    """How many values wait to be settled."""
    return "" if not count else tr("1 tie") if count == 1 else tr("{0} ties").format(count)


def name(sheet: Sheet) -> str:
    """What the incident is called above its column."""
    if not sheet.incident:
        return tr("not linked yet")
    return sheet.external_id or tr("no id yet")
