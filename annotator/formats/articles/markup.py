"""HTML as a tree and as plain paragraphs: how its bytes are decoded, how it is parsed, what of it is text.

Owns the way from bytes to paragraphs for everything that is written in HTML. Never goes to the network, runs nothing. Must
not know which part of a page is the article.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any

from ...errors import ImportRefused
from ..encodings import megabytes, written_name
from ..likely_encodings import likeliest
from .passages import flowing, paragraphs_of, row_of

MARKUP_LIMIT = 8 * 1024 * 1024
"""The most characters of a page, without the pictures it carries within itself; its tree takes forty times as much memory."""
ELEMENTS_LIMIT, CHILDREN_LIMIT, LINE_LIMIT, DEPTH_LIMIT, NESTING_LIMIT = 20_000, 10_000, 500, 250, 400_000
"""Pages of more elements, of more within one or within one paragraph, of deeper ones, or of elements that together are within
so many others, are read as plain paragraphs: the time for finding the main text grows with the square of these."""

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*+=\s*+(?:[\"']\s*+)?([A-Za-z0-9_.:\-]{2,40})", re.I)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:\-]{2,40})", re.I)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What pages call so is read by browsers as the wider set that holds it.
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
          "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}  # fmt: skip
# Pictures that a page carries within itself: megabytes that say nothing.
_DATA = re.compile(r"data:[a-z]+/[^\"')\s]{256,}", re.I)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")

BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt",
     "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
     "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
     "thead", "tr", "ul"}
)  # fmt: skip
_SILENT = frozenset(
    {"script", "style", "noscript", "template", "head", "title", "iframe", "object", "svg", "math", "canvas", "select",
     "button", "textarea", "input", "audio", "video", "map"}
)  # fmt: skip
_NO_WORDS = frozenset({"br", "meta", "link", "script", "style", "img", "option"})
FURNITURE = frozenset({"nav", "footer", "aside", "menu", "dialog"})
"""What stands around an article on a page."""


def decode(raw: bytes, encoding: str | None = None, hint: str = "") -> tuple[str, str, str]:
    """The characters of a page, the encoding's name, and a sentence where it is a guess.

    `encoding` is believed before all; then a byte order mark, UTF-8 where the bytes are that, what the page declares, and
    `hint`, which is what somebody else said of it.
    """
    if encoding:
        return raw.decode(encoding, "replace"), codecs.lookup(encoding).name, ""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return raw.decode(name, "replace").removeprefix("\ufeff"), name, ""
    head = raw[:4096]
    declared = [found[1].decode("ascii") for found in (_META_CHARSET.search(head), _XML_CHARSET.search(head)) if found]
    names = [name for one in (*declared, hint) if (name := _known(one))]
    if not any(name.startswith("iso2022") or name == "hz" for name in names):
        names.insert(0, "utf-8")
    for name in dict.fromkeys(names):
        try:
            return raw.decode(name), name, ""
        except UnicodeDecodeError:
            continue
    return _guessed(raw, names)


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name).name
        b"".decode(found)
    except LookupError:
        return ""
    return "" if found.startswith(("utf-16", "utf-32")) else _WIDER.get(found, found)


def _guessed(raw: bytes, names: list[str]) -> tuple[str, str, str]:
    guessed = len(names) < 2
    name = likeliest(raw) if guessed else names[1]
    text = raw.decode(name, "replace")
    lost = text.count("\ufffd")
    told = f" {lost:,} characters could not be read." if lost else ""
    return text, name, f"Read as {written_name(name)}, which is a guess.{told}" if guessed or lost else ""


def parse(text: str) -> Any | None:
    """The tree of a page; None where there is nothing in it. Without network, comments and instructions.

    ImportRefused where it has more markup than is read, pictures within it not counted.
    """
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
    from lxml import html as lxml_html

    text = _CONTROL.sub("\ufffd", _DATA.sub("", _XML_DECLARATION.sub("", text)))
    if not text.strip():
        return None
    if len(text) > MARKUP_LIMIT:
        size, most = megabytes(len(text)), megabytes(MARKUP_LIMIT)
        raise ImportRefused(f"the page has {size} of markup, more than the {most} that are read; divide it.")
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, collect_ids=False, huge_tree=True
    )
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree


def is_huge(tree: Any) -> bool:
    """Whether a page has more elements, beside or within one another, than are looked through for its main text."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    count = depth = nesting = line = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag in BLOCKS:
            line = 0
        if event == "end":
            depth -= 1
            continue
        count, depth, nesting, line = count + 1, depth + 1, nesting + depth, line + (element.tag not in _NO_WORDS)
        if count > ELEMENTS_LIMIT or depth > DEPTH_LIMIT or nesting > NESTING_LIMIT:
            return True
        if len(element) > CHILDREN_LIMIT or line > LINE_LIMIT:
            return True
    return False


def paragraphs(tree: Any, leaving: frozenset[str] = frozenset()) -> list[str]:
    """All that can be read of a tree, a paragraph a block, without the elements named in `leaving`.

    Line breaks within a block stay; two of them part paragraphs, as old pages write. A table's row is one line.
    """
    return [one for block in _blocks(tree, _SILENT | leaving) for one in paragraphs_of(block)]


def _blocks(tree: Any, silent: frozenset[str]) -> Iterator[str]:
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    held: list[str] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        block = tag in BLOCKS
        if event == "start":
            if tag in silent or not tag or _is_hidden(element):
                walk.skip_subtree()
                continue
            if block and held:
                yield "".join(held)
                held = []
            if tag == "tr" and (row := _row(element)):
                yield row
                walk.skip_subtree()
            elif tag == "br":
                held.append("\n")
            elif element.text:
                # White space in the source is none of the text's own.
                held.append(element.text if tag == "pre" else flowing(element.text))
        else:
            if block and held:
                yield "".join(held)
                held = []
            if element.tail and element is not tree:
                held.append(flowing(element.tail))
    if held:
        yield "".join(held)


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or "display:none" in (element.get("style") or "").replace(" ", "").lower()


def _row(row: Any) -> str:
    """A row whose cells are short and hold no paragraphs of their own, as one line; else nothing."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2 or any(inner.tag in BLOCKS or inner.tag in _SILENT for cell in cells for inner in cell.iterdescendants()):
        return ""
    return row_of(cell.text_content() for cell in cells)
