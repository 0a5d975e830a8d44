"""Mails as articles: alerts, newsletters and articles that somebody sent on.

Owns which part of a mail is its text, and what its headers say. Nothing a mail links to is fetched; attachments are named,
never opened. Must not know saved web pages, which are written in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_tz
from typing import Any

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


def read(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """The one article of a mail."""
    raw = read_bytes(file, _LIMIT)
    refuse_binary(file.path, raw[: 1 << 16])
    asked.progress(len(raw))
    message = parsed(raw)
    if not message.keys():
        raise ImportRefused("this is not a mail.")
    paragraphs = _paragraphs(message, asked)
    attached = [_name(part) for part in _attachments(message)]
    if attached:
        more = f" and {len(attached) - _NAMED} more" if len(attached) > _NAMED else ""
        asked.tell(f"Not read, for it is attached: {', '.join(attached[:_NAMED])}{more}.")
    title = said(message, "subject")
    text = joined(without_title(paragraphs, title))
    draft = ArticleDraft(
        text, clean_text(title)[0], day_of(said(message, "date")), clean_text(_sender(message))[0],
        external_id=clean_text(said(message, "message-id").strip("<>"))[0],
    )  # fmt: skip
    yield fitted(draft if text else None, file, asked)


def parsed(raw: bytes) -> Message:
    """A mail, or a page saved as one, as its parts. Nothing of it is refused: mails break every rule there is."""
    return BytesParser(policy=policy.compat32).parsebytes(raw.lstrip())


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


def _attachments(message: Message) -> Iterator[Message]:
    for part in message.walk():
        # Pictures within the text are no attachments.
        if _is_attached(part) or part.get_content_maintype() not in ("text", "multipart", "image"):
            yield part


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _name(part: Message) -> str:
    try:
        return one_line(part.get_filename() or part.get_content_type())
    except (ValueError, LookupError):
        return part.get_content_type()


def _paragraphs(message: Message, asked: Asked) -> list[str]:
    texts = {kind: part for kind in ("plain", "html") if (part := _body(message, kind)) is not None}
    plain = _plain(texts["plain"], asked) if "plain" in texts else []
    tree = markup.parse(_html(texts["html"], asked)) if "html" in texts else None
    rich = markup.paragraphs(tree) if tree is not None else []
    return plain if sum(map(len, plain)) >= _LEAST_SHARE * sum(map(len, rich)) else rich


def _body(message: Message, kind: str) -> Message | None:
    """The first part of a kind of text that is not attached."""
    for part in message.walk():
        if part.get_content_type() == f"text/{kind}" and not _is_attached(part):
            return part
    return None


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
