"""Geography: the shapes of the land, of Natural Earth, at three scales; README.md beside says where they come from.

A file has a ring a line, in thousandths of a degree (WGS 84): its bounds (west, south, east, north), its first point
(longitude, latitude), and from each point the way to the next. A ring that crosses 180° goes on beyond it, Antarctica's is closed
over the pole. A ring inside a ring is water, as in even-odd filling.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

#: How many of the units in which the files count make a degree.
UNIT = 1000

#: The files, the coarsest first, each with the degrees that an SVG unit may span for it to look right.
SCALES = (("land-110m.txt", 0.16), ("land-50m.txt", 0.028), ("land-10m.txt", 0.0))

Ring = list[tuple[float, float]]
Bounds = tuple[float, float, float, float]


def rings(bounds: Bounds, resolution: float) -> Iterator[Ring]:
    """Yield the rings of land that may touch an extent (west, south, east, north, in degrees; west may be below -180).

    `resolution` is how many degrees a unit of the drawing spans; it chooses the scale. Points are longitude, latitude.
    """
    name = next(name for name, least in SCALES if resolution >= least)
    with (Path(__file__).parent / name).open(encoding="ascii") as file:
        for line in file:
            yield from _shifted(line, bounds)


def _shifted(line: str, bounds: Bounds) -> Iterator[Ring]:
    """Yield a ring where it stands, or a turn of the globe to the west or the east, if it touches the extent there."""
    *box, rest = line.split(" ", 4)
    west, south, east, north = (int(value) / UNIT for value in box)
    if south > bounds[3] or north < bounds[1]:
        return
    for turn in (-360, 0, 360):
        if west + turn > bounds[2] or east + turn < bounds[0]:
            continue
        numbers = list(map(int, rest.split()))
        xs, ys = accumulate(numbers[::2]), accumulate(numbers[1::2])
        yield [(x / UNIT + turn, y / UNIT) for x, y in zip(xs, ys, strict=True)]
