"""Formats of labels with parts of training data: a file or a folder a part, and no article of no part."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from odd_project import odd_texts

from annotator.formats.codings import known
from annotator.formats.codings.going import CodingOptions, Going
from annotator.formats.codings.taking_in import CodingPlan, take_in
from annotator.formats.selection import choose_codings
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.incoming import add_article
from annotator.writing import Outputs

PARTS = {1: "train", 2: "dev", 4: "test"}


def written(tmp_path: Path, format_: str, *, negatives: bool = True, inferred: bool = True, every: bool = False) -> Path:
    """The odd texts in parts."""
    out = tmp_path / "out"
    with odd_texts(tmp_path) as project, project.database.reading(), Outputs(out) as outputs:
        chosen = choose_codings(project, "" if every else project.coder.uid, False, every)
        options = CodingOptions(negatives, inferred, splits=True)
        going = Going(project, chosen, options, outputs, out, every_coder=every, part_of=PARTS)
        known.module(format_).write(going)
        outputs.place()
        assert going.lost["in_no_split"] == 1
    return out


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(one) for one in file.read_text(encoding="utf-8").splitlines()]


def test_label_studio(tmp_path: Path):
    out = written(tmp_path, "label-studio")
    found = {part: json.loads((out / f"{part}.json").read_text(encoding="utf-8")) for part in ("train", "dev", "test")}
    assert {part: [one["id"] for one in tasks] for part, tasks in found.items()} == {"train": [1], "dev": [2], "test": [4]}


def test_doccano_a_folder_a_coder(tmp_path: Path):
    out = written(tmp_path, "doccano", every=True)
    assert [one["meta"]["number"] for one in lines(out / "coder1" / "train.jsonl")] == [1]
    assert [one["meta"]["number"] for one in lines(out / "coder1" / "dev.jsonl")] == [2]
    assert [one["meta"]["number"] for one in lines(out / "coder2" / "train.jsonl")] == [1]


def test_conll_and_no_negatives(tmp_path: Path):
    out = written(tmp_path, "conll", negatives=False)
    assert [one["number"] for one in lines(out / "train" / "documents.jsonl")] == [1]
    assert not lines(out / "dev" / "documents.jsonl")
    assert not list(out.rglob("mentions-not-coded.conll"))


def test_spacy_and_no_inferred_values(tmp_path: Path):
    pytest.importorskip("spacy")
    out = written(tmp_path, "spacy", inferred=False)
    assert {file.name for file in out.iterdir()} == {
        "train.spacy", "dev.spacy", "test.spacy", "events.jsonl", "README.md",
    }  # fmt: skip
    told = lines(out / "events.jsonl")
    assert [one["part"] for one in told] == ["train", "dev", "test"]
    assert "arrested" not in told[0]["events"][0]["values"]
    assert told[0]["events"][0]["inferred"] == []


@pytest.mark.parametrize("format_", ["label-studio", "doccano"])
def test_parts_come_back_with_their_articles(format_: str, tmp_path: Path):
    from annotator.formats.codings.arriving import Arriving
    from annotator.formats.codings.coded import CodedArticle

    out = written(tmp_path, format_)
    with odd_texts(_folder(tmp_path)) as project:
        found = list(known.reader(format_)(out, Arriving(project.codebook)))
    assert {one.number: one.split for one in found if isinstance(one, CodedArticle)} == PARTS


def _folder(tmp_path: Path) -> Path:
    made = tmp_path / "other"
    made.mkdir()
    return made


@pytest.mark.parametrize("format_", ["label-studio", "doccano", "brat"])
def test_articles_keep_their_numbers_whatever_file_is_read_first(format_: str, tmp_path: Path):
    """A part is a file of its own, and files are read by their names."""
    out = written(tmp_path, format_)
    book = str(tmp_path / "odd_texts.yaml")
    with Project.create(tmp_path / "empty.annotator", book, coder="Lead") as empty:
        assert take_in(empty, CodingPlan(out, format_)).refused == []
        came = {row[0]: row[1] for row in empty.database.run("SELECT number, uid FROM article")}
    with odd_texts(_folder(tmp_path)) as project:
        there = {row[0]: row[1] for row in project.database.run("SELECT number, uid FROM article")}
    assert came == {number: there[number] for number in PARTS}


@pytest.mark.parametrize("format_", ["label-studio", "doccano"])
def test_articles_stand_behind_those_that_are_here(format_: str, tmp_path: Path):
    """The search knows articles up to a number: none may come in before it."""
    out = written(tmp_path, format_)
    book = str(tmp_path / "odd_texts.yaml")
    with Project.create(tmp_path / "other.annotator", book, coder="Lead") as other:
        with other.history.operation({"id": "import_articles"}):
            add_article(other, ArticleDraft("Of another one."), number=2)
        other.search.catch_up()
        assert take_in(other, CodingPlan(out, format_)).articles_added == 3
        assert [row[0] for row in other.database.all("SELECT number FROM article ORDER BY number")] == [2, 3, 4, 5]
        assert other.search.behind() == 3
