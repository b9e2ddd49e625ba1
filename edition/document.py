"""Document: one source file, read.

Reading never reaches over a network, never resolves an external entity and never writes. What cannot be read
becomes a `Diagnostic` with the place and the remedy; the other files go on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from xml.parsers import expat

from lxml import etree

from edition.diagnostics import Diagnostic, Severity
from edition.tei import TEI, XML_ID, Element, line_of, local

#: Roots that a source may have: a document, or a fragment that stands for itself.
ROOTS = ("TEI", "teiCorpus", "text", "standOff", "sourceDoc", "facsimile", "surface", "listPerson", "listPlace")

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
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
    try:
        parser.Parse(source, True)
    except expat.ExpatError:
        pass  # lxml accepted the file: what was seen so far has its places, the rest falls back on lines
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
        return data.decode(declared[1].decode("ascii") if declared else "utf-8-sig", "replace").lstrip("\ufeff")
    except LookupError:
        return data.decode("utf-8", "replace")


def parser() -> etree.XMLParser:
    """Return a parser that stays on this machine and in bounds (XML entities, depth and size)."""
    return etree.XMLParser(
        resolve_entities="internal",  # type: ignore[arg-type]
        no_network=True, load_dtd=False, collect_ids=False, huge_tree=False
    )


def read(file: Path, path: str, id: str) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Read one file.

    `path` is the name for messages, `id` the document's name in the edition. Returns the document, or None
    and the diagnostics that say why there is none.
    """

    def refused(code: str, message: str, hint: str, line: int = 1, column: int = 1) -> tuple[None, tuple[Diagnostic]]:
        return None, (Diagnostic(path, line, column, Severity.error, "xml", code, message, hint),)

    try:
        data = file.read_bytes()
    except OSError as error:
        return refused("unreadable-file", f"the file cannot be read: {error.strerror}", "Check its name and rights.", 0)
    if not data.strip():
        return refused("empty-file", "the file is empty", "Put a TEI document into it, or remove it.")
    if b"\0" in data[:1024] and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        return refused("binary-file", "the file is binary, not XML", "Name XML files only, or give it another ending.")
    if not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") and not data.startswith((b"\xff", b"\xfe", b"\0<")):
        return refused("not-xml", "the file does not begin with markup, so it is not XML", "A TEI file begins with <?xml or <TEI.")
    try:
        root = etree.fromstring(data, parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        return None, (_not_well_formed(path, data, error),)
    if not (isinstance(root.tag, str) and root.tag.startswith(f"{{{TEI}}}")):
        return refused("not-tei", _stranger(root), f'A TEI document has a root like <TEI xmlns="{TEI}">.')
    return Document(id, path, file, data, root), ()


def _stranger(root: Element) -> str:
    if root.tag == "TEI.2":
        return "the file is TEI P4 (root <TEI.2>), and this tool reads TEI P5"
    if local(root) == "TEI" and not root.nsmap.get(root.prefix):
        return "the root <TEI> is not in the TEI namespace"
    return f"the file is XML but not TEI: its root is <{local(root)}>"


_REASONS: tuple[tuple[str, str, str, str], ...] = (
    (r"Opening and ending tag mismatch: (\S+) line (\d+) and (\S+)", "tag-mismatch",
     "</{2}> closes <{0}>, which was opened on line {1}", "Close <{0}> first, or correct the name of the end tag."),
    (r"Premature end of data in tag (\S+) line (\d+)", "tag-never-closed",
     "<{0}>, opened on line {1}, is never closed", "Add </{0}> where the element ends."),
    (r"Entity '([^']+)' not defined", "undefined-entity",
     "the entity &{0}; is not defined", "Write the character itself, or declare the entity in the DOCTYPE."),
    (r"xmlParseEntityRef: no name|EntityRef: expecting ';'", "stray-ampersand",
     "an & that begins no entity", "Write &amp; for the character itself."),
    (r"Attribute (\S+) redefined", "attribute-twice",
     "the attribute @{0} stands twice in one tag", "Keep one of them."),
    (r"Namespace prefix (\S+) (?:for \S+ )?on (\S+) is not defined|Namespace prefix (\S+)", "undeclared-prefix",
     "the prefix {0}: has no namespace", 'Declare it, as in xmlns:{0}="…".'),
    (r"AttValue: \" or ' expected|attributes construct error", "attribute-syntax",
     "an attribute without quotation marks, or not separated from the next",
     'Write attributes as name="value", with a space between them.'),
    (r"Input is not proper UTF-8|Invalid bytes in character encoding|invalid multibyte|encoding error|input conversion failed",
     "wrong-encoding", "the bytes are not in the encoding that the file declares (UTF-8 if it declares none)",
     "Save the file as UTF-8, or declare its true encoding in <?xml encoding=…?>."),
    (r"unsupported encoding|Unsupported encoding:? ?(\S*)", "unknown-encoding",
     "the encoding that the file declares is not known", "Save the file as UTF-8 and declare that."),
    (r"Excessive depth|Maximum entity amplification|entity loop|huge|too long|Amplification", "out-of-bounds",
     "the file goes beyond what is read safely (depth, size of one text, or growth of entities)",
     "Split the text, or write out the entities."),
    (r"Extra content at the end of the document", "content-after-root",
     "something stands after the end of the root element", "Move it inside, or remove it."),
    (r"PCDATA invalid Char value (\d+)|invalid Char|xmlParseCharRef: invalid", "control-character",
     "a control character that XML does not allow", "Remove it; it is often left over from a word processor."),
    (r"Unescaped '<' not allowed", "stray-less-than",
     "a < inside an attribute's value", "Write &lt; for the character itself."),
)  # fmt: skip


def _not_well_formed(path: str, data: bytes, error: Exception) -> Diagnostic:
    reason = str(getattr(error, "msg", None) or error)
    line, column = getattr(error, "position", (1, 1))
    for pattern, code, message, hint in _REASONS:
        if found := re.search(pattern, reason):
            words = [word or "" for word in found.groups()]
            if code == "undeclared-prefix" and not words[0]:
                words[0] = words[2]
            text = message.format(*words)
            return Diagnostic(path, line, column, Severity.error, "xml", code, text, hint.format(*words))
    plain = re.sub(r", line \d+, column \d+.*$", "", reason)
    return Diagnostic(
        path, line, column, Severity.error, "xml", "not-well-formed", f"the XML is not well-formed: {plain}",
        "Mend the markup at this place; an XML editor shows it.",
    )  # fmt: skip


def names(files: list[Path]) -> list[str]:
    """Return a name for each file, for use in addresses: letters, digits, `-`, `_` and `.`, no two alike.

    A file's name alone where that is unique, else with as many folders before it as it takes.
    """
    chosen = [_slug(file.stem) for file in files]
    for depth in range(1, 1 + max((len(file.parts) for file in files), default=0)):
        doubled = {name for name, other in pairwise(sorted(map(str.lower, chosen))) if name == other}
        if not doubled:
            return chosen
        chosen = [
            _slug("-".join((*file.parts[-1 - depth : -1], file.stem))) if name.lower() in doubled else name
            for file, name in zip(files, chosen, strict=True)
        ]
    return [f"{name}-{number}" for number, name in enumerate(chosen, 1)]


def _slug(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "document"
