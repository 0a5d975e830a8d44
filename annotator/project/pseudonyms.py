"""What stands for each coder, and for each model that offers values, in everything given out.

Owns the setting `pseudonym` of a coder: one who came in from another project under a pseudonym goes out under it again. All
others have numbers in the order they joined, whatever their names say. A pseudonym that somebody's work went out under stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .project import Project

_FORM = re.compile(r"coder([1-9][0-9]{0,8})")
_MODEL = re.compile(r"model[1-9][0-9]{0,8}")
_WORKED = (
    "SELECT 1 FROM coding WHERE coder = :coder UNION ALL SELECT 1 FROM decision WHERE decider = :coder "
    "UNION ALL SELECT 1 FROM review WHERE reviewer = :coder LIMIT 1"
)


def pseudonyms(project: Project) -> dict[str, str]:
    """By the uid of each coder, in the order they joined."""
    rows = project.database.all("SELECT uid, json_extract(settings, '$.pseudonym') FROM coder ORDER BY rowid")
    taken = {row[1] for row in rows if row[1]}
    found: dict[str, str] = {}
    for place, (uid, kept) in enumerate(rows, start=1):
        number = place
        while not kept and f"coder{number}" in taken:
            number += 1
        found[uid] = kept or f"coder{number}"
        taken.add(found[uid])
    return found


def model_pseudonyms(project: Project) -> dict[str, str]:
    """What stands for each model that offers values, by its name: a number in the order in which they came. One that came in
    under such a name goes out under it again."""
    rows = project.database.all("SELECT model FROM precoding GROUP BY model ORDER BY min(rowid)")
    names = [str(row[0]) for row in rows]
    found = {name: name for name in names if _MODEL.fullmatch(name)}
    number = 0
    for name in names:
        if name not in found:
            number += 1
            while f"model{number}" in found:
                number += 1
            found[name] = f"model{number}"
    return found


def is_pseudonym(name: str) -> bool:
    """Whether a name is one that this program gives."""
    return _FORM.fullmatch(name) is not None


def keep(project: Project, wanted: Mapping[str, str]) -> list[str]:
    """Lets coders go out under the pseudonyms they came with, inside the caller's operation. One that stands for somebody who
    worked here stays theirs; gives those that could not be kept. Who never did anything makes room."""
    now = pseudonyms(project)
    holders = {name: uid for uid, name in now.items()}
    last = max([0, *(int(found[1]) for name in (*now.values(), *wanted.values()) if (found := _FORM.fullmatch(name)))])
    changed: dict[str, str] = {}
    lost: list[str] = []
    for uid, name in wanted.items():
        holder = holders.get(name, "")
        if holder == uid:
            changed[uid] = name
        elif holder and (holder in wanted or project.database.value(_WORKED, {"coder": holder})):  # type: ignore[arg-type]
            if holder not in wanted or wanted[holder] == name:
                lost.append(name)
                continue
            changed[uid] = name
        else:
            changed[uid] = name
            if holder:
                last += 1
                changed[holder] = f"coder{last}"
    for uid, name in changed.items():
        project.database.run(
            "UPDATE coder SET settings = json_set(coalesce(settings, '{}'), '$.pseudonym', ?) WHERE uid = ?", (name, uid)
        )
    return lost
