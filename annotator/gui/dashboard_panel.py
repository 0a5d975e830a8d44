"""Tab Dashboard of place Events: what the events come to, by time, kind, actor and region, on the map, and the coverage.

Owns which figures are in view and that they follow the table's filters and the work that goes on. They are counted in a job
on a connection of its own; meanwhile the old ones stand. A bar leads to the table, narrowed to exactly what it counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ..codebook.model import in_language
from ..errors import AnnotatorError
from ..project import Project
from ..project.event_figures import Asked, Figures, work_out
from ..project.event_list import asks_for_problems
from ..project.filtering import Filter
from ..project.history import Changes
from ..project.periods import UNITS, Unit
from ..project.problem_counts import count_problems
from . import dashboard_pictures as pictures
from .colors import muted
from .dashboard_bar import DashboardBar
from .dashboard_card import Card
from .dashboard_map import EventMap
from .dashboard_plots import Bars, Columns, Squares
from .dashboard_words import PLOTS, Words
from .event_model import EventModel
from .fields.base import write_in
from .focus import Focus
from .jobs import LatestJob, Progress, reading_job, writing_job
from .slim_bar import slim
from .workspace import Workspace

AT_ONCE = 0.12
"""Seconds the window waits for figures before it goes on with the old ones."""
REST = 300
"""Milliseconds after a change before it is counted anew."""
ROWS = (
    (("time", 2), ("kinds", 1)), (("map", 1), ("actors", 1), ("regions", 1)), (("coverage", 3),),
)  # fmt: skip
"""Plots side by side, each with how many parts of the width it takes."""


class DashboardPanel(QWidget):
    """`table_requested(query)` asks for a list of events, as `EventsPanel.use_filter` takes it."""

    said = Signal(str)
    table_requested = Signal(object)

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._counting = LatestJob()
        self._stale = True
        self.figures: Figures | None = None
        self._unit: Unit | None = None
        self._kind = self._region = ""
        self._picture_of: str | None = None
        self.model = EventModel(workspace, self)
        self.bar = DashboardBar(self.model, lead=workspace.is_lead)
        plots = {
            "time": Columns("dashboard.time"), "kinds": Bars("dashboard.kinds"), "map": EventMap("dashboard.map"),
            "actors": Bars("dashboard.actors"), "regions": Bars("dashboard.regions"),
            "coverage": Squares("dashboard.coverage"),
        }  # fmt: skip
        self.cards = {name: Card(name, plots[name]) for name in PLOTS}
        self.empty = QLabel()
        self.empty.setObjectName("dashboard.empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.cards["time" if self.model.list.roles.day else "coverage"].plot)

    # --- counting -----------------------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether figures are being counted."""
        return self._counting.busy

    def asked(self) -> Asked:
        """What is counted."""
        query = self.bar.query()
        coder = self.model.only_coder()
        return Asked(
            replace(query, coder=coder), self.bar.incidents, self._unit, self._kind, self._region, self.bar.number
        )  # fmt: skip

    def count(self) -> None:
        """Counts anew; short projects are told when this comes back."""
        self.halt()
        self._stale = False
        asked, project = self.asked(), self._workspace.project

        def work(own: Project, progress: Progress) -> Figures:
            if asks_for_problems(asked.query) and not own.read_only:
                count_problems(own, progress.report)
            return work_out(own, asked, progress.report)

        writes = asks_for_problems(asked.query) and not project.read_only
        job = writing_job(project, work, self) if writes else reading_job(project, work, self)
        if not self._counting.run(job, self._take, self._fail, AT_ONCE):
            self.bar.whole.tell(self.tr("Counting…"))

    def halt(self) -> None:
        """Lets go of figures that are being counted."""
        self._rest.stop()
        if self.busy:
            self._counting.stop()
            self._picture_of = None

    def stop(self) -> None:
        """The project is closed, or somebody else works."""
        self.halt()
        self._stale = True

    def _take(self, figures: Figures) -> None:
        self.figures = figures
        self._show()
        if (name := self._picture_of) is not None:
            self._picture_of = None
            self.save_picture(name)

    def _fail(self, why: str) -> None:
        self._picture_of = None
        self.bar.whole.tell("")
        self.said.emit(why)

    # --- what is in view ----------------------------------------------------------------------------------------------

    def follow(self, filters: Sequence[Filter], words: str) -> None:
        """Counts what the table lists now."""
        self.bar.follow(filters, words)

    def _show(self) -> None:
        figures = self.figures
        if figures is None:
            return
        words = Words(figures, self.model.title, self.model.text, stacked=self.bar.stacked.isChecked())
        made = words.plots()
        self.bar.whole.tell(words.whole())
        for name, card in self.cards.items():
            if name in made:
                card.show_plot(made[name])
        self._offer(figures)
        nothing = not figures.all.events
        narrowed = bool(self.bar.query().filters or self.bar.query().words)
        if figures.asked.incidents:
            self.empty.setText(self.tr("No incident that a release would give agrees with what is chosen above."))
        elif narrowed:
            self.empty.setText(self.tr("No event agrees with what is chosen above."))
        else:
            self.empty.setText(self.tr("No event is coded yet."))
        self.empty.setVisible(nothing)
        there = {name for name in made if name == "coverage" or not nothing}
        if figures.coverage.articles == 0:
            there.discard("coverage")
        self._place(there)

    def _offer(self, figures: Figures) -> None:
        time, kinds, regions = figures.time, figures.kinds, figures.regions
        names = {
            "day": self.tr("by day"), "week": self.tr("by week"), "month": self.tr("by month"), "year": self.tr("by year")
        }  # fmt: skip
        if time is not None:
            units = [(names[one], one) for one in UNITS if one in time.units]
            self.cards["time"].offer(self.tr("How long a bar is"), units, time.unit)
        title = self.model.title
        if kinds is not None:
            told = [(title(one.column), one.column) for one in figures.roles.kinds]
            self.cards["kinds"].offer(self.tr("Which codes"), told, kinds.column)
        if regions is not None:
            told = [(title(one), one) for one in figures.roles.regions]
            self.cards["regions"].offer(self.tr("Which part of the place"), told, regions.column)

    def _place(self, there: set[str]) -> None:
        """Puts the cards that are there into their rows, so that no row has a hole."""
        grid = self._grid
        for card in self.cards.values():
            card.setVisible(card.name in there)
        for row, names in enumerate(ROWS):
            shown = [(self.cards[name], parts) for name, parts in names if name in there]
            at, whole = 0, sum(parts for _, parts in shown)
            for card, parts in shown:
                span = 6 * parts // whole
                grid.addWidget(card, row, at, 1, span)
                at += span

    # --- what a bar leads to ------------------------------------------------------------------------------------------

    def _to_table(self, filters: tuple[Filter, ...]) -> None:
        self.table_requested.emit(self.bar.ask_table(filters))
        if self.bar.incidents:
            self.said.emit(self.tr("All events that tell these incidents; one alone may say something else."))

    def _only(self, filters: tuple[Filter, ...]) -> None:
        """Counts these events alone, in all plots."""
        for one in filters:
            self.bar.only.add(one)

    def _on_unit(self) -> None:
        self._unit = self.cards["time"].choice.currentData()
        self._soon()

    def _on_kind(self) -> None:
        self._kind = self.cards["kinds"].choice.currentData()
        self._soon()

    def _on_region(self) -> None:
        self._region = self.cards["regions"].choice.currentData()
        self._soon()

    def _on_filters(self) -> None:
        """Other events: how they are best told by time and place follows from them."""
        self._unit, self._region = None, ""
        self._soon()

    # --- pictures -----------------------------------------------------------------------------------------------------

    def picture(self, name: str = "") -> pictures.Picture | None:
        """A plot, or all of them, to be given out; None where nothing is shown."""
        shown = [card for card in self.cards.values() if not card.isHidden() and name in ("", card.name)]
        if self.figures is None or not shown:
            return None
        about, book = self._workspace.project.about(), self._workspace.codebook
        words = Words(self.figures, self.model.title, self.model.text, stacked=self.bar.stacked.isChecked())
        lines = [words.whole(), *([words.about_incidents()] if self.figures.asked.incidents else [])]
        if narrowed := self.bar.in_words():
            lines.append(self.tr("Only: {0}").format("  ·  ".join(narrowed)))
        if self.figures.asked.query.coder:
            lines.append(self.tr("The work of one coder"))
        lines.append(self.tr("Codebook: {0}, version {1}").format(in_language(book.title) or book.name, book.version))
        caption = pictures.Caption(str(about.get("name") or self._workspace.path.stem), tuple(lines))
        return pictures.lay_out(shown, caption, ROWS)

    def save_picture(self, name: str = "", path: Path | None = None) -> None:
        """Writes a plot or all of them as SVG or PNG; asks where to, unless it is said."""
        if self.busy:  # as soon as there is one
            self._picture_of = name
            return
        made = self.picture(name)
        if made is None:
            self.said.emit(self.tr("There is nothing to save a picture of yet."))
            return
        start = self._workspace.path.with_name(f"{self._workspace.path.stem}-{name or 'dashboard'}.svg")
        path = path or pictures.choose_file(self, start)
        if path is None:
            return
        try:
            pictures.save(made, path)
        except AnnotatorError as error:
            self.said.emit(str(error))
            return
        self.said.emit(self.tr("Written to {0}.").format(path.name))

    def _save_all(self) -> None:
        self.save_picture()

    # --- Qt -----------------------------------------------------------------------------------------------------------

    def save_state(self) -> dict[str, Any]:
        """The choices, as JSON takes them."""
        return self.bar.save_state()

    def restore_state(self, state: Mapping[str, Any]) -> None:
        """What `save_state` gave."""
        self.bar.restore_state(state)

    def next_part(self) -> None:
        """The keyboard goes on to the next plot, and from the last one to the choices."""
        there = [card for card in self.cards.values() if not card.isHidden()]
        now = self.focusWidget()
        at = next((place for place, card in enumerate(there) if now is not None and card.isAncestorOf(now)), -1)
        if at + 1 < len(there):
            there[at + 1].focus_plot()
            self._scroll.ensureWidgetVisible(there[at + 1])
        else:
            self.bar.which.setFocus(Qt.FocusReason.OtherFocusReason)

    def _soon(self) -> None:
        self._stale = True
        if self.isVisible():
            self.count()

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("event", "coding", "article", "incident", "incident_link", "coder", "assignment"):
            self._stale = True
            if self.isVisible():
                self._rest.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Counts where something changed meanwhile."""
        super().showEvent(event)
        if self._stale:
            self.count()

    def hideEvent(self, event: QHideEvent) -> None:
        """Lets go of what is being counted: the project may be closed next."""
        super().hideEvent(event)
        if self.busy or self._rest.isActive():
            self._stale = True
        self.halt()

    def changeEvent(self, event: QEvent) -> None:
        """Other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_grid"):
            write_in(self.empty, muted(self.palette()))

    def _connect(self) -> None:
        self.bar.changed.connect(self._on_filters)
        self.bar.stacked_changed.connect(self._show)
        self.bar.save_requested.connect(self._save_all)
        for card in self.cards.values():
            card.asked.connect(self._to_table)
            card.only_asked.connect(self._only)
            card.picture_requested.connect(self.save_picture)
            card.said.connect(self.said)
        self.cards["time"].choice.activated.connect(lambda _at: self._on_unit())
        self.cards["kinds"].choice.activated.connect(lambda _at: self._on_kind())
        self.cards["regions"].choice.activated.connect(lambda _at: self._on_region())
        self._rest.timeout.connect(self.count)
        self._workspace.changed.connect(self._on_changed)
        self._workspace.coder_changed.connect(self._soon)
        on = QShortcut(QKeySequence("F6"), self)
        on.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        on.activated.connect(self.next_part)

    def _lay_out(self) -> None:
        inside = QWidget()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(10)
        for at in range(6):
            self._grid.setColumnStretch(at, 1)
        self._grid.setRowStretch(0, 2)
        self._grid.setRowStretch(1, 3)
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 4, 0)
        rows.addWidget(self.empty)
        rows.addLayout(self._grid, 1)
        self.empty.hide()
        self._scroll = QScrollArea()
        self._scroll.setObjectName("dashboard.scroll")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        slim(self._scroll)
        self._scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(self._scroll, 1)
        write_in(self.empty, muted(self.palette()))
        self._place(self._sayable())

    def _sayable(self) -> set[str]:
        """The plots that the codebook has something for: they stand before anything is counted, so that the keyboard has
        somewhere to go."""
        roles = self.model.list.roles
        said = {
            "time": roles.day, "kinds": roles.kinds, "map": roles.latitude, "actors": roles.sides, "regions": roles.regions,
            "coverage": True,
        }  # fmt: skip
        for card in self.cards.values():
            card.plot.empty = self.tr("Counting…")
        return {name for name, there in said.items() if there}
