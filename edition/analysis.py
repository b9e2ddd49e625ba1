"""Analysis: what one document contributes to the edition, as a small value.

A pure function of the document and of where it lies, so that documents can be analysed in any order, in any
process. Nothing of the tree is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from edition.alignment import Comment, Correspondence, comments, correspondences
from edition.document import Document
from edition.header import Header, header
from edition.index import Mention, mentions, within
from edition.parts import Part, homes, pieces
from edition.pointers import prefixes, resolve
from edition.register import Citation, Entity, Relation, Resolver, citations, entities, relations
from edition.segments import Segment, addresses, passage_of, segments
from edition.tei import Element, children, descendants, is_tei


@dataclass(frozen=True)
class Analysis:
    """What a document gives: see the class of each field. `key` is the document's own key, of its file.

    `marks` says of each fragment id where it stands (`text`, `header` or `standOff`), `around` in which passage those
    stand that are none; `parts` are the pages of a long text, `homes` says which of them each fragment id stands on.
    """

    id: str
    path: str
    key: str
    digest: str
    header: Header
    has_text: bool
    segments: tuple[Segment, ...]
    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...]
    correspondences: tuple[Correspondence, ...]
    aligned: tuple[str, ...]
    comments: tuple[Comment, ...]
    citations: Mapping[str, Citation]
    marks: Mapping[str, str]
    around: Mapping[str, str]
    parts: tuple[Part, ...] = ()
    homes: Mapping[str, str] = field(default_factory=dict)

    def key_of(self, fragment: str) -> str:
        """Return the key of something in this document."""
        return f"{self.key}#{fragment}"


class DocumentResolver(Resolver):
    """Turns the pointers of one document into keys: the file's path, `#` and the id; or the URI, if outside."""

    def __init__(self, document: Document) -> None:
        self._file = document.file
        self._prefixes = prefixes(document.root)
        self.key = lru_cache(maxsize=None)(self._key)  # type: ignore[method-assign]

    def _key(self, value: str) -> str:
        target = resolve(value, self._file, self._prefixes)
        if target.file is None:
            return target.uri
        return (
            target.file.as_posix()
            if target.fragment is None
            else f"{target.file.as_posix()}#{target.fragment}"
        )


@dataclass
class Addressed:
    """A document with its fragment ids and mentions by element, as analysis and rendering both need them."""

    document: Document

    def __post_init__(self) -> None:
        self.resolver = DocumentResolver(self.document)
        self.ids = addresses(self.document.root)
        self.mentions: dict[Element, Mention] = mentions(
            self.document.root, self.document.id, self.ids, self.resolver
        )
        for element, mention in self.mentions.items():
            if mention.within == "text":
                self.ids.setdefault(element, mention.anchor)


def analyse(document: Document) -> Analysis:
    """Return what a document contributes to the edition."""
    root, addressed = document.root, Addressed(document)
    resolver = addressed.resolver
    text = text_element(root)
    divided = pieces(text) if text is not None else []
    return Analysis(
        id=document.id,
        path=document.path,
        key=document.file.as_posix(),
        digest=document.digest,
        header=header(root, document.id),
        has_text=text is not None,
        segments=segments(root, document.id, addressed.ids),
        mentions=tuple(addressed.mentions.values()),
        entities=tuple(entities(root, resolver)),
        relations=tuple(relations(root, resolver)),
        correspondences=tuple(correspondences(root, resolver)),
        aligned=tuple(dict.fromkeys(key for key in _domains(root, resolver))),
        comments=tuple(comments(root, document.id, resolver)),
        citations=citations(root),
        marks={id: within(element) for element, id in addressed.ids.items()},
        around=_around(document, addressed),
        parts=tuple(piece.part for piece in divided),
        homes=homes(divided, addressed.ids),
    )


def text_element(root: Element) -> Element | None:
    """Return the element that holds a document's text, or None for a register and the like."""
    if is_tei(root, "text", "sourceDoc") or children(root, "TEI", "teiCorpus"):
        return root
    return next(iter(children(root, "text", "sourceDoc")), None)


def _around(document: Document, addressed: Addressed) -> dict[str, str]:
    """Return the fragment id of the passage around each element that has an id and is no passage itself."""
    found = {}
    for id, element in document.elements.items():
        passage = passage_of(element)
        if passage is not None and passage is not element and within(element) == "text":
            found[id] = addressed.ids[passage]
    return found


def _domains(root: Element, resolver: Resolver) -> list[str]:
    return [
        key for group in descendants(root, "linkGrp") for key in resolver.keys(group, "domains")
    ]
