"""What the actions do about agreement: showing it, its report and tables, the methods paragraph.

Functions that take the window; the work is the panel's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from .agreement_exports import Kind
    from .agreement_panel import AgreementPanel
    from .situation import Situation
    from .tabbed_place import TabbedPlace
    from .window import Window


def compares(now: Situation) -> bool:
    """Needs a project, and its lead."""
    return now.project and now.lead


def show(window: Window) -> AgreementPanel:
    """Looks at tab Agreement of place Review."""
    window.show_place("review")
    return cast("AgreementPanel", cast("TabbedPlace", window.built("review")).show_tab("agreement"))


def work_out(window: Window) -> None:
    """Works out what is chosen there."""
    show(window).work_out()


def write(kind: Kind) -> Callable[[Window], None]:
    """Writes a report or a table."""
    return lambda window: show(window).write(kind)


def copy_methods(window: Window) -> None:
    """Puts the methods paragraph on the clipboard."""
    show(window).copy_methods()
