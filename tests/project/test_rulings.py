"""Rulings: the lead's alone to make, everybody's to read and to find, and undone like all else."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.codebook.guide import as_text, guide_of
from annotator.codebook.guide_rulings import about, with_rulings
from annotator.codebook.guide_search import search
from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.rulings import RulingDraft


@pytest.fixture
def ruled(project: Project) -> Project:
    """Four rulings: of the codebook, of a field, of one code of it, of another field."""
    for draft in (
        RulingDraft("Ask when in doubt.", question="What if nothing fits?"),
        RulingDraft("Every actor that fights.", "type", "", "Who is an actor?"),
        RulingDraft("Also café raids.\r\nWith weapons.", "type", "A", "Is a raid a clash?"),
        RulingDraft("Only the dead count.", "n", "", "Ça compte, les blessés?"),
    ):
        project.rulings.add(draft)
    return project


def answers(found: list) -> list[str]:
    return [one.answer.partition("\n")[0] for one in found]


def test_a_field_has_its_rulings_and_a_code_its_own_first(ruled: Project):
    rulings = ruled.rulings
    assert answers(rulings.of("type")) == ["Also café raids.", "Every actor that fights."]
    assert answers(rulings.of("type", "A")) == ["Also café raids.", "Every actor that fights."]
    assert answers(rulings.of("type", "B")) == ["Every actor that fights."]
    assert answers(rulings.of("n")) == ["Only the dead count."]
    assert [(field, len(some)) for field, some in rulings.by_field().items()] == [("", 1), ("type", 2), ("n", 1)]


def test_they_are_found_in_any_case_and_accents(ruled: Project):
    found = ruled.rulings.search
    assert answers(found("BLESSES")) == ["Only the dead count."]
    assert answers(found("cafe raid")) == ["Also café raids."]
    assert answers(found("actor", "type")) == ["Every actor that fights."]
    assert found("actor", "n") == []
    assert found("nothing at all") == []
    assert len(found("  ")) == 4


def test_only_the_lead_makes_changes_and_takes_back(ruled: Project):
    lead, coder = ruled.coder, ruled.coders.add("B1")
    one = ruled.rulings.of("n")[0]
    ruled.work_as(coder)
    assert ruled.rulings.of("n") == [one]
    for do in (
        lambda: ruled.rulings.add(RulingDraft("I say so.", "n")),
        lambda: ruled.rulings.change(one.uid, RulingDraft("I say so.", "n")),
        lambda: ruled.rulings.remove(one.uid),
    ):
        with pytest.raises(UsageError, match="lead"):
            do()
    ruled.work_as(lead)
    ruled.rulings.change(one.uid, RulingDraft("The dead and the wounded.", "n", "", one.question))
    assert answers(ruled.rulings.of("n")) == ["The dead and the wounded."]
    ruled.rulings.remove(one.uid)
    assert ruled.rulings.of("n") == []
    ruled.history.undo()
    ruled.history.undo()
    assert ruled.rulings.of("n") == [one]


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        (RulingDraft(" \n "), "needs an answer"),
        (RulingDraft("Yes.", "colour"), "no field “colour”"),
        (RulingDraft("Yes.", "type", "war"), "no code “war”"),
        (RulingDraft("Yes.", "n", "A"), "no code “A”"),
        (RulingDraft("Yes.", "", "A"), "names the code's field"),
    ],
)
def test_a_ruling_is_about_what_the_codebook_has(project: Project, draft: RulingDraft, why: str):
    with pytest.raises(UsageError, match=why):
        project.rulings.add(draft)
    assert project.rulings.all() == []


def test_the_guide_tells_them_at_field_and_code_and_finds_them(ruled: Project):
    plain = guide_of(ruled.codebook)
    assert with_rulings(plain, []) is plain
    guide = with_rulings(plain, ruled.rulings.all())
    assert len(guide.entries["field/type"].rulings) == 2
    code = next(entry for name, entry in guide.entries.items() if name.startswith("code/") and name.endswith("/A"))
    assert len(code.rulings) == 1
    assert "Is a raid a clash?: Also café raids." in as_text(guide, guide.entries["field/type"])
    assert len(guide.entries["rulings"].below) == 4
    assert guide.tree[-1].id == "rulings"
    hit = search(guide, "cafe")[0]
    assert (hit.entry.kind, hit.entry.title) == ("ruling", "Is a raid a clash?")
    assert not plain.entries["field/type"].rulings, "the codebook's own guide stays as it is"
    assert about(ruled.codebook, "gone_since") == "gone_since"


def test_inside_a_group_those_of_the_group_stand_too(tmp_path: Path):
    with Project.create(tmp_path / "m.annotator", "maverick", coder="lead") as project:
        rulings, book = project.rulings, project.codebook
        code = next(iter(book.code_list(book.fields["actors"].fields[2]).by_code))
        for draft in (
            RulingDraft("Whoever acts.", "actors"), RulingDraft("By the name.", "actors.type"),
            RulingDraft("Only so.", "actors.type", code), RulingDraft("The short name.", "actors.party"),
        ):  # fmt: skip
            rulings.add(draft)
        assert answers(rulings.of("actors.type")) == ["Only so.", "By the name.", "Whoever acts."]
        assert answers(rulings.of("actors")) == ["Whoever acts."]
        with pytest.raises(UsageError, match=r"no field “actors\.colour”"):
            rulings.add(RulingDraft("Blue.", "actors.colour"))
        assert about(book, "actors.type").startswith("Actors · Type")
        guide = with_rulings(guide_of(book), rulings.all())
        assert len(guide.entries["field/actors.type"].rulings) == 2
        assert len(guide.entries["field/actors"].rulings) == 1
