"""The commands about a project's registers: what is in them, learnt, read, written, approved, refused and renamed.

`actors` and `sources` are groups of their own; `places` gets the same commands beside its own.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from .parts import CODER, JSON, PROJECT, progress, reading, say, working
from .places import places

__all__ = ["actors", "places", "sources"]
FILE = click.argument("file", type=click.Path(path_type=Path))
MOST_TOLD = 10
"""How many conflicts are told to a person one by one; all are in the JSON."""


def _group(register: str, example: str) -> click.Group:
    one = register.removesuffix("s")
    return click.Group(
        register,
        help=f"List, learn, read, write, approve, refuse and rename the {register} of a project.\n\n\b\n"
        f'Examples: annotator {register} learn iraq.annotator acled-iraq.csv\n'
        f'          annotator {register} rename iraq.annotator {example}',
        short_help=f"The project's register of {register}: what each {one} is called and which sort it is.",
    )  # fmt: skip


def _add_to(group: click.Group, register: str, name: str, new_name: str) -> None:
    """Gives a group the commands that all registers have."""

    def command(name: str, text: str, example: str) -> Any:
        return group.command(name, help=f"{text}\n\nExample: annotator {register} {name} iraq.annotator {example}".rstrip())

    @command("list", f"List the {register} of a project, by name.", "--state proposed")
    @PROJECT
    @click.option("--state", type=click.Choice(["proposed", "approved", "refused"]), help="Only those.")
    @click.option("--search", default="", metavar="WORDS", help="Only those with the words in a name.")
    @JSON
    def list_(project: Path, state: str | None, search: str, as_json: bool) -> None:
        from ..formats.register_csv import cells_of

        with reading(project) as opened:
            found = opened.registers.register(register).page(search, state or "", limit=-1)
            rows = [_as_json(cells_of(opened, register, one)) for one in found]
        lines = [_line(row) for row in rows] or [f"No {register} are there."]
        say(as_json, {register: rows}, "\n".join(lines))

    @command("import", f"Take {register} from a CSV file as `export` writes it. A coder's are proposals.", "a.csv")
    @PROJECT
    @FILE
    @CODER
    @JSON
    def import_(project: Path, file: Path, coder: str | None, as_json: bool) -> int:
        from ..formats.register_csv import read_register

        with working(project, coder) as opened:
            told = read_register(opened, register, file, progress("rows read"))
        text = f"{told.added:,} {register} added, {told.changed:,} changed, {told.known:,} known already."
        if told.left:
            text += f" {told.left:,} that are there were left as they are, for the lead to change."
        text = "\n".join([text, *told.notes, *map(str, told.refused)])
        say(as_json, asdict(told) | {"refused": [one.as_json() for one in told.refused]}, text)
        return 1 if told.refused else 0

    @command("export", f"Write the {register} to a CSV file, to edit or to take to another project.", "a.csv")
    @PROJECT
    @FILE
    @JSON
    def export(project: Path, file: Path, as_json: bool) -> None:
        from ..formats.register_csv import write_register

        with reading(project) as opened:
            told = write_register(opened, register, file)
        say(as_json, told, f"{told['entries']:,} {register} written to {file}.")

    def judge(state: str) -> Any:
        @PROJECT
        @click.argument("name")
        @click.option("--country", default=None, metavar="C", help="Only the entry of this country.")
        @CODER
        @JSON
        def judged(project: Path, name: str, country: str | None, coder: str | None, as_json: bool) -> int:
            with working(project, coder) as opened:
                book = opened.registers.register(register)
                named = [one for one in book.named(" ".join(name.split())) if country in (None, one.country)]
                changed = book.judge([one.uid for one in named], state)  # type: ignore[arg-type]
            text = (
                f"{changed:,} entries of “{name}” {state}." if named else f"There is no “{name}” in the register of {register}."
            )
            say(as_json, {"name": name, "found": len(named), state: changed}, text)
            return 0 if named else 1

        return judged

    command("approve", "Approve what was proposed under a name, for all to use. For the lead.", f'"{name}"')(judge("approved"))
    command(
        "refuse", "Refuse what was proposed under a name, or take it out of use. For the lead.", f'"{name}"',
    )(judge("refused"))  # fmt: skip

    @command(
        "rename", "Rename in the register and in all events, as one step; says how many, and does it with --yes. For the lead.",
        f'"{name}" "{new_name}" --yes',
    )  # fmt: skip
    @PROJECT
    @click.argument("old")
    @click.argument("new")
    @click.option("--yes", is_flag=True, help="Do it; without, only the counts are told.")
    @CODER
    @JSON
    def rename(project: Path, old: str, new: str, yes: bool, coder: str | None, as_json: bool) -> int:
        from ..project import renames

        with working(project, coder) as opened:
            if yes:
                told = renames.rename(opened, register, old, new, progress("events"))
            else:
                told = renames.reach(opened, register, old)
        text = f"{told.values:,} values in {told.events:,} events" + (f" and {told.codings:,} codings" if told.codings else "")
        text = f"“{old}”: {text}, {told.evidence:,} pieces of evidence, {told.entries:,} entries of the register"
        text += f" are “{new}” now." if yes else f". Nothing was changed; --yes renames them to “{new}”."
        say(as_json, asdict(told) | {"old": old, "new": new, "done": yes}, text)
        return 1 if told.nothing else 0


def _add_learning(group: click.Group, register: str) -> None:
    text = {
        "actors": "Take the actors of a table of coded events, such as an ACLED export, into the project's register. Their "
        "type goes by name and country, their time by the years in the name.",
        "sources": "Take the sources of a table of coded events, such as an ACLED export, into the project's register. A "
        "scale is taken from rows with one source: that of several says nothing of each.",
    }[register]

    @group.command("learn", help=f"{text} For the lead.\n\nExample: annotator {register} learn iraq.annotator acled-iraq.csv")
    @PROJECT
    @FILE
    @CODER
    @JSON
    def learn_(project: Path, file: Path, coder: str | None, as_json: bool) -> None:
        from ..formats.register_rows import learn

        with working(project, coder) as opened:
            told = learn(opened, register, file, progress("rows read"))
        sort = "scale" if register == "sources" else "type"
        parts = [f"{told.rows:,} rows: {told.added:,} {register} added, {told.known:,} known already."]
        if told.unsaid:
            parts.append(f"{told.unsaid:,} of the new ones have no {sort} in the table.")
        if told.filled:
            parts.append(f"{told.filled:,} known ones had no {sort} and got the table's.")
        if told.several:
            parts.append(f"{told.several:,} have several in the table; the commonest was taken.")
        if told.together:
            parts.append(f"{told.together:,} rows name several sources, and their scale says nothing of each alone.")
        if told.without:
            parts.append(f"{told.without:,} rows name none.")
        if told.refused:
            parts.append(f"{len(told.refused):,} rows or names could not be read.")
        lines = [" ".join(parts)]
        if told.conflicting:
            lines.append(f"{len(told.conflicting):,} have another {sort} in the table than in the register, which was kept:")
        for one in told.conflicting[:MOST_TOLD]:
            where = f" ({one.country})" if one.country else ""
            lines.append(f"  {one.name}{where}: register {one.has}, table {one.table}")
        if len(told.conflicting) > MOST_TOLD:
            lines.append("  …")
        say(as_json, asdict(told) | {"refused": [one.as_json() for one in told.refused]}, "\n".join(lines))


def _as_json(cells: dict[str, Any]) -> dict[str, Any]:
    lists = {name: [part for part in str(cells[name]).split("; ") if part] for name in ("aliases", "was")}
    points = {name: cells[name] if cells[name] != "" else None for name in ("latitude", "longitude") if name in cells}
    return {**cells, **lists, **points}


def _line(row: dict[str, Any]) -> str:
    shown = [str(value) for name, value in row.items() if name not in ("name", "aliases", "was", "state", "seen") and value]
    state = "" if row["state"] == "approved" else f"[{row['state']}] "
    also = f"; also {', '.join(row['aliases'])}" if row["aliases"] else ""
    return f"{state}{row['name']}" + (f" ({', '.join(shown)})" if shown else "") + also


actors = _group("actors", '"Police Forces of Mali (2020-)" "Police Forces of Mali (2020-2024)" --yes')
sources = _group("sources", '"Xinhua" "Xinhua News Agency" --yes')
for _of, _register, _name, _new in (
    (actors, "actors", "Police Forces of Mali (2020-)", "Police Forces of Mali (2020-2024)"),
    (sources, "sources", "Xinhua", "Xinhua News Agency"), (places, "places", "Hawija", "Al-Hawija"),
):  # fmt: skip
    _add_to(_of, _register, _name, _new)
    if _register != "places":
        _add_learning(_of, _register)
