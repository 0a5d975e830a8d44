"""What names the parts of an article: header lines before a text, and the names that columns go by.

Owns both vocabularies and the rule when a line is a header and when it is the article's first sentence. Pure; must not
know files, tables or the project.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ...dates import AmbiguousDate, Order, read_written

PARTS = ("text", "title", "date", "source", "url", "language", "external_id")

# In order of trust: the first name of a part that a table has wins.
_NAMES = {
    "text": """text body content article_text full_text fulltext doctext article_body maintext main_text story
        article_content document_text articletext raw_text bodytext plain_text contents article texte texto inhalt
        volltext 正文 内容 النص текст""",
    "title": """title headline article_title heading header doc_title head titel titre titulo título headlines
        title_text 标题 標題 العنوان заголовок""",
    "date": """date published publication_date pub_date pubdate published_at publish_date date_published
        published_date date_publish article_date datepublished publishedat publishdate publicationdate pubtime
        story_date doc_date datetime publish_time posted_at posted created_at timestamp datum fecha data_publicacao
        日期 发布日期 التاريخ дата""",
    "source": """source outlet newspaper publisher publication source_name news_source media media_outlet sourcename
        source_domain domain site website agency newswire journal feed paper quelle fuente fonte zeitung 来源 來源
        المصدر источник""",
    "url": "url link web_url source_url article_url permalink weblink href uri page_url 链接 الرابط ссылка",
    "language": "language lang article_language language_code lang_code langue idioma sprache lingua 语言 اللغة язык",
    "external_id": """id article_id articleid doc_id docid document_id documentid external_id uid guid uuid story_id
        storyid identifier item_id key accession_number accession index 编号""",
}
_SYNONYMS = {part: tuple(names.split()) for part, names in _NAMES.items()}


def guess_mapping(columns: Iterable[str]) -> dict[str, str]:
    """Which column holds which part of an article, by name alone: part to column. No column serves two parts.

    A whole name counts before the last piece of a dotted one, so `date` comes before `source.date`.
    """
    given = list(columns)
    whole: dict[str, str] = {}
    last: dict[str, str] = {}
    for column in given:
        whole.setdefault(_plain(column), column)
    for column in given:
        whole.setdefault(_plain(column).replace(".", "_"), column)
        if "." in column:
            last.setdefault(_plain(column.rsplit(".", 1)[1].lstrip("$")), column)
    found: dict[str, str] = {}
    for names in (whole, last):
        for part in PARTS:
            if part in found:
                continue
            taken = set(found.values())
            column = next((names[name] for name in _SYNONYMS[part] if names.get(name, "") not in ("", *taken)), None)
            if column is not None:
                found[part] = column
    return found


def names_text(columns: Iterable[str]) -> bool:
    """Whether one of these names is that of an article's text."""
    return any(_plain(column) in _SYNONYMS["text"] for column in columns)


def _plain(column: str) -> str:
    name = unicodedata.normalize("NFC", column).strip()
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).casefold()
    return re.sub(r"[\s\-:/]+", "_", name).strip("_")


# --- header lines ---------------------------------------------------------------------------------------------------

_HEADER = re.compile(
    r"\s*(date|published|title|headline|source|url|link|language|lang|id|text)\b\s*(:|：|(?=\s)|$)\s*(.*)", re.I
)
_PART_OF = {"published": "date", "headline": "title", "link": "url", "lang": "language", "id": "external_id"}
_CLOCK = re.compile(
    r"(?:at\s+)?[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:\s*[ap]\.?m\.?(?!\w))?"
    r"(?:\s*(?:GMT|UTC|Z|[ECMPB]S?T|CES?T|[+-][0-9]{2}:?[0-9]{2})(?!\w))?(?=\s|$)\s*",
    re.I,
)
_URL = re.compile(r"((?:https?://|www\.)\S+)\s*(.*)", re.I)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?|[A-Z][a-z]{3,14}")
_SPLIT = " \t,;:|–—-"
_DATE_WORDS = 7
# A longer line behind the date is the article itself, not its teaser.
_LONGEST_TEASER = 600
_LONGEST_TITLE, _LONGEST_SOURCE = 300, 80


@dataclass(slots=True)
class Headed:
    """A text without its header lines, and what they said. `problem` says why a date header cannot be used."""

    text: str
    title: str = ""
    date: str | None = None
    source: str = ""
    url: str = ""
    language: str = ""
    external_id: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """What one line may say. A sure line is a header by itself; another only beside a sure one."""

    part: str
    value: str
    rest: str = ""
    sure: bool = True
    problem: str = ""


def read_headers(text: str, order: Order | None = None) -> Headed:
    """Takes the header lines off a text that has `\\n` for line ends.

    Understood are date, title, source, url, language and id, in any case, with or without a colon, each on its own
    line or, for date and url, before the text on the same line. What follows a date on its line is the title, or the
    text where nothing stands below. A line is a header only where it can be nothing else: "Date palms burn" is text. Two or
    more with colons may stand below a line that is the title.
    """
    lines, body_start = _header_lines(text, order)
    rest = text[body_start:].strip()
    if not lines and (below := _below_title(text, order)):
        return below
    if not any(line.sure and not line.problem for line in lines):
        ambiguous = next((line.problem for line in lines if line.sure and line.problem), "")
        return Headed(text.strip(), problem=ambiguous)
    headed = Headed(rest)
    for line in lines:
        if line.value:
            setattr(headed, line.part, line.value)
        headed.problem = headed.problem or line.problem
    if lines[-1].part == "text":
        headed.text = f"{lines[-1].rest}\n{rest}".strip()
    return _placed(headed, next((line.rest for line in lines if line.rest and line.part != "text"), ""))


def _below_title(text: str, order: Order | None) -> Headed | None:
    """What header lines with colons say that stand below a first line, which is the title then. One alone is none: an
    article may well quote "Source: police" below its headline, and a date alone could be a dateline."""
    title, _, rest = text.strip().partition("\n")
    title = title.strip()
    if not title or len(title) > _LONGEST_TITLE or title.endswith((".", "。", ":", "：")):
        return None
    lines, start = _header_lines(rest, order)
    written = [line for _, line in _lines(rest[:start]) if line.strip()]
    parts = {line.part for line in lines}
    if len(lines) < 2 or "title" in parts or not all((found := _HEADER.fullmatch(one)) and found[2] for one in written):
        return None
    headed = read_headers(rest, order)
    headed.title = title
    return headed


def _placed(headed: Headed, teaser: str) -> Headed:
    """The teaser as title, or as text where it is the only one or the title is known."""
    if not teaser:
        return headed
    if headed.text and not headed.title and len(teaser) <= _LONGEST_TEASER:
        headed.title = teaser
    else:
        headed.text = f"{teaser}\n\n{headed.text}".strip()
    return headed


def _header_lines(text: str, order: Order | None) -> tuple[list[_Line], int]:
    """The run of header lines a text begins with, and where the text behind it starts."""
    found: list[_Line] = []
    body, blank = 0, False
    for end, written in _lines(text):
        if not written.strip():
            blank = True
            continue
        line = _read_line(written, order)
        if line is None or any(line.part == other.part for other in found):
            break
        if ((blank and found) or any(other.rest for other in found)) and not line.sure:
            # Below an empty line or a teaser the article begins, and "Source said …" is its first sentence.
            break
        found.append(line)
        body, blank = end, False
        if line.part == "text":
            break
    # Lines that are no headers by themselves count only before or beside a sure one.
    while found and not any(line.sure for line in found):
        found.pop()
        body = 0
    return found, body


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end + 1
        yield end, text[start:end].rstrip("\n")
        start = end


def _read_line(written: str, order: Order | None) -> _Line | None:
    found = _HEADER.fullmatch(written)
    if not found:
        return None
    part = _PART_OF.get(found[1].lower(), found[1].lower())
    colon, value = bool(found[2]), found[3].strip()
    if part == "date":
        return _read_date(value, order, colon)
    if part == "url":
        address = _URL.fullmatch(value)
        return _Line("url", address[1], address[2].strip()) if address else _Line("url", value) if colon else None
    if part == "text":
        return _Line("text", "", value) if colon else None
    if colon:
        return _Line(part, value)
    # A sentence begins with a capital; a small "title" is meant as a header.
    return _Line(part, value, sure=found[1].islower()) if _may_be(part, value) else None


def _may_be(part: str, value: str) -> bool:
    """Whether a line without a colon may be a header at all; a sentence of the article is none."""
    if not value or value.endswith((".", "!", "?", "。")):
        return False
    if part == "language":
        return bool(_LANGUAGE.fullmatch(value))
    if part == "external_id":
        return len(value.split()) == 1
    return len(value) <= (_LONGEST_SOURCE if part == "source" else _LONGEST_TITLE)


def _read_date(value: str, order: Order | None, colon: bool) -> _Line | None:
    """The shortest beginning of `value` that is a date, and what follows it on the line."""
    words = list(re.finditer(r"\S+", value[:200]))[:_DATE_WORDS]
    for last in words:
        written = value[: last.end()].rstrip(_SPLIT)
        if written.isdecimal() and len(written) != 8:
            continue
        try:
            day = read_written(written, order)
        except AmbiguousDate as error:
            return _Line("date", "", problem=str(error))
        if day:
            rest = value[last.end() :].lstrip(_SPLIT)
            return _Line("date", day, _CLOCK.sub("", rest, count=1).lstrip(_SPLIT) if _CLOCK.match(rest) else rest)
    if colon and value and len(value) <= 60:
        return _Line("date", "", sure=False, problem=no_day(value))
    return None


def no_day(written: str) -> str:
    """What is said of a date in which no day can be read."""
    shown = written if len(written) <= 60 else f"{written[:57]}…"
    return f"“{shown}” says no day; write it as 2020-06-02."


def as_parts(headed: Headed) -> dict[str, Any]:
    """The parts of a headed text but its problem, by name."""
    return {part: getattr(headed, part) for part in PARTS}
