"""The panel of the drawer that lists the flags and comments about the article in view, and takes new ones.

Owns the order they stand in, what the line to write in is about, and what was typed and not said yet. Who may see and
change what is for `project.remarks`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from ..project.history import Changes
from ..project.remarks import Comment, Flag, Remarks, Said, Spot
from . import keys
from .colors import muted
from .fields.base import write_in
from .flow_layout import FlowLayout
from .focus import Focus
from .look_on import look_at_owner
from .remark_rows import ENTER, Chip, CommentRow, RemarkLine
from .remark_words import leads, when, where, who
from .slim_bar import slim
from .workspace import Workspace

Task = Literal["new", "answer", "edit"]
SOON = 30
"""Milliseconds after a move until the panel follows: it never holds one up."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is being written: about what, or to or in place of which comment."""

    spot: Spot
    task: Task = "new"
    comment: Comment | None = None
    text: str = ""


class RemarksPanel(QFrame):
    """Flags as chips, comments in the order of their places, a line to write the next one."""

    hint_changed = Signal(str)
    counted = Signal(str)
    """How many there are, empty for none."""
    place_requested = Signal(str, str)
    """An event in view (empty for the article) and a field (or none) to go to."""

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("remarks")
        self.setAccessibleName(self.tr("Remarks"))
        self._workspace, self._focus = workspace, focus
        self.hint = ""
        self._article = self._coder = ""  # whose line is typed in: by the time another one works, the project knows only that
        self._shown: tuple[str, Said] | None = None
        self._chosen = False
        self._seen: tuple[str, str] | None = None
        self._draft = _Draft(Spot(""))
        self._kept: dict[tuple[str, str], _Draft] = {}
        self._about: list[Spot] = []
        self._back: QWidget | None = None
        self._rows: list[CommentRow] = []
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        slim(self._scroll)
        self.about = QComboBox()
        self.about.setObjectName("remarks.about")
        self.about.setAccessibleName(self.tr("What the comment is about"))
        self.about.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.about.setMaximumWidth(220)
        self.about.activated.connect(self._choose_spot)
        self.about.installEventFilter(self)
        self.line = RemarkLine()
        self.line.setObjectName("remarks.line")
        self.line.setAccessibleName(self.tr("New comment"))
        self.line.entered.connect(self._say)
        self.line.left.connect(self._give_up)
        self.line.raised.connect(lambda: self._to_row(len(self._rows) - 1))
        self.line.focused.connect(self._tell_line)
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.refresh)
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(self._on_article)
        focus.article_changed.connect(self._on_article)
        focus.event_changed.connect(lambda _uid: self._soon.start())
        focus.field_changed.connect(lambda _name: self._soon.start() if self.isVisible() else None)
        self._on_article()

    def begin(self) -> None:
        """Puts the keyboard into the line; when the comment is said it goes back to where it was."""
        keyboard = self.window().focusWidget()
        if keyboard is not None and not self.isAncestorOf(keyboard):
            self._back = keyboard
        self.refresh()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._seen = None
        self._soon.start()

    def _reveal(self) -> None:
        """Brings what is said about the field in view into sight."""
        if any(row.hasFocus() for row in self._rows):
            return
        found = [row for row in self._rows if (row.comment.spot.event, row.comment.spot.field) == self._seen]
        for row in found[-1:] + found[:1]:
            self._scroll.ensureWidgetVisible(row, 0, 4)

    def spot(self) -> Spot:
        """The field in view, else the event, else the article."""
        return self.spots()[0]

    def texts(self) -> list[tuple[str, str]]:
        """What the rows say: their heads and the comments."""
        return [(row.head.text(), row.comment.text) for row in self._rows]

    def stop(self) -> None:
        """The project is closed: what was typed and not said yet is said now, so that it is not lost."""
        self._keep()
        me = self._workspace.project.coder.uid if self._kept else ""
        for (coder, _), draft in self._kept.items():
            if coder == me:
                self._write(draft)
        self._kept.clear()
        self.line.clear()
        self._soon.stop()

    def refresh(self) -> None:
        """Follows what is in view; out of sight, only the count does."""
        self._soon.stop()
        article = self._focus.article
        said = self._workspace.said(article)
        count = len(said.flags) + len(said.comments)
        self.counted.emit(str(count) if count else "")
        if self.isVisible():
            self._tell_about()
            if self._shown != (article, said):
                self._shown = (article, said)
                self._fill(said)
                self._seen = None
            if self._seen != (here := (self._focus.event, self._focus.field)):
                self._seen = here
                QTimer.singleShot(SOON, self, self._reveal)  # once the rows have their places

    def showEvent(self, event: QShowEvent) -> None:
        """Now it is seen."""
        super().showEvent(event)
        self._soon.start(0)

    def changeEvent(self, event: QEvent) -> None:
        """Another palette or size of letters."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_soon"):
            self._shown = None
            self._soon.start()
            self.line.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter on what it is about goes on to the line."""
        pressed = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if watched is self.about and pressed in ENTER:
            self.line.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """As high as the other panels of the drawer."""
        return QSize(240, 120)

    def minimumSizeHint(self) -> QSize:
        """The line, and a little of what is said."""
        return QSize(120, self.line.height() + 2 * self.fontMetrics().lineSpacing() + 14)

    # --- what is in view ------------------------------------------------------------------------------------------------

    def _on_article(self, _uid: str = "") -> None:
        """What is typed stays with its article until it comes back."""
        self._keep()
        self._article = self._focus.article
        draft = self._kept.pop((self._workspace.project.coder.uid, self._article), None)
        self._draft, self._chosen = draft or _Draft(Spot(self._article)), False
        self.line.setPlainText(self._draft.text)
        self.line.setEnabled(bool(self._article) and not self._workspace.read_only)
        self._soon.start()

    def _keep(self) -> None:
        text = self.line.toPlainText()
        if text.strip() and self._coder:
            self._kept[self._coder, self._article] = replace(self._draft, text=text)
        self._coder = self._workspace.project.coder.uid

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("flag", "comment", "event", "coding", "coder", "article", "codebook"):
            self._soon.start()

    def spots(self) -> list[Spot]:
        """What a remark can be about now, the nearest first."""
        focus, book = self._focus, self._workspace.codebook
        events = [one.uid for one in self._workspace.events(focus.article)]
        number = events.index(focus.event) + 1 if focus.event in events else 0
        seen = self._workspace.coding(focus.article) if self._workspace.looks_on else None
        article = Spot(focus.article, whose=seen.coder, coding=seen.uid) if seen else Spot(focus.article)
        event = [replace(article, event=focus.event, number=number)] if number else []
        field: list[Spot] = []
        if focus.field in book.article_fields:
            field = [replace(article, field=focus.field)]
        elif focus.field in book.fields and event:
            field = [replace(event[0], field=focus.field)]
        return [*field, *event, article]

    def _tell_about(self) -> None:
        """What the line is about: the nearest, but what is being written stays with what it was begun for."""
        writing = self._draft.task != "new" or bool(self.line.toPlainText().strip())
        spots = self.spots() if self._focus.article else []
        if not writing and spots and not (self._chosen and self._draft.spot in spots):
            self._draft = _Draft(spots[0])
        elif self._draft.spot not in spots:
            spots = [self._draft.spot, *spots]
        words = {"answer": self.tr("Answer"), "edit": self.tr("Change")}.get(self._draft.task)
        named = [words] if words else [where(self._workspace, one) for one in spots]
        if named != [self.about.itemText(at) for at in range(self.about.count())]:
            self.about.clear()
            self.about.addItems(named)
        self._about = spots
        self.about.setCurrentIndex(0 if words else spots.index(self._draft.spot) if spots else -1)
        self.about.setEnabled(not words and self.line.isEnabled())
        self.line.setPlaceholderText(self._invitation())

    def _invitation(self) -> str:
        comment = self._draft.comment
        if comment is not None and self._draft.task == "answer":
            return self.tr("Answer to {0}").format(who(self._workspace, comment.coder))
        if self._workspace.read_only:
            return self.tr("Open for reading: nothing can be said")
        return self.tr("Write a comment; Enter adds it")

    def _choose_spot(self, place: int) -> None:
        if 0 <= place < len(self._about):
            self._draft, self._chosen = replace(self._draft, spot=self._about[place]), True

    # --- writing --------------------------------------------------------------------------------------------------------

    def _say(self) -> None:
        """Says what is written; an empty line is left."""
        text = self.line.toPlainText()
        if text.strip() and not self._write(replace(self._draft, text=text)):
            return
        self._give_up()

    def _write(self, draft: _Draft) -> bool:
        comment, text = draft.comment, draft.text

        def work(book: Remarks) -> bool:
            if comment is not None and draft.task == "edit":
                book.rewrite(comment, text)
            elif comment is not None:
                book.answer(comment, text)
            else:
                book.comment(draft.spot, text)
            return True

        return bool(self._workspace.remark(work))

    def _give_up(self) -> None:
        """Empties the line; the keyboard goes back to where it came from."""
        self.line.clear()
        self._draft, self._chosen = _Draft(Spot(self._article)), False
        back, self._back = self._back, None
        self.refresh()
        if back is not None and isValid(back) and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_up(self, task: Task, comment: Comment) -> None:
        """Answers a comment or changes it, in the line."""
        self._draft = _Draft(comment.spot, task, comment)
        self.line.setPlainText(comment.text if task == "edit" else "")
        self.line.selectAll()
        self._tell_about()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is said ---------------------------------------------------------------------------------------------------

    def _fill(self, said: Said) -> None:
        """Lists all anew; the chosen comment, or the one behind it, stays chosen."""
        chosen = next((place for place, row in enumerate(self._rows) if row.hasFocus()), -1)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(0)
        if said.flags:
            column.addWidget(self._chips(said.flags))
        waiting = {one.uid for one in said.open(leads(self._workspace))}
        self._rows = [self._row(one, waiting) for one in self._in_order(said.comments)]
        for row in self._rows:
            column.addWidget(row)
        if not said:
            column.addWidget(self._nothing())
        column.addStretch(1)
        old = self._scroll.takeWidget()
        self._scroll.setWidget(content)
        if chosen >= 0:
            self._to_row(min(chosen, len(self._rows) - 1))
        if old is not None:
            old.deleteLater()

    def _nothing(self) -> QLabel:
        label = QLabel()
        words = self.tr("Nothing is said about this article. {0} flags what is in view, {1} comments on it, {2} asks the lead.")
        keys.tell(label, "text", words, "flag", "comment", "ask_lead")
        label.setWordWrap(True)
        label.setContentsMargins(8, 4, 8, 4)
        write_in(label, muted(self.palette()))
        return label

    def _chips(self, flags: tuple[Flag, ...]) -> QWidget:
        made = QWidget()
        flow = FlowLayout(made, spacing=4)
        flow.setContentsMargins(8, 2, 8, 4)
        for flag in sorted(flags, key=lambda one: self._rank(one.spot)):
            mine = flag.coder == self._workspace.project.coder.uid
            on = where(self._workspace, flag.spot)
            if not mine and not flag.spot.whose:
                on = f"{who(self._workspace, flag.coder)} · {on}"
            chip = Chip(flag, on, mine and not self._workspace.read_only)
            chip.name.clicked.connect(lambda _checked=False, spot=flag.spot: self._go(spot))
            chip.cross.clicked.connect(lambda _checked=False, flag=flag: self._workspace.remark(lambda book: book.unflag(flag)))
            flow.addWidget(chip)
        policy = made.sizePolicy()
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
        return made

    def _row(self, comment: Comment, waiting: Collection[str]) -> CommentRow:
        mine = comment.coder == self._workspace.project.coder.uid
        by, at = who(self._workspace, comment.coder), when(comment.time)
        head = self.tr("{0} answered, {1}") if comment.answers else self.tr("{2} — {0}, {1}")
        asked = comment.kind == "question"
        badge = (self.tr("Question, open") if comment.uid in waiting else self.tr("Question, answered")) if asked else ""
        row = CommentRow(
            comment,
            head.format(by, at, where(self._workspace, comment.spot)),
            mine=mine,
            writable=not self._workspace.read_only,
            badge=badge,
            open_=comment.uid in waiting,
        )
        row.went.connect(lambda: self._go(comment.spot))
        row.answered.connect(lambda: self._take_up("answer", comment))
        row.edited.connect(lambda: self._take_up("edit", comment))
        row.removed.connect(lambda: self._workspace.remark(lambda book: book.remove(comment)))
        row.moved.connect(lambda step: self._to_row(self._rows.index(row) + step))
        row.left.connect(self._give_up)
        row.entered.connect(lambda: self._tell_row(row, mine))
        return row

    def _in_order(self, comments: tuple[Comment, ...]) -> list[Comment]:
        """By place, then by time; answers behind what they answer."""
        there = {one.uid: one for one in comments}

        def key(one: Comment) -> tuple[object, ...]:
            first = there.get(one.answers, one)
            return (*self._rank(first.spot), first.time, first.uid, one is not first, one.time)

        return sorted(comments, key=key)

    def _rank(self, spot: Spot) -> tuple[bool, str, int, int]:
        """Article, its questions, my events in order with their fields in the form's order; then the same of others."""
        book = self._workspace.codebook
        order = [*book.article_fields, *book.fields]
        others = spot.whose not in ("", self._workspace.project.coder.uid)
        return (others, spot.whose if others else "", spot.number, order.index(spot.field) if spot.field in order else -1)

    def _go(self, spot: Spot) -> None:
        if look_at_owner(self._workspace, spot):
            self.place_requested.emit(spot.event, spot.field)

    def _to_row(self, place: int) -> None:
        """Chooses a row; behind the last one comes the line."""
        if 0 <= place < len(self._rows):
            self._rows[place].setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(self._rows[place], 0, 4)
        elif place >= len(self._rows) or not self._rows:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_line(self) -> None:
        self._tell(self.tr("Enter adds · Shift+Enter: new line · Esc goes back") + (self.tr(" · Up: to what is said")
                   if self._rows else ""))  # fmt: skip

    def _tell_row(self, row: CommentRow, mine: bool) -> None:
        own = self.tr(" · E edits · Delete takes away") if mine else ""
        self._tell(self.tr("Enter goes there · A answers{0}").format(own if not self._workspace.read_only else ""))
        self._scroll.ensureWidgetVisible(row, 0, 4)

    def _tell(self, words: str) -> None:
        self.hint = words
        self.hint_changed.emit(words)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(8, 2, 8, 4)
        row.setSpacing(6)
        row.addWidget(self.about, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.line, 1, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addLayout(row)
