"""Site: which pages there are, each with its address, its template and what the template sees.

A module says which pages there are of one kind: `texts`, `parallel`, `notes`, `indexes`, `pictures` (map and timeline), `about`.
`workshop` is what all of them are made with, `templates` what fills them; `passages` and `registers` are what several
kinds show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from edition import export, maps, timeline
from edition.assembly import Edition
from edition.diagnostics import Diagnostic
from edition.document import Document
from edition.maps import Map
from edition.register import Kind
from edition.rendering import Rendered
from edition.site.about import about
from edition.site.indexes import Indexes
from edition.site.notes import Notes
from edition.site.pages import Link, Page
from edition.site.parallel import Parallel
from edition.site.pictures import map_pages, on_map, on_timeline, row_href, timeline_pages
from edition.site.registers import Registers
from edition.site.templates import Templates
from edition.site.texts import Texts
from edition.site.workshop import Workshop
from edition.tei import UNSHOWN
from edition.timeline import Timeline

__all__ = ["Link", "Page", "Site"]


@dataclass(frozen=True)
class Site:
    """The site of an edition. `documents` are its sources by id, `templates` the project's own, if any."""

    edition: Edition
    documents: Mapping[str, Document]
    templates: Path | None = None

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file of the site: address from the root, content."""
        for page in self.pages():
            yield page.url, self.render(page).encode("utf-8")
        for name, text in export.files(self.edition, self._shop.sources):
            yield f"data/{name}", text.encode("utf-8")
        for file, address in self._shop.downloads.items():
            yield address, file.read_bytes()
        for name, file in sorted({**self._shop.templates.assets(), **self._shop.images}.items()):
            yield name, file.read_bytes()

    def pages(self) -> Iterator[Page]:
        """Yield the pages, in the order in which a reader meets them."""
        edition, shop = self.edition, self._shop
        yield Page("index.html", "index.html", {"title": edition.title, "section": "home"})
        texts = Texts(shop, self._notes)
        for analysis in edition.texts:
            yield from texts.pages(analysis)
        parallel = Parallel(shop, self._notes)
        for alignment in edition.alignments:
            yield from parallel.pages(alignment)
        if edition.comments:
            yield self._notes.page()
        yield from self._indexes.pages()
        yield from map_pages(self.map)
        yield from timeline_pages(self.timeline)
        yield about(shop, self._registers)

    def render(self, page: Page) -> str:
        """Return the HTML of a page.

        Raises EditionError if a template of the project is faulty.
        """
        context = {"page": page, "root": page.root, **page.context}
        html = self._shop.templates.filled(page.template, context)
        return UNSHOWN.sub("\ufffd", html.rstrip()) + "\n"

    @property
    def findings(self) -> list[Diagnostic]:
        """What is wrong with the pages made so far: text that is lost."""
        return self._shop.findings

    @property
    def rendered(self) -> dict[str, Rendered]:
        """What became of each text whose pages are made, by document: what is shown, what dropped."""
        return self._shop.rendered

    # What templates ask.

    @cached_property
    def indexes(self) -> list[tuple[str, Link, int]]:
        """The indexes that have something to show: section, link, number of entries."""
        return self._indexes.shown

    @cached_property
    def map(self) -> Map | None:
        """The map of all places of known coordinates, None if there is none."""
        return maps.draw(self.edition.indexes[Kind.place].entries)

    @cached_property
    def timeline(self) -> Timeline | None:
        """The timeline of all that is dated, None if nothing is."""
        return timeline.draw(self.edition)

    @cached_property
    def on_map(self) -> dict[str, str]:
        """Where the map shows a place, by the place's key: an address."""
        return on_map(self.map)

    @cached_property
    def on_timeline(self) -> dict[str, str]:
        """Where the timeline shows an event of the register, by the event's key: an address."""
        return on_timeline(self.timeline)

    @cached_property
    def pictures(self) -> list[tuple[str, Link]]:
        """The pages that show the edition at a glance: section and link."""
        found = [("map", Link("Map", "map.html"))] if self.map else []
        return found + ([("timeline", Link("Timeline", "timeline.html"))] if self.timeline else [])

    # What makes the pages.

    @cached_property
    def _shop(self) -> Workshop:
        names = {
            "edition": self.edition,
            "site": self,
            "href": self.edition.href,
            "name_of": self.edition.name_of,
            "source_words": self._source_words,
            "row_href": row_href,
        }
        return Workshop(self.edition, self.documents, Templates(self.templates, names))

    def _source_words(self, key: str) -> str:
        return self._registers.source_words(key)

    @cached_property
    def _notes(self) -> Notes:
        return Notes(self._shop)

    @cached_property
    def _registers(self) -> Registers:
        return Registers(self._shop)

    @cached_property
    def _indexes(self) -> Indexes:
        return Indexes(self._shop, self._registers)
