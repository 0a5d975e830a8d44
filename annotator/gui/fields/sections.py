"""A titled run of rows that folds, and the strip at the form's foot that explains the field in view."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QTextBrowser, QToolButton, QVBoxLayout, QWidget

from ...codebook.model import CodedField, Section, in_language, title_of
from ..colors import muted
from .popup import explained
from .row import Row


class SectionBox(QWidget):
    """A heading and its rows; the heading folds them."""

    def __init__(self, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = in_language(section.title) or section.name.replace("_", " ").capitalize()
        self.rows: list[Row] = []
        self.heading = QToolButton()
        self.heading.setObjectName(f"section.{section.name}")
        self.heading.setAutoRaise(True)
        self.heading.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._open = True
        self.heading.setToolTip(in_language(section.help))
        self.heading.setAccessibleName(self.tr("Section {0}").format(self._title))
        font = self.heading.font()
        font.setBold(True)
        self.heading.setFont(font)
        self.heading.clicked.connect(lambda: self._fold(not self._open))
        self._body = QWidget()
        self._rows = QVBoxLayout(self._body)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 2)
        column.setSpacing(1)
        column.addWidget(self.heading, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._body)
        self._fold(True)

    def add(self, row: Row) -> None:
        """One more row."""
        self.rows.append(row)
        self._rows.addWidget(row)

    def is_open(self) -> bool:
        """Whether the rows are shown."""
        return self._open

    def open(self) -> None:
        """Shows the rows."""
        if not self._open:
            self._fold(True)

    def settle(self) -> None:
        """A section without any row to ask is not there."""
        wanted = any(not row.isHidden() for row in self.rows)
        if self.isHidden() == wanted:
            self.setVisible(wanted)

    def _fold(self, opened: bool) -> None:
        self._open = opened
        self.heading.setText(f"{'▾' if opened else '▸'} {self._title}")
        self._body.setVisible(opened)


class HelpStrip(QTextBrowser):
    """Definition, example and counter-example of a field, always at the same place and of the same height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("field_help")
        self.setAccessibleName(self.tr("About the field"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(8)
        self.setFixedHeight(5 * self.fontMetrics().lineSpacing() + 18)
        self._shown: tuple[str, str] = ("", "")

    def explain(self, field: CodedField | None, note: str = "") -> None:
        """Shows a field's guidance; `note` is added in front, as for a sub-field of a group."""
        if (field.name if field else "", note) == self._shown and not self.document().isEmpty():
            return
        self._shown = (field.name if field else "", note)
        if field is None:
            self.clear()
            return
        faint = muted(self.palette()).name()
        keys = f' <span style="color:{faint}">{escape(self._keys(field))}</span>'
        self.setHtml(f"<b>{escape(note + title_of(field))}</b>{keys}<br>{explained(field, self)}")

    def _keys(self, field: CodedField) -> str:
        """The keys worth knowing here."""
        if field.type == "group":
            return self.tr("Enter adds; F1 hides this")
        if field.many or field.type == "tags":
            return self.tr("Enter adds, Up goes to the items, Alt+Up/Down orders; F1 hides this")
        return {
            "code": self.tr("type or Down to choose, Delete empties; F1 hides this"),
            "yes_no": self.tr("Y, N or U; Delete empties; F1 hides this"),
            "date": self.tr("F4: calendar, Up/Down: a day; F1 hides this"),
            "long_text": self.tr("Ctrl+Enter goes on; F1 hides this"),
        }.get(field.type, self.tr("F1 hides this"))
