"""Mentions: which entries of a register nothing speaks of.

TEI Guidelines, chapter 14. An entry counts as mentioned when anything in the edition points at it from outside itself, or a
name says its id or number by a `@key` or the address of a record. A
register that the texts do not use at all is left alone: it is somebody else's, or the texts are not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import chain

from edition.anchors import Place, absolute
from edition.diagnostics import Diagnostic, Severity
from edition.document import Document
from edition.register import ENTRIES, Identifier, Kind, is_registered, numbers
from edition.tei import XML_ID, Element, children, local, tag, text_of

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


def words(document: Document) -> Iterator[str]:
    """Yield the words by which names mean an entry without pointing at it: each `@key`, and each number in an authority file."""
    for name in ("key", "ref"):
        for element in document.attributes.having(name):
            value = element.get(name, "")
            if name == "ref" and "://" not in value:
                continue
            if next(element.iterancestors(*_ENTRIES), None) is None:  # not of an entry's own name
                yield from [value] if name == "key" else chain.from_iterable(map(_numbers, value.split()))  # fmt: skip


def _numbers(address: str) -> list[str]:
    return [f"{scheme}:{number}" for scheme, number in numbers(address)]


_ENTRIES = tuple(map(tag, ENTRIES))


def unmentioned(
    document: Document, pointed: Set[Place], said: Set[str] = frozenset()
) -> Iterator[Diagnostic]:
    """Yield the entries of a document's registers that nothing means.

    `pointed` is all that is pointed at; `said` are all `words`.
    """
    file = absolute(document.file)
    by_kind: dict[Kind, list[Element]] = {}
    for element in document.root.iter(*_ENTRIES):
        if is_registered(element):
            by_kind.setdefault(ENTRIES[local(element)], []).append(element)
    for kind, entries in by_kind.items():
        keys = [(e, e.get(XML_ID, "")) for e in entries]
        homes = {key: absolute(home) for key, home in document.homes.items()}
        alone = [
            e
            for e, key in keys
            if Place(homes.get(key, file), key) not in pointed and not _is_said(e, said)
        ]
        if len(alone) == len(entries):
            continue
        for element in alone:
            many = len(alone) > SHOWN
            yield _finding(
                document, element, _summed(alone, entries, kind) if many else _one(element)
            )


def _is_said(element: Element, said: Set[str]) -> bool:
    """Tell whether an entry is meant by a word: its id, or its number in an authority file."""
    if not said or element.get(XML_ID) in said:
        return bool(said)
    items = [Identifier(node.get("type", ""), text_of(node)) for node in children(element, "idno")]
    return any(item.value in said or not said.isdisjoint(_numbers(item.url or "")) for item in items)  # fmt: skip


def _one(element: Element) -> str:
    return f'nothing mentions <{local(element)} xml:id="{element.get(XML_ID)}">'


def _summed(alone: list[Element], entries: list[Element], kind: Kind) -> str:
    return (
        f"nothing mentions {len(alone):,} of the {len(entries):,} {_CALLED[kind]} of this register"
    )


def _finding(document: Document, element: Element, message: str) -> Diagnostic:
    return document.diagnostic(
        element,
        message,
        source="audit",
        code="entry-never-mentioned",
        severity=Severity.warning,
        hint="Point at it from a text, a note or a relation, or remove it.",
        attribute=XML_ID,
    )
