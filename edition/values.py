"""Values: ids, languages, media types and dates that cannot be what they say.

XML 1.0 and `xml:id`; BCP 47 (RFC 5646) for languages; RFC 6838 for media types; TEI Guidelines, chapter 14.4 (`att.datable`),
for dates and durations, in the proleptic Gregorian calendar and, where `@datingMethod` names it, the Julian one. All
of it is asked of one document alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from edition.dates import JULIAN, Moment, as_w3c, iso_day, known_calendar, parse, parse_iso
from edition.diagnostics import Diagnostic, Severity
from edition.document import Document, listed, subject
from edition.languages import faulty_language
from edition.pointers import is_pointing, parted
from edition.tei import TEI, XML_ID, XML_LANG, Element, is_tei, local, text_of

_NAME = re.compile(r"[^\W\d][\w.\-·]*")
_NAMES = re.compile(rf"{_NAME.pattern}(?: {_NAME.pattern})*")

#: Attributes that hold language tags (`teidata.language`), wherever they stand or on one element.
_LANGUAGES = frozenset({XML_LANG, "targetLang"})
_LANGUAGES_ON = frozenset(
    {("language", "ident"), ("textLang", "mainLang"), ("textLang", "otherLangs"), ("langKnowledge", "tags"), ("langKnown", "tag")}
)  # fmt: skip

_CITING = ("biblScope", "citedRange", "locus")  # their @from and @to are pages
_KINDS = ("", "-iso", "-custom")
_DATING = ("when", "from", "to", "notBefore", "notAfter")
_DATES = frozenset(name + kind for name in _DATING for kind in _KINDS)
_SHORT_YEAR = re.compile(r"(-?)(\d{1,3})((?:-\d\d){0,2})")
_DAY = re.compile(r"-?\d{4,}-\d\d-\d\d")
_IN_NUMBERS = re.compile(r"-?\d{4,}(-\d\d(-\d\d)?)?")
_DURATIONS = {
    "dur": re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"),
    "dur-iso": re.compile(r"-?P(?=.)(\d+([.,]\d+)?[YMWD])*(T(\d+([.,]\d+)?[HMS])+)?"),
}

#: What must not come after what, by attribute, with the code of it.
_SPANS = (
    ("from", "to", "from-after-to"),
    ("notBefore", "notAfter", "earliest-after-latest"),
    ("notBefore", "when", "date-out-of-bounds"),
    ("when", "notAfter", "date-out-of-bounds"),
    ("notBefore", "to", "date-out-of-bounds"),
    ("from", "notAfter", "date-out-of-bounds"),
)

#: The registered top-level media types (RFC 6838 and its successors), and types that are often miswritten.
_MEDIA = frozenset(
    "application audio example font haptics image message model multipart text video".split()
)
_MISWRITTEN = {
    "image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/tif": "image/tiff", "image/svg": "image/svg+xml",
    "audio/mp3": "audio/mpeg", "audio/x-mp3": "audio/mpeg", "video/mpg": "video/mpeg", "text/json": "application/json",
    "application/tei": "application/tei+xml", "text/tei+xml": "application/tei+xml", "application/text": "text/plain",
}  # fmt: skip
#: How the names of files end, where a media type is asked for.
_ENDINGS = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "tif": "image/tiff", "tiff": "image/tiff",
    "svg": "image/svg+xml", "webp": "image/webp", "jp2": "image/jp2", "pdf": "application/pdf", "json": "application/json",
    "xml": "application/xml", "tei": "application/tei+xml", "html": "text/html", "htm": "text/html", "txt": "text/plain",
    "csv": "text/csv", "mp3": "audio/mpeg", "wav": "audio/wav", "ogg": "audio/ogg", "mp4": "video/mp4",
}  # fmt: skip
_KNOWN_MEDIA = frozenset(
    """text/xml text/html text/plain text/css text/csv application/xml application/tei+xml application/xhtml+xml application/json
    application/pdf image/jpeg image/png image/gif image/tiff image/svg+xml image/webp image/jp2 audio/mpeg audio/ogg audio/wav
    audio/mp4 audio/flac video/mp4 video/mpeg video/ogg video/webm""".split()
)
_MEDIA_TYPE = re.compile(
    r"[a-z0-9][\w!#$&^.+-]{0,126}/[a-z0-9][\w!#$&^.+-]{0,126}(\s*;.*)?", re.IGNORECASE
)


#: Values of attributes that a document may repeat, each with the elements on which it stands.
_Said = dict[tuple[str, str], list[Element]]


def check_values(document: Document) -> Iterator[Diagnostic]:
    """Yield what is wrong with the ids, languages, media types, dates and durations of a document."""
    yield from _ids(document)
    words: _Said = {}
    years: _Said = {}
    for element in document.attributes.in_order(_loud(document)):
        yield from _element(document, element, words, years)
    for (name, value), elements in words.items():
        if name == "mimeType":
            yield from _media_type(document, value, elements)
    yield from _languages(document, {at: on for at, on in words.items() if at[0] != "mimeType"})
    for name in dict.fromkeys(name for name, _ in years):
        yield from _short_years(
            document, name, {value: on for (at, value), on in years.items() if at == name}
        )


class _Asked(NamedTuple):
    """Which of the attributes of an element hold words (languages, media types), dates and durations."""

    words: tuple[str, ...]
    dates: tuple[str, ...]
    durations: tuple[str, ...]


@lru_cache(maxsize=4096)
def _asked(tag: str, names: tuple[str, ...]) -> _Asked:
    """Return what there is to look at in the elements of a name with some attributes."""
    name = tag.removeprefix(f"{{{TEI}}}")
    if name == tag:
        return _Asked(tuple({XML_LANG} & {*names}), (), ())
    words = _LANGUAGES | {"mimeType"} | {own for on, own in _LANGUAGES_ON if on == name}
    dates = _DATES if name not in _CITING else frozenset[str]()
    return _Asked(
        tuple(one for one in names if one in words),
        tuple(one for one in names if one in dates and not is_pointing(name, one)),
        tuple(one for one in names if one in _DURATIONS),
    )


def _loud(document: Document) -> list[Element]:
    """Return the elements of whose values there is something to say; what the same names and values say is looked at once."""
    loud: list[Element] = []
    for tag, names, elements in document.attributes:
        asked = _asked(tag, names)
        for name in asked.words:
            loud += [e for e in elements if not _is_sound_word(name, e.get(name, ""))]
        if any(name.endswith("-custom") for name in asked.dates):
            loud += elements  # it depends on their calendars
        elif dated := asked.dates + asked.durations:
            loud += [
                e for e in elements if not _are_sound(dated, tuple([e.get(name) for name in dated]))
            ]
    return loud


def _element(
    document: Document, element: Element, words: _Said, years: _Said
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the values of one element; what may be repeated is collected."""
    asked = _asked(str(element.tag), tuple(map(str, element.keys())))
    for name in sorted(asked.words):
        for value in parted(element.get(name, "")) or [""]:
            words.setdefault((name, value), []).append(element)
    if asked.dates:
        yield from _dates(document, element, asked.dates, years)
    for name in sorted(asked.durations):
        yield from _duration(document, element, name)


@lru_cache(maxsize=4096)
def _is_sound_word(name: str, value: str) -> bool:
    """Tell whether there is nothing to say of languages, or of a media type."""
    if name == "mimeType":
        return all(_is_media_type(part) for part in parted(value) or [""])
    return not any(map(faulty_language, parted(value) or [""]))


@lru_cache(maxsize=1 << 15)
def _are_sound(names: tuple[str, ...], values: tuple[str, ...]) -> bool:
    """Tell whether there is nothing to say of the dates and durations of an element, in no calendar of its own."""
    known: dict[str, Moment] = {}
    for name, value in zip(names, values, strict=True):
        if name in _DURATIONS:
            if not _DURATIONS[name].fullmatch(value.strip()):
                return False
            continue
        try:
            if moment := _moment(value, name, ""):
                known[name] = moment
        except ValueError:
            return False
    return not any(_reversals(known))


# Ids.

#: So many ids that stand twice in the same order are those of a part that was copied.
COPIED = 3


def _ids(document: Document) -> Iterator[Diagnostic]:
    """Yield what is wrong with the ids of a document; they are looked at one by one only if something is."""
    elements = document.attributes.having(XML_ID)
    keys = [element.get(XML_ID, "") for element in elements]
    if not keys or (
        _NAMES.fullmatch(written := " ".join(keys))
        and written.count(" ") == len(keys) - 1
        and len(set(map(str.casefold, keys))) == len(keys)
    ):
        return
    first: dict[str, Element] = {}
    spelt: dict[str, str] = {}
    ordered = list(document.attributes.in_order(elements))
    copies = _copies(ordered)
    for element in ordered:
        if element not in copies:
            yield from _id(document, element, first, spelt)
        elif copies[element][0] is element:
            yield _copied(document, copies[element], first)


def _copies(elements: Sequence[Element]) -> dict[Element, list[Element]]:
    """Return the elements whose ids stand earlier in the same order, with all of the part that is copied; few are chance."""
    places: dict[str, int] = {}
    runs: list[list[Element]] = []
    before = -1
    for number, element in enumerate(elements):
        place = places.setdefault(element.get(XML_ID, ""), number)
        if place < number and place == before + 1 and runs:
            runs[-1].append(element)
        elif place < number:
            runs.append([element])
        before = place if place < number else -2
    return {element: run for run in runs if len(run) >= COPIED for element in run}


def _copied(
    document: Document, elements: Sequence[Element], first: Mapping[str, Element]
) -> Diagnostic:
    """Return the finding that a part of a document with several ids stands twice."""
    keys = [element.get(XML_ID, "") for element in elements]
    where = _where(document, elements[0], first[keys[0]])
    return _at_id(
        document, elements[0], "duplicate-id",
        f"the ids {listed(keys)} stand {where} and after already: the part with them is there twice",
        "Give each of them another id in one of the two parts, or remove one.",
    )  # fmt: skip


def _id(
    document: Document, element: Element, first: dict[str, Element], spelt: dict[str, str]
) -> Iterator[Diagnostic]:
    """Yield what is wrong with an id: it is no name, or stands twice, or but for its capitals."""
    key = element.get(XML_ID, "")
    plain = key.casefold()
    if not _NAME.fullmatch(key.strip()):
        yield _at_id(
            document, element, "not-an-id", f'"{key}" cannot be an id',
            "Begin with a letter; then letters, digits, - _ and . may follow.",
        )  # fmt: skip
    elif key in first:
        yield _at_id(
            document, element, "duplicate-id",
            f'the id "{key}" stands {_where(document, element, first[key])} already, on <{local(first[key])}>',
            "Give one of the two another id.",
        )  # fmt: skip
    elif plain in spelt and not _is_siglum(element, key):
        other = first[spelt[plain]]
        yield _at_id(
            document, element, "ids-differ-in-case",
            f'the id "{key}" differs from "{spelt[plain]}" {_where(document, element, other)} in capitals only',
            "Give one of the two another id: they are easily taken for each other, as names of files and by eye.",
            Severity.warning,
        )  # fmt: skip
    first.setdefault(key, element)
    spelt.setdefault(plain, key)


def _is_siglum(element: Element, key: str) -> bool:
    """Tell whether an id is one in which capitals mean something: witnesses are A and a."""
    return len(key) < 3 or is_tei(element, "witness")


def _where(document: Document, element: Element, other: Element) -> str:
    """Return where another element stands, seen from one: on a line, of another file if it is one."""
    path, line = document.path_of(other), document.place(other)[0]
    return f"on line {line}" if path == document.path_of(element) else f"in {path}, line {line},"


def _at_id(
    document: Document,
    element: Element,
    code: str,
    message: str,
    hint: str,
    severity: Severity = Severity.error,
) -> Diagnostic:
    return document.diagnostic(
        element,
        message,
        source="pointers",
        code=code,
        severity=severity,
        hint=hint,
        attribute=XML_ID,
    )


# Languages and media types.


def _languages(document: Document, tags: _Said) -> Iterator[Diagnostic]:
    """Yield what is wrong with language tags, by attribute and tag; all that are but too long as one."""
    long: dict[str, str] = {}
    for (name, value), elements in tags.items():
        fault = faulty_language(value)
        if fault and fault.severity is Severity.info:
            long[value] = fault.remedy
        elif fault:
            shown = name.replace("{http://www.w3.org/XML/1998/namespace}", "xml:")
            yield from document.diagnostics(
                elements,
                f'{subject(shown, elements, "is")} "{value}", {fault.reason}',
                source="schema", code="no-such-language", severity=fault.severity, hint=fault.remedy, attribute=name,
            )  # fmt: skip
    shown = ", ".join(f'"{value}"' for value in sorted(long))
    for (name, value), elements in tags.items():
        if value in long:
            said = document.diagnostics(
                elements, f"a language has a shorter code than {shown}",
                source="schema", code="no-such-language", severity=Severity.info, attribute=name,
                hint=" ".join(long[value] for value in sorted(long)),
            )  # fmt: skip
            yield from (replace(one, element=None) for one in said)


def _media_type(document: Document, value: str, elements: list[Element]) -> Iterator[Diagnostic]:
    """Yield a media type that is none by its form or its first half, or one that is often miswritten."""
    if _is_media_type(value):
        return
    meant = _meant(value)
    yield from document.diagnostics(
        elements,
        f'{subject("mimeType", elements, "is")} "{value}", which is no media type',
        source="schema", code="no-such-media-type", severity=Severity.warning, attribute="mimeType",
        hint=f'Write "{meant}".' if meant else "A media type is two words with a slash, as in image/jpeg or text/xml.",
    )  # fmt: skip


def _is_media_type(value: str) -> bool:
    """Tell whether a media type is one by its form and its first half, and not one that is often miswritten."""
    is_known = value.lower().partition("/")[0] in _MEDIA
    return is_known and bool(_MEDIA_TYPE.fullmatch(value)) and not _meant(value)


def _meant(value: str) -> str | None:
    """Return the media type that was perhaps meant: the same letters in another order, or what people take for it."""
    plain = value.lower().partition(";")[0].strip()
    letters = sorted(plain)
    ending = _ENDINGS.get(plain.removeprefix("."))
    return (
        _MISWRITTEN.get(plain)
        or ending
        or next(
            (
                known
                for known in sorted(_KNOWN_MEDIA)
                if plain != known and sorted(known) == letters
            ),
            None,
        )
    )


# Dates.


def _dates(
    document: Document, element: Element, names: Collection[str], years: _Said
) -> Iterator[Diagnostic]:
    """Yield the dating attributes of an element that name no day of any year, or contradict each other."""
    calendar = _calendar(document, element)
    known: dict[str, Moment] = {}
    for kind, plain in product(_KINDS, _DATING):
        name = plain + kind
        if name not in names:
            continue
        value = element.get(name, "")
        try:
            if moment := _moment(value, name, calendar):
                known[name] = moment
        except ValueError as reason:
            if _SHORT_YEAR.fullmatch(value):  # all of a document are said together
                years.setdefault((name, value), []).append(element)
                continue
            yield _at_date(
                document, element, name, "no-such-date",
                f'@{name}="{value}" on <{local(element)}> is no date', f"{str(reason)[:1].upper()}{str(reason)[1:]}.",
                Severity.error if name in _DATING else Severity.warning,
            )  # fmt: skip
    for start, end, code in _reversals(known, is_julian=calendar == JULIAN):
        yield _at_date(
            document, element, start, code,
            f"@{start} of <{local(element)}> is after its @{end}: {known[start]}, {known[end]}",
            "Exchange the two, or correct the year.",
        )  # fmt: skip
    if calendar:
        yield from _disagreements(document, element, known, calendar)
    else:
        yield from _unplaced(document, element, names)


def _moment(value: str, name: str, calendar: str) -> Moment | None:
    """Return the moment that a dating attribute names, None if it cannot be told; ValueError if there is none."""
    if name.endswith("-iso"):
        return parse_iso(value)
    if not name.endswith("-custom"):
        return parse(value)
    is_written_so = _DAY.fullmatch(value)  # else it is in the words of the source
    return parse(value, julian=calendar == JULIAN) if calendar and is_written_so else None


def _calendar(document: Document, element: Element) -> str:
    """Return the calendar of an element's custom dates: `JULIAN`, `GREGORIAN`, or "" if it is another or not said."""
    method = _method(element)
    meant = document.elements.get(method.rpartition("#")[2])
    return known_calendar(method, text_of(meant) if meant is not None else "")


def _method(element: Element) -> str:
    return element.get("datingMethod") or element.get("calendar") or ""


def _unplaced(document: Document, element: Element, names: Collection[str]) -> Iterator[Diagnostic]:
    """Yield that an element gives a day in a calendar that is not known, and in no other; one in words is left alone."""
    values = [element.get(name, "") for name in names]
    is_alone = all(name.endswith("-custom") for name in names)
    if is_alone and (method := _method(element)) and any(map(_IN_NUMBERS.fullmatch, values)):
        yield document.diagnostic(
            element, f'the calendar "{method}" is not known, and <{local(element)}> gives its date in no other: it cannot be sorted',
            source="dates", code="date-in-one-calendar", severity=Severity.warning,
            hint="Give it in the Gregorian calendar, too (@when). The Julian one is known by its name, in the pointer or in the "
            "<calendar> that it points at.",
        )  # fmt: skip


def _short_years(
    document: Document, name: str, values: Mapping[str, list[Element]]
) -> Iterator[Diagnostic]:
    """Yield the years of fewer than four digits in an attribute."""
    first = next(iter(values))
    found = _SHORT_YEAR.fullmatch(first)
    mended = f"{found[1]}{found[2]:0>4}{found[3]}" if found else ""
    what = f'"{first}", which is no date' if len(values) == 1 else f"no date: {listed(values)}"
    elements = [element for on in values.values() for element in on]
    yield from document.diagnostics(
        elements, f"{subject(name, elements, 'is')} {what}",
        source="dates", code="no-such-date", attribute=name,
        severity=Severity.error if name in _DATING else Severity.warning,
        hint=f'Write the year with four digits: "{mended}"' + (" and so on." if len(values) > 1 else "."),
    )  # fmt: skip


def _reversals(
    known: Mapping[str, Moment], *, is_julian: bool = False
) -> Iterator[tuple[str, str, str]]:
    """Yield which two attributes of an element say what comes after before what comes before, and the code of it.

    Custom dates are Julian where that is said.
    """
    for kind, (start, end, code) in product(_KINDS if len(known) > 1 else (), _SPANS):
        first, last = known.get(start + kind), known.get(end + kind)
        julian = is_julian and kind == "-custom"
        if first and last and first.days(julian=julian)[0] > last.days(julian=julian)[1]:
            yield start + kind, end + kind, code


def _disagreements(
    document: Document, element: Element, known: Mapping[str, Moment], calendar: str
) -> Iterator[Diagnostic]:
    """Yield days that are not the same in the source's calendar as in the Gregorian one."""
    for name in _DATING:
        ours, theirs = known.get(name), known.get(f"{name}-custom")
        if not (ours and theirs and ours.day and theirs.day):
            continue
        day = theirs.days(julian=calendar == JULIAN)[0]
        if ours.days()[0] != day:
            yield _at_date(
                document, element, name, "calendars-disagree",
                f"{theirs} in the {calendar} calendar is not {ours} in the Gregorian one",
                f'@{name}-custom holds the day in the calendar of @datingMethod, @{name} the Gregorian one of the same day: '
                f'"{as_w3c(iso_day(day))}".',
            )  # fmt: skip


def _duration(document: Document, element: Element, name: str) -> Iterator[Diagnostic]:
    value = element.get(name, "").strip()
    if is_tei(element) and not _DURATIONS[name].fullmatch(value):
        yield _at_date(
            document, element, name, "no-such-duration",
            f'@{name}="{value}" on <{local(element)}> is no duration',
            'Write P, then years, months and days, then T with hours, minutes and seconds, as in "P1Y6M" or "PT5M30S".',
        )  # fmt: skip


def _at_date(
    document: Document,
    element: Element,
    attribute: str,
    code: str,
    message: str,
    hint: str | None,
    severity: Severity = Severity.error,
) -> Diagnostic:
    return document.diagnostic(
        element,
        message,
        source="dates",
        code=code,
        hint=hint,
        attribute=attribute,
        severity=severity,
    )
