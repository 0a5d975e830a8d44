"""Going to what a remark is about where it is another coder's work: the lead looks at it, in the round it was done in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..project.remarks import Spot
    from .workspace import Workspace


def look_at_owner(workspace: Workspace, spot: Spot, asker: str = "") -> bool:
    """Puts the work in view that a remark is about; False where that may not be seen.

    What is about the article itself belongs to no work: then it is the asker's, else what is in view stays.
    """
    project = workspace.project
    whose, round_, standing = spot.whose or asker or workspace.whose, workspace.round, "coded"
    if spot.event:
        coding = project.codings.get(workspace.event(spot.event).coding)
        whose, round_, standing = coding.coder, coding.round, coding.standing
    if whose == workspace.whose and round_ == workspace.round:
        return True
    if whose != project.coder.uid and not workspace.is_lead:
        return False
    workspace.look_at(whose, round_, standing)
    return True
