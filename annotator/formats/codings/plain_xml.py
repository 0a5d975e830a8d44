"""XML from somebody else, and signs that XML holds: no entities, no network, no document type, no endless depth.

Must not know any one format.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO

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
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    return etree.tostring(element, encoding="utf-8", with_tail=False)


def from_bytes(data: bytes) -> Any:
    """The element of `as_bytes`."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))


def elements(data: bytes | BinaryIO, tags: Collection[str]) -> Iterator[Any]:
    """The elements with one of these tags, in their order, each emptied when the next is asked for; what stands in one of them
    is given with it and not by itself. Raises OddFacts for what is no XML, or declares a document type."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    source = io.BytesIO(data) if isinstance(data, bytes) else data
    found = etree.iterparse(
        source, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    inside: Any = None
    first = True
    try:
        for event, element in found:
            if first and element.getroottree().docinfo.doctype:
                raise OddFacts("it declares a document type, which it does not need")
            first = False
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
    except etree.XMLSyntaxError as error:
        raise OddFacts(f"it is no XML that can be read ({error.msg})") from None


def _forget(element: Any) -> None:
    """Takes what was read before an element out of memory."""
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
