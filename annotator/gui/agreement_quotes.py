"""What each coder said of the happening in view and the words it rests on, beside the list of pairs. Reads, edits nothing."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QApplication, QFrame, QTextBrowser, QWidget

from ..agreement.results import Question, Unit
from ..errors import UsageError
from ..project.evidence import Evidence
from .agreement_behind import Book
from .agreement_judging import summary
from .agreement_words import ValueWords, field_of, isolated
from .colors import muted
from .slim_bar import slim
from .workspace import Workspace

SAID = ("relevance", "number", "which", "fields")
"""The layers whose units hold what was said; those of the others are told by the events themselves."""
LONGEST = 400
"""Characters of a quote that are shown."""


class QuotesView(QTextBrowser):
    """Value and quotes by coder."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreement.quotes")
        self.setAccessibleName(self.tr("What each coder said, and the words it rests on"))
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        slim(self)
        self._workspace = workspace
        self._shown: tuple[Book, Question, Unit | None] | None = None

    def show_unit(self, book: Book, question: Question, unit: Unit | None) -> None:
        """Shows a unit; None for none."""
        self._shown = book, question, unit
        self.setHtml("" if unit is None else self._told(book, question, unit))

    def _told(self, book: Book, question: Question, unit: Unit) -> str:
        agreement = book.agreement
        told, faint = ValueWords(self._workspace.codebook, agreement), muted(QApplication.palette()).name()
        parts: list[str] = []
        for who in (who for who in agreement.who if who in unit.values or who in unit.events):
            value = told.value(question, unit.values[who]) if who in unit.values and question.layer in SAID else ""
            head = f"<b>{escape(isolated(told.coder(who)))}</b>" + (f"&nbsp; {escape(isolated(value))}" if value else "")
            lines = self._of_event(question, unit.events[who]) if who in unit.events else self._of_article(book, unit, who)
            if who in unit.events and not lines:
                lines = [f"<span style='color:{faint}'>{escape(self.tr('no words marked'))}</span>"]
            below = "".join(f"<p style='margin:1px 0 0 0' dir='auto'>{line}</p>" for line in lines)
            parts.append(f"<p style='margin:{'6' if parts else '0'}px 0 0 0' dir='ltr'>{head}</p>{below}")
        if unit.whose:
            whose = escape(self.tr("Coding of {0}").format(isolated(told.coder(unit.whose))))
            parts.insert(0, f"<p style='margin:0 0 4px 0; color:{faint}' dir='ltr'>{whose}</p>")
        return "".join(parts)

    def _of_event(self, question: Question, event: str) -> list[str]:
        """The quotes of a field, or of all of an event with what it says."""
        found = self._workspace.evidence(event)
        field = field_of(self._workspace.codebook, question.name)
        if field is not None:
            return [line for one in found if one.field == field.name for line in self._quoted(one)]
        lines = [escape(summary(self._workspace.project, event))]
        return [*lines, *dict.fromkeys(line for one in found for line in self._quoted(one))]

    def _of_article(self, book: Book, unit: Unit, who: str) -> list[str]:
        """The events that one coder found in an article."""
        found = [one.events[who] for one in book.happenings(unit.article) if who in one.events]
        return [escape(summary(self._workspace.project, event)) for event in found]

    def _quoted(self, one: Evidence) -> list[str]:
        if one.spans:
            return [
                "“" + escape(quote.quote[:LONGEST]) + ("…" if len(quote.quote) > LONGEST else "") + "”" for quote in one.spans
            ]
        words = {
            "inferred": self.tr("inferred"), "article": self.tr("the article's own data"),
            "outside": self.tr("from another source"), "not_in_text": self.tr("not in the text"),
        }  # fmt: skip
        return [escape(words.get(one.status, one.status))] if one.status else []

    def refresh(self) -> None:
        """The same unit, as it stands now."""
        if self._shown is not None:
            try:
                self.show_unit(*self._shown)
            except UsageError:  # it was taken away
                self.setHtml("")
