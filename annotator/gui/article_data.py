"""The article's own data, corrected in place: title, date, source, language, address.

Owns what counts as an article's date. The text never changes, and what was imported stays in the history.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QWidget

from ..codebook.conditions import ArticleFacts, Scope
from ..codebook.model import CodedField
from ..codebook.values import Unreadable, tidy
from ..project.articles import Article
from .fields import Desk
from .fields.date import DateEditor
from .fields.notes import Notes
from .language_words import language_typed
from .workspace import Workspace

_DAY = CodedField(name="article_date", title="Date", type="date", evidence="none")


class ArticleData(QWidget):
    """Title, date, source, language and address of the article, corrected in place."""

    closed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._article: Article | None = None
        self._lines: dict[str, QLineEdit] = {}
        form = QFormLayout(self)
        form.setContentsMargins(0, 2, 0, 4)
        form.setVerticalSpacing(4)
        self._day = DateEditor(_DAY, Desk(workspace.codebook, self, self._scope, lambda _name: ()))
        self._day.input().setObjectName("article.edit.date")
        self._day.input().setAccessibleName(self.tr("Date"))
        self._day.committed.connect(self._save_day)
        self._notes = Notes()
        self._fixed = workspace.read_only or workspace.packaged
        for name, title in (
            ("title", self.tr("Title")), ("source", self.tr("Source")), ("language", self.tr("Language")),
            ("url", self.tr("Address")),
        ):  # fmt: skip
            line = self._lines[name] = QLineEdit()
            line.setObjectName(f"article.edit.{name}")
            line.setAccessibleName(title)
            line.editingFinished.connect(partial(self._save, name))
            form.addRow(title, line)
        self._lines["language"].setPlaceholderText(self.tr("Its name or code, as Arabic or ar"))
        form.insertRow(1, self.tr("Date"), self._day)
        form.insertRow(2, "", self._notes)
        if workspace.packaged:
            leads = QLabel(self.tr("The lead corrects an article's data: ask the lead where something is wrong."))
            leads.setObjectName("article.edit.lead")
            leads.setWordWrap(True)
            form.addRow(leads)
        self.setFocusProxy(self._lines["title"])

    def settle_in(self, host: QWidget) -> None:
        """The calendar drops down inside `host`."""
        self._day.desk = replace(self._day.desk, host=host)

    def show_article(self, article: Article | None) -> None:
        """Fills what is not being typed."""
        before, self._article = self._article, article
        for name, line in self._lines.items():
            text = getattr(article, name) if article else ""
            if before is None or getattr(before, name) != text:
                line.setText(text)
            if not line.hasFocus():
                line.setCursorPosition(0)
            line.setReadOnly(self._fixed)
        if before is None or article is None or before.date != article.date:
            self._day.set_value(article.date if article else None)
            self._notes.show_refusal("")
        self._day.setEnabled(not self._fixed)

    def leave(self) -> None:
        """Saves what is being typed."""
        for name in self._lines:
            self._save(name)
        if self._day.is_dirty():
            self._save_day()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the page."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _save(self, name: str) -> None:
        article, line = self._article, self._lines[name]
        if article is None or not line.isModified() or self._fixed:
            return
        text = " ".join(line.text().split())
        line.setModified(False)
        if name == "language":
            text = language_typed(text)
            line.setText(text)
        if text != getattr(article, name):
            self._workspace.correct_article(article.uid, **{name: text})

    def _save_day(self) -> None:
        """Only one whole day, or none, is an article's date."""
        if self._article is None or self._fixed:
            return
        try:
            day = tidy(_DAY, self._day.value())
            if day is not None:
                date.fromisoformat(day)
        except Unreadable as error:
            self._notes.show_refusal(str(error))
            return
        except ValueError:
            self._notes.show_refusal(self.tr("An article's date is one day, such as 2020-06-02."))
            return
        self._notes.show_refusal("")
        if day != self._article.date:
            self._workspace.correct_article(self._article.uid, date=day)
        else:
            self._day.set_value(day)

    def _scope(self) -> Scope:
        return Scope(self._workspace.codebook, {}, ArticleFacts((self._article.date if self._article else None) or ""))
