"""Entries: what is doubtful about entries: two of them are one, a life runs backwards, one points at itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from edition.assembly import Edition
from edition.audit.doubts import Doubt, Survey, at_entry, at_mention, cut
from edition.dates import DateRange
from edition.diagnostics import Diagnostic, Severity
from edition.document import Document
from edition.index import Mention, normal_form
from edition.register import ENTRIES, Entity, Kind
from edition.tei import XML_ID, Element, local, tag


def doubled(edition: Edition) -> Iterator[Doubt]:
    """Yield the entries that share a number in an authority file, or a name and nothing that tells them apart."""
    by_number: dict[tuple[Kind, str, str], list[Entity]] = defaultdict(list)
    by_name: dict[tuple[Kind, str], list[Entity]] = defaultdict(list)
    for entity in edition.registered.values():
        if entity.kind is Kind.term:
            continue
        for item in entity.identifiers:
            if entity.kind is not Kind.work and item.url:
                by_number[entity.kind, item.scheme.lower(), item.value].append(entity)
        if entity.names:
            by_name[entity.kind, normal_form(entity.name)].append(entity)
    said: set[frozenset[str]] = set()
    for (_, scheme, value), found in by_number.items():
        for one, other in _pairs(found):
            if _is_inside(one, other):
                continue
            said.add(frozenset({one.key, other.key}))
            yield at_entry(
                edition, other, "two-entries-with-one-number",
                f'"{other.id}" and "{one.id}" have the same number in {scheme.upper()}: {value}',
                "If they are one, make them one entry; if not, one of the numbers is wrong.",
            )  # fmt: skip
    for (_, name), found in by_name.items():
        for one, other in _pairs(found):
            if name and frozenset({one.key, other.key}) not in said and not _told_apart(one, other):
                yield at_entry(
                    edition, other, "two-entries-with-one-name",
                    f'"{other.id}" has the same name as "{one.id}", and nothing tells them apart: {cut(one.name)}',
                    "If they are one, make them one entry; if not, say who is who: a date, a description, a number.",
                )  # fmt: skip


def _pairs(found: list[Entity]) -> list[tuple[Entity, Entity]]:
    """Return the first of some entries with each other one: not all pairs, which would be many."""
    distinct = list(
        {entity.id: entity for entity in found}.values()
    )  # of copies in several files, one
    return [(distinct[0], other) for other in distinct[1:]] if len(distinct) > 1 else []


def _is_inside(one: Entity, other: Entity) -> bool:
    """Tell whether one of two entries is nested in the other."""
    return one.key == other.part_of or other.key == one.part_of


def _told_apart(one: Entity, other: Entity) -> bool:
    """Tell whether two entries of one name differ in anything that is said of them.

    Of which nothing but its name is said, that may be any other of this name.
    """
    if one.part_of != other.part_of or (one.type and other.type and one.type != other.type):
        return True
    if _is_bare(one) or _is_bare(other):
        return False
    if one.type != other.type or one.date != other.date:
        return True
    schemes = {item.scheme for item in one.identifiers} & {
        item.scheme for item in other.identifiers
    }
    if schemes:
        return True
    if one.coordinates != other.coordinates:
        return True
    said = [
        {fact.text for fact in (*entity.facts, *entity.descriptions)} for entity in (one, other)
    ]
    dated = [{fact.date.iso for fact in entity.facts if fact.date} for entity in (one, other)]
    return said[0] != said[1] or dated[0] != dated[1]


def _is_bare(entity: Entity) -> bool:
    return not (
        entity.facts
        or entity.descriptions
        or entity.identifiers
        or entity.coordinates
        or entity.date
    )


def lives(edition: Edition, seen: Mapping[str, Survey]) -> Iterator[Doubt]:
    """Yield the persons who died before they were born, and those named in a text that is older than they are."""
    for entry in edition.entries.values():
        birth, death = _day(entry.entity, "birth"), _day(entry.entity, "death")
        if birth is None or birth.earliest is None:
            continue
        if death is not None and death.latest is not None and death.latest < birth.earliest:
            yield at_entry(
                edition, entry.entity, "death-before-birth",
                f"{cut(entry.entity.name)} died before being born: born {birth.words}, died {death.words}",
                "Exchange the two dates, or correct the year.",
            )  # fmt: skip
        for mention in entry.mentions:
            source = edition.by_id[mention.document].source
            written = seen[source].written if source in seen else None
            if written is None or written.latest is None or not _is_of_the_time(mention, edition):
                continue
            if written.latest < birth.earliest:
                yield at_mention(
                    mention, "mention-before-birth",
                    f"{cut(entry.entity.name)} is named in a text of {written.words}, and was born {birth.words}",
                    "Point at somebody who lived then, or correct one of the dates.",
                )  # fmt: skip


def correspondents(edition: Edition) -> Iterator[Doubt]:
    """Yield the persons who had to do with a letter before they were born or after they died; received, it was sent before."""
    for entry in edition.entries.values():
        birth, death = _day(entry.entity, "birth"), _day(entry.entity, "death")
        for mention in entry.mentions if birth or death else ():
            told = edition.correspondence(mention)
            date = told and (told[1].date or told[0].sent.date)
            if not told or not date:
                continue
            if wrong := _outside(date, birth, death):
                did = told[1].type or "is named with"
                yield at_mention(
                    mention, "letter-out-of-life",
                    f"{cut(entry.entity.name)} {did} a letter of {date.words}, and {wrong}",
                    "Point at somebody who lived then, or correct one of the dates.",
                )  # fmt: skip


def _outside(date: DateRange, birth: DateRange | None, death: DateRange | None) -> str:
    """Return how a date lies outside a life, in words, or ""."""
    if birth and _is_before(date, birth):
        return f"was born {birth.words}"
    return f"died {death.words}" if death and _is_before(death, date) else ""


def _is_before(one: DateRange, other: DateRange) -> bool:
    """Tell whether one date is over when another begins."""
    if one.latest is None or other.earliest is None:
        return False
    return one.latest < other.earliest


def _day(entity: Entity, label: str) -> DateRange | None:
    return next((fact.date for fact in entity.facts if fact.label == label and fact.date), None)


def _is_of_the_time(mention: Mention, edition: Edition) -> bool:
    """Tell whether a mention is of the text itself, and not of a note or header, which may be younger."""
    key = edition.by_id[mention.document].key_of(mention.segment)
    return mention.within == "text" and key in edition.segments and mention.element != "annotation"


#: The attributes by which an entry says that it has to do with another one.
_JOINING = ("sameAs", "corresp", "copyOf", "next", "prev", "exclude", "synch")


def circular(document: Document) -> Iterator[Diagnostic]:
    """Yield the entries that point at themselves, and the relations that join an entry with itself."""
    for element in document.root.iter(*map(tag, ENTRIES)):
        here = f"#{element.get(XML_ID)}"
        for name in _JOINING if element.get(XML_ID) else ():
            if here in element.get(name, "").split():
                yield _itself(
                    document,
                    element,
                    name,
                    f"@{name} of <{local(element)}> points at the entry itself: {here}",
                )
    for element in document.root.iter(tag("relation")):
        active, passive, mutual = (
            element.get(name, "").split() for name in ("active", "passive", "mutual")
        )
        twice = [id for id in active if id in passive] or [
            id for id in mutual if mutual.count(id) > 1
        ]
        if twice:
            name = "passive" if passive else "mutual"
            yield _itself(
                document, element, name, f"this relation joins an entry with itself: {twice[0]}"
            )


def _itself(document: Document, element: Element, attribute: str, message: str) -> Diagnostic:
    return document.diagnostic(
        element, message, source="audit", code="points-at-itself", severity=Severity.warning, attribute=attribute,
        hint="Point at the other one that is meant, or leave it out.",
    )  # fmt: skip
