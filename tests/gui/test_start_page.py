"""The start page and the dialog of a new project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QToolButton
from pytestqt.qtbot import QtBot

from annotator import settings
from annotator.formats.sample import add_example, make_sample
from annotator.gui import project_actions
from annotator.gui.new_project import NewProjectDialog
from annotator.gui.start_page import StartPage
from annotator.gui.window import Window
from annotator.project import Project


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    made = Window(settings.Settings())
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close_project()


def dialog_of(qtbot: QtBot, tmp_path: Path) -> NewProjectDialog:
    dialog = NewProjectDialog(settings.Settings(coder="ann"))
    qtbot.addWidget(dialog)
    dialog.folder.setText(str(tmp_path / "new place"))
    return dialog


def test_the_window_starts_on_the_page(window: Window):
    page = window.findChild(StartPage, "start")
    assert page is not None
    assert page.isVisible()
    assert not window.actions_by_id["export"].isEnabled()
    assert window.actions_by_id["new_project"].isEnabled()


def test_a_missing_recent_project_is_marked_and_goes_when_clicked(window: Window, tmp_path: Path):
    here, gone = tmp_path / "here.annotator", tmp_path / "gone.annotator"
    Project.create(here, "protest").close()
    window.settings.recent = [str(gone), str(here)]
    window.start_page.refresh()
    recent = window.start_page.recent
    assert ["any more" in recent.item(row).text() for row in range(2)] == [True, False]
    recent.itemActivated.emit(recent.item(0))
    assert window.settings.recent == [str(here)]
    assert "gone.annotator" in window.notice.text
    assert recent.count() == 1


def test_a_click_on_a_recent_project_opens_it(window: Window, qtbot: QtBot, tmp_path: Path):
    path = tmp_path / "iraq.annotator"
    make_sample(path)
    window.settings.recent = [str(path)]
    window.start_page.refresh()
    recent = window.start_page.findChild(QListWidget, "recent")
    assert recent is not None
    point = recent.visualItemRect(recent.item(0)).center()
    qtbot.mouseClick(recent.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert window.workspace is not None
    assert window.workspace.path == path


def test_a_file_that_is_no_project_is_one_sentence(window: Window, tmp_path: Path):
    path = tmp_path / "letter.annotator"
    path.write_text("Dear all", encoding="utf-8")
    assert not window.open_project(path)
    assert "letter.annotator" in window.notice.text
    assert window.start_page.isVisible()


def test_the_sample_is_copied_once_and_kept(window: Window, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot):
    asked: list[str] = []
    monkeypatch.setattr(project_actions, "ask", lambda _parent, text, _yes: asked.append(text) or True)
    button = window.start_page.findChild(QToolButton, "start.sample")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.workspace is not None
    made = window.workspace.path
    assert made.parent == settings.documents_folder()
    window.focus.show_article(next(iter(window.workspace.project.articles.walk())).uid)
    window.workspace.add_event(window.focus.article)
    assert window.close_project()
    project_actions.open_sample(window)
    assert window.workspace is not None
    assert len(window.workspace.events(window.focus.article)) == 1
    assert len(asked) == 1


@pytest.mark.parametrize("name", ["protest", "ucdp_ged"])
def test_a_new_project_is_made_with_the_codebook_and_coder_chosen(qtbot: QtBot, tmp_path: Path, name: str):
    dialog = dialog_of(qtbot, tmp_path)
    dialog.name.setText("Iraq: 2020/06")
    dialog.codebook.setCurrentIndex(dialog.codebook.findData(name))
    dialog.accept()
    assert dialog.made is not None
    assert dialog.made == tmp_path / "new place" / "Iraq- 2020-06.annotator"
    with Project.open(dialog.made) as project:
        assert project.codebook.name == name
        assert project.coder.name == "ann"
        assert project.about()["name"] == "Iraq: 2020/06"


@pytest.mark.parametrize(("name", "coder", "word"), [(" ", "ann", "name"), ("x", " ", "codes"), ("there", "ann", "already")])
def test_what_is_missing_is_said_and_the_dialog_stays(qtbot: QtBot, tmp_path: Path, name: str, coder: str, word: str):
    dialog = dialog_of(qtbot, tmp_path)
    (tmp_path / "new place").mkdir()
    (tmp_path / "new place" / "there.annotator").write_text("", encoding="utf-8")
    dialog.show()
    dialog.name.setText(name)
    dialog.coder.setText(coder)
    dialog.accept()
    assert dialog.made is None
    assert dialog.isVisible()
    assert word in dialog.wrong()


def test_a_place_that_cannot_be_written_is_said(qtbot: QtBot, tmp_path: Path):
    dialog = dialog_of(qtbot, tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")
    dialog.folder.setText(str(tmp_path / "file" / "below"))
    dialog.accept()
    assert dialog.made is None
    assert "cannot be made" in dialog.wrong()


def test_a_codebook_of_ones_own_is_offered_and_a_broken_one_refused_with_its_line(
    qtbot: QtBot, tmp_path: Path, tiny_codebook: Path
):
    dialog = dialog_of(qtbot, tmp_path)
    broken = tmp_path / "broken.yaml"
    broken.write_text(tiny_codebook.read_text(encoding="utf-8").replace("sections:", "sectoins:"), encoding="utf-8")
    dialog.add_codebook(broken)
    assert "broken.yaml, line" in dialog.wrong()
    dialog.add_codebook(tiny_codebook)
    assert dialog.wrong() == ""
    dialog.name.setText("own")
    dialog.accept()
    assert dialog.made is not None
    with Project.open(dialog.made) as project:
        assert project.codebook.name == "tiny"


def test_a_shipped_codebook_is_copied_edited_and_chosen(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    dialog = dialog_of(qtbot, tmp_path)
    dialog.codebook.setCurrentIndex(dialog.codebook.findData("protest"))
    copy = tmp_path / "ours.yaml"
    monkeypatch.setattr("annotator.gui.file_dialogs.save_file", lambda *_, **__: (str(copy), ""))
    dialog.copy.click()
    assert dialog.codebook.currentData() == str(copy)
    assert "(ours.yaml)" in dialog.codebook.currentText()
    assert dialog.about().startswith("Your copy.")
    copy.write_text(copy.read_text("utf-8").replace("name: protest", "name: ours", 1), "utf-8")
    dialog.name.setText("own")
    dialog.accept()
    assert dialog.made is not None, dialog.wrong()
    with Project.open(dialog.made) as project:
        assert project.codebook.name == "ours"


def test_a_copy_that_cannot_be_written_is_said(qtbot: QtBot, tmp_path: Path):
    dialog = dialog_of(qtbot, tmp_path)
    before = dialog.codebook.count()
    dialog.copy_codebook(tmp_path / "nowhere" / "ours.yaml")
    assert "cannot be written" in dialog.wrong()
    assert dialog.codebook.count() == before


def test_every_shipped_codebook_says_what_it_is_for(qtbot: QtBot, tmp_path: Path):
    dialog = dialog_of(qtbot, tmp_path)
    assert dialog.codebook.count() >= 3
    for row in range(dialog.codebook.count()):
        dialog.codebook.setCurrentIndex(row)
        assert dialog.about().endswith(".")


def test_the_picture_of_the_sample_has_an_event_without_errors(tmp_path: Path):
    path = tmp_path / "demo.annotator"
    make_sample(path)
    add_example(path)
    with Project.open(path) as project:
        article = next(iter(project.articles.walk()))
        coding = project.codings.find(article.uid, project.coder.uid)
        assert coding is not None
        event = project.events.of(coding.uid)[0]
        assert [one.message for one in project.events.problems(event) if one.severity == "error"] == []
        for evidence in project.evidence.of(event.uid):
            for span in evidence.spans:
                assert article.text[span.start : span.end] == span.quote


def test_the_start_page_bears_the_programs_name_and_keeps_what_was_refused(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Nothing else tells why the project did not open; the next thing done takes it away."""
    assert window.windowTitle() == "Annotator"
    (tmp_path / "letter.annotator").write_text("no project")
    assert not window.open_project(tmp_path / "letter.annotator")
    assert "letter.annotator" in window.notice.text
    assert not window.notice.fades
    monkeypatch.setattr("annotator.gui.file_dialogs.open_file", lambda *_: "")
    button = window.start_page.findChild(QToolButton, "start.open")
    assert button is not None
    button.click()
    assert window.notice.text == ""
    Project.create(tmp_path / "here.annotator", "protest").close()
    assert window.open_project(tmp_path / "here.annotator")
    window.say("Something.")
    assert window.notice.fades


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_way_in_is_gone_by_enter_as_by_space(window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, key: Qt.Key):
    gone = list[object]()
    monkeypatch.setattr(window.start_page, "_go", gone.append)
    button = window.findChild(QToolButton, "start.new")
    assert button is not None
    button.setFocus()
    qtbot.keyClick(button, key)
    assert gone == [project_actions.new]
