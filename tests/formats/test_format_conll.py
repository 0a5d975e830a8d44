"""CoNLL: tokens and IOB2 tags that strict readers take, a file a field, and nothing lost without being counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from odd_project import ODD, odd_texts, stands

from annotator.formats.registry import ExportOptions, export
from annotator.project import Project
from annotator.project.articles import ArticleDraft

Rows = list[tuple[str, str]]
TEXT = "Police fired on a crowd. Two men died in Mosul, 3 km away. 警察开枪。两人死亡。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The odd texts, every coder's."""
    with odd_texts(tmp_path) as project:
        export(project, tmp_path / "out", "conll", ExportOptions(every_coder=True))
    return tmp_path / "out"


def read(file: Path) -> list[list[Rows]]:
    """Documents of sentences of tokens with their tags."""
    documents: list[list[Rows]] = []
    fresh = True
    for line in file.read_text(encoding="utf-8").split("\n"):
        if line.startswith("-DOCSTART-"):
            assert line == "-DOCSTART- -X- O O"
            documents.append([])
            fresh = True
        elif line:
            token, pos, chunk, tag = line.split(" ")
            assert (pos, chunk) == ("-X-", "_")
            if fresh:
                documents[-1].append([])
            documents[-1][-1].append((token, tag))
            fresh = False
        else:
            fresh = True
    return documents


def chunks(document: list[Rows]) -> list[tuple[str, str]]:
    """Tagged words with their labels, by the rules of IOB2, which are asserted."""
    found: list[tuple[str, list[str]]] = []
    for sentence in document:
        before = "O"
        for token, tag in sentence:
            if tag.startswith("B-"):
                found.append((tag[2:], [token]))
            elif tag.startswith("I-"):
                assert before[2:] == tag[2:], "a chunk begins with B-"
                found[-1][1].append(token)
            else:
                assert tag == "O"
            before = tag
    return [(label, " ".join(words)) for label, words in found]


def test_a_file_a_field_with_the_same_tokens(folder: Path):
    names = {file.stem for file in (folder / "coder1").glob("*.conll")}
    assert {"kind", "place", "actors", "deaths", "scope", "event-anchors", "mentions-not-coded"} <= names
    assert names == {file.stem for file in (folder / "coder2").glob("*.conll")}
    documents = [
        [[token for token, _ in sentence] for one in read(file) for sentence in one]
        for file in (folder / "coder1").glob("*.conll")
    ]
    assert all(one == documents[0] for one in documents)


def test_the_words_of_every_script_are_tagged(folder: Path):
    actors = chunks(read(folder / "coder1" / "actors.conll")[0])
    assert actors == [("ACTORS", "الشرطة"), ("ACTORS", "警 察"), ("ACTORS", "Police")]
    note = chunks(read(folder / "coder1" / "note.conll")[0])
    assert note == [("NOTE", "Two died in كركوك on 2 June . قال الشهود")], "no sentence ends within marked words"
    shade = chunks(read(folder / "coder1" / "shade.conll")[0])
    assert shade == [("SHADE", "Police fired on the crowd 👩‍👩‍👧")]
    anchors = chunks(read(folder / "coder1" / "event-anchors.conll")[0])
    assert anchors == [("EVENT", "Clash"), ("EVENT", "Police fired on the crowd 👩‍👩‍👧")]
    assert ("planned", "A strike was planned") in chunks(read(folder / "coder1" / "mentions-not-coded.conll")[0])


def test_documents_say_what_they_are(folder: Path):
    lines = [json.loads(one) for one in (folder / "coder1" / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [one["number"] for one in lines] == [1, 2, 3, 4]
    assert [one["verdict"] for one in lines] == ["events", "no_event", "events", "unusable"]
    assert len(read(folder / "coder1" / "place.conll")) == 4


def test_overlaps_are_counted_and_the_longest_stays(tmp_path: Path):
    with _one(tmp_path, ("Two men died", "men died in Mosul", "Mosul", "Mos")) as project:
        report = export(project, tmp_path / "out", "conll", ExportOptions())
    (document,) = read(tmp_path / "out" / "place.conll")
    assert chunks(document) == [("PLACE", "men died in Mosul")]
    assert "2 spans overlap a longer one of their field, which alone is tagged." in report.notes
    assert "1 span begins or ends within a token, which is tagged as a whole." in report.notes
    assert report.manifest["counts"]["overlaps"] == 2


def test_sentences_end_where_they_end(tmp_path: Path):
    with _one(tmp_path, ("Mosul",)) as project:
        export(project, tmp_path / "out", "conll", ExportOptions())
    (document,) = read(tmp_path / "out" / "place.conll")
    assert ["".join(token for token, _ in sentence) for sentence in document] == [
        "Policefiredonacrowd.", "TwomendiedinMosul,3kmaway.", "警察开枪。", "两人死亡。",
    ]  # fmt: skip


def test_twice_the_same_bytes(tmp_path: Path):
    with _one(tmp_path, ("Mosul",)) as project:
        for name in ("one", "two"):
            export(project, tmp_path / name, "conll", ExportOptions())
    for file in (tmp_path / "one").iterdir():
        if file.name != "manifest.json":
            assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_strict_readers_take_it(folder: Path):
    iobes = pytest.importorskip("iobes")
    scores = pytest.importorskip("seqeval.metrics")
    scheme = pytest.importorskip("seqeval.scheme").IOB2
    for file in folder.rglob("*.conll"):
        sentences = [sentence for one in read(file) for sentence in one]
        tags = [[tag for _, tag in sentence] for sentence in sentences]
        spans = [span for one in tags for span in iobes.parse_spans_bio(one)]
        assert len(spans) == sum(len(chunks(one)) for one in read(file))
        if spans:
            assert scores.f1_score(tags, tags, mode="strict", scheme=scheme) == 1.0


def _one(folder: Path, places: tuple[str, ...]) -> Project:
    """One article with an event whose place is said in several ways."""
    (folder / "odd.yaml").write_text(ODD, encoding="utf-8")
    project = Project.create(folder / "one.annotator", str(folder / "odd.yaml"), coder="Anna Real")
    project.articles.add([ArticleDraft(TEXT, date="2020-06-30", source="AFP")])
    coding = project.codings.begin(project.articles.uid_of(1), project.coder.uid)
    event = project.events.add(coding.uid, {"kind": "1"})
    project.evidence.add(event.uid, "place", [stands(TEXT, words) for words in places])
    with project.history.operation({"id": "test"}):
        project.database.run("UPDATE coding SET state = 'done'")
    return project
