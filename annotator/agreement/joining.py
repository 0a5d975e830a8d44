"""Which events of an article's coders are taken for one happening, before a lead has settled anything and as work comes in
after that.

Owns the one question that adjudication puts to pairing. Writes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..project import adjudication
from ..project.adjudicated_events import Settling, joined, settling

if TYPE_CHECKING:
    from ..project import Project


def groups_of(project: Project, article: str) -> list[tuple[str, ...]]:
    """The events of an article's coders that are one happening, by uid, those that one coder alone has among them; in the
    order in which the first of their coders has them. Work counts as it stands now, and the lead's word on pairs."""
    from .pairing import Pairing  # numpy and scipy: not before somebody settles something
    from .submissions import Asked, gather

    material = gather(project, Asked(submission="now"), article)
    if not material.articles:
        return [(event.uid,) for lane in adjudication.lanes(project, article) for event in lane.events]
    by_voice = {one.who: [told.uid for told in one.events] for one in material.articles[0].submissions}
    found = Pairing(project.codebook, material).pair(judged=project.pairs.judged(article))
    return [
        tuple(by_voice[who][place] for who, place in zip(material.who, group.events, strict=True) if place >= 0)
        for group in found.groups
    ]  # fmt: skip


def settling_now(project: Project, coding: str) -> Settling:
    """An adjudicated coding with all it was settled from, and what came in since joined as beginning again would join it."""
    state = settling(project, project.codings.get(coding))
    return joined(project, state, groups_of(project, state.coding.article)) if state.loose() else state


def left(project: Project, coding: str) -> list[tuple[str, str]]:
    """What is left to decide, as `adjudication.undecided`, with what came in since joined."""
    return settling_now(project, coding).undecided()
