"""Details of how the dashboard is drawn: the key, the numbers on the map, boxes to tick in the dark."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from annotator.gui import dashboard_map
from annotator.gui.colors import contrast
from annotator.gui.dashboard_look import Look, draw_key
from annotator.gui.dashboard_map import EventMap, Spot
from annotator.gui.theme import apply, make_palette, of_boxes

KINDS = ("Violence against civilians", "Explosions/Remote violence", "Strategic developments", "Battles", "Riots", "Protests")


@pytest.mark.parametrize("wide", [900, 560, 420])
def test_the_key_names_every_kind(qtbot: QtBot, wide: int):
    look = Look(QFont(QApplication.font()), make_palette(dark=False))
    image = QImage(wide, 30, QImage.Format.Format_RGB32)
    image.fill(look.ground)
    painter = QPainter(image)
    draw_key(painter, QRectF(0, 0, wide, 30), look, list(enumerate(KINDS)))
    painter.end()
    drawn = {image.pixelColor(x, 15).name() for x in range(wide)}
    assert [at for at in range(len(KINDS)) if look.kind(at).name() not in drawn] == []


class _Recorder:
    """A painter that draws nothing and keeps what it was asked."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def drawEllipse(self, *_: object) -> None:
        self.calls.append("circle")

    def setPen(self, *_: object) -> None:
        pass

    setBrush = setFont = setPen


def test_no_circle_covers_a_number(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    view = EventMap("map")
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show_spots([Spot(10 + at / 7, 20 + at % 3, 30 + at, 30.0 + at) for at in range(9)])
    painter = _Recorder()
    monkeypatch.setattr(dashboard_map, "draw_words", lambda *_: painter.calls.append("number"))
    view._paint_marks(painter)  # type: ignore[arg-type]
    assert "number" in painter.calls
    assert painter.calls == sorted(painter.calls), "circles first"


def test_an_empty_box_is_seen_in_the_dark(qtbot: QtBot):
    dark = make_palette(dark=True)
    edge = of_boxes(dark).color(QPalette.ColorRole.Window).darker(140)
    assert contrast(edge, dark.color(QPalette.ColorRole.Base)) >= 2.5
    assert of_boxes(make_palette(dark=False)) == make_palette(dark=False)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before = app.palette()
    try:
        apply(app, "dark")
        box = QCheckBox("Stacked")
        qtbot.addWidget(box)
        box.ensurePolished()
        assert box.palette().color(QPalette.ColorRole.Window) == of_boxes(dark).color(QPalette.ColorRole.Window)
    finally:
        apply(app, "light")
        app.setPalette(before)
