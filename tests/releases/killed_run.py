"""A release that another process kills. Started by `test_release_kill` as `python killed_run.py PROJECT FOLDER STAGE SHARE`:
says `reached` on stdout at that stage, and then waits a little at every further step."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from annotator.project import Project
from annotator.releases.options import ReleaseOptions
from annotator.releases.release import release


def main(path: str, folder: str, stage: str) -> None:
    """The whole run; the parent ends it before its end."""
    reached = False

    def tell(what: str, _share: float) -> None:
        nonlocal reached
        if what.startswith(stage) and not reached:
            reached = True
            sys.stdout.write("reached\n")
            sys.stdout.flush()
        if reached:
            time.sleep(0.02)

    with Project.open(Path(path)) as project:
        release(project, Path(folder), ReleaseOptions(formats=("csv", "xlsx")), tell)
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
