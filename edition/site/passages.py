"""Passages as templates see them: with what answers them, the editors' notes on them, and where they stand side by side."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from edition.alignment import Alignment
from edition.analysis import Analysis
from edition.site.pages import Link
from edition.site.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A passage that answers another: its name ("The narrative 7"), addresses and first words.

    `parallel_href` is its address from a page of texts side by side in their own order, "" on other pages.
    """

    name: str
    key: str
    href: str
    parallel_href: str
    text: str
    document: str = ""
    n: str = ""

    @property
    def is_here(self) -> bool:
        """Whether it stands on the same page of texts side by side."""
        return self.parallel_href.startswith("#")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as templates see it.

    `id` is its fragment id on the page, `own` that on its text's page, `n` its label, `href` the address of the
    latter, `parallels` are those on the pages of texts side by side; `html` is "" where the text is rendered as a whole; `is_passage` is false for what stands between.
    """

    id: str
    own: str
    n: str
    document: str
    title: str
    href: str
    html: Markup = Markup("")
    counterparts: tuple[Counterpart, ...] = ()
    comments: tuple[Link, ...] = ()
    parallels: tuple[str, ...] = ()
    is_passage: bool = True


def passage_of(shop: Workshop, analysis: Analysis, id: str) -> Passage | None:
    """Return a passage as its text's page has it, None if the id is that of none."""
    edition = shop.edition
    key = analysis.key_of(id)
    if key not in edition.segments:
        return None
    return Passage(
        id=id,
        own=id,
        n=edition.segments[key].n,
        document=analysis.id,
        title=edition.long_title(analysis.id),
        href=edition.href(key) or "",
        counterparts=tuple(
            _counterpart(shop, other, edition.places[other][0][1])
            for other in edition.counterparts.get(key, ())
        ),
        comments=_comments(shop, key),
        parallels=tuple(
            shop.stretches.href(alignment, column, key)
            for alignment, column in edition.places.get(key, ())
        ),
    )


def passage_beside(
    shop: Workshop, alignment: Alignment, column: str, key: str, html: str
) -> Passage:
    """Return a passage as pages of texts side by side have it."""
    edition = shop.edition
    own = key.rpartition("#")[2]
    here = shop.stretches.href(alignment, column, key)
    return Passage(
        id=f"{column}.{own}",
        own=own,
        n=edition.segments[key].n,
        document=column,
        title=edition.long_title(column),
        href=edition.href(key) or "",
        html=Markup(html),
        counterparts=tuple(
            _counterpart(shop, other, there, _way(here, shop.stretches.href(alignment, there, other)))
            for other in alignment.counterparts(key)
            for there in [alignment.column_of(other)]
        ),
        comments=_comments(shop, key),
        parallels=(here,),
    )  # fmt: skip


def _counterpart(shop: Workshop, key: str, column: str, parallel_href: str = "") -> Counterpart:
    edition = shop.edition
    segment = edition.segments[key]
    return Counterpart(
        f"{edition.short_title(column)} {segment.n or segment.id}",
        key,
        edition.href(key) or "",
        parallel_href,
        segment.text,
        column,
        segment.n,
    )


def _way(here: str, there: str) -> str:
    """Return the way from one page to another of the same folder, the fragment alone on the same page."""
    page, mark, fragment = there.partition("#")
    return mark + fragment if page == here.partition("#")[0] else there.rpartition("/")[2]


def _comments(shop: Workshop, key: str) -> tuple[Link, ...]:
    notes = shop.edition.comments_href()
    return tuple(
        Link(comment.label or "Note", f"{notes}#{comment.id}")
        for comment in shop.edition.comments_on.get(key, ())
    )
