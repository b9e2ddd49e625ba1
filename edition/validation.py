"""Validation: every fault in the sources, for the person who must mend it.

What one document can be asked alone (its grammar, its rules, its ids, its dates, and its pointers once the
anchors of all documents are known) is a function of values, so that it can run anywhere; then comes what needs
the whole edition. Nothing here writes.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from edition import relaxng, schematron
from edition.anchors import Anchor, Anchors, Neighbours, Place, absolute, anchors, miswritten
from edition.diagnostics import Diagnostic, Severity, in_order
from edition.document import Document
from edition.errors import EditionError
from edition.library import Each
from edition.references import Checked, check, check_alone
from edition.schemas import Schemas
from edition.tei import XML_ID, Element, local, tag
from edition.unmentioned import Entry, alone, entries_of, registered, unmentioned, words
from edition.values import check_values

T = TypeVar("T")

#: How much of the time each pass over the documents takes, about, in the order in which `validate_each` makes them.
PASSES = (16, 3, 1)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a document alone gave: findings, those about values apart, and what others must know of it.

    `anchors` are the places that can be pointed at; `named` are the ids of itself and its entries, `entries` are
    these and those that it includes; `words` are those by which it names entries without pointing at them; `miswritten`
    are ids that are miswritten, each with what is to be said if anything points there; `checked` is what its pointers gave,
    or None if others must be known first; `is_whole` as of the document.
    """

    file: str
    path: str
    findings: tuple[Diagnostic, ...]
    values: tuple[Diagnostic, ...]
    anchors: Anchors
    named: frozenset[str]
    entries: tuple[Entry, ...]
    words: frozenset[str]
    miswritten: tuple[tuple[Place, Diagnostic], ...]
    checked: Checked | None
    is_whole: bool


@dataclass
class Known:
    """What was seen of documents, by their ids, and of which; and the files beside them that were asked for."""

    seen: dict[str, tuple[weakref.ref[Document], Seen]] = field(default_factory=dict)
    files: set[Path] = field(default_factory=set)


def validate(documents: Sequence[Document], schemas: Schemas) -> list[Diagnostic]:
    """Return all that is wrong with the documents of an edition: see `validate_each`."""

    def each(function: Callable[[Document], T], ids: Collection[str] | None = None) -> dict[str, T]:
        return {one.id: function(one) for one in documents if ids is None or one.id in ids}

    return validate_each(each, schemas)


def validate_each(each: Each, schemas: Schemas, known: Known | None = None) -> list[Diagnostic]:
    """Return all that is wrong with the documents of an edition, by file and place, repeats folded.

    A document is looked at alone; again, if it points at others, when their anchors are known; and again, if it has
    entries, when all pointers are. What is `known` of a document from before, by these schemas, is not sought again. Raises EditionError for a schema that does not parse or compile.
    """
    looking = partial(look, schemas=schemas)
    seen = each(looking if known is None else partial(_once, look=looking, known=known))
    edition = Neighbours((one.file, one.anchors) for one in seen.values())
    edition.partial = frozenset(one.file for one in seen.values() if not one.is_whole)
    checked = {id: one.checked for id, one in seen.items() if one.checked is not None}
    checked |= each(partial(check, edition=edition), seen.keys() - checked.keys())
    if known is not None:
        known.files = {Path(file) for one in checked.values() for file in one.files}
    others = _shared(seen)
    pointed = {place for one in checked.values() for place in one.pointed}
    meaning = frozenset().union(*(one.words for one in seen.values()))
    meant = frozenset().union(*(one.meant for one in checked.values()))
    lost = frozenset().union(
        *(alone(one.entries, pointed, meaning, meant) for one in seen.values())
    )
    asked = {
        id
        for id, one in seen.items()
        if not others.keys().isdisjoint(one.named)
        or not lost.isdisjoint(entry.place for entry in one.entries)
    }
    late = each(partial(_late, lost=lost, others=others), asked)
    findings: list[Diagnostic] = []
    for id, one in seen.items():
        strange = {_place(item) for item in one.findings if item.code == _STRANGE}
        pointed_out = [item for item in checked[id].findings if _place(item) not in strange]
        missed = set(map(_place, pointed_out))
        own = [item for item in one.findings if item.code != _VALUE or _place(item) not in missed]
        own += pointed_out
        said = set(map(_place, own))  # is not said again
        own += [item for item in one.values if _place(item) not in said]
        wanted = [item for place, item in one.miswritten if place in pointed]
        own += [item for item in wanted if _place(item) not in said]
        findings += [*own, *late.get(id, ())]
    return in_order(dict.fromkeys(findings))


def _once(document: Document, look: Callable[[Document], Seen], known: Known) -> Seen:
    """Look at a document, unless this very one has been looked at before."""
    before, seen = known.seen.get(document.id, (None, None))
    if seen is None or before is None or before() is not document:
        seen = look(document)
        known.seen[document.id] = weakref.ref(document), seen
    return seen


def look(document: Document, schemas: Schemas) -> Seen:
    """Validate one document as far as it goes without the others."""
    own = absolute(document.file)
    findings = tuple(_by_schemas(document, schemas))
    plain = miswritten(document)
    known = _anchors(document, findings, plain)
    checked = check_alone(document, known)
    entries = entries_of(document)
    named = {entry.place.id for entry in entries}
    named.update(text.get(XML_ID, "") for text in _texts(document))
    return Seen(
        file=own,
        path=document.path,
        findings=findings,
        values=tuple(check_values(document)),
        anchors=known,
        named=frozenset(named - document.homes.keys()),
        entries=entries,
        words=words(document),
        miswritten=tuple(
            (Place(own, element.get(name, "")), _miswritten(document, name, element))
            for name, element in plain
        ),
        checked=None if checked.leads_out else checked,
        is_whole=document.is_whole,
    )


#: What the grammar says of a value: where it is a pointer that does not arrive, that says more.
_VALUE = "bad-value"


#: And of an attribute that is none of its element's: where it points is no matter.
_STRANGE = "unknown-attribute"


#: And of an element that it does not know.
_UNKNOWN = "unknown-element"


#: What it says of an element that has not all that it must have.
_INCOMPLETE = "missing-element"


def _place(item: Diagnostic) -> tuple[str, int, int]:
    return (item.path, item.line, item.column)


def _by_schemas(document: Document, schemas: Schemas) -> list[Diagnostic]:
    """Return what the schemas find; one that the document itself names and that is of no use is a finding."""
    chosen, notes = schemas.of(document)
    findings = [*notes]
    wrong: set[Element] = set()
    for file in (*chosen.grammars, *chosen.rules):
        try:
            if file in chosen.grammars:
                found, structural = relaxng.ENGINES[schemas.engine](file).checked(document)
                findings += _unless_lacking(document, found)
                wrong |= structural
            rules = schematron.rules(file, chosen.phase_of(file))
            ruled = rules.run(document)
            said = {(document.path_of(one), *document.place(one)) for one in wrong if ruled}
            ruled = [item for item in ruled if _place(item) not in said]
            findings += [*rules.faults, *ruled]
        except EditionError as error:
            if chosen is schemas:  # not what the file names, but what was chosen for it
                raise
            findings.append(_unusable(document, error))
    return findings


def _unless_lacking(document: Document, found: list[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield findings but for those that an element lacks what was to be included in it and could not be."""
    lacking = {(document.path_of(one), *document.place(one)) for one in document.lacking}
    for item in found:
        if item.code != _INCOMPLETE or _place(item) not in lacking:
            yield item


def _unusable(document: Document, error: EditionError) -> Diagnostic:
    return Diagnostic(
        document.path, 0, 0, Severity.warning, "schema", "unusable-schema",
        f"a schema that the file names was not applied: {error}",
        "Mend it, or name another one in <?xml-model?>.",
    )  # fmt: skip


def _anchors(
    document: Document, findings: Iterable[Diagnostic], plain: Iterable[tuple[str, Element]]
) -> Anchors:
    """Return what can be pointed at in a document, in whatever order, but of several with one id the first.

    That is also what has a miswritten id, each given with its attribute; and what the grammar does not know, of no name.
    """
    found = document.attributes.having(XML_ID)
    known = anchors(found)
    if len(known) != len(found):
        known = anchors(document.attributes.in_order(found))
    unknown = {_place(item) for item in findings if item.code == _UNKNOWN}
    for element in found if unknown else ():
        if (document.path_of(element), *document.place(element)) in unknown:
            id = element.get(XML_ID, "")
            known[id] = known[id]._replace(element="")
    meant = {element.get(name, ""): Anchor(local(element)) for name, element in plain}
    return meant | known


def _miswritten(document: Document, name: str, element: Element) -> Diagnostic:
    id, shown = element.get(name, ""), name.rpartition("}")[2]
    return document.diagnostic(
        element, f'<{local(element)} {shown}="{id}"> is pointed at, and has no @xml:id',
        source="pointers", code="not-an-id", hint=f'Write xml:id="{id}".', attribute=name,
    )  # fmt: skip


def _texts(document: Document) -> Iterator[Element]:
    """Yield the elements under whose ids a document names itself."""
    for group in document.attributes:
        if group.tag == tag("TEI") and XML_ID in group.names:
            yield from group.elements


def _shared(seen: Mapping[str, Seen]) -> dict[str, tuple[str, str]]:
    """Return the ids that name something in several documents, each with the file and path of the first."""
    first: dict[str, tuple[str, str]] = {}
    shared: set[str] = set()
    for one in sorted(seen.values(), key=lambda one: one.path):  # in whatever order they were named
        for key in one.named:
            if first.setdefault(key, (one.file, one.path))[0] != one.file:
                shared.add(key)
    return {key: first[key] for key in shared}


def _late(
    document: Document, lost: Set[Place], others: Mapping[str, tuple[str, str]]
) -> list[Diagnostic]:
    """Return what is wrong with the entries of a document, now that those of all documents are known."""
    return [*_shared_ids(document, others), *unmentioned(document, lost)]


def _shared_ids(document: Document, others: Mapping[str, tuple[str, str]]) -> Iterator[Diagnostic]:
    """Yield the ids under which two documents of the edition name different entries, or themselves."""
    for element in (*_texts(document), *registered(document)) if others else ():
        key = element.get(XML_ID, "")
        file, path = others.get(key, ("", ""))
        if file and file != absolute(document.file) and key not in document.homes:
            yield document.diagnostic(
                element, f'the id "{key}" of this <{local(element)}> also stands in {path}',
                source="pointers", code="id-in-two-files", severity=Severity.warning,
                hint="Give one of the two another id.", attribute=XML_ID,
            )  # fmt: skip
