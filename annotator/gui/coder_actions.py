"""What the actions do about the people who code in a project: who works now, who is there, what is kept about me.

Functions that take the window. A lead adds, renames and takes away; who works now, everybody may say, but for a file that
was made for one coder.
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
    from ..project.coders import told_apart
    from .palette import Entry

    if not window.workspace:
        return
    project = window.workspace.project
    if project.made_for:
        window.say(_tr("This file was made for {0}, who works in it alone.").format(project.coder.name))
        return
    now, coders = project.coder, project.coders.all()
    names = told_apart(coders)
    entries = [
        Entry(names[coder.uid], _role(coder, now), run=lambda coder=coder: _become(window, coder)) for coder in coders
    ]  # fmt: skip
    if window.workspace.is_lead:
        entries += [
            Entry(_tr("Add a coder…"), run=lambda: add(window), rank=1),
            Entry(_tr("Rename a coder…"), run=lambda: rename(window), rank=1),
            Entry(_tr("All people, roles, leaving…"), run=lambda: people(window), rank=1),
        ]
    window.choose(_tr("Who codes?"), entries)


def people(window: Window) -> None:
    """Shows who is in the project and lets the lead change it."""
    from .people_dialog import PeopleDialog

    if window.workspace:
        window.leave()
        PeopleDialog(window.workspace, window).open()


def kept(window: Window) -> None:
    """Shows what the file holds about who works now."""
    from .kept_dialog import KeptDialog

    if window.workspace:
        window.leave()
        KeptDialog(window.workspace, window).open()


def _become(window: Window, coder: Coder) -> None:
    from .coder_choice import may_become

    project = window.current().project
    if may_become(window, project, coder, project.coder.uid):
        window.work_as(coder.uid)


def add(window: Window) -> None:
    """Asks for a pseudonym and adds a coder under it."""
    question = _tr("The new coder's pseudonym. It stands in exports in place of a name.")
    name = ask_line(window, question, _tr("Add the coder"), refuse=lambda line: taken(window, line))
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
    from ..project.coders import told_apart
    from .palette import Entry

    coders = window.current().project.coders.all()
    names = told_apart(coders)
    entries = [Entry(names[coder.uid], _role(coder), run=lambda coder=coder: rename_one(window, coder)) for coder in coders]
    window.choose(_tr("Rename whom?"), entries)


def rename_one(window: Window, coder: Coder) -> None:
    """Asks for another pseudonym of a coder."""
    question = _tr("Another pseudonym for {0}. All work stays with the coder.").format(coder.name)
    name = ask_line(
        window, question, _tr("Rename"), text=coder.name, refuse=lambda line: taken(window, line, besides=coder.uid)
    )
    if not name or name == coder.name:
        return
    try:
        window.current().project.coders.rename(coder.uid, name)
    except AnnotatorError as error:
        window.say(str(error))
        return
    window.say(_tr("{0} is called {1} now.").format(coder.name, name))


def taken(window: Window, name: str, besides: str = "") -> str:
    """Why a name cannot be given, empty where it can: names are for telling coders apart, on the command line, too."""
    known = window.current().project.coders.everybody()
    if any(one.name.casefold() == name.casefold() and one.uid != besides for one in known):
        return _tr("There is a coder {0} already; choose another pseudonym.").format(name)
    return ""


def _role(coder: Coder, now: Coder | None = None) -> str:
    from .coder_choice import role_of

    role = role_of(coder)
    return _tr("{0}, works now").format(role) if now is not None and now.uid == coder.uid else role
