"""Prose: divisions, paragraphs, headings, lists, tables, figures, quotations and words that stand out.

TEI Guidelines, chapters 3 (elements available in all TEI documents), 4 (default text structure), 14 (tables and figures).
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from edition.parts import Piece
from edition.pointers import escaped, is_web
from edition.rendering.alike import Alike, Tags
from edition.rendering.core import Renderer, behaviour, is_headed, uniform
from edition.rendering.vocabulary import HIGHLIGHTED, SECTION
from edition.tei import (
    Element,
    all_children,
    child,
    children,
    descendants,
    is_tei,
    local,
    outside_text,
    text_before_elements,
    text_of,
    text_up_to_next,
)


@behaviour(*SECTION - {"TEI", "teiCorpus"})
def section(r: Renderer, e: Element) -> None:
    """A division; one with a heading puts those of the divisions inside a level down."""
    headed = is_headed(e)
    r.level += headed
    r.wrap("section" if headed and local(e).startswith("div") else "div", e)
    r.level -= headed


@behaviour("TEI", "teiCorpus")
def collection(r: Renderer, e: Element) -> None:
    """A corpus, or a text of one, which is read after what its header says."""
    r.write(f"<div{r.attributes(e)}>")
    for node in all_children(e):
        member(r, node)
    r.stray(e)
    r.write("</div>")


def member(r: Renderer, e: Element) -> None:
    """What a corpus, or a document with several texts, consists of."""
    of_root = e.getparent() is r.document
    if of_root and is_tei(e, "TEI", "teiCorpus"):
        r.drop(e, "a document of the corpus, shown on its own pages")
    elif is_tei(e, "standOff"):
        r.drop(e, "a register, shown by its entries")
    elif is_tei(e, "teiHeader") and of_root:
        r.drop(e, "shown on the page about the edition")
    elif is_tei(e, "teiHeader"):
        r.write('<details class="origin"><summary>Where this text comes from</summary>')
        r.element(e)
        r.write("</details>")
    else:
        r.element(e)


def part(r: Renderer, piece: Piece) -> Iterator[str]:
    """Yield the HTML of one of the parts of a long text: anchors for the divisions that begin on it, then its elements."""
    r.begin(piece.elements)
    for element in piece.opened:
        if id := r.new_id(element):
            yield f'<span id="{escape(id)}"></span>'
        yield escape(text_before_elements(element), quote=False)
    for element in piece.elements:
        parent = element.getparent()
        whole = parent is not None and is_tei(parent, "TEI", "teiCorpus")
        yield r.render(element, by=member if whole else None)
        yield escape(text_up_to_next(element, r.document), quote=False)


@behaviour("p", "ab")
def paragraph(r: Renderer, e: Element) -> None:
    """A paragraph, with what its page sets around a passage."""
    r.wrap_passage("div" if r.holds_block(e) else "p", e)


@behaviour("head")
def heading(r: Renderer, e: Element) -> None:
    """A heading of its division, or the caption of a figure, list, table or the like."""
    parent = e.getparent()
    if parent is None or not is_tei(parent, *SECTION):
        r.wrap("div", e, classes="head caption")
    elif r.holds_block(e):
        r.wrap("div", e, more=f' role="heading" aria-level="{min(r.level, 6)}"')
    elif e.get("n"):
        r.wrap_passage(f"h{min(r.level, 6)}", e)
    else:
        r.wrap(f"h{min(r.level, 6)}", e)


@uniform(
    "argument", "byline", "closer", "dateline", "docAuthor", "docDate", "docEdition", "docImprint", "docTitle", "epigraph",
    "imprimatur", "opener", "postscript", "salute", "signed", "titlePage", "titlePart", "trailer", "address", "addrLine",
    "cit", "bibl", "biblFull", "listBibl", "listWit", "witness", "label",
)  # fmt: skip
def block(e: Alike) -> Tags:
    """A block of a text, a phrase where it stands in one."""
    return Tags(e.html_tag)


@behaviour("analytic", "monogr", "series", "imprint", "biblStruct", "respStmt", "gramGrp")
def structured(r: Renderer, e: Element) -> None:
    """What consists of statements alone: a space parts them, whether the source has one or not."""
    html_tag = "div" if r.is_block(e) else "span"
    r.write(f"<{html_tag}{r.attributes(e)}>")
    for number, node in enumerate(all_children(e)):
        r.write(" " if number else "")
        r.element(node)
    r.stray(e)
    r.write(f"</{html_tag}>")


@behaviour("list")
def listing(r: Renderer, e: Element) -> None:
    """A list: numbered, marked, of terms with their explanations, or running on in its line."""
    words = f"{e.get('type', '')} {e.get('rend', '')}".split()
    if not r.is_block(e):
        r.wrap("span", e)
        return
    labelled = child(e, "label") is not None
    html_tag = "dl" if labelled else "ol" if {"ordered", "numbered"} & set(words) else "ul"
    heads = [node for node in e if is_tei(node, "head")]
    for node in heads:
        r.element(node)
    r.write(f"<{html_tag}{r.attributes(e)}>")
    if e.text and not e.text.isspace():
        _between(r, None, e.text, labelled)
    for node in e:
        if node in heads:
            pass
        elif is_tei(node, "item") or (labelled and is_tei(node, "headItem")):
            number = node.get("n", "") if html_tag == "ol" else ""
            value = f' value="{number}"' if number.isdecimal() and len(number) < 9 else ""
            r.wrap("dd" if labelled else "li", node, more=value)
        elif is_tei(node, "label", "headLabel"):
            r.wrap("dt", node) if labelled else _between(r, node, None, labelled)
        elif local(node):
            _between(r, node, None, labelled)
        if node.tail and not node.tail.isspace():
            _between(r, None, node.tail, labelled)
    r.write(f"</{html_tag}>")


def _between(r: Renderer, node: Element | None, text: str | None, labelled: bool) -> None:
    """Write what stands between the items of a list: a page break, a note, a stray word."""
    html_tag = "dd" if labelled else "li"
    r.write(f'<{html_tag} class="between">')
    if node is not None:
        r.element(node)
    r.text(text)
    r.write(f"</{html_tag}>")


@uniform("item")
def item(e: Alike) -> Tags:
    """An item outside a list."""
    return Tags(e.html_tag)


@behaviour("table")
def table(r: Renderer, e: Element) -> None:
    """A table; what stands between its rows comes after it."""
    rows, others = children(e, "row"), [node for node in all_children(e) if not is_tei(node, "row")]
    above = [node for node in others if not rows or e.index(node) < e.index(rows[0])]
    r.write(f'<div class="scroll"><table{r.attributes(e)}>')
    if len(above) == 1 and is_tei(above[0], "head"):
        r.wrap("caption", above[0], classes="head caption")
    elif above:
        r.write("<caption>")
        for node in above:
            r.element(node)
        r.write("</caption>")
    for row in rows:
        _row(r, row)
    r.write("</table>")
    for node in others[len(above) :]:
        r.element(node)
    r.stray(e)
    r.write("</div>")


def _row(r: Renderer, row: Element) -> None:
    r.write(f"<tr{r.attributes(row)}>")
    cells = children(row, "cell")
    between = "".join(r.render(node) for node in all_children(row) if not is_tei(node, "cell"))
    between += r.captured(lambda: r.stray(row))
    if between and not cells:
        r.write(f"<td>{between}</td>")
    for cell in cells:
        html_tag = "th" if "label" in (cell.get("role"), row.get("role")) else "td"
        spans = "".join(
            f' {html}="{min(int(value), 100)}"'
            for html, name in (("colspan", "cols"), ("rowspan", "rows"))
            if (value := cell.get(name, "")).isdecimal() and len(value) < 9 and int(value) > 1
        )
        r.write(f"<{html_tag}{r.attributes(cell)}{spans}>{between}")
        r.content(cell)
        r.write(f"</{html_tag}>")
        between = ""
    if not cells and not between:
        r.write("<td></td>")
    r.write("</tr>")


@uniform("row", "cell")
def stray_cell(e: Alike) -> Tags:
    """A row or cell outside a table."""
    return Tags(e.html_tag)


@behaviour("figure")
def figure(r: Renderer, e: Element) -> None:
    """A figure, with its caption and what it shows in words."""
    before, after = r.around(e)
    r.write(f"{before}<figure{r.attributes(e)}>")
    r.only_elements(e)
    r.write(f"</figure>{after}")


@uniform("figDesc")
def description(e: Alike) -> Tags:
    """What a figure shows, in words."""
    return Tags(e.html_tag)


@behaviour("graphic", "media", "binaryObject")
def graphic(r: Renderer, e: Element) -> None:
    """An image: shown if it is a file of the project, a link if it lies on the web; nothing is fetched by itself."""
    url = e.get("url", "")
    around = e.getparent()
    described = child(around, "figDesc") if around is not None else None
    words = text_of(child(e, "desc")) or (text_of(described) if described is not None else "")
    if is_web(url):
        r.anchor(escaped(url), r.attributes(e), words or "image")
    elif url and (address := r.image(url)):
        alternative = escape(words)
        r.write(
            f'<img{r.attributes(e)} src="{escape(address)}" alt="{alternative}" loading="lazy">'
        )
    else:
        name = escape(url or e.get("mimeType", "") or "without address")
        r.write(f'<span{r.attributes(e)}><span class="why">[{local(e)}: {name}]</span></span>')
    if is_tei(e, "binaryObject"):
        _binary(r, e)
        return
    for node in all_children(e):
        r.element(node)
    r.stray(e)


def _binary(r: Renderer, e: Element) -> None:
    if words := outside_text(e):
        r.drop_words(e, words, "binary data in characters is no text to read")
    for node in all_children(e):
        r.element(node)


@uniform("q", "quote", "said")
def quotation(e: Alike) -> Tags:
    """A quotation: its marks are the source's own, unless the source says that it took them away."""
    is_marked = e.get("rend") in ("quotes", "quoted")
    return Tags("blockquote" if e.is_block else "q" if is_marked else "span")


@uniform(*HIGHLIGHTED)
def highlighted(e: Alike) -> Tags:
    """Words that stand out: in italics, unless `@rend`, `@style` or `@rendition` says how."""
    html_tag = HIGHLIGHTED[e.name]
    if not e.given.keys().isdisjoint(("rend", "rendition", "style")):
        html_tag = _standing_out(html_tag, e.get("rend"))
    return Tags("div" if e.is_block and html_tag not in ("del", "ins") else html_tag)


def _standing_out(html_tag: str, rend: str) -> str:
    """Return the HTML element for words of which the source says how they stand out."""
    if "sup" in rend and "supplied" not in rend:
        return "sup"
    if "sub" in rend.split() or "subscript" in rend:
        return "sub"
    if html_tag == "i" and "italic" not in rend and rend not in ("i", "it", "ital"):
        return "span"
    return html_tag


@behaviour("formula", "notatedMusic")
def formula(r: Renderer, e: Element) -> None:
    """A formula: MathML as such, other notations as they are written."""
    if any(isinstance(node.tag, str) and not is_tei(node) for node in e):
        r.write(f"<span{r.attributes(e)}>")
        r.content(e)
        r.write("</span>")
    else:
        r.block_or_phrase(
            e,
            classes=f"{local(e)} notation-{''.join(filter(str.isalnum, e.get('notation', 'plain')))}",
        )


@behaviour("g")
def glyph(r: Renderer, e: Element) -> None:
    """A character that is not in Unicode: what stands for it, or what its declaration gives."""
    if len(e) or (e.text and e.text.strip()):
        r.block_or_phrase(e)
        return
    name, shown = r.once(_character, e.get("ref", ""))
    r.write(f'<span{r.attributes(e)} title="{name}">{shown}</span>')


def _character(r: Renderer, ref: str) -> tuple[str, str]:
    """Return the name of a declared character, and what stands for it, both as HTML."""
    id = ref.rpartition("#")[2]
    declared = r.addressed.document.elements.get(id)
    mapped = descendants(declared, "mapping") if declared is not None else ()
    name = id or "glyph"
    shown = next(filter(None, map(text_of, mapped)), f"[{name}]")
    return escape(name), escape(shown)


@behaviour("ruby")
def ruby(r: Renderer, e: Element) -> None:
    """Characters with their reading above."""
    if r.is_block(e):
        r.wrap("div", e)
        return
    r.write(f"<ruby{r.attributes(e)}>")
    for node in all_children(e):
        if is_tei(node, "rt"):
            r.write("<rp>(</rp>")
            r.wrap("rt", node)
            r.write("<rp>)</rp>")
        else:
            r.element(node)
    r.stray(e)
    r.write("</ruby>")
