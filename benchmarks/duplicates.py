"""Copies among articles: how right they are, and what finding them takes, beside datasketch's MinHashLSH in the same run.

Right: copies of which a tenth of the words is changed, of which the lead alone is left, under which a source's words stand,
among them follow-ups and bulletins that are none (`planted_copies`): of the links found how many are right (precision), of the
links planted how many are found (recall), both at least .95. Names and numbers: of articles in which one was put for another
how many are marked, at least .95, and how many copies are marked for nothing, at most .05. Quick: 100,000 articles of 2.5 kB in
less than a minute and 500 MB. MinHashLSH does what its page recommends, on rows of three words; that its pairs are not compared
word by word is in its favour. By argument: how many articles (10,000), and how many of them MinHashLSH gets (5,000; 0 for
none).
"""

from __future__ import annotations

import random
import re
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "project")]

from corpus import FOLDER, told  # noqa: E402
from planted_copies import Planted, Writer, planted, right  # noqa: E402 # pyright: ignore[reportMissingImports]

from annotator.project import Project  # noqa: E402
from annotator.project.articles import ArticleDraft  # noqa: E402
from annotator.project.copy_differences import are_swapped  # noqa: E402
from annotator.project.database import FINGERPRINTS  # noqa: E402
from annotator.project.schema import VERSION  # noqa: E402

ARTICLES, COMPARED = 10_000, 5_000
PLANTED_AT_ONCE = 10_000


def main(articles: int = ARTICLES, compared: int = COMPARED) -> None:
    """Prints both."""
    with Project.open(made_up(articles)) as project:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        began = time.perf_counter()
        project.database.run("SELECT sum(length(text)) FROM article").fetchall()
        reading = time.perf_counter() - began
        began, busy = time.perf_counter(), time.process_time()
        count = project.copies.find()
        spent, busy = time.perf_counter() - began, time.process_time() - busy
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows = project.database.all("SELECT number, external_id, text FROM article ORDER BY number")
        place = {row[0]: number for number, row in enumerate(rows)}
        found = project.copies.groups()
    groups = [[place[one.number] for one in group.members] for group in found]
    truth = [row[1].split(" ")[0] for row in rows]
    precision, recall = right(groups, truth)
    print(f"{articles:,} articles, {count:,} groups; precision {precision:.3f}, recall {recall:.3f}")
    print(
        f"{spent:.1f} s, {spent / reading:.0f} × reading the texts ({reading:.2f} s); {most - before:.0f} MB more than before"
    )
    swapped = sum(one.is_swapped for group in found for one in group.members)
    copies = sum(len(group.members) - 1 for group in found)
    told("swapped names and numbers not marked, share", 1 - marked(), 0.05, "")
    told("copies marked for nothing, share", swapped / copies, 0.05, "")
    told("precision lacks", 1 - precision, 0.05, "")
    told("recall lacks", 1 - recall, 0.05, "")
    told("seconds for 100,000 articles", spent * 100_000 / articles, 60, "s")
    told("of the processor, which others may share", busy * 100_000 / articles, 60, "s")
    told("memory at most", most, 500, "MB")
    if compared:
        by_minhash([row[2] for row in rows[:compared]], truth[:compared], busy / articles)


def marked(texts: int = 300) -> float:
    """Of so many articles in which one name or number was put for another, the share that is marked."""
    chance = random.Random(3)
    writer, found = Writer(chance), list[bool]()
    for _ in range(texts):
        text = "\n\n".join(writer.article())
        at = chance.choice([match for match in re.finditer(r"(?<=[a-z] )(?:[A-Z]\w+|\d+)", text)])
        other = str(chance.randrange(3000, 9000)) if at[0].isdecimal() else writer.name()
        found.append(are_swapped(text, text[: at.start()] + other + text[at.end() :]))
    return sum(found) / len(found)


def by_minhash(texts: Sequence[str], truth: Sequence[str], ours: float) -> None:
    """The same articles with MinHashLSH; `ours` is the seconds of the processor an article took."""
    try:
        from datasketch import MinHash, MinHashLSH  # pyright: ignore[reportMissingImports]
    except ImportError:
        print("datasketch is not installed (extra `clients`): nothing to compare with")
        return
    began = time.process_time()
    index, hashes = MinHashLSH(threshold=0.5, num_perm=128), list[MinHash]()
    for place, text in enumerate(texts):
        words = text.casefold().split()
        one = MinHash(num_perm=128)
        one.update_batch([" ".join(words[at : at + 3]).encode() for at in range(max(len(words) - 2, 1))])
        index.insert(place, one)
        hashes.append(one)
    group = list(range(len(texts)))

    def first(place: int) -> int:
        while group[place] != place:
            place = group[place]
        return place

    for place, one in enumerate(hashes):
        for other in index.query(one):
            low, high = sorted((first(place), first(other)))
            group[high] = low
    spent = (time.process_time() - began) / len(texts)
    members = dict[int, list[int]]()
    for place in range(len(texts)):
        members.setdefault(first(place), []).append(place)
    precision, recall = right([some for some in members.values() if len(some) > 1], truth)
    print(
        f"MinHashLSH, {len(texts):,} of them: precision {precision:.3f}, recall {recall:.3f}, {1000 * spent:.2f} ms an article"
    )
    told("ours beside MinHashLSH", ours / spent, 1)


def made_up(count: int) -> Path:
    """A project of that many articles; made once."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"copies2-{count}-{FINGERPRINTS[VERSION][:4]}.annotator"
    if path.exists():
        return path
    making = path.with_suffix(".making")
    for end in ("", "-wal", "-shm", ".lock"):
        Path(f"{making}{end}").unlink(missing_ok=True)
    with Project.create(making, "acled", coder="bench") as project:
        for part, begin in enumerate(range(0, count, PLANTED_AT_ONCE)):
            some = planted(min(PLANTED_AT_ONCE, count - begin), seed=7 + part)
            project.articles.add(_draft(one, f"{part}-{one.truth} {place}") for place, one in enumerate(some))
    making.rename(path)
    return path


def _draft(one: Planted, name: str) -> ArticleDraft:
    return ArticleDraft(one.text, title=one.title, source=one.source, external_id=name)


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
