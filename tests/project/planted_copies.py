"""Made-up articles among which copies are planted, and beside them what looks like copies and is none. All of it seeded.

Planted: a tenth of the words changed (replaced, left out, put in), the lead alone, a source's words added, another title, case
and white space. Beside them: other articles of a source that puts the same words under each, follow-ups that take paragraphs
over, and bulletins (weather, shares, attacks, protests, in three scripts; some with few names and numbers) that are filled in
day by day.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

KINDS = ("changed", "lead", "lead changed", "boilerplate", "changed boilerplate", "title", "same")
_SYLLABLES = "ka ro mi tu sel ba dor nin ev kir kuk sal ah de zor mos ul bag dad ham id ra qi for ces arm ed gro up".split()  # noqa: SIM905
_ARABIC = ["".join(pair) for pair in zip("بتثجحخدرزسشصطعفقكلمنهوي", "ارونيمالدسبتكقفعطشزخحجث", strict=True)]
_CHINESE = [chr(0x4E00 + place * 7) for place in range(2500)]


@dataclass(frozen=True, slots=True)
class Planted:
    """An article. `truth` names the text it is a copy of, or its own; `kind` what was done to it."""

    text: str
    title: str
    source: str
    truth: str
    kind: str


class Writer:
    """Writes articles of made-up words in one script, some often and most rarely, with names and numbers."""

    def __init__(self, chance: random.Random, script: str = "latin") -> None:
        self.chance, self.script = chance, script
        syllables = {"latin": _SYLLABLES, "arabic": _ARABIC, "chinese": _CHINESE}[script]
        lengths = (1, 2, 2) if script == "chinese" else (2, 2, 3, 4)
        self._words = ["".join(chance.choices(syllables, k=chance.choice(lengths))) for _ in range(20_000)]
        self._often = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))

    def words(self, count: int) -> list[str]:
        """So many words, as often as they are."""
        return self.chance.choices(self._words, cum_weights=self._often, k=count)

    def name(self) -> str:
        """A name of one or two words."""
        rare = self.chance.choices(self._words[200:], k=self.chance.choice((1, 1, 2)))
        return " ".join(word.capitalize() for word in rare)

    def sentence(self, names: Sequence[str] = ()) -> str:
        """A sentence; some hold a name or a number."""
        words = self.words(self.chance.randrange(9, 24))
        words[0] = words[0].capitalize()
        for place in range(3, len(words), 5):
            if (lot := self.chance.random()) < 0.35:
                words[place] = self.chance.choice(names) if names and lot < 0.2 else self.name()
            elif lot < 0.45:
                words[place] = str(self.chance.randrange(2, 3000))
        return self.join(words) + ("。" if self.script == "chinese" else ".")

    def paragraph(self, names: Sequence[str] = ()) -> str:
        """Two to four sentences."""
        return ("" if self.script == "chinese" else " ").join(self.sentence(names) for _ in range(self.chance.randrange(2, 5)))

    def article(self, letters: int = 2500) -> list[str]:
        """Paragraphs of an article of so many letters."""
        names = [self.name() for _ in range(8)]
        found = [self.paragraph(names)]
        while sum(map(len, found)) < letters:
            found.append(self.paragraph(names))
        return found

    def join(self, words: Sequence[str]) -> str:
        """Words as they are written one after another."""
        return ("" if self.script == "chinese" else " ").join(words)

    def changed(self, text: str, share: float = 0.1) -> str:
        """The text with so many of its words changed."""
        lines: list[str] = []
        for line in text.split("\n"):
            units = re.findall(r"\d+|\D", line) if self.script == "chinese" else line.split()
            kept: list[str] = []
            for unit in units:
                if self.chance.random() >= share:
                    kept.append(unit)
                    continue
                deed = self.chance.randrange(3)
                fresh = self.words(1)[0]
                fresh = fresh[0] if self.script == "chinese" else fresh
                kept += {0: [fresh], 1: [], 2: [unit, fresh]}[deed]
            lines.append(self.join(kept))
        return "\n".join(lines)


def planted(articles: int, seed: int = 7, *, letters: int = 2500, script: str = "latin", part: float = 0.2) -> list[Planted]:
    """So many articles, `part` of them copies and a tenth looking like some, in any order."""
    chance = random.Random(seed)
    writer = Writer(chance, script)
    sources = [f"Source {number}" for number in range(40)]
    boiler = {source: writer.paragraph() + " " + writer.paragraph() for source in sources}
    with_boiler = set(sources[:30])
    found: list[Planted] = []
    copies, lookalikes = int(articles * part), int(articles * 0.1)
    originals = articles - copies - lookalikes
    told: list[tuple[str, list[str]]] = []
    for number in range(originals):
        source = chance.choice(sources)
        size = letters if chance.random() < 0.8 else max(250, letters // 6)
        paragraphs = writer.article(size)
        text = "\n\n".join([*paragraphs, *([boiler[source]] if source in with_boiler else [])])
        found.append(Planted(text, writer.join(writer.words(8)), source, f"a{number}", "original"))
        told.append((source, paragraphs))
    # A tenth of what is copied is copied often, as from an agency.
    copied = chance.sample(range(originals), max(1, copies // 2))
    often = copied[: max(1, len(copied) // 10)]
    for number in range(copies):
        place = copied[number] if number < len(copied) else chance.choice(often if number % 3 else copied)
        kind = KINDS[number % len(KINDS)]
        found.append(_copy(writer, found[place], told[place][1], kind, boiler, sources))
    for number in range(lookalikes):
        found.append(_lookalike(writer, number, told, boiler))
    chance.shuffle(found)
    return found


def _copy(
    writer: Writer, original: Planted, paragraphs: list[str], kind: str, boiler: dict[str, str], sources: Sequence[str]
) -> Planted:
    chance = writer.chance
    text, title, source = original.text, original.title, chance.choice(sources)
    lead = "\n\n".join(paragraphs[: max(2, len(paragraphs) // 4)])
    if kind == "changed":
        text = writer.changed(text)
    elif kind == "lead":
        text = lead
    elif kind == "lead changed":
        text = writer.changed(lead, 0.05)
    elif kind == "boilerplate":
        text = boiler[source] + "\n\n" + "\n\n".join(paragraphs)
    elif kind == "changed boilerplate":
        text = writer.changed("\n\n".join(paragraphs)) + "\n\n" + boiler[source]
    elif kind == "title":
        title, text = writer.join(writer.words(8)), writer.changed(text, 0.02)
    elif kind == "same":
        text = "  " + text.upper().replace("\n\n", "\n") if writer.script == "latin" else text.replace("\n\n", "\n  ")
    return Planted(text, title, source, original.truth, kind)


def _lookalike(writer: Writer, number: int, told: Sequence[tuple[str, list[str]]], boiler: dict[str, str]) -> Planted:
    chance = writer.chance
    if number % 4 == 0:  # a follow-up: the background goes on, what is new stands first
        source, paragraphs = max(chance.sample(told, min(4, len(told))), key=lambda one: len(one[1]))
        kept = paragraphs[len(paragraphs) // 2 :]
        while sum(map(len, kept)) > 0.45 * sum(map(len, paragraphs)):
            kept = kept[1:]
        fresh = [writer.paragraph([writer.name() for _ in range(3)]) for _ in range(len(kept) + 1)]
        text = "\n\n".join([*fresh, *kept, boiler[source]])
        return Planted(text, writer.join(writer.words(8)), source, f"f{number}", "follow-up")
    bulletin = BULLETINS[writer.script][number // 4 % len(BULLETINS[writer.script])]
    return Planted(bulletin(writer), "Bulletin", f"Source {number % 5}", f"b{number}", "bulletin")


def _weather(writer: Writer) -> str:
    n = writer.chance.randrange
    cities = [(writer.name(), n(-5, 42), n(5, 95)) for _ in range(4)]
    lines = [
        f"In {city} it will be {heat} degrees, with winds of up to {wind} kilometres an hour." for city, heat, wind in cities
    ]
    return (
        f"The weather service expects mostly dry weather on the {n(1, 29)}th with some clouds in the afternoon.\n"
        + "\n".join(lines)
        + f"\nThe service advises farmers to water early. The next bulletin is issued at {n(1, 24)}.{n(10, 59)}."
    )


def _shares(writer: Writer) -> str:
    n = writer.chance.randrange
    firms = [
        f"Shares in {writer.name()} closed at {n(1, 900)}.{n(10, 99)}, {n(0, 9)}.{n(10, 99)} percent higher." for _ in range(5)
    ]
    return (
        f"The main index closed at {n(900, 9000)} points on {writer.name()}, after {n(900, 9000)} the day before.\n"
        + "\n".join(firms)
        + f"\nIn all {n(10, 990)} million shares were traded. Analysts at {writer.name()} said that trade was quiet."
    )


def _attack(writer: Writer) -> str:
    n = writer.chance.randrange
    return (
        f"At least {n(2, 90)} people were killed and {n(2, 200)} wounded when armed men attacked the village of "
        f"{writer.name()} "
        f"in {writer.name()} province on the {n(1, 29)}th, police said. A spokesman, {writer.name()}, said that the attackers "
        f"came on {n(3, 60)} motorbikes at about {n(1, 12)}.{n(10, 59)} and set {n(2, 70)} houses on fire. Nobody claimed the "
        f"attack. Soldiers from {writer.name()} were sent to the area, he said. Residents fled to {writer.name()}."
    )


def _attack_in_arabic(writer: Writer) -> str:
    n = writer.chance.randrange
    return (
        f"قتل {n(2, 90)} أشخاص على الأقل وأصيب {n(2, 200)} آخرون عندما هاجم مسلحون قرية {writer.name()} في محافظة "
        f"{writer.name()} "
        f"في اليوم {n(1, 29)} من الشهر حسب الشرطة. وقال المتحدث {writer.name()} إن المهاجمين وصلوا على {n(3, 60)} دراجة نارية "
        f"وأحرقوا {n(2, 70)} منزلا ولم تعلن أي جهة مسؤوليتها عن الهجوم وأرسلت قوات من {writer.name()} إلى المنطقة."
    )


def _raid(writer: Writer) -> str:
    """Few names and numbers, in a form of many words."""
    n = writer.chance.randrange
    return (
        f"At least {n(3, 90)} people were killed and {n(2, 200)} wounded when gunmen attacked the village of {writer.name()}, "
        "local officials said. The attackers came on motorbikes before dawn and opened fire on people who were on their way to "
        f"the market, burning {n(2, 70)} houses and a school. Nobody has said that they had done it. Armed groups have often "
        "attacked villages of the region since the spring, and many people have left it. Security forces were sent there."
    )


def _protest(writer: Writer) -> str:
    n = writer.chance.randrange
    return (
        f"Several hundred people marched through {writer.name()} to protest against power cuts and high prices, witnesses told "
        f"reporters. The march began at the central square and ended peacefully after about {n(2, 90)} minutes, they said. "
        f"They said that {n(200, 9000)} people had come. The governor did not answer questions about it at first. "
        "Protests against power cuts have spread in the country since the beginning of the summer, when it grew very hot."
    )


def _raid_in_arabic(writer: Writer) -> str:
    n = writer.chance.randrange
    return (
        f"قتل {n(3, 90)} أشخاص على الأقل وأصيب {n(2, 200)} آخرون عندما هاجم مسلحون قرية {writer.name()} صباح اليوم حسب مسؤولين "
        f"محليين. وأحرق المهاجمون {n(2, 70)} منزلا قبل أن يفروا إلى الجبال القريبة ولم تعلن أي جهة مسؤوليتها عن الهجوم. وأرسلت "
        "قوات الأمن إلى المنطقة وفر كثير من السكان إلى المدن القريبة خوفا من هجوم آخر."
    )


def _weather_in_chinese(writer: Writer) -> str:
    n = writer.chance.randrange
    return (
        f"据气象台{n(1, 13)}月{n(1, 29)}日发布的消息，{writer.name()}明天最高气温{n(20, 42)}度，最低气温{n(1, 19)}度，"
        f"风力{n(2, 9)}级。"
        f"{writer.name()}有小雨，降水量{n(5, 95)}毫米，空气湿度百分之{n(20, 99)}。请市民注意安全，减少外出。"
        f"下一次预报将在{n(1, 24)}时发布。"
    )


BULLETINS: dict[str, tuple[Callable[[Writer], str], ...]] = {
    "latin": (_weather, _raid, _shares, _protest, _attack),
    "arabic": (_attack_in_arabic, _raid_in_arabic),
    "chinese": (_weather_in_chinese,),
}


def right(groups: Sequence[Sequence[int]], truth: Sequence[str]) -> tuple[float, float]:
    """Of the pairs of articles that were put together how many are copies (precision), and how many of the copies were put
    together with one of theirs in the group that holds most of them (recall). Articles are named by their place."""
    together = defaultdict[str, list[int]](list)
    for place, name in enumerate(truth):
        together[name].append(place)
    group_of = {place: number for number, group in enumerate(groups) for place in group}
    found = [_most(group_of[one] for one in members if one in group_of) - 1 for members in together.values()]
    right = [_most(truth[place] for place in group) - 1 for group in groups]
    proposed, wanted = (sum(len(one) - 1 for one in some) for some in (groups, together.values()))
    return sum(right) / max(proposed, 1), sum(one for one in found if one > 0) / max(wanted, 1)


def _most(names: Iterable[object]) -> int:
    return max(Counter(names).values(), default=1)
