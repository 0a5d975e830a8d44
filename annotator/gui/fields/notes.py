"""What stands under a field: why a text cannot be read, and the problems of its value with their ways out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ...codebook.checks import Problem
from .. import keys
from ..colors import is_dark, muted, severity_color
from ..link_button import LinkButton
from .base import write_in

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
        self._lines: list[_Line] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 1, 0, 3)
        self._column.setSpacing(2)
        self.hide()

    def show_refusal(self, text: str) -> None:
        """Why what is typed was not saved; empty when it reads again."""
        if text != self._refusal:
            self._refusal = text
            self._show()

    def show_problems(self, problems: Sequence[Standing]) -> None:
        """What the rules say of the value."""
        if tuple(problems) != self._problems:
            self._problems = tuple(problems)
            self._show()

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
            for button in line.ways():
                menu.addAction(button.text()).triggered.connect(button.click)
        if menu.isEmpty():
            menu.deleteLater()
            return None
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def recolor(self) -> None:
        """Takes the colours of the palette in force."""
        for line in self._lines:
            line.recolor()

    def _show(self) -> None:
        """Fills the lines, which are kept for the next event; a text that cannot be read comes before all problems."""
        problems = () if self._refusal else self._problems
        wanted = 1 if self._refusal else len(problems)
        while len(self._lines) < wanted:
            line = _Line()
            line.fix_chosen.connect(self.fix_chosen)
            line.overruled.connect(self.overruled)
            self._column.addWidget(line)
            self._lines.append(line)
        if self._refusal:
            self._lines[0].show_refusal(self._refusal)
        for line, (problem, reason) in zip(self._lines, problems, strict=False):
            line.show_problem(problem, reason)
        for place, line in enumerate(self._lines):
            if line.isHidden() == (place < wanted):
                line.setVisible(place < wanted)
        if self.isHidden() == (wanted > 0):
            self.setVisible(wanted > 0)


class _Line(QWidget):
    """A sign, a sentence in its colour, and the ways out: the fix below, at the right to let it stand or not."""

    fix_chosen = Signal(object)
    overruled = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._problem: Problem | None = None
        self._reason: str | None = None
        self._severity = "error"
        self._asked: _Reason | None = None
        self._sign = _Sign()
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._fix = self._button("fix", self._take_fix)
        self._beside = self._button("overrule", self._take_beside)
        self._below = QVBoxLayout()
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.setSpacing(1)
        self._below.addWidget(self._words)
        self._below.addWidget(self._fix, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._below, 1)
        row.addWidget(self._beside, 0, Qt.AlignmentFlag.AlignTop)

    def show_refusal(self, text: str) -> None:
        """A text that cannot be read; the only way out is another one."""
        self._problem, self._reason, self._severity = None, None, "error"
        self._say(text, "")

    def show_problem(self, problem: Problem, reason: str | None) -> None:
        """A problem, or one that was overruled with a reason."""
        if (problem, reason) == (self._problem, self._reason):
            return
        self._problem, self._reason, self._severity = problem, reason, problem.severity
        text = problem.message if reason is None else self.tr("{0} Overruled: {1}").format(problem.message, reason)
        self._say(text, problem.reason)

    def ways(self) -> list[QPushButton]:
        """The buttons that are offered."""
        return [button for button in (self._fix, self._beside) if not button.isHidden()] if not self.isHidden() else []

    def recolor(self) -> None:
        """Takes the colours of the palette in force."""
        palette = self.palette()
        quiet = self._reason is not None
        color = muted(palette) if quiet else severity_color(self._severity, is_dark(palette))
        self._sign.show_sign(self._severity, color)
        if self._words.palette().color(self._words.foregroundRole()) != color:
            write_in(self._words, color)

    def _say(self, text: str, tip: str) -> None:
        said = self.tr("Error") if self._severity == "error" else self.tr("Warning")
        self._words.setText(text)
        self._words.setToolTip(tip)
        self._words.setAccessibleName(f"{said}: {text}")
        self.recolor()
        if self._asked is not None:
            self._asked.hide()
        fix = self._problem.fix if self._problem is not None and self._reason is None else None
        self._offer(self._fix, fix.label if fix else "")
        beside = ""
        if self._reason is not None:
            beside = self.tr("Take back")
        elif self._problem is not None and self._severity == "error":
            beside = self.tr("Overrule…")
        self._offer(self._beside, beside)

    def _offer(self, button: QPushButton, text: str) -> None:
        if text:
            button.setText(text)
            button.setAccessibleName(f"{text}: {self._words.text()}")
        if button.isHidden() == bool(text):
            button.setVisible(bool(text))

    def _button(self, name: str, work: Callable[[], None]) -> QPushButton:
        button = LinkButton(name)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        keys.tell(button, "toolTip", self.tr("{0} from the field"), "ways_out")
        button.clicked.connect(work)
        button.hide()
        return button

    def _take_fix(self) -> None:
        if self._problem is not None:
            self.fix_chosen.emit(self._problem)

    def _take_beside(self) -> None:
        """Takes an overruling back, or asks for its reason in place."""
        if self._problem is None:
            return
        if self._reason is not None:
            self.overruled.emit(self._problem, None)
            return
        if self._asked is None:
            self._asked = _Reason()
            self._asked.given_up.connect(self._give_up)
            self._asked.setObjectName("overrule_reason")
            self._asked.setPlaceholderText(self.tr("Why does it stand? Enter keeps it."))
            self._asked.returnPressed.connect(self._overrule)
            self._below.addWidget(self._asked)
        self._asked.setAccessibleName(self.tr("Reason to overrule: {0}").format(self._problem.message))
        self._asked.clear()
        self._asked.show()
        self._offer(self._fix, "")
        self._offer(self._beside, "")
        self._asked.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give_up(self) -> None:
        problem, self._problem = self._problem, None
        if problem is not None:
            self.show_problem(problem, None)

    def _overrule(self) -> None:
        if self._problem is not None and self._asked is not None and self._asked.text().strip():
            self.overruled.emit(self._problem, self._asked.text().strip())


class _Reason(QLineEdit):
    """Where a reason is typed; Escape gives it up."""

    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes no further."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class _Sign(QWidget):
    """A disc with an exclamation mark for an error, a triangle for a warning."""

    def __init__(self) -> None:
        super().__init__()
        self._severity, self._color = "error", QColor()
        self.setFixedSize(QSize(14, 17))

    def show_sign(self, severity: str, color: QColor) -> None:
        """Another one."""
        if (severity, color) != (self._severity, self._color):
            self._severity, self._color = severity, color
            self.update()

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
