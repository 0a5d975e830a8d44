"""A small project of all that formats stumble over: scripts, line ends, quotes, nulls, missing codes, lists, groups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote

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
