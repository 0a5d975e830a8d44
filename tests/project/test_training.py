"""Rounds with standards: making and giving them, results, the gate; and that none of it reaches what is given out."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from annotator.agreement.judging import RELEVANCE, judge, judge_all, standing
from annotator.errors import UsageError
from annotator.formats.registry import ExportOptions, export, writable
from annotator.project import Project, results, training
from annotator.project.article_list import ArticleList, ArticleQuery
from annotator.project.articles import ArticleDraft
from annotator.project.codings import MAIN
from annotator.project.evidence import Quote
from annotator.project.filtering import Filter
from annotator.project.incident_rows import unnumbered
from annotator.project.rounds import Round
from annotator.project.verify import verify

EVENT: dict[str, Any] = {"event_date": "2020-06-02", "type": "A", "sub": "a1", "country": "Iraq", "n": 3}


class Team:
    """A lead and two coders on six articles."""

    def __init__(self, project: Project) -> None:
        self.project = project
        project.articles.add(ArticleDraft(f"Article {n}: three died in Iraq.", date="2020-06-03") for n in range(1, 7))
        self.articles = [one.uid for one in project.articles.walk()]
        self.lead = project.coder.uid
        self.b, self.c = project.coders.add("B").uid, project.coders.add("C <b>").uid

    def as_(self, coder: str) -> None:
        self.project.history.coder = coder

    def code(self, coder: str, article: int, round_: str = MAIN, standing: str = "coded", **values: Any) -> str:
        """One event, handed in."""
        before = self.project.history.coder
        self.as_(coder)
        coding = self.project.codings.begin(self.articles[article], coder, round_, standing).uid
        self.project.events.add(coding, {**EVENT, **values})
        self.project.finish(coding)
        self.as_(before)
        return coding

    def nothing(self, coder: str, article: int, round_: str, standing: str = "coded") -> str:
        coding = self.project.codings.begin(self.articles[article], coder, round_, standing).uid
        self.project.codings.set_verdict(coding, "no_event")
        self.project.finish(coding)
        return coding

    def round(self, name: str, kind: Any = "training", *, articles: tuple[int, ...] = (0, 1), **settings: Any) -> Round:
        """A round whose standards are made."""
        made = self.project.rounds.add(name, kind, settings)
        for place in articles:
            self.code(self.lead, place, made.uid, "standard")
        return made


@pytest.fixture
def team(project: Project) -> Team:
    return Team(project)


# --- standards and giving -----------------------------------------------------------------------------------------------


def test_a_round_has_the_articles_whose_standard_is_done(team: Team):
    made = team.round("T")
    half = team.project.codings.begin(team.articles[2], team.lead, made.uid, "standard")
    assert [one.article for one in training.standards(team.project, made.uid)] == team.articles[:2]
    assert training.standard_of(team.project, team.articles[2], made.uid) is None
    team.project.codings.set_verdict(half.uid, "unusable")
    team.project.finish(half.uid)
    assert len(training.standards(team.project, made.uid)) == 3


def test_of_two_standards_of_an_article_the_first_one_done_counts(team: Team):
    made = team.round("T", articles=(0,))
    other = team.project.coders.add("lead 2", role="lead").uid
    team.code(other, 0, made.uid, "standard", n=5)
    assert [one.coder for one in training.standards(team.project, made.uid)] == [team.lead]
    found = training.standard_of(team.project, team.articles[0], made.uid)
    assert found is not None
    assert found.coder == team.lead


def test_giving_keeps_an_order_adds_what_came_later_and_undo_takes_it_back(team: Team):
    made = team.round("T")
    assert training.give_to(team.project, made.uid, [team.b, team.c]) == 4
    assert training.give_to(team.project, made.uid, [team.b]) == 0
    team.code(team.lead, 4, made.uid, "standard")
    assert training.give_to(team.project, made.uid, [team.b]) == 1
    assert training.given(team.project, made.uid, team.b) == [team.articles[place] for place in (0, 1, 4)]
    team.project.history.undo()
    assert training.given(team.project, made.uid, team.b) == team.articles[:2]
    assert training.coders_of(team.project, made.uid) == [team.b, team.c]


def test_what_was_withdrawn_comes_back_when_it_is_given_again(team: Team):
    made = team.round("T")
    training.give_to(team.project, made.uid, [team.b])
    with team.project.history.operation({"id": "withdraw"}):
        team.project.database.run("UPDATE assignment SET withdrawn = 1 WHERE article = ?", (team.articles[0],))
    assert training.given(team.project, made.uid, team.b) == team.articles[1:2]
    assert training.give_to(team.project, made.uid, [team.b]) == 1
    assert training.given(team.project, made.uid, team.b) == [team.articles[1], team.articles[0]]


def test_giving_is_refused_where_it_makes_no_sense(team: Team):
    project = team.project
    empty = project.rounds.add("Empty", "test")
    with pytest.raises(UsageError, match="no finished standard"):
        training.give_to(project, empty.uid, [team.b])
    with pytest.raises(UsageError, match="no training and no test"):
        training.give_to(project, project.rounds.add("R", "retest").uid, [team.b])
    made = team.round("T")
    with pytest.raises(UsageError, match="A1 made standard codings"):
        training.give_to(project, made.uid, [team.lead])
    team.as_(team.b)
    with pytest.raises(UsageError, match="the lead's"):
        training.give_to(project, made.uid, [team.c])


def test_a_coding_is_copied_as_a_standard_with_all_that_belongs_to_it(team: Team):
    project = team.project
    old = team.code(team.b, 0, n=4)
    event = project.events.of(old)[0]
    text = project.articles.get(team.articles[0]).text
    quote = Quote("text", text.index("three"), text.index("three") + 5, "three")
    project.evidence.add(event.uid, "n", [quote])
    project.evidence.add_mention(old, [quote], "planned")
    project.finish(old)
    made = project.rounds.add("T", "training")
    copied = training.take_as_standard(project, old, made.uid)
    assert (copied.standing, copied.coder, copied.round, copied.state) == ("standard", team.lead, made.uid, "done")
    [twin] = project.events.of(copied.uid)
    assert (twin.values, twin.uid == event.uid) == (event.values, False)
    assert [one.spans for one in project.evidence.of(twin.uid)] == [(quote,)]
    assert len(project.evidence.mentions(copied.uid)) == 1
    assert project.codings.get(old).standing == "coded", "the coder's own stays as it was"
    with pytest.raises(UsageError, match="already"):
        training.take_as_standard(project, old, made.uid)
    project.history.undo()
    assert training.standards(project, made.uid) == []
    assert verify(project) == []


def test_an_open_coding_is_copied_and_stays_open(team: Team):
    project = team.project
    coding = project.codings.begin(team.articles[0], team.lead).uid
    project.events.add(coding, {"type": "A"})
    made = project.rounds.add("T", "training")
    assert training.take_as_standard(project, coding, made.uid).state == "open"


# --- the queue of a round -----------------------------------------------------------------------------------------------


def test_a_coder_of_a_round_has_the_articles_given_and_no_more(team: Team):
    project = team.project
    made = team.round("T", articles=(1, 3))
    training.give_to(project, made.uid, [team.b])
    queue, listed = project.articles, ArticleList(project.table)
    assert list(queue.queue(team.b, made.uid)) == [2, 4]
    assert list(queue.queue(team.b, made.uid, state="todo")) == [2, 4]
    assert queue.next_to_do(team.b, made.uid, after=2) == 4
    team.code(team.b, 1, made.uid)
    assert list(queue.queue(team.b, made.uid, state="done")) == [2]
    assert list(queue.queue(team.b, made.uid, state="todo")) == [4]
    assert queue.count_coded(team.b, made.uid, "coded", ("done",)) == 1
    for state, numbers in (("todo", [4]), ("done", [2])):
        query = ArticleQuery((Filter("state", "is", state),), team.b, round=made.uid)
        assert list(listed.numbers(query)) == numbers
    assert list(listed.numbers(ArticleQuery((), team.b, round=made.uid))) == [2, 4]
    assert list(queue.queue(team.b, MAIN)) == [1, 2, 3, 4, 5, 6], "the main round is as it was"
    assert list(queue.queue(team.c, made.uid)) == []


def test_a_verdict_of_the_first_pass_takes_nothing_out_of_a_training(team: Team):
    made = team.round("T")
    training.give_to(team.project, made.uid, [team.b])
    team.as_(team.b)
    team.project.screening.set(team.articles[0], "not")
    assert list(team.project.articles.queue(team.b, made.uid, state="todo")) == [1, 2]
    assert team.project.articles.next_to_do(team.b, made.uid) == 1


def test_the_queue_of_standards_tells_how_far_they_are(team: Team):
    made = team.round("T", articles=(1,))
    project, mine = team.project, (team.lead, made.uid, "standard")
    assert list(project.articles.queue(*mine)) == [1, 2, 3, 4, 5, 6]
    assert list(project.articles.queue(*mine, state="done")) == [2]
    assert project.articles.queue_rows([2], *mine)[2].state == "done"
    assert project.articles.queue_rows([2], team.lead, made.uid)[2].state == "todo", "a standard is no coding of the round"
    assert project.articles.next_to_do(*mine, after=1) == 3
    query = ArticleQuery((Filter("events", "least", 1),), team.lead, round=made.uid, standing="standard")
    assert list(ArticleList(project.table).numbers(query)) == [2]


def test_what_is_left_is_told_by_round(team: Team):
    made = team.round("T")
    training.give_to(team.project, made.uid, [team.b])
    team.code(team.b, 0, made.uid)
    [work] = training.work_of(team.project, team.b)
    assert (work.round.name, work.given, work.done, work.left) == ("T", 2, 1, 1)
    assert training.work_of(team.project, team.c) == []


# --- judging ------------------------------------------------------------------------------------------------------------


def test_a_result_tells_score_fields_and_events(team: Team):
    made = team.round("T", "test", pass_mark=0.7)
    training.give_to(team.project, made.uid, [team.b])
    team.code(team.b, 0, made.uid, n=4)
    team.nothing(team.b, 1, made.uid)
    found = judge(team.project, made, team.b)
    # Two relevances, of which one is right, and ten answers, of which four are.
    assert found.score == pytest.approx(5 / 12, abs=1e-4)
    assert not found.passed
    assert found.details["events"] == {"coder": 1, "standard": 2, "paired": 1}
    assert found.details["relevance"] == {"same": 1, "counted": 2}
    assert found.details["fields"]["n"] == {"same": 0, "counted": 2}
    assert results.result(team.project, made.uid, team.b) == found


def test_nobody_is_judged_before_everything_is_handed_in(team: Team):
    made = team.round("T", "test")
    training.give_to(team.project, made.uid, [team.b, team.c])
    team.code(team.b, 0, made.uid)
    with pytest.raises(UsageError, match="B has handed in 1 of 2"):
        judge(team.project, made, team.b)
    for place in (0, 1):
        team.code(team.c, place, made.uid)
    done, why = judge_all(team.project, made)
    assert [(one.coder, one.score, one.passed) for one in done] == [(team.c, 1.0, True)]
    assert why == ["B has handed in 1 of 2 articles of “T”."]
    assert judge_all(team.project, made)[0] == [], "who has a result is not judged again unasked"
    assert len(judge_all(team.project, made, [team.c])[0]) == 1
    team.project.history.undo()
    assert results.result(team.project, made.uid, team.c) == done[0]


def test_in_training_the_first_submission_counts_in_a_test_the_last(team: Team):
    for kind, score in (("training", 9 / 12), ("test", 1.0)):
        made = team.round(kind, kind)
        training.give_to(team.project, made.uid, [team.b])
        for place in (0, 1):
            coding = team.code(team.b, place, made.uid, n=4, country="Syria" if place else "Iraq")
            team.project.events.set_values(team.project.events.of(coding)[0].uid, {"n": 3, "country": "Iraq"})
            team.project.finish(coding)
        assert standing(team.project, made, team.b).score == pytest.approx(score)


def test_the_standing_is_told_by_field(team: Team):
    made = team.round("T")
    training.give_to(team.project, made.uid, [team.b])
    team.code(team.b, 0, made.uid, n=4)
    told = standing(team.project, made, team.b)
    assert (told.given, told.done, told.compared, told.handed_in) == (2, 1, 1, False)
    assert {name: (one.same, one.count) for name, one in told.fields.items()} == {
        RELEVANCE: (1, 1), "event_date": (1, 1), "type": (1, 1), "sub": (1, 1), "country": (1, 1), "n": (0, 1),
    }  # fmt: skip


# --- the gate -----------------------------------------------------------------------------------------------------------


def test_a_test_keeps_a_coder_from_the_main_round_until_it_is_passed(team: Team):
    project = team.project
    assert results.gate(project, team.b) == ""
    made = team.round("Test 1", "test")
    assert results.gate(project, team.b) == "", "a test nobody was given keeps nobody out"
    training.give_to(project, made.uid, [team.b])
    assert results.gate(project, team.b) == "The main round opens once you have passed the test “Test 1”."
    assert results.gate(project, team.c) == results.gate(project, team.lead) == ""
    results.record(project, made.uid, team.b, 0.5, False)
    assert results.gate(project, team.b).startswith("The test “Test 1” was not passed.")
    again = team.round("Test 2", "test", articles=(3,))
    training.give_to(project, again.uid, [team.b])
    assert "“Test 2”" in results.gate(project, team.b)
    results.record(project, again.uid, team.b, 0.9, True)
    assert results.gate(project, team.b) == "", "the last test decides"
    project.history.undo()
    assert "“Test 2”" in results.gate(project, team.b)


def test_the_lead_opens_the_gate_with_a_note(team: Team):
    project, made = team.project, team.round("Test", "test")
    training.give_to(project, made.uid, [team.b])
    results.record(project, made.uid, team.b, 0.5, False, {"articles": 2})
    with pytest.raises(UsageError, match="needs a note"):
        results.open_by_hand(project, made.uid, team.b, "  ")
    opened = results.open_by_hand(project, made.uid, team.b, "Trained elsewhere")
    assert (opened.score, opened.passed, opened.by_hand, opened.details["articles"]) == (0.5, True, "Trained elsewhere", 2)
    assert results.gate(project, team.b) == ""
    team.as_(team.b)
    with pytest.raises(UsageError, match="by the lead"):
        results.record(project, made.uid, team.b, 1.0, True)


def test_a_judged_test_is_not_changed_any_more(team: Team):
    project, made = team.project, team.round("Test", "test")
    training.give_to(project, made.uid, [team.b])
    assert results.refusal(project, team.b, made.uid) == ""
    results.record(project, made.uid, team.b, 0.9, True)
    assert results.refusal(project, team.b, made.uid) == "This test was judged; it can be read, not changed."
    assert results.refusal(project, team.b, MAIN) == ""


# --- what is given out --------------------------------------------------------------------------------------------------


@pytest.fixture
def with_all_rounds(team: Team) -> Team:
    """One main coding, and in every other round one whose country no main coding has."""
    team.code(team.b, 0)
    for kind in ("training", "test", "retest"):
        made = team.project.rounds.add(kind, kind)
        if kind != "retest":
            team.code(team.lead, 1, made.uid, "standard", country=f"standard of {kind}")
            training.give_to(team.project, made.uid, [team.b])
        coding = team.code(team.b, 1, made.uid, country=f"coded in {kind}")
        team.project.evidence.set_status(team.project.events.of(coding)[0].uid, "country", "inferred")
        team.project.finish(coding)
    team.code(team.lead, 2, MAIN, "standard", country="standard in the main round")
    return team


def test_no_training_reaches_the_dataset_nor_the_figures(with_all_rounds: Team):
    project = with_all_rounds.project
    assert project.database.all("SELECT article, country FROM dataset") == [(1, "Iraq")]
    assert {one.field: one.values for one in project.suggestions.figures()}["country"] == 1
    assert [one.values for one in project.suggestions.figures(with_all_rounds.lead)] == []
    assert len(unnumbered(project)) == 1


def test_no_training_reaches_an_export(with_all_rounds: Team, tmp_path: Path):
    project, out = with_all_rounds.project, tmp_path / "out"
    out.mkdir()
    choices = (ExportOptions(with_all_rounds.b), ExportOptions(with_all_rounds.lead), ExportOptions(adjudicated=True))
    needs = {"spss": "pyreadstat", "spacy": "spacy"}
    formats = [one for one in writable(project.codebook) if one.name not in needs or find_spec(needs[one.name])]
    for one in formats:
        taken = [export(project, out / f"{one.name}.{place}", one.name, choice).events for place, choice in enumerate(choices)]
        assert taken == [1, 0, 0], one.name
    written = [path.read_bytes() for path in out.rglob("*") if path.is_file()]
    assert len(written) >= 2 * 3 * len(formats), "each with its manifest"
    assert any(b"Iraq" in one for one in written)
    for words in (b"coded in", b"standard of", b"standard in the main round"):
        assert not [one for one in written if words in one]


def test_with_one_coder_the_dataset_is_exported_without_training(project: Project, tmp_path: Path):
    """Nobody need be named then; the choice is another one."""
    team = Team(project)
    with project.history.operation({"id": "remove_coders"}):
        project.database.run("UPDATE coder SET removed = 1 WHERE uid <> ?", (team.lead,))
    team.code(team.lead, 0)
    made = team.round("T")
    team.code(team.lead, 3, made.uid)
    told = export(project, tmp_path / "all.csv", writable(project.codebook)[0].name, ExportOptions())
    assert (told.events, told.left_out) == (1, {"other_round": 3})
