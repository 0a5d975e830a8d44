"""What comes along where texts go out with what was coded in them: negatives, inferred values, parts, quotes, offers.

Owns these choices and the way to the dialog of parts; what they do is the formats' business.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QPushButton, QWidget

from ..formats.codings.going import CodingOptions
from ..formats.format import Format
from .workspace import Workspace


class CodingChoices(QWidget):
    """The choices. `changed` when one is made."""

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.negatives = self._box("negatives", self.tr("What is &no event: articles without one, and mentions"), True)
        self.inferred = self._box("inferred", self.tr("&Values the text nowhere says, marked as such"), True)
        self.splits = self._box("splits", "", False)
        self.quotes = self._box("quotes", self.tr("The words behind each value, as &quotes"), False)
        self.offers = self._box("offers", self.tr("What models offer and nobody too&k, as predictions"), False)
        self.parts = QPushButton(self.tr("&Parts…"))
        self.parts.setObjectName("export.parts")
        self.parts.setAccessibleName(self.tr("Make or look at the parts for training and testing"))
        self.parts.setAutoDefault(False)
        self.parts.setVisible(workspace.is_lead)
        self.parts.clicked.connect(lambda _checked=False: self.show_parts())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for row, one in enumerate((self.negatives, self.inferred, self.splits, self.quotes, self.offers)):
            grid.addWidget(one, row, 0)
        grid.addWidget(self.parts, 2, 1)
        self.look()

    def options(self) -> CodingOptions:
        """What was chosen."""
        return CodingOptions(
            negatives=self.negatives.isChecked(), inferred=self.inferred.isChecked(),
            splits=self.splits.isEnabled() and self.splits.isChecked(),
            quotes=not self.quotes.isHidden() and self.quotes.isChecked(),
            offers=not self.offers.isHidden() and self.offers.isChecked(),
        )  # fmt: skip

    def show_for(self, chosen: Format) -> None:
        """Offers what a format can be asked."""
        self.quotes.setVisible(chosen.name == "chat-jsonl")
        self.offers.setVisible(chosen.name == "label-studio")

    def look(self) -> None:
        """Whether there are parts to go by."""
        count = len(self._workspace.project.splits.parts())
        self.splits.setEnabled(count > 0)
        self.splits.setText(
            self.tr("&Train, dev and test, each on its own ({0} articles)").format(f"{count:,}")
            if count
            else self.tr("&Train, dev and test, each on its own (not made yet)")
        )

    def show_parts(self) -> QDialog:
        """Opens the dialog of parts; what was made there is offered at once."""
        from .splits_dialog import SplitsDialog

        before = self._workspace.project.splits.any()
        dialog = SplitsDialog(self._workspace, self)

        def on_end() -> None:
            self.look()
            if not before and self.splits.isEnabled():
                self.splits.setChecked(True)
            self.changed.emit()
            self.parts.setFocus()

        dialog.finished.connect(on_end)
        dialog.open()
        return dialog

    def _box(self, name: str, text: str, on: bool) -> QCheckBox:
        box = QCheckBox(text)
        box.setObjectName(f"export.{name}")
        box.setChecked(on)
        box.toggled.connect(lambda _on: self.changed.emit())
        return box
