"""What the writers of TEI share: elements as plain values, and how they are written.

A tree of lxml would take twice as long, and refuse what a header may hold and no XML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from edition.dates import DateRange, as_w3c
from edition.export.formats import ends
from edition.regex import NAME, NAME_START
from edition.tei import TEI

#: What may begin a name of XML (1.0, section 2.3; without colons), and what else may stand in it.
_START = NAME_START.removeprefix(":")
_NO_NAME = re.compile(f"[^{NAME.removeprefix(':')}]+")


class Node(NamedTuple):
    """A TEI element to be written: its name, its attributes, and what stands in it."""

    name: str
    attributes: Mapping[str, str]
    content: tuple[Node | str, ...]


def element(name: str, /, *content: Node | str, **attributes: str) -> Node:
    """Return a TEI element with text and elements in it; attributes and texts without a word are left out.

    `id` and `lang` are those of XML.
    """
    said = {_OF_XML.get(key, key): value for key, value in attributes.items() if value}
    return Node(name, said, tuple([part for part in content if part]))


_OF_XML = {"id": "xml:id", "lang": "xml:lang"}


def dated(date: DateRange | None) -> dict[str, str]:
    """Return the attributes that date an element (`att.datable.w3c`)."""
    first, last = map(as_w3c, ends(date)) if date else ("", "")
    if date is None or not (first or last):
        return {}
    return {**spanned(date, date.iso, first, last, ""), "cert": date.cert}


def dated_otherwise(date: DateRange, method: str) -> dict[str, str]:
    """Return the attributes that date an element in a calendar of its own (`att.datable.custom`)."""
    first, _, last = date.custom_iso.replace("..", "").partition("/")
    return {**spanned(date, date.custom_iso, first, last or first, "-custom"), "datingMethod": method}  # fmt: skip


def spanned(date: DateRange, value: str, first: str, last: str, family: str) -> dict[str, str]:
    """Return the attributes that say when a date begins and ends, of one family (`-iso`, `-custom`); `value` is as encoded."""
    if first == last and "/" not in value:
        return {f"when{family}": first}
    start = "notBefore" if date.is_between and date.sharp != "start" else "from"
    end = "notAfter" if date.is_between and date.sharp != "end" else "to"
    return {start + family: first, end + family: last}


def xml_id(text: str) -> str:
    """Return a name as an id of XML."""
    plain = _NO_NAME.sub("-", text).strip("-") or "x"
    return plain if re.match(f"[{_START}]", plain) else f"_{plain}"


def written(root: Node) -> str:
    """Return a document as text, one element a line where no text stands between them."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    _write(root._replace(attributes={"xmlns": TEI, **root.attributes}), "", lines)
    return _NO_XML.sub("\ufffd", "\n".join([*lines, ""]))


def _write(node: Node, margin: str, lines: list[str]) -> None:
    if not node.content or any(isinstance(part, str) for part in node.content):
        lines.append(margin + _inline(node))
        return
    lines.append(f"{margin}<{node.name}{_said(node)}>")
    for part in node.content:
        if isinstance(part, Node):
            _write(part, margin + " ", lines)
    lines.append(f"{margin}</{node.name}>")


def _inline(node: Node) -> str:
    if not node.content:
        return f"<{node.name}{_said(node)}/>"
    inside = (part.translate(_IN_TEXT) if isinstance(part, str) else _inline(part) for part in node.content)  # fmt: skip
    return f"<{node.name}{_said(node)}>{''.join(inside)}</{node.name}>"


def _said(node: Node) -> str:
    return "".join([f' {name}="{value.translate(_IN_ATTRIBUTE)}"' for name, value in node.attributes.items()])  # fmt: skip


#: What is written otherwise in XML (1.0, sections 2.4 and 3.3.3), and what cannot be written (2.2).
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTE = _IN_TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
