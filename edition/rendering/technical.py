"""Technical matter: examples of markup, documentation of schemas, dictionaries' and transcriptions' structure.

TEI Guidelines, chapters 9 (dictionaries), 11.2 (`sourceDoc`), 18 (feature structures) and 23 (documentation elements).
"""

from __future__ import annotations

import re
from html import escape

from lxml import etree

from edition.rendering.core import BEHAVIOURS, Renderer, behaviour
from edition.rendering.vocabulary import SECTION
from edition.tei import Element, is_tei, local

MATHML = "http://www.w3.org/1998/Math/MathML"
#: What browsers know of MathML (MathML Core).
MATHS = frozenset(
    """annotation math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt
    mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics""".split()
)
#: Those that hold text.
TOKENS = frozenset({"annotation", "mi", "mn", "mo", "ms", "mtext"})
EXAMPLES = "http://www.tei-c.org/ns/Examples"
_TAG = re.compile("<[^<>!?][^<>]*>")
_NAMESPACE = re.compile(r'\sxmlns(?::[\w.-]+)?="[^"]*"')


def example(r: Renderer, e: Element) -> None:
    """An example of markup, as it is written."""
    text = "".join(map(str, e.itertext()))
    source = etree.tostring(e, encoding="unicode", with_tail=False) if len(e) else text
    if len(e) and (entities := "".join(letter for letter in text if letter in "<>&")):
        r.result.dropped["egXML", "characters that are markup are shown as entities"] += 1
        r.result.dropped_text.append(entities)
    around = e.getparent()
    apart = around is None or is_tei(around, *SECTION) or r.holds_block(around)
    html_tag = "pre" if apart else "code"
    shown = escape(_TAG.sub(_undeclared, source) if len(e) else source, quote=False)
    ids = filter(None, map(r.new_id, e.iter(etree.Element)))
    r.write("".join(f'<span id="{escape(id)}"></span>' for id in ids))
    r.write(f'<{html_tag} class="egXML">{shown}</{html_tag}>')


BEHAVIOURS[f"{{{EXAMPLES}}}egXML"] = example


def _undeclared(tag: re.Match[str]) -> str:
    """Return a tag without its namespace declarations, which stand in most sources further out."""
    return _NAMESPACE.sub("", tag[0])


def mathematics(r: Renderer, e: Element) -> None:
    """MathML, as browsers know it; what they do not know is a row of what it holds."""
    known = e.tag == f"{{{MATHML}}}{local(e)}" and local(e) in MATHS
    name = local(e) if known else "mrow"
    given = f' display="{e.get("display")}"' if e.get("display") in ("block", "inline") else ""
    r.write(f"<{name}{given}>{_mathematical(e.text, name)}")
    for node in e:
        if local(node):
            mathematics(r, node)
        r.write(_mathematical(node.tail, name))
    r.write(f"</{name}>")


def _mathematical(text: str | None, around: str) -> str:
    shown = escape(text or "", quote=False)
    return shown if around in TOKENS or not shown.strip() else f"<mtext>{shown}</mtext>"


BEHAVIOURS[f"{{{MATHML}}}math"] = mathematics


@behaviour("eg")
def literal(r: Renderer, e: Element) -> None:
    """An example in its own lines."""
    r.wrap("div" if r.holds_block(e) else "pre" if r.is_block(e) else "code", e)


@behaviour(
    "specDesc",
    "moduleRef",
    "elementRef",
    "classRef",
    "macroRef",
    "dataRef",
    "specGrpRef",
    "memberOf",
)
def named(r: Renderer, e: Element) -> None:
    """A reference to a part of a schema: its name."""
    name = e.get("key") or e.get("name") or e.get("target") or local(e)
    html_tag = "div" if r.is_block(e) else "span"
    r.write(f'<{html_tag}{r.attributes(e)}><code class="generated">{escape(name)}</code> ')
    r.content(e)
    r.write(f"</{html_tag}>")


@behaviour(
    "elementSpec",
    "classSpec",
    "macroSpec",
    "moduleSpec",
    "dataSpec",
    "constraintSpec",
    "attDef",
    "valItem",
    "schemaSpec",
)
def specification(r: Renderer, e: Element) -> None:
    """A part of a schema, with its name."""
    name = e.get("ident", "")
    r.write(f'<div{r.attributes(e)}><code class="generated">{escape(name)}</code> ')
    r.content(e)
    r.write("</div>")


@behaviour("surface", "surfaceGrp", "zone", "line", "sourceDoc")
def place_on_page(r: Renderer, e: Element) -> None:
    """A surface of the source, a zone or a line on it."""
    number = e.get("n", "")
    r.write(f"<div{r.attributes(e)}>")
    if number and local(e) == "surface":
        r.write(f'<span class="milestone generated">[{escape(number)}]</span>')
    r.content(e)
    r.write("</div>")


@behaviour("sense", "hom")
def sense(r: Renderer, e: Element) -> None:
    """A sense of a word, with its number."""
    html_tag = "div" if r.is_block(e) else "span"
    r.write(f"<{html_tag}{r.attributes(e)}>")
    if number := e.get("n"):
        r.write(f'<span class="n generated">{escape(number)}</span> ')
    r.content(e)
    r.write(f"</{html_tag}>")


@behaviour("f", "symbol", "numeric", "binary")
def feature(r: Renderer, e: Element) -> None:
    """A feature with its value."""
    said = e.get("name") or e.get("value") or ""
    html_tag = "div" if r.is_block(e) else "span"
    r.write(f"<{html_tag}{r.attributes(e)}>")
    if said:
        r.write(f'<span class="generated">{escape(said)}</span> ')
    r.content(e)
    r.write(f"</{html_tag}>")
