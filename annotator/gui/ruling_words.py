"""Rulings as they are read beside a field, in a dialog and in lists. Owns their words and look; makes none."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from ..codebook.guide_facts import all_fields
from ..codebook.guide_rulings import about
from ..codebook.model import Codebook, CodedField
from ..project.rulings import Ruling
from .colors import muted
from .workspace import Workspace

MOST_BESIDE = 2
"""Rulings told beside a field; the page of the field has all."""


def beside(codebook: Codebook, rulings: Sequence[Ruling], palette: QPalette, asked: str = "") -> str:
    """The rulings to read at a field, as rich text, a line each; empty for none. Of other codes than `asked`, whose."""
    faint = muted(palette).name()
    lines = [_line(codebook, one, faint, named=bool(one.code) and one.code != asked) for one in rulings[:MOST_BESIDE]]
    if more := len(rulings) - len(lines):
        words = _t("and one more ruling on the field's page") if more == 1 else _t("and {0} more rulings on the field's page")
        lines.append(f'<span style="color:{faint}">{escape(words.format(more))}</span>')
    return "<br>".join(lines)


def listed(codebook: Codebook, rulings: Sequence[Ruling], palette: QPalette) -> str:
    """Rulings in full, each with what it is about, as rich text."""
    faint = muted(palette).name()
    return "".join(
        f'<p style="margin: 0 0 8px 0"><span style="color:{faint}">{escape(about(codebook, one.field, one.code))} · '
        f"{escape(one.time[:10])}</span><br>{f'<b>{lines_of(one.question)}</b><br>' if one.question else ''}"
        f"{lines_of(one.answer)}</p>"
        for one in rulings
    )


def of_code(workspace: Workspace, widget: QWidget, field: CodedField, code: str) -> str:
    """What is ruled about one code, to be read while choosing it; empty for nothing."""
    book = workspace.codebook
    path = next((name for name, asked in all_fields(book) if asked is field), "")
    found = [one for one in workspace.project.rulings.of(path, code) if one.code == code] if path else []
    return beside(book, found, widget.palette(), code)


def lines_of(text: str) -> str:
    """What a person wrote, as rich text that shows it as it is."""
    return escape(text).replace("\n", "<br>")


def paths(codebook: Codebook) -> list[tuple[str, str]]:
    """What a ruling can be about: path and words, in general first."""
    return [("", about(codebook, "")), *((path, about(codebook, path)) for path, _ in all_fields(codebook))]


def _line(codebook: Codebook, one: Ruling, faint: str, *, named: bool) -> str:
    on = f" {about(codebook, one.field, one.code).partition(': ')[2]}:" if named else ""
    question = f" {lines_of(one.question)}" if one.question else ""
    head = _t("Ruling, {0}:").format(one.time[:10])
    return f'<span style="color:{faint}">{escape(head + on)}{question}</span> {lines_of(one.answer)}'


def _t(text: str) -> str:
    return QCoreApplication.translate("rulings", text)
