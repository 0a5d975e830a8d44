"""What a file is by its first bytes, where its name says something else.

Owns the signs by which documents, web pages and mails are known, and what is said of files that are not read. Must not know
how any of them is read. Tables, JSON, XML and archives are left alone: their readers look for themselves.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from ..unpacking import Archive, TooLarge, Unreadable

_HEAD = 8192
# The endings that stand for the same thing; the first is what a reader is found by.
_FAMILIES = ((".html", ".htm", ".xhtml"), (".mhtml", ".mht"), (".docx", ".docm", ".dotx"), (".odt", ".ott", ".fodt"))
_LEFT_ALONE = re.compile(r"\.(?:csv|tsv|tab|xls[xm]?|ods|parquet|jsonl?|ndjson|xml|rss|atom|nitf|newsml|warc|gz|zip)", re.I)
_WHAT = {
    ".rtf": "an RTF document", ".pdf": "a PDF", ".docx": "a Word document", ".odt": "an OpenDocument text",
    ".html": "a web page", ".mhtml": "a saved web page (MHTML)", ".eml": "a mail", ".json": "JSON",
    ".zip": "a ZIP archive",
}  # fmt: skip
_DOCX = "open it in Word or LibreOffice and save it as .docx."
UNREAD = {
    ".doc": f"Word documents of before 2007 are not read; {_DOCX}",
    ".dot": f"Word templates are not read; {_DOCX}",
    ".pages": "documents of Pages are not read; export it there as .docx.",
    ".wpd": f"WordPerfect documents are not read; {_DOCX}",
    ".msg": "Outlook's own messages are not read; save it as .eml.",
    ".xls": "workbooks of before 2007 are not read; save it as .xlsx or .csv.",
}  # fmt: skip
"""Kinds that are not read and have a way out: a sentence each, by ending."""

_XML_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}\?>", re.I)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.I)
_JSON = re.compile(rb'[\[{]\s{0,80}(?:\{\s{0,80})?"[^"\\\n]{1,80}"\s{0,20}:\s{0,20}["\[{0-9tfn-]')
_HEADER_LINE = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,40}):[^\r\n]*+(?:\r?\n[ \t][^\r\n]++)*+\r?\n")
_OF_MAIL = {b"mime-version", b"message-id", b"received", b"return-path"}
_WRITTEN_BY_PEOPLE = {b"from", b"subject", b"to", b"date"}
_SAVED_PAGE = re.compile(rb"saved by|microsoft mhtml|snapshot-content-location", re.I)


def true_ending(path: Path) -> tuple[str, str]:
    """The ending a file ought to have, and what that is in words; both empty where its name is right, or nobody can say."""
    suffix = path.suffix.lower()
    if _LEFT_ALONE.fullmatch(suffix):
        return "", ""
    if not os.path.isfile(path):
        return "", ""  # a pipe would never end
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return "", ""
    found = _ending_of(head, path)
    family = next((one for one in _FAMILIES if suffix in one), (suffix,))
    return ("", "") if not found or found in family else (found, _WHAT[found])


def _ending_of(head: bytes, path: Path) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    head = head.removeprefix(b"\xef\xbb\xbf")
    start = head.lstrip()
    if start.startswith(b"{\\rtf"):
        return ".rtf"
    if start.startswith(b"%PDF-"):
        return ".pdf"
    if head.startswith(b"PK"):
        return _ending_of_archive(path) if head[2:4] in (b"\3\4", b"\5\6") else ""
    if _is_page(start):
        return ".html"
    if _JSON.match(start):
        return ".json"
    return _ending_of_mail(start)


def _is_page(start: bytes) -> bool:
    """Whether a web page begins here, behind a declaration and comments. What is passed over is looked at once."""
    if declared := _XML_DECLARATION.match(start):
        start = start[declared.end() :].lstrip()
    while start.startswith(b"<!--"):
        end = start.find(b"-->", 4)
        if end < 0:
            return False
        start = start[end + 3 :].lstrip()
    return _PAGE.match(start) is not None


def _ending_of_archive(path: Path) -> str:
    try:
        with Archive(path) as archive:
            names = set(archive.names)
            if "word/document.xml" in names:
                return ".docx"
            if "mimetype" in names:
                with suppress(TooLarge):
                    kind = archive.read("mimetype", 200)
                    return ".odt" if kind.startswith(b"application/vnd.oasis.opendocument.text") else ""
    except (Unreadable, OSError):
        return ""
    # What else is an office document keeps this list of its parts.
    return "" if "[Content_Types].xml" in names else ".zip"


def _ending_of_mail(start: bytes) -> str:
    names: set[bytes] = set()
    at = 0
    while found := _HEADER_LINE.match(start, at):
        names.add(found[1].lower())
        at = found.end()
    if not names & _OF_MAIL:
        return ""
    if _SAVED_PAGE.search(start[:at]):
        return ".mhtml"
    return ".eml" if names & _WRITTEN_BY_PEOPLE else ""
