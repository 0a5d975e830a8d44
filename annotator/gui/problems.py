"""All problems of the article in one list, the worst first, with the ways out of the one that is chosen.

Owns the order of the list. A problem's place is looked at through the focus; who shows that place is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from ..codebook.checks import Problem
from ..codebook.model import title_of
from ..project.events import Event
from ..project.history import Changes
from .colors import is_dark, muted, severity_color
from .focus import Focus
from .link_button import LinkButton
from .slim_bar import slim
from .workspace import Workspace

_SIGNS = {"error": "●", "warning": "▲"}
_UNLIMITED = 16_777_215


@dataclass(frozen=True, slots=True)
class Listed:
    """A problem as it stands in the list. `event` is empty and `number` 0 for an answer about the article."""

    event: str
    number: int
    problem: Problem
    overruled: str | None
    item: str

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Errors, then warnings, then what was overruled; in the order of the events."""
        return (self.overruled is not None, self.problem.severity != "error", self.number)


class Problems(QWidget):
    """A line that counts, with the ways out at its right, and the list below."""

    entered = Signal(str, str)
    """Enter or a double click: the keyboard is wanted at a field, and the item in it."""

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problems")
        self.setAccessibleName(self.tr("Problems"))
        self._workspace, self._focus = workspace, focus
        self._judged: dict[str, tuple[Event, list[Problem]]] = {}
        self._listed: list[Listed] | None = None
        self.heading = QLabel()
        self.heading.setObjectName("problems.heading")
        self.fix = self._way("problems.fix", self._take_fix)
        self.overrule = self._way("problems.overrule", self._ask_reason)
        self.take_back = self._way("problems.take_back", self._take_back)
        self.reason = _Reason()
        self.reason.setObjectName("problems.reason")
        self.reason.setPlaceholderText(self.tr("Why does it stand? Enter keeps it."))
        self.reason.setAccessibleName(self.tr("Reason for letting it stand"))
        self.reason.returnPressed.connect(self._overrule)
        self.reason.given_up.connect(self._give_up)
        self.list = self._make_list()
        self._lay_out()
        self.setFocusProxy(self.list)
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(self._refill)
        focus.article_changed.connect(self._refill)
        self._refill()

    def listed(self) -> list[Listed]:
        """The problems in the order of the list."""
        return list(self._listed or ())

    def sizeHint(self) -> QSize:
        """A few lines where there are problems, one where there are none."""
        return QSize(360, 120 if self._listed else self._line_height())

    def minimumSizeHint(self) -> QSize:
        """The heading and two problems."""
        return QSize(120, 70 if self._listed else self._line_height())

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "list"):
            QTimer.singleShot(0, self, self._show)

    def choose(self, event: str, field: str, problem: Problem | None = None) -> Listed | None:
        """Moves the choice to a problem of a field, to its first where none is named; the keyboard stays."""
        for place, one in enumerate(self._listed or ()):
            if (one.event, one.problem.field) == (event, field) and problem in (None, one.problem):
                self.list.setCurrentRow(place)
                return one
        return None

    def to_the_ways(self) -> bool:
        """Puts the keyboard on the first way out of the chosen problem; False where there is none."""
        for button in (self.fix, self.overrule, self.take_back):
            if not button.isHidden():
                button.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return False

    # --- building -----------------------------------------------------------------------------------------------------

    def _make_list(self) -> QListWidget:
        made = _List()
        made.setObjectName("problems.list")
        made.setAccessibleName(self.tr("Problems"))
        made.setFrameShape(QListWidget.Shape.NoFrame)
        slim(made)
        made.setWordWrap(True)
        made.setSpacing(1)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.currentRowChanged.connect(lambda _row: self._offer())
        made.itemClicked.connect(lambda _item: self._look())
        made.itemDoubleClicked.connect(lambda _item: self._enter())
        made.entered_by_key.connect(self._enter)
        made.ways_requested.connect(self.to_the_ways)
        return made

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(10, 4, 8, 2)
        line.setSpacing(8)
        line.addWidget(self.heading)
        line.addStretch(1)
        line.addWidget(self.reason, 4)
        for button in (self.fix, self.overrule, self.take_back):
            line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self.list, 1)
        self.overrule.setText(self.tr("Overrule…"))
        self.take_back.setText(self.tr("Take back"))
        self.reason.hide()

    def _way(self, name: str, work: object) -> QPushButton:
        button = LinkButton(name)
        button.clicked.connect(work)
        button.hide()
        return button

    def _line_height(self) -> int:
        return self.heading.sizeHint().height() + 8

    # --- filling ------------------------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("article", "actor", "place", "source", "codebook"):
            self._refill()
        elif changes.has("event", "coding"):
            for uid in changes.touched.get("event", ()):
                self._judged.pop(uid, None)
            self._fill()

    def _refill(self, _uid: str = "") -> None:
        """Judges all events anew."""
        self._judged.clear()
        self._give_up()
        self._fill()

    def _fill(self) -> None:
        found: list[Listed] = []
        events = self._workspace.events(self._focus.article)
        for number, event in enumerate(events, 1):
            if event.uid not in self._judged:
                self._judged[event.uid] = (event, self._workspace.problems(event))
            for one in self._judged[event.uid][1]:
                found.append(Listed(event.uid, number, one, event.overruled.get(one.key), self._item(event, one)))
        found += [Listed("", 0, one, None, "") for one in self._workspace.article_problems(self._focus.article)]
        found.sort(key=lambda one: one.rank)
        if found != self._listed:
            self._listed = found
            self._show()

    def _item(self, event: Event, problem: Problem) -> str:
        """The item of a problem as evidence names it: the item itself in a list, its number in a group."""
        field, value = self._workspace.codebook.fields.get(problem.field), event.values.get(problem.field)
        if problem.item is None or field is None or not isinstance(value, list) or problem.item >= len(value):
            return ""
        return f"{problem.item + 1}." if field.type == "group" else str(value[problem.item])

    def _show(self) -> None:
        listed = self._listed or []
        self.heading.setText(self._counted(listed))
        self.heading.setAccessibleName(self.heading.text())
        font = self.heading.font()
        font.setBold(bool(listed))
        self.heading.setFont(font)
        chosen = self._chosen()
        here = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for one in listed:
            self.list.addItem(self._item_for(one))
        if listed:
            self.list.setCurrentRow(listed.index(chosen) if chosen in listed else max(0, min(here, len(listed) - 1)))
        self.list.blockSignals(False)
        self.list.setVisible(bool(listed))
        self.setMaximumHeight(_UNLIMITED if listed else self._line_height())
        self._offer()
        self.updateGeometry()

    def _item_for(self, one: Listed) -> QListWidgetItem:
        item = QListWidgetItem(self._line(one))
        quiet = one.overruled is not None
        color = muted(self.palette()) if quiet else severity_color(one.problem.severity, is_dark(self.palette()))
        item.setForeground(QBrush(color))
        item.setToolTip(one.problem.reason)
        kind = self.tr("Overruled") if quiet else self.tr("Error") if one.problem.severity == "error" else self.tr("Warning")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{kind}: {self._line(one)[1:].strip()}")
        item.setData(Qt.ItemDataRole.UserRole, one)
        return item

    def _counted(self, listed: list[Listed]) -> str:
        standing = [one.problem.severity for one in listed if one.overruled is None]
        errors, warnings = standing.count("error"), standing.count("warning")
        parts = []
        if errors:
            parts.append(self.tr("1 error") if errors == 1 else self.tr("{0} errors").format(errors))
        if warnings:
            parts.append(self.tr("1 warning") if warnings == 1 else self.tr("{0} warnings").format(warnings))
        return ", ".join(parts) or self.tr("No problems")

    def _line(self, one: Listed) -> str:
        book = self._workspace.codebook
        field = {**book.fields, **book.article_fields}.get(one.problem.field)
        said = one.problem.message
        where = [str(one.number) if one.number else self.tr("Article")]
        where += [title_of(field)] if field and not said.startswith(title_of(field)) else []
        if one.overruled is not None:
            said = self.tr("{0} Overruled: {1}").format(said, one.overruled)
        return f"{_SIGNS.get(one.problem.severity, '●')}  {' · '.join(where)}:  {said}"

    # --- going there, and the ways out --------------------------------------------------------------------------------

    def _chosen(self) -> Listed | None:
        item = self.list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item is not None else None

    def _look(self) -> Listed | None:
        one = self._chosen()
        if one is not None:
            if one.event:
                self._focus.show_event(one.event)
            self._focus.show_field(one.problem.field, one.item)
        return one

    def _enter(self) -> None:
        one = self._look()
        if one is not None:
            self.entered.emit(one.problem.field, one.item)

    def _offer(self) -> None:
        """The ways out of the chosen problem."""
        one, free = self._chosen(), not self._workspace.locked
        self.reason.hide()
        quiet = one is not None and one.overruled is not None
        fix = one.problem.fix if one is not None and not quiet else None
        mine = one is not None and free and bool(one.event)
        self._set(self.fix, bool(fix) and free, self.tr("Fix: {0}").format(fix.label) if fix else "")
        self._set(self.overrule, mine and not quiet and one is not None and one.problem.severity == "error")
        self._set(self.take_back, mine and quiet)

    def _set(self, button: QPushButton, offered: bool, text: str = "") -> None:
        if text:
            button.setText(text)
        one = self._chosen()
        button.setAccessibleName(f"{button.text()}: {one.problem.message}" if one else button.text())
        had = button.hasFocus()
        button.setVisible(offered)
        if had and not offered:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_fix(self) -> None:
        one = self._chosen()
        if one is None or one.problem.fix is None:
            return
        if one.event:
            self._workspace.set_values(one.event, one.problem.fix.set)
        else:
            for name, value in one.problem.fix.set.items():
                self._workspace.set_answer(self._focus.article, name, value)

    def _ask_reason(self) -> None:
        one = self._chosen()
        if one is not None:
            self.fix.hide()
            self.overrule.hide()
            self.reason.clear()
            self.reason.setAccessibleName(self.tr("Reason to overrule: {0}").format(one.problem.message))
            self.reason.show()
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _overrule(self) -> None:
        one, reason = self._chosen(), self.reason.text().strip()
        if one is not None and one.event and reason:
            self._give_up()
            self._workspace.overrule(one.event, one.problem, reason)

    def _give_up(self) -> None:
        if self.reason.hasFocus():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._offer()

    def _take_back(self) -> None:
        one = self._chosen()
        if one is not None and one.event:
            self._workspace.overrule(one.event, one.problem, None)


class _List(QListWidget):
    """Enter goes to the field, Ctrl+. to the ways out."""

    entered_by_key = Signal()
    ways_requested = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The two keys of its own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_by_key.emit()
        elif event.key() == Qt.Key.Key_Period and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.ways_requested.emit()
        else:
            super().keyPressEvent(event)


class _Reason(QLineEdit):
    """Where a reason is typed; Escape gives it up."""

    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape and Enter go no further."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()
