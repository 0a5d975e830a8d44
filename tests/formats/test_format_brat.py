"""brat folders: what pybrat finds in ours, ours back exactly, changes made in brat, others' folders, broken ones."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from odd_project import odd_project, odd_texts
from round_trips import chosen, come_in, in_order, out_of, small_codebook

from annotator.errors import ImportRefused
from annotator.formats.codings import brat, known
from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.coded import CodedArticle
from annotator.formats.codings.documents import Document
from annotator.project import Project
from annotator.project.articles import ArticleDraft, Refused
from annotator.project.evidence import Quote

WORDS = re.compile(r"(T\d+)\t(\S+) ([\d ;]+)\t(.*)")


def words_of(folder: Path, name: str) -> list[tuple[str, str]]:
    """Type and words of each span, read from the text at its places."""
    text = (folder / f"{name}.txt").read_bytes().decode("utf-8")
    found = []
    for line in (folder / f"{name}.ann").read_text(encoding="utf-8").split("\n"):
        if match := WORDS.fullmatch(line):
            parts = [tuple(map(int, part.split())) for part in match[3].split(";")]
            assert " ".join(text[start:end] for start, end in parts) == match[4]
            found.append((match[2], match[4]))
    return found


@pytest.mark.parametrize("every", [False, True])
def test_a_folder_comes_back_as_it_went_out(tmp_path: Path, every: bool):
    with odd_texts(tmp_path) as project:
        if not every:
            with project.history.operation({"id": "test"}):
                project.database.run("UPDATE coding SET state = 'open' WHERE coder <> ?", (project.coder.uid,))
        report = out_of(project, tmp_path / "out", "brat", every)
        wanted, arriving = chosen(project, every), Arriving(project.codebook)
    found = come_in(tmp_path / "out", "brat", arriving)
    assert found == wanted
    assert (len(found), report.rows, report.events, report.notes) == (4, 4, 4 if every else 3, [])
    assert not arriving.unmapped
    assert (tmp_path / "out" / ("coder1/A000002.ann" if every else "A000002.ann")).exists()


def test_answers_of_all_kinds_come_back(tmp_path: Path):
    with odd_project(tmp_path) as project:
        out_of(project, tmp_path / "out", "brat")
        wanted, arriving = chosen(project), Arriving(project.codebook)
    assert come_in(tmp_path / "out", "brat", arriving) == wanted


def test_the_same_project_gives_the_same_bytes(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        for name in ("one", "two"):
            out_of(project, tmp_path / name, "brat", every=True)
    files = sorted(one.relative_to(tmp_path / "one") for one in (tmp_path / "one").rglob("*") if one.is_file())
    assert len(files) == 14
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file


def test_words_stand_where_the_folder_says(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out", "brat", every=True)
    found = words_of(tmp_path / "out" / "coder1", "A000001")
    assert ("note", "Two died in كركوك on 2 June. قال الشهود") in found, "a span over empty lines is written in fragments"
    assert ("actors", "警察") in found
    assert [type_ for type_, _ in found].count("Event") == 2
    assert words_of(tmp_path / "out" / "coder1", "A000004") == []
    assert b"\r" not in (tmp_path / "out" / "coder1" / "A000001.ann").read_bytes()


def test_the_configuration_declares_what_the_folder_uses(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out", "brat", every=True)
    conf = (tmp_path / "out" / "annotation.conf").read_text(encoding="utf-8")
    entities = conf.partition("[entities]\n")[2].partition("\n\n")[0].split("\n")
    events = dict(line.split("\t") for line in conf.partition("[events]\n")[2].partition("\n\n")[0].split("\n"))
    attributes = dict(line.split("\t") for line in conf.partition("[attributes]\n")[2].strip().split("\n"))
    roles = {role.partition("*")[0] for role in events["Event"].split(", ")}
    for file in (tmp_path / "out").rglob("*.ann"):
        for line in file.read_text(encoding="utf-8").splitlines():
            kind, _, rest = line.partition("\t")
            if kind.startswith("T"):
                assert rest.split(" ")[0] in {*entities, *events}
            elif kind.startswith("E"):
                assert {role.partition(":")[0].rstrip("0123456789") for role in rest.split(" ")[1:]} <= roles
            elif kind.startswith("A") and not rest.startswith("reason"):
                name, _, value = rest.split(" ")
                assert value in attributes[name].partition("Value:")[2].split("|")


def test_pybrat_reads_texts_words_and_events(tmp_path: Path):
    pybrat = pytest.importorskip("pybrat")
    from pybrat.parser import BratParser  # pyright: ignore[reportMissingImports]

    assert pybrat
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out", "brat", every=True)
        wanted = chosen(project, every=True)
    # Its strict way refuses two labels on the same words, which brat allows.
    found = {one.id: one for one in BratParser(error="ignore").parse(tmp_path / "out")}
    codings = [(article, coding) for article in wanted for coding in article.codings]
    assert len(found) == len(codings) == 5
    for article, coding in codings:
        example, document = found[f"{coding.coder}/A{article.number:06d}"], Document.of(article)
        assert example.text == document.text
        for entity in example.entities:
            assert entity.mention == " ".join(example.text[part.start : part.end] for part in entity.spans)
        said = sorted((one.field, " ".join(span.quote.split())) for owner in (coding, *coding.events)
                      for one in owner.evidence for span in one.spans)  # fmt: skip
        assert sorted((one.type, " ".join(one.mention.split())) for one in example.entities
                      if one.type not in ("Event", "Mention")) == said  # fmt: skip
        assert [one.type for one in example.entities].count("Mention") == len(coding.mentions)
        assert len(example.events) == len(coding.events)
        for event, ours in zip(example.events, coding.events, strict=True):
            assert event.trigger.type == "Event"
            assert len(event.arguments) == sum(len(one.spans) for one in ours.evidence)


def test_fragments_stand_in_the_order_of_their_places_and_spans_keep_theirs(tmp_path: Path):
    text = "First they met.\nThen they planned a strike. Nobody came."
    with odd_texts(tmp_path) as project:
        project.articles.add([ArticleDraft(text, "Strike off")])
        number = int(project.database.value("SELECT max(number) FROM article"))
        coding = project.codings.begin(project.articles.uid_of(number), project.coder.uid)
        project.codings.set_verdict(coding.uid, "no_event")
        places = [(text.index(words), words) for words in ("Nobody", "met.\nThen", "planned a strike")]
        quotes = [Quote("text", at, at + len(words), words) for at, words in places]
        project.evidence.add_mention(coding.uid, [*quotes, Quote("title", 0, 6, "Strike")], "planned")
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))
        out_of(project, tmp_path / "out", "brat")
        wanted, arriving = chosen(project), Arriving(project.codebook)
    (line,) = (tmp_path / "out" / f"A{number:06d}.ann").read_text(encoding="utf-8").splitlines()[:1]
    match = WORDS.fullmatch(line)
    assert match
    parts = [tuple(map(int, part.split())) for part in match[3].split(";")]
    assert len(parts) == 5
    assert parts == sorted(parts)
    assert match[4] == "Strike met. Then planned a strike Nobody"
    assert come_in(tmp_path / "out", "brat", arriving) == wanted


def test_fragments_in_any_order_are_read(tmp_path: Path):
    """So we wrote them once; and so brat leaves them that somebody marks from behind."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Two died in Kirkuk.", encoding="utf-8")
    (tmp_path / "in" / "a.ann").write_text("T1\tMention 12 18;0 3\tKirkuk Two\n", encoding="utf-8")
    (article,) = come_in(tmp_path / "in", "brat", Arriving(small_codebook(tmp_path)))
    assert [one.quote for one in article.codings[0].mentions[0].spans] == ["Kirkuk", "Two"]


def test_digits_and_odd_codes_survive_brats_names(tmp_path: Path):
    book = small_codebook(tmp_path)
    assert [brat.role(name) for name in ("actor1", "place")] == ["actor1_", "place"]
    for name in book.fields:
        for number in ("", "2", "13"):
            assert brat.field_of_role(brat.role(name) + number) == name
    assert brat.tokens(book, book.fields["kind"]) == {
        "Battle": "Battle", "Armed_clash": "Armed clash", "Protest_riot": "Protest/riot",
    }  # fmt: skip


def test_spans_that_brat_cannot_hold_are_counted(tmp_path: Path):
    small_codebook(tmp_path)
    with Project.create(tmp_path / "p.annotator", str(tmp_path / "small.yaml"), coder="A") as project:
        project.articles.add(
            [ArticleDraft("One.\n\nTwo\tthree.", title=""), ArticleDraft("", title="", stub=True, external_id="X")]
        )
        for number, quotes in ((1, [Quote("text", 4, 9, "\n\nTwo"[:5]), Quote("text", 4, 6, "\n\n")]), (2, [])):
            coding = project.codings.begin(project.articles.uid_of(number), project.coder.uid)
            event = project.events.add(coding.uid, {"place": "x"})
            if quotes:
                project.evidence.add(event.uid, "place", quotes)
            with project.history.operation({"id": "test"}):
                project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))
        report = out_of(project, tmp_path / "out", "brat")
    assert words_of(tmp_path / "out", "A000001")[-1] == ("place", "Two")
    assert report.manifest["counts"]["without_anchor"] == 1
    assert report.manifest["counts"]["edges"] == 3, "the anchor, and both spans"


def test_changes_made_in_brat_come_back(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out", "brat", every=True)
        before, book = chosen(project, every=True), project.codebook
    file = tmp_path / "out" / "coder1" / "A000001.ann"
    text = file.read_text(encoding="utf-8")
    text = text.replace("A1\tkind E1 7", "A1\tkind E1 1").replace("T12\ttold 47 53\t2 June", "T12\ttold 44 53\ton 2 June")
    file.write_text(text + "A9\tkind E9 1\nT90\tEvent 189 194\tadded\nT91\tplace 203 209\tMonday\nE9\tEvent:T90 place:T91\n",
                    encoding="utf-8", newline="\n")  # fmt: skip
    text = (tmp_path / "out" / "coder1" / "A000001.txt").read_text(encoding="utf-8")
    at = text.index("Monday")
    file.write_text(file.read_text(encoding="utf-8").replace("203 209\tMonday", f"{at} {at + 6}\tMonday"), encoding="utf-8")
    arriving = Arriving(book)
    one = come_in(tmp_path / "out", "brat", arriving)[0].codings[0]
    assert one.uid == before[0].codings[0].uid
    first, second, third = one.events
    assert first.values == {**before[0].codings[0].events[0].values, "kind": "1"}
    assert next(first.supports("told")).spans[0].quote == "on 2 June"
    assert second == before[0].codings[0].events[1]
    assert (third.uid, third.values) == ("", {"kind": "1", "place": "Monday"}), "words without a value are the value"


FOREIGN = "Rebels killed\r\n5 soldiers in Kirkuk.\r\nTalks failed."
FOREIGN_ANN = """T1\tAttack 7 13\tkilled
T2\tGroup 0 6\tRebels
T3\tNumber 15 16\t5
T4\tplace 29 35\tKirkuk
T5\tscope 38 43\tTalks
T6\tUnheard 44 50\tfailed
T7\tplace 0 3\tXXX
E1\tAttack:T1 Actor1:T2 Dead:T3 Loc:T4 Odd:E1
E2\tArmed_clash:T1
R1\tNear Arg1:T2 Arg2:T4
A1\tNegation E1
A2\tdead E1 7
#1\tAnnotatorNotes E1\tcheck the date
*\tEquiv T1 T2
"""


def test_a_folder_of_others_is_read_by_what_its_labels_are_called(tmp_path: Path):
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "sub" / "doc.txt").write_bytes(FOREIGN.encode())
    (tmp_path / "in" / "sub" / "doc.ann").write_bytes(FOREIGN_ANN.encode())
    (tmp_path / "in" / "none.txt").write_text("Nothing here.", encoding="utf-8")
    arriving = Arriving(small_codebook(tmp_path), {"Number": "dead", "Group": ""})
    none, one = come_in(tmp_path / "in", "brat", arriving)
    assert (none.text, none.codings) == ("Nothing here.", ())
    assert one.text == FOREIGN.replace("\r\n", "\n")
    (coding,) = one.codings
    assert coding.answers == {"scope": "Talks"}
    assert coding.evidence[0].spans[0].quote == "Talks"
    first, second = coding.events
    assert first.values == {"actor1": "Rebels", "dead": 7, "place": "Kirkuk"}
    assert {one.field: one.spans[0].quote for one in first.evidence} == {"actor1": "Rebels", "dead": "5", "place": "Kirkuk"}
    assert second.values == {"kind": "Armed clash"}
    assert {(one.what, one.name) for one in arriving.unmapped} == {
        ("event type", "Attack"), ("label", "Unheard"), ("label", "Negation"), ("relation", "Near"), ("relation", "Equiv"),
        ("note", "check the date"), ("role", "Odd"), ("words", "place"),
    }  # fmt: skip


def test_broken_and_hostile_folders_end_in_words(tmp_path: Path):
    book = small_codebook(tmp_path)
    with pytest.raises(ImportRefused, match="no folder"):
        list(known.module("brat").read(tmp_path / "small.yaml", Arriving(book)))
    (tmp_path / "in").mkdir()
    with pytest.raises(ImportRefused, match="no texts"):
        list(known.module("brat").read(tmp_path / "in", Arriving(book)))
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    lines = [
        {"file": "../secret", "uid": "a", "body": 0}, {"file": "/etc/hostname", "uid": "a", "body": 0},
        {"file": "a", "uid": "a", "body": 0, "coding": []},
        {"file": "b", "uid": "b", "body": 0, "coding": {"events": {"E1": 7}}}, {"file": "d", "uid": "d"},
        {"file": "c", "uid": "c", "body": 10**9, "extra": [1]},
    ]  # fmt: skip
    told = "\n".join([*map(json.dumps, lines), "{", "[" * 100_000, "7"])
    (tmp_path / "in" / "articles.jsonl").write_text(told, encoding="utf-8")
    for name in "abcd":
        (tmp_path / "in" / f"{name}.txt").write_text(f"Text {name}.", encoding="utf-8")
        (tmp_path / "in" / f"{name}.ann").write_text(
            "T1\tplace 99 3\tx\nT2\tplace 0 4\tText\nE1\tEvent:T1\nE1\nT\n\x00\nE2\tEvent:T77 place:T78\nA1\t\n#1\tx\n"
            "T3\tplace 999999999 999999999;1 2\t\n", encoding="utf-8",
        )  # fmt: skip
    found = list(brat.read(tmp_path / "in", Arriving(book)))
    assert [one.text for one in found if isinstance(one, CodedArticle)] == ["Text a."]
    refused = [(one.file, one.row) for one in found if isinstance(one, Refused)]
    assert refused == [("b.txt", None), ("c.txt", None), *(("articles.jsonl", row) for row in (5, 7, 8, 9)), ("d.txt", None)]
    assert not any("secret" in str(one) for one in found)


def test_an_article_in_two_folders_is_one(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out", "brat", every=True)
        book, wanted = project.codebook, in_order(chosen(project, every=True)[0])
    found = come_in(tmp_path / "out", "brat", Arriving(book))
    assert [len(one.codings) for one in found] == [2, 1, 1, 1]
    assert found[0].codings == wanted.codings
