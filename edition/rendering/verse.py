"""Verse, drama and speech.

TEI Guidelines, chapters 6 (verse), 7 (performance texts) and 8 (transcriptions of speech).
"""

from __future__ import annotations

from html import escape

from edition.rendering.alike import Alike, Tags
from edition.rendering.core import Renderer, behaviour, uniform
from edition.tei import Element, child, children, local


@uniform("lg", "sp", "spGrp", "castList", "castGroup", "castItem", "set", "annotationBlock")
def group(e: Alike) -> Tags:
    """A group of lines, a speech, a list of the cast."""
    return Tags(e.html_tag)


@behaviour("l")
def line(r: Renderer, e: Element) -> None:
    """A line of verse; its number is at hand for the margin."""
    number = e.get("n", "")
    r.wrap("div", e, more=f' data-n="{escape(number)}"' if number else "")


@uniform("speaker", "stage", "camera", "caption", "sound", "tech", "view", "trailer")
def direction(e: Alike) -> Tags:
    """Who speaks, and what is to be seen and heard."""
    return Tags(e.html_tag)


@behaviour("caesura")
def caesura(r: Renderer, e: Element) -> None:
    """A break inside a line of verse."""
    r.write(f'<span{r.attributes(e)} title="caesura"> </span>')
    r.content(e)


@behaviour("u")
def utterance(r: Renderer, e: Element) -> None:
    """What someone says, after the speaker's name."""
    names = [
        r.where.name_of(key) for key in r.addressed.resolver.keys(e, "who") if r.where.href(key)
    ]
    names = names or [value.lstrip("#") for value in e.get("who", "").split()]
    html_tag = "div" if r.is_block(e) else "span"
    r.write(f"<{html_tag}{r.attributes(e)}>")
    if names:
        r.write(f'<span class="who generated">{escape(", ".join(names))}</span> ')
    r.content(e)
    r.write(f"</{html_tag}>")


@behaviour("pause", "incident", "kinesic", "vocal", "event")
def happening(r: Renderer, e: Element) -> None:
    """What is heard or seen beside the words."""
    said = e.get("type") or e.get("dur") or local(e)
    html_tag = "div" if r.is_block(e) else "span"
    r.write(f"<{html_tag}{r.attributes(e)}>")
    if child(e, "desc") is None and not children(e):
        r.write(f'<span class="why">[{escape(said)}]</span>')
    r.content(e)
    r.write(f"</{html_tag}>")
