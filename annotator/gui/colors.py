"""Colours that mean something: a field's, a problem's, a state's; readable in light and dark.

Owns contrast. Everything that means nothing takes its colour from the palette.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPalette

if TYPE_CHECKING:  # the first frame does not wait for the codebook engine
    from ..codebook.model import Codebook, CodedField

CONTRAST = 4.5
"""WCAG 2.1 ratio at which small text can be read; a field's colour reaches it on the window's base."""
_PAGE = {False: QColor("#ffffff"), True: QColor("#1e2126")}
_SEVERITY = {
    ("error", False): "#b3261e",
    ("error", True): "#f2867e",
    ("warning", False): "#8a5a00",
    ("warning", True): "#e0b050",
}
_GOLDEN_ANGLE = 137.508
_LANES = ("#2f6fb5", "#b65c00", "#2e7d4f", "#8a4fae", "#b3264f", "#00798c", "#7a6a00", "#5b5fc7", "#8c4a2f")


def is_dark(palette: QPalette) -> bool:
    """Whether texts stand on a dark ground."""
    return palette.color(QPalette.ColorRole.Base).lightnessF() < 0.5


def field_color(codebook: Codebook, name: str, dark: bool) -> QColor:
    """A field's colour: the codebook's, else one from its place in the form; darkened or lightened until it reads."""
    top = name.partition(".")[0]
    fields = {**codebook.fields, **codebook.article_fields}
    return QColor(_readable(_wish(fields.get(top), list(fields).index(top) if top in fields else 0), dark))


def lane_color(place: int, dark: bool) -> QColor:
    """The colour of one coder's work beside others', by its place from 0 on."""
    return QColor(_readable(_LANES[place % len(_LANES)], dark))


def severity_color(severity: str, dark: bool) -> QColor:
    """The colour of an error or a warning."""
    return QColor(_SEVERITY[("error" if severity == "error" else "warning", dark)])


def muted(palette: QPalette) -> QColor:
    """For texts that stand back: between the text's colour and its ground, still readable."""
    text, ground = palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.Base)
    return blend(text, ground, 0.36)


def tint(color: QColor, palette: QPalette, share: float = 0.18) -> QColor:
    """The ground, with a share of a colour in it."""
    return blend(palette.color(QPalette.ColorRole.Base), color, share)


def blend(one: QColor, other: QColor, share: float) -> QColor:
    """`one` with a share (0 to 1) of `other`."""
    keep = 1 - share
    return QColor.fromRgbF(
        one.redF() * keep + other.redF() * share,
        one.greenF() * keep + other.greenF() * share,
        one.blueF() * keep + other.blueF() * share,
    )


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.1 contrast ratio of two opaque colours, 1 to 21."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _wish(field: CodedField | None, place: int) -> str:
    if field is not None and field.color:
        return field.color
    return QColor.fromHslF((place * _GOLDEN_ANGLE % 360) / 360, 0.5, 0.42).name()


@lru_cache(maxsize=512)
def _readable(wish: str, dark: bool) -> str:
    color = QColor(wish)
    for _ in range(24):
        if contrast(color, _PAGE[dark]) >= CONTRAST:
            break
        color = QColor((color.lighter(112) if dark else color.darker(108)).name())
    return color.name()


def _luminance(color: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())
