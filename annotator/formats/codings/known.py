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


def formats() -> list[Format]:
    """What is said of each."""
    return [module(name).FORMAT for name in MODULES]
