"""Description: the header, and descriptions of manuscripts, as headings, labels and statements.

TEI Guidelines, chapters 2 (the TEI header) and 10 (manuscript description).
"""

from __future__ import annotations

from html import escape

from edition.pointers import escaped, is_web
from edition.rendering.core import Renderer, behaviour
from edition.rendering.vocabulary import PLAIN, SECTIONS, STATEMENTS
from edition.tei import Element, has_own_text, is_tei, local

#: Attributes that say something of a statement which its words may not.
_SAYING = (
    "when",
    "ident",
    "type",
    "n",
    "gi",
    "occurs",
    "material",
    "form",
    "columns",
    "writtenLines",
)


@behaviour("teiHeader")
def header(r: Renderer, e: Element) -> None:
    """The header, as what the edition says about a text."""
    for part in e:
        described(r, part)
    r.stray(e)
    if e.getparent() is r.document:
        r.write(r.endnotes())


@behaviour("msDesc", "msPart", "msFrag")
def manuscript(r: Renderer, e: Element) -> None:
    """A manuscript: where it is kept, what it holds, how it looks, where it has been."""
    html_tag = "div" if r.is_block(e) else "span"
    r.write(f"<{html_tag}{r.attributes(e)}>")
    if html_tag == "div":
        _parts(r, e)
    else:
        r.content(e)
    r.write(f"</{html_tag}>")


@behaviour("dimensions")
def dimensions(r: Renderer, e: Element) -> None:
    """Height, width and depth, with their unit."""
    parts = [node for node in e if local(node)]
    html_tag = "div" if r.is_block(e) else "span"
    r.write(f"<{html_tag}{r.attributes(e)}>")
    for number, node in enumerate(parts):
        r.write(' <span class="generated">×</span> ' if number else "")
        r.element(node)
    r.stray(e)
    if unit := e.get("unit"):
        r.write(f' <span class="generated">{escape(unit)}</span>')
    r.write(f"</{html_tag}>")


def described(r: Renderer, e: Element) -> None:
    """Write a part of a description, by what it is."""
    name = local(e)
    if not name:
        return
    if not is_tei(e) or name in PLAIN:
        r.element(e)
    elif name in SECTIONS and len(e):
        r.level += 1
        level = min(r.level, 6)
        r.write(f"<section{r.attributes(e)}><h{level}>{SECTIONS[name]}</h{level}>")
        _parts(r, e)
        r.level -= 1
        r.write("</section>")
    elif name in STATEMENTS:
        said = " ".join(value for key in _SAYING if (value := e.get(key)))
        label = " ".join(filter(None, [STATEMENTS[name], said]))
        r.write(
            f'<div{r.attributes(e, f"statement {name}")}><span class="label generated">{escape(label)}</span> '
        )
        _parts(r, e)
        if is_web(target := e.get("target", "")):
            r.write(" ")
            r.anchor(escaped(target), ' class="generated"', target)
        r.write("</div>")
    elif len(e) and not has_own_text(e):
        r.write(f"<div{r.attributes(e)}>")
        _parts(r, e)
        r.write("</div>")
    else:
        r.element(e)


def _parts(r: Renderer, e: Element) -> None:
    if has_own_text(e):
        r.write("<div>")
        r.content(e)
        r.write("</div>")
        return
    for node in e:
        described(r, node)
        r.write(" ")
