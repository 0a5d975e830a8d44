"""Candidates against the truth on real reports: what share of what is proposed is right, and of what is right is proposed."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from maverick_reports import FILE, fill, reports

from annotator.project import Project
from annotator.project.incident_candidates import propose

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the reports are not here")


def test_reports_of_one_event_are_proposed(tmp_path: Path):
    """Of pairs, and of reports as B³ has it (Bagga & Baldwin 1998): the mean over reports of how much of its group is right,
    and of how much of its event is in the group. What is reached, less a little."""
    with Project.create(tmp_path / "m.annotator", "maverick", coder="lead") as project:
        truth = fill(project, reports())
        groups = [one.events for one in propose(project)]
    assert len(truth) == 3287
    true = defaultdict[str, set[str]](set)
    for event, incident in truth.items():
        true[incident].add(event)
    group_of = {event: {event} for event in truth} | {event: set(group) for group in groups for event in group}
    said = [truth[one] == truth[other] for group in groups for one, other in combinations(group, 2)]
    assert sum(said) / len(said) > 0.78
    assert sum(said) / sum(len(some) * (len(some) - 1) // 2 for some in true.values()) > 0.43
    shared = [(len(group_of[event] & true[truth[event]]), event) for event in truth]
    assert sum(count / len(group_of[event]) for count, event in shared) / len(truth) > 0.94
    assert sum(count / len(true[truth[event]]) for count, event in shared) / len(truth) > 0.81
