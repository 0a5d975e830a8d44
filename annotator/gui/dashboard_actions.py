"""What the actions about the dashboard do: showing it, and saving a picture of it. Functions that take the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from .dashboard_panel import DashboardPanel
    from .tabbed_place import TabbedPlace
    from .window import Window


def show(window: Window) -> DashboardPanel:
    """Looks at tab Dashboard of place Events."""
    window.show_place("events")
    panel = cast("DashboardPanel", cast("TabbedPlace", window.built("events")).show_tab("dashboard"))
    panel.setFocus()
    return panel


def save_picture(window: Window) -> None:
    """Writes all plots as SVG or PNG."""
    show(window).save_picture()
