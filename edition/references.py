"""References: whether the pointers of a document arrive, and at a thing of the right kind.

TEI Guidelines, chapters 14 (names) and 17 (linking). A document is checked alone, as soon as the anchors of all
documents of the edition are known: an anchor is a place that can be pointed at, an element with an `@xml:id`.
A pointer at a file that is no part of the edition is looked up on the disk.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from edition.alignment import ALIGNING
from edition.diagnostics import Diagnostic, Severity
from edition.document import Document, listed, listed_tags, parse, subject
from edition.index import NAMING
from edition.pointers import (
    BASE,
    fits_none,
    is_file,
    is_outside,
    is_pointing,
    nearest,
    pointers,
    prefixes,
    resolve,
    scheme,
)
from edition.register import ENTRIES, Kind
from edition.roles import ALSO_NAMED, PARTS_OF_TEXT, kind, role
from edition.segments import CITABLE, CONTAINERS
from edition.tei import TEI, XML_ID, Element, children, elements_with_ids, local, tag

#: Attributes that name images and the like, which are often kept apart from the texts.
_MEDIA = frozenset({"facs", "url"})

#: What an alignment may join besides passages and what holds them.
_ALIGNABLE = (
    CITABLE
    | CONTAINERS
    | frozenset("w pc phr cl m c anchor milestone pb lb cb gb app q quote".split())
)

_LINKS, _PREFIX = tag("linkGrp"), tag("prefixDef")

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

#: For how many of the ids that are nowhere in a document one that is alike is looked for; it takes a while.
REMEDIES = 200
#: How like it must be, from 0 to 1.
_LIKENESS = 0.75
#: How many values of one attribute that miss in the same way are told each by itself.
_FEW = 4

#: So many ids are named where none is like the one that is missed.
_SHOWN = 8
#: An address on the web without both of its slashes.
_NO_SLASHES = re.compile(r"(https?:)/?(?!/)", re.IGNORECASE)

#: How a file's name ends. What ends otherwise, and has no slash, is a word.
_SUFFIX = re.compile(r"\.(?!\d+$)([a-z0-9]{1,6}|[A-Z0-9]{1,6})$")


class Anchor(NamedTuple):
    """An element with an `@xml:id`: its name, and the nearest id around it, or ""."""

    element: str
    around: str = ""


class Place(NamedTuple):
    """A thing pointed at: the absolute path of a file, and the id in it."""

    file: str
    id: str


#: All anchors of a file, by their ids.
Anchors = Mapping[str, Anchor]


class Neighbours(dict[str, Anchors]):
    """The anchors of each file of an edition, by its absolute path; and what is asked of them when a pointer misses."""

    @cached_property
    def homes(self) -> dict[str, str | None]:
        """The file in which each id stands, None if there are several."""
        homes: dict[str, str | None] = {}
        for file, known in self.items():
            homes |= {id: None if id in homes else file for id in known}
        return homes

    @cached_property
    def names(self) -> dict[str, str]:
        """The files by their names, of several with one name the first."""
        return {file.rpartition(os.sep)[2]: file for file in sorted(self, reverse=True)}

    @cached_property
    def alike(self) -> dict[tuple[str, str], list[str]]:
        """The names of the files by the number and the ending in each."""
        groups: dict[tuple[str, str], list[str]] = {}
        for name in self.names:
            groups.setdefault((_number(name), name.rpartition(".")[2]), []).append(name)
        return groups


def anchors(elements: Iterable[Element]) -> dict[str, Anchor]:
    """Return what can be pointed at, given the elements with an `@xml:id`; of several with one id, the first."""
    found: dict[str, Anchor] = {}
    inside: dict[Element, str] = {}  # the nearest id around what lies directly in an element
    for element in elements:
        if key := element.get(XML_ID):
            around = _around(element, inside)
            found.setdefault(key, Anchor(local(element), around))
    return found


def _around(element: Element, inside: dict[Element, str]) -> str:
    """Return the nearest id around an element, "" if there is none; it is looked for once for all its siblings."""
    parent = element.getparent()
    if parent is None:
        return ""
    if parent not in inside:
        inside[parent] = parent.get(XML_ID) or _around(parent, inside)
    return inside[parent]


@dataclass
class Checked:
    """What checking the pointers of a document gave: findings, all places pointed at from elsewhere, and other files asked for.

    `leads_out` says that there is more to know than the document itself: a pointer leads out of it, or misses. When the
    others are not known yet, the check ends there.
    """

    findings: list[Diagnostic] = field(default_factory=list)
    pointed: set[Place] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    leads_out: bool = False


def check(document: Document, edition: Neighbours) -> Checked:
    """Check the pointers of a document; `edition` gives the anchors of all."""
    return _Checker(document, edition).check()


def check_alone(document: Document, own: Anchors) -> Checked:
    """Check the pointers of a document as far as it goes with its own anchors; see `Checked.leads_out`."""
    return _Checker(document, Neighbours({absolute(document.file): own}), is_alone=True).check()


def absolute(file: Path) -> str:
    """Return the absolute path under which a file's anchors are known."""
    return os.path.abspath(file)


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
        has_prefixes = any(group.tag == _PREFIX for group in document.attributes)
        self.prefixes = prefixes(document.root) if has_prefixes else {}
        bases = document.attributes.having(BASE)
        self.has_bases = any(element is not document.root for element in bases)
        self.start = document.root if bases else None
        self.checked = Checked()
        self.arrivals: dict[str, _Arrival] = {}
        self.numbered: dict[str, dict[str, list[str]]] = {}
        self.quiet: dict[tuple[str, str], set[str]] = {}
        self.tried = 0
        # fault, attribute, what it is about -> value -> the elements with it
        self.misses: dict[tuple[str, str, str], dict[str, list[Element]]] = {}
        self.strays: dict[tuple[str, str, str], list[Element]] = {}

    def check(self) -> Checked:
        with suppress(_LeadsOutError):
            self._check()
        return self.checked

    def _check(self) -> None:
        for element in self.document.attributes.in_order(self._loud()):
            self._element(element)
        files: dict[str, dict[str, _Values]] = {}
        for (fault, attribute, about), values in self.misses.items():
            if fault == "file":
                files.setdefault(attribute, {})[about] = values
            else:
                _TELLING[fault](self, attribute, about, values)
        for attribute, missing in files.items():
            self._tell_files(attribute, missing)
        for (attribute, value, found), elements in self.strays.items():
            self._stray(attribute, value, found, elements)
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
        for part in value.split():
            arrival = self._arrival(part, element)
            if arrival.fault and not self._ignores(element, attribute):
                return False
            if arrival.place is None:
                continue
            if arrival.anchor and not _fits(element, attribute, arrival.anchor.element):
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
        pointed = self.checked.pointed
        for pointer in pointers(element):
            attribute, value = pointer.attribute, pointer.value
            arrival = self._arrival(value, element)
            if arrival.place is not None and not self._is_inside(element, arrival.place):
                pointed.add(self._at_home(arrival.place))
            if arrival is _NOWHERE:
                continue
            if self._ignores(element, attribute):
                continue
            if arrival.fault:
                kind = (arrival.fault, attribute, arrival.about)
                self.misses.setdefault(kind, {}).setdefault(value, []).append(element)
            elif arrival.anchor is not None:
                self._role(element, attribute, value, arrival.anchor.element)

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
            prefix = scheme(target.uri) or ""
            if is_outside(target.uri):
                return _Arrival(fault="slash") if _NO_SLASHES.match(target.uri) else _NOWHERE
            if rules := self.prefixes.get(prefix):
                is_unfit = fits_none(target.uri, rules)
                return _Arrival(fault="unfit", about=prefix) if is_unfit else _NOWHERE
            return _Arrival(fault="prefix", about=prefix)
        file, id = absolute(target.file), target.fragment
        if file != self.own or (id and id not in self.edition[self.own]):
            self._leave()
        if file not in self.edition:
            self.checked.files.add(file)
        if file not in self.edition and not is_file(target.file):
            if id is None and _is_folder(target.file):
                return _NOWHERE
            return _Arrival(fault="word") if _is_word(value) else _Arrival(fault="file", about=file)
        if id is None:
            return _NOWHERE
        if id == "":
            return _Arrival(fault="empty")
        known = self._anchors(file)
        if id in known:
            return _Arrival(Place(file, id), known[id])
        if file == self.own and (home := self._beyond(id)) is not None:
            return _Arrival(Place(home, id), self._anchors(home).get(id))
        if _XPOINTER.match(id) or (file not in self.edition and not known):
            return _NOWHERE
        return _Arrival(fault="id", about=file)

    def _beyond(self, id: str) -> str | None:
        """Return the other file that `#id` may mean here: one whose ids are shared, or of which a part is included."""
        if id in self.shared:
            return absolute(self.shared[id])
        files = (absolute(part.file) for part in self.document.included)
        return next((file for file in files if id in self._anchors(file)), None)

    def _anchors(self, file: str) -> Anchors:
        return self.edition[file] if file in self.edition else _anchors_on_disk(file)

    def _is_inside(self, element: Element, place: Place) -> bool:
        """Tell whether an element stands in the very thing that it points at."""
        if place.file != self.own or place in self.checked.pointed:
            return False
        node: Element | None = element
        while node is not None and node.get(XML_ID) != place.id:
            node = node.getparent()
        return node is not None

    # What is said of pointers that do not arrive.

    def _tell_ids(self, attribute: str, file: str, values: _Values) -> None:
        """Tell of ids that are not in a file: each with its remedy, those that stand elsewhere, the rest together."""
        place = "in this file" if file == self.own else f"in {Path(file).name}"
        elsewhere: dict[str, _Values] = {}
        lost: _Values = {}
        for value, elements in values.items():
            id = resolve(value, self.document.file, self.prefixes, elements[0]).fragment or ""
            self.tried += 1
            if "#" in id:
                self._missing_id(attribute, {value: elements}, place, _several_remedy(value))
            elif self.tried > REMEDIES:
                lost[value] = elements
            elif home := self.edition.homes.get(id):
                elsewhere.setdefault(home, {})[value] = elements
            elif meant := self._nearest_id(id, file):
                before = "" if file == self.own else self._written(file)
                self._missing_id(
                    attribute, {value: elements}, place, f"Did you mean {before}#{meant}?"
                )
            else:
                lost[value] = elements
        for home, moved in elsewhere.items():
            written = self._written(home)
            for part in _told(moved):
                id = next(iter(part)).partition("#")[2]
                is_one = len(part) == 1
                share = f'for all files to use its ids, set [pointers] shared = ["{Path(home).name}"] in edition.toml'
                self._missing_id(
                    attribute, part, place,
                    f"The id stands in {Path(home).name}: write {written}#{id}." if is_one
                    else f"They stand in {Path(home).name}: write {written}#{id}; or, {share}.",
                )  # fmt: skip
        for part in _told(lost):
            hint = self._what_there_is(attribute, part, file)
            if len(part) > 1:
                hint = 'If another file holds them, let all files use its ids: [pointers] shared = ["FILE"] in edition.toml.'
            self._missing_id(attribute, part, place, hint)

    def _missing_id(self, attribute: str, values: _Values, place: str, hint: str | None) -> None:
        elements = _all(values)
        there = (
            f'"{next(iter(values))}", and there is no such id {place}'
            if len(values) == 1
            else f"{len(values):,} ids that are not {place}: {listed(values)}"
        )
        self._say(elements, attribute, "no-such-id", f"{subject(attribute, elements, 'points')} at {there}", hint)  # fmt: skip

    def _what_there_is(self, attribute: str, values: _Values, file: str) -> str | None:
        """Return what there is in a file of the kind that a pointer is to hit, if that is not much."""
        element = _all(values)[0]
        wanted, meant = kind(element), role(local(element), attribute)
        known = self._anchors(file).items()
        if attribute == "ref" and wanted is not None:
            fitting = [f"#{id}" for id, one in known if ENTRIES.get(one.element) is wanted]
        else:
            fitting = [f"#{id}" for id, one in known if meant and one.element in meant.elements]
        return f"What there is: {', '.join(fitting)}." if 0 < len(fitting) <= _SHOWN else None

    def _nearest_id(self, id: str, file: str) -> str | None:
        """Return the id of a file that is most like one; never one that differs in its number: that is another thing."""
        if file not in self.numbered:
            groups = self.numbered.setdefault(file, {})
            for known in self._anchors(file):
                groups.setdefault(_number(known), []).append(known)
        alike = self.numbered[file].get(_number(id), [])
        longer = [known for known in alike if known.startswith(id) and not known[len(id)].isalnum()]
        return longer[0] if len(longer) == 1 else nearest(id, alike, _LIKENESS)

    def _written(self, file: str) -> str:
        """Return a file's address as it is written in this document."""
        start = Path(self.own).parent.as_posix()
        return posixpath.relpath(Path(file).as_posix(), start)

    def _tell_files(self, attribute: str, files: Mapping[str, _Values]) -> None:
        """Tell of files that are not there: each with its remedy, many without one together."""
        remedies = {file: self._other_file(Path(file).name) for file in files}
        lost = [file for file, remedy in remedies.items() if remedy is None]
        together = lost if len(lost) > (1 if attribute in _MEDIA else _FEW) else []
        severity = Severity.warning if attribute in _MEDIA else Severity.error
        for file in files:
            if file not in together:
                elements, value = _all(files[file]), next(iter(files[file]))
                self._say(
                    elements, attribute, "no-such-file",
                    f'{subject(attribute, elements, "points")} at "{value}", and there is no such file',
                    remedies[file] or _file_remedy(value), severity,
                )  # fmt: skip
        if together:
            elements = [one for file in together for one in _all(files[file])]
            shown = listed([next(iter(files[file])) for file in together])
            self._say(
                elements, attribute, "no-such-file",
                f"{subject(attribute, elements, 'points')} at {len(together):,} files that are not there: {shown}",
                "Add the files, or correct the paths.", severity,
            )  # fmt: skip

    def _other_file(self, name: str) -> str | None:
        """Return what to write for a file of the edition that has this name, or nearly."""
        beside = self.edition.names
        if name in beside:
            return f"That file lies in another folder: write {self._written(beside[name])}."
        alike = self.edition.alike.get((_number(name), name.rpartition(".")[2]), ())
        meant = nearest(name, alike, _LIKENESS)
        return f"Did you mean {self._written(beside[meant])}?" if meant else None

    def _tell_words(self, attribute: str, _about: str, values: _Values) -> None:
        known = self._anchors(self.own)
        for value in [value for value in values if value in known]:
            self._say(
                values[value], attribute, "not-a-pointer",
                f'{subject(attribute, values[value], "is")} "{value}", which is an id; a pointer to it begins with #',
                f'Write "#{value}".',
            )  # fmt: skip
        words = {value: elements for value, elements in values.items() if value not in known}
        spaced = {v: e for v, e in words.items() if any(_has_web(one, attribute) for one in e)}
        self._tell_spaced(attribute, spaced)
        if words := {value: e for value, e in words.items() if value not in spaced}:
            elements = _all(words)
            what = "words where TEI has pointers" if len(words) > 1 else "a word where TEI has a pointer"  # fmt: skip
            self._say(
                elements, attribute, "not-a-pointer",
                f"{subject(attribute, elements, 'holds')} {what}: {listed(words)}",
                f"{_word_remedy(attribute)} If these are to "
                f'stay words, set [pointers] ignore = ["{attribute}"] in edition.toml.',
                Severity.warning,
            )  # fmt: skip

    def _tell_spaced(self, attribute: str, words: _Values) -> None:
        if elements := _all(words):
            self._say(
                elements, attribute, "not-a-pointer",
                f"the address in @{attribute} of {listed_tags(elements)} has a space in it, and ends there for a machine; "
                f"what follows is taken for another: {listed(words)}",
                "Write %20 for a space in an address.",
            )  # fmt: skip

    def _tell_prefix(self, attribute: str, prefix: str, values: _Values) -> None:
        elements = _all(values)
        self._say(
            elements, attribute, "no-such-prefix",
            f'{subject(attribute, elements, "begins")} with "{prefix}:", which this file does not explain',
            _prefix_remedy(prefix), Severity.warning,
        )  # fmt: skip

    def _tell_unfit(self, attribute: str, prefix: str, values: _Values) -> None:
        elements = _all(values)
        patterns = " or ".join(f'"{match}"' for match, _ in self.prefixes[prefix])
        self._say(
            elements, attribute, "no-such-prefix",
            f"{subject(attribute, elements, 'is')} {listed(values)}, and what follows the prefix fits no matchPattern of "
            f"its prefixDef: {patterns}",
            "Correct the pointer, or the pattern.", Severity.warning,
        )  # fmt: skip

    def _tell_slash(self, attribute: str, _about: str, values: _Values) -> None:
        for value, elements in values.items():
            meant = _NO_SLASHES.sub(r"\1//", value)
            self._say(
                elements, attribute, "not-a-pointer",
                f'{subject(attribute, elements, "is")} "{value}", which is no address on the web',
                f'Write "{meant}".',
            )  # fmt: skip

    def _tell_empty(self, attribute: str, _about: str, values: _Values) -> None:
        for value, elements in values.items():
            self._say(
                elements, attribute, "empty-pointer",
                f"{subject(attribute, elements, 'points')} at nothing: {value}",
                "Write the id after the #, or leave the attribute out.",
            )  # fmt: skip

    # What is said of pointers that arrive at something else.

    def _role(self, element: Element, attribute: str, value: str, found: str) -> None:
        """Say so when a pointer arrives at something that is not of its kind."""
        if _fits(element, attribute, found):
            return
        wanted = kind(element)
        if attribute == "ref" and (wanted or local(element) in NAMING):
            self._misnaming(element, value, found, _CALLED[wanted] if wanted else "an entry")
        else:
            self.strays.setdefault((attribute, value, found), []).append(element)

    def _stray(self, attribute: str, value: str, found: str, elements: list[Element]) -> None:
        meant = role(local(elements[0]), attribute)
        if meant is not None:
            self._say(
                elements, attribute, "wrong-target",
                f"{subject(attribute, elements, 'is')} to point at {meant.called}, but {value} is a <{found}>",
                "Correct the pointer, or say it with another attribute.", Severity.warning,
            )  # fmt: skip

    def _misnaming(self, element: Element, value: str, anchor: str, wanted: str) -> None:
        found = ENTRIES.get(anchor)
        name = f"<{local(element)}>" + (f' of type "{t}"' if (t := element.get("type")) else "")
        thing = _CALLED[found] if found else f"a <{anchor}>"
        self._say(
            [element], "ref", "name-points-elsewhere",
            f"{name} names {wanted}, but {value} is {thing}",
            f"Point it at {wanted}" + (f", or tag it as {_tagged(found)}." if found else "."),
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
                    [link], "target", "link-one-sided",
                    "the link joins passages of one text only, so it aligns nothing",
                    "Add the passage of the other text that tells the same.", source="alignment",
                )  # fmt: skip

    def _aligned(self, link: Element, place: Place) -> None:
        element = self._anchors(place.file)[place.id].element
        if element not in _ALIGNABLE:
            self._say(
                [link], "target", "link-to-no-passage",
                f"the link aligns #{place.id}, which is no passage but a <{element}>",
                "Point it at a passage: a p, ab, l, s, seg or div.", source="alignment",
            )  # fmt: skip

    def _quiet(self, value: str) -> Place | None:
        """Return the place that a pointer means if it arrives there; nothing is said if not."""
        arrival = self._followed(value, None)
        place = arrival.place
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

    def _say(
        self,
        elements: Sequence[Element],
        attribute: str,
        code: str,
        message: str,
        hint: str | None,
        severity: Severity = Severity.error,
        source: str = "pointers",
    ) -> None:
        """Say the same of some elements."""
        self.checked.findings += self.document.diagnostics(
            elements,
            message,
            source=source,
            code=code,
            severity=severity,
            hint=hint,
            attribute=attribute,
        )


#: Values of an attribute, each with the elements on which it stands.
_Values = dict[str, list[Element]]

_TELLING = {
    "id": _Checker._tell_ids,
    "word": _Checker._tell_words,
    "prefix": _Checker._tell_prefix,
    "unfit": _Checker._tell_unfit,
    "empty": _Checker._tell_empty,
    "slash": _Checker._tell_slash,
}


@lru_cache(maxsize=4096)
def _pointing(tag: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return which attributes of an element point; what is not TEI's, in examples too, points in its own way."""
    name = tag.removeprefix(f"{{{TEI}}}")
    return () if name == tag else tuple(one for one in names if is_pointing(name, one))


def _is_typed(tag: str) -> bool:
    """Tell whether what an element names depends on its `@type`."""
    return NAMING.get(tag.rpartition("}")[2], Kind.other) is None


def _fits(element: Element, attribute: str, found: str) -> bool:
    """Tell whether an attribute of an element may point at a thing of a name."""
    name = local(element)
    if attribute == "ref" and (wanted := kind(element)) is not None:
        entry = ENTRIES.get(found)
        is_named = name in ("placeName", "geogName") or wanted is not Kind.place
        is_town = not is_named and entry is Kind.organisation  # a town acts, too
        also = ALSO_NAMED.get(wanted)  # what a term explains may be anything
        return also is None or entry is wanted or is_town or found in also
    if attribute == "ref" and name in NAMING:
        return found not in PARTS_OF_TEXT
    meant = role(name, attribute)
    return meant is None or found in meant.elements


def _told(values: _Values) -> Iterator[_Values]:
    """Yield values each by itself if they are few, else all together."""
    if len(values) > _FEW:
        yield values
    else:
        yield from ({value: elements} for value, elements in values.items())


def _all(values: _Values) -> list[Element]:
    """Return the elements on which values stand, each once."""
    return list(dict.fromkeys(element for elements in values.values() for element in elements))


@lru_cache(maxsize=1 << 16)  # the same names are asked for by every document
def _number(name: str) -> str:
    """Return the digits in a name, those that mean nothing aside."""
    return "".join(digits.lstrip("0") for digits in re.findall(r"\d+", name))


def _is_word(value: str) -> bool:
    """Tell whether a pointer is but a word, perhaps a siglum with a slash: no id and no file's name."""
    return not (value.startswith((".", "/", "www.")) or "#" in value or _SUFFIX.search(value))


def _file_remedy(value: str) -> str:
    """Return what to do about a file that is not there, and none like it."""
    if value.startswith("www."):
        return f"If an address on the web is meant: https://{value}"
    return "Add the file, or correct the path."


def _prefix_remedy(prefix: str) -> str:
    """Return what to do about a prefix that is not declared."""
    if len(prefix) == 1:
        return "If this is a drive of Windows: write the path from this file to the other, with / between folders."
    meant = nearest(prefix, ("http", "https", "mailto"), _LIKENESS)
    declare = f'<prefixDef ident="{prefix}" matchPattern="(.+)" replacementPattern="…#$1">.'
    return (
        f"Did you mean {meant}:? Else declare it: {declare}" if meant else f"Declare it: {declare}"
    )


def _several_remedy(value: str) -> str:
    """Return what to do with a pointer in which # stands more than once."""
    parts = [part for part in re.split("[,;]", value) if part]
    if len(parts) > 1 and all(part.startswith("#") for part in parts):
        return f'Part pointers with spaces alone: "{" ".join(parts)}".'
    return "Write one # before an id, and none before an address."


def _word_remedy(attribute: str) -> str:
    """Return what to do with a word in an attribute that points."""
    if attribute == "rendition":
        return "Write a word into @rend, or point with # at a <rendition> in the header."
    return f'Give what is meant an @xml:id, say "x1", and point at it with #: {attribute}="#x1".'


def _has_web(element: Element, attribute: str) -> bool:
    return "://" in element.get(attribute, "")


def _tagged(kind: Kind | None) -> str:
    names = [name for name, named in NAMING.items() if named is kind]
    return " or ".join(f"<{name}>" for name in names if name.endswith("Name") or name == "title")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def anchors_of(file: Path) -> Anchors:
    """Return what can be pointed at in a file on disk; nothing if it is not XML."""
    return _anchors_on_disk(absolute(file))


def _anchors_on_disk(file: str) -> dict[str, Anchor]:
    """Return the anchors of a file that is no part of the edition; nothing if it is not XML."""
    try:
        status = os.stat(file)
    except OSError:
        return {}
    return _anchors_now(file, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=256)
def _anchors_now(file: str, _changed: int, _size: int) -> dict[str, Anchor]:
    try:
        with open(file, "rb") as stream:
            begins = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
            is_markup = begins.startswith(b"<")
            return anchors(elements_with_ids(parse(begins + stream.read()))) if is_markup else {}
    except (OSError, etree.XMLSyntaxError):
        return {}
