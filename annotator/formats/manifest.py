"""What was written, counted and hashed, in a file beside the dataset: `<name>.manifest.json`.

Holds no time and no machine: the same project with the same options gives the same bytes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .. import __version__
from ..project import Project
from ..writing import Outputs


def path_of(out: Path) -> Path:
    """The manifest's place beside a file."""
    return out.with_name(out.name + ".manifest.json")


def write_manifest(
    project: Project,
    outputs: Outputs,
    out: Path,
    format_: str,
    options: dict[str, Any],
    counts: dict[str, Any],
    meaning: dict[str, Any] | None = None,
    place: Path | None = None,
) -> dict[str, Any]:
    """Writes the manifest of the files written so far; gives it. `meaning` is what the file cannot say of itself: which
    variables have shorter names, which code a number stands for. `place` is where it goes, where it is not beside the file."""
    book = project.codebook
    files = [{"name": one.name, "bytes": one.bytes, "sha256": one.sha256} for one in outputs.files]
    manifest = {
        "format": format_, "program": f"annotator {__version__}", "project": project.about().get("uid", ""),
        "codebook": {"name": book.name, "version": book.version, "hash": project.codebook_uid},
        "options": options, "counts": counts, **({"meaning": meaning} if meaning else {}), "files": files,
    }  # fmt: skip
    with outputs.text(place or path_of(out)) as stream:
        json.dump(manifest, stream, ensure_ascii=False, indent=1)
        stream.write("\n")
    return manifest
