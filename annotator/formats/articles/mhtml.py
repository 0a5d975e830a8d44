"""Saved web pages (MHTML, MHT): one file with the page and all that it shows.

Owns which part is the page, and where it was saved from. Nothing it links to is fetched, and the day it was saved is not the
article's. Must not know how a page is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.message import Message

from ...errors import ImportRefused
from ...project.articles import ArticleDraft, Refused
from ...spans import clean_text
from ..encodings import refuse_binary
from ..format import Format
from . import downloads, html, markup
from .eml import breaks_off, charset, content, parsed, said
from .kinds import Asked
from .plain_text import SourceFile

FORMAT = Format(
    "mhtml", "Saved web pages (MHTML)", True, False,
    "the main text; title, source, language and the day the page declares as published; the address it was saved from",
    "menus, comments, pictures, links, the day it was saved", kind="articles", incidents=False,
)  # fmt: skip
SUFFIXES = (".mhtml", ".mht")


def read(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """The article of the page that was saved, or the articles of a download of LexisNexis or Factiva."""
    raw = html.read_bytes(file)
    refuse_binary(file.path, raw[: 1 << 16])
    asked.progress(len(raw))
    message = parsed(raw)
    page = _page(message)
    if page is None:
        raise ImportRefused("this is not a saved web page, or it was cut off before the page began.")
    if breaks_off(message, page):
        raise ImportRefused("the page breaks off; save it again.")
    url = next((one for name in ("snapshot-content-location",) if (one := said(message, name))), "") or said(
        page, "content-location"
    )
    text, name, note = markup.decode(content(page), asked.encoding, charset(page))
    asked.decoded(name)
    if note:
        asked.tell(note)
    tree = markup.parse(text)
    if tree is not None and (found := downloads.in_page(tree, file, asked)):
        yield from found
        return
    draft = None if tree is None else html.of_tree(tree, url if url.startswith("http") else "", asked.order, asked.tell)
    if draft and not draft.title:
        draft = replace(draft, title=clean_text(said(message, "subject"))[0])
    yield html.fitted(draft, file, asked)


def _page(message: Message) -> Message | None:
    """The part named as the start, else the first page among the parts."""
    start = str(message.get_param("start") or "").strip()
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    named = (part for part in pages if start and said(part, "content-id").strip() == start)
    return next(named, pages[0] if pages else None)
