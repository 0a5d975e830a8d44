"""What a written date says: values, spellings in a table's cells, years in names, dates in a note.

Owns the canonical form of a date value and every spelling that is understood. A value is one string:

    2020-06-02 · 2020-06 · 2020               a day, a month, a year
    2020-06-01/2020-06-05                     some day of a range
    ../2020-06-05 · 2020-06-01/..             on or before, on or after
    any of them with ~ behind                 approximate

Must not know the clock (nothing here depends on today), nor tables, codebooks or the article a date comes from.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

Precision = Literal["day", "month", "year", "range"]
Order = Literal["dmy", "mdy", "ymd"]


class AmbiguousDate(ValueError):
    """A written date with two readings; the text names both."""

    def __init__(self, text: str, readings: tuple[str, ...]) -> None:
        self.written, self.readings = text, readings
        super().__init__(f"“{text}” may be {' or '.join(readings)}; say whether the day or the month comes first.")


# --- values ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date as far as it is known: some day from `first` to `last`, both included; None is an open side."""

    first: date | None
    last: date | None
    precision: Precision = "day"
    approximate: bool = False

    def __post_init__(self) -> None:
        if self.first is None and self.last is None:
            raise ValueError("A date that is open on both sides says nothing; leave it empty.")
        if self.first and self.last and self.first > self.last:
            raise ValueError(f"The range ends on {self.last}, before it starts on {self.first}.")

    @property
    def text(self) -> str:
        """The canonical string; `parse_value` gives an equal value back."""
        first = self.first.isoformat() if self.first else ".."
        last = self.last.isoformat() if self.last else ".."
        shown = {"day": first, "month": first[:7], "year": first[:4]}.get(self.precision, f"{first}/{last}")
        return shown + ("~" if self.approximate else "")

    def __str__(self) -> str:
        return self.text


_PART = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def parse_value(text: str) -> DateValue:
    """Read a date value; white space around it is ignored.

    The ends of a range may be months or years and then stand for their first and last day; a range of one day is that
    day. ValueError says in a sentence what is wrong.
    """
    if quick := _iso_day(text):
        return DateValue(quick, quick)
    body = text.strip()
    approximate = body.endswith("~")
    body = body.removesuffix("~")
    if "/" not in body:
        first, last, precision = _period(body)
        return DateValue(first, last, precision, approximate)
    left, _, right = body.partition("/")
    first = None if left == ".." else _period(left)[0]
    last = None if right == ".." else _period(right)[1]
    return DateValue(first, last, "day" if first == last and first else "range", approximate)


def _period(text: str) -> tuple[date, date, Precision]:
    found = _PART.fullmatch(text)
    if not found:
        raise ValueError(f"“{text}” is not a date; write it as 2020-06-02, 2020-06 or 2020.")
    year, month, day = (int(part) if part else None for part in found.groups())
    if not year:
        raise ValueError(f"“{text}” has no year; years run from 0001 to 9999.")
    if month is None:
        return date(year, 1, 1), date(year, 12, 31), "year"
    if not 1 <= month <= 12:
        raise ValueError(f"“{text}” names month {month}; months run from 01 to 12.")
    days = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, days), "month"
    if not 1 <= day <= days:
        raise ValueError(f"“{text}” names day {day}; that month has {days} days.")
    return date(year, month, day), date(year, month, day), "day"


def is_valid(text: str) -> bool:
    """Whether `parse_value` can read it."""
    try:
        parse_value(text)
    except ValueError:
        return False
    return True


def days_between(a_value: str, b_value: str) -> int:
    """Fewest days from the first value to the second: negative when the second is earlier, 0 when they can be one day.

    An open side reaches as far as it must. ValueError as for `parse_value`.
    """
    a, b = parse_value(a_value), parse_value(b_value)
    if a.last and b.first and b.first > a.last:
        return (b.first - a.last).days
    if a.first and b.last and b.last < a.first:
        return (b.last - a.first).days
    return 0


# --- words ----------------------------------------------------------------------------------------------------------


def fold(text: str) -> str:
    """Lower case, without accents, vowel signs, hamza or tatweel, and with plain digits."""
    if text.isascii():
        return text.lower().strip()
    letters = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c) and c not in _INVISIBLE)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in letters).casefold().strip()


_INVISIBLE = "ـ\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"

# One line a month: English, French, Spanish, Portuguese, German, Russian, Arabic (east, Egypt, Maghreb). Names of two
# words are joined by an underscore.
_MONTHS_WRITTEN = """
january jan janvier janv enero ene janeiro januar janner январь января янв كانون_الثاني كانون_ثاني يناير جانفي
february feb fevrier fevr fev febrero fevereiro februar feber февраль февраля фев февр شباط فبراير فيفري
march mar mars marzo marco marz марта март мар آذار اذار مارس
april apr avril avr abril abr апрель апреля апр نيسان أبريل ابريل إبريل أفريل
may mai mayo maio мая май أيار ايار مايو ماي
june jun juin junio junho juni июня июнь июн حزيران يونيو يونيه جوان
july jul juillet juil julio julho juli июля июль июл تموز يوليو يوليه يوليوز جويلية
august aug aout aou agosto ago августа август авг آب اب أغسطس اغسطس غشت أوت
september sep sept septembre septiembre setiembre setembro set septiembre сентября сентябрь сен сент أيلول ايلول سبتمبر شتنبر
october oct octobre octubre outubro out oktober okt октября октябрь окт تشرين_الأول تشرين_أول أكتوبر اكتوبر
november nov novembre noviembre novembro ноября ноябрь ноя нояб تشرين_الثاني تشرين_ثاني نوفمبر نونبر
december dec decembre diciembre dic dezembro dez dezember декабря декабрь дек كانون_الأول كانون_أول ديسمبر دجنبر
"""
MONTHS = {
    fold(name).replace("_", " "): number
    for number, line in enumerate(_MONTHS_WRITTEN.strip().splitlines(), start=1)
    for name in line.split()
}
_FIRST_HALVES = frozenset(name.split()[0] for name in MONTHS if " " in name)

# Words that stand in a date and say nothing about which day it is.
_FILLERS = frozenset(
    fold(
        """of the on st nd rd th de del do da d le l du er ere re e o a den der dem am г года год го من في عام سنة
        لعام م يوم
        mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday
        lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo
        segunda terca quarta quinta sexta feira montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
        mo di mi do fr sa so понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс
        الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد"""
    ).split()
)

# --- one cell -------------------------------------------------------------------------------------------------------

_HOUR = "(?:[01]?[0-9]|2[0-4])"
_MINUTES = "[:h][0-5][0-9](?::[0-6][0-9](?:[.,][0-9]+)?)?"
_CLOCK = re.compile(
    rf"(?<=[0-9])(?:t{_HOUR}(?:{_MINUTES})?|[\s,]+(?:at\s+|a\s+|um\s+|в\s+)?{_HOUR}(?:{_MINUTES}|(?=\s?[ap]\.?m)))"
    r"\s?(?:[ap]\.?m\.?)?\s?(?:z|[+-][0-9]{2}:?(?:[0-9]{2})?)?\s?\(?[a-z]{0,5}\)?$"
)
_BASIC_CLOCK = re.compile(r"([0-9]{8})t[0-9]{4,6}(?:\.[0-9]+)?(?:z|[+-][0-9]{2,4})?")
_TRIPLE = re.compile(r"([0-9]{1,4})\s*([-/.\s‐‑–]|年)\s*([0-9]{1,2})\s*(?:\2|月)\s*([0-9]{1,4})\s*(?:日|г\.?)?")
_BARE = re.compile(r"([0-9]+)(\.[0-9]+)?")
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|(?P<other>[^\s,.،/'’()ºª‐‑–-])")
_UNIX_DAYS, _EXCEL_DAYS = date(1970, 1, 1), date(1899, 12, 30)


def read_written(
    text: str,
    order: Order | None = None,
    *,
    pivot: int = 68,
    excel_serials: bool = False,
    unix_days: bool = False,
) -> str | None:
    """The ISO day a cell says in any common spelling; None when it says none.

    A time of day and its zone are dropped: the day counts as written. `order` settles numbers such as 02/06/2020 and is
    a column's, from `formats.date_columns`; without it two possible readings raise AmbiguousDate. Years of two digits up to
    `pivot` are 20xx, else 19xx, and stand last unless only the other way gives a day. Nine and ten digits are Unix
    seconds, thirteen milliseconds, in UTC. `excel_serials` reads 1 to 7 digits as days of Excel's 1900 calendar,
    `unix_days` as days since 1970-01-01.
    """
    if len(text) > 200:
        return None
    if quick := _iso_day(text):
        return quick.isoformat()
    cell = fold(text)
    if bare := _BARE.fullmatch(cell):
        serial_start = _EXCEL_DAYS if excel_serials else _UNIX_DAYS if unix_days else None
        return _iso(_read_bare(bare[1], bool(bare[2]), serial_start))
    if basic := _BASIC_CLOCK.fullmatch(cell):
        return _iso(_read_bare(basic[1], False, None))
    if triple := three_numbers(cell):
        return _read_triple(triple, order, pivot, text.strip())
    named = (_read_named(form, order, pivot) for form in dict.fromkeys((cell, _CLOCK.sub("", cell))))
    return _iso(next(filter(None, named), None))


def _iso_day(text: str) -> date | None:
    """The day of the commonest spelling, 2020-06-02, ten times sooner than by pattern."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _read_bare(digits: str, has_fraction: bool, serial_start: date | None) -> date | None:
    """A cell of digits alone: which of the number spellings it is depends on how many there are."""
    size, number = len(digits), int(digits[:20])
    if size in (8, 14) and not has_fraction:
        return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:8])) if "1500" <= digits[:4] < "2200" else None
    if size in (9, 10, 13):
        seconds = number // 1000 if size == 13 else number
        return datetime.fromtimestamp(seconds, UTC).date()
    if serial_start is None or size > 7:
        return None
    if serial_start == _EXCEL_DAYS:
        # Excel believes in 29 February 1900 (day 60), so the days before it are shifted by one.
        if number in (0, 60):
            return None
        number += number < 60
    try:
        return serial_start + timedelta(days=number)
    except OverflowError:
        return None


def three_numbers(cell: str) -> tuple[str, str, str] | None:
    """The three numbers of a folded cell that holds nothing else but a time of day, as they are written; None for any other."""
    for form in (cell, _CLOCK.sub("", cell)):
        if found := _TRIPLE.fullmatch(form):
            return found[1], found[3], found[4]
    return None


def is_serial(cell: str) -> bool:
    """Whether a folded cell is a plain number of up to 7 digits: a day for whoever knows from which one it counts."""
    return bool((bare := _BARE.fullmatch(cell)) and len(bare[1]) <= 7)


def _full_year(written: str, pivot: int) -> int:
    if len(written) == 4:
        return int(written)
    return int(written) + (2000 if int(written) <= pivot else 1900) if len(written) == 2 else 0


def readings(triple: tuple[str, str, str], pivot: int) -> dict[Order, date]:
    """Every order that makes a day of three numbers, with the day; `pivot` as in `read_written`."""
    a, b, c = triple
    found: dict[Order, date] = {}
    tries: tuple[tuple[Order, str, str, str], ...] = (("dmy", c, b, a), ("mdy", c, a, b), ("ymd", a, b, c))
    for order, year, month, day in tries:
        if len(month) <= 2 and len(day) <= 2 and (read := _day(_full_year(year, pivot), int(month), int(day))):
            found[order] = read
    return found


def _read_triple(triple: tuple[str, str, str], order: Order | None, pivot: int, written: str) -> str | None:
    found = readings(triple, pivot)
    year_is_plain = len(triple[0]) == 4 or len(triple[2]) == 4
    if len(triple[0]) == 4:
        return _iso(found.get("ymd"))
    if order and not (order == "ymd" and year_is_plain):
        return _iso(found.get(order))
    days = {found[key] for key in ("dmy", "mdy") if key in found}
    if len(days) > 1:
        raise AmbiguousDate(written, tuple(day.isoformat() for day in sorted(days)))
    return _iso(days.pop() if days else found.get("ymd"))


def _read_named(cell: str, order: Order | None, pivot: int) -> date | None:
    """A cell with the month in letters: numbers, one month (or the same twice) and words that say nothing."""
    numbers: list[str] = []
    months: list[tuple[int, int]] = []
    tokens = list(_TOKEN.finditer(cell))
    if len(tokens) > 14 or any(token["other"] for token in tokens):
        return None
    words, index = [token[0] for token in tokens], 0
    while index < len(words):
        word = words[index]
        size = 2 if word in _FIRST_HALVES and " ".join(words[index : index + 2]) in MONTHS else 1
        month = MONTHS.get(" ".join(words[index : index + size]))
        index += size
        if word.isdecimal():
            numbers.append(word)
        elif month:
            months.append((month, len(numbers)))
        elif word not in _FILLERS:
            return None
    if len({month for month, _ in months}) != 1 or len(numbers) != 2:
        return None
    month, before = months[0]
    year_first = before > 0 and (len(numbers[0]) == 4 or order == "ymd")
    year, day = numbers if year_first else reversed(numbers)
    return _day(_full_year(year, pivot), month, int(day)) if len(day) <= 2 else None


# --- running text ---------------------------------------------------------------------------------------------------

_YEARS = re.compile(r"\(\s*([12][0-9]{3})?\s*[-‐‑–—]\s*([12][0-9]{3})?\s*\)")


def years_in_name(name: str) -> tuple[int | None, int | None] | None:
    """First and last year of an actor's name: "Military Forces of Iraq (2014-)" gives (2014, None).

    The first pair of brackets that holds years counts; a name without any gives None.
    """
    for found in _YEARS.finditer(name):
        if found[1] or found[2]:
            return (int(found[1]) if found[1] else None, int(found[2]) if found[2] else None)
    return None


_ENGLISH = (
    "Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|Mar(?:ch|\\.)?|Apr(?:il|\\.)?|May|June?\\.?|July?\\.?|Aug(?:ust|\\.)?"
    "|Sept?(?:ember|\\.)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?"
)
_DAY = "([0-9]{1,2})(?:st|nd|rd|th)?"
_AND = r"\s?(?:-|–|/|&|,|\band\b|\bto\b|\bor\b)\s?"
_SPACE = r"[^\S\n]{1,3}|\n"
_DAY_MONTH = re.compile(
    rf"(?<![\w/.-])(?:{_DAY}{_AND})?{_DAY}(?:{_SPACE})(?:of\s)?({_ENGLISH}),?(?:{_SPACE})([12][0-9]{{3}})(?!\w)", re.I
)
_MONTH_DAY = re.compile(
    rf"(?<!\w)({_ENGLISH})(?:{_SPACE}){_DAY}(?:{_AND}{_DAY})?(?:,(?:{_SPACE})?|{_SPACE})([12][0-9]{{3}})(?!\w)", re.I
)


def dates_in_note(text: str) -> list[tuple[int, int, str]]:
    """The full English dates of a text, in order: start and end in code points, and the ISO day.

    The span is the date without "On". "13-14 June 2022" gives two dates: "13" alone, and "14 June 2022".
    """
    found: list[tuple[int, int, str]] = []
    for match in _DAY_MONTH.finditer(text):
        if match[1]:
            _keep(found, match.start(1), match.end(1), match[4], match[3], match[1])
        _keep(found, match.start(2), match.end(), match[4], match[3], match[2])
    for match in _MONTH_DAY.finditer(text):
        end = match.end(2) if match[3] else match.end()
        _keep(found, match.start(), end, match[4], match[1], match[2])
        if match[3]:
            _keep(found, match.start(3), match.end(), match[4], match[1], match[3])
    return sorted(found)


def _keep(found: list[tuple[int, int, str]], start: int, end: int, year: str, month: str, day: str) -> None:
    if read := _day(int(year), MONTHS[month.rstrip(".").lower()], int(day)):
        found.append((start, end, read.isoformat()))
