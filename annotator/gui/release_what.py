"""The page of the release dialog on which is chosen what goes out: codings, fields, files, texts, and what is said of them.

Owns the choices as they stand. What they mean is `releases.options`'.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ..codebook.model import in_language, title_of
from ..formats.registry import writable
from ..releases.fields import is_asked
from ..releases.options import QUOTE_LIMIT, ReleaseOptions, usual_formats
from .colors import muted
from .fields.base import write_in
from .workspace import Workspace

LICENCES = ("CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "CC BY-NC-SA 4.0", "CC0 1.0", "ODC-By 1.0", "ODbL 1.0")
_NAME = Qt.ItemDataRole.UserRole
LONGEST_QUOTES = 100_000


class WhatPage(QWidget):
    """What goes out. `changed()` where the files would be others, `said_otherwise()` where only what is said of them is."""

    changed = Signal()
    said_otherwise = Signal()

    def __init__(self, workspace: Workspace, options: ReleaseOptions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.done = self._box("done", self.tr("Also what &one coder did alone, where nothing was approved or adjudicated"))
        self.fields = self._list("fields", self.tr("Fields that go out"))
        self.formats = self._list("formats", self.tr("Data files of incidents"))
        self.texts = QComboBox()
        self.texts.setObjectName("release.texts")
        self.texts.setAccessibleName(self.tr("Texts of the articles"))
        for name, words in (
            ("quotes", self.tr("Quotes: the evidence, up to a limit")), 
            ("none", self.tr("None: hashes, and a script that puts them back")),
            ("full", self.tr("In full")),
        ):  # fmt: skip
            self.texts.addItem(words, name)
        self.limit = QSpinBox()
        self.limit.setObjectName("release.quote_limit")
        self.limit.setAccessibleName(self.tr("Characters of a quote at most"))
        self.limit.setRange(1, LONGEST_QUOTES)
        self.limit.setSingleStep(50)
        self.limit.setSuffix(self.tr(" characters a quote"))
        self.replication = self._box("replication", self.tr("Repl&ication bundle: first submissions, pairs, decisions"))
        self.formulas = self._box("formulas", self.tr("Make &harmless what a spreadsheet would run as a formula"))
        self.manual = self._box("manual", self.tr("The codebook's &manual as a PDF, too"))
        self.licence = QComboBox()
        self.licence.setObjectName("release.licence")
        self.licence.setAccessibleName(self.tr("Licence"))
        self.licence.setEditable(True)
        self.licence.addItems(["", *LICENCES])
        self.licence.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self.licence.lineEdit()
        assert line is not None
        line.setPlaceholderText(self.tr("none is named: nobody may use the data"))
        self.citation = QLineEdit()
        self.citation.setObjectName("release.citation")
        self.citation.setAccessibleName(self.tr("How to cite it"))
        self.citation.setPlaceholderText(self.tr("how the release is to be cited"))
        self.notes = QPlainTextEdit()
        self.notes.setObjectName("release.notes")
        self.notes.setAccessibleName(self.tr("Notes"))
        self.notes.setPlaceholderText(self.tr("what users should know; Tab goes on"))
        self.notes.setTabChangesFocus(True)
        self.about_texts = QLabel()
        self.about_texts.setWordWrap(True)
        self.about_texts.setMinimumWidth(420)
        write_in(self.about_texts, muted(self.palette()))
        self._fill(options)
        self._lay_out()
        self._connect()
        self._fit()

    def options(self) -> ReleaseOptions:
        """What is chosen, without reasons for changes."""
        named = tuple(_ticked(self.formats))
        return ReleaseOptions(
            done=self.done.isChecked(), without=(*_ticked(self.fields, Qt.CheckState.Unchecked), *self._also),
            texts=self.texts.currentData(), quote_limit=self.limit.value(),
            formats=() if named == usual_formats(self._workspace.codebook) else named,
            licence=" ".join(self.licence.currentText().split()), citation=" ".join(self.citation.text().split()),
            notes=self.notes.toPlainText().strip(), replication=self.replication.isChecked(),
            formulas=self.formulas.isChecked(), manual_pdf=self.manual.isChecked(),
        )  # fmt: skip

    def refusal(self) -> str:
        """Why nothing can be released as it is chosen; empty where it can."""
        if not _ticked(self.formats):
            return self.tr("Tick at least one file of data.")
        return "" if _ticked(self.fields) else self.tr("Tick at least one field.")

    def _fill(self, options: ReleaseOptions) -> None:
        book = self._workspace.codebook
        self.done.setChecked(options.done)
        # Parts of groups and questions about articles have no line here; what was held back once stays so.
        self._also = tuple(name for name in options.without if name not in book.fields and is_asked(book, name))
        for name, field in book.fields.items():
            item = _add(self.fields, f"{title_of(field)}  ({name})", name, field.released and name not in options.without)
            item.setToolTip(in_language(field.definition))
            if not field.released:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled & ~Qt.ItemFlag.ItemIsUserCheckable)
                item.setData(_NAME, "")
                item.setText(self.tr("{0}  · the codebook holds it back").format(item.text()))
        wanted = options.formats or usual_formats(book)
        for one in (one for one in writable(book) if one.incidents):
            title = one.title.removeprefix("Reads: ").rpartition("writes: ")[2].replace("one event a", "one incident a")
            item = _add(self.formats, f"{one.name}: {title}", one.name, one.name in wanted)
            item.setToolTip(self.tr("Keeps {0}; not {1}.").format(one.keeps, one.loses))
        self.texts.setCurrentIndex(max(self.texts.findData(options.texts), 0))
        self.limit.setValue(options.quote_limit or QUOTE_LIMIT)
        self.replication.setChecked(options.replication)
        self.formulas.setChecked(options.formulas)
        self.manual.setChecked(options.manual_pdf)
        self.licence.setCurrentText(options.licence)
        self.citation.setText(options.citation)
        self.notes.setPlainText(options.notes)

    def _fit(self) -> None:
        name = self.texts.currentData()
        self.limit.setEnabled(name == "quotes")
        self.about_texts.setText({
            "full": self.tr("Only where you may give the texts on."),
            "none": self.tr("Nor do answers, notes and reasons that repeat one. Who has the articles puts their words back."),
        }.get(name, self.tr("What is cut is marked, and counted in the manifest.")))  # fmt: skip

    def _connect(self) -> None:
        for box in (self.done, self.replication, self.formulas):
            box.toggled.connect(self._tell)
        for made in (self.fields, self.formats):
            made.itemChanged.connect(self._tell)
        self.texts.currentIndexChanged.connect(self._on_texts)
        self.limit.valueChanged.connect(self._tell)
        self.manual.toggled.connect(lambda _on: self.said_otherwise.emit())
        self.licence.currentTextChanged.connect(lambda _text: self.said_otherwise.emit())
        self.citation.textChanged.connect(lambda _text: self.said_otherwise.emit())
        self.notes.textChanged.connect(self.said_otherwise.emit)

    def _tell(self, *_: object) -> None:
        self.changed.emit()

    def _on_texts(self, _index: int) -> None:
        self._fit()
        self.changed.emit()

    # --- building -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(6)
        which = QLabel(self.tr("An article goes out as it was adjudicated, else as the one approved coding has it."))
        which.setWordWrap(True)
        for part in (
            _head(self.tr("Codings")), which, self.done, _head(self.tr("&Fields that go out"), self.fields), self.fields,
        ):  # fmt: skip
            left.addWidget(part, 1 if part is self.fields else 0)
        quotes = QHBoxLayout()
        quotes.setSpacing(8)
        quotes.addWidget(self.texts, 1)
        quotes.addWidget(self.limit)
        said = QFormLayout()
        said.setHorizontalSpacing(12)
        said.setVerticalSpacing(6)
        said.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        said.addRow(self.tr("&Texts"), quotes)
        said.addRow("", self.about_texts)
        said.addRow(self.tr("Li&cence"), self.licence)
        said.addRow(self.tr("C&itation"), self.citation)
        said.addRow(self.tr("&Notes"), self.notes)
        said.labelForField(quotes).setBuddy(self.texts)  # type: ignore[union-attr]
        line = self.fontMetrics().lineSpacing()
        self.notes.setFixedHeight(4 * line)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(_head(self.tr("&Data files, a row an incident"), self.formats))
        right.addWidget(self.formats, 1)
        for box in (self.replication, self.manual, self.formulas):
            right.addWidget(box)
        right.addLayout(said)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(4, 10, 4, 4)
        whole.setSpacing(22)
        whole.addLayout(left, 4)
        whole.addLayout(right, 5)

    def _box(self, name: str, text: str) -> QCheckBox:
        made = QCheckBox(text)
        made.setObjectName(f"release.{name}")
        return made

    def _list(self, name: str, title: str) -> QListWidget:
        made = QListWidget()
        made.setObjectName(f"release.{name}")
        made.setAccessibleName(title)
        made.setTabKeyNavigation(False)
        made.setUniformItemSizes(True)
        made.setTextElideMode(Qt.TextElideMode.ElideRight)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setMinimumSize(QSize(260, 90))
        return made


def same_files(one: ReleaseOptions, other: ReleaseOptions) -> bool:
    """Whether two choices give out the same rows and cells: what is said of them may differ."""

    def bare(options: ReleaseOptions) -> ReleaseOptions:
        return replace(options, licence="", citation="", notes="", reasons={}, manual_pdf=False)

    return bare(one) == bare(other)


def _head(text: str, buddy: QWidget | None = None) -> QLabel:
    made = QLabel(text)
    font = made.font()
    font.setBold(True)
    made.setFont(font)
    if buddy is not None:
        made.setBuddy(buddy)
    return made


def _add(made: QListWidget, text: str, name: str, on: bool) -> QListWidgetItem:
    item = QListWidgetItem(text)
    item.setData(_NAME, name)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
    made.addItem(item)
    return item


def _ticked(made: QListWidget, state: Qt.CheckState = Qt.CheckState.Checked) -> list[str]:
    items = [made.item(row) for row in range(made.count())]
    return [str(item.data(_NAME)) for item in items if item is not None and item.data(_NAME) and item.checkState() == state]
