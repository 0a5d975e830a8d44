"""Copies among articles: which are found and which are not, the lead's word on them, and coding one of a group."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted_copies import Writer, planted, right
from team import EVENT, at_work, code, give, packed

from annotator.errors import CannotUndo, UsageError
from annotator.project import Project
from annotator.project.article_list import ArticleList, ArticleQuery
from annotator.project.articles import ArticleDraft
from annotator.project.copies import Copies, Member
from annotator.project.corrected_texts import replace_text
from annotator.project.filtering import Filter
from annotator.project.handing_out import HandOut, Part, carry_out
from annotator.project.merging import merge
from annotator.project.verify import verify

BASE = (
    "Two people were killed and seven wounded in Kirkuk on Tuesday when a bomb went off beside a police car, officials "
    "said.\n\n"
    "Colonel Ahmed Salih told reporters that the bomb was hidden in a cart on the road to Hawija, near the market of Domiz. "
    "He said that 14 shops were burnt and that the wounded were brought to Azadi hospital.\n\n"
    "Nobody said that they had done it. Men of the Islamic State often attack the police in the hills around Hamrin, "
    "where soldiers from Baghdad have searched villages since the spring. In May 9 policemen died there in 3 attacks."
)
OTHER = (
    "The council of Basra will meet on Sunday to talk about water, its chairman said. Pumps on the Shatt al-Arab stood still "
    "for 12 days in June because there was no fuel for them, and people in Zubair and Abu al-Khasib had to buy water from "
    "lorries at 20 dollars a load. Engineer Layla Hassan said that new pumps would come from Kuwait in August."
)


def add(project: Project, *texts: str) -> list[int]:
    """Articles of some texts, each of a source of its own; gives their numbers."""
    known = project.articles.count()
    project.articles.add(
        ArticleDraft(text, title=f"Title {known + place}", source=f"Paper {known + place}", external_id=f"x{known + place}")
        for place, text in enumerate(texts)
    )
    project.search.catch_up()
    return [project.articles.find(f"x{known + place}").number for place in range(len(texts))]


def changed(text: str, every: int = 11) -> str:
    """The text with every so manieth word another one."""
    words = text.split(" ")
    words[5::every] = ["xyz" for _ in words[5::every]]
    return " ".join(words)


def groups(project: Project) -> list[list[int]]:
    return [[one.number for one in group.members] for group in project.copies.groups()]


# --- which are found --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("script", "letters"), [("latin", 2500), ("arabic", 1500), ("chinese", 900)])
def test_copies_are_found_among_what_looks_like_them(project: Project, script: str, letters: int):
    """A tenth of the words changed, the lead alone, other words of a source; beside follow-ups and bulletins."""
    some = planted(900, script=script, letters=letters)
    project.articles.add(
        ArticleDraft(one.text, one.title, source=one.source, external_id=str(place)) for place, one in enumerate(some)
    )
    project.copies.find()
    place = {row[0]: int(row[1]) for row in project.database.all("SELECT number, external_id FROM article")}
    found = [[place[one] for one in group] for group in groups(project)]
    precision, recall = right(found, [one.truth for one in some])
    assert precision >= 0.97
    assert recall >= 0.97
    strangers = {some[one].kind for group in found for one in group if len({some[other].truth for other in group}) > 1}
    assert "original" not in strangers or precision > 0.98


def test_bulletins_alone_are_no_copies_of_each_other(project: Project):
    """Nothing else is there to tell what is common."""
    some = [one for one in planted(400, part=0.0) if one.kind == "bulletin"]
    assert len(some) >= 25
    project.articles.add(ArticleDraft(one.text, source=str(place)) for place, one in enumerate(some))
    assert project.copies.find() == 0


def test_of_a_brief_text_every_number_counts(project: Project):
    add(project, *(f"People marched in Mosul against power cuts in the evening, for day {day}." for day in range(1, 20)))
    assert project.copies.find() == 0


def test_the_same_text_in_other_white_space_and_case_is_alike_by_one(project: Project):
    one, other, near, far = add(project, BASE, BASE.upper().replace(" ", "\n "), changed(BASE), OTHER)
    assert project.copies.find() == 1
    (group,) = project.copies.groups()
    assert group.first == one
    assert [member.number for member in group.members] == [one, other, near]
    assert group.members[:2] == (Member(one, 1.0), Member(other, 1.0))
    likeness = group.members[2].likeness
    assert likeness is not None
    assert 0.8 < likeness < 1
    assert project.copies.all_groups()[other] == one
    assert far not in project.copies.all_groups()
    assert project.copies.all_groups() == {one: one, other: one, near: one}


def test_likeness_is_the_root_of_the_share_of_pairs_kept(project: Project):
    words = [f"word{place}" for place in range(101)]
    other = [*words[:50], "stranger", *words[51:]]  # of 100 pairs 98 are left
    one, two = add(project, " ".join(words), " ".join(other))
    project.copies.find()
    (group,) = project.copies.groups()
    assert {member.number: member.likeness for member in group.members}[two if group.members[0].likeness == 1 else one] == (
        pytest.approx(0.98**0.5)
    )


def test_what_is_removed_replaced_or_a_stub_takes_no_part(project: Project):
    one, two, three, four = add(project, BASE, changed(BASE), changed(BASE, 13), changed(BASE, 17))
    with project.history.operation({"id": "import_articles"}):
        project.database.run("UPDATE article SET removed = 1 WHERE number = ?", (two,))
        project.database.run("UPDATE article SET stub = 1 WHERE number = ?", (three,))
    project.copies.find()
    assert groups(project) == [[one, four]]
    replace_text(project, project.articles.uid_of(four), OTHER)
    assert groups(project) == [], "at once, without another search"
    project.history.undo()
    assert groups(project) == [[one, four]]


def test_a_chain_of_follow_ups_is_not_one_group(project: Project):
    """Each takes three quarters of the one before over; the ends have nothing in common."""
    import random

    writer = Writer(random.Random(3))
    sentences = [writer.sentence() for _ in range(100)]
    add(project, *(" ".join(sentences[begin : begin + 20]) for begin in range(0, 80, 4)))
    project.copies.find()
    assert groups(project)
    assert max(map(len, groups(project))) <= 5


def test_many_copies_of_one_text_are_one_group(project: Project):
    """More than are compared with each other behind one sign."""
    import random

    writer = Writer(random.Random(5))
    text = "\n".join(writer.article())
    numbers = add(project, text, *(writer.changed(text) for _ in range(120)), *("\n".join(writer.article()) for _ in range(50)))
    project.copies.find()
    assert groups(project) == [numbers[:121]]


@pytest.mark.parametrize(
    "text", ["", "a", "🔥", "...", "word " * 200_000, "\u0301" * 40, "字" * 5000, "\U0003ffff" * 50, "12 " * 30, "İ" * 100]
)
def test_odd_texts_break_nothing(project: Project, text: str):
    project.articles.add([ArticleDraft(text, source="1"), ArticleDraft(text + " ", source="2"), ArticleDraft(BASE)])
    assert project.copies.find() == (1 if text else 0)


def test_an_empty_project_has_no_groups(project: Project):
    assert project.copies.find() == 0
    assert project.copies.groups() == []
    assert project.copies.looked().since == 0


def test_it_is_told_how_many_came_in_since(project: Project):
    assert project.copies.looked().time == ""
    add(project, BASE, OTHER)
    assert project.copies.looked().since == 2
    project.copies.find()
    assert project.copies.looked().since == 0
    assert project.copies.looked().time.endswith("Z")
    add(project, changed(BASE))
    assert project.copies.looked().since == 1


def test_what_was_away_at_the_last_look_and_came_back_is_not_compared_yet(project: Project):
    """Its number is no higher than the highest there was."""
    add(project, BASE, OTHER + " He said so.")
    with project.history.operation({"id": "import_articles"}):
        project.articles.add([ArticleDraft(changed(BASE)), ArticleDraft(OTHER)])
    project.history.undo()
    assert project.copies.find() == 0
    assert project.copies.looked().since == 0
    project.history.redo()
    assert project.copies.looked().since == 2
    assert project.copies.find() == 2
    assert project.copies.looked().since == 0


def test_a_text_whose_correction_is_undone_is_not_compared_yet(project: Project):
    _one, two = add(project, BASE, changed(BASE))
    replace_text(project, project.articles.uid_of(two), OTHER)
    assert project.copies.find() == 0
    project.history.undo()
    assert project.copies.looked().since == 1
    assert project.copies.find() == 1
    replace_text(project, project.articles.uid_of(two), OTHER)
    assert project.copies.looked().since == 1, "the corrected text alone"


def test_a_search_that_is_stopped_leaves_what_was_found(project: Project):
    add(project, BASE, changed(BASE))
    project.copies.find()
    before = project.copies.groups()
    add(project, changed(BASE, 13))

    def stop(_done: int, _whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        project.copies.find(stop)
    assert project.copies.groups() == before
    assert project.copies.looked().since == 1
    assert not project.database.in_transaction


# --- the lead's word --------------------------------------------------------------------------------------------------


@pytest.fixture
def found(project: Project) -> tuple[Project, list[int]]:
    """Four articles, the first three copies of each other; the last is none."""
    numbers = add(project, BASE, changed(BASE), BASE.replace("Two", "Three"), OTHER)
    project.copies.find()
    assert groups(project) == [numbers[:3]]
    return project, numbers


def test_the_leads_word_wins_is_kept_and_undone(found: tuple[Project, list[int]]):
    project, (one, two, three, four) = found
    project.copies.judge(two, one, "different")
    assert groups(project) == [[one, three]]
    project.copies.judge(four, one, "same")
    assert groups(project) == [[one, three, four]]
    assert project.copies.groups()[0].members[2] == Member(four, None)
    project.copies.find()
    assert groups(project) == [[one, three, four]], "another search goes by it"
    assert project.copies.judged() == {(one, two): "different", (one, four): "same"}
    project.history.undo()
    assert groups(project) == [[one, three]]
    project.history.undo()
    assert groups(project) == [[one, two, three]]
    project.history.redo()
    assert groups(project) == [[one, three]]
    project.copies.judge(one, two, None)
    assert groups(project) == [[one, two, three]]
    assert verify(project) == []


def test_two_of_a_group_that_are_different_part_and_the_less_alike_one_leaves(found: tuple[Project, list[int]]):
    project, (one, two, three, _four) = found
    project.copies.judge(two, three, "different")
    assert groups(project) == [[one, three]]


def test_none_of_a_group_are_copies_in_one_step(found: tuple[Project, list[int]]):
    project, (one, two, three, four) = found
    project.copies.judge(one, two, "same")
    project.copies.code_once(one)
    assert project.copies.judge_apart(two) == 3
    assert groups(project) == []
    assert project.copies.duplicates() == {}, "all are coded again"
    project.copies.find()
    assert groups(project) == []
    project.history.undo()
    assert groups(project) == [[one, two, three]]
    assert project.copies.duplicates() == {two: one, three: one}
    assert project.copies.judged() == {(one, two): "same"}
    with pytest.raises(UsageError, match="copy of no other"):
        project.copies.judge_apart(four)
    assert verify(project) == []


def test_only_so_many_are_parted_at_once(found: tuple[Project, list[int]], monkeypatch: pytest.MonkeyPatch):
    project, (one, *_rest) = found
    monkeypatch.setattr("annotator.project.copies.MOST_APART", 2)
    with pytest.raises(UsageError, match="At most 2"):
        project.copies.judge_apart(one)
    assert project.copies.judged() == {}


def test_a_word_that_speaks_against_others_is_refused(found: tuple[Project, list[int]]):
    project, (one, two, _three, four) = found
    project.copies.judge(one, four, "same")
    project.copies.judge(four, two, "same")
    project.copies.judge(one, two, "same")
    before = project.copies.judged()
    project.copies.judge(one, two, None)
    with pytest.raises(UsageError, match="speaks against"):
        project.copies.judge(one, two, "different")
    assert project.copies.judged() == {pair: judged for pair, judged in before.items() if pair != (one, two)}
    with pytest.raises(UsageError, match="two articles"):
        project.copies.judge(one, one, "same")
    with pytest.raises(UsageError, match="no article 99"):
        project.copies.judge(one, 99, "same")


# --- coding one of them -----------------------------------------------------------------------------------------------


def test_one_is_coded_and_the_others_are_passed_by(found: tuple[Project, list[int]]):
    project, (one, two, three, four) = found
    mine = (project.coder.uid, "main")
    told = project.copies.code_once(one)
    assert (told.groups, told.articles, told.begun) == (1, 2, 0)
    assert project.copies.duplicates() == {two: one, three: one}
    assert list(project.articles.queue(*mine, state="todo")) == [one, four]
    assert list(project.articles.queue(*mine)) == [one, two, three, four], "they are there still, and marked"
    assert {number: line.copy_of for number, line in project.articles.queue_rows([one, two], *mine).items()} == {
        one: 0,
        two: one,
    }
    assert project.articles.next_to_do(*mine, after=one) == four
    listed = ArticleList(project.table)
    assert list(listed.numbers(ArticleQuery((Filter("state", "is", "todo"),), project.coder.uid))) == [one, four]
    assert listed.next_to_do(ArticleQuery((), project.coder.uid), after=one) == four
    project.history.undo()
    assert project.copies.duplicates() == {}
    assert list(project.articles.queue(*mine, state="todo")) == [one, two, three, four]
    project.history.redo()
    assert project.copies.duplicates() == {two: one, three: one}
    assert project.copies.code_again([two, four]) == 1
    assert project.copies.duplicates() == {three: one}
    assert project.copies.code_once(one, keep=three).articles == 2
    assert project.copies.duplicates() == {one: three, two: three}
    with pytest.raises(UsageError, match="none of this group"):
        project.copies.code_once(one, keep=four)
    with pytest.raises(UsageError, match="copy of no other"):
        project.copies.code_once(four)
    assert verify(project) == []


def test_what_was_handed_out_is_passed_by_in_its_order(found: tuple[Project, list[int]]):
    project, (one, two, three, four) = found
    coder = project.coders.add("B").uid
    give(project, coder, [project.articles.uid_of(number) for number in (four, three, two, one)])
    project.copies.code_once(one, keep=one)
    assert project.articles.next_to_do(coder, "main") == four
    assert project.articles.next_to_do(coder, "main", after=four) == one


def test_what_is_coded_already_is_what_is_kept(found: tuple[Project, list[int]]):
    project, (one, two, three, _four) = found
    assert project.copies.best_of(project.copies.groups()[0]) == one
    give(project, project.coders.add("B").uid, [project.articles.uid_of(three)])
    assert project.copies.best_of(project.copies.groups()[0]) == three
    code(project, project.articles.uid_of(two), EVENT)
    assert project.copies.best_of(project.copies.groups()[0]) == two
    facts = project.copies.facts([one, two, three])
    assert [(facts[number].coded, facts[number].handed) for number in (one, two, three)] == [(0, 0), (1, 0), (0, 1)]
    told = project.copies.code_once(one)
    assert (told.articles, told.begun) == (2, 1)
    assert project.copies.duplicates() == {one: two, three: two}


def test_all_groups_at_once_by_likeness_or_the_very_text(project: Project):
    one, two, three, four, five, six = add(
        project, BASE, BASE.lower(), changed(BASE, 9), OTHER, OTHER + " ", changed(BASE, 9).upper()
    )
    project.copies.find()
    told = project.copies.code_all_once(None)
    assert (told.groups, told.articles) == (3, 3)
    assert project.copies.duplicates() == {two: one, five: four, six: three}
    project.history.undo()
    assert project.copies.code_all_once(0.99).articles == 2
    assert project.copies.duplicates() == {two: one, five: four}
    assert project.copies.code_all_once(0.8).articles == 2, "those that were marked before are not counted again"
    assert project.copies.duplicates() == {two: one, three: one, six: one, five: four}
    project.history.undo()
    project.history.undo()
    assert project.copies.duplicates() == {}


def test_a_duplicate_that_is_judged_different_is_coded_again(found: tuple[Project, list[int]]):
    project, (one, two, three, _four) = found
    project.copies.code_once(one)
    project.copies.judge(one, two, "different")
    assert project.copies.duplicates() == {three: one}
    project.history.undo()
    assert project.copies.duplicates() == {two: one, three: one}


def test_a_duplicate_stays_one_where_another_search_finds_it_no_more(found: tuple[Project, list[int]]):
    project, (one, two, three, _four) = found
    project.copies.code_once(one)
    project.database.run("DELETE FROM article_copy")
    project.copies.find()
    assert project.copies.duplicates() == {two: one, three: one}


def test_what_is_corrected_since_cannot_be_undone_over(found: tuple[Project, list[int]]):
    project, (one, two, three, _four) = found
    project.copies.code_once(one)
    me = project.coder
    other = project.coders.add("L2", role="lead")
    project.work_as(other)
    project.copies.code_again([two])
    project.work_as(me)
    project.history.undo()  # the other lead was added
    with pytest.raises(CannotUndo):
        project.history.undo()
    assert project.copies.duplicates() == {three: one}


def test_groups_are_known_again_without_being_counted_anew(found: tuple[Project, list[int]], monkeypatch: pytest.MonkeyPatch):
    project, (one, *_rest) = found
    project.copies.all_groups()
    monkeypatch.setattr("annotator.project.copies.joined", lambda _database: pytest.fail("counted anew"))
    assert project.copies.all_groups()[one] == one


def test_what_is_counted_anew_for_some_is_what_all_would_be(project: Project):
    """Words said at random of twelve articles, some of them in the way of others; undone and coded once between."""
    import random

    chance = random.Random(11)
    numbers = add(project, *(changed(text, every) for text in (BASE, OTHER) for every in (7, 8, 9, 10, 11, 13)))
    project.copies.find()
    parted = 0
    for _ in range(120):
        one, other = chance.sample(numbers, 2)
        deed = chance.choice(["same", "different", "different", None, "once", "again", "undo"])
        try:
            if deed == "once":
                project.copies.code_once(one)
            elif deed == "again":
                project.copies.code_again([one, other])
            elif deed == "undo":
                project.history.undo()
            else:
                project.copies.judge(one, other, deed)  # type: ignore[arg-type]
        except UsageError:
            parted += 1
        fresh = Copies(project.database, project.history)
        assert project.copies.all_groups() == fresh.all_groups()
        assert project.copies.groups() == fresh.groups()
        assert project.copies.groups_of([one]) == fresh.groups_of([one])
    assert 0 < parted < 100


def test_a_refused_word_is_not_taken_for_the_next_one(found: tuple[Project, list[int]]):
    """What was counted for it is gone with it: the next step has its number in the history."""
    project, (one, two, three, _four) = found
    project.copies.judge(one, two, "same")
    project.copies.judge(two, three, "same")
    with pytest.raises(UsageError, match="speaks against"):
        project.copies.judge(one, three, "different")
    with project.history.operation({"id": "import_articles"}):
        project.database.run("UPDATE article SET removed = 1 WHERE number = ?", (three,))
    assert groups(project) == [[one, two]]


# --- blind is blind ---------------------------------------------------------------------------------------------------


def test_a_package_tells_nothing_of_copies(found: tuple[Project, list[int]], tmp_path: Path):
    project, (one, two, three, four) = found
    coder = project.coders.add("B2").uid
    give(project, coder, [project.articles.uid_of(number) for number in (one, two, four)])
    project.copies.judge(one, two, "same")
    project.copies.judge(one, four, "different")
    project.copies.code_once(one, keep=three)
    path = packed(project, coder, tmp_path / "out")
    with at_work(path) as theirs:
        for table in ("article_pair", "article_copy"):
            assert theirs.database.value(f"SELECT count(*) FROM {table}") == 0
        assert theirs.database.value("SELECT count(*) FROM article WHERE duplicate_of IS NOT NULL") == 0
        assert not [key for key in theirs.about() if "cop" in key]
        assert theirs.copies.all_groups() == {}
        assert theirs.articles.next_to_do(coder, "main") is not None
        titles = [theirs.articles.get(theirs.articles.uid_of(number)).title for number in theirs.articles.queue(coder, "main")]
        assert titles == ["Title 3"], "what is not coded is not handed on"
    bytes_ = path.read_bytes()
    for word in (b"judge_articles", b"code_once", project.articles.uid_of(three).encode()):
        assert word not in bytes_


def test_a_package_holds_a_copy_that_was_begun_and_loses_one_that_was_not(found: tuple[Project, list[int]], tmp_path: Path):
    project, (one, two, three, four) = found
    b2, b3 = project.coders.add("B2").uid, project.coders.add("B3").uid
    uids = [project.articles.uid_of(number) for number in (one, two, three, four)]
    for coder in (b2, b3):
        give(project, coder, uids)
    first = packed(project, b2, tmp_path / "one")
    with at_work(first) as theirs:
        code(theirs, uids[1], EVENT, done=False)
        assert len(theirs.articles.queue(b2, "main")) == 4
    merge(project, [first])
    project.copies.code_once(one, keep=one)
    for coder, numbers in ((b2, [one, two, four]), (b3, [one, four])):
        path = packed(project, coder, tmp_path / coder)
        with at_work(path) as theirs:
            rows = theirs.database.all("SELECT article, position FROM assignment ORDER BY position")
            assert [row[0] for row in rows] == [project.articles.uid_of(number) for number in numbers]
            assert [row[1] for row in rows] == list(range(1, len(numbers) + 1)), "no gap tells of them"
            assert theirs.database.value("SELECT count(*) FROM article") == len(numbers)


def test_work_that_comes_back_leaves_the_marks(found: tuple[Project, list[int]], tmp_path: Path):
    project, (one, two, three, _four) = found
    coder = project.coders.add("B2").uid
    give(project, coder, [project.articles.uid_of(number) for number in (one, two)])
    path = packed(project, coder, tmp_path / "out")
    project.copies.code_once(one, keep=one)
    with at_work(path) as theirs:
        code(theirs, project.articles.uid_of(two), EVENT)
    merge(project, [path])
    assert project.copies.duplicates() == {two: one, three: one}
    assert project.copies.facts([two])[two].coded == 1, "the work is there, and told"
    assert groups(project) == [[one, two, three]]


def test_duplicates_leave_hand_outs(found: tuple[Project, list[int]]):
    project, (one, _two, _three, four) = found
    project.copies.code_once(one)
    b = project.coders.add("B").uid
    carry_out(project, HandOut(parts=(Part(b),)))
    given = {row[0] for row in project.database.all("SELECT article FROM assignment WHERE coder = ?", (b,))}
    assert given == {project.articles.uid_of(number) for number in (one, four)}


def test_copies_are_the_leads(found: tuple[Project, list[int]]):
    project, (one, two, *_rest) = found
    project.work_as(project.coders.add("B"))
    for deed in (
        project.copies.find, lambda: project.copies.judge(one, two, "same"), lambda: project.copies.code_once(one),
        project.copies.code_all_once, lambda: project.copies.judge_apart(one), lambda: project.copies.code_again([one]),
    ):  # fmt: skip
        with pytest.raises(UsageError, match="the lead's"):
            deed()
