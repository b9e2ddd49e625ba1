"""Likeness: which name a name that the schema has not, or not here, was probably meant to be.

Mistyped names look like the right ones; names out of the habit of other markup do not, so what TEI has for them stands in a
table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from edition.pointers import nearest

#: How near a name must be to be taken for another one: they are short, and many.
ALIKE = 0.7

#: Names of HTML, DocBook and word processors that people write in TEI, and what TEI has for them.
HABITS = {
    "a": '<ref target="…">', "article": "<div>", "aside": "<note>", "b": '<hi rend="bold">', "blockquote": "<quote>",
    "bold": '<hi rend="bold">', "br": "<lb/>", "center": '<hi rend="center">', "chapter": '<div type="chapter">',
    "dl": "<list> with a <label> before each <item>", "em": "<emph>", "emphasis": "<emph>", "endnote": '<note place="end">',
    "font": "<hi>", "footer": '<fw type="footer">', "footnote": '<note place="foot">', "h1": "<head>", "h2": "<head>",
    "h3": "<head>", "h4": "<head>", "h5": "<head>", "h6": "<head>", "header": '<fw type="header">', "heading": "<head>",
    "hr": "<milestone/>", "i": '<hi rend="italic">', "image": '<graphic url="…"/>', "img": '<graphic url="…"/>',
    "ins": "<add>", "italic": '<hi rend="italic">', "italics": '<hi rend="italic">', "li": "<item>", "linebreak": "<lb/>",
    "linegroup": "<lg>", "ol": "<list> with an <item> for each entry", "pagebreak": "<pb/>", "para": "<p>", "paragraph": "<p>",
    "section": '<div type="section">', "small": '<hi rend="small">', "smallcaps": '<hi rend="smallcaps">', "span": "<seg>",
    "stanza": '<lg type="stanza">', "strike": '<hi rend="strikethrough">', "strong": '<hi rend="bold">',
    "sub": '<hi rend="subscript">', "subscript": '<hi rend="subscript">', "subtitle": '<title type="sub">',
    "sup": '<hi rend="superscript">', "superscript": '<hi rend="superscript">', "tbody": "<table> with its rows directly in it",
    "td": "<cell>", "th": '<cell role="label">', "thead": "<table> with its rows directly in it",
    "tr": "<row> with a <cell> for each field", "u": '<hi rend="underline">', "ul": "<list> with an <item> for each entry",
    "underline": '<hi rend="underline">', "underlined": '<hi rend="underline">', "verse": "<l>",
}  # fmt: skip

#: The same for attributes.
HABITS_OF_ATTRIBUTES = {
    "class": "@rend",
    "href": "@target",
    "id": "@xml:id",
    "lang": "@xml:lang",
    "src": "@url",
    "style": "@style or @rend",
}

_FIRST_WORD = re.compile(r"([a-z]{4,})[A-Z]")


@lru_cache(maxsize=1 << 16)
def nearest_name(wanted: str, known: tuple[str, ...]) -> str:
    """Return the name of those known that was probably meant, or "".

    It is the same but for capitals; or one that goes on where the other ends, or is cut off (`place`, `person`: `placeName`, `persName`);
    or one that looks alike; or a part of it, from its beginning or its end.
    """
    if same := [name for name in known if name.lower() == wanted.lower()]:
        return same[0]
    longer = [name for name in known if name.startswith(wanted) and name[len(wanted)].isupper()]
    if not longer and wanted.islower():
        longer = [
            name for name in known if (f := _FIRST_WORD.match(name)) and wanted.startswith(f[1])
        ]
    if len(longer) > 1 or len(wanted) < 4:
        longer = [name for name in longer if name.endswith("Name")]
    if longer:
        return longer[0]
    if alike := nearest(wanted, known, ALIKE):
        return alike
    parts = [name for name in known if len(name) > 3 and wanted.lower().startswith(name.lower())]
    parts += [name for name in known if len(name) > 3 and wanted.lower().endswith(name.lower())]
    return max(parts, key=len, default="")


def nearest_attribute(wanted: str, known: Mapping[str, str]) -> str:
    """Return the attribute that was probably meant, of those known by how they are written; or ""."""
    return known.get(nearest(wanted, known, ALIKE) or "", "")
