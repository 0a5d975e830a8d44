"""Finding an event by hand: a line to type in, and the events that fit, to be linked, to be told also, or to be combined with.

Owns the question and the search behind it, a job on its own connection; what is done with an event is the matter of who asked.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from ..project import Project
from ..project.event_finder import Found, find_events
from ..project.nearby import in_a_line
from .cut_lines import Faint
from .incident_lines import Line, LineModel, Lines, LineView
from .jobs import SHOWN_AT_ONCE, Job, Progress, reading_job
from .remark_rows import ENTER
from .slim_bar import slim
from .workspace import Workspace

REST = 200
"""Milliseconds after a key before the search begins."""
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}


class Finder(QDialog):
    """Signal: `chosen(str)`, the uid of an event. `without` are the events that are in view already."""

    chosen = Signal(str)

    def __init__(
        self, workspace: Workspace, title: str, yes: str, beside: str, without: frozenset[str], parent: QWidget | None = None
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("incident_finder")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._beside, self._without = workspace, beside, without
        self._job: Job | None = None
        self._found: dict[str, Found] = {}
        self._wanted = False
        """Whether the first event found is to be taken: Enter came before it was known."""
        self.words = QLineEdit()
        self.words.setObjectName("incident_finder.words")
        self.words.setPlaceholderText(self.tr("Words, an id, an article's number, or a day as 2020-06-02"))
        self.words.setAccessibleName(self.tr("Find an event"))
        self.words.setClearButtonEnabled(True)
        self.words.installEventFilter(self)
        self.words.textChanged.connect(lambda _text: self._rest.start())
        self.about = Faint("incident_finder.about")
        self.model = LineModel(self._told, self)
        self.list = LineView()
        self.list.setObjectName("incident_finder.list")
        self.list.setAccessibleName(self.tr("Events found"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(Lines(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        slim(self.list)
        self.list.entered_line.connect(self.accept)
        self.list.doubleClicked.connect(lambda _index: self.accept())
        keys = QLabel(self.tr("Arrows choose; Enter takes the event."))
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("incident_finder.yes")
        self.yes.setAutoDefault(False)
        no = buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        no.setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        for part in (self.words, self.about, self.list, keys, buttons):
            column.addWidget(part, 1 if part is self.list else 0)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.look)
        self.resize(680, 460)
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)
        self.look()

    @property
    def searching(self) -> bool:
        """Whether more may come."""
        return self._job is not None or self._rest.isActive()

    def current(self) -> Found | None:
        """The event of the line in view."""
        row = self.list.currentIndex().row()
        return self._found.get(self.model.lines[row].key) if 0 <= row < len(self.model.lines) else None

    def look(self) -> None:
        """Looks for what is typed; a search that still runs is given up."""
        self._drop()
        self._wanted = False
        typed, beside = self.words.text().strip(), self._beside

        def work(own: Project, _progress: Progress) -> list[Found]:
            return find_events(own, typed, beside)

        job = self._job = reading_job(self._workspace.project, work, self)
        job.done.connect(self._take)
        job.failed.connect(self._fail)
        job.start()
        job.finish(SHOWN_AT_ONCE)

    def _drop(self) -> None:
        if self._job is not None:
            self._job.abandon()
            self._job.deleteLater()
            self._job = None

    def _fail(self, trouble: str) -> None:
        self._job = None
        self.about.setText(trouble)

    def _take(self, found: list[Found]) -> None:
        self._job = None
        self._found = {one.event: one for one in found if one.event not in self._without}
        project = self._workspace.project
        self.model.show([
            Line("hand", one.event, (one.event,), title=in_a_line(project, one.values)) for one in self._found.values()
        ])  # fmt: skip
        if self._found:
            self.list.setCurrentIndex(self.model.index(0, 0))
        self.yes.setEnabled(bool(self._found))
        typed = self.words.text().strip()
        if not self._found:
            told = (
                self.tr("No event of finished work fits.")
                if typed
                else self.tr("Nothing else is like it: type to find an event.")
            )
        else:
            told = self.tr("Found: {0}").format(len(self._found)) if typed else self.tr("The most like it:")
        self.about.setText(told)
        if self._wanted:
            self._wanted = False
            self.accept()

    def _told(self, line: Line) -> tuple[str, str]:
        one = self._found[line.key]
        coder = self._workspace.project.coders.get(one.coder)
        where = [
            self.tr("article {0}").format(one.number), one.date, one.source, coder.name if coder else "", one.id,
            one.title,
        ]  # fmt: skip
        return line.title or self.tr("An event without answers"), " · ".join(filter(None, [one.why, *where]))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move the mark while the line keeps the keyboard; Enter takes it."""
        if watched is self.words and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = _MOVES.get(Qt.Key(event.key()), 0)
            if by:
                row = max(0, min(self.list.currentIndex().row() + by, len(self.model.lines) - 1))
                self.list.setCurrentIndex(self.model.index(row, 0))
                return True
            if event.key() in ENTER:
                if self._rest.isActive():  # what was typed last counts
                    self._rest.stop()
                    self.look()
                self.accept()
                return True
        return super().eventFilter(watched, event)

    def accept(self) -> None:
        """Takes the event in view; without one, nothing is taken. While it is looked for, the first that is found."""
        if self._job is not None:
            self._wanted = True
            return
        if (one := self.current()) is None:
            return
        super().accept()
        self.chosen.emit(one.event)

    def done(self, result: int) -> None:
        """Nothing goes on behind it."""
        self._rest.stop()
        self._drop()
        super().done(result)
