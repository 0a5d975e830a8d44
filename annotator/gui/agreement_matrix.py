"""Coder by coder in the question in view: α, percent or F1 of every two. Owns the choice of the figure."""

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
from .agreement_labels import Faint
from .agreement_words import ValueWords


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

    def show_question(self, book: Book, question: Question, told: ValueWords) -> None:
        """Another question; the figure chosen stays where it is there."""
        agreement = book.agreement
        self._agreement, self._question, self._told = agreement, question, told
        self._units = book.units(question)
        self._shares = shares(self._units, agreement.who, nothing=question.layer == "which")
        kept = self.which.currentData()
        offered = {"alpha": self.tr("α"), "percent": self.tr("Percent"), "f1": self.tr("F1")}
        names = {"fields": ("alpha", "percent"), "which": ("f1",), "relevance": ("percent",)}
        if question.name == "any_event":
            names["relevance"], offered["relevance"] = ("relevance", "percent"), self.tr("α")
        with QSignalBlocker(self.which):
            self.which.clear()
            for name in names.get(question.layer, ("percent",)):
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
        who, names = agreement.who, [told.coder(one) for one in agreement.who]

        def cell(row: int, column: int) -> Cell:
            if row == column:
                return Cell(words.NONE, 0.0, "")
            kind, figure = self._figure(who[row], who[column])
            tip = f"{names[row]} · {names[column]}\n{words.tip(kind, figure)}"
            if between := self._between(agreement, who[row], who[column]):
                tip += self.tr("\n{0} articles both coded, {1} pairs of events").format(
                    f"{between.articles:,}", f"{between.pairs:,}"
                )
            return Cell(words.number(kind, figure, short=True), max(figure.value or 0.0, 0.0), tip)

        self.grid.show_cells(names, names, cell)
        if len(who) > 1:
            self.grid.setCurrentIndex(self.grid.grid.index(0, 1))

    @staticmethod
    def _between(agreement: Agreement, one: str, other: str) -> Between | None:
        return next((two for two in agreement.matrix if {two.one, two.other} == {one, other}), None)

    def _ask(self, row: int, column: int) -> None:
        agreement, question, told = self._agreement, self._question, self._told
        if agreement is None or question is None or told is None or row == column:
            return
        pair = agreement.who[row], agreement.who[column]
        units = [unit for unit in self._units if pair[0] in unit.values and pair[1] in unit.values]
        if units:
            self.pairs_asked.emit(behind(question, " · ".join(told.coder(one) for one in pair), units, pair))
