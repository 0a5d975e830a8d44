"""The question in view in full: all figures, answers beside each other, coder by coder, change over time; a tab each.

Owns which tabs a question has. A cell of any of them leads to the pairs behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from ..agreement.crosstab import key_of
from ..agreement.periods import Period, Step, by_period
from ..agreement.results import Question
from ..codebook.model import Codebook
from .agreement_behind import Book, behind
from .agreement_codes import CodesTab
from .agreement_figures import FiguresTab
from .agreement_matrix import MatrixTab
from .agreement_time import TimePlot
from .agreement_words import DIVIDED, ValueWords, question_title
from .cut_lines import Faint

WITHOUT_CODES = ("evidence", "whole")
"""Layers whose units hold no answers that could stand in a table."""
MANY_WEEKS = 40
"""With more weeks than these, months are drawn at first."""


class QuestionView(QWidget):
    """`pairs_asked(Behind)` where somebody asks what is behind a cell."""

    pairs_asked = Signal(object)

    def __init__(self, codebook: Codebook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codebook = codebook
        self._book: Book | None = None
        self._question: Question | None = None
        self._days: Mapping[str, str] = {}
        self._told = ValueWords(codebook)
        self._shown: dict[int, tuple[int, str, str]] = {}
        self.title = QLabel()
        self.title.setObjectName("agreement.question_title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        font = self.title.font()
        font.setWeight(font.Weight.DemiBold)
        self.title.setFont(font)
        self.figures = FiguresTab()
        self.figures.pairs_asked.connect(self._ask_category)
        self.figures.divided_asked.connect(self._ask_divided)
        self.codes = CodesTab(codebook)
        self.matrix = MatrixTab()
        self.time = TimeTab()
        for tab in (self.codes, self.matrix, self.time):
            tab.pairs_asked.connect(self.pairs_asked)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("agreement.tabs")
        self.tabs.setAccessibleName(self.tr("The question in view"))
        self.tabs.setDocumentMode(True)
        for tab, title in (
            (self.figures, self.tr("Figures")), (self.codes, self.tr("Answers")), (self.matrix, self.tr("Coders")),
            (self.time, self.tr("Over time")),
        ):  # fmt: skip
            self.tabs.addTab(tab, title)
        self.tabs.currentChanged.connect(lambda _at: self._fill())
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addWidget(self.tabs, 1)

    def show_question(self, book: Book, question: Question, days: Mapping[str, str]) -> None:
        """Tells another question, in the tab that is open."""
        self._book, self._question, self._days = book, question, days
        self._told = ValueWords(self._codebook, book.agreement)
        self.title.setText(question_title(self._codebook, question.layer, question.name))
        answers = question.layer not in WITHOUT_CODES and question.metric != "place"
        self.tabs.setTabVisible(self.tabs.indexOf(self.codes), answers)
        self._fill()

    def forget(self) -> None:
        """Every tab is told anew, as in other colours."""
        self._shown.clear()

    def _fill(self) -> None:
        """Tells the question in the tab that is open, where it is not told there yet."""
        book, question = self._book, self._question
        if book is None or question is None:
            return
        at, shown = self.tabs.currentIndex(), (id(book), question.layer, question.name)
        if self._shown.get(at) == shown:
            return
        self._shown[at] = shown
        tab = self.tabs.currentWidget()
        if tab is self.figures:
            self.figures.show_question(book.agreement, question, self._told)
        elif tab is self.time:
            self.time.show_question(book, question, self._days, self.title.text())
        elif tab is self.matrix:
            self.matrix.show_question(book, question, self._told, self.title.text())
        elif tab is self.codes:
            self.codes.show_question(book, question, self._told)

    def _ask_category(self, code: Any) -> None:
        """All units of the question, or those where somebody gave an answer."""
        book, question = self._book, self._question
        if book is None or question is None:
            return
        units, title = book.units(question), self.title.text()
        if code is not None:
            key = key_of(code)
            units = [one for one in units if any(_holds(value, code, key) for value in one.values.values())]
            title = f"{title}: {self._told.category(question, code)}"
        self.pairs_asked.emit(behind(question, title, units))

    def _ask_divided(self) -> None:
        """Where one event of a coder stands against several of another; all happenings where a result does not tell which."""
        book, question = self._book, self._question
        if book is None or question is None:
            return
        asked = replace(question, name=DIVIDED[1])
        if DIVIDED not in book.agreement.units:
            self._ask_category(None)
        else:
            title = question_title(self._codebook, *DIVIDED)
            self.pairs_asked.emit(behind(asked, f"{self.title.text()}  ·  {title}", book.units(asked)))

    def focus_tab(self) -> None:
        """The keyboard goes to what the open tab shows."""
        tab = self.tabs.currentWidget()
        if tab is not None:
            (tab.focusProxy() or tab).setFocus(Qt.FocusReason.ShortcutFocusReason)


class TimeTab(QWidget):
    """The plot, and above it by what it counts. `pairs_asked(Behind)` for a bar."""

    pairs_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book: Book | None = None
        self._question: Question | None = None
        self._days: Mapping[str, str] = {}
        self._periods: list[Period] = []
        self._title = ""
        self.step = QComboBox()
        self.step.setObjectName("agreement.step")
        self.step.setAccessibleName(self.tr("By week or by month"))
        self.step.addItem(self.tr("By week"), "week")
        self.step.addItem(self.tr("By month"), "month")
        self.step.currentIndexChanged.connect(lambda _at: self._draw())
        about = Faint("agreement.time_about", self.tr("share alike; below it, of how many"), cut=True)
        about.setToolTip(self.tr("By when the last of the coders first handed an article in"))
        self.plot = TimePlot()
        self.plot.asked.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        above = QHBoxLayout()
        above.addWidget(self.step)
        above.addWidget(about, 1)
        column.addLayout(above)
        column.addWidget(self.plot, 1)
        self.setFocusProxy(self.plot)

    def show_question(self, book: Book, question: Question, days: Mapping[str, str], title: str) -> None:
        """Draws another question, which is called `title`. A long project is drawn by months at first."""
        first = self._book is None
        self._book, self._question, self._days, self._title = book, question, days, title
        if first and len(by_period(book.units(question), days, "week")) > MANY_WEEKS:
            with QSignalBlocker(self.step):
                self.step.setCurrentIndex(1)
        self._draw()

    def _draw(self) -> None:
        book, question = self._book, self._question
        if book is None or question is None:
            return
        step: Step = self.step.currentData()
        self._periods = by_period(book.units(question), self._days, step)
        self.plot.show_periods(self._periods, monthly=step == "month")

    def _ask(self, place: int) -> None:
        book, question = self._book, self._question
        if book is None or question is None or not self._periods[place].members:
            return
        units = book.units(question)
        made = behind(
            question, f"{self._title}  ·  {self.plot.words(place)}", [units[at] for at in self._periods[place].members]
        )
        self.pairs_asked.emit(made)


def _holds(value: Any, code: Any, key: str) -> bool:
    """Whether an answer is a category, or a list that is the category's set."""
    if isinstance(value, list) and isinstance(code, set | frozenset):
        return key_of([str(one) for one in value]) == key_of([str(one) for one in code])
    return key_of(value).casefold() == key.casefold()
