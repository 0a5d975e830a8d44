"""What adjudication asks of pairing, ready when a key is pressed.

Owns nothing but that: which events are one happening is `agreement.joining`'s matter.
"""

from __future__ import annotations

import threading
from importlib import import_module

from ..agreement.joining import groups_of, left, settling_now

__all__ = ["groups_of", "left", "make_ready", "settling_now"]


def make_ready() -> None:
    """Reads what pairing needs while the lead looks at the first case: it takes longer than a key may."""
    threading.Thread(target=import_module, args=("annotator.agreement.pairing",), daemon=True).start()
