"""What is told of decisions: whose, whether their source changed, how often for what reason; and where they must not be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from settling_team import EVENT, SPANS, article, as_coder, code, settling_project

from annotator.errors import UsageError
from annotator.formats.checking import problems_of
from annotator.formats.decisions_csv import HEADER, save_decisions
from annotator.formats.registry import ExportOptions, export
from annotator.project import Project, adjudicated_events
from annotator.project import adjudication as adj
from annotator.project.arrivals import PackageRefused, opened
from annotator.project.corrected_texts import replace_text
from annotator.project.evidence import Quote
from annotator.project.merging import merge
from annotator.project.packages import hand_in, package
from annotator.project.purge import purge_article, purge_words
from annotator.project.verify import verify


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with settling_project(tmp_path, articles=2) as made:
        yield made


def settled(project: Project, note: str = "") -> tuple[str, str, str, str]:
    """One article in which A and B differ in n, settled as A has it. Gives coding, event, and the two coders' events."""
    (one,) = code(project, "A", EVENT)
    (other,) = code(project, "B", {**EVENT, "n": 6, "sub": "a2"})
    coding = adj.begin(project, article(project), [[one, other]])
    (event,) = project.events.of(coding.uid)
    adj.take(project, event.uid, ["n"], one, "text_says", note)
    adj.take(project, event.uid, ["sub"], other, "codebook_unclear")
    return coding.uid, event.uid, one, other


def dataset(project: Project) -> list[str]:
    return [row[0] for row in project.database.all("SELECT event_uid FROM dataset ORDER BY event_uid")]


def test_whose_a_value_is_and_whether_its_source_changed_since(project: Project):
    coding, event, one, other = settled(project, "see the text")
    a, b = project.coders.named("A").uid, project.coders.named("B").uid

    def told(field: str) -> adj.Decision:
        return next(held for held in adj.decisions(project, coding) if (held.kind, held.field) == ("value", field))

    assert (told("n").whose, told("n").changed, told("n").note) == ((a,), False, "see the text")
    assert (told("country").whose, told("country").reason) == ((a, b), adj.AGREED)
    assert told("n").decider == project.coder.uid
    assert told("n").time <= told("sub").time
    as_coder(project, "B", other, n=5)
    assert told("n").whose == (a, b)
    as_coder(project, "A", one, n=4)
    assert (told("n").whose, told("n").changed) == ((a, b), True)
    assert project.events.get(event).values["n"] == 5, "what is settled stays"
    as_coder(project, "A", one, country="Syria")
    assert told("country").changed
    assert adj.undecided(project, coding) == [(event, "country")], "not all say the same any more"
    project.work_as(project.coders.named("B"))
    project.events.remove(other)
    project.work_as(project.coders.named("L"))
    assert told("sub").changed
    adj.take(project, event, ["sub"], one, "judgement")
    rows = project.database.all("SELECT removed FROM decision WHERE field = 'sub' ORDER BY rowid")
    assert [row[0] for row in rows] == [1, 0], "a decision is never changed; a later one takes its place"


def test_reasons_are_counted_by_field_and_code_where_coders_differed(project: Project):
    settled(project)
    one, extra = code(project, "A", EVENT, {**EVENT, "type": "B", "sub": "b1"}, number=2)
    (other,) = code(project, "B", {**EVENT, "sub": "a2"}, number=2)
    coding = adj.begin(project, article(project, 2), [[one, other], [extra]])
    event = project.events.of(coding.uid)[0].uid
    own = adj.add_reason(project, " The  report was corrected ")
    assert adj.reasons(project)[own] == "The report was corrected"
    with pytest.raises(UsageError, match="already"):
        adj.add_reason(project, "the report WAS corrected")
    adj.take(project, event, ["sub"], other, "codebook_unclear")
    adj.take_event(project, coding.uid, extra, own)
    assert adj.counted(project) == [
        adj.Counted("sub", "a2", "codebook_unclear", 2), adj.Counted("", "", own, 1), adj.Counted("n", "", "text_says", 1),
    ]  # fmt: skip
    adj.drop_event(project, event, "misread")
    assert adj.Counted("", "", "misread", 1) in adj.counted(project), "two coders had it, it was dropped once"
    assert adj.counted(project, "other") == []


def test_reasons_for_evidence_are_counted_where_coders_rest_on_different_words(project: Project):
    (one,) = code(project, "A", EVENT)
    (other,) = code(project, "B", {**EVENT, "actor1": "Beta", "actor2": "Alpha"})
    coding = adj.begin(project, article(project), [[one, other]])
    (event,) = project.events.of(coding.uid)
    beta = Quote("text", 55, 59, "Beta")
    project.work_as(project.coders.named("B"))
    for name, quote in (("actor1", beta), ("actor2", SPANS["actor1"])):
        for held in project.evidence.of(other):
            if held.field == name:
                project.evidence.remove(held.uid)
        project.evidence.add(other, name, [quote])
    project.work_as(project.coders.named("A"))
    project.evidence.add(one, "actor2", [beta])
    project.work_as(project.coders.named("L"))
    adj.take_evidence(project, event.uid, "country", other, "text_says")
    adj.write_evidence(project, event.uid, "n", [Quote("text", 8, 11, "six")], "misread")
    adj.take_evidence(project, event.uid, "actor1", other, "text_says", swapped=True)
    adj.write_evidence(project, event.uid, "actor2", [beta], "misread")
    assert sum(held.kind == "evidence" for held in adj.decisions(project, coding.uid)) == 4
    assert adj.counted(project) == [], "both rest on the same words, sides as the event has them"
    project.work_as(project.coders.named("B"))
    for held in project.evidence.of(other):
        if held.field in ("n", "country"):
            project.evidence.remove(held.uid)
    project.evidence.add(other, "n", [Quote("text", 8, 11, "six")])
    project.work_as(project.coders.named("L"))
    adj.take_evidence(project, event.uid, "n", other, "text_says")
    adj.write_evidence(project, event.uid, "country", [], "misread")
    assert adj.counted(project) == [adj.Counted("country", "", "misread", 1), adj.Counted("n", "", "text_says", 1)]


def test_a_step_reads_the_case_once(project: Project, monkeypatch: pytest.MonkeyPatch):
    """With thirty events to read, each time is felt."""
    _, event, one, other = settled(project)
    read: list[str] = []
    standing = adjudicated_events.standing
    monkeypatch.setattr(adjudicated_events, "standing", lambda own, uid: (read.append(uid), standing(own, uid))[1])
    for step in (
        lambda: adj.take(project, event, ["n"], other, "text_says"),
        lambda: adj.take(project, event, ["n", "sub"], one, "text_says"),
        lambda: adj.write(project, event, "n", 7, "text_says"),
        lambda: adj.take_evidence(project, event, "n", one, "text_says"),
        lambda: adj.write_evidence(project, event, "n", [], "text_says"),
    ):
        read.clear()
        step()
        assert len(read) == 1


def test_taking_a_whole_event_says_nothing_of_what_all_said(project: Project):
    coding, event, _, other = settled(project)
    adj.take(project, event, list(project.codebook.fields), other, "misread")
    reasons = {held.field: held.reason for held in adj.decisions(project, coding) if held.kind == "value"}
    assert (reasons["n"], reasons["sub"], reasons["country"]) == ("misread", "misread", adj.AGREED)
    assert "memo_text" not in reasons
    assert project.events.get(event).values["n"] == 6


def test_a_dataset_takes_what_it_took_until_the_adjudication_is_done(project: Project, tmp_path: Path):
    coding, event, one, other = settled(project)
    assert dataset(project) == sorted([one, other])
    exported = export(project, tmp_path / "open.csv", "csv", ExportOptions(adjudicated=True))
    assert (exported.events, exported.left_out) == (0, {"not_adjudicated": 2, "not_done": 1})
    adj.finish(project, coding)
    assert dataset(project) == [event]
    exported = export(project, tmp_path / "done.csv", "csv", ExportOptions(adjudicated=True))
    assert (exported.events, exported.left_out) == (1, {"not_adjudicated": 2})
    of_a = ExportOptions(coder=project.coders.named("A").uid)
    assert export(project, tmp_path / "a.csv", "csv", of_a).left_out == {"adjudicated": 1, "other_coder": 1}
    adj.reopen(project, coding)
    assert dataset(project) == sorted([one, other])
    for _ in range(2):
        project.history.undo()
    assert verify(project) == []


def test_between_events_what_is_settled_counts_once(project: Project):
    def twice() -> set[str]:
        return {one.event for one in problems_of(project) if one.rule == "D1"}

    coding, event, one, other = settled(project)
    assert twice() == {one, other}
    adj.finish(project, coding)
    assert twice() == set()
    (again,) = code(project, "A", {**EVENT, "n": 1}, number=2)
    assert twice() == {event, again}
    lead = project.coder
    assert [held.event for held in problems_of(project, coder=lead.uid)] == [], "what is settled is no coder's"


def test_work_that_comes_in_changed_is_told(tmp_path: Path):
    with settling_project(tmp_path) as project:
        coding, event, one, _ = settled(project)
        adj.finish(project, coding)
        path = package(project, project.coders.named("A").uid, tmp_path).path
        with Project.open(path) as theirs:
            theirs.events.set_values(one, {"n": 9})
            theirs.finish(theirs.events.get(one).coding)
            back = hand_in(theirs, tmp_path)
        merge(project, [back])
        assert project.events.get(one).values["n"] == 9
        told = {held.field: held.changed for held in adj.decisions(project, coding) if held.kind == "value"}
        assert (told["n"], told["sub"]) == (True, False)
        assert (project.events.get(event).values["n"], project.codings.get(coding).state) == (5, "done")
        assert verify(project) == []


def test_a_file_whose_dataset_chose_otherwise_gets_it_anew(project: Project):
    db = project.database
    assert project.table.fits()
    with db.writing():
        (sql,) = (row[0] for row in db.all("SELECT sql FROM sqlite_master WHERE name = 'dataset'"))
        db.run("DROP VIEW dataset")
        db.run(sql.replace(" AND o.state IN ('done', 'approved')", ""))
    assert not project.table.fits()
    path = project.path
    project.close()
    with Project.open(path) as again:
        assert again.table.fits()


def test_the_dataset_knows_whose_each_value_was(project: Project, tmp_path: Path):
    coding, event, one, _ = settled(project, "=1+1")
    adj.finish(project, coding)
    as_coder(project, "A", one, n=4)
    out = tmp_path / "out.jsonl"
    assert export(project, out, "jsonl", ExportOptions(adjudicated=True)).events == 1
    (line,) = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    (found,) = line["codings"]
    (told,) = found["events"]
    by_field = {held["field"]: held for held in told["decisions"] if held["kind"] == "value"}
    assert (by_field["n"]["from"], by_field["n"]["decider"], by_field["n"]["changed"]) == (["coder2"], "coder1", True)
    assert (by_field["country"]["from"], by_field["country"]["reason"]) == (["coder2", "coder3"], "agreed")
    assert [held["kind"] for held in found["decisions"]] == ["verdict"]
    assert told["uid"] == event
    table = tmp_path / "decisions.csv"
    count = save_decisions(project, table, "main", formulas=True)
    lines = table.read_text(encoding="utf-8").splitlines()
    assert (lines[0], len(lines) - 1) == (",".join(HEADER), count)
    assert any(",n,5,coder2,coder1,text_says,The text says so,'=1+1," in line and line.endswith(",1") for line in lines)


def test_a_package_holds_nothing_of_an_adjudication(project: Project, tmp_path: Path):
    coding, _, _, _ = settled(project, "SECRETNOTE")
    adj.finish(project, coding)
    adj.add_reason(project, "SECRETREASON")
    one, other = (row[0] for row in project.database.all("SELECT other FROM pair LIMIT 2"))
    project.pairs.judge(one, other, "same")
    made = package(project, project.coders.named("A").uid, tmp_path).path
    held = made.read_bytes()
    decided = project.database.all(
        "SELECT uid FROM decision UNION SELECT uid FROM pair UNION SELECT uid FROM event WHERE coding = ?", (coding,)
    )
    told = (
        "SECRETNOTE",
        "SECRETREASON",
        "begin_adjudication",
        "settle_value",
        "adjudication_reasons",
        "text_says",
        "judge_pair",
    )
    for secret in (*told, coding, *(row[0] for row in decided)):
        assert secret.encode() not in held, secret
    with Project.open(made) as theirs:
        assert theirs.database.value("SELECT count(*) FROM decision") == theirs.database.value("SELECT count(*) FROM pair") == 0
        with pytest.raises(UsageError, match="lead"):
            adj.begin(theirs, article(theirs), [])
        theirs.codings.set_memo(theirs.codings.find(article(theirs), theirs.coder.uid).uid, "x")  # type: ignore[union-attr]
        back = hand_in(theirs, tmp_path)
    with opened(back, project):
        pass
    with Project.open(back) as theirs, theirs.history.operation({"id": "x"}):
        theirs.database.run(
            "INSERT INTO decision (uid, coding, owner, decider) SELECT 'd', uid, uid, coder FROM coding LIMIT 1"
        )
    with pytest.raises(PackageRefused, match="not its coder's"), opened(back, project):
        pass


def test_a_decision_stands_in_the_history_of_its_value(project: Project):
    coding, event, one, _ = settled(project, "see the text")
    told = [held for held in project.place_history.of_field(event, "n") if held.table == "decision"]
    assert [(held.subject, held.status, held.new, held.item, held.owner) for held in told] == [
        ("n", "text_says", "see the text", one, event),
    ]  # fmt: skip
    adj.write(project, event, "n", 7, "other", "no")
    told = [held for held in project.place_history.of_field(event, "n") if held.table == "decision"]
    assert [(held.field, held.status) for held in told] == [("*", "other"), ("*", "text_says")]
    assert {held.status for held in project.place_history.of_event(event) if held.table == "decision"} >= {adj.AGREED, "other"}
    of_article = [held for held in project.place_history.of_article(article(project)) if held.table == "decision"]
    assert adj.AGREED not in {held.status for held in of_article}
    assert len(of_article) == 3
    assert [held for held in project.place_history.of_field(one, "n") if held.table == "decision"] == []
    assert coding


def test_a_purge_takes_words_out_of_decisions(project: Project):
    coding, event, _, _ = settled(project, "said by Mr Smith")
    purge_words(project, "Smith", "law")
    purge_words(project, "Alpha", "law")
    held = [tuple(row) for row in project.database.all("SELECT note, was FROM decision")]
    assert not any("Smith" in str(cell) or "Alpha" in str(cell) for row in held for cell in row)
    assert [one.field for one in adj.decisions(project, coding) if one.changed] == []
    purge_article(project, article(project), "law")
    assert verify(project) == []
    assert adj.undecided(project, coding) == []
    assert project.events.get(event).values["n"] == 5


def test_a_corrected_text_takes_an_adjudication_along(project: Project):
    coding, event, _, other = settled(project)
    adj.take_evidence(project, event, "n", other, "text_says")
    old = project.articles.get(article(project))
    new = replace_text(project, old.uid, "Before: " + old.text)
    assert project.codings.get(coding).article != old.uid
    assert [one.field for one in adj.decisions(project, coding) if one.changed] == []
    assert [one.coding for one in adj.cases(project) if one.coding] == [coding]
    assert new


def test_an_id_that_a_coders_event_has_is_kept(project: Project):
    (one,) = code(project, "A", EVENT)
    (other,) = code(project, "B", EVENT)
    project.incidents.number([other])
    (known,) = [row[0] for row in project.database.all("SELECT id FROM events WHERE event_uid = ?", (other,))]
    coding = adj.begin(project, article(project), [[one, other]])
    (event,) = project.events.of(coding.uid)
    assert project.database.value("SELECT id FROM events WHERE event_uid = ?", (event.uid,)) == known
    project.history.undo()
    assert project.database.value("SELECT count(*) FROM incident_link WHERE removed = 0") == 1


def test_only_what_two_handed_in_is_listed(tmp_path: Path):
    with settling_project(tmp_path, articles=60) as project:
        for number in range(1, 61):
            code(project, "A", EVENT, number=number)
            code(project, "B", {**EVENT, "n": 6}, number=number, done=number % 2 == 0)
        assert [one.number for one in adj.cases(project)] == list(range(2, 61, 2))
        assert {(one.state, len(one.coders), one.coding) for one in adj.cases(project)} == {("waiting", 2, "")}
