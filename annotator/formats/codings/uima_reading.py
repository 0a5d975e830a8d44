"""CAS files as codings: ours as they went out, with what was changed in INCEpTION; others' by what their layers are called.

Owns which feature structures mean what, and the care around files from somebody else: XML without entities, archives measured
before they are unpacked. Must not know how codings come into a project.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import ImportRefused
from ...project.articles import Refused
from ..encodings import TEXT_LIMIT
from . import archive, besides, plain_xml, shapes, uima
from .arriving import Arriving
from .coded import CodedArticle, Mention, Span
from .found import FoundCoding, FoundEvent
from .written_values import read_back, same
from .xmi import TYPES

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem

LIMIT = 4 * TEXT_LIMIT
"""The most one file may measure, in bytes: the text and what is said of it."""
_STRUCTURE = (
    "uima.", "de.tudarmstadt.ukp.dkpro.core.api.segmentation.", "de.tudarmstadt.ukp.dkpro.core.api.metadata.",
    "de.tudarmstadt.ukp.clarin.webanno.api.type.",
)  # fmt: skip
_BEFORE = ("INITIAL_CAS", "CORRECTION_USER")
"""Whose files an exported project of INCEpTION has besides the people's: the text before anybody worked on it."""
_ABOVE = 2
"""Our own folders are so deep: a part of the data, a coder."""
_LABELS = ("field", "value", "identifier", "label")


@dataclass(frozen=True, slots=True)
class _File:
    """One CAS that waits to be read; `types` are the bytes of its type system, where it stands beside it."""

    name: str
    read: Callable[[], bytes]
    types: Callable[[], bytes] | None = None


def read(path: Path, suffix: str, arriving: Arriving) -> Iterator[CodedArticle | Refused]:
    """The articles of a folder, a file or an archive with their codings, or why one cannot be read; `suffix` is that of a
    CAS. Codings of one article that follow one another come together. Raises ImportRefused where there is no such file."""
    loader = _Loader()
    found = (loader.read(file, suffix, arriving) for file in _files(path, suffix))
    for uid, group in groupby(found, key=lambda one: one.uid if isinstance(one, CodedArticle) else None):
        articles = list(group)
        if uid and isinstance(articles[0], CodedArticle):
            codings = tuple(coding for one in articles if isinstance(one, CodedArticle) for coding in one.codings)
            lost = tuple(name for one in articles if isinstance(one, CodedArticle) for name in one.without)
            yield replace(articles[0], codings=codings, without=lost)
        else:
            yield from articles


def _files(path: Path, suffix: str) -> Iterator[_File]:
    """The files, those of one name together whatever folder they stand in."""
    if os.path.isdir(path):
        names = (suffix, ".zip")
        files = [
            one for one in path.rglob("*") if one.suffix.lower() in names and os.path.isfile(one) and not os.path.islink(one)
        ]
        files = [one for one in files if one.name != "manifest.json" and one.stem not in _BEFORE]
        files.sort(key=lambda one: (one.name, one.as_posix()))
        if not files:
            raise ImportRefused(f"There are no files that end in {suffix} in {path.name}.")
        for file in files:
            yield from _of_file(file, path, suffix)
    else:
        yield from _of_file(path, path.parent, suffix)


def _of_file(file: Path, top: Path, suffix: str) -> Iterator[_File]:
    name = file.relative_to(top).as_posix()
    if file.suffix.lower() != ".zip":
        beside = _type_system(file, top) if suffix == ".xmi" else None
        yield _File(name, lambda: _bytes(file), (lambda: _bytes(beside)) if beside else None)
        return
    with archive.opened(file) as held:
        types = next((one for one in held.names if one.rpartition("/")[2].lower() == TYPES.lower()), None)
        for one in held.names:
            if one.lower().endswith(suffix):
                yield _File(
                    f"{name}: {one}", lambda one=one: held.read(one, LIMIT),
                    (lambda: held.read(types, LIMIT)) if types and suffix == ".xmi" else None,
                )  # fmt: skip


def _type_system(file: Path, top: Path) -> Path | None:
    """The nearest type system, in the file's folder or one above it: up to the top, and a few above that, for a coder's folder
    or a file of it may have been chosen by itself."""
    above = list(file.absolute().parents)
    for folder in above[: above.index(top.absolute()) + 1 + _ABOVE]:
        found = next((one for one in sorted(folder.glob("*.xml")) if one.name.lower() == TYPES.lower()), None)
        if found is not None:
            return None if os.path.islink(found) else found
    return None


def _bytes(file: Path) -> bytes:
    if file.stat().st_size > LIMIT:
        raise besides.OddFacts(f"it is larger than {LIMIT // (1024 * 1024)} MB")
    return file.read_bytes()


# --- one CAS ----------------------------------------------------------------------------------------------------------


@dataclass
class _Loader:
    """Loads CAS files. A type system is built once: it costs more than the CAS, and most files of a folder have the same."""

    key: str = ""
    types: TypeSystem | None = None

    def read(self, file: _File, suffix: str, arriving: Arriving) -> CodedArticle | Refused:
        """The article of a file, or why there is none."""

        def article() -> CodedArticle:
            cas = self._from_xmi(file) if suffix == ".xmi" else self._from_json(file.read())
            return _Reading(cas, arriving, file.name).article()

        return shapes.one(None, file.name, article)

    def _from_xmi(self, file: _File) -> Cas:
        from cassis import load_cas_from_xmi, load_typesystem

        data = plain_xml.checked(file.read())
        if file.types is None:
            # cassis would leave out all whose types it does not know, and that is everything that was coded.
            raise besides.OddFacts(f"there is no {TYPES} with it or in a folder above, which says what it holds")
        types = file.types()

        def load() -> Cas:
            key = hashlib.sha256(types).hexdigest()
            if self.types is None or self.key != key:
                self.types = load_typesystem(io.BytesIO(plain_xml.checked(types)))
                self.key = key
            return load_cas_from_xmi(io.BytesIO(data), typesystem=self.types)

        return _loaded(load)

    def _from_json(self, data: bytes) -> Cas:
        from cassis import load_cas_from_json

        def load() -> Cas:
            held = json.loads(data)
            for one in held["%FEATURE_STRUCTURES"]:
                if one["%TYPE"].endswith(("[]", "Array")):
                    one.setdefault("%ELEMENTS", [])  # cassis trips over an empty array
            key = json.dumps(held["%TYPES"])
            if self.types is None or self.key != key:
                cas = load_cas_from_json(json.dumps(held))
                self.types, self.key = cas.typesystem, key
                return cas
            return load_cas_from_json(json.dumps(held), typesystem=self.types, merge_typesystem=False)

        return _loaded(load)


def _loaded(load: Callable[[], Cas]) -> Cas:
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # cassis warns of what others' type systems say twice
            return load()
    except (MemoryError, besides.OddFacts):
        raise
    except Exception as error:  # a broken file ends anywhere in cassis, in whatever error that place has
        raise besides.OddFacts(f"it is no CAS with its types ({type(error).__name__})") from error


class _Reading:
    """One CAS while its article is put together."""

    def __init__(self, cas: Cas, arriving: Arriving, where: str) -> None:
        self.arriving, self.where = arriving, where
        text = cas.sofa_string
        if not isinstance(text, str):
            raise besides.OddFacts("it holds no text")
        held = sorted(cas.select_all_fs(), key=lambda one: one.xmiID or 0)
        self.facts = next((_article_facts(one) for one in held if one.type.name == uima.ARTICLE), {})
        self.document = besides.document_of(self.facts, text)
        about = next((_coding_facts(one) for one in held if one.type.name == uima.CODING), {})
        self.found = FoundCoding(arriving, where, about)
        self.held = held
        self.used: set[int] = set()

    def article(self) -> CodedArticle:
        """The article, with its one coding where anything was coded."""
        for one in self.held:
            if one.type.name == uima.CODING:
                self._answers(one)
        own = {feature: name for name, feature in uima.event_features(self.arriving.codebook).items()}
        rest: list[Any] = []
        for one in self.held:
            if _is_structure(one.type.name) or one.type.name in (uima.ARTICLE, uima.CODING, uima.MENTION, uima.EVIDENCE):
                rest += [one] if one.type.name in (uima.MENTION, uima.EVIDENCE) else []
            elif self._is_event(one, own):
                self._event(one, own)
            else:
                rest.append(one)
        for one in rest:
            if one.type.name == uima.MENTION:
                self._mention(one)
            elif id(one) not in self.used:
                self._loose(one)
        codings = () if self.found.empty else (self.found.made(),)
        return besides.article_of(self.facts, self.document, codings)

    def _answers(self, one: Any) -> None:
        for name, feature in uima.coding_features(self.arriving.codebook).items():
            said = _said(one, feature)
            if said:
                self.found.answer(None, name, said)

    def _is_event(self, one: Any, own: dict[str, str]) -> bool:
        if one.type.name == uima.EVENT or _links(one):
            return True
        return any(self.found.knows(own.get(name, name)) for name in _plain_features(one))

    def _event(self, one: Any, own: dict[str, str]) -> None:
        ours = one.type.name == uima.EVENT
        about = besides.parsed(_said(one, "about") or "{}", "“about”") if ours else {}
        event = self.found.event(str(one.xmiID), about)
        for name, said in _plain_features(one).items():
            if not (ours and name in uima.OF_EVENT):
                self._value(event, own.get(name, name), said)
        for link in _links(one):
            self._link(event, link)
        if not about:
            self._anchor(event, one)

    def _value(self, event: FoundEvent, label: str, said: str) -> None:
        name = self.arriving.field_of(label, self.where)
        if name in self.arriving.codebook.fields:
            self.found.answer(event, name, said)
        elif name:
            self.arriving.lose("feature", label, "it is a question about the article, and stands on an event", self.where)

    def _link(self, event: FoundEvent, link: Any) -> None:
        target, role = getattr(link, uima.TARGET, None), _said(link, uima.ROLE)
        span = self._span(target, role or "link") if target is not None else None
        if target is None or span is None:
            return
        self.used.add(id(target))
        name = self.arriving.field_of(self._best([role, *_labels(target)]), self.where)
        if name:
            self._mark(name, span, target, event)

    def _mark(self, name: str, span: Span, one: Any, event: FoundEvent | None) -> None:
        about: dict[str, Any] = {}
        if one.type.name == uima.EVIDENCE:
            about = besides.parsed(_said(one, "about") or "{}", "“about”")
            about |= {part: said for part in ("item", "note") if (said := _said(one, part))}
            self._compare(name, _said(one, "value"), event)
        self.found.mark(name, span, about, event)

    def _compare(self, name: str, said: str, event: FoundEvent | None) -> None:
        """Words may carry the value that they support: it counts where the event has none."""
        asked = self.found.asked(name)
        if not said or asked is None:
            return
        values = self.found.holder(name, event).values
        if name not in values:
            self.found.answer(event, name, said)
        elif not same(read_back(self.arriving.codebook, asked, said, ours=self.found.ours(event)), values[name]):
            self.arriving.lose("value", f"{name}: {said[:60]}", "the event says something else", self.where)

    def _anchor(self, event: FoundEvent, one: Any) -> None:
        """Somebody else's event stands on the words of its type: the first answer of a code that no other words support."""
        span = self._span(one, _label(one))
        supported = {support.field for support, _ in event.supports}
        for name, asked in self.arriving.codebook.fields.items():
            if span and asked.type == "code" and name in event.values and name not in supported:
                event.supports.append((besides.support_of(name, {}), span))
                return

    def _loose(self, one: Any) -> None:
        """Words that no event points to: of a field that their layer or label is called."""
        label = self._best(_labels(one))
        if not hasattr(one, "begin"):
            self.arriving.lose("layer", _label(one), "it has no place in the text", self.where)
            return
        name = self.arriving.field_of(label, self.where)
        span = self._span(one, label) if name else None
        if name and span:
            self._mark(name, span, one, None)

    def _best(self, labels: list[str]) -> str:
        """The first label that is known here; the first that says anything where none is."""
        said = [one for one in labels if one]
        return next((one for one in said if self.found.knows(one)), said[0])

    def _mention(self, one: Any) -> None:
        span, part = self._span(one, "Mention"), _said(one, "part")
        if span is None:
            return
        mentions, parts = self.found.mentions, self.found.parts
        if part in parts:
            mentions[parts[part]] = replace(mentions[parts[part]], spans=(*mentions[parts[part]].spans, span))
            return
        if part:
            parts[part] = len(mentions)
        mentions.append(Mention(_said(one, "reason"), (span,), _said(one, "note")))

    def _span(self, one: Any, label: str) -> Span | None:
        start, end = getattr(one, "begin", None), getattr(one, "end", None)
        span = self.document.span(start, end) if isinstance(start, int) and isinstance(end, int) else None
        if span is None and start != end:
            self.arriving.lose("words", label, "they are not within the title or the text", self.where)
        return span


def _article_facts(one: Any) -> dict[str, Any]:
    facts = besides.parsed(_said(one, "about") or "{}", "“about”")
    return facts | {name: said for name in uima.OF_ARTICLE if name != "about" and (said := _said(one, name))}


def _coding_facts(one: Any) -> dict[str, Any]:
    facts = besides.parsed(_said(one, "about") or "{}", "“about”")
    return facts | {name: said for name in uima.OF_CODING if name != "about" and (said := _said(one, name))}


def _said(one: Any, name: str) -> str:
    value = getattr(one, name, None)
    return value if isinstance(value, str) else ""


def _label(one: Any) -> str:
    return one.type.name.rpartition(".")[2]


def _labels(one: Any) -> list[str]:
    """What words may be called: what their features say, and their layer. Ours say a field."""
    if one.type.name == uima.EVIDENCE:
        return [_said(one, "field"), _label(one)]
    return [*(_said(one, name) for name in _LABELS), _label(one)]


def _is_structure(name: str) -> bool:
    return name.startswith(_STRUCTURE)


def _plain_features(one: Any) -> dict[str, str]:
    """The features that hold one text, number or yes and no."""
    found: dict[str, str] = {}
    for feature in one.type.all_features:
        value = getattr(one, feature.name, None)
        if feature.name in ("begin", "end", "sofa") or value is None:
            continue
        if isinstance(value, bool):
            found[feature.name] = "yes" if value else "no"
        elif isinstance(value, str | int | float):
            found[feature.name] = str(value)
    return found


def _links(one: Any) -> list[Any]:
    """What the features of links hold: feature structures with a role and a target."""
    found: list[Any] = []
    for feature in one.type.all_features:
        elements = getattr(getattr(one, feature.name, None), "elements", None)
        if isinstance(elements, list):
            found += [link for link in elements if hasattr(link, uima.TARGET) and hasattr(link, uima.ROLE)]
    return found
