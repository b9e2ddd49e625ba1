"""Rules in XPath 2 and 3, put into one XSLT 3.0 stylesheet and run by Saxon (the extra `edition[schematron]`).

One walk over the document: all rules are templates of one mode, and each hands the node on to the next that matches;
a rule of a pattern tells those behind it in the pattern that the node is taken (ISO/IEC 19757-3, clause 5.4.12: of the
rules of a pattern, the first whose context matches). Each check is tried for itself, so that one that fails while running
says so and takes no other with it. Of what does not compile, Saxon names the lines: what stands there is left out, with a finding, and
the rest compiled again. Nothing is read but local files, nothing written, no code of others called.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from typing import Any

from lxml import etree

from edition.diagnostics import Diagnostic, Severity
from edition.document import Document
from edition.inclusion import DEPTH
from edition.schematron.schema import (
    XSLT,
    Check,
    Declaration,
    Let,
    Part,
    Pattern,
    Rule,
    Schema,
    cannot_run,
    none_ran,
)
from edition.schematron.stylesheet import failed, findings, say, xsl
from edition.schematron.variables import without_value
from edition.tei import Element, folded, line_of

#: Earlier ones carry certificates that have been withdrawn.
OLDEST = (13, 1, 1)
NEEDED = ".".join(map(str, OLDEST))

#: Prefixes that XPath 3.1 and its bindings know without being told (XPath 3.1, appendix C.1).
_KNOWN = {
    "xs": "http://www.w3.org/2001/XMLSchema",
    "fn": "http://www.w3.org/2005/xpath-functions",
    "math": "http://www.w3.org/2005/xpath-functions/math",
    "map": "http://www.w3.org/2005/xpath-functions/map",
    "array": "http://www.w3.org/2005/xpath-functions/array",
}
#: Prefixes of our own, such as nobody takes for his.
_OWN = {
    "__xslt": XSLT,
    "__error": "http://www.w3.org/2005/xqt-errors",
    "__map": _KNOWN["map"],
    "__own": "urn:edition:schematron",
}
_PART = "{urn:edition:schematron}part"
_FEATURE = "http://saxon.sf.net/feature/"

#: Limits of the parser in Saxon, lifted to what `document` reads: it has looked already. 0 is none.
_LIMITS = {
    "jdk.xml.maxElementDepth": str(2 * DEPTH),
    "jdk.xml.elementAttributeLimit": "0",
    "jdk.xml.maxXMLNameLimit": "0",
}

_COMPLAINT = re.compile(
    r"^\s*(?:Error|Static error|Warning)\b(?P<where>.*?) on line (?P<line>\d+)(?P<rest>.*?)\n"
    r"(?P<said>(?:[ \t]+.*\n?)+)",
    re.MULTILINE,
)
_STRING = re.compile(r""""[^"]*"|'[^']*'""")
_INNERMOST_PREDICATE = re.compile(r"\[[^\[\]]*\]")
_BEYOND_ELEMENTS = re.compile(
    r"@|attribute|text\s*\(|node\s*\(|comment|processing-instruction|\$|namespace|\.|\bkey\s*\(|\bid\s*\("
)


class Unavailable(Exception):
    """Saxon is not there, or is too old; says what to do."""


@cache
def _processor(_process: int) -> Any:
    """Return Saxon, started once in a process, in a room without doors."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - few need it

    try:
        found = version("saxonche")
        numbers = tuple(int(number) for number in re.findall(r"\d+", found)[:3])
        if numbers < OLDEST:
            raise Unavailable(f"saxonche {found} is too old, {NEEDED} is needed")
        start = import_module("saxonche").PySaxonProcessor  # a tenth of a second, and an extra
    except (ImportError, OSError, PackageNotFoundError) as error:
        raise Unavailable("they need saxonche, which is not installed") from error
    processor = start(license=False)
    processor.set_configuration_property(f"{_FEATURE}allowedProtocols", "file")
    processor.set_configuration_property(f"{_FEATURE}allow-external-functions", "false")
    for limit, value in _LIMITS.items():
        processor.set_configuration_property(f"{_FEATURE}parserProperty?uri={limit}", value)
    return processor


def start() -> None:
    """Start Saxon, unless this process has it already; a quarter of a second. Raises Unavailable, saying why it cannot be."""
    _processor(os.getpid())


@dataclass(frozen=True)
class Program:
    """A schema compiled; `faults` are those of its parts that cannot run."""

    schema: Schema
    without: frozenset[Part]
    faults: tuple[Diagnostic, ...]
    executable: Any
    sheet: _Sheet
    _others: dict[Part, Program] = field(default_factory=dict)

    def run(self, document: Document) -> list[Diagnostic]:
        """Return what the rules find in a document. Raises Unavailable when Saxon is not there."""
        if self.executable is None:
            return []
        builder = _processor(os.getpid()).new_document_builder()
        builder.set_base_uri(document.file.absolute().as_uri())
        with _heard() as said:
            try:
                tree = builder.parse_xml(xml_text=_markup(document))
            except Exception as error:  # Saxon's own class is known only where Saxon is
                return [_unread(self.schema, document, str(error))]
            try:
                result, reason = self.executable.transform_to_string(xdm_node=tree), ""
            except Exception as error:  # Saxon's own class is known only where Saxon is
                result, reason = None, str(error)
        blamed = self.sheet.blamed(said[0])
        if result is None:
            return self._again(document, blamed, reason)
        root = etree.fromstring(result.encode(), etree.XMLParser(huge_tree=True))
        found = list(findings(document, root, self.sheet.parts))
        return found + [failed(document, document.root, part, why) for part, why in blamed.items()]

    def _again(
        self, document: Document, blamed: Mapping[Part, str], reason: str
    ) -> list[Diagnostic]:
        """Run what is left without the part that no `try` could hold: a function that calls itself for ever."""
        for part, why in blamed.items():
            if part not in self._others:
                self._others[part] = compiled(self.schema, self.without | {part})
            other = self._others[part]
            return [
                failed(document, document.root, part, why),
                *(one for one in other.faults if one not in self.faults),
                *other.run(document),
            ]
        return [none_ran(self.schema.path, reason)]


def compiled(schema: Schema, without: frozenset[Part] = frozenset()) -> Program:
    """Return a schema compiled, without what cannot be. Raises Unavailable when Saxon is not there."""
    compiler = _processor(os.getpid()).new_xslt30_processor()
    faults: list[Diagnostic] = []
    for part in _empty(schema):
        faults.append(
            cannot_run(part.path, part.line, f"{part.what} cannot be used: the expression is empty")
        )
        without |= {part}
    while True:
        sheet = _Sheet(schema, without)
        try:
            with _heard() as said:
                executable = compiler.compile_stylesheet(
                    stylesheet_text=sheet.text, encoding="utf-8"
                )
            return Program(schema, without, tuple(faults), executable, sheet)
        except Exception as error:  # Saxon's own class is known only where Saxon is
            complaint = f"{error}\n{said[0]}"
        blamed = sheet.blamed(complaint)
        if not blamed:  # nothing that could be left out
            faults.append(none_ran(schema.path, complaint))
            return Program(schema, without, tuple(faults), None, sheet)
        lost = [part.name for part in without if isinstance(part, Let)]
        for part, why in blamed.items():
            reason = f"{part.what} cannot be used: {without_value(why, lost)}"
            faults.append(cannot_run(part.path, part.line, reason))
        without = without.union(blamed)


def _empty(schema: Schema) -> Iterator[Part]:
    """Yield what has an expression without words in it; Saxon says of some of them what nobody understands."""
    for part in schema.all(Rule, Check):
        said = part.expressions() if isinstance(part, Check) else [getattr(part, "context", "")]
        if not all(map(str.strip, said)):
            yield part


class _Sheet:
    """The stylesheet of a schema, each element on a line of its own, and what in the schema each line is from."""

    def __init__(self, schema: Schema, without: frozenset[Part]) -> None:
        self.without = without
        self.names = {f"Q{{{uri}}}": f"{prefix}:" for prefix, uri in schema.namespaces.items()}
        self.parts: dict[str, Part] = {}
        self.keys: dict[Part, str] = {}
        self.root = self._written(schema)
        for node in self.root.iter(etree.Element):
            if node is not self.root and etree.QName(node).namespace in (XSLT, None):
                _break_before(node)
        self.text = etree.tostring(self.root, encoding="unicode")

    def blamed(self, complaint: str) -> dict[Part, str]:
        """Return what Saxon complains about, by its lines, and in plain words why."""
        found: dict[Part, str] = {}
        for one in _COMPLAINT.finditer(complaint):
            part = self._lines.get(int(one["line"]))
            if part is not None:
                why = _plain(one["said"], one["where"])
                for qualified, prefix in self.names.items():
                    why = why.replace(qualified, prefix)
                found.setdefault(part, why)
        return found

    @cached_property
    def _lines(self) -> dict[int, Part]:
        """What in the schema each line is from; asked only when there is a complaint."""
        found: dict[int, Part] = {}
        again = etree.fromstring(self.text, etree.XMLParser(huge_tree=True))
        for node in again.iter(etree.Element):
            own = next((n for n in (node, *node.iterancestors()) if n.get(_PART)), None)
            if own is not None:
                found[line_of(node)] = self.parts[own.get(_PART, "")]
        return found

    def _key(self, part: Part) -> str:
        key = self.keys.setdefault(part, f"k{len(self.keys)}")
        self.parts[key] = part
        return key

    def _new(
        self, around: Element, tag: str, part: Part | None = None, /, **attributes: str
    ) -> Element:
        """Write an element of XSLT into another one, marked with what it comes from."""
        node = etree.SubElement(around, xsl(tag), attributes)
        if part is not None:
            node.set(_PART, self._key(part))
        return node

    def _written(self, schema: Schema) -> Element:
        prefixes = schema.prefixes(_OWN | _KNOWN)
        sheet = etree.Element(xsl("stylesheet"), nsmap=prefixes, version="3.0")
        sheet.set("exclude-result-prefixes", "#all")
        sheet.set("{http://www.w3.org/XML/1998/namespace}base", schema.file.absolute().as_uri())
        if default := schema.namespaces.get(""):
            sheet.set("xpath-default-namespace", default)
        for one in schema.declarations:
            self._declare(sheet, one)
        lets = [*schema.lets, *(let for pattern in schema.patterns for let in pattern.lets)]
        lets = [let for let in lets if let not in self.without]
        for let in lets:
            self._global(sheet, let)
        patterns = [
            (f"p{n}", one) for n, one in enumerate(schema.patterns) if one not in self.without
        ]
        rules = [
            (name, one, rule)
            for name, one in patterns
            for rule in one.rules
            if rule not in self.without
        ]
        for number, (name, pattern, rule) in enumerate(rules):
            self._rule(sheet, name, pattern, rule, len(rules) - number)
        for mode, contexts in _modes(rules).items():
            last = self._new(sheet, "template", match=".", mode=mode, priority="0")
            last.text = ""
            walk = self._new(sheet, "template", name=f"walk.{mode}")
            self._new(walk, "apply-templates", select=_nodes(contexts), mode=mode)
        self._start(sheet, lets, patterns, rules)
        return sheet

    def _start(
        self,
        sheet: Element,
        lets: list[Let],
        patterns: list[tuple[str, Pattern]],
        rules: list[tuple[str, Pattern, Rule]],
    ) -> None:
        """Write what begins: the variables that have no value, the walk, and the walks over other documents."""
        start = self._new(sheet, "template", match="/")
        found = etree.SubElement(start, "findings")
        for let in lets:
            if let.value is None:  # content: what fails in it, does so where it is asked for
                continue
            test = f"${let.name} instance of map(*) and __map:contains(${let.name}, '__own:failed')"
            lost = etree.SubElement(
                self._new(found, "if", let, test=test), "failed", check=self._key(let)
            )
            self._new(lost, "value-of", select=f"${let.name}?('__own:failed')")
        modes = _modes(rules)
        if "rules" in modes:
            self._new(found, "call-template", name="walk.rules")
        for name, pattern in patterns:
            if pattern.documents and name in modes:
                held = self._new(found, "try")
                each = self._new(
                    held,
                    "for-each",
                    pattern,
                    select=f"let $__own:root := (/) return for $d in ({pattern.documents}) return map{{'href': string($d), 'tree': doc(resolve-uri(string($d), base-uri($__own:root)))}}",
                )
                within = etree.SubElement(each, "in", href="{?href}")
                inner = self._new(within, "for-each", select="?tree")
                self._new(inner, "call-template", name=f"walk.{name}")
                self._caught(held, pattern, "/")

    def _declare(self, sheet: Element, one: Declaration) -> None:
        if one not in self.without:
            node = deepcopy(one.element)
            node.tail = None
            node.set(_PART, self._key(one))
            sheet.append(node)

    def _global(self, sheet: Element, let: Let) -> None:
        """Write a variable of the schema; one that fails holds the reason, and nothing can be made of that."""
        variable = self._new(sheet, "variable", let, name=let.name)
        if let.value is None:
            _content(variable, let)
            return
        variable.set("as", "item()*")
        held = self._new(variable, "try", let)
        self._new(held, "variable", let, name="__own:value", select=let.value, **_typed(let))
        self._new(held, "sequence", let, select="$__own:value")
        self._new(held, "catch", errors="*", select="map{'__own:failed': $__error:description}")

    def _rule(self, sheet: Element, name: str, pattern: Pattern, rule: Rule, priority: int) -> None:
        mode = name if pattern.documents else "rules"
        template = self._new(
            sheet, "template", rule, match=rule.context, mode=mode, priority=str(priority)
        )
        around, is_one_of_several = template, len(pattern.rules) > 1
        if is_one_of_several:
            self._new(template, "param", name=f"__own:{name}", tunnel="yes", select="false()")
            around = self._new(template, "if", test=f"not($__own:{name})")
        held = self._new(around, "try")
        for part in rule.parts:
            if part in self.without:
                continue
            if isinstance(part, Check):
                self._check(held, part)
            elif part.value is None:
                _content(self._new(held, "variable", part, name=part.name), part)
            else:
                self._new(held, "variable", part, name=part.name, select=part.value, **_typed(part))
        self._caught(held, rule, ".")
        onward = self._new(template, "next-match")
        if is_one_of_several:
            self._new(onward, "with-param", name=f"__own:{name}", tunnel="yes", select="true()")

    def _check(self, around: Element, check: Check) -> None:
        held = self._new(around, "try")
        test = check.test if check.is_report else f"not({check.test})"
        branch = self._new(held, "if", check, test=test)
        finding = etree.SubElement(branch, "finding", check=self._key(check))
        self._place(finding, check.subject, check)
        say(check, finding)
        for node in finding.iter(xsl("value-of")):
            node.set(_PART, self._key(check))
        self._caught(held, check, ".")

    def _caught(self, held: Element, part: Part, subject: str) -> None:
        caught = self._new(held, "catch", errors="*")
        lost = etree.SubElement(caught, "failed", check=self._key(part))
        self._place(lost, subject, None)
        self._new(lost, "value-of", select="$__error:description")

    def _place(self, finding: Element, subject: str, check: Check | None) -> None:
        """Have a finding say where it is: by the positions of the elements down to it, and its attribute."""
        around = self._new(finding, "for-each", check, select=f"({subject})[1]")
        self._new(
            around,
            "attribute",
            name="at",
            select="ancestor-or-self::* ! count(preceding-sibling::*)",
        )
        own = self._new(around, "if", test=". instance of attribute()")
        self._new(own, "attribute", name="attribute", select="local-name()")


def _modes(rules: list[tuple[str, Pattern, Rule]]) -> dict[str, list[str]]:
    """Return the modes there are: one for all, and one for each pattern about other documents; and their contexts."""
    found: dict[str, list[str]] = {}
    for name, pattern, rule in rules:
        found.setdefault(name if pattern.documents else "rules", []).append(rule.context)
    return found


def _nodes(contexts: list[str]) -> str:
    """Return which nodes to walk over so that all these contexts are met: the elements alone, if they do."""
    for context in contexts:
        outside = _STRING.sub("", context)
        while outside != (shorter := _INNERMOST_PREDICATE.sub("", outside)):
            outside = shorter
        if _BEYOND_ELEMENTS.search(outside):
            return "., descendant::node() ! (., @*)"
    return "., descendant::*"


def _typed(let: Let) -> dict[str, str]:
    return {"as": let.type} if let.type else {}


def _content(variable: Element, let: Let) -> None:
    variable.extend(deepcopy(part) for part in let.content)
    variable.text = let.content.text


def _break_before(node: Element) -> None:
    """Have an element begin on a line of its own, where white space means nothing."""
    around, before = node.getparent(), node.getprevious()
    if around is None or around.tag in (xsl("text"), "message", "hint"):
        return
    if before is None:
        around.text = (around.text or "") + "\n" if not (around.text or "").strip() else around.text
    elif not (before.tail or "").strip():
        before.tail = (before.tail or "") + "\n"


def _plain(said: str, where: str) -> str:
    """Return in the words of somebody who writes rules what Saxon says of an expression."""
    code, _, reason = folded(said).partition(" ")
    if not re.fullmatch(r"[A-Z]{4}\d{4}", code):
        code, reason = "", folded(said)
    reason = reason.split(" In template rule with")[0].replace(
        "Q{http://www.w3.org/2005/xpath-functions}", ""
    )
    if found := re.search(r"prefix ['\"]?([\w.-]+)['\"]? has not been declared", reason):
        return f"the prefix {found[1]}: is not declared by <ns>"
    if found := re.search(r"Variable \$([\w.:-]+) has not been declared", reason):
        return f"the variable ${found[1]} is not declared"
    if found := re.search(r"Cannot find an? (\d+)-argument function named (\S+?)\(\)", reason):
        return (
            f"there is no function {found[2]}() with {found[1]} argument{'s' * (found[1] != '1')}"
        )
    if "<eof>" in reason:
        return "it is no XPath 3.1: it breaks off, or a bracket is not closed"
    if code in ("XPST0003", "XTSE0340"):
        return f"it is no XPath 3.1: {reason}"
    return reason or folded(where)


def _markup(document: Document) -> str:
    """Return a document as it stands in the tree: what is included in its place, entities read, no DOCTYPE."""
    root = document.root
    if next(root.iter(etree.Entity), None) is not None:
        root = deepcopy(root)
        etree.strip_tags(root, etree.Entity)
    before = reversed(list(document.root.itersiblings(preceding=True)))
    nodes = [*before, root, *document.root.itersiblings()]
    return "".join(etree.tostring(node, encoding="unicode", with_tail=False) for node in nodes)


def _unread(schema: Schema, document: Document, reason: str) -> Diagnostic:
    """Return the finding that rules did not run on a document that is none to Saxon's parser, an older one than ours."""
    why = re.sub(r"^[A-Z]{4}\d{4}\s+|Error reported by XML parser: |JAXP\d+: ", "", folded(reason))
    return document.diagnostic(
        document.root,
        f"the rules of {schema.path} did not run on this document, which Saxon cannot read: {why}",
        source="rules",
        code="rules-not-run",
        severity=Severity.warning,
        hint="Mend what it names; what the rules would have said is not known.",
    )


@contextmanager
def _heard() -> Iterator[list[str]]:
    """Hold back what Saxon writes on stderr, past Python, and give it when it is done."""
    said = [""]
    if sys.stderr is not None:
        sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # nobody listens
        yield said
        return
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 2)
        try:
            yield said
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            file.seek(0)
            said[0] = file.read().decode("utf-8", "replace")
