"""Stretches: how texts that stand side by side are divided over pages, where they are too long for one.

The texts are cut at the same place of the story: the longest near its middle, before a heading if there is one, the
others where fewest correspondences are torn apart, and each half again until it is short enough. Row by row, the rows
are cut in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from edition.alignment import Alignment, Row
from edition.assembly import Edition
from edition.distinct import Distinct, plain
from edition.parts import LIMIT, Part
from edition.segments import Heading

#: What the number, the counterparts and the citation of a passage weigh on a page, in characters of text.
_APPARATUS = 150

#: How far from its middle a text may be cut, as a part of its length, and how many places are tried.
_MIDDLE, _TRIED = 0.2, 8


@dataclass(frozen=True, slots=True)
class Stretch:
    """A page of texts side by side: the name of its file and its title, and the keys of each column's passages in order.

    `spans` say for each column from which passage to which it reaches, or ""; `rows` are what stands in rows.
    """

    part: Part
    passages: tuple[tuple[str, ...], ...]
    spans: tuple[str, ...]
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class View:
    """A way of setting texts side by side: in rows, in the order of the column `leading`, or each in its own order (None).

    `file` is its page, which has the contents where there are several `stretches`.
    """

    file: str
    leading: int | None
    stretches: tuple[Stretch, ...]

    @property
    def is_divided(self) -> bool:
        """Whether it takes several pages."""
        return len(self.stretches) > 1

    @cached_property
    def homes(self) -> dict[str, str]:
        """The name of the page that each passage stands on, by key."""
        return {
            key: stretch.part.id
            for stretch in self.stretches
            for keys in stretch.passages
            for key in keys
        }


@dataclass(frozen=True)
class Stretches:
    """The pages of all texts of an edition that stand side by side."""

    edition: Edition

    def views(self, alignment: Alignment) -> tuple[View, ...]:
        """Return the ways of setting texts side by side: each in its own order, then led by each of them."""
        return self._views[alignment.id]

    def href(self, alignment: Alignment, column: str, key: str) -> str:
        """Return the address of a passage, by its key, beside other texts in their own order."""
        own = self.views(alignment)[0]
        fragment = key.rpartition("#")[2]
        return f"parallel/{alignment.id}/{own.homes.get(key, own.file)}.html#{column}.{fragment}"

    def headings(self, alignment: Alignment, column: int) -> Mapping[str, Sequence[Heading]]:
        """Return the headings in a column, by the key of the passage in which they stand."""
        return self._headings[alignment.id][column]

    @cached_property
    def _headings(self) -> dict[str, list[dict[str, list[Heading]]]]:
        return {
            one.id: [self._headed(*column) for column in zip(one.documents, one.passages, strict=True)]
            for one in self.edition.alignments
        }  # fmt: skip

    @cached_property
    def _under(self) -> dict[str, list[dict[str, str]]]:
        """For each column of an alignment the heading under which each passage stands, in few words."""
        found: dict[str, list[dict[str, str]]] = {}
        for alignment in self.edition.alignments:
            for column, keys in enumerate(alignment.passages):
                headings, last, under = self.headings(alignment, column), "", {}
                for key in keys:
                    last = _short(headings[key][-1].text) if key in headings else last
                    under[key] = last
                found.setdefault(alignment.id, []).append(under)
        return found

    def _headed(self, column: str, passages: Sequence[str]) -> dict[str, list[Heading]]:
        keys = frozenset(passages)
        analysis = self.edition.host(column)
        found: dict[str, list[Heading]] = {}
        for heading in analysis.headings:
            key = analysis.key_of(heading.id)
            while key not in keys and (segment := self.edition.segments.get(key)):
                key = analysis.key_of(segment.inside)
            if key in keys:
                found.setdefault(key, []).append(heading)
        return found

    @cached_property
    def _views(self) -> dict[str, tuple[View, ...]]:
        return {one.id: tuple(self._divided(one)) for one in self.edition.alignments}

    def _divided(self, alignment: Alignment) -> Iterator[View]:
        files = ["index", "synoptic", *(f"synoptic-{id}" for id in alignment.documents[1:])]
        names = Distinct(files, folded=True)
        yield self._own_order(alignment, files[0], names)
        for leading, file in enumerate(files[1:]):
            yield self._row_by_row(alignment, leading, file, names)

    def _own_order(self, alignment: Alignment, file: str, names: Distinct) -> View:
        sides = [
            _Side(
                [self._lengths[key] for key in keys],
                _heads(keys, self.headings(alignment, number)),
            )
            for number, keys in enumerate(alignment.passages)
        ]
        places = {
            key: (column, position)
            for column, keys in enumerate(alignment.passages)
            for position, key in enumerate(keys)
        }
        joins = [tuple(places[key] for key in item.keys) for item in alignment.correspondences]
        ranges = list(_cut(sides, joins))
        found = [
            tuple(keys[one.start : one.stop] for keys, one in zip(alignment.passages, page, strict=True))
            for page in ranges
        ]  # fmt: skip
        stretches = [self._stretch(alignment, passages, names) for passages in found]
        return View(file, None, _named(file, stretches))

    def _row_by_row(self, alignment: Alignment, leading: int, file: str, names: Distinct) -> View:
        rows = alignment.rows(leading)
        columns = [sum(map(self._lengths.__getitem__, keys)) for keys in alignment.passages]
        whole = sum(columns)
        scale = max(*columns, whole / 2) / max(1, whole)  # as many pages as in their own order
        lengths = [
            round(scale * sum(self._lengths[key] for cell in row.cells for key in cell))
            for row in rows
        ]
        heads = _heads(
            [next(iter(row.cells[leading]), "") for row in rows],
            self.headings(alignment, leading),
        )
        order = {key: n for keys in alignment.passages for n, key in enumerate(keys)}
        stretches = []
        for (part,) in _cut([_Side(lengths, heads)], []):
            inside = tuple(rows[part.start : part.stop])
            passages = tuple(
                tuple(sorted((key for row in inside for key in row.cells[n]), key=order.__getitem__))
                for n in range(len(alignment.documents))
            )  # fmt: skip
            stretches.append(self._stretch(alignment, passages, names, file, leading, inside))
        return View(file, leading, _named(file, stretches))

    def _stretch(
        self,
        alignment: Alignment,
        passages: tuple[tuple[str, ...], ...],
        names: Distinct,
        file: str = "",
        leading: int = 0,
        rows: tuple[Row, ...] = (),
    ) -> Stretch:
        """Return a stretch, called after the heading with which its leading column begins, or its first passage."""
        column = next(n for n in (leading, *range(len(passages))) if passages[n])
        told = [passages[n] if not rows else () for n in range(len(passages))]
        if rows:  # what stands with them may come from anywhere
            told[leading] = tuple(row.cells[leading][0] for row in rows if row.cells[leading])
        first = (told[column] or passages[column])[0]
        spans = tuple(map(self._span, told))
        name = self._name(alignment, column, first)
        part = Part(
            names.name(f"{file}-{name}" if file else name),
            self._title(alignment, column, first, spans[column]),
            0,
        )
        return Stretch(part, passages, spans, rows)

    def _title(self, alignment: Alignment, column: int, first: str, span: str) -> str:
        """Return what a stretch is called: the heading that it begins with, or that under which it goes on."""
        if headings := self.headings(alignment, column).get(first):
            return _short(headings[0].text)
        segment = self.edition.segments[first]
        said = span or _short(segment.text or segment.id)
        around = self._under[alignment.id][column].get(first)
        return f"{around}, {said}" if around else said

    def _name(self, alignment: Alignment, column: int, first: str) -> str:
        """Return the name of a stretch in addresses: the id of the division or the passage with which it begins."""
        segment = self.edition.segments[first]
        division = self.edition.segments.get(f"{first.rpartition('#')[0]}#{segment.inside}")
        begins = first in self.headings(alignment, column) and segment.element == "head"
        id = division.id if begins and division else segment.id
        return (
            plain(id, "part", 60).encode()[:100].decode(errors="ignore")
        )  # file systems count bytes

    def _span(self, keys: Sequence[str]) -> str:
        """Return from which passage to which some reach, "" if they have no numbers."""
        numbers = [n for key in keys if (n := self.edition.segments[key].n)]
        return "–".join(dict.fromkeys((numbers[0], numbers[-1]))) if numbers else ""

    @cached_property
    def _lengths(self) -> dict[str, int]:
        """How much of a page each passage takes, in characters; a division as much as what is in it."""
        found: dict[str, int] = {}
        for analysis in self.edition.analyses:
            inside: dict[str, int] = {}
            for segment in reversed(analysis.segments):
                own = inside.get(segment.id, 0) if segment.is_division else segment.length
                found[analysis.key_of(segment.id)] = own + _APPARATUS
                inside[segment.inside] = inside.get(segment.inside, 0) + own
        return found


def _heads(keys: Sequence[str], headings: Mapping[str, Sequence[Heading]]) -> dict[int, int]:
    """Return the places at which a heading begins, each with how deep that lies."""
    return {n: headings[key][0].depth for n, key in enumerate(keys) if key in headings}


def _named(file: str, stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Return stretches under their names; one that is alone has that of the whole."""
    if len(stretches) > 1:
        return tuple(stretches)
    return tuple(
        Stretch(Part(file, one.part.title, 0), one.passages, one.spans, one.rows)
        for one in stretches
    )


def _short(title: str) -> str:
    return title if len(title) <= 60 else title[:60].rpartition(" ")[0] + "…"


class _Side:
    """A column to be cut: how long its passages are, and at which of them a heading begins, how deep."""

    def __init__(self, lengths: Sequence[int], heads: Mapping[int, int]) -> None:
        self.upto = [0, *accumulate(lengths)]
        self.heads = heads

    def length(self, part: range) -> int:
        """Return how many characters a part has."""
        return self.upto[part.stop] - self.upto[part.start]

    def share(self, part: range, place: int) -> float:
        """Return how much of a part lies before a place in it."""
        return (self.upto[place] - self.upto[part.start]) / max(1, self.length(part))


_Join = tuple[tuple[int, int], ...]


def _cut(sides: Sequence[_Side], joins: Sequence[_Join]) -> Iterator[tuple[range, ...]]:
    """Yield the pages of columns: a range of each. `joins` are what belongs together, each passage by column and place."""
    waiting = [(tuple(range(len(side.upto) - 1) for side in sides), joins)]
    while waiting:
        parts, inside = waiting.pop()
        lengths = [side.length(part) for side, part in zip(sides, parts, strict=True)]
        longest = max(range(len(sides)), key=lambda n: (len(parts[n]) > 1, lengths[n]))
        if max(lengths[longest], sum(lengths) // 2) <= LIMIT or len(parts[longest]) < 2:
            yield parts
            continue
        _, places = min(_tried(sides, parts, longest, inside))
        before = tuple(range(part.start, place) for part, place in zip(parts, places, strict=True))
        after = tuple(range(place, part.stop) for part, place in zip(parts, places, strict=True))
        waiting.append((after, _within(after, inside)))
        waiting.append((before, _within(before, inside)))


def _within(parts: tuple[range, ...], joins: Sequence[_Join]) -> list[_Join]:
    """Return what of joins lies in parts of the columns, if it still joins something."""
    found = (tuple(one for one in join if one[1] in parts[one[0]]) for join in joins)
    return [join for join in found if len({column for column, _ in join}) > 1]


def _tried(
    sides: Sequence[_Side], parts: tuple[range, ...], driver: int, joins: Sequence[_Join]
) -> Iterator[tuple[tuple[float, ...], tuple[int, ...]]]:
    """Yield where columns may be cut in two, each with what speaks against it."""
    side, part = sides[driver], parts[driver]
    inner = part[1:]
    near = sorted(inner, key=lambda place: (abs(side.share(part, place) - 0.5), place))
    middle = [place for place in near if abs(side.share(part, place) - 0.5) <= _MIDDLE]
    headed = sorted((place for place in middle if place in side.heads), key=side.heads.__getitem__)
    for place in headed[:_TRIED] or near[:_TRIED]:
        torn, places = 0, []
        share = side.share(part, place)
        for number, (other, range_) in enumerate(zip(sides, parts, strict=True)):
            if number == driver:
                places.append(place)
                continue
            pairs = _pairs(joins, driver, number)
            cost, best = _answer(other, range_, share, place, pairs)
            torn += cost
            places.append(best)
        yield (side.heads.get(place, 0), torn, abs(share - 0.5)), tuple(places)


def _pairs(joins: Sequence[_Join], driver: int, other: int) -> list[tuple[int, int]]:
    """Return the first place in one column and in another of each join that reaches into both."""
    found = []
    for join in joins:
        here = min((place for column, place in join if column == driver), default=None)
        there = min((place for column, place in join if column == other), default=None)
        if here is not None and there is not None:
            found.append((here, there))
    return found


def _answer(
    side: _Side, part: range, share: float, place: int, pairs: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """Return how many joins are torn, and the place where a column is cut that answers the cut of another at a place.

    Of several that tear no more, before a heading, and as much of the column before it as of the other.
    """
    change: dict[int, int] = {}
    for here, there in pairs:
        change[there + 1] = change.get(there + 1, 0) + (-1 if here < place else 1)
    torn = sum(1 for here, _ in pairs if here < place)
    best = (torn, True, 2.0, part.start)
    for cut in range(part.start, part.stop + 1):
        torn += change.get(cut, 0)
        if torn <= best[0]:
            best = min(best, (torn, cut not in side.heads, abs(side.share(part, cut) - share), cut))
    return best[0], best[3]
