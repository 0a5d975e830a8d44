"""`annotator package`, `merge`, `hand-in` and `conflicts`: work that goes out to coders in files and comes back.

Owns the words and options; what a package holds and how work is taken in are `project.packages` and `project.merging`.
A passphrase is never an argument: it would stay in the shell's history.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import StorageError, UsageError
from .parts import JSON, PROJECT, reading, say, share

if TYPE_CHECKING:
    from ..project import Project
    from ..project.conflicts import Conflict, Difference

SECRET = click.option(
    "--passphrase-file", "secret_file", type=click.Path(path_type=Path), metavar="F",
    help="A file whose first line is the passphrase.",
)  # fmt: skip
TO = click.option("--to", "target", required=True, type=click.Path(path_type=Path), metavar="FOLDER", help="Where it goes.")
SEALED = click.option("--sealed", is_flag=True, help="Encrypt it; the passphrase is asked for on the terminal.")


@contextmanager
def _opened(path: Path) -> Iterator[Project]:
    """A project to write in: as its lead, or as the coder the file was made for."""
    from ..project import Project

    with Project.open(path) as project:
        mine = project.coders.get(project.made_for) if project.made_for else None
        project.work_as(mine or next((one for one in project.coders.all() if one.role == "lead"), project.coder))
        yield project


@click.command()
@PROJECT
@click.option("--coder", "names", metavar="NAME", multiple=True, help="For whom; may be given several times.")
@click.option("--all", "everybody", is_flag=True, help="For every person who codes and does not lead.")
@TO
@SECRET
@SEALED
@JSON
def package(
    project: Path, names: tuple[str, ...], everybody: bool, target: Path, secret_file: Path | None, sealed: bool, as_json: bool
) -> None:
    """Make the files that coders work in: their articles, the codebook, the registers and their own work alone.

    A later package brings a coder's file up to date. With a passphrase the file is encrypted (age).

    \b
    Examples: annotator package iraq.annotator --coder B2 --to packages/
              annotator package iraq.annotator --all --to packages/ --passphrase-file secret.txt
    """
    from ..project.packages import package as make

    if everybody == bool(names):
        raise UsageError("Say either --coder NAME or --all.")
    _must_hold(target, several=everybody or len(names) > 1)
    passphrase = _new_secret(secret_file, sealed)
    with _opened(project) as opened:
        if opened.made_for:
            raise UsageError("This file is a package itself; packages are made from the lead's project.")
        if everybody:
            whom = [one for one in opened.coders.all() if one.kind == "person" and one.role != "lead"]
        else:
            whom = [opened.coders.named(name) for name in names]
        if not whom:
            raise UsageError("Nobody codes here yet; add a coder with `annotator coders PROJECT --add NAME`.")
        made = [make(opened, one.uid, target, passphrase=passphrase, progress=share()) for one in whom]
    _end_of_line()
    answer = [
        {"coder": one.name, "number": one.number, "file": str(one.path), "articles": one.articles, "codings": one.codings,
         "sealed": one.sealed} for one in made
    ]  # fmt: skip
    lines = [
        f"{one.path}: package {one.number} for {one.name}, {one.articles} articles, {one.codings} codings"
        + (", encrypted." if one.sealed else ".")
        for one in made
    ]
    say(as_json, {"packages": answer}, "\n".join(lines))


@click.command()
@PROJECT
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--preview", is_flag=True, help="Only say what would come in; nothing is written.")
@click.option("--add-coders", is_flag=True, help="Take in work of coders this project does not know yet.")
@SECRET
@JSON
def merge(
    project: Path, files: tuple[Path, ...], preview: bool, add_coders: bool, secret_file: Path | None, as_json: bool
) -> int:
    """Take in files: coders' work into the lead's project, or a newer package into a coder's file.

    All files are one step, which undo takes back, after a backup. What is in already comes in no second time, in any order.

    \b
    Examples: annotator merge iraq.annotator back/*.annotator --preview
              annotator merge iraq.annotator back/iraq-B2-work.annotator.age --passphrase-file secret.txt
    """
    from ..project import merging
    from ..project.arrivals import is_sealed

    for one in files:
        if not os.path.isfile(one):
            raise UsageError(f"There is no file {one}.")
        if one.resolve() == project.resolve():
            raise UsageError(f"{one} is the project itself.")
    passphrase = _known_secret(secret_file, (one for one in files if is_sealed(one)))
    with _opened(project) as opened:
        take = merging.preview if preview else merging.merge
        report = take(opened, files, passphrase=passphrase, add_coders=add_coders, progress=share())
    _end_of_line()
    say(as_json, report.as_json(), report.in_words())
    return 1 if any(one.refused for one in report.files) else 0


@click.command("hand-in")
@PROJECT
@TO
@SECRET
@SEALED
@JSON
def hand_in(project: Path, target: Path, secret_file: Path | None, sealed: bool, as_json: bool) -> None:
    """Write a whole copy of a coder's file to give back to the lead.

    Example: annotator hand-in iraq-B2-1.annotator --to /shared/iraq/
    """
    from ..project.packages import hand_in as write

    _must_hold(target, several=False)
    passphrase = _new_secret(secret_file, sealed)
    with _opened(project) as opened:
        written = write(opened, target, passphrase=passphrase, progress=share())
    _end_of_line()
    say(as_json, {"file": str(written), "sealed": bool(passphrase)}, f"{written}: give this file to your lead.")


@click.command()
@PROJECT
@click.option("--take", metavar="VERSION", help="Settle one: the version that came in takes the place of the one in force.")
@click.option("--keep", metavar="VERSION", help="Settle one: what is in force stays.")
@JSON
def conflicts(project: Path, take: str | None, keep: str | None, as_json: bool) -> None:
    """List codings that came in two versions neither of which contains the other, and settle them.

    \b
    Examples: annotator conflicts iraq.annotator
              annotator conflicts iraq.annotator --take 3f2a
    """
    from ..project.conflicts import open_conflicts, settle

    if take is not None and keep is not None:
        raise UsageError("Say either --take or --keep.")
    wanted = take if take is not None else keep
    with reading(project) if wanted is None else _opened(project) as opened:
        if wanted is not None:
            found = [one for one in open_conflicts(opened) if one.version.startswith(wanted)]
            if len(found) != 1 or not wanted:
                raise UsageError(f"There is no open conflict “{wanted}”, or more than one; `conflicts PROJECT` lists them.")
            settle(opened, found[0].version, take is not None)
        left = open_conflicts(opened)
    lines = [line for one in left for line in _in_words(one)]
    say(as_json, {"conflicts": [_as_json(one) for one in left]}, "\n".join(lines) if left else "No conflicts are open.")


def _in_words(one: Conflict) -> list[str]:
    lines = [f"{one.version}: article {one.number} ({one.title}), {one.coder}; in force since {one.time_current}, "
             f"the other {one.time_other}"]  # fmt: skip
    return lines + [f"    {_where(at)}: {at.current or '—'} | {at.other or '—'}" for at in one.differences]


def _where(at: Difference) -> str:
    owner = f"event {at.event}" if at.event else "article"
    return f"{owner}, {at.field}" if at.field else owner


def _as_json(one: Conflict) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(one)


def _must_hold(target: Path, *, several: bool) -> None:
    """A folder that is there; or, for one file, its name in one."""
    if os.path.isdir(target) or (not several and target.suffix in (".annotator", ".age") and os.path.isdir(target.parent)):
        return
    raise UsageError(f"There is no folder {target}.")


def _new_secret(file: Path | None, sealed: bool) -> str:
    """The passphrase to encrypt with; empty for none."""
    if file is not None:
        return _first_line(file)
    if not sealed:
        return ""
    click.echo("Nobody can recover this passphrase: without it the file stays closed.", err=True)
    return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True))


def _known_secret(file: Path | None, sealed: Iterable[Path]) -> str:
    """The passphrase of files that are encrypted; empty where none is."""
    if file is not None:
        return _first_line(file)
    first = next(iter(sealed), None)
    if first is None:
        return ""
    if not sys.stdin.isatty():
        raise UsageError(f"{first.name} is encrypted; name its passphrase with --passphrase-file.")
    return str(click.prompt(f"Passphrase of {first.name}", hide_input=True, err=True))


def _first_line(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise StorageError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not a text file.") from None
    line = text.partition("\n")[0].rstrip("\r")
    if not line:
        raise UsageError(f"The first line of {file} is empty; it should be the passphrase.")
    return line


def _end_of_line() -> None:
    """After the progress, where a person saw some."""
    if sys.stderr.isatty():
        click.echo(err=True)
