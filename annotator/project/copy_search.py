"""Looking for copies among the articles of a project: reads their texts, some at a time, and gives the groups.

Owns which articles take part: those that are there, have a text and were not replaced by a corrected one. Writes nothing.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .database import Database

if TYPE_CHECKING:
    from .copy_groups import Found
    from .copy_likeness import Reading
    from .copy_signs import Signs
    from .copy_swaps import WordsRead
    from .copy_words import Hashes, Places

Progress = Callable[[int, int], None]
"""Given how far it is, and of how much; what it raises ends the work."""
LETTERS = 200_000
"""Characters that are read at once."""
TELLINGS = 8
"""In so many ways, at most, a group's other names and numbers are told apart; what is another still stands by itself."""
PAIRS, AT_ONCE = 4_000, 100
"""Pairs that are compared in one go, and texts that are read in one."""
KEPT_WORDS = 3_000_000
"""Words of texts that are kept at hand while pairs are compared, 10 bytes each."""
MANY = 50_000_000
"""Words of all texts, up to which every fourth row of words is a sign; beyond, fewer are."""
TAKING_PART = (
    "removed = 0 AND stub = 0 AND text <> '' AND NOT EXISTS "
    "(SELECT 1 FROM article n WHERE n.replaces = article.uid AND n.replaces IS NOT NULL AND n.removed = 0)"
)


@dataclass(frozen=True, slots=True)
class Copy:
    """One article of a group: `likeness` to the group's fullest text, 1 for that one and for what has the same text. Where
    names or numbers stand in it that are others in the place of the fullest text's (`copy_swaps`), `told_as` is the first
    article that tells it as this one does, itself or another; 0 where it tells it as the fullest text does."""

    number: int
    first: int
    likeness: float
    told_as: int = 0


def same_text(text: str) -> bytes:
    """What is alike for two texts that differ in white space and case at most (16 bytes)."""
    return hashlib.blake2b(" ".join(text.casefold().split()).encode("utf-8", "replace"), digest_size=16).digest()


def find_copies(database: Database, progress: Progress | None = None) -> list[Copy]:
    """The articles that are in a group of several, by group and number."""
    say = progress or (lambda _done, _whole: None)
    texts = _read(database, say)
    from .copy_groups import grouped, joined
    from .copy_signs import MOSTLY, candidates, common, without

    # What goes with a source is in many of its articles; what goes through many sources is one article. So those that are
    # copies without a doubt count as one where it is asked which words are common.
    comparing = _Comparing(database, texts)
    pairs = _pairs(candidates(texts.signs, MOSTLY))
    sure = [pair for pair in comparing.each(pairs, lambda done: say(60 + done // 5, 100)) if comparing.at_first_sight(*pair)]
    common_ones = common(texts.signs, joined(sure, len(texts.numbers)))
    comparing.leave_out(common_ones)
    pairs = sorted({*_pairs(candidates(without(texts.signs, common_ones))), *sure})
    alike: dict[tuple[int, int], float] = {}
    for pair in comparing.each(pairs, lambda done: say(80 + done * 15 // 100, 100)):
        if score := comparing.compare(*pair):
            alike[pair] = score
    groups = grouped(alike, texts.sizes, comparing.compare)
    told_as = dict[int, int]()
    for done, group in enumerate(groups):
        told_as |= _tellings(database, texts, group)
        say(95 + 5 * done // len(groups), 100)
    found: dict[int, list[Copy]] = {}
    alone = set(texts.twins)
    for group in groups:
        first = min(texts.numbers[place] for place in group.members)
        found[first] = [
            Copy(number, first, score, told_as.get(place, 0))
            for place, score in group.members.items() for number in texts.all_of(place)
        ]  # fmt: skip
        alone -= group.members.keys()
    for place in alone:
        found[texts.numbers[place]] = [Copy(number, texts.numbers[place], 1.0) for number in texts.all_of(place)]
    say(100, 100)
    return [one for first in sorted(found) for one in sorted(found[first], key=lambda one: one.number)]


def _tellings(database: Database, texts: _Texts, group: Found) -> dict[int, int]:
    """Of the texts of a group, by place, in which others stand for names and numbers of the fullest one: the number of the
    first that tells the same."""
    from .copy_differences import are_swapped, read

    def text(place: int) -> WordsRead:
        return read(database.value("SELECT text FROM article WHERE number = ?", (texts.numbers[place],)))

    fullest = text(group.fullest)
    firsts: list[tuple[int, WordsRead]] = []
    found: dict[int, int] = {}
    for place in sorted(group.members.keys() - {group.fullest}):
        if not are_swapped(fullest, here := text(place)):
            continue
        told_as = next((first for first, known in firsts if not are_swapped(known, here)), None)
        if told_as is None:
            told_as = place
            firsts += [(place, here)] if len(firsts) < TELLINGS else []
        found[place] = texts.numbers[told_as]
    return found


def _pairs(sides: tuple[Places, Places]) -> list[tuple[int, int]]:
    return list(zip(sides[0].tolist(), sides[1].tolist(), strict=True))


@dataclass(slots=True)
class _Texts:
    """The texts that are compared, each once; below they are called by their place among these."""

    signs: Signs
    part: int
    numbers: list[int]
    sizes: list[int]
    days: list[int | None]
    """When each was published, counted in days; None where that is not known, or several articles have the text."""
    twins: dict[int, list[int]]
    """By place, the numbers of further articles with the very text."""

    def all_of(self, place: int) -> list[int]:
        """The numbers of all articles with a text."""
        return [self.numbers[place], *self.twins.get(place, ())]


def _read(database: Database, say: Progress) -> _Texts:
    from .copy_signs import PART, SignReader
    from .copy_words import read_words

    whole, letters = database.all("SELECT count(*), coalesce(sum(length), 0) FROM article WHERE removed = 0 AND stub = 0")[0]
    part = PART * max(1, round(letters / 6 / MANY))
    reader = SignReader(part)
    known: dict[bytes, int] = {}
    numbers, sizes, days, twins = list[int](), list[int](), list[int | None](), dict[int, list[int]]()
    done = 0
    for batch in _batches(database):
        fresh: list[str] = []
        for number, text, day in batch:
            key = same_text(text)
            if (place := known.get(key)) is not None:
                twins.setdefault(place, []).append(number)
                days[place] = None
                continue
            known[key] = len(numbers)
            numbers.append(number)
            sizes.append(len(text))
            days.append(_day(day))
            fresh.append(text)
        if fresh:
            reader.add(read_words(fresh))
        done += len(batch)
        say(min(55, 55 * done // max(whole, 1)), 100)
    signs = reader.done()
    say(60, 100)
    return _Texts(signs, part, numbers, sizes, days, twins)


def _day(date: str | None) -> int | None:
    try:
        return datetime.date.fromisoformat((date or "")[:10]).toordinal()
    except ValueError:
        return None


def _batches(database: Database) -> Iterator[list[tuple[int, str, str | None]]]:
    held, letters = list[tuple[int, str, str | None]](), 0
    for number, text, date in database.run(f"SELECT number, text, date FROM article WHERE {TAKING_PART} ORDER BY number"):
        held.append((number, text, date))
        letters += len(text)
        if letters >= LETTERS:
            yield held
            held, letters = [], 0
    if held:
        yield held


class _Comparing:
    """Compares texts by their places; keeps at hand what was read last."""

    def __init__(self, database: Database, texts: _Texts) -> None:
        import numpy as np

        self._database, self._texts = database, texts
        self._held: dict[int, Reading] = {}
        self._words = 0
        self._common = np.zeros(0, np.uint64)

    def each(self, pairs: Sequence[tuple[int, int]], say: Callable[[int], None]) -> Iterator[tuple[int, int]]:
        """The pairs, with their texts at hand; `say` is given how many percent are done."""
        for begin in range(0, len(pairs), PAIRS):
            some = pairs[begin : begin + PAIRS]
            self.bring({place for pair in some for place in pair})
            yield from some
            say(100 * (begin + len(some)) // len(pairs))

    def leave_out(self, common: Hashes) -> None:
        """From now on words that go with a source, by their signs, are left out."""
        self._common = common
        if len(common):
            self._held.clear()
            self._words = 0

    def bring(self, places: Set[int]) -> None:
        """Reads some texts, many at once, which is quicker than one after another."""
        from .copy_likeness import readings
        from .copy_words import read_words

        if self._words > KEPT_WORDS:
            for place in [place for place in self._held if place not in places]:
                self._words -= len(self._held.pop(place).pairs)
        lacking = sorted(place for place in places if place not in self._held)
        for begin in range(0, len(lacking), AT_ONCE):
            some = lacking[begin : begin + AT_ONCE]
            marks = ",".join("?" * len(some))
            rows = self._database.all(
                f"SELECT text FROM article WHERE number IN ({marks}) ORDER BY number",
                [self._texts.numbers[one] for one in some],
            )
            words = read_words([row[0] for row in rows])
            for place, read in zip(some, readings(words, self._common, self._texts.part), strict=True):
                self._held[place] = read
                self._words += len(read.pairs)

    def at_first_sight(self, one: int, other: int) -> bool:
        """Whether two texts, which are at hand, are copies without a doubt."""
        from .copy_likeness import at_first_sight

        return at_first_sight(self._held[one], self._held[other])

    def compare(self, one: int, other: int) -> float:
        """How alike two texts are, 0 where they are no copies."""
        from .copy_likeness import FAR, likeness

        self.bring({one, other})
        day, other_day = self._texts.days[one], self._texts.days[other]
        far = day is not None and other_day is not None and abs(day - other_day) > FAR
        return likeness(self._held[one], self._held[other], far=far)
