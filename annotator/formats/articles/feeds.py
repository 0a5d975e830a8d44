"""RSS and Atom feeds as articles, one an entry.

Owns which of an entry's texts is the article's. A feed comes as a file: nothing is fetched. Must not know web pages: the
HTML of an entry is the article already.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from ...dates import AmbiguousDate, Order, read_written
from ...errors import ImportRefused
from ...project.articles import ArticleDraft, Refused
from ...spans import clean_text
from ..encodings import file_size, megabytes
from ..format import Format
from ..safe_xml import NoXml, declares_entities, refuse_endless_tags
from . import markup
from .headers import no_day
from .kinds import Asked
from .passages import joined
from .plain_text import SourceFile

FORMAT = Format(
    "rss", "RSS or Atom feed, one entry an article", True, False,
    "whole texts, else summaries; titles, dates, links, ids; the feed's name as source; authors and tags as columns from "
    "outside", "pictures, markup", "", kind="articles",
)  # fmt: skip
SUFFIXES = (".rss", ".atom", ".rdf")

LIMIT = 32 << 20
"""The most a feed may measure, since it is read whole, at ten times its size."""

MOST_TAGS = 400_000
"""The most tags of a feed, those aside that stand in texts as texts; ten thousand entries have half of them."""

_CDATA = re.compile(rb"<!\[CDATA\[(?:(?!\]\]>).)*+\]\]>", re.S)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_FIRST = re.compile(rb"<\w")
_END = re.compile(rb"</(?:[\w.-]+:)?(?:rss|feed|RDF|channel)\s*+>\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+\Z", re.S | re.I)


def read(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """The entries in their order. An entry has the first of its whole text and its summary."""
    data = _bytes(file.path)
    feed = _parsed(data)
    entries = cast("Sequence[Mapping[str, Any]]", feed["entries"])
    about = cast("Mapping[str, Any]", feed["feed"])
    if not entries:
        raise ImportRefused("the feed has no entries." if feed["version"] else "this is no RSS or Atom feed.")
    last = len(entries)
    if feed["bozo"] and not _END.search(data[-4096:].replace(b"\0", b"")):
        yield Refused(last, None, "the feed is cut off in or behind this entry.", file.name)
        last -= 1
    elif hasattr(feed.get("bozo_exception"), "getLineNumber"):
        asked.tell("The feed is not well-formed XML; it was read as well as it can be.")
    summaries = 0
    for number, entry in enumerate(entries[:last], start=1):
        if number % 64 == 0:
            asked.progress(len(data) * number // len(entries))
        found, whole = _article(entry, about, number, file, asked.order)
        summaries += isinstance(found, ArticleDraft) and not whole
        yield found
    if summaries:
        of_all = "all" if summaries == len(entries) else f"{summaries:,} of {len(entries):,}"
        asked.tell(f"The feed has no more than a summary of {of_all} entries.")


def _bytes(path: Path) -> bytes:
    size = file_size(path)
    if not size:
        raise ImportRefused("the file is empty.")
    if size > LIMIT:
        raise ImportRefused(f"a feed of {megabytes(size)} is more than the {megabytes(LIMIT)} that are read at once.")
    return path.read_bytes()


def _parsed(data: bytes) -> Mapping[str, Any]:
    import feedparser
    from feedparser.encodings import convert_to_utf8

    for mark, name in _MARKS:
        if data.startswith(mark):
            data = data.decode(name, "replace").encode()
            break
    else:
        data = cast("bytes", convert_to_utf8({}, data, {}))
    if declares_entities(data):
        raise ImportRefused("the feed declares XML entities, which no feed needs.")
    _refuse_endless(data)
    # What stands above the first element says nothing of the entries, and the library searches it again and again.
    data = b"<?xml version='1.0' encoding='utf-8'?>\n" + data[first.start() :] if (first := _FIRST.search(data)) else data
    # As a file alone: the library takes texts and bytes for the path or the address of a feed, and opens that.
    # What HTML does is settled where it becomes text.
    return cast("Mapping[str, Any]", feedparser.parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False))


def _refuse_endless(data: bytes) -> None:
    """The library takes a hundred times as long for a tag as the parser it uses."""
    if data.count(b"<") > MOST_TAGS and _CDATA.sub(b"", data).count(b"<") > MOST_TAGS:
        raise ImportRefused(f"the feed has more than {MOST_TAGS:,} tags; divide it.")
    try:
        refuse_endless_tags(data)
    except NoXml as error:
        raise ImportRefused(f"the feed is no XML that can be read: {error}.") from error


def _article(
    entry: Mapping[str, Any], about: Mapping[str, Any], number: int, file: SourceFile, order: Order | None
) -> tuple[ArticleDraft | Refused, bool]:
    """An entry as an article, and whether its text is more than a summary."""
    whole = max((_text(one) for one in _get(entry, "content", [])), key=len, default="")
    summary = _text(_get(entry, "summary_detail", {}))
    text = whole or summary
    if not text:
        return Refused(number, "text", "the entry has neither a text nor a summary.", file.name), False
    day = _day(entry, order)
    if isinstance(day, Refused):
        return Refused(number, "date", day.reason, file.name), False
    extra: dict[str, object] = {
        "summary": summary if whole and summary != whole else "",
        "author": _clean(_get(entry, "author", "")),
        "tags": [_clean(one.get("term") or "") for one in _get(entry, "tags", []) if one.get("term")],
    }
    named = _get(_get(entry, "source", {}), "title", "") or _get(about, "title", "")
    return ArticleDraft(
        text, _text(_get(entry, "title_detail", {})).replace("\n", " "), day, _text({"value": named}),
        _clean(_get(entry, "link", "")), _language(entry, about), _clean(_get(entry, "id", "")), f"{file.name} row {number}",
        {name: value for name, value in extra.items() if value},
    ), bool(whole)  # fmt: skip


def _get(of: Mapping[str, Any], name: str, otherwise: Any) -> Any:
    # The library's own dictionary answers "updated" with what was published, and warns of it.
    return dict.get(cast("dict[str, Any]", of), name) or otherwise


def _text(detail: Mapping[str, Any]) -> str:
    written = str(detail.get("value") or "")
    if "<" not in written:
        return _clean(written if detail.get("type") == "text/plain" else unescape(written))
    tree = markup.parse(written)
    return "" if tree is None else joined(markup.paragraphs(tree))


def _clean(written: Any) -> str:
    return clean_text(str(written).strip())[0]


def _day(entry: Mapping[str, Any], order: Order | None) -> str | Refused | None:
    """The day an entry was published, as written there, in its own time zone."""
    for name in ("published", "updated", "created"):
        if written := str(_get(entry, name, "")).strip():
            try:
                day = read_written(written, order)
            except AmbiguousDate as error:
                return Refused(None, None, str(error))
            if day:
                return day
            if moment := _get(entry, f"{name}_parsed", None):
                return f"{moment[0]:04}-{moment[1]:02}-{moment[2]:02}"
            return Refused(None, None, no_day(written))
    return None


def _language(entry: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    details = [*_get(entry, "content", []), _get(entry, "summary_detail", {}), _get(entry, "title_detail", {})]
    return next((str(one["language"]) for one in details if one.get("language")), "") or _clean(_get(about, "language", ""))
