"""Candidates: ≤ 15 ms for an article of 2.5 kB against 100,000 names; precision and recall on the made-up sentences,
those written beside the rules and those written without sight of them.

With the reports of MUC-4 at hand (`../shared`, or the folder that ANNOTATOR_SHARED names) also how many of the victims their
keys name stand in a sentence with a count. Those keys name people and hold no numbers; the texts are in small letters, so
that names cannot be told from words: the figure shows what is found without them. With ACLED's rows at hand also how often the
deaths coded are among the candidates of an event's notes.
"""

from __future__ import annotations

import csv
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from corpus import quantile, told, words

from annotator.assist.actors import ActorProvider
from annotator.assist.candidate import Reading
from annotator.assist.counts import find_counts
from annotator.assist.dates import DateProvider
from annotator.assist.desk import Desk
from annotator.assist.lexicon import analyse
from annotator.assist.numbers import NumberProvider, count_value
from annotator.assist.places import PlacesProvider
from annotator.assist.words import WordProvider
from annotator.codebook.loading import find, load
from annotator.places.building import build
from annotator.places.gazetteer import FILE_NAME, Gazetteer
from annotator.project.registers import Actor
from annotator.spans import sentence_around

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("ANNOTATOR_SHARED", ROOT.parent / "shared"))
sys.path.insert(0, str(ROOT / "tests" / "assist"))
from test_sentences import BLIND, found_in, sentences, wanted_of  # noqa: E402  # pyright: ignore[reportMissingImports]

PLACES = Path(tempfile.gettempdir()) / "annotator-benchmarks" / "places"
LANDS = ("Iraq", "Syria", "Mali", "Kenya", "India", "Mexico", "Yemen", "Ukraine")


def names(count: int) -> list[Actor]:
    """A made-up register."""
    chance = random.Random(3)
    pool = [word.capitalize() for word in words(4_000, seed=5)]
    return [
        Actor(f"{' '.join(chance.choices(pool, k=3))} ({LANDS[number % 8]})", str(1 + number % 8), LANDS[number % 8])
        for number in range(count)
    ]


def articles(count: int, actors: list[Actor]) -> list[str]:
    """Articles of 2.5 kB made of the English sentences, with a name of the register after every third."""
    chance = random.Random(4)
    pool = [row["text"] for row in sentences() if row["text"].isascii() and "lang" not in row]
    made: list[str] = []
    for _ in range(count):
        text = ""
        while len(text) < 2_500:
            text += chance.choice(pool) + " "
            if chance.random() < 0.33:
                text += f"{chance.choice(actors).name.partition(' (')[0]} denied it. "
        made.append(text[:2_500])
    return made


def speed(count: int = 100_000) -> None:
    """Prints the time of one article with all providers, and of each."""
    actors = names(count)
    began = time.perf_counter()
    finder = ActorProvider(actors)
    print(f"automaton of {count:,} names built in {time.perf_counter() - began:.2f} s")
    codebook = load(find("acled"))[0]
    desk = Desk([DateProvider(), NumberProvider(), WordProvider(), finder])
    taken: list[float] = []
    each: Counter[str] = Counter()
    found = 0
    texts = articles(120, actors)
    for place, text in enumerate(texts):
        reading = Reading(text, text[:80], "2023-03-15", "Agency", codebook, values={"country": "Iraq"})
        began = time.perf_counter()
        offers = desk.offers(reading)
        seconds = time.perf_counter() - began
        if place >= 20:
            taken.append(seconds)
            each.update(offers.seconds)
            found += len(offers.candidates)
    shares = ", ".join(f"{name} {seconds / len(taken) * 1000:.1f}" for name, seconds in each.items())
    print(f"in the mean {found / len(taken):.0f} candidates an article; ms: {shares}; p50 {quantile(taken, 0.5) * 1000:.1f}")
    told(f"candidates, 2.5 kB against {count:,} names, p95", quantile(taken, 0.95) * 1000, 15, "ms")


def accuracy(name: str, rows: list[dict[str, Any]]) -> None:
    """Prints precision and recall of dates and counts on sentences."""
    right: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for row in rows:
        got, want = found_in(row), wanted_of(row)
        for key in want:
            kind = "dates" if key in ("dates", "said") else "counts"
            for group in (kind, f"{kind}, {analyse(row['text'], row.get('lang', '')).lexicon.language}"):
                right[group] += (Counter(got[key]) & Counter(want[key])).total()
                wanted[group] += len(want[key])
                found[group] += len(got[key])
    print(f"{len(rows)} sentences, {name}:")
    for group in sorted(wanted):
        precision, recall = right[group] / max(found[group], 1), right[group] / max(wanted[group], 1)
        print(f"  {group:12} precision {precision:.3f}, recall {recall:.3f} ({wanted[group]} wanted, {found[group]} found)")


def named_places(rows: list[dict[str, Any]]) -> None:
    """Prints precision and recall of the places named in the blind sentences, against every town of the world."""
    if not (PLACES / FILE_NAME).is_file():
        PLACES.mkdir(parents=True, exist_ok=True)
        build(PLACES)
    codebook = load(find("acled"))[0]
    right = wanted = found = 0
    with Gazetteer(PLACES / FILE_NAME) as gazetteer:
        provider = PlacesProvider(gazetteer)
        for row in rows:
            if "places" not in row:
                continue
            spans = {
                (one.start, one.end): one.text
                for one in provider.candidates(Reading(row["text"], "", row["on"], "", codebook))
                if one.field in ("location", "admin1", "admin2", "country") and " is of " not in one.reason
            }
            got, want = Counter(spans.values()), Counter(row["places"])
            right, wanted, found = right + (got & want).total(), wanted + want.total(), found + got.total()
    print(f"  places, en   precision {right / found:.3f}, recall {right / wanted:.3f} ({wanted} wanted, {found} found)")


def victims(path: Path) -> None:
    """Prints how many victims named by the MUC-4 keys stand in a sentence with a count of people."""
    total = covered = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        report: dict[str, Any] = json.loads(line)
        text = report["doctext"]
        counts = [one for one in find_counts(text, "en") if one.kind != "crowd"]
        for template in report["templates"]:
            for mentions in template["Victim"]:
                total += 1
                spans = [sentence_around(text, start) for _, start in mentions]
                covered += any(span.start <= one.start < span.end for one in counts for span in spans)
    share = covered / max(total, 1)
    print(f"MUC-4: {covered} of {total} victims the keys name ({share:.2f}) stand in a sentence with a count")


def fatalities(path: Path) -> None:
    """Prints how often the coded deaths of real events are among the candidates of their notes."""
    codebook = load(find("acled"))[0]
    field = codebook.fields["fatalities"]
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["notes"], int(row["fatalities"])) for row in csv.DictReader(file)]
    deadly = right = quiet = false = 0
    for notes, deaths in rows:
        counts = [one for one in find_counts(notes, "en") if one.kind == "dead"]
        values = [count_value(codebook, field, one) or 0 for one in counts]
        if deaths:
            deadly += 1
            right += deaths in values
        else:
            quiet += 1
            false += any(values)
    print(
        f"ACLED, notes of {len(rows):,} events: the deaths coded are offered for {right / deadly:.2f} of {deadly:,} deadly "
        f"events; some are offered for {false / quiet:.2f} of {quiet:,} without deaths (many told of earlier ones)"
    )


def main() -> None:
    """Prints all figures."""
    speed()
    accuracy("made up beside the rules", sentences())
    accuracy("written without sight of the rules", sentences(BLIND))
    named_places(sentences(BLIND))
    muc = SHARED / "data" / "muc4" / "dev.json"
    if muc.is_file():
        victims(muc)
    else:
        print("MUC-4 is not at hand; passed over.")
    notes = SHARED / "data" / "acled" / "2020fmt_raw_Burkina_Faso.csv"
    if notes.is_file():
        fatalities(notes)
    else:
        print("ACLED's notes are not at hand; passed over.")


if __name__ == "__main__":
    main()
