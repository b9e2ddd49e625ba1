"""Dates: what a dated element says, as a range of days that sorts and compares.

TEI Guidelines, chapter 14.4 (`att.datable`). Values are those of XML Schema, part 2, second edition (2004), which TEI refers to:
there is no year 0, and `-0043` is 43 BC; in the `-iso` attributes those of ISO 8601, where 0000 is 1 BC. What is given
on, `iso`, is of ISO 8601; all is in the proleptic Gregorian calendar. Days are counted as Julian day numbers, whose arithmetic is that of
Meeus, "Astronomical Algorithms" (1991), chapter 7. `@when-custom` and its kin are kept beside them as the source's own way of
saying the day; which calendar that is, the pointer in `@datingMethod` or `@calendar` says, or the `calendar` that it points at.
"""

from __future__ import annotations

import calendar as gregorian
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from edition.tei import XML_ID, Element, child, children, tag, text_of

MONTHS = (
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
)  # fmt: skip

_ZONE = r"(?:Z|[+-]\d\d:\d\d)?"
_TIME = r"(\d\d):(\d\d):(\d\d)(?:\.\d+)?"
_DATE = re.compile(rf"(-?\d{{4,}})(?:-(\d\d)(?:-(\d\d)(?:T{_TIME})?)?)?{_ZONE}")
_YEARLESS = re.compile(rf"(?:--(\d\d)(?:-(\d\d))?|---(\d\d)){_ZONE}")
_CLOCK = re.compile(_TIME + _ZONE)
#: What a value of a day or year says of the hour.
_HOUR = re.compile(r"(?<=\d)(?:T[\d:.]+)?(?:Z|[+-]\d\d:\d\d)?$")
#: No year is written with more letters.
LONGEST = 12
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_ISO = re.compile(r"[0-9.,DHMPRSTWYZ/:+-]+")  # `teidata.temporal.iso`


@dataclass(frozen=True, slots=True)
class Moment:
    """A year, a month of it or a day of it, in one calendar; `month` and `day` are 0 where not said."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        year = year_name(self.year)
        if not self.month:
            return year
        month = MONTHS[self.month - 1]
        return f"{self.day} {month} {year}" if self.day else f"{month} {year}"

    def days(self, *, julian: bool = False) -> tuple[int, int]:
        """Return the Julian day numbers of the first and the last day that this may mean."""
        last_month = self.month or 12
        last = self.day or _month_length(self.year, last_month, julian=julian)
        first = day_number(self.year, self.month or 1, self.day or 1, julian=julian)
        return (first, day_number(self.year, last_month, last, julian=julian))


@dataclass(frozen=True, slots=True)
class DateRange:
    """What a dated element says: the days it spans, the words for it, and how sure it is.

    `earliest` and `latest` are Julian day numbers, None where the range is open. `label` is the date for a
    reader, in the proleptic Gregorian calendar; `custom` the same in the source's own calendar, named by
    `calendar`, or "". `cert` is `@cert` as encoded, or "". `iso` is the value after ISO 8601, of a range with "/";
    `custom_iso` the same of the source's own calendar. Where only that is encoded, `iso` is reckoned from it, and `label` is
    in that calendar and names it. `years` is the label in years alone, as short as may be: what spans several has "/".
    `is_approximate` says that the edges are not sharp (`@precision`), `is_between` that they are only outer limits
    (`@notBefore`, `@notAfter`); `sharp` is the one that is none then ("start" or "end"), or "".
    """

    earliest: int | None
    latest: int | None
    label: str
    iso: str
    years: str
    custom: str = ""
    calendar: str = ""
    custom_iso: str = ""
    cert: str = ""
    is_approximate: bool = False
    is_between: bool = False
    sharp: str = ""

    @property
    def sort_key(self) -> tuple[int, int]:
        """A key that sorts by beginning, then by end; open beginnings sort by their end."""
        first = self.earliest if self.earliest is not None else self.latest
        last = self.latest if self.latest is not None else self.earliest
        return (first or 0, last or 0)

    @property
    def is_vague(self) -> bool:
        """Whether the days are only about where it begins and ends."""
        return self.is_approximate or self.is_between

    @property
    def slug(self) -> str:
        """A name for use in addresses: the value after ISO 8601, a range with two hyphens, and how sharp it is.

        An hour makes no difference.
        """
        ends = dict.fromkeys(_extended(_HOUR.sub("", value)) for value in self.iso.split("/"))
        plain = "--".join(ends)
        limits = "-between" * self.is_between + f"-{self.sharp}" * bool(self.sharp)
        return re.sub(r"[^\w.-]+", "-", plain) + "-c" * self.is_approximate + limits

    @property
    def words(self) -> str:
        """The date for a reader: the source's own calendar first."""
        if not self.custom:
            return self.label
        return f"{self.custom} ({self.calendar}; {self.label} Gregorian)"

    @classmethod
    def of(cls, element: Element) -> DateRange | None:
        """Return what an element's dating attributes say, or None if it has none that can be read."""
        said = tuple([(name, value) for name, value in element.items() if name in _SAYING])
        if not said:
            return None
        is_custom = any(name in _METHODS for name, _ in said)
        return _range(said, calendar_of(element) if is_custom else "")


#: Dating attributes, and those that say how their values are meant.
_SAYING = frozenset(
    name + suffix
    for name in ("when", "from", "to", "notBefore", "notAfter")
    for suffix in ("", "-iso", "-custom")
) | {"dur", "dur-iso", "precision", "cert", "calendar", "datingMethod"}


#: Attributes that point at a calendar, the first that does counts.
_METHODS = ("datingMethod", "calendar")


@lru_cache(maxsize=4096)
def _range(said: tuple[tuple[str, str], ...], calendar: str) -> DateRange | None:
    """Return what dating attributes say, as `DateRange.of` does; many dates of an edition say the same."""
    element = dict(said)
    if calendar == GREGORIAN:  # then what is custom is as all else
        element = {name.removesuffix("-custom"): value for name, value in said} | element
    custom, custom_iso = _custom(element, calendar) if calendar not in ("", GREGORIAN) else ("", "")
    suffix = "" if (moments := _moments(element, "")) else "-iso"
    moments = moments or _moments(element, "-iso")
    is_julian = not moments and calendar == JULIAN
    if is_julian:
        moments = _moments(element, "-custom", julian=True)
    if not moments:
        return None
    when, after, before = (moments.get(name) for name in ("when", "notBefore", "notAfter"))
    start, end = moments.get("from"), moments.get("to")
    length = None if end else _length(element)
    if length and (first := start or when):
        when, start, end = _lasting(first, length, julian=is_julian)
    first, last = when or start or after, when or end or before
    label, years = _label(when, start, end, after, before), _years(first, last)
    is_between = not when and bool(after or before) and after != before
    if is_julian and when and not when.day:  # one day of the month or year
        is_between = True
    is_approximate = element.get("precision") == "low"
    if is_approximate and (when or (start and end)):
        label, years = f"c. {label}", f"c. {years}"
    earliest = first.days(julian=is_julian)[0] if first else None
    latest = last.days(julian=is_julian)[1] if last else None
    is_told = bool(when) and "when" in moments
    lasts = "" if is_told else element.get("dur") or element.get("dur-iso") or ""
    return DateRange(
        earliest=earliest,
        latest=latest,
        label=f"{label} (Julian)" if is_julian else label,
        iso=_reckoned(earliest, latest) if is_julian else _iso(element, moments, suffix, lasts),
        years=years,
        custom="" if is_julian else custom,
        calendar=calendar,
        custom_iso=custom_iso,
        cert=element.get("cert", ""),
        is_approximate=is_approximate,
        is_between=is_between,
        sharp="start" if start and before else "end" if after and end else "",
    )


def _lasting(
    first: Moment, length: tuple[int, int, int], *, julian: bool
) -> tuple[Moment | None, Moment | None, Moment | None]:
    """Return when a time is that begins with a moment and lasts so long: the moment alone, or its start and end.

    It is the moment alone if it lies within it: three days of a month are that month. An end is said no more exactly than what is given.
    """
    latest = _later(first, length, julian=julian)
    if latest <= first.days(julian=julian)[1]:
        return first, None, None
    end = _moment_of(latest, julian=julian)
    _, months, days = length
    month = end.month if first.month or months or days else 0
    return None, first, Moment(end.year, month, end.day if first.day or days else 0)


def _reckoned(earliest: int | None, latest: int | None) -> str:
    """Return the days of a range in the proleptic Gregorian calendar, as `DateRange.iso` has them."""
    first, last = (".." if day is None else iso_day(day) for day in (earliest, latest))
    return first if first == last else f"{first}/{last}"


def iso_day(number: int) -> str:
    """Return a Julian day number as a day of the proleptic Gregorian calendar, after ISO 8601."""
    year, month, day = gregorian_day(number)
    return f"{_four_digits(year)}-{month:02}-{day:02}"


def year_name(year: int) -> str:
    """Return how a year, counted astronomically, is called: "626", "44 BC"."""
    return str(year) if year > 0 else f"{1 - year} BC"


def year_of(day: float) -> int:
    """Return the year, counted astronomically, that a Julian day number lies in."""
    return gregorian_day(math.floor(day))[0]


def _four_digits(year: int) -> str:
    return f"{'-' * (year < 0)}{abs(year):04}"


def day_number(year: int, month: int, day: int, *, julian: bool = False) -> int:
    """Return the Julian day number of noon on a day; `year` counts astronomically (0 is 1 BC)."""
    if month < 3:
        year, month = year - 1, month + 12
    days = (1461 * (year + 4716)) // 4 + (153 * (month + 1)) // 5 + day - 1524
    return days if julian else days + 2 - year // 100 + year // 400


def gregorian_day(number: int) -> tuple[int, int, int]:
    """Return year (astronomical), month and day of a Julian day number in the proleptic Gregorian calendar.

    The converse of `day_number`, after Meeus, chapter 7.
    """
    century = (4 * number - 7468865) // 146097
    shifted = number + 1 + century - century // 4 + 1524
    return _day(shifted)


def _day(shifted: int) -> tuple[int, int, int]:
    """Return year, month and day of a Julian day number to which the days that its calendar leaves out are added."""
    year = (20 * shifted - 2442) // 7305
    rest = shifted - 1461 * year // 4
    month = 10000 * rest // 306001
    day = rest - 306001 * month // 10000
    month = month - 1 if month < 14 else month - 13
    return year - 4716 if month > 2 else year - 4715, month, day


def _moments(element: Mapping[str, str], suffix: str, *, julian: bool = False) -> dict[str, Moment]:
    """Return the moments of an element's dating attributes of one family: "", "-iso" or "-custom"."""
    found = {}
    for name in ("when", "from", "to", "notBefore", "notAfter"):
        value = element.get(name + suffix)
        if not value:
            continue
        if suffix == "-iso" and (century := _CENTURY.fullmatch(value.strip())):
            years = int(century[1]) * 100
            sides = {"notBefore": Moment(years), "notAfter": Moment(years + 99)}
            found.update(_own_side(name, sides, element))
        elif suffix == "-iso" and "/" in value:
            first, _, last = value.partition("/")
            ends = {"from": _moment(first, has_zero=True), "to": _moment(last, has_zero=True)}
            sides = {side: moment for side, moment in ends.items() if moment}
            found.update(_own_side(name, sides, element))
        elif moment := (
            _moment(_extended(value), has_zero=True)
            if suffix == "-iso"
            else _moment(value, julian=julian)
        ):
            found[name] = moment
    return found


def _own_side(
    name: str, sides: Mapping[str, Moment], element: Mapping[str, str]
) -> dict[str, Moment]:
    """Return what an attribute of ISO 8601 that holds a century or an interval says, where others say the rest."""
    begins, ends = ("from", "notBefore"), ("to", "notAfter")
    others = ends if name in begins else begins if name in ends else ()
    is_told = any(element.get(f"{other}-iso") for other in others)
    return {side: one for side, one in sides.items() if not (is_told and side in others)}


_CENTURY = re.compile(r"(-?\d\d)")
_BASIC = re.compile(r"(-?\d{4})(\d\d)(\d\d)")


def _extended(value: str) -> str:
    """Return a date of ISO 8601 with its hyphens."""
    found = _BASIC.fullmatch(value.strip())
    return "-".join(found.groups()) if found else value


_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?")


def _length(element: Mapping[str, str]) -> tuple[int, int, int] | None:
    """Return how many years, months and days `@dur` or `@dur-iso` says; None for less than a day, or nothing."""
    found = _DURATION.fullmatch((element.get("dur") or element.get("dur-iso") or "").strip())
    if not found:
        return None
    years, months, weeks, days = (int(number[:6] or 0) for number in found.groups(default=""))
    return (years, months, weeks * 7 + days) if years or months or weeks or days else None


def _later(first: Moment, length: tuple[int, int, int], *, julian: bool) -> int:
    """Return the last day of a time that begins with the first day of a moment and lasts so long."""
    years, months, days = length
    month = (first.month or 1) - 1 + months
    year, month = first.year + years + month // 12, month % 12 + 1
    day = min(first.day or 1, _month_length(year, month, julian=julian))
    return day_number(year, month, day, julian=julian) + days - 1


def _moment_of(number: int, *, julian: bool) -> Moment:
    """Return the day that a Julian day number means."""
    return Moment(*(_day(number + 1524) if julian else gregorian_day(number)))


def parse(value: str, *, julian: bool = False) -> Moment | None:
    """Return the moment that a W3C date means; None for one without a year (`--05-06`) or a time alone.

    `julian` says that it is a day of the Julian calendar. Raises ValueError, saying in words what is wrong, for
    anything else that is no date.
    """
    return _read(value.strip(), julian=julian)


def as_iso(date: str) -> str:
    """Return a W3C date as ISO 8601 writes it, which counts a year 0: `-0043` becomes `-0042`."""
    return _shifted(date, 1) if date.startswith("-") and date[1:2].isdigit() else date


def as_w3c(date: str) -> str:
    """Return a date of ISO 8601 as XML Schema of 2004 writes it, without a year 0: `0000` becomes `-0001`."""
    return _shifted(date, -1) if date.startswith(("-", "0000")) else date


def _shifted(date: str, by: int) -> str:
    found = _DATE.match(date)
    if not found:
        return date
    return _four_digits(int(found[1]) + by) + date[found.end(1) :]


def _read(value: str, *, julian: bool = False, has_zero: bool = False) -> Moment | None:
    """Return the moment that a date means, of ISO 8601 if it `has_zero` among its years."""
    if found := _CLOCK.fullmatch(value):
        _check_time(found[1], found[2], found[3])
        return None
    if found := _YEARLESS.fullmatch(value):
        _check_day(4, int(found[1] or 1), int(found[2] or found[3] or 1), julian=julian)
        return None
    found = _DATE.fullmatch(value)
    if not found and re.match(r"\d{1,2}:\d", value):
        raise ValueError("a time is written hours:minutes:seconds, as in 18:30:00")
    if not found:
        raise ValueError(
            "a date is written year-month-day, the year with four digits, as in 0626-08-07"
        )
    if compact := _COMPACT.fullmatch(value):  # to W3C a year, to whoever wrote it a day
        raise ValueError(f"write it with hyphens: {'-'.join(compact.groups())}")
    if len(found[1]) > LONGEST:
        raise ValueError("a year has four digits, as in 0626")
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if not has_zero and year == 0:
        raise ValueError(
            "there is no year 0: 1 BC is -0001, or 0000 in the attributes that end in -iso"
        )
    if not has_zero and year < 0:
        year += 1
    if found[2]:
        _check_day(year, month, day if found[3] else 1, julian=julian)
    if found[4]:
        _check_time(found[4], found[5], found[6])
    return Moment(year, month, day)


def parse_iso(value: str) -> Moment | None:
    """Return the moment that a date of ISO 8601 means, `20200506` too; None for one that has no year, month or day.

    Centuries, weeks, days of the year, intervals and durations are dates that cannot be compared here. Raises ValueError for what
    is none, by its form or its day.
    """
    value = value.strip()
    if found := _COMPACT.fullmatch(value):
        value = "-".join(found.groups())
    if _CENTURY.fullmatch(value):
        return None
    if re.fullmatch(r"-?\d{1,}(-\d\d){0,2}", value) or re.fullmatch(
        r"-?\d{4}-\d\d-\d\dT[\d:]{8}", value
    ):
        return _read(value, has_zero=True)
    if not _ISO.fullmatch(value):
        raise ValueError("a date is written year-month-day, as in 0626-08-07")
    return None


def _check_day(year: int, month: int, day: int, *, julian: bool) -> None:
    """Raise ValueError for a month or day that there is not; the year 4 stands for any, being a leap year."""
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month:02}")
    if not 1 <= day <= _month_length(year, month, julian=julian):
        raise ValueError(f"{Moment(year, month)} has no day {day}")


def _check_time(hours: str, minutes: str, seconds: str) -> None:
    if int(hours) > 24 or int(minutes) > 59 or int(seconds) > 59:
        raise ValueError(f"there is no time {hours}:{minutes}:{seconds}")


def _moment(value: str, *, julian: bool = False, has_zero: bool = False) -> Moment | None:
    try:
        return _read(value.strip(), julian=julian, has_zero=has_zero) if value else None
    except ValueError:
        return None


def _month_length(year: int, month: int, *, julian: bool) -> int:
    if month == 2:
        return 29 if (year % 4 == 0 if julian else gregorian.isleap(year)) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _label(
    when: Moment | None,
    start: Moment | None,
    end: Moment | None,
    after: Moment | None,
    before: Moment | None,
) -> str:
    if when:
        return str(when)
    if start or end:
        if start and end:
            return f"{start}–{end}" if start != end else str(start)
        if start:
            return f"from {start} until {before} at the latest" if before else f"from {start}"
        return f"from {after} at the earliest until {end}" if after else f"until {end}"
    if after and before:
        if century := _century(after, before):
            return century
        return str(after) if after == before else f"between {after} and {before}"
    return f"not before {after}" if after else f"not after {before}"


def _years(first: Moment | None, last: Moment | None) -> str:
    """Return the years from one moment to another, in few words: "1903", "1750/1760", "50/43 BC", "19th c.", "after 1750"."""
    if not first or not last:
        return (
            f"after {Moment(first.year)}"
            if first
            else f"before {Moment(last.year)}"
            if last
            else ""
        )
    start, end = str(Moment(first.year)), str(Moment(last.year))
    if start == end:
        return start
    if century := _century(first, last):
        return century.replace("century", "c.")
    return f"{start.removesuffix(' BC') if last.year <= 0 else start}/{end}"


def _century(after: Moment, before: Moment) -> str:
    """Return "7th century" if that is what two years span: 601 to 700, or, as many write it, 600 to 699 or 700."""
    if after.month or before.month:
        return ""
    length = before.year - after.year
    if length not in (99, 100) or (after.year % 100, length) not in ((0, 99), (0, 100), (1, 99)):
        return ""
    if before.year <= 0:
        number = -after.year // 100 + 1 if after.year % 100 else -after.year // 100
        return f"{_ordinal(number)} century BC" if number > 0 and after.year % 100 else ""
    if after.year < 0:
        return ""
    return f"{_ordinal(after.year // 100 + 1)} century"


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{({1: 'st', 2: 'nd', 3: 'rd'}).get(number % 10, 'th')}"


def _iso(
    element: Mapping[str, str], moments: Mapping[str, Moment], suffix: str, length: str = ""
) -> str:
    """Return what the dating attributes of one family ("", "-iso", "-custom") say, a range with "/": in ISO 8601, but what
    is custom as it stands. `length` is how long it lasts.
    """
    names = moments if suffix != "-iso" else ("when", "from", "to", "notBefore", "notAfter")
    said = {
        name: value
        for name in names
        if (value := element.get(name + suffix))
        and (name in moments or _moments({name + suffix: value}, suffix))
    }
    if not suffix:
        said = {name: as_iso(value.strip()) for name, value in said.items()}
    if when := said.get("when"):
        return f"{when}/{length}" if length else when
    first = said.get("from") or said.get("notBefore") or ".."
    last = said.get("to") or said.get("notAfter") or length or ".."
    if suffix == "-iso" and ".." in (first, last):  # an interval or a century in one attribute
        one = first if last == ".." else last
        if "/" in one or _CENTURY.fullmatch(one):
            return one
    return f"{first.partition('/')[0]}/{last.rpartition('/')[2]}"


def _custom(element: Mapping[str, str], calendar: str) -> tuple[str, str]:
    """Return the date in the source's own calendar, for a reader and as encoded; "" if there is none."""
    moments = _moments(element, "-custom", julian=calendar == JULIAN)
    if not moments:
        return "", ""
    names = ("when", "from", "to", "notBefore", "notAfter")
    return _label(*map(moments.get, names)), _iso(element, moments, "-custom")


# Calendars.

JULIAN, GREGORIAN = "Julian", "Gregorian"

#: What the two are called in the languages of those who encode.
_CALLED = {
    JULIAN: re.compile("juli[aá][nń]|julien|juliaan|iulian|юлиан|ιουλιαν|old.?style"),
    GREGORIAN: re.compile("gr[eé]gor|григор|γρηγορ|new.?style"),
}


def known_calendar(pointer: str, declaration: str = "") -> str:
    """Return which calendar a pointer means, `JULIAN` or `GREGORIAN`, by its own words or those of what it points at; "" for
    another, or if both are named.
    """
    for words in (pointer, declaration):
        named = [name for name, called in _CALLED.items() if called.search(words.casefold())]
        if named:
            return named[0] if len(named) == 1 else ""
    return ""


def calendar_of(element: Element) -> str:
    """Return the calendar of an element's custom dates: `JULIAN`, `GREGORIAN`, or what the pointer calls it; "" if none is said."""
    pointer = next((value for name in _METHODS if (value := element.get(name))), "")
    if not pointer:
        return ""
    if known := known_calendar(pointer) or known_calendar("", _declared(element, pointer)):
        return known
    return re.split("[-_]", pointer.rpartition("#")[2])[0].capitalize()


def _declared(element: Element, pointer: str) -> str:
    """Return the words of the `calendar` in the headers around an element that a pointer points at, "" if there is none."""
    id = pointer.rpartition("#")[2]
    for document in element.iterancestors(tag("TEI"), tag("teiCorpus")):
        described = child(document, "teiHeader", "profileDesc")
        for listed in children(described, "calendarDesc") if described is not None else ():
            for calendar in children(listed, "calendar"):
                if calendar.get(XML_ID) == id:
                    return text_of(calendar)
    return ""
