"""Opening a project of 1,000,000 articles: ≤ 1.3 × an empty one."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from corpus import project_with, quantile, told

from annotator.project import Project


def opening(path: Path, times: int = 15) -> float:
    """The median time to open and close, in seconds."""
    taken: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        project = Project.open(path)
        taken.append(time.perf_counter() - began)
        project.close()
    return quantile(taken, 0.5)


def main(articles: int = 1_000_000) -> None:
    """Prints the ratio."""
    big = project_with(articles)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.annotator"
        Project.create(path, "acled", coder="bench").close()
        for warm_up in (path, big):
            opening(warm_up, 3)
        empty, full = opening(path), opening(big)
    print(f"empty {empty * 1000:.1f} ms, {articles:,} articles {full * 1000:.1f} ms")
    told("open", full / empty, 1.3)


if __name__ == "__main__":
    main()
