"""Cyclic garbage is collected by the window's thread alone."""

from __future__ import annotations

import gc
import weakref

from pytestqt.qtbot import QtBot

from annotator.gui.garbage import Garbage


class Knot:
    """Holds itself."""

    def __init__(self) -> None:
        self.me = self


def test_python_stops_collecting_by_itself_until_the_window_is_gone(qtbot: QtBot):
    garbage = Garbage()
    assert not gc.isenabled()
    garbage.stop()
    assert gc.isenabled()


def test_knots_are_untied_now_and_then(qtbot: QtBot):
    garbage = Garbage()
    try:
        gone = weakref.ref(Knot())
        assert gone() is not None
        garbage.collect()
        assert gone() is None
    finally:
        garbage.stop()
