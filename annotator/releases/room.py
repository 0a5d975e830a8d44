"""About how much room a release takes, told before anything is written.

Owns the estimate: what is always there (codebook, manual, dictionary), what grows with articles, events and incidents, and the
bundle for replication. Its factors were measured on releases of the shipped codebooks; it is meant to be right within a half.
"""

from __future__ import annotations

from ..project import Project
from .data import formats_of
from .options import ReleaseOptions

_ALWAYS, _SCRIPT = 70_000, 10_500
"""Bytes of manual, dictionary, manifest and data sheet of a small codebook; of the script that puts texts back."""
_OF_SOURCE = 3.9
"""Codebook, manual and dictionary together, for each byte of the codebook's source."""
_ARTICLE, _LINK, _QUOTED = 130, 117, 130
"""Bytes of an article, a link and a piece of evidence in their tables, without titles and quotes."""
_TABLE, _VALUES = 0.7, 2.7
"""Of a table of answers, and of the table that says how each was found, for each byte of the answers as they are kept."""
_CONTAINERS = {"xlsx": 22_000, "parquet": 16_000, "stata": 42_000, "spss": 42_000, "geopackage": 78_000}
"""What a file of such a kind takes before it holds anything."""
_REPORT, _OF_FIELD, _SUBMITTED = 60_000, 3_000, 1_400
"""Of the bundle for replication: the report, what a field adds to it, and what an event that was compared adds."""


def about(project: Project, options: ReleaseOptions) -> int:
    """Bytes of the folder, about; on the connection on which `choose_rows` chose the rows."""
    db, formats = project.database, formats_of(project, options)
    source = int(db.value("SELECT coalesce(max(length(source)), 0) FROM codebook WHERE uid = ?", (project.codebook_uid,)) or 0)
    answers, links = db.one(
        'SELECT coalesce(sum(length(CAST(v."values" AS BLOB))), 0), count(*) FROM temp.incident_members m JOIN event v '
        "ON v.uid = m.event"
    ) or (0, 0)  # fmt: skip
    titles, articles = db.one(
        "SELECT coalesce(sum(length(CAST(title AS BLOB))), 0), count(*) FROM article WHERE removed = 0"
    ) or (0, 0)  # fmt: skip
    quoted, quotes = db.one(
        "SELECT coalesce(sum(min(length(v.spans), ?)), 0), count(*) FROM evidence v JOIN temp.incident_members m "
        "ON m.event = v.owner WHERE v.removed = 0",
        (options.quote_limit + 60 if options.texts == "quotes" else 1_000_000,),
    ) or (0, 0)  # fmt: skip
    size = _ALWAYS + source * _OF_SOURCE + articles * _ARTICLE + titles + links * _LINK + quotes * _QUOTED
    size += answers * (_VALUES + _TABLE * (2 + len(formats))) + sum(_CONTAINERS.get(one.name, 0) for one in formats)
    if options.texts == "full":
        size += int(db.value("SELECT coalesce(sum(length(CAST(text AS BLOB))), 0) FROM article WHERE removed = 0"))
    else:
        size += _SCRIPT
    if options.texts != "none":
        size += quoted
    return round(size + (_replication(project) if options.replication else 0))


def _replication(project: Project) -> float:
    compared = int(project.database.value(
        "SELECT count(*) FROM events e WHERE e.round = 'main' AND e.standing = 'coded' AND e.article IN (SELECT article "
        "FROM events WHERE round = 'main' AND standing = 'coded' GROUP BY article HAVING count(DISTINCT coder) > 1)"
    ))  # fmt: skip
    return _REPORT + _OF_FIELD * len(project.codebook.fields) + _SUBMITTED * compared if compared else 0.0
