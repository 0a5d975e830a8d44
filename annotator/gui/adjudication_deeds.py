"""What a key settles: from the row and the coder in view to what `project.adjudication` writes, each as one step.

Owns which decision belongs to which kind of row. Asks nobody anything: reasons, values and spans are given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..codebook.checks import Problem
from ..errors import UsageError
from ..project import Project, adjudication
from ..project.divisions import By
from ..project.evidence import Quote
from . import adjudication_words as words
from .adjudication_groups import groups_of
from .adjudication_sheet import BEING, VERDICT, Entry, Row, Sheet
from .workspace import Workspace


@dataclass(frozen=True, slots=True)
class Why:
    """The reason a decision is made for, and a note on it."""

    reason: str
    note: str = ""


class Deeds:
    """The edits of one workspace. Each gives whether it was made; why not was said by then."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def begin(self, article: str) -> bool:
        """Begins to settle an article, or takes in what came since."""

        def work(project: Project) -> bool:
            adjudication.begin(project, article, groups_of(project, article))
            return True

        return bool(self._workspace.lead(work))

    def take(self, sheet: Sheet, entry: Entry, row: Row, lane: int, why: Why) -> bool:
        """What one coder says in a row."""
        return self._do(lambda project: _take(project, sheet, entry, row, lane, why))

    def take_open(self, sheet: Sheet, entry: Entry, rows: Sequence[Row], lane: int, why: Why) -> bool:
        """All that is open in an entry as one coder has it, in one step."""
        place = {**_place(sheet), **({"event": entry.uid} if entry.uid else {})}

        def work(project: Project) -> None:
            with project.history.operation({"id": "settle_values", "count": len(rows)}, place=place):
                _take_open(project, sheet, entry, rows, lane, why)

        return self._do(work)

    def write(self, sheet: Sheet, row: Row, value: Any, why: Why) -> bool:
        """A value of the lead's own."""

        def work(project: Project) -> None:
            if row.field in sheet.book.article_fields:
                adjudication.settle_answer(project, row.owner, row.field, value, "", why.reason, why.note)
            else:
                adjudication.write(project, row.owner, row.field, value, why.reason, why.note)

        return self._do(work)

    def say_verdict(self, sheet: Sheet, verdict: str, code: str, why: Why) -> bool:
        """What the article holds, in the lead's own word."""
        return self._do(
            lambda project: adjudication.settle_verdict(
                project, sheet.case.coding, verdict, code, "", why.reason, why.note  # type: ignore[arg-type]
            )
        )  # fmt: skip

    def take_span(self, sheet: Sheet, entry: Entry, row: Row, lane: int, why: Why) -> bool:
        """The words in the text that one coder gives for a value, whoever's the value is."""
        source, swapped = row.cells[lane].source, entry.swapped[lane]
        return self._do(
            lambda project: adjudication.take_evidence(project, row.owner, row.field, source, why.reason, why.note, swapped)
        )

    def write_span(self, row: Row, quotes: Sequence[Quote], why: Why) -> bool:
        """Words in the text of the lead's own choice."""
        return self._do(
            lambda project: adjudication.write_evidence(project, row.owner, row.field, quotes, why.reason, why.note)
        )

    def add(self, sheet: Sheet, source: str, why: Why) -> bool:
        """A coder's event as an event of its own."""
        return self._do(lambda project: adjudication.take_event(project, sheet.case.coding, source, why.reason, why.note))

    def add_new(self, sheet: Sheet, why: Why) -> str:
        """An event that no coder has; gives it, empty where that was refused."""
        coding = sheet.case.coding
        return self._workspace.lead(lambda project: adjudication.add_event(project, coding, {}, why.reason, why.note)) or ""

    def drop(self, sheet: Sheet, entry: Entry, why: Why) -> bool:
        """Says that what an entry stands for is no event."""

        def work(project: Project) -> None:
            if entry.uid:
                adjudication.drop_event(project, entry.uid, why.reason, why.note)
            else:
                adjudication.drop(project, sheet.case.coding, entry.sources[0], why.reason, why.note)

        return self._do(work)

    def divide(self, entry: Entry, by: By, parts: int, why: Why) -> bool:
        """Several events in place of one."""
        return self._do(lambda project: adjudication.divide(project, entry.uid, by, parts, why.reason, why.note))

    def combine(self, entry: Entry, other: Entry, why: Why) -> bool:
        """One event in place of two."""
        return self._do(lambda project: adjudication.combine(project, entry.uid, other.uid, why.reason, why.note))

    def overrule(self, event: str, problem: Problem, why: str) -> bool:
        """Lets an error of an adjudicated event stand."""
        return self._do(lambda project: project.events.overrule(event, problem, why))

    def reason_anew(self, sheet: Sheet, entry: Entry, row: Row, why: Why) -> bool:
        """Another reason for what is settled already."""
        decision = row.decision
        if decision is None or decision.reason == adjudication.AGREED or row.state != "settled":
            return False
        if row.field == BEING:
            return entry.kind == "dropped" and self.drop(sheet, entry, why)
        cells = ((at, one) for at, cell in enumerate(row.cells) for one in (cell, *cell.more))
        if found := next(((at, one) for at, one in cells if one.source == decision.taken_from != ""), None):
            return self.take(sheet, entry, row.with_cell(*found), found[0], why)
        if row.field == VERDICT and sheet.coding is not None:
            return self.say_verdict(sheet, sheet.coding.verdict, sheet.coding.reason, why)
        return self.write(sheet, row, row.settled, why)

    def finish(self, sheet: Sheet) -> bool:
        """Says that the case is settled."""

        def work(project: Project) -> None:
            with project.history.operation({"id": "finish_adjudication"}, place=_place(sheet)):
                adjudication.finish(project, sheet.case.coding)

        return self._do(work)

    def reopen(self, sheet: Sheet) -> bool:
        """Takes that back."""

        def work(project: Project) -> None:
            with project.history.operation({"id": "reopen_adjudication"}, place=_place(sheet)):
                adjudication.reopen(project, sheet.case.coding)

        return self._do(work)

    def _do(self, work: Callable[[Project], object]) -> bool:
        return bool(self._workspace.lead(lambda project: (work(project), True)))


def _place(sheet: Sheet) -> dict[str, str]:
    """Where a step is made, for undo to go there."""
    return {"article": sheet.case.article, "place": "adjudication"}


def _take(project: Project, sheet: Sheet, entry: Entry, row: Row, lane: int, why: Why) -> None:
    cell, who = row.cells[lane], sheet.lanes[lane]
    if row.field == VERDICT:
        adjudication.settle_verdict(
            project, sheet.case.coding, who.verdict, who.reason, who.coding, why.reason, why.note  # type: ignore[arg-type]
        )  # fmt: skip
    elif row.field == BEING:
        _take_being(project, sheet, entry, lane, why)
    elif not cell.there:
        raise UsageError(words.tr("{0} does not have this event.").format(who.name))
    elif row.field in sheet.book.article_fields:
        adjudication.settle_answer(
            project, sheet.case.coding, row.field, cell.value, who.coding, why.reason, why.note
        )  # fmt: skip
    elif not row.owner:
        adjudication.take_event(project, sheet.case.coding, cell.source, why.reason, why.note)
    else:
        adjudication.take(project, row.owner, [row.field], cell.source, why.reason, why.note, entry.swapped[lane])


def _take_being(project: Project, sheet: Sheet, entry: Entry, lane: int, why: Why) -> None:
    """A coder who has the event says that it is one, one who has not that it is none. Where several have it, that it is one
    is all that is taken: on what they differ stays open."""
    events = entry.events[lane]
    if not events and entry.kind == "dropped":
        raise UsageError(words.tr("It is dropped already."))
    if not events and entry.uid:
        adjudication.drop_event(project, entry.uid, why.reason, why.note)
    elif not events:
        adjudication.drop(project, sheet.case.coding, entry.sources[0], why.reason, why.note)
    else:
        source = events[0].uid
        if entry.uid and entry.kind == "event" and not entry.alone:
            adjudication.confirm_event(project, entry.uid, source, why.reason, why.note)
        else:
            adjudication.take_event(project, sheet.case.coding, source, why.reason, why.note, entry.swapped[lane])


def _take_open(project: Project, sheet: Sheet, entry: Entry, rows: Sequence[Row], lane: int, why: Why) -> None:
    if entry.kind == "article":
        for row in rows:
            _take(project, sheet, entry, row, lane, why)
        return
    events = entry.events[lane]
    if not events:
        _take_being(project, sheet, entry, lane, why)
    elif not entry.uid or any(row.field == BEING for row in rows):
        adjudication.take_event(project, sheet.case.coding, events[0].uid, why.reason, why.note, entry.swapped[lane])
    else:
        by_source: dict[str, list[str]] = {}
        for row in rows:
            by_source.setdefault(row.cells[lane].source, []).append(row.field)
        for source, fields in by_source.items():
            adjudication.take(project, entry.uid, fields, source, why.reason, why.note, entry.swapped[lane])
