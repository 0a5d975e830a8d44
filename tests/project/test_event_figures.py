"""What events come to says the same as a plain loop over them, and every bar's filter finds exactly the events it counts."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from annotator.codebook.loading import load, shipped
from annotator.errors import UsageError
from annotator.project import Project, periods
from annotator.project import event_figures as figures
from annotator.project import event_parts as parts
from annotator.project.articles import ArticleDraft
from annotator.project.choice import make_choice
from annotator.project.coverage import covered
from annotator.project.event_figures import Asked, Bar, Figures, Ranked, Tally, work_out
from annotator.project.event_list import EventList, EventQuery
from annotator.project.filtering import Filter
from annotator.project.told_incidents import make_ready

KINDS = {"Battles": ("Armed clash",), "Protests": ("Peaceful protest",), "Riots": ("Mob violence", "Violent demonstration")}
NAMES = ("Group of A", "Group of B", "it's; one", "مسلحون", "100% _sure_")
PLACES = (("Mali", "Gao"), ("Mali", "Mopti"), ("Iraq", "Kirkuk"), ("Iraq", "Basra"), ("Iraq", None))
DAYS = [date(2019, 12, 23) + timedelta(days=at) for at in range(70)]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """120 events with gaps, in articles of four sources and some months; some are done."""
    dice = random.Random(11)
    with Project.create(tmp_path_factory.mktemp("figures") / "desk.annotator", "acled", coder="ann") as made:
        drafts = [
            ArticleDraft(
                text=f"Text {number}.", source=("Daily", "Radio", "Wire", "")[number % 4],
                date=("2019-12-30", "2020-01-02", "2020-04-09", None)[dice.randrange(4)],
            )
            for number in range(40)
        ]  # fmt: skip
        made.articles.add(drafts)
        for number, article in enumerate(list(made.articles.walk())):
            coding = made.codings.begin(article.uid, made.coder.uid, "main").uid
            for _ in range(3):
                kind = dice.choice(list(KINDS))
                country, admin1 = dice.choice(PLACES)
                one, other = dice.choice(NAMES), dice.choice([*NAMES, None])
                values: dict[str, Any] = {
                    "event_date": dice.choice(DAYS).isoformat(), "event_type": kind, "sub_event_type": dice.choice(KINDS[kind]),
                    "actor1": one, "actor2": other, "country": country, "admin1": admin1, "fatalities": dice.randint(0, 9),
                    "latitude": dice.choice((16.25, 16.27, 35.5, 36.0)), "longitude": dice.choice((-0.04, 0.0, 44.5)),
                }  # fmt: skip
                made.events.add(coding, {name: it for name, it in values.items() if it is not None and dice.random() < 0.85})
            if number % 3 == 0:
                with made.history.operation({"id": "done"}):
                    made.database.run("UPDATE coding SET state = 'done', verdict = 'events' WHERE uid = ?", (coding,))
        yield made


def rows(project: Project, query: EventQuery | None = None) -> list[dict[str, Any]]:
    listed = EventList(project.table)
    names = [column.name for column in listed.columns if column.name != "#problems"]
    found = listed.rows(listed.numbers(query or EventQuery()), names)
    return [dict(zip(names, row, strict=True)) for row in found.values()]


def found_by(project: Project, *filters: Filter) -> Tally:
    make_ready(project, filters)
    mine = rows(project, EventQuery(filters))
    return Tally(len(mine), float(sum(row["fatalities"] or 0 for row in mine)))


def whole(project: Project, **more: Any) -> Figures:
    return work_out(project, Asked(number="fatalities", **more))


def counted(bars: tuple[Bar, ...]) -> dict[str | None, int]:
    return {bar.key: bar.all.events for bar in bars}


def ranked(of: Ranked | None) -> Ranked:
    assert of is not None
    return of


def test_kinds_are_counted_and_found(project: Project):
    made = ranked(whole(project).kinds)
    told = Counter(row["event_type"] for row in rows(project))
    assert made.without.events == told.pop(None)
    assert counted(made.bars) == dict(told)
    for bar in made.bars:
        assert found_by(project, Filter("event_type", "is", str(bar.key))) == bar.all
    assert found_by(project, Filter("event_type", "empty")) == made.without


@pytest.mark.parametrize("unit", ["day", "week", "month", "year"])
def test_periods_are_counted_and_found(project: Project, unit: periods.Unit):
    made = whole(project, unit=unit).time
    assert made is not None
    assert made.unit == unit
    told = Counter(row["event_date"] for row in rows(project))
    assert made.without.events == told.pop(None)
    starts = Counter[str]()
    for day, count in told.items():
        starts[periods.start_of(date.fromisoformat(day), unit).isoformat()] += count
    assert {bar.key: bar.all.events for bar in made.bars if bar.all.events} == dict(starts)
    for bar in made.bars:
        start = date.fromisoformat(str(bar.key))
        last = periods.end_of(start, unit)
        assert found_by(project, parts.days(str(bar.key), last.isoformat())) == bar.all
    assert found_by(project, Filter(parts.DAY, "empty")) == made.without
    # No period without events is passed over.
    assert all(
        periods.next_start(date.fromisoformat(str(one.key)), unit) == date.fromisoformat(str(other.key))
        for one, other in zip(made.bars, made.bars[1:], strict=False)
    )


def test_a_bar_is_the_sum_of_its_kinds(project: Project):
    made = whole(project)
    assert made.time is not None
    for bar in (*made.time.bars, *ranked(made.actors).bars, *ranked(made.regions).bars):
        assert sum((one for _, one in bar.kinds), figures.NOTHING) == bar.all


def test_an_actor_counts_once_an_event_on_whichever_side(project: Project):
    made = ranked(whole(project).actors)
    told = Counter(name for row in rows(project) for name in {row["actor1"], row["actor2"]} - {None})
    assert counted(made.bars) == dict(told)
    for bar in made.bars:
        assert found_by(project, Filter(parts.ACTOR, "is", str(bar.key))) == bar.all
    assert found_by(project, Filter(parts.ACTOR, "empty")) == made.without


def test_the_most_frequent_stand_and_the_rest_is_told(project: Project):
    made = ranked(whole(project, most=2).actors)
    everyone = ranked(whole(project).actors)
    assert made.bars == everyone.bars[:2]
    assert (made.rest, made.rest_events) == (3, sum(bar.all.events for bar in everyone.bars[2:]))


def test_what_has_most_of_a_number_comes_first_where_one_is_asked_for(project: Project):
    amounts = [bar.all.amount for bar in ranked(whole(project).actors).bars]
    assert amounts == sorted(amounts, reverse=True)
    events = [bar.all.events for bar in ranked(work_out(project, Asked()).actors).bars]
    assert events == sorted(events, reverse=True)
    assert work_out(project, Asked()).all.amount == 0


def test_one_country_is_split_by_its_provinces(project: Project):
    assert ranked(whole(project).regions).column == "country"
    only = EventQuery((Filter("country", "is", "Iraq"),))
    made = ranked(whole(project, query=only).regions)
    assert made.column == "admin1"
    assert counted(made.bars) == dict(Counter(row["admin1"] for row in rows(project, only) if row["admin1"]))
    assert ranked(whole(project, query=only, region="country").regions).column == "country"


def test_points_and_squares_of_the_map(project: Project):
    made = whole(project)
    told = Counter((row["latitude"], row["longitude"]) for row in rows(project))
    lost = sum(count for point, count in told.items() if None in point)
    assert made.points is not None
    assert made.unplaced.events == lost
    assert {(one.latitude, one.longitude): one.all.events for one in made.points} == {
        point: count for point, count in told.items() if None not in point
    }
    assert found_by(project, Filter(parts.CELL, "empty")) == made.unplaced
    inside = sum(one.all.events for one in made.points if 16.25 <= one.latitude < 16.5 and 0 <= one.longitude < 0.25)
    assert found_by(project, parts.cell(16.25, 0.0, 0.25)).events == inside > 0


def test_coverage_has_gaps_and_its_cells_are_found(project: Project):
    made = whole(project).coverage
    assert made.periods == ("2019-12", "2020-01", "2020-02", "2020-03", "2020-04")
    assert set(made.sources) == {"Daily", "Radio", "Wire", ""}
    told = Counter((one.source, (one.date or "")[:7]) for one in project.articles.walk())
    assert {key: articles for key, (articles, _) in made.cells.items()} == {key: n for key, n in told.items() if key[1]}
    assert made.undated == sum(count for (_, month), count in told.items() if not month)
    assert made.articles == 40
    for (source, month), (_, events) in made.cells.items():
        wanted = (Filter(parts.SOURCE, "is", source), Filter("article_date", "is", month))
        assert found_by(project, *wanted).events == events


def test_figures_follow_a_list_and_what_counts(project: Project):
    for what in (parts.DONE, parts.RELEASED):
        chosen = Filter(parts.CHOICE, "is", what)
        made = whole(project, query=EventQuery((chosen,), "riot"))
        mine = [row for row in rows(project) if row["state"] == "done"]
        assert found_by(project, chosen).events == len(mine) == 42
        riots = EventList(project.table).count(EventQuery((chosen,), "riot"))
        assert made.all.events == riots < 42
    assert whole(project, query=EventQuery(coder="somebody else")).all == Tally()


TOLD = Filter(parts.CHOICE, "is", parts.TOLD)


def incidents(project: Project, *filters: Filter, words: str = "") -> Figures:
    query = EventQuery((TOLD, *filters), words)
    return work_out(project, Asked(query=query, incidents=True, number="fatalities", most=50))


def told_of(project: Project, *filters: Filter) -> tuple[set[str], int]:
    """The incidents of the events that a list finds, and how many events those are."""
    query = EventQuery((TOLD, *filters))
    make_ready(project, query.filters)
    listed = EventList(project.table)
    events = [row[0] for row in listed.rows(listed.numbers(query), ["event_uid"]).values()]
    assert listed.count(query) == len(events)
    members = project.database.all("SELECT event, incident FROM temp.incident_members")
    assert len({event for event, _ in members}) == len(members), "here no event tells several"
    return {incident for event, incident in members if event in events}, len(events)


@pytest.fixture(scope="module")
def linked(project: Project) -> Project:
    """Of the 42 events that a release takes 12 tell 5 incidents."""
    taken = EventQuery((Filter(parts.CHOICE, "is", parts.RELEASED),))
    make_ready(project, taken.filters)
    listed = EventList(project.table)
    uids = [row[0] for row in listed.rows(listed.numbers(taken), ["event_uid"]).values()]
    for first, last in ((0, 2), (5, 7), (9, 12), (20, 22), (30, 33)):
        project.incidents.link([uids[at * 5 % 42] for at in range(first, last)])
    return project


def test_incidents_are_counted_once_with_what_they_come_to(linked: Project):
    made = incidents(linked)
    rows = linked.database.all("SELECT event_type, fatalities FROM temp.incident_rows")
    assert (made.all.events, made.told_by) == (len(rows), 42) == (35, 42)
    assert made.all.amount == sum(dead or 0 for _, dead in rows)
    assert made.all.amount < whole(linked, query=EventQuery((Filter(parts.CHOICE, "is", parts.RELEASED),))).all.amount
    assert counted(ranked(made.kinds).bars) == Counter(kind for kind, _ in rows if kind)


def test_a_bar_of_incidents_leads_to_the_events_that_tell_them(linked: Project):
    made = incidents(linked)
    assert made.time is not None
    asked = {Filter("event_type", "is", str(bar.key)): bar.all for bar in ranked(made.kinds).bars}
    asked |= {Filter(ranked(made.regions).column, "is", str(bar.key)): bar.all for bar in ranked(made.regions).bars}
    asked |= {Filter(parts.ACTOR, "is", str(bar.key)): bar.all for bar in ranked(made.actors).bars}
    for bar in made.time.bars:
        last = periods.end_of(date.fromisoformat(str(bar.key)), made.time.unit)
        asked[parts.days(str(bar.key), last.isoformat())] = bar.all
    asked[Filter(parts.CELL, "empty")] = made.unplaced
    several = 0
    for one, tally in asked.items():
        found, events = told_of(linked, one)
        assert len(found) == tally.events <= events
        assert incidents(linked, one).all == tally, "and those alone are counted, where that is asked"
        several += events > tally.events
    assert several > 5
    for (source, month), (_, told) in made.coverage.cells.items():
        square = Filter(parts.SOURCE, "is", source), Filter("article_date", "is", month)
        assert len(told_of(linked, *square)[0]) == told
        assert incidents(linked, *square).coverage.cells.get((source, month), (0, 0))[1] == told


def test_words_and_codings_are_asked_of_what_tells_the_incident(linked: Project):
    assert incidents(linked, words="riot").all.events == len(
        linked.database.all("SELECT 1 FROM temp.incident_rows WHERE event_type = 'Riots'")
    )
    me = linked.coder.uid
    assert incidents(linked, Filter("coder", "is", me)).all.events == 35
    assert incidents(linked, Filter("coder", "is", "another")).all.events == 0
    assert incidents(linked, Filter("#problems", "is", "none")).told_by <= 42


def test_what_a_release_takes_is_not_for_a_coder_to_see(project: Project):
    """It would say which articles others coded, too."""
    with pytest.raises(UsageError):
        EventList(project.table).count(EventQuery((Filter(parts.CHOICE, "is", parts.RELEASED),), coder=project.coder.uid))
    with pytest.raises(UsageError):
        EventList(project.table).count(EventQuery((TOLD,), coder=project.coder.uid))


def test_a_day_that_is_none_is_told_as_none(tmp_path: Any):
    with Project.create(tmp_path / "odd.annotator", "acled", coder="ann") as made:
        made.articles.add([ArticleDraft(text="Text.")])
        coding = made.codings.begin(next(iter(made.articles.walk())).uid, made.coder.uid, "main").uid
        uids = [made.events.add(coding, {"event_date": "2020-06-02"}).uid for _ in range(4)]
        for uid, cell in zip(uids, ("2020-02-31", "2020-06", "-99", "2020-06-02"), strict=True):
            made.database.run("UPDATE events SET event_date = ? WHERE event_uid = ?", (cell, uid))
        time = work_out(made, Asked()).time
        assert time is not None
        assert (counted(time.bars), time.without.events) == ({"2020-06-02": 1}, 3)
        assert EventList(made.table).count(EventQuery((parts.days("2020-01-01", "2020-12-31"),))) == 1
        assert EventList(made.table).count(EventQuery((Filter(parts.DAY, "empty"),))) == 3


def test_weeks_begin_on_monday_and_years_are_isos():
    assert periods.start_of(date(2021, 1, 3), "week") == date(2020, 12, 28)
    assert date(2020, 12, 28).isocalendar()[:2] == (2020, 53)
    assert periods.end_of(date(2020, 12, 28), "week") == date(2021, 1, 3)
    assert periods.end_of(date(2020, 2, 1), "month") == date(2020, 2, 29)
    assert periods.next_start(date(2019, 12, 1), "month") == date(2020, 1, 1)
    assert periods.next_start(date(9999, 12, 27), "week") is None


def test_the_unit_follows_from_the_span():
    begin = date(2020, 1, 1)
    spans = {30: "day", 200: "week", 700: "week", 800: "month", 3000: "month", 4000: "year"}
    assert {span: periods.chosen_unit(begin, begin + timedelta(days=span)) for span in spans} == spans


def test_a_long_span_cannot_be_told_by_day():
    made = covered({("A", "1999-01"): 1, ("A", "2020-01"): 1}, {("A", "2020-01"): 5}, 10)
    assert made.unit == "year"
    assert len(made.periods) == 22
    assert made.cells == {("A", "1999"): (1, 0), ("A", "2020"): (1, 5)}


@pytest.mark.parametrize("name", ["acled", "maverick", "protest", "ucdp_ged"])
def test_the_codebook_says_what_plays_which_part(name: str):
    from annotator.codebook.columns import columns

    book, _ = load(shipped()[name])
    roles = parts.roles_of(book, columns(book))
    expected = {
        "acled": ("event_date", ["event_type", "sub_event_type"], ["actor1", "actor2"], "country", "fatalities", True),
        "maverick": ("start_date", ["event_kind"], [f"actors{at}_name" for at in range(1, 7)], "country", "deaths_best", True),
        "protest": ("start_date", ["forms", "issues"], ["organisers"], "country", "killed_best", False),
        "ucdp_ged": ("date_start", ["type_of_violence"], ["side_a", "side_b"], "country", "best", True),
    }[name]
    kinds, sides = [one.column for one in roles.kinds], [side for side, _ in roles.sides]
    made = (roles.day, kinds, sides, roles.regions[0], roles.numbers[0], bool(roles.latitude))
    assert made == expected


def test_an_event_of_several_kinds_counts_under_each(tmp_path: Any):
    with Project.create(tmp_path / "protests.annotator", "protest", coder="ann") as made:
        made.articles.add([ArticleDraft(text="Text.")])
        coding = made.codings.begin(next(iter(made.articles.walk())).uid, made.coder.uid, "main").uid
        forms = [code.code for code in made.codebook.lists["forms"].walk()][:3]
        for told in ([forms[0]], forms[:2], forms[1:3], []):
            made.events.add(coding, {"forms": told, "organisers": ["Union", "Union of Students"]} if told else {})
        found = work_out(made, Asked())
        kinds = ranked(found.kinds)
        assert kinds.several
        assert counted(kinds.bars) == {forms[0]: 2, forms[1]: 2, forms[2]: 1}
        assert kinds.without.events == 1
        listed = EventList(made.table)
        for bar in kinds.bars:
            held = Filter(f"{parts.HAS}forms", "is", str(bar.key))
            assert listed.count(EventQuery((held,))) == bar.all.events
        assert counted(ranked(found.actors).bars) == {"Union": 3, "Union of Students": 3}
        assert listed.count(EventQuery((Filter(parts.ACTOR, "is", "Union"),))) == 3


def test_what_a_release_takes_has_to_be_chosen_first(project: Project):
    taken = EventQuery((Filter(parts.CHOICE, "is", parts.RELEASED),))
    with Project.open(project.path, read_only=True) as reader:
        with pytest.raises(UsageError, match="not chosen here yet"):
            EventList(reader.table).count(taken)
        make_choice(reader)
        assert EventList(reader.table).count(taken) > 0
