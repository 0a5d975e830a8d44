"""Settling on the bench: what a key does to the row in view, and the questions that come before a decision: why, which coder's,
what else.

Owns when a case is begun and which reason is in force. What is written is `adjudication_deeds`'.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ..project.evidence import Quote
from . import adjudication_words as words
from . import keys
from .adjudication_asking import Asking
from .adjudication_bench import Bench
from .adjudication_deeds import Deeds, Why
from .adjudication_sheet import BEING, VERDICT, Entry, Row, Sheet, most_said
from .workspace import Workspace


class Settling(Bench):
    """The bench with its keys. Each method is an action of the window."""

    def __init__(self, workspace: Workspace, selected: Callable[[], list[Quote]], parent: QWidget | None = None) -> None:
        """`selected` gives what is selected in the article."""
        super().__init__(workspace, parent)
        self._selected = selected
        self._deeds = Deeds(workspace)
        self._ask = Asking(workspace, self)
        self.table.write_requested.connect(self.write)
        self.reason.clicked.connect(lambda _checked=False: self.give_reason())
        self.done.clicked.connect(lambda _checked=False: self.finish())

    def enter(self) -> None:
        """Goes to work: begins a case that waits, takes in what came since, and goes to the first open question."""
        sheet = self.sheet
        if sheet is None:
            return
        free = not self._workspace.read_only and self._workspace.is_lead
        if free and (sheet.coding is None or sheet.late):
            self._deeds.begin(sheet.case.article)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.sheet is not None:
            self.show_entry(self.sheet.first_open())

    def take(self, lane: int) -> None:
        """The row in view as one coder has it."""

        def work(sheet: Sheet, entry: Entry, row: Row, why: Why) -> object:
            cell = row.cells[lane]
            if not cell.more:
                return self._deeds.take(sheet, entry, row, lane, why)
            entries = [
                (f"{at}  {words.value(sheet.book, row.field, one.value)}", one) for at, one in enumerate((cell, *cell.more), 1)
            ]
            title = self.tr("{0} has several events of this: which answer?").format(sheet.lanes[lane].name)
            self._ask.choose(title, entries, lambda one: self._deeds.take(sheet, entry, row.with_cell(lane, one), lane, why))
            return None

        self._decide(work, lane)

    def take_all(self, lane: int) -> None:
        """All that is open in the event in view as one coder has it."""

        def work(sheet: Sheet, entry: Entry, _row: Row, why: Why) -> bool:
            waiting = [row for row in self.model.rows if row.state == "open"]
            if not waiting:
                self.said.emit(self.tr("Nothing is open here; a digit alone takes the row in view anew."))
                return False
            return self._deeds.take_open(sheet, entry, waiting, lane, why)

        self._decide(work, lane)

    def take_most(self) -> None:
        """What most coders say in the row in view."""

        def work(sheet: Sheet, entry: Entry, row: Row, why: Why) -> bool:
            lane = most_said(row)
            if lane < 0:
                self.said.emit(self.tr("No answer was given more often than another."))
                return False
            return self._deeds.take(sheet, entry, row, lane, why)

        self._decide(work)

    def write(self) -> None:
        """A third value for the row in view."""
        self._decide(self._ask_value, before=False)

    def take_span(self) -> None:
        """The words in the text that a coder gives for the row in view, whoever's the value is."""

        def work(sheet: Sheet, entry: Entry, row: Row) -> None:
            found = [
                (lane, quotes) for lane, cell in enumerate(row.cells) if cell.there and (quotes := words.quotes(sheet, cell))
            ]  # fmt: skip
            if not found or not self._rests_on_text(row):
                self.said.emit(self.tr("No coder gives words in the text for this."))
                return
            entries = [(f"{lane + 1}  {sheet.lanes[lane].name}: {quotes}", lane) for lane, quotes in found]
            self._ask.choose(
                self.tr("Whose words in the text does the value rest on?"), entries,
                lambda lane: self._with_reason(lambda why: self._deeds.take_span(sheet, entry, row, lane, why)),
            )  # fmt: skip

        self._decide(lambda sheet, entry, row, _why: work(sheet, entry, row), before=False)

    def write_span(self) -> None:
        """The words selected in the text, as what the value in view rests on."""
        quotes = self._selected()

        def work(_sheet: Sheet, _entry: Entry, row: Row, _why: Why) -> None:
            if not quotes or not self._rests_on_text(row):
                self.said.emit(self.tr("Select the words in the article first, then press this key at a field of an event."))
                return
            self._with_reason(lambda why: self._deeds.write_span(row, quotes, why))

        self._decide(work, before=False)

    def add(self) -> None:
        """A coder's event as an event of its own: one that waits is one; of one that is settled, a coder's part leaves it."""

        def work(sheet: Sheet, entry: Entry, _row: Row, _why: Why) -> None:
            with_it = [lane for lane, events in enumerate(entry.events) if events]
            if not with_it:
                self.said.emit(self.tr("Go to an event first."))
                return
            if len(with_it) == 1:
                self._with_reason(lambda why: self._deeds.add(sheet, entry.events[with_it[0]][0].uid, why))
                return
            entries = [
                (self.tr("{0}  {1}'s event becomes one of its own").format(lane + 1, sheet.lanes[lane].name), lane)
                for lane in with_it
            ]  # fmt: skip
            self._ask.choose(
                self.tr("Whose event is another happening?"), entries,
                lambda lane: self._with_reason(lambda why: self._deeds.add(sheet, entry.events[lane][0].uid, why)),
            )  # fmt: skip

        self._decide(work, before=False)

    def add_new(self) -> None:
        """An event that no coder has, to be written."""

        def work(sheet: Sheet, _entry: Entry, _row: Row, why: Why) -> None:
            made = self._deeds.add_new(sheet, why)
            if made and self.sheet is not None:
                self.show_entry(self.sheet.place_of(made))

        self._decide(work)

    def drop(self) -> None:
        """Says that the event in view is none."""

        def work(sheet: Sheet, entry: Entry, _row: Row, why: Why) -> bool:
            if entry.kind in ("article", "dropped"):
                self.said.emit(self.tr("Go to an event that is not dropped."))
                return False
            return self._deeds.drop(sheet, entry, why)

        self._decide(work)

    def divide(self) -> None:
        """Several events in place of the one in view."""

        def work(_sheet: Sheet, entry: Entry, _row: Row, _why: Why) -> None:
            if entry.kind != "event" or not self._ask.divide(
                entry.uid, lambda by, parts: self._with_reason(lambda why: self._deeds.divide(entry, by, parts, why))
            ):
                self.said.emit(self.tr("This event cannot be divided: the codebook says by no field how."))

        self._decide(work, before=False)

    def combine(self) -> None:
        """One event in place of the one in view and another."""

        def work(sheet: Sheet, entry: Entry, _row: Row, _why: Why) -> None:
            others = [one for one in sheet.entries if one.kind == "event" and one is not entry]
            if entry.kind != "event" or not others:
                self.said.emit(self.tr("There is no other event to combine this one with."))
                return

            def with_other(other: Entry) -> None:
                self._ask.combine(
                    entry.uid, other.uid, lambda: self._with_reason(lambda why: self._deeds.combine(entry, other, why))
                )

            entries = [(f"{at}  {words.summary(sheet, one)}", one) for at, one in enumerate(others, start=1)]
            if len(others) == 1:
                with_other(others[0])
            else:
                self._ask.choose(self.tr("With which event?"), entries, with_other)

        self._decide(work, before=False)

    def give_reason(self) -> None:
        """Another reason, for the row in view where it is settled, and for what is taken next."""
        sheet, entry, row = self.sheet, self.entry, self.table.current()

        def given(why: Why) -> None:
            used = sheet and entry and row and self._deeds.reason_anew(sheet, entry, row, why)
            self.why = Why(why.reason) if used else why
            self._tell()

        about = words.title(row, entry) if row is not None and entry is not None else self.tr("What you take next")
        self._ask.reason(about, self.why.reason, given)

    def overrule(self) -> None:
        """Lets an error of the row in view stand, with words that are kept."""

        def work(_sheet: Sheet, entry: Entry, row: Row, _why: Why) -> None:
            if not row.wrong or not row.owner or entry.kind == "article":
                self.said.emit(self.tr("No error of an event stands here."))
                return
            problem = row.wrong[0]
            given = (event.overruled.get(problem.key, "") for events in entry.events for event in events)
            self._ask.overrule(
                problem, next(filter(None, given), ""), lambda why: self._deeds.overrule(row.owner, problem, why)
            )

        self._decide(work, before=False)

    def finish(self) -> None:
        """Says that the case is settled, and asks for the next one."""
        sheet = self._begun()
        if sheet is None:
            return
        if sheet.case.state == "done" and not sheet.undecided:
            self.next_requested.emit()
        elif sheet.undecided:
            count = len(sheet.undecided)
            self.next_open()
            self.said.emit(
                self.tr("1 question is open still.") if count == 1 else self.tr("{0} questions are open still.").format(count)
            )
        elif wrong := sum(entry.wrong for entry in sheet.entries):
            self.next_open()
            told = self.tr("1 error stands: mend it, or overrule it ({0}).") if wrong == 1 else self.tr(
                "{1} errors stand: mend them, or overrule them ({0})."
            )  # fmt: skip
            self.said.emit(keys.named(told.replace("{1}", str(wrong)), "adjudication_overrule"))
        elif self._deeds.finish(sheet):
            self.said.emit(self.tr("Settled: article {0}.").format(sheet.case.number))
            self.next_requested.emit()

    def reopen(self) -> None:
        """Takes that back."""
        if self.sheet is not None and self.sheet.case.state == "done":
            self._deeds.reopen(self.sheet)

    # --- on the way to a decision -----------------------------------------------------------------------------------------

    def _decide(self, work: Callable[[Sheet, Entry, Row, Why], object], lane: int = 0, *, before: bool = True) -> None:
        """Runs an edit of the row in view, in a case that is begun; with `before`, once there is a reason."""
        if self.sheet is None or lane >= len(self.sheet.lanes) or self._begun() is None:
            return

        def now(why: Why) -> object:
            sheet, entry, row = self.sheet, self.entry, self.table.current() or (self.model.rows or [None])[0]
            return work(sheet, entry, row, why) if sheet and entry and row else None

        if before:
            self._with_reason(now)
        else:
            now(self.why)

    def _with_reason(self, work: Callable[[Why], object]) -> None:
        """Runs an edit with the reason in force; where there is none yet, it is asked for. A note holds for one decision."""

        def given(why: Why) -> None:
            self.why = Why(why.reason)
            work(why)
            self._tell()

        if self.why.reason and self.why.reason in self.model.reasons:
            given(self.why)
        else:
            self._ask.reason(self.tr("Every decision has a reason."), "", given)

    def _begun(self) -> Sheet | None:
        """The case, begun where it waits, and with what came in since taken in; what is in view stays."""
        if self.sheet is not None and (self.sheet.coding is None or self.sheet.late):
            field = row.field if (row := self.table.current()) else ""
            source = next(iter(self.entry.sources), "") if self.entry else ""
            at_article = self.entry is not None and self.entry.kind == "article"
            if not self._deeds.begin(self.sheet.case.article):
                return None
            if not at_article:
                self.show_entry(self.sheet.place_of(source))
            if (line := self.model.line_of(field)) >= 0:
                self._to(line)
        return self.sheet

    def _ask_value(self, sheet: Sheet, entry: Entry, row: Row, _why: Why) -> None:
        if row.field == VERDICT:
            self._ask.verdict(
                sheet, lambda verdict, code: self._with_reason(lambda why: self._deeds.say_verdict(sheet, verdict, code, why))
            )
        elif row.field == BEING:
            entries = [(self.tr("1  It is an event"), True), (self.tr("2  It is none, drop it"), False)]
            self._ask.choose(words.summary(sheet, entry), entries, lambda yes: self._say_being(entry, yes))
        elif not row.owner:
            self.said.emit(self.tr("Settle first whether it is an event."))
        else:
            self._ask.value(
                sheet, entry, row, lambda value: self._with_reason(lambda why: self._deeds.write(sheet, row, value, why))
            )

    def _say_being(self, entry: Entry, yes: bool) -> None:
        lane = next((at for at, events in enumerate(entry.events) if bool(events) == yes), -1)
        if lane >= 0:
            self.take(lane)

    @staticmethod
    def _rests_on_text(row: Row) -> bool:
        return bool(row.owner) and row.field not in (VERDICT, BEING) and any(cell.field != "" for cell in row.cells)
