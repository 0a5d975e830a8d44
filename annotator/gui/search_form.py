"""The questions about one search: where it was made, with which words and days, and how many came of it.

Owns the questions; what they may say is judged by `project.search_records`, whose sentence is shown where something is wrong.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ..project.search_records import SearchDraft
from .colors import muted
from .fields.base import write_in
from .plain_parts import wrong_label

COUNTS = ("hits", "retrieved", "duplicates")
LINES = {"query": 4, "note": 2}
"""Lines of text that are in view."""


class SearchForm(QDialog):
    """Asks about one search; `keep` writes it down and gives why it could not, empty where it could."""

    def __init__(self, draft: SearchDraft, yes: str, keep: Callable[[SearchDraft], str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("search_form")
        self.setWindowTitle(self.tr("A search that articles came from"))
        self._keep = keep
        self.boxes: dict[str, QLineEdit | QPlainTextEdit] = {}
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(7)
        for name, title, hint in self._questions():
            box = self.boxes[name] = self._box(name, hint)
            box.setObjectName(f"search_form.{name}")
            box.setAccessibleName(title.replace("&", ""))
            label = QLabel(title)
            label.setBuddy(box)
            form.addRow(label, box)
        self._fill(draft)
        about = QLabel(self.tr(
            "Of days, a month or a year will do: it stands for its first and its last day. Leave empty what nobody noted."
        ))  # fmt: skip
        about.setWordWrap(True)
        write_in(about, muted(self.palette()))
        self.wrong = wrong_label("search_form.wrong", self.palette())
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("search_form.yes")
        self.yes.setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(12)
        column.addLayout(form)
        for part in (about, self.wrong, buttons):
            column.addWidget(part)
        self.setMinimumWidth(560)

    def draft(self) -> SearchDraft | str:
        """What was answered, or what cannot be read."""
        told: dict[str, str | int | None] = {name: self._text(name) for name in self.boxes}
        for name in COUNTS:
            digits = "".join(one for one in self._text(name) if one not in " ,.'’\u00a0\u202f")
            if digits and not digits.isdecimal():
                return self.tr("“{0}” is not a number.").format(self._text(name))
            told[name] = int(digits) if digits else None
        return SearchDraft(**told)  # type: ignore[arg-type]

    def accept(self) -> None:
        """Goes only where the search was written down."""
        draft = self.draft()
        wrong = draft if isinstance(draft, str) else self._keep(draft)
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        self.adjustSize()
        if not wrong:
            super().accept()

    def _questions(self) -> tuple[tuple[str, str, str], ...]:
        return (
            ("name", self.tr("&Database"), self.tr("as its users call it")),
            ("query", self.tr("&Query"), self.tr("as it was typed there; Tab goes on")),
            ("first", self.tr("&From"), self.tr("first day asked for, as 2019-03-01, 2019-03 or 2019")),
            ("last", self.tr("&To"), self.tr("last day asked for")),
            ("made", self.tr("&Made on"), self.tr("the day of the search, as 2026-03-02")),
            ("hits", self.tr("&Hits"), self.tr("how many it found")),
            ("retrieved", self.tr("&Retrieved"), self.tr("how many of them were taken over")),
            ("duplicates", self.tr("D&uplicates"), self.tr("how many of those were there already")),
            ("note", self.tr("&Note"), ""),
        )

    def _box(self, name: str, hint: str) -> QLineEdit | QPlainTextEdit:
        if name not in LINES:
            line = QLineEdit()
            line.setPlaceholderText(hint)
            return line
        lines = QPlainTextEdit()
        lines.setPlaceholderText(hint)
        lines.setTabChangesFocus(True)
        lines.setFixedHeight(LINES[name] * lines.fontMetrics().lineSpacing() + 14)
        return lines

    def _fill(self, draft: SearchDraft) -> None:
        for name, box in self.boxes.items():
            value = getattr(draft, name)
            text = "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
            box.setText(text) if isinstance(box, QLineEdit) else box.setPlainText(text)

    def _text(self, name: str) -> str:
        box = self.boxes[name]
        return (box.text() if isinstance(box, QLineEdit) else box.toPlainText()).strip()
