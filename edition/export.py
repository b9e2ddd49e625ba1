"""Export: the indexes in formats that other systems read.

CSV after RFC 4180, UTF-8, one row an entity; JSON with every mention and the words around it. A cell that a
spreadsheet would take for a formula is prefixed with an apostrophe, as OWASP advises ("CSV Injection").
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from edition.assembly import Edition
from edition.dates import DateRange
from edition.errors import EditionError
from edition.index import Dated, Entry, Mention, Unlinked
from edition.pointers import nearest
from edition.register import Entity, Fact, Kind, Name

#: What can be exported: the names of the indexes.
KINDS = (*(kind.value for kind in Kind), "dates")

#: Given an edition, a kind and what each document is called by its id, the text of the file.
Exporter = Callable[[Edition, str, Mapping[str, str]], str]
EXPORTERS: dict[str, Exporter] = {}


def exporter(name: str) -> Callable[[Exporter], Exporter]:
    """Make a function the writer of a format; it takes an edition and a kind and gives the file's text."""

    def register(function: Exporter) -> Exporter:
        EXPORTERS[name] = function
        return function

    return register


def export(
    edition: Edition, kind: str, format: str, documents: Mapping[str, str] | None = None
) -> str:
    """Return an index of an edition in a format.

    `documents` says what each is called, by its id; else it is the path of its file.

    Raises EditionError for a format or a kind that there is not.
    """
    for what, value, known in (("kind", kind, KINDS), ("format", format, tuple(sorted(EXPORTERS)))):
        if value not in known:
            near = nearest(value, list(known))
            meant = f"; did you mean {near}?" if near else ""
            raise EditionError(
                f"there is no {what} {value!r} to export (there are {', '.join(known)}){meant}"
            )
    if documents is None:
        documents = {one.id: edition.source_of(one) for one in edition.analyses}
    return EXPORTERS[format](edition, kind, documents)


@exporter("csv")
def to_csv(edition: Edition, kind: str, documents: Mapping[str, str]) -> str:
    """One row an entity, the number of its mentions among the columns."""
    if kind == "dates":
        header: Sequence[str] = ("id", "name", "value", "custom", "calendar", "cert", "mentions")
        rows: Iterable[Sequence[object]] = (
            (
                item.date.slug,
                item.date.words,
                item.date.iso,
                item.date.custom,
                item.date.calendar,
                item.date.cert,
                len(item.mentions),
            )
            for item in edition.dates
        )
    else:
        entries = edition.indexes[Kind(kind)].entries
        schemes = sorted({found.scheme for entry in entries for found in entry.entity.identifiers})
        where = ("latitude", "longitude") if kind == "places" else ()
        header = (
            "id",
            "name",
            *where,
            "type",
            "names",
            "description",
            "date",
            "mentions",
            "href",
            *schemes,
        )
        rows = (_row(edition, entry, kind, schemes) for entry in entries)
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return file.getvalue()


def _row(edition: Edition, entry: Entry, kind: str, schemes: Sequence[str]) -> Sequence[object]:
    entity = entry.entity
    point = entity.coordinates
    where = ((point.latitude, point.longitude) if point else ("", "")) if kind == "places" else ()
    names = "; ".join(dict.fromkeys(name.text for name in entity.names))
    numbers = [
        " ".join(found.value for found in entity.identifiers if found.scheme == scheme)
        for scheme in schemes
    ]
    date = entity.date.iso if entity.date else ""
    href = edition.href(entity.key)
    return (
        edition.slugs[entity.key],
        entity.name,
        *where,
        entity.type,
        names,
        entity.description,
        date,
        len(entry.mentions),
        href,
        *numbers,
    )


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{cell}"
    return cell


@exporter("json")
def to_json(edition: Edition, kind: str, documents: Mapping[str, str]) -> str:
    """Everything the index knows: names, facts with their sources, mentions with the words around them."""
    if kind == "dates":
        entries = [_dated(edition, item, documents) for item in edition.dates]
        unlinked = edition.undated
    else:
        found = edition.indexes[Kind(kind)]
        entries = [_entry(edition, entry, documents) for entry in found.entries]
        unlinked = found.unlinked
    data = {
        "version": 1,
        "kind": kind,
        "entries": entries,
        "unlinked": [_unlinked(edition, item, documents) for item in unlinked],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _entry(edition: Edition, entry: Entry, documents: Mapping[str, str]) -> dict[str, Any]:
    entity = entry.entity
    return {
        "id": edition.slugs[entity.key],
        "name": entity.name,
        "type": entity.type,
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
        "partOf": edition.slugs.get(entity.part_of),
        "relations": [
            {
                "name": item.name,
                **{side: [edition.slugs.get(key, key) for key in keys] for side, keys in (
                    ("active", item.active), ("passive", item.passive), ("mutual", item.mutual)
                ) if keys},
                "text": item.text,
                "date": _date(item.date),
                "sources": _sources(edition, item.sources),
            }
            for item in edition.relations.get(entity.key, ())
        ],
        "href": edition.href(entity.key),
        "mentions": [_mention(edition, mention, documents) for mention in entry.mentions],
    }  # fmt: skip


def _point(edition: Edition, entity: Entity) -> dict[str, Any]:
    point = entity.coordinates
    if entity.kind is not Kind.place:
        return {}
    if point is None:
        return {"latitude": None, "longitude": None}
    return {
        "latitude": point.latitude,
        "longitude": point.longitude,
        "precision": point.note,
        "coordinateSources": _sources(edition, point.sources),
    }


def _form(edition: Edition, name: Name) -> dict[str, Any]:
    return {
        "text": name.text,
        "language": name.language,
        "type": name.type,
        "sources": _sources(edition, name.sources),
    }


def _fact(edition: Edition, fact: Fact) -> dict[str, Any]:
    date, sources = _date(fact.date), _sources(edition, fact.sources)
    return {"label": fact.label, "text": fact.text, "date": date, "sources": sources}


def _dated(edition: Edition, item: Dated, documents: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": item.date.slug,
        "name": item.date.words,
        "names": list(dict.fromkeys(mention.text for mention in item.mentions)),
        "date": _date(item.date),
        "href": edition.date_href(item.date),
        "mentions": [_mention(edition, mention, documents) for mention in item.mentions],
    }


def _date(date: DateRange | None) -> dict[str, Any] | None:
    if date is None:
        return None
    return {
        "value": date.iso,
        "words": date.words,
        "custom": date.custom,
        "calendar": date.calendar,
        "cert": date.cert,
    }


def _unlinked(edition: Edition, item: Unlinked, documents: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": item.name,
        "mentions": [_mention(edition, mention, documents) for mention in item.mentions],
    }


def _mention(edition: Edition, mention: Mention, documents: Mapping[str, str]) -> dict[str, Any]:
    return {
        "document": documents[mention.document],
        "in": mention.within,
        "element": mention.element,
        "text": mention.text,
        "before": mention.before,
        "after": mention.after,
        "href": edition.mention_href(mention),
    }


def _sources(edition: Edition, keys: Sequence[str]) -> list[dict[str, Any]]:
    return [{"name": edition.name_of(key), "href": edition.href(key)} for key in keys]
