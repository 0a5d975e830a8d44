"""What goes out is what is there: odd names of fields, reasons, event ids and items in every format; counts as in the files."""

from __future__ import annotations

import json
import keyword
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from odd_project import ODD_NAMES, odd_names
from round_trips import chosen, come_in

from annotator.formats.codings import known, uima
from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.going import CodingOptions
from annotator.formats.registry import Exported, ExportOptions, export
from annotator.project import Project

WRITERS = [name for name in known.MODULES if name != "spacy"]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with odd_names(tmp_path) as made:
        yield made


def written(project: Project, out: Path, name: str, *, every: bool = False, **options: Any) -> Exported:
    return export(project, out, name, ExportOptions(every_coder=every, codings=CodingOptions(**options)))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(one) for one in path.read_text(encoding="utf-8").split("\n") if one]


@pytest.mark.parametrize("name", [one for one in known.readers() if one != known.OWN])
def test_fields_named_like_anything_come_back(project: Project, tmp_path: Path, name: str):
    written(project, tmp_path / f"out.{name}", name)
    arriving = Arriving(project.codebook)
    (found,) = come_in(tmp_path / f"out.{name}", name, arriving)
    (expected,) = chosen(project)
    assert [dict(one.values) for one in found.codings[0].events] == [dict(one.values) for one in expected.codings[0].events]
    assert found.codings == expected.codings
    assert not arriving.unmapped


def test_no_feature_is_called_what_a_layer_cannot_have():
    from cassis.typesystem import FeatureStructure

    own = {one for one in dir(FeatureStructure) if not one.startswith("_")}
    assert own | set(keyword.kwlist) <= uima.TAKEN
    assert not set(uima.features(ODD_NAMES, ()).values()) & uima.TAKEN
