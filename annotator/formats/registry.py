"""The formats there are, and the one door through which datasets go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from ..codebook.model import Codebook, Profile, in_language
from ..errors import ExportRefused, UsageError
from ..project import Project
from ..project.choice import Choice, Chosen, make_choice
from ..project.incident_rows import IncidentCounts, count_incidents, without_id
from ..project.together import parts_that_hold
from ..writing import Outputs, Progress, Table, refuse_target
from . import analysis, evidence_csv, jsonl, manifest, profile_csv, wide_csv
from .articles.kinds import kinds
from .codings import known
from .codings.going import CodingOptions, Going
from .folder import refuse_folder, staged
from .format import Format
from .passed_over import PassedOver, passed_over
from .selection import ORDER, REASONS, Selection, Unit, choose, choose_codings, choose_incidents, left_out, pseudonyms


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Whose work goes out, and how. `coder` is a uid; without one the project's dataset is taken.

    `number` gives ids to events that have none; `formulas` makes cells harmless that a spreadsheet would run. With `unit`
    "incident" a row is an incident, and where no coder is named, of the one coding that stands for each article.
    """

    coder: str = ""
    adjudicated: bool = False
    number: bool = False
    formulas: bool = False
    unit: Unit = "event"
    codings: CodingOptions = field(default_factory=CodingOptions)
    """For texts with what was coded in them: what comes along."""
    every_coder: bool = False
    """For those, and for `jsonl`: every coder's version of an article, and the adjudicated, instead of the one that stands for
    it."""

    def of(self, coder: str) -> ExportOptions:
        """The same, of one coder's work (a uid); of nobody's in particular where it is empty."""
        return replace(self, coder=coder)

    @property
    def choice(self) -> Choice:
        """Which codings stand for their articles where rows are incidents."""
        if self.adjudicated and self.coder:
            raise UsageError("Name either a coder or --adjudicated.")
        return Choice(coder=self.coder, adjudicated=self.adjudicated)


@dataclass
class Exported:
    """What an export did: `rows` of the format; events in the project are `events` taken and those left out by reason.

    Where rows are incidents, `incidents` says what they are made of."""

    file: Path
    format: str
    rows: int
    events: int
    left_out: dict[str, int] = field(default_factory=dict)
    numbered: int = 0
    formulas: int = 0
    notes: list[str] = field(default_factory=list)
    manifest: dict[str, Any] = field(default_factory=dict)
    incidents: IncidentCounts | None = None
    inside: bool = False
    """Whether the manifest stands in the folder that was written, and not beside the file."""
    codings: int = 0
    """Where a row is an article with its codings: how many of these."""
    passed_over: PassedOver | None = None
    """Where a row is an article with its codings: the codings and articles that do not go out."""

    @property
    def manifest_file(self) -> Path:
        """Where counts and hashes stand."""
        return self.file / "manifest.json" if self.inside else manifest.path_of(self.file)

    def as_json(self) -> dict[str, Any]:
        """The command line's answer."""
        return {
            "file": str(self.file), "manifest": str(self.manifest_file), "format": self.format, "rows": self.rows,
            "events": self.events, "left_out": self.left_out, "numbered": self.numbered, "formulas": self.formulas,
            "notes": self.notes, "files": self.manifest["files"],
            **({"incidents": asdict(self.incidents)} if self.incidents else {}),
            **({"codings": self.codings, **_of_passed_over(self.passed_over)} if self.passed_over else {}),
        }  # fmt: skip

    def in_words(self) -> str:
        """The same for people."""
        incidents = f"{_many(self.incidents.rows, 'incident')}, told by " if self.incidents else ""
        rows = f"{_many(self.rows, 'row')} of {incidents}"
        if self.passed_over:
            several = f" in {_many(self.codings, 'coding')}" if self.codings != self.rows else ""
            rows = f"{_many(self.rows, 'article')}{several} with "
        lines = [f"{rows}{_many(self.events, 'event')} in {self.file}; counts and hashes in {self.manifest_file.name}."]
        if self.incidents and self.incidents.ties:
            lines.append(_open_in_words(self.incidents))
        lines += self.passed_over.in_words(self.left_out) if self.passed_over else _left_out_in_words(self.left_out)
        if self.numbered:
            lines.append(f"Gave ids to {_many(self.numbered, 'incident' if self.incidents else 'event')}.")
        if self.formulas:
            lines.append(f"Made {_many(self.formulas, 'cell')} harmless that a spreadsheet would run.")
        return "\n".join([*lines, *self.notes])


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an export would take: `events`, those left out by reason, and how many of the taken have no id yet. Where rows are
    incidents, `incidents` says how many, and ids are theirs."""

    events: int
    left_out: dict[str, int]
    without_id: int
    incidents: IncidentCounts | None = None

    def in_words(self) -> list[str]:
        """A sentence for each."""
        first = f"{_many(self.events, 'event')} will go out."
        if self.incidents:
            several = f", {self.incidents.of_several:,} of them by more than one" if self.incidents.of_several else ""
            first = f"{_many(self.incidents.rows, 'incident')} will go out, told by {_many(self.events, 'event')}{several}."
        return [first, *_left_out_in_words(self.left_out)]


def outlook(project: Project, options: ExportOptions) -> Outlook:
    """Counts before anything is written. Raises UsageError where the choice is none."""
    with project.database.reading():
        if options.unit == "incident":
            taken = make_choice(project, options.choice)
            counts = count_incidents(project, taken)
            return Outlook(counts.events, taken.events_left_out, len(without_id(project)), counts)
        chosen = _chosen(project, options)
        row = project.database.one(f"SELECT count(*), count(*) - count(e.id) {chosen.rows}", chosen.values)
        assert row is not None
        return Outlook(row[0], left_out(project, chosen, row[0]), row[1])


def _chosen(project: Project, options: ExportOptions) -> Selection:
    """The events of a format that is no text for other tools. Raises UsageError where the choice is none."""
    if options.every_coder:
        return choose_codings(project, options.coder, options.adjudicated, True)
    return choose(project, options.coder, options.adjudicated)


def _of_passed_over(told: PassedOver) -> dict[str, Any]:
    return {"passed_over": told.codings, "articles_without_coding": told.articles}


def _left_out_in_words(counts: dict[str, int]) -> list[str]:
    return [f"Left out: {_many(count, 'event')} {REASONS.get(reason, reason)}." for reason, count in counts.items()]


def _open_in_words(counts: IncidentCounts) -> str:
    return (
        f"In {_many(counts.with_ties, 'incident')} the events differ where no rule decides ({_many(counts.ties, 'field')}): "
        "the first article's answer stands until the lead settles it."
    )


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


_EXTRA_LOST = "evidence, memos, history, columns from outside the codebook"
FORMATS = (
    Format("text", "Plain text files, one article each", True, False, "text, title, date, source, url from header lines",
           "nothing"),
    Format("json", "JSON list of articles", True, False, "text, metadata, other keys as columns from outside", "nothing"),
    Format("csv", "Reads: one article a row; writes: one event a row, one column a field", True, True,
           "all answers, ids, states, the article's metadata, columns from outside (as JSON)",
           "text, evidence, memos, history, items of a repeated group beyond its columns (counted)"),
    Format("evidence-csv", "One row a span of evidence", False, True,
           "event, field, list item, status, offsets in code points, quote", "values, memos, history", incidents=False),
    Format("jsonl", "Reads: one article a line; writes: one article a line with its codings", True, True,
           "text, metadata, codings with verdicts, events, values, evidence with offsets and quotes, mentions",
           "memos, history", "jsonl", incidents=False),
    Format("ods", "ODS workbook with one article a row", True, False, "text and metadata by a column mapping, other columns",
           "formatting"),
    *(Format(name, title, name in ("xlsx", "parquet"), True, keeps, loses, suffix)
      for name, (title, suffix, keeps, loses) in analysis.NAMES.items()),
)  # fmt: skip


def formats() -> list[Format]:
    """All formats, the tables of the shipped codebooks among them."""
    from ..codebook.loading import load, shipped

    tables = [
        _of_profile(name, profile) for path in shipped().values() for name, profile in load(path)[0].tables_for_others
    ]  # fmt: skip
    return [*FORMATS, *(kind.FORMAT for kind in kinds()), *known.formats(), *tables]


def writable(codebook: Codebook) -> list[Format]:
    """What a project of a codebook can write: its own tables first."""
    tables = [_of_profile(name, profile) for name, profile in codebook.tables_for_others]
    return [*tables, *(one for one in (*FORMATS, *known.formats()) if one.writes)]


def _of_profile(name: str, profile: Profile) -> Format:
    kept = ", ".join(column.column for column in profile.columns)
    if profile.as_read:
        kept += "; cells as they were imported"
    return Format(name, in_language(profile.title) or name, True, True, kept, _EXTRA_LOST)


def refuse_options(format_: str, options: ExportOptions) -> None:
    """Raises UsageError for what a format cannot be asked: a table has no choice of what comes along with texts, a text no
    rows to number or incidents."""
    of_codings = format_ in known.MODULES
    has_coders = format_ == known.OWN
    if not of_codings and ((options.every_coder and not has_coders) or options.codings != CodingOptions()):
        names = ", ".join(known.MODULES)
        coders = "" if has_coders else "coders, "
        raise UsageError(
            f"{format_} has no choice of {coders}negatives, inferred values, parts or quotes; these have: {names}."
        )
    if of_codings and (options.number or options.formulas):
        raise UsageError(f"{format_} numbers nothing and has no cells; leave out what is meant for tables.")
    if options.every_coder and options.number:
        raise UsageError("Ids are for one coding of an article; leave out --number, or --every-coder.")
    if options.codings.quotes and format_ != "chat-jsonl":
        raise UsageError(f"{format_} holds the words behind each value anyway; quotes are asked of chat-jsonl alone.")
    if options.codings.offers and format_ != "label-studio":
        raise UsageError(f"{format_} has no predictions; what models offer is asked of label-studio alone.")


def export(project: Project, out: Path, format_: str, options: ExportOptions, progress: Progress | None = None) -> Exported:
    """Writes a dataset and its manifest, whole or not at all. Rows are in the order of articles and events.

    `progress` is called with the rows written so far; what it raises cancels, and nothing is written.
    Raises ExportRefused or UsageError with the way out, and then nothing is written.
    """
    out = Path(out)
    refuse_options(format_, options)
    if format_ in known.MODULES:
        return _export_codings(project, out, format_, options, progress)
    profile = _profile(project, format_, options.unit)
    refuse_target(out, project.path)
    numbered = _number(project, options, profile)
    with project.database.reading(), Outputs() as outputs:
        report = Exported(out, format_, 0, 0, numbered=numbered)
        taken: Chosen | None = None
        if options.unit == "incident":
            chosen, taken, report.incidents = choose_incidents(project, options.choice)
        else:
            chosen = _chosen(project, options)
        counts, meaning = write_format(project, chosen, format_, outputs, out, report, options.formulas, progress)
        report.left_out = left_out(project, chosen, report.events) if taken is None else taken.events_left_out
        told: dict[str, Any] = {
            "coder": pseudonyms(project).get(options.coder, options.coder), "adjudicated": options.adjudicated,
            "formulas": options.formulas, **({"every_coder": True} if options.every_coder else {}),
        }  # fmt: skip
        counted = {"rows": report.rows, "events": report.events, "left_out": report.left_out, **counts}
        if report.incidents:
            told["unit"], counted["incidents"] = options.unit, asdict(report.incidents)
        report.manifest = manifest.write_manifest(project, outputs, out, format_, told, counted, meaning)
        outputs.place()
    return report


def _export_codings(
    project: Project, out: Path, format_: str, options: ExportOptions, progress: Progress | None
) -> Exported:  # fmt: skip
    """The same for texts with what was coded in them: one file, or a folder that holds its manifest."""
    module = known.module(format_)
    if options.unit == "incident":
        raise UsageError(f"The format “{format_}” tells of events as they were coded; it has no rows of incidents.")
    if module.FORMAT.folder:
        refuse_folder(out, project.path)
        with staged(out) as folder:
            report = _write_codings(project, folder.path, folder.path / "manifest.json", module, options, progress)
            folder.sync()
            folder.place()
        report.file = out
        return report
    refuse_target(out, project.path)
    return _write_codings(project, out, manifest.path_of(out), module, options, progress)


def _write_codings(
    project: Project, out: Path, about: Path, module: known.Module, options: ExportOptions, progress: Progress | None
) -> Exported:  # fmt: skip
    folder = module.FORMAT.folder
    with project.database.reading(), Outputs(out if folder else None) as outputs:
        chosen = choose_codings(project, options.coder, options.adjudicated, options.every_coder)
        going = Going(
            project, chosen, options.codings, outputs, out, progress, options.every_coder, parts_of(project, options.codings)
        )
        module.write(going)
        told_of = going.tally.counts
        left, passed = left_out(project, chosen, going.read.events), passed_over(project, chosen)
        report = Exported(out, module.FORMAT.name, told_of["articles"], told_of["events"], left)
        report.inside, report.codings, report.passed_over = folder, told_of["codings"], passed
        lost = {name: going.lost[name] for name in sorted(going.lost)}
        report.notes += map(going.told, lost)
        if not report.rows:
            nothing = "Nothing goes out" if going.read.codings or passed.is_work_done else "Nothing is done yet of this choice"
            report.notes.append(f"{nothing}: the dataset is empty.")
        counts = {
            "rows": report.rows, "left_out": report.left_out, **_of_passed_over(passed),
            **{name: count for name, count in told_of.items() if name not in going.not_held}, **_moved(going.read, report),
            **({"offered": going.offered} if options.codings.offers else {}),
            **lost,
        }  # fmt: skip
        told = {
            "coder": pseudonyms(project).get(options.coder, options.coder), "adjudicated": options.adjudicated,
            "every_coder": options.every_coder, **asdict(options.codings),
        }  # fmt: skip
        report.manifest = manifest.write_manifest(project, outputs, out, module.FORMAT.name, told, counts, place=about)
        outputs.place()
    return report


def parts_of(project: Project, options: CodingOptions) -> Mapping[int, str]:
    """The part of training data of each article, where splits are asked for: "" where it has one no more, for it was linked
    with an article of a higher one since. Raises UsageError where none were made."""
    if not options.splits:
        return {}
    if not project.splits.any():
        raise UsageError("No parts of training data were made yet; `annotator split` makes them, or Export in the window.")
    return dict.fromkeys(project.splits.parts(), "") | parts_that_hold(project)


def write_format(
    project: Project, chosen: Selection, format_: str, outputs: Outputs, out: Path, report: Exported, formulas: bool = False,
    progress: Progress | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:  # fmt: skip
    """Writes one format of what is chosen among the outputs, without a manifest. Fills the report; gives the counts that only
    this format has, and what its numbers and names mean. Raises ExportRefused or UsageError."""
    profile = _profile(project, format_, chosen.unit)
    meaning: dict[str, Any] = {}
    if profile is None and format_ in analysis.NAMES:
        found = analysis.write_analysis(project, chosen, format_, outputs, out, formulas, progress)
        report.rows, report.events, report.formulas = found.rows, found.events, found.formulas
        report.notes += found.notes
        counts, meaning = found.counts, found.meaning
    else:
        with outputs.text(out) as stream:
            counts = _write(project, chosen, profile, format_, stream, formulas, report, progress)
    if chosen.unit == "incident" and report.incidents:
        report.events = report.incidents.events
    return counts, meaning


def _profile(project: Project, format_: str, unit: Unit) -> Profile | None:
    """The codebook's table of that name; None for the formats every project has."""
    writable = [one.name for one in FORMATS if one.writes]
    if format_ in writable:
        if unit == "incident" and not next(one for one in FORMATS if one.name == format_).incidents:
            raise UsageError(f"The format “{format_}” tells of events as they were coded; it has no rows of incidents.")
        return None
    if format_ in project.codebook.profiles:
        return project.codebook.profiles[format_]
    allowed = ", ".join([*dict(project.codebook.tables_for_others), *writable])
    if format_ in {one.name for one in formats()}:
        raise ExportRefused(f"The codebook “{project.codebook.name}” does not write {format_}; it writes {allowed}.")
    raise UsageError(f"There is no format “{format_}” to write; there are {allowed}.")


def _number(project: Project, options: ExportOptions, profile: Profile | None) -> int:
    """Gives ids where that is asked; refuses a table that needs them where they are wanting."""
    needed = profile is not None and profile_csv.needs_ids(project.codebook, profile)
    if not needed and not options.number:
        return 0
    if options.unit == "incident":
        count_incidents(project, make_choice(project, options.choice))
        missing = without_id(project)
    else:
        chosen = choose(project, options.coder, options.adjudicated)
        rows = project.database.run(f"SELECT e.event_uid {chosen.rows} AND e.id IS NULL {ORDER}", chosen.values)
        missing = [row[0] for row in rows]
    if missing and not options.number:
        verb = "has" if len(missing) == 1 else "have"
        raise ExportRefused(
            f"{_many(len(missing), options.unit)} {verb} no id yet, which this table needs; number them, on the command line "
            "with --number."
        )
    return len(project.incidents.number(missing)) if missing else 0


def _write(
    project: Project, chosen: Selection, profile: Profile | None, format_: str, stream: Any, formulas: bool,
    report: Exported, progress: Progress | None,
) -> dict[str, Any]:  # fmt: skip
    """Writes the rows; gives the counts that only this format has."""
    if format_ == "jsonl":
        counts = jsonl.write_articles(project, chosen, stream, progress)
        report.rows, report.events = counts.articles, counts.events
        uncoded = project.articles.count() - counts.articles
        if uncoded:
            report.notes.append(f"Left out: {_many(uncoded, 'article')} without a finished coding of this choice.")
        return {**_of_counts(counts, report), "articles_without_coding": uncoded}
    if format_ == "evidence-csv":
        table = Table(stream, evidence_csv.header(chosen), formulas=formulas, progress=progress)
        counts = evidence_csv.write_evidence(project, chosen, table)
        report.rows, report.events, report.formulas = table.rows, counts.events, table.harmless
        return {**_of_counts(counts, report), "formulas": table.harmless}
    told: dict[str, Any] = {}
    if profile is not None:
        table = Table(stream, profile_csv.header(profile, chosen), formulas=formulas, progress=progress)
        written = profile_csv.write_profile(project, chosen, profile, table)
        report.rows, report.events = table.rows, written.events
        if profile.as_read:
            told |= {"as_read": written.as_read, "overtaken": written.overtaken}
            report.notes += _as_read_in_words(written)
    else:
        table = Table(stream, wide_csv.header(project, chosen), formulas=formulas, progress=progress)
        if items := wide_csv.write_wide(project, chosen, table):
            told["items_without_column"] = items
            report.notes.append(f"Without a column here, and held by jsonl: {_many(items, 'item')} of repeated groups.")
        report.rows = report.events = table.rows
    report.formulas = table.harmless
    return {**told, "formulas": table.harmless}


def _as_read_in_words(counts: profile_csv.Counts) -> list[str]:
    notes: list[str] = []
    if counts.as_read:
        notes.append(f"{_many(counts.as_read, 'cell')} as imported, where this table would be spelled otherwise today.")
    if counts.overtaken:
        notes.append(f"{_many(counts.overtaken, 'cell')} not as imported, for the event says something else by now.")
    return notes


def _of_counts(counts: jsonl.Counts, report: Exported) -> dict[str, Any]:
    return {
        "articles": counts.articles, "codings": counts.codings, "evidence": counts.evidence, "spans": counts.spans,
        "mentions": counts.mentions, **_moved(counts, report),
    }  # fmt: skip


def _moved(counts: jsonl.Counts, report: Exported) -> dict[str, int]:
    if moved := counts.lost[jsonl.MOVED]:
        report.notes.append(f"Left out: {_many(moved, 'span')} of titles that were corrected since.")
    return dict(counts.lost)
