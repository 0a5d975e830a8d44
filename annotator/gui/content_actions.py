"""What the action about hard content does: the lead marks the article in view, a coder proposes a mark.

A function that takes the window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ..errors import AnnotatorError

if TYPE_CHECKING:
    from .window import Window


def _tr(text: str) -> str:
    return QCoreApplication.translate("content_actions", text)


def mark(window: Window) -> None:
    """Offers the project's content marks; choosing one sets it or takes it away."""
    from .palette import Entry

    workspace, article = window.current(), window.focus.article
    marks = workspace.project.content_marks
    window.leave()
    there = marks.of(article)
    mine = there if workspace.is_lead else marks.proposed(article)
    names = list(dict.fromkeys((*marks.names(), *mine)))
    if not names:
        window.say(_tr("This project has no content marks; the lead lists them in Team, Care."))
        return

    def detail(name: str) -> str:
        if name in there:
            return _tr("marked; choose to take it away") if workspace.is_lead else _tr("marked")
        return _tr("proposed; choose to take it back") if name in mine else ""

    entries = [
        Entry(name, detail(name), run=lambda name=name: _toggle(window, article, name)) for name in names
        if workspace.is_lead or name not in there or name in mine
    ]  # fmt: skip
    if not entries:
        window.say(_tr("This article has every mark already."))
        return
    window.choose(_tr("Mark the content as…") if workspace.is_lead else _tr("Propose to the lead to mark it as…"), entries)


def _toggle(window: Window, article: str, name: str) -> None:
    workspace = window.current()
    marks = workspace.project.content_marks
    try:
        if not workspace.is_lead:
            before = name in marks.proposed(article)
            marks.propose(article, name)
            said = _tr("The proposal “{0}” was taken back.") if before else _tr("“{0}” is proposed; the lead decides.")
        elif name in marks.of(article):
            marks.unmark(article, name)
            said = _tr("The mark “{0}” was taken away.")
        else:
            marks.mark(article, name)
            said = _tr("The article is marked: {0}.")
    except AnnotatorError as error:
        window.say(str(error))
        return
    window.say(said.format(name))
