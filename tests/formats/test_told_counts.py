"""What another program cannot tell apart, or reads as something else, is counted and listed."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from round_trips import out_of, small_codebook

from annotator.codebook.foreign_values import take
from annotator.codebook.model import Codebook
from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.coded import Span
from annotator.formats.codings.found import FoundCoding
from annotator.formats.codings.going import Going
from annotator.formats.codings.marks import answer
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote


def test_events_on_the_same_words_are_counted_for_doccano(tmp_path: Path):
    small_codebook(tmp_path)
    with Project.create(tmp_path / "p.annotator", str(tmp_path / "small.yaml"), coder="A") as project:
        project.articles.add([ArticleDraft("Clashes in Kirkuk and Basra.", title="")])
        coding = project.codings.begin(project.articles.uid_of(1), project.coder.uid)
        for place, start in (("Kirkuk", 11), ("Basra", 22)):
            event = project.events.add(coding.uid, {"kind": "Battle", "place": place})
            project.evidence.add(event.uid, "kind", [Quote("text", 0, 7, "Clashes")])
            project.evidence.add(event.uid, "place", [Quote("text", start, start + len(place), place)])
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))
        report = out_of(project, tmp_path / "out", "doccano")
    line = json.loads((tmp_path / "out" / "all.jsonl").read_text(encoding="utf-8"))
    assert [one["label"] for one in line["entities"]].count("Event") == 1
    assert report.manifest["counts"]["events_on_the_same_words"] == 1
    assert report.notes == ["1 event is on the words of another one, and shares its entity."]


def _book(folder: Path) -> Codebook:
    return small_codebook(folder).model_copy(update={"number_words": {"many": 10}})


def test_a_number_word_that_became_a_number_is_listed(tmp_path: Path):
    book = _book(tmp_path)
    told = take(book, book.fields["dead"], "many")
    assert (told.value, told.doubts, told.read) == (10, (), ("“many”: it is a number word of the codebook and became 10",))
    assert take(book, book.fields["dead"], "7").read == ()
    assert take(book, book.fields["place"], "many").read == ()
    arriving = Arriving(book)
    found = answer(arriving, "dead", ["many"], "row 1")
    assert found is not None
    assert found[1] == 10
    assert [(one.name, one.reason) for one in arriving.unmapped] == [
        ("dead: many", "it is a number word of the codebook and became 10")
    ]
    known = Arriving(book)
    answer(known, "dead", ["10"], "row 1", known=10)
    assert not known.unmapped
    words = FoundCoding(Arriving(book), "row 1")
    words.mark("dead", Span("text", 0, 4, "many"), None, words.event("1"))
    assert words.made().events[0].values == {"dead": 10}
    assert [one.name for one in words.arriving.unmapped] == ["dead: many"]


def test_one_is_told_as_one_and_several_as_several() -> None:
    going = Going.__new__(Going)
    going.lost, going.words = Counter(), {}
    going.lose("x", "[mention has|mentions have] no place in a conversation, and [it|they] stay")
    assert going.told("x") == "1 mention has no place in a conversation, and it stay."
    going.lose("x", going.words["x"], 1_199)
    assert going.told("x").startswith("1,200 mentions have no place in a conversation, and they")
