"""The TEI vocabulary, and reading text out of a tree.

lxml keeps the text between tags in `.text` and `.tail`; that is hidden here once. Names follow the TEI
Guidelines; `flatten` follows their chapters 3.5 (simple editorial changes) and 12 (critical apparatus) in
reading one text where the source offers several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

Element = etree._Element

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"
NAMESPACES = {"tei": TEI, "xml": XML}

XML_ID = f"{{{XML}}}id"
XML_LANG = f"{{{XML}}}lang"
XML_SPACE = f"{{{XML}}}space"

#: Elements whose content is no part of the running text around them.
ASIDE = frozenset({"note", "figDesc", "fw", "index", "listAnnotation", "teiHeader"})

#: Of several forms of one passage, those that are not what the source transmits.
EDITORIAL = frozenset({"corr", "reg", "expan", "rdg"})

#: Elements that break the line or block: a word never runs across their edges.
BLOCK = frozenset(
    """ab argument back body byline castItem castList cell closer dateline div div1 div2 div3 div4 div5 div6 div7
    docAuthor docDate docEdition docImprint docTitle epigraph figure front group head imprimatur item l label lg list
    listBibl listEvent listOrg listPerson listPlace listRelation listWit opener p postscript row salute signed sp
    speaker stage table text titlePage titlePart trailer bibl biblStruct person place org event relation note""".split()
)

_SPACE = re.compile(r"[ \t\r\n]+")


def local(element: Element) -> str:
    """Return the name of an element without its namespace; "" for comments and processing instructions."""
    tag: object = element.tag  # a function for comments and processing instructions
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def line_of(element: Element) -> int:
    """Return the line, from 1, on which the parser saw an element's start tag end; 0 where it does not know."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


def is_tei(element: Element, *names: str) -> bool:
    """Tell whether this is an element of TEI and, if names are given, one of them."""
    tag: object = element.tag
    if not isinstance(tag, str) or not tag.startswith(f"{{{TEI}}}"):
        return False
    return not names or tag[len(TEI) + 2 :] in names


def tag(name: str) -> str:
    """Return the qualified name of a TEI element, as lxml wants it."""
    return f"{{{TEI}}}{name}"


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """Yield the TEI elements of these names inside an element, in document order."""
    for found in element.iter(*map(tag, names)):
        if found is not element:
            yield found


def child(element: Element, *path: str) -> Element | None:
    """Return the first element at a path of child names, or None."""
    return element.find("/".join(map(tag, path)))


def children(element: Element, *names: str) -> list[Element]:
    """Return the child elements of these names (all TEI children, if none is given), in order."""
    return [node for node in element if is_tei(node, *names)]


def ancestors(element: Element) -> Iterator[Element]:
    """Yield the elements around an element, the nearest first."""
    return element.iterancestors()


def folded(text: str) -> str:
    """Return a text with each run of white space as one space, and none at its ends."""
    return _SPACE.sub(" ", text).strip(" ")


def text_of(element: Element | None) -> str:
    """Return all text inside an element, white space folded."""
    return "" if element is None else folded("".join(map(str, element.itertext())))


def language(element: Element) -> str | None:
    """Return the language in force at an element: its `@xml:lang` or that of the nearest ancestor."""
    node: Element | None = element
    while node is not None:
        if value := node.get(XML_LANG):
            return value
        node = node.getparent()
    return None


@dataclass
class FlatText:
    """The running text of an element, folded, with the place of each element in it.

    `spans` maps an element inside to its (start, end) in `text`.
    """

    text: str = ""
    spans: dict[Element, tuple[int, int]] = field(default_factory=dict)


def flatten(element: Element) -> FlatText:
    """Return the text of an element as the source transmits it: without notes, corrections, variant readings.

    White space is folded; a block inside begins a new word.
    """
    writer = _Flattener()
    writer.walk(element)
    return FlatText("".join(writer.parts).rstrip(" "), writer.spans)


class _Flattener:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.gap = True  # the text so far ends in a space, or is empty
        self.spans: dict[Element, tuple[int, int]] = {}

    def write(self, text: str | None) -> None:
        if not text:
            return
        text = _SPACE.sub(" ", text)
        if self.gap:
            text = text.removeprefix(" ")
        if text:
            self.parts.append(text)
            self.length += len(text)
            self.gap = text.endswith(" ")

    def walk(self, element: Element) -> None:
        name = local(element)
        block = name in BLOCK
        if block:
            self.write(" ")
        start = self.length
        apart = name in ("choice", "app", "subst")
        if not apart:
            self.write(element.text)
        for node in element:
            inner = local(node)
            if (
                inner
                and inner not in ASIDE
                and not (inner in EDITORIAL and (apart or inner == "rdg"))
            ) or (inner == "rdg" and element.find(tag("lem")) is None and node is element[0]):
                self.walk(node)
            if not apart:
                self.write(node.tail)
        self.spans[element] = (start, self.length)
        if block:
            self.write(" ")


def _tail(element: Element) -> str:
    return element.tail or ""


def outside_text(element: Element) -> str:
    """Return the text that stands between an element's children, and before the first: what is its own."""
    return folded("".join([element.text or "", *(" " + _tail(node) for node in element)]))
