"""Place Codebook by keyboard: from the desk and back, search, links, the way back; and no page reads a file."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from hands import Hands
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLineEdit, QTextBrowser
from pytestqt.qtbot import QtBot

from annotator.formats.articles.sources import read_articles
from annotator.formats.sample import add_example, make_sample
from annotator.gui.codebook_page import CodebookPage
from annotator.gui.codebook_place import CodebookPlace
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.shipped import resource


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Hands:
    make_sample(tmp_path / "sample.annotator")
    add_example(tmp_path / "sample.annotator")
    return Hands(qtbot, tmp_path / "sample.annotator")


@pytest.fixture
def place(hands: Hands) -> CodebookPlace:
    hands.press("Alt+4")
    assert hands.window.place == "codebook"
    return cast("CodebookPlace", hands.window.built("codebook"))


def entry(place: CodebookPlace) -> str:
    return place.shown.id if place.shown else ""


def test_shift_f1_explains_the_answer_and_alt_1_goes_back_to_the_field(hands: Hands):
    hands.go("sub_event_type")
    answer = hands.window.current().event(hands.window.focus.event).values["sub_event_type"]
    hands.press("Shift+F1")
    place = cast("CodebookPlace", hands.window.built("codebook"))
    assert hands.window.place == "codebook"
    assert entry(place) == f"code/event_types/{answer}"
    hands.press("Alt+1")
    assert hands.window.place == "code"
    assert hands.window.focus.field == "sub_event_type"
    keyboard = QApplication.focusWidget()
    assert keyboard is not None
    assert keyboard.objectName() == "field.sub_event_type"


def test_shift_f1_explains_a_field_without_answer_and_the_marked_choice(hands: Hands):
    hands.go("actor1")
    hands.press("Shift+F1")
    place = cast("CodebookPlace", hands.window.built("codebook"))
    assert entry(place) == "field/actor1"
    hands.press("Alt+1")
    hands.go("geo_precision")
    hands.press("Ctrl+A", "Delete", "Down", "Down")
    hands.press("Shift+F1")
    assert entry(place).startswith("code/geo_precisions/")


def test_shift_f1_explains_a_question_inside_a_group_and_goes_back_to_it(qtbot: QtBot, tmp_path: Path):
    path = tmp_path / "reports.annotator"
    with Project.create(path, "maverick", coder="ann") as made:
        made.articles.add([one for one in read_articles([resource("sample")]) if isinstance(one, ArticleDraft)])
    hands = Hands(qtbot, path)
    hands.press("Ctrl+N")
    hands.window.show_field("actors")
    hands.press("Return")
    item = hands.window.focus.item
    assert item.startswith("1.")
    hands.press("Shift+F1")
    place = cast("CodebookPlace", hands.window.built("codebook"))
    assert entry(place) == f"field/actors.{item.partition('.')[2]}"
    hands.press("Alt+1")
    assert (hands.window.focus.field, hands.window.focus.item) == ("actors", item)
    keyboard = QApplication.focusWidget()
    assert keyboard is not None
    assert hands.window.code().form.isAncestorOf(keyboard)


def test_shift_f1_explains_a_question_about_the_article(qtbot: QtBot, tmp_path: Path):
    path = tmp_path / "protest.annotator"
    with Project.create(path, "protest", coder="ann") as made:
        made.articles.add([one for one in read_articles([resource("sample")]) if isinstance(one, ArticleDraft)])
    hands = Hands(qtbot, path)
    hands.go("article_kind")
    hands.press("Shift+F1")
    place = cast("CodebookPlace", hands.window.built("codebook"))
    assert entry(place) == "field/article_kind"
    hands.press("Alt+1")
    assert hands.window.focus.field == "article_kind"


def test_words_find_down_and_enter_open_and_escape_clears(hands: Hands, place: CodebookPlace):
    hands.type("tear gas")
    assert place.hits.count() > 1
    hands.press("Down")
    assert QApplication.focusWidget() is place.hits
    first = entry(place)
    hands.press("Down")
    assert entry(place) != first
    hands.press("Return")
    assert QApplication.focusWidget() is place.page
    hands.press("Escape", "Escape")
    assert QApplication.focusWidget() is place.search
    hands.press("Escape")
    assert place.search.text() == ""
    assert not place.tree.isHidden()


def test_nothing_found_is_said(hands: Hands, place: CodebookPlace):
    hands.type("zebra crossing")
    assert place.nothing.isVisible()
    hands.press("Return")
    assert entry(place) == "codebook"


def test_the_contents_are_walked_by_arrows(hands: Hands, place: CodebookPlace):
    hands.press("Down", "Down", "Down")
    assert entry(place) == "field/event_date"
    hands.press("Ctrl+F")
    assert QApplication.focusWidget() is place.search


def test_links_lead_on_and_alt_left_back(hands: Hands, place: CodebookPlace):
    place.show_entry("rule/A8")
    place.page.setFocus()
    place.page.anchorClicked.emit(QUrl("entry:code%2Fevent_types%2FExplosions%2FRemote%20violence"))
    assert entry(place) == "code/event_types/Explosions/Remote violence"
    hands.press("Alt+Left")
    assert entry(place) == "rule/A8"
    hands.press("Alt+Left")
    assert entry(place) == "codebook"
    assert not place.back.isEnabled()
    hands.press("Alt+Right")
    assert entry(place) == "rule/A8"


def test_the_palette_leads_to_a_code(hands: Hands):
    hands.press("Ctrl+K")
    hands.type("mob viol")
    hands.press("Return")
    assert hands.window.place == "codebook"
    assert entry(cast("CodebookPlace", hands.window.built("codebook"))) == "code/event_types/Mob violence"


def test_every_page_of_a_project_is_typeset_with_its_links(qtbot: QtBot, workspace: Workspace):
    made = CodebookPlace(workspace)
    qtbot.addWidget(made)
    guide = made.guide()
    for name, known in guide.entries.items():
        if known.kind != "code":
            made.show_entry(name)
            assert known.title in made.page.toPlainText()
            assert "<" not in made.page.toPlainText().replace("<=", "")


def test_a_page_reads_no_file(qtbot: QtBot, tmp_path: Path):
    page = CodebookPage()
    qtbot.addWidget(page)
    assert page.loadResource(QTextDocument.ResourceType.ImageResource, QUrl.fromLocalFile(str(tmp_path))) is None


def test_the_foot_of_the_form_tells_the_rules_of_the_field(hands: Hands):
    hands.go("fatalities")
    help_ = hands.window.code().form.findChild(QTextBrowser, "field_help")
    assert help_ is not None
    assert "A peaceful protest has no fatalities, here are [Fatalities]." in help_.toPlainText()
    assert "Shift+F1" in help_.toPlainText()


def test_the_search_box_is_named(place: CodebookPlace):
    box = place.findChild(QLineEdit, "codebook.search")
    assert box is place.search
    assert place.search.accessibleName()
