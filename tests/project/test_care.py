"""Content marks, a coder's choices, and which articles they hold back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from annotator.errors import UsageError
from annotator.project import Project, corrected_texts
from annotator.project.articles import ArticleDraft
from annotator.project.care import Choices, Today
from annotator.project.content_marks import LONGEST, USUAL, mark_uid


@pytest.fixture
def project(new_project: Callable[..., Project]) -> Project:
    """Four articles; A1 leads, B2 codes."""
    made = new_project()
    made.articles.add([ArticleDraft(f"Text {number}.", title=f"T{number}") for number in range(1, 5)])
    made.coders.add("B2")
    return made


def article(project: Project, number: int) -> str:
    found = project.articles.by_number(number)
    assert found is not None
    return found.uid


def as_coder(project: Project) -> str:
    project.work_as(project.coders.named("B2"))
    return project.coder.uid


def as_lead(project: Project) -> str:
    project.work_as(project.coders.named("A1"))
    return project.coder.uid


def test_marks_are_set_by_the_lead_and_undone(project: Project):
    marks, first = project.content_marks, article(project, 1)
    assert not marks.any()
    marks.mark(first, "torture")
    marks.mark(first, "graphic violence")
    marks.mark(first, "torture")
    assert marks.of(first) == ("graphic violence", "torture")
    assert marks.of_many([first, article(project, 2)]) == {first: ("graphic violence", "torture")}
    assert marks.counts() == {"graphic violence": 1, "torture": 1}
    marks.unmark(first, "torture")
    assert marks.of(first) == ("graphic violence",)
    project.history.undo()
    assert marks.of(first) == ("graphic violence", "torture")
    with pytest.raises(UsageError, match="no content mark “boredom”"):
        marks.mark(first, "boredom")


def test_a_mark_is_one_row_in_every_file(project: Project, new_project: Callable[..., Project]):
    other = new_project("other")
    other.articles.add([ArticleDraft("Text 1.", title="T1")])
    for one in (project, other):
        one.content_marks.mark(article(one, 1), "torture")
    rows = [one.database.all("SELECT uid FROM content_mark") for one in (project, other)]
    assert rows[0] == rows[1] == [(mark_uid(article(project, 1), "torture"),)]


def test_names_are_the_leads_list(project: Project):
    marks = project.content_marks
    assert marks.names() == USUAL
    marks.set_names(["  corpses ", "corpses", "<b>استغاثة</b>", ""])
    assert marks.names() == ("corpses", "<b>استغاثة</b>")
    for wrong in (["x" * (LONGEST + 1)], ["a; b"], ["Blood", "blood"], [str(number) for number in range(41)]):
        with pytest.raises(UsageError):
            marks.set_names(wrong)
    as_coder(project)
    for refused in (lambda: marks.set_names(["a"]), lambda: marks.mark(article(project, 1), "corpses")):
        with pytest.raises(UsageError, match="lead"):
            refused()


def test_a_coder_proposes_and_the_lead_settles(project: Project):
    marks, first = project.content_marks, article(project, 1)
    as_coder(project)
    marks.propose(first, "torture")
    marks.propose(first, "violence against children")  # the longest of the usual names fits
    assert marks.proposed(first) == ("torture", "violence against children")
    marks.propose(first, "violence against children")
    assert marks.proposed(first) == ("torture",)
    with pytest.raises(UsageError, match="lead"):
        marks.refuse(marks.proposals()[0])
    as_lead(project)
    (one,) = marks.proposals()
    assert (one.number, one.title, one.name, one.coder) == (1, "T1", "torture", "B2")
    marks.mark(one.article, one.name)
    assert marks.proposals() == []
    project.history.undo()
    assert marks.proposals() == [one], "an undone yes leaves it to be settled"
    marks.refuse(one)
    assert marks.proposals() == []
    assert marks.of(first) == ()
    project.history.undo()
    assert marks.proposals() == [one], "an undone no does, too"
    marks.mark(first, "torture")
    assert marks.of(first) == ("torture",)


def test_what_was_marked_before_can_be_turned_down(project: Project):
    marks, first = project.content_marks, article(project, 1)
    marks.mark(first, "torture")
    marks.unmark(first, "torture")
    as_coder(project)
    marks.propose(first, "torture")
    as_lead(project)
    marks.refuse(marks.proposals()[0])
    assert (marks.proposals(), marks.of(first)) == ([], ())
    project.history.undo()
    assert len(marks.proposals()) == 1
    assert marks.of(first) == ()


def test_marks_go_with_a_corrected_text(project: Project):
    first = article(project, 1)
    project.content_marks.mark(first, "torture")
    told = corrected_texts.replace_text(project, first, "Text 1, corrected.")
    assert project.content_marks.of(told.article) == ("torture",)


def test_choices_are_the_coders_own(project: Project):
    coder = as_coder(project)
    assert project.care.choices(coder) == Choices()
    chosen = Choices(("torture",), 2, cover=False)
    project.care.choose(chosen)
    assert project.care.choices(coder) == chosen
    before = project.history.to_undo()
    project.care.choose(chosen)
    assert project.history.to_undo() == before, "the same again is no step"
    project.history.undo()
    assert project.care.choices(coder) == Choices()
    assert project.care.choices(as_lead(project)) == Choices()
    with pytest.raises(UsageError):
        project.care.choose(Choices(hard_a_day=-1))


def test_settings_of_other_kinds_stay_and_nonsense_is_passed_over(project: Project):
    coder = as_coder(project)
    with project.history.operation({"id": "set_care"}):
        project.database.run("""UPDATE coder SET settings = '{"else":1,"avoid":"torture","hard_a_day":true}' WHERE uid = ?""",
                             (coder,))  # fmt: skip
    assert project.care.choices(coder) == Choices()
    project.care.choose(Choices(("torture",)))
    assert project.database.value("SELECT settings FROM coder WHERE uid = ?", (coder,)) == '{"avoid":["torture"],"else":1}'


def test_what_a_coder_opted_out_of_is_held_back(project: Project):
    care, marks = project.care, project.content_marks
    coder = project.coders.named("B2").uid
    assert care.today(coder) is None, "nothing is marked: nothing is asked"
    for number in (1, 3):
        marks.mark(article(project, number), "torture")
    marks.mark(article(project, 4), "graphic violence")
    as_coder(project)
    care.choose(Choices(("torture",)))
    today = care.today(coder)
    assert today is not None
    held = [today.held(article(project, number), marks.of(article(project, number))) for number in range(1, 5)]
    assert held == ["avoided", "", "avoided", ""]
    assert care.left_out(coder) == {article(project, 1), article(project, 3)}
    project.codings.begin(article(project, 1), coder)
    assert care.left_out(coder) == {article(project, 3)}, "what was begun by hand is not left out"
    assert care.left_out(as_lead(project)) == frozenset()


def test_enough_is_enough_for_a_day(project: Project):
    care, marks = project.care, project.content_marks
    for number in range(1, 4):
        marks.mark(article(project, number), "torture")
    care.set_usual_a_day(1)
    coder = as_coder(project)

    def held(number: int, day: date | None = None) -> str:
        today = care.today(coder, day)
        assert today is not None
        return today.held(article(project, number), marks.of(article(project, number)))

    assert held(1) == ""
    project.codings.begin(article(project, 1), coder)
    assert [held(1), held(2), held(4)] == ["", "enough", ""], "the one that was begun can be gone on with"
    assert held(2, date.today() + timedelta(1)) == "", "tomorrow is another day"
    care.choose(Choices(hard_a_day=2))
    assert held(2) == "", "the own number holds, not the usual one"
    care.choose(Choices(hard_a_day=0))
    assert held(2) == ""
    care.choose(Choices())
    assert held(2) == "enough"
    for _ in range(4):  # the choices, then the beginning
        project.history.undo()
    assert project.codings.find(article(project, 1), coder) is None
    assert held(2) == "", "what was undone was not work"
    with pytest.raises(UsageError, match="lead"):
        care.set_usual_a_day(3)


def test_what_was_handed_to_who_opted_out_is_told(project: Project):
    care, first = project.care, article(project, 1)
    coder = project.coders.named("B2").uid
    for name in ("torture", "graphic violence"):
        project.content_marks.mark(first, name)
    project.assignments.withhold(1, 1, coder)  # a row for every article
    assert care.collisions() == []
    as_coder(project)
    care.choose(Choices(("torture", "graphic violence", "sexual violence")))
    (one,) = care.collisions()
    assert (one.coder, one.number, one.names) == ("B2", 1, ("graphic violence", "torture"))
    coding = project.codings.begin(first, coder).uid
    project.codings.set_verdict(coding, "unusable", "other")
    project.finish(coding)
    assert care.collisions() == []


def test_nothing_holds_without_marks():
    assert Today(frozenset({"torture"}), 1, frozenset({"x"})).held("y", ()) == ""
