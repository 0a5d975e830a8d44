"""A lead at tab Agreement of a project that three coders coded: what its tests share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from agreements import agree_by_hand, team_project
from hands import Hands
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.agreement.results import Options, Unit
from annotator.gui import agreement_work, coder_choice
from annotator.gui.agreement_panel import AgreementPanel
from annotator.gui.review_place import ReviewPlace
from annotator.project.coders import Coder


def make_team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fixture for a module: the project, made once; tests work on copies."""
    return team_project(tmp_path_factory.mktemp("team") / "team.annotator")


def lead_desk(qtbot: QtBot, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    """A fixture: a window on a copy of it, with the lead at work."""

    def the_lead(_parent: object, coders: list[Coder], _last: str) -> Coder:
        return coders[0]

    path = tmp_path / "team.annotator"
    path.write_bytes(made.read_bytes())
    monkeypatch.setattr(coder_choice, "choose_coder", the_lead)
    monkeypatch.setattr(agreement_work, "agree", agree_by_hand)
    hands = Hands(qtbot, path)
    yield hands
    hands.window.close()


def agreement_tab(hands: Hands, qtbot: QtBot, *, work: bool = True, least: int = 2) -> AgreementPanel:
    hands.press("Alt+3")
    place = hands.window.built("review")
    assert isinstance(place, ReviewPlace)
    panel = place.show_tab("agreement")
    assert isinstance(panel, AgreementPanel)
    panel.bar.options = Options(rounds=0, least=least)
    if work:
        ask(hands, panel, qtbot)
        settle(panel, qtbot)
    return panel


def ask(hands: Hands, panel: AgreementPanel, qtbot: QtBot) -> None:
    """The key of “Work out”; a button that is pressed by its key goes up again a moment later."""
    hands.press("Alt+W")
    qtbot.waitUntil(lambda: not panel.bar.work.isDown())


def settle(panel: AgreementPanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not panel.busy)
    QApplication.processEvents()


def listed(panel: AgreementPanel) -> list[Unit]:
    """The pairs in the list, which has the keyboard."""
    assert panel.pairs.isVisible()
    assert panel.pairs.list.hasFocus()
    return list(panel.pairs.model.units)


def cells(panel: AgreementPanel, row: int) -> list[str]:
    model = panel.pairs.model
    return [str(model.index(row, column).data() or "") for column in range(model.columnCount())]


def behind(panel: AgreementPanel, layer: str, name: str) -> Sequence[Unit]:
    assert panel.worked is not None
    return panel.worked.agreement.units[layer, name]  # type: ignore[index]


def uid(desk: Hands, name: str) -> str:
    return desk.window.current().project.coders.named(name).uid
