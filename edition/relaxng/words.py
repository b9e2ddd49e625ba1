"""Words: what is wrong and what to do, for the person who must mend it.

Names are TEI's, values come with an example that can be written, and what is expected is cut to what helps: first
what must be there, then up to eight of what may, the rest counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from lxml import etree

from edition.disguise import UNSEEN, as_seen, disguised, in_unicode
from edition.relaxng.elements import Fault, names, written
from edition.relaxng.grammar import Grammar
from edition.relaxng.likeness import (
    FEW,
    HABITS,
    HABITS_OF_ATTRIBUTES,
    all_elements,
)
from edition.relaxng.names import local_name, namespace_of
from edition.relaxng.patterns import Definition, Pattern
from edition.relaxng.remedies import LISTED, remedy, some
from edition.tei import TEI, Element, folded, is_tei, local

#: Elements that most texts have, in the order in which a list names them, before all others in that of the alphabet.
_USUAL = {
    name: number
    for number, name in enumerate(
        """p l item div body text head lg ab list person place org row cell bibl lem rdg title author date name persName
        placeName geo orgName settlement repository idno figDesc catDesc publisher note ref hi quote s w sp speaker stage table figure listPerson listPlace listOrg listBibl
        sic corr orig reg abbr expan seg""".split()
    )
}

#: Attributes that most texts have, likewise.
_USUAL_ATTRIBUTES = {
    name: number
    for number, name in enumerate(
        """type subtype n xml:id xml:lang ref key target when from to notBefore notAfter who wit resp corresp place rend
        rendition facs cert reason unit quantity""".split()
    )
}

#: An attribute that may stand on so many elements is no sign of which was meant.
MANY = 40

#: Elements that hold what a text goes on with: where one stands, the next may be missing.
_HOLDING = frozenset("p ab l item cell row person place org event bibl rdg lem s w".split())

#: Elements of which `choice` wants both.
_HALVES = {"sic": "corr", "orig": "reg", "abbr": "expan"}
_HALVES |= {other: one for one, other in _HALVES.items()}


def said(fault: Fault, grammar: Grammar) -> tuple[str, str | None]:
    """Return what is wrong, and what to do where that is known."""
    return _SAID[fault.kind](fault, grammar)


def _unknown(fault: Fault, grammar: Grammar) -> tuple[str, str | None]:
    name = str(fault.element.tag)
    hint = f"Did you mean <{fault.meant}>?" if fault.meant else _expected(fault)
    if local(fault.element) in HABITS and name.startswith(f"{{{TEI}}}"):
        hint = f"In TEI it is {HABITS[local(fault.element)]}."
    elif not fault.meant and is_tei(fault.element) and local(fault.element) in all_elements():
        hint = " ".join(filter(None, ("TEI has it, but this schema leaves it out.", hint)))
    others = [namespace_of(one) for one in grammar.by_local_name.get(local(fault.element), ())]
    if others:
        own = namespace_of(name)
        has = f"Its namespace is {own}" if own else "It has no namespace"
        hint = f"{has}; it should be {others[0]}." if others[0] else f"{has}; it should have none."
    elif namespace_of(name) not in grammar.namespaces:
        hint = f"Its namespace is not in the schema: {namespace_of(name) or 'it has none'}."
    message = f"{_tag(fault.element)} is not an element of the schema"
    return f"{message}{_disguise(local(fault.element), fault.meant)}", hint


def _misplaced(fault: Fault, grammar: Grammar) -> tuple[str, str | None]:
    part, around = fault.element, _around(fault)
    if local(part) in names(fault.content.elements):
        message = f"{_tag(part)} cannot stand at this place{around}: its order or number is wrong"
        return message, _into_last(fault) or _where(fault)
    message = f"{_tag(part)} cannot stand{around}"
    if into := _into_last(fault):
        return message, into
    if fault.where == "inside":
        return message, f"Put it into <{fault.meant}>, which is missing here."
    places = _local(tuple(grammar.parents.get(str(part.tag), ())))
    if fault.meant and fault.meant not in places:
        return message, f"Did you mean <{fault.meant}>?"
    here: tuple[str, ...] = ()
    if len(places) <= LISTED or fault.content.after_text().kind == "notAllowed":
        here = _both(names(fault.state.first), places)
    if likely := _likely(fault, here):
        return message, _put_into(likely)
    if before := _into_sibling(part, places, grammar):
        return message, before
    if further := _further_out(part, places):
        return message, further
    if here and (set(places) <= set(here) or len(places) > FEW):
        return message, _put_into(here, () if "p" in here else _for_no_text(fault.state.first))
    allowed = names(fault.state.first)
    if len(places) > FEW and allowed and not _takes_text(fault.content) and len(allowed) <= FEW:
        return message, _listed("What may stand here", allowed)
    return message, _listed("It may stand in", places) or "Remove it."


@lru_cache(maxsize=4096)
def _local(known: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(local_name, known)))


@lru_cache(maxsize=4096)
def _both(known: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names that stand in both, in the order of the first."""
    wanted = set(others)
    return tuple(name for name in known if name in wanted)


def _takes_text(content: Pattern) -> bool:
    return content.without_attributes().after_text().kind != "notAllowed"


@lru_cache(maxsize=256)
def _for_no_text(definitions: tuple[Definition, ...]) -> tuple[str, ...]:
    """Return the names of elements that hold others and no text: more can stand in the rest, so these are meant more often."""
    return names(tuple(one for one in definitions if not _takes_text(one.body)))


def _likely(fault: Fault, known: Sequence[str]) -> tuple[str, ...]:
    """Return of some names of elements the other half of what is there, or what must come next, or what goes on with it."""
    needed = {name for each in fault.wanted for name in _local_names(each)}
    halves = {_HALVES[name] for name in fault.beside if name in _HALVES}
    ways = (halves, needed, fault.beside & _HOLDING)
    return next((found for way in ways if (found := tuple(n for n in known if n in way))), ())


def _into_sibling(part: Element, places: Sequence[str], grammar: Grammar) -> str | None:
    """Return what to do with an element that may stand in the one before it, if that holds no text: often an end tag is early."""
    before = next(part.itersiblings(etree.Element, preceding=True), None)
    if before is None or local(before) not in places:
        return None
    found = grammar.definitions(str(before.tag))
    return None if any(_takes_text(one.body) for one in found) else f"Put it into {_tag(before)}."


def _further_out(part: Element, places: Sequence[str]) -> str | None:
    """Return what to do with an element that may stand in one further out than that around it: often an end tag is late."""
    inner: list[Element] = []
    for around in part.iterancestors():
        if inner and local(around) in places:
            tags = some([_tag(one) for one in inner], " and ", 3)
            return f"It may stand in {_tag(around)}: close {tags} before it."
        inner.append(around)
    return None


def _into_last(fault: Fault) -> str | None:
    """Return what to do with elements that belong at the end of the one before them."""
    if fault.where != "end" or fault.last is None:
        return None
    more = len(fault.along)
    what = f" and the {f'{more} elements' if more > 1 else 'element'} after it" if more else ""
    return f"Put it{what} into {_tag(fault.last)}, which closes before {'them' if more else 'it'}."


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
    groups = [[f"<{name}>" for name in _halves(fault, _local_names(each))] for each in fault.wanted]
    if not groups:
        groups = [[f"<{name}>" for name in _usual(names(_completing(fault.state)))]]
    last = _tag(fault.last) if fault.last is not None else ""
    where = f", before {last}" if fault.where == "before" else ""
    singles = [group[0] for group in groups if len(group) == 1]
    several = [_any_of(group) for group in groups if len(group) > 1]
    wanted = some([*singles, *several], " and ")
    return f"{_tag(fault.element)} lacks {wanted}{where}", None


def _halves(fault: Fault, wanted: list[str]) -> list[str]:
    """Return the other half of the one that is there, if that is wanted; else all that is."""
    there = {_HALVES.get(local(child), "") for child in fault.element}
    return [name for name in wanted if name in there] or wanted


def _completing(state: Pattern) -> tuple[Definition, ...]:
    """Return the elements of which one is enough, or, if none is, those that may come next."""
    found = [one for one in state.first if any(state.after(n).nullable for n in one.names.all())]
    return tuple(found) or state.first


def _stray_text(fault: Fault, _: Grammar) -> tuple[str, str | None]:
    text = folded(fault.text)
    if not any(map(str.isalnum, text)) and (unseen := UNSEEN.search(fault.text)):
        message = (
            f"a character that nobody sees cannot stand directly in {_tag(fault.element)}: "
            f"{in_unicode(unseen[0])}"
        )
        return message, "Remove it."
    shown = text if len(text) <= 30 else text[:29].rstrip() + "…"
    into = _likely(fault, names(fault.state.first)) or names(_for_text(fault.state.first))
    hint = _put_into(into) or "Remove it."
    return f'text cannot stand directly in {_tag(fault.element)}: "{shown}"', hint


@lru_cache(maxsize=256)
def _for_text(definitions: tuple[Definition, ...]) -> tuple[Definition, ...]:
    """Return the elements that may hold text; all, if there is none."""
    bodies = ((one, one.body.without_attributes()) for one in definitions)
    return (
        tuple(one for one, body in bodies if body.after_text().kind != "notAllowed") or definitions
    )


def _unknown_attribute(fault: Fault, grammar: Grammar) -> tuple[str, str | None]:
    lacking = f", which lacks {_attribute(fault.meant)}" if fault.wanted else ""
    message = f"{_attribute(fault.name)} is not allowed on {_tag(fault.element)}{lacking}"
    message += _disguise(written(fault.name), written(fault.meant))
    if fault.meant:
        habits = HABITS_OF_ATTRIBUTES.get(fault.name.lower(), ())
        meant = _attribute(fault.meant)
        is_habit = written(fault.meant) in habits
        return message, f"In TEI it is {meant}." if is_habit else f"Did you mean {meant}?"
    return message, _where_allowed(fault.name, _tag(fault.element), fault.content, grammar)


@lru_cache(maxsize=4096)
def _where_allowed(name: str, tag: str, content: Pattern, grammar: Grammar) -> str | None:
    """Return where an attribute may stand: on few elements, or on what is in its own; else what may stand there."""
    owners = _local(tuple(grammar.owners.get(name, ())))
    inside = _both(names(content.elements), owners)
    if 0 < len(inside) <= LISTED and len(owners) < MANY:
        return _listed(f"In {tag} it may stand on", inside)
    if 0 < len(owners) <= LISTED:
        return _listed("It may stand on", owners)
    known = {name for part in content.attributes for name in part.payload.all()}
    shown = sorted(map(written, known), key=lambda n: (_USUAL_ATTRIBUTES.get(n, len(known)), n))
    return f"Allowed here: {some([f'@{n}' for n in shown])}." if shown else "Remove it."


def _excluded(fault: Fault, _: Grammar) -> tuple[str, str | None]:
    others = [_attribute(name) for name in map(str, fault.element.attrib) if name != fault.name]
    message = f"{_attribute(fault.name)} on {_tag(fault.element)} does not go together with its other attributes"
    return message, f"Remove it, or one of these: {some(others)}." if others else "Remove it."


def _missing_attribute(fault: Fault, _: Grammar) -> tuple[str, str | None]:
    groups = [[_attribute(n) for part in each for n in part.payload.all()] for each in fault.wanted]
    wanted = [_any_of(group or ["an attribute"]) for group in groups]
    return f"{_tag(fault.element)} lacks {some(wanted, ' and ')}", None


def _bad_value(fault: Fault, grammar: Grammar) -> tuple[str, str | None]:
    text = fault.text
    where = f'{_attribute(fault.name)}="{text}" on ' if fault.name else f'"{folded(text)}" in '
    if odd := disguised(text):
        fitting = (one for one in as_seen(text) if fault.state.admits(one, fault.element))
        if (meant := next(fitting, None)) is not None:
            return f"{where}{_tag(fault.element)} holds {odd}", f'Write "{meant}".'
    return f"{where}{_tag(fault.element)} is not a value it can have", remedy(fault, grammar)


# -- names


def _local_names(patterns: Iterable[Pattern]) -> list[str]:
    return _usual(names(tuple(part.payload for part in patterns)))


def _tag(element: Element) -> str:
    foreign = element.prefix and not str(element.tag).startswith(f"{{{TEI}}}")
    return f"<{element.prefix}:{local(element)}>" if foreign else f"<{local(element)}>"


def _disguise(name: str, meant: str) -> str:
    """Return what to say of a name that is told from the one that was meant by what nobody sees alone."""
    return f"; its name holds {disguised(name)}" if meant != name and meant in as_seen(name) else ""


def _attribute(name: str) -> str:
    return f"@{written(name)}"


def _any_of(known: Sequence[str]) -> str:
    return known[0] if len(known) == 1 else f"one of {some(known, ' or ')}"


def _put_into(known: tuple[str, ...], first: Sequence[str] = ()) -> str | None:
    """Return the advice to put something into one of some elements, of those in `first` before the others."""
    if len(known) == 1:
        return f"Put it into <{known[0]}>."
    named = sorted(_usual(known), key=lambda name: name not in first)
    return f"Put it into one of these: {some(named)}." if named else None


@lru_cache(maxsize=4096)
def _listed(words: str, known: tuple[str, ...]) -> str | None:
    return f"{words}: {some(_usual(known))}." if known else None


def _usual(known: Iterable[str]) -> list[str]:
    """Return names of elements, those first that texts have most."""
    return sorted(known, key=lambda name: (_USUAL.get(name, len(_USUAL)), name))


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
