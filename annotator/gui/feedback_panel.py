"""The panel of feedback under the reader: what I handed in beside the standard, field by field.

Owns when it may be shown: to a coder in training once the article was handed in, never before and never in a test; to a lead
who looks at a coder's work in either. How the two are compared is `agreement.feedback`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from ..agreement.feedback import Answer, Compared, Feedback, of_coding
from ..agreement.judging import counted_in
from ..codebook.model import title_of
from ..codebook.values import show
from ..project import training
from ..project.codings import MAIN, Coding
from ..project.history import Changes
from ..project.nearby import in_a_line
from ..project.rounds import Round
from . import keys
from .colors import is_dark, muted, severity_color
from .focus import Focus
from .slim_bar import slim
from .table_cells import Cells, keep_head
from .workspace import Workspace

_PLACE = Qt.ItemDataRole.UserRole + 1
SHARES = (0.14, 0.2, 0.22, 0.22)
"""Of the list's width, by column; the last takes what is left."""
TOLD = ("coding", "event", "evidence", "round")


class FeedbackList(QTreeWidget):
    """The rows: Enter goes to the row's field, Esc back to where one was."""

    entered = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("feedback")
        self.setAccessibleName(self.tr("Feedback by field"))
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        slim(self)
        self.setItemDelegate(Cells(self))
        keep_head(self)
        self.header().setStretchLastSection(True)
        self.header().setSectionsClickable(False)
        self.header().setMinimumSectionSize(40)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Each column its share of the width, so that all are seen."""
        super().resizeEvent(event)
        for column, share in enumerate(SHARES):
            self.header().resizeSection(column, int(self.viewport().width() * share))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc; everything else moves as in any list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FeedbackPanel(QWidget):
    """`feedback` is None where none may be shown; `came()` when there is some for what was just handed in."""

    hint_changed = Signal(str)
    available = Signal(bool)
    came = Signal()
    left = Signal()
    place_requested = Signal(str, str)
    """An event (or empty) and a field of it or of the article."""

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._focus = workspace, focus
        self.hint = ""
        self.feedback: Feedback | None = None
        self.list = FeedbackList()
        self._name_columns()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self.list.currentItemChanged.connect(lambda item, _before: self._follow(item))
        self.list.itemClicked.connect(lambda _item, _column: self._go())
        self.list.entered.connect(self._go)
        self.list.left.connect(self.left)
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(self._fill)
        focus.article_changed.connect(lambda _uid: self._fill())
        self._fill()

    def take_keyboard(self) -> None:
        """Puts the keyboard on the first difference, or on the first row."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        items = [self.list.topLevelItem(at) for at in range(self.list.topLevelItemCount())]
        first = next((one for one in items if one and one.data(0, _PLACE) and one.data(0, _PLACE)[2] != "same"), None)
        first = first or next((one for one in items if one and one.data(0, _PLACE)), None)
        if first is not None:
            self.list.setCurrentItem(first)
            self.list.scrollToItem(first)

    # --- when there is any ----------------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if self._workspace.round != MAIN and changes.has(*TOLD):
            self._fill()
            if self.feedback is not None and changes.label.get("id") == "done":
                self.came.emit()

    def _coding(self) -> Coding | None:
        return self._workspace.coding(self._focus.article)

    def _fill(self) -> None:
        self.feedback, words = None, ""
        self.list.clear()
        found = self._found()
        if found is not None:
            round_, coding, standard = found
            self.feedback = of_coding(self._workspace.project, coding, standard, counted_in(round_))
            for item in self._rows(self.feedback):
                self.list.addTopLevelItem(item)
                if not item.data(0, _PLACE):
                    item.setFirstColumnSpanned(True)
            first = of_coding(self._workspace.project, coding, standard, counted_in(round_), first=True)
            words = self._in_words(self.feedback, first)
        self.hint = words
        self.hint_changed.emit(words)
        self.available.emit(self.feedback is not None)

    def _found(self) -> tuple[Round, Coding, Coding] | None:
        """The round, what was handed in, and the standard, where who works now may see it."""
        workspace, coding = self._workspace, self._coding()
        if workspace.round == MAIN or workspace.sets_standard or coding is None:
            return None
        round_ = workspace.project.rounds.get(workspace.round)
        if workspace.looks_on:
            may = training.has_standards(round_) and coding.state in training.DONE
        else:
            may = training.shows_feedback(round_) and coding.first_done is not None
        standard = training.standard_of(workspace.project, coding.article, round_.uid) if may else None
        return (round_, coding, standard) if standard else None

    # --- the rows -------------------------------------------------------------------------------------------------------

    def _name_columns(self) -> None:
        self.list.setHeaderLabels(
            [self.tr("Mark"), self.tr("Field"), self.tr("Yours"), self.tr("Standard"), self.tr("Its words")]
        )

    def _in_words(self, now: Feedback, first: Feedback) -> str:
        told = self.tr("{0} of {1} as in the standard ({2} %)").format(now.same, now.count, round(100 * now.score))
        if first.score != now.score:
            told += self.tr("; when first handed in {0} %").format(round(100 * first.score))
        return told

    def _rows(self, feedback: Feedback) -> Iterator[QTreeWidgetItem]:
        yield self._head(self.tr("Article"))
        yield self._row("", feedback.standard, feedback.relevance, self.tr("Relevance"), self._verdict)
        yield from self._answers("", feedback.standard, feedback.answers)
        for one in feedback.events:
            yield self._head(self._event_words(one))
            yield from self._answers(one.mine, one.standard, one.answers)

    def _event_words(self, one: Compared) -> str:
        if not one.standard:
            return self.tr("Your event {0} is not in the standard").format(one.my_place)
        if not one.mine:
            event = self._workspace.event(one.standard)
            line = in_a_line(self._workspace.project, self._workspace.full_values(event))
            return self.tr("Only in the standard: {0}").format(line or self.tr("event {0}").format(one.standard_place))
        same = sum(answer.mark == "same" for answer in one.answers)
        return self.tr("Your event {0}: {1} of {2} fields as in the standard").format(one.my_place, same, len(one.answers))

    def _answers(self, event: str, owner: str, answers: Iterable[Answer]) -> Iterator[QTreeWidgetItem]:
        """What differs first; the order of the form within."""
        book = self._workspace.codebook
        for answer in sorted(answers, key=lambda one: one.mark == "same"):
            field = book.fields.get(answer.field) or book.article_fields[answer.field]
            yield self._row(
                event, owner, answer, title_of(field), lambda value, field=field: show(book, field, value, write="label")
            )

    def _head(self, words: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([words])
        font = self.list.font()
        font.setBold(True)
        item.setFont(0, font)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        return item

    def _row(self, event: str, owner: str, answer: Answer, title: str, told: Callable[[Any], str]) -> QTreeWidgetItem:
        marks = {
            "same": self.tr("same"), "different": self.tr("different"), "missing": self.tr("missing"),
            "extra": self.tr("not there"),
        }  # fmt: skip
        cells = [marks[answer.mark], title, told(answer.mine), told(answer.standard), self._words(owner, answer.field)]
        item = QTreeWidgetItem(cells)
        item.setData(0, _PLACE, (event, answer.field, answer.mark))
        for column, words in enumerate(cells):
            item.setToolTip(column, words)
        self._color(item, answer.mark)
        return item

    def _color(self, item: QTreeWidgetItem, mark: str) -> None:
        palette = self.palette()
        color: QColor = muted(palette) if mark == "same" else severity_color("error", is_dark(palette))
        for column in range(self.list.columnCount() if mark == "same" else 1):
            item.setForeground(column, color)

    def _words(self, owner: str, field: str) -> str:
        """The words of the text that the standard's answer rests on."""
        found = [one for one in self._workspace.evidence(owner) if one.field == field and field] if owner else []
        return " … ".join(span.quote for one in found for span in one.spans)

    def _verdict(self, value: object) -> str:
        words = {"events": self.tr("events"), "no_event": self.tr("no event"), "unusable": self.tr("unusable")}
        return words.get(str(value), "")

    # --- moving ---------------------------------------------------------------------------------------------------------

    def _follow(self, item: QTreeWidgetItem | None) -> None:
        """The field of the row is in view, so that the codebook's guide to it is one key away; the keyboard stays."""
        place = item.data(0, _PLACE) if item is not None else None
        if place and place[0] and place[1] in self._workspace.codebook.fields:
            self._focus.show_event(place[0])
            self._focus.show_field(place[1])
        more = keys.named(self.tr("Enter: to the field, {0}: its guide"), "guidance") if place else ""
        self.hint_changed.emit("  ·  ".join(filter(None, (self.hint, more))))

    def _go(self) -> None:
        item = self.list.currentItem()
        place = item.data(0, _PLACE) if item is not None else None
        if place and (place[0] or place[1] in self._workspace.codebook.article_fields):
            self.place_requested.emit(place[0], place[1])

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "feedback"):
            for at in range(self.list.topLevelItemCount()):
                item = self.list.topLevelItem(at)
                if item is not None and (place := item.data(0, _PLACE)):
                    self._color(item, place[2])
