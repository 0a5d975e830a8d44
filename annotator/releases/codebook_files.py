"""`codebook/`: the codebook as the project keeps it, as JSON Schema, and as a manual for people.

Owns which files these are. The manual is `codebook.manual`'s; who sets it on pages is given from outside, as only the window
can.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..codebook.guide_rulings import RulingText
from ..codebook.json_schema import event_schema
from ..codebook.manual import manual_html
from ..codebook.model import Codebook
from .fields import is_released
from .taken import Taken

MANUAL_PDF = "codebook/manual.pdf"
Render = Callable[[Codebook, Sequence[RulingText], Path, str], None]
"""Sets a manual on pages: the codebook, the rulings in it, the PDF's file, the project's name."""


def render_manual(taken: Taken, render: Render) -> None:
    """The manual as a PDF, beside the files that are hashed: fonts and the hour are in its bytes."""
    project = taken.project
    render(project.codebook, _rulings(taken), taken.path(MANUAL_PDF), project.about().get("name", ""))


def _rulings(taken: Taken) -> Sequence[RulingText]:
    """Those the manual tells: none where no text goes out, as they may quote one."""
    return [] if taken.options.texts == "none" else taken.project.rulings.all()


def write_codebook(taken: Taken) -> None:
    """Writes the three."""
    project = taken.project
    book, uid = project.codebook, project.codebook_uid
    source = str(project.database.value("SELECT source FROM codebook WHERE uid = ?", (uid,)) or "")
    schema: dict[str, Any] = event_schema(book)
    schema["$comment"] = "What one event of this release holds: fields that are not released are not in it."
    _keep(schema, lambda name: is_released(book, name, taken.not_released))
    for name, asked in schema["properties"].items():
        for part in (asked, *asked.get("anyOf", ())):
            if "properties" in (items := part.get("items", {})):
                _keep(items, lambda sub, group=name: is_released(book, f"{group}.{sub}", taken.not_released))
    texts = {
        "codebook/codebook.yaml": source,
        "codebook/codebook.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n",
        "codebook/manual.html": manual_html(book, _rulings(taken), fingerprint=uid, project=project.about().get("name", "")),
    }
    for name, text in texts.items():
        with taken.outputs.text(taken.path(name)) as stream:
            stream.write(text)


def _keep(schema: dict[str, Any], kept: Callable[[str], bool]) -> None:
    """Leaves in an object's schema only properties that are kept."""
    schema["properties"] = {name: one for name, one in schema["properties"].items() if kept(name)}
    schema["required"] = [name for name in schema["required"] if kept(name)]
