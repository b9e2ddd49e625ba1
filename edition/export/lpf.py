"""Linked Places Format, version 1.3 (github.com/LinkedPasts/linked-places-format): the gazetteer for the World Historical Gazetteer.

It is GeoJSON with names, types, links and times. `fclasses` is required: it comes from the type of the entry, and is
L (an area of the landscape or of history) where the type says nothing that GeoNames knows. So is a time: that of the entry
or of its existence, if that is stated, and of nothing else that is said of it; or the year of what attests a name, which
may be the edition itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from edition.dates import DateRange
from edition.export.formats import Export, ends, exporter, has_entries, language_tag
from edition.export.geojson import geometry
from edition.index import Entry
from edition.register import Entity, Fact, Name

CONTEXT = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"

#: Words in the type of a place, and the feature class of GeoNames that they mean.
CLASSES = {
    "A": "country state province district theme eparchy diocese county municipality administrative kingdom empire exarchate",
    "H": "sea river lake bay gulf strait harbour harbor port ocean spring canal stream water waterway inlet lagoon estuary sound channel",
    "P": "settlement city town village hamlet capital polis suburb metropolis populated quarter neighborhood neighbourhood",
    "R": "road street bridge route railway path",
    "S": "building church monastery palace fort fortress castle wall gate site cemetery temple tower aqueduct shrine sanctuary monument ruin",
    "T": "mountain hill valley cape island peninsula plain desert pass promontory mountains",
    "L": "region area land battlefield landscape steppe",
}
_CLASS = {word: letter for letter, words in CLASSES.items() for word in words.split()}

#: Types of places in the Art & Architecture Thesaurus: by their words in it, from the list of those that World Historical
#: Gazetteer knows (feature-types-AAT_20230609, in the repository of the format).
CONCEPTS = {
    "inhabited place": 300008347, "city": 300008389, "town": 300008375, "village": 300008372, "port": 300120599, "region (geographic)": 300182722,
    "country": 300387506, "empire": 300128214, "kingdom": 300235096, "province": 300000774, "county": 300000771, "state": 300000776,
    "territory": 300135982, "district": 300000705, "neighborhood": 300000745, "cemetery": 300266755, "battlefield": 300000835, "bridge": 300007836,
    "canal": 300006075, "church": 300007486, "cathedral": 300007501, "mosque": 300007544, "temple": 300007595, "synagogue": 300007590,
    "palace": 300005734, "fortification": 300006888, "castle": 300006891, "city wall": 300005072, "road": 300008217, "route": 300265365,
    "square": 300008304, "cape": 300008850, "peninsula": 300008804, "continent": 300128176, "desert": 300008916, "hill": 300008777, "island": 300008791,
    "mountain": 300008795, "mountain range": 300386831, "pass": 300259572, "plain": 300008805, "valley": 300008761, "cave": 300008746,
    "harbor": 300008678, "river": 300008707, "spring": 300008697, "bay": 300132316, "gulf": 300132315, "ocean": 300008687, "sea": 300008694,
    "lake": 300008680, "inlet": 300185707,
}  # fmt: skip
_CALLED = {
    "settlement": "inhabited place", "region": "region (geographic)", "harbour": "harbor", "mountains": "mountain range", "wall": "city wall",
    "fortress": "fortification", "fort": "fortification", "quarter": "neighborhood",
}  # fmt: skip

#: The prefixes for which its readers know the address.
ALIASES = {
    "wikidata": "wd:{}", "gnd": "gnd:{}", "viaf": "viaf:{}", "geonames": "gn:{}", "pleiades": "pl:{}", "tgn": "tgn:{}",
}  # fmt: skip


@exporter("lpf", "{}.lpf.json", ("places",), has=has_entries)
def to_lpf(export: Export) -> str:
    """One feature a place, with its names and their sources, its links to other gazetteers and what it is a part of."""
    data = {
        "type": "FeatureCollection",
        "@context": CONTEXT,
        "features": [_feature(export, entry) for entry in export.entries],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def classes(type: str) -> list[str]:
    """Return the feature classes of a type of place."""
    found = (_CLASS.get(word) for word in re.findall(r"[a-z]+", type.lower()))
    return list(dict.fromkeys(letter for letter in found if letter)) or ["L"]


def concept(type: str) -> str:
    """Return what the thesaurus calls a type of place, or ""."""
    words = re.findall(r"[a-z]+", type.lower())
    found = (_CALLED.get(word, word) for word in reversed(words))
    return next((word for word in found if word in CONCEPTS), "")


def _feature(export: Export, entry: Entry) -> dict[str, Any]:
    entity = entry.entity
    times = [entity.date, *(fact.date for fact in entity.facts if fact.label == "existence")]
    feature: dict[str, Any] = {
        "@id": export.page(entity.key),
        "type": "Feature",
        "properties": {"title": entity.name, "fclasses": classes(entity.type)},
        "names": [_name(export, name) for name in entity.names or (Name(entity.name),)],
        "geometry": _geometry(export, entity),
        "links": [
            {"type": "exactMatch", "identifier": _alias(item.scheme, item.value, item.url)}
            for item in entity.identifiers
            if item.url
        ],
        "descriptions": [_description(export, fact) for fact in entity.descriptions],
    }
    if when := _when(next((date for date in times if date), None)):
        feature["when"] = when
    elif not any("year" in cited for name in feature["names"] for cited in name["citations"]):
        feature["names"][0]["citations"].append(_edition(export))
    if known := concept(entity.type):
        address = f"http://vocab.getty.edu/aat/{CONCEPTS[known]}"
        feature["types"] = [{"identifier": address, "label": known, "sourceLabels": [{"label": entity.type}]}]  # fmt: skip
    if part_of := export.edition.entities.get(entity.part_of):
        feature["relations"] = [
            {
                "relationType": "gvp:broaderPartitive",
                "relationTo": export.page(part_of.key),
                "label": f"part of {part_of.name}",
            }
        ]
    return feature


def _name(export: Export, name: Name) -> dict[str, Any]:
    found: dict[str, Any] = {"toponym": name.text}
    if tag := language_tag(name.language):
        found["lang"] = tag
    if when := _when(name.date):
        found["when"] = when
    found["citations"] = _citations(export, name.sources) or [_edition(export)]
    return found


def _citations(export: Export, keys: Sequence[str]) -> list[dict[str, Any]]:
    """Return what attests something: the name of each source, and its address where it has one."""
    return [
        {"label": label, **({"@id": url} if url else {})} for label, url in export.sources(keys)
    ]


def _edition(export: Export) -> dict[str, Any]:
    """Return the edition itself as what attests a name, with the year in which it was published."""
    found: dict[str, Any] = {"label": export.edition.title}
    if year := re.search(r"\b\d{4}\b", export.edition.header.published):
        found["year"] = int(year[0])
    return found | {"@id": export.address("index.html")}


def _geometry(export: Export, entity: Entity) -> dict[str, Any] | None:
    found = geometry(entity.coordinates)
    if found is None or entity.coordinates is None:
        return None
    if citations := _citations(export, entity.coordinates.sources):
        found["citations"] = citations
    return found


def _description(export: Export, fact: Fact) -> dict[str, str]:
    return {"value": fact.text, **_address(export.sources(fact.sources))}


def _address(sources: Sequence[tuple[str, str]]) -> dict[str, str]:
    return next(({"@id": url} for _, url in sources if url), {})


def _alias(scheme: str, value: str, url: str | None) -> str:
    pattern = ALIASES.get(scheme.lower())
    return pattern.format(value) if pattern and "/" not in value else url or value


def _when(date: DateRange | None) -> dict[str, Any] | None:
    first, last = ends(date) if date else ("", "")
    if not first:
        return None
    span: dict[str, Any] = {"start": {"in": first}}
    if last and last != first:
        span["end"] = {"in": last}
    return {"timespans": [span]}
