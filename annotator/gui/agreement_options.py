"""How agreement is worked out, for who wants it otherwise: threshold, least n, bootstrap, strata. Owns the question only."""

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

from ..agreement.results import Options
from .colors import muted
from .fields.base import write_in

MOST_ROUNDS, MOST_SEED, MOST_LEAST = 10_000, 999_999, 1_000
LEVELS = (0.9, 0.95, 0.99)
AS_CODEBOOK = -0.05
"""The lowest step of the threshold, which stands for the codebook's."""


class AgreementOptions(QDialog):
    """`options` and `stratum` are what was chosen."""

    def __init__(self, options: Options, stratum: str, threshold: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("agreement_options")
        self.setWindowTitle(self.tr("How agreement is worked out"))
        self.threshold = QDoubleSpinBox()
        self.threshold.setRange(AS_CODEBOOK, 1)
        self.threshold.setSingleStep(0.05)
        self.threshold.setSpecialValueText(self.tr("the codebook's: {0}").format(f"{threshold:.2f}"))
        self.threshold.setValue(AS_CODEBOOK if options.threshold is None else options.threshold)
        self.least = _spin(1, MOST_LEAST, options.least)
        self.rounds = _spin(0, MOST_ROUNDS, options.rounds)
        self.rounds.setSingleStep(100)
        self.rounds.setSpecialValueText(self.tr("no intervals"))
        self.seed = _spin(0, MOST_SEED, options.seed)
        self.level = QComboBox()
        for level in LEVELS:
            self.level.addItem(self.tr("{0} %").format(f"{level * 100:.0f}"), level)
        self.level.setCurrentIndex(max(self.level.findData(options.level), 0))
        self.stratum = QComboBox()
        for name, title in (
            ("coders", self.tr("those of the same coders")), ("language", self.tr("those of one language")),
            ("source", self.tr("those of one source")), ("month", self.tr("those of one month")), ("", self.tr("all of them")),
        ):  # fmt: skip
            self.stratum.addItem(title, name)
        self.stratum.setCurrentIndex(max(self.stratum.findData(stratum), 0))
        asked = QFormLayout()
        asked.setHorizontalSpacing(12)
        asked.setVerticalSpacing(8)
        asked.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for name, title, field, tip in (
            ("threshold", self.tr("&Threshold of pairing"), self.threshold,
             self.tr("From which likeness on two events are taken for the same happening")),
            ("least", self.tr("&Coefficients from n on"), self.least,
             self.tr("A coefficient of fewer units is not told; n and percent are")),
            ("rounds", self.tr("&Bootstrap rounds"), self.rounds, self.tr("How often articles are drawn anew for an interval")),
            ("seed", self.tr("&Seed"), self.seed, self.tr("The same seed draws the same articles")),
            ("level", self.tr("&Level of intervals"), self.level, ""),
            ("stratum", self.tr("&Articles are drawn among"), self.stratum,
             self.tr("Within what articles are drawn, so that every draw has as many of each")),
        ):  # fmt: skip
            field.setObjectName(f"agreement_options.{name}")
            field.setAccessibleName(title.replace("&", ""))
            field.setToolTip(tip)
            asked.addRow(title, field)
        about = QLabel(self.tr("All of this stands in the report and in the methods paragraph."))
        about.setWordWrap(True)
        write_in(about, muted(self.palette()))
        buttons = QDialogButtonBox()
        yes = buttons.addButton(self.tr("Set"), QDialogButtonBox.ButtonRole.AcceptRole)
        yes.setObjectName("agreement_options.yes")
        yes.setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addLayout(asked)
        column.addWidget(about)
        column.addWidget(buttons)
        self.threshold.setFocus()

    def options(self) -> Options:
        """What was chosen."""
        threshold = self.threshold.value()
        return Options(
            self.rounds.value(), self.seed.value(), self.level.currentData(), self.least.value(),
            None if threshold < 0 else round(threshold, 2),
        )  # fmt: skip


def _spin(least: int, most: int, value: int) -> QSpinBox:
    made = QSpinBox()
    made.setRange(least, most)
    made.setValue(value)
    return made
