"""The registers at the window: looked through, added to, judged, renamed, learnt; and the name in view proposed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from annotator import settings
from annotator.gui import file_dialogs, registers_dialog
from annotator.gui.entry_dialog import EntryDialog
from annotator.gui.fields.popup import ChoicePopup
from annotator.gui.palette import Palette
from annotator.gui.register_model import PAGE
from annotator.gui.registers_dialog import RegistersDialog
from annotator.gui.window import Window
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.register import Entry, Register

HEADER = "event_date,event_type,actor1,inter1,actor2,inter2,country,location,latitude,longitude,source,source_scale"
ROW = (
    "02 June 2016,Battles,Military Forces of Iraq (2014-),State forces,PKK,Rebel group,Iraq,Sinjar,36.3,41.9,AFP,International"
)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """The lead's window on a project of one article, at an event."""
    path = tmp_path / "iraq.annotator"
    with Project.create(path, "acled", coder="ann") as project:
        project.articles.add([ArticleDraft("A clash.", title="T", date="2020-06-02")])
    made = Window(settings.Settings())
    qtbot.addWidget(made)
    made.show()
    assert made.open_project(path)
    made.actions_by_id["add_event"].trigger()
    yield made
    made.close_project()


def register(window: Window, name: str = "actors") -> Register:
    return window.current().project.registers.register(name)


def fill(window: Window, *names: str, **values: Any) -> None:
    for name in names:
        register(window).put(Entry({"name": name, **values}))


def opened(window: Window) -> RegistersDialog:
    window.actions_by_id["registers"].trigger()
    return next(one for one in window.findChildren(RegistersDialog) if one.isVisible())


def cells(dialog: RegistersDialog, column: str = "name") -> list[str]:
    place = dialog.model.columns.index(column)
    return [str(dialog.model.index(row, place).data()) for row in range(dialog.model.rowCount())]


def answering(monkeypatch: pytest.MonkeyPatch, answers: dict[str, str]) -> list[str]:
    """Entry dialogs are filled in and accepted as they open; gives what they found wrong."""
    wrong: list[str] = []

    def fill_in(dialog: EntryDialog) -> int:
        for name, text in answers.items():
            box = dialog.boxes[name]
            if isinstance(box, QComboBox):
                box.setCurrentIndex(box.findText(text))
            else:
                box.setText(text)
        dialog.yes.click()
        wrong.append(dialog.wrong.text())
        return dialog.result()

    monkeypatch.setattr(EntryDialog, "exec", fill_in)
    return wrong


def test_an_empty_register_says_what_to_do(window: Window):
    dialog = opened(window)
    assert "add names, or learn them" in dialog.foot.text()
    assert not dialog.change.isEnabled()
    assert dialog.focusWidget() is dialog.search


def test_the_search_and_the_states_narrow_the_list(window: Window):
    fill(window, "PKK", "Peshmerga", "Army", country="Iraq")
    made = register(window).put(Entry({"name": "Kurdish police", "country": "Iraq"}, ("Asayish",)))
    register(window).judge([made.uid], "refused")
    dialog = opened(window)
    assert cells(dialog) == ["Army", "Kurdish police", "Peshmerga", "PKK"]
    QTest.keyClicks(dialog.search, "asay")
    assert cells(dialog) == ["Kurdish police"]
    dialog.search.clear()
    dialog.state.setCurrentIndex(dialog.state.findData("refused"))
    assert cells(dialog) == ["Kurdish police"]
    dialog.state.setCurrentIndex(dialog.state.findData("proposed"))
    assert dialog.foot.text() == "Nothing fits."


def test_a_long_register_comes_by_pages(window: Window):
    book = register(window)
    with window.current().project.history.operation({"id": "test"}):
        book.insert([Entry({"name": f"Group {number:04}"}) for number in range(2 * PAGE + 1)])
    dialog = opened(window)
    assert dialog.model.rowCount() == PAGE
    assert dialog.foot.text() == f"{2 * PAGE + 1} entries."
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    while dialog.model.canFetchMore(QModelIndex()):
        dialog.model.fetchMore(QModelIndex())
    assert cells(dialog)[-1] == f"Group {2 * PAGE:04}"


def test_the_lead_adds_and_changes_in_the_codebooks_words(window: Window, monkeypatch: pytest.MonkeyPatch):
    dialog = opened(window)
    dialog.search.setText("Peshmerga")
    wrong = answering(
        monkeypatch, {"type": "Political militia", "country": "Iraq", "valid_from": "1961", "aliases": "KDP; PUK"}
    )
    dialog.add.click()
    made = register(window).named("Peshmerga")[0]
    assert (made.values["type"], made.values["valid_from"], made.aliases) == ("3", "1961-01-01", ("KDP", "PUK"))
    assert cells(dialog, "type") == ["Political militia"]
    assert [one.uid for one in dialog.chosen()] == [made.uid]
    answering(monkeypatch, {"valid_from": "", "valid_to": "2020-02-31"})
    dialog.change.click()
    assert register(window).get(made.uid).values["valid_from"] == "1961-01-01"
    answering(monkeypatch, {"type": "(not said)"})
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert register(window).get(made.uid).values["type"] == ""
    assert wrong == [""]


def test_what_is_wrong_is_said_in_the_dialog(window: Window, monkeypatch: pytest.MonkeyPatch):
    fill(window, "PKK")
    dialog = opened(window)
    for answers, why in (
        ({"name": "PKK"}, "is there already"),
        ({"name": ""}, "needs a name"),
        ({"valid_to": "soon"}, "not a day"),
    ):
        wrong = answering(monkeypatch, {"name": "Other", **answers})
        dialog.add.click()
        assert why in wrong[0]
    assert cells(dialog) == ["PKK"]


def test_a_coder_proposes_and_the_lead_decides(window: Window, monkeypatch: pytest.MonkeyPatch):
    workspace = window.current()
    fill(window, "PKK")
    lead = workspace.project.coder.uid
    workspace.project.coders.add("bea")
    window.work_as("bea")
    dialog = opened(window)
    assert [one.isVisible() for one in (dialog.approve, dialog.refuse, dialog.rename, dialog.learn)] == [False] * 4
    dialog.table.selectRow(0)
    assert not dialog.change.isEnabled()
    answering(monkeypatch, {"name": "Peshmerga"})
    dialog.add.click()
    assert "the lead decides" in dialog.foot.text()
    assert dialog.change.isEnabled(), "the own proposal can be changed"
    dialog.reject()
    QApplication.sendPostedEvents(dialog, 52)  # it goes when it is closed
    window.work_as(lead)
    dialog = opened(window)
    assert "1 proposed" in dialog.foot.text()
    assert cells(dialog, "proposed_by") == ["bea", ""]
    assert cells(dialog, "state") == ["proposed", "approved"]
    dialog.table.selectRow(0)
    dialog.approve.click()
    assert cells(dialog, "state") == ["approved", "approved"]
    assert not dialog.approve.isEnabled()
    dialog.table.selectAll()
    dialog.refuse.click()
    assert cells(dialog, "state") == ["refused", "refused"]
    workspace.undo()
    assert workspace.project.registers.names("actors") == ["PKK", "Peshmerga"]


def renaming(monkeypatch: pytest.MonkeyPatch, new: str, *, yes: bool) -> list[str]:
    asked: list[str] = []
    monkeypatch.setattr(registers_dialog, "ask_line", lambda *_, **__: new)
    monkeypatch.setattr(registers_dialog, "ask", lambda _parent, question, _yes: (asked.append(question), yes)[1])
    return asked


def test_a_rename_counts_first_and_is_one_undo(window: Window, monkeypatch: pytest.MonkeyPatch):
    workspace, event = window.current(), window.focus.event
    fill(window, "Police (2014-)", country="Iraq", valid_from="2014")
    workspace.set_values(event, {"actor1": "Police (2014-)", "assoc_actor_1": ["X", "Police (2014-)"]})
    dialog = opened(window)
    dialog.table.selectRow(0)
    asked = renaming(monkeypatch, "Police (2014-2020)", yes=False)
    dialog.rename.click()
    dialog.wait()
    assert "2 values in 1 events" in asked[0]
    assert workspace.event(event).values["actor1"] == "Police (2014-)"
    renaming(monkeypatch, "Police (2014-2020)", yes=True)
    dialog.table.selectRow(0)
    dialog.rename.click()
    dialog.wait()
    assert workspace.event(event).values["assoc_actor_1"] == ["X", "Police (2014-2020)"]
    assert dialog.foot.text().startswith("Renamed: 2 values in 1 events")
    assert cells(dialog) == ["Police (2014-2020)"]
    assert cells(dialog, "valid_to") == ["2020-12-31"]
    dialog.reject()
    line = window.findChild(QLineEdit, "field.actor1")
    assert line is not None
    assert line.text() == "Police (2014-2020)", "the form shows it"
    assert window.actions_by_id["undo"].text() == "&Undo rename Police (2014-) to Police (2014-2020)"
    window.actions_by_id["undo"].trigger()
    assert workspace.event(event).values["actor1"] == "Police (2014-)"


@pytest.mark.parametrize(("tab", "names"), [(0, 2), (1, 1), (2, 1)])
def test_each_register_is_learnt_from_a_table(window: Window, tmp_path: Path, tab: int, names: int):
    table = tmp_path / "acled.csv"
    table.write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8")
    dialog = opened(window)
    dialog.tabs.setCurrentIndex(tab)
    dialog.learn_from(table)
    dialog.wait()
    assert dialog.foot.text().startswith(f"1 rows: {names} added, 0 known already.")
    assert len(cells(dialog)) == names
    dialog.learn_from(table)
    dialog.wait()
    assert f"0 added, {names} known already" in dialog.foot.text()


def test_a_table_that_cannot_be_read_says_so(window: Window, tmp_path: Path):
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    dialog = opened(window)
    dialog.learn_from(empty)
    dialog.wait()
    assert "the file is empty" in dialog.foot.text()
    assert dialog.add.isEnabled()


def test_a_register_goes_out_and_in(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    fill(window, "PKK", country="Iraq", type="2")
    file = tmp_path / "actors.csv"
    monkeypatch.setattr(file_dialogs, "save_file", lambda *_: (str(file), ""))
    dialog = opened(window)
    dialog.write.click()
    assert dialog.foot.text() == "1 entries stand in actors.csv."
    file.write_text(file.read_text(encoding="utf-8").replace("PKK,2", "PKK,3"), encoding="utf-8")
    monkeypatch.setattr(file_dialogs, "open_file", lambda *_: str(file))
    dialog.read.click()
    dialog.wait()
    assert dialog.foot.text().startswith("0 added, 1 changed, 0 known already.")
    assert cells(dialog, "type") == ["Political militia"]
    file.write_text("name,type\nA,Pirates\n", encoding="utf-8")
    dialog.read.click()
    dialog.wait()
    assert "row 2, column type: “Pirates” is not an answer" in dialog.foot.text()


# --- the name in view -------------------------------------------------------------------------------------------------


def propose(window: Window, field: str, item: str = "") -> str:
    window.focus.show_field(field, item)
    assert window.actions_by_id["propose_name"].isEnabled()
    window.actions_by_id["propose_name"].trigger()
    return window.notice.text


def test_the_name_in_view_is_proposed_with_what_the_event_says(window: Window):
    workspace, event = window.current(), window.focus.event
    workspace.set_values(event, {"actor1": "Police Forces of Iraq (2014-)", "inter1": "1", "country": "Iraq"})
    workspace.project.coders.add("bea")
    assert propose(window, "actor1") == "“Police Forces of Iraq (2014-)” is in the register now."
    made = register(window).named("Police Forces of Iraq (2014-)")[0]
    assert dict(made.values) == {
        "name": "Police Forces of Iraq (2014-)", "type": "1", "country": "Iraq", "valid_from": "2014-01-01", "valid_to": "",
        "parent": "",
    }  # fmt: skip
    assert "is in the register already" in propose(window, "actor1")
    window.work_as("bea")
    mine = workspace.add_event(window.focus.article, {"actor1": "Traders (Iraq)"})
    window.focus.show_event(mine)
    assert propose(window, "actor1") == "“Traders (Iraq)” is proposed; the lead decides."
    assert register(window).named("Traders (Iraq)")[0].proposed_by == workspace.project.coder.uid
    assert "was proposed already" in propose(window, "actor1")


def test_of_several_names_one_is_chosen(window: Window, qtbot: QtBot):
    workspace, event = window.current(), window.focus.event
    fill(window, "A")
    workspace.set_values(event, {"assoc_actor_1": ["A", "B"], "source": ["AFP", "Rudaw"], "source_scale": "International"})
    propose(window, "assoc_actor_1")
    assert register(window).named("B")[0].state == "approved", "A is known, so B was meant"
    propose(window, "source", "Rudaw")
    assert register(window, "sources").named("Rudaw")[0].values["scale"] == "", "a scale of several says nothing of each"
    workspace.set_values(event, {"source": ["AFP", "Rudaw", "BBC"]})
    propose(window, "source")
    palette = next(one for one in window.findChildren(Palette) if one.isVisible())
    qtbot.keyClicks(palette.findChild(QLineEdit), "BBC")
    qtbot.keyClick(palette.findChild(QLineEdit), Qt.Key.Key_Return)
    assert [one.name for one in register(window, "sources").all()] == ["BBC", "Rudaw"]


def test_a_place_takes_its_divisions_and_point_along(window: Window):
    window.current().set_values(
        window.focus.event, {"location": "Hawija", "country": "Iraq", "admin1": "Kirkuk", "latitude": 35.3, "longitude": 43.8}
    )
    propose(window, "location")
    made = window.current().project.places.all()[0]
    assert (made.name, made.country, made.admin1, made.latitude) == ("Hawija", "Iraq", "Kirkuk", 35.3)


def test_a_name_inside_a_group_is_proposed_with_its_own_type(qtbot: QtBot, tmp_path: Path):
    path = tmp_path / "m.annotator"
    with Project.create(path, "maverick", coder="ann") as project:
        project.articles.add([ArticleDraft("A clash.", title="T", date="2020-06-02")])
        sub = next(one for one in project.codebook.fields["actors"].fields if one.name == "type")
        first, second, *_ = [code.code for code in project.codebook.code_list(sub).codes]
    window = Window(settings.Settings())
    qtbot.addWidget(window)
    window.show()
    assert window.open_project(path)
    window.actions_by_id["add_event"].trigger()
    window.current().set_values(
        window.focus.event, {"actors": [{"name": "PKK", "type": first}, {"name": "Peshmerga", "type": second}]}
    )
    propose(window, "actors", "2.name")
    assert [(one.name, one.values["type"]) for one in register(window).all()] == [("Peshmerga", second)]
    window.focus.show_field("actors", "2.party")
    assert not window.actions_by_id["propose_name"].isEnabled()
    dialog = opened(window)
    label = project.codebook.code_list(sub).label(second)
    assert cells(dialog, "type") == [label]
    window.close_project()


def test_fields_without_a_register_have_no_such_action(window: Window):
    window.focus.show_field("notes")
    assert not window.actions_by_id["propose_name"].isEnabled()
    window.focus.show_field("actor1")
    assert "no name here" in propose(window, "actor1")


def test_an_approved_name_is_offered_while_typing(window: Window, qtbot: QtBot):
    line = window.findChild(QLineEdit, "field.actor1")
    assert line is not None
    window.show_field("actor1")
    qtbot.keyClicks(line, "pes")
    assert not any(one.isVisible() for one in window.findChildren(ChoicePopup))
    line.clear()
    fill(window, "Peshmerga")
    qtbot.keyClicks(line, "pes")
    assert any(one.isVisible() for one in window.findChildren(ChoicePopup))
