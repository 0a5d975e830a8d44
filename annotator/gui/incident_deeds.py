"""What the lead does with incidents: from what is in view to what `project.incidents` writes, each as one step, and the
questions that come before.

Owns the questions. Which incident is in view, and what is shown after, is the panel's matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from ..codebook.combined_rules import rules_of
from ..codebook.conditions import Scope
from ..codebook.model import CodedField
from ..codebook.values import answer_key, same_answer
from ..project import Project
from . import incident_words as words
from .follows import Follows
from .incident_finder import Finder
from .incident_sheet import Row, Sheet
from .incident_sheet import words as words_of
from .messages import ask
from .palette import Entry, Palette
from .value_dialog import ValueDialog
from .workspace import Workspace

T = TypeVar("T")


class Deeds:
    """The edits of one workspace, asked for over a widget. Each that writes gives whether it was done."""

    def __init__(self, workspace: Workspace, over: QWidget) -> None:
        self._workspace, self._over = workspace, over
        self._follows = Follows(workspace)

    # --- what tells which ---------------------------------------------------------------------------------------------------

    def link(self, events: Sequence[str], reason: str) -> str:
        """All of these tell one incident; gives it, empty where that was refused, or not meant after all."""
        parted = self._workspace.lead(lambda project: project.incidents.parted(events))
        if parted is None:
            return ""
        question = words.tr("It was said before that some of these are not the same happening. Are they one after all?")
        if parted and not ask(self._over.window(), question, words.tr("Make them one")):
            return ""
        return self._workspace.lead(lambda project: project.incidents.link(events, reason, despite=parted)) or ""

    def add(self, incident: str, event: str, reason: str) -> bool:
        """An event tells an incident, too."""
        return self._do(lambda project: project.incidents.add(incident, event, reason))

    def separate(self, incident: str, event: str, reason: str) -> bool:
        """An event leaves an incident."""
        return self._do(lambda project: project.incidents.separate(incident, event, reason))

    def part(self, pairs: Sequence[tuple[str, str]], reason: str) -> bool:
        """Events are not the same happening, in one step."""

        def work(project: Project) -> None:
            label = {"id": "part_events", **({"reason": reason} if reason else {})}
            place = {"article": project.codings.get(project.events.get(pairs[0][0]).coding).article, "event": pairs[0][0]}
            with project.history.operation(label, place={**place, "place": "incidents"}):
                for one, other in pairs:
                    project.incidents.part(one, other, reason)

        return self._do(work)

    def settle(self, incident: str, values: dict[str, Any], reason: str) -> bool:
        """Says what an incident's value is."""
        return self._do(lambda project: project.incidents.settle(incident, values, reason))

    def let_go(self, incident: str, field: str) -> bool:
        """The rule holds again."""
        return self._do(lambda project: project.incidents.unsettle(incident, [field]))

    def _do(self, work: Callable[[Project], object]) -> bool:
        return self._workspace.lead(lambda project: (work(project), True)) is not None

    # --- questions ----------------------------------------------------------------------------------------------------------

    def choose(self, question: str, entries: Sequence[tuple[str, T]], then: Callable[[T], object]) -> None:
        """One of a few things; a digit that it begins with and Enter choose it."""
        numbered = [(f"{at}  {title}", one) for at, (title, one) in enumerate(entries, start=1)]
        choices = [Entry(title, run=lambda one=one: then(one)) for title, one in numbered]
        self._open(Palette(self._over.window(), choices, hint=question))

    def which_apart(
        self, sheet: Sheet, groups: Sequence[Sequence[str]], then: Callable[[list[tuple[str, str]]], object]
    ) -> None:
        """Which of several events is not the same as the others, or that none are."""
        numbers = {one.event: at for at, one in enumerate(sheet.columns)}
        entries: list[tuple[str, list[tuple[str, str]]]] = []
        for group in groups:
            others = [other[0] for other in groups if other is not group]
            told = words.numbers(sheet, [numbers[one] for one in group if one in numbers])
            entries.append((words.tr("Only {0} is another incident").format(told), [(group[0], other) for other in others]))
        every = [(one[0], other[0]) for at, one in enumerate(groups) for other in groups[at + 1 :]]
        entries.append((words.tr("None of them are the same"), every))
        self.choose(words.tr("Which are not the same?"), entries, then)

    def find(self, title: str, yes: str, beside: str, without: Sequence[str], then: Callable[[str], object]) -> Finder:
        """An event, found by hand."""
        finder = Finder(self._workspace, title, yes, beside, frozenset(without), self._over.window())
        finder.chosen.connect(then)
        self._open(finder)
        return finder

    def value(self, sheet: Sheet, row: Row, then: Callable[[dict[str, Any]], object]) -> None:
        """One of the answers that events give, or one of the lead's own: what is to be settled, by field."""
        given: dict[str, tuple[Any, list[int]]] = {}
        for at, said in enumerate(row.said):
            if said is not None:
                given.setdefault(answer_key(said), (said, []))[1].append(at)
        if len(given) < 2:
            self.own_value(sheet, row, then)
            return
        field, nothing = sheet.book.fields[row.field], object()
        entries: list[tuple[str, Any]] = [
            (f"{words_of(sheet.book, field, said)}   ({words.numbers(sheet, columns)})", said)
            for said, columns in given.values()
        ]
        entries.append((words.tr("Another value…"), nothing))
        self.choose(
            words.tr("{0}: what stands for the incident?").format(row.title), entries,
            lambda one: self.own_value(sheet, row, then) if one is nothing else then({row.field: one}),
        )  # fmt: skip

    def own_value(self, sheet: Sheet, row: Row, then: Callable[[dict[str, Any]], object]) -> None:
        """A value of the lead's own, in the form's editor for the field. With a place that the register or the file of places
        knows come its divisions and its point, where no event tells of it."""
        field = sheet.book.fields[row.field]
        said = [
            f"{at + 1}  {words_of(sheet.book, field, one)}" for at, one in enumerate(row.said) if one is not None
        ]  # fmt: skip
        scope = Scope(sheet.book, {one.field: one.value for one in sheet.rows if not one.derived})
        dialog = ValueDialog(self._workspace, field, scope, row.value, said, self._over.window(), self._follows.towns)
        dialog.given.connect(lambda value: then({row.field: value, **self._along(sheet, row, field, value)}))
        self._open(dialog)

    def _along(self, sheet: Sheet, row: Row, field: CodedField, value: Any) -> dict[str, Any]:
        """What is known of a place that no event names: of the fields that come from one event with it."""
        if field.finds != "place" or value is None or any(same_answer(value, one) for one in row.said if one is not None):
            return {}
        book = sheet.book
        bundle = next((rule.fields for rule in rules_of(book) if field.name in rule.fields), ())
        countries = [one for one in sheet.rows if book.fields[one.field].finds == "country" and one.value is not None]
        told = self._follows.of(field, value, Scope(book, {one.field: one.value for one in countries}))
        if told:
            told = {one.field: one.value for one in countries if one.differs} | told
        return {name: what for name, what in told.items() if name in bundle}

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(lambda _how: self._over.setFocus(Qt.FocusReason.OtherFocusReason))
        dialog.open()
