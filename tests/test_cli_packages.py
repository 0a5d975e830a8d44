"""Packages on the command line: out to coders, work back, what is changed on both sides settled."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from lead_project import code, hand_out, lead_project
from told import answer, refused

from annotator.project import Project
from annotator.project.sealing import unseal


@pytest.fixture
def lead(tmp_path: Path, tiny_codebook: Path) -> Path:
    return lead_project(tmp_path / "iraq.annotator", str(tiny_codebook))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret.txt"
    file.write_text("correct horse battery\r\nnot this line\n", encoding="utf-8")
    return file


def values(path: Path, number: int) -> list[Any]:
    with Project.open(path, read_only=True) as project:
        article = project.articles.by_number(number)
        assert article is not None
        found = project.database.all(
            "SELECT json_extract(e.\"values\", '$.n') FROM event e JOIN coding c ON c.uid = e.coding "
            "WHERE c.article = ? AND e.removed = 0",
            (article.uid,),
        )
    return [row[0] for row in found]


def test_everybody_gets_a_package_and_work_comes_back(lead: Path, out: Path, capsys: pytest.CaptureFixture[str]):
    made = answer(capsys, "package", lead, "--all", "--to", out)["packages"]
    assert [(one["coder"], one["articles"], one["sealed"]) for one in made] == [("B2", 4, False), ("C3", 4, False)]
    mine = Path(made[0]["file"])
    assert mine.parent == out
    code(mine, 1, 5)
    back = Path(answer(capsys, "hand-in", mine, "--to", out)["file"])

    seen = answer(capsys, "merge", lead, back, "--preview")
    assert (seen["files"][0]["new"], seen["written"]) == (1, False)
    assert values(lead, 1) == []
    told = answer(capsys, "merge", lead, back)
    assert (told["files"][0]["coder"], told["files"][0]["new"], told["written"]) == ("B2", 1, True)
    assert values(lead, 1) == [5]
    assert answer(capsys, "merge", lead, back)["files"][0]["known"] == 1, "a second time nothing is new"


def test_a_later_package_brings_a_coders_file_up_to_date(lead: Path, out: Path, capsys: pytest.CaptureFixture[str]):
    mine = Path(answer(capsys, "package", lead, "--coder", "B2", "--to", out)["packages"][0]["file"])
    code(mine, 1, 5)
    with Project.open(lead) as project:
        hand_out(project, "B2", range(5, 7))
    newer = answer(capsys, "package", lead, "--coder", "B2", "--to", out)["packages"][0]
    assert newer["articles"] == 6
    told = answer(capsys, "merge", mine, newer["file"])["files"][0]
    assert (told["kind"], told["counts"]["articles_new"]) == ("update", 2)
    assert values(mine, 1) == [5], "the coder's own work stays"


def test_a_sealed_package_needs_its_passphrase(
    lead: Path, out: Path, secret: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    made = answer(capsys, "package", lead, "--coder", "B2", "--to", out, "--passphrase-file", secret)["packages"][0]
    sealed = Path(made["file"])
    assert sealed.name.endswith(".annotator.age")
    mine = tmp_path / "mine.annotator"
    mine.write_bytes(unseal(sealed.read_bytes(), "correct horse battery"))
    code(mine, 1)
    back = answer(capsys, "hand-in", mine, "--to", out, "--passphrase-file", secret)
    assert back["sealed"]
    assert "--passphrase-file" in refused(capsys, "merge", lead, back["file"])
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("another\n", encoding="utf-8")
    told = answer(capsys, "merge", lead, back["file"], "--passphrase-file", wrong, code=1)
    assert "passphrase" in told["files"][0]["refused"]
    assert answer(capsys, "merge", lead, back["file"], "--passphrase-file", secret)["files"][0]["new"] == 1


def test_no_command_takes_a_passphrase_as_an_argument():
    from annotator.cli import annotator

    for name in ("package", "merge", "hand-in"):
        options = {option for one in annotator.commands[name].params for option in one.opts}
        assert not options & {"--passphrase", "--password"}


def test_what_was_changed_on_both_sides_is_settled_by_hand(
    lead: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    mine = Path(answer(capsys, "package", lead, "--coder", "B2", "--to", out)["packages"][0]["file"])
    code(mine, 1, 2)
    twin = tmp_path / "twin.annotator"
    shutil.copyfile(mine, twin)
    code(mine, 1, 3)
    code(twin, 1, 4)
    answer(capsys, "merge", lead, mine)
    assert len(answer(capsys, "merge", lead, twin)["files"][0]["conflicts"]) == 1
    left = answer(capsys, "conflicts", lead)["conflicts"]
    assert [(one["number"], one["coder"]) for one in left] == [(1, "B2")]
    before, other = values(lead, 1), left[0]["differences"][0]["other"]
    assert "no open conflict" in refused(capsys, "conflicts", lead, "--take", "nothing")
    assert "no open conflict" in refused(capsys, "conflicts", lead, "--take", "")
    assert answer(capsys, "conflicts", lead, "--take", left[0]["version"][:8])["conflicts"] == []
    assert values(lead, 1) == [int(other)] != before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("package", "{lead}", "--to", "{out}"), "--coder"),
        (("package", "{lead}", "--all", "--coder", "B2", "--to", "{out}"), "--coder"),
        (("package", "{lead}", "--all", "--to", "{out}/nowhere"), "no folder"),
        (("package", "{lead}", "--coder", "Nobody", "--to", "{out}"), "no coder"),
        (("merge", "{lead}", "{out}/nothing.annotator"), "no file"),
        (("merge", "{lead}", "{lead}"), "the project itself"),
        (("conflicts", "{lead}", "--take", "a", "--keep", "b"), "--keep"),
        (("hand-in", "{lead}", "--to", "{out}"), "not made for a coder"),
    ],
)
def test_wrong_use_is_one_line(
    arguments: tuple[str, ...], words: str, lead: Path, out: Path, capsys: pytest.CaptureFixture[str]
):
    assert words in refused(capsys, *(one.format(lead=lead, out=out) for one in arguments))
    assert list(out.iterdir()) == []


def test_a_file_of_another_project_is_refused_and_the_rest_comes_in(
    lead: Path, out: Path, tmp_path: Path, tiny_codebook: Path, capsys: pytest.CaptureFixture[str]
):
    other = lead_project(tmp_path / "other.annotator", str(tiny_codebook))
    strange = answer(capsys, "package", other, "--coder", "B2", "--to", out)["packages"][0]["file"]
    mine = answer(capsys, "package", lead, "--coder", "B2", "--to", out)["packages"][0]["file"]
    code(Path(mine), 2)
    told = answer(capsys, "merge", lead, strange, mine, code=1)["files"]
    assert "another project" in told[0]["refused"]
    assert told[1]["new"] == 1


def test_a_package_makes_no_packages(lead: Path, out: Path, capsys: pytest.CaptureFixture[str]):
    mine = answer(capsys, "package", lead, "--coder", "B2", "--to", out)["packages"][0]["file"]
    assert "lead's project" in refused(capsys, "package", mine, "--coder", "B2", "--to", out)
