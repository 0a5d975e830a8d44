"""What is chosen of files that come in: what they are, how they are read, which column is which part of an article.

Owns the boxes and which of them can be seen. What a choice leads to is the dialog's business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ..codebook.model import in_language
from ..formats.articles.sources import PARTS
from ..formats.importing import Look
from .colors import muted
from .fields.base import write_in
from .import_memory import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..codebook.model import Codebook

ENCODINGS = (
    "utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "cp1254", "cp1256", "latin-1", "gb18030", "big5", "shift_jis", "euc_kr",
)  # fmt: skip
ORDERS = ("", "dmy", "mdy", "ymd")


class ImportChoices(QWidget):
    """The boxes. `changed` is told when a person chose something else, `forget_requested` when last time is to be forgotten."""

    changed = Signal()
    forget_requested = Signal()

    def __init__(self, book: Codebook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settling = False
        self._labels: dict[str, QLabel] = {}
        self.kind = self._combo("import.kind", self.tr("What comes in"))
        self.format = self._combo("import.format", self.tr("Read as"))
        self.encoding = self._combo("import.encoding", self.tr("Encoding"))
        self.order = self._combo("import.date_order", self.tr("Dates such as 03/04/2020"))
        self.sheet = self._combo("import.sheet", self.tr("Sheet"))
        self.parts = {part: self._combo(f"import.part.{part}", self._part_title(part)) for part in PARTS}
        self.update_box = QCheckBox(self.tr("Update articles that are in already, by their id or address"))
        self.update_box.setObjectName("import.update")
        self.last_time = QLabel()
        self.last_time.setObjectName("import.last_time")
        self.last_time.setWordWrap(True)
        write_in(self.last_time, muted(self.palette()))
        self.forget = QPushButton(self.tr("For&get"))
        self.forget.setObjectName("import.forget")
        self.forget.setAccessibleName(self.tr("Forget how such a table was read last time"))
        self.forget.setAutoDefault(False)
        self.forget.clicked.connect(lambda _checked=False: self.forget_requested.emit())
        self._fill(book)
        self._lay_out()
        self.tell_last_time("")
        for box in (self.kind, self.format, self.encoding, self.order, self.sheet, *self.parts.values()):
            box.currentIndexChanged.connect(self._on_choice)

    def table(self) -> str:
        """The codebook's table that the files are, empty for articles."""
        return str(self.kind.currentData() or "")

    def read_as(self) -> str:
        """The format as which all files are read, empty where each is read as what it is."""
        return str(self.format.currentData() or "")

    def reading(self) -> Reading:
        """What is chosen; the mapping is that of all boxes that are there."""
        mapping = {part: str(box.currentData() or "") for part, box in self.parts.items() if box.count()}
        sheet = self.sheet.currentText() if self.sheet.count() > 1 else ""
        return Reading(mapping, str(self.encoding.currentData() or ""), str(self.order.currentData() or ""), sheet)

    def clear(self) -> None:
        """Everything as for files nobody looked at."""
        with self._quiet():
            for box in (self.kind, self.format, self.encoding, self.order):
                box.setCurrentIndex(0)
            for box in (self.sheet, *self.parts.values()):
                box.clear()
        self.tell_last_time("")

    def show_look(self, look: Look) -> None:
        """What was found, where nothing else was chosen."""
        with self._quiet():
            if look.table != self.table():
                self.kind.setCurrentIndex(max(self.kind.findData(look.table), 0))
            if look.sheets and self.sheet.count() != len(look.sheets):
                self.sheet.clear()
                self.sheet.addItems(list(look.sheets))
            for part, box in self.parts.items():
                _offer(box, look.columns, look.mapping.get(part, ""), self.tr("(none)"))
        found = self.tr("Found: {0}").format(look.encoding) if look.encoding else self.tr("As found")
        self.encoding.setItemText(0, found)

    def take_up(self, reading: Reading) -> None:
        """Chooses as it was last time; what the files do not offer stays."""
        with self._quiet():
            for box, value in ((self.encoding, reading.encoding), (self.order, reading.date_order)):
                box.setCurrentIndex(max(box.findData(value), 0))
            if (at := self.sheet.findText(reading.sheet)) >= 0 and reading.sheet:
                self.sheet.setCurrentIndex(at)
            for part, column in reading.mapping.items():
                self.parts[part].setCurrentIndex(max(self.parts[part].findData(column), 0))

    def in_words(self, reading: Reading) -> str:
        """What a reading says, as the boxes say it."""
        none = self.tr("(none)")
        told = [f"{column or none} → {self._part_title(part)}" for part, column in reading.mapping.items()]
        rest = [reading.sheet, reading.encoding, self.order.currentText() if reading.date_order else ""]
        return ", ".join([*told, *filter(None, rest)])

    def tell_last_time(self, words: str) -> None:
        """Says that the boxes stand as they did last time, with the way to forget it; empty for nothing."""
        self.last_time.setText(words)
        self.last_time.setVisible(bool(words))
        self.forget.setVisible(bool(words))

    def show_what_can_be_chosen(self, look: Look | None, *, chosen: bool) -> None:
        """Only what can be chosen for these files is there; `chosen` says that there are files."""
        coded = bool(self.table())
        self.update_box.setVisible(chosen and not coded)
        mapped = look is not None and look.is_table and not coded
        for box in self.parts.values():
            self._show(box, mapped)
        self._show(self.kind, chosen)
        self._show(self.format, chosen and not coded)
        self._show(self.encoding, chosen and not coded and (look is None or bool(look.encoding)))
        self._show(self.order, chosen)
        self._show(self.sheet, look is not None and len(look.sheets) > 1 and not coded)

    # --- building -----------------------------------------------------------------------------------------------------

    @contextmanager
    def _quiet(self) -> Iterator[None]:
        before, self._settling = self._settling, True
        try:
            yield
        finally:
            self._settling = before

    def _on_choice(self) -> None:
        if not self._settling:
            self.changed.emit()

    def _show(self, box: QComboBox, seen: bool) -> None:
        box.setVisible(seen)
        self._labels[box.objectName()].setVisible(seen)

    def _fill(self, book: Codebook) -> None:
        from ..formats.articles.kinds import kinds
        from ..formats.articles.sources import format_names

        titles = {one.FORMAT.name: one.FORMAT.title for one in kinds()}
        self.kind.addItem(self.tr("Articles to be coded"), "")
        for name, profile in book.tables_for_others:
            title = in_language(profile.title) or name
            self.kind.addItem(self.tr("Coded events: {0} ({1})").format(title, name), name)
        self.format.addItem(self.tr("what each file is"), "")
        for name in format_names():
            self.format.addItem(name, name)
            self.format.setItemData(self.format.count() - 1, titles.get(name, ""), Qt.ItemDataRole.ToolTipRole)
        self.encoding.addItem(self.tr("As found"), "")
        for name in ENCODINGS:
            self.encoding.addItem(name, name)
        words = {
            "": self.tr("as the column shows"), "dmy": self.tr("day first: 3 April"), "mdy": self.tr("month first: March 4"),
            "ymd": self.tr("year first"),
        }  # fmt: skip
        for order in ORDERS:
            self.order.addItem(words[order], order)

    def titles(self) -> dict[str, str]:
        """By part of an article: what it is called."""
        return {part: self._part_title(part) for part in PARTS}

    def _part_title(self, part: str) -> str:
        return {
            "text": self.tr("Text"), "title": self.tr("Title"), "date": self.tr("Date"), "source": self.tr("Source"),
            "url": self.tr("Address"), "language": self.tr("Language"), "external_id": self.tr("Id"),
        }.get(part, part)  # fmt: skip

    def _lay_out(self) -> None:
        choices, mapping = QGridLayout(), QGridLayout()
        for place, (box, text) in enumerate((
            (self.kind, self.tr("&What")), (self.format, self.tr("Re&ad as")), (self.encoding, self.tr("&Encoding")),
            (self.order, self.tr("&Dates")), (self.sheet, self.tr("&Sheet")),
        )):  # fmt: skip
            self._put(choices, box, text, place // 2, place % 2)
        for place, (part, box) in enumerate(self.parts.items()):
            self._put(mapping, box, self._part_title(part), place // 4, place % 4)
        for grid, columns in ((choices, 2), (mapping, 4)):
            grid.setHorizontalSpacing(10)
            grid.setVerticalSpacing(6)
            for column in range(columns):
                grid.setColumnStretch(column * 2 + 1, 1)
        last = QHBoxLayout()
        last.addWidget(self.last_time, 1)
        last.addWidget(self.forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(choices)
        column.addLayout(mapping)
        column.addLayout(last)
        column.addWidget(self.update_box)

    def _put(self, grid: QGridLayout, box: QComboBox, text: str, row: int, column: int) -> None:
        label = QLabel(text)
        label.setBuddy(box)
        self._labels[box.objectName()] = label
        grid.addWidget(label, row, column * 2)
        grid.addWidget(box, row, column * 2 + 1)

    def _combo(self, name: str, title: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(9)
        return box


def differing(chosen: Mapping[str, str], guessed: Mapping[str, str]) -> dict[str, str]:
    """The parts of a mapping that are not as the columns' names suggest."""
    return {part: column for part, column in chosen.items() if column != guessed.get(part, "")}


def _offer(box: QComboBox, columns: Sequence[str], chosen: str, none: str) -> None:
    """The columns in a box, the chosen one in view; rebuilt only for other columns."""
    if [box.itemData(place) for place in range(1, box.count())] != list(columns):
        box.clear()
        box.addItem(none, "")
        for column in columns:
            box.addItem(column, column)
    box.setCurrentIndex(max(box.findData(chosen), 0))
