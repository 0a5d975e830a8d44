"""What is done to articles on their way in, as a person says it: repair, lines to leave out, what no file says.

Owns the boxes and their words. What is done is `formats.articles.mending`'s; which lines recur a dialog of its own shows.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ..dates import AmbiguousDate, read_written
from ..formats.articles.boilerplate import Drop
from ..formats.articles.first_look import Wrong
from ..formats.articles.mending import Mending
from .colors import muted
from .fields.base import write_in
from .plain_parts import plain_label


class MendingChoices(QWidget):
    """`changed` is told when articles would come in otherwise, `lines_requested` when the lines that recur are wanted."""

    changed = Signal()
    lines_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drop: Drop = {}
        self.repair = self._box("import.repair", self.tr("&Repair the articles that were decoded wrongly"))
        self.example = plain_label("import.example")
        write_in(self.example, muted(self.palette()))
        self.source = self._line("import.default.source", self.tr("Source of articles that name none"))
        self.date = self._line("import.default.date", self.tr("Date of articles that name none"))
        self.date.setPlaceholderText("2020-06-02")
        self.title = self._box("import.title_from_name", self.tr("&Title from the file's name"))
        self.lines_said = plain_label("import.lines.said")
        self.lines = QPushButton(self.tr("Lines that re&cur…"))
        self.lines.setObjectName("import.lines")
        self.lines.setAccessibleName(self.tr("Look for lines that many articles share, to leave them out"))
        self.lines.setAutoDefault(False)
        self.lines.clicked.connect(lambda _checked=False: self.lines_requested.emit())
        self._lay_out()
        for line in (self.source, self.date):
            line.editingFinished.connect(self.changed)
        for box in (self.repair, self.title):
            box.toggled.connect(lambda _on: self.changed.emit())
        self.show_drop({})

    def mending(self) -> Mending:
        """What is chosen and can be seen. A date that cannot be read is left out; `problem` says so."""
        return Mending(
            self.repair.isChecked() and not self.repair.isHidden(), self.drop,
            "" if self._sources.isHidden() else self.source.text().strip(), self._day(),
            self.title.isChecked() and not self.title.isHidden(),
        )  # fmt: skip

    def problem(self) -> str:
        """What is wrong with what was written; empty for nothing."""
        if self._dates.isHidden() or not self.date.text().strip() or self._day():
            return ""
        return self.tr("“{0}” says no day; write it as 2020-06-02.").format(self.date.text().strip())

    def show_look(self, wrong: Wrong | None, lacks: Sequence[str] | frozenset[str], *, files: bool) -> None:
        """Offers what these articles may need; `files` says that each is a file and no row of a table."""
        self.show_wrong(wrong)
        self._sources.setVisible("source" in lacks or bool(self.source.text()))
        self._dates.setVisible("date" in lacks or bool(self.date.text()))
        self.title.setVisible(files and ("title" in lacks or self.title.isChecked()))
        self._lacking.setVisible(any(not one.isHidden() for one in (self._sources, self._dates, self.title)))

    def show_wrong(self, wrong: Wrong | None) -> None:
        """Offers the repair of texts that were decoded wrongly, with the first of them before and after."""
        seen = wrong is not None or self.repair.isChecked()
        self.repair.setVisible(seen)
        self.example.setVisible(wrong is not None)
        if wrong is None:
            return
        words = self.tr("&Repair the articles that were decoded wrongly ({0} of those looked at)").format(f"{wrong.count:,}")
        self.repair.setText(words)
        self.example.setText(self.tr("“{0}” becomes “{1}”").format(wrong.before, wrong.after))

    def show_drop(self, drop: Drop, *, from_last_time: bool = False) -> None:
        """Says which lines are left out."""
        self.drop = {source: lines for source, lines in drop.items() if lines}
        count = sum(map(len, self.drop.values()))
        if not count:
            self.lines_said.setText(self.tr("Copyright notices, “Read more” and the like can be left out."))
            return
        sources = sorted(filter(None, self.drop))
        names = ", ".join(sources[:3]) + (" …" if len(sources) > 3 else "")
        said = (
            self.tr("1 line is left out of texts") if count == 1 else self.tr("{0} lines are left out of texts").format(count)
        )
        if names:
            said = self.tr("{0} of {1}").format(said, names)
        self.lines_said.setText((self.tr("{0}, as last time.") if from_last_time else self.tr("{0}.")).format(said))

    def clear(self) -> None:
        """Nothing chosen."""
        for box in (self.repair, self.title):
            box.blockSignals(True)
            box.setChecked(False)
            box.blockSignals(False)
        self.source.clear()
        self.date.clear()
        self.show_look(None, (), files=False)

    def _day(self) -> str:
        written = self.date.text().strip()
        if self._dates.isHidden() or not written:
            return ""
        try:
            return read_written(written) or ""
        except AmbiguousDate:
            return ""

    def _lay_out(self) -> None:
        self._sources, self._dates, self._lacking = QWidget(), QWidget(), QWidget()
        for widget, line, text in (
            (self._sources, self.source, self.tr("So&urce where none is said")),
            (self._dates, self.date, self.tr("Da&y where none is said")),
        ):
            label = QLabel(text)
            label.setBuddy(line)
            row = QHBoxLayout(widget)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(label)
            row.addWidget(line, 1)
        lacking = QHBoxLayout(self._lacking)
        lacking.setContentsMargins(0, 0, 0, 0)
        lacking.setSpacing(16)
        lacking.addWidget(self._sources, 3)
        lacking.addWidget(self._dates, 2)
        lacking.addWidget(self.title)
        lacking.addStretch(0)
        recurring = QHBoxLayout()
        recurring.addWidget(self.lines_said, 1)
        recurring.addWidget(self.lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.repair)
        column.addWidget(self.example)
        column.addWidget(self._lacking)
        column.addLayout(recurring)

    def _box(self, name: str, text: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setObjectName(name)
        return box

    def _line(self, name: str, title: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(title)
        line.setMinimumWidth(110)
        return line
