"""spaCy: documents load again with the same words, labels and events, and spaCy trains on them."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from odd_project import ODD, odd_texts, stands

from annotator.errors import ExportRefused
from annotator.formats.codings import spacy_docbin
from annotator.formats.codings.going import CodingOptions
from annotator.formats.codings.tokens import tokens
from annotator.formats.registry import ExportOptions, export
from annotator.project import Project
from annotator.project.articles import ArticleDraft


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with odd_texts(tmp_path) as made:
        yield made


def written(project: Project, out: Path) -> Path:
    export(project, out, "spacy", ExportOptions(every_coder=True))
    return out


def docs(file: Path) -> list[Any]:
    import spacy  # pyright: ignore[reportMissingImports]
    from spacy.tokens import DocBin  # pyright: ignore[reportMissingImports]

    return list(DocBin().from_disk(file).get_docs(spacy.blank("xx").vocab))


def test_without_spacy_it_is_refused_with_the_way_to_have_it(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spacy_docbin, "find_spec", lambda _: None)
    with pytest.raises(ExportRefused, match=r"pip install 'annotator\[spacy\]'"):
        written(project, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Two died, 3:1.", ["Two", "died", ",", "3", ":", "1", "."]),
        ("警察开枪。", ["警", "察", "开", "枪", "。"]),
        ("قُتل اثنان", ["قُتل", "اثنان"]),
        ("हिंसा", ["हिंसा"]),
        ("a 👩‍👩‍👧b 👍🏽\u2028c", ["a", "👩‍👩‍👧", "b", "👍🏽", "c"]),
        ("x^2 `a`", ["x", "^", "2", "`", "a", "`"]),
    ],
)
def test_tokens_of_all_scripts(text: str, expected: list[str]):
    assert [text[slice(*one)] for one in tokens(text)] == expected


class TestLoadedAgain:
    @pytest.fixture(autouse=True)
    def _with_spacy(self) -> None:
        pytest.importorskip("spacy")

    def test_words_labels_and_events_are_the_same(self, project: Project, tmp_path: Path):
        folder = written(project, tmp_path / "out")
        found = docs(folder / "coder1" / "all.spacy")
        assert len(found) == 4
        for doc in found:
            told = doc.user_data["annotator"]
            assert doc.text[told["article"]["body"] :] == project.articles.by_number(told["article"]["number"]).text  # type: ignore[union-attr]
            meant = {
                (doc.text[start:end], one["field"], owner) for owner, holder in
                [("", told), *((event["uid"], event) for event in told["events"])]
                for one in holder["evidence"] for start, end in one["spans"]
            }  # fmt: skip
            assert {(span.text, span.label_, span.id_) for span in doc.spans["sc"]} == meant
            assert {span.kb_id_ for span in doc.spans["sc"]} == {owner for _, _, owner in meant}
            assert [span.id_ for span in doc.spans["events"]] == [event["uid"] for event in told["events"]]
        assert len(found[0].spans["sc"]) == 14
        assert {ent.text for ent in found[0].ents} >= {"Clash", "警察"}
        assert [span.label_ for span in found[1].spans["mentions"]] == ["background"] * 3
        assert [doc.user_data["annotator"]["verdict"] for doc in found] == ["events", "no_event", "events", "unusable"]

    def test_what_the_text_nowhere_says_is_marked(self, project: Project, tmp_path: Path):
        event = docs(written(project, tmp_path / "out") / "coder1" / "all.spacy")[0].user_data["annotator"]["events"][0]
        assert {"arrested", "year"} <= set(event["inferred"])
        assert "deaths" not in event["inferred"]

    def test_the_lines_beside_them_say_the_same(self, project: Project, tmp_path: Path):
        folder = written(project, tmp_path / "out")
        lines = [json.loads(one) for one in (folder / "coder1" / "events.jsonl").read_text(encoding="utf-8").splitlines()]
        assert all(one.pop("part") == "all" for one in lines)
        told = [doc.user_data["annotator"] for doc in docs(folder / "coder1" / "all.spacy")]
        assert lines == json.loads(json.dumps(told))  # spaCy's lists are tuples

    def test_twice_the_same_bytes(self, project: Project, tmp_path: Path):
        one, two = written(project, tmp_path / "one"), written(project, tmp_path / "two")
        for file in one.rglob("*.*"):
            if file.name != "manifest.json":
                assert file.read_bytes() == (two / file.relative_to(one)).read_bytes()

    def test_more_than_one_file_holds_stand_in_a_folder(
        self, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(spacy_docbin, "MOST", 3)
        folder = written(project, tmp_path / "out")
        assert [len(docs(file)) for file in sorted((folder / "coder1" / "all").iterdir())] == [3, 1]
        assert len(docs(folder / "coder2" / "all.spacy")) == 1

    def test_spans_that_end_within_a_token_are_widened_and_counted(self, tmp_path: Path):
        with _drill(tmp_path, 1, "Pol") as made:
            report = export(made, tmp_path / "out", "spacy", ExportOptions())
            (doc,) = docs(tmp_path / "out" / "all.spacy")
        assert "Police" in {span.text for span in doc.spans["sc"]}
        exact = [one for one in doc.user_data["annotator"]["events"][0]["evidence"] if one["field"] == "place"]
        assert [list(one) for one in exact[0]["spans"]] == [[0, 3]]
        assert any(note.startswith("1 span reaches to the ends of tokens") for note in report.notes)


NAMES = ("Kirkuk", "Mosul", "Basra", "Erbil", "Tikrit", "Najaf", "Samarra", "Ramadi")


def _drill(folder: Path, many: int, words: str = "", seed: int = 4) -> Project:
    """Articles of one kind, with an event each: enough to train on."""
    (folder / "odd.yaml").write_text(ODD, encoding="utf-8")
    project = Project.create(folder / "drill.annotator", str(folder / "odd.yaml"), coder="Anna Real")
    choice = random.Random(seed)
    for number in range(1, many + 1):
        place, dead = choice.choice(NAMES), choice.choice(("Two", "Three", "Ten"))
        text = f"Police fired on a crowd in {place}. {dead} people died there on {number} June {2000 + seed}."
        project.articles.add([ArticleDraft(text, date="2020-06-30", source="AFP", language="en")])
        coding = project.codings.begin(project.articles.uid_of(number), project.coder.uid)
        if number % 5 == 0:
            project.codings.set_verdict(coding.uid, "no_event", "sport")
            continue
        event = project.events.add(coding.uid, {"kind": "1", "place": place})
        project.evidence.add(event.uid, "place", [stands(text, words or place)])
        project.evidence.add(event.uid, "kind", [stands(text, "fired")])
        project.evidence.add(event.uid, "deaths", [stands(text, f"{dead} people died")])
    with project.history.operation({"id": "test"}):
        project.database.run("UPDATE coding SET state = 'done'")
    return project


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("spacy")
    folder = tmp_path_factory.mktemp("drill")
    with _drill(folder, 240) as project:
        export(project, folder / "train", "spacy", ExportOptions())
    (folder / "other").mkdir()
    with _drill(folder / "other", 55, seed=5) as project:
        export(project, folder / "dev", "spacy", ExportOptions())
    return folder


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize("component", ["spancat", "ner"])
def test_spacy_trains_an_epoch(component: str, drill: Path):
    import spacy  # pyright: ignore[reportMissingImports]
    from spacy.training import Example  # pyright: ignore[reportMissingImports]

    nlp = spacy.blank("en")
    pipe = nlp.add_pipe(component)
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in docs(drill / "train" / "all.spacy")[:60]]
    optimizer = nlp.initialize(lambda: examples)
    assert set(pipe.labels) == {"place", "kind", "deaths"}
    first: dict[str, float] = {}
    last: dict[str, float] = {}
    for epoch in range(3):
        losses: dict[str, float] = {}
        for batch in spacy.util.minibatch(examples, size=8):
            nlp.update(batch, sgd=optimizer, losses=losses)
        first, last = (losses if epoch == 0 else first), losses
    assert last[component] < first[component]


@pytest.mark.parametrize("options", [{}, {"every_coder": True}, {"codings": CodingOptions(splits=True)}], ids=str)
def test_what_the_folder_says_of_loading_works_there(options: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("spacy")
    with _drill(tmp_path, 12) as project:
        project.splits.make({project.articles.uid_of(number): "dev" for number in range(1, 13)}, {}, {"by": "article"})
        export(project, tmp_path / "out", "spacy", ExportOptions(**options))
    monkeypatch.chdir(tmp_path / "out")
    readme = Path("README.md").read_text(encoding="utf-8")
    found: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", readme, re.DOTALL)[0], found)  # the folder's own words
    assert all("sc" in doc.spans for doc in found["docs"])
    assert "--lang en " in readme


def test_languages_of_which_none_is_most_are_trained_as_any(tmp_path: Path):
    pytest.importorskip("spacy")
    with _drill(tmp_path, 4) as project:
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE article SET language = 'fr' WHERE number > 2")
        export(project, tmp_path / "out", "spacy", ExportOptions())
    assert "--lang xx " in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["en", "xx"])
def test_spacys_own_command_trains_from_its_own_configuration(lang: str, drill: Path, tmp_path: Path):
    import spacy  # pyright: ignore[reportMissingImports]

    told = [sys.executable, "-W", "ignore", "-m", "spacy"]
    config, model = tmp_path / "config.cfg", tmp_path / "model"
    paths = ["--paths.train", str(drill / "train" / "all.spacy"), "--paths.dev", str(drill / "dev" / "all.spacy")]
    few = ["--corpora.train.limit", "40", "--corpora.dev.limit", "10", "--training.max_epochs", "1"]
    for words in (
        ["init", "config", str(config), "--lang", lang, "--pipeline", "spancat,ner"],
        ["train", str(config), *paths, *few, "--output", str(model)],
    ):
        done = subprocess.run([*told, *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    trained = spacy.load(model / "model-last")
    assert set(trained.get_pipe("spancat").labels) == set(trained.get_pipe("ner").labels) == {"place", "kind", "deaths"}


def test_spacy_finds_nothing_wrong_with_the_data(drill: Path):
    config = drill / "config.cfg"
    told = [sys.executable, "-W", "ignore", "-m", "spacy"]
    made = subprocess.run(
        [*told, "init", "config", str(config), "--lang", "en", "--pipeline", "spancat,ner", "--force"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    paths = ["--paths.train", str(drill / "train" / "all.spacy"), "--paths.dev", str(drill / "dev" / "all.spacy")]
    judged = subprocess.run([*told, "debug", "data", str(config), *paths], capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert "✘" not in judged.stdout
    assert "240 training docs" in judged.stdout
