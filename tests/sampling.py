"""Random documents of a grammar, for properties that hold of all of them.

Reads the grammar with `edition.relaxng` and walks its patterns: each way the grammar leaves open is chosen by lot,
those that go deep less often the deeper it gets.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from itertools import count

from lxml import etree

from edition.relaxng.grammar import Grammar
from edition.relaxng.patterns import Definition, Pattern
from edition.tei import XML, Element

#: From how many elements deep, or many in all, the shortest way is taken.
DEEP = 9
MANY = 400

#: A value or two for each datatype; patterns of the grammar that are narrower have values of their own.
SAMPLES = {
    "anyURI": ["#a", "register.xml#b", "https://example.org/"],
    "NMTOKEN": ["word"],
    "Name": ["persName", "p"],
    "boolean": ["true", "false"],
    "date": ["0626-08-07"],
    "dateTime": ["0626-08-07T12:00:00"],
    "decimal": ["5.7", "80000"],
    "gDay": ["---07"],
    "gMonth": ["--08"],
    "gMonthDay": ["--08-07"],
    "gYear": ["0626", "-0044"],
    "gYearMonth": ["0626-08"],
    "language": ["en", "grc-Latn"],
    "nonNegativeInteger": ["0", "7"],
    "positiveInteger": ["1", "7"],
    "string": ["some words"],
    "time": ["12:00:00"],
    "token": ["word", "4.1", "5cm"],
}


#: Where a value stands when it is tried: its namespaces do not matter to the datatypes of TEI.
NOWHERE = etree.Element("nowhere")


class Sampler:
    """Makes documents of a grammar, the same ones for the same seed."""

    def __init__(self, grammar: Grammar, seed: int) -> None:
        self.grammar = grammar
        self.random = random.Random(seed)
        self.numbers = count(1)
        self.made = 0
        self.heights = _heights(grammar)

    def document(self) -> Element:
        """Return the root of a new document."""
        return self._element(self.random.choice(self.grammar.start.elements), 0)

    def element(self, name: str) -> Element:
        """Return a new element of a name, as the grammar defines it."""
        return self._element(self.grammar.definitions(name)[0], DEEP - 3)

    def _element(self, definition: Definition, depth: int) -> Element:
        element = etree.Element(next(definition.names.all()))
        self.made += 1
        self._fill(element, definition.content, depth)
        return element

    def _fill(self, element: Element, pattern: Pattern, depth: int) -> None:
        if pattern.kind == "text":
            _append(element, self.random.choice(["", "word ", "some words "]))
        elif pattern.kind in ("data", "value", "list"):
            _append(element, self._value("", pattern))
        elif pattern.kind == "element":
            element.append(self._element(pattern.payload, depth + 1))
        elif pattern.kind == "attribute":
            name = next(pattern.payload.all())
            element.set(name, self._value(name, pattern.parts[0]))
        elif pattern.kind == "choice":
            self._fill(element, self._chosen(pattern.parts, depth), depth)
        elif pattern.kind == "oneOrMore":
            for _ in range(self.random.randint(1, 3 if depth < DEEP and self.made < MANY else 1)):
                self._fill(element, pattern.parts[0], depth)
        else:
            parts = list(pattern.parts)
            if pattern.kind == "interleave":
                self.random.shuffle(parts)
            for part in parts:
                self._fill(element, part, depth)

    def _chosen(self, ways: tuple[Pattern, ...], depth: int) -> Pattern:
        """Choose a way: an optional attribute seldom, the shorter ones more often the deeper it is already."""
        if any(way.kind == "empty" for way in ways) and any(
            way.kind == "attribute" for way in ways
        ):
            return ways[
                self.random.random() < 0.2
            ]  # libxml2 takes four times as long for each more
        if self.random.random() >= max(depth / DEEP, self.made / MANY):
            return self.random.choice(ways)
        heights = [_height(way, self.heights) for way in ways]
        lowest = min(heights)
        return self.random.choice(
            [way for way, height in zip(ways, heights, strict=True) if height == lowest]
        )

    def _value(self, name: str, pattern: Pattern) -> str:
        if name == f"{{{XML}}}id":
            return f"id{next(self.numbers)}"
        values = [value for value in _values(pattern) if value]
        fitting = [value for value in values if pattern.admits(value, NOWHERE)]
        if fitting:
            return self.random.choice(fitting)
        return " ".join(self.random.choice(values) for _ in range(2))


def _values(pattern: Pattern) -> Iterator[str]:
    """Yield the values that a pattern lists one by one, and a few of each datatype in it."""
    for part in pattern.inside():
        if part.kind == "value":
            yield part.payload[2]
        elif part.kind == "data":
            yield from SAMPLES[part.payload.name]
        elif part.kind == "list":
            yield from _values(part.parts[0])


def _heights(grammar: Grammar) -> dict[Definition, float]:
    """Return how many elements deep each element is at the least."""
    definitions = {found for known in grammar.by_name.values() for found in known}
    heights = dict.fromkeys(definitions, math.inf)
    while True:
        higher = {d: 1 + _height(d.content, heights) for d in definitions}
        if higher == heights:
            return heights
        heights = higher


def _height(pattern: Pattern, heights: dict[Definition, float]) -> float:
    if pattern.kind == "element":
        return heights[pattern.payload]
    if pattern.kind not in ("choice", "group", "interleave", "oneOrMore"):
        return 0
    inside = [_height(part, heights) for part in pattern.parts]
    return min(inside, default=0) if pattern.kind == "choice" else max(inside, default=0)


def _append(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
