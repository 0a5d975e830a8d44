"""The word files: all load, hold the same sections, and their languages are recognised."""

from __future__ import annotations

import pytest

from annotator.assist.lexicon import LANGUAGES, analyse, lexicon_of
from annotator.dates import MONTHS, fold


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_words_for_all_that_matters(language: str):
    lexicon = lexicon_of(language)
    for kind in ("dead", "injured", "arrested", "crowd"):
        deeds = lexicon.counts["deeds"]
        assert any(value.kind == kind for known in deeds._by_first.values() for _, value in known)
    kinds = {word.kind for known in lexicon.dates._by_first.values() for _, word in known}
    assert set("wmurpqltxSbT") <= kinds
    assert set(lexicon.telling._by_first)


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_mean_what_written_dates_mean_by_them(language: str):
    found = 0
    for known in lexicon_of(language).dates._by_first.values():
        for parts, word in known:
            if word.kind == "m" and (number := MONTHS.get(" ".join(parts))):
                assert number == word.value, parts
                found += 1
    assert found >= 12


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Two people were killed in the north of the country on Monday.", "en"),
        ("Deux personnes ont été tuées lundi dans le nord du pays.", "fr"),
        ("Dos personas fueron asesinadas el lunes en el norte del país.", "es"),
        ("Duas pessoas foram mortas na segunda-feira no norte do país.", "pt"),
        ("Два человека были убиты в понедельник на севере страны.", "ru"),
        ("قتل شخصان يوم الاثنين في شمال البلاد.", "ar"),
    ],
)
def test_a_language_is_recognised_by_its_words(text: str, language: str):
    assert analyse(text).lexicon.language == language


@pytest.mark.parametrize(("said", "code"), [("fr-FR", "fr"), ("French", "fr"), ("ar", "ar"), ("xx", "en"), ("", "en")])
def test_the_language_said_counts_where_it_is_known(said: str, code: str):
    assert analyse("On Monday the army said so.", said).lexicon.language == code


def test_folding_is_that_of_written_dates():
    assert fold("Déc.") == "dec."
