"""What the window's palette offers: actions that make sense now, the form's fields, and articles by number or words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ..codebook.guide_facts import code_id
from ..codebook.model import in_language, title_of
from ..project.articles import QueueRow
from . import keys
from .actions import RECORDS
from .guide_actions import show_entry
from .palette import LETTER_BY_LETTER, Entry, fit
from .saved_filters_menu import palette_entries as saved_filters

if TYPE_CHECKING:
    from .window import Window

MOST_ARTICLES, AMONG = 12, 1_000
"""Articles offered, and hits they are looked for among where a coder sees some of the articles only."""
SHORTEST_PREFIX = 4
"""Letters; shorter ones the index answers too slowly to type by, and are looked for among what holds the other words."""
MOST_CODES, SHORTEST_CODE = 5, 3
"""Codes offered, and the fewest letters they are looked for by."""
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
    found += saved_filters(window)
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
    if workspace is None or workspace.refusal:  # what may not be worked on yet is not offered
        return []
    project = workspace.project
    numbers: list[int] = []
    own = project.own_articles.of(workspace.whose, workspace.round)
    if words.isdecimal() and len(words) < 12 and project.articles.by_number(int(words)):
        numbers.append(int(words))
    if len(words) > 1:
        long, most = len(words.split()[-1]) >= SHORTEST_PREFIX, AMONG if own else MOST_ARTICLES
        hits = project.search.find(f"{words}*" if long else words, limit=most)
        if not long and len(hits) < most:
            hits += project.search.find_begun(words, limit=most)
        numbers += [number for number in dict.fromkeys(hits) if number not in numbers]
    if own:
        numbers = [number for number in numbers if number in own.places]
    numbers = numbers[:MOST_ARTICLES]
    rows = project.articles.queue_rows(numbers, workspace.whose, workspace.round) if numbers else {}
    return [_entry(window, rows[number]) for number in numbers if number in rows]


def codes(window: Window, words: str) -> list[Entry]:
    """Codes whose label or spelling holds the words: each leads to its page of the codebook."""
    if window.workspace is None or len(words.strip()) < SHORTEST_CODE:
        return []
    book, found = window.workspace.codebook, list[tuple[int, str, str]]()
    for name, known in book.lists.items():
        for code in known.walk():
            label = in_language(code.label) or code.code
            score = fit(words, label)
            if score is not None and score < LETTER_BY_LETTER:
                found.append((score, label, code_id(name, code.code)))
    where = QCoreApplication.translate("palette", "code · codebook")
    best = sorted(found, key=lambda one: one[0])[:MOST_CODES]
    return [Entry(label, where, run=lambda to=to: show_entry(window, to)) for _, label, to in best]


def _entry(window: Window, row: QueueRow) -> Entry:
    detail = QCoreApplication.translate("palette", "article {0}").format(row.number)
    if row.date:
        detail = f"{row.date} · {detail}"

    def go() -> None:
        window.show_place("code")
        events = window.current().events(row.uid)
        window.focus.show_article(row.uid, events[0].uid if events else "")

    return Entry(row.title, detail, run=go)
