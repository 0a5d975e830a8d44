"""Tables row by row: delimiters, headers, ragged rows, workbooks, and what is refused."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from annotator.errors import ImportRefused
from annotator.formats.tables import open_table


def _csv(tmp_path: Path, content: str, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode())
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str):
    rows = [["a", "b"], ["1, one; and", "2"], ["3", "4"]]
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]
    table = open_table(_csv(tmp_path, "\n".join(lines)))
    assert table.columns == ("a", "b")
    assert [cells for _, cells in table.rows] == [{"a": "1, one; and", "b": "2"}, {"a": "3", "b": "4"}]


def test_numbers_of_rows_are_those_of_a_spreadsheet(tmp_path: Path):
    table = open_table(_csv(tmp_path, "\n\na,b\n1,2\n\n3,4\n"))
    assert [number for number, _ in table.rows] == [4, 6]


def test_excels_own_first_line_is_understood(tmp_path: Path):
    table = open_table(_csv(tmp_path, "sep=;\r\na;b\r\n1;2\r\n"))
    assert table.columns == ("a", "b")
    assert [cells for _, cells in table.rows] == [{"a": "1", "b": "2"}]


def test_line_ends_inside_cells_stay(tmp_path: Path):
    table = open_table(_csv(tmp_path, 'a,b\n"one\r\ntwo",x\n'))
    assert [cells["a"] for _, cells in table.rows] == ["one\r\ntwo"]


def test_ragged_rows_are_refused_and_the_rest_comes_in(tmp_path: Path):
    table = open_table(_csv(tmp_path, "a,b\n1,2\n3\n4,5,6\n7,8,,\n"))
    assert [number for number, _ in table.rows] == [2, 5]
    assert [(one.row, one.reason) for one in table.refused] == [
        (3, "the row has 1 cell where the header has 2."), (4, "the row has 3 cells where the header has 2."),
    ]  # fmt: skip


def test_doubled_columns_are_refused(tmp_path: Path):
    with pytest.raises(ImportRefused, match="more than one column is named “a”"):
        open_table(_csv(tmp_path, "a,b,a\n1,2,3\n"))


def test_an_endless_line_is_passed_over_without_being_kept(tmp_path: Path):
    table = open_table(_csv(tmp_path, "a,b\n1,2\n3," + "x" * 5000 + "\n5,6\n"), row_limit=1000)
    assert list(table.rows) == [(2, {"a": "1", "b": "2"}), (4, {"a": "5", "b": "6"})]
    assert [str(one) for one in table.refused] == ["a.csv row 3: the row is longer than 1,000 bytes."]


def test_an_unclosed_quote_does_not_read_the_file_into_memory(tmp_path: Path):
    table = open_table(_csv(tmp_path, 'a,b\n1,2\n"3,' + "x,y\n" * 5000), row_limit=1000)
    with pytest.raises(ImportRefused, match="row 3: the row is longer than 1,000 bytes; a quotation mark may not be closed"):
        list(table.rows)


def test_a_row_that_ends_with_the_file_inside_a_quotation_is_refused(tmp_path: Path):
    table = open_table(_csv(tmp_path, 'a,b\n1,2\n3,"half of a te'))
    assert list(table.rows) == [(2, {"a": "1", "b": "2"})]
    assert [one.row for one in table.refused] == [3]
    whole = open_table(_csv(tmp_path, 'a,b\n1,2\n3,"a whole\none"'))
    assert len(list(whole.rows)) == 2
    assert not whole.refused


def test_a_list_of_what_cannot_be_read_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("annotator.formats.tables.MOST_REFUSED", 100)
    table = open_table(_csv(tmp_path, "a,b\n1,2\n" + "ragged\n" * 500))
    with pytest.raises(ImportRefused, match="row 103: with this row more than 100 cannot be read"):
        list(table.rows)
    assert len(table.refused) == 100


# --- workbooks ------------------------------------------------------------------------------------------------------


def _workbook(path: Path, *sheets: tuple[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(at, column, cell, day)
                    else:
                        sheet.write(at, column, cell)
    return path


def test_cells_of_a_workbook_are_text(tmp_path: Path):
    rows: list[list[object]] = [[], ["text", "date", "n"], ["one", datetime(2020, 6, 2), 1.0], ["two", "3 June 2020", 2.5]]
    table = open_table(_workbook(tmp_path / "a.xlsx", ("empty", []), ("data", rows)))
    assert table.sheet == "data"
    assert list(table.rows) == [
        (3, {"text": "one", "date": "2020-06-02", "n": "1"}), (4, {"text": "two", "date": "3 June 2020", "n": "2.5"}),
    ]  # fmt: skip


def test_a_named_sheet_is_read_and_a_wrong_name_refused(tmp_path: Path):
    path = _workbook(tmp_path / "a.xlsx", ("one", [["a"], ["1"]]), ("two", [["b"], ["2"]]))
    assert open_table(path, "two").columns == ("b",)
    with pytest.raises(ImportRefused, match="there are one, two"):
        open_table(path, "three")


def test_a_formula_gives_its_stored_value_and_one_without_is_refused(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("s")
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write(1, 0, "kept")
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write(2, 0, "refused")
        sheet.write_formula(2, 1, "=1+1", None, 77)
    hollow = tmp_path / "hollow.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(hollow, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                assert b"<v>77</v>" in content
                content = content.replace(b"<v>77</v>", b"")
            new.writestr(name, content)
    table = open_table(hollow)
    assert list(table.rows) == [(2, {"a": "kept", "b": "2"})]
    assert [one.row for one in table.refused] == [3]
    assert "B3" in table.refused[0].reason


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"just text"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(ImportRefused):
        open_table(path)


def test_a_cut_off_workbook_is_refused(tmp_path: Path):
    path = _workbook(tmp_path / "a.xlsx", ("s", [["a"], ["1"]]))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ImportRefused):
        open_table(path)


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = _workbook(tmp_path / "a.xlsx", ("s", [["a"], ["1"]]))
    monkeypatch.setattr("annotator.formats.sheet_survey.UNPACKED_LIMIT", 100)
    with pytest.raises(ImportRefused, match="unpacked it measures"):
        open_table(path)


def test_xml_entities_in_a_workbook_are_refused(tmp_path: Path):
    path = _workbook(tmp_path / "good.xlsx", ("s", [["a"], ["1"]]))
    bad = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                head, _, rest = content.partition(b"?>")
                content = head + b'?><!DOCTYPE x [<!ENTITY lol "lol">]>' + rest
            new.writestr(name, content)
    with pytest.raises(ImportRefused):
        open_table(bad)
