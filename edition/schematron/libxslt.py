"""Rules in XPath 1.0, put into one XSLT 1.0 stylesheet, a mode for each pattern, and run by libxslt.

So variables, `key()` and `current()` mean what they mean in XSLT (ISO/IEC 19757-3, annex C, the default query
language binding). Whether an expression can be used is looked at before: libxslt says of a stylesheet
only that it will not have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from edition.diagnostics import Diagnostic
from edition.document import Document
from edition.schematron.schema import (
    XSLT,
    Check,
    Let,
    Part,
    Pattern,
    Rule,
    Schema,
    cannot_run,
    none_ran,
)
from edition.schematron.stylesheet import findings, say, xsl
from edition.schematron.variables import without_value
from edition.tei import Element, folded

EXSLT = "http://exslt.org/common"

#: Namespaces of our own sheets, under prefixes such as nobody takes for his.
_OWN = {
    "__xslt": XSLT,
    "__exslt": EXSLT,
    "__func": "http://exslt.org/functions",
    "__str": "http://exslt.org/strings",
    "__own": "urn:edition:schematron",
}
#: `id()` of XPath 1.0 (section 4.1), found by `xml:id`: the one of libxslt knows only the ids that its parser marks, and asked
#: for these, it refuses files with faulty ones. Each word of a string, or of the string of each node, is an id.
_IDS = f"""
<__xslt:stylesheet version="1.0" {" ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _OWN.items())}>
  <__xslt:key name="__id" match="*[@xml:id]" use="normalize-space(@xml:id)"/>
  <__func:function name="__own:id">
    <__xslt:param name="here"/>
    <__xslt:param name="ids"/>
    <__xslt:variable name="words">
      <__xslt:for-each select="__exslt:node-set($ids)">
        <__xslt:copy-of select="__str:tokenize(.)"/>
      </__xslt:for-each>
    </__xslt:variable>
    <__xslt:for-each select="$here">
      <__func:result select="key('__id', __exslt:node-set($words)/*)"/>
    </__xslt:for-each>
  </__func:function>
</__xslt:stylesheet>"""

_READ_FILES_ONLY = etree.XSLTAccessControl(  # type: ignore[call-arg]
    read_network=False, write_network=False, write_file=False, create_dir=False
)

_FUNCTIONS = frozenset(
    """last position count id local-name namespace-uri name string concat starts-with contains
    substring-before substring-after substring string-length normalize-space translate boolean not true
    false lang number sum floor ceiling round current document key format-number generate-id
    system-property element-available function-available unparsed-entity-uri""".split()
)
_NEWER = 'Mend the expression; or, if it is XPath 2 or 3, say queryBinding="xslt3" on <schema>.'
_NODE_TESTS = frozenset({"node", "text", "comment", "processing-instruction"})
_OPERATORS = frozenset({"and", "or", "div", "mod"})
_DECLARATIONS = frozenset({"decimal-format", "key", "param", "variable"})
_TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"|'[^']*')|\$(?P<variable>[\w.-]+(?::[\w.-]+)?)
    |(?P<name>[^\W\d][\w.-]*(?::(?!:)(?:[^\W\d][\w.-]*|\*))?)(?P<call>\s*\()?(?P<axis>\s*::)?""",
    re.VERBOSE,
)
_ID = re.compile(r"""("[^"]*"|'[^']*')|(?<![\w:.$-])id\s*\((?!\s*\))""")
_ID_FIRST = re.compile(r"((?:^|\|)\s*)id\s*\(")
_TO_ATTRIBUTES = re.compile(r"@|attribute\s*::")
_TO_OTHER_NODES = re.compile(r"(text|node|comment|processing-instruction)\s*\(")


class _Faulty(Exception):
    """An expression that cannot be used; says why."""


#: What libxslt says of an expression while it runs, in the words of somebody who writes rules.
_REASONS = {
    "Unregistered function": "it calls a function that XPath 1.0 does not have",
    "Invalid type": "a function or operator in it is given what it cannot take",
    "Invalid number of arguments": "a function in it has too many arguments or too few",
    "unknown error": "libxslt gives no reason",
}


@dataclass(frozen=True)
class Program:
    """A schema compiled; `faults` are those of its parts that cannot run."""

    schema: Schema
    without: frozenset[Part]
    faults: tuple[Diagnostic, ...]
    stylesheet: etree.XSLT | None
    checks: Mapping[str, Check]
    _others: dict[frozenset[Part], Program] = field(default_factory=dict)

    def run(self, document: Document) -> list[Diagnostic]:
        """Return what the rules find in a document."""
        try:
            return self._run(document)
        except etree.XSLTApplyError as error:
            reason = _reason(error)
        blamed = self._blamed(document)
        if not blamed:
            return [none_ran(self.schema.path, reason)]
        without = self.without.union(blamed)
        if without not in self._others:
            self._others[without] = compiled(self.schema, without)
        found = [
            cannot_run(part.path, part.line, f"{part.what} cannot be used: {why}")
            for part, why in blamed.items()
        ]
        other = self._others[without]
        return [
            *found,
            *(one for one in other.faults if one not in self.faults),
            *other.run(document),
        ]

    def _run(self, document: Document) -> list[Diagnostic]:
        if self.stylesheet is None:
            return []
        base = etree.XSLT.strparam(f"{document.file.parent.absolute().as_posix()}/")
        root = self.stylesheet(document.root, base__=base).getroot()
        return [] if root is None else list(findings(document, root, self.checks))

    def _blamed(self, document: Document) -> dict[Part, str]:
        """Return the parts that fail while running, and why: libxslt does not say which.

        If they fail without any check, it is something that checks need: each is tried with those before it. Else each
        check is tried alone.
        """
        checks = [*self.schema.all(Check)]
        elsewhere = [pattern for pattern in self.schema.patterns if pattern.documents]
        contexts, lets = self.schema.all(Rule), self.schema.all(Let)
        needed = [*self.schema.declarations, *elsewhere, *contexts, *lets]
        blamed: dict[Part, str] = {}
        if self._failure(document, checks):
            for number, part in enumerate(needed, 1):
                if why := self._failure(document, [*blamed, *needed[number:], *checks]):
                    blamed[part] = why
            return blamed
        for part in checks:
            if why := self._failure(document, [one for one in checks if one is not part]):
                blamed[part] = why
        return blamed

    def _failure(self, document: Document, without: Iterable[Part]) -> str:
        """Return why the rules fail without some parts; "" if they do not."""
        try:
            compiled(self.schema, self.without.union(without))._run(document)
        except etree.XSLTApplyError as error:
            return _reason(error)
        return ""


def compiled(schema: Schema, without: frozenset[Part] = frozenset()) -> Program:
    """Return a schema compiled, without what cannot be."""
    try:
        return _Compiler(schema, without).program()
    except etree.XSLTParseError:  # libxslt does not say what of it is at fault
        compiler = _Compiler(schema, without, tries_each=True)
    try:
        return compiler.program()
    except etree.XSLTParseError as error:
        faults = (*compiler.faults, none_ran(schema.path, _reason(error)))
        return Program(schema, without, faults, None, {})


def knows(schema: Schema) -> bool:
    """Tell whether all names in the expressions of a schema are such as XPath 1.0 knows: a look before compiling."""
    names = frozenset(let.name for let in schema.all(Let) if isinstance(let, Let))
    return not any(_unknown(one, schema.namespaces, names) for one in schema.expressions())


class _Compiler:
    def __init__(self, schema: Schema, without: frozenset[Part], tries_each: bool = False) -> None:
        self.schema = schema
        self.without = without
        self.tries_each = tries_each
        self.faults: list[Diagnostic] = []
        self.checks: dict[str, Check] = {}
        self.namespaces = schema.namespaces
        self.globals: list[Element] = []
        self.variables: set[str] = set()
        self.lost: set[str] = set()
        self._declared()
        self._lets(schema.lets, self.globals, self.variables)
        if "" in schema.namespaces:
            reason = "XPath 1.0 has no default namespace: give this <ns> a prefix, and write it before the names"
            self.faults.append(cannot_run(schema.path, 0, reason))
        modes = [self._mode(f"p{n}", pattern) for n, pattern in enumerate(schema.patterns)]
        self.modes = [mode for mode in modes if mode is not None]

    def program(self) -> Program:
        is_any = self.modes or self.globals
        stylesheet = self._compiled(self.modes, self.globals) if is_any else None
        return Program(self.schema, self.without, tuple(self.faults), stylesheet, self.checks)

    def _declared(self) -> None:
        for one in self.schema.declarations:
            if one in self.without:
                continue
            name = etree.QName(one.element).localname
            if name not in _DECLARATIONS:
                self._fault(
                    one, f'<xsl:{name}> needs XSLT 2 or 3: say queryBinding="xslt3" on <schema>'
                )
                continue
            try:
                self._compiles(one.element)
            except _Faulty as fault:
                self._fault(one, f"{one.what} cannot be used: {fault}")
                continue
            self.globals.append(deepcopy(one.element))
            if name in ("param", "variable"):
                self.variables.add(one.element.get("name", ""))

    def _compiles(self, element: Element) -> None:
        """Raise _Faulty, if each is to be tried, for what libxslt does not compile even alone."""
        if not self.tries_each:
            return
        try:
            self._compiled([], [element])
        except etree.XSLTParseError as error:
            raise _Faulty(_reason(error)) from error

    def _compiled(self, modes: list[_Mode], around: list[Element]) -> etree.XSLT:
        sheet = etree.Element(xsl("stylesheet"), nsmap=self.schema.prefixes(_OWN), version="1.0")
        sheet.extend(deepcopy(node) for node in around)
        etree.SubElement(sheet, xsl("param"), name="base__")
        start = etree.SubElement(sheet, xsl("template"), match="/")
        found = etree.SubElement(start, "findings")
        for mode in modes:
            within, select = found, "/"
            if mode.documents:
                each = etree.SubElement(
                    found, xsl("for-each"), select=f"__exslt:node-set({mode.documents})"
                )
                within = etree.SubElement(each, "in", href="{.}")
                select = "document(concat($base__, .))"
            etree.SubElement(within, xsl("apply-templates"), select=select, mode=mode.name)
            sheet.extend(deepcopy(template) for template in mode.templates)
        _know_ids(sheet)
        sheet.getroottree().docinfo.URL = self.schema.file.absolute().as_posix()
        return etree.XSLT(sheet, access_control=_READ_FILES_ONLY)

    def _mode(self, name: str, pattern: Pattern) -> _Mode | None:
        """Return the templates of a pattern: one a rule, and one that walks on over everything else."""
        if pattern in self.without:
            return None
        variables = set(self.variables)
        self._lets(pattern.lets, self.globals, variables)
        try:
            if pattern.documents:
                self._usable(pattern.documents, variables)
        except _Faulty as fault:
            self._fault(pattern, f'its documents "{pattern.documents}" cannot be found: {fault}')
            return None
        step = _step(" ".join(rule.context for rule in pattern.rules))
        templates = []
        for number, rule in enumerate(pattern.rules):
            if rule in self.without:
                continue
            if (template := self._template(rule, variables)) is not None:
                template.set("mode", name)
                template.set("priority", str(len(pattern.rules) - number))
                etree.SubElement(template, xsl("apply-templates"), select=step, mode=name)
                templates.append(template)
        if not (templates or pattern.documents):
            return None
        onward = etree.Element(xsl("template"), match="@*|node()|/", mode=name, priority="0")
        etree.SubElement(onward, xsl("apply-templates"), select=step, mode=name)
        return _Mode(name, (*templates, onward), pattern.documents)

    def _template(self, rule: Rule, around: set[str]) -> Element | None:
        try:
            self._usable(rule.context, around)
            _match(rule.context, self.namespaces)
        except _Faulty as fault:
            self._fault(rule, f"{rule.what} cannot be used: {fault}")
            return None
        template = etree.Element(xsl("template"), match=rule.context)
        variables = set(around)
        for part in rule.parts:
            if isinstance(part, Let):
                self._lets([part], template, variables)
            elif part not in self.without:
                self._write(part, template, variables)
        return template

    def _write(self, check: Check, template: Element, variables: set[str]) -> None:
        try:
            for expression in check.expressions():
                self._usable(expression, variables)
        except _Faulty as fault:
            self._fault(check, str(fault))
            return
        key = f"c{len(self.checks)}"
        self.checks[key] = check
        condition = check.test if check.is_report else f"not({check.test})"
        branch = etree.SubElement(template, xsl("if"), test=condition)
        finding = etree.SubElement(branch, "finding", check=key)
        _place(finding, check.subject)
        say(check, finding)

    def _lets(
        self, lets: Iterable[Let], target: Element | list[Element], variables: set[str]
    ) -> None:
        for let in lets:
            if let in self.without:
                self.lost.add(let.name)
                continue
            variable = etree.Element(xsl("variable"), name=let.name)
            try:
                if let.value is None:
                    variable.extend(deepcopy(part) for part in let.content)
                    variable.text = let.content.text
                    self._compiles(variable)
                else:
                    self._usable(let.value, variables)
                    variable.set("select", let.value)
            except _Faulty as fault:
                self._fault(let, f"{let.what} cannot be used: {fault}")
                self.lost.add(let.name)
                continue
            variables.add(let.name)
            target.append(variable)

    def _usable(self, expression: str, variables: Iterable[str]) -> None:
        """Raise _Faulty, saying why, for an expression that XPath 1.0 does not know how to run here."""
        if not expression.strip():
            raise _Faulty("the expression is empty")
        if wrong := _unknown(expression, self.namespaces, frozenset(variables)):
            raise _Faulty(without_value(wrong, self.lost))
        namespaces = {prefix: uri for prefix, uri in self.namespaces.items() if prefix}
        try:  # as it is, and in brackets, as it will be used: a call that nothing closes only fails there
            etree.XPath(expression, namespaces=namespaces)
            etree.XPath(f"({expression})", namespaces=namespaces)
        except (etree.XPathSyntaxError, ValueError) as error:
            raise _Faulty(f'"{expression}" is no XPath 1.0') from error

    def _fault(self, part: Part, reason: str) -> None:
        hint = _NEWER if "XPath 1.0" in reason and self.schema.binding else ""
        self.faults.append(cannot_run(part.path, part.line, reason, hint))


def _know_ids(sheet: Element) -> None:
    """Have each `id()` of a stylesheet find elements by `xml:id`; where a context begins with it, only a key can."""
    are_asked = False
    for node in sheet.iter(xsl("*")):
        for name in ("select", "test", "match", "use"):
            said = node.get(name, "")
            known = _ID_FIRST.sub(r"\1key('__id',", said) if name == "match" else said
            known = _ID.sub(lambda found: found[1] or "__own:id(.,", known)
            if known != said:
                node.set(name, known)
                are_asked = True
    if are_asked:
        sheet.set("extension-element-prefixes", "__func")
        sheet.extend(etree.fromstring(_IDS))


@dataclass(frozen=True)
class _Mode:
    """The templates of a pattern."""

    name: str
    templates: tuple[Element, ...]
    documents: str


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
        xsl("stylesheet"), nsmap={"__xslt": XSLT, **dict(namespaces)}, version="1.0"
    )
    etree.SubElement(sheet, xsl("template"), match=context)
    try:
        etree.XSLT(sheet)
    except etree.XSLTParseError as error:
        return _reason(error)
    return None


def _match(context: str, namespaces: Mapping[str, str]) -> None:
    known = tuple((prefix, uri) for prefix, uri in namespaces.items() if prefix)
    if any(found["variable"] for found in _TOKEN.finditer(context)):
        raise _Faulty("with XPath 1.0 a context can use no variable")
    if _match_pattern(context, known):
        raise _Faulty("a context selects nodes by their names and those around them")


def _step(contexts: str) -> str:
    """Return which nodes to walk over so that all these contexts are met: no more than it takes."""
    nodes = "node()" if _TO_OTHER_NODES.search(contexts) else "*"
    return f"@*|{nodes}" if _TO_ATTRIBUTES.search(contexts) else nodes


def _place(finding: Element, subject: str) -> None:
    """Have a finding say where it is: by the positions of the elements down to it, and its attribute."""
    around = etree.SubElement(finding, xsl("for-each"), select=f"({subject})[1]")
    at = etree.SubElement(around, xsl("attribute"), name="at")
    steps = etree.SubElement(at, xsl("for-each"), select="ancestor-or-self::*")
    etree.SubElement(steps, xsl("value-of"), select="concat(count(preceding-sibling::*), ' ')")
    attribute = etree.SubElement(around, xsl("if"), test="count(.|../@*) = count(../@*)")
    value = etree.SubElement(attribute, xsl("attribute"), name="attribute")
    etree.SubElement(value, xsl("value-of"), select="local-name()")


def _reason(error: etree.LxmlError) -> str:
    said = folded(str(error))
    if "read rights" in said:
        return "it asks for what is not a local file: nothing is fetched"
    if found := re.search(r"Cannot resolve URI (\S+)", said):
        return f"there is no file {found[1]}"
    return _REASONS.get(said, said) or "libxslt gives no reason"
