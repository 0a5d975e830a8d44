"""Reviews: approving and sending back, spot checks that a seed draws, and that undo takes each step back."""

from __future__ import annotations

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.coders import Coder
from annotator.project.remarks import Spot


@pytest.fixture
def lead(project: Project) -> Coder:
    return project.coder


@pytest.fixture
def coder(project: Project, lead: Coder) -> Coder:
    return project.coders.add("B <b>1</b>")


def finish(project: Project, coder: Coder, article: str) -> str:
    """A coding without events that its coder called done; the lead works again behind it."""
    lead = project.coder
    project.work_as(coder)
    coding = project.codings.begin(article, coder.uid).uid
    project.codings.set_verdict(coding, "no_event")
    project.finish(coding)
    project.work_as(lead)
    return coding


def articles(project: Project, count: int) -> list[str]:
    project.articles.add([ArticleDraft(f"Text {number}.", title=f"Title {number}") for number in range(count)])
    return [one.uid for one in project.articles.walk()]


def state(project: Project, coding: str) -> str:
    return project.codings.get(coding).state


def test_a_coding_goes_back_and_comes_again(project: Project, lead: Coder, coder: Coder):
    coding = finish(project, coder, articles(project, 1)[0])
    project.reviews.send_back(coding, "  Look at the date.\r\n ")
    assert state(project, coding) == "returned"
    told = project.reviews.last(coding)
    assert told
    assert (told.outcome, told.comment, told.reviewer) == ("returned", "Look at the date.", lead.uid)
    project.work_as(coder)
    project.codings.reopen(coding)
    assert state(project, coding) == "returned", "what was sent back stays so until it is done"
    project.events.add(coding, {"type": "B", "sub": "b1", "event_date": "2020-01-01"})
    assert state(project, coding) == "returned"
    project.finish(coding)
    assert state(project, coding) == "done"
    project.work_as(lead)
    project.reviews.approve(coding)
    assert [one.outcome for one in project.reviews.of(coding)] == ["returned", "approved"]
    project.reviews.send_back(coding, "After all: no.")
    assert state(project, coding) == "returned"


def test_what_was_approved_and_changed_is_open_and_waits_again(project: Project, lead: Coder, coder: Coder):
    coding = finish(project, coder, articles(project, 1)[0])
    project.reviews.approve(coding)
    project.work_as(coder)
    project.codings.set_verdict(coding, None)
    assert state(project, coding) == "open"
    project.codings.set_verdict(coding, "no_event")
    project.finish(coding)
    project.work_as(lead)
    (waits,) = project.reviews.work("done")
    assert (waits.coding, waits.before, waits.single) == (coding, "approved", True)


def test_undo_takes_each_step_back(project: Project, lead: Coder, coder: Coder):
    coding = finish(project, coder, articles(project, 1)[0])
    project.reviews.send_back(coding, "Why?")
    project.reviews.approve(coding)
    step = project.history.undo()
    assert step
    assert step.label == {"id": "review", "outcome": "approved", "count": 1}
    assert (state(project, coding), [one.outcome for one in project.reviews.of(coding)]) == ("returned", ["returned"])
    project.history.undo()
    assert (state(project, coding), project.reviews.of(coding)) == ("done", [])
    project.history.redo()
    assert (state(project, coding), [one.comment for one in project.reviews.of(coding)]) == ("returned", ["Why?"])


def test_several_are_one_step(project: Project, lead: Coder, coder: Coder):
    codings = [finish(project, coder, one) for one in articles(project, 3)]
    assert project.reviews.approve([*codings, codings[0]], "Well done") == 3
    assert {state(project, one) for one in codings} == {"approved"}
    project.history.undo()
    assert {state(project, one) for one in codings} == {"done"}
    assert project.reviews.work("approved") == []


def test_who_may_review_what(project: Project, lead: Coder, coder: Coder):
    first, second = articles(project, 2)
    coding = finish(project, coder, first)
    opened = project.codings.begin(second, coder.uid).uid
    for refused in (lambda: project.reviews.approve(opened), lambda: project.reviews.approve([coding, opened]),
                    lambda: project.reviews.approve("nothing"), lambda: project.reviews.send_back(coding)):  # fmt: skip
        with pytest.raises(UsageError):
            refused()
    project.work_as(coder)
    for refused in (lambda: project.reviews.approve(coding), lambda: project.reviews.send_back(coding, "x"),
                    lambda: project.reviews.set_draw(0.5)):  # fmt: skip
        with pytest.raises(UsageError):
            refused()
    assert state(project, coding) == "done"
    assert project.reviews.of(coding) == []


def test_a_comment_on_a_field_says_why(project: Project, lead: Coder, coder: Coder):
    """One of an earlier review does not: it was told already. Nor does what the coder wrote."""
    article = articles(project, 1)[0]
    project.work_as(coder)
    coding = project.codings.begin(article, coder.uid).uid
    event = project.events.add(coding, {"type": "B", "sub": "b1", "event_date": "2020-01-01"}).uid
    project.finish(coding)
    project.remarks.comment(Spot(article, event, "n"), "Not sure")
    project.work_as(lead)
    with pytest.raises(UsageError):
        project.reviews.send_back(coding)
    project.remarks.comment(Spot(article, event, "n"), "Count again")
    project.reviews.send_back(coding)
    project.work_as(coder)
    project.finish(coding)
    project.work_as(lead)
    with pytest.raises(UsageError):
        project.reviews.send_back(coding)


def test_a_remark_on_anothers_coding_reaches_its_coder(project: Project, lead: Coder, coder: Coder):
    article = articles(project, 1)[0]
    mine = project.codings.begin(article, lead.uid).uid
    coding = finish(project, coder, article)
    project.remarks.comment(Spot(article, whose=coder.uid, coding=coding), "To the coder")
    project.remarks.comment(Spot(article, field="year"), "On my own answer")
    assert project.reviews.new_comments(coding) == 1
    assert project.reviews.new_comments(mine) == 1
    project.work_as(coder)
    (seen,) = project.remarks.of(article).comments
    assert (seen.text, seen.spot.whose, seen.spot.event) == ("To the coder", coder.uid, "")


# --- spot checks --------------------------------------------------------------------------------------------------------


def test_the_draw_is_a_share_and_stays_the_same(project: Project, lead: Coder, coder: Coder):
    everything = articles(project, 400)
    assert project.reviews.work("spot") == []
    assert project.reviews.draw().share == 0
    project.reviews.set_draw(0.25, 7)
    for one in everything[:200]:
        finish(project, coder, one)
    first = [one.coding for one in project.reviews.work("spot")]
    assert 30 <= len(first) <= 70
    for one in reversed(everything[200:]):
        finish(project, coder, one)
    later = [one.coding for one in project.reviews.work("spot")]
    assert 70 <= len(later) <= 130
    assert [one for one in later if one in set(first)] == first, "what came later changed neither draw nor order"
    project.reviews.set_draw(0.5, 7)
    assert set(later) < {one.coding for one in project.reviews.work("spot")}, "a larger share holds the smaller one"
    project.reviews.set_draw(0.25, 8)
    assert {one.coding for one in project.reviews.work("spot")} != set(later)
    project.reviews.set_draw(0.25, 7, coder.uid)
    project.reviews.set_draw(1, 7)
    assert [one.coding for one in project.reviews.work("spot")] == later, "the coder's own share"
    project.reviews.set_draw(0, 7, coder.uid)
    assert project.reviews.work("spot") == []


def test_only_single_codings_are_drawn(project: Project, lead: Coder, coder: Coder):
    alone, begun, handed, withheld = articles(project, 4)
    other = project.coders.add("C")
    project.reviews.set_draw(1)
    for one in (alone, begun, handed, withheld):
        finish(project, coder, one)
    project.codings.begin(begun, other.uid)
    with project.history.operation({"id": "withhold_offers", "count": 1}):
        for article, position in ((handed, 1), (withheld, None)):
            project.database.run(
                "INSERT INTO assignment (uid, article, coder, round, position) VALUES (?, ?, ?, 'main', ?)",
                (f"a{article}", article, other.uid, position),
            )
    assert {one.article for one in project.reviews.work("spot")} == {alone, withheld}
    assert {one.article for one in project.reviews.work("done", besides=lead.uid)} == {alone, begun, handed, withheld}
    assert project.reviews.work("done", besides=coder.uid) == []


def test_spot_checks_are_counted(project: Project, lead: Coder, coder: Coder):
    other = project.coders.add("C")
    first = [finish(project, coder, one) for one in articles(project, 4)]
    project.articles.add([ArticleDraft("One more.")])
    finish(project, other, [one.uid for one in project.articles.walk()][4])
    project.reviews.set_draw(1)
    project.reviews.approve(first[:2])
    project.reviews.send_back(first[2], "No")
    one, two = project.reviews.spot_counts()
    assert (one.coder, one.single, one.drawn, one.waiting, one.reviewed, one.approved, one.returned) == (
        coder.uid, 4, 4, 1, 3, 2, 1)  # fmt: skip
    assert (two.coder, two.single, two.drawn, two.waiting, two.reviewed) == (other.uid, 1, 1, 1, 0)
    assert [one.coding for one in project.reviews.work("spot", coder.uid)] == [first[3]]


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_is_between_0_and_1(project: Project, share: float):
    with pytest.raises(UsageError):
        project.reviews.set_draw(share)
