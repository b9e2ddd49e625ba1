"""References: whether the pointers of a document arrive, and at a thing of the right kind.

TEI Guidelines, chapters 14 (names) and 17 (linking). A document is checked alone, as soon as the anchors of all
documents of the edition are known: an anchor is a place that can be pointed at, an element with an `@xml:id`.
A pointer at a file that is no part of the edition is looked up on the disk.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from edition.alignment import ALIGNING
from edition.anchors import Anchor, Anchors, Neighbours, Place, absolute
from edition.diagnostics import Diagnostic, Severity
from edition.disguise import unseen
from edition.document import Document, subject
from edition.index import NAMING
from edition.misses import Misses
from edition.pointers import (
    BASE,
    fits_none,
    is_file,
    is_outside,
    is_pointing,
    parted,
    resolve,
    scheme,
    unreadable,
)
from edition.register import ENTRIES, Kind
from edition.roles import fits, kind, role
from edition.segments import CITABLE, CONTAINERS
from edition.tei import TEI, XML_ID, Element, children, descendants, local, tag

#: What an alignment may join besides passages and what holds them.
_ALIGNABLE = (
    CITABLE
    | CONTAINERS
    | frozenset("w pc phr cl m c anchor milestone pb lb cb gb app q quote".split())
)

_LINKS = tag("linkGrp")

_CALLED = {
    Kind.person: "a person",
    Kind.place: "a place",
    Kind.organisation: "an organisation",
    Kind.event: "an event",
    Kind.work: "a work",
    Kind.object: "an object",
}

#: Ways of pointing other than by an id: the schemes of TEI's chapter 17.2.4 and of the XPointer framework. They are not followed.
_XPOINTER = re.compile(
    r"(xpath|left|right|string-index|range|string-range|match|xpointer|element|xmlns|id)\("
)

#: How a file's name ends. What ends otherwise, and has no slash, is a word.
_SUFFIX = re.compile(r"\.(?!\d+$)([a-z0-9]{1,6}|[A-Z0-9]{1,6})$")


@dataclass
class Checked:
    """What checking the pointers of a document gave: findings, all places pointed at from elsewhere, and other files asked for.

    `meant` are words by which pointers that miss mean an entry (see `Misses`).
    `leads_out` says that there is more to know than the document itself: a pointer leads out of it, or misses. When the
    others are not known yet, the check ends there.
    """

    findings: list[Diagnostic] = field(default_factory=list)
    pointed: set[Place] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    meant: set[str] = field(default_factory=set)
    leads_out: bool = False


def check(document: Document, edition: Neighbours) -> Checked:
    """Check the pointers of a document; `edition` gives the anchors of all."""
    return _Checker(document, edition).check()


def check_alone(document: Document, own: Anchors) -> Checked:
    """Check the pointers of a document as far as it goes with its own anchors; see `Checked.leads_out`."""
    return _Checker(document, Neighbours({absolute(document.file): own}), is_alone=True).check()


#: An address on the web, and one that is written out as it must be.
_WEB = re.compile(r"https?:", re.IGNORECASE)
_WHOLE_WEB = re.compile(r"https?://[^/\s]", re.IGNORECASE)


class _Arrival(NamedTuple):
    """Where a pointer comes to: a place with its anchor; a `fault`, and what it is `about` if it does not arrive."""

    place: Place | None = None
    anchor: Anchor | None = None
    fault: str = ""
    about: str = ""


_NOWHERE = _Arrival()


class _LeadsOutError(Exception):
    """There is more to know than the document itself."""


class _Checker:
    def __init__(self, document: Document, edition: Neighbours, *, is_alone: bool = False) -> None:
        self.is_alone = is_alone
        self.document = document
        self.edition = edition
        self.own = absolute(document.file)
        self.shared = document.conventions.shared
        self.is_whole = document.is_whole and document.conventions.is_whole
        self.prefixes = document.prefixes
        bases = document.attributes.having(BASE)
        self.has_bases = any(element is not document.root for element in bases)
        self.start = document.root if bases else None
        self.arrivals: dict[str, _Arrival] = {}
        self.quiet: dict[tuple[str, str], set[str]] = {}
        self.misses = Misses(document, edition, self.prefixes)
        self.checked = Checked(self.misses.said, meant=self.misses.meant)
        self.strays: dict[tuple[str, str, str], list[Element]] = {}

    def check(self) -> Checked:
        with suppress(_LeadsOutError):
            self._check()
        return self.checked

    def _check(self) -> None:
        for element in self.document.attributes.in_order(self._loud()):
            self._element(element)
        self.misses.tell()
        for (attribute, value, found), elements in self.strays.items():
            self._stray(attribute, value, found, elements)
        for definition in descendants(self.document.root, "prefixDef") if self.prefixes else ():
            self._prefix(definition)
        for group in self.document.attributes:
            if group.tag == _LINKS and "type" in group.names:
                for element in group.elements:
                    if element.get("type") in ALIGNING:
                        self._alignment(element)

    def _leave(self) -> None:
        """Note that a pointer leads out of the document, or misses; that ends the check if nothing else is known."""
        self.checked.leads_out = True
        if self.is_alone:
            raise _LeadsOutError

    def _loud(self) -> list[Element]:
        """Return the elements of whose pointers there is something to say; the others point where they are to point.

        What is the same of many elements is looked at once.
        """
        loud: list[Element] = []
        for name, names, elements in self.document.attributes:
            for attribute in _pointing(name, names):
                quiet = self.quiet.setdefault((name, attribute), set())
                for element in elements:
                    value = element.get(attribute, "")
                    if value not in quiet and not self._is_quiet(element, attribute, value, quiet):
                        loud.append(element)
        return loud

    def _is_quiet(self, element: Element, attribute: str, value: str, quiet: set[str]) -> bool:
        """Tell whether there is nothing to say of an attribute; what holds for all with its value is added to the `quiet`."""
        if self.has_bases:
            return False
        is_same_for_all = attribute != "ref" or not _is_typed(str(element.tag))
        for part in parted(value):
            arrival = self._arrival(part, element)
            if arrival.fault and not self._ignores(element, attribute):
                return False
            if arrival.place is None:
                continue
            if arrival.anchor and not fits(element, attribute, arrival.anchor.element):
                return False
            if self._is_inside(element, arrival.place):
                is_same_for_all = False
            else:
                self.checked.pointed.add(self._at_home(arrival.place))
        if is_same_for_all:
            quiet.add(value)
        return True

    def _element(self, element: Element) -> None:
        """Follow the pointers of an element."""
        for attribute in _pointing(str(element.tag), tuple(map(str, element.keys()))):
            parts = parted(element.get(attribute, ""))
            arrivals = [self._arrival(part, element) for part in parts]
            for arrival in arrivals:
                if arrival.place is not None and not self._is_inside(element, arrival.place):
                    self.checked.pointed.add(self._at_home(arrival.place))
            if self._ignores(element, attribute):
                continue
            said = self._together(element, attribute, parts, arrivals)
            for at, (part, arrival) in enumerate(zip(parts, arrivals, strict=True)):
                if at in said:
                    continue
                if arrival.fault:
                    fault = "unseen" if unseen(part) else arrival.fault
                    self.misses.add(fault, attribute, arrival.about, part, element)
                elif arrival.anchor is not None:
                    self._role(element, attribute, part, arrival.anchor.element)

    def _together(
        self, element: Element, attribute: str, parts: Sequence[str], arrivals: Sequence[_Arrival]
    ) -> Collection[int]:
        """Note what a space makes several of, though one is meant; return which of the parts of an attribute these are."""
        value = " ".join(parts)
        if _is_spaced(parts, arrivals):
            self.misses.add("spaced", attribute, "", value, element)
            return [at for at, one in enumerate(arrivals) if one.fault in ("word", "file")]
        if torn := _torn(parts, arrivals):
            self.misses.add("torn", attribute, "", value, element)
        return torn

    def _ignores(self, element: Element, attribute: str) -> bool:
        return self.document.conventions.ignores(local(element), attribute)

    def _at_home(self, place: Place) -> Place:
        """Return a place in what this document includes as the place in the file that is included."""
        home = self.document.homes.get(place.id) if place.file == self.own else None
        return Place(absolute(home), place.id) if home else place

    def _arrival(self, value: str, element: Element) -> _Arrival:
        """Return where a pointer at an element comes to; each value is followed once."""
        if value not in self.arrivals:
            near = self.edition[self.own].get(value[1:]) if value[:1] == "#" else None
            if near is None and self.has_bases:
                return self._followed(value, element)
            place = near and Place(self.own, value[1:])
            self.arrivals[value] = (
                _Arrival(place, near) if near else self._followed(value, self.start)
            )
        return self.arrivals[value]

    def _followed(self, value: str, element: Element | None) -> _Arrival:
        target = resolve(value, self.document.file, self.prefixes, element)
        if target.file is None:
            return self._outside(target.uri)
        file, id = absolute(target.file), target.fragment
        if file != self.own or (id and id not in self.edition[self.own]):
            self._leave()
        if file not in self.edition:
            self.checked.files.add(file)
        if file not in self.edition and not is_file(target.file):
            if id is None and _is_folder(target.file):
                return _NOWHERE
            is_word = _is_word(target.uri if scheme(value) else value)
            return _Arrival(fault="word") if is_word else _Arrival(fault="file", about=file)
        if id is None:
            return _NOWHERE
        if id == "":
            return _Arrival(fault="empty")
        known = self.edition.of(file)
        if id in known:
            return _Arrival(Place(file, id), known[id])
        if file == self.own and (home := self._beyond(id)) is not None:
            return _Arrival(Place(home, id), self.edition.of(home).get(id))
        is_told = self.is_whole if file == self.own else file not in self.edition.partial
        if _XPOINTER.match(id) or (file not in self.edition and not known) or not is_told:
            return _NOWHERE
        return _Arrival(fault="id", about=file)

    def _outside(self, uri: str) -> _Arrival:
        """Return where a pointer at no file comes to: into the web, or to a prefix that says nothing of it."""
        prefix = scheme(uri) or ""
        if is_outside(uri):
            is_half = _WEB.match(uri) and not _WHOLE_WEB.match(uri)
            return _Arrival(fault="web") if is_half else _NOWHERE
        rules = self.prefixes.get(prefix)
        if not rules:
            return _Arrival(fault="prefix", about=prefix)
        if fits_none(uri, rules):
            return _Arrival(fault="unfit", about=prefix)
        self.misses.mean(uri)  # what, nobody knows: the rules cannot be read
        return _NOWHERE

    def _beyond(self, id: str) -> str | None:
        """Return the other file that `#id` may mean here: one whose ids are shared, or of which a part is included."""
        if id in self.shared:
            return absolute(self.shared[id])
        files = (absolute(part.file) for part in self.document.included)
        return next((file for file in files if id in self.edition.of(file)), None)

    def _is_inside(self, element: Element, place: Place) -> bool:
        """Tell whether an element stands in the very thing that it points at."""
        if place.file != self.own or place in self.checked.pointed:
            return False
        node: Element | None = element
        while node is not None and node.get(XML_ID) != place.id:
            node = node.getparent()
        return node is not None

    # What is said of pointers that arrive at something else.

    def _role(self, element: Element, attribute: str, value: str, found: str) -> None:
        """Say so when a pointer arrives at something that is not of its kind."""
        if fits(element, attribute, found):
            return
        wanted = kind(element)
        if attribute == "ref" and (wanted or local(element) in NAMING):
            self._misnaming(element, value, found, _CALLED[wanted] if wanted else "an entry")
        else:
            self.strays.setdefault((attribute, value, found), []).append(element)

    def _stray(self, attribute: str, value: str, found: str, elements: list[Element]) -> None:
        meant = role(local(elements[0]), attribute)
        if meant is not None:
            self.misses.say(
                elements, attribute, "wrong-target",
                f"{subject(attribute, elements, 'is')} to point at {meant.called}, but {value} is a <{found}>",
                "Correct the pointer, or say it with another attribute.", Severity.warning,
            )  # fmt: skip

    def _misnaming(self, element: Element, value: str, anchor: str, wanted: str) -> None:
        found = ENTRIES.get(anchor)
        name = f"<{local(element)}>" + (f' of type "{t}"' if (t := element.get("type")) else "")
        thing = _CALLED[found] if found else f"a <{anchor}>"
        self.misses.say(
            [element], "ref", "name-points-elsewhere",
            f"{name} names {wanted}, but {value} is {thing}",
            f"Point it at {wanted}" + (f", or tag it as {_tagged(found)}." if found else "."),
            Severity.error if found else Severity.warning, source="names",
        )  # fmt: skip

    def _prefix(self, definition: Element) -> None:
        """Say so when what explains a prefix has a pattern that cannot be read."""
        match, prefix = definition.get("matchPattern", ""), definition.get("ident", "")
        if reason := unreadable(match):
            self.misses.say(
                [definition], "matchPattern", "no-such-prefix",
                f'@matchPattern of <prefixDef> is "{match}", which is no regular expression: {reason}',
                f'Correct it; until then it is not known what "{prefix}:" stands for.', Severity.warning,
            )  # fmt: skip

    def _alignment(self, group: Element) -> None:
        """Check the links of an alignment: each joins passages, and of more than one side."""
        domains = [self._quiet(value, group) for value in parted(group.get("domains", ""))]
        links = [
            (link, [self._quiet(value, link) for value in parted(link.get("target", ""))])
            for link in children(group, "link")
        ]
        crossing = any(len({place.file for place in found if place}) > 1 for _, found in links)
        for link, found in links:
            places = [place for place in found if place]
            for place in places:
                self._aligned(link, place)
            sides = {self._side(place, domains) for place in places}
            is_whole = places and len(places) == len(found)  # else the other side is what is missed
            if is_whole and len(sides) < 2 and (crossing or len(domains) > 1):
                self.misses.say(
                    [link], "target", "link-one-sided",
                    "the link joins passages of one text only, so it aligns nothing",
                    "Add the passage of the other text that tells the same.", source="alignment",
                )  # fmt: skip

    def _aligned(self, link: Element, place: Place) -> None:
        element = self.edition.of(place.file)[place.id].element
        if element and element not in _ALIGNABLE:
            self.misses.say(
                [link], "target", "link-to-no-passage",
                f"the link aligns #{place.id}, which is no passage but a <{element}>",
                "Point it at a passage: a p, ab, l, s, seg or div.", source="alignment",
            )  # fmt: skip

    def _quiet(self, value: str, element: Element) -> Place | None:
        """Return the place that a pointer at an element means if it arrives there; nothing is said if not."""
        place = self._arrival(value, element).place
        return place if place and place.id in self.edition.get(place.file, {}) else None

    def _side(self, place: Place, domains: list[Place | None]) -> object:
        """Return which of the texts aligned a place belongs to: a domain that holds it, else its file."""
        known = self.edition[place.file]
        around = place.id
        while around:
            if Place(place.file, around) in domains:
                return around
            around = known[around].around
        return place.file


@lru_cache(maxsize=4096)
def _pointing(tag: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return which attributes of an element point; what is not TEI's, in examples too, points in its own way."""
    name = tag.removeprefix(f"{{{TEI}}}")
    return () if name == tag else tuple(one for one in names if is_pointing(name, one))


def _is_typed(tag: str) -> bool:
    """Tell whether what an element names depends on its `@type`."""
    return NAMING.get(tag.rpartition("}")[2], Kind.other) is None


def _is_spaced(parts: Sequence[str], arrivals: Sequence[_Arrival]) -> bool:
    """Tell whether pointers are one address with spaces in it: words after an address of the web, or before a file's ending.

    After an address such a word may end as a page does (`b.html`); another text of TEI is meant as that.
    """
    words = [at for at, arrival in enumerate(arrivals) if arrival.fault == "word"]
    pages = [
        at for at, one in enumerate(arrivals) if one.fault == "file" and ".xml" not in parts[at]
    ]
    begins = any("://" in part for part in parts[: max(words + pages, default=0)])
    return begins or any(_SUFFIX.search(part) for at in words[:1] for part in parts[at + 1 :])


def _torn(parts: Sequence[str], arrivals: Sequence[_Arrival]) -> set[int]:
    """Return which of some pointers are the halves of one: a `#` or prefix that leads nowhere by itself, and what follows it."""
    begins = [
        at
        for at, (part, after) in enumerate(pairwise(parts))
        if arrivals[at].fault and part.endswith(("#", ":")) and not re.search("[#:]", after)
    ]
    return {half for at in begins for half in (at, at + 1)}


def _is_word(value: str) -> bool:
    """Tell whether a pointer is but a word, perhaps a siglum with a slash: no id and no file's name."""
    return not (value.startswith((".", "/", "www.")) or "#" in value or _SUFFIX.search(value))


def _tagged(kind: Kind | None) -> str:
    names = [name for name, named in NAMING.items() if named is kind]
    return " or ".join(f"<{name}>" for name in names if name.endswith("Name") or name == "title")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
