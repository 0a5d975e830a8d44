"""Tab Adjudication of place Review: the cases, the article with every coder's evidence, and the table in which a case is
settled.

Owns which case, entry and row are in view, and what a key asks before it settles. What is settled is written by
`adjudication_deeds`; how a case reads is `adjudication_sheet`'s.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ..project import adjudication
from ..project.adjudication import Case
from ..project.adjudication_changes import Since, since, touched
from ..project.history import Changes
from .adjudication_cases import Cases
from .adjudication_groups import left, make_ready, settling_now
from .adjudication_settling import Settling
from .adjudication_sheet import BEING, VERDICT, Sheet, read
from .adjudication_text import CaseText
from .colors import muted
from .fields.base import write_in
from .focus import Focus
from .link_button import LinkButton
from .plain_parts import plain_label
from .workspace import Workspace

LISTED = ("coding", "article", "coder", "round")
"""Tables on which the list of cases hangs."""
READ = ("decision", "pair", "event", "evidence", *LISTED)
"""Tables on which the case in view hangs."""


class AdjudicationPanel(QWidget):
    """Cases, text and bench. `lanes` is how many coders the case in view has, 0 for none."""

    said = Signal(str)
    situation_changed = Signal()
    action_requested = Signal(str)

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._focus = workspace, focus
        self._all: dict[str, Case] = {}
        self._stale = ""
        self._touched: set[str] = set()
        self.sheet: Sheet | None = None
        self.cases = Cases(self._left, self._since, self._wrong)
        self.text = CaseText()
        self.bench = Settling(workspace, self.text.selected)
        self.none = plain_label("adjudication.none")
        self.none.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.hand_out = LinkButton("adjudication.hand_out")
        self.hand_out.setText(self.tr("Hand out articles, some of them to two or more coders…"))
        self.hand_out.clicked.connect(lambda: self.action_requested.emit("hand_out"))
        self._pages = QStackedWidget()
        self._lay_out()
        self.cases.case_chosen.connect(self._show)
        self.cases.entered.connect(self.bench.enter)
        self.bench.row_shown.connect(self._show_row)
        self.bench.said.connect(self.said)
        self.bench.next_requested.connect(self.next_case)
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(self._on_coder)
        make_ready()
        self.reload()

    @property
    def lanes(self) -> int:
        """How many coders' work is side by side."""
        return len(self.sheet.lanes) if self.sheet else 0

    @property
    def writable(self) -> bool:
        """Whether anything can be settled."""
        return self.sheet is not None and not self._workspace.read_only and self._workspace.is_lead

    def show_article(self, article: str) -> None:
        """Opens an article's case."""
        if self._stale:
            self.reload()
        if self.cases.show_case(article):
            self._show(article)
        else:
            self.said.emit(self.tr("Fewer than two coders have handed this article in: there is nothing to settle yet."))

    def show_place(self, article: str, event: str, field: str) -> None:
        """Goes to a step's place: a case, an event and a field of it."""
        self.show_article(article)
        self.bench.show_place(event, field)

    def place(self) -> tuple[Focus, str]:
        """The case, event and field in view, and what the field is asked of: the adjudicated event or coding, else the first
        coder's."""
        found, sheet, row = Focus(), self.sheet, self.bench.table.current()
        if sheet is None or (entry := self.bench.entry) is None:
            return self._focus, ""
        found.article = sheet.case.article
        found.event = entry.uid if entry.kind == "event" and entry.uid else next(iter(entry.sources), "")
        if row is None or row.field in (VERDICT, BEING):
            return found, ""
        found.field = row.field
        return found, row.owner or next((cell.source for cell in row.cells if cell.source), "")

    def next_case(self) -> None:
        """The next case that is not settled."""
        here = self.sheet.case.article if self.sheet else ""
        following = self.cases.following(here)
        if not following:
            self.said.emit(self.tr("All cases are settled."))
            return
        self.show_article(following)
        self.bench.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def reload(self) -> None:
        """Reads the list and the case in view anew."""
        self._stale = ""
        project = self._workspace.project
        found = adjudication.cases(project) if self._workspace.is_lead else []
        self._all = {case.article: case for case in found}
        self._touched = touched(project) if found else set()
        names = {one.uid: one.name for one in project.coders.all()}
        here = self.sheet.case.article if self.sheet else self._focus.article
        if here not in self._all or (self.sheet is None and self._all[here].state == "done"):
            here = next((case.article for case in found if case.state != "done"), found[0].article if found else "")
        self._pages.setCurrentIndex(1 if found else 0)
        self.cases.show_cases(found, names, here)
        self._show(here)

    def show_text(self) -> None:
        """The keyboard goes to the article, or back to the table."""
        there = self.bench.table if self.text.page.hasFocus() else self.text.page
        there.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is in view --------------------------------------------------------------------------------------------------

    def _show(self, article: str) -> None:
        case = self._all.get(article)
        same = case is not None and self.sheet is not None and self.sheet.case.article == article
        self.sheet = read(self._workspace.project, case) if case else None
        self.bench.show_sheet(self.sheet, keep=same)
        self.situation_changed.emit()

    def _show_row(self) -> None:
        self.text.show_row(self.sheet, self.bench.table.current(), self.bench.at)

    def _left(self, case: Case) -> int:
        if self.sheet is not None and self.sheet.case.article == case.article:
            return len(self.sheet.undecided)
        return len(left(self._workspace.project, case.coding))

    def _wrong(self, case: Case) -> int:
        """How many errors stand in a case in which nothing is open."""
        return sum(map(len, self._workspace.project.events.errors_of(case.coding).values())) if case.coding else 0

    def _since(self, case: Case) -> Since:
        if case.coding not in self._touched:
            return Since()
        project = self._workspace.project
        return since(project, settling_now(project, case.coding))

    def _on_changed(self, changes: Changes) -> None:
        if not changes.has(*READ):
            return
        if not self.isVisible():
            self._stale = "list"
        elif self.sheet is None or not self._is_mine(changes):
            self.reload()
        else:
            article = self.sheet.case.article
            self._show(article)
            self.cases.retell(self._all[article])

    def _is_mine(self, changes: Changes) -> bool:
        """Whether the list can stay as it is, but for the case in view, which is brought up to date."""
        if self.sheet is None or changes.has(*(table for table in LISTED if table != "coding")):
            return False
        case = self.sheet.case
        if not changes.touched.get("coding", frozenset()) <= {case.coding}:
            return False
        coding = adjudication.settled_coding(self._workspace.project, case.article)
        if (coding.uid if coding else "") != case.coding:
            return False
        if coding is not None:
            done = coding.state in ("done", "approved")
            self._all[case.article] = replace(case, state="done" if done else "open")
        return True

    def _on_coder(self) -> None:
        self.bench.forget_reason()  # it is another lead's
        self._stale = "list"
        if self.isVisible():
            self.reload()

    # --- Qt ---------------------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Back in sight: what changed meanwhile is taken in."""
        super().showEvent(event)
        if self._stale:
            self.reload()

    def changeEvent(self, event: QEvent) -> None:
        """Another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "none"):
            write_in(self.none, muted(self.palette()))

    def _lay_out(self) -> None:
        self.none.setText(
            self.tr(
                "Nothing was coded twice yet. An article waits here as soon as two coders have called it done: then their "
                "answers stand side by side, what all said alike is taken by itself, and you settle the rest.\n\nTo have "
                "articles coded by more than one person, hand them out with a share for double coding."
            )
        )  # fmt: skip
        empty = QWidget()
        column = QVBoxLayout(empty)
        column.setContentsMargins(4, 12, 4, 4)
        column.setSpacing(10)
        column.addWidget(self.none)
        column.addWidget(self.hand_out, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setObjectName("adjudication.split")
        across.setChildrenCollapsible(False)
        for part, share in ((self.cases, 0), (self.text, 2), (self.bench, 3)):
            across.addWidget(part)
            across.setStretchFactor(across.count() - 1, share)
        across.setSizes([210, 380, 700])
        self._pages.addWidget(empty)
        self._pages.addWidget(across)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        write_in(self.none, muted(self.palette()))
        self.setFocusProxy(self.cases)

    def deed(self, name: str, *told: Any) -> None:
        """What an action of the window does here: a method of the bench, or of this panel."""
        if self.writable or name in ("next_open", "fold", "next_case", "show_text", "step_entry"):
            getattr(self.bench if hasattr(self.bench, name) else self, name)(*told)
