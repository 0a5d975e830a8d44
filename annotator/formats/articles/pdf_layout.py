"""From the lines of pages to paragraphs: what belongs together, what was broken to fit, what is repeated on every page.

Owns every guess about layout. Pure; must not know PDFium or files. A line has its box in points from the lower left.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from .passages import is_same, one_line


@dataclass(frozen=True, slots=True)
class Line:
    """One line on a page; pages count from 0."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    page: int

    @property
    def size(self) -> float:
        """How high the letters are."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Page:
    """One page, in the order in which its lines are read."""

    width: float
    height: float
    lines: tuple[Line, ...]


@dataclass(slots=True)
class Laid:
    """A document as paragraphs. `repeated` are the lines left out because they stand on every page."""

    paragraphs: list[str]
    sizes: list[float]
    repeated: list[str]


# What PDFium gives for a hyphen that was put in at a line's end.
_SOFT = "\x02\ufffe\xad"
_HYPHENS = "-\u2010"
_MARGIN = 0.11
_LONGEST_WORD = 100
_LEAST_PAGES, _LEAST_SHARE = 3, 0.6
_PAGE_NUMBER = re.compile(
    r"\W*+(?:page|seite|p\.|s\.|página|pagina|стр\.?|صفحة)?\s*+[0-9]{1,4}[^\w/]*+(?:(?:/|of|von|de|sur|из)\s*+[0-9]{1,4})?\W*+",
    re.I,
)
_ENDS = re.compile(r"[.!?:;…。！？؟۔][\"'”’»)\]]*$")
_LARGER, _LONGEST = 1.2, 250
_NEW_PITCH, _NEW_SIZE, _INDENT, _SHORT, _HALF = 1.45, 0.15, 0.8, 0.12, 0.4


def laid_out(pages: list[Page]) -> Laid:
    """The paragraphs of a document."""
    repeated = _repeated(pages)
    lines = [line for page in pages for line in page.lines if not _is_furniture(line, page, repeated)]
    said = (one_line(line.text) for page in pages for line in page.lines)
    shown = list({_key(one): one for one in said if _key(one) in repeated and not _PAGE_NUMBER.fullmatch(one)}.values())
    if not lines:
        return Laid([], [], shown[:5])
    words = Counter(re.findall(r"[\w‐-]+", " ".join(line.text for line in lines).casefold()))
    groups = list(_groups(lines))
    paragraphs = [_joined([line.text for line in group], words) for group in groups]
    sizes = [median(line.size for line in group) for group in groups]
    kept = [(text, size) for text, size in zip(paragraphs, sizes, strict=True) if text]
    return Laid([text for text, _ in kept], [size for _, size in kept], shown[:5])


def headline(laid: Laid, named: str) -> str:
    """The title: the one the document names, where that stands at its top; else what is set largest there."""
    first = laid.paragraphs[:6]
    if named and any(is_same(one, named) for one in first):
        return named
    if len(laid.paragraphs) < 2:
        return ""
    usual = median(size for text, size in zip(laid.paragraphs, laid.sizes, strict=True) for _ in range(1 + len(text) // 80))
    large = (text for text, size in zip(first, laid.sizes, strict=False) if size >= usual * _LARGER and len(text) <= _LONGEST)
    return next((text for text in large if any(map(str.isalpha, text))), "")


def _key(text: str) -> str:
    return re.sub(r"[0-9]+", "#", one_line(text).casefold())


def _in_margin(line: Line, page: Page) -> bool:
    return line.bottom > page.height * (1 - _MARGIN) or line.top < page.height * _MARGIN


def _repeated(pages: list[Page]) -> frozenset[str]:
    """What stands in the margins of most pages, numbers aside."""
    if len(pages) < _LEAST_PAGES:
        return frozenset()
    found = Counter(key for page in pages for key in {_key(line.text) for line in page.lines if _in_margin(line, page)})
    return frozenset(key for key, count in found.items() if count >= max(_LEAST_PAGES, _LEAST_SHARE * len(pages)))


def _is_furniture(line: Line, page: Page, repeated: frozenset[str]) -> bool:
    return _in_margin(line, page) and (_key(line.text) in repeated or bool(_PAGE_NUMBER.fullmatch(line.text)))


def _groups(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines that make a paragraph."""
    pitches = [one.bottom - two.bottom for one, two in pairwise(lines) if _follows(one, two)]
    pitch = median(pitches) if pitches else 0.0
    rights = _right_edges(lines)
    held = [lines[0]]
    for one, two in pairwise(lines):
        if _is_new(one, two, pitch, rights):
            yield held
            held = []
        held.append(two)
    yield held


def _follows(one: Line, two: Line) -> bool:
    """Whether the second line stands right below the first."""
    step = one.bottom - two.bottom
    return one.page == two.page and 0.5 * one.size < step < 2.5 * one.size


def _right_edges(lines: list[Line]) -> dict[tuple[int, int], float]:
    """How far the lines of a column reach, by page and left edge."""
    found: dict[tuple[int, int], float] = {}
    for line in lines:
        for column in (_column(line) - 1, _column(line), _column(line) + 1):
            found[line.page, column] = max(found.get((line.page, column), 0.0), line.right)
    return found


def _column(line: Line) -> int:
    return int(line.left // 25)


def _is_new(one: Line, two: Line, pitch: float, rights: dict[tuple[int, int], float]) -> bool:
    step = one.bottom - two.bottom
    if one.page == two.page and abs(step) < 0.4 * one.size:
        return False  # pieces of one line
    if abs(one.size - two.size) > _NEW_SIZE * max(one.size, two.size):
        return True
    if not _follows(one, two):
        # Another page or column: a sentence may go on there.
        return bool(_ENDS.search(one.text.rstrip())) or not _goes_on(one.text, two.text)
    right = rights.get((one.page, _column(one)), one.right)
    reach = right - one.left
    is_short = one.right < right - _SHORT * max(reach, 1)
    is_indented, ends = two.left > one.left + _INDENT * one.size, bool(_ENDS.search(one.text.rstrip()))
    if one.right < right - _HALF * max(reach, 1):
        return True
    return step > _NEW_PITCH * pitch or (is_indented and (ends or not is_short)) or (is_short and ends)


def _goes_on(one: str, two: str) -> bool:
    first = two.lstrip()[:1]
    return one.rstrip()[-1:] in _SOFT + _HYPHENS + "," or first.islower() or unicodedata.category(first or " ") == "Lo"


def _joined(lines: Iterable[str], words: Counter[str]) -> str:
    """The lines of a paragraph as one, words that were broken put together again."""
    pieces: list[str] = []
    told = ""  # no more of the last pieces than a word
    for line in filter(None, map(_tidy, lines)):
        if told and (told[-1] in _SOFT or _is_broken(told, line, words)):
            pieces[-1], told = pieces[-1][:-1], told[:-1]
        elif told and not (_is_hyphenated(told) or (_is_wide(told[-1]) and _is_wide(line[0]))):
            line = f" {line}"
        pieces.append(line)
        told = (told + line[-_LONGEST_WORD:])[-_LONGEST_WORD:]
    return one_line("".join(pieces).translate({ord(mark): "-" for mark in "\x02\ufffe"}))


def _tidy(line: str) -> str:
    last = line.rstrip()[-1:]
    return one_line(line) + (last if last == "\xad" else "")


def _is_hyphenated(told: str) -> bool:
    return told[-1] in _HYPHENS and told[-2:-1].isalnum()


def _is_broken(told: str, line: str, words: Counter[str]) -> bool:
    """Whether the hyphen at a line's end parts one word, and is none of its own."""
    if not _is_hyphenated(told):
        return False
    before, after = re.search(r"([\w]+)[‐-]$", told[-100:]), re.match(r"\w+", line)
    if not before or not after or not line[0].islower():
        return False
    whole, parted = f"{before[1]}{after[0]}".casefold(), f"{before[1]}-{after[0]}".casefold()
    return words[whole] >= words[parted]


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF" and not "\uac00" <= char <= "\ud7a3"
