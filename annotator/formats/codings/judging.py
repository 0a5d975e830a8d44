"""What a coding from elsewhere comes to here: its values made canonical, its words found, all else listed.

Owns what of a coding can come in and what is told of the rest. Must not know formats, nor write anything.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...codebook.foreign_values import NoValue, take
from ...codebook.model import Codebook, CodedField
from ...project.evidence import Evidence, Quote
from ...project.evidence import Mention as Marked
from ...project.incoming import FINISHED, CodingDraft, EventDraft
from ...spans import clean_text
from .arriving import Arriving
from .coded import CodedEvent, Coding, Mention, Support
from .matching import Words, is_uid

STATES = ("open", *FINISHED)
VERDICTS = ("events", "no_event", "unusable")
_STATUSES = ("text", "inferred", "article", "outside", "not_in_text")
_ORIGINS = ("typed", "taken", "changed")
_KEY = re.compile(r"[\w.-]{1,80}:[\w.-]{0,80}")
_CONTROLS = re.compile("[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029]+")
"""A mention's reason is a code: formats that are made of lines and columns write it as one word of a line."""
_QUOTED = 60
LONGEST_ID = 200


@dataclass
class Judge:
    """Makes drafts of codings for one project. `where` says in words which row is read, for what is listed."""

    codebook: Codebook
    arriving: Arriving
    where: str = ""

    def coding(self, coding: Coding, article: str, coder: str, words: Words, *, own: bool, standing: str) -> CodingDraft:
        """A draft of one coding. `own` says that the work keeps its identity; else it is another coder's from now on."""
        uid = coding.uid if own and is_uid(coding.uid) else ""
        events = tuple(
            self.event(one, words, self._uid(one.uid if own else "", article, coder, coding, place))
            for place, one in enumerate(coding.events)
        )
        answers, _ = self._values(coding.answers, self.codebook.article_fields, "answer")
        verdict, state = self._said(coding, bool(events))
        return CodingDraft(
            uid, article, coder, coding.round or "main", standing, state, verdict, clean_text(coding.reason)[0], answers,
            self._evidence(coding.evidence, self.codebook.article_fields, words), events,
            tuple(self._mentions(coding.mentions, words)),
        )  # fmt: skip

    def _uid(self, uid: str, *told: Any) -> str:
        """The event's own identity, or one that follows from where it stands: the same file again gives the same."""
        if is_uid(uid):
            return uid
        article, coder, coding, place = told
        name = json.dumps(["event", article, coder, coding.uid, coding.coder, coding.round, place, coding.events[place].uid])
        return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:32]

    def event(self, event: CodedEvent, words: Words, uid: str) -> EventDraft:
        """A draft of one event. What follows from other values is left to follow."""
        given = {name: value for name, value in event.values.items() if name not in event.derived}
        values, left = self._values(given, self.codebook.fields, "value")
        overruled = {key: why for key, why in event.overruled.items() if isinstance(why, str) and _KEY.fullmatch(str(key))}
        extra = {**event.extra, **{name: value for name, value in left.items() if name not in event.extra}}
        id_ = event.id if isinstance(event.id, str) and len(event.id) <= LONGEST_ID else ""
        evidence = self._evidence(event.evidence, self.codebook.fields, words)
        return EventDraft(uid, values, extra, overruled, evidence, id_)

    def _said(self, coding: Coding, has_events: bool) -> tuple[str, str]:
        """Verdict and state. What this program called done stays so; of another one, what says nothing is still open."""
        verdict = coding.verdict if coding.verdict in VERDICTS else ""
        if coding.verdict and not verdict:
            self.arriving.lose("verdict", coding.verdict[:_QUOTED], "it is none of events, no_event and unusable", self.where)
        state = coding.state if coding.state in STATES else "open"
        if state != coding.state:
            self.arriving.lose("state", coding.state[:_QUOTED], "there is no such state; the coding is open", self.where)
        if has_events:
            verdict = "events"
        elif not verdict and state in FINISHED:
            state = "open"
        reasons = {one.code for one in self.codebook.no_event_reasons}
        if verdict == "no_event" and coding.reason and reasons and coding.reason not in reasons:
            self.arriving.lose("reason", coding.reason[:_QUOTED], "the codebook has no such reason; it was kept", self.where)
        return verdict, state

    def _values(
        self, given: Mapping[str, Any], fields: Mapping[str, CodedField], what: str
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values that are some, and what is kept beside."""
        values: dict[str, Any] = {}
        left: dict[str, Any] = {}
        for name, value in given.items():
            if name not in fields:
                self.arriving.lose("label", name[:_QUOTED], f"there is no such {what} in the codebook", self.where)
                left[name] = value
                continue
            try:
                taken = take(self.codebook, fields[name], value)
            except NoValue as error:
                self.arriving.lose(what, f"{name}: {_brief(value)}", f"{error}; it was not taken", self.where)
                left[name] = value
                continue
            for doubt in taken.doubts:
                self.arriving.lose(what, name, f"{doubt}; it was kept as it is", self.where)
            for said in taken.read:
                self.arriving.lose(what, name, said, self.where)
            if taken.value is not None:
                values[name] = taken.value
        return values, left

    def _evidence(self, evidence: Iterable[Support], fields: Mapping[str, CodedField], words: Words) -> tuple[Evidence, ...]:
        found: list[Evidence] = []
        for one in evidence:
            if one.field not in fields:
                self.arriving.lose("evidence", one.field[:_QUOTED], "there is no such field to support", self.where)
                continue
            spans = self._spans(one.spans, words, one.field)
            status = one.status if one.status in _STATUSES else "text"
            if status == "text" and not spans:
                if not one.spans:
                    self.arriving.lose("evidence", one.field, "it says that words support it, and names none", self.where)
                continue
            origin = one.origin if one.origin in _ORIGINS else "typed"
            texts = (clean_text(text)[0] for text in (one.item, one.link, one.note))
            item, link, note = texts
            found.append(Evidence("", "", one.field, item, status, spans, link, note, origin))  # type: ignore[arg-type]
        return tuple(found)

    def _mentions(self, mentions: Iterable[Mention], words: Words) -> Iterable[Marked]:
        known = {one.code for one in self.codebook.mention_reasons}
        for one in mentions:
            spans = self._spans(one.spans, words, "mention")
            reason = _CONTROLS.sub(" ", clean_text(one.reason)[0]).strip()
            if reason != one.reason:
                self.arriving.lose("reason", reason[:_QUOTED], "control signs in it were taken out", self.where)
            if reason not in known and known:
                self.arriving.lose("reason", reason[:_QUOTED], "the codebook has no such reason; it was kept", self.where)
            if spans:
                yield Marked("", "", spans, reason, clean_text(one.note)[0])
            elif not one.spans:
                self.arriving.lose("mention", reason[:_QUOTED], "it names no words", self.where)

    def _spans(self, spans: Iterable[Any], words: Words, name: str) -> tuple[Quote, ...]:
        found: list[Quote] = []
        for span in spans:
            quote = words.place(span)
            if quote is None:
                said = " ".join(span.quote.split())[:_QUOTED] or f"{span.part} {span.start}-{span.end}"
                self.arriving.lose("words", said, f"they do not stand in the article (for {name})", self.where)
            elif quote not in found:
                found.append(quote)
        return tuple(found)


def _brief(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:_QUOTED]
