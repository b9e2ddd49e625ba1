"""JSON: everything that an index knows: names, facts with their sources, mentions with the words around them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from edition.assembly import Edition
from edition.dates import DateRange
from edition.export.formats import KINDS, Export, exporter, is_expected
from edition.index import Dated, Entry, Mention, Unlinked
from edition.letters import Action, Letter, Party
from edition.register import Entity, Fact, Kind, Name


@exporter("json", "{}.json", KINDS, has=is_expected)
def to_json(export: Export) -> str:
    """One object: the entries, and apart from them the mentions that point at none."""
    entries = [_entry(export, entry) for entry in export.entries]
    entries += [_dated(export, item) for item in export.dates]
    entries += [_letter(export, letter) for letter in export.letters]
    data = {
        "version": 1,
        "kind": export.kind,
        "entries": entries,
        "unlinked": [_unlinked(export, item) for item in export.unlinked],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _entry(export: Export, entry: Entry) -> dict[str, Any]:
    entity, edition = entry.entity, export.edition
    return {
        "id": edition.slugs[entity.key],
        "name": entity.name,
        "filed": entity.filed,
        "type": entity.type,
        "isMade": entity.is_made,
        "names": list(dict.fromkeys(name.text for name in entity.names)),
        "forms": [_form(edition, name) for name in entity.names],
        **_point(edition, entity),
        "date": _date(entity.date),
        "descriptions": [_fact(edition, fact) for fact in entity.descriptions],
        "facts": [_fact(edition, fact) for fact in entity.facts],
        "identifiers": [
            {"scheme": item.scheme, "value": item.value, "url": item.url, "sources": _sources(edition, item.sources)}
            for item in entity.identifiers
        ],
        "partOf": _reference(edition, entity.part_of) if entity.part_of in edition.entities else None,
        "relations": [
            {
                "name": item.name,
                **{side: [_reference(edition, key) for key in keys] for side, keys in (
                    ("active", item.active), ("passive", item.passive), ("mutual", item.mutual)
                ) if keys},
                "text": item.text,
                "date": _date(item.date),
                "sources": _sources(edition, item.sources),
                **_if_said(cert=item.cert),
            }
            for item in edition.relations.get(entity.key, ())
        ],
        "href": edition.href(entity.key),
        "mentions": [_mention(export, mention) for mention in entry.mentions],
    }  # fmt: skip


def _point(edition: Edition, entity: Entity) -> dict[str, Any]:
    point = entity.coordinates
    if point is None:
        return {"latitude": None, "longitude": None} if entity.kind is Kind.place else {}
    return {
        "latitude": point.latitude,
        "longitude": point.longitude,
        "height": point.height,
        "outline": [list(corner) for corner in point.outline],
        "precision": point.note,
        "coordinateSources": _sources(edition, point.sources),
    }


def _form(edition: Edition, name: Name) -> dict[str, Any]:
    return {
        "text": name.text,
        "language": name.language,
        "type": name.type,
        "filed": name.filed,
        "sources": _sources(edition, name.sources),
        **_if_said(level=name.level, date=_date(name.date), cert=name.cert),
    }


def _fact(edition: Edition, fact: Fact) -> dict[str, Any]:
    date, sources = _date(fact.date), _sources(edition, fact.sources)
    links = [{"text": words, **_reference(edition, key)} for words, key in fact.links]
    return {
        "label": fact.label,
        "text": fact.text,
        "date": date,
        "sources": sources,
        **_if_said(type=fact.type, cert=fact.cert, links=links),
    }


def _if_said(**rest: Any) -> dict[str, Any]:
    """Return what few have, only where it is so."""
    return {name: value for name, value in rest.items() if value}


def _dated(export: Export, item: Dated) -> dict[str, Any]:
    return {
        "id": item.date.slug,
        "name": item.date.words,
        "names": list(dict.fromkeys(mention.text for mention in item.mentions)),
        "date": _date(item.date),
        "href": export.edition.date_href(item.date),
        "mentions": [_mention(export, mention) for mention in item.mentions],
    }


def _date(date: DateRange | None) -> dict[str, Any] | None:
    if date is None:
        return None
    return {
        "value": date.iso,
        "words": date.words,
        "custom": date.custom,
        "calendar": date.calendar,
        "customValue": date.custom_iso,
        "cert": date.cert,
        "earliest": date.earliest,
        "latest": date.latest,
        "isApproximate": date.is_approximate,
        "isBetween": date.is_between,
    }


def _unlinked(export: Export, item: Unlinked) -> dict[str, Any]:
    return {
        "name": item.name,
        "mentions": [_mention(export, mention) for mention in item.mentions],
    }


def _mention(export: Export, mention: Mention) -> dict[str, Any]:
    """Return a mention; what few have (several targets, credit, a letter) only where it is so."""
    edition = export.edition
    told = edition.correspondence(mention)
    several = len(mention.keys) > 1 or not any(key in edition.entities for key in mention.keys)
    return {
        "document": export.documents[mention.document],
        "in": mention.within,
        "element": mention.element,
        "text": mention.text,
        "before": mention.before,
        "after": mention.after,
        "passage": mention.segment,
        "href": edition.mention_href(mention),
        **_if_said(
            entries=[_reference(edition, key) for key in mention.keys] if several else [],
            isCredit=mention.is_credit,
            letter=told[0].id if told else "",
            action=told[1].type if told else "",
            about=edition.outward(mention.about),
            heldBy=edition.outward(mention.holder),
        ),
    }


def _reference(edition: Edition, key: str) -> dict[str, Any]:
    """Return what names an entry: its kind, and its id, which no other of that kind has; of what is none, what was pointed at."""
    if entity := edition.entities.get(key):
        return {"kind": entity.kind.value, "id": edition.slugs[key]}
    return {"id": edition.outward(key)}


def _sources(edition: Edition, keys: Sequence[str]) -> list[dict[str, Any]]:
    return [{"name": edition.name_of(key), "href": edition.href(key)} for key in keys]


def _letter(export: Export, letter: Letter) -> dict[str, Any]:
    mentions = export.edition.mentions_in[letter.document]
    return {
        "id": letter.id,
        "name": letter.title,
        "names": [letter.title],
        "reference": letter.reference,
        "actions": [_action(export, action) for action in letter.actions],
        "href": export.edition.letter_href(letter),
        "mentions": [_mention(export, item) for item in mentions],
    }


def _action(export: Export, action: Action) -> dict[str, Any]:
    return {
        "type": action.type,
        "parties": [_party(export, party) for party in action.parties],
        "places": [_party(export, party) for party in action.places],
        "date": _date(action.date),
        "dateText": action.words,
    }


def _party(export: Export, party: Party) -> dict[str, Any]:
    found = [
        {**_reference(export.edition, key), "href": export.edition.href(key)} for key in party.keys
    ]
    return {"element": party.element, "text": party.text, "entries": found}
