"""What stands in a text document, whatever program wrote it.

Owns what the readers of such documents tell of one, and when a line at the top is its title. Must not know any file format.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ...errors import ImportRefused
from ...project.articles import ArticleDraft
from ..encodings import TEXT_LIMIT
from .office import believable_title

LONGEST_HEADING = 250
"""A longer paragraph is none, however it is set; in characters."""
AMONG_FIRST = 3
"""A heading below so many paragraphs is a heading within the text, and not its title."""


@dataclass
class Written:
    """What stands in a document: its paragraphs, the first that is set as a title, and what its properties say."""

    paragraphs: list[str] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)
    """Those that are set in bold as a whole, or as headings."""
    heading: str = ""
    title: str = ""
    language: str = ""
    breaks_off: bool = False
    """Whether what ends a document is missing."""
    _characters: int = 0

    def add(self, paragraph: str) -> None:
        """One more paragraph. ImportRefused where they are more than people write, before they are looked through."""
        self._characters += len(paragraph)
        if self._characters > TEXT_LIMIT:
            raise ImportRefused(f"it has more than {TEXT_LIMIT:,} characters, which no article and no download has.")
        self.paragraphs.append(paragraph)

    @property
    def facts(self) -> ArticleDraft:
        """What the document says about itself, for `passages.article_of`."""
        return ArticleDraft("", self.heading or believable_title(self.title), language=self.language)
