"""Broken lines are named and nothing of them comes in; whatever can be said comes back as it was."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from coded_lines import TEXT, article, coding, event, evidence, span, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny import TINY

from annotator.errors import ImportRefused
from annotator.formats.codings.guessing import guess, holds_codings
from annotator.formats.codings.taking_in import CodingPlan, CodingReport, take_in
from annotator.formats.registry import ExportOptions, export
from annotator.project import Project

GOOD = article(coding())
BROKEN: dict[str, tuple[dict[str, Any] | str | bytes, str | None, str]] = {
    "cut": (json.dumps(GOOD)[:-20], None, "not JSON"),
    "no object": ("[1, 2]", None, "not an object"),
    "a number": ("12", None, "not an object"),
    "deep": ('{"uid": ' + "[" * 200_000, None, "not JSON"),
    "a long number": ('{"uid": ' + "1" * 6_000 + "}", None, "not JSON"),
    "not UTF-8": (json.dumps(GOOD, ensure_ascii=False).encode("utf-8").replace(b"Ada", b"\xff\xfe"), None, "not UTF-8"),
    "no uid": ({"text": TEXT}, "uid", "missing"),
    "uid of a number": (article() | {"uid": 7}, "uid", "not a text"),
    "codings of a text": (article() | {"codings": "none"}, "codings", "not a list"),
    "coding of a text": (article() | {"codings": ["x"]}, "codings[0]", "not an object"),
    "no coder": (article({"uid": "c1"}), "codings[0].coder", "missing"),
    "values of a list": (article(coding("c1", "Ada", event(values=[1]))), "codings[0].events[0].values", "not an object"),
    "start of a text": (
        article(coding("c1", "Ada", event(evidence=[evidence("n", {**span("two"), "start": "3"})]))),
        "codings[0].events[0].evidence[0].spans[0].start", "not a whole number",
    ),
    "start of true": (
        article(coding("c1", "Ada", event(evidence=[evidence("n", {**span("two"), "start": True})]))),
        "codings[0].events[0].evidence[0].spans[0].start", "not a whole number",
    ),
    "mention without a reason": (article(coding(mentions=[{"spans": []}])), "codings[0].mentions[0].reason", "missing"),
    "text of a number": (article() | {"text": 5}, "text", "not a text"),
    "no text at all": (article(text=""), None, "no text, and the article is not here"),
    "no day": (article(date="yesterday"), None, "not a day"),
    "no round": (article(coding(round="nowhere")), None, "no round"),
}  # fmt: skip


@pytest.fixture
def project(new_project: Callable[..., Project]) -> Project:
    return new_project(coder="Lead")


def bring(project: Project, file: Path, good: bool = False) -> CodingReport:
    return take_in(project, CodingPlan(file, "jsonl", good_rows=good))


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_line_is_named_and_keeps_all_out(project: Project, tmp_path: Path, what: str):
    line, column, reason = BROKEN[what]
    told = bring(project, write(tmp_path / "in.jsonl", article(coding(), text="First."), line))
    assert told.stopped
    assert [(one.row, one.column) for one in told.refused] == [(2, column)]
    assert reason in told.refused[0].reason
    assert project.articles.is_empty()
    assert project.history.to_undo() is None


@pytest.mark.parametrize("what", BROKEN)
def test_the_good_rows_come_in_if_that_is_wanted(project: Project, tmp_path: Path, what: str):
    file = write(tmp_path / "in.jsonl", article(coding(), text="First."), BROKEN[what][0], article(coding("c3"), text="Third."))
    told = bring(project, file, good=True)
    assert (told.added, len(told.refused), told.stopped) == (2, 1, False)


def test_a_line_of_a_megabyte_is_read_and_one_beyond_all_bounds_refused(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    text = TEXT * 12_000
    line = article(coding("c1", "Ada", event(evidence=[evidence("n", span("hurt", len(text) - 20, text))])), text=text)
    file = write(tmp_path / "in.jsonl", line, article(coding("c2"), text="Short."))
    told = bring(project, file)
    assert (told.added, told.refused) == (2, [])
    monkeypatch.setattr("annotator.formats.codings.own_lines.LINE_LIMIT", 1 << 20)
    long = bring(project, file, good=True)
    assert [(one.row, "longer than" in one.reason) for one in long.refused] == [(1, True)]
    assert long.known == 1


def test_what_no_file_holds_becomes_what_one_holds(project: Project, tmp_path: Path):
    line = json.dumps(article(coding("c1", "Ada", event(values={"note": "a\0b\ud800c", "type": "B"}, extra={"n": 1}))))
    told = bring(project, write(tmp_path / "in.jsonl", line.replace('{"n": 1}', '{"n": NaN, "m": 1e999}')))
    assert told.refused == []
    row = project.database.one('SELECT "values", extra FROM event')
    assert row is not None
    assert json.loads(row[0])["note"] == "a\ufffdb\ufffdc"
    assert json.loads(row[1]) == {"n": None, "m": None}


def test_numbers_that_are_none_are_listed(project: Project, tmp_path: Path):
    lines = []
    for at, said in enumerate(("NaN", "-Infinity", "1e999", "1e308", "2.5")):
        line = json.dumps(article(coding(f"c{at}", "Ada", event(f"e{at}", values={"n": "X"})), text=f"The text {at}."))
        lines.append(line.replace('"X"', said))
    told = bring(project, write(tmp_path / "in.jsonl", *lines))
    assert told.refused == []
    found = {(one.what, one.name): (one.reason, one.where) for one in told.unmapped}
    assert found["number", "n: nan"] == ("it is no number, and was left out", "row 1")
    assert found["number", "n: -inf"][1] == "row 2"
    assert found["number", "n: inf"][1] == "row 3"
    assert found["value", "n: 1e+308"][0].startswith("the number is beyond all bounds")
    assert found["value", "n"] == ("“2.5” is not a whole number; it was kept as it is", "row 5")
    assert len(found) == 5


def test_half_a_number_stands_where_it_stood(project: Project, tmp_path: Path):
    bring(project, write(tmp_path / "in.jsonl", article(coding("c1", "Ada", event(values={"n": 2.5, "type": "B"})))))
    assert json.loads(project.database.value('SELECT "values" FROM event'))["n"] == 2.5


def test_coders_nobody_named_are_one_coder(project: Project, tmp_path: Path):
    told = bring(project, write(tmp_path / "in.jsonl", article(coding("c1", " ")), article(coding("c2", ""), text="Other.")))
    assert told.coders == ["unknown coder"]


def test_files_that_hold_nothing_are_refused_as_a_whole(project: Project, tmp_path: Path):
    with pytest.raises(ImportRefused, match="is empty"):
        bring(project, write(tmp_path / "in.jsonl", "", " "))
    with pytest.raises(ImportRefused, match="this is a folder"):
        bring(project, tmp_path)


def test_our_lines_are_known_by_their_codings(tmp_path: Path):
    ours = write(tmp_path / "a.jsonl", article(coding()))
    plain = write(tmp_path / "b.jsonl", {"text": "An article.", "title": "T"})
    assert (guess(ours), guess(plain), guess(tmp_path / "none")) == ("jsonl", "", "")
    late = write(tmp_path / "c.jsonl", {"text": "An article."}, {"text": 'It says "codings".'}, article(coding()))
    said = write(tmp_path / "d.jsonl", {"text": "An article."}, {"text": "Another.", "extra": {"codings": []}})
    assert (guess(late), guess(said)) == ("jsonl", "")
    found = [holds_codings(path) for path in (ours, plain, late, said, tmp_path)]
    assert found == [True, False, True, False, False]


# --- anything that can be said comes back -----------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=12)
PIECES = ["Kirkuk", "😀", "أطلقت", "抗议者", "\n", " ", "two died", "\t", "é", "👩‍👩‍👧"]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=2, max_size=12).map(lambda parts: "x" + "".join(parts))
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "event_date": st.dates().map(str), "type": st.sampled_from(["A", "B"]), "sub": st.sampled_from(["a1", "b1"]),
        "country": WORDS.map(str.strip).filter(bool), "n": st.integers(0, 10**9),
        "note": WORDS.map(lambda text: text.strip("\n")).filter(str.strip),
    },
)  # fmt: skip
STATUSES = st.sampled_from(["inferred", "article", "outside", "not_in_text"])


@st.composite
def evidences(draw: st.DrawFn, text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for field in draw(st.lists(st.sampled_from(["event_date", "country", "n"]), unique=True)):
        if draw(st.booleans()):
            places = draw(
                st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 9)), min_size=1, max_size=3, unique=True)
            )
            spans = [span(text[start : start + long], start, text) for start, long in places]
            unique = [one for at, one in enumerate(spans) if one not in spans[:at]]
            found.append(evidence(field, *unique, status="text", origin=draw(st.sampled_from(["typed", "taken", "changed"]))))
        else:
            found.append(evidence(field, status=draw(STATUSES), link=draw(WORDS), note=draw(WORDS)))
    return found


@st.composite
def lines(draw: st.DrawFn) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for number, text in enumerate(draw(st.lists(TEXTS, min_size=1, max_size=3, unique_by=lambda one: "".join(one.split())))):
        codings: list[dict[str, Any]] = []
        for who in draw(st.lists(st.sampled_from(["coder1", "coder2", "Ada"]), unique=True, min_size=1, max_size=3)):
            own = f"{number}{len(codings)}"
            events = [
                event(f"{own}{place}".rjust(32, "e"), values=values, evidence=draw(evidences(text)))
                for place, values in enumerate(draw(st.lists(VALUES, max_size=3)))
            ]
            said = {"verdict": "events"} if events else {"verdict": draw(st.sampled_from(["no_event", "unusable"]))}
            state = draw(st.sampled_from(["done", "approved"]))
            mentions = [{"reason": "planned", "spans": [span(text[:2], 0, text)], "note": draw(WORDS)}]
            codings.append(
                {"uid": own.rjust(32, "c"), "coder": who, "state": state, "events": events, **said, "mentions": mentions}
            )
        made.append(article(*codings, text=text))
    return made


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines())
def test_random_codings_go_round_and_stay_what_they_are(told: list[dict[str, Any]]):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
        outs: list[Path] = []
        source = write(folder / "in.jsonl", *told)
        for at in range(2):
            with Project.create(folder / f"{at}.annotator", str(folder / "tiny.yaml"), coder="Lead") as made:
                report = bring(made, source)
                assert (report.refused, report.unmapped) == ([], [])
                source = folder / f"{at}.jsonl"
                export(made, source, "jsonl", ExportOptions(every_coder=True))
                outs.append(source)
        assert outs[0].read_bytes() == outs[1].read_bytes()
        out = [json.loads(line) for line in outs[0].read_text(encoding="utf-8").split("\n")[:-1]]
        assert [one["text"] for one in out] == [one["text"] for one in told]
        for one, other in zip(out, told, strict=True):
            mine = {each["uid"]: each for each in one["codings"]}
            for coding_ in other["codings"]:
                found = mine[coding_["uid"]]
                assert (found["state"], found["verdict"]) == (coding_["state"], coding_["verdict"])
                for event_, said in zip(found["events"], coding_["events"], strict=True):
                    assert {name: value for name, value in event_["values"].items() if name not in event_["derived"]} == said[
                        "values"
                    ]
                    assert sum(len(each["spans"]) for each in event_["evidence"]) == sum(
                        len(each["spans"]) for each in said["evidence"]
                    )
