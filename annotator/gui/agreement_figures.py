"""All figures of the question in view: with the lead's word on pairs, of the program's pairs alone, without looking at the
field, answer by answer, and what another threshold would give. Owns the table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QTreeWidgetItem, QVBoxLayout, QWidget

from ..agreement.figures import Figure, Measures
from ..agreement.results import Agreement, Question
from . import agreement_words as words
from .agreement_layers import RIGHT
from .agreement_lines import LinesTree
from .agreement_words import ValueWords
from .colors import muted
from .cut_lines import Faint
from .remark_rows import ENTER
from .slim_bar import slim
from .table_cells import ROOM, Cells, keep_head

CATEGORY, WHY, NAME = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 2, Qt.ItemDataRole.UserRole + 3
FIGURE, VALUE, BOUNDS, COUNT = range(4)
LEASTS = {VALUE: "undefined", BOUNDS: ".999 to .999", COUNT: "999"}
"""What the columns have room for at least."""
LEAST = 16
"""Letters of the first column, which takes what the others leave."""


class FiguresTable(LinesTree):
    """`pairs_asked(category)`: Enter or a click asks what is behind a line; None for all of the question. `divided_asked()`
    asks for what is divided or combined."""

    pairs_asked = Signal(object)
    divided_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("agreement.figures")
        self.setAccessibleName(self.tr("All figures of the question"))
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(12)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setItemDelegate(Cells(self))
        slim(self, both_ways=True)
        keep_head(self)
        self.setHeaderLabels([self.tr("Figure"), self.tr("Value"), self.tr("Interval"), self.tr("n")])
        head = self.header()
        head.setStretchLastSection(False)
        head.setMinimumSectionSize(30)
        self.headerItem().setTextAlignment(COUNT, RIGHT)
        self._fit()
        self.itemClicked.connect(lambda _item, _column: self._ask())

    def show_question(self, agreement: Agreement, question: Question, told: ValueWords) -> None:
        """Tells all of a question."""
        self.clear()
        between = self.tr("Figures") if question.automatic is None else self.tr("With your word on pairs")
        self._figures(between, question.measures)
        if question.automatic is not None:
            self._figures(self.tr("Pairs of the program alone"), question.automatic)
        if question.left_out is not None:
            self._figures(self.tr("Pairs made without looking at this field"), question.left_out)
        self._categories(question, question.measures.categories, told)
        if question.layer == "which" and agreement.sweep:
            self._sweep(agreement)
        self.expandAll()
        self._fit()
        first = self.topLevelItem(0)
        if first is not None and (line := first.child(0)) is not None:
            self.setCurrentItem(line)

    def _figures(self, title: str, measures: Measures) -> None:
        section = self._section(title)
        names = ["percent", "alpha", *(name for name in measures.figures if name not in ("percent", "alpha"))]
        for name in names:
            if name in measures.figures:
                self._line(section, words.figure_title(name), name, measures.figures[name])
        answers = self.tr("1 answer") if measures.n_values == 1 else self.tr("{0} answers").format(f"{measures.n_values:,}")
        coders = self.tr("1 coder") if measures.n_coders == 1 else self.tr("{0} coders").format(measures.n_coders)
        told = self.tr("{0} of {1}").format(answers, coders)
        section.setText(FIGURE, f"{title}  ·  {told}")
        section.setToolTip(FIGURE, section.text(FIGURE))

    def _categories(self, question: Question, categories: Mapping[Any, Figure], told: ValueWords) -> None:
        if categories:
            section = self._section(self.tr("Specific agreement, answer by answer"))
            for code, figure in categories.items():
                line = self._line(section, told.category(question, code), "percent", figure)
                line.setData(FIGURE, CATEGORY, code)

    def _sweep(self, agreement: Agreement) -> None:
        section = self._section(self.tr("With another threshold: F1, pairs"))
        for one in agreement.sweep:
            here = abs(one.threshold - agreement.threshold) < 1e-9
            title = f"{one.threshold:.2f}" + (self.tr(", as here") if here else "")
            f1 = words.NONE if one.f1 is None else self.tr("F1 {0}").format(words.written("f1", one.f1))
            pairs = self.tr("1 pair") if one.pairs == 1 else self.tr("{0} pairs").format(f"{one.pairs:,}")
            section.addChild(self._tied(QTreeWidgetItem([title, f1, pairs, ""])))

    def _section(self, title: str) -> QTreeWidgetItem:
        section = QTreeWidgetItem([title])
        section.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = self.font()
        font.setWeight(font.Weight.DemiBold)
        section.setFont(FIGURE, font)
        self.addTopLevelItem(section)
        section.setFirstColumnSpanned(True)
        return section

    def _line(self, section: QTreeWidgetItem, title: str, name: str, figure: Figure) -> QTreeWidgetItem:
        line = QTreeWidgetItem([title, words.number(name, figure), words.interval(name, figure), f"{figure.n:,}"])
        line.setData(FIGURE, NAME, name)
        if figure.value is None:
            line.setForeground(VALUE, muted(QApplication.palette()))
            line.setData(FIGURE, WHY, figure.why)
        for column in range(self.columnCount()):
            line.setToolTip(column, figure.why if figure.value is None else title)
        section.addChild(self._tied(line))
        return line

    def _tied(self, line: QTreeWidgetItem) -> QTreeWidgetItem:
        line.setTextAlignment(COUNT, RIGHT)
        return line

    def why(self) -> str:
        """Why the figure looked at is undefined; empty where it is not."""
        item = self.currentItem()
        return (item.data(FIGURE, WHY) or "") if item is not None else ""

    def _ask(self) -> None:
        item = self.currentItem()
        if item is not None and item.data(FIGURE, NAME) == "divided":
            self.divided_asked.emit()
        elif item is not None and item.parent() is not None:
            self.pairs_asked.emit(item.data(FIGURE, CATEGORY))

    def _fit(self) -> None:
        """Columns and head by the size of letters; under its style sheet a head does not follow it of its own."""
        head, em = self.header(), self.fontMetrics().averageCharWidth()
        head.setFont(self.font())
        left = self.viewport().width()
        for column in (VALUE, BOUNDS, COUNT):
            told = [self.headerItem().text(column), LEASTS[column], *(line.text(column) for line in self._lines())]
            wide = max(map(self.fontMetrics().horizontalAdvance, told)) + 2 * ROOM + 2
            head.resizeSection(column, wide)
            left -= wide
        head.resizeSection(FIGURE, max(left, LEAST * em))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows what is behind the line."""
        if event.key() in ENTER and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._ask()
        else:
            super().keyPressEvent(event)


class FiguresTab(QWidget):
    """The table, and below it why the figure looked at is undefined."""

    pairs_asked = Signal(object)
    divided_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = FiguresTable()
        self.why = Faint("agreement.why")
        self.why.setWordWrap(True)
        self.table.pairs_asked.connect(self.pairs_asked)
        self.table.divided_asked.connect(self.divided_asked)
        self.table.currentItemChanged.connect(lambda _now, _before: self._tell())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.table, 1)
        column.addWidget(self.why)
        self.why.hide()
        self.setFocusProxy(self.table)

    def show_question(self, agreement: Agreement, question: Question, told: ValueWords) -> None:
        """Tells all of a question."""
        self.table.show_question(agreement, question, told)
        self._tell()

    def _tell(self) -> None:
        why = self.table.why()
        self.why.setText(self.tr("Undefined: {0}").format(why) if why else "")
        self.why.setVisible(bool(why))
