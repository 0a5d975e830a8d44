"""What the actions do about rounds: choosing the one to work in, and taking a coding as the standard of one.

Functions that take the window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from ..project import Project
    from ..project.codings import Coding
    from ..project.rounds import Round
    from .window import Window


def _tr(text: str) -> str:
    return QCoreApplication.translate("training_actions", text)


def choose_round(window: Window) -> None:
    """Offers the rounds in which there is work for me."""
    from .palette import Entry
    from .round_choice import choices

    workspace = window.current()
    found = choices(workspace)
    if len(found) < 2:
        window.say(_tr("There is work in the main round alone."))
        return
    window.leave()
    window.choose(
        _tr("Work in which round?"),
        [
            Entry(one.title, one.left, run=lambda one=one: workspace.look_at(round_=one.round, standing=one.standing))
            for one in found
        ],
    )


def take_as_standard(window: Window) -> None:
    """Offers the rounds with standards; the coding in view is copied as the standard of its article in the chosen one."""
    from ..project.training import has_standards
    from .palette import Entry

    workspace = window.current()
    window.leave()
    coding = workspace.coding(window.focus.article)
    rounds = [one for one in workspace.project.rounds.all() if has_standards(one)]
    if coding is None:
        window.say(_tr("Nothing is coded in this article yet."))
        return
    if not rounds:
        window.say(_tr("There is no training and no test yet; the tab Rounds of place Team makes one."))
        return
    window.choose(
        _tr("Take this coding as the standard of which round?"),
        [Entry(one.name, run=lambda one=one, uid=coding.uid: _take(window, uid, one)) for one in rounds],
    )


def _take(window: Window, coding: str, into: Round) -> None:
    def work(project: Project) -> Coding:
        from ..project.training import take_as_standard

        return take_as_standard(project, coding, into.uid)

    made = window.current().lead(work)
    if made is None:
        return
    if made.state == "done":
        window.say(_tr("The coding is the standard of this article in “{0}” now; undo takes it back.").format(into.name))
    else:
        window.say(_tr("It is copied to “{0}” and still open there: say done of it in the standard codings.").format(into.name))
