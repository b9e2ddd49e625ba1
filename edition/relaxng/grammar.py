"""Grammar: a RELAX NG schema, read from its files and turned into patterns as far as they are asked for.

The RELAX NG specification (OASIS, 2001), section 4 (simplification) and 7 (restrictions). Files are local: nothing is
fetched. A large grammar (that of all of TEI has 14,000 nodes, and most texts use a tenth of its elements) is read
lazily: the content of an element becomes a pattern when the first such element is met.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import NoReturn
from urllib.parse import unquote

from lxml import etree

from edition.document import parse
from edition.errors import EditionError
from edition.relaxng.datatypes import BUILT_IN, XSD, Datatype, datatype
from edition.relaxng.names import Names, local_name, namespace_of, qualified
from edition.relaxng.patterns import Definition, Pattern, Patterns
from edition.relaxng.restrictions import broken, broken_at_start
from edition.schemas import ill_formed
from edition.tei import XML, Element, folded, has_own_text

RELAXNG = "http://relaxng.org/ns/structure/1.0"

#: Up to how many nodes a grammar is read whole at once, so that each fault in it is found.
SMALL = 3000

_START = "#start"
_COMMON = frozenset({"ns", "datatypeLibrary"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(eq=False, slots=True)
class Scope:
    """What one `grammar` element defines: `define` and `start` elements by name, each with its place."""

    around: Scope | None = None
    defined: dict[str, list[tuple[Element, Place]]] = field(default_factory=dict)
    patterns: dict[str, Pattern | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part of a schema stands: the files around it, the innermost last, and what it inherits."""

    grammar: Grammar
    files: tuple[Path, ...]
    scope: Scope
    namespace: str = ""
    library: str = ""

    def at(self, node: Element) -> Place:
        """Return the place inside a node."""
        namespace, library = node.get("ns"), node.get("datatypeLibrary")
        if namespace is None and library is None:
            return self
        return replace(
            self,
            namespace=self.namespace if namespace is None else namespace,
            library=self.library if library is None else library.strip(),
        )

    def refuse(self, node: Element, message: str) -> NoReturn:
        """Raise the EditionError for what is wrong with a node of the schema."""
        line = f", line {node.sourceline}" if node.sourceline else ""
        raise EditionError(f"the schema {self.files[-1]}{line}: {folded(message)}")


class Grammar:
    """A RELAX NG schema in the XML syntax.

    Raises EditionError for one that cannot be read or breaks the specification, with file and line; for what only a
    large grammar's rarely used parts break, when they are met.
    """

    def __init__(self, file: Path) -> None:
        self.files: list[Path] = []
        self._roots: list[Element] = []
        self.made = Patterns()
        self._elements: dict[Element, Pattern] = {}
        self._places: dict[Definition, tuple[Element, Place]] = {}
        self._scopes: list[Scope] = []
        self._nodes = 0
        root = self._load(file, None)
        place = Place(self, (file,), Scope()).at(root)
        self.start = self._whole(root, place)
        if reason := broken_at_start(self.start):
            place.refuse(root, reason)
        if self._nodes <= SMALL:
            self.check()

    def check(self) -> None:
        """Read all of the grammar, with the restrictions of section 7; raise EditionError for the first fault."""
        for scope in self._scopes:
            for name, definitions in scope.defined.items():
                self._referred(name, definitions[0][0], definitions[0][1])
        for definition in self._all_definitions():
            if reason := broken(definition.content):
                node, place = self._places[definition]
                place.refuse(node, reason)

    def _all_definitions(self) -> Iterator[Definition]:
        """Yield all that is defined, reading it; what is read may define more."""
        seen: set[Definition] = set()
        while todo := [found for found in self._places if found not in seen]:
            for definition in todo:
                seen.add(definition)
                _ = definition.content
                yield definition

    def definitions(self, name: str) -> list[Definition]:
        """Return the definitions of an element that the grammar names so."""
        return self.by_name.get(name, [])

    @cached_property
    def reachable(self) -> tuple[Definition, ...]:
        """All definitions of elements that documents may hold, from the root on."""
        found = dict.fromkeys(self.start.elements)
        todo = list(found)
        while todo:
            for inner in todo.pop().content.elements:
                if inner not in found:
                    found[inner] = None
                    todo.append(inner)
        return tuple(found)

    @cached_property
    def by_name(self) -> dict[str, list[Definition]]:
        """All definitions of elements that can be reached, by the names they list."""
        found: dict[str, list[Definition]] = {}
        for scope in self._scopes:
            for name, definitions in scope.defined.items():
                self._referred(name, definitions[0][0], definitions[0][1])
        for definition in self._places:
            for name in definition.names.all():
                found.setdefault(name, []).append(definition)
        return found

    @cached_property
    def by_local_name(self) -> dict[str, list[str]]:
        """The names of all elements, by what they are without their namespaces."""
        found: dict[str, list[str]] = {}
        for name in self.by_name:
            found.setdefault(local_name(name), []).append(name)
        return found

    @cached_property
    def namespaces(self) -> frozenset[str]:
        """The namespaces of the elements that it names."""
        return frozenset(map(namespace_of, self.by_name))

    @cached_property
    def parents(self) -> dict[str, list[str]]:
        """The names of the elements in which an element of a name may stand."""
        found: dict[str, list[str]] = {}
        for name in sorted(self.by_name):
            for definition in self.by_name[name]:
                for inner in definition.content.elements:
                    for child in inner.names.all():
                        found.setdefault(child, []).append(name)
        return found

    @cached_property
    def owners(self) -> dict[str, list[str]]:
        """The names of the elements on which an attribute of a name may stand."""
        found: dict[str, dict[str, None]] = {}
        for name in sorted(self.by_name):
            for definition in self.by_name[name]:
                for attribute in definition.content.attributes:
                    for own in attribute.payload.all():
                        found.setdefault(own, {})[name] = None
        return {name: list(elements) for name, elements in found.items()}

    @cached_property
    def glosses(self) -> dict[frozenset[str], dict[str, str]]:
        """What values mean, by all that are listed with them: what their documentation says first, in brackets."""
        found: dict[frozenset[str], dict[str, str]] = {}
        for root in self._roots:
            for node in root.iter(f"{_RNG}choice"):
                values = node.iterchildren(f"{_RNG}value")
                meant = {folded(_text_of(value)): _gloss(value) for value in values}
                found[frozenset(meant)] = {value: gloss for value, gloss in meant.items() if gloss}
        return found

    # -- files and the components of a grammar (4.5 to 4.7, 4.17, 4.18)

    def _load(self, file: Path, by: tuple[Element, Place] | None) -> Element:
        """Return the root of a schema file, read once more for each place that names it."""
        self.files.append(file)
        data = b""
        try:
            data = file.read_bytes()
            root = parse(data)
        except OSError as error:
            if by:
                by[1].refuse(by[0], f"the file {file} cannot be read: {error.strerror}; mend @href")
            raise EditionError(f"the schema {file} cannot be read: {error.strerror}") from error
        except (etree.XMLSyntaxError, ValueError) as error:
            raise ill_formed(file, data, error) from error
        if not (isinstance(root.tag, str) and root.tag.startswith(_RNG)):
            hint = "" if "RELAX" in str(root.tag) else f'; a RELAX NG schema has xmlns="{RELAXNG}"'
            raise EditionError(f"{file} is no RELAX NG schema: its root is <{_local(root)}>{hint}")
        self._nodes += sum(1 for _ in root.iter(_ANY))
        self._roots.append(root)
        return root

    def _other(self, node: Element, place: Place) -> tuple[Element, Place]:
        """Return the root of the file that `include` or `externalRef` names, and its place."""
        href = self._wanted(node, "href", place)
        base: Element | None = node
        while base is not None:
            if (moved := base.get(_BASE)) is not None:
                href = posixpath.join(posixpath.dirname(moved), href)
            base = base.getparent()
        if _SCHEME.match(href) or href.startswith("//"):
            place.refuse(
                node,
                f'href="{href}" is not a local file, and nothing is fetched; save it beside the schema',
            )
        file = Path(os.path.normpath(place.files[-1].parent / unquote(href)))
        if file in place.files:
            place.refuse(
                node,
                f"the file includes itself, through {file.name}; take the <{_local(node)}> out",
            )
        root = self._load(file, (node, place))
        inside = replace(place, files=(*place.files, file), library="")
        return root, inside.at(root)

    def _whole(self, root: Element, place: Place) -> Pattern:
        """Return what a schema's root asks of a document."""
        if root.tag != _GRAMMAR:
            return self._pattern(root, place)
        return self._grammar(root, place)

    def _grammar(self, node: Element, place: Place) -> Pattern:
        own = replace(place, scope=Scope(place.scope))
        self._scopes.append(own.scope)
        for _ in self._components(node, own, frozenset()):
            pass
        if next(node.iterdescendants(_GRAMMAR), None) is None:
            self._check_references(node, own)
        return self._referred(_START, node, own)

    def _check_references(self, node: Element, place: Place) -> None:
        """Look at all references of a file without nested grammars at once, since some may never be read."""
        defined = place.scope.defined
        for reference in node.iter(_REF):
            name = reference.get("name")
            if name not in defined and (name or "").strip() not in defined:
                place.refuse(reference, _undefined(name))

    def _components(self, node: Element, place: Place, overridden: frozenset[str]) -> Iterator[str]:
        """Enter what a `grammar`, `div` or `include` defines; yield the names that were passed over as overridden."""
        for part in self._inside(node, place):
            kind = _local(part)
            if kind in ("define", "start"):
                name = _START if kind == "start" else self._wanted(part, "name", place)
                if name in overridden:
                    yield name
                else:
                    place.scope.defined.setdefault(name, []).append((part, place.at(part)))
            elif kind == "div":
                yield from self._components(part, place.at(part), overridden)
            elif kind == "include" and _local(node) != "include":
                yield from self._include(part, place.at(part), overridden)
            else:
                place.refuse(part, f"{_named(part)} cannot stand in <{_local(node)}>")

    def _include(self, node: Element, place: Place, overridden: frozenset[str]) -> Iterator[str]:
        root, inside = self._other(node, place)
        if root.tag != _GRAMMAR:
            place.refuse(
                node,
                f"{inside.files[-1]} has the root <{_local(root)}>; only a <grammar> can be included",
            )
        own = dict(self._overriding(node, place))
        found = set(self._components(root, inside, overridden | frozenset(own)))
        for name, part in own.items():
            if name not in found and name not in overridden:
                what = "<start>" if name == _START else f'definition of "{name}"'
                place.refuse(part, f"{inside.files[-1]} has no {what} that this could replace")
        yield from found & overridden
        yield from self._components(node, place, overridden)

    def _overriding(self, node: Element, place: Place) -> Iterator[tuple[str, Element]]:
        for part in self._inside(node, place):
            if part.tag == _DIV:
                yield from self._overriding(part, place)
            else:
                is_start = _local(part) == "start"
                yield _START if is_start else self._wanted(part, "name", place), part

    def _referred(self, name: str, node: Element, place: Place) -> Pattern:
        """Return what a name stands for, its definitions combined."""
        scope = place.scope
        if name in scope.patterns:
            found = scope.patterns[name]
            if found is None:
                place.refuse(
                    node,
                    f'the definition of "{name}" leads back to itself with no <element> between',
                )
            return found
        definitions = scope.defined.get(name)
        if not definitions:
            place.refuse(
                node, "the <grammar> has no <start>" if name == _START else _undefined(name)
            )
        kind = self._combine(name, definitions)
        scope.patterns[name] = None  # until it is known: who asks meanwhile is inside it
        try:
            contents = [self._content_of(*definition) for definition in definitions]
        except EditionError:
            del scope.patterns[name]
            raise
        together = self.made.choice(contents) if kind == "choice" else self.made.all(kind, contents)
        scope.patterns[name] = together
        return together

    def _combine(self, name: str, definitions: list[tuple[Element, Place]]) -> str:
        kinds = [node.get("combine", "").strip() for node, _ in definitions]
        named = [kind for kind in kinds if kind]
        last, place = definitions[-1]
        what = "<start>" if name == _START else f'"{name}"'
        if any(kind not in ("choice", "interleave") for kind in named):
            place.refuse(last, f'combine is "choice" or "interleave", not "{named[-1]}"')
        if len(set(named)) > 1 or kinds.count("") > 1:
            place.refuse(
                last,
                f'{what} is defined {len(kinds)} times; give all but one of them the same combine="choice" or "interleave"',
            )
        return named[0] if named else "group"

    def _content_of(self, node: Element, place: Place) -> Pattern:
        inside = self._inside(node, place)
        if not inside:
            place.refuse(node, f"{_named(node)} is empty; write <empty/> or <notAllowed/> into it")
        if _local(node) == "start" and len(inside) > 1:
            place.refuse(inside[1], "<start> holds one pattern; put several into a <choice>")
        return self._all("group", inside, place)

    # -- patterns (4.8 to 4.16, 4.20, 4.21)

    def _all(self, kind: str, nodes: Iterable[Element], place: Place) -> Pattern:
        return self.made.all(kind, [self._pattern(node, place) for node in nodes])

    def _pattern(self, node: Element, around: Place) -> Pattern:
        """Return the pattern that a node of the schema stands for."""
        known = self._elements.get(node)
        if known is not None:
            return known
        reader = _READERS.get(_local(node))
        if reader is None:
            around.refuse(node, f"{_named(node)} is no pattern of RELAX NG, or cannot stand here")
        return reader(self, node, around.at(node))

    def _parts(self, node: Element, place: Place) -> list[Pattern]:
        inside = self._inside(node, place)
        if not inside:
            place.refuse(node, f"{_named(node)} is empty; put a pattern into it, or take it out")
        return [self._pattern(part, place) for part in inside]

    def _element(self, node: Element, place: Place) -> Pattern:
        definition = Definition(self._names(node, place), partial(self._content, node, place))
        self._places[definition] = (node, place)
        found = self._elements[node] = self.made.element(definition)
        return found

    def _content(self, node: Element, place: Place) -> Pattern:
        """Return what the patterns inside an `element` say together."""
        inside = self._inside(node, place)
        if node.get("name") is None:
            inside = inside[1:]
        if not inside:
            place.refuse(
                node,
                f"{_named(node)} says nothing of its content; write <empty/> or <text/> into it",
            )
        return self._all("group", inside, place)

    def _attribute(self, node: Element, place: Place) -> Pattern:
        names = self._names(node, place)
        inside = self._inside(node, place)[node.get("name") is None :]
        if len(inside) > 1:
            place.refuse(
                inside[1],
                f"{_named(node)} holds one pattern; put several into a <choice> or <group>",
            )
        for name in (*names.all(), *(n for n in _namespaces(names))):
            if name == "xmlns" or name.startswith(_XMLNS):
                place.refuse(node, "a namespace declaration is no attribute")
        return self.made.attribute(
            names, self._pattern(inside[0], place) if inside else self.made.text
        )

    def _constant(self, node: Element, place: Place) -> Pattern:
        if inside := self._inside(node, place):
            place.refuse(
                inside[0], f"{_named(inside[0])} cannot stand in <{_local(node)}>, which is empty"
            )
        known = {"empty": self.made.empty, "text": self.made.text}
        return known.get(_local(node), self.made.not_allowed)

    def _reference(self, node: Element, place: Place) -> Pattern:
        name = self._wanted(node, "name", place)
        if _local(node) == "ref":
            return self._referred(name, node, place)
        around = place.scope.around
        if around is None or not around.defined:
            place.refuse(node, "<parentRef> has no <grammar> around its own")
        return self._referred(name, node, replace(place, scope=around))

    def _external(self, node: Element, place: Place) -> Pattern:
        root, inside = self._other(node, place)
        return self._whole(root, inside)

    def _data(self, node: Element, place: Place) -> Pattern:
        parameters: list[tuple[str, str]] = []
        excepted = self.made.not_allowed
        inside = self._inside(node, place)
        for number, part in enumerate(inside):
            if _local(part) == "param":
                parameters.append((self._wanted(part, "name", place), _text_of(part)))
            elif _local(part) == "except" and number == len(inside) - 1:
                excepted = self.made.choice(self._parts(part, place.at(part)))
            else:
                place.refuse(
                    part, f"{_named(part)} cannot stand in <data>, only <param> and <except>"
                )
        kind = self._wanted(node, "type", place)
        return self.made.data(
            self._datatype(kind, place.library, tuple(parameters), node, place), excepted
        )

    def _value(self, node: Element, place: Place) -> Pattern:
        kind = node.get("type")
        library = BUILT_IN if kind is None else place.library
        known = self._datatype((kind or "token").strip(), library, (), node, place)
        text = _text_of(node)
        spaces = {p: uri for p, uri in node.nsmap.items() if p} | {"": place.namespace, "xml": XML}
        value = known.value(text, spaces)
        if value is None:
            place.refuse(node, f'"{text}" is no value of the datatype {known.name}')
        return self.made.value(known, value, known.normalized(text))

    def _datatype(
        self,
        name: str,
        library: str,
        facets: tuple[tuple[str, str], ...],
        node: Element,
        place: Place,
    ) -> Datatype:
        try:
            return datatype(library, name, facets)
        except ValueError as error:
            place.refuse(node, str(error))

    # -- names (4.8 to 4.10, 4.16)

    def _names(self, node: Element, place: Place) -> Names:
        name = node.get("name")
        if name is None:
            inside = self._inside(node, place)
            if not inside or _local(inside[0]) not in _NAME_CLASSES:
                place.refuse(node, f"<{_local(node)}> has no name: give it @name")
            return self._name_class(inside[0], place, "")
        namespace = place.namespace if _local(node) == "element" else node.get("ns", "")
        return Names(self._qualified(name.strip(), namespace, node, place))

    def _name_class(self, node: Element, around: Place, excepting: str) -> Names:
        """Return a name class; `excepting` is the kind of those around that this is an exception from."""
        place, kind = around.at(node), _local(node)
        if kind == "name":
            return Names(self._qualified(_text_of(node).strip(), place.namespace, node, place))
        inside = self._inside(node, place)
        if kind == "choice" and inside:
            return Names(choices=tuple(self._name_class(part, place, excepting) for part in inside))
        if kind not in ("anyName", "nsName"):
            place.refuse(node, f"{_named(node)} is no name, or says none")
        if (kind, excepting) in (
            ("anyName", "anyName"),
            ("anyName", "nsName"),
            ("nsName", "nsName"),
        ):
            place.refuse(node, f"<{kind}> cannot be an exception from <{excepting}>")
        excepted: list[Names] = []
        for part in inside:
            if _local(part) != "except" or excepted:
                place.refuse(part, f"<{kind}> holds one <except>, and nothing else")
            excepted = [
                self._name_class(each, place.at(part), kind) for each in self._inside(part, place)
            ]
        return Names(
            namespace=place.namespace if kind == "nsName" else None, excepted=tuple(excepted)
        )

    def _qualified(self, name: str, namespace: str, node: Element, place: Place) -> str:
        prefix, colon, rest = name.rpartition(":")
        if colon:
            known = {"xml": XML} | {p: uri for p, uri in node.nsmap.items() if p}
            if prefix not in known:
                place.refuse(
                    node, f'the prefix of "{name}" is not declared; declare it with xmlns:{prefix}'
                )
            namespace = known[prefix]
        if not _is_name(rest):
            place.refuse(node, f'"{name}" is not a name that XML allows')
        return qualified(namespace, rest)

    # -- nodes

    def _wanted(self, node: Element, attribute: str, place: Place) -> str:
        value = node.get(attribute)
        if value is None:
            place.refuse(node, f"<{_local(node)}> lacks @{attribute}")
        return value.strip()

    def _inside(self, node: Element, place: Place) -> list[Element]:
        """Return the schema's own nodes directly in one, what is foreign to RELAX NG passed over (4.1)."""
        allowed = _ATTRIBUTES.get(_local(node))
        if allowed is not None:
            for key in map(str, node.attrib):
                if key not in allowed and not key.startswith("{"):
                    place.refuse(node, f"<{_local(node)}> has no attribute {key}")
        found = list(node.iterchildren(_ANY))
        if has_own_text(node):
            place.refuse(node, f"text cannot stand in <{_local(node)}>")
        return found


def _text_of(node: Element) -> str:
    """Return the text of a node, what comments and the like part in it joined."""
    return (node.text or "") + "".join(part.tail or "" for part in node)


def _is_name(text: str) -> bool:
    return datatype(XSD, "NCName").admits(text, {})


def _undefined(name: str | None) -> str:
    return f'nothing defines "{name}"; write a <define name="{name}">, or mend the name'


def _gloss(value: Element) -> str:
    """Return what the documentation after a value begins with, if that is in brackets."""
    after = value.getnext()
    if after is None or after.tag != _DOCUMENTATION:
        return ""
    found = _IN_BRACKETS.match(folded(_text_of(after)))
    return found[1] if found else ""


def _namespaces(names: Names) -> Iterator[str]:
    if names.namespace is not None:
        yield qualified(names.namespace, "")
    for choice in names.choices:
        yield from _namespaces(choice)


def _named(node: Element) -> str:
    name = node.get("name")
    return f'<{_local(node)} name="{name}">' if name else f"<{_local(node)}>"


def _local(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]


_RNG = f"{{{RELAXNG}}}"
_ANY = f"{_RNG}*"
_GRAMMAR, _REF, _DIV = f"{_RNG}grammar", f"{_RNG}ref", f"{_RNG}div"
_DOCUMENTATION = "{http://relaxng.org/ns/compatibility/annotations/1.0}documentation"
_IN_BRACKETS = re.compile(r"\(([^()]{1,40})\)")
_BASE = f"{{{XML}}}base"
_XMLNS = "{http://www.w3.org/2000/xmlns}"
_NAME_CLASSES = frozenset({"name", "anyName", "nsName", "choice"})

_ATTRIBUTES = {
    name: _COMMON | frozenset(own.split())
    for name, own in {
        "element": "name", "attribute": "name", "group": "", "interleave": "", "choice": "", "optional": "",
        "zeroOrMore": "", "oneOrMore": "", "list": "", "mixed": "", "data": "type", "grammar": "", "div": "",
        "include": "href", "empty": "", "text": "", "notAllowed": "", "start": "combine", "define": "name combine", "except": "", "anyName": "", "nsName": "",
    }.items()
}  # fmt: skip

_READERS: dict[str, Callable[[Grammar, Element, Place], Pattern]] = {
    "element": Grammar._element,
    "attribute": Grammar._attribute,
    "ref": Grammar._reference,
    "parentRef": Grammar._reference,
    "externalRef": Grammar._external,
    "grammar": Grammar._grammar,
    "data": Grammar._data,
    "value": Grammar._value,
    "empty": Grammar._constant,
    "notAllowed": Grammar._constant,
    "text": Grammar._constant,
    "choice": lambda it, node, place: it.made.choice(it._parts(node, place)),
    "group": lambda it, node, place: it.made.all("group", it._parts(node, place)),
    "interleave": lambda it, node, place: it.made.all("interleave", it._parts(node, place)),
    "mixed": lambda it, node, place: it.made.joined(
        "interleave", it.made.text, it.made.all("group", it._parts(node, place))
    ),
    "optional": lambda it, node, place: it.made.optional(
        it.made.all("group", it._parts(node, place))
    ),
    "oneOrMore": lambda it, node, place: it.made.more(it.made.all("group", it._parts(node, place))),
    "zeroOrMore": lambda it, node, place: it.made.optional(
        it.made.more(it.made.all("group", it._parts(node, place)))
    ),
    "list": lambda it, node, place: it.made.list(it.made.all("group", it._parts(node, place))),
}
