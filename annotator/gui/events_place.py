"""Place Events: the events in a table, and what they come to. Owns its list of tabs and how the table is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from .events_panel import EventsPanel
from .focus import Focus
from .tabbed_place import Tab, TabbedPlace
from .workspace import Workspace


def _t(text: str) -> str:
    """Marks a title for translation."""
    return text


def _table(workspace: Workspace, focus: Focus) -> QWidget:
    return EventsPanel(workspace, focus)


def _incidents(workspace: Workspace, focus: Focus) -> QWidget:
    from .incidents_panel import IncidentsPanel

    return IncidentsPanel(workspace, focus)


TABS: tuple[Tab, ...] = (
    Tab("table", _t("Table"), _table, coder=True),
    Tab("incidents", _t("Incidents"), _incidents),
)
"""In their order."""


class EventsPlace(TabbedPlace):
    """What was coded: a coder's own, a lead's everybody's."""

    def __init__(
        self, workspace: Workspace, focus: Focus, state: Mapping[str, Any] | None = None, parent: QWidget | None = None
    ) -> None:
        self._state: Mapping[str, Any] = state or {}
        super().__init__(workspace, focus, "events", QCoreApplication.translate("EventsPlace", "Events"), TABS, parent)

    def use_filter(self, query: Mapping[str, Any]) -> None:
        """Lists what a saved filter says."""
        panel = self.show_tab("table")
        if isinstance(panel, EventsPanel):
            panel.use_filter(query)

    def save_state(self) -> dict[str, Any]:
        """How the table stands, as JSON takes it."""
        panel = self.panel("table")
        if isinstance(panel, EventsPanel):
            self._state = panel.save_state()
        return dict(self._state)

    def stop(self) -> None:
        """Keeps how the table stands: another role has tabs of its own."""
        self.save_state()
        super().stop()

    def _build(self) -> None:
        known = self.panel("table")
        super()._build()
        panel = self.panel("table")
        if panel is not known and isinstance(panel, EventsPanel):
            panel.restore_state(self._state)
        # The keys go to what is in view, not to the tabs over it.
        self.setFocusProxy(self.panel(self.in_front) or self.tabs)
