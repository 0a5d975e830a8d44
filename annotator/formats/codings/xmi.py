"""UIMA's XMI: a file a coding beside the type system, as INCEpTION and dkpro-cassis take them; and in again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...project.articles import Refused
from ..format import Format
from . import plain_xml, uima
from .arriving import Arriving
from .coded import CodedArticle
from .going import Going

FORMAT = Format(
    "xmi", "UIMA XMI folder, for INCEpTION", True, True,
    "text, metadata, events as spans with a feature a field, links to the words of every answer, mentions, who coded and the "
    "verdict",
    "memos, decisions behind adjudicated values, history; "
    "signs that XML forbids are replaced (counted)", "", incidents=False, kind="codings",
)  # fmt: skip
TYPES = "TypeSystem.xml"


def write(going: Going) -> None:
    """The type system, and a file a coding."""
    maker = uima.Maker(going, plain_xml.holds)
    with going.file(TYPES) as place:
        maker.system.to_xml(place)
    for article in going.articles():
        for coding in article.codings:
            name = going.place_of(article, coding)
            with going.file(f"{name}.xmi") as place:
                maker.made(article, coding, name.rpartition("/")[2]).to_xmi(place)


def read(path: Path, arriving: Arriving) -> Iterator[CodedArticle | Refused]:
    """The articles of a folder, a file, or the archives that INCEpTION exports (see `uima_reading`)."""
    from .uima_reading import read as read_files

    return read_files(path, ".xmi", arriving)
