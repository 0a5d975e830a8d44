"""Train, dev and test: nothing that belongs together is in two parts, and what was given stays."""

from __future__ import annotations

import csv
import random
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from tiny import TINY

from annotator.errors import CannotUndo, UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.corrected_texts import replace_text
from annotator.project.together import parts_that_hold
from annotator.releases import dealing, splits
from annotator.releases.options import ReleaseOptions
from annotator.releases.release import again, foresee, release
from annotator.releases.splits import SplitWish, as_before, choices, make, plan

NUMBER = 120


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    with Project.create(tmp_path / "p.annotator", str(path), coder="lead") as made:
        add(made, 1, NUMBER)
        yield made


def add(project: Project, first: int, last: int, done: bool = True) -> list[str]:
    """Articles called by numbers, of one event each, every fourth of none; of types A and B; a day apart. Their uids."""
    project.articles.add([
        ArticleDraft(f"Text {one}: it was told.", f"T{one}", f"20{20 + one // 300}-{1 + one // 28 % 12:02}-{1 + one % 28:02}",
                     language=("en", "fr")[one % 2])
        for one in range(first, last + 1)
    ])  # fmt: skip
    end = project.articles.count()
    uids = [project.articles.uid_of(number) for number in range(end + first - last, end + 1)]
    with project.history.operation({"id": "test"}):  # one commit for all
        for place, uid in enumerate(uids, start=first):
            coding = project.codings.begin(uid, project.coder.uid)
            if place % 4:
                values = {"event_date": "2020-06-02", "type": "A" if place % 3 else "B", "country": "Iraq"}
                project.events.add(coding.uid, values)
            else:
                project.codings.set_verdict(coding.uid, "no_event")
            if done:
                project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))
    return uids


def event_of(project: Project, number: int) -> str:
    coding = project.codings.find(project.articles.uid_of(number), project.coder.uid)
    assert coding is not None
    return project.events.of(coding.uid)[0].uid


def copies(project: Project, *groups: tuple[int, ...]) -> None:
    """Says of articles that they are copies of one another."""
    for group in groups:
        for one, other in pairwise(group):
            project.copies.judge(one, other, "same")


def parts_of(project: Project, numbers: range | list[int]) -> dict[int, str]:
    parts = project.splits.parts()
    return {number: parts[number] for number in numbers if number in parts}


def test_every_article_that_is_coded_gets_a_part_by_shares(project: Project) -> None:
    add(project, NUMBER + 1, NUMBER + 5, done=False)
    made = make(project)
    parts = project.splits.parts()
    assert set(parts) == set(range(1, NUMBER + 1))
    assert [list(parts.values()).count(part) for part in ("train", "dev", "test")] == [96, 12, 12]
    assert made.as_json()["parts"] == {"train": 96, "dev": 12, "test": 12}
    assert not plan(project).changes
    project.history.undo()
    assert not project.splits.parts()
    project.history.redo()
    assert project.splits.parts() == parts


def test_copies_are_looked_for_before_parts_are_made(tmp_path: Path) -> None:
    """Sixty texts, each twice with a word changed: no pair is in two parts, though nobody looked for copies."""
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    words = [f"word{one}" for one in range(900)]
    chance = random.Random(2)
    with Project.create(tmp_path / "p.annotator", str(path), coder="lead") as project:
        for number in range(60):
            text = chance.sample(words, 80)
            for day in ("01", "02"):
                text[chance.randrange(80)] = f"other{day}"
                project.articles.add([ArticleDraft(" ".join(text), f"T{number}", f"2020-05-{day}")])
                coding = project.codings.begin(project.articles.uid_of(project.articles.count()), project.coder.uid)
                project.codings.set_verdict(coding.uid, "no_event")
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE coding SET state = 'done'")
        planned = plan(project)
        assert planned.units == 120
        assert "120 articles were not yet compared" in planned.in_words()
        heard: list[tuple[int, int]] = []
        made = make(project, progress=lambda done, of: heard.append((done, of)))
        assert (made.units, made.largest) == (60, 2)
        assert heard
        parts = project.splits.parts()
        assert all(parts[one] == parts[one + 1] for one in range(1, 120, 2))
        assert set(parts.values()) == {"train", "dev", "test"}


def test_a_seed_makes_the_same_again(project: Project) -> None:
    one, other = plan(project, SplitWish(seed=1)), plan(project, SplitWish(seed=2))
    assert one.new == plan(project, SplitWish(seed=1)).new != other.new
    assert not project.splits.any(), "a plan writes nothing"


def test_nothing_that_belongs_together_is_in_two_parts(project: Project) -> None:
    """Planted: groups of copies, incidents that link articles of several groups, a text replaced, a duplicate set by hand."""
    chance = random.Random(5)
    numbers = list(range(1, NUMBER + 1))
    chance.shuffle(numbers)
    groups = [tuple(numbers[place : place + 3]) for place in range(0, 30, 3)]
    copies(project, *groups)
    linked: list[tuple[int, ...]] = []
    with_event = [one for one in range(1, NUMBER + 1) if one % 4]
    for _ in range(12):
        some = chance.sample(with_event, 3)
        project.incidents.link([event_of(project, one) for one in some])
        linked.append(tuple(some))
    with project.history.operation({"id": "test"}):
        project.database.run(
            "UPDATE article SET duplicate_of = ? WHERE uid = ?", (project.articles.uid_of(7), project.articles.uid_of(8))
        )
    linked.append((7, 8))
    for by in ("article", "time"):
        make(project, SplitWish(by=by, seed=3))
        parts = project.splits.parts()
        assert set(parts) == set(range(1, NUMBER + 1))
        for group in [*groups, *linked]:
            assert len({parts[one] for one in group}) == 1, group
        assert set(parts.values()) == {"train", "dev", "test"}
        project.history.undo()


def test_what_is_only_proposed_or_parted_does_not_bind(project: Project) -> None:
    events = [event_of(project, one) for one in range(1, NUMBER + 1) if one % 4]
    for one, other in pairwise(events):
        project.incidents.part(one, other)
    assert plan(project).units == NUMBER


def test_parts_stay_and_new_articles_are_added(project: Project) -> None:
    make(project, SplitWish(seed=1))
    before = project.splits.parts()
    fresh = add(project, NUMBER + 1, NUMBER + 60)
    test = next(one for one, part in before.items() if part == "test" and one % 4)
    project.incidents.link([event_of(project, test), event_of(project, NUMBER + 1)])
    copies(project, (next(one for one, part in before.items() if part == "dev"), NUMBER + 4))
    again = make(project, SplitWish(seed=99))
    after = project.splits.parts()
    assert {one: after[one] for one in before} == before
    assert set(again.new) == set(fresh)
    assert after[NUMBER + 1] == "test"
    assert after[NUMBER + 4] == "dev"
    assert [list(after.values()).count(part) for part in ("train", "dev", "test")] == [144, 18, 18]


def test_what_is_linked_across_parts_later_leaves_the_lower_one_and_stays_out(project: Project) -> None:
    make(project)
    parts = project.splits.parts()
    of = {part: [one for one, its in parts.items() if its == part and one % 4] for part in ("train", "dev", "test")}
    train, dev, test = of["train"][0], of["dev"][0], of["test"][0]
    project.incidents.link([event_of(project, one) for one in (train, dev, test)])
    add(project, NUMBER + 1, NUMBER + 1)
    project.incidents.link([event_of(project, train), event_of(project, NUMBER + 1)])
    planned = plan(project)
    assert {project.articles.get(uid).number: part for uid, part in planned.withdrawn.items()} == {train: "train", dev: "dev"}
    assert "2 articles leave their part" in planned.in_words()
    make(project)
    after = project.splits.parts()
    assert after[test] == after[NUMBER + 1] == "test"
    assert train not in after
    assert dev not in after
    assert {one: part for one, part in after.items() if one not in (train, dev, NUMBER + 1)} == {
        one: part for one, part in parts.items() if one not in (train, dev)
    }
    assert plan(project).kept_out == 2
    assert not plan(project).changes, "what left its part is not given another one"
    # The link falls: what was learned from once is learned from again, and is never a test.
    incident = project.incidents.of_event(event_of(project, train))[0]
    project.incidents.separate(incident, event_of(project, train))
    project.incidents.separate(incident, event_of(project, dev))
    make(project)
    assert parts_of(project, [train, dev]) == {train: "train", dev: "dev"}


def test_undo_of_a_withdrawal_gives_the_part_back(project: Project) -> None:
    make(project)
    parts = project.splits.parts()
    train = next(one for one, its in parts.items() if its == "train" and one % 4)
    test = next(one for one, its in parts.items() if its == "test" and one % 4)
    copies(project, (train, test))
    make(project)
    assert train not in project.splits.parts()
    project.history.undo()
    assert project.splits.parts() == parts
    assert not project.splits.withdrawn()
    project.history.redo()
    assert project.splits.withdrawn() == {project.articles.uid_of(train): "train"}


def test_what_undo_took_is_dealt_as_if_it_had_never_had_a_part(project: Project) -> None:
    make(project, SplitWish(seed=1))
    project.history.undo()
    make(project, SplitWish(seed=2))
    assert project.splits.given() == plan(project).given
    project.splits.clear()
    assert not project.splits.any()
    assert project.splits.last_made() == {}
    assert plan(project, SplitWish(by="time")).changes, "after clearing they may be made in another way"


def test_copies_that_were_away_when_they_were_looked_for_are_compared_before_parts_are_made(project: Project) -> None:
    with project.history.operation({"id": "import_articles"}):
        project.articles.add([ArticleDraft(f"Text {one}: it was told.", f"Twin {one}") for one in range(1, NUMBER + 1)])
    project.history.undo()
    project.copies.find()
    project.history.redo()
    with project.history.operation({"id": "test"}):
        for number in range(NUMBER + 1, 2 * NUMBER + 1):
            coding = project.codings.begin(project.articles.uid_of(number), project.coder.uid)
            project.codings.set_verdict(coding.uid, "no_event")
            project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))
    make(project, SplitWish((40, 30, 30)))
    parts = project.splits.parts()
    assert [number for number in range(1, NUMBER + 1) if parts[number] != parts[number + NUMBER]] == []


def test_what_left_its_part_before_all_were_taken_away_counts_no_more(project: Project) -> None:
    make(project, SplitWish((50, 25, 25)))
    parts = project.splits.parts()
    late = max(number for number, part in parts.items() if part == "train")
    copies(project, (late, next(number for number, part in parts.items() if part == "test")))
    make(project, SplitWish((50, 25, 25)))
    assert project.splits.withdrawn() == {project.articles.uid_of(late): "train"}
    project.history.undo()
    project.history.redo()
    assert project.splits.withdrawn() == {project.articles.uid_of(late): "train"}
    project.history.undo()
    project.history.undo()  # the word on the copies
    make(project, SplitWish((50, 25, 25)))
    copies(project, (late, next(number for number, part in parts.items() if part == "test")))
    make(project, SplitWish((50, 25, 25)))
    project.splits.clear()
    assert project.splits.withdrawn() == {}
    project.history.undo()
    assert project.splits.withdrawn() == {project.articles.uid_of(late): "train"}
    project.history.redo()
    assert project.splits.withdrawn() == {}
    project.copies.judge(late, next(number for number, part in parts.items() if part == "test"), None)
    made = make(project, SplitWish((50, 25, 25), by="time"))
    days = {number: project.articles.get(project.articles.uid_of(number)).date for number in project.splits.parts()}
    assert max(days[number] or "" for number, part in project.splits.parts().items() if part == "train") <= made.last_days[0]


def test_a_corrected_text_has_the_part_of_the_one_it_replaces(project: Project) -> None:
    make(project)
    uid = project.articles.uid_of(5)
    part = project.splits.parts()[5]
    new = replace_text(project, uid, "Text 5: it was told, and corrected.").article
    with project.history.operation({"id": "test"}):
        project.database.run("UPDATE coding SET state = 'done' WHERE article = ?", (new,))
    assert plan(project).new == {new: part}


def test_by_time_the_test_is_the_latest_and_its_first_day_stays(project: Project) -> None:
    made = make(project, SplitWish(by="time"))
    days: dict[str, list[str]] = defaultdict(list)
    for number, part in project.splits.parts().items():
        days[part].append(project.articles.get(project.articles.uid_of(number)).date or "")
    assert max(days["train"]) < min(days["dev"])
    assert max(days["dev"]) < min(days["test"])
    assert made.last_days == (max(days["train"]), max(days["dev"]))
    fresh = add(project, 700, 710)
    project.articles.add([ArticleDraft("No date at all.", "T")])
    with pytest.raises(UsageError, match="made by time"):
        plan(project, SplitWish())
    again = make(project, SplitWish(by="time", shares=(1, 1, 1)))
    assert again.last_days == made.last_days
    assert {again.new[uid] for uid in fresh} == {"test"}


def test_by_time_a_unit_goes_to_the_later_part_and_what_has_no_date_to_none(project: Project) -> None:
    project.articles.add([ArticleDraft("No date at all.", "T")])
    number = project.articles.count()
    coding = project.codings.begin(project.articles.uid_of(number), project.coder.uid)
    project.codings.set_verdict(coding.uid, "no_event")
    with project.history.operation({"id": "test"}):
        project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))
    last = max((one for one in range(1, NUMBER + 1) if one % 4),
               key=lambda one: project.articles.get(project.articles.uid_of(one)).date or "")  # fmt: skip
    project.incidents.link([event_of(project, 1), event_of(project, last)])
    made = make(project, SplitWish(by="time"))
    assert made.undated == 1
    assert project.splits.parts()[1] == "test"
    assert number not in project.splits.parts()


def test_by_time_shares_count_once(project: Project) -> None:
    made = make(project, SplitWish((60, 20, 20), by="time"))
    parts = project.splits.parts()
    add(project, NUMBER + 1, NUMBER + 30)
    planned = plan(project, SplitWish((50, 50, 0), by="time"))
    assert planned.last_days == made.last_days
    assert planned.wish.shares == (60, 20, 20)
    first, second = made.last_days
    assert f"By time: train until {first}, dev until {second}, then test. These days stay" in planned.in_words()
    make(project, SplitWish((50, 50, 0), by="time"))
    assert "test" in {part for number, part in project.splits.parts().items() if number not in parts}


@pytest.mark.parametrize("field", ["type", "verdict", "language", "country"])
def test_strata_are_even(project: Project, field: str) -> None:
    made = make(project, SplitWish(stratify=field))
    rows = {one.name: one.counts for one in made.table}
    assert sum(rows.pop("").values()) == NUMBER
    assert len(rows) > 1
    for counts in rows.values():
        want = sum(counts.values()) / 10
        assert abs(counts["test"] - want) < 1.5
        assert abs(counts["dev"] - want) < 1.5
    assert field in choices(project)


def test_the_table_says_no_event(project: Project) -> None:
    rows = {one.name: one for one in plan(project, SplitWish(stratify="type")).table}
    assert sum(rows["no_event"].counts.values()) == NUMBER // 4
    assert rows["no_event"].title == "No event"
    assert sum(rows["A"].counts.values()) + sum(rows["B"].counts.values()) == NUMBER * 3 // 4


@pytest.mark.parametrize(
    "wish",
    [SplitWish(shares=(0, 1, 1)), SplitWish(shares=(-1, 1, 1)), SplitWish(by="time", stratify="type"), SplitWish(stratify="n"),
     SplitWish(stratify="nothing")],
)  # fmt: skip
def test_what_cannot_be_wished_is_refused(project: Project, wish: SplitWish) -> None:
    with pytest.raises(UsageError):
        plan(project, wish)


def test_parts_are_the_leads(project: Project) -> None:
    project.work_as(project.coders.add("coder"))
    with pytest.raises(UsageError, match="lead"):
        make(project)
    with pytest.raises(UsageError, match="lead"):
        project.splits.clear()


def test_what_a_release_told_is_neither_undone_nor_cleared(project: Project, tmp_path: Path) -> None:
    project.splits.clear()
    make(project)
    parts = project.splits.parts()
    release(project, tmp_path / "r1", ReleaseOptions())
    articles = project.articles.count()
    for _ in range(2):
        with pytest.raises(CannotUndo, match="release 1 told of these parts"):
            project.history.undo()
    assert project.splits.parts() == parts
    assert project.articles.count() == articles, "no older step is taken back in its stead"
    with pytest.raises(UsageError, match="release"):
        project.splits.clear()
    add(project, NUMBER + 1, NUMBER + 10)
    make(project)
    assert parts_of(project, list(parts)) == parts
    project.history.undo()  # no release told of those that were added
    assert project.splits.parts() == parts


def test_parts_of_which_no_release_told_are_undone_after_it(project: Project, tmp_path: Path) -> None:
    release(project, tmp_path / "ids", ReleaseOptions())  # the next gives none, and redo stays open
    make(project)
    project.history.undo()
    release(project, tmp_path / "r2", ReleaseOptions())
    project.history.redo()
    assert project.splits.any()
    step = project.history.undo()
    assert step is not None
    assert step.label["id"] == "make_splits"
    assert not project.splits.any()


def test_a_release_tells_the_parts_and_tells_them_again(project: Project, tmp_path: Path) -> None:
    release(project, tmp_path / "none", ReleaseOptions())
    assert "part" not in column_names(tmp_path / "none")
    make(project, SplitWish(stratify="type"))
    parts = project.splits.parts()
    made = release(project, tmp_path / "r2", ReleaseOptions())
    with (tmp_path / "r2/tables/articles.csv").open(encoding="utf-8", newline="") as stream:
        assert {int(row["article"]): row["part"] for row in csv.DictReader(stream)} == parts
    told = (tmp_path / "r2/datasheet.md").read_text(encoding="utf-8")
    assert "train 96 articles, dev 12 articles, test 12 articles, made at random, evenly by type" in told
    add(project, NUMBER + 1, NUMBER + 40)
    test = next(one for one, part in parts.items() if part == "test" and one % 4)
    train = next(one for one, part in parts.items() if part == "train" and one % 4)
    copies(project, (train, test))
    make(project, SplitWish(seed=5))
    assert project.splits.parts() != parts
    assert not again(project, made.number, tmp_path / "again").differs


def test_nothing_is_released_while_articles_are_linked_across_parts(project: Project, tmp_path: Path) -> None:
    make(project)
    parts = project.splits.parts()
    lower, test = (next(one for one, part in parts.items() if part == wanted) for wanted in ("train", "test"))
    copies(project, (lower, test))
    assert set(parts) - set(parts_that_hold(project)) == {lower}
    with pytest.raises(UsageError, match=r"1 article belongs together.*annotator split"):
        release(project, tmp_path / "r1", ReleaseOptions())
    assert any("1 article belongs together" in note for note in foresee(project, ReleaseOptions()).notes)
    make(project)
    assert parts_that_hold(project) == project.splits.parts()
    made = release(project, tmp_path / "r1", ReleaseOptions())
    copies(project, (next(one for one, part in parts.items() if part == "train" and one != lower), test))
    assert not again(project, made.number, tmp_path / "again").differs, "what was released is made again as it was"


def column_names(folder: Path) -> list[str]:
    with (folder / "tables/articles.csv").open(encoding="utf-8", newline="") as stream:
        return next(csv.reader(stream))


def test_with_no_article_coded_there_is_nothing_to_make(tmp_path: Path) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    with Project.create(tmp_path / "p.annotator", str(path), coder="lead") as made:
        planned = make(made)
        assert not planned.changes
        assert not made.splits.any()
        assert "Nothing is to be done" in planned.in_words()


def test_a_plan_asks_whether_to_go_on_all_the_way(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (splits, dealing):
        monkeypatch.setattr(module, "OFTEN", 1)
    asked = Counter[str]()

    def check() -> None:
        names = {frame.name for frame in traceback.extract_stack()}
        asked.update(names & {"_articles", "_of_field", "units", "_planned", "_counts", "deal"})

    plan(project, SplitWish(stratify="type"), check)
    assert set(asked) == {"_articles", "_of_field", "units", "_planned", "_counts", "deal"}
    assert asked["deal"] > NUMBER // 2


def test_parts_are_added_to_as_they_were_made_before(project: Project) -> None:
    way = SplitWish((60, 20, 20), 7, "article", "type")
    make(project, way)
    add(project, NUMBER + 1, NUMBER + 20)
    assert as_before(project) == plan(project).wish == way
    assert not any("last made" in note for note in plan(project).notes)
    other = as_before(project, seed=9, stratify="")
    assert other == SplitWish((60, 20, 20), 9)
    assert plan(project, other).notes[-1] == (
        "The parts there are were last made with shares 60,20,20, seed 7, evenly by type; "
        "now it is shares 60,20,20, seed 9, evenly by nothing."
    )
    assert list(plan(project).new.values()).count("train") == 12
    make(project)
    assert project.splits.last_made() | {"last_days": []} == {
        "shares": [60, 20, 20], "seed": 7, "by": "article", "stratify": "type", "last_days": [],
    }  # fmt: skip
    project.splits.clear()
    assert as_before(project) == SplitWish()


def test_one_article_is_spoken_of_as_one(project: Project) -> None:
    make(project, SplitWish(by="time"))
    add(project, NUMBER + 1, NUMBER + 1)
    project.articles.add([ArticleDraft("No day.", "T", None)])
    uid = project.articles.uid_of(project.articles.count())
    project.codings.set_verdict(project.codings.begin(uid, project.coder.uid).uid, "no_event")
    with project.history.operation({"id": "test"}):
        project.database.run("UPDATE coding SET state = 'done'")
    notes = plan(project).notes
    assert "1 article gets a part; 120 articles keep theirs." in notes
    assert "1 article gets no part: it has no date." in notes
