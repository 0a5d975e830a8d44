"""Text files as characters: which encoding a file is in, said to the person, and what is no text at all.

Owns byte order marks, the guess of an encoding and the refusal of empty and binary files. Must not know what stands in
the text: articles, tables and JSON are others' business. A file is read in blocks, so its size costs time, not memory.
"""

from __future__ import annotations

import codecs
import re
import stat
from collections.abc import Generator
from dataclasses import dataclass
from io import BufferedReader, TextIOWrapper
from pathlib import Path

from ..errors import ImportRefused
from .likely_encodings import likeliest

BLOCK = 1 << 20
TEXT_LIMIT = 16 * 1024 * 1024
"""The most one article, one row or one line may measure; beyond it lies a file that is not what its name says."""

_SAMPLE = 1 << 16

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KINDS = (
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"%PDF-", "a PDF"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PAR1", "a Parquet table"),
    (b"{\\rtf", "a rich text document"),
)
# "MZ" alone may begin a text; a program has NULs soon after.
_PROGRAM = re.compile(rb"MZ[^\n]{0,64}\0", re.DOTALL)
# Tabs, line ends, form feeds, backspaces, ^Z and escapes occur in text files; the rest of the control bytes do not.
_CONTROL = bytes(sorted(set(range(32)) - {8, 9, 10, 12, 13, 26, 27}))
_BINARY_SHARE = 0.003
# In a short text a few are damage, as they are in a long one; bytes of which every eighth is one are no text.
_DAMAGE, _DAMAGED_SHARE = 8, 8
_NAMES = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8 with a byte order mark", "utf-16": "UTF-16", "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16", "utf-32": "UTF-32", "ascii": "ASCII", "cp932": "Shift-JIS", "cp949": "EUC-KR",
    "big5hkscs": "Big5", "cp950": "Big5", "euc_jis_2004": "EUC-JP",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding of one file. `replaced` counts the characters that could not be read and became U+FFFD, `nulls` the NUL
    characters, which become it as well when they come in.

    `note` is a sentence for the person, empty where there is nothing to tell; `guessed` says nothing in the file
    proves the encoding.
    """

    name: str
    replaced: int = 0
    guessed: bool = False
    nulls: int = 0

    def __str__(self) -> str:
        return self.name

    @property
    def note(self) -> str:
        told = f"Read as {written_name(self.name)}, which is a guess." if self.guessed else ""
        if not told and self.name not in ("utf-8", "utf-8-sig"):
            told = f"Read as {written_name(self.name)}."
        if self.replaced:
            many = "characters" if self.replaced > 1 else "character"
            told += f" {self.replaced} {many} could not be read and stand as “\ufffd”."
        if self.nulls:
            many = "NUL characters stand" if self.nulls > 1 else "NUL character stands"
            told += f" {self.nulls:,} {many} as “\ufffd”."
        return told.strip()


@dataclass(frozen=True, slots=True)
class Decoded:
    """A whole file as text."""

    text: str
    encoding: str
    replaced: int
    note: str


def written_name(name: str) -> str:
    """The name of an encoding as people know it."""
    if name in _NAMES:
        return _NAMES[name]
    return re.sub(r"^cp(?=125\d$)", "Windows-", name) if name.startswith("cp125") else name.upper().replace("_", "-")


def read_text(path: Path, limit: int = TEXT_LIMIT, encoding: str | None = None) -> Decoded:
    """The whole text of a file of at most `limit` bytes, its byte order mark removed, its line ends untouched.

    ImportRefused says in a sentence why a file cannot be read: missing, empty, binary, too large.
    """
    size = file_size(path)
    if size > limit:
        raise ImportRefused(f"{path.name}: {megabytes(size)} is more than the {megabytes(limit)} that are read at once.")
    stream, found = open_text(path, encoding)
    with stream:
        text = stream.read()
    if not text.strip("\ufeff\0 \t\r\n"):
        raise ImportRefused(f"{path.name}: the file is empty.")
    return Decoded(text, found.name, found.replaced, found.note)


def open_text(path: Path, encoding: str | None = None) -> tuple[TextIOWrapper[BufferedReader], Encoding]:
    """The file opened for reading text, line ends as they stand, and its encoding.

    The whole file has been looked through once by then, so a stray byte near its end is known. `encoding` overrules
    what would be found. ImportRefused as for `read_text`.
    """
    found = find_encoding(path, encoding)
    return reopen(path, found.name), found


def reopen(path: Path, encoding: str) -> TextIOWrapper[BufferedReader]:
    """The file opened once more, in the encoding that was found."""
    try:
        # Whoever asked closes it.
        return TextIOWrapper(path.open("rb"), encoding=encoding, errors="replace", newline="")
    except OSError as error:
        raise _unreadable(path, error) from error


def file_size(path: Path) -> int:
    """The size in bytes; ImportRefused where there is no such file or it cannot be read: a pipe or a device has no end."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise ImportRefused(f"{path.name}: this is a folder, not a file.")
        if not stat.S_ISREG(found.st_mode):
            raise ImportRefused(f"{path.name}: this is no file, but a pipe or a device.")
        return found.st_size
    except OSError as error:
        raise _unreadable(path, error) from error


def megabytes(size: int) -> str:
    """A size in words."""
    return f"{size / (1024 * 1024):.0f} MB" if size >= 1024 * 1024 else f"{size:,} bytes"


def refuse_binary(path: Path, head: bytes) -> None:
    """Raises ImportRefused where the first bytes of a file are not those of a text."""
    for magic, kind in _KINDS:
        if head.startswith(magic):
            raise ImportRefused(f"{path.name}: this is {kind}, not a text file.")
    if _PROGRAM.match(head):
        raise ImportRefused(f"{path.name}: this is a program, not a text file.")
    if _mark(head) or _wide(head):
        return
    control = len(head) - len(head.translate(None, _CONTROL))
    if control > max(_BINARY_SHARE * len(head), min(_DAMAGE, len(head) / _DAMAGED_SHARE)):
        raise ImportRefused(f"{path.name}: this is a binary file, not text.")


def find_encoding(path: Path, encoding: str | None = None) -> Encoding:
    """How the file is written: by its mark, as UTF-8 where it is that, else by a guess from its unusual bytes."""
    if not file_size(path):
        raise ImportRefused(f"{path.name}: the file is empty.")
    blocks = _blocks(path)
    head = next(blocks, b"")
    blocks.close()
    refuse_binary(path, head)
    if encoding:
        return _counted(path, _known(encoding))
    if name := _mark(head) or _wide(head):
        return _counted(path, name)
    valid, broken, nulls, sample = _survey(path)
    if not broken:
        return Encoding("utf-8", nulls=nulls)
    if valid >= 10 * broken:
        # Hundreds of right sequences and a few wrong ones: a damaged UTF-8 file, and no other encoding looks like it.
        return Encoding("utf-8", broken, nulls=nulls)
    return _counted(path, likeliest(sample), guessed=True)


def _unreadable(path: Path, error: OSError) -> ImportRefused:
    if isinstance(error, FileNotFoundError):
        return ImportRefused(f"{path.name}: there is no such file.")
    if isinstance(error, PermissionError):
        return ImportRefused(f"{path.name}: this file may not be read by you.")
    return ImportRefused(f"{path.name}: the file cannot be read ({error.strerror or error}).")


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        b"".decode(name)
    except LookupError:
        raise ImportRefused(f"“{encoding}” is not the name of an encoding; try utf-8, cp1252 or gb18030.") from None
    return name


def _blocks(path: Path) -> Generator[bytes, None, None]:
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block
    except OSError as error:
        raise _unreadable(path, error) from error


def _mark(head: bytes) -> str:
    return next((name for mark, name in _MARKS if head.startswith(mark)), "")


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: half of the bytes of a text in Latin letters are NUL, all on the same side."""
    part = head[: _SAMPLE & ~1]
    pairs = len(part) // 2
    if pairs < 4:
        return ""
    even, odd = part[0 : 2 * pairs : 2].count(0), part[1 : 2 * pairs : 2].count(0)
    name = "utf-16-le" if odd > 0.4 * pairs and even < 0.01 * pairs else ""
    name = name or ("utf-16-be" if even > 0.4 * pairs and odd < 0.01 * pairs else "")
    # Small numbers, two bytes each, look the same; a text holds no control characters.
    control = sum(ord(one) < 32 and bytes((ord(one),)) in _CONTROL for one in part.decode(name, "replace")) if name else 0
    return name if control <= _BINARY_SHARE * pairs else ""


def _counted(path: Path, name: str, *, guessed: bool = False) -> Encoding:
    """The encoding with how many characters of the file it cannot read, and how many are NUL."""
    decoder = codecs.getincrementaldecoder(name)("replace")
    count = nulls = 0
    for block in _blocks(path):
        text = decoder.decode(block)
        count += text.count("\ufffd")
        nulls += text.count("\0")
    count += decoder.decode(b"", final=True).count("\ufffd")
    if count and name.startswith("utf-"):
        # A replacement character that stands in the file itself was read rightly.
        count -= _written_replacements(path, name)
    return Encoding(name, max(count, 0), guessed, nulls)


def _written_replacements(path: Path, name: str) -> int:
    decoder = codecs.getincrementaldecoder(name)("ignore")
    return sum(decoder.decode(block).count("\ufffd") for block in _blocks(path))


_ASCII = bytes(range(128))


def _survey(path: Path) -> tuple[int, int, int, bytes]:
    """Right and wrong UTF-8 sequences of the file, its NUL bytes, and up to 64 kB of the lines that hold bytes beyond ASCII."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    beyond = marks = written = nulls = 0
    sample = bytearray()
    for block in _blocks(path):
        text = decoder.decode(block)
        marks += text.count("\ufffd")
        nulls += block.count(0)
        if block.isascii():
            continue
        written += block.count(b"\xef\xbf\xbd")
        beyond += len(text) - (len(block) - len(block.translate(None, _ASCII)))
        if len(sample) < _SAMPLE:
            sample += b"\n".join(line[:4000] for line in block.splitlines() if not line.isascii())
    marks += decoder.decode(b"", final=True).count("\ufffd")
    broken = max(marks - written, 0)
    return beyond - broken, broken, nulls, bytes(sample[:_SAMPLE])
