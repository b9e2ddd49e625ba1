"""Coordinates: where on Earth something lies, from any notation that TEI allows.

TEI Guidelines, chapters 14.3.4 (`location`, `geo`) and 2.3.8 (`geoDecl`). Degrees with decimals (point or comma), or with
minutes and seconds, with letters for the directions or signs; pairs of them for an outline; grid references of MGRS
and of the British National Grid (OSGB36), degrees of the European Datum 1950 (ED50), where `geoDecl` says so. All become
degrees of WGS 84, good to some ten metres. A datum that TEI does not list is taken for WGS 84. What is not understood to the last
mark is not read.

Sources: Ordnance Survey, "A guide to coordinate systems in Great Britain" (2020), annexes B and C; NGA.STND.0037
(2014), "Universal Grids and Grid Reference Systems"; for ED50, EPSG Dataset, transformation 1133 and ellipsoid 7022.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from edition.tei import Element, child, children, descendants, is_tei, local, text_of

#: Latitude and longitude in degrees of WGS 84.
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A point on Earth in degrees (WGS 84, latitude and longitude), what is said of it, its sources.

    Of a line or an area the point is the middle and `outline` its corners; `height` is in metres, None where not said.
    """

    latitude: float
    longitude: float
    note: str = ""
    sources: tuple[str, ...] = ()
    height: float | None = None
    outline: tuple[Point, ...] = ()


def coordinates(
    element: Element, keys: Callable[[Element, str], tuple[str, ...]]
) -> Coordinates | None:
    """Return where an entry lies, by the first of its locations that can be read; `keys` gives those of an attribute."""
    for geo in places_on_earth(element):
        outline = read(text_of(geo), datum(geo))
        if not outline:
            continue
        around = geo.getparent()
        location = around if around is not None and is_location(around) else geo
        note = " ".join(text_of(node) for node in children(location, "note", "desc"))
        sources = keys(geo, "source") or keys(location, "source")
        height = _height(location, element)
        point = _middle(outline)
        return Coordinates(*point, note, sources, height, tuple(outline) if outline[1:] else ())
    return None


def places_on_earth(element: Element) -> list[Element]:
    """Return the `geo` elements that say where an entry lies: not those of entries in it."""
    own = [
        geo for node in children(element) if is_location(node) for geo in descendants(node, "geo")
    ]
    return own or children(element, "geo")


def is_location(element: Element) -> bool:
    """Tell whether an element says where something lies: a `location`, or, where TEI has none, a `note` of this type."""
    return is_tei(element, "location") or (
        is_tei(element, "note")
        and element.get("type") == "location"
        and child(element, "geo") is not None
    )


def datum(geo: Element) -> str:
    """Return the datum or grid of a `geo`, in capitals: that of the `geoDecl` it names, or of the only one there is."""
    headers = (header for node in geo.iterancestors() for header in _headers(node))
    declared = list(dict.fromkeys(node for one in headers for node in one.iter("{*}geoDecl")))
    wanted = {value.lstrip("#") for value in geo.get("decls", "").split()}
    named = [
        node for node in declared if node.get("{http://www.w3.org/XML/1998/namespace}id") in wanted
    ]
    chosen = named or (declared if len(declared) == 1 else [])
    return chosen[0].get("datum", "WGS84").upper() if chosen else "WGS84"


def _headers(node: Element) -> Iterator[Element]:
    return iter([node]) if local(node) == "teiHeader" else node.iterchildren("{*}teiHeader")


def read(text: str, datum: str = "WGS84") -> list[Point]:
    """Return the points that the words of a `geo` mean: none, where they mean none on Earth."""
    if datum.startswith("MGRS"):
        points = [_from_mgrs(text)]
    elif datum.startswith("OSGB"):
        points = [_from_british(text)]
    elif datum.startswith("ED50"):
        points = [point and _rounded(_EUROPEAN.to_wgs84(point)) for point in _degrees(text)]
    else:
        points = list(_degrees(text))
    found = [point for point in points if point is not None]
    on_earth = all(abs(latitude) <= 90 and abs(longitude) <= 180 for latitude, longitude in found)
    return found if on_earth and len(found) == len(points) else []


#: Other characters for those that are read: minus signs, decimal and other commas of Arabic, degrees, minutes and seconds.
_WRITTEN = str.maketrans(dict(zip("−٫،º'’\"”", "-.,°′′″″", strict=True)))

#: Decimal commas: in two numbers side by side, and before a mark.
_COMMAS = re.compile(r"(?<![\d.])(\d{1,3}),(\d+)([\s;,°NSEW]+[-+]?\d{1,3}),(\d+)(?![\d.])")
_COMMA = re.compile(r"(?<=\d),(?=\d+\s*[°′″])")

#: Degrees, minutes and seconds with nothing but spaces between, which only the letter of a direction holds together.
_NUMBER = r"\d+(?:\.\d+)?"
_SPACED = rf"(\d+)\s+({_NUMBER})(?:\s+({_NUMBER}))?"

_SIDE = r"\s*(?P<side>[NSEW])?"
_VALUE = (
    r"\s*(?:(?<!\d)(?P<sign>[-+]))?(?:(?P<degrees>\d+)\s*[°:]"
    rf"\s*(?P<minutes>{_NUMBER})(?![\d.]|\s*°)(?:\s*[′:]\s*(?P<seconds>{_NUMBER})(?![\d.]|\s*[°:])\s*″?)?\s*′?"
    rf"|(?P<decimal>{_NUMBER})\s*°?)"
)

#: How the parts and the whole of an angle are written: with the direction first, or last.
_LED = (re.compile(r"(?<=[NSEW])\s*" + _SPACED), re.compile(_SIDE + _VALUE))
_FOLLOWED = (
    re.compile(r"(?<![\d.])" + _SPACED + r"(?=\s*[NSEW])"),
    re.compile(_VALUE + _SIDE),
)

#: Two numbers that only their signs part: ISO 6709.
_SIGNED = re.compile(rf"^([-+]{_NUMBER})([-+]{_NUMBER})/?$")

_SEPARATORS = re.compile(r"[\s,;/|()\[\]]*")


def _degrees(text: str) -> list[Point | None]:
    """Return points in degrees as they are written, None for what is none; no points where anything is left that is no angle."""
    text = re.sub(r"\d", lambda digit: str(int(digit[0])), text.strip()).translate(_WRITTEN)
    text = _COMMA.sub(".", _COMMAS.sub(r"\1.\2\3.\4", text.replace("′′", "″")))
    text = _SIGNED.sub(r"\1 \2", text)
    spaced, angle = _LED if text[:1] in ("N", "S", "E", "W") else _FOLLOWED
    text = spaced.sub(lambda found: f"{found[1]}°{found[2]}′" + (f"{found[3]}″" if found[3] else ""), text)  # fmt: skip
    if not _SEPARATORS.fullmatch(angle.sub("", text)):
        return []  # "north", "NaN", "48.2.1"
    angles = [_angle(found) for found in angle.finditer(text)]
    if not angles or len(angles) % 2:
        return []
    return [_point(*pair) for pair in zip(angles[::2], angles[1::2], strict=True)]


def _angle(found: re.Match[str]) -> tuple[float, str]:
    """Return degrees, not a number where minutes, seconds or the sign cannot be, and the direction, or ""."""
    minutes, seconds = float(found["minutes"] or 0), float(found["seconds"] or 0)
    value = float(found["decimal"] or found["degrees"]) + minutes / 60 + seconds / 3600
    side, is_negative = found["side"] or "", found["sign"] == "-"
    if minutes >= 60 or seconds >= 60 or (is_negative and side in ("N", "E")):
        value = math.nan
    return (-value if is_negative or side in ("S", "W") else value), side


def _point(first: tuple[float, str], second: tuple[float, str]) -> Point | None:
    if not all(map(math.isfinite, (first[0], second[0]))):
        return None
    if first[1] in ("E", "W") or second[1] in ("N", "S"):
        first, second = second, first
    if first[1] in ("E", "W") or second[1] in ("N", "S"):
        return None  # twice the same direction
    return (first[0], second[0])


def _middle(outline: Sequence[Point]) -> Point:
    """Return the middle of the box around some points, to a tenth of a metre where there are several."""
    if len(outline) == 1:
        return outline[0]
    latitudes, longitudes = zip(*outline, strict=True)
    return (
        round((min(latitudes) + max(latitudes)) / 2, 6),
        round((min(longitudes) + max(longitudes)) / 2, 6),
    )


def _height(*around: Element) -> float | None:
    for element in around:
        height = child(element, "height")
        if height is None:
            continue
        found = _METRES.search(height.get("quantity") or text_of(height))
        if found:
            return float(found[0])
    return None


#: A number of metres, in whose place "1e999" is none.
_METRES = re.compile(r"(?<!\w)-?\d+(?:\.\d+)?(?!\.?\d|[eE][-+]?\d)")


@dataclass(frozen=True, slots=True)
class _Grid:
    """A transverse Mercator projection: the ellipsoid's axes (metres), scale, true and false origin."""

    major: float
    minor: float
    scale: float
    latitude: float
    longitude: float
    easting: float
    northing: float

    def point(self, easting: float, northing: float) -> Point:
        """Return the degrees of a place on the grid (Ordnance Survey, annex C.2), on the grid's own ellipsoid."""
        a, b = self.major * self.scale, self.minor * self.scale
        n = (self.major - self.minor) / (self.major + self.minor)
        squared = 1 - (self.minor / self.major) ** 2
        start = math.radians(self.latitude)
        phi = start
        for _ in range(20):
            arc = self._arc(phi, start, b, n)
            if abs(rest := northing - self.northing - arc) < 1e-5:
                break
            phi += rest / a
        sine, tan, sec = math.sin(phi), math.tan(phi), 1 / math.cos(phi)
        nu = a / math.sqrt(1 - squared * sine**2)
        rho = a * (1 - squared) / (1 - squared * sine**2) ** 1.5
        eta, t2, d = nu / rho - 1, tan**2, easting - self.easting
        phi += (
            -tan / (2 * rho * nu) * d**2
            + tan / (24 * rho * nu**3) * (5 + 3 * t2 + eta - 9 * t2 * eta) * d**4
            - tan / (720 * rho * nu**5) * (61 + 90 * t2 + 45 * t2**2) * d**6
        )
        offset = (
            sec / nu * d
            - sec / (6 * nu**3) * (nu / rho + 2 * t2) * d**3
            + sec / (120 * nu**5) * (5 + 28 * t2 + 24 * t2**2) * d**5
            - sec / (5040 * nu**7) * (61 + 662 * t2 + 1320 * t2**2 + 720 * t2**3) * d**7
        )
        return (math.degrees(phi), self.longitude + math.degrees(offset))

    @staticmethod
    def _arc(phi: float, start: float, b: float, n: float) -> float:
        less, more = phi - start, phi + start
        return b * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
            - (3 * n + 3 * n**2 + 2.625 * n**3) * math.sin(less) * math.cos(more)
            + (1.875 * n**2 + 1.875 * n**3) * math.sin(2 * less) * math.cos(2 * more)
            - 35 / 24 * n**3 * math.sin(3 * less) * math.cos(3 * more)
        )


_MGRS = re.compile(r"(\d{1,2})([C-HJ-NP-X])([A-HJ-NP-Z])([A-HJ-NP-V])((?:\d\d){0,5})")
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_COLUMNS = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")
_ROWS = "ABCDEFGHJKLMNPQRSTUV"


def _from_mgrs(text: str) -> Point | None:
    found = _MGRS.fullmatch(re.sub(r"\s", "", text).upper())
    if not found or not 1 <= (zone := int(found[1])) <= 60:
        return None
    columns = _COLUMNS[zone % 3]
    if found[3] not in columns:
        return None
    digits = found[5]
    half = len(digits) // 2
    unit = 10.0 ** (5 - half)
    middle = unit / 2  # a reference names a square
    easting = (columns.index(found[3]) + 1) * 1e5 + int(digits[:half] or 0) * unit + middle
    row = (_ROWS.index(found[4]) - (0 if zone % 2 else 5)) % 20
    northing = row * 1e5 + int(digits[half:] or 0) * unit + middle
    lowest = (_BANDS.index(found[2]) - 10) * 8.0
    south = 1e7 if lowest < 0 else 0.0
    grid = _Grid(_WGS84_MAJOR, _WGS84_MINOR, 0.9996, 0, zone * 6 - 183, 500000, south)
    for turn in range(6):
        point = grid.point(easting, northing + turn * 2e6)
        if lowest - 0.5 <= point[0] <= lowest + (12.5 if found[2] == "X" else 8.5):
            return _rounded(point)
    return None


@dataclass(frozen=True, slots=True)
class _Datum:
    """What degrees were measured on: the ellipsoid's axes (metres), and how it lies to that of WGS 84.

    That is a Helmert transformation (Ordnance Survey, 6.2): metres along the three axes, seconds of arc around them, and
    the scale in parts of a million.
    """

    major: float
    minor: float
    shift: tuple[float, float, float]
    turn: tuple[float, float, float] = (0, 0, 0)
    scale: float = 0

    def to_wgs84(self, point: Point) -> Point:
        """Return a point at sea level in WGS 84 (Ordnance Survey, annex B)."""
        phi, lam = map(math.radians, point)
        squared = 1 - (self.minor / self.major) ** 2
        nu = self.major / math.sqrt(1 - squared * math.sin(phi) ** 2)
        x = nu * math.cos(phi) * math.cos(lam)
        y = nu * math.cos(phi) * math.sin(lam)
        z = (1 - squared) * nu * math.sin(phi)
        rx, ry, rz = (math.radians(seconds / 3600) for seconds in self.turn)
        s = 1 + self.scale / 1e6
        dx, dy, dz = self.shift
        x, y, z = (
            dx + s * x - rz * y + ry * z,
            dy + rz * x + s * y - rx * z,
            dz - ry * x + rx * y + s * z,
        )
        squared = 1 - (_WGS84_MINOR / _WGS84_MAJOR) ** 2
        p = math.hypot(x, y)
        phi = math.atan2(z, p * (1 - squared))
        for _ in range(8):
            nu = _WGS84_MAJOR / math.sqrt(1 - squared * math.sin(phi) ** 2)
            phi = math.atan2(z + squared * nu * math.sin(phi), p)
        return (math.degrees(phi), math.degrees(math.atan2(y, x)))


_WGS84_MAJOR, _WGS84_MINOR = 6378137.0, 6356752.314245
_EUROPEAN = _Datum(6378388, 6356911.946, (-87, -98, -121))

_BRITISH = _Datum(
    6377563.396, 6356256.909, (446.448, -125.157, 542.060), (0.1502, 0.2470, 0.8421), -20.4894
)
_BRITISH_GRID = _Grid(_BRITISH.major, _BRITISH.minor, 0.9996012717, 49, -2, 400000, -100000)
_BRITISH_REFERENCE = re.compile(r"([A-HJ-Z])([A-HJ-Z])((?:\d\d){1,5})")


def _from_british(text: str) -> Point | None:
    plain = re.sub(r"\s", "", text).upper()
    if found := _BRITISH_REFERENCE.fullmatch(plain):
        letters = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
        first, second = letters.index(found[1]), letters.index(found[2])
        half = len(found[3]) // 2
        unit = 10.0 ** (5 - half)
        east = ((first - 2) % 5) * 5 + second % 5
        north = 19 - first // 5 * 5 - second // 5
        easting = east * 1e5 + (int(found[3][:half]) + 0.5) * unit
        northing = north * 1e5 + (int(found[3][half:]) + 0.5) * unit
    elif pair := re.fullmatch(r"\s*(\d{1,7}(?:\.\d+)?)[\s,;]+(\d{1,7}(?:\.\d+)?)\s*", text):
        easting, northing = float(pair[1]), float(pair[2])
    else:
        return None
    return _rounded(_BRITISH.to_wgs84(_BRITISH_GRID.point(easting, northing)))


def _rounded(point: Point) -> Point:
    return (round(point[0], 6), round(point[1], 6))
