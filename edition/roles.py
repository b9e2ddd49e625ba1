"""Roles: what a pointer is to hit, by the attribute in which it stands.

The table says in TEI's names what the TEI Guidelines (the descriptions of the attributes, P5 4.12) say in prose. An
attribute is in it only where they name the elements meant; where they leave it open ("or some other resource", as
for `@ana`, `@source`, `@scheme`, `@period` and `@datingMethod`) it is not. Besides what the Guidelines name, an
attribute may hit what projects use in its stead without a loss: `@who` a name with an id, `@wit` a manuscript's description.

That a name points at an entry of its kind is a law, since the indexes are made from it. All other roles are
descriptions, so what is said of them is a warning.
"""

from __future__ import annotations

from dataclasses import dataclass

from edition.index import NAMING, kind_of
from edition.register import ENTRIES, Kind
from edition.tei import Element, local


@dataclass(frozen=True, slots=True)
class Role:
    """What an attribute points at: the elements that it may hit, and what they are for a reader."""

    called: str
    elements: frozenset[str]


def _role(called: str, elements: str) -> Role:
    return Role(called, frozenset(elements.split()))


_BIBLIOGRAPHIC = "bibl biblStruct biblFull msDesc msPart msFrag object listBibl witness listWit TEI"
_AGENT = """person personGrp persona org respStmt author editor principal sponsor funder meeting authority publisher
    distributor sender recipient name persName orgName rs resp application"""
_PERFORMER = (
    "role castItem castGroup castList actor listPerson listOrg particDesc animal speaker nym"
)
_HAND = _role("a description of a hand", "handNote hand")
_UNIT = _role("a definition of a unit", "unitDef")
_AGENCY = _role("someone responsible", f"{_AGENT} {_PERFORMER} handNote {_BIBLIOGRAPHIC} change")
_SPEAKER = _role("a person or role", f"{_AGENT} {_PERFORMER}")
_PLACE = _role(
    "a place",
    """place placeName geogName settlement country region district bloc location address org orgName name rs object
    listPlace setting repository institution""",
)
_NAMED_AGENT = _role("someone responsible", f"{_AGENT} listPerson listOrg nym category item")
_AGENTS = "author editor principal sponsor funder meeting authority publisher distributor".split()

#: What the pointers in an attribute hit, wherever it stands.
ROLES = {
    "wit": _role("a witness", _BIBLIOGRAPHIC + " head"),
    "who": _SPEAKER,
    "toWhom": _SPEAKER,
    "resp": _AGENCY,
    "hand": _HAND,
    "scribeRef": _role("a scribe", f"{_AGENT} listPerson handNote"),
    "edRef": _role("an edition", _BIBLIOGRAPHIC + " edition editionStmt sourceDesc monogr imprint"),
    "rendition": _role("a description of an appearance", "rendition"),
    "facs": _role(
        "an image or a part of one",
        "surface surfaceGrp zone line path graphic media binaryObject facsimile sourceDoc figure formula",
    ),
    "decls": _role(
        "a declaration in the header",
        """availability bibl biblFull biblStruct broadcast correction correspDesc editorialDecl equipment geoDecl
        hyphenation interpretation langUsage listApp listBibl listEvent listNym listObject listOrg listPerson listPlace
        metDecl normalization particDesc projectDesc punctuation quotation recording refsDecl samplingDecl scriptStmt
        segmentation seriesStmt settingDesc sourceDesc stdVals styleDefDecl textClass textDesc xenoData
        msDesc object citeStructure listTranspose tagsDecl classDecl taxonomy variantEncoding""",
    ),
    "calendar": _role("a calendar", "calendar category"),
    "change": _role("a change", "change listChange revisionDesc"),
    "perf": _role("a performance", "performance castList"),
    "require": _role("a reading", "rdg lem rdgGrp app"),
    "unitRef": _UNIT,
    "fromUnit": _UNIT,
    "toUnit": _UNIT,
    "where": _PLACE,
}

#: The same, for an attribute on one element.
ROLES_ON = {
    ("handShift", "new"): _HAND,
    ("catRef", "target"): _role("a category", "category taxonomy"),
    **{(name, "ref"): _NAMED_AGENT for name in _AGENTS},
    ("g", "ref"): _role("a character or glyph", "char glyph charDecl"),
    ("nym", "parts"): _role("a canonical name", "nym"),
    ("fsdLink", "target"): _role("a declaration of features", "fsDecl"),
}

#: Elements that name places, besides those that the indexes collect.
_PLACES = frozenset({"origPlace", "pubPlace"})

_ANY_NAMED = "category taxonomy item name nym rs"

#: What a name of each kind may point at besides an entry without a word being said.
_ALSO_NAMED = {
    kind: frozenset(f"{_ANY_NAMED} {elements}".split())
    for kind, elements in {
        Kind.person: "persona listPerson persName castItem role author editor respStmt",
        Kind.place: "listPlace placeName geogName settlement district region country bloc object orgName",
        Kind.organisation: "listOrg orgName placeName castItem role author editor respStmt",
        Kind.event: "listEvent eventName",
        Kind.work: "listBibl title witness msDesc object",
        Kind.object: "listObject objectName witness msDesc",
    }.items()
}

#: What names nothing, whatever a name is of: the parts of a text.
_PARTS_OF_TEXT = frozenset("p ab l lg div head note s pb lb cb".split())


def role(element: str, attribute: str) -> Role | None:
    """Return what an attribute of an element, both by name, points at; None where that is open."""
    return ROLES_ON.get((element, attribute)) or ROLES.get(attribute)


def kind(element: Element) -> Kind | None:
    """Return the kind of thing that an element names."""
    return Kind.place if local(element) in _PLACES else kind_of(element)


def fits(element: Element, attribute: str, found: str) -> bool:
    """Tell whether an attribute of an element may point at an element of a name; what has none ("") may be anything."""
    if not found:
        return True
    name = local(element)
    if attribute == "ref" and (wanted := kind(element)) is not None:
        entry = ENTRIES.get(found)
        is_named = name in ("placeName", "geogName") or wanted is not Kind.place
        is_town = not is_named and entry is Kind.organisation  # a town acts, too
        also = _ALSO_NAMED.get(wanted)  # what a term explains may be anything
        return also is None or entry is wanted or is_town or found in also
    if attribute == "ref" and name in NAMING:
        return found not in _PARTS_OF_TEXT
    meant = role(name, attribute)
    return meant is None or found in meant.elements
