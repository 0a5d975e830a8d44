"""Articles from text files, folders, tables and JSON: what becomes of them, and what is refused by name."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import ImportRefused
from annotator.formats.articles.headers import guess_mapping, read_headers
from annotator.formats.articles.sources import preview, read_articles
from annotator.formats.importing import ImportPlan, look_at, take_in
from annotator.project import Project
from annotator.project.articles import ArticleDraft, Refused, Stopped
from annotator.shipped import resource

BODY = "MOSUL (Reuters) - Two men were killed."


def read(*paths: Path, **options: Any) -> tuple[list[ArticleDraft], list[Refused]]:
    found = list(read_articles(list(paths), **options))
    drafts = [one for one in found if isinstance(one, ArticleDraft)]
    return drafts, [one for one in found if isinstance(one, Refused)]


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# --- header lines ---------------------------------------------------------------------------------------------------


def test_the_sample_has_its_date_teaser_and_text():
    (draft,), refused = read(resource("sample/sample-2020-06-02.txt"))
    assert not refused
    assert draft.date == "2020-06-02"
    assert draft.title.startswith("The Iraqi armed forces have obtained information")
    assert draft.text.startswith("BAGHDAD (UrduPoint")


def test_with_nothing_behind_it_the_teaser_is_the_text():
    headed = read_headers(" date 2020-06-02 The army has begun an operation.\n\n")
    assert (headed.date, headed.title, headed.text) == ("2020-06-02", "", "The army has begun an operation.")


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("date: 2 June 2020\ntitle: A clash\nsource: Reuters\nurl: https://x.org/a\n\n" + BODY,
         {"date": "2020-06-02", "title": "A clash", "source": "Reuters", "url": "https://x.org/a"}),
        ("Title: A clash\nDate: 2020-06-02T10:00:00Z\n" + BODY, {"date": "2020-06-02", "title": "A clash"}),
        ("DATE 2020-06-02\nTITLE A clash\n" + BODY, {"date": "2020-06-02", "title": "A clash"}),
        ("url https://x.org/a\n" + BODY, {"url": "https://x.org/a"}),
        ("url https://x.org/a " + BODY, {"url": "https://x.org/a"}),
        ("date 2020-06-02\nsource Reuters\n\nText: " + BODY, {"date": "2020-06-02", "source": "Reuters"}),
        ("date 2020-06-02 A clash\n\nsource Reuters\n\n" + BODY, {"title": "A clash", "source": "Reuters"}),
        ("title A clash in Kirkuk\n\n" + BODY, {"title": "A clash in Kirkuk"}),
        ("Published: 2 June 2020\n" + BODY, {"date": "2020-06-02"}),
        ("headline: A clash\nlang: en\nid: 77\n" + BODY, {"title": "A clash", "language": "en", "external_id": "77"}),
    ],
)  # fmt: skip
def test_header_lines_are_taken_off(written: str, parts: dict[str, str]):
    headed = read_headers(written)
    assert headed.text == BODY
    assert headed.problem == ""
    for part, value in parts.items():
        assert getattr(headed, part) == value, part


def test_a_teaser_beside_a_title_is_not_lost():
    headed = read_headers("date 2020-06-02 Two died.\nTitle: A clash\n" + BODY)
    assert (headed.title, headed.text) == ("A clash", f"Two died.\n\n{BODY}")


@pytest.mark.parametrize(
    "text",
    [
        "Date palms burn in Basra.\nFarmers lost all.",
        "Source said the army withdrew.\nMore later.",
        "Title fights were held in Mosul.\nNobody was hurt.",
        "Dated 2 June, the letter threatens.\nPolice are looking.",
        "Text messages threatened two journalists.",
        "Published reports of two deaths\nwere denied.",
    ],
)
def test_a_first_sentence_is_no_header(text: str):
    headed = read_headers(text)
    assert headed.text == text
    assert (headed.date, headed.title, headed.source) == (None, "", "")


def test_two_readings_of_a_header_date_are_asked_about(tmp_path: Path):
    path = write(tmp_path, "a.txt", "date: 03/04/2020\n" + BODY)
    drafts, refused = read(path)
    assert not drafts
    assert refused[0].column == "date"
    (draft,), _ = read(path, date_order="mdy")
    assert draft.date == "2020-03-04"


def test_headers_without_a_text_are_refused(tmp_path: Path):
    _, refused = read(write(tmp_path, "a.txt", "date 2020-06-02\nsource Reuters\n"))
    assert [str(one) for one in refused] == ["a.txt, column text: there is no text below the header lines."]


# --- folders --------------------------------------------------------------------------------------------------------


def test_a_folder_is_read_in_the_order_of_names_without_litter(tmp_path: Path):
    folder = tmp_path / "in"
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt", "Thumbs.db"):
        write(folder, name, f"text of {name}")
    drafts, refused = read(folder, folder / "a.txt")
    assert [draft.origin for draft in drafts] == ["a.txt", "b.txt", "sub/c.txt"]
    assert not refused


def test_a_folder_that_may_not_be_read_is_named_in_preview_and_report(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder, opened = tmp_path / "bad", os.scandir
    (folder / "locked").mkdir(parents=True)
    for at in range(30):
        write(folder, f"a{at}.txt", f"Text {at}.")

    def refusing(path: Any) -> Any:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path)

    monkeypatch.setattr(os, "scandir", refusing)  # whoever is root may read everything
    named = Refused(None, None, "this folder may not be read by you.", "locked")
    assert preview(folder).refused == (named,)
    assert any("locked" in note for note in look_at(project.codebook, ImportPlan((folder,))).notes)
    told = take_in(project, ImportPlan((folder,), good_rows=True))
    assert (told.added, told.refused) == (30, [named])
    assert preview(folder / "locked").refused == (named,)


def test_what_is_not_read_is_named(tmp_path: Path):
    folder = tmp_path / "in"
    write(folder, "a.txt", BODY)
    write(folder, "b.pdf", b"%PDF-1.7")
    write(folder, "c.txt", "")
    drafts, refused = read(folder, tmp_path / "nowhere.txt")
    assert len(drafts) == 1
    assert [one.file for one in refused] == ["b.pdf", "c.txt", "nowhere.txt"]
    assert all(one.reason.endswith(".") for one in refused)


# --- tables ---------------------------------------------------------------------------------------------------------


def test_columns_are_guessed_and_the_rest_is_kept(tmp_path: Path):
    path = write(tmp_path, "a.csv", f'id,Headline,Published,Body,desk\n7,A clash,2020-06-02,"{BODY}",foreign\n')
    (draft,), refused = read(path)
    assert not refused
    assert (draft.external_id, draft.title, draft.date, draft.text) == ("7", "A clash", "2020-06-02", BODY)
    assert draft.extra == {"desk": "foreign"}
    assert draft.origin == "a.csv row 2"


def test_a_given_mapping_wins_and_empty_leaves_out(tmp_path: Path):
    path = write(tmp_path, "a.csv", "text,other,date\nno,yes,2020-06-02\n")
    (draft,), _ = read(path, mapping={"text": "other", "date": ""})
    assert (draft.text, draft.date) == ("yes", None)
    with pytest.raises(ImportRefused, match="there is no column “wrong”"):
        preview(path, mapping={"text": "wrong"})


def test_a_date_column_is_read_one_way_throughout(tmp_path: Path):
    path = write(tmp_path, "a.csv", "text,date\none,03/04/2020\ntwo,25/12/2020\n")
    told: list[str] = []
    drafts, refused = read(path, tell=told.append)
    assert [draft.date for draft in drafts] == ["2020-04-03", "2020-12-25"]
    assert not refused
    assert any("date" in line for line in told)


def test_bad_rows_are_refused_by_row_and_column(tmp_path: Path):
    path = write(tmp_path, "a.csv", "text,date\none,2020-06-02\n,2020-06-02\ntwo,someday\nthree\nfour,03/04/2020\n")
    drafts, refused = read(path)
    assert [draft.text for draft in drafts] == ["one"]
    assert [(one.row, one.column) for one in refused] == [(3, "text"), (4, "date"), (5, None), (6, "date")]


def test_a_table_without_a_text_column_says_so(tmp_path: Path):
    _, refused = read(write(tmp_path, "a.csv", "alpha,beta\n1,2\n"))
    assert "no column is known to hold the text" in refused[0].reason


def test_a_preview_shows_the_first_rows_and_the_dates(tmp_path: Path):
    path = write(tmp_path, "a.tsv", "text\tdate\n" + "".join(f"text {n}\t{n + 12}/01/2020\n" for n in range(1, 9)))
    seen = preview(path, rows=3)
    assert seen.columns == ("text", "date")
    assert len(seen.rows) == 3
    assert seen.mapping == {"text": "text", "date": "date"}
    assert seen.dates is not None
    assert seen.dates.order == "dmy"


def test_whole_names_count_before_parts_of_dotted_ones():
    found = guess_mapping(["source.date", "date", "source.name", "body"])
    assert found["date"] == "date"
    assert found["text"] == "body"


# --- JSON -----------------------------------------------------------------------------------------------------------


def test_json_lines_refuse_broken_lines_by_number(tmp_path: Path):
    lines = [json.dumps({"text": "one", "meta": {"source": "X"}}), "{broken", json.dumps({"text": "two"}), "[1]"]
    drafts, refused = read(write(tmp_path, "a.jsonl", "\n".join(lines)))
    assert [draft.text for draft in drafts] == ["one", "two"]
    assert drafts[0].source == "X"
    assert [one.row for one in refused] == [2, 4]


@pytest.mark.parametrize("depth", [250, 1_000, 1_020, 100_000])
@pytest.mark.parametrize("text", ["a", r"a \u0000"])
@pytest.mark.parametrize(("name", "frame"), [("a.jsonl", "{}\n{}"), ("a.json", "[{},{}]")])
def test_a_deep_record_is_refused_and_the_next_comes_in(tmp_path: Path, depth: int, text: str, name: str, frame: str):
    deep = f'{{"text":"{text}","a":{"[" * depth}1{"]" * depth}}}'
    drafts, refused = read(write(tmp_path, name, frame.format(deep, '{"text":"good"}')))
    assert "nested too deeply" in refused[0].reason
    # A document is read as a whole where it can be.
    assert [one.text for one in drafts] == ["good"] or name == "a.json"


@pytest.mark.parametrize(
    "whole", [[{"text": BODY}], {"articles": [{"text": BODY}]}, {"text": BODY}, {"a": {"text": BODY}, "b": {}}]
)
def test_records_are_found_in_a_document(tmp_path: Path, whole: Any):
    drafts, _ = read(write(tmp_path, "a.json", json.dumps(whole)))
    assert [draft.text for draft in drafts] == [BODY]


@pytest.mark.parametrize("content", ['[{"text": "cut', "[" * 100_000, "42", "[]", '{"a": [{}], "b": [{}]}'])
def test_a_broken_document_is_one_sentence(tmp_path: Path, content: str):
    drafts, refused = read(write(tmp_path, "a.json", content))
    assert not drafts
    assert len(refused) == 1
    assert "\n" not in str(refused[0])


# --- all of it, into a project --------------------------------------------------------------------------------------


def test_the_same_thing_twice_adds_nothing(project: Project, tmp_path: Path):
    path = write(tmp_path, "a.csv", "text,date\none,2020-06-02\ntwo,2020-06-03\n")
    first = project.articles.add(read_articles([path]))
    again = project.articles.add(read_articles([path]))
    assert (first.added, first.known) == (2, 0)
    assert (again.added, again.known) == (0, 2)


def test_the_same_text_under_another_id_is_named(project: Project, tmp_path: Path):
    path = write(tmp_path, "a.csv", "id,text,date\nX1,one,2020-06-02\nX2,one,2020-06-02\nX3,two,2020-06-02\n")
    told = take_in(project, ImportPlan((path,)))
    assert (told.added, told.known) == (2, 1)
    assert "1 article has the text, source and date of another one under another id and came in once: X2 like X1." in (
        told.notes
    )
    again = take_in(project, ImportPlan((path,)))
    assert (again.added, again.known) == (0, 3)


def test_without_good_rows_one_bad_row_stops_all(project: Project, tmp_path: Path):
    path = write(tmp_path, "a.csv", "text,date\none,2020-06-02\ntwo,someday\n")
    with pytest.raises(Stopped):
        project.articles.add(read_articles([path]), good_rows=False)
    assert project.articles.count() == 0
    assert project.history.to_undo() is None


def test_progress_ends_at_the_end_and_cancels(project: Project, tmp_path: Path):
    class Cancelled(Exception):
        pass

    path = write(tmp_path, "a.csv", "text,date\n" + "one,2020-06-02\n" * 300)
    seen: list[tuple[int, int]] = []
    list(read_articles([path], progress=lambda done, total: seen.append((done, total))))
    assert seen[-1][0] == seen[-1][1] == path.stat().st_size
    assert seen == sorted(seen)

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        project.articles.add(read_articles([path], progress=cancel))
    assert project.articles.count() == 0


def project_of(tmp_path: Path, rows: str) -> Project:
    project = Project.create(tmp_path / "p.annotator", "acled", coder="A1")
    (tmp_path / "a.csv").write_text(rows, encoding="utf-8")
    take_in(project, ImportPlan((tmp_path / "a.csv",)))
    return project


def test_an_update_corrects_data_replaces_texts_and_adds_the_rest(tmp_path: Path):
    rows = "id,title,date,text\n7,One,2020-06-02,Two men dyed in Kirkuk.\n8,Two,2020-06-02,A march.\n9,Three,2020-06-03,Same.\n"
    with project_of(tmp_path, rows) as project:
        old = project.articles.find("7").uid
        newer = "id,title,date,text\n7,One,2020-06-02,Two men died in Kirkuk.\n8,Two,2020-06-01,A march.\n"
        newer += "9,,2020-06-03,Same.\n10,Ten,2020-06-03,New.\n"
        (tmp_path / "a.csv").write_text(newer, encoding="utf-8")
        told = take_in(project, ImportPlan((tmp_path / "a.csv",), update=True))
        assert (told.added, told.updated, told.known, told.refused) == (1, 2, 1, [])
        assert project.articles.find("7").text == "Two men died in Kirkuk."
        assert (project.articles.find("8").date, project.articles.find("9").title) == ("2020-06-01", "Three")
        assert project.articles.count() == 4
        assert take_in(project, ImportPlan((tmp_path / "a.csv",), update=True)).updated == 0
        project.history.undo()
        assert project.articles.find("7").uid == old
        assert project.articles.count() == 3


def test_an_update_that_cannot_be_is_named(tmp_path: Path):
    rows = "id,title,date,text\n7,One,2020-06-02,First text.\n8,Two,2020-06-02,Second text.\n"
    with project_of(tmp_path, rows) as project:
        (tmp_path / "a.csv").write_text("id,title,date,text\n7,One,2020-06-02,Second text.\n", encoding="utf-8")
        told = take_in(project, ImportPlan((tmp_path / "a.csv",), update=True))
        assert told.stopped
        assert "already" in told.refused[0].reason
        assert project.articles.find("7").text == "First text."


def test_a_column_named_for_one_of_several_tables_keeps_no_other_out(tmp_path: Path):
    (tmp_path / "a.csv").write_text("Body,Day\nOne.,2020-06-02\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("text,date\nTwo.,2020-06-03\n", encoding="utf-8")
    told: list[str] = []
    found = list(read_articles([tmp_path], {"text": "Body", "date": "Day", "source": ""}, tell=told.append))
    assert [(one.text, one.date) for one in found if not isinstance(one, Refused)] == [
        ("One.", "2020-06-02"), ("Two.", "2020-06-03"),
    ]  # fmt: skip
    assert told == ["b.csv: There is no column “Body”, “Day”; its own columns were taken by their names."]
    (alone,) = read_articles([tmp_path / "b.csv"], {"text": "Body"})
    assert "there is no column “Body”" in str(alone)


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_header_lines_below_a_title_are_found(between: str):
    headed = read_headers(f"Gunmen kill three{between}Date: 2020-06-02\nSource: Sahel Herald\n\nThe attack came at dawn.")
    assert (headed.title, headed.date, headed.source, headed.text) == (
        "Gunmen kill three", "2020-06-02", "Sahel Herald", "The attack came at dawn.",
    )  # fmt: skip
    for text in (
        "Gunmen kill three\nDate: 2020-06-02\nThe attack came at dawn.",
        "Gunmen killed three.\nDate: 2020-06-02\nSource: Sahel Herald\n\nThe attack came at dawn.",
        "Gunmen kill three\ndate 2020-06-02\nsource Sahel\n\nThe attack came at dawn.",
    ):
        assert read_headers(text).title == "", text


def test_json_is_read_as_json_whatever_its_name(tmp_path: Path):
    (tmp_path / "a.txt").write_text('[\n {"text": "One.", "title": "T"}, {"text": "Two."}]', encoding="utf-8")
    (tmp_path / "b.txt").write_text('["One" he said: "two"] and so on', encoding="utf-8")
    told: list[str] = []
    found = list(read_articles([tmp_path], tell=told.append))
    assert [one.text for one in found if not isinstance(one, Refused)] == ["One.", "Two.", '["One" he said: "two"] and so on']
    assert told == ["a.txt: This is JSON, whatever its name says, and was read as that."]
