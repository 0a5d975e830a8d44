"""What goes out of a comparison: the report, the figures as tables, the methods paragraph, and where to.

Owns the question for the file, and what is read of the project for it; what the files hold is `agreement.report`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from ..formats.selection import pseudonyms
from ..project import adjudication
from ..project.codings import MAIN
from . import file_dialogs
from .agreement_work import Worked
from .messages import may_write
from .workspace import Workspace

Kind = Literal["report", "figures", "values", "json"]
ENDINGS: dict[Kind, str] = {"report": ".html", "figures": "-figures.csv", "values": "-values.csv", "json": ".json"}


def choose_file(parent: QWidget, workspace: Workspace, kind: Kind) -> Path | None:
    """Where a file of some kind goes; None where the person went back. What is there already is asked about."""
    start = workspace.path.with_name(f"{workspace.path.stem}-agreement{ENDINGS[kind]}")
    name, _ = file_dialogs.save_file(parent, _tr("Write agreement to"), str(start), ask_over=False)
    if not name:
        return None
    path = Path(name)
    if not may_write(parent, path):
        return None
    return path


def writing(workspace: Workspace, worked: Worked, kind: Kind, path: Path) -> Callable[[object], str]:
    """What writes a file in a thread: all that is read of the project is read here. It gives what to tell of it, and raises
    AnnotatorError where the file cannot be written."""
    project, book, found = workspace.project, workspace.codebook, worked.agreement
    names, project_name = pseudonyms(project), str(project.about().get("name") or workspace.path.stem)
    round_name, days = _round(workspace, worked), worked.days
    counted, reasons = adjudication.counted(project, worked.asked.round), adjudication.reasons(project)

    def write(_progress: object) -> str:
        from ..agreement import report

        if kind == "report":
            report.write_html(
                found, book, path, title=_tr("Agreement in {0}").format(project_name), project_name=project_name, names=names,
                round_name=round_name, counted=counted, reasons=reasons, days=days,
            )  # fmt: skip
        elif kind == "figures":
            report.write_csv(found, path)
        elif kind == "values":
            report.write_units_csv(found, book, path, names=names)
        else:
            report.write_json(found, path, names=names)
        return _tr("Written to {0}.").format(path.name)

    return write


def methods_paragraph(workspace: Workspace, worked: Worked) -> str:
    """How it was done, for a methods section."""
    from ..agreement.methods import methods_text

    names, round_name = pseudonyms(workspace.project), _round(workspace, worked)
    return methods_text(worked.agreement, workspace.codebook, names=names, round_name=round_name)


def _round(workspace: Workspace, worked: Worked) -> str:
    """What the round is called, empty for the main one."""
    uid = worked.asked.round
    return next((one.name for one in workspace.project.rounds.all() if one.uid == uid != MAIN), "")


def _tr(text: str) -> str:
    return QCoreApplication.translate("agreement", text)
