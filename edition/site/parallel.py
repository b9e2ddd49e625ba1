"""Texts side by side: each in its own order, and row by row in the order of one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from lxml import etree
from markupsafe import Markup

from edition.alignment import Alignment, Comment, Correspondence, Row, strands
from edition.analysis import text_element
from edition.rendering import Rendered, Renderer
from edition.segments import passages
from edition.site.notes import CommentView, Notes
from edition.site.pages import Link, Page
from edition.site.passages import Passage, passage_beside
from edition.site.workshop import Workshop
from edition.stretches import Stretch, View
from edition.tei import XML_ID, Element, children, is_tei


@dataclass(frozen=True, slots=True)
class Column:
    """A text of a parallel page: its id, title and address, its language, its passages in order."""

    id: str
    title: str
    href: str
    language: str
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the synoptic page: a cell of passages a column, its labels, the editors' notes at it.

    `alone` is the title of the only column that has something here, or "".
    """

    cells: tuple[tuple[Passage, ...], ...]
    labels: tuple[str, ...]
    comments: tuple[CommentView, ...]
    alone: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the contents: its words, its address, how deep it lies; of a page, from where to where each column reaches."""

    text: str
    href: str
    depth: int = 0
    spans: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Source:
    """What a column is made of: a renderer of its text, and the elements of each passage, what stands before it first."""

    column: Column
    renderer: Renderer
    pieces: Mapping[str, Sequence[Element]]

    def id_of(self, element: Element) -> str:
        """Return the fragment id of an element on its text's page, ""."""
        return self.renderer.addressed.ids.get(element, "")


@dataclass
class Parallel:
    """The pages of the texts side by side."""

    shop: Workshop
    notes: Notes

    def pages(self, alignment: Alignment) -> Iterator[Page]:
        """Yield the pages of the texts in their own order, and those led by each of them.

        What is too long for one page has one of its contents, and one for each stretch.
        """
        sources = [self._source(alignment, number) for number in range(len(alignment.documents))]
        for view in self.shop.stretches.views(alignment):
            if view.is_divided:
                yield self._contents(alignment, view, sources)
            homes = self._homes([row for stretch in view.stretches for row in stretch.rows])
            for number in range(len(view.stretches)):
                yield self._stretch(alignment, view, number, sources, homes)

    def _source(self, alignment: Alignment, number: int) -> _Source:
        edition, id = self.shop.edition, alignment.documents[number]
        analysis = edition.host(id)
        home = edition.text_href(analysis)
        renderer = self.shop.renderer(
            analysis, root="../../", prefix=f"{id}.", home=f"../../{home}"
        )
        text, language = text_element(renderer.document), analysis.header.language
        if id in edition.sides and text is not None:
            strand = edition.sides[id][1]
            text, language = strands(text)[strand.name], strand.language or language
        keys = {key.rpartition("#")[2]: key for key in alignment.passages[number]}
        ids = renderer.addressed.ids
        found = _standing(text, keys, ids) if text is not None else ()
        pieces = _pieces((keys.get(ids.get(node, ""), ""), node) for node in found)
        return _Source(Column(id, edition.short_title(id), home, language), renderer, pieces)

    def _stretch(
        self,
        alignment: Alignment,
        view: View,
        number: int,
        sources: Sequence[_Source],
        homes: Mapping[str, Sequence[Comment]],
    ) -> Page:
        """Return a page of texts side by side, the only one or that of a stretch."""
        stretch = view.stretches[number]
        shown: dict[str, tuple[Passage, ...]] = {}
        together, columns = Rendered(), []
        for source, keys in zip(sources, stretch.passages, strict=True):
            shown |= {key: tuple(self._passages(alignment, source, key)) for key in keys}
            source.renderer.fetch_notes()
            rendered = source.renderer.turn()
            together.notes += rendered.notes
            together.mentions += rendered.mentions
            inside = tuple(passage for key in keys for passage in shown[key])
            columns.append(replace(source.column, passages=inside))
        context = {
            "columns": columns,
            "entries": self.shop.entries(together.mentions),
            "notes": together.notes,
            **self._place(view, number),
        }
        if view.leading is None:
            context["alone"] = len(alignment.alone())
            context["comments"] = self.notes.opening(chain.from_iterable(stretch.passages))
            return self._page(alignment, view, stretch, "parallel.html", context)
        rows = [self._row(row, columns, shown, homes) for row in stretch.rows]
        context["rows"] = rows
        context["leading"] = view.leading
        context["comments"] = [comment for row in rows for comment in row.comments]
        return self._page(alignment, view, stretch, "synoptic.html", context)

    def _passages(self, alignment: Alignment, source: _Source, key: str) -> Iterator[Passage]:
        """Yield a passage, and what stands between it and the one before; after the last one, what follows."""
        column = source.column.id
        for node in source.pieces.get(key, ()):
            html = source.renderer.render(node)
            if source.id_of(node) == key.rpartition("#")[2]:
                yield passage_beside(self.shop, alignment, column, key, html)
            else:
                yield Passage("", "", "", column, "", "", Markup(html), is_passage=False)

    def _row(
        self,
        row: Row,
        columns: Sequence[Column],
        shown: Mapping[str, tuple[Passage, ...]],
        homes: Mapping[str, Sequence[Comment]],
    ) -> RowView:
        cells = tuple(tuple(piece for key in cell for piece in shown[key]) for cell in row.cells)
        named = [column.title for column, cell in zip(columns, row.cells, strict=True) if cell]
        comments = tuple(map(self.notes.beside, homes.get(_first(row), ())))
        return RowView(
            cells, _labels(row.correspondences), comments, named[0] if row.is_alone else ""
        )

    def _homes(self, rows: Sequence[Row]) -> dict[str, list[Comment]]:
        """Return the editors' notes by the row that has most of the passages they are about, the first of several.

        A row is known by its first passage.
        """
        row_of = {key: n for n, row in enumerate(rows) for cell in row.cells for key in cell}
        homes: dict[str, list[Comment]] = {}
        for comment in self.shop.edition.comments:
            counts = Counter(row_of[key] for key in set(comment.keys) if key in row_of)
            if counts:
                home = min(counts, key=lambda n: (-counts[n], n))
                homes.setdefault(_first(rows[home]), []).append(comment)
        return homes

    def _contents(self, alignment: Alignment, view: View, sources: Sequence[_Source]) -> Page:
        """Return the page that says on which pages texts stand, and keeps an address for each passage."""
        addresses = [
            Link(f"{source.column.id}.{id}", f"{view.homes[key]}.html#{source.column.id}.{id}")
            for source in sources
            for key, nodes in source.pieces.items()
            for node in nodes
            for id in _addressed(source, node)
        ]
        context = {
            "columns": [source.column for source in sources],
            "leading": view.leading,
            "pages": len(view.stretches),
            "lines": list(self._lines(alignment, view)),
            "addresses": addresses,
        }
        return self._page(alignment, view, None, "stretches.html", context)

    def _lines(self, alignment: Alignment, view: View) -> Iterator[Line]:
        leading = view.leading or 0
        column = alignment.documents[leading]
        headings = self.shop.stretches.headings(alignment, leading)
        for stretch in view.stretches:
            page = f"{stretch.part.id}.html"
            spans = stretch.spans if view.leading is None else (stretch.spans[leading],)
            empty = ("",) * len(spans)
            found = [
                Line(item.text, f"{page}#{column}.{item.id}", item.depth, empty)
                for key in stretch.passages[leading]
                for item in headings.get(key, ())
            ]
            if not headings.get(next(iter(stretch.passages[leading]), "")):
                found.insert(0, Line(stretch.part.title, page))
            yield replace(found[0], href=page, spans=spans)
            yield from found[1:]

    def _place(self, view: View, number: int) -> dict[str, Any]:
        """Return what a page says of its place among others."""
        if not view.is_divided:
            return _UNDIVIDED
        parts = [stretch.part for stretch in view.stretches]
        return {
            "part": parts[number],
            "previous": parts[number - 1] if number else None,
            "next": parts[number + 1] if number + 1 < len(parts) else None,
            "whole": f"{view.file}.html",
        }

    def _page(
        self,
        alignment: Alignment,
        view: View,
        stretch: Stretch | None,
        template: str,
        context: Mapping[str, Any],
    ) -> Page:
        """Return a page; its links to the other views lead to the same passage there, if it shows but a stretch."""
        base = f"parallel/{alignment.id}"
        ways = []
        for other in self.shop.stretches.views(alignment):
            file = f"{other.file}.html"
            if stretch and view.is_divided and other is not view:
                key = next(chain.from_iterable(stretch.passages))
                fragment = f"{alignment.column_of(key)}.{key.rpartition('#')[2]}"
                file = f"{other.homes[key]}.html#{fragment}"
            ways.append(
                (_name(alignment, other), Link(self._title(alignment, other), f"{base}/{file}"))
            )
        shared = {
            "title": alignment.title,
            "section": base,
            "alignment": alignment,
            "views": ways,
            "view": _name(alignment, view),
        }
        file = stretch.part.id if stretch else view.file
        return Page(f"{base}/{file}.html", template, {**shared, **context})

    def _title(self, alignment: Alignment, view: View) -> str:
        if view.leading is None:
            return "Own order"
        return self.shop.edition.short_title(alignment.documents[view.leading])


#: What a page says of its place among others if there are none.
_UNDIVIDED: dict[str, Any] = {"part": None, "previous": None, "next": None, "whole": ""}


def _name(alignment: Alignment, view: View) -> str:
    return "own" if view.leading is None else f"synoptic-{alignment.documents[view.leading]}"


def _first(row: Row) -> str:
    return next(chain.from_iterable(row.cells))


def _addressed(source: _Source, node: Element) -> Iterator[str]:
    """Yield the fragment ids in an element that others may have published: its own, and those of the source."""
    for element in node.iter(etree.Element):
        id = source.id_of(element)
        if id and (element is node or element.get(XML_ID)):
            yield id


def _standing(
    text: Element, keys: Collection[str], ids: Mapping[Element, str]
) -> Iterator[Element]:
    """Yield what of a text stands in a column beside others: the passages of its bodies, and what is between them.

    What has no body, such as a division that is one of the texts of a document, is taken whole.
    """
    bodies = [] if is_tei(text, "body") else children(text, "TEI", "text", "group", "body")
    if ids.get(text) in keys:
        yield text
    elif bodies:
        for node in bodies:
            yield from _standing(node, keys, ids)
    else:
        yield from passages(text, keys, ids)


def _labels(found: Sequence[Correspondence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.label for item in found if item.label))


def _pieces(found: Iterable[tuple[str, Element]]) -> dict[str, list[Element]]:
    """Return each passage, by key, with what stands between it and the one before, and after the last one."""
    pieces: dict[str, list[Element]] = {}
    waiting: list[Element] = []
    for key, element in found:
        waiting.append(element)
        if key:
            pieces[key], waiting = waiting, []
    if pieces:
        pieces[next(reversed(pieces))] += waiting
    return pieces
