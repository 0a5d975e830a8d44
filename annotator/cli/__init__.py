"""THE COMMAND LINE: the same things as in the window. `main` has the group and most commands, other modules one noun each."""

from .main import annotator, run

__all__ = ["annotator", "run"]
