"""The picture of codings that come in from elsewhere; `make` takes it with the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TEXT = "On 2 June 2020, gunmen attacked a checkpoint south of Ostrand. Two policemen died, a driver was wounded."
OTHER = "About 200 traders walked from the eastern market of Ostrand to the town hall on Wednesday."


def take(window: Any, path: Path) -> None:
    """What a student group coded with labels of its own, looked at before it comes in."""
    from PySide6.QtWidgets import QApplication

    from annotator.gui.codings_dialog import CodingsDialog
    from annotator.project import Project

    file = path.with_name("student-group.jsonl")
    file.write_text("".join(json.dumps(one) + "\n" for one in _lines()) + '{"uid": "cut off\n', encoding="utf-8")
    with Project.create(path, "acled", coder="A7", name="Ostrand"):
        pass
    window.open_project(path)
    dialog = CodingsDialog(window.current(), window, settings=window.settings)
    dialog.open()
    dialog.take(file)
    dialog.wait()
    dialog.labels.say("Toll", "fatalities")
    dialog.wait()
    dialog.file.setText("~/Downloads/student-group.jsonl")
    for _ in range(20):
        QApplication.processEvents()
    dialog.grab().save(str(HERE / "codings-in.png"))
    dialog.reject()


def _lines() -> list[dict[str, Any]]:
    def span(text: str, quote: str) -> dict[str, Any]:
        start = text.index(quote)
        return {"part": "text", "start": start, "end": start + len(quote), "quote": quote}

    def line(text: str, coder: str, values: dict[str, Any], **words: str) -> dict[str, Any]:
        evidence = [{"field": name, "spans": [span(text, quote)]} for name, quote in words.items()]
        event = {"uid": "", "values": values, "evidence": evidence}
        return {"uid": "", "date": "2020-06-03", "text": text, "codings": [{"uid": "", "coder": coder, "events": [event]}]}

    attack = {"event_date": "2020-06-02", "event_type": "Battles", "sub_event_type": "Armed clash", "Toll": "2",
              "Perpetrator": "Unidentified Armed Group", "weather": "clear"}  # fmt: skip
    march = {"event_date": "2020-06-03", "event_type": "Protests", "sub_event_type": "Peacefull protest", "Toll": "0"}
    return [
        line(TEXT, "student 1", attack, event_date="2 June 2020", sub_event_type="attacked"),
        line(TEXT, "student 2", {**attack, "Toll": "3"}, sub_event_type="attacked a checkpoint"),
        line(OTHER, "student 1", march, sub_event_type="walked"),
    ]
