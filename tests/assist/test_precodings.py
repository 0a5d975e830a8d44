"""What models say is offered: each value with its name, its words, how sure it is; and whole events as drafts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.assist.desk import Desk, reading_of
from annotator.assist.precodings import UNSURE
from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.corrected_texts import replace_text
from annotator.project.evidence import Quote
from annotator.project.packages import package
from annotator.project.precoded_events import model_events, take_event
from annotator.project.precodings import Precoding
from annotator.project.purge import purge_article, purge_words
from annotator.project.suggestions import Offer

TEXT = "On 1 June 2020 two died in Kirkuk. On Tuesday five were hurt in Mosul."


@pytest.fixture
def project(new_project: Callable[..., Project]) -> Project:
    made = new_project(coder="Lead")
    made.articles.add([ArticleDraft(TEXT, "News", "2020-06-02", "AFP"), ArticleDraft("Another text of Kirkuk.", "More")])
    return made


def quote(words: str) -> Quote:
    return Quote("text", TEXT.index(words), TEXT.index(words) + len(words), words)


def say(
    project: Project, *rows: tuple[str, object, str], event: str = "e1", score: float | None = 0.9, number: int = 1
) -> None:
    article = project.articles.uid_of(number)
    project.precodings.add([
        Precoding(article, "model-1", event, field, value, (quote(words),) if words else (), score)
        for field, value, words in rows
    ])  # fmt: skip


def offered(project: Project, number: int = 1) -> list[tuple[str, object, str, str, float]]:
    article = project.articles.by_number(number)
    assert article is not None
    desk = Desk.of_project(project, with_outside=False)
    found = desk.offers(reading_of(article, project.codebook, precoded=project.precodings.of(article.uid)))
    assert found.troubles == ()
    return [(one.field, one.value, one.part, one.reason, one.score) for one in found.candidates if "model" in one.provider]


def test_a_models_values_are_offered_with_its_name_and_words(project: Project):
    say(project, ("country", "Iraq", "Kirkuk"), ("n", 2, ""))
    assert offered(project) == [
        ("country", "Iraq", "text", "model-1 (0.90) reads it in “Kirkuk”.", 0.9),
        ("n", 2, "nowhere", "model-1 (0.90) says so and names no words.", 0.9),
    ]
    assert offered(project, 2) == []


def test_without_a_score_a_model_is_neither_first_nor_last(project: Project):
    say(project, ("country", "Iraq", "Kirkuk"), score=None)
    assert [(row[3], row[4]) for row in offered(project)] == [("model-1 reads it in “Kirkuk”.", UNSURE)]


def test_what_the_program_finds_too_says_so(project: Project):
    say(project, ("event_date", "2020-06-01", "1 June 2020"), score=0.2)
    article = project.articles.by_number(1)
    assert article is not None
    reading = reading_of(article, project.codebook, precoded=project.precodings.of(article.uid))
    found = Desk.of_project(project, with_outside=False).offers(reading).of("event_date")
    own = [one for one in found if one.provider == "dates" and one.value == "2020-06-01"]
    assert own
    assert all(one.reason.endswith(" model-1 says so, too.") for one in own)


def test_fields_the_codebook_has_not_are_not_offered(project: Project):
    say(project, ("weather", "fine", ""))
    assert offered(project) == []
    assert model_events(project, project.articles.uid_of(1)) == []


def test_words_go_along_with_a_corrected_text_and_with_none_there_is_the_value(project: Project):
    say(project, ("country", "Iraq", "Kirkuk"), ("n", 5, "five were hurt"))
    replace_text(project, project.articles.uid_of(1), TEXT.replace("two", "two people").replace("five were", "six were"))
    number = project.database.value("SELECT max(number) FROM article")
    assert [(row[0], row[2]) for row in offered(project, number)] == [("country", "text"), ("n", "nowhere")]


def test_taking_a_value_without_words_says_it_is_inferred(project: Project):
    say(project, ("n", 2, ""))
    coding = project.codings.begin(project.articles.uid_of(1), project.coder.uid)
    event = project.events.add(coding.uid)
    project.suggestions.take(event.uid, Offer("n", 2, [], "model model-1", status="inferred"))
    assert [one.status for one in project.evidence.of(event.uid)] == ["inferred"]


def test_an_event_is_taken_whole_in_one_step(project: Project):
    say(project, ("country", "Iraq", "Kirkuk"), ("n", 2, ""), ("type", "B", "two died"))
    say(project, ("country", "Iraq", "Mosul"), event="e2")
    article = project.articles.uid_of(1)
    coding = project.codings.begin(article, project.coder.uid).uid
    assert [(one.event, one.taken) for one in model_events(project, article, coding)] == [("e1", False), ("e2", False)]
    uid = take_event(project, coding, "model-1", "e1")
    event = project.events.get(uid)
    assert event.values == {"country": "Iraq", "n": 2, "type": "B"}
    told = {one.field: (one.status, [span.quote for span in one.spans], one.origin) for one in project.evidence.of(uid)}
    assert told == {
        "country": ("text", ["Kirkuk"], "taken"), "n": ("inferred", [], "taken"), "type": ("text", ["two died"], "taken"),
    }  # fmt: skip
    assert [(one.event, one.taken) for one in model_events(project, article, coding)] == [("e1", True), ("e2", False)]
    log = project.database.all("SELECT field, provider, outcome FROM suggestion ORDER BY id")
    assert [tuple(row) for row in log] == [(field, "model model-1", "taken") for field in ("country", "n", "type")]
    assert {one.field: (one.values, one.taken) for one in project.suggestions.figures()}["country"] == (1, 1)
    project.history.undo()
    assert project.events.of(coding) == []
    assert [one.taken for one in model_events(project, article, coding)] == [False, False]
    with pytest.raises(UsageError, match="no such event"):
        take_event(project, coding, "model-1", "e9")


def test_what_is_withheld_is_not_taken(project: Project):
    say(project, ("country", "Iraq", "Kirkuk"))
    project.assignments.withhold(1.0, 1, project.coder.uid)
    coding = project.codings.begin(project.articles.uid_of(1), project.coder.uid).uid
    with pytest.raises(UsageError, match="withholds"):
        take_event(project, coding, "model-1", "e1")


def test_a_model_can_be_sent_away_and_undo_brings_it_back(project: Project):
    say(project, ("country", "Iraq", "Kirkuk"), ("n", 2, ""))
    assert project.precodings.remove("model-1") == 2
    assert offered(project) == []
    project.history.undo()
    assert len(offered(project)) == 2


def test_what_is_offered_is_the_leads_to_say(project: Project):
    say(project, ("country", "Iraq", "Kirkuk"))
    with pytest.raises(UsageError, match=r"No model “model-2” offers anything here\. Models: model-1\."):
        project.precodings.remove("model-2")
    ada = project.coders.add("Ada")
    project.work_as(ada)
    with pytest.raises(UsageError, match="the lead's"):
        project.precodings.remove("model-1")
    with pytest.raises(UsageError, match="the lead's"):
        say(project, ("n", 2, ""))
    assert len(offered(project)) == 1


def test_an_event_is_taken_once_and_into_ones_own_coding(project: Project):
    say(project, ("country", "Iraq", "Kirkuk"))
    article = project.articles.uid_of(1)
    own = project.codings.begin(article, project.coder.uid).uid
    others = project.codings.begin(article, project.coders.add("Ben").uid).uid
    with pytest.raises(UsageError, match="one's own coding"):
        take_event(project, others, "model-1", "e1")
    event = take_event(project, own, "model-1", "e1")
    with pytest.raises(UsageError, match="already"):
        take_event(project, own, "model-1", "e1")
    assert (len(project.events.of(own)), project.events.of(others)) == (1, [])
    project.events.remove(event)
    take_event(project, own, "model-1", "e1")
    assert len(project.events.of(own)) == 1


# --- packages and purge -----------------------------------------------------------------------------------------------


def give(project: Project, coder: str, numbers: list[int], *, candidates: int = 1) -> None:
    with project.history.operation({"id": "test"}):
        for place, number in enumerate(numbers, start=1):
            project.database.run(
                "INSERT INTO assignment (uid, article, coder, round, position, candidates) VALUES (?, ?, ?, 'main', ?, ?)",
                (f"a{coder}{number}", project.articles.uid_of(number), coder, place, candidates),
            )


def test_a_package_holds_what_models_say_of_its_articles_and_no_coding_of_one(project: Project, tmp_path: Path):
    ada = project.coders.add("Ada")
    model = project.coders.add("robot-coder", kind="model")
    say(project, ("country", "Iraq-said-here", "Kirkuk"))
    say(project, ("country", "Iraq-said-elsewhere", ""), number=2)
    project.events.add(project.codings.begin(project.articles.uid_of(1), model.uid).uid, {"note": "words of the robot"})
    give(project, ada.uid, [1])
    made = package(project, ada.uid, tmp_path / "ada.annotator")
    with Project.open(made.path) as theirs:
        assert [one.value for one in theirs.precodings.of(theirs.articles.uid_of(1))] == ["Iraq-said-here"]
        assert [one[1] for one in offered(theirs)] == ["Iraq-said-here"]
    held = made.path.read_bytes()
    assert b"Iraq-said-here" in held
    assert not any(words in held for words in (b"Iraq-said-elsewhere", b"words of the robot", b"robot-coder"))


def test_a_package_holds_nothing_that_is_withheld(project: Project, tmp_path: Path):
    ada = project.coders.add("Ada")
    say(project, ("country", "Iraq-said-here", "Kirkuk"))
    give(project, ada.uid, [1], candidates=0)
    made = package(project, ada.uid, tmp_path / "ada.annotator")
    assert b"Iraq-said-here" not in made.path.read_bytes()


@pytest.mark.parametrize("candidates", [1, 0])
def test_a_package_holds_what_was_said_of_a_text_that_was_corrected_since(project: Project, tmp_path: Path, candidates: int):
    ada = project.coders.add("Ada")
    say(project, ("country", "Iraq-said-here", "Kirkuk"))
    give(project, ada.uid, [1], candidates=candidates)
    replace_text(project, project.articles.uid_of(1), TEXT.replace("two", "two people"))
    made = package(project, ada.uid, tmp_path / "ada.annotator")
    assert (b"Iraq-said-here" in made.path.read_bytes()) == bool(candidates)
    with Project.open(made.path) as theirs:
        number = theirs.database.value("SELECT number FROM article WHERE removed = 0")
        assert [row[1] for row in offered(theirs, number)] == ["Iraq-said-here"] * candidates


def test_a_later_package_brings_more_and_takes_away(project: Project, tmp_path: Path):
    from annotator.project.merging import merge

    ada = project.coders.add("Ada")
    give(project, ada.uid, [1, 2])
    first = package(project, ada.uid, tmp_path / "first.annotator").path
    say(project, ("country", "Iraq", "Kirkuk"))
    say(project, ("n", 3, ""), number=2)
    second = package(project, ada.uid, tmp_path / "second.annotator").path
    project.precodings.remove("model-1")
    third = package(project, ada.uid, tmp_path / "third.annotator").path
    with Project.open(first) as theirs:
        merge(theirs, [second])
        assert [row[1] for row in offered(theirs)] == ["Iraq"]
        merge(theirs, [third])
        assert offered(theirs) == []


def test_a_purge_takes_it_along(project: Project):
    say(project, ("country", "Iraq", "Kirkuk"), ("note", "two died", "two died"))
    purge_words(project, "died in", "the law")  # the quote holds half of it
    article = project.articles.by_number(1)
    assert article is not None
    said = project.precodings.of(article.uid)
    assert all(article.text[span.start : span.end] == span.quote for one in said for span in one.spans)
    assert [span.quote for one in said for span in one.spans] == ["Kirkuk", "two " + "█" * 4]
    purge_article(project, article.uid, "the law")
    assert project.precodings.of(article.uid) == []
