"""Copies among articles on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.cli import run
from annotator.project import Project
from annotator.project.articles import ArticleDraft

BASE = "Kirkuk " + " ".join(f"word{place}" for place in range(60))
NEAR = "Kirkuk " + " ".join("other" if place % 12 == 5 else f"word{place}" for place in range(60))


@pytest.fixture
def path(tmp_path: Path, tiny_codebook: Path) -> Path:
    """Articles 1, 2 and 3 are copies, 2 the very text; 4 is none. One lead, one coder."""
    path = tmp_path / "p.annotator"
    with Project.create(path, str(tiny_codebook), coder="Lead") as project:
        project.coders.add("B1")
        texts = (BASE, BASE.upper(), NEAR, "Something else altogether happened somewhere, as far as anybody knows here.")
        project.articles.add(
            ArticleDraft(text, f"Title {place}", "2020-06-02", source=f"Paper {place}", external_id=f"x{place}")
            for place, text in enumerate(texts, start=1)
        )
    return path


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run(["duplicates", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def grouped(told: Any) -> list[list[int]]:
    return [[one["article"] for one in group["members"]] for group in told["groups"]]


def test_copies_are_looked_for_and_listed(path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["duplicates", str(path)]) == 0
    assert capsys.readouterr().out == "0 groups of copies, 0 articles.\nCopies were not looked for yet; --find does.\n"
    assert run(["duplicates", str(path), "--find"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("1 group of copies found.\n")
    assert "       1  fullest    2020-06-02  Paper 1  Title 1\n       2  the same   2020-06-02  Paper 2" in said
    assert said.endswith("1 group of copies, 3 articles.\n")
    told = answer(capsys, str(path))
    assert grouped(told) == [[1, 2, 3]]
    (group,) = told["groups"]
    assert [one["likeness"] == 1 for one in group["members"]] == [True, True, False]
    assert group["members"][0].keys() == {"article", "uid", "likeness", "duplicate_of", "coded", "handed_out", "differs"}
    with Project.open(path) as project:
        project.articles.add([ArticleDraft(NEAR, source="Paper 5")])
    assert run(["duplicates", str(path)]) == 0
    assert "1 articles came in since copies were looked for; --find looks again." in capsys.readouterr().out


def test_the_leads_word(path: Path, capsys: pytest.CaptureFixture[str]):
    answer(capsys, str(path), "--find")
    assert grouped(answer(capsys, str(path), "--different", "1", "x3", "--list")) == [[1, 2]]
    assert grouped(answer(capsys, str(path), "--same", "4", "1", "--list")) == [[1, 2, 4]]
    assert run(["duplicates", str(path), "--take-back", "1", "3"]) == 0
    assert capsys.readouterr().out == "Nothing is said of articles 1 and 3.\n"
    assert grouped(answer(capsys, str(path))) == [[1, 2, 3, 4]]


def test_one_of_a_group_is_coded(path: Path, capsys: pytest.CaptureFixture[str]):
    answer(capsys, str(path), "--find")
    told = answer(capsys, str(path), "--code-once", "exact")
    assert (told["done"], told["groups"], told["articles"], told["begun"]) == ("code-once", 1, 1, 0)
    assert run(["duplicates", str(path), "--code-once", "0.8"]) == 0
    assert capsys.readouterr().out == "1 article is coded no more: copies in 1 group are coded once.\n"
    assert run(["duplicates", str(path)]) == 0
    assert capsys.readouterr().out.count("[copy of 1]") == 2
    answer(capsys, str(path), "--keep", "x3")
    told = answer(capsys, str(path))
    assert [one["duplicate_of"] for one in told["groups"][0]["members"]] == [3, 3, None]
    assert run(["duplicates", str(path), "--code-again", "1"]) == 0
    assert capsys.readouterr().out == "Article 1 is coded again.\n"


def test_work_that_was_begun_is_told(path: Path, capsys: pytest.CaptureFixture[str]):
    with Project.open(path) as project:
        for number in (1, 2):
            project.codings.begin(project.articles.uid_of(number), project.coder.uid)
    assert run(["duplicates", str(path), "--find", "--code-once", "exact"]) == 0
    assert capsys.readouterr().out.endswith("1 of them was begun or handed out already; that work stays.\n")


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (["--code-once", "all"], "a likeness between 0 and 1, or exact"),
        (["--code-once", "nan"], "a likeness between 0 and 1, or exact"),
        (["--code-once", "1.5"], "a likeness between 0 and 1, or exact"),
        (["--same", "1", "2", "--keep", "1"], "one thing at a time"),
        (["--same", "1", "1"], "A pair is two articles"),
        (["--same", "1", "99"], "There is no article “99”"),
        (["--keep", "4"], "a copy of no other"),
        (["--find", "--as", "B1"], "the lead's to see and to say"),
        (["--as", "Lead"], "--as goes with"),
        (["--code-once", "exact", "--even-if-names-or-numbers-differ"], "goes with --code-once and a likeness"),
        (["--part", "4"], "a copy of no other"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(path: Path, capsys: pytest.CaptureFixture[str], asked: list[str], reason: str):
    assert run(["duplicates", str(path), *asked]) == 2
    said = capsys.readouterr().err
    assert reason in said
    assert said.count("\n") == 1


def test_none_of_a_group_are_copies(path: Path, capsys: pytest.CaptureFixture[str]):
    answer(capsys, str(path), "--find")
    told = answer(capsys, str(path), "--none-of", "x2", "--list")
    assert (told["done"], told["articles"], told["groups"]) == ("none-of", 3, [])


FORM = (
    "Gunmen killed {} people in {} on Monday, Colonel Ahmed Salih said. They came on motorbikes before dawn and opened fire on "
    "people who were on their way to the market of Domiz. Nobody has said that they had done it."
)


@pytest.fixture
def bulletins(tmp_path: Path, tiny_codebook: Path) -> Path:
    """Three articles of one form: the last has another place and number."""
    path = tmp_path / "b.annotator"
    with Project.create(path, str(tiny_codebook), coder="Lead") as project:
        texts = (FORM.format("two", "Kirkuk"), FORM.format("two", "Kirkuk").replace("fire", "shots"))
        project.articles.add(ArticleDraft(text, source=str(place)) for place, text in enumerate(texts))
        project.articles.add([ArticleDraft(FORM.format("two", "Mosul"), source="3")])
    return path


def test_what_has_other_names_or_numbers_is_told_and_left_out(bulletins: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["duplicates", str(bulletins), "--find", "--list"]) == 0
    said = capsys.readouterr().out
    assert " " * 21 + "Kirkuk → Mosul\n" in said
    assert said.endswith("In 1 group names or numbers differ: they may tell several events.\n")
    (group,) = answer(capsys, str(bulletins))["groups"]
    assert group["in_doubt"]
    assert [one["differs"] for one in group["members"]] == [[], [], [["Kirkuk", "Mosul"]]]
    assert run(["duplicates", str(bulletins), "--code-once", "0.8"]) == 0
    assert "1 article is coded no more" in (said := capsys.readouterr().out)
    assert "Left out in 1 group: what has other names or numbers" in said
    told = answer(capsys, str(bulletins), "--code-once", "0.8", "--even-if-names-or-numbers-differ")
    assert (told["articles"], told["in_doubt"]) == (1, 0)


def test_a_group_is_parted_where_names_or_numbers_differ(bulletins: Path, capsys: pytest.CaptureFixture[str]):
    answer(capsys, str(bulletins), "--find")
    told = answer(capsys, str(bulletins), "--part", "3", "--list")
    assert (told["done"], told["parts"], grouped(told)) == ("part", 2, [[1, 2]])
