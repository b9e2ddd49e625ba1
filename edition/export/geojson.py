"""GeoJSON (RFC 7946): the places as features, positions in longitude and latitude of WGS 84."""

from __future__ import annotations

import json
from typing import Any

from edition.coordinates import Coordinates
from edition.export.formats import Export, exporter
from edition.index import Entry


def _is_anywhere(export: Export) -> bool:
    """Tell whether any entry lies somewhere."""
    return any(export.coordinates(entry.entity) for entry in export.entries)


@exporter(
    "geojson",
    "{}.geojson",
    ("places", "events", "organisations", "objects"),
    has=_is_anywhere,
)
def to_geojson(export: Export) -> str:
    """One feature an entry; one whose coordinates are not known has the geometry null (RFC 7946, 3.2)."""
    features = [_feature(export, entry) for entry in export.entries]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"  # fmt: skip


def _feature(export: Export, entry: Entry) -> dict[str, Any]:
    entity = entry.entity
    where = export.coordinates(entity)
    return {
        "type": "Feature",
        "id": export.edition.slugs[entity.key],
        "geometry": geometry(where),
        "properties": {
            "name": entity.name,
            "type": entity.type,
            "description": entity.description,
            "names": list(dict.fromkeys(name.text for name in entity.names)),
            "mentions": len(entry.mentions),
            "url": export.page(entity.key),
            "sameAs": [item.url for item in entity.identifiers if item.url],
            "precision": where.note if where else "",
        },
    }


def geometry(where: Coordinates | None) -> dict[str, Any] | None:
    """Return the geometry of an entry: a point, a line or, of three corners and more, an area."""
    if where is None:
        return None
    corners = [[longitude, latitude] for latitude, longitude in where.outline]
    distinct = corners[:-1] if len(corners) > 3 and corners[0] == corners[-1] else corners
    if len(distinct) > 2:
        ring = distinct if _is_counterclockwise(distinct) else distinct[::-1]
        return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    if len(distinct) == 2:
        return {"type": "LineString", "coordinates": distinct}
    height = [] if where.height is None else [where.height]
    return {"type": "Point", "coordinates": [where.longitude, where.latitude, *height]}


def _is_counterclockwise(ring: list[list[float]]) -> bool:
    """Tell which way round an outline runs, as RFC 7946, 3.1.6, wants to know it."""
    following = [*ring[1:], ring[0]]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, following, strict=True)) >= 0
