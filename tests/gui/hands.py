"""A person at the window: keys and mouse only, and eyes that read what stands in it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui.window import Window
from annotator.settings import Settings

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier


class Hands:
    """Works in a window as a coder does."""

    def __init__(self, qtbot: QtBot, project: Path, size: tuple[int, int] = (1366, 768)) -> None:
        self._qtbot = qtbot
        self.window = Window(Settings())
        qtbot.addWidget(self.window)
        self.window.resize(*size)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        assert self.window.open_project(project)
        QApplication.processEvents()

    def press(self, *chords: str) -> None:
        """Key chords, one after another, wherever the keyboard is."""
        for chord in chords:
            QTest.keySequence(self._at(), QKeySequence(chord))
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Text, key by key; what no key gives is put in whole, as an input method would."""
        target = self._at()
        if text.isascii():
            QTest.keyClicks(target, text)
        else:
            QApplication.clipboard().setText(text)
            self.press("Ctrl+V")
        QApplication.processEvents()

    def go(self, field: str) -> None:
        """To a field, by the palette: letters of its name, Enter."""
        title = self.window.current().codebook
        named = {**title.fields, **title.article_fields}[field]
        self.press("Ctrl+K")
        self.type(f"{named.title}")
        self.press("Return")
        assert self.window.focus.field == field, f"{field}: at {self.window.focus.field!r}"

    def fill(self, field: str, text: str) -> None:
        """Goes to a field, types, and leaves it by Enter; a long text that stands there, as a draft does, gives way."""
        self.go(field)
        if self._is_long(field):
            self.press("Ctrl+A")
        self.type(text)
        self.press("Ctrl+Return" if self._is_long(field) else "Return")

    def click(self, widget: QWidget) -> None:
        """Left button in the middle of a widget."""
        QTest.mouseClick(widget, LEFT, PLAIN, widget.rect().center())
        QApplication.processEvents()

    def select(self, words: str) -> None:
        """Drags the mouse over the first place where the words stand in the article."""
        page = self.window.reader().page
        start = page.toPlainText().index(words)
        page.bring_into_view(start)
        QApplication.processEvents()
        inside = QPoint(0, 4)  # a point tells the foot of its line, where the next one begins
        first, last = page.point_of(start) - inside, page.point_of(start + len(words)) - inside
        view = page.viewport()
        QTest.mousePress(view, LEFT, PLAIN, first)
        QTest.mouseMove(view, (first + last) / 2)
        QTest.mouseMove(view, last)
        QTest.mouseRelease(view, LEFT, PLAIN, last)
        QApplication.processEvents()
        got = [quote.quote for quote in self.window.reader().selected_quotes()]
        assert got == [words], f"selected {got}, wanted {words!r}"

    def find(self, words: str) -> None:
        """The same without a mouse: the reader's own search leaves what it found selected."""
        self.press("Ctrl+F")
        self.type(words)
        self.press("Escape")

    def attach(self, field: str, words: str) -> None:
        """Evidence for a value that is there."""
        self.go(field)
        self.select(words)
        self.press("Ctrl+E")

    def take(self, field: str, words: str) -> None:
        """A value out of the text."""
        self.go(field)
        self.select(words)
        self.press("Ctrl+T")

    def status(self, field: str, chord: str) -> None:
        """Says that a value does not stand in the text."""
        self.go(field)
        self.press(chord)

    def said(self) -> str:
        """The sentence at the foot of the window."""
        return self.window.notice.text

    def _is_long(self, field: str) -> bool:
        book = self.window.current().codebook
        return {**book.fields, **book.article_fields}[field].type == "long_text"

    def _at(self) -> QWidget:
        if (menu := QApplication.activePopupWidget()) is not None:
            return menu
        if QApplication.activeWindow() is None:
            # The window manager's part: when a dialog goes, the window behind it is active again.
            self.window.activateWindow()
            self._qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        return QApplication.focusWidget() or self.window
