"""First page of a search, newest first, among 1,000,000 articles: ≤ 50 ms p95."""

from __future__ import annotations

import time

from corpus import project_with, quantile, told, words

from annotator.project import Project


def main(articles: int = 1_000_000) -> None:
    """Prints p95 over frequent, middling and rare words, phrases and prefixes."""
    vocabulary = words(30_000)
    asked = [vocabulary[rank] for rank in (0, 1, 5, 20, 100, 500, 2_000, 8_000, 20_000, 29_999)]
    asked += [f"{asked[2]} {asked[5]}", f'"{asked[0]} {asked[1]}"', f"{asked[3][:4]}*", f"{asked[7]} {asked[8]}"]
    with Project.open(project_with(articles), read_only=True) as project:
        taken: list[float] = []
        for _ in range(5):
            for one in asked:
                began = time.perf_counter()
                project.search.find(one)
                taken.append(time.perf_counter() - began)
    print(f"p50 {quantile(taken, 0.5) * 1000:.1f} ms, worst {max(taken) * 1000:.1f} ms")
    told("search, first page p95", quantile(taken, 0.95) * 1000, 50, "ms")


if __name__ == "__main__":
    main()
