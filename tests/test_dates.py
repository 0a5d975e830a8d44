"""Date values, written dates, a column's order, dates in names and notes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import dates
from annotator.dates import AmbiguousDate, DateValue, parse_value, read_written
from annotator.formats.date_columns import column_order

VALUES = [
    ("2020-06-02", date(2020, 6, 2), date(2020, 6, 2), "day", False),
    ("2020-06", date(2020, 6, 1), date(2020, 6, 30), "month", False),
    ("2020", date(2020, 1, 1), date(2020, 12, 31), "year", False),
    ("2020-06-01/2020-06-05", date(2020, 6, 1), date(2020, 6, 5), "range", False),
    ("../2020-06-05", None, date(2020, 6, 5), "range", False),
    ("2020-06-01/..", date(2020, 6, 1), None, "range", False),
    ("2020-06-02~", date(2020, 6, 2), date(2020, 6, 2), "day", True),
    ("2020-02~", date(2020, 2, 1), date(2020, 2, 29), "month", True),
]


@pytest.mark.parametrize(("text", "first", "last", "precision", "approximate"), VALUES)
def test_values(text: str, first: date | None, last: date | None, precision: str, approximate: bool):
    value = parse_value(f" {text}\n")
    assert (value.first, value.last, value.precision, value.approximate) == (first, last, precision, approximate)
    assert value.text == str(value) == text


def test_values_become_canonical():
    assert parse_value("2020-06/2020-07").text == "2020-06-01/2020-07-31"
    assert parse_value("2020-06-02/2020-06-02~").text == "2020-06-02~"
    assert parse_value("../2020").text == "../2020-12-31"


days = st.dates()
values = (
    st.builds(lambda d, a: DateValue(d, d, "day", a), days, st.booleans())
    | st.builds(lambda d, n: f"{d.isoformat()[:n]}", days, st.sampled_from([4, 7, 10])).map(parse_value)
    | st.builds(
        lambda a, b, approximate: DateValue(min(a, b), max(a, b), "range", approximate), days, days, st.booleans()
    ).filter(lambda v: v.first != v.last)
    | st.builds(lambda d: DateValue(d, None, "range"), days)
    | st.builds(lambda d: DateValue(None, d, "range", True), days)
)


@settings(deadline=None)
@given(values)
def test_canonical_text_comes_back(value: DateValue):
    assert parse_value(value.text) == value
    assert parse_value(parse_value(value.text).text).text == value.text


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "not a date"),
        ("2020-6-2", "not a date"),
        ("2020-13", "month 13"),
        ("2021-02-29", "28 days"),
        ("2020-06-05/2020-06-01", "before it starts"),
        ("../..", "open on both"),
        ("0000-01-01", "no year"),
        ("2020-06-02/", "not a date"),
        ("2020-06-02~~", "not a date"),
        ("٢٠٢٠-٠٦-٠٢", "not a date"),
        ("2020/2021/2022", "not a date"),
    ],
)
def test_wrong_values_say_why(text: str, word: str):
    assert not dates.is_valid(text)
    with pytest.raises(ValueError, match=word):
        parse_value(text)


WRITTEN = [
    ("2020-06-02", "2020-06-02"),
    ("2020/06/02", "2020-06-02"),
    ("2020.6.2", "2020-06-02"),
    ("20200602", "2020-06-02"),
    ("31-12-19", "2019-12-31"),
    ("31/12/68", "2068-12-31"),
    ("31/12/69", "1969-12-31"),
    ("99-12-31", "1999-12-31"),
    ("12/31/2019", "2019-12-31"),
    ("05/05/2020", "2020-05-05"),
    ("31. 12. 2019", "2019-12-31"),
    ("13 November 2020", "2020-11-13"),
    ("18-February-2024", "2024-02-18"),
    ("01-January-2015", "2015-01-01"),
    ("November 13, 2020", "2020-11-13"),
    ("02nd June, 2020", "2020-06-02"),
    ("5-Aug-24", "2024-08-05"),
    ("2020 June 2", "2020-06-02"),
    ("Tue, 02 Jun 2020 10:00:00 +0000", "2020-06-02"),
    ("Sept. 5, 2021", "2021-09-05"),
    ("June 2, 2020 at 3:15 PM", "2020-06-02"),
    ("5 Aug '24", "2024-08-05"),
    ("2nd of June 2020", "2020-06-02"),
    ("2020-06-02T10:00:00Z", "2020-06-02"),
    ("2020-06-02T23:30:00.123+05:30", "2020-06-02"),
    ("2013-01-03 00:00:00.000", "2013-01-03"),
    ("20200602T100000Z", "2020-06-02"),
    ("20200602100000", "2020-06-02"),
    ("31/12/2019 4:05 pm", "2019-12-31"),
    ("31/12/2019 4pm", "2019-12-31"),
    ("2020-06-02T10", "2020-06-02"),
    ("2020-06-02 10:00 UTC", "2020-06-02"),
    ("1584984341", "2020-03-23"),
    ("1657041386.0", "2022-07-05"),
    ("999999999", "2001-09-09"),
    ("1584984341000", "2020-03-23"),
    ("1er juin 2020", "2020-06-01"),
    ("14 août 2019", "2019-08-14"),
    ("Mardi 2 février 2021", "2021-02-02"),
    ("2 de junio de 2020", "2020-06-02"),
    ("miércoles, 3 de enero del 2018", "2018-01-03"),
    ("1º de março de 2020", "2020-03-01"),
    ("terça-feira, 2 de junho de 2020", "2020-06-02"),
    ("2. März 2020", "2020-03-02"),
    ("Dienstag, den 2. Juni 2020", "2020-06-02"),
    ("2 июня 2020 г.", "2020-06-02"),
    ("9 мая 2022 года", "2022-05-09"),
    ("1 Март 2021", "2021-03-01"),
    ("02.06.2020 г.", None),
    ("2 حزيران 2020", "2020-06-02"),
    ("٢ يونيو ٢٠٢٠", "2020-06-02"),
    ("15 كانون الثاني 2019", "2019-01-15"),
    ("15 كانون الأول 2019", "2019-12-15"),
    ("3 تشرين الاول/أكتوبر 2019", "2019-10-03"),
    ("الثلاثاء 2 من يونيو 2020", "2020-06-02"),
    ("٢٠٢٠/٠٦/٠٢", "2020-06-02"),
    ("7 آب، 2021", "2021-08-07"),
    ("2020年6月2日", "2020-06-02"),
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_written(text: str, expected: str | None):
    if expected is None:
        with pytest.raises(AmbiguousDate):
            read_written(text)
    else:
        assert read_written(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2020-02-30",
        "31/02/2020",
        "32/12/2020",
        "June 2020",
        "2 June",
        "2020",
        "44742",
        "12345678",
        "2 June 3 May 2020",
        "123456789012",
        "2 Juno 2020",
        "2020-06",
        "1-2",
        "1/2/3/4",
        "5/8/24 99",
        "5/13/24 9",
        "13/5/24 25:00",
        "nan",
        "²²",
        "2 June 2020 and more",
        "9" * 500,
        "00/00/00",
        "1/1/1",
    ],
)
def test_not_a_day(text: str):
    assert read_written(text) is None


def test_the_order_settles_numbers():
    assert read_written("02.06.2020", "dmy") == "2020-06-02"
    assert read_written("02/06/2020", "mdy") == "2020-02-06"
    assert read_written("20-06-02", "ymd") == "2020-06-02"
    assert read_written("2020-06-02", "mdy") == "2020-06-02"
    assert read_written("31/12/2019", "mdy") is None


def test_an_ambiguous_cell_names_both_readings():
    with pytest.raises(AmbiguousDate, match="2020-02-06 or 2020-06-02") as caught:
        read_written("02/06/2020")
    assert caught.value.readings == ("2020-02-06", "2020-06-02")
    with pytest.raises(AmbiguousDate):
        read_written("02/06/2020 10:00", "ymd")


def test_serials_only_when_asked():
    assert read_written("44742", excel_serials=True) == "2022-06-30"
    assert read_written("44742.75", excel_serials=True) == "2022-06-30"
    assert [read_written(n, excel_serials=True) for n in ("0", "1", "59", "60", "61")] == [
        None,
        "1900-01-01",
        "1900-02-28",
        None,
        "1900-03-01",
    ]
    assert read_written("9999999", excel_serials=True) is None
    assert read_written("19173.0", unix_days=True) == "2022-06-30"


def test_the_pivot_can_move():
    assert read_written("31-12-50", pivot=30) == "1950-12-31"


@settings(deadline=None)
@given(st.dates(date(1600, 1, 1), date(2199, 12, 31)), st.sampled_from(["dmy", "mdy", "ymd"]), st.sampled_from("-/. "))
def test_written_numbers_come_back(day: date, order: dates.Order, mark: str):
    parts = {"d": f"{day.day:02}", "m": str(day.month), "y": str(day.year)}
    assert read_written(mark.join(parts[letter] for letter in order), order) == day.isoformat()


@settings(deadline=None)
@given(st.text(max_size=30) | st.text("0123456789/-. :TZJunemay٢年月日", max_size=14))
def test_no_cell_breaks_the_reading(text: str):
    try:
        read = read_written(text, excel_serials=True)
    except AmbiguousDate:
        return
    assert read is None or dates.is_valid(read)


def test_column_orders():
    assert column_order(["02/06/2020", "", "13/06/2020"]).order == "dmy"
    assert column_order(["02/06/2020", "06/13/2020"]).order == "mdy"
    assert column_order(["2020-06-02", "2020/6/30"]).order == "ymd"
    assert column_order(["2020-06-02", "13/06/2020 10:00"]).order == "dmy"
    assert column_order(["31-12-19", "01-12-19", "02-11-19"]).order == "dmy"
    assert column_order([f"19-12-{day:02}" for day in range(1, 31)]).order == "ymd"
    assert column_order([f"{day:02}-12-19" for day in range(1, 31)]).order == "dmy"
    assert column_order(["99-12-31", "99-01-02"]).order == "ymd"


def test_a_column_that_needs_no_order():
    found = column_order(["13 November 2020", "05/05/2020", "1584984341"])
    assert (found.order, found.ambiguous, found.conflict) == (None, False, False)


def test_a_column_nobody_can_decide():
    found = column_order(["02/06/2020", "03/07/2020", "2020-01-13"])
    assert (found.order, found.ambiguous) == (None, True)
    assert found.examples == ("02/06/2020", "03/07/2020")
    assert "02/06/2020" in found.reason


def test_a_few_years_of_two_digits_are_not_guessed():
    found = column_order(["19-12-31", "19-12-01", "19-11-02"])
    assert (found.order, found.ambiguous) == (None, True)
    assert "year first or last" in found.reason


def test_serials_of_a_column_are_counted():
    found = column_order(["19173.0", "44742", "2020-06-02", "1584984341"])
    assert (found.order, found.serials, found.unread_count) == ("ymd", 2, 0)


def test_a_column_in_conflict():
    found = column_order(["13/06/2020", "06/13/2020"])
    assert (found.order, found.conflict) == (None, True)
    assert set(found.examples) == {"13/06/2020", "06/13/2020"}


def test_cells_that_say_no_date_are_counted():
    found = column_order(["13/06/2020", "soon", "later", "31/02/2020", "soon", "never"])
    assert (found.order, found.unread_count) == ("dmy", 5)
    assert found.unread == ("soon", "later", "31/02/2020")


@settings(deadline=None)
@given(st.lists(st.dates(date(1990, 1, 1), date(2030, 1, 1)), max_size=20), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_a_column_is_read_right_or_not_at_all(column: list[date], spelling: str):
    cells = [day.strftime(spelling) for day in column]
    found = column_order(cells)
    if found.order:
        assert [read_written(cell, found.order) for cell in cells] == [day.isoformat() for day in column]
    else:
        assert found.ambiguous or all(day.day == day.month for day in column)
    assert not found.conflict


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("2020-06-02", "2020-06-05", 3),
        ("2020-06-05", "2020-06-02", -3),
        ("2020-06", "2020-06-20", 0),
        ("2020-05", "2020-06-02", 2),
        ("../2020-06-05", "2020-06-08", 3),
        ("2020-06-01/..", "2020-05-30", -2),
        ("2020-06-01/..", "2021", 0),
    ],
)
def test_days_between(a: str, b: str, expected: int):
    assert dates.days_between(a, b) == expected
    assert dates.days_between(b, a) == -expected


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("Military Forces of Iraq (2014-)", (2014, None)),
        ("Police Forces of X (2011-2014) Special unit", (2011, 2014)),
        ("Police Forces of X ( 2011 – 2014 )", (2011, 2014)),
        ("Government of X (-2013)", (None, 2013)),
        ("Civilians (Iraq)", None),
        ("Group ( - )", None),
        ("Act No. 9 of 2014 (2014)", None),
        ("", None),
        ("Military (Iraq) (2014-) Unit (2016-2017)", (2014, None)),
    ],
)
def test_years_in_name(name: str, years: tuple[int | None, int | None] | None):
    assert dates.years_in_name(name) == years


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On 13 June 2022, forces", [("13 June 2022", "2022-06-13")]),
        ("😀 June 13, 2022: a march", [("June 13, 2022", "2022-06-13")]),
        (
            "Around 2nd of Sept. 2021 and on Sep 3rd 2021",
            [("2nd of Sept. 2021", "2021-09-02"), ("Sep 3rd 2021", "2021-09-03")],
        ),
        ("From 13-14 June 2022", [("13", "2022-06-13"), ("14 June 2022", "2022-06-14")]),
        ("June 13 and 14, 2022", [("June 13", "2022-06-13"), ("14, 2022", "2022-06-14")]),
        ("on 31 June 2022 or in June 2022, 45 June 2022; 1/13 x", []),
        ("113 June 2022", []),
        ("13\nMay 2022", [("13\nMay 2022", "2022-05-13")]),
        ("At least 9 may 2000 people", [("9 may 2000", "2000-05-09")]),
    ],
)
def test_dates_in_note(text: str, expected: list[tuple[str, str]]):
    assert [(text[start:end], day) for start, end, day in dates.dates_in_note(text)] == expected


@settings(deadline=None)
@given(
    st.dates(date(1000, 1, 1)).filter(lambda d: d.year < 2999),
    st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}", "{d}-{m}-{y}"]),
)
def test_english_dates_are_found_and_read(day: date, spelling: str):
    written = spelling.format(d=day.day, m=day.strftime("%B"), y=day.year)
    assert read_written(written) == day.isoformat()
    if "-" not in spelling:
        assert dates.dates_in_note(f"On {written}, ") == [(3, 3 + len(written), day.isoformat())]


def test_every_day_of_a_leap_year_is_its_own():
    start = date(2020, 1, 1)
    texts = [f"{(start + timedelta(n)).isoformat()}" for n in range(366)]
    assert len({parse_value(text).text for text in texts}) == 366
