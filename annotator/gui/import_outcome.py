"""What became of an import: its figures in words, and the rows that were refused, to be saved.

Owns the words. What can be done next is the dialog's business.
"""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ..formats.importing import ImportReport
from .import_tables import RefusedTable


class Outcome(QWidget):
    """The report of the last import."""

    def __init__(self, words: QLabel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = words
        self._saved = ""
        self.refused = RefusedTable()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.words)
        column.addWidget(self.refused, 1)
        column.addStretch(0)

    def show_report(self, told: ImportReport) -> None:
        """Says it."""
        self.words.setText(self._in_words(told))
        self.refused.show_refused(told.refused)

    def add(self, sentence: str) -> None:
        """One more sentence: what was done since."""
        self.words.setText(f"{self.words.text()}\n{sentence}")

    def say_saved(self, name: str) -> None:
        """Says in which file the refused rows stand now; said once, for the last file."""
        said = self.tr("The list stands in {0}.").format(name)
        lines = [line for line in self.words.text().split("\n") if line != self._saved]
        self._saved = said
        self.words.setText("\n".join([*lines, said]))

    def _in_words(self, told: ImportReport) -> str:
        if told.stopped:
            count = len(told.refused)
            first = (
                self.tr("Nothing came in: a row was refused.") if count == 1
                else self.tr("Nothing came in: {0} rows were refused.").format(f"{count:,}")
            )  # fmt: skip
            return first + " " + self.tr("Mend the file, or import the rows that are good.")
        lines = [
            self.tr("{0} added, {1} already in, {2} refused.").format(
                f"{told.added:,}", f"{told.known:,}", f"{len(told.refused):,}"
            )
        ]
        if told.updated:
            lines.append(self.tr("{0} that were in already have been updated.").format(f"{told.updated:,}"))
        if told.drafted:
            lines.append(self.tr("{0} of them are drafts: they have errors to decide about.").format(f"{told.drafted:,}"))
        return "\n".join([*lines, *told.notes])
