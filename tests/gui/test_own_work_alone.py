"""A coder sees the own work alone: two coders fill one file, and no place of the window shows one what the other did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from annotator.gui.article_filters import ArticleFilters
from annotator.gui.check_dialog import CheckDialog
from annotator.gui.export_dialog import ExportDialog
from annotator.gui.jobs import JobPanel
from annotator.gui.window import Window
from annotator.project import Project, same_happening
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote
from annotator.project.register import Entry
from annotator.project.remarks import Spot

MINE, THEIRS = "okapi", "zebra"
"""Words that stand in everything one coder wrote, and in no article."""


def fill(project: Project, coder: str, word: str) -> None:
    """One coder's work of every kind, each with the word in it."""
    project.work_as(project.coders.named(coder))
    articles = [one.uid for one in project.articles.walk()]
    for uid in articles:
        coding = project.codings.begin(uid, project.coder.uid)
        project.codings.set_memo(coding.uid, f"memo {word}")
        event = project.events.add(coding.uid, {
            "event_date": "2020-06-02", "event_type": "Protests", "country": "Iraq", "location": f"{word}town", "notes": word,
            "actor1": f"{word} group", "fatalities": 7,
        }).uid  # fmt: skip
        project.evidence.add(event, "location", [Quote("text", 0, 5, "Seven")])
        project.evidence.set_status(event, "country", "inferred", note=f"note {word}")
        project.evidence.add_mention(coding.uid, [Quote("text", 0, 5, "Seven")], "background", f"mention {word}")
        project.remarks.flag(Spot(uid, event), f"flag {word}")
        project.remarks.comment(Spot(uid), f"comment {word}")
        project.screening.set(uid, "unsure", f"screened {word}")
    project.saved_filters.save("articles", f"filter {word}", {"state": "open"})
    project.saved_filters.save("events", f"filter {word}", {})
    project.registers.register("actors").put(Entry({"name": f"proposed {word}"}))
    project.content_marks.propose(articles[0], "torture")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "iraq.annotator"
    with Project.create(path, "acled", coder="ann") as project:
        project.articles.add([
            ArticleDraft(f"Seven people marched in Mosul. {at}", title=f"March {at}", date="2020-06-03") for at in (1, 2)
        ])  # fmt: skip
        for name in ("B2", "C3"):
            project.coders.add(name)
        fill(project, "C3", THEIRS)
        fill(project, "B2", MINE)
        theirs = [
            row[0]
            for row in project.database.all(
                "SELECT e.uid FROM event e JOIN coding c ON c.uid = e.coding JOIN coder k ON k.uid = c.coder "
                "WHERE k.name = 'C3'"
            )
        ]
        project.work_as(project.coders.named("C3"))
        same_happening.mark_same(project, *theirs)
        project.search.catch_up()
    return path


@pytest.fixture
def desk(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    """The window of B2."""
    monkeypatch.setattr(
        "annotator.gui.coder_choice.choose_coder", lambda _parent, coders, _last: next(c for c in coders if c.name == "B2")
    )
    hands = Hands(qtbot, path)
    yield hands
    hands.window.close()


ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


def read(root: QWidget) -> str:
    """Every word in a part of the window: what stands there, what is told on hover and to a screen reader."""
    return "\n".join(text for one in (root, *root.findChildren(QWidget)) for text in _texts(one))


def _texts(one: QWidget) -> Iterator[str]:
    yield one.toolTip()
    yield one.accessibleName()
    if isinstance(one, QLabel | QAbstractButton | QLineEdit):
        yield one.text()
    elif isinstance(one, QPlainTextEdit | QTextEdit):
        yield one.toPlainText()
    elif isinstance(one, QComboBox):
        yield from (one.itemText(at) for at in range(one.count()))
    elif isinstance(one, QAbstractItemView) and (model := one.model()) is not None:
        for row in range(min(model.rowCount(), 60)):
            for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount()):
                yield from (str(model.index(row, column).data(role) or "") for role in ROLES)


def settled(root: QWidget) -> str:
    """The same when nothing is being counted any more."""
    QApplication.processEvents()
    for job in root.findChildren(JobPanel):
        while job.busy:
            QApplication.processEvents()
    return read(root)


def dialog_of(window: Window, action: str) -> str:
    """What stands in the dialog that an action opens."""
    assert window.actions_by_id[action].isEnabled(), action
    window.actions_by_id[action].trigger()
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    if isinstance(dialog, CheckDialog):
        dialog.wait()
    found = settled(dialog)
    for scope in dialog.findChildren(QComboBox):
        for at in range(scope.count()):
            scope.setCurrentIndex(at)
            found += settled(dialog)
    dialog.reject()
    QApplication.processEvents()
    return found


def test_the_eyes_of_this_test_see(desk: Hands):
    """The lead sees what the coder must not."""
    desk.window.work_as("ann")
    desk.press("Alt+2")
    assert THEIRS in settled(desk.window.built("events"))
    assert THEIRS in dialog_of(desk.window, "history")
    assert THEIRS in dialog_of(desk.window, "registers")


def test_no_place_shows_another_coders_work(desk: Hands):
    seen: dict[str, str] = {}
    for place, key in (
        ("code", "Alt+1"),
        ("events", "Alt+2"),
        ("codebook", "Alt+4"),
        ("first_pass", "Alt+5"),
        ("team", "Alt+6"),
    ):
        desk.press(key)
        seen[place] = settled(desk.window.built(place))
    desk.press("Alt+1")
    for article in (1, 2):
        for panel in ("offers", "nearby", "remarks"):
            desk.window.code().drawer.show_panel(panel)
            seen[f"{article} {panel}"] = settled(desk.window.code())
        desk.press("Alt+Down")
    assert MINE in seen["code"]
    assert MINE in seen["events"]
    leaks = {name for name, text in seen.items() if THEIRS in text or "C3" in text}
    assert not leaks


@pytest.mark.parametrize("action", ["history", "check_project", "registers", "verify_project", "kept", "palette"])
def test_no_dialog_shows_another_coders_work(desk: Hands, action: str):
    text = dialog_of(desk.window, action)
    assert text.strip()
    assert THEIRS not in text
    assert "C3" not in text


def test_a_coder_gives_the_own_work_out_alone(desk: Hands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    seen: list[str] = []
    written: list[Path] = []

    def look(dialog: ExportDialog) -> int:
        dialog.show()
        seen.append(settled(dialog))
        for at in range(dialog.whose.count()):
            dialog.whose.setCurrentIndex(at)
            settled(dialog)
            assert dialog.options().coder == desk.window.current().project.coder.uid
            assert not dialog.options().adjudicated
        dialog.reject()
        return 0

    monkeypatch.setattr(ExportDialog, "exec", look)
    desk.window.actions_by_id["export"].trigger()
    assert "My own work: B2" in seen[0]
    assert "C3" not in seen[0]
    assert not written


def test_no_list_of_values_tells_of_another_coders_work(desk: Hands):
    filters = ArticleFilters(desk.window.current())
    told = {name: [str(one) for one in filters.choices(name)] for name in filters.to_filter_by()}
    assert f"flag {MINE}" in " ".join(told["flag"])
    assert not [name for name, values in told.items() if any(THEIRS in one for one in values)]
    events = desk.window.current()
    assert [one.name for one in events.project.saved_filters.all("articles")] == [f"filter {MINE}"]


def test_words_are_not_found_in_another_coders_work(desk: Hands):
    desk.press("Ctrl+Shift+F")
    desk.type(THEIRS)
    desk.press("Return")
    assert desk.window.code().queue.model.rowCount() == 0
    desk.press("Ctrl+K")
    desk.type(THEIRS)
    palette = next(one for one in desk.window.findChildren(QDialog) if one.isVisible())
    assert THEIRS not in read(palette).replace(f"\n{THEIRS}\n", "\n"), "only what was typed"


@pytest.mark.parametrize(
    "action",
    [
        "offer_figures",
        "number_events",
        "withhold_offers",
        "purge",
        "people",
        "correct_text",
        "place_review",
        "place_adjudication",
    ],
)
def test_what_shows_or_changes_everybodys_work_is_the_leads(desk: Hands, action: str):
    assert not desk.window.actions_by_id[action].isEnabled()
    desk.window.work_as("ann")
    desk.press("Alt+1")
    assert desk.window.actions_by_id[action].isEnabled()
