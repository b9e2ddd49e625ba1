"""Editorial: what the editors, or the hands of the source, did to the words.

TEI Guidelines, chapters 3.5 (simple editorial changes), 11 (transcription) and 12 (critical apparatus).
"""

from __future__ import annotations

from html import escape

from lxml import etree

from edition.rendering.alike import Alike, Tags
from edition.rendering.core import Renderer, behaviour, uniform
from edition.tei import Element, all_children, descendants, has_text, is_tei, local, text_of

#: Words that follow a `gap`, by its `@reason`.
GAPS = {
    "excerpt": "the excerpt leaves out what stood here",
    "not-in-excerpt": "the excerpt does not carry the text of this note",
    "sampling": "left out by the editors",
}

_EDITED = {"corr": "corrected by the editors", "reg": "regularised", "expan": "expanded"}

_BRACKETS = {
    "supplied": ("[", "]", "supplied by the editors"),
    "surplus": ("{", "}", "held superfluous by the editors"),
    "ex": ("(", ")", "expanded by the editors"),
    "secl": ("[", "]", "secluded by the editors"),
}

_OPENED, _CLOSED = (f'<span class="generated">{mark}</span>' for mark in "[]")

_SAID = {
    "unclear": "hard to read",
    "damage": "damaged",
    "restore": "restored",
    "retrace": "retraced",
    "undo": "undone",
    "redo": "redone",
    "mod": "changed",
    "am": "mark of abbreviation",
    "sic": "so in the source",
}


@behaviour("gap", "ellipsis")
def gap(r: Renderer, e: Element) -> None:
    """Something left out: what, in words; inside a text they are said when asked."""
    reason = e.get("reason", "")
    extent = _extent(e)
    said = ", ".join(filter(None, [GAPS.get(reason, reason), extent])) or "gap"
    parent = e.getparent()
    apart = parent is not None and local(parent) in ("body", "div", "front", "back", "text")
    html_tag = "div" if r.is_block(e) else "p" if apart else "span"
    if parent is None or apart or not has_text(parent):  # nothing else is said there
        why = f'<span class="why">{escape(said)}</span>'
        r.write(f"<{html_tag}{r.attributes(e, 'gap')}>[…] {why}")
    else:
        asked = f' title="{escape(said)}" data-note="{escape(said)}"'
        focus = "" if r.in_link else ' tabindex="0"'
        r.write(f"<{html_tag}{r.attributes(e, 'gap')}{asked}{focus}>[…]")
    for node in all_children(e):
        r.write(" ")
        r.element(node)
    r.stray(e)
    r.write(f"</{html_tag}>")


def _extent(e: Element | Alike) -> str:
    """Return how much is meant, in the source's words."""
    quantity, unit = e.get("quantity"), e.get("unit")
    return f"{quantity} {unit}" if quantity and unit else quantity or unit or e.get("extent") or ""


@behaviour("choice")
def choice(r: Renderer, e: Element) -> None:
    """Several forms of one passage: what the source has, then the editors' form in brackets.

    The expansion of an abbreviation is said when asked, so that the text reads as it stands.
    """
    html_tag = "div" if r.is_block(e) else "span"
    parts = sorted(all_children(e), key=lambda node: local(node) in _EDITED)
    r.write(f"<{html_tag}{r.attributes(e)}>")
    if [local(node) for node in parts] == ["abbr", "expan"] and not _is_annotated(parts[1]):
        _abbreviation(r, *parts)
    else:
        for number, node in enumerate(parts):
            _form(r, node, number, bracketed=local(node) in _EDITED and len(parts) > 1)
    r.stray(e)
    r.write(f"</{html_tag}>")


def _abbreviation(r: Renderer, short: Element, full: Element) -> None:
    said = text_of(full)
    words = escape(said)
    focus = "" if r.in_link else ' tabindex="0"'
    r.wrap("abbr", short, more=f' title="{words}" data-note="{words}"{focus}')
    r.drop_words(full, said, "said when asked, over its abbreviation")


def _form(r: Renderer, node: Element, number: int, *, bracketed: bool) -> None:
    r.write(" " if number else "")
    if not bracketed:
        r.element(node)
        return
    html_tag = "div" if r.is_block(node) else "span"
    r.write(f'<{html_tag}{r.attributes(node)} title="{_EDITED[local(node)]}">{_OPENED}')
    r.content(node)
    r.write(f"{_CLOSED}</{html_tag}>")


def _is_annotated(e: Element) -> bool:
    """Tell whether an element holds more than words: a name, a note, another choice."""
    return any(
        local(node) not in ("ex", "hi", "am", "lb", "g")
        for node in e.iterdescendants(etree.Element)
    )


@behaviour("subst")
def substitution(r: Renderer, e: Element) -> None:
    """A deletion with the addition that takes its place."""
    html_tag = "div" if r.is_block(e) else "span"
    r.write(f"<{html_tag}{r.attributes(e)}>")
    r.only_elements(e)
    r.write(f"</{html_tag}>")


@uniform(*_BRACKETS, reads=["reason"])
def bracketed(e: Alike) -> Tags:
    """Words that the editors supply, expand or seclude, in the brackets that say so."""
    opened, closed, said = _BRACKETS[e.name]
    reason = e.get("reason")
    title = escape(f"{said}, {reason}" if reason else said)
    before, after = (f'<span class="generated">{mark}</span>' for mark in (opened, closed))
    return Tags(e.html_tag, more=f' title="{title}"', before=before, after=after)


@uniform(*_SAID, reads=["reason", "agent"])
def marked(e: Alike) -> Tags:
    """Words in a state that is marked lightly and said when asked."""
    reason = e.get("reason") or e.get("agent")
    said = _SAID[e.name]
    title = escape(f"{said}, {reason}") if reason else said
    return Tags(e.html_tag, more=f' title="{title}"')


@uniform("space", reads=["quantity", "unit", "extent"])
def space(e: Alike) -> Tags:
    """An empty space in the source."""
    extent = _extent(e)
    said = f"space, {extent}" if extent else "space"
    return Tags(e.html_tag, before=f'<span class="why">[{escape(said)}]</span>')


@behaviour("app")
def apparatus(r: Renderer, e: Element) -> None:
    """A place of variation: the lemma, or the first reading, in the text; the others after it in brackets."""
    html_tag = "div" if r.is_block(e) else "span"
    r.write(f"<{html_tag}{r.attributes(e)}>")
    text = next(descendants(e, "lem"), None)
    text = text if text is not None else next(descendants(e, "rdg"), None)
    for node in all_children(e):
        _reading(r, node, text)
    r.stray(e)
    r.write(f"</{html_tag}>")


@uniform("lem", "rdg", "rdgGrp", "witDetail", "wit")
def reading(e: Alike) -> Tags:
    """A reading outside an apparatus entry."""
    return Tags(e.html_tag)


def _reading(r: Renderer, node: Element, text: Element | None) -> None:
    if is_tei(node, "rdgGrp"):
        for inner in all_children(node):
            _reading(r, inner, text)
        r.stray(node)
    elif not is_tei(node, "lem", "rdg", "witDetail", "wit"):
        r.element(node)
    else:
        opened, closed = ("", "") if node is text else (_OPENED, _CLOSED)
        html_tag = "div" if r.is_block(node) else "span"
        around = node.getparent()
        begins = node.getprevious() is None and around is not None and is_tei(around, "app")
        apart = "" if begins else " "
        r.write(f"{apart}<{html_tag}{r.attributes(node)}>{opened}")
        r.content(node)
        if not len(node) and not text_of(node) and is_tei(node, "lem", "rdg"):
            r.write('<span class="why">omitted</span>')
        witnesses = " ".join(value.rpartition("#")[2] for value in node.get("wit", "").split())
        if witnesses:
            r.write(f' <span class="why">{escape(witnesses)}</span>')
        r.write(f"{closed}</{html_tag}>")


@uniform("listApp")
def list_of_entries(e: Alike) -> Tags:
    """An apparatus that stands apart from its text."""
    return Tags("div")


@uniform("abbr", "expan", "orig", "reg", "corr")
def form(e: Alike) -> Tags:
    """A form of a word that stands alone: it is the text."""
    return Tags(e.html_tag, more=f' title="{_EDITED[e.name]}"' if e.name in _EDITED else "")


@behaviour("substJoin", "certainty", "precision", "respons", "alt", "altGrp", "join", "joinGrp")
def stand_off(r: Renderer, e: Element) -> None:
    """What speaks of other markup: only what it holds, if anything, is shown."""
    if len(e) or has_text(e):
        r.block_or_phrase(e)
    elif id := r.new_id(e):
        r.write(f'<span id="{escape(id)}"></span>')
