"""What of the incidents is in view: a list, one of its lines, and the events of that side by side, in step with every change.

Owns which list and line are in view. The lists are kept by `incident_work`; what a key does is `incidents_panel`'s.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from ..errors import UsageError
from ..project.event_finder import is_any_finished
from ..project.history import Changes
from . import incident_told as told
from . import keys
from .focus import Focus
from .incident_bench import Bench
from .incident_lines import KINDS, Kind, Line
from .incident_lists import Lists
from .incident_reading import read
from .incident_sheet import Sheet
from .incident_work import LINKING, TOLD, IncidentWork
from .workspace import Workspace

READ = (*LINKING, *TOLD, "evidence")
"""The tables on which what is in view hangs."""


class InView(QWidget):
    """Lists and bench. `open_requested(article, event)` and `field_requested(field)` go to place Code."""

    said = Signal(str)
    open_requested = Signal(str, str)
    field_requested = Signal(str)
    situation_changed = Signal()

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._line: Line | None = None
        self._stale = False
        self._fresh = False
        """Whether what is in view was read since the last change."""
        self._event = ""
        self.work = IncidentWork(workspace, self)
        self.lists = Lists(lambda line: told.line(workspace.project, line))
        self.bench = Bench(workspace)
        self._halt = QShortcut(QKeySequence("Escape"), self)
        self._halt.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._halt.setEnabled(False)
        self._halt.activated.connect(self.lists.job.cancel)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setObjectName("incidents.split")
        across.setChildrenCollapsible(False)
        across.addWidget(self.lists)
        across.addWidget(self.bench)
        across.setStretchFactor(1, 1)
        across.setSizes([300, 940])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(across)
        self.lists.kind_chosen.connect(lambda _kind: self._choose_list())
        self.lists.words_changed.connect(lambda _text: self._on_words())
        self.lists.line_chosen.connect(self._on_line)
        self.lists.entered.connect(self.go_to_table)
        self.lists.look_requested.connect(self.look)
        self.bench.left.connect(self.lists.go_to_list)
        self.bench.place_changed.connect(self.situation_changed)
        self.work.changed.connect(self._refill)
        self.work.searched.connect(self._on_searched)
        workspace.changed.connect(self._on_changed)
        self.setFocusProxy(self.lists)
        self.work.read_linked()
        self._refill()

    # --- what is in view ----------------------------------------------------------------------------------------------------

    @property
    def sheet(self) -> Sheet | None:
        """What is in view."""
        return self.bench.sheet

    @property
    def writable(self) -> bool:
        """Whether anything can be linked."""
        return not self._workspace.read_only and self._workspace.is_lead

    def show_event(self, event: str) -> None:
        """Looks at what an event tells: the line of a list that has it, else the event or its incident by itself."""
        line = self._line_with(event)
        self._event = event
        if line is None:
            told = self._workspace.project.incidents.of_event(event)
            self._show(Line("hand", told[0] if told else event, (event,), told[0] if told else ""))
        else:
            self._show(line)
        self.go_to_table()

    def go_to_table(self) -> None:
        """The keyboard goes to the events side by side."""
        self.bench.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _line_with(self, event: str) -> Line | None:
        """The line in the list in view, else in the others, that an event stands in; goes there."""
        told = self._workspace.project.incidents.of_event(event)
        for kind in dict.fromkeys((self.lists.kind, *KINDS)):
            found = next((one for one in self.work.lines(kind) if self._tells(one, event, told)), None)
            if found is not None:
                self.lists.words.clear()
                self.lists.show_kind(kind)
                self.lists.show_line(found.key)
                return found
        return None

    @staticmethod
    def _tells(line: Line, event: str, told: list[str]) -> bool:
        return event in line.events or event == line.doubted or (line.kind in ("tie", "linked") and line.incident in told)

    def _refill(self) -> None:
        """The list in view anew; the line in view stays, and where it is gone the next one comes."""
        kind = self.lists.kind
        lines = self.work.lines(kind, self.lists.words.text())
        self.lists.show_counts({one: self.work.count(one) for one in KINDS})
        here, alone = (self._line.key, self._line.kind == "hand") if self._line is not None else ("", False)
        self.lists.show_lines(lines, here, self._nothing(kind), alone=alone)
        self.lists.stale.setVisible(self.work.stale)
        self.lists.stale.setText(
            keys.named(
                self.tr("What events say has changed since candidates were looked for. {0} looks again."), "incidents_look"
            )
        )
        now, line = self.lists.line, self._line
        if line is not None and line.kind == "hand":
            return  # it was asked for by itself
        if now is not None and now != line:
            self._show(now)
        elif now is None and line is not None:
            self._stay(line)
        elif line is None:
            self._show(None)

    def _choose_list(self) -> None:
        """Another list: its first line is in view."""
        self._line = None
        self._refill()

    def _on_words(self) -> None:
        """Other words: the line in view stays where they find it, else the first that they find is in view, or nothing."""
        found = self.work.lines(self.lists.kind, self.lists.words.text())
        if self._line is not None and (self._line.kind == "hand" or not found):
            self._show(None)
        self._refill()

    def _stay(self, line: Line) -> None:
        """Nothing follows in the list: what was in view stays, as it is linked now."""
        there = [event for event in line.events or self._columns() if self._is_there(event)]
        told = self._workspace.project.incidents.of_event(there[0]) if there else []
        self._show(Line("hand", told[0] if told else "", tuple(there), told[0] if told else "") if there else None)

    def _columns(self) -> tuple[str, ...]:
        return tuple(one.event for one in self.sheet.columns) if self.sheet else ()

    def _is_there(self, event: str) -> bool:
        try:
            self._workspace.project.events.get(event)
        except UsageError:
            return False
        return True

    def _on_line(self) -> None:
        if (line := self.lists.line) is not None:
            self._show(line)

    def _show(self, line: Line | None) -> None:
        event, self._event = self._event, ""
        self._line, self._fresh = line, True
        self.lists.rest_on(line.key if line is not None else "")
        sheet = read(self._workspace.project, line) if line is not None else None
        title, about = told.heading(line, sheet, self._nothing(self.lists.kind))
        self.bench.show_sheet(sheet, title, about, line.doubted if line else "", event)
        self.situation_changed.emit()

    def _nothing(self, kind: Kind) -> str:
        """Why a list is empty, and what to do."""
        return told.nothing(
            kind,
            finished=is_any_finished(self._workspace.project),
            known=self.work.known,
            searching=self.work.searching,
            words=self.lists.words.text().strip(),
        )

    # --- in step ------------------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Looks for candidates, beside the window."""
        if (job := self.work.look()) is None:
            return
        self._halt.setEnabled(True)
        self.lists.look.setEnabled(False)
        self.lists.job.watch(job, "")
        self._refill()

    def _on_searched(self, trouble: str) -> None:
        self._halt.setEnabled(False)
        self.lists.look.setEnabled(True)
        if trouble:
            self.said.emit(trouble)
        self._refill()
        if self.lists.kinds.hasFocus() and self.lists.list.isVisible():
            self.lists.go_to_list()  # the list had no keys while it was empty: Down means its lines

    def _on_changed(self, changes: Changes) -> None:
        if not changes.has(*READ):
            return
        self._fresh = False
        self.work.follow(changes)
        if not self.isVisible():
            self._stale = True
        elif not self._fresh:
            self._read_again()

    def _read_again(self) -> None:
        """What is in view, as it stands now."""
        self._stale = False
        if (line := self._line) is None:
            return
        if line.kind == "hand":
            self._stay(line)
        elif any(one.key == line.key for one in self.lists.model.lines):
            self._show(self.lists.line or line)

    def showEvent(self, event: QShowEvent) -> None:
        """Back in sight: what changed meanwhile is taken in."""
        super().showEvent(event)
        if self._stale:
            self.work.read_linked()
            self._read_again()

    def changeEvent(self, event: QEvent) -> None:
        """Other keys were chosen: texts that name them are said anew."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self.isVisible():
            self._refill()
            self._read_again()

    def stop(self) -> None:
        """The project is closed, or somebody else works: what is listed is not read any more."""
        self.work.stop()
        self._line = None
        self.lists.model.show(())
