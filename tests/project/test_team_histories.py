"""Whatever a team does, in whatever order its files meet: no coder's work is lost, and every order ends alike.

A lead and two coders, one of them on two machines. Edits, undo, packages, updates, merges, undo of merges, corrections by the
lead, conflicts settled. At every end all files are merged in two orders into two copies, which must agree.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from team import EVENT, give, packed, take_back, texts, work_of
from tiny import TINY

from annotator.errors import CannotUndo, UsageError
from annotator.project import Project, work
from annotator.project.conflicts import kept_beside, open_conflicts, settle
from annotator.project.corrected_texts import replace_text
from annotator.project.evidence import Quote
from annotator.project.merging import merge
from annotator.project.remarks import Spot
from annotator.project.verify import verify
from annotator.project.work import contains

HISTORIES = int(os.environ.get("ANNOTATOR_HISTORIES", "10"))
MACHINES = {"b2 at home": "B2", "b2 away": "B2", "c3": "C3"}
ARTICLES = 5
SECRET = {"B2": "bravowords", "C3": "charliewords", "Lead": "leadwords"}
machines = st.sampled_from(sorted(MACHINES))
numbers = st.integers(1, ARTICLES + 2)


class Team(RuleBasedStateMachine):
    """The lead's project and the coders' files, each closed between the steps of others."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        book = self.root / "tiny.yaml"
        book.write_text(TINY, encoding="utf-8")
        self.lead = Project.create(self.root / "main.annotator", str(book), coder="Lead")
        self.lead.articles.add(texts(ARTICLES))
        self.coders = {name: self.lead.coders.add(name).uid for name in ("B2", "C3")}
        uids = [one.uid for one in self.lead.articles.walk()]
        for uid in self.coders.values():
            give(self.lead, uid, uids[:4])
        self.files: dict[str, Path] = {}
        for machine, name in MACHINES.items():
            made = packed(self.lead, self.coders[name], self.root / "out")
            self.files[machine] = self.root / f"{machine}.annotator"
            shutil.copy(made, self.files[machine])
        self.open: dict[str, Project] = {machine: Project.open(path) for machine, path in self.files.items()}

    # --- what coders do ------------------------------------------------------------------------------------------------

    def _article(self, project: Project, number: int) -> str | None:
        found = project.articles.by_number(number)
        return found.uid if found else None

    @rule(machine=machines, number=numbers, n=st.integers(0, 4), done=st.booleans())
    def code(self, machine: str, number: int, n: int, done: bool) -> None:
        project = self.open[machine]
        if article := self._article(project, number):
            coding = project.codings.begin(article, project.coder.uid).uid
            note = f"{SECRET[MACHINES[machine]]} {n}"
            event = project.events.add(coding, {**EVENT, "n": n, "note": note})
            text = project.articles.get(article).text
            at = text.index("Kirkuk")
            project.evidence.add(event.uid, "country", [Quote("text", at, at + 6, "Kirkuk")])
            if done:
                project.finish(coding)

    @rule(machine=machines, at=st.integers(0, 9), n=st.integers(0, 4), country=st.sampled_from(["Iraq", "Syria"]))
    def change(self, machine: str, at: int, n: int, country: str) -> None:
        project = self.open[machine]
        if event := self._event(project, at):
            project.events.set_values(event, {"n": n, "country": country})

    @rule(machine=machines, at=st.integers(0, 9), texts=st.lists(st.sampled_from("xyz"), min_size=1, max_size=3))
    def type_on(self, machine: str, at: int, texts: list[str]) -> None:
        """Typing with pauses, between which the file may be handed in."""
        project = self.open[machine]
        if event := self._event(project, at):
            number = None
            for text in texts:
                number = project.events.set_values(event, {"note": text}, extend=number)

    @rule(machine=machines, at=st.integers(0, 9))
    def remove(self, machine: str, at: int) -> None:
        project = self.open[machine]
        if event := self._event(project, at):
            project.events.remove(event)

    @rule(machine=machines, number=numbers, verdict=st.sampled_from(["relevant", "not"]), flag=st.booleans())
    def remark(self, machine: str, number: int, verdict: Any, flag: bool) -> None:
        project = self.open[machine]
        if article := self._article(project, number):
            project.screening.set(article, verdict)
            if flag:
                project.remarks.flag(Spot(article), SECRET[MACHINES[machine]])
                project.remarks.comment(Spot(article), SECRET[MACHINES[machine]])

    @rule(machine=machines, again=st.booleans())
    def undo(self, machine: str, again: bool) -> None:
        project = self.open[machine]
        with suppress(CannotUndo):
            project.history.redo() if again else project.history.undo()

    def _event(self, project: Project, at: int) -> str | None:
        rows = project.database.all(
            "SELECT e.uid FROM event e JOIN coding c ON c.uid = e.coding WHERE e.removed = 0 AND c.removed = 0 ORDER BY e.rowid"
        )
        return rows[at % len(rows)][0] if rows else None

    # --- what the lead does --------------------------------------------------------------------------------------------

    @rule(machine=machines)
    def bring_back(self, machine: str) -> None:
        self._merge(self.lead, [machine])

    @rule()
    def bring_all_back(self) -> None:
        self._merge(self.lead, sorted(MACHINES))

    @rule(again=st.booleans())
    def take_a_step_back(self, again: bool) -> None:
        step = self.lead.history.to_redo() if again else self.lead.history.to_undo()
        label = step.label["id"] if step else ""
        if label in ("merge", "settle", "set_field", "hand_out", "withdraw", "replace_text"):
            with suppress(CannotUndo):
                self.lead.history.redo() if again else self.lead.history.undo()

    @rule(at=st.integers(0, 9), country=st.sampled_from(["Iraq", "Syria", "Iran"]))
    def rename(self, at: int, country: str) -> None:
        """A correction that runs through a coder's work."""
        if event := self._event(self.lead, at):
            self.lead.events.set_values(event, {"country": country})

    @rule(number=numbers, word=st.sampled_from(["Yesterday", "Today"]))
    def correct_text(self, number: int, word: str) -> None:
        found = self.lead.articles.by_number(number)
        if found is not None and self.lead.articles.count() < ARTICLES + 4:
            with suppress(UsageError):
                replace_text(self.lead, found.uid, f"{word} {found.text}")

    @rule(name=st.sampled_from(["B2", "C3"]), number=numbers, back=st.booleans())
    def hand_out(self, name: str, number: int, back: bool) -> None:
        if article := self._article(self.lead, number):
            (take_back if back else give)(self.lead, self.coders[name], [article])

    @rule(at=st.integers(0, 3), other=st.booleans())
    @precondition(lambda self: bool(open_conflicts(self.lead)))
    def settle(self, at: int, other: bool) -> None:
        found = open_conflicts(self.lead)
        settle(self.lead, found[at % len(found)].version, other)

    @rule(number=numbers)
    def lead_codes(self, number: int) -> None:
        if article := self._article(self.lead, number):
            coding = self.lead.codings.begin(article, self.lead.coder.uid).uid
            self.lead.events.add(coding, {**EVENT, "note": SECRET["Lead"]})

    @rule(machine=machines)
    def update(self, machine: str) -> None:
        name = MACHINES[machine]
        made = packed(self.lead, self.coders[name], self.root / "out")
        content = made.read_bytes()
        for other, secret in SECRET.items():
            assert other == name or secret.encode() not in content, f"the package of {name} holds work of {other}"
        before = work.read(self.open[machine].database, self.coders[name])
        report = merge(self.open[machine], [made])
        assert not report.files[0].refused
        after = work.read(self.open[machine].database, self.coders[name])
        for uid, unit in before.codings.items():
            assert after.codings[uid].contains(unit.steps), "an update took a step of the coder away"

    def _merge(self, project: Project, which: list[str]) -> None:
        for machine in which:
            self.open[machine].close()
        report = merge(project, [self.files[machine] for machine in which])
        for machine in which:
            self.open[machine] = Project.open(self.files[machine])
        assert [one.refused for one in report.files] == [""] * len(which)

    # --- what must hold ------------------------------------------------------------------------------------------------

    def teardown(self) -> None:
        if not hasattr(self, "files"):
            return
        for project in self.open.values():
            assert verify(project) == []
            project.close()
        assert verify(self.lead) == []
        self.lead.close()
        ends = []
        for order in (sorted(MACHINES), sorted(MACHINES, reverse=True)):
            copy = self.root / f"copy {order[0]}.annotator"
            shutil.copy(self.root / "main.annotator", copy)
            with Project.open(copy) as project:
                for machine in order:
                    assert not merge(project, [self.files[machine]]).files[0].refused
                merge(project, [self.files[machine] for machine in order])
                assert verify(project) == []
                self._nothing_lost(project)
                ends.append(work_of(project))
        assert ends[0] == ends[1]
        self.folder.cleanup()

    def _nothing_lost(self, project: Project) -> None:
        for machine, name in MACHINES.items():
            with Project.open(self.files[machine], read_only=True) as mine:
                theirs = work.read(mine.database, self.coders[name])
            ours = work.read(project.database, self.coders[name])
            kept = kept_beside(project.database, set(ours.codings))
            for uid, unit in theirs.codings.items():
                states = [ours.codings[uid], *kept.get(uid, ())] if uid in ours.codings else []
                assert any(contains(one.steps, unit.steps) for one in states), f"work of {machine} is lost"
                same = [one for one in states if one.steps == unit.steps and not one.others and not unit.others]
                if same and unit.rows["coding", uid][0] == same[0].rows["coding", uid][0]:
                    assert _said(same[0]) == _said(unit), "the same steps give another coding"


def _said(unit: work.Unit) -> list[Any]:
    """What a coding says; a return of the lead's and the first submission of another machine are not the coder's last word."""
    kept = slice(work.STATE), slice(work.STATE + 1, work.FIRST.start)
    return sorted(
        (*key, *(row if key[0] != "coding" else (*row[kept[0]], *row[kept[1]]))) for key, row in unit.rows.items()
    )  # fmt: skip


def _run(count: int) -> None:
    run_state_machine_as_test(
        Team,
        settings=settings(
            max_examples=count,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
            database=None,
            phases=[Phase.generate],
        ),
    )


def test_a_few_histories_of_a_team():
    _run(min(HISTORIES, 10))


@pytest.mark.long
def test_many_histories_of_a_team():
    _run(HISTORIES)
