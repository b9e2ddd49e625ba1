"""Names, dates and quantities: what points at an entry, a day or a number.

TEI Guidelines, chapters 3.6 and 14.
"""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from edition.pointers import is_web
from edition.rendering.alike import Alike, Tags
from edition.rendering.core import Quantity, Renderer, behaviour, uniform
from edition.segments import passage_of
from edition.tei import Element, local, tag, text_of


@behaviour(
    "persName", "placeName", "geogName", "orgName", "eventName", "objectName", "title", "name", "rs"
)
def naming(r: Renderer, e: Element) -> None:
    """A name: a link to its entry, by which a script can also show the entry's card."""
    mention = r.addressed.mentions.get(e)
    entries = r.once(_entries, mention.keys) if mention and mention.keys else ()
    if mention is None or not entries:
        (_unlinked if mention else _unmentioned)(r, e)
        return
    r.result.mentions.append(mention)
    first, *others = entries
    classes = f"name {first.kind} {local(e)}" if first.kind else f"name {local(e)}"
    r.link(first.address, r.attributes(e, classes) + first.card, e)
    for number, other in enumerate(others, 2):
        more = f' class="also" aria-label="{number}"{other.card}'
        r.anchor(other.address, more, str(number))


@uniform(reads=["level"])
def _unmentioned(e: Alike) -> Tags:
    """What looks like a name and is no mention."""
    return Tags(_html_tag(e))


@uniform(reads=["level"])
def _unlinked(e: Alike) -> Tags:
    """A name that leads to no entry."""
    return Tags(_html_tag(e), f"name {e.name}")


def _html_tag(e: Alike) -> str:
    is_work = e.name == "title" and e.get("level") in ("m", "j", "s")
    return "div" if e.is_block else "cite" if is_work else "span"


class _Entry(NamedTuple):
    """Where an entry is shown: its address from this page, the section of the site, and the attribute that finds its card."""

    address: str
    kind: str = ""
    card: str = ""


def _entries(r: Renderer, keys: tuple[str, ...]) -> tuple[_Entry, ...]:
    """Return where the entries are shown that a mention means, those on the web by their address alone."""
    hrefs = dict.fromkeys(href for href in map(r.where.href, keys) if href)
    return tuple(
        _Entry(href)
        if is_web(href)
        else _Entry(r.root + href, href.partition("/")[0], f' data-card="{escape(href)}"')
        for href in hrefs
    )


@behaviour("date")
def date(r: Renderer, e: Element) -> None:
    """A date: what it comes to is shown when asked, and stands in the index of dates."""
    mention = r.addressed.mentions.get(e)
    if mention is None or mention.date is None:
        r.block_or_phrase(e)
        return
    r.result.mentions.append(mention)
    words = mention.date.words
    sure = f" ({mention.date.cert} certainty)" if mention.date.cert else ""
    more = f' title="{escape(words + sure)}" data-note="{escape(words + sure)}"'
    if mention.within == "header":
        r.block_or_phrase(e, more=more)
    else:
        r.link(f"{r.root}{r.where.date_href(mention.date)}", r.attributes(e, "date") + more, e)


@behaviour("measure", "num")
def quantity(r: Renderer, e: Element) -> None:
    """A quantity: what it comes to is shown when asked."""
    value = e.get("quantity") or e.get("value") or _range(e)
    words = text_of(e)
    if not value or not words:
        r.block_or_phrase(e)
        return
    unit, commodity = e.get("unit", ""), e.get("commodity", "")
    shown = f"{int(value):,}" if value.isdecimal() and len(value) < 100 else value
    said = " ".join(filter(None, [shown, "" if unit == "count" else unit, commodity]))
    id = r.new_id(e) or r.free_id(f"{r.prefix}quantity-{len(r.result.quantities) + 1}")
    r.result.quantities.append(Quantity(id, words, said))
    given = (
        f' id="{escape(id)}" class="{local(e)}" title="{escape(said)}" data-note="{escape(said)}"'
    )
    if r.in_link or next(e.iterancestors(tag("text")), None) is None:
        html_tag = "div" if r.is_block(e) else "span"
        r.wrap_in(f"{html_tag}{given}", html_tag, e)
    else:
        r.link(_on_text_page(r, e) if r.home else "#_quantities", given, e)


def _on_text_page(r: Renderer, e: Element) -> str:
    """Return the address of the passage around an element on the page of its text."""
    passage = passage_of(e)
    id = r.addressed.ids.get(passage, "") if passage is not None else ""
    href = r.where.href(r.addressed.resolver.key(f"#{id}")) if id else None
    return r.root + href if href else r.home


def _range(e: Element) -> str:
    least = e.get("atLeast") or e.get("min")
    most = e.get("atMost") or e.get("max")
    if least and most:
        return f"{least}–{most}"
    return f"at least {least}" if least else f"at most {most}" if most else ""
