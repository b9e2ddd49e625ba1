"""CMIF, the Correspondence Metadata Interchange Format (TEI Correspondence SIG): the letters, for correspSearch.

One `correspDesc` a letter, in the header; who and where by the addresses of authority files where the register has them.
"""

from __future__ import annotations

from edition.errors import EditionError
from edition.export.formats import Export, exporter
from edition.export.xml import Node, dated, element, written
from edition.letters import Action, Letter, Party

#: Which authority is named where an entry is in several, the first that it is in.
PREFERRED = ("viaf", "gnd", "wikidata", "geonames")


@exporter("cmif", "{}.cmif.xml", ("letters",))
def to_cmif(export: Export) -> str:
    """A TEI document without a text; the edition is the source of every letter in it.

    Raises EditionError if there are no letters.
    """
    if not export.letters:
        raise EditionError(
            "CMIF lists letters, and none of the documents has a <correspDesc> in its header"
        )
    header = export.edition.header
    names = [item.name for item in header.responsible] or [header.publisher or header.title]
    home = export.address("index.html") if export.edition.url else ""
    link: list[Node | str] = [" ", element("ref", home, target=home)] if home else []
    source = element("bibl", header.title, *link, id="edition", type="online")
    words = header.licence or header.licence_url or "No licence is stated."
    is_named = bool(header.licence_url)
    licence = (
        element("licence", words, target=header.licence_url) if is_named else element("p", words)
    )
    document = element(
        "TEI",
        element(
            "teiHeader",
            element(
                "fileDesc",
                element("titleStmt", element("title", export.title), *(element("editor", name) for name in names)),
                element(
                    "publicationStmt",
                    element("publisher", header.publisher or header.title),
                    element("idno", export.address("data/letters.cmif.xml"), type="url"),
                    element("date", header.published),
                    element("availability", licence),
                ),
                element("sourceDesc", source),
            ),
            element("profileDesc", *(_letter(export, letter) for letter in export.letters)),
        ),
        element("text", element("body", element("p"))),
    )  # fmt: skip
    return written(document)


def _letter(export: Export, letter: Letter) -> Node:
    actions = [
        _action(export, item)
        for item in (letter.sent, letter.received)
        if item.parties or item.places or item.words or item.date
    ]
    ref = (
        letter.reference
        if letter.reference.startswith("http")
        else export.address(export.edition.letter_href(letter))
    )
    return element(
        "correspDesc", *(actions or [element("correspAction", element("date"), type="sent")]), ref=ref, source="#edition"
    )  # fmt: skip


def _action(export: Export, action: Action) -> Node:
    parties = [
        element(
            "orgName" if party.element == "orgName" else "persName",
            party.text,
            ref=_authority(export, party),
        )
        for party in action.parties
    ]
    places = [
        element("placeName", party.text, ref=_authority(export, party)) for party in action.places
    ]
    dates = [element("date", action.words, **dated(action.date))]
    has_date = bool(action.words or action.date)
    return element("correspAction", *parties, *places, *(dates if has_date else ()), type=action.type)  # fmt: skip


def _authority(export: Export, party: Party) -> str:
    for key in party.keys:
        entity = export.edition.entities.get(key)
        if entity is None:
            if key.startswith("http"):
                return key
            continue
        found = {item.scheme.lower(): item.url for item in entity.identifiers if item.url}
        named = next((found[name] for name in PREFERRED if name in found), None)
        return named or export.page(key)
    return ""
