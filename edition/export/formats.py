"""Formats: what a writer is given, how it registers, and what several writers share.

A module in this folder makes a function a writer with `@exporter`. It is a pure function from an `Export` to the text of
the file. Addresses are those of the site: absolute where the project says at which address it is published, else relative
to `data/`, where the site keeps what is exported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from edition.assembly import Edition
from edition.coordinates import Coordinates
from edition.dates import DateRange, iso_day
from edition.index import Dated, Entry, Mention, Unlinked
from edition.letters import Letter
from edition.pointers import is_web, quoted
from edition.register import Entity, Kind, Relation

#: Stands for all indexes together.
ALL = "all"
#: What can be exported: the names of the indexes.
ENTITIES = tuple(kind.value for kind in Kind)
KINDS = (*ENTITIES, "dates", "letters")
#: Indexes of which tables are there also when they are empty.
ALWAYS = ("persons", "places", "organisations", "works", "events", "dates")


#: The relations that other vocabularies have words for, by the words that name them: what the active in it are to the passive,
#: and those to these.
ROLES = {
    word: (first, second)
    for words, first, second in (
        ("parent father mother", "parent", "child"),
        ("child son daughter", "child", "parent"),
        ("spouse husband wife married", "spouse", "spouse"),
        ("sibling brother sister", "sibling", "sibling"),
        ("friend knows acquaintance", "friend", "friend"),
        ("colleague", "colleague", "colleague"),
        ("member", "member", "group"),
        ("same", "same", "same"),
    )
    for word in words.split()
}


def roles(name: str) -> tuple[str, str]:
    """Return what those in a relation of a name are to each other, the active first; "" where it is none of `ROLES`.

    `parent`, `isParentOf` and `parent-of` are one; `hasParent` is none of them.
    """
    words = re.findall("[a-z]+", re.sub("(?=[A-Z])", " ", name).lower())
    telling = [word for word in words if word not in ("is", "of", "to", "as", "with")]
    return ROLES.get(telling[0], ("", "")) if len(telling) == 1 else ("", "")


def _may_be(role: str, one: Entity, other: Entity) -> bool:
    """Tell whether one entry may have another in a role: persons have parents, groups have members."""
    if role == "same":
        return one.kind is other.kind
    if role in ("member", "group"):
        group, member = (one, other) if role == "member" else (other, one)
        return group.kind is Kind.organisation and member.kind in (Kind.person, Kind.organisation)
    return one.kind is other.kind is Kind.person


@dataclass(frozen=True)
class Export:
    """What a writer is given: an edition, which of its indexes is wanted, what each document is called by its id."""

    edition: Edition
    kind: str
    documents: Mapping[str, str]

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of the index, by name; of all indexes if all are wanted."""
        kinds = [kind for kind in Kind if self.kind in (kind.value, ALL)]
        return tuple(entry for kind in kinds for entry in self.edition.indexes[kind].entries)

    @property
    def dates(self) -> tuple[Dated, ...]:
        """The dates, if they are wanted."""
        return self.edition.dates if self.kind in ("dates", ALL) else ()

    @property
    def letters(self) -> tuple[Letter, ...]:
        """The letters, if they are wanted."""
        return self.edition.letters if self.kind in ("letters", ALL) else ()

    @property
    def unlinked(self) -> tuple[Unlinked, ...]:
        """The mentions that point at no entry, grouped by their form; of all indexes if all are wanted."""
        kinds = [kind for kind in Kind if self.kind in (kind.value, ALL)]
        found = [item for kind in kinds for item in self.edition.indexes[kind].unlinked]
        return (*found, *(self.edition.undated if self.kind in ("dates", ALL) else ()))

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """The relations of the entries, each once, in the order of the entries."""
        found = (
            item
            for entry in self.entries
            for item in self.edition.relations.get(entry.entity.key, ())
        )
        return tuple(dict.fromkeys(found))

    @property
    def title(self) -> str:
        """What the file is: the name of the index, and of the edition."""
        index = "Register" if self.kind == ALL else self.kind.capitalize()
        return f"{index}: {self.edition.title}"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing of this kind."""
        return not (self.entries or self.dates or self.letters or self.unlinked)

    def address(self, href: str | None) -> str:
        """Return the address of a page of the site, or "" for what is not shown; web addresses are as they are."""
        if not href or is_web(href):
            return href or ""
        return (self.edition.url or "../") + quoted(href)

    def page(self, key: str) -> str:
        """Return the address of what a key means; "" for what is not shown."""
        return self.address(self.edition.href(key))

    def thing(self, entity: Entity) -> str:
        """Return what names the person, place, ... itself, and not the page about it."""
        return f"{self.page(entity.key)}#it"

    def where(self, mention: Mention) -> str:
        """Return the address of a mention."""
        return self.address(self.edition.mention_href(mention))

    def places(self, entity: Entity) -> list[Entity]:
        """Return the places at which an event took place, as far as they are entries."""
        keys = (key for fact in entity.facts if fact.label == "where" for _, key in fact.links)
        found = (self.edition.entities.get(self.edition.meant(key)) for key in keys)
        return [one for one in found if one is not None]

    def coordinates(self, entity: Entity) -> Coordinates | None:
        """Return where an entry lies: on Earth itself, or as the place at which it took place."""
        places = (place.coordinates for place in self.places(entity) if place.coordinates)
        return entity.coordinates or next(places, None)

    def joined(self, entity: Entity) -> list[tuple[str, Entity]]:
        """Return the entries that relations join to one, each with what it is to that: one of `ROLES`."""
        found: dict[tuple[str, str], Entity] = {}
        for relation in self.edition.relations.get(entity.key, ()):
            first, second = roles(relation.name)
            sides = [
                (second if entity.key in relation.active else "", relation.passive),
                (first if entity.key in relation.passive else "", relation.active),
                (first if first == second else "", relation.mutual),
            ]
            for role, key in ((role, key) for role, keys in sides if role for key in keys):
                other = self.edition.entities.get(key)
                if other is not None and other is not entity and _may_be(role, entity, other):
                    found[role, key] = other
        return [(role, other) for (role, _), other in found.items()]

    def sources(self, keys: Sequence[str]) -> list[tuple[str, str]]:
        """Return the name and the address of sources."""
        return [(self.edition.name_of(key), self.page(key)) for key in keys]


def has_anything(export: Export) -> bool:
    """Tell whether there is anything of a kind."""
    return not export.is_empty


def has_entries(export: Export) -> bool:
    """Tell whether there are entries of a kind, and not only names that point at none."""
    return bool(export.entries)


def is_expected(export: Export) -> bool:
    """Tell whether whoever reads the exports may count on a table of this kind."""
    return export.kind in ALWAYS or has_anything(export)


Writer = Callable[[Export], str]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name on the command line, its files' names, the indexes it holds, its writer.

    `has` tells whether there is something to write, so that a file of it is made with all others.
    """

    name: str
    pattern: str
    kinds: tuple[str, ...]
    write: Writer
    has: Callable[[Export], bool]

    def file(self, kind: str) -> str:
        """Return the name of the file for an index."""
        return self.pattern.format(kind)


FORMATS: dict[str, Format] = {}


def exporter(
    name: str,
    pattern: str,
    kinds: Iterable[str] = KINDS,
    *,
    has: Callable[[Export], bool] = has_anything,
) -> Callable[[Writer], Writer]:
    """Make a function the writer of a format; `pattern` is the name of its files, `{}` in it the index."""

    def register(function: Writer) -> Writer:
        FORMATS[name] = Format(name, pattern, tuple(kinds), function, has)
        return function

    return register


def ends(date: DateRange) -> tuple[str, str]:
    """Return the first and the last year, month or day of a date (ISO 8601), the same for a single one, "" for an open end.

    They are as encoded where that is one; of what is said otherwise (a duration, a century, an hour) they are days.
    """
    first, mark, last = date.iso.partition("/")
    return _end(first, date.earliest), _end(last if mark else first, date.latest)


def _end(value: str, day: int | None) -> str:
    if _ISO.fullmatch(value):
        return value
    return "" if day is None else iso_day(day)


_ISO = re.compile(r"-?\d{4}(-\d\d(-\d\d)?)?")

_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")


def language_tag(language: str) -> str:
    """Return what stands for a language, if it has the form of a tag (RFC 5646) that other formats can have; or ""."""
    return language if _LANGUAGE.fullmatch(language) else ""


def slug(text: str) -> str:
    """Return words as one word, for use as a name."""
    return re.sub(r"\W+", "-", text).strip("-") or "x"
