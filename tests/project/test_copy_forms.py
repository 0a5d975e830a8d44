"""Reports told in a stock form that is filled in anew: no copies, however alike; and what is still one."""

from __future__ import annotations

import pytest

from annotator.project import Project
from annotator.project.articles import ArticleDraft

RAID = (
    "At least {} people were killed and {} wounded when gunmen attacked the village of {} before dawn, officials said. The "
    "attackers came on motorbikes and opened fire on people on their way to the market, burning {} houses. Nobody has said "
    "that they had done it. Security forces were sent to the area, and residents fled to nearby towns in fear of more."
)
ARABIC_RAID = (
    "قتل {} أشخاص على الأقل وأصيب {} آخرون عندما هاجم مسلحون قرية {} صباح اليوم حسب مسؤولين محليين. وأحرق المهاجمون {} منزلا "
    "قبل أن يفروا إلى الجبال القريبة ولم تعلن أي جهة مسؤوليتها عن الهجوم. وأرسلت قوات الأمن إلى المنطقة."
)


def add(project: Project, *texts: str) -> None:
    """Articles of some texts, each of a source of its own."""
    project.articles.add(ArticleDraft(text, source=f"Paper {place}") for place, text in enumerate(texts))


@pytest.mark.parametrize(
    ("form", "places"), [(RAID, ("Djibo", "Beni", "Jos", "Gao")), (ARABIC_RAID, ("جيبو", "بيني", "جوس", "غاو"))]
)
def test_attacks_told_in_a_form_with_few_names_and_numbers_are_no_copies(project: Project, form: str, places: tuple[str, ...]):
    """Every number and place is another, and there are few of them."""
    add(project, *(form.format(12 + 7 * at, 5 + 9 * at, place, 14 + 11 * at) for at, place in enumerate(places)))
    assert project.copies.find() == 0


def test_a_report_whose_toll_rose_is_still_a_copy(project: Project):
    """One number of several is another, and no name."""
    add(project, RAID.format(12, 7, "Djibo", 14), RAID.format(13, 7, "Djibo", 14))
    assert project.copies.find() == 1


@pytest.mark.parametrize(("day", "copies"), [("2020-06-03", 1), ("2020-08-05", 0), ("June", 1)])
def test_dates_far_apart_count_against_copies(project: Project, day: str, copies: int):
    """Two of five are others: a day later it may be a correction, two months later it is none."""
    texts = [RAID.format(12, 7, "Djibo near Arbinda", 14), RAID.format(31, 7, "Djibo near Arbinda", 50)]
    project.articles.add(
        ArticleDraft(text, date=one, source=one) for text, one in zip(texts, ("2020-06-02", day), strict=True)
    )  # fmt: skip
    assert project.copies.find() == copies
