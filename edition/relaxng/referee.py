"""Referee: a second opinion on a document, that of libxml2, which lxml brings.

Its verdict is independent of ours and its words are its own; it takes seconds to compile some grammars and does not finish
others. It is there to be asked when our verdict is doubted, and to hold our engine to in tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from edition.diagnostics import Diagnostic
from edition.document import Document
from edition.errors import EditionError
from edition.relaxng.grammar import RELAXNG
from edition.schemas import Kept, made_of
from edition.tei import Element, folded

_IDS = {"ID": "NCName", "IDREF": "NCName", "IDREFS": "NMTOKENS"}

#: A step of a path that names an element with a prefix.
_PREFIXED = re.compile(r"/([^/\[\]:@()]+:[^/\[\]:()]+)")


class Referee:
    """A RELAX NG schema as libxml2 reads it."""

    def __init__(self, file: Path) -> None:
        try:
            root = etree.parse(file, etree.XMLParser(no_network=True))
            for node in root.iter(f"{{{RELAXNG}}}data"):  # whether ids are unique is not asked here
                node.set("type", _IDS.get(kind := node.get("type", ""), kind))
            self._compiled = etree.RelaxNG(root)
        except OSError as error:
            raise EditionError(f"the schema {file} cannot be read: {error}") from error
        except (etree.XMLSyntaxError, etree.RelaxNGParseError) as error:
            raise EditionError(f"libxml2 refuses {file}: {folded(str(error))}") from error

    def is_valid(self, document: Document) -> bool:
        """Tell whether a document follows the grammar."""
        return bool(self._compiled.validate(document.root))

    def check(self, document: Document) -> list[Diagnostic]:
        """Return what libxml2 says of a document; nothing if it is valid."""
        return [] if self.is_valid(document) else list(self._said(document))

    def checked(self, document: Document) -> tuple[list[Diagnostic], set[Element]]:
        """Return what libxml2 says of a document; it does not say which elements stand wrong."""
        return self.check(document), set()

    def _said(self, document: Document) -> Iterator[Diagnostic]:
        for entry in self._compiled.error_log:
            element = _element_at(document.root, str(getattr(entry, "path", None) or ""))
            message = f"libxml2: {folded(entry.message)}"
            yield document.diagnostic(element, message, source="schema", code="not-valid")


def referee(file: Path) -> Referee:
    """Return the referee for the schema in a file, read once in a process until one of its files changes.

    Raises EditionError when libxml2 cannot read it.
    """
    return _known.get(file, lambda: Referee(file), lambda _: made_of(file))


_known: Kept[Path, Referee] = Kept()


def _element_at(root: Element, path: str) -> Element:
    """Return the element at a path as libxml2 gives it: with the prefixes of the document, which no one else knows."""
    path = _PREFIXED.sub(r"/*[name()='\1']", path)
    found = root.getroottree().xpath(path) if path.startswith("/") else []
    first = found[0] if isinstance(found, list) and found else root
    return first if isinstance(first, etree._Element) else root
