"""The door: a first argument that names a command goes to the command line, anything else opens the window."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Runs the program; gives the exit code (0 done, 1 errors found or failed, 2 wrong usage)."""
    from .cli import run

    return run(sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
