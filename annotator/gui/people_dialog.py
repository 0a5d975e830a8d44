"""The people of a project, for the lead: who they are, what they are, how much they did; adding, renaming, roles, leaving.

Owns the list and its buttons; what may be done is `project.coders`'s business, refusals are shown as they come.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from ..errors import AnnotatorError
from ..project.coders import SHORT, Coder
from .coder_actions import rename_one, taken
from .coder_choice import role_of
from .colors import muted
from .fields.base import write_in
from .messages import ask, ask_line
from .plain_parts import plain_button, plain_label
from .workspace import Workspace

if TYPE_CHECKING:
    from .window import Window

UID = Qt.ItemDataRole.UserRole


class PeopleDialog(QDialog):
    """A line a coder; those who were taken away stand last, grey."""

    def __init__(self, workspace: Workspace, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("people")
        self.setWindowTitle(self.tr("People of the project"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._window = workspace, window
        about = QLabel(
            self.tr(
                "Coders go by pseudonyms, which stand in exports. Who is taken away does not work here any more; all their "
                "work stays. Everything here can be undone."
            )
        )
        about.setWordWrap(True)
        write_in(about, muted(self.palette()))
        self.list = QTreeWidget()
        self.list.setObjectName("people.list")
        self.list.setAccessibleName(self.tr("People of the project"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels([self.tr("Pseudonym"), self.tr("Role"), self.tr("Articles begun"), self.tr("Done"),
                                   self.tr("Identity"), ""])  # fmt: skip
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.header().setStretchLastSection(True)
        self.list.currentItemChanged.connect(lambda *_: self._enable())
        self.said = plain_label("people.said")
        self.add = plain_button("people.add", self.tr("&Add a person…"), lambda: self._add("person"))
        self.model = plain_button("people.model", self.tr("Add a &model…"), lambda: self._add("model"))
        self.rename = plain_button("people.rename", self.tr("&Rename…"), self._rename)
        self.role = plain_button("people.role", "", self._change_role)
        self.away = plain_button("people.away", "", self._away)
        row = QHBoxLayout()
        for one in (self.add, self.model, self.rename, self.role, self.away):
            row.addWidget(one)
        row.addStretch(1)
        close = QDialogButtonBox()
        close.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole).setObjectName("people.close")
        close.rejected.connect(self.reject)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        for part in (about, self.list, self.said):
            column.addWidget(part)
        column.addLayout(row)
        line = self.fontMetrics().lineSpacing()
        self.resize(min(44 * line, window.width() - 40), min(24 * line, window.height() - 40))
        self.show_people()
        self.list.setFocus()

    def show_people(self) -> None:
        """Reads the list anew; the same line stays chosen."""
        project = self._workspace.project
        chosen, me = self._uid() or project.coder.uid, project.coder.uid
        begun, done = project.coders.work()
        self.list.clear()
        for coder in sorted(project.coders.everybody(), key=lambda one: one.removed):
            notes = self.tr("taken away") if coder.removed else self.tr("you") if coder.uid == me else ""
            item = QTreeWidgetItem(
                [coder.name, role_of(coder), f"{begun.get(coder.uid, 0):,}", f"{done.get(coder.uid, 0):,}",
                 coder.uid[:SHORT], notes]
            )  # fmt: skip
            item.setData(0, UID, coder.uid)
            for column in (2, 3):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if coder.removed:
                for column in range(6):
                    item.setForeground(column, muted(self.palette()))
            self.list.addTopLevelItem(item)
            if coder.uid == chosen:
                self.list.setCurrentItem(item)
        self._enable()

    def _uid(self) -> str:
        item = self.list.currentItem()
        return str(item.data(0, UID)) if item is not None else ""

    def _chosen(self) -> Coder | None:
        return self._workspace.project.coders.get(self._uid())

    def _enable(self) -> None:
        coder, free = self._chosen(), not self._workspace.read_only
        here = coder is not None and not coder.removed
        self.add.setEnabled(free)
        self.model.setEnabled(free)
        self.rename.setEnabled(free and coder is not None)
        self.role.setText(self.tr("Make a &coder") if coder is not None and coder.role == "lead" else self.tr("Make a &lead"))
        self.role.setEnabled(free and coder is not None and here and coder.kind == "person")
        self.away.setText(self.tr("&Bring back") if coder is not None and coder.removed else self.tr("&Take away"))
        self.away.setEnabled(free and coder is not None and coder.uid != self._workspace.project.coder.uid)

    # --- what the buttons do ------------------------------------------------------------------------------------------

    def _add(self, kind: str) -> None:
        question = self.tr("The new coder's pseudonym. It stands in exports in place of a name.")
        if kind == "model":
            question = self.tr("The model's name, with its version: what it coded stands under it.")
        name = ask_line(self, question, self.tr("Add"), refuse=lambda line: taken(self._window, line))
        if name:
            self._do(lambda: self._workspace.project.coders.add(name, kind=kind), self.tr("{0} is there now.").format(name))

    def _rename(self) -> None:
        coder = self._chosen()
        if coder is not None:
            rename_one(self._window, coder)
            self.show_people()

    def _change_role(self) -> None:
        coder = self._chosen()
        if coder is None:
            return
        role = "coder" if coder.role == "lead" else "lead"
        if role == "lead":
            question = self.tr("A lead sees everybody's work, changes the codebook and the people. Make {0} a lead?")
            if not ask(self, question.format(coder.name), self.tr("Make a lead")):
                return
        said = self.tr("{0} leads now.") if role == "lead" else self.tr("{0} codes now and sees the own work alone.")
        self._do(lambda: self._workspace.project.coders.set_role(coder.uid, role), said.format(coder.name))
        if not self._workspace.is_lead:  # who gave the own role away sees no list of people any more
            self._workspace.look_at()
            self.reject()

    def _away(self) -> None:
        coder = self._chosen()
        if coder is None:
            return
        coders = self._workspace.project.coders
        if coder.removed:
            self._do(lambda: coders.bring_back(coder.uid), self.tr("{0} can work here again.").format(coder.name))
            return
        question = self.tr("{0} cannot work here any more; all work stays, and you can bring them back.")
        if ask(self, question.format(coder.name), self.tr("Take away")):
            self._do(lambda: coders.remove(coder.uid), self.tr("{0} was taken away.").format(coder.name))

    def _do(self, work: Callable[[], object], said: str) -> None:
        try:
            work()
        except AnnotatorError as error:
            said = str(error)
        self.said.setText(said)
        self.show_people()
