"""Puts the history into words: who changed what, when, from what to what, and whether it still holds.

Owns the words of rows and columns; values are shown in the codebook's. Reads through the workspace, changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt

from ..codebook.model import CodedField, in_language, title_of
from ..codebook.values import show
from ..errors import AnnotatorError
from ..project.history import Step
from ..project.place_history import BIRTH, PlaceChange
from .labels import label_of, verdict_reasons
from .workspace import Workspace

LONGEST = 600
"""Characters of a value that are kept for the tooltip; the table cuts to its width."""
_ROWS = {
    "article": "Article", "coding": "Coding", "event": "Event", "evidence": "Evidence", "mention": "Mention",
    "screening": "First pass", "coder": "Coder", "codebook": "Codebook", "incident": "Id", "incident_link": "Id",
    "actor": "Actor", "place": "Place", "source": "Source",
    "flag": "Flag", "comment": "Comment", "saved_filter": "Saved filter", "assignment": "Assignment",
    "ruling": "Ruling", "content_mark": "Content mark", "round": "Round", "review": "Review", "version": "State of a coding",
    "result": "Result", "work_operation": "Steps elsewhere", "work_change": "Changes elsewhere", "package": "Package",
    "arrival": "File taken in", "decision": "Decision",
}  # fmt: skip
_COLUMNS = {
    "article.title": "Title", "article.date": "Date", "article.source": "Source", "article.url": "Address",
    "article.language": "Language", "article.external_id": "Id outside", "article.stub": "Text",
    "coding.state": "State", "coding.verdict": "Verdict", "coding.reason": "Reason of the verdict", "coding.memo": "Memo",
    "event.position": "Place among the events", "event.extra": "Columns from outside",
    "screening.verdict": "First pass", "screening.reason": "Reason in the first pass",
    "assignment.candidates": "Offers", "assignment.position": "Place in the queue", "assignment.due": "Shown from",
    "assignment.withdrawn": "Withdrawn", "ruling.question": "Question", "ruling.answer": "Answer",
    "coder.name": "Name", "coder.role": "Role", "coder.settings": "Own choices",
    "evidence.item": "Evidence of which item", "mention.reason": "Reason of the mention", "mention.note": "Note on the mention",
    "incident.external_id": "Id", "incident.merged_into": "Merged into", "incident_link.judged": "Tells the incident",
    "incident_link.reason": "Reason",
}  # fmt: skip
_VALUES = {
    "open": "open", "done": "done", "returned": "returned", "approved": "approved", "events": "events", "no_event": "no event",
    "unusable": "unusable", "text": "words of the article",
    "inferred": "inferred", "article": "the article's own data", "outside": "from an outside source",
    "not_in_text": "not in the text", "relevant": "relevant", "not": "not relevant", "unsure": "unsure",
}  # fmt: skip

_MAIN_FIELD = {
    "set_field": "values.{field}", "take_value": "values.{field}", "take_from_previous": "values.{field}",
    "set_answer": "answers.{field}", "settle_value": "values.{field}", "settle_answer": "answers.{field}",
    "settle_verdict": "verdict", "settle_incident": "values.{field}",
    "set_verdict": "verdict", "set_memo": "memo", "correct_article": "{field}", "rename_coder": "name",
    "done": "state", "reopen": "state",
}  # fmt: skip
"""The change that says what an operation did, by the label's id; the others of it follow from that one."""


def _t(text: str) -> str:
    return QCoreApplication.translate("history", text)


@dataclass(frozen=True, slots=True)
class Told:
    """One row of the history. `key` is what the next page goes on behind; `struck` says that it does not hold any more."""

    key: int
    when: str
    who: str
    what: str
    old: str
    new: str
    state: str
    struck: bool
    place: Mapping[str, str]

    def cells(self) -> tuple[str, ...]:
        """The columns, in order."""
        return (self.when, self.who, self.what, self.old, self.new, self.state)


def titles() -> tuple[str, ...]:
    """The heads of the columns."""
    return (_t("When"), _t("Who"), _t("What"), _t("From"), _t("To"), _t("State"))


class HistoryWords:
    """Words for the history of one open project; made anew for each look, as it keeps names it has read."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._names: dict[str, str] = {}
        self._events: dict[str, list[str]] = {}

    def of_changes(self, changes: Sequence[PlaceChange], *, field: str = "", several: bool = False) -> list[Told]:
        """Rows for changes at a place: of one `field` where one was asked about; with `several` events each is named."""
        return [self._change(one, field, several) for one in changes]

    def of_steps(self, steps: Sequence[Step]) -> list[Told]:
        """Rows for whole operations."""
        firsts = self._workspace.project.place_history.first_changes([step.id for step in steps])
        return [self._step(step, firsts[step.id]) for step in steps]

    # --- one row ------------------------------------------------------------------------------------------------------

    def _change(self, one: PlaceChange, field: str, several: bool) -> Told:
        event = one.uid if one.table == "event" else one.owner if one.table in ("evidence", "decision") else ""
        coding = one.owner if one.table == "event" else ""
        place = dict(one.step.place)
        if event and self._is_event(event):
            place["event"] = event
        place["field"] = self._name_of(one) or field or place.get("field", "")
        what = self._what(one)
        if field and one.table == "event" and one.field == BIRTH:
            what = _t("{0}, as the event came in").format(self._title(field))
        if several and event and (where := self._which(event, coding)):
            what = f"{where} · {what}"
        old, new = self._from_to(one, field)
        return Told(one.id, when(one.step.time), self._who(one.step), what, old, new, *_state(one.step), place)

    def _step(self, step: Step, changes: Sequence[tuple[str, str, str, Any, Any]]) -> Told:
        done: Mapping[str, Any] = step.label
        while isinstance(done.get("of"), Mapping):  # an undo says what it took back
            done = done["of"]
        old = new = ""
        wanted = _MAIN_FIELD.get(str(done.get("id")), "").format(field=done.get("field", ""))
        told = [one for one in changes if one[2] == wanted or one[2] == wanted.replace("values.", "answers.")] if wanted else []
        if len(told) == 1:
            old, new = (self._value(told[0][0], told[0][2], value) for value in told[0][3:])
        if step.place.get("place") == "adjudication" and (why := self._workspace.project.place_history.decision_of(step.id)):
            new = " · ".join(part for part in (new, self._decided(*why)) if part)
        if step.place.get("place") == "incidents" and done.get("reason"):
            new = " · ".join(part for part in (new, str(done["reason"])) if part)
        what = label_of(step.label, self._workspace.codebook)
        what = what[:1].upper() + what[1:]
        made = next((one[1] for one in changes if one[0] == "event" and one[2] == BIRTH), "")
        place = {"event": made, **step.place} if made and "article" in step.place else step.place
        return Told(step.id, when(step.time), self._who(step), what, old, new, *_state(step), place)

    def _who(self, step: Step) -> str:
        if step.coder not in self._names:
            coder = self._workspace.project.coders.get(step.coder)
            self._names[step.coder] = coder.name if coder else step.coder[:8]
        return self._names[step.coder]

    def _is_event(self, uid: str) -> bool:
        return bool(self._coding_of(uid))

    def _coding_of(self, event: str) -> str:
        with suppress(AnnotatorError):
            return self._workspace.event(event).coding
        return ""

    def _which(self, event: str, coding: str = "") -> str:
        """Which event of its coding it is."""
        coding = coding or self._coding_of(event)
        if not coding:
            return ""
        if coding not in self._events:
            self._events[coding] = [one.uid for one in self._workspace.project.events.of(coding)]
        order = self._events[coding]
        return _t("Event {0}").format(order.index(event) + 1) if event in order else _t("Event taken away")

    # --- what ---------------------------------------------------------------------------------------------------------

    def _what(self, one: PlaceChange) -> str:
        if one.table == "evidence":
            about = self._title(one.subject) + (f" ({one.item})" if one.item else "")
            return _t("Evidence for {0}").format(about)
        if one.table == "decision" and one.subject:
            return _t("Decision on {0}").format(self._title(one.subject))
        if one.field in (BIRTH, "removed") or (one.table == "mention" and one.field == "spans"):
            return _t(_ROWS.get(one.table, one.table))
        column, _, key = one.field.partition(".")
        if column in ("values", "answers"):
            return self._title(key)
        if column == "overruled":
            return _t("Error that stands: {0}").format(self._title(key.partition(":")[2]))
        return _t(_COLUMNS.get(f"{one.table}.{column}", column.replace("_", " ")))

    def _name_of(self, one: PlaceChange) -> str:
        """The field to go to."""
        column, _, key = one.field.partition(".")
        if one.table in ("evidence", "decision"):
            return one.subject
        if column in ("values", "answers"):
            return key
        return key.partition(":")[2].partition(".")[0] if column == "overruled" else ""

    def _field(self, name: str) -> CodedField | None:
        book = self._workspace.codebook
        return book.fields.get(name) or book.article_fields.get(name)

    def _title(self, name: str) -> str:
        field = self._field(name.partition(".")[0])
        return title_of(field) if field else name

    # --- from what to what --------------------------------------------------------------------------------------------

    def _from_to(self, one: PlaceChange, field: str) -> tuple[str, str]:
        if one.field == "removed":
            there = _quotes(one.spans) or _t(_VALUES.get(one.status, "there"))
            gone = _t("taken away")
            return (there, gone) if one.new else (gone, there)
        if one.field == BIRTH:
            return "", self._born(one, field)
        return self._value(one.table, one.field, one.old), self._value(one.table, one.field, one.new)

    def _born(self, one: PlaceChange, field: str) -> str:
        if one.table in ("evidence", "mention"):
            return _quotes(one.new) or _t(_VALUES.get(one.status, one.status))
        if one.table == "decision":
            return self._decided(one.status, one.item, str(one.new or ""))
        if one.table == "screening":
            return _t(_VALUES.get(str(one.step.label.get("verdict")), "added"))
        came_with = self._value("event", f"values.{field}", one.new) if one.table == "event" and field else ""
        return came_with or (_t("begun") if one.table == "coding" else _t("added"))

    def _decided(self, reason: str, source: str, note: str) -> str:
        """Why something was settled so, from whom it was taken, and what the lead noted."""
        from ..project.adjudication_reasons import AGREED, reasons

        project = self._workspace.project
        why = _t("All coders said the same") if reason == AGREED else reasons(project).get(reason, reason)
        whose = ""
        if source and reason != AGREED:
            coding = self._coding_of(source) or source
            with suppress(AnnotatorError):
                found = project.coders.get(project.codings.get(coding).coder)
                whose = _t("as {0} has it").format(found.name) if found else ""
        return _short(" · ".join(part for part in (why, whose, note) if part))

    def _value(self, table: str, name: str, stored: Any) -> str:
        """A stored value as a person knows it."""
        if stored is None or stored == "":
            return ""
        column, _, key = name.partition(".")
        book = self._workspace.codebook
        if column in ("values", "answers"):
            value, field = _read(stored), self._field(key)
            with suppress(AttributeError, KeyError, TypeError):  # a value of an older codebook may have another shape
                return _short(show(book, field, value, write="label") if field else _plain(value))
            return _short(_plain(value))
        if name == "spans":
            return _quotes(stored)
        if name == "removed":
            return _t("taken away") if stored else _t("there")
        if column == "overruled":
            return _short(_plain(_read(stored)))
        if name == "reason":
            kinds = {"screening": book.no_event_reasons,
                     "coding": (*verdict_reasons(book, "no_event"), *verdict_reasons(book, "unusable")),
                     "mention": book.mention_reasons}  # fmt: skip
            known = {one.code: in_language(one.label) for one in kinds.get(table, ())}
            return known.get(str(stored)) or str(stored)
        if name in ("state", "verdict", "status"):
            return _t(_VALUES.get(str(stored), str(stored)))
        if isinstance(stored, float):
            return f"{stored:g}"
        return _short(str(stored))


def when(time: str) -> str:
    """A stored time on this computer's clock, as people here write it."""
    local = QDateTime.fromString(time, Qt.DateFormat.ISODateWithMs).toLocalTime()
    return QLocale().toString(local, "d MMM yyyy, HH:mm:ss")


def _state(step: Step) -> tuple[str, bool]:
    """Whether the step holds, in words, and whether it is to be struck out."""
    kind = step.label.get("id")
    if kind == "undo":
        return (_t("undo, done again since"), True) if step.undone else (_t("an undo"), False)
    if kind == "redo":
        return _t("a redo"), False
    return (_t("undone"), True) if step.undone else ("", False)


def _read(stored: Any) -> Any:
    if not isinstance(stored, str):
        return stored
    try:
        return json.loads(stored)
    except ValueError:
        return stored


def _quotes(spans: Any) -> str:
    found = _read(spans) if spans else None
    return _short(" … ".join(f"“{one['quote']}”" for one in found)) if isinstance(found, list) else ""


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
