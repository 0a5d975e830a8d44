"""The page of all keyboard shortcuts, where each can be changed. Made from the records of the actions, so that it is never
out of date; which keys can be, and what a change does to others, is `keys`'s."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from . import keys
from .action_record import MENUS, ActionRecord
from .actions import RECORDS
from .colors import muted
from .palette import fit
from .plain_parts import plain_button, plain_label

if TYPE_CHECKING:
    from .window import Window

_ID = Qt.ItemDataRole.UserRole


class ShortcutsPage(QDialog):
    """Every action with its keys, menu by menu; typing narrows the table, Enter on a row goes on to other keys for it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._pressed = ""
        self.setObjectName("shortcuts")
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.words = QLineEdit()
        self.words.setObjectName("shortcuts.words")
        self.words.setPlaceholderText(self.tr("Search: an action or a key"))
        self.words.setAccessibleName(self.words.placeholderText())
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(self._fill)
        self.table = self._make_table()
        self.about = QLabel()
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        bold = QFont(self.font())
        bold.setBold(True)
        self.about.setFont(bold)
        self.capture = _Capture()
        self.capture.pressed.connect(self._on_pressed)
        self.capture.confirmed.connect(lambda more: self.add.click() if more else self.use.click())
        self.use = plain_button("shortcuts.use", self.tr("Use it"), lambda: self._take([self._pressed]))
        self.add = plain_button("shortcuts.add", self.tr("One more key"), self._take_more)
        self.none = plain_button("shortcuts.none", self.tr("No key"), lambda: self._take([]))
        self.usual = plain_button("shortcuts.usual", self.tr("Usual keys"), self._take_usual)
        self.all_usual = plain_button("shortcuts.all_usual", self.tr("Usual keys for all"), lambda: self._apply({}))
        close = plain_button("shortcuts.close", self.tr("Close"), self.accept)
        self.verdict = plain_label("shortcuts.verdict")
        self.verdict.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.verdict.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 14)
        column.setSpacing(8)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addWidget(self.about)
        column.addLayout(_row(self.capture, self.use, self.add))
        column.addWidget(self.verdict)
        column.addLayout(_row(self.none, self.usual, None, self.all_usual, close))
        self.resize(620, 660)
        self.words.installEventFilter(self)
        self._fill("")

    def rows(self) -> list[tuple[str, str]]:
        """What is shown: action and keys."""
        return [(child.text(0), child.text(1)) for child in self._children()]

    def choose(self, action: str) -> None:
        """Marks an action's row."""
        row = next((child for child in self._children() if child.data(0, _ID) == action), None)
        if row is not None:
            self.table.setCurrentItem(row)

    @property
    def action(self) -> str:
        """The action whose keys are looked at; empty for none."""
        here = self.table.currentItem()
        return str(here.data(0, _ID) or "") if here is not None else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search, Down and Enter go to the table."""
        going = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in going:
            first = next(iter(self._children()), None)
            if first is not None:
                self.table.setCurrentItem(first)
                self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _make_table(self) -> QTreeWidget:
        table = _Table()
        table.setObjectName("shortcuts.table")
        table.setAccessibleName(self.windowTitle())
        table.setColumnCount(2)
        table.setHeaderHidden(True)
        table.setRootIsDecorated(False)
        table.setItemsExpandable(False)
        table.setFrameShape(QTreeWidget.Shape.NoFrame)
        table.header().setStretchLastSection(False)
        table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        table.currentItemChanged.connect(lambda *_: self._look())
        table.entered_row.connect(lambda: self.capture.setFocus(Qt.FocusReason.ShortcutFocusReason))
        table.itemDoubleClicked.connect(lambda *_: self.capture.setFocus(Qt.FocusReason.MouseFocusReason))
        return table

    def _children(self) -> list[QTreeWidgetItem]:
        groups = [self.table.topLevelItem(place) for place in range(self.table.topLevelItemCount())]
        found = [group.child(row) for group in groups if group is not None for row in range(group.childCount())]
        return [child for child in found if child is not None]

    def _fill(self, words: str) -> None:
        before = self.action
        self.table.clear()
        bold = QFont(self.font())
        bold.setBold(True)
        changed = keys.held()
        for menu in MENUS:
            shown = [one for one in RECORDS if one.menu == menu and self._fits(one, words)]
            if not shown:
                continue
            group = QTreeWidgetItem([QCoreApplication.translate("actions", menu).replace("&", ""), ""])
            group.setFont(0, bold)
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.table.addTopLevelItem(group)
            for record in shown:
                row = QTreeWidgetItem([record.title(), written(record)])
                row.setData(0, _ID, record.id)
                row.setSizeHint(0, QSize(0, self.fontMetrics().lineSpacing() + 6))
                if record.id in changed:
                    row.setFont(1, bold)
                    row.setToolTip(1, self.tr("Not the usual keys"))
                group.addChild(row)
            group.setExpanded(True)
        self.choose(before)
        self._look()

    def _fits(self, record: ActionRecord, words: str) -> bool:
        return fit(words, record.title()) is not None or words.strip().casefold() in written(record).casefold()

    def _look(self) -> None:
        """Another row, or the same with other keys."""
        action = self.action
        record = next((one for one in RECORDS if one.id == action), None)
        self._pressed = ""
        self.capture.show_key("")
        self.verdict.clear()
        self.about.setText(self.tr("Keys of “{0}”").format(record.title()) if record else self.tr("Choose an action"))
        self.capture.setEnabled(record is not None)
        self.none.setEnabled(record is not None and bool(keys.of(action)))
        self.usual.setEnabled(action in keys.held())
        self.all_usual.setEnabled(bool(keys.held()))
        self._enable(False)

    def _enable(self, can: bool) -> None:
        self.use.setEnabled(can)
        self.add.setEnabled(can and 0 < len(keys.of(self.action)) < keys.MOST)

    def _on_pressed(self, key: str) -> None:
        """Says at once what a key would do."""
        action, written_so = self.action, keys.native(key)
        self._pressed = key
        self.capture.show_key(written_so)
        usual = key in keys.usual().get(action, ())
        user = keys.user_of(keys.held(), key, action)
        letter = self._menu_of(key)
        can = False
        if user == action:
            said = self.tr("{0} is its key already.")
        elif keys.own_use(key) and not usual:
            said = self.tr("{0} types, moves or edits where there is text, and cannot be an action's.")
        elif letter:
            said = self.tr("{0} opens the menu “{1}”.").format("{0}", letter)
        elif user:
            can, title = True, next(one.title() for one in RECORDS if one.id == user)
            said = self.tr("{0} belongs to “{1}”. Enter takes it from there, Shift+Enter takes it as one more key.")
            said = said.format("{0}", title)
        else:
            can, said = True, self.tr("{0} is free. Enter makes it the key, Shift+Enter one more key.")
        self._enable(can)
        said = said.format(written_so)
        self.verdict.setText(said)
        self.verdict.setAccessibleName(said)
        self.capture.setAccessibleDescription(said)

    @staticmethod
    def _menu_of(key: str) -> str:
        titles = [QCoreApplication.translate("actions", menu) for menu in MENUS]
        return next((one.replace("&", "") for one in titles if f"Alt+{one[one.find('&') + 1].upper()}" == key), "")

    def _take(self, chosen: list[str]) -> None:
        self._apply(keys.with_keys(keys.held(), self.action, chosen))

    def _take_more(self) -> None:
        self._take([*keys.of(self.action), self._pressed])

    def _take_usual(self) -> None:
        """Whoever has them by now is without."""
        self._take(list(keys.usual()[self.action]))

    def _apply(self, chosen: keys.Chosen) -> None:
        action = self.action
        self._window.set_keys(chosen)
        self._fill(self.words.text())
        if action and not self.action:
            self.words.clear()  # under its new keys it is not found by the old ones
        self.choose(action)


class _Table(QTreeWidget):
    """Rows; Enter on one goes on to its keys."""

    entered_row = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_row.emit()
        else:
            super().keyPressEvent(event)


class _Capture(QLineEdit):
    """Shows the keys that are pressed in it. Tab, Escape and Enter keep their meaning, for a way out by keyboard."""

    pressed = Signal(str)
    confirmed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("shortcuts.capture")
        self.setReadOnly(True)
        self.setPlaceholderText(self.tr("Press the new keys here"))
        self.setAccessibleName(self.placeholderText())
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        palette = self.palette()
        palette.setColor(palette.ColorRole.PlaceholderText, muted(palette))
        self.setPalette(palette)

    def show_key(self, text: str) -> None:
        """What was pressed, as it is printed here."""
        self.setText(text)

    def event(self, event: QEvent) -> bool:
        """No shortcut of the window runs while keys are looked for."""
        wanted = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if wanted and (event.key() != Qt.Key.Key_Escape or event.modifiers()):  # type: ignore[union-attr]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        alone = held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if alone and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit(held == Qt.KeyboardModifier.ShiftModifier)
        elif alone and event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif key := keys.chord_of(event.key(), event.modifiers(), event.text()):
            self.pressed.emit(key)


def _row(*parts: QWidget | None) -> QHBoxLayout:
    """Widgets side by side; None for a gap."""
    row = QHBoxLayout()
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part)
    return row


def written(record: ActionRecord) -> str:
    """The keys as they are printed on this keyboard."""
    return ",  ".join(keys.native(key) for key in keys.of(record.id))
