"""The one SQLite driver of the program: pysqlite3 where it has wheels, else the standard library's.

Owns that choice alone, for `project.database` and `places`. A second SQLite in one process would drop the first one's
locks on a file both have open, so nothing else may import a driver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
else:
    try:
        import pysqlite3 as sqlite3
    except ImportError:  # no wheel on this platform
        import sqlite3

__all__ = ["sqlite3"]
