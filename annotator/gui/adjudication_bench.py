"""The bench of a case: the strip of what is to settle, the table, the reason in force, and the line under the row in view.

Owns which entry and row are in view, and going from one to the next. What a key settles is `adjudication_settling`'s.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ..project import adjudication
from . import adjudication_words as words
from . import keys
from .adjudication_deeds import Why
from .adjudication_rows import RowModel
from .adjudication_sheet import Entry, Sheet
from .adjudication_strip import Strip
from .adjudication_table import Table
from .colors import is_dark, muted, severity_color
from .fields.base import write_in
from .workspace import Workspace

LONGEST = 32
"""Characters of the reason in force that its button shows."""


class Bench(QWidget):
    """What is seen of the case in view. Signals: `said(str)`; `row_shown()`, another row; `next_requested()`, the next
    case."""

    said = Signal(str)
    row_shown = Signal()
    next_requested = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.why = Why("")
        self.sheet: Sheet | None = None
        self.at = 0
        self.title = self._label("title")
        self.strip = Strip()
        self.model = RowModel(self)
        self.table = Table(self.model)
        self.line = self._label("line")
        self.line.setWordWrap(True)
        self.line.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.keys = self._label("keys")
        self.keys.setWordWrap(True)
        self.reason = self._button("reason")
        self.done = self._button("finish")
        self._lay_out()
        self.strip.entry_chosen.connect(self.show_entry)
        self.table.row_chosen.connect(self._on_row)
        self.table.moved.connect(self.step_entry)
        self.table.next_requested.connect(self.next_open)
        self.table.fold_requested.connect(self.fold)
        self.setFocusProxy(self.table)
        self._dress()

    @property
    def entry(self) -> Entry | None:
        """What is in view."""
        return self.model.entry

    # --- what is in view --------------------------------------------------------------------------------------------------

    def show_sheet(self, sheet: Sheet | None, *, keep: bool) -> None:
        """Another case, at its first open question; or with `keep` the same one anew, at the row that was in view."""
        entry, row, line = self.entry, self.table.current(), self.table.currentIndex().row()
        self.sheet = sheet
        if sheet is None:
            self.at = 0
        elif keep and entry is not None:
            self.at = self._again(sheet, entry)
        else:
            self.at = sheet.first_open()
        self.strip.show_sheet(sheet, self.at)
        self._fill()
        if not keep or row is None:
            self._to_first()
        else:
            there = self.model.line_of(row.field)
            self._to(there if there >= 0 else self.model.row_near(line))
        self._tell()

    def _again(self, sheet: Sheet, entry: Entry) -> int:
        """Where an entry is now: one that was dropped or joined is where its coders' events are."""
        found = (sheet.place_of(key) for key in (entry.key, *entry.sources))
        near = 0 if entry.kind == "article" else min(self.at, len(sheet.entries) - 1)
        return next(filter(None, found), near)

    def show_entry(self, at: int) -> None:
        """Looks at the article, or at one of its events."""
        if self.sheet is None or not 0 <= at < len(self.sheet.entries):
            return
        self.at = at
        with QSignalBlocker(self.strip):
            self.strip.setCurrentRow(at)
        self._fill()
        self._to_first()

    def show_place(self, event: str, field: str) -> None:
        """Goes to an event, a coder's or an adjudicated one, and a field."""
        if self.sheet is None:
            return
        self.show_entry(self.sheet.place_of(event) if event else 0 if field in self.sheet.book.article_fields else self.at)
        if field and self.model.line_of(field) < 0 and self.model.folded:
            self.model.fold(False)
            self.table.arrange()
        if field:
            self._to(self.model.line_of(field))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def step_entry(self, by: int) -> None:
        """The event before or after."""
        if self.sheet is not None:
            self.show_entry(max(0, min(self.at + by, len(self.sheet.entries) - 1)))

    def next_open(self) -> None:
        """The next question that waits, in this event, the following ones, and from the article on again."""
        if self.sheet is None:
            return
        line = self.model.next_open(self.table.currentIndex().row())
        if line >= 0:
            self._to(line)
            return
        count = len(self.sheet.entries)
        for step in range(1, count + 1):
            at = (self.at + step) % count
            if self.sheet.entries[at].waits:
                self.show_entry(at)
                self._to(self.model.next_open(-1))
                return
        if self.sheet.coding is None:
            self.said.emit(self.tr("Nothing differs here: Enter in the list, or any key that settles, begins the case."))
        else:
            self.said.emit(keys.named(self.tr("Nothing is open here. {0} finishes the case."), "adjudication_finish"))

    def fold(self) -> None:
        """Hides what all gave alike, or shows it."""
        row = self.table.current()
        self.model.fold(not self.model.folded)
        self.table.arrange()
        there = self.model.line_of(row.field) if row else -1
        self._to(there if there >= 0 else 0)

    def forget_reason(self) -> None:
        """No reason is in force: it is asked for at the next key."""
        self.why = Why("")
        self._tell()

    # --- showing ----------------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        reasons = adjudication.reasons(self._workspace.project)
        self.model.show(self.sheet, self.at, reasons)
        self.table.arrange()

    def _to_first(self) -> None:
        line = self.model.next_open(-1)
        self._to(line if line >= 0 else next((at for at in range(self.model.rowCount()) if self.model.row_at(at)), 0))

    def _to(self, line: int) -> None:
        self.table.show_line(line)
        self._on_row()

    def _on_row(self) -> None:
        sheet, row = self.sheet, self.table.current()
        told = words.line(sheet, self.model.reasons, row) if sheet and row else ""
        self.line.setText(told)
        self.line.setToolTip(told)
        loud = row is not None and (row.changed or row.waits)
        write_in(self.line, severity_color("warning", is_dark(self.palette())) if loud else muted(self.palette()))
        self.row_shown.emit()

    def _tell(self) -> None:
        """Title, reason in force, keys."""
        sheet = self.sheet
        self.title.setText(self._headline(sheet) if sheet else "")
        self.title.setToolTip(sheet.case.title if sheet else "")
        label = self.model.reasons.get(self.why.reason, "")
        label = label if len(label) <= LONGEST else f"{label[:LONGEST].rstrip()}…"
        self.reason.setText(
            keys.named(self.tr("Reason ({0}): {1}").replace("{1}", label or self.tr("asked at the first key")),
                       "adjudication_reason")
        )  # fmt: skip
        free = sheet is not None and not self._workspace.read_only
        self.reason.setEnabled(free)
        self.done.setEnabled(free and sheet is not None and sheet.case.state != "done")
        self.done.setText(keys.named(self.tr("Finish ({0})"), "adjudication_finish"))
        many = len(sheet.lanes) if sheet else 0
        self.keys.setText(
            self.tr("This project is open for reading only: nothing can be settled.") if self._workspace.read_only
            else words.keys_told(many)
        )  # fmt: skip

    def _headline(self, sheet: Sheet) -> str:
        left = sheet.open
        state = words.state_of(sheet.case) if sheet.case.state != "open" or not left else self.tr("{0} open").format(left)
        if sheet.case.state == "waiting" and left:
            state = self.tr("waiting, 1 difference") if left == 1 else self.tr("waiting, {0} differences").format(left)
        wrong = sum(entry.wrong for entry in sheet.entries)
        if sheet.case.state == "open" and not left and wrong:
            state = words.errors(wrong)
        if sheet.case.state == "done" and left:
            state += "  ·  " + self.tr("{0} open").format(left)
        if any(entry.changed for entry in sheet.entries):
            state += "  ·  " + self.tr("⚠ changed since")
        return self.tr("Article {0}  ·  {1}").format(sheet.case.number, state)

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, or other keys."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "line"):
            self._dress()
            self._on_row()
        elif event.type() == QEvent.Type.FontChange and hasattr(self, "line"):
            self._fit()
        elif event.type() == QEvent.Type.LanguageChange and hasattr(self, "line"):
            self._tell()

    def _fit(self) -> None:
        """Two lines, always: the table does not move with what is said below it."""
        self.line.setFixedHeight(2 * self.fontMetrics().lineSpacing() + 2)

    def _dress(self) -> None:
        write_in(self.keys, muted(self.palette()))

    def _label(self, name: str) -> QLabel:
        made = QLabel()
        made.setObjectName(f"adjudication.{name}")
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return made

    def _button(self, name: str) -> QPushButton:
        made = QPushButton()
        made.setObjectName(f"adjudication.{name}")
        made.setAutoDefault(False)
        return made

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(8)
        above.addWidget(self.title, 1)
        above.addWidget(self.reason)
        above.addWidget(self.done)
        self._fit()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(above)
        column.addWidget(self.strip)
        column.addWidget(self.table, 1)
        column.addWidget(self.line)
        column.addWidget(self.keys)
