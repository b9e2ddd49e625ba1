"""Dates: days are counted right in both calendars, and what is encoded is what is read."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from edition.dates import DateRange, Moment, as_iso, as_w3c, day_number, parse, parse_iso
from edition.tei import TEI

#: The Julian day number of noon on the day before 1 January of the year 1, proleptic Gregorian: what `toordinal` counts from.
BEFORE_THE_FIRST = 1721425


def dated(**attributes: str) -> DateRange | None:
    names = {name.replace("_", "-"): value for name, value in attributes.items()}
    return DateRange.of(etree.Element(f"{{{TEI}}}date", names))


@given(st.dates())
def test_gregorian_days_are_those_of_the_standard_library(day: date) -> None:
    assert day_number(day.year, day.month, day.day) == day.toordinal() + BEFORE_THE_FIRST


@pytest.mark.parametrize(
    ("julian", "gregorian", "number"),
    [
        ((626, 7, 31), (626, 8, 3), 1949916),
        ((626, 8, 7), (626, 8, 10), 1949923),
        ((1582, 10, 5), (1582, 10, 15), 2299161),  # the day of the reform
        ((-4712, 1, 1), (-4713, 11, 24), 0),  # where the count begins
        ((-43, 3, 15), (-43, 3, 13), 1705426),  # the ides of March, 44 BC
        ((1453, 5, 29), (1453, 6, 7), 2251915),
        ((1700, 2, 29), (1700, 3, 11), 2342042),  # no leap year in the Gregorian calendar
    ],
)
def test_known_days(julian: tuple, gregorian: tuple, number: int) -> None:
    assert day_number(*julian, julian=True) == day_number(*gregorian) == number


@given(st.integers(-6000, 6000))
def test_no_day_of_a_julian_year_is_left_out(year: int) -> None:
    months = [Moment(year, month).days(julian=True) for month in range(1, 13)]
    assert all(last + 1 == first for (_, last), (first, _) in itertools.pairwise(months))
    assert months[-1][1] + 1 == Moment(year + 1, 1).days(julian=True)[0]
    assert Moment(year).days(julian=True) == (months[0][0], months[-1][1])
    assert months[-1][1] - months[0][0] + 1 == (366 if year % 4 == 0 else 365)


@given(st.integers(-6000, 6000))
def test_no_day_of_a_gregorian_year_is_left_out(year: int) -> None:
    months = [Moment(year, month).days() for month in range(1, 13)]
    assert all(last + 1 == first for (_, last), (first, _) in itertools.pairwise(months))
    assert months[-1][1] + 1 == Moment(year + 1).days()[0]


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    assert parse(day.isoformat()) == Moment(day.year, day.month, day.day)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("0626", Moment(626)),
        ("0626-08", Moment(626, 8)),
        (" 0626-08-03 ", Moment(626, 8, 3)),
        ("0626-08-03T12:00:00Z", Moment(626, 8, 3)),
        ("-0044", Moment(-43)),
        ("12026-01-01", Moment(12026, 1, 1)),
        ("0604-02-29", Moment(604, 2, 29)),
    ],
)
def test_dates_of_every_precision_are_read(value: str, moment: Moment) -> None:
    assert parse(value) == moment


@pytest.mark.parametrize("value", ["--08-07", "---07", "12:30:00"])
def test_what_has_no_year_is_no_moment_and_no_fault(value: str) -> None:
    assert parse(value) is None


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("626", "four digits"),
        ("0626-13", "no month 13"),
        ("0626-02-29", "February 626 has no day 29"),
        ("0626-8-3", "year-month-day"),
        ("August 626", "year-month-day"),
        ("", "year-month-day"),
    ],
)
def test_what_is_no_date_is_refused_in_words(value: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse(value)


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"when": "0626-08-03"}, "3 August 626"),
        ({"from": "0610", "to": "0641"}, "610–641"),
        ({"from": "0610"}, "from 610"),
        ({"to": "0641"}, "until 641"),
        ({"notBefore": "0590", "notAfter": "0600"}, "between 590 and 600"),
        ({"notBefore": "0590"}, "not before 590"),
        ({"notAfter": "0600"}, "not after 600"),
        ({"when": "0590", "precision": "low"}, "c. 590"),
        ({"when": "-0044-03"}, "March 44 BC"),
        ({"when-iso": "-0043-03"}, "March 44 BC"),
        ({"when": "-0001"}, "1 BC"),
        ({"when-iso": "0000"}, "1 BC"),
        ({"from": "1600", "notAfter": "1650"}, "from 1600 until 1650 at the latest"),
        ({"notBefore": "1600", "to": "1650"}, "from 1600 at the earliest until 1650"),
        ({"when": "0962-03", "dur": "P3D"}, "March 962"),
        ({"from": "0962-03", "dur": "P1Y"}, "March 962–February 963"),
        ({"when": "1848", "dur": "P3Y"}, "1848–1850"),
    ],
)
def test_a_date_has_words_for_a_reader(attributes: dict[str, str], words: str) -> None:
    found = dated(**attributes)
    assert found is not None
    assert found.words == words


@pytest.mark.parametrize(
    ("attributes", "years"),
    [
        ({"when": "1903-03-04"}, "1903"),
        ({"when": "1750", "precision": "low"}, "c. 1750"),
        ({"when": "-0044-03"}, "44 BC"),
        ({"notBefore": "1801", "notAfter": "1900"}, "19th c."),
        ({"notBefore": "1801", "notAfter": "1900", "precision": "low"}, "19th c."),
        ({"notBefore": "-0500", "notAfter": "-0401"}, "5th c. BC"),
        ({"notBefore": "1750", "notAfter": "1760"}, "1750/1760"),
        ({"notBefore": "1406-03-15", "notAfter": "1406-03-19"}, "1406"),
        ({"from": "1799-01", "to": "1800-03"}, "1799/1800"),
        ({"notBefore": "-0050", "notAfter": "-0043"}, "50/43 BC"),
        ({"notBefore": "-0050", "notAfter": "0014"}, "50 BC/14"),
        ({"notBefore": "1750"}, "after 1750"),
        ({"notAfter": "1750"}, "before 1750"),
        ({"when-custom": "1837-01-29", "calendar": "#julian"}, "1837"),
    ],
)
def test_a_date_is_told_in_years_alone(attributes: dict[str, str], years: str) -> None:
    found = dated(**attributes)
    assert found is not None
    assert found.years == years


def test_what_says_other_days_has_another_name() -> None:
    said = [
        {"notBefore": "1600", "notAfter": "1650"},
        {"from": "1600", "notAfter": "1650"},
        {"notBefore": "1600", "to": "1650"},
        {"from": "1600", "to": "1650"},
    ]
    assert len({date.slug for one in said if (date := dated(**one))}) == len(said)


@pytest.mark.parametrize(
    "attributes",
    [
        {"when": "1848-03-13T10:30:00"},
        {"when": "1848-03-13T10:30:00.5+01:00"},
        {"when": "1848-03-13Z"},
        {"when-iso": "18480313"},
        {"when": "1848-03-13", "dur": "PT2H"},
        {"notBefore": "1848-03-13T10:00:00", "notAfter": "1848-03-13T11:00:00"},
        {"from": "1848-03-13", "to": "1848-03-13"},
    ],
)
def test_what_says_the_same_day_has_the_same_name(attributes: dict[str, str]) -> None:
    found = dated(**attributes)
    assert found is not None
    assert (found.slug, found.label) == ("1848-03-13", "13 March 1848")


def test_the_sources_own_calendar_comes_first() -> None:
    found = dated(when="0626-08-03", when_custom="0626-07-31", datingMethod="#julian-narrative")
    assert found is not None
    assert found.words == "31 July 626 (Julian; 3 August 626 Gregorian)"
    assert found.earliest == found.latest == 1949916


@pytest.mark.parametrize(
    ("attributes", "iso", "custom_iso", "is_between"),
    [  # the Julian calendar was three days behind in 626, and ten in 1600
        ({"when_custom": "0626-08-07", "datingMethod": "#julian"}, "0626-08-10", "0626-08-07", False),
        ({"when_custom": "1600-02", "datingMethod": "#julian"}, "1600-02-11/1600-03-10", "1600-02", True),
        ({"from_custom": "0626-08-07", "datingMethod": "#julian"}, "0626-08-10/..", "0626-08-07/..", False),
        ({"when": "0626-08-10", "when_custom": "0626-08-07", "datingMethod": "#julian"}, "0626-08-10", "0626-08-07", False),
        ({"when": "no date", "when_iso": "06260810"}, "06260810", "", False),
    ],
)  # fmt: skip
def test_a_date_is_told_in_both_calendars_as_encoded(
    attributes: dict[str, str], iso: str, custom_iso: str, is_between: bool
) -> None:
    found = dated(**attributes)
    assert found is not None
    assert (found.iso, found.custom_iso, found.is_between) == (iso, custom_iso, is_between)


def test_a_century_of_iso_8601_is_a_date_that_cannot_be_compared() -> None:
    assert parse_iso("06") is None


@pytest.mark.parametrize("attributes", [{}, {"when": "once"}, {"when": "--08-07"}])
def test_what_cannot_be_read_is_no_date(attributes: dict[str, str]) -> None:
    assert dated(**attributes) is None


_YEARS = st.integers(1, 9999).map(lambda year: f"{year:04}")


@given(st.lists(st.tuples(_YEARS, _YEARS).map(sorted), min_size=2))
def test_dates_sort_by_beginning_then_by_end(spans: list[list[str]]) -> None:
    found = [dated(**{"from": first, "to": last}) for first, last in spans]
    in_time = sorted((item for item in found if item), key=lambda item: item.sort_key)
    assert [item.iso for item in in_time] == [f"{a}/{b}" for a, b in sorted(map(tuple, spans))]


@pytest.mark.parametrize(
    ("attributes", "words", "days"),
    [
        ('notBefore="0601" notAfter="0700"', "7th century", 36524),
        ('notBefore="-0100" notAfter="-0001"', "1st century BC", 36525),
        ('when-iso="06"', "7th century", 36524),
        ('notBefore-iso="06" notAfter-iso="07"', "between 600 and 799", 73048),
        ('from-iso="0626-07/0626-08" to-iso="0627"', "July 626–627", 549),
        ('when-iso="06260807"', "7 August 626", 1),
        ('when-iso="0626-07/0626-08"', "July 626–August 626", 62),
        ('from="0626-07-29" dur="P10D"', "29 July 626–7 August 626", 10),
        ('from="0626-07-29" dur-iso="P1M"', "29 July 626–28 August 626", 31),
        ('when="0626-07-29" dur="PT2H"', "29 July 626", 1),
        ('when-custom="0626-08-07" datingMethod="#julian"', "7 August 626 (Julian)", 1),
    ],
)
def test_spans_are_read_in_every_notation(attributes: str, words: str, days: int) -> None:
    found = DateRange.of(etree.fromstring(f"<date {attributes}/>"))
    assert found is not None
    assert found.earliest is not None
    assert found.latest is not None
    assert (found.words, found.latest - found.earliest + 1) == (words, days)


def test_a_julian_day_is_the_gregorian_one_three_days_later() -> None:
    julian = DateRange.of(etree.fromstring('<date when-custom="0626-08-07" calendar="#julian"/>'))
    gregorian = DateRange.of(etree.fromstring('<date when="0626-08-10"/>'))
    assert julian is not None
    assert gregorian is not None
    assert julian.sort_key == gregorian.sort_key


HEADER = """<teiHeader><profileDesc><calendarDesc><calendar xml:id="jul"><p>The Julian calendar</p></calendar>
<calendar xml:id="vs"><p>Ancien style : le calendrier julien</p></calendar><calendar xml:id="ns"><p>New Style</p></calendar>
<calendar xml:id="both"><p>Julian until 1582, Gregorian since</p></calendar></calendarDesc></profileDesc></teiHeader>"""


@pytest.mark.parametrize(
    ("attributes", "iso"),
    [
        ('calendar="#jul"', "1837-02-10"),
        ('datingMethod="#jul"', "1837-02-10"),
        ('calendar="#vs"', "1837-02-10"),
        ('calendar="#ns"', "1837-01-29"),
        ('calendar="#cal-julian"', "1837-02-10"),
        ('calendar="#julianisch"', "1837-02-10"),
        ('calendar="#oldStyle"', "1837-02-10"),
        ('calendar="other.xml#юлианский"', "1837-02-10"),
        ('calendar="#both"', None),
        ('calendar="#islamic"', None),
    ],
)
def test_a_calendar_is_known_by_its_declaration_or_its_name(
    attributes: str, iso: str | None
) -> None:
    text = f'<text><date when-custom="1837-01-29" {attributes}/></text>'
    root = etree.fromstring(f'<TEI xmlns="{TEI}">{HEADER}{text}</TEI>')
    found = DateRange.of(next(root.iter(f"{{{TEI}}}date")))
    assert (found and found.iso) == iso


@pytest.mark.parametrize(
    ("w3c", "iso"),
    [("-0001", "0000"), ("-0044-03-15", "-0043-03-15"), ("-12000", "-11999"), ("0001", "0001"), ("0626-08", "0626-08"), ("", "")],
)  # fmt: skip
def test_years_before_christ_are_written_in_two_ways(w3c: str, iso: str) -> None:
    """XML Schema of 2004, to which TEI refers, has no year 0; ISO 8601 has one."""
    assert (as_iso(w3c), as_w3c(iso)) == (iso, w3c)


def test_there_is_no_year_nought_but_in_iso() -> None:
    with pytest.raises(ValueError, match="no year 0"):
        parse("0000-03")
    assert parse_iso("0000-03") == Moment(0, 3) == parse("-0001-03")
