"""UIMA's CAS in XMI and JSON: what cassis finds in ours, ours back exactly, changes made elsewhere, others' layers."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cassis import Cas, TypeSystem, load_cas_from_json, load_cas_from_xmi, load_typesystem
from odd_project import MANY_SCRIPTS, odd_project, odd_texts
from round_trips import chosen, come_in, out_of, small_codebook

from annotator.errors import ImportRefused
from annotator.formats.codings import archive as archive_module
from annotator.formats.codings import known, uima
from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.coded import CodedArticle
from annotator.formats.codings.documents import Document
from annotator.project import Project
from annotator.project.articles import ArticleDraft, Refused

BOTH = pytest.mark.parametrize("name", ["xmi", "cas-json"])
SUFFIX = {"xmi": "xmi", "cas-json": "json"}


def cas_of(folder: Path, name: str, file: str) -> Any:
    """A file of a folder, read by cassis with nothing of ours; XMI with the folder's type system. Features are attributes."""
    path = folder / f"{file}.{SUFFIX[name]}"
    with path.open("rb") as stream:
        if name == "cas-json":
            return load_cas_from_json(stream)
        with (folder / "TypeSystem.xml").open("rb") as types:
            return load_cas_from_xmi(stream, typesystem=load_typesystem(types))


@BOTH
@pytest.mark.parametrize("every", [False, True])
def test_a_folder_comes_back_as_it_went_out(tmp_path: Path, name: str, every: bool):
    with odd_texts(tmp_path) as project:
        if not every:
            with project.history.operation({"id": "test"}):
                project.database.run("UPDATE coding SET state = 'open' WHERE coder <> ?", (project.coder.uid,))
        report = out_of(project, tmp_path / "out", name, every)
        wanted, arriving = chosen(project, every), Arriving(project.codebook)
    assert come_in(tmp_path / "out", name, arriving) == wanted
    assert (report.rows, report.events, report.notes) == (4, 4 if every else 3, [])
    assert not arriving.unmapped


@BOTH
def test_answers_of_all_kinds_come_back(tmp_path: Path, name: str):
    with odd_project(tmp_path) as project:
        out_of(project, tmp_path / "out", name)
        wanted, arriving = chosen(project), Arriving(project.codebook)
    assert come_in(tmp_path / "out", name, arriving) == wanted


@BOTH
def test_the_same_project_gives_the_same_bytes(tmp_path: Path, name: str):
    with odd_texts(tmp_path) as project:
        for folder in ("one", "two"):
            out_of(project, tmp_path / folder, name, every=True)
    files = sorted(one.relative_to(tmp_path / "one") for one in (tmp_path / "one").rglob("*") if one.is_file())
    assert len(files) == (7 if name == "xmi" else 6)
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file


@BOTH
def test_cassis_finds_the_words_types_and_values(tmp_path: Path, name: str):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out", name, every=True)
        wanted = chosen(project, every=True)
    for article in wanted:
        for coding in article.codings:
            cas = cas_of(tmp_path / "out", name, f"{coding.coder}/A{article.number:06d}")
            assert cas.sofa_string == Document.of(article).text
            for one in cas.select_all_fs():
                if getattr(one, "roles", True) is not None:  # cassis trips over a list of links that is not there
                    assert not cas.typesystem.typecheck(one), "the type system has every type and feature"
            metadata = cas.select(uima.METADATA)[0]
            assert (metadata.documentId, metadata.language) == (f"A{article.number:06d}", article.language or "x-unspecified")
            events = sorted(cas.select(uima.EVENT), key=lambda one: one.xmiID)
            assert len(events) == len(coding.events)
            for event, ours in zip(events, coding.events, strict=True):
                links = event.roles.elements if event.roles else []
                found = [(one.role, one.target.get_covered_text(), one.target.item or "") for one in links]
                assert found == [(one.field, span.quote, one.item) for one in ours.evidence for span in one.spans]
                assert (event.inferred or "") == ", ".join(one for one in ours.values if ours.is_inferred(one))
                assert event.get_covered_text().strip() or not article.text
            mentions = [one.get_covered_text() for one in cas.select(uima.MENTION)]
            assert sorted(mentions) == sorted(span.quote for one in coding.mentions for span in one.spans)


def test_layers_are_what_inception_takes_for_layers(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out", "xmi")
    types = load_typesystem(tmp_path / "out" / "TypeSystem.xml")
    for name in (uima.EVENT, uima.EVIDENCE, uima.MENTION, uima.ARTICLE, uima.CODING):
        type_ = types.get_type(name)
        assert type_.supertype.name == "uima.tcas.Annotation", "what has no place in the text is dropped there"
        others = [one for one in type_.features if one.rangeType.name != "uima.cas.String"]
        assert [one.name for one in others] == (["roles"] if name == uima.EVENT else [])
    link = types.get_type(uima.LINK)
    assert link.supertype.name == "uima.cas.TOP"
    assert [(one.name, one.rangeType.name) for one in link.features] == [
        ("role", "uima.cas.String"), ("target", "uima.tcas.Annotation"),
    ]  # fmt: skip
    roles = types.get_type(uima.EVENT).get_feature("roles")
    assert roles is not None
    assert (roles.rangeType.name, getattr(roles.elementType, "name", "")) == ("uima.cas.FSArray", uima.LINK)


def test_offsets_in_the_file_count_utf16_units(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out", "cas-json", every=True)
    held = json.loads((tmp_path / "out" / "coder1" / "A000001.json").read_text(encoding="utf-8"))
    text = next(one["sofaString"] for one in held["%FEATURE_STRUCTURES"] if one["%TYPE"] == "uima.cas.Sofa").encode("utf-16-le")
    words = [text[one["begin"] * 2 : one["end"] * 2].decode("utf-16-le") for one in held["%FEATURE_STRUCTURES"]
             if one["%TYPE"] == uima.EVIDENCE]  # fmt: skip
    assert "😀" in MANY_SCRIPTS
    assert "Police fired on the crowd 👩‍👩‍👧" in words


def test_signs_that_xml_forbids_are_replaced_and_counted(tmp_path: Path):
    small_codebook(tmp_path)
    with Project.create(tmp_path / "p.annotator", str(tmp_path / "small.yaml"), coder="A") as project:
        project.articles.add([ArticleDraft("Two\x0bdied\x01 in Kirkuk.", title="A\x0cB")])
        coding = project.codings.begin(project.articles.uid_of(1), project.coder.uid)
        project.events.add(coding.uid, {"place": "Kir\x02kuk", "type": "a", "dead": 2, "kind": "Battle"})
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))
        report = out_of(project, tmp_path / "xmi", "xmi")
        out_of(project, tmp_path / "json", "cas-json")
        wanted, book = chosen(project), project.codebook
    (found,) = come_in(tmp_path / "xmi", "xmi", Arriving(book))
    assert (found.text, found.title) == ("Two\ufffddied\ufffd in Kirkuk.", "A\ufffdB")
    assert report.manifest["counts"]["signs_replaced"] == 4, "the title stands in the metadata as well"
    assert found.codings == wanted[0].codings, "answers escape them"
    assert come_in(tmp_path / "json", "cas-json", Arriving(book)) == wanted, "JSON holds them"
    assert cas_of(tmp_path / "xmi", "xmi", "A000001").select(uima.EVENT)[0].type_ == "a", (
        "a name that layers have for themselves"
    )


@BOTH
def test_changes_made_elsewhere_come_back(tmp_path: Path, name: str):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out", name, every=True)
        before, book = chosen(project, every=True)[0].codings[0], project.codebook
    cas = cas_of(tmp_path / "out", name, "coder1/A000001")
    event = min(cas.select(uima.EVENT), key=lambda one: one.xmiID)
    event.kind, event.deaths, event.place = "1", "4", None
    told = next(one.target for one in event.roles.elements if one.role == "told")
    told.begin -= 3
    types = cas.typesystem
    at = cas.sofa_string.index("Monday")
    words = types.get_type(uima.EVIDENCE)(begin=at, end=at + 6, field="told")
    cas.add(words)
    link = types.get_type(uima.LINK)(role="told", target=words)
    cas.add(types.get_type(uima.EVENT)(
        begin=at, end=at + 6, kind="7", roles=types.get_type("uima.cas.FSArray")(elements=[link])
    ))  # fmt: skip
    out = tmp_path / "out" / "coder1" / f"A000001.{SUFFIX[name]}"
    cas.to_xmi(out) if name == "xmi" else cas.to_json(out)
    arriving = Arriving(book)
    found = come_in(tmp_path / "out", name, arriving)[0].codings[0]
    changed = {"kind": "1", "deaths": 4}
    assert {name: found.events[0].values.get(name) for name in changed} == changed
    assert next(found.events[0].supports("told")).spans[0].quote == "on 2 June"
    assert found.events[0].values["place"] == before.events[0].values["place"], "the words still say it"
    assert found.events[1] == before.events[1]
    assert (found.events[2].uid, found.events[2].values["kind"]) == ("", "7")
    assert "deaths" in arriving.unmapped[0].name, "the words' own value says something else, and that is told"


def foreign() -> Any:
    """A CAS of somebody else: an event layer with a role, a flat layer by its value, one nobody knows."""
    types = TypeSystem()
    types.create_type("org.example.Token", "uima.tcas.Annotation")
    entity = types.create_type("org.example.NamedEntity", "uima.tcas.Annotation")
    types.create_feature(entity, "value", "uima.cas.String")
    link = types.create_type("org.example.AttackArgLink", "uima.cas.TOP")
    types.create_feature(link, "role", "uima.cas.String")
    types.create_feature(link, "target", "uima.tcas.Annotation")
    attack = types.create_type("org.example.Attack", "uima.tcas.Annotation")
    for feature in ("kind", "confidence"):
        types.create_feature(attack, feature, "uima.cas.String")
    types.create_feature(attack, "dead", "uima.cas.Integer")
    types.create_feature(attack, "args", "uima.cas.FSArray", elementType="org.example.AttackArgLink")
    text = "😀 Rebels killed 5 soldiers in Kirkuk. Talks failed."
    cas: Any = Cas(types, sofa_string=text)

    def span(type_: Any, words: str, **features: Any) -> Any:
        made = type_(begin=text.index(words), end=text.index(words) + len(words), **features)
        cas.add(made)
        return made

    group, town = span(entity, "Rebels", value="ORG"), span(entity, "Kirkuk", value="LOC")
    span(entity, "Talks", value="scope")
    span(entity, "failed", value="MOOD")
    links = [link(role="actor1", target=group), link(role="where", target=town)]
    array = types.get_type("uima.cas.FSArray")(elements=links)
    span(attack, "killed", kind="Battle", dead=5, confidence="high", args=array)
    return cas


@BOTH
def test_layers_of_others_are_read_by_what_they_are_called(tmp_path: Path, name: str):
    cas = foreign()
    (tmp_path / "in").mkdir()
    if name == "xmi":
        cas.to_xmi(tmp_path / "in" / "doc.xmi")
        cas.typesystem.to_xml(tmp_path / "in" / "typesystem.xml")
    else:
        cas.to_json(tmp_path / "in" / "doc.json")
    arriving = Arriving(small_codebook(tmp_path), {"LOC": "place"})
    (one,) = come_in(tmp_path / "in", name, arriving)
    assert (one.uid, one.text) == ("", cas.sofa_string)
    (coding,) = one.codings
    assert coding.answers == {"scope": "Talks"}
    (event,) = coding.events
    assert event.values == {"kind": "Battle", "dead": 5, "actor1": "Rebels", "place": "Kirkuk"}
    assert {one.field: one.spans[0].quote for one in event.evidence} == {
        "kind": "killed", "actor1": "Rebels", "place": "Kirkuk",
    }  # fmt: skip
    assert {(one.what, one.name) for one in arriving.unmapped} == {("label", "MOOD"), ("label", "confidence")}


def test_archives_that_inception_exports_are_read(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out", "xmi", every=True)
        wanted, book = chosen(project, every=True), project.codebook
    (tmp_path / "in").mkdir()
    for number in (1, 2):
        with zipfile.ZipFile(tmp_path / "in" / f"{number}.zip", "w") as archive:
            archive.write(tmp_path / "out" / "TypeSystem.xml", "TypeSystem.xml")
            archive.write(tmp_path / "out" / "coder1" / f"A00000{number}.xmi", f"../../A00000{number}.xmi")
    (tmp_path / "in" / "INITIAL_CAS.zip").write_bytes((tmp_path / "in" / "1.zip").read_bytes())
    found = come_in(tmp_path / "in", "xmi", Arriving(book))
    assert [one.uid for one in found] == [one.uid for one in wanted[:2]]
    assert found[1] == wanted[1]
    (single,) = come_in(tmp_path / "in" / "2.zip", "xmi", Arriving(book))
    assert single == wanted[1]


def test_without_its_types_an_xmi_is_refused_and_not_emptied(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out", "xmi", every=True)
        wanted, book = chosen(project, every=True)[1], project.codebook
    one = tmp_path / "out" / "coder1" / "A000002.xmi"
    own = [coding for coding in wanted.codings if coding.coder == "coder1"]
    for path in (one, one.parent):
        found = {article.uid: list(article.codings) for article in come_in(path, "xmi", Arriving(book))}
        assert found[wanted.uid] == own, "a file or folder of a coder alone has its types in a folder above"
    (tmp_path / "out" / "TypeSystem.xml").unlink()
    for path in (one, tmp_path / "out"):
        refused = list(known.module("xmi").read(path, Arriving(book)))
        assert refused
        assert all(isinstance(told, Refused) and "TypeSystem.xml" in told.reason for told in refused)
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.write(one, "A000002.xmi")
    (told,) = known.module("xmi").read(tmp_path / "in.zip", Arriving(book))
    assert isinstance(told, Refused)
    assert "TypeSystem.xml" in told.reason


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY s SYSTEM "file:///etc/hostname">]><x y="&b;">&b;&s;</x>'
)


@BOTH
def test_broken_and_hostile_files_end_in_words(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive_module, "UNPACKED_LIMIT", 8_000_000)
    book = small_codebook(tmp_path)
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out", name, every=True)
    good = (tmp_path / "out" / "coder1" / f"A000002.{SUFFIX[name]}").read_bytes()
    folder = tmp_path / "in"
    folder.mkdir()
    with pytest.raises(ImportRefused, match="no files"):
        list(known.module(name).read(folder, Arriving(book)))
    if name == "xmi":
        (folder / "TypeSystem.xml").write_bytes((tmp_path / "out" / "TypeSystem.xml").read_bytes())
    broken = {
        "half": good[: len(good) // 2], "empty": b"", "bomb": BOMB, "text": b"no more than text", "deep": b"[" * 100_000,
        "deep_xml": b"<a>" * 100_000, "list": b"[]", "null": b"null",
    }  # fmt: skip
    for file, data in broken.items():
        (folder / f"{file}.{SUFFIX[name]}").write_bytes(data)
    (folder / f"good.{SUFFIX[name]}").write_bytes(good)
    out_of_text = good.replace(b'begin="0"', b'begin="99999"').replace(b'"begin": 0', b'"begin": 99999')
    (folder / f"places.{SUFFIX[name]}").write_bytes(out_of_text)
    arriving = Arriving(book)
    found = list(known.module(name).read(folder, arriving))
    assert [type(one) for one in found].count(CodedArticle) == 2
    assert [one.what for one in arriving.unmapped] == ["words"], "a place out of the text is no reason to leave the rest"
    refused = [one for one in found if isinstance(one, Refused)]
    assert sorted(one.file.partition(".")[0] for one in refused) == sorted(broken)
    assert all(one.reason.startswith("It cannot be read: ") and len(one.reason) < 200 for one in refused)
    with zipfile.ZipFile(tmp_path / "big.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.{SUFFIX[name]}", b"0" * 4_000_000)
    with pytest.raises(ImportRefused, match="unpacks to more than"):
        list(known.module(name).read(tmp_path / "big.zip", Arriving(book)))
