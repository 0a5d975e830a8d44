"""How many people were killed, injured, arrested or gathered, as a text says it.

Ties numbers to what was done: “killed 12 people and wounded 30”, “two were killed”, “a man was shot dead”. Pure; knows
no codebook. The numbers come from `number_phrases`, the words for deeds from the lexicon.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..spans import Span
from .date_phrases import date_phrases
from .lexicon import Analysis, Deed, analyse
from .number_phrases import NumberPhrase, numbers_by_sentence

_FAR = 14
"""How many words may stand between a subject and its verb."""
_REACH = 5
"""How many words may stand between “a” and “soldier”."""
_NAME_LINKS = frozenset(("al", "el", "bin", "ibn", "abu", "de", "da", "dos", "von", "van", "-", "'", "’", "ould", "ag", "ul", "ur"))


@dataclass(frozen=True, slots=True)
class CountFound:
    """A count of people: kind (dead, injured, arrested, crowd), what is said, where, what it is worth and why.

    `low` and `high` as in `NumberPhrase`; `vague` is the codebook's word where there is no number.
    """

    kind: str
    low: int | None
    high: int | None
    start: int
    end: int
    score: float
    reason: str
    vague: str = ""
    is_about: bool = False
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    """A word for a deed: its tokens and what it says."""

    first: int
    last: int
    deed: Deed


@dataclass(slots=True)
class _Tie:
    """A number tied to a deed."""

    word: _Word
    score: float


def find_counts(text: str, language: str = "") -> list[CountFound]:
    """All counts of people in a text, in order; sums of counts told together stand behind them."""
    analysis = analyse(text, language)
    found: list[CountFound] = []
    dates = {phrase.first: phrase.last for phrase in date_phrases(analysis)}
    for sentence, numbers in numbers_by_sentence(analysis):
        words = _deeds(analysis, sentence)
        if words or any(number.noun == "crowd" for number in numbers):
            found.extend(_Sentence(analysis, sentence, numbers, words, dates=dates).counts())
    return found


def _deeds(analysis: Analysis, sentence: Span) -> list[_Word]:
    deeds, words = analysis.lexicon.counts["deeds"], analysis.tokens.words
    found: list[_Word] = []
    index = sentence.start
    while index < sentence.end:
        hit = deeds.at(words, index)
        if hit is not None and index + hit[0] <= sentence.end:
            found.append(_Word(index, index + hit[0], hit[1]))
            index += hit[0]
        else:
            index += 1
    return found


@dataclass(slots=True)
class _Sentence:
    analysis: Analysis
    sentence: Span
    numbers: list[NumberPhrase]
    words: list[_Word]
    ties: dict[int, _Tie] = field(default_factory=dict)
    """By place in `numbers`."""
    dates: dict[int, int] = field(default_factory=dict)
    """Where a date begins and ends."""
    served: set[int] = field(default_factory=set)
    """First tokens of the deeds that have their number."""

    def counts(self) -> list[CountFound]:
        """Ties what it can, surest first."""
        harm = [word for word in self.words if word.deed.kind != "crowd"]
        crowd = [word for word in self.words if word.deed.kind == "crowd"]
        self._tie_followed(harm)
        self._tie_right(harm)
        self._tie_left(harm)
        self._tie_beside()
        singles = [one for word in harm if word.first not in self.served for one in self._single(word)]
        self._tie_right(crowd)
        self._tie_left(crowd)
        found = [self._count(place, tie) for place, tie in sorted(self.ties.items())]
        found += [self._bare_crowd(number) for place, number in enumerate(self.numbers) if self._is_bare_crowd(place, number)]
        return sorted(found + singles, key=lambda one: one.start) + self._sums()

    # --- numbers ----------------------------------------------------------------------------------------------------

    def _tie(self, place: int, word: _Word, score: float) -> None:
        self.ties[place] = _Tie(word, score)
        self.served.add(word.first)

    def _tie_followed(self, words: list[_Word]) -> None:
        """“12 dead”, “30 others wounded”, “two soldiers killed”."""
        by_start = {word.first: word for word in words}
        for place, number in enumerate(self.numbers):
            position = self._past(number.noun_last, ("adverb",))
            word = by_start.get(position)
            if word is None or number.is_part or number.is_share or not word.deed.ways & {"either", "before"}:
                continue
            if number.is_single and "before" not in word.deed.ways and not self._verb_comes_first():
                continue
            if "before" in word.deed.ways or not self._is_active(word):
                self._tie(place, word, 0.9)

    def _tie_right(self, words: list[_Word]) -> None:
        """“killed 12 people”, “death toll rose to 12”."""
        by_start = {number.first: place for place, number in enumerate(self.numbers)}
        for word in words:
            if word.first in self.served or not word.deed.ways & {"either", "after", "toll"}:
                continue
            if word.deed.kind != "crowd" and "either" in word.deed.ways and self._helper(word) is not None:
                # "Were killed 12 kilometres away": a passive has its number before it.
                if not self._verb_comes_first():
                    continue
            position = self._past(word.last, ("skip", "adverb"))
            reach = 7 if "toll" in word.deed.ways else 4 if self._verb_comes_first() else 1
            for start in range(position, min(position + reach, self.sentence.end)):
                place = by_start.get(start)
                # Behind a subject, as in "detuvo la policía a 17 personas", only what is said to be people counts.
                if place is not None and self._is_free(place, word) and (start == position or self.numbers[place].noun != "unknown"):
                    self._tie(place, word, 0.9 if start == position else 0.8)
                if place is not None or (self._ends(start) and "toll" not in word.deed.ways):
                    break

    def _is_free(self, place: int, word: _Word) -> bool:
        number = self.numbers[place]
        return place not in self.ties and not number.is_part and not (number.is_single and word.deed.kind == "crowd")

    def _verb_comes_first(self) -> bool:
        return self.analysis.lexicon.language in ("ru", "ar", "es", "pt")

    def _tie_left(self, words: list[_Word]) -> None:
        """“Two of the villagers who … were killed”, “about 500 teachers from three towns marched”."""
        for word in words:
            if word.first in self.served or not word.deed.ways & {"either", "before"}:
                continue
            helper = self._helper(word)
            is_bare = "either" in word.deed.ways and "before" not in word.deed.ways and helper is None
            if is_bare and (word.deed.kind != "crowd" or self._verb_comes_first()) and not self._is_verb_of_subject(word):
                continue
            place = self._subject(word, helper if helper is not None else word.first)
            if place is not None:
                self._tie(place, word, 0.8 if word.deed.kind != "crowd" else 0.75)

    def _is_verb_of_subject(self, word: _Word) -> bool:
        return self._verb_comes_first() and not self._is_active(word)

    def _subject(self, word: _Word, end: int) -> int | None:
        """The place of the number or the one person that stands as subject of a verb beginning at `end`."""
        floor = self._clause_start(word, end)
        is_plural, is_relative = self._is_plural(end), bool(self._at("relative", end - 1))
        single: int | None = None
        for place in range(len(self.numbers) - 1, -1, -1):
            number = self.numbers[place]
            distance = end - number.noun_last
            if distance < 0 or number.is_part or number.is_share or place in self.ties:
                continue
            if number.first < floor or distance > (_FAR if not number.is_single else 2 * _FAR):
                break
            if number.is_single:
                if word.deed.kind == "crowd" or (is_plural and not self._is_joined(place)):
                    continue
                if is_plural:
                    return place
                single = place
                if is_relative:
                    break
                continue
            if single is not None:
                break
            if word.deed.kind == "crowd" and ((number.noun == "unknown" and not number.vague) or (number.high or 9) < 5):
                continue
            if number.noun != "unknown" or distance <= 2:
                return place
        return single

    def _clause_start(self, word: _Word, end: int) -> int:
        """Behind the last verb of saying, “that” or other deed before a verb."""
        floor = self.sentence.start
        for one in self.words:
            if one.last <= end and one.deed.kind != "crowd" and one is not word:
                floor = max(floor, one.last)
        telling, words = self.analysis.lexicon.telling, self.analysis.tokens.words
        for index in range(end - 1, floor - 1, -1):
            if telling.one(words[index]) in ("said", "told_that", "that") and not self._at("relative", index):
                return max(floor, index + 1)
        return floor

    def _tie_beside(self) -> None:
        """“two soldiers and three civilians were killed”: what stands beside a tied number is tied with it."""
        order = [*range(1, len(self.numbers)), *range(len(self.numbers) - 1, 0, -1)]
        for place in order:
            left, right = self.numbers[place - 1], self.numbers[place]
            between = range(left.noun_last, right.first)
            if left.is_part or right.is_part or right.is_share or not 0 < len(between) <= 3 or "unknown" in (left.noun, right.noun):
                continue
            if not all(self._at("and", index) or self.analysis.tokens.words[index] == "," for index in between):
                continue
            for known, other in ((place - 1, place), (place, place - 1)):
                if known in self.ties and other not in self.ties:
                    self.ties[other] = _Tie(self.ties[known].word, 0.8)

    def _is_joined(self, place: int) -> bool:
        """Whether a number is joined by “and” to the one before it."""
        return place > 0 and any(
            self._at("and", index) for index in range(self.numbers[place - 1].noun_last, min(self.numbers[place].first, self.sentence.end))
            if self.numbers[place].first - self.numbers[place - 1].noun_last <= 2
        )  # fmt: skip

    def _is_bare_crowd(self, place: int, number: NumberPhrase) -> bool:
        return place not in self.ties and number.noun == "crowd" and not number.is_part and number.high != 1 and number.low != 1

    # --- one person -------------------------------------------------------------------------------------------------

    def _single(self, word: _Word) -> list[CountFound]:
        """One person named and not counted: “killed Abu Omar”, “Abu Omar, who was killed”, “killed IS leader Abu Omar”."""
        helper = self._helper(word)
        span: Span | None = None
        if helper is None and word.deed.ways & {"either", "after"}:
            span = self._one_after(word)
        elif helper is not None and "either" in word.deed.ways and not self._is_plural(helper):
            span = self._name_before(word, helper)
        if span is None and "before" in word.deed.ways:
            span = self._name_before(word, word.first)
        return [self._one(word, span)] if span else []

    def _one(self, word: _Word, span: Span) -> CountFound:
        tokens = self.analysis.tokens
        start, end = tokens.starts[span.start], tokens.ends[span.end - 1]
        said = tokens.raw(word.first, word.last)
        reason = f"1 {word.deed.kind}: “{tokens.text[start:end]}”, by “{said}”."
        return CountFound(word.deed.kind, 1, 1, start, end, 0.7, reason)

    def _one_after(self, word: _Word) -> Span | None:
        """“IS leader Abu Omar”, “Abu Omar” behind the verb."""
        start = self._past(word.last, ("skip", "adverb"))
        for index in range(start, min(start + _REACH, self.sentence.end)):
            if self._at("people", index) and not self._at("person", index):
                return None
            if hit := self._at("person", index):
                return Span(start, index + hit[0]) if not self._at("people", index + hit[0]) else None
            if self._ends(index) or self._at("number", index):
                break
        return self._name_at(start)

    def _name_at(self, start: int) -> Span | None:
        """A person's name of two words and more that begins here."""
        tokens = self.analysis.tokens
        index, capitals = start, 0
        while index < self.sentence.end and (tokens.capital(index) or (capitals and tokens.words[index] in _NAME_LINKS)):
            capitals += tokens.capital(index)
            index += 1
        while index > start and not tokens.capital(index - 1):
            index -= 1
        if capitals < 2 or not self.analysis.has_capitals or (index < self.sentence.end and self._at("people", index)):
            return None
        return Span(start, index)

    def _name_before(self, word: _Word, end: int) -> Span | None:
        """The nearest name before a verb that is not where something happened."""
        tokens = self.analysis.tokens
        index = end - 1
        floor = max(end - _FAR, self._clause_start(word, end))
        while index >= floor:
            if not tokens.capital(index):
                index -= 1
                continue
            start = index
            while start > floor and (tokens.capital(start - 1) or tokens.words[start - 1] in _NAME_LINKS):
                start -= 1
            while not tokens.capital(start):
                start += 1
            in_place = start > self.sentence.start and self._at("stop", start - 1)
            if not in_place and (name := self._name_at(start)):
                return name
            index = start - 1
        return None

    # --- words ------------------------------------------------------------------------------------------------------

    def _helper(self, word: _Word) -> int | None:
        """The “was” or “have been” of a passive, a few words before it."""
        index = word.first - 1
        for _ in range(5):
            if index < self.sentence.start:
                return None
            if self._at("passive", index):
                while index - 1 >= self.sentence.start and (self._at("passive", index - 1) or self._at("adverb", index - 1)):
                    index -= 1
                return index
            # "Were abducted and killed": the first verb's helper is the second's as well.
            is_joined = bool(self._at("and", index) or self._at("range", index))
            if not self._at("adverb", index) and not is_joined:
                return None
            index -= 2 if is_joined else 1
        return None

    def _is_plural(self, helper: int) -> bool:
        """Whether the verb is one of many: “were”, “have been”."""
        return any(self._at("plural", index) for index in range(helper, helper + 3))

    def _is_active(self, word: _Word) -> bool:
        """Whether what it was done to stands behind the verb."""
        if self._helper(word) is not None:
            return False
        position = self._past(word.last, ("skip", "adverb"))
        starts = {number.first for number in self.numbers}
        if position in starts or any(self._at(role, position) for role in ("people", "person", "one")):
            return True
        return position < self.sentence.end and self._name_at(position) is not None

    def _past(self, position: int, roles: tuple[str, ...]) -> int:
        """The first token from here that is none of these small words, and none that a number begins with."""
        starts = {number.first for number in self.numbers}
        for _ in range(4):
            if position in starts or position >= self.sentence.end:
                return position
            if position in self.dates:
                position = self.dates[position]
                continue
            hit = next((found for role in roles if (found := self._at(role, position))), None)
            if hit is None:
                return position
            position += hit[0]
        return position

    def _ends(self, index: int) -> bool:
        word = self.analysis.tokens.words[index]
        return not word[0].isalnum() and word not in ("-", "'", "’") or bool(self._at("stop", index) or self._at("deeds", index))

    def _at(self, section: str, index: int) -> tuple[int, object] | None:
        if not self.sentence.start <= index < self.sentence.end:
            return None
        return self.analysis.lexicon.counts[section].at(self.analysis.tokens.words, index)

    # --- what comes out ---------------------------------------------------------------------------------------------

    def _count(self, place: int, tie: _Tie) -> CountFound:
        number, tokens = self.numbers[place], self.analysis.tokens
        start, end = tokens.starts[number.first], tokens.ends[number.noun_last - 1]
        said = tokens.raw(tie.word.first, tie.word.last)
        kind = tie.word.deed.kind
        reason = f"{_amount(number)} {kind}: “{tokens.text[start:end]}”, by “{said}”."
        score = tie.score * (0.8 if number.vague or number.is_single else 1)
        return CountFound(kind, number.low, number.high, start, end, round(score, 3), reason, number.vague, number.is_about)

    def _bare_crowd(self, number: NumberPhrase) -> CountFound:
        tokens = self.analysis.tokens
        start, end = tokens.starts[number.first], tokens.ends[number.noun_last - 1]
        reason = f"{_amount(number)} crowd: “{tokens.text[start:end]}”."
        return CountFound("crowd", number.low, number.high, start, end, 0.6, reason, number.vague, number.is_about)

    def _sums(self) -> list[CountFound]:
        """Counts of one deed told side by side, added up: “four soldiers and two gunmen were killed” is 6."""
        by_word: dict[int, list[int]] = {}
        for place, tie in sorted(self.ties.items()):
            by_word.setdefault(tie.word.first, []).append(place)
        sums: list[CountFound] = []
        for places in by_word.values():
            numbers = [self.numbers[place] for place in places]
            if len(numbers) < 2 or any(number.vague or number.low is None for number in numbers):
                continue
            low = sum(number.low or 0 for number in numbers)
            is_open = any(number.high is None for number in numbers)
            high = None if is_open else sum(number.high or 0 for number in numbers)
            tokens = self.analysis.tokens
            start, end = tokens.starts[numbers[0].first], tokens.ends[numbers[-1].noun_last - 1]
            kind = self.ties[places[0]].word.deed.kind
            reason = f"{low} {kind} together: “{tokens.text[start:end]}”."
            about = any(number.is_about for number in numbers)
            sums.append(CountFound(kind, low, high, start, end, 0.85, reason, is_about=about, is_sum=True))
        return sums


def _amount(number: NumberPhrase) -> str:
    if number.vague:
        return number.vague
    if number.low == number.high:
        return f"about {number.low}" if number.is_about else str(number.low)
    if number.low is None:
        return f"up to {number.high}"
    return f"at least {number.low}" if number.high is None else f"{number.low} to {number.high}"
