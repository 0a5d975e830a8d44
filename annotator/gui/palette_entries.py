"""What the window's palette offers: actions that make sense now, the form's fields, and articles by number or words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ..codebook.model import in_language, title_of
from ..project.articles import QueueRow
from ..project.codings import MAIN
from . import keys
from .actions import RECORDS
from .palette import Entry

if TYPE_CHECKING:
    from .window import Window

MOST_ARTICLES = 12
SHORTEST_PREFIX = 4
"""Letters; the index answers shorter ones too slowly to type by."""
NOT_OFFERED = ("palette",)


def entries(window: Window) -> list[Entry]:
    """Enabled actions with their shortcut, then the fields of the form where an event is in view."""
    found = [
        Entry(
            record.title(), keys.native(keys.of(record.id)[0]) if keys.of(record.id) else "",
            run=window.actions_by_id[record.id].trigger,
        )
        for record in RECORDS
        if record.id not in NOT_OFFERED and window.actions_by_id[record.id].isEnabled()
    ]  # fmt: skip
    workspace = window.workspace
    if workspace is None or not window.focus.article:
        return found
    sections = workspace.codebook.sections if window.focus.event else ()
    for section in (*sections, *workspace.codebook.article):
        for field in section.fields:
            where = QCoreApplication.translate("palette", "field · {0}").format(in_language(section.title) or section.name)
            found.append(
                Entry(title_of(field), where, run=lambda name=field.name: window.show_field(name), rank=1)
            )  # fmt: skip
    return found


def articles(window: Window, words: str) -> list[Entry]:
    """Articles of that number, or that hold the words (the last may be unfinished)."""
    workspace = window.workspace
    if workspace is None:
        return []
    project = workspace.project
    numbers: list[int] = []
    if words.isdecimal() and len(words) < 12 and project.articles.by_number(int(words)):
        numbers.append(int(words))
    if len(words) > 1:
        unfinished = f"{words}*" if len(words.split()[-1]) >= SHORTEST_PREFIX else words
        numbers += [number for number in project.search.find(unfinished, limit=MOST_ARTICLES) if number not in numbers]
    rows = project.articles.queue_rows(numbers, project.coder.uid, MAIN) if numbers else {}
    return [_entry(window, rows[number]) for number in numbers if number in rows]


def _entry(window: Window, row: QueueRow) -> Entry:
    detail = QCoreApplication.translate("palette", "article {0}").format(row.number)
    if row.date:
        detail = f"{row.date} · {detail}"

    def go() -> None:
        window.show_place("code")
        events = window.current().events(row.uid)
        window.focus.show_article(row.uid, events[0].uid if events else "")

    return Entry(row.title, detail, run=go)
