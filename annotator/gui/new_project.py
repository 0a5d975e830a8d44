"""The dialog of a new project: its name and place, its codebook, and who codes first."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from .. import settings as remembered
from ..codebook.loading import find, load, shipped
from ..codebook.model import Codebook, in_language
from ..errors import AnnotatorError
from ..project import Project
from ..settings import Settings
from ..writing import save_text
from . import file_dialogs
from .colors import is_dark, muted, severity_color

SUFFIX = ".annotator"
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class NewProjectDialog(QDialog):
    """Makes the project itself, so that what is wrong is told while all answers still stand there."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("new_project")
        self.setWindowTitle(self.tr("New project"))
        self.made: Path | None = None
        self._settings = settings
        self.name = self._line("new.name", self.tr("Name"))
        self.folder = self._line("new.folder", self.tr("Folder"))
        self.folder.setText(str(remembered.documents_folder()))
        self.coder = self._line("new.coder", self.tr("Coder"))
        self.coder.setText(settings.coder)
        self.coder.setPlaceholderText(self.tr("Your name or a pseudonym"))
        self.codebook = QComboBox()
        self.codebook.setObjectName("new.codebook")
        self.codebook.setAccessibleName(self.tr("Codebook"))
        self._about = QLabel()
        self._wrong = QLabel()
        self._wrong.setObjectName("new.wrong")
        for label in (self._about, self._wrong):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            # A label that wraps asks for more height than it gets unless it has a width to think of.
            label.setMinimumWidth(400)
        self._about.setMinimumHeight(self.fontMetrics().lineSpacing() * 2 + 4)
        self._about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._color(self._about, muted(self.palette()))
        self._color(self._wrong, severity_color("error", is_dark(self.palette())))
        self._wrong.hide()
        self._lay_out()
        self._offer_codebooks()
        self.name.setText(self._free_name())
        self.name.selectAll()
        self.name.setFocus()
        self.resize(560, 0)

    def path(self) -> Path:
        """The file that would be made."""
        name = _FORBIDDEN.sub("-", self.name.text().strip()).strip(". ")
        return Path(os.path.expanduser(self.folder.text().strip())) / f"{name.removesuffix(SUFFIX)}{SUFFIX}"

    def wrong(self) -> str:
        """What keeps the project from being made; empty for nothing."""
        return self._wrong.text()

    def about(self) -> str:
        """What the codebook chosen is for."""
        return self._about.text()

    def accept(self) -> None:
        """Makes the project; where that fails, says why and stays."""
        wrong = self._what_is_missing()
        if not wrong:
            try:
                self._make(self.path())
            except AnnotatorError as error:
                wrong = str(error)
            except OSError as error:
                wrong = self.tr("{0} cannot be made: {1}.").format(self.path().parent, error.strerror)
        if wrong:
            self._tell(wrong)
            return
        super().accept()

    def _tell(self, wrong: str) -> None:
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong))

    def _what_is_missing(self) -> str:
        if not self.name.text().strip(" ."):
            return self.tr("The project needs a name.")
        if not self.coder.text().strip():
            return self.tr("Say who codes; a pseudonym will do.")
        if os.path.lexists(self.path()):
            return self.tr("{0} is already there; choose another name or folder.").format(self.path().name)
        return ""

    def _make(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        coder = self.coder.text().strip()
        Project.create(path, str(self.codebook.currentData()), coder=coder, name=self.name.text().strip()).close()
        self._settings.coder = coder
        self.made = path

    def _offer_codebooks(self) -> None:
        for name, file in shipped().items():
            try:
                book, _ = load(file)
            except AnnotatorError:
                continue  # a broken file of the program itself is not offered
            self.codebook.addItem(in_language(book.title) or name, name)
            self.codebook.setItemData(self.codebook.count() - 1, _first_sentence(book), Qt.ItemDataRole.ToolTipRole)
        self.codebook.currentIndexChanged.connect(self._show_about)
        self._show_about()

    def _show_about(self) -> None:
        self._about.setText(str(self.codebook.currentData(Qt.ItemDataRole.ToolTipRole) or ""))

    def _choose_codebook(self) -> None:
        name = file_dialogs.open_file(
            self, self.tr("A codebook of your own"), self.folder.text(), self.tr("Codebooks (*.yaml *.yml);;All files (*)")
        )
        if name:
            self.add_codebook(Path(name))

    def add_codebook(self, file: Path, about: str = "") -> None:
        """Offers a codebook from a file, or says what is wrong with it. `about` stands in place of its own words."""
        try:
            book, _ = load(file)
        except AnnotatorError as error:
            self._tell(str(error))
            return
        self._tell("")
        self.codebook.addItem(f"{in_language(book.title) or book.name} ({file.name})", str(file))
        last = self.codebook.count() - 1
        self.codebook.setItemData(last, about or _first_sentence(book), Qt.ItemDataRole.ToolTipRole)
        self.codebook.setCurrentIndex(last)

    def _copy_codebook(self) -> None:
        chosen = str(self.codebook.currentData())
        stem = Path(chosen).stem
        wish = Path(os.path.expanduser(self.folder.text().strip())) / f"{stem}-copy.yaml"
        if not os.path.isdir(wish.parent):
            wish = remembered.documents_folder() / wish.name
        name, _ = file_dialogs.save_file(self, self.tr("Copy the codebook to"), str(wish), self.tr("Codebooks (*.yaml *.yml)"))
        if name:
            self.copy_codebook(Path(name))

    def copy_codebook(self, target: Path) -> None:
        """Writes the chosen codebook to a file and offers that in its place; says what went wrong."""
        try:
            save_text(target, load(find(str(self.codebook.currentData())))[1])
        except AnnotatorError as error:
            self._tell(str(error))
            return
        about = self.tr(
            "Your copy. Edit it in any text editor, now or before the next project: it is read when a project is made."
        )
        self.add_codebook(target, about)

    def _choose_folder(self) -> None:
        name = file_dialogs.open_folder(self, self.tr("Folder of the project"), self.folder.text())
        if name:
            self.folder.setText(name)

    def _free_name(self) -> str:
        usual = self.tr("My project")
        folder = Path(self.folder.text())
        names = [usual, *(f"{usual} {number}" for number in range(2, 100))]
        return next((name for name in names if not os.path.exists(folder / f"{name}{SUFFIX}")), usual)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Name"), self.name)
        form.addRow(self.tr("Folder"), self._beside(self.folder, self.tr("Choose…"), self._choose_folder))
        codebooks = self._beside(self.codebook, self.tr("From a file…"), self._choose_codebook)
        self.copy = self._button(self.tr("Copy to edit…"), self._copy_codebook)
        self.copy.setObjectName("new.copy")
        codebooks.addWidget(self.copy)
        form.addRow(self.tr("Codebook"), codebooks)
        form.addRow("", self._about)
        form.addRow(self.tr("Coder"), self.coder)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Make the project"), QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        column.addLayout(form)
        column.addWidget(self._wrong)
        column.addWidget(buttons)

    def _beside(self, field: QWidget, text: str, deed: Callable[[], None]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(field, 1)
        row.addWidget(self._button(text, deed))
        return row

    def _button(self, text: str, deed: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: deed())
        return button

    def _line(self, name: str, title: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(title)
        return line

    def _color(self, label: QLabel, color: object) -> None:
        colors = QApplication.palette()
        colors.setColor(label.foregroundRole(), color)  # type: ignore[arg-type]
        label.setPalette(colors)


def _first_sentence(book: Codebook) -> str:
    text = " ".join(in_language(book.about).split())
    first, dot, _ = text.partition(". ")
    return first + "." if dot else text
