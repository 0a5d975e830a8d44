"""The kinds of files articles stand in, beside plain texts, tables and JSON: a module each, found by the name's ending.

Owns what a module of a kind has and what it is asked for. Must not know any one kind. A module loads what is heavy when it
reads, not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Protocol, cast

from ...dates import Order
from ...errors import UsageError
from ...project.articles import ArticleDraft, Refused
from ..encodings import TEXT_LIMIT
from ..format import Format
from .plain_text import SourceFile

MODULES: tuple[str, ...] = (
    "markdown", "html", "mhtml", "docx", "odt", "rtf", "pdf", "eml", "lexis", "factiva", "feeds", "nitf", "warc", "archives",
)  # fmt: skip
"""The modules of this folder that read a kind, in the order in which people see them."""


@dataclass(slots=True)
class Allowance:
    """How many bytes may yet be unpacked; one for a packed file and all that are packed in it."""

    left: int


@dataclass(frozen=True, slots=True)
class Packed:
    """Where a file stands in packed ones: how deep (0: in none), and what they may yet unpack to."""

    depth: int = 0
    allowance: Allowance | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What one reading was asked for. `order` settles dates that can be read two ways, `encoding` overrules what would be
    found, `limit` bounds one text in characters; `tell` takes a sentence about the file, `progress` the bytes read of it.

    `mapping` (part to column) and `sheet` are for tables, which a kind that holds other files passes on to
    `sources.read_file`; `kind` is the name of the format that files are read as, whatever they are called. `decoded` takes
    the name of a text file's encoding; `packed` is the file's own place in files that hold others; `several` says that the
    files are more than one, so that a column that was named may be another's."""

    order: Order | None = None
    encoding: str | None = None
    limit: int = TEXT_LIMIT
    tell: Callable[[str], None] = lambda _: None
    progress: Callable[[int], None] = lambda _: None
    mapping: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    kind: str = ""
    decoded: Callable[[str], None] = lambda _: None
    packed: Packed = Packed()
    several: bool = False


class ArticleKind(Protocol):
    """A module that reads a kind of file."""

    FORMAT: Format
    SUFFIXES: tuple[str, ...]

    def read(self, file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
        """The articles of a file, in order, and what cannot come in. Raises ImportRefused where nothing can be read; what
        was read before that stands. Holds no more in memory than one article, or a document of bounded size."""
        ...


def kinds() -> list[ArticleKind]:
    """All of them."""
    return [cast("ArticleKind", import_module(f"{__package__}.{name}")) for name in MODULES]


def kind_of(suffix: str) -> ArticleKind | None:
    """The kind of files whose names end so (small letters, with the dot); None where it is none of these."""
    return next((one for one in kinds() if suffix in one.SUFFIXES), None)


def is_kind(name: str) -> bool:
    """Whether a format of this name is one of these kinds."""
    return any(one.FORMAT.name == name for one in kinds())


def kind_named(name: str) -> ArticleKind:
    """The kind whose format has this name. UsageError says which there are."""
    found = next((one for one in kinds() if one.FORMAT.name == name), None)
    if found is None:
        raise UsageError(f"There is no format “{name}” of articles; there are {', '.join(one.FORMAT.name for one in kinds())}.")
    return found


def suffixes() -> tuple[str, ...]:
    """The endings that are read here."""
    return tuple(suffix for one in kinds() for suffix in one.SUFFIXES)
