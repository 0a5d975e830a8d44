"""Pairing of 100,000 articles that two coders coded: budget 20 seconds with reading; assigning anew; best pairs beside greedy.

Part of `agreement.py`; alone: `python benchmarks/agreement_pairing.py [ARTICLES]`.
"""

from __future__ import annotations

import random
import sys
from time import perf_counter
from typing import Any

import numpy as np

from annotator.agreement.assignment import best_pairs
from annotator.agreement.pairing import Pairing
from annotator.agreement.submissions import Asked, Doubled, Material, Submission, Told
from annotator.codebook.loading import find, load

BUDGET = 20.0
FIELDS = ("event_date", "sub_event_type", "location", "actor1", "actor2", "fatalities")


def made(articles: int, seed: int = 1, coders: int = 2) -> Material:
    """Articles of one to three events, each coded by everyone; a coder errs in a field of ten, misses an event of ten."""
    chance = random.Random(seed)
    codebook = load(find("acled"))[0]
    kinds = [code.code for code in codebook.lists["event_types"].walk() if code.code in codebook.lists["event_types"].parents]
    names = [f"Armed group {n} (Country {n % 40})" for n in range(3000)] + [f"Protesters (Country {n})" for n in range(40)]
    towns = [
        (f"Town {n}", f"Province {n % 60}", round(chance.uniform(-30, 30), 4), round(chance.uniform(-15, 45), 4))
        for n in range(8000)
    ]
    who = tuple("abcdefgh"[:coders])

    def truth() -> dict[str, Any]:
        town, province, latitude, longitude = chance.choice(towns)
        return {
            "event_date": f"2023-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}", "time_precision": "1",
            "sub_event_type": chance.choice(kinds), "actor1": chance.choice(names), "inter1": "1",
            "actor2": chance.choice(names), "inter2": "3", "country": "Nigeria", "admin1": province, "location": town,
            "latitude": latitude, "longitude": longitude, "fatalities": chance.choice((0, 0, 0, 1, 2, 5, 12)),
        }  # fmt: skip

    def coded(values: dict[str, Any], uid: str, at: int) -> Told:
        said, spans = dict(values), []
        for number, field in enumerate(FIELDS):
            if chance.random() < 0.1:
                said[field] = truth()[field]
            start = at + 60 * number + chance.randint(0, 6)
            spans.append((field, "text", start, start + chance.randint(8, 40)))
        if chance.random() < 0.3:
            said["actor1"], said["actor2"], said["inter1"], said["inter2"] = said["actor2"], said["actor1"], "3", "1"
        return Told(uid, said, tuple(spans))

    told: list[Doubled] = []
    for number in range(articles):
        events = [truth() for _ in range(chance.choice((1, 2, 2, 3)))]
        said = [
            Submission(
                f"{number}{coder}", coder, "events", {},
                tuple(coded(one, f"{number}{coder}{n}", 500 * n) for n, one in enumerate(events) if chance.random() > 0.1),
            )
            for coder in who
        ]  # fmt: skip
        told.append(Doubled(str(number), number, "", tuple(said)))
    return Material(Asked(), who, {one: one for one in who}, told)


def pairing(articles: int = 100_000) -> dict[str, float]:
    """Seconds: reading, pairing, assigning anew without a field, a sweep of nine thresholds."""
    codebook, material = load(find("acled"))[0], made(articles)
    events = sum(len(said.events) for one in material.articles for said in one.submissions)
    start = perf_counter()
    pairs = Pairing(codebook, material)
    read = perf_counter()
    found = pairs.pair()
    paired = perf_counter()
    for field in ("event_date", "actor1"):
        pairs.pair(without=field)
    again = perf_counter()
    pairs.sweep([n / 10 for n in range(1, 10)])
    swept = perf_counter()
    both = sum(min(one.events) >= 0 for one in found.groups)
    print(f"{articles:,} articles, {events:,} events, {len(pairs.meetings.one):,} likenesses: {both:,} pairs")
    print(f"reading and likenesses {read - start:.1f} s, pairing {paired - read:.1f} s; ratio {(paired - start) / BUDGET:.2f}")
    print(f"without a field {(again - paired) / 2:.2f} s each, nine thresholds {swept - again:.1f} s")
    return {"read": read - start, "pair": paired - read, "again": (again - paired) / 2, "sweep": swept - again}


def beside_greedy(tables: int = 3000, seed: int = 1) -> None:
    """What the best assignment gains over taking the most alike pair first, by the events of an article."""
    numbers = np.random.default_rng(seed)
    for size in (2, 3, 5, 10, 20):
        gained = worse = 0.0
        for _ in range(tables):
            scores = numbers.beta(1.2, 1.6, (size, size))
            best = sum(scores[pair] for pair in best_pairs(scores, 0.5))
            first = _greedy(scores, 0.5)
            worse += best > first + 1e-9
            gained += best / first - 1 if first else 0.0
        print(f"{size:2} × {size:2}: greedy falls short in {worse / tables:5.1%}, by {gained / tables:.2%} of its sum")


def _greedy(scores: np.ndarray, threshold: float) -> float:
    left, total = scores.copy(), 0.0
    while left.size and left.max() >= threshold:
        row, column = divmod(int(left.argmax()), left.shape[1])
        total += left[row, column]
        left = np.delete(np.delete(left, row, 0), column, 1)
    return total


if __name__ == "__main__":
    pairing(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    beside_greedy()
