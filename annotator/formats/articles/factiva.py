"""Downloads of Factiva, as RTF, DOCX, HTML or text.

Owns the two shapes they have: a table of fields by codes of two letters (HD headline, PD day, SN source, LP and TD text), or
the same without codes, in which an article is known by its count of words above and "Document …" with its number below.
Must not know how files are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from ...project.articles import ArticleDraft, Refused
from ..format import Format
from .downloads import Part, has_day, language_code
from .kinds import Asked
from .passages import is_same, one_line
from .plain_text import SourceFile

NAME = "Factiva"
FORMAT = Format(
    "factiva", "Downloads of Factiva (RTF, DOCX, HTML, text)", True, False,
    "each article by itself: text, headline, day, source, language, author, Factiva's number as id",
    "section, page, length, hour, subjects and other terms of the index", kind="articles", incidents=False,
)  # fmt: skip
SUFFIXES: tuple[str, ...] = ()
"""None of its own: these files are known by what stands in them."""

_NUMBER = re.compile(r"(?:AN\s*+(?:\|\s*+)?)?(?:\w{4,12}\s+)?([A-Z][A-Z0-9]{2,11}(?:19|20)[0-9]{6}[a-z0-9]{5,12})")
_NAMES = "SE HD BY CR WC PD ET SN SC ED PG VOL LA CY LP TD ART CT RF CO IN NS RE IPC IPD PUB AN CX TI CLM DID"
_CODES = frozenset(_NAMES.split())
_ROW = re.compile(r"([A-Z]{2,3})(?:\s*\|\s*|\s{2,}|\t)(.*)", re.S)
_WORDS = re.compile(
    r"[0-9][0-9.,'’\s]*+(?:words?|wörter|mots?|palabras|palavras|parole|woorden|ord|słów|слов\w*|字|語|كلمة|단어)", re.I
)
_AUTHOR = re.compile(r"(?:by|von|par|por|di|door|автор)\b\s*(.*)", re.I)
_HOUR = re.compile(r"[0-2]?[0-9][:.h][0-5][0-9](?:\s*[ap]\.?m\.?)?", re.I)
_COPYRIGHT = re.compile(r"(?:\(c\)|copyright|©|urheberrecht|alle rechte|all rights|tous droits)", re.I)
_HEAD = 14


def read(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """The articles of a download; what the file is says its content. ImportRefused where it is no download."""
    from .written import articles_of_archive

    yield from articles_of_archive(NAME, file, asked)


def is_download(paragraphs: Sequence[str]) -> bool:
    """Whether these paragraphs are those of a download: a number of Factiva's, and a count of words or codes above it."""
    chunks = _chunks(paragraphs)
    return any(_fields(chunk) or _words(chunk) is not None for chunk, _ in chunks)


def parts(paragraphs: Sequence[str], headings: Collection[str], tell: Callable[[str], None]) -> Iterator[Part]:
    """The articles one by one. `headings` are paragraphs set as such, which tells a headline from its section."""
    del tell
    for chunk, number in _chunks(paragraphs):
        if fields := _fields(chunk):
            yield _coded(fields, number)
        else:
            yield _plain(chunk, number, headings)


def parts_of_page(tree: Any) -> Iterator[Part]:
    """The articles of a page, by its own classes; nothing where it has none of them."""
    from . import markup

    for article in tree.xpath("//div[contains(@class, 'Article') and contains(concat(' ', @class, ' '), ' article ')]"):
        number = next((found for one in reversed(list(article.itertext())) if (found := _number(one))), "")
        rows = [list(row.iterchildren("td", "th")) for row in article.iter("tr")]
        coded = {
            one_line(cells[0].text_content()): markup.paragraphs(cells[1])
            for cells in rows if len(cells) == 2 and one_line(cells[0].text_content()) in _CODES
        }  # fmt: skip
        if "HD" in coded:
            yield _coded(coded, number)
            continue
        body = article.xpath(".//p[contains(@class, 'articleParagraph')]")
        if not body:
            continue
        titles = [one_line(one.text_content()) for one in article.xpath(".//*[@id='hd']")]
        head = [one_line(one.text_content()) for one in article.iterchildren("div")]
        told = _plain([one for one in head if one], number, titles)
        paragraphs = [one for paragraph in body for one in markup.paragraphs(paragraph)]
        yield Part(paragraphs, told.title, told.date, told.source, told.language, "", number, told.author)


def _number(line: str) -> str:
    found = _NUMBER.fullmatch(line.strip())
    return found[1] if found else ""


def _chunks(paragraphs: Sequence[str]) -> list[tuple[list[str], str]]:
    """The paragraphs of each article, and its number, which stands below it."""
    found: list[tuple[list[str], str]] = []
    held: list[str] = []
    for paragraph in paragraphs:
        if number := _number(paragraph):
            found.append((held, number))
            held = []
        else:
            held.append(paragraph)
    return found


def _fields(chunk: list[str]) -> dict[str, list[str]]:
    """What stands behind each code; nothing where the article has none."""
    found: dict[str, list[str]] = {}
    code = ""
    for paragraph in chunk:
        row = _ROW.fullmatch(paragraph)
        if paragraph.strip() in _CODES:
            code = paragraph.strip()
            found.setdefault(code, [])
        elif row and row[1] in _CODES:
            code = row[1]
            found.setdefault(code, []).append(row[2])
        elif code:
            found[code].append(paragraph)
    return found if "HD" in found and found.keys() & {"LP", "TD", "PD"} else {}


def _coded(fields: dict[str, list[str]], number: str) -> Part:
    def said(code: str) -> str:
        return " ".join(fields.get(code, ()))

    return Part(
        [*fields.get("LP", ()), *fields.get("TD", ())], said("HD"), said("PD"), said("SN"), said("LA"),
        external_id=number or _number(said("AN")), author=_without_by(said("BY")),
    )  # fmt: skip


def _without_by(author: str) -> str:
    found = _AUTHOR.fullmatch(author)
    return found[1] if found else author


def _words(chunk: list[str]) -> int | None:
    """Where the count of words stands."""
    return next((index for index, one in enumerate(chunk[: _HEAD * 2]) if _WORDS.fullmatch(one)), None)


def _plain(chunk: list[str], number: str, headings: Collection[str]) -> Part:
    count = _words(chunk)
    if count is None:
        return Part(chunk, external_id=number)
    above = chunk[max(count - 6, 0) : count]
    titles = [one for one in above if any(is_same(one, heading) for heading in headings)]
    author = next((one for one in above[1:] if _AUTHOR.fullmatch(one) and one not in titles), "")
    below = chunk[count + 1 :]
    dated = next((index for index, one in enumerate(below[:3]) if has_day(one)), None)
    rest = below[(dated if dated is not None else -1) + 1 :]
    if rest and _HOUR.fullmatch(rest[0]):
        rest = rest[1:]
    spoken = next((index for index, one in enumerate(rest[:_HEAD]) if len(one) < 30 and language_code(one)), None)
    start = next((index + 1 for index, one in enumerate(rest[:_HEAD]) if _COPYRIGHT.match(one)), (spoken or 1) + 1)
    while start < len(rest) and _COPYRIGHT.match(rest[start]):
        start += 1
    return Part(
        rest[start:], titles[0] if titles else _headline(above, author), below[dated] if dated is not None else "",
        rest[0] if rest else "", rest[spoken] if spoken is not None else "", "", number, _without_by(author),
    )  # fmt: skip


def _headline(above: list[str], author: str) -> str:
    """The headline among the lines above the count of words: the first, but for the name of a section, which is short."""
    lines = [one for one in above if one != author]
    if len(lines) > 1 and (";" in lines[0] or len(lines[0].split()) <= 2) and len(lines[1]) > len(lines[0]):
        return lines[1]
    return lines[0] if lines else ""
