"""A project with everything a release must tell apart: incidents of one and several events, merged ids, double coding,
adjudication, articles of every status, fields that are not released, and words that people took from their articles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.codings import MAIN
from annotator.project.evidence import Quote
from annotator.project.history import new_uid
from annotator.releases.agreed import figures_of, measured
from annotator.releases.held_back import hold_back_texts
from annotator.releases.options import ReleaseOptions
from annotator.releases.parts import write_parts
from annotator.releases.taken import Taken, choose_rows
from annotator.writing import Outputs

SECRET, PART_SECRET = "planted-secret-77", "planted-part-88"
BOOK = """
annotator_codebook: 1
name: parts
title: Clashes and others
lists:
  kinds:
    codes:
      - {code: "01", label: Clash, definition: Two sides fight.}
      - {code: "02", label: Protest, definition: People gather.}
  exact: {codes: [{code: "1", label: Day}, {code: "2", label: Month}]}
sections:
  - name: what
    fields:
      - {name: event_date, title: When, type: date, precision: exactness}
      - {name: exactness, type: code, codes: exact}
      - {name: kind, title: Kind, type: code, codes: kinds, definition: What it was., missing: {"-9": Not said}}
      - {name: country, type: text, finds: country}
      - {name: deaths, title: Deaths, type: integer, finds: dead, minimum: 0, missing: {"-9": Not said}}
      - {name: crowd, type: number}
      - {name: note, title: Note, type: long_text}
      - {name: inner, title: Inner remark, type: text, released: false}
      - {name: size, type: decimal}
      - name: actors
        title: Actors
        type: group
        most: 2
        fields: [{name: role, type: text}, {name: phone, type: text, released: false}]
article:
  - {name: whole, fields: [{name: scope, title: Scope, type: code, codes: kinds}, {name: private, type: text, released: false}]}
no_event_reasons: [{code: sport, label: Sport}]
mention_reasons: [{code: background, label: Background}]
rules: [{id: R1, field: deaths, check: {field: deaths, at_most: 500}, message: "{deaths} are many"}]
numbering: {prefix: "CL", pattern: "^CL[0-9]+$"}
summary: [event_date, kind]
"""
REPEATED = "the gunmen opened fire on the crowd near the old market"
TEXTS = (
    f"Kirkuk saw it again on Tuesday. Two died when {REPEATED}, police said. Nobody was arrested for hours.",
    "Eight people were hurt in the same clash at the market. A doctor told the agency that 3 had died of wounds.",
    "Another report of the market shooting came from a witness. It said nothing about who had started the fight.",
    "Thousands marched through the capital of the province. 👩‍👩‍👧 قال الشهود إن المظاهرة كانت سلمية تماما. "
    "示威者走上街头反对新的法律和高物价。",
    "The home side won the derby by four goals to nothing at all.",
    "Page not found, please try again at some later time of the day.",
    "Farmers blocked a road in the north for several hours in the morning. Nobody was hurt in this long protest.",
    "Shots were heard in the evening near the eastern bridge of the town. Two coders read this report of the shots.",
    "A bomb went off close to the station and wounded five travellers. Officials gave no further details about it.",
    "Nobody has read this article about the weather in the mountains yet.",
    "This recipe for lentil soup has been passed down in one family for years.",
    "Farmers blocked a road in the north for several hours in the morning, a copy of it.",
)


def _do(project: Project, sql: str, *values: Any) -> None:
    with project.history.operation({"id": "test"}):
        project.database.run(sql, values)


def _coded(project: Project, number: int, coder: str, events: list[dict[str, Any]], state: str = "done") -> list[str]:
    article = project.articles.by_number(number)
    assert article is not None
    coding = project.codings.begin(article.uid, project.coders.named(coder).uid)
    uids = [project.events.add(coding.uid, values).uid for values in events]
    if state != "open":
        _finish(project, uids[0], state)
    return uids


def _finish(project: Project, event: str, state: str = "done") -> None:
    """Of a coding of some event; `forced` though errors stand in it."""
    coding = project.events.get(event).coding
    if state != "forced":
        project.finish(coding)
    if state != "done":
        _do(project, "UPDATE coding SET state = ? WHERE uid = ?", "approved" if state == "approved" else "done", coding)


def _no_event(project: Project, number: int, coder: str, verdict: str, reason: str) -> None:
    article = project.articles.by_number(number)
    assert article is not None
    coding = project.codings.begin(article.uid, project.coders.named(coder).uid)
    project.codings.set_verdict(coding.uid, verdict, reason)  # type: ignore[arg-type]
    project.finish(coding.uid)


def make(folder: Path) -> Project:
    """The project, open. Articles 1 to 3 tell one clash: 1 and 2 are linked, 3 is linked later and its incident merged."""
    path = folder / "parts.yaml"
    path.write_text(BOOK, encoding="utf-8")
    project = Project.create(folder / "parts.annotator", str(path), coder="Lena Lead", name="Clashes, “2020”")
    for number, text in enumerate(TEXTS, start=1):
        source = ("AFP", "Reuters", "afp ")[number % 3]
        project.articles.add([
            ArticleDraft(text, title=f"Title of report {number}", date=f"2020-06-{number:02}", source=source,
                         url=f"https://example.org/{number}", external_id=f"X{number}")
        ])  # fmt: skip
    for name in ("Berta Real", "Carl Real"):
        project.coders.add(name)
    with_secret = {"inner": SECRET, "actors": [{"role": "rebels", "phone": PART_SECRET}, {"role": "army"}, {"role": "third"}]}
    clash = {"event_date": "2020-06-02", "exactness": "1", "kind": "01", "country": "Iraq", **with_secret}
    one = _coded(project, 1, "Berta Real", [{**clash, "deaths": 2, "note": f"It says that {REPEATED}, no more."}], "open")
    two = _coded(project, 2, "Berta Real", [{**clash, "deaths": 3, "note": "A short own note."}], "open")
    _mark(project, one[0], two[0])
    _finish(project, one[0], "approved")
    _finish(project, two[0])
    three = _coded(
        project, 3, "Carl Real", [{"event_date": "2020-06-01", "exactness": "2", "kind": {"missing": "-9"}, "crowd": 40}]
    )
    _coded(project, 4, "Carl Real", [
        {"event_date": "2020-06-04", "kind": "02", "country": "Syria", "crowd": {"low": 1000, "high": 5000}, "size": 0.5,
         "deaths": {"missing": "-9"}},
        {"event_date": "2020-06-04", "kind": "03", "deaths": "dozens"},
    ], "forced")  # fmt: skip
    _no_event(project, 5, "Berta Real", "no_event", "sport")
    _no_event(project, 6, "Berta Real", "unusable", "a broken page")
    _coded(project, 7, "Berta Real", [{"kind": "02"}], "open")
    for coder, deaths in (("Berta Real", 1), ("Carl Real", 4)):
        _coded(project, 8, coder, [{"event_date": "2020-06-08", "kind": "01", "deaths": deaths, "inner": SECRET}])
    settled = _adjudicated(project, 9)
    _do(project, "UPDATE article SET duplicate_of = (SELECT uid FROM article WHERE number = 7) WHERE number = 12")
    project.screening.set(project.articles.uid_of(11), "not", "cooking")
    project.screening.set(project.articles.uid_of(1), "relevant")
    with project.history.operation({"id": "test"}):
        project.database.run(
            'INSERT INTO search_record (uid, name, "query", first, last, hits, retrieved, duplicates) '
            "VALUES ('s1', 'Factiva', 'clash OR protest', '2020-06-01', '2020-06-30', 40, 14, 2)"
        )
    for event in (one[0], three[0], settled):
        project.incidents.number([event])
    project.incidents.link([one[0], two[0]], "the same market")
    project.incidents.link([one[0], three[0]])
    return project


def _adjudicated(project: Project, number: int) -> str:
    for coder, deaths in (("Berta Real", 0), ("Carl Real", 0)):
        _coded(project, number, coder, [{"event_date": "2020-06-09", "kind": "01", "deaths": deaths, "country": "Iraq"}])
    article, coding, event = project.articles.uid_of(number), new_uid(), new_uid()
    with project.history.operation({"id": "test"}):
        project.database.run(
            "INSERT INTO coding (uid, article, coder, round, standing, state, verdict) "
            "VALUES (?, ?, ?, ?, 'adjudicated', 'done', 'events')",
            (coding, article, project.coder.uid, MAIN),
        )
        project.database.run(
            'INSERT INTO event (uid, coding, position, "values", codebook) VALUES (?, ?, 1, ?, ?)',
            (event, coding, json.dumps({"event_date": "2020-06-09", "kind": "01", "deaths": 0, "inner": SECRET}),
             project.codebook_uid),
        )  # fmt: skip
    return event


def _quote(text: str, words: str, part: str = "text") -> Quote:
    start = text.index(words)
    return Quote(part, start, start + len(words), words)  # type: ignore[arg-type]


def _mark(project: Project, one: str, two: str) -> None:
    project.evidence.add(one, "deaths", [_quote(TEXTS[0], "Two died"), _quote(TEXTS[0], "police said")])
    project.evidence.add(one, "kind", [_quote(TEXTS[0], REPEATED)], origin="taken")
    project.evidence.add(one, "event_date", [_quote("Title of report 1", "report 1", "title")])
    project.evidence.add(one, "inner", [_quote(TEXTS[0], "Nobody was arrested for hours")])
    project.evidence.add(one, "actors", [_quote(TEXTS[0], "gunmen")], item="1.role")
    project.evidence.add(one, "actors", [_quote(TEXTS[0], "on Tuesday")], item="1.phone")
    project.evidence.set_status(one, "country", "inferred", note="Nobody was arrested for hours.")
    project.evidence.add(two, "deaths", [_quote(TEXTS[1], "3 had died")])
    coding = project.events.get(two).coding
    project.evidence.add_mention(coding, [_quote(TEXTS[1], "A doctor told the agency")], "background", "Not an event.")
    project.codings.set_answer(coding, "scope", "01")
    project.codings.set_answer(coding, "private", SECRET)


@contextmanager
def taken_of(project: Project, folder: Path, options: ReleaseOptions | None = None) -> Iterator[Taken]:
    """The ground of a release, its TEMP tables filled; files get their names at the end."""
    options = options or ReleaseOptions()
    chosen, counts = choose_rows(project, options)
    if options.texts == "none":
        hold_back_texts(project)
    with Outputs(root=folder) as outputs:
        yield Taken(project, options, 1, "2026-03-01T12:00:00Z", outputs, folder, chosen, counts, agreement=measured(project))
        outputs.place()


def write(project: Project, folder: Path, options: ReleaseOptions | None = None) -> dict[str, Any]:
    """All parts, in a folder; gives what was counted."""
    folder.mkdir()
    with taken_of(project, folder, options) as taken:
        return write_parts(taken, figures_of(taken.agreement) if taken.agreement else None)
