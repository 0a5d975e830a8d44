"""What the actions do about the people who code in a project: who works now, adding one, another pseudonym.

Functions that take the window. A lead adds and renames; who works now, everybody may say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ..errors import AnnotatorError
from .messages import ask_line

if TYPE_CHECKING:
    from ..project.coders import Coder
    from .window import Window


def _tr(text: str) -> str:
    return QCoreApplication.translate("coder_actions", text)


def change(window: Window) -> None:
    """Offers the project's coders, and to the lead the ways to change them."""
    from .palette import Entry

    if not window.workspace:
        return
    now = window.workspace.project.coder
    entries = [
        Entry(coder.name, _role(coder, now), run=lambda uid=coder.uid: window.work_as(uid))
        for coder in window.workspace.project.coders.all()
    ]
    if window.workspace.is_lead:
        entries += [
            Entry(_tr("Add a coder…"), run=lambda: add(window), rank=1),
            Entry(_tr("Rename a coder…"), run=lambda: rename(window), rank=1),
        ]
    window.choose(_tr("Who codes?"), entries)


def add(window: Window) -> None:
    """Asks for a pseudonym and adds a coder under it."""
    question = _tr("The new coder's pseudonym. It stands in exports in place of a name.")
    name = ask_line(window, question, _tr("Add the coder"), refuse=lambda line: _taken(window, line))
    if not name:
        return
    try:
        window.current().project.coders.add(name)
    except AnnotatorError as error:
        window.say(str(error))
        return
    window.say(_tr("{0} can code here now: choose “Who codes…” to work as {0}.").format(name))


def rename(window: Window) -> None:
    """Offers the coders; the chosen one gets another pseudonym."""
    from .palette import Entry

    coders = window.current().project.coders.all()
    entries = [Entry(coder.name, _role(coder), run=lambda coder=coder: _rename(window, coder)) for coder in coders]
    window.choose(_tr("Rename whom?"), entries)


def _rename(window: Window, coder: Coder) -> None:
    question = _tr("Another pseudonym for {0}. All work stays with the coder.").format(coder.name)
    name = ask_line(
        window, question, _tr("Rename"), text=coder.name, refuse=lambda line: _taken(window, line, besides=coder.uid)
    )
    if not name or name == coder.name:
        return
    try:
        window.current().project.coders.rename(coder.uid, name)
    except AnnotatorError as error:
        window.say(str(error))
        return
    window.say(_tr("{0} is called {1} now.").format(coder.name, name))


def _taken(window: Window, name: str, besides: str = "") -> str:
    """Names are for telling coders apart: the command line takes them, too."""
    known = window.current().project.coders.all()
    if any(one.name.casefold() == name.casefold() and one.uid != besides for one in known):
        return _tr("There is a coder {0} already; choose another pseudonym.").format(name)
    return ""


def _role(coder: Coder, now: Coder | None = None) -> str:
    role = _tr("lead") if coder.role == "lead" else _tr("model") if coder.kind == "model" else _tr("coder")
    return _tr("{0}, works now").format(role) if now is not None and now.uid == coder.uid else role
