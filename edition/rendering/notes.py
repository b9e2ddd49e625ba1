"""Notes and references.

TEI Guidelines, chapters 3.7 (simple links), 3.9 (notes) and 17 (linking).
"""

from __future__ import annotations

from html import escape

from edition.pointers import is_web
from edition.rendering.core import Renderer, behaviour, way_back
from edition.rendering.vocabulary import EITHER
from edition.tei import Element, local

#: Where a note stands for itself: among blocks, not in a line of text.
_AMONG_BLOCKS = frozenset(
    """annotation div div1 div2 div3 div4 div5 div6 div7 body back front text group noteGrp person place org event bibl
    biblStruct biblFull notesStmt msDesc msItem listBibl standOff teiHeader object witness relation correspDesc change
    sourceDoc surface zone""".split()
)


@behaviour("note")
def note(r: Renderer, e: Element) -> None:
    """A note: in its place where it stands among blocks, else with the page's notes and a marker in the text."""
    parent = e.getparent()
    among_blocks = parent is None or local(parent) in _AMONG_BLOCKS
    if among_blocks and (parent is None or local(parent) not in EITHER or r.is_block(parent)):
        _listed(r, e)
        return
    if e.get("place") in ("inline", "interlinear") and not r.is_block(e):
        r.wrap("span", e)
        return
    number = len(r.result.notes) + 1
    label = e.get("n") or str(number)
    mark = r.free_id(f"{r.prefix}note-{number}.ref")
    id = r.new_id(e) or r.free_id(f"{r.prefix}note-{number}")
    r.write("<sup>")
    r.anchor(f"#{id}", f' id="{mark}" class="marker generated" data-note-ref="{escape(id)}"', label)
    r.write("</sup>")
    r.aside(e, id, label, mark)


def _listed(r: Renderer, e: Element) -> None:
    parent = e.getparent()
    html_tag = "div" if parent is None or r.is_block(parent) or r.is_block(e) else "span"
    r.write(f"<{html_tag}{r.attributes(e, 'note')}>")
    if label := e.get("n"):
        r.write(f'<span class="n generated">{escape(label)}</span> ')
    r.content(e)
    for number, mark in enumerate(r.referrers(e), 1):
        r.write(way_back(mark, number))
    r.write(f"</{html_tag}>")


@behaviour("ref")
def reference(r: Renderer, e: Element) -> None:
    """A reference: a link where it leads somewhere; a marker of a note is raised."""
    found = r.resolved(e, "target")
    mark = r.mark_of(e)
    if not found or r.in_link:
        r.block_or_phrase(e)
    elif mark:
        fragment = r.prefix + found[0][1].partition("#")[2]
        id = r.new_id(e) or r.free_id(mark)
        r.want(e)
        r.write("<sup>")
        r.link(
            f"#{fragment}",
            f' id="{escape(id)}" class="marker" data-note-ref="{escape(fragment)}"',
            e,
        )
        r.write("</sup>")
    else:
        r.link(found[0][1], r.attributes(e), e)


@behaviour("ptr")
def pointer(r: Renderer, e: Element) -> None:
    """A pointer without words: the address, or the name of what it points at."""
    found = r.resolved(e, "target")
    mark = r.mark_of(e)
    for number, (key, href) in enumerate(found):
        name = href if is_web(href) else r.where.name_of(key)
        if mark:
            id = r.new_id(e) or r.free_id(mark)
            fragment = r.prefix + href.partition("#")[2]
            note = r.addressed.document.elements.get(href.partition("#")[2])
            label = note.get("n", "*") if note is not None else "*"
            r.want(e)
            r.write("<sup>")
            given = (
                f' id="{escape(id)}" class="marker generated" data-note-ref="{escape(fragment)}"'
            )
            r.anchor(f"#{fragment}", given, label)
            r.write("</sup>")
        else:
            r.anchor(href, r.attributes(e), f" {name}" if number else name)
    if not found:
        r.write(
            f'<span{r.attributes(e)}><span class="why">[{escape(e.get("target", "") or "ptr")}]</span></span>'
        )
    r.content(e)
