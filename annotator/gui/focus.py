"""What is in view: the article, the event, the field. Panels read it and follow its signals."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class _FocusSignals(QObject):
    article_changed = Signal(str)
    event_changed = Signal(str)
    field_changed = Signal(str)


class Focus:
    """What is in view. `article` and `event` are uids, `field` a field's name; empty for none.

    Signals: `article_changed(str)`, `event_changed(str)`, `field_changed(str)`, each after the property has its value.
    Not a QObject itself: there, `event` would be taken for Qt's event handler.
    """

    def __init__(self) -> None:
        self._signals = _FocusSignals()
        self.article_changed = self._signals.article_changed
        self.event_changed = self._signals.event_changed
        self.field_changed = self._signals.field_changed
        self.article = self.event = self.field = self.item = ""

    def show_article(self, uid: str, event: str = "") -> None:
        """Looks at another article (and one of its events)."""
        moved = uid != self.article
        self.article = uid
        if moved:
            self.event = self.field = self.item = ""
            self.article_changed.emit(uid)
        if event != self.event or moved:
            self.show_event(event)

    def show_event(self, uid: str) -> None:
        """Looks at another event of the article; empty for none."""
        if uid != self.event:
            self.event = uid
            self.field = self.item = ""
            self.event_changed.emit(uid)

    def show_field(self, name: str, item: str = "") -> None:
        """Looks at a field of the event; `item` is the list item, or a group's ``2.role``, as in `Evidence.item`."""
        if (name, item) != (self.field, self.item):
            self.field, self.item = name, item
            self.field_changed.emit(name)
