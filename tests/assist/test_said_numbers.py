"""The number in words that somebody selected, in each language there are words of."""

from __future__ import annotations

import pytest

from annotator.assist.numbers import said_number
from annotator.codebook.model import CodedField

SAID = {
    "ar": {
        "ستة أشخاص": 6, "أحد عشر شخصا": 11, "ست عشرة امرأة": 16, "خمسة وعشرون شخصا": 25, "تسعة وتسعين قتيلا": 99,
        "مئة شخص": 100, "مئة وخمسة وعشرون شخصا": 125, "مائتي شخص": 200, "ثلاثمئة شخص": 300, "خمسمائة شخص": 500, "٦ أشخاص": 6,
    },
    "fr": {
        "six personnes": 6, "soixante et onze": 71, "soixante-quinze morts": 75, "quatre-vingt-onze": 91, "nonante-deux": 92,
        "deux cents personnes": 200, "trois cent cinquante morts": 350,
    },
    "es": {"veintiún muertos": 21, "treinta y cinco personas": 35, "ciento cincuenta": 150, "seiscientas personas": 600},
    "pt": {"vinte e uma pessoas": 21, "cento e cinquenta pessoas": 150, "novecentos mortos": 900},
    "ru": {"двадцать один человек": 21, "девяноста человек": 90, "сто пятьдесят человек": 150, "семьсот человек": 700},
    "en": {"twenty-one people": 21, "two hundred people": 200, "at least six people": 6},
}  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [(language, words) for language, said in SAID.items() for words in said])
def test_it_is_read_with_and_without_the_language(language: str, words: str) -> None:
    whole = CodedField(name="n", title="Number", type="integer")
    assert said_number(whole, words, language) == said_number(whole, words) == SAID[language][words]


def test_several_numbers_are_none_and_a_range_needs_a_field_for_it() -> None:
    whole, estimate = (CodedField(name="n", title="Number", type=one) for one in ("integer", "number"))
    assert said_number(whole, "six people and nine soldiers", "en") is None
    assert said_number(whole, "people", "en") is None
    assert said_number(whole, "two or three people", "en") is None
    assert said_number(estimate, "two or three people", "en") == {"low": 2, "high": 3}
