"""The questions a codebook asks once an article, with the form's own editors.

Owns when an answer is saved and when its problems are said. Shown by the article's panel, which knows no field.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Any

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ..codebook.checks import Problem, check_answers
from ..codebook.conditions import ArticleFacts, Scope
from ..codebook.derivations import is_required, is_shown
from ..codebook.model import Codebook
from ..codebook.values import Unreadable, is_empty, tidy
from ..project.articles import Article
from ..project.codings import Coding
from ..project.evidence import Evidence, Status
from .fields import Desk, make_editor
from .fields.row import Row, Standpoint
from .focus import Focus
from .register_names import RegisterNames
from .ruling_words import beside, of_code
from .workspace import Workspace

LABEL = 130


class Questions(QWidget):
    """The codebook's questions about the article, with the form's own editors."""

    def __init__(self, workspace: Workspace, focus: Focus) -> None:
        super().__init__()
        self._workspace, self._focus = workspace, focus
        self._names = RegisterNames(workspace)
        self._uid = ""
        self._codebook: Codebook | None = None
        self._host: QWidget | None = None
        self._rows: dict[str, Row] = {}
        self._scope: Scope | None = None
        self._visited: set[tuple[str, str]] = set()
        self._problems: list[Problem] = []
        self._fresh = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 4)
        self._column.setSpacing(0)

    def settle_in(self, host: QWidget) -> None:
        """Makes the editors; their lists drop down inside `host`."""
        book = self._workspace.codebook
        if host is self._host and book is self._codebook:
            return
        self._host, self._codebook = host, book
        for row in self._rows.values():
            self._column.removeWidget(row)
            row.deleteLater()
        ruled = partial(of_code, self._workspace, self)
        desk = Desk(book, host, lambda: self._scope or Scope(book, {}), self._names, ruled=ruled)
        self._rows = {name: Row(field, desk, make_editor(field, desk)) for name, field in book.article_fields.items()}
        for row in self._rows.values():
            row.set_stacked(False, LABEL)
            self._column.addWidget(row)
            self._connect(row)
        self._fresh = True

    def show_article(self, uid: str) -> None:
        """Another article; `show_coding` follows."""
        self._uid, self._fresh = uid, True

    def show_coding(self, coding: Coding | None, article: Article | None) -> None:
        """The answers of a coding, none where there is none yet."""
        if self._host is not None:
            self.settle_in(self._host)
        facts = ArticleFacts(article.date or "", article.title, article.source) if article else ArticleFacts()
        answers = dict(coding.answers) if coding else {}
        scope = self._scope = Scope(self._workspace.codebook, answers, facts)
        self._problems = check_answers(scope) if article else []
        evidence: dict[str, list[Evidence]] = defaultdict(list)
        for one in self._workspace.evidence(coding.uid if coding else ""):
            evidence[one.field].append(one)
        ruled = self._workspace.project.rulings
        for name, row in self._rows.items():
            value = answers.get(name)
            row.tell_rulings(beside(self._workspace.codebook, ruled.of(name), self.palette()))
            shown = is_shown(row.field, scope) or not is_empty(value)
            now = Standpoint(value, None, shown, is_required(row.field, scope), tuple(evidence[name]), self._due(row, value))
            row.fill(now, force=self._fresh)
            for part in (row.editor, row.mark):
                part.setEnabled(not self._workspace.read_only)
        self._fresh = False

    def count_errors(self) -> int:
        """How many errors keep the article from being done."""
        return sum(one.severity == "error" for one in self._problems)

    def show_field(self, name: str, item: str = "") -> None:
        """Puts the keyboard on a question."""
        row = self._rows.get(name)
        if row is not None and not row.isHidden():
            row.editor.focus_item(item)

    def has_keyboard(self) -> bool:
        """Whether something is typed here."""
        there = QApplication.focusWidget()
        return there is not None and self.isAncestorOf(there)

    def leave(self) -> None:
        """Saves what is being typed."""
        for row in self._rows.values():
            if row.editor.is_dirty():
                self._save(row)

    def unsaved(self) -> list[str]:
        """The questions whose answer as typed could not be saved."""
        return [name for name, row in self._rows.items() if row.editor.is_dirty()]

    def recolor(self) -> None:
        """Takes the colours of the palette in force."""
        for row in self._rows.values():
            row.recolor()

    def _connect(self, row: Row) -> None:
        editor = row.editor
        editor.committed.connect(lambda: self._save(row))
        editor.edited.connect(lambda: self._save(row))
        editor.entered.connect(lambda item: self._focus.show_field(row.name, item))
        editor.left.connect(lambda: self._left(row))
        editor.moved.connect(lambda step: self._move(row, step))
        editor.restored.connect(lambda: row.notes.show_refusal(""))
        row.notes.fix_chosen.connect(self._fix)
        row.mark.status_chosen.connect(lambda status: self._set_status(row, "", status))
        editor.status_chosen.connect(lambda item, status: self._set_status(row, item, status))
        for part in (row.mark, editor):
            part.removal_chosen.connect(self._remove_evidence)

    def _save(self, row: Row) -> None:
        if not self._uid or self._fresh or self._workspace.read_only:
            return
        try:
            value = tidy(row.field, row.editor.value())
        except Unreadable as error:
            row.notes.show_refusal(str(error))
            return
        row.notes.show_refusal("")
        if value != row.value:
            self._workspace.set_answer(self._uid, row.name, value)
        if row.editor.is_dirty() and (value == row.value or self._workspace.looks_on):  # another's stands as it was
            row.editor.set_value(row.value)

    def _fix(self, problem: Problem) -> None:
        for name, value in (problem.fix.set if problem.fix else {}).items():
            self._workspace.set_answer(self._uid, name, value)

    def _set_status(self, row: Row, item: str, status: Status) -> None:
        self._save(row)
        if coding := self._workspace.coding(self._uid):
            self._workspace.set_evidence_status(coding.uid, row.name, status, item)

    def _remove_evidence(self, uids: list[str]) -> None:
        for uid in uids:
            self._workspace.remove_evidence(uid)

    def _left(self, row: Row) -> None:
        """What is wrong with an answer is said once it was left."""
        self._visited.add((self._uid, row.name))
        row.notes.show_problems(self._due(row, row.value))

    def _due(self, row: Row, value: Any) -> tuple[tuple[Problem, None], ...]:
        if is_empty(value) and (self._uid, row.name) not in self._visited:
            return ()
        # An answer cannot be overruled: it is the coder's own word on the article.
        return tuple((one, None) for one in self._problems if one.field == row.name)

    def _move(self, row: Row, step: int) -> None:
        asked = [one for one in self._rows.values() if not one.isHidden()]
        place = asked.index(row) + step if row in asked else -1
        if 0 <= place < len(asked):
            asked[place].editor.focus_item("")
