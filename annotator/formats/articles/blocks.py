"""Marked-up text as paragraphs: XHTML in XML, and the elements news agencies use.

Owns which elements begin a paragraph and which hold nothing that is read. Pure: takes elements of lxml. Must not know which
part of a page is the article; whoever asks has chosen it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, cast

_BLOCKS, _SILENT, _CELLS = (frozenset(names.split()) for names in (
    """address article aside blockquote body body.content body.end block caption center dd div dl dt figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hedline hl1 hl2 html hr li main nav ol p pre section table tbody tfoot thead tr ul abstract
    byline dateline note nitf-table datacontent inlinexml content text description media-caption bq fn tagline""",
    "script style head template noscript iframe object embed svg math button select textarea media",
    "td th",
))  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n\f\u200b\x1c-\x1f]+")
_MARKS = re.compile(r"[\x1c-\x1f]")
_BREAK, _LINE = "\x1e", "\x1f"
_BETWEEN = re.compile(f"[ {_BREAK}{_LINE}]+")


def text_of(element: Any) -> str:
    """What an element says, paragraphs divided by an empty line, lines within one by a line end; white space as a browser
    shows it, in `pre` as it stands. What is drawn, played or run is left out."""
    written = "".join(_pieces(element, False))
    written = _BETWEEN.sub(_gap, written)
    return written.strip(f" {_BREAK}{_LINE}").replace(_BREAK, "\n\n").replace(_LINE, "\n").replace("\x1d", " ")


def _gap(run: re.Match[str]) -> str:
    """What stands between two words: one break, else the lines, else a blank."""
    if _BREAK in run[0]:
        return _BREAK
    return run[0].replace(" ", "") or " "


def name_of(element: Any) -> str:
    """The local name of an element in small letters; nothing for comments and the like."""
    tag = element.tag
    return cast("str", tag.rsplit("}", 1)[-1].lower()) if isinstance(tag, str) else ""


def _pieces(element: Any, kept: bool) -> Iterator[str]:
    name = name_of(element)
    if not name:
        # An entity that nothing declares, such as &eacute; of a DTD nobody fetches.
        yield unescape(element.text or "") if (element.text or "").startswith("&") else ""
        return
    if name in _SILENT:
        return
    if name == "br":
        yield _LINE
    block = _BREAK if name in _BLOCKS else ""
    kept = kept or name == "pre"
    yield block
    yield _plain(element.text, kept)
    for child in element:
        yield from _pieces(child, kept)
        yield _plain(child.tail, kept)
    yield " " if name in _CELLS else block


def _plain(written: str | None, kept: bool) -> str:
    if not written:
        return ""
    if kept:
        # Spaces that count are told from those between words until the end.
        return _MARKS.sub("", written).replace("\r\n", "\n").replace("\n", _LINE).replace(" ", "\x1d")
    return _SPACE.sub(" ", written)
