"""Place First pass: a whole queue judged by title and first lines, one key an article: relevant, not, unsure.

Owns which part of the queue is listed, what follows a verdict, and the whole text beside the list. How cards look is in
`first_pass_cards`, the reasons in `reason_strip`; edits go through the workspace.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..project.history import Changes
from ..project.screening import VERDICTS, Card, Part, Verdict
from .colors import muted
from .fields.base import write_in
from .first_pass_cards import Cards
from .first_pass_model import FirstPassModel
from .focus import Focus
from .reason_strip import ReasonStrip
from .slim_bar import slim
from .workspace import Workspace

PARTS: tuple[Part, ...] = ("left", "all", "relevant", "unsure", "not")
MOST_REASONS = 9


class FirstPass(QWidget):
    """The cards, the whole text, the verdicts. `open_requested(article_uid)` asks for an article in place Code."""

    open_requested = Signal(str)

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("first_pass")
        self._workspace, self._focus = workspace, focus
        self._stale, self._last = True, 0
        self.model = FirstPassModel(workspace, self)
        self.cards = Cards(self.model, workspace.codebook)
        self.part = self._make_parts()
        self.progress = QLabel()
        self.progress.setObjectName("first_pass.progress")
        self.text = self._make_text()
        self.strip = ReasonStrip(self.model, workspace.codebook.no_event_reasons[:MOST_REASONS])
        self.buttons: dict[str, QToolButton] = {}
        self.empty = QLabel()
        self.empty.setObjectName("first_pass.empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self._lay_out()
        self.setFocusProxy(self.cards)
        self.cards.chosen.connect(lambda _row: self._show_current())
        self.cards.read.connect(self.toggle_text)
        self.cards.opened.connect(self.open_current)
        self.strip.reason_given.connect(self.give_reason)
        self.strip.left.connect(lambda: self.cards.setFocus(Qt.FocusReason.OtherFocusReason))
        for place, reason in enumerate(workspace.codebook.no_event_reasons[:MOST_REASONS], start=1):
            key = QShortcut(QKeySequence(f"Shift+{place}"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)  # type: ignore[call-overload]
            key.activated.connect(lambda code=reason.code: self.give_reason(code))
        words = QShortcut(QKeySequence("W"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)  # type: ignore[call-overload]
        words.activated.connect(self.strip.write)
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(self._on_coder)

    # Judging -------------------------------------------------------------------------------------------------------

    def judge(self, verdict: Verdict) -> None:
        """Says it of the current article and goes on to the next one without a verdict."""
        row = self.cards.currentIndex().row()
        card = self.model.card(row)
        if card is None or self._workspace.read_only:
            return
        if not self._workspace.screen(card.uid, verdict, card.reason if card.verdict == verdict else ""):
            return
        self._last = card.number
        following = self.model.next_left(row)
        if following >= 0:
            self.cards.show_row(following)
        else:
            self._show_current()

    def _judge_by_button(self, verdict: Verdict, _checked: bool = False) -> None:
        self.judge(verdict)

    def give_reason(self, reason: str) -> None:
        """The reason of the verdict that the strip speaks of."""
        card = self._judged()
        if card is not None and card.verdict in VERDICTS and not self._workspace.read_only:
            self._workspace.screen(card.uid, card.verdict, reason)  # type: ignore[arg-type]
            self._last = card.number
            self._show_current()

    def take_back(self) -> None:
        """Takes the current article's verdict back; where it has none, the last one given."""
        card, step = self.card(), self._workspace.project.history.to_undo()
        last = step.place.get("article", "") if step is not None and step.label.get("id") == "screen" else ""
        if card is not None and card.verdict and card.uid != last:
            self._workspace.screen(card.uid, None)
        elif last:
            self._workspace.undo()
            self.show_article(self._workspace.standing(last))

    # Looking -------------------------------------------------------------------------------------------------------

    def card(self) -> Card | None:
        """The current article's."""
        return self.model.card(self.cards.currentIndex().row())

    def show_article(self, uid: str) -> None:
        """Makes an article current; where the part in view does not list it, all are listed."""
        number = self._workspace.project.articles.get(uid).number if uid else 0
        if number and self.model.row_of(number) < 0:
            self.part.setCurrentIndex(PARTS.index("all"))
        self.cards.show_row(self.model.row_of(number))

    def open_current(self) -> None:
        """Asks for the current article in place Code."""
        card = self.card()
        if card is not None:
            self.open_requested.emit(card.uid)

    def toggle_text(self) -> None:
        """The whole text beside the list, or no more."""
        self.text.setVisible(self.text.isHidden())
        self._show_current()

    def showEvent(self, event: QShowEvent) -> None:
        """Lists what is there now."""
        super().showEvent(event)
        if self._stale:
            self._list_anew()

    def changeEvent(self, event: QEvent) -> None:
        """Quiet words stay readable in another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "progress"):
            write_in(self.progress, muted(self.palette()))

    def hideEvent(self, event: QHideEvent) -> None:
        """What was judged leaves the list of what is left when the place is seen again."""
        super().hideEvent(event)
        self._stale = True

    def _list_anew(self) -> None:
        self._stale = False
        card = self.card()
        self.model.show(PARTS[self.part.currentIndex()])
        row = self.model.row_of(card.number) if card is not None else -1
        self.cards.show_row(max(row, 0))
        self._show_current()

    def _on_changed(self, changes: Changes) -> None:
        if not changes.has("screening", "article"):
            return
        if not self.isVisible():
            self._stale = True
            return
        number = card.number if (card := self.card()) else 0
        if self.model.refresh(changes):
            self.cards.show_row(max(self.model.row_of(number), 0))
        self._show_current()

    def _on_coder(self) -> None:
        self._stale, self._last = True, 0
        if self.isVisible():
            self._list_anew()

    def _judged(self) -> Card | None:
        """The article the strip speaks of: the current one where it is judged, else the one judged last."""
        card = self.card()
        if card is not None and card.verdict:
            return card
        last = self.model.card(self.model.row_of(self._last)) if self._last else None
        return last if last is not None and last.verdict else None

    def _show_current(self) -> None:
        card = self.card()
        self._stack.setCurrentIndex(0 if self.model.rowCount() else 1)
        everything = self.model.part == "left" and self.model.counts.all
        self.empty.setText(
            self.tr("All articles are judged. Choose “All” to look at them again.")
            if everything else self.tr("No article is in this list.")
        )  # fmt: skip
        self.strip.show_card(self._judged())
        self._tell_progress()
        for name, button in self.buttons.items():
            button.setEnabled(card is not None and (name in ("text", "open") or not self._workspace.read_only))
        self.buttons["back"].setEnabled(not self._workspace.read_only and self._judged() is not None)
        if self.text.isHidden():
            return
        article = self._workspace.article(card.uid) if card is not None else None
        self.text.setPlainText(f"{article.title}\n\n{article.text}".strip() if article is not None else "")

    def _tell_progress(self) -> None:
        counts = self.model.counts
        self.progress.setText(
            self.tr("{0} of {1} judged · {2} relevant · {3} not · {4} unsure").format(
                *(f"{one:,}" for one in (counts.judged, counts.all, counts.relevant, counts.not_relevant, counts.unsure))
            )
        )

    # Building ------------------------------------------------------------------------------------------------------

    def _make_parts(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("first_pass.part")
        box.setAccessibleName(self.tr("Which articles"))
        box.addItems(
            [self.tr("Left to judge"), self.tr("All"), self.tr("Relevant"), self.tr("Unsure"), self.tr("Not relevant")]
        )
        box.currentIndexChanged.connect(lambda _index: self._list_anew())
        box.activated.connect(lambda _index: self.cards.setFocus(Qt.FocusReason.OtherFocusReason))
        return box

    def _make_text(self) -> QPlainTextEdit:
        page = QPlainTextEdit()
        page.setObjectName("first_pass.text")
        page.setAccessibleName(self.tr("The whole text"))
        page.setReadOnly(True)
        page.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        page.document().setDocumentMargin(14)
        page.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        slim(page)
        page.hide()
        return page

    def _button(self, name: str, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"first_pass.{name}")
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.buttons[name] = button
        return button

    def _make_foot(self) -> QWidget:
        row = QHBoxLayout()
        row.setSpacing(6)
        verdicts: tuple[tuple[Verdict, str, str], ...] = (
            ("relevant", self.tr("Relevant  R"), self.tr("It holds something to code; goes on to the next (R or 1)")),
            ("not", self.tr("Not  N"), self.tr("Nothing to code: it is not to do any more; goes on to the next (N or 2)")),
            ("unsure", self.tr("Unsure  U"), self.tr("It must be read to tell; goes on to the next (U or 3)")),
        )
        for verdict, text, tip in verdicts:
            button = self._button(verdict, text, tip)
            button.clicked.connect(partial(self._judge_by_button, verdict))
            row.addWidget(button)
        others = (
            ("back", self.tr("Take back  ⌫"), self.tr("Takes a verdict back (Backspace or ←)"), self.take_back),
            ("text", self.tr("Whole text  Space"), self.tr("Shows or hides the whole text (Space or Enter)"), self.toggle_text),
            ("open", self.tr("Code it  O"), self.tr("Opens the article in place Code (O or Ctrl+Enter)"), self.open_current),
        )
        row.addSpacing(14)
        for name, text, tip, run in others:
            button = self._button(name, text, tip)
            button.clicked.connect(lambda _checked=False, run=run: run())
            row.addWidget(button)
        row.addStretch(1)
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.strip)
        return foot

    def _lay_out(self) -> None:
        write_in(self.progress, muted(self.palette()))
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(12)
        head.addWidget(self.part)
        head.addWidget(self.progress, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.cards)
        self._stack.addWidget(self.empty)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setObjectName("first_pass.columns")
        split.setChildrenCollapsible(False)
        split.setHandleWidth(3)
        split.addWidget(self._stack)
        split.addWidget(self.text)
        split.setSizes([700, 480])
        split.setStretchFactor(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(split, 1)
        column.addWidget(self._make_foot())
