"""The JSON form of a codebook that a project keeps, and the hash that names a version. YAML is not needed for it."""

from __future__ import annotations

import hashlib
import json

from .model import Codebook


def compiled(codebook: Codebook) -> str:
    """The JSON form kept in the project, from which YAML is never needed again."""
    return json.dumps(
        codebook.model_dump(mode="json", by_alias=True, exclude_unset=True), ensure_ascii=False, sort_keys=True,
        separators=(",", ":"),
    )  # fmt: skip


def from_compiled(text: str) -> Codebook:
    """The codebook of a compiled form."""
    return Codebook.model_validate_json(text)


def fingerprint(codebook: Codebook) -> str:
    """The version's identity: SHA-256 of the compiled form, 64 hex digits."""
    return hashlib.sha256(compiled(codebook).encode()).hexdigest()
