"""What both compilers share: XSLT that reports, and its reports read.

A finding is `<finding check="c7" at="0 3 1" attribute="n"><message/><hint/></finding>`: `at` counts the elements before
each element on the way down from the root, so that the place is that in the tree at hand, whoever parsed it.
A `<failed>` instead says why a check could not be tried. `<in href="">` holds those in another document.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from edition.diagnostics import Diagnostic, Severity
from edition.document import Document, read
from edition.schematron.schema import SCHEMATRON, XSLT, Check, Part, selected
from edition.schematron.variables import as_declared
from edition.tei import Element, folded


def xsl(name: str) -> str:
    """Return the name of an element of XSLT as lxml wants it."""
    return f"{{{XSLT}}}{name}"


def say(check: Check, finding: Element) -> None:
    """Write the words of a check into its finding, and those of its diagnostics as the hint."""
    _words(check.words, etree.SubElement(finding, "message"))
    hint = etree.SubElement(finding, "hint")
    for words in check.hints:
        _words(words, hint)
        etree.SubElement(hint, xsl("text")).text = " "


def _words(node: Element, target: Element) -> None:
    """Write the words of a message into a template, its `value-of` and `name` as XSLT."""
    _text(target, node.text)
    for part in node:
        if part.tag in (f"{{{SCHEMATRON}}}value-of", f"{{{SCHEMATRON}}}name"):
            etree.SubElement(target, xsl("value-of"), select=selected(part))
        elif isinstance(part.tag, str):
            _words(part, target)
        _text(target, part.tail)


def _text(target: Element, text: str | None) -> None:
    if text:  # on one line: the compiler's complaints are found by the lines of the stylesheet
        etree.SubElement(target, xsl("text")).text = " ".join(text.split("\n"))


def findings(
    document: Document, result: Element, checks: Mapping[str, Part]
) -> Iterator[Diagnostic]:
    """Yield what a stylesheet has found, each at its place in the document, or in the one that it names."""
    at = _Places(document.root)
    for found in result.iterchildren(etree.Element):
        if found.tag == "in":
            href = found.get("href", "")
            other = _other(document, href)
            yield from findings(other, found, checks) if other else ()
            continue
        part = checks[found.get("check", "")]
        element = at.element(found.get("at", ""))
        attribute = found.get("attribute") or None
        if found.tag == "failed" or not isinstance(part, Check):
            yield failed(document, element, part, found.text or "", attribute)
            continue
        message, hint = (folded(said.text or "") for said in found)
        yield document.diagnostic(
            element, message or part.unsaid, source="rules", code=part.code, severity=part.severity,
            hint=hint or None, attribute=attribute,
        )  # fmt: skip


def failed(
    document: Document, element: Element, part: Part, reason: str, attribute: str | None = None
) -> Diagnostic:
    """Return the finding that a check could not be tried on an element: where that is, and where the check stands."""
    return document.diagnostic(
        element,
        f"a rule could not be tried here: {_plain(folded(as_declared(reason)))}",
        source="rules",
        code="rule-failed",
        severity=Severity.warning,
        hint=f"Correct what it looks at, or the rule: {part.path}:{part.line}, {part.what}.",
        attribute=attribute,
    )


def _plain(reason: str) -> str:
    """Return in the words of somebody who writes rules why an expression fails."""
    if "__own:failed" in reason:
        return "it needs a variable that has no value"
    if found := re.search(r"processing file:(?://)?(\S+?)\(.*No such file", reason):
        return f"there is no file {found[1]}"
    if found := re.search(r"not available: file:(?://)?(\S+)", reason):
        return f"there is no file {found[1]}"
    if found := re.search(r"(?:URI|not available:) (\w+:\S+)", reason):
        return f"it asks for {found[1]}, which is not a local file: nothing is fetched"
    return reason


class _Places:
    """Finds the elements of a tree by their places; what is in an element is listed once for all findings in it."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._inside: dict[Element, list[Element]] = {}

    def element(self, steps: str) -> Element:
        """Return the element that a finding's place names; the root's own step is the first."""
        node = self._root
        for step in steps.split()[1:]:
            inside = self._inside.get(node)
            if inside is None:
                inside = self._inside[node] = list(node.iterchildren(etree.Element))
            node = inside[int(step)]
        return node


def _other(document: Document, href: str) -> Document | None:
    """Return the document that a pattern is about, named from the one at hand."""
    file = Path(os.path.normpath(document.file.parent / unquote(href)))
    shown = os.path.normpath(Path(document.path).parent / unquote(href))
    return read(file, shown, file.stem, document.folders)[0]
