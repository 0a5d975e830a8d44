"""Datasets out: what stands in them, what is left out and why, and that they appear whole or not at all."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
from pathlib import Path

import pytest

from annotator import writing
from annotator.errors import ExportRefused, UsageError
from annotator.formats.registry import Exported, ExportOptions, export, formats
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.coders import Coder
from annotator.project.evidence import Quote

TEXT = "👩‍👩‍👧 قال الشهود: Two died in Kirkuk 😀 on Tuesday, =cmd said."
CLASH = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "Islamic State (Iraq)", "inter1": "2", "actor2": "Military Forces of Iraq (2018-2020)", "inter2": "1",
    "country": "Iraq", "admin1": "Kirkuk", "location": "Kirkuk", "latitude": 35.4681, "longitude": 44.0,
    "geo_precision": "1", "source": ["UrduPoint", "AFP"], "source_scale": "International",
    "notes": "On 2 June 2020, a clash in Kirkuk.\n2 dead.", "fatalities": 2,
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path):
    with Project.create(tmp_path / "p.annotator", "acled", coder="Anna Real") as made:
        yield made


def _article(project: Project, text: str, title: str = "Clash in Kirkuk"):
    project.articles.add([ArticleDraft(text, title=title, date="2020-06-02", source="UrduPoint", url="http://example.org")])
    return project.articles.by_number(project.articles.count())


def _coded(project: Project, text: str = TEXT, coder: Coder | None = None, standing: str = "coded", **more: object) -> str:
    """One done event with evidence; gives its uid."""
    article = _article(project, text)
    assert article is not None
    coding = project.codings.begin(article.uid, (coder or project.coder).uid, standing=standing)
    event = project.events.add(coding.uid, {**CLASH, **more})
    start = text.find("Kirkuk")
    if start >= 0:
        project.evidence.add(
            event.uid, "location", [Quote("text", start, start + 6, "Kirkuk"), Quote("title", 9, 15, "Kirkuk")]
        )
        project.evidence.set_status(event.uid, "country", "inferred")
    for problem in project.events.errors_of(coding.uid).get(event.uid, []):
        project.events.overrule(event.uid, problem, "a test")
    project.finish(coding.uid)
    return event.uid


def _export(project: Project, format_: str, **options: object) -> tuple[Exported, str]:
    out = project.path.parent / f"out-{format_}"
    report = export(project, out, format_, ExportOptions(**options))  # type: ignore[arg-type]
    return report, out.read_bytes().decode()


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines(keepends=True)))


def test_the_codebooks_table_has_its_header_and_its_spellings(project: Project):
    _coded(project)
    report, text = _export(project, "acled-csv", number=True)
    assert text.partition("\n")[0].split(",") == [one.column for one in project.codebook.profiles["acled-csv"].columns]
    (row,) = _rows(text)
    expected = {
        "event_id_cnty": "IRQ1", "event_date": "02 June 2020", "year": "2020", "disorder_type": "Political violence",
        "inter1": "Rebel group", "inter2": "State forces", "interaction": "State forces-Rebel group", "iso": "368",
        "region": "Middle East", "latitude": "35.4681", "longitude": "44", "source": "UrduPoint; AFP", "fatalities": "2",
        "civilian_targeting": "", "notes": CLASH["notes"],
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert row["timestamp"].isdigit()
    assert (report.rows, report.events, report.numbered, report.left_out) == (1, 1, 1, {})


def test_a_codebook_without_the_table_refuses_in_one_sentence(tmp_path: Path):
    with Project.create(tmp_path / "p.annotator", "protest") as project:
        with pytest.raises(ExportRefused, match="does not write acled-csv; it writes protest-csv, csv, evidence-csv, jsonl"):
            export(project, tmp_path / "out.csv", "acled-csv", ExportOptions())
        with pytest.raises(UsageError, match="no format “xls”"):
            export(project, tmp_path / "out.csv", "xls", ExportOptions())
    assert not (tmp_path / "out.csv").exists()


def test_ranges_estimates_and_groups_come_whole_in_a_table(tmp_path: Path):
    with Project.create(tmp_path / "p.annotator", "maverick") as project:
        fields = project.codebook.fields
        group = next(one for one in fields.values() if one.type == "group")
        name = next(sub for sub in group.fields if sub.type == "text").name
        _coded_raw(project, {
            "start_date": "2020-06-01/2020-06-03", "deaths": {"low": 1, "best": 2, "high": 5},
            group.name: [{name: f"Group {number}"} for number in range(group.most + 2)],
        })  # fmt: skip
        row = _rows(_export(project, "maverick-csv")[1])[0]
        assert row["start_date"] == "2020-06-01/2020-06-03"
        assert row["deaths"] == "1/2/5"
        assert f"Group {group.most + 1}" in row[group.name]
        report, text = _export(project, "csv")
        wide = _rows(text)[0]
        assert (wide["deaths_low"], wide["deaths_high"], wide["start_date_end"]) == ("1", "5", "2020-06-03")
        assert wide[f"{group.name}1_{name}"] == "Group 0"
        assert report.manifest["counts"]["items_without_column"] == 2


def _coded_raw(project: Project, values: dict[str, object]) -> str:
    article = _article(project, "An event.")
    assert article is not None
    coding = project.codings.begin(article.uid, project.coder.uid)
    event = project.events.add(coding.uid, values)
    with project.history.operation({"id": "test"}):
        project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))
    return event.uid


def test_ids_are_asked_for_and_then_kept(project: Project):
    first = _coded(project)
    with pytest.raises(ExportRefused, match=r"1 event has no id yet.*--number"):
        _export(project, "acled-csv")
    assert not list(project.path.parent.glob("*out-*")), "a refused export leaves nothing"
    _export(project, "acled-csv", number=True)
    _coded(project, "Another in Kirkuk.", country="Syria")
    report, text = _export(project, "acled-csv", number=True)
    assert [row["event_id_cnty"] for row in _rows(text)] == ["IRQ1", "SYR1"]
    assert report.numbered == 1
    assert project.database.value("SELECT id FROM events WHERE event_uid = ?", (first,)) == "IRQ1"


def test_a_changed_event_gets_a_new_timestamp(project: Project):
    uid = _coded(project)
    db = project.database
    before = _rows(_export(project, "acled-csv", number=True)[1])[0]["timestamp"]
    coding = project.events.get(uid).coding
    project.events.set_values(uid, {"fatalities": 3})
    project.finish(coding)
    with db.writing():
        db.run("UPDATE operation SET time = '2031-01-01T00:00:00.000Z' WHERE id = (SELECT max(operation) FROM change "
               "WHERE field = 'values.fatalities')")  # fmt: skip
    after = _rows(_export(project, "acled-csv")[1])[0]["timestamp"]
    assert int(before) < int(after) == 1924992000


def test_what_is_left_out_has_a_reason(project: Project):
    taken = _coded(project)
    open_one = _coded(project, "A second one in Kirkuk.")
    project.codings.reopen(project.events.get(open_one).coding)
    with project.history.operation({"id": "test"}):
        project.database.run("INSERT INTO round (uid, name, kind) VALUES ('again', 'again', 'retest')")
    third = _coded(project, "A third one in Kirkuk.")
    with project.history.operation({"id": "test"}):
        project.database.run("UPDATE coding SET state = 'open' WHERE uid = ?", (project.events.get(third).coding,))
    report, text = _export(project, "csv")
    assert [row["event_uid"] for row in _rows(text)] == [taken]
    assert report.left_out == {"not_done": 2}
    assert "Left out: 2 events in codings not done yet." in report.in_words()
    total = project.database.value("SELECT count(*) FROM events")
    assert report.events + sum(report.left_out.values()) == total == 3
    assert report.manifest["counts"]["left_out"] == {"not_done": 2}


def test_several_coders_must_be_named_and_stand_under_pseudonyms(project: Project):
    first = _coded(project)
    other = project.coders.add("Berta Real")
    second = _coded(project, "A second one in Kirkuk.", other)
    with pytest.raises(UsageError, match="Anna Real, Berta Real"):
        _export(project, "csv")
    for format_ in ("csv", "jsonl", "evidence-csv"):
        report, text = _export(project, format_, coder=other.uid)
        assert second in text
        assert first not in text
        assert "coder2" in text
        assert "Real" not in text + json.dumps(report.manifest)
        assert report.left_out == {"other_coder": 1}


def test_adjudicated_work_stands_for_its_article(project: Project):
    coded = _coded(project)
    settled = _coded(project, standing="adjudicated", fatalities=1)
    assert project.articles.count() == 1
    report, text = _export(project, "jsonl")
    assert settled in text
    assert coded not in text
    assert report.left_out == {"adjudicated": 1}
    assert _export(project, "csv", adjudicated=True)[0].left_out == {"not_adjudicated": 1}
    assert coded in _export(project, "csv", coder=project.coder.uid)[1]


def test_an_article_settled_as_without_events_has_none(project: Project):
    coded = _coded(project)
    article = project.articles.by_number(1)
    assert article is not None
    settled = project.codings.begin(article.uid, project.coder.uid, standing="adjudicated")
    project.codings.set_verdict(settled.uid, "no_event", project.codebook.no_event_reasons[0].code)
    project.finish(settled.uid)
    report, text = _export(project, "csv")
    assert _rows(text) == []
    assert report.left_out == {"adjudicated": 1}
    assert project.database.all("SELECT event_uid FROM dataset") == []
    assert coded in _export(project, "csv", coder=project.coder.uid)[1]


def test_quotes_stand_at_their_offsets(project: Project):
    uid = _coded(project)
    article = json.loads(_export(project, "jsonl")[1])
    (coding,) = article["codings"]
    (event,) = coding["events"]
    assert (event["uid"], event["values"]["interaction"], article["text"]) == (uid, "12", TEXT)
    spans = [span for one in event["evidence"] for span in one["spans"]]
    assert [article[span["part"]][span["start"] : span["end"]] for span in spans] == ["Kirkuk", "Kirkuk"]
    assert {(one["field"], one["status"]) for one in event["evidence"]} == {("location", "text"), ("country", "inferred")}
    rows = _rows(_export(project, "evidence-csv")[1])
    assert [(row["part"], row["status"]) for row in rows] == [("", "inferred"), ("text", "text"), ("title", "text")]
    for row in rows[1:]:
        assert article[row["part"]][int(row["start"]) : int(row["end"])] == row["quote"] == "Kirkuk"


def test_a_corrected_title_takes_no_offset_along(project: Project):
    _coded(project)
    article = project.articles.by_number(1)
    assert article is not None
    project.articles.correct(article.uid, title="Fighting in Kirkuk")
    report, text = _export(project, "jsonl")
    parts = [span["part"] for one in json.loads(text)["codings"][0]["events"][0]["evidence"] for span in one["spans"]]
    assert parts == ["text"]
    assert report.manifest["counts"]["spans_moved"] == 1
    assert len(_rows(_export(project, "evidence-csv")[1])) == 2


def test_no_event_and_mentions_come_along(project: Project):
    article = _article(project, "A summit was held in Cairo.")
    assert article is not None
    coding = project.codings.begin(article.uid, project.coder.uid)
    project.codings.set_verdict(coding.uid, "no_event", project.codebook.no_event_reasons[0].code)
    reason = project.codebook.mention_reasons[0].code
    project.evidence.add_mention(coding.uid, [Quote("text", 2, 8, "summit")], reason)
    project.finish(coding.uid)
    _article(project, "Nobody has read this one.")
    report, text = _export(project, "jsonl")
    (line,) = [json.loads(line) for line in text.splitlines()]
    (told,) = line["codings"]
    assert (told["verdict"], told["reason"]) == ("no_event", project.codebook.no_event_reasons[0].code)
    assert told["mentions"] == [{"reason": reason, "note": "",
                                 "spans": [{"part": "text", "start": 2, "end": 8, "quote": "summit"}]}]  # fmt: skip
    assert (report.rows, report.events) == (1, 0)
    assert report.manifest["counts"]["articles_without_coding"] == 1
    assert "Left out: 1 article without a finished coding" in report.in_words()


@pytest.mark.parametrize("format_", ["acled-csv", "csv", "evidence-csv", "jsonl"])
def test_the_same_project_gives_the_same_bytes(project: Project, format_: str):
    for number in range(3):
        _coded(project, f"{number} died in Kirkuk.")
    report, first = _export(project, format_, number=True)
    manifest_path = project.path.parent / f"out-{format_}.manifest.json"
    manifest = manifest_path.read_bytes()
    project.table.make()
    assert _export(project, format_, number=True)[1] == first
    assert manifest_path.read_bytes() == manifest
    (file,) = json.loads(manifest)["files"]
    assert file["sha256"] == hashlib.sha256(first.encode()).hexdigest()
    assert (file["bytes"], file["name"]) == (len(first.encode()), f"out-{format_}")
    assert json.loads(manifest)["counts"]["rows"] == report.rows


def test_formulas_are_made_harmless_on_request_and_counted(project: Project):
    _coded(project, notes="=HYPERLINK(1)", actor1="-5", location="@here")
    plain, text = _export(project, "acled-csv", number=True)
    assert (plain.formulas, _rows(text)[0]["notes"]) == (0, "=HYPERLINK(1)")
    report, text = _export(project, "acled-csv", formulas=True)
    row = _rows(text)[0]
    assert (row["notes"], row["location"], row["actor1"]) == ("'=HYPERLINK(1)", "'@here", "-5")
    assert report.formulas == report.manifest["counts"]["formulas"] == 2
    assert "2 cells" in report.in_words()


def test_a_full_disk_leaves_what_was_there(project: Project, monkeypatch: pytest.MonkeyPatch):
    _coded(project)
    before = _export(project, "csv")[1]
    names = sorted(path.name for path in project.path.parent.iterdir())

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing.os, "fsync", full)
    with pytest.raises(ExportRefused, match="the disk is full"):
        _export(project, "csv")
    monkeypatch.undo()
    assert (project.path.parent / "out-csv").read_text(encoding="utf-8") == before
    assert sorted(path.name for path in project.path.parent.iterdir()) == names


@pytest.mark.parametrize("format_", ["csv", "evidence-csv"])
def test_cancelling_leaves_nothing(project: Project, tmp_path: Path, format_: str):
    _coded(project)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(project, tmp_path / "out.csv", format_, ExportOptions(), stop)
    assert not [path for path in tmp_path.iterdir() if "out" in path.name]


def test_a_dataset_never_takes_a_projects_place(project: Project, tmp_path: Path):
    _coded(project)
    for out in (project.path, tmp_path / "other.annotator", tmp_path, tmp_path / "nowhere" / "out.csv"):
        if out.name == "other.annotator":
            out.write_bytes(b"another project")
        with pytest.raises(ExportRefused):
            export(project, out, "csv", ExportOptions())
    assert (tmp_path / "other.annotator").read_bytes() == b"another project"


def test_every_format_says_what_it_keeps_and_loses():
    known = {one.name: one for one in formats()}
    assert {
        "acled-csv",
        "acled-2016-csv",
        "maverick-csv",
        "protest-csv",
        "ucdp-ged-csv",
        "csv",
        "evidence-csv",
        "jsonl",
        "text",
    } <= set(known)
    assert all(one.title and one.keeps and one.loses for one in known.values())
    assert known["acled-csv"].reads
    assert not known["evidence-csv"].reads


def test_the_files_of_a_folder_are_synced_together_before_they_get_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    synced: list[list[str]] = []
    monkeypatch.setattr(writing, "sync_all", lambda paths: synced.append([path.name for path in paths if path.is_file()]))
    with writing.Outputs(tmp_path / "out") as outputs:
        for name in ("a.txt", "b.txt"):
            with outputs.text(tmp_path / "out" / name) as stream:
                stream.write(name)
        assert not synced
        outputs.place()
    assert synced == [[".a.txt.unfinished", ".b.txt.unfinished"]]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.txt", "b.txt"]
