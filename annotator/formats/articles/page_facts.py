"""What a web page says about itself: its day, language, title, source and address.

Owns where a page declares these and which of them is believed. A date is only what the page declares as the day it was
published: never a day found in its text, of another article, of a change, or of the file. Must not know the text itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlsplit

from ...dates import AmbiguousDate, Order, read_written
from .page_words import is_in_sentence
from .passages import one_line

_DECLARED = re.compile(
    r"(?:article|og|og:article|rnews|bt|sailthru|parsely|parsely-pub|cxenseparse|dc|dcterms|dcsext|citation|prism|wp)?[:.\-_]?"
    r"(?:published[_-]?time|published[_-]?at|published|date[_-]?published|publish[_-]?date|publication[_-]?date|"
    r"pub[_-]?date|pub[_-]?time|recs:publishtime|article[_-]?date[_-]?original|original[_-]?publication[_-]?date|issued|"
    r"created|date\.created|date\.issued|date)",
    re.I,
)
_PUBLISHED_CLASS = re.compile(r"publish|posted|pubdate|entry-date|post-date|article-date|dateline|byline-date", re.I)
_ARTICLE_TYPES = re.compile(r"article|report|posting|review|webpage", re.I)
_URL_DAY = re.compile(r"/((?:19|20)[0-9]{2})[/-]([01]?[0-9])[/-]([0-3]?[0-9])(?=[/\-_.]|$)|/((?:19|20)[0-9]{6})(?=[/\-_.]|$)")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z]{2,4})*")
_OF_TEXT = frozenset(("p", "li", "blockquote", "td", "th", "dd", "figcaption"))
_DEPTH, _NODES = 6, 500


def published(tree: Any, url: str, order: Order | None) -> tuple[str | None, str]:
    """The ISO day a page (lxml tree) declares as its own, and a sentence where one is declared that can be read two ways."""
    problem = ""
    for written in _declared_days(tree):
        try:
            day = read_written(one_line(written), order)
        except AmbiguousDate as ambiguous:
            problem = problem or str(ambiguous)
            continue
        if day:
            return day, ""
    return _day_of_address(url, order), problem


def _declared_days(tree: Any) -> Iterator[str]:
    """In order of trust: JSON-LD, meta, microdata, a time element marked as the day of publication."""
    for node in linked_data(tree):
        if _ARTICLE_TYPES.search(_type_of(node)) and isinstance(day := node.get("datePublished"), str):
            yield day
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if meta.get("content") and _DECLARED.fullmatch(name.strip()):
            yield meta.get("content")
    for element in tree.xpath("//*[@itemprop='datePublished'][not(self::meta)] | //time[@pubdate]"):
        yield element.get("datetime") or element.get("content") or element.text_content()
    times = tree.xpath("//time[not(ancestor::aside or ancestor::nav or ancestor::footer)]")
    for element in times:
        around = f"{element.get('class', '')} {element.getparent().get('class', '')}"
        if (len(times) == 1 and _stands_alone(element)) or _PUBLISHED_CLASS.search(around):
            yield element.get("datetime") or element.text_content()


def _stands_alone(element: Any) -> bool:
    """Whether a day is no part of the text, where it would be one of the events."""
    return not is_in_sentence(element) and not any(one.tag in _OF_TEXT for one in element.iterancestors())


def _day_of_address(url: str, order: Order | None) -> str | None:
    found = _URL_DAY.search(url)
    if not found:
        return None
    return read_written(found[4] or f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}", order)


def linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of a page's JSON-LD; what is no JSON is passed over."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            whole = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _objects(whole, _DEPTH, [_NODES])


def _objects(value: Any, depth: int, left: list[int]) -> Iterator[dict[str, Any]]:
    if depth == 0 or left[0] <= 0:
        return
    left[0] -= 1
    if isinstance(value, dict):
        node = cast("dict[str, Any]", value)
        yield node
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(node.get(key), depth - 1, left)
    elif isinstance(value, list):
        for one in cast("list[Any]", value):
            yield from _objects(one, depth - 1, left)


def _type_of(node: dict[str, Any]) -> str:
    kind = node.get("@type")
    return " ".join(map(str, cast("list[Any]", kind))) if isinstance(kind, list) else str(kind or "")


def language(tree: Any) -> str:
    """The page's language as two or three letters, as far as it says one."""
    root = next(iter(tree.xpath("//html")), None)
    told = [root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang")] if root is not None else []
    told += tree.xpath("//meta[@property='og:locale']/@content")
    told += tree.xpath("//meta[translate(@http-equiv, 'CL', 'cl')='content-language']/@content")
    return next((found[1].lower() for one in told if (found := _LANGUAGE.fullmatch((one or "").strip()))), "")


def source(sitename: str, url: str) -> str:
    """Who published it: the name the page gives, else where it stands."""
    name = one_line(sitename).lstrip("@")
    if name and not re.match(r"https?:|www\.|[/.]", name):
        return name
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def without_source(title: str, source: str) -> str:
    """A title without the name of the site that is put behind it for search engines."""
    found = re.fullmatch(r"(.{8,}?)\s+[|\-–—·:]\s+(.{2,60})", title) if len(title) < 1_000 else None
    return found[1] if found and source and found[2].casefold().strip() == source.casefold() else title
