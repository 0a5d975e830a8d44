"""Codings from elsewhere under our own identity: nothing changes hands, and what was changed there is judged anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from coded_lines import article, coding, event, evidence, span, write

from annotator.formats.codings.taking_in import CodingPlan, CodingReport, Whose, take_in
from annotator.formats.registry import ExportOptions, export
from annotator.project import Project

BEN = "b" * 32
ONE, GONE = "1" * 32, "2" * 32


@pytest.fixture
def project(new_project: Callable[..., Project]) -> Iterator[Project]:
    with new_project(coder="Lead") as made:
        yield made


@pytest.fixture
def bring(project: Project, tmp_path: Path) -> Callable[..., CodingReport]:
    """Takes lines in, after Ben's coding of two events, of which one was removed since."""

    def take(*lines: Any, whose: str = "") -> CodingReport:
        return take_in(project, CodingPlan(write(tmp_path / "in.jsonl", *lines), "jsonl", Whose.read(whose)))

    said = [event(uid, evidence=[evidence("country", span("Kirkuk"))]) for uid in (ONE, GONE)]
    assert take(article(coding(BEN, "Ben", *said))).refused == []
    project.events.remove(GONE)
    return take


def hanging(project: Project, owner: str) -> list[str]:
    return [one.field for one in project.evidence.of(owner)]


def owner_of(project: Project, uid: str) -> str:
    return project.database.value("SELECT coding FROM event WHERE uid = ?", (uid,))


def test_a_removed_event_stays_its_coders(project: Project, bring: Callable[..., CodingReport]):
    line = article(coding("c" * 32, "Zoe", event(GONE, values={"type": "A"})))
    assert bring(line).added == 1
    assert owner_of(project, GONE) == BEN
    (own,) = project.events.of("c" * 32)
    assert (own.uid != GONE, own.values, hanging(project, own.uid)) == (True, {"type": "A"}, [])
    again = bring(line)
    assert (again.added, again.known, again.refused) == (0, 1, [])


def test_an_event_in_effect_is_in_one_coding(project: Project, bring: Callable[..., CodingReport]):
    assert "is in another coding" in bring(article(coding("c" * 32, "Zoe", event(ONE)))).refused[0].reason


@pytest.mark.parametrize("uid", [BEN, "c" * 32])
def test_an_event_with_the_uid_of_a_coding_gets_another(project: Project, bring: Callable[..., CodingReport], uid: str):
    line = article(coding("c" * 32, "Yan", event(uid, evidence=[evidence("country", span("Kirkuk"))])))
    assert bring(line).added == 1
    (own,) = project.events.of("c" * 32)
    assert (hanging(project, BEN), hanging(project, "c" * 32), hanging(project, own.uid)) == ([], [], ["country"])
    assert bring(line).known == 1


def test_a_coding_with_the_uid_of_an_event_gets_another(project: Project, bring: Callable[..., CodingReport]):
    line = article(coding(ONE, "Xi", event("e" * 32)))
    assert bring(line).added == 1
    assert owner_of(project, "e" * 32) not in (ONE, BEN)
    assert bring(line).known == 1


def test_work_of_somebody_else_under_a_removed_codings_uid(project: Project, bring: Callable[..., CodingReport]):
    project.history.undo()
    project.history.undo()
    said = [event(uid, evidence=[evidence("country", span("Kirkuk"))]) for uid in (ONE, GONE)]
    assert bring(article(coding(BEN, "Ada", *said))).added == 1
    rows = project.database.all("SELECT k.name, c.uid FROM coding c JOIN coder k ON k.uid = c.coder WHERE c.removed = 0")
    assert [row[0] for row in rows] == ["Ada"]
    assert len(project.events.of(rows[0][1])) == 2
    assert bring(article(coding(BEN, "Ada", *said))).known == 1


@pytest.mark.parametrize("change", ["", "coder", "value", "place"])
def test_done_work_with_errors_stays_done_where_it_was_not_touched(
    project: Project, tmp_path: Path, new_project: Callable[..., Project], change: str
):
    odd = event(ONE, values={"type": "A", "n": 7}, evidence=[evidence("n", span("two"))])
    take_in(project, CodingPlan(write(tmp_path / "in.jsonl", article(coding(BEN, "Ben", odd))), "jsonl"))
    export(project, tmp_path / "out", "doccano", ExportOptions(coder=project.coders.named("Ben").uid))
    (file,) = (one for one in (tmp_path / "out").glob("*.jsonl"))
    line = json.loads(file.read_text(encoding="utf-8"))
    if change == "coder":
        line["meta"]["coding"]["coder"] = "Somebody else"
    elif change == "value":
        line["meta"]["coding"]["events"][0]["values"]["n"] = 8
    elif change:
        (entity,) = (one for one in line["entities"] if one["label"] == "n")
        entity["start_offset"] -= 4
    with new_project("other", coder="Boss") as other:
        told = take_in(other, CodingPlan(write(tmp_path / "back.jsonl", line), "doccano"))
        assert (told.added, told.refused) == (1, [])
        assert other.database.value("SELECT state FROM coding") == ("open" if change else "done")
