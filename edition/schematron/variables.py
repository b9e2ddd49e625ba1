"""What each variable is called in the stylesheet, so that several may have one name.

In Schematron (ISO/IEC 19757-3, clause 5.4.5) a variable is known in its rule or its pattern; in XSLT those of a pattern are known
everywhere, and XSLT 1.0 knows no name twice in a template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy

from lxml import etree

from edition.tei import Element

#: A variable in an expression; what stands in quotes and comments is none.
_VARIABLE = re.compile(r""""[^"]*"|'[^']*'|\(:.*?:\)|\$(?P<name>[\w.-]+(?::[\w.-]+)?)""", re.DOTALL)
#: What is put behind a name that was taken; nobody's own name ends in it.
_APART = ".__"


class Variables:
    """The variables that are known somewhere in a schema: by their names there, how the stylesheet calls them."""

    def __init__(self, called: Mapping[str, str] | None = None, taken: set[str] | None = None):
        """`called` are those known around; `taken` the names that the stylesheet has no second time, here and elsewhere."""
        self.called = dict(called or {})
        self.taken = set() if taken is None else taken

    def declare(self, name: str) -> str:
        """Return what a variable that is declared here is to be called."""
        called = f"{name}{_APART}{len(self.taken)}" if name in self.taken else name
        self.taken.add(called)
        self.called[name] = called
        return called

    def inside(self) -> Variables:
        """Return the variables known in a part: what that declares is not known outside it."""
        return Variables(self.called, self.taken)

    def expression(self, text: str) -> str:
        """Return an expression with its variables called as in the stylesheet."""
        return _VARIABLE.sub(self._written, text) if "$" in text else text

    def element(self, node: Element) -> Element:
        """Return an element, the variables in its attributes called as in the stylesheet; itself, if all keep their names."""
        if all(name == called for name, called in self.called.items()):
            return node
        copy = deepcopy(node)
        for one in copy.iter(etree.Element):
            for name, text in one.items():
                one.set(name, self.expression(str(text)))
        return copy

    def _written(self, found: re.Match[str]) -> str:
        name = found["name"]
        return f"${self.called.get(name, name)}" if name else found[0]


def as_declared(text: str) -> str:
    """Return what is said of a stylesheet with the variables named as in the schema."""
    return re.sub(rf"{re.escape(_APART)}\d+", "", text)


def without_value(reason: str, lost: Iterable[str]) -> str:
    """Return why something cannot run, of these variables not that they are undeclared: they were left out themselves."""
    for name in lost:
        reason = reason.replace(f"${name} is not declared", f"${name} has no value")
    return reason
