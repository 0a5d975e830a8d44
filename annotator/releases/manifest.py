"""The manifest of a release: what it holds, counted and hashed, and how a release that is made again differs from the first.

Owns the shape of `manifest.json`, which the log of releases keeps, too. Holds no machine and no clock but the release's time.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ..project.database import SQLITE_VERSION
from .taken import PROGRAM, Taken

NAME = "manifest.json"
_LIBRARIES = ("polars", "XlsxWriter", "pyreadstat", "numpy", "scipy", "Jinja2")
"""What writes files of a release, or works out what stands in them."""


def manifest_of(taken: Taken, counts: Mapping[str, Any], agreement: Mapping[str, Any] | None) -> dict[str, Any]:
    """What is told of the files written so far; `counts` by part of the release."""
    project = taken.project
    book = project.codebook
    files = [
        {"name": one.name, "bytes": one.bytes, "sha256": one.sha256, **taken.told.get(one.name, {})}
        for one in sorted(taken.outputs.files, key=lambda one: one.name)
    ]
    told = {
        "release": taken.number, "time": taken.time, "previous": taken.previous.number if taken.previous else None,
        "project": project.about().get("uid", ""), "program": PROGRAM,
        "codebook": {"name": book.name, "version": book.version, "hash": project.codebook_uid},
        # What the lead says of changes stands beside them, as far as they are told.
        "options": {name: told for name, told in taken.options.as_json().items() if name != "reasons"},
        "not_released": list(taken.not_released), "counts": dict(counts),
        **({"agreement": agreement} if agreement else {}), "files": files,
    }  # fmt: skip
    # As the log will give it back, so that both can be compared.
    return json.loads(text_of(told))


def text_of(manifest: Mapping[str, Any]) -> str:
    """The file's text."""
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def libraries() -> dict[str, str]:
    """The versions of what a release is written with, by name. They stand in the log and in no file: most of the time
    another one writes the same bytes."""
    found = {"Python": platform.python_version(), "SQLite": SQLITE_VERSION}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def differing(
    kept: Mapping[str, Any], fresh: Mapping[str, Any], purges: int, written_with: Mapping[str, str] | None = None
) -> dict[str, str]:  # fmt: skip
    """Files that are not as they were, each with why that may be; the manifest among them where it tells something else of
    the same files. `purges` is how many there were since, `written_with` are the `libraries` of then."""
    before, after = ({one["name"]: one["sha256"] for one in told["files"]} for told in (kept, fresh))
    why: list[str] = []
    if kept["program"] != fresh["program"]:
        why.append(f"it was written by {kept['program']}, and now by {fresh['program']}")
    here = libraries()
    others = [
        f"{name} {then}, and now {here.get(name, 'none')}" for name, then in (written_with or {}).items()
        if here.get(name) != then
    ]  # fmt: skip
    if others:
        why.append(f"it was written with {', with '.join(others)}")
    if purges:
        why.append("something was purged from the project since")
    reason = "; ".join(why) or "nothing is known that explains it: was the project file changed by another program?"
    found = {
        name: "it is not written any more" if name not in after else "it was not there" if name not in before else reason
        for name in sorted({**before, **after}) if before.get(name) != after.get(name)
    }  # fmt: skip
    if not found:
        parts = [name for name in kept if name not in ("program", "renderings") and kept[name] != fresh.get(name)]
        if parts:
            found[NAME] = f"{', '.join(parts)}: {reason}"
    return found
