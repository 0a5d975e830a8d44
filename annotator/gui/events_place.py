"""Place Events: the events in a table, and what they come to. Owns its list of tabs, how the table is remembered, and what
goes from one tab to another.
"""

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


def _dashboard(workspace: Workspace, focus: Focus) -> QWidget:
    from .dashboard_panel import DashboardPanel

    return DashboardPanel(workspace, focus)


TABS: tuple[Tab, ...] = (
    Tab("table", _t("Table"), _table, coder=True),
    Tab("dashboard", _t("Dashboard"), _dashboard, coder=True),
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
        """How the table stands, and what the dashboard counts, as JSON takes them."""
        panel, dashboard = self.panel("table"), self.panel("dashboard")
        kept = self._state.get("dashboard")
        if isinstance(panel, EventsPanel):
            self._state = {**panel.save_state(), **({"dashboard": kept} if kept else {})}
        if dashboard is not None:
            self._state = {**self._state, "dashboard": dashboard.save_state()}  # type: ignore[attr-defined]
        return dict(self._state)

    def stop(self) -> None:
        """Keeps how the table stands: another role has tabs of its own."""
        self.save_state()
        super().stop()

    def _build(self) -> None:
        known, shown = self.panel("table"), self.panel("dashboard")
        super()._build()
        panel = self.panel("table")
        if panel is not known and isinstance(panel, EventsPanel):
            panel.restore_state(self._state)
        if self.in_front == "dashboard":
            self._fill_dashboard(new=shown is None)
        # The keys go to what is in view, not to the tabs over it.
        self.setFocusProxy(self.panel(self.in_front) or self.tabs)

    def _fill_dashboard(self, *, new: bool) -> None:
        """The dashboard counts what the table lists."""
        from .dashboard_panel import DashboardPanel

        dashboard, table = self.panel("dashboard"), self.panel("table")
        if not isinstance(dashboard, DashboardPanel):
            return
        if new:
            kept = self._state.get("dashboard")
            dashboard.restore_state(kept if isinstance(kept, dict) else {})
            dashboard.table_requested.connect(self._to_table)
        if isinstance(table, EventsPanel):
            dashboard.follow(table.filters.filters, table.search.text().strip())

    def _to_table(self, query: Mapping[str, Any]) -> None:
        self.use_filter(query)
        table = self.panel("table")
        if table is not None:
            table.setFocus()
