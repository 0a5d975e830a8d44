"""What is said about the article as a whole: its data, the questions asked once an article, verdict, memo, mentions, done.

Owns the strip above the reader. Two lines are always there; what they open is shown one page at a time, so that the
reader keeps its room. What an event holds is not its matter.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from ..codebook.model import in_language
from ..project.articles import Article
from ..project.codings import Coding
from ..project.history import Changes
from .article_data import ArticleData
from .article_memo import Memo
from .article_pages import OpenPage
from .article_questions import Questions
from .colors import muted
from .cut_lines import CutLine
from .fields.base import write_in
from .focus import Focus
from .labels import verdict_reasons
from .language_words import language_in_words
from .mentions import Mentions
from .plain_parts import plain_button
from .workspace import Workspace

LEAST = 40
"""Pixels that a line of words keeps."""


class ArticlePanel(QWidget):
    """Two quiet lines over the reader, and the pages they open."""

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("article_panel")
        self.setAccessibleName(self.tr("Article"))
        self._workspace, self._focus = workspace, focus
        self._uid = ""
        self._data = ArticleData(workspace)
        self._questions = Questions(workspace, focus)
        self._memo = Memo(workspace)
        self._mentions = Mentions(workspace)
        self._about = self._line("article.about")
        self._state = QLabel()
        self._state.setObjectName("article.state")
        self._verdict = self._line("article.verdict")
        self._pages: dict[str, QWidget] = {
            "data": self._data, "questions": self._questions, "memo": self._memo, "mentions": self._mentions,
        }  # fmt: skip
        self._openers = {name: self._opener(name) for name in self._pages}
        self._openers["data"].setText("✎")
        self._no_event = plain_button("article.no_event", self.tr("No event"), self.mark_no_event)
        self._unusable = plain_button("article.unusable", self.tr("Unusable"), self.mark_unusable)
        self._take_back = plain_button("article.take_back", self.tr("Take back"), self.take_verdict_back)
        self._done = plain_button("article.done", self.tr("Done"), self.toggle_done)
        self._page = OpenPage()
        self._lay_out()
        self._data.closed.connect(lambda: self._open(""))
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(self._on_article)
        focus.article_changed.connect(self._on_article)
        focus.field_changed.connect(self._on_field)
        self._on_article()

    # --- what actions and shortcuts call ------------------------------------------------------------------------------

    def mark_no_event(self) -> None:
        """Asks for the codebook's reason, then says that the article holds no event."""
        self._ask("no_event", self._no_event)

    def mark_unusable(self) -> None:
        """Asks why, then says that the article cannot be coded."""
        self._ask("unusable", self._unusable)

    def take_verdict_back(self) -> None:
        """The article is undecided again."""
        self._workspace.set_verdict(self._uid, None)

    def toggle_done(self) -> None:
        """Says done, or takes it back."""
        self.leave()
        if self._is_done():
            self._workspace.reopen(self._uid)
        else:
            self._workspace.finish(self._uid)

    def edit_metadata(self) -> None:
        """Opens title, date, source, language and address for correction."""
        self._open("data", enter=True)

    def focus_memo(self) -> None:
        """Opens the memo and puts the keyboard there."""
        self._open("memo", enter=True)

    def show_field(self, name: str, item: str = "") -> None:
        """Opens the article's questions and puts the keyboard on one."""
        if name in self._workspace.codebook.article_fields:
            self._open("questions")
            self._questions.show_field(name, item)

    def leave(self) -> None:
        """Saves what is being typed, also where the keyboard stays."""
        self._data.leave()
        self._questions.leave()
        self._memo.leave()

    def unsaved(self) -> list[str]:
        """The questions whose answer as typed could not be saved."""
        return self._questions.unsaved()

    # --- Qt -----------------------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_page"):
            QTimer.singleShot(0, self, self._recolor)  # the parts get theirs after this

    def showEvent(self, event: QShowEvent) -> None:
        """The lists of the questions drop down inside the window, which is known now."""
        super().showEvent(event)
        self._questions.settle_in(self.window())
        self._data.settle_in(self.window())
        self._fill()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing typed is left behind."""
        self.leave()
        super().hideEvent(event)

    # --- building -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(4)
        second.setSpacing(4)
        first.addWidget(self._about)
        first.addWidget(self._openers["data"])
        first.addStretch(1)
        first.addWidget(self._state)
        first.addSpacing(6)
        first.addWidget(self._done)
        for name in ("questions", "memo", "mentions"):
            second.addWidget(self._openers[name])
        second.addStretch(1)
        for part in (self._verdict, self._take_back, self._no_event, self._unusable):
            second.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 10, 4)
        column.setSpacing(3)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self._page)
        for name, page in self._pages.items():
            self._page.add(name, page)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _opener(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"article.{name}")
        button.setAutoRaise(True)
        button.setCheckable(True)
        button.clicked.connect(lambda checked: self._open(name if checked else "", enter=True))
        return button

    @staticmethod
    def _line(name: str) -> CutLine:
        """As wide as its words, and narrower where there is no room."""
        line = CutLine(name)
        line.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        line.setMinimumWidth(LEAST)
        return line

    # --- filling ------------------------------------------------------------------------------------------------------

    def _on_article(self, _uid: str = "") -> None:
        self.leave()  # what was typed belongs to the article it was typed for
        self._uid = self._focus.article
        article = self._uid
        self._data.show_article(None)
        self._questions.show_article(article)
        if self._page.shown() == "data":
            self._open("")
        self._fill()

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("article", "coding", "event", "mention", "evidence", "codebook", "actor", "place", "source", "ruling"):
            self._fill()

    def _on_field(self, name: str) -> None:
        if name in self._workspace.codebook.article_fields and not self._questions.has_keyboard():
            self.show_field(name, self._focus.item)

    def _fill(self) -> None:
        article, coding = self._workspace.article(self._uid), self._workspace.coding(self._uid)
        self.setEnabled(article is not None)
        self._data.show_article(article)
        self._questions.show_coding(coding, article)
        self._memo.show_memo(self._uid, coding.memo if coding else "")
        mentions = self._workspace.mentions(self._uid)
        self._mentions.show_mentions(mentions)
        self._about.tell(self._in_one_line(article) if article else self.tr("No article"))
        self._fill_openers(coding, len(mentions))
        self._fill_verdict(coding)
        self._page.fit()

    def _fill_openers(self, coding: Coding | None, mentions: int) -> None:
        asked = bool(self._workspace.codebook.article_fields)
        self._openers["questions"].setVisible(asked)
        missing = self._questions.count_errors()
        self._label("questions", self.tr("Questions ({0} open)").format(missing) if missing else self.tr("Questions"))
        self._label("memo", self.tr("Memo •") if coding and coding.memo else self.tr("Memo"))
        self._label("mentions", self.tr("Mentions ({0})").format(mentions) if mentions else self.tr("Mentions"))
        self._openers["data"].setToolTip(self.tr("Correct title, date, source, language or address"))
        self._openers["data"].setAccessibleName(self.tr("Correct the article's data"))

    def _label(self, name: str, text: str) -> None:
        button = self._openers[name]
        shown = f"{'▾' if self._page.shown() == name else '▸'} {text}"
        if button.text() != shown:
            button.setText(shown)
            button.setAccessibleName(text)

    def _fill_verdict(self, coding: Coding | None) -> None:
        state = coding.state if coding else "todo"
        words = {
            "todo": self.tr("To do"), "open": self.tr("Open"), "done": self.tr("Done"),
            "returned": self.tr("Returned"), "approved": self.tr("Approved"),
        }  # fmt: skip
        done = state in ("done", "approved")
        screened = self._workspace.project.screening.of(self._focus.article) if coding is None else None
        if screened is not None and screened.verdict == "not":
            words["todo"] = self.tr("Screened out")
        self._state.setText(words.get(state, state))
        self._state.setAccessibleName(self.tr("State: {0}").format(self._state.text()))
        self._state.setVisible(state != "done")  # the button says it
        self._done.setText(self.tr("Done — reopen") if done else self.tr("Done"))
        self._done.setAccessibleName(self._done.text())
        verdict = coding.verdict if coding else ""
        decided = verdict in ("no_event", "unusable")
        said = self._verdict_in_words(coding) if coding and decided else ""
        self._verdict.tell(said)
        self._verdict.setVisible(decided)
        self._take_back.setVisible(decided)
        free = not self._workspace.locked and bool(self._uid)
        events = bool(coding) and bool(self._workspace.events(self._uid))
        for button in (self._no_event, self._unusable):
            button.setVisible(not decided)
            button.setEnabled(free and not events)
            button.setToolTip(self.tr("This article has events; remove them first.") if events else "")
        self._take_back.setEnabled(free)
        self._done.setEnabled(free)

    def _verdict_in_words(self, coding: Coding) -> str:
        reasons = verdict_reasons(self._workspace.codebook, coding.verdict)
        label = next((in_language(one.label) for one in reasons if one.code == coding.reason), coding.reason)
        said = self.tr("No event") if coding.verdict == "no_event" else self.tr("Unusable")
        return f"{said}: {label}" if label else said

    def _in_one_line(self, article: Article) -> str:
        address = article.url.removeprefix("https://").removeprefix("http://")
        language = language_in_words(article.language)
        parts = (article.source, self._day_in_words(article.date), language, address)
        # Isolated, so that a source in Arabic does not turn the order of the line round.
        return " · ".join(f"\u2068{part}\u2069" for part in parts if part) or self.tr("No date, no source")

    def _day_in_words(self, day: str | None) -> str:
        """A day as people write it, with its weekday."""
        if not day:
            return self.tr("no date")
        try:
            found = date.fromisoformat(day)
        except ValueError:
            return day
        names, short = self.locale(), self.locale().FormatType.ShortFormat
        weekday, month = names.dayName(found.isoweekday(), short), names.monthName(found.month)
        return f"{weekday} {found.day} {month} {found.year}"

    # --- pages and verdict --------------------------------------------------------------------------------------------

    def _open(self, name: str, *, enter: bool = False) -> None:
        """Shows one page, or none."""
        self.leave()
        self._page.show_page(name)
        for one, button in self._openers.items():
            button.setChecked(one == name)
        self._fill()
        if enter and name:
            self._page.enter()
        elif not name and self.isAncestorOf(QApplication.focusWidget() or self):
            self._openers["data"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self, verdict: str, anchor: QWidget) -> None:
        """A small menu of reasons; where the codebook has none, nothing is asked."""
        self.leave()
        uid = self._uid
        if not uid or self._workspace.locked:
            return
        reasons = verdict_reasons(self._workspace.codebook, verdict)
        if not reasons:
            self._workspace.set_verdict(uid, verdict)
            return
        menu = QMenu(self)
        menu.setObjectName("article.reasons")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for reason in reasons:
            action = menu.addAction((in_language(reason.label) or reason.code).replace("&", "&&"))
            action.setToolTip(in_language(reason.definition))
            action.triggered.connect(partial(self._workspace.set_verdict, uid, verdict, reason.code))
        menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height())))
        menu.setActiveAction(menu.actions()[0])

    def _is_done(self) -> bool:
        coding = self._workspace.coding(self._uid)
        return coding is not None and coding.state in ("done", "approved")

    def _recolor(self) -> None:
        write_in(self._about, muted(self.palette()))
        write_in(self._state, muted(self.palette()))
        self._questions.recolor()
        self._mentions.recolor()
