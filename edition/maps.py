"""Maps: the places of an edition drawn over the shapes of the land, as values that a template turns into SVG.

A map is a large plate, the same for a narrow screen, a small one without links for the first page, and insets: places
that a plate shows too close together to tell apart get a plate of their own at a larger scale. Projections are
cylindrical: Mercator (Snyder, "Map Projections: A Working Manual", 1987, chapter 7), which keeps shapes; for the whole
world and the poles the equidistant one (chapter 12). Coordinates are WGS 84, drawings in SVG units, y downwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import atan, cos, degrees, floor, hypot, log, pi, radians, sinh, sqrt, tan

from edition.geography import Bounds, Ring, rings
from edition.index import Entry
from edition.lettering import LEADING, Box, Room, shortened, width

#: Places closer than this are one spot, on a map of very many places than the second; places closer than `_CROWDED`
#: cannot be told apart with ease.
_SAME, _SAME_OF_MANY, _CROWDED = 4.0, 10.0, 16.0

#: What a map is too full of for each place to have a spot of its own.
_MANY = 400

#: Types of places that are no points, in the words of registers.
_AREAS = frozenset(
    """area continent country county desert diocese district empire forest geography gulf island kingdom lake land marsh
    mountain mountains natural-region ocean peninsula plain province region republic river road sea state strait territory
    valley wall""".split()
)

#: At most so many insets, and so many labels on a plate.
_INSETS, _LABELS = 4, 120

#: The steps of the graticule and the lengths of the scale bar.
_STEPS = (
    90.0,
    60.0,
    30.0,
    20.0,
    10.0,
    5.0,
    2.0,
    1.0,
    *(minutes / 60 for minutes in (30, 20, 10, 5, 2, 1)),
    0.01,
    0.005,
    0.002,
    0.001,
)
_LENGTHS = (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1)

#: One degree of latitude in kilometres, on a sphere of the Earth's mean radius (6371 km).
_DEGREE = 111.195


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a label: an entry, None for "and 3 more", and its name as it fits; `y` is that of its baseline."""

    entry: Entry | None
    text: str
    y: float


@dataclass(frozen=True, slots=True)
class Label:
    """The words beside a spot: `anchor` says what of the lines stands at `x` (SVG's `text-anchor`).

    `leader` is the path of a line that leads to them, or "". All this is told from the spot; `box` is the room that the
    label takes on the plate.
    """

    x: float
    anchor: str
    size: float
    lines: tuple[Line, ...]
    box: Box
    leader: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A circle: one place, or several that lie together, the most mentioned first; `label` is None without room.

    `inset` is the number of the plate that shows these places apart, 0 if they are shown here. `is_area` tells that what
    lies here is larger than a point: a region, a river. `id` is what links lead to: "" on the narrow and the small plate, which
    show again what the large one shows.
    """

    x: float
    y: float
    radius: float
    entries: tuple[Entry, ...]
    mentions: int
    label: Label | None = None
    inset: int = 0
    is_area: bool = False
    id: str = ""

    @property
    def is_named(self) -> bool:
        """Whether a text or note names one of its places."""
        return self.mentions > 0


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the graticule at the edge of a plate: where it meets the edge, and its degrees."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale bar: where it ends on the right, its length in the drawing, and in words."""

    x: float
    length: float
    text: str


@dataclass(frozen=True, slots=True)
class Plate:
    """A drawing: its size, the paths of land and graticule, its spots.

    `seams` is the path of the lines where the shapes of the land are cut and no coast is. `number` is 0 for
    the map itself and counts its insets; `corner` is where an inset finds room on the large map ("top-left" …), or "".
    """

    number: int
    width: int
    height: int
    bounds: Bounds
    land: str
    seams: str
    graticule: str
    parallels: tuple[Tick, ...]
    meridians: tuple[Tick, ...]
    scale: Scale
    spots: tuple[Spot, ...]
    corner: str = ""

    @property
    def name(self) -> str:
        """What an inset is called: by its most mentioned place."""
        return max(self.spots, key=lambda spot: spot.mentions).entries[0].entity.name


@dataclass(frozen=True, slots=True)
class Map:
    """The map of an edition: the large plate, the narrow and the small one, the insets of the first two.

    `entries` are all that it shows, in their order; `foremost` the few that are mentioned most.
    """

    wide: Plate
    narrow: Plate
    small: Plate
    insets: tuple[Plate, ...]
    entries: tuple[Entry, ...]
    foremost: tuple[Entry, ...]

    @property
    def has_areas(self) -> bool:
        """Whether a circle stands for what is larger than a point."""
        return any(spot.is_area for spot in self._spots)

    @property
    def has_unnamed(self) -> bool:
        """Whether a circle stands for places that no text or note names."""
        return any(not spot.is_named for spot in self._spots if not spot.inset)

    @property
    def _spots(self) -> Iterator[Spot]:
        return (spot for plate in (self.wide, self.narrow, *self.insets) for spot in plate.spots)


@dataclass(frozen=True, slots=True)
class _Format:
    """The size of a kind of plate: its width, the least and the greatest height, size of letters and circles."""

    width: int
    least: int
    greatest: int
    letters: float
    circles: float
    labels: int = _LABELS


_WIDE = _Format(960, 480, 640, 16, 8)
_NARROW = _Format(360, 280, 420, 13, 6)
_SMALL = _Format(440, 240, 300, 15, 6, 5)
_INSET = _Format(330, 230, 250, 14, 7)


def draw(entries: Iterable[Entry]) -> Map | None:
    """Return the map of the entries that have coordinates, None if none has."""
    named = tuple(entry for entry in entries if entry.entity.coordinates)
    if not named:
        return None
    found = sorted(named, key=_weight)
    heaviest = max(len(entry.mentions) for entry in found)
    wide, insets = _with_insets(found, heaviest)
    shown_apart = {
        entry.entity.key: spot.inset for spot in wide.spots if spot.inset for entry in spot.entries
    }
    narrow = _plate(_Projection.of(found, _NARROW), found, _NARROW, heaviest, shown_apart)
    small = _plate(_Projection.of(found, _SMALL), found, _SMALL, heaviest, shown_apart)
    return Map(wide, narrow, small, insets, named, tuple(found[:6]))


def _weight(entry: Entry) -> tuple[int, str, str]:
    return (-len(entry.mentions), entry.entity.name, entry.entity.key)


# Insets.


def _with_insets(entries: Sequence[Entry], heaviest: int) -> tuple[Plate, tuple[Plate, ...]]:
    """Return the large plate and its insets; an inset may itself have some."""
    made: list[Plate] = []
    waiting = [(0, entries, _Projection.of(entries, _WIDE), _WIDE)]
    count = 0
    while waiting:
        number, inside, projection, format = waiting.pop(0)
        apart: dict[str, int] = {}
        corners: list[str] = []
        crowds = _crowds(inside, projection) if len(inside) <= _MANY else []
        for crowd in crowds[: _INSETS - count]:
            count += 1
            apart.update(dict.fromkeys((entry.entity.key for entry in crowd), count))
            waiting.append((count, crowd, _Projection.of(crowd, _INSET), _INSET))
        reserved: list[Box] = []
        if not number:
            corners, reserved = _corners(inside, projection, len(set(apart.values())))
        made.append(_plate(projection, inside, format, heaviest, apart, number, reserved))
        if not number:
            places = corners
    wide, *insets = made
    return wide, tuple(
        replace(plate, corner=places[n] if n < len(places) else "")
        for n, plate in enumerate(insets)
    )


def _crowds(entries: Sequence[Entry], projection: _Projection) -> list[list[Entry]]:
    """Return the groups of four and more places that a plate shows too close together, the heaviest first."""
    points = [projection.point(entry) for entry in entries]
    near = _neighbours(points, _CROWDED)
    seen: set[int] = set()
    crowds = []
    for start in range(len(points)):
        if start in seen:
            continue
        group, waiting = [], [start]
        seen.add(start)
        while waiting:
            group.append(one := waiting.pop())
            fresh = [other for other in near(one) if other not in seen]
            seen.update(fresh)
            waiting += fresh
        xs, ys = [points[n][0] for n in group], [points[n][1] for n in group]
        across = max(max(xs) - min(xs), max(ys) - min(ys))
        if len(group) > 3 and 0.1 < across < projection.width / 5:
            crowds.append([entries[n] for n in sorted(group)])
    return sorted(crowds, key=lambda crowd: -sum(len(entry.mentions) for entry in crowd))


def _neighbours(points: Sequence[tuple[float, float]], reach: float) -> Callable[[int], list[int]]:
    """Return what finds the points within reach of one, by its number."""
    cells: dict[tuple[int, int], list[int]] = {}
    for number, (x, y) in enumerate(points):
        cells.setdefault((int(x // reach), int(y // reach)), []).append(number)

    def near(number: int) -> list[int]:
        x, y = points[number]
        column, row = int(x // reach), int(y // reach)
        around = (
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in cells.get((column + dx, row + dy), ())
        )
        return [n for n in around if hypot(points[n][0] - x, points[n][1] - y) < reach]

    return near


def _corners(
    entries: Sequence[Entry], projection: _Projection, wanted: int
) -> tuple[list[str], list[Box]]:
    """Return corners of a plate where insets hide no place, and the room that they take."""
    across, down = (
        0.348 * projection.width,
        0.348 * projection.width * _INSET.greatest / _INSET.width + 24,
    )
    right, bottom = projection.width - across, projection.height - down
    boxes = {
        "bottom-left": Box(0, bottom, across, projection.height),
        "top-right": Box(right, 0, projection.width, down),
        "top-left": Box(0, 0, across, down),
        "bottom-right": Box(right, bottom, projection.width, projection.height),
    }
    points = [projection.point(entry) for entry in entries]
    free = [
        name
        for name, box in boxes.items()
        if not any(box.meets(Box(x - 24, y - 24, x + 24, y + 24)) for x, y in points)
    ][:wanted]
    return free, [boxes[name] for name in free]


# The projection.


@dataclass(frozen=True)
class _Projection:
    """Longitude and latitude to the units of a plate."""

    width: int
    height: int
    west: float
    top: float  # the projected latitude of the upper edge
    scale: float  # units a projected degree
    squeeze: float  # how much shorter a degree of longitude is drawn than one of latitude
    is_mercator: bool

    @classmethod
    def of(cls, entries: Sequence[Entry], format: _Format) -> _Projection:
        """Return the projection that shows these places well: with some land around, near the format's shape."""
        west, east = _span([longitude(entry) for entry in entries])
        latitudes = [latitude(entry) for entry in entries]
        south, north = min(latitudes), max(latitudes)
        is_inset = format is _INSET
        least = 0.04 if is_inset else 7.0
        margin = 0.22 if is_inset else 0.11
        is_mercator = south > -70 and north < 76 and north - south < 75 and east - west < 150
        squeeze = 1.0 if is_mercator else max(cos(radians((south + north) / 2)), 0.7)
        low, high = (_mercator(south), _mercator(north)) if is_mercator else (south, north)
        limit = _mercator(84) if is_mercator else 90.0
        across = max((east - west) * squeeze, least) * (1 + 2 * margin)
        down = max(high - low, least * 0.6) * (1 + 2 * margin)
        scale = min(format.width / across, format.greatest / down)
        scale = max(scale, format.width / (360 * squeeze))
        height = floor(min(max(down * scale, format.least), format.greatest, 2 * limit * scale))
        left = (west + east) / 2 - format.width / scale / squeeze / 2
        if format.width / scale / squeeze > 359:
            left = -180.0
        top = min((low + high) / 2 + height / scale / 2, limit)
        top = max(top, height / scale - limit)
        return cls(format.width, height, left, top, scale, squeeze, is_mercator)

    def point(self, entry: Entry) -> tuple[float, float]:
        """Return where a place is drawn."""
        x = (longitude(entry) - self.west) % 360
        y = self.y(latitude(entry))
        return min(x * self.squeeze * self.scale, self.width), max(0.0, min(y, self.height))

    def x(self, longitude: float) -> float:
        return (longitude - self.west) * self.squeeze * self.scale

    def y(self, latitude: float) -> float:
        return (self.top - (_mercator(latitude) if self.is_mercator else latitude)) * self.scale

    def latitude(self, y: float) -> float:
        """Return the latitude that is drawn at a height."""
        projected = self.top - y / self.scale
        return degrees(atan(sinh(radians(projected)))) if self.is_mercator else projected

    @cached_property
    def bounds(self) -> Bounds:
        """West, south, east and north of what is seen."""
        east = self.west + self.width / self.scale / self.squeeze
        return (self.west, self.latitude(self.height), east, self.latitude(0))


def longitude(entry: Entry) -> float:
    """Return the longitude of an entry that has coordinates."""
    assert entry.entity.coordinates
    return entry.entity.coordinates.longitude


def latitude(entry: Entry) -> float:
    """Return the latitude of an entry that has coordinates."""
    assert entry.entity.coordinates
    return entry.entity.coordinates.latitude


def _mercator(latitude: float) -> float:
    return degrees(log(tan(pi / 4 + radians(max(-85.0, min(85.0, latitude))) / 2)))


def _span(longitudes: Iterable[float]) -> tuple[float, float]:
    """Return the shortest stretch of the globe that holds all longitudes; its east may be beyond 180."""
    ordered = sorted(set(longitudes))
    gaps = [after - before for before, after in pairwise([*ordered, ordered[0] + 360])]
    widest = max(range(len(gaps)), key=gaps.__getitem__)
    if gaps[widest] < 60:
        return (-180.0, 180.0)
    west = ordered[(widest + 1) % len(ordered)]
    east = ordered[widest]
    return (west, east if east >= west else east + 360)


# A plate.


def _plate(
    projection: _Projection,
    entries: Sequence[Entry],
    format: _Format,
    heaviest: int,
    apart: dict[str, int],
    number: int = 0,
    reserved: Sequence[Box] = (),
) -> Plate:
    land, seams = _land(projection)
    parallels, meridians, graticule = _graticule(projection)
    spots = _spots(projection, entries, format, heaviest, apart)
    scale_end = _scale_end(projection, reserved, spots)
    return Plate(
        number=number,
        width=projection.width,
        height=projection.height,
        bounds=projection.bounds,
        land=land,
        seams=seams,
        graticule=graticule,
        parallels=parallels,
        meridians=meridians,
        scale=_scale(projection, scale_end),
        spots=tuple(
            replace(spot, id=f"s{number}-{place}" if format in (_WIDE, _INSET) else "")
            for place, spot in enumerate(
                _labelled(spots, projection, format, (*reserved, _scale_box(projection, scale_end)))
            )
        ),
    )


def _spots(
    projection: _Projection,
    entries: Sequence[Entry],
    format: _Format,
    heaviest: int,
    apart: dict[str, int],
) -> list[Spot]:
    """Return the spots of a plate, the heaviest first; what an inset shows is one spot."""
    points = [projection.point(entry) for entry in entries]
    near = _neighbours(points, _SAME if len(entries) < _MANY else _SAME_OF_MANY)
    spots: list[Spot] = []
    taken: set[int] = set()
    for start, entry in enumerate(entries):
        if start in taken:
            continue
        inset = apart.get(entry.entity.key, 0)
        group = [
            n
            for n in (range(len(entries)) if inset else near(start))
            if n not in taken and apart.get(entries[n].entity.key, 0) == inset
        ]
        taken.update(group)
        members = tuple(sorted((entries[n] for n in group), key=_weight))
        mentions = sum(len(member.mentions) for member in members)
        most = max(len(member.mentions) for member in members)
        full = format.circles * (0.6 if len(entries) > _MANY else 1)
        radius = full * (0.35 + 0.65 * sqrt(most / heaviest) if most else 0.35)
        x, y = points[start]
        is_area = not inset and all(one.entity.type.lower() in _AREAS for one in members)
        spots.append(
            Spot(
                _rounded(x), _rounded(y), _rounded(radius), members, mentions, None, inset, is_area
            )
        )
    return sorted(
        spots, key=lambda spot: (-spot.mentions, spot.entries[0].entity.name, spot.x, spot.y)
    )


def _labelled(
    spots: Sequence[Spot], projection: _Projection, format: _Format, reserved: Sequence[Box]
) -> Iterator[Spot]:
    """Yield the spots with labels, as far as there is room; the heaviest choose first."""
    room = Room(projection.width, projection.height)
    is_full = len(spots) > _MANY / 2  # then words tell one name each
    for box in (*reserved, *map(_circle, spots)):
        room.take(box)
    placed, most = 0, format.labels // 2 if is_full else format.labels
    for spot in spots:
        label = _label(spot, room, format, 1 if is_full else 3) if placed < most else None
        if label:
            room.take(label.box)
            placed += 1
        yield replace(spot, label=label)


def _circle(spot: Spot) -> Box:
    reach = spot.radius + (3 if spot.inset else 0.5)
    return Box(spot.x - reach, spot.y - reach, spot.x + reach, spot.y + reach)


def _label(spot: Spot, room: Room, format: _Format, most: int) -> Label | None:
    """Return the label of a spot at the first place around it that is free, near by or at the end of a leader.

    `most` is how many lines it may have.
    """
    size = format.letters if spot.mentions > 1 else format.letters - 2
    most = 1 if spot.inset else most
    names = list(spot.entries[:most])
    texts = [shortened(entry.entity.name, size, 14 * size) for entry in names]
    lines: list[tuple[Entry | None, str]] = list(zip(names, texts, strict=True))
    if len(spot.entries) > most > 1:
        lines[2:] = [(None, f"and {len(spot.entries) - 2} more")]
    across = max(width(text, size) for _, text in lines)
    down = len(lines) * size * LEADING
    for distance in (0.0, 12.0, 26.0, 44.0) if most > 1 or spot.inset else (0.0,):
        for right, below in ((1, 0), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1), (0, -1), (0, 1)):
            reach = (spot.radius + 3) * (0.75 if right and below else 1) + distance
            left = (
                spot.x + right * reach - (0 if right > 0 else across if right < 0 else across / 2)
            )
            top = spot.y + below * reach - (down / 2 if not below else 0 if below > 0 else down)
            box = Box(left, top, left + across, top + down)
            if not room.is_free(box):
                continue
            leader = ""
            if distance:
                start, end = spot.radius * 0.8, reach - 2
                leader = f"M{_number(right * start)} {_number(below * start)}L{_number(right * end)} {_number(below * end)}"
            return Label(
                _rounded(right * reach),
                {1: "start", 0: "middle", -1: "end"}[right],
                size,
                tuple(
                    Line(entry, text, _rounded(top - spot.y + (n + 0.78) * size * LEADING))
                    for n, (entry, text) in enumerate(lines)
                ),
                box,
                leader,
            )
    return None


# Land and graticule.


def _land(projection: _Projection) -> tuple[str, str]:
    """Return the paths of the land, clipped to a little more than the plate, and of the cuts through it."""
    edge = 6.0
    west, _, east, _ = projection.bounds
    beyond = edge / projection.scale / projection.squeeze
    window = (
        west - beyond,
        max(-90.0, projection.latitude(projection.height + edge)),
        east + beyond,
        min(90.0, projection.latitude(-edge)),
    )
    land, seams = [], []
    for ring in rings(window, 1 / projection.scale):
        clipped = _clipped(ring, window)
        points = [(projection.x(x), projection.y(y)) for x, y in clipped]
        drawn = _simplified(points, 0.35)
        if len(drawn) > 2 and _area(drawn) > 0.7:
            land.append(_path(drawn))
        for one, other in pairwise([*clipped, *clipped[:1]]):
            if one[0] == other[0] and (one[0] - 180) % 360 == 0 and west < one[0] < east:
                x = _number(projection.x(one[0]))
                seams.append(
                    f"M{x} {_number(projection.y(one[1]))}V{_number(projection.y(other[1]))}"
                )
    return "".join(land), "".join(seams)


def _clipped(ring: Ring, window: Bounds) -> Ring:
    """Return what of a ring lies in a window: Sutherland and Hodgman, Communications of the ACM 17 (1974), 32–42."""
    for axis, limit, sign in (
        (0, window[0], 1),
        (1, window[1], 1),
        (0, window[2], -1),
        (1, window[3], -1),
    ):
        if all((point[axis] - limit) * sign >= 0 for point in ring):
            continue
        inside: Ring = []
        before = ring[-1] if ring else (0.0, 0.0)
        was = (before[axis] - limit) * sign >= 0
        for point in ring:
            now = (point[axis] - limit) * sign >= 0
            if now != was:
                part = (limit - before[axis]) / (point[axis] - before[axis])
                inside.append(
                    (
                        before[0] + part * (point[0] - before[0]),
                        before[1] + part * (point[1] - before[1]),
                    )
                )
            if now:
                inside.append(point)
            before, was = point, now
        ring = inside
    return ring


def _simplified(points: Ring, tolerance: float) -> Ring:
    """Return a line without the points nearer to it than a tolerance: Douglas and Peucker, Cartographica 10 (1973)."""
    if len(points) < 3:
        return points
    kept = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        (x1, y1), (x2, y2) = points[first], points[last]
        length = hypot(x2 - x1, y2 - y1)
        farthest, where = tolerance, 0
        for n in range(first + 1, last):
            x, y = points[n]
            away = (
                abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
                if length
                else hypot(x - x1, y - y1)
            )
            if away > farthest:
                farthest, where = away, n
        if where:
            kept.add(where)
            waiting += [(first, where), (where, last)]
    return [points[n] for n in sorted(kept)]


def _area(points: Ring) -> float:
    pairs = pairwise([*points, points[0]])
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _path(points: Ring) -> str:
    """Return a closed SVG path in tenths of a unit, each point told from the one before."""
    tenths = [(round(10 * x), round(10 * y)) for x, y in points]
    (x, y), parts = tenths[0], []
    for next_x, next_y in tenths[1:]:
        if (next_x, next_y) != (x, y):
            parts.append(f"{_number((next_x - x) / 10)} {_number((next_y - y) / 10)}")
            x, y = next_x, next_y
    start = f"M{_number(tenths[0][0] / 10)} {_number(tenths[0][1] / 10)}"
    return f"{start}l{' '.join(parts).replace(' -', '-')}z"


def _graticule(projection: _Projection) -> tuple[tuple[Tick, ...], tuple[Tick, ...], str]:
    """Return the ticks of the parallels and meridians, and the path of their lines."""
    west, south, east, north = projection.bounds
    apart = max(projection.width / 6.5, 58) / projection.scale / projection.squeeze
    step = next((step for step in reversed(_STEPS) if step >= apart), _STEPS[0])
    meridians = [
        Tick(_rounded(projection.x(value)), _rounded(projection.height), _degrees(value, "E", "W"))
        for value in _multiples(west, east, step)
    ]
    parallels = [
        Tick(0.0, _rounded(projection.y(value)), _degrees(value, "N", "S"))
        for value in _multiples(south, north, step)
    ]
    lines = [f"M{_number(tick.x)} 0V{_number(projection.height)}" for tick in meridians]
    lines += [f"M0 {_number(tick.y)}H{_number(projection.width)}" for tick in parallels]
    return tuple(parallels), tuple(meridians), "".join(lines)


def _multiples(low: float, high: float, step: float) -> Iterator[float]:
    number = floor(low / step) + 1
    while number * step < high:
        yield number * step
        number += 1


def _degrees(value: float, positive: str, negative: str) -> str:
    """Return degrees and minutes as an atlas prints them: "41°10′ N"."""
    value = (value + 180) % 360 - 180 if positive == "E" else value
    minutes = round(abs(value) * 60, 2)
    whole, rest = int(minutes // 60), minutes % 60
    sign = (positive if value > 0 else negative) if minutes and minutes != 180 * 60 else ""
    return f"{whole}°{f'{rest:02g}′' if rest else ''} {sign}".rstrip()


def _scale_end(projection: _Projection, reserved: Sequence[Box], spots: Sequence[Spot]) -> float:
    """Return where the scale bar ends: at the lower right, beside what is reserved there and the spots that lie there."""
    corner = Box(projection.width - 1, projection.height - 1, projection.width, projection.height)
    right = min((box.left for box in reserved if box.holds(corner)), default=projection.width) - 10
    room = Room(projection.width, projection.height)
    for box in (*reserved, *map(_circle, spots)):
        room.take(box)
    ends = range(floor(right), 140, -20)
    return next((end for end in ends if room.is_free(_scale_box(projection, end))), right)


def _scale_box(projection: _Projection, end: float) -> Box:
    return Box(end - 130, projection.height - 26, end, projection.height)


def _scale(projection: _Projection, right: float) -> Scale:
    """Return the longest round scale bar that is no longer than a seventh of the plate."""
    _, south, _, north = projection.bounds
    middle = projection.latitude(projection.height / 2)
    kilometre = projection.scale * projection.squeeze / (_DEGREE * max(cos(radians(middle)), 0.05))
    length = next(
        (one for one in _LENGTHS if one * kilometre <= min(projection.width / 7, 110)), _LENGTHS[-1]
    )
    words = f"{length:g} km" if length >= 1 else f"{length * 1000:g} m"
    if north - south > 12:
        words += f" at {_degrees(round(middle), 'N', 'S')}"
    return Scale(_rounded(right), _rounded(length * kilometre), words)


def _rounded(value: float) -> float:
    return round(value, 1)


def _number(value: float) -> str:
    return f"{round(value, 1):g}" if abs(value) < 100_000 else str(round(value))
