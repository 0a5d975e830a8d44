"""The editor of a list: plain items, tags of a vocabulary, or several codes of a closed list.

Each item stands in a line of its own above the line where the next one is typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from ...codebook import values
from ...codebook.model import CodedField, title_of
from ...codebook.values import Unreadable, is_missing
from ...project.evidence import Evidence
from .base import ALT, CTRL, KEYPAD, PLAIN, Desk
from .code import code_choices, spelled, title_of_code
from .line import LineEditor, missing_choices
from .marks import BackingMark
from .popup import Choice, fitting


class ItemsEditor(LineEditor):
    """Enter adds what is typed, and goes on where nothing is; Up goes to the items, Alt+Up and Alt+Down order them."""

    _rows: tuple[_Item, ...] = ()

    def __init__(self, field: CodedField, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self._items: list[Any] = []
        self._origins: list[str] = []
        self._missing: str = ""
        self.line.setPlaceholderText(self.tr("Choose…") if self._closed() else self.tr("Add…"))
        line = QWidget()
        inner = QHBoxLayout(line)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.line, 1)
        inner.addWidget(self.remark)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(line)
        while self._row.count():
            self._row.takeAt(0)
        self._row.addLayout(self._column, 1)

    def is_short(self) -> bool:
        """Items may be long."""
        return False

    def value(self) -> Any:
        """The items, with what is still typed as the last. Raises Unreadable."""
        if self._missing:
            return {"missing": self._missing}
        typed = self.line.text().strip()
        if typed in self.field.missing and not self._items:
            return {"missing": typed}
        return [*self._items, *(item for item in self._read(typed) if not self.field.unique or item not in self._items)] or None

    def set_value(self, value: Any) -> None:
        """Shows saved items; rows are kept and filled anew."""
        self.saved = value
        self._missing = str(value["missing"]) if is_missing(value) else ""
        self._items = list(value) if isinstance(value, list) else ([] if value is None or self._missing else [value])
        self._origins = [str(item) for item in self._items]
        with QSignalBlocker(self.line):
            self.line.setText(self._missing)
        self._shown = self._missing
        self._fill()
        self._remark()

    def moves(self) -> dict[str, str]:
        """Renamed and removed items; their order does not matter, for evidence knows them by name."""
        saved = [str(item) for item in self.saved] if isinstance(self.saved, list) else []
        now = dict(zip(self._origins, (str(item) for item in self._items), strict=True))
        return {name: now.get(name, "") for name in saved if now.get(name) != name}

    def show_backing(self, evidence: Sequence[Evidence], color: QColor) -> None:
        """Each item's own mark."""
        wanted = self.field.evidence != "none"
        for name, row in zip((str(item) for item in self._items), self._rows, strict=False):
            if row.mark.isHidden() == wanted:
                row.mark.setVisible(wanted)
            row.mark.set_color(color)
            row.mark.show_evidence([one for one in evidence if one.item == name])

    def remark_of(self, text: str) -> str:
        """What a missing code says."""
        return super().remark_of(text) if text in self.field.missing else ""

    def choices(self, typed: str = "") -> list[Choice]:
        """Codes with their check marks, or tags, or names."""
        codes = self.codebook.code_list(self.field)
        if self._closed():
            offered = self.desk.offered(self.field)
            found = [
                Choice(one.value, one.title, one.search, one.guidance, one.value in self._items)
                for one in code_choices(codes, offered)
            ]
        elif codes.codes:
            found = code_choices(codes, self.desk.offered(self.field))
        else:
            found = self.registered(typed)
        return found + ([] if self._items else missing_choices(self.field))

    def open_list(self, typed: str) -> None:
        """What fits; the likeliest is highlighted where only listed things count."""
        found = fitting(self.choices(typed), typed)
        kept = self._popup.current() if self.list_is_open() and self._popup else None
        current = found[0].value if typed and found and self._listed() else (kept.value if kept and not typed else "")
        self.popup().show_choices(self.line, found, current=current)

    def pick(self, value: str) -> None:
        """Adds a choice, or takes it off where it is chosen; the list of codes stays open for more."""
        if value in self.field.missing:
            super().pick(value)
            return
        code = self.codebook.code_list(self.field).by_code.get(value)
        if code is not None and code.value != "none":
            self.line.setText(f"{value}=")
            self.close_list()
            return
        with QSignalBlocker(self.line):
            self.line.clear()
        if value in self._items:
            self._drop(self._items.index(value))
        else:
            self._items.append(value)
            self._origins.append("")
        self._changed()
        if self._closed() and self.list_is_open():
            self.open_list("")
            assert self._popup is not None
        else:
            self.close_list()

    def key(self, event: QKeyEvent) -> bool:
        """Space ticks, Enter adds, Up goes to the items, Backspace in an empty line takes the last one."""
        key = event.key()
        entering = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & ~KEYPAD == PLAIN
        if self.list_is_open() and self._popup and (choice := self._popup.current()):
            if key == Qt.Key.Key_Space and choice.checked is not None and not self.line.text():
                self.pick(choice.value)
                return True
            if entering:
                self.close_list()
                if choice.value not in self._items:
                    self.pick(choice.value)
                else:
                    self.line.clear()
                return True
            if key == Qt.Key.Key_Tab and self.line.text().strip():
                self.pick(choice.value)
                return False
            if key == Qt.Key.Key_Tab:
                return False
        if entering and (self.line.text().strip() or self.list_is_open()):
            self.close_list()
            self.committed.emit()
            return True
        if key == Qt.Key.Key_Up and self._rows_shown() and not self.list_is_open():
            _go_to(self._rows[self._rows_shown() - 1].line)
            return True
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and not self.line.text() and (self._items or self._missing):
            if event.isAutoRepeat():
                return True
            self._take(len(self._items) - 1)
            return True
        return super().key(event)

    def item_of(self, widget: QWidget) -> str:
        """The item of a line, empty for the line of the next one."""
        for place, row in enumerate(self._rows[: self._rows_shown()]):
            if widget is row.line:
                return str(self._items[place])
        return ""

    def focus_item(self, item: str) -> None:
        """Puts the keyboard on an item."""
        names = [str(one) for one in self._items]
        target = self._rows[names.index(item)].line if item in names else self.line
        _go_to(target)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys and focus of the items' own lines, then as everywhere."""
        place = next((place for place, row in enumerate(self._rows) if watched is row.line), None)
        if place is not None and place < len(self._items):
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._item_key(place, event):
                return True
            if event.type() == QEvent.Type.FocusOut:
                self._keep(place)
            if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.modifiers() == ALT:
                event.accept()
                return True
        elif (
            watched is self.line and event.type() == QEvent.Type.MouseButtonRelease
            and self._listed() and not self.list_is_open()
        ):  # fmt: skip
            self.open_list("")
        return super().eventFilter(watched, event)

    def _item_key(self, place: int, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers() & ~KEYPAD
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and modifiers == ALT:
            self._order(place, -1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and modifiers == PLAIN:
            target = place + (-1 if key == Qt.Key.Key_Up else 1)
            stop = self._rows[target].line if 0 <= target < self._rows_shown() else (self.line if target > place else None)
            if stop is not None:
                _go_to(stop)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and modifiers == PLAIN:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and (self._closed() or modifiers == CTRL):
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
            self._take(place)
        elif key == Qt.Key.Key_Escape and self._rows[place].line.text() != self._text_of(self._items[place]):
            self._rows[place].line.setText(self._text_of(self._items[place]))
        else:
            return False
        return True

    def _order(self, place: int, step: int) -> None:
        self._keep(place)
        target = place + step
        if place < len(self._items) and 0 <= target < len(self._items):
            for kept in (self._items, self._origins):
                kept[place], kept[target] = kept[target], kept[place]
            self._changed()
            _go_to(self._rows[target].line)

    def _keep(self, place: int) -> None:
        """What was typed over an item counts; emptied, the item goes."""
        if place >= len(self._items):
            return
        text = self._rows[place].line.text().strip()
        if text != self._text_of(self._items[place]):
            if text and not self._closed():
                self._items[place] = values.read_one(self.codebook, self.field, text)
                self._changed()
            elif not text:
                self._take(place)

    def _take(self, place: int) -> None:
        self._missing = ""
        if 0 <= place < len(self._items):
            self._drop(place)
        self._changed()

    def _drop(self, place: int) -> None:
        del self._items[place], self._origins[place]

    def _changed(self) -> None:
        self._missing = ""
        self._fill()
        self.committed.emit()

    def _fill(self) -> None:
        while len(self._rows) < len(self._items):
            self._add_row()
        for place, row in enumerate(self._rows):
            shown = place < len(self._items)
            if shown:
                row.show_text(self._text_of(self._items[place]), self._closed())
            if row.isHidden() == shown:
                row.setVisible(shown)

    def _add_row(self) -> None:
        place = len(self._rows)
        row = _Item(self.tr("{0}, item {1}").format(title_of(self.field), place + 1))
        row.line.setObjectName(f"item.{self.field.name}.{place + 1}")
        row.line.installEventFilter(self)
        row.mark.status_chosen.connect(lambda status: self.status_chosen.emit(str(self._items[place]), status))
        row.mark.removal_chosen.connect(self.removal_chosen)
        row.remove.clicked.connect(lambda: self._take(place))
        row.hide()
        self._column.insertWidget(place, row)
        self._rows = (*self._rows, row)

    def _rows_shown(self) -> int:
        return len(self._items)

    def _text_of(self, item: Any) -> str:
        if self._closed():
            return title_of_code(self.codebook.code_list(self.field), str(item))
        return values.show_one(self.codebook, self.field, item)

    def _read(self, text: str) -> list[Any]:
        if not text:
            return []
        if not self._closed():
            read = values.read(self.codebook, self.field, text)
            return read if isinstance(read, list) else []
        codes = self.codebook.code_list(self.field)
        known = spelled(codes, self.desk.offered(self.field), text)
        if known is not None:
            return [known]
        found = fitting(self.choices(), text)
        if len(found) == 1:
            return [found[0].value]
        parts = [part.strip() for part in text.split(self.field.separator.strip()) if part.strip()]
        if len(parts) > 1:
            return [item for part in parts for item in self._read(part)]
        if found:
            raise Unreadable(self.tr("“{0}” fits {1} answers; choose one of them.").format(text, len(found)))
        raise Unreadable(self.tr("“{0}” is not an answer of {1}.").format(text, title_of(self.field)))

    def _typed(self, text: str) -> None:
        self._missing = ""
        self._remark()
        if self._listed() and "=" not in text and ":" not in text:
            self.open_list(text)
        else:
            super()._typed(text)

    def _closed(self) -> bool:
        """Whether only codes of a list may be items."""
        return self.field.type in ("code", "yes_no")

    def _listed(self) -> bool:
        return self._closed() or bool(self.codebook.code_list(self.field).codes)


def _go_to(line: QLineEdit) -> None:
    line.setFocus(Qt.FocusReason.OtherFocusReason)
    line.end(False)


class _Item(QWidget):
    """One item: its text, and a button that takes it away."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setFrame(False)
        self.line.setTextMargins(3, 1, 0, 1)
        self.line.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.line.setAccessibleName(name)
        self.mark = BackingMark(name)
        self.remove = QToolButton()
        self.remove.setText("×")
        self.remove.setAutoRaise(True)
        self.remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.remove.setAccessibleName(self.tr("Remove {0}").format(name))
        self.remove.setToolTip(self.tr("Remove (Ctrl+Delete); Alt+Up and Alt+Down change the order"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.mark)
        row.addWidget(self.line, 1)
        row.addWidget(self.remove)

    def show_text(self, text: str, fixed: bool) -> None:
        """Fills the line."""
        if self.line.text() != text:
            with QSignalBlocker(self.line):
                self.line.setText(text)
                self.line.setCursorPosition(0)
        if self.line.isReadOnly() != fixed:
            self.line.setReadOnly(fixed)
