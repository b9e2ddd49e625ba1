"""RELAX NG: whatever a grammar can say is followed, and each fault is named once, in words."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from lxml import etree

from edition.diagnostics import Diagnostic
from edition.document import Document
from edition.errors import EditionError
from edition.relaxng import Schema, schema

RNG = 'xmlns="http://relaxng.org/ns/structure/1.0"'
XSD = 'datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"'


def document(markup: str) -> Document:
    data = markup.encode()
    parser = etree.XMLParser(collect_ids=False)
    return Document("x", "x.xml", Path("x.xml"), data, etree.fromstring(data, parser))


def written(tmp_path: Path, content: str, name: str = "schema.rng") -> Path:
    file = tmp_path / name
    file.write_text(content)
    return file


def check(tmp_path: Path, content: str, markup: str) -> list[Diagnostic]:
    return schema(written(tmp_path, content)).check(document(markup))


LETTER = f"""<element name="letter" {RNG}>
  <element name="to"><text/></element>
  <optional><element name="date"><attribute name="when"><choice><value>today</value><value>tomorrow</value></choice>
    </attribute></element></optional>
  <oneOrMore><element name="line"><mixed><zeroOrMore><element name="word"><text/></element></zeroOrMore></mixed>
    </element></oneOrMore>
  <choice><element name="love"><empty/></element><element name="regards"><empty/></element></choice>
</element>"""


@pytest.mark.parametrize(
    ("markup", "code", "message", "hint"),
    [
        (
            "<letter><To>x</To><line/><love/></letter>",
            "unknown-element",
            "<To> is not an element of the schema",
            "Did you mean <to>?",
        ),
        (
            "<letter><line/><love/></letter>",
            "missing-element",
            "<letter> lacks <to>, before <line>",
            None,
        ),
        (
            "<letter><to/><line/></letter>",
            "missing-element",
            "<letter> lacks one of <love> or <regards>",
            None,
        ),
        (
            "<letter><to/><love/></letter>",
            "missing-element",
            "<letter> lacks <line>, before <love>",
            None,
        ),
        (
            "<letter><to/><line/><love/><love/></letter>",
            "misplaced-element",
            "<love> cannot stand at this place in <letter>: its order or number is wrong",
            "Nothing more may stand here.",
        ),
        (
            "<letter><to/><word/><line/><love/></letter>",
            "misplaced-element",
            "<word> cannot stand in <letter>",
            "Put it into <line>.",
        ),
        (
            "<letter><to/>Dear all<line/><love/></letter>",
            "stray-text",
            'text cannot stand directly in <letter>: "Dear all"',
            "Put it into one of these: date, line.",
        ),
        (
            "<letter><to/><date/><line/><love/></letter>",
            "missing-attribute",
            "<date> lacks @when",
            None,
        ),
        (
            '<letter><to/><date when="today" whom="x"/><line/><love/></letter>',
            "unknown-attribute",
            "@whom is not allowed on <date>",
            "Allowed here: @when.",
        ),
        (
            '<letter><to/><date when="tomorow"/><line/><love/></letter>',
            "bad-value",
            '@when="tomorow" on <date> is not a value it can have',
            "Did you mean tomorrow?",
        ),
        (
            '<letter><to/><date when="x"/><line/><love/></letter>',
            "bad-value",
            '@when="x" on <date> is not a value it can have',
            "Allowed: today, tomorrow.",
        ),
        (
            "<note/>",
            "unknown-element",
            "<note> is not an element of the schema",
            None,
        ),
    ],
)
def test_a_fault_is_named_once_with_what_to_do(
    tmp_path: Path, markup: str, code: str, message: str, hint: str | None
) -> None:
    (found,) = check(tmp_path, LETTER, markup)
    assert (found.code, found.message) == (code, message)
    assert hint is None or found.hint == hint
    assert found.source == "schema"


def test_several_faults_are_several_findings_the_outer_first(tmp_path: Path) -> None:
    markup = '<letter n="1"><to/><line><wrd/></line><line><to/></line><love/></letter>'
    found = check(tmp_path, LETTER, markup)
    assert [item.code for item in found] == [
        "unknown-attribute",
        "unknown-element",
        "misplaced-element",
    ]


def test_a_valid_document_gives_nothing(tmp_path: Path) -> None:
    markup = "<letter><to>x</to><line>a <word>b</word> c</line><line/><regards/></letter>"
    assert check(tmp_path, LETTER, markup) == []


def test_what_the_walk_does_not_see_is_still_a_finding(tmp_path: Path) -> None:
    """Two attributes that exclude each other: each alone is allowed."""
    either = f"""<element name="a" {RNG}><choice><attribute name="x"/><attribute name="y"/></choice></element>"""
    (found,) = check(tmp_path, either, '<a x="1" y="1"/>')
    assert found.code == "not-valid"


def test_identifiers_are_names_and_may_stand_twice(tmp_path: Path) -> None:
    """Whether they repeat is asked of the pointers, which say where else one stands."""
    ids = f"""<element name="a" {RNG} {XSD}><oneOrMore><element name="b"><attribute name="xml:id"><data type="ID"/>
        </attribute></element></oneOrMore></element>"""
    assert check(tmp_path, ids, '<a><b xml:id="x"/><b xml:id="x"/></a>') == []
    assert [item.code for item in check(tmp_path, ids, '<a><b xml:id="1"/></a>')] == ["bad-value"]


def test_other_files_are_included_and_overridden(tmp_path: Path) -> None:
    written(
        tmp_path,
        f"""<grammar {RNG} ns="urn:x" {XSD}><start><ref name="a"/></start>
        <define name="a"><element name="a"><ref name="b"/></element></define>
        <define name="b"><element name="b"><data type="integer"/></element></define></grammar>""",
        "base.rng",
    )
    over = f"""<grammar {RNG}><include href="base.rng"><define name="b"><element name="c" ns="urn:x">
        <externalRef href="other.rng"/></element></define></include></grammar>"""
    written(tmp_path, f'<element name="d" ns="" {RNG}><empty/></element>', "other.rng")
    assert check(tmp_path, over, '<a xmlns="urn:x"><c><d xmlns=""/></c></a>') == []
    (found,) = check(tmp_path, over, '<a xmlns="urn:x"><c><e xmlns=""/></c></a>')
    assert found.message == "<e> is not an element of the schema"


def test_name_classes(tmp_path: Path) -> None:
    any_but = f"""<element name="a" {RNG}><zeroOrMore><element><anyName><except><nsName ns="urn:x"/><name>b</name>
        </except></anyName><empty/></element></zeroOrMore></element>"""
    assert check(tmp_path, any_but, '<a><c/><d xmlns="urn:y"/></a>') == []
    assert len(check(tmp_path, any_but, '<a><b/><c xmlns="urn:x"/></a>')) == 2


def test_interleaved_elements_stand_in_any_order(tmp_path: Path) -> None:
    either = f"""<element name="a" {RNG}><interleave><element name="b"><empty/></element><element name="c"><empty/>
        </element><text/></interleave></element>"""
    assert check(tmp_path, either, "<a><c/>x<b/></a>") == []
    (found,) = check(tmp_path, either, "<a><c/>x</a>")
    assert found.message == "<a> lacks <b>"


@pytest.mark.parametrize("kind", ["group", "choice", "interleave"])
def test_a_pattern_around_a_single_one_says_nothing(tmp_path: Path, kind: str) -> None:
    nested = "".join([f"<{kind}>"] * 12) + "<text/>" + "".join([f"</{kind}>"] * 12)
    assert check(tmp_path, f'<element name="a" {RNG}>{nested}</element>', "<a>x</a>") == []


@pytest.mark.parametrize("more", ["", ' foo="x"'])
def test_many_attributes_do_not_keep_it(tmp_path: Path, more: str) -> None:
    """libxml2 alone takes four times as long for each further one: minutes from sixteen on."""
    names = [f"a{number}" for number in range(30)]
    attributes = "".join(f'<optional><attribute name="{n}"/></optional>' for n in names)
    written_out = " ".join(f'{name}="x"' for name in names)
    markup = f"<a {written_out}{more}/>"
    start = time.perf_counter()
    found = check(tmp_path, f'<element name="a" {RNG}>{attributes}</element>', markup)
    assert time.perf_counter() - start < 5
    assert [item.code for item in found] == (["unknown-attribute"] if more else [])


def test_a_schema_is_compiled_once_until_it_changes(tmp_path: Path) -> None:
    file = written(tmp_path, LETTER)
    first = schema(file)
    assert schema(file) is first
    file.write_text(f'<element name="other" {RNG}><text/></element>')
    assert schema(file) is not first


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "not well-formed"),
        ("<grammar", "not well-formed"),
        ("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>", "no RELAX NG"),
        (f"<grammar {RNG}><start><ref name='none'/></start></grammar>", "nothing defines"),
        (f"<element name='a' {RNG}><externalRef href='none.rng'/></element>", "cannot be read"),
        (f"<grammar {RNG}><include href='schema.rng'/></grammar>", "includes itself"),
    ],
)
def test_a_schema_that_cannot_be_used_is_refused_in_one_line(
    tmp_path: Path, content: str, reason: str
) -> None:
    with pytest.raises(EditionError, match=reason) as refused:
        schema(written(tmp_path, content))
    assert "\n" not in str(refused.value)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="cannot be read"):
        schema(tmp_path / "none.rng")


def test_verdict_and_words_agree_on_foreign_documents(shared: Path) -> None:
    """Of what libxml2 finds valid nothing is said; of what it refuses something, and on its elements."""
    from edition.document import read

    known = schema(shared / "schemas" / "project" / "dracor.rng")
    assert isinstance(known, Schema)
    files = sorted((shared / "corpus").rglob("*.xml"))[::5]
    documents = [found for file in files if (found := read(file, file.name, file.stem)[0])]
    assert documents
    for one in documents:
        assert known.is_valid(one) is (known.check(one) == []), one.path
