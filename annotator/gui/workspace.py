"""The open project as the window sees it: whose work in which round is in view, and every edit of it.

`Workspace` wraps a `Project`: edits go through its methods, and it emits `changed(Changes)` after each. Panels get it and
the `Focus` in their constructor and know no other panel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from ..codebook.checks import Problem, check_answers
from ..codebook.conditions import Scope
from ..codebook.derivations import with_derived
from ..codebook.model import Codebook
from ..errors import AnnotatorError, CannotUndo, ProjectError, UsageError
from ..project import Project, combinations, corrected_texts, divisions, repeats, results, same_happening
from ..project.articles import Article
from ..project.codings import MAIN, Coding
from ..project.corrected_texts import Replaced
from ..project.divisions import By
from ..project.events import Event
from ..project.evidence import Evidence, Mention, Quote, Status
from ..project.history import Changes, Step
from ..project.register import Entry, State
from ..project.remarks import Remarks, Said
from ..project.screening import Verdict as ScreeningVerdict
from ..project.suggestions import Offer
from .focus import Focus
from .readings import Readings

T = TypeVar("T")


class _WorkspaceSignals(QObject):
    changed = Signal(object)
    refused = Signal(str)
    saved = Signal(str)
    unsaved = Signal()
    lost = Signal()
    coder_changed = Signal()
    codebook_changed = Signal()


class Workspace:
    """One open project and who works in it.

    Signals: `changed(Changes)` after every operation; `refused(str)` with one sentence when an edit could not be made;
    `saved(str)` with the time of the last durable change, `unsaved()` where one could not be written; `lost()` when the
    file is not in its place any more; `coder_changed()` when another coder works, or another's work or round is in view;
    `codebook_changed()` instead of `changed` where another version of the codebook holds: panels are made anew then.
    Not a QObject itself, for the same reason as `Focus`.
    """

    def __init__(self, project: Project) -> None:
        self._signals = _WorkspaceSignals()
        self.changed = self._signals.changed
        self.refused = self._signals.refused
        self.saved = self._signals.saved
        self.unsaved = self._signals.unsaved
        self.lost = self._signals.lost
        self.coder_changed = self._signals.coder_changed
        self.codebook_changed = self._signals.codebook_changed
        self.project = project
        self._whose, self._round, self._standing = "", MAIN, "coded"
        self.checking: tuple[str, ...] = ()
        """The codings a lead goes through to review them, as they were listed."""
        self._text_step: tuple[str, str, int] | None = None
        self._read = Readings()
        project.on_change(self._on_operation)

    @property
    def codebook(self) -> Codebook:
        """The codebook in force."""
        return self.project.codebook

    @property
    def path(self) -> Path:
        """The project's file."""
        return self.project.path

    @property
    def read_only(self) -> bool:
        """Whether nothing can be changed."""
        return self.project.read_only

    @property
    def packaged(self) -> bool:
        """Whether this file was made for one coder: what only the lead may do is not offered in it."""
        return bool(self.project.made_for)

    @property
    def is_lead(self) -> bool:
        """Whether who works now leads the project; a coder sees the own work alone. In a coder's file nobody leads."""
        return self.project.coder.role == "lead" and not self.packaged

    @property
    def whose(self) -> str:
        """The coder whose work is in view: me, unless I look at another's as the lead."""
        return self._whose or self.project.coder.uid

    @property
    def looks_on(self) -> bool:
        """Whether another coder's work is in view, which cannot be changed."""
        return self._whose not in ("", self.project.history.coder)

    @property
    def locked(self) -> bool:
        """Whether the work in view cannot be changed: another's, or in a project that is open for reading."""
        return self.read_only or self.looks_on

    @property
    def round(self) -> str:
        """Uid of the round in view."""
        return self._round

    @property
    def sets_standard(self) -> bool:
        """Whether the lead codes, in the round in view, what others are measured by."""
        return self._standing == "standard"

    @property
    def in_view(self) -> tuple[str, str, str]:
        """Whose work in which round, and its standing: what lists of articles are asked for."""
        return self.whose, self._round, self._standing

    @property
    def refusal(self) -> str:
        """Why I may not change my work in the round in view, in words; empty where I may."""
        coder, round_ = self.project.coder.uid, self._round
        return self._once("refusal", round_, lambda: results.refusal(self.project, coder, round_))

    def look_at(self, whose: str = "", round_: str = MAIN, standing: str = "coded") -> None:
        """Puts a coder's work in a round in view (mine where no coder is named); `coder_changed` tells the panels.

        Another's work is shown, not changed. Only a lead may look at it.
        """
        if whose and whose != self.project.coder.uid and not self.is_lead:
            raise UsageError("A coder sees the own work alone.")
        self._whose = "" if whose == self.project.coder.uid else whose
        self._round, self._standing = round_, standing
        self._read.clear()
        self.coder_changed.emit()

    def work_as(self, coder: str) -> None:
        """Another coder works from now on, in the main round."""
        self.project.work_as(self.project.coders.named(coder))
        self.look_at()

    def offers_allowed(self, article: str) -> bool:
        """Whether the program may offer me what it finds in an article: the lead may withhold it."""
        allowed = self.project.assignments.offers_allowed
        return self._once("offers", article, lambda: allowed(article, self.project.coder.uid, self.round))

    def article(self, uid: str) -> Article | None:
        """The article in full, None for none."""
        return self._once("article", uid, lambda: self.project.articles.get(uid)) if uid else None

    def coding(self, article: str) -> Coding | None:
        """The coding of an article in view, None where there is none yet."""
        if not article:
            return None
        find = self.project.codings.find
        return self._once("coding", article, lambda: find(article, self.whose, self.round, self._standing))

    def events(self, article: str) -> list[Event]:
        """My events in an article, in order."""
        coding = self.coding(article)
        return list(self._once("events", coding.uid, lambda: self.project.events.of(coding.uid))) if coding else []

    def event(self, uid: str) -> Event:
        """One event."""
        return self.project.events.get(uid)

    def full_values(self, event: Event) -> dict[str, Any]:
        """The event's values with derived ones worked out."""
        return dict(self._of_event("values", event, lambda: with_derived(self.project.events.scope(event))))

    def problems(self, event: Event) -> list[Problem]:
        """All problems of an event, the overruled included."""
        return list(self._of_event("problems", event, lambda: self.project.events.problems(event)))

    def article_problems(self, article: str) -> list[Problem]:
        """The problems of my answers about an article; none before anything was said of it."""
        coding = self.coding(article)
        if coding is None or not self.codebook.article_fields:
            return []
        return check_answers(Scope(self.codebook, coding.answers, self.project.events.facts(coding.uid)))

    def evidence(self, owner: str) -> list[Evidence]:
        """The evidence of an event, or of what a coding says of the article; none for an empty uid."""
        return list(self._once("evidence", owner, lambda: self.project.evidence.of(owner))) if owner else []

    def mentions(self, article: str) -> list[Mention]:
        """My mentions not coded in an article."""
        coding = self.coding(article)
        return list(self._once("mentions", coding.uid, lambda: self.project.evidence.mentions(coding.uid))) if coding else []

    def said(self, article: str) -> Said:
        """The flags and comments about an article, its events and fields that I may see."""
        return self._once("said", article, lambda: self.project.remarks.of(article)) if article else Said()

    def remark(self, work: Callable[[Remarks], T]) -> T | None:
        """An edit of flags and comments; None if refused."""
        return self._try(lambda: work(self.project.remarks))

    def lead(self, work: Callable[[Project], T]) -> T | None:
        """An edit of what is the lead's to write; None if refused."""
        return self._try(lambda: work(self.project))

    def add_event(self, article: str, values: Mapping[str, Any] | None = None) -> str:
        """A new event of mine in an article; gives its uid, empty if refused."""

        def work() -> str:
            with self.project.history.operation({"id": "add_event"}, place={"article": article}):
                return self.project.events.add(self._begun(article), values).uid

        return self._do(work) or ""

    def copy_event(self, uid: str) -> str:
        """A copy of an event behind it; gives its uid."""
        return self._do(lambda: self.project.events.copy(uid).uid) or ""

    def divide_event(self, uid: str, by: By, parts: int) -> list[str]:
        """Makes several events of one; gives the uids of all parts, none if refused."""
        return self._do(lambda: divisions.divide(self.project, uid, by, parts)) or []

    def combine_events(self, first: str, second: str) -> bool:
        """Makes one event of two, which is the first; False if refused."""

        def work() -> bool:
            combinations.combine(self.project, first, second)
            return True

        return bool(self._do(work))

    def mark_same(self, event: str, other: str) -> bool:
        """Says that two events tell of the same happening; False if refused."""
        return self._do(lambda: (same_happening.mark_same(self.project, event, other), True)) is not None

    def mark_different(self, event: str, other: str) -> bool:
        """Says that two events do not, so that they are not offered for each other again; False if refused."""
        return self._do(lambda: (same_happening.mark_different(self.project, event, other), True)) is not None

    def take_from_previous(self, uid: str, field: str) -> None:
        """A field's value and evidence as they are in the event before."""
        self._do(lambda: repeats.take_from_previous(self.project, uid, field))

    def remove_event(self, uid: str) -> None:
        """Takes an event away."""
        self._do(lambda: self.project.events.remove(uid))

    def move_event(self, uid: str, steps: int) -> None:
        """Moves an event up or down."""
        self._do(lambda: self.project.events.move(uid, steps))

    def set_values(self, uid: str, values: Mapping[str, Any], *, typing: bool = False) -> bool:
        """Sets fields of an event. With `typing`, a pause in a long text joins the last such step of the same field."""
        name = next(iter(values), "")
        extend = None
        if typing and self._text_step and self._text_step[:2] == (uid, name):
            extend = self._text_step[2]
        number = self._do(lambda: self._set_values(uid, values, extend))
        self._text_step = (uid, name, number) if typing and number else None
        return number is not None

    def _set_values(self, uid: str, values: Mapping[str, Any], extend: int | None) -> int:
        project, before = self.project, self.project.events.get(uid)
        place = {"article": project.codings.get(before.coding).article, "event": uid, "field": next(iter(values), "")}
        with project.history.operation({"id": "set_field", "field": place["field"]}, place=place, extend=extend) as number:
            project.events.set_values(uid, values)
            after = project.events.get(uid).values
            project.suggestions.changed_by_hand(uid, [name for name in values if before.values.get(name) != after.get(name)])
        return number

    def take_offer(self, event: str, offer: Offer, *, add: bool = False) -> None:
        """What the program offered becomes the event's, with the words it was read from, as one step."""
        self._do(lambda: self.project.suggestions.take(event, offer, add=add))

    def overrule(self, uid: str, problem: Problem, reason: str | None) -> None:
        """Lets an error stand with a reason; None takes it back."""
        self._do(lambda: self.project.events.overrule(uid, problem, reason))

    def add_evidence(self, owner: str, field: str, quotes: Sequence[Quote], item: str = "", origin: str = "typed") -> None:
        """Spans that support a value."""
        self._do(lambda: self.project.evidence.add(owner, field, quotes, item=item, origin=origin))

    def owner(self, focus: Focus) -> str:
        """What the field in view is asked of, as the owner of its evidence: the event in view, or my coding where the
        article itself is asked. Empty where that is not there yet."""
        if focus.field in self.codebook.article_fields:
            coding = self.coding(focus.article)
            return coding.uid if coding else ""
        return focus.event if focus.field in self.codebook.fields else ""

    def take(self, focus: Focus, value: Any, quotes: Sequence[Quote], item: str = "") -> None:
        """A value for the field in view taken from the text, with the span it came from, as one step."""
        article, event, field = focus.article, focus.event, focus.field
        of_event = field in self.codebook.fields
        place = {"article": article, "event": event} if of_event else {"article": article}

        def work() -> None:
            with self.project.history.operation({"id": "take_value", "field": field}, place={**place, "field": field}):
                owner = event if of_event else self._begun(article)
                if self._value(owner, field) != value:
                    # What the old value was read from does not support the new one.
                    for old in self.project.evidence.of(owner):
                        if (old.field, old.item) == (field, item):
                            self.project.evidence.remove(old.uid)
                if of_event:
                    self.project.events.set_values(owner, {field: value})
                else:
                    self.project.codings.set_answer(owner, field, value)
                self.project.evidence.add(owner, field, quotes, item=item, origin="taken")

        self._do(work)

    def _value(self, owner: str, field: str) -> Any:
        if field in self.codebook.fields:
            return self.project.events.get(owner).values.get(field)
        return self.project.codings.get(owner).answers.get(field)

    def rearrange(self, event: str, field: str, value: Any, items: Mapping[str, str]) -> None:
        """A list or group whose items were moved, renamed or taken away, as one step.

        `items` says by uid of evidence which item it supports now; empty where its item is gone.
        """

        def work() -> None:
            article = self.project.codings.get(self.project.events.get(event).coding).article
            place = {"article": article, "event": event, "field": field}
            with self.project.history.operation({"id": "set_field", "field": field}, place=place):
                self.project.events.set_values(event, {field: value})
                for uid, item in items.items():
                    if item:
                        self.project.evidence.reassign(uid, item)
                    else:
                        self.project.evidence.remove(uid)

        self._do(work)

    def set_evidence_status(self, owner: str, field: str, status: Status, item: str = "", note: str = "") -> None:
        """Says that a value does not stand in the text."""
        self._do(lambda: self.project.evidence.set_status(owner, field, status, item=item, note=note))

    def remove_evidence(self, uid: str) -> None:
        """Takes a piece of evidence away."""
        self._do(lambda: self.project.evidence.remove(uid))

    def replace_spans(self, uid: str, quotes: Sequence[Quote], *, stepping: bool = False) -> None:
        """Other spans for a piece of evidence. With `stepping`, an edge moved by keys joins the last such step of it."""
        run = self._text_step
        extend = run[2] if stepping and run and run[:2] == (uid, "spans") else None
        number = self._do(lambda: self.project.evidence.replace_spans(uid, quotes, extend=extend))
        self._text_step = (uid, "spans", number) if stepping and number else None

    def add_mention(self, article: str, quotes: Sequence[Quote], reason: str, note: str = "") -> None:
        """A happening seen and not coded."""

        def work() -> None:
            with self.project.history.operation({"id": "add_mention", "reason": reason}, place={"article": article}):
                self.project.evidence.add_mention(self._begun(article), quotes, reason, note)

        self._do(work)

    def remove_mention(self, uid: str) -> None:
        """Takes a mention away."""
        self._do(lambda: self.project.evidence.remove_mention(uid))

    def set_verdict(self, article: str, verdict: str | None, reason: str = "") -> None:
        """`events`, `no_event`, `unusable`, or None."""

        def work() -> None:
            with self.project.history.operation({"id": "set_verdict", "verdict": verdict or ""}, place={"article": article}):
                self.project.codings.set_verdict(self._begun(article), verdict, reason)  # type: ignore[arg-type]

        self._do(work)

    def screen(self, article: str, verdict: ScreeningVerdict | None, reason: str = "") -> bool:
        """The first pass: relevant, not or unsure, with a reason; None takes it back. False if refused."""
        return bool(self._do(lambda: (self.project.screening.set(article, verdict, reason), True)))

    def set_answer(self, article: str, field: str, value: Any) -> None:
        """An article-level answer."""

        def work() -> None:
            with self.project.history.operation({"id": "set_answer", "field": field}, place={"article": article}):
                self.project.codings.set_answer(self._begun(article), field, value)

        self._do(work)

    def set_memo(self, article: str, memo: str) -> None:
        """The coder's note on the article; what is typed with pauses and nothing between is one step."""
        extend = self._text_step[2] if self._text_step and self._text_step[:2] == (article, "") else None

        def work() -> int:
            with self.project.history.operation({"id": "set_memo"}, place={"article": article}, extend=extend) as number:
                self.project.codings.set_memo(self._begun(article), memo)
            return number

        number = self._do(work)
        self._text_step = (article, "", number) if number else None

    def correct_article(self, uid: str, **values: str | None) -> None:
        """Corrects what is said about an article: title, date (an ISO day or None), source, url."""
        self._try(lambda: corrected_texts.correct(self.project, uid, **values))

    def replace_text(self, uid: str, text: str) -> Replaced | None:
        """A corrected text takes an article's place; None if refused."""
        return self._try(lambda: corrected_texts.replace_text(self.project, uid, text))

    def put_entry(self, register: str, entry: Entry) -> Entry | None:
        """A new entry of a register: the lead's is approved, a coder's a proposal. None if refused."""
        return self._try(lambda: self.project.registers.register(register).put(entry))

    def change_entry(self, register: str, uid: str, entry: Entry) -> bool:
        """Other values for an entry of a register."""
        return self._try(lambda: (self.project.registers.register(register).change(uid, entry), True)) is not None

    def judge_entries(self, register: str, uids: Sequence[str], state: State) -> int:
        """Approves or refuses entries of a register; gives how many that changed."""
        return self._try(lambda: self.project.registers.register(register).judge(uids, state)) or 0

    def standing(self, article: str) -> str:
        """The version of an article that stands now, for one that was named earlier."""
        return corrected_texts.standing(self.project, article)

    def finish(self, article: str) -> bool:
        """Says "done". False (and `refused`) where errors stand."""

        def work() -> bool:
            self.project.finish(self._begun(article))
            return True

        return bool(self._do(work))

    def reopen(self, article: str) -> None:
        """Takes "done" back."""
        self._do(lambda: self.project.codings.reopen(self._begun(article)))

    def undo(self) -> Step | None:
        """Takes my last operation back; gives it (its `place` is where to look)."""
        return self._try(self.project.history.undo)

    def redo(self) -> Step | None:
        """Does again what undo took back."""
        return self._try(self.project.history.redo)

    def _begun(self, article: str) -> str:
        return self.project.codings.begin(article, self.project.coder.uid, self.round, self._standing).uid

    def _once(self, what: str, of: str, read: Callable[[], T]) -> T:
        return self._read.once((what, of, self.project.history.coder), read)

    def _of_event(self, what: str, event: Event, work_out: Callable[[], T]) -> T:
        """The same for what follows from an event's values, which may not be the saved ones."""
        judged, found = self._once(what, event.uid, lambda: (event, work_out()))
        return found if judged == event else work_out()

    def _do(self, work: Callable[[], T]) -> T | None:
        """Runs an edit of the work in view; another's cannot be changed."""
        if self.looks_on:
            self.refused.emit("This is another coder's work; it can be read and commented on, not changed.")
            return None
        if self.refusal:
            self.refused.emit(self.refusal)
            return None
        return self._try(work)

    def _try(self, work: Callable[[], T]) -> T | None:
        """Runs an edit; known trouble becomes one sentence."""
        self._text_step = None
        try:
            return work()
        except AnnotatorError as error:
            self.refused.emit(str(error))
            if isinstance(error, ProjectError) and not isinstance(error, CannotUndo):
                self.unsaved.emit()
            return None

    def _on_operation(self, changes: Changes) -> None:
        self._read.clear()
        if changes.has("codebook") and self.project.reload():
            self.codebook_changed.emit()
        else:
            self.changed.emit(changes)
        if self.project.is_in_place():
            self.saved.emit(self.project.history.step(changes.operation).time)
        else:
            self.lost.emit()
