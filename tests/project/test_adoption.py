"""A new version of the codebook in a project that has begun: what it changes, adopted, taken back, carried to coders."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from team import EVENT, give, packed, texts
from tiny import NEXT, TINY

from annotator.codebook.loading import parse
from annotator.errors import UsageError
from annotator.formats.registry import ExportOptions, export
from annotator.project import Project
from annotator.project.adoption import adopt, compare
from annotator.project.merging import merge
from annotator.project.problem_counts import count_problems, waiting
from annotator.project.verify import verify

FULL = {**EVENT, "note": "seen"}


@pytest.fixture
def coded(project: Project) -> Project:
    """Three articles; two events, of which one has a note."""
    project.articles.add(texts(3))
    for number, values in ((1, FULL), (2, {**EVENT, "sub": "a2"})):
        article = project.articles.by_number(number)
        assert article is not None
        coding = project.codings.begin(article.uid, project.coder.uid)
        project.events.add(coding.uid, values)
        project.finish(coding.uid)
    count_problems(project)
    return project


def event(project: Project, number: int = 1) -> Any:
    article = project.articles.by_number(number)
    assert article is not None
    coding = project.codings.find(article.uid, project.coder.uid)
    assert coding is not None
    return project.events.of(coding.uid)[0]


def stored(project: Project, uid: str) -> dict[str, Any]:
    return json.loads(project.database.value('SELECT "values" FROM event WHERE uid = ?', (uid,)))


def standing(project: Project) -> list[int]:
    return [row[0] for row in project.database.all("SELECT errors_standing FROM events ORDER BY article")]


def flat(project: Project) -> list[str]:
    return [row[1] for row in project.database.all("PRAGMA table_info(events)")]


def exported(project: Project, out: Path) -> str:
    export(project, out, "csv", ExportOptions(coder=project.coder.uid))
    export(project, out.with_suffix(".jsonl"), "jsonl", ExportOptions(coder=project.coder.uid))
    return out.read_text("utf-8-sig").splitlines()[0]


def test_a_comparison_says_what_is_new_and_gone_and_in_use(coded: Project):
    told = compare(coded, parse(NEXT))
    assert (told.was, told.version, told.same, told.refusal, told.events) == ("1", "2", False, "", 2)
    assert [(one.name, one.title, one.type) for one in told.fields_added] == [("weather", "Weather", "text")]
    assert [(one.name, one.used) for one in told.fields_removed] == [("note", 1)]
    assert [(one.list, one.code, one.used) for one in told.codes_removed] == [("types", "a1", 1)]
    assert told.codes_added == ()
    assert told.rules_changed == ("R1",)
    assert compare(coded, parse(TINY)).same


def test_what_does_not_stand_is_not_counted(coded: Project):
    coded.events.remove(event(coded).uid)
    told = compare(coded, parse(NEXT))
    assert [one.used for one in (*told.fields_removed, *told.codes_removed)] == [0, 0]


def test_another_codebook_and_another_form_are_refused(coded: Project):
    other = NEXT.replace("name: tiny", "name: ours")
    form = NEXT.replace("{name: country, type: text}", "{name: country, type: text, many: true}")
    assert "another codebook" in compare(coded, parse(other)).refusal
    told = compare(coded, parse(form))
    assert "another name" in told.refusal
    assert [(one.name, one.was, one.type, one.used) for one in told.fields_changed] == [("country", "text", "several text", 2)]
    for text in (other, form, TINY):
        with pytest.raises(UsageError):
            adopt(coded, parse(text), text)
    assert coded.codebook.version == "1"
    assert coded.history.to_undo().label["id"] != "adopt_codebook"  # type: ignore[union-attr]


def test_a_text_may_become_a_longer_one(coded: Project):
    text = NEXT.replace("{name: country, type: text}", "{name: country, type: long_text}")
    told = compare(coded, parse(text))
    assert told.refusal == ""
    assert [(one.name, one.used) for one in told.fields_changed] == [("country", 2)]


def test_adopting_binds_the_project_and_judges_anew(coded: Project, tmp_path: Path):
    first = coded.codebook_uid
    assert waiting(coded) == 0
    assert standing(coded) == [0, 0]
    uid = adopt(coded, parse(NEXT), NEXT)
    assert (coded.codebook_uid, coded.codebook.version) == (uid, "2")
    assert coded.codebooks.source(uid) == NEXT
    assert "weather" in flat(coded)
    assert "note" not in flat(coded)
    assert waiting(coded) == 2
    count_problems(coded)
    assert standing(coded) == [3, 2]  # no weather, too many for the rule, and a code that is gone
    one = event(coded)
    assert "note" not in one.values
    assert stored(coded, one.uid)["note"] == "seen"
    assert one.codebook == first
    assert verify(coded) == []
    assert "weather" in exported(coded, tmp_path / "after.csv")
    # What is changed is of the new version from then on; what nobody touched stays as it was coded.
    coded.events.set_values(one.uid, {"weather": "rain"})
    assert event(coded).codebook == uid
    assert stored(coded, one.uid)["note"] == "seen"
    assert event(coded, 2).codebook == first
    assert coded.events.copy(one.uid).values == {**one.values, "weather": "rain"}
    assert verify(coded) == []


def test_a_rule_alone_makes_every_event_wait(coded: Project):
    text = TINY.replace("at_most: 5", "at_most: 1")
    adopt(coded, parse(text), text)
    assert waiting(coded) == 2
    count_problems(coded)
    assert standing(coded) == [1, 1]
    coded.history.undo()
    coded.reload()
    assert waiting(coded) == 2
    count_problems(coded)
    assert standing(coded) == [0, 0]


def test_undo_and_redo_of_an_adoption(coded: Project, tmp_path: Path):
    first, columns, head = coded.codebook_uid, flat(coded), exported(coded, tmp_path / "before.csv")
    second = adopt(coded, parse(NEXT), NEXT)
    coded.events.set_values(event(coded).uid, {"weather": "rain"})
    for _ in range(2):
        coded.history.undo()
    assert coded.reload()
    assert (coded.codebook_uid, flat(coded)) == (first, columns)
    assert event(coded).values == FULL
    assert event(coded).codebook == first
    assert exported(coded, tmp_path / "again.csv") == head
    assert verify(coded) == []
    coded.history.redo()
    assert coded.reload()
    assert coded.codebook_uid == second
    assert verify(coded) == []
    # And back to the first by adopting it again.
    assert adopt(coded, parse(TINY), TINY) == first
    assert coded.codebooks.current()[0] == first
    assert event(coded).values["note"] == "seen"


def test_the_last_adoption_holds_though_the_clock_went_back(coded: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("annotator.project.codebooks.now", lambda: "2001-01-01T00:00:00.000Z")
    assert adopt(coded, parse(NEXT), NEXT) == coded.codebooks.current()[0]


def test_an_adoption_that_was_cut_off_is_made_up_on_opening(coded: Project, monkeypatch: pytest.MonkeyPatch):
    text = TINY.replace("at_most: 5", "at_most: 1")
    with monkeypatch.context() as patched:
        patched.setattr(Project, "reload", lambda _project: False)
        adopt(coded, parse(text), text)
    path = coded.path
    coded.close()
    with Project.open(path) as again:
        assert waiting(again) == 2
        assert verify(again) == []


def test_only_the_lead_adopts(coded: Project):
    coded.coders.add("B2")
    coded.work_as(coded.coders.named("B2"))
    with pytest.raises(UsageError, match="lead"):
        adopt(coded, parse(NEXT), NEXT)


def test_a_coder_gets_it_with_the_next_package(
    new_project: Callable[..., Project], tmp_path: Path
):  # fmt: skip
    lead = new_project("lead")
    lead.articles.add(texts(2))
    b2 = lead.coders.add("B2")
    article = lead.articles.by_number(1)
    assert article is not None
    give(lead, b2.uid, [article.uid])
    path = packed(lead, b2.uid, tmp_path / "out")
    with Project.open(path) as mine:
        coding = mine.codings.begin(article.uid, mine.coder.uid)
        mine.events.add(coding.uid, FULL)
        with pytest.raises(UsageError, match="package"):
            adopt(mine, parse(NEXT), NEXT)
        second = adopt(lead, parse(NEXT), NEXT)
        newer = packed(lead, b2.uid, tmp_path / "out")
        told = merge(mine, [newer])
        assert any("new version of the codebook" in note for note in told.files[0].notes)
        assert (mine.codebook_uid, mine.codebook.version) == (second, "2")
        assert "weather" in flat(mine)
        assert verify(mine) == []
        one = event(mine)
        assert stored(mine, one.uid)["note"] == "seen"
        mine.events.set_values(one.uid, {"weather": "rain"})
        assert verify(mine) == []
    told = merge(lead, [path])
    assert told.files[0].refused == ""
    assert told.files[0].new == 1
    assert verify(lead) == []
