"""RELAX NG: whether a document follows a grammar, and what to mend where it does not.

The RELAX NG specification (OASIS, 2001), whole, in an engine of our own. `grammar` reads a schema, `patterns` derive
from it what may come next, `validator` walks a document along them, `elements` holds one element against its definition, `reading`
mends what does not fit so that the rest can be read, and `words` say what it was, with `remedies` for values and `likeness` for names. `datatypes` know what values are, with `regex` for
their patterns; `names` are name classes, `restrictions` what a schema may not say; `referee` is the second opinion of libxml2.
What W3C XML Schema calls an id is a name here: whether it stands twice is asked where both places can be named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from edition.diagnostics import Diagnostic
from edition.document import Document
from edition.relaxng.elements import Fault
from edition.relaxng.grammar import RELAXNG, Grammar
from edition.relaxng.referee import Referee, referee
from edition.relaxng.validator import Validator
from edition.relaxng.words import said
from edition.schemas import Kept
from edition.tei import Element

__all__ = ["ENGINES", "RELAXNG", "Grammar", "Schema", "schema"]

#: From how many patterns on a grammar is read anew: what documents made it derive is forgotten.
MOST = 500_000


class Schema:
    """A RELAX NG schema: tells whether a document is valid, and what is wrong with one that is not."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._read()

    def _read(self) -> None:
        self.grammar = Grammar(self.file)
        self._validator = Validator(self.grammar)

    def is_valid(self, document: Document) -> bool:
        """Tell whether a document follows the grammar."""
        return not self.faults(document.root)

    def check(self, document: Document) -> list[Diagnostic]:
        """Return what is wrong with a document, in its order: nothing if it is valid."""
        return self.checked(document)[0]

    def checked(self, document: Document) -> tuple[list[Diagnostic], set[Element]]:
        """Return what is wrong with a document, and the elements that stand wrong or hold the wrong things.

        What a rule says of one of those is said already.
        """
        faults = self.faults(document.root)
        wrong = {one for fault in faults if _is_structural(fault) for one in fault.about}
        return [self._diagnostic(document, fault) for fault in faults], wrong

    def faults(self, root: Element) -> list[Fault]:
        """Return what is wrong with a tree."""
        if len(self.grammar.made) > MOST:
            self._read()
        return self._validator.faults(root)

    def _diagnostic(self, document: Document, fault: Fault) -> Diagnostic:
        message, hint = said(fault, self.grammar)
        is_text = fault.kind == "stray-text"
        return document.diagnostic(
            fault.element,
            message,
            source="schema",
            code=fault.kind,
            hint=hint,
            attribute=fault.name or None,
            place=document.text_place(fault.element, fault.last) if is_text else None,
        )


def schema(file: Path) -> Schema:
    """Return the schema of a file, read once in a process until one of its files changes.

    Raises EditionError, with file and line, when it cannot be read or is no RELAX NG in XML syntax.
    """
    return _known.get(file, lambda: Schema(file), lambda made: made.grammar.files)


#: By name, who may be asked whether a document follows the grammar in a file.
ENGINES: Mapping[str, Callable[[Path], Schema | Referee]] = {"own": schema, "lxml": referee}


def _is_structural(fault: Fault) -> bool:
    """Tell whether an element stands wrong or is not complete; text may stand for what it lacks."""
    is_text = fault.kind == "stray-text" and not fault.state.nullable
    return is_text or fault.kind in ("misplaced-element", "missing-element")


_known: Kept[Path, Schema] = Kept()
