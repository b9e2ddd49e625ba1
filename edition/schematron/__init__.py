"""Schematron: the rules of a `.sch` file, or of a grammar that carries some, run on a document.

ISO/IEC 19757-3 (2016, 2020, and of 2025 `group` and `severity`), and Schematron 1.5, which came before. Rules in XPath 1.0 run on libxslt,
which lxml brings; those in XPath 2 and 3 on Saxon, an extra; without it one finding says that they did not run. A
part that does not compile takes only itself out, with a finding that says where it stands and why.
The identifier of an assertion is the code of its findings; the words of its diagnostics are their hint.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from edition.diagnostics import Diagnostic
from edition.document import Document, as_utf8
from edition.schemas import GRAMMAR, Kept, made_of

if TYPE_CHECKING:  # imported where there are rules: most grammars have none
    from edition.schematron import libxslt, saxon

#: What stands in every file with rules: the namespace of Schematron.
_SAID = b"http://purl.oclc.org/dsdl/schematron"

#: Query bindings (clause 6.4) whose expressions are XPath 1.0; a schema that names none means `xslt`.
XPATH_1 = frozenset({"xslt", "xslt1", "exslt", "xpath", "xpath1"})
#: And those whose expressions are XPath 2 or 3.
XPATH_3 = frozenset({"xslt2", "xpath2", "xslt3", "xpath3", "xpath31", "xslt31"})


@dataclass(frozen=True)
class Rules:
    """The rules of one file, ready to run, and the findings about the file itself."""

    path: str
    faults: tuple[Diagnostic, ...]
    program: libxslt.Program | saxon.Program | None = None

    def run(self, document: Document) -> list[Diagnostic]:
        """Return what the rules find in a document."""
        return self.program.run(document) if self.program else []


def rules(file: Path, phase: str = "") -> Rules:
    """Return the rules of a `.sch` file or of a `.rng` grammar with embedded rules; read once in a process.

    Read again when one of its files has changed. `phase` names the phase to run (clause 5.4.10); "" is the schema's own
    default. Raises EditionError when the file cannot be read or is neither.
    """
    return _known.get((file, phase), lambda: _rules(file, phase), lambda _: made_of(file))


def phases(file: Path) -> tuple[str, ...]:
    """Return the names of the phases of a schema. Raises EditionError as `rules` does."""
    from edition.schematron import schema

    return schema.phases(file)


def _may_have_rules(file: Path) -> bool:
    """Tell, without reading it as XML, whether a schema may have rules: False only where there are none."""
    with suppress(OSError):
        return file.suffix != GRAMMAR or any(
            _SAID in as_utf8(f.read_bytes())[0] for f in made_of(file)
        )
    return True


def _rules(file: Path, phase: str) -> Rules:
    if not _may_have_rules(file):
        return Rules(file.name, ())
    from edition.schematron import libxslt, saxon, schema

    read = schema.read(file, phase)
    if read.binding in XPATH_1:
        program = libxslt.compiled(read)
        return Rules(read.path, _once(*read.faults, *program.faults), program)
    if not read.binding:  # a grammar, say, cannot name one: XPath 1.0 if they all are
        if libxslt.knows(read) and not (program := libxslt.compiled(read)).faults:
            return Rules(read.path, read.faults, program)
    elif read.binding not in XPATH_3:
        reason = f"their query binding is {read.binding}, not XPath"
        hint = 'Write them in XPath, and say so: queryBinding="xslt3" on <schema>.'
        return Rules(read.path, (schema.not_run(read.path, reason, hint),))
    try:
        compiled = saxon.compiled(read)
    except saxon.Unavailable as why:
        hint = f"Install what runs them: pip install 'saxonche>={saxon.NEEDED}'"
        reason = f"they are written in XPath 2 or 3, and {why}"
        return Rules(read.path, (schema.not_run(read.path, reason, hint),))
    return Rules(read.path, _once(*read.faults, *compiled.faults), compiled)


def _once(*faults: Diagnostic) -> tuple[Diagnostic, ...]:
    """Return each fault once: what stands in an abstract pattern or rule is read as often as that is used."""
    return tuple(dict.fromkeys(faults))


_known: Kept[tuple[Path, str], Rules] = Kept()
