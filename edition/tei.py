"""The TEI vocabulary, and reading text out of a tree.

lxml keeps the text between tags in `.text` and `.tail`; that is hidden here once. Names follow the TEI
Guidelines; `flatten` follows their chapters 3.5 (simple editorial changes) and 12 (critical apparatus) in
reading one text where the source offers several.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from lxml import etree

Element = etree._Element

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"

#: What lxml takes for any element of TEI.
_ANY = f"{{{TEI}}}*"

XML_ID = f"{{{XML}}}id"
XML_LANG = f"{{{XML}}}lang"
XML_SPACE = f"{{{XML}}}space"

#: Elements whose content is no part of the running text around them.
ASIDE = frozenset({"note", "figDesc", "fw", "index", "listAnnotation", "teiHeader"})

#: Of several forms of one passage, those that are not what the source transmits.
EDITORIAL = frozenset({"corr", "reg", "expan", "rdg"})

#: Elements that break the line or block: a word never runs across their edges.
BLOCK = frozenset(
    """ab argument back body byline castItem castList cell closer dateline div div1 div2 div3 div4 div5 div6 div7
    docAuthor docDate docEdition docImprint docTitle epigraph figure front group head imprimatur item l label lg list
    listBibl listEvent listOrg listPerson listPlace listRelation listWit opener p postscript row salute signed sp
    speaker stage table text titlePage titlePart trailer bibl biblStruct person place org event relation note""".split()
)

#: Milestones, which may stand inside a word.
BREAKS = frozenset({"lb", "pb", "cb", "gb", "milestone"})

#: Elements that may be joined to the word before or after them.
JOINING = BREAKS | {"ex", "am", "pc", "w", "note"}

#: How most elements are joined to what stands beside them.
APART = ("", "")

#: Elements of one word: a line break of the file inside them is none of the word.
WORD = frozenset({"w", "m", "c", "pc"})

#: Characters of XML that no HTML may have: controls and non-characters (HTML Standard, chapter 13.1; Unicode, 23.7).
UNSHOWN = re.compile(
    "[\x7f-\x9f\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(1 << 16, 17 << 16, 1 << 16)
    )
    + "]"
)

_SPACES = " \t\r\n"
_LAYOUT = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")

#: Marks before which, and after which, no line of a source is broken in earnest.
_CLOSING = frozenset(",.;:!?)]}»›”’…·\u0387،؛؟۔।。、，．」』）")
_OPENING = frozenset("([{«‹“‘¿¡「『（")


def local(element: Element) -> str:
    """Return the name of an element without its namespace; "" for comments and processing instructions."""
    return _local(element.tag)


@lru_cache(maxsize=4096)
def _local(tag: object) -> str:  # a function for comments and processing instructions
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def line_of(element: Element) -> int:
    """Return the line, from 1, on which the parser saw an element's start tag end; 0 where it does not know."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


def is_tei(element: Element, *names: str) -> bool:
    """Tell whether this is an element of TEI and, if names are given, one of them."""
    name = _tei_name(element.tag)
    return name is not None and (not names or name in names)


@lru_cache(maxsize=4096)
def _tei_name(tag: object) -> str | None:
    namespace = f"{{{TEI}}}"
    if not isinstance(tag, str) or not tag.startswith(namespace):
        return None
    return tag[len(namespace) :]


@lru_cache(maxsize=4096)
def tag(name: str) -> str:
    """Return the qualified name of a TEI element, as lxml wants it."""
    return f"{{{TEI}}}{name}"


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """Yield the TEI elements of these names inside an element, in document order."""
    for found in element.iter(*map(tag, names)):
        if found is not element:
            yield found


_WITH_ID = etree.XPath("descendant-or-self::*/@xml:id/..")


def elements_with_ids(root: Element) -> list[Element]:
    """Return the elements of a tree that carry an `@xml:id`, in document order."""
    found: list[Element] = _WITH_ID(root)  # type: ignore[assignment]
    return found


def child(element: Element, *path: str) -> Element | None:
    """Return the first element at a path of child names, or None."""
    if len(path) == 1:  # as `find` does, many times as fast
        return next(element.iterchildren(tag(path[0])), None)
    return element.find("/".join(map(tag, path)))


def children(element: Element, *names: str) -> list[Element]:
    """Return the child elements of these names (all TEI children, if none is given), in order."""
    return list(element.iterchildren(*map(tag, names) if names else (_ANY,)))


def all_children(element: Element) -> list[Element]:
    """Return the elements directly in an element, of TEI or not, in order."""
    return list(element.iterchildren("*"))


def named_children(element: Element) -> list[tuple[str, Element]]:
    """Return the TEI elements directly in an element, each with its name, in order."""
    nodes = element.getchildren()  # type: ignore[attr-defined]  # many times as fast as iterating
    return [(name, node) for node in nodes if (name := _tei_name(node.tag))]


def inner_documents(root: Element) -> list[Element]:
    """Return the documents of which a corpus consists: each a `TEI`, or a corpus again (Guidelines, chapter 15.1)."""
    return list(root.iterchildren(tag("TEI"), tag("teiCorpus")))


def own_children(root: Element) -> list[Element]:
    """Return the elements that a document's root holds of its own: all but the documents of a corpus."""
    return [
        node for node in root.iterchildren(etree.Element) if not is_tei(node, "TEI", "teiCorpus")
    ]


def folded(text: str) -> str:
    """Return a text with each run of white space as one space, and none at its ends."""
    if "\n" in text or "  " in text or "\t" in text or "\r" in text:
        # bytes are split where XML has white space, strings at no-break spaces, too
        return b" ".join(text.encode().split()).decode()
    return text.strip(" ")


def text_of(element: Element | None) -> str:
    """Return all text inside an element, white space folded."""
    if element is None:
        return ""
    if not len(element):
        return folded(element.text or "")
    return folded(all_text(element))


def all_text(element: Element) -> str:
    """Return all text inside an element, as it stands: as `itertext` does, many times as fast."""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def has_text(element: Element) -> bool:
    """Tell whether anything is written inside an element."""
    if (text := element.text) and not text.isspace():
        return True
    return len(element) > 0 and any(not text.isspace() for text in element.itertext() if text)


def has_own_text(element: Element) -> bool:
    """Tell whether anything is written directly in an element."""
    if (text := element.text) and not text.isspace():
        return True
    return any(text and not text.isspace() for node in element for text in (node.tail,))


def language(element: Element) -> str | None:
    """Return the language in force at an element: its `@xml:lang` or that of the nearest ancestor."""
    node: Element | None = element
    while node is not None:
        if value := node.get(XML_LANG):
            return value
        node = node.getparent()
    return None


class FlatText:
    """The running text of an element, folded, with the place of elements in it."""

    def __init__(self, parts: list[str], places: dict[Element, tuple[int, int]]) -> None:
        """`parts` are the texts as they stand, `places` between which of them an element begins and ends."""
        self._places = places
        kept = _without_gaps(parts)
        self.text = "".join(kept).rstrip(" ")
        self._offsets = [*accumulate(map(len, kept), initial=0)]

    def span(self, element: Element) -> tuple[int, int] | None:
        """Return where an element begins and ends in the text; None for one that has no place in it."""
        place = self._places.get(element)
        return (self._offsets[place[0]], self._offsets[place[1]]) if place else None


#: What stands between two parts of a text while white space is folded in all of them: a character that no XML has.
_EDGE = "\0"


def _without_gaps(parts: list[str]) -> list[str]:
    """Return the parts of a text with white space folded, across their edges too: the first of them keeps the space."""
    text = " " + folded(_EDGE.join(parts))
    text = text.replace(f" {_EDGE} ", f" {_EDGE}")
    if _EDGES in text:
        text = _GAPS.sub(_with_first_space, text)
    return text[1:].split(_EDGE)


#: What stands between parts of which those in between are empty, and runs of that with more than one space.
_EDGES = 2 * _EDGE
_GAPS = re.compile(f" ({_EDGE}[{_EDGE} ]*) ")


def _with_first_space(gap: re.Match[str]) -> str:
    return " " + gap[1].replace(" ", "")


def flatten(element: Element, names: Collection[object] | None = None) -> FlatText:
    """Return the text of an element as the source transmits it: without notes, corrections, variant readings.

    White space is folded; a block inside begins a new word. The places are those of the elements of these tags, or of all.
    """
    writer = _Flattener(names)
    writer.walk(element)
    return FlatText(writer.parts, writer.places)


#: Elements of running text that flattening passes through as they are.
_PLAIN = frozenset(
    map(
        tag,
        """hi persName placeName geogName orgName eventName objectName name rs title term date time emph foreign ref seg
        soCalled mentioned gloss num measure distinct forename surname roleName addName nameLink genName settlement
        country region district bloc geogFeat author editor q quote said add supplied unclear sic orig abbr expan del
        damage retrace anchor space gap g locus w c m s""".split(),
    )
)
_ASIDES = frozenset(map(tag, ASIDE))
_MILESTONES = frozenset(map(tag, BREAKS))
_LEAVES = _PLAIN | _MILESTONES
_JOINING: dict[object, str] = {tag(name): name for name in JOINING}


def words(element: Element) -> str:
    """Return the text of an element as `flatten` has it."""
    if not len(element) and element.tag not in _WORDS:
        return folded(element.text or "")
    writer = _Flattener(())
    writer.walk(element)
    return folded("".join(writer.parts))


_WORDS = frozenset(map(tag, WORD))


class _Flattener:
    """Collects the texts of an element, and notes between which of them each element inside begins and ends."""

    def __init__(self, names: Collection[object] | None) -> None:
        self.names = names
        self.parts: list[str] = []
        self.places: dict[Element, tuple[int, int]] = {}

    def walk(self, element: Element) -> None:
        name, parts, names = _local(element.tag), self.parts, self.names
        is_block = name in BLOCK
        if is_block:
            parts.append(" ")
        start = len(parts)
        if name in _OF_FORMS:
            for node in element:
                if self._is_read(node, element, EDITORIAL):
                    self.walk(node)
        else:
            self._walk_running(element, is_phrase=not is_block)
        if names is None or element.tag in names:
            self.places[element] = (start, len(parts))
        if is_block:
            parts.append(" ")

    def _walk_running(self, element: Element, *, is_phrase: bool) -> None:
        parts, names, text = self.parts, self.names, element.text
        if text:
            parts.append(_text(element, None, text, is_phrase) if "\n" in text else text)
        for node in element.getchildren():  # type: ignore[attr-defined]  # many times as fast as iterating
            name: object = node.tag
            is_in_word = name in _MILESTONES and node.get("break") == "no"
            if is_in_word and text:
                parts[-1] = parts[-1].rstrip(_SPACES)
            if name in _LEAVES:
                start = len(parts)
                if len(node):
                    self._walk_running(node, is_phrase=True)
                elif inside := node.text:
                    parts.append(_text(node, None, inside, True) if "\n" in inside else inside)
                if names is None or name in names:
                    self.places[node] = (start, len(parts))
            elif name not in _ASIDES and self._is_read(node, element, _READINGS):
                self.walk(node)
            if text := node.tail:
                if is_in_word:
                    text = text_at(element, node, is_phrase=is_phrase)
                elif "\n" in text:
                    text = _text(element, node, text, is_phrase)
                parts.append(text)

    def _is_read(self, node: Element, around: Element, left_out: frozenset[str]) -> bool:
        name = _local(node.tag)
        if name == "rdg":  # the first, if the editors chose none
            return node is around[0] and around.find(tag("lem")) is None
        return bool(name) and name not in ASIDE and name not in left_out


def _text(element: Element, before: Element | None, text: str, is_phrase: bool) -> str:
    """Return the text after a node as `text_at` does, sooner where nothing beside it matters."""
    is_cut = element.tag in _WORDS
    if text[0] in _SPACES:
        is_cut |= is_phrase if before is None else before.tag in _JOINED
        is_cut |= text.lstrip()[:1] in _CLOSING
    if text[-1] in _SPACES:
        after = before.getnext() if before is not None else element[0] if len(element) else None
        is_cut |= is_phrase if after is None else after.tag in _JOINED
        is_cut |= text.rstrip()[-1:] in _OPENING
    return text_at(element, before, is_phrase=is_phrase) if is_cut else text


def beside_mark(text: str) -> bool:
    """Tell whether white space at the edge of a text stands beside a mark that no line of a source is broken at."""
    return (text[0] in _SPACES and text.lstrip()[:1] in _CLOSING) or (
        text[-1] in _SPACES and text.rstrip()[-1:] in _OPENING
    )


#: Elements beside which white space may be left out, besides breaks inside a word.
_JOINED = frozenset(map(tag, JOINING - BREAKS))


#: Elements of which one form is read, and no text between them.
_OF_FORMS = frozenset({"choice", "app", "subst"})
_READINGS = frozenset({"rdg"})


def text_at(element: Element, before: Element | None, *, is_phrase: bool) -> str:
    """Return the text inside an element that stands after one of its children, or before them all.

    White space that only lays out the source is left out: line breaks of the file inside a word, beside punctuation,
    at the edges of a phrase that holds only elements; and whatever surrounds a break that says it is inside a word.
    """
    text = (element.text if before is None else before.tail) or ""
    if not text:
        return ""
    if _local(element.tag) in WORD:
        text = _LAYOUT.sub("", text)
    if text[:1] in _SPACES:
        text = _without_start(text, element, before, is_phrase)
    if text[-1:] in _SPACES:
        text = _without_end(text, element, before, is_phrase)
    return text


def _without_start(text: str, element: Element, before: Element | None, is_phrase: bool) -> str:
    kept = text.lstrip(_SPACES)
    is_laid_out = "\n" in text[: len(text) - len(kept)]
    if before is not None:
        how = joins(before)[1]
        joined = how == "word" or (is_laid_out and (how or kept.lstrip()[:1] in _CLOSING))
    else:
        joined = (
            is_laid_out
            and is_phrase
            and (_text_before(element)[-1:] in _OPENING or _is_layout(element))
        )
    return kept if joined else text


def _without_end(text: str, element: Element, before: Element | None, is_phrase: bool) -> str:
    after = before.getnext() if before is not None else element[0] if len(element) else None
    kept = text.rstrip(_SPACES)
    is_laid_out = "\n" in text[len(kept) :]
    if after is not None:
        how = joins(after)[0]
        joined = how == "word" or (is_laid_out and (how or kept.rstrip()[-1:] in _OPENING))
    else:
        joined = (
            is_laid_out
            and is_phrase
            and ((element.tail or "")[:1] in _CLOSING or _is_layout(element))
        )
    return kept if joined else text


def _is_layout(element: Element) -> bool:
    """Tell whether an element holds only elements, with white space between them."""
    if not len(element) or ((text := element.text) and text.strip(_SPACES)):
        return False
    return not any(text.strip(_SPACES) for node in element if (text := node.tail))


def _text_before(element: Element) -> str:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return previous.tail or ""
    return (parent.text or "") if parent is not None else ""


def joins(node: Element) -> tuple[str, str]:
    """Return how an element is joined to what stands before and after it: across any white space inside a "word",
    across what only lays out the source ("layout", as punctuation), or not at all ("").
    """
    name = _JOINING.get(node.tag)
    if name is None or (name == "w" and not node.get("join")):
        return APART
    if name in BREAKS:
        return ("word", "word") if node.get("break") == "no" else APART
    if name in ("ex", "am"):
        around = node.getparent()
        joined = around is not None and local(around) in ("expan", "abbr") and _is_layout(around)
        return ("layout", "layout") if joined else APART
    if name == "note":  # its mark stands at the word before it
        following = (node.tail or " ")[0]
        return "layout" if following in _SPACES or following in _CLOSING else "", ""
    join, mark = node.get("join", ""), (node.text or "").strip() if name == "pc" else ""
    left = join in ("left", "both") or (mark[:1] in _CLOSING and node.get("pre") != "true")
    right = join in ("right", "both") or mark[-1:] in _OPENING or node.get("pre") == "true"
    return "layout" if left else "", "layout" if right else ""


def _tail(element: Element) -> str:
    return element.tail or ""


def outside_text(element: Element) -> str:
    """Return the text that stands between an element's children, and before the first: what is its own."""
    texts = [element.text, *[node.tail for node in element]] if len(element) else [element.text]
    kept = [words for text in texts if text and (words := text.strip(_SPACES))]
    return folded(" ".join(kept)) if kept else ""


def text_before_elements(element: Element) -> str:
    """Return the text in an element before the first element in it, past comments and processing instructions."""
    texts = [element.text]
    for node in element:
        if local(node):
            break
        texts.append(node.tail)
    return "".join(filter(None, texts))


def text_up_to_next(element: Element, within: Element) -> str:
    """Return the text between an element and the next one in the tree, or the end of the one that it is `within`.

    Where it is the last in elements around it, that is what stands after them, too.
    """
    texts = []
    node: Element | None = element
    while node is not None and node is not within:
        texts.append(node.tail)
        after = node.getnext()
        if after is not None and local(after):
            break
        if after is None:  # no word runs on past the end of an element
            texts.append(" ")
        node = node.getparent() if after is None else after
    return "".join(filter(None, texts))


def content(element: Element) -> list[Element | str]:
    """Return what stands directly in an element, texts and nodes, in order."""
    parts: list[Element | str] = [element.text or ""]
    for node in element:
        parts += [node, _tail(node)]
    return parts


def replace_by(element: Element, parts: Sequence[Element | str]) -> None:
    """Put texts and nodes in the place of an element that is not the root; the text around it stays.

    The only function that changes a tree; reading uses it, before there is a document.
    """
    parent, before, after = element.getparent(), element.getprevious(), element.tail
    if parent is None:
        return
    for part in (*parts, after or ""):
        if not isinstance(part, str):
            part.tail = None
            element.addprevious(part)
            before = part
        elif before is not None:
            before.tail = _tail(before) + part or None
        else:
            parent.text = (parent.text or "") + part or None
    element.tail = None
    parent.remove(element)
