"""The map of an incident: where each event says that it was, how far that may be off, and the point the incident has.

Owns which marks are shown and what is seen at first; the map itself is `map_view`'s. A click on a mark chooses its event.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ..codebook.likeness import Likeness
from .cut_lines import Faint
from .incident_sheet import Sheet
from .map_camera import Box
from .map_marks import Mark, point_fields
from .map_view import MapView
from .workspace import Workspace

AROUND = 0.2
"""Degrees seen around the outermost marks."""
NEAREST = 400.0
"""Pixels a degree at first, at most."""
THE_INCIDENT = "incident"
"""The key of the incident's own mark."""


class IncidentMap(QWidget):
    """Signal: `event_chosen(int)`."""

    event_chosen = Signal(int)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._sheet: Sheet | None = None
        self._likeness = Likeness(workspace.codebook)
        self._out: frozenset[str] = frozenset()
        self.view = MapView()
        self.view.setObjectName("incidents.map")
        self.view.setAccessibleName(self.tr("Map of the events in view"))
        self.view.setAccessibleDescription(
            self.tr("Arrows move it, plus and minus zoom, 0 sees all of it, page up and page down go from event to event")
        )
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view.installEventFilter(self)
        self.view.mark_chosen.connect(self._choose)
        self.none = Faint("incidents.no_points", self.tr("None of these events has a point."))
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.none)
        self._pages.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self._at = 0

    def show_sheet(self, sheet: Sheet | None, at: int, out: frozenset[str]) -> None:
        """Other events; `at` is the one in view, those of `out` are left out of the incident."""
        same = sheet is not None and self._sheet is not None and sheet.key == self._sheet.key
        self._sheet, self._at, self._out = sheet, at, out
        self._mark()
        if not same:
            self.view.fit(self._home(), NEAREST)

    def show_event(self, at: int) -> None:
        """Another event is in view."""
        self._at = at
        self._mark()
        mark = next((one for one in self.view.marks if one.kind == "event"), None)
        if mark is not None:
            self.view.bring_into_view(mark.latitude, mark.longitude)

    def marks(self) -> list[Mark]:
        """What is to be seen."""
        sheet, fields = self._sheet, point_fields(self._workspace.codebook)
        if sheet is None or fields is None:
            return []
        found: list[Mark] = []
        at_point: dict[tuple[float, float], list[int]] = {}
        for at, one in enumerate(sheet.columns):
            if (point := fields.of(one.values)) is not None:
                at_point.setdefault(point, []).append(at)
        for point, here in at_point.items():
            shown = self._at if self._at in here else here[0]
            slack = self._likeness.read(sheet.columns[shown].values).slack
            label = ", ".join(str(at + 1) for at in here)
            found.append(Mark("event" if self._at in here else "other", str(shown), *point, label, slack, lane=shown))
        values = {row.field: row.value for row in sheet.rows}
        whole = fields.of(values)
        if whole is not None and len(at_point) > 1:
            slack = self._likeness.read(values).slack
            found.insert(0, Mark("candidate", THE_INCIDENT, *whole, self.tr("Incident"), slack, ring=True))
        return found

    def _mark(self) -> None:
        marks = self.marks()
        self._pages.setCurrentIndex(1 if marks else 0)
        self.view.show_marks(marks)

    def _home(self) -> Box | None:
        marks = self.view.marks
        if not marks:
            return None
        north, east = [one.latitude for one in marks], [one.longitude for one in marks]
        # A kilometre is about a hundredth of a degree.
        around = AROUND + max(one.reach for one in marks) / 100
        return (min(east) - around, min(north) - around, max(east) + around, max(north) + around)

    def _choose(self, mark: Mark) -> None:
        if mark.key != THE_INCIDENT:
            self.event_chosen.emit(int(mark.key))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Page up and page down go from event to event."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            by = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()), 0)
            if by and self._sheet is not None and 0 <= self._at + by < len(self._sheet.columns):
                self.event_chosen.emit(self._at + by)
                return True
        return super().eventFilter(watched, event)
