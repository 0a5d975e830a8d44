"""A register as a CSV file, to keep, to edit in a spreadsheet and to carry to another project.

Reads and writes: one row an entry; the register's own columns, then `aliases` and `was` (former names), divided by "; ",
`seen` (years of its events), `state`, `proposed_by` (a pseudonym). Keeps all of that: written, read into an empty project
and written again it is the same file, but for proposers that the other project does not know. Sorts are written as codes;
labels are read, too. Loses uids and history.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from ..codebook.model import Codebook
from ..errors import ImportRefused
from ..project import Project
from ..project.articles import Refused
from ..project.register import ALIASES, KINDS, STATES, Entry, EntryRefused, Kind, State, tidied
from ..writing import Outputs, Table, refuse_target
from .register_rows import sort_field
from .tables import open_table

Progress = Callable[[int], None]
MORE = ("aliases", "was", "seen", "state", "proposed_by")


@dataclass
class RegisterRead:
    """What an import did. `left` are entries that a coder may not change, and the lead may."""

    added: int = 0
    changed: int = 0
    known: int = 0
    left: int = 0
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def columns_of(register: str) -> tuple[str, ...]:
    """The columns of a register's file."""
    more = tuple(one for one in MORE if one != "seen" or register == "actors")
    return (*KINDS[register].columns, *more)


def cells_of(project: Project, register: str, entry: Entry) -> dict[str, Any]:
    """An entry as a row of the file."""
    proposer = project.coders.get(entry.proposed_by) if entry.proposed_by else None
    more = {
        "aliases": ALIASES.join(entry.aliases), "was": ALIASES.join(entry.was), "seen": entry.seen, "state": entry.state,
        "proposed_by": proposer.name if proposer else "",
    }  # fmt: skip
    told = {**entry.values, **more}
    return {column: _cell(told[column]) for column in columns_of(register)}


def _cell(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else "" if value is None else value


def write_register(project: Project, register: str, out: Path) -> dict[str, Any]:
    """Writes what of a register may be seen; gives file, entries, bytes and sha256. Raises ExportRefused."""
    refuse_target(out, project.path)
    columns = columns_of(register)
    with Outputs() as outputs:
        with outputs.text(out) as stream:
            table = Table(stream, columns)
            entries = project.registers.register(register).page(limit=-1)
            table.write([list(cells_of(project, register, one).values()) for one in entries])
        outputs.place()
    written = outputs.files[0]
    return {"file": str(out), "entries": table.rows, "bytes": written.bytes, "sha256": written.sha256}


def read_register(project: Project, register: str, path: Path, progress: Progress | None = None) -> RegisterRead:
    """Takes a register's file in, as one operation: new entries are added, those there brought to what the file says.

    One refused row stops it all. A coder's new entries are proposals, and what is there is left as it is.
    """
    book = project.registers.register(register)
    told = RegisterRead()
    entries = _read(project, register, path, told, progress)
    if told.refused:
        return RegisterRead(refused=told.refused, notes=["Nothing came in, because rows were refused."])
    lead, there = book.is_lead(), {one.key(book.kind): one for one in book.all()}
    fresh: dict[tuple[str, ...], Entry] = {}
    with project.history.operation({"id": "import_entries", "register": register, "source": path.name}):
        for given, entry in entries:
            key = entry.key(book.kind)
            old = there.get(key)
            if old is None and not lead:
                entry = replace(entry, state="proposed", proposed_by=project.history.coder)
            if old is None:
                told.known += key in fresh
                fresh.setdefault(key, entry)
            elif not lead:
                told.left += 1
            elif book.write(old, _brought(old, entry, given)):
                told.changed += 1
            else:
                told.known += 1
        book.insert(list(fresh.values()))
    told.added = len(fresh)
    return told


def _brought(old: Entry, new: Entry, given: frozenset[str]) -> Entry:
    """The entry as the file has it; of what it has no column for, as it was."""
    values = {name: value if name in given else old.values[name] for name, value in new.values.items()}
    kept = {name: getattr(old, name) for name in ("aliases", "was", "seen", "state") if name not in given}
    return replace(new, values=values, **kept)


def _read(
    project: Project, register: str, path: Path, told: RegisterRead, progress: Progress | None
) -> list[tuple[frozenset[str], Entry]]:
    """The rows as entries, each with the columns that the file has; what cannot be read is noted."""
    kind, table = KINDS[register], open_table(path)
    named = {one.strip().lower().replace(" ", "_"): one for one in table.columns}
    if "name" not in named:
        raise ImportRefused(f"{path.name}: there is no column “name”; the columns are {', '.join(columns_of(register))}.")
    columns = {one: named[one] for one in columns_of(register) if one in named}
    outside = [one for name, one in named.items() if name not in columns]
    if outside:
        told.notes.append(f"Columns that the register does not have were passed over: {', '.join(outside)}.")
    given, found = frozenset(columns), list[tuple[frozenset[str], Entry]]()
    coders = {one.name: one.uid for one in project.coders.all()}
    for number, cells in table.rows:
        row = {name: cells[header].strip() for name, header in columns.items()}
        try:
            found.append((given, _entry(project.codebook, kind, row, coders)))
        except EntryRefused as error:
            told.refused.append(Refused(number, error.column, str(error), path.name))
        if progress and number % 1000 == 0:
            progress(number)
    told.refused += table.refused
    return found


def _entry(book: Codebook, kind: Kind, row: dict[str, str], coders: dict[str, str]) -> Entry:
    state = row.get("state", "").lower() or "approved"
    if state not in STATES:
        raise EntryRefused("state", f"“{state}” is none of {', '.join(STATES)}.")
    values = {column: row.get(column, "") for column in kind.columns}
    if kind.sort:
        values[kind.sort] = sort_of(book, kind.name, values[kind.sort])
    aliases, was = (tuple(part.strip() for part in row.get(one, "").split(";")) for one in ("aliases", "was"))
    proposer = coders.get(row.get("proposed_by", ""), "")
    return tidied(kind, Entry(values, aliases, was, row.get("seen", ""), cast("State", state), proposer))


def sort_of(book: Codebook, register: str, text: str) -> str:
    """The code of a sort or scale written as code or label. Raises EntryRefused where the codebook knows no such."""
    asked = sort_field(book, register)
    codes = book.code_list(asked) if asked is not None else None
    if not text or asked is None or codes is None or not codes.codes:
        return text
    code = codes.spellings.get(text.casefold())
    if code is None:
        raise EntryRefused(KINDS[register].sort, f"“{text}” is not an answer of {asked.title or asked.name}.")
    return code
