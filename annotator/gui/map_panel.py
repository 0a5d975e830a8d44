"""The drawer's map: where the event in view lies, the article's other events, what the text offers; a click sets the point.

Owns which marks are on the map, what is seen of it, and what a click does. Nothing is worked out while it is hidden.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ..assist.candidate import Candidate
from ..codebook.values import is_empty, show
from ..errors import AnnotatorError
from ..project.events import Event
from ..project.suggestions import Offer
from .focus import Focus
from .map_boundaries import Boundaries, follows
from .map_camera import Box
from .map_marks import Mark, PointFields, marks_of_events, placed_candidates, point_fields
from .map_view import MapView
from .offering import Offering
from .workspace import Workspace

REST = 40
"""Milliseconds after a change before the map follows: the form paints first."""
_AROUND = 2.0
"""Degrees seen on each side of an event's point."""


class MapPanel(QFrame):
    """The map of the article in view, on a codebook that asks for points (`point_fields`)."""

    hint_changed = Signal(str)
    left = Signal()
    """The keyboard should go back to the field."""

    def __init__(self, workspace: Workspace, focus: Focus, offering: Offering, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("map_panel")
        self._workspace, self._focus, self._offering = workspace, focus, offering
        self.hint = ""
        self._candidates: list[tuple[Candidate, Mark]] = []
        self._seen_event = ("", "")
        self._point: tuple[float, float] | None = None
        self.view = MapView()
        self._boundaries = Boundaries(self)
        self._boundaries.read.connect(lambda: self.view.show_lines(self._boundaries.lines))
        self.view.point_chosen.connect(self._set_point)
        self.view.mark_chosen.connect(self._choose)
        self.view.left.connect(self.left)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.view, 1)
        row.addLayout(self._buttons())
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.refresh)
        workspace.changed.connect(self._later)
        workspace.coder_changed.connect(self._later)
        offering.changed.connect(self._later)
        focus.article_changed.connect(self._later)
        focus.event_changed.connect(self._later)

    def _buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(1)
        for name, sign, tip, run in (
            ("nearer", "+", self.tr("Nearer (+)"), lambda: self.view.zoom(1.6)),
            ("further", "−", self.tr("Further (-)"), lambda: self.view.zoom(1 / 1.6)),
            ("whole", "0", self.tr("As at first (0)"), lambda: self.view.fit(*self._home())),
        ):
            button = QToolButton()
            button.setObjectName(f"map.{name}")
            button.setText(sign)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, run=run: run())
            column.addWidget(button)
        column.addStretch(1)
        return column

    def sizeHint(self) -> QSize:
        """As high as a few offers."""
        return QSize(240, 100)

    def showEvent(self, event: QShowEvent) -> None:
        """What changed meanwhile is looked up now."""
        super().showEvent(event)
        self._later()

    def _later(self, *_: object) -> None:
        if self.isVisible():
            self._rest.start()

    @property
    def _fields(self) -> PointFields | None:
        return point_fields(self._workspace.codebook)

    def _event(self) -> Event | None:
        with suppress(AnnotatorError):
            return self._workspace.event(self._focus.event) if self._focus.event else None
        return None

    def refresh(self) -> None:
        """Marks what there is now; what is seen changes with article and event alone, or where the point is out of sight."""
        fields, event = self._fields, self._event()
        if fields is None:
            return
        events = marks_of_events(fields, self._workspace.events(self._focus.article), self._focus.event, self._named)
        self._candidates = placed_candidates(fields, self._offering.of) if event is not None else []
        point = fields.of(event.values) if event is not None else None
        held = {(one.latitude, one.longitude) for one in events}
        hollow = [mark for _, mark in self._candidates if (mark.latitude, mark.longitude) not in held]
        country = self._country(event)
        self.view.show_marks([*hollow, *events], country)
        if not country and point is not None:  # then the ground the point lies on says it
            country = next((one.country for one in self._boundaries.at(*point)), "")
        self._boundaries.show_country(country)
        here = (self._focus.article, self._focus.event)
        if here != self._seen_event or (not self.view.moved_by_hand and self._point is None):
            self.view.fit(*self._home())
        elif point is not None and point != self._point:
            self.view.bring_into_view(*point)
        if here != self._seen_event or point != self._point or not self.hint:
            self._say(self._in_words(point))
        self._seen_event, self._point = here, point

    def _country(self, event: Event | None) -> str:
        """The alpha-2 code of the event's country; empty where it is not said or not known."""
        fields = self._fields
        value = event.values.get(fields.country) if event is not None and fields and fields.country else None
        if not isinstance(value, str) or is_empty(value):
            return ""
        from ..places.outlines import outlines

        return outlines().country_code(value)

    def _home(self) -> tuple[Box | None, float]:
        """What is best seen at first: around the point, the other marks, the country, or the world."""
        fields, event = self._fields, self._event()
        point = fields.of(event.values) if fields and event else None
        if point is not None:
            return (point[1] - _AROUND, point[0] - _AROUND, point[1] + _AROUND, point[0] + _AROUND), 400.0
        country = self._country(event)
        marks = [one for one in self.view.marks if one.kind == "candidate" or not country] if not country else []
        if marks:
            ys, xs = [one.latitude for one in marks], [one.longitude for one in marks]
            return (min(xs) - 1, min(ys) - 1, max(xs) + 1, max(ys) + 1), 60.0
        if country:
            return _box_of(country), 60.0
        return None, 60.0

    def _named(self, event: Event) -> str:
        """What the mark of the event in view says: its place, else its number."""
        book, fields = self._workspace.codebook, self._fields
        field = book.fields[fields.offering[0]] if fields else None
        told = show(book, field, event.values.get(field.name), write="label") if field else ""
        return told or self.tr("This event")

    def _say(self, words: str) -> None:
        self.hint = words
        self.hint_changed.emit(words)

    def _in_words(self, point: tuple[float, float] | None) -> str:
        if self._workspace.locked:
            return self.tr("Open for reading")
        if not self._focus.event:
            return self.tr("Add an event: then a click sets its point")
        if point is None:
            return self.tr("No point: a click sets it, a ring gives its place · F4 enlarges")
        if within := self._within(point):
            return self.tr("{0}, {1} lies in {2} · a click sets another point · F4 enlarges").format(*point, within)
        return self.tr("{0}, {1} · a click sets another point · F4 enlarges").format(*point)

    def _within(self, point: tuple[float, float]) -> str:
        """The divisions whose boundaries a point lies in, the smallest first."""
        return ", ".join(one.name for one in reversed(self._boundaries.at(*point)))

    def _set_point(self, latitude: float, longitude: float) -> None:
        fields, book = self._fields, self._workspace.codebook
        if self._workspace.locked or fields is None or not self._focus.event:
            self._say(self._in_words(None))
            return
        values: dict[str, Any] = {}
        for name, value in ((fields.latitude, latitude), (fields.longitude, longitude)):
            most = book.fields[name].decimals
            values[name] = round(value, min(self.view.camera.decimals, 4 if most is None else most))
        point = fields.of(values)
        if point is None:
            return
        if self._workspace.set_values(self._focus.event, {**values, **self._divisions(point)}):
            self._point = point
            within = self._within(point)
            words = (
                self.tr("{0}, {1} set, in {2} · Ctrl+Z takes it back")
                if within
                else self.tr("Point set to {0}, {1} · Ctrl+Z takes it back")
            )
            self._say(words.format(*point, within))

    def _divisions(self, point: tuple[float, float]) -> dict[str, str]:
        """What the boundaries a point lies in say to the empty fields for divisions, spelled as the register does."""
        event, fields, found = self._event(), self._fields, self._boundaries.at(*point)
        if event is None or fields is None or not found:
            return {}
        from ..places.folding import fold

        country = event.values.get(fields.country)
        spelled = self._workspace.project.places.divisions(country) if isinstance(country, str) else []
        known = {fold(one): one for one in spelled}
        return follows(found, self._country(event), self._workspace.codebook, event.values, known)

    def _choose(self, mark: Mark) -> None:
        """Goes to another event, or takes an offered place as F2 would."""
        if mark.kind == "other":
            self._focus.show_event(mark.key)
            return
        one = next((candidate for candidate, its in self._candidates if its == mark), None)
        if one is None or self._workspace.locked or not self._focus.event:
            return
        self._workspace.take_offer(
            self._focus.event, Offer(one.field, one.value, one.quotes, one.provider, one.also, one.status)
        )
        self._point = (mark.latitude, mark.longitude)
        self._say(self.tr("{0} taken · Ctrl+Z takes it back").format(mark.label))


def _box_of(code: str) -> Box | None:
    """A country's largest piece of land."""
    from ..places.outlines import outlines

    boxes = [polygon.box for shape in outlines().of(code) for polygon in shape.polygons]
    return max(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]), default=None)
