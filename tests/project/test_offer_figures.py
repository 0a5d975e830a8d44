"""How far offers led: values by where they came from, articles without offers apart."""

from __future__ import annotations

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote
from annotator.project.suggestions import Figures, Offer

SEVEN = [Quote("text", 0, 5, "Seven")]


def test_values_are_told_by_where_they_came_from(project: Project):
    project.articles.add([ArticleDraft("Seven died."), ArticleDraft("Seven were hurt.")])
    first, second = (one.uid for one in project.articles.walk())
    coding = project.codings.begin(first, project.coder.uid)
    events = [project.events.add(coding.uid, {"type": "A"}).uid for _ in range(4)]
    for uid in events[:3]:
        project.suggestions.take(uid, Offer("n", 7, SEVEN, "numbers"))
    with project.history.operation({"id": "set_field", "field": "n"}):
        project.events.set_values(events[2], {"n": 9})
        project.suggestions.changed_by_hand(events[2], ["n"])
    project.events.set_values(events[3], {"n": 7})
    project.evidence.add(events[3], "n", SEVEN, origin="taken")  # a selection, not an offer
    project.assignments.withhold(1, 1)
    other = project.codings.begin(second, project.coder.uid)
    project.events.add(other.uid, {"n": 1})
    assert project.suggestions.figures(project.coder.uid) == [
        Figures("type", True, 4, 0, 0, 0, 4),
        Figures("n", True, 4, 1, 2, 1, 0),
        Figures("n", False, 1, 0, 0, 0, 1),
    ]
    assert project.suggestions.figures("nobody") == []
