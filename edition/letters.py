"""Letters: who wrote to whom, when, from where and to where.

TEI Guidelines, chapter 2.4.6 (correspondence description). A document is a letter when its header says so with a `correspDesc`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from edition.dates import DateRange
from edition.register import Resolver
from edition.tei import XML_ID, Element, children, descendants, local, tag, text_of

_PARTIES = ("persName", "orgName", "name", "rs")
_PLACES = ("placeName", "settlement", "region", "country", "geogName")


@dataclass(frozen=True, slots=True)
class Party:
    """A person, an organisation or a place that takes part: the element that names it, its words, what it points at."""

    element: str
    text: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """What was done with a letter (`sent`, `received`, `transmitted`, ...), by whom, where and when.

    `words` is the date as the header words it; `anchors` are the fragment ids of the mentions that say all that.
    """

    type: str
    parties: tuple[Party, ...] = ()
    places: tuple[Party, ...] = ()
    date: DateRange | None = None
    words: str = ""
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: its id among all letters, the document's id and title, and what was done with it.

    `reference` is the address that the header gives of it, or "".
    """

    id: str
    document: str
    title: str
    actions: tuple[Action, ...]
    reference: str = ""

    @property
    def sent(self) -> Action:
        """How it was sent; an empty action where that is not said."""
        return self._action("sent")

    @property
    def received(self) -> Action:
        """How it was received; an empty action where that is not said."""
        return self._action("received")

    def _action(self, type: str) -> Action:
        return next((item for item in self.actions if item.type == type), Action(type))


def letters(
    root: Element, document: str, resolver: Resolver, anchors: Mapping[Element, str]
) -> Iterator[Letter]:
    """Yield the letters that a document's headers describe, in order; `anchors` are the fragment ids of its mentions."""
    found = list(descendants(root, "correspDesc"))
    for number, element in enumerate(found, 1):
        own = element.get(XML_ID, "")
        id = document if len(found) == 1 else f"{document}-{own or number}"
        actions = tuple(
            _action(node, resolver, anchors) for node in children(element, "correspAction")
        )
        header = next(element.iterancestors(tag("teiHeader")), None)
        titles = descendants(header, "title") if header is not None else ()
        title = next(filter(None, map(text_of, titles)), "") or id
        yield Letter(id, document, title, actions, element.get("ref", ""))


def _action(element: Element, resolver: Resolver, anchors: Mapping[Element, str]) -> Action:
    dates = children(element, "date")
    return Action(
        type=element.get("type", ""),
        parties=tuple(_parties(element, _PARTIES, resolver)),
        places=tuple(_parties(element, _PLACES, resolver)),
        date=next((date for node in dates if (date := DateRange.of(node))), None),
        words=" ".join(filter(None, map(text_of, dates))),
        anchors=tuple(anchors[node] for node in element.iter(tag("*")) if node in anchors),
    )


def _parties(element: Element, names: tuple[str, ...], resolver: Resolver) -> Iterator[Party]:
    for node in children(element, *names):
        text = text_of(node)
        keys = resolver.keys(node, "ref")
        if text or keys:
            yield Party(local(node), text, keys)
