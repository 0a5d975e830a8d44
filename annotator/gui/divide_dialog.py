"""Dividing an event over days or places: how many parts, and what each will hold, shown before it is done.

Owns the question only; what a part holds is the matter of `project.divisions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QRadioButton,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from ..codebook.drafts import MOST_PARTS, divided_note
from ..codebook.model import title_of
from ..codebook.values import show
from ..errors import AnnotatorError
from ..project.divisions import By, parts_of, usual_parts, ways
from .colors import muted
from .fields.base import write_in
from .focus import Focus
from .slim_bar import slim
from .table_cells import HEAD, Cells
from .workspace import Workspace

if TYPE_CHECKING:
    from .window import Window


class DivideDialog(QDialog):
    """How many parts, over what, and the parts."""

    def __init__(self, workspace: Workspace, focus: Focus, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("divide")
        self.setWindowTitle(self.tr("Divide the event"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._focus, self._window, self._uid = workspace, focus, window, focus.event
        self.parts = QSpinBox()
        self.parts.setObjectName("divide.parts")
        self.parts.setAccessibleName(self.tr("Number of parts"))
        self.parts.setRange(2, MOST_PARTS)
        self.parts.setValue(usual_parts(workspace.codebook, workspace.event(self._uid).values))
        self.by: dict[By, QRadioButton] = {}
        self.table = self._make_table()
        self.note = QLabel()
        self.note.setObjectName("divide.note")
        self.note.setWordWrap(True)
        write_in(self.note, muted(self.palette()))
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(self.tr("Divide"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("divide.yes")
        self.yes.setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        asked = QFormLayout()
        asked.setHorizontalSpacing(12)
        asked.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        asked.addRow(self.tr("&Parts"), self.parts)
        asked.addRow(self.tr("Over"), self._choices())
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addLayout(asked)
        column.addWidget(self.table, 1)
        column.addWidget(self.note)
        column.addWidget(buttons)
        self.parts.valueChanged.connect(self._look)
        for choice in self.by.values():
            choice.toggled.connect(self._look)
        self._look()
        self.resize(620, 360)
        self.parts.selectAll()

    def chosen(self) -> By:
        """What the event is divided over."""
        return next(by for by, choice in self.by.items() if choice.isChecked())

    def accept(self) -> None:
        """Divides; by place, the next part's place is asked for at once."""
        by = self.chosen()
        made = self._workspace.divide_event(self._uid, by, self.parts.value())
        if not made:
            return
        super().accept()
        self._window.say(self.tr("Divided into {0} events.").format(len(made)))
        if by == "place":
            self._focus.show_event(made[1])
            self._window.show_field(self._first("place"))
        else:
            self._window.show_field(self._first("day"))

    def _choices(self) -> QHBoxLayout:
        """One radio button for each way the codebook knows."""
        words = {"day": self.tr("&Days, one after another"), "place": self.tr("P&laces, to be filled")}
        row, group = QHBoxLayout(), QButtonGroup(self)
        row.setSpacing(16)
        for by in ways(self._workspace.codebook):
            choice = self.by[by] = QRadioButton(words[by])
            choice.setObjectName(f"divide.{by}")
            group.addButton(choice)
            row.addWidget(choice)
        next(iter(self.by.values())).setChecked(True)
        return row

    def _make_table(self) -> QTreeWidget:
        made = QTreeWidget()
        made.setObjectName("divide.table")
        made.setAccessibleName(self.tr("Parts"))
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setItemDelegate(Cells(made))
        made.header().setStyleSheet(HEAD)
        slim(made)
        return made

    def _first(self, way: str) -> str:
        """The first field that is treated so; for the place, the first that must be answered, if there is one."""
        named = [field for field in self._workspace.codebook.fields.values() if field.divide == way]
        return next((field.name for field in named if field.required), named[0].name if named else "")

    def _look(self) -> None:
        """Lists the parts: what differs between them, or is shared out."""
        self.table.clear()
        book, before = self._workspace.codebook, self._workspace.event(self._uid).values
        try:
            parts = parts_of(self._workspace.project, self._uid, self.chosen(), self.parts.value())
        except AnnotatorError as error:
            self.note.setText(str(error))
            self.yes.setEnabled(False)
            return
        self.yes.setEnabled(True)
        shown = [
            name for name, field in book.fields.items()
            if field.divide in ("even", self.chosen()) and (name in before or field.required)
        ]  # fmt: skip
        self.table.setHeaderLabels([self.tr("Part"), *(title_of(book.fields[name]) for name in shown)])
        for number, values in enumerate(parts, 1):
            self.table.addTopLevelItem(QTreeWidgetItem([str(number), *(self._cell(name, values) for name in shown)]))
        for column in range(self.table.columnCount()):
            self.table.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        shared = [name for name in shown if book.fields[name].divide == "even" and parts[0].get(name) not in (None, 0)]
        note = divided_note(book, shared, len(parts))
        title = title_of(book.fields[next(iter(book.drafted))]) if note else ""
        self.note.setText(self.tr("{0}, in each part: “{1}”").format(title, note) if note else "")
        self.note.setVisible(bool(note))

    def _cell(self, name: str, values: dict[str, Any]) -> str:
        field = self._workspace.codebook.fields[name]
        return show(self._workspace.codebook, field, values.get(name), write="label") or "–"
