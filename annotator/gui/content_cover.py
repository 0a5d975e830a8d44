"""The cover over a marked article: it says what the text holds and waits until the person wants to see it.

Owns when an article is covered, and the cover. It stands in the reader's column in place of the page, so that no word of
the text can be seen or read aloud beneath it. What a mark is, and who asked to be spared what, is `project.care`'s.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ..project.care import Held
from ..project.history import Changes
from .focus import Focus
from .held_back import held_back
from .plain_parts import plain_label
from .reader import Reader
from .workspace import Workspace


class ContentCover(QWidget):
    """Title, marks and two ways: Enter shows the article, the other goes on to the next one."""

    skip_requested = Signal()

    def __init__(self, workspace: Workspace, focus: Focus, reader: Reader) -> None:
        super().__init__(reader)
        self.setObjectName("content_cover")
        self._workspace, self._focus, self._reader = workspace, focus, reader
        self._shown: set[str] = set()
        self._article = ""
        self.words = plain_label("content_cover.words")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.show_button = self._button("show", self.tr("Show the article (Enter)"))
        self.show_button.clicked.connect(lambda _checked=False: self.uncover())
        self.skip_button = self._button("skip", self.tr("Skip to the next (Tab, Enter)"))
        self.skip_button.clicked.connect(lambda _checked=False: self.skip_requested.emit())
        ways = QHBoxLayout()
        ways.addStretch(1)
        ways.addWidget(self.show_button)
        ways.addSpacing(8)
        ways.addWidget(self.skip_button)
        ways.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 24, 40, 24)
        column.setSpacing(18)
        column.addStretch(2)
        column.addWidget(self.words)
        column.addLayout(ways)
        column.addStretch(3)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setFocusProxy(self.show_button)
        self.hide()
        column_of_reader = reader.layout()
        assert isinstance(column_of_reader, QVBoxLayout)
        column_of_reader.insertWidget(0, self, 1)
        focus.article_changed.connect(self._on_article)
        workspace.coder_changed.connect(self._on_article)
        workspace.changed.connect(self._on_changed)
        self._on_article()

    def uncover(self) -> None:
        """Shows the article; it is not covered again while the project is open."""
        self._shown.add(self._article)
        keyboard = self.isAncestorOf(self.window().focusWidget() or self.window())
        self._cover(())
        if keyboard:
            self._reader.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the button with the keyboard says."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.skip_button.hasFocus():
                self.skip_requested.emit()
            else:
                self.uncover()
            return
        super().keyPressEvent(event)

    def _on_article(self, _uid: str = "") -> None:
        self._article = self._focus.article
        workspace = self._workspace
        marks = workspace.project.content_marks.of(self._article) if self._article else ()
        if not marks or self._article in self._shown:
            self._cover(())
            return
        why = held_back(workspace, self._article)
        covered = bool(why) or workspace.project.care.choices(workspace.project.coder.uid).cover
        self._cover(marks if covered else (), why)

    def _on_changed(self, changes: Changes) -> None:
        """What one reads is not covered as it is marked; what is covered is told anew."""
        if not changes.has("content_mark", "coder"):
            return
        if self.isHidden():
            if changes.has("content_mark"):
                self._shown.add(self._article)
        else:
            self._on_article()

    def _cover(self, marks: tuple[str, ...], why: Held = "") -> None:
        page = self._reader.page
        covered = bool(marks)
        keyboard = page.hasFocus() or self.isAncestorOf(self.window().focusWidget() or self.window())
        if covered:
            said = [self.tr("This article is marked: {0}.").format(", ".join(marks))]
            if why == "avoided":
                said.append(self.tr("You asked to leave such articles out; you need not code it."))
            elif why == "enough":
                said.append(self.tr("You have read enough marked articles for today; this one can wait until tomorrow."))
            self.words.setText("\n\n".join(said))
            self.words.setAccessibleName(self.words.text())
        if covered == page.isHidden():
            return
        self.setVisible(covered)
        page.setVisible(not covered)
        self._reader.setFocusProxy(self.show_button if covered else page)
        if covered and keyboard:
            self.show_button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not covered and keyboard:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _button(self, name: str, text: str) -> QPushButton:
        made = QPushButton(text)
        made.setObjectName(f"content_cover.{name}")
        made.setAccessibleName(text)
        made.setAutoDefault(False)
        return made
