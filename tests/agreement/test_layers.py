"""Layers on the work of three coders: the units behind figures, the lead's word on pairs, fields left out of pairing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from simulated import BOOK, Found, Source, code

from annotator.agreement.grounds import Grounds
from annotator.agreement.layers import agree
from annotator.agreement.results import LAYERS, Agreement, Options
from annotator.agreement.submissions import Asked
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.register import Entry

PLAIN = Options(rounds=0, least=2)
MARCH = {
    "day": "2020-05-03", "kind": "protest", "act": "march", "actor1": "Students", "actor2": "Police", "country": "Poland",
    "town": "Lodz", "north": 51.77, "east": 19.46, "dead": 0, "targets": ["rectorate", "senate"],
}  # fmt: skip
ATTACK = {
    "day": "2020-05-20", "kind": "violence", "act": "attack", "actor1": "Guard", "actor2": "Farmers", "country": "Poland",
    "town": "Gdansk", "north": 54.35, "east": 18.65, "dead": 3,
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    book = tmp_path / "planted.yaml"
    book.write_text(BOOK, encoding="utf-8")
    with Project.create(tmp_path / "three.annotator", str(book), coder="lead") as made:
        made.articles.add([ArticleDraft(f"Report number {one}.", title=f"Report {one}") for one in range(1, 7)])
        for name in ("A1", "B2", "C3"):
            made.coders.add(name)
        yield made


def hand_in(project: Project, name: str, number: int, *events: dict[str, Any]) -> list[str]:
    """Codes an article as somebody; gives the events' uids."""
    project.work_as(project.coders.named(name))
    coding = code(project, number, Source("", [Found(values) for values in events]))
    project.work_as(project.coders.named("lead"))
    return [one.uid for one in project.events.of(coding)]


def measure(found: Agreement, layer: Any, name: str, figure: str) -> float | None:
    question = found.question(layer, name)
    assert question is not None
    return question.measures.figures[figure].value


def test_nothing_coded_twice_is_said_as_such(project: Project):
    hand_in(project, "A1", 1, MARCH)
    found = agree(project, Asked(), PLAIN)
    assert (found.articles, found.single, found.who, found.pairs) == (0, 1, (), 0)
    assert {one.layer for one in found.questions} == set(LAYERS)
    for one in found.questions:
        for name, figure in one.measures.figures.items():
            assert figure.value in (None, 0.0), (one.layer, one.name, name)
            assert figure.value is not None or figure.why


def test_three_coders_and_the_units_behind(project: Project):
    a = hand_in(project, "A1", 1, MARCH, ATTACK)
    b = hand_in(project, "B2", 1, ATTACK, {**MARCH, "day": "2020-05-04"})
    c = hand_in(project, "C3", 1, {**MARCH, "dead": 2})
    hand_in(project, "A1", 2)
    hand_in(project, "B2", 2)
    found = agree(project, Asked(), PLAIN)
    who = {found.names[uid]: uid for uid in found.who}
    assert list(who) == ["A1", "B2", "C3"]
    assert (found.articles, found.events, found.pairs, found.unpaired) == (2, 5, 2, 0)
    # A1–B2: 2 of 2 and 2; A1–C3 and B2–C3: 1 of 2 and 1.
    assert measure(found, "which", "events", "f1") == pytest.approx(2 * 4 / (4 + 3 + 3))
    assert measure(found, "fields", "day", "exact") == pytest.approx(2 / 4)
    assert measure(found, "fields", "day", "within_1_day") == 1.0
    assert measure(found, "fields", "day", "median_days") == 0.0
    assert measure(found, "fields", "dead", "exact") == pytest.approx((1 / 3 + 1) / 2)
    units = found.units["fields", "day"]
    assert [dict(one.events) for one in units] == [
        {who["A1"]: a[0], who["B2"]: b[1], who["C3"]: c[0]}, {who["A1"]: a[1], who["B2"]: b[0]},
    ]  # fmt: skip
    assert units[0].values == {who["A1"]: "2020-05-03", who["B2"]: "2020-05-04", who["C3"]: "2020-05-03"}
    assert [one.alike for one in units] == [pytest.approx(1 / 3), 1.0]
    assert [one.values[who["C3"]] for one in found.units["which", "events"]] == ["event", None]
    assert [one.number for one in found.units["relevance", "any_event"]] == [1, 2]
    assert [list(one.values.values()) for one in found.units["number", "events"]] == [[2, 2, 1], [0, 0]]


def test_the_happenings_of_one_article_are_made_without_the_others(project: Project, monkeypatch: pytest.MonkeyPatch):
    """A window asks for them line by line, and must not wait until those of all articles are made."""
    for number in (1, 3, 4):
        for name in ("A1", "B2", "C3"):
            hand_in(project, name, number, *([ATTACK, MARCH] if name == "A1" else [MARCH] if number < 4 else []))
    coded = [one.uid for one in project.articles.walk()]
    for asked in (Asked(), Asked(question="again"), Asked(question="standard")):
        found = agree(project, asked, PLAIN)
        units = found.units["which", "events"]
        wanted = {uid: [one for one in units if one.article == uid] for uid in coded}
        assert [len(of) for of in wanted.values()] == ([2, 0, 2, 2, 0, 0] if asked == Asked() else [0] * 6)
        whole = agree(project, asked, PLAIN)
        monkeypatch.setattr(Grounds, "__getitem__", lambda _self, key: pytest.fail(f"all of {key} are made"))
        assert {uid: list(whole.happenings(uid)) for uid in coded} == wanted
        assert whole.happenings("none") == []
        monkeypatch.undo()


def test_two_coders_of_three_stand_in_the_matrix(project: Project):
    for name, day in (("A1", "2020-05-03"), ("B2", "2020-05-03"), ("C3", "2020-05-05")):
        for number in (1, 2):
            hand_in(project, name, number, {**MARCH, "day": day})
    found = agree(project, Asked(), PLAIN)
    shares = {(found.names[one.one], found.names[one.other]): one.fields["day"][0].value for one in found.matrix}
    assert shares == {("A1", "B2"): 1.0, ("A1", "C3"): 0.0, ("B2", "C3"): 0.0}
    assert {one.articles for one in found.matrix} == {2}
    assert all(one.f1.value == 1.0 for one in found.matrix)


def test_the_leads_word_on_pairs_is_told_beside_the_programs(project: Project):
    a = hand_in(project, "A1", 1, MARCH)
    b = hand_in(project, "B2", 1, MARCH)
    other = [hand_in(project, name, 2, values)[0] for name, values in (("A1", MARCH), ("B2", ATTACK))]
    before = agree(project, Asked(), PLAIN)
    assert (measure(before, "which", "events", "f1"), before.overruled) == (0.5, 0)
    assert all(one.automatic is None for one in before.questions)
    project.pairs.judge(a[0], b[0], "different")
    project.pairs.judge(other[0], other[1], "same")
    found = agree(project, Asked(), PLAIN)
    which = found.question("which", "events")
    assert which is not None
    assert which.automatic is not None
    assert (which.measures.figures["f1"].value, which.automatic.figures["f1"].value, found.overruled) == (0.5, 0.5, 2)
    act = found.question("fields", "act")
    assert act is not None
    assert act.automatic is not None
    assert (act.measures.figures["percent"].value, act.automatic.figures["percent"].value) == (0.0, 1.0)
    project.history.undo()
    project.history.undo()
    assert agree(project, Asked(), PLAIN).questions == before.questions


def test_a_field_that_helps_to_pair_is_told_without_having_been_looked_at(project: Project):
    # Two marches on one day in one town: who marched is all that tells them apart.
    one, other = {**MARCH, "actor1": "Nurses", "actor2": "Police"}, {**MARCH, "actor1": "Miners", "actor2": "Guards"}
    hand_in(project, "A1", 1, one, other)
    hand_in(project, "B2", 1, other, one)
    found = agree(project, Asked(), PLAIN)
    question = found.question("fields", "actor1")
    assert question is not None
    assert question.left_out is not None
    assert question.measures.figures["percent"].value == 1.0
    assert question.left_out.figures["percent"].value == 0.0, "without the names the first is paired with the first"
    dead, targets = (found.question("fields", name) for name in ("dead", "targets"))
    assert dead is not None
    assert targets is not None
    assert dead.left_out is targets.left_out is None


def test_an_empty_field_is_no_value_and_a_question_of_its_own(project: Project):
    for number in (1, 2, 3):
        hand_in(project, "A1", number, MARCH)
        hand_in(project, "B2", number, MARCH if number > 1 else {**MARCH, "targets": None})
    found = agree(project, Asked(), PLAIN)
    assert measure(found, "fields", "targets", "percent") == 1.0
    assert measure(found, "fields", "targets", "answered_percent") == pytest.approx(2 / 3)
    question = found.question("fields", "targets")
    assert question is not None
    assert (question.metric, question.measures.n_units) == ("sets", 2)
    assert found.question("fields", "east") is None, "a point is one question"
    assert measure(found, "fields", "north", "exact") == 1.0


def test_fewer_units_than_asked_for_give_no_coefficient_but_their_number(project: Project):
    for number in (1, 2, 3):
        hand_in(project, "A1", number, MARCH)
        hand_in(project, "B2", number, MARCH)
    found = agree(project, Asked(), Options(rounds=0, least=4))
    question = found.question("fields", "act")
    assert question is not None
    alpha = question.measures.figures["alpha"]
    assert (alpha.value, question.measures.figures["percent"].value, question.measures.n_units) == (None, 1.0, 3)
    assert "4" in alpha.why


def test_the_same_seed_gives_the_same_intervals_and_progress_is_told(project: Project):
    for number in range(1, 7):
        hand_in(project, "A1", number, MARCH)
        hand_in(project, "B2", number, MARCH if number % 2 else ATTACK)
    heard: list[tuple[int, int]] = []
    first = agree(project, Asked(), Options(rounds=50, seed=3, least=2), lambda done, of: heard.append((done, of)))
    again = agree(project, Asked(), Options(rounds=50, seed=3, least=2))
    assert first.questions == again.questions
    assert [done for done, _ in heard] == list(range(1, len(heard) + 1))
    assert heard[-1][0] == heard[-1][1]
    f1 = first.question("which", "events")
    assert f1 is not None
    figure = f1.measures.figures["f1"]
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low <= (figure.value or 0) <= figure.high


def test_whoever_tells_the_progress_can_stop_it(project: Project):
    hand_in(project, "A1", 1, MARCH)
    hand_in(project, "B2", 1, MARCH)

    def stop(_done: int, _of: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        agree(project, Asked(), PLAIN, stop)


def test_what_stands_behind_a_figure_says_what_the_figure_counts(project: Project):
    """Spelling by capitals, an answer nobody gave, fields that are no key: a unit is alike where the figure takes it so."""
    hand_in(project, "A1", 1, MARCH, {**ATTACK, "targets": None})
    hand_in(project, "B2", 1, {**MARCH, "town": "LODZ ", "targets": ["senate"]}, {**ATTACK, "targets": ["farm"]})
    found = agree(project, Asked(), PLAIN)
    town = found.units["fields", "town"]
    assert (measure(found, "fields", "town", "percent"), [one.alike for one in town]) == (1.0, [1.0, 1.0])
    assert len({*town[0].values.values()}) == 1, "told as one of them wrote it"
    targets = found.units["fields", "targets"]
    assert [(one.pairs, one.alike) for one in targets] == [(1, 0.0), (0, 1.0)]
    whole = found.units["whole", "whole"]
    assert (measure(found, "whole", "whole", "of_pairs"), [one.alike for one in whole]) == (1.0, [1.0, 1.0])
    assert set(whole[0].values[found.who[0]]) == {"day", "act", "actor1", "actor2", "town", "dead"}


def test_exchanged_answers_are_no_whole_event(project: Project):
    hand_in(project, "A1", 1, {**MARCH, "town": "Kielce", "actor2": "Radom"})
    hand_in(project, "B2", 1, {**MARCH, "town": "Radom", "actor2": "Kielce"})
    found = agree(project, Asked(), PLAIN)
    assert (measure(found, "whole", "whole", "of_pairs"), found.units["whole", "whole"][0].alike) == (0.0, 0.0)


def test_another_spelling_of_an_actor_is_the_same_whatever_its_capitals(project: Project):
    project.registers.register("actors").put(Entry({"name": "National Guard"}, aliases=("Guard",)))
    hand_in(project, "A1", 1, {**ATTACK, "actor1": "National Guard"})
    hand_in(project, "B2", 1, {**ATTACK, "actor1": "guard"})
    assert measure(agree(project, Asked(), PLAIN), "fields", "actor1", "percent") == 1.0
