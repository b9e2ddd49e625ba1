"""Mentions: which entries of a register nothing speaks of.

TEI Guidelines, chapter 14. An entry counts as mentioned when anything in the edition points at it from outside itself. A
register that the texts do not use at all is left alone: it is somebody else's, or the texts are not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from edition.anchors import Place, absolute
from edition.diagnostics import Diagnostic, Severity
from edition.document import Document
from edition.register import ENTRIES, Kind, is_registered
from edition.tei import XML_ID, Element, local, tag

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


def unmentioned(document: Document, pointed: Set[Place]) -> Iterator[Diagnostic]:
    """Yield the entries of a document's registers at which nothing points; `pointed` is all that is pointed at."""
    file = absolute(document.file)
    by_kind: dict[Kind, list[Element]] = {}
    for element in document.root.iter(*map(tag, ENTRIES)):
        if is_registered(element):
            by_kind.setdefault(ENTRIES[local(element)], []).append(element)
    for kind, entries in by_kind.items():
        keys = [(e, e.get(XML_ID, "")) for e in entries]
        homes = {key: absolute(home) for key, home in document.homes.items()}
        alone = [e for e, key in keys if Place(homes.get(key, file), key) not in pointed]
        if len(alone) == len(entries):
            continue
        for element in alone:
            many = len(alone) > SHOWN
            yield _finding(
                document, element, _summed(alone, entries, kind) if many else _one(element)
            )


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
