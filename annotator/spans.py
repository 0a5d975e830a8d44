"""Places in a text: spans, their conversion for Qt, lanes, re-anchoring, words, sentence borders.

Owns every rule about offsets. An offset counts Unicode code points, a span is half-open; only `Utf16Map` knows that
Qt counts UTF-16 units. Must not know what a span is evidence for, nor any table, widget or codebook.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple


class Span(NamedTuple):
    """Code points `start` (included) to `end` (excluded)."""

    start: int
    end: int


class Utf16Map:
    """Converts offsets of one text between code points and UTF-16 units.

    Built in one pass, then O(log n) in the number of astral characters, and plain identity without any. A position
    outside the text is taken as its nearest edge, as a text cursor does.
    """

    __slots__ = ("_astral", "_starts", "length", "utf16_length")

    def __init__(self, text: str) -> None:
        self.length = len(text)
        # Encoding is the quickest way to learn that there is nothing to map (a fraction of a millisecond for 1 MB).
        self.utf16_length = self.length if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
        self._astral: list[int] = []
        if self.utf16_length != self.length:
            self._astral = [found.start() for found in _ASTRAL.finditer(text)]
        self._starts = [position + before for before, position in enumerate(self._astral)]

    def to_utf16(self, code_point: int) -> int:
        """The UTF-16 position of a code point position."""
        code_point = min(max(code_point, 0), self.length)
        return code_point + bisect_left(self._astral, code_point) if self._astral else code_point

    def to_code_point(self, utf16: int) -> int:
        """The code point position of a UTF-16 position; inside a surrogate pair, the start of that character."""
        utf16 = min(max(utf16, 0), self.utf16_length)
        return utf16 - bisect_left(self._starts, utf16) if self._starts else utf16


_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def overlaps(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two spans share at least one code point; an empty span shares none."""
    return max(a[0], b[0]) < min(a[1], b[1])


def lanes(spans: Sequence[tuple[int, int]]) -> list[int]:
    """For each span, in the order given, the lowest lane (from 0) where it overlaps no other span of that lane.

    Spans are placed by start, longer first, then as given, so the same spans always get the same lanes; the number of
    lanes is the deepest overlap. O(n log n).
    """
    result = [0] * len(spans)
    busy: list[tuple[int, int]] = []
    free: list[int] = []
    opened = 0
    for index in sorted(range(len(spans)), key=lambda i: (spans[i][0], -spans[i][1])):
        start, end = spans[index]
        while busy and busy[0][0] <= start:
            heapq.heappush(free, heapq.heappop(busy)[1])
        if free:
            lane = heapq.heappop(free)
        else:
            lane, opened = opened, opened + 1
        result[index] = lane
        heapq.heappush(busy, (end, lane))
    return result


# --- texts as they come in ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What `clean_text` changed, as counts."""

    line_ends: int = 0
    nulls: int = 0
    lone_surrogates: int = 0
    joined_pairs: int = 0

    def __bool__(self) -> bool:
        return self.changed

    @property
    def changed(self) -> bool:
        return any((self.line_ends, self.nulls, self.lone_surrogates, self.joined_pairs))

    @property
    def replaced(self) -> int:
        """Characters that were lost to U+FFFD: what a person should be told."""
        return self.nulls + self.lone_surrogates


_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")


def clean_text(raw: str) -> tuple[str, Cleaning]:
    """The text as a project stores it, and what had to be changed.

    Line ends become `\\n`; NUL and lone surrogates become U+FFFD, since neither survives SQLite and UTF-8. Two
    surrogates that stand side by side are one character written in halves, and are joined instead of lost.
    """
    # Most texts need nothing: a sign that is not there is found out soonest by asking for it alone.
    line_ends = raw.count("\r") if "\r" in raw else 0
    text = raw.replace("\r\n", "\n").replace("\r", "\n") if line_ends else raw
    nulls = text.count("\0") if "\0" in text else 0
    text = text.replace("\0", "\ufffd") if nulls else text
    joined = lone = 0
    if not text.isascii():
        text, joined = _PAIR.subn(_joined, text)
        text, lone = _LONE.subn("\ufffd", text)
    return text, Cleaning(line_ends, nulls, lone, joined)


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def locate(text: str, quote: str, near: int) -> Span | None:
    """The exact occurrence of `quote` that starts nearest to `near`, the earlier one of two as near; else None."""
    if not quote:
        return None
    near = min(max(near, 0), len(text))
    before = text.rfind(quote, 0, near + len(quote) - 1)
    after = text.find(quote, near)
    found = [start for start in (before, after) if start >= 0]
    if not found:
        return None
    start = min(found, key=lambda position: abs(position - near))
    return Span(start, start + len(quote))


def trim(text: str, span: tuple[int, int]) -> Span:
    """The span without white space at its edges; one of white space alone becomes empty at its start."""
    start, end = max(span[0], 0), min(span[1], len(text))
    piece = text[start:end]
    inner = piece.strip()
    if not inner:
        return Span(start, start)
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(inner))


# --- a corrected text --------------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_MOST_TOKENS = 6_000


class Carrier:
    """Carries spans of one text over to a corrected version of it.

    Lines are compared first, then the words of lines that differ, so that one typo in a megabyte costs nothing. A word
    that was put in another's place stands for it; a span of whose characters less than a third is left is lost.
    """

    def __init__(self, old: str, new: str) -> None:
        self._new = new
        self._runs: list[_Run] = []
        for tag, i, j, k, m in _compared(old.splitlines(keepends=True), new.splitlines(keepends=True)):
            if tag == "equal":
                self._runs.append(_Run(i, j, k, m, same=True))
            elif tag == "replace":
                # Lower case of the same length: a sentence that became part of another one still begins with its word.
                words = _TOKEN.findall(_low(old[i:j])), _TOKEN.findall(_low(new[k:m]))
                if max(map(len, words)) <= _MOST_TOKENS:
                    self._runs += [
                        _Run(i + a, i + b, k + c, k + d, same=inner == "equal")
                        for inner, a, b, c, d in _compared(*words) if inner in ("equal", "replace")
                    ]  # fmt: skip
        self._starts = [run.start for run in self._runs]

    def carry(self, span: tuple[int, int]) -> Span | None:
        """Where the span stands in the new text; None where it is lost."""
        start, end = span
        left = 0
        pieces: list[tuple[int, int]] = []
        for run in self._runs[max(bisect_left(self._starts, start + 1) - 1, 0) :]:
            if run.start >= end:
                break
            low, high = max(run.start, start), min(run.end, end)
            if low >= high:
                continue
            if run.same:
                left += high - low
                pieces.append((run.new_start + low - run.start, run.new_start + high - run.start))
            else:
                pieces.append((run.new_start, run.new_end))
        if left * 3 < end - start or not left:
            return None
        carried = trim(self._new, (pieces[0][0], pieces[-1][1]))
        return carried if carried.end > carried.start else None


class _Run(NamedTuple):
    """A stretch of the old text and what stands in its place; `same` where that is the same words."""

    start: int
    end: int
    new_start: int
    new_end: int
    same: bool


def _low(text: str) -> str:
    low = text.lower()
    return low if len(low) == len(text) else text


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """difflib's opcodes over sequences of texts, as offsets into the texts joined."""
    before, after = [0, *accumulate(map(len, old))], [0, *accumulate(map(len, new))]
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag, before[i], before[j], after[k], after[m]


# --- sentences ------------------------------------------------------------------------------------------------------

# A "sentence" of more than this on either side is no sentence; the bound keeps a 1 MB line from costing a whole scan.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uaa60-\uaa7f\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U000323af"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese: written without a space between words."""


@lru_cache(maxsize=1)
def _word() -> re.Pattern[str]:
    """A run of letters and digits with their marks and joiners, or one letter of a script without spaces."""
    # `\w` knows no vowel signs: Hindi would fall into bits. Built at the first text; 20 ms.
    marks = [code for code in range(0x300, 0x1E950) if unicodedata.category(chr(code))[0] == "M"]
    known = frozenset(marks)
    firsts = [code for code in marks if code - 1 not in known]
    lasts = [code for code in marks if code + 1 not in known]
    ranges = "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(firsts, lasts, strict=True))
    mark = f"[{ranges}\u200c\u200d]*"
    return re.compile(rf"[{UNSPACED}](?<=\w){mark}|(?:(?![{UNSPACED}])\w{mark})+")


def words(text: str) -> list[Span]:
    """The words and numbers of a text in order, without signs and spaces. In scripts that put no space between words each
    letter counts, so that a part of a sentence can be told from the whole."""
    return [Span(*found.span()) for found in _word().finditer(text)]


_REACH = 4_000

_CLOSERS = "\"'”’»)\\]」』）"
# Latin and Arabic ends need white space after them; those of scripts written without spaces do not.
_END = re.compile(rf"[.!?…؟۔।॥።]+[{_CLOSERS}]*(?=\s|$)|[。！？｡]+[{_CLOSERS}]*")
_WORD_BEFORE = re.compile(r"[^\s(\[“«\"']+$")
_WORD_AFTER = re.compile(r"\s*[“\"'«(\[]*(\w+)")

# What a name, a number or an address follows: never the end of a sentence.
_BEFORE_A_NAME = frozenset(
    """mr mrs ms dr prof rev fr sr sra srta gen maj brig lt col capt cpt cmdr adm sgt cpl pvt gov sen rep pres hon min
    insp supt dep asst st ste mt ft no nos nr vol pp art sec fig ch al vs cf ca approx est mme mlle mgr me cne cdt
    gral cnel tte cap cel ten dra sta sto av rua núm num hr fr dipl ing bzw rd blvd
    г ул им д-р ген""".split()  # noqa: SIM905
)
# What may end a sentence or stand within one: an end only where a word that opens sentences follows.
_EITHER_WAY = frozenset(
    """etc inc ltd co corp bros jr jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun dept
    univ assn ave km am pm usw ggf ee.uu""".split()  # noqa: SIM905
)
_OPENERS = frozenset(
    """the a an in on at he she it they we i this that these those there but and however meanwhile after before
    according when while for from as by no one two three le la les il elle ils un une dans el los las en der die das
    er sie es im o os em ele""".split()  # noqa: SIM905
)
_GERMAN_MONTHS = frozenset(
    "januar februar märz april mai juni juli august september oktober november dezember".split()  # noqa: SIM905
)


def sentence_around(text: str, position: int) -> Span:
    """The sentence that holds `position`, without white space at its edges; empty on an empty line.

    Borders are line ends and the ends of Latin, Cyrillic, Arabic, Urdu, Hindi, Amharic, Chinese and Japanese sentences,
    but not the full stop of an abbreviation ("Maj. Gen."), an initial or a decimal. White space between two sentences
    belongs to the earlier one.
    """
    position = min(max(position, 0), len(text))
    floor, ceiling = max(position - _REACH, 0), min(position + _REACH, len(text))
    start = text.rfind("\n", floor, position) + 1 or floor
    end = text.find("\n", position, ceiling)
    line = text[start : ceiling if end < 0 else end]
    first, last = 0, len(line)
    for found in _END.finditer(line):
        if not _is_border(line, found, first):
            continue
        border = _skip_white_space(line, found.end())
        if border > position - start:
            last = found.end()
            break
        if border < len(line):
            first = border
    return trim(text, (start + first, start + last))


def sentences(text: str) -> Iterator[Span]:
    """All sentences in order, as `sentence_around` finds each of them, in one pass; empty lines give none."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line, first = text[start:end], 0
        for found in _END.finditer(line):
            if _is_border(line, found, first):
                if (sentence := trim(line, (first, found.end()))).end > sentence.start:
                    yield Span(start + sentence.start, start + sentence.end)
                first = _skip_white_space(line, found.end())
        if (sentence := trim(line, (first, len(line)))).end > sentence.start:
            yield Span(start + sentence.start, start + sentence.end)
        start = end + 1


def _skip_white_space(line: str, position: int) -> int:
    while position < len(line) and line[position].isspace():
        position += 1
    return position


def _is_border(line: str, found: re.Match[str], first: int) -> bool:
    mark = found[0]
    following = _WORD_AFTER.match(line, found.end())
    next_word = following[1] if following else ""
    if mark[0] not in ".…":
        # '"Stop!" he said' goes on.
        return mark[0] in "。！？｡؟۔।॥።" or not next_word[:1].islower()
    if next_word[:1].islower():
        return False
    if mark[0] == "…" or mark.startswith("..") or not next_word:
        return True
    before = _WORD_BEFORE.search(line, max(first, found.start() - 40), found.start())
    return before is None or not _is_abbreviation(before[0], next_word, opens=before.start() == first)


def _is_abbreviation(word: str, next_word: str, opens: bool) -> bool:
    """Whether the stop after `word` belongs to the word; `opens` says the word is the first of its sentence."""
    low, following = word.lower(), next_word.lower()
    if low.isdigit():
        # "1. The" numbers a line; "am 2. Juni" is a German date; "in 2020. The" ends.
        return len(low) <= 2 and (opens or following in _GERMAN_MONTHS)
    if low in _BEFORE_A_NAME or (len(word) == 1 and word.isalpha() and word.isupper()):
        return True
    dotted = "." in low and all(len(part) <= 2 for part in low.split("."))
    # Initials run together ("J.R.") and "U.S.", "a.m.", "z.B." look alike: the word after decides.
    return (dotted or low in _EITHER_WAY) and following not in _OPENERS
