"""Passages as templates see them: with what answers them, the editors' notes on them, and where they stand side by side."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from edition.alignment import Comment
from edition.analysis import Analysis
from edition.assembly import Edition
from edition.site.pages import Link


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A passage that answers another: its name ("The narrative 7"), addresses and first words."""

    name: str
    key: str
    href: str
    parallel_href: str
    text: str
    document: str = ""
    n: str = ""


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


def passage_of(
    edition: Edition, analysis: Analysis, id: str, prefix: str, html: str = "", column: str = ""
) -> Passage | None:
    """Return a passage as its text's page has it; or, with the column's id, a page of texts side by side."""
    key = analysis.key_of(id)
    segment = edition.segments.get(key)
    if segment is None:
        return None
    return Passage(
        id=prefix + id,
        own=id,
        n=segment.n,
        document=column or analysis.id,
        title=edition.long_title(column or analysis.id),
        href=edition.href(key) or "",
        html=Markup(html),
        counterparts=tuple(
            _counterpart(edition, other) for other in edition.counterparts.get(key, ())
        ),
        comments=tuple(
            _comment_link(edition, comment) for comment in edition.comments_on.get(key, ())
        ),
        parallels=tuple(
            f"parallel/{alignment.id}/index.html#{document}.{id}"
            for alignment, document in edition.places.get(key, ())
        ),
    )


def _counterpart(edition: Edition, key: str) -> Counterpart:
    segment = edition.segments[key]
    places = edition.places.get(key, ())
    document = places[0][1] if places else segment.document
    fragment = f"{document}.{segment.id}"
    return Counterpart(
        f"{edition.short_title(document)} {segment.n or segment.id}",
        key,
        edition.href(key) or "",
        f"#{fragment}",
        segment.text,
        document,
        segment.n,
    )


def _comment_link(edition: Edition, comment: Comment) -> Link:
    return Link(comment.label or "Note", f"{edition.comments_href()}#{comment.id}")
