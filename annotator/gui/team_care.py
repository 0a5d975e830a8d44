"""Team, Care: what a lead sets for the people who read hard articles, what was proposed and collides, and my own choices.

Owns the tab. A coder sees the own choices and the way to what is kept about them; the lead the rest, too. What is marked,
held back and kept is the business of `project.content_marks`, `care` and `times`.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..errors import AnnotatorError
from ..project.care import MOST_A_DAY
from ..project.content_marks import LONGEST, Proposal
from ..project.history import Changes
from .care_choices import CareChoices
from .colors import muted
from .fields.base import write_in
from .focus import Focus
from .plain_parts import plain_button, plain_label
from .workspace import Workspace

HELD = Qt.ItemDataRole.UserRole
LISTED = 500
"""Lines a list shows; it says how many more there are."""


class TeamCare(QWidget):
    """The tab of who works now."""

    said = Signal(str)
    open_requested = Signal(str, str)

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._focus = workspace, focus
        self.mine = CareChoices(workspace)
        self.mine.said.connect(self.said)
        self.kept = plain_button("care.kept", self.tr("What is &kept about me…"), self._show_kept)
        self.times = QLabel()
        self.times.setObjectName("care.times")
        self.times.setWordWrap(True)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(4, 0, 8, 8)
        column.setSpacing(12)
        column.addWidget(self.mine)
        row = QHBoxLayout()
        row.addWidget(self.times, 1)
        row.addWidget(self.kept)
        column.addLayout(row)
        self.lead: _Lead | None = None
        if workspace.is_lead:
            self.lead = _Lead(workspace, focus)
            self.lead.said.connect(self.said)
            self.lead.open_requested.connect(self.open_requested)
            column.insertWidget(0, self.lead)
        column.addStretch(1)
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled)
        workspace.changed.connect(self._on_changed)
        self._tell_times()

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("round"):
            self._tell_times()

    def _tell_times(self) -> None:
        kept = self._workspace.project.times.are_kept()
        self.times.setText(
            self.tr("This project keeps how long you work on an article.") if kept
            else self.tr("This project does not keep how long you work.")
        )  # fmt: skip

    def _show_kept(self) -> None:
        from .kept_dialog import KeptDialog
        from .window import Window

        window = self.window()
        if isinstance(window, Window):
            KeptDialog(self._workspace, window).open()


class _Lead(QWidget):
    """Marks, proposals, collisions, the usual number a day, times."""

    said = Signal(str)
    open_requested = Signal(str, str)

    def __init__(self, workspace: Workspace, focus: Focus) -> None:
        super().__init__()
        self._workspace, self._focus = workspace, focus
        self.names = QLineEdit()
        self.names.setObjectName("care.names")
        self.names.setAccessibleName(self.tr("Content marks, divided by semicolons"))
        self.names.setToolTip(self.tr("Divided by semicolons, {0} letters each at most").format(LONGEST))
        self.names.editingFinished.connect(self._set_names)
        self.counts = plain_label("care.counts")
        self.here = QLabel()
        self.here.setObjectName("care.here")
        self.here.setTextFormat(Qt.TextFormat.PlainText)
        self.mark = plain_button("care.mark", self.tr("&Mark it…"), self._mark_here)
        self.usual = QSpinBox()
        self.usual.setObjectName("care.usual")
        self.usual.setAccessibleName(self.tr("Marked articles a day for who chose no number"))
        self.usual.setRange(0, MOST_A_DAY)
        self.usual.setSpecialValueText(self.tr("no limit"))
        self.usual.setKeyboardTracking(False)
        self.usual.valueChanged.connect(lambda value: self._do(lambda: self._workspace.project.care.set_usual_a_day(value)))
        self.keep = QCheckBox(self.tr("Keep how &long people work on an article"))
        self.keep.setObjectName("care.keep")
        self.keep.clicked.connect(lambda checked: self._do(lambda: self._workspace.project.times.keep(checked)))
        self.proposals = _List("care.proposals", self.tr("Proposals of coders"), (
            self.tr("Article"), self.tr("Title"), self.tr("Mark"), self.tr("Proposed by")))  # fmt: skip
        self.accept = plain_button("care.accept", self.tr("M&ark as proposed"), self._accept)
        self.refuse = plain_button("care.refuse", self.tr("Lea&ve it out"), self._refuse)
        self.collisions = _List("care.collisions", self.tr("Handed to somebody who opted out"), (
            self.tr("Article"), self.tr("Title"), self.tr("Mark"), self.tr("Coder")))  # fmt: skip
        for one in (self.proposals, self.collisions):
            one.opened.connect(lambda article: self.open_requested.emit(article, ""))
            one.currentItemChanged.connect(lambda *_: self._enable())
        self._lay_out()
        self.show_all()
        workspace.changed.connect(self._on_changed)
        focus.article_changed.connect(lambda _uid: self._show_here())

    def show_all(self) -> None:
        """Reads everything anew."""
        project = self._workspace.project
        marks, counts = project.content_marks, project.content_marks.counts()
        if not self.names.hasFocus():
            self.names.setText("; ".join(marks.names()))
        said = ", ".join(f"{name}: {count:,}" for name, count in counts.items())
        self.counts.setText(
            self.tr("Articles marked so far: {0}.").format(said) if said
            else self.tr("No article is marked yet. Mark one here, or while you read: Article, “Mark the content…”.")
        )  # fmt: skip
        self.usual.blockSignals(True)
        self.usual.setValue(project.care.usual_a_day())
        self.usual.blockSignals(False)
        self.keep.setChecked(project.times.are_kept())
        self.proposals.fill([
            ((f"{one.number}", one.title, one.name, one.coder), one.article, one) for one in marks.proposals()
        ])  # fmt: skip
        self.collisions.fill([
            ((f"{one.number}", one.title, ", ".join(one.names), one.coder), one.article, one)
            for one in project.care.collisions()
        ])  # fmt: skip
        for one, words in (
            (self.proposals, self.tr("No coder proposed a mark that is not settled.")),
            (self.collisions, self.tr("Nothing is handed to somebody who opted out of it.")),
        ):
            one.tell(words)
        self._show_here()
        self._enable()

    def _show_here(self) -> None:
        article = self._workspace.article(self._focus.article)
        if article is None:
            self.here.setText(self.tr("No article is in view."))
        else:
            marked = ", ".join(self._workspace.project.content_marks.of(article.uid)) or self.tr("not marked")
            title = article.title if len(article.title) < 60 else f"{article.title[:59]}…"
            self.here.setText(self.tr("In view: article {0}, {1} — {2}").format(article.number, title, marked))
        self.mark.setEnabled(article is not None and not self._workspace.read_only)

    def _enable(self) -> None:
        free = not self._workspace.read_only
        for one in (self.accept, self.refuse):
            one.setEnabled(free and isinstance(self.proposals.held(), Proposal))
        for one in (self.names, self.usual, self.keep):
            one.setEnabled(free)

    # --- what is done -------------------------------------------------------------------------------------------------

    def _set_names(self) -> None:
        marks, asked = self._workspace.project.content_marks, self.names.text().split(";")
        tidy = tuple(dict.fromkeys(filter(None, (" ".join(one.split()) for one in asked))))
        if tidy != marks.names():
            self._do(lambda: marks.set_names(asked))

    def _mark_here(self) -> None:
        from .content_actions import mark
        from .window import Window

        window = self.window()
        if isinstance(window, Window):
            mark(window)

    def _accept(self) -> None:
        one = self.proposals.held()
        if isinstance(one, Proposal):
            self._do(lambda: self._workspace.project.content_marks.mark(one.article, one.name))

    def _refuse(self) -> None:
        one = self.proposals.held()
        if isinstance(one, Proposal):
            self._do(lambda: self._workspace.project.content_marks.refuse(one))

    def _do(self, work: Callable[[], object]) -> None:
        try:
            work()
        except AnnotatorError as error:
            self.said.emit(str(error))
            self.show_all()

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("content_mark", "flag", "coder", "round", "assignment", "coding"):
            self.show_all()

    # --- building -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        names, day, here = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row, words, field in (
            (names, self.tr("Content mar&ks"), self.names), (day, self.tr("Marked articles a day, &usually"), self.usual),
        ):  # fmt: skip
            label = QLabel(words)
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field, 1 if field is self.names else 0)
        day.addStretch(1)
        here.addWidget(self.here, 1)
        here.addWidget(self.mark)
        told = QLabel(
            self.tr(
                "Switched on, everybody reads at the next opening: “This project keeps how long you work on an article; see "
                "what is kept about you.” Only active time counts, never a pause of more than a minute."
            )
        )
        told.setWordWrap(True)
        for quiet in (told, self.counts):
            write_in(quiet, muted(self.palette()))
        settle = QHBoxLayout()
        settle.addWidget(self.accept)
        settle.addWidget(self.refuse)
        settle.addStretch(1)
        box = QGroupBox(self.tr("Marks and limits"))
        inside = QVBoxLayout(box)
        inside.setSpacing(8)
        inside.addLayout(names)
        inside.addWidget(self.counts)
        inside.addLayout(here)
        inside.addLayout(day)
        inside.addWidget(self.keep)
        inside.addWidget(told)
        proposed = QGroupBox(self.tr("Proposals of coders"))
        column = QVBoxLayout(proposed)
        column.addWidget(self.proposals)
        column.addWidget(self.proposals.empty)
        column.addLayout(settle)
        handed = QGroupBox(self.tr("Handed to somebody who opted out"))
        column = QVBoxLayout(handed)
        column.addWidget(self.collisions)
        column.addWidget(self.collisions.empty)
        hand_on = QLabel(self.tr("They are not offered to these coders: hand them to somebody else. Enter opens an article."))
        hand_on.setWordWrap(True)
        write_in(hand_on, muted(self.palette()))
        column.addWidget(hand_on)
        lists = QHBoxLayout()
        lists.setSpacing(12)
        lists.addWidget(proposed, 1)
        lists.addWidget(handed, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addWidget(box)
        whole.addLayout(lists)


class _List(QTreeWidget):
    """A list of articles; Enter opens one. `empty` says what an empty list means, or how many lines are left out."""

    opened = Signal(str)

    def __init__(self, name: str, words: str, heads: tuple[str, ...]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setHeaderLabels(list(heads))
        self.header().setStretchLastSection(False)
        for column in range(len(heads)):
            self.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.setMinimumHeight(6 * self.fontMetrics().lineSpacing())
        self.empty = QLabel()
        self.empty.setObjectName(f"{name}.empty")
        self.empty.setWordWrap(True)
        write_in(self.empty, muted(self.palette()))
        self._left = 0
        self.itemDoubleClicked.connect(lambda item, _column: self.opened.emit(str(item.data(0, HELD)[0])))

    def fill(self, lines: list[tuple[tuple[str, ...], str, object]]) -> None:
        """Shows lines: their cells, the article, and what is held by them; the place in the list stays."""
        at = max(self.currentIndex().row(), 0)
        self.clear()
        for cells, article, held in lines[:LISTED]:
            item = QTreeWidgetItem([" ".join(cell.split()) for cell in cells])
            item.setData(0, HELD, (article, held))
            item.setToolTip(1, cells[1])
            self.addTopLevelItem(item)
        self._left = max(len(lines) - LISTED, 0)
        if lines:
            self.setCurrentIndex(self.model().index(min(at, self.topLevelItemCount() - 1), 0))

    def tell(self, nothing: str) -> None:
        """What stands below: that there is nothing, or how much more."""
        some = self.topLevelItemCount() > 0
        self.setVisible(some)
        self.empty.setText(self.tr("… and {0} more").format(f"{self._left:,}") if self._left else "" if some else nothing)
        self.empty.setVisible(bool(self.empty.text()))

    def held(self) -> object:
        """What the line that is chosen stands for, None for no line."""
        item = self.currentItem()
        return item.data(0, HELD)[1] if item is not None else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the article."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self.opened.emit(str(item.data(0, HELD)[0]))
            return
        super().keyPressEvent(event)
