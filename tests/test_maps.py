"""Maps: every place is drawn and its label readable, whatever the places are; the shapes of the land are those of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from small import document, edition, tei

from edition import maps
from edition.geography import SCALES, Ring, rings
from edition.index import Entry, Mention
from edition.lettering import Box, shortened, width
from edition.maps import Map, Plate
from edition.project import Project
from edition.register import Coordinates, Entity, Kind, Name
from edition.site import Site
from edition.site.pictures import map_pages

REPOSITORY = Path(__file__).resolve().parent.parent
MENTION = Mention("a", "text", "placeName", Kind.place, (), "", "", "", "", "")


def place(
    name: str, latitude: float, longitude: float, mentions: int = 1, id: str = "", type: str = ""
) -> Entry:
    entity = Entity(
        f"r#{id or name}",
        id or name,
        Kind.place,
        type,
        (Name(name),),
        coordinates=Coordinates(latitude, longitude),
    )
    return Entry(entity, (MENTION,) * mentions)


def drawn(*places: Entry) -> Map:
    found = maps.draw(places)
    assert found is not None
    return found


def plates(found: Map) -> tuple[Plate, ...]:
    return (found.wide, found.narrow, found.small, *found.insets)


def label_boxes(plate: Plate) -> list[Box]:
    return [spot.label.box for spot in plate.spots if spot.label]


def check(found: Map) -> None:
    """What holds of every map."""
    for top in (found.wide, found.narrow):
        shown: set[str] = set()
        waiting = [top]
        while waiting:
            plate = waiting.pop()
            for spot in plate.spots:
                if spot.inset:
                    waiting.append(found.insets[spot.inset - 1])
                else:
                    shown.update(entry.entity.key for entry in spot.entries)
        assert shown == {entry.entity.key for entry in found.entries}
    for plate in plates(found):
        whole = Box(0, 0, plate.width, plate.height)
        for spot in plate.spots:
            assert whole.holds(Box(spot.x, spot.y, spot.x, spot.y)), spot
        boxes = label_boxes(plate)
        assert all(whole.holds(box) for box in boxes)
        meridians = [(tick.x + 3, tick.x + 3 + width(tick.text, 11)) for tick in plate.meridians]
        assert all(one[1] < other[0] for one, other in pairwise(meridians))
        for spot in plate.spots:
            circle = Box(
                spot.x - spot.radius,
                spot.y - spot.radius,
                spot.x + spot.radius,
                spot.y + spot.radius,
            )
            others = (other.label for other in plate.spots if other is not spot)
            assert not any(label and label.box.meets(circle) for label in others)
        if len(boxes) < 60:
            assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]
        assert re.fullmatch(r"(M-?[\d.]+ -?[\d.]+l[-\d. ]+z)*", plate.land)
        west, south, east, north = plate.bounds
        assert -90.001 <= south < north <= 90.001
        assert west < east <= west + 360.001


PLACES = st.lists(
    st.builds(
        place,
        st.text(min_size=1, max_size=40),
        st.floats(-90, 90).map(lambda value: round(value, 3)),
        st.floats(-180, 180).map(lambda value: round(value, 3)),
        st.integers(0, 30),
    ),
    min_size=1,
    max_size=25,
    unique_by=lambda entry: entry.entity.key,
)


@given(PLACES)
@settings(max_examples=15, phases=(Phase.explicit, Phase.generate))
def test_every_place_is_on_a_plate_and_no_labels_meet(places: list[Entry]) -> None:
    check(drawn(*places))


@pytest.mark.parametrize(
    "places",
    [
        [place("Rome", 41.9, 12.5)],
        [place("North Pole", 90, 0), place("South Pole", -90, 0)],
        [place("North Pole", 90, 0)],
        [place("Suva", -18.14, 178.44), place("Apia", -13.83, -171.76)],
        [place(f"Same {n}", 41.0, 29.0, id=str(n)) for n in range(7)],
        [
            place("Ἀντιόχεια", 36.2, 36.16),
            place("القسطنطينية", 41, 29),
            place("長安", 34.26, 108.9),
        ],
        [place("x" * 5000, 50, 10), place("W" * 5000, 50.1, 10.1)],
        [
            place("Reykjavík", 64.1, -21.9),
            place("Quito", -0.2, -78.5),
            place("Hobart", -42.9, 147.3),
        ],
    ],
    ids=lambda places: places[0].entity.name[:12],
)
def test_odd_sets_of_places(places: list[Entry]) -> None:
    check(drawn(*places))


def test_no_place_no_map() -> None:
    assert maps.draw([Entry(Entity("r#x", "x", Kind.place, "", (Name("X"),)), ())]) is None


def test_five_thousand_places() -> None:
    places = [
        place(
            f"Place {n}", 36 + (n * 0.618033) % 12, 10 + (n * 0.4142) % 20, n % 7, type="settlement"
        )
        for n in range(5000)
    ]
    found = drawn(*places)
    check(found)
    assert len(label_boxes(found.wide)) > 40


def test_the_page_of_five_thousand_places_is_light_and_leads_to_each() -> None:
    inside = "".join(
        f'<place xml:id="p{n}"><placeName>Place number {n}</placeName><location><geo>{36 + (n * 0.618033) % 12:.4f}'
        f" {10 + (n * 0.4142) % 20:.4f}</geo></location></place>"
        for n in range(5000)
    )
    site = Site(edition(a=tei(stand_off=f"<listPlace>{inside}</listPlace>")), {})
    pages = [site.render(page) for page in map_pages(site.map)]
    assert max(len(page.encode()) for page in pages) < 530_000
    tables = [page.partition('id="_table"')[2] for page in pages]
    leading = re.findall(r'<th scope="row"><a href="places/(p\d+)\.html"', "".join(tables))
    assert sorted(leading) == sorted(f"p{n}" for n in range(5000))


def _site(places: str, body: str = "") -> dict[str, str]:
    """Return the pages of a site with a register, by address."""
    text = tei(body, stand_off=f"<listPlace>{places}</listPlace>")
    site = Site(edition(a=text), {"a": document(text)})
    return {page.url: site.render(page) for page in site.pages()}


def _written(id: str, geo: str, type: str = "city", element: str = "place") -> str:
    named = "orgName" if element == "org" else "placeName"
    return f'<{element} xml:id="{id}" type="{type}"><{named}>{id}</{named}><location><geo>{geo}</geo></location></{element}>'


@pytest.mark.parametrize("number", [3, 900])
def test_an_entry_leads_to_its_circle_and_only_where_there_is_one(number: int) -> None:
    """Also where a table of many places is on several pages, or an inset shows a place."""
    written = "".join(
        _written(f"p{n}", f"{36 + (n * 0.618033) % 12:.4f} {10 + (n * 0.4142) % 20:.4f}")
        for n in range(number)
    )
    crowd = "".join(_written(f"g{n}", f"{41 + n / 200} {28.9 + n / 300}") for n in range(5))
    abbey = f"</listPlace><listOrg>{_written('abbey', '50.55 9.67', element='org')}</listOrg><listPlace>"
    pages = _site(written + crowd + abbey)
    circles = dict(re.findall(r'<a id="(s\d[^"]+)".*?<title>(.*?)</title>', pages["map.html"]))
    entries = {url: html for url, html in pages.items() if re.match(r"places/[pg]\d+\.", url)}
    assert len(entries) == number + 5
    together = 0
    for html in entries.values():
        (aim,) = re.findall(r'href="\.\./map\.html#([^"]+)">On the map', html)
        (name,) = re.findall(r"<h1[^>]*>(.*?)</h1>", html)
        together += "; and " in circles[aim]
        assert name in circles[aim].split("; ") or "; and " in circles[aim]
    assert together < number / 2
    assert "On the map" not in pages["organisations/abbey.html"]


def test_the_lead_of_a_map_says_what_is_drawn() -> None:
    def lead(places: str, body: str = "") -> str:
        html = _site(places, body)["map.html"]
        return re.findall(r'<p class="lead">(.*?)</p>', html, re.DOTALL)[0]

    body = (
        '<p><placeName ref="#Rome">Rome</placeName> <placeName ref="#Tiber">Tiber</placeName></p>'
    )
    rome, ostia = _written("Rome", "41.9 12.5"), _written("Ostia", "41.75 12.29")
    tiber = _written("Tiber", "43.79 12.08", "river")
    assert lead(rome, body).startswith(
        "1 place of known coordinates; its circle leads to its entry."
    )
    assert "larger" not in lead(rome, body)
    assert "open" not in lead(rome, body)
    said = lead(rome + tiber, body)
    assert said.startswith("2 places of known coordinates, each leading to its entry; the larger")
    assert "An open circle is something larger than a point: a region, a river, a sea." in said
    assert "An open circle is a place that no text or note names." in lead(rome + ostia, body)
    assert "names, or something larger" in lead(rome + ostia + tiber, body)


def test_places_across_the_antimeridian_lie_side_by_side() -> None:
    found = drawn(place("Suva", -18.14, 178.44), place("Apia", -13.83, -171.76))
    west, _, east, _ = found.wide.bounds
    assert east - west < 40
    suva, apia = (
        next(spot for spot in found.wide.spots if spot.entries[0].entity.name == name)
        for name in ("Suva", "Apia")
    )
    assert suva.x < apia.x
    assert found.wide.land


def test_a_crowd_gets_an_inset_that_tells_it_apart() -> None:
    crowd = [place(f"Gate {n}", 41 + n / 200, 28.9 + n / 300) for n in range(5)]
    found = drawn(*crowd, place("Antioch", 36.2, 36.16), place("Rome", 41.9, 12.5))
    (inset,) = found.insets
    assert {entry.entity.key for spot in inset.spots for entry in spot.entries} == {
        entry.entity.key for entry in crowd
    }
    assert len(inset.spots) == 5
    west, south, east, north = inset.bounds
    assert east - west < 0.2 > north - south


@pytest.mark.parametrize("longitude", [0, 30, 60])
def test_the_scale_lies_over_no_place_and_no_words(longitude: float) -> None:
    far = place("Cape", -34.4, longitude - 120)
    for plate in plates(drawn(place("Pole", -90, longitude), far, place("Ice", -77.9, longitude))):
        scale = plate.scale
        bar = Box(scale.x - scale.length, plate.height - 26, scale.x, plate.height)
        for spot in plate.spots:
            assert not bar.meets(Box(spot.x - 2, spot.y - 2, spot.x + 2, spot.y + 2))
            assert not (spot.label and bar.meets(spot.label.box))


def test_the_most_mentioned_place_has_the_largest_circle_and_a_label() -> None:
    found = drawn(*(place(f"P{n}", 40 + n % 9, 20 + n / 3, mentions=n) for n in range(40)))
    spots = found.wide.spots
    assert spots[0].entries[0].entity.name == "P39"
    assert spots[0].label
    assert [spot.radius for spot in spots] == sorted((s.radius for s in spots), reverse=True)


def test_a_place_on_land_is_drawn_on_land() -> None:
    """Madrid is inside a ring of its plate, the middle of the Black Sea in none."""
    assert _is_land(drawn(place("Madrid", 40.42, -3.7)), 0)
    assert not _is_land(drawn(place("Black Sea", 43.0, 34.0)), 0)


def test_the_siege_is_shown_from_the_balkans_to_mesopotamia(siege: Map) -> None:
    west, south, east, north = siege.wide.bounds
    assert west < 20
    assert east > 42
    assert south < 33
    assert north > 43
    (inset,) = siege.insets
    assert inset.name == "Constantinople"
    assert inset.corner
    named = {entry.entity.name for spot in inset.spots for entry in spot.entries}
    assert {"Constantinople", "Bosporus", "Chalcedon", "Blachernae"} <= named
    assert all(spot.label for plate in plates(siege)[:2] for spot in plate.spots)
    assert len(siege.wide.land) < 16_000


def test_an_inset_hides_neither_a_place_nor_a_label_nor_the_scale(siege: Map) -> None:
    (inset,) = siege.insets
    across, down = 0.344 * siege.wide.width, 0.344 * siege.wide.width * inset.height / inset.width
    left = 0 if inset.corner.endswith("left") else siege.wide.width - across
    top = 0 if inset.corner.startswith("top") else siege.wide.height - down
    hidden = Box(left, top, left + across, top + down)
    scale = siege.wide.scale
    bar = Box(scale.x - scale.length, siege.wide.height - 16, scale.x, siege.wide.height - 8)
    assert not hidden.meets(bar)
    for spot in siege.wide.spots:
        assert not hidden.meets(Box(spot.x - 4, spot.y - 4, spot.x + 4, spot.y + 4))
        assert not (spot.label and hidden.meets(spot.label.box))


def test_the_same_places_give_the_same_map(siege: Map) -> None:
    again = maps.draw(Project(REPOSITORY).edition.indexes[Kind.place].entries)
    assert again == siege


@pytest.fixture(scope="module")
def siege() -> Map:
    found = maps.draw(Project(REPOSITORY).edition.indexes[Kind.place].entries)
    assert found is not None
    return found


@pytest.mark.parametrize("scale", [least for _, least in SCALES])
def test_land_is_closed_rings_on_the_globe(scale: float) -> None:
    found = list(rings((-180, -90, 180, 90), scale))
    assert len(found) > 100
    for ring in found:
        assert ring[0] == ring[-1]
        assert all(-540 <= x <= 540 and -90 <= y <= 90 for x, y in ring)


LAND = {
    "Rovaniemi": (66.5, 25.7),
    "Madrid": (40.4, -3.7),
    "Kansas": (38.5, -98.0),
    "Amazonia": (-5.0, -60.0),
    "Congo": (0.0, 23.0),
    "Kalahari": (-23.0, 22.0),
    "Zambia": (-16.5, 27.0),
    "Bolivia": (-16.5, -64.0),
    "Tibet": (33.0, 88.0),
    "Yakutia": (66.0, 125.0),
    "Vorkuta": (67.5, 64.0),
    "Taimyr": (74.0, 100.0),
    "Chukotka, west of 180°": (67.5, 178.5),
    "Chukotka, east of 180°": (67.0, -178.0),
    "Wrangel Island, west of 180°": (71.2, 179.4),
    "Wrangel Island, east of 180°": (71.2, -179.0),
    "Alaska": (66.5, -152.0),
    "Victoria Island": (71.0, -110.0),
    "Greenland": (75.0, -40.0),
    "Iceland": (64.9, -18.5),
    "Svalbard": (78.8, 16.5),
    "Vanua Levu": (-16.6, 179.2),
    "Viti Levu": (-17.8, 178.0),
    "New Zealand": (-44.0, 170.5),
    "Western Australia": (-26.0, 122.0),
    "Northern Australia": (-16.5, 131.0),
    "Patagonia": (-48.0, -70.0),
    "Antarctica, east": (-80.0, 90.0),
    "Antarctica, west": (-80.0, -110.0),
    "Antarctica, at 180°": (-86.5, 180.0),
    "South of 85° S": (-85.5, 20.0),
    "South Pole": (-90.0, 0.0),
}
SEA = {
    "North Pole": (90.0, 0.0),
    "Arctic Ocean": (84.0, 179.9),
    "Barents Sea": (73.0, 40.0),
    "Norwegian Sea": (68.0, 2.0),
    "White Sea": (65.6, 37.8),
    "Laptev Sea": (76.5, 125.0),
    "Chukchi Sea, west of 180°": (69.9, 179.0),
    "Chukchi Sea, east of 180°": (69.5, -175.0),
    "Bering Sea": (58.0, 180.0),
    "Beaufort Sea": (72.0, -140.0),
    "Hudson Bay": (60.0, -85.0),
    "Baffin Bay": (73.0, -67.0),
    "North Atlantic": (65.5, -30.0),
    "Bothnian Sea": (62.0, 19.5),
    "Mediterranean": (34.5, 19.0),
    "Black Sea": (43.0, 34.0),
    "Caspian Sea": (42.0, 50.5),
    "Arabian Sea": (15.0, 64.0),
    "Indian Ocean": (-16.5, 80.0),
    "Mozambique Channel": (-17.0, 41.0),
    "South Atlantic": (-16.5, -20.0),
    "Pacific, at 180°": (0.0, -180.0),
    "Pacific, near Fiji": (-15.5, 180.0),
    "Koro Sea": (-18.2, 179.6),
    "Pacific, near Peru": (-16.5, -85.0),
    "Tasman Sea": (-38.0, 162.0),
    "Ross Sea": (-75.0, 180.0),
    "Weddell Sea": (-72.0, -45.0),
    "Southern Ocean": (-60.0, -179.9),
}


@pytest.mark.parametrize("west", [-180, 0, 170])
@pytest.mark.parametrize("scale", [least for _, least in SCALES])
def test_land_and_sea_are_where_they_are(scale: float, west: float) -> None:
    """An odd number of rings holds what is land, wherever the map begins."""
    boxed = [
        (min(xs), max(xs), min(ys), max(ys), ring)
        for ring in rings((west, -90, west + 360, 90), scale)
        for xs, ys in [zip(*ring, strict=True)]
    ]
    found = set()
    for name, (y, longitude) in (LAND | SEA).items():
        x = west + (longitude - west) % 360
        around = [ring for left, right, low, high, ring in boxed if left <= x <= right if low <= y <= high]  # fmt: skip
        if sum(_holds(ring, x, y) for ring in around) % 2:
            found.add(name)
    assert found == set(LAND)


@pytest.mark.parametrize(
    "places",
    [
        [place("Oulu", 65.01, 25.47), place("Tromsø", 69.65, 18.95), place("Vorkuta", 67.5, 64.03)],
        [place("Lima", -12.05, -77.04), place("Tokyo", 35.68, 139.69), place("Cairo", 30.0, 31.2)],
        [place("Suva", -18.14, 178.44), place("Apia", -13.83, -171.76)],
        [place("Auckland", -36.85, 174.76), place("Alofi", -19.05, -169.92)],
        [place("Anadyr", 64.73, 177.5), place("Nome", 64.5, -165.4)],
        [place("Ushuaia", -54.8, -68.3), place("McMurdo", -77.85, 166.7)],
        [place("Vostok", -78.46, 106.84), place("South Pole", -90, 0)],
        [place("North Pole", 90, 0), place("Alert", 82.5, -62.35)],
    ],
    ids=lambda places: places[0].entity.name,
)
def test_no_coast_jumps_across_a_map(places: list[Entry]) -> None:
    """What is drawn in a long straight line is not coast, but where the land is cut, outside of the plate or at its edge."""
    for plate in plates(drawn(*places)):
        for ring in _drawn_rings(plate):
            for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
                is_cut = (
                    max(x1, x2) < 0.1
                    or min(x1, x2) > plate.width - 0.1
                    or max(y1, y2) < 0.1
                    or min(y1, y2) > plate.height - 0.1
                )
                assert is_cut or abs(x2 - x1) < plate.width / 8


def test_words_are_shortened_to_their_room() -> None:
    assert shortened("Rome", 16, 100) == "Rome"
    cut = shortened("Constantinople", 16, 60)
    assert cut.startswith("Con")
    assert cut.endswith("…")
    assert width(cut, 16) <= 60
    assert width("長安", 10) > width("li", 10) > 0


def _is_land(found: Map, spot: int) -> bool:
    """Tell by the even-odd rule whether a spot of the large plate lies inside its land."""
    x, y = found.wide.spots[spot].x, found.wide.spots[spot].y
    return sum(_holds(ring, x, y) for ring in _drawn_rings(found.wide)) % 2 == 1


def _drawn_rings(plate: Plate) -> Iterator[Ring]:
    for start_x, start_y, rest in re.findall(r"M(\S+) (\S+?)l([^z]*)z", plate.land):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", rest)]
        points = [(float(start_x), float(start_y))]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            points.append((points[-1][0] + dx, points[-1][1] + dy))
        yield points


def _holds(ring: Ring, x: float, y: float) -> bool:
    """Tell whether a ring goes around a point."""
    inside = False
    for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside
