"""What is said of flags and comments in words: on what, by whom, when. Owns no state."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt

from ..codebook.model import title_of
from ..project.remarks import Comment, Said, Spot
from .workspace import Workspace


def usual_flags() -> tuple[str, ...]:
    """Names to begin with."""
    return (_t("check again"), _t("good example"), _t("hard"))


def where(workspace: Workspace, spot: Spot) -> str:
    """``Article``, ``Event 2`` or ``Event 2 · Fatalities``; whose it is where it is not mine."""
    book = workspace.codebook
    parts = [_t("Event {0}").format(spot.number) if spot.event else "" if spot.field else _t("Article")]
    if spot.field:
        field = book.fields.get(spot.field) or book.article_fields.get(spot.field)
        parts.append(title_of(field) if field else spot.field)
    if spot.whose and spot.whose != workspace.project.coder.uid:
        parts.insert(0, who(workspace, spot.whose))
    return " · ".join(filter(None, parts))


def who(workspace: Workspace, coder: str) -> str:
    """A coder's pseudonym."""
    found = workspace.project.coders.get(coder)
    return found.name if found else coder[:8]


def when(time: str) -> str:
    """A stored time on this computer's clock, the year only where it is another one."""
    local, now = QDateTime.fromString(time, Qt.DateFormat.ISODateWithMs).toLocalTime(), QDateTime.currentDateTime()
    return QLocale().toString(local, "d MMM, HH:mm" if local.date().year() == now.date().year() else "d MMM yyyy")


def told(workspace: Workspace, said: Said) -> str:
    """Flags and comments line by line, for a tip."""
    lines = [_t("Flag: {0}").format(name) for name in dict.fromkeys(one.name for one in said.flags)]
    return "\n".join([*lines, *(_by(workspace, one) for one in said.comments)])


def leads(workspace: Workspace) -> set[str]:
    """Uids of those who may answer a question."""
    return {one.uid for one in workspace.project.coders.all() if one.role == "lead"}


def _by(workspace: Workspace, one: Comment) -> str:
    by = who(workspace, one.coder)
    return f"{_t('{0} asks').format(by) if one.kind == 'question' else by}: {one.text}"


def _t(text: str) -> str:
    return QCoreApplication.translate("remarks", text)
