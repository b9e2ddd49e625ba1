"""Mistakes made by lot: documents changed in a few places, the same ones for the same seed.

What a slip of the hand or of a script does: an element or attribute lost, doubled, moved, renamed or put where it does
not belong, a value changed, words where none may stand.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

from lxml import etree

from edition.tei import XML, Element

RNG = "{http://relaxng.org/ns/structure/1.0}"

#: Values that a datatype may or may not take.
VALUES = (
    "", " ", "a", "a b", "1", "-1", "1.5", "3,5", "true", "yes", "#a", "a.xml#b", "http://example.org/a b", "en", "de_AT",
    "1820", "1820-05", "1820-05-06", "1820-5-6", "626", "0626-02-30", "--02-29", "12:00:00", "24:00:00", "1820-05-06T12:00:00Z",
    "P1Y", "P", "high", "a:b", "größe", "1e3", "INF", "50%", "5cm", "x\u00a0y", "mixed Case", "00012", "+7", "٣",
)  # fmt: skip


class Mutator:
    """Changes copies of documents, with the names and values that a grammar knows."""

    def __init__(self, grammar: Path, seed: int) -> None:
        root = etree.parse(grammar).getroot()
        self.random = random.Random(seed)
        self.elements = _names(root, "element") or ["p"]
        self.attributes = _names(root, "attribute") or ["n"]
        listed = {(value.text or "").strip() for value in root.iter(f"{RNG}value")}
        self.values = [*VALUES, *sorted(listed)[:: max(1, len(listed) // 40)]]
        self.ways: tuple[Callable[[Element], object], ...] = (
            self._remove, self._unwrap, self._double, self._rename, self._misspell, self._move, self._swap, self._add,
            self._say, self._silence, self._estrange, self._drop, self._give, self._call, self._set,
        )  # fmt: skip

    def mutant(self, root: Element, times: int = 1) -> Element:
        """Return a copy of a document that is changed at so many places, the root excepted."""
        copy = deepcopy(root)
        for _ in range(times):
            elements = [one for one in copy.iter(etree.Element) if one is not copy]
            if elements:
                self.random.choice(self.ways)(self.random.choice(elements))
        return copy

    def _remove(self, element: Element) -> None:
        _cut(element)

    def _unwrap(self, element: Element) -> None:
        parent = _parent(element)
        place = parent.index(element)
        _say(element, element.text)
        children = list(element)
        _cut(element)
        parent[place:place] = children

    def _double(self, element: Element) -> None:
        element.addnext(deepcopy(element))

    def _rename(self, element: Element) -> None:
        element.tag = _as(element, self.random.choice(self.elements))

    def _misspell(self, element: Element) -> None:
        name = etree.QName(element).localname
        place = self.random.randrange(len(name))
        element.tag = _as(element, name[:place] + "x" + name[place + 1 :])

    def _move(self, element: Element) -> None:
        tree = element.getroottree()
        goals = [one for one in tree.iter(etree.Element) if element not in one.iterancestors()]
        goal = self.random.choice([one for one in goals if one is not element])
        _cut(element)
        goal.insert(self.random.randint(0, len(goal)), element)

    def _swap(self, element: Element) -> None:
        other = element.getnext()
        if other is not None:
            other.addnext(element)

    def _add(self, element: Element) -> None:
        made = etree.Element(_as(element, self.random.choice(self.elements)))
        element.insert(self.random.randint(0, len(element)), made)

    def _say(self, element: Element) -> None:
        _say(element, "some words")

    def _silence(self, element: Element) -> None:
        element.text = None

    def _estrange(self, element: Element) -> None:
        name = etree.QName(element).localname
        element.tag = self.random.choice([name, f"{{urn:other}}{name}"])

    def _drop(self, element: Element) -> None:
        if element.attrib:
            del element.attrib[self.random.choice(list(element.attrib))]

    def _give(self, element: Element) -> None:
        element.set(self.random.choice(self.attributes), self.random.choice(self.values))

    def _call(self, element: Element) -> None:
        if element.attrib:
            value = element.attrib.pop(self.random.choice(list(element.attrib)))
            element.set(self.random.choice(self.attributes), value)

    def _set(self, element: Element) -> None:
        if element.attrib:
            element.set(self.random.choice(list(element.attrib)), self.random.choice(self.values))


def _names(grammar: Element, kind: str) -> list[str]:
    """Return the names that a grammar's elements or attributes have, as lxml writes those of attributes."""
    found = {str(name) for one in grammar.iter(f"{RNG}{kind}") if (name := one.get("name"))}
    return sorted(name.replace("xml:", f"{{{XML}}}") for name in found)


def _as(element: Element, name: str) -> str:
    """Return a name in the namespace of an element."""
    space = etree.QName(element).namespace
    return f"{{{space}}}{name}" if space and not name.startswith("{") else name


def _parent(element: Element) -> Element:
    parent = element.getparent()
    assert parent is not None
    return parent


def _cut(element: Element) -> None:
    """Take an element out of its tree; the words after it stay."""
    before, parent = element.getprevious(), _parent(element)
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def _say(element: Element, words: str | None) -> None:
    """Put words after an element."""
    element.tail = f"{words or ''}{element.tail or ''}" or None
