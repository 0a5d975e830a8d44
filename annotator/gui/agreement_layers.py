"""The layers of agreement as a tree: a line a question, with what is told of it at a glance; never one number for all.

Owns the lines and their columns. What is behind a line, others show.
"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QTreeWidgetItem

from ..agreement.figures import Figure, Measures
from ..agreement.results import LAYERS, Agreement, Question
from ..codebook.model import Codebook
from . import agreement_words as words
from .agreement_axis import BETWEEN, DRAWN, AxisCells, PartCells
from .agreement_lines import LinesTree
from .colors import muted
from .remark_rows import ENTER
from .slim_bar import slim
from .table_cells import ROOM, Cells, keep_head

QUESTION = Qt.ItemDataRole.UserRole
WIDTHS = {0: 22, 3: 23}
"""Letters of the columns that need not show all; the last takes what is left."""
ROOMY = "9,999"
"""The least that a column of counts has room for."""
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
TITLE, N, PERCENT, ALPHA, GWET, KAPPA, WITHOUT, BESIDE = range(8)


class LayersTree(LinesTree):
    """`question_chosen` where another line is looked at, `pairs_asked` where Enter or a click asks what is behind it."""

    question_chosen = Signal(object)
    pairs_asked = Signal(object)

    def __init__(self, codebook: Codebook) -> None:
        super().__init__()
        self._codebook = codebook
        self._least = 0
        self.setObjectName("agreement.layers")
        self.setAccessibleName(self.tr("Layers of agreement, a line a question"))
        self.setIndentation(12)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setItemDelegate(Cells(self))
        self.setItemDelegateForColumn(ALPHA, AxisCells(self))
        self.setItemDelegateForColumn(BESIDE, PartCells(self))
        slim(self, both_ways=True)
        keep_head(self)
        self.setHeaderLabels([
            self.tr("Question"), self.tr("n"), self.tr("Percent"), self.tr("α and its interval"), self.tr("AC1/AC2"),
            self.tr("κ"), self.tr("Without"), self.tr("Beside"),
        ])  # fmt: skip
        head, item = self.header(), self.headerItem()
        tips = {
            N: self.tr("Articles or pairs that at least two coders spoke of"),
            PERCENT: self.tr("The share of pairs of answers that are alike, chance not taken away"),
            ALPHA: self.tr("Krippendorff's α on an axis from 0 to 1, with lines at .667 and .800, which hold for α alone"),
            GWET: self.tr("Gwet's AC1, or AC2 with weights where answers have an order or a distance"),
            KAPPA: self.tr("Cohen's κ of two coders, Fleiss' of more"),
            WITHOUT: self.tr("α on pairs that were made without looking at this field"),
            BESIDE: self.tr("Figures of this kind of question alone; all of them stand at the right"),
        }
        for column, tip in tips.items():
            item.setToolTip(column, tip)
        head.setStretchLastSection(True)
        head.setMinimumSectionSize(30)
        for column in range(self.columnCount()):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            if column in (N, PERCENT, GWET, KAPPA, WITHOUT):
                item.setTextAlignment(column, RIGHT)
        self._fit()
        self.currentItemChanged.connect(lambda _now, _before: self._tell())
        self.itemClicked.connect(lambda _item, _column: self._ask())

    def show_agreement(self, agreement: Agreement) -> None:
        """Lists the questions of a result; the line looked at stays, where it is there still."""
        before = self.current()
        kept = (before.layer, before.name) if before is not None else None
        self._least = agreement.least
        self.headerItem().setText(KAPPA, self._kappa(agreement))
        chosen: QTreeWidgetItem | None = None
        with QSignalBlocker(self):
            self.clear()
            for layer in LAYERS:
                questions = [one for one in agreement.questions if one.layer == layer]
                if not questions:
                    continue
                head = QTreeWidgetItem([words.layer_title(layer)])
                head.setFlags(Qt.ItemFlag.ItemIsEnabled)
                font = self.font()
                font.setWeight(font.Weight.DemiBold)
                head.setFont(0, font)
                self.addTopLevelItem(head)
                head.setFirstColumnSpanned(True)
                for question in questions:
                    line = self._add(head, question)
                    if chosen is None or kept == (layer, question.name):
                        chosen = line
            self.expandAll()
            self._fit()
            if chosen is not None:
                self.setCurrentItem(chosen)
        self._tell()

    def current(self) -> Question | None:
        """The question looked at."""
        item = self.currentItem()
        return item.data(TITLE, QUESTION) if item is not None else None

    def show_question(self, layer: str, name: str) -> bool:
        """Looks at a question; False where it is not there."""
        for at in range(self.topLevelItemCount()):
            head = self.topLevelItem(at)
            for item in (head.child(place) for place in range(head.childCount())) if head else ():
                question: Question | None = item.data(TITLE, QUESTION) if item else None
                if item and question and (question.layer, question.name) == (layer, name):
                    self.setCurrentItem(item)
                    return True
        return False

    def _add(self, head: QTreeWidgetItem, question: Question) -> QTreeWidgetItem:
        title = words.question_title(self._codebook, question.layer, question.name)
        line = self._line(question, title, question.measures)
        alpha = question.left_out.figures.get("alpha") if question.left_out is not None else None
        if question.left_out is not None:
            self._cell(line, WITHOUT, "alpha", alpha)
        head.addChild(line)
        if question.automatic is not None:
            plain = self._line(question, self.tr("… program's pairs alone"), question.automatic)
            faint = muted(QApplication.palette())
            for column in range(self.columnCount()):
                plain.setForeground(column, faint)
            head.addChild(plain)
        return line

    def _line(self, question: Question, title: str, measures: Measures) -> QTreeWidgetItem:
        line = QTreeWidgetItem([title, f"{measures.n_units:,}"])
        line.setData(TITLE, QUESTION, question)
        line.setToolTip(TITLE, title)
        figures = measures.figures
        self._cell(line, PERCENT, "percent", figures.get("percent"))
        if (alpha := figures.get("alpha")) is not None:
            self._cell(line, ALPHA, "alpha", alpha)
        if alpha is not None and alpha.value is not None:
            line.setData(ALPHA, DRAWN, (alpha.value, alpha.low, alpha.high))
        for column, name in ((GWET, words.gwet(measures)), (KAPPA, words.kappa(measures))):
            self._cell(line, column, name, figures.get(name))
        told = [name for name in words.beside(measures) if figures[name].value is not None and name != "answered_percent"]
        # Where there is no coefficient to draw, the figures take its place.
        place = BESIDE if "alpha" in figures else ALPHA
        line.setText(
            place, BETWEEN.join(f"{words.figure_title(name, short=True)} {words.number(name, figures[name])}" for name in told)
        )
        line.setToolTip(place, "\n".join(words.tip(name, figures[name]) for name in words.beside(measures)))
        for column in (N, PERCENT, GWET, KAPPA, WITHOUT):
            line.setTextAlignment(column, RIGHT)
        return line

    def _cell(self, line: QTreeWidgetItem, column: int, name: str, figure: Figure | None) -> None:
        line.setText(column, words.number(name, figure, short=True) if figure is not None else "")
        line.setToolTip(column, words.tip(name, figure))
        if figure is not None and figure.value is None:
            line.setForeground(column, muted(QApplication.palette()))

    def _tell(self) -> None:
        question = self.current()
        if question is not None:
            self.question_chosen.emit(question)

    def _ask(self) -> None:
        question = self.current()
        if question is not None:
            self.pairs_asked.emit(question)

    def _fit(self) -> None:
        """Columns and head by the size of letters; under its style sheet a head does not follow it of its own."""
        head, letters, tall = self.header(), self.fontMetrics(), self.headerItem()
        head.setFont(self.font())
        for column in range(BESIDE):
            if (width := WIDTHS.get(column)) is not None:
                head.resizeSection(column, width * letters.averageCharWidth())
                continue
            told = [tall.text(column), words.NONE, ROOMY if column == N else self.tr("undef.")]
            told += [line.text(column) for line in self._lines()] if column == N else []
            head.resizeSection(column, max(map(letters.horizontalAdvance, told)) + 2 * ROOM + 2)

    def _kappa(self, agreement: Agreement) -> str:
        """Which κ the column holds; where it holds both, the cells' tips say which."""
        told = [words.kappa(one.measures) for one in agreement.questions]
        kinds = {
            name.partition("_")[0] for name, one in zip(told, agreement.questions, strict=True)
            if (figure := one.measures.figures.get(name)) is not None and figure.value is not None
        }  # fmt: skip
        known = {"cohen": self.tr("κ (Cohen)"), "fleiss": self.tr("κ (Fleiss)")}
        return known.get(kinds.pop(), self.tr("κ")) if len(kinds) == 1 else self.tr("κ")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows what is behind the line."""
        if event.key() in ENTER and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._ask()
        else:
            super().keyPressEvent(event)
