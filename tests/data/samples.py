"""How the samples of each version are written: a project, filled, closed, and compressed, for most of it is empty pages."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable
from pathlib import Path

from tiny import TINY

from annotator.project import Project


def write(version: int, fill: Callable[[Project], None]) -> None:
    """Writes `v<version>.annotator.gz` beside this module."""
    name = f"v{version}.annotator"
    with tempfile.TemporaryDirectory() as folder:
        book, path = Path(folder) / "tiny.yaml", Path(folder) / name
        book.write_text(TINY, encoding="utf-8")
        with Project.create(path, str(book), coder="A1") as project:
            fill(project)
        # The project is closed: nothing holds its locks any more.
        Path(__file__).with_name(f"{name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
