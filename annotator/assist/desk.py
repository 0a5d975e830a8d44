"""All providers together: what they find in an article, merged, ranked by field, with what went wrong beside it.

Owns which providers there are and that none of them can disturb the coding: one that raises, waits or offers nonsense is
reported and passed over. Must not know what a provider looks for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from ..codebook.model import Codebook
from ..places.gazetteer import Gazetteer
from ..project.articles import Article
from ..project.precodings import Precoding
from ..project.project import Project
from .actors import ActorProvider
from .candidate import Candidate, Provider, Reading
from .dates import DateProvider
from .numbers import NumberProvider
from .places import PlacesProvider
from .precodings import PrecodingProvider, said_too
from .sources import SourceProvider
from .words import WordProvider

ENTRY_POINTS = "annotator.providers"
"""The group under which other packages offer providers: each entry a Provider, or something that makes one."""
PATIENCE = 2.0
"""Seconds a provider from outside may take for one article before it is left behind."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a provider did wrong, in words; its text names no part of the article."""

    provider: str
    reason: str


@dataclass(frozen=True, slots=True)
class Offers:
    """What all providers found, ranked, and what went wrong."""

    candidates: tuple[Candidate, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    """How long each provider took."""

    def of(self, name: str) -> list[Candidate]:
        """The candidates of one field, the best first."""
        return [one for one in self.candidates if one.field == name]


class Desk:
    """Asks providers. Those in `outside` are asked in a thread of their own and left behind when they take too long."""

    def __init__(self, providers: Sequence[Provider], outside: Sequence[Provider] = (), *, patience: float = PATIENCE) -> None:
        self.providers, self.outside = tuple(providers), tuple(outside)
        self._patience = patience
        self._stuck: dict[str, threading.Thread] = {}
        self._first_troubles: tuple[Trouble, ...] = ()
        self._loading: list[tuple[tuple[Provider, ...], tuple[Trouble, ...]]] | None = None

    @classmethod
    def of_project(cls, project: Project, gazetteer: Gazetteer | None = None, *, with_outside: bool = True) -> Desk:
        """The desk of a project: the program's own providers and, unless not wanted, those of other packages.

        Places are offered with a gazetteer. Actors and places are those the registers hold now; make it anew when
        `actor` or `place` has changed.
        """
        desk = cls(own_providers(project, gazetteer))
        if with_outside:
            desk._load_outside()
        return desk

    def _load_outside(self) -> None:
        """Loads the providers of other packages beside; those that take their time are asked once they are there."""
        found = self._loading = []
        worker = threading.Thread(target=lambda: found.append(outside_providers()), name="providers", daemon=True)
        worker.start()
        worker.join(self._patience)
        self._take_loaded()

    def _take_loaded(self) -> None:
        if self._loading is None:
            return
        if self._loading:
            self.outside, self._first_troubles = self._loading[0]
            self._loading = None
        else:
            self._first_troubles = (Trouble("providers", "those of other packages are still being loaded."),)

    def offers(self, reading: Reading, *, off: Iterable[str] = ()) -> Offers:
        """What the providers find, without those named in `off`. Never raises for a provider's sake."""
        silent = set(off)
        self._take_loaded()
        found: list[Candidate] = []
        troubles = list(self._first_troubles)
        seconds: dict[str, float] = {}
        for provider in (*self.providers, *self.outside):
            name = _name_of(provider)
            if name in silent:
                continue
            began = time.perf_counter()
            is_own = provider in self.providers
            offered, trouble = _asked(provider, reading) if is_own else self._asked_beside(provider, name, reading)
            good, nonsense = _checked(offered, reading, name)
            seconds[name] = time.perf_counter() - began
            found.extend(good)
            troubles.extend(Trouble(name, one) for one in (trouble, nonsense) if one)
        return Offers(ranked(said_too(merged(found), found), reading.codebook), tuple(troubles), seconds)

    def _asked_beside(self, provider: Provider, name: str, reading: Reading) -> tuple[list[Any], str]:
        """Asks in a thread that does not keep the program alive; one still at work on an earlier article is not asked."""
        before = self._stuck.get(name)
        if before is not None and before.is_alive():
            return [], "still at work on an earlier article; it is passed over until it is done."
        answer: list[tuple[list[Any], str]] = []
        worker = threading.Thread(target=lambda: answer.append(_asked(provider, reading)), name=f"provider {name}", daemon=True)
        worker.start()
        worker.join(self._patience)
        if answer:
            return answer[0]
        self._stuck[name] = worker
        return [], f"it took longer than {self._patience:g} s and is left behind."


def own_providers(project: Project, gazetteer: Gazetteer | None = None) -> list[Provider]:
    """The program's own providers, in the order in which the first of equal candidates wins."""
    found: list[Provider] = [DateProvider(), NumberProvider(), WordProvider(), ActorProvider(project.registers.actors())]
    found.append(SourceProvider(project.registers.sources()))
    found.append(PrecodingProvider())
    if gazetteer is not None:
        found.append(PlacesProvider(gazetteer, project.places.all()))
    return found


def outside_providers(points: Iterable[EntryPoint] | None = None) -> tuple[tuple[Provider, ...], tuple[Trouble, ...]]:
    """The providers of other packages; one that cannot be loaded is trouble and nothing more."""
    found: list[Provider] = []
    troubles: list[Trouble] = []
    for point in entry_points(group=ENTRY_POINTS) if points is None else points:
        try:
            loaded: Any = point.load()
            provider = loaded() if isinstance(loaded, type) or not hasattr(loaded, "candidates") else loaded
            if not callable(getattr(provider, "candidates", None)):
                raise TypeError("it has no candidates()")
            found.append(provider)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            troubles.append(Trouble(point.name, f"it could not be loaded: {type(error).__name__}: {error}"))
    return tuple(found), tuple(troubles)


def _name_of(provider: Provider) -> str:
    try:
        return str(provider.name) or type(provider).__name__
    except Exception:
        return type(provider).__name__


def _asked(provider: Provider, reading: Reading) -> tuple[list[Any], str]:
    """What it offers, up to where it failed, and how."""
    found: list[Any] = []
    try:
        found.extend(provider.candidates(reading))
    except Exception as error:
        return found, f"{type(error).__name__} while reading the article."
    return found, ""


def _checked(offered: list[Any], reading: Reading, name: str) -> tuple[list[Candidate], str]:
    """The candidates whose quote stands where they say, for fields there are; the rest is counted."""
    good: list[Candidate] = []
    fields = _paths(reading.codebook)
    for one in offered:
        if _is_sound(one, reading, fields):
            good.append(
                one
                if one.provider and 0 <= one.score <= 1
                else replace(one, provider=one.provider or name, score=min(max(one.score, 0), 1))
            )
    wrong = len(offered) - len(good)
    return good, f"{wrong} of its {len(offered)} candidates fit neither codebook nor text." if wrong else ""


def _paths(codebook: Codebook) -> set[str]:
    names = {""}
    for coded in codebook.fields.values():
        names.add(coded.name)
        names.update(f"{coded.name}.{sub.name}" for sub in coded.fields)
    return names


def _is_sound(one: Any, reading: Reading, fields: set[str]) -> bool:
    if not isinstance(one, Candidate) or one.field not in fields or one.part not in ("text", "title", "article", "nowhere"):
        return False
    if one.part == "article":
        return one.start == one.end == 0 and bool(one.text) and one.score == one.score
    if one.part == "nowhere":
        return one.start == one.end == 0 and one.score == one.score
    try:
        within = reading.text if one.part == "text" else reading.title
        return 0 <= one.start < one.end <= len(within) and within[one.start : one.end] == one.text and one.score == one.score
    except TypeError:
        return False


def merged(candidates: Iterable[Candidate]) -> list[Candidate]:
    """One candidate for each field, value and place: the best, with what the others know besides."""
    best: dict[tuple[str, str, str, int, int], Candidate] = {}
    for one in candidates:
        key = (one.field, repr(one.value), one.part, one.start, one.end)
        known = best.get(key)
        if known is None:
            best[key] = one
        else:
            first, second = (one, known) if one.score > known.score else (known, one)
            best[key] = replace(first, also={**second.also, **first.also}) if second.also else first
    return list(best.values())


def ranked(candidates: Iterable[Candidate], codebook: Codebook) -> tuple[Candidate, ...]:
    """In the form's order of fields, the best first, the title before the text; what no field asks for stands last."""
    order: dict[str, int] = {"": 10_000}
    for coded in codebook.fields.values():
        order[coded.name] = len(order)
        for sub in coded.fields:
            order[f"{coded.name}.{sub.name}"] = len(order)

    def key(one: Candidate) -> tuple[int, float, bool, int, int]:
        return (order.get(one.field, 9_999), -one.score, one.part != "title", one.start, one.end)

    return tuple(sorted(candidates, key=key))


def reading_of(
    article: Article, codebook: Codebook, values: Mapping[str, Any] | None = None, previous: Mapping[str, Any] | None = None,
    precoded: Sequence[Precoding] = (),
) -> Reading:  # fmt: skip
    """An article of a project as providers read it; `values` of the event in view, `previous` of the one before it, `precoded`
    what models say of it."""
    return Reading(
        article.text,
        article.title,
        article.date or "",
        article.source,
        codebook,
        article.language,
        values or {},
        previous or {},
        precoded,
    )


def as_json(one: Candidate) -> dict[str, Any]:
    """A candidate as the command line answers it."""
    return {
        "field": one.field, "value": one.value, "part": one.part, "start": one.start, "end": one.end, "text": one.text,
        "score": one.score, "reason": one.reason, "also": dict(one.also), "provider": one.provider,
    }  # fmt: skip
