"""Analysis: what one document contributes to the edition, as a small value.

A pure function of the document and of where it lies, so that documents can be analysed in any order, in any
process. Nothing of the tree is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from edition.alignment import Comment, Correspondence, comments, correspondences
from edition.document import Document
from edition.header import Header, header
from edition.index import Mention, mentions, within
from edition.letters import Letter, letters
from edition.parts import Part, homes, pieces
from edition.pointers import has_bases, prefixes, resolve
from edition.register import (
    ENTRIES,
    Citation,
    Entity,
    Relation,
    Resolver,
    citations,
    entities,
    relations,
)
from edition.segments import Heading, Segment, addresses, headings, passage_of, segments
from edition.tei import Element, children, descendants, is_tei, local, tag, text_of

#: Fragments of TEI that are no text when a file holds nothing else: registers, and what describes or encodes.
NO_TEXT = frozenset(
    """standOff teiHeader fileDesc encodingDesc profileDesc revisionDesc xenoData titleStmt publicationStmt sourceDesc
    editorialDecl projectDesc classDecl taxonomy category charDecl char glyph tagsDecl rendition refsDecl prefixDef
    listPrefixDef particDesc settingDesc langUsage textClass correspDesc listChange
    listPerson listPlace listOrg listEvent listObject listNym listBibl listRelation listWit
    person personGrp place org event object nym bibl biblStruct biblFull relation witness
    linkGrp link spanGrp span listAnnotation annotation fsdDecl fvLib fLib interpGrp interp schemaSpec specGrp
    elementSpec classSpec macroSpec dataSpec moduleSpec""".split()
)


@dataclass(frozen=True)
class Analysis:
    """What a document gives: see the class of each field. `key` is the document's own key, of its file.

    `marks` says of each fragment id where it stands (`text`, `header` or `standOff`), `around` in which passage those
    stand that are none; `headings` are its contents; `parts` are the pages of a long text, `homes` says which of them each fragment id stands on;
    `included` are the keys of the files that stand in this text and are none of their own, `files` are all that it takes in.
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
    headings: tuple[Heading, ...] = ()
    parts: tuple[Part, ...] = ()
    homes: Mapping[str, str] = field(default_factory=dict)
    included: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    letters: tuple[Letter, ...] = ()

    def key_of(self, fragment: str) -> str:
        """Return the key of something in this document."""
        return f"{self.key}#{fragment}"


class DocumentResolver(Resolver):
    """Turns the pointers of one document into keys: the file's path, `#` and the id; or the URI, if outside."""

    def __init__(self, document: Document) -> None:
        self._file = document.file
        self._document = document
        self._prefixes = prefixes(document.root) if document.may_say(b"prefixDef") else {}
        self._has_bases = document.may_say(b"xml:base") and has_bases(document.root)
        self.key = lru_cache(maxsize=None)(self._key)  # type: ignore[method-assign]

    def keys(self, element: Element, attribute: str) -> tuple[str, ...]:
        """Return the keys of all pointers in an attribute, from where `@xml:base` has them start."""
        if not self._has_bases:
            return super().keys(element, attribute)
        return tuple(self._key(value, element) for value in element.get(attribute, "").split())

    def _key(self, value: str, element: Element | None = None) -> str:
        if value.startswith("#"):
            id = unquote(value[1:])
            return f"{self._home(id).as_posix()}#{id}"
        target = resolve(value, self._file, self._prefixes, element)
        if target.file is None:
            return target.uri
        if target.fragment is None:
            return target.file.as_posix()
        file = self._home(target.fragment) if target.file == self._file else target.file
        return f"{file.as_posix()}#{target.fragment}"

    def _home(self, id: str) -> Path:
        """Return the file in which an id of this document stands.

        An entry that came with another file is the same whoever includes it; an id that is not here may be one that
        all documents share.
        """
        if id not in self._document.elements:
            return self._document.conventions.shared.get(id, self._file)
        home = self._document.homes.get(id, self._file)
        is_own = home == self._file or local(self._document.elements[id]) not in ENTRIES
        return self._file if is_own else home


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
            if mention.within == "text" and not is_tei(element, "annotation", "span"):
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
        headings=headings(root, addressed.ids),
        parts=tuple(piece.part for piece in divided),
        homes=homes(divided, addressed.ids),
        included=tuple(part.file.as_posix() for part in document.included if part.is_text),
        files=tuple(dict.fromkeys(part.file.as_posix() for part in document.included)),
        letters=tuple(letters(root, document.id, document.file.as_posix(), resolver)),
    )


def text_element(root: Element) -> Element | None:
    """Return the element that holds a document's text, or None for a register and the like.

    That is the document itself where it has several: a corpus, or a transcription of its sources beside the text.
    """
    if children(root, "TEI", "teiCorpus"):
        return root
    if not is_tei(root, "TEI", "teiCorpus"):
        return root if is_tei(root) and not is_tei(root, *NO_TEXT) else None
    found = [node for node in children(root, "text", "sourceDoc", "facsimile") if _is_read(node)]
    return root if len(found) > 1 else next(iter(found), None)


def beside_text(root: Element) -> list[Element]:
    """Return what a document says beside its text and its header: its registers, or itself if it is none but that."""
    if is_tei(root, "TEI", "teiCorpus"):
        found = descendants(root, "standOff")
        return [node for node in found if next(node.iterancestors(tag("standOff")), None) is None]
    return [root] if text_element(root) is None else []


def _is_read(element: Element) -> bool:
    """Tell whether an element is there to be read: images alone are not."""
    return not is_tei(element, "facsimile") or bool(text_of(element))


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
