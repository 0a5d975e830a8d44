"""The guide's pages on training data and Hugging Face: their commands and snippets run as they stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from annotator.cli.main import run
from annotator.formats.registry import formats
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote

PAGES = {
    name: (Path(__file__).resolve().parents[2] / "docs" / "guide" / f"{name}.md").read_text(encoding="utf-8")
    for name in ("training-data", "hugging-face")
}
NEEDS = {"training-data": ("jsonschema",), "hugging-face": ("datasets", "pandas", "pyarrow")}
CLASH = {
    "event_date": "2020-06-02", "event_type": "Battles", "sub_event_type": "Armed clash", "actor1": "Police Forces of Iraq",
    "country": "Iraq", "location": "Kirkuk", "latitude": 35.4681, "longitude": 44.3922, "fatalities": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty articles on `acled`: in two of three an event with its words, in the others none."""
    made = tmp_path_factory.mktemp("guide")
    with (
        Project.create(made / "iraq.annotator", "acled", coder="A") as project,
        project.history.operation({"id": "test"}),
    ):
        for number in range(1, 31):
            more = " ".join(f"w{(number * place) % 997}" for place in range(1, 60))  # no article is a copy of another
            text = f"Police clashed with gunmen in Kirkuk on Tuesday; {number} were killed. {more}"
            project.articles.add([ArticleDraft(text, f"Clash {number}", f"2020-06-{number:02}", "AFP", language="en")])
            coding = project.codings.begin(project.articles.uid_of(number), project.coder.uid)
            if number % 3 == 0:
                project.codings.set_verdict(coding.uid, "no_event")
                continue
            event = project.events.add(coding.uid, CLASH)
            for field, words in (("actor1", "Police"), ("location", "Kirkuk"), ("fatalities", f"{number} were killed")):
                start = text.index(words)
                project.evidence.add(event.uid, field, [Quote("text", start, start + len(words), words)])
        project.database.run("UPDATE coding SET state = 'done'")
    return made


@pytest.fixture(scope="module")
def folders(project: Path) -> dict[str, Path]:
    """What each page's own commands write, in a folder of its own with the project in it."""
    found: dict[str, Path] = {}
    for name, page in PAGES.items():
        folder = found[name] = project / name
        folder.mkdir()
        (folder / "iraq.annotator").write_bytes((project / "iraq.annotator").read_bytes())
        for command in re.findall(r"^annotator .*$", page, re.MULTILINE):
            words = shlex.split(command)[1:]
            words[1] = str(folder / words[1])
            if words[0] == "export":
                words[2] = str(folder / words[2])
            assert run(words) == 0, command
    return found


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_snippets_run(name: str, folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """All of a page, one after the other: later ones use what earlier ones named."""
    for needed in NEEDS[name]:
        pytest.importorskip(needed)
    snippets = re.findall(r"```python\n(.*?)```", PAGES[name], re.DOTALL)
    assert len(snippets) == {"training-data": 4, "hugging-face": 5}[name]
    if name == "hugging-face":
        datasets = pytest.importorskip("datasets")
        datasets.disable_progress_bars()
        monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
        monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(folders[name] / "cache"))
    monkeypatch.chdir(folders[name])
    found: dict[str, object] = {}
    for place, code in enumerate(snippets, start=1):
        exec(compile(code, f"{name}.md, snippet {place}", "exec"), found)  # the guide's own words
    if name == "hugging-face":
        rows = found["tagged"]
        tags = {tag for row in rows for tag in row["tags"]}  # type: ignore[attr-defined]
        assert {"B-fatalities", "I-fatalities", "B-location", "B-actor1", "O"} == tags
        train = found["train"]
        assert len(train) == 24  # type: ignore[arg-type]
        told = sum(row["verdict"] == "events" for row in train)  # type: ignore[attr-defined]
        assert len(found["events"]) == told > 0  # type: ignore[arg-type]
    else:
        assert found["codings"]
        assert all(set(one) == {"actor1", "location", "fatalities"} for one in found["said"])  # type: ignore[attr-defined]


def test_the_table_names_formats_that_are_there() -> None:
    known = {one.name for one in formats() if one.kind == "codings" and one.writes}
    named = re.findall(r"^\|[^|]*\| `([a-z-]+)` \|", PAGES["training-data"], re.MULTILINE)
    assert len(named) == 4
    assert set(named) <= known
