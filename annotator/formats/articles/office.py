"""Office documents as archives of XML: measured before they are unpacked, read without entities and network.

Owns what makes an archive safe to read, and which titles of a document's properties are worth believing. Must not know the
words of any one kind of document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ...errors import ImportRefused
from .. import safe_xml
from ..encodings import file_size, megabytes
from ..safe_xml import DeclaresType, NoXml, parse, walk
from ..unpacking import Archive, TooLarge, Unreadable

UNPACKED_LIMIT = 64 * 1024 * 1024
"""The most one part may measure that is read; a long article has a hundredth of it."""
ARCHIVE_LIMIT = 1 << 29
"""The most a document may measure as it lies there, pictures and all."""

MOST_PIECES = 1_000_000
"""The most elements of a document; a long article has a hundredth of them."""

_SMALL = 8 * 1024 * 1024
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MEANINGLESS = re.compile(
    r"(?:microsoft word\s*+-\s*+)?(?:document|dokument|documento|untitled|unbenannt|sans titre|sin título|title|titre|word)?"
    r"[\s_-]*[0-9]*|.*\.(?:docx?|odt|rtf|pdf|indd|qxp|pages|txt|html?)",
    re.I,
)


class Parts:
    """The parts of one document. ImportRefused where it is none, is damaged, locked, or unpacks to more than it may."""

    def __init__(self, path: Path, what: str) -> None:
        self._path, self._what = path, what
        size = file_size(path)
        if not size:
            raise ImportRefused("the file is empty.")
        if size > ARCHIVE_LIMIT:
            raise ImportRefused(f"{megabytes(size)} is more than the {megabytes(ARCHIVE_LIMIT)} that a document may measure.")
        try:
            self._archive = Archive(path)
        except (Unreadable, OSError) as error:
            raise ImportRefused(self._why_not(path)) from error
        self.names = frozenset(self._archive.names)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._archive.close()

    def read(self, name: str) -> bytes:
        """The bytes of a part; nothing where there is no such part."""
        if name not in self.names:
            return b""
        try:
            return self._archive.read(name, UNPACKED_LIMIT)
        except TooLarge as error:
            told = f"{megabytes(error.told)}, " if error.told else ""
            most = megabytes(UNPACKED_LIMIT)
            raise ImportRefused(f"unpacked its text measures {told}more than the {most} that are read.") from error
        except Unreadable as error:
            raise ImportRefused(f"the document is damaged (in {name}) or locked by a password.") from error

    def xml(self, name: str) -> Any | None:
        """The root of a small part; None where there is no such part, or it is too large to matter."""
        data = self.read(name)
        return parse_xml(data, name) if 0 < len(data) <= _SMALL else None

    def _why_not(self, path: Path) -> str:
        with path.open("rb") as file:
            head = file.read(8)
            if head == _OLD:
                rest = file.read(1 << 20)
                if _LOCKED in rest:
                    return f"{self._what} is locked by a password; save it without one."
                return "this is a document of before 2007; open it in Word or LibreOffice and save it as .docx."
        return f"this is not {self._what}, or it is damaged."


def parse_xml(data: bytes, name: str) -> Any:
    """The root of an XML text. ImportRefused where it is none, or declares entities."""
    try:
        return parse(data)
    except NoXml as error:
        raise _refused(error, name) from error


def children(data: bytes, name: str, parent: str) -> Iterator[Any]:
    """The elements within the first element of an XML text that is called `parent`, one at a time, so that a long document
    takes the memory of one paragraph. ImportRefused where there is no such element, at the end of the walk, or where they are
    endless."""
    count, depth, work, found, of = 0, 0, 0, False, None
    try:
        for event, element in walk(data, "start", "end"):
            if event == "start":
                count, depth = count + 1, depth + 1
                work += depth
                if of is None and not found and local_name(element) == parent:
                    of, found = element, True
                if count > MOST_PIECES or work > safe_xml.MOST_WORK:
                    raise ImportRefused("the document has more pieces, or deeper ones, than people write.")
                continue
            depth -= 1
            if element is of:
                of = None
            elif of is not None and element.getparent() is of:
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del of[0]
    except NoXml as error:
        raise _refused(error, name) from error
    if not found:
        raise ImportRefused("there is no text in this document's main part.")


def local_name(element: Any) -> str:
    """The name of an element without its namespace; nothing for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _refused(error: NoXml, name: str) -> ImportRefused:
    if isinstance(error, DeclaresType):
        return ImportRefused("the document declares XML entities, which no office program writes.")
    return ImportRefused(f"the document is damaged (in {name}).")


def believable_title(title: str) -> str:
    """A title of a document's properties, or nothing where it is what programs put there by themselves."""
    title = title.strip()
    return "" if len(title) > 300 or _MEANINGLESS.fullmatch(title) else title
