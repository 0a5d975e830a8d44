"""Withholding offers: a seeded share of what is not begun, the same again with the same seed, one step back."""

from __future__ import annotations

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.assignments import Withheld
from annotator.project.codings import MAIN
from annotator.project.corrected_texts import replace_text
from annotator.project.verify import verify


@pytest.fixture
def pile(project: Project) -> Project:
    """200 articles and a stub."""
    project.articles.add(ArticleDraft(f"A clash, the {n}th.", title=f"{n}") for n in range(200))
    project.articles.add([ArticleDraft("", external_id="X1", stub=True)])
    return project


def withheld(project: Project, coder: str = "") -> set[str]:
    whose = coder or project.coder.uid
    return {one.uid for one in project.articles.walk() if not project.assignments.offers_allowed(one.uid, whose)}


def test_a_share_is_withheld_and_the_same_seed_changes_nothing(pile: Project):
    foreseen = pile.assignments.preview(0.2, 7)
    told = pile.assignments.withhold(0.2, 7)
    assert foreseen == told == Withheld(told.new, told.new, 200)
    assert 25 <= told.new <= 55, "about a fifth"
    drawn = withheld(pile)
    assert len(drawn) == told.new
    steps = len(pile.history.steps())
    assert pile.assignments.withhold(0.2, 7) == Withheld(0, told.new, 200)
    assert (withheld(pile), len(pile.history.steps())) == (drawn, steps)
    assert pile.assignments.withhold(0.4, 7).all > told.all
    assert drawn < withheld(pile), "a larger share holds the smaller one"
    assert verify(pile) == []


def test_another_seed_draws_others_and_another_coder_is_not_concerned(pile: Project):
    other = pile.coders.add("B2")
    pile.assignments.withhold(0.2, 7, pile.coder.uid)
    assert withheld(pile, other.uid) == set()
    pile.assignments.withhold(0.2, 8, other.uid)
    assert withheld(pile, other.uid) - withheld(pile)


def test_for_all_people_at_once_but_not_for_models(pile: Project):
    other, model = pile.coders.add("B2"), pile.coders.add("M", kind="model")
    told = pile.assignments.withhold(0.5, 1)
    assert withheld(pile) == withheld(pile, other.uid)
    assert (told.new, told.open) == (2 * len(withheld(pile)), 400)
    assert withheld(pile, model.uid) == set()


def test_what_is_begun_stays_as_it_was_begun(pile: Project):
    begun = [one.uid for one in pile.articles.walk()][:100]
    for uid in begun[:50]:
        pile.codings.begin(uid, pile.coder.uid)
    told = pile.assignments.withhold(1, 1)
    assert (told.new, told.open) == (150, 150)
    assert withheld(pile).isdisjoint(begun[:50])
    for uid in begun[50:]:
        pile.codings.begin(uid, pile.coder.uid)
    assert pile.assignments.allow() == 100
    assert withheld(pile) == set(begun[50:])


def test_undo_and_redo_are_one_step_and_nothing_is_less_to_do(pile: Project):
    to_do = list(pile.articles.queue(pile.coder.uid, MAIN, state="todo"))
    pile.assignments.withhold(0.3, 2)
    drawn = withheld(pile)
    assert list(pile.articles.queue(pile.coder.uid, MAIN, state="todo")) == to_do
    step = pile.history.undo()
    assert step is not None
    assert step.label == {"id": "withhold_offers", "count": len(drawn)}
    assert withheld(pile) == set()
    pile.history.redo()
    assert withheld(pile) == drawn
    assert pile.assignments.allow() == len(drawn)
    assert withheld(pile) == set()
    pile.history.undo()
    assert withheld(pile) == drawn
    pile.history.redo()
    assert pile.assignments.withhold(0.3, 2).new == len(drawn), "rows taken back are used again"
    assert withheld(pile) == drawn


def test_a_corrected_text_stays_without_offers(pile: Project):
    pile.assignments.withhold(1, 2)
    old = next(iter(pile.articles.walk())).uid
    new = replace_text(pile, old, "A clash, mended.").article
    assert not pile.assignments.offers_allowed(new, pile.coder.uid)


@pytest.mark.parametrize("share", [-0.1, 1.5, float("nan")])
def test_a_share_that_is_none_is_refused(pile: Project, share: float):
    with pytest.raises(UsageError):
        pile.assignments.withhold(share, 1)
