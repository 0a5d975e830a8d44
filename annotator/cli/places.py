"""The commands about places: the person's own file of places, and the project's register."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import settings
from ..errors import UsageError
from .parts import CODER, JSON, PROJECT, progress, say, share, working

if TYPE_CHECKING:
    from ..places.gazetteer import Place


@click.group()
def places() -> None:
    """Make, search and extend the places that articles are read with.

    \b
    Examples: annotator places find "Deir ez-Zor" --country Syria
              annotator places add BF.txt
    """


@places.command()
@JSON
def build(as_json: bool) -> None:
    """Make the file of places now, from the installed packages; what was added to an older one stays.

    Example: annotator places build
    """
    from ..places.building import build as make
    from ..places.gazetteer import Gazetteer

    path = make(settings.data_folder(), share())
    with Gazetteer(path) as made:
        about = made.about()
    size = path.stat().st_size
    told = {"file": str(path), "bytes": size, "about": about}
    say(as_json, told, f"Made {path}, {size / 1e6:.0f} MB, from {about['sources']}.\n{about['attribution']}")


@places.command()
@click.argument("name")
@click.option("--country", default="", metavar="C", help="Name or code of a country, to be listed first.")
@JSON
def find(name: str, country: str, as_json: bool) -> int:
    """Find a place by any of its spellings; the file of places is made first where there is none.

    Example: annotator places find "Salah ad-Din" --country Iraq
    """
    from ..places.building import open_or_build

    with open_or_build(settings.data_folder(), share()) as gazetteer:
        code = gazetteer.country_code(country) if country else ""
        if country and not code:
            raise UsageError(f"No country is called “{country}”.")
        found = [_told(one, gazetteer.town(one.seat)) for one in gazetteer.find(name, code) if one.kind != "demonym"]
    lines = [_line(one) for one in found] or [f"No place is called “{name}”; `annotator places add` brings in more."]
    say(as_json, {"places": found}, "\n".join(lines))
    return 0 if found else 1


def _told(place: Place, seat: Place | None) -> dict[str, Any]:
    kept = ("kind", "name", "country", "admin1", "admin2", "admin3", "latitude", "longitude", "population")
    return {key: getattr(place, key) for key in kept} | {"id": place.id, "capital": seat.name if seat else ""}


def _line(one: dict[str, Any]) -> str:
    within = ", ".join(part for part in (one["admin2"], one["admin1"], one["country"]) if part and part != one["name"])
    capital = f", capital {one['capital']}" if one["capital"] else ""
    return f"{one['kind']:8} {one['name']} ({within}) {one['latitude']:.4f} {one['longitude']:.4f}{capital}"


@places.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--country", default="", metavar="C", help="The country of all boundaries, where the file does not say it.")
@click.option("--level", type=click.IntRange(1, 3), help="Their level, where the file does not say it: 1 for provinces.")
@click.option("--good-rows", is_flag=True, help="Take the good boundaries even if others are refused.")
@JSON
def add(file: Path, country: str, level: int | None, good_rows: bool, as_json: bool) -> None:
    """Add a GeoNames dump (unzipped, as BF.txt or allCountries.txt) or the boundaries of divisions (GeoJSON) to your places.

    \b
    Examples: annotator places add BF.txt
              annotator places add geoBoundaries-IRQ-ADM1.geojson
              annotator places add districts.geojson --country Iraq --level 2
    """
    from ..places.boundary_files import looks_like_boundaries
    from ..places.building import open_or_build
    from ..places.dumps import add_dump

    folder = settings.data_folder()
    if looks_like_boundaries(file):
        _add_boundaries(folder, file, country, level or 0, good_rows, as_json)
        return
    if country or level or good_rows:
        raise UsageError("--country, --level and --good-rows are for boundaries (GeoJSON) only.")
    open_or_build(folder, share()).close()
    told = add_dump(folder, file, share())
    text = (
        f"{told.towns:,} towns and {told.divisions:,} divisions added, {told.known:,} known ones updated, "
        f"{told.passed_over:,} rows of other things passed over."
    )
    say(as_json, asdict(told), text)


def _add_boundaries(folder: Path, file: Path, country: str, level: int, good_rows: bool, as_json: bool) -> None:
    from ..places.boundaries import add_boundaries
    from ..places.building import open_or_build

    open_or_build(folder, share()).close()
    told = add_boundaries(folder, file, share(), country=country, level=level, good_only=good_rows)
    lines = [
        f"Boundaries of {told.divisions + told.known:,} divisions added, {told.divisions:,} of them new; "
        f"{told.towns:,} towns got the division they lie in."
    ]
    if told.across_the_date_line:
        lines.append(f"{told.across_the_date_line:,} pieces cross the date line and were left out.")
    lines += told.refused
    say(as_json, asdict(told), "\n".join(lines))


@places.command()
@PROJECT
@click.argument("file", type=click.Path(path_type=Path))
@CODER
@JSON
def learn(project: Path, file: Path, coder: str | None, as_json: bool) -> None:
    """Take the places of a table of coded events, such as an ACLED export, into the project's register.

    Example: annotator places learn iraq.annotator acled-iraq.csv
    """
    from ..formats.place_rows import learn_places

    with working(project, coder) as opened:
        told = learn_places(opened, file, progress("rows read"))
    answer = {
        "rows": told.rows, "added": told.added, "known": told.known, "without": told.without,
        "several_points": told.several_points, "refused": [asdict(one) for one in told.refused],
    }  # fmt: skip
    text = f"{told.rows:,} rows: {told.added:,} places added, {told.known:,} known already."
    if told.several_points:
        text += f" {told.several_points:,} have several points; the commonest was taken."
    if told.without:
        text += f" {told.without:,} rows name no place."
    if told.refused:
        text += f" {len(told.refused):,} rows could not be read."
    say(as_json, answer, text)
