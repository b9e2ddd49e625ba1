"""Parts: how a long text is divided into pages.

A text longer than a page is comfortable with is divided as its author divided it (TEI Guidelines, chapter 4.1), each
division on a page of its own, and again where a division is too long itself. What has no divisions is cut between
its blocks, before the beginning of a page of the source where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edition.distinct import Distinct, plain
from edition.tei import XML_ID, Element, all_text, descendants, is_tei, local, text_of

#: How many characters a text, or a division of it, may have before it is divided.
LIMIT = 60_000

#: How many characters make a page, where short divisions or blocks are gathered on one.
PAGE = 30_000

#: What is longer has a page of its own, if it is a division.
OWN = 8_000

#: What is so short that it joins the page before or after it: a heading, a page break, an epigraph.
SHORT = 2_000

_DIVISIONS = (
    "text", "group", "front", "body", "back", "div", "div1", "div2", "div3", "div4", "div5", "div6",
    "div7", "floatingText", "prologue", "epilogue", "performance", "sourceDoc", "surfaceGrp", "surface",
)  # fmt: skip
_ASIDE = ("teiHeader", "standOff", "facsimile", "TEI", "teiCorpus")


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a long text: its name in addresses, its title, and how deep it lies in the text, from 0."""

    id: str
    title: str
    depth: int


@dataclass(frozen=True)
class Piece:
    """A part with the elements that stand on its page, in order, and those around them that begin on it."""

    part: Part
    elements: tuple[Element, ...]
    opened: tuple[Element, ...]


def pieces(text: Element) -> list[Piece]:
    """Return the pages of a text in order; none for a text that is short enough for one."""
    found = _runs(text, 0) if sum(map(_size, text)) > LIMIT else []
    if len(found) < 2:
        return []
    names = Distinct(["index"], folded=True)
    seen: set[Element] = set()
    made = []
    for number, (elements, depth) in enumerate(found, 1):
        opened = [
            node for element in elements for node in element.iterancestors() if node not in seen
        ]
        opened = list(dict.fromkeys(opened))
        seen.update(opened)
        title = _title(elements, number)
        part = Part(names.name(_name(elements, title, number)), title, depth)
        made.append(Piece(part, tuple(elements), tuple(opened)))
    return made


def homes(found: list[Piece], ids: Mapping[Element, str]) -> dict[str, str]:
    """Return for each fragment id of a text the name of the part that it stands on."""
    return {
        ids[node]: piece.part.id
        for piece in found
        for element in (*piece.opened, *piece.elements)
        for node in ([element] if element in piece.opened else element.iter())
        if node in ids
    }


_Run = tuple[list[Element], int]


def _runs(element: Element, depth: int) -> list[_Run]:
    """Return the elements for each page, with the depth of the division that they are or lie in."""
    runs: list[_Run] = []
    waiting: list[Element] = []
    size = 0
    for node in element:
        if not local(node):
            continue
        length = _size(node)
        if _stands_alone(node, length):
            begins = waiting if size <= SHORT else []
            runs += [] if begins or not waiting else [(waiting, depth)]
            inner = _divided(node, depth, length)
            runs += [([*begins, *inner[0][0]], inner[0][1]), *inner[1:]]
            waiting, size = [], 0
            continue
        if waiting and size + length > PAGE:
            cut = _cut(waiting)
            runs.append((waiting[:cut], depth))
            waiting = waiting[cut:]
            size = sum(map(_size, waiting))
        waiting.append(node)
        size += length
    if waiting and runs and size <= SHORT:
        runs[-1] = ([*runs[-1][0], *waiting], runs[-1][1])
    elif waiting:
        runs.append((waiting, depth))
    return runs


def _stands_alone(node: Element, length: int) -> bool:
    return length > OWN and is_tei(node, *_DIVISIONS)


def _divided(node: Element, depth: int, length: int) -> list[_Run]:
    if length <= LIMIT:
        return [([node], depth)]
    return _runs(node, depth + local(node).startswith("div")) or [([node], depth)]


def _cut(waiting: list[Element]) -> int:
    """Return where to cut a run of blocks: before the last page break in its second half, else at its end."""
    for position in range(len(waiting) - 1, len(waiting) // 2, -1):
        if is_tei(waiting[position], "pb", "milestone"):
            return position
    return len(waiting)


def _size(element: Element) -> int:
    if is_tei(element, *_ASIDE):
        return 0
    return len(all_text(element))


def _title(elements: list[Element], number: int) -> str:
    divisions = [node for node in elements if is_tei(node, *_DIVISIONS)]
    head = next((node for node in elements if is_tei(node, "head")), None)
    if head is None:
        head = next(
            (found for node in divisions for found in descendants(node, "head", "titlePart")), None
        )
    if text := text_of(head):
        return text if len(text) <= 90 else text[:90].rpartition(" ")[0] + "…"
    labels = [node.get("n", "") for node in divisions if node.get("n")]
    if not labels:
        return f"Part {number}"
    kind = (divisions[0].get("subtype") or divisions[0].get("type") or "part").capitalize()
    return f"{kind} {labels[0]}" + (f"–{labels[-1]}" if len(labels) > 1 else "")


def _name(elements: list[Element], title: str, number: int) -> str:
    """Return a name for a part's file: its division's id, else the words of its title."""
    division = next((node for node in elements if is_tei(node, *_DIVISIONS)), None)
    wanted = division.get(XML_ID, "") if division is not None else ""
    return plain(wanted or title.lower(), f"part-{number}", 60)
