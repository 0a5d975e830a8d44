"""XML from somebody else, parsed without entities, network, document types of its own and endless depth.

Owns how all XML is parsed that documents, projects and news agencies' files hold. Must not know what stands in it, nor what is
said of what is no XML.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

_SAFE: dict[str, Any] = {
    "resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "remove_comments": True,
    "remove_pis": True,
}  # fmt: skip
"""Entities are neither read nor fetched."""


MOST_AT_ONCE = 1_000_000
"""The most elements that whoever reads XML bit by bit may hold at once; they take 170 MB."""


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
        root = etree.fromstring(data, etree.XMLParser(**_SAFE))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NoXml(_said(error)) from error
    _refuse_type(root)
    return root


def walk(source: bytes | BinaryIO, *events: str, with_type: bool = False) -> Iterator[tuple[str, Any]]:
    """Events ("start", "end") and their elements, as they are met. Raises NoXml where it ends to be XML; DeclaresType before
    the first of them, but for files that name their document type by custom (`with_type`)."""
    etree = lxml_etree()
    found = etree.iterparse(BytesIO(source) if isinstance(source, bytes) else source, events=events, **_SAFE)
    first = not with_type
    while True:
        try:
            event, element = next(found)
        except StopIteration:
            return
        except (etree.XMLSyntaxError, ValueError) as error:
            raise NoXml(_said(error)) from error
        if first:
            _refuse_type(element)
            first = False
        yield event, element


def declares_entities(data: bytes) -> bool:
    """Whether an XML text declares entities, seen without parsing it, in any encoding of one, two or four bytes."""
    return b"<!ENTITY" in data.replace(b"\0", b"")


def _refuse_type(element: Any) -> None:
    if element.getroottree().docinfo.doctype:
        raise DeclaresType("it declares a document type")


def _said(error: Exception) -> str:
    return getattr(error, "msg", "") or str(error)
