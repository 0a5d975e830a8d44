"""What the program offers for the article in view: asked in a thread, so that reading and typing never wait for it.

Owns the thread, when it is asked again, and the one offer in view. What is found, and how likely it is, is `assist`'s.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from .. import settings
from ..assist.candidate import Candidate
from ..assist.nearness import PROMISING, Anchor, by_nearness, likelihood
from ..codebook.values import is_empty, is_list
from ..errors import AnnotatorError, GazetteerError
from ..project import Project
from ..project.articles import Article
from ..project.evidence import Evidence
from ..project.history import Changes
from ..project.precodings import Precoding
from .focus import Focus
from .workspace import Workspace

if TYPE_CHECKING:  # the providers are imported by the thread that asks them: no project waits for them to open
    from ..assist.desk import Desk, Offers
    from ..codebook.model import Codebook
    from ..places.gazetteer import Gazetteer

PLACE_PARTS = ("country", "admin1", "admin2", "admin3", "place")
REST = 120
"""Milliseconds after the last change before the providers are asked: the window paints first."""


class _Signals(QObject):
    found = Signal(int, object)
    changed = Signal()
    moved = Signal()


class Offering:
    """The offers for the article in view, and which of the focused field's is the current one.

    Signals: `changed()` when there are other offers or another order, `moved()` when somebody looks at another one. While
    the providers read, or where one fails, there are fewer offers; nothing else is disturbed.
    """

    def __init__(self, workspace: Workspace, focus: Focus, parent: QObject | None = None) -> None:
        self._signals = _Signals(parent)
        self.changed, self.moved = self._signals.changed, self._signals.moved
        self._workspace, self._focus = workspace, focus
        self._offers: Offers | None = None
        self._listed: list[Candidate] = []
        self._at = -1
        self._asked = self._answered = 0
        self._on = True
        self._thread: _Thread | None = None
        self._rest = QTimer(self._signals)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._ask)
        self._signals.found.connect(self._take_in)
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(self._forget)
        focus.article_changed.connect(self._forget)
        focus.event_changed.connect(self._again)
        focus.field_changed.connect(self._on_field)

    @property
    def on(self) -> bool:
        """Whether offers are wanted."""
        return self._on

    def switch(self, on: bool) -> None:
        """Wants offers or not."""
        self._on = on
        self._offers = None
        self._relist()
        if on:
            self._again()

    @property
    def withheld(self) -> bool:
        """Whether the lead withholds the offers for the article in view."""
        return bool(self._focus.article) and not self._workspace.offers_allowed(self._focus.article)

    @property
    def asking(self) -> bool:
        """Whether an answer of the providers is still to come."""
        return self._on and (self._rest.isActive() or self._answered != self._asked)

    @property
    def listed(self) -> list[Candidate]:
        """The offers for the field in view, the likeliest first; each value at its likeliest words."""
        return self._listed

    @property
    def current(self) -> Candidate | None:
        """The offer that a key would take."""
        return self._listed[self._at] if 0 <= self._at < len(self._listed) else None

    @property
    def position(self) -> int:
        """Where the current one stands in the list; -1 for none."""
        return self._at

    def of(self, field: str) -> list[Candidate]:
        """The offers for any field of the event in view, ordered likewise."""
        return self._ordered(field)

    def promises(self, field: str) -> bool:
        """Whether a field that need not be answered is worth a look: its likeliest offer stands near the event's own
        words. Lists that may stay empty, such as who was there besides, are left to the coder."""
        if field not in self._workspace.codebook.fields or is_list(self._workspace.codebook.fields[field]):
            return False
        found = self._ordered(field)
        return bool(found) and likelihood(found[0], *self._anchors(field)) >= PROMISING

    def step(self, steps: int) -> None:
        """Goes to another offer of the field, round and round."""
        if self._listed:
            self.show((self._at + steps) % len(self._listed))

    def show(self, position: int) -> None:
        """Makes one of the list the current one."""
        if 0 <= position < len(self._listed) and position != self._at:
            self._at = position
            self.moved.emit()

    def renew(self) -> None:
        """There is another file of places, or other registers: asks again."""
        if self._thread is not None:
            self._thread.renew()
        self._again()

    @property
    def lacks_places(self) -> bool:
        """Whether the codebook asks for places and there is no file of them that can be read."""
        if not any(field.finds in PLACE_PARTS for field in self._workspace.codebook.fields.values()):
            return False
        found = _opened()
        if found is not None:
            found.close()
        return found is None

    def stop(self) -> None:
        """Ends the thread; nothing is told any more."""
        if isValid(self._rest):  # at the program's end Qt may have taken it already
            self._rest.stop()
        self._asked += 1
        if self._thread is not None:
            self._thread.stop()
            self._thread = None

    # --- asking -------------------------------------------------------------------------------------------------------

    def _forget(self, _article: str = "") -> None:
        """Another article or coder: what was offered was for the old one, and so is an answer that is still to come."""
        self._offers = None
        self._asked += 1
        self._answered = self._asked
        self._relist()
        self._again()

    def _again(self, _event: str = "") -> None:
        self._rest.start()
        self._relist()

    def _on_field(self, field: str) -> None:
        self._relist()
        if self.current is not None and is_empty(self._value(field)):
            self.moved.emit()  # a field without an answer: the likeliest words are worth a look

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("assignment"):
            self._forget()
        if changes.has("actor", "place") and self._thread is not None:
            self._thread.renew()
        if changes.has("actor", "place", "article", "precoding") or (changes.has("event") and self._focus.event):
            self._rest.start()
        if changes.has("evidence", "event"):
            self._relist()

    def _ask(self) -> None:
        article = self._workspace.article(self._focus.article)
        if not self._on or article is None or article.stub or self._workspace.locked or self.withheld:
            return
        events = self._workspace.events(article.uid)
        here = next((place for place, event in enumerate(events) if event.uid == self._focus.event), -1)
        values = events[here].values if here >= 0 else {}
        previous = events[here - 1].values if here > 0 else {}
        self._asked += 1
        if self._thread is None:
            self._thread = _Thread(self._workspace.project, self._signals.found.emit)
        said = self._workspace.project.precodings.of(article.uid)
        self._thread.ask(_Question(self._asked, article, self._workspace.codebook, values, previous, said))

    def _take_in(self, asked: int, offers: Offers) -> None:
        if asked == self._asked:
            self._offers, self._answered = offers, asked
            self._relist()

    # --- the list -----------------------------------------------------------------------------------------------------

    def _relist(self, _field: str = "") -> None:
        before = self.current
        self._listed = self._ordered(self._focus.field) if self._focus.event else []
        self._at = self._begin_at(before)
        self.changed.emit()

    def _begin_at(self, before: Candidate | None) -> int:
        """The one that was current, else the one that is the field's value, else the likeliest."""
        if before is not None and before in self._listed:
            return self._listed.index(before)
        value = self._value(self._focus.field) if self._listed else None
        here = next((place for place, one in enumerate(self._listed) if one.value == value), 0)
        return here if self._listed else -1

    def _value(self, field: str) -> Any:
        """The value of a field of the event in view, None for none."""
        with suppress(AnnotatorError):
            return self._workspace.event(self._focus.event).values.get(field)
        return None

    def _ordered(self, field: str) -> list[Candidate]:
        coded = self._workspace.codebook.fields.get(field)
        found: dict[str, Candidate] = {}
        held = self._held(field)
        for one in by_nearness(self._offers.of(field) if self._offers else (), *self._anchors(field)):
            if one.value in held:
                continue
            # What follows tells two offers of one type apart: of which sub-type they are.
            told = (one.value, dict(one.also)) if coded is not None and coded.level == 1 else one.value
            found.setdefault(repr(told), one)
        return list(found.values())

    def _anchors(self, field: str) -> tuple[list[Anchor], list[Anchor]]:
        """The words of the event in view, but for the field's own; and those that other events took for the field, or that
        this one took for another field over the same register.

        An event without words of its own is looked for where the one before it ended: articles are coded from top to bottom.
        """
        events = self._workspace.events(self._focus.article)
        evidence = self._workspace.evidence(self._focus.event)
        alike = self._alike(field)
        own = _anchors(evidence, without=field)
        others = [anchor for one in evidence if one.field in alike for anchor in _anchors([one])]
        for event in events:
            if event.uid != self._focus.event:
                others += _anchors(self._workspace.evidence(event.uid), only=field)
        if not own:
            here = next((place for place, event in enumerate(events) if event.uid == self._focus.event), 0)
            before = _anchors(self._workspace.evidence(events[here - 1].uid)) if here > 0 else []
            last = max((end for part, _, end in before if part == "text"), default=None)
            own = [("text", last, last)] if last is not None else []
        return own, others

    def _held(self, field: str) -> list[Any]:
        """What other fields over the same register hold in the event in view."""
        found = (self._value(name) for name in self._alike(field))
        return [one for value in found if value is not None for one in (value if isinstance(value, list) else [value])]

    def _alike(self, field: str) -> list[str]:
        """The other fields over the same register: who is one actor is hardly another one, too."""
        fields = self._workspace.codebook.fields
        register = fields[field].register_ if field in fields else ""
        return [name for name, one in fields.items() if register and one.register_ == register and name != field]


def _anchors(evidence: list[Evidence], *, without: str = "", only: str = "") -> list[Anchor]:
    return [
        (span.part, span.start, span.end) for one in evidence for span in one.spans
        if one.field != without and (not only or one.field == only)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Question:
    """What the thread is asked; `number` tells its answer from older ones."""

    number: int
    article: Article
    codebook: Codebook
    values: Mapping[str, Any]
    previous: Mapping[str, Any]
    precoded: Sequence[Precoding]


class _Thread:
    """The one thread that asks; the newest question is answered, older ones are passed over."""

    def __init__(self, project: Project, answer: Callable[[int, Offers], None]) -> None:
        self._project, self._answer = project, answer
        self._questions: queue.SimpleQueue[_Question | None] = queue.SimpleQueue()
        self._stale = threading.Event()
        self._thread = threading.Thread(target=self._run, name="offers", daemon=True)
        self._thread.start()

    def ask(self, question: _Question) -> None:
        """Another question."""
        self._questions.put(question)

    def renew(self) -> None:
        """The registers changed."""
        self._stale.set()

    def stop(self) -> None:
        """Ends after what it does now."""
        self._questions.put(None)
        self._thread.join()

    def _run(self) -> None:
        from ..assist.desk import reading_of

        gazetteer = _opened()
        desk: Desk | None = None
        try:
            while (question := self._newest()) is not None:
                if self._stale.is_set():
                    self._stale.clear()
                    desk = None
                    if gazetteer is not None:
                        gazetteer.close()
                    gazetteer = _opened()
                try:
                    desk = desk or self._made(gazetteer)
                except AnnotatorError:
                    continue  # the file was moved or deleted, which the window says: there is nothing to offer
                reading = reading_of(question.article, question.codebook, question.values, question.previous, question.precoded)
                self._answer(question.number, desk.offers(reading))
        finally:
            if gazetteer is not None:
                gazetteer.close()

    def _made(self, gazetteer: Gazetteer | None) -> Desk:
        from ..assist.desk import Desk

        with self._project.beside() as own:
            return Desk.of_project(own, gazetteer)

    def _newest(self) -> _Question | None:
        found = self._questions.get()
        while found is not None and not self._questions.empty():
            found = self._questions.get()
        return found


def _opened() -> Gazetteer | None:
    """The person's file of places, None where there is none yet, or none that can be read."""
    from ..places.gazetteer import FILE_NAME, Gazetteer

    with suppress(GazetteerError):
        return Gazetteer(settings.data_folder() / FILE_NAME)
    return None
