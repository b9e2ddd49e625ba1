"""Document: one source file, read.

Reading never reaches over a network, never resolves an external entity and never writes. What cannot be read
becomes a `Diagnostic` with the place and the remedy; the other files go on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from xml.parsers import expat

from lxml import etree

from edition.diagnostics import Diagnostic, Severity
from edition.malformed import malformed
from edition.tei import TEI, XML_ID, Element, line_of, local

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DTD = re.compile(
    rb"""(\A(?:\xef\xbb\xbf)?(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE\s+[^\s\[>]+)"""
    rb"""(\s+(?:SYSTEM|PUBLIC\s+(?:"[^"]*"|'[^']*'))\s+(?:"[^"]*"|'[^']*'))""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""\s([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*')""")


@dataclass(frozen=True)
class Document:
    """One source file: its tree, its place on disk and the name it has in the edition.

    `path` is how messages name it, `file` where it lies, `id` its name in addresses, `data` its bytes.
    """

    id: str
    path: str
    file: Path
    data: bytes
    root: Element

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the file's bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def elements(self) -> dict[str, Element]:
        """The elements that carry an `@xml:id`, by it; of several with one id, the first."""
        found: dict[str, Element] = {}
        for element in self.root.iter(etree.Element):
            if (key := element.get(XML_ID)) is not None:
                found.setdefault(key, element)
        return found

    def place(self, element: Element | None, attribute: str | None = None) -> tuple[int, int]:
        """Return line and column, from 1, of an element's start tag or of an attribute in it."""
        if element is None:
            return (1, 1)
        tag = self._tags.get(element)
        if tag is None:
            return (line_of(element) or 1, 1)
        if attribute is None:
            return (tag.line, tag.column)
        name = attribute.rpartition("}")[2]
        for found in _ATTRIBUTE.finditer(tag.text):
            if found[1].rpartition(":")[2] == name:
                before = tag.text[: found.start(1)]
                lines = before.count("\n")
                column = len(before) - before.rfind("\n") if lines else tag.column + len(before)
                return (tag.line + lines, column)
        return (tag.line, tag.column)

    def diagnostic(
        self,
        element: Element | None,
        message: str,
        *,
        source: str,
        code: str,
        severity: Severity = Severity.error,
        hint: str | None = None,
        attribute: str | None = None,
    ) -> Diagnostic:
        """Return a finding at an element, or at one of its attributes."""
        line, column = self.place(element, attribute)
        name = local(element) if element is not None else None
        return Diagnostic(self.path, line, column, severity, source, code, message, hint, name)

    @cached_property
    def _tags(self) -> dict[Element, _StartTag]:
        """The start tags of all elements; one more pass, made only when there is something to report."""
        return dict(zip(self.root.iter(etree.Element), _start_tags(self.data), strict=False))


@dataclass(frozen=True, slots=True)
class _StartTag:
    line: int
    column: int
    text: str


def _start_tags(data: bytes) -> Iterator[_StartTag]:
    text = _decoded(data)
    source = text.encode("utf-8")
    found: list[tuple[int, int, int]] = []
    parser = expat.ParserCreate("utf-8")
    parser.UseForeignDTD(True)
    parser.StartElementHandler = lambda *_: found.append(
        (parser.CurrentLineNumber, parser.CurrentColumnNumber, parser.CurrentByteIndex)
    )
    with suppress(
        expat.ExpatError
    ):  # lxml read the file: what was seen has its place, the rest a line
        parser.Parse(source, True)
    ends = [index for _, _, index in found[1:]] + [len(source)]
    for (line, column, start), end in zip(found, ends, strict=True):
        yield _StartTag(line, column + 1, _start_tag(source[start:end].decode("utf-8", "replace")))


def _start_tag(text: str) -> str:
    """Return the start tag at the beginning of a text, up to its `>` outside quotation marks."""
    quote = ""
    for position, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter == ">":
            return text[: position + 1]
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
    try:
        return data.decode(
            declared[1].decode("ascii") if declared else "utf-8-sig", "replace"
        ).lstrip("\ufeff")
    except LookupError:
        return data.decode("utf-8", "replace")


def parse(data: bytes) -> Element:
    """Return the root of an XML file, read without leaving this machine or the file itself, and in bounds.

    Only entities that the file itself declares are known; the DTD that a DOCTYPE names is not read. Raises
    lxml's XMLSyntaxError for what is not well-formed or goes beyond the bounds (depth, size, growth).
    """
    wide = b"\0" in data[:4]  # UTF-16 or UTF-32, rare; there ids that stand twice are refused
    parser = etree.XMLParser(
        resolve_entities="internal",  # type: ignore[arg-type]
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        collect_ids=wide,  # without it lxml reads files with faulty ids; but also a DTD, so that is blanked
    )
    return etree.fromstring(data if wide else _DTD.sub(_blanked, data, count=1), parser)


def _blanked(found: re.Match[bytes]) -> bytes:
    """Return a DOCTYPE without the address of its DTD, everything after it in its place."""
    return found[1] + re.sub(rb"[^\r\n]", b" ", found[2])


def read(file: Path, path: str, id: str) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Read one file.

    `path` is the name for messages, `id` the document's name in the edition. Returns the document, or None
    and the diagnostics that say why there is none.
    """

    def refused(
        code: str, message: str, hint: str, line: int = 1, column: int = 1
    ) -> tuple[None, tuple[Diagnostic]]:
        return None, (Diagnostic(path, line, column, Severity.error, "xml", code, message, hint),)

    try:
        data = file.read_bytes()
    except OSError as error:
        return refused(
            "unreadable-file",
            f"the file cannot be read: {error.strerror}",
            "Check its name and rights.",
            0,
        )
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        return refused(
            "empty-file", "the file is empty", "Put a TEI document into it, or remove it."
        )
    if b"\0" in data[:1024] and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        return refused(
            "binary-file",
            "the file is binary, not XML",
            "Name XML files only, or give it another ending.",
        )
    if not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") and not data.startswith(
        (b"\xff", b"\xfe", b"\0<")
    ):
        return refused(
            "not-xml",
            "the file does not begin with markup, so it is not XML",
            "A TEI file begins with <?xml or <TEI.",
        )
    try:
        root = parse(data)
    except (etree.XMLSyntaxError, ValueError) as error:
        return None, (malformed(path, data, error),)
    if not (isinstance(root.tag, str) and root.tag.startswith(f"{{{TEI}}}")):
        return refused(
            "not-tei", _stranger(root), f'A TEI document has a root like <TEI xmlns="{TEI}">.'
        )
    return Document(id, path, file, data, root), ()


def _stranger(root: Element) -> str:
    if root.tag in ("TEI.2", "teiCorpus.2"):
        return f"the file is TEI P4 (root <{root.tag}>), and this tool reads TEI P5"
    if local(root) == "TEI" and not root.nsmap.get(root.prefix):
        return "the root <TEI> is not in the TEI namespace"
    return f"the file is XML but not TEI: its root is <{local(root)}>"


def names(files: list[Path]) -> list[str]:
    """Return a name for each file, for use in addresses: letters, digits, `-`, `_` and `.`, no two alike.

    A file's name alone where that is unique, else with as many folders before it as it takes.
    """
    chosen = [_slug(file.stem) for file in files]
    for depth in range(1, 1 + max((len(file.parts) for file in files), default=0)):
        doubled = {
            name for name, other in pairwise(sorted(map(str.lower, chosen))) if name == other
        }
        if not doubled:
            return chosen
        chosen = [
            _slug("-".join((*file.parts[-1 - depth : -1], file.stem)))
            if name.lower() in doubled
            else name
            for file, name in zip(files, chosen, strict=True)
        ]
    return [f"{name}-{number}" for number, name in enumerate(chosen, 1)]


def _slug(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "document"
