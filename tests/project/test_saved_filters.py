"""Saved filters: whose they are, who sees them, and that all about them can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.saved_filters import SavedFilters
from tests.tiny import TINY

QUERY = {"filters": [["source", "is", "Süd"]], "state": "todo"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    book = tmp_path / "tiny.yaml"
    book.write_text(TINY, "utf-8")
    with Project.create(tmp_path / "desk.annotator", str(book), coder="ann") as made:
        yield made


def names(saved: SavedFilters, list_: str = "articles") -> list[str]:
    return [one.name for one in saved.all(list_)]  # type: ignore[arg-type]


def test_kept_under_a_name_renamed_removed_and_undone(project: Project):
    saved = project.saved_filters
    uid = saved.save("articles", "  My   south ", QUERY)
    assert [(one.name, one.query) for one in saved.all("articles")] == [("My south", QUERY)]
    assert names(saved, "events") == []
    assert saved.save("articles", "my south", {"state": "open"}) == uid
    assert saved.all("articles")[0].query == {"state": "open"}
    saved.rename(uid, "North")
    saved.remove(uid)
    assert names(saved) == []
    expected = [["North"], ["My south"], ["My south"], []]
    for wanted in expected:
        assert project.history.undo() is not None
        assert names(saved) == wanted
    project.history.redo()
    assert saved.all("articles")[0].query == QUERY


def test_a_coder_sees_their_own_and_the_leads(project: Project):
    saved, lead = project.saved_filters, project.coder
    of_lead = saved.save("articles", "From the lead", QUERY)
    bob, eve = project.coders.add("bob"), project.coders.add("eve")
    project.work_as(bob)
    saved.save("articles", "Of bob", QUERY)
    assert names(saved) == ["Of bob", "From the lead"]
    assert [saved.is_mine(one) for one in saved.all("articles")] == [True, False]
    with pytest.raises(UsageError):
        saved.remove(of_lead)
    project.work_as(eve)
    assert names(saved) == ["From the lead"]
    project.work_as(lead)
    assert names(saved) == ["From the lead"]


def test_names_are_needed_and_not_taken_twice(project: Project):
    saved = project.saved_filters
    first = saved.save("articles", "One", QUERY)
    saved.save("articles", "Two", QUERY)
    with pytest.raises(UsageError, match="already"):
        saved.rename(first, "two")
    with pytest.raises(UsageError, match="name"):
        saved.save("articles", " ", QUERY)
