"""Data Package (specs.frictionlessdata.io, version 1, profile `tabular-data-package`): what the columns of the CSVs are."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from edition.collation import folded
from edition.export.csv import table
from edition.export.formats import ALL, KINDS, Export, exporter, is_expected

#: What the columns hold that are no plain words: type, and in words.
COLUMNS = {
    "id": ("string", "The name of the entry's page, and its id in the other exports"),
    "name": ("string", "The preferred name"),
    "latitude": ("number", "Degrees north, WGS 84"),
    "longitude": ("number", "Degrees east, WGS 84"),
    "type": ("string", "The kind of entry within its index"),
    "names": ("string", "All forms of the name, parted by semicolons"),
    "description": ("string", "The first sentence that says who or what it is"),
    "date": ("string", "The date as encoded (ISO 8601), a range with a slash"),
    "mentions": ("integer", "How often the edition mentions it"),
    "href": ("string", "The address of its page from the root of the site"),
    "value": ("string", "The date as encoded (ISO 8601), a range with a slash"),
    "custom": ("string", "The date in the source's own calendar"),
    "calendar": ("string", "The name of that calendar"),
    "cert": ("string", "How certain the date is"),
    "sent": ("string", "When the letter was sent, as encoded (ISO 8601)"),
    "sender": ("string", "Who sent it"),
    "from": ("string", "Where it was sent from"),
    "received": ("string", "When it was received, as encoded (ISO 8601)"),
    "addressee": ("string", "Who received it"),
    "to": ("string", "Where it was received"),
}


@exporter("datapackage", "datapackage.json", (ALL,), has=lambda export: True)
def to_datapackage(export: Export) -> str:
    """A description of every CSV beside it: its columns, their types, its key."""
    header = export.edition.header
    data: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": _name(export.edition.title),
        "title": export.edition.title,
    }
    if header.abstract:
        data["description"] = header.abstract
    if export.edition.url:
        data["homepage"] = export.edition.url
    if header.licence_url:
        data["licenses"] = [{"path": header.licence_url, "title": header.licence or header.licence_url}]  # fmt: skip
    if header.responsible:
        data["contributors"] = [{"title": item.name, "role": item.role} for item in header.responsible]  # fmt: skip
    found = [replace(export, kind=kind) for kind in KINDS]
    data["resources"] = [_resource(one) for one in found if is_expected(one)]
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _name(title: str) -> str:
    """Return a title as the name of a package, for which the specification has only small letters of ASCII and digits."""
    plain = re.sub(r"[^a-z0-9]+", "-", folded(title)).strip("-")
    return plain[:80] or "edition"


def _resource(export: Export) -> dict[str, Any]:
    columns, _ = table(export)
    return {
        "profile": "tabular-data-resource",
        "name": export.kind,
        "title": export.title,
        "path": f"{export.kind}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": {"fields": [_field(name) for name in columns], "primaryKey": "id"},
    }


def _field(name: str) -> dict[str, str]:
    type, words = COLUMNS.get(name, ("string", f"The number in {name}"))
    return {"name": name, "type": type, "description": words}
