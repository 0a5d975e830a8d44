"""`annotator split`, and what `annotator export` says of texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tiny import TINY

from annotator.cli.main import run
from annotator.project import Project
from annotator.project.articles import ArticleDraft


@pytest.fixture
def path(tmp_path: Path) -> Path:
    book = tmp_path / "tiny.yaml"
    book.write_text(TINY, encoding="utf-8")
    with Project.create(tmp_path / "p.annotator", str(book), coder="lead") as project:
        second = project.coders.add("second")
        for number in range(1, 31):
            project.articles.add(
                [ArticleDraft(f"{number} were hurt at place {number * 7}.", f"T{number}", f"2020-01-{number:02}")]
            )
            for coder in (project.coder, second) if number == 1 else (project.coder,):
                coding = project.codings.begin(project.articles.uid_of(number), coder.uid)
                if number % 3:
                    project.events.add(coding.uid, {"type": "AB"[number % 2]})
                else:
                    project.codings.set_verdict(coding.uid, "no_event")
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE coding SET state = 'done'")
    return tmp_path / "p.annotator"


def told(capsys: pytest.CaptureFixture[str], *arguments: Any) -> tuple[int, Any]:
    code = run([*map(str, arguments), "--json"])
    out = capsys.readouterr().out
    return code, json.loads(out) if out else None


def parts(path: Path) -> dict[int, str]:
    with Project.open(path, read_only=True) as project:
        return dict(project.splits.parts())


def test_a_preview_writes_nothing_and_making_does(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, preview = told(capsys, "split", path, "--stratify", "type", "--preview")
    assert (code, preview["parts"], preview["preview"]) == (0, {"train": 24, "dev": 3, "test": 3}, True)
    assert {one["name"] for one in preview["strata"]} == {"A", "B", "no_event"}
    assert parts(path) == {}
    code, made = told(capsys, "split", path, "--stratify", "type")
    assert (code, made["new"]) == (0, preview["new"])
    assert sorted(parts(path).values()) == ["dev"] * 3 + ["test"] * 3 + ["train"] * 24


def test_made_again_it_goes_on_as_before_but_for_what_is_said(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "split", path, "--shares", "60,20,20", "--seed", "7", "--stratify", "type")
    _, bare = told(capsys, "split", path)
    assert (bare["shares"], bare["seed"], bare["by"], bare["stratify"]) == ([60, 20, 20], 7, "article", "type")
    assert not any("last made" in note for note in bare["notes"])
    _, said = told(capsys, "split", path, "--seed", "8", "--preview")
    assert (said["shares"], said["seed"], said["stratify"]) == ([60, 20, 20], 8, "type")
    assert any("last made with shares 60,20,20, seed 7, evenly by type" in note for note in said["notes"])


def test_jsonl_holds_every_coders_version_if_that_is_wanted(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = path.with_name("every.jsonl")
    code, answer = told(capsys, "export", path, out, "--format", "jsonl", "--every-coder")
    assert (code, answer["rows"]) == (0, 30)
    first = json.loads(out.read_text(encoding="utf-8").splitlines()[0])
    assert [(one["coder"], one["coder_kind"]) for one in first["codings"]] == [("coder1", "person"), ("coder2", "person")]
    assert told(capsys, "export", path, out, "--format", "jsonl", "--every-coder", "--number")[0] == 2


def test_for_people_there_is_a_table(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["split", str(path), "--preview", "--shares", "50,0,50"]) == 0
    out = capsys.readouterr().out
    assert "30 articles get a part" in out
    assert out.splitlines()[-1].split() == ["All", "articles", "15", "0", "15"]


def test_later_parts_are_made_the_way_they_were(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "split", path, "--by", "time")[0] == 0
    before = parts(path)
    assert told(capsys, "split", path)[1]["by"] == "time"
    assert run(["split", str(path), "--by", "article"]) == 2
    assert "made by time" in capsys.readouterr().err
    assert parts(path) == before
    assert told(capsys, "split", path, "--clear") == (0, {"cleared": 30})
    assert parts(path) == {}
    assert told(capsys, "split", path, "--by", "article")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [["--shares", "80,20"], ["--shares", "a,b,c"], ["--shares", "0,1,1"], ["--stratify", "nothing"], ["--preview", "--clear"],
     ["--by", "time", "--stratify", "type"], ["--coder", "second"]],
)  # fmt: skip
def test_wrong_usage_is_told_in_a_line(path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert run(["split", str(path), *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert parts(path) == {}


def test_texts_go_out_by_parts_and_by_what_is_wanted(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert run(["export", str(path), str(out), "--format", "events-jsonl", "--splits"]) == 2
    assert "annotator split" in capsys.readouterr().err
    told(capsys, "split", path)
    code, answer = told(capsys, "export", path, out, "--format", "events-jsonl", "--splits", "--no-negatives", "--every-coder")
    assert (code, answer["rows"], answer["events"]) == (0, 20, 21)
    names = {one["name"] for one in answer["files"]}
    assert {"train.jsonl", "dev.jsonl", "test.jsonl", "README.md"} <= names
    assert Path(answer["manifest"]) == out / "manifest.json"
    options = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["options"]
    assert (options["negatives"], options["every_coder"], options["splits"]) == (False, True, True)
    code, answer = told(capsys, "export", path, tmp_path / "said", "--format", "events-jsonl", "--no-inferred")
    assert (code, answer["rows"]) == (0, 29)
    assert answer["left_out"] == {"several": 2}


@pytest.mark.parametrize(
    "arguments",
    [["csv", "--every-coder"], ["csv", "--splits"], ["events-jsonl", "--number"], ["events-jsonl", "--quotes"],
     ["events-jsonl", "--offers"], ["csv", "--offers"],
     ["events-jsonl", "--incidents"], ["events-jsonl", "--every-coder", "--coder", "lead"]],
)  # fmt: skip
def test_what_a_format_has_no_choice_of_is_refused(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(["export", str(path), str(tmp_path / "out"), "--format", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "out").exists()
