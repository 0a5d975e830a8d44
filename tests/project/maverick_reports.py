"""The reports of MAVERICK as a project of the codebook `maverick`: one article a text, one event a report; and the truth.

A report's text is known by what its `source` says (who, when, title): reports with the same are told by one article. What
`event_id` says is the truth and stays outside the project, and so do `id`, `certain` and `aggregation`, which tell of it; the
order of the file, which does too, is given up.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.history import new_uid

SHARED = Path(os.environ.get("ANNOTATOR_SHARED", Path(__file__).resolve().parents[2].parent / "shared"))
FILE = SHARED / "data" / "maverick" / "maverick_event_report.csv"
_SOURCE = re.compile(r"(.*?)\s*\((\d{4}-\d\d-\d\d)\)\s*(.*)", re.DOTALL)
_KINDS = {
    "Clash": "clash", "Military operation": "clash", "Riot": "riot", "Security force crack-down on protest": "repression",
}  # fmt: skip
_PLACED = {"6": "1", "5": "1", "4": "1", "3": "1", "2": "3", "1": "6"}
"""Their precision of a place, of which 6 is the most exact, as the codebook has it."""


def reports() -> list[dict[str, str]]:
    """The rows of the file, in an order that says nothing."""
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return sorted(
        rows, key=lambda row: [row[name] for name in ("source", "date_start", "location", "actor1", "deaths_best", "id")]
    )


def values_of(row: Mapping[str, str]) -> dict[str, Any]:
    """A report as the codebook's answers."""
    values: dict[str, Any] = {
        "start_date": row["date_start"], "end_date": row["date_end"], "date_precision": "1", "country": row["country"],
        "location": row["location"] or row["city"], "geo_precision": _PLACED[row["geo_precision"][0]],
        "event_kind": _KINDS.get(row["event_context"]), "property": "yes" if row["damage"] == "1" else "no",
        "actors": [_actor(row, f"actor{n}") for n in range(1, 7) if row[f"actor{n}"]],
    }  # fmt: skip
    if row["latitude"]:
        values |= {"latitude": float(row["latitude"]), "longitude": float(row["longitude"])}
    for field in ("deaths", "injuries"):
        values[field] = {part: int(float(n)) for part in ("low", "best", "high") if (n := row[f"{field}_{part}"])}
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _actor(row: Mapping[str, str], one: str) -> dict[str, str]:
    parts = ("initiator", "perpetrator", "intervener", "bystander", "victim")
    return {"name": row[one], **{part: "yes" for part in parts if row[f"{one}_{part}"] == "1.0"}}


def _text(row: Mapping[str, str]) -> str:
    """What stands for the text: equal but for capitals and spaces is equal."""
    return " ".join(row["source"].casefold().split())


def fill(project: Project, rows: list[dict[str, str]]) -> dict[str, str]:
    """Puts reports into a project of the lead's, done. Gives of each event's uid the true event."""
    texts = {_text(row): _SOURCE.match(row["source"]) for row in rows}
    drafts = [ArticleDraft(text, title=found[3], date=found[2], source=found[1]) for text, found in texts.items() if found]
    project.articles.add(drafts)
    db, truth = project.database, dict[str, str]()
    articles = {text: uid for uid, text in db.all("SELECT uid, text FROM article")}
    project.history.refreshers.clear()
    with project.history.operation({"id": "test"}):
        codings = {text: new_uid() for text in articles}
        db.run_many(
            "INSERT INTO coding (uid, article, coder, round, state, verdict) VALUES (?, ?, ?, 'main', 'done', 'events')",
            [(codings[text], uid, project.coder.uid) for text, uid in articles.items()],
        )
        for position, row in enumerate(rows):
            uid = new_uid()
            truth[uid] = row["event_id"]
            db.run(
                'INSERT INTO event (uid, coding, position, "values", codebook) VALUES (?, ?, ?, ?, ?)',
                (uid, codings[_text(row)], position, json.dumps(values_of(row)), project.codebook_uid),
            )
    project.table.make()
    return truth
