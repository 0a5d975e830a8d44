"""`codebook/`: the codebook as the project keeps it, as JSON Schema, and as a manual for people.

Owns which files these are. The manual is `codebook.manual`'s.
"""

from __future__ import annotations

import json
from typing import Any

from ..codebook.json_schema import event_schema
from ..codebook.manual import manual_html
from .fields import is_released
from .taken import Taken


def write_codebook(taken: Taken) -> list[str]:
    """Writes the three; gives their names."""
    project = taken.project
    book, uid = project.codebook, project.codebook_uid
    source = str(project.database.value("SELECT source FROM codebook WHERE uid = ?", (uid,)) or "")
    schema: dict[str, Any] = event_schema(book)
    schema["$comment"] = "What one event of this release holds: fields that are not released are not in it."
    hidden = {name for name in book.fields if not is_released(book, name, taken.not_released)}
    schema["properties"] = {name: one for name, one in schema["properties"].items() if name not in hidden}
    schema["required"] = [name for name in schema["required"] if name not in hidden]
    rulings = [] if taken.options.texts == "none" else project.rulings.all()
    texts = {
        "codebook/codebook.yaml": source,
        "codebook/codebook.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n",
        "codebook/manual.html": manual_html(book, rulings, fingerprint=uid, project=project.about().get("name", "")),
    }
    for name, text in texts.items():
        with taken.outputs.text(taken.path(name)) as stream:
            stream.write(text)
    return list(texts)
