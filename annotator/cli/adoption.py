"""`codebooks FILE --adopt PROJECT`: what a new version of the codebook changes in a project, and adopting it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from .parts import reading, say, working

if TYPE_CHECKING:
    from ..project.adoption import Comparison


def adopt_version(file: str, project: Path, coder: str | None, preview: bool, as_json: bool) -> None:
    """Says what the version in a file changes in a project; without `preview` the project takes it up."""
    from ..codebook.loading import find, load
    from ..project.adoption import adopt, compare

    book, source = load(find(file))
    with reading(project) if preview else working(project, coder) as opened:
        told = compare(opened, book)
        if not preview:
            adopt(opened, book, source)
    say(as_json, {**asdict(told), "adopted": not preview}, "\n".join(_lines(told, preview)))


def _lines(told: Comparison, preview: bool) -> Iterator[str]:
    for what, fields in (("new field", told.fields_added), ("field gone", told.fields_removed)):
        for one in fields:
            yield f"{what}: {one.name} ({one.type}){_held(one.used, one.of_article)}"
    for one in told.fields_changed:
        yield f"field changed: {one.name} ({one.type}, was {one.was}){_held(one.used, one.of_article)}"
    for what, codes in (("new code", told.codes_added), ("code gone", told.codes_removed)):
        for one in codes:
            yield f"{what}: {one.list} {one.code}{_held(one.used, False)}"
    for what, rules in (
        ("new rule", told.rules_added), ("rule gone", told.rules_removed), ("rule changed", told.rules_changed),
    ):  # fmt: skip
        for rule in rules:
            yield f"{what}: {rule}"
    if told.refusal:
        yield f"Cannot be adopted. {told.refusal}"
    elif told.same:
        yield f"{told.name} {told.version} is in force already."
    else:
        verb = "would take" if preview else "takes"
        yield f"{told.name} {told.version} {verb} the place of version {told.was}; {told.events:,} events to be judged anew."


def _held(count: int, of_article: bool) -> str:
    return f", held by {count:,} {'codings' if of_article else 'events'}" if count else ""
