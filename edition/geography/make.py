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
            if len(set(ring)) > 2:
                yield " ".join(map(str, _written(ring)))


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
    joined = chain.from_iterable(arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers)
    points = list(joined)
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
