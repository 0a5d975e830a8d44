"""What `annotator import` does with texts and what was coded in them: whose work it becomes, what came, what has no place. And
which models offer something.

Owns the answer's words. Reading and judging is `formats.codings.taking_in`'s business.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from .parts import only_lead, progress, reading, say, working

if TYPE_CHECKING:
    from ..formats.codings.taking_in import CodingReport

SHOWN = 50


def are_codings(source: tuple[Path, ...], format_: str, whose: str | None) -> bool:
    """Whether an import is one of codings: by its format, or by whose work they are; our own lines by what stands in them."""
    from ..formats.codings import known
    from ..formats.codings.guessing import holds_codings

    if format_ == known.OWN and whose is None:
        return any(holds_codings(path) for path in source)
    return whose is not None or format_ in known.readers()


def bring_codings(
    project: Path, source: tuple[Path, ...], format_: str, whose: str | None, mapping: tuple[str, ...], *, only: str,
    good_rows: bool, preview: bool, coder: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Brings the codings of one file or folder in; gives the exit code."""
    from ..formats.codings.guessing import guess
    from ..formats.codings.taking_in import CodingPlan, Whose, take_in

    if len(source) != 1:
        raise UsageError("Codings come in from one file or folder at a time.")
    format_ = format_ or guess(source[0])
    if not format_:
        raise UsageError(f"What {source[0].name} is cannot be told; say it with --format.")
    plan = CodingPlan(source[0], format_, Whose.read(whose or ""), _names(mapping), good_rows, only)
    with working(project, coder or only_lead(project, "brings codings in, with --coder")) as opened:
        told = take_in(opened, plan, progress("articles read"), preview=preview)
        if told.articles_added and not preview:
            opened.search.catch_up(progress("articles indexed"))
    say(as_json, told.as_json(), "\n".join(in_words(told, preview=preview)))
    return 1 if told.failed and not preview else 0


def in_words(told: CodingReport, *, preview: bool) -> list[str]:
    """The answer for people."""
    would = "would be " if preview else ""
    lines = [
        f"{many(told.added, 'coding')} {would}added, {told.known:,} already in, {len(told.refused):,} refused; "
        f"{many(told.events, 'event')} in {told.articles_added:,} new and {many(told.articles_known, 'known article')}."
    ]
    if told.candidates or told.candidates_known:
        lines.append(
            f"{many(told.candidates, 'value')} of {many(told.events_offered, 'event')} of models {would}offered, "
            f"{told.candidates_known:,} already."
        )
    if told.stopped:
        lines.append("Nothing came in. Mend what is refused, or take the good rows alone with --good-rows:")
    lines += [f"  {one}" for one in told.refused[:SHOWN]]
    lines += [f"  {note}" for note in told.notes]
    if told.unmapped:
        lines.append("Without a place here, or doubtful:")
        lines += [f"  {one}" for one in told.unmapped[:SHOWN]]
    return lines


def many(count: int, thing: str) -> str:
    """A count with its noun."""
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def offering_models(project: Path, as_json: bool) -> None:
    """Says which models offer something, a line a model."""
    from dataclasses import asdict

    with reading(project) as opened:
        found = opened.precodings.models()
    lines = [f"{'model':32} {'articles':>8} {'events':>8} {'values':>8}"]
    lines += [f"{one.model:32} {one.articles:8} {one.events:8} {one.values:8}" for one in found]
    say(as_json, {"models": [asdict(one) for one in found]}, "\n".join(lines) if found else "No model offers anything.")


def remove_offers(project: Path, model: str, coder: str | None, as_json: bool) -> None:
    """Offers nothing of a model any more; what was taken from it stays."""
    with working(project, coder or only_lead(project, "takes offers away, with --coder")) as opened:
        count = opened.precodings.remove(model)
    say(as_json, {"model": model, "values": count}, f"{count:,} values of {model} are offered no more; what was taken stays.")


def _names(pairs: tuple[str, ...]) -> dict[str, str]:
    wanted: dict[str, str] = {}
    for pair in pairs:
        label, sign, field = pair.rpartition("=")
        if not sign or not label:
            raise UsageError(f"--map takes LABEL=FIELD, not “{pair}”; LABEL= leaves a label out.")
        wanted[label] = field.strip()
    return wanted
