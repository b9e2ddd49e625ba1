"""Validation: every fault in the sources, for the person who must mend it.

What one document can be asked alone (its grammar, its rules, its ids, its dates, and its pointers once the
anchors of all documents are known) is a function of values, so that it can run anywhere; then comes what needs
the whole edition. Nothing here writes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from lxml import etree

from edition import relaxng, schematron
from edition.audit import is_entry, unmentioned
from edition.dates import Moment, parse
from edition.diagnostics import Diagnostic, Severity, in_order
from edition.document import Document
from edition.errors import EditionError
from edition.pointers import is_pointing
from edition.references import Anchors, Checked, Place, absolute, anchors, check, check_alone
from edition.schemas import Schemas
from edition.tei import XML_ID, Element, is_tei, local

_NAME = re.compile(r"[^\W\d][\w.\-·]*")
_CITING = ("biblScope", "citedRange", "locus")  # their @from and @to are pages
_SPANS = (("from", "to", "from-after-to"), ("notBefore", "notAfter", "earliest-after-latest"))
_DATING = ("when", "from", "to", "notBefore", "notAfter")


T = TypeVar("T")


class Each(Protocol):
    """Applies a function to each document of an edition, or to those named: see `Library.each`."""

    def __call__(
        self, function: Callable[[Document], T], ids: Collection[str] | None = None
    ) -> dict[str, T]: ...


@dataclass(frozen=True, slots=True)
class Seen:
    """What a document alone gave: findings, those about values apart, and what others must know of it.

    `anchors` are the places that can be pointed at; `named` are the ids of itself and its entries, `taken` those of entries
    that it includes; `checked` is what its pointers gave, or None if others must be known first.
    """

    file: str
    path: str
    findings: tuple[Diagnostic, ...]
    values: tuple[Diagnostic, ...]
    anchors: Anchors
    named: frozenset[str]
    taken: frozenset[str]
    checked: Checked | None


def validate(documents: Sequence[Document], schemas: Schemas) -> list[Diagnostic]:
    """Return all that is wrong with the documents of an edition: see `validate_each`."""

    def each(function: Callable[[Document], T], ids: Collection[str] | None = None) -> dict[str, T]:
        return {one.id: function(one) for one in documents if ids is None or one.id in ids}

    return validate_each(each, schemas)


def validate_each(each: Each, schemas: Schemas) -> list[Diagnostic]:
    """Return all that is wrong with the documents of an edition, by file and place, repeats folded.

    A document is looked at alone; again, if it points at others, when their anchors are known; and again, if it has
    entries, when all pointers are. Raises EditionError for a schema that does not parse or compile.
    """
    seen = each(partial(look, schemas=schemas))
    edition = {one.file: one.anchors for one in seen.values()}
    checked = {id: one.checked for id, one in seen.items() if one.checked is not None}
    checked |= each(partial(check, edition=edition), seen.keys() - checked.keys())
    others = _shared(seen)
    with_entries = {id: one.named | one.taken for id, one in seen.items() if one.named | one.taken}
    entries = frozenset().union(*with_entries.values())
    pointed = {place for one in checked.values() for place in one.pointed if place.id in entries}
    late = each(partial(_late, pointed=pointed, others=others), with_entries)
    findings: list[Diagnostic] = []
    for id, one in seen.items():
        own = [*one.findings, *checked[id].findings]
        said = {(item.path, item.line, item.column) for item in own}  # is not said again
        own += [item for item in one.values if (item.path, item.line, item.column) not in said]
        findings += [*own, *late.get(id, ())]
    return in_order(dict.fromkeys(findings))


def look(document: Document, schemas: Schemas) -> Seen:
    """Validate one document as far as it goes without the others."""
    own = absolute(document.file)
    known = anchors(document.root)
    checked = check_alone(document, known)
    named = frozenset(_named(document))
    return Seen(
        file=own,
        path=document.path,
        findings=tuple(_by_schemas(document, schemas)),
        values=(*_ids(document), *_dates(document)),
        anchors=known,
        named=named - document.homes.keys(),
        taken=named & document.homes.keys(),
        checked=None if checked.leads_out else checked,
    )


def _by_schemas(document: Document, schemas: Schemas) -> list[Diagnostic]:
    """Return what the schemas find; one that the document itself names and that is of no use is a finding."""
    chosen, notes = schemas.of(document)
    findings = [*notes]
    for file in (*chosen.grammars, *chosen.rules):
        try:
            if file in chosen.grammars:
                findings += relaxng.schema(file).check(document)
            rules = schematron.rules(file, chosen.phase_of(file))
            findings += [*rules.faults, *rules.run(document)]
        except EditionError as error:
            if not schemas.by_document:
                raise
            findings.append(_unusable(document, error))
    return findings


def _unusable(document: Document, error: EditionError) -> Diagnostic:
    return Diagnostic(
        document.path, 0, 0, Severity.warning, "schema", "unusable-schema",
        f"a schema that the file names was not applied: {error}",
        "Mend it, or name another one in <?xml-model?>.",
    )  # fmt: skip


def _ids(document: Document) -> Iterator[Diagnostic]:
    """Yield the ids of a document that are no names, and those that stand twice, at each but the first."""
    first: dict[str, Element] = {}
    for element in document.root.iter(etree.Element):
        key = element.get(XML_ID)
        if key is None:
            continue
        if not _NAME.fullmatch(key.strip()):
            yield _at_id(
                document, element, "not-an-id", f'"{key}" cannot be an id',
                "Begin with a letter; then letters, digits, - _ and . may follow.",
            )  # fmt: skip
        elif key in first:
            line, _ = document.place(first[key])
            yield _at_id(
                document, element, "duplicate-id",
                f'the id "{key}" stands on line {line} already, on <{local(first[key])}>',
                "Give one of the two another id.",
            )  # fmt: skip
        first.setdefault(key, element)


def _named(document: Document) -> Iterator[str]:
    """Yield the ids under which a document names itself and its entries."""
    for key, element in document.elements.items():
        if is_tei(element, "TEI") or is_entry(element):
            yield key


def _shared(seen: Mapping[str, Seen]) -> dict[str, tuple[str, str]]:
    """Return the ids that name something in several documents, each with the file and path of the first."""
    first: dict[str, tuple[str, str]] = {}
    shared: set[str] = set()
    for one in seen.values():
        for key in one.named:
            if first.setdefault(key, (one.file, one.path))[0] != one.file:
                shared.add(key)
    return {key: first[key] for key in shared}


def _late(
    document: Document, pointed: Set[Place], others: Mapping[str, tuple[str, str]]
) -> list[Diagnostic]:
    """Return what is wrong with the entries of a document, now that those of all documents are known."""
    return [*_shared_ids(document, others), *unmentioned(document, pointed)]


def _shared_ids(document: Document, others: Mapping[str, tuple[str, str]]) -> Iterator[Diagnostic]:
    """Yield the ids under which two documents of the edition name different entries, or themselves."""
    for key in _named(document) if others else ():
        file, path = others.get(key, ("", ""))
        if file and file != absolute(document.file) and key not in document.homes:
            element = document.elements[key]
            yield _at_id(
                document, element, "id-in-two-files",
                f'the id "{key}" of this <{local(element)}> also stands in {path}',
                "Give one of the two another id.", Severity.warning,
            )  # fmt: skip


def _at_id(
    document: Document,
    element: Element,
    code: str,
    message: str,
    hint: str,
    severity: Severity = Severity.error,
) -> Diagnostic:
    return document.diagnostic(
        element,
        message,
        source="pointers",
        code=code,
        severity=severity,
        hint=hint,
        attribute=XML_ID,
    )


def _dates(document: Document) -> Iterator[Diagnostic]:
    """Yield the dating attributes that name no day of any year, or contradict each other."""
    for element in document.root.iter(etree.Element):
        if not is_tei(element) or not element.attrib or is_tei(element, *_CITING):
            continue
        moments: dict[str, Moment | None] = {}
        for name in _DATING:
            value = element.get(name)
            if value is None or is_pointing(local(element), name):
                continue
            try:
                moments[name] = parse(value)
            except ValueError as reason:
                yield _at_date(
                    document, element, name, "no-such-date",
                    f'@{name}="{value}" on <{local(element)}> is no date', _remedy(value, str(reason)),
                )  # fmt: skip
        yield from _contradictions(document, element, moments)


def _remedy(value: str, reason: str) -> str:
    if value.isdigit() and len(value) < 4:
        return f'Write the year with four digits: "{value:0>4}".'
    return f"{reason[:1].upper()}{reason[1:]}."


def _contradictions(
    document: Document, element: Element, moments: Mapping[str, Moment | None]
) -> Iterator[Diagnostic]:
    for start, end, code in _SPANS:
        first, last = moments.get(start), moments.get(end)
        if first and last and first.days()[0] > last.days()[1]:
            yield _at_date(
                document, element, start, code,
                f"@{start} of <{local(element)}> is after its @{end}: {first}, {last}",
                "Exchange the two, or correct the year.",
            )  # fmt: skip
    when, custom = moments.get("when"), element.get("when-custom", "")
    calendar = element.get("datingMethod") or element.get("calendar") or ""
    julian = _moment(custom) if "julian" in calendar.lower() else None
    if when and julian and when.day and julian.day:
        day = when.days()[0]
        if julian.days(julian=True)[0] != day:
            yield _at_date(
                document, element, "when", "calendars-disagree",
                f"{julian} in the Julian calendar is not {when} in the Gregorian one",
                "@when-custom holds the Julian day, @when the Gregorian one of the same day.",
            )  # fmt: skip


def _moment(value: str) -> Moment | None:
    try:
        return parse(value)
    except ValueError:
        return None


def _at_date(
    document: Document, element: Element, attribute: str, code: str, message: str, hint: str | None
) -> Diagnostic:
    return document.diagnostic(
        element, message, source="dates", code=code, hint=hint, attribute=attribute
    )
