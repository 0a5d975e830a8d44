"""The snippets of the guide's pages on INCEpTION and NVivo run on exports, made by the guide's own commands, and what went out
comes back as the pages say."""

from __future__ import annotations

import re
import shlex
import shutil
import zipfile
from pathlib import Path

import pytest
from odd_project import stands

from annotator.cli.main import annotator
from annotator.formats.codings import known
from annotator.project import Project
from annotator.project.articles import ArticleDraft

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
TEXT = "Police fired on a crowd in Kirkuk. Two people were killed on Monday."
PAGES = pytest.mark.parametrize(("name", "format_"), [("inception.md", "xmi"), ("nvivo.md", "qdpx")])


def commands(name: str, word: str) -> list[str]:
    """A page's commands of one kind."""
    return [one for one in (GUIDE / name).read_text(encoding="utf-8").splitlines() if one.startswith(f"annotator {word} ")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The guides' project: an article with an event, and one without."""
    with Project.create(tmp_path / "iraq.annotator", "acled", coder="A") as project:
        for number, title in enumerate(("Clash", "Sport"), start=1):
            project.articles.add([ArticleDraft(f"{TEXT} {title}", title=title, date="2020-06-02", source="AFP")])
            coding = project.codings.begin(project.articles.uid_of(number), project.coder.uid)
            if number == 2:
                project.codings.set_verdict(coding.uid, "no_event", "")
            else:
                event = project.events.add(coding.uid, {"event_type": "Riots", "location": "Kirkuk", "fatalities": 2})
                project.evidence.add(event.uid, "location", [stands(TEXT, "Kirkuk")])
                project.evidence.add(event.uid, "event_type", [stands(TEXT, "fired on a crowd")])
                project.evidence.add(event.uid, "fatalities", [stands(TEXT, "Two people")])
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE coding SET state = 'done'")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(name: str) -> dict[str, object]:
    """What a page's snippet found."""
    for command in commands(name, "export"):
        assert annotator.main(shlex.split(command)[1:], standalone_mode=False) in (None, 0), command
    snippets = re.findall(r"```python\n(.*?)```", (GUIDE / name).read_text(encoding="utf-8"), re.DOTALL)
    found: dict[str, object] = {}
    exec(compile("\n".join(snippets), name, "exec"), found)  # the guide's own words
    return found


def test_inception(folder: Path):
    found = run("inception.md")
    words = [("event_type", "fired on a crowd"), ("fatalities", "Two people"), ("location", "Kirkuk")]
    assert found["events"] == [("Riots", "fired on a crowd", words)]
    (folder / "from-inception").mkdir()
    for number in (1, 2):
        with zipfile.ZipFile(folder / "from-inception" / f"A{number}.zip", "w") as archive:
            for file in ("TypeSystem.xml", f"A00000{number}.xmi"):
                archive.write(folder / "iraq-xmi" / file, file)
    came_back("inception.md", folder, "INCEpTION")


def test_nvivo(folder: Path):
    cases = run("nvivo.md")["cases"]
    assert isinstance(cases, list)
    told = {"Coding coder", "Coding verdict"}
    assert [{name: values[name] for name in told & set(values)} for values, _ in cases if "Coding uid" in values] == [
        {"Coding coder": "coder1", "Coding verdict": "events"}, {"Coding coder": "coder1", "Coding verdict": "no_event"},
    ]  # fmt: skip
    (event,) = [one for one in cases if "Event uid" in one[0]]
    assert (event[0]["event_type"], event[0]["fatalities"]) == ("Riots", "2")
    assert event[1] == ["fired on a crowd", "fired on a crowd", "Two people", "Kirkuk"], "the anchor first"
    shutil.copy(folder / "iraq.qdpx", folder / "from-nvivo.qdpx")
    came_back("nvivo.md", folder, "NVivo")


def came_back(name: str, folder: Path, who: str) -> None:
    """The page's commands of import: a look that writes nothing, then a coder's own codings."""
    look, bring = commands(name, "import")
    for command, coders in ((look, ["A"]), (bring, ["A", who])):
        assert annotator.main(shlex.split(command)[1:], standalone_mode=False) in (None, 0), command
        with Project.open(folder / "iraq.annotator") as project:
            assert [one.name for one in project.coders.all()] == coders
    with Project.open(folder / "iraq.annotator") as project:
        counts = project.database.all("SELECT json_extract(\"values\", '$.event_type'), count(*) FROM event GROUP BY 1")
        assert [tuple(one) for one in counts] == [("Riots", 2)]
        assert project.database.value("SELECT count(*) FROM coding WHERE verdict = 'no_event'") == 2


@PAGES
def test_the_pages_name_the_formats_there_are(name: str, format_: str):
    assert [shlex.split(command)[-1] for command in commands(name, "export")] == [format_]
    assert format_ in known.MODULES
    assert all(f" --format {format_} " in command for command in commands(name, "import"))
