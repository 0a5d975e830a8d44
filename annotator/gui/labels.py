"""Puts the labels of operations into words: "set Location to Kirkuk", for undo, redo and the history.

The core stores ids and values; the words, and their translations, are here alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from ..codebook.model import Codebook, CodedField, Reason, in_language, title_of
from ..codebook.values import show
from ..project import Project
from ..project.history import Step

LONGEST = 36
_WORDS = {
    "new_project": "new project",
    "import_articles": "import articles",
    "import_articles.named": "import articles from {source}",
    "import_events": "import events from {source}",
    "import_codings": "import codings from {source}",
    "add_precodings": "offer {count} values of a model",
    "remove_precodings": "offer nothing of {name} any more",
    "take_precoded_event": "take an event of {name}",
    "correct_article": "correct the article's {field}",
    "replace_text": "correct the text",
    "note_languages": "note the languages of articles",
    "add_round": "add the round {name}",
    "set_round": "set {what} of the round {name}",
    "remove_round": "remove the round {name}",
    "package": "make package {number}",
    "merge": "bring work together",
    "take_in": "take a package in",
    "settle": "settle a conflict",
    "begin_coding": "begin an article",
    "add_event": "add an event",
    "copy_event": "copy an event",
    "divide_event": "divide an event into {parts}",
    "combine_events": "combine two events",
    "mark_same": "mark the same happening",
    "mark_different": "mark that it is not the same happening",
    "link_events": "link {count} events to one incident",
    "accept_candidates": "link the events of {count} candidates",
    "add_to_incident": "add an event to an incident",
    "separate_event": "separate an event from its incident",
    "part_events": "say that two events tell different incidents",
    "settle_incident": "settle {field} of an incident",
    "unsettle_incident": "take back what was settled of an incident",
    "take_from_previous": "take {field} from the event before",
    "remove_event": "remove an event",
    "move_event": "move an event",
    "set_field": "set {field} to {value}",
    "set_field.unknown": "set {field}",
    "set_field.empty": "clear {field}",
    "take_value": "take {field} from the text",
    "overrule": "overrule {rule} on {field}",
    "add_evidence": "add evidence for {field}",
    "move_evidence": "change the evidence for {field}",
    "remove_evidence": "remove evidence",
    "set_evidence_status": "say where {field} comes from",
    "add_mention": "mark a mention",
    "remove_mention": "remove a mention",
    "set_verdict": "take the verdict back",
    "set_verdict.events": "say that there are events",
    "set_verdict.no_event": "say that there is no event",
    "set_verdict.unusable": "say that the article is unusable",
    "screen": "first pass: take the verdict back",
    "screen.relevant": "first pass: relevant",
    "screen.not": "first pass: not relevant",
    "screen.unsure": "first pass: unsure",
    "set_answer": "answer {field}",
    "set_memo": "write the memo",
    "done": "say done",
    "withhold_offers": "withhold offers from {count} articles",
    "allow_offers": "allow offers for {count} articles",
    "reopen": "reopen the article",
    "number_events": "number {count} events",
    "number_release": "give ids to {count} incidents for release {number}",
    "make_splits": "put {count} articles into parts of training data",
    "clear_splits": "take the parts of training data away",
    "adopt_codebook": "adopt the codebook {name} {version}",
    "add_coder": "add the coder {name}",
    "rename_coder": "rename a coder to {name}",
    "change_coders": "change who codes",
    "make_lead": "make {name} a lead",
    "make_coder": "make {name} a coder",
    "remove_coder": "take the coder {name} away",
    "bring_coder_back": "bring the coder {name} back",
    "mark_content": "mark the content: {name}",
    "unmark_content": "take the mark “{name}” away",
    "refuse_content": "leave the mark “{name}” out",
    "set_content_names": "change the list of content marks",
    "set_usual_a_day": "set the usual number of marked articles a day to {count}",
    "keep_times": "keep times",
    "keep_no_times": "keep no times any more",
    "set_care": "choose what to be spared",
    "add_places": "take places from {source}",
    "add_entry": "add {name} to the register",
    "propose_entry": "propose {name} for the register",
    "change_entry": "change {name} in the register",
    "judge_entries.approved": "approve {count} names",
    "judge_entries.refused": "refuse {count} names",
    "judge_entries.proposed": "make {count} names proposals again",
    "learn_entries": "take names from {source}",
    "import_entries": "take the register's file {source} in",
    "rename_entry": "rename {old} to {name}",
    "set_flag": "flag “{name}”",
    "unset_flag": "take the flag “{name}” away",
    "add_comment.article": "comment on the article",
    "add_comment.event": "comment on an event",
    "add_comment.field": "comment on {field}",
    "answer_comment": "answer a comment",
    "change_comment": "change a comment",
    "remove_comment": "remove a comment",
    "ask_lead.article": "ask the lead about the article",
    "ask_lead.event": "ask the lead about an event",
    "ask_lead.field": "ask the lead about {field}",
    "answer_question": "answer a question",
    "change_question": "change a question",
    "remove_question": "take a question back",
    "add_ruling": "make a ruling",
    "change_ruling": "change a ruling",
    "remove_ruling": "take a ruling back",
    "review.approved": "approve {count} codings",
    "review.returned": "send {count} codings back",
    "review.approved.one": "approve the coding",
    "review.returned.one": "send the coding back",
    "add_search": "note a search in {name}",
    "change_search": "change what is noted of a search in {name}",
    "remove_search": "take a search in {name} out of the log",
    "save_filter": "save the filter {name}",
    "rename_filter": "rename the filter {old} to {name}",
    "remove_filter": "remove the filter {name}",
    "hand_out": "hand out {count} articles",
    "withdraw": "withdraw {count} articles from {name}",
    "reassign": "give {count} articles of {name} to others",
    "retest": "plan a re-test of {count} articles",
    "take_as_standard": "take a coding as standard of {name}",
    "give_round": "give {name} to {count} coders",
    "record_result": "record the result of {coder} in {name}",
    "judge_round": "judge {name}",
    "begin_adjudication": "begin to settle an article",
    "settle_value": "settle {field}",
    "settle_values": "settle {count} answers",
    "settle_evidence": "settle the evidence for {field}",
    "settle_event": "settle that it is an event",
    "drop_event": "settle that it is no event",
    "settle_verdict": "settle what the article holds",
    "settle_answer": "settle {field}",
    "finish_adjudication": "say that the article is settled",
    "reopen_adjudication": "settle the article anew",
    "add_reason": "add the reason {name}",
    "judge_pair": "take the word on two events back",
    "judge_pair.same": "say that two events are one happening",
    "judge_pair.different": "say that two events are not one happening",
    "judge_articles": "take the word on two articles back",
    "judge_articles.same": "say that two articles are the same",
    "judge_articles.different": "say that two articles are different",
    "part_articles": "say that {count} articles are no copies of each other",
    "part_copies": "say that a group of copies tells {count} events",
    "code_once": "code {count} articles no more that are copies",
    "code_again": "code {count} copies again",
    "undo": "undo: {of}",
    "redo": "redo: {of}",
}


def label_of(label: Mapping[str, Any], codebook: Codebook) -> str:
    """The words of a label. A label that carries `value` (see `label_with_value`) names it; unknown ids stay ids."""
    name = str(label.get("id", ""))
    if name == "set_field":
        name += ".unknown" if "value" not in label else ".empty" if label["value"] in (None, [], "") else ""
    elif name in ("set_verdict", "screen") and label.get("verdict"):
        name += f".{label['verdict']}"
    elif name == "import_articles" and label.get("source"):
        name += ".named"
    elif name in ("add_comment", "ask_lead"):
        name += f".{label.get('on')}"
    elif name in ("judge_pair", "judge_articles") and label.get("judged"):
        name += f".{label['judged']}"
    elif name == "review":
        name += f".{label.get('outcome')}" + (".one" if label.get("count") == 1 else "")
    words = _WORDS.get(name)
    if words is None:
        return str(label.get("id", "")).replace("_", " ")
    parts = {key: _short(str(value)) if key in ("name", "old") else str(value) for key, value in label.items()}
    field = _field(codebook, str(label.get("field", "")))
    parts["field"] = in_language(title_of(field)) if field else str(label.get("field", "")).replace("_", " ")
    if field and "value" in label:
        parts["value"] = _short(show(codebook, field, label["value"], write="label"))
    if isinstance(label.get("of"), Mapping):
        parts["of"] = label_of(label["of"], codebook)
    return QCoreApplication.translate("labels", words).format_map(_Known(parts))


def label_with_value(step: Step, project: Project) -> Mapping[str, Any]:
    """The step's label with the value it set, where it set one field of an event."""
    event, field = step.place.get("event", ""), step.label.get("field", "")
    if step.label.get("id") != "set_field" or not event or not field:
        return step.label
    # An operation's changes share its time.
    changes = [one for one in project.history.of_value(event, f"values.{field}") if one.time == step.time]
    return {**step.label, "value": _value(changes[-1].new)} if changes else step.label


def _value(stored: Any) -> Any:
    import json

    return json.loads(stored) if isinstance(stored, str) else stored


def _field(codebook: Codebook, name: str) -> CodedField | None:
    top = name.partition(".")[0]
    return codebook.fields.get(top) or codebook.article_fields.get(top)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def verdict_reasons(codebook: Codebook, verdict: str) -> tuple[Reason, ...]:
    """What may be said for a verdict without events: the codebook's reasons for "no event", the program's for "unusable"."""
    if verdict == "no_event":
        return codebook.no_event_reasons
    words = {
        "unreadable": QCoreApplication.translate("labels", "Its text is broken or cut off"),
        "language": QCoreApplication.translate("labels", "I do not read its language"),
        "other": QCoreApplication.translate("labels", "Another reason, told in the memo"),
    }
    return tuple(Reason(code=code, label=label) for code, label in words.items())
