"""A lead's project for tests of adjudication: a codebook with two sides, a draft and a question about the article, and coders
who hand work in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tiny import TINY

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote

BOOK = (
    TINY.replace("name: tiny\n", "name: settled\n")
    .replace(
        "      - {name: note, type: long_text}\n",
        """      - {name: memo_text, type: long_text}
      - {name: actor1, type: text}
      - {name: actor2, type: text}
      - {name: tags, type: text, many: true}
      - {name: kind, type: text, derived: {lookup: {table: countries, key: [{field: country}], column: prefix}}}
      - {name: when_known, type: yes_no, default: "yes"}
      - {name: note, type: long_text, draft: {join: {values: [{field: type}, {field: country}], between: " in "}}}
""",
    )
    .replace(
        "{name: n, type: integer, minimum: 0}", "{name: n, type: integer, minimum: 0, missing: {'-9': unknown}, divide: even}"
    )
    .replace(
        "{name: event_date, type: date, required: true}",
        "{name: event_date, type: date, required: true, ranges: true, divide: day}",
    )
    .replace("at_most: 5", "at_most: 9")
    .replace("rules:\n", "rules:\n  - {id: D1, scope: dataset, key: [{field: event_date}, {field: country}], message: twice}\n")
    + """
article:
  - name: about
    fields:
      - {name: quality, type: code, codes: types}
      - {name: remark, type: long_text}
no_event_reasons: [{code: sport}, {code: past}]
pairing:
  compare: [{by: days, fields: [event_date]}]
  sides: [[actor1], [actor2]]
"""
)
TEXT = "Five or six died in Kirkuk on Monday when Alpha fought Beta."
EVENT: dict[str, Any] = {
    "event_date": "2020-01-06", "type": "A", "sub": "a1", "country": "Iraq", "n": 5, "actor1": "Alpha", "actor2": "Beta",
    "note": "A in Iraq",
}  # fmt: skip
SPANS = {"n": Quote("text", 0, 4, "Five"), "country": Quote("text", 20, 26, "Kirkuk"), "actor1": Quote("text", 42, 47, "Alpha")}


def settling_project(folder: Path, coders: Sequence[str] = ("A", "B"), articles: int = 1) -> Project:
    """An open project whose lead is L."""
    book = folder / "settled.yaml"
    book.write_text(BOOK, encoding="utf-8")
    project = Project.create(folder / "p.annotator", str(book), coder="L")
    project.articles.add([ArticleDraft(f"{TEXT} {number}", title=f"Title {number}") for number in range(articles)])
    for name in coders:
        project.coders.add(name)
    return project


def article(project: Project, number: int = 1) -> str:
    """The uid of an article."""
    found = project.articles.by_number(number)
    assert found is not None
    return found.uid


def code(
    project: Project, coder: str, *events: Mapping[str, Any], number: int = 1, verdict: str = "no_event", reason: str = "",
    answers: Mapping[str, Any] | None = None, done: bool = True,
) -> list[str]:  # fmt: skip
    """Lets a coder code an article, with evidence where there is some; the lead works again behind it. Gives the events."""
    lead = project.coder
    project.work_as(project.coders.named(coder))
    coding = project.codings.begin(article(project, number), project.coder.uid).uid
    made = [project.events.add(coding, values).uid for values in events]
    for uid, values in zip(made, events, strict=True):
        for field, quote in SPANS.items():
            if field in values:
                project.evidence.add(uid, field, [quote])
    if not events:
        project.codings.set_verdict(coding, verdict, reason)  # type: ignore[arg-type]
    for field, value in (answers or {}).items():
        project.codings.set_answer(coding, field, value)
    if done:
        project.finish(coding)
    project.work_as(lead)
    return made


def as_coder(project: Project, coder: str, event: str, **values: Any) -> None:
    """Lets a coder change an event and hand it in again."""
    lead = project.coder
    project.work_as(project.coders.named(coder))
    project.events.set_values(event, values)
    project.finish(project.events.get(event).coding)
    project.work_as(lead)


def coders_rows(project: Project) -> list[Any]:
    """Everything coders wrote, row by row."""
    theirs = "SELECT uid FROM coding WHERE standing = 'coded'"
    found: list[Any] = []
    for table, where in (
        ("coding", "standing = 'coded'"), ("event", f"coding IN ({theirs})"), ("mention", f"coding IN ({theirs})"),
        ("evidence", f"owner IN ({theirs}) OR owner IN (SELECT uid FROM event WHERE coding IN ({theirs}))"),
    ):  # fmt: skip
        found += [(table, *row) for row in project.database.all(f"SELECT * FROM {table} WHERE {where} ORDER BY uid")]
    return found
