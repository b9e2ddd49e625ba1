"""Texts: each on a page of its own, a long one on a page for each part and one of its contents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from edition.analysis import Analysis, text_element
from edition.parts import pieces
from edition.rendering import Rendered, Renderer
from edition.rendering.prose import part
from edition.segments import Heading
from edition.site.notes import CommentView, Notes
from edition.site.pages import Link, Page
from edition.site.passages import passage_of
from edition.site.workshop import Workshop
from edition.tei import UNSHOWN

#: What the page of a text may have and this one has not.
_NOTHING: dict[str, Any] = {
    "body": "",
    "notes": (),
    "quantities": (),
    "entries": (),
    "addresses": (),
    "part": None,
    "previous": None,
    "next": None,
    "comments": (),
}


@dataclass
class Texts:
    """The pages of the texts."""

    shop: Workshop
    notes: Notes

    def pages(self, analysis: Analysis) -> Iterator[Page]:
        """Yield the page of a text; of a long one the page of its contents, and one for each part."""
        renderer = self.shop.renderer(analysis, root="../../", frame=self._frame(analysis))
        document = renderer.addressed.document
        text = text_element(renderer.document)
        divided = pieces(text) if text is not None else []
        shared = {
            "title": analysis.header.title,
            "section": f"texts/{analysis.id}",
            "analysis": analysis,
            "alignments": self.shop.edition.alignments_of.get(analysis.id, ()),
            "source": self.shop.sources[analysis.id],
            "contents": self._contents(analysis),
        }
        together = self.shop.rendered[analysis.id] = Rendered()
        pages: list[str] = []
        if not divided:
            body = renderer.render(text) if text is not None else ""
            yield self._text_page(analysis, shared, body, renderer, together, pages)
        for number, piece in enumerate(divided):
            body = "".join(part(renderer, piece))
            yield self._text_page(analysis, shared, body, renderer, together, pages, number)
        if divided:
            ids = [id for id in analysis.homes if id in document.elements]
            addresses = [Link(id, f"{analysis.homes[id]}.html#{id}") for id in ids]
            context = {**shared, **_NOTHING, "addresses": addresses}
            yield Page(self.shop.edition.text_href(analysis), "text.html", context)
        self.shop.check(document, text, together, pages)

    def _contents(self, analysis: Analysis) -> list[Heading]:
        """Return the contents of a text: its headings, the id of each with the page it is on; parts without any by name."""
        found = [
            Heading(f"{analysis.homes.get(item.id, '')}#{item.id}", item.text, item.depth)
            for item in analysis.headings
        ]
        headed = {item.id.partition("#")[0] for item in found}
        order = {part.id: number for number, part in enumerate(analysis.parts)}
        found += [
            Heading(f"{part.id}#", part.title, part.depth)
            for part in analysis.parts
            if part.id not in headed
        ]
        return sorted(found, key=lambda item: order.get(item.id.partition("#")[0], 0))

    def _text_page(
        self,
        analysis: Analysis,
        shared: Mapping[str, Any],
        body: str,
        renderer: Renderer,
        together: Rendered,
        pages: list[str],
        number: int | None = None,
    ) -> Page:
        renderer.fetch_notes()
        rendered = renderer.turn()
        together.shown.update(rendered.shown)
        together.dropped.update(rendered.dropped)
        together.dropped_text += rendered.dropped_text
        if unshown := len(UNSHOWN.findall(body)):
            together.dropped["text", "characters that no page can have stand as U+FFFD"] += unshown
        pages += [body, *(note.html for note in rendered.notes)]
        context = {
            **shared,
            **_NOTHING,
            "body": Markup(body),
            "notes": rendered.notes,
            "quantities": rendered.quantities,
            "entries": self.shop.entries(rendered.mentions),
            "comments": self._comments_beside(analysis, number),
        }
        if number is None:
            return Page(self.shop.edition.text_href(analysis), "text.html", context)
        parts = analysis.parts
        context["part"] = parts[number]
        context["previous"] = parts[number - 1] if number else None
        context["next"] = parts[number + 1] if number + 1 < len(parts) else None
        return Page(f"texts/{analysis.id}/{parts[number].id}.html", "text.html", context)

    def _comments_beside(self, analysis: Analysis, number: int | None) -> list[CommentView]:
        """Return the editors' notes on passages of a text, or of one of its parts."""
        part = "" if number is None else analysis.parts[number].id
        return self.notes.opening(
            key
            for key in self._commented.get(analysis.id, ())
            if not part or analysis.homes.get(self.shop.edition.segments[key].id) == part
        )

    @cached_property
    def _commented(self) -> dict[str, list[str]]:
        """The keys of the passages that editors' notes are about, by document."""
        found: dict[str, list[str]] = {}
        for key in self.shop.edition.comments_on:
            if key in self.shop.edition.segments:
                found.setdefault(self.shop.edition.segments[key].document, []).append(key)
        return found

    def _frame(self, analysis: Analysis) -> Callable[[str], tuple[str, str]]:
        def frame(id: str) -> tuple[str, str]:
            found = passage_of(self.shop, analysis, id)
            if found is None:
                return "", ""
            html = self.shop.templates.filled("passage.html", {"passage": found, **self._of_texts})
            before, _, after = html.partition("<!--text-->")
            return before.strip(), after.strip()

        return frame

    @cached_property
    def _of_texts(self) -> dict[str, Any]:
        """What every passage of a text's page sees; to import the macros for each would take longer than all else."""
        root = {"root": "../../"}
        return {
            **root,
            "m": self.shop.templates.environment.get_template("macros.html").make_module(root),
        }
