"""BEACON (gbv.github.io/beaconspec, draft of 2017): which entries of an authority file the edition has pages about.

One line a link: what the authority calls it, how often the edition mentions it, and the address of its page. `beacon` has the
links to all authorities with their addresses in full; `beacon-gnd` and its kin are for one authority's harvesters.
"""

from __future__ import annotations

from collections.abc import Iterator

from edition.errors import EditionError
from edition.export.formats import ALL, ENTITIES, Export, exporter
from edition.index import Entry
from edition.pointers import is_web

#: The authorities, and the addresses that their numbers complete.
AUTHORITIES = {
    "gnd": "http://d-nb.info/gnd/",
    "viaf": "http://viaf.org/viaf/",
    "wikidata": "http://www.wikidata.org/entity/",
}


def _links(export: Export, *authorities: str) -> Iterator[tuple[str, str, Entry]]:
    """Yield the authority, the number and the entry of each link, in the order of the numbers."""
    found = [
        (item.scheme.lower(), item.value.rstrip("/").rpartition("/")[2], entry)
        for entry in export.entries
        for item in entry.entity.identifiers
        if item.scheme.lower() in authorities
    ]
    order = {authority: number for number, authority in enumerate(authorities)}
    yield from sorted(found, key=lambda link: (order[link[0]], link[1], link[2].entity.key))


def _file(export: Export, name: str, meta: list[str], links: list[str]) -> str:
    if not is_web(export.edition.url):
        raise EditionError(
            "BEACON names pages on the web: say at which address the site is published, with url in [edition] of edition.toml"
        )
    head = [
        "#FORMAT: BEACON",
        *meta,
        f"#NAME: {export.title}",
        f"#FEED: {export.address(f'data/{name}')}",
        f"#HOMEPAGE: {export.address('index.html')}",
        "#MESSAGE: {annotation} mentions",
    ]
    return "\n".join([*head, "", *links, ""])


def _format(name: str, pattern: str, *authorities: str, prefix: str = "") -> None:
    """Make a format of the links to some authorities; their numbers follow on a `prefix`, or stand in full addresses."""

    def has(export: Export) -> bool:
        return bool(export.edition.url) and any(_links(export, *authorities))

    @exporter(name, pattern, (*ENTITIES, ALL), has=has)
    def write(export: Export) -> str:
        """The links; raises EditionError if the address of the site is not known."""
        lines = [
            f"{'' if prefix else AUTHORITIES[authority]}{number}|{len(entry.mentions)}|{export.page(entry.entity.key)}"
            for authority, number, entry in _links(export, *authorities)
        ]
        meta = [f"#PREFIX: {prefix}"] if prefix else []
        return _file(export, pattern.format(export.kind), meta, lines)


_format("beacon", "{}.beacon.txt", *AUTHORITIES)
for _authority, _prefix in AUTHORITIES.items():
    _format(f"beacon-{_authority}", f"{{}}.{_authority}.beacon.txt", _authority, prefix=_prefix)
