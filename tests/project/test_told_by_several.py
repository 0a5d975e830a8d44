"""Whether any incident is told by several events: asked of all links there are, so that most must not be read."""

from __future__ import annotations

from annotator.project import Project
from annotator.project.incidents import TOLD_BY_SEVERAL


def test_an_index_of_all_links_is_read_and_no_more(project: Project) -> None:
    """The dialog of exports asks it in the window's own thread, of as many links as there are events."""
    plan = [str(row[3]) for row in project.database.run(f"EXPLAIN QUERY PLAN {TOLD_BY_SEVERAL}")]
    walked = [line for line in plan if line.startswith("SCAN") and "incident_link" in line]
    assert walked == ["SCAN incident_link USING COVERING INDEX incident_link_by_incident"]
