"""What the writers of TEI share: elements, made without their white space mattering."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from edition.dates import DateRange
from edition.export.formats import ends
from edition.tei import TEI, XML_ID, XML_LANG, Element, tag

_ID = re.compile(r"[^\w.-]+")


def element(name: str, /, *content: Any, **attributes: str) -> Element:
    """Return a TEI element with text and elements in it; attributes without a value are left out.

    `id` and `lang` are those of XML.
    """
    made = etree.Element(tag(name), nsmap={None: TEI})  # type: ignore[dict-item]
    for key, value in attributes.items():
        plain = {"id": XML_ID, "lang": XML_LANG}.get(key, key)
        if value:
            made.set(plain, value)
    for part in content:
        if isinstance(part, etree._Element):
            made.append(part)
        elif part:
            made.text = (made.text or "") + str(part)
    return made


def dated(date: DateRange | None) -> dict[str, str]:
    """Return the attributes that date an element (`att.datable.w3c`).

    The year 0000 is none for XML Schema 1.0, by which TEI's grammars are; it is one of ISO 8601 (`att.datable.iso`).
    """
    first, last = ends(date) if date else ("", "")
    if date is None or not (first or last):
        return {}
    family = "-iso" if "0000" in (first[:4], last[:4]) else ""
    return {**spanned(date, date.iso, first, last, family), "cert": date.cert}


def dated_otherwise(date: DateRange, method: str) -> dict[str, str]:
    """Return the attributes that date an element in a calendar of its own (`att.datable.custom`)."""
    first, _, last = date.custom_iso.replace("..", "").partition("/")
    return {**spanned(date, date.custom_iso, first, last or first, "-custom"), "datingMethod": method}  # fmt: skip


def spanned(date: DateRange, value: str, first: str, last: str, family: str) -> dict[str, str]:
    """Return the attributes that say when a date begins and ends, of one family (`-iso`, `-custom`); `value` is as encoded."""
    if first == last and "/" not in value:
        return {f"when{family}": first}
    names = ("notBefore", "notAfter") if date.is_between else ("from", "to")
    return {names[0] + family: first, names[1] + family: last}


def xml_id(text: str) -> str:
    """Return a name as an id of XML."""
    plain = _ID.sub("-", text).strip("-") or "x"
    return plain if plain[0].isalpha() or plain[0] == "_" else f"_{plain}"


def written(root: Element) -> str:
    """Return a document as text, one element a line where no text stands between them."""
    etree.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="unicode") + "\n"  # fmt: skip
