"""The editors' notes: on the page that gathers them, and wherever a passage opens them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import Markup

from edition.alignment import Comment
from edition.index import Entry, Mention
from edition.site.pages import Link, Page
from edition.site.workshop import Workshop
from edition.tei import children


@dataclass(frozen=True, slots=True)
class CommentView:
    """An editors' note: its id, heading, HTML, address, the passages that it is about, the entries that it names.

    `fragment` is its id on the page that gathers the notes, `id` that on the page that shows it.
    """

    id: str
    fragment: str
    label: str
    html: Markup
    href: str
    passages: tuple[Link, ...]
    entries: tuple[Entry, ...] = ()


@dataclass
class Notes:
    """The editors' notes of an edition, made as pages ask for them."""

    shop: Workshop
    _made: dict[tuple[str, str], CommentView] = field(default_factory=dict)
    _written: set[str] = field(default_factory=set)

    def page(self) -> Page:
        written: set[str] = set()
        views = [self._view(comment, "", "", written) for comment in self.shop.edition.comments]
        context = {
            "title": "Editors’ notes",
            "section": "notes",
            "comments": views,
            "entries": self.shop.entries(self.mentions),
        }
        return Page(self.shop.edition.comments_href(), "notes.html", context)

    def opening(self, keys: Iterable[str]) -> list[CommentView]:
        """Return the editors' notes on some passages, each once, for a page on which they can be opened."""
        found = (comment for key in keys for comment in self.shop.edition.comments_on.get(key, ()))
        return [self.beside(comment) for comment in dict.fromkeys(found)]

    def beside(self, comment: Comment) -> CommentView:
        """Return an editors' note as pages of texts have it, on which its ids are told apart from theirs."""
        key = comment.document, comment.id
        if key not in self._made:
            self._made[key] = self._view(comment, "../../", "note.", self._written)
        return self._made[key]

    @cached_property
    def mentions(self) -> list[Mention]:
        """The mentions in what is beside the texts, the notes among them."""
        return [mention for mention in self.shop.edition.mentions if mention.within == "standOff"]

    def _view(self, comment: Comment, root: str, prefix: str, written: set[str]) -> CommentView:
        file = self.shop.edition.by_id[comment.document]
        analysis = self.shop.edition.document_of(file, comment.id)
        renderer = self.shop.renderer(analysis, root=root, prefix=prefix, level=3, written=written)
        element = renderer.addressed.document.elements[comment.id]
        notes = children(element, "note")
        html = (
            "".join(renderer.render_inside(note, without=("label", "head")) for note in notes)
            + renderer.endnotes()
        )
        passages = tuple(
            Link(self.shop.edition.name_of(key), where)
            for key in comment.keys
            if (where := self.shop.edition.href(key))
        )
        href = f"{self.shop.edition.comments_href()}#{comment.id}"
        entries = tuple(self.shop.entries(renderer.result.mentions))
        return CommentView(
            prefix + comment.id, comment.id, comment.label, Markup(html), href, passages, entries
        )
