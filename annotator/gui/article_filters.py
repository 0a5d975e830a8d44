"""What the queue can be filtered by, in words: the columns' titles, their values, and what is offered to choose from.

Owns words only; what a filter means in SQL is `project.article_list`'s business.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from ..codebook.model import in_language, title_of
from ..errors import AnnotatorError
from ..project.article_list import EVENT, ArticleList
from ..project.filtering import PROBLEMS, ListColumn
from .language_words import language_in_words
from .workspace import Workspace


class ArticleFilters(QObject):
    """The articles of an open project as their filters see them (`filters.Filterable`)."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._list = ArticleList(workspace.project.table)
        self.columns: dict[str, ListColumn] = {column.name: column for column in self._list.columns}

    def to_filter_by(self) -> list[str]:
        """All columns: the articles' own, then the values of their events."""
        return list(self.columns)

    def title(self, name: str) -> str:
        """What a column is called; those of events say so."""
        own = {
            "state": self.tr("State"), "verdict": self.tr("Verdict"), "date": self.tr("Date"), "source": self.tr("Source"),
            "title": self.tr("Title"), "language": self.tr("Language"), "events": self.tr("Number of events"),
            PROBLEMS: self.tr("Problems"), "flag": self.tr("Flag"), "comment": self.tr("Comment"),
            "screening": self.tr("First pass"), "origin": self.tr("Imported from"),
        }  # fmt: skip
        if name in own:
            return own[name]
        column = self.columns[name]
        title = title_of(self._workspace.codebook.fields[column.field])
        rest = name.removeprefix(EVENT).removeprefix(column.field).strip("_").replace("_", " ")
        return self.tr("Event: {0}").format(f"{title}, {rest}" if rest else title)

    def text(self, name: str, cell: Any) -> str:
        """A value in words, codes by their titles."""
        column = self.columns[name]
        if column.field:
            field = self._workspace.codebook.fields[column.field]
            field = next((sub for sub in field.fields if name.endswith(f"_{sub.name}")), field)
            if missing := in_language(field.missing.get(str(cell), "")):
                return missing
            return self._workspace.codebook.code_list(field).label(str(cell)) if column.kind == "code" else str(cell)
        if name == "language":
            return language_in_words(str(cell))
        words = {
            "todo": self.tr("to do"), "open": self.tr("open"), "done": self.tr("done"), "returned": self.tr("returned"),
            "approved": self.tr("approved"), "events": self.tr("events"), "no_event": self.tr("no event"),
            "unusable": self.tr("unusable"), "error": self.tr("errors"), "warning": self.tr("warnings"),
            "none": self.tr("none"), "relevant": self.tr("relevant"), "not": self.tr("not relevant"),
            "unsure": self.tr("unsure"),
        }  # fmt: skip
        known = name in ("state", "verdict", "screening", PROBLEMS)
        return words.get(str(cell), str(cell)) if known else str(cell)

    def choices(self, name: str) -> list[Any]:
        """Values to choose from: those of closed lists, and frequent ones of sources, languages and flags."""
        if name in ("title", "origin") or self.columns[name].kind not in ("code", "text") or self.columns[name].long:
            return []
        if self.columns[name].field and self.columns[name].kind != "code":
            return []
        try:
            mine = "" if self._workspace.is_lead else self._workspace.project.coder.uid
            return list(self._list.values(name, coder=mine))
        except AnnotatorError:
            return []
