"""A file that was tampered with, cut short, or is another's changes nothing and says why."""

from __future__ import annotations

import random
import shutil
import sqlite3 as standard  # the files here are closed: nobody of this process has them open
from collections.abc import Callable
from pathlib import Path

import pytest
from team import EVENT, at_work, code, give, packed, texts, work_of

from annotator.errors import AnnotatorError, StorageError, UsageError
from annotator.project import Project
from annotator.project.arrivals import waiting
from annotator.project.merging import merge, preview
from annotator.project.packages import hand_in, package, plain_name
from annotator.project.sealing import is_sealed

HOSTILE = "../../etc/<b>Ann</b>\n=cmd()|\u202e" + "x" * 300


@pytest.fixture
def lead(new_project: Callable[..., Project]) -> Project:
    project = new_project("main", "Lead")
    project.articles.add(texts(3))
    for name in ("B2", "C3"):
        give(project, project.coders.add(name).uid, [one.uid for one in project.articles.walk()])
    return project


@pytest.fixture
def back(lead: Project, tmp_path: Path) -> Path:
    """A package with work in it, closed."""
    path = packed(lead, lead.coders.named("B2").uid, tmp_path / "out")
    with at_work(path) as mine:
        for article in list(mine.articles.walk()):
            code(mine, article.uid, EVENT)
    return path


def refused(lead: Project, path: Path, words: str, passphrase: str = "") -> None:
    """Taking the file in changes nothing and says why, before and after."""
    before = work_of(lead), lead.database.value("SELECT count(*) FROM change")
    for way in (preview, merge):
        (told,) = way(lead, [path], passphrase=passphrase).files
        assert words in told.refused
        assert "Traceback" not in told.refused
        assert (work_of(lead), lead.database.value("SELECT count(*) FROM change")) == before
    assert lead.history.to_undo() is None or lead.history.to_undo().label["id"] != "merge"  # type: ignore[union-attr]


def edit(path: Path, *statements: str) -> None:
    """What another program would do to the file, its triggers put aside and back."""
    db = standard.connect(path)
    db.execute("PRAGMA ignore_check_constraints = ON")
    triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        db.execute(statement)
    for _, sql in triggers:
        db.execute(sql)
    db.commit()
    db.close()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ('UPDATE event SET "values" = json_set("values", \'$.n\', 4)', "changed"),
        ("UPDATE event SET \"values\" = json_set(\"values\", '$.n', 'many')", "changed"),
        ('UPDATE event SET "values" = json_set("values", \'$.unheard\', 4)', "changed"),
        ("UPDATE coding SET memo = 'not mine'", "memo"),
        ("UPDATE coding SET answers = json_object('a', 1)", "answers"),
        ("UPDATE coding SET coder = (SELECT uid FROM coder WHERE role = 'lead')", "not its coder's"),
        ("UPDATE coding SET standing = 'adjudicated'", "not its coder's"),
        ("UPDATE coding SET state = 'approved'", "changed"),
        ("UPDATE project SET value = 'somewhere else' WHERE key = 'uid'", "another project"),
        ("DELETE FROM project WHERE key = 'made_for'", "whole project"),
        ("UPDATE project SET value = 'first' WHERE key = 'package'", "which package"),
        ("UPDATE project SET value = 'nobody' WHERE key = 'made_for'", ""),
        ("UPDATE operation SET coder = 'somebody'", "did not make"),
        ("UPDATE operation SET label = 'no json'", "changed"),
        ("DELETE FROM change", "changed"),
        ("DELETE FROM coder", ""),
        ("CREATE TRIGGER more AFTER INSERT ON coding BEGIN DELETE FROM event; END", "changed by another"),
        ("CREATE TABLE more (a)", "changed by another"),
        ("PRAGMA user_version = 99", "newer version"),
        ("PRAGMA application_id = 7", "not a project file"),
    ],
)
def test_what_another_program_changed_is_refused(lead: Project, back: Path, statement: str, words: str):
    edit(back, statement)
    refused(lead, back, words)


def test_an_article_with_another_text_is_left_out_and_named(lead: Project, back: Path):
    edit(back, "UPDATE article SET text = 'Ten died in Kirkuk.', length = 19 WHERE number = 2")
    (told,) = merge(lead, [back]).files
    assert (told.refused, told.new) == ("", 2)
    assert any("other text" in note and "Article 2" in note for note in told.notes)


@pytest.mark.parametrize("keep", [0, 10, 100, 5000, 20_000])
def test_a_file_cut_short_is_refused(lead: Project, back: Path, keep: int):
    back.write_bytes(back.read_bytes()[:keep])
    refused(lead, back, "")


def test_flipped_bytes_never_come_in_unnoticed(lead: Project, back: Path):
    """Each of many files with some bytes changed is refused, or says the very same as the sound one."""
    sound = work_of(lead)
    merge(lead, [back])
    whole = work_of(lead)
    lead.history.undo()
    content, dice = back.read_bytes(), random.Random(5)
    for number in range(40):
        damaged = bytearray(content)
        for _ in range(dice.choice((1, 3, 30))):
            damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        path = back.with_name(f"damaged{number}.annotator")
        path.write_bytes(bytes(damaged))
        (told,) = merge(lead, [path]).files
        if told.refused:
            assert work_of(lead) == sound
        else:
            assert work_of(lead) == whole or told.notes
            lead.history.undo()


def test_what_is_no_package_is_refused(lead: Project, tmp_path: Path, new_project: Callable[..., Project]):
    refused(lead, tmp_path / "nothing.annotator", "There is no file")
    (tmp_path / "text.annotator").write_text("Two died.", encoding="utf-8")
    refused(lead, tmp_path / "text.annotator", "text.annotator")
    refused(lead, tmp_path, "There is no file")
    refused(lead, lead.path, "file that is open")
    (tmp_path / "link.annotator").symlink_to(lead.path)
    refused(lead, tmp_path / "link.annotator", "file that is open")
    other = new_project("other", "Lead")
    coder = other.coders.add("B2").uid
    other.articles.add(texts(1))
    give(other, coder, [one.uid for one in other.articles.walk()])
    refused(lead, packed(other, coder, tmp_path / "out"), "another project")
    whole = tmp_path / "whole.annotator"
    lead.database.copy_to(whole)
    refused(lead, whole, "whole project")


def test_one_refused_file_does_not_keep_the_others_out(lead: Project, back: Path, tmp_path: Path):
    bad = tmp_path / "bad.annotator"
    shutil.copy(back, bad)
    edit(bad, "UPDATE coding SET memo = 'not mine'")
    told = merge(lead, [bad, back])
    assert [bool(one.refused) for one in told.files] == [True, False]
    assert told.files[1].new == 3


def test_a_coder_nobody_knows_is_refused_or_added_under_a_harmless_name(lead: Project, back: Path):
    edit(back, f"UPDATE coder SET name = '{HOSTILE}' WHERE role = 'coder'")
    with lead.history.operation({"id": "remove_coder"}):
        uid = lead.coders.named("B2").uid
    db = lead.database
    with db.writing():  # as in a project from before the coder came
        db.run("PRAGMA defer_foreign_keys = ON")
        db.run("UPDATE current_operation SET purging = 1")
        db.run("DELETE FROM assignment WHERE coder = ?", (uid,))
        db.run("DELETE FROM coder WHERE uid = ?", (uid,))
        db.run("UPDATE current_operation SET purging = 0")
    refused(lead, back, "does not know")
    (told,) = merge(lead, [back], add_coders=True).files
    assert told.new == 3
    added = lead.coders.get(uid)
    assert added is not None
    assert "\n" not in added.name
    assert len(added.name) <= 60
    made = package(lead, uid, back.parent)
    assert made.path.parent == back.parent
    assert ".." not in made.path.name


def test_the_file_that_comes_is_never_changed(lead: Project, back: Path):
    before = back.read_bytes()
    preview(lead, [back])
    merge(lead, [back])
    assert back.read_bytes() == before
    assert [one.name for one in back.parent.iterdir()] == [back.name]


def test_a_file_that_is_open_elsewhere_is_not_read(lead: Project, back: Path):
    with at_work(back) as mine:
        mine.codings.set_memo(mine.database.value("SELECT uid FROM coding"), "typing")
        (told,) = preview(lead, [back]).files
        assert "open" in told.refused


def test_a_sealed_package_needs_its_passphrase(lead: Project, tmp_path: Path):
    coder = lead.coders.named("B2").uid
    path = packed(lead, coder, tmp_path / "out", passphrase="correct horse")
    assert is_sealed(path)
    assert b"Kirkuk" not in path.read_bytes()
    refused(lead, path, "passphrase is needed")
    refused(lead, path, "does not fit", passphrase="wrong")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    changed = path.with_name("changed.annotator.age")
    changed.write_bytes(bytes(content))
    refused(lead, changed, "changed or cut short", passphrase="correct horse")
    changed.write_bytes(path.read_bytes()[:-40])
    refused(lead, changed, "changed or cut short", passphrase="correct horse")
    assert merge(lead, [path], passphrase="correct horse").files[0].refused == ""


def test_handing_in_is_a_whole_copy(lead: Project, back: Path, tmp_path: Path):
    folder = tmp_path / "shared"
    folder.mkdir()
    with at_work(back) as mine:
        given = hand_in(mine, folder)
        sealed = hand_in(mine, folder, passphrase="secret words")
        with pytest.raises(StorageError):
            hand_in(mine, given)
    assert [one.path for one in waiting(lead, folder)] in ([given, sealed], [sealed, given])
    assert merge(lead, [given]).files[0].new == 3
    assert [one.path for one in waiting(lead, folder)] == [sealed]
    lead.history.undo()
    assert given in [one.path for one in waiting(lead, folder)]
    assert merge(lead, [sealed], passphrase="secret words").files[0].new == 3
    with pytest.raises(UsageError):
        hand_in(lead, folder)


def test_a_coder_is_told_of_a_later_package_alone(lead: Project, back: Path, tmp_path: Path):
    folder = tmp_path / "shared"
    packed(lead, lead.coders.named("C3").uid, folder)
    newer = packed(lead, lead.coders.named("B2").uid, folder)
    (folder / "notes.annotator").write_text("no project", encoding="utf-8")
    with at_work(back) as mine:
        assert [one.path for one in waiting(mine, folder)] == [newer]
        merge(mine, [newer])
        assert waiting(mine, folder) == []
    assert waiting(lead, folder) == []
    other = packed(lead, lead.coders.named("C3").uid, tmp_path / "out")
    with at_work(back) as mine:
        assert "another coder" in merge(mine, [other]).files[0].refused


def test_a_package_is_whole_or_not_there(lead: Project, tmp_path: Path):
    def stop(_what: str, share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        package(lead, lead.coders.named("B2").uid, tmp_path / "p.annotator", progress=stop)
    assert not list(tmp_path.glob("*p.annotator*"))
    with pytest.raises(AnnotatorError):
        package(lead, lead.coders.named("B2").uid, tmp_path / "no folder" / "p.annotator")
    lead.work_as(lead.coders.named("B2"))
    with pytest.raises(UsageError, match="lead"):
        package(lead, lead.coder.uid, tmp_path)


@pytest.mark.parametrize("name", ["../../x", "a/b\\c", "", "..", "com1.", HOSTILE, "ب😀 ć"])
def test_names_of_files_lead_nowhere(name: str):
    made = plain_name(name)
    assert made
    assert not set(made) & set("/\\.<>|=\n\u202e ")
    assert len(made) <= 40
