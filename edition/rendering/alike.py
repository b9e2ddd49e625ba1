"""Alike: what elements of one name with the same attributes have in common, and how that is written.

Most elements of TEI are written as their content between two tags, which are the same for many. So a function says once
what these are (`Uniform`), and `known` keeps them for all that are alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from edition.rendering.styles import STYLING, Given, Styles
from edition.tei import XML_LANG, tag

#: How many elements that are not alike are known together: more than there are, unless each has its own `@style`.
KEPT = 1 << 14


@dataclass(frozen=True, slots=True)
class Alike:
    """What elements have in common that are alike: their name, whether they are blocks, the attributes that matter."""

    name: str
    is_tei: bool
    is_block: bool
    given: Mapping[str, str]

    def get(self, attribute: str) -> str:
        """Return the value of an attribute, "" where it is not given."""
        return self.given.get(attribute, "")

    @property
    def html_tag(self) -> str:
        """The HTML element of a block, or of a phrase, of which no more is known."""
        return "div" if self.is_block else "span"


class Tags(NamedTuple):
    """What is written around the content of elements that are alike.

    The HTML element; its classes, if these are others than the element's name; further attributes, as HTML; and HTML that
    stands before the content and after it.
    """

    html_tag: str
    classes: str = ""
    more: str = ""
    before: str = ""
    after: str = ""


class Known(NamedTuple):
    """The tags of elements that are alike, and what of them is written: the start tag and what stands after it, the same from
    its classes on, and the end.

    The start is "" where it depends on the document, or on what is around each: on its styles, or the language.
    """

    tags: Tags
    start: str
    classes: str
    end: str


#: What tells elements that are not alike apart: who says their tags, their qualified name, whether they are blocks, and the
#: attributes that matter.
Key = tuple[Callable[[Alike], Tags], str, bool, Given]

#: How elements are written, as far as such were met, in whatever document.
known: dict[Key, Known] = {}


def learnt(key: Key) -> Known:
    """Return how elements that are alike are written, which is known from then on."""
    ask, name, is_block, given = key
    plain = name.rpartition("}")[2]
    tags = ask(Alike(plain, name == tag(plain), is_block, dict(given)))
    styling = tuple([pair for pair in given if pair[0] in STYLING])
    more, style, _ = _UNDECLARED.of(styling)
    classes = f' class="{tags.classes or plain}{more}"{style}{tags.more}>{tags.before}'
    start = "" if _DEPENDING.intersection(dict(given)) else f"<{tags.html_tag}{classes}"
    if len(known) >= KEPT:
        known.clear()
    known[key] = found = Known(tags, start, classes, f"{tags.after}</{tags.html_tag}>")
    return found


_UNDECLARED = Styles(())
_DEPENDING = frozenset({"rendition", XML_LANG})
