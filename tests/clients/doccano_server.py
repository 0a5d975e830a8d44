"""doccano's own server takes our lines and gives them back: equal, or this script fails.

    python tests/clients/doccano_server.py [--doccano PYTHON] [--keep FOLDER]

It makes an environment of its own with doccano from PyPI (about 700 MB; Python 3.11 at most, and pins for what doccano asks for
without a bound: `doccano==1.8.4 numpy<2 marshmallow<4 setuptools<81`), unless the Python of one is named, and projects of all
that formats stumble over; starts the server on the loopback (`doccano webserver` itself listens to the whole network) and its
task queue with SQLite and a home of their own; for each project makes one of doccano's for spans with overlaps and relations,
uploads our labels and lines as its window does, exports them, compares, brings the export into an empty project and compares
again. It is no test of the suite: `.ci/full` runs it.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "formats")]

from odd_project import ODD, odd_names, odd_project, odd_texts, stands  # noqa: E402  # pyright: ignore[reportMissingImports]

from annotator.cli.main import run  # noqa: E402
from annotator.codebook.loading import load  # noqa: E402
from annotator.formats.codings import doccano  # noqa: E402
from annotator.formats.codings.arriving import Arriving  # noqa: E402
from annotator.formats.registry import ExportOptions, export  # noqa: E402
from annotator.project import Project  # noqa: E402
from annotator.project.articles import ArticleDraft  # noqa: E402

PACKAGES = ("doccano==1.8.4", "numpy<2", "marshmallow<4", "setuptools<81")
PATIENCE = 300
"""Seconds for the server to answer, and for its queue to do one thing."""
Line = dict[str, Any]


def main() -> int:
    """Everything, once for each of the odd projects; 0 where all came back equal."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--doccano", help="a Python that has doccano; without it, one is installed for this run")
    asked.add_argument("--keep", type=Path, help="a new folder for all that is made, which is kept")
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = told.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        python = told.doccano or install(folder / "venv")
        with server(python, folder / "server") as api:
            failed = sum(there_and_back(api, make, folder) for make in (odd_texts, odd_project, odd_names, few_letters))
    print("== all came back equal" if not failed else f"== {failed} differences")
    return 1 if failed else 0


def few_letters(folder: Path) -> Project:
    """Texts of which one letter or sign is not ASCII, so that its encoding can be taken for another; numbers of many digits."""
    path = folder / "few.yaml"
    path.write_text(ODD, encoding="utf-8")
    project = Project.create(folder / "few.annotator", str(path), coder="Anna Real")
    for number, words in enumerate(("Café Kirkuk: two died.", "Two died 😀 in Kirkuk, two were hurt."), start=1):
        project.articles.add([ArticleDraft(words, f"A title {number}", extra={"score": 1 / 3, "small": 1e-12})])
        coding = project.codings.begin(project.articles.uid_of(number), project.coder.uid)
        event = project.events.add(coding.uid, {"latitude": 35.46812345678912, "share": 1 / 3, "place": "Kirkuk", "deaths": 2})
        project.evidence.add(event.uid, "place", [stands(words, "Kirkuk")])
        project.evidence.add(event.uid, "deaths", [stands(words, "two")])
    return project


# --- the server -------------------------------------------------------------------------------------------------------


def install(venv: Path) -> str:
    """An environment with doccano; the path of its Python."""
    print("== installing doccano, which takes a minute")
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    python = str(venv / ("Scripts" if os.name == "nt" else "bin") / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
    return python


class Api:
    """The server's HTTP interface, as its window uses it."""

    def __init__(self, address: str) -> None:
        self.address, self.token = address, ""

    def call(self, method: str, path: str, body: Any = None, file: tuple[str, str, bytes] | None = None) -> Any:
        """One request, with JSON or with a file (its field, name and content); JSON, text or the bytes of an archive come
        back. Raises RuntimeError with what the server says."""
        request = urllib.request.Request(self.address + path, method=method)
        if self.token:
            request.add_header("Authorization", f"Token {self.token}")
        if file is not None:
            edge = secrets.token_hex(16)
            field, name, content = file
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
            request.data = f"{head}Content-Type: application/json\r\n\r\n".encode() + content + f"\r\n--{edge}--\r\n".encode()
            request.add_header("Content-Type", f"multipart/form-data; boundary={edge}")
        elif body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                content, kind = answer.read(), answer.headers.get_content_type()
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.code} {error.read().decode()[:2000]}") from error
        if kind == "application/json":
            return json.loads(content) if content else None
        return content.decode() if kind.startswith("text/") else content

    def done(self, task: str) -> Any:
        """What a task of the queue answers. Raises RuntimeError where it failed or is not done in time."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            time.sleep(0.2)
            told: dict[str, Any] = {}
            with suppress(RuntimeError):  # while the queue writes for long, the server finds its database locked
                told = self.call("GET", f"/v1/tasks/status/{task}")
            if told.get("error"):
                raise RuntimeError(f"a task failed: {told['error']}")
            if told.get("ready"):
                return told["result"]
        raise RuntimeError("a task was not done in time; the queue's log says why")


@contextmanager
def server(python: str, folder: Path) -> Iterator[Api]:
    """A running server and its queue, with a user who is in; both are stopped at the end."""
    (folder / "home").mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = subprocess.run(
        [python, "-c", "import importlib.util as u; print(u.find_spec('backend').submodule_search_locations[0])"],
        check=True, capture_output=True, text=True, cwd=folder,
    )  # fmt: skip
    environment = {
        name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "SYSTEMROOT", "TEMP", "TMPDIR")
    }
    environment |= {
        "HOME": str(folder / "home"), "USERPROFILE": str(folder / "home"), "DOCCANO_HOME": str(folder / "home"),
        "DATABASE_URL": f"sqlite:///{folder.resolve().as_posix()}/home/db.sqlite3",
        "MEDIA_ROOT": str(folder / "home" / "media"),
        "DJANGO_SETTINGS_MODULE": "config.settings.production", "STANDALONE": "True", "SECRET_KEY": secrets.token_hex(20),
        "PYTHONPATH": told.stdout.strip(), "NO_PROXY": "127.0.0.1",
    }  # fmt: skip
    password = secrets.token_hex(12)
    user = ["createuser", "--username", "coder", "--password", password, "--email", "coder@example.org"]
    for words in (["init"], user):
        subprocess.run([python, "-m", "backend.cli", *words], check=True, env=environment, cwd=folder, capture_output=True)
    serve = f"from waitress import serve; from config.wsgi import application as a; serve(a, listen='127.0.0.1:{port}')"
    commands = {"server": ["-c", serve], "queue": ["-m", "backend.cli", "task", "--concurrency", "1"]}
    running: list[subprocess.Popen[bytes]] = []
    begun = time.monotonic()
    try:
        for name, words in commands.items():
            with (folder / f"{name}.txt").open("wb") as log:
                running.append(
                    subprocess.Popen([python, *words], stdout=log, stderr=subprocess.STDOUT, env=environment, cwd=folder)
                )
        api = Api(f"http://127.0.0.1:{port}")
        while not api.token:
            with suppress(OSError, RuntimeError, ValueError):
                api.token = api.call("POST", "/v1/auth/login/", {"username": "coder", "password": password})["key"]
                break
            if any(one.poll() is not None for one in running) or time.monotonic() - begun > PATIENCE:
                said = "\n".join((folder / f"{name}.txt").read_text(errors="replace")[-2000:] for name in commands)
                raise RuntimeError(f"The server did not start:\n{said}")
            time.sleep(0.5)
        print(f"== doccano answered after {time.monotonic() - begun:.0f} s")
        yield api
    finally:
        for one in reversed(running):
            one.terminate()
            try:
                one.wait(20)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()


# --- there and back ---------------------------------------------------------------------------------------------------


def there_and_back(api: Api, make: Callable[[Path], Project], folder: Path) -> int:
    """Our lines into projects of the server, out again, and into an empty project of ours. How many things differ."""
    place = folder / make.__name__
    place.mkdir()
    with make(place) as project:
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE coding SET state = 'done'")
        export(project, place / "out", "doccano", ExportOptions(every_coder=True))
        (place / "book.yaml").write_text(project.database.value("SELECT source FROM codebook"), encoding="utf-8")
    ours = [one for file in written(place) for one in lines_of(file.read_text(encoding="utf-8"))]
    ours.sort(key=coding_of)
    figures = count(ours)
    print(f"== {make.__name__}: {dict(figures)}")
    differences: list[str] = []
    for name in ("with relations", "without relations"):
        related = name == "with relations"
        back = place / f"{name}.zip"
        refused = through(api, place, related, back)
        with zipfile.ZipFile(back) as archive:
            theirs = sorted(lines_of(archive.read("all.jsonl").decode()), key=coding_of)
        found = [f"refused: {one}" for one in refused]
        if related:
            came = count(theirs)
            found += [f"{key}: {figures[key]} went, {came[key]} came" for key in figures | came if figures[key] != came[key]]
            for mine, other in zip(ours, theirs, strict=False):
                found += compare(mine, other)
        found += as_we_read(place, back)
        if make is not odd_names:  # the control signs of its reasons are taken out as it comes in, from wherever that is
            found += as_it_comes_in(place, back)
        differences += [f"{name}: {one}" for one in found]
    for one in differences:
        print(f"   differs: {one}")
    return len(differences)


def written(place: Path) -> list[Path]:
    """The files of our lines."""
    return sorted((place / "out").rglob("*.jsonl"))


def through(api: Api, place: Path, related: bool, back: Path) -> list[Any]:
    """Our lines through a new project of the server, with relations or without, its export into a file. What it refuses."""
    there = api.call("POST", "/v1/projects", {
        "name": place.name, "description": "-", "project_type": "SequenceLabeling", "allow_overlapping": True,
        "resourcetype": "SequenceLabelingProject", "use_relation": related, "grapheme_mode": False,
        "collaborative_annotation": True,
    })["id"]  # fmt: skip
    for name, labels in (("span", "labels.json"), ("relation", "relation-labels.json"))[: 1 + related]:
        content = (place / "out" / labels).read_bytes()
        api.call("POST", f"/v1/projects/{there}/{name}-type-upload", file=("file", labels, content))
    uploads = [api.call("POST", "/v1/fp/process/", file=("filepond", one.name, one.read_bytes())) for one in written(place)]
    told = {"uploadIds": uploads, "format": "JSONL", "task": "SequenceLabeling"}
    told |= {"column_data": "text", "column_label": "entities", "encoding": "utf_8"}
    if related:  # the window names no encoding for lines with relations: doccano takes what it guesses
        told = {"uploadIds": uploads, "format": "JSONL", "task": "RelationExtraction"}
    refused = api.done(api.call("POST", f"/v1/projects/{there}/upload", told)["task_id"])["error"]
    asked = api.call("POST", f"/v1/projects/{there}/download", {"format": "JSONL", "exportApproved": False})["task_id"]
    api.done(asked)
    back.write_bytes(api.call("GET", f"/v1/projects/{there}/download?taskId={asked}"))
    return refused


def lines_of(text: str) -> list[Line]:
    """The lines of a file."""
    return [json.loads(one) for one in text.split("\n") if one]


def coding_of(line: Line) -> str:
    """Which coding a line is of: doccano takes several files in an order of its own."""
    return line["meta"]["coding"]["uid"]


def count(lines: list[Line]) -> Counter[str]:
    """What is in lines."""
    found: Counter[str] = Counter(lines=len(lines))
    for one in lines:
        found["characters"] += len(one["text"])
        found.update({name: len(one[name]) for name in ("entities", "relations")})
    return found


def compare(mine: Line, other: Line) -> list[str]:
    """What of one line came back otherwise, but for the numbers that doccano gives."""
    where = f"line of article {mine['meta']['number']}"
    found = [f"{where}, {name}" for name in ("text", "meta") if mine[name] != other[name]]
    found += [f"{where}, entities"] if places(mine) != places(other) else []
    return found + ([f"{where}, relations"] if ends(mine) != ends(other) else [])


def places(line: Line) -> Counter[tuple[int, int, str]]:
    """Where entities stand, with their labels."""
    return Counter((one["start_offset"], one["end_offset"], one["label"]) for one in line["entities"])


def ends(line: Line) -> Counter[tuple[Any, ...]]:
    """Relations by what they join."""
    at = {one["id"]: (one["start_offset"], one["end_offset"], one["label"]) for one in line["entities"]}
    return Counter((at[one["from_id"]], at[one["to_id"]], one["type"]) for one in line["relations"])


def as_we_read(place: Path, back: Path) -> list[str]:
    """What our own reader finds otherwise in the server's export than in what went out."""
    codebook = load(place / "book.yaml")[0]
    read: list[dict[str, Any]] = []
    for path in (place / "out", back):
        arriving = Arriving(codebook)
        found: list[Any] = list(doccano.read(path, arriving))
        read.append({one.codings[0].uid: replace(one, row=None, file="") for one in found})
        if arriving.unmapped:
            return [f"{path.name}: {one}" for one in arriving.unmapped]
    return [] if read[0] == read[1] else ["what our reader makes of it"]


def as_it_comes_in(place: Path, back: Path) -> list[str]:
    """What differs once the server's export is in an empty project and has gone out of it again."""
    fresh, again = back.with_suffix(".annotator"), back.with_suffix("")
    Project.create(fresh, str(place / "book.yaml"), coder="Lead").close()
    if run(["import", str(fresh), str(back), "--format", "doccano", "--as", "coders"]):
        return ["the import was refused"]
    with Project.open(fresh) as project:
        export(project, again, "doccano", ExportOptions(every_coder=True))
    went, came = (
        {file.relative_to(out).as_posix(): file.read_bytes() for file in out.rglob("*.json*")} for out in (place / "out", again)
    )
    names = [name for name in went | came if name != "manifest.json" and went.get(name) != came.get(name)]
    return [f"{name}, after it came in and went out again" for name in names]


if __name__ == "__main__":
    sys.exit(main())
