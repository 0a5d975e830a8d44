"""How many people were killed, injured, arrested or gathered, as a text says it.

Ties numbers to what was done: “killed 12 people and wounded 30”, “two were killed”, “a man was shot dead”. Pure; knows
no codebook. The numbers come from `number_phrases`, the words for deeds from the lexicon.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..spans import Span
from .clause import FAR, Clause, DeedWord, deeds_of
from .date_phrases import date_phrases
from .lexicon import analyse
from .number_phrases import NumberPhrase, number_phrases

_NEAR = 7
"""How many words may stand between people and a participle without a helper."""


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


@dataclass(slots=True)
class _Tie:
    """A number tied to a deed."""

    word: DeedWord
    score: float


def find_counts(text: str, language: str = "") -> list[CountFound]:
    """All counts of people in a text, in order; sums of counts told together stand behind them."""
    analysis = analyse(text, language)
    found: list[CountFound] = []
    dates = {phrase.first: phrase.last for phrase in date_phrases(analysis)}
    crowd = set(analysis.lexicon.counts["crowd_people"].starts)
    deeds = {sentence: deeds_of(analysis, sentence) for sentence in analysis.sentences}
    telling = [
        one for one in analysis.sentences if deeds[one] or not crowd.isdisjoint(analysis.tokens.words[one.start : one.end])
    ]
    for sentence, numbers in number_phrases(analysis, telling):
        found.extend(_Sentence(analysis, sentence, numbers, deeds[sentence], dates).counts())
    return found


@dataclass(slots=True)
class _Sentence(Clause):
    """One sentence and what is tied in it so far."""

    ties: dict[int, _Tie] = field(default_factory=dict)
    """By place in `numbers`."""
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
        self._tie_beside_names(singles, harm)
        self._tie_right(crowd)
        self._tie_left(crowd)
        found = [self._count(place, tie) for place, tie in sorted(self.ties.items())]
        found += [self._bare_crowd(number) for place, number in enumerate(self.numbers) if self._is_bare_crowd(place, number)]
        return sorted(found + singles, key=lambda one: one.start) + self._sums()

    # --- numbers ----------------------------------------------------------------------------------------------------

    def _tie(self, place: int, word: DeedWord, score: float) -> None:
        self.ties[place] = _Tie(word, score)
        self.served.add(word.first)

    def _tie_followed(self, words: list[DeedWord]) -> None:
        """“12 dead”, “30 others wounded”, “two soldiers killed”."""
        by_start = {word.first: word for word in words}
        for place, number in enumerate(self.numbers):
            position = self.past(number.noun_last, ("adverb",))
            word = by_start.get(position)
            if word is None or number.is_part or number.is_share or not word.deed.ways & {"either", "before"}:
                continue
            if number.is_single and "before" not in word.deed.ways and not self.analysis.lexicon.is_verb_first:
                continue
            if "before" in word.deed.ways or not self.is_active(word):
                self._tie(place, word, 0.9)

    def _tie_right(self, words: list[DeedWord]) -> None:
        """“killed 12 people”, “death toll rose to 12”."""
        by_start = {number.first: place for place, number in enumerate(self.numbers)}
        for word in words:
            if word.first in self.served or not word.deed.ways & {"either", "after", "toll"}:
                continue
            if self._is_passive(word):
                # "Were killed 12 kilometres away": a passive has its number before it.
                continue
            position = self.past(word.last, ("skip", "adverb"))
            is_toll = "toll" in word.deed.ways
            reach = 7 if is_toll else 4 if self.analysis.lexicon.is_verb_first else 1
            for start in range(position, min(position + reach, self.sentence.end)):
                place = by_start.get(start)
                # Behind a subject, as in "detuvo la policía a 17 personas", only what is said to be people counts.
                if (
                    place is not None
                    and self._is_free(place, word)
                    and (start == position or is_toll or self.numbers[place].noun != "unknown")
                ):
                    self._tie(place, word, 0.9 if start == position else 0.8)
                if place is not None or (self.ends(start) and not is_toll):
                    break

    def _is_passive(self, word: DeedWord) -> bool:
        may_be = word.deed.kind != "crowd" and "either" in word.deed.ways and not self.analysis.lexicon.is_verb_first
        return may_be and self.helper(word) is not None

    def _is_free(self, place: int, word: DeedWord) -> bool:
        number = self.numbers[place]
        return place not in self.ties and not number.is_part and not (number.is_single and word.deed.kind == "crowd")

    def _tie_left(self, words: list[DeedWord]) -> None:
        """“Two of the villagers who … were killed”, “about 500 teachers from three towns marched”."""
        for word in words:
            if word.first in self.served or not word.deed.ways & {"either", "before"}:
                continue
            helper = self.helper(word)
            is_bare = "either" in word.deed.ways and "before" not in word.deed.ways and helper is None
            if is_bare and self.is_active(word):
                continue
            place = self._subject(word, helper if helper is not None else word.first)
            if place is None or (is_bare and not self._is_reduced(place, word)):
                continue
            self._tie(place, word, 0.8 if word.deed.kind != "crowd" else 0.75)

    def _is_reduced(self, place: int, word: DeedWord) -> bool:
        """“Nine people of the village killed”: a participle alone, with no verb between. Other orders have no such doubt."""
        if self.analysis.lexicon.is_verb_first:
            return True
        number = self.numbers[place]
        between = range(number.noun_last, word.first)
        return number.noun == "people" and not number.is_single and len(between) <= _NEAR and not self.has_verb(between)

    def _subject(self, word: DeedWord, end: int) -> int | None:
        """The place of the number or the one person that stands as subject of a verb beginning at `end`."""
        floor = self.clause_start(word, end)
        is_plural, is_relative = self.is_plural(end), bool(self.at("relative", end - 1))
        single: int | None = None
        for place in range(len(self.numbers) - 1, -1, -1):
            number = self.numbers[place]
            distance = end - number.noun_last
            if distance < 0 or number.is_part or number.is_share or place in self.ties:
                continue
            if number.first < floor or distance > (FAR if not number.is_single else 2 * FAR):
                break
            if number.is_single and number.noun == "unknown":
                continue
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

    def _tie_beside(self) -> None:
        """“two soldiers and three civilians were killed”: what stands beside a tied number is tied with it."""
        order = [*range(1, len(self.numbers)), *range(len(self.numbers) - 1, 0, -1)]
        for place in order:
            left, right = self.numbers[place - 1], self.numbers[place]
            if left.is_part or right.is_part or right.is_share or left.noun == right.noun == "unknown":
                continue
            between = self._without_brackets(left.noun_last, right.first)
            is_list = all(self.at("and", index) or self.analysis.tokens.words[index] == "," for index in between)
            if not is_list or not 0 < len(between) <= 3:
                continue
            for known, other in ((place - 1, place), (place, place - 1)):
                if known in self.ties and other not in self.ties:
                    self.ties[other] = _Tie(self.ties[known].word, 0.8)

    def _without_brackets(self, first: int, last: int) -> list[int]:
        """The tokens between, without what stands in brackets: “fighters (VDP) and eleven civilians”."""
        words = self.analysis.tokens.words
        kept: list[int] = []
        depth = 0
        for index in range(first, min(last, first + 12)):
            depth += words[index] == "("
            if depth == 0:
                kept.append(index)
            depth -= words[index] == ")"
        return kept if last - first <= 12 else []

    def _tie_beside_names(self, singles: list[CountFound], words: list[DeedWord]) -> None:
        """“arrested Musa Ibrahim and 30 of his supporters”."""
        ends, starts = self.analysis.tokens.ends, self.analysis.tokens.starts
        for single in singles:
            for place, number in enumerate(self.numbers):
                before = number.first - 1
                is_beside = before > self.sentence.start and self.at("and", before) and ends[before - 1] == single.end
                word = max((one for one in words if starts[one.first] < single.start), key=lambda one: one.first, default=None)
                if is_beside and place not in self.ties and not number.is_part and word is not None:
                    self.ties[place] = _Tie(word, 0.75)

    def _is_joined(self, place: int) -> bool:
        """Whether a number is joined by “and” to the one before it."""
        if place == 0 or self.numbers[place - 1].is_part:
            return False
        between = range(self.numbers[place - 1].noun_last, self.numbers[place].first)
        return len(between) <= 2 and any(self.at("and", index) for index in between)

    def _is_bare_crowd(self, place: int, number: NumberPhrase) -> bool:
        return place not in self.ties and number.noun == "crowd" and not number.is_part and number.high != 1 and number.low != 1

    # --- one person -------------------------------------------------------------------------------------------------

    def _single(self, word: DeedWord) -> list[CountFound]:
        """One person named and not counted: “killed Abu Omar”, “Abu Omar, who was killed”, “killed IS leader Abu Omar”."""
        helper = self.helper(word)
        span: Span | None = None
        if helper is None and word.deed.ways & {"either", "after"}:
            span = self.one_after(word)
        elif helper is not None and "either" in word.deed.ways and not self.is_plural(helper):
            span = self.name_before(word, helper)
        if span is None and "before" in word.deed.ways:
            span = self.name_before(word, word.first)
        return [self._one(word, span)] if span else []

    def _one(self, word: DeedWord, span: Span) -> CountFound:
        tokens = self.analysis.tokens
        start, end = tokens.starts[span.start], tokens.ends[span.end - 1]
        said = tokens.raw(word.first, word.last)
        reason = f"1 {word.deed.kind}: “{tokens.text[start:end]}”, by “{said}”."
        return CountFound(word.deed.kind, 1, 1, start, end, 0.7, reason)

    # --- words ------------------------------------------------------------------------------------------------------

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
