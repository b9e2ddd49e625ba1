"""Values: ids, languages, media types, dates and durations, as they are and as they should be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import document, tei

from edition import languages
from edition.dates import DateRange, day_number, gregorian_day, parse, parse_iso
from edition.diagnostics import Diagnostic, Severity, in_order
from edition.languages import faulty_language
from edition.values import check_values

CALENDARS = '<calendar xml:id="OS"><p>Old style: the Julian calendar.</p></calendar><calendar xml:id="NS"><p>Gregorian</p></calendar>'


def found(body: str) -> list[Diagnostic]:
    return in_order(check_values(document(tei(f"<p>{body}</p>", header=CALENDARS))))


@pytest.mark.parametrize(
    "tag",
    ["", "grc", "en-GB", "sr-Latn", "de-1901", "la-x-medieval", "ar-Latn-x-ijmes", "x-klingon", "i-klingon", "und", "mul", "zxx",
     "qaa", "en-Arab-145", "akk-x-stdbab", "EN-us", "cmn", "egy-Egyd", "cop-sah" if faulty_language("cop-sah") is None else "cop"],
)  # fmt: skip
def test_language_tags_that_are_fine(tag: str) -> None:
    assert faulty_language(tag) is None


@pytest.mark.parametrize(
    ("tag", "remedy", "severity"),
    [
        ("greek", '"el", or "grc" for ancient Greek', Severity.warning),
        ("grk", '"grc"', Severity.warning),
        ("gr-x-koine", '"el-x-koine"', Severity.warning),
        ("en_US", '"en-US"', Severity.error),
        ("en-UK", '"en-GB"', Severity.warning),
        ("cz", '"cs"', Severity.warning),
        ("deutsch", '"de"', Severity.warning),
        ("Altgriechisch", '"grc"', Severity.warning),
        ("русский", '"ru"', Severity.warning),
        ("sr-Cryl", '"sr-x-cryl"', Severity.warning),
        ("ar-Latn-EN", '"ar-Latn-x-en"', Severity.warning),
        ("MP", "a code of two or three letters", Severity.warning),
        ("a language", "a code of two or three letters", Severity.error),
        ("lat", '"la"', Severity.info),
        ("heb-Hebr", '"he-Hebr"', Severity.info),
        ("ger", '"de"', Severity.info),
    ],
)
def test_language_tags_have_a_remedy(tag: str, remedy: str, severity: Severity) -> None:
    fault = faulty_language(tag)
    assert fault is not None
    assert (remedy in fault.remedy, fault.severity) == (True, severity)


@given(st.text(max_size=12))
def test_any_tag_is_looked_at(tag: str) -> None:
    faulty_language(tag)


def test_a_tag_is_said_once_with_all_its_places() -> None:
    (item,) = found('<foreign xml:lang="greek"/><seg xml:lang="greek"/><q xml:lang="greek"/>')
    assert (item.count, item.code) == (3, "no-such-language")
    assert "<foreign>, <seg> and others" in item.message


def test_codes_that_are_but_too_long_are_one_note() -> None:
    (item,) = found('<foreign xml:lang="lat"/><seg xml:lang="eng"/><textLang mainLang="lat"/>')
    assert (item.count, item.severity) == (3, Severity.info)
    assert item.hint == 'Write "en". Write "la".'


@pytest.mark.parametrize(
    "type", ["image/jpeg", "text/xml", "application/tei+xml", "IMAGE/PNG", "model/gltf+json", "text/plain;charset=utf-8", "application/vnd.x-y.z"]
)  # fmt: skip
def test_media_types_that_are_fine(type: str) -> None:
    assert found(f'<graphic mimeType="{type}"/>') == []


@pytest.mark.parametrize(
    ("type", "hint"),
    [("text/xlm", '"text/xml"'), ("image/jpg", '"image/jpeg"'), ("jpeg", '"image/jpeg"'), (".TIF", '"image/tiff"'), ("images/png", "two words")],
)  # fmt: skip
def test_media_types_that_are_none(type: str, hint: str) -> None:
    (item,) = found(f'<graphic mimeType="{type}"/>')
    assert item.code == "no-such-media-type"
    assert hint in (item.hint or "")


def test_both_places_of_an_id_are_named() -> None:
    (item,) = found('<seg xml:id="x"/>\n<q xml:id="x"/>')
    assert (item.line, item.code) == (2, "duplicate-id")
    assert item.message == 'the id "x" stands on line 1 already, on <seg>'


def test_ids_that_differ_in_capitals_only() -> None:
    (item,) = found('<seg xml:id="part"/><q xml:id="Part"/>')
    assert (item.code, item.severity) == ("ids-differ-in-case", Severity.warning)
    assert (
        found('<witness xml:id="Vat"/><witness xml:id="vat"/><w xml:id="a"/><w xml:id="A"/>') == []
    )


@pytest.mark.parametrize(
    "attributes",
    ['when="-0044-03-15"', 'when="--02-29"', 'when="---31"', 'when="24:00:00"', 'when="0626-08-07T12:00:00+02:00"', 'when-iso="0000"',
     'when-iso="20200506"', 'when-iso="2020-W19-3"', 'when-iso="0626-07-29/0626-08-07"', 'when-iso="P3W"', 'when-iso="12:00"',
     'when-custom="in the reign of Heraclius"', 'when-custom="30 XII" datingMethod="#OS"', 'when="2023-07-19" when-custom="1444-13-01" datingMethod="#hijri"',
     'when="1900-03-13" when-custom="1900-02-29" datingMethod="#OS"', 'when="1582-10-15" when-custom="1582-10-05" datingMethod="#OS"',
     'when="1582-10-15" when-custom="1582-10-15" datingMethod="#NS"', 'when="0627" notBefore="0626" notAfter="0628"',
     'from="0626-07-29" notAfter="0626"', 'dur="P10D"', 'dur="PT5M30.5S"', 'dur="-P1Y"', 'dur-iso="P3W"', 'dur-iso="P0,5D"'],
)  # fmt: skip
def test_dates_that_make_sense(attributes: str) -> None:
    assert found(f"<date {attributes}/>") == []


@pytest.mark.parametrize(
    ("attributes", "code", "hint"),
    [
        ('when="--02-30"', "no-such-date", "no day 30"),
        ('when="--13"', "no-such-date", "no month 13"),
        ('when="25:00:00"', "no-such-date", "no time 25:00:00"),
        ('when="0626-08-07T12"', "no-such-date", "0626-08-07"),
        ('when="626-08-07"', "no-such-date", '"0626-08-07"'),
        ('when-iso="20201301"', "no-such-date", "no month 13"),
        ('when-iso="last year"', "no-such-date", "year-month-day"),
        ('when-iso="68-06-09"', "no-such-date", '"0068-06-09"'),
        ('when-custom="1900-02-30" datingMethod="#OS"', "no-such-date", "no day 30"),
        ('when-custom="1900-02-29" datingMethod="#NS"', "no-such-date", "no day 29"),
        ('from-iso="20210101" to-iso="2020"', "from-after-to", "Exchange"),
        ('notBefore-custom="1700-02-29" notAfter-custom="1700-02-28" datingMethod="#OS"', "earliest-after-latest", "Exchange"),
        ('when="0700" notBefore="0626"  notAfter="0628"', "date-out-of-bounds", "Exchange"),
        ('from="0629" notAfter="0628"', "date-out-of-bounds", "Exchange"),
        ('when="0626-07-31" when-custom="0626-07-31" datingMethod="#OS"', "calendars-disagree", '"0626-08-03"'),
        ('to="0626-08-07" to-custom="0626-08-07" calendar="#julian"', "calendars-disagree", '"0626-08-10"'),
        ('when-custom="1444-13-01" datingMethod="#hijri"', "date-in-one-calendar", "(@when)"),
        ('notBefore-custom="1700" notAfter-custom="1710" calendar="#jul"', "date-in-one-calendar", "<calendar>"),
        ('dur="10 days"', "no-such-duration", "P1Y6M"),
        ('dur="P"', "no-such-duration", "P1Y6M"),
        ('dur-iso="3W"', "no-such-duration", "P1Y6M"),
    ],
)  # fmt: skip
def test_dates_that_make_none(attributes: str, code: str, hint: str) -> None:
    (item,) = found(f"<date {attributes}/>")
    assert item.code == code
    assert hint in (item.hint or "")


def test_years_of_few_digits_are_one_finding() -> None:
    (item,) = found("".join(f'<date notBefore="{year}"/>' for year in range(400, 440)))
    assert (item.count, item.severity) == (40, Severity.error)
    assert item.hint == 'Write the year with four digits: "0400" and so on.'


@given(st.integers(-2_000_000, 4_000_000))
def test_a_day_number_is_a_day(number: int) -> None:
    assert day_number(*gregorian_day(number)) == number


def test_a_leap_day_of_the_julian_calendar_is_read() -> None:
    """29 February 1500 was a day, though not of the Gregorian calendar."""
    date = DateRange.of(
        document('<date xmlns="http://www.tei-c.org/ns/1.0" when="1500-03-10" when-custom="1500-02-29" datingMethod="#julian"/>').root
    )  # fmt: skip
    assert date is not None
    assert date.custom == "29 February 1500"


def test_dates_of_iso_are_read_as_far_as_they_compare() -> None:
    assert parse_iso("20200506") == parse("2020-05-06")
    assert parse_iso("2020-W19") is None
    with pytest.raises(ValueError, match="no day 31"):
        parse_iso("20200431")


def test_the_languages_that_are_not_looked_up_are_in_the_registry() -> None:
    from langcodes import tag_is_valid

    tags = [f"{one}{script}" for one in languages._FAULTLESS for script in ("", *(f"-{s}" for s in languages._SCRIPTS))]  # fmt: skip
    assert [tag for tag in tags if not tag_is_valid(tag) or tag in languages._shorter()] == []
