"""Index: where the texts name each entry of the register, with the words around it.

TEI Guidelines, chapters 3.6 (names, numbers, dates) and 14. A naming in a text is a `Mention`; a name inside an
entry of its own kind is a form of the name and no mention. Names in a name count each; its parts do not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from edition.dates import DateRange
from edition.register import Entity, Kind, Resolver, sort_key
from edition.segments import distinct, passage_of
from edition.tei import XML_ID, Element, FlatText, flatten, folded, is_tei, local, tag

#: Which elements name, and an entry of which kind; None where `@type` or the target says.
NAMING: dict[str, Kind | None] = {
    "persName": Kind.person,
    "placeName": Kind.place,
    "geogName": Kind.place,
    "orgName": Kind.organisation,
    "eventName": Kind.event,
    "title": Kind.work,
    "name": None,
    "rs": None,
    "date": None,
}

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
}

#: Elements in which a name is a form of the entry's own name.
_ENTRY_OF = {
    Kind.person: ("person", "personGrp"),
    Kind.place: ("place",),
    Kind.organisation: ("org",),
    Kind.event: ("event",),
    Kind.work: ("bibl", "biblStruct", "biblFull"),
}

#: How many characters of the words before and after a mention are kept.
CONTEXT = 70


@dataclass(frozen=True, slots=True)
class Mention:
    """A naming: where it stands, what it points at, its words and those around it.

    `document` is the document's id; `within` is `text`, `header` or
    `standOff`; `keys` are the entries it points at; `segment` is the fragment id of its passage, `anchor` its own;
    `holder` the key of the annotation or entry that it stands in when `within` is `standOff`.
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


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the register with all its mentions, in the order of the documents."""

    entity: Entity
    mentions: tuple[Mention, ...]

    @property
    def forms(self) -> list[tuple[str, int]]:
        """The forms under which the texts name it, with how often, the most frequent first."""
        counts = Counter(mention.text for mention in self.mentions)
        return sorted(counts.items(), key=lambda form: (-form[1], sort_key(form[0])))


@dataclass(frozen=True, slots=True)
class Unlinked:
    """Mentions without a pointer that share a form."""

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
    root: Element, document: str, ids: dict[Element, str], resolver: Resolver
) -> dict[Element, Mention]:
    """Return the mentions of a document by the element that makes each, in document order."""
    found: dict[Element, Mention] = {}
    flat: dict[Element, FlatText] = {}
    taken = set(ids.values())
    counted: dict[str, int] = {}
    for element in root.iter(*map(tag, NAMING)):
        kind = _kind(element)
        keys = _keys(element, resolver)
        where = within(element)
        if _is_form(element, kind) or (not keys and not _stands_alone(element, kind, where)):
            continue
        passage = passage_of(element)
        passage = passage if passage is not None else element
        if passage not in flat:
            flat[passage] = flatten(passage)
        text, before, after = _context(flat[passage], element)
        segment = ids.get(passage, "")
        anchor = ids.get(element)
        if not anchor:
            anchor = distinct(_anchor(segment, keys, element), taken, counted, ".")
        holder = _holder(element, resolver) if where == "standOff" else ""
        found[element] = Mention(
            document, where, local(element), kind, keys, text, before, after, anchor, segment, holder,
            DateRange.of(element) if is_tei(element, "date") else None,
        )  # fmt: skip
    return found


def index(kind: Kind, entities: Iterable[Entity], mentions: Iterable[Mention]) -> Index:
    """Return the index of one kind from all entries and all mentions of an edition."""
    wanted = {entity.key: entity for entity in entities if entity.kind is kind}
    by_key: dict[str, list[Mention]] = {key: [] for key in wanted}
    loose: dict[str, list[Mention]] = {}
    for mention in mentions:
        for key in dict.fromkeys(mention.keys):
            if key in by_key:
                by_key[key].append(mention)
        if not mention.keys and mention.kind is kind:
            loose.setdefault(mention.text, []).append(mention)
    entries = [Entry(entity, tuple(by_key[key])) for key, entity in wanted.items()]
    return Index(
        kind,
        tuple(sorted(entries, key=lambda entry: (sort_key(entry.entity.name), entry.entity.key))),
        tuple(
            Unlinked(name, tuple(loose[name]))
            for name in sorted(loose, key=lambda name: (sort_key(name), name))
        ),
    )


def dates(mentions: Iterable[Mention]) -> tuple[Dated, ...]:
    """Return the dates of the texts in the order of time, those that mean the same days as one."""
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.date:
            groups.setdefault(mention.date.slug, []).append(mention)
    found = [Dated(group[0].date, tuple(group)) for group in groups.values() if group[0].date]
    return tuple(sorted(found, key=lambda dated: (dated.date.sort_key, dated.date.words)))


def _kind(element: Element) -> Kind | None:
    return NAMING[local(element)] or TYPES.get(element.get("type", "").lower())


def _keys(element: Element, resolver: Resolver) -> tuple[str, ...]:
    keys = (
        resolver.keys(element, "ref")
        or resolver.keys(element, "corresp")
        or resolver.keys(element, "sameAs")
    )
    return () if is_tei(element, "date") else keys


def within(element: Element) -> str:
    """Return where an element stands: `text`, `header` or, for all that is neither, `standOff`."""
    for node in (element, *element.iterancestors()):
        if is_tei(node, "teiHeader"):
            return "header"
        if is_tei(node, "text", "sourceDoc"):
            return "text"
    return "standOff"


def _is_form(element: Element, kind: Kind | None) -> bool:
    if is_tei(element, "date"):
        return (
            next(
                element.iterancestors(
                    *(tag(name) for names in _ENTRY_OF.values() for name in names)
                ),
                None,
            )
            is not None
        )
    around = _ENTRY_OF.get(kind, ()) if kind else ()
    return bool(around) and next(element.iterancestors(*map(tag, around)), None) is not None


def _stands_alone(element: Element, kind: Kind | None, within: str) -> bool:
    """Tell whether a name without a pointer is worth listing: not an `rs` of no kind, not a header's own title."""
    if is_tei(element, "title"):
        return within == "text"
    return is_tei(element, "date", "name") or kind is not None


def _context(flat: FlatText, element: Element) -> tuple[str, str, str]:
    if (
        element not in flat.spans
    ):  # inside a note or another reading: its words have no neighbours there
        return folded(flatten(element).text), "", ""
    start, end = flat.spans[element]
    text = flat.text[start:end]
    return folded(text), _last(flat.text[:start]), _first(flat.text[end:])


def _last(text: str) -> str:
    if len(text) <= CONTEXT:
        return text.lstrip()
    return "…" + text[-CONTEXT:].partition(" ")[2] if " " in text[-CONTEXT:] else ""


def _first(text: str) -> str:
    if len(text) <= CONTEXT:
        return text.rstrip()
    return text[:CONTEXT].rpartition(" ")[0] + "…" if " " in text[:CONTEXT] else ""


def _anchor(segment: str, keys: tuple[str, ...], element: Element) -> str:
    name = keys[0].rpartition("#")[2] if keys else "date" if is_tei(element, "date") else "name"
    return re.sub(r"\s", "-", f"{segment}.{name}" if segment else name)


def _holder(element: Element, resolver: Resolver) -> str:
    for node in element.iterancestors():
        if is_tei(node, "annotation", *(name for names in _ENTRY_OF.values() for name in names)):
            key = node.get(XML_ID)
            if key:
                return resolver.key(f"#{key}")
    return ""
