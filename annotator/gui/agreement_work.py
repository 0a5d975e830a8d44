"""Working agreement out, beside the window: the one place that asks for it, and the results kept while they hold.

Owns which results are at hand; must not know how they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..agreement.results import Agreement, Options
    from ..agreement.submissions import Asked
    from ..project import Project
    from ..project.history import Changes
    from .jobs import Progress

MOST_KEPT = 4
"""Results kept at a time; each holds its units."""
CHANGING = ("coding", "event", "evidence", "pair", "coder", "article", "assignment", "round", "codebook", "actor")
"""The tables on which results rest."""


@dataclass(frozen=True, slots=True)
class Worked:
    """A result, and the day by article on which the last of its codings was first handed in."""

    asked: Asked
    options: Options
    agreement: Agreement
    days: Mapping[str, str] = field(default_factory=dict)


def agree(project: Project, asked: Asked, options: Options, told: Callable[[int, int], None] | None = None) -> Agreement:
    """Compares coders' work. Imported when it is first asked for: the sums need what takes long to load."""
    from ..agreement import layers

    return layers.agree(project, asked, options, told)


def work_out(project: Project, asked: Asked, options: Options, progress: Progress) -> Worked:
    """A result in full, on a connection of its own. Raises AnnotatorError, and Cancelled where the person stops it."""
    found = agree(project, asked, options, progress.report)
    return Worked(asked, options, found, project.codings.first_days(asked.round))


class Kept:
    """The last results, by what was asked; all of them are old once anything they rest on changed."""

    def __init__(self) -> None:
        self._found: dict[tuple[Asked, Options], Worked] = {}
        self._old: set[tuple[Asked, Options]] = set()
        self._expected: tuple[Asked, Options] | None = None
        self._changed = False

    def expect(self, asked: Asked, options: Options) -> None:
        """A result is being worked out: what changes meanwhile makes it old, as it stands for the state of its beginning."""
        self._expected, self._changed = (asked, options), False

    def put(self, worked: Worked) -> None:
        """Keeps a result as one that holds, unless what it rests on changed while it was worked out."""
        key = worked.asked, worked.options
        self._found.pop(key, None)
        self._found[key] = worked
        self._old.discard(key)
        if key == self._expected and self._changed:
            self._old.add(key)
        self._expected = None
        while len(self._found) > MOST_KEPT:
            self._old.discard(gone := next(iter(self._found)))
            del self._found[gone]

    def get(self, asked: Asked, options: Options) -> Worked | None:
        """A result for what is asked, even an old one."""
        return self._found.get((asked, options))

    def is_old(self, worked: Worked) -> bool:
        """Whether work has changed since."""
        return (worked.asked, worked.options) in self._old

    def age(self, project: Project, changes: Changes) -> bool:
        """Marks the results that rest on what was changed; gives whether any may. Steps of adjudication change none of the
        coders' own work: they count where coders are compared with what was adjudicated."""
        if not changes.has(*CHANGING):
            return False
        settling = _settles(project, changes)
        self._old |= {key for key in self._found if not settling or key[0].question == "standard"}
        if self._expected is not None and (not settling or self._expected[0].question == "standard"):
            self._changed = True
        return True


def _settles(project: Project, changes: Changes) -> bool:
    """Whether only what was adjudicated was changed: every step of it but the first and the last leaves a decision."""
    if changes.has("decision"):
        return True
    others = set(CHANGING) - {"coding"}
    touched = changes.touched.get("coding", ())
    return (
        bool(touched)
        and not changes.has(*others)
        and all(project.codings.get(uid).standing == "adjudicated" for uid in touched)
    )
