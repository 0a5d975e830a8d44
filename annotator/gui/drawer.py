"""The drawer under the reader: panels about the article and event in view, one at a time, each behind a tab.

Owns the tabs and which panel is out; how high it is, is the splitter's. What a panel shows is its own: it says a few
words for the line of the tabs through `hint_changed(str)`, where it has that signal.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from .colors import muted
from .fields.base import write_in


class Drawer(QFrame):
    """Tabs over a stack of panels. `shown(str)` names the panel that came out."""

    shown = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drawer")
        self._tabs: dict[str, QToolButton] = {}
        self._panels: dict[str, QWidget] = {}
        self._hints: dict[str, str] = {}
        self._stack = QStackedWidget()
        self._hint = _Hint()
        self._hint.setObjectName("drawer.hint")
        line = QWidget()
        line.setFixedHeight(self.fontMetrics().lineSpacing() + 12)  # whatever stands in it: the text above never moves
        self._row = QHBoxLayout(line)
        self._row.setContentsMargins(8, 2, 8, 2)
        self._row.setSpacing(2)
        self._row.addWidget(self._hint, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line)
        column.addWidget(self._stack, 1)
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self.setAutoFillBackground(True)

    def add(self, name: str, title: str, panel: QWidget, tip: str = "") -> None:
        """One more panel; the first one added is out."""
        tab = QToolButton()
        tab.setObjectName(f"drawer.{name}")
        tab.setText(title)
        tab.setToolTip(tip)
        tab.setAutoRaise(True)
        tab.setCheckable(True)
        tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tab.clicked.connect(lambda _checked=False: self.show_panel(name))
        self._row.insertWidget(len(self._tabs), tab)
        self._tabs[name], self._panels[name] = tab, panel
        self._stack.addWidget(panel)
        self._hints[name] = getattr(panel, "hint", "")
        if hasattr(panel, "hint_changed"):
            panel.hint_changed.connect(lambda words: self._take_hint(name, words))  # type: ignore[attr-defined]
        self.show_panel(self.panel or name)

    @property
    def panel(self) -> str:
        """The name of the panel that is out; empty before there is one."""
        return next((name for name, panel in self._panels.items() if panel is self._stack.currentWidget()), "")

    def show_panel(self, name: str) -> None:
        """Lets a panel out in place of the one before."""
        if name not in self._panels:
            return
        self._stack.setCurrentWidget(self._panels[name])
        for one, tab in self._tabs.items():
            tab.setChecked(one == name)
        self._tell()
        self.shown.emit(name)

    def offer(self, name: str, there: bool) -> None:
        """Shows a panel's tab, or takes it away; what was out gives way to the first one then."""
        self._tabs[name].setVisible(there)
        if not there and self.panel == name:
            self.show_panel(next(iter(self._panels)))

    def mark(self, name: str, words: str) -> None:
        """Words behind a tab's title, as a count; empty for none."""
        tab = self._tabs[name]
        title = tab.property("title") or tab.text()
        tab.setProperty("title", title)
        tab.setText(f"{title} {words}".strip())

    def _take_hint(self, name: str, words: str) -> None:
        self._hints[name] = words
        self._tell()

    def _tell(self) -> None:
        write_in(self._hint, muted(self.palette()))
        self._hint.set_text(self._hints.get(self.panel, ""))


class _Hint(QLabel):
    """One line on the right that gives way: what does not fit is cut with dots and stands in the tip."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._words = ""

    def set_text(self, words: str) -> None:
        """Says something else."""
        self._words = words
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Nothing, if need be."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cuts anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip(self._words if shown != self._words else "")
