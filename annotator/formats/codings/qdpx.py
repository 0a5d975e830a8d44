"""REFI-QDA's project exchange, as NVivo, MAXQDA, ATLAS.ti and QualCoder open it; out, and in again.

A field is a code, its closed list the codes below it; words that support an answer are a selection with that code. An event is
a case: its answers are variables, its words are selections it refers to, the first of them its anchor, coded “Event”. A coding
is a case, too, so that articles without events say so. Positions count code points in the document and end behind the last
one; the words stand beside them, for programs do not agree on that. Ids follow from ours, and no time is written: the same
project gives the same bytes.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

from ... import __version__
from ...codebook.model import EMPTY, Codebook, CodedField, in_language, title_of
from ...codebook.values import is_list
from ...project.articles import Refused
from ..format import Format
from ..spelling import decimal
from . import besides, plain_xml
from .arriving import Arriving
from .besides import inferred
from .coded import CodedArticle, CodedEvent, Coding, Mention, Support
from .colors import EVENT as EVENT_COLOR
from .colors import MENTION as MENTION_COLOR
from .colors import color_of
from .documents import EVENT, MENTION, Document, anchors
from .going import Going
from .written_values import written

FORMAT = Format(
    "qdpx", "REFI-QDA project, for NVivo, MAXQDA, ATLAS.ti, QualCoder", True, True,
    "text, metadata, the codebook as codes, events as cases with their answers as variables and their words as selections, "
    "long texts as notes, mentions, who coded and the verdict",
    "memos, decisions behind adjudicated values, history; "
    "signs that XML forbids are replaced in quotes (counted)", "qdpx", incidents=False, kind="codings",
)  # fmt: skip
NS = "urn:QDA-XML:project:1.0"
PROJECT, SOURCES = "project.qde", "Sources/"
AS_CODED = " (as coded)"
"""Behind a field's name: the variable for answers that are no number or day, where the field's are."""
ARTICLE = {
    "uid": "Article uid", "number": "Article number", "date": "Article date", "source": "Article source",
    "url": "Article url", "language": "Article language", "external_id": "Article external id",
    "body": "Article text begins at",
}  # fmt: skip
CODING = {
    name: f"Coding {name.replace('_', ' ')}"
    for name in ("uid", "coder", "coder_kind", "round", "standing", "state", "verdict", "reason", "checksum")
}
EVENT_UID, EVENT_ID, EVENT_CODING, INFERRED = "Event uid", "Event id", "Event of coding", "Event inferred values"
VALUE_TAGS = {"Text": "TextValue", "Integer": "IntegerValue", "Float": "FloatValue", "Date": "DateValue"}
_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:annotator:refi-qda")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_IN_NAMES = re.compile(r'[/\\:*?"<>|\x00-\x1f]+')
_TYPES = {"integer": "Integer", "number": "Integer", "decimal": "Float", "date": "Date"}


def write(going: Going) -> None:
    """The archive: the texts, and the project that tells of them."""
    with going.file() as place, zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive, ExitStack() as stack:
        parts = {name: stack.enter_context(tempfile.TemporaryFile()) for name in ("Cases", "Sources", "Notes")}
        project = _Project(going, archive, parts)
        for article in going.articles():
            project.add(article)
        with archive.open(_entry(PROJECT), "w", force_zip64=True) as stream:
            project.write(stream)


def read(path: Path, arriving: Arriving) -> Iterator[CodedArticle | Refused]:
    """The texts of a project with what was coded in them (see `qdpx_reading`)."""
    from .qdpx_reading import read as read_project

    return read_project(path, arriving)


def code_name(code: str, label: str) -> str:
    """What a code of a closed list is called."""
    return code if label.strip() in ("", code) else f"{code}: {' '.join(label.split())}"


def codes_of(name: str) -> list[str]:
    """The codes that what something is called may be, the likeliest first."""
    field = re.sub(r" \([a-z][a-z0-9_]*\)$", "", name)
    return list(dict.fromkeys((name, field, name.partition(":")[0].strip(), field.partition(":")[0].strip())))


def type_of(asked: CodedField) -> str:
    """The type of a field's variable."""
    return "Text" if is_list(asked) else _TYPES.get(asked.type, "Text")


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
    return entry


def _guid(*parts: str) -> str:
    return str(uuid.uuid5(_OURS, "\n".join(parts)))


def _noted(guid: str, name: str) -> dict[str, str]:
    """What is said of a note. QualCoder wants a time; it is that of the archive's entries, for none is known."""
    return {"guid": guid, "name": name, "creationDateTime": "1980-01-01T00:00:00Z"}


def _element(tag: str, told: Mapping[str, str | None] | None = None, *inside: Any, text: str | None = None) -> Any:
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    made = etree.Element(f"{{{NS}}}{tag}", {name: said for name, said in (told or {}).items() if said is not None},
                         nsmap={None: NS})  # fmt: skip
    made.text = text
    made.extend(inside)
    return made


def _bytes(element: Any) -> bytes:
    """An element as it stands inside the project, which has said the namespace."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    return etree.tostring(element, encoding="utf-8").replace(f' xmlns="{NS}"'.encode(), b"", 1) + b"\n"


@dataclass
class _Project:
    """The project while articles are added: what stands before them in the file is written when all are there."""

    going: Going
    archive: zipfile.ZipFile
    parts: Mapping[str, IO[bytes]]
    users: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    sets: dict[str, list[str]] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    """What codes are called already."""

    def __post_init__(self) -> None:
        self.book: Codebook = self.going.codebook
        self.name = self.book.name

    # --- articles -------------------------------------------------------------------------------------------------------

    def add(self, article: CodedArticle) -> None:
        """A source, with the cases of its codings and events."""
        document = Document.of(article)
        source = _guid("source", article.uid)
        self.archive.writestr(_entry(f"{SOURCES}{source}.txt"), document.text.encode("utf-8", "replace"))
        if article.split:
            self.sets.setdefault(article.split, []).append(source)
        selections: list[Any] = []
        for coding in article.codings:
            self._add_coding(article, document, coding, source, selections)
        facts = besides.of_article(article, document)
        del facts["title"]  # stands in the text
        values = [self._fact(title, said) for name, title in ARTICLE.items() if (said := facts.pop(name)) not in (None, "")]
        rest = {name: said for name, said in facts.items() if said} | ({"date": ""} if article.date == "" else {})
        title = _IN_NAMES.sub(" ", " ".join(article.title.split()))[:80].strip()  # some make a file's name of it
        self._put("Sources", _element(
            "TextSource",
            {"guid": source, "name": self._safe(f"A{article.number:06d} {title}".strip()),
             "plainTextPath": f"internal://{source}.txt"},
            *([_element("Description", text=besides.as_line(rest))] if rest else []), *selections, *values,
        ))  # fmt: skip

    def _add_coding(
        self, article: CodedArticle, document: Document, coding: Coding, source: str, selections: list[Any]
    ) -> None:  # fmt: skip
        who = coding.coder if coding.standing == "coded" else f"{coding.coder}, {coding.standing}"
        user = self.users.setdefault(coding.coder, _guid("user", coding.coder))
        own: list[Any] = []
        for nth, support in enumerate(coding.evidence):
            own += self._supports(document, support, (coding.uid, str(nth)), user, coding.answers)
        for number, mention in enumerate(coding.mentions, start=1):
            own += self._mention(document, mention, number, coding.uid, user)
        told = besides.of_coding(coding)
        values = [self._value(CODING[name], "Text", said) for name, said in told.items() if said]
        answers, _ = self._answers(coding.answers, coding.uid, None)
        name = f"A{article.number:06d} coding ({who})"
        self._case(_guid("coding", coding.uid), name, besides.of_answers(coding), [*values, *answers], source, own)
        selections += own
        places = {anchor.event.uid: anchor for anchor in anchors(document, coding, self.book)}
        for number, event in enumerate(coding.events, start=1):
            anchor = places.get(event.uid)
            own, head = list[Any](), None
            if anchor:
                head = self._selection(document, anchor.start, anchor.end, (EVENT,), ("anchor", event.uid), user)
                own.append(head)
            for nth, support in enumerate(event.evidence):
                own += self._supports(document, support, (event.uid, str(nth)), user, event.values)
            values, notes = self._answers(event.values, event.uid, head)
            for note in notes:
                self._put("Notes", note)
            self._add_event(event, coding, f"A{article.number:06d} event {number} ({who})", values, source, own)
            selections += own

    def _add_event(
        self, event: CodedEvent, coding: Coding, name: str, answers: list[Any], source: str, selections: list[Any]
    ) -> None:  # fmt: skip
        told = besides.of_event(event)
        said = (
            (EVENT_UID, told.pop("uid")), (EVENT_ID, told.pop("id")), (EVENT_CODING, coding.uid),
            (INFERRED, ", ".join(inferred(event))),
        )  # fmt: skip
        values = [self._value(title, "Text", text) for title, text in said if text]
        self._case(_guid("event", event.uid), name, told, [*values, *answers], source, selections)

    def _case(
        self, guid: str, name: str, rest: dict[str, Any], values: list[Any], source: str, selections: list[Any]
    ) -> None:  # fmt: skip
        rest = {key: said for key, said in rest.items() if said}
        self._put("Cases", _element(
            "Case", {"guid": guid, "name": self._safe(name)},
            *([_element("Description", text=besides.as_line(rest))] if rest else []), *values,
            _element("SourceRef", {"targetGUID": source}),
            *(_element("SelectionRef", {"targetGUID": one.get("guid")}) for one in selections),
        ))  # fmt: skip

    # --- answers --------------------------------------------------------------------------------------------------------

    def _answers(self, values: Mapping[str, Any], owner: str, head: Any) -> tuple[list[Any], list[Any]]:
        """The answers of an event or coding as variables, and long texts as notes at its head, a selection."""
        found, notes = list[Any](), list[Any]()
        for name, value in values.items():
            asked = self.book.fields.get(name) or self.book.article_fields[name]
            if asked.type == "long_text" and head is not None and isinstance(value, str) and plain_xml.holds(value):
                guid = _guid("note", owner, name)
                head.append(_element("NoteRef", {"targetGUID": guid}))
                notes.append(_element("Note", _noted(guid, name), _element("PlainTextContent", text=value)))
                continue
            type_ = type_of(asked)
            if type_ != "Text" and (plain := _plain(type_, value)):
                found.append(self._value(name, type_, plain))
            else:
                as_text = self._safe(written(self.book, asked, value, plain_xml.holds))
                found.append(self._value(name if type_ == "Text" else name + AS_CODED, "Text", as_text))
        return found, notes

    def _fact(self, title: str, said: str | int) -> Any:
        if title == ARTICLE["date"]:
            day = _plain("Date", said)
            return self._value(title, "Date", day) if day else self._value(title + AS_CODED, "Text", str(said))
        return self._value(title, "Integer" if isinstance(said, int) else "Text", str(said))

    def _value(self, name: str, type_: str, text: str) -> Any:
        """A value of a variable, which is declared by this."""
        self.variables.setdefault(name, type_)
        reference = _element("VariableRef", {"targetGUID": self._variable(name)})
        return _element("VariableValue", None, reference, _element(VALUE_TAGS[type_], text=self._safe(text)))

    def _variable(self, name: str) -> str:
        return _guid("variable", self.name, name)

    # --- words ----------------------------------------------------------------------------------------------------------

    def _supports(
        self, document: Document, support: Support, owner: tuple[str, str], user: str, values: Mapping[str, Any]
    ) -> Iterator[Any]:  # fmt: skip
        asked = self.book.fields.get(support.field) or self.book.article_fields.get(support.field)
        code = (support.field,)
        if asked and asked.type in ("code", "yes_no"):
            said = support.item if is_list(asked) else values.get(support.field)
            if isinstance(said, str) and said in self.book.code_list(asked).by_code:
                code = (support.field, said)
        for number, span in enumerate(support.spans):
            place = document.place(span)
            key = ("words", *owner, str(number))
            yield self._selection(document, *place, code, key, user, besides.of_support(support))

    def _mention(self, document: Document, mention: Mention, number: int, owner: str, user: str) -> Iterator[Any]:
        known = mention.reason in {one.code for one in self.book.mention_reasons}
        told: dict[str, Any] = {} if known else {"reason": mention.reason}
        if len(mention.spans) > 1:
            told["part"] = number
        note = ""
        if mention.note and plain_xml.holds(mention.note):
            note = _guid("note", owner, "mention", str(number))
            self._put("Notes", _element("Note", _noted(note, MENTION),
                                        _element("PlainTextContent", text=mention.note)))  # fmt: skip
        elif mention.note:
            told["note"] = mention.note
        for nth, span in enumerate(mention.spans):
            place = document.place(span)
            code = (MENTION, mention.reason) if known else (MENTION,)
            made = self._selection(document, *place, code, ("mention", owner, str(number), str(nth)), user, told)
            if note and not nth:
                made.append(_element("NoteRef", {"targetGUID": note}))
            yield made

    def _selection(
        self, document: Document, start: int, end: int, code: tuple[str, ...], key: tuple[str, ...], user: str,
        told: dict[str, Any] | None = None,
    ) -> Any:  # fmt: skip
        guid = _guid("selection", *key)
        return _element(
            "PlainTextSelection",
            {"guid": guid, "name": self._safe(document.text[start:end]), "startPosition": str(start),
             "endPosition": str(end), "creatingUser": user},
            *([_element("Description", text=besides.as_line(told))] if told else []),
            _element("Coding", {"guid": _guid("coded", guid), "creatingUser": user},
                     _element("CodeRef", {"targetGUID": self._code(*code)})),
        )  # fmt: skip

    def _code(self, *path: str) -> str:
        return _guid("code", self.name, *path)

    # --- the file -------------------------------------------------------------------------------------------------------

    def _put(self, part: str, element: Any) -> None:
        self.parts[part].write(_bytes(element))

    def write(self, stream: IO[bytes]) -> None:
        """All of it, in the order that the format asks for."""
        from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

        users = {coder: self.users[coder] for coder in sorted(self.users)}
        told = {"name": self._safe(in_language(self.book.title) or self.book.name), "origin": f"Annotator {__version__}",
                "creatingUserGUID": next(iter(users.values()), None)}  # fmt: skip
        head = etree.tostring(_element("Project", told), encoding="utf-8").removesuffix(b"/>")
        stream.write(b'<?xml version="1.0" encoding="utf-8"?>\n' + head + b">\n")
        if users:
            rows = (_element("User", {"guid": guid, "name": coder}) for coder, guid in users.items())
            stream.write(_bytes(_element("Users", None, *rows)))
        stream.write(_bytes(_element("CodeBook", None, _element("Codes", None, *self._codes()))))
        if self.variables:
            rows = (
                _element("Variable", {"guid": self._variable(name), "name": name, "typeOfVariable": self.variables[name]})
                for name in self._in_order()
            )
            stream.write(_bytes(_element("Variables", None, *rows)))
        for name, part in self.parts.items():
            if part.tell():
                part.seek(0)
                stream.write(f"<{name}>\n".encode())
                shutil.copyfileobj(part, stream, 1 << 20)
                stream.write(f"</{name}>\n".encode())
        if self.sets:
            rows = (
                _element("Set", {"guid": _guid("set", self.name, name), "name": name},
                         *(_element("MemberSource", {"targetGUID": guid}) for guid in self.sets[name]))
                for name in sorted(self.sets)
            )  # fmt: skip
            stream.write(_bytes(_element("Sets", None, *rows)))
        stream.write(b"</Project>\n")

    def _in_order(self) -> list[str]:
        """Variables as the codebook has the fields, then those of ours."""
        place = {name: number for number, name in enumerate((*self.book.fields, *self.book.article_fields))}
        return sorted(self.variables, key=lambda name: (place.get(name.removesuffix(AS_CODED), len(place)), name))

    def _codes(self) -> Iterator[Any]:
        """The codebook. No two codes are called the same, wherever they stand: QualCoder knows a code by its name alone."""
        self.called |= {EVENT, MENTION, *self.book.fields, *self.book.article_fields}
        yield self._a_code((EVENT,), EVENT, "The words that stand for an event", EVENT_COLOR)
        for name, asked in {**self.book.fields, **self.book.article_fields}.items():
            codes = self.book.code_list(asked) if asked.type in ("code", "yes_no") else EMPTY
            color = color_of(self.book, name)
            yield self._a_code((name,), name, f"{title_of(asked)}. {in_language(asked.definition)}", color,
                               list(self._below(name, codes.codes, color)))  # fmt: skip
        reasons = [
            self._a_code((MENTION, one.code), self._name(one.code, in_language(one.label), "mention"),
                         in_language(one.definition), MENTION_COLOR)
            for one in self.book.mention_reasons
        ]  # fmt: skip
        yield self._a_code((MENTION,), MENTION, "Words that were seen and not coded", MENTION_COLOR, reasons)

    def _below(self, name: str, codes: Any, color: str) -> Iterator[Any]:
        for one in codes:
            called = self._name(one.code, in_language(one.label), name)
            yield self._a_code((name, one.code), called, in_language(one.definition), color,
                               list(self._below(name, one.children, color)))  # fmt: skip

    def _name(self, code: str, label: str, above: str) -> str:
        name = code_name(code, label)
        name = f"{name} ({above})" if name in self.called else name
        self.called.add(name)
        return name

    def _a_code(self, path: tuple[str, ...], name: str, about: str, color: str, below: list[Any] | None = None) -> Any:
        about = " ".join(about.split())
        return _element(
            "Code", {"guid": self._code(*path), "name": self._safe(name), "isCodable": "true", "color": color},
            *([_element("Description", text=self._safe(about))] if about else []), *(below or []),
        )  # fmt: skip

    def _safe(self, text: str) -> str:
        if plain_xml.holds(text):
            return text
        changed = "".join(sign if plain_xml.holds(sign) else "\ufffd" for sign in text)
        self.going.lose(
            "signs_replaced", "[sign was|signs were] replaced that XML forbids", sum(map(str.__ne__, text, changed))
        )
        return changed


def _plain(type_: str, value: Any) -> str:
    """A value as a variable of its type holds it; nothing where it cannot."""
    match type_:
        case "Integer" if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        case "Float" if isinstance(value, int | float) and not isinstance(value, bool):
            text = decimal(value)
            return text if float(text) == value and "e" not in text else ""
        case "Date" if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value).isoformat()
            except ValueError:
                return ""
    return ""
