"""`annotator review` and `annotator progress`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import TINY
from told import answer, refused

from annotator.cli import run
from annotator.project import Project
from annotator.project.articles import ArticleDraft


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Four articles; B2 finished three and opened one."""
    book, path = tmp_path / "tiny.yaml", tmp_path / "team.annotator"
    book.write_text(TINY, encoding="utf-8")
    with Project.create(path, str(book), coder="Lead") as project:
        project.articles.add([ArticleDraft(f"Text {number}.", title=f"Title {number}") for number in range(4)])
        coder = project.coders.add("B2")
        project.work_as(coder)
        for number, article in enumerate(project.articles.walk()):
            coding = project.codings.begin(article.uid, coder.uid).uid
            if number < 3:
                project.codings.set_verdict(coding, "no_event")
                project.finish(coding)
    return path


def test_review_lists_draws_and_judges(path: Path, capsys: pytest.CaptureFixture[str]):
    told = answer(capsys, "review", str(path))
    assert (told["list"], [one["number"] for one in told["work"]]) == ("done", [3, 2, 1])
    assert {one["coder"] for one in told["work"]} == {"B2"}
    told = answer(capsys, "review", str(path), "--spot-share", "1", "--seed", "7")
    assert (told["list"], told["spot_share"], told["spot_seed"], len(told["work"])) == ("spot", 1, 7, 3)
    sent = answer(capsys, "review", str(path), "1", "--coder", "B2", "--return", "No")
    assert sent["state"] == "returned"
    assert answer(capsys, "review", str(path), sent["coding"], "--approve")["state"] == "approved"
    assert answer(capsys, "review", str(path), "2", "--coder", "B2", "--approve")["state"] == "approved"
    told = answer(capsys, "review", str(path), "--list", "approved")
    assert len(told["work"]) == 2
    (count,) = told["spot_checks"]
    assert (count["coder"], count["drawn"], count["waiting"], count["approved"]) == ("B2", 3, 1, 2)
    told = answer(capsys, "review", str(path), "--spot-share", "0", "--coder", "B2")
    assert (told["spot_share"], told["work"]) == (1, [])
    assert run(["review", str(path)]) == 0
    assert "0 of 3 single codings drawn" in capsys.readouterr().out


def test_what_cannot_be_reviewed_is_one_line(path: Path, capsys: pytest.CaptureFixture[str]):
    assert "called done" in refused(capsys, "review", str(path), "4", "--coder", "B2", "--approve")
    assert "what is to be mended" in refused(capsys, "review", str(path), "1", "--coder", "B2", "--return", " ")
    assert "--coder" in refused(capsys, "review", str(path), "1", "--approve")
    assert "--approve" in refused(capsys, "review", str(path), "1", "--coder", "B2")
    assert "has not begun" in refused(capsys, "review", str(path), "1", "--coder", "Lead", "--approve")
    assert "between 0 and 1" in refused(capsys, "review", str(path), "--spot-share", "10")
    assert "Only a lead" in refused(capsys, "review", str(path), "1", "--coder", "B2", "--approve", "--as", "B2")
    assert "Name the coding" in refused(capsys, "review", str(path), "--approve")
    with Project.open(path) as project:
        project.work_as(project.coders.named("Lead"))
        project.coders.add("Second", role="lead")
    assert "Lead, Second" in refused(capsys, "review", str(path), "--spot-share", "0.5")


def test_progress_tells_profiles(path: Path, capsys: pytest.CaptureFixture[str]):
    lead, coder = answer(capsys, "progress", str(path))["coders"]
    assert (lead["coder"], lead["handed_out"]) == ("Lead", 0)
    assert (coder["coder"], coder["done"], coder["open"], coder["to_do"], coder["forecast"]) == ("B2", 3, 1, 0, None)
    assert coder["share_done"] == 0.75
    assert sum(coder["days"].values()) == sum(coder["weeks"].values()) == 3
    assert run(["progress", str(path), "--coder", "B2"]) == 0
    shown = capsys.readouterr().out
    assert "B2" in shown
    assert "Lead" not in shown
