"""Texts side by side: each in its own order, and row by row in the order of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from edition.alignment import Alignment, Comment, Correspondence, Row, strands
from edition.analysis import text_element
from edition.rendering import Rendered
from edition.segments import passages
from edition.site.notes import CommentView, Notes
from edition.site.pages import Link, Page
from edition.site.passages import Passage, passage_of
from edition.site.workshop import Workshop
from edition.tei import Element, descendants, local, tag


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


@dataclass
class Parallel:
    """The pages of the texts side by side."""

    shop: Workshop
    notes: Notes

    def pages(self, alignment: Alignment) -> Iterator[Page]:
        """Yield the page of each text in its own order, and one for each text that leads the others."""
        yield self._own_order(alignment)
        for leading in range(len(alignment.documents)):
            yield self._synoptic(alignment, leading)

    def _columns(self, alignment: Alignment) -> tuple[list[Column], Rendered]:
        """Return the columns of an alignment in their own order, and what goes with them on the page."""
        together = Rendered()
        columns = []
        for document, keys in zip(alignment.documents, alignment.passages, strict=True):
            analysis = self.shop.edition.host(document)
            prefix = f"{document}."
            home = f"../../{self.shop.edition.text_href(analysis)}"
            renderer = self.shop.renderer(analysis, root="../../", prefix=prefix, home=home)
            addressed = renderer.addressed
            text = text_element(renderer.document)
            if text is not None and document in self.shop.edition.sides:
                text = strands(text)[self.shop.edition.sides[document][1].name]
            bodies = _bodies(text) if text is not None else []
            wanted = {key.rpartition("#")[2] for key in keys}
            found = []
            for node in (node for body in bodies for node in passages(body, wanted, addressed.ids)):
                html = renderer.render(node)
                id = addressed.ids.get(node, "")
                shown = (
                    passage_of(self.shop.edition, analysis, id, prefix, html, document)
                    if id in wanted
                    else None
                )
                found.append(
                    shown or Passage("", "", "", document, "", "", Markup(html), is_passage=False)
                )
            renderer.fetch_notes()
            language = analysis.header.language
            if document in self.shop.edition.sides:
                language = self.shop.edition.sides[document][1].language or language
            columns.append(
                Column(
                    document,
                    self.shop.edition.short_title(document),
                    home[6:],
                    language,
                    tuple(found),
                )
            )
            together.notes += renderer.result.notes
            together.mentions += renderer.result.mentions
        return columns, together

    def _parallel(
        self, alignment: Alignment, url: str, template: str, view: str, context: Mapping[str, Any]
    ) -> Page:
        base = f"parallel/{alignment.id}"
        views = [("own", Link("Own order", f"{base}/index.html"))]
        views += [
            (
                f"synoptic-{document}",
                Link(
                    self.shop.edition.short_title(document), self._synoptic_url(alignment, number)
                ),
            )
            for number, document in enumerate(alignment.documents)
        ]
        shared = {
            "title": alignment.title,
            "section": base,
            "alignment": alignment,
            "views": views,
            "view": view,
        }
        return Page(url, template, {**shared, **context})

    def _synoptic_url(self, alignment: Alignment, leading: int) -> str:
        name = "synoptic" if leading == 0 else f"synoptic-{alignment.documents[leading]}"
        return f"parallel/{alignment.id}/{name}.html"

    def _own_order(self, alignment: Alignment) -> Page:
        columns, rendered = self._columns(alignment)
        context = {
            "columns": columns,
            "alone": len(alignment.alone()),
            "comments": self.notes.opening(key for keys in alignment.passages for key in keys),
            "entries": self.shop.entries(rendered.mentions),
            "notes": rendered.notes,
        }
        return self._parallel(
            alignment, f"parallel/{alignment.id}/index.html", "parallel.html", "own", context
        )

    def _synoptic(self, alignment: Alignment, leading: int) -> Page:
        columns, rendered = self._columns(alignment)
        by_key = {
            self.shop.edition.host(column.id).key_of(passage.own): passage
            for column in columns
            for passage in column.passages
            if passage.is_passage
        }
        between = _between(columns)
        rows = []
        found = alignment.rows(leading)
        homes = self._homes(found)
        for number, row in enumerate(found):
            cells = tuple(
                tuple(piece for key in cell for piece in between[by_key[key].id])
                for cell in row.cells
            )
            alone = (
                next((columns[n].title for n, cell in enumerate(row.cells) if cell), "")
                if row.is_alone
                else ""
            )
            comments = tuple(map(self.notes.beside, homes.get(number, ())))
            rows.append(RowView(cells, _labels(row.correspondences), comments, alone))
        context = {
            "columns": columns,
            "rows": rows,
            "leading": leading,
            "entries": self.shop.entries([*rendered.mentions, *self.notes.mentions]),
            "notes": rendered.notes,
        }
        view = f"synoptic-{alignment.documents[leading]}"
        return self._parallel(
            alignment, self._synoptic_url(alignment, leading), "synoptic.html", view, context
        )

    def _homes(self, rows: Sequence[Row]) -> dict[int, list[Comment]]:
        """Return the editors' notes by the row that has most of the passages they are about, the first of several."""
        homes: dict[int, list[Comment]] = {}
        inside = [frozenset(key for cell in row.cells for key in cell) for row in rows]
        for comment in self.shop.edition.comments:
            counts = [len(keys.intersection(comment.keys)) for keys in inside]
            if any(counts):
                homes.setdefault(counts.index(max(counts)), []).append(comment)
        return homes


def _bodies(text: Element) -> list[Element]:
    """Return what of a text stands in a column beside others: its bodies, or a division that is one of its texts."""
    if local(text).startswith("div"):
        return [text]
    return [node for node in descendants(text, "body") if _is_outermost(node)]


def _is_outermost(body: Element) -> bool:
    return next(body.iterancestors(*map(tag, ("front", "body", "back"))), None) is None


def _labels(found: Sequence[Correspondence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.label for item in found if item.label))


def _between(columns: Sequence[Column]) -> dict[str, tuple[Passage, ...]]:
    """Return each passage, by its id, with what stands between it and the one before, and after the last one."""
    found: dict[str, tuple[Passage, ...]] = {}
    for column in columns:
        waiting: list[Passage] = []
        last = ""
        for passage in column.passages:
            waiting.append(passage)
            if passage.is_passage:
                found[passage.id] = tuple(waiting)
                waiting, last = [], passage.id
        if last:
            found[last] = (*found[last], *waiting)
    return found
