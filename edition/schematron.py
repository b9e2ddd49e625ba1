"""Schematron: the rules of a `.sch` file, or of a grammar that carries some, run on a document.

ISO/IEC 19757-3 with the query language binding `xslt` (XPath 1.0): patterns and rules, abstract ones too,
`let`, `phase`, `diagnostics`, `value-of`, `name`, `include`, `extends`, keys. A schema is put into one XSLT
stylesheet, a mode for each pattern, and run by libxslt; so variables, `key()` and `current()` mean what they
mean in XSLT. An expression that does not compile takes only its own rule out, with a finding that says so.
The identifier of an assertion is the code of its findings; the words of its diagnostics are their hint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lxml import etree

from edition.diagnostics import Diagnostic, Severity
from edition.document import Document, parse
from edition.errors import EditionError
from edition.tei import Element, folded, line_of, local

SCHEMATRON = "http://purl.oclc.org/dsdl/schematron"
XSLT = "http://www.w3.org/1999/XSL/Transform"
RELAXNG = "http://relaxng.org/ns/structure/1.0"

#: Query bindings whose expressions are XPath 1.0; a schema that names none means `xslt`.
BINDINGS = frozenset({"xslt", "xslt1", "exslt", "xpath", "xpath1"})

_READ_FILES_ONLY = etree.XSLTAccessControl(  # type: ignore[call-arg]
    read_network=False, write_network=False, write_file=False, create_dir=False
)

_SEVERITIES = {
    "fatal": Severity.error,
    "error": Severity.error,
    "warning": Severity.warning,
    "warn": Severity.warning,
    "nonfatal": Severity.warning,
    "info": Severity.info,
    "information": Severity.info,
    "hint": Severity.info,
}

_FUNCTIONS = frozenset(
    """last position count id local-name namespace-uri name string concat starts-with contains
    substring-before substring-after substring string-length normalize-space translate boolean not true
    false lang number sum floor ceiling round current document key format-number generate-id
    system-property element-available function-available unparsed-entity-uri""".split()
)
_NODE_TESTS = frozenset({"node", "text", "comment", "processing-instruction"})
_OPERATORS = frozenset({"and", "or", "div", "mod"})
_TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"|'[^']*')|\$(?P<variable>[\w.-]+(?::[\w.-]+)?)
    |(?P<name>[^\W\d][\w.-]*(?::(?!:)(?:[^\W\d][\w.-]*|\*))?)(?P<call>\s*\()?(?P<axis>\s*::)?""",
    re.VERBOSE,
)
_TO_ATTRIBUTES = re.compile(r"@|attribute\s*::")
_TO_OTHER_NODES = re.compile(r"(text|node|comment|processing-instruction)\s*\(")


class _Faulty(Exception):
    """An expression or a reference that cannot be used; says why."""


@dataclass(frozen=True)
class _Check:
    """An assert or report: what its findings are."""

    code: str
    severity: Severity


@dataclass(frozen=True)
class Rules:
    """The rules of one file, ready to run, and the findings about the file itself."""

    path: str
    faults: tuple[Diagnostic, ...]
    stylesheets: tuple[etree.XSLT, ...]
    checks: Mapping[str, _Check]

    def run(self, document: Document) -> list[Diagnostic]:
        """Return what the rules find in a document, in its order."""
        findings: list[Diagnostic] = []
        for stylesheet in self.stylesheets:
            try:
                result = stylesheet(document.root)
            except etree.XSLTApplyError as error:
                findings.append(_cannot_run(self.path, 0, _reason(error)))
                continue
            root = result.getroot()
            if root is not None:
                findings += [self._finding(document, found) for found in root]
        return findings

    def _finding(self, document: Document, found: Element) -> Diagnostic:
        check = self.checks[found.get("check", "")]
        message, hint = (folded(part.text or "") for part in found)
        return document.diagnostic(
            _at(document.root, found.get("at", "")),
            message,
            source="rules",
            code=check.code,
            severity=check.severity,
            hint=hint or None,
            attribute=found.get("attribute") or None,
        )


def rules(file: Path, phase: str = "") -> Rules:
    """Return the rules of a `.sch` file or of a `.rng` grammar with embedded rules; read once in a process.

    `phase` names the phase to run; "" is the schema's own default. Raises EditionError when the file cannot
    be read or is neither.
    """
    try:
        stamp = file.stat()
    except OSError as error:
        raise EditionError(f"the schema {file} cannot be read: {error.strerror}") from error
    return _rules(file, phase, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=64)
def _rules(file: Path, phase: str, _changed: int, _size: int) -> Rules:
    root = _parsed(file)
    embedded = root.tag != _sch("schema")
    if embedded and not root.tag.startswith(f"{{{RELAXNG}}}"):
        old = "; its namespace is that of Schematron before ISO" if _is_old(root) else ""
        raise EditionError(f"{file} is no ISO Schematron: its root is <{local(root)}>{old}")
    schema = _gathered(root) if embedded else root
    binding = schema.get("queryBinding", "xslt").lower()
    if binding not in BINDINGS:
        fault = _not_run(file, f"its rules are written for the query binding {binding}")
        return Rules(_shown(file), (fault,), (), {})
    compiler = _Compiler(_shown(file), schema, phase)
    if embedded and compiler.faults:  # a grammar cannot say which XPath its rules are in
        fault = _not_run(file, "its embedded rules are not all XPath 1.0")
        return Rules(_shown(file), (fault,), (), {})
    return compiler.rules()


def _is_old(root: Element) -> bool:
    return str(root.tag).startswith("{http://www.ascc.net/xml/schematron}")


def _parsed(file: Path) -> Element:
    try:
        root = parse(file.read_bytes())
        _include(root, file, (file,))
    except OSError as error:
        raise EditionError(f"the schema {file} cannot be read: {error}") from error
    except etree.XMLSyntaxError as error:
        raise EditionError(f"the schema {file} is not well-formed XML: {error.msg}") from error
    return root


def _include(root: Element, file: Path, around: tuple[Path, ...]) -> None:
    """Put the content of included local files in the place of the `include`."""
    for node in list(root.iter(_sch("include"), _sch("extends"))):
        href = node.get("href")
        parent = node.getparent()
        if href is None or parent is None:
            continue
        other = file.parent / href.partition("#")[0]
        if other in around:
            raise EditionError(f"the schema {file} includes itself, through {href}")
        found = parse(other.read_bytes())
        _include(found, other, (*around, other))
        content = list(found) if node.tag == _sch("extends") else [found]
        position = parent.index(node)
        parent.remove(node)
        for offset, part in enumerate(content):
            parent.insert(position + offset, part)


def _gathered(root: Element) -> Element:
    """Return the rules that a grammar carries as a schema of their own; lines stay those of the grammar."""
    schema = etree.Element(_sch("schema"))
    wanted = ("ns", "let", "pattern", "diagnostics")
    nodes = list(root.iter(*map(_sch, wanted)))
    seen = set(nodes)
    schema.extend(deepcopy(node) for node in nodes if not seen & set(node.iterancestors()))
    loose = [n for n in root.iter(_sch("rule")) if not seen & set(n.iterancestors())]
    for rule in loose:
        etree.SubElement(schema, _sch("pattern")).append(deepcopy(rule))
    return schema


class _Compiler:
    """Puts a schema into XSLT, and collects what of it cannot be used."""

    def __init__(self, path: str, schema: Element, phase: str) -> None:
        self.path = path
        self.schema = schema
        self.faults: list[Diagnostic] = []
        self.checks: dict[str, _Check] = {}
        self.namespaces = {
            node.get("prefix", ""): node.get("uri", "") for node in schema.iter(_sch("ns"))
        }
        self.hints = {n.get("id"): n for n in schema.iter(_sch("diagnostic"))}
        self.by_id = {n.get("id"): n for n in schema.iter(_sch("pattern"), _sch("rule"))}
        self.globals: list[Element] = []
        self.variables: set[str] = set()
        self._lets(schema, self.globals, self.variables)
        self.keys = [deepcopy(key) for key in schema.iter(f"{{{XSLT}}}key")]
        self.modes = [mode for pattern in self._active(phase) if (mode := self._mode(pattern))]

    def rules(self) -> Rules:
        """Return the schema compiled: as one stylesheet, or one for each pattern where that fails."""
        return Rules(self.path, tuple(self.faults), tuple(self._stylesheets()), self.checks)

    def _stylesheets(self) -> Iterator[etree.XSLT]:
        if not self.modes:
            return
        try:
            yield self._compiled(self.modes)
            return
        except etree.XSLTParseError:
            pass
        for mode in self.modes:
            try:
                yield self._compiled([mode])
            except etree.XSLTParseError as error:
                self.faults.append(_cannot_run(self.path, 0, _reason(error)))

    def _active(self, phase: str) -> list[Element]:
        patterns = [n for n in self.schema.iter(_sch("pattern")) if n.get("abstract") != "true"]
        wanted = phase or self.schema.get("defaultPhase", "#ALL")
        chosen = next((p for p in self.schema.iter(_sch("phase")) if p.get("id") == wanted), None)
        if wanted.startswith("#") or chosen is None:
            return patterns
        self._lets(chosen, self.globals, self.variables)
        active = {node.get("pattern") for node in chosen.iter(_sch("active"))}
        return [pattern for pattern in patterns if pattern.get("id") in active]

    def _compiled(self, modes: list[list[Element]]) -> etree.XSLT:
        known = {"xsl": XSLT, **{prefix: uri for prefix, uri in self.namespaces.items() if prefix}}
        sheet = etree.Element(_xsl("stylesheet"), nsmap=known, version="1.0")
        sheet.extend(deepcopy(node) for node in (*self.keys, *self.globals))
        start = etree.SubElement(sheet, _xsl("template"), match="/")
        findings = etree.SubElement(start, "findings")
        for mode in modes:
            name = mode[0].get("mode", "")
            etree.SubElement(findings, _xsl("apply-templates"), select="/", mode=name)
            sheet.extend(deepcopy(mode))
        return etree.XSLT(sheet, access_control=_READ_FILES_ONLY)

    def _mode(self, pattern: Element) -> list[Element]:
        """Return the templates of a pattern: one a rule, and one that walks on over everything else."""
        try:
            pattern = self._concrete(pattern)
        except _Faulty as fault:
            self._fault(pattern, str(fault))
            return []
        mode = f"p{len(self.globals)}.{len(self.checks)}"
        pattern = _apart(pattern, mode)
        variables = set(self.variables)
        self._lets(pattern, self.globals, variables)
        nodes = [n for n in pattern if n.tag == _sch("rule") and n.get("abstract") != "true"]
        step = _step(" ".join(node.get("context", "") for node in nodes))
        templates = []
        for number, rule in enumerate(nodes):
            if (template := self._template(rule, variables)) is not None:
                template.set("mode", mode)
                template.set("priority", str(len(nodes) - number))
                etree.SubElement(template, _xsl("apply-templates"), select=step, mode=mode)
                templates.append(template)
        if not templates:
            return []
        onward = etree.Element(_xsl("template"), match="@*|node()|/", mode=mode, priority="0")
        etree.SubElement(onward, _xsl("apply-templates"), select=step, mode=mode)
        return [*templates, onward]

    def _template(self, rule: Element, around: set[str]) -> Element | None:
        context = rule.get("context", "")
        try:
            self._usable(context, around)
            _match(context, self.namespaces)
        except _Faulty as fault:
            self._fault(rule, f'the context "{context}" cannot be used: {fault}')
            return None
        template = etree.Element(_xsl("template"), match=context)
        self._body(rule, template, set(around), ())
        return template

    def _body(
        self, rule: Element, template: Element, variables: set[str], around: tuple[Element, ...]
    ) -> None:
        """Write what a rule says, and what the rules say that it extends, into a template."""
        self._lets(rule, template, variables)
        for node in rule:
            try:
                if node.tag == _sch("extends"):
                    base = self.by_id.get(node.get("rule"))
                    if base is None or base in around:
                        raise _Faulty(f'there is no rule "{node.get("rule")}" to extend')
                    self._body(base, template, variables, (*around, rule))
                elif node.tag in (_sch("assert"), _sch("report")):
                    template.append(self._check(node, rule, variables))
            except _Faulty as fault:
                self._fault(node, str(fault))

    def _check(self, node: Element, rule: Element, variables: set[str]) -> Element:
        test = node.get("test", "")
        self._usable(test, variables)
        key = f"c{len(self.checks)}"
        condition = test if node.tag == _sch("report") else f"not({test})"
        branch = etree.Element(_xsl("if"), test=condition)
        finding = etree.SubElement(branch, "finding", check=key)
        place = _place(finding, node.get("subject") or rule.get("subject") or ".")
        self._usable(place, variables)
        self._words(node, etree.SubElement(finding, "message"), variables)
        hint = etree.SubElement(finding, "hint")
        for reference in node.get("diagnostics", "").split():
            if reference in self.hints:
                self._words(self.hints[reference], hint, variables)
        role = node.get("role") or rule.get("role") or ""
        severity = _SEVERITIES.get(role.lower(), Severity.error)
        self.checks[key] = _Check(_code(node), severity)
        return branch

    def _words(self, node: Element, target: Element, variables: set[str]) -> None:
        """Write the words of a message into a template, its `value-of` and `name` as XSLT."""
        etree.SubElement(target, _xsl("text")).text = node.text or ""
        for part in node:
            if part.tag == _sch("value-of"):
                select = part.get("select", ".")
                self._usable(select, variables)
                etree.SubElement(target, _xsl("value-of"), select=select)
            elif part.tag == _sch("name"):
                path = f"name({part.get('path', '.')})"
                self._usable(path, variables)
                etree.SubElement(target, _xsl("value-of"), select=path)
            elif isinstance(part.tag, str):
                self._words(part, target, variables)
            etree.SubElement(target, _xsl("text")).text = part.tail or ""

    def _lets(self, node: Element, target: Element | list[Element], variables: set[str]) -> None:
        for let in node.findall(_sch("let")):
            name, value = let.get("name", ""), let.get("value")
            variable = etree.Element(_xsl("variable"), name=name)
            try:
                if value is None:
                    variable.extend(deepcopy(part) for part in let)
                    variable.text = let.text
                else:
                    self._usable(value, variables)
                    variable.set("select", value)
            except _Faulty as fault:
                self._fault(let, f'the variable "{name}" cannot be used: {fault}')
                continue
            variables.add(name)
            target.append(variable)

    def _concrete(self, pattern: Element) -> Element:
        """Return a pattern, or the abstract one it is made from with its parameters filled in."""
        if not (name := pattern.get("is-a")):
            return pattern
        abstract = self.by_id.get(name)
        if abstract is None:
            raise _Faulty(f'there is no abstract pattern "{name}"')
        values = {n.get("name", ""): n.get("value", "") for n in pattern.iter(_sch("param"))}
        return _filled(abstract, values)

    def _usable(self, expression: str, variables: Iterable[str]) -> None:
        """Raise _Faulty, saying why, for an expression that XPath 1.0 does not know how to run here."""
        if not expression.strip():
            raise _Faulty("the expression is empty")
        if wrong := _unknown(expression, self.namespaces, frozenset(variables)):
            raise _Faulty(wrong)
        try:
            etree.XPath(expression, namespaces={k: v for k, v in self.namespaces.items() if k})
        except etree.XPathSyntaxError as error:
            raise _Faulty(f'"{expression}" is no XPath 1.0') from error

    def _fault(self, node: Element, reason: str) -> None:
        self.faults.append(_cannot_run(self.path, line_of(node), reason))


def _unknown(
    expression: str, namespaces: Mapping[str, str], variables: frozenset[str]
) -> str | None:
    """Return, in words, the first prefix, function or variable in an expression that is not declared."""
    for found in _TOKEN.finditer(expression):
        if (variable := found["variable"]) is not None:
            if variable not in variables:
                return f"the variable ${variable} is not declared"
            continue
        if (name := found["name"]) is None or found["axis"]:
            continue
        prefix, colon, _ = name.partition(":")
        if colon and prefix not in namespaces and prefix != "xml":
            return f"the prefix {prefix}: is not declared by <ns>"
        if found["call"] and not colon and name not in _FUNCTIONS | _NODE_TESTS | _OPERATORS:
            return f"XPath 1.0 has no function {name}()"
    return None


@lru_cache(maxsize=1024)
def _match_pattern(context: str, namespaces: tuple[tuple[str, str], ...]) -> str | None:
    sheet = etree.Element(
        _xsl("stylesheet"), nsmap={"xsl": XSLT, **dict(namespaces)}, version="1.0"
    )
    etree.SubElement(sheet, _xsl("template"), match=context)
    try:
        etree.XSLT(sheet)
    except etree.XSLTParseError as error:
        return _reason(error)
    return None


def _match(context: str, namespaces: Mapping[str, str]) -> None:
    known = tuple((prefix, uri) for prefix, uri in namespaces.items() if prefix)
    if _match_pattern(context, known):
        raise _Faulty("a context selects nodes by their names and those around them")


def _step(contexts: str) -> str:
    """Return which nodes to walk over so that all these contexts are met: no more than it takes."""
    nodes = "node()" if _TO_OTHER_NODES.search(contexts) else "*"
    return f"@*|{nodes}" if _TO_ATTRIBUTES.search(contexts) else nodes


def _place(finding: Element, subject: str) -> str:
    """Have a finding say where it is: by the positions of the elements down to it, and its attribute."""
    around = etree.SubElement(finding, _xsl("for-each"), select=f"({subject})[1]")
    at = etree.SubElement(around, _xsl("attribute"), name="at")
    steps = etree.SubElement(at, _xsl("for-each"), select="ancestor-or-self::*")
    etree.SubElement(steps, _xsl("value-of"), select="concat(count(preceding-sibling::*), ' ')")
    attribute = etree.SubElement(around, _xsl("if"), test="count(.|../@*) = count(../@*)")
    value = etree.SubElement(attribute, _xsl("attribute"), name="attribute")
    etree.SubElement(value, _xsl("value-of"), select="name()")
    return subject


def _at(root: Element, steps: str) -> Element:
    """Return the element that a finding's place names; the root's own step is the first."""
    node = root
    for step in steps.split()[1:]:
        node = next(c for n, c in enumerate(node.iterchildren(etree.Element)) if n == int(step))
    return node


def _filled(pattern: Element, values: Mapping[str, str]) -> Element:
    """Return a copy of a pattern, each `$name` in its attributes replaced by the value of that name."""

    def value(found: re.Match[str]) -> str:
        return values.get(found[1], found[0])

    filled = deepcopy(pattern)
    for node in filled.iter(etree.Element):
        for attribute, text in node.items():
            node.set(attribute, re.sub(r"\$([\w.-]+)", value, str(text)))
    return filled


def _apart(pattern: Element, mode: str) -> Element:
    """Return a pattern with its own variables named after its mode: in XSLT they are known to all."""
    names = {let.get("name", "") for let in pattern.findall(_sch("let"))}
    if not names:
        return pattern
    apart = _filled(pattern, {name: f"${name}.{mode}" for name in names})
    for let in apart.findall(_sch("let")):
        let.set("name", f"{let.get('name')}.{mode}")
    return apart


def _code(node: Element) -> str:
    words = re.sub(r"[^A-Za-z0-9]+", "-", node.get("id") or "").strip("-")
    return words or "rule"


def _shown(file: Path) -> str:
    """Return a file's path as messages name it: from the folder in which the command runs, if it lies there."""
    here = Path.cwd()
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)


def _not_run(file: Path, reason: str) -> Diagnostic:
    return Diagnostic(
        _shown(file), 0, 0, Severity.warning, "rules", "rules-not-run",
        f"the rules of this schema did not run: {reason}",
        "This version runs rules in XPath 1.0 (queryBinding=\"xslt\").",
    )  # fmt: skip


def _cannot_run(path: str, line: int, reason: str) -> Diagnostic:
    return Diagnostic(
        path, line, 1 if line else 0, Severity.error, "rules", "rule-not-run",
        f"a rule of this schema cannot run: {reason}",
        "Mend the expression; the other rules have run.",
    )  # fmt: skip


def _reason(error: etree.LxmlError) -> str:
    return folded(str(error)) or "libxslt gives no reason"


def _sch(name: str) -> str:
    return f"{{{SCHEMATRON}}}{name}"


def _xsl(name: str) -> str:
    return f"{{{XSLT}}}{name}"
