"""A schema read: the rules of a `.sch` file, or those that a grammar carries, as values.

ISO/IEC 19757-3, clauses 5.4 (core elements) and 5.5 (ancillary elements), and the reduction of clause 6 to a
schema in minimal form: what is included stands in its place, abstract patterns and rules are filled in, the
patterns are those of the phase chosen. What refers to nothing is a fault, with the file and the line of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import unquote, urljoin

from lxml import etree

from edition.diagnostics import Diagnostic, Severity
from edition.document import parse
from edition.errors import EditionError
from edition.pointers import is_file, nearest, real, scheme
from edition.schemas import ill_formed
from edition.schematron.variables import Variables, as_declared
from edition.tei import XML_ID, Element, folded, line_of, local

#: The elements of Schematron: those of ISO/IEC 19757-3 from 2006 to 2025, and `key` of Schematron 1.5.
_ELEMENTS = frozenset(
    "active assert diagnostic diagnostics dir emph extends group include key let library name ns p param pattern phase"
    " properties property report rule rules schema span title value-of".split()
)

#: The namespace of Schematron.
SCHEMATRON = "http://purl.oclc.org/dsdl/schematron"
#: The namespace of Schematron 1.5, before it was a standard; its elements mean the same.
BEFORE_ISO = "http://www.ascc.net/xml/schematron"
XSLT = "http://www.w3.org/1999/XSL/Transform"
RELAXNG = "http://relaxng.org/ns/structure/1.0"

_SEVERITIES = {
    "fatal": Severity.error,
    "critical": Severity.error,
    "error": Severity.error,
    "err": Severity.error,
    "warning": Severity.warning,
    "warn": Severity.warning,
    "caution": Severity.warning,
    "nonfatal": Severity.warning,
    "info": Severity.info,
    "information": Severity.info,
    "informational": Severity.info,
    "hint": Severity.info,
    "note": Severity.info,
}
#: The elements of XSLT that may stand in a schema beside its patterns.
_DECLARATIONS = frozenset(
    "accumulator decimal-format function import include key output param variable".split()
)
_XML = "http://www.w3.org/XML/1998/namespace"
_BASE = f"{{{_XML}}}base"
#: What the root of a stylesheet says for all that stands in it (XSLT 3.0, section 3.4).
_FOR_ALL = frozenset("default-collation default-mode expand-text xpath-default-namespace".split())
_NAME = re.compile(r"[^\W\d][\w.\-·]*")
_QNAME = re.compile(rf"(?:{_NAME.pattern}:)?{_NAME.pattern}")
_TWICE = "is declared twice"
_MEND_NAME = "Mend the name; the other rules have run."
_RENAME = "Give it another name; the other rules have run."
#: The phase of all patterns (clause 5.4.10).
_ALL = "#ALL"
#: Says, on an element that came from another file, which.
_FROM = "{urn:edition:schematron}from"


@dataclass(frozen=True, eq=False)
class Part:
    """Something in a schema that can be left out when it is of no use: where it stands, and what it is."""

    path: str
    line: int
    what: str


@dataclass(frozen=True, eq=False)
class Let(Part):
    """A variable: what the stylesheet calls it, the expression of its value, or its content."""

    name: str
    value: str | None
    content: Element
    type: str | None


@dataclass(frozen=True, eq=False)
class Check(Part):
    """An assert or a report: when it finds something, where, and what it says then."""

    test: str
    is_report: bool
    subject: str
    words: Element
    hints: tuple[Element, ...]
    code: str
    severity: Severity

    @property
    def unsaid(self) -> str:
        """What a finding says of a check without words."""
        return f"{self.what} {'holds' if self.is_report else 'does not hold'} here"

    def expressions(self) -> Iterator[str]:
        """Yield every expression of it."""
        yield self.test
        yield self.subject
        for said in (self.words, *self.hints):
            for node in said.iter(_sch("value-of"), _sch("name")):
                yield selected(node)


@dataclass(frozen=True, eq=False)
class Rule(Part):
    """The nodes it is about, and its variables and checks in their order."""

    context: str
    parts: tuple[Let | Check, ...]


@dataclass(frozen=True, eq=False)
class Pattern(Part):
    """Rules of which the first that matches a node is the node's; `documents` names others than the one at hand."""

    lets: tuple[Let, ...]
    rules: tuple[Rule, ...]
    documents: str

    def all(self) -> Iterator[Part]:
        """Yield its variables, and its rules with all that is in them."""
        yield from self.lets
        for rule in self.rules:
            yield rule
            yield from rule.parts


@dataclass(frozen=True, eq=False)
class Declaration(Part):
    """What XSLT itself declares: a key, a function."""

    element: Element


@dataclass(frozen=True)
class Schema:
    """What is to be run of a schema. `binding` is "" where the file has no way to say it."""

    file: Path
    path: str
    binding: str
    namespaces: Mapping[str, str]
    declarations: tuple[Declaration, ...]
    lets: tuple[Let, ...]
    patterns: tuple[Pattern, ...]
    faults: tuple[Diagnostic, ...]

    def all(self, *kinds: type[Part]) -> Iterator[Part]:
        """Yield the parts of these kinds, in the order of the schema."""
        for part in (*self.lets, *(within for one in self.patterns for within in one.all())):
            if isinstance(part, kinds):
                yield part

    def prefixes(self, known: Mapping[str, str]) -> dict[str, str]:
        """Return the prefixes of a stylesheet: those known to it, those of the schema, and second ones for the same namespaces.

        XSLT in the schema declares its other prefixes itself; of two for one namespace, lxml leaves it only the first.
        """
        found = {**known, **{prefix: uri for prefix, uri in self.namespaces.items() if prefix}}
        for one in self.declarations:
            for prefix, uri in one.element.nsmap.items():
                if prefix and uri in found.values():
                    found.setdefault(prefix, uri)
        return found

    def expressions(self) -> Iterator[str]:
        """Yield every expression: of contexts, variables, tests and messages."""
        for part in self.all(Part):
            if isinstance(part, Rule):
                yield part.context
            elif isinstance(part, Let):
                yield part.value or ""
            elif isinstance(part, Check):
                yield from part.expressions()


def read(file: Path, phase: str = "") -> Schema:
    """Return the rules in a file that its phase, or the one named, makes active.

    Raises EditionError when the file cannot be read or has no place for rules.
    """
    root, is_bound = _rooted(file)
    return _Reader(file, root, is_bound).schema(phase)


def phases(file: Path) -> tuple[str, ...]:
    """Return the names of a schema's phases. Raises EditionError as `read` does."""
    root, _ = _rooted(file)
    return tuple(node.get("id", "") for node in root.iter(_sch("phase")))


def selected(node: Element) -> str:
    """Return the expression whose value a `value-of` or `name` puts into a message."""
    if node.tag == _sch("name"):
        return f"name({node.get('path', '.')})"
    return node.get("select", ".")


def _rooted(file: Path) -> tuple[Element, bool]:
    """Return the `<schema>` of a file, and whether it can say which XPath its rules are written in."""
    root = _parsed(file)
    if str(root.tag).startswith(f"{{{RELAXNG}}}"):
        return _gathered(root, file), False
    is_iso = not str(root.tag).startswith(f"{{{BEFORE_ISO}}}")
    if not is_iso:
        _as_iso(root)
    if root.tag != _sch("schema"):
        raise EditionError(f"{file} is no ISO Schematron: its root is <{local(root)}>")
    _include(root, file, (real(file),))
    return root, is_iso


def _parsed(file: Path) -> Element:
    data = b""
    try:
        data = file.read_bytes()
        return parse(data)
    except OSError as error:
        raise EditionError(f"the schema {file} cannot be read: {error.strerror}") from error
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ill_formed(file, data, error) from error


def _as_iso(root: Element) -> None:
    for node in root.iter(f"{{{BEFORE_ISO}}}*"):
        node.tag = _sch(local(node))


def _include(root: Element, file: Path, around: tuple[Path, ...]) -> None:
    """Put the content of included local files in the place of the `include`, the `extends` or the `xsl:include`."""
    wanted = (_sch("include"), _sch("extends"), _xsl("include"), _xsl("import"))
    for node in list(root.iter(*wanted)):
        href, parent = node.get("href"), node.getparent()
        if href is None or parent is None:
            continue
        name, _, fragment = href.partition("#")
        if scheme(name):
            raise EditionError(
                f"the schema {file} includes {href}, which is not a local file: nothing is fetched"
            )
        other = file.parent / unquote(name) if name else file
        if real(other) in around:
            raise EditionError(f"the schema {file} includes itself, through {href}")
        if not is_file(other):
            raise EditionError(
                f"the schema {file} includes {href}, which cannot be read: there is no such file"
            )
        found = _parsed(other)
        _as_iso(found)
        _include(found, other, (*around, real(other)))
        part = _part(found, fragment)
        if part is None:
            raise EditionError(f"the schema {file} includes {href}, where nothing has this id")
        for inner in part.iter(etree.Element):
            inner.set(_FROM, inner.get(_FROM) or _shown(other))
        if node.tag == _sch("include"):
            content = [part]
        elif node.tag == _sch("extends"):
            content = list(part)
        else:
            content = list(_declared_in(part, other))
        _replace(parent, node, content)


def _declared_in(sheet: Element, file: Path) -> Iterator[Element]:
    """Yield what stands in a stylesheet, each with what its root says for all, and with where it lies."""
    for_all = {name: sheet.get(name, "") for name in _FOR_ALL if name in sheet.attrib}
    base = urljoin(file.absolute().as_uri(), sheet.get(_BASE, ""))
    for node in sheet.iterchildren(etree.Element):
        own = _with_prefixes(node)
        for name, value in for_all.items():
            own.set(name, node.get(name, value))
        own.set(_BASE, urljoin(base, node.get(_BASE, "")))
        yield own


def _with_prefixes(node: Element) -> Element:
    """Return a copy of an element that declares the prefixes known around it: expressions in it use them, and it is moved."""
    copy = etree.Element(node.tag, nsmap=cast("Mapping[str, str]", node.nsmap))
    for name, value in node.items():
        copy.set(name, value)
    copy.text, copy.sourceline = node.text, node.sourceline
    copy.extend(deepcopy(inner) for inner in node)
    return copy


def _part(root: Element, fragment: str) -> Element | None:
    if not fragment:
        return root
    known = (n for n in root.iter(etree.Element) if fragment in (n.get("id"), n.get(XML_ID)))
    return next(known, None)


def _replace(parent: Element, node: Element, content: list[Element]) -> None:
    position = parent.index(node)
    parent.remove(node)
    for offset, part in enumerate(content):
        parent.insert(position + offset, part)


def _gathered(root: Element, file: Path) -> Element:
    """Return the rules that a grammar carries, and those that it includes, as a schema of their own."""
    schema = etree.Element(_sch("schema"))
    for inner, overridden in _grammars(root, file, (real(file),)):
        _as_iso(inner)
        _include(inner, file, (real(file),))
        for node in _outermost(inner):
            around = node.iterancestors(f"{{{RELAXNG}}}define")
            if overridden.isdisjoint(define.get("name", "") for define in around):
                schema.append(deepcopy(node))
    return schema


def _grammars(
    root: Element, file: Path, around: tuple[Path, ...]
) -> Iterator[tuple[Element, frozenset[str]]]:
    """Yield a grammar and the local ones that it includes, each with the names that are defined anew around it."""
    yield root, frozenset()
    for node in root.iter(f"{{{RELAXNG}}}include", f"{{{RELAXNG}}}externalRef"):
        href = node.get("href", "")
        other = file.parent / unquote(href)
        if not href or scheme(href) or real(other) in around or not other.is_file():
            continue  # what there is to say about it, the grammar's own check says
        anew = frozenset(n.get("name", "") for n in node.iter(f"{{{RELAXNG}}}define"))
        found = _parsed(other)
        for inner in found.iter(etree.Element):
            inner.set(_FROM, _shown(other))
        for inner, names in _grammars(found, other, (*around, real(other))):
            yield inner, names | anew


def _outermost(root: Element) -> Iterator[Element]:
    """Yield the parts of Schematron in a grammar that stand in no other; a loose rule in a pattern of its own."""
    taken: set[Element] = set()
    for node in root.iter(f"{{{SCHEMATRON}}}*", f"{{{XSLT}}}*"):
        if any(one in taken for one in node.iterancestors()):
            continue
        taken.add(node)
        if node.tag in (_sch("rule"), _sch("assert"), _sch("report")):
            pattern = etree.Element(_sch("pattern"))
            pattern.append(deepcopy(node))
            yield pattern
        elif node.tag == _sch("schema"):
            yield from node.iterchildren(etree.Element)
        else:
            yield node


class _Reader:
    """Turns a `<schema>` into values, and collects what of it refers to nothing."""

    def __init__(self, file: Path, root: Element, is_bound: bool) -> None:
        self.file = file
        self.path = _shown(file)
        self.root = root
        self.binding = root.get("queryBinding", "xslt").lower() if is_bound else ""
        self.hints = {n.get("id", ""): n for n in root.iter(_sch("diagnostic"))}
        self.rules = {n.get("id"): n for n in root.iter(_sch("rule"))}
        self.named = {n.get("id"): n for n in root.iter(_sch("pattern"), _sch("group"))}
        self.faults: list[Diagnostic] = []
        self.variables = Variables()
        self.lets: list[Let] = []

    def schema(self, phase: str) -> Schema:
        self._strangers()
        chosen, patterns = self._active(phase)
        declared: set[str] = set()
        for node in (self.root, *chosen):
            self.lets += self._lets(node, self.variables, declared)
        declarations = tuple(self._declarations(declared))
        found = tuple(made for pattern in patterns for made in self._patterns(pattern))
        return Schema(
            self.file, self.path, self.binding,
            dict(self._namespaces()), declarations, tuple(self.lets), found, tuple(self.faults),
        )  # fmt: skip

    def _strangers(self) -> None:
        """Find what is called like no element of Schematron: what it was to say would be passed over in silence."""
        rooms = self.root.iter(*map(_sch, ("schema", "pattern", "group", "rule", "phase")))
        for node in (one for room in rooms for one in room.iterchildren(_sch("*"))):
            if local(node) not in _ELEMENTS:
                near = nearest(local(node), _ELEMENTS)
                meant = f"; did you mean <{near}>?" if near else ""
                self._fault(
                    node, f"<{local(node)}> is no element of Schematron{meant}",
                    _MEND_NAME,
                )  # fmt: skip

    def _active(self, phase: str) -> tuple[list[Element], list[Element]]:
        """Return the phase that is to run, if there is one, and the patterns that are active then."""
        patterns = [
            node
            for node in self.root.iter(_sch("pattern"), _sch("group"))
            if node.get("abstract") != "true"
        ]
        known = {node.get("id"): node for node in self.root.iter(_sch("phase"))}
        default = self.root.get("defaultPhase", _ALL)
        wanted = default if phase in ("", "#DEFAULT") else phase
        if phase and known and wanted not in (*known, _ALL):
            self._no_phase(f'"{phase}"; its default has run', known)
            wanted = default
        if wanted == default and default not in (*known, _ALL):
            said = f'"{default}", which is to be its default; all rules have run'
            self._no_phase(said, known, line_of(self.root))
        if (chosen := known.get(wanted)) is None:
            return [], patterns
        active = {node.get("pattern", ""): node for node in chosen.iter(_sch("active"))}
        found = [pattern for pattern in patterns if pattern.get("id") in active]
        for name, node in active.items():
            if name not in (pattern.get("id") for pattern in found):
                what = f'there is no pattern "{name}" that the phase "{wanted}" could make active'
                self._fault(node, what + self._meant(name, "pattern", "group"), _MEND_NAME)
        return [chosen], found

    def _namespaces(self) -> Iterator[tuple[str, str]]:
        for node in self.root.iter(_sch("ns")):
            prefix, uri = node.get("prefix", ""), node.get("uri", "")
            if not _is_namespace(prefix, uri):
                self._fault(node, f'<ns prefix="{prefix}" uri="{uri}"> declares no prefix')
            elif (prefix, uri) != ("xml", _XML) and (prefix in ("xml", "xmlns") or uri == _XML):
                self._fault(node, f"the prefix {prefix}: cannot stand for {uri}")
            elif prefix != "xml":
                yield prefix, uri

    def _declarations(self, declared: set[str]) -> Iterator[Declaration]:
        """Yield what is declared in XSLT; `declared` are the variables that there are already."""
        for node in self.root.iter(f"{{{XSLT}}}*"):
            parent, kind, name = node.getparent(), local(node), node.get("name", "")
            if parent is None or parent.tag not in (_sch("schema"), _sch("pattern")):
                continue
            if kind not in _DECLARATIONS:
                self._fault(node, f"<xsl:{kind}> cannot stand here")
            elif kind in ("param", "variable") and name in declared:
                self._fault(node, f'the variable "{name}" {_TWICE}', _RENAME)
            else:
                if kind in ("param", "variable"):
                    declared.add(self.variables.declare(name))
                yield Declaration(*self._at(node), f"<xsl:{kind}>", _with_prefixes(node))

    def _patterns(self, node: Element) -> Iterator[Pattern]:
        """Yield a pattern; of a group, of which every rule counts, one pattern a rule."""
        try:
            node = self._concrete(node)
        except LookupError as fault:
            self._fault(node, str(fault.args[0]), _MEND_NAME)
            return
        variables = self.variables.inside()
        lets = tuple(self._lets(node, variables, set()))
        rules = tuple(
            self._rule(rule, node, variables)
            for rule in node.iterchildren(_sch("rule"))
            if rule.get("abstract") != "true"
        )
        for loose in node.iterchildren(_sch("assert"), _sch("report")):
            self._fault(
                loose,
                f"this <{local(loose)}> stands in no <rule>, which would say what it is about",
            )
        documents = variables.expression(node.get("documents", ""))
        if node.tag == _sch("pattern"):
            yield Pattern(*self._at(node), "this pattern", lets, rules, documents)
            return
        self.lets += lets
        for rule in rules:
            yield Pattern(*self._at(node), "this group", (), (rule,), documents)

    def _concrete(self, pattern: Element) -> Element:
        """Return a pattern, or the abstract one it is made from with its parameters filled in."""
        if not (name := pattern.get("is-a")):
            return pattern
        abstract = self.named.get(name)
        if abstract is None:
            meant = self._meant(name, "pattern")
            raise LookupError(f'there is no abstract pattern "{name}"{meant}')
        given = (*abstract.iterchildren(_sch("param")), *pattern.iterchildren(_sch("param")))
        return filled(abstract, {n.get("name", ""): n.get("value", "") for n in given})

    def _rule(self, node: Element, pattern: Element, around: Variables) -> Rule:
        context = node.get("context", "")
        parts = tuple(self._parts(node, pattern, Variables(around.called)))
        what = f'the context "{context}"'
        return Rule(*self._at(node), what, around.expression(context), parts)

    def _parts(
        self,
        rule: Element,
        pattern: Element,
        variables: Variables,
        extending: tuple[Element, ...] = (),
    ) -> Iterator[Let | Check]:
        """Yield what a rule says, and what the rules say that it extends; their variables are known in it from there on."""
        own: set[str] = set()
        yield from self._lets(rule, variables, own)
        for node in rule.iterchildren(etree.Element):
            if node.tag == _sch("extends"):
                base = self._base(node, pattern, (*extending, rule))
                if base is None:
                    continue
                within = variables.inside()
                yield from self._parts(base, pattern, within, (*extending, rule))
                variables.called = within.called | {name: variables.called[name] for name in own}
            elif node.tag in (_sch("assert"), _sch("report")):
                yield self._check(node, rule, pattern, variables)

    def _base(
        self, node: Element, pattern: Element, extending: tuple[Element, ...]
    ) -> Element | None:
        """Return the rule that an `extends` names: of the pattern at hand, filled in as that is, before those elsewhere.

        None, with a fault, where there is none, or where it is one of those that it is to extend.
        """
        if not (name := node.get("rule", "")):
            self._fault(node, "this <extends> names no rule", _MEND_NAME)
            return None
        own = (rule for rule in pattern.iterchildren(_sch("rule")) if rule.get("id") == name)
        base = next(own, self.rules.get(name))
        if base is None:
            meant = self._meant(name, "rule")
            self._fault(node, f'there is no rule "{name}" to extend{meant}', _MEND_NAME)
        elif base in extending:
            self._fault(node, f'the rule "{name}" extends itself', _MEND_NAME)
            return None
        return base

    def _check(self, node: Element, rule: Element, pattern: Element, variables: Variables) -> Check:
        test = node.get("test", "")
        named = node.get("diagnostics", "").split()
        for name in named:
            if name not in self.hints:
                self._no_hint(node, name)
        hints = tuple(variables.element(self.hints[name]) for name in named if name in self.hints)
        subject = node.get("subject") or rule.get("subject") or "."
        return Check(
            *self._at(node), f'the test "{test}"', variables.expression(test), node.tag == _sch("report"),
            variables.expression(subject), variables.element(node), hints, _code(node, rule, pattern), _severity(node, rule),
        )  # fmt: skip

    def _lets(self, node: Element, variables: Variables, declared: set[str]) -> Iterator[Let]:
        """Yield the variables of an element, which join those known there and the names `declared` with it."""
        for let in node.iterchildren(_sch("let")):
            name, value = let.get("name", ""), let.get("value")
            what = f'the variable "{name}"'
            if name in declared or not _QNAME.fullmatch(name):
                reason = _TWICE if name in declared else "has no name that XPath knows"
                self._fault(let, f"{what} {reason}", _RENAME)
                continue
            declared.add(name)
            value = value if value is None else variables.expression(value)
            content = variables.element(let)
            called = variables.declare(name)
            yield Let(*self._at(let), what, called, value, content, let.get("as"))

    def _meant(self, name: str, *kinds: str) -> str:
        """Return words that ask whether another element of these kinds is meant, whose id looks most like a name."""
        near = nearest(name, (node.get("id", "") for node in self.root.iter(*map(_sch, kinds))))
        return f'; did you mean "{near}"?' if near and near != name else ""

    def _no_phase(self, said: str, known: Iterable[str | None], line: int = 0) -> None:
        """Say that there is no phase of a name, and what has run instead."""
        names = ", ".join(filter(None, known))
        found = Diagnostic(
            self.path, line, min(line, 1), Severity.error, "rules", "no-such-phase",
            f"this schema has no phase {said}", f"It has {names}." if names else "It has none.",
        )  # fmt: skip
        self.faults.append(found)

    def _no_hint(self, check: Element, name: str) -> None:
        """Say that a check names words that there are not; it runs without."""
        path, line = self._at(check)
        near = self._meant(name, "diagnostic")
        found = Diagnostic(
            path, line, min(line, 1), Severity.warning, "rules", "no-such-diagnostic",
            f'there is no <diagnostic id="{name}">, whose words a rule of this schema is to show{near}',
            "Mend the name, or write it; the rule has run.",
        )  # fmt: skip
        self.faults.append(found)

    def _at(self, node: Element) -> tuple[str, int]:
        return node.get(_FROM) or self.path, line_of(node)

    def _fault(self, node: Element, reason: str, hint: str = "") -> None:
        self.faults.append(cannot_run(*self._at(node), reason, hint))


def filled(pattern: Element, values: Mapping[str, str]) -> Element:
    """Return a copy of a pattern, each `$name` in its attributes replaced by the value of that name."""

    def value(found: re.Match[str]) -> str:
        return values.get(found[1], found[0])

    copy = deepcopy(pattern)
    for node in copy.iter(etree.Element):
        for attribute, text in node.items():
            node.set(attribute, re.sub(r"\$([\w.-]+)", value, str(text)))
    return copy


def _is_namespace(prefix: str, uri: str) -> bool:
    try:
        etree.Element("any", nsmap={prefix or "any": uri})
    except ValueError:
        return False
    return bool(uri)


def _code(*nodes: Element) -> str:
    """Return the code of a check: its id, or that of what it stands in, in words with hyphens; else `rule`."""
    named = next(filter(None, (node.get("id") for node in nodes)), "")
    return re.sub(r"[^A-Za-z0-9]+", "-", named).strip("-") or "rule"


def _severity(node: Element, rule: Element) -> Severity:
    """Return how much a check weighs: as its `severity` says (of 2025), its `role`, or its `flag`, or the rule's."""
    for one in (node, rule):
        for name in ("severity", "role", "flag"):
            if (known := _SEVERITIES.get(one.get(name, "").lower())) is not None:
                return known
    return Severity.error


def _shown(file: Path) -> str:
    """Return a file's path as messages name it: from the folder in which the command runs, if it lies there."""
    here = Path.cwd()
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)


def not_run(path: str, reason: str, hint: str) -> Diagnostic:
    """Return the finding that no rule of a schema ran."""
    return Diagnostic(
        path, 0, 0, Severity.warning, "rules", "rules-not-run",
        f"the rules of this schema did not run: {reason}", hint,
    )  # fmt: skip


def none_ran(path: str, reason: str) -> Diagnostic:
    """Return the finding that something keeps all rules of a schema from running, and it is not known where it stands."""
    return cannot_run(path, 0, reason, "Mend it; until then no rule of this schema runs.")


def cannot_run(path: str, line: int, reason: str, hint: str = "") -> Diagnostic:
    """Return the finding that a rule of a schema is of no use, at its place."""
    return Diagnostic(
        path, line, 1 if line else 0, Severity.error, "rules", "rule-not-run",
        f"a rule of this schema cannot run: {folded(as_declared(reason))}",
        hint or "Mend the expression; the other rules have run.",
    )  # fmt: skip


def _sch(name: str) -> str:
    return f"{{{SCHEMATRON}}}{name}"


def _xsl(name: str) -> str:
    return f"{{{XSLT}}}{name}"
