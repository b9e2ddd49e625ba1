"""Alignment: which passages of the texts tell the same, as rows of parallel text.

TEI Guidelines, chapter 17.1 (`link`, `linkGrp`) and 17.5.1 (`@corresp`). A correspondence joins passages of
two or more documents, n to m; correspondences may cross and overlap.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from edition.distinct import Distinct, plain
from edition.register import Resolver
from edition.tei import XML_ID, Element, children, descendants, is_tei, language, text_of

#: Types of divisions that are one text in several forms.
SIDES = frozenset({"edition", "translation", "transcription", "transliteration", "original"})

#: Types of `linkGrp` that align texts.
ALIGNING = frozenset({"alignment", "translation", "parallel", "parallels", "correspondence"})


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Passages that tell the same: its id and label ("" where not given) and the keys of the passages."""

    id: str
    label: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """A note of the editors on passages: its id, the document and keys that it is about, its heading."""

    id: str
    document: str
    keys: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the synoptic order: for each document the passages that stand in it, and what joins them."""

    cells: tuple[tuple[str, ...], ...]
    correspondences: tuple[Correspondence, ...]

    @property
    def is_alone(self) -> bool:
        """Whether only one document has something here."""
        return sum(1 for cell in self.cells if cell) < 2


@dataclass(frozen=True)
class Alignment:
    """Documents side by side.

    `id` names it in addresses, `documents` are the ids of the columns, `passages` each column's passages in
    its own order as keys.
    """

    id: str
    title: str
    documents: tuple[str, ...]
    passages: tuple[tuple[str, ...], ...]
    correspondences: tuple[Correspondence, ...]

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        """The column of each passage, and its place in that."""
        return {
            key: (number, place)
            for number, column in enumerate(self.passages)
            for place, key in enumerate(column)
        }

    def column_of(self, key: str) -> str:
        """Return the id of the document that a passage is of."""
        return self.documents[self._places[key][0]]

    @cached_property
    def _naming(self) -> dict[str, list[int]]:
        """The numbers of the correspondences that name each passage."""
        found: dict[str, list[int]] = {}
        for number, item in enumerate(self.correspondences):
            for key in item.keys:
                found.setdefault(key, []).append(number)
        return found

    def counterparts(self, key: str) -> tuple[str, ...]:
        """Return the passages of the other documents that correspond to one, in their own order."""
        places = self._places
        column = places[key][0] if key in places else None
        joined = {
            other
            for number in self._naming.get(key, ())
            for other in self.correspondences[number].keys
            if places[other][0] != column
        }
        return tuple(sorted(joined, key=places.__getitem__))

    def alone(self) -> list[str]:
        """Return the passages that no correspondence names."""
        joined = {key for found in self.correspondences for key in found.keys}
        return [key for column in self.passages for key in column if key not in joined]

    def rows(self, leading: int = 0) -> list[Row]:
        """Return the synoptic order: the order of one column leads, overlapping correspondences form one row.

        What another column tells alone stands after the passage that it follows there; a row that does not
        reach into the leading column, likewise.
        """
        group = _groups(self.correspondences)
        row_of: dict[str, int] = {}
        rows: list[Row] = []
        after: dict[int, int] = {}  # which row follows which; that of -1 is the first

        def add(key: str, before: int) -> int:
            members = group.get(key, frozenset({key}))
            row_of.update(dict.fromkeys(members, len(rows)))
            if before in after:
                after[len(rows)] = after[before]
            after[before] = len(rows)
            rows.append(self._row(members))
            return len(rows) - 1

        others = (column for number, column in enumerate(self.passages) if number != leading)
        here = -1
        for key in self.passages[leading]:
            if key not in row_of:
                here = add(key, here)
        for column in others:
            here = -1
            for key in column:
                here = row_of[key] if key in row_of else add(key, here)
        ordered, here = [], -1
        while here in after:
            here = after[here]
            ordered.append(rows[here])
        return ordered

    def _row(self, members: Collection[str]) -> Row:
        cells: list[list[str]] = [[] for _ in self.passages]
        for key in sorted(members, key=self._places.__getitem__):
            cells[self._places[key][0]].append(key)
        joining = sorted({number for key in members for number in self._naming.get(key, ())})
        found = tuple(self.correspondences[number] for number in joining)
        return Row(tuple(map(tuple, cells)), found if len(members) > 1 else ())


def correspondences(root: Element, resolver: Resolver) -> Iterator[Correspondence]:
    """Yield the correspondences that a document states, by `link` or by `@corresp` between passages."""
    for group in descendants(root, "linkGrp"):
        if group.get("type") in ALIGNING:
            for link in children(group, "link"):
                keys = tuple(dict.fromkeys(resolver.keys(link, "target")))
                yield Correspondence(link.get(XML_ID, ""), link.get("n", ""), keys)
    for element in descendants(root, "p", "ab", "l", "lg", "s", "seg", "div", "head"):
        if element.get("corresp") and element.get(XML_ID):
            own = resolver.key(f"#{element.get(XML_ID)}")
            yield Correspondence("", "", (own, *resolver.keys(element, "corresp")))


@dataclass(frozen=True, slots=True)
class Strand:
    """A text within a text, which may stand beside another one there: its name, title and language, and the ids in it."""

    name: str
    title: str
    language: str
    ids: frozenset[str]


def strands(text: Element) -> dict[str, Element]:
    """Return the texts within a text, by name: those of its outermost `group`, or its divisions of types in `SIDES`.

    Guidelines, chapter 4.3.1 (grouped texts); EpiDoc Guidelines on `div type="edition"` and `div type="translation"`.
    """
    for around in (text, *descendants(text, "group", "body", "div")):
        found = children(around, "text") if is_tei(around, "group") else _sides(around)
        if len(found) > 1:
            names = Distinct()
            return {names.name(_strand(node)): node for node in found}
    return {}


def _sides(around: Element) -> list[Element]:
    found = [node for node in children(around, "div", "div1") if node.get("type") in SIDES]
    told = {(node.get("type"), language(node)) for node in found}
    return found if len(told) > 1 else []


def _strand(node: Element) -> str:
    said = (node.get(name) for name in (XML_ID, "type", "n"))
    wanted = next(filter(None, said), "text")
    return plain(wanted, "text", 60).lower()


def strand(name: str, node: Element, ids: Mapping[Element, str]) -> Strand:
    """Return what is known of a text within a text."""
    head = next(descendants(node, "titlePart", "head"), None) if is_tei(node, "text") else None
    title = (
        text_of(head) or node.get("n", "") or name.replace("-", " ").replace("_", " ").capitalize()
    )
    inside = frozenset(ids[one] for one in node.iterdescendants(etree.Element) if one in ids)
    return Strand(name, title, language(node) or "", inside)


def comments(root: Element, document: str, resolver: Resolver) -> Iterator[Comment]:
    """Yield the editors' notes that stand apart from the text and point at passages of it."""
    for element in descendants(root, "annotation"):
        if element.get("motivation", "commenting") == "commenting" and element.get(XML_ID):
            label = next(map(text_of, descendants(element, "label", "head")), "")
            yield Comment(
                element.get(XML_ID, ""),
                document,
                resolver.keys(element, "target"),
                label,
            )


def align(
    id: str,
    title: str,
    columns: Sequence[tuple[str, Sequence[str]]],
    found: Iterable[Correspondence],
) -> Alignment:
    """Return the alignment of documents.

    `columns` gives each document's id with its passages' keys in order. A correspondence that names a passage
    inside or around one of these is left to the caller to bring to it; those that then reach fewer than two
    columns are left out.
    """
    column_of = {key: number for number, (_, keys) in enumerate(columns) for key in keys}
    within = (
        Correspondence(item.id, item.label, tuple(filter(column_of.__contains__, item.keys)))
        for item in found
    )
    joining = tuple(item for item in within if len({column_of[key] for key in item.keys}) > 1)
    return Alignment(
        id,
        title,
        tuple(document for document, _ in columns),
        tuple(tuple(keys) for _, keys in columns),
        joining,
    )


def _groups(found: Iterable[Correspondence]) -> dict[str, frozenset[str]]:
    """Return for each passage all those that overlapping correspondences join it with, itself included."""
    group: dict[str, set[str]] = {}
    for item in found:
        members = set(item.keys).union(*(group.get(key, set()) for key in item.keys))
        for key in members:
            group[key] = members
    return {key: frozenset(members) for key, members in group.items()}
