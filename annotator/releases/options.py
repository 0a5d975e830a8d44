"""What a lead chooses about a release: which codings and fields, how much of the texts, which files, and what is said of it.

Kept whole in the log of releases, so that the same files can be made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from ..codebook.model import Codebook
from ..formats.selection import Texts
from .fields import hidden_fields

QUOTE_LIMIT = 300
"""Characters of a quote at most, where nothing else is said; what is longer is cut and marked."""


@dataclass(frozen=True, slots=True)
class ReleaseOptions:
    """The options of one release.

    With `done` one coder's work that is done stands for its article where nothing better is there, without it only what is
    adjudicated or approved. `without` are fields left out besides those the codebook marks as not released: by name, as
    `group.part` a part of a group, questions about articles as well. Of articles go out `full` texts, `quotes` of at most
    `quote_limit` characters each, or `none`. `formats` are the data files of incidents, by name; none stands for the usual
    ones. `reasons` is what the lead says of changes since the last release, by the change's key ("ID field", or "ID").
    `formulas` makes cells harmless that a spreadsheet would run. With `manual_pdf` the codebook's manual is set on pages, too:
    a rendering, whose bytes nobody promises.
    """

    done: bool = True
    without: tuple[str, ...] = ()
    texts: Texts = "quotes"
    quote_limit: int = QUOTE_LIMIT
    formats: tuple[str, ...] = ()
    licence: str = ""
    citation: str = ""
    notes: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    replication: bool = True
    formulas: bool = False
    manual_pdf: bool = False

    def as_json(self) -> dict[str, Any]:
        """What the log and the manifest keep."""
        told = asdict(self)
        return {
            **told,
            "without": sorted(self.without),
            "formats": list(self.formats),
            "reasons": dict(sorted(self.reasons.items())),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ReleaseOptions:
        """The options as the log kept them; what a later program added has its usual value."""
        known = {one.name: told[one.name] for one in fields(cls) if one.name in told}
        for name in ("without", "formats"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)


def usual_formats(codebook: Codebook) -> tuple[str, ...]:
    """The data files of a release where none are named: the codebook's own table, if it has one, and the wide table."""
    own = [name for name, _ in codebook.tables_for_others]
    return (*own[:1], "csv")


def not_released(codebook: Codebook, options: ReleaseOptions) -> tuple[str, ...]:
    """All that no file of the release holds, in the form's order: fields, parts as `group.part`, then questions about
    articles."""
    return tuple(path for path, _ in hidden_fields(codebook, options.without))
