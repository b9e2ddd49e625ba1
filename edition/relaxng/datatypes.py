"""Datatypes: what a value may be, by the datatype libraries of RELAX NG.

W3C XML Schema Part 2 (2nd edition, 2004) with its facets; "Guidelines for using W3C XML Schema Datatypes with RELAX NG"
(OASIS, 2001); RELAX NG DTD Compatibility (OASIS, 2001), whose ids are names here: whether they are unique is
asked elsewhere, where both places can be named; the two built-in types of the specification, `string` and `token`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from edition.regex import Expression
from edition.relaxng.names import qualified

XSD = "http://www.w3.org/2001/XMLSchema-datatypes"
DTD = "http://relaxng.org/ns/compatibility/datatypes/1.0"
BUILT_IN = ""

#: The namespaces by prefix that are in force at a value; "" is the default one.
Namespaces = Mapping[str, str]

_SPACES = re.compile(r"[ \t\r\n]+")
_ONE_SPACE = re.compile(r"[\t\r\n]")

_YEAR = "-?([1-9][0-9]{3,}|0[0-9]{3})"
_MONTH = "(0[1-9]|1[0-2])"
_DAY = "(0[1-9]|[12][0-9]|3[01])"
_TIME = r"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)"
_ZONE = "(Z|[+\\-](0[0-9]|1[0-3]):[0-5][0-9]|[+\\-]14:00)?"
_NUMBER = r"[+\-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
_FLOAT = rf"{_NUMBER}([eE][+\-]?[0-9]+)?|-?INF|NaN"
_INTEGER = r"[+\-]?[0-9]+"
_NCNAME = r"[\i-[:]][\c-[:]]*"
_QNAME = f"({_NCNAME}:)?{_NCNAME}"
_NMTOKEN = r"\c+"
_DATE_LENGTH = "([0-9]+Y([0-9]+M)?([0-9]+D)?|[0-9]+M([0-9]+D)?|[0-9]+D)"
_SECONDS = r"[0-9]+(\.[0-9]+)?S"
_TIME_LENGTH = f"T([0-9]+H([0-9]+M)?({_SECONDS})?|[0-9]+M({_SECONDS})?|{_SECONDS})"
_BASE64 = "[A-Za-z0-9+/]"

#: How the values of each type are written, as a regular expression of appendix F; "" for any text.
_WRITTEN = {
    "string": "",
    "normalizedString": "",
    "token": "",
    "anyURI": "",
    "language": r"[a-zA-Z]{1,8}(\-[a-zA-Z0-9]{1,8})*",
    "Name": r"\i\c*",
    "NCName": _NCNAME,
    "ID": _NCNAME,
    "IDREF": _NCNAME,
    "ENTITY": _NCNAME,
    "NMTOKEN": _NMTOKEN,
    "IDREFS": f"{_NCNAME}( {_NCNAME})*",
    "ENTITIES": f"{_NCNAME}( {_NCNAME})*",
    "NMTOKENS": f"{_NMTOKEN}( {_NMTOKEN})*",
    "QName": _QNAME,
    "NOTATION": _QNAME,
    "boolean": "true|false|1|0",
    "decimal": _NUMBER,
    "float": _FLOAT,
    "double": _FLOAT,
    "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
    "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}",
    "time": f"{_TIME}{_ZONE}",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}",
    "gYear": f"{_YEAR}{_ZONE}",
    "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}",
    "gMonth": f"--{_MONTH}{_ZONE}",
    "gDay": f"---{_DAY}{_ZONE}",
    "duration": f"-?P({_DATE_LENGTH}({_TIME_LENGTH})?|{_TIME_LENGTH})",
    "hexBinary": "([0-9a-fA-F]{2})*",
    "base64Binary": f"(({_BASE64} ?){{4}})*(({_BASE64} ?){{3}}{_BASE64}|({_BASE64} ?){{2}}[AEIMQUYcgkosw048] ?=|{_BASE64} ?[AQgw] ?= ?=)?",
}
#: The least and the greatest value of the types derived from `integer`.
_INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
_WRITTEN |= dict.fromkeys(_INTEGERS, _INTEGER)

#: Types whose values mean themselves, and hold no white space.
_NAMES = frozenset({"language", "Name", "NCName", "ID", "IDREF", "NMTOKEN"})
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MOMENTS = frozenset("dateTime date time gYearMonth gYear gMonthDay gMonth gDay".split())
_LISTS = frozenset({"IDREFS", "ENTITIES", "NMTOKENS"})
_OF_CONTEXT = frozenset({"QName", "NOTATION", "ENTITY", "ENTITIES"})
_NUMBERS = frozenset({"decimal", "float", "double", *_INTEGERS})
_BOUNDS = ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive")
_LENGTHS = ("length", "minLength", "maxLength")
_DIGITS = ("totalDigits", "fractionDigits")


@dataclass(frozen=True)
class Datatype:
    """A datatype with its facets: `pattern` and so on, as (name, value) pairs in the order of the schema."""

    library: str
    name: str
    facets: tuple[tuple[str, str], ...] = ()

    @cached_property
    def needs_context(self) -> bool:
        """Whether the same text may be a value in one place and none in another."""
        return self.library == XSD and self.name in _OF_CONTEXT

    def admits(self, text: str, namespaces: Namespaces) -> bool:
        """Tell whether a text is one of the datatype's values."""
        if self._name is not None and self._name.matches(text):
            return True
        return self.value(text, namespaces) is not None

    def value(self, text: str, namespaces: Namespaces) -> object:
        """Return what a text means, to be compared with `==`; None if it is no value of the datatype."""
        text = self.normalized(text)
        if self._written is not None and not self._written.matches(text):
            return None
        if self.library == BUILT_IN:
            return text
        value = self._meaning(text, namespaces)
        if value is None or not all(check(text, value) for check in self._checks):
            return None
        return value

    def normalized(self, text: str) -> str:
        """Return a text with its white space as the datatype sees it."""
        if self.name == "string":
            return text
        if self.name == "normalizedString":
            return _ONE_SPACE.sub(" ", text)
        return _SPACES.sub(" ", text).strip(" ")

    @cached_property
    def _written(self) -> Expression | None:
        return _expression(_WRITTEN[self.name]) if _WRITTEN[self.name] else None

    @cached_property
    def _name(self) -> Expression | None:
        """How a value is written, where what is written so is one, whatever it says."""
        return self._written if self.name in _NAMES and not self.facets else None

    def _meaning(self, text: str, namespaces: Namespaces) -> object:
        name = self.name
        if name in _INTEGERS:
            number, (least, most) = _number(text), _INTEGERS[name]
            fits = (least is None or number >= least) and (most is None or number <= most)
            return number if fits else None
        if name == "decimal":
            return _number(text)
        if name in ("float", "double"):
            return _float(text)
        if name == "boolean":
            return text in ("true", "1")
        if name in _MOMENTS:
            return _moment(name, text)
        if name == "duration":
            return _duration(text)
        if name == "anyURI":
            return text if _is_uri(text) else None
        if name in ("QName", "NOTATION"):
            return _qname(text, namespaces)
        if name == "hexBinary":
            return bytes.fromhex(text)
        if name == "base64Binary":
            return text.replace(" ", "")
        return text

    @cached_property
    def _checks(self) -> tuple[Callable[[str, object], bool], ...]:
        return tuple(self._check(facet, value) for facet, value in self.facets)

    def _check(self, facet: str, value: str) -> Callable[[str, object], bool]:
        """Return what a facet asks, a function of a text and its meaning; raise ValueError for one that is not for this type."""
        name = self.name
        if facet == "pattern":
            expression = _expression(value)
            return lambda text, _: expression.matches(text)
        if facet in _LENGTHS and name not in _NUMBERS | _MOMENTS | {"boolean", "duration"}:
            wanted = _count(facet, value)
            return lambda text, _: _compared(facet, self._length(text), wanted)
        if facet in _DIGITS and name in {"decimal", *_INTEGERS}:
            wanted = _count(facet, value)
            return lambda text, _: _digits(facet, text) <= wanted
        if facet in _BOUNDS and name in _NUMBERS | _MOMENTS | {"duration"}:
            bound = Datatype(self.library, name).value(value, {})
            if bound is None:
                raise ValueError(f'the facet {facet} of {name} cannot be "{value}"')
            return lambda _, known: _bounded(facet, known, bound)
        raise ValueError(f"{name} has no facet {facet}")

    def _length(self, text: str) -> int:
        if self.name == "hexBinary":
            return len(text) // 2
        if self.name == "base64Binary":
            return len(text.replace(" ", "").rstrip("=")) * 3 // 4
        return len(words(text)) if self.name in _LISTS else len(text)


def words(text: str) -> list[str]:
    """Return the words of a text: only XML's own white space parts them."""
    if text.isascii():
        return text.split()
    return [word for word in _SPACES.split(text) if word]


@cache
def datatype(library: str, name: str, facets: tuple[tuple[str, str], ...] = ()) -> Datatype:
    """Return a datatype of a library. Raises ValueError, which says why, if there is none or a facet is wrong."""
    if library == BUILT_IN:
        if name not in ("string", "token"):
            raise ValueError(
                f'without a datatypeLibrary there are only "string" and "token", not "{name}"; '
                f'name the library of XML Schema: datatypeLibrary="{XSD}"'
            )
        if facets:
            raise ValueError(f'"{name}" without a datatypeLibrary takes no <param>')
    elif library == DTD:
        if name not in ("ID", "IDREF", "IDREFS"):
            raise ValueError(f'the library of DTD compatibility has no datatype "{name}"')
        if facets:
            raise ValueError(f'"{name}" of the library of DTD compatibility takes no <param>')
    elif library != XSD:
        raise ValueError(
            f'the datatypeLibrary "{library}" is not known; that of XML Schema is "{XSD}"'
        )
    elif name not in _WRITTEN:
        raise ValueError(f'XML Schema has no datatype "{name}"')
    found = Datatype(library, name, facets)
    _ = found._checks  # a facet that is wrong is a fault of the schema, not of a document
    return found


@cache
def _expression(pattern: str) -> Expression:
    try:
        return Expression(pattern)
    except ValueError as error:
        raise ValueError(f'the pattern "{pattern}" cannot be read: {error}') from error


def _count(facet: str, value: str) -> int:
    if not re.fullmatch("[0-9]+", value.strip()):
        raise ValueError(f'the facet {facet} is a whole number, not "{value}"')
    return int(value)


def _compared(facet: str, length: int, wanted: int) -> bool:
    if facet == "length":
        return length == wanted
    return length >= wanted if facet == "minLength" else length <= wanted


def _digits(facet: str, text: str) -> int:
    whole, _, fraction = text.lstrip("+-").partition(".")
    fraction = fraction.rstrip("0")
    return len(fraction) if facet == "fractionDigits" else len((whole + fraction).lstrip("0")) or 1


def _bounded(facet: str, value: object, bound: object) -> bool:
    if isinstance(value, _Moment) and isinstance(bound, _Moment):
        less, more = value.is_before(bound), bound.is_before(value)
        same = value == bound
    elif isinstance(value, _Duration) and isinstance(bound, _Duration):
        less, more = value.is_shorter(bound), bound.is_shorter(value)
        same = value == bound
    else:
        assert isinstance(value, (int, float, Decimal))
        assert isinstance(bound, (int, float, Decimal))
        less, more, same = value < bound, value > bound, value == bound
    wanted = more if facet.startswith("min") else less
    return wanted or (same and facet.endswith("Inclusive"))


def _number(text: str) -> Decimal:
    return Decimal(text)


def _float(text: str) -> float | str:
    if text == "NaN":
        return text  # equal to itself, as XML Schema has it
    return float(text)


def _qname(text: str, namespaces: Namespaces) -> str | None:
    prefix, _, name = text.rpartition(":")
    if prefix and prefix not in namespaces:
        return None
    return qualified(namespaces.get(prefix, ""), name)


_SCHEME = re.compile(r"[^/?#:]*:")
_SCHEME_NAME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:.")
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def _is_uri(text: str) -> bool:
    """Tell whether a text can be a reference to a resource: RFC 2396, once what is no ASCII is escaped."""
    if _PERCENT.search(text) or text.count("#") > 1:
        return False
    return not _SCHEME.match(text) or _SCHEME_NAME.match(text) is not None


@dataclass(frozen=True, slots=True)
class _Moment:
    """A time on one line, in seconds; and whether it was said for which time zone."""

    seconds: Decimal
    has_zone: bool

    def is_before(self, other: _Moment) -> bool:
        """Tell whether this is earlier, whatever the time zone of the one that does not say (section 3.2.7.4)."""
        margin = 0 if self.has_zone == other.has_zone else 14 * 3600
        return self.seconds < other.seconds - margin


#: Where year, month, day, time and zone stand in each of the types.
_PARTS = {
    "dateTime": r"(?P<y>-?\d+)-(?P<m>\d\d)-(?P<d>\d\d)T(?P<t>[\d:.]+)(?P<z>.*)",
    "date": r"(?P<y>-?\d+)-(?P<m>\d\d)-(?P<d>\d\d)(?P<t>)(?P<z>.*)",
    "time": r"(?P<y>)(?P<m>)(?P<d>)(?P<t>[\d:.]+)(?P<z>.*)",
    "gYearMonth": r"(?P<y>-?\d+)-(?P<m>\d\d)(?P<d>)(?P<t>)(?P<z>.*)",
    "gYear": r"(?P<y>-?\d+)(?P<m>)(?P<d>)(?P<t>)(?P<z>.*)",
    "gMonthDay": r"--(?P<y>)(?P<m>\d\d)-(?P<d>\d\d)(?P<t>)(?P<z>.*)",
    "gMonth": r"--(?P<y>)(?P<m>\d\d)(?P<d>)(?P<t>)(?P<z>.*)",
    "gDay": r"---(?P<y>)(?P<m>)(?P<d>\d\d)(?P<t>)(?P<z>.*)",
}


def _moment(name: str, text: str) -> _Moment | None:
    found = re.fullmatch(_PARTS[name], text)
    assert found
    year = int(Decimal(found["y"] or 2000))  # of any length: `int` itself reads 4300 digits
    month, day = int(found["m"] or 1), int(found["d"] or 1)
    if (name in ("date", "dateTime", "gYear", "gYearMonth") and year == 0) or day > _DAYS[
        month - 1
    ]:
        return None
    year += year < 0  # there is no year 0: before the year 1 comes the year -1
    if found["y"] and month == 2 and day == 29 and not _is_leap(year):
        return None
    hours, minutes, seconds = (found["t"] or "0:0:0").split(":")
    zone = _zone(found["z"])
    whole = ((_days(year, month, day) * 24 + int(hours)) * 60 + int(minutes) - (zone or 0)) * 60
    return _Moment(Decimal(seconds) + whole, zone is not None)


def days_of(year: int, month: int) -> int:
    """Return how many days a month of a year has, in the calendar of XML Schema."""
    year += year < 0
    return 28 if month == 2 and not _is_leap(year) else _DAYS[month - 1]


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days(year: int, month: int, day: int) -> int:
    """Return the number of a day, counted through all years alike."""
    before = year - 1
    leaps = before // 4 - before // 100 + before // 400
    passed = sum(_DAYS[: month - 1]) - (month > 2 and not _is_leap(year))
    return before * 365 + leaps + passed + day


def _zone(text: str) -> int | None:
    """Return the minutes that a time zone is ahead of UTC."""
    if text in ("", "Z"):
        return 0 if text else None
    minutes = int(text[1:3]) * 60 + int(text[4:])
    return -minutes if text.startswith("-") else minutes


@dataclass(frozen=True, slots=True)
class _Duration:
    """A length of time: months and seconds, which do not add up."""

    months: int
    seconds: Decimal

    def is_shorter(self, other: _Duration) -> bool:
        """Tell whether this is the shorter one from wherever it is counted (section 3.2.6.2)."""
        return all(self._from(start) < other._from(start) for start in _STARTS)

    def _from(self, start: tuple[int, int]) -> Decimal:
        months = start[0] * 12 + start[1] - 1 + self.months
        return _days(months // 12, months % 12 + 1, 1) * 86400 + self.seconds


_STARTS = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))
_LENGTH = re.compile(
    r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?"
)


def _duration(text: str) -> _Duration:
    found = _LENGTH.fullmatch(text)
    assert found
    years, months, days, hours, minutes, seconds = (
        Decimal(part or 0) for part in found.groups()[1:]
    )
    sign = -1 if found[1] else 1
    whole = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return _Duration(sign * int(years * 12 + months), sign * whole)
