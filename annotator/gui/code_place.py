"""Place Code: queue | article and reader | events, form and problems, with splitters between them.

Owns how the panels stand to each other; what is in them is theirs. The named splitters are remembered by `layout`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QFrame, QSplitter, QSplitterHandle, QVBoxLayout, QWidget

from ..codebook.checks import Problem
from .article_panel import ArticlePanel
from .coded_before import CodedBefore
from .colors import blend
from .content_cover import ContentCover
from .drawer import Drawer
from .event_strip import EventStrip
from .feedback_panel import FeedbackPanel
from .focus import Focus
from .form import Form
from .looking_on import LookingOn
from .map_marks import point_fields
from .map_panel import MapPanel
from .nearby_panel import NearbyPanel
from .offering import Offering
from .offers_panel import OffersPanel
from .problems import Problems
from .queue import Queue
from .reader import Reader
from .remark_marks import FieldMarks
from .remarks_panel import RemarksPanel
from .workspace import Workspace

WIDTHS = (240, 560, 480)
"""Pixels of queue, reader and form at 1366×768, where the bar of places takes the rest."""


class CodePlace(QWidget):
    """The panels a coder works in, side by side."""

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code_place")
        self._workspace, self._focus = workspace, focus
        self._came_from_field = False
        self.queue = Queue(workspace, focus)
        self.article_panel = ArticlePanel(workspace, focus)
        self.offering = Offering(workspace, focus)
        self.reader = Reader(workspace, focus)
        self.cover = ContentCover(workspace, focus, self.reader)
        self.offers = OffersPanel(workspace, focus, self.offering)
        self.drawer = Drawer()
        self.drawer.add("offers", self.tr("Offers"), self.offers, self.tr("What the text offers for the field in view"))
        self.map = MapPanel(workspace, focus, self.offering) if point_fields(workspace.codebook) else None
        if self.map is not None:
            self.drawer.add("map", self.tr("Map"), self.map, self.tr("Where the event lies; a click sets its point (F4)"))
            self.map.left.connect(self._back_to_field)
        self.coded_before = CodedBefore(workspace, focus, self)
        self.nearby = NearbyPanel(workspace, focus, self.coded_before)
        tip = self.tr("Events of other articles that may be the same happening (Ctrl+Shift+B)")
        self.drawer.add("nearby", self.tr("Coded before"), self.nearby, tip)
        self.remarks = RemarksPanel(workspace, focus)
        self.drawer.add("remarks", self.tr("Remarks"), self.remarks, self.tr("Flags and comments on article, event and field"))
        self.feedback = FeedbackPanel(workspace, focus)
        self.drawer.add("feedback", self.tr("Feedback"), self.feedback, self.tr("What you handed in beside the standard"))
        self.drawer.offer("feedback", self.feedback.feedback is not None)
        self.strip = EventStrip(workspace, focus)
        self.form = Form(workspace, focus)
        self.problems = Problems(workspace, focus)
        self.looking_on = LookingOn(workspace, focus, (self.form, self.article_panel))
        self._marks = FieldMarks(workspace, focus, (self.form, self.article_panel), self)
        self._lay_out()
        self.queue.leaving.connect(self.leave)
        self.queue.found.connect(self.reader.show_found)
        self.offering.changed.connect(self._show_offers)
        self.offering.moved.connect(lambda: self._show_offers(reveal=True))
        self.destroyed.connect(self.offering.stop)
        self.nearby.count_changed.connect(lambda words: self.drawer.mark("nearby", words))
        self.nearby.left.connect(self._back_to_field)
        for moved in (focus.article_changed, focus.field_changed):
            moved.connect(self._forget_field)
        self.problems.entered.connect(self._show_problem)
        self.remarks.counted.connect(lambda count: self.drawer.mark("remarks", count))
        self.remarks.place_requested.connect(self._show_place)
        self.looking_on.remarks_requested.connect(lambda: self.drawer.show_panel("remarks"))
        self.feedback.available.connect(lambda there: self.drawer.offer("feedback", there))
        self.feedback.came.connect(self.show_feedback)
        self.feedback.left.connect(self._back_to_field)
        self.feedback.place_requested.connect(self._show_place)

    def show_field(self, name: str, item: str = "") -> None:
        """Puts the keyboard on a field: of the form, or of the questions about the article."""
        panel = self.article_panel if name in self._workspace.codebook.article_fields else self.form
        panel.show_field(name, item)

    def _show_place(self, event: str, field: str) -> None:
        """Goes to an event, or a field of it or of the article."""
        if event:
            self._focus.show_event(event)
        if field:
            self._focus.show_field(field)
            self.show_field(field)

    def is_answering(self) -> bool:
        """Whether the keyboard is at a field, or was when the remarks took it."""
        keyboard = self.window().focusWidget()
        return keyboard is not None and any(
            panel.isAncestorOf(keyboard) for panel in (self.form, self.article_panel, self.remarks)
        )

    def show_problem(self, event: str, problem: Problem) -> None:
        """Puts the keyboard on the field of a problem, which is chosen in the list and told at the field."""
        listed = self.problems.choose(event, problem.field, problem)
        self._focus.show_field(problem.field, listed.item if listed else "")
        self._show_problem(problem.field, listed.item if listed else "")

    def _back_to_field(self) -> None:
        if self._focus.field:
            self.show_field(self._focus.field, self._focus.item)
        else:
            self.reader.setFocus(Qt.FocusReason.OtherFocusReason)

    def find_text(self) -> None:
        """Opens the reader's search, and keeps in mind whether the keyboard came from a field."""
        if not self._holds_keyboard(self.reader):
            self._came_from_field = self._holds_keyboard(self.form) or self._holds_keyboard(self.article_panel)
        self.reader.find_text()

    def use_selection(self, use: Callable[[], bool]) -> None:
        """Does something with what is selected. Where it was looked for from a field, the keyboard goes back there."""
        back = self._came_from_field and self._holds_keyboard(self.reader)
        if use() and back:
            self._came_from_field = False
            self.show_field(self._focus.field, self._focus.item)

    @staticmethod
    def _holds_keyboard(panel: QWidget) -> bool:
        keyboard = QApplication.focusWidget()
        return keyboard is not None and panel.isAncestorOf(keyboard)

    def show_ways(self) -> bool:
        """Offers the ways out: of the problem chosen in the list where the keyboard is there, else of the field in view's."""
        field, in_list = self._focus.field, self._holds_keyboard(self.problems)
        if not in_list and field not in self._workspace.codebook.article_fields:
            return self.form.show_ways(field)
        return (in_list or self.problems.choose("", field) is not None) and self.problems.to_the_ways()

    def _show_problem(self, name: str, item: str) -> None:
        self.show_field(name, item)
        self.form.tell_problems(name)

    def _forget_field(self, _uid: str) -> None:
        self._came_from_field = False

    def renew_places(self) -> None:
        """There is another file of places."""
        self.offering.renew()
        self.form.follows.renew()

    def stop(self) -> None:
        """Nothing works on behind the window any more, and no file of places is held open."""
        self.offering.stop()
        self.form.follows.renew()
        self.remarks.stop()
        self.looking_on.stop()
        self._marks.stop()
        self.coded_before.stop()
        self.queue.model.stop()

    def show_coded_before(self) -> None:
        """Lets what was coded before out, and gives it the keyboard."""
        self.leave()
        self.drawer.show_panel("nearby")
        self.nearby.take_keyboard()

    def show_feedback(self) -> bool:
        """Lets the feedback out, and gives it the keyboard; False where there is none for the article in view."""
        if self.feedback.feedback is None:
            return False
        self.drawer.show_panel("feedback")
        self.feedback.take_keyboard()
        return True

    def take_offer(self, *, add: bool = False) -> bool:
        """Takes the current offer for the field in view; without `add` the keyboard goes on to the next empty field."""
        self.leave()
        taken = self.offers.take(add=add)
        if taken and not add:
            self.form.go_on(self.offering.promises)
        return taken

    def _show_offers(self, *, reveal: bool = False) -> None:
        self.reader.show_offers(self.offering.listed, self.offering.current, reveal=reveal)

    def leave(self) -> None:
        """Saves what is being typed."""
        self.article_panel.leave()
        self.form.leave()

    def unsaved(self) -> list[tuple[str, str]]:
        """What was typed and could not be saved: event and field, no event for a question about the article."""
        found = [("", name) for name in self.article_panel.unsaved()]
        for uid, name in self.form.unsaved():
            events = self._workspace.project.events
            if any(one.uid == uid for one in events.of(events.get(uid).coding)):
                found.append((uid, name))
        return found

    def toggle_queue(self) -> None:
        """Hides the queue, for more room to read, or shows it again."""
        self.queue.setVisible(self.queue.isHidden())

    def _lay_out(self) -> None:
        below = split("code.problems", Qt.Orientation.Vertical, (self.form, self.problems), (480, 120))
        reading = split("code.reading", Qt.Orientation.Vertical, (self.reader, self.drawer), (500, 130))
        reading.setStretchFactor(0, 1)
        columns = split(
            "code.columns", Qt.Orientation.Horizontal,
            (self.queue, _stacked(self.article_panel, reading), _stacked(self.strip, below)), WIDTHS,
        )  # fmt: skip
        columns.setCollapsible(0, True)
        columns.setStretchFactor(1, 1)
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.looking_on)
        row.addWidget(columns, 1)


class _Splitter(QSplitter):
    """Parts divided by a thin line."""

    def createHandle(self) -> QSplitterHandle:
        """A line instead of the style's dots."""
        return _Line(self.orientation(), self)


class _Line(QSplitterHandle):
    """One pixel in the middle of the handle."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws it."""
        palette, middle = self.palette(), self.rect().center()
        color = blend(palette.color(QPalette.ColorRole.Mid), palette.color(QPalette.ColorRole.Window), 0.4)
        across = self.orientation() == Qt.Orientation.Vertical
        line = QRect(0, middle.y(), self.width(), 1) if across else QRect(middle.x(), 0, 1, self.height())
        QPainter(self).fillRect(line, color)


def split(name: str, way: Qt.Orientation, parts: Sequence[QWidget], sizes: Sequence[int]) -> QSplitter:
    """Parts with a thin line between them that can be dragged."""
    made = _Splitter(way)
    made.setObjectName(name)
    made.setChildrenCollapsible(False)
    made.setHandleWidth(5)
    for place, part in enumerate(parts):
        made.addWidget(part)
        made.setStretchFactor(place, 0)
    made.setSizes(list(sizes))
    return made


def _stacked(above: QWidget, middle: QWidget) -> QFrame:
    """Panels one above the other; the second takes what is left."""
    frame = QFrame()
    column = QVBoxLayout(frame)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(above)
    column.addWidget(middle, 1)
    return frame
