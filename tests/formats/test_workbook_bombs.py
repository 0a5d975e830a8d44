"""Small workbooks whose cells hold more than the memory: refused by their survey, before the library lays them out."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from annotator.errors import ImportRefused
from annotator.formats import sheet_survey
from annotator.formats.any_table import open_any
from annotator.formats.sheet_survey import shared_lengths, survey_ods, survey_xlsx

OPEN = "urn:oasis:names:tc:opendocument:xmlns"
TOO_LONG = "hold [0-9,]+ characters, more than the 100,000 that are read"


@pytest.fixture(autouse=True)
def _low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_survey, "TEXT_LIMIT", 100_000)


def xlsx(path: Path, text: str, times: int) -> Path:
    """A workbook in which so many cells show one text, which stands in it once."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("S")
        for row, cell in enumerate(["text", *[text] * times]):
            sheet.write_string(row, 0, cell)
    return path


def rewritten(path: Path, part: str, pattern: str, new: str) -> Path:
    """The same workbook, a part of it changed."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    changed, count = re.subn(pattern, new, parts[part].decode())
    assert count
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(name, changed if name == part else data)
    return path


def ods(path: Path, *tables: str, names: str = OPEN) -> Path:
    """A workbook of these rows, a sheet each."""
    spaces = " ".join(f'xmlns:{name}="{names}:{name}:1.0"' for name in ("office", "table", "text"))
    sheets = "".join(f'<table:table table:name="S{number}">{rows}</table:table>' for number, rows in enumerate(tables, 1))
    body = f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        out.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
        out.writestr("META-INF/manifest.xml", "<m/>")
    return path


def row(text: str, repeat: str = "", of_rows: str = "") -> str:
    """One row of one cell with a paragraph of this XML."""
    cell = f'<table:table-cell office:value-type="string" {repeat}><text:p>{text}</text:p></table:table-cell>'
    return f"<table:table-row {of_rows}>{cell}</table:table-row>"


def test_a_text_counts_for_every_cell_that_shows_it(tmp_path: Path):
    path = xlsx(tmp_path / "a.xlsx", "x" * 30_000, 4)
    assert path.stat().st_size < 10_000
    with pytest.raises(ImportRefused, match=TOO_LONG):
        open_any(path)
    assert len(list(open_any(xlsx(tmp_path / "b.xlsx", "x" * 30_000, 3)).rows)) == 3


@pytest.mark.parametrize("number", ["+1", "00000000001", " 1 "])
def test_a_number_of_a_text_counts_however_it_is_written(tmp_path: Path, number: str):
    path = xlsx(tmp_path / "a.xlsx", "x" * 30_000, 4)
    rewritten(path, "xl/worksheets/sheet1.xml", "<v>1</v>", f"<v>{number}</v>")
    assert survey_xlsx(path, "S", shared_lengths(path)).length == 4 + 4 * 30_000


def test_the_texts_are_found_under_any_name_that_the_library_takes(tmp_path: Path):
    path = xlsx(tmp_path / "a.xlsx", "x" * 30_000, 4)
    with zipfile.ZipFile(path) as old:
        parts = {name.replace("sharedStrings", "SharedStrings"): old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(name, data.replace(b"xmlns=", b"xmlns:old=") if "hared" in name else data)
    with pytest.raises(ImportRefused, match=TOO_LONG):
        open_any(path)


def test_a_workbook_has_no_endless_list_of_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheet_survey, "REACH_LIMIT", 10)
    path = rewritten(xlsx(tmp_path / "a.xlsx", "x", 1), "xl/sharedStrings.xml", "</sst>", "<si/>" * 10 + "</sst>")
    with pytest.raises(ImportRefused, match="has more than 10 texts"):
        open_any(path)


@pytest.mark.parametrize("rows", [
    row("x" * 30_000, 'table:number-columns-repeated="4"'),
    row("x" * 30_000, of_rows='table:number-rows-repeated="4"'),
    row('<text:s text:c="9999999999"/>'),
    row("x" * 30_000) * 4,
])  # fmt: skip
def test_repeated_cells_count_as_often_as_they_stand_there(tmp_path: Path, rows: str):
    with pytest.raises(ImportRefused, match=TOO_LONG):
        open_any(ods(tmp_path / "a.ods", row("text") + rows))


def test_all_sheets_of_ods_count_for_they_are_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    sheet = row("text") + row("x" * 30_000)
    with pytest.raises(ImportRefused, match="cells of all sheets hold 120,016"):
        open_any(ods(tmp_path / "a.ods", *[sheet] * 4))
    assert len(list(open_any(ods(tmp_path / "b.ods", *[sheet] * 3)).rows)) == 1
    monkeypatch.setattr(sheet_survey, "REACH_LIMIT", 100)
    wide = row("text", 'table:number-columns-repeated="60"')
    with pytest.raises(ImportRefused, match="its sheets reach far with few cells filled"):
        open_any(ods(tmp_path / "c.ods", wide, wide))


def test_cells_of_another_namespace_count_as_the_library_reads_them(tmp_path: Path):
    path = ods(tmp_path / "a.ods", row("text") + row("two words", 'table:number-columns-repeated="7"'), names="urn:other")
    assert survey_ods(path)["S1"].last_column == 7
    assert survey_ods(path)["S1"].length == len("text") + 7 * len("two words")
