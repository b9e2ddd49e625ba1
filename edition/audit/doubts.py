"""Doubts: what an audit asks about, and what it knows of a document beside its names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edition.analysis import DocumentResolver
from edition.anchors import Place
from edition.assembly import Edition
from edition.dates import DateRange
from edition.diagnostics import Severity
from edition.document import Document
from edition.index import Mention
from edition.pointers import pointers
from edition.register import Entity
from edition.tei import XML_ID, Element, children, descendants, tag


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


#: Elements whose words are a proper name, and not a description.
PROPER = frozenset(
    {"persName", "placeName", "geogName", "orgName", "name", "settlement", "country", "region"}
)


def at_mention(
    mention: Mention, code: str, message: str, hint: str, severity: Severity = Severity.warning
) -> Doubt:
    """Return a doubt about a mention."""
    return Doubt(mention.document, "", mention.anchor, code, message, hint, severity)


def at_entry(
    edition: Edition, entity: Entity, code: str, message: str, hint: str, severity: Severity = Severity.warning
) -> Doubt:  # fmt: skip
    """Return a doubt about an entry."""
    file = entity.key.partition("#")[0]
    return Doubt(edition.by_key[file].id, entity.xml_id, "", code, message, hint, severity)


def cut(text: str) -> str:
    """Return the words of a message, the beginning of long ones."""
    return text if len(text) <= 80 else text[:80] + "…"
