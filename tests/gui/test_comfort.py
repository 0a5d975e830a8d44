"""What makes long days easier: the width of lines, hints that go away, edges by key, names for screen readers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hands import Hands
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QFrame,
    QHeaderView,
    QLabel,
    QWidget,
)
from pytestqt.qtbot import QtBot

from annotator import settings
from annotator.gui.places import NAMES
from annotator.project import Project


@pytest.fixture
def hands(qtbot: QtBot, project: Project) -> Iterator[Hands]:
    path = project.path
    project.close()
    made = Hands(qtbot, path)
    yield made
    made.window.close_project()


# Width -----------------------------------------------------------------------------------------------------------------


def test_lines_grow_narrower_by_key_keep_their_words_and_are_remembered(hands: Hands):
    page, window = hands.window.reader().page, hands.window
    window.code().toggle_queue()
    QApplication.processEvents()
    hands.select("Kirkuk")
    before, wide = page.toPlainText(), page.viewport().width()
    hands.press("Alt+-", "Alt+-")
    assert page.viewport().width() < wide
    assert page.toPlainText() == before
    assert [one.quote for one in window.reader().selected_quotes()] == ["Kirkuk"]
    assert settings.load().measure == 45
    hands.press("Alt+=", "Alt+=", "Alt+=", "Alt+=", "Alt+=")
    assert settings.load().measure == 0
    assert page.viewport().width() > wide


def test_the_text_at_the_top_stays_there_when_the_width_changes(hands: Hands):
    page = hands.window.reader().page
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum() // 2)
    QApplication.processEvents()
    first = page.position_at(page.viewport().rect().topLeft())
    page.set_measure(45)
    QApplication.processEvents()
    again = page.position_at(page.viewport().rect().topLeft())
    assert abs(again - first) < 90, "less than two lines away"


# Edges -----------------------------------------------------------------------------------------------------------------


def spans(hands: Hands) -> list[str]:
    window = hands.window
    return [one.quote for found in window.current().evidence(window.focus.event) for one in found.spans]


def test_edges_move_by_key_from_the_form_in_one_step(hands: Hands):
    hands.press("Ctrl+N")
    hands.attach("location", "Kirkuk")
    hands.go("location")
    hands.press("Alt+Shift+Right", "Alt+Shift+Right")
    assert len(spans(hands)[0].split()) == 3
    assert spans(hands)[0].startswith("Kirkuk")
    hands.press("Alt+,")
    assert spans(hands)[0].split()[1] == "Kirkuk"
    hands.press("Ctrl+Z")
    assert spans(hands) == ["Kirkuk"], "a run of presses is one step"
    field = QApplication.focusWidget()
    assert field is not None
    assert hands.window.focus.field == "location"


def test_edges_move_by_letter_where_asked(hands: Hands):
    hands.press("Ctrl+N")
    hands.attach("location", "Kirkuk")
    hands.window.actions_by_id["end_letter_earlier"].trigger()
    assert spans(hands) == ["Kirku"]


def test_without_evidence_the_keys_type_nothing(hands: Hands):
    hands.press("Ctrl+N")
    hands.go("location")
    hands.press("Alt+,")
    assert "evidence" in hands.said()
    assert hands.window.current().event(hands.window.focus.event).values.get("location") is None


# Hints -----------------------------------------------------------------------------------------------------------------


def test_a_hint_comes_goes_with_what_it_speaks_of_and_can_be_had_again(hands: Hands):
    hints = hands.window.hints
    hints.look()
    assert hints.name == "start"
    assert "Ctrl+N" in hints.bar.text
    before = QApplication.focusWidget()
    hands.press("Ctrl+N")
    assert settings.load().hints == ["start"]
    hints.look()
    assert hints.name != "start"
    hands.window.actions_by_id["show_hints"].trigger()
    assert settings.load().hints == []
    assert before is not hints.bar


def test_a_hint_that_is_closed_does_not_come_again(hands: Hands):
    hints = hands.window.hints
    hints.look()
    hands.click(hints.bar.close_button)
    hints.look()
    assert hints.bar.text == ""
    assert settings.load().hints == ["start"]


def test_hints_follow_a_selection_and_errors_that_stand(hands: Hands):
    hints = hands.window.hints
    hands.press("Ctrl+N")
    hands.go("location")
    hands.select("Kirkuk")
    hints.look()
    assert hints.name == "selection"
    hands.press("Ctrl+Return")
    hints.look()
    assert hints.name == "problems"
    hands.press("F8")
    hints.look()
    assert hints.name != "problems"


def test_a_hint_moves_nothing(hands: Hands):
    window = hands.window
    window.hints.dismiss()
    window.settings.hints = ["problems", "selection", "offers", "edges", "start"]
    window.hints.look()
    QApplication.processEvents()
    without = (window.reader().geometry(), window.status.height())
    window.settings.hints = []
    window.hints.look()
    QApplication.processEvents()
    assert window.hints.bar.text
    assert (window.reader().geometry(), window.status.height()) == without


# Screen readers --------------------------------------------------------------------------------------------------------

SPOKEN_BY_QT = ("qt_", "ScrollLeftButton", "ScrollRightButton")


def unnamed(top: QWidget) -> list[str]:
    """Controls the keyboard can reach, and lists, of which a screen reader would say nothing."""
    found = []
    buddies = {label.buddy() for label in top.findChildren(QLabel) if label.buddy() is not None}
    for one in top.findChildren(QWidget):
        reached = bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus) or isinstance(one, QAbstractItemView)
        # Heads of tables and lists that combo boxes unfold are spoken with what they belong to.
        frame = one.parent()
        part = isinstance(one, QHeaderView) or (isinstance(frame, QFrame) and isinstance(frame.parent(), QComboBox))
        part = part or one.objectName().startswith(SPOKEN_BY_QT) or one.focusProxy() is not None
        if not reached or part or one in buddies or one.accessibleName():
            continue
        if isinstance(one, QAbstractButton) and any(letter.isalnum() for letter in one.text()):
            continue
        found.append(f"{type(one).__name__} {one.objectName()!r} in {type(one.parent()).__name__}")
    return found


def test_every_control_of_every_place_has_a_name(hands: Hands):
    hands.press("Ctrl+N")
    for name in NAMES:
        hands.window.show_place(name)
        QApplication.processEvents()
        assert unnamed(hands.window) == [], name


@pytest.mark.parametrize("action", ["shortcuts", "history", "registers", "export", "check_project", "verify_project", "purge",
                                    "offer_figures", "withhold_offers", "correct_text", "divide_event", "palette", "import",
                                    "new_project"])  # fmt: skip
def test_every_control_of_a_dialog_has_a_name(hands: Hands, action: str):
    hands.press("Ctrl+N")
    for field, value in (("location", "Kirkuk"), ("notes", "something")):
        hands.window.current().set_values(hands.window.focus.event, {field: value})
    seen: list[list[str]] = []

    def look() -> None:
        """Also from within a dialog that waits for its answer."""
        for one in QApplication.topLevelWidgets():
            if isinstance(one, QDialog) and one.isVisible():
                seen.append(unnamed(one))
                one.reject()

    QTimer.singleShot(0, hands.window, look)
    hands.window.actions_by_id[action].trigger()
    QApplication.processEvents()
    look()
    assert seen, "nothing opened"
    assert seen[0] == []
