"""Timeline: what is dated in an edition, set against an axis of time, as values that a template turns into SVG.

Events of the register have a lane of their own, each text one (the dates that it states and the events that it names), the
editors' notes another; a collection of many texts has one for all. What lies far from the rest gets a chart of
its own or stands beside; days too close to tell apart get a chart at a larger scale, as insets do on a map. Days are
Julian day numbers, as in `dates`; drawings are in SVG units, y downwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from edition.assembly import Edition
from edition.dates import MONTHS, DateRange, day_number, year_name, year_of
from edition.index import Entry, Mention
from edition.lettering import LEADING, shortened, width
from edition.register import Kind

#: Marks narrower than this are points; points closer together than `_CROWDED` cannot be told apart with ease.
_POINT, _CROWDED = 4.0, 7.0

#: So many charts at the most; so many texts have lanes of their own; so many marks a lane shows one by one.
_CHARTS, _TEXTS, _MARKS = 6, 6, 120

#: So many items are drawn together, however far apart they lie.
_FEW = 6

#: How wide a bar is that counts, with the gap behind it.
_BIN = 8.0

#: The steps of the axis in years; in months; in days.
_YEARS = (1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
_MONTHS = (6, 3, 1)
_DAYS = (10, 5, 2, 1)

_YEAR = 365.2425


@dataclass(frozen=True, slots=True)
class Lane:
    """Whose dates stand together: a title, and the id of the text, or ""."""

    title: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """Something dated: an event of the register, or a date, or an event that a text names.

    `number` counts the items in the order of time; `entry` is the event, `mentions` are the places that name it or state
    the date; one of both may be missing.
    """

    number: int
    lane: int
    date: DateRange
    name: str
    entry: Entry | None
    mentions: tuple[Mention, ...]

    @property
    def is_named(self) -> bool:
        """Tell whether this is an event as a text names it."""
        return bool(self.entry and self.mentions)

    @property
    def start(self) -> int:
        """The first day; of an open range the last."""
        return self.date.sort_key[0]

    @property
    def end(self) -> int:
        """The last day; of an open range the first."""
        return self.date.sort_key[1]


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar and its label: `x` and `width` are the bar's, its middle is at `y`, that of the words at `text_y`.

    `anchor` says which end of the words stands at `text_x`: "start" of those to the right of the bar or over it, "end" of those
    to its left. `fades` says which of its ends are not known: "", "start", "end" or "both". `detail` is the number of the chart that
    shows apart what this mark sums up, 0 if it is one item. `id` is what links to an event of the register lead to: "" of other marks,
    and on the narrow charts, which show again what the wide ones show.
    """

    x: float
    width: float
    y: float
    text: str
    text_x: float
    text_y: float
    anchor: str
    items: tuple[Item, ...]
    fades: str = ""
    detail: int = 0
    id: str = ""


@dataclass(frozen=True, slots=True)
class Bin:
    """A bar of a lane that has too many items to show each: how many lie in a stretch of the axis."""

    x: float
    width: float
    y: float
    height: float
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A lane as a chart draws it: its title's baseline, and its marks or bins; `scale` says what the highest bin counts."""

    lane: Lane
    y: float
    marks: tuple[Mark, ...]
    bins: tuple[Bin, ...]
    scale: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across a chart, and its date."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing: its size, its bands from above, the ticks of its axis.

    `number` is 0 for the first and counts the others; `name` says which time it shows; `is_julian` tells that its axis has
    the days of the Julian calendar.
    """

    number: int
    width: int
    height: int
    name: str
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    is_julian: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that is dated, in the order of time, and the charts that show it, wide and narrow.

    `outside` are the items that lie too far from all others to be drawn.
    """

    items: tuple[Item, ...]
    lanes: tuple[Lane, ...]
    wide: tuple[Chart, ...]
    narrow: tuple[Chart, ...]
    outside: tuple[Item, ...]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All that is shown one by one."""
        return tuple(mark for chart in self.wide for band in chart.bands for mark in band.marks)

    @property
    def bins(self) -> tuple[Bin, ...]:
        """All that is counted, as there is too much of it to show each."""
        return tuple(one for chart in self.wide for band in chart.bands for one in band.bins)


@dataclass(frozen=True, slots=True)
class _Format:
    width: int
    letters: float
    labels: float  # how wide a label may be


_WIDE = _Format(960, 15, 290)
_NARROW = _Format(360, 13, 240)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What one chart shows: items, the days from `first` to `last`; those in `details` are summed up, by chart."""

    number: int
    first: float
    last: float
    items: tuple[Item, ...]
    details: tuple[tuple[int, tuple[Item, ...]], ...] = ()

    def scale(self, format: _Format) -> float:
        return (format.width - 2 * _EDGE) / max(self.last - self.first, 1)


#: The free room left and right of the axis; between a bar and its words; and the least for words beside a bar.
_EDGE, _GAP, _BESIDE = 12.0, 5.0, 90.0


def draw(edition: Edition) -> Timeline | None:
    """Return the timeline of an edition, None if it has fewer than two dates."""
    lanes, items = _items(edition)
    if len({item.date.slug for item in items}) < 2:
        return None
    stretches, outside = _stretches(items)
    return Timeline(
        items,
        lanes,
        tuple(_chart(stretch, lanes, _WIDE) for stretch in stretches),
        tuple(_chart(stretch, lanes, _NARROW) for stretch in stretches),
        outside,
    )


# What is dated.


def _items(edition: Edition) -> tuple[tuple[Lane, ...], tuple[Item, ...]]:
    """Return the lanes and all that is dated, in the order of time."""
    loose = list(_loose(edition))
    documents = {owner for owner, *_ in loose if owner not in ("events", "headers", "notes")}
    order = [text.id for text in edition.texts if text.id in documents]
    lanes: dict[str, Lane] = {}
    if any(owner == "events" for owner, *_ in loose):
        lanes["events"] = Lane("Events")
    if len(order) > _TEXTS:
        lanes["texts"] = Lane("The texts")
    else:
        lanes.update({id: Lane(edition.short_title(id), id) for id in order})
    if any(owner == "headers" for owner, *_ in loose):
        lanes["headers"] = Lane("The headers")
    if any(owner == "notes" for owner, *_ in loose):
        lanes["notes"] = Lane("The editors’ notes")
    places = {owner: number for number, owner in enumerate(lanes)}
    loose.sort(
        key=lambda one: (one[1].sort_key, places.get(one[0], places.get("texts", 0)), one[2])
    )
    items = tuple(
        Item(number, places.get(owner, places.get("texts", 0)), date, name, entry, mentions)
        for number, (owner, date, name, entry, mentions) in enumerate(loose)
    )
    return tuple(lanes.values()), items


Loose = tuple[str, DateRange, str, Entry | None, tuple[Mention, ...]]


def _loose(edition: Edition) -> Iterator[Loose]:
    """Yield all that is dated: whose it is, its date, what it is called, the event, the mentions."""
    for entry in edition.indexes[Kind.event].entries:
        if not entry.entity.date:
            continue
        yield "events", entry.entity.date, entry.entity.name, entry, ()
        named: dict[str, list[Mention]] = {}
        for mention in entry.mentions:
            if mention.within == "text":
                named.setdefault(mention.document, []).append(mention)
        for document, found in named.items():
            yield document, entry.entity.date, entry.entity.name, entry, tuple(found)
    labels = {
        edition.by_id[comment.document].key_of(comment.id): comment.label
        for comment in edition.comments
    }
    for dated in edition.dates:
        stated: dict[str, list[Mention]] = {}
        for mention in dated.mentions:
            stated.setdefault(_owner(edition, mention), []).append(mention)
        for owner, found in stated.items():
            name = _called(found, labels) or _letter(edition, found) or dated.date.label
            yield owner, dated.date, name, None, tuple(found)


def _owner(edition: Edition, mention: Mention) -> str:
    """Return the lane in which a date stands: its text's, or that of headers that describe what is not here, or of notes."""
    if mention.within == "standOff":
        return "notes"
    is_alone = mention.within == "header" and not edition.by_id[mention.document].has_text
    return "headers" if is_alone else mention.document


def _letter(edition: Edition, mentions: Sequence[Mention]) -> str:
    """Return the title of the letter of which some mentions say when it was sent or received, "" if it is none."""
    told = next(filter(None, map(edition.correspondence, mentions)), None)
    if told is None:
        return ""
    letter, action = told
    return letter.title if action.type in ("sent", "") else f"{letter.title}, {action.type}"


def _called(mentions: Sequence[Mention], labels: Mapping[str, str]) -> str:
    """Return what a date is called: the words of the text for it, or the heads of the notes that state it; "" if there are none."""
    heads = list(dict.fromkeys(labels[one.holder] for one in mentions if labels.get(one.holder)))
    if not heads:
        said = next((one.text for one in mentions if one.text and one.within != "header"), "")
        return said and f"“{said}”"
    return heads[0] if len(heads) == 1 else f"{heads[0]}, and {len(heads) - 1} more"


# Which charts there are.


def _stretches(items: Sequence[Item]) -> tuple[list[_Stretch], tuple[Item, ...]]:
    """Return what each chart shows, and the items that none does."""
    framing, long = _framing(items)
    groups = _groups(framing)
    main = [group for group in groups if len(group) > 2] or groups
    outside = [item for group in groups if group not in main for item in group]
    made: list[_Stretch] = []
    count = 0
    waiting: list[tuple[int, tuple[Item, ...], float]] = []
    for group in main[:_CHARTS]:
        first, last = group[0].start, max(item.end for item in group)
        around = [item for item in long if item.start <= last and item.end >= first]
        shown = tuple(sorted((*group, *around), key=lambda item: item.number))
        waiting.append((count, shown, 0.03))
        count += 1
    drawn = {item.number for _, shown, _ in waiting for item in shown}
    outside += [item for item in long if item.number not in drawn]
    outside += [item for group in main[_CHARTS:] for item in group]
    while waiting:
        number, shown, margin = waiting.pop(0)
        inner = [item for item in shown if item not in long] or list(shown)
        first, last = min(item.start for item in inner), max(item.end for item in inner)
        room = max((last - first) * margin, 0.6)
        stretch = _Stretch(number, first - room, last + room, shown)
        details = []
        for crowd in _crowds(stretch)[: max(0, _CHARTS - count)]:
            details.append((count, crowd))
            waiting.append((count, crowd, 0.06))
            count += 1
        made.append(_Stretch(number, stretch.first, stretch.last, shown, tuple(details)))
    return made, tuple(sorted(outside, key=lambda item: item.number))


def _framing(items: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Part what spans many times the time of all that is shorter from the rest, whose frame it would blow up."""
    ordered = sorted(items, key=lambda item: (item.end - item.start, item.number))
    kept = len(ordered)
    while kept > _FEW:
        shorter = ordered[: kept - 1]
        group = max(_groups(shorter), key=len)
        frame = max(item.end for item in group) - group[0].start + 1
        if ordered[kept - 1].end - ordered[kept - 1].start <= 6 * frame:
            break
        kept -= 1
    framing = sorted(ordered[:kept], key=lambda item: item.number)
    return framing, sorted(ordered[kept:], key=lambda item: item.number)


def _groups(items: Sequence[Item]) -> list[list[Item]]:
    """Part items, unless they are few, where a gap takes up more than half of the time from the first to the last."""
    ordered = sorted(items, key=lambda item: (item.start, item.number))
    if len(ordered) < _FEW:
        return [ordered]
    reach = [ordered[0].end]
    for item in ordered[1:]:
        reach.append(max(reach[-1], item.end))
    whole = reach[-1] - ordered[0].start
    for number, item in enumerate(ordered[1:], 1):
        if item.start - reach[number - 1] > max(whole / 2, 2 * _YEAR):
            return [*_groups(ordered[:number]), *_groups(ordered[number:])]
    return [ordered]


def _crowds(stretch: _Stretch) -> list[tuple[Item, ...]]:
    """Return the groups of four and more points that lie too close together on the wide chart."""
    scale = stretch.scale(_WIDE)
    counts = Counter(item.lane for item in stretch.items)
    points = [
        item
        for item in stretch.items
        if counts[item.lane] <= _MARKS and (item.end - item.start + 1) * scale < _POINT
    ]
    points.sort(key=lambda item: (item.start, item.number))
    crowds: list[list[Item]] = []
    for item in points:
        if crowds and (item.start - max(one.end for one in crowds[-1][-4:])) * scale < _CROWDED:
            crowds[-1].append(item)
        else:
            crowds.append([item])
    found = [
        tuple(sorted(crowd, key=lambda item: item.number))
        for crowd in crowds
        if len({(item.start, item.end) for item in crowd}) > 3
        and (max(item.end for item in crowd) - crowd[0].start) * scale < _WIDE.width / 6
    ]
    return sorted(found, key=lambda crowd: -len(crowd))


# A chart.


def _chart(stretch: _Stretch, lanes: Sequence[Lane], format: _Format) -> Chart:
    y = 8.0
    bands = []
    for number, lane in enumerate(lanes):
        items = [item for item in stretch.items if item.lane == number]
        if not items:
            continue
        title = y + format.letters
        if len(items) > _MARKS:
            bins, y = _bins(stretch, items, format, title + 8)
            bands.append(Band(lane, title, (), bins, _said_scale(stretch, bins, format)))
        else:
            marks, y = _marks(stretch, items, format, title + 8)
            bands.append(Band(lane, title, marks, ()))
        y += 10
    is_julian = _is_julian(stretch.items, stretch.last - stretch.first)
    height = round(y + format.letters + 10)
    ticks = tuple(_ticks(stretch, format, is_julian))
    return Chart(
        stretch.number,
        format.width,
        height,
        _period(stretch, is_julian),
        tuple(bands),
        ticks,
        is_julian,
    )


def _marks(
    stretch: _Stretch, items: Sequence[Item], format: _Format, top: float
) -> tuple[tuple[Mark, ...], float]:
    """Return the marks of a lane in as few rows as they need, and where the rows end."""
    summed = {item.number: number for number, inner in stretch.details for item in inner}
    loose: list[tuple[tuple[Item, ...], int]] = [
        ((item,), 0) for item in items if item.number not in summed
    ]
    for number, inner in stretch.details:
        if found := tuple(item for item in inner if item in items):
            loose.append((found, number))
    loose.sort(key=lambda one: (one[0][0].start, -one[0][0].end, one[0][0].number))
    step = format.letters * LEADING + 7
    rows: list[list[tuple[float, float]]] = []
    marks = []
    for inner, detail in loose:
        x, right = _ends(stretch, inner, format)
        said = (
            inner[0].name
            if not detail
            else f"{len(inner)} dates: see below"
            if len(inner) > 1
            else "1 date: see below"
        )
        beside = max(x, format.width - right) - _GAP
        is_over = beside < min(width(said, format.letters), _BESIDE)
        text = shortened(
            said, format.letters, format.labels if is_over else min(beside, format.labels)
        )
        across = width(text, format.letters)
        ways = _ways(x, right, across, format.width)
        row, (text_x, anchor, *_) = _line(rows, ways)
        middle = top + (row + 0.5) * step
        over = 0.38 * format.letters if is_over else 0.0
        fades = _fades(inner[0], stretch) if not detail else ""
        is_event = inner[0].entry and not inner[0].mentions
        is_aim = format is _WIDE and is_event and not detail
        id = f"mark-{stretch.number}-{inner[0].number}" if is_aim else ""
        marks.append(
            Mark(
                _rounded(x), _rounded(right - x), _rounded(middle + over), text, _rounded(text_x),
                _rounded(middle - over), anchor, inner, fades, detail, id,
            )
        )  # fmt: skip
    return tuple(marks), top + len(rows) * step


#: Where words stand: their end at which they are anchored, and from where to where they and the bar reach.
_Way = tuple[float, str, float, float]


def _ways(x: float, right: float, across: float, whole: float) -> list[_Way]:
    """Return where words may stand: to the right of a bar, else to its left, else over it."""
    ways = [
        (right + _GAP, "start", x, right + _GAP + across),
        (x - _GAP, "end", x - _GAP - across, right),
    ]
    if found := [way for way in ways if way[2] >= -0.1 and way[3] <= whole + 0.1]:
        return found
    text_x = max(0.0, min(x + _GAP, whole - across))
    return [(text_x, "start", min(x, text_x), max(right, text_x + across))]


def _line(rows: list[list[tuple[float, float]]], ways: Sequence[_Way]) -> tuple[int, _Way]:
    """Return the first row with room for a bar and its words, and where these stand; the room is taken."""
    apart = 10.0
    for number, row in enumerate([*rows, []]):
        for way in ways:
            if all(way[3] + apart <= start or end + apart <= way[2] for start, end in row):
                if number == len(rows):
                    rows.append(row)
                row.append(way[2:])
                return number, way
    raise AssertionError("an empty row has room")


def _ends(stretch: _Stretch, items: Sequence[Item], format: _Format) -> tuple[float, float]:
    """Return where a bar begins and ends, within the chart; a point is as wide as can be seen."""
    scale = stretch.scale(format)
    first = min(stretch.first if item.date.earliest is None else item.start for item in items)
    last = max(stretch.last if item.date.latest is None else item.end + 1 for item in items)
    x = max(_EDGE / 2, _EDGE + (first - stretch.first) * scale)
    right = min(format.width - _EDGE / 2, _EDGE + (last - stretch.first) * scale)
    if right - x >= _POINT:
        return x, right
    middle = min(
        max((x + right) / 2, _EDGE / 2 + _POINT / 2), format.width - _EDGE / 2 - _POINT / 2
    )
    return middle - _POINT / 2, middle + _POINT / 2


def _fades(item: Item, stretch: _Stretch) -> str:
    """Tell which ends of an item are not known, or not in sight."""
    date = item.date
    start = date.is_vague or date.earliest is None or item.start < stretch.first
    end = date.is_vague or date.latest is None or item.end > stretch.last
    return "both" if start and end else "start" if start else "end" if end else ""


def _bins(
    stretch: _Stretch, items: Sequence[Item], format: _Format, top: float
) -> tuple[tuple[Bin, ...], float]:
    """Return how many items begin in each stretch of the axis, as bars, and where they end."""
    tall, across = 70.0, _BIN
    scale = stretch.scale(format)
    found: dict[int, list[Item]] = {}
    for item in items:
        x = min(max((item.start - stretch.first) * scale, 0), format.width - 2 * _EDGE - 0.1)
        found.setdefault(int(x // across), []).append(item)
    most = max(map(len, found.values()))
    bins = []
    for place, inner in sorted(found.items()):
        height = max(2.0, tall * len(inner) / most)
        bins.append(
            Bin(
                _rounded(_EDGE + place * across),
                across - 1,
                _rounded(top + tall - height),
                _rounded(height),
                tuple(inner),
            )
        )
    return tuple(bins), top + tall


def _said_scale(stretch: _Stretch, bins: Sequence[Bin], format: _Format) -> str:
    """Return how many items the highest bar counts, and in how much time: "at most 31 in about 4 years"."""
    days = _BIN / stretch.scale(format)
    length, unit = next(
        ((days / long, unit) for long, unit in ((_YEAR, "year"), (_YEAR / 12, "month")) if days >= 2 * long),
        (days, "day"),
    )  # fmt: skip
    many = max(1, round(length))
    return f"at most {max(len(one.items) for one in bins)} in about {many} {unit}{'s' if many > 1 else ''}"


# The axis.


def _ticks(stretch: _Stretch, format: _Format, is_julian: bool) -> Iterator[Tick]:
    """Yield the ticks of an axis, as many as have room for their words."""
    scale = stretch.scale(format)
    size = format.letters - 2
    end = -1.0
    for day, text in _marked(stretch.first, stretch.last, format.width / (size * 6), is_julian):
        x = _EDGE + (day - stretch.first) * scale
        across = width(text, size)
        if x - across / 2 >= end and x + across / 2 <= format.width and x >= across / 2:
            yield Tick(_rounded(x), text)
            end = x + across / 2 + 6


def _marked(first: float, last: float, most: float, is_julian: bool) -> list[tuple[float, str]]:
    """Return the days that an axis marks, with what is said of them: the finest step that gives no more than so many."""
    span = last - first
    low, high = year_of(first), year_of(last)
    years = [step for step in _YEARS if span / _YEAR / step <= most]
    if span > 2.5 * _YEAR or not years:
        step = years[-1] if years else _YEARS[0] * (int(span / _YEAR / most / _YEARS[0]) + 1)
        return [
            (day, year_name(year))
            for year in _round_years(low, high + 1, step)
            if first <= (day := day_number(year, 1, 1, julian=is_julian)) <= last
        ]
    months = [(year, month) for year in range(low, high + 2) for month in range(1, 13)]
    if span > 75:
        step = next((one for one in reversed(_MONTHS) if span / 30.4 / one <= most), _MONTHS[0])
        return [
            (day, f"{MONTHS[month - 1]} {year_name(year)}")
            for year, month in months
            if (month - 1) % step == 0
            if first <= (day := day_number(year, month, 1, julian=is_julian)) <= last
        ]
    step = next((one for one in reversed(_DAYS) if span / one <= most), _DAYS[0])
    return [
        (day + 0.5, f"{number} {MONTHS[month - 1]}")
        for year, month in months
        for number in range(1, 29 if step > 2 else 32, step)
        if first <= (day := day_number(year, month, number, julian=is_julian)) <= last
        if number < 29 or day < day_number(year + month // 12, month % 12 + 1, 1, julian=is_julian)
    ]


def _round_years(low: int, high: int, step: int) -> Iterator[int]:
    """Yield the years between two, counted astronomically, that readers know by multiples of a step; the year 1 besides."""
    before_christ = range((1 - low) // step * step, max(step, 1 - high) - 1, -step)
    yield from (1 - year for year in before_christ)
    if low < 1 < step:
        yield 1
    yield from range(-(-max(low, 1) // step) * step, high + 1, step)


def _is_julian(items: Sequence[Item], span: float) -> bool:
    """Tell whether most of the days of a chart that shows days are told in the Julian calendar by their sources."""
    if span > 2.5 * _YEAR:
        return False
    counted = Counter(item.date.calendar for item in items if item.end - item.start < 29)
    return counted["Julian"] > sum(counted.values()) / 2


def _period(stretch: _Stretch, is_julian: bool) -> str:
    """Return the time that a chart shows, in words."""
    inside = [
        item for item in stretch.items if item.start > stretch.first and item.end < stretch.last
    ]
    first = min(item.start for item in inside or stretch.items)
    last = max(item.end for item in inside or stretch.items)
    low, high = year_of(first), year_of(last)
    if last - first > 2.5 * _YEAR:
        return f"{year_name(low)}–{year_name(high)}"
    one, other = (_month_of(day, is_julian) for day in (first, last))
    if one == other:
        return f"{one} {year_name(high)}"
    return (
        f"{one}–{other} {year_name(high)}"
        if low == high
        else f"{one} {year_name(low)}–{other} {year_name(high)}"
    )


def _month_of(day: int, is_julian: bool) -> str:
    year = year_of(day)
    passed = [m for m in range(1, 13) if day_number(year, m, 1, julian=is_julian) <= day]
    return MONTHS[max(passed, default=12) - 1]


def _rounded(value: float) -> float:
    return round(value, 1)
