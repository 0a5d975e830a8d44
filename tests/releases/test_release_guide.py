"""What the guide says of a release's folder runs as it stands there, on a release."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from parts_project import TEXTS, make, write

from annotator.releases.options import ReleaseOptions

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "guide" / "formats.md").read_text(encoding="utf-8")
PART = GUIDE.partition("\n## A release folder\n")[2]
SNIPPETS = re.findall(r"```python\n(.*?)```", PART, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with release-1 in it."""
    root = tmp_path_factory.mktemp("guide")
    with make(root) as project:
        write(project, root / "release-1", ReleaseOptions(texts="none"))
    return root


def run(number: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    for name in re.findall(r"^import (\w+)", SNIPPETS[number], re.MULTILINE):
        pytest.importorskip(name)
    monkeypatch.chdir(folder)
    found: dict[str, Any] = {}
    exec(compile(SNIPPETS[number], f"formats.md, snippet {number}", "exec"), found)  # the guide's own words
    return found


def test_the_guide_has_the_snippets_that_are_run():
    assert len(SNIPPETS) == 3
    for name in re.findall(r"`(tables/[a-z]+\.csv)`", PART):
        assert name.startswith("tables/")


def test_every_table_named_there_is_in_a_release(folder: Path):
    for name in set(re.findall(r"(tables/[a-z]+\.csv|restore\.py|datapackage\.json|datasheet\.md)", PART)):
        assert (folder / "release-1" / name).is_file(), name


def test_incidents_are_joined_with_pandas(folder: Path, monkeypatch: pytest.MonkeyPatch):
    found = run(0, folder, monkeypatch)
    assert sorted(found["reports"]) == [1, 1, 1, 3]
    assert len(found["told"]) == 6
    assert dict(found["share_with_events"]) == {"AFP": 1.0, "Reuters": 1.0, "afp ": 0.5}


def test_incidents_are_joined_without_a_library(folder: Path, monkeypatch: pytest.MonkeyPatch):
    found = run(1, folder, monkeypatch)
    assert sorted(len(one) for one in found["sources"].values()) == [1, 1, 1, 3]
    assert sorted(found["became"].values())[:2] == ["Being coded", "Coded, and left out of this release"]


def test_values_say_how_sure_they_are(folder: Path, monkeypatch: pytest.MonkeyPatch):
    found = run(2, folder, monkeypatch)
    assert ("2", "3") in found["ranges"].values()
    assert {one["field"] for one in found["inferred"]} == {"country"}


def test_texts_are_put_back_as_the_guide_says(folder: Path, tmp_path: Path):
    command = re.findall(r"^python (release-1/restore\.py .*)$", PART, re.MULTILINE)[0].split()
    (tmp_path / "my_articles").mkdir()
    for number, text in enumerate(TEXTS):
        (tmp_path / "my_articles" / f"{number}.txt").write_text(text, encoding="utf-8")
    for name in command[2:]:
        (tmp_path / name).write_text("{}\n", encoding="utf-8")
    script, *sources = command
    done = subprocess.run(
        [sys.executable, str(folder / script), *(str(tmp_path / one) for one in sources)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    restored = folder / "release-1" / "restored"
    assert {one.name for one in restored.iterdir()} == {
        "articles.jsonl", "evidence_with_quotes.csv", "mentions_with_quotes.csv"
    }  # fmt: skip
