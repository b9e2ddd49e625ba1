"""Audit: what is doubtful about a register, and about the names that point at it.

TEI Guidelines, chapter 14. Nothing here is a fault of the encoding: each finding is a question to the editor, who knows
the answer. So each is asked only where the sources themselves give reason to, and as rarely as may be.

`audit` looks at the edition as a whole, and then, for the places of what it found and for names that are not tagged, at
one document after the other.
"""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Protocol, TypeVar

from edition.analysis import Addressed, DocumentResolver
from edition.anchors import Place
from edition.assembly import Edition, is_placeholder, word_of
from edition.coordinates import datum, places_on_earth, read
from edition.dates import DateRange
from edition.diagnostics import Diagnostic, Severity, in_order
from edition.document import Document
from edition.index import NAMING, Entry, Mention, normal_form
from edition.mentions import SHOWN, unmentioned
from edition.pointers import pointers
from edition.register import ENTRIES, Entity, Kind
from edition.tei import (
    ASIDE,
    XML_ID,
    Element,
    children,
    content,
    descendants,
    local,
    tag,
    text_of,
)

T = TypeVar("T")


class Each(Protocol):
    """Applies a function to each document of an edition, or to those named: see `Library.each`."""

    def __call__(
        self, function: Callable[[Document], T], ids: Collection[str] | None = None
    ) -> dict[str, T]: ...


def audit(edition: Edition, each: Each) -> list[Diagnostic]:
    """Return what is doubtful about the entries and mentions of an edition, by file and place."""
    seen = each(survey)
    pointed = _named(edition).union(*(one.pointed for one in seen.values()))
    doubts = [
        *_nowhere(edition, seen),
        *_endless(edition),
        *_apart(edition),
        *_doubled(edition),
        *_lives(edition, seen),
        *_unlocated(edition),
        *_misplaced(edition),
    ]
    by_document: dict[str, list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        by_document[edition.by_id[doubt.document].source].append(doubt)
    names = _names(edition)
    task = partial(_told, doubts=by_document, names=names, pointed=pointed)
    return in_order(item for found in each(task).values() for item in found)


def _named(edition: Edition) -> frozenset[Place]:
    """Return the places of the entries that are mentioned, be it by a `@key` or a number in an authority file."""
    keys = (entry.entity.key.partition("#") for entry in edition.entries.values() if entry.mentions)
    return frozenset(Place(file, id) for file, _, id in keys)


def listing(edition: Edition) -> list[dict[str, object]]:
    """Return the forms under which the texts name each entry, with how often, for a program to read."""
    return [
        {
            "kind": kind.value,
            "id": edition.slugs[entry.entity.key],
            "name": entry.entity.name,
            "mentions": len(entry.mentions),
            "forms": [{"text": text, "count": count} for text, count in entry.forms],
        }
        for kind, index in edition.indexes.items()
        for entry in index.entries
    ]


@dataclass(frozen=True, slots=True)
class Survey:
    """What a document alone tells an audit: the places that it points at, the ids in it, and when it was written."""

    pointed: frozenset[Place]
    ids: frozenset[str]
    written: DateRange | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A finding whose place is still to be found: an entry by its id, or a mention by its anchor."""

    document: str
    entry: str
    anchor: str
    code: str
    message: str
    hint: str
    severity: Severity = Severity.warning
    attribute: str = ""


def survey(document: Document) -> Survey:
    """Return what a document alone tells an audit."""
    resolver = DocumentResolver(document)
    pointed: set[Place] = set()
    for element in document.root.iter(tag("*")):
        for pointer in pointers(element):
            file, _, id = resolver.key(pointer.value).partition("#")
            around = (element, *element.iterancestors()) if id else ()
            if id and not any(node.get(XML_ID) == id for node in around):
                pointed.add(Place(file, id))
    written = next(filter(None, map(DateRange.of, _writing(document.root))), None)
    return Survey(frozenset(pointed), frozenset(document.elements), written)


def _writing(root: Element) -> Iterator[Element]:
    """Yield the dates in a header at which a document was written or sent."""
    for creation in root.iter(tag("creation")):
        yield from descendants(creation, "date")
    for action in root.iter(tag("correspAction")):
        if action.get("type") == "sent":
            yield from children(action, "date")


# What is doubtful about mentions.


def _nowhere(edition: Edition, seen: Mapping[str, Survey]) -> list[Doubt]:
    """Return the names that point at what is no entry, and those whose key says nothing."""
    found: list[Doubt] = []
    lost: dict[str, list[Mention]] = defaultdict(list)
    for mention in edition.mentions:
        if mention.element in ("annotation", "span", "date"):
            continue
        for key in mention.keys:
            if key in edition.entities:
                continue
            file, mark, id = key.partition("#")
            if is_placeholder(word := word_of(key)):
                found.append(_at_mention(
                    mention, "placeholder-key",
                    f'<{mention.element}> points at "{word or "#"}", which stands for none',
                    "Point at the entry that is meant, or leave the pointer out until it is known.",
                ))  # fmt: skip
            elif mark and file in edition.by_key and id not in seen[edition.by_key[file].id].ids:
                lost[id].append(mention)
    return [*found, *_lost(edition, lost)]


def _lost(edition: Edition, lost: Mapping[str, Sequence[Mention]]) -> Iterator[Doubt]:
    """Yield the names that point at ids which are nowhere; as one, where most names do: then the register is missing."""
    all_lost = sum(map(len, lost.values()))
    arriving = sum(len(entry.mentions) for entry in edition.entries.values())
    if len(lost) > SHOWN and all_lost > arriving:
        yield _at_mention(
            next(iter(lost.values()))[0], "mention-without-entry",
            f"{all_lost:,} names point at {len(lost):,} ids that are nowhere in the edition",
            "Is the register among the files? Name it too, or put it into the folder of the sources.",
        )  # fmt: skip
        return
    for id, mentions in lost.items():
        for mention in mentions:
            yield _at_mention(
                mention, "mention-without-entry",
                f'<{mention.element}> points at "#{id}", which is nowhere in the edition',
                "Make an entry of this id, or mend the pointer.",
            )  # fmt: skip


#: How long a name may be, in characters, before it is asked where it ends.
LONGEST = 200


def _endless(edition: Edition) -> Iterator[Doubt]:
    """Yield the names that are so long that they may have swallowed what follows them."""
    message = "is tagged as a name, and has more than {:,} characters"
    hint = "Is its end tag where it belongs?"
    for entity in edition.registered.values():
        for name in (
            entity.names if entity.kind in (Kind.person, Kind.place, Kind.organisation) else ()
        ):
            if len(name.text) > LONGEST:
                yield _at_entry(
                    edition,
                    entity,
                    "name-without-end",
                    f'"{_cut(name.text)}" {message.format(LONGEST)}',
                    hint,
                )
    for mention in edition.mentions:
        if len(mention.text) > LONGEST and mention.element in _PROPER:
            yield _at_mention(
                mention,
                "name-without-end",
                f'"{_cut(mention.text)}" {message.format(LONGEST)}',
                hint,
            )


#: Elements whose words are a proper name, and not a description.
_PROPER = frozenset(
    {"persName", "placeName", "geogName", "orgName", "name", "settlement", "country", "region"}
)


def _apart(edition: Edition) -> Iterator[Doubt]:
    """Yield the entries that are named by words which have nothing in common with each other or with their names."""
    for entry in edition.entries.values():
        if entry.entity.is_made or entry.entity.kind not in (Kind.person, Kind.organisation):
            continue
        proper = [
            one for one in entry.mentions if one.element in _PROPER and one.text[:1].isupper()
        ]
        by_form: dict[str, Mention] = {}
        for mention in proper:
            by_form.setdefault(mention.text, mention)
        known = [name.text for name in entry.entity.names]
        for script, found in _by_script(by_form).items():
            names = [name for name in known if _script(name) == script]
            others = [form for form in found if not _is_like_any(form, names)]
            groups = _alike(others)
            if not names or len(by_form) < 2 or not others or len(groups[0]) == len(found):
                continue
            for group in groups:
                mention = by_form[group[0]]
                yield _at_mention(
                    mention, "forms-apart",
                    f'"{_cut(mention.text)}" points at {_cut(entry.entity.name)}, with whose names it has nothing in common',
                    "If it is somebody else, point at that one; if not, add the form to the names of the entry.",
                    Severity.info,
                )  # fmt: skip


def _by_script(forms: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        found[_script(form)].append(form)
    return found


def _script(text: str) -> str:
    """Return the script of a text's first letter, roughly: its block of 256 characters, Latin letters as one."""
    first = next(filter(str.isalpha, normal_form(text)), "")
    if not first:
        return ""
    block = ord(first) >> 8
    return "latin" if block in (0, 1, 2, 0x1E) else "greek" if block in (3, 0x1F) else str(block)


def _stems(text: str) -> set[str]:
    """Return the beginnings of the words of a form, by which inflected forms are alike."""
    return {word[:3] for word in re.findall(r"\w+", normal_form(text)) if len(word) > 1}


def _is_like_any(form: str, names: Iterable[str]) -> bool:
    return any(_is_like(form, name) for name in names)


def _is_like(one: str, other: str) -> bool:
    """Tell whether two forms share the beginning of a word, or one spelt alike, or are initials of each other."""
    if _stems(one) & _stems(other) or _is_spelt_like(one, other):
        return True
    initials = [
        {word[0] for word in re.findall(r"\w+", normal_form(text))} for text in (one, other)
    ]
    short = [all(len(word) <= 2 for word in re.findall(r"\w+", text)) for text in (one, other)]
    return any(short) and bool(initials[0] & initials[1])


@lru_cache(maxsize=1 << 14)
def _is_spelt_like(one: str, other: str) -> bool:
    words = [re.findall(r"\w{3,}", normal_form(text[:200])) for text in (one, other)]
    return any(
        difflib.SequenceMatcher(None, first, second, autojunk=False).ratio() >= 0.7
        for first in words[0]
        for second in words[1]
    )


def _alike(forms: Sequence[str]) -> list[list[str]]:
    """Return forms in groups whose members are like each other, the largest first."""
    groups: list[list[str]] = []
    for form in forms:
        near = [group for group in groups if _is_like_any(form, group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(one for group in near for one in group), form])
    return sorted(groups, key=len, reverse=True)


# What is doubtful about entries.


def _doubled(edition: Edition) -> Iterator[Doubt]:
    """Yield the entries that share a number in an authority file, or a name and nothing that tells them apart."""
    by_number: dict[tuple[Kind, str, str], list[Entity]] = defaultdict(list)
    by_name: dict[tuple[Kind, str], list[Entity]] = defaultdict(list)
    for entity in edition.registered.values():
        if entity.kind is Kind.term:
            continue
        for item in entity.identifiers:
            if entity.kind is not Kind.work and item.url:
                by_number[entity.kind, item.scheme.lower(), item.value].append(entity)
        if entity.names:
            by_name[entity.kind, normal_form(entity.name)].append(entity)
    said: set[frozenset[str]] = set()
    for (_, scheme, value), found in by_number.items():
        for one, other in _pairs(found):
            if _is_inside(one, other, edition):
                continue
            said.add(frozenset({one.key, other.key}))
            yield _at_entry(
                edition, other, "two-entries-with-one-number",
                f'"{other.id}" and "{one.id}" have the same number in {scheme.upper()}: {value}',
                "If they are one, make them one entry; if not, one of the numbers is wrong.",
            )  # fmt: skip
    for (_, name), found in by_name.items():
        for one, other in _pairs(found):
            if name and frozenset({one.key, other.key}) not in said and not _told_apart(one, other):
                yield _at_entry(
                    edition, other, "two-entries-with-one-name",
                    f'"{other.id}" has the same name as "{one.id}", and nothing tells them apart: {_cut(one.name)}',
                    "If they are one, make them one entry; if not, say who is who: a date, a description, a number.",
                )  # fmt: skip


def _pairs(found: list[Entity]) -> list[tuple[Entity, Entity]]:
    """Return the first of some entries with each other one: not all pairs, which would be many."""
    distinct = list(
        {entity.id: entity for entity in found}.values()
    )  # of copies in several files, one
    return [(distinct[0], other) for other in distinct[1:]] if len(distinct) > 1 else []


def _is_inside(one: Entity, other: Entity, edition: Edition) -> bool:
    """Tell whether one of two entries is nested in the other."""
    return one.key == other.part_of or other.key == one.part_of


def _told_apart(one: Entity, other: Entity) -> bool:
    """Tell whether two entries of one name differ in anything that is said of them.

    Of which nothing but its name is said, that may be any other of this name.
    """
    if one.part_of != other.part_of or (one.type and other.type and one.type != other.type):
        return True
    if _is_bare(one) or _is_bare(other):
        return False
    if one.type != other.type or one.date != other.date:
        return True
    schemes = {item.scheme for item in one.identifiers} & {
        item.scheme for item in other.identifiers
    }
    if schemes:
        return True
    if one.coordinates != other.coordinates:
        return True
    said = [
        {fact.text for fact in (*entity.facts, *entity.descriptions)} for entity in (one, other)
    ]
    dated = [{fact.date.iso for fact in entity.facts if fact.date} for entity in (one, other)]
    return said[0] != said[1] or dated[0] != dated[1]


def _is_bare(entity: Entity) -> bool:
    return not (
        entity.facts
        or entity.descriptions
        or entity.identifiers
        or entity.coordinates
        or entity.date
    )


def _lives(edition: Edition, seen: Mapping[str, Survey]) -> Iterator[Doubt]:
    """Yield the persons who died before they were born, and those named in a text that is older than they are."""
    for entry in edition.entries.values():
        birth, death = _day(entry.entity, "birth"), _day(entry.entity, "death")
        if birth is None or birth.earliest is None:
            continue
        if death is not None and death.latest is not None and death.latest < birth.earliest:
            yield _at_entry(
                edition, entry.entity, "death-before-birth",
                f"{_cut(entry.entity.name)} died before being born: born {birth.words}, died {death.words}",
                "Exchange the two dates, or correct the year.",
            )  # fmt: skip
        for mention in entry.mentions:
            source = edition.by_id[mention.document].source
            written = seen[source].written if source in seen else None
            if written is None or written.latest is None or not _is_of_the_time(mention, edition):
                continue
            if written.latest < birth.earliest:
                yield _at_mention(
                    mention, "mention-before-birth",
                    f"{_cut(entry.entity.name)} is named in a text of {written.words}, and was born {birth.words}",
                    "Point at somebody who lived then, or correct one of the dates.",
                )  # fmt: skip


def _day(entity: Entity, label: str) -> DateRange | None:
    return next((fact.date for fact in entity.facts if fact.label == label and fact.date), None)


def _is_of_the_time(mention: Mention, edition: Edition) -> bool:
    """Tell whether a mention is of the text itself, and not of a note or header, which may be younger."""
    key = edition.by_id[mention.document].key_of(mention.segment)
    return mention.within == "text" and key in edition.segments and mention.element != "annotation"


# What is doubtful about places.

#: How far apart, in kilometres, places must be to be asked about.
FAR = 1000


def _unlocated(edition: Edition) -> Iterator[Doubt]:
    """Yield the places that lie nowhere, where most places of the register have coordinates and the texts name them."""
    by_document: dict[str, list[Entry]] = defaultdict(list)
    for entry in edition.entries.values():
        if entry.entity.kind is Kind.place and not entry.entity.is_made:
            by_document[entry.entity.key.partition("#")[0]].append(entry)
    for entries in by_document.values():
        located = [entry for entry in entries if entry.entity.coordinates]
        lost = [
            entry
            for entry in entries
            if not entry.entity.coordinates
            and entry.mentions
            and not entry.entity.has_location
            and not any(part.coordinates for part in edition.parts.get(entry.entity.key, ()))
        ]
        if 2 * len(located) < len(entries):
            continue
        for entry in lost if len(lost) <= SHOWN else lost[:1]:
            message = (
                f"{_cut(entry.entity.name)} has no coordinates, as most places of this register have"
                if len(lost) <= SHOWN
                else f"{len(lost):,} of the {len(entries):,} places of this register have no coordinates"
            )
            yield _at_entry(
                edition, entry.entity, "place-without-coordinates", message,
                "Add <location><geo>latitude longitude</geo></location>, or a <location> with a <note> that says why not.",
                Severity.info,
            )  # fmt: skip


def _misplaced(edition: Edition) -> Iterator[Doubt]:
    """Yield the places far from all others that would lie among them with their coordinates swapped or a sign changed,
    and those far from what they are part of.
    """
    asked: set[str] = set()
    by_document: dict[str, list[Entity]] = defaultdict(list)
    for entity in edition.registered.values():
        if entity.kind is Kind.place and entity.coordinates:
            by_document[entity.key.partition("#")[0]].append(entity)
    for places in by_document.values():
        points = [_point(place) for place in places]
        grid = _Neighbours(points)
        for place, here in zip(places, points, strict=True) if len(places) > 3 else ():
            if grid.has_near(here, besides=here):
                continue
            for moved, how in _moved(here):
                if moved != here and grid.has_near(moved, besides=here, distance=FAR / 4):
                    asked.add(place.key)
                    yield _at_entry(
                        edition, place, "coordinates-swapped",
                        f"{_cut(place.name)} lies far from all other places of the register, and {how} among them",
                        f"Is it {moved[0]} {moved[1]}? Latitude comes first.",
                    )  # fmt: skip
                    break
    for parts in edition.parts.values():
        places = [part for part in parts if part.coordinates and part.kind is Kind.place]
        yield from (doubt for key, doubt in _strayed(places, edition) if key not in asked)


def _strayed(places: list[Entity], edition: Edition) -> Iterator[tuple[str, Doubt]]:
    """Yield the parts of a place that lie far from all its other parts, which lie close together: keys and findings."""
    points = [_point(place) for place in places]
    if not 3 < len(points) <= 500:
        return
    middle = (sorted(p[0] for p in points)[len(points) // 2], sorted(p[1] for p in points)[len(points) // 2])  # fmt: skip
    distances = [_distance(middle, point) for point in points]
    usual = sorted(distances)[len(points) // 2]
    for place, distance in zip(places, distances, strict=True):
        if distance > max(FAR, 20 * usual):
            yield place.key, _at_entry(
                edition, place, "place-far-from-its-siblings",
                f"{_cut(place.name)} lies {distance:,.0f} km from the other parts of {_cut(edition.name_of(place.part_of))}",
                "Correct its coordinates, or what it is part of.",
            )  # fmt: skip


def _point(place: Entity) -> tuple[float, float]:
    point = place.coordinates
    return (point.latitude, point.longitude) if point else (math.nan, math.nan)


def _moved(point: tuple[float, float]) -> Iterator[tuple[tuple[float, float], str]]:
    latitude, longitude = point
    if abs(longitude) <= 90:
        yield (longitude, latitude), "with latitude and longitude exchanged"
    yield (latitude, -longitude), "with the other sign of its longitude"
    yield (-latitude, longitude), "with the other sign of its latitude"


class _Neighbours:
    """Points in cells of ten degrees, so that near ones are found without looking at all."""

    def __init__(self, points: list[tuple[float, float]]) -> None:
        self.cells: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
        for point in dict.fromkeys(points):
            self.cells[self._cell(point)].append(point)

    @staticmethod
    def _cell(point: tuple[float, float]) -> tuple[int, int]:
        return (math.floor(point[0] / 10), math.floor(point[1] / 10))

    def has_near(
        self, point: tuple[float, float], *, besides: tuple[float, float], distance: float = FAR
    ) -> bool:
        row, column = self._cell(point)
        width = 1 + int(distance / (1113 * max(0.17, math.cos(math.radians(point[0])))))
        near = (
            other
            for r in range(row - 1, row + 2)
            for c in range(column - width, column + width + 1)
            for other in self.cells.get((r, (c + 18) % 36 - 18), ())
        )
        return any(other != besides and _distance(point, other) <= distance for other in near)


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return how many kilometres lie between two points on a sphere (the haversine formula)."""
    phi, psi = math.radians(one[0]), math.radians(other[0])
    lam = math.radians(other[1] - one[1])
    h = math.sin((psi - phi) / 2) ** 2 + math.cos(phi) * math.cos(psi) * math.sin(lam / 2) ** 2
    return 2 * 6371 * math.asin(min(1.0, math.sqrt(h)))


# Names that are tagged here and not there.

#: A name shorter than this, or tagged less often than that, is not looked for where it is not tagged.
SHORTEST, SELDOM = 4, 2

#: By the first word of each name: its words, and the entry that is meant.
Names = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


def _names(edition: Edition) -> Names:
    """Return the names that the texts tag, each time as the same entry: those that begin as names do."""
    meant: dict[str, Counter[str]] = defaultdict(Counter)
    words_of: dict[str, set[str]] = defaultdict(set)
    for entry in edition.entries.values():
        key = entry.entity.key
        for form in (*(name.text for name in entry.entity.names), *dict(entry.forms)):
            for word in _WORD.findall(form):
                words_of[word].add(key)
        if entry.entity.kind not in (Kind.person, Kind.place, Kind.organisation):
            continue
        for mention in entry.mentions:
            if (
                mention.within == "text"
                and mention.element in _PROPER
                and mention.text[:1].isupper()
            ):
                meant[mention.text][key] += 1
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for form, keys in meant.items():
        words = tuple(_WORD.findall(form))
        if len(keys) > 1 or sum(keys.values()) < SELDOM or not words or len(form) < SHORTEST:
            continue
        if len(words) > 1 or len(words_of[words[0]]) == 1:  # a first name may be another's
            found[words[0]].append((words, edition.name_of(next(iter(keys)))))
    return {first: tuple(sorted(names, key=lambda n: -len(n[0]))) for first, names in found.items()}


#: Elements in which words are not the text's own, or are a name already.
_NOT_SEARCHED = frozenset(NAMING) - {"date", "bibl", "title", "term"} | ASIDE | frozenset(
    "bibl title ref author editor signed rdg corr reg expan teiHeader standOff facsimile back front head byline speaker foreign quote".split()
)  # fmt: skip


def _untagged(document: Document, names: Names) -> Iterator[Diagnostic]:
    """Yield the places at which a name stands untagged that is tagged elsewhere."""
    texts = document.root.iter(tag("text")) if names else iter(())
    for text in texts:
        if next(text.iterancestors(tag("text")), None) is None:
            yield from _untagged_in(document, text, names)


def _untagged_in(document: Document, element: Element, names: Names) -> Iterator[Diagnostic]:
    for part in content(element):
        if isinstance(part, str):
            for form, entry in _found(part, names):
                yield document.diagnostic(
                    element, f'"{form}" is not tagged here, and elsewhere it is: as {_cut(entry)}',
                    source="audit", code="name-not-tagged", severity=Severity.info,
                    hint="Tag it, if it is the same.",
                )  # fmt: skip
        elif local(part) and local(part) not in _NOT_SEARCHED:
            yield from _untagged_in(document, part, names)


def _found(text: str, names: Names) -> Iterator[tuple[str, str]]:
    words = _WORD.findall(text)
    position = 0
    while position < len(words):
        for wanted, entry in names.get(words[position], ()):
            if tuple(words[position : position + len(wanted)]) == wanted:
                yield " ".join(wanted), entry
                position += len(wanted) - 1
                break
        position += 1


# The places of what was found.


def _told(
    document: Document, doubts: Mapping[str, Sequence[Doubt]], names: Names, pointed: Set[Place]
) -> list[Diagnostic]:
    """Return what is doubtful about one document, with its places."""
    own = doubts.get(document.id, ())
    found = [
        *unmentioned(document, pointed), *_untagged(document, names), *_unread(document), *_empty(document), *_circular(document),
    ]  # fmt: skip
    if any(doubt.anchor for doubt in own):
        by_anchor = {one.anchor: node for node, one in Addressed(document).mentions.items()}
    else:
        by_anchor = {}
    for doubt in own:
        element = (
            by_anchor.get(doubt.anchor) if doubt.anchor else document.elements.get(doubt.entry)
        )
        attribute = next(
            (name for name in ("ref", "corresp", "sameAs", "key") if element is not None and element.get(name)),
            None,
        )  # fmt: skip
        found.append(
            document.diagnostic(
                element, doubt.message, source="audit", code=doubt.code, severity=doubt.severity, hint=doubt.hint,
                attribute=attribute if doubt.anchor else None,
            )
        )  # fmt: skip
    return found


def _unread(document: Document) -> Iterator[Diagnostic]:
    """Yield the coordinates of entries that are none on Earth."""
    for element in document.root.iter(tag("place"), tag("org"), tag("event"), tag("object")):
        for geo in places_on_earth(element):
            text = text_of(geo)
            if text and not len(geo) and not read(text, datum(geo)):
                yield document.diagnostic(
                    geo, f'"{_cut(text)}" is no place on Earth',
                    source="audit", code="coordinates-not-read",
                    severity=Severity.warning,
                    hint="Write latitude and longitude in degrees, as in 41.01 28.98; for a grid, name it in a <geoDecl>.",
                )  # fmt: skip


def _empty(document: Document) -> Iterator[Diagnostic]:
    """Yield the names whose pointer or key is there, and empty."""
    for element in document.root.iter(*map(tag, sorted(NAMING))):
        for name in ("ref", "key"):
            if element.get(name, "x").strip() == "":
                yield document.diagnostic(
                    element, f"<{local(element)}> has an empty @{name}, which stands for none",
                    source="audit", code="placeholder-key", severity=Severity.warning, attribute=name,
                    hint="Point at the entry that is meant, or leave the attribute out until it is known.",
                )  # fmt: skip


#: The attributes by which an entry says that it has to do with another one.
_JOINING = ("sameAs", "corresp", "copyOf", "next", "prev", "exclude", "synch")


def _circular(document: Document) -> Iterator[Diagnostic]:
    """Yield the entries that point at themselves, and the relations that join an entry with itself."""
    for element in document.root.iter(*map(tag, ENTRIES)):
        here = f"#{element.get(XML_ID)}"
        for name in _JOINING if element.get(XML_ID) else ():
            if here in element.get(name, "").split():
                yield _itself(
                    document,
                    element,
                    name,
                    f"@{name} of <{local(element)}> points at the entry itself: {here}",
                )
    for element in document.root.iter(tag("relation")):
        active, passive, mutual = (
            element.get(name, "").split() for name in ("active", "passive", "mutual")
        )
        twice = [id for id in active if id in passive] or [
            id for id in mutual if mutual.count(id) > 1
        ]
        if twice:
            name = "passive" if passive else "mutual"
            yield _itself(
                document, element, name, f"this relation joins an entry with itself: {twice[0]}"
            )


def _itself(document: Document, element: Element, attribute: str, message: str) -> Diagnostic:
    return document.diagnostic(
        element, message, source="audit", code="points-at-itself", severity=Severity.warning, attribute=attribute,
        hint="Point at the other one that is meant, or leave it out.",
    )  # fmt: skip


def _at_mention(
    mention: Mention, code: str, message: str, hint: str, severity: Severity = Severity.warning
) -> Doubt:
    return Doubt(mention.document, "", mention.anchor, code, message, hint, severity)


def _at_entry(
    edition: Edition, entity: Entity, code: str, message: str, hint: str, severity: Severity = Severity.warning
) -> Doubt:  # fmt: skip
    file, _, id = entity.key.partition("#")
    return Doubt(edition.by_key[file].id, id, "", code, message, hint, severity)


def _cut(text: str) -> str:
    return text if len(text) <= 80 else text[:80] + "…"
