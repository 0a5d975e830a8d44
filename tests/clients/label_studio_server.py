"""Label Studio's own server takes our tasks and gives them back: equal, or this script fails.

    python tests/clients/label_studio_server.py [--label-studio PROGRAM] [--keep FOLDER]

It makes an environment of its own with `label-studio` from PyPI (about 1 GB), unless a program is named, and a project of all
that formats stumble over; starts the server on the loopback with SQLite, a home and a data folder of its own and without
telemetry; makes a project with our configuration, imports our tasks, exports them, compares, and stops the server. It is no
test of the suite: `.ci/full` runs it.
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
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "formats")]

from odd_project import odd_project, odd_texts, stands  # noqa: E402  # pyright: ignore[reportMissingImports]

from annotator.formats.codings import label_studio  # noqa: E402
from annotator.formats.codings.arriving import Arriving  # noqa: E402
from annotator.formats.codings.going import CodingOptions  # noqa: E402
from annotator.formats.registry import ExportOptions, export  # noqa: E402
from annotator.project import Project  # noqa: E402
from annotator.project.precodings import Precoding  # noqa: E402

PATIENCE = 600
"""Seconds for the server to make its database and answer."""


def main() -> int:
    """Everything, once for each of the odd projects; 0 where all came back equal."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--label-studio", help="a label-studio that is installed; without it, one is installed for this run")
    asked.add_argument("--keep", type=Path, help="a new folder for all that is made, which is kept")
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = told.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        program = told.label_studio or install(folder / "venv")
        with server(program, folder / "server") as api:
            print(f"Label Studio {api.call('GET', '/api/version')['release']} answers at {api.address}")
            failed = 0
            for name, make in (("odd texts", odd_texts), ("odd values", odd_project)):
                place = folder / name.replace(" ", "-")
                place.mkdir()
                with make(place) as project, _all_done(project):
                    failed += there_and_back(api, project, place, name)
    print("== all came back equal" if not failed else f"== {failed} differences")
    return 1 if failed else 0


@contextmanager
def _all_done(project: Project) -> Iterator[None]:
    with project.history.operation({"id": "test"}):
        project.database.run("UPDATE coding SET state = 'done'")
    yield


def install(venv: Path) -> str:
    """An environment with the server; the path of its program."""
    print("== installing label-studio, which takes some minutes")
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    scripts = venv / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([str(scripts / "python"), "-m", "pip", "install", "-q", "label-studio"], check=True)
    return str(scripts / "label-studio")


class Api:
    """The server's HTTP interface."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self.token = address, token

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """One request with JSON both ways. Raises RuntimeError with what the server says."""
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        request = urllib.request.Request(self.address + path, data, method=method)
        request.add_header("Authorization", f"Token {self.token}")
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                text = answer.read().decode()
                return json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.code} {error.read().decode()[:2000]}") from error


@contextmanager
def server(program: str, folder: Path) -> Iterator[Api]:
    """A running server with a user of ours, stopped at the end."""
    for name in ("home", "data"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token, password = secrets.token_hex(20), secrets.token_hex(12)
    environment = {
        name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "SYSTEMROOT", "TEMP", "TMPDIR")
    }
    environment |= {
        "HOME": str(folder / "home"), "USERPROFILE": str(folder / "home"), "XDG_DATA_HOME": str(folder / "home"),
        "LABEL_STUDIO_BASE_DATA_DIR": str(folder / "data"), "DJANGO_DB": "sqlite", "COLLECT_ANALYTICS": "false",
        "LATEST_VERSION_CHECK": "false", "SENTRY_DSN": "", "FRONTEND_SENTRY_DSN": "", "NO_PROXY": "127.0.0.1",
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true", "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
    }  # fmt: skip
    command = [
        program, "start", "--no-browser", "--internal-host", "127.0.0.1", "--port", str(port), "--data-dir",
        str(folder / "data"), "--username", "coder@example.org", "--password", password, "--user-token", token,
        "--enable-legacy-api-token", "--log-level", "WARNING",
    ]  # fmt: skip
    begun = time.monotonic()
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment, cwd=folder)
        try:
            api = Api(f"http://127.0.0.1:{port}", token)
            while True:
                with suppress(OSError, RuntimeError, ValueError):
                    api.call("GET", "/api/projects/")
                    break
                if process.poll() is not None or time.monotonic() - begun > PATIENCE:
                    said = (folder / "log.txt").read_text(errors="replace")[-3000:]
                    raise RuntimeError(f"The server did not start:\n{said}")
                time.sleep(1)
            print(f"== the server answered after {time.monotonic() - begun:.0f} s")
            yield api
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def there_and_back(api: Api, project: Project, folder: Path, name: str) -> int:
    """Our tasks into a project of the server and out again. How many things differ."""
    _offer(project)
    export(project, folder / "out", "label-studio", ExportOptions(every_coder=True, codings=CodingOptions(offers=True)))
    config = (folder / "out" / "labelconfig.xml").read_text(encoding="utf-8")
    ours = json.loads((folder / "out" / "tasks.json").read_text(encoding="utf-8"))
    there = api.call("POST", "/api/projects/", {"title": name, "label_config": config})["id"]
    imported = api.call("POST", f"/api/projects/{there}/import", ours)
    # The configuration is judged again against what is coded, as when somebody changes it there.
    api.call("PATCH", f"/api/projects/{there}/", {"label_config": config})
    back = api.call("GET", f"/api/projects/{there}/export?exportType=JSON&download_all_tasks=true")
    for task in back:
        whole = api.call("GET", f"/api/tasks/{task['id']}/")
        task["predictions"] = whole["predictions"]
    back.sort(key=lambda task: task["data"]["number"])
    (folder / "back.json").write_text(json.dumps(back, ensure_ascii=False), encoding="utf-8")
    figures, theirs = Counter(count(ours)), Counter(count(back))
    print(f"== {name}: {dict(figures)}; imported {imported['task_count']} tasks, {imported['annotation_count']} annotations")
    differences = [f"{key}: {figures[key]} went, {theirs[key]} came" for key in figures | theirs if figures[key] != theirs[key]]
    for mine, other in zip(ours, back, strict=False):
        differences += compare(mine, other)
    differences += as_we_read(project, folder)
    for one in differences:
        print(f"   differs: {one}")
    return len(differences)


def _offer(project: Project) -> None:
    """A model's word on the first article, so that predictions with a score travel, too."""
    article = project.articles.by_number(1)
    assert article is not None
    quote = stands(article.text, "Two died")
    project.precodings.add([
        Precoding(article.uid, "rules-1", "1", "deaths", 2, (quote,), 0.75),
        Precoding(article.uid, "rules-1", "1", "kind", "1"),
    ])  # fmt: skip


def count(tasks: list[dict[str, Any]]) -> dict[str, int]:
    """What is in tasks."""
    found: Counter[str] = Counter(tasks=len(tasks))
    for task in tasks:
        found["characters"] += len(task["data"]["text"])
        for kind in ("annotations", "predictions"):
            found[kind] += len(task[kind])
            for coded in task[kind]:
                types = Counter(one["type"] for one in coded["result"])
                found.update({"regions": types["labels"], "relations": types["relation"]})
                found.update({"choices": types["choices"], "texts": types["textarea"]})
    return dict(found)


def compare(mine: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """What of one task came back otherwise: data, results of annotations and predictions in their order, words of regions."""
    where = f"task {mine['id']}"
    found = [f"{where}, {name}" for name, value in mine["data"].items() if other["data"].get(name) != value]
    for kind in ("annotations", "predictions"):
        theirs = {coder(one): one for one in other[kind]}
        for coded in mine[kind]:
            match = theirs.get(coder(coded))
            if match is None:
                found.append(f"{where}, {kind} of {coder(coded)} are gone")
            elif match["result"] != coded["result"]:
                found.append(f"{where}, results of {coder(coded)}")
            elif kind == "predictions" and (match["model_version"], match["score"]) != (
                coded["model_version"], coded.get("score")):  # fmt: skip
                found.append(f"{where}, model and score of {coder(coded)}: {match['model_version']}, {match['score']}")
            elif kind == "annotations" and (match["ground_truth"], match["was_cancelled"]) != (
                coded["ground_truth"], coded["was_cancelled"]):  # fmt: skip
                found.append(f"{where}, states of {coder(coded)}")
    for coded in (*other["annotations"], *other["predictions"]):
        for one in coded["result"]:
            value = one.get("value", {})
            if one["type"] == "labels" and other["data"]["text"][value["start"] : value["end"]] != value["text"]:
                found.append(f"{where}, “{value['text']}” does not stand at its place")
    return found


def coder(coded: dict[str, Any]) -> str:
    """Whose it is."""
    return next(one["value"]["text"][0] for one in coded["result"] if one.get("from_name") == "Coder")


def as_we_read(project: Project, folder: Path) -> list[str]:
    """What our own reader finds otherwise in the server's export than in what went out."""
    read = {}
    for name in ("out", "back.json"):
        arriving = Arriving(project.codebook)
        articles: list[Any] = list(label_studio.read(folder / name, arriving))
        read[name] = {
            one.uid: (one.text, one.facts, {coding.uid: coding for coding in one.codings}) for one in articles
        }  # fmt: skip
        if arriving.unmapped:
            return [f"{name}: {one}" for one in arriving.unmapped]
    return [] if read["out"] == read["back.json"] else ["what our reader makes of it"]


if __name__ == "__main__":
    sys.exit(main())
