"""Validation: every fault in the sources, for the person who must mend it.

What one document can be asked alone (its grammar, its rules, its ids, its dates, and its pointers once the
anchors of all documents are known) is a function of values, so that it can run anywhere; then comes what needs
the whole edition. Nothing here writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lxml import etree

from edition import relaxng, schematron
from edition.audit import is_entry, unmentioned
from edition.dates import Moment, parse
from edition.diagnostics import Diagnostic, Severity, in_order
from edition.document import Document
from edition.errors import EditionError
from edition.pointers import is_pointing
from edition.references import Anchors, Place, absolute, anchors, check
from edition.schemas import GRAMMAR, Schemas
from edition.tei import XML_ID, Element, is_tei, local

_NAME = re.compile(r"[^\W\d][\w.\-·]*")
_CITING = ("biblScope", "citedRange", "locus")  # their @from and @to are pages
_SPANS = (("from", "to", "from-after-to"), ("notBefore", "notAfter", "earliest-after-latest"))
_DATING = ("when", "from", "to", "notBefore", "notAfter")


@dataclass(frozen=True, slots=True)
class Report:
    """What validating a document alone gave: its findings, and the places that it points at."""

    findings: tuple[Diagnostic, ...]
    pointed: frozenset[Place]


def validate(documents: Sequence[Document], schemas: Schemas) -> list[Diagnostic]:
    """Return all that is wrong with the documents of an edition, by file and place, repeats folded.

    Raises EditionError for a schema that does not parse or compile.
    """
    edition = {absolute(document.file): anchors(document.root) for document in documents}
    reports = [alone(document, schemas, edition) for document in documents]
    pointed = frozenset().union(*(report.pointed for report in reports))
    findings = [finding for report in reports for finding in report.findings]
    findings += _shared_ids(documents)
    findings += [item for document in documents for item in unmentioned(document, pointed)]
    return in_order(dict.fromkeys(findings))


def alone(document: Document, schemas: Schemas, edition: Mapping[str, Anchors]) -> Report:
    """Validate one document, given the anchors of all files of the edition by absolute path."""
    findings = _by_schemas(document, schemas)
    checked = check(document, edition)
    findings += checked.findings
    seen = {
        (item.line, item.column) for item in findings
    }  # what the schema has said is not said again
    values = (*_ids(document), *_dates(document))
    findings += [item for item in values if (item.line, item.column) not in seen]
    return Report(tuple(findings), frozenset(checked.pointed))


def _by_schemas(document: Document, schemas: Schemas) -> list[Diagnostic]:
    """Return what the schemas find; one that the document itself names and that is of no use is a finding."""
    chosen, notes = schemas.of(document)
    findings = [*notes]
    for file in (*chosen.grammars, *chosen.rules):
        try:
            findings += _by_schema(document, file)
        except EditionError as error:
            if not schemas.by_document:
                raise
            findings.append(_unusable(document, error))
    return findings


def _by_schema(document: Document, file: Path) -> list[Diagnostic]:
    findings = relaxng.schema(file).check(document) if file.suffix == GRAMMAR else []
    if file.suffix == GRAMMAR and not _has_rules(file):
        return findings
    rules = schematron.rules(file)
    return [*findings, *rules.faults, *rules.run(document)]


def _unusable(document: Document, error: EditionError) -> Diagnostic:
    return Diagnostic(
        document.path, 0, 0, Severity.warning, "schema", "unusable-schema",
        f"a schema that the file names was not applied: {error}",
        "Mend it, or name another one in <?xml-model?>.",
    )  # fmt: skip


def _has_rules(grammar: Path) -> bool:
    stamp = grammar.stat()
    return _mentions_rules(grammar, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=64)
def _mentions_rules(grammar: Path, _changed: int, _size: int) -> bool:
    return schematron.SCHEMATRON.encode() in grammar.read_bytes()


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


def _shared_ids(documents: Sequence[Document]) -> Iterator[Diagnostic]:
    """Yield the ids under which two documents of the edition name different entries, or themselves."""
    first: dict[str, Document] = {}
    for document in documents:
        for key, element in document.elements.items():
            if key in document.homes or not (is_tei(element, "TEI") or is_entry(element)):
                continue
            other = first.setdefault(key, document)
            if other is not document:
                yield _at_id(
                    document, element, "id-in-two-files",
                    f'the id "{key}" of this <{local(element)}> also stands in {other.path}',
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
