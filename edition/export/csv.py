"""CSV after RFC 4180: UTF-8, one row an entry.

A cell that a spreadsheet would take for a formula is prefixed with an apostrophe, as OWASP advises ("CSV Injection"):
whoever reads the rows with a program takes one apostrophe from a cell that begins with apostrophes before = + - @ or a tab.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from edition.export.formats import KINDS, Export, exporter, is_expected
from edition.index import Entry


@exporter("csv", "{}.csv", KINDS, has=is_expected)
def to_csv(export: Export) -> str:
    """One row an entry, the number of its mentions among the columns."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    columns, rows = table(export)
    writer.writerow(columns)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return file.getvalue()


def table(export: Export) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    """Return the names of the columns, and the rows."""
    if export.kind == "dates":
        return _DATES, _dates(export)
    if export.kind == "letters":
        return _LETTERS, _letters(export)
    found = {item.scheme for entry in export.entries for item in entry.entity.identifiers}
    where = _POINT if export.kind == "places" else ()
    schemes = sorted(found - set(_ENTRY))
    return (
        ("id", "name", *where, *_ENTRY, *schemes),
        (_row(export, entry, schemes) for entry in export.entries),
    )


_POINT = ("latitude", "longitude")
_ENTRY = ("type", "names", "description", "date", "mentions", "href")
_DATES = ("id", "name", "value", "custom", "calendar", "cert", "mentions")
_LETTERS = (
    "id", "name", "sent", "sender", "from", "received", "addressee", "to", "mentions", "href",
)  # fmt: skip


def _row(export: Export, entry: Entry, schemes: Sequence[str]) -> Sequence[object]:
    entity, edition = entry.entity, export.edition
    point = entity.coordinates
    where = (point.latitude, point.longitude) if point else ("", "")
    numbers = [
        " ".join(found.value for found in entity.identifiers if found.scheme == scheme)
        for scheme in schemes
    ]
    return (
        edition.slugs[entity.key],
        entity.name,
        *(where if export.kind == "places" else ()),
        entity.type,
        "; ".join(dict.fromkeys(name.text for name in entity.names)),
        entity.description,
        entity.date.iso if entity.date else "",
        len(entry.mentions),
        edition.href(entity.key),
        *numbers,
    )


def _dates(export: Export) -> Iterable[Sequence[object]]:
    for item in export.dates:
        date = item.date
        yield (
            date.slug,
            date.words,
            date.iso,
            date.custom,
            date.calendar,
            date.cert,
            len(item.mentions),
        )


def _letters(export: Export) -> Iterable[Sequence[object]]:
    for letter in export.letters:
        sent, received = letter.sent, letter.received
        yield (
            letter.id,
            letter.title,
            sent.date.iso if sent.date else "",
            "; ".join(party.text for party in sent.parties),
            "; ".join(party.text for party in sent.places),
            received.date.iso if received.date else "",
            "; ".join(party.text for party in received.parties),
            "; ".join(party.text for party in received.places),
            len(export.edition.mentions_in[letter.document]),
            export.edition.letter_href(letter),
        )


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


#: What a spreadsheet takes for a formula; also behind apostrophes, so that one taken off gives the cell as it was.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
