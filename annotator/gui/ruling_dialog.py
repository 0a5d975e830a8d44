"""A ruling to be made or changed: its field, code, question and answer, and the reminder that everybody will read it.

Owns the question only; `keep` saves it and says why it could not.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ..codebook.guide_facts import field_named
from ..codebook.model import Codebook
from ..project.rulings import RulingDraft
from .colors import muted
from .fields.base import write_in
from .plain_parts import wrong_label
from .ruling_words import paths
from .slim_bar import slim


class RulingDialog(QDialog):
    """Asks what a ruling is about and what it says."""

    def __init__(
        self, codebook: Codebook, draft: RulingDraft, yes: str, keep: Callable[[RulingDraft], str], parent: QWidget,
        *, asked: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("ruling")
        self.setWindowTitle(self.tr("Ruling"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._codebook, self._keep = codebook, keep
        self.field, self.code = QComboBox(), QComboBox()
        self.question, self.answer = QLineEdit(draft.question), QPlainTextEdit(draft.answer)
        for name, box, words in (
            ("field", self.field, self.tr("What it is about")), ("code", self.code, self.tr("One code of the field")),
            ("question", self.question, self.tr("The question, in your words")), ("answer", self.answer, self.tr("The answer")),
        ):  # fmt: skip
            box.setObjectName(f"ruling.{name}")
            box.setAccessibleName(words)
        self.answer.setTabChangesFocus(True)
        slim(self.answer)
        self.answer.setFixedHeight(5 * self.fontMetrics().lineSpacing() + 14)
        for path, title in paths(codebook):
            self.field.addItem(title, path)
        for combo in (self.field, self.code):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(28)
        self.field.setCurrentIndex(max(0, self.field.findData(draft.field)))
        self.field.currentIndexChanged.connect(lambda _at: self._fill_codes(""))
        self._fill_codes(draft.code)
        reminder = self.tr("Everybody reads this beside the field. It must not tell what anybody coded in an article.")
        if asked:
            reminder = self.tr("The question is the coder's: put it in general words. {0}").format(reminder)
        about = QLabel(reminder)
        about.setWordWrap(True)
        write_in(about, muted(self.palette()))
        self.wrong = wrong_label("ruling.wrong", self.palette())
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(7)
        for words, part in (
            (self.tr("&Field"), self.field), (self.tr("&Code"), self.code), (self.tr("&Question"), self.question),
            (self.tr("&Answer"), self.answer),
        ):  # fmt: skip
            form.addRow(words, part)
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("ruling.yes")
        self.yes.setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(about)
        column.addLayout(form)
        column.addWidget(self.wrong)
        column.addWidget(buttons)
        self.resize(600, self.sizeHint().height())
        (self.question if draft.answer else self.answer).setFocus()
        self.question.selectAll()

    def draft(self) -> RulingDraft:
        """What was answered."""
        return RulingDraft(
            self.answer.toPlainText(), str(self.field.currentData()), str(self.code.currentData() or ""), self.question.text()
        )

    def accept(self) -> None:
        """Goes only where the ruling was kept."""
        wrong = self._keep(self.draft())
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        if not wrong:
            super().accept()

    def _fill_codes(self, chosen: str) -> None:
        """The codes of the field; none to choose where it has no list."""
        field = field_named(self._codebook, str(self.field.currentData()))
        codes = self._codebook.code_list(field) if field is not None else None
        self.code.clear()
        self.code.addItem(self.tr("The whole field") if self.field.currentData() else "", "")
        for code in codes.walk() if codes is not None else ():
            self.code.addItem(codes.label(code.code) if codes is not None else code.code, code.code)
        self.code.setCurrentIndex(max(0, self.code.findData(chosen)))
        self.code.setEnabled(self.code.count() > 1)
