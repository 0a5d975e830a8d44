"""The queue: what it lists, how it moves, what it reads again, and that it asks little."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QTableView
from pytestqt.qtbot import QtBot

from annotator.gui.focus import Focus
from annotator.gui.queue import Queue
from annotator.gui.queue_model import HITS, PAGE, ROW, QueueModel
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.project.articles import ArticleDraft, QueueRow


def add(project: Project, count: int, word: str = "march") -> None:
    """Articles that hold a word, found by the search at once."""
    project.articles.add(
        ArticleDraft(f"A {word} of {n} people.", title=f"{word.title()} {n}", date="2020-06-02", source="Daily")
        for n in range(count)
    )
    project.search.catch_up()


@pytest.fixture
def queue(qtbot: QtBot, project: Project, workspace: Workspace, focus: Focus) -> Queue:
    """A queue of the sample and 40 more."""
    add(project, 40)
    made = Queue(workspace, focus)
    qtbot.addWidget(made)
    made.resize(240, 600)
    made.show()
    return made


def titles(queue: Queue) -> list[str]:
    return [queue.model.index(row, 0).data() for row in range(queue.model.rowCount())]


def count_text(queue: Queue) -> str:
    return next(label.text() for label in queue.findChildren(QLabel) if label.text())


def test_a_screen_of_lines_is_one_question(project: Project, workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    add(project, PAGE * 3)
    model = QueueModel(workspace)
    model.reload()
    asked: list[int] = []
    real = project.articles.queue_rows

    def counting(numbers: Sequence[int], *mine: str) -> dict[int, QueueRow]:
        asked.append(len(numbers))
        return real(numbers, *mine)

    monkeypatch.setattr(type(project.articles), "queue_rows", lambda _self, *given: counting(*given))
    for _ in range(2):
        for row in range(PAGE):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, ROW):
                assert model.index(row, 0).data(role)
    model.index(PAGE * 2 + 5, 0).data()
    assert asked == [PAGE, PAGE]


def test_the_model_keeps_qts_rules(project: Project, workspace: Workspace):
    add(project, HITS + 5)
    model = QueueModel(workspace)
    model.show("", "march")
    assert model.rowCount() == HITS
    # It fetches by itself inside a reset, which it then complains of: so it comes after.
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.fetchMore(QModelIndex())
    assert model.rowCount() == HITS + 5
    assert tester.model() is model


def test_next_and_previous_follow_the_list(queue: Queue, workspace: Workspace, focus: Focus):
    first = focus.article
    queue.show_previous()
    assert focus.article == first
    queue.show_next()
    second = workspace.article(focus.article)
    assert second is not None
    assert second.number == 2
    assert count_text(queue) == "article 2 of 41 · 0 done"
    queue.show_previous()
    assert focus.article == first


def test_the_next_to_do_skips_what_is_begun_and_goes_round(queue: Queue, workspace: Workspace, focus: Focus):
    second, third = (queue.model.article_at(row) for row in (1, 2))
    assert second is not None
    assert third is not None
    workspace.add_event(second.uid)
    assert queue.show_next_to_do()
    assert focus.article == third.uid
    last = queue.model.article_at(40)
    assert last is not None
    focus.show_article(last.uid)
    assert queue.show_next_to_do()
    assert workspace.article(focus.article).number == 1  # type: ignore[union-attr]


def test_an_edit_reads_its_own_line_again(qtbot: QtBot, queue: Queue, workspace: Workspace, focus: Focus):
    with qtbot.waitSignal(queue.model.dataChanged) as told:
        workspace.add_event(focus.article)
    assert [told.args[0].row(), told.args[1].row()] == [0, 0]  # type: ignore[index]
    line = queue.model.article_at(0)
    assert line is not None
    assert (line.state, line.events) == ("open", 1)


def test_done_is_counted_and_undone(queue: Queue, workspace: Workspace, focus: Focus):
    workspace.set_verdict(focus.article, "no_event", workspace.codebook.no_event_reasons[0].code)
    assert workspace.finish(focus.article)
    assert count_text(queue).endswith("1 done")
    workspace.undo()
    assert count_text(queue).endswith("0 done")


def test_an_import_is_listed_and_its_undo_takes_it_away(queue: Queue, project: Project, workspace: Workspace):
    add(project, 3, "strike")
    assert queue.model.rowCount() == 44
    workspace.undo()
    assert queue.model.rowCount() == 41


def test_a_corrected_title_shows(queue: Queue, project: Project, focus: Focus):
    project.articles.correct(focus.article, title="Another")
    assert titles(queue)[0] == "Another"


def test_the_filter_lists_one_state(queue: Queue, workspace: Workspace, focus: Focus):
    workspace.add_event(focus.article)
    box = queue.findChild(QComboBox, "queue.state")
    assert box is not None
    box.setCurrentIndex(2)
    assert queue.model.rowCount() == 1
    box.setCurrentIndex(1)
    assert queue.model.rowCount() == 40
    assert queue.model.row_of(1) == -1


def test_search_finds_newest_first_and_escape_goes_back(queue: Queue, focus: Focus):
    box = queue.findChild(QLineEdit, "search")
    assert box is not None
    box.setFocus()
    QTest.keyClicks(box, "39")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert titles(queue) == ["March 39"]
    assert count_text(queue) == "1 found"
    assert queue.model.article_at(0).uid == focus.article  # type: ignore[union-attr]
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert queue.model.rowCount() == 41
    assert box.text() == ""


def test_a_search_waits_for_a_pause_in_typing(qtbot: QtBot, queue: Queue):
    box = queue.findChild(QLineEdit, "search")
    assert box is not None
    box.setText("march")
    assert queue.model.rowCount() == 41
    qtbot.waitUntil(lambda: queue.model.words == "march")
    assert titles(queue)[:2] == ["March 39", "March 38"]


def test_a_search_keeps_the_state_asked_for(queue: Queue, workspace: Workspace):
    third = queue.model.article_at(2)
    assert third is not None
    workspace.add_event(third.uid)
    queue.model.show("open", "march")
    assert titles(queue) == [third.title]


def test_enter_opens_the_line_under_the_cursor(queue: Queue, workspace: Workspace, focus: Focus):
    view = queue.findChild(QTableView, "articles")
    assert view is not None
    left: list[str] = []
    queue.leaving.connect(lambda: left.append(focus.article))
    before = focus.article
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert focus.article == before
    view.keyPressEvent(QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier))
    assert workspace.article(focus.article).number == 2  # type: ignore[union-attr]
    assert left == [before]  # what is typed is saved while its article is still in view


def test_an_article_opens_on_its_first_event_and_later_on_the_last_looked_at(queue: Queue, workspace: Workspace, focus: Focus):
    second = queue.model.article_at(1)
    assert second is not None
    first, other = workspace.add_event(second.uid), workspace.add_event(second.uid)
    queue.show_next()
    assert focus.event == first
    focus.show_event(other)
    queue.show_previous()
    queue.show_next()
    assert focus.event == other


def test_states_are_told_in_words(queue: Queue, workspace: Workspace, focus: Focus):
    workspace.add_event(focus.article)
    told = [queue.model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in (0, 1)]
    assert told[0].endswith("open")
    assert told[1] == "2, March 0, 2020-06-02, Daily, to do"
