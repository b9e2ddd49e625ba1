"""Turtle (RDF 1.1): the entries and where they are mentioned, in the classes of CIDOC CRM 7.1.

A person is an E21, a place an E53, a people or group an E74, a work an E73, an event an E5, an object an E22, a term an E55. A name is
an E41 that identifies (P1), a number in an authority file an E42, a time an E52 with the bounds of its beginning and its
end (P82a, P82b), a passage of a text an E33 that refers (P67) to what it names.
"""

from __future__ import annotations

from collections.abc import Iterator

from edition.dates import DateRange
from edition.export.formats import ALL, ENTITIES, Export, ends, exporter, has_entries, language_tag
from edition.index import Entry, Mention
from edition.register import Entity, Identifier, Kind, Name

CLASSES = {
    Kind.person: "E21_Person",
    Kind.place: "E53_Place",
    Kind.organisation: "E74_Group",
    Kind.work: "E73_Information_Object",
    Kind.event: "E5_Event",
    Kind.object: "E22_Human-Made_Object",
    Kind.term: "E55_Type",
    Kind.other: "E1_CRM_Entity",
}

#: What an entry's being part of another is.
PARTS = {
    Kind.place: "P89_falls_within",
    Kind.organisation: "P107i_is_current_or_former_member_of",
    Kind.event: "P9i_forms_part_of",
    Kind.work: "P106i_forms_part_of",
    Kind.object: "P46i_forms_part_of",
    Kind.term: "P127_has_broader_term",
}

#: The events of a life that are one of their own in CIDOC CRM: the property of the person, and the event's class.
LIFE = {
    "birth": ("P98i_was_born", "E67_Birth"),
    "death": ("P100i_died_in", "E69_Death"),
}

#: What those whom relations join to an entry are to it.
ROLES = {
    "parent": "crm:P152_has_parent",
    "child": "crm:P152i_is_parent_of",
    "group": "crm:P107i_is_current_or_former_member_of",
    "member": "crm:P107_has_current_or_former_member",
    "same": "owl:sameAs",
}

_PREFIXES = """@prefix crm: <http://www.cidoc-crm.org/cidoc-crm/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@exporter("turtle", "{}.ttl", (*ENTITIES, ALL), has=has_entries)
def to_turtle(export: Export) -> str:
    """One block of statements an entry, then one a passage that mentions any."""
    blocks = [block for entry in export.entries for block in _entry(export, entry)]
    return "\n".join([_PREFIXES, *blocks, *_passages(export)])


def _entry(export: Export, entry: Entry) -> Iterator[str]:
    entity = entry.entity
    it = export.thing(entity)
    said = [f"a crm:{CLASSES[entity.kind]}", f"rdfs:label {literal(entity.name)}"]
    said += [f"crm:P1_is_identified_by {_name(name)}" for name in entity.names]
    said += [f"crm:P1_is_identified_by {_number(item)}" for item in entity.identifiers]
    said += [f"owl:sameAs {iri(item.url)}" for item in entity.identifiers if item.url]
    said += [
        f"crm:P3_has_note {literal(fact.text)}"
        for fact in (*entity.descriptions, *entity.facts)
        if fact.text
    ]
    if entity.type:
        said.append(f"crm:P2_has_type [ a crm:E55_Type ; rdfs:label {literal(entity.type)} ]")
    outer = export.edition.entities.get(entity.part_of)
    if outer and outer.kind is entity.kind and entity.kind in PARTS:
        said.append(f"crm:{PARTS[entity.kind]} {iri(export.thing(outer))}")
    said += [
        f"{ROLES[role]} {iri(export.thing(other))}"
        for role, other in export.joined(entity)
        if role in ROLES
    ]
    said += [
        f"crm:P7_took_place_at {iri(export.thing(place))}"
        for place in export.places(entity)
        if entity.kind is Kind.event and place.kind is Kind.place
    ]
    if (where := entity.coordinates) and entity.kind is Kind.place:
        point = literal(f"POINT({where.longitude} {where.latitude})")
        said.append(f"crm:P168_place_is_defined_by {point}")
    if entity.date and entity.kind is Kind.event and (span := _span(entity.date)):
        said.append(f"crm:P4_has_time-span {span}")
    said += _life(entity)
    said.append(f"crm:P129i_is_subject_of {iri(export.page(entity.key))}")
    yield _block(it, said)


def _life(entity: Entity) -> Iterator[str]:
    """Yield a person's birth and death where they are dated, each once: one has but one."""
    seen: set[str] = set()
    for fact in entity.facts if entity.kind is Kind.person else ():
        if fact.label in LIFE and fact.label not in seen and fact.date and (span := _span(fact.date)):  # fmt: skip
            seen.add(fact.label)
            how, event = LIFE[fact.label]
            yield f"crm:{how} [ a crm:{event} ; crm:P4_has_time-span {span} ]"


def _passages(export: Export) -> Iterator[str]:
    """Yield for each passage of a text, or page of the site, what it refers to."""
    found: dict[str, dict[str, Mention]] = {}
    for entry in export.entries:
        for mention in entry.mentions:
            found.setdefault(_passage(export, mention), {}).setdefault(export.thing(entry.entity), mention)  # fmt: skip
    for where in sorted(found):
        named = sorted(found[where])
        first = found[where][named[0]]
        text = export.edition.by_id[first.document].header.title
        refers = "crm:P67_refers_to " + " , ".join(map(iri, named))
        yield _block(where, ["a crm:E33_Linguistic_Object", f"rdfs:label {literal(text)}", refers])


def _passage(export: Export, mention: Mention) -> str:
    """Return the address of the passage in which a mention stands, or of the mention where it stands in none."""
    analysis = export.edition.by_id[mention.document]
    if mention.within != "text" or not mention.segment or not analysis.has_text:
        return export.where(mention)
    return export.page(analysis.key_of(mention.segment)) or export.where(mention)


def _block(subject: str, said: list[str]) -> str:
    return f"{iri(subject)} " + " ;\n  ".join(dict.fromkeys(said)) + " .\n"


def _name(name: Name) -> str:
    return f"[ a crm:E41_Appellation ; crm:P190_has_symbolic_content {literal(name.text, name.language)} ]"


def _number(item: Identifier) -> str:
    return (
        f"[ a crm:E42_Identifier ; crm:P190_has_symbolic_content {literal(item.value)} ;"
        f" crm:P2_has_type [ a crm:E55_Type ; rdfs:label {literal(item.scheme)} ] ]"
    )


def _span(date: DateRange) -> str:
    first, last = ends(date)
    said = [f"rdfs:label {literal(date.words)}"]
    said += [f"crm:P82a_begin_of_the_begin {_time(first)}"] if first else []
    said += [f"crm:P82b_end_of_the_end {_time(last)}"] if last else []
    return f"[ a crm:E52_Time-Span ; {' ; '.join(said)} ]" if first or last else ""


#: The datatype of a year, a month and a day, by how many hyphens part them.
_DATATYPES = ("xsd:gYear", "xsd:gYearMonth", "xsd:date")


def _time(value: str) -> str:
    return f'"{value}"^^{_DATATYPES[value.lstrip("-").count("-")]}'


def iri(address: str) -> str:
    """Return an address as Turtle writes it, with what may not stand in one escaped (RDF 1.1 Turtle, 6.5)."""
    return "<" + "".join(f"%{ord(c):02X}" if c in '<>"{}|^`\\' or c <= " " else c for c in address) + ">"  # fmt: skip


_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def literal(text: str, language: str = "") -> str:
    """Return a text as Turtle writes it, with its language if that is a tag that it can have."""
    mark = f"@{tag}" if (tag := language_tag(language)) else ""
    return f'"{text.translate(_ESCAPES)}"{mark}'
