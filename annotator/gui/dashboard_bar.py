"""What the dashboard counts: which events, events or a number, from when to when, stacked or not; and the filters that hold.

Owns the choices above the plots. What the table lists is followed, said by a chip that lets go of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ..errors import AnnotatorError
from ..project.event_list import EventQuery
from ..project.event_parts import CHOICE, DONE, RELEASED, TOLD
from ..project.filtering import Filter, read_value
from .chips import make_chip
from .colors import is_dark, severity_color
from .cut_lines import Faint
from .event_model import EventModel
from .fields.base import write_in
from .filters import FilterBar
from .flow_layout import FlowLayout

Listed = tuple[tuple[Filter, ...], str]
"""What a list is narrowed by: filters and words."""
NOTHING: Listed = ((), "")


class DashboardBar(QWidget):
    """`changed()`: other events or another number are counted; `stacked_changed()`: they are only drawn otherwise."""

    changed = Signal()
    stacked_changed = Signal()
    save_requested = Signal()

    def __init__(self, model: EventModel, parent: QWidget | None = None, *, lead: bool = True) -> None:
        """A coder is not offered what a release takes: that would say which articles others coded, too."""
        super().__init__(parent)
        self._model, self.roles = model, model.list.roles
        self._followed: Listed = NOTHING
        self._seen: Listed = NOTHING
        self._days = ("", "")
        self.which = self._combo("dashboard.which", self.tr("Which events, or the incidents that they tell"))
        self.which.addItem(self.tr("All events"), "")
        self.which.addItem(self.tr("Done or approved"), DONE)
        if lead:
            self.which.addItem(self.tr("Events a release takes"), RELEASED)
            self.which.addItem(self.tr("Incidents a release gives"), TOLD)
            for place, tip in (
                (2, self.tr("One coding an article; a happening that several articles tell counts several times")),
                (3, self.tr("A happening that several articles tell counts once, with the values its events come to")),
            ):
                self.which.setItemData(place, tip, Qt.ItemDataRole.ToolTipRole)
        self.count = self._combo("dashboard.count", self.tr("What is counted"))
        self.count.addItem(self.tr("Count events"), "")
        for name in self.roles.numbers:
            self.count.addItem(self.tr("Add up: {0}").format(model.title(name)), name)
        self.since = self._day("dashboard.from", self.tr("from"), self.tr("From this day, month or year on"))
        self.until = self._day(
            "dashboard.until", self.tr("until"), self.tr("Until this day, month or year, all of it included")
        )
        self.stacked = QCheckBox()
        self.stacked.setObjectName("dashboard.stacked")
        kind = next((one for one in self.roles.kinds if not one.separator), None)
        if kind is not None:
            self.stacked.setText(self.tr("&Stacked by {0}").format(model.title(kind.column).replace("&", "&&")))
        self.stacked.setVisible(kind is not None)
        self.whole = Faint("dashboard.whole", cut=True)
        self.save = QPushButton(self.tr("Save &picture…"))
        self.save.setObjectName("dashboard.save")
        self.save.setToolTip(self.tr("Save picture: the whole dashboard as SVG or PNG"))
        self.only = FilterBar(model)
        self.only.setObjectName("dashboard.only")
        self._follows = QWidget()
        self._follows.setObjectName("dashboard.follows")
        self._flow = FlowLayout(self._follows)
        self._lay_out()
        self._connect()
        self._show_followed()

    # --- what is asked ------------------------------------------------------------------------------------------------

    @property
    def number(self) -> str:
        """The column that is added up, empty for counting events."""
        return self.count.currentData() or ""

    @property
    def incidents(self) -> bool:
        """Whether incidents are counted, and not events."""
        return self.which.currentData() == TOLD

    def query(self) -> EventQuery:
        """The events that are counted, or whose incidents are."""
        found = list(self._followed[0])
        if which := self.which.currentData():
            found.append(Filter(CHOICE, "is", which))
        since, until = self._days
        if since:
            found.append(Filter(self.roles.day, "least", since))
        if until:
            found.append(Filter(self.roles.day, "most", until))
        return EventQuery(tuple(dict.fromkeys([*found, *self.only.filters])), self._followed[1])

    def in_words(self) -> list[str]:
        """What narrows the events, for who reads a picture of them."""
        query = self.query()
        told = [one for one in query.filters if not (self.incidents and (one.column, one.value) == (CHOICE, TOLD))]
        return [self.only.in_words(one) for one in told] + ([f"“{query.words}”"] if query.words else [])

    def follow(self, filters: Sequence[Filter], words: str) -> None:
        """Counts what the table lists, unless that is as it was when somebody looked last, or was asked for from here."""
        now: Listed = (tuple(filters), words)
        if now != self._seen:
            self._seen = self._followed = now
            self._show_followed()
            self.changed.emit()

    def ask_table(self, more: Sequence[Filter]) -> dict[str, Any]:
        """What the table should list for a part of what is counted; that is not followed."""
        query = self.query()
        filters = tuple(dict.fromkeys((*query.filters, *more)))
        self._seen = (filters, query.words)
        return {"filters": [[one.column, one.operator, one.value] for one in filters], "words": query.words}

    def let_go(self) -> None:
        """The table's filters count no more here."""
        self._followed = NOTHING
        self._show_followed()
        self.changed.emit()

    def save_state(self) -> dict[str, Any]:
        """The choices, as JSON takes them."""
        return {"which": self.which.currentData(), "count": self.number, "stacked": self.stacked.isChecked()}

    def restore_state(self, state: Mapping[str, Any]) -> None:
        """What `save_state` gave; what does not fit is passed over."""
        for combo, name in ((self.which, "which"), (self.count, "count")):
            if (place := combo.findData(state.get(name))) >= 0:
                combo.setCurrentIndex(place)
        self.stacked.setChecked(state.get("stacked") is True)

    def _name_count(self) -> None:
        self.count.setItemText(0, self.tr("Count incidents") if self.incidents else self.tr("Count events"))

    # --- inside -------------------------------------------------------------------------------------------------------

    def _on_day(self) -> None:
        """A day, month or year was typed; what is none is marked, and the old one stays."""
        found: list[str] = []
        for line in (self.since, self.until):
            wrong, told = "", ""
            if text := line.text().strip():
                try:
                    told = str(read_value("date", text))
                except AnnotatorError as error:
                    wrong = str(error)
            found.append(told)
            line.setToolTip(wrong or line.accessibleName())
            self._ink(line, bool(wrong))
        days = (found[0], found[1])
        if days != self._days:
            self._days = days
            self.changed.emit()

    def _ink(self, line: QLineEdit, wrong: bool) -> None:
        """What is no day has the colour of an error, all else whatever colour comes."""
        line.setProperty("wrong", wrong)
        line.setPalette(QPalette())
        if wrong:
            write_in(line, severity_color("error", is_dark(self.palette())))

    def _recolor(self) -> None:
        self._show_followed()
        for line in (self.since, self.until):
            self._ink(line, bool(line.property("wrong")))

    def _show_followed(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        filters, words = self._followed
        told = [self.only.in_words(one) for one in filters] + ([f"“{words}”"] if words else [])
        if told:
            text = self.tr("As the table: {0}").format(", ".join(told))
            why = self.tr("Let go of the table's filters")
            self._flow.addWidget(make_chip(text, why, self.let_go, self.palette(), 110))
        self._follows.setVisible(bool(told))

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, other colours of chips and of what is wrong."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_flow"):
            QTimer.singleShot(0, self, self._recolor)

    def _connect(self) -> None:
        self.which.currentIndexChanged.connect(self._name_count)
        self.which.currentIndexChanged.connect(self.changed)
        self.count.currentIndexChanged.connect(self.changed)
        self.only.changed.connect(self.changed)
        self.stacked.toggled.connect(self.stacked_changed)
        self.since.editingFinished.connect(self._on_day)
        self.until.editingFinished.connect(self._on_day)
        self.save.clicked.connect(lambda _checked=False: self.save_requested.emit())

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in (self.which, self.count, self.since, self.until, self.stacked):
            row.addWidget(part)
        row.addWidget(self.whole, 1)
        row.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        chips = QHBoxLayout()
        chips.setSpacing(6)
        chips.addWidget(self._follows, 0, Qt.AlignmentFlag.AlignTop)
        chips.addWidget(self.only, 1)
        column.addLayout(chips)

    def _day(self, name: str, hint: str, title: str) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setPlaceholderText(hint)
        made.setAccessibleName(title)
        made.setToolTip(title)
        made.setMaximumWidth(12 * self.fontMetrics().averageCharWidth() + 16)
        made.setVisible(bool(self.roles.day))
        return made

    def _combo(self, name: str, title: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setAccessibleName(title)
        made.setToolTip(title)
        return made
