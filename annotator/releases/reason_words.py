"""What was done, in the words of `changes.csv`, by the id of the operation.

Owns the words alone. They are of a dataset that is given out: they say what was done, not on which screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..project.history import Label

WORDS = {
    # Values and events.
    "set_field": "{field} was edited", "take_value": "{field} was taken from the text",
    "take_from_previous": "{field} was taken from the event before", "set_answer": "{field} was answered",
    "add_event": "an event was added", "copy_event": "an event was copied", "divide_event": "an event was divided",
    "combine_events": "two events were combined", "remove_event": "an event was removed", "move_event": "an event was moved",
    "overrule": "an error was overruled", "import_events": "events were imported",
    "import_codings": "codings were brought in", "take_precoded_event": "an event of a model was taken",
    "external_id": "an id was given",
    "add_evidence": "evidence for {field} was added", "move_evidence": "the evidence for {field} was changed",
    "remove_evidence": "evidence was removed", "set_evidence_status": "where {field} comes from was said anew",
    "add_mention": "a mention was marked", "remove_mention": "a mention was removed",
    "set_memo": "the memo was written",
    # Codings.
    "begin_coding": "a coding was begun", "done": "a coding was done", "reopen": "a coding was opened again",
    "set_verdict": "what the article holds was said anew", "review": "a coding was {outcome}",
    "screen": "the article was judged in the first pass", "take_as_standard": "a coding was made a standard",
    # What a lead settles.
    "begin_adjudication": "the article is being settled", "finish_adjudication": "the article was settled",
    "reopen_adjudication": "the article is being settled anew", "settle_value": "{field} was settled",
    "settle_values": "answers were settled", "settle_answer": "{field} was settled",
    "settle_evidence": "the evidence for {field} was settled", "settle_event": "an event was settled",
    "drop_event": "an event was settled to be none", "settle_verdict": "what the article holds was settled",
    "judge_pair": "whether two events are one happening was said", "add_reason": "a reason to settle by was added",
    # Incidents.
    "link_events": "events were linked", "accept_candidates": "events were linked", "add_to_incident": "an event was linked",
    "separate_event": "an event was separated", "part_events": "events were told apart", "mark_same": "events were linked",
    "mark_different": "events were told apart", "settle_incident": "{field} of the incident was settled",
    "unsettle_incident": "what was settled of the incident was taken back", "number_events": "an id was given",
    "number_release": "an id was given",
    # Work that comes and goes.
    "merge": "a coder's file came in", "take_in": "a coder's file came in", "settle": "two states of a coding were settled",
    "package": "a file was made for a coder", "hand_out": "articles were handed out", "withdraw": "articles were withdrawn",
    "reassign": "articles were given to other coders", "retest": "articles were given out once more",
    "give_round": "a round was given to coders", "add_round": "a round was added", "set_round": "a round was changed",
    "add_precodings": "a model's values were offered", "remove_precodings": "a model's offers were taken away",
    "remove_round": "a round was taken away", "record_result": "a result was recorded", "judge_round": "a round was judged",
    # Articles.
    "import_articles": "articles were imported", "correct_article": "the article's {field} was corrected",
    "replace_text": "the article's text was corrected", "note_languages": "the article's language was noted",
    "mark_content": "the article's content was marked",
    "unmark_content": "a mark of the article's content was taken away",
    "refuse_content": "a mark of the article's content was left out",
    "judge_articles": "whether two articles are the same was said",
    "part_articles": "articles were said to be no copies of each other",
    "part_copies": "articles were said to tell different events",
    "code_once": "the article was marked as a copy of another", "code_again": "the article is no copy of another any more",
    # The codebook and the registers.
    "adopt_codebook": "codebook {name} {version} was adopted", "add_ruling": "a ruling was made",
    "change_ruling": "a ruling was changed", "remove_ruling": "a ruling was taken back",
    "add_entry": "the register's entry “{name}” was added", "propose_entry": "the register's entry “{name}” was proposed",
    "change_entry": "the register's entry “{name}” was changed", "learn_entries": "the register took names from events",
    "rename_entry": "the register's entry “{old}” was renamed to “{name}”", "import_entries": "the register was imported",
    "add_places": "the register took places in", "judge_entries": "names of the register were judged",
    # What bears on no value, and is told where the history names nothing else.
    "new_project": "the project was begun", "add_coder": "a coder was added", "rename_coder": "a coder was renamed",
    "change_coders": "who codes was changed", "make_lead": "a coder became a lead", "make_coder": "a lead became a coder",
    "remove_coder": "a coder was taken away", "bring_coder_back": "a coder was brought back",
    "withhold_offers": "offers were withheld", "allow_offers": "offers were allowed",
    "set_content_names": "the list of content marks was changed", "set_usual_a_day": "a setting was changed",
    "keep_times": "a setting was changed", "keep_no_times": "a setting was changed", "set_care": "a setting was changed",
    "set_flag": "a flag was set", "unset_flag": "a flag was taken away", "add_comment": "a comment was made",
    "answer_comment": "a comment was answered", "change_comment": "a comment was changed",
    "remove_comment": "a comment was removed", "ask_lead": "a question was asked", "answer_question": "a question was answered",
    "change_question": "a question was changed", "remove_question": "a question was taken back",
    "add_search": "a search was noted", "change_search": "what is noted of a search was changed",
    "remove_search": "a search was taken out of the log", "save_filter": "a filter was saved",
    "rename_filter": "a filter was renamed", "remove_filter": "a filter was removed",
    "make_splits": "parts of training data were made", "clear_splits": "parts of training data were taken away",
}  # fmt: skip
"""By the operation's id, as far as its first dot."""


def done(label: Label) -> Mapping[str, Any]:
    """What was done, below undo and redo."""
    while label.get("id") in ("undo", "redo") and isinstance(label.get("of"), dict):
        label = label["of"]
    return label


def with_field(label: Label, field: str) -> Label:
    """What was done, told of this field: one step may write several."""
    if label.get("id") in ("undo", "redo") and isinstance(label.get("of"), dict):
        return {**label, "of": with_field(label["of"], field)}
    return {**label, "field": field}


def in_words(label: Label) -> str:
    """What was done, in words; of an id that a later program made, the id."""
    made = done(label)
    values = {name: made.get(name, "") for name in ("field", "name", "old", "version", "outcome")}
    known = WORDS.get(str(made.get("id")).partition(".")[0])
    words = known.format(**values) if known else str(made.get("id", "")).replace("_", " ")
    return f"taken back: {words}" if label.get("id") == "undo" else words
