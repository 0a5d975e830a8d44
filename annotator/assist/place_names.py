"""Which words of a text may be names of places, and what the words around them say.

Owns words, runs of words, and cues ("near", "province of", a dateline). Knows the gazetteer and the project's register
by what they call a place; must not know codebooks or scores.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from ..places.folding import ELISION, WORD, fold, fold_word, join
from ..places.gazetteer import Place
from ..places.sources import our_list, our_words

LONGEST = 6
"""Words of the longest name that is looked for."""
_JOINED = re.compile(r"(?:[’']s)?[ \u00a0]{1,3}|[ \u00a0]?[-–][ \u00a0]?|\r?\n|[’'ʼ]")
_STOPPED = re.compile(r"\.[ \u00a0]?")
_POSSESSIVE = re.compile(r"[’']s$")
_SENTENCE = re.compile(r"[.!?…:;。！？](?:[\"'”’»)\]]|\s)*$|\n\s*$|[\"“«]\s*$")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_UNSPACED_LONGEST = 8
_DATELINE = re.compile(
    r"(?:\s*[,.]\s?[^\n(—–]{0,45}?)?\s*(?:\([^()\n]{2,80}\)|—|–|--|\s-\s|-\s)|\s*,\s*\d{1,2} \w+|\s*/\s?[\w -]+/"
)
_LISTED = re.compile(r"\s*(?:,|,? and|,? und|,? et|,? y|,? e|,? и|,? و|&|,? or)\s*")
_FIRST_PARAGRAPHS = 3
_OF = frozenset(("of", "de", "du", "des", "del", "do", "da", "d", "the", "la", "le"))


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its span in code points, folded; whether it has a capital, whether its script has any; what is before it."""

    start: int
    end: int
    folded: str
    capital: bool
    cased: bool
    opening: bool
    gap: str


@dataclass(slots=True)
class Name:
    """A run of words that names places, and what its surroundings say of it."""

    start: int
    end: int
    text: str
    first: int
    last: int
    places: list[Place]
    division: bool = False
    """"X province", "province of X"."""
    district: bool = False
    """The word for the division is one of a smaller kind."""
    town: bool = False
    """"the city of X"."""
    near: str = ""
    """The cue of "near X", "northern X", "the X area", as it is written."""
    dateline: bool = False
    placed: bool = False
    """A word such as "in" stands before it."""
    within_name: bool = False
    """Other capitalised words stand beside it: a person, an organisation."""
    behind_capital: bool = False
    titled: bool = False
    """"President X"."""
    person: bool = False
    """Here or elsewhere in the text it is somebody: "Marco Rubio" before "Rubio said"."""
    words: int = 1
    opening: bool = False
    shouted: bool = False
    """Written in capitals alone."""
    plain: bool = False
    """In a text whose capitals tell nothing."""


def _base_forms(folded: str) -> Iterator[str]:
    """What a Russian or Ukrainian word may be without its ending: "киеве" may be Kyiv, "москвы" Moscow."""
    if len(folded) > 4 and "\u0400" <= folded[0] <= "\u04ff" and folded[-1] in "аеиіоуыюя":
        stem = folded[:-1]
        yield from (stem, f"{stem}а", f"{stem}я", f"{stem}ь")


Lookup = Callable[[Collection[str]], Mapping[str, Sequence[Place]]]


@cache
def _cues(kind: str) -> frozenset[str]:
    found = next(row["words"] for row in our_list("cues.csv") if row["cue"] == kind)
    return frozenset(fold(word) for word in found.split("|"))


@cache
def _smaller() -> frozenset[str]:
    words = "district county raion rayon cercle commune municipality municipio district distrito comuna subprefecture qada"
    return frozenset(form for word in words.split() for form in (word, f"{word}s", f"{word[:-1]}ies"))


@dataclass
class Words:
    """The words of one text. In `plain` texts (no capitals, only capitals, Headlines Like This) a capital tells nothing."""

    text: str
    words: list[Word] = field(default_factory=list)
    plain: bool = False
    shouting: bool = False

    def __post_init__(self) -> None:
        before = 0
        for found in WORD.finditer(self.text):
            written = found[0]
            if not (folded := fold_word(written)):
                continue
            gap, start = self.text[before : found.start()], found.start()
            opening = not self.words or bool(_SENTENCE.search(gap))
            before = start + len(_POSSESSIVE.sub("", written))
            first = written[0]
            if elided := ELISION.match(written):
                first = written[elided.end()]
                start += elided.end() if written[0].islower() else 0
            self.words.append(Word(start, before, folded, first.isupper(), first.lower() != first.upper(), opening, gap))
        cased = [word for word in self.words if word.cased]
        shouted = sum(self.text[word.start : word.end].isupper() for word in cased)
        capitals = sum(word.capital for word in cased)
        self.shouting = shouted > len(cased) * 0.6
        without = capitals * 50 < len(cased) and len(cased) > 40
        self.plain = self.shouting or without or (capitals > len(cased) * 0.75 and len(cased) > 4)

    def runs(self) -> Iterator[tuple[int, int, str]]:
        """All runs of words that are written as names are: first and last word's number, folded."""
        words = self.words
        for first, word in enumerate(words):
            if not self._may_begin(first):
                continue
            folded = [word.folded]
            yield first, first, word.folded
            for form in _base_forms(word.folded):
                yield first, first, form
            for last in range(first + 1, min(first + LONGEST, len(words))):
                if not self._joined(last):
                    break
                folded.append(words[last].folded)
                if self.plain or words[last].capital or not words[last].cased or words[last].folded.isdigit():
                    yield first, last, join(folded)

    def _may_begin(self, number: int) -> bool:
        word = self.words[number]
        if word.capital or not word.cased or self.plain:
            return not word.folded.isdigit()
        # al-Anbar: the article is small, its name is not.
        if number + 1 == len(self.words) or len(word.folded) > 3:
            return False
        following = self.words[number + 1]
        return following.capital and following.gap in ("-", "’", "'")

    def _joined(self, number: int) -> bool:
        gap = self.words[number].gap
        return bool(_JOINED.fullmatch(gap)) or (
            len(self.words[number - 1].folded) <= 3 and bool(_STOPPED.fullmatch(gap)) and self.words[number - 1].capital
        )

    def unspaced(self) -> Iterator[tuple[int, int, int, str]]:
        """Runs of characters in scripts without spaces: the word's number, start, end, folded."""
        for number, word in enumerate(self.words):
            written = self.text[word.start : word.end]
            if not word.cased and _UNSPACED.search(written):
                for start in range(len(written) - 1):
                    for length in range(2, min(_UNSPACED_LONGEST, len(written) - start) + 1):
                        if length < len(written):
                            piece = written[start : start + length]
                            yield number, word.start + start, word.start + start + length, fold_word(piece)


def names(text: str, lookup: Lookup, *, headline: bool = False) -> list[Name]:
    """The names in a text, in order; of overlapping ones the longest. Which place each means is left open.

    A headline has no dateline.
    """
    read = Words(text)
    runs, pieces = list(read.runs()), list(read.unspaced())
    known = lookup({*(run[2] for run in runs), *(piece[3] for piece in pieces)})
    spans = [(-(last - first), first, last, read.words[first].start, read.words[last].end, known[folded])
             for first, last, folded in runs if folded in known]  # fmt: skip
    spans += [
        (start - end, number, number, start, end, known[folded]) for number, start, end, folded in pieces if folded in known
    ]
    found: list[Name] = []
    taken = bytearray(len(text))
    for _, first, last, start, end, places in sorted(spans, key=lambda one: (one[0], one[1])):
        name = Name(start, end, text[start:end], first, last, list(places), words=last - first + 1, plain=read.plain)
        if any(taken[start:end]) or not _is_a_name(name, read):
            continue
        taken[start:end] = b"\1" * (end - start)
        found.append(name)
    found.sort(key=lambda one: one.start)
    countries = {name.last for name in found if any(one.kind in ("country", "demonym") for one in name.places)}
    for name in found:
        _look_around(name, read, countries)
        if read.words[name.first].gap == "-" and not taken[name.start - 2]:
            name.titled = True  # a part of a longer name that is not known
    _mark_persons(found, read)
    _share_divisions(found, text)
    if not headline:
        _mark_dateline(found, text)
    return [name for name in found if not _is_common(name, read)]


def _is_a_name(name: Name, read: Words) -> bool:
    """Whether a run is written as a name: short ones in capitals, none that ends in a full stop by chance."""
    letters = name.text.replace(".", "")
    name.shouted = letters.isupper()
    if any(place.kind == "town" and place.own_name and place.population > 50_000 for place in name.places):
        # A country's name in another language, Granada for Grenada, gives way to a town's own.
        name.places = [place for place in name.places if place.kind != "country" or place.own_name]
    if not read.words[name.first].cased:
        return len(letters) > 2 or bool(_UNSPACED.search(letters))
    if len(letters) <= 2:
        name.places = [place for place in name.places if place.kind == "country" and name.shouted and not read.shouting]
    elif len(letters) == 3 and not name.shouted:
        name.places = [place for place in name.places if place.kind != "country"]
    elif len(letters) <= 4 and name.shouted and not read.shouting and name.words == 1 and "." not in name.text:
        # Four capitals in a row are an acronym, unless the dateline shouts.
        big = 200_000
        name.places = [one for one in name.places if one.kind in ("country", "region") or one.population > big]
    return bool(name.places)


def _is_common(name: Name, read: Words) -> bool:
    """Whether a name is made of common words alone, with nothing around to say that it is a place."""
    if (name.division and _has_division(name)) or (name.town and not read.plain):
        return False
    if any(one.kind in ("country", "demonym") and one.own_name for one in name.places):
        return False
    common = our_words("common_words.txt")
    return all(word.folded in common or word.folded.isdigit() for word in read.words[name.first : name.last + 1])


def _look_around(name: Name, read: Words, countries: Collection[int]) -> None:
    """Reads the cues beside a name. `countries` are the numbers of words that end a country's name."""
    name.opening = read.words[name.first].opening
    _look_ahead(name, read)
    if name.first and not re.search(r"[.!?;:,()\n]", read.words[name.first].gap):
        _look_behind(name, read, countries)


def _look_ahead(name: Name, read: Words) -> None:
    after = read.words[name.last + 1] if name.last + 1 < len(read.words) else None
    if after is None or not re.fullmatch(r"(?:[’']s)?[ \u00a0\n]|-", after.gap):
        return
    is_kind = after.folded in our_words("division_words.txt")
    if is_kind and (after.folded not in ("state", "states", "republic") or _has_division(name)):
        name.division, name.district = True, after.folded in _smaller()
    elif after.folded in _cues("town_after"):
        name.town = True
    elif after.folded in _cues("after"):
        name.near = read.text[name.start : after.end]
    name.within_name = after.capital and not (read.plain or name.division or name.town)


def _look_behind(name: Name, read: Words, countries: Collection[int]) -> None:
    words, kinds = read.words, our_words("division_words.txt")
    closest, last = words[name.first - 1], name.first - 1
    two = join([words[last - 1].folded, closest.folded]) if last else ""
    kind = next((number for number in range(last, max(-1, last - 3), -1) if words[number].folded not in _OF), -1)
    if kind >= 0 and words[kind].folded in kinds and _has_division(name):
        # "the Nasr district of Ramadi" is a district of another name.
        other = kind > 0 and words[kind - 1].capital and not words[kind].opening and not read.plain
        if not other or kind - 1 in countries:
            name.division, name.district = True, words[kind].folded in _smaller()
    if two in _cues("town") or closest.folded in _cues("town"):
        name.town = True
    elif two in _cues("near") or closest.folded in _cues("near"):
        name.near = read.text[(words[last - 1] if two in _cues("near") else closest).start : name.end]
    elif closest.folded in _cues("part"):
        name.near = read.text[closest.start : name.end]
    is_before = closest.folded in _cues("before")
    name.placed = is_before or bool(name.near) or name.town or name.division
    name.titled = closest.folded in _cues("title")
    opens_sentence = closest.opening and closest.folded in our_words("common_words.txt")
    is_apart = opens_sentence or is_before or closest.folded in _cues("part") or closest.folded in kinds
    if closest.capital and not is_apart and not read.plain and last not in countries:
        name.within_name = name.behind_capital = True


def _has_division(name: Name) -> bool:
    return any(place.kind in ("region", "district", "subdistrict") for place in name.places)


def _mark_persons(found: list[Name], read: Words) -> None:
    """A single word that stands behind another name or a title somewhere, or speaks, is somebody throughout."""
    somebody: set[str] = set()
    for name in found:
        after = read.words[name.last + 1].folded if name.last + 1 < len(read.words) else ""
        behind = name.behind_capital and not name.placed
        if not name.division and (name.titled or behind or after in _cues("speech")):
            somebody.add(fold(name.text))
    for name in found:
        name.person = not name.placed and not name.division and not name.town and fold(name.text) in somebody


def _share_divisions(found: list[Name], text: str) -> None:
    """What is said of one in a list is said of all: "X and Y provinces", "the provinces of X, Y and Z"."""
    for order in (range(len(found) - 1, 0, -1), range(1, len(found))):
        for number in order:
            one, other = found[number - 1], found[number]
            if _LISTED.fullmatch(text[one.end : other.start]) and one.division != other.division:
                plain = other if one.division else one
                if _has_division(plain) and not plain.town:
                    plain.division, plain.district = True, one.district or other.district


def _mark_dateline(found: list[Name], text: str) -> None:
    """Where the article was written: a place that opens one of its first paragraphs, before a dash or the agency's name."""
    for paragraph in islice(re.finditer(r"[^\n]*\S[^\n]*", text[:1500]), _FIRST_PARAGRAPHS):
        inside = [name for name in found if paragraph.start() <= name.start < paragraph.end()]
        if not inside or text[paragraph.start() : inside[0].start].strip(' \t"“*'):
            continue
        if closing := _DATELINE.match(text, inside[0].end, min(inside[0].end + 130, paragraph.end())):
            for name in inside:
                name.dateline = name.start < closing.end()
            return
