"""`annotator coders`: the people and models of a project, for its lead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import UsageError
from .parts import JSON, PROJECT, say

if TYPE_CHECKING:
    from ..project import Project


@click.command()
@PROJECT
@click.option("--add", metavar="NAME", help="Add a coder under this pseudonym.")
@click.option("--model", is_flag=True, help="For --add: a model, not a person.")
@click.option("--lead", is_flag=True, help="For --add: somebody who leads, too.")
@click.option("--rename", nargs=2, metavar="CODER NEW", help="Give a coder another pseudonym.")
@click.option("--role", nargs=2, metavar="CODER ROLE", help="Make a coder `lead` or `coder`; a project keeps a lead.")
@click.option("--remove", metavar="CODER", help="Take a coder away: all work stays.")
@click.option("--bring-back", metavar="CODER", help="Let somebody who was taken away work again.")
@JSON
def coders(
    project: Path, add: str | None, model: bool, lead: bool, rename: tuple[str, str] | None, role: tuple[str, str] | None,
    remove: str | None, bring_back: str | None, as_json: bool,
) -> None:  # fmt: skip
    """List the coders, or change who is there and as what, as the lead; undo takes it back.

    CODER is a pseudonym, an identity, or its first eight letters: two coders may have the same name.

    \b
    Examples: annotator coders iraq.annotator --add B2
              annotator coders iraq.annotator --role B2 lead
              annotator coders iraq.annotator --remove 3f2a9c1b
    """
    if (model or lead) and not add:
        raise UsageError("--model and --lead say what somebody is who is added with --add.")
    from ..project import Project

    changing = any((add, rename, role, remove, bring_back))
    with Project.open(project, read_only=not changing) as opened:
        if changing:
            _lead(opened)
        known = opened.coders
        with opened.history.operation({"id": "change_coders"}) if changing else opened.database.reading():
            if add:
                known.add(add, kind="model" if model else "person", role="lead" if lead else "coder")
            if rename:
                known.rename(known.named(rename[0], gone=True).uid, rename[1])
            if role:
                known.set_role(known.named(role[0]).uid, role[1])
            if remove:
                known.remove(known.named(remove).uid)
            if bring_back:
                known.bring_back(known.named(bring_back, gone=True).uid)
        begun, done = known.work()
        rows = [
            {"uid": one.uid, "name": one.name, "kind": one.kind, "role": one.role, "removed": one.removed,
             "begun": begun.get(one.uid, 0), "done": done.get(one.uid, 0)}
            for one in sorted(known.everybody(), key=lambda one: one.removed)
        ]  # fmt: skip
    lines = [
        f"{row['name']:20} {row['role']:6} {row['kind']:6} {row['done']:7} done of {row['begun']} begun, {row['uid']}"
        + (" (taken away)" if row["removed"] else "")
        for row in rows
    ]
    say(as_json, {"coders": rows}, "\n".join(lines))


def _lead(project: Project) -> None:
    """Works as the lead from now on."""
    if project.made_for:
        raise UsageError("This file was made for one coder; people are changed in the lead's project.")
    project.work_as(next((one for one in project.coders.all() if one.role == "lead"), project.coder))
