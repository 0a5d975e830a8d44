"""Which articles are not offered as the next one: what who works now asked to be spared, and what is enough for today.

Owns the way past them. Why an article is held back is `project.care`'s; how a covered article looks, `content_cover`'s.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from ..project.care import Held
from .workspace import Workspace


def held_back(workspace: Workspace, article: str) -> Held:
    """Why an article is held back from who works now; empty where it is not, for one begun already, and in another's work."""
    today = None if workspace.looks_on else workspace.project.care.today(workspace.project.coder.uid)
    if today is None or workspace.coding(article) is not None:
        return ""
    return today.held(article, workspace.project.content_marks.of(article))


def next_to_do(
    workspace: Workspace, find: Callable[[int], int | None], after: int = 0
) -> tuple[int | None, Held]:  # fmt: skip
    """The first article that `find` gives behind a number and that is not held back, and why others were passed over.

    `find` goes on from the end to the start; where all that is left is held back, there is none.
    """
    number, why = find(after), ""
    project = workspace.project
    today = None if number is None or workspace.looks_on else project.care.today(project.coder.uid)
    if today is None or not (today.avoid or today.most):
        return number, ""
    first = number
    while number is not None:
        article = project.articles.uid_of(number)
        held = today.held(article, project.content_marks.of(article))
        if not held:
            return number, why
        why = "enough" if "enough" in (why, held) else held
        number = find(number)
        if number == first:
            number = None
    return None, why


def first_to_show(workspace: Workspace) -> int | None:
    """The number of the article left open, else the first to do, else the first one done; None where there is none."""
    articles, mine = workspace.project.articles, workspace.in_view
    number = next(iter(articles.queue(*mine, state="open")), None)
    number = number or next_to_do(workspace, lambda after: articles.next_to_do(*mine, after=after))[0]
    return number or next(iter(articles.queue(*mine, state="done")), None)


def in_words(why: Held, found: bool) -> str:
    """What passing articles over is told with; empty where nothing need be said."""
    if why == "enough":
        said = QCoreApplication.translate(
            "held_back", "Enough hard articles for today: those that are marked wait until tomorrow."
        )
        left = QCoreApplication.translate("held_back", "Only marked articles are left, and it is enough of them for today.")
        return said if found else left
    if why == "avoided" and not found:
        return QCoreApplication.translate("held_back", "Nothing is left to do but what you asked to leave out.")
    return ""
