"""Register: the persons, places, organisations, works, events, objects and terms that an edition knows.

TEI Guidelines, chapter 14 (names, dates, people and places), 3.12 (bibliographic citations) and 2.3.7 (taxonomies).
An entry is read wherever TEI lets it stand: in `standOff`, in the header, in the back matter, in a file of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from edition.collation import sort_key
from edition.coordinates import Coordinates, coordinates, is_location
from edition.dates import DateRange
from edition.distinct import Distinct
from edition.pointers import escaped, is_web, parted
from edition.tei import (
    XML_ID,
    XML_LANG,
    Element,
    child,
    children,
    descendants,
    has_own_text,
    has_text,
    local,
    named_children,
    tag,
    text_of,
    words,
)


class Kind(Enum):
    """The kinds of entry; the value is the name of its index in addresses and on the command line."""

    person = "persons"
    place = "places"
    organisation = "organisations"
    work = "works"
    event = "events"
    object = "objects"
    term = "terms"
    other = "names"  # what is named without saying of what kind it is


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
    "object": Kind.object,
    "category": Kind.term,
}

#: Which elements inside an entry of a kind are its names.
NAMES = {
    Kind.person: ("persName", "name"),
    Kind.place: ("placeName", "geogName", "name"),
    Kind.organisation: ("orgName", "name"),
    Kind.event: ("eventName", "label", "head"),
    Kind.work: ("title",),
    Kind.object: ("objectName", "name"),
    Kind.term: ("gloss", "term", "label"),
}

#: Which elements are the names of a place that has no name of its own, and beside one say where it lies.
AREAS = ("settlement", "district", "region", "country", "bloc")

#: How near to a work itself what a title's level names is: an article, what it appeared in, the series of that.
LEVELS = {"a": 0, "u": 1, "m": 2, "j": 3, "s": 4}

#: Types of a name that make it the one by which its entry is known.
PREFERRED = ("preferred", "main", "reg", "full")

#: Types of a name that is made for sorting.
_FILED = ("sort", "index")

_APART = frozenset(
    """persName placeName geogName orgName eventName objectName name title label head idno location note desc p ab
    catDesc gloss category objectIdentifier
    listPerson listPlace listOrg listEvent listObject listBibl listRelation relation
    person personGrp place org event object linkGrp link ptr figure graphic""".split()
)


class Name(NamedTuple):
    """A form of a name, with its language and type, "" where not said.

    `filed` is how an index files it where its parts are tagged: the surname first; else "". `level` is that of a title. `date` is
    when it was in use, `cert` how sure it is, as encoded.
    """

    text: str
    language: str = ""
    type: str = ""
    sources: tuple[str, ...] = ()
    filed: str = ""
    level: str = ""
    date: DateRange | None = None
    cert: str = ""

    @property
    def is_for_sorting(self) -> bool:
        """Whether the form is made for an index, and none by which one is called."""
        return self.type in _FILED


class Fact(NamedTuple):
    """A statement of an entry: what it is about (`birth`, `occupation`, ...), its words, date and sources.

    `type` tells statements of one label apart: the level of a title, the unit of a `biblScope`. `links` are the words in it that
    point at something, each with the key of that; words "" where it points there as a whole. `cert` is how sure it is, as encoded.
    """

    label: str
    text: str
    date: DateRange | None = None
    sources: tuple[str, ...] = ()
    type: str = ""
    links: tuple[tuple[str, str], ...] = ()
    cert: str = ""

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The words cut where some of them point at something: each piece with the key of that, or ""."""
        found = [(self.text, "")]
        for named, key in self.links:
            rest, _ = found.pop()
            before, said, after = rest.partition(named) if named else (rest, "", "")
            if said == named:
                found += [(before, ""), (named, key), (after, "")]
            else:  # it is in words that point elsewhere already
                found.append((rest, ""))
        return [part for part in found if any(part)]


class Identifier(NamedTuple):
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


@lru_cache(maxsize=4096)
def identified(address: str) -> tuple[Identifier, ...]:
    """Return what a web address says as a number in an authority file, if it is one's; else as an address."""
    if not address.startswith(("http://", "https://")):
        return ()
    plain = re.sub(r"^https?://(?:www\.|sws\.)?", "", address).rstrip("/")
    plain = plain.replace("wikidata.org/wiki/Q", "wikidata.org/entity/Q")
    for scheme, before, after in _ADDRESSES:
        if plain.startswith(before) and before.count("/") > 0:
            value = plain.removeprefix(before).removesuffix(after.rstrip("/"))
            if scheme == "geonames":  # geonames.org/2761369/vienna.html
                value = value.partition("/")[0]
            return (Identifier(CALLED.get(scheme, scheme), value),)
    return (Identifier("URI", address),)


def numbers(address: str) -> Iterator[tuple[str, str]]:
    """Yield what a web address says: an authority file and the number in it, in one way of writing."""
    for item in identified(address):
        yield item.scheme.lower(), item.value.rstrip("/")


#: The addresses of authority files: scheme, what stands before the number, and after it.
_ADDRESSES = tuple(
    (scheme, before, after)
    for scheme, pattern in AUTHORITIES.items()
    for before, _, after in [re.sub(r"^https?://(?:www\.|sws\.)?", "", pattern).partition("{}")]
)

#: How authority files are called, by their scheme.
CALLED = {
    "wikidata": "Wikidata", "viaf": "VIAF", "gnd": "GND", "isni": "ISNI", "geonames": "GeoNames", "pleiades": "Pleiades",
    "tgn": "TGN", "nomisma": "Nomisma", "dbpedia": "DBpedia", "syriaca": "Syriaca.org", "trismegistos": "Trismegistos",
    "orcid": "ORCID",
}  # fmt: skip


class Entity(NamedTuple):
    """An entry of a register.

    `key` names it across the edition (file and id; without an id, something that no id can be), `id` in addresses, made of
    its name if it has none; `part_of` is the key of the entry it
    is nested in, or "". Sources are keys too: of a citation, or of a passage. `is_made` says that no register has it:
    it was made of mentions that share a web address or a key; `has_location` that it says something of where it lies.
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
    is_made: bool = False
    has_location: bool = False

    @property
    def xml_id(self) -> str:
        """The `@xml:id` by which pointers and its file know it, "" if it has none."""
        is_without = self.is_made or self.key.rpartition("#")[2].startswith(" ")
        return "" if is_without else self.id

    @property
    def name(self) -> str:
        """The preferred name: the one marked so, else the first."""
        return self._preferred.text

    @property
    def filed(self) -> str:
        """The preferred name as an index files it: the one made for that, or the surname first where it is tagged."""
        made = [name.text for name in self.names if name.is_for_sorting]
        return (made or [self._preferred.filed or self._preferred.text])[0]

    @property
    def _preferred(self) -> Name:
        preferred = [name for name in self.names if name.type in PREFERRED]
        others = [name for name in self.names if not name.is_for_sorting]
        return (preferred or others or list(self.names) or [Name(self.id)])[0]

    @property
    def description(self) -> str:
        """The first sentence that says who or what it is, or ""."""
        return self.descriptions[0].text if self.descriptions else ""


class Relation(NamedTuple):
    """A statement that joins entries: the keys of those it goes out from, goes to, or holds between."""

    name: str
    active: tuple[str, ...]
    passive: tuple[str, ...]
    mutual: tuple[str, ...]
    text: str
    date: DateRange | None
    sources: tuple[str, ...]
    cert: str = ""

    @property
    def members(self) -> tuple[str, ...]:
        """All the keys it names, each once."""
        return tuple(dict.fromkeys((*self.active, *self.passive, *self.mutual)))


class Citation(NamedTuple):
    """A work cited as a source: its words, and its web address or ""."""

    text: str
    url: str = ""


class Resolver:
    """What turns the pointers of one document into keys; see `Analysis`.

    `is_shared` says that `#x` may mean what is in another file.
    """

    is_shared = False

    def key(self, value: str) -> str:
        """Return the key of what a pointer means."""
        raise NotImplementedError

    def keys(self, element: Element, attribute: str) -> tuple[str, ...]:
        """Return the keys of all pointers in an attribute."""
        said = element.get(attribute)
        return tuple([self.key(value) for value in parted(said)]) if said else ()


def entities(root: Element, resolver: Resolver) -> Iterator[Entity]:
    """Yield the entries of all registers in a document, in order."""
    reader = _Reader(resolver)
    for element in root.iter(*map(tag, ENTRIES)):
        if is_entry(element):
            yield reader.entity(element)


def relations(root: Element, resolver: Resolver) -> Iterator[Relation]:
    """Yield the relations stated in a document, in order; then which of its entries are the same as others."""
    for element in descendants(root, "relation"):
        active, passive, mutual = (
            resolver.keys(element, name) for name in ("active", "passive", "mutual")
        )
        name = element.get("name") or element.get("type") or element.get("key") or "related"
        source = resolver.keys(element, "source")
        yield Relation(
            name, active, passive, mutual, text_of(element), DateRange.of(element), source, element.get("cert", "")
        )  # fmt: skip
    for element in root.iter(*map(tag, ENTRIES)):
        if element.get("sameAs") and element.get(XML_ID) and is_entry(element):
            others = [key for key in resolver.keys(element, "sameAs") if not is_web(key)]
            members = (resolver.key(f"#{element.get(XML_ID)}"), *others)
            if others:
                yield Relation("same as", (), (), members, "", None, ())


def citations(root: Element) -> dict[str, Citation]:
    """Return the works that a document's header or lists cite, by their `@xml:id`."""
    return {
        element.get(XML_ID, ""): Citation(_told(element), _address(element))
        for element in descendants(root, "bibl", "biblStruct", "biblFull", "witness", "msDesc")
        if element.get(XML_ID)
    }


def is_entry(element: Element) -> bool:
    """Tell whether an element, by name one of ENTRIES, is an entry of a register.

    An event of a life is a fact of it; a `bibl` is an entry where works are listed outside the header, and if it can
    be pointed at, and else a citation; so is what only says that another entry is meant (`@sameAs`, `@copyOf`).
    """
    if (name := local(element)) not in ENTRIES or element.get("copyOf"):
        return False
    parent = element.getparent()
    around = local(parent) if parent is not None else ""
    if name == "event":
        return around not in ("person", "personGrp", "place", "org", "object")
    if name == "category":
        return bool(element.get(XML_ID))
    if name not in _WORKS:
        return not (element.get("sameAs") and not element.get(XML_ID))
    if not element.get(XML_ID) or not (around in _OF_WORKS or not around):
        return False
    return next(element.iterancestors(*_NO_PLACE_OF_WORKS), None) is None


def registered(elements: Iterable[Element]) -> Iterator[Element]:
    """Yield those of some elements that are entries of a register that is kept to be pointed at: with an id, and not in a
    header, in another entry, or in a bibliography.
    """
    apart: dict[Element | None, bool] = {}  # by what is around them, which is the same for many
    for element in elements:
        around = element.getparent()
        if around not in apart:
            apart[around] = _is_apart(around)
        if apart[around] and element.get(XML_ID) and is_entry(element):
            name = local(element)
            if name in _WORKS:
                if next(element.iterancestors(tag("standOff")), None) is not None:
                    yield element
            elif name != "category":
                yield element


def _is_apart(element: Element | None) -> bool:
    """Tell whether an element is in no header and no entry, and none itself."""
    if element is None:
        return True
    return (
        element.tag not in _NO_REGISTERS
        and next(element.iterancestors(*_NO_REGISTERS), None) is None
    )


_NO_REGISTERS = tuple(map(tag, ("teiHeader", "person", "org", "event", "object")))


_WORKS = frozenset({"bibl", "biblStruct", "biblFull"})
_OF_WORKS = frozenset(
    "listBibl standOff front body back div div1 div2 div3 div4 div5 div6 div7".split()
)
_NO_PLACE_OF_WORKS = tuple(
    map(tag, ("teiHeader", "person", "personGrp", "place", "org", "event", "object", *_WORKS))
)


class _Reader:
    """Reads the entries of one document."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.around: dict[Element, str] = {}
        self.without_id = Distinct(mark=" ")

    def entity(self, element: Element) -> Entity:
        """Return what an entry says."""
        kind = ENTRIES[local(element)]
        nodes = named_children(element)
        if kind in _FOLDED:
            nodes = list(_unfolded(nodes, _FOLDED[kind]))
        named = self.named(element, nodes, kind)
        names = tuple(self.names(element, named, kind))
        own = element.get(XML_ID, "")
        id = own or _slug(names[0].text if names else local(element))
        located = [n for name, n in nodes if name in ("location", "note") and is_location(n)]
        described = [
            self.fact(name, node)
            for name, node in nodes
            if name in _DESCRIBING[kind] and node not in located
        ]
        is_placed = kind in _ON_EARTH and (located or any(name == "geo" for name, _ in nodes))
        return Entity(
            key=self.resolver.key(f"#{own or self.without_id.name(f' {id}')}"),
            id=id,
            kind=kind,
            type=element.get("type") or element.get("role") or "",
            names=names,
            descriptions=tuple([fact for fact in described if fact.text]),
            facts=tuple(self.facts(element, nodes, named)),
            identifiers=tuple(self.identifiers(element, nodes)),
            coordinates=coordinates(element, self.resolver.keys) if is_placed else None,
            date=DateRange.of(element) or _only_date(nodes),
            part_of=self.entry(element.getparent()),
            has_location=bool(located),
        )

    def entry(self, element: Element | None) -> str:
        """Return the key of the entry that an element is, or that is around it; "" where that has no id, or is none."""
        if element is None:
            return ""
        if (known := self.around.get(element)) is None:
            if local(element) in ENTRIES and is_entry(element):
                id = element.get(XML_ID)
                known = self.resolver.key(f"#{id}") if id else ""
            else:
                known = self.entry(element.getparent())
            self.around[element] = known
        return known

    def named(self, element: Element, nodes: _Named, kind: Kind) -> list[Element]:
        """Return the elements that are the names of an entry; of a work, not those of what it appeared in."""
        wanted = NAMES[kind]
        named = [node for name, node in nodes if name in wanted]
        if kind is Kind.term and (inner := child(element, "catDesc")) is not None:
            named += children(inner, *wanted)
        if kind is Kind.work and len(named) > 1:
            return _own_titles([node for node in named if has_text(node)])
        if kind is Kind.place and not named:
            named = [node for name, node in nodes if name in AREAS]
            wanted += AREAS
        return named or list(descendants(element, *wanted))[:1]

    def names(self, element: Element, named: Sequence[Element], kind: Kind) -> Iterator[Name]:
        """Yield the names of an entry; of a work or term without any, what its words are."""
        said = False
        for node in named:
            if text := words(node):
                said = True
                yield Name(
                    text,
                    node.get(XML_LANG, ""),
                    node.get("type") or node.get("subtype") or "",
                    self.resolver.keys(node, "source"),
                    _filed(node) if kind is Kind.person and len(node) else "",
                    _level(node) if kind is Kind.work else "",
                    DateRange.of(node),
                    node.get("cert", ""),
                )
        if said or kind not in (Kind.work, Kind.term):
            return
        if kind is Kind.work:
            if text := _told(element):
                yield Name(text)
        elif text := text_of(child(element, "catDesc")):
            yield Name(_short(text))

    def facts(self, element: Element, nodes: _Named, named: Sequence[Element]) -> Iterator[Fact]:
        """Yield what an entry says besides its names and descriptions."""
        points = [node for name, node in nodes if name == "location" and not _is_in_words(node)]
        for name, node in nodes:
            if name == "location":
                is_apart = points == [node] and not _says_more(node)
            elif name == "title":
                is_apart = not _level(node)
            elif name == "event":
                is_apart = is_entry(node)
            else:
                is_apart = name in _APART
            if is_apart or node in named:
                continue
            fact = self.fact(name, node)
            if fact.text or fact.date or fact.links:
                yield fact
        for key in self.resolver.keys(element, "where"):
            yield Fact("where", "", links=(("", key),))

    def fact(self, name: str, node: Element) -> Fact:
        """Return what one element in an entry says."""
        nodes = named_children(node) if len(node) else []
        headed = any(inner in _HEADS for inner, _ in nodes)
        text = _headed(nodes, node.get("type", "")) if headed else _told(node)
        if name == "location" and any(inner == "idno" for inner, _ in nodes):  # of what it lies in
            text = " ".join([_told(one) for inner, one in nodes if inner != "idno"])
        return Fact(
            node.get("type", name) if name in _TYPED else name,
            text,
            DateRange.of(node) or _only_date(nodes),
            self.resolver.keys(node, "source"),
            _type(name, node),
            tuple(self.links(node, text)) if nodes or node.keys() else (),
            node.get("cert", ""),
        )

    def links(self, node: Element, text: str) -> Iterator[tuple[str, str]]:
        """Yield what points at something in a statement: its words, all of them if it is the statement itself, and the key."""
        said = node.keys()
        own = self.target(node) if "ref" in said or "target" in said else ()
        for number, key in enumerate(own):
            yield "" if number else text, key
        for one in node.iterdescendants() if len(node) and not own else ():
            if (one.get("ref") or one.get("target")) and one.tag in _LINKING:
                for key in self.target(one)[:1]:
                    yield _told(one), key
        if "where" in said:
            for key in self.resolver.keys(node, "where"):
                yield "", key

    def target(self, element: Element) -> tuple[str, ...]:
        """Return the keys of what a name or reference points at."""
        return self.resolver.keys(element, "ref") or self.resolver.keys(element, "target")

    def identifiers(self, element: Element, nodes: _Named) -> Iterator[Identifier]:
        """Yield the numbers of an entry: each `idno`, and what it or its names point at in an authority file."""
        said: set[str | None] = set()
        pointers = [(element, "sameAs"), (element, "corresp")]
        targets, equal = [], []
        for name, node in nodes:
            if name in _POINTING_NAMES:
                pointers.append((node, "ref"))
            elif name in ("ptr", "ref"):
                targets.append((node, "target"))
            elif name == "equiv":
                equal.append((node, "uri"))
            elif name == "idno" and (text := text_of(node)):
                sources = self.resolver.keys(node, "source")
                found = Identifier(node.get("type") or "id", text, sources)
                said.update(item.url for item in (found, *identified(found.url or "")))
                yield found
        for node, attribute in (*pointers, *targets, *equal):
            for key in self.resolver.keys(node, attribute):
                for item in identified(key):
                    if item.scheme != "URI" and item.url not in said:
                        said.add(item.url)
                        yield item


def _unfolded(nodes: _Named, folded: frozenset[str]) -> Iterator[tuple[str, Element]]:
    """Yield some elements, and instead of those that only hold others together what is in them."""
    for name, node in nodes:
        inner = named_children(node) if name in folded else []
        if inner and not any(one == "p" for one, _ in inner):
            yield from _unfolded(inner, folded)
        else:
            yield name, node


def _says_more(location: Element) -> bool:
    """Tell whether a `location` says more than coordinates and what is to be noted of them."""
    inner = (name for name, _ in named_children(location))
    return bool(location.get("cert") or DateRange.of(location) or not _OF_POINTS.issuperset(inner))


def _headed(nodes: _Named, type: str) -> str:
    """Return the words of a statement that has a label, with what the label only repeats of its type left out."""
    heads = [text_of(node) for name, node in nodes if name in _HEADS]
    told = " ".join(filter(None, (_told(node) for name, node in nodes if name in _TELLERS)))
    head = " ".join(one for one in heads if one.lower() != type.lower() or not told)
    return ": ".join(filter(None, (head, told)))


def _type(name: str, node: Element) -> str:
    """Return what tells a statement from others of its name, "" where nothing does."""
    if name == "title":
        return _level(node)
    return node.get(TELLING[name], "") if name in TELLING else ""


def _level(title: Element) -> str:
    """Return the level of a title: as it says, or as a `biblStruct` has it in its place."""
    around = title.getparent()
    return title.get("level") or (_IMPLIED.get(local(around), "") if around is not None else "")


def _told(node: Element) -> str:
    """Return the words of a statement; of elements without words between them, these apart."""
    if not len(node) or has_own_text(node):
        return text_of(node)
    return " ".join(filter(None, map(_told, children(node))))


def _own_titles(titles: list[Element]) -> list[Element]:
    """Return those of a work's titles that are its own, by their level: an article's, and not the journal's."""
    levels = [LEVELS.get(_level(node)) for node in titles]
    own = min((LEVELS["m"] if level is None else level for level in levels), default=0)
    return [node for node, level in zip(titles, levels, strict=True) if level in (own, None)]


def _is_in_words(location: Element) -> bool:
    """Tell whether a `location` says in words, and not in coordinates, where something lies."""
    return next(descendants(location, "geo"), None) is None


#: Elements of TEI, each with its name.
_Named = list[tuple[str, Element]]

#: What describes an entry of a kind.
_DESCRIBING = {
    kind: frozenset({"note", "desc", "p"} | ({"catDesc"} if kind is Kind.term else set()))
    for kind in Kind
}

#: Kinds of entry that have a place on Earth of their own.
_ON_EARTH = (Kind.place, Kind.organisation, Kind.event, Kind.object)

#: Elements of an entry that only hold together what is said of it (TEI Guidelines, chapter 3.12.2, for a `biblStruct`).
_FOLDED = {
    Kind.object: frozenset({"objectIdentifier", "history"}),
    Kind.work: frozenset(
        "analytic monogr series imprint titleStmt editionStmt publicationStmt seriesStmt".split()
    ),
}

#: The level of a title that does not say it, by what holds it.
_IMPLIED = {"analytic": "a", "monogr": "m", "series": "s", "seriesStmt": "s"}

#: Elements whose type says what they state.
_TYPED = frozenset({"state", "trait", "note", "desc"})

#: Elements in a statement that point at an entry, or elsewhere.
_LINKING = frozenset(
    map(
        tag,
        """persName placeName geogName orgName eventName objectName name rs title term ref settlement district region
        country bloc""".split(),
    )
)

#: The attributes that tell statements of one name apart.
TELLING = {
    "title": "level",
    "biblScope": "unit",
    "event": "type",
    "location": "type",
    "state": "subtype",
    "trait": "subtype",
}

#: In a statement, what names it, and what tells it.
_HEADS = frozenset({"label", "head", "eventName"})
_TELLERS = frozenset({"desc", "p", "ab", "note"})

#: What stands in a `location` that says nothing but where on Earth something lies.
_OF_POINTS = frozenset({"geo", "height", "note", "desc"})

#: The names of an entry that may point at its record in an authority file.
_POINTING_NAMES = frozenset(
    "persName placeName geogName orgName eventName objectName title name".split()
)

#: How many characters of a description name an entry that has no name.
_NAME_LENGTH = 90


def _short(text: str) -> str:
    return text if len(text) <= _NAME_LENGTH else text[:_NAME_LENGTH].rpartition(" ")[0] + "…"


def _filed(element: Element) -> str:
    """Return a person's name with the surname first, if its parts are tagged; by `@sort` where they have it."""
    parts = [(name, node) for name, node in named_children(element) if name in _PARTS]
    if any(_rank(node) < _LAST for _, node in parts):
        ordered = sorted(parts, key=lambda part: _rank(part[1]))
        return " ".join(text for _, node in ordered if (text := text_of(node)))
    said = [(name, text) for name, node in parts if (text := text_of(node))]
    surnames = [text for name, text in said if name == "surname"]
    others = [text for name, text in said if name in ("forename", "nameLink")]
    return ", ".join(filter(None, (" ".join(surnames), " ".join(others)))) if surnames else ""


#: The rank of a part of a name that has none.
_LAST = 99


def _rank(part: Element) -> int:
    """Return at which place a name is filed by a part, as `@sort` says, the last one if that is no number one can read."""
    said = part.get("sort", "")
    return int(said) if said.isdecimal() and len(said) < 3 else _LAST


#: The parts of a person's name that it is filed by.
_PARTS = frozenset("surname forename nameLink genName addName roleName".split())


def _only_date(nodes: _Named) -> DateRange | None:
    dates = [node for name, node in nodes if name == "date"]
    return DateRange.of(dates[0]) if len(dates) == 1 else None


def _address(element: Element) -> str:
    pointers = (node.get("target", "") for node in descendants(element, "ptr", "ref"))
    return next(
        (escaped(value) for value in pointers if value.startswith(("http://", "https://"))), ""
    )


def _slug(text: str) -> str:
    return re.sub(r"\W+", "-", text.lower()).strip("-")[:60] or "entry"


def sorted_by_name(entries: Iterable[Entity], language: str = "") -> list[Entity]:
    """Return entries by their preferred name, as a reader of a language looks for them."""
    return sorted(entries, key=lambda entity: (sort_key(entity.filed, language), entity.key))
