"""Document: one source file, read.

Reading never reaches over a network, never resolves an external entity and never writes; it is bounded in size and
depth. Every encoding becomes UTF-8 first, so that what follows has one way through the parser. What cannot be read
becomes a `Diagnostic` with the place and the remedy; the other files go on.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise, repeat, takewhile
from pathlib import Path
from stat import S_ISREG
from typing import Protocol, TypeVar

from lxml import etree

from edition.attributes import Attributes
from edition.diagnostics import Diagnostic, Severity
from edition.distinct import Distinct, plain
from edition.inclusion import (
    DEPTH,
    INCLUDE,
    Included,
    Refusal,
    Source,
    has_inclusions,
    include,
)
from edition.malformed import malformed
from edition.places import Tags
from edition.pointers import Conventions, Prefixes, prefixes
from edition.tei import TEI, XML_ID, Element, elements_with_ids, is_tei, line_of, local

#: No larger file is read: what TEI projects have is a hundred times smaller.
SIZE = 1 << 28

# Trees are walked by functions that call themselves, a dozen calls an element at most.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 20 * DEPTH + 1000))

#: Byte order marks, and how `<` and `<?` look without one; the longer before what they begin with.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
)  # fmt: skip
#: Codecs of Python's that are no encodings of XML.
_NO_ENCODINGS = frozenset(
    "idna mbcs oem palmos punycode raw-unicode-escape undefined unicode-escape utf-7".split()
)

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DTD = re.compile(
    rb"""(\A(?:\xef\xbb\xbf)?(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE\s+[^\s\[>]+)"""
    rb"""(\s+(?:SYSTEM|PUBLIC\s+(?:"[^"]*"|'[^']*'))\s+(?:"[^"]*"|'[^']*'))""",
    re.DOTALL,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True)
class Document:
    """One source file: its tree, its place on disk and the name it has in the edition.

    `path` is how messages name it, `file` where it lies, `id` its name in addresses, `data` its bytes; `included` are
    the files that `xi:include` put into its tree, taken from `folders`; `sought` those and what it did not find;
    `conventions` what its project says of pointers. `lacking` are the elements that lack
    something which they want to include.
    """

    id: str
    path: str
    file: Path
    data: bytes
    root: Element
    included: tuple[Included, ...] = ()
    folders: tuple[Path, ...] = ()
    conventions: Conventions = field(default_factory=Conventions)
    sought: tuple[Path, ...] = ()
    lacking: tuple[Element, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it lacks nothing that it wants to include."""
        return not self.lacking

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the bytes of the file, and of those that it includes, in hexadecimal."""
        own = hashlib.sha256(self.data)
        for other in self.included:
            own.update(other.digest.encode())
        return own.hexdigest()

    def may_say(self, word: bytes) -> bool:
        """Tell, without a look at the tree, whether a name may stand in it; True where that is not sure."""
        return bool(self.included) or b"</" not in self.data or word in self.data

    @cached_property
    def may_preserve(self) -> bool:
        """Whether white space may be kept somewhere (`@xml:space`), told fast; almost always it is not."""
        data = self.data
        said = b'"preserve"' in data or b"'preserve'" in data
        return said or b"\0" in data[:4] or bool(self.included)

    @cached_property
    def homes(self) -> Mapping[str, Path]:
        """The files in which the ids stand that came into the tree by `xi:include`."""
        found: dict[str, Path] = {}
        for part in self.included:  # the inner ones come first
            for key in part.ids:
                found.setdefault(key, part.file)
        return found

    @cached_property
    def prefixes(self) -> Prefixes:
        """What its `prefixDef`s make of pointers, by their prefixes."""
        return prefixes(self.root) if self.may_say(b"prefixDef") else {}

    @cached_property
    def attributes(self) -> Attributes:
        """The elements that have attributes, by their names."""
        return Attributes(self.root)

    @cached_property
    def elements(self) -> dict[str, Element]:
        """The elements that carry an `@xml:id`, by it; of several with one id, the first."""
        found: dict[str, Element] = {}
        for element in elements_with_ids(self.root):
            found.setdefault(element.get(XML_ID, ""), element)
        return found

    def place(self, element: Element | None, attribute: str | None = None) -> tuple[int, int]:
        """Return line and column, from 1, of an element's start tag or of an attribute in it.

        For what was included, they are those in its own file, which `path_of` names.
        """
        if element is None:
            return (1, 1)
        tags, start = self._tags.get(element, (None, 0))
        if tags is None:
            return (line_of(element) or 1, 1)
        name = attribute.rpartition("}")[2] if attribute else ""
        return (name and tags.attribute(start, name)) or tags.place(start)

    def text_place(self, element: Element, after: Element | None) -> tuple[int, int]:
        """Return line and column, from 1, of the text that begins an element, or comes after an element in it."""
        tags, start = self._tags.get(element, (None, 0))
        beside, last = self._tags.get(after, (None, None)) if after is not None else (tags, None)
        if tags is None or tags is not beside:  # a part of another file is between
            return self.place(element)
        return tags.text(start, last)

    def path_of(self, element: Element | None) -> str:
        """Return the path, for messages, of the file in which an element stands: its own, or one that is included."""
        if not self.included or element not in self._tags:
            return self.path
        return self._tags[element][0].path

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
        place: tuple[int, int] | None = None,
    ) -> Diagnostic:
        """Return a finding at an element, at one of its attributes, or at another `place` in it."""
        line, column = place or self.place(element, attribute)
        name = local(element) if element is not None else None
        path = self.path_of(element)
        said = _in_line(message)
        return Diagnostic(path, line, column, severity, source, code, said, hint, name)

    def diagnostics(
        self,
        elements: Sequence[Element],
        message: str,
        *,
        source: str,
        code: str,
        severity: Severity = Severity.error,
        hint: str | None = None,
        attribute: str | None = None,
    ) -> Iterator[Diagnostic]:
        """Yield one and the same finding at each of some elements: a report makes one with many places of them."""
        name = local(elements[0])
        for element in elements:
            found = self.diagnostic(
                element,
                message,
                source=source,
                code=code,
                severity=severity,
                hint=hint,
                attribute=attribute,
            )
            yield replace(found, element=name)

    @cached_property
    def _tags(self) -> dict[Element, tuple[Tags, int]]:
        """Where the start tags of all elements begin; one more pass, made only when there is something to report."""
        source = Source(self.file, self.path, self.data)
        if not self.included:
            return _tagged(self.root, source)
        known: dict[Element, tuple[Tags, int]] = {}

        def told(source: Source) -> Element:
            root = parse(source.data)
            known.update(_tagged(root, source))
            return root

        again = told(source)
        whole = include(again, source, self.folders, told).root
        again = again if whole is None else whole
        both = zip(self.root.iter(etree.Element), again.iter(etree.Element), strict=False)
        return {own: known[other] for own, other in both if other in known}


def _tagged(root: Element, source: Source) -> dict[Element, tuple[Tags, int]]:
    """Return the elements of a tree with the tags of its file, and the byte at which the tag of each begins."""
    tags = Tags(source.path, as_utf8(source.data)[0])
    return dict(zip(root.iter(etree.Element), zip(repeat(tags), tags.starts), strict=False))


def listed_tags(elements: Iterable[Element]) -> str:
    """Return the names of some elements for a message: `<a>`, `<a> and <b>`, or `<a>, <b> and others`."""
    names = [f"<{name}>" for name in dict.fromkeys(map(local, elements))]
    return " and ".join(names) if len(names) < 3 else f"{names[0]}, {names[1]} and others"


def subject(attribute: str, elements: Sequence[Element], verb: str) -> str:
    """Return who does what in a message: `@a of <b> points`, `@a of <b> and <c> point`; the verb is given for one."""
    if len(set(map(local, elements))) > 1:
        verb = "are" if verb == "is" else verb.removesuffix("s")
    return f"@{attribute} of {listed_tags(elements)} {verb}"


def listed(values: Collection[str]) -> str:
    """Return values for a message, in quotation marks; of more than four the first three and how many others."""
    shown = [f'"{value}"' for value in values]
    if len(shown) <= 4:
        return ", ".join(shown)
    return f"{', '.join(shown[:3])} and {len(shown) - 3:,} others"


def _in_line(message: str) -> str:
    """Return a message on one line, the middle of what it cites left out if that is long."""
    if len(message) > 400:
        message = f"{message[:250]} … {message[-120:]}"
    return message if message.isprintable() else _CONTROL.sub(" ", message)


def as_utf8(data: bytes) -> tuple[bytes, bool]:
    """Return the bytes of an XML file in UTF-8 without a byte order mark, and whether that is what they are.

    A byte order mark counts more than the declaration. Where the bytes do not fit what the file says, or that is no
    encoding, they come back as they are, for the parser to find the place.
    """
    mark, encoding = next(
        ((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "")
    )
    if encoding == "utf-8":
        return data[len(mark) :], True
    declared = _DECLARED.match(data[:1024])
    encoding = encoding or (declared[1].decode("ascii") if declared else "utf-8")
    try:
        known = codecs.lookup(encoding).name.replace("_", "-")
        if known in _NO_ENCODINGS:
            return data, False
        if known == "utf-8":
            return data, True
        if not mark and known.startswith(("utf-16", "utf-32")):
            return data, False
        if known == "iso8859-1" and _is_windows(data):
            known = "cp1252"
        return data.decode(known).removeprefix("\ufeff").encode("utf-8"), True
    except (LookupError, ValueError):
        return data, False


def _is_windows(data: bytes) -> bool:
    """Tell whether bytes that are said to be ISO-8859-1 hold what there are control characters, and letters in Windows."""
    return bool(re.search(rb"[\x80-\x9f]", data))


def parse(data: bytes) -> Element:
    """Return the root of an XML file, read without leaving this machine or the file itself, and in bounds.

    Only entities that the file itself declares are known; the DTD that a DOCTYPE names is not read. Raises
    lxml's XMLSyntaxError for what is not well-formed or goes beyond the bounds (depth, size, growth).
    """
    text, is_utf8 = as_utf8(data)
    parser = etree.XMLParser(
        encoding="utf-8" if is_utf8 else None,  # else the parser finds out what is wrong
        resolve_entities="internal",  # type: ignore[arg-type]
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        collect_ids=False,  # with it lxml refuses files with faulty ids; without it reads a DTD, so that is blanked
    )
    text = _with_line_feeds(text) if is_utf8 else text
    root = etree.fromstring(_without_dtd(text), parser)
    if b"<!ENTITY" in text:
        _name_those_in_entities(root)
    return root


def _name_those_in_entities(root: Element) -> None:
    """Give elements out of entities the default namespace of where these are called (Namespaces in XML, 6.2).

    libxml2 reads an entity by itself, where none is declared.
    """
    for element in root.iter("{}*"):
        if namespace := element.nsmap.get(None):
            element.tag = f"{{{namespace}}}{element.tag}"


def _with_line_feeds(text: bytes) -> bytes:
    """Return a file with LF for each CR that ends a line alone (XML 1.0, 2.11): libxml2 reads both so, and counts one."""
    is_as_it_is = text.count(b"\r") == text.count(b"\r\n")
    return text if is_as_it_is else re.sub(rb"\r(?!\n)", b"\n", text)


def _without_dtd(text: bytes) -> bytes:
    """Return a file without the address of its DTD, everything after it in its place."""
    found = _DTD.match(text)
    if not found:
        return text
    return found[1] + re.sub(rb"[^\r\n]", b" ", found[2]) + text[found.end() :]


def read(
    file: Path, path: str, id: str, folders: Sequence[Path] = ()
) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Read one file, and what it includes.

    `path` is the name for messages, `id` the document's name in the edition, `folders` those from which files may be
    included (the file's own, if none is given). Returns the document, or None, and the diagnostics that say what is
    wrong: why there is none, or what it could not include.
    """
    try:
        return _read(file, path, id, tuple(folders) or (file.parent,))
    except MemoryError:
        return None, (
            Diagnostic(
                path, 0, 0, Severity.error, "xml", "out-of-bounds",
                "the file needs more memory than there is", "Split the text into several files.",
            ),
        )  # fmt: skip


def _read(
    file: Path, path: str, id: str, folders: tuple[Path, ...]
) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    def refused(
        code: str, message: str, hint: str, line: int = 1, column: int = 1
    ) -> tuple[None, tuple[Diagnostic]]:
        column = column if line else 0
        return None, (Diagnostic(path, line, column, Severity.error, "xml", code, message, hint),)

    try:
        status = file.stat()
        if not S_ISREG(status.st_mode):
            return refused("not-a-file", "this is not a file but a folder, a pipe or a device", "Save what it gives as a file, and name that.", 0)  # fmt: skip
        if status.st_size > SIZE:
            return refused("out-of-bounds", f"the file has {status.st_size:,} bytes, more than is read safely ({SIZE:,})", "Split it into several files.", 0)  # fmt: skip
        data = file.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return refused(
            "unreadable-file", f"the file cannot be read: {reason}", "Check its name and rights.", 0
        )
    try:
        root = parse(data)
    except (etree.XMLSyntaxError, ValueError) as error:
        return None, (_unparsed(path, data, error),)
    if root.tag != INCLUDE and not is_tei(root):
        tags, start = _tagged(root, Source(file, path, data))[root]
        line, column = tags.place(start)
        return refused("not-tei", _stranger(root), _WANTED, line, column)
    notes = (*_misnamed(path, data), *_unshown(path, data))
    if not has_inclusions(root):
        return Document(id, path, file, data, root), notes
    found, faults = _with_inclusions(Document(id, path, file, data, root, (), folders))
    return found, (*notes, *faults)


def _unparsed(path: str, data: bytes, error: Exception) -> Diagnostic:
    """Return why a file could not be parsed, with the parser's reason: it is empty, no XML at all, older, or malformed."""

    def refused(code: str, message: str, hint: str, line: int = 1, column: int = 1) -> Diagnostic:
        return Diagnostic(path, line, column, Severity.error, "xml", code, message, hint)

    begin = data[:1024].removeprefix(codecs.BOM_UTF8)
    if not begin.strip() and (len(data) <= 1024 or data.isspace()):
        return refused(
            "empty-file", "the file is empty", "Put a TEI document into it, or remove it."
        )
    has_mark = any(data.startswith(mark) for mark, _ in _MARKS)
    if b"\0" in begin and not has_mark:
        return refused(
            "binary-file",
            "the file is binary, not XML",
            "Name XML files only, or give it another ending.",
        )
    if not has_mark and data.lstrip()[:1] != b"<":
        return refused(
            "not-xml",
            "the file does not begin with markup, so it is not XML",
            "A TEI file begins with <?xml or <TEI.",
        )
    if older := _older(data):
        message, (line, column) = older
        return refused("not-tei", message, _WANTED, line, column)
    declared = _DECLARED.match(data[:1024])
    if declared and not has_mark and declared[1].lower().startswith((b"utf-16", b"utf-32")):
        return malformed(path, data, ValueError("encoding error"))
    text, is_utf8 = as_utf8(data)
    return malformed(path, _with_line_feeds(text) if is_utf8 else text, error)


def _with_inclusions(document: Document) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Return a document with what it includes in its place, None if that leaves no TEI, and what is wrong."""
    source = Source(document.file, document.path, document.data)
    notes: list[Diagnostic] = []

    def told(other: Source) -> Element:
        notes.extend(_unshown(other.path, other.data))
        try:
            return parse(other.data)
        except (etree.XMLSyntaxError, ValueError) as error:
            notes.append(_unparsed(other.path, other.data, error))
            raise

    found = include(document.root, source, document.folders, told)
    faults = (*dict.fromkeys(notes), *_refused(found.refusals))
    if found.root is not None and is_tei(found.root):
        whole = replace(
            document,
            root=found.root,
            included=found.included,
            sought=found.sought,
            lacking=found.lacking,
        )
        return whole, faults
    if found.root is None:
        return None, faults
    message = _stranger(found.root)
    fault = Diagnostic(document.path, 1, 1, Severity.error, "xml", "not-tei", message, _WANTED)
    return None, (*faults, fault)


def _refused(refusals: Iterable[Refusal]) -> Iterator[Diagnostic]:
    """Yield what is said of inclusions that were not made, each at its tag."""
    files: dict[str, Tags] = {}
    for one in refusals:
        path = one.source.path
        tags = files[path] = files.get(path) or Tags(path, as_utf8(one.source.data)[0])
        line, column = tags.place((tags.starts[one.number :] or [0])[0])
        yield Diagnostic(
            path, line, column, one.severity, "xml", one.code, one.message, one.hint, "include"
        )


#: What `tei.UNSHOWN` finds, by code: controls and non-characters.
_CODES = (
    *range(0x7F, 0xA0),
    *range(0xFDD0, 0xFDF0),
    *(plane + end for plane in range(1 << 16, 17 << 16, 1 << 16) for end in (0xFFFE, 0xFFFF)),
)
#: The same in UTF-8 and as references, as expressions (compiled when first used); before each, bytes of which one must be
#: there, which is told sooner.
_UNSHOWN: tuple[tuple[tuple[bytes, ...], bytes], ...] = (
    ((b"\x7f",), rb"\x7f"),
    ((b"\xc2",), rb"\xc2[\x80-\x9f]"),
    ((b"\xef",), rb"\xef\xb7[\x90-\xaf]"),
    (
        (b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4"),
        rb"(?s)\xbf[\xbe\xbf](?<=[\xf0-\xf4][\x8f\x9f\xaf\xbf]..)",
    ),
    (
        (b"&#",),
        b"&#0*(?:%b);|&#x0*(?i:%b);"
        % tuple("|".join(map(form.format, _CODES)).encode() for form in ("{}", "{:x}")),
    ),
)


def _unshown(path: str, data: bytes) -> Iterator[Diagnostic]:
    text = as_utf8(data)[0]
    found = [
        match
        for begins, one in _UNSHOWN
        if any(begin in text for begin in begins)
        for match in re.finditer(one, text)
    ]
    if not found:
        return
    first = min(match.start() for match in found)
    line = text.count(b"\n", 0, first) + 1
    count = f"{len(found)} characters" if len(found) > 1 else "a character"
    yield Diagnostic(
        path, line, 1, Severity.warning, "xml", "unshown-character",
        f"the file has {count} that no page can have, control codes or such as mean nothing in Unicode",
        "Put in the letters that were meant; pages show \ufffd in their place.",
    )  # fmt: skip


def _misnamed(path: str, data: bytes) -> Iterator[Diagnostic]:
    declared = _DECLARED.match(data[:1024])
    if not declared or any(data.startswith(mark) for mark, _ in _MARKS):
        return
    name = declared[1].decode("ascii")
    with suppress(LookupError):
        if codecs.lookup(name).name == "iso8859-1" and _is_windows(data):
            yield Diagnostic(
                path, 1, 1, Severity.warning, "xml", "misnamed-encoding",
                f"the file declares {name} but holds letters of Windows-1252, and is read as that",
                'Declare encoding="windows-1252", or save the file as UTF-8.',
            )  # fmt: skip


class _Including(Protocol):
    """A document, or what is known of one."""

    @property
    def file(self) -> Path: ...
    @property
    def included(self) -> tuple[Included, ...]: ...


_D = TypeVar("_D", bound=_Including)


def standing_alone(documents: Sequence[_D]) -> list[_D]:
    """Return the documents without those that another of them has taken in, which are read there."""
    within: set[Path] = set()
    for document in documents:
        if document.file not in within:  # of two that include each other, the first stays
            taken = {part.file for part in document.included if part.is_text}
            within |= taken - {document.file}
    return [document for document in documents if document.file not in within]


_WANTED = f'A TEI document has a root like <TEI xmlns="{TEI}">.'


def _stranger(root: Element) -> str:
    name = local(root)
    if name.lower() in ("tei.2", "teicorpus.2"):
        return f"the file is TEI P4 or older (root <{name}>), and this tool reads TEI P5"
    if name.lower() == "html":
        return "the file is HTML, not TEI"
    if name in ("TEI", "teiCorpus") and root.tag != f"{{{TEI}}}{name}":
        where = (
            f"in the namespace {root.nsmap[root.prefix]}"
            if root.nsmap.get(root.prefix)
            else "in no namespace"
        )
        return f"the root <{name}> is {where}, not in that of TEI"
    return f"the file is XML but not TEI: its root is <{name}>"


_FIRST_TAG = re.compile(
    rb"(?is)(?>\s+|<\?.*?>|<!--.*?-->|<!doctype(?:[^\[>]|\[.*?\])*>)*+<([a-z][\w.]*)"
)


def _older(data: bytes) -> tuple[str, tuple[int, int]] | None:
    """Return what a file is that is no XML but a relative of it, HTML or TEI in SGML, and the place of its root."""
    text = as_utf8(data[:20_000])[0]
    found = _FIRST_TAG.match(text)
    if found is None:
        return None
    name = found[1].decode("ascii").lower()
    before = text[: found.start(1) - 1].decode("utf-8", "replace")
    place = before.count("\n") + 1, len(before) - before.rfind("\n")
    if name == "html":
        return "the file is HTML, not TEI", place
    if name in ("tei.2", "teicorpus.2", "tei.1"):
        old = f"the file is TEI P4 or older, in SGML (root <{name}>), and this tool reads TEI P5 in XML"
        return old, place
    return None


def names(files: list[Path]) -> list[str]:
    """Return a name for each file, for use in addresses: letters, digits, `-`, `_` and `.`, no two alike.

    A file's name alone where that is unique, else with as many folders before it as it takes, of those below the one that
    all files of this name lie in: where that is on a machine is nobody's business. What folders do not tell apart is numbered.
    """
    alike: dict[str, list[Path]] = defaultdict(list)
    for file in files:
        alike[_slug(file.stem).lower()].append(file)
    folders = {file: below for found in alike.values() for file, below in _below(found)}
    chosen = [_slug(file.stem) for file in files]
    for depth in range(1, 1 + max(map(len, folders.values()), default=0)):
        doubled = _doubled(chosen)
        chosen = [
            _slug("-".join((*folders[file][-depth:], file.stem)))
            if name.lower() in doubled
            else name
            for file, name in zip(files, chosen, strict=True)
        ]
    doubled = _doubled(chosen)
    distinct = Distinct((name for name in chosen if name.lower() not in doubled), folded=True)
    return [distinct.name(name) if name.lower() in doubled else name for name in chosen]


def _below(files: list[Path]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Yield some files, each with the folders in which it lies below the one that all lie in."""
    around = [file.parent.parts for file in files]
    alike = takewhile(lambda parts: len(set(parts)) == 1, zip(*around, strict=False))
    shared = len(list(alike))
    yield from zip(files, (parts[shared:] for parts in around), strict=True)


def _doubled(names: list[str]) -> set[str]:
    """Return which names there are more than once, in small letters."""
    return {name for name, other in pairwise(sorted(map(str.lower, names))) if name == other}


def _slug(name: str) -> str:
    return plain(name, "document")
