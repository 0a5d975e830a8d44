"""The command line: the same things as in the window, short text for people, `--json` for programs.

Exit code 0 for done (warnings included), 1 for errors found or failure, 2 for wrong usage. Known trouble is one line
on stderr. The window is imported only to be opened.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import __version__
from ..errors import AnnotatorError, UsageError
from .adjudication import adjudication
from .agreement import agreement
from .assign import assign
from .coders import coders
from .duplicates import duplicates
from .export import export
from .importing import import_
from .incidents import incidents
from .languages import languages
from .packages import conflicts, hand_in, merge, package
from .parts import CODER, JSON, PROJECT, reading, say, share, working
from .registers import actors, places, sources
from .release import release
from .review import progress as coders_progress
from .review import review
from .rounds import rounds
from .rulings import questions, rulings
from .searches import searches
from .split import split

if TYPE_CHECKING:
    from ..formats.registry import Format


class Commands(click.Group):
    """Takes a first argument that is no command as a project for the window."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named, else `open` with all arguments."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            if not os.path.exists(Path(args[0])):
                raise UsageError(self._unknown(args[0]))
            args = ["open", *args]
        return super().resolve_command(ctx, args)

    def _unknown(self, name: str) -> str:
        from difflib import get_close_matches

        known = [one for one, command in self.commands.items() if not command.hidden]
        near = get_close_matches(name, known, 1)
        help_ = f"did you mean {near[0]}?" if near else "`annotator --help` lists the commands."
        return f"There is no command or project “{name}”; {help_}"


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="annotator")
@click.pass_context
def annotator(ctx: click.Context) -> None:
    """Code events from news articles.

    Without a command the window opens: `annotator PROJECT`, or `annotator demo` for the sample project.
    """
    if ctx.invoked_subcommand is None:
        ctx.exit(_window(None))


_COMMANDS = (
    actors, places, sources, coders, assign, package, merge, hand_in, conflicts, rounds, review, coders_progress, questions,
    rulings, agreement, adjudication, searches, duplicates, incidents, release, import_, export, languages, split,
)  # fmt: skip
for command in _COMMANDS:
    annotator.add_command(command)


def run(arguments: list[str]) -> int:
    """Runs one command line and gives its exit code; known trouble becomes one line on stderr."""
    try:
        result = annotator.main(args=arguments, prog_name="annotator", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Abort:
        return 1
    except click.ClickException as error:
        error.show()
        return 2
    except UsageError as error:
        print(f"annotator: {error}", file=sys.stderr)
        return 2
    except AnnotatorError as error:
        print(f"annotator: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1


def _window(project: Path | None, *, demo: bool = False, picture: Path | None = None, size: str = "") -> int:
    from ..door import open_window

    wide, _, high = size.partition("x")
    try:
        wanted = (int(wide), int(high)) if size else None
    except ValueError:
        raise UsageError(f"--size takes WIDTHxHEIGHT, as 1366x768, not “{size}”.") from None
    return open_window(project, demo=demo, picture=picture, size=wanted)


@annotator.command("open", hidden=True)
@click.argument("project", type=click.Path(path_type=Path))
@click.option("--picture", type=click.Path(path_type=Path))
@click.option("--size", default="")
def open_window(project: Path, picture: Path | None, size: str) -> int:
    """Open a project in the window."""
    return _window(project, picture=picture, size=size)


@annotator.command()
@click.option("--picture", type=click.Path(path_type=Path), help="Save a picture of the window and leave.")
@click.option("--size", default="", metavar="WIDTHxHEIGHT", help="Size of the window, as 1366x768.")
def demo(picture: Path | None, size: str) -> int:
    """Open the window on a copy of the sample project.

    Example: annotator demo --picture window.png
    """
    return _window(None, demo=True, picture=picture, size=size)


@annotator.command()
@PROJECT
@click.option("--codebook", default="acled", show_default=True, metavar="NAME|FILE", help="Shipped codebook or YAML file.")
@click.option("--coder", default="", metavar="NAME", help="Your name or pseudonym.")
@JSON
def new(project: Path, codebook: str, coder: str, as_json: bool) -> None:
    """Make a new project file.

    Example: annotator new iraq.annotator --codebook acled --coder A7
    """
    from ..project import Project

    with Project.create(project, codebook, coder=coder or "me") as made:
        told = {"project": str(project), "codebook": made.codebook.name, "version": made.codebook.version,
                "coder": made.coder.name}  # fmt: skip
    say(as_json, told, f"Made {project} with codebook {told['codebook']} {told['version']}; coder {told['coder']}.")


@annotator.command()
@click.argument("what", metavar="PROJECT|TABLE", type=click.Path(path_type=Path))
@click.option("--codebook", metavar="C", help="For a table: the codebook to judge it by.")
@JSON
def check(what: Path, codebook: str | None, as_json: bool) -> int:
    """Judge all events of a project, or of a table, by the codebook.

    \b
    Examples: annotator check iraq.annotator
              annotator check coded.csv --codebook acled --json
    """
    from ..formats.checking import check_project, check_table

    is_table = codebook or what.suffix.lower() in (".csv", ".tsv", ".xlsx")
    problems = check_table(what, codebook) if is_table else check_project(what)
    rows = [problem.as_json() for problem in problems]
    errors = sum(row["severity"] == "error" for row in rows)
    lines = [f"{one.where()}: {one.severity} {one.rule}, {one.field}: {one.message}" for one in problems[:200]]
    lines.append(f"{errors} errors, {len(rows) - errors} warnings.")
    say(as_json, {"problems": rows}, "\n".join(lines))
    return 1 if errors else 0


@annotator.command()
@JSON
def formats(as_json: bool) -> None:
    """List the formats: what each reads, writes, keeps and loses.

    Example: annotator formats --json
    """
    from dataclasses import asdict

    from ..formats.registry import formats as known

    found = known()
    say(as_json, {"formats": [asdict(one) for one in found]}, "\n\n".join(map(_in_words, found)))


def _in_words(one: Format) -> str:
    """A format as people read it."""
    from textwrap import fill

    does = " and ".join([*(["reads"] if one.reads else []), *(["writes"] if one.writes else [])])
    lines = [f"{one.name} ({does}): {one.title}"]
    for said, what in (("keeps", one.keeps), ("loses", one.loses)):
        lines.append(fill(f"{said} {what}", 100, initial_indent="    ", subsequent_indent=" " * 10, break_long_words=False))
    return "\n".join(lines)


@annotator.command()
@click.argument("name", required=False)
@click.option("--copy", "copy_to", type=click.Path(path_type=Path), help="Write a shipped codebook to a file, to edit it.")
@click.option("--schema", is_flag=True, help="Print the codebook's JSON Schema.")
@click.option("--explain", metavar="WORDS", help="Print what the codebook (also a project's) says where it holds these words.")
@click.option("--manual", type=click.Path(path_type=Path), help="Write it as a manual, FILE.html or FILE.pdf.")
@click.option("--language", default="", metavar="L", help="With --manual: the language of its texts.")
@click.option("--adopt", "adopting", type=click.Path(path_type=Path), help="A project that takes up this version; its lead's.")
@click.option("--preview", is_flag=True, help="With --adopt: say what it changes, write nothing.")
@CODER
@JSON
def codebooks(
    name: str | None, copy_to: Path | None, schema: bool, explain: str | None, manual: Path | None, language: str,
    adopting: Path | None, preview: bool, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """List the shipped codebooks, check or copy one, look something up, write its manual, adopt a new version of one.

    \b
    Examples: annotator codebooks acled --copy ours.yaml
              annotator codebooks ours.yaml
              annotator codebooks iraq.annotator --explain "peaceful protest"
              annotator codebooks iraq.annotator --manual manual.pdf
              annotator codebooks ours.yaml --adopt iraq.annotator --preview
    """
    from ..codebook.compiled import fingerprint
    from ..codebook.loading import find, load, shipped

    if (adopting is not None and name is None) or (preview and adopting is None):
        raise UsageError("Name the codebook's file and, with --adopt, the project.")
    if (manual is not None and name is None) or (language and manual is None):
        raise UsageError("Name the codebook or the project and, with --manual, the file.")
    if name is None:
        rows = [{"name": one, "title": load(path)[0].title} for one, path in shipped().items()]
        say(as_json, {"codebooks": rows}, "\n".join(f"{row['name']:12} {row['title']}" for row in rows))
        return
    if explain is not None:
        from .codebook_guide import look_up

        look_up(name, explain, as_json)
        return
    if manual is not None:
        from .manual import write_manual

        write_manual(name, manual, language, as_json)
        return
    if adopting is not None:
        from .adoption import adopt_version

        adopt_version(name, adopting, coder, preview, as_json)
        return
    book, source = load(find(name))
    if schema:
        from ..codebook.json_schema import event_schema

        click.echo(json.dumps(event_schema(book), ensure_ascii=False, indent=1))
        return
    if copy_to is not None:
        if os.path.exists(copy_to):
            raise UsageError(f"{copy_to} is already there.")
        copy_to.write_text(source, encoding="utf-8")
    told = {"name": book.name, "version": book.version, "fields": len(book.fields), "rules": len(book.rules),
            "hash": fingerprint(book)}  # fmt: skip
    counts = f"{told['fields']} fields, {told['rules']} rules, hash {told['hash'][:12]}"
    say(as_json, told, f"{book.name} {book.version}: {counts}.")


@annotator.command()
@PROJECT
@click.argument("words", nargs=-1, required=True)
@JSON
def search(project: Path, words: tuple[str, ...], as_json: bool) -> None:
    """Find articles by words, newest first.

    Example: annotator search iraq.annotator Kirkuk "air strike"
    """
    with reading(project) as opened:
        wanted = " ".join(f'"{word}"' if " " in word else word for word in words)
        found = [opened.articles.by_number(number) for number in opened.search.find(wanted)]
    rows = [{"number": one.number, "uid": one.uid, "title": one.title, "date": one.date} for one in found if one]
    say(as_json, {"articles": rows}, "\n".join(f"{row['number']:>7}  {row['date'] or '':10}  {row['title']}" for row in rows))


@annotator.command()
@PROJECT
@click.argument("article", required=False)
@click.option("--figures", is_flag=True, help="How far offers led: values by where they came from.")
@click.option("--models", is_flag=True, help="Which models offer something, and how much.")
@click.option("--remove", metavar="MODEL", help="Offer nothing of a model any more; the lead's.")
@click.option("--coder", metavar="NAME", help="For --figures: one coder's values alone; for --remove: the lead.")
@JSON
def candidates(
    project: Path, article: str | None, figures: bool, models: bool, remove: str | None, coder: str | None, as_json: bool
) -> None:  # fmt: skip
    """Show what the text of an article offers for the codebook's fields.

    ARTICLE is its number, uid or external id.

    \b
    Examples: annotator candidates iraq.annotator 1
              annotator candidates iraq.annotator --figures
              annotator candidates iraq.annotator --models
              annotator candidates iraq.annotator --remove model-1
    """
    if (article is not None) + figures + models + (remove is not None) != 1:
        raise UsageError("Name either an article, or one of --figures, --models and --remove.")
    if models or remove is not None:
        from .codings import offering_models, remove_offers

        remove_offers(project, remove, coder, as_json) if remove is not None else offering_models(project, as_json)
        return
    if article is None:
        from .assign import offer_figures

        offer_figures(project, coder, as_json)
        return
    from .. import settings
    from ..assist.desk import Desk, reading_of
    from ..assist.desk import as_json as told
    from ..places.building import open_or_build

    with reading(project) as opened, open_or_build(settings.data_folder(), share()) as gazetteer:
        desk = Desk.of_project(opened, gazetteer)
        read = opened.articles.find(article)
        offers = desk.offers(reading_of(read, opened.codebook, precoded=opened.precodings.of(read.uid)))
    for trouble in offers.troubles:
        click.echo(f"annotator: provider {trouble.provider}: {trouble.reason}", err=True)
    lines = [
        f"{one.field or '-':16} {json.dumps(one.value, ensure_ascii=False):28} {one.score:.2f}  "
        f"{one.part} {one.start}-{one.end}  {one.reason}"
        for one in offers.candidates
    ]
    say(as_json, {"candidates": [told(one) for one in offers.candidates]}, "\n".join(lines) or "Nothing found.")


@annotator.command()
@PROJECT
@click.option("--list", "listing", is_flag=True, help="List the backups there are.")
@click.option("--restore", "restored", type=click.Path(path_type=Path), help="Put this backup in the project's place.")
@JSON
def backup(project: Path, listing: bool, restored: Path | None, as_json: bool) -> None:
    """Back a project up, list its backups, or put one back.

    \b
    Examples: annotator backup iraq.annotator
              annotator backup iraq.annotator --restore iraq.backups/2026-05-01.annotator
    """
    from ..project import backup as backups

    if restored is not None:
        backups.restore(restored, project)
        say(as_json, {"restored": str(restored)}, f"Restored {project} from {restored}; what was there is kept as a backup.")
    elif listing:
        rows = [str(one.path) for one in backups.backups(project)]
        say(as_json, {"backups": rows}, "\n".join(rows) or "No backups yet.")
    else:
        with reading(project) as opened:
            made = backups.back_up(opened)
        say(as_json, {"backup": str(made)}, f"Backed up to {made}.")


@annotator.command()
@PROJECT
@click.option("--quick", is_flag=True, help="Look at the pages only.")
@JSON
def verify(project: Path, quick: bool, as_json: bool) -> int:
    """Look whether a project file is whole.

    Example: annotator verify iraq.annotator
    """
    from ..project.verify import verify as look

    with reading(project) as opened:
        faults = look(opened, quick=quick)
    say(as_json, {"faults": faults}, "\n".join(faults) or "The project is whole.")
    return 1 if faults else 0


@annotator.command()
@PROJECT
@click.option("--article", metavar="ARTICLE", help="Remove this article's text: number, uid or external id.")
@click.option("--words", metavar="TEXT", help="Black out these words everywhere.")
@click.option("--reason", required=True, help="Why; kept in the log.")
@click.option("--yes", is_flag=True, help="Do it; without, only the counts are told.")
@CODER
@JSON
def purge(
    project: Path, article: str | None, words: str | None, reason: str, yes: bool, coder: str | None, as_json: bool
) -> None:
    """Remove a text or a name for ever, history and search included. There is no undo.

    Example: annotator purge iraq.annotator --words "Jane Roe" --reason "asked to be removed"
    """
    from ..project import purge as purging

    if (article is None) == (words is None):
        raise UsageError("Name either --article or --words.")
    with working(project, coder) as opened:
        if article is not None:
            found = opened.articles.find(article)
            if not yes:
                raise UsageError(f"This removes article {found.number} ({found.title}) for ever; repeat with --yes.")
            told = purging.purge_article(opened, found.uid, reason)
        else:
            told = purging.purge_words(opened, words or "", reason, dry_run=not yes)
    say(as_json, told.as_json(), told.in_words())
