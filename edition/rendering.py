"""Rendering: a TEI subtree as HTML, one small behaviour per element.

The idea is that of the TEI Processing Model (Guidelines, chapter 23.5): an element has a behaviour, named for
how it shows; elements without one pass through, visibly. No character of a text is dropped but by a decision
that has a name and is counted.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Protocol

from edition.analysis import Addressed
from edition.index import Mention
from edition.languages import direction
from edition.pointers import escaped, is_web
from edition.tei import (
    XML_LANG,
    Element,
    child,
    children,
    descendants,
    folded,
    is_tei,
    language,
    local,
    tag,
    text_of,
)

#: Elements that make a block of their own on the page.
BLOCKS = frozenset(
    [
        "ab",
        "argument",
        "back",
        "bibl",
        "biblFull",
        "biblStruct",
        "body",
        "byline",
        "castItem",
        "castList",
        "cell",
        "closer",
        "dateline",
        "div",
        "div1",
        "div2",
        "div3",
        "div4",
        "div5",
        "div6",
        "div7",
        "docAuthor",
        "docDate",
        "docEdition",
        "docImprint",
        "docTitle",
        "epigraph",
        "figure",
        "floatingText",
        "front",
        "group",
        "head",
        "imprimatur",
        "item",
        "l",
        "label",
        "lg",
        "list",
        "listApp",
        "listBibl",
        "listEvent",
        "listOrg",
        "listPerson",
        "listPlace",
        "listRelation",
        "listWit",
        "opener",
        "org",
        "p",
        "person",
        "place",
        "postscript",
        "row",
        "salute",
        "signed",
        "sp",
        "stage",
        "speaker",
        "table",
        "text",
        "titlePage",
        "titlePart",
        "trailer",
        "witness",
    ]
)

#: Elements around which a text's page sets the number and the tools of a passage.
FRAMED = frozenset(["ab", "figure", "p"])

#: Blocks that are phrases when they stand in a paragraph.
_EITHER = frozenset(["bibl", "biblStruct", "label", "stage"])

#: Elements that may become links.
_LINKING = (
    "persName",
    "placeName",
    "geogName",
    "orgName",
    "eventName",
    "title",
    "name",
    "rs",
    "date",
    "ref",
    "ptr",
    "note",
    "graphic",
)

#: Words that follow a `gap`, by its `@reason`.
GAPS = {
    "excerpt": "the excerpt leaves out what stood here",
    "not-in-excerpt": "the excerpt does not carry the text of this note",
    "illegible": "illegible",
    "lost": "lost",
    "damage": "damaged",
    "sampling": "left out by the editors",
}


class Where(Protocol):
    """What rendering asks of the edition: see `Edition`."""

    def href(self, key: str) -> str | None:
        """Return the address of a key from the site's root."""

    def name_of(self, key: str) -> str:
        """Return what a key is called."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note taken out of the running text: its id, its label, its HTML and the ids of what refers to it."""

    id: str
    label: str
    html: str
    referrers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured quantity: the fragment id of its place, its words, and what it comes to."""

    id: str
    text: str
    quantity: str
    unit: str
    commodity: str


@dataclass
class Rendered:
    """The HTML of a subtree, and what goes with it on its page.

    `dropped` counts, by (element, decision), the texts that are not shown, with their words in `dropped_text`;
    `shown` counts by (element, behaviour).
    """

    html: str = ""
    notes: list[Note] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    dropped: Counter[tuple[str, str]] = field(default_factory=Counter)
    dropped_text: list[str] = field(default_factory=list)
    shown: Counter[tuple[str, str]] = field(default_factory=Counter)


_TAG = re.compile(r"<[^>]*>")

Behaviour = Callable[["Renderer", Element], None]
#: Given the fragment id of a passage, HTML to set before and after it.
Frame = Callable[[str], tuple[str, str]]
#: A project's own look of an element: given its attributes, its text, the HTML of its content and the address that it
#: points at (or ""), the HTML.
Look = Callable[[Mapping[str, str], str, str, str], str]

BEHAVIOURS: dict[str, Behaviour] = {}


def behaviour(*names: str) -> Callable[[Behaviour], Behaviour]:
    """Make a function the behaviour of the elements named."""

    def register(function: Behaviour) -> Behaviour:
        BEHAVIOURS.update(dict.fromkeys(names, function))
        return function

    return register


class Renderer:
    """Writes subtrees of one document as HTML.

    `root` is the way from the page to the site's root (as "../../"), `prefix` is put before every fragment id, `home`
    is the address of the text's own page when this is another ("" on it), `frame` gives what surrounds a
    passage, `looks` are the project's own by element name. An id is written once; `written` are those that the page
    has already.
    """

    def __init__(
        self,
        addressed: Addressed,
        where: Where,
        *,
        root: str,
        prefix: str = "",
        home: str = "",
        frame: Frame | None = None,
        looks: Mapping[str, Look] | None = None,
        level: int = 2,
        written: set[str] | None = None,
    ) -> None:
        self.addressed = addressed
        self.where = where
        self.root = root
        self.prefix = prefix
        self.home = home
        self.frame = frame
        self.looks = looks or {}
        self.level = level
        self.result = Rendered()
        self._out: list[str] = []
        self._part = ""
        self._in_link = False
        self._top: Element | None = None
        self._written: set[str] = set() if written is None else written
        self._reserved = {prefix + id for id in addressed.ids.values()}
        self._wanted: dict[Element, None] = {}
        self._blocky = _blocky(addressed.document.root)
        self._referrers = _referrers(addressed)
        self._marks = {e: id for ids in self._referrers.values() for id, e in ids.items()}

    def render(self, element: Element) -> str:
        """Return the HTML of one element; notes, mentions and counts are added to `result`."""
        kept, self._top = self._top, element
        html = self._captured(lambda: self.element(element))
        self._top = kept
        return html

    # What behaviours use.

    def write(self, html: str) -> None:
        """Write HTML as it is."""
        self._out.append(html)

    def text(self, text: str | None) -> None:
        """Write text, escaped."""
        if not text:
            return
        if self._part and not text.isspace():
            self._out += (self._part, escape(text, quote=False), "</a>")
        else:
            self._out.append(escape(text, quote=False))

    def render_inside(self, element: Element, without: Sequence[str] = ()) -> str:
        """Return the HTML of what is inside an element, the children of some names left to the caller."""

        def write() -> None:
            self.text(element.text)
            for node in element:
                if local(node) not in without:
                    self.element(node)
                self.text(node.tail)

        return self._captured(write)

    def element(self, element: Element) -> None:
        """Write an element by its behaviour."""
        name = local(element)
        if not name:
            return
        if name in self.looks:
            self._own_look(name, element)
            return
        function = BEHAVIOURS.get(name, _default) if is_tei(element) else _default
        self.result.shown[name, function.__name__.strip("_")] += 1
        function(self, element)

    def _own_look(self, name: str, element: Element) -> None:
        self.result.shown[name, f"templates/elements/{name}.html"] += 1
        attributes = {str(key).rpartition("}")[2]: str(value) for key, value in element.items()}
        attributes["id"] = self.new_id(element)
        pointed = self.resolved(element, "ref") or self.resolved(element, "target")
        mention = self.addressed.mentions.get(element)
        if mention and any(map(self.where.href, mention.keys)):
            self.result.mentions.append(mention)
        html = self._captured(lambda: self.content(element))
        link = pointed[0][1] if pointed else ""
        before, after = self.around(element) if name in FRAMED else ("", "")
        self.write(before + self.looks[name](attributes, text_of(element), html, link) + after)

    def around(self, element: Element) -> tuple[str, str]:
        """Return what the page sets before and after an element that is a passage of its text."""
        id = self.addressed.ids.get(element, "")
        return self.frame(id) if self.frame and id and not _is_in_note(element) else ("", "")

    def content(self, element: Element) -> None:
        """Write what is inside an element."""
        self.text(element.text)
        for node in element:
            self.element(node)
            self.text(node.tail)

    def only_elements(self, element: Element) -> None:
        """Write the children of an element that holds nothing else but white space between them."""
        for node in element:
            self.element(node)
            if node.tail and folded(node.tail):
                self.text(node.tail)

    def wrap(
        self,
        html_tag: str,
        element: Element,
        *,
        classes: str = "",
        more: str = "",
        inside: str = "",
    ) -> None:
        """Write an element as an HTML element with its content, id and language."""
        self.write(f"<{html_tag}{self.attributes(element, classes)}{more}>{inside}")
        self.content(element)
        self.write(f"</{html_tag}>")

    def attributes(self, element: Element, classes: str = "") -> str:
        """Return the HTML attributes that any element may have: id, class, language."""
        id = self.new_id(element)
        given = f' id="{escape(id)}"' if id else ""
        if names := " ".join(filter(None, [classes or local(element), *_rend(element)])):
            given += f' class="{escape(names)}"'
        if language := element.get(XML_LANG):
            given += f' lang="{escape(language)}"'
        return given + self._direction(element)

    def _direction(self, element: Element) -> str:
        """Return the attribute that says which way an element runs, where that is not the way of what is around it."""
        if element is not self._top and not element.get(XML_LANG):
            return ""
        parent = element.getparent()
        outer = "ltr" if parent is None or element is self._top else direction(language(parent))
        inner = direction(language(element))
        return "" if inner == outer else f' dir="{inner}"'

    def new_id(self, element: Element) -> str:
        """Return the fragment id of an element if it has one that is not on the page yet, else ""."""
        id = self.addressed.ids.get(element, "")
        if not id or (id := self.prefix + id) in self._written:
            return ""
        self._written.add(id)
        return id

    def free_id(self, wanted: str) -> str:
        """Return a fragment id made for the page, told apart from those that are there."""
        id, number = wanted, 1
        while id in self._written or id in self._reserved:
            number += 1
            id = f"{wanted}-{number}"
        self._written.add(id)
        return id

    def is_block(self, element: Element) -> bool:
        """Tell whether an element is, or holds, a block."""
        return element in self._blocky

    def link(self, href: str, attributes: str, element: Element) -> None:
        """Write an element's content as a link.

        Links do not nest in HTML: where others lie inside, the words that are in none of them become links,
        each run apart, in a span that carries the attributes. Without words there is nothing to follow.
        """
        state, kept = (self._part, self._in_link), self._out
        splits = any(True for _ in descendants(element, *_LINKING))
        self._part = f'<a class="part" href="{escape(href)}">' if splits else ""
        self._in_link = not splits
        self._out = []
        self.content(element)
        inside, self._out = "".join(self._out), kept
        self._part, self._in_link = state
        whole = not splits and _TAG.sub("", inside).strip()
        opened, closed = (f'a href="{escape(href)}"', "a") if whole else ("span", "span")
        self.write(f"<{opened}{attributes}>{inside}</{closed}>")

    def wrap_in(self, start: str, end: str, element: Element) -> None:
        """Write an element's content between the tags of an HTML element, which are given without brackets."""
        self.write(f"<{start}>")
        self.content(element)
        self.write(f"</{end}>")

    def anchor(self, href: str, attributes: str, words: str) -> None:
        """Write words of the edition's own as a link."""
        self.write(f'<a href="{escape(href)}"{attributes}>{escape(words)}</a>')

    @property
    def in_link(self) -> bool:
        """Whether what is written now is, or becomes, part of a link."""
        return self._in_link or bool(self._part)

    def resolved(self, element: Element, attribute: str) -> list[tuple[str, str]]:
        """Return (key, address from this page) of the pointers in an attribute that lead to something shown."""
        found = []
        for key in self.addressed.resolver.keys(element, attribute):
            href = self.where.href(key)
            if href and is_web(href):
                found.append((key, href))
            elif href:
                found.append((key, self.root + href))
        return found

    def drop(self, element: Element, decision: str) -> None:
        """Leave an element out, by a decision that has a name."""
        self.result.dropped[local(element), decision] += 1
        self.result.dropped_text.append(text_of(element))

    def aside(self, element: Element, id: str, label: str, referrer: str) -> None:
        """Take a note out of the running text; it is shown with the page's notes."""
        slot = len(self.result.notes)
        self.result.notes.append(Note(id, label, "", (referrer,)))
        html = self._captured(lambda: self.content(element))
        self.result.notes[slot] = Note(id, label, html, (referrer,))

    def referrers(self, element: Element) -> tuple[str, ...]:
        """Return the fragment ids of the references to a note."""
        key = self.addressed.resolver.key(f"#{self.addressed.ids.get(element, '')}")
        return tuple(self.prefix + id for id in self._referrers.get(key, ()))

    def want(self, reference: Element) -> None:
        """Remember the note that a reference points at, for a page that shows only part of the text."""
        note = self.addressed.document.elements.get(reference.get("target", "").lstrip("#"))
        if note is not None:
            self._wanted[note] = None

    def fetch_notes(self) -> None:
        """Add to `result` the notes that were referred to and stand in a part of the text that was not rendered."""
        for note in self._wanted:
            if id := self.new_id(note):
                label = note.get("n") or str(len(self.result.notes) + 1)
                marks = tuple(mark for mark in self.referrers(note) if mark in self._written)
                html = self._captured(lambda note=note: self.content(note))  # type: ignore[misc]
                self.result.notes.append(Note(id, label, html, marks))

    def reference_id(self, element: Element) -> str:
        """Return the fragment id of a reference to a note."""
        mark = self._marks.get(element)
        return self.prefix + mark if mark else ""

    def endnotes(self) -> str:
        """Return the HTML of the notes taken out so far, for a page that has no other place for them."""
        notes, self.result.notes = self.result.notes, []
        return "".join(
            f'<div class="note" id="{escape(item.id)}"><span class="n">{escape(item.label)}</span> {item.html}'
            + "".join(map(_way_back, item.referrers, range(1, 1 + len(item.referrers))))
            + "</div>"
            for item in notes
        )

    def _captured(self, write: Callable[[], None]) -> str:
        kept, self._out = self._out, []
        state, self._part, self._in_link = (self._part, self._in_link), "", False
        write()
        html, self._out = "".join(self._out), kept
        self._part, self._in_link = state
        return html


def _blocky(root: Element) -> set[Element]:
    found: set[Element] = set()
    for element in root.iter(*map(tag, BLOCKS)):
        parent = element.getparent()
        if (
            local(element) in _EITHER
            and parent is not None
            and local(parent) in ("p", "ab", "note", "l", "seg", "s")
        ):
            continue
        found.add(element)
        for node in element.iterancestors():
            if node in found or local(node) == "note":
                break
            found.add(node)
    return found


def _referrers(addressed: Addressed) -> dict[str, dict[str, Element]]:
    """Return for each note's key the references to it, by a fragment id made for each."""
    notes = {
        f"#{addressed.ids[note]}"
        for note in descendants(addressed.document.root, "note")
        if note in addressed.ids
    }
    found: dict[str, dict[str, Element]] = defaultdict(dict)
    for element in descendants(addressed.document.root, "ref", "ptr"):
        target = element.get("target", "")
        if target in notes:
            references = found[addressed.resolver.key(target)]
            mark = addressed.ids.get(element) or f"ref-{target[1:]}" + (
                f"-{len(references) + 1}" if references else ""
            )
            references[mark] = element
    return found


def _rend(element: Element) -> list[str]:
    words = f"{element.get('rend', '')} {element.get('type', '')}".split()
    return [f"is-{''.join(c if c.isalnum() else '-' for c in word)}" for word in words]


def _default(r: Renderer, e: Element) -> None:
    r.wrap("div" if r.is_block(e) else "span", e, classes=f"tei {local(e)}")


@behaviour(
    "text",
    "body",
    "front",
    "back",
    "group",
    "div",
    "div1",
    "div2",
    "div3",
    "div4",
    "div5",
    "div6",
    "div7",
)
def section(r: Renderer, e: Element) -> None:
    """A part of a text; headings inside are one level down."""
    is_division = local(e).startswith("div")
    r.level += is_division
    r.wrap("section" if is_division else "div", e)
    r.level -= is_division


@behaviour("p", "ab")
def paragraph(r: Renderer, e: Element) -> None:
    """A paragraph, with what its page sets around a passage."""
    before, after = r.around(e)
    inner = any(r.is_block(node) for node in e)
    r.write(before)
    r.wrap("div" if inner else "p", e)
    r.write(after)


@behaviour("head")
def heading(r: Renderer, e: Element) -> None:
    """A heading of its division, or the caption of a figure or table."""
    parent = e.getparent()
    if parent is not None and local(parent) in ("figure", "table", "list", "listBibl", "lg"):
        r.wrap("p", e, classes="head caption")
    elif any(r.is_block(node) for node in e):
        r.wrap("div", e, more=f' role="heading" aria-level="{min(r.level, 6)}"')
    else:
        id = r.addressed.ids.get(e, "")
        before, after = r.frame(id) if r.frame and id and e.get("n") else ("", "")
        r.write(before)
        r.wrap(f"h{min(r.level, 6)}", e)
        r.write(after)


@behaviour(
    "l",
    "speaker",
    "stage",
    "label",
    "item",
    "opener",
    "closer",
    "byline",
    "dateline",
    "salute",
    "signed",
    "trailer",
)
def block(r: Renderer, e: Element) -> None:
    """A line or a small block; a line's number is at hand for the margin."""
    number = f' data-n="{escape(e.get("n", ""))}"' if is_tei(e, "l") and e.get("n") else ""
    r.wrap("div" if r.is_block(e) else "span", e, more=number)


@behaviour("list")
def listing(r: Renderer, e: Element) -> None:
    """A list, numbered where its type says so."""
    ordered = e.get("type") in ("ordered", "numbered") or "numbered" in e.get("rend", "")
    others = [node for node in children(e) if local(node) != "item"]
    if others:
        r.wrap("div", e)
        return
    html_tag = "ol" if ordered else "ul"
    r.write(f"<{html_tag}{r.attributes(e)}>")
    for node in children(e, "item"):
        r.wrap("li", node)
    r.write(f"</{html_tag}>")


@behaviour("table")
def table(r: Renderer, e: Element) -> None:
    """A table."""
    rows, others = children(e, "row"), [node for node in children(e) if local(node) != "row"]
    above = [node for node in others if not rows or e.index(node) < e.index(rows[0])]
    r.write(f'<div class="scroll"><table{r.attributes(e)}>')
    if len(above) == 1 and is_tei(above[0], "head"):
        r.wrap("caption", above[0])
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
    r.write("</div>")


def _row(r: Renderer, row: Element) -> None:
    r.write(f"<tr{r.attributes(row)}>")
    cells = children(row, "cell")
    between = "".join(r.render(node) for node in children(row) if local(node) != "cell")
    if between and not cells:
        r.write(f"<td>{between}</td>")
    for cell in cells:
        label = "label" in (cell.get("role"), row.get("role"))
        spans = "".join(
            f' {html}="{int(value)}"'
            for html, name in (("colspan", "cols"), ("rowspan", "rows"))
            if (value := cell.get(name, "")).isdigit() and int(value) > 1
        )
        r.wrap("th" if label else "td", cell, more=spans, inside=between)
        between = ""
    r.write("</tr>")


@behaviour("persName", "placeName", "geogName", "orgName", "eventName", "title", "name", "rs")
def naming(r: Renderer, e: Element) -> None:
    """A name: a link to its entry, by which a script can also show the entry's card."""
    mention = r.addressed.mentions.get(e)
    href = next(filter(None, map(r.where.href, mention.keys)), "") if mention else ""
    html_tag = "cite" if is_tei(e, "title") and e.get("level") in ("m", "j", "u", "s") else "span"
    if mention is None or not href:
        r.wrap(
            "div" if r.is_block(e) else html_tag,
            e,
            classes=f"name {local(e)}" if mention else local(e),
        )
        return
    r.result.mentions.append(mention)
    kind = "" if is_web(href) else f"{href.partition('/')[0]} "
    classes = f"name {kind}{local(e)}"
    card = "" if is_web(href) else f' data-card="{escape(href)}"'
    address = href if is_web(href) else r.root + href
    r.link(address, r.attributes(e, classes) + card, e)


@behaviour("date")
def date(r: Renderer, e: Element) -> None:
    """A date: what it comes to is shown when asked, and stands in the index of dates."""
    mention = r.addressed.mentions.get(e)
    if mention is None or mention.date is None:
        r.wrap("span", e)
        return
    r.result.mentions.append(mention)
    words = mention.date.words
    sure = f" ({mention.date.cert} certainty)" if mention.date.cert else ""
    more = f' title="{escape(words + sure)}" data-note="{escape(words + sure)}"'
    href = f"{r.root}dates/index.html#d{mention.date.slug}" if mention.within == "text" else ""
    if not href:
        r.wrap("span", e, more=more)
        return
    r.link(href, r.attributes(e, "date") + more, e)


@behaviour("measure", "num")
def quantity(r: Renderer, e: Element) -> None:
    """A quantity: what it comes to is shown when asked."""
    value = e.get("quantity") or e.get("value") or _range(e)
    if not value or not text_of(e):
        r.wrap("span", e)
        return
    unit, commodity = e.get("unit", ""), e.get("commodity", "")
    shown = f"{int(value):,}" if value.isdecimal() else value
    words = " ".join(filter(None, [shown, "" if unit == "count" else unit, commodity]))
    id = r.new_id(e) or r.free_id(f"{r.prefix}quantity-{len(r.result.quantities) + 1}")
    r.result.quantities.append(Quantity(id, text_of(e), value, unit, commodity))
    given = (
        f' id="{escape(id)}" class="measure" title="{escape(words)}" data-note="{escape(words)}"'
    )
    if r.in_link or next(e.iterancestors(tag("text")), None) is None:
        r.wrap_in(f"span{given}", "span", e)
        return
    r.link(f"{r.home}#_quantities", given, e)


def _range(e: Element) -> str:
    least = e.get("atLeast") or e.get("min")
    most = e.get("atMost") or e.get("max")
    if least and most:
        return f"{least}–{most}"
    return f"at least {least}" if least else f"at most {most}" if most else ""


@behaviour("ref")
def reference(r: Renderer, e: Element) -> None:
    """A reference: a link where it leads somewhere; a marker of a note is raised."""
    found = r.resolved(e, "target")
    mark = r.reference_id(e)
    if not found:
        r.wrap("span", e)
    elif mark:
        fragment = r.prefix + found[0][1].partition("#")[2]
        id = r.new_id(e) or r.free_id(mark)
        href = f"#{fragment}"
        r.want(e)
        given = f' id="{escape(id)}" class="marker" data-note-ref="{escape(fragment)}"'
        r.write("<sup>")
        r.link(href, given, e)
        r.write("</sup>")
    else:
        r.link(found[0][1], r.attributes(e), e)


@behaviour("ptr")
def pointer(r: Renderer, e: Element) -> None:
    """A pointer without words: the address, or the name of what it points at."""
    for key, href in r.resolved(e, "target"):
        name = href if is_web(href) else r.where.name_of(key)
        r.anchor(href, r.attributes(e), name)


@behaviour("note")
def note(r: Renderer, e: Element) -> None:
    """A note: in its place where it stands among blocks, else at the foot with a marker in the text."""
    parent = e.getparent()
    if parent is None or local(parent) in (
        "annotation",
        "div",
        "body",
        "back",
        "front",
        "text",
        "person",
        "place",
        "org",
        "notesStmt",
    ):
        listed_note(r, e)
        return
    label = e.get("n") or str(len(r.result.notes) + 1)
    number = len(r.result.notes) + 1
    mark = r.free_id(f"{r.prefix}note-{number}.ref")
    id = r.new_id(e) or r.free_id(f"{r.prefix}note-{number}")
    r.write("<sup>")
    r.anchor(f"#{id}", f' id="{mark}" class="marker" data-note-ref="{escape(id)}"', label)
    r.write("</sup>")
    r.aside(e, id, label, mark)


def listed_note(r: Renderer, e: Element) -> None:
    """A note that stands for itself, with the ways back to its references."""
    r.write(f"<div{r.attributes(e, 'note')}>")
    if label := e.get("n"):
        r.write(f'<span class="n">{escape(label)}</span> ')
    r.content(e)
    for number, mark in enumerate(r.referrers(e), 1):
        r.write(_way_back(mark, number))
    r.write("</div>")


def _way_back(mark: str, number: int) -> str:
    return f' <a class="back" href="#{escape(mark)}" aria-label="back to reference {number}">↩</a>'


@behaviour("gap")
def gap(r: Renderer, e: Element) -> None:
    """Something left out: what, in words."""
    reason = e.get("reason", "")
    extent = " ".join(filter(None, [e.get("quantity"), e.get("unit")])) or e.get("extent", "")
    said = (
        " ".join(map(text_of, children(e, "desc")))
        or ", ".join(filter(None, [GAPS.get(reason, reason), extent]))
        or "gap"
    )
    parent = e.getparent()
    apart = parent is not None and local(parent) in ("body", "div", "front", "back", "text")
    html_tag = "p" if apart else "span"
    r.write(
        f'<{html_tag}{r.attributes(e, "gap")}>[…] <span class="why">{escape(said)}</span></{html_tag}>'
    )


@behaviour("choice")
def choice(r: Renderer, e: Element) -> None:
    """Several forms of one passage: what the source has, then the editors' form in brackets."""
    r.write(f"<span{r.attributes(e)}>")
    parts = sorted(children(e), key=lambda node: local(node) in ("corr", "reg", "expan"))
    for node in parts:
        if local(node) in ("corr", "reg", "expan") and len(parts) > 1:
            r.write(f' <span{r.attributes(node)} title="{_EDITED[local(node)]}">[')
            r.content(node)
            r.write("]</span>")
        else:
            r.element(node)
    r.write("</span>")


_EDITED = {"corr": "corrected by the editors", "reg": "regularised", "expan": "expanded"}


@behaviour("hi", "emph", "foreign", "mentioned", "soCalled", "term", "gloss", "distinct")
def highlighted(r: Renderer, e: Element) -> None:
    """Words that stand out, in italics unless `@rend` says otherwise."""
    rend = e.get("rend", "")
    html_tag = (
        "b" if "bold" in rend else "sup" if "sup" in rend else "sub" if "sub" in rend else "i"
    )
    if local(e) in ("soCalled", "gloss"):
        html_tag = "span"
    r.wrap("em" if is_tei(e, "emph") else html_tag, e)


@behaviour("q", "quote", "said")
def quotation(r: Renderer, e: Element) -> None:
    """A quotation: its marks are the source's own."""
    r.wrap("blockquote" if r.is_block(e) else "span", e)


@behaviour("lb")
def line_break(r: Renderer, e: Element) -> None:
    """The beginning of a line of the source; the first one of a block needs no break."""
    id = r.new_id(e)
    parent = e.getparent()
    if (
        parent is not None
        and r.is_block(parent)
        and e.getprevious() is None
        and not folded(parent.text or "")
    ):
        r.write(f'<span id="{escape(id)}"></span>' if id else "")
        return
    r.write(f'<br id="{escape(id)}">' if id else "<br>")


@behaviour("pb", "cb", "milestone")
def milestone(r: Renderer, e: Element) -> None:
    """The beginning of a page or of another unit of the source, with its number."""
    label = e.get("n", "")
    unit = {"pb": "page", "cb": "column"}.get(local(e), e.get("unit", ""))
    words = " ".join(filter(None, [unit, label])) or local(e)
    r.write(
        f'<span{r.attributes(e, f"milestone {local(e)}")} title="{escape(words)}">{escape(label and f"[{words}]")}</span>'
    )


@behaviour("figure")
def figure(r: Renderer, e: Element) -> None:
    """A figure, with its caption and what it shows in words."""
    id = r.addressed.ids.get(e, "")
    before, after = r.frame(id) if r.frame and id else ("", "")
    html_tag = "figure" if r.is_block(e) else "span"
    r.write(f"{before}<{html_tag}{r.attributes(e)}>")
    r.only_elements(e)
    r.write(f"</{html_tag}>{after}")


@behaviour("figDesc")
def description(r: Renderer, e: Element) -> None:
    """What a figure shows, in words."""
    parent = e.getparent()
    r.wrap("p" if parent is not None and r.is_block(parent) else "span", e)


@behaviour("graphic")
def graphic(r: Renderer, e: Element) -> None:
    """An image: a link to where it lies on the web; nothing is fetched when the page opens."""
    url = e.get("url", "")
    words = text_of(child(e, "desc")) or "image"
    if is_web(url):
        r.anchor(escaped(url), r.attributes(e), words)
    else:
        r.wrap("span", e, inside=f'<span class="why">[image: {escape(url)}]</span>')


@behaviour("app")
def apparatus(r: Renderer, e: Element) -> None:
    """A place of variation: the lemma, or the first reading, in the text; the others after it in brackets."""
    r.write(f"<span{r.attributes(e)}>")
    text = next(descendants(e, "lem"), None)
    text = text if text is not None else next(descendants(e, "rdg"), None)
    for node in children(e):
        _reading(r, node, text)
    r.write("</span>")


def _reading(r: Renderer, node: Element, text: Element | None) -> None:
    if is_tei(node, "rdgGrp"):
        for inner in children(node):
            _reading(r, inner, text)
    elif not is_tei(node, "lem", "rdg", "witDetail", "wit"):
        r.element(node)
    else:
        opened, closed = ("", "") if node is text else ("[", "]")
        witnesses = " ".join(value.lstrip("#") for value in node.get("wit", "").split())
        said = f' <span class="why">{escape(witnesses)}</span>' if witnesses else ""
        r.write(f" <span{r.attributes(node)}>{opened}")
        r.content(node)
        r.write(f"{said}{closed}</span>")


#: Parts of the header that are sections of the page "about", with their headings.
HEADER_SECTIONS = {
    "titleStmt": "Title and responsibility",
    "editionStmt": "Edition",
    "extent": "Extent",
    "publicationStmt": "Publication",
    "seriesStmt": "Series",
    "notesStmt": "Notes",
    "sourceDesc": "Source",
    "projectDesc": "The project",
    "samplingDecl": "Sampling",
    "editorialDecl": "Editorial decisions",
    "tagsDecl": "Markup",
    "refsDecl": "References",
    "classDecl": "Classification",
    "variantEncoding": "Apparatus",
    "correspDesc": "Correspondence",
    "calendarDesc": "Calendars",
    "langUsage": "Languages",
    "textClass": "Subject",
    "particDesc": "Participants",
    "settingDesc": "Settings",
    "abstract": "Abstract",
    "creation": "Creation",
    "revisionDesc": "What changed",
}

#: Smaller statements of the header, each a paragraph with a label.
HEADER_STATEMENTS = {
    "author": "Author",
    "editor": "Editor",
    "respStmt": "Responsibility",
    "sponsor": "Sponsor",
    "funder": "Funder",
    "principal": "Principal",
    "publisher": "Publisher",
    "distributor": "Distributor",
    "authority": "Authority",
    "pubPlace": "Place",
    "availability": "Availability",
    "idno": "Identifier",
    "edition": "Edition",
    "correction": "Corrections",
    "normalization": "Normalisation",
    "quotation": "Quotation marks",
    "hyphenation": "Hyphenation",
    "segmentation": "Segmentation",
    "interpretation": "Interpretation",
    "punctuation": "Punctuation",
    "stdVals": "Standard values",
    "language": "Language",
    "calendar": "Calendar",
    "change": "Change",
    "licence": "Licence",
}


def header_part(r: Renderer, e: Element) -> None:
    """A part of the header, by what it is."""
    name = local(e)
    if name in HEADER_SECTIONS:
        heading = f"<h{r.level}>{HEADER_SECTIONS[name]}</h{r.level}>"
        r.write(f"<section{r.attributes(e)}>{heading}")
        _parts(r, e)
        r.write("</section>")
    elif name in HEADER_STATEMENTS:
        when = e.get("when") or e.get("ident") or e.get("type") or ""
        label = " ".join(filter(None, [HEADER_STATEMENTS[name], when]))
        r.write(
            f'<div{r.attributes(e, f"statement {name}")}><span class="label">{escape(label)}</span> '
        )
        _parts(r, e)
        if is_web(target := e.get("target", "")):
            r.write(" ")
            r.anchor(escaped(target), "", target)
        r.write("</div>")
    elif name in (
        "p",
        "bibl",
        "biblStruct",
        "list",
        "listBibl",
        "title",
        "note",
        "head",
        "desc",
    ) or not len(e):
        r.element(e)
    else:
        if id := r.new_id(e):
            r.write(f'<span id="{escape(id)}"></span>')
        _parts(r, e)


def _parts(r: Renderer, e: Element) -> None:
    if folded(e.text or "") or any(folded(node.tail or "") for node in e):
        r.write("<div>")
        r.content(e)
        r.write("</div>")
        return
    for node in children(e):
        header_part(r, node)
        r.write(" ")


@behaviour("teiHeader")
def header(r: Renderer, e: Element) -> None:
    """The header, as what the edition says about a text."""
    for part in children(e):
        header_part(r, part)
    if e.getparent() is r.addressed.document.root:
        r.write(r.endnotes())


@behaviour("TEI", "teiCorpus")
def collection(r: Renderer, e: Element) -> None:
    """A corpus, or a text of one, which is read after what its header says."""
    r.write(f"<div{r.attributes(e)}>")
    for part in children(e):
        if is_tei(part, "standOff"):
            r.drop(part, "a register, shown by its entries")
        elif is_tei(part, "teiHeader") and e is r.addressed.document.root:
            r.drop(part, "shown on the page about the edition")
        elif is_tei(part, "teiHeader"):
            r.write('<details class="origin"><summary>Where this text comes from</summary>')
            r.element(part)
            r.write("</details>")
        else:
            r.element(part)
    r.write("</div>")


@behaviour("listBibl", "listWit")
def cited_works(r: Renderer, e: Element) -> None:
    """A list of works or witnesses."""
    r.write(f"<div{r.attributes(e)}>")
    r.only_elements(e)
    r.write("</div>")


def _is_in_note(e: Element) -> bool:
    return next(e.iterancestors(tag("note")), None) is not None
