"""The form's larger parts: a titled run of rows that folds, the strip that explains the field in view, the empty page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QTextBrowser, QToolButton, QVBoxLayout, QWidget

from ...codebook.model import Code, Codebook, CodedField, Section, in_language, title_of
from ...project.rulings import Ruling
from .. import keys
from ..colors import is_dark, muted, severity_color
from ..ruling_words import beside
from ..slim_bar import slim
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


class EmptyPage(QWidget):
    """What stands in the form's place while no event is in view."""

    add_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._add = QPushButton()
        keys.tell(self._add, "text", self.tr("Add event ({0})"), "add_event")
        self._add.setObjectName("add_event")
        self._add.setAccessibleName(self.tr("Add event"))
        self._add.clicked.connect(self.add_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(14)
        column.addStretch(2)
        column.addWidget(self._words)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def show_for(self, article: bool, empty: bool, others: bool = False) -> None:
        """With an article in view, an event can be added, but not to another's work; an empty project has none."""
        if empty:
            words = ""  # the reader says how articles come in
        elif article and others:
            words = self.tr("No event in this coding.")
        elif article:
            words = self.tr("No event in view. Add one for each happening the article tells of.")
        else:
            words = self.tr("No article in view. Choose one in the queue.")
        self._words.setText(words)
        self._add.setVisible(article and not others)


class HelpStrip(QTextBrowser):
    """Definition, example and counter-example of a field, always at the same place and of the same height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("field_help")
        self.setAccessibleName(self.tr("About the field"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        slim(self)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(8)
        self.setFixedHeight(5 * self.fontMetrics().lineSpacing() + 18)
        self._shown: tuple[CodedField | None, str, Code | None, Sequence[Ruling], bool] | None = None
        self._codebook: Codebook | None = None
        self._rules: dict[str, list[tuple[str, str]]] = {}

    def know(self, codebook: Codebook) -> None:
        """The codebook whose rules are told; their words are made when a field is first explained."""
        self._codebook, self._rules, self._shown = codebook, {}, None

    def explain(
        self, field: CodedField | None, note: str = "", code: Code | None = None, rulings: Sequence[Ruling] = (), *,
        follows: bool = False,
    ) -> None:  # fmt: skip
        """Shows a field's guidance, that of its answer, and first the lead's rulings, for the strip is low.

        `note` stands in front, as for a sub-field of a group; `follows` says that its answer follows from others.
        """
        before, self._shown = self._shown, (field, note, code, rulings, follows)
        if before and before[0] is field and before[2] is code and (before[1], *before[3:]) == (note, rulings, follows):
            return
        faint = muted(self.palette()).name()
        if field is None:
            hint = self.tr(
                "Go to a field and select its words in the article: {0} takes the value from them, {1} keeps them as "
                "evidence of the value that is there."
            )
            hint = keys.named(hint, "take_value", "attach_selection")
            self.setHtml(f'<span style="color:{faint}">{escape(hint)}</span>')
            return
        at_hand = f' <span style="color:{faint}">{escape(self._keys(field, follows))}</span>'
        ruled = beside(self._codebook, rulings, self.palette(), code.code if code else "") if self._codebook and rulings else ""
        text = f"<b>{escape(note + title_of(field))}</b>{at_hand}<br>{ruled}{'<br>' if ruled else ''}{explained(field, self)}"
        if code is not None and code.definition:
            name = in_language(code.label) or code.code
            text += f"<p style='margin-top: 4px'><b>{escape(name)}</b> {explained(code, self)}</p>"
        dark = is_dark(self.palette())
        lines = [
            f'<span style="color:{severity_color(one, dark).name()}">●</span> {escape(said)}' for one, said in self._told(field)
        ]
        self.setHtml(text + (f"<p style='margin-top: 4px'>{'<br>'.join(lines)}</p>" if lines else ""))

    def _told(self, field: CodedField) -> list[tuple[str, str]]:
        """Severity and message of the rules that stand at a field; the same message once."""
        book = self._codebook
        if book is None:
            return []
        if field.name not in self._rules:
            from ...codebook.guide import general  # opening a project does not wait for it

            own = [rule for rule in book.rules if rule.field == field.name and field is book.fields.get(field.name)]
            self._rules[field.name] = list(dict.fromkeys((str(rule.severity), general(rule.message, book)) for rule in own))
        return self._rules[field.name]

    def changeEvent(self, event: QEvent) -> None:
        """Other keys: the hint names two."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._shown is not None and self._shown[0] is None:
            self._shown = None
            self.explain(None)

    def _keys(self, field: CodedField, follows: bool) -> str:
        """The keys worth knowing here."""
        own = self.tr("follows from other answers") if follows else self._own_keys(field)
        always = self.tr("F1 hides this, Shift+F1 says more")
        return f"{own}; {always}" if own else always

    def _own_keys(self, field: CodedField) -> str:
        if field.type == "group":
            return self.tr("Enter adds")
        if field.many or field.type == "tags":
            return self.tr("Enter adds, Up goes to the items, Alt+Up/Down orders")
        return {
            "code": self.tr("type or Down to choose, Delete empties"),
            "yes_no": self.tr("Y, N or U; Delete empties"),
            "date": self.tr("F4: calendar, Up/Down: a day"),
            "long_text": self.tr("Ctrl+Enter goes on"),
        }.get(field.type, "")
