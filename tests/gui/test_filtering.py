"""Filters, saved filters and snippets at the window, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.gui.events_panel import EventsPanel
from annotator.gui.window import Window
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.filtering import PROBLEMS, Filter


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    """A window on twelve articles of two sources; the first two hold events of mine, one of each source."""
    path = tmp_path / "desk.annotator"
    with Project.create(path, "acled", coder="ann") as made:
        made.articles.add(
            ArticleDraft(
                f"Text {n} tells of a protest in Kirkuk.", title=f"Title {n}", date="2020-06-02",
                source="Daily" if n % 2 else "Weekly",
            )
            for n in range(1, 13)
        )  # fmt: skip
        made.search.catch_up()
        for number, kind in ((1, "Protests"), (2, "Battles")):
            article = made.articles.by_number(number)
            assert article is not None
            made.events.add(made.codings.begin(article.uid, made.coder.uid).uid, {"event_type": kind})
    made_hands = Hands(qtbot, path)
    yield made_hands
    made_hands.window.close()


def listed(window: Window) -> list[int]:
    model = window.code().queue.model
    return [line.number for row in range(model.rowCount()) if (line := model.article_at(row)) is not None]


def choose(hands: Hands, column: str, value: str) -> None:
    """Makes a filter in the editor: column by its place, past how it compares, value, Enter."""
    hands.press("Ctrl+Shift+L")
    bar = hands.window.code().queue.filters
    assert QApplication.focusWidget() is bar.column
    hands.press("Home", *["Down"] * bar.column.findText(column), "Tab", "Tab")
    hands.type(value)
    hands.press("Return")


def test_filters_come_and_go_by_keys(qtbot: QtBot, hands: Hands):
    window = hands.window
    choose(hands, "Source", "Daily")
    qtbot.waitUntil(lambda: listed(window) == [1, 3, 5, 7, 9, 11])
    bar = window.code().queue.filters
    assert [bar.in_words(one) for one in bar.filters] == ["Source contains Daily"]
    hands.press("Escape")
    assert not bar.editing
    assert QApplication.focusWidget() is window.code().queue.list
    hands.press("Alt+Down")
    assert window.current().article(window.focus.article).number == 3  # type: ignore[union-attr]
    hands.press("Ctrl+Shift+Return")
    assert window.current().article(window.focus.article).number == 5  # type: ignore[union-attr]


def test_events_values_and_what_the_editor_refuses(qtbot: QtBot, hands: Hands):
    window = hands.window
    choose(hands, "Event: Event type", "Protests")
    qtbot.waitUntil(lambda: listed(window) == [1])
    choose(hands, "Date", "one day")
    bar = window.code().queue.filters
    assert "not a date" in bar.wrong.text()
    assert bar.wrong.isVisible()
    assert len(bar.filters) == 1


def test_a_language_is_chosen_by_its_name_or_its_code(qtbot: QtBot, hands: Hands):
    window = hands.window
    articles = window.current().project.articles
    for number, language in ((2, "ar"), (4, "ar"), (5, "fr-CA")):
        found = articles.by_number(number)
        assert found is not None
        window.current().correct_article(found.uid, language=language)
    bar = window.code().queue.filters
    for typed, expected, shown in (("Arabic", [2, 4], "Arabic"), ("fr-CA", [5], "French (fr-CA)"), ("ar", [2, 4], "Arabic")):
        choose(hands, "Language", typed)
        qtbot.waitUntil(lambda numbers=expected: listed(window) == numbers)
        assert [bar.in_words(one) for one in bar.filters] == [f"Language is {shown}"]
        bar.clear()


def test_what_no_longer_fits_stays_until_the_list_is_asked_again(qtbot: QtBot, hands: Hands):
    window = hands.window
    choose(hands, "State", "open")
    qtbot.waitUntil(lambda: listed(window) == [1, 2])
    workspace = window.current()
    article = workspace.project.articles.by_number(1)
    assert article is not None
    workspace.remove_event(workspace.events(article.uid)[0].uid)
    workspace.set_verdict(article.uid, "no_event", workspace.codebook.no_event_reasons[0].code)
    assert workspace.finish(article.uid)
    assert listed(window) == [1, 2]
    window.code().queue.model.reload()
    qtbot.waitUntil(lambda: listed(window) == [2])


def test_next_to_do_stays_within_the_filters(qtbot: QtBot, hands: Hands):
    window = hands.window
    choose(hands, "Number of events", "1")
    qtbot.waitUntil(lambda: listed(window) == [1, 2])
    hands.press("Escape", "Ctrl+Shift+Return")
    assert "filters list" in hands.said()


def test_search_looks_within_the_filters_and_shows_the_words(qtbot: QtBot, hands: Hands):
    window, queue = hands.window, hands.window.code().queue
    low = queue.list.verticalHeader().defaultSectionSize()
    choose(hands, "Source", "Weekly")
    hands.press("Escape", "Ctrl+Shift+F")
    hands.type("kirkuk")
    qtbot.waitUntil(lambda: listed(window) == [12, 10, 8, 6, 4, 2])
    found = queue.model.snippet(0)
    assert found is not None
    assert [found.text[start:end] for start, end in found.found] == ["Kirkuk"]
    assert queue.list.verticalHeader().defaultSectionSize() > low
    hands.press("Escape")
    qtbot.waitUntil(lambda: listed(window) == [2, 4, 6, 8, 10, 12])
    assert queue.list.verticalHeader().defaultSectionSize() == low
    assert queue.model.snippet(0) is None


def test_problems_are_counted_when_they_are_asked_for(qtbot: QtBot, hands: Hands):
    window = hands.window
    workspace = window.current()
    assert workspace.project.database.value("SELECT count(*) FROM events WHERE errors_standing IS NULL") == 2
    window.code().queue.filters.add(Filter(PROBLEMS, "is", "error"))
    qtbot.waitUntil(lambda: listed(window) == [1, 2])
    assert workspace.project.database.value("SELECT min(errors_standing) FROM events") > 0
    window.code().queue.filters.clear()
    window.code().queue.filters.add(Filter(PROBLEMS, "is", "none"))
    qtbot.waitUntil(lambda: len(listed(window)) == 10)


def test_a_saved_filter_is_chosen_by_the_palette_and_saving_is_undone(qtbot: QtBot, hands: Hands):
    window = hands.window
    choose(hands, "Source", "Weekly")
    qtbot.waitUntil(lambda: len(listed(window)) == 6)
    queue = window.code().queue
    query = queue.saved_button._now()
    assert query is not None
    window.current().project.saved_filters.save("articles", "Weeklies", query)
    queue.filters.clear()
    qtbot.waitUntil(lambda: len(listed(window)) == 12)
    hands.press("Ctrl+K")
    hands.type("Filter: Week")
    hands.press("Return")
    qtbot.waitUntil(lambda: len(listed(window)) == 6)
    queue.saved_button._fill()
    assert queue.saved_button.menu().actions()[0].text() == "Weeklies"
    hands.press("Escape", "Ctrl+Z")
    assert window.current().project.history.to_redo() is not None
    queue.saved_button._fill()
    assert queue.saved_button.menu().actions()[0].text() != "Weeklies"


def test_events_are_filtered_and_sorted_by_problems(qtbot: QtBot, hands: Hands):
    window = hands.window
    hands.press("Alt+2")
    place = window.findChild(EventsPanel)
    assert place is not None
    qtbot.waitUntil(lambda: place.model.total == 2)
    place.filters.add(Filter(PROBLEMS, "is", "none"))
    qtbot.waitUntil(lambda: not place.model.busy and len(place.model.numbers) == 0)
    assert place.filters.in_words(place.filters.filters[0]) == "Problems is none"
    place.filters.clear()
    place.sort_by(PROBLEMS, descending=True)
    qtbot.waitUntil(lambda: not place.model.busy and len(place.model.numbers) == 2)
    state = place.save_state()
    assert state["sort"] == PROBLEMS
    place.use_filter({"filters": [["event_type", "is", "Battles"]], "words": "", "sort": "nothing"})
    qtbot.waitUntil(lambda: not place.model.busy and len(place.model.numbers) == 1)
