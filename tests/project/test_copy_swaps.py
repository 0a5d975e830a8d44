"""Names and numbers that stand where another text has others: what is told of two texts, and what is coded once by it."""

from __future__ import annotations

import csv
import json
import os
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.copy_differences import are_swapped, differences
from annotator.project.copy_parts import words_of
from annotator.project.copy_swaps import number_words
from annotator.project.verify import verify

DATA = Path(os.environ.get("ANNOTATOR_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data"
FORM = (
    "Gunmen killed {} people in {} on Monday, Colonel Ahmed Salih said. They came on motorbikes before dawn and opened fire on "
    "people who were on their way to the market of {}. Nobody has said that they had done it."
)
ARABIC = "قتل {} أشخاص في {} صباح اليوم حسب مسؤولين محليين وأحرق المهاجمون منازل قبل أن يفروا إلى الجبال القريبة"


def told(one: str, other: str) -> list[tuple[str, str]]:
    return words_of(differences(one, other), one, other)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("Two men died in Kirkuk, police said.", "Two men died in Mosul, police said.", [("Kirkuk", "Mosul")]),
        ("Two men died in Kirkuk, police said.", "Five men died in Kirkuk, police said.", [("Two", "Five")]),
        ("Two men died in Kirkuk, police said.", "2 men died in KIRKUK, police said.", []),
        ("They killed thirty-two men in Jos, he said.", "They killed 32 men in Jos, he said.", []),
        ("They killed thirty-two men in Jos, he said.", "They killed forty men in Jos, he said.", [("thirty-two", "forty")]),
        ("They killed 5,000 sheep in Jos, he said.", "They killed 5000 sheep in Jos, he said.", []),
        ("A man was killed in Jos, they said.", "Two men were killed in Jos, they said.", [("A", "Two")]),
        ("He killed a man in Jos, they said.", "He killed the man in Jos, they said.", []),
        ("Dozens of men died in Jos, he said.", "Hundreds of men died in Jos, he said.", [("Dozens", "Hundreds")]),
        ("Two men died in Kirkuk, police said.", "Two men died in the town, police said.", []),
        ("Two men died in Kirkuk, police said.", "Two men died, police said.", []),
        ("Kirkuk was hit at dawn, police said.", "Mosul was hit at dawn, police said.", [("Kirkuk", "Mosul")]),
        ("The police came. Police said so in Jos.", "The police came. Soldiers, who are no police, said so in Jos.", []),
        ("They said it on Monday in the U.S. there.", "They said it on Monday in the US there.", []),
        ("deux hommes tués à Gao, dit la police", "cinq hommes tués à Gao, dit la police", [("deux", "cinq")]),
    ],
)
def test_what_stands_in_the_place_of_a_name_or_number(one: str, other: str, found: list[tuple[str, str]]):
    assert told(one, other) == found
    assert told(other, one) == [(b, a) for a, b in found]
    assert are_swapped(one, other) == bool(found)


def test_another_passage_is_no_name_in_the_place_of_one():
    end = "said the police on Monday in the evening"
    one = " ".join(["Kirkuk is a town of the north"] * 3) + " " + end
    other = " ".join(["Basra lies far away at the sea"] * 3) + " " + end
    assert told(one, other) == []


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (ARABIC.format("ثلاثة", "كركوك"), ARABIC.format("ثلاثة", "الموصل"), [("كركوك", "الموصل")]),
        (ARABIC.format("ثلاثة", "كركوك"), ARABIC.format("خمسة", "كركوك"), [("ثلاثة", "خمسة")]),
        ("TWO MEN DIED IN KIRKUK, POLICE SAID", "TWO MEN DIED IN MOSUL, POLICE SAID", [("KIRKUK", "MOSUL")]),
        ("two men died in kirkuk, police said", "two men died in mosul, police said", [("kirkuk", "mosul")]),
        ("警察昨天在北京说有两人死亡", "警察昨天在上海说有两人死亡", [("北京", "上海")]),
        ("the men at the gate of the town shot at them", "and men at the gate of the town of the shot at them", []),
    ],
)
def test_where_capitals_tell_nothing_any_word_may_be_a_name(one: str, other: str, found: list[tuple[str, str]]):
    """But for words that the other text has elsewhere, three times."""
    assert told(one, other) == found


def test_words_for_numbers_are_those_that_tolls_are_read_by():
    words = number_words()
    assert {words[one] for one in ("seven", "sept", "siete", "sete", "семь", "سبعه")} == {"7"}
    assert "several" not in words


# --- real texts -------------------------------------------------------------------------------------------------------


def notes(chance: random.Random) -> list[tuple[str, str]]:
    """Notes of ACLED with the place each names."""
    path = DATA / "acled" / "2020fmt_raw_Burkina_Faso.csv"
    if not path.is_file():
        pytest.skip("the real texts are not here")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["notes"], row["location"]) for row in csv.DictReader(file)]
    return chance.sample([row for row in rows if len(row[0].split()) >= 25], 600)


def reports(_chance: random.Random) -> list[tuple[str, str]]:
    """News of MUC-4, all in small letters, each with a place it names."""
    path = DATA / "muc4" / "dev.json"
    if not path.is_file():
        pytest.skip("the real texts are not here")
    places = {"san salvador", "bogota", "medellin", "lima", "guatemala city", "santiago", "tegucigalpa", "ayacucho", "cali"}
    texts = [json.loads(line)["doctext"] for line in path.read_text(encoding="utf-8").splitlines()]
    return [(text, place) for text in texts for place in sorted(places) if re.search(rf"\b{place}\b", text)]


@pytest.mark.parametrize("source", [notes, reports])
def test_planted_places_and_numbers_are_marked(source: Callable[[random.Random], list[tuple[str, str]]]):
    chance = random.Random(4)
    rows = source(chance)
    places = sorted({place for _, place in rows})
    counts = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten)\b|(?<![\d,.])\d{1,2}(?![\d,.])")
    found = list[bool]()
    for text, place in rows:
        other = chance.choice([one for one in places if one != place])
        if place in text:
            found.append(are_swapped(text, text.replace(place, other)))
        if numbers := list(counts.finditer(text)):
            at = chance.choice(numbers)
            found.append(are_swapped(text, text[: at.start()] + "63" + text[at.end() :]))
    assert len(found) >= 200
    assert sum(found) / len(found) >= 0.95


def test_copies_that_were_edited_are_hardly_ever_marked():
    """A tenth of the words another one: in 25 of 2,000 a name came in the place of one."""
    chance = random.Random(4)
    rows = notes(chance)
    words = [word.lower() for text, _ in rows for word in text.split()]

    def edited(text: str) -> str:
        return " ".join(chance.choice(words) if chance.random() < 0.1 else word for word in text.split())

    assert sum(are_swapped(text, edited(text)) for text, _ in rows) / len(rows) <= 0.05


# --- in a project -----------------------------------------------------------------------------------------------------


@pytest.fixture
def doubtful(project: Project) -> tuple[Project, list[int]]:
    """The first two tell of Kirkuk, three of Mosul: the last of these the very text of the one before."""
    kirkuk, mosul = FORM.format("two", "Kirkuk", "Domiz"), FORM.format("two", "Mosul", "Domiz")
    texts = (kirkuk, kirkuk.replace("opened", "started"), mosul, mosul.replace("market", "fair"), mosul.upper())
    project.articles.add(
        ArticleDraft(text, source=f"Paper {place}", external_id=f"x{place}") for place, text in enumerate(texts)
    )
    project.copies.find()
    return project, [project.articles.find(f"x{place}").number for place in range(5)]


def parts(project: Project) -> list[set[int]]:
    (group,) = project.copies.groups()
    return [set(part) for part in group.parts]


def test_a_group_is_in_parts_that_tell_the_same(doubtful: tuple[Project, list[int]]):
    project, (one, two, three, four, five) = doubtful
    (group,) = project.copies.groups()
    assert group.in_doubt
    assert sorted(map(sorted, group.parts)) == [[one, two], [three, four, five]]
    swapped = project.copies.swaps(group)
    assert {number for number, pairs in swapped.items() if pairs} in ({one, two}, {three, four, five})
    assert {tuple(map(str.title, pair)) for pairs in swapped.values() for pair in pairs} <= {
        ("Kirkuk", "Mosul"), ("Mosul", "Kirkuk"),
    }  # fmt: skip


def test_all_at_once_codes_each_part_once_or_all_if_it_is_said(doubtful: tuple[Project, list[int]]):
    project, (one, two, three, four, five) = doubtful
    would = project.copies.would_code_once(0.8)
    assert (would.groups, would.articles, would.in_doubt) == (2, 3, 1)
    assert project.copies.code_all_once(0.8) == would
    assert project.copies.duplicates() == {two: one, four: three, five: three}
    assert len(parts(project)) == 2, "that copies of Mosul are coded once says nothing of Kirkuk"
    assert project.copies.would_code_once(0.8).articles == 0
    project.history.undo()
    assert project.copies.code_all_once(0.8, in_doubt=True).articles == 4
    assert project.copies.duplicates() == dict.fromkeys((two, three, four, five), one)


def test_what_was_looked_at_is_in_doubt_no_more(doubtful: tuple[Project, list[int]]):
    project, (one, two, three, four, five) = doubtful
    project.copies.judge(one, four, "same")
    assert parts(project) == [{one, two, three, four, five}]
    assert project.copies.would_code_once(0.8).in_doubt == 0
    project.history.undo()
    assert len(parts(project)) == 2
    project.copies.code_once(one)
    assert len(parts(project)) == 1, "the group was coded once by itself"
    project.history.undo()
    project.copies.judge(one, three, "different")
    assert three not in {number for group in project.copies.groups() for number in group.parts[0] if one in group.parts[0]}


def test_what_the_lead_has_coded_is_what_all_at_once_keeps(doubtful: tuple[Project, list[int]]):
    project, (one, two, *_rest) = doubtful
    (group,) = project.copies.groups()
    project.copies.code_once(group, keep=two)
    assert project.copies.best_of(project.copies.groups()[0]) == two
    assert project.copies.code_all_once(0.8).articles == 0
    assert project.copies.duplicates()[one] == two


def test_where_it_was_not_looked_at_all_but_the_very_same_text_is_in_doubt(doubtful: tuple[Project, list[int]]):
    """A project whose copies an older program looked for."""
    project, _numbers = doubtful
    told = json.loads(project.database.value("SELECT value FROM project WHERE key = 'copies_looked_for'"))
    del told["told_as"]
    with project.database.writing():
        project.database.run("UPDATE project SET value = ? WHERE key = 'copies_looked_for'", (json.dumps(told),))
    assert not project.copies.looked().told_apart
    assert project.copies.groups()[0].in_doubt
    assert project.copies.would_code_once(0.8).articles < 3
    project.copies.find()
    assert project.copies.looked().told_apart
    assert project.copies.would_code_once(0.8).articles == 3


def test_a_group_that_tells_several_events_is_parted_in_one_step(doubtful: tuple[Project, list[int]]):
    project, (one, two, three, four, five) = doubtful
    assert project.copies.judge_parts(one) == 2
    assert [[member.number for member in group.members] for group in project.copies.groups()] == [
        [one, two],
        [three, four, five],
    ]
    assert not any(group.in_doubt for group in project.copies.groups())
    assert project.copies.swaps(project.copies.groups()[1])[three] == [], "among themselves nothing differs"
    project.copies.find()
    assert len(project.copies.groups()) == 2, "another search goes by it"
    with pytest.raises(UsageError, match="no names or numbers differ"):
        project.copies.judge_parts(one)
    project.history.undo()
    assert len(project.copies.groups()) == 1
    assert project.copies.groups()[0].in_doubt
    assert verify(project) == []
