"""The history at the window tells why a value was settled so, and by whose word."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from annotator.gui.history_words import HistoryWords
from annotator.gui.workspace import Workspace
from annotator.project import Project, adjudication
from annotator.project.articles import ArticleDraft

CLASH = {"event_date": "2020-06-02", "event_type": "Battles", "country": "Iraq"}


def test_a_decision_in_words(qtbot: QtBot, tmp_path: Path):
    path = tmp_path / "iraq.annotator"
    with Project.create(path, "acled", coder="lead") as project:
        lead = project.coder
        project.articles.add([ArticleDraft("A clash killed two.", title="A clash", date="2020-06-02")])
        article = next(iter(project.articles.walk())).uid
        events: list[str] = []
        for name, count in (("B2", 2), ("C3", 3)):
            project.work_as(project.coders.add(name))
            coding = project.codings.begin(article, project.coder.uid)
            events.append(project.events.add(coding.uid, {**CLASH, "fatalities": count}).uid)
            with project.history.operation({"id": "done"}):
                project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))
        project.work_as(lead)
        coding = adjudication.begin(project, article, [events])
        (event,) = project.events.of(coding.uid)
        adjudication.take(project, event.uid, ["fatalities"], events[1], "text_says", "three, in the title")
    with Project.open(path) as project:
        words = HistoryWords(Workspace(project))
        tell(words, project, event.uid)


def tell(words: HistoryWords, project: Project, event: str) -> None:
    for name, what, said in (
        ("fatalities", "Decision on Fatalities", "The text says so · as C3 has it · three, in the title"),
        ("country", "Decision on Country", "All coders said the same"),
    ):
        told = [one for one in words.of_changes(project.place_history.of_field(event, name), field=name) if one.what == what]
        assert [(one.who, one.old, one.new, one.state) for one in told] == [("lead", "", said, "")]
        assert told[0].place["event"] == event
        assert told[0].place["field"] == name
    steps = [one.what for one in words.of_steps(project.history.steps())]
    assert steps[:2] == ["Settle Fatalities", "Begin to settle an article"]
