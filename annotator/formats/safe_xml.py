"""XML from somebody else, parsed without entities, network, document types of its own, endless depth and endless tags.

Owns how all XML is parsed that documents, projects and news agencies' files hold. Must not know what stands in it, nor what is
said of what is no XML.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

_SAFE: dict[str, Any] = {
    "resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "remove_comments": True,
    "remove_pis": True,
}  # fmt: skip
"""Entities are neither read nor fetched."""


MOST_AT_ONCE = 500_000
"""The most elements that whoever reads XML bit by bit may hold at once; they take 85 MB, twice with an attribute each."""
MOST_WORK = 20_000_000
"""The most that the elements of a file may cost, each as much as it stands deep: what is read is handed up from there."""
MOST_SIGNS = 100_000
"""The most signs of equality between two that begin a tag. Each attribute has one and takes 360 bytes: a tag of nothing else,
which the parser lays out before anybody is asked, would fill the memory."""
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_TAG = re.compile(rb"<?[^<]*+")


class NoXml(ValueError):
    """What is no XML; its text is the parser's."""


class DeclaresType(NoXml):
    """XML that declares a document type, in which entities could be."""


def lxml_etree() -> Any:
    """lxml's module of trees, which is loaded where it is needed and not when a window opens."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    return etree


def parse(data: bytes) -> Any:
    """The root of an XML text. Raises NoXml, DeclaresType."""
    etree = lxml_etree()
    try:
        refuse_endless_tags(data)
        root = etree.fromstring(data, etree.XMLParser(**_SAFE))
    except NoXml:
        raise
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NoXml(_said(error)) from error
    _refuse_type(root)
    return root


def walk(source: bytes | BinaryIO, *events: str, with_type: bool = False) -> Iterator[tuple[str, Any]]:
    """Events ("start", "end") and their elements, as they are met. Raises NoXml where it ends to be XML; DeclaresType before
    the first of them, but for files that name their document type by custom (`with_type`)."""
    etree = lxml_etree()
    watched = _Watched(BytesIO(source) if isinstance(source, bytes) else source)
    found = etree.iterparse(watched, events=events, **_SAFE)
    first = not with_type
    while True:
        try:
            event, element = next(found)
        except StopIteration:
            return
        except NoXml:
            raise
        except (etree.XMLSyntaxError, ValueError) as error:
            raise NoXml(_said(error)) from error
        if first:
            _refuse_type(element)
            first = False
        yield event, element


class _Watched:
    """An XML file in which no tag has endless attributes. Reading raises NoXml where one has."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._signs = stream, 0
        self._decoder: codecs.IncrementalDecoder | None = None
        self._begun = False

    def read(self, size: int = -1) -> bytes:
        """As of any file."""
        data = self._stream.read(size)
        if not self._begun:
            self._begun = True
            name = next((name for mark, name in _WIDE if data.startswith(mark)), "")
            self._decoder = codecs.getincrementaldecoder(name)("replace") if name else None
        seen = self._decoder.decode(data).encode("utf-8", "replace") if self._decoder else data
        if not seen.count(b"=") > MOST_SIGNS - self._signs:  # they may be many where tags are many
            last = seen.rfind(b"<")
            self._signs = seen.count(b"=", max(last, 0)) + (self._signs if last < 0 else 0)
            return data
        for part in _TAG.finditer(seen):
            self._signs = part[0].count(b"=") + (0 if part[0].startswith(b"<") else self._signs)
            if self._signs > MOST_SIGNS:
                raise NoXml("one of its tags has far too many attributes")
        return data


def declares_entities(data: bytes) -> bool:
    """Whether an XML text declares entities, seen without parsing it, in any encoding of one, two or four bytes."""
    return b"<!ENTITY" in data.replace(b"\0", b"")


def refuse_endless_tags(data: bytes) -> None:
    """Raises NoXml where a tag has endless attributes, for those who do not parse it here."""
    _Watched(BytesIO(data)).read()


def _refuse_type(element: Any) -> None:
    if element.getroottree().docinfo.doctype:
        raise DeclaresType("it declares a document type")


def _said(error: Exception) -> str:
    return getattr(error, "msg", "") or str(error)
