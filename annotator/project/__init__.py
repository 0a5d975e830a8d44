"""ONE OPEN FILE: the project, a module a noun. `Project` in `project.project` is the door.

Knows the codebook and SQL; must not know formats, agreement, releases or the window.
"""

from .project import Project

__all__ = ["Project"]
