"""Registers as their sources have them: an entry in full, and what stands beside texts and entries."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import Markup

from edition.analysis import Addressed, Analysis, beside_text
from edition.document import Document
from edition.library import Kept
from edition.register import Entity
from edition.rendering import Renderer
from edition.site.workshop import Workshop
from edition.tei import Element, children, tag, text_of


@dataclass
class Registers:
    """What the registers of an edition say, made as pages ask for it."""

    shop: Workshop
    _renderers: Kept[Renderer] = field(default_factory=Kept)
    _elsewhere: tuple[Addressed, dict[Element, str]] | None = None

    def in_full(self, entity: Entity) -> Markup:
        """Return the HTML of an entry with all that its source says, but for the entries inside it."""
        file = self._holders.get(entity.key)
        if file is None:
            return Markup("")
        analysis = self.shop.edition.document_of(file, entity.xml_id)
        renderer = self._renderers.get(
            analysis.id,
            lambda: self.shop.renderer(
                analysis,
                root="../",
                prefix="full.",
                level=3,
                elsewhere=self._shown_elsewhere(analysis),
            ),
            lambda one: len(one.addressed.document.data) // len(one.addressed.roots),
        )
        document = renderer.addressed.document
        element = document.elements.get(entity.xml_id)
        if element is None or not renderer.is_elsewhere(element):
            return Markup("")
        html = renderer.render(element) + renderer.endnotes()
        self.shop.check(document, element, renderer.turn(), [html])
        return Markup(html)

    @cached_property
    def _holders(self) -> dict[str, Analysis]:
        """The document that each entry stands in, by its key."""
        return {
            entity.key: analysis
            for analysis in reversed(self.shop.edition.analyses)
            for entity in analysis.entities
        }

    def _shown_elsewhere(self, analysis: Analysis) -> dict[Element, str]:
        """Return the elements of a file's registers that pages of their own show, and in which words that is said."""
        addressed = self.shop.addressed(analysis)
        if self._elsewhere is None or self._elsewhere[0] is not addressed:
            self._elsewhere = addressed, self._found_elsewhere(addressed.document)
        return self._elsewhere[1]

    def _found_elsewhere(self, document: Document) -> dict[Element, str]:
        whole = self.shop.edition.by_id[document.id]
        listed = self.shop.edition.entries
        mine = [
            one.xml_id
            for one in whole.entities
            if (entry := listed.get(one.key)) is not None and entry.entity is one
        ]
        notes = [comment.id for comment in whole.comments]
        found = {
            document.elements[id]: "an entry, shown on its page"
            for id in mine
            if id in document.elements
        }
        found |= {
            document.elements[id]: "a note of the editors, shown on their page" for id in notes
        }
        return {node: words for node, words in found.items() if _is_beside_text(node)}

    def beside_text(self, analysis: Analysis) -> Markup:
        """Return the HTML of what a document's registers say beside their entries, "" if that is nothing."""
        if not beside_text(self.shop.addressed(analysis).roots[analysis.id]):
            return Markup("")
        renderer = self.shop.renderer(
            analysis,
            root="",
            prefix=f"beside.{analysis.id}.",
            level=3,
            elsewhere=self._shown_elsewhere(analysis),
        )
        document = renderer.addressed.document
        found = []
        for element in beside_text(renderer.document):
            html = renderer.render(element) + renderer.endnotes()
            self.shop.check(document, element, renderer.result, [html])
            if Markup(html).striptags():
                found.append(html)
        return Markup("".join(found))

    def source_words(self, key: str) -> str:
        """Return what a source is called, each note on it a sentence of its own."""
        words = self.shop.edition.name_of(key)
        id = key.partition("#")[2]
        analysis = self.shop.edition.holder(key)
        if analysis is None or key not in self.shop.edition.citations:
            return words
        element = self.shop.addressed(analysis).document.elements.get(id)
        notes = children(element, "note") if element is not None else ()
        for said in filter(None, map(text_of, notes)):
            before, found, after = words.rpartition(said)
            before = before.rstrip()
            if found and before and before[-1] not in ".:;,!?":
                words = f"{before}. {said}{after}"
        return words


def _is_beside_text(element: Element) -> bool:
    """Tell whether an element stands in no text and in no header."""
    return next(element.iterancestors(tag("text"), tag("teiHeader")), None) is None
