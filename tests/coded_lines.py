"""Our own lines for the codebook of seven fields, made by hand: what comes in from elsewhere, right and wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TEXT = "On Monday two died in Kirkuk. Police fired on the crowd. On Tuesday five were hurt in Mosul."


def span(words: str, start: int | None = None, text: str = TEXT, part: str = "text") -> dict[str, Any]:
    """Words where they stand, or where they are said to."""
    at = text.index(words) if start is None else start
    return {"part": part, "start": at, "end": at + len(words), "quote": words}


def evidence(field: str, *spans: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What supports an answer."""
    return {"field": field, "spans": list(spans), **more}


def event(uid: str = "e1", **more: Any) -> dict[str, Any]:
    """An event that breaks no rule, unless it is to."""
    values = {"event_date": "2020-06-01", "type": "B", "sub": "b1", "country": "Iraq", "n": 2}
    return {"uid": uid, "values": values, **more}


def coding(uid: str = "c1", coder: str = "Ada", *events: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One coder's work."""
    return {"uid": uid, "coder": coder, "verdict": "events", "events": list(events or (event(),)), **more}


def article(*codings: dict[str, Any], text: str = TEXT, **more: Any) -> dict[str, Any]:
    """One line."""
    return {"uid": "", "title": "News", "date": "2020-06-02", "source": "AFP", "text": text, "codings": list(codings), **more}


def write(path: Path, *lines: dict[str, Any] | str | bytes) -> Path:
    """A file of them; text and bytes as they are."""
    parts = [one if isinstance(one, bytes) else (one if isinstance(one, str) else json.dumps(one)).encode() for one in lines]
    path.write_bytes(b"\n".join(parts) + b"\n")
    return path
