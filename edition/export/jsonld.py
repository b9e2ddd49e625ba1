"""JSON-LD: the entries in the words of schema.org, and their mentions as annotations of the W3C.

Sources: schema.org; "Web Annotation Data Model" (W3C Recommendation, 23 February 2017). An annotation says that a passage
(its target: the address in the site, with the words and those around them) identifies an entry (its body).
"""

from __future__ import annotations

import json
from typing import Any

from edition.export.formats import ALL, ENTITIES, Export, ends, exporter, has_entries, language_tag
from edition.index import Entry, Mention
from edition.register import Entity, Fact, Kind, Name

#: What an entry of each kind is.
TYPES = {
    Kind.person: "Person",
    Kind.place: "Place",
    Kind.organisation: "Organization",
    Kind.work: "CreativeWork",
    Kind.event: "Event",
    Kind.object: "Thing",
    Kind.term: "DefinedTerm",
    Kind.other: "Thing",
}

#: What the other one in a relation is to an entry.
WORDS = {
    "parent": "parent",
    "child": "children",
    "spouse": "spouse",
    "sibling": "sibling",
    "friend": "knows",
    "colleague": "colleague",
    "group": "memberOf",
    "member": "member",
}
ANNOTATIONS = "http://www.w3.org/ns/anno.jsonld"


@exporter("jsonld", "{}.jsonld", (*ENTITIES, ALL), has=has_entries)
def to_jsonld(export: Export) -> str:
    """A graph of things, and a page of annotations in it."""
    items = [
        _annotation(export, entry.entity, mention, number)
        for entry in export.entries
        for number, mention in enumerate(entry.mentions, 1)
    ]
    page = {
        "@context": [None, ANNOTATIONS],
        "id": export.address(f"data/{export.kind}.jsonld") + "#mentions",
        "type": "AnnotationPage",
        "items": items,
    }
    things = [_thing(export, entry) for entry in export.entries]
    data = {"@context": "https://schema.org/", "@graph": [*things, *([page] if items else ())]}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _thing(export: Export, entry: Entry) -> dict[str, Any]:
    entity, edition = entry.entity, export.edition
    others = [name for name in entity.names if name.text != entity.name]
    found: dict[str, Any] = {
        "@id": export.thing(entity),
        "@type": TYPES[entity.kind],
        "name": entity.name,
        "alternateName": [_name(name) for name in others],
        "description": entity.description,
        "url": export.page(entity.key),
        "sameAs": [
            *(item.url for item in entity.identifiers if item.url),
            *(export.thing(other) for role, other in export.joined(entity) if role == "same"),
        ],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": item.scheme, "value": item.value}
            for item in entity.identifiers
        ],
        **_times(entity),
        **_joined(export, entity),
        "location": [{"@id": export.thing(place)} for place in export.places(entity)],
        **(_published(entity) if entity.kind is Kind.work else {}),
        "additionalProperty": [
            _fact(export, fact) for fact in entity.facts if fact.text or fact.date
        ],
    }
    if where := entity.coordinates:
        found["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": where.latitude,
            "longitude": where.longitude,
        }
    if outer := edition.entities.get(entity.part_of):
        found[_part_of(entity, outer)] = {"@id": export.thing(outer)}
    return {key: value for key, value in found.items() if value not in ("", [], None)}


def _part_of(entity: Entity, outer: Entity) -> str:
    """Return what joins an entry to the one in which it stands: an event of a life is about who lived it."""
    if entity.kind is Kind.event and outer.kind is not Kind.event:
        return "about"
    word = {Kind.place: "containedInPlace", Kind.organisation: "parentOrganization", Kind.event: "superEvent"}  # fmt: skip
    return word.get(entity.kind, "isPartOf")


def _joined(export: Export, entity: Entity) -> dict[str, list[dict[str, str]]]:
    """Return the entries that relations join to one, by the words that schema.org has for it."""
    found: dict[str, list[dict[str, str]]] = {}
    for role, other in export.joined(entity):
        if role != "same":
            found.setdefault(WORDS[role], []).append({"@id": export.thing(other)})
    return found


def _name(name: Name) -> str | dict[str, str]:
    tag = language_tag(name.language)
    return {"@value": name.text, "@language": tag} if tag else name.text


def _times(entity: Entity) -> dict[str, str]:
    """Return the dates that schema.org has words for, where they are single ones."""
    found: dict[str, str] = {}
    for fact in entity.facts:
        if fact.date and fact.label in ("birth", "death"):
            first, last = ends(fact.date)
            if first == last:
                found.setdefault(f"{fact.label}Date", first)
    if entity.date and entity.kind in (Kind.event, Kind.work):
        first, last = ends(entity.date)
        names = ("startDate", "endDate") if entity.kind is Kind.event else ("dateCreated", "")
        if first:
            found[names[0]] = first
        if last and names[1]:
            found[names[1]] = last
    return found


def _published(entity: Entity) -> dict[str, Any]:
    """Return who made a work, and what it appeared in."""
    found = {
        word: [{"name": fact.text} for fact in entity.facts if fact.label == label and fact.text]
        for word, label in (("author", "author"), ("editor", "editor"), ("publisher", "publisher"))
    }
    hosts = [fact for fact in entity.facts if fact.label == "title" and fact.text]
    return {**found, "isPartOf": [{"@type": _HOSTS.get(fact.type, "CreativeWork"), "name": fact.text} for fact in hosts]}  # fmt: skip


#: What a work appeared in, by the level of its title.
_HOSTS = {"m": "Book", "j": "Periodical", "s": "CreativeWorkSeries"}


def _fact(export: Export, fact: Fact) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "PropertyValue", "name": fact.label, "value": fact.text}
    if fact.date and fact.date.words not in fact.text:
        found["description"] = fact.date.words
    if sources := [url or name for name, url in export.sources(fact.sources)]:
        found["citation"] = sources
    return found


def _annotation(export: Export, entity: Entity, mention: Mention, number: int) -> dict[str, Any]:
    slug = export.edition.slugs[entity.key]
    selector: dict[str, str] = {"type": "TextQuoteSelector", "exact": mention.text}
    if mention.before:
        selector["prefix"] = mention.before.lstrip("…")
    if mention.after:
        selector["suffix"] = mention.after.rstrip("…")
    where = export.where(mention)
    return {
        "id": export.address(f"data/{export.kind}.jsonld") + f"#{slug}-{number}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": export.thing(entity),
        "target": {"source": where, "selector": selector},
    }
