"""Maps: every place is drawn and its label readable, whatever the places are; the shapes of the land are those of the source."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from small import edition, tei

from edition import maps
from edition.geography import SCALES, rings
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
    assert max(len(page.encode()) for page in pages) < 500_000
    tables = [page.partition('id="_table"')[2] for page in pages]
    leading = re.findall(r'<th scope="row"><a href="places/(p\d+)\.html"', "".join(tables))
    assert sorted(leading) == sorted(f"p{n}" for n in range(5000))


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
    inside = False
    for start_x, start_y, rest in re.findall(r"M(\S+) (\S+?)l([^z]*)z", found.wide.land):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", rest)]
        points = [(float(start_x), float(start_y))]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            points.append((points[-1][0] + dx, points[-1][1] + dy))
        for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                inside = not inside
    return inside
