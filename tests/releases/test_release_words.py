"""A sentence of an article in every place that somebody can write to, and a whole release without texts, all of it opened."""

from __future__ import annotations

import csv
import html
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from released import BOOK, EVENT, code, coding, event, make_project, uid_of

from annotator.formats.registry import writable
from annotator.project import Project
from annotator.project import adjudication as adj
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote
from annotator.releases.neighbours import Neighbours, given_codes, without_names
from annotator.releases.options import ReleaseOptions, Texts
from annotator.releases.release import release
from annotator.releases.taken import choose_rows
from annotator.releases.texts import rule_of

FIELDS = ("event_date", "type", "sub", "country", "n", "note", "size", "labels", "role", "count")
EVERYWHERE = ("reason", "screening", "extra", "answer", "answered", "item", "link", "evidence_note", "mention", "mention_note",
              "settled", "settle_reason", "link_reason", "decision", "lead", "comment", "memo", "question",
              "submitted", "submitted_reason", "submitted_item")  # fmt: skip
PLACES = (*FIELDS, *EVERYWHERE)
SILENT = {"comment", "memo", "question", "item"}
"""Places of which no release tells anything, or of which the words have no place of their own where texts are full."""
TYPED = """
      - {name: size, type: decimal}
      - {name: labels, type: tags}
      - {name: who, type: group, most: 1, fields: [{name: role, type: text}, {name: count, type: integer}]}
"""
ASKED = """article:
  - {name: whole, fields: [{name: scope, type: code, codes: types}, {name: remark, type: text}]}
mention_reasons: [{code: background}]
rules:"""
WIDE = BOOK.replace("released: false}", "released: false}" + TYPED.rstrip()).replace("rules:", ASKED, 1)
JOINED, TWICE, BARE, UNREAD = (9, 10, 11), 12, (13, 14, 15), 16


def said(number: int, place: str) -> str:
    """A sentence that only that article holds."""
    return f"Words number {number} for {place.replace('_', ' ')} stand in no other text at all."


def make(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Articles 9 to 11 tell one incident, 11 is settled; 12 was coded twice and not settled; 13 to 15 hold no event;
    16 is not read."""
    monkeypatch.setattr("released.BOOK", WIDE)
    project = make_project(folder)
    project.articles.add(
        ArticleDraft(
            "Two died. " + " ".join(said(number, place) for place in PLACES), title=f"T{number}", date="2020-06-04", source="S"
        )
        for number in range(9, 17)
    )
    for number in (9, 10):
        code(project, number, "B2", {**EVENT, "n": 2})
    for number in (11, TWICE):
        code(project, number, "B2", {**EVENT, "n": 2})
        code(project, number, "C3", {**EVENT, "n": 3})
    settled = adj.begin(project, uid_of(project, 11), [[event(project, 11), event(project, 11, "C3")]])
    adj.write(project, project.events.of(settled.uid)[0].uid, "n", 2, "misread", "read again")
    adj.finish(project, settled.uid)
    project.incidents.link([event(project, 9), event(project, 10), project.events.of(settled.uid)[0].uid], "the same")
    for number in BARE:
        code(project, number, "B2", None)
    return project


def plant(project: Project, words: Any) -> None:
    """Writes `words(number, place)`, a sentence of some article, into every place there is about each article."""
    do = project.database.run
    with project.history.operation({"id": "test"}):
        for number in (*JOINED, TWICE):
            for uid, values in project.database.all(
                'SELECT e.uid, e."values" FROM event e JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article '
                "WHERE a.number = ?", (number,)
            ):  # fmt: skip
                told = {name: words(number, name) for name in FIELDS}
                told["labels"] = [told["labels"]]
                told["who"] = [{"role": told.pop("role"), "count": told.pop("count")}]
                extra = {"from_outside": words(number, "extra")}
                do('UPDATE event SET "values" = ?, extra = ? WHERE uid = ?',
                   (json.dumps({**json.loads(values), **told}), json.dumps(extra), uid))  # fmt: skip
            article = uid_of(project, number)
            do("UPDATE coding SET answers = ?, memo = ? WHERE article = ?",
               (json.dumps({"scope": words(number, "answer"), "remark": words(number, "answered")}), words(number, "memo"),
                article))  # fmt: skip
            do("UPDATE evidence SET item = ?, link = ?, note = ?, spans = '[]', status = 'outside' WHERE owner IN (SELECT "
               "e.uid FROM event e JOIN coding c ON c.uid = e.coding WHERE c.article = ?)",
               (words(number, "item"), words(number, "link"), words(number, "evidence_note"), article))  # fmt: skip
            do("UPDATE decision SET note = ? WHERE coding IN (SELECT uid FROM coding WHERE article = ?)",
               (words(number, "decision"), article))  # fmt: skip
            do("UPDATE incident_link SET reason = ? WHERE event IN (SELECT e.uid FROM event e JOIN coding c ON c.uid = "
               "e.coding WHERE c.article = ?)", (words(number, "link_reason"), article))  # fmt: skip
            for uid, kept in project.database.all(
                "SELECT uid, first_submission FROM coding WHERE article = ? AND first_submission IS NOT NULL", (article,)
            ):
                told = json.loads(kept)
                told["reason"] = words(number, "submitted_reason")
                for one in told["events"]:
                    one["values"] |= {name: words(number, "submitted") for name in ("event_date", "type", "n", "note")}
                    one["evidence"] = [["n", words(number, "submitted_item"), "inferred", []]]
                do("UPDATE coding SET first_submission = ? WHERE uid = ?", (json.dumps(told), uid))
        for number in BARE:
            do("UPDATE coding SET verdict = ?, reason = ? WHERE article = ?",
               ("unusable" if number == 13 else "no_event", words(number, "reason"), uid_of(project, number)))  # fmt: skip
    for number in (9, 10):
        lead = project.coder
        project.work_as(project.coders.named("B2"))
        project.evidence.add_mention(coding(project, number, "B2"), [Quote("text", 10, 15, "Words")], words(number, "mention"),
                                     words(number, "mention_note"))  # fmt: skip
        project.work_as(lead)
        project.reviews.send_back(coding(project, number, "B2"), words(number, "comment"))
        with project.history.operation({"id": "test"}):
            do("UPDATE coding SET state = 'done' WHERE uid = ?", (coding(project, number, "B2"),))
    incident = project.incidents.of_event(event(project, 9))[0]
    project.incidents.settle(incident, {"inside": words(9, "settled"), "note": words(10, "settled")}, words(9, "settle_reason"))
    for number in (*JOINED, UNREAD):
        project.screening.set(uid_of(project, number), "not", words(number, "screening"))
    project.table.make(lambda _rows: None)


def everything(folder: Path) -> str:
    """All that can be read in a release, as words divided by one blank."""
    found: list[str] = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        found += [path.name, *_read(path)]
    return _plain(" ".join(found))


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", html.unescape(text)).casefold()


def _read(path: Path) -> Iterator[str]:
    import polars as pl

    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            yield from (parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    elif path.suffix == ".parquet":
        yield pl.read_parquet(path).write_json()
    elif path.suffix in (".dta", ".sav"):
        import pyreadstat

        read = pyreadstat.read_dta if path.suffix == ".dta" else pyreadstat.read_sav
        table, about = read(str(path), output_format="dict")
        yield f"{table} {about.variable_value_labels} {about.column_names_to_labels}"
    elif path.suffix == ".gpkg":
        with closing(sqlite3.connect(path)) as file:
            for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                yield from (str(row) for row in file.execute(f'SELECT * FROM "{name}"'))
    else:
        # JSON in a cell, or a page, may write signs otherwise.
        yield path.read_text(encoding="utf-8")


def options(project: Project, texts: Texts, **more: Any) -> ReleaseOptions:
    formats = tuple(one.name for one in writable(project.codebook) if one.incidents)
    return ReleaseOptions(texts=texts, formats=formats, quote_limit=1000, **more)


def leaks(text: str) -> set[tuple[int, str]]:
    return {(number, place) for number in range(9, 17) for place in PLACES if _plain(said(number, place)).strip() in text}


@pytest.mark.parametrize("whose", ["its own", "another's"])
def test_no_place_lets_a_sentence_out(whose: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The article's own words, and those of another one that tells the same incident; in the release, and in those after it,
    that tell what changed."""
    around = {9: 10, 10: 11, 11: 9, TWICE: TWICE}

    def words(number: int, place: str) -> str:
        return said(number if whose == "its own" else around.get(number, number), place)

    with make(tmp_path, monkeypatch) as project:
        release(project, tmp_path / "first", options(project, "none"))
        plant(project, words)
        (line,) = project.database.all("SELECT external_id FROM incident WHERE external_id IS NOT NULL AND uid = ?",
                                       (project.incidents.of_event(event(project, 9))[0],))  # fmt: skip
        reasons = {line[0]: words(9, "lead")}
        full = options(project, "full", reasons=reasons)
        release(project, tmp_path / "full", full)
        (tmp_path / "full" / "articles.jsonl").unlink()
        release(project, tmp_path / "none", options(project, "none"))
        # As they were: the next one tells in what cells there were before.
        with project.history.operation({"id": "test"}):
            for number in (*JOINED, TWICE):
                project.database.run(
                    'UPDATE event SET "values" = ?, extra = NULL WHERE coding IN (SELECT uid FROM coding WHERE article = ?)',
                    (json.dumps(EVENT), uid_of(project, number)),
                )
        project.table.make(lambda _rows: None)
        release(project, tmp_path / "last", options(project, "none", reasons=reasons))
    there = {place for _, place in leaks(everything(tmp_path / "full"))}
    assert set(PLACES) - there <= SILENT  # the search finds what is told
    for name in ("first", "none", "last"):
        assert not leaks(everything(tmp_path / name)), name
    with (tmp_path / "none" / "tables" / "flow.csv").open(encoding="utf-8", newline="") as stream:
        flow = {one["reason"]: one["n"] for one in csv.DictReader(stream)}
    assert flow["unusable:own_words"] == "1"
    with (tmp_path / "last" / "changes.csv").open(encoding="utf-8", newline="") as stream:
        assert [one for one in csv.DictReader(stream) if one["field"] == "n"]


def test_articles_are_beside_each_other_by_links_versions_and_copies(tmp_path: Path):
    with make_project(tmp_path) as project:
        choose_rows(project, ReleaseOptions())
        assert Neighbours(project).of(1) == (1, 2)
        assert Neighbours(project).of(3) == (3,)
        project.incidents.part(event(project, 3), event(project, 4, "C3"), "another day")
        incident = project.incidents.of_event(event(project, 2))[0]
        project.incidents.separate(incident, event(project, 2), "not the same")
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE article SET replaces = ? WHERE number = 8", (uid_of(project, 7),))
            project.database.run("UPDATE article SET duplicate_of = ? WHERE number = 6", (uid_of(project, 7),))
        choose_rows(project, ReleaseOptions())
        near = Neighbours(project)
        # Who gives a reason to part two has read both.
        assert [near.of(number) for number in (1, 3, 4)] == [(1, 2), (3, 4), (4, 3)]
        assert [sorted(near.of(number)) for number in (6, 7, 8)] == [[6, 7], [6, 7, 8], [7, 8]]


def test_codes_are_nobody_s_words_and_names_are_whole_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    sentence = "Two died in Kirkuk, number 3."
    monkeypatch.setattr("released.BOOK", BOOK.replace("- code: B\n", f'- code: "{sentence}"\n      - code: B\n', 1))
    with make_project(tmp_path) as project:
        choose_rows(project, ReleaseOptions())
        rule = rule_of(project, ReleaseOptions(texts="none"))
        assert given_codes(project.codebook) == {sentence}
        assert rule.own_words(sentence, 3) == sentence
        assert rule.own_words(f"{sentence} ", 3) is None
        assert rule.own_words(17, 3) == 17
        assert rule.kept({"a": [f"{sentence} It was.", 2], "b": None}, 3) == {"a": [2], "b": None}
        assert without_names(project)("C3, B2’s and Leaders of B21; Lead") == "coder3, coder2’s and Leaders of B21; coder1"
