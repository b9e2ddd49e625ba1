"""Export: the indexes in the formats that other systems read.

A format is a module beside this one and is known by lying here; `formats` says what it is given and how it registers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules

from edition.assembly import Edition
from edition.errors import EditionError
from edition.export.formats import ALL, FORMATS, KINDS, Export, Format, exporter
from edition.pointers import nearest

__all__ = [
    "ALL",
    "FORMATS",
    "KINDS",
    "Export",
    "Format",
    "export",
    "exporter",
    "files",
    "named",
    "unused",
]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


def export(
    edition: Edition, kind: str, format: str, documents: Mapping[str, str] | None = None
) -> str:
    """Return an index of an edition in a format; the kind "all" is all of them together.

    `documents` says what each is called, by its id; else it is the path of its file.

    Raises EditionError for a format or a kind that there is not, or a format that does not hold that kind.
    """
    for what, value, known in (
        ("kind", kind, (*KINDS, ALL)),
        ("format", format, tuple(sorted(FORMATS))),
    ):
        if value not in known:
            near = nearest(value, list(known))
            meant = f"; did you mean {near}?" if near else ""
            raise EditionError(
                f"there is no {what} {value!r} to export (there are {', '.join(known)}){meant}"
            )
    if kind not in FORMATS[format].kinds:
        others = ", ".join(sorted(name for name, one in FORMATS.items() if kind in one.kinds))
        raise EditionError(
            f"{format} holds {', '.join(FORMATS[format].kinds)}; for {kind} there are {others}"
        )
    return FORMATS[format].write(_export(edition, kind, documents))


def files(
    edition: Edition, documents: Mapping[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every export that has something to say."""
    for kind in (*KINDS, ALL):
        found = _export(edition, kind, documents)
        for format in _formats(found):
            yield format.file(kind), format.write(found)


def unused(edition: Edition) -> list[str]:
    """Return the formats in which an edition has nothing to say; of a format and its kin (`beacon-gnd`) the first."""
    exports = [_export(edition, kind, {}) for kind in (*KINDS, ALL)]
    silent = sorted(FORMATS.keys() - {one.name for found in exports for one in _formats(found)})
    return [name for name in silent if name.partition("-")[0] not in silent or "-" not in name]


def named(edition: Edition, kind: str) -> list[str]:
    """Return the names of the files in which an index is exported."""
    return [format.file(kind) for format in _formats(_export(edition, kind, {}))]


def _formats(found: Export) -> list[Format]:
    return [one for _, one in sorted(FORMATS.items()) if found.kind in one.kinds and one.has(found)]


def _export(edition: Edition, kind: str, documents: Mapping[str, str] | None) -> Export:
    if documents is None:
        documents = {one.id: edition.source_of(one) for one in edition.analyses}
    return Export(edition, kind, documents)
