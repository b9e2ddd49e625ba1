"""Index: where the texts name each entry of the register, with the words around it.

TEI Guidelines, chapters 3.6 (names, numbers, dates), 14 and 17.10 (annotations that stand apart). A naming in a text is
a `Mention`; a name inside an entry of its own kind is a form of the name and no mention. Names in a name count each; its
parts (`forename`, `surname`) do not.

A mention points by `@ref`, else `@corresp`, else `@sameAs`, else `@key`. A key is no pointer but a word that mentions
share: it becomes `key:KIND:WORD`, and `assembly` finds the entry of that id, if there is one.
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


@dataclass(frozen=True, slots=True)
class Mention:
    """A naming: where it stands, what it points at, its words and those around it.

    `document` is the document's id; `within` is `text`, `header` or
    `standOff`; `keys` are the entries it points at; `segment` is the fragment id of its passage, `anchor` its own;
    `holder` the key of the annotation or entry that it stands in when `within` is `standOff`; `is_credit` says that it
    names who made the edition. `about` is the key of what an annotation in another file is about, else "".
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
    for element in root.iter(*_NAMING_TAGS, *_ANNOTATING_TAGS):
        if element.tag in _ANNOTATING_TAGS:
            apart.append(element)
        elif mention := finder.named(element):
            found[element] = mention
    found.update(finder.annotated(apart))
    return found


def forms(mentions: Iterable[Mention]) -> list[tuple[str, int]]:
    """Return the forms of some mentions, with how often each stands, the most frequent first."""
    counts = Counter(mention.text for mention in mentions)
    return sorted(counts.items(), key=lambda form: (-form[1], sort_key(form[0]), form[0]))


def normal_form(text: str) -> str:
    """Return a form as names without a pointer are grouped by: without case, accents, and how it is spaced."""
    return " ".join(folded(text).split()).strip(" .,;:")


def index(
    kind: Kind, entities: Iterable[Entity], mentions: Iterable[Mention], language: str = ""
) -> Index:
    """Return the index of one kind from all entries and all mentions of an edition, in the order of a language."""
    return indexes(entities, mentions, language)[kind]


def indexes(
    entities: Iterable[Entity], mentions: Iterable[Mention], language: str = ""
) -> dict[Kind, Index]:
    """Return the indexes of all kinds: every mention stands under its entries, or under its form."""
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
    """Tell whether a mention without an entry is listed: not a date, an annotation, or a credit of no kind."""
    if mention.element in ("date", "annotation", "span") or (
        not mention.kind and mention.is_credit
    ):
        return False
    return bool(mention.kind) or mention.element == "name"


def _unlinked(found: list[Mention]) -> Unlinked:
    return Unlinked(forms(found)[0][0], tuple(found))


def dates(mentions: Iterable[Mention]) -> tuple[Dated, ...]:
    """Return the dates of the texts in the order of time, those that mean the same days, as surely, as one."""
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.date:
            groups.setdefault(mention.date.slug, []).append(mention)
    found = [Dated(group[0].date, tuple(group)) for group in groups.values() if group[0].date]
    return tuple(sorted(found, key=lambda dated: (dated.date.sort_key, dated.date.words)))


def kind_of(element: Element) -> Kind | None:
    """Return the kind of thing that an element names, by its own name or, for `rs` and `name`, its type."""
    name = local(element)
    if name not in NAMING:
        return None
    return NAMING[name] or TYPES.get(element.get("type", "").lower())


def within(element: Element) -> str:
    """Return where an element stands: `text`, `header` or, for all that is neither, `standOff`."""
    node = element if element.tag in _WITHIN else next(element.iterancestors(*_WITHIN), None)
    return _WITHIN[node.tag] if node is not None else "standOff"


_WITHIN = {tag("teiHeader"): "header", tag("text"): "text", tag("sourceDoc"): "text"}


_NAMING_TAGS = tuple(map(tag, NAMING))
_ANNOTATING_TAGS = (tag("annotation"), tag("span"))
_WORKS = frozenset(_ENTRY_OF[Kind.work])
_IN_NO_DATE = frozenset(name for names in _ENTRY_OF.values() for name in names) - {"category"}


#: Elements around a name that tell whether it is a mention.
_TELLING = _AROUND_PLACES | {"listBibl"} | {name for names in _ENTRY_OF.values() for name in names}


#: Elements that change what holds for the names in them.
_CHANGING = _TELLING | CITABLE | _CREDITS | ENTRIES.keys() | {"teiHeader", "text", "sourceDoc"}


class _Surroundings(NamedTuple):
    """What the parent of a name says about it: where it stands, and what is around it."""

    within: str
    passage: Element | None
    around: frozenset[str]  # which of the telling elements
    is_credit: bool
    in_entries: frozenset[str]  # those of them that are entries
    in_pointing_work: bool


class _Finder:
    """Finds the mentions of one document; what is around a name is looked up once for all names in an element."""

    def __init__(self, document: str, ids: Mapping[Element, str], resolver: Resolver) -> None:
        self.document = document
        self.ids = ids
        self.resolver = resolver
        self.places: dict[Element | None, _Surroundings] = {
            None: _Surroundings("standOff", None, frozenset(), False, frozenset(), False)
        }
        self.flat: dict[Element, FlatText] = {}
        self.anchors = Distinct(ids.values(), mark=".")

    def named(self, element: Element) -> Mention | None:
        """Return the mention that a naming element makes, or None."""
        name = local(element)
        kind = NAMING[name] or TYPES.get(element.get("type", "").lower())
        keys = self.keys(element, kind) if name != "date" else ()
        place = self.around(element.getparent())
        if not self._is_mention(element, name, kind, keys, place):
            return None
        passage = place.passage
        text, left, right = self._words(element, passage)
        segment = self.ids.get(element if passage is None else passage, "")
        anchor = self.ids.get(element)
        if not anchor:
            anchor = self.anchors.name(_anchor(segment, keys, name))
        holder = self._holder(element) if place.within == "standOff" else ""
        date = DateRange.of(element) if name == "date" else None
        return Mention(
            self.document, place.within, name, kind, keys, text, left, right, anchor,
            segment, holder, date, place.is_credit,
        )  # fmt: skip

    def keys(self, element: Element, kind: Kind | None) -> tuple[str, ...]:
        """Return the keys of what a name points at."""
        for attribute in ("ref", "corresp", "sameAs"):
            if value := element.get(attribute):
                resolve = self.resolver.key
                if found := tuple([resolve(part) for part in value.split()]):
                    return found
        if word := " ".join((element.get("key") or "").split()):
            return (key_of_word(word, kind),)
        return ()

    def around(self, parent: Element | None) -> _Surroundings:
        """Return what holds for all names directly in an element."""
        if (known := self.places.get(parent)) is not None or parent is None:
            return known or self.places[None]
        outer = self.around(parent.getparent())
        name = local(parent)
        if name not in _CHANGING:
            self.places[parent] = outer
            return outer
        where = outer.within
        if where == "standOff":
            where = "header" if name == "teiHeader" else "text" if name in ("text", "sourceDoc") else where  # fmt: skip
        passage = outer.passage
        if name in CITABLE and (own := passage_of(parent)) is not None:
            passage = own
        found = self.places[parent] = _Surroundings(
            where,
            passage,
            outer.around | {name} if name in _TELLING else outer.around,
            outer.is_credit or (where == "header" and name in _CREDITS),
            outer.in_entries | {name} if name in ENTRIES and is_entry(parent) else outer.in_entries,
            outer.in_pointing_work or (name in _WORKS and bool(self.keys(parent, Kind.work))),
        )
        return found

    def annotated(self, apart: Iterable[Element]) -> Iterator[tuple[Element, Mention]]:
        """Yield the mentions that `annotation`s and `span`s make of what they are about."""
        elements = {id: node for node, id in self.ids.items() if node.get(XML_ID)} if apart else {}
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
        found = [elements[id] for key, id in ids if id in elements and key == resolve(f"#{id}")]
        said = "" if len(element) else words(element)
        holder = self.resolver.key(f"#{element.get(XML_ID)}") if element.get(XML_ID) else ""
        if not found:
            about_key = self.resolver.key(about[0])
            return Mention(
                self.document, "standOff", local(element), None, keys, said, "", "", "", "",
                holder, about=about_key,
            )  # fmt: skip
        first = found[0]
        place = self.around(first)
        passage = place.passage
        text, left, right = self._words(first, passage)
        if len(found) > 1:
            text = " ".join([text, *(self._words(node, passage)[0] for node in found[1:])])
            right = self._words(found[-1], passage)[2]
        segment = self.ids.get(passage, "") if passage is not None else ""
        return Mention(
            self.document, place.within, local(element), None, keys, text, left, right,
            self.ids.get(first, segment), segment, holder,
        )  # fmt: skip

    def _is_mention(
        self,
        element: Element,
        name: str,
        kind: Kind | None,
        keys: tuple[str, ...],
        place: _Surroundings,
    ) -> bool:
        around = place.around
        if name == "date":
            return _IN_NO_DATE.isdisjoint(around)
        if name == "bibl":
            return bool(keys) and not is_entry(element) and "listBibl" not in around
        if kind is Kind.work:
            if place.in_entries & _WORKS:
                return False
            return bool(keys) or (place.within == "text" and not place.in_pointing_work)
        if kind and not around.isdisjoint(_ENTRY_OF[kind]):
            return False
        if keys:
            return True
        if name in _PLACES:
            return place.within == "text" and around.isdisjoint(_AROUND_PLACES)
        if kind is Kind.term:
            return place.within == "text"
        if name == "name" and kind is None:
            return not place.in_entries
        return kind is not None and name != "geogFeat"

    def _words(self, element: Element, passage: Element | None) -> tuple[str, str, str]:
        """Return the words of a name and those around it in its passage."""
        if passage is None or passage is element:
            known = self.flat.get(element)
            return _cut(known.text if known else words(element)), "", ""
        flat = self._flat(passage)
        span = flat.span(element)
        if span is None:  # inside another reading: its words have no neighbours there
            return _cut(words(element)), "", ""
        start, end = span
        text = flat.text[start:end].strip(" ")
        if len(text) < end - start:  # spaces at its edges stand between it and what is around it
            start += len(flat.text[start:end]) - len(flat.text[start:end].lstrip(" "))
            end = start + len(text)
        before = flat.text[max(0, start - CONTEXT - 1) : start]
        return _cut(text), _last(before), _first(flat.text[end : end + CONTEXT + 1])

    def _flat(self, passage: Element) -> FlatText:
        if (flat := self.flat.get(passage)) is None:
            flat = self.flat[passage] = flatten(passage)
        return flat

    def _holder(self, element: Element) -> str:
        for node in element.iterancestors(*_HOLDERS):
            if key := node.get(XML_ID):
                return self.resolver.key(f"#{key}")
        return ""


_HOLDERS = (
    tag("annotation"),
    *(tag(name) for names in _ENTRY_OF.values() for name in names),
)


def key_of_word(word: str, kind: Kind | None) -> str:
    """Return the key that mentions with one `@key` share."""
    return f"key:{kind.value if kind else ''}:{word}"


def word_of_key(key: str) -> tuple[Kind | None, str] | None:
    """Return the kind and the `@key` that such a key was made of; None for any other key."""
    if not key.startswith("key:"):
        return None
    _, kind, word = key.split(":", 2)
    return (Kind(kind) if kind else None), word


def _cut(text: str) -> str:
    return text if len(text) <= LENGTH else text[:LENGTH] + "…"


def _last(text: str) -> str:
    if len(text) <= CONTEXT:
        return text.lstrip()
    return "…" + text[-CONTEXT:].partition(" ")[2] if " " in text[-CONTEXT:] else ""


def _first(text: str) -> str:
    if len(text) <= CONTEXT:
        return text.rstrip()
    return text[:CONTEXT].rpartition(" ")[0] + "…" if " " in text[:CONTEXT] else ""


def _anchor(segment: str, keys: tuple[str, ...], name: str) -> str:
    if keys:
        what = keys[0].rpartition("#")[2].rpartition("key:")[2].rpartition(":")[2][:LENGTH]
    else:
        what = "date" if name == "date" else "name"
    return _SPACE.sub("-", f"{segment}.{what}" if segment else what)


_SPACE = re.compile(r"\s")
