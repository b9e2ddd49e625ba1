"""Words: what is wrong and what to do, for the person who must mend it.

Names are TEI's, values come with an example that can be written, and what is expected is cut to what helps: first
what must be there, then up to eight of what may, the rest counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from edition.pointers import nearest
from edition.relaxng.datatypes import days_of
from edition.relaxng.elements import Fault, names
from edition.relaxng.grammar import Grammar
from edition.relaxng.names import local_name, namespace_of
from edition.relaxng.patterns import Definition, Pattern
from edition.relaxng.reading import HTML, HTML_ATTRIBUTES
from edition.tei import TEI, XML, Element, folded, local

#: How many names a hint lists before it counts the rest.
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

#: What a pattern of TEI's own datatypes asks for, by how the schema writes it.
_PATTERNS = {
    r"[^\p{C}\p{Z}]+": "one word with no space in it",
    r"(\p{L}|\p{N}|\p{P}|\p{S})+": "one word with no space in it",
    r"\S+": "one word with no space in it",
    r"(\-?[\d]+/\-?[\d]+)": "a fraction, as in 1/2",
}

#: Elements that most texts have, in the order in which a list names them, before all others in that of the alphabet.
_USUAL = {
    name: number
    for number, name in enumerate(
        """p l item div body text head lg ab list person place org row cell bibl title author date name persName
        placeName orgName note ref hi seg quote s w sp speaker stage table figure""".split()
    )
}

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def said(fault: Fault, grammar: Grammar) -> tuple[str, str | None]:
    """Return what is wrong, and what to do where that is known."""
    return _SAID[fault.kind](fault, grammar)


def _unknown(fault: Fault, grammar: Grammar) -> tuple[str, str | None]:
    name = str(fault.element.tag)
    hint = f"Did you mean <{fault.meant}>?" if fault.meant else _expected(fault)
    if local(fault.element) in HTML and name.startswith(f"{{{TEI}}}"):
        hint = f"That is HTML; in TEI it is {HTML[local(fault.element)]}."
    others = [namespace_of(one) for one in grammar.by_local_name.get(local(fault.element), ())]
    if others:
        own = namespace_of(name)
        has = f"Its namespace is {own}" if own else "It has no namespace"
        hint = f"{has}; it should be {others[0]}." if others[0] else f"{has}; it should have none."
    elif namespace_of(name) not in grammar.namespaces:
        hint = f"Its namespace is not in the schema: {namespace_of(name) or 'it has none'}."
    return f"{_tag(fault.element)} is not an element of the schema", hint


def _misplaced(fault: Fault, grammar: Grammar) -> tuple[str, str | None]:
    part, around = fault.element, _around(fault)
    if local(part) in names(fault.content.elements):
        message = f"{_tag(part)} cannot stand at this place{around}: its order or number is wrong"
        return message, _where(fault)
    message = f"{_tag(part)} cannot stand{around}"
    if fault.where == "inside":
        return message, f"Put it into a <{fault.meant}>, which is missing here."
    places = list(dict.fromkeys(map(local_name, grammar.parents.get(str(part.tag), []))))
    if fault.meant and fault.meant not in places:
        return message, f"Did you mean <{fault.meant}>?"
    here = [name for name in names(fault.state.first) if name in places]
    if here and fault.content.after_text().kind == "notAllowed":
        return message, _put_into(here)
    return message, _listed("It may stand in", places) or "Remove it."


def _where(fault: Fault) -> str | None:
    """Return where among its siblings an element could stand, or what should stand in its place."""
    if fault.last is not None:
        return f"It may stand {fault.where} {_tag(fault.last)}."
    must = [f"<{name}>" for each in fault.wanted[:1] for name in _local_names(each)]
    if must:
        return f"Here must come {_any_of(must)}."
    return (
        _listed("What may stand here", names(fault.state.first)) or "Nothing more may stand here."
    )


def _expected(fault: Fault) -> str | None:
    fitting = names(fault.content.elements)
    return _listed(f"Allowed{_around(fault)}", fitting) if fitting else None


def _around(fault: Fault) -> str:
    return f" in {_tag(fault.around)}" if fault.around is not None else " as the root"


def _missing(fault: Fault, _: Grammar) -> tuple[str, str | None]:
    groups = [[f"<{name}>" for name in _local_names(each)] for each in fault.wanted]
    if not groups:
        groups = [[f"<{name}>" for name in _usual(names(_completing(fault.state)))]]
    last = _tag(fault.last) if fault.last is not None else ""
    where = f", before {last}" if fault.where == "before" else ""
    singles = [group[0] for group in groups if len(group) == 1]
    several = [_any_of(group) for group in groups if len(group) > 1]
    wanted = _some([*singles, *several], " and ")
    return f"{_tag(fault.element)} lacks {wanted}{where}", None


def _completing(state: Pattern) -> tuple[Definition, ...]:
    """Return the elements of which one is enough, or, if none is, those that may come next."""
    found = [one for one in state.first if any(state.after(n).nullable for n in one.names.all())]
    return tuple(found) or state.first


def _stray_text(fault: Fault, _: Grammar) -> tuple[str, str | None]:
    text = folded(fault.text)
    shown = text if len(text) <= 30 else text[:29].rstrip() + "…"
    first = names(fault.state.first)
    hint = _put_into(first) if first else "Remove it."
    return f'text cannot stand directly in {_tag(fault.element)}: "{shown}"', hint


def _unknown_attribute(fault: Fault, _: Grammar) -> tuple[str, str | None]:
    known = sorted({n for part in fault.content.attributes for n in part.payload.all()})
    hint = f"Did you mean {_attribute(fault.meant)}?" if fault.meant else "Remove it."
    if fault.name in HTML_ATTRIBUTES and str(fault.element.tag).startswith(f"{{{TEI}}}"):
        hint = f"That is HTML; in TEI it is {HTML_ATTRIBUTES[fault.name]}."
    elif known and not fault.meant:
        hint = f"Allowed here: {_some([_attribute(name) for name in known])}."
    return f"{_attribute(fault.name)} is not allowed on {_tag(fault.element)}", hint


def _excluded(fault: Fault, _: Grammar) -> tuple[str, str | None]:
    others = [_attribute(name) for name in map(str, fault.element.attrib) if name != fault.name]
    message = f"{_attribute(fault.name)} on {_tag(fault.element)} does not go together with its other attributes"
    return message, f"Remove it, or one of these: {_some(others)}." if others else "Remove it."


def _missing_attribute(fault: Fault, _: Grammar) -> tuple[str, str | None]:
    wanted = [_attribute(name) for part in fault.wanted[0] for name in part.payload.all()]
    return f"{_tag(fault.element)} lacks {_any_of(wanted or ['an attribute'])}", None


# -- values


def _bad_value(fault: Fault, _: Grammar) -> tuple[str, str | None]:
    text, pattern = fault.text, fault.state
    where = f'{_attribute(fault.name)}="{text}" on ' if fault.name else f'"{folded(text)}" in '
    message = f"{where}{_tag(fault.element)} is not a value it can have"
    if not text.strip():
        return (
            message,
            "Give it a value, or leave the attribute out." if fault.name else "Give it a value.",
        )
    data = [part for part in _values(pattern) if part.kind == "data"]
    listed = [part.payload[2] for part in _values(pattern) if part.kind == "value"]
    if fault.name == "when" and (span := _span(text)):
        return message, f'For a span of time use @from and @to: from="{span[0]}" to="{span[1]}".'
    if any(part.payload.name in _DATES for part in data) and (reason := _no_such_day(text)):
        return message, reason
    if remedy := _remedy(text, pattern, fault.element):
        why = next((f": {_asked(part)}" for part in data if _is_word(part)), "")
        return message, f'Write "{remedy}"{why}.'
    if listed and (meant := nearest(text, listed)):
        return message, f"Did you mean {meant}?"
    if listed and not data:
        return message, f"Allowed: {_some(dict.fromkeys(listed))}."
    if any(part.payload.name in _DATES for part in data):
        return (
            message,
            "Write year-month-day, the year with four digits: 0626, 0626-08 or 0626-08-07.",
        )
    wanted = dict.fromkeys(said for part in data if (said := _asked(part)))
    return message, f"Write {_some(wanted, ' or ', 3)}." if wanted else None


_DATES = frozenset({"date", "gYear", "gYearMonth"})
_WHOLE_DAY = re.compile(r"(-?\d{4,})-(\d\d)-(\d\d)")
_SPAN = re.compile(r"(-?\d{3,4}(?:-\d\d){0,2})\s*[/–—-]\s*(-?\d{3,4}(?:-\d\d){0,2})")


def _span(text: str) -> tuple[str, str] | None:
    """Return the two dates that a text names."""
    found = _SPAN.fullmatch(text.strip())
    return (_padded(found[1]), _padded(found[2])) if found else None


def _padded(date: str) -> str:
    year, dash, rest = date[1:].partition("-")
    return f"{_year(date[0] + year)}{dash}{rest}"


def _no_such_day(text: str) -> str | None:
    found = _WHOLE_DAY.fullmatch(text.strip())
    if not found or not 1 <= int(found[2]) <= 12 or int(found[3]) < 29:
        return None
    name = "January February March April May June July August September October November December".split()
    year, month = int(found[1]), int(found[2])
    return f"{name[month - 1]} {year} has {days_of(year, month)} days."


def _is_word(part: Pattern) -> bool:
    """Tell whether data is one word, so that it is no matter of course why a value is none."""
    patterns = [value for facet, value in part.payload.facets if facet == "pattern"]
    return part.payload.name in ("ID", "NCName", "Name") or any(p in _PATTERNS for p in patterns)


def _values(pattern: Pattern) -> Iterator[Pattern]:
    """Yield the data and values in a pattern, those of lists too."""
    for part in pattern.inside():
        if part.kind == "list":
            yield from _values(part.parts[0])
        elif part.kind in ("data", "value"):
            yield part


def _asked(part: Pattern) -> str | None:
    for facet, value in part.payload.facets:
        if facet == "pattern":
            return _PATTERNS.get(value, f"what the pattern {value} describes")
    return _DATATYPES.get(part.payload.name)


def _remedy(text: str, pattern: Pattern, element: Element) -> str | None:
    """Return the value that was probably meant, if the schema admits it."""
    for candidate in chain(_candidates(text, pattern), _each_word(text, pattern)):
        if candidate != text and pattern.admits(candidate, element):
            return candidate
    return None


_DAY = re.compile(r"(-?\d{1,4})[-./ ](\d{1,2})(?:[-./ ](\d{1,2}))?")
_DAY_LAST = re.compile(r"(\d{1,2})[./ ]\s*(?:(\d{1,2})[./]|([A-Za-z]{3})[a-z]*\.?,?)\s*(-?\d{3,4})")
_ABOUT = re.compile(r"(?:c|ca|circa|um|vers)?\.?\s*(-?\d{1,4})\s*\??")


def _candidates(text: str, pattern: Pattern) -> Iterator[str]:
    """Yield what a text may have been meant to be: as a date, a truth value, a number, a name."""
    kinds = {part.payload.name for part in _values(pattern) if part.kind == "data"}
    stripped = folded(text)
    yield stripped.lower()
    if kinds & {"date", "gYear", "gYearMonth", "dateTime"}:
        yield from _dates(stripped)
    if "boolean" in kinds:
        yield {"yes": "true", "y": "true", "no": "false", "n": "false"}.get(stripped.lower(), text)
    if kinds & {"decimal", "double", "float", "integer", "nonNegativeInteger", "positiveInteger"}:
        yield stripped.replace(",", ".")
        yield stripped.replace(" ", "").replace(",", "").rstrip(".")
    if "language" in kinds:
        yield stripped.replace("_", "-")
    if kinds & {"ID", "NCName", "Name"}:
        name = re.sub(r"[^\w.\-·]+", "-", stripped).strip("-")
        yield name
        yield f"n{name}"
    if "anyURI" in kinds:
        yield stripped.replace(" ", "%20")
    if " " in stripped:
        yield stripped.replace(" ", "_")


def _dates(text: str) -> Iterator[str]:
    if found := _DAY.fullmatch(text):
        yield _date(found[1], found[2], found[3])
    if found := _DAY_LAST.fullmatch(text):
        named = (found[3] or "").lower()
        month = found[2] or (str(_MONTHS.index(named) + 1) if named in _MONTHS else "0")
        yield _date(found[4], month, found[1])
    if found := _ABOUT.fullmatch(text):
        yield _year(found[1])


def _date(year: str, month: str, day: str | None) -> str:
    return "-".join([_year(year), f"{int(month):02}", *([f"{int(day):02}"] if day else [])])


def _year(text: str) -> str:
    return f"{'-' if text.startswith('-') else ''}{text.lstrip('-'):0>4}"


def _each_word(text: str, pattern: Pattern) -> Iterator[str]:
    """Yield a list with each word as one of those that the schema lists."""
    listed = [part.payload[2] for part in _values(pattern) if part.kind == "value"]
    if pattern.kind == "list" and listed:
        yield " ".join(nearest(word, listed) or word for word in text.split())


# -- names


def _local_names(patterns: Iterable[Pattern]) -> list[str]:
    return _usual(names(tuple(part.payload for part in patterns)))


def _tag(element: Element) -> str:
    foreign = element.prefix and not str(element.tag).startswith(f"{{{TEI}}}")
    return f"<{element.prefix}:{local(element)}>" if foreign else f"<{local(element)}>"


def _attribute(name: str) -> str:
    return f"@xml:{local_name(name)}" if name.startswith(f"{{{XML}}}") else f"@{local_name(name)}"


def _any_of(known: Sequence[str]) -> str:
    return known[0] if len(known) == 1 else f"one of {_some(known, ' or ')}"


def _put_into(known: Sequence[str]) -> str | None:
    if len(known) == 1:
        return f"Put it into <{known[0]}>."
    return _listed("Put it into one of these", known)


def _listed(words: str, known: Sequence[str]) -> str | None:
    return f"{words}: {_some(_usual(known))}." if known else None


def _usual(known: Iterable[str]) -> list[str]:
    """Return names of elements, those first that texts have most."""
    return sorted(known, key=lambda name: (_USUAL.get(name, len(_USUAL)), name))


def _some(found: Iterable[str], last: str = ", ", most: int = LISTED) -> str:
    """Return names as a list in words, the rest counted when there are many."""
    known = list(found)
    if len(known) > most:
        return f"{', '.join(known[:most])} and {len(known) - most} more"
    return last.join((", ".join(known[:-1]), known[-1])) if len(known) > 1 else "".join(known)


_SAID: dict[str, Callable[[Fault, Grammar], tuple[str, str | None]]] = {
    "unknown-element": _unknown,
    "misplaced-element": _misplaced,
    "missing-element": _missing,
    "stray-text": _stray_text,
    "unknown-attribute": _unknown_attribute,
    "missing-attribute": _missing_attribute,
    "bad-value": _bad_value,
    "not-valid": _excluded,
}
