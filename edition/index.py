"""Index: where the texts name each entry of the register, with the words around it.

TEI Guidelines, chapters 3.6 (names, numbers, dates), 14 and 17.10 (annotations that stand apart). A naming in a text is
a `Mention`; a name inside an entry of its own kind is a form of the name and no mention. Names in a name count each; its
parts (`forename`, `surname`) do not.

A `ref` or `ptr` that points at a work of a register cites it, and is a mention, too. Whether it does only the whole edition
knows where it leads into another file: `assembly` passes over the others.

A mention points by `@ref`, else `@corresp`, else `@sameAs`, else `@key`. A key is no pointer but a word that mentions
share: it becomes `@key:KIND:WORD`, and `assembly` finds the entry of that id, if there is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from edition.collation import folded, sort_key
from edition.dates import DateRange
from edition.distinct import Distinct
from edition.pointers import is_web, parted
from edition.register import ENTRIES, Entity, Kind, Resolver, is_entry
from edition.segments import CITABLE, passage_of
from edition.tei import (
    XML_ID,
    Element,
    FlatText,
    children,
    flatten,
    is_tei,
    local,
    tag,
    words,
)

#: Which elements name, and an entry of which kind; None where `@type` or the target says.
NAMING: dict[str, Kind | None] = {
    "persName": Kind.person,
    "placeName": Kind.place,
    "geogName": Kind.place,
    "orgName": Kind.organisation,
    "eventName": Kind.event,
    "objectName": Kind.object,
    "title": Kind.work,
    "term": Kind.term,
    "name": None,
    "rs": None,
    "date": None,
    "bibl": Kind.work,
    "settlement": Kind.place,
    "country": Kind.place,
    "region": Kind.place,
    "district": Kind.place,
    "bloc": Kind.place,
    "geogFeat": Kind.place,
}

#: Elements that cite a work where they point at one (Guidelines, chapter 3.7).
CITING = ("ref", "ptr")

#: Elements in which a pointer joins, and cites nothing.
_JOINING = frozenset({"annotation", "linkGrp", "joinGrp", "altGrp"})

#: Elements that are a part of what is around them where that is a place's name or an address.
_PLACES = frozenset({"settlement", "country", "region", "district", "bloc"})
_AROUND_PLACES = frozenset(
    {"placeName", "geogName", "address", "msIdentifier", "place", "location", *_PLACES}
)

#: What `@type` of `rs` and `name` means.
TYPES = {
    "person": Kind.person,
    "pers": Kind.person,
    "place": Kind.place,
    "org": Kind.organisation,
    "organisation": Kind.organisation,
    "organization": Kind.organisation,
    "event": Kind.event,
    "work": Kind.work,
    "bibl": Kind.work,
    "title": Kind.work,
    "object": Kind.object,
    "term": Kind.term,
}

#: Elements in which a name is a form of the entry's own name.
_ENTRY_OF = {
    Kind.person: ("person", "personGrp"),
    Kind.place: ("place",),
    Kind.organisation: ("org",),
    Kind.event: ("event",),
    Kind.work: ("bibl", "biblStruct", "biblFull"),
    Kind.object: ("object",),
    Kind.term: ("category",),
}

#: Parts of a header that say who made the edition, and not what it is about.
_CREDITS = frozenset(
    "titleStmt editionStmt publicationStmt seriesStmt notesStmt encodingDesc revisionDesc".split()
)

#: How many characters of the words before and after a mention are kept.
CONTEXT = 70

#: Of a longer name the beginning is kept.
LENGTH = 1000

#: What `annotation/@motivation` says when it names an entry.
_NAMING_MOTIVES = frozenset({"identifying", "linking", "tagging", "classifying"})


class Mention(NamedTuple):
    """A naming: where it stands, what it points at, its words and those around it.

    `document` is the document's id; `within` is `text`, `header` or
    `standOff`; `keys` are the entries it points at; `segment` is the fragment id of its passage, `anchor` its own;
    `holder` the key of the annotation or entry that it stands in when `within` is `standOff`; `is_credit` says that it
    names who made the edition, or, of a date, that it is not of the text but of the edition or its source. `about` is the key of what an annotation in another file is about, else "".
    """

    document: str
    within: str
    element: str
    kind: Kind | None
    keys: tuple[str, ...]
    text: str
    before: str
    after: str
    anchor: str
    segment: str
    holder: str = ""
    date: DateRange | None = None
    is_credit: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the register with all its mentions, in the order of the documents."""

    entity: Entity
    mentions: tuple[Mention, ...]

    @property
    def forms(self) -> list[tuple[str, int]]:
        """The forms under which the texts name it, with how often, the most frequent first."""
        return forms(self.mentions)


@dataclass(frozen=True, slots=True)
class Unlinked:
    """Mentions that lead to no entry and share a form, but for case, accents and white space."""

    name: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of the texts with all the places that mean it."""

    date: DateRange
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """All entries of one kind, by name, and the mentions of that kind that point at none."""

    kind: Kind
    entries: tuple[Entry, ...]
    unlinked: tuple[Unlinked, ...]


def mentions(
    root: Element, document: str, ids: Mapping[Element, str], resolver: Resolver
) -> dict[Element, Mention]:
    """Return the mentions of a document by the element that makes each, in document order.

    Those of annotations that stand apart come after the names, each by its `annotation` or `span`.
    """
    finder = _Finder(document, ids, resolver)
    found: dict[Element, Mention] = {}
    apart: list[Element] = []
    citing = finder.citing(root)
    for element in root.iter(*_NAMING_TAGS, *_ANNOTATING_TAGS, *(_CITING_TAGS if citing else ())):
        tag = element.tag
        if tag in _ANNOTATING_TAGS:
            apart.append(element)
        elif tag in _CITING_TAGS:
            if element in citing and (mention := finder.cited(element)):
                found[element] = mention
        elif mention := finder.named(element):
            found[element] = mention
    if apart:
        found.update(finder.annotated(apart))
    return found


def forms(mentions: Iterable[Mention]) -> list[tuple[str, int]]:
    """Return the forms of some mentions, with how often each stands, the most frequent first."""
    counts = Counter(mention.text for mention in mentions)
    return sorted(counts.items(), key=lambda form: (-form[1], sort_key(form[0]), form[0]))


def normal_form(text: str) -> str:
    """Return a form as names without a pointer are grouped by: without case, accents, and how it is spaced."""
    return " ".join(folded(text).split()).strip(" .,;:")


def indexes(
    entities: Iterable[Entity], mentions: Iterable[Mention], language: str = ""
) -> dict[Kind, Index]:
    """Return the indexes of all kinds, in the order of a language: every mention stands under its entries, or under its form."""
    known = {entity.key: entity for entity in entities}
    by_key: dict[str, list[Mention]] = {key: [] for key in known}
    loose: dict[Kind, dict[str, list[Mention]]] = {kind: {} for kind in Kind}
    for mention in mentions:
        keys = [key for key in dict.fromkeys(mention.keys) if key in by_key]
        for key in keys:
            by_key[key].append(mention)
        kind = mention.kind or Kind.other
        if keys or mention.date or not _is_listed(mention):
            continue
        loose[kind].setdefault(normal_form(mention.text), []).append(mention)
    entries: dict[Kind, list[Entry]] = {kind: [] for kind in Kind}
    for key, entity in known.items():
        entries[entity.kind].append(Entry(entity, tuple(by_key[key])))
    return {
        kind: Index(
            kind,
            tuple(sorted(entries[kind], key=lambda entry: (sort_key(entry.entity.filed, language), entry.entity.key))),
            tuple(sorted(map(_unlinked, loose[kind].values()), key=lambda form: (sort_key(form.name, language), form.name))),
        )
        for kind in Kind
    }  # fmt: skip


def _is_listed(mention: Mention) -> bool:
    """Tell whether a mention without an entry is listed: not a date, a pointer, an annotation, or a credit of no kind."""
    if mention.element in ("date", "annotation", "span", *CITING) or (
        not mention.kind and mention.is_credit
    ):
        return False
    return bool(mention.kind) or mention.element == "name"


def _unlinked(found: list[Mention]) -> Unlinked:
    return Unlinked(forms(found)[0][0], tuple(found))


def dates(mentions: Iterable[Mention]) -> tuple[Dated, ...]:
    """Return the dates of the texts in the order of time, those that mean the same days, as surely, as one: that of them which
    is said in the fewest words.
    """
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.date:
            groups.setdefault(mention.date.slug, []).append(mention)
    found = [
        Dated(min(filter(None, (mention.date for mention in group)), key=_length), tuple(group))
        for group in groups.values()
    ]
    return tuple(sorted(found, key=lambda dated: (dated.date.sort_key, dated.date.words)))


def _length(date: DateRange) -> int:
    return len(date.iso)


def kind_of(element: Element) -> Kind | None:
    """Return the kind of thing that an element names, by its own name or, for `rs` and `name`, its type."""
    name = local(element)
    if name not in NAMING:
        return None
    return NAMING[name] or TYPES.get(element.get("type", "").lower())


#: Elements that say where what is in them stands; all else is in a `standOff`.
WITHIN = {"teiHeader": "header", "text": "text", "sourceDoc": "text"}

_NAMING_TAGS = tuple(map(tag, NAMING))
_CITING_TAGS = frozenset(map(tag, CITING))
_NAMES = frozenset(_NAMING_TAGS)
_ANNOTATING_TAGS = frozenset((tag("annotation"), tag("span")))
_WORKS = frozenset(_ENTRY_OF[Kind.work])
_BIBL = tag("bibl")

_IN_NO_DATE = frozenset(name for names in _ENTRY_OF.values() for name in names) - {"category"}


#: Elements around a name that tell whether it is a mention, or of what.
_TELLING = (
    _AROUND_PLACES
    | {"listBibl", "profileDesc"}
    | {name for names in _ENTRY_OF.values() for name in names}
)


#: Elements around a mention that is none of a text's by which it is held.
_HOLDERS = frozenset({"annotation"}.union(*_ENTRY_OF.values()))

#: Elements that change what holds for the names in them, besides what one cites.
_SETTING = frozenset(map(tag, _TELLING | _HOLDERS | _CREDITS | ENTRIES.keys() | WITHIN.keys()))
_CITED = frozenset(map(tag, CITABLE))

#: Attributes by which a name points, the first that does counts.
_POINTERS = ("ref", "corresp", "sameAs")

#: An element by its tag, or, where that does not tell what is named, by tag and type.
_What = str | tuple[str, str | None]
_TYPED = frozenset(tag(name) for name, kind in NAMING.items() if kind is None)


class _Rule(NamedTuple):
    """What an element is in a setting: its name, the kind of what it names, and whether it is a mention.

    `counts` is None if only one that points at something is.
    """

    name: str
    kind: Kind | None
    counts: bool | None


class _Setting:
    """What is around a name and tells whether it is a mention; a document has few of them, each made once.

    `around` says which of the telling elements are, `in_entries` which of those are entries; `is_apart` is what says nothing of the text.
    """

    def __init__(
        self,
        within: str = "standOff",
        around: frozenset[str] = frozenset(),
        in_entries: frozenset[str] = frozenset(),
        in_pointing_work: bool = False,
        is_credit: bool = False,
    ) -> None:
        self.within = within
        self.around = around
        self.in_entries = in_entries
        self.in_pointing_work = in_pointing_work
        self.is_credit = is_credit
        self.is_apart = within == "header" and "profileDesc" not in around
        self.rules: dict[_What, _Rule] = {}
        self._inner: dict[tuple[str, bool, bool], _Setting] = {}

    def inside(self, name: str, *, is_entry: bool, is_pointing: bool) -> _Setting:
        """Return the setting in an element that stands here; `is_pointing` says so of a work."""
        what = (name, is_entry, is_pointing)
        if (known := self._inner.get(what)) is None:
            within = WITHIN.get(name, self.within) if self.within == "standOff" else self.within
            known = self._inner[what] = _Setting(
                within,
                self.around | ({name} & _TELLING),
                self.in_entries | {name} if is_entry else self.in_entries,
                self.in_pointing_work or is_pointing,
                self.is_credit or (within == "header" and name in _CREDITS),
            )
        return known

    def rule(self, what: _What) -> _Rule:
        """Return what an element is here."""
        tag, type = (what, None) if isinstance(what, str) else what
        name = tag.rpartition("}")[2]
        if name in CITING:
            kind: Kind | None = Kind.work
        else:
            kind = NAMING[name] or TYPES.get((type or "").lower())
        found = self.rules[what] = _Rule(name, kind, self._counts(name, kind))
        return found

    def _counts(self, name: str, kind: Kind | None) -> bool | None:
        around, is_text = self.around, self.within == "text"
        if name == "date":
            return _IN_NO_DATE.isdisjoint(around)
        if name == "bibl":
            return False if "listBibl" in around else None
        if kind is Kind.work:
            if self.in_entries & _WORKS or (name in CITING and self.in_pointing_work):
                return False
            return (is_text and not self.in_pointing_work) or None
        if kind and not around.isdisjoint(_ENTRY_OF[kind]):
            return False
        if name in _PLACES:
            return (is_text and around.isdisjoint(_AROUND_PLACES)) or None
        if kind is Kind.term:
            return is_text or None
        if name == "name" and kind is None:
            return not self.in_entries or None
        return (kind is not None and name != "geogFeat") or None


class _Passage:
    """What one cites around a name, if anything: its fragment id, and its words, read once for all names in it."""

    __slots__ = ("_places", "element", "flat", "segment")

    def __init__(self, element: Element | None = None, segment: str = "") -> None:
        self.element = element
        self.segment = segment
        self.flat: FlatText | None = None
        self._places: frozenset[str] | None = (
            _NAMES  # of which elements it knows the place, None for all
        )

    def words(self, element: Element) -> tuple[str, str, str]:
        """Return the words of a name, and those before and after it here."""
        flat, passage = self.flat, self.element
        if passage is None or passage is element:
            return _cut(flat.text if flat else words(element)), "", ""
        if (
            self._places and element.tag not in self._places
        ):  # an annotation may be about any element
            self._places = flat = None
        if flat is None:
            flat = self.flat = flatten(passage, self._places)
        span = flat.span(element)
        if span is None:  # inside another reading: its words have no neighbours there
            return _cut(words(element)), "", ""
        start, end = span
        whole = flat.text
        text = whole[start:end]
        if text[:1] == " " or text[-1:] == " ":  # what stands between it and what is around it
            start += text[0] == " "
            text = text.strip(" ")
            end = start + len(text)
        return _cut(text), _before(whole, start), _after(whole, end)


class _Place(NamedTuple):
    """What all names directly in an element share: where they stand, and what that makes of each kind of them.

    `holder` is the key of the entry or annotation around them, where they stand in no text and no header.
    """

    passage: _Passage
    setting: _Setting
    holder: str


class _Finder:
    """Finds the mentions of one document; what is around a name is looked up once for all names in an element."""

    def __init__(self, document: str, ids: Mapping[Element, str], resolver: Resolver) -> None:
        self.document = document
        self.ids = ids
        self.resolver = resolver
        self.anchors = Distinct(ids.values(), mark=".")
        self.pointed: dict[str, tuple[str, ...]] = {}
        self.targets: dict[tuple[str, ...], str] = {}
        self.works: dict[str, tuple[str, ...]] = {}
        self.places: dict[Element | None, _Place] = {None: _Place(_Passage(), _Setting(), "")}

    def named(self, element: Element) -> Mention | None:
        """Return the mention that a naming element makes, or None."""
        parent = element.getparent()
        passage, setting, holder = self.places.get(parent) or self.place(parent)
        tag = element.tag
        what: _What = (tag, element.get("type")) if tag in _TYPED else tag
        name, kind, counts = setting.rules.get(what) or setting.rule(what)
        if counts is False:
            return None
        keys = self.keys(element, kind) if name != "date" else ()
        if counts is None and (not keys or (name == "bibl" and is_entry(element))):
            return None
        text, before, after = passage.words(element)
        own = self.ids.get(element, "")
        segment = passage.segment if passage.element is not None else own
        date = DateRange.of(element) if name == "date" else None
        is_credit = setting.is_apart if name == "date" else setting.is_credit
        values = (
            self.document, setting.within, name, kind, keys, text, before, after,
            own or self._anchor(passage, keys, name), segment, holder, date, is_credit, "",
        )  # fmt: skip
        return _made(Mention, values)

    def citing(self, root: Element) -> frozenset[Element]:
        """Return the references and pointers that may lead to a work of a register: of this file, or in another."""
        if next(root.iter(*_CITING_TAGS), None) is None:
            return frozenset()
        works = [node for node in root.iter(*map(tag, _WORKS)) if node.get(XML_ID)]
        own = frozenset(self.resolver.key(f"#{node.get(XML_ID)}") for node in works if is_entry(node))  # fmt: skip
        others = ("http://", "https://") if own or self.resolver.is_shared else ("#", "http://", "https://")  # fmt: skip
        away = [
            (node, target)
            for node in root.iter(*_CITING_TAGS)
            if (target := node.get("target")) and (not target.startswith(others) or " " in target)
        ]
        for target in {target for _, target in away}:
            self.works[target] = self._works_at(target, own)
        return frozenset(node for node, target in away if self.works[target])

    def _works_at(self, target: str, own: frozenset[str]) -> tuple[str, ...]:
        """Return the keys of what a `@target` points at, as far as it may be a work; `own` are those of the file's works."""
        file = self.resolver.key("#").partition("#")[0]
        keys = [key for key in map(self.resolver.key, parted(target)) if "#" in key]
        return tuple(
            key
            for key in keys
            if key in own or (not key.startswith(f"{file}#") and not is_web(key))
        )

    def cited(self, element: Element) -> Mention | None:
        """Return the mention that one of those makes, or None."""
        parent = element.getparent()
        if parent is None or local(parent) in _JOINING:
            return None
        passage, setting, holder = self.place(parent)
        name, kind, counts = setting.rule(str(element.tag))
        if counts is False:
            return None
        is_wordless = name == "ptr" and parent.tag == _BIBL  # what is around it has its words
        said = parent if is_wordless and parent is not passage.element else element
        keys = self.works[element.get("target", "")]
        own = self.ids.get(element, "")
        segment = passage.segment if passage.element is not None else own
        anchor = own or self._anchor(passage, keys, name)
        return Mention(
            self.document, setting.within, name, kind, keys, *passage.words(said), anchor, segment, holder,
            is_credit=setting.is_credit,
        )  # fmt: skip

    def _anchor(self, passage: _Passage, keys: tuple[str, ...], name: str) -> str:
        """Return a fragment id for a name that has none, of its passage and what it names."""
        if not keys:
            target = "date" if name == "date" else "name"
        elif (target := self.targets.get(keys, "")) == "":
            target = self.targets[keys] = _target(keys[0])
        return self.anchors.name(f"{passage.segment}.{target}" if passage.segment else target)

    def keys(self, element: Element, kind: Kind | None) -> tuple[str, ...]:
        """Return the keys of what a name points at."""
        said = element.keys()
        for attribute in _POINTERS:
            if attribute in said:
                value = element.get(attribute, "")
                found = self.pointed.get(value)
                if found is None:
                    found = self.pointed[value] = tuple(map(self.resolver.key, parted(value)))
                if found:
                    return found
        if "key" in said and (word := " ".join(element.get("key", "").split())):
            return (key_of_word(word, kind),)
        return ()

    def place(self, parent: Element | None) -> _Place:
        """Return what holds for all names directly in an element."""
        if (known := self.places.get(parent)) is not None or parent is None:
            return known or self.places[None]
        place = self.place(parent.getparent())
        if parent.tag in _SETTING:
            place = self._set(place, parent)
        if parent.tag in _CITED:
            place = self._cited(place, parent)
        self.places[parent] = place
        return place

    def _cited(self, outer: _Place, parent: Element) -> _Place:
        """Return the place that a passage makes."""
        element = passage_of(parent)
        if element is None or element is outer.passage.element:
            return outer
        passage = _Passage(element, self.ids.get(element, ""))
        return _Place(passage, outer.setting, outer.holder)

    def _set(self, outer: _Place, parent: Element) -> _Place:
        """Return the place that an element makes which tells something of the names in it."""
        name = local(parent)
        setting = outer.setting.inside(
            name,
            is_entry=name in ENTRIES and is_entry(parent),
            is_pointing=name in _WORKS and bool(self.keys(parent, Kind.work)),
        )
        holder = outer.holder
        if setting.within != "standOff":
            holder = ""
        elif name in _HOLDERS and (id := parent.get(XML_ID)):
            holder = self.resolver.key(f"#{id}")
        return _Place(outer.passage, setting, holder)

    def annotated(self, apart: Iterable[Element]) -> Iterator[tuple[Element, Mention]]:
        """Yield the mentions that `annotation`s and `span`s make of what they are about."""
        elements = {id: node for node, id in self.ids.items()}
        for element in apart:
            is_span = is_tei(element, "span")
            keys = self._span_keys(element) if is_span else self._annotation_keys(element)
            about = element.get("target", "").split() or element.get("from", "").split()
            if not keys or not about:
                continue
            yield element, self._annotation(element, keys, about, elements)

    def _span_keys(self, element: Element) -> tuple[str, ...]:
        for attribute in ("ana", "corresp", "sameAs"):
            if element.get(attribute):
                return self.resolver.keys(element, attribute)
        return ()

    def _annotation_keys(self, element: Element) -> tuple[str, ...]:
        motives = element.get("motivation", "linking").split()
        if _NAMING_MOTIVES.isdisjoint(motives):
            return ()
        keys = self.resolver.keys(element, "corresp")
        for node in children(element, "ptr", "ref"):
            keys += self.resolver.keys(node, "target")
        return tuple(dict.fromkeys(keys))

    def _annotation(
        self,
        element: Element,
        keys: tuple[str, ...],
        about: list[str],
        elements: dict[str, Element],
    ) -> Mention:
        resolve = self.resolver.key
        ids = [(key, key.rpartition("#")[2]) for key in map(resolve, about)]
        here = [elements[id] for key, id in ids if id in elements and key == resolve(f"#{id}")]
        found = [node for node in here if node.get(XML_ID)]
        own = element.get(XML_ID)
        holder = resolve(f"#{own}") if own else ""
        if not found:
            said = "" if len(element) else words(element)
            return Mention(
                self.document, "standOff", local(element), None, keys, said, "", "", "", "",
                holder, about=resolve(about[0]),
            )  # fmt: skip
        first = found[0]
        passage, setting, *_ = self.place(first)
        text, before, after = passage.words(first)
        if len(found) > 1:
            text = " ".join([text, *(passage.words(node)[0] for node in found[1:])])
            after = passage.words(found[-1])[2]
        anchor = self.ids.get(first, passage.segment)
        return Mention(
            self.document, setting.within, local(element), None, keys, text, before, after, anchor,
            passage.segment, holder,
        )  # fmt: skip


#: Makes a mention of all its values: as calling the class does, in a third of the time.
_made = tuple.__new__


#: Begins the keys that are made of an `@key`. Those of pointers begin with a scheme or with a folder, so never with this.
_OF_WORD = "@key:"


def key_of_word(word: str, kind: Kind | None) -> str:
    """Return the key that mentions with one `@key` share."""
    return f"{_OF_WORD}{kind.value if kind else ''}:{word}"


def is_of_word(key: str) -> bool:
    """Tell whether a key was made of an `@key`."""
    return key.startswith(_OF_WORD)


def word_of_key(key: str) -> tuple[Kind | None, str] | None:
    """Return the kind and the `@key` that such a key was made of; None for any other key."""
    if not is_of_word(key):
        return None
    kind, _, word = key.removeprefix(_OF_WORD).partition(":")
    return (Kind(kind) if kind else None), word


def _cut(text: str) -> str:
    return text if len(text) <= LENGTH else text[:LENGTH] + "…"


def _before(text: str, start: int) -> str:
    """Return the last words of a text before a place."""
    if start <= CONTEXT:
        return text[:start].lstrip()
    gap = text.find(" ", start - CONTEXT, start)
    return f"…{text[gap + 1 : start]}" if gap >= 0 else ""


def _after(text: str, end: int) -> str:
    """Return the first words of a text after a place."""
    if len(text) - end <= CONTEXT:
        return text[end:].rstrip()
    gap = text.rfind(" ", end, end + CONTEXT)
    return f"{text[end:gap]}…" if gap >= 0 else ""


def _target(key: str) -> str:
    """Return what a key says of its target, for an anchor."""
    return _SPACE.sub("-", key.rpartition("#")[2].rpartition(":")[2][:LENGTH])


_SPACE = re.compile(r"\s")
