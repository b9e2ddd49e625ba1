"""Styles: how a source says that something looked.

TEI Guidelines, chapters 2.3.4 (`tagsDecl`) and 1.3.1.1.3 (`@rend`, `@style`, `@rendition`). The words of `@rend` and `@type`
become classes; CSS in `@style` and `rendition` is kept where it speaks of letters and their setting, never of
the page around them or of files.
"""

from __future__ import annotations

import re

from edition.tei import XML_ID, Element, descendants

#: Properties of CSS that a source may set.
PROPERTIES = frozenset(
    """font-style font-weight font-variant font-variant-caps font-size letter-spacing word-spacing text-align text-decoration
    text-decoration-line text-indent text-transform vertical-align margin-left margin-right padding-left padding-right
    white-space border-bottom border-top line-height font-family""".split()
)

_VALUE = re.compile(r"[\w\s.,%#+-]{1,60}")
_WORD = re.compile(r"[^\w-]+")


class Styles:
    """The styles of one document."""

    def __init__(self, root: Element) -> None:
        self._declared: dict[str, str] = {}
        self._defaults: dict[str, str] = {}
        for node in descendants(root, "rendition"):
            if node.get("scheme", "css") == "css" and not node.get("scope"):
                self._declared[f"#{node.get(XML_ID, '')}"] = "".join(map(str, node.itertext()))

    def of(self, element: Element) -> tuple[list[str], str]:
        """Return the classes and the CSS of an element, from its attributes."""
        get = element.get
        words = f"{get('rend', '')} {get('type', '')} {get('place', '')}".split()
        css = get("style", "")
        for pointer in get("rendition", "").split():
            css += ";" + self._declared.get(pointer, "")
            if pointer not in self._declared:
                words.append(pointer.rpartition("#")[2].rpartition(":")[2])
        return [
            f"is-{plain}" for word in words if (plain := _WORD.sub("-", word).strip("-"))
        ], allowed(css) if css else ""


def allowed(css: str) -> str:
    """Return those declarations of a piece of CSS that only set letters."""
    kept = []
    for declaration in css.split(";"):
        name, mark, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        if mark and name in PROPERTIES and _VALUE.fullmatch(value):
            kept.append(f"{name}: {' '.join(value.split())}")
    return "; ".join(dict.fromkeys(kept))
