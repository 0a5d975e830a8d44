"""Going light or dark while the program runs: nothing keeps the colours of before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from annotator import settings
from annotator.formats.sample import make_sample
from annotator.gui import theme
from annotator.gui.colors import contrast
from annotator.gui.filters import FilterBar
from annotator.gui.window import Window
from annotator.project.event_list import Filter


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """At an empty event, in the light."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before = app.palette()
    app.setPalette(theme.make_palette(dark=False))
    make_sample(tmp_path / "desk.annotator")
    made = Window(settings.Settings())
    qtbot.addWidget(made)
    made.show()
    assert made.open_project(tmp_path / "desk.annotator")
    made.actions_by_id["add_event"].trigger()
    yield made
    made.close_project()
    app.setPalette(before)


def darken() -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setPalette(theme.make_palette(dark=True))
    for _ in range(20):
        QApplication.processEvents()


def colors(widget: QWidget) -> set[str]:
    """All that is painted in a widget."""
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_the_ways_out_of_problems_are_written_in_the_link_colour_in_force(window: Window) -> None:
    """In the list of problems and at the field."""
    code = window.code()
    code.show_problem(window.focus.event, code.problems.listed()[0].problem)
    QApplication.processEvents()
    at_field = next(one for one in code.form.findChildren(QPushButton, "overrule") if one.isVisible())
    light, dark = (theme.make_palette(way).link().color().name() for way in (False, True))
    for button in (code.problems.overrule, at_field):
        assert light in colors(button)
    darken()
    for button in (code.problems.overrule, at_field):
        assert dark in colors(button)
        assert light not in colors(button)


def test_head_and_filters_of_the_events_go_dark(window: Window) -> None:
    """Read with the light colours, a style sheet would keep them."""
    window.show_place("events")
    bar = window.findChild(FilterBar, "events.filters")
    table = window.findChild(QTableView, "events")
    assert bar is not None
    assert table is not None
    bar.add(Filter("actor1", "filled", ""))
    bar.open_editor("actor1")
    bar.add_chosen()
    assert bar.wrong.text()
    darken()
    ground = QColor(theme.make_palette(dark=True).window().color())
    light = theme.make_palette(dark=False).window().color().name()
    assert light not in colors(table.horizontalHeader())
    chip = bar.findChild(QWidget, "chip")
    assert chip is not None
    for label in (bar.wrong, *chip.findChildren(QLabel)):
        assert contrast(label.palette().color(label.foregroundRole()), ground) > 4
    assert light not in colors(chip)


def test_what_is_saved_can_be_read_in_the_dark(window: Window) -> None:
    window.current().set_memo(window.focus.article, "read twice")
    saved = window.status.saved
    assert saved.text().startswith("All changes saved ")
    darken()
    ground = QColor(theme.make_palette(dark=True).window().color())
    assert contrast(saved.palette().color(saved.foregroundRole()), ground) > 4
    window.current().unsaved.emit()
    assert contrast(saved.palette().color(saved.foregroundRole()), ground) > 4
