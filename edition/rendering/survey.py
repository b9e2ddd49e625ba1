"""Survey: what must be known of a part of a document before any of it is rendered.

Which elements are blocks or hold one, for blocks do not stand in phrases (HTML Standard, chapter 3.2.5); and in which
something stands that is joined to the word before or after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from lxml import etree

from edition.rendering.vocabulary import BLOCK, EITHER, PHRASE_PARENTS, SECTION
from edition.tei import APART, JOINING, Element, has_own_text, joins, tag

#: Elements that matter: those that are blocks, and those that may be joined to a word.
_SOUGHT: dict[object, bool] = {
    **dict.fromkeys(map(tag, BLOCK | SECTION | {"p", "ab", "head"}), True),
    **dict.fromkeys(map(tag, JOINING), False),
}
_EITHER = frozenset(map(tag, EITHER))
_PHRASE_PARENTS = frozenset(map(tag, PHRASE_PARENTS))
_NOTE, _LIST = tag("note"), tag("list")


class Survey:
    """What is known of those parts of a document that were looked at.

    `blocky` are the elements that are blocks or hold one, `holders` those that hold one; `joined` are those that are joined to
    a word, `tight` those in which one is. A part is a child of the `root`, so that a long header or register is not walked through for
    the text; `own` are its children that are parts of it. `notes_stay` says that notes stand in their place in the text.
    """

    def __init__(self, root: Element, own: Sequence[Element], *, notes_stay: bool) -> None:
        self.blocky: set[Element] = set()
        self.holders: set[Element] = set()
        self.joined: set[Element] = set()
        self.tight: set[Element] = set()
        self._root = root
        self._own = own
        self._notes_stay = notes_stay
        self._seen: set[Element] = set()

    def look(self, element: Element) -> None:
        """Look at the part in which an element stands, or at all of them if that is the root or stands above it."""
        around = [element, *element.iterancestors()]
        depth = around.index(self._root) if self._root in around else len(around) - 1
        for part in [around[depth - 1]] if depth else self._own:
            if self._seen.isdisjoint((part, self._root)):
                self._seen.add(part)
                self._take(chain([around[depth]], part.iter(etree.Element)))

    def _take(self, elements: Iterable[Element]) -> None:
        blocks: list[Element] = []
        joining: list[Element] = []
        for (
            element
        ) in elements:  # in one walk: to go along a tree takes longer than to look at what is met
            if (is_block := _SOUGHT.get(element.tag)) is not None:
                (blocks if is_block else joining).append(element)
        self._find_blocks(blocks)
        self._find_joined(joining)

    def _find_blocks(self, candidates: Iterable[Element]) -> None:
        """Note the elements that are blocks, and those around them; a note's blocks stay with the note."""
        holders, with_words = self.holders, _WithWords()
        for element in candidates:
            if element.tag in _EITHER and _is_phrase(element, with_words):
                continue
            self.blocky.add(element)
            node = element.getparent()
            while node is not None and node not in holders:
                holders.add(node)
                if node.tag == _NOTE and not self._notes_stay:
                    break
                node = node.getparent()
        self.blocky |= holders

    def _find_joined(self, candidates: Iterable[Element]) -> None:
        """Note what is joined to a word, and in which elements."""
        for element in candidates:
            if joins(element) != APART and (parent := element.getparent()) is not None:
                self.joined.add(element)
                self.tight.add(parent)


class _WithWords(dict[Element, bool]):
    """Whether words stand directly in an element, beside what else it holds."""

    def __missing__(self, element: Element) -> bool:
        found = self[element] = has_own_text(element)
        return found


def _is_phrase(element: Element, with_words: Mapping[Element, bool]) -> bool:
    """Tell whether an element that may be a block or a phrase stands in a phrase."""
    parent = element.getparent()
    if parent is None:
        return False
    if _LIST in (element.tag, parent.tag):
        return _is_inline(element) or _is_inline(parent)
    return parent.tag in _PHRASE_PARENTS and with_words[parent]


def _is_inline(element: Element) -> bool:
    """Tell whether this is a list that runs on in its line."""
    words = f"{element.get('type', '')} {element.get('rend', '')}".split()
    return element.tag == _LIST and not {"inline", "runon", "run-on"}.isdisjoint(words)
