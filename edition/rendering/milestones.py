"""Milestones: the beginnings of pages, columns, lines and other units that run across the structure.

TEI Guidelines, chapters 3.11.3 (milestone elements), 11.3 and 17.3 (anchors).
"""

from __future__ import annotations

from html import escape

from edition.pointers import is_web
from edition.rendering.alike import Alike, Tags
from edition.rendering.core import Renderer, behaviour, uniform
from edition.tei import Element, local

_UNITS = {"pb": "page", "cb": "column", "gb": "gathering"}


@behaviour("lb")
def line_break(r: Renderer, e: Element) -> None:
    """The beginning of a line of the source; inside a word it breaks the line and not the word.

    The first one of a block needs no break.
    """
    if e.getprevious() is None and _begins_block(r, e):
        if id := r.new_id(e):
            r.write(f'<span id="{escape(id)}"></span>')
        r.content(e)
        return
    given = ""
    if e.keys():
        given = ' class="in-word"' if e.get("break") == "no" else ""
        given += f' id="{escape(id)}"' if (id := r.new_id(e)) else ""
    r.write(f"<br{given}>")
    if e.text or len(e):  # empty in TEI, but nothing is lost
        r.content(e)


def _begins_block(r: Renderer, e: Element) -> bool:
    parent = e.getparent()
    return parent is not None and r.is_block(parent) and not (parent.text or "").strip()


@behaviour("pb", "cb", "gb", "milestone")
def milestone(r: Renderer, e: Element) -> None:
    """The beginning of a page or of another unit of the source, with its number and its image, if there is one."""
    label = e.get("n", "")
    unit = _UNITS.get(local(e), e.get("unit", ""))
    words = " ".join(filter(None, [unit, label])) or local(e)
    shown = f"[{words}]" if label else ""
    r.write(f'<span{r.attributes(e, f"milestone {local(e)}")} title="{escape(words)}">')
    image = _facsimile(r, e)
    if image and not r.in_link:
        r.anchor(image, ' class="generated"', shown or f"[{unit}]")
    elif shown:
        r.write(f'<span class="generated">{escape(shown)}</span>')
    r.write("</span>")
    r.content(e)


def _facsimile(r: Renderer, e: Element) -> str | None:
    """Return the address of the image that `@facs` leads to: its own, or that of the surface it points at."""
    for value in e.get("facs", "").split():
        if is_web(value):
            return value
        target = r.addressed.document.elements.get(value[1:]) if value.startswith("#") else None
        images = (
            [value]
            if target is None
            else [node.get("url", "") for node in target.iter() if local(node) == "graphic"]
        )
        for url in images:
            if is_web(url):
                return url
            if not url.startswith("#") and (address := r.image(url)):
                return address
    return None


@behaviour("anchor")
def anchor(r: Renderer, e: Element) -> None:
    """A point in the text."""
    if id := r.new_id(e):
        r.write(f'<span id="{escape(id)}" class="anchor"></span>')
    r.content(e)


@uniform(
    "handShift",
    "witStart",
    "witEnd",
    "lacunaStart",
    "lacunaEnd",
    "addSpan",
    "delSpan",
    "damageSpan",
    "move",
    "shift",
    reads=["new", "scribe", "wit", "spanTo"],
)
def shift(e: Alike) -> Tags:
    """A point where something begins or ends: a hand, a witness, a tone of voice."""
    said = e.get("new") or e.get("scribe") or e.get("wit") or e.get("spanTo") or e.get("type")
    words = escape(" ".join(filter(None, [e.name, said.replace("#", "")])))
    return Tags(e.html_tag, more=f' title="{words}"')


@uniform("facsimile")
def facsimile(e: Alike) -> Tags:
    """The images of the source, as links, with what is said of them."""
    return Tags("div")
