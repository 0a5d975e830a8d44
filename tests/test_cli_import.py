"""`annotator import` of articles: lines listed and taken out, repairs, what no file says, languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.cli.main import run
from annotator.project import Project

FRENCH = "La police a tiré mardi sur des manifestants réunis sur la place principale, tuant deux personnes, selon la mairie."


@pytest.fixture
def made(tmp_path: Path) -> Path:
    assert run(["new", str(tmp_path / "p.annotator"), "--coder", "A7"]) == 0
    return tmp_path / "p.annotator"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for at in range(4):
        text = f"{FRENCH} Numéro {chr(65 + at)}.\n\nPartager cet article\n\n© {2016 + at} Le Journal"
        (folder / f"page_{at}.txt").write_text(text, "utf-8")
    return folder


def articles(path: Path) -> list[tuple[str, str, str | None, str, str]]:
    with Project.open(path, read_only=True) as project:
        return [(one.title, one.source, one.date, one.language, one.text) for one in project.articles.walk()]


def test_lines_are_listed_edited_and_taken_out(made: Path, pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    capsys.readouterr()
    assert run(["import", str(made), str(pages), "--boilerplate"]) == 0
    listed = capsys.readouterr().out
    assert listed.splitlines() == ["Partager cet article\t4 of 4 articles", "© # Le Journal\t4 of 4 articles"]
    assert articles(made) == []
    (tmp_path / "lines.txt").write_text(listed, "utf-8")
    assert run(["import", str(made), str(pages), "--drop-lines", str(tmp_path / "lines.txt"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["added"] == 4
    assert articles(made)[0][4] == f"{FRENCH} Numéro A."


def test_what_no_file_says_is_said_once(made: Path, pages: Path):
    given = ["--source", "Le Journal", "--date", "2 June 2020", "--title-from-name"]
    assert run(["import", str(made), str(pages), *given]) == 0
    assert articles(made)[1][:4] == ("page 1", "Le Journal", "2020-06-02", "fr")


def test_languages_are_not_noted_where_that_is_not_wanted(made: Path, pages: Path):
    assert run(["import", str(made), str(pages), "--no-languages"]) == 0
    assert {one[3] for one in articles(made)} == {""}


def test_wrong_decoding_is_told_and_repaired_on_request(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "wrong.txt"
    path.write_text("title: GenÃ¨ve\n\nLe cafÃ©.", "utf-8")
    capsys.readouterr()
    assert run(["import", str(made), str(path)]) == 0
    assert "1 article looks wrongly decoded" in capsys.readouterr().out
    assert run(["import", str(made), str(path), "--repair"]) == 0
    assert "The encoding of 1 article was repaired." in capsys.readouterr().out
    assert articles(made)[1][0::4] == ("Genève", "Le café.")


@pytest.mark.parametrize("wrong", [["--date", "soon"], ["--date", "03/04/2020"], ["--format", "acled-csv", "--repair"]])
def test_wrong_usage_is_told(made: Path, pages: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]):
    assert run(["import", str(made), str(pages), *wrong]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_languages_of_articles_that_were_in_before(made: Path, pages: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["import", str(made), str(pages), "--no-languages"]) == 0
    capsys.readouterr()
    assert run(["languages", str(made), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"noted": 4, "left": 0}
    assert {one[3] for one in articles(made)} == {"fr"}
