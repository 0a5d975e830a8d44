"""The form: one row a field of the event in view, made from the codebook.

Owns when values are saved and what is shown of them. Rows are built once a codebook and filled for each event; how a
kind of field is edited is the matter of `fields`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from ..codebook.checks import Problem
from ..codebook.conditions import Scope
from ..codebook.derivations import derive, is_required, is_shown
from ..codebook.model import Codebook, title_of
from ..codebook.values import Unreadable, is_empty, tidy
from ..errors import AnnotatorError
from ..project.events import Event
from ..project.evidence import Evidence
from ..project.history import Changes
from .fields import Desk, FieldEditor, make_editor
from .fields.notes import Standing
from .fields.popup import ChoicePopup
from .fields.row import Row, Standpoint, standing
from .fields.sections import EmptyPage, HelpStrip, SectionBox
from .focus import Focus
from .follows import Follows
from .register_names import RegisterNames
from .ruling_words import of_code
from .slim_bar import slim
from .workspace import Workspace

NARROW = 380
"""Below this width labels stand above their editors."""


class Form(QWidget):
    """The questions of the codebook with the answers of the event in view."""

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("form")
        self.setAccessibleName(self.tr("Form"))
        self._workspace, self._focus = workspace, focus
        self._codebook: Codebook | None = None
        self._uid = ""
        self._scope: Scope | None = None
        self._filling = False
        self._visited: set[tuple[str, str]] = set()
        self._drafts: dict[tuple[str, str], str] = {}
        self._problems: dict[str, list[Standing]] = {}
        self._rows: dict[str, Row] = {}
        self._sections: list[SectionBox] = []
        self._names = RegisterNames(workspace)
        self.follows = Follows(workspace)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        slim(self._scroll)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.verticalScrollBar().valueChanged.connect(self._follow)
        self._help = HelpStrip()
        self._line = QFrame()
        self._line.setFrameShape(QFrame.Shape.HLine)
        self._line.setForegroundRole(self._line.foregroundRole().Mid)
        self._line.setFrameShadow(QFrame.Shadow.Plain)
        self._pages = QStackedLayout(self)
        self._empty = EmptyPage()
        self._empty.add_requested.connect(self._add_event)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._full_page())
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(self._reload)
        focus.event_changed.connect(self._on_event)
        focus.article_changed.connect(self._on_article)
        focus.field_changed.connect(self._on_field)
        self._build()
        self._on_event()

    def show_field(self, name: str, item: str = "") -> None:
        """Scrolls to a field and puts the keyboard there; `item` as in `Evidence.item`."""
        row = self._rows.get(name)
        if row is None or row.isHidden():
            return
        for section in self._sections:
            if row in section.rows:
                section.open()
        if row.is_derived() or not row.editor.isEnabled():
            self._focus.show_field(name, item)
            row.derived.setFocus(Qt.FocusReason.OtherFocusReason)  # what is typed now is not meant for the field before
        else:
            row.editor.focus_item(item)
        self._reveal(row)

    def go_on(self, worth: Callable[[str], bool]) -> None:
        """To the next field behind the one in view that has no answer and needs one, or is `worth` a look."""
        rows = [row for section in self._sections for row in section.rows]
        here = next((place for place, row in enumerate(rows) if row.name == self._focus.field), -1)
        open_ = (row for row in rows[here + 1 :] if row.is_open() and (row.is_required() or worth(row.name)))
        if (found := next(open_, None)) is not None:
            self.show_field(found.name)

    def tell_problems(self, name: str) -> None:
        """Says what is wrong with a field, though it may not have been left yet."""
        if self._uid and (row := self._rows.get(name)) is not None:
            self._visited.add((self._uid, name))
            row.notes.show_problems(standing(self._problems.get(name, ())))

    def show_ways(self, name: str) -> bool:
        """Offers the ways out of a field's problems; False where there are none."""
        self.tell_problems(name)
        row = self._rows.get(name)
        menu = row.notes.ways_menu() if row is not None and self._uid else None
        if row is not None and menu is not None:
            menu.popup(row.editor.mapToGlobal(QPoint(0, row.editor.height())))
            menu.setActiveAction(menu.actions()[0])
        return menu is not None

    def leave(self) -> None:
        """Saves what is being typed, also where the keyboard stays."""
        for row in self._rows.values():
            if row.editor.is_dirty():
                self._save(row)

    def unsaved(self) -> list[tuple[str, str]]:
        """Event and field of all that was typed and could not be saved."""
        return [*((self._uid, name) for name, row in self._rows.items() if self._uid and row.editor.is_dirty()), *self._drafts]

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab follows the form, whatever was built first."""
        return self._move(1 if next else -1) or super().focusNextPrevChild(next)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Labels take about a third of the width, or stand above where it is narrow."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            QTimer.singleShot(0, self, self._recolor)  # the rows get theirs after this

    def _recolor(self) -> None:
        for row in self._rows.values():
            row.recolor()

    # --- building ---------------------------------------------------------------------------------------------------

    def _full_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._line)
        column.addWidget(self._help)
        return page

    def _build(self) -> None:
        """Makes the rows of the codebook in force."""
        codebook = self._codebook = self._workspace.codebook
        ruled = partial(of_code, self._workspace, self)
        desk = Desk(codebook, self, self._scope_now, self._names, self.follows.towns, ruled)
        self._rows, self._sections = {}, []
        self._help.know(codebook)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(4, 0, 4, 12)
        column.setSpacing(0)
        for section in codebook.sections:
            box = SectionBox(section)
            for field in section.fields:
                row = Row(field, desk, make_editor(field, desk))
                box.add(row)
                self._rows[field.name] = row
                self._connect(row)
            column.addWidget(box)
            self._sections.append(box)
        column.addStretch(1)
        old = self._scroll.takeWidget()
        if old is not None:
            old.deleteLater()
        self._scroll.setWidget(content)
        self._enable()
        self._arrange()

    def _connect(self, row: Row) -> None:
        editor = row.editor
        editor.committed.connect(lambda: self._save(row))
        editor.edited.connect(lambda: self._save(row))
        editor.entered.connect(lambda item: self._entered(row, item))
        editor.left.connect(lambda: self._left(row))
        editor.moved.connect(self._move)
        editor.restored.connect(lambda: self._restored(row))
        editor.help_requested.connect(self._toggle_help)
        editor.ways_requested.connect(lambda: self.show_ways(row.name))
        row.mark.status_chosen.connect(lambda status: self._set_status(row, self._item_in_view(row), status))
        row.mark.removal_chosen.connect(self._remove_evidence)
        editor.status_chosen.connect(lambda item, status: self._set_status(row, item, status))
        editor.removal_chosen.connect(self._remove_evidence)
        row.notes.fix_chosen.connect(self._fix)
        row.notes.overruled.connect(self._overrule)

    def _enable(self) -> None:
        usable = not self._workspace.read_only
        for row in self._rows.values():
            row.editor.setEnabled(usable)
            row.mark.setEnabled(usable)
            row.notes.setEnabled(usable)
        self._empty.setEnabled(usable)

    def _arrange(self) -> None:
        width = self.width()
        label = max(96, min(168, int(width * 0.29)))
        for row in self._rows.values():
            row.set_stacked(width < NARROW, label)

    # --- filling ----------------------------------------------------------------------------------------------------

    def _on_article(self, _uid: str) -> None:
        """Another article; most often one of its events follows at once, and only without one the rows give way."""
        self._part()
        self._uid = ""
        QTimer.singleShot(0, self, lambda: None if self._uid else self._on_event())

    def _part(self) -> None:
        """What was typed counts for the event that was in view."""
        if self._uid and self._uid != self._focus.event:
            self.leave()
            self._keep_drafts()

    def _on_event(self, _uid: str = "") -> None:
        """Another event is in view."""
        self._part()
        fresh = self._uid != self._focus.event
        self._uid = self._focus.event
        self._refill(force=fresh)
        if fresh and self._uid and (row := self._row_with_keyboard()):
            self._focus.show_field(row.name)

    def _on_changed(self, changes: Changes) -> None:
        if self._workspace.codebook is not self._codebook:
            self._build()
            self._refill(force=True)
        elif changes.has("event", "evidence", "article", "actor", "place", "source") and self._uid:
            if changes.has("event") and not any(one.uid == self._uid for one in self._workspace.events(self._focus.article)):
                self._show_empty()  # it was taken away, or the undo of its adding took it
                return
            self._refill()
        elif changes.has("ruling"):
            self._explain(self._rows.get(self._focus.field))

    def _reload(self) -> None:
        self._enable()
        self._on_event()

    def _refill(self, *, force: bool = False) -> None:
        """Fills all rows with the event in view."""
        event = None
        if self._uid:
            with suppress(AnnotatorError):
                event = self._workspace.event(self._uid)
        if event is None:
            self._show_empty()
            return
        self._filling = True
        try:
            self._fill(event, force)
        finally:
            self._filling = False
        if self._pages.currentIndex() != 1:
            self._pages.setCurrentIndex(1)

    def _fill(self, event: Event, force: bool) -> None:
        given = self._workspace.project.events.scope(event)
        full = self._scope = replace(given, values=self._workspace.full_values(event))
        self._problems = self._problems_of(event)
        evidence: dict[str, list[Evidence]] = defaultdict(list)
        for one in self._workspace.evidence(event.uid):
            evidence[one.field].append(one)
        for name, row in self._rows.items():
            field, value = row.field, event.values.get(name)
            follows = full.values.get(name) if is_empty(value) else derive(field, full) if field.derived is not None else None
            row.fill(
                Standpoint(
                    value,
                    follows,
                    is_shown(field, full) or not is_empty(value),
                    is_required(field, full),
                    tuple(evidence[name]) if name in evidence else (),
                    self._due(row, value),
                ),
                force=force,
            )
            if force and (event.uid, name) in self._drafts:
                row.editor.set_draft(self._drafts.pop((event.uid, name)))
                self._read(row)
        for section in self._sections:
            section.settle()
        self._explain(self._rows.get(self._focus.field))

    def _problems_of(self, event: Event) -> dict[str, list[Standing]]:
        found: dict[str, list[Standing]] = defaultdict(list)
        for problem in self._workspace.problems(event):
            found[problem.field].append((problem, event.overruled.get(problem.key)))
        return found

    def _due(self, row: Row, value: Any) -> tuple[Standing, ...]:
        """The problems to show: none of a field nobody has been at yet, nothing new inside a group still in work."""
        found = standing(self._problems.get(row.name, ()))
        if is_empty(value) and (self._uid, row.name) not in self._visited:
            return ()
        if row.field.type == "group" and self._has_keyboard(row):
            return tuple(one for one in found if one in row.notes.problems)
        return found

    def _show_empty(self) -> None:
        self._scope = None
        article = bool(self._focus.article)
        empty = not article and self._workspace.project.articles.is_empty()
        self._empty.show_for(article, empty, self._workspace.looks_on)
        self._pages.setCurrentIndex(0)
        self._help.explain(None)

    def _scope_now(self) -> Scope:
        assert self._codebook is not None
        return self._scope or Scope(self._codebook, {})

    # --- saving -----------------------------------------------------------------------------------------------------

    def _read(self, row: Row) -> tuple[bool, Any]:
        """What an editor holds; what cannot be read is told under the field and stays as typed."""
        try:
            value = tidy(row.field, row.editor.value())
        except Unreadable as error:
            row.notes.show_refusal(str(error))
            return False, None
        row.notes.show_refusal("")
        return True, value

    def _save(self, row: Row) -> None:
        if self._filling or not self._uid or self._workspace.read_only:
            return
        readable, value = self._read(row)
        if not readable:
            return
        if value == row.value and type(value) is type(row.value):
            if row.editor.is_dirty():
                row.editor.set_value(row.value)
            return
        moved = row.moved_evidence()
        if moved:
            self._workspace.rearrange(self._uid, row.name, value, moved)
        else:
            values = {row.name: value, **self.follows.of(row.field, value, self._scope_now())}
            self._workspace.set_values(self._uid, values, typing=row.field.type == "long_text")
        if self._workspace.looks_on:
            self._refill(force=True)  # refused, so it stands as it was

    def _keep_drafts(self) -> None:
        """What could not be read is there again when the event comes back."""
        for name, row in self._rows.items():
            if text := row.editor.draft():
                self._drafts[(self._uid, name)] = text

    def _restored(self, row: Row) -> None:
        self._drafts.pop((self._uid, row.name), None)
        row.notes.show_refusal("")

    def _fix(self, problem: Problem) -> None:
        self.leave()
        if problem.fix is not None and self._uid:
            self._workspace.set_values(self._uid, problem.fix.set)

    def _overrule(self, problem: Problem, reason: str | None) -> None:
        if self._uid:
            self._workspace.overrule(self._uid, problem, reason)
            self.show_field(problem.field)

    def _item_in_view(self, row: Row) -> str:
        return self._focus.item if self._focus.field == row.name else ""

    def _set_status(self, row: Row, item: str, status: str) -> None:
        self._workspace.set_evidence_status(self._uid, row.name, status, item)  # type: ignore[arg-type]

    def _remove_evidence(self, uids: list[str]) -> None:
        for uid in uids:
            self._workspace.remove_evidence(uid)

    def _add_event(self) -> None:
        if not self._focus.article:
            return
        uid = self._workspace.add_event(self._focus.article)
        if uid:
            self._focus.show_event(uid)
            self._move_to_first()

    # --- moving -----------------------------------------------------------------------------------------------------

    def _entered(self, row: Row, item: str) -> None:
        self._focus.show_field(row.name, item)
        self._on_field(row.name)
        self._reveal(row)

    def _left(self, row: Row) -> None:
        """The field counts as seen; what is wrong with it is said from now on."""
        if self._uid and not self._filling and not self._has_keyboard(row):
            self._visited.add((self._uid, row.name))
            row.notes.show_problems(self._due(row, row.value))

    def _on_field(self, name: str) -> None:
        row = self._rows.get(name)
        for other in self._rows.values():
            other.set_current(other is row)
        self._explain(row)
        if row is not None and not row.isHidden() and not self._has_keyboard(row):
            self._reveal(row)

    def _explain(self, row: Row | None) -> None:
        """The field's own words, or those of the question inside a group."""
        number, _, name = self._focus.item.partition(".")
        sub = next((one for one in row.field.fields if one.name == name), None) if row else None
        ruled = self._workspace.project.rulings.of
        if row is not None and sub is not None:
            self._help.explain(sub, f"{title_of(row.field)} {number}: ", rulings=ruled(f"{row.name}.{name}"))
            return
        asked = row.field if row else self._workspace.codebook.article_fields.get(self._focus.field)
        answer = self._scope_now().values.get(row.name) if row and row.field.type == "code" else None
        code = self._scope_now().codebook.code_list(row.field).by_code.get(answer) if row and isinstance(answer, str) else None
        rulings = ruled(asked.name, code.code if code else "") if asked else ()
        self._help.explain(asked, code=code, rulings=rulings, follows=row is not None and row.is_derived())

    def _reveal(self, row: Row) -> None:
        """Scrolls so far that the row is seen, once its place is known."""
        QTimer.singleShot(0, row, lambda: self._scroll.ensureWidgetVisible(row, 0, 24))

    @staticmethod
    def _has_keyboard(row: Row) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and row.isAncestorOf(focused)

    def _follow(self) -> None:
        """An open list stays with its editor."""
        for popup in self.findChildren(ChoicePopup):
            if popup.isVisible():
                popup.place()

    def _row_with_keyboard(self) -> Row | None:
        return next((row for row in self._rows.values() if self._has_keyboard(row)), None)

    def _stops(self) -> list[QWidget]:
        """Where the keyboard stops, in the form's order."""
        found: list[QWidget] = []
        for section in self._sections:
            if not section.isHidden() and section.is_open():
                found.extend(stop for row in section.rows for stop in row.stops())
        return found

    def _move(self, step: int) -> bool:
        """To the next or previous stop; False at the ends. What is typed is saved first, for it may change what is asked."""
        row = self._row_with_keyboard()
        focused = QApplication.focusWidget()
        if row is None or focused is None:
            return False
        stops = self._stops()
        here = focused if focused in stops else row.editor.input()
        after = stops[stops.index(here) + 1 :] if here in stops and step > 0 else []
        before = stops[: stops.index(here)][::-1] if here in stops and step < 0 else []
        if row.editor.is_dirty():
            self._save(row)
        asked = self._stops()
        if step > 0 and here in asked:
            after = asked[asked.index(here) + 1 :]
        for stop in after or before:
            if stop in asked:
                stop.setFocus(Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason)
                return True
        return False

    def _move_to_first(self) -> None:
        stops = self._stops()
        if stops:
            stops[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _toggle_help(self) -> None:
        for part in (self._help, self._line):
            part.setVisible(part.isHidden())


__all__ = ["FieldEditor", "Form"]
