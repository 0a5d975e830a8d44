"""The log of searches: the lead's, undone like all else, in no coder's package, and gone with a purge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from team import give, packed, texts

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.merging import merge
from annotator.project.packages import hand_in
from annotator.project.purge import purge_article, purge_words
from annotator.project.search_records import SearchDraft, SearchRecords
from annotator.project.verify import verify

FACTIVA = SearchDraft(
    "Factiva", "protest*\r\nAND Iraq", "2019", "2020-06", "2 March 2026", 4100, 4012, 230, "By the library's access."
)


@pytest.fixture
def log(project: Project) -> SearchRecords:
    return project.search_records


def test_days_stand_for_their_periods_and_lines_are_kept(log: SearchRecords):
    one = log.get(log.add(FACTIVA))
    assert (one.name, one.query, one.note) == ("Factiva", "protest*\nAND Iraq", "By the library's access.")
    assert (one.first, one.last, one.made) == ("2019-01-01", "2020-06-30", "2026-03-02")
    assert (one.hits, one.retrieved, one.duplicates) == (4100, 4012, 230)
    assert log.get(one.uid[:8]) == one


def test_they_stand_by_the_day_they_were_made(log: SearchRecords):
    for name, made in (("C", ""), ("B", "2026-03-02"), ("A", "2026-01-05")):
        log.add(SearchDraft(name, made=made))
    assert [one.name for one in log.all()] == ["A", "B", "C"]


def test_totals_leave_out_what_nobody_noted(log: SearchRecords):
    assert log.totals().hits is None
    log.add(FACTIVA)
    log.add(SearchDraft("Nexis", hits=100))
    told = log.totals()
    assert (told.searches, told.hits, told.retrieved, told.duplicates, told.untold) == (2, 4200, 4012, 230, 1)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"name": "  "}, "name of the database"),
        ({"first": "2020-07"}, "end on 2020-06-30, before they begin on 2020-07-01"),
        ({"first": "soon"}, "“soon” is not a date"),
        ({"made": "2020-06"}, "“2020-06” is not a date; write it as 2020-06-02"),
        ({"made": "02/06/2020"}, "whether the day or the month comes first"),
        ({"hits": -1}, "cannot be below 0"),
        ({"retrieved": 4101}, "more retrieved .4,101. than found .4,100."),
        ({"duplicates": 5000}, "more duplicates .5,000. than retrieved .4,012."),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(log: SearchRecords, more: dict[str, object], reason: str):
    with pytest.raises(UsageError, match=reason):
        log.add(replace(FACTIVA, **more))  # type: ignore[arg-type]
    assert log.all() == []


def test_each_change_is_one_step_that_undo_takes_back(log: SearchRecords, project: Project):
    uid = log.add(FACTIVA)
    before = log.get(uid)
    log.change(uid, replace(FACTIVA, hits=None, first="", query="strike*"))
    changed = log.get(uid)
    assert (changed.hits, changed.first, changed.query) == (None, "", "strike*")
    project.history.undo()
    assert log.get(uid) == before
    log.remove(uid)
    assert log.all() == []
    with pytest.raises(UsageError, match="no search"):
        log.get(uid)
    project.history.undo()
    project.history.undo()
    assert log.all() == []
    project.history.redo()
    assert log.all() == [before]
    assert verify(project) == []


def test_only_the_lead_writes(log: SearchRecords, project: Project):
    uid = log.add(FACTIVA)
    project.work_as(project.coders.add("B1"))
    for do in (lambda: log.add(FACTIVA), lambda: log.change(uid, FACTIVA), lambda: log.remove(uid)):
        with pytest.raises(UsageError, match="lead"):
            do()
    assert len(log.all()) == 1


def test_no_package_holds_a_search_and_none_is_written_there(new_project: Callable[..., Project], tmp_path: Path):
    lead = new_project("lead")
    articles = texts(2)
    lead.articles.add(articles)
    coder = lead.coders.add("B1").uid
    give(lead, coder, [one.uid for one in articles])
    lead.search_records.add(replace(FACTIVA, query="Zanzibar*", note="Zanzibar"))
    path = packed(lead, coder, tmp_path / "out")
    assert b"Zanzibar" not in path.read_bytes()
    with Project.open(path) as own:
        assert own.search_records.all() == []
        with pytest.raises(UsageError, match="lead"):
            own.search_records.add(FACTIVA)
        back = hand_in(own, tmp_path / "back.annotator")
    merge(lead, [back])
    assert [one.note for one in lead.search_records.all()] == ["Zanzibar"]


def test_a_purge_takes_words_and_copies_out_of_it(log: SearchRecords, project: Project):
    article = texts(1, "The mayor of Kirkuk was shot at dawn by two men on a bicycle")[0]
    project.articles.add([article])
    uid = log.add(replace(FACTIVA, query="Jane Roe AND Kirkuk", note=f"Found: {article.text}"))
    log.change(uid, replace(FACTIVA, query="Jane Roe AND Iraq", note=f"Found: {article.text}"))
    purge_words(project, "jane roe", "asked")
    assert log.get(uid).query == "████████ AND Iraq"
    purge_article(project, article.uid, "asked")
    assert "bicycle" not in log.get(uid).note
    project.close()
    content = project.path.read_bytes()
    assert b"Jane Roe" not in content
    assert b"on a bicycle" not in content
