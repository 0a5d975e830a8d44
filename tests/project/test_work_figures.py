"""A coder's profile, on work that is counted by hand."""

from __future__ import annotations

from datetime import date, timedelta

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote
from annotator.project.suggestions import Offer
from annotator.project.work_figures import forecast, profiles, together

SEVEN = [Quote("text", 0, 5, "Seven")]


def finished_on(project: Project, coding: str, day: str) -> None:
    with project.history.operation({"id": "done"}):
        project.database.run("UPDATE coding SET first_done = ? WHERE uid = ?", (f"{day}T12:00:00.000Z", coding))


def test_a_profile_counted_by_hand(project: Project):
    lead, coder = project.coder, project.coders.add("B1")
    project.articles.add([ArticleDraft(f"Seven died in place {number}.") for number in range(6)])
    articles = [one.uid for one in project.articles.walk()]
    project.work_as(coder)
    codings = [project.codings.begin(one, coder.uid).uid for one in articles[:5]]
    base = {"type": "A", "sub": "a1", "event_date": "2020-01-01"}
    one, two, three = (project.events.add(codings[0], base).uid for _ in range(3))
    project.suggestions.take(one, Offer("n", 7, SEVEN, "numbers"))
    project.suggestions.take(two, Offer("n", 7, SEVEN, "numbers"))
    with project.history.operation({"id": "set_field", "field": "n"}):
        project.events.set_values(two, {"n": 4})
        project.suggestions.changed_by_hand(two, ["n"])
    project.evidence.add(three, "type", SEVEN)
    project.evidence.set_status(three, "sub", "inferred")
    project.evidence.add(three, "country", SEVEN)  # words without a value count nowhere
    (error,) = [problem for problem in project.events.problems(project.events.get(one)) if problem.severity == "error"]
    project.events.overrule(one, error, "The text says so")
    for coding in codings[1:4]:
        project.codings.set_verdict(coding, "no_event")
    for coding, day in zip(codings[:4], ("2024-03-04", "2024-03-05", "2024-03-05", "2024-03-13"), strict=True):
        project.finish(coding)
        finished_on(project, coding, day)
    project.work_as(lead)
    project.reviews.send_back(codings[1], "No")
    project.reviews.approve([codings[2], codings[3]])
    project.reviews.send_back(codings[3], "After all")
    project.reviews.approve(codings[3])

    nobody, found = profiles(project, today=date(2024, 3, 14))
    assert nobody.coder == lead.uid
    assert nobody.handed_out == nobody.to_do == 0
    assert nobody.complete == 0
    assert (found.handed_out, found.to_do, found.open, found.done, found.returned, found.approved) == (6, 1, 1, 1, 1, 2)
    assert (found.events, found.finished, found.complete, found.left, found.without_events) == (3, 4, 3, 3, 2)
    # Three values of each of three fields, and two numbers; words for both numbers and one type.
    assert (found.wanted, found.quoted) == (11, 3)
    assert (found.typed, found.taken, found.changed, found.overruled) == (2, 1, 1, 1)
    assert (found.reviewed, found.sent_back, found.seconds, found.forecast) == (3, 2, None, None)
    assert found.days == ((date(2024, 3, 4), 1), (date(2024, 3, 5), 2), (date(2024, 3, 13), 1))
    assert found.weeks() == [(date(2024, 3, 4), 3), (date(2024, 3, 11), 1)]
    assert found.share_done == 0.5
    assert found.per_day == 4 / 3
    assert profiles(project, coder=coder.uid, today=date(2024, 3, 14)) == [found]


def test_what_is_handed_out_counts_where_anything_is(project: Project):
    lead, coder = project.coder, project.coders.add("B1")
    project.articles.add([ArticleDraft(f"Text {number}") for number in range(5)])
    articles = [one.uid for one in project.articles.walk()]
    with project.history.operation({"id": "withhold_offers", "count": 1}):
        for number, (article, position, withdrawn) in enumerate(
            zip(articles, (1, 2, 3, None, 4), (0, 0, 1, 0, 0), strict=True)
        ):
            project.database.run(
                "INSERT INTO assignment (uid, article, coder, round, position, withdrawn) VALUES (?, ?, ?, 'main', ?, ?)",
                (f"a{number}", article, coder.uid, position, withdrawn),
            )
    project.codings.begin(articles[0], coder.uid)
    first, second = profiles(project)
    assert (first.coder, first.handed_out, first.to_do) == (lead.uid, 0, 0)
    assert (second.handed_out, second.to_do, second.open) == (3, 2, 1)


def test_time_is_told_where_it_is_kept(project: Project):
    project.articles.add([ArticleDraft("Text")])
    coding = project.codings.begin(next(iter(project.articles.walk())).uid, project.coder.uid)
    for seconds in (60, 30.5):
        project.database.run(
            "INSERT INTO time_spent (coding, coder, began, seconds) VALUES (?, ?, '', ?)",
            (coding.uid, project.coder.uid, seconds),
        )
    (found,) = profiles(project)
    assert found.seconds == 90.5
    assert together([found]).seconds == 90.5


MONDAY = date(2024, 3, 4)


def days(*counts: int) -> dict[date, int]:
    return {MONDAY + timedelta(days=place): count for place, count in enumerate(counts) if count}


def test_a_forecast_goes_on_as_it_went():
    told = forecast(days(4, 6, 0, 5), 20, MONDAY + timedelta(days=5))
    assert told is not None
    assert (told.rate, told.worked, told.since, told.until) == (5, 3, MONDAY, MONDAY + timedelta(days=3))
    # Four days of work at three of four days: 5.33, so six days from today.
    assert told.day == MONDAY + timedelta(days=5 + 6)


def test_a_forecast_looks_at_the_last_ten_days():
    told = forecast(days(*([1] * 30), *([10] * 10)), 30, MONDAY + timedelta(days=40))
    assert told
    assert (told.rate, told.day) == (10, MONDAY + timedelta(days=43))


def test_too_little_tells_nothing():
    assert forecast(days(20, 20), 5, MONDAY) is None
    assert forecast(days(3, 3, 3), 5, MONDAY) is None
    assert forecast(days(5, 5, 5), 0, MONDAY) is None
    assert forecast(days(4, 3, 3), 10**6, MONDAY) is None
    assert forecast({}, 5, MONDAY) is None


def test_all_together_are_done_when_the_last_is(project: Project):
    other = project.coders.add("B1")
    project.articles.add([ArticleDraft(f"Text {number}") for number in range(20)])
    for coder, count in ((project.coder, 12), (other, 3)):
        for number, article in enumerate(list(project.articles.walk())[:count]):
            coding = project.codings.begin(article.uid, coder.uid).uid
            project.codings.set_verdict(coding, "no_event")
            project.finish(coding)
            finished_on(project, coding, f"2024-03-{4 + number % 3:02}")
    first, second = profiles(project, today=date(2024, 3, 7))
    assert first.forecast
    assert second.forecast is None
    both = together([first, second])
    assert both.forecast is None
    assert both.complete == 15
    assert dict(both.days)[date(2024, 3, 4)] == 5
    assert together([first]).forecast == first.forecast
    assert together([]).share_done is None
