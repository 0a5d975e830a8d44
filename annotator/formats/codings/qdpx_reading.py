"""A REFI-QDA project as codings: ours as it went out, with what was changed elsewhere; others' by what codes are called here.

Owns what cases, codes, variables and notes mean; where words stand is `qdpx_positions`'s. Nothing is read but texts inside the
archive. Must not know how codings come into a project.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from ...errors import ImportRefused
from ...project.articles import Refused
from ..encodings import TEXT_LIMIT
from ..unpacking import Archive, Unreadable
from . import archive, besides, plain_xml, shapes
from .arriving import Arriving
from .coded import CodedArticle, Mention, Span
from .documents import EVENT, MENTION
from .found import FoundCoding, FoundEvent
from .qdpx import (
    ARTICLE,
    AS_CODED,
    CODING,
    EVENT_CODING,
    EVENT_ID,
    EVENT_UID,
    INFERRED,
    NS,
    PROJECT,
    SOURCES,
    codes_of,
)
from .qdpx_positions import Positions
from .read_texts import ReadText, read_text
from .written_values import read_back, same

LIMIT = archive.UNPACKED_LIMIT
"""The most `project.qde` may measure unpacked, in bytes."""
_SOURCES = ("TextSource", "PDFSource", "PictureSource", "AudioSource", "VideoSource")
_OURS = {*CODING.values(), EVENT_UID, EVENT_ID, EVENT_CODING, INFERRED}


def read(path: Path, arriving: Arriving) -> Iterator[CodedArticle | Refused]:
    """The texts of a project with their codings, or why one cannot be read. Raises ImportRefused for what is no project."""
    with archive.opened(path) as held:
        try:
            name = next((one for one in held.names if one.lower().endswith(".qde")), PROJECT)
            with held.stream(name, LIMIT) as stream:
                project = _Project(stream, arriving)
            with held.stream(name, LIMIT) as stream:
                yield from project.articles(held, stream)
        except (Unreadable, *shapes.ODD) as error:
            raise ImportRefused(f"{path.name} is no REFI-QDA project that can be read: {error}.") from error


@dataclass
class _Case:
    guid: str
    name: str
    about: str
    values: dict[str, str]
    selections: list[str]


@dataclass
class _Selection:
    """A selection of one source, with the paths of its codes."""

    guid: str
    span: Span | None
    about: dict[str, Any]
    codes: list[str] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _tag(name: str) -> str:
    return f"{{{NS}}}{name}"


def _texts(element: Any, name: str) -> str:
    return element.findtext(_tag(name)) or ""


def _targets(element: Any, name: str) -> list[str]:
    return [_id(one.get("targetGUID")) for one in element.findall(_tag(name))]


def _id(guid: str | None) -> str:
    return (guid or "").strip("{} ").lower()


class _Project:
    """All of a project but its sources. They stand behind their cases in the file, so that cases and notes wait for them:
    packed, for there may be a hundred thousand."""

    def __init__(self, stream: BinaryIO, arriving: Arriving) -> None:
        self.arriving = arriving
        self.users: dict[str, str] = {}
        self.codes: dict[str, tuple[str, ...]] = {}
        self.variables: dict[str, str] = {}
        self._notes: dict[str, tuple[str, bytes]] = {}
        self._cases: dict[str, list[bytes]] = {}
        self.without_source: dict[str, list[_Case]] = {}
        """Cases that name no source, by the selections they are about."""
        tags = {_tag(name) for name in ("User", "Codes", "Variable", "Case", "Note", "Link", "Graph", "Set")}
        for one in plain_xml.elements(stream, tags):
            match one.tag.rpartition("}")[2]:
                case "User":
                    self.users[_id(one.get("guid"))] = one.get("name") or ""
                case "Codes":
                    self._read_codes(one, ())
                case "Variable":
                    self.variables[_id(one.get("guid"))] = one.get("name") or ""
                case "Note":
                    note = zlib.compress(_texts(one, "PlainTextContent").encode("utf-8"))
                    self._notes[_id(one.get("guid"))] = (one.get("name") or "", note)
                case "Case":
                    self._take_case(one)
                case "Link" | "Graph" as kind:
                    arriving.lose(kind.lower(), one.get("name") or "", "it has no place in a coding", PROJECT)

    def _take_case(self, element: Any) -> None:
        sources = list(dict.fromkeys(_targets(element, "SourceRef")))
        selections = _targets(element, "SelectionRef")
        if len(sources) == 1:
            self._cases.setdefault(sources[0], []).append(zlib.compress(plain_xml.as_bytes(element)))
        elif sources or not selections:
            reason = "it is about several texts" if sources else "it is about no text"
            self.arriving.lose("case", element.get("name") or "", reason, PROJECT)
        else:
            case = self._case(element)
            for selection in selections:
                self.without_source.setdefault(selection, []).append(case)

    def cases_of(self, source: str) -> list[_Case]:
        """The cases that name a source, which is asked for once."""
        return [self._case(plain_xml.from_bytes(zlib.decompress(one))) for one in self._cases.pop(source, ())]

    def note(self, guid: str) -> tuple[str, str]:
        """Name and text of a note; nothing where there is none."""
        name, text = self._notes.get(guid, ("", b""))
        return name, zlib.decompress(text).decode("utf-8") if text else ""

    def _read_codes(self, element: Any, above: tuple[str, ...]) -> None:
        for one in element.findall(_tag("Code")):
            path = (*above, one.get("name") or "")
            self.codes[_id(one.get("guid"))] = path
            self._read_codes(one, path)

    def _case(self, one: Any) -> _Case:
        return _Case(
            _id(one.get("guid")), one.get("name") or "", _texts(one, "Description"), self.values(one),
            _targets(one, "SelectionRef"),
        )  # fmt: skip

    def values(self, element: Any) -> dict[str, str]:
        """The values of variables of a case or source."""
        found: dict[str, str] = {}
        for one in element.findall(_tag("VariableValue")):
            reference = one.find(_tag("VariableRef"))
            name = self.variables.get(_id(reference.get("targetGUID")) if reference is not None else "", "")
            said = next((child.text for child in one if child is not reference and child.text), "")
            if name and said:
                found[name] = said
        return found

    def articles(self, held: Archive, stream: BinaryIO) -> Iterator[CodedArticle | Refused]:
        """The sources as articles."""
        for one in plain_xml.elements(stream, {_tag(name) for name in _SOURCES}):
            name = one.get("name") or _id(one.get("guid"))
            kind = one.tag.rpartition("}")[2]
            text = one if kind == "TextSource" else one.find(_tag("Representation"))
            if text is None:
                self.arriving.lose("source", name, f"only texts are read, and it is a {kind.removesuffix('Source')}", PROJECT)
                continue
            yield shapes.one(None, name, self._article, one, text, held, name)

    def _article(self, element: Any, inside: Any, held: Archive, name: str) -> CodedArticle:
        return _Source(self, element, inside, _text_of(inside, held), name).article()


def _text_of(source: Any, held: Archive) -> ReadText:
    """The text of a source: beside it, or in a file of the archive. Paths that lead out of it are not followed."""
    inside = source.findtext(_tag("PlainTextContent"))
    if inside is not None:
        return read_text(inside)
    path = source.get("plainTextPath") or ""
    scheme, _, rest = path.partition("://")
    if scheme.lower() != "internal" or not rest:
        raise Unreadable("its text is not in the archive")
    name = held.named(SOURCES + rest)
    if name is None:
        raise Unreadable("its text is not in the archive")
    return read_text(held.read(name, TEXT_LIMIT))


class _Source:
    """One source while its article is put together."""

    def __init__(self, project: _Project, element: Any, inside: Any, text: ReadText, name: str) -> None:
        """`inside` holds the text's selections: the element itself, or the text of a PDF."""
        self.project, self.arriving, self.where = project, project.arriving, name
        self.guid = _id(element.get("guid"))
        values = project.values(element)
        self.facts = _facts(_texts(element, "Description"))
        for fact, title in ARTICLE.items():
            said = values.pop(title, None) or values.pop(title + AS_CODED, None)
            if said is not None:
                self.facts[fact] = int(said) if fact in ("number", "body") and said.isascii() and said.isdigit() else said
        self.ours = "uid" in self.facts
        self.values = values
        self.text, self.document = text, besides.document_of(self.facts, text.text)
        self.selections = self._selections(inside)
        self._places: dict[str, list[int]] = {}
        for place, selection in enumerate(self.selections):
            self._places.setdefault(selection.guid, []).append(place)
        self.codings: dict[str, FoundCoding] = {}
        self.events: dict[str, tuple[FoundCoding, FoundEvent]] = {}
        self.cases: list[_Case] = []
        for case in self._cases():
            if case.name or case.selections:
                self.cases.append(case)
            else:  # MAXQDA and Quirkos say so what is said of the text
                self.values |= case.values
        self.case_of: dict[str, list[_Case]] = {}
        for case in self.cases:
            for selection in case.selections:
                self.case_of.setdefault(selection, []).append(case)

    def article(self) -> CodedArticle:
        """The article with its codings."""
        for case in self.cases:
            if CODING["uid"] in case.values:
                self._coding_case(case)
        for case in self.cases:
            if CODING["uid"] not in case.values:
                self._event_case(case)
        for name, said in self.values.items():
            self._answer(self._coding(""), None, name, said)
        for selection in self.selections:
            self._take(selection)
        return besides.article_of(self.facts, self.document, [one.made() for one in self.codings.values() if not one.empty])

    # --- cases ----------------------------------------------------------------------------------------------------------

    def _cases(self) -> list[_Case]:
        """The cases that name this source, and those that name none and are about its selections alone."""
        own = self._places.keys()
        cases = {one.guid: one for one in self.project.cases_of(self.guid)}
        others = {case.guid: case for one in self.selections for case in self.project.without_source.get(one.guid, ())}
        for guid, case in others.items():
            if own >= set(case.selections):
                cases[guid] = case
            else:
                self.arriving.lose("case", case.name, "it is about several texts", self.where)
        return list(cases.values())

    def _coding(self, key: str, about: dict[str, Any] | None = None) -> FoundCoding:
        """The coding of a case or a user; the only one there is where nobody is named."""
        if not key and self.codings:
            return next(iter(self.codings.values()))
        return self.codings.setdefault(key, FoundCoding(self.arriving, self.where, about or {}))

    def _coding_case(self, case: _Case) -> None:
        about = _facts(case.about)
        about |= {name: case.values[title] for name, title in CODING.items() if title in case.values}
        found = self._coding(about["uid"], about)
        for name, said in case.values.items():
            self._answer(found, None, name, said)

    def _event_case(self, case: _Case) -> None:
        own = self._of_case(case)
        users = [user for one in own for user in one.users]
        key = case.values.get(EVENT_CODING) or self._key_of(users[0] if users else "")
        about = _facts(case.about)
        if EVENT_UID in case.values:
            about |= {"uid": case.values[EVENT_UID], "id": case.values.get(EVENT_ID)}
        found = self._coding(key)
        event = found.event(case.guid, about)
        self.events[case.guid] = (found, event)
        for name, said in case.values.items():
            self._answer(found, event, name, said)
        for one in own:
            for note in one.notes:
                name, said = self.project.note(note)
                if name in self.arriving.codebook.fields and said:
                    event.values[name] = said

    def _of_case(self, case: _Case) -> list[_Selection]:
        """The selections that a case is about, in the order in which the file has them."""
        places = {place for guid in case.selections for place in self._places.get(guid, ())}
        return [self.selections[place] for place in sorted(places)]

    def _key_of(self, user: str) -> str:
        """The coding of a user of a project that is not ours, or of one who coded something new in ours."""
        name = self.project.users.get(user, "")
        for key, one in self.codings.items():
            if name and one.about.get("coder") == name and one.about.get("standing", "coded") == "coded":
                return key
        if not self.ours and name:
            self._coding(f"user {user}", {"coder": name})
            return f"user {user}"
        return ""

    def _answer(self, found: FoundCoding, event: FoundEvent | None, name: str, said: str) -> None:
        if name in _OURS:
            return
        label = self.arriving.field_of(name.removesuffix(AS_CODED), self.where)
        if not label:
            return
        asked_of_event = label in self.arriving.codebook.fields
        if asked_of_event and event is None:
            self.arriving.lose("variable", name, "it is a question about events, and stands on a text", self.where)
        else:
            found.answer(event if asked_of_event else None, label, said)

    # --- selections -----------------------------------------------------------------------------------------------------

    def _selections(self, element: Any) -> list[_Selection]:
        found: list[_Selection] = []
        held = element.findall(_tag("PlainTextSelection"))
        places = Positions(self.text)
        for one in held:
            places.learn(one.get("startPosition"), one.get("endPosition"), one.get("name") or "")
        for one in held:
            name = one.get("name") or ""
            place = places.place(one.get("startPosition"), one.get("endPosition"), name)
            if place and places.doubtful and (self.ours or places.named):
                reason = "the words of its name do not stand there nor elsewhere; it is where its position says"
                self.arriving.lose("words", " ".join(name.split())[:60], reason, self.where)
            selection = _Selection(
                _id(one.get("guid")), self.document.span(*place) if place else None, _facts(_texts(one, "Description")),
                notes=_targets(one, "NoteRef"),
            )  # fmt: skip
            for coding in one.findall(_tag("Coding")):
                selection.codes += _targets(coding, "CodeRef")
                selection.users.append(_id(coding.get("creatingUser") or one.get("creatingUser")))
                selection.notes += _targets(coding, "NoteRef")
            if selection.span is None:
                label = self.project.codes.get(selection.codes[0], ("",))[-1] if selection.codes else one.get("name") or ""
                self.arriving.lose("words", label, "they are not within the title or the text", self.where)
            else:
                found.append(selection)
        self.arriving.moved += places.moved
        return found

    def _take(self, selection: _Selection) -> None:
        """What a selection says, by each of its codes, for each of its cases."""
        cases = self.case_of.get(selection.guid, ())
        owners = [self.events[case.guid] for case in cases if case.guid in self.events]
        codings = [self.codings[uid] for case in cases if (uid := case.values.get(CODING["uid"], "")) in self.codings]
        for number, code in enumerate(selection.codes):
            path = self.project.codes.get(code, ("",))
            if path[0] == EVENT and len(path) == 1:
                if not owners:
                    self.arriving.lose("words", EVENT, "no case stands on them", self.where)
                continue
            found = codings[0] if codings else self._coding(self._key_of(selection.users[number]))
            if path[0] == MENTION and len(path) <= 2:
                self._mention(found, selection, path[1:])
                continue
            for owner, event in owners or [(found, None)]:
                self._mark(owner, event, selection, path)

    def _mark(self, found: FoundCoding, event: FoundEvent | None, selection: _Selection, path: tuple[str, ...]) -> None:
        span = selection.span
        at = next((at for at in range(len(path) - 1, -1, -1) if found.knows(path[at])), len(path) - 1)
        name = self.arriving.field_of(path[at], self.where)
        asked = found.asked(name)
        if asked is None or span is None:
            return
        if at < len(path) - 1:
            self._code(found, event, name, path[-1])
        found.mark(name, span, selection.about, event)

    def _code(self, found: FoundCoding, event: FoundEvent | None, name: str, label: str) -> None:
        """A code below a field answers it where nothing else does."""
        asked = found.asked(name)
        assert asked is not None, "only words of a field are marked"
        known = self.arriving.codebook.code_list(asked)
        code = next((one for one in codes_of(label) if one in known.by_code), None)
        code = code or known.spellings.get(label.casefold())
        values = found.holder(name, event).values
        if code is None:
            self.arriving.lose("code", f"{name}: {label}", "the codebook has no such code", self.where)
        elif asked.many:
            held = values.setdefault(name, [])
            if isinstance(held, list) and code not in held:
                held.append(code)
        elif name not in values:
            values[name] = code
        elif not same(read_back(self.arriving.codebook, asked, code, ours=False), values[name]):
            self.arriving.lose("code", f"{name}: {label}", "the event says something else", self.where)

    def _mention(self, found: FoundCoding, selection: _Selection, reason: tuple[str, ...]) -> None:
        about, span = selection.about, selection.span
        if span is None:
            return
        label = reason[0] if reason else besides.text(about, "reason")
        known = {one.code for one in self.arriving.codebook.mention_reasons}
        code = next((one for one in codes_of(label) if one in known), label)
        note = next((said for one in selection.notes if (said := self.project.note(one)[1])), "")
        part = about.get("part")
        key = f"{MENTION} {part}"
        if part is not None and key in found.parts:
            at = found.parts[key]
            one = found.mentions[at]
            found.mentions[at] = Mention(one.reason, (*one.spans, span), one.note or note)
            return
        found.parts[key] = len(found.mentions)
        found.mentions.append(Mention(code, (span,), note or besides.text(about, "note")))


def _facts(text: str) -> dict[str, Any]:
    """What we wrote into a description; nothing where a person wrote it."""
    try:
        return besides.parsed(text, "a description") if text else {}
    except besides.OddFacts:
        return {}
