"""Coder by coder in the question in view: α, percent or F1 of every two; where one coder is compared at a time, percent or F1
of each. Owns the choice of the figure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ..agreement.crosstab import shares
from ..agreement.figures import Figure
from ..agreement.results import Agreement, Between, Question, Unit
from . import agreement_words as words
from .agreement_behind import Book, behind
from .agreement_grid import Cell, Grid
from .agreement_words import ValueWords, isolated
from .cut_lines import Faint


class MatrixTab(QWidget):
    """The matrix. `pairs_asked(Behind)` for what two coders both spoke of."""

    pairs_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question: Question | None = None
        self._agreement: Agreement | None = None
        self._told: ValueWords | None = None
        self._units: Sequence[Unit] = ()
        self._shares: dict[tuple[str, str], tuple[int, int]] = {}
        self._whose: tuple[str, ...] = ()
        self._title = ""
        self.which = QComboBox()
        self.which.setObjectName("agreement.matrix_figure")
        self.which.setAccessibleName(self.tr("Which figure of every two coders"))
        self.which.currentIndexChanged.connect(lambda _at: self._fill())
        self.about = Faint("agreement.matrix_about", self.tr("Enter or a click shows what both spoke of"), cut=True)
        self.grid = Grid("agreement.matrix", self.tr("Coder by coder"))
        self.grid.asked.connect(self._ask)
        above = QHBoxLayout()
        above.addWidget(self.which)
        above.addWidget(self.about, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        column.addLayout(above)
        column.addWidget(self.grid, 1)
        self.setFocusProxy(self.grid)

    def show_question(self, book: Book, question: Question, told: ValueWords, title: str) -> None:
        """Another question, which is called `title`; the figure chosen stays where it is there."""
        agreement = book.agreement
        self._title = title
        self._agreement, self._question, self._told = agreement, question, told
        self._units = book.units(question)
        self._shares = shares(self._units, agreement.who, nothing=question.layer == "which")
        self._whose = tuple(sorted({unit.whose for unit in self._units if unit.whose}, key=told.coder))
        kept = self.which.currentData()
        offered = {"alpha": self.tr("α"), "percent": self.tr("Percent"), "f1": self.tr("F1")}
        names = {"fields": ("alpha", "percent"), "which": ("f1",), "relevance": ("percent",)}
        if question.name == "any_event":
            names["relevance"], offered["relevance"] = ("relevance", "percent"), self.tr("α")
        with QSignalBlocker(self.which):
            self.which.clear()
            one_by_one = ("f1",) if question.layer == "which" else ("percent",)
            for name in one_by_one if self._whose else names.get(question.layer, ("percent",)):
                self.which.addItem(offered[name], name)
            self.which.setCurrentIndex(max(self.which.findData(kept), 0))
        self._fill()

    def _figure(self, one: str, other: str) -> tuple[str, Figure]:
        """The figure chosen of two coders, and what kind of number it is."""
        agreement, question, which = self._agreement, self._question, self.which.currentData()
        assert agreement is not None
        assert question is not None
        between = next((two for two in agreement.matrix if {two.one, two.other} == {one, other}), None)
        if between is not None:
            if which == "f1":
                return "f1", between.f1
            if which == "relevance":
                return "alpha", between.relevance
            if question.layer == "fields" and question.name in between.fields:
                share, alpha = between.fields[question.name]
                return ("alpha", alpha) if which == "alpha" else ("percent", share)
        n, same = self._shares.get((one, other)) or self._shares.get((other, one)) or (0, 0)
        return "percent", Figure(same / n if n else None, n=n, why="" if n else self.tr("They both spoke of none."))

    def _fill(self) -> None:
        agreement, told = self._agreement, self._told
        if agreement is None or told is None or not self.which.count():
            return
        if self._whose:
            self._fill_by_coder(agreement, told)
            return
        who, names = agreement.who, [told.coder(one) for one in agreement.who]

        def cell(row: int, column: int) -> Cell:
            if row == column:
                return Cell(words.NONE, 0.0, "")
            kind, figure = self._figure(who[row], who[column])
            tip = f"{names[row]} · {names[column]}\n{words.tip(kind, figure)}"
            if between := self._between(agreement, who[row], who[column]):
                both = self.tr("1 article both coded") if between.articles == 1 else self.tr("{0} articles both coded")
                pairs = self.tr("1 pair of events") if between.pairs == 1 else self.tr("{0} pairs of events")
                tip += f"\n{both.format(f'{between.articles:,}')}, {pairs.format(f'{between.pairs:,}')}"
            return Cell(words.number(kind, figure, short=True), max(figure.value or 0.0, 0.0), tip)

        self.grid.show_cells(names, names, cell)
        if len(who) > 1:
            self.grid.setCurrentIndex(self.grid.grid.index(0, 1))

    def _fill_by_coder(self, agreement: Agreement, told: ValueWords) -> None:
        """A row a coder, and one of all of them: the figure, and of how many."""
        which, rows = str(self.which.currentData()), ("", *self._whose)
        names = [self.tr("All coders"), *map(told.coder, self._whose)]
        found: list[Figure] = []
        for whose in rows:
            units = [unit for unit in self._units if unit.whose == whose or not whose]
            n, same = next(iter(shares(units, agreement.who, nothing=which == "f1").values()), (0, 0))
            # Of n happenings both have `same`, and each of the others is of one alone.
            value = (2 * same / (n + same) if which == "f1" else same / n) if n else None
            found.append(Figure(value, n=n, why="" if n else self.tr("They both spoke of none.")))

        def cell(row: int, column: int) -> Cell:
            figure, tip = found[row], f"{isolated(names[row])}\n{words.tip(which, found[row])}"
            if column:
                return Cell(f"{figure.n:,}", 0.0, tip)
            return Cell(words.number(which, figure, short=True), max(figure.value or 0.0, 0.0), tip)

        self.grid.show_cells(names, [self.which.currentText(), self.tr("n")], cell)
        self.grid.setCurrentIndex(self.grid.grid.index(min(1, len(self._whose)), 0))

    def _ask_of(self, question: Question, agreement: Agreement, name: str, whose: str) -> None:
        """What is behind a coder's row."""
        one, other = agreement.who[:2]
        asked = (unit for unit in self._units if unit.whose == whose or not whose)
        units = [unit for unit in asked if one in unit.values and other in unit.values]
        if units:
            self.pairs_asked.emit(behind(question, f"{self._title}  ·  {isolated(name)}", units, (one, other)))

    @staticmethod
    def _between(agreement: Agreement, one: str, other: str) -> Between | None:
        return next((two for two in agreement.matrix if {two.one, two.other} == {one, other}), None)

    def _ask(self, row: int, column: int) -> None:
        agreement, question, told = self._agreement, self._question, self._told
        if agreement is None or question is None or told is None:
            return
        if self._whose:
            whose = ("", *self._whose)[row]
            self._ask_of(question, agreement, told.coder(whose) if whose else self.tr("All coders"), whose)
            return
        if row == column:
            return
        pair = agreement.who[row], agreement.who[column]
        units = [unit for unit in self._units if pair[0] in unit.values and pair[1] in unit.values]
        if units:
            title = " · ".join(isolated(told.coder(one)) for one in pair)
            self.pairs_asked.emit(behind(question, f"{self._title}  ·  {title}", units, pair))
