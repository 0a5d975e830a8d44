"""Whatever is edited, undone, redone and reopened: undo all gives the start, redo all the end, and the file verifies."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from tiny import TINY

from annotator.codebook.checks import Problem
from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.combinations import combine
from annotator.project.corrected_texts import replace_text
from annotator.project.divisions import divide
from annotator.project.evidence import Quote
from annotator.project.incident_rows import unnumbered
from annotator.project.remarks import Spot
from annotator.project.repeats import take_from_previous
from annotator.project.suggestions import Offer
from annotator.project.verify import verify

HISTORIES = int(os.environ.get("ANNOTATOR_HISTORIES", "12"))
TABLES = ("article", "coder", "coding", "event", "evidence", "mention", "incident", "incident_link", "flag", "comment")
TEXTS = ("Two died in Kirkuk.", "😀 قتل شخصان", "两名士兵被杀。")
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
DRAFTED = (
    TINY.replace("{name: n, type: integer,", '{name: n, type: integer, divide: even, divided_note: "{parts} parts.",')
    .replace("{name: event_date, type: date,", "{name: event_date, type: date, divide: day,")
    .replace("{name: country, type: text}", "{name: country, type: text, divide: place}")
    .replace(
        "{name: note, type: long_text}",
        '{name: note, type: long_text, draft: {phrase: [{field: n}, " in ", {field: country}]}}',
    )
)
"""The tiny codebook with a drafted note, and with all that dividing knows."""
VALUES = st.one_of(
    st.fixed_dictionaries({"n": st.none() | st.integers(0, 9)}),
    st.fixed_dictionaries({"country": st.sampled_from([None, "Iraq", "Syria", 'a "quoted" \\ name'])}),
    st.fixed_dictionaries({"type": st.sampled_from([None, "A", "B"])}),
    st.fixed_dictionaries({"type": st.just("A"), "sub": st.sampled_from(["a1", "a2"])}),
    st.fixed_dictionaries({"event_date": st.sampled_from([None, "2020-06-02", "2020-06"])}),
    st.fixed_dictionaries(
        {"note": st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)}
    ),
)


def state_of(project: Project) -> dict[str, list[Any]]:
    """All rows in effect, and the flat table. A row that was never there and one that is removed are alike."""
    found = {table: project.database.all(f"SELECT * FROM {table} WHERE removed = 0 ORDER BY uid") for table in TABLES}
    # What undo brings back stands last in the object; the order of values says nothing.
    found["event"] = [[json.loads(cell) if str(cell)[:1] == "{" else cell for cell in row] for row in found["event"]]
    return {**found, "events": project.database.all("SELECT * FROM events ORDER BY event_uid")}


class Histories(RuleBasedStateMachine):
    """One coder and one project; a file of its own for every run."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "p.annotator"
        book = Path(self.folder.name) / "tiny.yaml"
        book.write_text(DRAFTED, encoding="utf-8")
        self.project = Project.create(self.path, str(book), coder="A1")
        self.start = state_of(self.project)

    def pick(self, table: str, at: int) -> str | None:
        rows = self.project.database.all(f"SELECT uid FROM {table} WHERE removed = 0 ORDER BY rowid")
        return rows[at % len(rows)][0] if rows else None

    def on(self, table: str, at: int, change: Callable[[str], object]) -> None:
        if uid := self.pick(table, at):
            change(uid)

    @rule(count=st.integers(1, 3), which=st.sampled_from(TEXTS))
    def add_articles(self, count: int, which: str) -> None:
        self.project.articles.add([ArticleDraft(f"{which} {number}", date="2020-06-02") for number in range(count)])

    @rule(at=st.integers(0, 20), title=WORDS | st.just(""))
    def correct(self, at: int, title: str) -> None:
        self.on("article", at, lambda uid: self.project.articles.correct(uid, title=title, date="2020-06-03"))

    @rule(at=st.integers(0, 20), values=VALUES)
    def add_event(self, at: int, values: dict[str, Any]) -> None:
        def add(uid: str) -> None:
            with self.project.history.operation({"id": "add_event"}):
                self.project.events.add(self.project.codings.begin(uid, self.project.coder.uid).uid, values)

        self.on("article", at, add)

    @rule(at=st.integers(0, 20), values=VALUES)
    def set_values(self, at: int, values: dict[str, Any]) -> None:
        self.on("event", at, lambda uid: self.project.events.set_values(uid, values))

    @rule(at=st.integers(0, 20), texts=st.lists(st.sampled_from("abcd"), min_size=1, max_size=3))
    def type_on(self, at: int, texts: list[str]) -> None:
        """Several savings of one long text, in one operation."""
        if uid := self.pick("event", at):
            before = len(self.project.history.steps(10_000))
            number = None
            for text in texts:
                number = self.project.events.set_values(uid, {"note": text}, extend=number)
            assert len(self.project.history.steps(10_000)) <= before + 1

    @rule(at=st.integers(0, 20), field=st.sampled_from(["", "n"]), name=WORDS.filter(str.strip), flag=st.booleans())
    def remark(self, at: int, field: str, name: str, flag: bool) -> None:
        """Puts a flag on an event or a field, or takes one away; or comments on it."""

        def work(uid: str) -> None:
            remarks = self.project.remarks
            spot = Spot(self.project.codings.get(self.project.events.get(uid).coding).article, uid, field)
            mine = remarks.of(spot.article).flags
            if flag and mine:
                remarks.unflag(mine[at % len(mine)])
            elif flag:
                remarks.flag(spot, name)
            else:
                remarks.comment(spot, name)

        self.on("event", at, work)

    @rule(at=st.integers(0, 20))
    def copy(self, at: int) -> None:
        self.on("event", at, self.project.events.copy)

    @rule(at=st.integers(0, 20), by=st.sampled_from(["day", "place"]), parts=st.integers(2, 3))
    def divide(self, at: int, by: Any, parts: int) -> None:
        self.on("event", at, lambda uid: divide(self.project, uid, by, parts))

    @rule(at=st.integers(0, 20))
    def combine(self, at: int) -> None:
        def with_next(uid: str) -> None:
            order = [one.uid for one in self.project.events.of(self.project.events.get(uid).coding)]
            for other in order[order.index(uid) + 1 :][:1]:
                combine(self.project, uid, other)

        self.on("event", at, with_next)

    @rule(at=st.integers(0, 20), field=st.sampled_from(["n", "country", "sub", "note"]))
    def repeat(self, at: int, field: str) -> None:
        def take(uid: str) -> None:
            with suppress(UsageError):  # no event before, or no answer in it
                take_from_previous(self.project, uid, field)

        self.on("event", at, take)

    @rule(at=st.integers(0, 20), steps=st.integers(-2, 2))
    def move(self, at: int, steps: int) -> None:
        self.on("event", at, lambda uid: self.project.events.move(uid, steps))

    @rule(at=st.integers(0, 20))
    def remove(self, at: int) -> None:
        self.on("event", at, self.project.events.remove)

    @rule(at=st.integers(0, 20), field=st.sampled_from(["n", "country"]), length=st.integers(1, 4))
    def evidence(self, at: int, field: str, length: int) -> None:
        def add(uid: str) -> None:
            text = self.project.articles.get(self.project.codings.get(self.project.events.get(uid).coding).article).text
            self.project.evidence.add(uid, field, [Quote("text", 0, length, text[:length])])

        self.on("event", at, add)

    @rule(at=st.integers(0, 20), before=st.sampled_from(["", "Once more: ", "قال "]), cut=st.integers(0, 6))
    def correct_text(self, at: int, before: str, cut: int) -> None:
        """A corrected text takes an article's place; where nothing is to be corrected, nothing happens."""

        def replace(uid: str) -> None:
            with suppress(UsageError):
                replace_text(self.project, uid, before + self.project.articles.get(uid).text[cut:])

        self.on("article", at, replace)

    @rule(at=st.integers(0, 20), value=st.integers(0, 9), length=st.integers(1, 4), add=st.booleans())
    def take_offer(self, at: int, value: int, length: int, add: bool) -> None:
        def take(uid: str) -> None:
            text = self.project.articles.get(self.project.codings.get(self.project.events.get(uid).coding).article).text
            quotes = [Quote("text", 0, length, text[:length])] if text[:length] else []
            if quotes:
                self.project.suggestions.take(uid, Offer("n", value, quotes, "x", {"country": "Iraq"}), add=add)

        self.on("event", at, take)

    @rule(at=st.integers(0, 20), status=st.sampled_from(["inferred", "outside"]))
    def status(self, at: int, status: Any) -> None:
        self.on("event", at, lambda uid: self.project.evidence.set_status(uid, "n", status))

    @rule(at=st.integers(0, 20), memo=st.sampled_from(["", "a", "b"]))
    def memo(self, at: int, memo: str) -> None:
        self.on("coding", at, lambda uid: self.project.codings.set_memo(uid, memo))

    @rule(at=st.integers(0, 20), reason=st.sampled_from(["because", None]))
    def overrule(self, at: int, reason: str | None) -> None:
        problem = Problem("R1", "error", "n", "too many")
        self.on("event", at, lambda uid: self.project.events.overrule(uid, problem, reason))

    @rule(at=st.integers(0, 20))
    def finish(self, at: int) -> None:
        def done(uid: str) -> None:
            with suppress(UsageError):
                self.project.finish(uid)

        self.on("coding", at, done)

    @rule()
    def number(self) -> None:
        with suppress(UsageError):  # an event without a country
            self.project.incidents.number(unnumbered(self.project))

    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        for _ in range(times):
            self.project.history.undo()

    @precondition(lambda self: self.project.history.to_redo() is not None)
    @rule()
    def redo(self) -> None:
        self.project.history.redo()

    @rule()
    def undo_and_redo(self) -> None:
        before = state_of(self.project)
        if self.project.history.undo():
            self.project.history.redo()
        assert state_of(self.project) == before

    @rule()
    def reopen(self) -> None:
        before = state_of(self.project)
        self.project.close()
        self.project = Project.open(self.path)
        assert state_of(self.project) == before

    @invariant()
    def no_operation_is_left_open(self) -> None:
        assert self.project.database.value("SELECT operation FROM current_operation") is None

    def teardown(self) -> None:
        try:
            self.look()
        finally:
            self.project.close()
            self.folder.cleanup()

    def look(self) -> None:
        """Back to the start, forth to the end."""
        history = self.project.history
        self.project.search.catch_up()
        assert verify(self.project) == []
        end, steps = state_of(self.project), 0
        while history.undo():
            steps += 1
        assert state_of(self.project) == self.start
        assert verify(self.project) == []
        for _ in range(steps):
            assert history.redo() is not None
        assert state_of(self.project) == end
        assert verify(self.project) == []


def run(examples: int, steps: int) -> None:
    patient = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    chosen = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=patient, database=None
    )
    run_state_machine_as_test(Histories, settings=chosen)


def test_a_few_histories():
    run(min(HISTORIES, 12), 15)


@pytest.mark.long
def test_many_histories():
    run(HISTORIES, 40)
