"""Unmentioned: which entries of a register nothing speaks of.

TEI Guidelines, chapter 14. An entry counts as mentioned when anything in the edition points at it from outside itself, or a
name says its id or number by a `@key` or the address of a record. A
register that the texts do not use at all is left alone: it is somebody else's, or the texts are not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from edition import register
from edition.anchors import Place, absolute
from edition.diagnostics import Diagnostic, Severity
from edition.document import Document
from edition.pointers import parted, resolve
from edition.register import ENTRIES, Identifier, Kind, numbers
from edition.tei import XML_ID, Element, children, local, tag, text_of

#: The code of what is found here.
NEVER = "entry-never-mentioned"

#: More entries of a kind than this without a mention are one finding, counted.
SHOWN = 12

_CALLED = {
    Kind.person: "persons",
    Kind.place: "places",
    Kind.organisation: "organisations",
    Kind.event: "events",
    Kind.work: "works",
    Kind.object: "objects",
}


class Entry(NamedTuple):
    """An entry of a register: its kind, where it stands, and the words that mean it: its id, its numbers in authority files."""

    kind: Kind
    place: Place
    words: frozenset[str]


def words(document: Document) -> frozenset[str]:
    """Return the words by which names mean an entry without pointing at it: each `@key`, and each number in an authority file."""
    found = set(_outside(document, "key"))
    known = document.prefixes
    for value in _outside(document, "ref", ":" if known else "://"):
        targets = (resolve(part, document.file, known) for part in parted(value))
        found.update(chain.from_iterable(_numbers(target.uri) for target in targets))
    return frozenset(found)


def _outside(document: Document, attribute: str, said: str = "") -> Iterator[str]:
    """Yield the values of an attribute in which something is said, but for those of an entry's own names, each once."""
    known: set[str] = set()
    for element in document.attributes.having(attribute):
        value = element.get(attribute, "")
        if value in known or said not in value:
            continue
        if next(element.iterancestors(*_ENTRIES), None) is None:
            known.add(value)
            yield value


@lru_cache(maxsize=1 << 14)
def _numbers(address: str) -> tuple[str, ...]:
    return tuple(f"{scheme}:{number}" for scheme, number in numbers(address))


_ENTRIES = tuple(map(tag, ENTRIES))


def registered(document: Document) -> list[Element]:
    """Return the elements that are entries of a document's registers, those with the same attributes in document order."""
    groups = (one for one in document.attributes if XML_ID in one.names and one.tag in _ENTRIES)
    return [element for group in groups for element in register.registered(group.elements)]


def entries_of(document: Document) -> tuple[Entry, ...]:
    """Return the entries of a document's registers."""
    file, homes = absolute(document.file), document.homes
    return tuple(
        Entry(ENTRIES[local(element)], Place(absolute(homes[id]) if id in homes else file, id), _words(element))
        for element in registered(document)
        for id in (element.get(XML_ID, ""),)
    )  # fmt: skip


def _words(element: Element) -> frozenset[str]:
    items = [Identifier(node.get("type", ""), text_of(node)) for node in children(element, "idno")]
    said = (word for item in items for word in (item.value, *_numbers(item.url or "")))
    return frozenset((element.get(XML_ID, ""), *said))


def alone(
    entries: Iterable[Entry],
    pointed: Set[Place],
    said: Set[str] = frozenset(),
    meant: Set[str] = frozenset(),
) -> frozenset[Place]:
    """Return where the entries of a register stand that nothing means, where something means others of their kind.

    `pointed` is all that is pointed at; `said` are all `words`; `meant` are those of pointers that miss, which is told of them.
    """
    by_kind: dict[Kind, list[Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry)
    found: set[Place] = set()
    for of_kind in by_kind.values():
        lost = [one for one in of_kind if one.place not in pointed and said.isdisjoint(one.words)]
        if len(lost) < len(of_kind):
            found.update(one.place for one in lost if meant.isdisjoint(one.words))
    return frozenset(found)


def unmentioned(document: Document, alone: Set[Place]) -> Iterator[Diagnostic]:
    """Yield what there is to say of the entries of a document's registers that are `alone`."""
    by_kind: dict[Kind, list[tuple[Element, bool]]] = {}
    for element, entry in zip(registered(document), entries_of(document), strict=True):
        by_kind.setdefault(entry.kind, []).append((element, entry.place in alone))
    for kind, found in by_kind.items():
        lost = [element for element, is_lost in found if is_lost]
        many = len(lost) > SHOWN
        for element in lost:
            said = _summed(len(lost), len(found), kind) if many else _one(element)
            yield _finding(document, element, said)


def _one(element: Element) -> str:
    return f'nothing mentions <{local(element)} xml:id="{element.get(XML_ID)}">'


def _summed(lost: int, all: int, kind: Kind) -> str:
    return f"nothing mentions {lost:,} of the {all:,} {_CALLED[kind]} of this register"


def _finding(document: Document, element: Element, message: str) -> Diagnostic:
    return document.diagnostic(
        element,
        message,
        source="audit",
        code=NEVER,
        severity=Severity.warning,
        hint="Point at it from a text, a note or a relation, or remove it.",
        attribute=XML_ID,
    )
