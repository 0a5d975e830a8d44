"""Markdown files as articles: front matter, the first heading, and the text without its markup.

Owns what is markup and what is text. Addresses of links, pictures and comments are left out, since they are no words of the
article; what is a code, a table or a list stays as it reads. Must not know web pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, cast

from ...dates import AmbiguousDate, read_written
from ...project.articles import ArticleDraft, Refused
from ...spans import clean_text
from ..encodings import read_text
from ..format import Format
from .headers import guess_mapping, no_day
from .kinds import Asked
from .passages import article_of, lines_of, one_line
from .plain_text import SourceFile

FORMAT = Format(
    "markdown", "Markdown", True, False,
    "text, lists, tables; title, date, source, url, language and id from the front matter or header lines, the first heading "
    "as title; other keys of the front matter as columns from outside",
    "emphasis, addresses of links, pictures, comments", kind="articles", incidents=False,
)  # fmt: skip
SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")

_FRONT = re.compile(r"\ufeff?---[ \t]*\n(.{0,65536}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}(?=[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*+){3,}+|(?:-[ \t]*+){3,}+|(?:_[ \t]*+){3,}+)")
_ITEM = re.compile(r"\s*(?:[-*+]|[0-9]{1,9}[.)])[ \t]+\S")
_BULLET = re.compile(r"^(\s*)[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_QUOTE = re.compile(r"(?: {0,3}>[ \t]?)+")
_TABLE_LINE = re.compile(r"\s*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)++\|?[ \t]*+")
_DEFINITION = re.compile(r" {0,3}\[[^\]\n]{1,200}\]:[ \t]*\S+.*")
# What stands behind the text of a link: its address, with brackets within it, or the name of one told elsewhere.
_TARGET = r"(?:\([^()\n]{0,2000}(?:\([^()\n]{0,500}\)[^()\n]{0,500})?\)|\[[^\]\n]{0,200}\])"
_PICTURE = re.compile(r"!\[([^\]\n]{0,500})\]" + _TARGET)
_LINK = re.compile(r"\[((?:[^\[\]\n]|\\[\[\]]){1,1000})\]" + _TARGET)
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\n]{1,60}\]")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^>\s]{1,2000})>")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,14}(?:\s[^<>\n]{0,500})?/?>")
_STRONG = (
    re.compile(r"(\*\*\*|\*\*)(?=\S)(.{1,2000}?)(?<=\S)\1", re.S),
    re.compile(r"(?<![\w\\])(___|__|~~)(?=\S)(.{1,2000}?)(?<=\S)\1(?!\w)", re.S),
    re.compile(r"(?<![\w*\\])(\*)(?=\S)([^*\n]{1,1000}?)(?<=\S)\*(?![\w*])"),
    re.compile(r"(?<![\w\\])(_)(?=\S)([^_\n]{1,1000}?)(?<=\S)_(?!\w)"),
)
_CODE = re.compile(r"(?<!`)(`++)(.{1,2000}?)(?<!`)\1(?!`)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MOST_KEYS = 100
# Nobody writes a paragraph that long; looking for its markup would take minutes.
_LONGEST_RUN = 50_000


def read(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """The one article of a file."""
    decoded = read_text(file.path, asked.limit, asked.encoding)
    asked.decoded(decoded.encoding)
    if decoded.note:
        asked.tell(decoded.note)
    text, _ = clean_text(decoded.text)
    told, text = front_matter(text)
    heading, paragraphs = plain(text)
    mapping = guess_mapping(told)
    parts = {part: clean_text(one_line(told[column]))[0] for part, column in mapping.items() if part != "text"}
    day = None
    if written := parts.pop("date", ""):
        try:
            day = read_written(written, asked.order)
        except AmbiguousDate as ambiguous:
            yield Refused(None, "date", str(ambiguous), file.name)
            return
        if day is None:
            yield Refused(None, "date", no_day(written), file.name)
            return
    extra = {key: clean_text(value)[0] for key, value in told.items() if value and key not in mapping.values()}
    facts = ArticleDraft(
        "", parts.get("title") or heading, day, parts.get("source", ""), parts.get("url", ""), parts.get("language", ""),
        parts.get("external_id", ""), extra=extra,
    )  # fmt: skip
    yield article_of(paragraphs, facts, file, asked)


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """What stands between the dashes a file begins with, key to text, and the file below it. Only plain values and lists of
    them are taken; where it is no YAML, it is text."""
    found = _FRONT.match(text)
    if not found:
        return {}, text
    import yaml

    class _Once(yaml.BaseLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            # What refers to something told before could be told a million times.
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError
            return super().compose_node(parent, index)

    try:
        # Every value as it is written: dates and numbers are read by our own rules, and nothing is constructed.
        whole: Any = _Once(found[1]).get_single_data()
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}, text
    if not isinstance(whole, dict):
        return {}, text
    told: dict[str, str] = {}
    for key, value in list(cast("dict[Any, Any]", whole).items())[:_MOST_KEYS]:
        if isinstance(value, list) and all(isinstance(one, str) for one in cast("list[Any]", value)):
            value = "; ".join(cast("list[str]", value))
        if isinstance(key, str) and isinstance(value, str):
            told[key] = value.strip()
    return told, text[found.end() :]


def plain(text: str) -> tuple[str, list[str]]:
    """The first heading, where nothing or little stands above it, and the paragraphs, without markup."""
    paragraphs: list[str] = []
    heading = ""
    for block, is_heading in _blocks(_without_comments(text)):
        if is_heading and not heading and len(paragraphs) < 3:
            heading = one_line(block)
        if block:
            paragraphs.append(block)
    return heading, paragraphs


def _without_comments(text: str) -> str:
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join((*kept, text[at:]))


def _without_closing(heading: str) -> str:
    """A heading without the signs that may close it as they open it."""
    heading = heading.strip(" \t")
    bare = heading.rstrip("#")
    return bare.rstrip(" \t") if not bare or bare.endswith((" ", "\t")) else heading


def _blocks(text: str) -> Iterator[tuple[str, bool]]:
    held: list[str] = []
    fence = ""
    for line in [*text.split("\n"), ""]:
        if fence:
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                yield "\n".join(held), False
                held, fence = [], ""
            else:
                held.append(line.rstrip())
            continue
        line = _QUOTE.sub("", line, count=1) if line.lstrip().startswith(">") else line
        if opened := _FENCE.match(line):
            yield _paragraph(held), False
            held, fence = [], opened[1]
        elif held and _UNDERLINE.fullmatch(line) and not _ITEM.match(held[-1]) and "|" not in line:
            yield _paragraph(held), True
            held = []
        elif heading := _HEADING.match(line):
            yield _paragraph(held), False
            yield _inline(_without_closing(line[heading.end() :])), True
            held = []
        elif not line.strip() or _RULE.fullmatch(line):
            yield _paragraph(held), False
            held = []
        elif not (_TABLE_LINE.fullmatch(line) or _DEFINITION.fullmatch(line)):
            held.append(line)
    yield ("\n".join(held) if fence else _paragraph(held)), False


def _paragraph(lines: list[str]) -> str:
    """Lines of one paragraph: joined, but where an item, a row of a table or a hard break begins a line."""
    told: list[list[str]] = []
    for line in map(str.lstrip, lines):
        before = told[-1][-1] if told else ""
        if told:
            told[-1][-1] = before.rstrip(" ").removesuffix("\\")
        if not told or before.endswith(("  ", "\\")) or _ITEM.match(line) or line.startswith("|"):
            told.append([line])
        else:
            told[-1].append(line)
    whole = (" ".join(one) for one in told)
    return lines_of("\n".join(_row(one) if one.startswith("|") else _BULLET.sub("– ", _inline(one)) for one in whole))


def _row(line: str) -> str:
    return " | ".join(_inline(cell.strip()) for cell in line.strip().strip("|").split("|"))


def _inline(text: str) -> str:
    """One run of text without its markup; code is as it is written."""
    if len(text) > _LONGEST_RUN:
        return text
    codes: list[str] = []

    def keep(code: str) -> str:
        codes.append(code)
        return f"\x00{len(codes) - 1}\x00"

    text = _CODE.sub(lambda found: keep(found[2].strip()), text.replace("\x00", "\ufffd"))
    text = _ESCAPE.sub(lambda found: keep(found[1]), text)
    text = _FOOTNOTE_MARK.sub("", _PICTURE.sub("", text))
    text = _AUTOLINK.sub(r"\1", _LINK.sub(r"\1", text))
    text = _TAG.sub("", text)
    for _ in range(2):
        for emphasis in _STRONG:
            text = emphasis.sub(r"\2", text)
    text = unescape(text)
    return re.sub("\x00([0-9]+)\x00", lambda found: codes[int(found[1])], text)
