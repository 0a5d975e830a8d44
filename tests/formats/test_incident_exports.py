"""One row an incident in every format that has rows, and fields and texts that no format writes."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from odd_project import odd_project

from annotator.errors import ExportRefused, UsageError
from annotator.formats import analysis
from annotator.formats.coded_events import read_coded
from annotator.formats.registry import FORMATS, Exported, ExportOptions, export, outlook, writable, write_format
from annotator.formats.selection import Selection, choose, choose_incidents, of_choice
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.choice import make_choice
from annotator.project.evidence import Quote
from annotator.writing import Outputs

CLASH = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "Islamic State (Iraq)", "inter1": "2", "actor2": "Military Forces of Iraq (2018-2020)", "inter2": "1",
    "country": "Iraq", "admin1": "Kirkuk", "location": "Kirkuk", "latitude": 35.4681, "longitude": 44.0,
    "geo_precision": "1", "source": ["UrduPoint"], "source_scale": "International",
    "notes": "On 2 June 2020, a clash in Kirkuk.\n2 dead.", "fatalities": 2,
}  # fmt: skip
TEXT = "Two soldiers died in Kirkuk on Tuesday when gunmen attacked their post, police said. 😀"
INCIDENT = ExportOptions(unit="incident")
ROWS = [one.name for one in FORMATS if one.writes and one.incidents]


def tell(project: Project, number: int, **more: Any) -> str:
    """An event in an article of its own, done, with evidence; gives its uid."""
    draft = ArticleDraft(f"{TEXT} {number}", title=f"Clash {number}", date=f"2020-06-0{2 + number}", source=f"Paper {number}")
    project.articles.add([draft])
    coding = project.codings.begin(draft.uid, project.coder.uid)
    event = project.events.add(coding.uid, {**CLASH, **more})
    project.evidence.add(event.uid, "location", [Quote("text", 21, 27, "Kirkuk"), Quote("title", 0, 5, "Clash")])
    project.evidence.add(event.uid, "fatalities", [Quote("text", 0, 17, "Two soldiers died")])
    for problem in project.events.errors_of(coding.uid).get(event.uid, []):
        project.events.overrule(event.uid, problem, "a test")
    project.finish(coding.uid)
    return event.uid


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Three articles of one clash and one of another."""
    with Project.create(tmp_path / "p.annotator", "acled", coder="Lead") as made:
        events = [
            tell(made, 1, source=["UrduPoint", "AFP"], fatalities=4), tell(made, 2, source=["Reuters"], fatalities=2),
            tell(made, 3, source=["AFP"], fatalities=3), tell(made, 4, country="Syria", fatalities=0),
        ]  # fmt: skip
        made.incidents.link(events[:3], "one clash")
        made.incidents.number(events)
        yield made


def written(project: Project, format_: str, options: ExportOptions = INCIDENT) -> tuple[Exported, Path]:
    suffix = next(one.suffix for one in writable(project.codebook) if one.name == format_)
    if format_ == "spss":
        pytest.importorskip("pyreadstat")
    out = project.path.parent / f"out-{format_}.{suffix}"
    return export(project, out, format_, options), out


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def part(project: Project, format_: str, chosen: Selection, name: str = "part") -> Path:
    """One format of a selection, as a release writes it."""
    out = project.path.parent / name
    with Outputs() as outputs:
        write_format(project, chosen, format_, outputs, out, Exported(out, format_, 0, 0))
        outputs.place()
    return out


# --- one row an incident ----------------------------------------------------------------------------------------------


def test_acleds_table_has_one_row_with_sources_joined_and_the_lowest_toll(project: Project):
    report, out = written(project, "acled-csv")
    one, other = table(out)
    assert (one["event_id_cnty"], one["source"], one["fatalities"]) == ("IRQ1", "UrduPoint; AFP; Reuters", "2")
    assert (other["event_id_cnty"], other["country"]) == ("SYR1", "Syria")
    assert (report.rows, report.events, report.left_out) == (2, 4, {})
    assert report.incidents is not None
    assert (report.incidents.rows, report.incidents.of_several) == (2, 1)
    told = json.loads((out.parent / f"{out.name}.manifest.json").read_text())
    assert told["options"]["unit"] == "incident"
    assert told["counts"]["incidents"]["of_several"] == 1
    assert "2 rows of 2 incidents, told by 4 events" in report.in_words()


@pytest.mark.parametrize("name", ["acled-2023-csv", "acled-2018-csv", "acled-2016-csv"])
def test_older_forms_too(project: Project, name: str):
    report, out = written(project, name)
    assert (report.rows, len(table(out))) == (2, 2)


def test_the_form_of_a_row_an_actor_has_two_an_incident(project: Project):
    report, out = written(project, "acled-monadic-csv")
    assert report.rows == len(table(out)) == 4


@pytest.mark.parametrize("name", ROWS)
def test_every_format_of_rows_writes_incidents_and_the_same_bytes_again(project: Project, name: str):
    report, out = written(project, name)
    first, told = out.read_bytes(), json.dumps(report.manifest)
    assert report.events == 4
    if name != "long-csv":
        assert report.rows == 2
    project.table.make()
    report, out = written(project, name)
    if name != "spss":  # its header counts seconds
        assert out.read_bytes() == first
        assert json.dumps(report.manifest) == told


def test_the_columns_beside_the_fields_are_of_incidents(project: Project):
    one, other = table(written(project, "csv")[1])
    assert list(one)[:6] == ["incident", "id", "events", "articles", "article_sources", "first_article"]
    assert (one["id"], one["events"], one["articles"]) == ("IRQ1", "3", "3")
    assert one["article_sources"] == "Paper 1; Paper 2; Paper 3"
    assert (one["first_article_date"], one["last_article_date"], one["state"]) == ("2020-06-03", "2020-06-05", "done")
    assert other["article_sources"] == "Paper 4"
    assert "coder" not in one
    frame = pl.read_parquet(written(project, "parquet")[1])
    assert frame["source"].to_list()[0] == ["UrduPoint", "AFP", "Reuters"]
    assert frame["events"].to_list() == [3, 1]
    assert set(frame.columns) == set(one)


def test_a_field_with_a_name_of_those_columns_keeps_it(tmp_path: Path):
    from tiny import TINY

    book = tmp_path / "b.yaml"
    book.write_text(TINY.replace("{name: n, type: integer", "{name: events, type: integer").replace("field: n", "field: events")
                    .replace("{n}", "{events}"))  # fmt: skip
    with Project.create(tmp_path / "p.annotator", str(book)) as project:
        project.articles.add([ArticleDraft("Text")])
        coding = project.codings.begin(next(iter(project.articles.walk())).uid, project.coder.uid)
        project.events.add(coding.uid, {"event_date": "2020-06-02", "type": "B", "events": 4})
        project.finish(coding.uid)
        (row,) = table(written(project, "csv")[1])
        assert (row["events"], row["events_"]) == ("4", "1")


def test_long_rows_are_an_incidents_answers(project: Project):
    rows = table(written(project, "long-csv")[1])
    assert list(rows[0]) == ["incident", "id", "events", "field", "item", "part", "value", "label", "missing"]
    sources = [row["value"] for row in rows if row["id"] == "IRQ1" and row["field"] == "source"]
    assert sources == ["UrduPoint", "AFP", "Reuters"]
    assert {row["events"] for row in rows if row["id"] == "IRQ1"} == {"3"}
    assert any(row["field"] == "region" for row in rows), "derived ones, too"


def test_sheets_and_layers_are_called_by_what_they_hold(project: Project):
    import fastexcel

    from annotator.project.database import sqlite3

    assert fastexcel.read_excel(written(project, "xlsx")[1]).sheet_names == ["incidents", "codes", "about"]
    with sqlite3.connect(written(project, "geopackage")[1]) as file:
        assert file.execute("SELECT table_name, identifier, description FROM gpkg_contents").fetchall()[0] == (
            "incidents", "incidents", "One row an incident",
        )  # fmt: skip
        assert file.execute("SELECT count(*), count(geom) FROM incidents").fetchone() == (2, 2)


def test_formats_of_events_have_no_rows_of_incidents(project: Project):
    for name in ("jsonl", "evidence-csv"):
        with pytest.raises(UsageError, match="no rows of incidents"):
            written(project, name)


def test_ids_are_those_of_incidents(project: Project):
    new = tell(project, 5)
    again = tell(project, 6)
    project.incidents.link([new, again])
    with pytest.raises(ExportRefused, match="1 incident has no id"):
        written(project, "acled-csv")
    assert outlook(project, INCIDENT).without_id == 1
    report, out = written(project, "acled-csv", replace(INCIDENT, number=True))
    assert (report.numbered, [row["event_id_cnty"] for row in table(out)]) == (1, ["IRQ1", "SYR1", "IRQ2"])


def test_what_would_go_out_is_told_before(project: Project):
    told = outlook(project, INCIDENT)
    assert told.in_words() == ["2 incidents will go out, told by 4 events, 1 of them by more than one."]
    assert outlook(project, ExportOptions()).in_words() == ["4 events will go out."]


def test_several_coders_need_not_be_chosen_from(project: Project):
    lead = project.coder
    project.work_as(project.coders.add("B"))
    coding = project.codings.begin(next(iter(project.articles.walk())).uid, project.coder.uid)
    project.events.add(coding.uid, CLASH)
    project.work_as(lead)
    with pytest.raises(UsageError):
        outlook(project, ExportOptions())
    told = outlook(project, INCIDENT)
    assert (told.events, told.left_out) == (4, {"not_done": 1})


PUBLISHED = {
    "data_id": "7302319", "iso": "368", "event_id_cnty": "IRQ4186", "event_id_no_cnty": "4186",
    "event_date": "13 November 2020", "year": "2020", "time_precision": "1", "event_type": "Protests",
    "sub_event_type": "Peaceful protest", "actor1": "Protesters (Iraq)", "assoc_actor_1": "Teachers (Iraq)", "inter1": "6",
    "actor2": "", "assoc_actor_2": "", "inter2": "0", "interaction": "60", "region": "Middle East", "country": "Iraq",
    "admin1": "Kirkuk", "admin2": "Kirkuk", "admin3": "", "location": "Kirkuk ", "latitude": "35.470", "longitude": "44.3922",
    "geo_precision": "1", "source": "AFP", "source_scale": "International",
    "notes": "On 13 November 2020, teachers protested in Kirkuk. [size=no report]", "fatalities": "0",
    "timestamp": "1605559070", "iso3": "IRQ",
}  # fmt: skip


def test_imported_rows_come_back_cell_for_cell_until_they_are_linked(tmp_path: Path):
    rows = [PUBLISHED, {**PUBLISHED, "data_id": "7302320", "event_id_cnty": "IRQ4187", "event_id_no_cnty": "4187",
                        "source": "Reuters", "timestamp": "1605559999"}]  # fmt: skip
    source = tmp_path / "published.csv"
    with source.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(PUBLISHED))
        writer.writeheader()
        writer.writerows(rows)
    with Project.create(tmp_path / "q.annotator", "acled", coder="Lead") as project:
        read_coded(project, source, "acled-2018-csv", project.coder.uid)
        assert table(written(project, "acled-2018-csv")[1]) == rows
        kept = project.incidents.link([project.incidents.events_of(uid)[0] for uid in ("IRQ4187", "IRQ4186")])
        assert project.incidents.get(kept).external_id == "IRQ4186"
        (row,) = table(written(project, "acled-2018-csv")[1])
        assert (row["event_id_cnty"], row["source"], row["latitude"]) == ("IRQ4186", "AFP; Reuters", "35.47")
        assert int(row["timestamp"]) > 1_700_000_000, "it was linked today"
        project.history.undo()
        assert table(written(project, "acled-2018-csv")[1]) == rows


# --- what is not given out --------------------------------------------------------------------------------------------

HIDDEN = frozenset({"notes", "source", "latitude", "fatalities"})


def test_fields_that_are_not_given_out_are_in_no_format(project: Project):
    chosen, _, _ = choose_incidents(project, without=HIDDEN)
    events = replace(choose(project, "", False), without=HIDDEN)
    for name in [*ROWS, "acled-csv", "acled-monadic-csv"]:
        if name == "spss":
            continue
        for selection in (chosen, events):
            raw = part(project, name, selection).read_bytes()
            for words in (b"fatalities", b"UrduPoint", b"2 dead", b"35.4681"):
                assert words not in raw, (name, words)
    assert "source_scale" in table(part(project, "acled-csv", chosen))[0], "another field"
    for name in ("jsonl", "evidence-csv"):
        raw = part(project, name, events).read_bytes()
        for words in (b"fatalities", b"UrduPoint", b"2 dead", b"35.4681"):
            assert words not in raw, (name, words)
        assert b'"quote":"Kirkuk"' in raw or b",Kirkuk," in raw


def test_without_a_latitude_nothing_is_on_the_map(project: Project):
    chosen, _, _ = choose_incidents(project, without=frozenset({"latitude"}))
    told = json.loads(part(project, "geojson", chosen).read_text())
    assert [one["geometry"] for one in told["features"]] == [None, None]


def test_parts_lists_and_codes_of_a_field_go_with_it(tmp_path: Path):
    with odd_project(tmp_path) as project:
        book = project.codebook
        for name in book.fields:
            chosen, _, _ = choose_incidents(project, without=frozenset({name}))
            for format_ in ("csv", "parquet", "long-csv"):
                out = part(project, format_, chosen)
                there = pl.read_parquet(out).columns if format_ == "parquet" else list(table(out)[0])
                columns = {column.name for column in project.table.flat if column.field == name}
                assert not columns & set(there), (name, format_)
                if format_ == "long-csv":
                    assert name not in {row["field"] for row in table(out)}


def test_cells_as_they_were_imported_say_nothing_of_such_a_field(project: Project):
    event = project.events.get(project.incidents.events_of("SYR1")[0])
    with project.history.operation({"id": "test"}):
        project.database.run(
            "UPDATE event SET extra = ? WHERE uid = ?",
            (
                json.dumps({"as read": {"fatalities": "0.0", "notes": ["SECRETWORDS", {"fatalities": 0}]}, "colour": "red"}),
                event.uid,
            ),
        )
    chosen, _, _ = choose_incidents(project, without=frozenset({"fatalities"}))
    for selection in (chosen, replace(choose(project, "", False), without=frozenset({"fatalities"}))):
        row = table(part(project, "csv", selection))[-1]
        assert row["extra"] == '{"colour":"red"}'
    assert "as read" not in part(project, "jsonl", replace(of_choice(), without=frozenset({"fatalities"}))).read_text()


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_no_words_of_an_article_go_out(project: Project):
    make_choice(project)
    chosen = replace(of_choice(), texts="none", without=frozenset({"notes"}))
    for name in ("jsonl", "evidence-csv"):
        raw = part(project, name, chosen).read_text(encoding="utf-8")
        for words in ("soldiers died", "gunmen", "police said"):
            assert words not in raw
    article = lines(part(project, "jsonl", chosen))[0]
    text = f"{TEXT} 1"
    assert article["text_sha256"] == sha256(text.encode()).hexdigest()
    assert article["title"] == "Clash 1"
    spans = {span["start"]: span for one in article["codings"][0]["events"][0]["evidence"] for span in one["spans"]
             if span["part"] == "text"}  # fmt: skip
    assert spans[0] == {"part": "text", "start": 0, "end": 17, "quote_sha256": sha256(b"Two soldiers died").hexdigest()}
    rows = table(part(project, "evidence-csv", chosen))
    assert {(row["part"], row["quote"], row["quote_sha256"] != "") for row in rows} == {
        ("text", "", True), ("title", "Clash", False),
    }  # fmt: skip


def test_quotes_go_out_up_to_a_limit(project: Project):
    make_choice(project)
    chosen = replace(of_choice(), texts="quotes", quote_limit=6)
    article = lines(part(project, "jsonl", chosen))[0]
    assert "text" not in article
    quotes = {span["quote"] for one in article["codings"][0]["events"][0]["evidence"] for span in one["spans"]}
    assert quotes == {"Kirkuk", "Clash", "Two so…"}
    rows = table(part(project, "evidence-csv", chosen))
    assert {(row["quote"], bool(row["quote_sha256"])) for row in rows} == {
        ("Kirkuk", False), ("Clash", False), ("Two so…", True),
    }  # fmt: skip


def test_the_events_of_a_choice_are_those_of_the_dataset_here(project: Project):
    make_choice(project)
    for name in ("csv", "acled-csv", "jsonl", "evidence-csv", "long-csv", "parquet"):
        assert (
            part(project, name, of_choice(), "a").read_bytes()
            == part(project, name, choose(project, "", False), "b").read_bytes()
        )


def test_nothing_but_incidents_of_the_analysis_formats_is_left_out():
    assert set(analysis.NAMES) <= set(ROWS)
