"""What releases are told in: why codings stand for their articles or not, kinds of change, sizes, what a file could not hold.

Owns the words alone; what they are about is `releases`' and `project.choice`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt

from ..releases.changes import Change

KINDS = ("added", "changed", "deleted", "merged", "article")
_BASIS = {"adjudicated": "adjudicated", "approved": "approved", "done": "done by one coder"}
_LEFT_OUT = {
    "not_done": "not done",
    "not_approved": "done, and not approved",
    "several": "coded by several, and not adjudicated",
    "adjudicated": "settled by adjudication, which goes out instead",
    "another_approved": "another coding of the article was approved",
    "under_way": "the article is being adjudicated",
    "other_round": "of another round: training, test or re-test",
    "standard": "standards to train and test against",
    "other_coder": "another coder's",
    "not_adjudicated": "not adjudicated",
    "model": "a model's, and nobody approved it",
}
_KINDS = {"added": "added", "changed": "changed", "deleted": "deleted", "merged": "merged", "article": "article corrected"}
_UNITS = ("bytes", "kB", "MB", "GB")


def _t(text: str) -> str:
    return QCoreApplication.translate("release", text)


def basis(name: str) -> str:
    """Why a coding stands for its article."""
    return _t(_BASIS.get(name, name))


def left_out(reason: str) -> str:
    """Why one does not."""
    return _t(_LEFT_OUT.get(reason, reason.replace("_", " ")))


def kind(name: str) -> str:
    """What became of an incident, or of an article."""
    return _t(_KINDS.get(name, name))


def change_words(one: Change) -> tuple[str, str]:
    """What was and what is, as the table tells them: of a merged incident, into which one."""
    if one.kind == "merged" and one.merged_into:
        return one.was, _t("merged into {0}").format(one.merged_into)
    return one.was, one.now


def counts_of_changes(counts: Mapping[str, int]) -> str:
    """How many changes there are, in words; empty for none."""
    told = (
        (counts.get("added", 0), _t("1 incident added"), _t("{0} incidents added")),
        (counts.get("changed", 0), _t("1 value changed"), _t("{0} values changed")),
        (counts.get("deleted", 0), _t("1 deleted"), _t("{0} deleted")),
        (counts.get("merged", 0), _t("1 merged into another"), _t("{0} merged into others")),
        (counts.get("article", 0), _t("1 correction of an article"), _t("{0} corrections of articles")),
    )
    return ", ".join(one if count == 1 else many.format(f"{count:,}") for count, one, many in told if count)


def many(count: int, one: str, more: str) -> str:
    """A count in words that are translated already; `more` has a place for the number."""
    return one if count == 1 else more.format(f"{count:,}")


def size(count: int) -> str:
    """Bytes as people read them."""
    value, unit = float(count), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:,.0f} {_t(_UNITS[unit])}" if unit == 0 or value >= 10 else f"{value:,.1f} {_t(_UNITS[unit])}"


def when(time: str) -> str:
    """A time of the log (UTC) on this machine's clock."""
    told = QDateTime.fromString(time, "yyyy-MM-ddTHH:mm:ss.zzzZ")
    if not told.isValid():
        told = QDateTime.fromString(time, Qt.DateFormat.ISODate)
    return QLocale().toString(told.toLocalTime(), "d MMM yyyy, HH:mm") if told.isValid() else time


def texts(name: str, limit: int) -> str:
    """How much of the articles goes out."""
    if name == "full":
        return _t("in full")
    return _t("quotes, up to {0} characters").format(limit) if name == "quotes" else _t("none")


def lost(file: Mapping[str, Any]) -> str:
    """What a file of a release could not hold, as its manifest counts it; empty for nothing."""
    more = file.get("lost")
    counts = {**file.get("counts", {}), **(cast("Mapping[str, Any]", more) if isinstance(more, Mapping) else {})}
    told = ((str(what).replace("_", " "), count) for what, count in counts.items() if isinstance(count, int) and count)
    return ", ".join(f"{what} {count:,}" for what, count in told)
