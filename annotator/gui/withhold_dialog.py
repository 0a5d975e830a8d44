"""Withholding offers from a share of the articles: how many, drawn by which seed, for whom, told before it is done.

Owns the question only; which articles are drawn is the matter of `project.assignments`. For a lead only, as the action says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout

from .colors import muted
from .fields.base import write_in
from .workspace import Workspace

if TYPE_CHECKING:
    from .window import Window

REST = 150
"""Milliseconds after the last change before it is counted anew."""
MOST_SEED = 999_999


class WithholdDialog(QDialog):
    """Share, seed and coder, and what would become of it."""

    def __init__(self, workspace: Workspace, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("withhold")
        self.setWindowTitle(self.tr("Withhold offers"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._window = workspace, window
        about = QLabel(
            self.tr(
                "In a share of the articles the program offers nothing, so that you can compare what is coded with and "
                "without its offers. Articles that were begun stay as they are. The same seed draws the same articles."
            )
        )
        about.setWordWrap(True)
        write_in(about, muted(self.palette()))
        self.share = self._number("share", self.tr("Share of the articles, in percent"), 0, 100, 20)
        self.share.setSuffix(self.tr(" %"))
        self.seed = self._number("seed", self.tr("Seed of the draw"), 0, MOST_SEED, 1)
        self.whom = QComboBox()
        self.whom.setObjectName("withhold.whom")
        self.whom.setAccessibleName(self.tr("For whom"))
        self.whom.addItem(self.tr("All who code"), None)
        for coder in workspace.project.coders.all():
            self.whom.addItem(coder.name, coder.uid)
        self.outcome = QLabel()
        self.outcome.setObjectName("withhold.outcome")
        self.outcome.setWordWrap(True)
        self.outcome.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.outcome.setAlignment(Qt.AlignmentFlag.AlignTop)
        asked = QFormLayout()
        asked.setHorizontalSpacing(12)
        asked.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        asked.addRow(self.tr("&Share of the articles"), self.share)
        asked.addRow(self.tr("Se&ed"), self.seed)
        asked.addRow(self.tr("&For"), self.whom)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(about)
        column.addLayout(asked)
        column.addWidget(self.outcome)
        column.addStretch(1)
        column.addWidget(self._buttons())
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._look)
        self.share.valueChanged.connect(self._later)
        self.seed.valueChanged.connect(self._later)
        self.whom.currentIndexChanged.connect(self._later)
        self._look()
        self.resize(500, self.sizeHint().height())
        self.share.setFocus()
        self.share.selectAll()

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(self.tr("Withhold"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("withhold.yes")
        self.yes.setDefault(True)
        self.allow = buttons.addButton(self.tr("&Allow all again"), QDialogButtonBox.ButtonRole.ActionRole)
        self.allow.setObjectName("withhold.allow")
        self.allow.setAutoDefault(False)
        self.allow.setToolTip(self.tr("Offers come back in all articles that are not begun"))
        self.allow.clicked.connect(self._allow)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _number(self, name: str, words: str, low: int, high: int, value: int) -> QSpinBox:
        made = QSpinBox()
        made.setObjectName(f"withhold.{name}")
        made.setAccessibleName(words)
        made.setRange(low, high)
        made.setValue(value)
        return made

    def accept(self) -> None:
        """Withholds; where nothing more is drawn, nothing is done."""
        if self._rest.isActive():  # what was just typed is not counted yet
            self._look()
        if not self.yes.isEnabled():
            return
        told = self._workspace.lead(
            lambda project: project.assignments.withhold(self.share.value() / 100, self.seed.value(), self.whom.currentData())
        )
        if told is None:
            return
        super().accept()
        self._window.say(self.tr("Offers are withheld from {0} articles more; undo takes it back.").format(told.new))

    def _allow(self) -> None:
        count = self._workspace.lead(lambda project: project.assignments.allow(self.whom.currentData()))
        if count is None:
            return
        super().accept()
        self._window.say(self.tr("Offers are allowed again in {0} articles; undo takes it back.").format(count))

    def _later(self) -> None:
        # The button stays enabled meanwhile: a number box tells its value at Return before the dialog hears the key.
        self.yes.setEnabled(True)
        self._rest.start()

    def _look(self) -> None:
        self._rest.stop()
        told = self._workspace.project.assignments.preview(self.share.value() / 100, self.seed.value(), self.whom.currentData())
        self.yes.setEnabled(told.new > 0)
        self.allow.setEnabled(told.all > told.new)
        if not told.open:
            self.outcome.setText(self.tr("Every article is begun: there is nothing to withhold offers from."))
            return
        words = self.tr("{0} of {1} articles not yet begun would be without offers").format(told.all, told.open)
        if told.all > told.new:
            words += self.tr("; {0} of them are already").format(told.all - told.new)
        if self.whom.currentData() is None and self.whom.count() > 2:
            words += self.tr(" (an article counts once for each coder)")
        self.outcome.setText(f"{words}.")
