"""How large the window is at its first start."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize

from annotator.gui.layout import FRAME, LEAST_SIZE, USUAL_SIZE, usual_size
from annotator.gui.window import Window
from annotator.settings import Settings


@pytest.mark.parametrize("screen", [QSize(1366, 768), QSize(1366, 728), QSize(1024, 768)])
def test_a_small_screen_holds_the_window_with_its_frame(screen: QSize) -> None:
    """Else the status bar would lie below the screen."""
    whole = usual_size(screen) + FRAME
    assert whole.width() <= screen.width()
    assert whole.height() <= screen.height()


def test_a_large_screen_does_not_stretch_it_and_a_tiny_one_keeps_it_usable() -> None:
    """Within the two bounds."""
    assert usual_size(QSize(2560, 1440)) == USUAL_SIZE
    assert usual_size(QSize(640, 400)) == LEAST_SIZE


def test_the_first_window_takes_that_size(qapp: object) -> None:
    """Before anything was remembered."""
    window = Window(Settings())
    assert window.size() == usual_size(window.screen().availableSize())
    window.deleteLater()
