"""Places: opening the file ≤ 1 ms, a name ≤ 0.1 ms, an article of 2.5 kB against all names and a register of 100,000 ≤ 15 ms.

With a folder of coded tables (`../shared`, or the first argument) also how often the coded place is among the offers.
Its MUC-4 texts have no keys for places: they only show what a text without capitals costs.
"""

from __future__ import annotations

import csv
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus import FOLDER, quantile, told, words

from annotator.assist.candidate import Candidate, Reading
from annotator.assist.places import PlacesProvider
from annotator.codebook.loading import find, load
from annotator.codebook.model import Codebook
from annotator.places.building import build
from annotator.places.distance import distance_km
from annotator.places.gazetteer import FILE_NAME, Gazetteer
from annotator.project.place_register import RegisteredPlace
from annotator.shipped import resource

NEAR_KM = 30.0
ROWS = 400
TABLES = ("acled_old_dummy.csv", "2019fmt_dkoban.csv", "2020fmt_raw_Burkina_Faso.csv", "2023fmt_upper_Africa_Wagner.csv")


def main(shared: Path) -> None:
    """Prints times, then what is found in texts whose coding is known."""
    path = FOLDER / "places" / FILE_NAME
    began = time.perf_counter()
    build(path.parent)
    print(f"build {time.perf_counter() - began:.1f} s, {path.stat().st_size / 1e6:.0f} MB")
    told("open the file of places, p50", quantile(_times(lambda: Gazetteer(path).close(), 50), 0.5) * 1000, 1.0, "ms")
    book = load(find("acled"))[0]
    with Gazetteer(path) as gazetteer:
        for name in ("Mosul", "Deir ez-Zor", "Kirkuk", "San José"):
            spent = quantile(_times(lambda name=name: gazetteer.find(name), 200), 0.5)
            print(f"find {name}: {spent * 1e6:.0f} µs")
        spent = quantile(_times(lambda: gazetteer.known(["mosul"]), 500), 0.5)
        told("one name looked up, p50", spent * 1000, 0.1, "ms")
        _articles(gazetteer, book, shared)
        _known_places(gazetteer, book, shared)


def _times(run: Callable[[], Any], count: int) -> list[float]:
    run()
    taken: list[float] = []
    for _ in range(count):
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return taken


def _articles(gazetteer: Gazetteer, book: Codebook, shared: Path) -> None:
    text = resource("sample/sample-2020-06-02.txt").read_text(encoding="utf-8")
    text = (text.partition("\n\n")[2] * 2)[:2500]
    provider = PlacesProvider(gazetteer, _register(100_000))
    taken = _times(lambda: list(provider.candidates(Reading(text, text[:150], "2020-06-02", "", book))), 200)
    told("2.5 kB against all names and 100,000 of the register, p95", quantile(taken, 0.95) * 1000, 15, "ms")
    muc = shared / "data" / "muc4" / "dev.json"
    if muc.is_file():
        provider = PlacesProvider(gazetteer)
        texts = [json.loads(line)["doctext"] for line in muc.read_text(encoding="utf-8").splitlines() if line.strip()]
        taken = [_times(lambda one=one: list(provider.candidates(Reading(one, "", "", "", book))), 1)[0] for one in texts]
        per = sum(taken) / sum(map(len, texts)) * 2500
        print(f"MUC-4, {len(texts)} texts without capitals: {per * 1000:.1f} ms for 2.5 kB, worst {max(taken) * 1000:.1f} ms")


def _register(count: int) -> list[RegisteredPlace]:
    chance, names = random.Random(3), list(dict.fromkeys(words(count * 8, seed=4)))[:count]
    return [RegisteredPlace(name.capitalize(), "Iraq", "Nineveh", "", "", 36 + chance.random(), 43.0) for name in names]


def _known_places(gazetteer: Gazetteer, book: Codebook, shared: Path) -> None:
    """Coders' notes read as if they were articles: is the coded country the likeliest, the coded point among the offers?"""
    for name in TABLES:
        path = shared / "data" / "acled" / name
        if path.is_file():
            rows = _rows(path)
            for told_country in (False, True):
                provider = PlacesProvider(gazetteer)
                _judge(f"{name}, country {'known' if told_country else 'not told'}", rows, provider, book, told_country)
            _judge(f"{name}, register of the other rows", rows, _learnt(gazetteer, path, rows), book, True)


def _rows(path: Path, first: int = 0) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as stream:
        rows = [{key.lower(): value for key, value in row.items() if key} for row in csv.DictReader(stream)]
    rows = [row for row in rows if row.get("notes") and _point(row)]
    step = max(2, len(rows) // ROWS)
    return rows[first::step] if first == 0 else [row for number, row in enumerate(rows) if number % step]


def _point(row: dict[str, str]) -> tuple[float, float] | None:
    try:
        return float(row["latitude"]), float(row["longitude"])
    except (KeyError, TypeError, ValueError):
        return None


def _learnt(gazetteer: Gazetteer, path: Path, judged: list[dict[str, str]]) -> PlacesProvider:
    keys = ("location", "country", "admin1", "admin2", "admin3")
    notes = {row["notes"] for row in judged}
    places: dict[tuple[str, ...], RegisteredPlace] = {}
    for row in _rows(path, first=1):
        name, country, admin1, admin2, admin3 = key = tuple(row.get(one) or "" for one in keys)
        if row["notes"] not in notes and (point := _point(row)):
            places[key] = RegisteredPlace(name, country, admin1, admin2, admin3, *point)
    return PlacesProvider(gazetteer, places.values())


def _judge(what: str, rows: list[dict[str, str]], provider: PlacesProvider, book: Codebook, told_country: bool) -> None:
    countries = placed = first = among = spans = right = 0
    for row in rows:
        previous = {"country": row["country"]} if told_country else {}
        found = list(provider.candidates(Reading(row["notes"], "", "", "", book, previous=previous)))
        best = max((one for one in found if one.field == "country"), key=lambda one: one.score, default=None)
        countries += best is not None and best.value == row["country"]
        offers = [one for one in found if one.field == "location" and "latitude" in one.also]
        placed += bool(offers)
        first += bool(offers) and _near(max(offers, key=lambda one: one.score), row)
        among += any(_near(one, row) for one in offers)
        likeliest = {one.start: one for one in sorted(offers, key=lambda one: one.score)}
        spans += len(likeliest)
        right += sum(one.also.get("country") == row["country"] for one in likeliest.values())
    total = len(rows)
    print(
        f"{what}: {total} rows; likeliest country right {countries / total:.0%}; place offered {placed / total:.0%}, coded "
        f"point within {NEAR_KM:.0f} km of the likeliest {first / max(1, placed):.0%}, of any {among / total:.0%}; "
        f"names put into the coded country {right / max(1, spans):.0%} of {spans}"
    )


def _near(one: Candidate, row: dict[str, str]) -> bool:
    point = _point(row)
    return point is not None and distance_km(*point, one.also["latitude"], one.also["longitude"]) < NEAR_KM


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "shared")
