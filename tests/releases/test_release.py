"""Releases: what goes out, ids that stay, the same bytes again, and nothing half done."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from released import BOOK, EVENT, as_coder, code, event, files_of, make_project, settle

from annotator.codebook.loading import parse
from annotator.errors import CannotUndo, ExportRefused, UsageError
from annotator.project import Project
from annotator.project.adoption import adopt
from annotator.project.purge import purge_words
from annotator.project.verify import verify
from annotator.releases.options import ReleaseOptions
from annotator.releases.release import Released, again, foresee, release

ROOT = Path(__file__).resolve().parents[2]
SMALL = ReleaseOptions(formats=("csv",), replication=False)
ALL = ReleaseOptions(formats=("csv", "long-csv", "parquet", "xlsx", "stata", "geojson", "geopackage"))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Project]:
    with make_project(tmp_path) as project:
        yield project


def rows_of(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "data" / "wide.csv").read_text(encoding="utf-8"))))


def ids(folder: Path) -> list[tuple[str, str]]:
    return [(row["id"], row["n"]) for row in rows_of(folder)]


def state(project: Project) -> list[Any]:
    return [project.database.value(f"SELECT count(*) FROM {one}") for one in ("operation", "change", "incident", "release")]


def test_what_stands_for_its_article_goes_out_and_the_rest_is_counted(opened: Project, tmp_path: Path):
    made = release(opened, tmp_path / "one", SMALL)
    assert made.numbered == 4
    counts = made.manifest["counts"]
    assert counts["codings"] == {"adjudicated": 1, "approved": 2, "done": 3}
    assert counts["left_out"] == {"adjudicated": 2, "not_done": 1, "several": 2}
    assert (counts["incidents"], counts["of_several_events"], counts["events"], counts["articles"]) == (4, 1, 5, 6)
    assert counts["articles_with_events"] == 5, "one was read and holds no event"
    assert ids(tmp_path / "one") == [("IRQ1", "2"), ("IRQ2", "1"), ("IRQ3", "3"), ("IRQ4", "2")]
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == made.manifest == opened.releases.get(1).manifest
    listed = {one["name"] for one in manifest["files"]}
    assert listed == set(files_of(tmp_path / "one")) - {"manifest.json"}
    assert manifest["agreement"]["articles"] == 2
    assert verify(opened) == []
    only = release(opened, tmp_path / "two", ReleaseOptions(done=False, formats=("csv",)))
    assert only.manifest["counts"]["left_out"]["not_approved"] == 3
    assert ids(tmp_path / "two") == [("IRQ1", "2"), ("IRQ4", "2")]


def test_fields_that_are_not_released_stand_in_no_file(opened: Project, tmp_path: Path):
    made = release(opened, tmp_path / "one", ReleaseOptions(formats=("csv", "geojson"), without=("note",)))
    assert made.manifest["not_released"] == ["note", "inside"]
    assert [name for name, held in files_of(tmp_path / "one").items() if b"kept inside" in held] == []
    assert "note" not in rows_of(tmp_path / "one")[0]


def test_a_release_is_made_again_byte_for_byte(opened: Project, tmp_path: Path):
    release(opened, tmp_path / "one", ALL)
    as_coder(opened, "B2", {"n": 5, "country": None}, 3)
    opened.incidents.separate("IRQ1", event(opened, 2), "another clash")
    opened.history.undo()
    opened.incidents.link([event(opened, 3), event(opened, 1)], "told again")
    opened.events.remove(event(opened, 4, "C3"))
    settle(opened, 6, "n", 4)
    release(opened, tmp_path / "two", ALL)
    newer = parse(BOOK.replace("{name: n, type: integer", "{name: killed, type: integer}\n      - {name: n, type: integer"))
    adopt(opened, newer, "# newer")
    code(opened, 8, "B2", {**EVENT, "killed": 3})
    release(opened, tmp_path / "three", ALL)
    for number, name in ((1, "one"), (2, "two"), (3, "three")):
        made = again(opened, number, tmp_path / f"{name} again")
        assert made.differs == {}
        assert files_of(tmp_path / f"{name} again") == files_of(tmp_path / name)
    assert len(opened.releases.all()) == 3


@pytest.mark.parametrize("texts", ["quotes", "none", "full"])
@pytest.mark.parametrize("replication", [True, False])
def test_about_how_large_it_will_be_is_told(opened: Project, tmp_path: Path, texts: Any, replication: bool):
    options = ReleaseOptions(texts=texts, replication=replication, formats=("csv", "xlsx", "stata"))
    told = foresee(opened, options).bytes
    release(opened, tmp_path / "r", options)
    size = sum(len(one) for one in files_of(tmp_path / "r").values())
    assert size / 1.6 < told < size * 1.6


def test_a_link_to_nowhere_is_no_folder(opened: Project, tmp_path: Path):
    (tmp_path / "out").symlink_to(tmp_path / "gone")
    with pytest.raises(ExportRefused, match="link to a place that is not there"):
        release(opened, tmp_path / "out", SMALL)
    assert opened.releases.all() == []


def test_another_machine_gives_the_same_bytes(opened: Project, tmp_path: Path):
    made = release(opened, tmp_path / "one", ALL)
    as_coder(opened, "B2", {"n": 5}, 3)
    opened.close()
    code = "from annotator.__main__ import main; sys.exit(main(sys.argv[1:]))"
    # The second one has no wheel of pysqlite3, and so another SQLite.
    other = "import sys; sys.modules['pysqlite3'] = None; "
    for seed, zone, before in (("1", "Asia/Tokyo", "import sys; "), ("77", "America/Lima", other)):
        elsewhere = tmp_path / zone.partition("/")[2]
        elsewhere.mkdir()
        moved = elsewhere / "moved.annotator"
        moved.write_bytes((tmp_path / "p.annotator").read_bytes())
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        run = subprocess.run(
            [sys.executable, "-c", before + code, "release", str(moved), "again", "--again", "1"], cwd=elsewhere, env=env,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
        assert files_of(elsewhere / "again") == files_of(tmp_path / "one")
    held = b"".join(files_of(tmp_path / "one").values())
    assert os.fsencode(tmp_path) not in held
    assert made.manifest["time"].encode() in held


def test_ids_that_were_given_out_are_not_taken_back(opened: Project, tmp_path: Path):
    opened.incidents.number([event(opened, 3)])
    opened.incidents.settle(opened.incidents.of_event(event(opened, 1))[0], {"n": 3})
    release(opened, tmp_path / "one", SMALL)
    given = ids(tmp_path / "one")
    step = opened.history.undo()
    assert step is not None
    assert step.label["id"] == "settle_incident"
    with pytest.raises(CannotUndo, match="release 1 gave these ids out"):  # and no older step in its stead
        opened.history.undo()
    assert opened.database.value("SELECT count(*) FROM incident WHERE external_id IS NOT NULL") == 4
    while opened.history.redo():
        pass
    release(opened, tmp_path / "two", SMALL)
    assert ids(tmp_path / "two") == given


def test_before_it_is_released_numbering_can_be_taken_back(opened: Project, tmp_path: Path):
    release(opened, tmp_path / "one", SMALL)
    as_coder(opened, "B2", {"n": 1}, 6)
    opened.events.remove(event(opened, 6, "C3"))
    opened.incidents.number([event(opened, 6)])
    step = opened.history.undo()
    assert step is not None
    assert step.label["id"] == "number_events"


@pytest.mark.parametrize(
    "stage", ["copying", "in order", "tables", "giving ids", "writing data/wide.csv", "measuring agreement", "noting"]
)
def test_cancelled_it_leaves_nothing(opened: Project, tmp_path: Path, stage: str):
    before, seen = state(opened), set[str]()

    def stop(what: str, _share: float) -> None:
        seen.add(what)
        if what == stage:
            raise KeyboardInterrupt

    there = sorted(one.name for one in tmp_path.iterdir())
    with pytest.raises(KeyboardInterrupt):
        release(opened, tmp_path / "one", SMALL, stop)
    assert stage in seen
    assert state(opened) == before
    assert sorted(one.name for one in tmp_path.iterdir()) == there


def test_what_was_changed_meanwhile_is_not_released(opened: Project, tmp_path: Path):
    def edit(what: str, _share: float) -> None:
        if what == "noting":
            opened.events.set_values(event(opened, 8, "C3"), {"n": 4})

    with pytest.raises(UsageError, match="changed while it was being released"):
        release(opened, tmp_path / "one", SMALL, edit)
    assert opened.releases.all() == []
    assert not (tmp_path / "one").exists()
    assert opened.database.value("SELECT count(*) FROM incident WHERE external_id IS NOT NULL") == 0


def test_what_is_noted_gives_ids_and_does_nothing_else(opened: Project):
    """Also where assertions are not looked at."""
    from annotator.project.as_of import as_of

    with as_of(opened) as copy:
        since = int(copy.database.value("SELECT max(id) FROM change"))
        copy.incidents.number([event(copy, 3)])
        copy.events.set_values(event(copy, 3), {"n": 9})
        before = state(opened)
        with pytest.raises(RuntimeError, match="does nothing else"):
            opened.releases.record(1, "2026-01-01T00:00:00Z", copy.database, since, {}, {})
    assert state(opened) == before


def test_a_place_that_is_taken_is_refused(opened: Project, tmp_path: Path):
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.txt").write_text("mine", encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    (other / "q.annotator").write_text("x", encoding="utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    for folder, why in ((full, "not empty"), (tmp_path, "holds a project"), (other, "holds a project"),
                        (tmp_path / "no" / "where", "There is no folder"), (full / "thesis.txt", "is a file")):  # fmt: skip
        with pytest.raises(ExportRefused, match=why):
            release(opened, folder, SMALL)
    assert release(opened, empty, SMALL).number == 1


def test_two_releases_to_one_place_do_not_destroy_each_other(opened: Project, tmp_path: Path):
    """The second one is refused while the first one writes, which is whole at its end."""
    refused: list[str] = []

    def meanwhile(what: str, _share: float) -> None:
        if what == "writing tables" and not refused:
            with Project.open(tmp_path / "p.annotator", read_only=True) as reading, pytest.raises(ExportRefused) as error:
                again(reading, 1, tmp_path / "two")
            refused.append(str(error.value))

    release(opened, tmp_path / "one", SMALL)
    made = release(opened, tmp_path / "two", SMALL, meanwhile)
    assert refused == [f"Something else is being written to {tmp_path / 'two'} just now; name another folder."]
    assert {one["name"] for one in made.manifest["files"]} | {"manifest.json"} == set(files_of(tmp_path / "two"))
    assert [one.name for one in tmp_path.glob(".*")] == []


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (ReleaseOptions(without=("nothing",)), "no field nothing"),
        (ReleaseOptions(formats=("odt",)), "as odt"),
        (ReleaseOptions(quote_limit=0), "at least one character"),
    ],
)
def test_options_that_cannot_be_are_told(opened: Project, tmp_path: Path, options: ReleaseOptions, why: str):
    for ask in (lambda: release(opened, tmp_path / "one", options), lambda: foresee(opened, options)):
        with pytest.raises(UsageError, match=why):
            ask()


def test_only_the_lead_releases(opened: Project, tmp_path: Path):
    opened.work_as(opened.coders.named("B2"))
    with pytest.raises(UsageError, match="by the lead"):
        release(opened, tmp_path / "one", SMALL)
    with pytest.raises(UsageError, match="no release 1"):
        again(opened, 1, tmp_path / "one")


def test_an_event_that_nothing_gives_an_id_is_told(opened: Project, tmp_path: Path):
    as_coder(opened, "B2", {"country": None}, 3)
    (note,) = [one for one in foresee(opened, SMALL).notes if "cannot" in one]
    assert note.startswith(f"It cannot be released: an event of article 3 cannot be numbered ({event(opened, 3)})")
    with pytest.raises(UsageError, match="An event of article 3 cannot be numbered"):
        release(opened, tmp_path / "one", SMALL)
    assert opened.releases.all() == []


def test_a_purge_since_is_told_with_the_files(opened: Project, tmp_path: Path):
    as_coder(opened, "B2", {"note": "as Maria told us"}, 3)
    release(opened, tmp_path / "one", SMALL)
    purge_words(opened, "Maria", "she asked for it")
    made = again(opened, 1, tmp_path / "again")
    assert made.differs["data/wide.csv"] == "something was purged from the project since"
    assert b"Maria" not in b"".join(files_of(tmp_path / "again").values())


def test_another_program_is_told(opened: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from annotator.releases import manifest, taken
    from annotator.releases import release as making

    for module in (manifest, making, taken):
        monkeypatch.setattr(module, "PROGRAM", "annotator 0.0", raising=False)
    release(opened, tmp_path / "one", SMALL)
    assert b"Written by annotator 0.0." in (tmp_path / "one" / "datasheet.md").read_bytes()
    for module in (manifest, making, taken):
        monkeypatch.setattr(module, "PROGRAM", "annotator 99", raising=False)
    assert again(opened, 1, tmp_path / "same").differs == {}
    assert files_of(tmp_path / "same") == files_of(tmp_path / "one")
    kept = opened.releases.get(1).manifest
    found = manifest.differing(kept, {**kept, "program": "annotator 99", "files": kept["files"][1:]}, 0)
    assert list(found.values()) == ["it is not written any more"]
    found = manifest.differing(kept, {**kept, "program": "annotator 99", "counts": {}}, 0)
    assert found["manifest.json"].startswith("counts: it was written by annotator 0")


def test_other_libraries_are_told(opened: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from annotator.releases import manifest

    here = manifest.libraries()
    assert {"Python", "SQLite", "polars", "XlsxWriter"} <= set(here)
    release(opened, tmp_path / "one", SMALL)
    kept = opened.releases.get(1)
    assert kept.options["libraries"] == here
    assert b"libraries" not in b"".join(files_of(tmp_path / "one").values())
    monkeypatch.setattr(manifest, "libraries", lambda: {**here, "polars": "0.1", "SQLite": "3.1"})
    assert again(opened, 1, tmp_path / "same").differs == {}
    files = [{**one, "sha256": "other"} for one in kept.manifest["files"][:1]]
    found = manifest.differing(kept.manifest, {**kept.manifest, "files": files}, 0, kept.options["libraries"])
    assert f"it was written with SQLite {here['SQLite']}, and now 3.1, with polars {here['polars']}, and now 0.1" in {
        *found.values()
    }


def test_foreseeing_writes_nothing_and_tells_what_will_be(opened: Project, tmp_path: Path):
    opened.close()
    before = (tmp_path / "p.annotator").read_bytes()
    with Project.open(tmp_path / "p.annotator", read_only=True) as reading:
        found = foresee(reading, SMALL)
    assert (tmp_path / "p.annotator").read_bytes() == before
    assert (found.number, found.incidents, found.of_several, found.without_id, found.ties) == (1, 4, 1, 4, 1)
    assert found.left_out == {"adjudicated": 2, "not_done": 1, "several": 2}
    assert (found.articles, found.articles_with_events) == (6, 5)
    assert found.not_released == ("inside",)
    with Project.open(tmp_path / "p.annotator") as project:
        made: Released = release(project, tmp_path / "one", SMALL)
        told = made.manifest["counts"]
        assert (told["codings"], told["left_out"]) == (found.by_basis, found.left_out)
        opened_again: Callable[[], Any] = lambda: foresee(project, SMALL)  # noqa: E731
        project.events.remove(event(project, 4, "C3"))
        later = opened_again()
        assert later.number == 2
        assert later.changes["deleted"] == 1
        assert [one.id for one in later.differences] == ["IRQ3"]
