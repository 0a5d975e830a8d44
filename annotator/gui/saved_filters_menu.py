"""The button “Saved”: keeps the filter that holds under a name, and offers the kept ones; also the palette's entries.

Owns the menu. What a query holds, and what choosing it does, is the list's own business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ..errors import AnnotatorError
from ..project.saved_filters import ListName, SavedFilter
from .messages import ask_line
from .palette import Entry
from .workspace import Workspace

if TYPE_CHECKING:
    from .events_place import EventsPlace
    from .window import Window


class SavedFiltersButton(QPushButton):
    """Opens the menu of saved filters of one list. `now` gives the query that holds, None for none; `use` applies one."""

    def __init__(
        self, workspace: Workspace, list_: ListName, now: Callable[[], Mapping[str, Any] | None],
        use: Callable[[Mapping[str, Any]], None], parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._workspace, self._now, self._use = workspace, now, use
        self._list: ListName = list_
        self.setText(self.tr("Saved"))
        self.setObjectName(f"{list_}.saved")
        self.setAccessibleName(self.tr("Saved filters"))
        self.setToolTip(self.tr("Saved filters: choose one, or keep the filter that holds under a name"))
        self.setMenu(QMenu(self))
        self.menu().aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        menu, saved = self.menu(), self._workspace.project.saved_filters
        menu.clear()
        found = saved.all(self._list)
        for one in found:
            words = one.name if saved.is_mine(one) else self.tr("{0} ({1})").format(one.name, one.coder_name)
            menu.addAction(words.replace("&", "&&"), lambda one=one: self._use(one.query))
        if not found:
            menu.addAction(self.tr("No filter is saved yet")).setEnabled(False)
        menu.addSeparator()
        keep = menu.addAction(self.tr("Save this filter…"), self._save)
        writable = not self._workspace.read_only
        keep.setEnabled(writable and self._now() is not None)
        mine = [one for one in found if saved.is_mine(one)] if writable else []
        for title, deed in ((self.tr("Rename"), self._rename), (self.tr("Remove"), self._remove)):
            part = menu.addMenu(title)
            part.setEnabled(bool(mine))
            for one in mine:
                part.addAction(one.name.replace("&", "&&"), lambda one=one, deed=deed: deed(one))

    def _save(self) -> None:
        query = self._now()
        name = ask_line(
            self.window(), self.tr("A name for this filter; one of yours of that name is written over."), self.tr("Save")
        )
        if name and query is not None:
            self._try(lambda: self._workspace.project.saved_filters.save(self._list, name, query))

    def _rename(self, one: SavedFilter) -> None:
        question = self.tr("Another name for the filter “{0}”").format(one.name)
        name = ask_line(self.window(), question, self.tr("Rename"), text=one.name)
        if name and name != one.name:
            self._try(lambda: self._workspace.project.saved_filters.rename(one.uid, name))

    def _remove(self, one: SavedFilter) -> None:
        self._try(lambda: self._workspace.project.saved_filters.remove(one.uid))

    def _try(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except AnnotatorError as error:
            self._workspace.refused.emit(str(error))


def palette_entries(window: Window) -> list[Entry]:
    """“Filter: name” for each saved filter, of the queue and of the table of events."""
    workspace = window.workspace
    if workspace is None:
        return []
    saved = workspace.project.saved_filters

    def use_on_events(query: Mapping[str, Any]) -> None:
        window.show_place("events")
        place = window.findChild(QWidget, "events_place")
        if place is not None:
            cast("EventsPlace", place).use_filter(query)

    def use_on_articles(query: Mapping[str, Any]) -> None:
        window.show_place("code")
        window.code().queue.use_filter(query)

    wheres = (
        ("articles", QCoreApplication.translate("palette", "articles"), use_on_articles),
        ("events", QCoreApplication.translate("palette", "events"), use_on_events),
    )
    return [
        Entry(
            QCoreApplication.translate("palette", "Filter: {0}").format(one.name), where,
            run=lambda use=use, one=one: use(one.query),
        )
        for list_, where, use in wheres
        for one in saved.all(cast("ListName", list_))
    ]  # fmt: skip
