"""Which events of an article's coders are taken for one happening, before a lead has settled anything.

Owns the one question that adjudication puts to `agreement`: how events are paired is decided there.
"""

from __future__ import annotations

import threading
from importlib import import_module
from typing import TYPE_CHECKING

from ..project import adjudication

if TYPE_CHECKING:
    from ..project import Project


def groups_of(project: Project, article: str) -> list[tuple[str, ...]]:
    """The events of an article's coders that are one happening, by uid, those that one coder alone has among them; in the
    order in which the first of their coders has them. Work counts as it stands now, and the lead's word on pairs."""
    from ..agreement.pairing import Pairing  # numpy and scipy: not before somebody settles something
    from ..agreement.submissions import Asked, gather

    material = gather(project, Asked(submission="now"), article)
    if not material.articles:
        return [(event.uid,) for lane in adjudication.lanes(project, article) for event in lane.events]
    by_voice = {one.who: [told.uid for told in one.events] for one in material.articles[0].submissions}
    found = Pairing(project.codebook, material).pair(judged=project.pairs.judged(article))
    return [
        tuple(by_voice[who][place] for who, place in zip(material.who, group.events, strict=True) if place >= 0)
        for group in found.groups
    ]  # fmt: skip


def make_ready() -> None:
    """Reads what pairing needs while the lead looks at the first case: it takes longer than a key may."""
    threading.Thread(target=import_module, args=("annotator.agreement.pairing",), daemon=True).start()
