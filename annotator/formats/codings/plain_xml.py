"""XML of other programs' projects, an element at a time in little memory; and signs that XML holds.

Must not know any one format.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO

from ..safe_xml import DeclaresType, NoXml, lxml_etree, parse, walk
from .besides import OddFacts

_HELD = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


def holds(text: str) -> bool:
    """Whether XML 1.0 has a place for every sign of a text."""
    return _HELD.fullmatch(text) is not None


def checked(data: bytes) -> bytes:
    """The same bytes. Raises OddFacts for what is no XML, or declares a document type."""
    for _ in elements(data, ()):
        pass
    return data


def as_bytes(element: Any) -> bytes:
    """An element by itself, as `from_bytes` makes it again."""
    return lxml_etree().tostring(element, encoding="utf-8", with_tail=False)


def from_bytes(data: bytes) -> Any:
    """The element of `as_bytes`."""
    return parse(data)


def elements(data: bytes | BinaryIO, tags: Collection[str]) -> Iterator[Any]:
    """The elements with one of these tags, in their order, each emptied when the next is asked for; what stands in one of them
    is given with it and not by itself. Raises OddFacts for what is no XML, or declares a document type."""
    inside: Any = None
    try:
        for event, element in walk(data, "start", "end"):
            if event == "start":
                if inside is None and element.tag in tags:
                    inside = element
            elif inside is element:
                yield element
                inside = None
                element.clear()
                _forget(element)
            elif inside is None:
                _forget(element)
    except DeclaresType:
        raise OddFacts("it declares a document type, which it does not need") from None
    except NoXml as error:
        raise OddFacts(f"it is no XML that can be read ({error})") from None


def _forget(element: Any) -> None:
    """Takes what was read before an element out of memory."""
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
