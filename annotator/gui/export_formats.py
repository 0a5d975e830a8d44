"""The formats in the export dialog: under heads, by what they are for.

Owns the order and the heads; formats are the registry's.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox

from ..codebook.model import Codebook
from ..formats.format import Format

TRAINING = ("hugging-face", "spans-jsonl", "events-jsonl", "chat-jsonl", "spacy", "conll", "doccano", "label-studio")
"""Formats of codings that models are trained with, or people label for that; others are of other tools."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("export_formats", text)


def groups(formats: Sequence[Format], codebook: Codebook) -> list[tuple[str, list[Format]]]:
    """The formats under their heads; a head without any is left out."""
    tables = {name for name, _ in codebook.tables_for_others}
    found = [
        (_tr("Tables of this codebook"), [one for one in formats if one.name in tables]),
        (_tr("Tables for analysis"), [one for one in formats if one.kind != "codings" and one.name not in tables]),
        (_tr("Training data"), [one for one in formats if one.kind == "codings" and one.name in TRAINING]),
        (_tr("Other tools for texts"), [one for one in formats if one.kind == "codings" and one.name not in TRAINING]),
    ]
    return [(head, some) for head, some in found if some]


def fill(box: QComboBox, formats: Sequence[Format], codebook: Codebook) -> None:
    """Puts them into a box. A head is a line that no key stops at; the first format is chosen."""
    for head, some in groups(formats, codebook):
        box.addItem(head)
        model = box.model()
        assert isinstance(model, QStandardItemModel)
        line = model.item(box.count() - 1)
        line.setFlags(Qt.ItemFlag.NoItemFlags)
        font = box.font()
        font.setBold(True)
        line.setFont(font)
        for one in some:
            box.addItem(f"{one.name}: {one.title.removeprefix('Reads: ').rpartition('writes: ')[2]}", one.name)
    box.setCurrentIndex(1)
