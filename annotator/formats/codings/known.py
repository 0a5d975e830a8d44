"""The formats of codings there are: name to module. A module is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from ...project.articles import Refused
from ..format import Format
from .arriving import Arriving
from .coded import CodedArticle
from .going import Going

MODULES: dict[str, str] = {
    "hugging-face": "hugging_face",
    "spans-jsonl": "spans_jsonl",
    "events-jsonl": "events_jsonl",
    "chat-jsonl": "chat_jsonl",
    "spacy": "spacy_docbin",
    "conll": "conll",
    "doccano": "doccano",
    "label-studio": "label_studio",
    "brat": "brat",
    "xmi": "xmi",
    "cas-json": "cas_json",
    "w3c": "w3c",
    "qdpx": "qdpx",
}
"""The module of each format, below this folder, in the order in which people see them."""


class Module(Protocol):
    """What a format's module has; `read` where its format reads."""

    FORMAT: Format
    write: Callable[[Going], None]
    read: Callable[[Path, Arriving], Iterator[CodedArticle | Refused]]


def module(name: str) -> Module:
    """The module of a format. Raises KeyError."""
    return cast("Module", import_module(f"{__package__}.{MODULES[name]}"))


OWN = "jsonl"
"""The lines of our own: written by `formats.jsonl`, read here."""


Read = Callable[[Path, Arriving], Iterator[CodedArticle | Refused]]
"""What a format's module has that reads, as `read`."""


def reader(name: str) -> Read:
    """What reads a format. Raises KeyError where nothing does."""
    if name == OWN:
        return cast("Read", import_module(f"{__package__}.own_lines").read)
    found = module(name)
    if not found.FORMAT.reads:
        raise KeyError(name)
    return cast("Read", vars(found)["read"])


def readers() -> list[str]:
    """The names of the formats that codings are read from, our own first."""
    return [OWN, *(name for name in MODULES if module(name).FORMAT.reads)]


def formats() -> list[Format]:
    """What is said of each."""
    return [module(name).FORMAT for name in MODULES]
