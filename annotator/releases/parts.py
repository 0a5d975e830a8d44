"""All that stands in a release's folder beside its data files, the list of changes and the manifest.

Owns the order in which the parts are written: later ones tell what was counted in earlier ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..shipped import resource
from . import articles, codebook_files, datasheet, dictionary, events, flow, incidents, replication, spans, values
from .answers import write_answers
from .datasheet import Facts
from .taken import Taken
from .texts import rule_of

RESTORE = "restore.py"


def write_parts(taken: Taken, figures: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Writes every file but the data files, `changes.csv` and the manifest; gives what was counted, for the manifest.

    The TEMP tables of `project.choice` and `project.incident_rows` must be filled, and data files and `changes.csv` be
    written before: the dictionary and the data sheet speak of them. `figures` are those of `agreed.figures_of`, for the data
    sheet. Raises ExportRefused where a file cannot be written.
    """
    rule = rule_of(taken.project, taken.options)
    facts = Facts(agreement=figures)
    marked = spans.write_spans(taken, rule)
    facts.spans = marked.counts
    found, facts.values = values.write_values(taken, rule)
    listed, counted = articles.write_articles(taken, rule, marked.shares)
    facts.tables = [
        incidents.write_incidents(taken), events.write_events(taken, rule), events.write_crosswalk(taken, rule),
        events.write_merged(taken), listed, *write_answers(taken, rule), marked.evidence, marked.mentions, found,
        flow.write_searches(taken),
    ]  # fmt: skip
    rows = {one.name: one.rows for one in facts.tables}
    several = int(taken.project.database.value(
        "SELECT count(*) FROM (SELECT 1 FROM temp.incident_members GROUP BY incident HAVING count(*) > 1)"
    ))  # fmt: skip
    told, facts.flow = flow.write_flow(
        taken, counted, rows["events"], taken.chosen.events_left_out, rows["incidents"], several
    )  # fmt: skip
    facts.tables.append(told)
    codebook_files.write_codebook(taken)
    if taken.options.replication:
        made = replication.write_replication(taken, rule, taken.agreement)
        facts.replication = [one.path for one in made]
        facts.tables += made
    _write_texts(taken)
    datasheet.write_datasheet(taken, rule, facts)
    dictionary.write_dictionary(taken, facts.tables)
    return {
        "articles": {"by_status": _by_status(counted)},
        "values": {name: facts.values[name] for name in ("several", "agreed", "tied", "settled")},
        "texts": {
            "mode": rule.texts, **{name: rule.counts[name] for name in sorted(rule.counts)},
            "largest_share_quoted": round(rule.most_quoted, 4),
        },
        "evidence": dict(marked.counts),
    }  # fmt: skip


def _by_status(counted: Mapping[tuple[str, str], int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (status, _), n in sorted(counted.items()):
        found[status] = found.get(status, 0) + n
    return found


def _write_texts(taken: Taken) -> None:
    if taken.options.texts == "full":
        articles.write_texts(taken)
        return
    script = resource("release") / RESTORE
    with taken.outputs.file(taken.path(RESTORE)) as path:
        path.write_bytes(script.read_bytes())
