"""Remedies: what to write in place of a value that is none, for the person who must mend it.

First the value that was probably meant, if the schema admits it; then, of a date, why there is no such day, or how TEI says what a
word for a date says; then what the schema lists; then what it asks for, with an example that can be written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from edition.dates import MONTHS, as_iso, as_w3c
from edition.pointers import nearest
from edition.relaxng.datatypes import days_of
from edition.relaxng.elements import Fault
from edition.relaxng.grammar import Grammar
from edition.relaxng.patterns import Pattern
from edition.tei import folded, local

#: How many values are listed before the rest is counted.
LISTED = 8

_DATATYPES = {
    "date": "a day, as in 0626-08-07",
    "dateTime": "a day and a time, as in 0626-08-07T12:00:00",
    "time": "a time, as in 12:00:00",
    "gYear": "a year, as in 0626",
    "gYearMonth": "a month of a year, as in 0626-08",
    "gMonth": "a month, as in --08",
    "gMonthDay": "a day of a month, as in --08-07",
    "gDay": "a day of any month, as in ---07",
    "duration": "a length of time, as in P3D",
    "decimal": "a number, as in 5.7",
    "double": "a number, as in 5.7",
    "float": "a number, as in 5.7",
    "nonNegativeInteger": "a whole number, as in 12",
    "positiveInteger": "a whole number from 1",
    "integer": "a whole number, as in 12",
    "boolean": "true or false",
    "language": "a language tag, as in grc or en",
    "anyURI": "an address without spaces, as in register.xml#heraclius",
    "ID": "a name: a letter first, then letters, digits, . - or _, and no space",
    "IDREF": "a name: a letter first, then letters, digits, . - or _, and no space",
    "NCName": "a name: a letter first, then letters, digits, . - or _, and no space",
    "Name": "a name: a letter first, then letters, digits, . - or _, and no space",
    "NMTOKEN": "one word of letters, digits, - _ : and .",
}

#: Patterns of TEI's own datatypes that ask for a word, by how the schema writes them.
_ONE_WORD = frozenset({r"[^\p{C}\p{Z}]+", r"(\p{L}|\p{N}|\p{P}|\p{S})+", r"\S+"})
#: What other patterns ask for, by how they begin.
_PATTERNS = {
    r"(\-?[\d]+/": "a fraction, as in 1/2",
    r"[0-9.,DHMPRSTWYZ/": "a date or time of ISO 8601, as in 0626-08-07 or 0626/0627",
    r"[\d]+[a-z]*[\d]*(\.": "the number of a version, as in 4.12.0",
    r"[\d]+(\.[\d]+)": "the number of a version, as in 4.12.0",
    r"(-?[0-9]+(\.[0-9]+)?,": "points, each as two numbers, as in 10,20 30,40",
    r"(\-?[0-9]+\.?[0-9]*,": "points, each as two numbers, as in 10,20 30,40",
    r"[\-+]?\d+(\.\d+)?(%|cm": "a length with its unit, as in 12cm or 300px",
}

_DATES = frozenset({"date", "gYear", "gYearMonth"})
_NUMBERS = frozenset({"decimal", "double", "float", "integer", "nonNegativeInteger", "positiveInteger"})  # fmt: skip

#: How the names of the months begin in English, German, French, Italian, Spanish and Latin, and their numbers.
_MONTHS_BEGIN = {
    begin: number
    for number, begins in enumerate(
        (
            "jan jän gen ene ian", "feb fév", "mar mär", "apr avr abr", "may mai mag maj", "jun juin giu iun",
            "jul juil lug iul", "aug aoû aou ago", "sep set", "oct okt ott", "nov", "dec dez déc dic",
        ),
        start=1,
    )
    for begin in begins.split()
}  # fmt: skip


def remedy(fault: Fault, grammar: Grammar) -> str | None:
    """Return what to do about a value that is none."""
    if not fault.text.strip():
        return "Give it a value, or leave the attribute out." if fault.name else "Give it a value."
    return next((said for way in _WAYS if (said := way(fault, grammar))), None)


def _kinds(fault: Fault) -> set[str]:
    return {part.payload.name for part in _values(fault.state) if part.kind == "data"}


def _listed(fault: Fault) -> list[str]:
    values = [part.payload[2] for part in _values(fault.state) if part.kind == "value"]
    return list(dict.fromkeys(filter(str.strip, values)))


def _values(pattern: Pattern) -> Iterator[Pattern]:
    """Yield the data and values in a pattern, those of lists too."""
    for part in pattern.inside():
        if part.kind == "list":
            yield from _values(part.parts[0])
        elif part.kind in ("data", "value"):
            yield part


def _asked(part: Pattern) -> str | None:
    for facet, value in part.payload.facets:
        if facet != "pattern" or part.payload.name == "anyURI":
            continue
        if value in _ONE_WORD:
            return "one word with no space in it"
        asked = (said for begin, said in _PATTERNS.items() if value.startswith(begin))
        return next(asked, f"what the pattern {value} describes")
    return _DATATYPES.get(part.payload.name)


# -- the ways to find a remedy, the surest first


def _a_span(fault: Fault, _: Grammar) -> str | None:
    """A date that says between which days something was: TEI has attributes for them."""
    lead, ends = _ends(folded(fault.text))
    known = {name for part in fault.content.attributes for name in part.payload.all()}
    if fault.name != "when" or not ends or not ends.keys() <= known:
        return None
    written = " ".join(f'{name}="{date}"' for name, date in ends.items())
    return f"{lead}: {written}."


def _ends(text: str) -> tuple[str, dict[str, str]]:
    """Return what to do with a range of dates, and the attributes that say it; none for what is no range."""
    if found := _SPAN.fullmatch(text):
        ends = {"from": _padded(found[1]), "to": _padded(found[2])}
        return "For a span of time use @from and @to", ends
    if (found := _SHORT_SPAN.fullmatch(text)) and int(found[3]) > max(12, int(found[2])):
        ends = {"from": found[1] + found[2], "to": found[1] + found[3]}
        return "There is no such month; for a span of time use @from and @to", ends
    if found := _DECADE.fullmatch(text):
        first, last = (found[1].ljust(4, digit) for digit in "09")
        return "Say between which years it lies", {"notBefore": first, "notAfter": last}
    if (found := _CENTURY.fullmatch(text)) and (century := _number(found[1] or found[2])):
        last = f"{century:02}00"
        first = f"{century - 1:02}01"
        return "Say between which years it lies", {"notBefore": first, "notAfter": last}
    if found := _BOUND.fullmatch(text.lower()):
        attribute = "notAfter" if found[1] in _BEFORE else "notBefore"
        return f"Say it with @{attribute}", {attribute: _padded(found[2])}
    return "", {}


_ONE_DATE = r"(-?\d{3,4}(?:-\d\d){0,2})"
_SPAN = re.compile(rf"{_ONE_DATE}\s*[/–—-]\s*{_ONE_DATE}")
_SHORT_SPAN = re.compile(r"(\d\d)(\d\d)\s*[/–—-]\s*(\d\d)")
_DECADE = re.compile(r"(1\d\d(?=.$|0s|0er)|1\d(?=..$))(?:0s|0er|[?xX_.-]+)")
_CENTURY = re.compile(
    r"(\d{1,2}|[IVX]+)\s*(?:st|nd|rd|th|\.|e|er|ème)?\s*(?:cent|Jahrh|Jh|si[eè]cle|sec|saec|s\.$)\S*(?: AD| CE| n\. ?Chr\.)?|"
    r"(?:s|sec|saec)\.?\s*([IVX]+)"
)
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_BEFORE = ("before", "ante", "vor", "avant", "by", "<")
_BOUND = re.compile(
    r"(before|ante|vor|avant|by|<|after|post|nach|après|>)\s*(-?\d{3,4}(?:-\d\d){0,2})"
)


def _no_such_day(fault: Fault, _: Grammar) -> str | None:
    """A date that the calendar has not."""
    if not _kinds(fault) & _DATES:
        return None
    whole = (_DAY_OR_MONTH.fullmatch(one) for one in (_plain(fault.text), *_dates(fault.text)))
    found = next(filter(None, whole), None)
    if found is None or fault.state.admits(found[0], fault.element):
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3] or "1")
    if not month or not day:
        known = found[1] if not month else f"{found[1]}-{found[2]}"
        return f"Leave out what is not known: {known}."
    if month > 12:
        swapped = f"{found[1]}-{found[3]}-{found[2]}" if found[3] and day <= 12 else ""
        fits = swapped and fault.state.admits(swapped, fault.element)
        return f"A year has 12 months{f'; if the day is meant: {swapped}' if fits else ''}."
    if day > 28:
        return f"{MONTHS[month - 1]} {year} has {days_of(year, month)} days."
    return None


_DAY_OR_MONTH = re.compile(r"(-?\d{4,9})-(\d\d)(?:-(\d\d))?")


def _number(text: str) -> int:
    """Return what a number says, in digits or in Roman ones."""
    if text.isdigit():
        return int(text)
    values = [_ROMAN[letter] for letter in text]
    return sum(
        -one if one < other else one for one, other in zip(values, [*values[1:], 0], strict=True)
    )


def _between(fault: Fault, _: Grammar) -> str | None:
    """A number that is two: TEI has attributes for the least and the most."""
    known = {name for part in fault.content.attributes for name in part.payload.all()}
    found = _NUMBERS_FROM_TO.fullmatch(_plain(fault.text))
    if fault.name != "quantity" or not found or not {"atLeast", "atMost"} <= known:
        return None
    return f'Say between which numbers it lies: atLeast="{found[1]}" atMost="{found[2]}".'


_NUMBERS_FROM_TO = re.compile(r"(\d+)-(\d+)")


def _no_date(fault: Fault, _: Grammar) -> str | None:
    """A word that says that there is no date."""
    is_none = folded(fault.text).lower().strip(".?") in _NO_DATES and _kinds(fault) & _DATES
    return "Leave the attribute out where no date is known." if is_none else None


_NO_DATES = frozenset(
    "unknown,undated,n.d,s.d,no date,none,unbekannt,undatiert,o.d,o.j,ohne datum,inconnu,inconnue,sans date,-,–,,na,n/a".split(
        ","
    )
)


def _before_christ(fault: Fault, _: Grammar) -> str | None:
    """A year before Christ: there is no year 0 in W3C's dates, and there is one in those of ISO 8601."""
    if fault.text.startswith("0000") and fault.state.admits(
        meant := as_w3c(fault.text), fault.element
    ):
        return f'There is no year 0: write "{meant}" for 1 BC.'
    found = _BC.fullmatch(_plain(fault.text))
    if not found or not int(found[1]):
        return None
    written = f"-{int(found[1]):04}"
    is_iso = fault.name.endswith("-iso")
    year = as_iso(written) if is_iso else written
    if not fault.state.admits(year, fault.element):
        return None
    return f'Write "{year}"' + (": ISO 8601 counts a year 0, which is 1 BC." if is_iso else ".")


def _no_such_time(fault: Fault, _: Grammar) -> str | None:
    """A time of the right form that no clock shows."""
    found = _CLOCK.fullmatch(fault.text.strip())
    if not found or "time" not in _kinds(fault):
        return None
    hours, minutes = int(found[1]), int(found[2])
    if hours > 24 or minutes > 59:
        return "A day has 24 hours and an hour 60 minutes; write them as in 18:30:00."
    return None


_CLOCK = re.compile(r"(\d{1,2})[:.h](\d\d)(?:[:.](\d\d))?(?: ?Uhr)?")


def _meant(fault: Fault, _: Grammar) -> str | None:
    """The value that was probably meant, if the schema admits it."""
    text, pattern, element = fault.text, fault.state, fault.element
    kinds = _kinds(fault)
    for candidate in chain(_candidates(text, kinds), _each_word(text, pattern)):
        if candidate != text and pattern.admits(candidate, element):
            data = [part for part in _values(pattern) if part.kind == "data"]
            why = next((f": {_asked(part)}" for part in data if _is_word(part)), "")
            return f'Write "{candidate}"{why}{_doubt(fault)}.'
    return None


def _doubt(fault: Fault) -> str:
    """Return how to say that a date is not sure, where it said so."""
    if not _kinds(fault) & _DATES or not _DOUBT.search(fault.text):
        return ""
    known = {name for part in fault.content.attributes for name in part.payload.all()}
    return '; cert="low" says that it is not sure' if "cert" in known else ""


_DOUBT = re.compile(r"^(?:ca?|circa|about|um|vers|env)\b|^~|[^-?]\?$|\bca?\.?$")


def _thousands(fault: Fault, _: Grammar) -> str | None:
    """A number with a comma that may part thousands, or what is less than one."""
    if not _kinds(fault) & _NUMBERS or not _COMMA.fullmatch(text := fault.text.strip()):
        return None
    whole, part = text.replace(",", ""), text.replace(",", ".")
    return f'Write "{whole}", or "{part}" if the comma parts less than one from the whole.'


_COMMA = re.compile(r"[1-9]\d{0,2},\d{3}")


def _is_word(part: Pattern) -> bool:
    """Tell whether data is one word, so that it is no matter of course why a value is none."""
    patterns = [value for facet, value in part.payload.facets if facet == "pattern"]
    return part.payload.name in ("ID", "NCName", "Name") or any(p in _ONE_WORD for p in patterns)


def _candidates(text: str, kinds: set[str]) -> Iterator[str]:
    """Yield what a text may have been meant to be: as a date, a time, a truth value, a number, a name."""
    stripped = folded(text)
    yield stripped.lower()
    if kinds & (_DATES | {"dateTime"}):
        yield from _dates(text)
    if "time" in kinds and (found := _CLOCK.fullmatch(stripped)):
        yield f"{int(found[1]):02}:{found[2]}:{found[3] or '00'}"
    if "dateTime" in kinds and re.fullmatch(r"\S+[ T]\d\d:\d\d", stripped):
        yield f"{stripped.replace(' ', 'T')}:00"
    if "boolean" in kinds:
        yield _TRUTHS.get(stripped.lower(), text)
    if "duration" in kinds and (found := _LENGTH.fullmatch(stripped.lower())):
        yield f"P{found[1]}{_LENGTHS[found[2]]}"
    if kinds & _NUMBERS:
        yield from _numbers(stripped)
    if "language" in kinds:
        yield stripped.replace("_", "-")
    if kinds & {"ID", "NCName", "Name"}:
        name = re.sub(r"[^\w.\-·]+", "-", stripped).strip("-")
        yield name
        yield f"n{name}"
    if "anyURI" in kinds:
        yield stripped.replace(" ", "%20")
    if " " in stripped and not _TWO_NUMBERS.search(stripped):
        yield stripped.replace(" ", "_")
        yield stripped.replace(" ", "")


def _numbers(text: str) -> Iterator[str]:
    """Yield which number a text may name: the last of two marks parts the whole from the rest."""
    if found := _MIXED.fullmatch(text):
        yield f"{int(found[1]) * int(found[3]) + int(found[2])}/{found[3]}"
    if _TWO_NUMBERS.search(text):
        return
    number = re.sub(r"^\D+ |(?<=\d) ?[^\d\s.,]+$|(?<=\d) (?=\d{3}(?!\d))", "", text)
    marks = [mark for mark in number if mark in ".,"]
    if len(set(marks)) > 1:
        whole, _, rest = number.rpartition(marks[-1])
        yield f"{re.sub('[., ]', '', whole)}.{rest}"
    if len(marks) < 2:
        yield number.replace(",", ".")
    yield re.sub("[., ’']", "", number)
    if set(text) <= _ROMAN.keys():
        yield str(_number(text))


#: A whole number and a fraction, and two numbers: a space between digits parts them unless there are three behind it.
_MIXED = re.compile(r"(\d{1,9})[ +](\d{1,9})/([1-9]\d{0,8})")
_TWO_NUMBERS = re.compile(r"\d (?!\d{3}(?!\d))\d")

_TRUTHS = dict.fromkeys("yes y ja j oui o wahr vrai".split(), "true") | dict.fromkeys(
    "no n nein non falsch faux".split(), "false"
)
_LENGTHS = {
    "year": "Y", "jahr": "Y", "an": "Y", "ann": "Y", "month": "M", "monat": "M", "mois": "M", "week": "W", "day": "D",
    "tag": "D", "jour": "D",
}  # fmt: skip
_LENGTH = re.compile(rf"(\d+) ?({'|'.join(_LENGTHS)})[a-zé]*")
_DAY = re.compile(r"(-?\d{1,4})[-./ ](\d{1,2})(?:[-./ ](\d{1,2}))?")
_DAY_LAST = re.compile(r"(\d{1,2})[./-]\s*(\d{1,2})[./-]\s*(-?\d{3,4})")
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:\.|st|nd|rd|th|er)?\s*(?:de |of )?)?([A-Za-zÀ-ÿ]{3,})\.?,?\s*(?:(\d{1,2})(?:st|nd|rd|th)?,\s*)?(?:de )?(-?\d{3,4})"
)
_MONTH_FIRST = re.compile(r"(\d{1,2})[-./](\d{4})")
_MIDDLE = re.compile(r"(\d{1,4})[-./ ]([A-Za-zÀ-ÿ]{3,})\.?[-./ ](\d{1,4})")
_BC = re.compile(r"(\d{1,4})\s*(?:BCE?|B\.\s?C\.(?:\s?E\.)?|v\. ?Chr\.|av\. J\.-C\.|a\. ?C\.)")
#: Words beside a date that say of it what TEI says otherwise, or not at all.
_QUALIFIED = re.compile(
    r"^(?:A\.?D\.?|anno|le|den|on|in|im|early|late|mid|spring|summer|autumn|fall|winter|Frühjahr|Frühling|Sommer|Herbst|"
    r"Winter|Anfang|Mitte|Ende|printemps|été|automne|hiver|début|fin)\.?[ -]+(?=.*\d)|"
    r"\s*(?:A\.?D\.?|C\.?E\.?|n\. ?Chr\.|ap\. J\.-C\.)$",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"(?:c|ca|circa|about|um|vers|env|~)?\.?\s*(-?\d{1,4})\s*(?:\?|\(\?\)|ca?\.?)?")


def _plain(text: str) -> str:
    """Return a date without brackets, with hyphens for dashes, and no spaces around them."""
    return re.sub(r"\s*[‐‑–—−-]\s*", "-", folded(text)).strip("[]()<> ")


def _dates(text: str) -> Iterator[str]:
    """Yield which date a text may name."""
    text = _plain(text)
    yield text
    text = _QUALIFIED.sub("", text)
    if found := re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text):
        yield "-".join(found.groups())
    if found := _MONTH_FIRST.fullmatch(text):
        yield _date(found[2], found[1], None)
    if found := _MIDDLE.fullmatch(text):
        day, year = (found[1], found[3]) if len(found[3]) > 2 else (found[3], found[1])
        if month := _month(found[2]):
            yield _date(year, str(month), day)
    if found := _DAY.fullmatch(text):
        yield _date(found[1], found[2], found[3])
    if found := _DAY_LAST.fullmatch(text):
        yield _date(found[3], found[2], found[1])
        yield _date(found[3], found[1], found[2])
    if (found := _NAMED.fullmatch(text)) and (month := _month(found[2])):
        yield _date(found[4], str(month), found[1] or found[3])
    if found := _ABOUT.fullmatch(text):
        yield _year(found[1])
    if found := re.fullmatch(r"(\d{4}(?:-\d\d)?)(?:-(?:[?xX_.-]{1,2}))+", text):
        yield found[1]


def _month(name: str) -> int | None:
    lower = name.lower()
    return next((n for b, n in _MONTHS_BEGIN.items() if lower.startswith(b)), None)


def _date(year: str, month: str, day: str | None) -> str:
    return "-".join([_year(year), f"{int(month):02}", *([f"{int(day):02}"] if day else [])])


def _padded(date: str) -> str:
    year, dash, rest = date[1:].partition("-")
    return f"{_year(date[0] + year)}{dash}{rest}"


def _year(text: str) -> str:
    return f"{'-' if text.startswith('-') else ''}{text.lstrip('-'):0>4}"


def _each_word(text: str, pattern: Pattern) -> Iterator[str]:
    """Yield a list with each word as one of those that the schema lists."""
    listed = [part.payload[2] for part in _values(pattern) if part.kind == "value"]
    if pattern.kind == "list" and listed:
        yield " ".join(nearest(word, listed) or word for word in text.split())


def _nearest_listed(fault: Fault, _: Grammar) -> str | None:
    listed = _listed(fault)
    meant = nearest(fault.text, listed) if listed else None
    return f"Did you mean {meant}?" if meant else None


def _what_is_listed(fault: Fault, grammar: Grammar) -> str | None:
    """The values that the schema lists, with what they mean, and what it admits beside them; not where any word will do."""
    listed = _listed(fault)
    data = [part for part in _values(fault.state) if part.kind == "data"]
    if not listed or any(map(_is_word, data)):
        return None
    also = dict.fromkeys(said for part in data if (said := _asked(part)))
    glosses = grammar.glosses.get(frozenset(listed), {})
    if said := nearest(fault.text, glosses.values()):
        meant = next(value for value, gloss in glosses.items() if gloss == said)
        return f"Did you mean {meant} ({said})?"
    shown = [f"{value} ({gloss})" if (gloss := glosses.get(value)) else value for value in listed]
    return f"Allowed: {', or '.join((some(shown), *also))}."


def _as_a_time(fault: Fault, _: Grammar) -> str | None:
    is_time = local(fault.element) == "time" or (":" in fault.text and "-" not in fault.text)
    if not is_time or "time" not in _kinds(fault):
        return None
    return "Write hours:minutes:seconds, as in 18:30:00."


def _as_a_date(fault: Fault, _: Grammar) -> str | None:
    if not _kinds(fault) & _DATES:
        return None
    return "Write year-month-day, the year with four digits: 0626, 0626-08 or 0626-08-07."


def _what_is_asked(fault: Fault, _: Grammar) -> str | None:
    data = [part for part in _values(fault.state) if part.kind == "data"]
    wanted = dict.fromkeys(said for part in data if (said := _asked(part)))
    return f"Write {some(wanted, ', or ')}." if wanted else None


_WAYS: tuple[Callable[[Fault, Grammar], str | None], ...] = (
    _a_span,
    _between,
    _no_date,
    _before_christ,
    _thousands,
    _meant,
    _no_such_day,
    _no_such_time,
    _nearest_listed,
    _what_is_listed,
    _as_a_time,
    _as_a_date,
    _what_is_asked,
)


def some(found: Iterable[str], last: str = ", ", most: int = LISTED) -> str:
    """Return names or values as a list in words, the rest counted when there are many."""
    known = list(found)
    if len(known) > most:
        return f"{', '.join(known[:most])} and {len(known) - most} more"
    return last.join((", ".join(known[:-1]), known[-1])) if len(known) > 1 else "".join(known)
