"""Attributes: the elements of a tree by the attributes that they have, gathered in one pass.

Most elements of a text say nothing that could point, date or name. Who looks for such attributes asks here once for
each set of names, of which a document has some dozens, and not once for each element.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Set
from typing import NamedTuple

from lxml import etree

from edition.tei import Element


class Group(NamedTuple):
    """The elements of one name that have the same attributes, in document order; all names as lxml writes them."""

    tag: str
    names: tuple[str, ...]
    elements: list[Element]


class Attributes:
    """The elements of a tree that have attributes, in groups."""

    def __init__(self, root: Element) -> None:
        groups: dict[tuple[object, ...], list[Element]] = {}
        for element in root.iter(etree.Element):
            if names := element.keys():
                key = (element.tag, *names)
                group = groups.get(key)
                if group is None:
                    groups[key] = [element]
                else:
                    group.append(element)
        self._root = root
        self._groups = [
            Group(str(key[0]), tuple(map(str, key[1:])), elements)
            for key, elements in groups.items()
        ]

    def __iter__(self) -> Iterator[Group]:
        return iter(self._groups)

    def having(self, name: str) -> list[Element]:
        """Return the elements that have an attribute, those of each group in document order."""
        return [one for group in self._groups if name in group.names for one in group.elements]

    def in_order(self, elements: Collection[Element]) -> Iterable[Element]:
        """Return some elements, each once, in document order."""
        if len(elements) < 2:
            return elements
        wanted: Set[Element] = frozenset(elements)
        return (element for element in self._root.iter(etree.Element) if element in wanted)
