"""Web pages: the article of each, found among menus, advertisements and the rest.

Owns how a page becomes an article: its main text by trafilatura, and where that finds none, all its paragraphs. Must not
know where a page comes from: files, mails, saved pages and web archives ask here alike. Nothing is fetched.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from ...dates import Order
from ...errors import ImportRefused
from ...project.articles import ArticleDraft, Refused
from ...spans import clean_text
from ..encodings import file_size, megabytes, refuse_binary
from ..format import Format
from . import downloads, markup, page_facts, page_words
from .kinds import Asked
from .passages import joined, one_line, paragraphs_of, without_title
from .plain_text import SourceFile

FORMAT = Format(
    "html", "Web pages", True, False,
    "the main text; title, source, address, language and the day the page declares as published; the author beside them",
    "menus, comments, pictures, links, bold and italics; a day that is only in the text", kind="articles", incidents=False,
)  # fmt: skip
SUFFIXES = (".html", ".htm", ".xhtml")
PAGE_LIMIT = 64 * 1024 * 1024
"""The most a page may measure; those that carry their pictures within themselves are large."""

# Where trafilatura finds less than this, it gives all that it can get hold of.
_LEAST_TEXT = 250
_MUCH_MORE = 4
_NO_TEXT = "the page holds no text of an article."


def read(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """The article of a page, or the articles of a download of LexisNexis or Factiva."""
    raw = read_bytes(file)
    refuse_binary(file.path, raw[: 1 << 16])
    asked.progress(len(raw))
    text, name, note = markup.decode(raw, asked.encoding)
    asked.decoded(name)
    if note:
        asked.tell(note)
    tree = markup.parse(text)
    if tree is not None and (found := downloads.in_page(tree, file, asked)):
        yield from found
        return
    draft = None if tree is None else of_tree(tree, "", asked.order, asked.tell)
    yield fitted(draft, file, asked)


def fitted(draft: ArticleDraft | None, file: SourceFile, asked: Asked) -> ArticleDraft | Refused:
    """A draft as it comes in, or the one reason why not."""
    if draft is None:
        return Refused(None, "text", _NO_TEXT, file.name)
    if len(draft.text) > asked.limit:
        return Refused(None, "text", f"the text has {len(draft.text):,} characters, more than one article may.", file.name)
    return replace(draft, origin=file.name)


def read_bytes(file: SourceFile, limit: int = PAGE_LIMIT) -> bytes:
    """A whole file of at most `limit` bytes. ImportRefused says why it cannot be read."""
    size = file_size(file.path)
    if size > limit:
        raise ImportRefused(f"{megabytes(size)} is more than the {megabytes(limit)} that such a file may measure.")
    try:
        raw = file.path.read_bytes()
    except OSError as error:
        raise ImportRefused(f"the file cannot be read ({error.strerror or error}).") from error
    if not raw.strip(b" \t\r\n\0"):
        raise ImportRefused("the file is empty.")
    return raw


def article_of(
    page: bytes | str, url: str = "", *, order: Order | None = None, encoding: str | None = None, hint: str = "",
    tell: Callable[[str], None] = lambda _: None,
) -> ArticleDraft | None:  # fmt: skip
    """The article of a page; None where it holds none.

    `url` is where the page was fetched, believed where it names no address of its own; `encoding` overrules what the page
    says, `hint` is what its carrier said of it. `tell` takes sentences about what could not be made out.
    """
    if isinstance(page, bytes):
        page, _, note = markup.decode(page, encoding, hint)
        if note:
            tell(note)
    try:
        tree = markup.parse(page)
    except ImportRefused as refused:
        tell(str(refused))
        return None
    return None if tree is None else of_tree(tree, url, order, tell)


def of_tree(tree: Any, url: str, order: Order | None, tell: Callable[[str], None]) -> ArticleDraft | None:
    """The same for a page that was parsed."""
    found = _facts(tree, url)
    day, problem = page_facts.published(tree, found.url, order)
    if problem and not day:
        tell(problem)
    if markup.is_huge(tree):
        tell("The page is too large for its main text to be looked for; all its paragraphs were taken.")
        paragraphs = []
    else:
        page_words.prepare(tree)
        paragraphs = _main_text(tree, found.url)
    if (length := sum(map(len, paragraphs))) < _LEAST_TEXT:
        # So little is all that there is on the page, menus among it, or a mistake.
        whole = markup.paragraphs(tree, markup.FURNITURE)
        paragraphs = whole if 0 < sum(map(len, whole)) <= _MUCH_MORE * length or not paragraphs else paragraphs
    title = page_facts.without_source(one_line(found.title or ""), one_line(found.sitename or ""))
    text = joined(without_title(paragraphs, title))
    if not any(map(str.isalnum, text)):
        return None
    author = clean_text(one_line(found.author or ""))[0]
    return ArticleDraft(
        text, clean_text(title)[0], day, clean_text(page_facts.source(found.sitename or "", found.url))[0],
        clean_text(one_line(found.url))[0], page_facts.language(tree), extra={"author": author} if author else {},
    )  # fmt: skip


class _Facts:
    """What trafilatura finds out about a page."""

    def __init__(self, found: Any, url: str) -> None:
        self.title: str | None = found.title
        self.author: str | None = found.author
        self.sitename: str | None = found.sitename
        self.url: str = found.url or url


@cache
def _trafilatura() -> Any:
    import trafilatura
    from trafilatura import metadata

    # Its remarks are for those who run it by itself, and quote what they are about.
    for name in ("trafilatura", "htmldate", "courlan", "readability", "justext", "charset_normalizer"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return trafilatura, metadata


def _facts(tree: Any, url: str) -> _Facts:
    """Title, author, site and address; the day is `page_facts`' own business, so nothing is searched for it."""
    _, metadata = _trafilatura()
    found = metadata.examine_meta(tree)
    try:
        found = metadata.extract_meta_json(tree, found)
    except Exception:
        # Whatever a page writes as JSON-LD: the other facts stand.
        found = metadata.examine_meta(tree)
    found.title = found.title or metadata.extract_title(tree)
    found.url = found.url or metadata.extract_url(tree, url or None)
    found.sitename = found.sitename or metadata.extract_sitename(tree)
    return _Facts(found, url)


def _main_text(tree: Any, url: str) -> list[str]:
    trafilatura, _ = _trafilatura()
    try:
        found = trafilatura.bare_extraction(tree, url=url or None, include_comments=False, with_metadata=False)
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError, IndexError):
        return []
    return [] if found is None else [one for block in page_words.blocks(found.body) for one in paragraphs_of(block)]
