"""Whatever a lead settles, in any order: what coders wrote stays, undo of all gives the start, redo the end."""

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
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from settling_team import EVENT, article, code, coders_rows, settling_project

from annotator.errors import UsageError
from annotator.project import adjudication as adj
from annotator.project.codings import NotDone
from annotator.project.evidence import Quote
from annotator.project.verify import verify

PATIENT = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
HISTORIES = int(os.environ.get("ANNOTATOR_HISTORIES", "12"))
TABLES = ("coding", "event", "evidence", "mention", "pair", "decision")
AT = st.integers(0, 20)
REASON = st.sampled_from(sorted(adj.REASONS))
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "n": st.integers(0, 9) | st.just({"missing": "-9"}), "country": st.sampled_from(["Iraq", "Syria"]),
        "type": st.sampled_from(["A", "B"]), "tags": st.lists(st.sampled_from("xyz"), unique=True, min_size=1),
        "actor1": st.sampled_from(["Alpha", "Beta"]), "actor2": st.sampled_from(["Alpha", "Beta", "Gamma"]),
        "event_date": st.sampled_from(["2020-01-06", "2020-01-06/2020-01-08"]), "note": st.sampled_from(["A in Iraq", "Mine."]),
    },
)  # fmt: skip
EVENTS = st.lists(VALUES, min_size=1, max_size=3) | st.just([])


class Adjudications(RuleBasedStateMachine):
    """One article that three coders coded, and the lead's steps; a file of its own for every run."""

    @initialize(work=st.lists(EVENTS, min_size=3, max_size=3))
    def begin_work(self, work: list[list[dict[str, Any]]]) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.project = settling_project(Path(self.folder.name), ("A", "B", "C"))
        self.events = [
            code(self.project, name, *({**EVENT, "sub": None, **values} for values in events), answers={"quality": "A"})
            for name, events in zip("ABC", work, strict=True)
        ]
        self.theirs = coders_rows(self.project)
        self.start = self.state()
        self.steps = 0
        self.begin(0, 3)

    def state(self) -> dict[str, Any]:
        db = self.project.database
        found = {table: db.all(f"SELECT * FROM {table} WHERE removed = 0 ORDER BY uid") for table in TABLES}
        found["event"] = [[json.loads(cell) if str(cell)[:1] == "{" else cell for cell in row] for row in found["event"]]  # type: ignore[misc]
        return {**found, "events": db.all("SELECT * FROM events ORDER BY event_uid")}

    def coding(self) -> str:
        found = adj.settled_coding(self.project, article(self.project))
        return found.uid if found else ""

    def one_step(self, step: Callable[[], object]) -> None:
        """A step is refused, or is one operation; what changes nothing is none."""
        before = len(self.project.history.steps(10_000))
        with suppress(UsageError):
            step()
        made = len(self.project.history.steps(10_000)) - before
        assert made in (0, 1)
        self.steps += made

    def on_event(self, at: int, step: Callable[[str], object]) -> None:
        if coding := self.coding():
            there = [one.uid for one in self.project.events.of(coding)]
            if there:
                self.one_step(lambda: step(there[at % len(there)]))

    def source(self, at: int) -> str:
        every = [uid for events in self.events for uid in events]
        return every[at % len(every)] if every else "none"

    @rule(shift=st.integers(0, 2), kept=st.integers(0, 3))
    def begin(self, shift: int, kept: int) -> None:
        """Groups by place, for one coder counted from another place on; some of them only."""
        lists = [self.events[0], self.events[1][shift:], self.events[2]]
        groups = [[one[place] for one in lists if place < len(one)] for place in range(3)]
        groups = [one for one in groups if one][: kept + 1]
        self.one_step(lambda: adj.begin(self.project, article(self.project), groups))

    @rule(
        at=AT,
        fields=st.lists(st.sampled_from(sorted(EVENT)), min_size=1, max_size=4),
        whose=AT,
        reason=REASON,
        swapped=st.booleans(),
    )
    def take(self, at: int, fields: list[str], whose: int, reason: str, swapped: bool) -> None:
        self.on_event(at, lambda uid: adj.take(self.project, uid, fields, self.source(whose), reason, swapped=swapped))

    @rule(at=AT, values=VALUES, reason=REASON)
    def write(self, at: int, values: dict[str, Any], reason: str) -> None:
        for field, value in values.items():
            self.on_event(at, lambda uid, field=field, value=value: adj.write(self.project, uid, field, value, reason, "why"))

    @rule(at=AT, field=st.sampled_from(["n", "country", "actor1"]), whose=AT, reason=REASON, own=st.booleans())
    def evidence(self, at: int, field: str, whose: int, reason: str, own: bool) -> None:
        quotes = [Quote("text", 8, 11, "six")]
        self.on_event(at, lambda uid: adj.write_evidence(self.project, uid, field, quotes, reason) if own
                      else adj.take_evidence(self.project, uid, field, self.source(whose), reason))  # fmt: skip

    @rule(whose=AT, reason=REASON, swapped=st.booleans())
    def take_event(self, whose: int, reason: str, swapped: bool) -> None:
        if coding := self.coding():
            self.one_step(lambda: adj.take_event(self.project, coding, self.source(whose), reason, swapped=swapped))

    @rule(values=VALUES, reason=REASON)
    def add_event(self, values: dict[str, Any], reason: str) -> None:
        if coding := self.coding():
            self.one_step(lambda: adj.add_event(self.project, coding, values, reason))

    @rule(whose=AT, reason=REASON)
    def drop(self, whose: int, reason: str) -> None:
        if coding := self.coding():
            self.one_step(lambda: adj.drop(self.project, coding, self.source(whose), reason))

    @rule(at=AT, reason=REASON)
    def drop_event(self, at: int, reason: str) -> None:
        self.on_event(at, lambda uid: adj.drop_event(self.project, uid, reason))

    @rule(at=AT, parts=st.integers(2, 3), reason=REASON)
    def divide(self, at: int, parts: int, reason: str) -> None:
        self.on_event(at, lambda uid: adj.divide(self.project, uid, "day", parts, reason))

    @rule(at=AT, reason=REASON)
    def combine(self, at: int, reason: str) -> None:
        def with_next(uid: str) -> None:
            order = [one.uid for one in self.project.events.of(self.coding())]
            for other in order[order.index(uid) + 1 :][:1]:
                adj.combine(self.project, uid, other, reason)

        self.on_event(at, with_next)

    @rule(verdict=st.sampled_from(["events", "no_event", "unusable"]), reason=REASON)
    def verdict(self, verdict: Any, reason: str) -> None:
        if coding := self.coding():
            self.one_step(lambda: adj.settle_verdict(self.project, coding, verdict, "", "", reason))

    @rule(value=st.sampled_from(["A", "B", None]), reason=REASON)
    def answer(self, value: Any, reason: str) -> None:
        if coding := self.coding():
            self.one_step(lambda: adj.settle_answer(self.project, coding, "quality", value, "", reason))

    @rule()
    def finish(self) -> None:
        if coding := self.coding():
            left = adj.undecided(self.project, coding)
            try:
                before = len(self.project.history.steps(10_000))
                adj.finish(self.project, coding)
            except NotDone:
                return
            self.steps += len(self.project.history.steps(10_000)) - before
            assert not left
            assert self.project.codings.get(coding).state == "done"

    @rule()
    def undo(self) -> None:
        if self.steps > 1 and self.project.history.undo():
            self.steps -= 1

    @invariant()
    def nothing_of_the_coders_changed(self) -> None:
        if hasattr(self, "project"):
            assert coders_rows(self.project) == self.theirs

    @invariant()
    def what_is_told_is_there(self) -> None:
        if not hasattr(self, "project") or not (coding := self.coding()):
            return
        live = {one.uid: one for one in self.project.events.of(coding)}
        coders = {uid for events in self.events for uid in events}
        for owner, field in adj.undecided(self.project, coding):
            assert owner == coding or owner in live or (owner in coders and not field)
        for one in adj.decisions(self.project, coding):
            assert not one.changed, "no coder changed anything"
            if one.kind == "value" and one.owner in live and one.taken_from:
                assert one.whose
        taken = self.project.database.all(
            "SELECT owner, field, count(*) FROM decision WHERE removed = 0 GROUP BY kind, owner, field HAVING count(*) > 1"
        )
        assert taken == []

    def teardown(self) -> None:
        if not hasattr(self, "project"):
            return
        try:
            assert verify(self.project) == []
            end = self.state()
            for _ in range(self.steps):
                assert self.project.history.undo()
            assert self.state() == self.start
            assert verify(self.project) == []
            for _ in range(self.steps):
                assert self.project.history.redo()
            assert self.state() == end
        finally:
            self.project.close()
            self.folder.cleanup()


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Adjudications,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=PATIENT,
            database=None,
        ),
    )


def test_random_adjudications():
    run(min(HISTORIES, 10), 12)


@pytest.mark.long
def test_many_random_adjudications():
    run(HISTORIES, 40)
