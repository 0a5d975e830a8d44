"""What is told beside marked text comes back as it was, and in any other shape is refused in words: by every format alike."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from odd_project import odd_project
from round_trips import chosen

from annotator.formats.codings import besides, known
from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.coded import CodedArticle, Coding, Mention, Span, Support
from annotator.formats.codings.documents import Document
from annotator.formats.registry import ExportOptions, export
from annotator.project.articles import Refused

ARTICLE = CodedArticle(
    "a" * 32, "Two died in Kirkuk.", "Clash", None, "AFP", "", "en", "7", True, 3, {"desk": "4"}, split="dev",
)  # fmt: skip
SUPPORT = Support("place", "1", "text", (Span("text", 12, 18, "Kirkuk"), Span("title", 0, 5, "Clash")), "l", "n", "map")
CODING = Coding(
    "b" * 32, "coder1", "pilot", "adjudicated", "approved", "events", "r", {"tone": ["x"]},
    (SUPPORT, Support("tone", status="inferred")), mentions=(Mention("planned", (Span("text", 0, 3, "Two"),), "why"),),
)  # fmt: skip


def as_told(facts: dict[str, Any]) -> dict[str, Any]:
    return json.loads(besides.as_line(facts))


def test_an_article_comes_back():
    document = Document.of(ARTICLE)
    told = as_told(besides.of_article(ARTICLE, document))
    assert besides.are_ours(told)
    assert besides.article_of(told, besides.document_of(told, document.text)) == ARTICLE
    plain = CodedArticle("c", "Text.")
    assert not {"extra", "stub", "split"} & set(besides.of_article(plain, Document.of(plain)))


def test_a_whole_coding_comes_back():
    document = Document.of(ARTICLE)
    assert besides.whole_coding_of(as_told(besides.whole_coding(CODING)), document) == CODING
    head = besides.coding_of(as_told(besides.of_coding(CODING)))
    assert head == replace(CODING, answers={}, evidence=(), mentions=())


def test_spans_that_are_not_there_any_more_are_left_out():
    told = besides.whole_coding(CODING)
    short = Document.of(replace(ARTICLE, text="Two died."))
    back = besides.whole_coding_of(told, short)
    assert [[span.quote for span in one.spans] for one in back.evidence] == [["Clash"], []]


@pytest.mark.parametrize(
    "facts",
    [None, [], "x", {}, {"uid": "a"}, {"body": 0}, {"uid": "", "body": 0}, {"uid": 3, "body": 0}, {"uid": "a", "body": "0"}],
)  # fmt: skip
def test_what_has_no_uid_and_no_body_is_not_ours(facts: object):
    assert not besides.are_ours(facts)


ODD: list[dict[str, Any]] = [
    {"uid": 3}, {"coder": []}, {"answers": [1]}, {"evidence": {"a": 1}}, {"evidence": [3]}, {"mentions": [{"spans": 3}]},
    {"evidence": [{"field": "place", "spans": [{"part": "text", "start": "0", "end": 3}]}]}, {"evidence": [{"field": 7}]},
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_odd_shapes_are_refused(odd: dict[str, Any]):
    with pytest.raises(besides.OddFacts):
        besides.whole_coding_of({**besides.whole_coding(CODING), **odd}, Document.of(ARTICLE))


def spoilt(value: Any) -> Any:
    """The same with the text that says the state of a coding made a number, wherever it stands."""
    if isinstance(value, dict):
        return {name: 7 if name == "state" else spoilt(one) for name, one in value.items()}
    return [spoilt(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", ["brat", "doccano", "label-studio"])
def test_every_format_refuses_an_article_whose_coding_is_odd(name: str, tmp_path: Path):
    with odd_project(tmp_path) as project:
        chosen(project)
        export(project, tmp_path / "out", name, ExportOptions())
        files = [one for one in (tmp_path / "out").rglob("*.json*") if one.suffix == ".jsonl" or one.name == "tasks.json"]
        assert files
        for file in files:
            whole = file.read_text(encoding="utf-8")
            told = [json.loads(one) for one in (whole.split("\n") if file.suffix == ".jsonl" else [whole]) if one]
            file.write_text("".join(json.dumps(spoilt(one)) + "\n" for one in told), encoding="utf-8")
        found = list(known.module(name).read(tmp_path / "out", Arriving(project.codebook)))
    refused = [one.reason for one in found if isinstance(one, Refused)]
    assert refused
    assert all("“state” is no text" in one for one in refused)
