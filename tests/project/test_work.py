"""Articles, codings, evidence, registers and numbering: what may be done, and what is refused."""

from __future__ import annotations

import json

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.codings import NotDone
from annotator.project.evidence import Quote
from annotator.project.history import new_uid
from annotator.project.incident_links import incident_of_id, judge
from annotator.project.incident_rows import unnumbered
from annotator.project.verify import verify

TEXT = "😀 قتل شخصان. Two died in Kirkuk."


@pytest.fixture
def article(project: Project) -> str:
    """The uid of one article."""
    draft = ArticleDraft(TEXT, title="Clash 😀 in Kirkuk", date="2020-06-02", source="X", external_id="ext 1")
    project.articles.add([draft])
    return draft.uid


@pytest.fixture
def coding(project: Project, article: str) -> str:
    """The uid of its coding."""
    return project.codings.begin(article, project.coder.uid).uid


@pytest.fixture
def event(project: Project, coding: str) -> str:
    """The uid of an event that could be done."""
    return project.events.add(coding, {"event_date": "2020-06-02", "type": "A", "country": "Iraq", "n": 1}).uid


# --- articles -------------------------------------------------------------------------------------------------------


def test_the_text_never_changes(project: Project, article: str):
    with pytest.raises(Exception, match="never changes"), project.history.operation({"id": "x"}):
        project.database.run("UPDATE article SET text = 'other'")
    with pytest.raises(UsageError, match="never changes"):
        project.articles.correct(article, text="other")
    assert project.articles.get(article).text == TEXT


def test_what_is_said_about_it_can_be_corrected_and_its_uid_stays(project: Project, article: str):
    project.articles.correct(article, date="2020-06-03", source="Y")
    found = project.articles.get(article)
    assert (found.uid, found.date, found.source) == (article, "2020-06-03", "Y")
    assert [(one.old, one.new) for one in project.history.of_value(article, "date")] == [("2020-06-02", "2020-06-03")]


def test_identity_is_text_source_and_date(project: Project):
    same = [ArticleDraft("A text.", source="X", date="2020-06-02"), ArticleDraft("A  text.\n", source="x ", date="2020-06-02")]
    other = [ArticleDraft("A text.", source="Y", date="2020-06-02"), ArticleDraft("A text.", source="X", date="2020-06-03")]
    told = project.articles.add([*same, *other])
    assert (told.added, told.known) == (3, 1)


def test_an_article_is_found_by_number_uid_and_outside_id(project: Project, article: str):
    assert {project.articles.find(name).uid for name in ("1", article, "ext 1")} == {article}
    with pytest.raises(UsageError, match="no article “2”"):
        project.articles.find("2")


def test_the_queue_follows_the_work(project: Project, article: str, coding: str):
    project.articles.add([ArticleDraft("Another."), ArticleDraft("", stub=True, external_id="row 1")])
    me = project.coder.uid
    assert list(project.articles.queue(me, "main")) == [1, 2]
    assert list(project.articles.queue(me, "main", state="todo")) == [2]
    assert list(project.articles.queue(me, "main", state="open")) == [1]
    rows = project.articles.queue_rows([1, 2], me, "main")
    assert (rows[1].state, rows[2].state, rows[2].title) == ("open", "todo", "Another.")


# --- codings --------------------------------------------------------------------------------------------------------


def test_nothing_said_is_not_done(project: Project, coding: str):
    with pytest.raises(NotDone, match="what the article holds"):
        project.finish(coding)


def test_errors_keep_it_from_being_done_until_overruled(project: Project, coding: str, event: str):
    project.events.set_values(event, {"n": 7})
    with pytest.raises(NotDone, match="7 is too many for A") as refused:
        project.finish(coding)
    (problem,) = refused.value.problems[event]
    with pytest.raises(UsageError, match="needs a reason"):
        project.events.overrule(event, problem, " ")
    project.events.overrule(event, problem, "the morgue says so")
    project.finish(coding)
    assert project.codings.get(coding).state == "done"
    assert project.events.get(event).overruled == {"R1:n": "the morgue says so"}
    project.events.overrule(event, problem, None)
    assert project.events.get(event).overruled == {}


def test_no_event_needs_no_events(project: Project, coding: str):
    project.codings.set_verdict(coding, "no_event", "sport")
    project.finish(coding)
    found = project.codings.get(coding)
    assert (found.state, found.verdict, found.reason) == ("done", "no_event", "sport")
    project.events.add(coding)
    assert (project.codings.get(coding).state, project.codings.get(coding).verdict) == ("open", "events")
    with pytest.raises(UsageError, match="has events"):
        project.codings.set_verdict(coding, "no_event")


def test_the_first_submission_is_kept(project: Project, coding: str, event: str):
    project.finish(coding)
    first = project.codings.get(coding).first_done
    project.events.set_values(event, {"n": 3})
    assert project.codings.get(coding).state == "open"
    project.finish(coding)
    kept = json.loads(project.database.value("SELECT first_submission FROM coding"))
    assert kept["events"][0]["values"]["n"] == 1
    assert project.codings.get(coding).first_done == first


def test_one_coding_a_coder_article_and_round(project: Project, article: str, coding: str):
    assert project.codings.begin(article, project.coder.uid).uid == coding
    other = project.coders.add("B2")
    assert project.codings.begin(article, other.uid).uid != coding


# --- events ---------------------------------------------------------------------------------------------------------


def test_events_are_ordered_copied_and_removed(project: Project, coding: str, event: str):
    second = project.events.add(coding).uid
    project.evidence.add(event, "n", [Quote("text", 0, 1, "😀")])
    copy = project.events.copy(event)
    assert [one.uid for one in project.events.of(coding)] == [event, copy.uid, second]
    assert project.evidence.of(copy.uid)[0].spans == (Quote("text", 0, 1, "😀"),)
    project.events.move(second, -2)
    assert [one.uid for one in project.events.of(coding)] == [second, event, copy.uid]
    project.events.remove(event)
    assert [one.uid for one in project.events.of(coding)] == [second, copy.uid]
    project.history.undo()
    assert [one.uid for one in project.events.of(coding)] == [second, event, copy.uid]


def test_a_code_goes_with_its_parent(project: Project, event: str):
    project.events.set_values(event, {"sub": "a1"})
    project.events.set_values(event, {"type": "B"})
    assert "sub" not in project.events.get(event).values
    project.history.undo()
    assert project.events.get(event).values["sub"] == "a1"


def test_a_field_outside_the_codebook_is_refused(project: Project, event: str):
    with pytest.raises(UsageError, match="no field colour"):
        project.events.set_values(event, {"colour": "red"})


def test_the_flat_table_follows(project: Project, coding: str, event: str):
    row = "SELECT country, n, year, state FROM events"
    assert project.database.all(row) == [("Iraq", 1, 2020, "open")]
    assert project.database.value("SELECT count(*) FROM dataset") == 0
    project.finish(coding)
    assert project.database.all(row) == [("Iraq", 1, 2020, "done")]
    assert project.database.value("SELECT count(*) FROM dataset") == 1
    project.events.remove(event)
    assert project.database.all(row) == []


# --- evidence -------------------------------------------------------------------------------------------------------


def test_a_quote_must_stand_where_it_says(project: Project, event: str):
    start = TEXT.index("Kirkuk")
    project.evidence.add(event, "country", [Quote("text", start, start + 6, "Kirkuk")])
    project.evidence.add(event, "country", [Quote("title", 11, 17, "Kirkuk")])
    (one,) = project.evidence.of(event)
    assert [span.part for span in one.spans] == ["text", "title"]
    for wrong in (Quote("text", start + 1, start + 7, "Kirkuk"), Quote("text", 0, 0, ""), Quote("text", 900, 906, "Kirkuk")):
        with pytest.raises(UsageError, match="does not stand"):
            project.evidence.add(event, "n", [wrong])
    assert len(project.evidence.of(event)) == 1


def test_a_status_takes_the_place_of_spans_and_back(project: Project, event: str):
    project.evidence.add(event, "n", [Quote("text", 0, 1, "😀")])
    project.evidence.set_status(event, "n", "outside", link="https://x.org", note="by phone")
    (one,) = project.evidence.of(event)
    assert (one.status, one.spans, one.link) == ("outside", (), "https://x.org")
    project.evidence.add(event, "n", [Quote("text", 0, 1, "😀")])
    assert [one.status for one in project.evidence.of(event)] == ["text"]
    project.history.undo()
    assert [one.status for one in project.evidence.of(event)] == ["outside"]


def test_items_have_evidence_of_their_own(project: Project, event: str):
    project.evidence.add(event, "n", [Quote("text", 0, 1, "😀")], item="one")
    project.evidence.set_status(event, "n", "inferred", item="two")
    assert [(one.item, one.status) for one in project.evidence.of(event)] == [("one", "text"), ("two", "inferred")]


def test_an_edge_moved_and_the_last_span_removed(project: Project, event: str):
    made = project.evidence.add(event, "n", [Quote("text", 0, 1, "😀")])
    project.evidence.replace_spans(made.uid, [Quote("text", 0, 5, TEXT[:5])])
    assert project.evidence.of(event)[0].spans[0].end == 5
    project.evidence.remove(made.uid)
    assert project.evidence.of(event) == []
    project.history.undo()
    assert project.evidence.of(event)[0].uid == made.uid


def test_mentions_are_kept_with_their_reason(project: Project, coding: str):
    made = project.evidence.add_mention(coding, [Quote("text", 0, 1, "😀")], "background")
    assert project.evidence.mentions(coding) == [made]
    project.evidence.remove_mention(made.uid)
    assert project.evidence.mentions(coding) == []


# --- numbering and registers ----------------------------------------------------------------------------------------


def test_a_number_is_its_events_for_good(project: Project, coding: str, event: str):
    project.finish(coding)
    assert project.incidents.number(unnumbered(project)) == {event: "IRQ1"}
    assert unnumbered(project) == []
    project.history.undo()
    assert unnumbered(project) == [event]
    assert project.incidents.number([event]) == {event: "IRQ1"}
    assert project.database.value("SELECT id FROM events") == "IRQ1"
    project.history.undo()
    project.events.set_values(event, {"country": "Syria"})
    project.finish(coding)
    assert project.incidents.number([event]) == {event: "SYR1"}, "of another country it is another number"
    for _ in range(3):
        project.history.undo()
    other = project.events.add(coding, {"event_date": "2020-06-03", "type": "B", "country": "Iraq"}).uid
    project.finish(coding)
    assert project.incidents.number([other, event]) == {other: "IRQ2", event: "IRQ1"}
    project.events.remove(event)
    project.events.add(coding, {"event_date": "2020-06-02", "type": "B", "country": "Iraq"})
    project.finish(coding)
    assert list(project.incidents.number(unnumbered(project)).values()) == ["IRQ3"]
    assert verify(project) == []


def test_imported_ids_are_kept_and_counted_from(project: Project, coding: str, event: str):
    with project.history.operation({"id": "link"}):
        judge(project.database, event, incident_of_id(project.database, "IRQ41")[0], "same")
    other = project.events.add(coding, {"event_date": "2020-06-02", "type": "B", "country": "Iraq"}).uid
    project.finish(coding)
    assert project.incidents.number(unnumbered(project)) == {other: "IRQ42"}


def test_an_event_without_a_prefix_is_not_numbered(project: Project, coding: str, event: str):
    project.events.set_values(event, {"country": "Atlantis"})
    with pytest.raises(UsageError, match="cannot be numbered"):
        project.incidents.number([event])
    assert project.database.value("SELECT count(*) FROM incident") == 0


def test_registers_know_country_and_time(project: Project):
    with project.history.operation({"id": "add_actors"}):
        for name, country, first, last, sort in (
            ("Police", "", None, None, "any"), ("Police", "Iraq", None, None, "iraqi"),
            ("Guards", "Iraq", "2014-01-01", "2020-01-01", "old"), ("Guards", "Iraq", "2020-01-02", None, "new"),
        ):  # fmt: skip
            project.database.run(
                "INSERT INTO actor (uid, name, type, country, valid_from, valid_to) VALUES (?, ?, ?, ?, ?, ?)",
                (new_uid(), name, sort, country, first, last),
            )

    def kind(name: str, country: str | None, date: str | None) -> object:
        found = project.registers.registered("actors", name, country, date)
        return found and found["type"]

    assert kind("Police", "Iraq", None) == "iraqi"
    assert kind("Police", "Syria", None) == "any"
    assert kind("Guards", "Iraq", "2016-05-05") == "old"
    assert kind("Guards", "Iraq", "2020-06-02") == "new"
    assert kind("Guards", "Iraq", "2010-01-01") is None
    assert kind("Nobody", None, None) is None
    assert project.registers.names("actors") == ["Guards", "Police"]


def test_coders_are_named_or_refused_with_their_names(project: Project):
    assert project.coders.named(None).name == "A1"
    project.coders.add("B2")
    with pytest.raises(UsageError, match=r"several coders.*A1, B2"):
        project.coders.named(None)
    with pytest.raises(UsageError, match="A1, B2"):
        project.coders.named("C3")
    assert project.coders.named("B2").name == "B2"
    with pytest.raises(UsageError, match="needs a name"):
        project.coders.add(" ")
