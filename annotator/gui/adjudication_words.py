"""What adjudication says in words: states, reasons, whose a value is, who decided it, why and when. Owns no widget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from ..codebook.model import in_language
from ..codebook.values import is_empty, show
from ..project.adjudication import AGREED, Case, Decision
from . import keys
from .adjudication_sheet import BEING, VERDICT, Cell, Entry, Row, Sheet, name_of
from .labels import verdict_reasons
from .remark_words import when

if TYPE_CHECKING:
    from ..codebook.model import Codebook

NOTHING = "–"
"""Stands where a coder left a question open."""


def tr(text: str) -> str:
    """A text in the window's language."""
    return QCoreApplication.translate("adjudication", text)


def state_of(case: Case) -> str:
    """How far a case is in which nothing is open."""
    return {"waiting": tr("waiting"), "open": tr("all decided"), "done": tr("settled")}[case.state]


def errors(count: int) -> str:
    """How many errors stand."""
    return tr("1 error") if count == 1 else tr("{0} errors").format(count)


def verdict(book: Codebook, said: str, reason: str = "") -> str:
    """A verdict with its reason."""
    words = {"events": tr("events"), "no_event": tr("no event"), "unusable": tr("unusable")}.get(said, said)
    told = next((in_language(one.label) for one in verdict_reasons(book, said) if one.code == reason), reason) if said else ""
    return f"{words}: {told}" if told else words


def title(row: Row, entry: Entry) -> str:
    """What a row asks."""
    if row.field == VERDICT:
        return tr("What the article holds")
    if row.field == BEING:
        return tr("Is it an event?")
    return row.title


def cell(sheet: Sheet, row: Row, lane: int) -> str:
    """What a coder says in a row."""
    one = row.cells[lane]
    if row.field == BEING:
        return tr("has it") if one.there else tr("does not have it")
    if row.field == VERDICT:
        return verdict(sheet.book, sheet.lanes[lane].verdict, sheet.lanes[lane].reason)
    return "\n".join(value(sheet.book, row.field, said) for said in one.said) if one.there else ""


def settled(sheet: Sheet, row: Row) -> str:
    """What is settled of a row; for what is open, nothing."""
    if row.field == BEING:
        return "" if row.settled is None else tr("an event") if row.settled else tr("none, dropped")
    if row.field == VERDICT:
        return verdict(sheet.book, sheet.coding.verdict, sheet.coding.reason) if sheet.coding and row.settled else ""
    said = value(sheet.book, row.field, row.settled)
    return "" if said == NOTHING and (row.state in ("open", "none", "free") or not row.owner) else said


def value(book: Codebook, name: str, said: Any) -> str:
    """An answer on one line."""
    field = book.fields.get(name) or book.article_fields.get(name)
    if field is None or is_empty(said):
        return NOTHING
    return " ".join(show(book, field, said, write="label").split()) or NOTHING


def reason(reasons: Mapping[str, str], code: str) -> str:
    """A reason in words."""
    return tr("all said the same") if code == AGREED else reasons.get(code, code)


def who(sheet: Sheet, coder: str) -> str:
    """A person's pseudonym."""
    return sheet.names.get(coder, coder[:8])


def whose(sheet: Sheet, one: Decision) -> str:
    """Who had said exactly what was settled; empty where nobody had."""
    return ", ".join(who(sheet, coder) for coder in one.whose)


def short(sheet: Sheet, reasons: Mapping[str, str], row: Row) -> str:
    """Under a settled value: whose it is and why."""
    one = row.decision
    if row.state == "open":
        return tr("to decide")
    if row.wrong:
        return tr("error: {0}").format(row.wrong[0].message)
    if row.state == "free":
        return tr("as you like")
    if one is None or one.reason == AGREED:
        return ""
    owner = tr("the lead") if one.taken_from == "" and not one.whose else whose(sheet, one)
    return "  ·  ".join(part for part in (owner, reason(reasons, one.reason)) if part)


def line(sheet: Sheet, reasons: Mapping[str, str], row: Row) -> str:
    """Whose the settled value is, who decided, why and when; and what was decided of its words in the text."""
    one = row.decision
    if sheet.coding is None:
        return tr("Nothing is settled in this article yet; any key that settles begins it.")
    if row.state == "open" and row.field == VERDICT and sheet.none_left:
        return keys.named(tr("To decide: no event is left, so the article holds none. Say why ({0})."), "adjudication_write")
    if row.state == "open":
        return tr("To decide: the coders do not say the same.") if row.field != BEING else _only(sheet, row)
    if row.wrong:
        told = " ".join(filter(None, (row.wrong[0].message, row.wrong[0].reason)))
        way = keys.named(tr("Settle it otherwise, or overrule it ({0})."), "adjudication_overrule")
        return f"{tr('Cannot stand so:')} {told} {way}"
    if row.state == "free" and one is None:
        return tr("The coders word it differently. It need not be settled; take one, or write your own.")
    if one is None and row.differs:
        field = sheet.book.fields.get(row.field)
        follows = field is not None and field.derived is not None
        return tr("It follows from other answers: settle those.") if follows else tr("Settle first whether it is an event.")
    if one is None:
        return tr("Nothing to decide.")
    if one.reason == AGREED:
        parts = [tr("All said the same.")]
    else:
        mine = tr("{0}'s").format(whose(sheet, one)) if one.whose else tr("the lead's own")
        said = settled(sheet, row).rstrip(".")
        parts = [
            tr("{0}: {1}; decided by {2}, {3}: {4}.").format(
                said, mine, who(sheet, one.decider), when(one.time), reason(reasons, one.reason)
            )
        ]  # fmt: skip
    if one.note:
        parts.append(f"“{one.note}”")
    if one.changed:
        parts.append(tr("Its coder has changed this since: look again."))
    if row.span is not None and row.span.reason != AGREED:
        of = whose(sheet, row.span) or who(sheet, row.span.decider)
        parts.append(tr("Words in the text: {0}'s, {1}.").format(of, reason(reasons, row.span.reason)))
        if row.span.changed:
            parts.append(tr("Those words were changed since."))
    return " ".join(parts)


def _only(sheet: Sheet, row: Row) -> str:
    names = [lane.name for lane, one in zip(sheet.lanes, row.cells, strict=True) if one.there]
    return tr("To decide: {0} alone has this event.").format(", ".join(names)) if len(names) == 1 else tr(
        "To decide: not all have this event."
    )  # fmt: skip


def summary(sheet: Sheet, entry: Entry, most: int = 3) -> str:
    """What an entry is called in the strip."""
    if entry.kind == "article":
        return tr("The article")
    return " · ".join(name_of(sheet, entry)[:most]) or tr("An event without answers")


def presence(sheet: Sheet, entry: Entry) -> str:
    """Which coders have an event: ``A1 B2 –C3``; one who has several of it, with how many."""
    if entry.kind == "article":
        return ", ".join(lane.name for lane in sheet.lanes)
    parts = []
    for lane, events in zip(sheet.lanes, entry.events, strict=True):
        many = f"×{len(events)}" if len(events) > 1 else ""
        parts.append(f"{lane.name}{many}" if events else f"{NOTHING}{lane.name}")
    return "  ".join(parts)


def standing(entry: Entry, waiting: bool) -> str:
    """How an entry stands."""
    if entry.kind == "dropped":
        return tr("dropped")
    if entry.alone and entry.open and not waiting:
        return tr("one coder alone")
    if entry.open:
        return tr("{0} open").format(entry.open)
    if entry.wrong:
        return errors(entry.wrong)
    if entry.changed:
        return tr("⚠ changed since")
    return "" if waiting else "✓"


def quotes(sheet: Sheet, at: Cell) -> str:
    """The words in the text that a coder's answer was taken from."""
    found = [
        f"“{' '.join(quote.quote.split())}”"
        for one in sheet.evidence(at.source) if one.field == at.field for quote in one.spans
    ]  # fmt: skip
    return " … ".join(found)


def keys_told(lanes: int) -> str:
    """What the keys do, in three lines."""
    last = f"adjudication_take_{max(lanes, 1)}"
    lines = (
        (tr("{0}–{1} take  ·  {2}… all that is open  ·  {3} what most say  ·  Enter write  ·  {4} reason"),
         "take_1", last, "event_1", "most", "reason"),
        (tr("{0} whose words  ·  {1} words selected  ·  {2} event of its own  ·  {3} drop  ·  {4} divide  ·  {5} combine"),
         "span", "selected", "add", "drop", "divide", "combine"),
        (tr("← → event  ·  {0}, Space next open  ·  {1} next case  ·  {2} agreed  ·  {3} text and back  ·  {4} new event"),
         "next", "next_case", "fold", "text", "add_new"),
    )  # fmt: skip
    return "\n".join(
        keys.named(text, *(name if name == last else f"adjudication_{name}" for name in names)) for text, *names in lines
    )
