"""The languages of articles whose files name none: what is sure, and how undo takes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.languages import guess

TEXTS = {
    "en": "Police fired on protesters in the main square on Tuesday, killing two people, officials of the city said. "
    "The crowd had asked for the release of a teacher who was arrested the week before.",
    "fr": "La police a tiré mardi sur des manifestants réunis sur la place principale, tuant deux personnes, selon la mairie. "
    "La foule demandait la libération d'un enseignant arrêté la semaine précédente.",
    "es": "La policía disparó el martes contra los manifestantes de la plaza principal y mató a dos personas, según el "
    "ayuntamiento. La multitud pedía la liberación de un maestro detenido la semana anterior.",
    "ar": "أطلقت الشرطة النار يوم الثلاثاء على متظاهرين في الساحة الرئيسية مما أدى إلى مقتل شخصين، بحسب مسؤولين في المدينة. "
    "وكان الحشد يطالب بالإفراج عن معلم اعتقل في الأسبوع السابق.",
    "ru": "Полиция во вторник открыла огонь по протестующим на главной площади, погибли два человека, сообщили власти города. "
    "Толпа требовала освободить учителя, арестованного неделей раньше.",
    "zh": "警方周二在主广场向抗议者开枪,造成两人死亡,市政府官员说。人群要求释放一周前被捕的一名教师。",
    "uk": "У вівторок поліція відкрила вогонь по протестувальниках на головній площі, загинули двоє людей, кажуть у місті.",
    "tr": "Polis salı günü ana meydanda toplanan göstericilere ateş açtı, iki kişi hayatını kaybetti, yetkililer açıkladı.",
    "fa": "پلیس روز سه‌شنبه به سوی معترضان در میدان اصلی شلیک کرد و دو نفر کشته شدند، مقامات شهر گفتند که معلم آزاد خواهد شد.",
}  # fmt: skip


@pytest.fixture
def pile(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "pile.annotator", "acled", coder="lead") as made:
        yield made


def brought(project: Project, *drafts: ArticleDraft) -> int:
    with project.history.operation({"id": "import_articles", "source": "pile.csv"}) as number:
        project.articles.add(drafts, source="pile.csv")
    return number


def languages(project: Project) -> list[str]:
    return [one.language for one in project.articles.walk()]


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_a_text_of_one_language_is_known(language: str, text: str):
    assert guess(text) == language


@pytest.mark.parametrize("text", ["", "Oui.", "12 345", "Kirkuk 2020-06-02", "…" * 100])
def test_a_short_text_stays_without(text: str):
    assert guess(text) == ""


def test_a_mixed_text_stays_without():
    assert guess(TEXTS["en"] * 5 + TEXTS["fr"] * 5) == ""
    assert guess(TEXTS["en"] * 10) == "en"


def test_only_what_says_no_language_gets_one(pile: Project):
    brought(pile, ArticleDraft(TEXTS["fr"]), ArticleDraft(TEXTS["en"], language="en-GB"), ArticleDraft("Oui."))
    assert pile.languages.waiting() == 2
    assert pile.languages.catch_up() == 1
    assert languages(pile) == ["fr", "en-GB", ""]
    assert pile.history.steps()[0].label["id"] == "note_languages"
    pile.history.undo()
    assert languages(pile) == ["", "en-GB", ""]


def test_undo_after_an_import_takes_back_import_and_languages(pile: Project):
    number = brought(pile, ArticleDraft(TEXTS["fr"]), ArticleDraft(TEXTS["ru"]))
    assert pile.languages.catch_up(of=number) == 2
    assert languages(pile) == ["fr", "ru"]
    step = pile.history.undo()
    assert step is not None
    assert step.label["id"] == "import_articles"
    assert pile.articles.count() == 0
    pile.history.redo()
    assert languages(pile) == ["fr", "ru"]


def test_articles_of_earlier_imports_are_left_alone(pile: Project):
    brought(pile, ArticleDraft(TEXTS["ar"]))
    number = brought(pile, ArticleDraft(TEXTS["fr"]))
    pile.languages.catch_up(of=number)
    assert languages(pile) == ["", "fr"]


def test_where_something_was_done_since_it_is_a_step_of_its_own(pile: Project):
    number = brought(pile, ArticleDraft(TEXTS["fr"]))
    article = next(pile.articles.walk())
    pile.articles.correct(article.uid, title="Another title")
    pile.languages.catch_up(of=number)
    assert [one.label["id"] for one in pile.history.steps(3)] == ["note_languages", "correct_article", "import_articles"]
    pile.history.undo()
    assert languages(pile) == [""]


def test_what_was_brought_back_is_noted_again(pile: Project):
    pile.languages.catch_up(of=brought(pile, ArticleDraft(TEXTS["fr"])))
    pile.history.undo()
    pile.languages.catch_up(of=brought(pile, ArticleDraft(TEXTS["fr"])))
    assert languages(pile) == ["fr"]


def test_stopping_keeps_what_is_done(pile: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("annotator.project.languages.BATCH", 2)
    number = brought(pile, *(ArticleDraft(f"{TEXTS['en']} {at}") for at in range(5)))

    def stop(looked: int) -> None:
        if looked >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pile.languages.catch_up(stop, of=number)
    assert languages(pile) == ["en"] * 4 + [""]
    pile.history.undo()
    assert pile.articles.count() == 0


def test_a_language_that_another_one_corrected_does_not_hold_up_the_undo_of_the_import(pile: Project):
    other, lead = pile.coders.add("other", role="lead"), pile.coder
    number = brought(pile, ArticleDraft(TEXTS["fr"]), ArticleDraft(TEXTS["es"]))
    pile.languages.catch_up(of=number)
    pile.work_as(other)
    pile.articles.correct(next(pile.articles.walk()).uid, language="fr-CA")
    pile.work_as(lead)
    step = pile.history.undo()
    assert step is not None
    assert step.label["id"] == "import_articles"
    assert pile.articles.count() == 0
    pile.history.redo()
    assert languages(pile) == ["fr-CA", "es"]


def test_a_language_corrected_later_holds_up_nothing(pile: Project):
    pile.languages.catch_up(of=brought(pile, ArticleDraft(TEXTS["fr"])))
    article = next(pile.articles.walk())
    pile.articles.correct(article.uid, language="fr-CA")
    pile.languages.catch_up()
    assert languages(pile) == ["fr-CA"]
    pile.history.undo()
    assert languages(pile) == ["fr"]
