"""What commands share: options, opening a project, saying the answer, a counter on stderr.

Below the modules of commands, so that these need not know one another.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError

if TYPE_CHECKING:
    from ..places.building import Progress
    from ..project import Project

JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
CODER = click.option("--coder", metavar="NAME", help="Whose work; needed where a project has several coders.")
PROJECT = click.argument("project", type=click.Path(path_type=Path))


def say(as_json: bool, data: Any, text: str) -> None:
    """Prints the answer: text for people, or one line of JSON."""
    click.echo(json.dumps(data, ensure_ascii=False) if as_json else text)


@contextmanager
def reading(path: Path) -> Iterator[Project]:
    """An open project nobody writes to."""
    from ..project import Project

    with Project.open(path, read_only=True) as project:
        yield project


@contextmanager
def working(path: Path, coder: str | None) -> Iterator[Project]:
    """An open project and somebody who works in it: the coder named, or the only one there is."""
    from ..project import Project

    with Project.open(path) as project:
        project.work_as(project.coders.named(coder))
        yield project


def only_lead(project: Path, does: str) -> str:
    """The one who leads; refused with all names where several do."""
    with reading(project) as opened:
        leads = [one for one in opened.coders.all() if one.role == "lead"]
    if len(leads) != 1:
        names = ", ".join(one.name for one in leads) or "none"
        raise UsageError(f"Say which lead {does} NAME. Leads: {names}.")
    return leads[0].uid


def progress(what: str) -> Callable[[int], None] | None:
    """A counter on stderr where a person is looking."""
    if not sys.stderr.isatty():
        return None
    return lambda count: click.echo(f"\r{count:,} {what}", nl=False, err=True)


def share() -> Progress | None:
    """A line on stderr where a person is looking."""
    if not sys.stderr.isatty():
        return None
    return lambda what, share: click.echo(f"\r{share:4.0%} {what:40}", nl=False, err=True)
