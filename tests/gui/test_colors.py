"""Every field's colour of every shipped codebook can be read on white and on dark."""

import pytest
from PySide6.QtGui import QColor

from annotator.codebook.loading import find, load, shipped
from annotator.gui.colors import CONTRAST, contrast, field_color, severity_color

LIGHT, DARK = QColor("#ffffff"), QColor("#1e2126")


@pytest.mark.parametrize("name", shipped())
def test_field_colors_can_be_read_on_both_grounds(name: str) -> None:
    book, _ = load(find(name))
    for field in [*book.fields, *book.article_fields]:
        assert contrast(field_color(book, field, False), LIGHT) >= CONTRAST, field
        assert contrast(field_color(book, field, True), DARK) >= CONTRAST, field


def test_a_group_item_has_the_color_of_its_group() -> None:
    book, _ = load(find("maverick"))
    group = next(field.name for field in book.fields.values() if field.type == "group")
    assert field_color(book, f"{group}.x", False) == field_color(book, group, False)


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_severities_can_be_read(severity: str) -> None:
    assert contrast(severity_color(severity, False), LIGHT) >= CONTRAST
    assert contrast(severity_color(severity, True), DARK) >= CONTRAST


def test_contrast_of_black_on_white_is_the_greatest() -> None:
    assert contrast(QColor("#000000"), LIGHT) == pytest.approx(21, abs=0.01)
