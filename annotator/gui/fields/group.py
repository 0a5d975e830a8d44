"""The editor of a group: the same few questions for each of several things.

An item is a card; only the one in work is unfolded. Evidence names a sub-field as ``2.role``: the second item's role.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ...codebook import values
from ...codebook.conditions import Scope
from ...codebook.derivations import allowed_codes, is_shown
from ...codebook.model import CodedField, in_language, title_of
from ...project.evidence import Evidence
from ..colors import is_dark, severity_color
from .base import ALT, Desk, FieldEditor, write_in
from .marks import BackingMark

Make = Callable[[CodedField, Desk, QWidget], FieldEditor]


class GroupEditor(FieldEditor):
    """Cards above an "Add" button; the button is the stop that stands for the whole."""

    def __init__(self, field: CodedField, desk: Desk, make: Make, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self._make = make
        self._cards: list[_Card] = []
        self._items: list[dict[str, Any]] = []
        self._origins: list[int] = []
        self._evidence: Sequence[Evidence] = ()
        self._color = QColor()
        self._unfolded = -1
        self._add = QPushButton(self.tr("Add to {0}").format(title_of(field)))
        self._add.setAutoDefault(False)
        self.watch(self._add, f"field.{field.name}")
        self._add.setAccessibleName(self._add.text())
        self._add.clicked.connect(self.add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self._add)

    def input(self) -> QWidget:
        """The button that adds."""
        return self._add

    def inputs(self) -> list[QWidget]:
        """The cards' stops, then the button."""
        found: list[QWidget] = []
        for card in self._cards[: len(self._items)]:
            found.extend(card.inputs())
        return [*found, self._add]

    def value(self) -> Any:
        """The items; one without any answer is none yet. What cannot be read is told at its question and left out."""
        if self._unfolded >= 0:
            self._cards[self._unfolded].read_all()
        last = len(self._items)
        while last and not self._items[last - 1]:
            last -= 1
        return [dict(item) for item in self._items[:last]] or None

    def set_value(self, value: Any) -> None:
        """Shows saved items; cards are kept and filled anew. A card just begun stays while the rest is the same."""
        fresh = self.saved != value
        self.saved = value
        items = [dict(item) for item in value] if isinstance(value, list) else []
        begun = len(self._items) > len(items) and self._unfolded == len(self._items) - 1 and self.isAncestorOf_focus()
        self._items = [*items, {}] if begun else items
        self._origins = list(range(len(self._items)))
        if fresh and self._unfolded >= len(self._items):
            self._unfolded = -1
        self._fill()

    def isAncestorOf_focus(self) -> bool:
        """Whether the keyboard is in here."""
        focused = self.window().focusWidget() if self.window() else None
        return focused is not None and self.isAncestorOf(focused)

    def moves(self) -> dict[str, str]:
        """Where saved items stand now; evidence knows them by their place."""
        saved = len(self.saved) if isinstance(self.saved, list) else 0
        now = {origin: place for place, origin in enumerate(self._origins)}
        return {
            str(origin + 1): str(now[origin] + 1) if origin in now else ""
            for origin in range(saved) if now.get(origin) != origin
        }  # fmt: skip

    def is_dirty(self) -> bool:
        """Whether something is typed in the unfolded item that is not saved."""
        return 0 <= self._unfolded < len(self._items) and self._cards[self._unfolded].is_dirty()

    def show_backing(self, evidence: Sequence[Evidence], color: QColor) -> None:
        """The marks of the unfolded item's questions."""
        self._evidence, self._color = evidence, color
        if 0 <= self._unfolded < len(self._items):
            self._cards[self._unfolded].show_backing(evidence, color)

    def refresh(self) -> None:
        """Other answers changed."""
        if 0 <= self._unfolded < len(self._items):
            self._cards[self._unfolded].fill(self._items[self._unfolded])

    def focus_item(self, item: str) -> None:
        """Unfolds an item and puts the keyboard on its sub-field."""
        number, _, name = item.partition(".")
        place = int(number) - 1 if number.isdigit() else -1
        if 0 <= place < len(self._items):
            self.unfold(place)
            self._cards[place].focus(name)
        else:
            super().focus_item(item)

    def key(self, event: QKeyEvent) -> bool:
        """Space and Enter with nothing begun add; Enter behind an unfolded item goes on."""
        if event.key() in (Qt.Key.Key_Insert, Qt.Key.Key_Plus):
            self.add()
            return True
        return False

    def enter_pressed(self, step: int) -> None:
        """Enter on the button presses it, Shift+Enter goes back."""
        if step > 0:
            self.add()
        else:
            super().enter_pressed(step)

    def add(self) -> None:
        """Begins another item."""
        if self._items and not self._items[-1]:
            place = len(self._items) - 1
        else:
            self._items.append({})
            self._origins.append(-1)
            place = len(self._items) - 1
        self._fill()
        self.unfold(place)
        self._cards[place].focus("")

    def unfold(self, place: int) -> None:
        """Opens one card, closes the others; -1 closes all."""
        self._unfolded = place
        self._fill()
        self.show_backing(self._evidence, self._color)

    def change(self, place: int, name: str, value: Any) -> None:
        """A sub-field has another value: codes that no longer belong under it go, and all is saved."""
        if place >= len(self._items) or self._items[place].get(name) == value:
            return
        item = self._items[place]
        if value is None:
            item.pop(name, None)
        else:
            item[name] = value
        inside = self.scope_of(place)
        for sub in self.field.fields:
            if sub.parent == name and sub.name in item and item[sub.name] not in allowed_codes(sub, inside):
                del item[sub.name]
            if sub.name == name and sub.parent and isinstance(value, str) and not item.get(sub.parent):
                above = self.codebook.code_list(sub).parents.get(value)
                if above:
                    item[sub.parent] = above
        self.committed.emit()
        self._fill()

    def scope_of(self, place: int) -> Scope:
        """The event as seen from inside an item."""
        scope = self.desk.scope()
        item = self._items[place] if place < len(self._items) else {}
        return replace(scope, values={**scope.values, **item}, item=item)

    def shift(self, place: int, step: int) -> None:
        """Another order."""
        target = place + step
        if 0 <= target < len(self._items):
            self._items.insert(target, self._items.pop(place))
            self._origins.insert(target, self._origins.pop(place))
            self._unfolded = target if self._unfolded == place else self._unfolded
            self._fill()
            self.committed.emit()

    def take(self, place: int) -> None:
        """One item less."""
        if place < len(self._items):
            del self._items[place], self._origins[place]
            self._unfolded = -1
            self._fill()
            self._add.setFocus(Qt.FocusReason.OtherFocusReason)
            self.committed.emit()

    def make(self, sub: CodedField, card: _Card, place: int) -> FieldEditor:
        """An editor of a sub-field whose lists follow its own item."""
        desk = replace(self.desk, scope=lambda: self.scope_of(place))
        editor = self._make(sub, desk, card)
        editor.input().setObjectName(f"field.{self.field.name}.{place + 1}.{sub.name}")
        editor.input().setAccessibleName(f"{title_of(self.field)} {place + 1}, {title_of(sub)}")
        return editor

    def summary(self, place: int) -> str:
        """An item in one line."""
        item = self._items[place]
        shown = [
            values.show(self.codebook, sub, item[sub.name], write="label")
            for sub in self.field.fields if sub.name in item and sub.type != "yes_no"
        ]  # fmt: skip
        shown += [title_of(sub) for sub in self.field.fields if sub.type == "yes_no" and item.get(sub.name) == "yes"]
        return ", ".join(shown)

    def _fill(self) -> None:
        while len(self._cards) < len(self._items):
            card = _Card(self, len(self._cards))
            self._column.insertWidget(len(self._cards), card)
            self._cards.append(card)
        for place, card in enumerate(self._cards):
            shown = place < len(self._items)
            if shown:
                card.show_item(self._items[place], self.summary(place), place == self._unfolded)
            if card.isHidden() == shown:
                card.setVisible(shown)


class _Card(QWidget):
    """One item: a line that sums it up, and its questions when unfolded."""

    def __init__(self, group: GroupEditor, place: int) -> None:
        super().__init__(group)
        self._group, self._place = group, place
        self._editors: dict[str, FieldEditor] = {}
        self._labels: dict[str, QLabel] = {}
        self._refusals: dict[str, QLabel] = {}
        self._marks: dict[str, BackingMark] = {}
        self._fold = QPushButton()
        self._fold.setAutoDefault(False)
        self._fold.setFlat(True)
        self._fold.setStyleSheet("border: 0; padding: 3px 0; text-align: left")
        self._fold.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._fold.setObjectName(f"item.{group.field.name}.{place + 1}")
        self._fold.setAccessibleName(f"{title_of(group.field)} {place + 1}")
        self._fold.installEventFilter(self)
        self._fold.clicked.connect(self._toggle)
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._fold, 1)
        for text, name, work in (
            ("↑", self.tr("Move up (Alt+Up)"), lambda: group.shift(place, -1)),
            ("↓", self.tr("Move down (Alt+Down)"), lambda: group.shift(place, 1)),
            ("×", self.tr("Remove (Ctrl+Delete)"), lambda: group.take(place)),
        ):
            head.addWidget(_small(text, f"{name} {title_of(group.field)} {place + 1}", name, work))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 2)
        self._column.setSpacing(2)
        self._column.addLayout(head)
        self._body: QWidget | None = None
        self.hide()

    def inputs(self) -> list[QWidget]:
        """The line and, unfolded, the questions' stops."""
        found: list[QWidget] = [self._fold]
        if self._body is not None and not self._body.isHidden():
            for editor in self._editors.values():
                if not editor.isHidden():
                    found.extend(editor.inputs())
        return found

    def show_item(self, item: dict[str, Any], summary: str, unfolded: bool) -> None:
        """Fills the card; its questions are made when first unfolded."""
        text = f"{'▾' if unfolded else '▸'} {self._place + 1}  {summary}"
        if self._fold.text() != text:
            self._fold.setText(text)
            self._fold.setToolTip(summary)
        if unfolded and self._body is None:
            self._build()
        if self._body is not None:
            if self._body.isHidden() == unfolded:
                self._body.setVisible(unfolded)
            if unfolded:
                self.fill(item)

    def fill(self, item: dict[str, Any]) -> None:
        """Puts the item's values into its editors, leaving alone what is being typed."""
        scope = self._group.scope_of(self._place)
        for sub in self._group.field.fields:
            editor = self._editors[sub.name]
            if editor.saved != item.get(sub.name) or not editor.is_dirty():
                editor.set_value(item.get(sub.name))
                self._tell(sub.name, "")
            shown = is_shown(sub, scope) or sub.name in item
            if editor.isHidden() == shown:
                editor.setVisible(shown)
                self._labels[sub.name].setVisible(shown)

    def show_backing(self, evidence: Sequence[Evidence], color: QColor) -> None:
        """What backs each answer."""
        for name, mark in self._marks.items():
            mark.set_color(color)
            mark.show_evidence([one for one in evidence if one.item == f"{self._place + 1}.{name}"])

    def focus(self, name: str) -> None:
        """Puts the keyboard on a sub-field, the first for none."""
        editor = self._editors.get(name) or next(iter(self._editors.values()))
        editor.focus_item("")

    def is_dirty(self) -> bool:
        """Whether something is typed that is not saved."""
        return any(editor.is_dirty() for editor in self._editors.values())

    def read_all(self) -> None:
        """Takes over what is being typed."""
        for name, editor in self._editors.items():
            if editor.is_dirty():
                self._save(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys on the line that sums up: order, remove, unfold."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key, modifiers = event.key(), event.modifiers()
            if modifiers == ALT and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._group.shift(self._place, -1 if key == Qt.Key.Key_Up else 1)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._toggle()
                return True
            if key == Qt.Key.Key_Delete and modifiers == Qt.KeyboardModifier.ControlModifier:
                self._group.take(self._place)
                return True
        elif event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.modifiers() == ALT:
            event.accept()
            return True
        elif event.type() == QEvent.Type.FocusIn:
            self._group.entered.emit(str(self._place + 1))
        return False

    def _toggle(self) -> None:
        unfolded = self._body is not None and not self._body.isHidden()
        self._group.unfold(-1 if unfolded else self._place)

    def _build(self) -> None:
        self._body = QWidget()
        grid = QGridLayout(self._body)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(2, 1)
        for row, sub in enumerate(self._group.field.fields):
            label = QLabel(title_of(sub) + ("\u00a0*" if sub.required else ""))
            label.setToolTip(in_language(sub.definition))
            editor = self._group.make(sub, self, self._place)
            refusal = QLabel()
            refusal.setWordWrap(True)
            refusal.hide()
            if sub.evidence != "none":
                grid.addWidget(self._mark(sub), 2 * row, 0)
            grid.addWidget(label, 2 * row, 1)
            grid.addWidget(editor, 2 * row, 2)
            grid.addWidget(refusal, 2 * row + 1, 2)
            self._editors[sub.name], self._labels[sub.name], self._refusals[sub.name] = editor, label, refusal
            self._connect(sub.name, editor)
        self._column.addWidget(self._body)

    def _mark(self, sub: CodedField) -> BackingMark:
        item = f"{self._place + 1}.{sub.name}"
        mark = self._marks[sub.name] = BackingMark(f"{title_of(self._group.field)} {self._place + 1}, {title_of(sub)}")
        mark.status_chosen.connect(lambda status: self._group.status_chosen.emit(item, status))
        mark.removal_chosen.connect(self._group.removal_chosen)
        return mark

    def _connect(self, name: str, editor: FieldEditor) -> None:
        group = self._group
        editor.committed.connect(lambda: self._save(name))
        editor.edited.connect(lambda: self._save(name))
        editor.restored.connect(lambda: self._tell(name, ""))
        editor.entered.connect(lambda _item: group.entered.emit(f"{self._place + 1}.{name}"))
        editor.left.connect(group.left)
        editor.moved.connect(group.moved)
        editor.help_requested.connect(group.help_requested)
        editor.ways_requested.connect(group.ways_requested)

    def _save(self, name: str) -> None:
        try:
            value = self._editors[name].value()
        except values.Unreadable as error:
            self._tell(name, str(error))
            return
        self._tell(name, "")
        self._group.change(self._place, name, value)

    def _tell(self, name: str, text: str) -> None:
        refusal = self._refusals[name]
        if refusal.text() == text:
            return
        write_in(refusal, severity_color("error", is_dark(self.palette())))
        refusal.setText(text)
        refusal.setVisible(bool(text))


def _small(text: str, name: str, tip: str, work: Callable[[], None]) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    button.clicked.connect(work)
    return button
