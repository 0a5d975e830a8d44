"""The first pass: verdicts with reasons, how far it is, what leaves "to do", undo one verdict at a time."""

from __future__ import annotations

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.codings import MAIN
from annotator.project.corrected_texts import replace_text
from annotator.project.purge import purge_article, purge_words
from annotator.project.screening import LEAD, VERDICTS, Counts, Screened
from annotator.project.verify import verify

WORDS = "The mayor of Ostrand opened a new bridge on Sunday and spoke of the harvest."


@pytest.fixture
def pile(project: Project) -> Project:
    """Five articles and a stub."""
    project.articles.add(
        ArticleDraft(f"{n}\n{WORDS}", title=f"Article {n}", date="2020-06-02", source="Daily") for n in range(1, 6)
    )
    project.articles.add([ArticleDraft("", external_id="X1", stub=True)])
    return project


def uid(project: Project, number: int) -> str:
    found = project.articles.by_number(number)
    assert found is not None
    return found.uid


def live(project: Project) -> list[tuple[str, str, str, str]]:
    return [
        (row[0], row[1], row[2], row[3])
        for row in project.database.all("SELECT article, coder, verdict, reason FROM screening WHERE removed = 0 ORDER BY 1, 2")
    ]


def to_do(project: Project) -> list[int]:
    return list(project.articles.queue(project.coder.uid, MAIN, state="todo"))


def test_verdicts_are_counted_and_listed(pile: Project):
    screening = pile.screening
    assert screening.counts() == Counts(0, 0, 0, 5)
    for number, verdict in ((1, "relevant"), (2, "not"), (4, "unsure")):
        screening.set(uid(pile, number), verdict)  # type: ignore[arg-type]
    counts = screening.counts()
    assert (counts, counts.judged, counts.all) == (Counts(1, 1, 1, 2), 3, 5)
    parts = {part: list(screening.numbers(part)) for part in ("all", "left", *VERDICTS)}  # type: ignore[arg-type]
    assert parts == {"all": [1, 2, 3, 4, 5], "left": [3, 5], "relevant": [1], "not": [2], "unsure": [4]}
    assert [screening.next_left(after) for after in (0, 3, 5)] == [3, 5, 3]
    screening.set(uid(pile, 2), "relevant")
    screening.set(uid(pile, 1), None)
    assert screening.counts() == Counts(1, 0, 1, 3)
    for number in (1, 3, 5):
        screening.set(uid(pile, number), "unsure")
    assert screening.next_left(2) is None


def test_cards_hold_the_head_the_lead_and_the_verdict(pile: Project):
    pile.articles.add([ArticleDraft("Long " * LEAD, title="Long")])
    pile.screening.set(uid(pile, 2), "not", "no_protest")
    cards = pile.screening.cards([1, 2, 7])
    assert (cards[2].verdict, cards[2].reason, cards[1].verdict) == ("not", "no_protest", "")
    assert cards[1].lead == f"1 {WORDS}"
    assert (cards[1].title, cards[1].date, cards[1].source, cards[1].more) == ("Article 1", "2020-06-02", "Daily", False)
    assert cards[7].more
    assert len(cards[7].lead) <= LEAD


def test_what_is_screened_out_is_not_to_do_any_more_and_can_still_be_coded(pile: Project):
    coder = pile.coder.uid
    for number, verdict in ((1, "not"), (2, "relevant"), (3, "unsure")):
        pile.screening.set(uid(pile, number), verdict)  # type: ignore[arg-type]
    assert to_do(pile) == [2, 3, 4, 5]
    assert pile.articles.next_to_do(coder, MAIN) == 2
    assert list(pile.articles.queue(coder, MAIN)) == [1, 2, 3, 4, 5]
    assert {number: row.screened for number, row in pile.articles.queue_rows([1, 2, 4], coder, MAIN).items()} == {
        1: "not", 2: "relevant", 4: "",
    }  # fmt: skip
    assert list(pile.articles.queue(coder, MAIN, state="relevant")) == [2]
    assert list(pile.articles.queue(coder, MAIN, state="unsure")) == [3]
    assert pile.database.value("SELECT count(*) FROM coding") == 0, "no coding is needed to leave an article out"
    for number in (1, 2):
        pile.codings.begin(uid(pile, number), coder)
    assert list(pile.articles.queue(coder, MAIN, state="open")) == [1, 2]
    assert list(pile.articles.queue(coder, MAIN, state="relevant")) == []
    for number in (3, 4, 5):
        pile.screening.set(uid(pile, number), "not")
    assert (to_do(pile), pile.articles.next_to_do(coder, MAIN)) == ([], None)


def test_another_coders_verdicts_are_not_mine(pile: Project):
    pile.screening.set(uid(pile, 1), "not")
    first, other = pile.coder, pile.coders.add("B2")
    pile.work_as(other)
    assert (to_do(pile), pile.screening.counts().left) == ([1, 2, 3, 4, 5], 5)
    pile.screening.set(uid(pile, 1), "relevant")
    assert pile.screening.of(uid(pile, 1), first.uid) == Screened("not")
    assert pile.screening.counts(first.uid) == Counts(0, 1, 0, 4)


def test_undo_goes_one_verdict_at_a_time_to_the_start_and_redo_back(pile: Project):
    start = live(pile)
    screening = pile.screening
    screening.set(uid(pile, 1), "not")
    screening.set(uid(pile, 1), "not", "no_protest")  # the reason belongs to the step
    screening.set(uid(pile, 2), "relevant")
    screening.set(uid(pile, 1), "unsure", "perhaps a march")
    screening.set(uid(pile, 2), None)
    end = live(pile)
    for expected in ((2, "relevant"), (1, "not")):
        step = pile.history.undo()
        assert step is not None
        assert step.place == {"article": uid(pile, expected[0]), "place": "first_pass"}
        assert screening.of(uid(pile, expected[0])).verdict == expected[1]  # type: ignore[union-attr]
    assert screening.of(uid(pile, 1)) == Screened("not", "no_protest")
    pile.history.undo()
    assert screening.of(uid(pile, 2)) is None
    step = pile.history.undo()
    assert step is not None
    assert step.label == {"id": "screen", "verdict": "not"}
    assert live(pile) == start == []
    assert pile.history.to_undo() is None or pile.history.to_undo().label["id"] == "import_articles"  # type: ignore[union-attr]
    while pile.history.redo():
        pass
    assert live(pile) == end
    assert verify(pile) == []


def test_a_reason_given_later_is_a_step_of_its_own(pile: Project):
    pile.screening.set(uid(pile, 1), "not")
    pile.screening.set(uid(pile, 2), "not")
    pile.screening.set(uid(pile, 1), "not", "no_protest")
    pile.history.undo()
    assert pile.screening.of(uid(pile, 1)) == Screened("not")
    assert pile.screening.of(uid(pile, 2)) == Screened("not")


def test_saying_the_same_again_is_no_step(pile: Project):
    pile.screening.set(uid(pile, 1), "not", "x")
    steps = len(pile.history.steps())
    pile.screening.set(uid(pile, 1), "not", " x ")
    pile.screening.set(uid(pile, 2), None)
    assert len(pile.history.steps()) == steps
    with pytest.raises(UsageError):
        pile.screening.set(uid(pile, 1), "maybe")  # type: ignore[arg-type]


def test_what_was_said_follows_a_corrected_text(pile: Project):
    old = uid(pile, 1)
    pile.screening.set(old, "not", "no_protest")
    before = live(pile)
    new = replace_text(pile, old, f"1\n{WORDS} Nobody came.").article
    assert pile.screening.of(new) == Screened("not", "no_protest")
    assert (pile.screening.counts(), to_do(pile)) == (Counts(0, 1, 0, 4), [2, 3, 4, 5])
    pile.history.undo()
    assert live(pile) == before
    assert pile.screening.counts() == Counts(0, 1, 0, 4)
    pile.history.redo()
    assert pile.screening.of(new) == Screened("not", "no_protest")
    pile.screening.set(new, "relevant")
    assert replace_text(pile, new, f"1\n{WORDS}").article == old
    assert pile.screening.of(old) == Screened("relevant"), "what was said last holds when the first text comes back"


def test_the_undo_of_an_older_verdict_reaches_it_on_the_corrected_text(pile: Project):
    old, lead, other = uid(pile, 1), pile.coder, pile.coders.add("B2")
    pile.work_as(other)
    pile.screening.set(old, "not")
    pile.work_as(lead)
    new = replace_text(pile, old, f"1\n{WORDS} Nobody came.").article
    assert live(pile) == [(new, other.uid, "not", "")]
    pile.work_as(other)
    pile.history.undo()
    assert live(pile) == []
    pile.history.redo()
    assert pile.screening.of(new) == Screened("not")
    assert verify(pile) == []


def test_a_verdict_on_a_text_that_comes_in_again_gives_way_to_what_was_said_last(pile: Project):
    old, text = uid(pile, 1), f"1\n{WORDS} Nobody came."
    pile.articles.add([ArticleDraft(text, title="Article 1", date="2020-06-02", source="Daily")])
    new = uid(pile, 7)
    pile.screening.set(new, "unsure", "who came?")
    pile.screening.set(old, "not", "no_protest")
    before = live(pile)
    with pile.history.operation({"id": "import_articles"}):
        pile.database.run("UPDATE article SET removed = 1 WHERE uid = ?", (new,))
    assert replace_text(pile, old, text).article == new
    assert live(pile) == [(new, pile.coder.uid, "not", "no_protest")]
    pile.history.undo()
    assert live(pile) == before
    pile.history.redo()
    assert live(pile) == [(new, pile.coder.uid, "not", "no_protest")]
    assert verify(pile) == []


def test_a_purge_takes_what_was_copied_into_a_reason(pile: Project):
    pile.screening.set(uid(pile, 1), "unsure", WORDS)
    pile.screening.set(uid(pile, 2), "unsure", "asked the mayor of Ostrand")
    purge_article(pile, uid(pile, 1), "the law")
    purge_words(pile, "mayor of Ostrand", "the law")
    assert all("mayor" not in row[3] for row in live(pile))
    assert not pile.database.all("SELECT 1 FROM change WHERE tbl = 'screening' AND (old LIKE '%mayor%' OR new LIKE '%mayor%')")


def test_an_articles_history_tells_its_first_pass(pile: Project):
    pile.screening.set(uid(pile, 1), "not")
    pile.screening.set(uid(pile, 1), "relevant")
    told = [(one.table, one.field, one.new) for one in pile.place_history.of_article(uid(pile, 1))]
    assert ("screening", "verdict", "relevant") in told
    assert ("screening", "*", None) in [(one[0], one[1], None) for one in told]
