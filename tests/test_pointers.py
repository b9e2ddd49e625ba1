"""Pointers: which attributes point, and what their values mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from edition.disguise import seen, unseen
from edition.pointers import (
    POINTING,
    POINTING_ON,
    Conventions,
    based,
    fits_none,
    is_outside,
    is_pointing,
    is_web,
    nearest,
    parted,
    pointers,
    prefixes,
    resolve,
)
from edition.tei import TEI, XML, Element

FILE = Path("/edition/tei/one.xml")


def tei(markup: str) -> Element:
    return etree.fromstring(f'<TEI xmlns="{TEI}">{markup}</TEI>')


@pytest.mark.parametrize(
    ("element", "attribute", "points"),
    [
        ("persName", "ref", True),
        ("app", "from", True),
        ("date", "from", False),
        ("biblScope", "to", False),
        ("num", "value", False),
        ("leaf", "value", True),
        ("birth", "where", True),
        ("relation", "active", True),
        ("interaction", "active", False),
        ("p", "n", False),
        ("persName", "key", False),
    ],
)
def test_some_attributes_point_on_some_elements_only(
    element: str, attribute: str, points: bool
) -> None:
    assert is_pointing(element, attribute) is points


def test_each_pointer_of_a_list_counts() -> None:
    link = tei('<link target="#a  two.xml#b" n="#c"/>')[0]
    assert [(one.attribute, one.value) for one in pointers(link)] == [
        ("target", "#a"),
        ("target", "two.xml#b"),
    ]


def test_pointers_are_parted_where_xml_has_white_space() -> None:
    assert parted(" #a\t#b\n#c ") == ["#a", "#b", "#c"]
    assert parted(" #a\u00a0#b\u2028\t#ä ") == ["#a\u00a0#b\u2028", "#ä"]


def test_what_nobody_sees_is_told_from_what_ids_may_have() -> None:
    assert unseen("#a b\u00a0\u200b\u00ad\ufeff") == ["\u00a0", "\u200b", "\u00ad", "\ufeff"]
    assert unseen("#می\u200cخواهم é") == []
    assert seen("#\u00a0a\u200b", "_") == "#_a_"


@pytest.mark.parametrize(
    ("value", "file", "fragment"),
    [
        ("#a", FILE, "a"),
        ("two.xml#b", Path("/edition/tei/two.xml"), "b"),
        ("../lists/p%20q.xml#b", Path("/edition/lists/p q.xml"), "b"),
        ("two.xml", Path("/edition/tei/two.xml"), None),
        ("#", FILE, ""),
        ("https://example.org/#x", None, None),
        ("own:a", Path("/edition/tei/register.xml"), "a"),
        ("twice:a", Path("/edition/tei/register.xml"), "a"),
        ("other:a", None, None),
    ],
)
def test_a_pointer_means_a_file_and_an_id(
    value: str, file: Path | None, fragment: str | None
) -> None:
    root = tei(
        '<prefixDef ident="own" matchPattern="([a-z]+)" replacementPattern="register.xml#$1"/>'
        '<prefixDef ident="twice" matchPattern="(.*)" replacementPattern="own:$1"/>'
    )
    target = resolve(value, FILE, prefixes(root))
    assert (target.file, target.fragment) == (file, fragment)


def test_a_pattern_that_is_no_regular_expression_is_passed_over() -> None:
    root = tei('<prefixDef ident="own" matchPattern="(" replacementPattern="x#$1"/>')
    assert resolve("own:a", FILE, prefixes(root)).uri == "own:a"


@pytest.mark.parametrize(
    ("value", "uri"),
    [
        ("bibl:smith", "works.xml#smith"),
        ("bibl:smith_12", "works.xml#smith-p12"),
        ("bibl:Ärger", "https://example.org/Ärger"),
        ("bibl:12", "bibl:12"),
        ("all:a/b", "x/a/b?all=a/b"),
        ("name:berta", "persons.xml#berta"),
        ("name:a:b", "name:a:b"),
        ("lazy:aab", "x#aa-b"),
    ],
)
def test_the_first_pattern_that_fits_a_prefix_is_taken(value: str, uri: str) -> None:
    r"""TEI 17.2.3 has several `prefixDef`s for one prefix; patterns are XPath's, with `\i`, `\p{L}` and `$0`."""
    root = tei(
        '<prefixDef ident="bibl" matchPattern="([a-z]+)" replacementPattern="works.xml#$1"/>'
        r'<prefixDef ident="bibl" matchPattern="([a-z]+)_(\d+)" replacementPattern="works.xml#$1-p$2"/>'
        r'<prefixDef ident="bibl" matchPattern="([\p{L}]+)" replacementPattern="https://example.org/$1"/>'
        r'<prefixDef ident="name" matchPattern="([\i-[:]][\c-[:]]*)" replacementPattern="persons.xml#$1"/>'
        '<prefixDef ident="lazy" matchPattern="^(?:)(a+?)((b|c)?)$" replacementPattern="x#$1-$2"/>'
        r'<prefixDef ident="all" matchPattern="\i[\c/]*" replacementPattern="x/$0?all=$0"/>'
    )
    known = prefixes(root)
    assert resolve(value, FILE, known).uri == uri
    assert fits_none(value, known[value.partition(":")[0]]) is (value == uri)


def test_a_pattern_that_cannot_be_read_is_not_said_to_fit_nothing() -> None:
    assert not fits_none("a:b", (("(", "x"),))
    assert fits_none("a:b", ((r"\p{Lu}", "x"),))


def test_what_a_prefix_expands_to_starts_at_the_base() -> None:
    root = tei(
        '<prefixDef ident="own" matchPattern="(.*)" replacementPattern="register.xml#$1"/>'
        '<div xml:base="lists/"><p/></div>'
    )
    target = resolve("own:a", FILE, prefixes(root), root[1][0])
    assert (target.file, target.fragment) == (Path("/edition/tei/lists/register.xml"), "a")


def test_attributes_are_ignored_everywhere_or_on_one_element() -> None:
    conventions = Conventions(frozenset({"rendition", "pb@facs"}))
    assert conventions.ignores("hi", "rendition")
    assert conventions.ignores("pb", "facs")
    assert not conventions.ignores("cb", "facs")


def test_xml_base_moves_where_a_relative_pointer_starts() -> None:
    root = tei('<div xml:base="lists/"><ref target="a.xml#b"/></div>')
    ref = root[0][0]
    assert based("a.xml#b", ref) == "lists/a.xml#b"
    assert based("#b", ref) == "#b"
    root.set(f"{{{XML}}}base", "../texts/")
    assert based("a.xml#b", ref) == "../texts/lists/a.xml#b"
    root[0].set(f"{{{XML}}}base", "https://example.org/")
    assert based("a.xml#b", ref) == "https://example.org/a.xml#b"


def test_the_web_address_of_the_document_itself_moves_no_file() -> None:
    """Many files say so where they are published; what stands beside them there, stands beside them here."""
    root = tei('<p><ref target="two.xml#b"/></p>')
    root.set(f"{{{XML}}}base", "https://example.org/edition/")
    target = resolve("two.xml#b", FILE, {}, root[0][0])
    assert (target.file, target.fragment) == (Path("/edition/tei/two.xml"), "b")
    assert resolve("smith", FILE, {}, root[0][0]).uri == "https://example.org/edition/smith"


def test_what_lies_outside() -> None:
    assert is_outside("https://example.org/")
    assert is_outside("urn:cts:x")
    assert not is_outside("own:a")
    assert not is_outside("#a")
    assert is_web("HTTP://example.org/")
    assert not is_web("javascript:alert(1)")


def test_the_nearest_name_is_the_one_meant() -> None:
    assert nearest("persname", ["persName", "placeName"]) == "persName"
    assert nearest("heracleus", ["heraclius", "theodore"]) == "heraclius"
    assert nearest("xyz", ["heraclius"]) is None
    assert nearest("a", []) is None


def test_the_table_is_that_of_the_tei(shared: Path) -> None:
    """`tei_all` writes out `teidata.pointer` as `anyURI`; each attribute with it is in the table, and no other."""
    rng = "{http://relaxng.org/ns/structure/1.0}"
    root = etree.parse(shared / "schemas" / "tei_all.rng").getroot()
    defined = {node.get("name"): node for node in root.iter(f"{rng}define")}
    not_pointing = {"xml:base", "ns", "name", "property", "except", "defaultExceptions"}
    words_too = {("move", "where"), ("anyElement", "require")}
    pointing, others = set(), set()
    for definition in root.iter(f"{rng}element"):
        for attribute in _attributes(definition, defined, rng):
            is_uri = any(d.get("type") == "anyURI" for d in attribute.iter(f"{rng}data"))
            pair = (definition.get("name"), attribute.get("name"))
            if pair[1] not in not_pointing and pair not in words_too:
                (pointing if is_uri else others).add(pair)
    assert {pair for pair in pointing if not is_pointing(*pair)} == set()
    assert {pair for pair in others - pointing if is_pointing(*pair)} == set()
    assert POINTING | set(POINTING_ON) == {name for _, name in pointing}


def test_the_table_has_what_the_specification_calls_a_pointer(shared: Path) -> None:
    """The source of TEI P5 4.1 names the datatype: each attribute that had it still points."""
    root = etree.parse(shared / "schemas" / "odd" / "p5subset-4.1.0.xml").getroot()
    found = {
        (next(node.iterancestors("{*}classSpec", "{*}elementSpec")).get("ident"), node.get("ident"))
        for node in root.iter("{*}attDef")
        if next(node.iterfind("{*}datatype/{*}dataRef[@key='teidata.pointer']"), None) is not None
        and next(node.iterancestors("{*}exemplum"), None) is None
    }
    assert len(found) > 90
    missed = {(owner, name) for owner, name in found if not _points(owner, name)}
    assert missed == {("att.global", "xml:base")}


def _points(owner: str, name: str) -> bool:
    return is_pointing(owner, name) or (
        owner.startswith("att.") and name in POINTING | set(POINTING_ON)
    )


def _attributes(node: Element, defined: dict[str | None, Element], rng: str) -> list[Element]:
    found = []
    todo, seen = list(node), set()
    while todo:
        part = todo.pop()
        if part.tag == f"{rng}attribute":
            found.append(part)
        elif part.tag == f"{rng}ref":
            if part.get("name") not in seen:
                seen.add(part.get("name"))
                todo += list(defined[part.get("name")])
        elif part.tag != f"{rng}element":
            todo += list(part)
    return found
