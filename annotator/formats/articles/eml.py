"""Mails as articles: alerts, newsletters and articles that somebody sent on.

Owns which part of a mail is its text, and what its headers say. Nothing a mail links to is fetched; attachments are named,
never opened. Must not know saved web pages, which are written in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.errors import CloseBoundaryNotFoundDefect, MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_tz
from typing import Any, cast

from ...dates import read_written
from ...errors import ImportRefused
from ...project.articles import ArticleDraft, Refused
from ...spans import clean_text
from ..encodings import refuse_binary
from ..format import Format
from . import markup
from .html import fitted, read_bytes
from .kinds import Asked
from .passages import joined, one_line, paragraphs_of, without_title
from .plain_text import SourceFile

FORMAT = Format(
    "eml", "Mails (EML)", True, False,
    "the text, the subject as title, the day it was sent, the sender's name as source, its id",
    "attachments (named), pictures, to whom it went", kind="articles", incidents=False,
)  # fmt: skip
SUFFIXES = (".eml",)

_LIMIT = 64 * 1024 * 1024
# A plain part that only says where to read the mail is no text of it.
_LEAST_SHARE = 0.25
_NAMED = 5
_MOST = (
    ((b"\n--", b"\r--"), 10_000, "parts"), ((b":",), 1_000_000, "header lines"), ((b"\n", b"\r"), 4_000_000, "lines"),
)  # fmt: skip
"""What a mail may have most of, by the bytes that each of them begins or ends with: parts and headers take a hundred times
their size as objects."""
_MOST_COMPARED = 100_000_000
"""Each line is compared with the borders of all parts around it: so often at most, which takes ten seconds."""
_DEEPEST = 50
"""Parts within parts that are looked into."""


def read(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """The one article of a mail."""
    raw = read_bytes(file, _LIMIT)
    refuse_binary(file.path, raw[: 1 << 16])
    asked.progress(len(raw))
    message = parsed(raw)
    if not message.keys():
        raise ImportRefused("this is not a mail.")
    attached: list[Message] = []
    paragraphs = _paragraphs(message, asked, attached)
    if attached:
        more = f" and {len(attached) - _NAMED} more" if len(attached) > _NAMED else ""
        asked.tell(f"Not read, for it is attached: {', '.join(map(_name, attached[:_NAMED]))}{more}.")
    if breaks_off(message):
        asked.tell("It breaks off before its end, or the program that wrote it left that out; look at its text.")
    title = said(message, "subject")
    text = joined(without_title(paragraphs, title))
    draft = ArticleDraft(
        text, clean_text(title)[0], day_of(said(message, "date")), clean_text(_sender(message))[0],
        external_id=clean_text(said(message, "message-id").strip("<>"))[0],
    )  # fmt: skip
    yield fitted(draft if text else None, file, asked)


def parsed(raw: bytes) -> Message:
    """A mail, or a page saved as one, as its parts. Mails break every rule there is: ImportRefused only where one has more
    parts or lines than fit into memory."""
    for signs, most, what in _MOST:
        if sum(map(raw.count, signs)) > most:
            raise ImportRefused(f"it has more {what} than are read.")
    if raw.count(b"\n") * raw.lower().count(b"multipart/") > _MOST_COMPARED:
        raise ImportRefused("it has more parts within parts than are read.")
    return BytesParser(policy=policy.compat32).parsebytes(raw.lstrip())


def breaks_off(message: Message, part: Message | None = None) -> bool:
    """Whether what ends all parts is missing, and it is this part that breaks off; without one, any."""
    last = next((one for one in reversed(list(message.walk())) if not one.is_multipart()), None)
    return (part is None or part is last) and any(isinstance(one, CloseBoundaryNotFoundDefect) for one in message.defects)


def said(message: Message, name: str) -> str:
    """What a header says, in characters; nothing where it is missing."""
    raw = dict((key.lower(), value) for key, value in message.raw_items()).get(name, "")
    # Bytes beyond ASCII, which no header may have, are kept as halves of pairs.
    written = str(raw).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return one_line(str(make_header(decode_header(written))))
    except (MessageError, ValueError, LookupError):
        return one_line(written)


def day_of(written: str) -> str | None:
    """The day a header of a mail says, as its sender's clock said it."""
    found = parsedate_tz(written)
    return read_written(f"{found[0]:04}-{found[1]:02}-{found[2]:02}") if found else None


def _sender(message: Message) -> str:
    name, address = parseaddr(said(message, "from"))
    return one_line(name or address.rpartition("@")[2])


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _name(part: Message) -> str:
    try:
        return one_line(part.get_filename() or part.get_content_type())
    except (ValueError, LookupError):
        return part.get_content_type()


def _paragraphs(part: Message, asked: Asked, attached: list[Message], depth: int = 0) -> list[str]:
    """All that is written in a mail, in its order. What is attached, other mails among it, is not looked into but put to
    `attached`; so is what no mail holds so deep."""
    kind = part.get_content_type()
    if _is_attached(part) or depth > _DEEPEST or (depth and part.get_content_maintype() == "message"):
        attached.append(part)
    elif part.is_multipart():
        inner = [one for one in cast("list[Any]", part.get_payload()) if isinstance(one, Message)]
        told = [_paragraphs(one, asked, attached, depth + 1) for one in inner]
        if kind != "multipart/alternative":
            return [one for paragraphs in told for one in paragraphs]
        # The same in several ways.
        ways = list(zip((one.get_content_type() == "text/plain" for one in inner), told, strict=True))
        plain = next((paragraphs for is_plain, paragraphs in ways if is_plain), [])
        rich = max((paragraphs for is_plain, paragraphs in ways if not is_plain), key=_length, default=[])
        return plain if _length(plain) >= _LEAST_SHARE * _length(rich) else rich
    elif kind == "text/plain":
        return _plain(part, asked)
    elif kind == "text/html":
        tree = markup.parse(_html(part, asked))
        return markup.paragraphs(tree) if tree is not None else []
    elif part.get_content_maintype() not in ("text", "multipart", "image"):
        attached.append(part)  # pictures within the text are no attachments
    return []


def _length(paragraphs: list[str]) -> int:
    return sum(map(len, paragraphs))


def content(part: Message) -> bytes:
    """The bytes of a part, whatever they were written in."""
    try:
        found: Any = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return found if isinstance(found, bytes) else b""


def charset(part: Message) -> str:
    """The encoding a part says it is in."""
    try:
        return part.get_content_charset() or ""
    except (ValueError, LookupError):
        return ""


def _html(part: Message, asked: Asked) -> str:
    return markup.decode(content(part), asked.encoding, charset(part))[0]


def _plain(part: Message, asked: Asked) -> list[str]:
    text = markup.decode(content(part), asked.encoding, charset(part))[0].replace("\r\n", "\n").replace("\r", "\n")
    if part.get_param("format") == "flowed":
        # A line that ends in a blank goes on below (RFC 3676); the signature's dashes do not.
        text = re.sub(r"(?<!^--) \n(?!\n)", " ", text, flags=re.M)
    return paragraphs_of(text)
