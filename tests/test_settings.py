"""Settings: what is remembered, and files nobody can use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator import settings


def test_what_was_saved_is_there_again(settings_folder: Path):
    kept = settings.Settings(theme="dark", zoom=3, coder="ann", geometry="AAAA", splitters={"desk": "BBBB"})
    settings.save(kept)
    assert settings.load() == kept
    assert [path.name for path in settings_folder.iterdir()] == ["settings.json"]


def test_without_a_file_all_is_as_usual():
    assert settings.load() == settings.Settings()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "\x00\x01", "[" * 100_000])
def test_a_broken_file_counts_for_nothing(settings_folder: Path, text: str):
    settings_folder.mkdir()
    (settings_folder / "settings.json").write_text(text, encoding="utf-8")
    assert settings.load() == settings.Settings()


def test_bytes_that_are_no_text_count_for_nothing(settings_folder: Path):
    settings_folder.mkdir()
    (settings_folder / "settings.json").write_bytes(b"\xff\xfe\x80{")
    assert settings.load() == settings.Settings()


def test_one_bad_value_does_not_cost_the_others(settings_folder: Path):
    settings_folder.mkdir()
    told = {"recent": ["/a.annotator"], "zoom": "huge", "theme": "pink", "from_the_future": {"x": 1}}
    (settings_folder / "settings.json").write_text(json.dumps(told), encoding="utf-8")
    loaded = settings.load()
    assert (loaded.recent, loaded.zoom, loaded.theme) == (["/a.annotator"], 0, "system")


@pytest.mark.parametrize("told", [{"readings": {"a": 1}}, {"dropped_lines": {"P": [1]}}, {"dropped_lines": ["x"]}])
def test_what_is_remembered_of_imports_is_looked_at(settings_folder: Path, told: dict[str, object]):
    settings_folder.mkdir()
    (settings_folder / "settings.json").write_text(json.dumps(told | {"coder": "ann"}), encoding="utf-8")
    assert settings.load() == settings.Settings(coder="ann")


def test_a_folder_that_cannot_be_written_is_let_go(settings_folder: Path):
    settings_folder.parent.mkdir(exist_ok=True)
    settings_folder.write_text("a file stands where the folder should be", encoding="utf-8")
    settings.save(settings.Settings(coder="ann"))
    assert settings.load().coder == ""


def test_recent_projects_stand_newest_first_once_each(tmp_path: Path):
    known = settings.Settings()
    for number in range(settings.MOST_RECENT + 3):
        known.remember(tmp_path / f"{number}.annotator")
    known.remember(tmp_path / "5.annotator")
    names = [Path(name).stem for name in known.recent]
    assert names[:2] == ["5", str(settings.MOST_RECENT + 2)]
    assert len(names) == settings.MOST_RECENT == len(set(names))
    known.forget(known.recent[0])
    assert Path(known.recent[0]).stem != "5"


def test_every_folder_moves_with_the_variable(settings_folder: Path):
    for folder in (settings.folder(), settings.data_folder(), settings.documents_folder()):
        assert folder == settings_folder or settings_folder in folder.parents
