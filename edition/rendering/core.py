"""The renderer: walks a tree and lets each element be written by its behaviour.

Two rules of HTML shape it. Blocks do not stand in phrases, so whatever holds a block becomes one. Links do not
nest, so a name around other names becomes a span in which the words of its own are links.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from html import escape
from pathlib import Path, PurePath
from typing import Any, Protocol, TypeVar

from edition.analysis import Addressed
from edition.dates import DateRange
from edition.index import Mention
from edition.languages import direction, html_language
from edition.pointers import is_web
from edition.rendering.alike import Alike, Tags, known, learnt
from edition.rendering.styles import STYLING, Given, Styles
from edition.rendering.survey import Survey
from edition.rendering.vocabulary import SECTION
from edition.tei import (
    WORD,
    XML_LANG,
    XML_SPACE,
    Element,
    beside_mark,
    child,
    descendants,
    has_text,
    is_tei,
    local,
    outside_text,
    own_children,
    tag,
    text_at,
    text_of,
)

T = TypeVar("T")
R = TypeVar("R")

#: Elements that may become links.
LINKING = (
    "persName", "placeName", "geogName", "orgName", "eventName", "objectName", "title", "name", "rs", "date", "ref",
    "ptr", "note", "graphic", "media",
)  # fmt: skip

#: Elements around which a text's page sets the number and the tools of a passage.
FRAMED = frozenset({"ab", "figure", "p"})

#: Images that a browser shows; others are linked by name.
IMAGES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif"})


_SECTION = frozenset(map(tag, SECTION))
_LINKING = frozenset(map(tag, LINKING))
_NOTE = tag("note")
_WORD = frozenset(map(tag, WORD))

_UNSTYLED = ("", "", "")
_LINE_END = re.compile(r"(?<![ \t])[ \t]*\n\s*\Z")
_LINE_START = re.compile(r"\A[ \t]*\n\s*")

#: Elements that hold no text of their own: white space between what they hold is never a part of it.
_LAID_OUT = frozenset(
    map(
        tag,
        SECTION
        | set(
            "teiHeader lg sp spGrp list table row figure listBibl choice app subst castList titlePage msDesc".split()
        ),
    )
)


class Where(Protocol):
    """What rendering asks of the edition: see `Edition`."""

    def href(self, key: str) -> str | None:
        """Return the address of a key from the site's root."""

    def name_of(self, key: str) -> str:
        """Return what a key is called."""

    def date_href(self, date: DateRange) -> str:
        """Return the address of a date in the index of dates, from the site's root."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note taken out of the running text: its id, its label, its HTML and the ids of what refers to it."""

    id: str
    label: str
    html: str
    referrers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured quantity: the fragment id of its place, its words, and what it comes to, with unit and commodity."""

    id: str
    text: str
    value: str


@dataclass
class Rendered:
    """The HTML of a subtree, and what goes with it on its page.

    `dropped` counts, by (element, decision), the texts that are not shown, with their words in `dropped_text`;
    `shown` counts by (element, behaviour); `images` are files that the page shows, by their address from the root.
    """

    html: str = ""
    notes: list[Note] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    images: dict[str, Path] = field(default_factory=dict)
    dropped: Counter[tuple[str, str]] = field(default_factory=Counter)
    dropped_text: list[str] = field(default_factory=list)
    shown: Counter[tuple[str, str]] = field(default_factory=Counter)


Behaviour = Callable[["Renderer", Element], None]
#: Given the fragment id of a passage, HTML to set before and after it.
Frame = Callable[[str], tuple[str, str]]
#: A project's own look of an element: given its attributes, its text, the HTML of its content and the address that it
#: points at (or ""), the HTML.
Look = Callable[[Mapping[str, str], str, str, str], str]


#: The behaviour of each element of TEI that has one, by its qualified name.
BEHAVIOURS: dict[str, Behaviour] = {}


def behaviour(*names: str) -> Callable[[Behaviour], Behaviour]:
    """Make a function the behaviour of the elements named."""

    def register(function: Behaviour) -> Behaviour:
        BEHAVIOURS.update(dict.fromkeys(map(tag, names), function))
        return function

    return register


def uniform(
    *names: str, reads: Iterable[str] = ()
) -> Callable[[Callable[[Alike], Tags]], Behaviour]:
    """Make of a function, which says between which tags the content of elements stands, the behaviour of those named.

    It is asked once for all that are alike; `reads` are the attributes that it looks at beside those of `STYLING`.
    """
    read = STYLING.union(reads)

    def register(ask: Callable[[Alike], Tags]) -> Behaviour:
        @wraps(ask)
        def behave(r: Renderer, e: Element) -> None:
            keys = e.keys()
            given = () if not keys or read.isdisjoint(keys) else _given(e, read)
            key = ask, e.tag, e in r._blocky, given
            tags, start, classes, end = known.get(key) or learnt(key)
            out = r._out
            if not start or e is r._top or (r._preserves and r._kept(e)):
                attributes = r.attributes(e, tags.classes)
                out.append(f"<{tags.html_tag}{attributes}{tags.more}>{tags.before}")
            elif e in r._ids and (id := r.new_id(e)):
                out.append(f'<{tags.html_tag} id="{escape(id)}"{classes}')
            else:
                out.append(start)
            if len(e):
                r.content(e)
            elif (
                text := e.text
            ):  # as `content` does, without the call: most elements hold words alone
                r.text(r._set(e, None, text) if "\n" in text else text)
            out.append(end)

        return behaviour(*names)(behave)

    return register


@uniform()
def passing(e: Alike) -> Tags:
    """What has no behaviour of its own passes through, under its name; also what is not of TEI."""
    return Tags(e.html_tag, e.name if e.is_tei else f"foreign-element {e.name}")


@dataclass(slots=True)
class _Way:
    """How the elements of a name are written: by a behaviour, under what it is counted, and how often so far."""

    function: Behaviour
    counted: tuple[str, str]
    count: int = 0


class Renderer:
    """Writes subtrees of one document as HTML.

    `root` is the way from the page to the site's root (as "../../"), `prefix` is put before every fragment id, `home`
    is the address of the text's own page when this is another ("" on it), `frame` gives what surrounds a
    passage, `looks` are the project's own by element name, `folder` is the one below which images are taken.
    An id is written once; `written` are those that the page has already. `elsewhere` are elements that other pages
    show, with the words in which that is said; `renamed` are fragment ids that are others on this page. `within` is the
    root of the document that is rendered, where the file has several: only what is its own is looked at.
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
        folder: Path | None = None,
        level: int = 2,
        written: set[str] | None = None,
        elsewhere: Mapping[Element, str] | None = None,
        renamed: Mapping[str, str] | None = None,
        within: Element | None = None,
    ) -> None:
        self.addressed = addressed
        self.where = where
        self.root = root
        self.prefix = prefix
        self.home = home
        self.frame = frame
        self.looks = looks or {}
        self.folder = folder
        self._level = level - 1
        self.level = self._level
        self._above = 0
        self.result = Rendered()
        whole = addressed.document.root
        self.document = whole if within is None else within
        self._own = own_children(self.document) if len(addressed.roots) > 1 else [whole]
        self.styles = Styles(self._renditions())
        self._top: Element | None = None
        self._out: list[str] = []
        self._part = ""
        self._in_link = False
        self._written: set[str] = set() if written is None else written
        self._ids = addressed.ids
        if renamed:
            self._ids = {node: renamed.get(id, id) for node, id in addressed.ids.items()}
        self._reserved = addressed.taken
        self._wanted: list[Element] = []
        self._survey = Survey(self.document, self._own, notes_stay="note" in self.looks)
        self._blocky, self._holders = self._survey.blocky, self._survey.holders
        self._tight, self._joined = self._survey.tight, self._survey.joined
        self._preserves = addressed.document.may_preserve
        self._spaces, self._languages = _Inherited(XML_SPACE), _Inherited(XML_LANG)
        self._ways: dict[object, _Way] = {}
        self._elsewhere = elsewhere or {}
        self._said: dict[tuple[object, object], Any] = {}

    def render(self, element: Element, by: Behaviour | None = None) -> str:
        """Return the HTML of one element, by a behaviour other than its own if one is given.

        Notes, mentions and counts are added to `result`.
        """
        self._survey.look(element)
        kept = self._top, self.level
        self._top = element
        self.level = self._level + sum(map(is_headed, element.iterancestors())) - self._above
        html = self.captured(lambda: by(self, element) if by else self.element(element))
        self._counted()
        self._top, self.level = kept
        return html

    def begin(self, elements: Iterable[Element]) -> None:
        """Set the headings of a page that holds only these elements of a text as high as they may stand."""
        self._above = min(
            sum(map(is_headed, node.iterancestors())) - (local(node) == "head") for node in elements
        )

    def turn(self) -> Rendered:
        """Begin a new page; return what went with the last one."""
        last, self.result = self.result, Rendered(images=self.result.images)
        self._written, self._wanted = set(), []
        return last

    def render_inside(self, element: Element, without: Sequence[str] = ()) -> str:
        """Return the HTML of what is inside an element, the children of some names left to the caller."""

        def write() -> None:
            self.text(element.text)
            for node in element:
                if local(node) not in without:
                    self.element(node)
                self.text(node.tail)

        self._survey.look(element)
        html = self.captured(write)
        self._counted()
        return html

    @cached_property
    def _references(self) -> tuple[dict[str, list[str]], dict[Element, str]]:
        """The ids of the references to each note, by its key, and each reference's own."""
        return _referrers(self.addressed, self._own)

    def _renditions(self) -> Iterator[Element]:
        """Yield what is declared of styles: in the document, and in the headers of the corpora around it."""
        for part in self._own:
            yield from part.iter(tag("rendition"))
        for around in self.document.iterancestors(tag("teiCorpus")):
            if (header := child(around, "teiHeader")) is not None:
                yield from descendants(header, "rendition")

    # What behaviours use.

    def write(self, html: str) -> None:
        """Write HTML as it is."""
        self._out.append(html)

    def text(self, text: str | None) -> None:
        """Write text, escaped."""
        if not text:
            return
        if "&" in text or "<" in text or ">" in text:
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        if self._part and any(map(str.isalnum, text)):
            self._out += (self._part, text, "</a>")
        else:
            self._out.append(text)

    def element(self, element: Element) -> None:
        """Write an element by its behaviour."""
        way = self._ways.get(element.tag) or self._way(element)
        way.count += 1
        way.function(self, element)

    def _way(self, element: Element) -> _Way:
        """Return how elements of a name are written, and how what is no element is passed over."""
        name: object = element.tag
        if not isinstance(name, str):
            way = _Way(_nothing, ("", ""))
        elif (plain := local(element)) in self.looks:
            way = _Way(_own_look, (name, f"templates/elements/{plain}.html"))
        else:
            function = BEHAVIOURS.get(name, passing)
            way = _Way(function, (name, function.__name__))
        if self._elsewhere and any(node.tag == name for node in self._elsewhere):
            way.function = self._unless_elsewhere(way.function)
        self._ways[name] = way
        return way

    def _unless_elsewhere(self, otherwise: Behaviour) -> Behaviour:
        """Return the behaviour of elements some of which other pages show."""

        def behave(r: Renderer, e: Element) -> None:
            if r.is_elsewhere(e) and e is not r._top:
                r.drop(e, r._elsewhere[e])
            else:
                otherwise(r, e)

        return behave

    def _counted(self) -> None:
        """Add to `result` what was written since this was last asked for."""
        for way in self._ways.values():
            if way.count and way.counted[0]:
                self.result.shown[way.counted] += way.count
            way.count = 0

    def content(self, element: Element) -> None:
        """Write what is inside an element, without white space that only lays out the source."""
        out, part, is_tight = self._out, self._part, element in self._tight
        if text := element.text:
            if is_tight or "\n" in text:
                text = self._set(element, None, text)
            if part or "&" in text or "<" in text or ">" in text:
                self.text(text)
            else:
                out.append(text)
        if not len(element):
            return
        nodes: list[Element] = element.getchildren()  # type: ignore[attr-defined]  # many times as fast as to iterate
        ways, joined, last = self._ways, self._joined, nodes[-1]
        is_kept = self._preserves and self._spaces.of(element) == "preserve"
        is_plain = not is_kept and element.tag not in _WORD
        for node in nodes:  # as `element` and `text` do, without the calls: this is the hot path
            way = ways.get(node.tag) or self._way(node)
            way.count += 1
            way.function(self, node)
            if text := node.tail:
                if (is_tight and (node in joined or node.getnext() in joined)) or (
                    "\n" in text
                    and (node is last or not is_plain or (not text.isspace() and beside_mark(text)))
                ):
                    text = self._set(element, node, text)
                if part or "&" in text or "<" in text or ">" in text:
                    self.text(text)
                else:
                    out.append(text)

    def _set(self, element: Element, before: Element | None, text: str) -> str:
        """Return a text inside an element, after one of its children, as it is to be set."""
        is_block = element in self._blocky
        if is_block and element not in self._tight and text.isspace():
            return text
        if self._preserves and self._spaces.of(element) == "preserve":
            return _beside_lines(element, before, text)
        return text_at(element, before, is_phrase=not is_block)

    def only_elements(self, element: Element) -> None:
        """Write the children of an element in which white space means nothing."""
        if element.text and not element.text.isspace():
            self.text(element.text)
        for node in element:
            self.element(node)
            if node.tail and not node.tail.isspace():
                self.text(node.tail)

    def stray(self, element: Element) -> None:
        """Write the words that stand between the children of an element where none belong, after them."""
        if words := outside_text(element):
            self._out.append(' <span class="stray">')
            self.text(words)
            self._out.append("</span>")

    def wrap(self, html_tag: str, element: Element, *, classes: str = "", more: str = "") -> None:
        """Write an element as an HTML element with its content, id and language."""
        out = self._out
        out.append(f"<{html_tag}{self.attributes(element, classes)}{more}>")
        self.content(element)
        out.append(f"</{html_tag}>")

    def block_or_phrase(self, element: Element, *, classes: str = "", more: str = "") -> None:
        """Write an element as a block if it is or holds one, else as a phrase."""
        self.wrap("div" if element in self._blocky else "span", element, classes=classes, more=more)

    def wrap_passage(self, html_tag: str, element: Element) -> None:
        """Write an element as an HTML element, with what its page sets around a passage."""
        before, after = self.around(element) if self.frame else ("", "")
        self._out.append(f"{before}<{html_tag}{self.attributes(element)}>")
        self.content(element)
        self._out.append(f"</{html_tag}>{after}")

    def attributes(self, element: Element, classes: str = "") -> str:
        """Return the HTML attributes that any element may have: id, class, style, language and direction."""
        names = classes or local(element)
        given = ""
        if element in self._ids and (id := self.new_id(element)):
            given = f' id="{escape(id)}"'
        keys = element.keys()
        styling = () if not keys or STYLING.isdisjoint(keys) else _given(element, STYLING)
        if not (styling or self._preserves or element is self._top):
            return f'{given} class="{names}"'
        more, style, spoken = self.styles.of(styling) if styling else _UNSTYLED
        given += f' class="{names}{more}{self._kept(element) if self._preserves else ""}"{style}'
        if spoken or element is self._top:
            known = html_language(spoken) if spoken else ""
            given += f' lang="{known}"' if known else ""
            given += self._direction(element)
        return given

    def _kept(self, element: Element) -> str:
        """Return the class that keeps white space, for the outermost elements with text in which it is kept."""
        outer = element.getparent()
        begins = outer is None or outer.tag in _LAID_OUT or element.get(XML_SPACE)
        if not begins or element.tag in _LAID_OUT or self._spaces.of(element) != "preserve":
            return ""
        return " is-preserved"

    def _direction(self, element: Element) -> str:
        """Return the attribute that says which way an element runs, where that is not the way of what is around it."""
        parent = element.getparent()
        is_outermost = parent is None or element is self._top
        outer = "ltr" if is_outermost else direction(self._languages.of(parent))
        inner = direction(self._languages.of(element))
        return "" if inner == outer else f' dir="{inner}"'

    def new_id(self, element: Element) -> str:
        """Return the fragment id of an element if it has one that is not on the page yet, else ""."""
        id = self._ids.get(element, "")
        if self.prefix and id:
            id = self.prefix + id
        if not id or id in self._written:
            return ""
        self._written.add(id)
        return id

    def free_id(self, wanted: str) -> str:
        """Return a fragment id made for the page, told apart from those that are there."""
        id, number = wanted, 1
        while id in self._written or (
            id.startswith(self.prefix) and id[len(self.prefix) :] in self._reserved
        ):
            number += 1
            id = f"{wanted}-{number}"
        self._written.add(id)
        return id

    def is_block(self, element: Element) -> bool:
        """Tell whether an element is, or holds, a block."""
        return element in self._blocky

    def is_elsewhere(self, element: Element) -> bool:
        """Tell whether another page shows an element."""
        return element in self._elsewhere

    def holds_block(self, element: Element) -> bool:
        """Tell whether an element holds a block."""
        return element in self._holders

    def link(self, href: str, attributes: str, element: Element) -> None:
        """Write an element's content as a link.

        Links do not nest in HTML: where others lie inside, the words that are in none of them become links,
        each run apart, in a span that carries the attributes. Without words there is nothing to follow.
        """
        if not has_text(element):
            self.wrap_in(f"span{attributes}", "span", element)
            return
        state = (self._part, self._in_link)
        splits = len(element) > 0 and any(
            node.tag in _LINKING for node in element.iterdescendants()
        )
        self._part = f'<a class="part" href="{escape(href)}">' if splits else ""
        self._in_link = not splits
        outer = "div" if element in self._blocky else "span"
        opened, closed = (outer, outer) if splits else (f'a href="{escape(href)}"', "a")
        self.wrap_in(f"{opened}{attributes}", closed, element)
        self._part, self._in_link = state

    def wrap_in(self, start: str, end: str, element: Element) -> None:
        """Write an element's content between the tags of an HTML element, which are given without brackets."""
        out = self._out
        out.append(f"<{start}>")
        self.content(element)
        out.append(f"</{end}>")

    def anchor(self, href: str, attributes: str, words: str) -> None:
        """Write words of the edition's own as a link, or plainly where a link is open already."""
        if self._in_link:
            self.write(f"<span{attributes}>{escape(words)}</span>")
        else:
            self.write(f'<a href="{escape(href)}"{attributes}>{escape(words)}</a>')

    @property
    def in_link(self) -> bool:
        """Whether what is written now is, or becomes, part of a link."""
        return self._in_link or bool(self._part)

    def once(self, ask: Callable[[Renderer, T], R], value: T) -> R:
        """Return what a function says of a value, which it is asked once for the whole document."""
        said: R | None = self._said.get((ask, value))
        if said is None:
            self._said[ask, value] = said = ask(self, value)
        return said

    def resolved(self, element: Element, attribute: str) -> list[tuple[str, str]]:
        """Return (key, address from this page) of the pointers in an attribute that lead to something shown."""
        return list(self._resolved(element, attribute))

    def _resolved(self, element: Element, attribute: str) -> Iterator[tuple[str, str]]:
        for key in self.addressed.resolver.keys(element, attribute):
            href = self.where.href(key)
            if href:
                yield key, href if is_web(href) else self.root + href

    def image(self, url: str) -> str | None:
        """Return the address from this page of an image file of the project, or None if it is none that can be shown."""
        if self.folder is None or PurePath(url).suffix.lower() not in IMAGES:
            return None
        try:
            file = Path(self.addressed.document.file.parent, url).resolve()
            if not file.is_relative_to(self.folder.resolve()) or not file.is_file():
                return None
        except (OSError, RuntimeError, ValueError):  # a name too long, links in a circle
            return None
        address = f"media/{file.relative_to(self.folder.resolve()).as_posix()}"
        self.result.images[address] = file
        return self.root + address

    def drop(self, element: Element, decision: str) -> None:
        """Leave an element out, by a decision that has a name."""
        self.drop_words(element, text_of(element), decision)

    def drop_words(self, element: Element, words: str, decision: str) -> None:
        """Leave words of an element out, by a decision that has a name."""
        self.result.dropped[local(element), decision] += 1
        self.result.dropped_text.append(words)

    def aside(self, element: Element, id: str, label: str, referrer: str) -> None:
        """Take a note out of the running text; it is shown with the page's notes."""
        slot = len(self.result.notes)
        self.result.notes.append(Note(id, label, "", (referrer,)))
        html = self.captured(lambda: self.content(element))
        self.result.notes[slot] = Note(id, label, html, (referrer,))

    def referrers(self, element: Element) -> tuple[str, ...]:
        """Return the fragment ids of the references to a note."""
        key = self.addressed.resolver.key(f"#{self.addressed.ids.get(element, '')}")
        return tuple(self.prefix + id for id in self._references[0].get(key, ()))

    def want(self, reference: Element) -> None:
        """Remember the note that a reference points at, for a page that shows only part of the text."""
        note = self.addressed.document.elements.get(reference.get("target", "").lstrip("#"))
        if note is not None:
            self._wanted.append(note)

    def fetch_notes(self) -> None:
        """Add to `result` the notes that were referred to and stand in a part of the text that was not rendered."""
        for note in self._wanted:  # which grows: a note may refer to another
            if id := self.new_id(note):
                self._survey.look(note)
                label = note.get("n") or str(len(self.result.notes) + 1)
                marks = tuple(mark for mark in self.referrers(note) if mark in self._written)
                html = self.captured(lambda note=note: self.content(note))  # type: ignore[misc]
                self.result.notes.append(Note(id, label, html, marks))

    def endnotes(self) -> str:
        """Return the HTML of the notes taken out so far, for a page that has no other place for them."""
        notes, self.result.notes = self.result.notes, []
        self._counted()
        return "".join(
            f'<div class="note" id="{escape(item.id)}"><span class="n">{escape(item.label)}</span> {item.html}'
            + "".join(map(way_back, item.referrers, range(1, 1 + len(item.referrers))))
            + "</div>"
            for item in notes
        )

    def around(self, element: Element) -> tuple[str, str]:
        """Return what the page sets before and after an element that is a passage of its text."""
        if self.frame is None or not (id := self.addressed.ids.get(element)):
            return "", ""
        is_in_note = next(element.iterancestors(_NOTE), None) is not None
        return ("", "") if is_in_note else self.frame(id)

    def mark_of(self, element: Element) -> str:
        """Return the fragment id of a reference to a note, "" for any other reference."""
        id = self._references[1].get(element, "")
        return self.prefix + id if id else ""

    def captured(self, write: Callable[[], None]) -> str:
        """Return what a function writes, written to no page."""
        kept, self._out = self._out, []
        state, self._part, self._in_link = (self._part, self._in_link), "", False
        write()
        html, self._out = "".join(self._out), kept
        self._part, self._in_link = state
        return html


def is_headed(element: Element) -> bool:
    """Tell whether an element is a division with a heading, under which those inside it stand."""
    return element.tag in _SECTION and child(element, "head") is not None


def way_back(mark: str, number: int) -> str:
    """Return the HTML of the way from a note back to one of its references."""
    return f' <a class="back" href="#{escape(mark)}" aria-label="back to reference {number}">↩</a>'


def _given(element: Element, wanted: frozenset[str]) -> Given:
    """Return the attributes of an element that are among those wanted, with their values."""
    return tuple([pair for pair in element.items() if pair[0] in wanted])  # type: ignore[misc]


def _beside_lines(element: Element, before: Element | None, text: str) -> str:
    """Return text whose white space is kept; a line break beside a `lb` is the one that this marks."""
    after = before.getnext() if before is not None else element[0] if len(element) else None
    if after is not None and is_tei(after, "lb"):
        text = _LINE_END.sub("", text)
    return _LINE_START.sub("", text) if before is not None and is_tei(before, "lb") else text


class _Inherited:
    """An attribute that holds for what is inside, too: the value in force at each element, sought once."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._known: dict[Element | None, str] = {None: ""}

    def of(self, element: Element | None) -> str:
        """Return the element's own value, or that of the nearest one around it; "" if none has any."""
        sought: list[Element] = []
        while (found := self._known.get(element)) is None:
            assert element is not None
            sought.append(element)
            if found := element.get(self._name):
                break
            element = element.getparent()
        self._known.update(dict.fromkeys(sought, found))
        return found


def _nothing(r: Renderer, e: Element) -> None:
    """A comment or processing instruction is no text."""


def _own_look(r: Renderer, e: Element) -> None:
    """Write an element by the project's own template."""
    name = local(e)
    attributes = {str(key).rpartition("}")[2]: str(value) for key, value in e.items()}
    attributes["id"] = r.new_id(e)
    pointed = r.resolved(e, "ref") or r.resolved(e, "target")
    mention = r.addressed.mentions.get(e)
    if mention and any(map(r.where.href, mention.keys)):
        r.result.mentions.append(mention)
    html = r.captured(lambda: r.content(e))
    link = pointed[0][1] if pointed else ""
    before, after = r.around(e) if name in FRAMED else ("", "")
    r.write(before + r.looks[name](attributes, text_of(e), html, link) + after)


def _referrers(
    addressed: Addressed, parts: Sequence[Element]
) -> tuple[dict[str, list[str]], dict[Element, str]]:
    """Return for each note's key the ids of the references to it, and each reference's own, in some parts."""
    ids = addressed.ids
    notes = (note for part in parts for note in part.iter(_NOTE))
    references = (node for part in parts for node in part.iter(tag("ref"), tag("ptr")))
    targets = {f"#{ids[note]}" for note in notes if note in ids}
    found: dict[str, list[str]] = defaultdict(list)
    marks: dict[Element, str] = {}
    for element in references if targets else ():
        target = element.get("target", "")
        if target in targets:
            others = found[addressed.resolver.key(target)]
            count = f"-{len(others) + 1}" if others else ""
            mark = addressed.ids.get(element) or f"ref-{target[1:]}{count}"
            others.append(mark)
            marks[element] = mark
    return found, marks
