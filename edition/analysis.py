"""Analysis: what one document contributes to the edition, as a small value.

A pure function of the document and of where it lies, so that documents can be analysed in any order, in any
process. Nothing of the tree is kept. A file that holds a corpus gives several: its own, and that of each document in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import unquote

from edition.alignment import (
    Comment,
    Correspondence,
    Strand,
    comments,
    correspondences,
    strand,
    strands,
)
from edition.distinct import Distinct, plain
from edition.document import Document
from edition.header import Header, header, inherited
from edition.index import WITHIN, Mention, mentions
from edition.letters import Letter, letters
from edition.parts import Part, homes, pieces
from edition.pointers import has_bases, parted, resolve
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
from edition.segments import (
    CITABLE,
    Heading,
    Said,
    Segment,
    addresses,
    headings,
    passage_of,
    segments,
)
from edition.tei import (
    XML_ID,
    Element,
    child,
    children,
    descendants,
    has_own_text,
    has_text,
    inner_documents,
    is_tei,
    local,
    own_children,
    tag,
    text_of,
)

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

    `source` is the id of the file's `Document`, and `id` this, or one made of it for a document in a corpus. What registers
    say, and what joins and comments on passages, is given with the file's own, wherever in it that stands.
    `marks` says of each fragment id where it stands (`text`, `header` or `standOff`) or that it is the `document`'s, `around` in which passage those
    stand that are none; `strands` are texts within its text; `headings` are its contents; `parts` are the pages of a long text, `homes` says which of them each fragment id stands on;
    `included` are the keys of the files that stand in this text and are none of their own, `files` are all that it takes in.
    """

    id: str
    source: str
    path: str
    key: str
    header: Header
    has_text: bool
    segments: tuple[Segment, ...]
    mentions: tuple[Mention, ...]
    marks: Mapping[str, str]
    around: Mapping[str, str]
    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    correspondences: tuple[Correspondence, ...] = ()
    aligned: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    citations: Mapping[str, Citation] = field(default_factory=dict)
    strands: tuple[Strand, ...] = ()
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
        self._document = document
        self._file = document.file
        self._path = document.file.as_posix()
        self.is_shared = bool(document.conventions.shared)
        self._is_whole = not document.included and not document.conventions.shared
        self._known: dict[str, str] = {}

    def key(self, value: str) -> str:
        """Return the key of what a pointer means, as if no `@xml:base` were about."""
        if (known := self._known.get(value)) is None:
            known = self._known[value] = self._key(value)
        return known

    def keys(self, element: Element, attribute: str) -> tuple[str, ...]:
        """Return the keys of all pointers in an attribute, from where `@xml:base` has them start."""
        if not (said := element.get(attribute)):
            return ()
        return tuple(
            [
                self.key(value)
                if value[0] == "#" or not self._has_bases
                else self._key(value, element)
                for value in parted(said)
            ]
        )

    @cached_property
    def _has_bases(self) -> bool:
        return self._document.may_say(b"xml:base") and has_bases(self._document.root)

    def _key(self, value: str, element: Element | None = None) -> str:
        if value.startswith("#"):
            id = unquote(value[1:])
            return f"{self._home(id)}#{id}"
        target = resolve(value, self._file, self._document.prefixes, element)
        if target.file is None:
            return target.uri
        if target.fragment is None:
            return target.file.as_posix()
        is_own = target.file == self._file
        file = self._home(target.fragment) if is_own else target.file.as_posix()
        return f"{file}#{target.fragment}"

    def _home(self, id: str) -> str:
        """Return the file in which an id of this document stands.

        An entry that came with another file is the same whoever includes it; an id that is not here may be one that
        all documents share.
        """
        if self._is_whole:
            return self._path
        if id not in self._document.elements:
            return self._document.conventions.shared.get(id, self._file).as_posix()
        home = self._document.homes.get(id, self._file)
        is_own = home == self._file or local(self._document.elements[id]) not in ENTRIES
        return self._path if is_own else home.as_posix()


@dataclass
class Addressed:
    """A document with its fragment ids and mentions by element, as analysis and rendering both need them."""

    document: Document

    def __post_init__(self) -> None:
        self.resolver = DocumentResolver(self.document)
        self.said = Said()
        self.ids = addresses(self.document.root, self.said)
        self.roots = members(self.document)
        self._members = {root: id for id, root in self.roots.items()}
        self.mentions: dict[Element, Mention] = mentions(
            self.document.root, self.document.id, self.ids, self.resolver
        )
        if len(self.roots) > 1:
            self.mentions = {
                node: mention._replace(document=self.member(node))
                for node, mention in self.mentions.items()
            }
        for element, mention in self.mentions.items():
            if mention.within == "text" and not is_tei(element, "annotation", "span"):
                self.ids.setdefault(element, mention.anchor)
        self.taken = frozenset(self.ids.values())

    @cached_property
    def anchors(self) -> dict[Element, str]:
        """The fragment id of each mention."""
        return {element: mention.anchor for element, mention in self.mentions.items()}

    def member(self, element: Element) -> str:
        """Return the id of the document, of those in the file, that an element stands in."""
        if len(self.roots) == 1:
            return self.document.id
        around = (element, *element.iterancestors(tag("TEI"), tag("teiCorpus")))
        return next((self._members[n] for n in around if n in self._members), self.document.id)


def members(document: Document) -> dict[str, Element]:
    """Return the documents of a file by id: its root, and of a corpus each document in it, however deep, in order.

    A document in a corpus is named by the file and its own `@xml:id`, or else its `@n`, or its place in its corpus.
    """
    found = {document.id: document.root}
    names = Distinct(folded=True)
    waiting = [(document.root, "", document.root)]
    while waiting:
        node, name, corpus = waiting.pop()
        if node is not corpus:
            name = names.name(name)
            found[f"{document.id}~{name}"] = node
        inner = list(enumerate(inner_documents(node), 1))
        waiting += [(one, _name(one, name, number), node) for number, one in reversed(inner)]
    return found


def _name(root: Element, corpus: str, number: int) -> str:
    """Return the name of a document in a corpus of a name: its id, or the corpus' name and its `@n` or place in it."""
    if own := plain(root.get(XML_ID, ""), "", 60):
        return own
    last = plain(root.get("n", ""), str(number), 60)
    return f"{corpus[:60]}-{last}" if corpus else last


def analyse(document: Document) -> tuple[Analysis, ...]:
    """Return what a document contributes to the edition: first of the file, then, of a corpus, of each document in it."""
    addressed = Addressed(document)
    found: dict[str, Analysis] = {}
    inside = _Inside(addressed)
    for id, root in addressed.roots.items():
        own = _own(addressed, id, root, inside)
        around = root.getparent()
        if around is not None:
            own = replace(own, header=inherited(own.header, found[addressed.member(around)].header))
        found[id] = own
    return (_with_registers(found.pop(document.id), addressed), *found.values())


class _Inside:
    """What has an address in a file, by the id of the document that it stands in."""

    def __init__(self, addressed: Addressed) -> None:
        self.marks: dict[str, dict[str, str]] = {id: {} for id in addressed.roots}
        self.around: dict[str, dict[str, str]] = {id: {} for id in addressed.roots}
        self.mentions: dict[str, list[Mention]] = {id: [] for id in addressed.roots}
        self._places: dict[Element, tuple[str, Element | None]] = {}
        for element, id in addressed.ids.items():
            member = addressed.member(element)
            is_root = element is addressed.roots[member]
            self.marks[member][id] = "document" if is_root else self._place(element)[0]
        for id, element in addressed.document.elements.items():
            where, passage = self._place(element)
            if passage in addressed.ids and passage is not element and where == "text":
                self.around[addressed.member(element)][id] = addressed.ids[passage]
        for mention in addressed.mentions.values():
            self.mentions[mention.document].append(mention)

    def _place(self, element: Element) -> tuple[str, Element | None]:
        """Return where an element stands, and its passage: looked up once for all that is in it."""
        if (known := self._places.get(element)) is None:
            around = element.getparent()
            outer = self._place(around) if around is not None else ("standOff", None)
            name = local(element) if is_tei(element) else ""
            passage = passage_of(element) if name in CITABLE else outer[1]
            known = self._places[element] = (WITHIN.get(name, outer[0]), passage)
        return known


def _own(addressed: Addressed, id: str, root: Element, inside: _Inside) -> Analysis:
    """Return what a document of a file contributes by its header and its text."""
    document = addressed.document
    text = text_element(root)
    divided = pieces(text) if text is not None else []
    key = document.file.as_posix()
    described = child(root, "teiHeader") if len(addressed.roots) > 1 else root
    return Analysis(
        id=id,
        source=document.id,
        path=document.path,
        key=key,
        header=header(root, id),
        has_text=text is not None,
        segments=segments(root, id, addressed.ids, addressed.said),
        mentions=tuple(inside.mentions[id]),
        marks=inside.marks[id],
        around=inside.around[id],
        strands=tuple(
            strand(name, node, addressed.ids)
            for name, node in (
                strands(text) if text is not None and text is not root else {}
            ).items()
        ),
        headings=headings(root, addressed.ids),
        parts=tuple(piece.part for piece in divided),
        homes=homes(divided, addressed.ids),
        letters=tuple(letters(described, id, addressed.resolver, addressed.anchors))
        if described is not None
        else (),
    )


def _with_registers(analysis: Analysis, addressed: Addressed) -> Analysis:
    """Return what a file's own document contributes, with what all in the file says beside its texts."""
    document, resolver = addressed.document, addressed.resolver
    root = document.root
    return replace(
        analysis,
        entities=tuple(entities(root, resolver)),
        relations=tuple(relations(root, resolver)),
        correspondences=tuple(correspondences(root, resolver)),
        aligned=tuple(dict.fromkeys(key for key in _domains(root, resolver))),
        comments=tuple(comments(root, document.id, resolver)),
        citations=citations(root),
        included=tuple(part.file.as_posix() for part in document.included if part.is_text),
        files=tuple(dict.fromkeys(part.file.as_posix() for part in document.included)),
    )


def text_element(root: Element) -> Element | None:
    """Return the element that holds a document's text, or None for a register and the like, and for a corpus.

    That is the document itself where it has several: a transcription of its sources beside the text, or a corpus in which
    something is written between its documents.
    """
    if not is_tei(root, "TEI", "teiCorpus") and not inner_documents(root):
        return root if is_tei(root) and not is_tei(root, *NO_TEXT) else None
    found = [node for node in children(root, "text", "sourceDoc", "facsimile") if _is_read(node)]
    is_divided = len(found) > 1 or (bool(inner_documents(root)) and _has_strays(root))
    return root if is_divided else next(iter(found), None)


def beside_text(root: Element) -> list[Element]:
    """Return what a document says beside its text and its header: its registers, or itself if it is none but that."""
    if is_tei(root, "TEI", "teiCorpus") or inner_documents(root):
        found = (node for part in own_children(root) for node in part.iter(tag("standOff")))
        return [node for node in found if next(node.iterancestors(tag("standOff")), None) is None]
    return [root] if text_element(root) is None else []


def _has_strays(root: Element) -> bool:
    """Tell whether a corpus says something between its documents that is no header, text or register."""
    known = ("teiHeader", "standOff", "text", "sourceDoc", "facsimile")
    return has_own_text(root) or any(
        has_text(node) for node in own_children(root) if not is_tei(node, *known)
    )


def _is_read(element: Element) -> bool:
    """Tell whether an element is there to be read: images alone are not."""
    return not is_tei(element, "facsimile") or bool(text_of(element))


def _domains(root: Element, resolver: Resolver) -> list[str]:
    return [
        key for group in descendants(root, "linkGrp") for key in resolver.keys(group, "domains")
    ]
