"""What may be said of the group of copies in view and of two of its articles: a button and a letter for each. Knows no deeds:
what is asked for is emitted."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ..project.copies import CopyGroup
from . import copies_words as words

STEPS = ("before", "next")
KEYS = {
    "before": ("P", "Shift+F3"), "next": ("N", "F3"), "same": ("S",), "different": ("D",), "part": ("E",), "none": ("X",),
    "once": ("O",), "only": ("T",), "again": ("A",),
}  # fmt: skip
"""The keys of each button: nothing is typed here, so that letters are free."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("copies", text)


class Ways(QWidget):
    """The row of buttons below the two texts."""

    asked = Signal(str)
    """One of KEYS, by a button or a key, where it may be asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        texts = {
            "before": ("◂", _tr("The difference before (Shift+F3)")),
            "next": ("▸", _tr("The next difference (F3)")),
            "same": (_tr("&Same (S)"), _tr("The two are the same: they stay together")),
            "different": (_tr("&Different (D)"), _tr("The two are different: the article at the right leaves the group")),
            "part": (_tr("Part at ≠ (&E)"), _tr("The group tells several events: it is parted where names or numbers differ")),
            "none": (_tr("&None are copies (X)"), _tr("No article of the group is a copy of another")),
            "once": (_tr("Code &once (O)"), _tr("The article at the left is coded, the others of the group are not")),
            "only": (_tr("Code only &this one (T)"), _tr("The article at the right is coded, the others of the group are not")),
            "again": (_tr("Code &all (A)"), _tr("All articles of the group are coded")),
        }
        self.place = QLabel()
        self.place.setObjectName("copies.place")
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for name, (text, tip) in texts.items():
            button = self.buttons[name] = QPushButton(text)
            button.setObjectName(f"copies.{name}")
            button.setAccessibleName(tip if name in (*STEPS, "part") else text.replace("&", ""))
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, name=name: self.asked.emit(name))
            for key in KEYS[name]:
                QShortcut(QKeySequence(key), self).activated.connect(lambda name=name: self._ask(name))
            if name in STEPS:
                button.setFixedWidth(button.fontMetrics().averageCharWidth() * 6)
            row.addWidget(button)
            if name == STEPS[-1]:
                row.addWidget(self.place)
                row.addStretch(1)

    def _ask(self, name: str) -> None:
        if self.buttons[name].isEnabled():
            self.asked.emit(name)

    def show_place(self, count: int, at: int) -> None:
        """Which of so many differences is in view; -1 for none of them."""
        self.place.setText(words.place(count, at))

    def allow(self, group: CopyGroup | None, *, free: bool, marked: bool) -> None:
        """What may be asked for: of a group, while nothing runs; `marked` where articles of it are not coded."""
        for name, button in self.buttons.items():
            may = group is not None and (free or name in STEPS)
            if name == "part":
                may = may and group is not None and group.in_doubt
            button.setEnabled(may and (marked or name != "again"))
        self.place.setVisible(group is not None)
