"""Team, Rulings: the lead's answers for everybody, to be found by words and field; the lead makes and changes them.

Owns which rulings are listed. What a ruling may be about is for the project.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..codebook.guide_rulings import about
from ..project import Project
from ..project.history import Changes
from ..project.rulings import Ruling, RulingDraft
from .code_place import split
from .colors import muted
from .fields.base import write_in
from .focus import Focus
from .plain_parts import plain_button
from .refusals import last, refusals
from .ruling_dialog import RulingDialog
from .ruling_words import listed
from .team_table import TeamTable, empty_label, row_in_full, search_line
from .workspace import Workspace


class RulingsPanel(QWidget):
    """The list, and the chosen ruling in full."""

    said = Signal(str)

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._lead = workspace, workspace.is_lead
        self.search = search_line("rulings.search", self.tr("Find in the rulings"))
        self.search.textChanged.connect(lambda _text: self.refresh())
        self.search.returnPressed.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.field = QComboBox()
        self.field.setObjectName("rulings.field")
        self.field.setAccessibleName(self.tr("Rulings about which field"))
        self.field.currentIndexChanged.connect(lambda _at: self.refresh())
        self.table = TeamTable(
            "rulings.list", self.tr("Rulings"),
            [(self.tr("Since"), "short"), (self.tr("About"), "middle"), (self.tr("Question"), ""), (self.tr("Answer"), "")],
            [Qt.Key.Key_Delete],
        )  # fmt: skip
        self.table.chosen.connect(self._tell)
        self.table.went.connect(self._change)
        self.table.pressed.connect(lambda _key: self._take_back())
        self.table.left.connect(lambda: self.search.setFocus(Qt.FocusReason.OtherFocusReason))
        self.nothing = empty_label("rulings.nothing", self.palette())
        self.text = row_in_full("rulings.text", self.tr("The ruling in full"))
        self.new = self._button("new", self.tr("Ne&w ruling…"), self._add)
        self.change = self._button("change", self.tr("&Change…"), self._change)
        self.remove = self._button("remove", self.tr("Take &back"), self._take_back)
        self._lay_out()
        self.setFocusProxy(self.table)
        workspace.changed.connect(self._on_changed)
        self._fill_fields()
        self.refresh()

    def refresh(self) -> None:
        """Lists what fits; the chosen one stays chosen."""
        book, before = self._workspace.project.rulings, self.table.current()
        found = book.search(self.search.text(), str(self.field.currentData() or ""))
        same = next((one for one in found if before is not None and one.uid == before.uid), None)
        self.table.show_rows([(one, self._cells(one)) for one in found], same)
        self.nothing.setText(self._why_none(bool(book.all())))
        self.nothing.setVisible(not found)
        self._whole.setVisible(bool(found))

    def showEvent(self, event: QShowEvent) -> None:
        """What was ruled meanwhile is seen now."""
        super().showEvent(event)
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_whole"):
            self._tell()

    def _cells(self, one: Ruling) -> list[str]:
        return [one.time[:10], about(self._workspace.codebook, one.field, one.code), one.question, one.answer]

    def _tell(self) -> None:
        one = self.table.current()
        usable = self._lead and not self._workspace.read_only
        self.new.setEnabled(usable)
        for button in (self.change, self.remove):
            button.setEnabled(usable and one is not None)
        self.text.setHtml(listed(self._workspace.codebook, [one], self.palette()) if one is not None else "")

    def _why_none(self, some: bool) -> str:
        if some:
            return self.tr("No ruling fits.")
        if self._lead:
            return self.tr(
                "No ruling stands yet. Answer a question and make it a ruling, or make one here: everybody reads it beside its "
                "field and finds it in the codebook."
            )
        return self.tr("The lead has made no ruling yet. They will stand here, beside their fields, and in the codebook.")

    def _add(self) -> None:
        draft = RulingDraft("", str(self.field.currentData() or ""))
        self._ask(draft, self.tr("Make the ruling"), lambda project, drawn: project.rulings.add(drawn))

    def _change(self) -> None:
        one = self.table.current()
        if one is None or not self.change.isEnabled():
            return
        draft = RulingDraft(one.answer, one.field, one.code, one.question)
        self._ask(draft, self.tr("Save"), lambda project, drawn: project.rulings.change(one.uid, drawn))

    def _ask(self, draft: RulingDraft, yes: str, work: Callable[[Project, RulingDraft], object]) -> None:
        def keep(drawn: RulingDraft) -> str:
            with refusals(self._workspace) as refused:
                self._workspace.lead(lambda project: work(project, drawn))
            return last(refused)

        dialog = RulingDialog(self._workspace.codebook, draft, yes, keep, self)
        words = self.tr("Everybody reads it beside its field now; undo takes it back.")
        dialog.accepted.connect(lambda: self.said.emit(words))
        dialog.finished.connect(self._back)
        dialog.open()

    def _take_back(self) -> None:
        one = self.table.current()
        if one is not None and self.remove.isEnabled():
            if self._workspace.lead(lambda project: (project.rulings.remove(one.uid), True)):
                self.said.emit(self.tr("The ruling is taken back; undo brings it again."))
            self._back()

    def _back(self, _result: int = 0) -> None:
        """The keyboard goes to the list, or where one more ruling is made."""
        (self.table if self.table.topLevelItemCount() else self.new).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("codebook"):
            self._fill_fields()
        if self.isVisible() and changes.has("ruling", "codebook"):
            self.refresh()

    def _fill_fields(self) -> None:
        from .ruling_words import paths

        self.field.blockSignals(True)
        self.field.clear()
        self.field.addItem(self.tr("All fields"), "")
        for path, title in paths(self._workspace.codebook)[1:]:
            self.field.addItem(title, path)
        self.field.blockSignals(False)

    def _button(self, name: str, text: str, run: Callable[[], None]) -> QPushButton:
        made = plain_button(f"rulings.{name}", text, run)
        made.setVisible(self._lead)
        return made

    def _lay_out(self) -> None:
        top, low = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(8)
        low.setSpacing(8)
        top.addWidget(self.search, 1)
        top.addWidget(self.field)
        hint = QLabel(self.tr("Enter changes it · Delete takes it back") if self._lead else "")
        write_in(hint, muted(self.palette()))
        low.addWidget(hint)
        low.addStretch(1)
        for part in (self.remove, self.change, self.new):
            low.addWidget(part)
        self._whole = split("team.rulings", Qt.Orientation.Vertical, (self.table, self.text), (380, 160))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._whole, 1)
        column.addWidget(self.nothing, 1)
        column.addLayout(low)
