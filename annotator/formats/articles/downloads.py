"""Downloads of news archives: many articles in one file, whatever kind of file that is.

Owns which archive's download a text is, by what stands in it and never by its name, and what both archives' readers share.
Must not know how files are read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...dates import AmbiguousDate, Order, read_written
from ...project.articles import ArticleDraft, Refused
from ...spans import clean_text
from .kinds import Asked
from .passages import article_of, joined, one_line, paragraphs_of, without_title
from .plain_text import SourceFile


@dataclass(frozen=True, slots=True)
class Part:
    """One article of a download as its archive wrote it. `date` is the line that says the day."""

    paragraphs: list[str]
    title: str = ""
    date: str = ""
    source: str = ""
    language: str = ""
    url: str = ""
    external_id: str = ""
    author: str = ""


_SIGNS = re.compile(
    r"(?i:\b[0-9]{1,5} (?:of|von|de|di|van|sur) [0-9]{1,5}\s+do[ck]ument|end of document|"
    r"do[ck]ument\w{0,12}\s+[0-9]{1,5} (?:of|von|de|di|van|sur) [0-9])|"
    r"\b[A-Z][A-Z0-9]{2,11}(?:19|20)[0-9]{6}[a-z0-9]{5,12}\b"
)
_DATE_WORDS = 8
_LONGEST_LINE = 120
# The names of languages as the archives write them, in the languages of their windows.
_LANGUAGES = {
    name: code
    for code, names in {
        "en": "english anglais englisch inglés inglês inglese engels английский 英语 英文",
        "de": "german deutsch allemand alemán alemão tedesco немецкий 德语",
        "fr": "french français französisch francés francese",
        "es": "spanish español spanisch espagnol espanhol spagnolo castellano",
        "pt": "portuguese português portugiesisch portugais",
        "it": "italian italiano italienisch italien", "nl": "dutch nederlands niederländisch néerlandais",
        "ar": "arabic العربية arabisch arabe árabe", "ru": "russian русский russisch russe ruso",
        "tr": "turkish türkçe türkisch",
        "zh": "chinese 中文 chinesisch chinois chino 简体中文 繁體中文", "ja": "japanese 日本語 japanisch japonais",
        "ko": "korean 한국어 koreanisch", "pl": "polish polski polnisch", "sv": "swedish svenska schwedisch",
        "da": "danish dansk dänisch", "no": "norwegian norsk norwegisch", "fi": "finnish suomi finnisch",
        "id": "indonesian indonesisch", "ms": "malay malaysian", "fa": "persian farsi", "uk": "ukrainian ukrainisch",
        "he": "hebrew", "hi": "hindi", "th": "thai", "vi": "vietnamese", "el": "greek", "hu": "hungarian", "cs": "czech",
        "ro": "romanian", "bg": "bulgarian", "ca": "catalan",
    }.items()
    for name in names.split()
}  # fmt: skip


def in_paragraphs(
    paragraphs: Sequence[str], file: SourceFile, asked: Asked, headings: Collection[str] = ()
) -> Iterator[ArticleDraft | Refused] | None:
    """The articles of a download among the paragraphs of a document; None where it is no download. `headings` are those
    that are set as such."""
    from . import factiva, lexis

    if not any(_SIGNS.search(one) for one in paragraphs):
        return None
    for archive in (lexis, factiva):
        if archive.is_download(paragraphs):
            return _articles(archive.parts(paragraphs, headings, asked.tell), archive.NAME, file, asked)
    return None


def articles_in(
    paragraphs: list[str], facts: ArticleDraft, file: SourceFile, asked: Asked, headings: Collection[str] = ()
) -> Iterator[ArticleDraft | Refused]:
    """The articles of a download where the paragraphs of a document are one, else the one article that the document is;
    `facts` as in `passages.article_of`."""
    if found := in_paragraphs(paragraphs, file, asked, headings):
        yield from found
    else:
        yield article_of(paragraphs, facts, file, asked)


def in_page(tree: Any, file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused] | None:
    """The same for a parsed web page."""
    from . import factiva, markup

    if not _SIGNS.search(tree.text_content()):
        return None
    if parts := list(factiva.parts_of_page(tree)):
        return _articles(parts, factiva.NAME, file, asked)
    return in_paragraphs(markup.paragraphs(tree), file, asked)


def in_text(text: str, file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused] | None:
    """The same for a plain text, whose paragraphs are parted by empty lines and broken into lines."""
    if not _SIGNS.search(text):
        return None
    return in_paragraphs(paragraphs_of(text), file, asked)


def _articles(parts: Iterable[Part], archive: str, file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    asked.tell(f"This is a download of {archive}: many articles in one file.")
    for number, part in enumerate(parts, start=1):
        yield _article(part, number, file, asked)


def _article(part: Part, number: int, file: SourceFile, asked: Asked) -> ArticleDraft | Refused:
    title = clean_text(one_line(part.title))[0]
    text = joined(without_title([unbroken(one) for one in part.paragraphs], title))
    shown = f" (“{title[:60]}”)" if title else ""
    if not text:
        return Refused(number, "text", f"this article of the download{shown} has no text.", file.name)
    if len(text) > asked.limit:
        return Refused(number, "text", f"this article of the download{shown} is longer than one article may be.", file.name)
    try:
        day = first_day(part.date, asked.order)
    except AmbiguousDate as ambiguous:
        return Refused(number, "date", str(ambiguous), file.name)
    told = {name: clean_text(one_line(getattr(part, name)))[0] for name in ("source", "url", "external_id", "author")}
    author = told.pop("author")
    draft = ArticleDraft(text, title, day, origin=f"{file.name} article {number}", extra={"author": author} if author else {})
    return replace(draft, language=language_code(part.language), **told)


def unbroken(paragraph: str) -> str:
    """A paragraph without the line ends that were put in to fit a page; short lines stay as they are."""
    lines = paragraph.split("\n")
    if len(lines) < 2 or max(map(len, lines)) < 60:
        return paragraph
    return re.sub(r"(?<=\w-)\n(?=\w)", "", paragraph).replace("\n", " ")


def first_day(line: str, order: Order | None) -> str | None:
    """The day a line begins with, whatever follows it: a weekday, an hour, an edition."""
    words = list(re.finditer(r"\S+", line[:200]))[:_DATE_WORDS]
    # A weekday may stand before the day.
    for first in words[:2]:
        for last in words:
            written = line[first.start() : last.end()].rstrip(",;:|–—-")
            if last.end() > first.start() and not written.isdecimal() and (day := read_written(written, order)):
                return day
    return None


def has_day(line: str) -> bool:
    """Whether a short line begins with a day."""
    try:
        return len(line) <= _LONGEST_LINE and first_day(line, "dmy") is not None
    except AmbiguousDate:
        return True


def language_code(name: str) -> str:
    """Two letters for the name of a language; nothing where it is none that is known."""
    words = re.split(r"[\s;,()]+", name.strip().casefold())
    return next((_LANGUAGES[word] for word in words if word in _LANGUAGES), "")
