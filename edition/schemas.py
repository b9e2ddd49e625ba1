"""Schemas: which grammar and which rules apply to a document.

In this order: the files that the command names; those of the project's settings; the project's own `schema/`;
local files that the document names in `<?xml-model?>` (W3C and ISO/IEC 19757-11, "Associating Schemas with XML
documents"); else none, and one finding says so. Nothing is fetched from a network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Generic, TypeVar
from urllib.parse import unquote

from lxml import etree

from edition.diagnostics import Diagnostic, Severity
from edition.document import Document, as_utf8, parse
from edition.errors import EditionError
from edition.malformed import malformed
from edition.pointers import is_file, printable, real, scheme

#: The endings of the files that are read, and what to do about others that people try.
GRAMMAR, RULES = ".rng", ".sch"
_OTHERS = {
    ".rnc": "compact syntax is not read; turn it into .rng, with trang for instance",
    ".xsd": "W3C XML Schema is not read; use the RELAX NG that TEI gives",
    ".dtd": "a DTD is not read; use the RELAX NG that TEI gives",
    ".odd": "an ODD is not read; make a .rng of it, with Roma for instance",
}

#: What `schematypens` says of a grammar that is named for the rules in it; another `<?xml-model?>` names it as a grammar.
_RULES_ONLY = ("http://purl.oclc.org/dsdl/schematron", "http://www.ascc.net/xml/schematron")

_RELAXNG = "http://relaxng.org/ns/structure/1.0"
#: Other languages that it may say, by the endings of their files.
_LANGUAGES = {"http://www.w3.org/2001/XMLSchema": ".xsd"}

#: What may stand before the path of a local file, and the beginning of one on a drive of Windows.
_FILE = re.compile(r"^file:(?://[^/]*)?")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")

#: What takes in other files, in RELAX NG, Schematron and XSLT.
_INCLUDING = re.compile(rb"<(?:[^\s<>/:]+:)?(?:include|externalRef|extends|import)\b")

#: So many schemas are kept in a process.
KEPT = 64

K = TypeVar("K")
T = TypeVar("T")
_Stamps = tuple[tuple[Path, int, int], ...]

_PSEUDO_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True)
class Schemas:
    """The grammars and rules for all documents; with `by_document`, those that each names for itself.

    With `within`, they are for the documents in that folder, and others name their own: a project's schema is not
    imposed on foreign files. A grammar's embedded rules run too. `phase` is the phase of the rules that is wanted, ""
    their own default; `phases` those that a document wants of some files; `engine` is who reads the grammars, a name in
    `relaxng.ENGINES`. A picklable value: files, not what is read from them.
    """

    grammars: tuple[Path, ...] = ()
    rules: tuple[Path, ...] = ()
    by_document: bool = False
    within: Path | None = None
    phase: str = ""
    phases: tuple[tuple[Path, str], ...] = ()
    engine: str = "own"

    def phase_of(self, file: Path) -> str:
        """Return the phase of a file's rules that is to run; "" is their own default."""
        return self.phase or dict(self.phases).get(file, "")

    def of(self, document: Document) -> tuple[Schemas, tuple[Diagnostic, ...]]:
        """Return the schemas for one document, and what there is to say about how it names them."""
        if not self.by_document and (
            self.within is None or document.file.is_relative_to(self.within)
        ):
            return self, ()
        named = _models(document)
        local = [model for model in named if isinstance(model, _Model)]
        found = [model for model in local if is_file(model.file)]
        grammars = dict.fromkeys(model.file for model in found if model.is_grammar)
        rules = dict.fromkeys(model.file for model in found if not model.is_grammar)
        chosen = Schemas(
            tuple(grammars),
            tuple(file for file in rules if file not in grammars),
            phase=self.phase,
            phases=tuple((model.file, model.phase) for model in found if model.phase),
        )
        unread = next((model for model in named if isinstance(model, _Unread)), None)
        notes = list(dict.fromkeys(_lost(document, model) for model in local if model not in found))
        if not notes and not grammars and (unread or not rules):
            notes = [_no_grammar(document, unread)]
        return chosen, tuple(notes)


def choose(
    given: Sequence[Path] = (), configured: Sequence[Path] = (), folder: Path | None = None
) -> Schemas:
    """Return which schemas apply: those given, else those configured, else those in a project's folder of schemas.

    The latter apply to the files of the project, which the folder lies in. With none of these, each document's own
    `<?xml-model?>` counts. Raises EditionError for a file that is not there or is no schema that can be read.
    """
    named = [*given] or [*configured]
    within = None if named or folder is None or not folder.is_dir() else folder.parent
    if not named and folder is not None and folder.is_dir():
        named = _standing_alone(sorted(folder.glob(f"*{GRAMMAR}")))
        named += _standing_alone(sorted(folder.glob(f"*{RULES}")))
    for file in named:
        _check(file)
    grammars = tuple(file for file in named if file.suffix.lower() == GRAMMAR)
    rules = tuple(file for file in named if file.suffix.lower() == RULES)
    return Schemas(grammars, rules, not named, within)


def _check(file: Path) -> None:
    if web := next((part for part in file.parts if part in ("http:", "https:")), None):
        address = f"{web}//{'/'.join(file.parts[file.parts.index(web) + 1 :])}"
        raise EditionError(
            f"the schema {address} is on the web, and nothing is fetched; keep a copy with the project, and name that"
        )
    if remedy := _OTHERS.get(file.suffix.lower()):
        raise EditionError(f"the schema {file} cannot be used: {remedy}")
    if file.suffix.lower() not in (GRAMMAR, RULES):
        raise EditionError(f"the schema {file} is neither .rng nor .sch")
    if not file.is_file():
        raise EditionError(f"there is no schema {file}")


def _standing_alone(files: Sequence[Path]) -> list[Path]:
    """Return the files that no other of them includes."""
    included = {other for file in files for other in _included(file)}
    alone = [file for file in files if real(file) not in included]
    return alone or list(files)


def ill_formed(file: Path, data: bytes, error: Exception) -> EditionError:
    """Return what to raise of a schema whose bytes the XML parser refused: its place, and what to do."""
    begin = as_utf8(data)[0].lstrip()[:1]
    if begin != b"<":
        remedy = f"; {_OTHERS['.rnc']}" if begin and file.suffix.lower() == GRAMMAR else ""
        return EditionError(
            f"the schema {file} does not begin with markup, so it is no XML{remedy}"
        )
    fault = malformed(str(file), data, error)
    return EditionError(f"the schema {file}, line {fault.line}: {fault.message}. {fault.hint}")


def made_of(file: Path) -> Iterable[Path]:
    """Return the file of a schema and the local ones that it includes, they too, whether they are there or not."""
    found: dict[Path, None] = {}
    waiting = [file]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found[one] = None
            waiting += sorted(_included(one))
    return found


class Kept(Generic[K, T]):
    """What was made of schemas, kept in a process until one of the files that it was made of changes."""

    def __init__(self) -> None:
        self._known: dict[K, tuple[T, _Stamps]] = {}

    def get(self, key: K, make: Callable[[], T], files: Callable[[T], Iterable[Path]]) -> T:
        """Return what is kept under a key, made anew if there is nothing, or one of its files is not as it was."""
        known = self._known.get(key)
        if known is None or known[1] != _stamps(file for file, *_ in known[1]):
            made = make()
            known = self._known[key] = (made, _stamps(files(made)))
            while len(self._known) > KEPT:
                del self._known[next(iter(self._known))]
        return known[0]


def _stamps(files: Iterable[Path]) -> _Stamps:
    """Return the times and sizes of files; noughts for one that is not there."""
    return tuple((file, *_stamp(file)) for file in files)


def _stamp(file: Path) -> tuple[int, int]:
    try:
        status = file.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def named_by(document: Document) -> list[Path]:
    """Return the local schemas that a document names in `<?xml-model?>`, whether they are there or not."""
    return [model.file for model in _models(document) if isinstance(model, _Model)]


def _included(file: Path) -> Iterable[Path]:
    try:
        data = file.read_bytes()
        if not _INCLUDING.search(as_utf8(data)[0]):  # as most grammars, which are large
            return ()
        root = parse(data)
    except (OSError, ValueError, etree.XMLSyntaxError):
        return ()
    names = ("{*}include", "{*}externalRef", "{*}extends", "{*}import")
    hrefs = {href.partition("#")[0] for n in root.iter(*names) if (href := n.get("href"))}
    return {real(file.parent / unquote(href)) for href in hrefs if href and not scheme(href)}


@dataclass(frozen=True)
class _Model:
    """A schema on this machine that an `<?xml-model?>` names; the grammar's rules alone, if it is named for them."""

    line: int
    href: str
    file: Path
    is_grammar: bool
    phase: str


@dataclass(frozen=True)
class _Unread:
    """A schema that an `<?xml-model?>` names and that is not read: why, and what to do."""

    line: int
    reason: str
    hint: str


def _models(document: Document) -> list[_Model | _Unread]:
    """Return the schemas that a document names, in order."""
    nodes = [
        node
        for node in document.root.itersiblings(preceding=True)
        if isinstance(node, etree._ProcessingInstruction) and node.target == "xml-model"
    ]
    return [_model(document, node) for node in reversed(nodes)]


def _model(document: Document, node: etree._ProcessingInstruction) -> _Model | _Unread:
    """Return what an `<?xml-model?>` names: by its ending or, if that says nothing, by the language that it is said to be in."""
    pairs = _PSEUDO_ATTRIBUTE.findall(node.text or "")
    found = {name: unescape(one or other) for name, one, other in pairs}
    href, language = found.get("href", "").partition("#")[0], found.get("schematypens", "")
    line = node.sourceline if isinstance(node.sourceline, int) else 1
    if not href:
        return _Unread(line, "in no href that can be read", 'Write href="…", with straight quotation marks.')  # fmt: skip
    is_rules = language in _RULES_ONLY
    path = href.partition("?")[0]
    name = PurePosixPath(path)
    ending = name.suffix.lower()
    if remedy := _OTHERS.get(ending) or _OTHERS.get(_LANGUAGES.get(language, "")):
        return _Unread(line, "no RELAX NG in XML", f"{name.name}: {remedy}.")
    if ending not in (GRAMMAR, RULES) and not is_rules and language != _RELAXNG:
        return _Unread(line, "no .rng by its name", f'If it is RELAX NG, say so: schematypens="{_RELAXNG}".')  # fmt: skip
    is_local = scheme(href) in (None, "file") or _DRIVE.match(href)
    if not is_local:
        return _Unread(line, "on the web, and nothing is fetched", f"Keep a copy of {href} with the project, and name it with --schema, or put it into the project's schema/.")  # fmt: skip
    file = document.file.parent / unquote(_FILE.sub("", path))
    return _Model(line, href, file, ending != RULES and not is_rules, found.get("phase", ""))


def _lost(document: Document, model: _Model) -> Diagnostic:
    shown = printable(unquote(model.href))
    shown = shown if len(shown) < 250 else f"{shown[:249]}…"
    return Diagnostic(
        document.path, model.line, 1, Severity.warning, "schema",
        "no-such-schema", f"the schema that the file names is not there: {shown}",
        _written(model.href) or "Correct the href of <?xml-model?>, or name a schema with --schema.",
    )  # fmt: skip


def _written(href: str) -> str:
    """Return how to write a path that has the form of Windows, "" for another."""
    if _DRIVE.match(href):
        return "Write the path from this file to the schema, with / between folders."
    plain = href.replace("\\", "/")
    return f'Write "{plain}": the folders of a path are parted by /.' if plain != href else ""


def _no_grammar(document: Document, unread: _Unread | None) -> Diagnostic:
    unchecked = "its elements and attributes were not checked"
    if unread:
        return Diagnostic(
            document.path, unread.line, 1, Severity.info, "schema", "no-grammar",
            f"the schema that the file names is {unread.reason}: {unchecked}", unread.hint,
        )  # fmt: skip
    return Diagnostic(
        document.path, 0, 0, Severity.info, "schema", "no-grammar",
        f"no schema applies to this file: {unchecked}",
        "Name one with --schema, or put one into the project's schema/.",
    )  # fmt: skip
