"""The tables of a project file, as SQL, and the triggers that write history.

Owns the newest schema, as version 1 and what each later version added. Three kinds of table, declared here: HISTORIED
(every change of a field is recorded by trigger, rows are never deleted but marked `removed`), LOGS (append-only) and
REBUILDABLE (made again from the rest).

What is written by the hundred thousand (`article`, `change`) has no constraint that could fail half-way through a row,
such as a CHECK that calls a function or a foreign key that is not deferred: SQLite would keep a journal of each
statement, which doubles its cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

APPLICATION_ID = 0x416E6E31  # "Ann1"
VERSION = 6

JSON_COLUMNS: dict[str, tuple[str, ...]] = {
    "coding": ("answers", "overruled"),
    "event": ("values", "overruled"),
    "incident": ("values",),
    "actor": ("details",),
    "place": ("details",),
    "source": ("details",),
}
"""Columns holding a JSON object whose keys are recorded one by one, as ``values.event_date``."""

TABLES = """
CREATE TABLE project (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE operation (
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, coder TEXT NOT NULL, label TEXT NOT NULL CHECK (json_valid(label)),
  time TEXT NOT NULL, place TEXT CHECK (place IS NULL OR json_valid(place)),
  undoes INTEGER REFERENCES operation(id), undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))) STRICT;
CREATE INDEX operation_by_coder ON operation(coder, id);
CREATE TABLE change (
  id INTEGER PRIMARY KEY, operation INTEGER NOT NULL REFERENCES operation(id) DEFERRABLE INITIALLY DEFERRED,
  tbl TEXT NOT NULL, uid TEXT NOT NULL, field TEXT NOT NULL, old ANY, new ANY) STRICT;
CREATE INDEX change_by_operation ON change(operation);
CREATE INDEX change_by_row ON change(uid, field) WHERE field <> '*';
CREATE TABLE current_operation (
  id INTEGER PRIMARY KEY CHECK (id = 1), operation INTEGER REFERENCES operation(id), purging INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO current_operation (id) VALUES (1);

CREATE TABLE codebook (
  uid TEXT PRIMARY KEY, name TEXT NOT NULL, version TEXT NOT NULL, source TEXT NOT NULL,
  compiled TEXT NOT NULL CHECK (json_valid(compiled)), adopted TEXT, removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE coder (
  uid TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('person', 'model')),
  role TEXT NOT NULL CHECK (role IN ('coder', 'lead')), settings TEXT CHECK (settings IS NULL OR json_valid(settings)),
  removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE round (
  uid TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('main', 'retest', 'training', 'test')),
  settings TEXT CHECK (settings IS NULL OR json_valid(settings)), removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE article (
  number INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL DEFAULT '', date TEXT, source TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '', external_id TEXT NOT NULL DEFAULT '',
  origin TEXT NOT NULL DEFAULT '', extra TEXT,
  stub INTEGER NOT NULL DEFAULT 0 CHECK (stub IN (0, 1)), replaces TEXT, duplicate_of TEXT,
  removed INTEGER NOT NULL DEFAULT 0, length INTEGER NOT NULL DEFAULT 0, text TEXT NOT NULL) STRICT;
CREATE INDEX article_in_queue ON article(stub, number) WHERE removed = 0;
CREATE INDEX article_by_external_id ON article(external_id) WHERE external_id <> '';
CREATE INDEX article_by_url ON article(url) WHERE url <> '';
CREATE INDEX article_by_replaces ON article(replaces) WHERE replaces IS NOT NULL;
CREATE TABLE assignment (
  uid TEXT PRIMARY KEY, article TEXT NOT NULL REFERENCES article(uid), coder TEXT NOT NULL REFERENCES coder(uid),
  round TEXT NOT NULL REFERENCES round(uid), position INTEGER, due TEXT, candidates INTEGER NOT NULL DEFAULT 1,
  withdrawn INTEGER NOT NULL DEFAULT 0, removed INTEGER NOT NULL DEFAULT 0, UNIQUE (article, coder, round)) STRICT;
CREATE TABLE coding (
  uid TEXT PRIMARY KEY, article TEXT NOT NULL REFERENCES article(uid), coder TEXT NOT NULL REFERENCES coder(uid),
  round TEXT NOT NULL REFERENCES round(uid),
  standing TEXT NOT NULL DEFAULT 'coded' CHECK (standing IN ('coded', 'adjudicated', 'standard')),
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'returned', 'approved')),
  verdict TEXT CHECK (verdict IN ('events', 'no_event', 'unusable')), reason TEXT NOT NULL DEFAULT '',
  answers TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(answers)),
  overruled TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(overruled)), memo TEXT NOT NULL DEFAULT '',
  first_done TEXT, first_submission TEXT CHECK (first_submission IS NULL OR json_valid(first_submission)),
  removed INTEGER NOT NULL DEFAULT 0, UNIQUE (article, coder, round, standing)) STRICT;
CREATE INDEX coding_by_coder ON coding(coder, round, state);
CREATE TABLE event (
  uid TEXT PRIMARY KEY, coding TEXT NOT NULL REFERENCES coding(uid), position REAL NOT NULL,
  "values" TEXT NOT NULL DEFAULT '{}' CHECK (json_valid("values")), extra TEXT CHECK (extra IS NULL OR json_valid(extra)),
  overruled TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(overruled)), codebook TEXT NOT NULL REFERENCES codebook(uid),
  removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX event_by_coding ON event(coding, position);
CREATE TABLE evidence (
  uid TEXT PRIMARY KEY, owner TEXT NOT NULL, field TEXT NOT NULL, item TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL CHECK (status IN ('text', 'inferred', 'article', 'outside', 'not_in_text')),
  spans TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(spans)), link TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
  origin TEXT NOT NULL DEFAULT 'typed' CHECK (origin IN ('typed', 'taken', 'changed')),
  removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX evidence_by_owner ON evidence(owner, field);
CREATE TABLE mention (
  uid TEXT PRIMARY KEY, coding TEXT NOT NULL REFERENCES coding(uid), spans TEXT NOT NULL CHECK (json_valid(spans)),
  reason TEXT NOT NULL, note TEXT NOT NULL DEFAULT '', removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX mention_by_coding ON mention(coding);
CREATE TABLE review (
  uid TEXT PRIMARY KEY, coding TEXT NOT NULL REFERENCES coding(uid), reviewer TEXT NOT NULL REFERENCES coder(uid),
  outcome TEXT NOT NULL CHECK (outcome IN ('approved', 'returned')), comment TEXT NOT NULL DEFAULT '', time TEXT NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE decision (
  uid TEXT PRIMARY KEY, coding TEXT NOT NULL REFERENCES coding(uid), owner TEXT NOT NULL, field TEXT NOT NULL DEFAULT '',
  taken_from TEXT, decider TEXT NOT NULL REFERENCES coder(uid), reason TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
  removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE pair (
  uid TEXT PRIMARY KEY, one TEXT NOT NULL REFERENCES event(uid), other TEXT NOT NULL REFERENCES event(uid),
  judged TEXT NOT NULL CHECK (judged IN ('same', 'different')), removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE incident (
  uid TEXT PRIMARY KEY, external_id TEXT UNIQUE, merged_into TEXT REFERENCES incident(uid),
  "values" TEXT NOT NULL DEFAULT '{}' CHECK (json_valid("values")), removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE incident_link (
  uid TEXT PRIMARY KEY, incident TEXT NOT NULL REFERENCES incident(uid), event TEXT NOT NULL REFERENCES event(uid),
  judged TEXT NOT NULL DEFAULT 'same' CHECK (judged IN ('same', 'different', 'proposed')),
  removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX incident_link_by_event ON incident_link(event);
CREATE INDEX incident_link_by_incident ON incident_link(incident);
CREATE TABLE flag (
  uid TEXT PRIMARY KEY, owner TEXT NOT NULL, coder TEXT NOT NULL REFERENCES coder(uid), name TEXT NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE comment (
  uid TEXT PRIMARY KEY, owner TEXT NOT NULL, field TEXT NOT NULL DEFAULT '', coder TEXT NOT NULL REFERENCES coder(uid),
  text TEXT NOT NULL, time TEXT NOT NULL, answers TEXT, removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE actor (
  uid TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL DEFAULT '', country TEXT NOT NULL DEFAULT '',
  valid_from TEXT, valid_to TEXT, parent TEXT, details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
  state TEXT NOT NULL DEFAULT 'approved' CHECK (state IN ('proposed', 'approved', 'refused')),
  proposed_by TEXT, removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX actor_by_name ON actor(name);
CREATE TABLE place (
  uid TEXT PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL DEFAULT '', admin1 TEXT NOT NULL DEFAULT '',
  admin2 TEXT NOT NULL DEFAULT '', admin3 TEXT NOT NULL DEFAULT '', latitude REAL, longitude REAL,
  details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
  state TEXT NOT NULL DEFAULT 'approved' CHECK (state IN ('proposed', 'approved', 'refused')),
  proposed_by TEXT, removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX place_by_name ON place(name);
CREATE TABLE source (
  uid TEXT PRIMARY KEY, name TEXT NOT NULL, scale TEXT NOT NULL DEFAULT '', country TEXT NOT NULL DEFAULT '',
  details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
  state TEXT NOT NULL DEFAULT 'approved' CHECK (state IN ('proposed', 'approved', 'refused')),
  proposed_by TEXT, removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX source_by_name ON source(name);

CREATE TABLE time_spent (
  id INTEGER PRIMARY KEY, coding TEXT NOT NULL, coder TEXT NOT NULL, began TEXT NOT NULL, seconds REAL NOT NULL) STRICT;
CREATE TABLE suggestion (
  id INTEGER PRIMARY KEY, coding TEXT NOT NULL, event TEXT NOT NULL, field TEXT NOT NULL, provider TEXT NOT NULL,
  offered TEXT NOT NULL, outcome TEXT NOT NULL CHECK (outcome IN ('offered', 'taken', 'changed')), time TEXT NOT NULL
) STRICT;
CREATE TABLE release (
  id INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, time TEXT NOT NULL, operation INTEGER NOT NULL,
  options TEXT NOT NULL CHECK (json_valid(options)), manifest TEXT NOT NULL CHECK (json_valid(manifest))) STRICT;
CREATE TABLE purge (
  id INTEGER PRIMARY KEY, time TEXT NOT NULL, coder TEXT NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL,
  reason TEXT NOT NULL, counts TEXT NOT NULL CHECK (json_valid(counts))) STRICT;

CREATE TRIGGER article_text_is_fixed BEFORE UPDATE OF text, uid ON article
WHEN (SELECT purging FROM current_operation) = 0 AND (new.text IS NOT old.text OR new.uid IS NOT old.uid)
BEGIN SELECT RAISE(ABORT, 'the text of an article never changes'); END;
"""

TABLES_2 = """
CREATE TABLE screening (
  uid TEXT PRIMARY KEY, article TEXT NOT NULL REFERENCES article(uid), coder TEXT NOT NULL REFERENCES coder(uid),
  verdict TEXT NOT NULL CHECK (verdict IN ('relevant', 'not', 'unsure')), reason TEXT NOT NULL DEFAULT '',
  removed INTEGER NOT NULL DEFAULT 0, UNIQUE (article, coder)) STRICT;
CREATE INDEX screening_by_coder ON screening(coder, verdict);
CREATE TABLE saved_filter (
  uid TEXT PRIMARY KEY, coder TEXT NOT NULL REFERENCES coder(uid), list TEXT NOT NULL CHECK (list IN ('articles', 'events')),
  name TEXT NOT NULL, query TEXT NOT NULL CHECK (json_valid(query)), removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX flag_by_owner ON flag(owner);
CREATE INDEX comment_by_owner ON comment(owner);
"""
"""What version 2 added: the first pass over a queue, saved filters, and a way to flags and comments by what they are about."""
HISTORIED_2 = ("screening", "saved_filter")

TABLES_3 = """
ALTER TABLE comment ADD COLUMN kind TEXT NOT NULL DEFAULT 'comment' CHECK (kind IN ('comment', 'question'));
CREATE TABLE version (
  uid TEXT PRIMARY KEY, coding TEXT NOT NULL REFERENCES coding(uid), content TEXT NOT NULL CHECK (json_valid(content)),
  steps TEXT NOT NULL CHECK (json_valid(steps)), aside TEXT NOT NULL CHECK (json_valid(aside)), time TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'settled')), removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX version_by_coding ON version(coding);
CREATE TABLE ruling (
  uid TEXT PRIMARY KEY, field TEXT NOT NULL DEFAULT '', code TEXT NOT NULL DEFAULT '', question TEXT NOT NULL DEFAULT '',
  answer TEXT NOT NULL, asked TEXT, coder TEXT NOT NULL REFERENCES coder(uid), time TEXT NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE content_mark (
  uid TEXT PRIMARY KEY, article TEXT NOT NULL REFERENCES article(uid), name TEXT NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0, UNIQUE (article, name)) STRICT;
CREATE TABLE result (
  uid TEXT PRIMARY KEY, round TEXT NOT NULL REFERENCES round(uid), coder TEXT NOT NULL REFERENCES coder(uid),
  score REAL NOT NULL, passed INTEGER NOT NULL CHECK (passed IN (0, 1)), details TEXT NOT NULL DEFAULT '{}'
  CHECK (json_valid(details)), time TEXT NOT NULL, removed INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE work_operation (
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, coder TEXT NOT NULL, label TEXT NOT NULL CHECK (json_valid(label)),
  time TEXT NOT NULL, place TEXT CHECK (place IS NULL OR json_valid(place)), undoes TEXT,
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))) STRICT;
CREATE TABLE work_change (
  id INTEGER PRIMARY KEY, operation INTEGER NOT NULL REFERENCES work_operation(id) DEFERRABLE INITIALLY DEFERRED,
  unit TEXT NOT NULL, tbl TEXT NOT NULL, uid TEXT NOT NULL, field TEXT NOT NULL, old ANY, new ANY,
  came_with INTEGER NOT NULL REFERENCES operation(id)) STRICT;
CREATE INDEX work_change_by_operation ON work_change(operation);
CREATE INDEX work_change_by_unit ON work_change(unit, operation);
CREATE INDEX work_change_by_row ON work_change(uid, field) WHERE field <> '*';
CREATE TABLE package (
  id INTEGER PRIMARY KEY, coder TEXT NOT NULL, number INTEGER NOT NULL, time TEXT NOT NULL, file TEXT NOT NULL,
  counts TEXT NOT NULL CHECK (json_valid(counts))) STRICT;
CREATE TABLE arrival (
  id INTEGER PRIMARY KEY, operation INTEGER NOT NULL, file TEXT NOT NULL, digest TEXT NOT NULL, coder TEXT NOT NULL,
  number INTEGER NOT NULL, time TEXT NOT NULL, counts TEXT NOT NULL CHECK (json_valid(counts))) STRICT;
CREATE INDEX arrival_by_digest ON arrival(digest);
"""
"""What version 3 added: what a team needs. `version` holds a state of a coding that came in beside another; its `steps`
are the operations it contains, its `aside` those of them that the state in force does not. `work_operation` and
`work_change` are what coders did in files of their own, as those tell it; `unit` is the coding, or the row that is one
coder's, and `came_with` the merge that brought it. `package` and `arrival` say what was handed out and came back."""
HISTORIED_3 = ("version", "ruling", "content_mark", "result")

TABLES_4 = """
ALTER TABLE decision ADD COLUMN kind TEXT NOT NULL DEFAULT 'value'
  CHECK (kind IN ('verdict', 'answer', 'event', 'dropped', 'value', 'evidence'));
ALTER TABLE decision ADD COLUMN was TEXT CHECK (was IS NULL OR json_valid(was));
ALTER TABLE decision ADD COLUMN time TEXT NOT NULL DEFAULT '';
CREATE INDEX decision_by_coding ON decision(coding);
CREATE INDEX pair_by_one ON pair(one);
CREATE INDEX pair_by_other ON pair(other);
CREATE INDEX assignment_by_coder ON assignment(coder, round);
CREATE INDEX review_by_coding ON review(coding);
"""
"""What version 4 added: what a decision is about, what its source said when it was taken, and when. A decision is never
changed: a later one takes its place, and it is marked removed. And ways to what is looked up by coder, coding and event."""

TABLES_5 = """
CREATE TABLE search_record (
  uid TEXT PRIMARY KEY, name TEXT NOT NULL, query TEXT NOT NULL DEFAULT '', first TEXT, last TEXT, made TEXT,
  hits INTEGER CHECK (hits >= 0), retrieved INTEGER CHECK (retrieved >= 0), duplicates INTEGER CHECK (duplicates >= 0),
  note TEXT NOT NULL DEFAULT '', removed INTEGER NOT NULL DEFAULT 0) STRICT;
ALTER TABLE incident_link ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE release ADD COLUMN change INTEGER NOT NULL DEFAULT 0;
DROP TRIGGER incident_link_changed;
"""
"""What version 5 added: where articles were searched for (`name` of the database, the query, the days it asked for, the day it
was made on, how many hits, how many were retrieved, how many of those were there already); why events are linked or parted; and
the last change a release holds, by which it is made again."""
HISTORIED_5 = ("search_record",)

TABLES_6 = """
CREATE TABLE article_pair (
  uid TEXT PRIMARY KEY, one TEXT NOT NULL REFERENCES article(uid), other TEXT NOT NULL REFERENCES article(uid),
  judged TEXT NOT NULL CHECK (judged IN ('same', 'different')), removed INTEGER NOT NULL DEFAULT 0,
  UNIQUE (one, other)) STRICT;
CREATE INDEX article_pair_by_other ON article_pair(other);
CREATE TABLE article_copy (
  number INTEGER PRIMARY KEY, first INTEGER NOT NULL, likeness REAL NOT NULL) STRICT;
CREATE INDEX article_copy_by_first ON article_copy(first);
CREATE TABLE data_split (
  uid TEXT PRIMARY KEY, article TEXT NOT NULL UNIQUE REFERENCES article(uid),
  part TEXT NOT NULL CHECK (part IN ('train', 'dev', 'test')), removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE precoding (
  uid TEXT PRIMARY KEY, article TEXT NOT NULL REFERENCES article(uid), model TEXT NOT NULL, event TEXT NOT NULL DEFAULT '',
  field TEXT NOT NULL, value TEXT NOT NULL CHECK (json_valid(value)), spans TEXT NOT NULL DEFAULT '[]'
  CHECK (json_valid(spans)), score REAL, removed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX precoding_by_article ON precoding(article);
"""
"""What version 6 added: the lead's word on articles that are nearly alike, and which of them were found to be (rebuildable:
`first` is the lowest number of an article's group, `likeness` how alike it is to the group's fullest text, 0 to 1, as
`copy_likeness` says); the part of a data set for training that an article belongs to for good; and what a model says of
articles, as values that are offered (`event` tells which values belong to one happening, `score` from 0 to 1 how sure the
model is)."""
HISTORIED_6 = ("article_pair", "data_split", "precoding")
RECORDED_AT_FIRST = {"incident_link": ("incident", "judged", "removed")}
"""The fields of which version 1 recorded changes, where a later one records more."""

HISTORIED: dict[str, tuple[str, ...]] = {
    "codebook": ("adopted", "removed"),
    "coder": ("name", "kind", "role", "settings", "removed"),
    "round": ("name", "kind", "settings", "removed"),
    "article": ("title", "date", "source", "url", "language", "external_id", "stub", "replaces", "duplicate_of", "removed"),
    "assignment": ("article", "position", "due", "candidates", "withdrawn", "removed"),
    "coding": ("article", "state", "verdict", "reason", "answers", "overruled", "memo", "first_done", "first_submission",
               "removed"),
    "event": ("coding", "position", "values", "extra", "overruled", "codebook", "removed"),
    "evidence": ("field", "item", "status", "spans", "link", "note", "origin", "removed"),
    "mention": ("spans", "reason", "note", "removed"),
    "review": ("outcome", "comment", "removed"),
    "decision": ("taken_from", "reason", "note", "removed"),
    "pair": ("judged", "removed"),
    "incident": ("external_id", "merged_into", "values", "removed"),
    "incident_link": ("incident", "judged", "reason", "removed"),
    "flag": ("owner", "name", "removed"),
    "comment": ("owner", "text", "answers", "removed"),
    "screening": ("article", "verdict", "reason", "removed"),
    "saved_filter": ("name", "query", "removed"),
    "version": ("steps", "aside", "state", "removed"),
    "ruling": ("field", "code", "question", "answer", "removed"),
    "content_mark": ("removed",),
    "result": ("score", "passed", "details", "removed"),
    "search_record": ("name", "query", "first", "last", "made", "hits", "retrieved", "duplicates", "note", "removed"),
    "article_pair": ("judged", "removed"),
    "data_split": ("part", "removed"),
    "precoding": ("value", "spans", "score", "removed"),
    "actor": ("name", "type", "country", "valid_from", "valid_to", "parent", "details", "state", "removed"),
    "place": ("name", "country", "admin1", "admin2", "admin3", "latitude", "longitude", "details", "state", "removed"),
    "source": ("name", "scale", "country", "details", "state", "removed"),
}  # fmt: skip
LOGS = (
    "operation", "change", "time_spent", "suggestion", "release", "purge", "work_operation", "work_change", "package",
    "arrival",
)  # fmt: skip
REBUILDABLE = ("events", "dataset", "article_words", "article_copy")

_CURRENT = "(SELECT operation FROM current_operation)"


def history_triggers(tables: Iterable[str], fields: Mapping[str, tuple[str, ...]] = HISTORIED) -> str:
    """The triggers that record every change of some historied tables' fields."""
    return "\n".join(_triggers(table, fields[table]) for table in tables)


def change_trigger(table: str) -> str:
    """The one of them that records what becomes of a row, for a table that got fields to record."""
    return _change_trigger(table, HISTORIED[table])


def _triggers(table: str, fields: tuple[str, ...]) -> str:
    inserted = (
        f"CREATE TRIGGER {table}_inserted AFTER INSERT ON {table} BEGIN\n"
        f"  INSERT INTO change (operation, tbl, uid, field, new) VALUES ({_CURRENT}, '{table}', new.uid, '*', 1);\nEND;"
    )
    kept = f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} WHEN (SELECT purging FROM current_operation) = 0\n" \
           f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are marked removed, never deleted'); END;"  # fmt: skip
    return "\n".join((inserted, kept, _change_trigger(table, fields)))


def _change_trigger(table: str, fields: tuple[str, ...]) -> str:
    plain = [field for field in fields if field not in JSON_COLUMNS.get(table, ())]
    updates = [_plain_update(table, field) for field in plain]
    updates += [_json_update(table, field) for field in JSON_COLUMNS.get(table, ())]
    columns = ", ".join(f'"{field}"' for field in fields)
    return (
        f"CREATE TRIGGER {table}_changed AFTER UPDATE OF {columns} ON {table} "
        f"WHEN (SELECT purging FROM current_operation) = 0 BEGIN\n" + "\n".join(updates) + "\nEND;"
    )


def _plain_update(table: str, field: str) -> str:
    return (
        f"  INSERT INTO change (operation, tbl, uid, field, old, new)\n"
        f"  SELECT {_CURRENT}, '{table}', new.uid, '{field}', old.\"{field}\", new.\"{field}\"\n"
        f'  WHERE old."{field}" IS NOT new."{field}";'
    )


def _json_update(table: str, field: str) -> str:
    old, new = f'old."{field}"', f'new."{field}"'
    path = "'$.\"' || key || '\"'"
    return (
        f"  INSERT INTO change (operation, tbl, uid, field, old, new)\n"
        f"  SELECT {_CURRENT}, '{table}', new.uid, '{field}.' || key, {old} -> ({path}), {new} -> ({path})\n"
        f"  FROM (SELECT key FROM json_each({old}) UNION SELECT key FROM json_each({new}))\n"
        f"  WHERE {old} IS NOT {new} AND ({old} -> ({path})) IS NOT ({new} -> ({path}));"
    )
