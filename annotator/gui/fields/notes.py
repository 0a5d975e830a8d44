"""What stands under a field: why a text cannot be read, and the problems of its value with their ways out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ...codebook.checks import Problem
from ..colors import is_dark, muted, severity_color

Standing = tuple[Problem, str | None]
"""A problem and the reason it was overruled with, None where it stands."""


class Notes(QWidget):
    """The lines under one field; none, and no room taken, where there is nothing to say."""

    fix_chosen = Signal(object)
    """A `Problem` whose fix should be made."""
    overruled = Signal(object, object)
    """A `Problem` and its reason; None takes the overruling back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._refusal = ""
        self._problems: tuple[Standing, ...] = ()
        self._lines: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 1, 0, 3)
        self._column.setSpacing(2)
        self.hide()

    def show_refusal(self, text: str) -> None:
        """Why what is typed was not saved; empty when it reads again."""
        if text != self._refusal:
            self._refusal = text
            self._rebuild()

    def show_problems(self, problems: Sequence[Standing]) -> None:
        """What the rules say of the value."""
        if tuple(problems) != self._problems:
            self._problems = tuple(problems)
            self._rebuild()

    @property
    def refusal(self) -> str:
        """The reason shown for a text that cannot be read."""
        return self._refusal

    @property
    def problems(self) -> tuple[Standing, ...]:
        """The problems shown."""
        return self._problems

    def ways_menu(self) -> QMenu | None:
        """The ways out of all problems here, by keyboard; None where there is none."""
        menu = QMenu(self)
        for line in self._lines:
            if isinstance(line, _ProblemLine):
                for button in line.buttons():
                    menu.addAction(button.text()).triggered.connect(button.click)
        if menu.isEmpty():
            menu.deleteLater()
            return None
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _rebuild(self) -> None:
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = []
        if self._refusal:
            self._lines.append(_Line("error", self._refusal))
        for problem, reason in self._problems:
            line = _ProblemLine(problem, reason)
            line.fix_chosen.connect(self.fix_chosen)
            line.overruled.connect(self.overruled)
            self._lines.append(line)
        for line in self._lines:
            self._column.addWidget(line)
        self.setVisible(bool(self._lines))


class _Line(QWidget):
    """A sign and a sentence in its colour."""

    def __init__(self, severity: str, text: str, tip: str = "", quiet: bool = False) -> None:
        super().__init__()
        dark = is_dark(self.palette())
        color = muted(self.palette()) if quiet else severity_color(severity, dark)
        self.words = QLabel(text)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setToolTip(tip)
        said = self.tr("Error") if severity == "error" else self.tr("Warning")
        self.words.setAccessibleName(f"{said}: {text}")
        palette = self.words.palette()
        palette.setColor(self.words.foregroundRole(), color)
        self.words.setPalette(palette)
        self.column = QVBoxLayout()
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(1)
        self.column.addWidget(self.words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(_Sign(severity, color), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self.column, 1)


class _ProblemLine(_Line):
    """A problem with its ways out: the fix, and for an error to let it stand with a reason."""

    fix_chosen = Signal(object)
    overruled = Signal(object, object)

    def __init__(self, problem: Problem, reason: str | None) -> None:
        super().__init__(problem.severity, problem.message, problem.reason, quiet=reason is not None)
        self._problem = problem
        self._buttons: list[QPushButton] = []
        self._ways = QHBoxLayout()
        self._ways.setSpacing(10)
        if reason is not None:
            self.words.setText(self.tr("{0} Overruled: {1}").format(problem.message, reason))
            self._button("take_back", self.tr("Take back"), lambda: self.overruled.emit(problem, None))
        else:
            if problem.fix is not None:
                self._button("fix", problem.fix.label, lambda: self.fix_chosen.emit(problem))
            if problem.severity == "error":
                self._button("overrule", self.tr("Overrule…"), self._ask)
        if self._buttons:
            self._ways.addStretch(1)
            self.column.addLayout(self._ways)

    def buttons(self) -> list[QPushButton]:
        """The ways out."""
        return self._buttons

    def _button(self, name: str, text: str, work: Callable[[], None]) -> None:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setFlat(True)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.setAccessibleName(f"{text}: {self._problem.message}")
        button.setToolTip(self.tr("Ctrl+. from the field"))
        palette = button.palette()
        palette.setColor(palette.ColorRole.ButtonText, palette.color(palette.ColorRole.Link))
        button.setPalette(palette)
        button.clicked.connect(work)
        self._ways.addWidget(button)
        self._buttons.append(button)

    def _ask(self) -> None:
        """The reason is asked for in place."""
        for button in self._buttons:
            button.hide()
        reason = QLineEdit()
        reason.setObjectName("overrule_reason")
        reason.setPlaceholderText(self.tr("Why does it stand? Enter keeps it."))
        reason.setAccessibleName(self.tr("Reason to overrule: {0}").format(self._problem.message))
        reason.returnPressed.connect(lambda: self._overrule(reason.text()))
        self._ways.insertWidget(0, reason, 1)
        reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _overrule(self, reason: str) -> None:
        if reason.strip():
            self.overruled.emit(self._problem, reason.strip())


class _Sign(QWidget):
    """A disc with an exclamation mark for an error, a triangle for a warning."""

    def __init__(self, severity: str, color: QColor) -> None:
        super().__init__()
        self._severity, self._color = severity, color
        self.setFixedSize(QSize(14, 17))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color)
        box = QRectF(1, 3, 12, 12)
        if self._severity == "error":
            painter.drawEllipse(box)
        else:
            painter.drawPolygon(QPolygonF([QPointF(7, 2.5), QPointF(13.5, 14.5), QPointF(0.5, 14.5)]))
        painter.setBrush(self.palette().color(self.palette().ColorRole.Base))
        painter.drawRect(QRectF(6.2, 6, 1.6, 4.4))
        painter.drawRect(QRectF(6.2, 11.4, 1.6, 1.6))
