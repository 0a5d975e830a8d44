"""Tab Incidents of place Events: the lists of what likely belongs together, and what a key does with the events in view.

Owns when a deed makes sense and what is shown after it. What is written is `incident_deeds`'s, what is in view
`incident_view`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ..project.open_groups import groups_of, open_of
from . import keys
from .focus import Focus
from .incident_deeds import Deeds
from .incident_lines import KINDS, Kind, Line
from .incident_sheet import Row, Sheet
from .incident_view import InView
from .workspace import Workspace

LOOKS = ("later", "all", "open", "look", "find", "table", "below", "reason", *KINDS)
"""The deeds that write nothing."""


class IncidentsPanel(InView):
    """What the actions of the window do here: `deed(name)`."""

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(workspace, focus, parent)
        self._deeds = Deeds(workspace, self.bench.table)
        self.bench.deed_requested.connect(self.deed)
        self.bench.open_requested.connect(self._open_at)
        self.situation_changed.connect(self._tell_deeds)
        self._tell_deeds()

    def _tell_deeds(self) -> None:
        self.bench.show_deeds(self.can)

    def deed(self, name: str) -> None:
        """What an action of the window does here."""
        if self.writable or name in LOOKS:
            self._ways()[name]()

    def _ways(self) -> dict[str, Callable[[], object]]:
        return {
            "same": self.same, "not": self.not_same, "later": self.later, "leave_out": self.bench.leave_out,
            "settle": self.settle, "let_go": self.let_go, "add": self.add, "separate": self.separate, "also": self.also,
            "combine": self.combine, "open": lambda: self._open_at(self.bench.table.at), "all": self.bench.fold,
            "look": self.look, "reason": self.bench.say_reason, "find": self.find_words, "table": self.switch,
            "below": self.bench.step_below,
            **{kind: lambda kind=kind: self.show_list(kind) for kind in KINDS},
        }  # fmt: skip

    def can(self, name: str) -> bool:
        """Whether a deed makes sense for what is in view."""
        line, sheet, row = self._line, self.sheet, self.bench.row
        if line is None or sheet is None:
            return False
        if not self.writable:
            return name in ("later", "open")
        unlinked = sheet.is_candidate
        match name:
            case "same":
                return line.kind in ("link", "duplicate", "doubt")
            case "not":
                return line.kind in ("link", "duplicate", "doubt")
            case "later":
                return len(self.lists.model.lines) > (self.lists.line is not None)
            case "leave_out":
                return line.kind in ("link", "duplicate") and len(sheet.columns) > 2
            case "settle":
                return not unlinked and row is not None and not row.derived
            case "let_go":
                return not unlinked and row is not None and row.settled
            case "separate":
                return not unlinked and self.bench.column is not None and self.bench.column.linked
            case "also" | "combine":
                return not unlinked
            case _:
                return True

    def show_list(self, kind: Kind) -> None:
        """Another list, with the keyboard in it."""
        if self.lists.kind == kind:
            self._choose_list()  # back from what was asked for by itself
        self.lists.show_kind(kind)
        self.lists.go_to_list()

    def find_words(self) -> None:
        """The keyboard goes to the words among all that is linked."""
        self.lists.show_kind("linked")
        self.lists.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.lists.words.selectAll()

    def switch(self) -> None:
        """From the list to the table and back."""
        if self.bench.isAncestorOf(self.window().focusWidget() or self):
            self.lists.go_to_list()
        else:
            self.go_to_table()

    def same(self) -> None:
        """What is in view is one incident; the next comes."""
        line = self._line
        if line is None or not self.can("same"):
            return
        if line.kind == "doubt":
            self.work.keep(line)
            self.said.emit(self.tr("The link stays; it is not asked about again while the project is open."))
            return
        events, out = self.bench.taken_in(), self.bench.model.out
        if len(events) < 2:
            self.said.emit(self.tr("Only one event is left: there is nothing to link it with."))
        elif out and len(groups_of(self._workspace.project, events)) < 2:
            told = self.tr("These are one incident already. {0} says that what was left out is another one.")
            self.said.emit(keys.named(told, "incidents_not"))
        elif (
            self._link_all(events, self.tr("Linked: {0} events.").format(len(events)), left_out=bool(out))
            and out and (now := self.lists.line) is not None and now.key == line.key
        ):  # fmt: skip
            self.lists.step()  # what was left out is still to be judged, later

    def _link_all(self, events: list[str], told: str, *, left_out: bool = False) -> str:
        """Links events and says so, and which published id goes; gives the incident, empty where that was refused."""
        project = self._workspace.project
        known = {one for event in events for one in project.incidents.of_event(event)}
        ids = {one: project.incidents.get(one).external_id for one in known}
        reason = self.bench.take_reason()
        incident = self._deeds.link(events, reason)
        if not incident:
            self.bench.give_back_reason(reason)
        else:
            kept = project.incidents.get(incident).external_id
            gone = [ids[one] for one in sorted(known) if ids[one] and project.incidents.get(one).merged_into == incident]
            parts = [told, *(self.tr("{0} is merged into {1}.").format(one, kept) for one in gone)]
            if left_out:
                parts.append(self.tr("What was left out stays in the list."))
            self.said.emit(" ".join([*parts, keys.named(self.tr("{0} takes it back."), "undo")]))
        return incident

    def not_same(self) -> None:
        """What is in view are different incidents; the next comes."""
        line, sheet = self._line, self.sheet
        if line is None or sheet is None or not self.can("not"):
            return
        if line.kind == "doubt":
            if self._deeds.separate(line.incident, line.doubted, self.bench.take_reason()):
                self.said.emit(keys.named(self.tr("Separated. {0} takes it back."), "undo"))
            return
        groups = groups_of(self._workspace.project, open_of(self._workspace.project, line.events))
        if len(groups) == 2:
            self._part([(groups[0][0], groups[1][0])])
        elif groups:
            self._deeds.which_apart(sheet, groups, self._part)

    def _part(self, pairs: list[tuple[str, str]]) -> None:
        if self._deeds.part(pairs, self.bench.take_reason()):
            self.said.emit(
                keys.named(self.tr("Not the same: they are not offered for each other again. {0} takes it back."), "undo")
            )

    def later(self) -> None:
        """The next one; this one stays."""
        if not self.lists.step():
            self.said.emit(self.tr("There is no other in this list."))

    def settle(self) -> None:
        """Asks what stands for the incident in the field in view, and settles it."""
        sheet, row = self.sheet, self.bench.row
        if sheet is None or row is None:
            return
        if row.derived:
            self.said.emit(self.tr("It follows from other answers: settle those."))
        elif not self.can("settle"):
            self.said.emit(self.tr("Link these events first: then a value can be settled."))
        else:
            self._deeds.value(sheet, row, lambda values: self._settle(sheet, row, values))

    def _settle(self, sheet: Sheet, row: Row, values: dict[str, Any]) -> None:
        if not self._deeds.settle(sheet.incident, values, self.bench.take_reason()):
            return
        rows = self.sheet.rows if self.sheet is not None else ()
        if apart := [one.title for one in rows if one.combined is not None and one.combined.beside == row.field]:
            told = self.tr("No event says so: {0} may be of another {1} and wait to be settled, too.")
            self.said.emit(told.format(", ".join(apart), row.title))
        if not row.tied:
            return
        line = self.bench.model.next_tie(-1)
        if line >= 0:
            self.bench.table.show_line(line)
        else:
            self.said.emit(self.tr("Settled; nothing waits in this incident any more."))

    def let_go(self) -> None:
        """The rule holds again for the field in view."""
        if self.sheet is not None and (row := self.bench.row) is not None and self.can("let_go"):
            self._deeds.let_go(self.sheet.incident, row.field)

    def add(self) -> None:
        """Finds an event and links it to what is in view."""
        sheet = self.sheet
        if sheet is None or not self.can("add"):
            return
        beside, title, yes = (
            self.bench.column.event if self.bench.column else "",
            self.tr("Link another event"),
            self.tr("Link it"),
        )
        if sheet.is_candidate and (count := len(self.bench.taken_in())) > 1:  # what is in view was not confirmed by anybody yet
            title, yes = (
                self.tr("Link these {0} events and another one").format(count),
                self.tr("Link all {0}").format(count + 1),
            )
        self._deeds.find(title, yes, beside, self._columns(), self._add)

    def _add(self, event: str) -> None:
        sheet, project = self.sheet, self._workspace.project
        if sheet is None:
            return
        told = [one for one in project.incidents.of_event(event) if one != sheet.incident]
        several = [one for one in told if len(project.incidents.events_of(one)) > 1]
        if not several or not sheet.incident:
            self._link(event)
            return
        self._deeds.choose(
            self.tr("That event tells another incident already."),
            [
                (self.tr("Make one incident of both"), lambda: self._link(event)),
                (self.tr("The event tells both"), lambda: self._also(sheet.incident, event)),
            ],
            lambda run: run(),
        )

    def _link(self, event: str) -> None:
        self._event = event
        events = list(dict.fromkeys([*self.bench.taken_in(), event]))
        if incident := self._link_all(events, self.tr("Linked: {0} events.").format(len(events))):
            self._event = event
            if self._line is not None and self._line.kind in ("hand", "link", "duplicate"):
                self._show(Line("hand", incident, (), incident))

    def _also(self, incident: str, event: str) -> None:
        self._event = event
        if self._deeds.add(incident, event, self.bench.take_reason()):
            self.said.emit(keys.named(self.tr("The event tells both incidents. {0} takes it back."), "undo"))

    def separate(self) -> None:
        """The event in view leaves the incident."""
        sheet, one = self.sheet, self.bench.column
        if sheet is None or one is None or not self.can("separate"):
            return
        if self._deeds.separate(sheet.incident, one.event, self.bench.take_reason()):
            told = self.tr("Separated; it is not offered for this incident again. {0} takes it back.")
            self.said.emit(keys.named(told, "undo"))

    def also(self) -> None:
        """The event in view tells another incident, too: that of an event that is found by hand."""
        one = self.bench.column
        if one is not None and self.can("also"):
            self._deeds.find(
                self.tr("Which incident does event {0} tell, too?").format(self.bench.table.at + 1),
                self.tr("It tells that, too"), "", self._columns(), lambda event: self._tell_also(one.event, event),
            )  # fmt: skip

    def _tell_also(self, event: str, other: str) -> None:
        told = self._workspace.project.incidents.of_event(other)
        if not told:
            self.said.emit(self.tr("That event tells no incident yet: only what is linked or has an id can be told, too."))
        else:
            self._also(told[0], event)

    def combine(self) -> None:
        """One incident is made of this one and that of an event that is found by hand, by id as by anything else."""
        if self.sheet is not None and self.can("combine"):
            self._deeds.find(
                self.tr("Combine with which incident?"), self.tr("Make one incident of both"), "", self._columns(), self._link
            )

    def _open_at(self, at: int) -> None:
        """Looks at an event in place Code, as its coder's work."""
        sheet = self.sheet
        if sheet is None or not 0 <= at < len(sheet.columns):
            return
        one, project, row = sheet.columns[at], self._workspace.project, self.bench.row
        coding = project.codings.get(project.events.get(one.event).coding)
        if coding.standing == "adjudicated":
            self._workspace.look_at()
            self.open_requested.emit(one.article, "")
            self.said.emit(self.tr("This event was adjudicated: it is changed in place Review, tab Adjudication."))
            return
        self._workspace.look_at(coding.coder, coding.round, coding.standing)
        self.open_requested.emit(one.article, one.event)
        if row is not None:
            self.field_requested.emit(row.field)
