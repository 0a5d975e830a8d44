"""RTF documents as articles, whatever program wrote them.

Owns how RTF spells characters: code pages by font, escapes for Unicode, bytes of two-byte scripts; and which groups of it are
text. It is read here and not by striprtf, which puts addresses of links into the text, keeps hidden and deleted text and
breaks on two-byte scripts.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ...errors import ImportRefused
from ...project.articles import ArticleDraft, Refused
from ..format import Format
from . import downloads
from .document import LONGEST_HEADING, Written
from .html import read_bytes
from .kinds import Asked
from .passages import lines_of, one_line, row_of
from .plain_text import SourceFile

FORMAT = Format(
    "rtf", "RTF documents", True, False, "text and tables; header lines at the top, the document's title",
    "footnotes, comments, headers and footers, pictures, hidden text, addresses of links", kind="articles", incidents=False,
)  # fmt: skip
SUFFIXES = (".rtf",)
RTF_LIMIT = 128 * 1024 * 1024
"""The most a document may measure; most of it is pictures, written as text."""

MOST_TOKENS = 5_000_000
"""The most that may stand in a document: commands, characters by their codes, braces, lines and runs of letters. A download of
five hundred articles has a tenth of it, a picture that fills the whole document three fifths."""

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\", re.DOTALL
)
# Ends of a paragraph outside and inside a table, of a cell and of a row, until they are told apart from the text.
_PAR, _CELL_PAR, _CELL, _ROW = "\x1d", "\x1c", "\x1f", "\x1e"
_MARKS = (_PAR, _CELL_PAR, _CELL, _ROW)
# What is set in bold stands between these.
_BOLD, _PLAIN = "\x01", "\x02"
_IN_BOLD = re.compile(f"{_BOLD}[^{_PLAIN}]*{_PLAIN}")
_CHARACTERS = {
    b"line": "\n", b"lbr": "\n", b"tab": " ", b"emdash": "\u2014", b"endash": "\u2013", b"emspace": " ", b"enspace": " ",
    b"qmspace": " ", b"bullet": "\u2022", b"lquote": "\u2018", b"rquote": "\u2019", b"ldblquote": "\u201c",
    b"rdblquote": "\u201d", b"zwj": "\u200d", b"zwnj": "\u200c", b"ltrmark": "\u200e", b"rtlmark": "\u200f",
    b"cell": _CELL, b"nestcell": _CELL, b"row": _ROW, b"nestrow": _ROW,
}  # fmt: skip
_SYMBOLS = {b"~": " ", b"_": "\u2011", b"\n": _PAR, b"\r": _PAR, b"\t": " "}
_BYTES = frozenset({b"\\", b"{", b"}"})
_ENDS = frozenset({b"par", b"sect", b"page", b"column"})
_SILENT = frozenset(
    b"""colortbl stylesheet pict object objdata header headerl headerr headerf footer footerl footerr footerf footnote
    annotation atnid atnauthor fldinst bkmkstart bkmkend xe tc txe rxe listtext pntext nonesttables template themedata
    colorschememapping datastore latentstyles listtable listoverridetable rsidtbl revtbl filetbl generator private1 sp
    shprslt sn sv pn upr mmath ftnsep aftnsep ftnsepc ftncn""".split()
)
_OPEN = frozenset({b"shpinst", b"shptxt", b"shppict"})
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 255: "cp850",
}  # fmt: skip
_DEEPEST = 2_000


def read(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """The article of a document, or the articles of a download of LexisNexis or Factiva."""
    written = written_in(file)
    if written.breaks_off:
        asked.tell("The document breaks off before its end; look at its text.")
    yield from downloads.articles_in(written.paragraphs, written.facts, file, asked, written.bold)


def written_in(file: SourceFile) -> Written:
    """Everything written in a document. ImportRefused where it is none."""
    raw = _unmarked(read_bytes(file, RTF_LIMIT))
    if not raw.startswith(b"{\\rtf"):
        raise ImportRefused("this is not an RTF document.")
    reader = _Reader(raw)
    text = reader.read()
    written = Written(title=one_line(reader.title), breaks_off=reader.breaks_off)
    for paragraph in _paragraphs(text):
        if _BOLD not in paragraph:
            written.add(paragraph)
            continue
        told = lines_of(paragraph.replace(_BOLD, "").replace(_PLAIN, ""))
        if told and not _IN_BOLD.sub("", paragraph).strip():
            written.bold.append(told)
        if told:
            written.add(told)
    first = written.bold[0] if written.bold and written.bold[0] in written.paragraphs[:1] else ""
    written.heading = one_line(first) if len(written.paragraphs) > 1 and len(first) <= LONGEST_HEADING else ""
    return written


def _unmarked(raw: bytes) -> bytes:
    return raw.removeprefix(codecs.BOM_UTF8).lstrip()


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until a brace closes."""

    silent: bool = False
    skip: int = 1
    codec: str = "cp1252"
    hidden: bool = False
    bold: bool = False
    table: bool = False
    place: str = ""
    """fonts, info, title: where something is to be learned."""


@dataclass
class _Reader:
    raw: bytes
    title: str = ""
    breaks_off: bool = False
    """Whether a brace was not closed; known when all was read."""
    _out: list[str] = field(default_factory=list)
    _bytes: bytearray = field(default_factory=bytearray)
    _fonts: dict[int, str] = field(default_factory=dict)
    _now: _Group = field(default_factory=_Group)
    _ansi: str = "cp1252"
    _font: int = -1
    _left: int = 0
    """Characters still to be passed over: what stands in for a Unicode character in old programs."""

    def read(self) -> str:
        """All text, its ends marked."""
        held: list[_Group] = []
        at, first, star, left = 0, False, False, MOST_TOKENS
        while found := _TOKEN.match(self.raw, at):
            at, left = found.end(), left - 1
            if not left:
                raise ImportRefused(f"this RTF document has more than {MOST_TOKENS:,} words, signs and commands.")
            word, number, code, symbol, brace, run = found.groups()
            if brace == b"{":
                self._flush()
                if len(held) >= _DEEPEST:
                    raise ImportRefused("this RTF document is nested too deeply to be read.")
                held.append(self._now)
                self._left, first, star = 0, True, False
                continue
            if brace == b"}":
                self._flush()
                if not held:
                    break
                self._now, self._left = held.pop(), 0
                if not held:
                    break
                continue
            if symbol == b"*":
                star = first
                continue
            if not (word or code or symbol or run):
                continue
            if word:
                if word == b"bin" and number:
                    at += max(int(number), 0)
                self._word(word, int(number) if number else None, first, star)
            elif code:
                self._byte(int(code, 16))
            elif symbol:
                self._symbol(symbol)
            elif run:
                self._run(run)
                first = first and not run.strip()
                continue
            first = star = False
        self._flush()
        self.breaks_off = bool(held)
        return "".join(self._out)

    def _say(self, text: str) -> None:
        self._flush()
        if self._left:
            self._left -= 1
        elif self._now.place == "title":
            self.title += text
        elif not (self._now.silent or self._now.hidden):
            self._put(text)

    def _put(self, text: str) -> None:
        self._out.append(f"{_BOLD}{text}{_PLAIN}" if self._now.bold and text not in _MARKS else text)

    def _byte(self, byte: int) -> None:
        if self._left:
            self._left -= 1
        else:
            self._bytes.append(byte)

    def _run(self, run: bytes) -> None:
        if self._left:
            self._left, run = max(self._left - len(run), 0), run[self._left :]
        if not self._now.silent or self._now.place == "title":
            self._bytes += run

    def _symbol(self, symbol: bytes) -> None:
        if symbol in _BYTES:
            self._byte(symbol[0])  # it may be half of a character of two bytes
        elif said := _SYMBOLS.get(symbol):
            self._say(self._end() if said == _PAR else said)

    def _end(self) -> str:
        return _CELL_PAR if self._now.table else _PAR

    def _flush(self) -> None:
        if not self._bytes:
            return
        if self._now.place == "title":
            self.title += self._bytes.decode(self._now.codec, "replace")
        elif not (self._now.silent or self._now.hidden):
            self._put(self._bytes.decode(self._now.codec, "replace"))
        self._bytes.clear()

    def _word(self, word: bytes, number: int | None, first: bool, star: bool) -> None:
        self._flush()
        now = self._now
        if word == b"u" and number is not None:
            self._say(chr(number % 0x10000))
            self._left = now.skip
        elif word in _CHARACTERS or word in _ENDS:
            said = _CHARACTERS.get(word) or self._end()
            # What parts the text is never the stand-in for a character.
            self._left = 0 if said in _MARKS else self._left
            self._say(said)
        elif (star and word not in _OPEN) or word in _SILENT:
            self._now = replace(now, silent=True)
        elif word in (b"fonttbl", b"info"):
            self._now = replace(now, silent=True, place=word.decode())
        elif word == b"title" and now.place == "info":
            self._now = replace(now, place="title")
        elif word == b"f" and number is not None:
            self._font = number
            if now.place != "fonttbl":
                self._now = replace(now, codec=self._fonts.get(number, self._ansi))
        elif word in (b"fcharset", b"cpg") and number is not None and now.place == "fonttbl":
            self._fonts[self._font] = self._charset(number) if word == b"fcharset" else _codepage(number, self._ansi)
        else:
            self._state(word, number)

    def _state(self, word: bytes, number: int | None) -> None:
        now = self._now
        if word == b"uc" and number is not None:
            self._now = replace(now, skip=max(number, 0))
        elif word == b"ansicpg" and number is not None:
            self._ansi = _codepage(number, self._ansi)
            self._now = replace(now, codec=self._ansi)
        elif word in (b"mac", b"pc", b"pca"):
            self._ansi = {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}[word]
            self._now = replace(now, codec=self._ansi)
        elif word in (b"v", b"deleted"):
            self._now = replace(now, hidden=number != 0)
        elif word == b"b":
            self._now = replace(now, bold=number != 0)
        elif word == b"plain":
            self._now = replace(now, hidden=False, bold=False, codec=self._ansi)
        elif word == b"intbl":
            self._now = replace(now, table=True)
        elif word == b"pard":
            self._now = replace(now, table=False)

    def _charset(self, number: int) -> str:
        return "cp1252" if number == 0 else _CHARSETS.get(number, self._ansi)


def _codepage(number: int, otherwise: str) -> str:
    name = {65001: "utf-8", 10000: "mac_roman", 936: "gb18030"}.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return otherwise


def _paragraphs(text: str) -> Iterator[str]:
    for part in text.split(_PAR):
        *rows, rest = part.split(_ROW)
        for row in rows:
            cells = [[line for one in cell.split(_CELL_PAR) if (line := lines_of(one))] for cell in row.split(_CELL)]
            cells = cells[:-1] if not cells[-1] else cells
            if len(cells) > 1 and all(len(cell) <= 1 for cell in cells):
                if line := row_of(cell[0] if cell else "" for cell in cells):
                    yield line
            else:
                yield from (line for cell in cells for line in cell)
        for one in re.split(f"[{_CELL_PAR}{_CELL}]", rest):
            if line := lines_of(one):
                yield line
