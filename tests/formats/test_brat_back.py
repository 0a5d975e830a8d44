"""brat folders that come back in part, or with something taken away: nothing is lost, doubled or made up in silence."""

from __future__ import annotations

import re
from pathlib import Path

from odd_project import odd_texts
from round_trips import chosen, come_in, out_of, small_codebook

from annotator.formats.codings import brat
from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.coded import CodedArticle
from annotator.formats.codings.taking_in import CodingPlan, take_in
from annotator.project import Project
from annotator.project.articles import ArticleDraft, Refused
from annotator.project.evidence import Quote


def test_the_folder_of_one_coder_alone_is_ours(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out", "brat", every=True)
        wanted, arriving = chosen(project, every=True), Arriving(project.codebook)
    found = come_in(tmp_path / "out" / "coder1", "brat", arriving)
    assert [(one.uid, one.title) for one in found] == [(one.uid, one.title) for one in wanted]
    assert [one.codings for one in found] == [
        tuple(coding for coding in one.codings if coding.coder == "coder1") for one in wanted
    ]


def test_facts_of_another_folder_are_not_believed(tmp_path: Path):
    book = small_codebook(tmp_path)
    (tmp_path / "out" / "a").mkdir(parents=True)
    (tmp_path / "out" / "a" / "one.txt").write_text("Text.", encoding="utf-8")
    (tmp_path / "out" / "articles.jsonl").write_text('{"file": "one", "uid": "x", "body": 0}\n', encoding="utf-8")
    (found,) = come_in(tmp_path / "out" / "a", "brat", Arriving(book))
    assert found.uid == ""


def test_a_missing_text_or_missing_annotations_are_refused_by_name(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out", "brat", every=True)
        arriving = Arriving(project.codebook)
    (tmp_path / "out" / "coder1" / "A000001.txt").unlink()
    (tmp_path / "out" / "coder1" / "A000002.ann").unlink()
    found = list(brat.read(tmp_path / "out", arriving))
    assert [(one.file, one.reason) for one in found if isinstance(one, Refused)] == [
        ("coder1/A000001.ann", "the text (.txt) that it is of is not beside it."),
        ("coder1/A000002.txt", "It cannot be read: its annotations (.ann) are not beside it."),
    ]
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "a.txt").write_text("Text of others without annotations.", encoding="utf-8")
    assert [type(one) for one in brat.read(tmp_path / "plain", arriving)] == [CodedArticle]


def test_a_span_with_a_line_end_at_its_edge_is_the_same_again(tmp_path: Path):
    small_codebook(tmp_path)
    with Project.create(tmp_path / "p.annotator", str(tmp_path / "small.yaml"), coder="A") as project:
        project.articles.add([ArticleDraft("One.\n\nTwo\tthree.", title="")])
        coding = project.codings.begin(project.articles.uid_of(1), project.coder.uid)
        event = project.events.add(coding.uid, {"place": "x"})
        project.evidence.add(event.uid, "place", [Quote("text", 4, 9, "\n\nTwo")])
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))
        out_of(project, tmp_path / "out", "brat")
        told = take_in(project, CodingPlan(tmp_path / "out", "brat"), preview=True)
    assert (told.known, told.refused) == (1, [])


def test_what_is_left_of_an_event_taken_away_is_listed(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        out_of(project, tmp_path / "out", "brat", every=True)
        wanted, arriving = chosen(project, every=True)[0].codings[0], Arriving(project.codebook)
    file = tmp_path / "out" / "coder1" / "A000001.ann"
    text = file.read_bytes().decode("utf-8")
    head = re.search(r"^E1\tEvent:(T\d+).*$", text, re.MULTILINE)
    assert head is not None
    lines = [one for one in text.split("\n") if one != head[0] and not one.startswith(f"{head[1]}\t")]
    file.write_bytes("\n".join(lines).encode("utf-8"))
    one = come_in(tmp_path / "out", "brat", arriving)[0].codings[0]
    assert one.events == wanted.events[1:]
    lost = {lost.name: lost.count for lost in arriving.unmapped if lost.reason == "no event holds them"}
    assert lost == {
        name: sum(len(one.spans) for one in wanted.events[0].supports(name))
        for name in {one.field for one in wanted.events[0].evidence if one.spans}
    }
