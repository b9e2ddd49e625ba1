"""On others' TEI the index has as many mentions and entries as XPath counts, which says otherwise what they are."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, partial
from pathlib import Path

import pytest

from edition.analysis import Addressed, DocumentResolver
from edition.document import Document, names, read
from edition.index import CITING, NAMING, indexes
from edition.register import ENTRIES, entities
from edition.segments import CITABLE
from edition.tei import TEI, Element, flatten, tag, words

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
if not CORPUS.is_dir():
    CORPUS = Path("/nowhere")
COLLECTIONS = sorted(path.name for path in CORPUS.glob("*") if path.is_dir())

pytestmark = pytest.mark.skipif(
    not COLLECTIONS, reason="the files of others (../shared/corpus) are not beside this checkout"
)

POINTS = "(normalize-space(@ref) or normalize-space(@corresp) or normalize-space(@sameAs) or normalize-space(@key))"
IN_TEXT = "(ancestor::t:text or ancestor::t:sourceDoc) and not(ancestor::t:teiHeader)"
NO_COPY = "not(@copyOf) and not(@sameAs and not(@xml:id))"
WORK = "self::t:bibl or self::t:biblStruct or self::t:biblFull"
LISTED = f"""({WORK}) and @xml:id[. != ''] and not(normalize-space(@copyOf)) and (not(parent::*) or parent::*[self::t:listBibl or
    self::t:standOff or self::t:front or self::t:body or self::t:back or starts-with(local-name(), 'div') and self::t:*])
    and not(ancestor::*[self::t:teiHeader or self::t:person or self::t:personGrp or self::t:place or self::t:org or
    self::t:event or self::t:object or {WORK}])"""
LOWER = "translate(@type, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"


def typed(*types: str) -> str:
    return "(" + " or ".join(f"{LOWER} = '{one}'" for one in types) + ")"


#: Of which things the types of `rs` and `name` speak, and what is around the name of such a thing in its own entry.
KINDS = {
    ("person", "pers"): "ancestor::t:person or ancestor::t:personGrp",
    ("place",): "ancestor::t:place",
    ("org", "organisation", "organization"): "ancestor::t:org",
    ("event",): "ancestor::t:event",
    ("object",): "ancestor::t:object",
}
TITLE = f"not(ancestor::*[{LISTED}]) and ({POINTS} or ({IN_TEXT} and not(ancestor::*[({WORK}) and {POINTS}])))"
TERM = f"not(ancestor::t:category) and ({POINTS} or ({IN_TEXT}))"
OF_A_TYPE = " or ".join(
    [
        *(f"({typed(*types)} and not({around}))" for types, around in KINDS.items()),
        f"({typed('work', 'bibl', 'title')} and {TITLE})",
        f"({typed('term')} and {TERM})",
    ]
)
KNOWN = typed(*(one for types in KINDS for one in types), "work", "bibl", "title", "term")
ENTRY = f"""(self::t:person or self::t:personGrp or self::t:place or self::t:org or self::t:object) and {NO_COPY}
    or self::t:event and not(@copyOf) and not(parent::t:person or parent::t:personGrp or parent::t:place or parent::t:org or
    parent::t:object) or self::t:category and @xml:id and not(@copyOf) or {LISTED}"""
TOWN = f"""not(ancestor::t:place) and ({POINTS} or ({IN_TEXT} and not(ancestor::t:placeName or ancestor::t:geogName or
    ancestor::t:address or ancestor::t:msIdentifier or ancestor::t:location or ancestor::t:settlement or
    ancestor::t:country or ancestor::t:region or ancestor::t:district or ancestor::t:bloc)))"""

MENTIONS = {
    "persName": "not(ancestor::t:person or ancestor::t:personGrp)",
    "placeName": "not(ancestor::t:place)",
    "geogName": "not(ancestor::t:place)",
    "orgName": "not(ancestor::t:org)",
    "eventName": "not(ancestor::t:event)",
    "objectName": "not(ancestor::t:object)",
    "title": TITLE,
    "term": TERM,
    "rs": f"({KNOWN} and ({OF_A_TYPE})) or (not({KNOWN}) and {POINTS})",
    "name": f"({KNOWN} and ({OF_A_TYPE})) or (not({KNOWN}) and ({POINTS} or not(ancestor::*[{ENTRY}])))",
    "date": f"""not(ancestor::t:person or ancestor::t:personGrp or ancestor::t:place or ancestor::t:org or
        ancestor::t:event or ancestor::t:object or ancestor::*[{WORK}])""",
    "bibl": f"{POINTS} and not(ancestor::t:listBibl) and not({LISTED})",
    "geogFeat": f"{POINTS} and not(ancestor::t:place)",
    **dict.fromkeys(("settlement", "country", "region", "district", "bloc"), TOWN),
}


#: Where a reference is no citation, whatever it leads to.
CITES_NOTHING = f"""ancestor::*[{LISTED}] or ancestor::*[({WORK}) and {POINTS}] or parent::t:annotation or parent::t:linkGrp or parent::t:joinGrp
    or parent::t:altGrp"""


@cache
def documents(collection: str) -> tuple[Document, ...]:
    files = sorted((CORPUS / collection).rglob("*.xml"))
    found = (read(file, file.name, id)[0] for file, id in zip(files, names(files), strict=True))
    return tuple(document for document in found if document)


def count_citing(root: Element, name: str) -> int:
    """Count the references that lead to a work of the document, or into another file."""
    spaces = {"t": TEI}
    works = {f"#{id}" for id in root.xpath(f"//*[{LISTED}]/@xml:id", namespaces=spaces)}
    found = root.xpath(
        f"descendant-or-self::t:{name}[not({CITES_NOTHING})]/@target", namespaces=spaces
    )
    return sum(any(map(partial(_may_be_cited, works), value.split())) for value in found)


def _may_be_cited(works: set[str], pointer: str) -> bool:
    return pointer in works or bool(re.fullmatch(r"[^#:]+#.*", pointer))


def count(root: Element, name: str, condition: str) -> int:
    found = root.xpath(f"count(descendant-or-self::t:{name}[{condition}])", namespaces={"t": TEI})
    assert isinstance(found, float)
    return int(found)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_there_are_as_many_mentions_as_xpath_counts(collection: str) -> None:
    assert set(MENTIONS) == set(NAMING)
    counted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for document in documents(collection):
        for name, condition in MENTIONS.items():
            counted[name] += count(document.root, name, condition)
        for name in CITING:
            counted[name] += count_citing(document.root, name)
        found.update(mention.element for mention in Addressed(document).mentions.values())
    names = (*MENTIONS, *CITING)
    assert {name: found[name] for name in names} == {name: counted[name] for name in names}


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_there_are_as_many_entries_as_xpath_counts(collection: str) -> None:
    for document in documents(collection):
        counted = Counter()
        for name, kind in ENTRIES.items():
            counted[kind] += count(document.root, name, ENTRY)
        found = Counter(
            entity.kind for entity in entities(document.root, DocumentResolver(document))
        )
        assert +found == +counted, document.path


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_no_mention_is_lost_between_the_indexes(collection: str) -> None:
    """Each stands under an entry, under its form, or is a date or of no kind at all."""
    every = [m for one in documents(collection) for m in Addressed(one).mentions.values()]
    known = [e for one in documents(collection) for e in entities(one.root, DocumentResolver(one))]
    found = indexes(known, every)
    placed = {id(m) for index in found.values() for entry in index.entries for m in entry.mentions}
    placed |= {id(m) for index in found.values() for form in index.unlinked for m in form.mentions}
    left = [m for m in every if id(m) not in placed]
    apart = ("date", "rs", "annotation", "span", *CITING)
    assert all(m.element in apart or m.is_credit for m in left)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_words_of_a_name_are_the_same_in_its_passage_and_alone(collection: str) -> None:
    for document in documents(collection):
        for passage in document.root.iter(*map(tag, CITABLE)):
            flat = flatten(passage)
            for element in passage.iter(*map(tag, NAMING)):
                if span := flat.span(element):
                    said = flat.text[slice(*span)].strip(" ")
                    assert said == words(element), (document.path, element.sourceline)
