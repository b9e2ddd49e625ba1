"""Grammar: the patterns of a RELAX NG schema, as far as they say which element may stand where.

The RELAX NG specification (OASIS, 2001), sections 4 (simplification) and 5; the derivatives by names follow
Clark, "An algorithm for RELAX NG validation" (2002). Patterns are interned, so each derivative is made once.
What an attribute or a text may hold is left to libxml2, which is asked with the smallest grammar that will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lxml import etree

from edition.document import parse
from edition.tei import XML, Element

RELAXNG = "http://relaxng.org/ns/structure/1.0"


#: Of more than this many ways, none is named as missing.
MANY = 24


class Unsupported(Exception):
    """The grammar uses what is not read here (nested grammars, a missing file); libxml2 alone must do."""


@dataclass(frozen=True, slots=True)
class Names:
    """A name class: a name as lxml writes it, or every name (of a namespace) except some."""

    name: str = ""
    namespace: str | None = None
    excepted: tuple[Names, ...] = ()
    choices: tuple[Names, ...] = ()

    def has(self, name: str) -> bool:
        """Tell whether a name is in the class."""
        if self.name or self.choices:
            return self.name == name or any(choice.has(name) for choice in self.choices)
        namespace = name[1:].partition("}")[0] if name.startswith("{") else ""
        if self.namespace is not None and namespace != self.namespace:
            return False
        return not any(other.has(name) for other in self.excepted)

    def all(self) -> Iterator[str]:
        """Yield the names that the class lists one by one."""
        if self.name:
            yield self.name
        for choice in self.choices:
            yield from choice.all()


class Pattern:
    """A pattern; interned: equal ones are one object. `kind` is that of the specification."""

    def __init__(
        self, kind: str, parts: tuple[Pattern, ...], definition: Definition | None
    ) -> None:
        self.kind = kind
        self.parts = parts
        self.definition = definition
        self.nullable = _nullable(kind, parts)
        self._steps: dict[str, tuple[tuple[Definition, Pattern], ...]] = {}

    def step(self, name: str) -> tuple[tuple[Definition, Pattern], ...]:
        """Return what an element of a name may be at this place, each with what may follow it."""
        if name not in self._steps:
            self._steps[name] = tuple(_steps(self, name))
        return self._steps[name]

    def after(self, name: str) -> Pattern:
        """Return what may follow an element of a name; NOT_ALLOWED if it may not stand here."""
        return choice(rest for _, rest in self.step(name))

    @cached_property
    def after_text(self) -> Pattern:
        """What may follow text; NOT_ALLOWED if there may be none here."""
        return _after_text(self)

    @cached_property
    def elements(self) -> tuple[Definition, ...]:
        """The elements that may stand in it, in the order of the grammar."""
        return _definitions("element", _inside(self))

    @cached_property
    def attributes(self) -> tuple[Definition, ...]:
        """The attributes that may stand in it."""
        return _definitions("attribute", _inside(self))

    @cached_property
    def first(self) -> tuple[Definition, ...]:
        """The elements that may come next."""
        return _definitions("element", _first(self))

    @cached_property
    def needed_elements(self) -> tuple[frozenset[Definition], ...]:
        """What it cannot do without: of each set, at least one element."""
        return tuple(_needs(self, "element"))

    @cached_property
    def needed_attributes(self) -> tuple[frozenset[Definition], ...]:
        """What it cannot do without: of each set, at least one attribute."""
        return tuple(_needs(self, "attribute"))

    @cached_property
    def free_attributes(self) -> Mapping[str, Definition]:
        """The attributes, by name, that it leaves open whatever else there is."""
        return _free_attributes(self)


@dataclass(frozen=True, eq=False)
class Definition:
    """An `element` or `attribute` of a grammar, its content read when it is asked for."""

    names: Names
    node: Element
    grammar: Grammar

    @cached_property
    def content(self) -> Pattern:
        """What stands in the element or the attribute."""
        return self.grammar.content(self.node)

    @cached_property
    def _referee(self) -> etree.RelaxNG:
        return etree.RelaxNG(self.grammar.alone(self.node))

    def admits(self, value: str) -> bool:
        """Tell whether an attribute may have a value."""
        probe = etree.Element("probe")
        probe.set("value", value)
        return bool(self._referee.validate(probe))

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The values that the grammar lists one by one, wherever they stand in this definition."""
        return tuple(node.text or "" for node in self.grammar.reached(self.node, _rng("value")))

    @cached_property
    def datatypes(self) -> tuple[str, ...]:
        """The names of the datatypes that stand in this definition."""
        found = self.grammar.reached(self.node, _rng("data"))
        return tuple(dict.fromkeys(node.get("type", "") for node in found))


_interned: dict[tuple[str, tuple[Pattern, ...], Definition | None], Pattern] = {}


def _nullable(kind: str, parts: tuple[Pattern, ...]) -> bool:
    if kind == "choice":
        return any(part.nullable for part in parts)
    if kind in ("group", "interleave", "oneOrMore"):
        return all(part.nullable for part in parts)
    return kind in ("empty", "text", "attribute")


def _pattern(
    kind: str, parts: tuple[Pattern, ...] = (), definition: Definition | None = None
) -> Pattern:
    key = (kind, parts, definition)
    if key not in _interned:
        _interned[key] = Pattern(*key)
    return _interned[key]


EMPTY = _pattern("empty")
NOT_ALLOWED = _pattern("notAllowed")
TEXT = _pattern("text")
DATA = _pattern("data")


def choice(patterns: Iterable[Pattern]) -> Pattern:
    """Return the pattern that is any one of some."""
    flat: dict[Pattern, None] = {}
    for pattern in patterns:
        for part in pattern.parts if pattern.kind == "choice" else (pattern,):
            flat.setdefault(part)
    flat.pop(NOT_ALLOWED, None)
    if len(flat) < 2:
        return next(iter(flat), NOT_ALLOWED)
    return _pattern("choice", tuple(flat))


def _joined(kind: str, left: Pattern, right: Pattern) -> Pattern:
    if NOT_ALLOWED in (left, right):
        return NOT_ALLOWED
    if left is EMPTY or right is EMPTY:
        return right if left is EMPTY else left
    return _pattern(kind, (left, right))


def _more(pattern: Pattern) -> Pattern:
    same = pattern in (EMPTY, NOT_ALLOWED) or pattern.kind == "oneOrMore"
    return pattern if same else _pattern("oneOrMore", (pattern,))


def _steps(pattern: Pattern, name: str) -> Iterator[tuple[Definition, Pattern]]:
    if pattern.kind == "element" and pattern.definition and pattern.definition.names.has(name):
        yield pattern.definition, EMPTY
    elif pattern.kind == "choice":
        for part in pattern.parts:
            yield from part.step(name)
    elif pattern.kind == "oneOrMore":
        again = choice((EMPTY, pattern))
        for definition, rest in pattern.parts[0].step(name):
            yield definition, _joined("group", rest, again)
    elif pattern.kind in ("group", "interleave"):
        left, right = pattern.parts
        for definition, rest in left.step(name):
            yield definition, _joined(pattern.kind, rest, right)
        if pattern.kind == "interleave":
            for definition, rest in right.step(name):
                yield definition, _joined("interleave", left, rest)
        elif left.nullable:
            yield from right.step(name)


def _after_text(pattern: Pattern) -> Pattern:
    if pattern in (TEXT, DATA):
        return TEXT if pattern is TEXT else EMPTY
    if pattern.kind == "choice":
        return choice(part.after_text for part in pattern.parts)
    if pattern.kind == "oneOrMore":
        return _joined("group", pattern.parts[0].after_text, choice((EMPTY, pattern)))
    if pattern.kind not in ("group", "interleave"):
        return NOT_ALLOWED
    left, right = pattern.parts
    here = _joined(pattern.kind, left.after_text, right)
    if pattern.kind == "interleave":
        return choice((here, _joined("interleave", left, right.after_text)))
    return choice((here, right.after_text)) if left.nullable else here


def _first(pattern: Pattern) -> Iterator[Pattern]:
    if pattern.kind in ("choice", "interleave", "oneOrMore"):
        for part in pattern.parts:
            yield from _first(part)
    elif pattern.kind == "group":
        yield from _first(pattern.parts[0])
        if pattern.parts[0].nullable:
            yield from _first(pattern.parts[1])
    else:
        yield pattern


def _inside(pattern: Pattern) -> Iterator[Pattern]:
    """Yield a pattern and all inside it, but not the content of elements and attributes."""
    seen = {pattern}
    todo = [pattern]
    while todo:
        found = todo.pop()
        yield found
        todo += [part for part in reversed(found.parts) if part not in seen]
        seen.update(found.parts)


def _definitions(kind: str, patterns: Iterable[Pattern]) -> tuple[Definition, ...]:
    return tuple(found.definition for found in patterns if found.kind == kind and found.definition)


def _needs(pattern: Pattern, kind: str) -> list[frozenset[Definition]]:
    if pattern.kind == kind and pattern.definition:
        return [frozenset({pattern.definition})]
    if pattern.kind in ("group", "interleave", "oneOrMore"):
        return [need for part in pattern.parts for need in _needs(part, kind)]
    if pattern.kind != "choice" or (pattern.nullable and kind == "element"):
        return []
    ways = []
    for part in pattern.parts:
        ways.append(_needs(part, kind))
        if not ways[-1] or len(ways) > MANY:
            return []
    common = set(ways[0]).intersection(*ways[1:])
    if common:
        return [need for need in ways[0] if need in common]
    return [frozenset().union(*(way[0] for way in ways))]


def _free_attributes(pattern: Pattern) -> dict[str, Definition]:
    if pattern.kind in ("group", "interleave"):
        left, right = map(_free_attributes, pattern.parts)
        return left | right
    wanted = [part for part in pattern.parts if part is not EMPTY]
    if pattern.kind != "choice" or len(wanted) != 1 or EMPTY not in pattern.parts:
        return {}
    definition = wanted[0].definition if wanted[0].kind == "attribute" else None
    return dict.fromkeys(definition.names.all(), definition) if definition else {}


class Grammar:
    """A RELAX NG schema in the XML syntax, its includes read from local files.

    Raises Unsupported for what is not read here.
    """

    def __init__(self, file: Path) -> None:
        self._definitions: dict[str, list[Element]] = {}
        self._patterns: dict[Element, Pattern] = {}
        self._referred: dict[str, Pattern] = {}
        self._nodes: dict[Element, Definition] = {}
        root = load(file)
        self._read(root)
        whole = root.tag == _rng("grammar")
        self.start = self._named("#start") if whole else self._read_pattern(root)

    def content(self, node: Element) -> Pattern:
        """Return what the patterns inside a node of the grammar say together."""
        if node not in self._patterns:
            skipped = node.tag in (_rng("element"), _rng("attribute")) and node.get("name") is None
            inside = _children(node)[1:] if skipped else _children(node)
            self._patterns[node] = self._all("group", inside)
        return self._patterns[node]

    def definitions(self, name: str) -> list[Definition]:
        """Return the definitions of an element that the grammar names so."""
        return self.by_name.get(name, [])

    @cached_property
    def by_name(self) -> dict[str, list[Definition]]:
        """All definitions of elements that can be reached, by the names they list."""
        found: dict[str, list[Definition]] = {}
        seen: set[Definition] = set()
        todo = list(self.start.elements)
        while todo:
            definition = todo.pop()
            if definition in seen:
                continue
            seen.add(definition)
            for name in definition.names.all():
                found.setdefault(name, []).append(definition)
            todo += definition.content.elements
        return found

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

    def alone(self, attribute: Element) -> Element:
        """Return a grammar of one element, `probe`, that has an attribute of this kind, named `value`."""
        grammar = etree.Element(_rng("grammar"), datatypeLibrary=_library(attribute))
        start = etree.SubElement(
            etree.SubElement(grammar, _rng("start")), _rng("element"), name="probe"
        )
        probed = etree.SubElement(start, _rng("attribute"), name="value")
        inside = _children(attribute)
        probed.extend(deepcopy(n) for n in (inside if attribute.get("name") else inside[1:]))
        names = {node.get("name", "") for node in self.reached(attribute, _rng("ref"))}
        for name in sorted(names):
            for node in self._definitions[name]:
                define = etree.SubElement(grammar, _rng("define"), name=name, combine="choice")
                define.set("datatypeLibrary", _library(node))
                define.extend(deepcopy(part) for part in _children(node))
        unwrap(grammar)
        return grammar

    def reached(self, node: Element, tag: str) -> list[Element]:
        """Return the nodes of a kind inside a node and in all that it refers to."""
        found: list[Element] = []
        seen: set[str] = set()
        todo = [node]
        while todo:
            inside = todo.pop(0)
            found += inside.iter(tag)
            for reference in inside.iter(_rng("ref")):
                name = reference.get("name", "")
                if name not in seen:
                    seen.add(name)
                    todo += self._definitions.get(name, [])
        return found

    def _read(self, node: Element) -> None:
        for part in _children(node):
            if part.tag in (_rng("define"), _rng("start")):
                self._definitions.setdefault(_defined(part), []).append(part)
            elif part.tag == _rng("div"):
                self._read(part)

    def _named(self, name: str) -> Pattern:
        if name not in self._referred:
            nodes = self._definitions.get(name)
            if not nodes:
                raise Unsupported(f"no definition of {name}")
            kind = next((n.get("combine", "") for n in nodes if n.get("combine")), "choice")
            contents = [self.content(node) for node in nodes]
            together = choice(contents) if kind == "choice" else _fold(kind, contents)
            self._referred[name] = together
        return self._referred[name]

    def _all(self, kind: str, nodes: Iterable[Element]) -> Pattern:
        return _fold(kind, [self._read_pattern(node) for node in nodes])

    def _read_pattern(self, node: Element) -> Pattern:
        kind = node.tag.rpartition("}")[2]
        if kind in ("element", "attribute"):
            if node not in self._nodes:
                self._nodes[node] = Definition(_names_of(node), node, self)
            return _pattern(kind, (), self._nodes[node])
        if kind == "ref":
            return self._named(node.get("name", "").strip())
        reader = _READERS.get(kind)
        if reader is None:
            raise Unsupported(kind)
        return reader([self._read_pattern(part) for part in _content_of(node, kind)])


def _content_of(node: Element, kind: str) -> list[Element]:
    return [] if kind in ("data", "value", "list") else _children(node)


def _fold(kind: str, patterns: list[Pattern]) -> Pattern:
    joined = EMPTY
    for pattern in reversed(patterns):
        joined = _joined(kind, pattern, joined)
    return joined


_READERS: dict[str, Callable[[list[Pattern]], Pattern]] = {
    "empty": lambda _: EMPTY,
    "notAllowed": lambda _: NOT_ALLOWED,
    "text": lambda _: TEXT,
    "data": lambda _: DATA,
    "value": lambda _: DATA,
    "list": lambda _: DATA,
    "choice": choice,
    "group": lambda parts: _fold("group", parts),
    "interleave": lambda parts: _fold("interleave", parts),
    "mixed": lambda parts: _joined("interleave", TEXT, _fold("group", parts)),
    "optional": lambda parts: choice((EMPTY, _fold("group", parts))),
    "oneOrMore": lambda parts: _more(_fold("group", parts)),
    "zeroOrMore": lambda parts: choice((EMPTY, _more(_fold("group", parts)))),
}


def load(file: Path, around: tuple[Path, ...] = ()) -> Element:
    """Return the schema in a file, with all local files that it includes or refers to put in their places.

    Identifiers become plain names (`pointers` checks them, and says more), and what libxml2 cannot stand is
    taken out. Raises OSError and lxml's XMLSyntaxError.
    """
    root = parse(file.read_bytes())
    for node in list(root.iter(_rng("include"), _rng("externalRef"))):
        other = file.parent / node.get("href", "")
        if other in (file, *around):
            raise OSError(f"it includes itself, through {other.name}")
        found = load(other, (file, *around))
        found.set("datatypeLibrary", found.get("datatypeLibrary", ""))
        if (namespace := node.get("ns")) is not None and found.get("ns") is None:
            found.set("ns", namespace)
        _replace(node, found if node.tag == _rng("externalRef") else _merged(node, found))
    for node in root.iter(_rng("data")):
        if (kind := (node.get("type") or "").strip()) in ("ID", "IDREF", "IDREFS"):
            node.set("type", "NMTOKENS" if kind == "IDREFS" else "NCName")
    unwrap(root)
    return root


def _merged(include: Element, grammar: Element) -> Element:
    """Return what an `include` means: the other grammar, without what the `include` itself defines anew."""
    merged = etree.Element(_rng("div"))
    for inherited in ("ns", "datatypeLibrary"):
        if (value := grammar.get(inherited)) is not None:
            merged.set(inherited, value)
    own = {_defined(node) for node in include.iter(_rng("define"), _rng("start"))}
    for node in list(grammar.iter(_rng("define"), _rng("start"))):
        parent = node.getparent()
        if _defined(node) in own and parent is not None:
            parent.remove(node)
    merged.extend(list(grammar))
    merged.extend(list(include))
    return merged


def _replace(node: Element, other: Element) -> None:
    parent = node.getparent()
    if parent is not None:
        other.tail = node.tail
        parent.replace(node, other)


def _defined(node: Element) -> str:
    return "#start" if node.tag == _rng("start") else (node.get("name") or "").strip()


def unwrap(root: Element) -> None:
    """Take out each `group`, `choice` and `interleave` that holds a single pattern.

    They say nothing, and libxml2 (2.14) does not finish compiling some grammars that have them.
    """
    single = [_rng(name) for name in ("group", "choice", "interleave")]
    for node in list(root.iter(*single)):
        inside, parent = _children(node), node.getparent()
        if len(inside) == 1 and parent is not None:
            _replace(node, inside[0])


def _names_of(node: Element) -> Names:
    name = node.get("name")
    if name is None:
        return _name_class(_children(node)[0])
    if node.tag == _rng("attribute"):
        return Names(_qualified(name.strip(), node.get("ns", ""), node))
    return Names(_qualified(name.strip(), _inherited(node, "ns"), node))


def _name_class(node: Element) -> Names:
    kind = node.tag.rpartition("}")[2]
    inside = _children(node)
    if kind == "name":
        return Names(_qualified((node.text or "").strip(), _inherited(node, "ns"), node))
    if kind == "choice":
        return Names(choices=tuple(map(_name_class, inside)))
    excepted = tuple(_name_class(part) for each in inside for part in _children(each))
    return Names(namespace=_inherited(node, "ns") if kind == "nsName" else None, excepted=excepted)


def _qualified(name: str, namespace: str, node: Element) -> str:
    prefix, colon, rest = name.partition(":")
    if colon:
        namespace = XML if prefix == "xml" else node.nsmap.get(prefix, "")
        name = rest
    return f"{{{namespace}}}{name}" if namespace else name


def _inherited(node: Element, attribute: str) -> str:
    around: Element | None = node
    while around is not None:
        if (value := around.get(attribute)) is not None:
            return value
        around = around.getparent()
    return ""


def _library(node: Element) -> str:
    return _inherited(node, "datatypeLibrary")


def _children(node: Element) -> list[Element]:
    return list(node.iterchildren(f"{{{RELAXNG}}}*"))


def _rng(name: str) -> str:
    return f"{{{RELAXNG}}}{name}"
