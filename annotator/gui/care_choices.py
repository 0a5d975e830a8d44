"""A coder's own choices: what to be spared, how many marked articles a day, whether marked articles are covered.

Owns the questions. What the choices are kept as and what follows from them is `project.care`'s.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGroupBox, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from ..errors import AnnotatorError
from ..project.care import MOST_A_DAY, Choices
from ..project.history import Changes
from .colors import muted
from .fields.base import write_in
from .flow_layout import FlowLayout
from .workspace import Workspace


class CareChoices(QGroupBox):
    """What I want; every change is saved at once, and undo takes it back."""

    said = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("care.mine")
        self.setTitle(self.tr("For me"))
        self._workspace = workspace
        self._boxes: dict[str, QCheckBox] = {}
        about = QLabel(
            self.tr(
                "Articles with a mark I tick are left out of what is next for me. Nobody asks why; the lead can hand them on."
            )
        )
        about.setWordWrap(True)
        write_in(about, muted(self.palette()))
        self._names = QWidget()
        self._names.setAccessibleName(self.tr("What I do not want to read"))
        FlowLayout(self._names, spacing=14)
        self.limit = QComboBox()
        self.limit.setObjectName("care.limit")
        self.limit.setAccessibleName(self.tr("Marked articles a day"))
        self.most = QSpinBox()
        self.most.setObjectName("care.most")
        self.most.setAccessibleName(self.tr("How many marked articles a day"))
        self.most.setRange(1, MOST_A_DAY)
        self.most.setKeyboardTracking(False)
        label = QLabel(self.tr("Marked articles a &day"))
        label.setBuddy(self.limit)
        line = QHBoxLayout()
        line.addWidget(label)
        line.addWidget(self.limit)
        line.addWidget(self.most)
        line.addStretch(1)
        self.cover = QCheckBox(self.tr("Co&ver marked articles until I want to see them"))
        self.cover.setObjectName("care.cover")
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(about)
        column.addWidget(self._names)
        column.addLayout(line)
        column.addWidget(self.cover)
        self.show_choices()
        self.limit.activated.connect(lambda _index: self._choose())
        self.most.valueChanged.connect(lambda _value: self._choose())
        self.cover.clicked.connect(lambda _checked: self._choose())
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(self.show_choices)

    def show_choices(self) -> None:
        """Shows what is chosen."""
        project = self._workspace.project
        chosen = project.care.choices(project.history.coder)
        names = list(dict.fromkeys((*project.content_marks.names(), *chosen.avoid)))
        if names != list(self._boxes):
            self._make_boxes(names)
        for name, box in self._boxes.items():
            box.setChecked(name in chosen.avoid)
        usual = project.care.usual_a_day()
        words = self.tr("the project's usual: {0}").format(usual if usual else self.tr("no limit"))
        for part in (self.limit, self.most):
            part.blockSignals(True)
        self.limit.clear()
        self.limit.addItems([words, self.tr("no limit"), self.tr("at most:")])
        own = chosen.hard_a_day
        self.limit.setCurrentIndex(0 if own is None else 1 if own == 0 else 2)
        self.most.setVisible(bool(own))
        if own:
            self.most.setValue(own)
        for part in (self.limit, self.most):
            part.blockSignals(False)
        self.cover.setChecked(chosen.cover)
        self.setEnabled(not self._workspace.read_only)

    def _make_boxes(self, names: list[str]) -> None:
        row = self._names.layout()
        assert isinstance(row, FlowLayout)
        for old in self._boxes.values():
            row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._boxes = {}
        for name in names:
            box = self._boxes[name] = QCheckBox(name.replace("&", "&&"))
            box.setObjectName(f"care.avoid.{name}")
            box.setAccessibleName(self.tr("I do not want to read: {0}").format(name))
            box.clicked.connect(lambda _checked: self._choose())
            row.addWidget(box)
            box.show()

    def _choose(self) -> None:
        at = self.limit.currentIndex()
        most = None if at == 0 else 0 if at == 1 else self.most.value()
        avoid = tuple(name for name, box in self._boxes.items() if box.isChecked())
        try:
            self._workspace.project.care.choose(Choices(avoid, most, self.cover.isChecked()))
        except AnnotatorError as error:
            self.said.emit(str(error))
            self.show_choices()

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("coder", "round"):
            self.show_choices()
