"""Web archives as articles: the pages and texts in a WARC file, one record after the other.

Owns which records are pages and how their bodies come out of what servers send; holds one record in memory. Must not know
how an article is found on a page.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader
from pathlib import Path
from typing import Any

from ...errors import ImportRefused
from ...project.articles import ArticleDraft, Refused
from ...spans import clean_text
from ..encodings import BLOCK, file_size, megabytes
from ..format import Format
from ..unpacking import FREE_IN_ALL, RATIO
from .kinds import Asked
from .plain_text import SourceFile, shown

FORMAT = Format(
    "warc", "Web archive (WARC): the pages and plain texts in it", True, False,
    "as of web pages; the address and, as a column from outside, when a page was fetched",
    "redirects, errors, repeats, pictures and everything else that is no page (counted)", "", kind="articles",
)  # fmt: skip
SUFFIXES = (".warc", ".warc.gz")

PAGE_LIMIT = 32 << 20
"""The most one page may measure, as it was sent and unpacked."""

_LINE_LIMIT, _HEADERS_LIMIT = 1 << 16, 1 << 20
_PAGES = ("text/html", "application/xhtml+xml")
_FOR_ROBOTS = re.compile(r"https?://[^/]+/(?:robots|ads|app-ads|humans|security|llms)\.txt$", re.I)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.I)
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_LOOKS_LIKE_A_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.I)
_PASSED = {
    "kind": ("that is no page, such as a picture", "that are no pages, such as pictures"),
    "redirect": ("redirect", "redirects"), "repeat": ("repeat of a page", "repeats of pages"),
    "status": ("answer without the page that was asked for", "answers without the page that was asked for"),
}  # fmt: skip


class _Unreadable(Exception):
    """What comes next in the archive cannot be read; the sentence's end says why."""


class _Compressed(Exception):
    """A body is packed in a way that is not read."""


def read(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """The articles of all pages and texts, in the order of the records; a record's number stands for the row. Of a damaged
    archive the whole records come in."""
    if not file_size(file.path):
        raise ImportRefused("the file is empty.")
    with _Stream(file.path) as stream:
        yield from _Archive(file, asked, stream).read()


class _Stream:
    """The archive's bytes, unpacked as they come. No line of headers is longer than it may be, nor are all of a record's."""

    def __init__(self, path: Path) -> None:
        self.raw = path.open("rb")
        self.packed = self.raw.peek(2)[:2] == b"\x1f\x8b"
        self.inner: BufferedReader | gzip.GzipFile = gzip.GzipFile(fileobj=self.raw) if self.packed else self.raw
        self.left = RATIO * file_size(path) + FREE_IN_ALL
        self.headers, self.done = _HEADERS_LIMIT, 0
        self.cut = self.ended = False

    def __enter__(self) -> _Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self.inner.close()
        self.raw.close()

    def read(self, size: int) -> bytes:
        """As a file's, but that the end of broken bytes is the end."""
        found = bytearray()
        while len(found) < size and (more := self._some(min(size - len(found), BLOCK))):
            found += more
        return bytes(found)

    def _some(self, size: int) -> bytes:
        try:
            # One piece at a time: `read` would lose what it has where the next bytes are broken.
            return self._counted(self.inner.read1(size))
        except (EOFError, zlib.error, gzip.BadGzipFile):
            self.cut = True
            return b""

    def readline(self, size: int = _LINE_LIMIT) -> bytes:
        """A line of headers."""
        try:
            line = self._counted(self.inner.readline(min(size, _LINE_LIMIT)))
        except (EOFError, zlib.error, gzip.BadGzipFile):
            self.cut = True
            return b""
        self.ended = not line
        self.headers -= len(line)
        if self.headers < 0 or len(line) >= _LINE_LIMIT:
            raise _Unreadable("its headers do not end")
        return line

    def tell(self) -> int:
        """How many bytes were read of what is unpacked."""
        return self.done

    def _counted(self, found: bytes) -> bytes:
        self.done += len(found)
        self.left -= len(found)
        if self.left < 0:
            raise _Unreadable("it unpacks to far more than web archives do")
        return found

    def next_line(self) -> bytes:
        """The first line that is not empty, and a fresh allowance for the headers below it; nothing at the end."""
        self.headers = _HEADERS_LIMIT
        while line := self.readline():
            if line.strip():
                return line
        return b""


class _Archive:
    """The records of one archive, and what is passed over."""

    def __init__(self, file: SourceFile, asked: Asked, stream: _Stream) -> None:
        self.file, self.asked, self.stream = file, asked, stream
        self.count = self.found = 0
        self.passed = Counter[str]()

    def read(self) -> Iterator[ArticleDraft | Refused]:
        why = ""
        try:
            for record in self.records():
                article = self.article(record)
                self.drain(record)  # a page is whole before it comes in
                if article is not None:
                    self.found += 1
                    yield article
                self.asked.progress(self.stream.raw.tell())
        except _Unreadable as error:
            why = str(error)
        if self.stream.cut and not why:
            why = "the archive is cut off or damaged there"
        if why:
            behind = f"behind record {self.count}" if self.count > 1 else "from its beginning on"
            yield Refused(self.count or None, None, f"the archive cannot be read {behind}: {why}.", self.file.name)
        told = ", ".join(f"{count:,} {_PASSED[name][count > 1]}" for name, count in sorted(self.passed.items()))
        if not self.found and not why:
            raise ImportRefused(f"the archive holds no pages and no texts{f' (only {told})' if told else ''}.")
        if told:
            self.asked.tell(f"Of {self.count:,} records were passed over: {told}.")

    def records(self) -> Iterator[Any]:
        from warcio.exceptions import ArchiveLoadFailed
        from warcio.recordloader import ArcWarcRecordLoader

        loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
        while line := self.stream.next_line():
            if not line.startswith(b"WARC/"):
                raise _Unreadable("there is no record" if self.count else "this is no WARC file")
            self.count += 1
            try:
                record = loader.parse_record_stream(self.stream, line, "warc", no_record_parse=True)
            except EOFError:
                raise _Unreadable("the record breaks off in its headers") from None
            except ArchiveLoadFailed as error:
                raise _Unreadable("there is no record of a known kind") from error
            if self.stream.ended:
                raise _Unreadable("the record breaks off in its headers")
            if not (record.rec_headers.get_header("Content-Length") or "").isdecimal():
                raise _Unreadable("the record does not say how long it is")
            yield record

    def drain(self, record: Any) -> None:
        """Goes to the record's end, which must be there."""
        rest = record.raw_stream
        while rest.limit > 0 and rest.read(BLOCK):
            self.asked.progress(self.stream.raw.tell())
        if rest.limit > 0:
            raise _Unreadable("the record is cut off")

    def article(self, record: Any) -> ArticleDraft | Refused | None:
        """What a record holds; None where it is none of an article, which is counted if somebody may miss it."""
        kind, url = record.rec_type, record.rec_headers.get_header("WARC-Target-URI") or ""
        if kind == "revisit":
            self.passed["repeat"] += 1
        if kind not in ("response", "resource", "conversion") or not url.lower().startswith(("http:", "https:")):
            return None
        headers = _http_headers(record) if kind == "response" else None
        if kind == "response":
            status = headers.get_statuscode() if headers else ""
            if status != "200":
                self.passed["redirect" if status in ("301", "302", "303", "307", "308") else "status"] += 1
                return None
        media = ((headers.get_header("Content-Type") if headers else record.content_type) or "").lower()
        known = media.partition(";")[0].strip()
        if known and (known not in (*_PAGES, "text/plain") or _FOR_ROBOTS.match(url)):
            self.passed["kind"] += 1
            return None
        body = self.body(record, headers)
        if isinstance(body, Refused):
            return body
        if not known and not _LOOKS_LIKE_A_PAGE.search(body[:4096]):
            self.passed["kind"] += 1
            return None
        charset = _CHARSET.search(media)
        found = self.text(body, url, known == "text/plain", charset[1] if charset else "")
        if found is None:
            return self.refused(url, "the page holds no text of an article.")
        if len(found.text) > self.asked.limit:
            return self.refused(url, f"the text has {len(found.text):,} characters, more than one article may.")
        fetched = record.rec_headers.get_header("WARC-Date") or ""
        extra = {**found.extra, **({"fetched": clean_text(fetched)[0]} if fetched else {})}
        return replace(found, origin=f"{self.file.name} row {self.count}", extra=extra)

    def refused(self, url: str, reason: str) -> Refused:
        told = shown(url)
        told = told if len(told) <= 100 else f"{told[:99]}…"
        return Refused(self.count, "text", f"{told}: {reason}", self.file.name)

    def text(self, body: bytes, url: str, plain: bool, charset: str) -> ArticleDraft | None:
        from . import html, markup

        if not plain:
            return html.article_of(body, url, order=self.asked.order, encoding=self.asked.encoding, hint=charset)
        text = clean_text(markup.decode(body, self.asked.encoding, charset)[0])[0].strip()
        return ArticleDraft(text, url=clean_text(url)[0]) if any(map(str.isalnum, text)) else None

    def body(self, record: Any, headers: Any) -> bytes | Refused:
        """What was sent, out of its chunks and unpacked."""
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        if record.raw_stream.limit > PAGE_LIMIT:
            return self.refused(url, f"the page measures more than {megabytes(PAGE_LIMIT)}.")
        data = record.raw_stream.read(record.raw_stream.limit)
        if headers is None:
            return data
        if "chunked" in (headers.get_header("Transfer-Encoding") or "").lower():
            data = _joined(data)
        try:
            for coding in reversed((headers.get_header("Content-Encoding") or "").lower().split(",")):
                data = _unpacked(data, coding.strip())
        except _Compressed as error:
            return self.refused(url, str(error))
        return data


def _http_headers(record: Any) -> Any | None:
    """The head of what a server answered; None where there is none."""
    from warcio.statusandheaders import StatusAndHeadersParser

    try:
        return StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False).parse(record.raw_stream)
    except EOFError:
        return None


def _joined(data: bytes) -> bytes:
    """A body out of its chunks; as it is where it has none, for some programs keep the header and not the chunks."""
    parts: list[bytes] = []
    at = 0
    while found := _CHUNK.match(data, at):
        size = int(found[1], 16)
        parts.append(data[found.end() : found.end() + size])
        at = found.end() + size
        if not size or at >= len(data):
            return b"".join(parts)
        at += 2 if data[at : at + 2] == b"\r\n" else data[at : at + 1] == b"\n"
    # Chunks that end in the middle of something were cut by whoever fetched the page.
    return b"".join(parts) if parts else data


def _unpacked(data: bytes, coding: str) -> bytes:
    if coding in ("", "identity", "none", "utf-8"):
        return data
    if coding in ("gzip", "x-gzip", "deflate"):
        for bits in (47, -15) if coding == "deflate" else (47,):
            unpacking = zlib.decompressobj(bits)
            try:
                found = unpacking.decompress(data, PAGE_LIMIT + 1)
            except zlib.error:
                continue
            if len(found) > PAGE_LIMIT:
                raise _Compressed(f"the page unpacks to more than {megabytes(PAGE_LIMIT)}.")
            return found
        if _LOOKS_LIKE_A_PAGE.search(data[:4096]):
            return data  # unpacked already by whoever fetched it
        raise _Compressed("the page is damaged: it cannot be unpacked.")
    raise _Compressed(f"the page is packed with “{coding[:20]}”, which is not read.")
