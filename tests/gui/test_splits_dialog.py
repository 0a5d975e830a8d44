"""The dialog of train, dev and test: a plan is shown, parts are made of it, and the export of texts goes by them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from tiny import TINY

from annotator.gui import splits_dialog
from annotator.gui.export_dialog import ADJUDICATED, EVERY, ExportDialog
from annotator.gui.labels import label_of
from annotator.gui.splits_dialog import SplitsDialog
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.releases.splits import SplitWish, make

NUMBER = 40


@pytest.fixture
def coded(tmp_path: Path) -> Iterator[Project]:
    """Forty articles, thirty of them with an event, the first coded by two."""
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    with Project.create(tmp_path / "desk.annotator", str(path), coder="ann") as made:
        other = made.coders.add("ben")
        drafts = [
            ArticleDraft(f"{one} were hurt; it was near {one * 31}.", f"T{one}", f"2020-{1 + one // 28:02}-{1 + one % 28:02}")
            for one in range(1, NUMBER + 1)
        ]
        with made.history.operation({"id": "test"}):
            made.articles.add(drafts)
            for number in range(1, NUMBER + 1):
                for coder in (made.coder, other) if number == 1 else (made.coder,):
                    coding = made.codings.begin(made.articles.uid_of(number), coder.uid)
                    if number % 4:
                        made.events.add(coding.uid, {"type": "AB"[number % 2]})
                    else:
                        made.codings.set_verdict(coding.uid, "no_event")
            made.database.run("UPDATE coding SET state = 'done'")
        yield made


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.resize(1366, 768)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def dialog(qtbot: QtBot, coded: Project, room: QWidget) -> SplitsDialog:
    made = SplitsDialog(Workspace(coded), room)
    made.show()
    made.wait()
    return made


def table(dialog: SplitsDialog) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for place in range(dialog.table.topLevelItemCount()):
        item = dialog.table.topLevelItem(place)
        assert item is not None
        found[item.text(0)] = [item.text(column) for column in range(1, 5)]
    return found


def test_a_plan_is_shown_and_nothing_is_made(dialog: SplitsDialog, coded: Project) -> None:
    assert table(dialog) == {"All articles": ["32", "4", "4", "40"]}
    assert "40 articles get a part" in dialog.said.text()
    assert not coded.splits.any()
    assert dialog.make_button.isEnabled()
    assert not dialog.clear_button.isVisible()


def test_by_keys_alone(qtbot: QtBot, dialog: SplitsDialog, coded: Project) -> None:
    dialog.activateWindow()
    assert dialog.focusWidget() is dialog.shares["train"]
    QTest.keyClick(dialog.shares["train"], Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(dialog.shares["train"], "50")
    QTest.keyClick(dialog.shares["train"], Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.shares["dev"]
    QTest.keyClicks(dialog.shares["dev"], "0")
    QTest.keyClick(dialog.shares["dev"], Qt.Key.Key_Tab)
    QTest.keyClicks(dialog.shares["test"], "50")
    QTest.keyClick(dialog.shares["test"], Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.by
    QTest.keyClick(dialog.by, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.stratify
    QTest.keyClicks(dialog.stratify, "Type")
    dialog.wait()
    rows = table(dialog)
    assert rows["All articles"] == ["20", "0", "20", "40"]
    assert rows["No event"] == ["5", "0", "5", "10"]
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    dialog.wait()
    parts = list(coded.splits.parts().values())
    assert (parts.count("train"), parts.count("test")) == (20, 20)
    assert dialog.focusWidget() is dialog.close_button
    assert not dialog.make_button.isEnabled()
    assert "every article that is coded has its part" in dialog.said.text()


def test_by_time_there_is_nothing_to_draw(dialog: SplitsDialog) -> None:
    dialog.by.setCurrentIndex(dialog.by.findData("time"))
    assert dialog.plan is None
    assert not dialog.make_button.isEnabled(), "nothing is made that was not seen"
    dialog.wait()
    assert not dialog.seed.isEnabled()
    assert not dialog.stratify.isEnabled()
    assert "By time: train until 2020-0" in dialog.said.text()
    assert dialog.wish().stratify == ""


def test_what_cannot_be_is_said(dialog: SplitsDialog) -> None:
    dialog.shares["train"].setValue(0)
    dialog.wait()
    assert "train gets some" in dialog.wrong.text()
    assert not dialog.make_button.isEnabled()
    dialog.shares["train"].setValue(80)
    dialog.wait()
    assert dialog.wrong.text() == ""
    assert dialog.make_button.isEnabled()


def test_parts_are_taken_away_after_a_question(dialog: SplitsDialog, coded: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog.by.setCurrentIndex(dialog.by.findData("time"))
    dialog.wait()
    dialog.make()
    dialog.wait()
    assert not dialog.by.isEnabled(), "more are made in the way these were"
    monkeypatch.setattr(splits_dialog, "ask", lambda *_: False)
    dialog.take_away()
    assert coded.splits.any()
    monkeypatch.setattr(splits_dialog, "ask", lambda *_: True)
    dialog.take_away()
    dialog.wait()
    assert not coded.splits.any()
    assert dialog.by.isEnabled()


def test_it_goes_on_in_the_way_parts_were_made(coded: Project, room: QWidget) -> None:
    way = SplitWish((700.5, 150, 149.5), 7, "article", "type")  # no shares that the boxes could hold
    make(coded, way)
    dialog = SplitsDialog(Workspace(coded), room)
    dialog.wait()
    assert [box.value() for box in dialog.shares.values()] == [70, 15, 15]
    assert dialog.wish() == way
    assert "last made" not in dialog.said.text()
    dialog.seed.setValue(8)
    dialog.wait()
    assert "last made with shares 700.5,150,149.5, seed 7, evenly by type" in dialog.said.text()
    dialog.reject()


def test_closing_while_it_counts_stops_that(qtbot: QtBot, coded: Project, room: QWidget) -> None:
    dialog = SplitsDialog(Workspace(coded), room)
    dialog.show()
    dialog.shares["dev"].setValue(20)
    with qtbot.waitSignal(dialog.finished):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_from_the_palette_to_parts_and_back_by_undo(qtbot: QtBot, coded: Project) -> None:
    path = coded.path
    coded.coders.remove(coded.coders.named("ben").uid)  # nobody is asked who works
    coded.close()
    hands = Hands(qtbot, path)
    hands.press("Ctrl+K")
    hands.type("train, dev and test")
    hands.press("Return")
    dialog = hands.window.findChild(SplitsDialog)
    assert dialog is not None
    dialog.wait()
    hands.press("Return")
    dialog.wait()
    hands.press("Escape")
    project = hands.window.current().project
    assert len(project.splits.parts()) == NUMBER
    step = project.history.to_undo()
    assert step is not None
    assert label_of(step.label, project.codebook) == "put 40 articles into parts of training data"
    hands.press("Ctrl+Z")
    assert not project.splits.any()


# --- the export -------------------------------------------------------------------------------------------------------


@pytest.fixture
def exporting(qtbot: QtBot, coded: Project, room: QWidget) -> ExportDialog:
    made = ExportDialog(Workspace(coded), room)
    qtbot.addWidget(made)
    made.show()
    made.wait()
    return made


def choose(dialog: ExportDialog, name: str) -> None:
    dialog.format.setCurrentIndex(dialog.format.findData(name))
    dialog.wait()


def test_choices_for_texts_are_there_for_texts_alone(exporting: ExportDialog) -> None:
    choose(exporting, "csv")
    assert not exporting.codings.isVisible()
    assert exporting.formulas.isVisible()
    choose(exporting, "events-jsonl")
    assert exporting.codings.isVisible()
    assert not exporting.formulas.isVisible()
    assert not exporting.number.isVisible()
    assert not exporting.unit.isVisible()
    assert not exporting.codings.quotes.isVisible()
    choose(exporting, "chat-jsonl")
    assert exporting.codings.quotes.isVisible()
    assert not exporting.codings.offers.isVisible()
    choose(exporting, "label-studio")
    assert not exporting.codings.quotes.isVisible()
    assert exporting.codings.offers.isVisible()
    assert not exporting.codings.options().offers
    exporting.codings.offers.setChecked(True)
    assert exporting.codings.options().offers
    choose(exporting, "events-jsonl")
    assert not exporting.codings.options().offers
    assert exporting.file.accessibleName() == "Folder"


def test_whose_work_is_one_coding_an_article_or_every_coders(exporting: ExportDialog) -> None:
    choose(exporting, "events-jsonl")
    assert exporting.whose.currentData() == ""
    assert exporting.counts.text().startswith("39 articles will go out, with 29 events.")
    assert "Of what is no event: 10 without an event." in exporting.counts.text()
    exporting.whose.setCurrentIndex(exporting.whose.findData(EVERY))
    exporting.wait()
    assert exporting.counts.text().startswith("40 articles will go out, with 31 events in 41 codings.")
    exporting.codings.negatives.setChecked(False)
    exporting.wait()
    assert exporting.counts.text().startswith("30 articles will go out, with 31 events in 31 codings.")
    assert exporting.options().every_coder
    choose(exporting, "csv")
    assert exporting.whose.findData(EVERY) == exporting.whose.findData("") == exporting.whose.findData(ADJUDICATED) == -1
    assert not exporting.options().every_coder


def test_whose_work_is_that_of_one_who_finished_any(qtbot: QtBot, coded: Project, room: QWidget) -> None:
    """A lead that codes nothing does not get an empty file for having said nothing."""
    coded.coders.add("abe")
    lead = coded.coders.add("head", role="lead")
    coded.work_as(lead)
    dialog = ExportDialog(Workspace(coded), room)
    qtbot.addWidget(dialog)
    dialog.show()
    choose(dialog, "events-jsonl")
    choose(dialog, "jsonl")
    assert dialog.whose.currentText() == "Coder ann"
    assert dialog.counts.text().startswith("30 events will go out.")
    dialog.whose.setCurrentIndex(dialog.whose.findData(lead.uid))
    dialog.wait()
    assert dialog.counts.text().startswith("0 events will go out.")


def test_parts_are_made_on_the_way_and_written(exporting: ExportDialog, coded: Project, tmp_path: Path) -> None:
    choose(exporting, "events-jsonl")
    assert not exporting.codings.splits.isEnabled()
    parts = exporting.codings.show_parts()
    assert isinstance(parts, SplitsDialog)
    parts.wait()
    parts.make()
    parts.wait()
    parts.reject()
    exporting.wait()
    assert exporting.codings.splits.isChecked()
    assert "40 articles" in exporting.codings.splits.text()
    assert exporting.path() == tmp_path / "desk-events-jsonl"
    exporting.run()
    exporting.wait()
    assert exporting.report is not None
    assert exporting.outcome.text().startswith("39 articles with 29 events in ")
    lines = {part: (tmp_path / f"desk-events-jsonl/{part}.jsonl").read_text("utf-8").splitlines() for part in ("train", "test")}
    of = coded.splits.parts()
    assert lines["test"]
    assert all(of[json.loads(line)["number"]] == part for part, some in lines.items() for line in some)
    exporting.again_button.click()
    choose(exporting, "spans-jsonl")
    choose(exporting, "events-jsonl")
    assert exporting.path().name == "desk-events-jsonl-2", "what is there is not written over"


def test_no_key_stops_at_a_head(exporting: ExportDialog) -> None:
    heads = [place for place in range(exporting.format.count()) if exporting.format.itemData(place) is None]
    assert [exporting.format.itemText(place) for place in heads][:2] == ["Tables for analysis", "Training data"]
    seen = {exporting.format.currentData()}
    for _ in range(exporting.format.count()):
        QTest.keyClick(exporting.format, Qt.Key.Key_Down)
        QApplication.processEvents()
        seen.add(exporting.format.currentData())
    exporting.wait()
    assert None not in seen
    assert len(seen) == exporting.format.count() - len(heads)


def test_every_format_can_be_chosen_and_counted(exporting: ExportDialog) -> None:
    for place in range(exporting.format.count()):
        if (name := exporting.format.itemData(place)) is not None:
            choose(exporting, name)
            assert exporting.about.text().startswith("Keeps "), name
            assert "will go out" in exporting.counts.text(), name
            assert (exporting.path().suffix == "") == exporting.chosen().folder, name


def test_the_dialog_fits_a_small_screen(exporting: ExportDialog) -> None:
    choose(exporting, "chat-jsonl")
    exporting.adjustSize()
    assert exporting.height() <= 640
    assert exporting.width() <= 1000


def test_a_plan_that_nobody_wants_any_more_ends_where_it_is(
    qtbot: QtBot, coded: Project, room: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another choice waits for the old plan to end: of a hundred thousand articles that took seconds, with the window still."""
    dialog = SplitsDialog(Workspace(coded), room)
    dialog.wait()
    asked: list[bool] = []

    def slow(_own: Project, _wish: object, check: Callable[[], None]) -> None:
        begun.set()
        while True:  # a plan in the middle of its work
            asked.append(True)
            check()

    begun = threading.Event()
    real = splits_dialog.plan
    monkeypatch.setattr(splits_dialog, "plan", slow)
    dialog.seed.setValue(5)
    qtbot.waitUntil(begun.is_set)
    monkeypatch.setattr(splits_dialog, "plan", real)
    dialog.seed.setValue(6)
    dialog.wait()
    assert asked
    assert dialog.plan is not None
    assert dialog.plan.wish.seed == 6
    dialog.reject()
