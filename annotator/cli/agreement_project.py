"""Agreement in a project, told on the command line: which codings are compared, and where what was found is written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .parts import reading

if TYPE_CHECKING:
    from ..agreement.results import Agreement, Options
    from ..agreement.submissions import Asked
    from ..project import Project

_TITLES = {
    "relevance": "Relevance", "number": "How many", "which": "Which", "fields": "Field by field, on pairs",
    "evidence": "Evidence", "whole": "All key fields",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options of the command say. `round` and `coders` are names; `stratum` may be `none`."""

    question: str = "between"
    round: str = ""
    now: bool = False
    coders: tuple[str, ...] = ()
    offers: str = ""
    since: str = ""
    until: str = ""
    stratum: str = "coders"
    threshold: float | None = None
    least: int = 10
    rounds: int = 1000
    seed: int = 1
    report: Path | None = None
    csv: Path | None = None
    pairs: Path | None = None
    names: bool = False
    level: float = 0.95


def answer(path: Path, wanted: Wanted) -> tuple[dict[str, Any], str]:
    """What agreement says of a project, for programs and in words; files that were asked for are written."""
    from ..agreement import report
    from ..agreement.layers import agree
    from ..formats.selection import pseudonyms
    from ..project import adjudication

    with reading(path) as project:
        asked, options = _asked(project, wanted), _options(wanted)
        found = agree(project, asked, options, _steps())
        names = {one.uid: one.name for one in project.coders.everybody()} if wanted.names else pseudonyms(project)
        if wanted.report:
            report.write_html(
                found, project.codebook, wanted.report, title=f"Agreement in {project.path.stem}",
                project_name=project.path.stem, names=names, round_name=project.rounds.get(asked.round).name,
                counted=adjudication.counted(project, asked.round), reasons=adjudication.reasons(project),
                days=project.codings.first_days(asked.round),
            )  # fmt: skip
        if wanted.csv:
            report.write_csv(found, wanted.csv)
        if wanted.pairs:
            report.write_units_csv(found, project.codebook, wanted.pairs, names=names)
        return report.told(found, names), _in_words(found, project)


def _asked(project: Project, wanted: Wanted) -> Asked:
    from ..agreement.submissions import Asked
    from ..project.codings import MAIN

    round_ = project.rounds.named(wanted.round).uid if wanted.round else MAIN
    coders = tuple(project.coders.named(name, gone=True).uid for name in wanted.coders)
    return Asked(
        question=wanted.question, round=round_, submission="now" if wanted.now else "first",  # type: ignore[arg-type]
        coders=coders, offers=wanted.offers, since=_day(wanted.since), until=_day(wanted.until),  # type: ignore[arg-type]
        stratum="" if wanted.stratum == "none" else wanted.stratum,  # type: ignore[arg-type]
    )  # fmt: skip


def _day(written: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(written).isoformat() if written else ""
    except ValueError:
        raise UsageError(f"“{written}” is not a day; write it as 2020-06-02.") from None


def _options(wanted: Wanted) -> Options:
    from ..agreement.results import Options

    return Options(wanted.rounds, wanted.seed, wanted.level, wanted.least, wanted.threshold)


def _steps() -> Callable[[int, int], None] | None:
    """A counter on stderr where a person is looking."""
    if not sys.stderr.isatty():
        return None
    return lambda done, of: click.echo(f"\r{done} of {of} questions", nl=done >= of, err=True)


def _in_words(found: Agreement, project: Project) -> str:
    from ..agreement.methods import methods_text

    if not found.articles:
        return "No article was coded more than once in what is asked for."
    lines = [
        f"{found.articles:,} articles, {found.events:,} events, {found.pairs:,} happenings that at least two have, "
        f"{found.unpaired:,} of one alone, {found.divided:,} divided."
    ]
    for layer, title in _TITLES.items():
        rows = [one for one in found.questions if one.layer == layer]
        if rows:
            lines += ["", title]
        for one in rows:
            lines.append(f"  {one.name:<22} n {one.measures.n_units:>6}  " + _figures(one.measures.figures))
            if one.left_out is not None:
                lines.append(
                    f"  {'':<22} paired without looking at it: " + _figures(one.left_out.figures, ("percent", "alpha"))
                )
            if one.automatic is not None:
                lines.append(f"  {'':<22} the program's pairs alone: " + _figures(one.automatic.figures))
    return "\n".join([*lines, "", methods_text(found, project.codebook)])


_SHOWN = (
    "percent", "alpha", "ac1", "f1", "soft_f1", "precision", "recall", "mean_error", "same_number", "exact", "within_1_day",
    "within_25_km", "median_days", "median_km", "token_f1", "alpha_u", "whole", "of_pairs",
)  # fmt: skip


def _figures(figures: Mapping[str, Any], names: tuple[str, ...] = _SHOWN) -> str:
    told: list[str] = []
    for name in names:
        one = figures.get(name)
        if one is None or (one.value is None and name != "alpha"):
            continue
        if one.value is None:
            told.append(f"{name} undefined ({one.why})")
        else:
            between = f" [{one.low:.3f}, {one.high:.3f}]" if one.low is not None and name in ("alpha", "f1", "whole") else ""
            told.append(f"{name} {one.value:.3f}{between}")
    return "  ".join(told)
