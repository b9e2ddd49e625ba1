"""Map and timeline: the edition at a glance, with all that they draw as a table."""

from __future__ import annotations

from collections.abc import Iterator

from edition.entries import span
from edition.maps import Map
from edition.site.pages import Link, Page, part_url
from edition.timeline import Item, Timeline

#: How many rows the table of a page has at the most.
ROWS = 500


def map_pages(map: Map | None) -> Iterator[Page]:
    """Yield the page of the map, and pages more if its table is long."""
    if map is None:
        return
    numbers = range(0, len(map.entries), ROWS)
    links = [Link(span(map.entries[n : n + ROWS]), part_url("map", n // ROWS)) for n in numbers]
    for number, start in enumerate(numbers):
        context = {
            "title": "Map",
            "section": "map",
            "map": map,
            "places": map.entries[start : start + ROWS],
            "pages": links,
            "number": number,
        }
        yield Page(links[number].href, "map.html", context)


def on_map(map: Map | None) -> dict[str, str]:
    """Return where the map shows a place, by the place's key: the address of its circle."""
    return {
        entry.entity.key: f"map.html#{spot.id}"
        for plate in ((map.wide, *map.insets) if map else ())
        for spot in plate.spots
        if not spot.inset
        for entry in spot.entries
    }


def timeline_pages(timeline: Timeline | None) -> Iterator[Page]:
    """Yield the page of the timeline, and pages more if its table is long."""
    if timeline is None:
        return
    items = timeline.items
    numbers = range(0, len(items), ROWS)
    links = [Link(items[n].date.label, _timeline_url(n)) for n in numbers]
    for number, start in enumerate(numbers):
        context = {
            "title": "Timeline",
            "section": "timeline",
            "timeline": timeline,
            "items": items[start : start + ROWS],
            "pages": links,
            "number": number,
        }
        yield Page(_timeline_url(start), "timeline.html", context)


def on_timeline(timeline: Timeline | None) -> dict[str, str]:
    """Return where the timeline shows an event of the register, by the event's key: at its mark, else in the table."""
    if timeline is None:
        return {}
    marks = {
        mark.items[0].number: f"timeline.html#{mark.id}"
        for chart in reversed(timeline.wide)
        for band in chart.bands
        for mark in band.marks
        if mark.id
    }
    return {
        item.entry.entity.key: marks.get(item.number) or row_href(item)
        for item in timeline.items
        if item.entry and not item.mentions
    }


def _timeline_url(number: int) -> str:
    """Return the page whose table has an item of the timeline, by the item's number."""
    return part_url("timeline", number // ROWS)


def row_href(item: Item) -> str:
    """Return the address of an item of the timeline in its table."""
    return f"{_timeline_url(item.number)}#row-{item.number}"
