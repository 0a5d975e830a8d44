"""The answers to the question in view beside each other: one coder's by another's, or those of every two coders.

Owns the choice of the two; what is counted is `agreement.crosstab`'s.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ..agreement.crosstab import Crosstab, crosstab
from ..agreement.results import Question, Unit
from ..codebook.model import Codebook
from .agreement_behind import Behind, Book, behind
from .agreement_grid import Cell, Grid
from .agreement_words import WEIGHTED, ValueWords, field_of, isolated, question_title
from .cut_lines import Faint


class CodesTab(QWidget):
    """The table, and above it whose answers stand in rows and in columns. `pairs_asked(Behind)` for a cell."""

    pairs_asked = Signal(object)

    def __init__(self, codebook: Codebook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codebook = codebook
        self._question: Question | None = None
        self._units: Sequence[Unit] = ()
        self._told = ValueWords(codebook)
        self._table: Crosstab | None = None
        self.whose = QComboBox()
        self.whose.setObjectName("agreement.whose_codes")
        self.whose.setAccessibleName(self.tr("Whose answers stand beside whose"))
        self.whose.currentIndexChanged.connect(lambda _at: self._count())
        self.count = Faint("agreement.codes_count", cut=True)
        self.grid = Grid("agreement.codes", self.tr("Answers beside each other"))
        self.grid.asked.connect(self._ask)
        above = QHBoxLayout()
        above.addWidget(self.whose)
        above.addWidget(self.count, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        column.addLayout(above)
        column.addWidget(self.grid, 1)
        self.setFocusProxy(self.grid)

    def show_question(self, book: Book, question: Question, told: ValueWords) -> None:
        """Counts another question; the two coders chosen stay."""
        agreement = book.agreement
        self._question, self._told = question, told
        self._units = book.units(question)
        kept = self.whose.currentData()
        with QSignalBlocker(self.whose):
            self.whose.clear()
            if len(agreement.who) != 2:
                self.whose.addItem(self.tr("Every two coders"), ("", ""))
            for place, one in enumerate(agreement.who):
                for other in agreement.who[place + 1 :]:
                    self.whose.addItem(
                        self.tr("{0} by {1}").format(isolated(told.coder(one)), isolated(told.coder(other))), (one, other)
                    )
            self.whose.setCurrentIndex(max(self._place_of(kept), 0))
        self._count()

    def _place_of(self, pair: object) -> int:
        return next((at for at in range(self.whose.count()) if self.whose.itemData(at) == pair), -1)

    def _count(self) -> None:
        question = self._question
        if question is None or not self.whose.count():
            return
        one, other = self.whose.currentData()
        field = field_of(self._codebook, question.name)
        order: Sequence[object] = tuple(self._codebook.code_list(field).by_code) if field is not None else ()
        if not order and question.metric in WEIGHTED:  # days, one after another
            order = sorted({said for unit in self._units for said in unit.values.values() if isinstance(said, str)})
        table = self._table = crosstab(self._units, one, other, order, nothing=question.layer == "which")
        most = max(table.counts.values(), default=1)
        names = [self._told.value(question, value) for value in table.values]

        def cell(row: int, column: int) -> Cell:
            count = table.counts.get((row, column), 0)
            tip = self._title(table, row, column) if count else ""
            return Cell(f"{count:,}" if count else "", 0.2 + 0.8 * count / most if count else 0.0, tip, alike=row == column)

        self.grid.show_cells(names, names, cell)
        apart = [at for at in table.counts if at[0] != at[1]]
        if apart:  # what is mixed up most is looked at first
            row, column = max(apart, key=lambda at: (table.counts[at], -at[0], -at[1]))
            self.grid.setCurrentIndex(self.grid.grid.index(row, column))
        words = self.tr("the one pair of answers is alike") if table.total == table.same == 1 else self.tr(
            "the one pair of answers differs"
        ) if table.total == 1 else self.tr(
            "{0} of {1} pairs of answers are alike"
        ).format(f"{table.same:,}", f"{table.total:,}")  # fmt: skip
        if not table.mirrored:
            words = self.tr("{0} in rows, {1} in columns: {2}").format(*self._names(one, other), words)
        self.count.tell(words)

    def _names(self, *who: str) -> list[str]:
        return [isolated(self._told.coder(one)) for one in who]

    def _behind(self, table: Crosstab, row: int, column: int, units: Sequence[Unit]) -> str:
        """What the cell's list is of: the question, the answers, and in how many happenings its pairs are, as several coders
        make several pairs of one."""
        question, pairs = self._question, table.counts.get((row, column), 0)
        assert question is not None
        parts = [question_title(self._codebook, question.layer, question.name), self._title(table, row, column)]
        if pairs != len(units):
            of_events = any(unit.events for unit in units)
            if len(units) == 1:
                words = self.tr("{0} pairs in 1 happening") if of_events else self.tr("{0} pairs in 1 article")
            else:
                words = self.tr("{0} pairs in {1} happenings") if of_events else self.tr("{0} pairs in {1} articles")
            parts.insert(1, words.format(f"{pairs:,}", f"{len(units):,}"))
        return "  ·  ".join(parts)

    def _title(self, table: Crosstab, row: int, column: int) -> str:
        question = self._question
        assert question is not None
        names = [isolated(self._told.value(question, table.values[at])) for at in (row, column)]
        if not table.mirrored:
            one, other = self._names(*self.whose.currentData())
            return self.tr("{0}: {1} · {2}: {3}").format(one, names[0], other, names[1])
        return names[0] if row == column else self.tr("{0} beside {1}").format(*names)

    def _ask(self, row: int, column: int) -> None:
        table, question = self._table, self._question
        members = table.members.get((row, column)) if table is not None else None
        if table is None or question is None or not members:
            return
        one, other = self.whose.currentData()
        units = [self._units[at] for at in members]
        made: Behind = behind(question, self._behind(table, row, column, units), units, (one, other) if one else ())
        self.pairs_asked.emit(made)
