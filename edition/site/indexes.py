"""Indexes: the pages that list persons, places, dates, …, and a page for each entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from edition import entries
from edition.entries import Companions
from edition.index import Entry, Unlinked
from edition.register import Kind, Relation
from edition.site.pages import Link, Page, part_url
from edition.site.registers import Registers
from edition.site.templates import TITLES
from edition.site.workshop import Workshop


@dataclass
class Indexes:
    """The pages of the indexes."""

    shop: Workshop
    registers: Registers

    @cached_property
    def shown(self) -> list[tuple[str, Link, int]]:
        """The indexes that have something to show: section, link, number of entries."""
        found = [
            (
                kind.value,
                Link(TITLES[kind], f"{kind.value}/index.html"),
                len(self.shop.edition.indexes[kind].entries),
            )
            for kind in Kind
            if self.shop.edition.indexes[kind].entries or self.shop.edition.indexes[kind].unlinked
        ]
        if self.shop.edition.dates or self.shop.edition.undated:
            found.append(("dates", Link("Dates", "dates/index.html"), len(self.shop.edition.dates)))
        return found

    def pages(self) -> Iterator[Page]:
        """Yield the pages of all indexes and entries."""
        for kind in Kind:
            yield from self._index(kind)
        if self.shop.edition.dates or self.shop.edition.undated:
            yield from self._dates()

    def _index(self, kind: Kind) -> Iterator[Page]:
        """Yield the pages of an index, and those of its entries."""
        index = self.shop.edition.indexes[kind]
        if not index.entries and not index.unlinked:
            return
        letters = entries.letters(index.entries, self.shop.edition.language)
        parts = entries.pages(letters)
        loose = [
            index.unlinked[n : n + entries.ENTRIES]
            for n in range(0, len(index.unlinked), entries.ENTRIES)
        ]
        urls = [
            part_url(f"{kind.value}/index", n)
            for n in range(max(len(parts), len(parts) + len(loose) - 1))
        ]
        alphabet = [
            Link(letter.span or letter.name, f"{url}#letter-{number}")
            for url, part in zip(urls, parts, strict=False)
            for number, letter in enumerate(part, 1)
        ]
        for number, url in enumerate(urls):
            context = {
                "title": TITLES[kind],
                "section": kind.value,
                "index": index,
                "letters": parts[number] if number < len(parts) else (),
                "alphabet": alphabet,
                "unlinked": loose[number - len(parts) + 1]
                if loose and number >= len(parts) - 1
                else (),
                "pages": urls,
                "number": number,
                "other_names": entries.other_names,
            }
            yield Page(url, "entries.html", context)
        if len(urls) > 1:
            yield self._all_names(kind, list(zip(loose, urls[-len(loose) :], strict=False)))
        for entry in index.entries:
            yield from self._entry(entry)

    def _all_names(
        self,
        kind: Kind,
        unlinked: Sequence[tuple[Sequence[Unlinked], str]],
    ) -> Page:
        """Return the page that has all names of an index, for those who look for one.

        `unlinked` are those without an entry, with the pages that have them.
        """
        index = self.shop.edition.indexes[kind]
        context = {
            "title": TITLES[kind],
            "section": kind.value,
            "index": index,
            "letters": entries.rows(index.entries, self.shop.edition.language),
            "unlinked": unlinked,
        }
        return Page(f"{kind.value}/index-all.html", "names.html", context)

    def _dates(self) -> Iterator[Page]:
        parts = self.shop.edition.date_pages or ((),)
        urls = [part_url("dates/index", number) for number in range(len(parts))]
        links = [
            Link(part[0].date.label if part else "", url)
            for part, url in zip(parts, urls, strict=True)
        ]
        for number, (url, part) in enumerate(zip(urls, parts, strict=True)):
            context = {
                "title": "Dates",
                "section": "dates",
                "dates": part,
                "pages": links,
                "number": number,
            }
            yield Page(url, "dates.html", context)

    def _entry(self, entry: Entry) -> Iterator[Page]:
        """Yield the page of an entry, and further ones for mentions that are too many for it."""
        entity = entry.entity
        first = self.shop.edition.href(entity.key) or ""
        parts = entries.groups(self.shop.edition, entry)
        urls = [
            first,
            *(f"{first.removesuffix('.html')}/{n}.html" for n in range(2, len(parts) + 1)),
        ]
        shared = {
            "title": entity.name,
            "section": entity.kind.value,
            "entry": entry,
            "entity": entity,
            "relations": [
                self._relation(entity.key, item)
                for item in self.shop.edition.relations.get(entity.key, ())
            ],
            "parts": self.shop.edition.parts.get(entity.key, ()),
            "part_of": self.shop.edition.entities.get(entity.part_of),
            "full": self.registers.in_full(entity),
            "accounts": entries.accounts(self.shop.edition, entry),
            "companions": self._companions.of(entry),
            "pages": urls,
        }
        for number, (url, groups) in enumerate(zip(urls, parts, strict=True)):
            yield Page(url, "entry.html", {**shared, "groups": groups, "number": number})

    @cached_property
    def _companions(self) -> Companions:
        return Companions(self.shop.edition)

    def _relation(self, key: str, relation: Relation) -> dict[str, Any]:
        """Return a relation as it is said from the side of one of its entries."""
        others = [
            other
            for other in (*relation.active, *relation.passive, *relation.mutual)
            if other != key
        ]
        pieces = _pieces(relation.text, {self.shop.edition.name_of(one): one for one in others})
        said = {one for _, one in pieces}
        return {
            "words": relation.name.replace("-", " ").replace("_", " "),
            "relation": relation,
            "is_active": key in relation.active,
            "others": others,
            "pieces": pieces,
            "unsaid": [one for one in others if one not in said],
        }


def _pieces(text: str, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return a text in pieces, each with the key of the entry whose name it is, where that stands first, or with ""."""
    left = {name: key for name, key in names.items() if name}
    longest = sorted(left, key=lambda name: (-len(name), name))
    pieces: list[tuple[str, str]] = []
    at = 0
    for found in re.finditer(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", text):
        if key := left.pop(found[0], ""):
            pieces += [(text[at : found.start()], ""), (found[0], key)]
            at = found.end()
    return [*pieces, (text[at:], "")]
