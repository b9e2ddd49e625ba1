"""References: whether the pointers of a document arrive, and at a thing of the right kind.

TEI Guidelines, chapters 14 (names) and 17 (linking). A document is checked alone, as soon as the anchors of all
documents of the edition are known: an anchor is a place that can be pointed at, an element with an `@xml:id`.
A pointer at a file that is no part of the edition is looked up on the disk.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from lxml import etree

from edition.alignment import ALIGNING
from edition.diagnostics import Diagnostic, Severity
from edition.document import Document, parse
from edition.index import NAMING, TYPES
from edition.pointers import (
    based,
    is_file,
    is_outside,
    nearest,
    pointers,
    prefixes,
    resolve,
    scheme,
)
from edition.register import ENTRIES, Kind
from edition.segments import CITABLE, CONTAINERS
from edition.tei import XML_ID, Element, children, descendants, line_of, local

#: Attributes that name images and the like, which are often kept apart from the texts.
_MEDIA = frozenset({"facs", "url"})

#: What a name may point at besides an entry without a word being said.
_OTHER_TARGETS = frozenset(
    """category castItem role name nym witness object msDesc persona listPerson listPlace listOrg listEvent
    listBibl persName placeName geogName orgName eventName title taxonomy item author editor respStmt""".split()
)

#: What an alignment may join besides passages and what holds them.
_ALIGNABLE = (
    CITABLE
    | CONTAINERS
    | frozenset("w pc phr cl m c anchor milestone pb lb cb gb app q quote".split())
)

_CALLED = {
    Kind.person: "a person",
    Kind.place: "a place",
    Kind.organisation: "an organisation",
    Kind.event: "an event",
    Kind.work: "a work",
}


#: For how many of the ids that are nowhere in a document one that is alike is looked for; it takes a while.
REMEDIES = 200


@dataclass(frozen=True, slots=True)
class Anchor:
    """An element with an `@xml:id`: its name, and the nearest id around it, or ""."""

    element: str
    line: int
    around: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A thing pointed at: the absolute path of a file, and the id in it."""

    file: str
    id: str


#: All anchors of a file, by their ids.
Anchors = Mapping[str, Anchor]


def anchors(root: Element) -> dict[str, Anchor]:
    """Return what can be pointed at in a document; of several elements with one id, the first."""
    found: dict[str, Anchor] = {}
    for element in root.iter(etree.Element):
        if key := element.get(XML_ID):
            around = next((i for n in element.iterancestors() if (i := n.get(XML_ID))), "")
            found.setdefault(key, Anchor(local(element), line_of(element), around))
    return found


@dataclass
class Checked:
    """What checking the pointers of a document gave: findings, and all places pointed at from elsewhere.

    `leads_out` says that there is more to know than the document itself: a pointer leads out of it, or misses.
    """

    findings: list[Diagnostic] = field(default_factory=list)
    pointed: set[Place] = field(default_factory=set)
    leads_out: bool = False


def check(document: Document, edition: Mapping[str, Anchors]) -> Checked:
    """Check the pointers of a document; `edition` gives the anchors of each file, by its absolute path."""
    return _Checker(document, edition).check()


def absolute(file: Path) -> str:
    """Return the absolute path under which a file's anchors are known."""
    return os.path.abspath(file)


class _Checker:
    def __init__(self, document: Document, edition: Mapping[str, Anchors]) -> None:
        self.document = document
        self.edition = edition
        self.own = absolute(document.file)
        self.prefixes = prefixes(document.root)
        self.checked = Checked()
        self.remedies: dict[Place, str | None] = {}

    def check(self) -> Checked:
        for element in self.document.root.iter(etree.Element):
            places = list(self._places(element))
            self.checked.pointed.update(
                self._at_home(place) for place in places if not self._is_inside(element, place)
            )
        for group in descendants(self.document.root, "linkGrp"):
            if group.get("type") in ALIGNING:
                self._alignment(group)
        return self.checked

    def _at_home(self, place: Place) -> Place:
        """Return a place in what this document includes as the place in the file that is included."""
        home = self.document.homes.get(place.id) if place.file == self.own else None
        return Place(absolute(home), place.id) if home else place

    def _places(self, element: Element) -> Iterator[Place]:
        """Yield the places that an element points at, having said what is wrong with its pointers."""
        for pointer in pointers(element):
            place = self._place(element, pointer.attribute, pointer.value)
            if place is None:
                continue
            anchor = self._anchors(place.file).get(place.id)
            if anchor is None:
                self._no_such_id(element, pointer.attribute, pointer.value, place)
                continue
            if pointer.attribute == "ref":
                self._role(element, pointer.value, anchor)
            yield place

    def _place(self, element: Element, attribute: str, value: str) -> Place | None:
        """Return the place that a pointer means; None for a whole file, the web, or what cannot be told."""
        target = resolve(based(value, element), self.document.file, self.prefixes)
        if target.file is None:
            if not is_outside(target.uri):
                self._no_such_prefix(element, attribute, target.uri)
            return None
        file = absolute(target.file)
        self.checked.leads_out |= file != self.own
        if file not in self.edition and not is_file(target.file):
            if not (target.fragment is None and _is_folder(target.file)):
                self._no_such_file(element, attribute, value, target.file)
            return None
        if target.fragment == "":
            self._say(
                element, attribute, "empty-pointer",
                f"@{attribute} of <{local(element)}> points at nothing: {value}",
                "Write the id after the #, or leave the attribute out.",
            )  # fmt: skip
        is_scheme = "(" in (
            target.fragment or ""
        )  # xpath(), range() and their kin (chapter 17.2.4)
        known = file in self.edition or bool(_anchors_on_disk(file))
        return Place(file, target.fragment) if target.fragment and known and not is_scheme else None

    def _anchors(self, file: str) -> Anchors:
        return self.edition[file] if file in self.edition else _anchors_on_disk(file)

    def _is_inside(self, element: Element, place: Place) -> bool:
        """Tell whether an element stands in the very thing that it points at."""
        if place.file != self.own:
            return False
        node: Element | None = element
        while node is not None and node.get(XML_ID) != place.id:
            node = node.getparent()
        return node is not None

    def _no_such_id(self, element: Element, attribute: str, value: str, place: Place) -> None:
        self.checked.leads_out = True
        where = "in this file" if place.file == self.own else f"in {Path(place.file).name}"
        self._say(
            element, attribute, "no-such-id",
            f'@{attribute} of <{local(element)}> points at "{value}", and there is no such id {where}',
            self._remedy(place),
        )  # fmt: skip

    def _remedy(self, place: Place) -> str | None:
        if place not in self.remedies and len(self.remedies) < REMEDIES:
            self.remedies[place] = self._found_remedy(place)
        return self.remedies.get(place)

    def _found_remedy(self, place: Place) -> str | None:
        before = "" if place.file == self.own else self._written(place.file)
        if meant := nearest(place.id, self._anchors(place.file)):
            return f"Did you mean {before}#{meant}?"
        for file, known in self.edition.items():
            if file != place.file and place.id in known:
                return (
                    f"The id stands in {Path(file).name}: write {self._written(file)}#{place.id}."
                )
        return None

    def _written(self, file: str) -> str:
        """Return a file's address as it is written in this document."""
        start = Path(self.own).parent.as_posix()
        return posixpath.relpath(Path(file).as_posix(), start)

    def _no_such_file(self, element: Element, attribute: str, value: str, file: Path) -> None:
        meant = nearest(file.name, self._names) if file.suffix else None
        is_word = not file.suffix and "/" not in value and "#" not in value
        hint = f"Did you mean {meant}?" if meant else None
        if is_word:
            known = value in self._anchors(self.own)
            hint = (
                f'Did you mean the id "#{value}"?'
                if known
                else "An id is written with # before it."
            )
        lack = "which is neither an id nor a file" if is_word else "and there is no such file"
        self._say(
            element, attribute, "no-such-file",
            f'@{attribute} of <{local(element)}> points at "{value}", {lack}',
            hint, Severity.warning if attribute in _MEDIA else Severity.error,
        )  # fmt: skip

    @cached_property
    def _names(self) -> set[str]:
        """What the files of the edition are called."""
        return set(map(os.path.basename, self.edition))

    def _no_such_prefix(self, element: Element, attribute: str, uri: str) -> None:
        prefix = scheme(uri)
        self._say(
            element, attribute, "no-such-prefix",
            f'@{attribute} of <{local(element)}> begins with "{prefix}:", which this file does not explain',
            f'Declare it: <prefixDef ident="{prefix}" matchPattern="(.+)" replacementPattern="…#$1">.',
            Severity.warning,
        )  # fmt: skip

    def _role(self, element: Element, value: str, anchor: Anchor) -> None:
        """Say so when a name points at something that is not of its kind."""
        wanted = _kind(element)
        if wanted is None:
            return
        found = ENTRIES.get(anchor.element)
        if found is wanted or (found is None and anchor.element in _OTHER_TARGETS):
            return
        name = f"<{local(element)}>" + (f' of type "{t}"' if (t := element.get("type")) else "")
        thing = _CALLED[found] if found else f"a <{anchor.element}>"
        self._say(
            element, "ref", "name-points-elsewhere",
            f"{name} names {_CALLED[wanted]}, but {value} is {thing}",
            f"Point it at {_CALLED[wanted]}" + (f", or tag it as {_tagged(found)}." if found else "."),
            Severity.error if found else Severity.warning, source="names",
        )  # fmt: skip

    def _alignment(self, group: Element) -> None:
        """Check the links of an alignment: each joins passages, and of more than one side."""
        domains = [self._quiet(value) for value in group.get("domains", "").split()]
        links = [
            (link, [place for v in link.get("target", "").split() if (place := self._quiet(v))])
            for link in children(group, "link")
        ]
        crossing = any(len({place.file for place in places}) > 1 for _, places in links)
        for link, places in links:
            for place in places:
                self._aligned(link, place)
            sides = {self._side(place, domains) for place in places}
            if places and len(sides) < 2 and (crossing or len(domains) > 1):
                self._say(
                    link, "target", "link-one-sided",
                    "the link joins passages of one text only, so it aligns nothing",
                    "Add the passage of the other text that tells the same.", source="alignment",
                )  # fmt: skip

    def _aligned(self, link: Element, place: Place) -> None:
        element = self._anchors(place.file)[place.id].element
        if element not in _ALIGNABLE:
            self._say(
                link, "target", "link-to-no-passage",
                f"the link aligns #{place.id}, which is no passage but a <{element}>",
                "Point it at a passage: a p, ab, l, s, seg or div.", source="alignment",
            )  # fmt: skip

    def _quiet(self, value: str) -> Place | None:
        """Return the place that a pointer means if it arrives there; nothing is said if not."""
        target = resolve(value, self.document.file, self.prefixes)
        if target.file is None or not target.fragment:
            return None
        place = Place(absolute(target.file), target.fragment)
        self.checked.leads_out |= place.file != self.own
        return place if place.id in self.edition.get(place.file, {}) else None

    def _side(self, place: Place, domains: list[Place | None]) -> object:
        """Return which of the texts aligned a place belongs to: a domain that holds it, else its file."""
        known = self.edition[place.file]
        around = place.id
        while around:
            if Place(place.file, around) in domains:
                return around
            around = known[around].around
        return place.file

    def _say(
        self,
        element: Element,
        attribute: str,
        code: str,
        message: str,
        hint: str | None,
        severity: Severity = Severity.error,
        source: str = "pointers",
    ) -> None:
        self.checked.findings.append(
            self.document.diagnostic(
                element,
                message,
                source=source,
                code=code,
                severity=severity,
                hint=hint,
                attribute=attribute,
            )
        )


def _kind(element: Element) -> Kind | None:
    """Return the kind of thing that an element names, by its own name or, for `rs` and `name`, its type."""
    name = local(element)
    if name not in NAMING:
        return None
    return NAMING[name] or TYPES.get(element.get("type", "").lower())


def _tagged(kind: Kind | None) -> str:
    names = [f"<{name}>" for name, named in NAMING.items() if named is kind]
    return " or ".join(names)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


@lru_cache(maxsize=256)
def _anchors_on_disk(file: str) -> dict[str, Anchor]:
    """Return the anchors of a file that is no part of the edition; nothing if it is not XML."""
    try:
        with open(file, "rb") as stream:
            begins = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
            return anchors(parse(begins + stream.read())) if begins.startswith(b"<") else {}
    except (OSError, etree.XMLSyntaxError):
        return {}
