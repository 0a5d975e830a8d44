"""Team, Questions: what is asked of the lead, and the answers. The lead sees everybody's, a coder the own ones.

Owns which questions are listed and what is being answered. Who may see and write what is for the project.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from ..codebook.guide_search import fold
from ..codebook.values import show
from ..project.history import Changes
from ..project.questions import Question, answer
from ..project.remarks import Spot
from ..project.rulings import RulingDraft
from .code_place import split
from .colors import muted
from .fields.base import write_in
from .focus import Focus
from .look_on import look_at_owner
from .plain_parts import plain_button
from .refusals import last, refusals
from .remark_rows import RemarkLine
from .remark_words import when, where, who
from .ruling_dialog import RulingDialog
from .ruling_words import lines_of
from .team_table import TeamTable, empty_label, row_in_full, search_line
from .workspace import Workspace

OPEN, ANSWERED, ALL = range(3)


class QuestionsPanel(QWidget):
    """The list, the chosen question in full, and a line to answer in."""

    said = Signal(str)
    open_requested = Signal(str, str)
    field_requested = Signal(str)
    answers_read = Signal()

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._focus = workspace, focus
        self._lead = workspace.is_lead
        self.which = QComboBox()
        self.which.setObjectName("questions.which")
        self.which.setAccessibleName(self.tr("Which questions"))
        self.which.addItems([self.tr("Open"), self.tr("Answered"), self.tr("All")])
        self.which.setCurrentIndex(OPEN if self._lead else ALL)
        self.which.currentIndexChanged.connect(lambda _at: self.refresh())
        self.search = search_line("questions.search", self.tr("Find in the questions"))
        self.search.textChanged.connect(lambda _text: self.refresh())
        self.search.returnPressed.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.count = QLabel()
        self.count.setObjectName("questions.count")
        self.table = TeamTable(
            "questions.list", self.tr("Questions"),
            [(self.tr("When"), "short"), (self.tr("Who"), "short"), (self.tr("Question"), ""), (self.tr("About"), "middle"),
             (self.tr("Value now"), "middle"), (self.tr("Article"), "middle"), (self.tr("State"), "short")],
            [Qt.Key.Key_A, Qt.Key.Key_Delete],
        )  # fmt: skip
        self.table.setColumnHidden(1, not self._lead)
        self.table.chosen.connect(self._tell)
        self.table.went.connect(self._go)
        self.table.pressed.connect(self._on_key)
        self.table.left.connect(lambda: self.search.setFocus(Qt.FocusReason.OtherFocusReason))
        self.nothing = empty_label("questions.nothing", self.palette())
        self.text = row_in_full("questions.text", self.tr("The question and its answers"))
        self.line = RemarkLine()
        self.line.setObjectName("questions.line")
        self.line.setAccessibleName(self.tr("Your answer") if self._lead else self.tr("Add to your question"))
        self.line.entered.connect(self._answer)
        self.line.left.connect(self._give_up)
        self.ruling = QCheckBox(self.tr("Make it a &ruling for everybody…"))
        self.ruling.setObjectName("questions.ruling")
        self.ruling.setVisible(self._lead)
        self.ruling.clicked.connect(lambda _on: self.line.setFocus(Qt.FocusReason.OtherFocusReason))  # Enter goes on
        self.yes = plain_button("questions.answer", self.tr("Ans&wer") if self._lead else self.tr("Add"), self._answer)
        self.go = plain_button("questions.go", self.tr("&Go there"), self._go)
        self.remove = plain_button("questions.remove", self.tr("Take &back"), self._take_back)
        self._lay_out()
        self.setFocusProxy(self.table)
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(lambda: self.refresh() if self.isVisible() else None)
        self.refresh()

    def current(self) -> Question | None:
        """The question chosen."""
        return self.table.current()

    def refresh(self) -> None:
        """Reads the questions anew; the chosen one stays chosen."""
        before = self.current()
        kept = before.comment.uid if before else ""
        found = self._workspace.project.questions.all()
        waiting = sum(one.is_open for one in found)
        which = self.which.currentIndex()
        self.table.setColumnHidden(6, which != ALL)
        wanted = fold(self.search.text()).split()
        listed = [
            one for one in found
            if which == ALL or one.is_open == (which == OPEN)
            if not wanted or all(word in fold(" ".join((*self._cells(one), one.title))) for word in wanted)
        ]  # fmt: skip
        if not self._lead:
            listed.reverse()  # the last one asked is looked for first
        same = next((one for one in listed if one.comment.uid == kept), None)
        self.table.show_rows([(one, self._cells(one)) for one in listed], same)
        self.count.setText(self.tr("{0} open, {1} answered").format(waiting, len(found) - waiting))
        self.nothing.setText(self._why_none(len(found)))
        self.nothing.setVisible(not listed)
        self._whole.setVisible(bool(listed))

    def showEvent(self, event: QShowEvent) -> None:
        """What was said meanwhile is seen now."""
        super().showEvent(event)
        self.refresh()
        self.answers_read.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_whole"):
            self._tell()

    # --- what is shown ------------------------------------------------------------------------------------------------

    def _cells(self, one: Question) -> list[str]:
        spot = one.comment.spot
        state = self.tr("open") if one.is_open else self.tr("answered")
        return [
            when(one.comment.time), who(self._workspace, one.comment.coder), one.comment.text,
            where(self._workspace, self._without_name(one)), self._value(one) if spot.field else "", one.title, state,
        ]  # fmt: skip

    def _without_name(self, one: Question) -> Spot:
        return replace(one.comment.spot, whose="")

    def _value(self, one: Question) -> str:
        book, name = self._workspace.codebook, one.comment.spot.field
        field = book.fields.get(name) or book.article_fields.get(name)
        if one.value is None:
            return "–"
        return show(book, field, one.value, write="label") if field else str(one.value)

    def _tell(self) -> None:
        one = self.current()
        usable = one is not None and not self._workspace.read_only
        for part in (self.line, self.yes, self.ruling):
            part.setEnabled(usable)
        self.go.setEnabled(one is not None)
        mine = one is not None and one.comment.coder == self._workspace.project.coder.uid
        self.remove.setVisible(mine or not self._lead)
        self.remove.setEnabled(usable and mine)
        self.line.setPlaceholderText(
            self.tr("Write an answer; Enter gives it") if self._lead else self.tr("Add to your question; Enter adds it")
        )
        self.text.setHtml(self._in_full(one) if one is not None else "")

    def _in_full(self, one: Question) -> str:
        faint = muted(self.palette()).name()
        by, spot = who(self._workspace, one.comment.coder), one.comment.spot
        about = where(self._workspace, self._without_name(one))
        title = one.title or self.tr("Article {0}").format(one.article)
        parts = [f'<p style="margin: 0 0 4px 0; color: {faint}">{escape(about)} · {escape(title)}</p>']
        if spot.field:
            quote = f' <span style="color: {faint}">“{escape(one.quote)}”</span>' if one.quote else ""
            parts.append(f'<p style="margin: 0 0 6px 0">{self.tr("Value now")}: <b>{escape(self._value(one))}</b>{quote}</p>')
        said = [(by, one.comment.time, one.comment.text)]
        said += [(who(self._workspace, each.coder), each.time, each.text) for each in one.answers]
        parts += [
            f'<p style="margin: 0 0 6px 0"><span style="color: {faint}">{escape(name)}, {escape(when(time))}</span><br>'
            f"{lines_of(text)}</p>" for name, time, text in said
        ]  # fmt: skip
        return "".join(parts)

    def _why_none(self, asked: int) -> str:
        if self.search.text().strip():
            return self.tr("No question holds these words.")
        if asked:
            return (
                self.tr("No question waits for an answer. Choose “Answered” above to read the others.")
                if self.which.currentIndex() == OPEN
                else self.tr("No question was answered yet.")
            )
        if self._lead:
            return self.tr(
                "Nobody has asked anything yet. Coders ask from any field (Article, Ask the lead); their questions come here."
            )
        return self.tr("You have not asked anything yet. At a field in place Code, Article, Ask the lead sends a question.")

    # --- what is done -------------------------------------------------------------------------------------------------

    def _on_key(self, key: int) -> None:
        if key == Qt.Key.Key_A and self.line.isEnabled():
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        elif key == Qt.Key.Key_Delete and self.remove.isEnabled():
            self._take_back()

    def _go(self) -> None:
        """To the event and field, looking at the work of who asked."""
        one = self.current()
        if one is None:
            return
        spot = one.comment.spot
        if look_at_owner(self._workspace, spot, one.comment.coder):
            events = self._workspace.events(spot.article)
            self.open_requested.emit(spot.article, spot.event or (events[0].uid if events else ""))
            if spot.field:
                self.field_requested.emit(spot.field)

    def _answer(self) -> None:
        one, text = self.current(), self.line.toPlainText()
        if one is None or not text.strip() or not self.line.isEnabled():
            return
        if self.ruling.isChecked() and self._lead:
            self._rule(one, text)
        elif not self._keep(one, text, None):
            self._done(self.tr("Answered; undo takes it back.") if self._lead else self.tr("Added; undo takes it back."))

    def _rule(self, one: Question, text: str) -> None:
        """Asks what the ruling is to say; both are kept as one step."""
        spot, value = one.comment.spot, one.value
        book = self._workspace.codebook
        field = book.fields.get(spot.field) or book.article_fields.get(spot.field)
        code = value if field is not None and isinstance(value, str) and value in book.code_list(field).by_code else ""
        draft = RulingDraft(text.strip(), spot.field, code, " ".join(one.comment.text.split()))

        def keep(drawn: RulingDraft) -> str:
            return self._keep(one, text, drawn)

        dialog = RulingDialog(book, draft, self.tr("Answer and rule"), keep, self, asked=True)
        words = self.tr("Answered, and a ruling for everybody; undo takes both back.")
        dialog.accepted.connect(lambda: self._done(words))
        dialog.open()

    def _keep(self, one: Question, text: str, ruling: RulingDraft | None) -> str:
        """Gives an answer; says why it could not, empty where it could."""
        with refusals(self._workspace) as refused:
            self._workspace.lead(lambda project: (answer(project, one.comment, text, ruling), True))
        return last(refused)

    def _done(self, words: str) -> None:
        self.ruling.setChecked(False)
        self._give_up()
        self.said.emit(words)

    def _give_up(self) -> None:
        self.line.clear()
        shown = self.table.topLevelItemCount() > 0
        (self.table if shown else self.which).setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_back(self) -> None:
        one = self.current()
        if one is not None and self._workspace.remark(lambda book: (book.remove(one.comment), True)):
            self.said.emit(self.tr("The question is taken back; undo brings it again."))

    def _on_changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.has("comment", "event", "coding", "evidence", "coder", "article"):
            self.refresh()
            self.answers_read.emit()

    # --- building -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        write_in(self.count, muted(self.palette()))
        top, low = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(8)
        low.setSpacing(8)
        for part, share in ((self.which, 0), (self.search, 1), (self.count, 0)):
            top.addWidget(part, share)
        hint = QLabel(
            self.tr("Enter goes there · A answers") if self._lead else self.tr("Enter goes there · Delete takes it back")
        )
        write_in(hint, muted(self.palette()))
        low.addWidget(self.ruling)
        low.addWidget(hint)
        low.addStretch(1)
        for part in (self.remove, self.go, self.yes):
            low.addWidget(part)
        foot = QWidget()
        inner = QVBoxLayout(foot)
        inner.setContentsMargins(0, 6, 0, 0)
        inner.addWidget(self.text, 1)
        inner.addWidget(self.line)
        inner.addLayout(low)
        self._whole = split("team.questions", Qt.Orientation.Vertical, (self.table, foot), (330, 250))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._whole, 1)
        column.addWidget(self.nothing, 1)
