"""Editors of fields, one module a kind. `make_editor` chooses by the field's type."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ...codebook.model import CodedField
from .base import Desk, FieldEditor
from .code import CodeEditor
from .date import DateEditor
from .group import GroupEditor
from .items import ItemsEditor
from .line import LineEditor
from .long_text import LongTextEditor
from .yes_no import YesNoEditor

__all__ = ["Desk", "FieldEditor", "make_editor"]


def make_editor(field: CodedField, desk: Desk, parent: QWidget | None = None) -> FieldEditor:
    """The editor for a field."""
    if field.type == "group":
        return GroupEditor(field, desk, make_editor, parent)
    if field.many or field.type == "tags":
        return ItemsEditor(field, desk, parent)
    kinds: dict[str, type[FieldEditor]] = {
        "code": CodeEditor, "yes_no": YesNoEditor, "date": DateEditor, "long_text": LongTextEditor,
    }  # fmt: skip
    return kinds.get(field.type, LineEditor)(field, desk, parent)
