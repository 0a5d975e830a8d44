"""`annotator release`: what a release would be, making it, those there are, making one again, and what changed since one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .parts import JSON, PROJECT, only_lead, reading, say, share, working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..codebook.guide_rulings import RulingText
    from ..codebook.model import Codebook
    from ..project.releases import Release
    from ..releases.changes import Change
    from ..releases.options import ReleaseOptions
    from ..releases.preview import Preview
    from ..releases.release import Released

_REASONS = {
    "not_done": "not done", "not_approved": "not approved", "several": "one of several, and nobody settled it",
    "adjudicated": "settled by adjudication", "another_approved": "another one was approved", "under_way": "being settled",
    "other_round": "of another round", "standard": "a standard for training",
    "model": "a model's, and nobody approved it",
}  # fmt: skip


@click.command()
@PROJECT
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--only-approved", is_flag=True, help="Take what is adjudicated or approved, not what one coder called done.")
@click.option(
    "--without",
    multiple=True,
    metavar="FIELD",
    help="Leave a field out of every file; GROUP.PART leaves out a part; may be repeated.",
)
@click.option("--texts", type=click.Choice(["full", "quotes", "none"]), default="quotes", show_default=True,
              help="How much of the articles goes out; with none, no answer or note that repeats one either.")  # fmt: skip
@click.option("--quote-limit", type=int, metavar="N", help="Characters of a quote at most; what is longer is cut.")
@click.option("--format", "formats", multiple=True, metavar="FORMAT",
              help="A data file of incidents in this format; may be repeated. Without it, the usual ones.")  # fmt: skip
@click.option("--licence", default="", metavar="TEXT", help="Under which licence it is given out.")
@click.option("--citation", default="", metavar="TEXT", help="How it is to be cited.")
@click.option("--notes", default="", metavar="TEXT", help="What users should know.")
@click.option("--reason", "reasons", multiple=True, metavar="KEY=TEXT",
              help="Why something changed, by its key as --changes-since --json tells it; may be repeated.")  # fmt: skip
@click.option("--replication/--no-replication", default=True, help="With or without the files behind the agreement figures.")
@click.option("--formulas", is_flag=True, help="Make cells harmless that a spreadsheet would run.")
@click.option("--manual-pdf", is_flag=True, help="The codebook's manual as a PDF, too; its bytes are not promised.")
@click.option("--preview", is_flag=True, help="Say what it would be; write nothing.")
@click.option("--list", "listed", is_flag=True, help="List the releases there are.")
@click.option("--again", type=int, metavar="N", help="Make the folder of release N again.")
@click.option("--changes-since", "since", type=int, metavar="N", help="What changed since release N, with reasons.")
@click.option("--as", "lead", metavar="NAME", help="The lead who releases; needed where a project has several.")
@JSON
def release(
    project: Path, folder: Path | None, only_approved: bool, without: tuple[str, ...], texts: Any, quote_limit: int | None,
    formats: tuple[str, ...], licence: str, citation: str, notes: str, reasons: tuple[str, ...], replication: bool,
    formulas: bool, manual_pdf: bool,
    preview: bool, listed: bool, again: int | None, since: int | None, lead: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Give a dataset out: a numbered folder that can be made again byte for byte.

    Incidents without an id get one, for good. --preview says beforehand what would go out, and what would not.

    \b
    Examples: annotator release iraq.annotator --preview
              annotator release iraq.annotator iraq-1 --texts none --licence "CC BY 4.0"
              annotator release iraq.annotator --changes-since 1
              annotator release iraq.annotator iraq-1-again --again 1
    """
    from ..releases.options import QUOTE_LIMIT, ReleaseOptions

    if sum((preview, listed, again is not None, since is not None)) > 1:
        raise UsageError("Say one of --preview, --list, --again and --changes-since.")
    if listed or again is not None or since is not None:
        _refuse_options("--list" if listed else "--again" if again is not None else "--changes-since")
    options = ReleaseOptions(
        done=not only_approved, without=without, texts=texts, quote_limit=QUOTE_LIMIT if quote_limit is None else quote_limit,
        formats=formats, licence=licence, citation=citation, notes=notes, reasons=_reasons(reasons), replication=replication,
        formulas=formulas, manual_pdf=manual_pdf,
    )  # fmt: skip
    if listed:
        _list(project, as_json)
    elif since is not None:
        _changes(project, since, options if only_approved or without else None, as_json)
    elif preview:
        _preview(project, options, as_json)
    elif folder is None:
        raise UsageError("Name a new folder for the release, or say --preview or --list.")
    elif again is not None:
        _again(project, folder, again, as_json)
    else:
        _make(project, folder, options, lead, as_json)


_TAKEN = {"--list": set[str](), "--again": {"folder"}, "--changes-since": {"only_approved", "without"}}
"""What these take beside the project and themselves."""


def _refuse_options(what: str) -> None:
    """Refuses what would be said in vain: what was released is listed, compared and made again as it was."""
    context = click.get_current_context()
    taken = {*_TAKEN[what], "project", "listed", "again", "since", "as_json"}
    for one in context.command.params:
        source = context.get_parameter_source(one.name or "")
        if one.name not in taken and source is click.core.ParameterSource.COMMANDLINE:
            raise UsageError(f"{what} takes no {one.opts[0] if one.opts[0][:1] == '-' else 'folder'}.")


def _reasons(written: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in written:
        key, between, text = one.partition("=")
        if not between or not key.strip() or not text.strip():
            raise UsageError(f'“{one}” is no reason; write KEY=TEXT, as IRQ12=TEXT or "IRQ12 fatalities=TEXT".')
        found[key.strip()] = text.strip()
    return found


def _make(project: Path, folder: Path, options: ReleaseOptions, lead: str | None, as_json: bool) -> None:
    from ..releases.release import release as make

    with working(project, lead or only_lead(project, "releases, with --as")) as opened:
        made = make(opened, folder, options, share(), render=_render)
    given = f" {made.numbered:,} incidents got an id." if made.numbered else ""
    say(as_json, _as_json(made), f"Release {made.number} is in {made.folder}: {_held(made.manifest)}.{given}")


def _render(codebook: Codebook, rulings: Sequence[RulingText], target: Path, project: str) -> None:
    from ..door import print_manual

    print_manual(codebook, rulings, target, project=project)


def _again(project: Path, folder: Path, number: int, as_json: bool) -> None:
    from ..releases.release import again

    with reading(project) as opened:
        made = again(opened, number, folder, share(), render=_render)
    lines = [f"Release {made.number} is in {made.folder} again, as it was given out."]
    if made.differs:
        lines = [f"Release {made.number} is in {made.folder} again, but not as it was given out:"]
        lines += [f"  {name}: {why}." for name, why in made.differs.items()]
    say(as_json, _as_json(made), "\n".join(lines))
    if made.differs:
        raise click.exceptions.Exit(1)


def _as_json(made: Released) -> dict[str, Any]:
    return {
        "release": made.number, "folder": str(made.folder), "time": made.time, "ids_given": made.numbered,
        "differs": dict(made.differs), "manifest": dict(made.manifest),
    }  # fmt: skip


def _held(manifest: Any) -> str:
    counts = manifest["counts"]
    told = f"{counts['incidents']:,} incidents told by {counts['events']:,} events in "
    if "articles_with_events" not in counts:
        return f"{told}{counts['articles']:,} articles"
    return told + _articles(counts["articles_with_events"], counts["articles"])


def _articles(told: int, coded: int) -> str:
    """How many articles tell events, and how many were found to tell none."""
    return f"{told:,} articles" + (f" ({coded - told:,} more without an event)" if coded > told else "")


def _list(project: Path, as_json: bool) -> None:
    with reading(project) as opened:
        found = opened.releases.all()
    data = [{
        "release": one.number, "time": one.time, "change": one.change, "program": one.manifest.get("program", ""),
        "codebook": one.manifest.get("codebook", {}), "counts": one.manifest.get("counts", {}),
    } for one in found]  # fmt: skip
    say(as_json, {"releases": data}, "\n".join(map(_line, found)) or "No release was made yet.")


def _line(one: Release) -> str:
    book = one.manifest["codebook"]
    return (
        f"{one.number:>3}  {one.time[:16].replace('T', ' ')}  {_held(one.manifest)}; codebook {book['name']} {book['version']}"
    )


def _changes(project: Path, since: int, options: ReleaseOptions | None, as_json: bool) -> None:
    from ..releases.changes import changes, counts_of

    with reading(project) as opened:
        found = changes(opened, since, options, share())
    data = {"since": since, "counts": counts_of(found), "changes": [one.as_json() for one in found]}
    say(as_json, data, "\n".join(map(_change, found)) or f"Nothing changed since release {since}.")


def _change(one: Change) -> str:
    what = {
        "added": "added", "deleted": "deleted", "merged": f"merged into {one.merged_into}",
        **dict.fromkeys(("changed", "article"), f"{one.field}: {one.was or '–'} → {one.now or '–'}"),
    }[one.kind]  # fmt: skip
    if not one.id:
        return f"{one.field}: {one.reason}"
    by = ", ".join(part for part in (one.who, one.time[:10]) if part)
    return f"{one.id}  {what}  ({one.reason}{f'; {by}' if by else ''})" + (f"  {one.note}" if one.note else "")


def _preview(project: Path, options: ReleaseOptions, as_json: bool) -> None:
    from ..releases.preview import foresee

    with reading(project) as opened:
        found = foresee(opened, options, share())
    say(as_json, found.as_json(), "\n".join(_in_words(found)))


def _codings(count: int) -> str:
    return "1 coding" if count == 1 else f"{count:,} codings"


def _in_words(found: Preview) -> list[str]:
    lines = [
        f"Release {found.number} would hold {found.incidents:,} incidents ({found.of_several:,} told by several events), of "
        f"{found.events:,} events in {_articles(found.articles_with_events, found.articles)}: {', '.join(found.formats)}; "
        f"about {max(found.bytes // 1000, 1):,} kB."
    ]
    lines += [f"Taken: {_codings(count)}, {basis}." for basis, count in found.by_basis.items()]
    lines += [f"Left out: {_codings(count)}, {_REASONS.get(reason, reason)}." for reason, count in found.left_out.items()]
    if found.without_id:
        lines.append(f"{found.without_id:,} incidents would get an id, for good.")
    if found.proposals:
        lines.append(f"{found.proposals:,} links are proposed and not judged.")
    if found.not_released:
        lines.append(f"Fields left out: {', '.join(found.not_released)}.")
    if found.changes:
        told = found.changes
        lines.append(
            f"Since release {found.number - 1}: {told['added']:,} added, {told['changed_incidents']:,} changed in "
            f"{told['changed']:,} cells, {told['deleted']:,} deleted, {told['merged']:,} merged"
            + (f"; {told['article']:,} corrections of articles" if told["article"] else "")
            + (f"; {told['fields']:,} fields given out or left out" if told["fields"] else "")
            + "."
        )
    return [*lines, *found.notes]
