"""A small file of places for tests: the installed packages' own data, cut down to some countries and the great cities."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.places import building, sources

COUNTRIES = frozenset(("IQ", "SY", "BF", "ML", "UA", "AR", "LB", "LY"))
GREAT = 400_000


def make_small(folder: Path) -> Path:
    """Builds it in a folder; gives the file."""
    with pytest.MonkeyPatch.context() as patch:
        towns, named = sources.towns(), sources.named_towns()
        patch.setattr(sources, "towns", lambda: [one for one in towns if _kept(one, one["countrycode"])])
        patch.setattr(sources, "named_towns", lambda: [one for one in named if _kept(one, one["country_code"])])
        return building.build(folder)


def _kept(town: dict[str, Any], country: str) -> bool:
    name = town.get("name") or town["city"]
    return country in COUNTRIES or town["population"] > GREAT or name in ("Calcutta", "Most", "Of", "Police", "Nice", "Perry")
