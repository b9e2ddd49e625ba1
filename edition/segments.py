"""Segments: the citable passages of a text, and the fragment id of everything one can link to.

TEI Guidelines, chapters 3.11 (reference systems) and 17.3 (blocks, segments and anchors). An element with an
`@xml:id` keeps it. A passage or note without one gets an id made from its own words, so that it stays the
same when the text changes elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from edition.distinct import Distinct
from edition.tei import (
    ASIDE,
    XML_ID,
    XML_LANG,
    Element,
    descendants,
    elements_with_ids,
    has_own_text,
    is_tei,
    local,
    own_children,
    tag,
    words,
)

#: Elements that one cites: the innermost of them around a word is its passage.
CITABLE = frozenset(
    [
        "head",
        "p",
        "ab",
        "l",
        "s",
        "seg",
        "item",
        "cell",
        "figure",
        "note",
        "u",
        "stage",
        "speaker",
        "trailer",
        "label",
        "opener",
        "closer",
    ]
)

#: Elements that only hold others: a text is cut into passages below them.
CONTAINERS = frozenset(
    [
        "text",
        "front",
        "body",
        "back",
        "group",
        "div",
        "div1",
        "div2",
        "div3",
        "div4",
        "div5",
        "div6",
        "div7",
        "lg",
        "sp",
        "floatingText",
        "list",
        "table",
        "row",
        "listApp",
        "castList",
        "titlePage",
    ]
)

_REGIONS = frozenset(map(tag, ("front", "body", "back")))
_CITABLE = frozenset(map(tag, CITABLE))
_CONTAINERS = frozenset(map(tag, CONTAINERS))
_SEGMENTS = _CITABLE | _CONTAINERS


class Segment(NamedTuple):
    """A passage, or a division with an id.

    `id` is its fragment id, `document` the id of its document, `n` its label (`@n`, or ""), `text` its first words
    ("" for a division), `inside` the id of the segment around it, `region` is `front`, `body` or `back`; `has_own_words` says
    that not all its words lie in segments inside it, `length` how many characters they have (0 for a division).
    """

    id: str
    document: str
    n: str
    element: str
    text: str
    language: str | None
    inside: str
    region: str
    has_own_words: bool = True
    length: int = 0

    @property
    def is_division(self) -> bool:
        """Whether it only holds other segments."""
        return self.element in CONTAINERS


class Said(dict[Element, str]):
    """The words of the passages of a document, each read when first asked for."""

    def __missing__(self, element: Element) -> str:
        self[element] = found = words(element)
        return found


def addresses(root: Element, said: Said | None = None) -> dict[Element, str]:
    """Return the fragment id of each element that has an `@xml:id` or that one cites; no id stands twice.

    `said` takes in what words were read for it, for others to use.
    """
    said = Said() if said is None else said
    found: dict[Element, str] = {}
    keys: set[str] = set()
    for element in elements_with_ids(root):
        key = element.get(XML_ID, "")
        if key not in keys and key.split() == [key]:
            found[element] = key
            keys.add(key)
    distinct = Distinct(keys)
    headers = root.iter(tag("teiHeader"))
    apart = {node for header in headers for node in header.iterdescendants(*_CITABLE)}
    for element in root.iterdescendants(*_CITABLE):
        if element not in found and element not in apart:
            found[element] = distinct.name(_derived(element, said[element]))
    return found


def passages(
    container: Element, wanted: Collection[str], ids: Mapping[Element, str]
) -> Iterator[Element]:
    """Yield what a text consists of, in order: its passages, and what stands between them.

    Elements whose fragment id is among `wanted` are passages whole; what holds none of them is yielded as it is.
    """
    for node in container:
        if not local(node):
            continue
        if ids.get(node) in wanted or not any(
            ids.get(inner) in wanted for inner in node.iter(etree.Element)
        ):
            yield node
        else:
            yield from passages(node, wanted, ids)


def column(found: Sequence[Segment], wanted: Collection[str]) -> list[str]:
    """Return the ids of the passages that a text's body is cut into for parallel display, in order.

    Each is one of `wanted`, or the largest citable piece around which, and in which, none of them lies; or, so
    that no word is left out, the piece around one of `wanted` that has other words beside it.
    """
    around = {segment.id: segment.inside for segment in found}
    open_ = {outer for id in wanted for outer in _outwards(around.get(id, ""), around)}
    chosen: dict[str, None] = {}
    for segment in found:
        if segment.region != "body" or any(
            outer in chosen for outer in _outwards(segment.inside, around)
        ):
            continue
        is_open = segment.id in open_ and not segment.has_own_words
        if segment.id in wanted or not (segment.is_division or is_open):
            chosen[segment.id] = None
    return list(chosen)


def _outwards(id: str, around: Mapping[str, str]) -> Iterator[str]:
    while id:
        yield id
        id = around.get(id, "")


def passage_of(element: Element) -> Element | None:
    """Return the passage that an element belongs to: itself, or the nearest citable one around it."""
    node = element if element.tag in _CITABLE else next(element.iterancestors(*_CITABLE), None)
    outer = node.getparent() if node is not None else None
    if node is None or outer is None or not is_tei(outer, "figure"):
        return node
    is_caption = is_tei(node, "head", "p", "ab") and not node.get(XML_ID)
    return outer if is_caption and outer.get(XML_ID) else node


def segments(
    root: Element, document: str, ids: Mapping[Element, str], said: Said | None = None
) -> tuple[Segment, ...]:
    """Return the citable passages of a document's text, and its divisions that have an id, in order."""
    said = Said() if said is None else said
    places: dict[Element, _Place] = {}
    found: list[Segment] = []
    for element in (node for text in _texts(root) for node in text.iterdescendants(*_SEGMENTS)):
        place = _place(element.getparent(), ids, places)
        if element not in ids or place.is_aside:
            continue
        text = "" if element.tag in _CONTAINERS else said[element]
        found.append(
            Segment(
                id=ids[element],
                document=document,
                n=element.get("n", ""),
                element=local(element),
                text=_beginning(text),
                language=element.get(XML_LANG) or place.language,
                inside=place.inside,
                region=place.region or _own_region(element) or "body",
                has_own_words=_has_own_words(element),
                length=len(text),
            )
        )
    return tuple(found)


class _Place(NamedTuple):
    """What holds for all segments directly in an element: the one around them, the region, the language."""

    inside: str = ""
    region: str = ""
    language: str | None = None
    is_aside: bool = False


def _place(
    parent: Element | None, ids: Mapping[Element, str], places: dict[Element, _Place]
) -> _Place:
    if parent is None:
        return _Place()
    if (known := places.get(parent)) is not None:
        return known
    outer = _place(parent.getparent(), ids, places)
    places[parent] = found = _Place(
        ids.get(parent, outer.inside) if parent.tag in _SEGMENTS else outer.inside,
        outer.region or _own_region(parent),
        parent.get(XML_LANG) or outer.language,
        outer.is_aside or local(parent) in ASIDE,
    )
    return found


def _own_region(element: Element) -> str:
    return local(element) if element.tag in _REGIONS else ""


#: How many characters of a passage's words are kept.
LENGTH = 120


def _beginning(text: str) -> str:
    return text if len(text) < LENGTH else text[:LENGTH].rpartition(" ")[0] + "…"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a division: its fragment id, its words, and how many headed divisions are around it."""

    id: str
    text: str
    depth: int


def headings(root: Element, ids: Mapping[Element, str]) -> tuple[Heading, ...]:
    """Return the headings of a text's divisions, in order: its contents."""
    found: list[Heading] = []
    headed: set[Element] = set()
    for text in _texts(root):
        for head in descendants(text, "head"):
            division = head.getparent()
            if division is None or division in headed or division.tag not in _CONTAINERS:
                continue
            if head not in ids:  # in a header that has lost its way into the text
                continue
            if is_tei(division, "lg", "list", "table", "castList", "listApp") or not (
                said := words(head)
            ):
                continue
            headed.add(division)
            depth = sum(1 for node in division.iterancestors() if node in headed)
            found.append(Heading(ids[head], said, depth))
    return tuple(found)


def _has_own_words(element: Element) -> bool:
    """Tell whether an element has words outside the passages in it."""
    if has_own_text(element):
        return True
    return any(
        _has_own_words(node) if len(node) else bool(words(node))
        for node in element
        if local(node) and local(node) not in ASIDE and node.tag not in _SEGMENTS
    )


def _texts(root: Element) -> list[Element]:
    """Return the outermost texts of a document, without those of the documents in a corpus."""
    if is_tei(root, "text"):
        return [root]
    return [
        node
        for part in own_children(root)
        for node in part.iter(tag("text"))
        if next(node.iterancestors(tag("text")), None) is None
    ]


def _derived(element: Element, said: str) -> str:
    told = said or "".join(str(pair) for pair in sorted(element.items()))
    return f"{local(element)}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"
