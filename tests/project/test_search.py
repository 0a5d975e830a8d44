"""Words found in texts of any script, and a query that is never syntax."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.verify import verify

TEXTS = {
    1: "Two died in Kirkuk; protesters (around 50) marched.",
    2: "قُتِلَ شخصان في كركوك. المتظاهرون أحرقوا إطارات",
    3: "两名士兵在基尔库克被杀。抗议者游行。",
    4: "Des manifestants ont été dispersés à Ouagadougou.",
    5: "三人がキルクークで死亡した。",
    6: "ผู้ประท้วงเดินขบวนในกรุงเทพฯ",
    7: "Погибли двое в Киркуке.",
}


@pytest.fixture
def library(project: Project) -> Project:
    """A project with a text a script, indexed."""
    project.articles.add([ArticleDraft(text, title=f"Title {number}") for number, text in TEXTS.items()])
    assert project.search.behind() == len(TEXTS)
    assert project.search.catch_up() == len(TEXTS)
    assert project.search.behind() == 0
    return project


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("kirkuk", [1]), ("KIRKUK died", [1]), ("kirk*", [1]), ("kirk", []), ('"died in kirkuk"', [1]), ('"kirkuk died"', []),
        ("كركوك", [2]), ("قتل", [2]), ("احرقوا", [2]), ("أحرقوا", [2]), ("بغداد", []),
        ("士兵", [3]), ("基尔库克", [3]), ("兵士", []), ("抗议者", [3]),
        ("ete", [4]), ("dispersés", [4]), ("DISPERSES", [4]),
        ("死亡", [5]), ("キルクーク", [5]), ("ประท้วง", [6]), ("киркуке", [7]), ("Title", [7, 6, 5, 4, 3, 2, 1]),
        ("", []), ("…", []), ("* -", []), ("nothing", []), ("kirkuk ~ …", [1]), ("(around 50)", [1]),
        ("NOT kirkuk", []), ("kirkuk OR", []),
    ],
)  # fmt: skip
def test_words_are_found(library: Project, words: str, found: list[int]):
    assert library.search.find(words) == found


def test_a_page_follows_a_page(library: Project):
    first = library.search.find("title", limit=3)
    assert first == [7, 6, 5]
    assert library.search.find("title", limit=3, before=first[-1]) == [4, 3, 2]


def test_a_corrected_title_is_found_and_the_old_one_is_not(library: Project):
    article = library.articles.by_number(1)
    assert article is not None
    library.articles.correct(article.uid, title="Clash in Hawija")
    assert library.search.find("hawija") == [1]
    assert 1 not in library.search.find("title")
    library.history.undo()
    assert library.search.find("hawija") == []
    assert 1 in library.search.find("title")


def test_removed_articles_are_not_found(library: Project):
    library.history.undo()
    assert library.search.find("kirkuk") == []


def test_an_index_made_anew_finds_the_same(library: Project):
    library.search.make()
    assert library.search.find("kirkuk") == []
    library.search.catch_up()
    assert library.search.find("kirkuk") == [1]
    assert verify(library) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_nothing_typed_is_syntax(library: Project, words: str):
    """Whatever is typed gives a list."""
    assert set(library.search.find(words)) <= set(TEXTS)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(st.characters(exclude_categories=["Cs"], exclude_characters='\0"*'), min_size=1, max_size=12))
def test_a_title_is_found_by_itself(library: Project, title: str):
    """Or holds no word at all; then nothing is."""
    article = library.articles.by_number(1)
    assert article is not None
    library.articles.correct(article.uid, title=f"title {title}")
    assert 1 in library.search.find(f'"title {title}"')


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("march in oua", [3, 2]), ("MARCH O", [3, 1, 2]), ("ouaga march", []), ("march ete", [2]), ("march dét", [2]),
        ("march in (o", [3, 2]), ("oua", []), ("march zz", []), ("march ", []), ("", []), ("march …", []),
        ('"march" oua', [3, 2]), ("مسيرة بغ", [4]), ("march ga", []), ("march .*", []),
    ],
)  # fmt: skip
def test_a_last_word_may_be_begun_only(project: Project, words: str, found: list[int]):
    project.articles.add([
        ArticleDraft("They ran.", title="March to Orodara"),
        ArticleDraft("Dispersed in Ouagadougou: été, détente.", title="A march"),
        ArticleDraft("They walked.", title="March in Ouagadougou"),
        ArticleDraft("مسيرة في بغداد", title="A walk"),
    ])  # fmt: skip
    project.search.catch_up()
    assert project.search.find_begun(words) == found
    assert project.search.find_begun(words, limit=1) == found[:1]
