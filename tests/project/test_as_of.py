"""The project as it was after any of its changes: table by table what a copy of then holds, whatever was done since."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from test_adjudication_histories import Adjudications
from test_histories import Histories
from test_team_histories import Team

from annotator.errors import StorageError, UsageError
from annotator.project import Project
from annotator.project import as_of as module
from annotator.project.as_of import LOGS, as_of, lengths
from annotator.project.event_table import ERRORS, WARNINGS
from annotator.project.schema import HISTORIED, JSON_COLUMNS
from annotator.project.verify import verify

HISTORIES = int(os.environ.get("ANNOTATOR_HISTORIES", "4"))
_REMADE = ("events", "dataset", "current_operation")
_OWN = ("indexed_to", "judged_to", "tabled_by")


def tables_of(project: Project) -> dict[str, list[Any]]:
    """All permanent tables and the flat one, objects without an order of their keys, counts of problems left out."""
    db = project.database
    names = [row[0] for row in db.all(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'article_words%' "
        "AND name NOT LIKE '_sqlite_%'")]  # fmt: skip
    assert set(HISTORIED) | set(LOGS) <= set(names)
    found: dict[str, list[Any]] = {}
    for name in names:
        if name in _REMADE:
            continue
        columns = [row[1] for row in db.all(f"PRAGMA table_info({name})")]
        order = "uid" if "uid" in columns else columns[0]
        rows = [dict(zip(columns, row, strict=True)) for row in db.all(f"SELECT * FROM {name} ORDER BY {order}")]
        for row in rows:
            row |= {column: json.loads(row[column]) for column in JSON_COLUMNS.get(name, ())}
        found[name] = [row for row in rows if name != "project" or row["key"] not in _OWN]
    columns = [f'"{one}"' for one in project.table.names if one not in (ERRORS, WARNINGS)]
    found["events"] = db.all(f"SELECT {', '.join(columns)} FROM events ORDER BY event_uid")
    found["dataset"] = db.all("SELECT event_uid FROM dataset ORDER BY event_uid")
    return found


class Remembering:
    """What a history keeps of its states on the way, and how it compares them with copies made at its end."""

    kept: list[tuple[int, dict[str, int], dict[str, list[Any]]]]

    def remember_state(self, project: Project) -> None:
        if not hasattr(self, "kept"):
            self.kept = []
        if len(self.kept) < 6:
            last = int(project.database.value("SELECT coalesce(max(id), 0) FROM change"))
            self.kept.append((last, lengths(project), tables_of(project)))

    def compare_states(self, project: Project, *, leaving: tuple[str, ...] = ()) -> None:
        now = tables_of(project)
        for change, logs, then in getattr(self, "kept", []):
            with as_of(project, change, logs=logs) as old:
                found = tables_of(old)
                for table in then:
                    if table not in leaving:
                        assert found[table] == then[table], table
                assert verify(old) == []
        assert tables_of(project) == now


class OneCoder(Remembering, Histories):
    """One coder's history."""

    @rule()
    def remember(self) -> None:
        self.remember_state(self.project)

    def look(self) -> None:
        super().look()
        self.compare_states(self.project)


class Settling(Remembering, Adjudications):
    """A lead's history of settling."""

    @rule()
    def remember(self) -> None:
        self.remember_state(self.project)

    def teardown(self) -> None:
        if hasattr(self, "project"):
            self.compare_states(self.project)
        super().teardown()


class WithTeam(Remembering, Team):
    """A lead and coders in files of their own. Whether a step there was taken back is told by the last file that came."""

    @rule()
    def remember(self) -> None:
        self.remember_state(self.lead)

    def teardown(self) -> None:
        if hasattr(self, "files"):
            self.compare_states(self.lead, leaving=("work_operation",))
        super().teardown()


@pytest.mark.parametrize("history", [OneCoder, Settling, WithTeam])
def test_states_of_a_history_come_back(history: type[RuleBasedStateMachine]):
    patient = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    chosen = settings(
        max_examples=HISTORIES, stateful_step_count=25, deadline=None, suppress_health_check=patient, database=None,
        phases=[Phase.generate],
    )  # fmt: skip
    run_state_machine_as_test(history, settings=chosen)


def test_it_goes_whatever_happens_inside(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(module.tempfile, "gettempdir", lambda: str(place))
    with as_of(project) as old:
        assert list(place.iterdir()) == [old.path.parent.parent]
        old.coders.add("B2")
    assert list(place.iterdir()) == []
    assert [one.name for one in project.coders.all()] == ["A1"]
    with pytest.raises(ZeroDivisionError), as_of(project):
        raise ZeroDivisionError

    def stop(_what: str, _share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), as_of(project, progress=stop):
        pass
    with pytest.raises(UsageError, match="has no change"), as_of(project, 10**9):
        pass
    assert list(place.iterdir()) == []


def test_no_room_is_told_with_its_size(project: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _place: type("Usage", (), {"free": 1_000})())
    with pytest.raises(StorageError, match="MB of free disk"), as_of(project):
        pass
