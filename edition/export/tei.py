"""TEI: the register as a `standOff` of its own, with the mentions as annotations (Guidelines, chapters 14 and 17.10).

What is read from it again is the same register: its entries, names, facts, identifiers, places on Earth, relations and
what they are taken from. A mention is an `annotation` whose target is its place in the site, with its words in a note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from edition.coordinates import Coordinates
from edition.dates import DateRange
from edition.distinct import Distinct
from edition.export.formats import ALL, ENTITIES, Export, exporter, language_tag, slug
from edition.export.xml import Node, dated, dated_otherwise, element, written, xml_id
from edition.index import Entry, Mention
from edition.pointers import quoted
from edition.register import AREAS, LEVELS, TELLING, Entity, Fact, Kind, Relation

#: Statements that are elements of TEI wherever they may stand in an entry of a kind; others become `state` or `note`.
OWN = {
    Kind.person: frozenset(
        "birth death floruit occupation sex gender nationality residence affiliation education faith age socecStatus event".split()
    ),
    Kind.place: frozenset({"climate", "terrain", "population", "event", *AREAS}),
    Kind.organisation: frozenset({"event"}),
    Kind.object: frozenset({"origin", "provenance", "acquisition"}),
    Kind.work: frozenset(
        "author editor title date pubPlace publisher biblScope textLang edition extent".split()
    ),
}

#: Kinds of entry that may hold entries of events.
_LIVING = (Kind.person, Kind.place, Kind.organisation)

#: What holds the entries of a kind.
LISTS = {
    Kind.person: "listPerson",
    Kind.place: "listPlace",
    Kind.organisation: "listOrg",
    Kind.event: "listEvent",
    Kind.work: "listBibl",
    Kind.object: "listObject",
    Kind.other: "list",
}


@exporter("tei", "{}.xml", (*ENTITIES, ALL))
def to_tei(export: Export) -> str:
    """A TEI document: a header that says where it is from, the lists of entries, the mentions."""
    return written(_Writer(export).document())


class _Writer:
    def __init__(self, export: Export) -> None:
        self.export = export
        self.edition = export.edition
        self.names = Distinct()
        self.ids = {
            entry.entity.key: self._id(self.edition.slugs[entry.entity.key])
            for entry in export.entries
        }
        self.dates = {item.date.slug: self._id(f"d{item.date.slug}") for item in export.dates}
        self.cited: dict[str, str] = {}
        self.calendars: dict[str, str] = {}

    def _id(self, wanted: str) -> str:
        """Return an id that nothing else in the file has."""
        return self.names.name(xml_id(wanted))

    def document(self) -> Node:
        """Return the whole file."""
        lists = [found for kind in Kind if (found := self._list(kind)) is not None]
        dates = [
            element("item", element("date", item.date.words, **self._dated(item.date, "date")), id=self.dates[item.date.slug])
            for item in self.export.dates
        ]  # fmt: skip
        relations = [self._relation(item) for item in self.export.relations]
        annotations = list(self._annotations())
        citations = [
            element("bibl", self.edition.citations[key].text, id=id)
            for key, id in self.cited.items()
        ]
        parts = [
            *(found for found in lists if found.name != "taxonomy"),
            *([element("list", *dates, type="dates")] if dates else ()),
            *([element("listRelation", *relations)] if relations else ()),
            *([element("listAnnotation", *annotations)] if annotations else ()),
        ]
        classes = [found for found in lists if found.name == "taxonomy"]
        encoding = [element("encodingDesc", element("classDecl", *classes))] if classes else []
        calendars = [element("calendar", element("p", name), id=id) for name, id in self.calendars.items()]  # fmt: skip
        profile = [element("profileDesc", element("calendarDesc", *calendars))] if calendars else []
        return element(
            "TEI",
            element("teiHeader", self._description(citations), *encoding, *profile),
            element("standOff", *(parts or [element("listRelation", element("p", "Nothing."))])),
        )

    def _description(self, citations: Sequence[Node]) -> Node:
        header = self.edition.header
        licence = [element("availability", element("licence", header.licence, target=header.licence_url))] if header.licence else []  # fmt: skip
        sources = [element("listBibl", *citations)] if citations else []
        published = element("publisher", header.publisher or header.title)
        return element(
            "fileDesc",
            element("titleStmt", element("title", self.export.title)),
            element("publicationStmt", published, *licence),
            element(
                "sourceDesc", element("bibl", f"Made from the sources of: {header.title}"), *sources
            ),
        )

    def _list(self, kind: Kind) -> Node | None:
        entries = [entry for entry in self.export.entries if entry.entity.kind is kind]
        entries = [entry for entry in entries if not self._is_in_a_life(entry.entity)]
        inside = {entry.entity.key for entry in entries}
        outer = [entry.entity for entry in entries if entry.entity.part_of not in inside]
        if not outer:
            return None
        made = [_MAKERS[kind](self, entity) for entity in self._without_circles(entries, outer)]
        if kind is Kind.term:
            return element("taxonomy", *made)
        return element(LISTS[kind], *made, type="names" if kind is Kind.other else "")

    def _is_in_a_life(self, entity: Entity | None) -> bool:
        """Tell whether an event is, or is a part of, one that is written in the entry of whom it happened to."""
        seen: set[str] = set()
        while entity is not None and entity.kind is Kind.event and entity.key not in seen:
            seen.add(entity.key)
            entity = self.edition.entities.get(entity.part_of)
        return bool(seen) and entity is not None and entity.kind in _LIVING and entity.key in self.ids  # fmt: skip

    def _without_circles(self, entries: Sequence[Entry], outer: list[Entity]) -> list[Entity]:
        """Return the outermost entries; of those that are parts of each other in a circle, the first."""
        reached: set[str] = set()
        for top in outer:
            self._reach(top, reached)
        for entry in entries:
            if entry.entity.key not in reached:
                outer.append(entry.entity)
                self._reach(entry.entity, reached)
        return outer

    def _reach(self, top: Entity, reached: set[str]) -> None:
        waiting = [top]
        while waiting:
            entity = waiting.pop()
            if entity.key not in reached:
                reached.add(entity.key)
                waiting += self.edition.parts.get(entity.key, ())

    # Entries.

    def person(self, entity: Entity) -> Node:
        made = (
            [element("persName", entity.filed, type="sort")]
            if self._is_filed_by_parts(entity)
            else []
        )
        return element(
            "person", *self._names(entity, "persName"), *made, *self._numbers(entity), *self._facts(entity), *self._events(entity),
            *self._notes(entity), id=self.ids[entity.key], role="-".join(entity.type.split()), **self._dated(entity.date),
        )  # fmt: skip

    def place(self, entity: Entity) -> Node:
        return element(
            "place", *self._names(entity, "placeName"), *self._facts(entity), *self._events(entity), *self._location(entity.coordinates),
            *self._notes(entity), *self._numbers(entity), *self._parts(entity),
            id=self.ids[entity.key], type=slug(entity.type) if entity.type else "", **self._dated(entity.date),
        )  # fmt: skip

    def organisation(self, entity: Entity) -> Node:
        inner = self._parts(entity)
        return element(
            "org", *self._names(entity, "orgName"), *self._numbers(entity), *self._facts(entity), *self._events(entity),
            *self._location(entity.coordinates), *([element("listOrg", *inner)] if inner else ()), *self._notes(entity),
            id=self.ids[entity.key], type=slug(entity.type) if entity.type else "", **self._dated(entity.date),
        )  # fmt: skip

    def event(self, entity: Entity) -> Node:
        return element(
            "event", *self._numbers(entity), *self._names(entity, "eventName"), *self._notes(entity), *self._facts(entity),
            *self._location(entity.coordinates, "note"), *self._parts(entity),
            id=self.ids[entity.key], where=self._where(one for one in entity.facts if one.label == "where"), type=slug(entity.type) if entity.type else "", **self._dated(entity.date),
        )  # fmt: skip

    def work(self, entity: Entity) -> Node:
        return element(
            "bibl", *self._names(entity, "title"), *self._facts(entity), *self._numbers(entity), *self._notes(entity),
            id=self.ids[entity.key], type=slug(entity.type) if entity.type else "",
        )  # fmt: skip

    def object(self, entity: Entity) -> Node:
        own, others = ([one for one in entity.facts if (one.label in OWN[Kind.object]) is is_own] for is_own in (True, False))  # fmt: skip
        history = [element("history", *(self._fact(entity.kind, fact) for fact in own))] if own else []  # fmt: skip
        return element(
            "object", element("objectIdentifier", *self._names(entity, "objectName"), *self._numbers(entity)), *history,
            *self._notes(entity), *(self._fact(entity.kind, fact) for fact in others), *self._location(entity.coordinates, "note"),
            *self._parts(entity), id=self.ids[entity.key], type=slug(entity.type) if entity.type else "",
        )  # fmt: skip

    def term(self, entity: Entity) -> Node:
        return element(
            "category", *self._names(entity, "gloss"), *(element("desc", fact.text) for fact in entity.descriptions),
            *(element("equiv", uri=item.url) for item in entity.identifiers if item.url), *self._parts(entity), id=self.ids[entity.key],
        )  # fmt: skip

    def other(self, entity: Entity) -> Node:
        return element(
            "item", *self._names(entity, "name"), *self._numbers(entity), *self._notes(entity),
            id=self.ids[entity.key],
        )  # fmt: skip

    def _parts(self, entity: Entity) -> list[Node]:
        """Return the entries of its kind that are parts of an entry."""
        inner = [one for one in self.edition.parts.get(entity.key, ()) if one.key in self.ids]
        return [_MAKERS[one.kind](self, one) for one in inner if one.kind is entity.kind and one is not entity]  # fmt: skip

    def _events(self, entity: Entity) -> list[Node]:
        """Return the list of the events that have entries of their own in that of a person, place or organisation."""
        inner = [one for one in self.edition.parts.get(entity.key, ()) if one.kind is Kind.event and one.key in self.ids]  # fmt: skip
        return [element("listEvent", *map(self.event, inner))] if inner else []

    def _names(self, entity: Entity, name: str) -> list[Node]:
        return [
            element(
                name,
                item.text,
                lang=language_tag(item.language),
                type=slug(item.type) if item.type else "",
                level=item.level if item.level in LEVELS else "",
                source=self._source(item.sources),
                **{"cert": item.cert, **({} if name in _UNDATED else self._dated(item.date))},
            )
            for item in entity.names
        ] or [element(name, entity.name)]

    @staticmethod
    def _is_filed_by_parts(entity: Entity) -> bool:
        """Tell whether an index files an entry by tagged parts of its name, which are not written here."""
        is_made = any(name.is_for_sorting for name in entity.names)
        return bool(entity.names) and not is_made and entity.filed != entity.name

    def _numbers(self, entity: Entity) -> list[Node]:
        return [
            element("idno", item.value, type=slug(item.scheme), source=self._source(item.sources))
            for item in entity.identifiers
        ]

    def _notes(self, entity: Entity) -> list[Node]:
        return [
            element(
                "note",
                fact.text,
                type="" if fact.label in ("note", "desc", "p") else slug(fact.label),
                source=self._source(fact.sources),
            )
            for fact in entity.descriptions
        ]

    def _facts(self, entity: Entity) -> list[Node]:
        return [self._fact(entity.kind, fact) for fact in entity.facts if fact.label != "where"]

    def _where(self, facts: Iterable[Fact]) -> str:
        """Return pointers to where an event took place."""
        keys = (key for fact in facts for words, key in fact.links if not words)
        return " ".join(dict.fromkeys(map(self._somewhere, keys)))

    def _fact(self, kind: Kind, fact: Fact) -> Node:
        label = fact.label
        given = {"source": self._source(fact.sources), "cert": fact.cert}
        told = slug(fact.type) if fact.type else ""
        if label in OWN.get(kind, ()):
            if label in TELLING:
                given[TELLING[label]] = told
            if label == "event":
                given["where"] = self._where([fact])
            if label not in _UNDATED:
                given |= self._dated(fact.date, label)
            return element(
                label,
                element(_HOLDING[label], fact.text) if label in _HOLDING else fact.text,
                **given,
            )
        if kind in (Kind.person, Kind.place, Kind.organisation):
            given |= self._dated(fact.date, "state")
            return element(
                "state", element("p", fact.text), type=slug(label), subtype=told, **given
            )
        when = self._dated(fact.date, "date")
        inner = element("date", fact.text, **when) if when else fact.text
        return element("note", inner, type=slug(label), subtype=told, **given)

    def _dated(self, date: DateRange | None, name: str = "") -> dict[str, str]:
        """Return the attributes that date an element of a name, in the source's own calendar too."""
        found = dated(date)
        if date is None or not found:
            return {}
        if date.custom_iso:
            if date.calendar not in self.calendars:
                self.calendars[date.calendar] = self._id(xml_id(date.calendar.lower()))
            found |= dated_otherwise(date, f"#{self.calendars[date.calendar]}")
        about = {"precision": "low"} if date.is_approximate and name in _PRECISE else {}
        return {key: value for key, value in {**found, **about}.items() if value}

    def _location(self, where: Coordinates | None, name: str = "location") -> list[Node]:
        """Return where an entry lies: a `location`, or a `note` of this type in entries for which TEI has none."""
        if where is None:
            return []
        points = where.outline or ((where.latitude, where.longitude),)
        geo = element("geo", " ".join(f"{latitude} {longitude}" for latitude, longitude in points))
        note = [element("note", where.note)] if where.note else []
        height = [] if where.height is None else [element("height", quantity=str(where.height), unit="m")]  # fmt: skip
        type = "location" if name == "note" else ""
        return [element(name, geo, *height, *note, type=type, source=self._source(where.sources))]

    def _source(self, keys: Sequence[str]) -> str:
        """Return pointers to what something is taken from: to the list of sources, another entry, or a page."""
        found = []
        for key in keys:
            if key in self.edition.citations and key not in self.ids:
                if key not in self.cited:
                    self.cited[key] = self._id(key.rpartition("#")[2])
                found.append(f"#{self.cited[key]}")
            else:
                found.append(self._pointer(key))
        return " ".join(dict.fromkeys(filter(None, found)))

    def _pointer(self, key: str) -> str:
        return f"#{self.ids[key]}" if key in self.ids else self.export.page(key)

    def _somewhere(self, key: str) -> str:
        """Return a pointer to what a key means, also where that is nowhere: as it was encoded, from the project's folder."""
        return self._pointer(key) or quoted(self.edition.outward(key))

    # What joins entries, and where they are mentioned.

    def _relation(self, relation: Relation) -> Node:
        active, passive, mutual = (
            " ".join(map(self._somewhere, keys))
            for keys in (relation.active, relation.passive, relation.mutual)
        )
        if not active:  # without it TEI allows no @passive
            mutual, passive = " ".join(filter(None, (mutual, passive))), ""
        desc = [element("desc", relation.text)] if relation.text else []
        return element(
            "relation", *desc, name=slug(relation.name), active=active, mutual="" if active else mutual, passive=passive,
            source=self._source(relation.sources), **{"cert": relation.cert, **self._dated(relation.date)},
        )  # fmt: skip

    def _annotations(self) -> Iterator[Node]:
        seen: dict[Mention, list[str]] = {}
        for entry in self.export.entries:
            for mention in entry.mentions:
                seen.setdefault(mention, []).append(self.ids[entry.entity.key])
        for item in self.export.dates:
            for mention in item.mentions:
                seen.setdefault(mention, []).append(self.dates[item.date.slug])
        for group in self.export.unlinked:
            for mention in group.mentions:
                seen.setdefault(mention, [])
        for number, (mention, ids) in enumerate(seen.items(), 1):
            yield element(
                "annotation",
                *(element("ptr", target=f"#{id}") for id in dict.fromkeys(ids)),
                element("note", mention.text, type="words"),
                id=self._id(f"mention-{number}"),
                target=self.export.where(mention),
                motivation="identifying",
            )


#: Elements of TEI of which `@precision` says that their dates are about (`att.dimensions`).
_PRECISE = frozenset({"age", "birth", "date", "death", "floruit", "population", "state"})

#: Elements of TEI that cannot be dated.
_UNDATED = frozenset({"editor", "author", "gloss", "pubPlace", "publisher", "biblScope", "textLang", "edition", "extent"})  # fmt: skip

#: Elements of TEI that hold no words of their own, and what in them does.
_HOLDING = {"climate": "p", "terrain": "p", "population": "p", "event": "label"}

_MAKERS: dict[Kind, Callable[[_Writer, Entity], Node]] = {
    Kind.person: _Writer.person,
    Kind.place: _Writer.place,
    Kind.organisation: _Writer.organisation,
    Kind.event: _Writer.event,
    Kind.work: _Writer.work,
    Kind.object: _Writer.object,
    Kind.term: _Writer.term,
    Kind.other: _Writer.other,
}
