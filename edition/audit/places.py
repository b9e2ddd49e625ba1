"""Places: what is doubtful about where entries lie: nowhere, on no Earth, or far from where they should."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import product

from edition.assembly import Edition
from edition.audit.doubts import Doubt, at_entry, cut
from edition.coordinates import datum, places_on_earth, read
from edition.diagnostics import Diagnostic, Severity
from edition.document import Document
from edition.index import Entry
from edition.register import Entity, Kind
from edition.tei import tag, text_of
from edition.unmentioned import SHOWN

#: How far apart, in kilometres, places must be to be asked about.
FAR = 1000

#: The mean radius of the Earth in kilometres.
_RADIUS = 6371


def unlocated(edition: Edition) -> Iterator[Doubt]:
    """Yield the places that lie nowhere, where most places of the register have coordinates and the texts name them."""
    by_document: dict[str, list[Entry]] = defaultdict(list)
    for entry in edition.entries.values():
        if entry.entity.kind is Kind.place and not entry.entity.is_made:
            by_document[entry.entity.key.partition("#")[0]].append(entry)
    for entries in by_document.values():
        located = [entry for entry in entries if entry.entity.coordinates]
        lost = [
            entry
            for entry in entries
            if not entry.entity.coordinates
            and entry.mentions
            and not entry.entity.has_location
            and not any(part.coordinates for part in edition.parts.get(entry.entity.key, ()))
        ]
        if 2 * len(located) < len(entries):
            continue
        for entry in lost if len(lost) <= SHOWN else lost[:1]:
            message = (
                f"{cut(entry.entity.name)} has no coordinates, as most places of this register have"
                if len(lost) <= SHOWN
                else f"{len(lost):,} of the {len(entries):,} places of this register have no coordinates"
            )
            yield at_entry(
                edition, entry.entity, "place-without-coordinates", message,
                "Add <location><geo>latitude longitude</geo></location>, or a <location> with a <note> that says why not.",
                Severity.info,
            )  # fmt: skip


def misplaced(edition: Edition) -> Iterator[Doubt]:
    """Yield the places far from all others that would lie among them with their coordinates swapped or a sign changed,
    and those far from what they are part of.
    """
    asked: set[str] = set()
    by_document: dict[str, list[Entity]] = defaultdict(list)
    for entity in edition.registered.values():
        if entity.kind is Kind.place and entity.coordinates:
            by_document[entity.key.partition("#")[0]].append(entity)
    for places in by_document.values():
        points = [_point(place) for place in places]
        grid = _Neighbours(points)
        for place, here in zip(places, points, strict=True) if len(places) > 3 else ():
            if grid.has_near(here, besides=here):
                continue
            for moved, how in _moved(here):
                if moved != here and grid.has_near(moved, besides=here, distance=FAR / 4):
                    asked.add(place.key)
                    yield at_entry(
                        edition, place, "coordinates-swapped",
                        f"{cut(place.name)} lies far from all other places of the register, and {how} among them",
                        f"Is it {moved[0]} {moved[1]}? Latitude comes first.",
                    )  # fmt: skip
                    break
    for parts in edition.parts.values():
        places = [part for part in parts if part.coordinates and part.kind is Kind.place]
        yield from (doubt for key, doubt in _strayed(places, edition) if key not in asked)


def _strayed(places: list[Entity], edition: Edition) -> Iterator[tuple[str, Doubt]]:
    """Yield the parts of a place that lie far from all its other parts, which lie close together: keys and findings."""
    points = [_point(place) for place in places]
    if not 3 < len(points) <= 500:
        return
    middle = (sorted(p[0] for p in points)[len(points) // 2], sorted(p[1] for p in points)[len(points) // 2])  # fmt: skip
    distances = [_distance(middle, point) for point in points]
    usual = sorted(distances)[len(points) // 2]
    for place, distance in zip(places, distances, strict=True):
        if distance > max(FAR, 20 * usual):
            yield place.key, at_entry(
                edition, place, "place-far-from-its-siblings",
                f"{cut(place.name)} lies {distance:,.0f} km from the other parts of {cut(edition.name_of(place.part_of))}",
                "Correct its coordinates, or what it is part of.",
            )  # fmt: skip


def _point(place: Entity) -> tuple[float, float]:
    point = place.coordinates
    return (point.latitude, point.longitude) if point else (math.nan, math.nan)


def _moved(point: tuple[float, float]) -> Iterator[tuple[tuple[float, float], str]]:
    latitude, longitude = point
    if abs(longitude) <= 90:
        yield (longitude, latitude), "with latitude and longitude exchanged"
    yield (latitude, -longitude), "with the other sign of its longitude"
    yield (-latitude, longitude), "with the other sign of its latitude"


class _Neighbours:
    """Points in cubes of space, so that near ones are found without looking at all, at the poles and at 180° as elsewhere."""

    def __init__(self, points: list[tuple[float, float]]) -> None:
        self.cubes: dict[tuple[int, ...], list[tuple[float, float]]] = defaultdict(list)
        for point in dict.fromkeys(points):
            self.cubes[self._cube(point)].append(point)

    @staticmethod
    def _cube(point: tuple[float, float]) -> tuple[int, ...]:
        phi, lam = map(math.radians, point)
        away = (math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi))
        return tuple(math.floor(_RADIUS * part / FAR) for part in away)

    def has_near(
        self, point: tuple[float, float], *, besides: tuple[float, float], distance: float = FAR
    ) -> bool:
        """Tell whether another point lies within a distance, at the most `FAR`; `besides` is not looked at."""
        x, y, z = self._cube(point)
        near = (
            other
            for dx, dy, dz in product((-1, 0, 1), repeat=3)
            for other in self.cubes.get((x + dx, y + dy, z + dz), ())
        )
        return any(other != besides and _distance(point, other) <= distance for other in near)


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return how many kilometres lie between two points on a sphere (the haversine formula)."""
    phi, psi = math.radians(one[0]), math.radians(other[0])
    lam = math.radians(other[1] - one[1])
    h = math.sin((psi - phi) / 2) ** 2 + math.cos(phi) * math.cos(psi) * math.sin(lam / 2) ** 2
    return 2 * _RADIUS * math.asin(min(1.0, math.sqrt(h)))


def unread(document: Document) -> Iterator[Diagnostic]:
    """Yield the coordinates of entries that cannot be read, or are none on Earth."""
    for element in document.root.iter(tag("place"), tag("org"), tag("event"), tag("object")):
        for geo in places_on_earth(element):
            text = text_of(geo)
            if text and not len(geo) and not read(text, datum(geo)):
                yield document.diagnostic(
                    geo, f'"{cut(text)}" cannot be read as a place on Earth',
                    source="audit", code="coordinates-not-read",
                    severity=Severity.warning,
                    hint="Write latitude and longitude in degrees, as in 41.01 28.98; for a grid, name it in a <geoDecl>.",
                )  # fmt: skip
