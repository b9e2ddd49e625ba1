"""Anchors: what can be pointed at in the files of an edition, and in those beside them: elements with an `@xml:id`.

TEI Guidelines, chapter 17 (linking).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from edition.document import Document, parse
from edition.tei import TEI, XML_ID, Element, elements_with_ids, local


class Anchor(NamedTuple):
    """An element with an `@xml:id`: its name, "" if the grammar knows none of that name, and the nearest id around it, or ""."""

    element: str
    around: str = ""


class Place(NamedTuple):
    """A thing pointed at: the absolute path of a file, and the id in it."""

    file: str
    id: str


#: All anchors of a file, by their ids.
Anchors = Mapping[str, Anchor]


class Neighbours(dict[str, Anchors]):
    """The anchors of each file of an edition, by its absolute path; and what is asked of them when a pointer misses.

    `partial` are the files that lack something that they want to include: nobody knows what else is in them.
    """

    partial: frozenset[str] = frozenset()

    def of(self, file: str) -> Anchors:
        """Return what can be pointed at in a file, of the edition or on the disk."""
        return self[file] if file in self else _on_disk(file) or {}

    @cached_property
    def homes(self) -> dict[str, str | None]:
        """The file in which each id stands, None if there are several."""
        homes: dict[str, str | None] = {}
        for file, known in self.items():
            homes |= {id: None if id in homes else file for id in known}
        return homes

    @cached_property
    def names(self) -> dict[str, str]:
        """The files by their names, of several with one name the first."""
        return {file.rpartition(os.sep)[2]: file for file in sorted(self, reverse=True)}

    @cached_property
    def alike(self) -> dict[tuple[str, str], list[str]]:
        """The names of the files by the number and the ending in each."""
        groups: dict[tuple[str, str], list[str]] = {}
        for name in self.names:
            groups.setdefault((number(name), name.rpartition(".")[2]), []).append(name)
        return groups


def anchors(elements: Iterable[Element]) -> dict[str, Anchor]:
    """Return what can be pointed at, given the elements with an `@xml:id`; of several with one id, the first."""
    found: dict[str, Anchor] = {}
    inside: dict[Element, str] = {}  # the nearest id around what lies directly in an element
    for element in elements:
        if key := element.get(XML_ID):
            around = _around(element, inside)
            found.setdefault(key, Anchor(local(element), around))
    return found


def miswritten(document: Document) -> list[tuple[str, Element]]:
    """Return the elements of TEI whose id is miswritten, as `@id` or `@xmlid`, each with the name of that attribute."""
    return [
        (name, element)
        for group in document.attributes
        if XML_ID not in group.names and group.tag.startswith(f"{{{TEI}}}")
        for name in group.names
        if name.rpartition("}")[2].lower() in _LIKE_ID
        for element in group.elements
    ]


#: What people write for `xml:id`.
_LIKE_ID = frozenset({"id", "xmlid", "xml-id", "xml_id", "xml.id"})


def _around(element: Element, inside: dict[Element, str]) -> str:
    """Return the nearest id around an element, "" if there is none; it is looked for once for all its siblings."""
    parent = element.getparent()
    if parent is None:
        return ""
    if parent not in inside:
        inside[parent] = parent.get(XML_ID) or _around(parent, inside)
    return inside[parent]


def absolute(file: Path) -> str:
    """Return the absolute path under which a file's anchors are known."""
    return os.path.abspath(file)


@lru_cache(maxsize=1 << 16)  # the same names are asked for by every document
def number(name: str) -> str:
    """Return the digits in a name, those that mean nothing aside."""
    return "".join(digits.lstrip("0") for digits in re.findall(r"\d+", name))


def anchors_of(file: Path) -> Anchors | None:
    """Return what can be pointed at in a file on disk; None if it is not XML."""
    return _on_disk(absolute(file))


def _on_disk(file: str) -> Anchors | None:
    """Return the anchors of a file that is no part of the edition; None if it is not XML."""
    try:
        status = os.stat(file)
    except OSError:
        return None
    return _on_disk_now(file, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=256)
def _on_disk_now(file: str, _changed: int, _size: int) -> Anchors | None:
    try:
        with open(file, "rb") as stream:
            begins = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
            is_markup = begins.startswith(b"<")
            return anchors(elements_with_ids(parse(begins + stream.read()))) if is_markup else None
    except (OSError, ValueError, etree.XMLSyntaxError):
        return None
