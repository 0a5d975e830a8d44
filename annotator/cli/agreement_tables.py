"""`annotator agreement` on tables: a row for what one coder said of one unit, for a span, or for a group a unit is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..agreement.figures import RELIABLE, TENTATIVE
from ..errors import ImportRefused, UsageError
from . import agreement_units

if TYPE_CHECKING:
    from ..agreement.figures import Figure, Measures, Metric


def answer(path: Path, asked: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """What a table says, for programs and in words."""
    if any(asked[name] for name in agreement_units.OPTIONS):
        return agreement_units.answer(path, asked)
    found = _table(path, asked)
    return {"fields": {name: _told(measures) for name, measures in found.items()}}, "\n".join(_lines(found, asked))


def _table(path: Path, asked: Mapping[str, Any]) -> dict[str, Measures]:
    """What a table in long form says, by value column."""
    from ..agreement.coefficients import measure
    from ..agreement.long_form import Columns, LongTable
    from ..agreement.resampling import Resampling
    from ..formats.any_table import open_any

    if not asked["unit"] or not asked["coder"]:
        raise UsageError("Say which column names the unit (--unit) and which the coder (--coder).")
    table = open_any(path, asked["sheet"])
    roles = {name: asked[name] for name in ("unit", "coder", "cluster", "stratum") if asked[name]}
    asked_for = {one.partition("=")[0] for one in asked["where"]}
    values = asked["values"] or tuple(one for one in table.columns if one not in roles.values() and one not in asked_for)
    for column in (*roles.values(), *values):
        if column not in table.columns:
            raise UsageError(f"{path.name} has no column “{column}”; there are {', '.join(table.columns)}.")
    if len(set(roles.values())) < len(roles) or set(values) & set(roles.values()):
        raise UsageError("Each of --unit, --coder, --cluster, --stratum and --value needs a column of its own.")
    if not values:
        raise UsageError(f"{path.name} has no column left to compare.")
    columns = Columns(**roles, values=tuple(dict.fromkeys(values)), missing=frozenset(asked["missing"]))
    long = LongTable(path.name, _rows(table, asked["where"]), columns)
    metric = cast("Metric", asked["metric"] or "nominal")
    resampling = Resampling(asked["rounds"], asked["seed"], asked["level"])
    order = [part.strip() for part in asked["order"].split(",") if part.strip()]
    return {
        column: measure(long.ratings(column, metric, order), metric, resampling, least=asked["least"] or 2)
        for column in columns.values
    }


def _rows(table: Any, where: Sequence[str] = ()) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rows that are asked for; one that cannot be read is no row to leave out of a coefficient."""
    wanted: dict[str, str] = {}
    for one in where:
        column, found, value = one.partition("=")
        if not found or column not in table.columns:
            raise UsageError(f"--where takes COLUMN=VALUE with one of the columns {', '.join(table.columns)}; not “{one}”.")
        wanted[column] = value
    for number, cells in table.rows:
        if all(str(cells.get(column) if cells.get(column) is not None else "") == value for column, value in wanted.items()):
            yield number, cells
    for one in table.refused:
        raise ImportRefused(f"{table.path.name} row {one.row}: {one.reason}")


# --- what is said ---------------------------------------------------------------------------------------------------


def _told(measures: Measures) -> dict[str, Any]:
    counts = {
        "metric": measures.metric, "n_units": measures.n_units, "n_coders": measures.n_coders, "n_values": measures.n_values,
    }  # fmt: skip
    figures = {name: figure.told() for name, figure in measures.figures.items()}
    return {**counts, **figures, "categories": {name: figure.told() for name, figure in measures.categories.items()}}


def reading(alpha: Figure) -> str:
    """What Krippendorff's lines say of an alpha: .800 to rely on, .667 for tentative conclusions. With an interval its lower
    end decides."""
    if alpha.value is None:
        return ""
    least = alpha.value if alpha.low is None else alpha.low
    if least >= RELIABLE:
        return "reliable"
    return "tentative" if least >= TENTATIVE else "not reliable"


def _lines(found: Mapping[str, Measures], asked: Mapping[str, Any]) -> Iterator[str]:
    head = ("", "units", "coders", "percent", "alpha", "interval", "AC1", "kappa", "by alpha")
    rows: list[tuple[str, ...]] = [head]
    notes: list[str] = []
    for name, one in found.items():
        alpha = one.figures["alpha"]
        kappa = one.figures["cohen_kappa" if one.n_coders == 2 else "fleiss_kappa"]
        rows.append(
            (name, f"{one.n_units:,}", str(one.n_coders), _percent(one.figures["percent"]), _number(alpha), _interval(alpha),
             _number(one.figures["ac1"]), _number(kappa), reading(alpha))
        )  # fmt: skip
        if alpha.value is None:
            notes.append(f"{name}: alpha is undefined. {alpha.why}")
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    for row in rows:
        cells = [cell.ljust(width) if at in (0, len(head) - 1) else cell.rjust(width)
                 for at, (cell, width) in enumerate(zip(row, widths, strict=True))]  # fmt: skip
        yield "  ".join(cells).rstrip()
    yield from notes
    drawn = f"{asked['rounds']:,} draws of {'clusters' if asked['cluster'] else 'units'}, seed {asked['seed']}"
    yield f"Metric {asked['metric'] or 'nominal'}; " + (
        f"intervals of {asked['level']:.0%} by {drawn}." if asked["rounds"] else "no intervals."
    )
    yield "Kappa is Cohen's for two coders, Fleiss' for more. By alpha's lower end: reliable from .800, tentative from .667."


def _percent(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value:.1%}"


def _number(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value:.3f}"


def _interval(figure: Figure) -> str:
    return "" if figure.low is None or figure.high is None else f"{figure.low:.3f} to {figure.high:.3f}"
