"""The questions about one entry of a register: its name, sort, country, time, place, and what else it is called.

Owns the questions; the entry itself is judged by `project.register`, whose sentence is shown where something is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ..codebook.model import Codebook, CodedField
from ..formats.register_rows import sort_field
from ..project.register import ALIASES, KINDS, Entry
from .colors import muted
from .fields.base import write_in
from .plain_parts import wrong_label
from .register_model import titles


class EntryDialog(QDialog):
    """Asks about one entry; `keep` saves it and gives why it could not, empty where it could."""

    def __init__(
        self, codebook: Codebook, register: str, entry: Entry, yes: str, keep: Callable[[Entry], str], parent: QWidget
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("entry")
        self.setWindowTitle(self.tr("Entry of the register"))
        self._entry, self._keep = entry, keep
        self._kind = KINDS[register]
        self._sort = sort_field(codebook, register)
        self._codebook = codebook
        self.boxes: dict[str, QLineEdit | QComboBox] = {}
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(7)
        words = titles()
        for column in (*self._kind.columns, "aliases"):
            box = self.boxes[column] = self._box(column)
            box.setObjectName(f"entry.{column}")
            box.setAccessibleName(words[column])
            form.addRow(words[column], box)
        self._fill()
        hint = QLabel(self._hint())
        hint.setTextFormat(Qt.TextFormat.PlainText)
        hint.setWordWrap(True)
        write_in(hint, muted(self.palette()))
        self.wrong = wrong_label("entry.wrong", self.palette())
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("entry.yes")
        self.yes.setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(20, 18, 20, 14)
        column_.setSpacing(12)
        column_.addLayout(form)
        for part in (hint, self.wrong, buttons):
            column_.addWidget(part)
        self.setMinimumWidth(520)

    def entry(self) -> Entry:
        """What was answered, as it was typed."""
        told = {name: self._answer(box) for name, box in self.boxes.items()}
        aliases = tuple(part.strip() for part in told.pop("aliases").split(";"))
        return replace(self._entry, values=told, aliases=aliases)

    def accept(self) -> None:
        """Goes only where the entry was kept."""
        wrong = self._keep(self.entry())
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        self.adjustSize()
        if not wrong:
            super().accept()

    def _box(self, column: str) -> QLineEdit | QComboBox:
        if column == self._kind.sort and self._sort is not None and (codes := self._codebook.code_list(self._sort)).codes:
            box = QComboBox()
            box.addItem(self.tr("(not said)"), "")
            for code in codes.walk():
                box.addItem(codes.label(code.code), code.code)
            return box
        line = QLineEdit()
        countries = self._country_field()
        if column == "country" and countries is not None:
            names = [code.code for code in self._codebook.code_list(countries).walk()]
            completer = QCompleter(names, line)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            line.setCompleter(completer)
        return line

    def _country_field(self) -> CodedField | None:
        return next((one for one in self._codebook.fields.values() if one.finds == "country" and one.codes), None)

    def _fill(self) -> None:
        values = {**self._entry.values, "aliases": ALIASES.join(self._entry.aliases)}
        for name, box in self.boxes.items():
            value = values.get(name)
            text = "" if value is None else str(value)
            if isinstance(box, QLineEdit):
                box.setText(text)
                continue
            if box.findData(text) < 0:
                box.addItem(text, text)
            box.setCurrentIndex(box.findData(text))

    def _answer(self, box: QLineEdit | QComboBox) -> str:
        return box.text() if isinstance(box, QLineEdit) else str(box.currentData())

    def _hint(self) -> str:
        parts = [self.tr("Other names are divided by semicolons.")]
        if self._kind.name == "actors":
            parts.insert(0, self.tr(
                "The type holds in the country of the event; without a country, in all. From and to are days, as 2014-08-09, "
                "or years."))  # fmt: skip
        if self._entry.uid:
            parts.append(self.tr("Another name here leaves events as they are; “Rename everywhere” goes through them."))
        return " ".join(parts)
