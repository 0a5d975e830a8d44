"""The folder into which packed files are unpacked while they are read.

Owns that it goes with the reading. Must not know archives.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ...errors import ImportRefused, StorageError
from ...project.temporary_folder import temporary_folder


@contextmanager
def unpack_folder(within: Path | None = None) -> Iterator[Path]:
    """An empty folder that is deleted at the end, whatever happens; in the folder `within`, which is such a one, or among the
    system's temporary files. ImportRefused where there is no place."""
    with ExitStack() as stack:
        try:
            if within is None:
                folder = stack.enter_context(temporary_folder())
            else:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=within, ignore_cleanup_errors=True)))
        except (StorageError, OSError) as error:
            raise ImportRefused("there is no place to unpack it to.") from error
        yield folder
