"""What stands for an event in tools of spans is labelled with the event's kind, whatever words there are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from odd_project import stands

from annotator.formats.registry import ExportOptions, export
from annotator.project import Project
from annotator.project.articles import ArticleDraft

TEXT = "On 2 June 2020, gunmen attacked a checkpoint south of Kirkuk in Iraq."
BATTLE = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
    "country": "Iraq", "location": "Kirkuk",
}  # fmt: skip
WORDS = (
    {"time_precision": "2 June 2020", "event_type": "attacked"}, {"time_precision": "2 June 2020", "location": "Kirkuk"},
    {"country": "Iraq"}, {"location": "Kirkuk"}, {},
)  # fmt: skip
"""What the evidence of each event is."""
ANCHORS = ["attacked", "2 June 2020", "Iraq", "Kirkuk", "On"]


def written(folder: Path, format_: str, codebook: str, values: Mapping[str, Any], words: tuple[Mapping[str, str], ...]) -> Path:
    with Project.create(folder / "p.annotator", codebook, coder="lead") as project:
        project.articles.add([ArticleDraft(f"{TEXT} Report {at}.", date="2020-06-03") for at in range(len(words))])
        for number, supports in enumerate(words, start=1):
            coding = project.codings.begin(project.articles.uid_of(number), project.coder.uid)
            event = project.events.add(coding.uid, values)
            for field, quote in supports.items():
                project.evidence.add(event.uid, field, [stands(TEXT, quote)])
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE coding SET state = 'done'")
        export(project, folder / "out", format_, ExportOptions())
    return folder / "out"


def conll(folder: Path) -> list[tuple[str, str]]:
    """Labels of the events' anchors, and their words."""
    found: list[tuple[str, list[str]]] = []
    for line in (folder / "event-anchors.conll").read_text(encoding="utf-8").splitlines():
        token, _, tag = line.partition(" -X- _ ")
        if tag.startswith("B-"):
            found.append((tag[2:], [token]))
        elif tag.startswith("I-"):
            found[-1][1].append(token)
    return [(label, " ".join(words)) for label, words in found]


def spacy(folder: Path) -> list[tuple[str, str]]:
    """The same of spaCy's."""
    spacy = pytest.importorskip("spacy")
    tokens = pytest.importorskip("spacy.tokens")
    docs = tokens.DocBin().from_disk(folder / "all.spacy").get_docs(spacy.blank("xx").vocab)
    return [(span.label_, span.text) for doc in docs for span in doc.spans["events"]]


READ = {"conll": conll, "spacy": spacy}


@pytest.mark.parametrize("format_", READ)
def test_the_kind_is_told_whether_or_not_words_say_it(tmp_path: Path, format_: str) -> None:
    if format_ == "spacy":
        pytest.importorskip("spacy")
    found = READ[format_](written(tmp_path, format_, "acled", BATTLE, WORDS))
    assert found == [("Battles", words) for words in ANCHORS]


BOOK = """
annotator_codebook: 1
name: own
lists: {some: {codes: [{code: a}, {code: b}]}}
sections: [{name: what, fields: [{name: told_by, type: code, codes: some}, {name: place, type: text}]}]
summary: [place]
"""


@pytest.mark.parametrize(("format_", "label"), [("conll", "EVENT"), ("spacy", "Event")])
def test_without_a_field_for_it_all_are_events(tmp_path: Path, format_: str, label: str) -> None:
    if format_ == "spacy":
        pytest.importorskip("spacy")
    (tmp_path / "own.yaml").write_text(BOOK, encoding="utf-8")
    words = ({"told_by": "gunmen", "place": "Kirkuk"}, {"place": "Kirkuk"})
    found = READ[format_](written(tmp_path, format_, str(tmp_path / "own.yaml"), {"told_by": "a", "place": "Kirkuk"}, words))
    assert found == [(label, "gunmen"), (label, "Kirkuk")]


def test_of_several_codes_the_first_stands(tmp_path: Path) -> None:
    values = {"forms": ["demonstration", "strike"], "city": "Kirkuk"}
    found = conll(written(tmp_path, "conll", "protest", values, ({"city": "Kirkuk"},)))
    assert found == [("demonstration", "Kirkuk")]
