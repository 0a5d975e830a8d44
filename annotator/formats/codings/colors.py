"""The colours of labels in other programs: a field's own, else one from its place in the form. Pure."""

from __future__ import annotations

import colorsys

from ...codebook.model import Codebook

EVENT, MENTION = "#4a5058", "#8a8f98"
"""The colours of what is no field."""
_GOLDEN_ANGLE = 137.508


def color_of(codebook: Codebook, name: str) -> str:
    """As #rrggbb, dark enough for white letters where the codebook does not say one."""
    fields = {**codebook.fields, **codebook.article_fields}
    if name in fields and fields[name].color.startswith("#") and len(fields[name].color) == 7:
        return fields[name].color
    place = list(fields).index(name) if name in fields else len(fields)
    red, green, blue = colorsys.hls_to_rgb(place * _GOLDEN_ANGLE % 360 / 360, 0.42, 0.5)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
