"""What a person sees after an error of the program: that work is safe, and three ways on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget


class CrashDialog(QDialog):
    """One sentence, the comfort that work is safe, and three ways on."""

    def __init__(self, report: str, kept: Path | None, restart: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crash")
        self.setWindowTitle("Annotator")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.report = report
        what = QLabel(self.tr("Something in the program went wrong, and what you did last may not have been carried out."))
        font = what.font()
        font.setWeight(font.Weight.DemiBold)
        what.setFont(font)
        safe = QLabel(self.tr("Your work is saved. Restart to go on with the same project."))
        where = QLabel(self.tr("The report, without any article's text, is in {0}.").format(kept) if kept else "")
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox()
        again = buttons.addButton(self.tr("Restart"), QDialogButtonBox.ButtonRole.AcceptRole)
        again.setObjectName("crash.restart")
        again.setDefault(True)
        copy = buttons.addButton(self.tr("Copy report"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("crash.copy")
        buttons.addButton(self.tr("Go on"), QDialogButtonBox.ButtonRole.RejectRole).setObjectName("crash.go_on")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report))
        buttons.accepted.connect(self.accept)
        buttons.accepted.connect(restart)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(12)
        for label in (what, safe, where):
            label.setWordWrap(True)
            label.setMinimumWidth(460)
            label.setVisible(bool(label.text()))
            column.addWidget(label)
        column.addWidget(buttons)
