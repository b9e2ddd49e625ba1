"""About the edition: what the headers say of each source, what registers say beside their entries, what can be downloaded."""

from __future__ import annotations

from markupsafe import Markup

from edition import export
from edition.site.pages import Page
from edition.site.registers import Registers
from edition.site.templates import TITLES
from edition.site.workshop import Workshop
from edition.tei import child

#: What the rows of the table of exports are called where not as the index itself.
_EXPORTED = {**{kind.value: words for kind, words in TITLES.items()}, export.ALL: "All together"}


def about(shop: Workshop, registers: Registers) -> Page:
    documents = []
    written = set(shop.edition.by_id)
    for analysis in shop.edition.analyses:
        renamed = shop.edition.about_ids[analysis.id]
        renderer = shop.renderer(analysis, root="", level=3, written=written, renamed=renamed)
        document = renderer.addressed.document
        header = child(renderer.document, "teiHeader")
        html = Markup(renderer.render(header) if header is not None else "")
        shop.check(document, header, renderer.result, [html])
        beside = registers.beside_text(analysis)
        documents.append(
            {
                "analysis": analysis,
                "html": html,
                "beside": beside,
                "source": shop.sources[analysis.id],
            }
        )
    context = {
        "title": "About this edition",
        "section": "about",
        "documents": documents,
        "exports": [
            (_EXPORTED.get(kind, kind.capitalize()), [f"data/{name}" for name in names])
            for kind in (*export.KINDS, export.ALL)
            if (names := export.named(shop.edition, kind))
        ],
    }
    return Page("about.html", "about.html", context)
