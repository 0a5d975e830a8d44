"""A corrected text replaces the old one, and everything said about it goes along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.corrected_texts import preview, replace_text, standing, versions
from annotator.project.evidence import Quote
from annotator.project.purge import purge_article
from annotator.project.verify import verify

OLD = "😀 Two men dyed in Kirkuk on Tuesday. Police said so.\nA march was planned in Mosul."
NEW = "😀 On Wednesday it was told: two men died in Kirkuk on Tuesday. Police said so.\nA march was planned in Mosul."


def quote(text: str, words: str) -> Quote:
    start = text.index(words)
    return Quote("text", start, start + len(words), words)


@pytest.fixture
def coded(new_project: Callable[..., Project]) -> Project:
    project = new_project()
    project.articles.add([ArticleDraft(OLD, title="Dead in Kirkuk", date="2020-06-03", source="X", external_id="row 7")])
    article = next(iter(project.articles.walk()))
    coding = project.codings.begin(article.uid, project.coder.uid)
    event = project.events.add(coding.uid, {"event_date": "2020-06-02", "type": "A", "sub": "a1", "country": "Iraq", "n": 2})
    project.evidence.add(event.uid, "n", [quote(OLD, "Two men dyed")])
    project.evidence.add(event.uid, "country", [quote(OLD, "in Kirkuk")])
    project.evidence.add(event.uid, "event_date", [quote(OLD, "on Tuesday")])
    project.evidence.add_mention(coding.uid, [quote(OLD, "A march was planned in Mosul")], "planned")
    project.finish(coding.uid)
    return project


def quotes(project: Project) -> dict[str, str]:
    """By field, the evidence's words as they stand in the article of its coding."""
    ((coding, article),) = project.database.all("SELECT uid, article FROM coding")
    (event,) = project.events.of(coding)
    text = project.articles.get(article).text
    found = {one.field: " … ".join(text[s.start : s.end] for s in one.spans) for one in project.evidence.of(event.uid)}
    assert all(text[s.start : s.end] == s.quote for one in project.evidence.of(event.uid) for s in one.spans)
    return found | {"mention": " ".join(s.quote for one in project.evidence.mentions(coding) for s in one.spans)}


def test_evidence_follows_its_words(coded: Project):
    old = next(iter(coded.articles.walk()))
    told = replace_text(coded, old.uid, NEW)
    assert (told.same, told.changed, told.lost) == (3, 1, ())
    assert quotes(coded) == {
        "n": "two men died", "country": "in Kirkuk", "event_date": "on Tuesday", "mention": "A march was planned in Mosul",
    }  # fmt: skip
    new = coded.articles.get(told.article)
    assert (new.text, new.title, new.date, new.external_id) == (NEW, "Dead in Kirkuk", "2020-06-03", "row 7")
    assert [one.uid for one in coded.articles.walk()] == [new.uid]
    assert coded.codings.find(new.uid, coded.coder.uid).state == "done"  # type: ignore[union-attr]
    assert standing(coded, old.uid) == new.uid
    assert verify(coded) == []


def test_what_is_gone_is_told_first_and_opens_the_coding(coded: Project):
    old = next(iter(coded.articles.walk()))
    text = OLD.replace(" on Tuesday", "")
    before = quotes(coded)
    assert [one.quote for one in preview(coded, old.uid, text).lost] == ["on Tuesday"]
    assert quotes(coded) == before
    told = replace_text(coded, old.uid, text)
    assert [one.quote for one in told.lost] == ["on Tuesday"]
    assert "event_date" not in quotes(coded)
    assert coded.codings.find(told.article, coded.coder.uid).state == "open"  # type: ignore[union-attr]


def test_undo_brings_the_old_text_back_and_redo_the_new_one(coded: Project):
    old = next(iter(coded.articles.walk()))
    before = quotes(coded)
    told = replace_text(coded, old.uid, NEW)
    after = quotes(coded)
    coded.history.undo()
    assert [one.uid for one in coded.articles.walk()] == [old.uid]
    assert standing(coded, told.article) == standing(coded, old.uid) == old.uid
    assert quotes(coded) == before
    coded.history.redo()
    assert [one.uid for one in coded.articles.walk()] == [told.article]
    assert quotes(coded) == after
    assert verify(coded) == []


def test_the_rows_of_the_dataset_name_the_new_article(coded: Project):
    old = next(iter(coded.articles.walk()))
    told = replace_text(coded, old.uid, NEW)
    number = coded.articles.get(told.article).number
    assert coded.database.all("SELECT article, n FROM dataset") == [(number, 2)]


@pytest.mark.parametrize("text", [OLD, "  \n ", OLD.replace("\n", "\r\n")])
def test_the_same_or_no_text_is_refused(coded: Project, text: str):
    old = next(iter(coded.articles.walk()))
    with pytest.raises(UsageError):
        replace_text(coded, old.uid, text)
    assert [one.uid for one in coded.articles.walk()] == [old.uid]


def test_a_text_that_is_in_already_is_refused(coded: Project):
    coded.articles.add([ArticleDraft(NEW, date="2020-06-03", source="X")])
    with pytest.raises(UsageError, match="already"):
        replace_text(coded, next(iter(coded.articles.walk())).uid, NEW)


def test_a_purge_takes_every_version_of_the_text(coded: Project):
    old = next(iter(coded.articles.walk()))
    new = replace_text(coded, old.uid, NEW).article
    newest = replace_text(coded, new, NEW.replace("Mosul", "Tikrit")).article
    assert versions(coded.database, new) == [old.uid, new, newest]
    assert purge_article(coded, newest, "asked to", dry_run=True).rows["article"] == 3
    purge_article(coded, newest, "asked to")
    tables = ("article", "evidence", "mention", "change", "coding", "event")
    written = str([coded.database.all(f"SELECT * FROM {table}") for table in tables])
    for words in ("Kirkuk on", "march was", "men dyed", "Tikrit"):
        assert words not in written
    assert verify(coded) == []


def test_the_history_goes_on_over_a_corrected_text(coded: Project):
    old = next(iter(coded.articles.walk()))
    before = coded.place_history.of_article(old.uid)
    new = replace_text(coded, old.uid, NEW).article
    after = coded.place_history.of_article(new)
    assert {one.id for one in before} <= {one.id for one in after}
    assert "replace_text" in {one.step.label["id"] for one in after}


def test_versions_and_known_articles_are_found_by_index(coded: Project, monkeypatch: pytest.MonkeyPatch):
    asked: list[tuple[str, Any]] = []
    usual: Callable[..., Any] = type(coded.database).all

    def spy(self: Any, sql: str, values: Any = ()) -> Any:
        asked.append((sql, values))
        return usual(self, sql, values)

    monkeypatch.setattr(type(coded.database), "all", spy)
    versions(coded.database, "x")
    coded.articles.known_as(ArticleDraft("", external_id="7"))
    coded.articles.known_as(ArticleDraft("", url="https://example.org"))
    for sql, values in list(asked):
        plan = [str(row[3]) for row in usual(coded.database, f"EXPLAIN QUERY PLAN {sql}", values)]
        assert not [line for line in plan if line.startswith(("SCAN a", "SCAN article"))], plan
