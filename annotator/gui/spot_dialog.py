"""Which share of the single codings is drawn for a spot check, by which seed, for whom; told before it is set.

Owns the question only; what is drawn is the matter of `project.reviews`. For a lead only.
"""

from __future__ import annotations

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from .colors import muted
from .fields.base import write_in
from .workspace import Workspace

MOST_SEED = 999_999
FIRST_SHARE = 10.0


class SpotDialog(QDialog):
    """Share, seed and coder."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("spot")
        self.setWindowTitle(self.tr("Spot checks"))
        self._workspace = workspace
        self._draw = workspace.project.reviews.draw()
        about = QLabel(
            self.tr(
                "A share of what coders say is done is drawn for you to check, from the articles that one coder alone codes; "
                "those coded twice are compared anyway. What coders finish later is drawn in the same way, and the same seed "
                "draws the same work."
            )
        )
        about.setWordWrap(True)
        write_in(about, muted(self.palette()))
        self.share = QDoubleSpinBox()
        self.share.setObjectName("spot.share")
        self.share.setAccessibleName(self.tr("Share of the single codings, in percent"))
        self.share.setRange(0, 100)
        self.share.setDecimals(1)
        self.share.setSuffix(self.tr(" %"))
        self.seed = QSpinBox()
        self.seed.setObjectName("spot.seed")
        self.seed.setAccessibleName(self.tr("Seed of the draw"))
        self.seed.setRange(0, MOST_SEED)
        self.seed.setValue(self._draw.seed)
        self.whom = QComboBox()
        self.whom.setObjectName("spot.whom")
        self.whom.setAccessibleName(self.tr("Whose work"))
        self.whom.addItem(self.tr("All who code"), "")
        for coder in workspace.project.coders.all():
            if coder.uid != workspace.project.coder.uid:
                self.whom.addItem(coder.name, coder.uid)
        self.whom.currentIndexChanged.connect(lambda _at: self._fill())
        asked = QFormLayout()
        asked.setHorizontalSpacing(12)
        asked.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        asked.addRow(self.tr("&Share to check"), self.share)
        asked.addRow(self.tr("&Of the work of"), self.whom)
        asked.addRow(self.tr("S&eed"), self.seed)
        buttons = QDialogButtonBox()
        yes = buttons.addButton(self.tr("Set"), QDialogButtonBox.ButtonRole.AcceptRole)
        yes.setObjectName("spot.yes")
        yes.setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(about)
        column.addLayout(asked)
        column.addWidget(buttons)
        self._fill()
        self.resize(30 * self.fontMetrics().lineSpacing(), self.sizeHint().height())
        self.share.setFocus()
        self.share.selectAll()

    def _fill(self) -> None:
        """The share that holds now for whom is chosen."""
        given = self._draw.shares.get(self.whom.currentData() or "", self._draw.share)
        self.share.setValue(given * 100 or FIRST_SHARE)

    def accept(self) -> None:
        """Sets it; where that is refused the dialog stays."""
        share, seed, whom = round(self.share.value() / 100, 4), self.seed.value(), self.whom.currentData() or ""
        if self._workspace.lead(lambda project: (project.reviews.set_draw(share, seed, whom), True)):
            super().accept()
