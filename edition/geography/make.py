"""Make the files of land shapes: `python -m edition.geography.make land-50m.json > edition/geography/land-50m.txt`.

The input is the TopoJSON of the npm package `world-atlas`; see README.md beside. Needed only to renew the shapes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Any

from edition.geography import UNIT

Line = list[tuple[int, int]]

#: Once around the globe, in the units of the files.
_GLOBE = 360 * UNIT


def lines(topology: Mapping[str, Any]) -> Iterator[str]:
    """Yield each ring of the object `land` as a line of our own form, in the order of the source."""
    (width, height), (west, south) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = [
        [
            (round((x * width + west) * UNIT), round((y * height + south) * UNIT))
            for x, y in accumulate(arc, lambda one, step: [one[0] + step[0], one[1] + step[1]])
        ]
        for arc in topology["arcs"]
    ]
    for polygon in _polygons(topology["objects"]["land"]):
        for numbers in polygon:
            ring = _ring(arcs, numbers)
            if _is_area(ring):
                yield " ".join(map(str, _written(_unrolled(ring))))


def _polygons(geometry: Mapping[str, Any]) -> Iterator[Sequence[Sequence[int]]]:
    if geometry["type"] == "GeometryCollection":
        for inner in geometry["geometries"]:
            yield from _polygons(inner)
    elif geometry["type"] == "Polygon":
        yield geometry["arcs"]
    else:
        yield from geometry["arcs"]


def _ring(arcs: Sequence[Line], numbers: Sequence[int]) -> Line:
    """Join arcs to a ring; a negative number is an arc read backwards (TopoJSON 1.0, section 2.1.4)."""
    return list(chain.from_iterable(arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers))


def _is_area(ring: Line) -> bool:
    """Tell whether a ring goes around something: some go to and fro, one runs along the pole."""
    return len(set(ring)) > 2 and len({y for _, y in ring}) > 1


def _unrolled(ring: Line) -> Line:
    """Return a ring that goes on beyond 180° where the source jumps to the other side, as near to 0° as it can lie.

    One that goes around the globe (Antarctica's) is closed over the pole.
    """
    points, turn = [ring[0]], 0
    for (x, _), (next_x, y) in pairwise(ring):
        turn += round((x - next_x) / _GLOBE) * _GLOBE
        points.append((next_x + turn, y))
    (start, latitude), (end, _) = points[0], points[-1]
    if start != end:
        pole = (90 if latitude > 0 else -90) * UNIT
        points += [(end, pole), (start, pole), points[0]]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    off = round((west + east) / 2 / _GLOBE) * _GLOBE
    points = [(x - off, y) for x, y in points]
    return [points[0], *(point for before, point in pairwise(points) if point != before)]


def _written(ring: Line) -> Iterator[int]:
    """Yield the bounds of a ring, its first point, and the way from each point to the next."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    yield from (min(xs), min(ys), max(xs), max(ys), *ring[0])
    for (x, y), (next_x, next_y) in pairwise(ring):
        yield from (next_x - x, next_y - y)


if __name__ == "__main__":
    for line in lines(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))):
        print(line)
