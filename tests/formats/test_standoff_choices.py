"""What is chosen to go out, in brat, UIMA, W3C and REFI-QDA alike: parts of training data, negatives, what the text says."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from odd_project import ANSWERS_SAID, SAID, odd_texts
from round_trips import come_in

from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.coded import CodedArticle
from annotator.formats.codings.going import CodingOptions, Going, Hold
from annotator.formats.registry import ExportOptions, export
from annotator.project import Project

FORMATS = pytest.mark.parametrize("name", ["brat", "xmi", "cas-json", "qdpx"])


class Stopped(Exception):
    """The person cancelled."""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with odd_texts(tmp_path) as made:
        yield made


def out_of(project: Project, out: Path, name: str, **options: Any) -> Path:
    export(project, out, name, ExportOptions(every_coder=True, codings=CodingOptions(**options)))
    return out


@FORMATS
def test_parts_stand_apart_and_come_back(project: Project, tmp_path: Path, name: str):
    uids = [project.articles.uid_of(number) for number in (1, 2, 3)]
    project.splits.make({uids[0]: "train", uids[1]: "dev", uids[2]: "train"}, {}, {})
    out = out_of(project, tmp_path / f"out.{name}", name, splits=True)
    found = come_in(out, name, Arriving(project.codebook))
    assert {one.uid: one.split for one in found} == {uids[0]: "train", uids[1]: "dev", uids[2]: "train"}
    if name == "qdpx":
        with zipfile.ZipFile(out) as archive:
            text = archive.read("project.qde").decode("utf-8")
        assert text.count("<MemberSource ") == 3
        assert text.index('name="dev"') < text.index('name="train"', text.index("<Sets>"))
    else:
        suffix = {"brat": ".ann", "xmi": ".xmi", "cas-json": ".json"}[name]
        files = sorted(one.relative_to(out).as_posix() for one in out.rglob(f"*{suffix}") if one.name != "manifest.json")
        places = ("dev/coder1/A000002", "train/coder1/A000001", "train/coder1/A000003", "train/coder2/A000001")
        assert files == [place + suffix for place in places]


@FORMATS
def test_without_negatives_and_inferred_values_only_what_is_said_goes_out(project: Project, tmp_path: Path, name: str):
    out = out_of(project, tmp_path / f"out.{name}", name, negatives=False, inferred=False)
    arriving = Arriving(project.codebook)
    found = come_in(out, name, arriving)
    assert [one.number for one in found] == [1, 3]
    for article in found:
        for coding in article.codings:
            assert coding.events
            assert not coding.mentions
            place = article.number, coding.coder
            assert [dict(event.values) for event in coding.events] == SAID[place]
            assert dict(coding.answers) == ANSWERS_SAID.get(place, {})
            items = {one.item for event in coding.events for one in event.evidence if one.field in ("actors", "sources")}
            assert items <= {"قال الشهود", "1.name", "2.name"}
    assert not arriving.unmapped, "words whose value stays out are not taken for it"


@pytest.mark.parametrize("name", ["brat", "xmi", "cas-json", "w3c", "qdpx"])
def test_cancelling_leaves_nothing(project: Project, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch):
    before, articles = sorted(tmp_path.iterdir()), Going.articles

    def some(going: Going, held: Hold | None = None) -> Iterator[CodedArticle]:
        for number, one in enumerate(articles(going, held)):
            if number == 2:
                raise Stopped
            yield one

    monkeypatch.setattr(Going, "articles", some)
    with pytest.raises(Stopped):
        out_of(project, tmp_path / f"out.{name}", name)
    assert sorted(tmp_path.iterdir()) == before


def test_inferred_values_are_marked_in_each(project: Project, tmp_path: Path):
    def held(name: str, suffix: str) -> str:
        out = out_of(project, tmp_path / f"out.{name}", name)
        return (out / f"coder2/A000001{suffix}").read_text(encoding="utf-8")

    assert json.loads(held("brat", ".ann").rpartition("\t")[2])["inferred"] == ["place"]
    assert held("xmi", ".xmi").partition(' inferred="')[2].partition('"')[0] == "place"
    assert held("cas-json", ".json").partition('"inferred": "')[2].partition('"')[0] == "place"
