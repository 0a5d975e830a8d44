"""The tables of a release: all rows, many to many, with denominators; fields that are not released stand nowhere."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from parts_project import PART_SECRET, SECRET, make, write

from annotator.project import Project
from annotator.releases.options import ReleaseOptions
from annotator.releases.repeats import ArticleWords
from annotator.releases.values import extent


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    made = make(tmp_path_factory.mktemp("parts"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def folder(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with all texts."""
    found = tmp_path_factory.mktemp("release") / "release-1"
    write(project, found, ReleaseOptions(texts="full", licence="CC BY 4.0", citation="Lead, L. (2020)"))
    return found


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _events(project: Project, articles: str) -> list[str]:
    sql = f"SELECT event_uid FROM events WHERE article IN ({articles}) ORDER BY article, position"
    return [row[0] for row in project.database.all(sql)]


def test_an_incident_is_one_row_with_what_its_events_come_to(folder: Path):
    found = rows(folder, "tables/incidents.csv")
    assert [one["id"] for one in found] == ["CL1", "", "", "CL3"]
    clash = found[0]
    assert (clash["merged_ids"], clash["events"], clash["articles"], clash["sources"]) == ("CL2", "3", "3", "2")
    assert (clash["first_report"], clash["last_report"]) == ("2020-06-01", "2020-06-03")
    assert (clash["deaths"], clash["event_date"], clash["kind"], clash["crowd_best"]) == ("2", "2020-06-02", "01", "40")


def test_every_event_keeps_its_own_values_and_who_gave_them(folder: Path):
    found = rows(folder, "tables/events.csv")
    assert [(one["article"], one["coder"], one["standing"], one["basis"]) for one in found] == [
        ("1", "coder2", "coded", "approved"), ("2", "coder2", "coded", "done"), ("3", "coder3", "coded", "done"),
        ("4", "coder3", "coded", "done"), ("4", "coder3", "coded", "done"), ("9", "coder1", "adjudicated", "adjudicated"),
    ]  # fmt: skip
    assert [one["deaths"] for one in found] == ["2", "3", "", "-9", "dozens", "0"]
    assert [one["incidents"] for one in found[:3]] == ["CL1"] * 3
    assert {one["round"] for one in found} == {"main"}


def test_the_crosswalk_joins_incidents_events_and_articles(folder: Path):
    links = rows(folder, "tables/crosswalk.csv")
    incidents = {one["incident"] for one in rows(folder, "tables/incidents.csv")}
    events = {one["event"]: one["article"] for one in rows(folder, "tables/events.csv")}
    assert {one["incident"] for one in links} == incidents
    assert {one["event"]: one["article"] for one in links} == events
    assert [(one["judged"], one["reason"]) for one in links[:4]] == [
        ("linked", "the same market"), ("linked", "the same market"), ("linked", ""), ("alone", ""),
    ]  # fmt: skip
    # An id alone links nothing.
    assert {one["id"]: one["judged"] for one in links[4:]} == {"": "alone", "CL3": "alone"}
    merged = rows(folder, "tables/merged.csv")
    assert [(one["id"], one["merged_into_id"]) for one in merged] == [("CL2", "CL1")]
    assert merged[0]["merged_into"] == links[0]["incident"]


def test_an_event_that_tells_two_incidents_stands_in_both(tmp_path: Path):
    with make(tmp_path) as project:
        events = _events(project, "1, 4")
        second = project.incidents.link(events[1:], "both marches")
        project.incidents.add(second, events[0], "it tells of the march, too")
        write(project, tmp_path / "out")
    links = rows(tmp_path / "out", "tables/crosswalk.csv")
    told = [one["incident"] for one in links if one["event"] == events[0]]
    assert len(told) == 2
    assert second in told
    event = next(one for one in rows(tmp_path / "out", "tables/events.csv") if one["event"] == events[0])
    assert set(event["incidents"].split("; ")) == {"CL1", second}


def test_what_somebody_linked_is_linked_though_the_other_event_is_not_there(tmp_path: Path):
    with make(tmp_path) as project:
        seen = _events(project, "4")[1]
        unfinished = project.database.value(
            "SELECT e.uid FROM event e JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article WHERE a.number = 7"
        )
        project.incidents.link([seen, unfinished], "the same gun")
        write(project, tmp_path / "out")
    (link,) = [one for one in rows(tmp_path / "out", "tables/crosswalk.csv") if one["event"] == seen]
    assert (link["judged"], link["reason"]) == ("linked", "the same gun")


def test_every_article_is_there_with_what_became_of_it(folder: Path):
    found = rows(folder, "tables/articles.csv")
    assert [(one["status"], one["reason"]) for one in found] == [
        ("events", ""), ("events", ""), ("events", ""), ("events", ""), ("no_event", "sport"), ("unusable", "a broken page"),
        ("in_work", "not_done"), ("left_out", "several"), ("events", ""), ("not_coded", ""), ("screened_out", "cooking"),
        ("duplicate", ""),
    ]  # fmt: skip
    assert [one["events"] for one in found] == ["1", "1", "1", "2", "0", "0", "0", "0", "1", "0", "0", "0"]
    assert [found[0]["first_pass"], found[10]["first_pass"]] == ["coder1=relevant", "coder1=not"]
    assert found[11]["duplicate_of"] == found[6]["article_uid"]


def test_the_numbers_of_the_flow_add_up(folder: Path):
    found = rows(folder, "tables/flow.csv")
    for unit in ("article", "event"):
        stands = [one for one in found if one["unit"] == unit and one["kind"] == "stands"]
        for before, after in pairwise(stands):
            falls = sum(int(one["n"]) for one in found if one["kind"] == "out" and one["step"] == after["step"])
            assert int(before["n"]) - falls == int(after["n"]), after["name"]
    by_name = {one["name"]: int(one["n"]) for one in found if one["kind"] == "stands"}
    status = Counter(one["status"] for one in rows(folder, "tables/articles.csv"))
    assert by_name["articles"] == sum(status.values()) == 12
    assert by_name["with_events"] == status["events"] == 5
    assert by_name["events_taken"] == len(rows(folder, "tables/events.csv"))
    assert by_name["incidents"] == len(rows(folder, "tables/incidents.csv"))
    assert by_name["of_several"] == 1
    assert by_name["hits"] == 40  # what people noted need not add up


def test_values_say_by_which_rule_and_how_far_reports_differ(folder: Path):
    found = {(one["id"], one["field"]): one for one in rows(folder, "tables/values.csv")}
    deaths = found["CL1", "deaths"]
    assert (deaths["value"], deaths["by"], deaths["reports"], deaths["same"]) == ("2", "lowest", "2", "1")
    assert (deaths["different"], deaths["low"], deaths["high"], deaths["stated"]) == ("2", "2", "3", "text")
    day = found["CL1", "event_date"]
    assert (day["by"], day["low"], day["high"], day["reports"]) == ("most_precise", "2020-06-01", "2020-06-02", "3")
    kind = found["CL1", "kind"]
    assert (kind["reports"], kind["missing"], kind["typed"], kind["taken"]) == ("2", "1", "1", "1")
    assert found["CL1", "country"]["stated"] == "inferred"
    crowd = next(one for key, one in found.items() if key[1] == "crowd" and one["value"] == "1000-5000")
    assert (crowd["low"], crowd["high"]) == ("1000", "5000")


def test_settled_and_tied_values_are_told(tmp_path: Path):
    with make(tmp_path) as project:
        events = _events(project, "1, 2")
        project.incidents.settle("CL1", {"deaths": 5}, "the hospital's list")
        project.events.set_values(events[1], {"country": "Syria"})
        with project.history.operation({"id": "test"}):
            project.database.run(
                "UPDATE coding SET state = 'done' WHERE uid = (SELECT coding FROM event WHERE uid = ?)", (events[1],)
            )
        counts = write(project, tmp_path / "out")
    found = {(one["id"], one["field"]): one for one in rows(tmp_path / "out", "tables/values.csv")}
    deaths, country = found["CL1", "deaths"], found["CL1", "country"]
    assert (deaths["value"], deaths["by"], deaths["settled"], deaths["low"], deaths["high"]) == ("5", "settled", "1", "2", "3")
    assert (country["value"], country["tied"]) == ("Iraq", "1")
    assert counts["values"]["settled"] == 1
    assert counts["values"]["tied"] >= 1


def test_every_way_of_combining_has_words():
    from typing import get_args

    from annotator.codebook.model import Combined
    from annotator.releases.values import BYS

    assert {code for code, _ in BYS} == {*get_args(Combined.model_fields["by"].annotation), "only", "settled"}


def test_the_extent_of_numbers_and_dates():
    from annotator.codebook.model import CodedField

    number, day = CodedField(name="n", type="number"), CodedField(name="d", type="date", ranges=True)
    assert extent(number, [3, {"low": 1, "best": 2}, {"missing": "-9"}]) == (1, 3)
    assert extent(day, ["2020-02", "2020-01-05/2020-01-07", "soon"]) == ("2020-01-05", "2020-02-29")
    assert extent(CodedField(name="t", type="text"), ["a"]) == (None, None)


def test_fields_that_are_not_released_stand_in_no_file(project: Project, folder: Path, tmp_path: Path):
    write(project, tmp_path / "without", ReleaseOptions(texts="none", without=("deaths", "note")))
    for where in (folder, tmp_path / "without"):
        for path in (one for one in where.rglob("*") if one.is_file()):
            data = path.read_bytes()
            assert SECRET.encode() not in data, path
            assert PART_SECRET.encode() not in data, path
    assert "deaths" not in rows(tmp_path / "without", "tables/events.csv")[0]
    assert "deaths" not in {one["field"] for one in rows(tmp_path / "without", "tables/evidence.csv")}
    assert {one["field"] for one in rows(folder, "tables/answers.csv")} == {"scope"}
    # The planted answers are there to be found.
    assert project.database.value("SELECT count(*) FROM event WHERE \"values\" LIKE '%' || ? || '%'", (SECRET,)) > 3


def test_entries_of_groups_that_have_no_columns_are_counted_and_told(folder: Path):
    text = (folder / "datasheet.md").read_text(encoding="utf-8")
    assert "`tables/events.csv` could not hold or had to change: items without column 2" in text
    assert "`tables/incidents.csv` could not hold or had to change: items without column 1" in text
    assert {one["value"] for one in rows(folder, "tables/values.csv") if one["field"] == "actors"} == {"rebels; army; third"}


def test_no_coder_is_named(folder: Path):
    for path in (one for one in folder.rglob("*") if one.is_file()):
        for name in (b"Lena Lead", b"Berta", b"Carl Real"):
            assert name not in path.read_bytes(), path


def test_the_bundle_holds_what_agreement_was_worked_out_from(folder: Path):
    lines = (folder / "replication" / "first_submissions.jsonl").read_text(encoding="utf-8").splitlines()
    first = [json.loads(one) for one in lines]
    assert {(one["article"], one["coder"]) for one in first} >= {(8, "coder2"), (8, "coder3"), (9, "coder2"), (9, "coder3")}
    told = next(one for one in first if one["article"] == 1)
    assert told["events"][0]["values"]["actors"] == [{"role": "rebels"}, {"role": "army"}, {"role": "third"}]
    assert ["deaths", "", "text", [["text", 32, 40], ["text", 103, 114]]] in told["events"][0]["evidence"]
    assert "inner" not in {one[0] for one in told["events"][0]["evidence"]}
    pairs = rows(folder, "replication/pairs.csv")
    assert {(one["article"], one["paired"]) for one in pairs} == {("8", "1"), ("9", "1")}
    values = rows(folder, "replication/agreement_values.csv")
    assert {one["value"] for one in values if one["field"] == "deaths"} == {"1", "4", "0"}
    assert "inner" not in {one["field"] for one in values}
    assert "<html" in (folder / "replication" / "report.html").read_text(encoding="utf-8")


def test_the_lead_s_word_on_pairs_is_in_the_bundle(tmp_path: Path):
    with make(tmp_path) as project:
        found = [row[0] for row in project.database.all("SELECT event_uid FROM events WHERE article = 8")]
        project.pairs.judge(found[0], found[1], "different")
        write(project, tmp_path / "out")
    pairs = {one["article"]: one for one in rows(tmp_path / "out", "replication/pairs.csv")}
    assert (pairs["8"]["paired"], pairs["8"]["judged"]) == ("0", "different")


def test_formulas_are_made_harmless_where_that_is_asked(tmp_path: Path):
    with make(tmp_path) as project:
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE article SET title = '=1+1' WHERE number = 5")
        write(project, tmp_path / "plain")
        write(project, tmp_path / "safe", ReleaseOptions(formulas=True))
    assert rows(tmp_path / "plain", "tables/articles.csv")[4]["title"] == "=1+1"
    assert rows(tmp_path / "safe", "tables/articles.csv")[4]["title"] == "'=1+1"


def test_the_same_project_gives_the_same_bytes(project: Project, folder: Path, tmp_path: Path):
    write(project, tmp_path / "again", ReleaseOptions(texts="full", licence="CC BY 4.0", citation="Lead, L. (2020)"))
    first, second = (
        {one.relative_to(where).as_posix(): one.read_bytes() for one in where.rglob("*") if one.is_file()}
        for where in (folder, tmp_path / "again")
    )
    assert first == second
    assert len(first) > 20


def test_an_empty_project_makes_a_release(new_project: Any, tmp_path: Path):
    write(new_project(), tmp_path / "out")
    assert rows(tmp_path / "out", "tables/incidents.csv") == []
    assert "No article was coded by two coders" in (tmp_path / "out" / "datasheet.md").read_text(encoding="utf-8")


def test_words_of_an_article_are_known_again():
    article = ArticleWords(
        "Two men, aged 30 and 40, were shot dead on the road to Kirkuk. A short one. "
        "他们说政府军在市场附近向示威者开枪打死了十二个平民。"
    )
    assert article.repeated_in("they say two MEN aged 30 and\n40 were shot!")
    assert not article.repeated_in("two men aged 30 and 40 were killed")
    assert not article.repeated_in("A short one.")
    assert article.repeated_in("他们说政府军在市场附近向示威者开枪打死了十二个平民")
    assert not article.repeated_in("政府军在市场附近")
    assert ArticleWords("He fled to the hills.").repeated_in("Later: he fled to the hills")
    assert not ArticleWords("").repeated_in("anything that is long enough to be a sentence")
