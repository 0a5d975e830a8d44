"""Asking the lead and ruling in the real window: by keyboard alone, from the field to the ruling beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui.ask_dialog import AskDialog
from annotator.gui.fields.popup import ChoicePopup
from annotator.gui.fields.row import Row
from annotator.gui.remark_marks import RemarkMark
from annotator.gui.remark_rows import Badge
from annotator.gui.ruling_dialog import RulingDialog
from annotator.gui.team_place import TeamPlace
from annotator.gui.team_questions import QuestionsPanel
from annotator.gui.team_rulings import RulingsPanel
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote
from annotator.project.questions import answer
from annotator.project.remarks import Spot
from annotator.project.rulings import RulingDraft

TEXT = "Seven people were killed in Kirkuk and Hawija."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two articles; B1 coded two events in the second, with words for the number of dead. The lead has coded nothing."""
    path = tmp_path / "desk.annotator"
    with Project.create(path, "acled", coder="lead") as project:
        project.articles.add([ArticleDraft("Nothing."), ArticleDraft(TEXT, title="Seven killed", date="2020-06-04")])
        for name in ("B1", "B2 <b>bold</b>"):
            project.coders.add(name)
        project.work_as(project.coders.named("B1"))
        article = project.articles.by_number(2)
        assert article is not None
        coding = project.codings.begin(article.uid, project.coder.uid).uid
        for number in (2, 7):
            event = project.events.add(coding, {"fatalities": number, "country": "Iraq", "event_type": "Battles"}).uid
        project.evidence.add(event, "fatalities", [Quote("text", 0, 5, "Seven")])
    return path


@pytest.fixture
def hands(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    """At the window of that project, as the coder B1."""
    monkeypatch.setattr("annotator.gui.window.Window._choose_coder", lambda _self, _project: True)
    made = Hands(qtbot, path)
    become(made, "B1")
    yield made
    made.window.close()


def become(hands: Hands, name: str) -> None:
    """Another person sits down."""
    hands.window.work_as(name)
    hands.window.show_place("code")
    QApplication.processEvents()


def open_second(hands: Hands) -> list[str]:
    """Looks at the coder's article; gives its events."""
    article = hands.window.current().project.articles.by_number(2)
    assert article is not None
    hands.window.open_article(article.uid)
    return [one.uid for one in hands.window.current().events(article.uid)]


def tab(hands: Hands, name: str) -> QWidget:
    hands.press("Alt+6")
    place = hands.window.built("team")
    assert isinstance(place, TeamPlace)
    panel = place.show_tab(name)
    assert panel is not None
    QApplication.processEvents()
    return panel


def questions(hands: Hands) -> QuestionsPanel:
    panel = tab(hands, "questions")
    assert isinstance(panel, QuestionsPanel)
    return panel


def tab_to(hands: Hands, name: str) -> None:
    """Tab, until the keyboard is there."""
    for _ in range(12):
        keyboard = QApplication.focusWidget()
        if keyboard is not None and keyboard.objectName() == name:
            return
        hands.press("Tab")
    raise AssertionError(f"Tab does not come to {name}")


def dialog(hands: Hands, kind: type[QDialog]) -> QDialog:
    """The dialog of that kind that is open."""
    found = [one for one in hands.window.findChildren(QDialog) if isinstance(one, kind) and one.isVisible()]
    assert len(found) == 1
    return found[0]


def help_text(hands: Hands) -> str:
    strip = hands.window.code().form.findChild(QTextBrowser, "field_help")
    assert strip is not None
    return strip.toPlainText()


def ask(hands: Hands, field: str, text: str) -> None:
    hands.go(field)
    hands.press("Ctrl+Shift+H")
    hands.type(text)
    hands.press("Return")


def test_a_question_becomes_a_ruling_that_others_read_at_the_field_and_find(qtbot: QtBot, hands: Hands):
    window, project = hands.window, hands.window.current().project
    _, second = open_second(hands)
    hands.press("Alt+Right")
    ask(hands, "fatalities", "Do the wounded count?")
    (question,) = project.questions.all()
    assert (question.comment.spot.event, question.comment.spot.field, question.value) == (second, "fatalities", 7)
    field = window.code().form.findChild(QWidget, "field.fatalities")
    assert window.focusWidget() is field, "the keyboard is where it was"
    assert "ask the lead about Fatalities" in window.actions_by_id["undo"].text()
    qtbot.waitUntil(lambda: bool(window.code().form.findChildren(RemarkMark)))
    (mark,) = window.code().form.findChildren(RemarkMark)
    assert mark.asked
    assert mark.toolTip() == "B1 asks: Do the wounded count?"
    hands.press("Ctrl+Shift+C")
    qtbot.waitUntil(lambda: bool(window.code().remarks.findChildren(Badge)))
    assert [one.text() for one in window.code().remarks.findChildren(Badge)] == ["Question, open"]

    become(hands, "lead")
    panel = questions(hands)
    assert (panel.table.topLevelItemCount(), panel.count.text()) == (1, "1 open, 0 answered")
    assert "Value now: 7 “Seven”" in panel.text.toPlainText()
    tab_to(hands, "questions.list")
    hands.press("Return")
    assert (window.place, window.current().whose) == ("code", project.coders.named("B1").uid)
    assert (window.focus.event, window.focus.field) == (second, "fatalities")
    panel = questions(hands)
    tab_to(hands, "questions.list")
    hands.press("A")
    hands.type("No.")
    tab_to(hands, "questions.ruling")
    hands.press("Space", "Return")
    made = dialog(hands, RulingDialog)
    assert isinstance(made, RulingDialog)
    assert made.draft() == RulingDraft("No.", "fatalities", "", "Do the wounded count?")
    hands.type("Who counts?")
    hands.press("Tab", "Ctrl+A")
    hands.type("Only the dead.")
    hands.press("Tab", "Return")
    (ruling,) = project.rulings.all()
    assert (ruling.question, ruling.answer, ruling.field) == ("Who counts?", "Only the dead.", "fatalities")
    assert panel.table.topLevelItemCount() == 0
    assert "waits" in panel.nothing.text()
    assert "undo takes both back" in hands.said()
    hands.press("Ctrl+Z")
    assert (project.rulings.all(), len(project.questions.open())) == ([], 1)
    hands.press("Ctrl+Shift+Z")

    become(hands, "B2 <b>bold</b>")
    open_second(hands)
    hands.press("Ctrl+N")
    hands.go("country")
    assert "Ruling" not in help_text(hands)
    hands.go("fatalities")
    assert "Who counts? Only the dead." in help_text(hands)
    assert "How many people died" in help_text(hands)
    hands.press("Ctrl+Shift+H")
    shown = dialog(hands, AskDialog).findChild(QTextBrowser, "ask.rulings")
    assert shown is not None
    assert "Only the dead." in shown.toPlainText()
    hands.press("Escape")
    assert project.questions.all() == []
    hands.press("Alt+4")
    hands.type("dead only")
    hands.press("Return")
    place = window.place_in_view()
    page = place.findChild(QTextBrowser, "codebook.page") if place is not None else None
    assert page is not None
    assert page.toPlainText().startswith("Ruling · Fatalities\nWho counts?")


def test_an_answer_is_hinted_at_until_it_was_looked_at(qtbot: QtBot, hands: Hands, path: Path):
    open_second(hands)
    ask(hands, "country", "Which one?")
    window, project = hands.window, hands.window.current().project
    project.work_as(project.coders.named("lead"))
    answer(project, project.questions.open()[0].comment, "The later.")
    project.work_as(project.coders.named("B1"))
    window.settings.coders = {}

    def opened() -> str:
        window.close_project()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                "annotator.gui.window.Window._choose_coder",
                lambda _self, found: found.work_as(found.coders.named("B1")) is None,
            )
            assert window.open_project(path)
        return hands.said()

    assert opened() == "One answer of the lead since you last looked: Team, Questions (Alt+6)."
    assert "One answer" in opened()
    panel = questions(hands)
    assert hands.said() == "" or window.notice.isHidden()
    assert "The later." in panel.text.toPlainText()
    assert panel.table.isColumnHidden(1), "they are all the coder's own"
    opened()
    assert window.notice.isHidden()


def test_a_coder_adds_to_a_question_and_takes_it_back(hands: Hands):
    open_second(hands)
    ask(hands, "country", "Which one?")
    project = hands.window.current().project
    panel = questions(hands)
    assert panel.ruling.isHidden()
    tab_to(hands, "questions.list")
    hands.press("A")
    hands.type("There are two.")
    hands.press("Return")
    assert [one.text for one in project.questions.open()[0].answers] == ["There are two."]
    hands.press("Delete")
    assert project.questions.all() == []
    assert "place Code" in panel.nothing.text()
    hands.press("Ctrl+Z")
    assert len(project.questions.all()) == 1


def test_an_event_and_the_article_can_be_asked_about(hands: Hands):
    first, _ = open_second(hands)
    hands.press("Ctrl+Alt+R", "Ctrl+Shift+H")
    about = dialog(hands, AskDialog).findChild(QComboBox, "ask.about")
    assert about is not None
    assert [about.itemText(at) for at in range(about.count())] == ["Event 1", "Article"]
    hands.press("Return")
    assert dialog(hands, AskDialog).isVisible(), "nothing is asked without words"
    tab_to(hands, "ask.about")
    hands.press("Down")
    tab_to(hands, "ask.line")
    hands.type("One day or two?")
    hands.press("Return")
    (question,) = hands.window.current().project.questions.all()
    assert (question.comment.spot.event, question.comment.spot.field) == ("", "")
    become(hands, "lead")
    questions(hands)
    tab_to(hands, "questions.list")
    hands.press("Return")
    assert (hands.window.place, hands.window.focus.event) == ("code", first), "the asker's work on the article"


def test_the_lead_goes_from_a_remark_to_the_coders_event_and_back(qtbot: QtBot, hands: Hands):
    _, second = open_second(hands)
    hands.press("Alt+Right")
    ask(hands, "fatalities", "Seven?")
    become(hands, "lead")
    open_second(hands)
    window = hands.window
    assert window.current().events(window.focus.article) == []
    hands.press("Ctrl+Shift+C")
    qtbot.waitUntil(lambda: bool(window.code().remarks.texts()))
    hands.press("Up", "Return")
    assert (window.focus.event, window.focus.field) == (second, "fatalities")
    assert window.current().looks_on
    hands.press("Ctrl+Shift+C")
    qtbot.waitUntil(lambda: bool(window.code().remarks.texts()))
    hands.press("Up", "A")
    hands.type("Yes, seven.")
    hands.press("Return")
    qtbot.waitUntil(lambda: [one.text() for one in window.code().remarks.findChildren(Badge)] == ["Question, answered"])


def test_rulings_are_made_found_changed_and_taken_back_by_key(hands: Hands):
    become(hands, "lead")
    project = hands.window.current().project
    panel = tab(hands, "rulings")
    assert isinstance(panel, RulingsPanel)
    assert "No ruling stands yet" in panel.nothing.text()
    tab_to(hands, "rulings.new")
    hands.press("Space")
    made = dialog(hands, RulingDialog)
    hands.press("Shift+Tab")
    hands.type("Who is <b>armed</b>?")
    wrong = made.findChild(QLabel, "ruling.wrong")
    assert wrong is not None
    hands.press("Return")
    assert wrong.text() == "A ruling needs an answer."
    hands.press("Tab")
    hands.type("Whoever carries a café chair.")
    hands.press("Tab", "Return")
    assert [one.answer for one in project.rulings.all()] == ["Whoever carries a café chair."]
    project.rulings.add(RulingDraft("Other.", "fatalities"))
    assert panel.table.topLevelItemCount() == 2
    search = panel.findChild(QLineEdit, "rulings.search")
    assert search is not None
    search.setFocus()
    hands.type("CAFE")
    assert panel.table.topLevelItemCount() == 1
    assert "<b>armed</b>" in panel.text.toPlainText(), "what people write is shown as it is"
    hands.press("Return", "Return")
    hands.type("Who is armed?")
    hands.press("Return")
    assert project.rulings.search("cafe")[0].question == "Who is armed?"
    hands.press("Delete")
    assert project.rulings.search("cafe") == []
    assert panel.nothing.text() == "No ruling fits."
    hands.press("Ctrl+Z")
    assert panel.table.topLevelItemCount() == 1


def test_a_ruling_on_a_code_stands_in_the_list_of_codes_and_with_the_answer(hands: Hands):
    project = hands.window.current().project
    open_second(hands)
    hands.go("event_type")
    project.work_as(project.coders.named("lead"))
    project.rulings.add(RulingDraft("A shot in the air is none.", "event_type", "Battles"))
    project.rulings.add(RulingDraft("One person is enough.", "event_type", "Protests"))
    project.work_as(project.coders.named("B1"))
    assert "A shot in the air" in help_text(hands), "without going elsewhere first"
    assert "One person" not in help_text(hands), "it is about another code"
    hands.press("Down", "Down")
    popup = next(one for one in hands.window.code().findChildren(ChoicePopup) if one.isVisible())
    chosen = popup.current()
    while chosen is not None and chosen.value != "Protests":
        hands.press("Down")
        chosen = popup.current()
    told = " ".join(label.text() for label in popup.findChildren(QLabel))
    assert "One person is enough." in told
    assert "A shot in the air" not in told


def test_a_coder_reads_rulings_and_changes_none(hands: Hands):
    project = hands.window.current().project
    project.work_as(project.coders.named("lead"))
    project.rulings.add(RulingDraft("Only the dead.", "fatalities"))
    project.work_as(project.coders.named("B1"))
    panel = tab(hands, "rulings")
    assert isinstance(panel, RulingsPanel)
    tab_to(hands, "rulings.list")
    hands.press("Return", "Delete")
    assert len(project.rulings.all()) == 1
    assert not [one for one in hands.window.findChildren(RulingDialog) if one.isVisible()]
    assert panel.new.isHidden()


def test_a_project_open_for_reading_takes_no_answer(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch):
    with Project.open(path) as project:
        project.work_as(project.coders.named("B1"))
        article = project.articles.by_number(2)
        assert article is not None
        project.remarks.ask(Spot(article.uid), "Is this news?")
    monkeypatch.setattr("annotator.gui.window.Window._choose_coder", lambda _self, _project: True)
    monkeypatch.setattr("annotator.gui.window.Window._opened", lambda _self, at: Project.open(at, read_only=True))
    hands = Hands(qtbot, path)
    panel = questions(hands)
    assert panel.table.topLevelItemCount() == 1
    assert not panel.line.isEnabled()
    assert not hands.window.actions_by_id["ask_lead"].isEnabled()
    hands.window.close()


def started(qtbot: QtBot, tmp_path: Path, codebook: str, *drafts: RulingDraft) -> Hands:
    """At a window with one article, an event begun, and rulings."""
    path = tmp_path / "other.annotator"
    with Project.create(path, codebook, coder="lead") as project:
        project.articles.add([ArticleDraft(TEXT, title="Seven killed", date="2020-06-04")])
        for draft in drafts:
            project.rulings.add(draft)
    hands = Hands(qtbot, path)
    hands.press("Ctrl+N")
    return hands


def test_a_ruling_stands_at_its_question_inside_a_group(qtbot: QtBot, tmp_path: Path):
    draft = RulingDraft("By the name.", "actors.type", "", "Which <i>type</i>?")
    hands = started(qtbot, tmp_path, "maverick", draft)
    hands.window.focus.show_field("actors", "1.type")
    assert "Which <i>type</i>? By the name." in help_text(hands)
    hands.window.focus.show_field("actors", "1.party")
    assert "By the name." not in help_text(hands)
    hands.window.close()


def test_a_ruling_stands_at_its_question_about_the_article(qtbot: QtBot, tmp_path: Path):
    asked = "tells_of_protest"
    hands = started(qtbot, tmp_path, "protest", RulingDraft("As the paper says.", asked))
    rows = hands.window.code().article_panel.findChildren(Row)
    tips = {row.name: row.label.toolTip() for row in rows}
    assert [name for name, tip in tips.items() if "As the paper says." in tip] == [asked]
    hands.window.show_field(asked)
    assert "As the paper says." in help_text(hands)
    hands.press("Ctrl+Shift+H")
    shown = dialog(hands, AskDialog).findChild(QTextBrowser, "ask.rulings")
    assert shown is not None
    assert "As the paper says." in shown.toPlainText()
    hands.type("Sure?")
    hands.press("Return")
    (question,) = hands.window.current().project.questions.all()
    assert (question.comment.spot.event, question.comment.spot.field) == ("", asked)
    hands.window.close()
