"""The figures of a coder's work in words: the columns of the table of progress, and the lines of a profile.

Owns headings, tips that say how each figure is counted, and how numbers are written. What they are is `work_figures`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from ..project.work_figures import Profile, share


def _t(text: str) -> str:
    return QCoreApplication.translate("progress", text)


@dataclass(frozen=True, slots=True)
class Column:
    """One figure: its heading, how it is counted, and how it is written of a profile."""

    title: str
    tip: str
    write: Callable[[Profile], str]


def number(count: float) -> str:
    """A whole number as people here write it."""
    return QLocale().toString(int(count))


def percent(part: float, whole: float) -> str:
    """A share as a whole percentage; empty where there is nothing to take it of."""
    found = share(part, whole)
    return "" if found is None else _t("{0} %").format(round(found * 100))


def rate(value: float | None) -> str:
    """A rate with one digit behind the point."""
    return "" if value is None else QLocale().toString(value, "f", 1)


def day(value: date) -> str:
    """A day, with its year only where it is another one."""
    form = "d MMM" if value.year == date.today().year else "d MMM yyyy"
    return QLocale().toString(QDate(value.year, value.month, value.day), form)


def columns() -> list[Column]:
    """The columns behind the coder's name and the bar."""
    return [
        Column(_t("Articles"), _t("Handed out: articles handed to the coder; all articles where nothing was handed out"),
               lambda one: number(one.handed_out)),
        Column(_t("To do"), _t("Articles of these that the coder has not begun"), lambda one: number(one.to_do)),
        Column(_t("Open"), _t("Begun, and not called done"), lambda one: number(one.open)),
        Column(_t("Done"), _t("Called done by the coder, and not reviewed as they stand"), lambda one: number(one.done)),
        Column(_t("Returned"), _t("Sent back by a lead, and not called done again yet"), lambda one: number(one.returned)),
        Column(_t("Approved"), _t("Approved by a lead, and not changed since"), lambda one: number(one.approved)),
        Column(_t("Events"), _t("Events in all the coder's articles"), lambda one: number(one.events)),
        Column(_t("A day"), _t("Articles finished per day with work: called done for the first time, whenever they were begun"),
               lambda one: rate(one.per_day)),
        Column(_t("No event"), _t("Share of the articles done or approved that hold no event"),
               lambda one: percent(one.without_events, one.complete)),
        Column(_t("Quoted"), _t("Share of the values whose evidence the codebook wants that have words of the text"),
               lambda one: percent(one.quoted, one.wanted)),
        Column(_t("Overruled"), _t("Errors that were let stand with a reason, per event"),
               lambda one: _two(share(one.overruled, one.events))),
        Column(_t("Taken"), _t("Share of the values with words or a status that are an offer of the program, taken unchanged"),
               lambda one: percent(one.taken, one.typed + one.taken + one.changed)),
        Column(_t("Sent back"), _t("Share of the reviewed articles that were sent back at least once"),
               lambda one: percent(one.sent_back, one.reviewed)),
        Column(_t("All done"), _t("When all is done, going on as on the last ten days with work"),
               lambda one: day(one.forecast.day) if one.forecast else _t("done") if one.complete and not one.left else ""),
    ]  # fmt: skip


def facts(one: Profile) -> list[tuple[str, str]]:
    """A profile line by line: what it is about, and what there is to say."""
    offers = one.typed + one.taken + one.changed
    told = [
        (_t("Work"), _t("{0} handed out: {1} to do, {2} open, {3} done, {4} returned, {5} approved").format(
            *map(number, (one.handed_out, one.to_do, one.open, one.done, one.returned, one.approved)))),
        (_t("Events"), _t("{0} in all; {1} of {2} finished articles hold none{3}").format(
            number(one.events), number(one.without_events), number(one.complete),
            _in_brackets(percent(one.without_events, one.complete)))),
        (_t("Pace"), _t("{0} articles finished on {1} days with work{2}").format(
            number(one.finished), number(len(one.days)),
            _t(": {0} a day").format(rate(one.per_day)) if one.per_day is not None else "")),
        (_t("Evidence"), _t("{0} of {1} values that want evidence have words of the text{2}").format(
            number(one.quoted), number(one.wanted), _in_brackets(percent(one.quoted, one.wanted)))),
        (_t("Offers"), _t("{0} taken unchanged{1}, {2} changed, {3} values typed").format(
            number(one.taken), _in_brackets(percent(one.taken, offers)), number(one.changed), number(one.typed))),
        (_t("Problems"), _t("{0} overruled with a reason{1}").format(
            number(one.overruled), _t(", {0} per event").format(_two(share(one.overruled, one.events))) if one.events else "")),
        (_t("Review"), _t("{0} of {1} reviewed articles were sent back{2}").format(
            number(one.sent_back), number(one.reviewed), _in_brackets(percent(one.sent_back, one.reviewed)))
            if one.reviewed else _t("nothing reviewed yet")),
    ]  # fmt: skip
    if one.seconds is not None:
        told.insert(3, (_t("Time"), _time(one)))
    told.append((_t("Forecast"), forecast(one)))
    return told


def forecast(one: Profile) -> str:
    """When all may be done and from what that is told, or why nothing can be told."""
    told = one.forecast
    if told is None:
        if not one.left:
            return _t("nothing is left to do")
        return _t("{0} left; too little was done lately to say when they are done").format(number(one.left))
    return _t("{0} left, done about {1}: at {2} a day on the last {3} days with work ({4} to {5})").format(
        number(one.left), day(told.day), rate(told.rate), number(told.worked), day(told.since), day(told.until)
    )


def _time(one: Profile) -> str:
    hours = QLocale().toString((one.seconds or 0) / 3600, "f", 1)
    if not one.finished:
        return _t("{0} hours kept").format(hours)
    minutes = QLocale().toString((one.seconds or 0) / 60 / one.finished, "f", 1)
    return _t("{0} hours kept, {1} minutes an article finished").format(hours, minutes)


def _two(value: float | None) -> str:
    return "" if value is None else QLocale().toString(value, "f", 2)


def _in_brackets(words: str) -> str:
    return f" ({words})" if words else ""
