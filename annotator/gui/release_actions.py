"""What the actions do about what goes out: releases, the log of searches a release tells, the codebook's manual.

Functions that take the window. Dialogs are imported when they are opened, so that the program starts fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .window import Window


def release(window: Window) -> None:
    """Opens the dialog of releases."""
    from .release_dialog import ReleaseDialog

    if window.workspace:
        window.leave()
        ReleaseDialog(window.workspace, window).open()


def searches(window: Window) -> None:
    """Shows where articles were searched for."""
    from .searches_dialog import SearchesDialog

    if window.workspace:
        window.leave()
        SearchesDialog(window.workspace, window).open()
