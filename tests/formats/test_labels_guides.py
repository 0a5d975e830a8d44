"""The snippets of the guide's pages on spaCy, Label Studio and doccano run on exports, made by the guide's own commands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from odd_project import stands

from annotator.cli.main import annotator
from annotator.formats.codings import known
from annotator.project import Project
from annotator.project.articles import ArticleDraft

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
PLACES = ("Kirkuk", "Mosul", "Basra", "Erbil")


def page(name: str) -> tuple[list[str], str]:
    """A page's commands of export and of parts, and its snippets as one text, since they go on from each other."""
    text = (GUIDE / name).read_text(encoding="utf-8")
    commands = [line for line in text.splitlines() if line.startswith(("annotator export ", "annotator split "))]
    return commands, "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guides' project: some articles with an event each, and one without."""
    made = tmp_path_factory.mktemp("labels")
    with Project.create(made / "iraq.annotator", "acled", coder="A") as project:
        for number in range(1, 18):
            place = PLACES[number % 4]
            text = f"Police fired on a crowd in {place}. Two people were killed on {number} June."
            project.articles.add([ArticleDraft(text, title="Clash", date="2020-06-20", source="AFP", language="en")])
            coding = project.codings.begin(project.articles.uid_of(number), project.coder.uid)
            if number == 17:
                project.codings.set_verdict(coding.uid, "no_event", "")
            else:
                values = {"event_type": "Riots", "location": place, "fatalities": 2, "country": "Iraq"}
                event = project.events.add(coding.uid, values)
                project.evidence.add(event.uid, "location", [stands(text, place)])
                project.evidence.add(event.uid, "event_type", [stands(text, "fired on a crowd")])
                project.evidence.add(event.uid, "fatalities", [stands(text, "Two people")])
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE coding SET state = 'done'")
    return made


def run(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    monkeypatch.chdir(folder)
    commands, code = page(name)
    assert commands
    for command in commands:
        assert annotator.main(shlex.split(command)[1:], standalone_mode=False) in (None, 0), command
    found: dict[str, object] = {}
    exec(compile(code, name, "exec"), found)  # the guide's own words
    return found


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_spacy(folder: Path, monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("spacy")
    found = run("spacy.md", folder, monkeypatch)
    assert len(found["docs"]) == 17  # type: ignore[arg-type]
    assert ("location", "Mosul", "Mosul") in found["said"]  # type: ignore[operator]
    assert ("fatalities", 2, "Two people") in found["said"]  # type: ignore[operator]
    assert found["finder"].labels == ("location",)  # type: ignore[attr-defined]
    assert "spancat" in found["losses"]  # type: ignore[operator]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_label_studio(folder: Path, monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("label_studio_sdk")
    found = run("label-studio.md", folder, monkeypatch)
    assert found["wrong"] == []
    events = found["events"]
    assert len(events) == 16  # type: ignore[arg-type]
    answers, behind = events[0]  # type: ignore[index]
    assert answers["location"] == ["Mosul"]
    assert set(behind) == {("location", "Mosul"), ("event_type", "fired on a crowd"), ("fatalities", "Two people")}
    assert "country" in answers["Inferred"]


def test_doccano(folder: Path, monkeypatch: pytest.MonkeyPatch):
    found = run("doccano.md", folder, monkeypatch)
    assert {("location", "Mosul"), ("Event", "fired on a crowd"), ("fatalities", "Two people")} <= set(found["said"])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("name", "format_"), [("spacy.md", "spacy"), ("label-studio.md", "label-studio"), ("doccano.md", "doccano")]
)
def test_the_pages_name_the_formats_there_are(name: str, format_: str):
    commands = [shlex.split(command) for command in page(name)[0]]
    assert {command[command.index("--format") + 1] for command in commands if "--format" in command} == {format_}
    assert format_ in known.MODULES


def test_spacy_trains_on_a_folder_that_a_command_of_the_page_writes():
    trained = set(re.findall(r"--paths\.\w+ ([\w-]+)/", (GUIDE / "spacy.md").read_text(encoding="utf-8")))
    with_parts = {shlex.split(command)[3] for command in page("spacy.md")[0] if "--splits" in command}
    assert trained == with_parts
