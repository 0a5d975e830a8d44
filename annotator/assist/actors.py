"""Candidates for actors: names and aliases of the project's register where they stand in the text.

Owns which entry a name means in a country on a day, and which names are too short or too common to be taken for one. The
register's rows come from `project.registers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..codebook.model import Codebook, CodedField
from ..dates import days_between, is_valid
from ..project.registers import Actor
from .candidate import Candidate, Part, Reading
from .lexicon import Analysis, analyse
from .names import Hit, NameFinder, has_capital, plain

_MOST_ENTRIES = 5
"""How many entries of one name are offered at a place."""


class ActorProvider:
    """Offers the actors of a register. Build it anew when the register has changed."""

    name = "actors"

    def __init__(self, actors: Sequence[Actor]) -> None:
        by_name: dict[str, list[Actor]] = {}
        for actor in actors:
            for spelling in dict.fromkeys(spellings(actor)):
                by_name.setdefault(spelling, []).append(actor)
        self._names = list(by_name)
        self._folded: dict[str, list[Actor]] = {}
        for spelling, entries in by_name.items():
            self._folded.setdefault(" ".join(plain(spelling).split()), []).extend(entries)
        self._finder = NameFinder(self._names)

    def candidates(self, reading: Reading) -> Iterable[Candidate]:
        """See `candidate.Provider`."""
        fields = list(fields_of_actors(reading.codebook))
        if not fields or not self._names:
            return
        country, day = _country(reading), _date(reading)
        generic = [re.compile(coded.generic) for _, coded in fields if coded.generic]
        parts: tuple[tuple[Part, str], ...] = (("title", reading.title), ("text", reading.text))
        for part, text in parts:
            hits = self._finder.find(text) if text else []
            if not hits:
                continue
            analysis = analyse(text, reading.language)
            for hit in hits:
                # “protesters” is nobody's name, and yet it says who they are.
                named = (one.name for one in self._entries(hit))
                if _is_name(analysis, hit, self._names[hit.name]) or any(one.search(name) for name in named for one in generic):
                    yield from self._offer(fields, part, text, hit, country, day)

    def _entries(self, hit: Hit) -> list[Actor]:
        return self._folded[" ".join(plain(self._names[hit.name]).split())]

    def _offer(
        self, fields: list[tuple[str, CodedField]], part: Part, text: str, hit: Hit, country: str, day: str
    ) -> Iterator[Candidate]:
        quote = text[hit.start : hit.end]
        entries = self._entries(hit)
        for actor, score, why in resolve(entries, country, day)[:_MOST_ENTRIES]:
            reason = f"“{quote}” is a name of {actor.name}{why}."
            for path, coded in fields:
                also = {coded.kind: actor.type} if coded.kind and actor.type else {}
                yield Candidate(path, actor.name, part, hit.start, hit.end, quote, score, reason, also, self.name)


def spellings(actor: Actor) -> Iterator[str]:
    """What an actor may be called in a text: its name, without the brackets behind it, short and long form, aliases."""
    for name in (actor.name, *actor.aliases):
        yield name
        bare = name.partition(" (")[0].strip() if name.endswith(")") else name
        if len(bare) > 1 and bare != name:
            yield bare
        short, colon, long = bare.partition(": ")
        if colon and len(short) > 1 and len(long) > 1:
            yield short
            yield long


def resolve(entries: Sequence[Actor], country: str, day: str) -> list[tuple[Actor, float, str]]:
    """The entries a name may mean in a country on a day, the likeliest first, each with a score and words why.

    Entries not valid on the day are left out, and so are those of another country where the country is known and one of
    them fits it.
    """
    valid = [one for one in dict.fromkeys(entries) if _holds_on(one, day)]
    here = [one for one in valid if country and one.country == country]
    free = [one for one in valid if not one.country]
    ranked: list[tuple[Actor, float, str]] = [(one, 0.8, _why(one, f"in {country}")) for one in here]
    if here or (country and free):
        ranked += [
            (one, 0.6 if here else 0.7, _why(one, "")) for one in free if not any(one.name == other.name for other in here)
        ]
        return ranked
    share = 0.7 if len(valid) == 1 else 0.6 if len(valid) <= 3 else 0.45
    away = 0.7 if country else 1.0
    return [
        (one, round(share * (away if one.country else 1.0), 3), _why(one, f"in {one.country}" if one.country else ""))
        for one in valid
    ]


def _why(actor: Actor, where: str) -> str:
    kind = f": type {actor.type}" if actor.type else ""
    return f"{kind} {where}".rstrip() if where else kind


def _holds_on(actor: Actor, day: str) -> bool:
    if not day:
        return True
    # A day within a range that only touches the actor's time may still be it.
    return not (actor.valid_from and days_between(day, actor.valid_from) > 0) and not (
        actor.valid_to and days_between(actor.valid_to, day) > 0
    )


def fields_of_actors(codebook: Codebook) -> Iterator[tuple[str, CodedField]]:
    """The event's fields with names of actors, with their path; a group's as `group.field`."""
    for coded in codebook.fields.values():
        if coded.type == "group":
            yield from ((f"{coded.name}.{sub.name}", sub) for sub in coded.fields if sub.register_ == "actors")
        elif coded.register_ == "actors":
            yield coded.name, coded


def _country(reading: Reading) -> str:
    names = [field.name for field in reading.codebook.fields.values() if field.finds == "country"]
    return next((str(reading.values[name]) for name in names if isinstance(reading.values.get(name), str)), "")


def _date(reading: Reading) -> str:
    """The event's date, else the day of publication."""
    names = [field.name for field in reading.codebook.fields.values() if field.type == "date"]
    dates = [str(reading.values[name]) for name in names if isinstance(reading.values.get(name), str)]
    return next((one for one in [*dates, reading.date] if is_valid(one)), "")


def _is_name(analysis: Analysis, hit: Hit, name: str) -> bool:
    """Whether a hit is the name and not a word spelt like it: “IS” and “is”, “May” at the head of a sentence."""
    found = analysis.tokens.text[hit.start : hit.end]
    if not has_capital(name):
        return True
    if name.isupper() and len(name) <= 5:
        return found == name
    if analysis.has_capitals and not has_capital(found):
        return False
    folded = plain(name)
    lexicon = analysis.lexicon
    is_word = (
        folded in lexicon.common or lexicon.dates.one(folded) is not None or lexicon.counts["stop"].one(folded) is not None
    )
    if not is_word:
        return True
    at_head = any(analysis.tokens.starts[sentence.start] == hit.start for sentence in analysis.sentences)
    return found == name and not at_head
