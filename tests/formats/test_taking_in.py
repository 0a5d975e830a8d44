"""Codings come in: whose they become, which article they are of, what is refused, listed, kept, and taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from coded_lines import TEXT, article, coding, event, evidence, span, write

from annotator.errors import ImportRefused, UsageError
from annotator.formats.codings.taking_in import CodingPlan, CodingReport, Whose, take_in
from annotator.formats.registry import ExportOptions, export
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.corrected_texts import replace_text
from annotator.project.purge import purge_article


@pytest.fixture
def project(new_project: Callable[..., Project]) -> Iterator[Project]:
    with new_project(coder="Lead") as made:
        yield made


@pytest.fixture
def bring(project: Project, tmp_path: Path) -> Callable[..., CodingReport]:
    """Takes lines in, as `jsonl`."""

    def take(
        *lines: Any, whose: str = "", names: dict[str, str] | None = None, good: bool = False, only: str = "", **more: Any
    ) -> CodingReport:
        plan = CodingPlan(write(tmp_path / "in.jsonl", *lines), "jsonl", Whose.read(whose), names or {}, good, only)
        return take_in(project, plan, **more)

    return take


def codings(project: Project) -> list[tuple[str, str, str, str]]:
    """Coder, kind, state and verdict of all codings there are."""
    rows = project.database.all(
        "SELECT k.name, k.kind, c.state, c.verdict FROM coding c JOIN coder k ON k.uid = c.coder WHERE c.removed = 0 ORDER BY 1"
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def values(project: Project) -> list[dict[str, Any]]:
    rows = project.database.all('SELECT "values" FROM event WHERE removed = 0 ORDER BY rowid')
    return [json.loads(row[0]) for row in rows]


def everything(project: Project) -> list[Any]:
    """All rows in effect but history and logs."""
    tables = ("coder", "article", "coding", "event", "evidence", "mention", "precoding", "incident_link")
    return [project.database.all(f"SELECT * FROM {one} WHERE removed = 0 ORDER BY rowid") for one in tables]


# --- whose work -------------------------------------------------------------------------------------------------------


def test_coders_are_found_by_name_or_made(project: Project, bring: Callable[..., CodingReport]):
    project.coders.add("Ada")
    told = bring(article(coding("c1", "Ada"), coding("c2", "Bo", event("e2"))))
    assert (told.added, told.events, told.coders) == (2, 2, ["Bo"])
    assert "New coders: Bo." in told.notes
    assert codings(project) == [("Ada", "person", "done", "events"), ("Bo", "person", "done", "events")]


@pytest.mark.parametrize(("whose", "kind"), [("Cy", "person"), ("model:Cy", "model")])
def test_all_of_it_can_be_one_coders_or_a_models(project: Project, bring: Callable[..., CodingReport], whose: str, kind: str):
    told = bring(article(coding("c1", "Ada")), article(coding("c2", "Bo"), text="Another text."), whose=whose)
    assert told.refused == []
    assert codings(project) == [("Cy", kind, "done", "events")] * 2
    again = bring(article(coding("c1", "Ada")), whose=whose)
    assert (again.added, again.known) == (0, 1)


def test_a_person_is_no_model(project: Project, bring: Callable[..., CodingReport]):
    told = bring(article(coding()), whose="model:Lead")
    assert told.stopped
    assert "“Lead” is a person here, not a model" in told.refused[0].reason


def test_two_codings_of_an_article_cannot_both_be_one_coders(project: Project, bring: Callable[..., CodingReport]):
    told = bring(article(coding("c1", "Ada"), coding("c2", "Bo", event("e2", values={"type": "A"}))), whose="Cy", good=True)
    assert (told.added, len(told.refused)) == (1, 1)


def test_candidates_are_offered_and_are_nobodys_work(project: Project, bring: Callable[..., CodingReport]):
    line = article(coding("c1", "gpt", event(evidence=[evidence("country", span("Kirkuk"))])))
    told = bring(line, whose="candidates:model-1")
    assert (told.added, told.candidates, told.candidates_known) == (0, 5, 0)
    assert codings(project) == []
    said = project.precodings.of(project.articles.uid_of(1))
    assert [(one.model, one.field, one.value) for one in said][:2] == [
        ("model-1", "event_date", "2020-06-01"), ("model-1", "type", "B")
    ]  # fmt: skip
    assert [quote.quote for one in said for quote in one.spans] == ["Kirkuk"]
    again = bring(line, whose="candidates:model-1")
    assert (again.candidates, again.candidates_known) == (0, 5)
    assert project.precodings.models()[0].values == 5


def predicted(*predictions: dict[str, Any]) -> list[dict[str, Any]]:
    """A task of Label Studio with one annotation of a person's and predictions."""

    def result(words: str) -> list[dict[str, Any]]:
        start = TEXT.index(words)
        value = {"start": start, "end": start + len(words), "text": words, "labels": ["country"]}
        return [{"id": "a", "type": "labels", "from_name": "span", "to_name": "text", "value": value}]

    said = [{**one, "result": result("Mosul")} for one in predictions]
    return [
        {"id": 1, "data": {"text": TEXT}, "annotations": [{"completed_by": 7, "result": result("Kirkuk")}], "predictions": said}
    ]


@pytest.mark.parametrize(
    ("whose", "kinds", "offered"),
    [
        ("", [("user 7", "person")], [("m-1", "Mosul", 0.4)]),
        ("candidates:m-9", [], [("m-9", "Mosul", 0.4)]),
        ("model:m-9", [("m-9", "model")], []),
    ],
)
def test_predictions_are_a_models_word(
    project: Project, tmp_path: Path, whose: str, kinds: list[tuple[str, str]], offered: list[tuple[str, str, float]]
):
    file = tmp_path / "tasks.json"
    file.write_text(json.dumps(predicted({"model_version": "m-1", "score": 0.4})), encoding="utf-8")
    told = take_in(project, CodingPlan(file, "label-studio", Whose.read(whose)))
    assert told.refused == []
    assert [(row[0], row[1]) for row in codings(project)] == kinds
    assert [(one.model, one.value, one.score) for one in project.precodings.of(project.articles.uid_of(1))] == offered
    assert [one.what for one in told.unmapped] == (["coding"] if whose else [])


@pytest.mark.parametrize("text", ["model", "model:", "candidates: "])
def test_a_model_has_a_name(text: str):
    with pytest.raises(UsageError, match="Say which model"):
        Whose.read(text)


@pytest.mark.parametrize("text", ["coders:Z", "Coders:", "models: m", "candidate:m"])
def test_a_way_that_there_is_not_is_no_name(text: str):
    with pytest.raises(UsageError, match="say coders, coder:NAME, model:NAME or candidates:NAME"):
        Whose.read(text)


def test_only_the_lead_brings_codings_in(project: Project, bring: Callable[..., CodingReport]):
    project.work_as(project.coders.add("Ada"))
    with pytest.raises(UsageError, match="brought in by the lead"):
        bring(article(coding()))


def test_pseudonyms_go_out_again_and_nobody_gets_anothers(project: Project, bring: Callable[..., CodingReport], tmp_path: Path):
    told = bring(article(coding("c1", "coder7"), coding("c2", "coder1", event("e2"))))
    assert told.refused == []
    export(project, tmp_path / "out.jsonl", "jsonl", ExportOptions(every_coder=True))
    line = json.loads((tmp_path / "out.jsonl").read_text())
    assert [one["coder"] for one in line["codings"]] == ["coder1", "coder7"], "who leads and coded nothing made room"
    more = bring(article(coding("c3", "coder7"), text="Another text."))
    assert more.coders == []


def test_the_pseudonym_of_somebody_who_worked_stays_theirs(
    project: Project, bring: Callable[..., CodingReport], tmp_path: Path
):
    project.articles.add([ArticleDraft("Here.")])
    project.codings.begin(project.articles.uid_of(1), project.coder.uid)
    told = bring(article(coding("c1", "coder1")))
    assert any("go out under another one" in note for note in told.notes)
    export(project, tmp_path / "out.jsonl", "jsonl", ExportOptions(every_coder=True))
    assert json.loads((tmp_path / "out.jsonl").read_text())["codings"][0]["coder"] == "coder2"


# --- again, and back --------------------------------------------------------------------------------------------------


def test_the_same_again_is_known_and_another_word_is_refused(project: Project, bring: Callable[..., CodingReport]):
    uid = "c" * 32
    bring(article(coding(uid, "Ada")))
    before = everything(project)
    same = bring(article(coding(uid, "Ada")))
    assert (same.added, same.known, same.articles_known, same.refused) == (0, 1, 1, [])
    changed = article(coding(uid, "Ada", event(values={"type": "B", "event_date": "2020-06-05"})))
    told = bring(changed, good=True)
    assert "says something else; nothing was overwritten" in told.refused[0].reason
    assert "the coding of Ada" in told.refused[0].reason
    assert everything(project) == before


def test_undo_takes_all_of_it_back_and_redo_brings_it(project: Project, bring: Callable[..., CodingReport]):
    before = everything(project)
    bring(article(coding("c1", "Ada", event(id="IRQ1", evidence=[evidence("country", span("Kirkuk"))]))))
    after = everything(project)
    project.history.undo()
    assert everything(project) == before
    project.history.redo()
    assert everything(project) == after
    project.history.undo()
    again = bring(article(coding("c1", "Ada", event(id="IRQ1", evidence=[evidence("country", span("Kirkuk"))]))))
    assert (again.added, again.coders) == (1, [])
    assert codings(project) == [("Ada", "person", "done", "events")]
    assert project.database.value("SELECT count(*) FROM evidence WHERE removed = 0") == 1


def test_a_preview_says_the_same_and_writes_nothing(project: Project, bring: Callable[..., CodingReport]):
    before = everything(project)
    told = bring(article(coding()), preview=True)
    assert (told.added, told.articles_added, told.events, told.stopped) == (1, 1, 1, False)
    assert everything(project) == before
    assert project.history.to_undo() is None


def test_stopping_leaves_nothing(project: Project, bring: Callable[..., CodingReport]):
    def stop(count: int) -> None:
        if count == 2:
            raise KeyboardInterrupt

    before = everything(project)
    with pytest.raises(KeyboardInterrupt):
        bring(article(coding()), article(coding("c2", "Bo"), text="Other."), tell=stop)
    assert everything(project) == before


# --- articles and words -----------------------------------------------------------------------------------------------


def test_an_article_that_is_here_is_found(project: Project, bring: Callable[..., CodingReport]):
    project.articles.add([ArticleDraft(TEXT, "News", "2020-06-02", "AFP"), ArticleDraft("By its id.", external_id="X1")])
    told = bring(
        article(coding("c1", "Ada")),
        article(coding("c2", "Bo"), date="1999-01-01", source="Another"),
        article(coding("c3", "Cy"), text="by  its ID", external_id="X1"),
    )
    assert (told.articles_known, told.articles_added, told.refused) == (2, 0, []), "two rows are of one article"
    rows = project.database.all("SELECT a.number FROM coding c JOIN article a ON a.uid = c.article ORDER BY c.rowid")
    assert [row[0] for row in rows] == [1, 1, 2]


def test_an_id_with_another_text_is_refused(project: Project, bring: Callable[..., CodingReport]):
    project.articles.add([ArticleDraft("Something quite different stands here.", external_id="X1")])
    told = bring(article(coding(), external_id="X1"))
    assert "has another text (article 1)" in told.refused[0].reason


def test_an_article_whose_text_was_purged_stays_purged(project: Project, bring: Callable[..., CodingReport]):
    bring(article(coding()))
    purge_article(project, project.articles.uid_of(1), "the law")
    told = bring(article(coding("c2", "Bo", event(evidence=[evidence("country", span("Kirkuk"))]))))
    assert "taken away here for good" in told.refused[0].reason
    assert project.articles.get(project.articles.uid_of(1)).text == ""


def test_quotes_are_found_where_the_text_was_corrected(project: Project, bring: Callable[..., CodingReport]):
    project.articles.add([ArticleDraft(TEXT, "News", "2020-06-02", "AFP")])
    replace_text(
        project, project.articles.uid_of(1), TEXT.replace("On Monday", "On Monday, they say,").replace("Mosul", "Mossul")
    )
    told = bring(article(coding("c1", "Ada", event(evidence=[
        evidence("country", span("Kirkuk")), evidence("n", span("hurt in Mosul")),
    ]))))  # fmt: skip
    assert (told.refused, told.articles_known) == ([], 1)
    spans = [json.loads(row[0])[0] for row in project.database.all("SELECT spans FROM evidence ORDER BY field")]
    text = project.articles.get(project.articles.uid_of(2)).text
    assert [one["quote"] for one in spans] == ["Kirkuk", "hurt in Mossul"]
    assert all(text[one["start"] : one["end"]] == one["quote"] for one in spans)
    assert any("other words here" in note for note in told.notes)


def test_offsets_that_lie_are_put_right_by_the_quote_or_listed(project: Project, bring: Callable[..., CodingReport]):
    second = TEXT.index("On Tuesday")
    told = bring(article(coding("c1", "Ada", event(evidence=[
        evidence("country", span("Kirkuk", 3)),
        evidence("event_date", span("On", second - 5)),
        evidence("n", span("nowhere at all", 5)),
        evidence("note", {"part": "body", "start": 0, "end": 2, "quote": "On"}),
        evidence("type", {"part": "text", "start": 10**9, "end": 10**9 + 4, "quote": "fired"}),
        evidence("sub", {"part": "text", "start": 5, "end": 5, "quote": ""}),
    ]))))  # fmt: skip
    assert told.refused == []
    rows = project.database.all("SELECT field, spans FROM evidence ORDER BY field")
    found = {row[0]: json.loads(row[1])[0]["start"] for row in rows}
    assert found == {"country": TEXT.index("Kirkuk"), "event_date": second, "type": TEXT.index("fired")}
    assert "3 quotes stood not where they should and were found near there." in told.notes
    assert {(one.what, one.name) for one in told.unmapped} == {
        ("words", "nowhere at all"), ("words", "On"), ("words", "text 5-5"),
    }  # fmt: skip


def test_line_ends_of_windows_move_no_quote(project: Project, bring: Callable[..., CodingReport]):
    text = "Kirkuk\r\nhas two\r\nKirkuks:\r\nKirkuk and Kirkuk."
    last = text.rindex("Kirkuk")
    told = bring(article(coding("c1", "Ada", event(evidence=[evidence("country", span("Kirkuk", last))])), text=text))
    assert told.refused == []
    found = json.loads(project.database.value("SELECT spans FROM evidence"))[0]
    assert found["start"] == text.replace("\r\n", "\n").rindex("Kirkuk")


def test_parts_of_training_data_are_made_here(project: Project, bring: Callable[..., CodingReport]):
    told = bring(article(coding(), split="test"))
    assert [(one.what, one.name) for one in told.unmapped] == [("part", "test")]
    assert not project.splits.any()


# --- values -----------------------------------------------------------------------------------------------------------


def test_values_are_made_canonical_and_the_rest_is_listed(project: Project, bring: Callable[..., CodingReport]):
    given = {
        "event_date": "3 June 2020", "type": "b", "sub": "nonsense", "n": "12", "country": ["Iraq"], "note": {"a": 1},
        "year": 2020, "weather": "fine",
    }  # fmt: skip
    told = bring(article(coding("c1", "Ada", event(values=given, derived=["year"], extra={"desk": "3"}))))
    assert values(project) == [{"event_date": "2020-06-03", "type": "B", "sub": "nonsense", "n": 12, "country": "Iraq"}]
    extra = json.loads(project.database.value("SELECT extra FROM event"))
    assert extra == {"desk": "3", "note": {"a": 1}, "weather": "fine"}
    assert [(one.what, one.name) for one in told.unmapped] == [
        ("label", "weather"), ("value", "sub"), ("value", 'note: {"a": 1}'),
    ]  # fmt: skip
    assert all(one.where == "row 1" for one in told.unmapped)


def test_labels_are_called_what_the_person_says(project: Project, bring: Callable[..., CodingReport]):
    given = {"When": "2020-06-03", "Type": "B", "junk": 1}
    line = article(coding("c1", "Ada", event(values=given, evidence=[evidence("When", span("On Monday"))])))
    told = bring(line, names={"When": "event_date", "junk": ""})
    assert values(project) == [{"event_date": "2020-06-03", "type": "B"}]
    assert (told.unmapped, told.labels) == ([], {"When": 1, "Type": 1, "junk": 1})
    assert project.database.value("SELECT field FROM evidence") == "event_date"
    with pytest.raises(UsageError, match="no field “weather”"):
        bring(line, names={"When": "weather"})


def test_the_reason_of_a_mention_is_one_line(project: Project, bring: Callable[..., CodingReport]):
    odd = "odd\nT90\tEvent 0 3\tTwo\u2028E90\x85Event:T90"
    told = bring(article(coding("c1", "Ada", mentions=[{"reason": odd, "spans": [span("two")], "note": "one\ntwo"}])))
    assert project.database.one("SELECT reason, note FROM mention") == ("odd T90 Event 0 3 Two E90 Event:T90", "one\ntwo")
    assert ("reason", "control signs in it were taken out") in {
        (one.what, one.reason) for one in told.unmapped
    }  # fmt: skip


def test_what_another_program_calls_done_is_open_while_errors_stand(project: Project, bring: Callable[..., CodingReport]):
    bad = event(values={"type": "A", "n": 7})
    told = bring(article(coding("7", "Ada", bad)), article(coding("c" * 32, "Ada", {**bad, "uid": "e" * 32}), text="Other."))
    assert [row[2] for row in codings(project)] == ["open", "done"]
    assert any("errors that stand" in note for note in told.notes)
    again = bring(article(coding("7", "Ada", bad)))
    assert (again.known, again.refused) == (1, [])


def test_ids_of_incidents_link(project: Project, bring: Callable[..., CodingReport]):
    bring(article(coding("c1", "Ada", event(id="IRQ9"))), article(coding("c2", "Bo", event("e2", id="IRQ9")), text="Other."))
    assert project.database.value("SELECT count(*) FROM incident") == 1
    assert {row[0] for row in project.database.all("SELECT id FROM events")} == {"IRQ9"}


def test_ids_of_incidents_that_are_here_are_told(project: Project, bring: Callable[..., CodingReport]):
    first = bring(
        article(coding("c1", "Ada", event(id="IRQ1"))), article(coding("c2", "Ada", event("e2", id="IRQ2")), text="B.")
    )
    assert not any("id" in note.split() for note in first.notes)
    project.events.remove(project.database.value("SELECT event_uid FROM events WHERE id = 'IRQ2'"))
    with project.history.operation({"id": "test"}):
        project.database.run("UPDATE incident SET removed = 1 WHERE external_id = 'IRQ2'")
    second = [
        article(coding("c3", "Bo", event("e3", id="IRQ1"), event("e4", id="IRQ2")), text="Other."),
        article(coding("c4", "Bo", event("e5", id="IRQ1"), event("e6", id="IRQ3")), text="Another."),
    ]
    told = bring(*second)
    assert "1 incident was here and is told by events that came in, too: they have the same id." in told.notes
    assert "1 incident that was taken away is here again: events that came in have the id." in told.notes


def test_a_model_links_nothing(project: Project, bring: Callable[..., CodingReport]):
    bring(article(coding("c1", "Ada", event(id="IRQ1"))))
    line = article(coding("c2", "m", event("e2", id="IRQ1")), text="Other.")
    told = bring(line, whose="model:m")
    assert project.database.value("SELECT count(*) FROM incident_link WHERE removed = 0") == 1
    assert [(one.what, one.name) for one in told.unmapped] == [("id", "IRQ1")]
    assert bring(line, whose="model:m").known == 1


def test_labels_are_the_same_for_values_and_their_words(project: Project, bring: Callable[..., CodingReport]):
    given = {"Event date": "2020-06-01", "Type": "A"}
    told = bring(article(coding("c1", "Ada", event(values=given, evidence=[evidence("Event date", span("On Monday"))]))))
    assert told.unmapped == []
    assert project.database.value("SELECT field FROM evidence") == "event_date"


def test_of_two_labels_for_one_question_the_first_stands(project: Project, bring: Callable[..., CodingReport]):
    given = {"country": "", "Where": "Iraq", "COUNTRY": "Iran", "place": "Iraq"}
    told = bring(article(coding("c1", "Ada", event(values=given))), names={"Where": "country", "place": "country"})
    assert values(project) == [{"country": "Iraq"}]
    assert json.loads(project.database.value("SELECT extra FROM event")) == {"COUNTRY": "Iran"}
    assert [(one.what, one.name) for one in told.unmapped] == [("label", "COUNTRY")]


@pytest.mark.parametrize(
    ("text", "whose"),
    [("coder:Bob", Whose("coder", "Bob")), ("Model: x", Whose("model", "x")), ("CANDIDATES:x", Whose("candidates", "x")),
     ("Bob", Whose("coder", "Bob")), ("Unit 3: Bob", Whose("coder", "Unit 3: Bob")), ("coder", Whose("coder", "coder")),
     ("Coders", Whose())],
)  # fmt: skip
def test_whose_work_it_is_in_words(text: str, whose: Whose):
    assert Whose.read(text) == whose


@pytest.mark.parametrize("whose", ["coders", "Cy", "model:Cy"])
def test_errors_stand_in_done_work_of_our_own_lines_as_what_it_was_alone(
    project: Project, bring: Callable[..., CodingReport], whose: str
):
    bad = event("e" * 32, values={"type": "A", "n": 7})
    bring(article(coding("c" * 32, "Ada", bad)), whose=whose)
    assert [row[2] for row in codings(project)] == ["done" if whose == "coders" else "open"]
    again = bring(article(coding("c" * 32, "Ada", bad)), whose=whose)
    assert (again.known, again.refused) == (1, [])


def test_another_programs_file_with_our_identity_is_judged_like_any(project: Project, tmp_path: Path):
    about = {
        "uid": "c" * 32, "coder": "Ann", "state": "done", "verdict": "events", "round": "main", "standing": "coded",
        "answers": {}, "evidence": [], "mentions": [],
        "events": [{"uid": "e" * 32, "values": {"type": "no such type"}, "evidence": []}],
    }  # fmt: skip
    line = {"text": TEXT, "label": [[0, 2, "note"]], "meta": {"uid": "9" * 32, "body": 0, "title": "", "coding": about}}
    told = take_in(project, CodingPlan(write(tmp_path / "in.jsonl", line), "doccano"))
    assert told.added == 1
    assert [row[2] for row in codings(project)] == ["open"]


def test_decisions_of_an_adjudication_come_along_as_far_as_they_can(project: Project, bring: Callable[..., CodingReport]):
    uid = "a" * 32
    decided = {"kind": "value", "field": "n", "from": ["coder1"], "decider": "Boss", "reason": "agreed", "time": "2020-01-01"}
    dropped = {"kind": "dropped", "field": "", "from": ["coder1"], "decider": "Boss"}
    told = bring(
        article(coding("b" * 32, "Boss", event(uid, decisions=[decided]), standing="adjudicated", decisions=[dropped]))
    )
    assert told.refused == []
    row = project.database.one("SELECT kind, owner, field, decider, reason, time FROM decision")
    boss = project.coders.named("Boss").uid
    assert row is not None
    assert tuple(row) == ("value", uid, "n", boss, "agreed", "2020-01-01")
    assert [(one.what, one.name) for one in told.unmapped] == [("decision", "dropped"), ("decision", "from")]
    other = bring(article(coding("d" * 32, "Else", event("f" * 32), standing="adjudicated")))
    assert "adjudicated, of somebody else" in other.refused[0].reason


def test_nothing_here_is_not_a_file(project: Project, tmp_path: Path):
    with pytest.raises(ImportRefused, match="is not there"):
        take_in(project, CodingPlan(tmp_path / "none.jsonl", "jsonl"))
    with pytest.raises(UsageError, match="no format “docx” to read codings from"):
        take_in(project, CodingPlan(tmp_path / "none.docx", "docx"))


# --- several coders in one file ---------------------------------------------------------------------------------------


def test_two_codings_of_the_file_that_become_one_coders_are_told_as_that(project: Project, bring: Callable[..., CodingReport]):
    told = bring(article(coding("c1", "Ada"), coding("c2", "Bo", event("e2", values={"type": "A"}))), whose="Cy")
    assert [one.reason for one in told.refused] == [
        "the coding of Bo: that of Ada in this file became the same coder's, who has one coding of an article in a round; "
        "take one coder of the file at a time (“Codings of” in the window, --only on the command line)."
    ]


def test_one_coder_of_a_file_can_be_taken(project: Project, bring: Callable[..., CodingReport]):
    line = article(coding("c1", "Ada"), coding("c2", "Bo", event("e2", values={"type": "A"})))
    told = bring(line, whose="Cy", only="Bo")
    assert (told.added, told.refused) == (1, [])
    assert [(one.what, one.name, one.reason) for one in told.unmapped if one.what == "coding"] == [
        ("coding", "Ada", "only codings of Bo were asked for")
    ]
    assert [one["type"] for one in values(project)] == ["A"]
    assert told.whose == {"Ada": 1, "Bo": 1}
    with pytest.raises(ImportRefused, match="no coding of “Di”; there are “Ada”, “Bo”"):
        bring(line, whose="Cy", only="Di")


def test_codings_of_nobody_can_be_taken_alone(bring: Callable[..., CodingReport]):
    told = bring(article(coding("c1", ""), coding("c2", "Bo", event("e2"))), whose="Cy", only="unknown coder")
    assert (told.added, told.refused, told.whose) == (1, [], {"unknown coder": 1, "Bo": 1})


def test_events_that_are_offered_are_no_events_that_came_in(project: Project, bring: Callable[..., CodingReport]):
    told = bring(article(coding("c1", "gpt", event(evidence=[evidence("country", span("Kirkuk"))]))), whose="candidates:gpt")
    assert (told.events, told.events_offered) == (0, 1)
