"""Likeness: which name a name that the schema has not, or not here, was probably meant to be.

Mistyped names look like the right ones; names out of the habit of other markup do not, so what TEI has for them stands in a
table. A project's schema has but a part of TEI: `tei.txt` has the names of all elements (TEI P5 4.12.0), to tell apart what
is left out from what is misspelt.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from edition.disguise import as_seen
from edition.pointers import nearest

#: How near a name must be to be taken for another one: they are short, and many.
ALIKE = 0.7
_MUCH_ALIKE = 0.8
_LESS_ALIKE = 0.6

#: Elements that are taken for others by their full name.
_SHORTER = {"line": "l"}

#: So few names are a choice in which a part of one tells which was meant.
FEW = 12

#: Names of HTML, DocBook and word processors that people write in TEI, and what TEI has for them.
HABITS = {
    "a": '<ref target="…">', "act": '<div type="act">', "addition": "<add>", "addressee": '<correspAction type="received">', "apparatus": "<app>", "article": "<div>",
    "aside": "<note>", "b": '<hi rend="bold">', "blockquote": "<quote>", "bold": '<hi rend="bold">', "br": "<lb/>",
    "center": '<hi rend="center">', "chapter": '<div type="chapter">', "citation": "<cit>", "city": "<settlement>",
    "column": "<cb/>", "coordinates": "<location> with a <geo>", "comment": "<note>", "day": "<date>", "deleted": "<del>", "deletion": "<del>",
    "dl": "<list> with a <label> before each <item>", "em": "<emph>", "emphasis": "<emph>", "endnote": '<note place="end">',
    "expansion": "<expan>", "firstname": "<forename>", "font": "<hi>", "geonames": '<idno type="geonames">', "gnd": '<idno type="GND">', "job": "<occupation>", "footer": '<fw type="footer">',
    "footnote": '<note place="foot">', "h1": "<head>", "h2": "<head>", "h3": "<head>", "h4": "<head>", "h5": "<head>",
    "h6": "<head>", "header": '<fw type="header">', "heading": "<head>", "hr": "<milestone/>", "i": '<hi rend="italic">',
    "illegible": "<unclear> or <gap/>", "image": '<graphic url="…"/>', "img": '<graphic url="…"/>', "ins": "<add>",
    "insertion": "<add>", "italic": '<hi rend="italic">', "italics": '<hi rend="italic">', "lacuna": "<gap/>",
    "lastname": "<surname>", "lemma": "<lem>", "letter": '<div type="letter">', "li": "<item>", "linebreak": "<lb/>",
    "linegroup": "<lg>", "month": "<date>", "ol": "<list> with an <item> for each entry", "omission": "<gap/>",
    "page": "<pb/>", "pagebreak": "<pb/>", "para": "<p>", "paragraph": "<p>", "picture": '<graphic url="…"/>',
    "poem": '<lg type="poem">', "profession": "<occupation>", "quotation": "<quote>", "reading": "<rdg>", "recipient": '<correspAction type="received">', "reference": "<ref>", "scene": '<div type="scene">',
    "sender": '<correspAction type="sent">', "section": '<div type="section">', "small": '<hi rend="small">', "smallcaps": '<hi rend="smallcaps">', "span": "<seg>",
    "speech": "<sp>", "stanza": '<lg type="stanza">', "strike": '<hi rend="strikethrough">', "strong": '<hi rend="bold">',
    "sub": '<hi rend="subscript">', "subscript": '<hi rend="subscript">', "subtitle": '<title type="sub">',
    "sup": '<hi rend="superscript">', "superscript": '<hi rend="superscript">', "tbody": "<table> with its rows directly in it",
    "td": "<cell>", "th": '<cell role="label">', "thead": "<table> with its rows directly in it", "town": "<settlement>",
    "tr": "<row> with a <cell> for each field", "u": '<hi rend="underline">', "ul": "<list> with an <item> for each entry",
    "underline": '<hi rend="underline">', "underlined": '<hi rend="underline">', "variant": "<rdg>", "verse": "<l>",
    "viaf": '<idno type="VIAF">', "wikidata": '<idno type="wikidata">', "year": "<date>",
}  # fmt: skip

#: The same for attributes: what TEI has for them, the first that may stand on an element.
HABITS_OF_ATTRIBUTES = {
    name: tuple(meant.split())
    for name, meant in {
        "after": "notBefore", "align": "rend", "before": "notAfter", "begin": "from", "certainty": "cert",
        "class": "rend type", "date": "when", "datum": "when", "end": "to", "format": "rend", "href": "target url ref source",
        "id": "xml:id", "label": "n", "lang": "xml:lang", "language": "xml:lang", "link": "target ref", "name": "n type",
        "no": "n", "nr": "n", "num": "n", "number": "n", "nummer": "n", "page": "n", "responsible": "resp", "seite": "n",
        "speaker": "who", "sprache": "xml:lang", "src": "url target", "start": "from", "style": "style rend", "title": "n",
        "url": "target ref", "value": "when quantity n", "width": "rend", "witness": "wit", "year": "when",
    }.items()
}  # fmt: skip


@cache
def all_elements() -> frozenset[str]:
    """Return the names of all elements of TEI."""
    return frozenset(Path(__file__).with_name("tei.txt").read_text(encoding="utf-8").split())


_FIRST_WORD = re.compile(r"([a-z]{4,})[A-Z]")


@lru_cache(maxsize=1 << 16)
def nearest_name(wanted: str, known: tuple[str, ...]) -> str:
    """Return the name of those known that was probably meant by one that is unknown, or "".

    It is the same but for capitals; or one that goes on where the other ends (`resp`: `respStmt`); or looks alike; or
    begins as the other does; or is a part of it, from its beginning or its end.
    """
    if meant := _undisguised(wanted, known):
        return meant
    if same := [name for name in known if name.lower() == wanted.lower()]:
        return same[0]
    if longer := _naming(_longer(wanted, known), len(wanted) > 3):
        return longer
    if alike := nearest(wanted, known, _MUCH_ALIKE):
        return alike
    if begun := _naming(_begun(wanted, known), True):
        return begun
    if alike := nearest(wanted, known, ALIKE):
        return alike
    parts = [name for name in known if len(name) > 3 and wanted.lower().startswith(name.lower())]
    parts += [name for name in known if len(name) > 3 and wanted.lower().endswith(name.lower())]
    return max(parts, key=len, default="")


@lru_cache(maxsize=1 << 16)
def other_name(wanted: str, known: tuple[str, ...]) -> str:
    """Return the name of those known that was probably meant by one that stands where it cannot, or "".

    `place` and `person` are entries of a register; what names them in a text is `placeName` and `persName`. One that
    begins or ends likewise will do: `wit` for `witness`, `item` for `castItem`.
    """
    if naming := _naming(_longer(wanted, known), False) or _naming(_begun(wanted, known), False):
        return naming
    if _SHORTER.get(wanted) in known:
        return _SHORTER[wanted]
    begun = [name for name in known if name.startswith(wanted)]
    if len(begun) == 1 and len(known) <= FEW and len(wanted) > 2:
        return begun[0]
    capital = wanted[0].upper() + wanted[1:]  # of two words: `ref` is hardly `specGrpRef`
    ended = [n for n in known if n.endswith(capital) and n[: -len(capital)].islower()]
    if len(ended) == 1 and len(wanted) > 2:
        return ended[0]
    return nearest(wanted, known, _MUCH_ALIKE) or ""


def _longer(wanted: str, known: tuple[str, ...]) -> list[str]:
    return [name for name in known if name.startswith(wanted) and name[len(wanted) :][:1].isupper()]


def _begun(wanted: str, known: tuple[str, ...]) -> list[str]:
    """Return the names whose first word is how another begins."""
    begun = ((name, _FIRST_WORD.match(name)) for name in known if wanted.islower())
    return [name for name, first in begun if first and wanted.startswith(first[1])]


def _naming(found: list[str], is_any: bool) -> str:
    """Return the one of some names that is a name's, or else any, if there is but one."""
    names = [name for name in found if name.endswith("Name")] or (found if is_any else [])
    return names[0] if len(names) == 1 else ""


@lru_cache(maxsize=1 << 16)
def nearest_attribute(wanted: str, known: tuple[str, ...], missing: tuple[str, ...] = ()) -> str:
    """Return the attribute that was probably meant, of those known by how they are written; or "".

    One that is missing is the more probable: `id` is `xml:id`, but on `language`, which lacks it, `ident`.
    """
    if meant := _undisguised(wanted, known):
        return meant
    begun = [one for one in missing if len(one) > 1 and _begins(one, wanted)]
    if len(begun) == 1:
        return begun[0]
    habits = (name for name in HABITS_OF_ATTRIBUTES.get(wanted.lower(), ()) if name in known)
    near = next(habits, None) or nearest(wanted, known, ALIKE)
    # Of three letters of which two are turned round, too few stand in order to be alike.
    turned = (name for name in known if sorted(name) == sorted(wanted))
    return near or next(turned, None) or nearest(wanted, missing, _LESS_ALIKE) or ""


def _begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _undisguised(wanted: str, known: tuple[str, ...]) -> str:
    """Return the name of those known that another looks like to the eye, or ""."""
    return "" if wanted.isascii() else next((one for one in as_seen(wanted) if one in known), "")
