"""Small projects of all that formats stumble over: scripts, line ends, quotes, nulls, missing codes, lists, groups; and, for
formats of marked texts, overlaps, empty texts, mentions, several coders, values that the text nowhere says."""

from __future__ import annotations

import json
import keyword
from pathlib import Path
from typing import Any

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Part, Quote
from annotator.project.incident_links import incident_of_id, judge

LONG_NAME = "a_question_with_a_name_of_forty_letters_"
ODD = f"""
annotator_codebook: 1
name: odd
title: Odd things
lists:
  kinds:
    codes: [{{code: "1", label: Clash}}, {{code: "7", label: "Été “chaud”, 抗议"}}]
  shades:
    codes:
      - {{code: dark, label: Same, children: [{{code: black, label: احتجاج 😀}}]}}
      - {{code: light, label: Same}}
sections:
  - name: what
    fields:
      - {{name: event_date, title: When it was, type: date, ranges: true}}
      - {{name: told, type: date, missing: {{"-9": Not said}}}}
      - {{name: kind, title: "Kind\\nof happening", type: code, codes: kinds, missing: {{"-9": Not said, "-99": In words}}}}
      - {{name: shade, type: code, codes: shades}}
      - {{name: deaths, title: Deaths, type: number, missing: {{"-9": Not said}}}}
      - {{name: arrested, type: integer, missing: {{"-9": Not said, "-99": In words}}}}
      - {{name: share, type: decimal}}
      - {{name: latitude, type: decimal, finds: latitude}}
      - {{name: longitude, type: decimal, finds: longitude}}
      - {{name: place, type: text, missing: {{"-9": Not said}}}}
      - {{name: long, type: text}}
      - {{name: sources, type: text, many: true}}
      - {{name: note, type: long_text}}
      - {{name: {LONG_NAME}, title: The first, type: integer}}
      - {{name: {LONG_NAME}b, title: {"The second " * 30}, type: integer}}
      - name: actors
        type: group
        most: 2
        fields:
          - {{name: name, type: text}}
          - {{name: shade, type: code, codes: shades}}
          - {{name: killed, type: number, missing: {{"-9": Not said}}}}
article:
  - name: whole
    fields: [{{name: scope, type: code, codes: kinds}}]
no_event_reasons: [{{code: sport, label: Sport}}]
summary: [event_date]
"""
TITLE = '👩‍👩‍👧 “قال” \n "Clash", 示威; =1+1'
NOTE = 'First line\nsecond, with "quotes"; \ttab; قال الشهود 😀 抗议\r= done'
LONG_NOTE = "é😀" * 20_000
FULL: dict[str, Any] = {
    "event_date": "2020-06-01/2020-06-03", "told": "2020-06-02", "kind": "7", "shade": "black",
    "deaths": {"low": 1, "best": 2, "high": 5}, "arrested": 12, "share": 0.1, "latitude": 35.4681, "longitude": -44.25,
    "place": "كركوك", "long": "a short one", "sources": ["A; B", "抗议"], "note": NOTE, LONG_NAME: 1, f"{LONG_NAME}b": 2,
    "actors": [
        {"name": "One", "shade": "dark", "killed": {"missing": "-9"}}, {"name": "Two, “2”", "killed": 3}, {"name": "Third"},
    ],
}  # fmt: skip
GONE = {"missing": "-9"}
MISSING: dict[str, Any] = {
    "event_date": "2020-02", "told": GONE, "kind": {"missing": "-99"}, "shade": "unheard of", "deaths": GONE,
    "arrested": {"missing": "-99"}, "latitude": 91.0, "longitude": 10.0, "place": GONE, "note": LONG_NOTE,
    "long": LONG_NOTE[:3000],
}  # fmt: skip
ROUGH: dict[str, Any] = {"told": "2020-05", "shade": "light", "kind": "1", "arrested": "dozens"}
EVENTS = (FULL, MISSING, ROUGH, {})


def odd_project(folder: Path) -> Project:
    """Articles of two, one, no and one events, all done; the last event has no answers."""
    path = folder / "odd.yaml"
    path.write_text(ODD, encoding="utf-8")
    project = Project.create(folder / "odd.annotator", str(path), coder="Anna Real")
    for number, events in enumerate((EVENTS[:2], EVENTS[2:3], (), EVENTS[3:]), start=1):
        date = "2020-06-02" if number < 3 else ""
        project.articles.add([ArticleDraft(f"Text {number}: Two died in Kirkuk.", title=TITLE, date=date, source="AFP")])
        article = project.articles.by_number(number)
        assert article is not None
        coding = project.codings.begin(article.uid, project.coder.uid)
        if not events:
            project.codings.set_verdict(coding.uid, "no_event", "sport")
        elif number == 1:
            project.codings.set_answer(coding.uid, "scope", "7")
        for values in events:
            event = project.events.add(coding.uid, values)
            if values is FULL:
                project.evidence.add(event.uid, "place", [Quote("text", 8, 19, "Two died in")])
                project.evidence.add(event.uid, "deaths", [Quote("text", 8, 16, "Two died")])
                project.evidence.add(event.uid, "sources", [Quote("text", 0, 4, "Text")], item="A; B")
                project.evidence.set_status(event.uid, "actors", "inferred", item="2.killed")
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))
    return project


# --- marked texts -----------------------------------------------------------------------------------------------------

ODD_TEXTS = ODD.replace("name: odd\n", "name: odd_texts\n", 1).replace(
    "      - {name: long, type: text}\n",
    "      - {name: long, type: text}\n      - {name: year, type: integer, derived: {year: {field: told}}}\n",
)
"""The same codebook with a field that follows from another one."""
MANY_SCRIPTS = (
    "😀 Two died in كركوك on 2 June.\n\nقال الشهود إن الشرطة “أطلقت النار” 抗议者说警察开枪。\n"
    "\tPolice fired on the crowd 👩‍👩‍👧; a day later, two were arrested.\n\nA strike was planned for Monday."
)
"""Letters beyond the BMP, joined emoji, right-to-left and CJK, tabs and empty lines."""
MANY_TITLE = "抗议: “Clash” 😀 in كركوك"


def stands(article: str, words: str, part: Part = "text", nth: int = 0) -> Quote:
    """Where words stand in a text, the first time or a later one."""
    start = -1
    for _ in range(nth + 1):
        start = article.index(words, start + 1)
    return Quote(part, start, start + len(words), words)


def odd_texts(folder: Path) -> Project:
    """Five articles. 1: two events by the lead with overlaps, title spans, fragments, an inferred and a derived value, a
    mention; one by another coder. 2: no title, no event, two mentions. 3: a stub without a text, one event. 4: a text with no
    letters, unusable. 5: not coded. A model coded 1 and 2, too. All codings are done; that of the model is not."""
    path = folder / "odd_texts.yaml"
    path.write_text(ODD_TEXTS, encoding="utf-8")
    project = Project.create(folder / "odd_texts.annotator", str(path), coder="Anna Real")
    project.articles.add([
        ArticleDraft(MANY_SCRIPTS, MANY_TITLE, "2020-06-03", "AFP; “news”", "https://example.org/1", "en", "X-1",
                     extra={"desk": "世界"}),
        ArticleDraft("Five were injured in 2019.\nThe team lost 3:1.", "", None, "", language="en"),
        ArticleDraft("", "A row without a text", "2020-06-04", "ACLED", external_id="IRQ1", stub=True),
        ArticleDraft("… — 😀 —\n", "No words", "2020-06-05", "AFP"),
        ArticleDraft("Nobody has coded this yet.", "Later", "2020-06-06", "AFP"),
    ])  # fmt: skip
    lead, other = project.coder, project.coders.add("Ben “B” Real")
    model = project.coders.add("model-1", kind="model")
    text = project.articles.by_number(1)
    assert text is not None
    first, title = text.text, text.title

    coding = project.codings.begin(text.uid, lead.uid)
    project.codings.set_answer(coding.uid, "scope", "7")
    project.evidence.add(coding.uid, "scope", [stands(title, "抗议", "title")])
    one = project.events.add(coding.uid, {**FULL, "sources": ["AFP", "قال الشهود"]})
    for field, item, quotes in (
        ("kind", "", [stands(title, "Clash", "title")]),
        ("deaths", "", [stands(first, "Two died")]),
        ("place", "", [stands(first, "كركوك"), stands(title, "كركوك", "title")]),
        ("note", "", [stands(first, "Two died in كركوك on 2 June.\n\nقال الشهود")]),
        ("event_date", "", [stands(first, "on 2 June")]),
        ("sources", "قال الشهود", [stands(first, "قال الشهود")]),
        ("actors", "1.name", [stands(first, "الشرطة")]),
        ("actors", "2.name", [stands(first, "警察"), stands(first, "Police")]),
        ("told", "", [stands(first, "2 June")]),
    ):
        project.evidence.add(one.uid, field, quotes, item=item)
    project.evidence.set_status(one.uid, "arrested", "inferred")
    project.evidence.set_status(one.uid, "actors", "inferred", item="2.killed")
    project.evidence.set_status(one.uid, "latitude", "outside", link="https://example.org/map", note="a map")
    two = project.events.add(coding.uid, {**MISSING, "note": LONG_NOTE[:500], "long": None, "told": "2020-06-02"})
    project.evidence.add(two.uid, "shade", [stands(first, "Police fired on the crowd 👩‍👩‍👧")])
    project.evidence.add(two.uid, "deaths", [stands(first, "Two died")])
    project.evidence.add_mention(coding.uid, [stands(first, "A strike was planned")], "planned", "“next” week")
    _done(project, coding.uid)

    coding = project.codings.begin(text.uid, other.uid)
    three = project.events.add(coding.uid, {"kind": "1", "arrested": 2, "place": "Kirkuk"})
    project.evidence.add(three.uid, "arrested", [stands(first, "two were arrested")])
    project.evidence.add(three.uid, "kind", [stands(first, "fired"), stands(first, "arrested")])
    _done(project, coding.uid)
    project.events.add(project.codings.begin(text.uid, model.uid).uid, {"kind": "7"})

    second = project.articles.by_number(2)
    assert second is not None
    coding = project.codings.begin(second.uid, lead.uid)
    project.codings.set_verdict(coding.uid, "no_event", "sport")
    project.evidence.add_mention(coding.uid, [stands(second.text, "Five were injured")], "background")
    project.evidence.add_mention(coding.uid, [stands(second.text, "injured"), stands(second.text, "lost")], "background")
    _done(project, coding.uid)
    coding = project.codings.begin(project.articles.uid_of(3), lead.uid)
    project.events.add(coding.uid, {"event_date": "2020-06", "place": "كركوك"})
    _done(project, coding.uid)
    coding = project.codings.begin(project.articles.uid_of(4), lead.uid)
    project.codings.set_verdict(coding.uid, "unusable")
    _done(project, coding.uid)
    return project


SAID: dict[tuple[int, str], list[dict[str, Any]]] = {
    (1, "coder1"): [
        {
            "event_date": FULL["event_date"], "told": "2020-06-02", "kind": "7", "deaths": FULL["deaths"], "place": "كركوك",
            "sources": ["قال الشهود"], "note": NOTE, "actors": [{"name": "One"}, {"name": "Two, “2”"}],
        },
        {"shade": "unheard of", "deaths": GONE},
    ],
    (1, "coder2"): [{"kind": "1", "arrested": 2}],
    (3, "coder1"): [{}],
}  # fmt: skip
"""What words of `odd_texts` say, by article and coder, written down by hand: an item of a list, or a part of a group, without
words of its own is not said beside one that has some."""
ANSWERS_SAID = {(1, "coder1"): {"scope": "7"}}
"""The same of answers on the articles."""


def _done(project: Project, coding: str) -> None:
    with project.history.operation({"id": "test"}):
        project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding,))


# --- odd names --------------------------------------------------------------------------------------------------------

ODD_NAMES = (
    *(one for one in keyword.kwlist if one.islower()), "self", "type", "value", "values", "get", "set", "get_covered_text",
    "begin", "end", "sofa", "xmi_id", "elements", "roles", "role", "target", "field", "fields", "item", "items", "uid",
    "note", "notes", "part", "about", "inferred", "derived", "about_", "class_", "codings",
    "reason", "reason_missing", "text", "title", "date", "source", "url", "number", "label", "labels",
    "events", "evidence", "mentions", "meta", "kind", "spans", "start", "answers", "external_id", "body",
    "split", "extra", "file", "quotes", "all", "train", "cats", "ents", "user_data", "n", "y", "null_",
)  # fmt: skip
"""Fields called as words of Python, or as what formats have for themselves."""
NAMES = f"""
annotator_codebook: 1
name: names
lists:
  kinds: {{codes: [{{code: Battle}}, {{code: "A|B c"}}]}}
sections:
  - name: what
    fields:
      - {{name: what_kind, type: code, codes: kinds}}
      - {{name: who, type: text, many: true}}
{"".join(f"      - {{name: {json.dumps(one)}, type: text}}" + chr(10) for one in ODD_NAMES)}
article:
  - name: whole
    fields: [{{name: scope, type: text}}, {{name: topics, type: text, many: true}}]
mention_reasons: [{{code: not_now}}, {{code: background}}]
summary: [what_kind]
"""
SAID_IN_LINES = "Two died in Kirkuk.\nMore text here.\n\nPolice shot protesters."
REASON_IN_LINES = "odd\nT90\tEvent 0 3\tTwo\nE90\tEvent:T90"
"""A reason that would be an event in brat, if it stood in a line of its own."""


def odd_names(folder: Path) -> Project:
    """One article, done: an event with an id of its own, an answer to every field, a list of which one item is said; mentions
    with reasons that have signs and line ends, and one whose spans adjoin but for a line end."""
    path = folder / "names.yaml"
    path.write_text(NAMES, encoding="utf-8")
    project = Project.create(folder / "names.annotator", str(path), coder="Anna Real")
    project.articles.add([
        ArticleDraft(SAID_IN_LINES, "A  title\nin Kirkuk", "2020-06-02", "AFP", external_id="ART-1"),
    ])  # fmt: skip
    article = project.articles.by_number(1)
    assert article is not None
    text, title = article.text, article.title
    coding = project.codings.begin(article.uid, project.coder.uid)
    project.codings.set_answer(coding.uid, "scope", "guessed")
    project.evidence.set_status(coding.uid, "scope", "inferred")
    project.codings.set_answer(coding.uid, "topics", ["protest", "police"])
    project.evidence.add(coding.uid, "topics", [stands(text, "Police")], item="police")
    event = project.events.add(
        coding.uid,
        {"what_kind": "A|B c", "who": ["protesters", "Government"]} | {name: f"said {name}" for name in ODD_NAMES},
    )
    for name in ODD_NAMES[::2]:
        project.evidence.add(event.uid, name, [stands(text, "Two died")])
    project.evidence.add(event.uid, "who", [stands(text, "protesters")], item="protesters")
    project.evidence.set_status(event.uid, "who", "inferred", item="Government")
    project.evidence.add(event.uid, "what_kind", [Quote("title", 0, len(title), title)])
    project.evidence.add_mention(coding.uid, [stands(text, "Kirkuk."), stands(text, "More")], "not_now", "a note")
    project.evidence.add_mention(coding.uid, [stands(text, "here.")], "background")
    project.evidence.add_mention(coding.uid, [stands(text, "shot")], REASON_IN_LINES)
    _done(project, coding.uid)
    with project.history.operation({"id": "test"}):
        judge(project.database, event.uid, incident_of_id(project.database, "EVT-77")[0], "same")
    return project
