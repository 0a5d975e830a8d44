"""How far offers led: for each field, how many values were typed, taken as offered, changed, or stand without words.

The counting is a job on a connection of its own, begun anew for each choice of a coder. What is counted, and how, is
`project.suggestions`'s. For a lead only, as the action says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from ..codebook.model import title_of
from ..project import Project
from ..project.suggestions import Figures
from .colors import muted
from .fields.base import write_in
from .job_dialog import LeavableDialog
from .jobs import SHOWN_AT_ONCE, Progress, reading_job
from .plain_parts import plain_label
from .table_cells import HEAD, Cells
from .workspace import Workspace

if TYPE_CHECKING:
    from .window import Window

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class OffersDialog(LeavableDialog):
    """One line a field; articles whose offers are withheld have a block of their own. `figures` is None until counted."""

    def __init__(self, workspace: Workspace, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("offer_figures")
        self.setWindowTitle(self.tr("How far offers led"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._window = workspace, window
        self.figures: list[Figures] | None = None
        self.whom = QComboBox()
        self.whom.setObjectName("offer_figures.whom")
        self.whom.setAccessibleName(self.tr("Whose values"))
        self.whom.addItem(self.tr("All coders"), "")
        for coder in workspace.project.coders.all():
            self.whom.addItem(coder.name, coder.uid)
        self.whom.currentIndexChanged.connect(self._begin)
        label = QLabel(self.tr("&Values of"))
        label.setBuddy(self.whom)
        self.summary = plain_label("offer_figures.summary")
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.summary.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 2)
        self.table = self._make_table()
        self.about = QLabel(
            self.tr(
                "Share taken: of the values with words, a status, or an offer behind them, how many are an offer taken as it "
                "was. Values without words are left out: their field needs none, or none were given."
            )
        )
        self.about.setObjectName("offer_figures.about")
        self.about.setWordWrap(True)
        write_in(self.about, muted(self.palette()))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label)
        row.addWidget(self.whom)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addLayout(row)
        for part in (self.summary, self.table, self.about, self.job, self._buttons()):
            column.addWidget(part)
        line = self.fontMetrics().lineSpacing()  # large letters want a large dialog
        self.resize(min(45 * line, window.width() - 60), min(30 * line, window.height() - 60))
        self._begin()
        self.whom.setFocus()

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.copy = buttons.addButton(self.tr("&Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.setObjectName("offer_figures.copy")
        self.copy.setToolTip(self.tr("The whole table, for a spreadsheet"))
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        close = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setObjectName("offer_figures.close")
        buttons.rejected.connect(self.reject)
        return buttons

    # --- the job ------------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        coder = self.whom.currentData()

        def work(own: Project, progress: Progress) -> list[Figures]:
            return own.suggestions.figures(coder)  # one question to the database; to stop interrupts it

        self.job.abandon()
        self.figures = None
        self.table.clear()
        self.copy.setEnabled(False)
        self.summary.setText(self.tr("Counting all values…"))
        job = reading_job(self._workspace.project, work, self)
        self.job.watch(job, "")
        job.done.connect(self._show)
        job.cancelled.connect(lambda: self.summary.setText(self.tr("Stopped before the end; nothing is counted.")))
        job.failed.connect(self.summary.setText)
        job.finish(SHOWN_AT_ONCE)

    # --- what was counted ---------------------------------------------------------------------------------------------

    def _show(self, figures: list[Figures]) -> None:
        self.figures = figures
        offered, withheld = self._blocks()
        if withheld:
            self._add_block(self.tr("Articles with offers"), offered)
            self._add_block(self.tr("Articles without offers: withheld by the lead"), withheld)
        else:
            self._add_rows(offered)
        self.copy.setEnabled(bool(figures))
        self.summary.setText(self._in_words(offered, withheld))

    def _blocks(self) -> tuple[list[Figures], list[Figures]]:
        """The fields of articles with offers, and of those without."""
        found = self.figures or []
        return [one for one in found if one.offered], [one for one in found if not one.offered]

    def _in_words(self, offered: list[Figures], withheld: list[Figures]) -> str:
        if not offered and not withheld:
            return self.tr("No values yet: there is nothing to count.")
        words: list[str] = []
        if offered:
            led = total(offered)
            known = led.values - led.without
            said = self.tr("Of {0} values with words, {1} are an offer taken as it was ({2} %), {3} an offer that was changed.")
            words.append(
                said.format(f"{known:,}", f"{led.taken:,}", share_taken(led), f"{led.changed:,}")
                if known
                else self.tr("No value has words yet.")
            )
        if withheld:
            alone = total(withheld)
            said = self.tr("Where offers are withheld, {1} of {0} values have words.")
            words.append(said.format(f"{alone.values:,}", f"{alone.values - alone.without:,}"))
        return " ".join(words)

    # --- the table ----------------------------------------------------------------------------------------------------

    def _heads(self) -> list[tuple[str, str]]:
        """Each column's title and what it counts."""
        return [
            (self.tr("Field"), self.tr("The codebook's fields, in the order of the form")),
            (
                self.tr("Values"),
                self.tr("Events in which the field holds a value: the next four columns together"),
            ),
            (
                self.tr("Typed"),
                self.tr("Typed or taken from selected words, with words of the text or a status given by hand"),
            ),
            (self.tr("Taken"), self.tr("An offer taken as it was")),
            (self.tr("Changed"), self.tr("An offer was taken and the value changed afterwards")),
            (
                self.tr("Without words"),
                self.tr("The field needs no words, or none were given; what followed from an offer there counts here"),
            ),
            (
                self.tr("Share taken (%)"),
                self.tr("Taken, as a percentage of Typed, Taken and Changed together; values without words are left out"),
            ),
        ]

    def _make_table(self) -> QTreeWidget:
        made = QTreeWidget()
        made.setObjectName("offer_figures.table")
        made.setAccessibleName(self.tr("How far offers led, by field"))
        made.setRootIsDecorated(False)
        made.setIndentation(0)
        made.setItemsExpandable(False)
        made.setUniformRowHeights(True)
        made.setItemDelegate(Cells(made))
        made.header().setStyleSheet(HEAD)
        made.header().setStretchLastSection(False)
        made.setHeaderLabels([title for title, _ in self._heads()])
        for column, (_, tip) in enumerate(self._heads()):
            made.headerItem().setToolTip(column, tip)
            made.headerItem().setTextAlignment(column, RIGHT if column else LEFT)
            made.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        return made

    def _add_block(self, title: str, figures: list[Figures]) -> None:
        item = QTreeWidgetItem([title])
        font = self.table.font()
        font.setBold(True)
        item.setFont(0, font)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.table.addTopLevelItem(item)
        item.setFirstColumnSpanned(True)
        self._add_rows(figures)

    def _add_rows(self, figures: list[Figures]) -> None:
        for one in [*figures, total(figures)] if figures else []:
            item = QTreeWidgetItem(self._cells(one))
            font = self.table.font()
            font.setBold(not one.field)
            for column in range(self.table.columnCount()):
                item.setFont(column, font)
                if column:
                    item.setTextAlignment(column, RIGHT)
            self.table.addTopLevelItem(item)
            if self.table.currentItem() is None:
                self.table.setCurrentItem(item)

    def _cells(self, one: Figures, number: str = ",") -> list[str]:
        fields = self._workspace.codebook.fields
        title = title_of(fields[one.field]) if one.field in fields else one.field or self.tr("All fields")
        counts = [f"{count:{number}}" for count in (one.values, one.typed, one.taken, one.changed, one.without)]
        return [title, *counts, share_taken(one)]

    def _copy(self) -> None:
        """The table as tab-separated lines, without the totals: whoever adds up counts nothing twice."""
        lines = [[self.tr("Articles"), *(title for title, _ in self._heads())]]
        offers = {True: self.tr("with offers"), False: self.tr("offers withheld")}
        lines += [[offers[one.offered], *self._cells(one, "")] for block in self._blocks() for one in block]
        QApplication.clipboard().setText("".join("\t".join(line) + "\n" for line in lines))
        self._window.say(self.tr("The table is copied; paste it into a spreadsheet."))


def total(figures: Sequence[Figures]) -> Figures:
    """All fields of a block together; its field has no name."""
    counts = [(one.values, one.typed, one.taken, one.changed, one.without) for one in figures]
    return Figures("", figures[0].offered, *(sum(column) for column in zip(*counts, strict=True)))


def share_taken(one: Figures) -> str:
    """Offers taken as they were, as a whole percentage of the values that are not without words; empty where there are none."""
    known = one.values - one.without
    return str(round(100 * one.taken / known)) if known else ""
