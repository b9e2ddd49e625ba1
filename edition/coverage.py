"""Coverage: the proof that nothing of a text is lost on the way to the page.

The words and characters of the source are counted, and those of the page with those dropped by a named
decision; what the source has more of is lost. This shares nothing with `rendering` but its result.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from lxml import etree, html

from edition.tei import Element, local

#: Between these a word never runs on, in the source and on the page.
_SOURCE_BREAKS = frozenset(
    """p ab l lg s head note div div1 div2 div3 div4 div5 div6 div7 item list label cell row table figure figDesc sp
    speaker stage body front back text choice sic corr orig reg abbr expan app lem rdg gap pb lb cb milestone title bibl
    quote q opener closer byline dateline salute signed trailer""".split()
)
_PAGE_BREAKS = frozenset(
    """p div section h1 h2 h3 h4 h5 h6 li ul ol td th tr table caption figure figcaption blockquote br sup details
    summary""".split()
)
#: The classes of what a page says of its own: none of it is the source's.
_OF_THE_PAGE = frozenset({"generated", "tools"})
#: Stands for a break inside a word; no XML holds this character.
_JOINT = "\0"
_DEEP = html.HTMLParser(huge_tree=True)


def lost(source: Element, pages: Iterable[str], dropped: Iterable[str]) -> list[str]:
    """Return the words of a source text that are neither on its pages (HTML) nor dropped, each as often as it lacks.

    What lacks as a character alone, in no whole word, is returned as that character.
    """
    wanted = _source_text(source)
    shown = " ".join([*map(_page_text, pages), *dropped])
    words = Counter(_words(wanted)) - Counter(_words(shown))
    letters = Counter("".join(wanted.split())) - Counter("".join(shown.split()))
    return sorted(word for word in words.elements() if letters & Counter(word)) or sorted(
        letters.elements()
    )


def _words(text: str) -> Iterator[str]:
    return filter(None, map(_plain, text.split()))


@lru_cache(maxsize=1 << 16)
def _plain(word: str) -> str:
    """Return a word without its punctuation; most stand in a text more than once, and again on its page."""
    return "".join(letter for letter in word if unicodedata.category(letter)[0] in "LNM")


def _source_text(source: Element) -> str:
    parts: list[str] = []
    _read_source(source, parts)
    first, *others = "".join(parts).split(_JOINT)
    if not others:
        return first
    *between, last = others
    return "".join([first.rstrip(), *map(str.strip, between), last.lstrip()])


def _read_source(element: Element, parts: list[str]) -> None:
    breaks = local(element) in _SOURCE_BREAKS
    joins = breaks and element.get("break") == "no"
    if breaks:
        parts.append(_JOINT if joins else " ")
    if text := element.text:
        parts.append(text)
    for node in element:
        if isinstance(node.tag, str):
            _read_source(node, parts)
        if text := node.tail:
            parts.append(text)
    if breaks and not joins:
        parts.append(" ")


def _page_text(page: str) -> str:
    if not page.strip():
        return ""
    parts: list[str] = []
    _read_page(html.fragment_fromstring(page, create_parent="div", parser=_DEEP), parts)
    return "".join(parts)


def _read_page(element: etree._Element, parts: list[str]) -> None:
    classes = element.get("class") or ""
    breaks = element.tag in _PAGE_BREAKS and classes != "in-word"
    if breaks:
        parts.append(" ")
    if classes and not _OF_THE_PAGE.isdisjoint(classes.split()):
        return
    if text := element.text:
        parts.append(text)
    for node in element:
        if isinstance(node.tag, str):
            _read_page(node, parts)
        if text := node.tail:
            parts.append(text)
    if breaks:
        parts.append(" ")
