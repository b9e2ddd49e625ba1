"""Inclusion: what `xi:include` puts in its place when a document is read.

XML Inclusions (XInclude) 1.1 and TEI Guidelines, chapter 24.1.4. Files are taken from the folders of the edition and
from nowhere else: not from above them, not by a link out of them, not over a network. What cannot be included leaves
its `xi:fallback`, or nothing, and a `Refusal`; the rest of the document goes on.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from urllib.parse import unquote

from lxml import etree

from edition.diagnostics import Severity
from edition.pointers import is_pointing, parted, printable, scheme
from edition.tei import (
    XML_ID,
    XML_LANG,
    Element,
    content,
    is_tei,
    language,
    local,
    replace_by,
)

XINCLUDE = "http://www.w3.org/2001/XInclude"

#: How deep elements may lie in each other: what libxml2 reads, and what is safe to walk.
DEPTH = 255

#: How long a chain of inclusions may be, and how many inclusions, elements and bytes they may come to in one document.
CHAIN, COUNT, ELEMENTS, SIZE = 40, 20_000, 1_000_000, 1 << 27

INCLUDE, _FALLBACK = f"{{{XINCLUDE}}}include", f"{{{XINCLUDE}}}fallback"
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read: where it lies, what messages call it, its bytes."""

    file: Path
    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Included:
    """A file that a document takes in: its digest, the ids that come with it, and whether its text comes with it.

    `is_text` says that the file is taken whole, or its `text` is, so that it is no text of its own beside.
    """

    file: Path
    digest: str
    ids: frozenset[str]
    is_text: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """An inclusion that was not made: its file, its number among the elements there (from 0), and what there is to say."""

    source: Source
    number: int
    severity: Severity
    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Inclusion:
    """What including gave: the root of the tree (None if nothing is left of it), the files taken in, and what is wrong.

    `sought` are all files that it asked for, also those that are not there; `lacking` are the elements from which
    something is left out.
    """

    root: Element | None
    included: tuple[Included, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    sought: tuple[Path, ...] = ()
    lacking: tuple[Element, ...] = ()


class _Refused(Exception):
    """An inclusion that cannot be made: its code, what is wrong, what to do; no code if that has been said of its file."""

    def __init__(self, code: str = "", message: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def has_inclusions(root: Element) -> bool:
    """Tell whether a tree asks for anything to be included."""
    return next(root.iter(INCLUDE), None) is not None


def include(
    root: Element, source: Source, folders: Sequence[Path], parse: Callable[[Source], Element]
) -> Inclusion:
    """Put what a tree's `xi:include` elements name in their place, changing the tree.

    `folders` are those below which files may be taken; `parse` makes a tree of a file, or raises lxml's XMLSyntaxError
    or ValueError and says why itself. Inclusions in `egXML` are examples, and stay.
    """
    includer = _Includer(folders, parse)
    includer.number(root)
    found: Element | None = root
    if root.tag == INCLUDE:
        around = etree.Element("around")
        around.append(root)
        includer.inside(around, source, ((source.file, ""),))
        found = next(around.iterchildren(etree.Element), None)
        if found is not None:
            around.remove(found)
    else:
        includer.inside(root, source, ((source.file, ""),))
    return Inclusion(
        found,
        tuple(includer.included),
        tuple(includer.refusals),
        tuple(includer.sought),
        tuple(includer.lacking),
    )


_Chain = tuple[tuple[Path, str], ...]


class _Includer:
    def __init__(self, folders: Sequence[Path], parse: Callable[[Source], Element]) -> None:
        self.folders = [Path(os.path.realpath(folder)) for folder in folders]
        self.parse = parse
        self.included: list[Included] = []
        self.refusals: list[Refusal] = []
        self.numbers: dict[Element, int] = {}
        self.lacking: list[Element] = []
        self.sought: dict[Path, None] = {}
        self.read: dict[Path, bytes] = {}
        self.count = 0
        self.elements = 0
        self.size = 0

    def number(self, root: Element) -> None:
        """Note which of the elements of a file its inclusions are, while the tree is as it was read."""
        elements = enumerate(root.iter(etree.Element))
        self.numbers |= {node: number for number, node in elements if node.tag == INCLUDE}

    def inside(self, root: Element, source: Source, chain: _Chain) -> None:
        for node in list(_outermost(root)):
            self._one(node, source, chain)

    def _one(self, node: Element, source: Source, chain: _Chain) -> None:
        fallback = node.find(_FALLBACK)
        try:
            if node.get("parse", "xml") == "text":
                replace_by(node, [self._text(node, source)])
            else:
                replace_by(node, [self._element(node, source, chain)])
            return
        except _Refused as refused:
            self.lacking += list(node.iterancestors())[:1]
            if refused.code:
                self._refuse(node, source, refused, has_other=fallback is not None)
        parts = content(fallback) if fallback is not None else []
        replace_by(node, parts)
        for part in parts:
            if not isinstance(part, str):
                self.inside(part, source, chain)

    def _refuse(self, node: Element, source: Source, refused: _Refused, *, has_other: bool) -> None:
        severity = Severity.warning if has_other else Severity.error
        hint = f"{refused.hint} Its xi:fallback stands in its place." if has_other else refused.hint
        number = self.numbers.get(node, 0)
        self.refusals.append(Refusal(source, number, severity, refused.code, refused.message, hint))

    def _element(self, node: Element, source: Source, chain: _Chain) -> Element:
        href, pointer = _address(node)
        file = self._file(href, source.file) if href else source.file
        if (file, pointer) in chain or (not href and not pointer):
            raise _Refused(
                "include-loop", f"{_said(href, pointer)} leads back to this very place",
                "Remove one of the xi:include elements that form the circle.",
            )  # fmt: skip
        self.count += 1
        if len(chain) > CHAIN or self.count > COUNT or self.elements > ELEMENTS:
            raise _too_much()
        other = Source(
            file, _shown(source.path, href), self._data(file, href) if href else source.data
        )
        try:
            root = self.parse(other)
        except (etree.XMLSyntaxError, ValueError):
            raise _Refused from None
        self.number(root)
        part = _pointed(root, href, pointer)
        self.inside(part, other, (*chain, (file, pointer)))
        if part.tag == INCLUDE:
            raise _Refused(
                "include-unreadable", f"{_said(href, pointer)} is itself nothing but an xi:include",
                "Include the file that it names.",
            )  # fmt: skip
        if _depth(part) + sum(1 for _ in node.iterancestors()) > DEPTH:
            raise _too_much()
        self._take_in(part, root, other)
        _settle(part, node, href)
        return part

    def _take_in(self, part: Element, root: Element, source: Source) -> None:
        ids = set()
        for element in part.iter(etree.Element):
            self.elements += 1
            if key := element.get(XML_ID):
                ids.add(key)
        is_text = part is root or is_tei(part, "text")
        digest = hashlib.sha256(source.data).hexdigest()
        self.included.append(Included(source.file, digest, frozenset(ids), is_text))

    def _text(self, node: Element, source: Source) -> str:
        href, _ = _address(node)
        file = self._file(href, source.file)
        data = self._data(file, href)
        encoding = node.get("encoding", "utf-8-sig")
        try:
            text = data.decode(encoding)
        except (LookupError, ValueError):
            raise _Refused(
                "include-unreadable", f"{_said(href)} cannot be included: it is not text in {encoding.removesuffix('-sig')}",
                'Save it as UTF-8, or name its encoding on the xi:include.',
            ) from None  # fmt: skip
        if found := _FORBIDDEN.search(text):
            raise _Refused(
                "include-unreadable",
                f"{_said(href)} cannot be included: it has the control character U+{ord(found[0]):04X}",
                "Remove it; XML does not allow it.",
            )
        digest = hashlib.sha256(data).hexdigest()
        self.included.append(Included(file, digest, frozenset(), is_text=False))
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _file(self, href: str, beside: Path) -> Path:
        """Return the file that an address means, if it lies where files may be taken from."""
        if scheme(href) or href.startswith("//"):
            raise _Refused(
                "include-outside", f"{_said(href)} is not a file of the edition, and nothing is fetched from elsewhere",
                "Put a copy into the edition's folder, and write its path from this file.",
            )  # fmt: skip
        plain = unquote(href)
        try:
            file = Path(os.path.normpath(beside.parent / plain))
            real = Path(os.path.realpath(file))
            if not any(real.is_relative_to(folder) for folder in self.folders):
                raise _Refused(
                    "include-outside", f"{_said(href)} lies outside the folder of the edition",
                    "Move it inside, or name the folder that holds both files: edition -C FOLDER, or FOLDER among the paths.",
                )  # fmt: skip
            self.sought[file] = None
            mode = real.stat().st_mode
        except (OSError, ValueError):
            raise _Refused(
                "include-not-found", f"{_said(href)} is not there",
                "Correct the href, which is a path from this file, or add the file.",
            ) from None  # fmt: skip
        if not S_ISREG(mode):
            raise _Refused(
                "include-not-found", f"{_said(href)} is not a file",
                "Correct the href; it names a file, not a folder or a device.",
            )  # fmt: skip
        return file

    def _data(self, file: Path, href: str) -> bytes:
        if file not in self.read:
            try:
                if file.stat().st_size > SIZE:
                    raise _too_much()
                self.read[file] = file.read_bytes()
            except OSError as error:
                raise _Refused(
                    "include-unreadable", f"{_said(href)} cannot be read: {error.strerror}", "Check its rights.",
                ) from None  # fmt: skip
        self.size += len(self.read[file])
        if self.size > SIZE:
            raise _too_much()
        return self.read[file]


def _outermost(root: Element) -> Iterator[Element]:
    """Yield the inclusions in a tree that do not stand in the fallback of another, nor in an example."""
    for node in root.iter(INCLUDE):
        around = {str(one.tag) for one in node.iterancestors()}
        if INCLUDE not in around and not any(tag.endswith("}egXML") for tag in around):
            yield node


def _address(node: Element) -> tuple[str, str]:
    """Return the file that an inclusion names, "" for its own, and the id in it, "" for the whole."""
    href, _, fragment = node.get("href", "").strip().partition("#")
    pointer = node.get("xpointer", "").strip() or unquote(fragment)
    found = re.fullmatch(r"(?:element|id)\(\s*[\"']?([^\s/()\"']+)[\"']?\s*\)", pointer)
    return href, found[1] if found else pointer


def _pointed(root: Element, href: str, pointer: str) -> Element:
    if not pointer:
        return root
    if "(" in pointer:
        raise _Refused(
            "include-no-such-id", f"{_said(href, pointer)}: only ids are followed, no other way of pointing",
            "Give the element an xml:id and write that as the xpointer.",
        )  # fmt: skip
    found = next((one for one in root.iter(etree.Element) if one.get(XML_ID) == pointer), None)
    if found is None:
        raise _Refused(
            "include-no-such-id", f"{_said(href, pointer)}: there is no such id in that file",
            "Correct the xpointer, or give the element that xml:id.",
        )  # fmt: skip
    return found


def _settle(part: Element, node: Element, href: str) -> None:
    """Keep what a part inherited where it stood: its language, and where its pointers start."""
    parent = node.getparent()
    spoken = language(part)
    if spoken and parent is not None and language(parent) != spoken:
        part.set(XML_LANG, spoken)
    folder = posixpath.normpath(posixpath.dirname(href))
    if folder != ".":
        for element in part.iter(etree.Element):
            _move(element, folder)


def _move(element: Element, folder: str) -> None:
    """Have the relative pointers of an element start outside the folder in which its file lies."""
    name = local(element)
    for key, value in element.items():
        if is_pointing(name, str(key)):
            moved = [_moved(part, folder) for part in parted(str(value))]
            element.set(key, " ".join(moved))


def _moved(value: str, folder: str) -> str:
    path, mark, fragment = value.partition("#")
    if not path or path.startswith("/") or scheme(path):
        return value
    return posixpath.normpath(posixpath.join(folder, path)) + mark + fragment


def _depth(element: Element) -> int:
    deepest = depth = 0
    for event, _ in etree.iterwalk(element, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _said(href: str, pointer: str = "") -> str:
    shown = printable(href) if len(href) <= 120 else f"{printable(href[:119])}…"
    named = f' xpointer="{printable(pointer)[:60]}"' if pointer else ""
    return f'<xi:include href="{shown}"{named}>'


def _shown(path: str, href: str) -> str:
    """Return what messages call an included file: as the including one is called, from where the command ran."""
    return (
        printable(posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(href))))
        if href
        else path
    )


def _too_much() -> _Refused:
    return _Refused(
        "out-of-bounds", "what is included goes beyond what is read safely (depth, number, size)",
        "Include less, or let the files stand as texts of their own.",
    )  # fmt: skip
