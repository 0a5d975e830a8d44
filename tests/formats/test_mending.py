"""Articles on their way in: wrong decoding repaired, lines of the page taken out, what no file says filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.formats.articles.boilerplate import Finder, recurring, without
from annotator.formats.articles.mending import Mended, Mending, mended, name_of
from annotator.formats.articles.repair import example, repaired
from annotator.formats.importing import ImportPlan, look_through, take_in
from annotator.project import Project
from annotator.project.articles import ArticleDraft, Refused

WRONG = [
    ("GenÃ¨ve, itâ€™s", "Genève, it’s"), ("voilÃ le travail", "voilà le travail"), ("РџСЂРёРІРµС‚ РјРёСЂ", "Привет мир"),
    ("ÄŒeÅ¡i", "Češi"), ("it‚Äôs √©t√©", "it’s été"), ("ðŸ˜€ ok", "😀 ok"), ("don\x92t", "don’t"),
    ("ØªØ¸Ø§Ù‡Ø±Ø§Øª", "تظاهرات"),
]  # fmt: skip
SOUND = [
    "“Écoutez”, l’a dit à l’AFP — « où ça ? » — ﬁn &amp; suite…", "Ganz viel Spaß“, sagte er – über 300 Leute",
    "Полиция открыла огонь: «Россия», Сёмин", "متظاهرون في بغداد", "警方向抗议者开枪", "ÃO JOÃO, IRMÃ", "plain", "Ü—Ä",
    "№ 5 Я»",
]  # fmt: skip
PAGE = "{0}\n\nShare this article\n\nThe body of story {0} is its own.\n\nCopyright {1} The Paper. All rights reserved."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "desk.annotator", "acled", coder="ann") as made:
        yield made


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def pages(source: str, count: int) -> list[dict[str, str]]:
    return [{"text": PAGE.format(f"Alpha{at}x", 2000 + at), "source": source, "title": f"T{at}"} for at in range(count)]


# --- wrong decoding -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("wrong", "meant"), WRONG)
def test_wrong_decoding_is_known_and_repaired(wrong: str, meant: str):
    assert repaired(wrong) != wrong
    assert repaired(f"Before. {wrong} after.") == f"Before. {meant} after."


@pytest.mark.parametrize("text", SOUND)
def test_a_sound_text_stays_to_the_letter(text: str):
    assert repaired(text) == text
    assert example(text) is None


def test_nothing_but_the_encoding_is_repaired():
    kept = " “l’art” ﬁ &amp; e\u0301 Ｆ \r\n"
    assert repaired(f"cafÃ©{kept}") == f"café{kept}"


def test_what_was_lost_is_not_guessed():
    assert repaired("aâ€? bÃ©") == "aâ€? bé"


def test_an_example_shows_the_place():
    before, after = example("word " * 400 + "the cafÃ© of GenÃ¨ve " + "word " * 400) or ("", "")
    assert "cafÃ©" in before
    assert "café" in after
    assert max(len(before), len(after)) < 120


# --- recurring lines ------------------------------------------------------------------------------------------------------


def test_lines_of_the_page_are_found_with_their_counts():
    found = recurring((row["source"], row["text"]) for row in [*pages("P", 10), *pages("Q", 2)])
    told = {(one.source, one.line): (one.articles, one.of, one.usual) for one in found}
    assert told[("P", "Share this article")] == (10, 10, True)
    assert told[("P", "Copyright # The Paper. All rights reserved.")] == (10, 10, True)
    assert not any(source == "Q" for source, _ in told)


def test_a_line_of_few_articles_is_only_offered_where_it_is_a_usual_one():
    texts = [("P", f"Only {chr(65 + at)}.\nBody.") for at in range(20)]
    few = [("P", f"The mayor spoke.\nRead more here\nBody {chr(65 + at)}.") for at in range(3)]
    lines = {one.line for one in recurring([*texts, *few])}
    assert "Read more here" in lines
    assert "Body." in lines
    assert "The mayor spoke." not in lines


def test_an_article_that_recurs_is_no_line_of_a_page():
    assert recurring([("P", "One line, told again and again.")] * 10) == []


def test_the_same_article_again_says_nothing_of_the_pages():
    assert recurring([("P", "One story.\nIts body.")] * 10) == []


@pytest.mark.parametrize(
    ("line", "usual"),
    [
        ("© 2020 Le Journal", True), ("► Share this article", True), ("Sign up for our newsletter", True), ("分享到微博", True),
        ("شارك المئات في مسيرة وسط المدينة", False), ("He asked them to share this burden.", False),
        ("They will subscribe to the plan, said the minister of finance on Tuesday.", False),
        ("All rights reserved. " * 9, False),
    ],
)  # fmt: skip
def test_what_is_usual(line: str, usual: bool):
    found = recurring(("P", f"{line.strip()}\nStory {chr(65 + at)}.") for at in range(3))
    assert [one.usual for one in found] == [usual]


def test_memory_stays_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("annotator.formats.articles.boilerplate._MOST_LINES", 100)
    finder = Finder()
    for at in range(2_000):
        finder.add("P", f"Story {chr(97 + at % 26) * (1 + at // 26)}.\nFollow us")
    assert [one.line for one in finder.found()] == ["Follow us"]
    assert finder._lines <= 100


def test_a_line_is_taken_out_with_its_empty_line():
    text = PAGE.format("Alpha", 2020)
    drop = {"P": frozenset({"Share this article", "Copyright # The Paper. All rights reserved."})}
    left, gone = without(text, "P", drop)
    assert left == "Alpha\n\nThe body of story Alpha is its own."
    assert gone == ["Share this article", "Copyright 2020 The Paper. All rights reserved."]
    assert without(text, "Q", drop) == (text, [])
    assert without("a\n\n\n\nb", "P", drop) == ("a\n\n\n\nb", [])


def test_only_whole_lines_go():
    text = "He said: Share this article.\n  Share   this article \nBody."
    assert without(text, "", {"": frozenset({"Share this article"})}) == ("He said: Share this article.\nBody.", [
        "  Share   this article "])  # fmt: skip


# --- on the way in --------------------------------------------------------------------------------------------------------


def one(draft: ArticleDraft, wanted: Mending) -> ArticleDraft | Refused:
    return next(iter(mended([draft], wanted)))


def test_parts_that_a_file_lacks_are_filled_and_others_stay():
    wanted = Mending(source="Local paper", date="2020-06-02", title_from_name=True)
    bare = one(ArticleDraft("Text.", origin="2020/My_story.pdf"), wanted)
    assert isinstance(bare, ArticleDraft)
    assert (bare.source, bare.date, bare.title) == ("Local paper", "2020-06-02", "My story")
    full = ArticleDraft("Text.", title="T", date="2019-01-01", source="S", origin="x.txt")
    assert one(full, wanted) is full


@pytest.mark.parametrize(("origin", "name"), [("a.csv row 3", ""), ("x/y.z.txt", "y.z"), ("", ""), ("bare", "")])
def test_a_title_is_only_taken_from_a_file_of_one_article(origin: str, name: str):
    assert name_of(origin) == name


def test_an_article_of_nothing_but_lines_of_the_page_is_refused():
    gone = one(ArticleDraft("Share this", origin="a.txt"), Mending(drop={"": frozenset({"Share this"})}))
    assert isinstance(gone, Refused)
    assert "nothing is left" in gone.reason


def test_what_was_done_is_counted_and_kept_beside_the_article():
    told = Mended()
    draft = ArticleDraft("cafÃ©\nShare this", source="GenÃ¨ve", extra={"section": "World"})
    wanted = Mending(repair=True, drop={"Genève": frozenset({"Share this"})})
    (after,) = mended([draft], wanted, told)
    assert isinstance(after, ArticleDraft)
    assert (after.text, after.source) == ("café", "Genève")
    assert after.extra == {"section": "World", "repaired parts": ["text", "source"], "dropped lines": ["Share this"]}
    assert (told.repaired, told.shortened, told.broken) == (1, 1, 0)


def test_without_a_repair_the_report_says_how_many_look_broken(project: Project, tmp_path: Path):
    path = written(tmp_path / "a.jsonl", [{"text": "cafÃ© here"}, {"text": "sound"}])
    told = take_in(project, ImportPlan((path,)))
    assert told.notes == ["1 article looks wrongly decoded (“Ã©” for “é”); a repair was not asked for."]
    assert [each.text for each in project.articles.walk()] == ["cafÃ© here", "sound"]


def test_an_import_with_everything(project: Project, tmp_path: Path):
    path = written(tmp_path / "a.jsonl", [*pages("P", 5), {"text": "cafÃ© here"}])
    through = look_through(ImportPlan((path,)))
    assert through.articles == 6
    assert through.wrong is not None
    assert (through.wrong.count, through.wrong.before, through.wrong.after) == (1, "cafÃ© here", "café here")
    assert project.articles.count() == 0
    drop = {"P": frozenset(each.line for each in through.lines if each.usual)}
    told = take_in(project, ImportPlan((path,), mending=Mending(True, drop, source="Other")))
    assert told.notes[-2:] == [
        "The encoding of 1 article was repaired.",
        "10 lines were taken out of 5 articles; each article keeps its own beside it.",
    ]  # fmt: skip
    texts = [each.text for each in project.articles.walk()]
    assert texts[0] == "Alpha0x\n\nThe body of story Alpha0x is its own."
    assert texts[-1] == "café here"
    assert [each.source for each in project.articles.walk()][-1] == "Other"
    (kept,) = project.database.all("SELECT extra ->> '$.\"dropped lines\"[0]' FROM article WHERE number = 1")
    assert kept[0] == "Share this article"


def test_the_look_at_lines_stops_where_it_is_told_to(tmp_path: Path):
    path = written(tmp_path / "a.jsonl", pages("P", 50))
    assert look_through(ImportPlan((path,)), most=10).articles == 10

    def stop(articles: int, _done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        look_through(ImportPlan((path,)), stop)
