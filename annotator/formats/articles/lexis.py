"""Downloads of LexisNexis (Nexis, Nexis Uni, Lexis+), as RTF, DOCX, HTML or text.

Owns the two shapes they have. The older one begins each article with "3 of 50 DOCUMENTS", has source and day above the
headline and labels in capitals; the newer one ends each with "End of Document", has headline, source and day in this order
and a line "Body" above the text. Must not know how files are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from ...project.articles import ArticleDraft, Refused
from ..format import Format
from .downloads import Part, has_day
from .kinds import Asked
from .plain_text import SourceFile

NAME = "LexisNexis"
FORMAT = Format(
    "lexis", "Downloads of LexisNexis (RTF, DOCX, HTML, text)", True, False,
    "each article by itself: text, headline, day, source, language, author",
    "section, length, highlights, subjects and other terms of the index; captions of pictures (told); the cover page",
    kind="articles", incidents=False,
)  # fmt: skip
SUFFIXES: tuple[str, ...] = ()
"""None of its own: these files are known by what stands in them."""

_OF = re.compile(
    r"DO[CK]UMENT\w*\s+[0-9]{1,5} (?:of|von|de|di|van|sur) ([0-9]{1,5})|"
    r"[0-9]{1,5} (?:of|von|de|di|van|sur) ([0-9]{1,5})\s+DO[CK]UMENT\w*",
    re.I,
)
_END = re.compile(r"end of document", re.I)
_COUNT = re.compile(r"Documents? \(([0-9]{1,5})\)")
_COPYRIGHT = re.compile(r"(?:copyright|©|\(c\)\s|all rights reserved|alle rechte|tous droits)", re.I)
_EDITION = re.compile(r".{0,40}\b(?:edition|ausgabe|édition|edición|editie|final|early|late)\b.{0,40}", re.I)
_LABEL = re.compile(r"([A-ZÄÖÜÉÈ][\w/’' -]{2,30}?)\s*:\s*(.*)", re.S)
_BODY = frozenset({"body", "haupttext", "corps", "cuerpo", "corpo", "volltext"})
_INDEX, _CAPTIONS = frozenset({"classification", "klassifizierung"}), frozenset({"graphic", "grafik"})
_MOST_CAPTIONS, _SHOWN = 3, 3
_WORDS_ABOVE = """
    section length byline highlight dateline series headline rubrik länge autor longueur auteur autora sección longitud
    column type ressort seite page edition ausgabe"""
_WORDS_BELOW = """
    load-date language publication-type graphic update sprache langue idioma grafik journal-code zeitungs-code subject
    organization company industry ticker person city state country geographic correction correction-date notes url
    doc-type document-type pub-type publication-date category distribution acc-no accession-number classification
    date-chargement type-publication fecha-carga"""
_HEAD_LABELS, _TAIL_LABELS = frozenset(_WORDS_ABOVE.split()), frozenset(_WORDS_BELOW.split())


def read(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """The articles of a download; what the file is says its content. ImportRefused where it is no download."""
    from .written import articles_of_archive

    yield from articles_of_archive(NAME, file, asked)


def is_download(paragraphs: Sequence[str]) -> bool:
    """Whether these paragraphs are those of a download."""
    labels = sum(_label(one) in _TAIL_LABELS or _label(one) == "length" for one in paragraphs)
    return labels > 0 and any(_OF.fullmatch(one.strip()) or _END.fullmatch(one.strip()) for one in paragraphs)


def parts(paragraphs: Sequence[str], headings: Collection[str], tell: Callable[[str], None]) -> Iterator[Part]:
    """The articles one by one; `tell` hears where fewer are there than the download says. `headings` are not needed."""
    del headings
    if any(_END.fullmatch(one.strip()) for one in paragraphs):
        chunks, told = _newer_chunks(paragraphs)
        captions: list[list[str]] = []
        found = [_newer(chunk, captions) for chunk in chunks]
        if captions:
            shown = "; ".join(f"“{one[0][:60]}”" for one in captions[:_SHOWN]) + ("; …" if len(captions) > _SHOWN else "")
            many = f"{len(captions):,} articles" if len(captions) > 1 else "1 article"
            tell(f"Left out of {many}, as captions of pictures: {shown}.")
    else:
        chunks, told = _older_chunks(paragraphs)
        found = [_older(chunk) for chunk in chunks]
    if told > len(found):
        tell(f"The download says that it holds {told:,} articles; {len(found):,} were found.")
    yield from found


def _label(paragraph: str) -> str:
    """The name of a labelled line, in small letters, words joined; nothing where it has none."""
    found = _LABEL.match(paragraph)
    return re.sub(r"[\s_]+", "-", found[1].strip()).casefold() if found else ""


def _value(paragraph: str) -> str:
    found = _LABEL.match(paragraph)
    return found[2].strip() if found else ""


def _older_chunks(paragraphs: Sequence[str]) -> tuple[list[list[str]], int]:
    chunks: list[list[str]] = []
    told = 0
    for paragraph in paragraphs:
        if found := _OF.fullmatch(paragraph.strip()):
            chunks.append([])
            told = max(told, int(found[1] or found[2]))
        elif chunks:
            chunks[-1].append(paragraph)
    return chunks, told


def _older(chunk: list[str]) -> Part:
    start = next((index for index, one in enumerate(chunk) if _label(one) in _HEAD_LABELS), len(chunk))
    head = [one for one in chunk[:start] if not _COPYRIGHT.match(one)]
    dated = next((index for index, one in enumerate(head) if has_day(one.split("\n")[0])), None)
    above = head[:dated] if dated is not None else head[:1]
    below = head[dated + 1 :] if dated is not None else head[1:]
    titles = [one for one in below if not _EDITION.fullmatch(one)] or below
    body = start
    while body < len(chunk) and _label(chunk[body]) in _HEAD_LABELS:
        body += 1
    end = next((index for index in range(body, len(chunk)) if _is_tail(chunk[index])), len(chunk))
    labels = _labels(chunk[start:body] + chunk[end:])
    if start == len(chunk):
        # No labels at all: what is not headline or day is the text.
        return Part(titles[1:], titles[0] if titles else "", head[dated] if dated is not None else "", _last_line(above))
    return Part(
        _without_copyright(chunk[body:end]), titles[0] if titles else labels.get("headline", ""),
        head[dated].split("\n")[0] if dated is not None else "", _last_line(above),
        _of(labels, "language", "sprache", "langue"), labels.get("url", ""), author=_of(labels, "byline", "autor", "auteur"),
    )  # fmt: skip


def _newer_chunks(paragraphs: Sequence[str]) -> tuple[list[list[str]], int]:
    chunks: list[list[str]] = [[]]
    told = 0
    for paragraph in paragraphs:
        if _END.fullmatch(paragraph.strip()):
            chunks.append([])
            continue
        if found := _COUNT.fullmatch(paragraph.strip()):
            told = max(told, int(found[1]))
        chunks[-1].append(paragraph)
    # What follows the last end is the foot of the file.
    return [chunk for chunk in chunks[:-1] if chunk], told


def _newer(chunk: list[str], captions: list[list[str]]) -> Part:
    """One article; what was left out of it is put to `captions`."""
    body = next((index for index, one in enumerate(chunk) if one.strip().casefold() in _BODY), None)
    labelled = [index for index, one in enumerate(chunk[:body]) if _label(one) in _HEAD_LABELS]
    if body is None:
        body = labelled[-1] if labelled else 0
    copyrights = [index for index, one in enumerate(chunk[:body]) if _COPYRIGHT.match(one)]
    top = copyrights[-1] if copyrights else next((index for index in labelled if index > 1), body)
    dated = next((index for index in range(top - 1, max(top - 6, -1), -1) if has_day(chunk[index])), None)
    end = next((index for index in range(body + 1, len(chunk)) if _begins_index(chunk, index)), len(chunk))
    text = chunk[body + 1 : end]
    # An article may have parts under such a heading too: only a few lines at its very end are those of pictures.
    for index in range(max(len(text) - 1 - _MOST_CAPTIONS, 0), len(text)):
        if text[index].strip().casefold() in _CAPTIONS:
            captions += [text[index + 1 :]] if text[index + 1 :] else []
            text = text[:index]
            break
    labels = _labels(chunk[top:body] + chunk[end:])
    place = dated if dated is not None else min(2, body)
    return Part(
        text, chunk[place - 2] if place >= 2 else chunk[0], chunk[dated] if dated is not None else "",
        chunk[place - 1] if place >= 2 else "", labels.get("language", ""), labels.get("url", ""),
        author=_of(labels, "byline", "autor", "auteur"),
    )  # fmt: skip


def _begins_index(chunk: list[str], index: int) -> bool:
    if chunk[index].strip().casefold() in _INDEX:
        return index + 1 < len(chunk) and bool(_label(chunk[index + 1]))
    return _label(chunk[index]) == "load-date"


def _is_tail(paragraph: str) -> bool:
    found = _LABEL.match(paragraph)
    # In the older shape labels stand in capitals; "Notes: …" may be a sentence of the article.
    return found is not None and found[1].isupper() and _label(paragraph) in _TAIL_LABELS


def _labels(paragraphs: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in paragraphs:
        if name := _label(one):
            found.setdefault(name, _value(one))
    return found


def _of(labels: dict[str, str], *names: str) -> str:
    return next((labels[name] for name in names if labels.get(name)), "")


def _last_line(paragraphs: Sequence[str]) -> str:
    return paragraphs[-1].split("\n")[-1] if paragraphs else ""


def _without_copyright(paragraphs: list[str]) -> list[str]:
    while paragraphs and _COPYRIGHT.match(paragraphs[-1]):
        paragraphs = paragraphs[:-1]
    return paragraphs
