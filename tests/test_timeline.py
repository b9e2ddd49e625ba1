"""The timeline: all that is dated is drawn or named as outside, in its lane, at its place, and no words meet."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from small import document, edition, tei

from edition import timeline
from edition.dates import day_number
from edition.lettering import LEADING, Box, width
from edition.project import Project
from edition.site import Site
from edition.timeline import Chart, Mark, Timeline

REPOSITORY = Path(__file__).resolve().parent.parent


def drawn(*dates: str, events: str = "") -> Timeline | None:
    """Return the timeline of a text with these dates: the attributes of each, or a `@when`."""
    written = "".join(
        f"<p>On <date {one if '=' in one else _when(one)}>day {n}</date> it was.</p>"
        for n, one in enumerate(dates)
    )
    return timeline.draw(edition(a=tei(written, stand_off=f"<listEvent>{events}</listEvent>")))


def _when(day: str) -> str:
    return f'when="{day}"'


def test_letters_stand_in_the_lane_of_their_text_or_of_the_headers() -> None:
    header = """<fileDesc><titleStmt><title>To Bea</title></titleStmt></fileDesc><profileDesc><correspDesc>
    <correspAction type="sent"><date when="{0}"/></correspAction><correspAction type="received"><date when="{0}-02">{0}-02</date>
    </correspAction></correspDesc></profileDesc>"""
    described = tei(header=header.format("1842"))
    both = edition(a=tei("<p>Words.</p>", header=header.format("1841")), b=described)
    found = timeline.draw(both)
    assert found is not None
    assert [(found.lanes[item.lane].title, item.name) for item in found.items] == [
        ("To Bea", "To Bea"),
        ("To Bea", "To Bea, received"),
        ("The headers", "To Bea"),
        ("The headers", "To Bea, received"),
    ]


def boxes(chart: Chart, size: float) -> list[Box]:
    """The room of the words of a chart."""
    found = []
    for mark in (mark for band in chart.bands for mark in band.marks):
        across = width(mark.text, size)
        left = mark.text_x - (across if mark.anchor == "end" else 0)
        found.append(
            Box(
                left,
                mark.text_y - size * LEADING / 2,
                left + across,
                mark.text_y + size * LEADING / 2,
            )
        )
    return found


def marks(charts: tuple[Chart, ...]) -> list[Mark]:
    return [mark for chart in charts for band in chart.bands for mark in band.marks]


def check(found: Timeline) -> None:
    """What holds of every timeline."""
    for charts, size in ((found.wide, 15), (found.narrow, 13)):
        shown = {item.number for mark in marks(charts) if not mark.detail for item in mark.items}
        shown |= {
            item.number
            for chart in charts
            for band in chart.bands
            for one in band.bins
            for item in one.items
        }
        assert shown | {item.number for item in found.outside} == set(range(len(found.items)))
        assert {mark.detail for mark in marks(charts)} <= {0, *(chart.number for chart in charts)}
        for chart in charts:
            words = boxes(chart, size)
            assert not [pair for pair in combinations(words, 2) if pair[0].meets(pair[1])]
            assert all(box.left >= -0.2 and box.right <= chart.width + 0.2 for box in words)
            assert all(
                0 <= mark.x <= mark.x + mark.width <= chart.width
                for band in chart.bands
                for mark in band.marks
            )
            assert all(box.bottom < chart.height for box in words)
            ends = [
                (tick.x - width(tick.text, size - 2) / 2, tick.x + width(tick.text, size - 2) / 2)
                for tick in chart.ticks
            ]
            assert all(one[1] <= other[0] for one, other in pairwise(ends))


DAY = st.tuples(st.integers(-3000, 2100), st.integers(1, 12), st.integers(1, 28)).map(
    lambda one: f"{'-' if one[0] < 0 else ''}{abs(one[0]):04}-{one[1]:02}-{one[2]:02}"
)
DATE = st.one_of(
    DAY,
    DAY.map(lambda day: day[:-6]),
    DAY.map(lambda day: f'notBefore="{day}"'),
    DAY.map(lambda day: f'to="{day}"'),
    st.tuples(DAY, DAY).map(lambda two: f'from="{min(two, key=_days)}" to="{max(two, key=_days)}"'),
    st.tuples(DAY, DAY).map(
        lambda two: f'notBefore="{min(two, key=_days)}" notAfter="{max(two, key=_days)}"'
    ),
)


def _days(day: str) -> tuple[int, str]:
    year = int(day[:-6])
    return (year, day[-5:])


@given(st.lists(DATE, min_size=2, max_size=30))
@settings(max_examples=40, phases=(Phase.explicit, Phase.generate))
def test_all_dates_are_drawn_or_named_and_no_words_meet(dates: list[str]) -> None:
    if found := drawn(*dates):
        check(found)


def test_one_date_is_no_timeline() -> None:
    assert drawn("0626-08-07") is None
    assert drawn("0626-08-07", "0626-08-07") is None


def test_dates_go_from_left_to_right_and_the_order_is_that_of_time() -> None:
    found = drawn("-0043-03-15", "0014-08-19", "-0030", "0009")
    assert found
    check(found)
    assert [item.date.label for item in found.items] == [
        "15 March 43 BC",
        "30 BC",
        "9",
        "19 August 14",
    ]
    places = sorted(marks(found.wide), key=lambda mark: mark.items[0].number)
    assert [mark.x for mark in places] == sorted(mark.x for mark in places)
    said = [tick.text.split() for tick in found.wide[0].ticks]
    years = [1 - int(one[0]) if one[1:] else int(one[0]) for one in said]
    assert years == sorted(set(years))
    assert min(years) < 0 < max(years)


def test_what_is_not_known_fades() -> None:
    found = drawn(
        'notBefore="0600" notAfter="0610"',
        'from="0600" to="0610"',
        'to="0604"',
        'notBefore="0606"',
        'when="0605" precision="low"',
    )
    assert found
    fades = {mark.items[0].date.iso: mark.fades for mark in marks(found.wide)}
    assert (
        sorted(fades.values()) == ["", "both", "both", "both", "both"]
        or fades["../0604"] == "start"
    )
    vague = [item for item in found.items if item.date.is_vague]
    assert len(vague) == 3


def test_days_too_dense_to_tell_apart_are_drawn_again() -> None:
    found = drawn(
        "0560", "0580", "0600", "0620", "0641", *(f"0626-08-{day:02}" for day in range(1, 11))
    )
    assert found
    check(found)
    assert [chart.number for chart in found.wide] == [0, 1]
    (summed,) = [mark for mark in marks(found.wide[:1]) if mark.detail]
    assert len(summed.items) == 10
    assert found.wide[1].name == "August 626"
    assert len(marks(found.wide[1:])) == 10


def test_what_lies_far_from_all_others_stands_outside() -> None:
    found = drawn("0610", "0615", "0622", "0626", "0628", "2019", 'from="0330" to="1453"')
    assert found
    check(found)
    assert [item.date.label for item in found.outside] == ["2019"]
    assert found.wide[0].name == "610–628"


def test_very_many_dates_are_counted_in_bins() -> None:
    found = drawn(*(f"{1500 + n % 97}-{n % 12 + 1:02}-{n % 28 + 1:02}" for n in range(2000)))
    assert found
    check(found)
    (band,) = found.wide[0].bands
    assert sum(len(one.items) for one in band.bins) == len(found.items) > 900


def test_names_of_five_thousand_characters_are_cut() -> None:
    event = f'<event xml:id="e" when="0626"><eventName>{"wörd" * 1250}</eventName></event>'
    found = drawn("0600", events=event)
    assert found
    check(found)
    assert all(len(mark.text) < 60 for mark in marks(found.wide))


def test_a_text_has_the_events_that_it_names_in_its_lane() -> None:
    event = (
        '<listEvent><event xml:id="e" when="0626"><eventName>Siege</eventName></event></listEvent>'
    )
    found = timeline.draw(
        edition(
            a=tei(
                '<p>The <rs type="event" ref="#e">siege</rs>, in <date when="0625">625</date>.</p>',
                stand_off=event,
            ),
            b=tei('<p>In <date when="0627">627</date>.</p>'),
        )
    )
    assert found
    lanes = {lane.title: number for number, lane in enumerate(found.lanes)}
    said = {(item.lane, item.name): item.is_named for item in found.items}
    assert said[(lanes["Events"], "Siege")] is False
    assert any(
        named and name == "Siege" and lane != lanes["Events"]
        for (lane, name), named in said.items()
    )


def test_the_siege_sets_both_accounts_against_610_to_641(siege: Timeline) -> None:
    check(siege)
    assert [lane.title for lane in siege.lanes] == [
        "Events",
        "The encyclopedia",
        "The narrative",
        "The editors’ notes",
    ]
    low, high = siege.wide[0].name.split("–")
    assert int(low) <= 610
    assert int(high) >= 641
    assert siege.wide[1].name == "June–August 626"
    assert siege.wide[1].is_julian
    day = next(mark for mark in marks(siege.wide[1:]) if mark.text == "“August 7”").items[0]
    assert day.start == day_number(626, 8, 7, julian=True)
    assert len(siege.wide) == 2


def test_many_dates_are_counted_and_the_page_says_how() -> None:
    events = "".join(
        f'<event xml:id="e{n}" when="{1500 + n * 7 % 400}"><label>E{n}</label></event>'
        for n in range(600)
    )
    text = tei(stand_off=f"<listEvent>{events}</listEvent>")
    site = Site(edition(a=text), {"a": document(text)})
    assert site.timeline
    for charts, years in ((site.timeline.wide, "4"), (site.timeline.narrow, "10")):
        (band,) = charts[0].bands
        most = max(len(one.items) for one in band.bins)
        assert band.scale == f"at most {most} in about {years} years"
    pages = {page.url: site.render(page) for page in site.pages()}
    lead = pages["timeline.html"].partition('<p class="lead">')[2].partition("</p>")[0]
    assert "The height of a bar says how much begins in its stretch of time." in lead
    assert "fades" not in lead
    assert "spans" not in lead
    assert site.timeline.wide[0].bands[0].scale in pages["timeline.html"]


def test_an_event_leads_to_its_mark_or_its_row() -> None:
    """Also where there are too many to have marks, and a table is on several pages."""
    for number in (3, 600):
        events = "".join(
            f'<event xml:id="e{n}" when="{1500 + n * 7 % 400}"><label>E{n}.</label></event>'
            for n in range(number)
        )
        text = tei(stand_off=f"<listEvent>{events}</listEvent>")
        site = Site(edition(a=text), {"a": document(text)})
        pages = {page.url: site.render(page) for page in site.pages()}
        for n in range(number):
            (href,) = re.findall(r'\.\./([^"]+)">on the timeline', pages[f"events/e{n}.html"])
            page, _, aim = href.partition("#")
            assert f">E{n}." in pages[page].partition(f'id="{aim}"')[2].partition("</a>")[0]
            assert aim.startswith("mark-" if number == 3 else "row-")


def test_the_lead_of_a_timeline_says_what_marks_are() -> None:
    events = """<listEvent><event xml:id="a" when="0610"><label>A</label></event>
        <event xml:id="b" notBefore="0620"><label>B</label></event></listEvent>"""
    text = tei(stand_off=events)
    site = Site(edition(a=text), {"a": document(text)})
    html = next(site.render(page) for page in site.pages() if page.url == "timeline.html")
    lead = html.partition('<p class="lead">')[2].partition("</p>")[0]
    assert "A bar spans the days that are meant; where it fades, its end is not known." in lead
    assert "height" not in lead
    assert "Open marks" not in lead


def test_years_without_end_are_drawn_at_once() -> None:
    dates = "".join(
        f'<date when="{year}">x</date> ' for year in ("0626", "0628", "-999999999", "9" * 30)
    )
    found = timeline.draw(edition(a=tei(f"<p>{dates}</p>")))
    assert found
    check(found)
    assert all(len(chart.ticks) < 40 for chart in found.wide)


def test_the_same_dates_give_the_same_timeline(siege: Timeline) -> None:
    assert timeline.draw(Project(REPOSITORY).edition) == siege


@pytest.fixture(scope="module")
def siege() -> Timeline:
    found = timeline.draw(Project(REPOSITORY).edition)
    assert found is not None
    return found
