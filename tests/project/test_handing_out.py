"""Handing out: exact shares, loads kept, strata in proportion, the same again with the same seed, one step back."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.codings import MAIN
from annotator.project.draws import proportional
from annotator.project.filtering import Filter
from annotator.project.handing_out import HandOut, Part, Plan, carry_out, last_options, plan, saved_filters
from annotator.project.retests import Retest, carry_out_retest, plan_retest
from annotator.project.taking_back import reassign, withdraw
from annotator.project.verify import verify

SOURCES = ("Daily", "Herald", "Wire")


def drafts(count: int, start: int = 0) -> list[ArticleDraft]:
    return [
        ArticleDraft(
            f"A clash, the {n}th.", title=f"{n}", source=SOURCES[0 if n % 10 < 6 else 1 if n % 10 < 9 else 2],
            date=f"2020-{n % 3 + 1:02}-{n % 28 + 1:02}", language=("en", "fr", "ar-IQ", "")[n % 4],
        )
        for n in range(start, start + count)
    ]  # fmt: skip


@pytest.fixture
def pile(project: Project) -> Project:
    """200 articles, a stub, and three coders beside the lead."""
    project.articles.add(drafts(200))
    project.articles.add([ArticleDraft("", external_id="X1", stub=True)])
    for name in ("B2", "C3", "D4"):
        project.coders.add(name)
    return project


def whom(project: Project, **loads: int) -> tuple[Part, ...]:
    return tuple(Part(one.uid, loads.get(one.name)) for one in project.coders.all() if one.role == "coder")


def holders(project: Project, round_: str = MAIN) -> dict[str, list[str]]:
    rows = project.database.all(
        "SELECT article, coder FROM assignment WHERE round = ? AND position IS NOT NULL AND withdrawn = 0 AND removed = 0",
        (round_,),
    )
    found: dict[str, list[str]] = {}
    for article, coder in rows:
        found.setdefault(article, []).append(coder)
    return found


def queue(project: Project, coder: str, round_: str = MAIN, state: str = "") -> list[int]:
    return list(project.articles.queue(coder, round_, state=state))


def test_everything_once_in_even_numbers(pile: Project):
    told = carry_out(pile, HandOut(whom(pile)))
    assert (told.articles, told.double, told.again, told.left) == (200, 0, 0, {})
    assert sorted(one.new for one in told.coders) == [66, 67, 67]
    assert {len(one) for one in holders(pile).values()} == {1}
    for part in told.coders:
        mine = queue(pile, part.coder)
        assert mine == sorted(mine)
        assert len(mine) == part.new
    assert verify(pile) == []


@pytest.mark.parametrize("share", [0.1, 0.2, 0.333, 1.0])
def test_the_share_coded_twice_is_exact(pile: Project, share: float):
    told = carry_out(pile, HandOut(whom(pile), double=share))
    counted = Counter(len(one) for one in holders(pile).values())
    assert counted[2] == told.double == int(200 * share + 0.5)
    assert sum(counted.values()) == 200
    assert sum(one.double for one in told.coders) == 2 * told.double
    loads = [one.new for one in told.coders]
    assert max(loads) - min(loads) <= 1


def test_loads_are_kept_and_the_share_holds_within_them(pile: Project):
    told = carry_out(pile, HandOut(whom(pile, B2=10, C3=30, D4=40), double=0.25))
    assert [one.new for one in told.coders] == [10, 30, 40]
    assert told.articles == 64
    assert told.double == 16
    assert told.left == {"load": 136}


def test_the_plan_is_what_is_done_and_the_same_again(pile: Project):
    options = HandOut(whom(pile, B2=25), double=0.2, order="random", seed=7, strata=("source",), without_candidates=0.3)
    foreseen = plan(pile, options)
    assert plan(pile, replace(options, parts=options.parts[::-1])).articles == foreseen.articles
    assert set(plan(pile, replace(options, parts=options.parts[::-1])).given) == set(foreseen.given), "names in any order"
    assert plan(pile, options) == foreseen
    assert plan(pile, replace(options, seed=8)).given != foreseen.given
    assert holders(pile) == {}
    assert carry_out(pile, options) == foreseen
    rows = pile.database.all("SELECT article, coder, position, candidates FROM assignment WHERE position IS NOT NULL")
    assert {tuple(row) for row in rows} == {
        (one.article, one.coder, one.position, int(one.candidates)) for one in foreseen.given
    }  # fmt: skip


def test_strata_come_in_proportion(pile: Project):
    told = plan(pile, HandOut(whom(pile, B2=10, C3=10, D4=13), strata=("source",)))
    assert told.strata == {"Daily": (120, 20), "Herald": (60, 10), "Wire": (20, 3)}
    for one in told.coders:
        assert abs(one.strata["Daily"] - 20 / 3) <= 1.5
    by_month = plan(pile, HandOut(whom(pile, B2=10, C3=10, D4=10), strata=("month", "language")))
    assert sum(handed for _, handed in by_month.strata.values()) == 30
    assert all(abs(handed - population * 30 / 200) < 1 for population, handed in by_month.strata.values())


def test_proportions_add_up_and_are_within_one():
    parts = proportional({"a": 100, **{f"x{n}": 1 for n in range(100)}}, 50, 1)
    assert sum(parts.values()) == 50
    assert parts["a"] == 25


def test_a_second_hand_out_gives_only_what_is_new(pile: Project):
    first = carry_out(pile, HandOut(whom(pile, B2=20, C3=20, D4=20), double=0.2))
    second = carry_out(pile, HandOut(whom(pile), double=0.2))
    assert not {(one.article, one.coder) for one in first.given} & {(one.article, one.coder) for one in second.given}
    assert Counter(len(one) for one in holders(pile).values()) == {1: 160, 2: 40}
    for part in first.coders:
        before, mine = [n for n in range(1, part.new + 1)], queue(pile, part.coder)
        rows = pile.database.all("SELECT position FROM assignment WHERE coder = ? ORDER BY position", (part.coder,))
        assert [row[0] for row in rows] == [*before, *range(part.new + 1, len(mine) + 1)], "positions go on"
    third = carry_out(pile, HandOut(whom(pile), double=0.2))
    assert third.given == ()
    steps = len(pile.history.steps())
    assert (plan(pile, HandOut(whom(pile), double=0.2)).given, len(pile.history.steps())) == ((), steps)


def test_articles_that_come_later_keep_the_share(pile: Project):
    carry_out(pile, HandOut(whom(pile), double=0.2))
    pile.articles.add(drafts(100, 1000))
    told = carry_out(pile, HandOut(whom(pile), double=0.2))
    assert (told.articles, told.double, told.again) == (100, 20, 0)


def test_one_coder_alone_cannot_code_twice(pile: Project):
    told = plan(pile, HandOut(whom(pile)[:1], double=0.2))
    assert (told.articles, told.double, told.left) == (200, 0, {"second": 40})


def test_another_coder_joins_where_everything_is_coded_by_all(pile: Project):
    test = pile.rounds.add("Practice", "training").uid
    everyone = whom(pile)
    carry_out(pile, HandOut(everyone[:2], round=test, double=1, times=3, filters=(Filter("source", "is", "Wire"),)))
    assert Counter(len(one) for one in holders(pile, test).values()) == {2: 20}
    carry_out(pile, HandOut(everyone, round=test, double=1, times=3, filters=(Filter("source", "is", "Wire"),)))
    assert Counter(len(one) for one in holders(pile, test).values()) == {3: 20}
    assert holders(pile) == {}


def test_three_coders_are_wanted_and_two_there_are(pile: Project):
    told = plan(pile, HandOut(whom(pile)[:2], double=0.1, times=3))
    assert (told.double, told.left) == (20, {"second": 20})


def test_languages_and_countries_and_marks_are_heeded(pile: Project):
    b, c, d = whom(pile)
    parts = (replace(b, languages=("FR", "ar")), replace(c, languages=("en",)))
    told = plan(pile, HandOut(parts))
    languages = {one.uid: one.language for one in pile.articles.walk()}
    assert {languages[one.article] for one in told.given if one.coder == b.coder} == {"fr", "ar-IQ"}
    assert {languages[one.article] for one in told.given if one.coder == c.coder} == {"en", ""}, (
        "an unknown one goes to anybody"
    )
    assert plan(pile, HandOut((replace(c, languages=("en",)),))).left == {"language": 100}
    with pile.history.operation({"id": "settings"}):
        for uid, what in ((b.coder, {"languages": ["fr"]}), (d.coder, {"avoid": ["torture"]})):
            pile.database.run("UPDATE coder SET settings = ? WHERE uid = ?", (json.dumps(what), uid))
        pile.database.run("INSERT INTO source (uid, name, country) VALUES ('s1', 'Wire', 'Iraq'), ('s2', 'Daily', 'Mali')")
        for n, one in enumerate(list(languages)[:10]):
            pile.database.run("INSERT INTO content_mark (uid, article, name) VALUES (?, ?, 'torture')", (f"m{n}", one))
    assert plan(pile, HandOut((b,))).left == {"language": 100}, "the coder's own settings"
    assert plan(pile, HandOut((replace(b, languages=()),))).left == {}
    assert plan(pile, HandOut((d,))).left == {"marks": 10}
    assert plan(pile, HandOut((replace(c, countries=("iraq",)),))).left == {"country": 120}


def test_a_full_coder_leaves_room_to_those_who_read_the_rest(pile: Project):
    b, c, _ = whom(pile, B2=10, C3=40)
    told = plan(pile, HandOut((replace(b, languages=("en",)), replace(c, languages=("fr",)))))
    assert [one.new for one in told.coders] == [10, 40]


def test_copies_are_left_out_and_counted(pile: Project):
    carry_out(pile, HandOut(whom(pile), filters=(Filter("title", "is", "3"),)))
    for number in (2, 3, 4):
        pile.copies.judge(1, number, "same")
    pile.copies.code_once(1, keep=1)
    told = plan(pile, HandOut(whom(pile)))
    assert told.articles == 197
    assert told.left == {"copy": 2}, "the fourth was handed out before it was a copy, and is somebody's"
    assert plan(pile, HandOut(whom(pile), filters=(Filter("title", "is", "1"),))).left == {"copy": 1}
    assert plan(pile, HandOut(whom(pile), filters=(Filter("title", "is", "7"),))).left == {}
    carry_out(pile, HandOut(whom(pile)))
    assert not {pile.articles.uid_of(number) for number in (2, 3)} & holders(pile).keys()
    assert plan(pile, HandOut(whom(pile))).left == {"copy": 2}


def test_random_orders_differ_and_tell_nothing(pile: Project):
    carry_out(pile, HandOut(whom(pile), double=1, times=3, order="random", seed=3))
    orders = [queue(pile, one.coder) for one in whom(pile)]
    assert all(sorted(one) == list(range(1, 201)) for one in orders)
    assert len({tuple(one) for one in orders}) == 3


def test_by_date(pile: Project):
    carry_out(pile, HandOut(whom(pile)[:1], order="date"))
    days = [pile.articles.by_number(number).date for number in queue(pile, whom(pile)[0].coder)]  # type: ignore[union-attr]
    assert days == sorted(days, key=str)


def test_offers_are_withheld_with_the_same_lot(pile: Project):
    b, *_ = whom(pile)
    pile.assignments.withhold(0.3, 5, b.coder)
    before = {row[0] for row in pile.database.all("SELECT article FROM assignment WHERE candidates = 0")}
    told = carry_out(pile, HandOut((b,), seed=5, without_candidates=0.3))
    assert {one.article for one in told.given if not one.candidates} == before
    other = carry_out(pile, HandOut((whom(pile)[1],), double=1, seed=6))
    assert all(one.candidates for one in other.given)
    assert not pile.assignments.offers_allowed(next(iter(before)), b.coder)


def test_a_filter_says_which(pile: Project):
    filters = saved_filters({"filters": [["source", "is", "Wire"]], "state": "todo"})
    assert filters == (Filter("source", "is", "Wire"), Filter("state", "is", "todo"))
    assert plan(pile, HandOut(whom(pile), filters=filters)).articles == 20


def test_undo_and_redo_are_one_step(pile: Project):
    b = whom(pile)[0].coder
    options = HandOut(whom(pile), double=0.2, filters=(Filter("source", "is", "Wire"),), strata=("month",))
    carry_out(pile, options)
    mine = queue(pile, b)
    assert last_options(pile) == options
    assert pile.history.undo()
    assert holders(pile) == {}
    assert len(queue(pile, b)) == 200, "a project that hands out nothing shows everything"
    assert last_options(pile) is None
    pile.history.redo()
    assert queue(pile, b) == mine
    assert carry_out(pile, options).given == ()


def test_what_cannot_be_is_told(pile: Project):
    b = whom(pile)[0]
    for wrong in (
        HandOut(()), HandOut((b, b)), HandOut((Part("nobody"),)), HandOut((b,), double=2), HandOut((b,), times=1),
        HandOut((b,), order="size"), HandOut((b,), strata=("size",)), HandOut((Part(b.coder, -1),)),  # type: ignore[arg-type]
        HandOut((b,), without_candidates=-1), HandOut((b,), round=pile.rounds.add("R", "retest").uid),
        HandOut((b,), filters=(Filter("nothing", "is", "x"),)),
    ):  # fmt: skip
        with pytest.raises(UsageError):
            plan(pile, wrong)
    pile.work_as(pile.coders.named("B2"))
    with pytest.raises(UsageError, match="by a lead"):
        carry_out(pile, HandOut((b,)))


def test_an_empty_project_hands_out_nothing(project: Project):
    coder = project.coders.add("B2")
    told = carry_out(project, HandOut((Part(coder.uid),), double=0.5))
    assert (told.given, told.left) == ((), {})


# --- what a queue shows --------------------------------------------------------------------------------------------------


def test_a_coder_sees_what_is_theirs_and_the_lead_all(pile: Project):
    lead, (b, c, d) = pile.coder.uid, whom(pile)
    before = queue(pile, b.coder)
    assert before == queue(pile, lead) == list(range(1, 201))
    pile.assignments.withhold(0.5, 1)
    assert queue(pile, b.coder) == before, "offers withheld are no hand-out"
    carry_out(pile, HandOut((b, c), double=0.1))
    mine = queue(pile, b.coder)
    assert 0 < len(mine) < 200
    assert queue(pile, d.coder) == []
    assert len(queue(pile, lead)) == 200
    pile.work_as(pile.coders.named("B2"))
    assert list(pile.screening.numbers("all")) == mine
    assert pile.screening.counts().all == len(mine)
    assert pile.screening.next_left(mine[4]) == mine[5]
    assert pile.screening.next_left(mine[-1]) == mine[0]
    pile.screening.set(pile.articles.by_number(mine[5]).uid, "not")  # type: ignore[union-attr]
    assert list(pile.screening.numbers("not")) == [mine[5]]
    assert pile.articles.next_to_do(b.coder, MAIN, after=mine[4]) == mine[6]
    assert pile.articles.next_to_do(b.coder, MAIN, after=mine[-1]) == mine[0]
    assert pile.articles.next_to_do(d.coder, MAIN) is None
    assert queue(pile, b.coder, state="todo") == [one for one in mine if one != mine[5]]


def test_the_next_one_is_found_behind_much_that_is_done(pile: Project):
    b = whom(pile)[0]
    carry_out(pile, HandOut((b,), order="random"))
    mine = queue(pile, b.coder)
    for number in mine[:180]:
        pile.codings.begin(pile.articles.by_number(number).uid, b.coder)  # type: ignore[union-attr]
    assert pile.articles.next_to_do(b.coder, MAIN, after=mine[0]) == mine[180]
    assert queue(pile, b.coder, state="open") == mine[:180]


def test_what_was_begun_before_stays_in_view(pile: Project):
    b, c, _ = whom(pile)
    pile.codings.begin(pile.articles.by_number(7).uid, b.coder)  # type: ignore[union-attr]
    carry_out(pile, HandOut((c,)))
    assert queue(pile, b.coder) == [7]
    assert 7 not in queue(pile, c.coder), "it is being coded already"
    pile.codings.begin(pile.articles.by_number(9).uid, b.coder)  # type: ignore[union-attr]
    assert queue(pile, b.coder) == [7, 9], "as a merge would bring it"


def test_removed_articles_are_in_no_queue(pile: Project):
    b = whom(pile)[0]
    carry_out(pile, HandOut((b,), order="random", seed=4))
    mine = queue(pile, b.coder)
    with pile.history.operation({"id": "import_articles"}):
        pile.database.run("UPDATE article SET removed = 1 WHERE number = ?", (mine[3],))
    assert queue(pile, b.coder) == [*mine[:3], *mine[4:]]


def test_other_rounds_show_only_what_was_handed_out(pile: Project):
    lead, (b, c, _) = pile.coder.uid, whom(pile)
    test = pile.rounds.add("Practice", "training").uid
    assert queue(pile, lead, test) == queue(pile, b.coder, test) == []
    carry_out(pile, HandOut((b, c), round=test, double=1, filters=(Filter("source", "is", "Wire"),)))
    assert len(queue(pile, b.coder, test)) == len(queue(pile, lead, test)) == 20
    assert len(queue(pile, b.coder)) == 200
    assert pile.articles.next_to_do(lead, test) == queue(pile, lead, test)[0]
    pile.codings.begin(pile.articles.by_number(2).uid, lead, test, "standard")  # type: ignore[union-attr]
    assert queue(pile, lead, test)[0] == 2


# --- taking back ---------------------------------------------------------------------------------------------------------


def test_withdrawal_keeps_what_is_begun(pile: Project):
    b, c, _ = whom(pile)
    carry_out(pile, HandOut((b, c)))
    mine = queue(pile, b.coder)
    for number in mine[:5]:
        pile.codings.begin(pile.articles.by_number(number).uid, b.coder)  # type: ignore[union-attr]
    told = withdraw(pile, b.coder)
    assert (told.moved, told.begun) == (95, 5)
    assert queue(pile, b.coder) == mine[:5]
    assert withdraw(pile, b.coder).moved == 0
    again = carry_out(pile, HandOut((c,)))
    assert {one.article for one in again.given} == {pile.articles.by_number(one).uid for one in mine[5:]}  # type: ignore[union-attr]
    pile.history.undo()
    pile.history.undo()
    assert queue(pile, b.coder) == mine
    assert verify(pile) == []


def test_a_withdrawn_article_can_come_back_to_the_same_coder(pile: Project):
    b = whom(pile)[0]
    carry_out(pile, HandOut((b,)))
    withdraw(pile, b.coder)
    assert carry_out(pile, HandOut((b,))).articles == 200
    assert len(queue(pile, b.coder)) == 200


def test_reassignment_shares_out_evenly_and_nobody_codes_twice(pile: Project):
    b, c, d = whom(pile)
    carry_out(pile, HandOut((b, c), double=0.3))
    mine, theirs = queue(pile, b.coder), queue(pile, c.coder)
    pile.codings.begin(pile.articles.by_number(mine[0]).uid, b.coder)  # type: ignore[union-attr]
    told = reassign(pile, b.coder, [c.coder, d.coder])
    assert told.begun == 1
    assert told.kept == 0
    assert told.moved == len(mine) - 1 == sum(told.to.values())
    assert queue(pile, b.coder) == mine[:1]
    assert queue(pile, c.coder)[: len(theirs)] == theirs, "behind what they have"
    assert max(Counter(len(one) for one in holders(pile).values())) == 2
    pile.history.undo()
    assert (queue(pile, b.coder), queue(pile, c.coder), queue(pile, d.coder)) == (mine, theirs, [])
    alone = reassign(pile, b.coder, [c.coder])
    assert alone.kept == len([one for one in mine[1:] if one in theirs])
    with pytest.raises(UsageError, match="both sides"):
        reassign(pile, b.coder, [b.coder])


# --- re-tests ------------------------------------------------------------------------------------------------------------


def finished(project: Project, coder: str, numbers: list[int], day: str = "2020-01-01") -> None:
    project.work_as(project.coders.named(coder))
    for number in numbers:
        coding = project.codings.begin(project.articles.by_number(number).uid, coder)  # type: ignore[union-attr]
        project.codings.set_verdict(coding.uid, "unusable", "other")
        project.finish(coding.uid)
        with project.history.operation({"id": "done"}):
            project.database.run("UPDATE coding SET first_done = ? WHERE uid = ?", (f"{day}T10:00:00Z", coding.uid))
    project.work_as(next(one for one in project.coders.all() if one.role == "lead"))


def test_a_share_comes_again_after_its_days(pile: Project):
    b = whom(pile)[0].coder
    carry_out(pile, HandOut(whom(pile)[:1], without_candidates=0.5, order="random"))
    mine = queue(pile, b)
    finished(pile, b, mine[:10])
    finished(pile, b, mine[10:20], "9000-01-01")
    options = Retest((b,), 0.25, after=30, seed=2)
    foreseen = plan_retest(pile, options)
    assert (foreseen.coders[0].done, foreseen.coders[0].new) == (20, 5)
    assert carry_out_retest(pile, options) == foreseen
    assert set(foreseen.due.values()) <= {"2020-01-31", "9000-01-31"}
    (round_,) = [one.uid for one in pile.rounds.all() if one.kind == "retest"]
    ready = [one for one, day in foreseen.due.items() if day < "2021"]
    assert len(queue(pile, b, round_)) == len(ready)
    assert {pile.articles.get(article).number for article, _ in ready} == set(queue(pile, b, round_))
    for one in foreseen.given:
        assert pile.assignments.offers_allowed(one.article, b, round_) == pile.assignments.offers_allowed(one.article, b)
    assert plan_retest(pile, options).given == ()
    assert plan_retest(pile, replace(options, share=0.5)).coders[0].new == 5
    pile.history.undo()
    assert [one.kind for one in pile.rounds.all()] == ["main"]
    assert plan_retest(pile, options) == foreseen
    assert len(queue(pile, b)) == 200, "the main round is as it was"


# --- for anything --------------------------------------------------------------------------------------------------------

PARTS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 12)),
        st.one_of(st.none(), st.lists(st.sampled_from(["en", "fr", "ar"]), max_size=2)),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    calls=st.lists(
        st.tuples(
            PARTS, st.sampled_from([0.0, 0.2, 0.5, 1.0]), st.integers(2, 3), st.integers(0, 9),
            st.sampled_from(["number", "date", "random"]), st.sets(st.sampled_from(["source", "month", "language"])),
        ),
        min_size=1, max_size=3,
    )
)  # fmt: skip
def test_no_article_has_too_many_coders_and_no_coder_too_many_articles(calls: list[tuple[Any, ...]], tiny_codebook: Path):
    with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "p.annotator", str(tiny_codebook)) as project:
        project.articles.add(drafts(37))
        coders = [project.coders.add(name).uid for name in "ABCD"]
        most = 2
        for parts, double, times, seed, order, strata in calls:
            most = max(most, times)
            who = tuple(
                Part(coder, load, None if languages is None else tuple(languages))
                for coder, (load, languages) in zip(coders, parts, strict=False)
            )  # fmt: skip
            before = holders(project)
            told = carry_out(project, HandOut(who, MAIN, double, times, (), tuple(sorted(strata)), order, seed))
            _holds(project, told, who, before, most)
        while project.history.to_undo() and project.history.undo().label["id"] == "hand_out":  # type: ignore[union-attr]
            pass
        assert holders(project) == {}


def _holds(project: Project, told: Plan, who: tuple[Part, ...], before: dict[str, list[str]], most: int) -> None:
    after = holders(project)
    assert all(len(set(one)) == len(one) <= most for one in after.values())
    assert all(set(before[article]) <= set(after[article]) for article in before)
    by_coder = Counter(one.coder for one in told.given)
    languages = {one.uid: one.language.partition("-")[0] for one in project.articles.walk()}
    for part in who:
        assert part.load is None or by_coder[part.coder] <= part.load
        reads = part.languages
        assert all(
            languages[one.article] in ("", *(reads or languages.values())) for one in told.given if one.coder == part.coder
        )
    fresh = len([uid for uid in languages if uid not in before])
    assert told.articles + sum(count for why, count in told.left.items() if why != "second") == fresh
    assert len({(one.coder, one.position) for one in told.given}) == len(told.given)


def test_a_plan_does_not_hang_on_the_order_of_rows(new_project: Callable[..., Project]):
    """Articles that came in another order get the same coders."""
    found = []
    for name in ("one", "two"):
        project = new_project(name)
        project.articles.add(drafts(60) if name == "one" else drafts(60)[::-1])
        with project.history.operation({"id": "add_coder"}):
            for coder in ("c1", "c2"):
                project.database.run(
                    "INSERT INTO coder (uid, name, kind, role) VALUES (?, ?, 'person', 'coder')", (coder, coder)
                )
        told = plan(project, HandOut((Part("c1"), Part("c2")), double=0.2, order="random", seed=4))
        found.append({(one.article, one.coder, one.position) for one in told.given})
    assert found[0] == found[1]
