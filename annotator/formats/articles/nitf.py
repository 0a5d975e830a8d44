"""News agencies' XML as articles: NITF, NewsML 1 and NewsML-G2 with the text in them, and which reader an `.xml` file needs.

Owns where these keep headline, date, source and text. One item is read at a time; no entity is resolved and nothing fetched.
Must not know feeds or web pages, to which it hands over what is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from ...dates import AmbiguousDate, Order, read_written
from ...errors import ImportRefused
from ...project.articles import ArticleDraft, Refused
from ...spans import clean_text
from .. import safe_xml
from ..encodings import file_size, megabytes
from ..format import Format
from ..safe_xml import NoXml, declares_entities, walk
from .blocks import name_of, text_of
from .headers import no_day
from .kinds import Asked, kind_of
from .plain_text import SourceFile

FORMAT = Format(
    "nitf", "NITF, NewsML 1 or NewsML-G2: news agencies' XML with the text in it", True, False,
    "texts with their dateline, headlines, dates, providers, ids, languages; bylines, subtitles, abstracts and keywords as "
    "columns from outside", "pictures and their captions, markup, packages (counted)", "", kind="articles",
)  # fmt: skip
SUFFIXES = (".nitf", ".newsml", ".xml")

LIMIT = 64 << 20
"""The most one file may measure."""

_ITEM_COSTS = 100
"""What an item costs however little is in it, in elements (see `safe_xml.MOST_WORK`)."""
_FEEDS, _PAGES = ("rss", "feed", "rdf"), ("html",)
_ITEMS = {"nitf": "nitf", "newsitem": "newsitem", "newsml": "newsitem", "newsmessage": "newsitem"}
"""By the outermost element, the one that is an article."""


def read(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """The items of a file in their order; feeds and web pages by their own readers."""
    data = _bytes(file)
    root = _root_of(data)
    if root in _FEEDS or root in _PAGES:
        ending = ".rss" if root in _FEEDS else ".html"
        kind = kind_of(ending)
        if kind is None:
            raise ImportRefused("this is a web page, whose kind is not read.")
        yield from kind.read(replace(file, ending=ending), asked)
        return
    wanted = _ITEMS.get(root)
    if not wanted:
        raise ImportRefused(f"this XML is none of NITF, NewsML, RSS and Atom; its outermost element is “{root[:40]}”.")
    yield from _Items(file, asked, data, wanted).read()


def _bytes(file: SourceFile) -> bytes:
    size = file_size(file.path)
    if not size:
        raise ImportRefused("the file is empty.")
    if size > LIMIT:
        raise ImportRefused(f"{megabytes(size)} of XML are more than the {megabytes(LIMIT)} that are read at once.")
    data = file.path.read_bytes()
    if declares_entities(data):
        raise ImportRefused("the file declares XML entities, which no news agency needs.")
    return data


def _walk(data: bytes, *events: str) -> Any:
    return walk(data, *events, with_type=True)


def _root_of(data: bytes) -> str:
    try:
        return next((name_of(element) for _, element in _walk(data, "start")), "")
    except NoXml as error:
        raise ImportRefused(f"this is no XML ({_brief(error)}).") from error


def _brief(error: Exception) -> str:
    return str(error).split("\n", 1)[0].split(" (<", 1)[0][:120]


class _Items:
    """The news items of one file, and what is passed over."""

    def __init__(self, file: SourceFile, asked: Asked, data: bytes, wanted: str) -> None:
        self.file, self.asked, self.data, self.wanted = file, asked, data, wanted
        self.count = self.empty = 0

    def read(self) -> Iterator[ArticleDraft | Refused]:
        depth = held = level = work = 0
        try:
            for event, element in _walk(self.data, "start", "end"):
                level += 1 if event == "start" else -1
                if event == "start":
                    held, work = held + 1, work + level
                if held > safe_xml.MOST_AT_ONCE:
                    raise ImportRefused(f"one of its items has more than {safe_xml.MOST_AT_ONCE:,} elements.")
                if work > safe_xml.MOST_WORK:
                    raise ImportRefused("the file has more elements, or deeper ones, than agencies write.")
                if name_of(element) != self.wanted:
                    continue
                depth += 1 if event == "start" else -1
                if event == "start" or depth:
                    continue
                self.count += 1
                work += _ITEM_COSTS
                yield from self.found(element)
                self.asked.progress(len(self.data) * min(self.count, 99) // 100)
                element.clear(keep_tail=False)
                _forget_before(element)
                held = 0
        except NoXml as error:
            where = f"behind its item {self.count}" if self.count else "in its first item"
            raise ImportRefused(f"the file is cut off or no XML {where} ({_brief(error)}).") from error
        if self.empty == self.count:
            raise ImportRefused("there is no text in the file: pictures and packages are not read.")
        if self.empty:
            self.asked.tell(f"{self.empty:,} of {self.count:,} items hold no text, such as pictures, and were passed over.")

    def found(self, element: Any) -> Iterator[ArticleDraft | Refused]:
        parts = _parts(element)
        text = parts.pop("text")
        if not text:
            self.empty += 1
            return
        written = parts.pop("date")
        day = _day(written, self.asked.order)
        row = self.count if self.wanted != "nitf" else None
        if isinstance(day, Refused):
            yield replace(day, row=row, file=self.file.name)
            return
        told = {name: clean_text(str(value))[0] for name, value in parts.items() if name != "extra"}
        extra = {name: value for name, value in cast("dict[str, Any]", parts["extra"]).items() if value}
        origin = f"{self.file.name} row {self.count}" if row else self.file.name
        draft = ArticleDraft(clean_text(text)[0], date=day, origin=origin, extra=extra)
        yield replace(draft, **told)


def _forget_before(element: Any) -> None:
    """Lets go of all that was read before an element."""
    while (parent := element.getparent()) is not None:
        while element.getprevious() is not None:
            del parent[0]
        element = parent


def _day(written: str, order: Order | None) -> str | Refused | None:
    if not written:
        return None
    try:
        day = read_written(written, order)
    except AmbiguousDate as error:
        return Refused(None, "date", str(error))
    return day or Refused(None, "date", no_day(written))


# --- finding things -------------------------------------------------------------------------------------------------


def _all(element: Any, *path: str) -> list[Any]:
    """The elements down a path of local names (small letters); "**" is any depth."""
    found, deep = [element], False
    for step in path:
        if step != "**":
            below = (one for parent in found for one in (parent.iterdescendants() if deep else parent))
            found = [one for one in below if name_of(one) == step]
        deep = step == "**"
    return found


def _say(element: Any, *path: str) -> str:
    """What the first such element that says anything says, on one line."""
    return next((said for one in _all(element, *path) if (said := " ".join(text_of(one).split()))), "")


def _attribute(element: Any, name: str, *path: str) -> str:
    return next((str(one.get(name)).strip() for one in _all(element, *path) if one.get(name)), "")


def _language(element: Any) -> str:
    return element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""


def _parts(element: Any) -> dict[str, Any]:
    """Text, title, date, source, url, language, external_id and `extra` of an item."""
    if name_of(element) == "nitf":
        return _of_nitf(element)
    if _all(element, "newscomponent"):
        return _of_newsml(element)
    return _of_g2(element) if _all(element, "contentset") or _all(element, "itemmeta") else _of_corpus(element)


def _with_dateline(text: str, dateline: str) -> str:
    """The place and day before a text are read by coders as part of it, once."""
    start = "".join(text[: len(dateline) + 20].casefold().split())
    return text if not dateline or not text or "".join(dateline.casefold().split()) in start else f"{dateline}\n\n{text}"


def _of_nitf(nitf: Any) -> dict[str, Any]:
    head, content = _all(nitf, "body", "body.head"), _all(nitf, "body", "body.content")
    whole = [one for part in content for one in part if name_of(one) == "block" and one.get("class") == "full_text"]
    # An archive of a paper gives the first paragraphs twice: by themselves, and in the whole text.
    text = "\n\n".join(said for one in whole or content if (said := text_of(one)))
    front = head[0] if head else nitf
    dateline = _say(front, "dateline", "location") or _say(front, "dateline")
    date = (
        _attribute(nitf, "norm", "head", "docdata", "date.issue") or _attribute(nitf, "date.publication", "head", "pubdata")
        or _attribute(front, "norm", "dateline", "story.date") or _attribute(nitf, "norm", "head", "docdata", "date.release")
    )  # fmt: skip
    keys = [one.get("key") for one in _all(nitf, "head", "docdata", "key-list", "keyword") if one.get("key")]
    return {
        "text": _with_dateline(text, dateline),
        "title": _say(front, "hedline", "hl1") or _say(front, "hedline") or _say(nitf, "head", "title"),
        "date": date,
        "source": _attribute(nitf, "name", "head", "pubdata") or _say(front, "distributor")
        or _attribute(nitf, "holder", "head", "docdata", "doc.copyright"),
        "url": _attribute(nitf, "ex-ref", "head", "pubdata"),
        "language": _language(nitf) or next((said for one in content if (said := _language(one))), ""),
        "external_id": _attribute(nitf, "id-string", "head", "docdata", "doc-id"),
        "extra": {
            "subtitle": _say(front, "hedline", "hl2"), "byline": _say(front, "byline"), "abstract": _say(front, "abstract"),
            "keywords": keys,
        },
    }  # fmt: skip


def _of_newsml(item: Any) -> dict[str, Any]:
    """NewsML 1: the text stands in one of several contents, often as NITF of its own."""
    component = _all(item, "newscomponent")[0]
    told, texts = _contents(component)
    dateline = _say(component, "newslines", "dateline")
    management = _all(item, "newsmanagement")
    front = management[0] if management else item
    return {
        "text": _with_dateline("\n\n".join(texts), dateline or told.get("dateline", "")),
        "title": _say(component, "newslines", "headline") or told.get("title", ""),
        "date": told.get("date", "") or _say(item, "identification", "newsidentifier", "dateid")
        or _say(front, "thisrevisioncreated") or _say(front, "firstcreated"),
        "source": _attribute(component, "FormalName", "administrativemetadata", "source", "party")
        or _attribute(component, "FormalName", "administrativemetadata", "provider", "party")
        or told.get("source", "") or _say(item, "identification", "newsidentifier", "providerid"),
        "url": told.get("url", ""),
        "language": _attribute(component, "FormalName", "**", "language") or _language(item) or told.get("language", ""),
        "external_id": _say(item, "identification", "newsidentifier", "publicidentifier")
        or _say(item, "identification", "newsidentifier", "newsitemid") or told.get("external_id", ""),
        "extra": {
            "subtitle": _say(component, "newslines", "subheadline"), "byline": _say(component, "newslines", "byline"),
            "keywords": [said for one in _all(component, "newslines", "keywordline") if (said := text_of(one))],
        },
    }  # fmt: skip


def _contents(component: Any) -> tuple[dict[str, str], list[str]]:
    """What a component's contents say: the parts of the first NITF among them, and their texts. Of components that say the
    same in several ways the first counts."""
    told: dict[str, str] = {}
    texts: list[str] = []
    for part in component:
        if name_of(part) == "contentitem":
            inner = _all(part, "**", "nitf")
            if inner:
                parts = _of_nitf(inner[0])
                told = told or {name: said for name, said in parts.items() if isinstance(said, str)}
                text = parts["text"]
            else:
                text = "\n\n".join(said for one in _all(part, "datacontent") if (said := _of_page(one)))
            texts += [text] if text else []
        elif name_of(part) == "newscomponent" and not (texts and component.get("EquivalentsList") == "yes"):
            deeper, more = _contents(part)
            told, texts = told or deeper, texts + more
    return told, texts


def _of_g2(item: Any) -> dict[str, Any]:
    """NewsML-G2: the text stands inline, as NITF, as XHTML or plain."""
    inner = _all(item, "contentset", "inlinexml", "nitf")
    told = _of_nitf(inner[0]) if inner else {}
    text = told.get("text", "")
    if not inner:
        pages = [*_all(item, "contentset", "inlinexml"), *_all(item, "contentset", "inlinedata")]
        text = next((said for one in pages if (said := _of_page(one))), "")
    meta = _all(item, "contentmeta")
    about = meta[0] if meta else item
    return {
        "text": _with_dateline(text, _say(about, "dateline")),
        "title": _say(about, "headline") or told.get("title", ""),
        "date": _say(about, "contentcreated") or told.get("date", "") or _say(item, "itemmeta", "firstcreated")
        or _say(item, "itemmeta", "versioncreated"),
        "source": _say(about, "infosource", "name") or _say(item, "itemmeta", "provider", "name")
        or _attribute(item, "literal", "itemmeta", "provider") or told.get("source", "")
        or _attribute(item, "qcode", "itemmeta", "provider").rpartition(":")[2],
        "url": told.get("url", ""),
        "language": _attribute(about, "tag", "language") or _language(item) or told.get("language", ""),
        "external_id": item.get("guid") or told.get("external_id", ""),
        "extra": {
            "byline": _say(about, "by"), "slugline": _say(about, "slugline"), "abstract": _say(about, "description"),
            "keywords": [said for one in _all(about, "keyword") if (said := text_of(one))],
        },
    }  # fmt: skip


def _of_corpus(item: Any) -> dict[str, Any]:
    """An item as Reuters' corpora keep it: everything at its first level."""
    return {
        "text": _with_dateline("\n\n".join(text_of(one) for one in _all(item, "text")), _say(item, "dateline")),
        "title": _say(item, "headline") or _say(item, "title"), "date": item.get("date") or "", "source": "", "url": "",
        "language": _language(item), "external_id": item.get("itemid") or "", "extra": {"byline": _say(item, "byline")},
    }  # fmt: skip


def _of_page(element: Any) -> str:
    """The text of what holds a page, or of the element itself."""
    bodies = _all(element, "html", "body")
    return text_of(bodies[0] if bodies else element)
