"""The guide's snippets run on an export as they stand there, each where its program is installed."""

from __future__ import annotations

import re
import shlex
from importlib.util import find_spec
from pathlib import Path

import pytest

from annotator.cli.main import annotator
from annotator.formats.registry import FORMATS
from annotator.project import Project
from annotator.project.articles import ArticleDraft

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "guide" / "formats.md").read_text(encoding="utf-8")
GUIDE = GUIDE.partition("\n## A release folder\n")[0]  # the rest is run by the tests of releases
SNIPPETS = re.findall(r"## ([^\n]+)\n(?:(?!\n## ).)*?```python\n(.*?)```", GUIDE, re.DOTALL)
COMMANDS = [line for line in GUIDE.splitlines() if line.startswith("annotator export ")]
CLASH = {
    "event_date": "2020-06-02", "event_type": "Battles", "sub_event_type": "Armed clash", "actor1": "Islamic State (Iraq)",
    "country": "Iraq", "latitude": 35.4681, "longitude": 44.3922, "source": ["UrduPoint", "AFP"], "fatalities": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide's project with its exports beside it, made by the guide's own commands."""
    made = tmp_path_factory.mktemp("guide")
    with Project.create(made / "iraq.annotator", "acled", coder="A") as project:
        for number, values in enumerate(({**CLASH}, {**CLASH, "latitude": None}), start=1):
            project.articles.add([ArticleDraft(f"Text {number}", title="Clash", date="2020-06-02", source="AFP")])
            article = project.articles.by_number(number)
            assert article is not None
            coding = project.codings.begin(article.uid, project.coder.uid)
            project.events.add(coding.uid, {name: value for name, value in values.items() if value is not None})
            with project.history.operation({"id": "test"}):
                project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))
    for command in COMMANDS:
        words = [str(made / word) if "." in word else word for word in shlex.split(command)[1:]]
        if "spss" not in words or find_spec("pyreadstat"):
            assert annotator.main(words, standalone_mode=False) in (None, 0), command
    return made


def test_the_guide_names_formats_that_are_there():
    known = {one.name: one for one in FORMATS if one.writes}
    exported = {command.split()[-1]: Path(command.split()[3]).suffix for command in COMMANDS}
    assert set(exported) == {"parquet", "stata", "spss", "geojson", "geopackage", "xlsx", "long-csv"}
    assert all(known[name].suffix == suffix.removeprefix(".") for name, suffix in exported.items())
    assert len(SNIPPETS) == GUIDE.count("```python")


@pytest.mark.parametrize(("title", "code"), SNIPPETS, ids=[title for title, _ in SNIPPETS])
def test_the_guides_snippets_run(title: str, code: str, folder: Path, monkeypatch: pytest.MonkeyPatch):
    for name in re.findall(r"^import (\w+)", code, re.MULTILINE):
        pytest.importorskip(name)
    if "read_parquet" in code and "pandas" in code:
        pytest.importorskip("pyarrow")
    monkeypatch.chdir(folder)
    found: dict[str, object] = {}
    exec(compile(code, f"formats.md, {title}", "exec"), found)  # the guide's own words
    events = found.get("events")
    if events is not None:
        assert len(events) == 2  # type: ignore[arg-type]
    if "on_the_map" in found:
        assert len(found["on_the_map"]) == 1  # type: ignore[arg-type]
    if "by_source" in found:
        assert dict(found["by_source"]) == {"AFP": 2, "UrduPoint": 2}  # type: ignore[call-overload]
