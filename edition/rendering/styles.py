"""Styles: how a source says that something looked.

TEI Guidelines, chapters 2.3.4 (`tagsDecl`) and 1.3.1.1.3 (`@rend`, `@style`, `@rendition`). The words of `@rend` and `@type`
become classes; CSS in `@style` and `rendition` is kept where it speaks of letters and their setting, never of
the page around them or of files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from html import escape

from edition.tei import XML_ID, XML_LANG, Element

#: Properties of CSS that a source may set.
PROPERTIES = frozenset(
    """font-style font-weight font-variant font-variant-caps font-size letter-spacing word-spacing text-align text-decoration
    text-decoration-line text-indent text-transform vertical-align margin-left margin-right padding-left padding-right
    white-space border-bottom border-top line-height font-family""".split()
)

#: Attributes that say how an element looked, by which it can be styled, or which language it is in.
STYLING = frozenset({"rend", "type", "place", "style", "rendition", XML_LANG})

#: Attributes with their values.
Given = tuple[tuple[str, str], ...]

_VALUE = re.compile(r"[\w\s.,%#+-]{1,60}")
_WORD = re.compile(r"[^\w-]+")


class Styles:
    """The styles of one document."""

    def __init__(self, renditions: Iterable[Element]) -> None:
        """`renditions` are what the document declares; they are looked for when a pointer is met."""
        self._renditions = renditions
        self.of = lru_cache(maxsize=4096)(self._of)

    @cached_property
    def _declared(self) -> dict[str, str]:
        """The CSS of each rendition, by a pointer at it."""
        return {
            f"#{node.get(XML_ID, '')}": "".join(map(str, node.itertext()))
            for node in self._renditions
            if node.get("scheme", "css") == "css" and not node.get("scope")
        }

    def _of(self, said: Given) -> tuple[str, str, str]:
        """Return what some attributes (`STYLING`) and their values come to.

        The classes, each after a space; the `style` attribute in full, if there is one; and the language as it is given.
        """
        given = dict(said)
        words = " ".join(given.get(name, "") for name in ("rend", "type", "place")).split()
        css = given.get("style", "")
        for pointer in given.get("rendition", "").split():
            css += ";" + self._declared.get(pointer, "")
            if pointer not in self._declared:
                words.append(pointer.rpartition("#")[2].rpartition(":")[2])
        style = allowed(css) if css else ""
        shown = f' style="{escape(style)}"' if style else ""
        return "".join(map(_class, words)), shown, given.get(XML_LANG, "")


@lru_cache(maxsize=4096)
def _class(word: str) -> str:
    """Return the class that a word of the source becomes, with a space before; "" if it has no letter of one."""
    plain = _WORD.sub("-", word).strip("-")
    return f" is-{plain}" if plain else ""


def allowed(css: str) -> str:
    """Return those declarations of a piece of CSS that only set letters."""
    kept = []
    for declaration in css.split(";"):
        name, mark, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        if mark and name in PROPERTIES and _VALUE.fullmatch(value):
            kept.append(f"{name}: {' '.join(value.split())}")
    return "; ".join(dict.fromkeys(kept))
