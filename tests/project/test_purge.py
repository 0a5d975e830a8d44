"""A purge leaves nothing: the bytes of the file are searched for what was removed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.cli import run
from annotator.errors import UsageError
from annotator.project import Project, backup
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote
from annotator.project.purge import STAGES, WRITTEN, purge_article, purge_words
from annotator.project.schema import HISTORIED, LOGS
from annotator.project.verify import verify

COPIED = "Police arrested Jane Roe in Mosul on Tuesday after the march."
TEXT = COPIED + "\nHer brother, JANE  ROE said, was beaten by the guards there."


def fill(project: Project) -> tuple[str, str]:
    """An article whose words get about as far as words can; its uid and its event's."""
    draft = ArticleDraft(TEXT, title="Jane Roe arrested", date="2020-06-02", source="Jane Roe Daily", url="http://x.org/jane-roe",
                         external_id="jane roe 7", origin="jane_roe.txt", extra={"by Jane Roe": "Jane\nRoe \"x\""})  # fmt: skip
    project.articles.add([draft, ArticleDraft("Another text about Mosul.", date="2020-06-03")], source="jane roe.csv")
    project.articles.correct(draft.uid, title="Jane Roe is arrested")
    project.articles.correct(draft.uid, title="JANE ROE arrested")
    coding = project.codings.begin(draft.uid, project.coder.uid)
    event = project.events.add(coding.uid, {"event_date": "2020-06-02", "type": "A", "country": "Iraq", "n": 1})
    project.events.set_values(event.uid, {"note": "Jane Roe was held"})
    project.events.set_values(event.uid, {"note": COPIED})
    start = TEXT.index("Jane Roe")
    project.evidence.add(event.uid, "note", [Quote("text", start, start + 8, "Jane Roe")])
    project.evidence.add(event.uid, "n", [Quote("text", start, start + 5, "Jane ")], item="Jane Roe")
    project.evidence.set_status(event.uid, "country", "outside", note="Jane Roe told me")
    project.evidence.add_mention(coding.uid, [Quote("title", 0, 8, "JANE ROE")], "planned", "says Jane Roe")
    project.codings.set_memo(coding.uid, "Ask Jane Roe, see: was beaten by the guards there")
    project.coders.add("Jane Roe")
    project.finish(coding.uid)
    project.search.catch_up()
    return draft.uid, event.uid


def bytes_of(path: Path) -> bytes:
    """The file and what stands beside it, once it is closed."""
    return b"".join(one.read_bytes() for one in path.parent.iterdir() if one.is_file() and one.name.startswith(path.stem))


def holds(path: Path, *words: str) -> list[str]:
    content = bytes_of(path).lower()
    return [word for word in words if word.lower().encode() in content]


def test_words_are_gone_from_every_byte(project: Project):
    uid, event = fill(project)
    told = purge_words(project, "jane roe", "Jane Roe asked to be removed")
    assert verify(project) == []
    assert told.done
    assert {"article", "change", "coder", "coding", "event", "evidence", "mention", "operation"} <= told.rows.keys()
    article = project.articles.get(uid)
    assert len(article.text) == len(TEXT)
    assert article.text.startswith("Police arrested ████████ in Mosul")
    (quote,) = next(one for one in project.evidence.of(event) if one.field == "n").spans
    assert quote.quote == "█████"
    assert project.search.find("jane") == []
    assert project.search.find("beaten") == [article.number]
    project.close()
    assert holds(project.path, "Jane Roe", "jane_roe", "jane-roe", "Jane\\nRoe", "JANE  ROE", "Roe") == []


def test_the_log_says_who_when_why_and_not_what(project: Project):
    fill(project)
    purge_words(project, "Jane Roe", "Jane Roe asked")
    (row,) = project.database.all("SELECT coder, kind, what, reason FROM purge")
    assert row == (project.coder.uid, "words", "words", "████████ asked")


def test_an_article_becomes_a_stub_without_its_text(project: Project):
    uid, event = fill(project)
    told = purge_article(project, uid, "the newspaper asked")
    assert verify(project) == []
    article = project.articles.get(uid)
    assert (article.text, article.title, article.stub, article.date) == ("", "", True, "2020-06-02")
    values = project.events.get(event).values
    assert values["note"] == "███"
    assert values["n"] == 1
    assert told.rows["article"] == 1
    assert project.search.find("mosul") == [2]
    project.close()
    assert holds(project.path, "Police arrested", "arrested Jane", "beaten", "guards", "is arrested", "told me") == []


def test_nor_does_an_incident_that_was_merged_away_hold_it(project: Project):
    uid, event = fill(project)
    others = list[str]()
    for number in range(3):
        project.articles.add([ArticleDraft(f"Report {number}.", date="2020-06-03")])
        found = project.articles.by_number(3 + number)
        assert found is not None
        coding = project.codings.begin(found.uid, project.coder.uid)
        others.append(project.events.add(coding.uid, {"event_date": "2020-06-02", "type": "A", "country": "Iraq", "n": 1}).uid)
        project.finish(coding.uid)
    # What is settled of an incident goes where it is merged; the reason stands with every event.
    one, other = project.incidents.link(others[:2], "first"), project.incidents.link([event, others[2]], f"It says: {COPIED}")
    project.incidents.settle(other, {"note": COPIED}, "as it says")
    assert project.incidents.link([event, others[0]], "the same") == one
    assert project.incidents.get(other).merged_into == one
    project.history.undo()
    project.incidents.link([event, others[0]], "after all")
    purge_article(project, uid, "the newspaper asked")
    assert project.incidents.get(one).settled == {"note": "███"}
    project.close()
    assert holds(project.path, COPIED, "arrested Jane") == []


def test_importing_it_again_does_not_bring_it_back(project: Project):
    uid, _ = fill(project)
    purge_article(project, uid, "the newspaper asked")
    draft = ArticleDraft(TEXT, date="2020-06-02", source="Jane Roe Daily")
    assert draft.uid == uid
    assert project.articles.add([draft]).known == 1
    assert project.articles.get(uid).text == ""


def test_history_still_runs_back_and_forth(project: Project):
    fill(project)
    purge_words(project, "Jane Roe", "asked")
    while project.history.to_undo():
        project.history.undo()
    assert project.articles.count() == 0
    while project.history.to_redo():
        project.history.redo()
    assert project.articles.count() == 2
    assert verify(project) == []


def test_a_dry_run_counts_and_changes_nothing(project: Project):
    uid, _ = fill(project)
    told = purge_words(project, "Jane Roe", "asked", dry_run=True)
    assert not told.done
    assert told.rows["article"] == 1
    assert project.articles.get(uid).text == TEXT
    assert project.database.value("SELECT count(*) FROM purge") == 0


def test_a_dry_run_for_an_article_counts_what_the_purge_will_touch(project: Project):
    uid, _ = fill(project)
    told = purge_article(project, uid, "", dry_run=True)
    assert not told.done
    assert project.articles.get(uid).text == TEXT
    assert project.database.value("SELECT count(*) FROM purge") == 0
    assert verify(project) == []
    assert purge_article(project, uid, "asked").rows == told.rows


def test_what_stops_a_purge_before_it_is_settled_leaves_all_as_it_was(project: Project):
    uid, _ = fill(project)
    stages: list[str] = []

    class Stop(Exception):
        pass

    def stop(stage: str) -> None:
        stages.append(stage)
        if stage == "settled":
            raise Stop

    with pytest.raises(Stop):
        purge_words(project, "Jane Roe", "asked", progress=stop)
    assert stages == ["rows", "tables", "settled"]
    assert project.articles.get(uid).text == TEXT
    assert verify(project) == []
    stages.clear()
    purge_words(project, "Jane Roe", "asked", progress=stages.append)
    assert tuple(stages) == STAGES


def test_whole_words_only_where_a_script_has_them(project: Project):
    project.articles.add([ArticleDraft("Ali was alive. Ali's car. 张伟在摩苏尔。 وقال علي")])
    purge_words(project, "Ali", "asked")
    purge_words(project, "张伟", "asked")
    purge_words(project, "علي", "asked")
    article = project.articles.by_number(1)
    assert article is not None
    assert article.text == "███ was alive. ███'s car. ██在摩苏尔。 وقال ███"


def test_words_of_the_codebook_are_refused(project: Project):
    with pytest.raises(UsageError, match="stand in the codebook tiny"):
        purge_words(project, "Iraq", "no reason")
    with pytest.raises(UsageError, match="at least one letter"):
        purge_words(project, "...", "no reason")
    with pytest.raises(UsageError, match="needs a reason"):
        purge_words(project, "Jane", " ")


def test_backups_that_still_hold_it_are_named(project: Project):
    before = backup.back_up(project)
    uid, _ = fill(project)
    full = backup.back_up(project)
    assert purge_words(project, "Jane Roe", "asked").remains == [str(full)]
    clean = backup.back_up(project)
    told = purge_article(project, uid, "asked")
    assert told.remains == [str(clean), str(full)]
    assert str(full) in told.in_words()
    assert str(before) not in told.in_words()


def test_every_column_of_text_is_either_written_or_an_identity(new_project: Callable[..., Project]):
    """A column that somebody adds must be sorted into one of the two, or a purge would pass it by."""
    identities = {
        "uid", "coder", "coding", "article", "round", "owner", "event", "incident", "one", "other", "parent", "replaces",
        "duplicate_of", "merged_into", "codebook", "reviewer", "decider", "taken_from", "proposed_by", "tbl",
        "field", "time", "place", "began", "due", "adopted", "first_done", "valid_from", "valid_to", "date", "language",
        "kind", "role", "standing", "state", "verdict", "status", "judged", "outcome", "provider", "what", "counts",
        "key", "version", "compiled", "list", "steps", "aside", "code", "asked", "undoes", "unit", "digest", "first", "last",
        "made",
    }  # fmt: skip
    db = new_project("other").database
    for table in (*HISTORIED, *LOGS, "project"):
        for _, column, kind, *_ in db.all(f"PRAGMA table_info({table})"):
            if kind in ("TEXT", "ANY") and column not in WRITTEN.get(table, ()):
                known = column in identities or (table, column) in {
                    ("codebook", "name"), ("comment", "answers"), ("actor", "type"),
                    ("evidence", "field"), ("evidence", "origin"), ("data_split", "part"),
                }  # fmt: skip
                assert known, f"{table}.{column} is neither written by people nor an identity"


def test_the_command_counts_first_and_removes_when_told(project: Project, capsys: pytest.CaptureFixture[str]):
    fill(project)
    project.close()
    words = ["purge", str(project.path), "--coder", "A1", "--words", "jane roe", "--reason", "asked"]
    assert run(words) == 0
    assert "repeat with --yes" in capsys.readouterr().out
    assert holds(project.path, "Jane Roe")
    assert run([*words, "--yes"]) == 0
    assert "Removed for ever" in capsys.readouterr().out
    assert not holds(project.path, "Jane Roe")
    assert run(["purge", str(project.path), "--coder", "A1", "--article", "1", "--reason", "asked"]) == 2
    assert run(["purge", str(project.path), "--coder", "A1", "--article", "1", "--reason", "asked", "--yes"]) == 0
    assert not holds(project.path, "beaten by the guards")
