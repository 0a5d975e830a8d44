"""What the events of one incident come to: one value a field, how it was found, and where the events leave it open.

Owns what the rules of `combine:` mean (`combined_rules` has them). Pure; must not know projects: an event is the mapping
of its values, in the order of the articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .answers_compared import best_of, day_of, says_no_more
from .combined_rules import NUMBERS, rules_of
from .conditions import Scope
from .derivations import is_shown, with_derived
from .drafts import redrafted
from .joining import joined, one_value_a_tag, rows_joined
from .language import fields_of
from .model import Codebook, Combined
from .pairing import PLACE_PARTS, mirror_of, mirrored, pairing_of
from .values import answer_key, is_empty, is_missing


@dataclass(frozen=True, slots=True)
class CombinedValue:
    """What an incident says of one field."""

    value: Any
    """As events hold it; None for no answer."""
    by: str
    """The rule's `by`; `only` where all events that answer say the same; `settled` where it was settled."""
    events: tuple[int, ...]
    """Positions of the events that say exactly this; of all that were joined where they were."""
    tied: tuple[Any, ...] = ()
    """What equally good events say, each once and in the events' order, where the rule leaves it open; else nothing. One
    answer alone where the event that stands gives none, or where `beside` says why it is open."""
    beside: str = ""
    """The field it was said beside, where that was settled to what no event says: this may be of another place, or day."""


def combine(
    codebook: Codebook, told: Sequence[Mapping[str, Any]], settled: Mapping[str, Any] | None = None
) -> dict[str, CombinedValue]:
    """What the events come to, by field in form order: every field that is settled or that an event answers, even if no
    answer stands. `told` are the events' own values, in the order of their articles.

    Of derived fields only those have a value here that an event gives by hand, and only where the answers it follows from
    stand as that event has them; all others are worked out from the rest.

    One event comes back as it is. Sides are read alike first (`pairing.sides`); which stands first is as in the first
    article that tells the sides as they stand.
    """
    return _prepared(codebook).combine(told, settled or {})


def differing(codebook: Codebook, told: Sequence[Mapping[str, Any]]) -> list[str]:
    """The fields in which events that answer do not all say the same, sides read alike, in form order."""
    prepared = _prepared(codebook)
    said = _Said(prepared.turned(told, {}))
    return [
        name for name, field in codebook.fields.items()
        if len({key for key, real in zip(said.keys(name), said.real(name), strict=True) if real}) > 1
        and (field.derived is None or name in said.given)
    ]  # fmt: skip


_last: list[tuple[Codebook, Combining]] = []


def _prepared(codebook: Codebook) -> Combining:
    """What one codebook's rules need, worked out once: a table of incidents asks thousands of times."""
    if not _last or _last[0][0] is not codebook:
        _last[:] = [(codebook, Combining(codebook))]
    return _last[0][1]


class _Said:
    """What several events say, side by side."""

    def __init__(self, events: Sequence[Mapping[str, Any]]) -> None:
        self.events = events
        self.everyone = tuple(range(len(events)))
        self._keys: dict[str, list[str]] = {}
        self._real: dict[str, list[bool]] = {}
        self.given = {name for name in dict.fromkeys(name for one in events for name in one) if any(self.keys(name))}

    def keys(self, name: str) -> list[str]:
        """Each event's answer as a text that is equal for equal answers; empty for none."""
        found = self._keys.get(name)
        if found is None:
            values = [one.get(name) for one in self.events]
            # Most answers are the same in all: their text is made once.
            same = bool(values) and values.count(values[0]) == len(values)
            found = [_key(values[0])] * len(values) if same else [_key(one) for one in values]
            self._keys[name] = found
        return found

    def real(self, name: str) -> list[bool]:
        """Of each event, whether it has an answer and not only a code for a missing one."""
        found = self._real.get(name)
        if found is None:
            found = [bool(key) and not is_missing(one.get(name)) for key, one in zip(self.keys(name), self.events, strict=True)]
            self._real[name] = found
        return found

    def agreed(self, name: str) -> bool:
        """Whether all events answer, and the same."""
        keys = self.keys(name)
        return bool(keys[0]) and keys.count(keys[0]) == len(keys)

    def saying(self, name: str, key: str) -> tuple[int, ...]:
        """The events that say exactly this."""
        return tuple(i for i, one in enumerate(self.keys(name)) if one == key) if key else ()


def _key(value: Any) -> str:
    return "" if value is None or is_empty(value) else answer_key(value)


class Combining:
    """The rules of one codebook, made ready."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        rules = rules_of(codebook)
        self._rules = tuple(one for one in rules if one.by != "closest")
        self._last_rules = tuple(one for one in rules if one.by == "closest")  # when all else is known
        self._ranks: dict[tuple[str, tuple[str, ...]], dict[Any, int]] = {}
        pairing = pairing_of(codebook)
        self._mirror = mirror_of(pairing)
        self._sides = tuple(zip(*pairing.sides, strict=True)) if self._mirror else ()
        self._reads = {name: _leaves(codebook, name) for name in codebook.derived_order}
        self._asked = [
            (one, any(codebook.fields[read].derived for read in fields_of(one.shown_when) if read in codebook.fields))
            for one in codebook.fields.values() if one.shown_when is not None
        ]  # fmt: skip
        self._places = {name: place for place, name in enumerate(codebook.fields)}

    def combine(self, told: Sequence[Mapping[str, Any]], settled: Mapping[str, Any]) -> dict[str, CombinedValue]:
        """See `combine`."""
        fields = self.codebook.fields
        settled = {name: value for name, value in settled.items() if name in fields}
        if len(told) == 1 and not settled:
            one = told[0]
            return {name: CombinedValue(one[name], "only", (0,)) for name in fields if not is_empty(one.get(name))}
        found = self._found(_Said(self.turned(told, settled)), settled)[0]
        return {name: found[name] for name in fields if name in found}

    # --- sides ----------------------------------------------------------------------------------------------------------

    def turned(self, told: Sequence[Mapping[str, Any]], settled: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The events with their sides read alike, and that way round in which they stand."""
        if not self._sides or not told:
            return list(told)
        wanted = {name: value for name, value in settled.items() if name in self._mirror}
        if wanted:
            return self._alike(told, [wanted])[0]
        others, turned = self._alike(told[1:], [told[0]])
        events: list[Mapping[str, Any]] = [told[0], *others]
        turned = [False, *turned]
        if any(turned):
            # An event whose answers are read the other way round must not be published so: its type may say who is second.
            first = self._found(_Said(events), settled)[1]
            if turned[first]:
                return [mirrored(one, self._mirror) for one in events]
        return events

    def _alike(
        self, told: Sequence[Mapping[str, Any]], before: list[Mapping[str, Any]]
    ) -> tuple[list[Mapping[str, Any]], list[bool]]:
        """Events turned to be like those before them, and which of them were."""
        seen, turned = list(before), list[bool]()
        for one in told:
            other = mirrored(one, self._mirror)
            turned.append(sum(self._shared(other, like) - self._shared(one, like) for like in seen) > 0)
            seen.append(other if turned[-1] else one)
        return seen[len(before) :], turned

    def _shared(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
        """How much two events have in common on their sides."""
        shared = 0
        for name in self._mirror:
            mine, theirs = one.get(name), other.get(name)
            if is_empty(mine) or is_empty(theirs) or is_missing(mine):
                continue
            if isinstance(mine, list) and isinstance(theirs, list):
                shared += bool({_key(item) for item in mine} & {_key(item) for item in theirs})
            elif mine == theirs or _key(mine) == _key(theirs):
                # A name says more than what goes with it: two sides may both be state forces.
                shared += 4 if self.codebook.fields[name].register_ == "actors" else 1
        return shared

    # --- rules ----------------------------------------------------------------------------------------------------------

    def _found(self, said: _Said, settled: Mapping[str, Any]) -> tuple[dict[str, CombinedValue], int]:
        """What stands, and the first event that tells the sides as they stand."""
        found = {name: CombinedValue(value, "settled", said.saying(name, _key(value))) for name, value in settled.items()}
        chosen = dict[str, int]()
        for rules in (self._rules, self._last_rules):
            for rule in rules:
                if said.given.isdisjoint(rule.fields):
                    continue
                side_by_side = rule.by == "joined" and len(rule.fields) > 1  # where the order of a list says something
                if not side_by_side and all(
                    name not in said.given or (name not in found and said.agreed(name)) for name in rule.fields
                ):
                    self._agree(rule, said, found)
                    continue
                asked = self._eligible(rule, said, found)
                if rule.by == "joined":
                    self._join(rule, said, asked, found)
                else:
                    chosen |= dict.fromkeys(rule.fields, self._choose(rule, said, asked, found))
            self._follow(said, found)
            self._drop_unasked(said, found)
        for name in self.codebook.drafted:
            if name in chosen:
                self._redraft(name, said, chosen[name], found)
        return found, chosen.get(self._sides[0][0], 0) if self._sides else 0

    @staticmethod
    def _agree(rule: Combined, said: _Said, found: dict[str, CombinedValue]) -> None:
        """Takes what all events say of a rule's fields."""
        for name in rule.fields:
            if name in said.given:
                found[name] = CombinedValue(said.events[0][name], "only", said.everyone)

    def _eligible(self, rule: Combined, said: _Said, found: Mapping[str, CombinedValue]) -> list[int]:
        """The events a rule asks: those with an answer of their own, not only how precise it would be."""
        every = list(range(len(said.events)))
        for name in rule.alike:
            key = _key(found[name].value) if name in found else ""
            agreeing = [i for i in every if said.keys(name)[i] == key]
            # A settled answer that no event gives leaves all of them to be asked.
            every = agreeing if agreeing or name not in found or found[name].by != "settled" else every
        telling = [name for name in rule.fields if name != rule.precision] or list(rule.fields)
        return (
            [i for i in every if any(said.real(name)[i] for name in telling)]
            or [i for i in every if any(said.keys(name)[i] for name in rule.fields)]
        )  # fmt: skip

    def _choose(self, rule: Combined, said: _Said, asked: list[int], found: dict[str, CombinedValue]) -> int:
        """Takes the fields of a rule from one event; gives its position."""
        names = rule.fields
        for name in names:
            if name in found and (agreeing := [i for i in asked if i in found[name].events]):
                asked = agreeing  # what belongs to a settled answer comes from who gives that answer
        keys = {i: tuple(said.keys(name)[i] for name in names) for i in asked}
        if len(set(keys.values())) > 1:
            asked = self._best(rule, rule.by, said, asked, found)
            asked = self._fullest(names, said, asked, keys)
            if rule.then and len({keys[i] for i in asked}) > 1:
                asked = self._best(rule, rule.then, said, asked, found)
                asked = self._fullest(names, said, asked, keys)
        chosen = asked[0] if asked else -1
        beside = self._settled_apart(rule, found)
        for name in names:
            if name in found or name not in said.given:
                continue
            value = said.events[chosen].get(name) if chosen >= 0 else None
            value = None if is_empty(value) else value
            if beside and value is not None and not (said.agreed(name) and self.codebook.fields[name].finds == "country"):
                told = _answers(said, name, said.everyone)
                found[name] = replace(self._one(rule.by, said, name, value, told), beside=beside if told else "")
            else:
                found[name] = self._one(rule.by, said, name, value, _tied(said, name, asked, value))
        return max(chosen, 0)

    def _settled_apart(self, rule: Combined, found: Mapping[str, CombinedValue]) -> str:
        """The field of a place, or of a day and how precise it is, that was settled to what no event says; empty for none.

        What belongs to it is not known then: a town of the lead's own does not lie where another town does."""
        fields = self.codebook.fields
        if rule.by != "most_precise" and not any(fields[name].finds in PLACE_PARTS for name in rule.fields):
            return ""
        return next(
            (
                name for name in rule.fields if name != rule.precision
                and (one := found.get(name)) is not None and one.by == "settled" and one.value is not None and not one.events
            ), "",
        )  # fmt: skip

    def _one(self, by: str, said: _Said, name: str, value: Any, tied: tuple[Any, ...] = ()) -> CombinedValue:
        key = _key(value)
        real = {one for one, answered in zip(said.keys(name), said.real(name), strict=True) if answered}
        only = real == {key} or (not real and set(said.keys(name)) - {""} == {key})
        return CombinedValue(value, "only" if only else by, said.saying(name, key), tied)

    def _best(self, rule: Combined, by: str, said: _Said, asked: list[int], found: Mapping[str, CombinedValue]) -> list[int]:
        """The events that are best by one rule, in their order."""
        if by == "first":
            return asked[:1]
        if by == "most_common":
            return _most_common(rule, said, asked)
        if by == "median":
            sums = {i: number for i in asked if (number := self._number(rule, said, i)) is not None}
            if not sums:
                return asked
            middle = sorted(sums.values())[(len(sums) - 1) // 2]
            return [i for i, number in sums.items() if number == middle]
        whole = {name: key for name, one in found.items() if (key := _key(one.value))} if by == "closest" else {}
        scores = {i: self._score(rule, by, said, i, whole) for i in asked}
        best = min((score for score in scores.values() if score is not None), default=None)
        return [i for i in asked if best is None or scores[i] == best]

    def _score(self, rule: Combined, by: str, said: _Said, i: int, whole: Mapping[str, str]) -> Any:
        """How good an event is, the lower the better; None where it has nothing that could be judged."""
        lead = said.events[i].get(rule.fields[0])
        match by:
            case "most_precise":
                return self._rank(rule.precision, said.events[i].get(rule.precision), ())
            case "ranked":
                return self._rank(rule.fields[0], lead, rule.order)
            case "lowest" | "highest":
                number = self._number(rule, said, i)
                return number if number is None or by == "lowest" else -number
            case "earliest" | "latest":
                return day_of(lead, last=by == "latest")
            case "longest":
                return -len(lead) if isinstance(lead, str) else None
            case _:  # closest
                keys_of, fields = said.keys, self.codebook.fields
                agreed = {name for name, key in whole.items() if name not in rule.fields and keys_of(name)[i] == key}
                # A text names the dead before all else: it must not contradict the toll where another one does not.
                return (sum(fields[name].finds == "dead" for name in whole.keys() - agreed), -len(agreed))

    def _rank(self, name: str, code: Any, order: tuple[str, ...]) -> int:
        """The place of a code in its list, or in the order declared; behind them all for none."""
        ranks = self._ranks.get((name, order))
        if ranks is None:
            codes = self.codebook.code_list(self.codebook.fields[name]).by_code
            ranks = {one: place for place, one in enumerate(dict.fromkeys((*order, *codes)))}
            self._ranks[name, order] = ranks
        return ranks.get(code, len(ranks)) if isinstance(code, str) else len(ranks)

    def _number(self, rule: Combined, said: _Said, i: int) -> float | None:
        numbers = [
            number for name in rule.fields
            if self.codebook.fields[name].type in NUMBERS and (number := best_of(said.events[i].get(name))) is not None
        ]  # fmt: skip
        return sum(numbers) if numbers else None

    def _fullest(self, names: Sequence[str], said: _Said, asked: list[int], keys: Mapping[int, tuple[str, ...]]) -> list[int]:
        """Without the events that another one agrees with and says more than."""
        kinds = {keys[i]: i for i in reversed(asked)}
        if len(kinds) < 2:
            return asked
        less = {
            key for key, i in kinds.items()
            if any(
                other != key and all(says_no_more(self.codebook.fields[name], said.events[i].get(name),
                                                  said.events[j].get(name)) for name in names)
                for other, j in kinds.items()
            )
        }  # fmt: skip
        return [i for i in asked if keys[i] not in less] or asked

    # --- lists ----------------------------------------------------------------------------------------------------------

    def _join(self, rule: Combined, said: _Said, asked: list[int], found: dict[str, CombinedValue]) -> None:
        names = [name for name in rule.fields if name in said.given]
        told = [{name: said.events[i].get(name) for name in names} for i in asked]
        rows = rows_joined(told) if len(names) > 1 and told and told.count(told[0]) < len(told) else None
        for name in names:
            if name in found:
                continue
            answering = [i for i in asked if said.real(name)[i]] or [i for i in asked if said.keys(name)[i]]
            if not answering:
                found[name] = CombinedValue(None, rule.by, ())
                continue
            kinds = {said.keys(name)[i] for i in answering}
            values = [said.events[i].get(name) for i in answering]
            if rows is not None:
                value = rows[name]
            elif len(kinds) == 1 or is_missing(values[0]):
                value = values[0]
            else:
                value = joined(self.codebook, self.codebook.fields[name], values, rule.yields, rule.between)
            tied = ()
            if self.codebook.fields[name].type == "tags" and isinstance(value, list) and len(kinds) > 1:
                value, *others = one_value_a_tag(self.codebook, self.codebook.fields[name], values, value)
                tied = (value, *others) if others else ()
            one = self._one(rule.by, said, name, value)
            found[name] = (
                one if one.by == "only" and rows is None else replace(one, by=rule.by, events=tuple(answering), tied=tied)
            )

    # --- what follows ---------------------------------------------------------------------------------------------------

    def _follow(self, said: _Said, found: dict[str, CombinedValue]) -> None:
        """Given values of derived fields: they stand where the answers they follow from stand as their events have them."""
        for name, reads in self._reads.items():
            if name in found or name not in said.given:
                continue
            if said.agreed(name) and all(
                (read not in said.given or said.agreed(read)) and (read not in found or found[read].by == "only")
                for read in reads
            ):
                found[name] = CombinedValue(said.events[0][name], "only", said.everyone)
                continue
            stands = {read: _key(found[read].value) if read in found else "" for read in reads}
            fitting = [
                i for i, key in enumerate(said.keys(name))
                if key and all(said.keys(read)[i] == stands[read] for read in reads)
            ]  # fmt: skip
            if not fitting:
                continue
            counts = [said.keys(name)[i] for i in fitting]
            most = [i for i in fitting if counts.count(said.keys(name)[i]) == max(map(counts.count, counts))]
            by = next((found[read].by for read in reads if read in found), "only")
            by = "most_common" if by in ("only", "settled") else by
            found[name] = self._one(by, said, name, (value := said.events[most[0]][name]), _tied(said, name, most, value))

    def _drop_unasked(self, said: _Said, found: dict[str, CombinedValue]) -> None:
        """Takes away what the incident is not asked and its events were: only what was combined made it out of place."""
        values = None
        for field, reads_derived in self._asked:
            one = found.get(field.name)
            if one is None or one.value is None or one.by == "settled":
                continue
            values = values or {name: other.value for name, other in found.items() if other.value is not None}
            if is_shown(field, self._scope(values, reads_derived)):
                continue
            if any(is_shown(field, self._scope(said.events[i], reads_derived)) for i in one.events):
                found[field.name] = CombinedValue(None, one.by, ())
                del values[field.name]

    def _redraft(self, name: str, said: _Said, chosen: int, found: dict[str, CombinedValue]) -> None:
        """Drafts a text anew that nobody wrote, where other answers stand than those it was drafted from."""
        one = found.get(name)
        if one is None or one.by == "settled" or one.value is None:
            return
        before, after = said.events[chosen], {read: two.value for read, two in found.items() if two.value is not None}
        changed = {read for read in self.codebook.drafted[name] if _key(before.get(read)) != _key(after.get(read))}
        if changed:
            text = redrafted(Scope(self.codebook, before), Scope(self.codebook, after), changed).get(name)
            if text is not None:
                found[name] = CombinedValue(text, one.by, said.saying(name, _key(text)))

    def _scope(self, values: Mapping[str, Any], derived: bool) -> Scope:
        scope = Scope(self.codebook, values)
        return replace(scope, values=with_derived(scope)) if derived else scope


def _leaves(codebook: Codebook, name: str) -> tuple[str, ...]:
    """Every field a derived one follows from, through derived ones."""
    found, new = set[str](), set(fields_of(codebook.fields[name].derived))
    while new:
        found |= new
        behind = [fields_of(codebook.fields[one].derived) for one in new if one in codebook.fields]
        new = set[str]().union(*behind) - found
    return tuple(one for one in codebook.fields if one in found - {name})


def _most_common(rule: Combined, said: _Said, asked: list[int]) -> list[int]:
    """The events that say what most do: of the rule's fields in turn, so that one odd spelling does not hide a majority."""
    for name in rule.fields:
        keys = {i: said.keys(name)[i] if said.real(name)[i] else "" for i in asked}
        counts = Counter(key for key in keys.values() if key)
        most = max(counts.values(), default=0)
        asked = [i for i in asked if not keys[i] or counts[keys[i]] == most]
    return asked


def _tied(said: _Said, name: str, asked: list[int], value: Any) -> tuple[Any, ...]:
    """What equally good events say of a field, each once; nothing where that is no more than what stands."""
    kinds = _answers(said, name, asked)
    return kinds if len(kinds) > (value is not None) else ()


def _answers(said: _Said, name: str, asked: Sequence[int]) -> tuple[Any, ...]:
    """What events say of a field, each once and in their order."""
    kinds = dict[str, Any]()
    for i in asked:
        if said.real(name)[i]:
            kinds.setdefault(said.keys(name)[i], said.events[i].get(name))
    return tuple(kinds.values())


__all__ = ["CombinedValue", "combine", "differing", "rules_of"]
