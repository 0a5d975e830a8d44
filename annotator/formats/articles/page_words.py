"""That no word of an article is lost or glued to the next on its way through trafilatura.

Owns how a page is written anew where trafilatura would leave words out, and how what it finds becomes paragraphs. Must not
know which part of a page is the article.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import markup
from .passages import lines_of, one_line, row_of

# Left out as things to press and fill in, or as days of the page; in a sentence they are words of it.
_IN_SENTENCES = ("time", "label", "output")
_CONTAINERS = ("article", "blockquote", "body", "dd", "div", "li", "main", "section", "td", "th")
# What begins a line or a paragraph of its own in that manner of TEI. A blank is put where both would be one line.
_BETWEEN = {"lb": "\n", "cell": " "} | dict.fromkeys(("p", "head", "quote", "list", "item", "table", "row", "div"), "\n\n")


def prepare(tree: Any) -> None:
    """Rewrites a page in place so that its words come through; whatever asks for `time` elements must have asked before."""
    for element in list(tree.iter(*_IN_SENTENCES, "q", "center")):
        if element.tag == "center":
            element.tag = _without_blocks(element)
        elif element.tag == "q" or is_in_sentence(element):
            element.tag = "span"
    for paragraph in tree.iter("p"):
        links = list(paragraph.iter("a"))
        # A sentence with links, however short, is no list of links.
        if links and 2 * sum(_letters(one) for one in links) <= _letters(paragraph):
            for one in links:
                one.tag = "span"
    for cell in tree.iter("li", "td", "th"):
        for inner in _own(cell):
            if inner.tag in ("div", "section", "dd", "dt", "li") or (inner.tag in ("ul", "ol", "dl") and cell.tag != "li"):
                # What is nested is dropped or glued, paragraphs are not.
                inner.tag = _without_blocks(inner)
    for container in list(tree.iter(*_CONTAINERS)):
        _wrap_loose(container)


def _own(cell: Any) -> list[Any]:
    """What is in a cell or an item, without what is in those within it; of a cell, lists and their items too."""
    found: list[Any] = []
    waiting = list(cell)
    while waiting:
        one = waiting.pop()
        if one.tag in ("table", "td", "th") or (one.tag in ("li", "ul", "ol", "dl") and cell.tag == "li"):
            continue
        found.append(one)
        waiting += list(one)
    return found


def _without_blocks(element: Any) -> str:
    return "div" if any(one.tag in markup.BLOCKS for one in element.iterdescendants()) else "p"


def is_in_sentence(element: Any) -> bool:
    """Whether words stand beside an element in its line."""
    while element is not None and element.tag not in markup.BLOCKS:
        before, above = element.getprevious(), element.getparent()
        beside = (element.tail, before.tail if before is not None else above.text if above is not None else None)
        if any(map(_says, beside)):
            return True
        element = above
    return False


def _says(text: str | None) -> bool:
    return bool(text) and any(map(str.isalnum, text))


def _letters(element: Any) -> int:
    return sum(map(str.isalnum, "".join(element.itertext())))


def _wrap_loose(container: Any) -> None:
    """Words that stand between the paragraphs of a container, as paragraphs."""
    children = list(container)
    if not any(one.tag == "p" for one in children):
        return
    if _says(container.text):
        first = container.makeelement("p")
        first.text, container.text = container.text, None
        container.insert(0, first)
        _take_inline(first)
    for block in children:
        if block.tag == "div" and not block.attrib:
            # With a class or a name it may be anything; so it is a paragraph of those who do not know `p`.
            block.tag = _without_blocks(block)
        if block.tag in markup.BLOCKS and _says(block.tail):
            wrapped = container.makeelement("p")
            wrapped.text, block.tail = block.tail, None
            block.addnext(wrapped)
            _take_inline(wrapped)


def _take_inline(paragraph: Any) -> None:
    while (following := paragraph.getnext()) is not None and following.tag not in markup.BLOCKS:
        paragraph.append(following)


def blocks(body: Any) -> Iterator[str]:
    """The blocks of what trafilatura finds, which writes in the manner of TEI."""
    for element in body:
        if element.tag == "table":
            yield from (row_of(_said(cell) for cell in row.iter("cell")) for row in element.iter("row"))
        elif element.tag == "list":
            yield "\n".join(line for line in _items(element) if line)
        else:
            yield from _said(element).split("\n\n")
        if element.tail and element.tail.strip():
            yield lines_of(element.tail)


def _items(listed: Any) -> Iterator[str]:
    """A line an item, those of lists within it each by itself behind its own words."""
    for item in listed:
        if item.tag == "list":
            yield from _items(item)
            continue
        held, mark = item.text or "", "– "
        for child in item:
            if child.tag == "list":
                if line := one_line(held):
                    yield mark + line
                yield from _items(child)
                held, mark = child.tail or "", ""
            else:
                held += _one(child) + (child.tail or "")
        if line := one_line(held):
            yield mark + line


def _said(element: Any) -> str:
    """All that stands in an element; what is a line or a paragraph of its own there is parted from the rest."""
    return (element.text or "") + "".join(_one(child) + (child.tail or "") for child in element)


def _one(element: Any) -> str:
    between = _BETWEEN.get(element.tag, "")
    return between if element.tag == "lb" else f"{between}{_said(element)}{between}"
