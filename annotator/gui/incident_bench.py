"""The right of the incidents' tab: the events side by side, what they come to, the words behind it, their timeline and map.

Owns which field and event are in view. What is done with them is the panel's matter.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QSplitter, QTabWidget, QVBoxLayout, QWidget

from . import keys
from .cut_lines import CutLine, Faint
from .flow_layout import FlowLayout
from .incident_days import happened_of
from .incident_map import IncidentMap
from .incident_quotes import Quotes
from .incident_rows import RowModel
from .incident_sheet import Row, Sheet, Told
from .incident_table import TableWithBar
from .incident_timeline import Timeline
from .slim_bar import slim
from .workspace import Workspace

DEEDS = ("same", "not", "later", "leave_out", "settle", "let_go", "add", "separate", "also", "combine", "open")
"""The deeds that have a button; each is the action `incidents_<deed>` of the window."""


class Bench(QWidget):
    """What is seen of the incident in view. Signals: `deed_requested(str)`; `place_changed()`, another field or event;
    `left()`, the list is asked for; `open_requested(int)`, the article of an event."""

    deed_requested = Signal(str)
    place_changed = Signal()
    left = Signal()
    open_requested = Signal(int)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.title = CutLine("incidents.title")
        font = self.title.font()
        font.setWeight(font.Weight.DemiBold)
        self.title.setFont(font)
        self.about = Faint("incidents.about", cut=True)
        self.model = RowModel(self)
        self.with_bar = TableWithBar(self.model)
        self.table = self.with_bar.table
        self.reason = QLineEdit()
        self.reason.setObjectName("incidents.reason")
        self.reason.setAccessibleName(self.tr("Reason, as you like"))
        self.reason.returnPressed.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        keys.tell(
            self.reason, "placeholderText", self.tr("Reason for what you say next, as you like ({0})"), "incidents_reason"
        )
        self.quotes = Quotes()
        self.timeline = Timeline()
        self.map = IncidentMap(workspace)
        self.buttons = {name: self._button(name) for name in DEEDS}
        self.below = QTabWidget()
        self._lay_out()
        self.table.cell_chosen.connect(self._on_cell)
        self.table.settle_requested.connect(lambda: self.deed_requested.emit("settle"))
        self.table.fold_requested.connect(self.fold)
        self.table.left.connect(self.left)
        self.timeline.event_chosen.connect(self.table.show_event)
        self.map.event_chosen.connect(self.table.show_event)
        self.map.view.left.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.quotes.open_requested.connect(self.open_requested)
        self.setFocusProxy(self.table)

    # --- what is in view ----------------------------------------------------------------------------------------------------

    @property
    def sheet(self) -> Sheet | None:
        """What is in view."""
        return self.model.sheet

    @property
    def row(self) -> Row | None:
        """The field in view."""
        return self.table.current()

    @property
    def column(self) -> Told | None:
        """The event in view."""
        return self.sheet.columns[self.table.at] if self.sheet and self.sheet.columns else None

    def taken_in(self) -> list[str]:
        """The events that are not left out."""
        return [one.event for one in self.sheet.columns if one.event not in self.model.out] if self.sheet else []

    def show_sheet(self, sheet: Sheet | None, title: str, about: str, doubted: str = "", event: str = "") -> None:
        """Another incident at its first tie or field, or the same anew; the event named, or doubted, is in view."""
        before, row, line, at = self.sheet, self.row, self.table.currentIndex().row(), self.column
        same = sheet is not None and before is not None and sheet.key == before.key
        self.title.tell(title)
        self.about.tell(about)
        for part in (self.title, self.about, self._parts):
            part.setVisible(sheet is not None)
        self.model.show(sheet, frozenset({doubted}) if doubted else frozenset())
        wanted = event or doubted or (at.event if same and at else "")
        columns = [one.event for one in sheet.columns] if sheet else []
        if not same:
            self.table.first = 0
        self.table.show_event(columns.index(wanted) if wanted in columns else 0)
        self.table.arrange()
        if same and row is not None:
            there = self.model.line_of(row.field)
            self.table.show_line(there if there >= 0 else self.model.line_near(line))
        else:
            tie = self.model.next_tie(-1)
            self.table.show_line(tie if tie >= 0 else self.model.line_near(0))
            if tie < 0:
                self.table.scrollToTop()
        self._show_below()

    def show_field(self, field: str) -> None:
        """Goes to a field, unfolded where it has to be."""
        if self.model.line_of(field) < 0 and self.model.folded:
            self.fold()
        self.table.show_line(self.model.line_of(field))

    def fold(self) -> None:
        """Hides what is said alike, or shows it."""
        row = self.row
        self.model.fold(not self.model.folded)
        self.table.arrange()
        there = self.model.line_of(row.field) if row else -1
        self.table.show_line(there if there >= 0 else self.model.line_near(self.model.rowCount()))

    def leave_out(self) -> None:
        """The event in view is left out of what is linked, or taken in again."""
        if (one := self.column) is not None:
            self.model.leave_out(one.event)
            self._show_below()

    def take_reason(self) -> str:
        """What was given as a reason; the line is empty then."""
        told = " ".join(self.reason.text().split())
        self.reason.clear()
        return told

    def give_back_reason(self, told: str) -> None:
        """Nothing came of what it was given for."""
        self.reason.setText(told)

    def say_reason(self) -> None:
        """The keyboard goes to the reason."""
        self.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.reason.selectAll()

    def step_below(self) -> None:
        """Timeline, map, and timeline again."""
        self.below.setCurrentIndex((self.below.currentIndex() + 1) % self.below.count())

    def show_deeds(self, can: Callable[[str], bool]) -> None:
        """Which buttons make sense now."""
        for name, button in self.buttons.items():
            button.setVisible(can(name))

    def _on_cell(self) -> None:
        self.quotes.show_row(self.sheet, self.row, self.table.at)
        self.timeline.show_event(self.table.at)
        self.map.show_event(self.table.at)
        self.place_changed.emit()

    def _show_below(self) -> None:
        sheet, at = self.sheet, self.table.at
        self.quotes.show_row(sheet, self.row, at)
        events, incident = happened_of(self._workspace.codebook, sheet) if sheet else ([], None)
        self.timeline.show_events(events, incident, at)
        self.map.show_sheet(sheet, at, self.model.out)
        self.place_changed.emit()

    # --- widgets ------------------------------------------------------------------------------------------------------------

    def _button(self, name: str) -> QPushButton:
        texts = {
            "same": self.tr("The same ({0})"), "not": self.tr("Not the same ({0})"), "later": self.tr("Later ({0})"),
            "leave_out": self.tr("Leave out ({0})"), "settle": self.tr("Settle ({0})"), "let_go": self.tr("Let go ({0})"),
            "add": self.tr("Link another… ({0})"), "separate": self.tr("Separate ({0})"), "also": self.tr("Tells also… ({0})"),
            "combine": self.tr("Combine… ({0})"), "open": self.tr("Open ({0})"),
        }  # fmt: skip
        tips = {
            "same": self.tr("All events that are not left out tell one incident"),
            "not": self.tr("They are different incidents, and are not offered for each other again"),
            "later": self.tr("Goes to the next one; this one stays"),
            "leave_out": self.tr("The event in view is left out of what is linked, or taken in again"),
            "settle": self.tr("Settles the field in view: one of the answers, or a value of your own"),
            "let_go": self.tr("Lets the settled value go; the rule holds again"),
            "add": self.tr("Finds an event and links it to these"),
            "separate": self.tr("The event in view leaves the incident"),
            "also": self.tr("The event in view tells another incident, too"),
            "combine": self.tr("Makes one incident of this one and another"),
            "open": self.tr("Opens the article of the event in view in place Code"),
        }  # fmt: skip
        made = QPushButton()
        made.setObjectName(f"incidents.{name}")
        keys.tell(made, "text", texts[name], f"incidents_{name}")
        made.setAccessibleName(texts[name].replace(" ({0})", ""))
        made.setToolTip(tips[name])
        made.setAutoDefault(False)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda _checked=False: self.deed_requested.emit(name))
        return made

    def _lay_out(self) -> None:
        deeds = QWidget()
        flow = FlowLayout(deeds)
        for name in DEEDS:
            flow.addWidget(self.buttons[name])
        self.below.setObjectName("incidents.below")
        self.below.setAccessibleName(self.tr("Timeline and map"))
        self.below.setDocumentMode(True)
        rolled = QScrollArea()
        rolled.setWidget(self.timeline)
        rolled.setWidgetResizable(True)
        rolled.setFrameShape(QScrollArea.Shape.NoFrame)
        rolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        slim(rolled)
        self.below.addTab(rolled, self.tr("Timeline"))
        self.below.addTab(self.map, self.tr("Map"))
        lower = QSplitter(Qt.Orientation.Horizontal)
        lower.setObjectName("incidents.lower")
        lower.setChildrenCollapsible(False)
        lower.addWidget(self.quotes)
        lower.addWidget(self.below)
        lower.setSizes([460, 500])
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(deeds)
        column.addWidget(self.with_bar, 1)
        row = QHBoxLayout()
        row.addWidget(self.reason)
        column.addLayout(row)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setObjectName("incidents.parts")
        parts.setChildrenCollapsible(False)
        parts.addWidget(upper)
        parts.addWidget(lower)
        parts.setStretchFactor(0, 1)
        parts.setSizes([400, 190])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addWidget(self.title)
        whole.addWidget(self.about)
        whole.addWidget(parts, 1)
        whole.addStretch(0)
        self._parts = parts
