"""Sealing a file with a passphrase, and opening it: the `age` format, so that the `age` program can open it, too.

The library is imported when a file is sealed or opened. Passphrases are kept nowhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from ..errors import UsageError

ENDING = ".age"
_MAGIC = b"age-encryption.org/"


class CannotOpen(UsageError):
    """The passphrase is not the one, or the file was changed or cut short."""


def is_sealed(path: Path) -> bool:
    """Whether a file wants a passphrase."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def seal(content: bytes, passphrase: str) -> bytes:
    """The content sealed with a passphrase (scrypt, ChaCha20-Poly1305). Raises UsageError for an empty one."""
    import pyrage

    if not passphrase:
        raise UsageError("A passphrase cannot be empty.")
    return cast("Any", pyrage).passphrase.encrypt(content, passphrase)


def unseal(content: bytes, passphrase: str) -> bytes:
    """What was sealed. Raises CannotOpen where the passphrase does not fit or the file is not whole."""
    import pyrage

    age = cast("Any", pyrage)  # it comes without types
    try:
        return age.passphrase.decrypt(content, passphrase)
    except age.DecryptError:
        raise CannotOpen("the passphrase does not fit, or the file was changed or cut short") from None
