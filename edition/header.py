"""Header: what a document says of itself.

TEI Guidelines, chapter 2 (the TEI header).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from edition.pointers import escaped
from edition.tei import Element, child, children, descendants, language, local, text_of


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who did what: a role in words (`editor`, `author`, or what `resp` says) and a name."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Header:
    """The facts of a `teiHeader` that the edition shows and cites; "" or empty where not said."""

    title: str
    subtitle: str = ""
    short_title: str = ""
    responsible: tuple[Responsibility, ...] = ()
    publisher: str = ""
    published: str = ""
    licence: str = ""
    licence_url: str = ""
    source: str = ""
    abstract: str = ""
    language: str = ""

    @property
    def byline(self) -> str:
        """The authors' and editors' names in one line."""
        return ", ".join(dict.fromkeys(item.name for item in self.responsible))


def header(root: Element, fallback: str) -> Header:
    """Return the header's facts; `fallback` is the title of a document that gives none."""
    node = root if local(root) == "teiHeader" else child(root, "teiHeader")
    titles = (
        []
        if node is None
        else [title for title in descendants(node, "title") if _in_title_statement(title)]
    )
    main = [title for title in titles if title.get("type", "main") == "main"]
    sub = [title for title in titles if title.get("type") in ("sub", "subordinate")]
    short = [title for title in titles if title.get("type") in ("short", "column")]
    if node is None:
        return Header(fallback, language=language(root) or "")
    published = child(node, "fileDesc", "publicationStmt")
    licence = next(descendants(node, "licence"), None)
    return Header(
        title=next(map(text_of, (*main, *titles)), "") or fallback,
        subtitle=" ".join(map(text_of, sub)),
        short_title=" ".join(map(text_of, short)),
        responsible=tuple(_responsible(child(node, "fileDesc", "titleStmt"))),
        publisher=_first(published, "publisher", "authority", "distributor"),
        published=_first(published, "date"),
        licence=text_of(licence),
        licence_url=escaped(licence.get("target", "")) if licence is not None else "",
        source=_first(child(node, "fileDesc", "sourceDesc"), "p", "bibl"),
        abstract=_first(child(node, "profileDesc"), "abstract"),
        language=language(root) or _main_language(node),
    )


def inherited(own: Header, around: Header) -> Header:
    """Return the header of a document in a corpus, with what only the header of the corpus says of all in it.

    That is who is responsible and who publishes, the licence and the language; a title, a source and a summary are of
    one document.
    """
    said = own
    if not own.responsible:
        said = replace(said, responsible=around.responsible)
    if not (own.publisher or own.published):
        said = replace(said, publisher=around.publisher, published=around.published)
    if not (own.licence or own.licence_url):
        said = replace(said, licence=around.licence, licence_url=around.licence_url)
    return said if own.language else replace(said, language=around.language)


def agreed(headers: Sequence[Header], title: str) -> Header:
    """Return a header of this title with what all of some say: who is responsible in each of them and, where it is the same, who
    published them, when and under which licence, and their language.
    """
    if not headers:
        return Header(title)
    first, *others = headers
    said: dict[str, str] = {}
    for names in (("publisher",), ("published",), ("licence", "licence_url"), ("language",)):
        if all(getattr(one, name) == getattr(first, name) for one in others for name in names):
            said.update({name: getattr(first, name) for name in names})
    in_all = (one for one in first.responsible if all(one in other.responsible for other in others))
    return Header(title, responsible=tuple(in_all), **said)


def _in_title_statement(title: Element) -> bool:
    parent = title.getparent()
    return parent is not None and local(parent) == "titleStmt"


def _responsible(statement: Element | None) -> list[Responsibility]:
    if statement is None:
        return []
    found = []
    for node in children(statement, "author", "editor", "respStmt"):
        if local(node) != "respStmt":
            found.append(Responsibility(node.get("role") or local(node), text_of(node)))
            continue
        role = " ".join(text_of(part) for part in children(node, "resp"))
        found += [
            Responsibility(role, text_of(part))
            for part in children(node)
            if local(part) not in ("resp", "note")
        ]
    return [item for item in found if item.name]


def _first(around: Element | None, *names: str) -> str:
    if around is None:
        return ""
    return next(
        (text for text in (text_of(node) for node in descendants(around, *names)) if text), ""
    )


def _main_language(node: Element) -> str:
    used = [item.get("ident", "") for item in descendants(node, "language")]
    return used[0] if used else ""
