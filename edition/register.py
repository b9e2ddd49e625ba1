"""Register: the persons, places, organisations, events and works that an edition knows.

TEI Guidelines, chapter 14 (names, dates, people and places) and 3.12 (bibliographic citations). An entry is
read wherever TEI lets it stand: in `standOff`, in the header, in the back matter, in a file of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from edition.dates import DateRange
from edition.pointers import escaped
from edition.tei import (
    XML_ID,
    XML_LANG,
    Element,
    child,
    children,
    descendants,
    flatten,
    is_tei,
    local,
    tag,
    text_of,
)


class Kind(Enum):
    """The kinds of entry; the value is the name of its index in addresses and on the command line."""

    person = "persons"
    place = "places"
    organisation = "organisations"
    work = "works"
    event = "events"


#: Which element makes which kind of entry.
ENTRIES = {
    "person": Kind.person,
    "personGrp": Kind.person,
    "place": Kind.place,
    "org": Kind.organisation,
    "event": Kind.event,
    "bibl": Kind.work,
    "biblStruct": Kind.work,
    "biblFull": Kind.work,
}

#: Which elements inside an entry of a kind are its names.
NAMES = {
    Kind.person: ("persName", "name"),
    Kind.place: ("placeName", "geogName", "name", "settlement", "district", "region", "country"),
    Kind.organisation: ("orgName", "name"),
    Kind.event: ("eventName", "label", "head"),
    Kind.work: ("title",),
}

_APART = frozenset(
    [
        "persName",
        "placeName",
        "geogName",
        "orgName",
        "eventName",
        "name",
        "title",
        "label",
        "head",
        "idno",
        "location",
        "note",
        "desc",
        "p",
        "listPerson",
        "listPlace",
        "listOrg",
        "listEvent",
        "listBibl",
        "listRelation",
        "relation",
        "person",
        "place",
        "org",
        "event",
        "linkGrp",
        "link",
        "ptr",
        "figure",
        "graphic",
    ]
)

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Name:
    """A form of a name, with its language and type, "" where not said."""

    text: str
    language: str = ""
    type: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement of an entry: what it is about (`birth`, `occupation`, ...), its words, date and sources."""

    label: str
    text: str
    date: DateRange | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number in an authority file, with its web address where the file's way of making them is known."""

    scheme: str
    value: str
    sources: tuple[str, ...] = ()

    @property
    def url(self) -> str | None:
        """The address of the record, or None."""
        if self.value.startswith(("http://", "https://")):
            return escaped(self.value)
        pattern = AUTHORITIES.get(self.scheme.lower())
        return escaped(pattern.format(self.value)) if pattern else None


#: How the addresses of authority records are made; each as its own documentation gives it.
AUTHORITIES = {
    "wikidata": "http://www.wikidata.org/entity/{}",
    "viaf": "https://viaf.org/viaf/{}",
    "gnd": "https://d-nb.info/gnd/{}",
    "isni": "https://isni.org/isni/{}",
    "geonames": "https://sws.geonames.org/{}/",
    "pleiades": "https://pleiades.stoa.org/places/{}",
    "tgn": "http://vocab.getty.edu/tgn/{}",
    "nomisma": "http://nomisma.org/id/{}",
    "dbpedia": "http://dbpedia.org/resource/{}",
    "syriaca": "http://syriaca.org/{}",
    "syriaca.org": "http://syriaca.org/{}",
    "trismegistos": "https://www.trismegistos.org/place/{}",
    "orcid": "https://orcid.org/{}",
}


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A point on Earth in degrees (WGS 84, latitude and longitude), what is said of it, its sources."""

    latitude: float
    longitude: float
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """An entry of a register.

    `key` names it across the edition (file and id), `id` in addresses; `part_of` is the key of the entry it
    is nested in, or "". Sources are keys too: of a citation, or of a passage.
    """

    key: str
    id: str
    kind: Kind
    type: str
    names: tuple[Name, ...]
    descriptions: tuple[Fact, ...] = ()
    facts: tuple[Fact, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    coordinates: Coordinates | None = None
    date: DateRange | None = None
    part_of: str = ""

    @property
    def name(self) -> str:
        """The preferred name: the one marked so, else the first."""
        preferred = [
            name for name in self.names if name.type in ("preferred", "main", "reg", "full")
        ]
        return (preferred or list(self.names) or [Name(self.id)])[0].text

    @property
    def description(self) -> str:
        """The first sentence that says who or what it is, or ""."""
        return self.descriptions[0].text if self.descriptions else ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A statement that joins entries: the keys of those it goes out from, goes to, or holds between."""

    name: str
    active: tuple[str, ...]
    passive: tuple[str, ...]
    mutual: tuple[str, ...]
    text: str
    date: DateRange | None
    sources: tuple[str, ...]

    @property
    def members(self) -> tuple[str, ...]:
        """All the keys it names, each once."""
        return tuple(dict.fromkeys((*self.active, *self.passive, *self.mutual)))


@dataclass(frozen=True, slots=True)
class Citation:
    """A work cited as a source: its words, and its web address or ""."""

    text: str
    url: str = ""


class Resolver:
    """What turns the pointers of one document into keys; see `Analysis`."""

    def key(self, value: str) -> str:
        """Return the key of what a pointer means."""
        raise NotImplementedError

    def keys(self, element: Element, attribute: str) -> tuple[str, ...]:
        """Return the keys of all pointers in an attribute."""
        return tuple(self.key(value) for value in element.get(attribute, "").split())


def entities(root: Element, resolver: Resolver) -> Iterator[Entity]:
    """Yield the entries of all registers in a document, in order."""
    for element in root.iter(*map(tag, ENTRIES)):
        if _is_entry(element):
            yield _entity(element, resolver)


def relations(root: Element, resolver: Resolver) -> Iterator[Relation]:
    """Yield the relations stated in a document, in order."""
    for element in descendants(root, "relation"):
        active, passive, mutual = (
            resolver.keys(element, name) for name in ("active", "passive", "mutual")
        )
        name = element.get("name") or element.get("type") or element.get("key") or "related"
        source = resolver.keys(element, "source")
        yield Relation(
            name, active, passive, mutual, text_of(element), DateRange.of(element), source
        )


def citations(root: Element) -> dict[str, Citation]:
    """Return the works that a document's header or lists cite, by their `@xml:id`."""
    return {
        element.get(XML_ID, ""): Citation(text_of(element), _address(element))
        for element in descendants(root, "bibl", "biblStruct", "biblFull", "witness", "msDesc")
        if element.get(XML_ID)
    }


def _is_entry(element: Element) -> bool:
    if not is_tei(element, "bibl", "biblStruct", "biblFull"):
        parent = element.getparent()
        return not (
            is_tei(element, "event")
            and parent is not None
            and is_tei(parent, "person", "place", "org")
        )
    if not element.get(XML_ID):
        return False
    around = [local(node) for node in element.iterancestors()]
    if "listBibl" not in around or "teiHeader" in around:
        return False
    return ("standOff" in around or "back" in around) and not set(around) & {
        "person",
        "place",
        "org",
        "event",
    }


def _entity(element: Element, resolver: Resolver) -> Entity:
    kind = ENTRIES[local(element)]
    names = tuple(_names(element, kind, resolver))
    id = element.get(XML_ID) or _slug(names[0].text if names else local(element))
    parent = next(
        (node for node in element.iterancestors() if local(node) in ENTRIES and _is_entry(node)),
        None,
    )
    return Entity(
        key=resolver.key(f"#{id}"),
        id=id,
        kind=kind,
        type=element.get("type") or element.get("role") or "",
        names=names,
        descriptions=tuple(
            _fact(node, resolver)
            for node in children(element, "note", "desc", "p")
            if text_of(node)
        ),
        facts=tuple(_facts(element, kind, resolver)),
        identifiers=tuple(_identifiers(element, resolver)),
        coordinates=_coordinates(element, resolver),
        date=DateRange.of(element) or _only_date(element),
        part_of=resolver.key(f"#{parent.get(XML_ID)}")
        if parent is not None and parent.get(XML_ID)
        else "",
    )


def _names(element: Element, kind: Kind, resolver: Resolver) -> Iterator[Name]:
    named = children(element, *NAMES[kind]) or list(descendants(element, *NAMES[kind]))[:1]
    for node in named:
        if text := flatten(node).text:
            language = node.get(XML_LANG, "")
            yield Name(
                text,
                language,
                node.get("type") or node.get("subtype") or "",
                resolver.keys(node, "source"),
            )
    if not named and kind is Kind.work and (text := text_of(element)):
        yield Name(text)


def _facts(element: Element, kind: Kind, resolver: Resolver) -> Iterator[Fact]:
    for node in children(element):
        if local(node) in _APART or (local(node) in NAMES[kind]):
            continue
        fact = _fact(node, resolver)
        if fact.text or fact.date:
            yield fact


def _fact(node: Element, resolver: Resolver) -> Fact:
    label = child(node, "label")
    name = (
        local(node)
        if local(node) not in ("state", "trait", "event", "note", "desc")
        else node.get("type", local(node))
    )
    text = (
        " ".join(text for text in (text_of(part) for part in (children(node, "desc", "p"))) if text)
        if label is not None
        else ""
    )
    return Fact(
        name,
        text or text_of(node),
        DateRange.of(node) or _only_date(node),
        resolver.keys(node, "source"),
    )


def _only_date(element: Element) -> DateRange | None:
    dates = children(element, "date")
    return DateRange.of(dates[0]) if len(dates) == 1 else None


def _identifiers(element: Element, resolver: Resolver) -> Iterator[Identifier]:
    for node in children(element, "idno"):
        if text := text_of(node):
            yield Identifier(node.get("type") or "id", text, resolver.keys(node, "source"))


def _coordinates(element: Element, resolver: Resolver) -> Coordinates | None:
    for location in children(element, "location"):
        geo = child(location, "geo")
        numbers = _NUMBER.findall(text_of(geo))
        if geo is None or len(numbers) != 2:
            continue
        latitude, longitude = float(numbers[0]), float(numbers[1])
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            note = " ".join(text_of(node) for node in children(location, "note", "desc"))
            sources = resolver.keys(geo, "source") or resolver.keys(location, "source")
            return Coordinates(latitude, longitude, note, sources)
    return None


def _address(element: Element) -> str:
    pointers = (node.get("target", "") for node in descendants(element, "ptr", "ref"))
    return next(
        (escaped(value) for value in pointers if value.startswith(("http://", "https://"))), ""
    )


def _slug(text: str) -> str:
    return re.sub(r"\W+", "-", text.lower()).strip("-")[:60] or "entry"


def sorted_by_name(entries: Iterable[Entity]) -> list[Entity]:
    """Return entries by their preferred name, case and accents aside."""
    return sorted(entries, key=lambda entity: (sort_key(entity.name), entity.key))


def sort_key(text: str) -> str:
    """Return a key that sorts names without regard to case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text)
    return re.sub(
        r"[^\w ]+", "", "".join(c for c in plain if not unicodedata.combining(c))
    ).casefold()
