"""Validation: what is found across the documents of an edition, and what is left alone."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from edition import roles
from edition.anchors import Neighbours, absolute, anchors
from edition.diagnostics import Diagnostic, Severity
from edition.document import Document, read
from edition.errors import EditionError
from edition.pointers import POINTING, POINTING_ON, Conventions, is_pointing
from edition.references import check
from edition.schemas import Schemas, choose
from edition.tei import TEI, elements_with_ids
from edition.validation import look, validate

NONE = Schemas()


def documents(folder: Path, **texts: str) -> list[Document]:
    """Documents of these names and contents, in a folder."""
    found = []
    for name, text in texts.items():
        file = folder / f"{name}.xml"
        file.write_text(f'<TEI xmlns="{TEI}">\n{text}\n</TEI>', encoding="utf-8")
        document, refused = read(file, file.name, name)
        assert document is not None, refused
        found.append(document)
    return found


def found(folder: Path, schemas: Schemas = NONE, **texts: str) -> list[Diagnostic]:
    return validate(documents(folder, **texts), schemas)


def codes(diagnostics: list[Diagnostic]) -> list[str]:
    return [item.code for item in diagnostics]


def test_the_siege_is_silent(repository: Path) -> None:
    schemas = choose(folder=repository / "schema")
    files = sorted((repository / "tei").glob("*.xml"))
    read_ones = [read(file, file.name, file.stem) for file in files]
    assert [refused for _, refused in read_ones if refused] == []
    sources = [document for document, _ in read_ones if document]
    assert sources
    assert validate(sources, schemas) == []


def test_a_hash_means_an_id_of_the_same_document(tmp_path: Path) -> None:
    (item,) = found(tmp_path, one='<p xml:id="a"/>', two='<p corresp="#a"/>')
    assert (item.path, item.code) == ("two.xml", "no-such-id")
    assert item.hint == "The id stands in one.xml: write one.xml#a."


def test_a_miss_names_the_nearest_id(tmp_path: Path) -> None:
    (item,) = found(
        tmp_path, one='<person xml:id="heraclius"/>', two='<p><rs ref="one.xml#heracleus"/></p>'
    )
    assert item.hint == "Did you mean one.xml#heraclius?"


def test_misses_that_repeat_are_one_finding_with_its_places(tmp_path: Path) -> None:
    (item,) = found(tmp_path, one='<p corresp="#none"/>\n<p/>\n<p corresp="#none"/>')
    assert (item.count, item.places, item.line) == (2, ((2, 4), (4, 4)), 2)


def test_what_misses_alike_is_one_finding(tmp_path: Path) -> None:
    """The same value on several elements, and many values of one attribute that nothing is like."""
    same = '<p corresp="#none"/>\n<ab corresp="#none"/>\n<l corresp="#none"/>'
    (item,) = found(tmp_path, one=same)
    assert item.count == 3
    assert item.message.startswith("@corresp of <p>, <ab> and others point at")
    many = "".join(f'<rs ref="#q{number}"/>\n' for number in range(40))
    (item,) = found(tmp_path, one=f"<text>{many}</text>")
    assert (item.count, len(item.places)) == (40, 40)
    assert "points at 40 ids that are not in this file" in item.message


def test_ids_that_all_stand_in_one_other_file_are_one_finding(tmp_path: Path) -> None:
    people = "".join(f'<person xml:id="q{number}"/>' for number in range(9))
    names = "".join(f'<persName ref="#q{number}"/>' for number in range(9))
    (item,) = found(tmp_path, register=people, text=f"<text>{names}</text>")
    assert item.count == 9
    assert item.hint is not None
    assert 'shared = ["register.xml"]' in item.hint


def test_a_near_id_has_the_same_number(tmp_path: Path) -> None:
    """What differs in its number is another thing, not a slip of the pen."""
    known = '<p xml:id="page-12"/><p xml:id="d2e641"/><p xml:id="ada-king"/>'
    for value, hint in (
        ("page12", "Did you mean #page-12?"), ("page-13", None), ("d2e648", None), ("ada", "Did you mean #ada-king?"),
    ):  # fmt: skip
        (item,) = found(tmp_path, one=f'{known}<ref target="#{value}"/>')
        assert item.hint == hint


def test_words_in_a_pointing_attribute_are_one_warning(tmp_path: Path) -> None:
    words = '<rdg wit="A B"/><rdg wit="C D E F"/><rdg wit="A"/>'
    (item,) = found(tmp_path, one=words)
    assert (item.code, item.severity, item.count) == ("not-a-pointer", Severity.warning, 3)
    assert '"A", "B", "C" and 3 others' in item.message


def test_a_word_that_is_an_id_of_another_file_is_a_pointer(tmp_path: Path) -> None:
    ones = documents(tmp_path, text='<name ref="ada"/>', register='<p xml:id="ada"/>')
    item = next(item for item in validate(ones, NONE) if item.code == "not-a-pointer")
    assert item.message.endswith(
        'is "ada", which is an id in register.xml; a pointer to it begins with #'
    )
    assert item.hint == 'Write "register.xml#ada".'


def test_a_remedy_starts_from_where_the_base_is(tmp_path: Path) -> None:
    (item,) = found(tmp_path, one='<p xml:id="a" xml:base="sub/" corresp="one.xml#a"/>')
    assert item.hint == "That file lies in another folder: write ../one.xml#a."


def test_a_file_in_another_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    ones = documents(tmp_path, text='<ref target="places.xml#p"/>')
    ones += documents(tmp_path / "lists", places='<place xml:id="p"/>')
    (item,) = validate(ones, NONE)
    assert item.hint == "That file lies in another folder: write lists/places.xml#p."


def test_files_that_are_no_xml_have_no_name_of_a_text(tmp_path: Path) -> None:
    (item,) = found(tmp_path, codex12='<graphic url="codex12.jpg"/>')
    assert (item.code, item.hint) == ("no-such-file", "Add the file, or correct the path.")


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("www.example.org", "If an address on the web is meant: https://www.example.org"),
        ("htp://example.org", 'Did you mean http:? Else declare it: <prefixDef ident="htp"'),
        ("C:\\one.xml", "If this is a drive of Windows: write the path from this file"),
        ("psn:ada", 'Declare it: <prefixDef ident="psn"'),
        ("//example.org/a", "If an address on the web is meant: https://example.org/a"),
        ("https//example.org", "If an address on the web is meant: https://example.org"),
        ("http:/example.org", 'Write "http://example.org".'),
        ("https:example.org/a", 'Write "https://example.org/a".'),
        ("..\\img\\a.png", 'Write "../img/a.png"'),
        ("my file.pdf", 'Write %20 for a space in an address: "my%20file.pdf".'),
        (
            "http://example.org/a b.html",
            'Write %20 for a space in an address: "http://example.org/a%20b.html".',
        ),
        ("pic.png\xa0", 'Remove it: "pic.png".'),
        (
            "http://example.org/a b",
            'Write %20 for a space in an address: "http://example.org/a%20b".',
        ),
        ("javascript:alert(1)", "A script never becomes a link"),
    ],
)
def test_addresses_that_are_miswritten_are_put_right(tmp_path: Path, value: str, hint: str) -> None:
    (item,) = found(tmp_path, one=f'<ref target="{value}"/>')
    assert (item.hint or "").startswith(hint)


def _prefixed(folder: Path, pattern: str, replacement: str, *pointers: str) -> list[Diagnostic]:
    """What is found where pointers begin with a prefix: a register with bertha in it, and anna, whom another name means."""
    definition = (
        f'<prefixDef ident="psn" matchPattern="{pattern}" replacementPattern="{replacement}"/>'
    )
    names = "".join(f'<persName ref="{pointer}"/>' for pointer in ("#anna", *pointers))
    register = '<listPerson><person xml:id="anna"/><person xml:id="bertha"/></listPerson>'
    return found(folder, one=f"{definition}{register}<p>{names}</p>")


def test_a_pattern_that_cannot_be_read_is_what_is_wrong(tmp_path: Path) -> None:
    (item,) = _prefixed(tmp_path, "([a-z+", "#$1", "psn:bertha", "psn:emil")
    assert (item.code, item.line, item.column) == ("no-such-prefix", 2, 24)
    assert '"([a-z+"' in item.message
    assert "a class of characters is not closed" in item.message


def test_a_pattern_may_be_written_as_xml_schema_has_them(tmp_path: Path) -> None:
    assert _prefixed(tmp_path, r"([\i-[:]][\c-[:]]*)", "#$1", "psn:bertha") == []
    (item,) = _prefixed(tmp_path, r"([\i-[:]][\c-[:]]*)", "#$1", "psn:berta")
    assert item.hint == "Did you mean #bertha?"


def test_a_prefix_may_stand_for_a_file_that_is_not_there(tmp_path: Path) -> None:
    (item,) = _prefixed(tmp_path, "(.+)", "persons.xml#$1", "psn:bertha", "psn:anna")
    assert (item.code, item.count) == ("no-such-file", 2)
    assert '"psn:bertha", which stands for "persons.xml#bertha", and there is no' in item.message
    assert item.hint == 'Correct the replacementPattern of "psn:", or add the file.'


def test_an_address_and_another_text_are_two_pointers(tmp_path: Path) -> None:
    (item,) = found(tmp_path, one='<ref target="http://example.org/a two.xml"/>')
    assert (item.code, item.message.count("two.xml"), item.message.count("example")) == (
        "no-such-file",
        1,
        0,
    )


def test_ignored_attributes_are_not_checked_and_still_mention(tmp_path: Path) -> None:
    register = (
        '<standOff><listPerson><person xml:id="a"/><person xml:id="b"/></listPerson></standOff>'
    )
    text = (
        '<text><hi rendition="bold"/><persName ref="register.xml#a"/><pb facs="none.jpg"/></text>'
    )
    ones = [
        replace(one, conventions=Conventions(frozenset({"rendition", "persName@ref", "pb@facs"})))
        for one in documents(tmp_path, register=register, text=text)
    ]
    assert [item.message for item in validate(ones, NONE)] == [
        'nothing mentions <person xml:id="b">'
    ]


def test_a_hash_may_mean_a_shared_id(tmp_path: Path) -> None:
    own = '<person xml:id="a"/>'
    ones = documents(tmp_path, register='<place xml:id="a"/><place xml:id="b"/>', text=f'{own}<persName ref="#a"/><placeName ref="#b"/><persName ref="#b"/>')  # fmt: skip
    shared = dict.fromkeys("ab", ones[0].file)
    items = validate([replace(one, conventions=Conventions(shared=shared)) for one in ones], NONE)
    assert [item.message for item in items if item.code == "name-points-elsewhere"] == [
        "<persName> names a person, but #b is a place"
    ]
    assert "no-such-id" not in codes(items)


ROLES = """<witness xml:id="W"/><msDesc xml:id="M"/><person xml:id="P"/><role xml:id="R"/><handNote xml:id="H"/><respStmt xml:id="S"/>
    <rendition xml:id="N"/><zone xml:id="Z"/><calendar xml:id="C"/><category xml:id="K"/><bibl xml:id="B"/><place xml:id="L"/>
    <interp xml:id="I"/>"""


@pytest.mark.parametrize(
    "pointing",
    ['<rdg wit="#W #M"/>', '<sp who="#P #R"/>', '<change who="#S"/>', '<del hand="#H"/>', '<handShift new="#H"/>',
     '<add resp="#S #P #B #H"/>', '<hi rendition="#N"/>', '<pb facs="#Z"/>', '<date calendar="#C"/>', '<pb edRef="#B #W"/>',
     '<birth where="#L"/>', '<settlement ref="#L"/>', '<seg ana="#I #K #P #Z"/>', '<keywords scheme="#B"/>', '<q source="#P"/>'],
)  # fmt: skip
def test_what_an_attribute_may_point_at(tmp_path: Path, pointing: str) -> None:
    assert found(tmp_path, one=ROLES + pointing) == []


@pytest.mark.parametrize(
    ("pointing", "meant"),
    [('<rdg wit="#P"/>', "a witness"), ('<sp who="#L"/>', "a person or role"), ('<del hand="#P"/>', "a description of a hand"),
     ('<handShift new="#P"/>', "a description of a hand"), ('<add resp="#Z"/>', "someone responsible"), ('<hi rendition="#K"/>', "a description of an appearance"),
     ('<pb facs="#W"/>', "an image or a part of one"), ('<date calendar="#P"/>', "a calendar"), ('<pb edRef="#P"/>', "an edition"),
     ('<birth where="#P"/>', "a place"), ('<catRef target="#I"/>', "a category"), ('<div decls="#W"/>', "a declaration in the header")],
)  # fmt: skip
def test_a_pointer_arrives_at_what_its_attribute_means(
    tmp_path: Path, pointing: str, meant: str
) -> None:
    (item,) = found(tmp_path, one=ROLES + pointing)
    assert (item.code, item.severity) == ("wrong-target", Severity.warning)
    assert f"is to point at {meant}, but #" in item.message


def test_the_roles_are_of_attributes_that_point_and_elements_that_there_are(shared: Path) -> None:
    root = etree.parse(shared / "schemas" / "tei_all.rng").getroot()
    elements = {node.get("name") for node in root.iter("{*}element")}
    assert set(roles.ROLES) <= POINTING | set(POINTING_ON)
    assert all(is_pointing(*pair) for pair in roles.ROLES_ON)
    meant = [*roles.ROLES.values(), *roles.ROLES_ON.values()]
    assert set().union(*(role.elements for role in meant)) - elements == {"hand", "animal", "recipient", "sender"}  # fmt: skip


def test_decls_may_point_at_all_that_is_declarable(shared: Path) -> None:
    root = etree.parse(shared / "schemas" / "odd" / "p5subset-4.1.0.xml").getroot()
    declarable = {
        spec.get("ident")
        for spec in root.iter("{*}elementSpec")
        if any(
            member.get("key") == "att.declarable"
            for member in spec.iterfind("{*}classes/{*}memberOf")
        )
    }
    assert len(declarable) > 30
    assert declarable <= roles.ROLES["decls"].elements


def test_the_web_and_whole_files_are_left_alone(tmp_path: Path) -> None:
    pointing = '<ref target="https://example.org/#x urn:x:y one.xml . two.xml#xpath(//p)"/>'
    assert found(tmp_path, one="<p/>", two=pointing) == []


def test_what_could_not_be_included_is_not_said_to_be_missing(
    tmp_path: Path, repository: Path
) -> None:
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="no.xml"/>'
    text = "<text><body>{}</body><back/></text>"
    header = "<teiHeader><fileDesc><titleStmt><title>x</title></titleStmt><publicationStmt><p/></publicationStmt><sourceDesc><p/></sourceDesc></fileDesc></teiHeader>"
    schemas = choose([repository / "schema" / "edition.rng"])

    def lacking(body: str) -> list[str]:
        file = tmp_path / "one.xml"
        file.write_text(f'<TEI xmlns="{TEI}">{header}{text.format(body)}</TEI>')
        document, _ = read(file, file.name, "one")
        assert document is not None
        return [
            one.message for one in validate([document], schemas) if one.code == "missing-element"
        ]

    assert [message.partition(" lacks")[0] for message in lacking("")] == ["<body>", "<back>"]
    assert [message.partition(" lacks")[0] for message in lacking(include)] == ["<back>"]


def test_elements_of_others_point_in_their_own_way(tmp_path: Path) -> None:
    """XSLT's `@select` is no pointer, and an example of TEI may show what is wrong."""
    other = """<xenoData><x:param xmlns:x="http://www.w3.org/1999/XSL/Transform" select="false()" xml:id="a"/></xenoData>
        <egXML xmlns="http://www.tei-c.org/ns/Examples"><persName ref="#nobody" mimeType="x">x</persName></egXML>"""
    assert found(tmp_path, one=other) == []


def test_a_fragment_of_something_that_is_no_xml_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("words <p id=x>")
    (tmp_path / "map.png").write_bytes(b"\x89PNG")
    assert found(tmp_path, one='<ref target="page.html#x"/><pb facs="map.png#xywh=1,2,3,4"/>') == []


def test_a_pointer_under_a_base_starts_there(tmp_path: Path) -> None:
    based = '<p xml:base="https://example.org/"><ref target="x.xml#y"/></p>'
    assert found(tmp_path, one=based) == []


def test_names_may_point_at_what_other_projects_use(tmp_path: Path) -> None:
    lenient = """<category xml:id="c"/><name xml:id="n"/><persona xml:id="s"/>
        <persName ref="#s"/><orgName ref="#n"/><placeName ref="#c"/><rs ref="#c"/><rs type="gods" ref="#n"/>"""
    assert found(tmp_path, one=lenient) == []


@pytest.mark.parametrize(
    ("name", "target", "severity"),
    [
        ('<persName ref="#x"/>', "<place xml:id='x'/>", Severity.error),
        ('<placeName ref="#x"/>', "<person xml:id='x'/>", Severity.error),
        ('<geogName ref="#x"/>', "<org xml:id='x'/>", Severity.error),
        ('<orgName ref="#x"/>', "<event xml:id='x'/>", Severity.error),
        ('<eventName ref="#x"/>', "<bibl xml:id='x'/>", Severity.error),
        ('<title ref="#x"/>', "<person xml:id='x'/>", Severity.error),
        ('<rs type="place" ref="#x"/>', "<person xml:id='x'/>", Severity.error),
        ('<persName ref="#x"/>', "<p xml:id='x'/>", Severity.warning),
        ('<persName ref="#x"/>', "<witness xml:id='x'/>", Severity.warning),
        ('<pubPlace ref="#x"/>', "<persName xml:id='x'/>", Severity.warning),
        ('<title ref="#x"/>', "<author xml:id='x'/>", Severity.warning),
        ('<name ref="#x"/>', "<note xml:id='x'/>", Severity.warning),
        ('<rs ref="#x"/>', "<p xml:id='x'/>", Severity.warning),
    ],
)
def test_a_name_points_at_a_thing_of_its_kind(
    tmp_path: Path, name: str, target: str, severity: Severity
) -> None:
    (item,) = found(tmp_path, one=f"<text><p>{name}</p></text>{target}")
    assert (item.code, item.severity, item.source) == ("name-points-elsewhere", severity, "names")


def test_relations_notes_and_commentary_are_mentions(tmp_path: Path) -> None:
    register = """<standOff><listPerson><person xml:id="a"/><person xml:id="b"/><person xml:id="c"/>
        <person xml:id="d"><note><rs ref="#d"/></note></person></listPerson>
        <listRelation><relation name="of" active="#a" passive="#b"/></listRelation></standOff>"""
    text = '<text><p><note><persName ref="one.xml#c"/></note></p></text>'
    (item,) = found(tmp_path, one=register, two=text)
    assert (item.code, item.source, item.severity) == (
        "entry-never-mentioned",
        "audit",
        Severity.warning,
    )
    assert 'xml:id="d"' in item.message


def test_a_key_or_a_number_in_an_authority_file_is_a_mention(tmp_path: Path) -> None:
    register = """<standOff><listPerson><person xml:id="a"/><person xml:id="b"><idno type="GND">118</idno></person><person xml:id="c"/>
        <person xml:id="d"><persName key="d"/><idno type="GND">119</idno></person><person xml:id="e"><idno type="GND">120</idno></person></listPerson></standOff>"""
    text = """<prefixDef ident="gnd" matchPattern="(.+)" replacementPattern="https://d-nb.info/gnd/$1"/>
        <text><p><persName key="a"/><persName ref="http://d-nb.info/gnd/118"/><persName ref="one.xml#c"/><persName ref="gnd:120"/></p></text>"""
    (item,) = found(tmp_path, one=register, two=text)
    assert (item.code, item.message) == (
        "entry-never-mentioned",
        'nothing mentions <person xml:id="d">',
    )


@pytest.mark.parametrize(
    "pointer", ["register.xml#berta", "#bertha", "bertha", "regster.xml#bertha", "psn:bertha", "#bertha,#anna"]
)  # fmt: skip
def test_what_a_pointer_that_misses_means_is_mentioned(tmp_path: Path, pointer: str) -> None:
    """One slip is one finding: not that nothing mentions the entry, too."""
    register = '<listPerson><person xml:id="anna"/><person xml:id="bertha"/></listPerson>'
    text = f'<p><persName ref="register.xml#anna"/><persName ref="{pointer}"/></p>'
    assert len(found(tmp_path, register=register, one=text)) == 1


def test_an_id_without_its_prefix_is_what_is_pointed_at(tmp_path: Path) -> None:
    """However many point there; and what nothing points at may have an attribute of its own."""
    register = '<listPerson><person id="bertha"/><person id="anna"/></listPerson><p xmlid="p1"/>'
    text = '<p><persName ref="register.xml#bertha"/><rs ref="register.xml#bertha"/><ref target="register.xml#p1"/></p>'
    one, other = found(tmp_path, register=register, one=text)
    assert (one.code, one.path, one.line, one.column) == ("not-an-id", "register.xml", 2, 21)
    assert one.message == '<person id="bertha"> is pointed at, and has no @xml:id'
    assert other.hint == 'Write xml:id="p1".'


def test_a_register_at_which_pointers_only_miss_is_left_alone(tmp_path: Path) -> None:
    register = '<listPerson><person xml:id="anna"/><person xml:id="bertha"/></listPerson>'
    text = '<p><persName ref="register.xml#ana"/></p>'
    assert codes(found(tmp_path, register=register, one=text)) == ["no-such-id"]


def test_a_pointer_that_misses_may_mean_a_shared_id(tmp_path: Path) -> None:
    register = '<listPerson><person xml:id="anna"/><person xml:id="bertha"/></listPerson>'
    text = '<p><persName ref="#anna"/><persName ref="#berta"/></p>'
    shared = Conventions(shared=dict.fromkeys(("anna", "bertha"), tmp_path / "register.xml"))
    texts = documents(tmp_path, register=register, one=text)
    (item,) = validate([replace(one, conventions=shared) for one in texts], NONE)
    assert (item.code, item.hint) == ("no-such-id", "Did you mean #bertha?")


def test_a_register_that_nothing_uses_is_left_alone(tmp_path: Path) -> None:
    register = (
        '<standOff><listPerson><person xml:id="a"/><person xml:id="b"/></listPerson></standOff>'
    )
    assert found(tmp_path, one=register, two="<text><p/></text>") == []


def test_many_entries_without_a_mention_are_one_finding(tmp_path: Path) -> None:
    people = "\n".join(f'<person xml:id="p{number}"/>' for number in range(30))
    register = f"<standOff><listPerson>{people}</listPerson></standOff>"
    (item,) = found(tmp_path, one=register, two='<text><rs ref="one.xml#p0"/></text>')
    assert item.count == 29
    assert "29 of the 30 persons" in item.message


def test_ids_that_texts_share_are_left_alone(tmp_path: Path) -> None:
    assert found(tmp_path, one='<p xml:id="p1"/>', two='<p xml:id="p1"/>') == []


def test_a_date_that_the_schema_refuses_is_refused_once(tmp_path: Path, repository: Path) -> None:
    schemas = choose([repository / "schema" / "edition.rng", repository / "schema" / "edition.sch"])
    text = '<text><body><p xml:id="p"><date when="0626-13-45">x</date></p></body></text>'
    assert codes(found(tmp_path, schemas, one=text)).count("bad-value") == 1
    assert "no-such-date" not in codes(found(tmp_path, schemas, one=text))
    assert codes(found(tmp_path, one=text)) == ["no-such-date"]


@pytest.mark.parametrize(
    "date",
    ['when="-0044-03-15"', 'when="--07-31"', 'when="12:00:00"', 'from="0610" to="0641"',
     'from="0626-07" to="0626"', 'when="2024-02-29T12:00:00Z"'],
)  # fmt: skip
def test_dates_that_make_sense(tmp_path: Path, date: str) -> None:
    assert found(tmp_path, one=f"<date {date}/>") == []


def test_a_language_with_an_unseen_space_is_none(tmp_path: Path) -> None:
    assert codes(found(tmp_path, one='<p xml:lang="en\u00a0"/>')) == ["no-such-language"]


def test_pages_and_anchors_are_no_dates(tmp_path: Path) -> None:
    assert (
        found(
            tmp_path,
            one='<biblScope from="12" to="9"/><anchor xml:id="a"/><app from="#a" to="#a"/>',
        )
        == []
    )


def test_alignment_within_one_document_is_left_alone(tmp_path: Path) -> None:
    inside = """<p xml:id="a"/><p xml:id="b"/><linkGrp type="alignment"><link target="#a #b"/></linkGrp>"""
    assert found(tmp_path, one=inside) == []


def test_the_sides_of_an_alignment_are_its_domains(tmp_path: Path) -> None:
    inside = """<div xml:id="x"><p xml:id="a"/><p xml:id="b"/></div><div xml:id="y"><p xml:id="c"/></div>
        <linkGrp type="alignment" domains="#x #y"><link target="#a #c"/>{}</linkGrp>"""
    assert found(tmp_path, one=inside.format("")) == []
    assert codes(found(tmp_path, one=inside.format('<link target="#a #b"/>'))) == ["link-one-sided"]


def test_an_alignment_is_checked_from_where_its_base_has_it_start(tmp_path: Path) -> None:
    sides = """<div xml:id="x"><p xml:id="a"/><p xml:id="b"/></div>"""
    group = """<linkGrp type="alignment" {} domains="{}one.xml#x {}two.xml#x"><link target="{}one.xml#a {}two.xml#a"/>
        <link target="{}one.xml#a {}one.xml#b"/></linkGrp>"""
    for base, way in (("", ""), ('xml:base="texts/"', "../")):
        links = group.format(base, *[way] * 6)
        assert codes(found(tmp_path, one=sides, two=sides, links=links)) == ["link-one-sided"]


def test_other_groups_of_links_are_left_alone(tmp_path: Path) -> None:
    assert (
        found(tmp_path, one='<person xml:id="a"/><linkGrp type="see"><link target="#a"/></linkGrp>')
        == []
    )


def test_findings_are_in_the_order_of_files_and_places(tmp_path: Path) -> None:
    items = found(tmp_path, two='<p corresp="#x"/>', one='<p corresp="#x"/>\n<p corresp="#y"/>')
    assert [(item.path, item.line) for item in items] == [
        ("one.xml", 2),
        ("one.xml", 3),
        ("two.xml", 2),
    ]


def test_a_document_alone_needs_values_only(tmp_path: Path, repository: Path) -> None:
    """What goes to a worker and what comes back can be pickled."""
    schemas = choose(folder=repository / "schema")
    one, two = documents(tmp_path, one='<p xml:id="a"/>', two='<p corresp="one.xml#a #b"/>')
    edition = Neighbours(
        {
            absolute(document.file): anchors(elements_with_ids(document.root))
            for document in (one, two)
        }
    )
    schemas, edition = pickle.loads(pickle.dumps((schemas, edition)))
    seen = pickle.loads(pickle.dumps(look(two, schemas)))
    assert seen.checked is None
    checked = pickle.loads(pickle.dumps(check(two, edition)))
    assert codes(checked.findings) == ["no-such-id"]
    assert {place.id for place in checked.pointed} == {"a"}


def test_no_documents() -> None:
    assert validate([], NONE) == []


# Which schemas apply.


def test_what_is_given_goes_before_settings_before_the_folder(tmp_path: Path) -> None:
    given, configured, folder = tmp_path / "a.rng", tmp_path / "b.sch", tmp_path / "schema"
    folder.mkdir()
    for file in (given, configured, folder / "c.rng", folder / "d.sch"):
        file.write_text("<x/>")
    assert choose([given], [configured], folder) == Schemas((given,), ())
    assert choose([], [configured], folder) == Schemas((), (configured,))
    own = Schemas((folder / "c.rng",), (folder / "d.sch",), within=tmp_path)
    assert choose([], [], folder) == own
    assert choose([], [], tmp_path / "none") == Schemas(by_document=True)


def test_an_ending_may_be_in_capitals(tmp_path: Path) -> None:
    grammar, rules = tmp_path / "TEI.RNG", tmp_path / "TEI.SCH"
    for file in (grammar, rules):
        file.touch()
    chosen = choose([rules, grammar])
    assert (chosen.grammars, chosen.rules) == ((grammar,), (rules,))


def test_a_grammar_that_another_includes_is_not_applied_by_itself(tmp_path: Path) -> None:
    rng = 'xmlns="http://relaxng.org/ns/structure/1.0"'
    (tmp_path / "all.rng").write_text(f'<grammar {rng}><include href="part.rng"/></grammar>')
    (tmp_path / "part.rng").write_text(f"<grammar {rng}/>")
    assert choose(folder=tmp_path).grammars == (tmp_path / "all.rng",)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("none.rng", "there is no schema"), ("https://x.org/a/tei.rng", "https://x.org/a/tei.rng is on the web, and nothing is fetched"), ("tei.rnc", "compact"), ("tei.xsd", "XML Schema"),
     ("tei.dtd", "DTD"), ("tei.odd", "Roma"), ("tei.txt", "neither")],
)  # fmt: skip
def test_a_schema_that_cannot_be_used_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(EditionError, match=reason):
        choose([tmp_path / name])


def _modelled(folder: Path, *hrefs: str, schemas: Schemas | None = None) -> list[Diagnostic]:
    """What is found in a document that names schemas by these addresses."""
    return _with_model(folder, *(f'href="{href}"' for href in hrefs), schemas=schemas)


def _with_model(folder: Path, *models: str, schemas: Schemas | None = None) -> list[Diagnostic]:
    """What is found in a document with these in its `<?xml-model?>`s."""
    file = folder / "modelled.xml"
    named = "".join(f"<?xml-model {model}?>\n" for model in models)
    file.write_text(f'{named}<TEI xmlns="{TEI}"/>')
    document, _ = read(file, file.name, "modelled")
    assert document is not None
    return validate([document], schemas or choose())


def test_a_schema_that_is_not_read_says_why_and_what_to_do(tmp_path: Path) -> None:
    web = "https://example.org/tei_all.rng"
    (item,) = _modelled(tmp_path, web)
    assert (item.code, item.line, item.severity) == ("no-grammar", 1, Severity.info)
    assert "on the web" in item.message
    assert web in (item.hint or "")
    (item,) = _modelled(tmp_path, "tei.rnc")
    assert (item.code, "trang" in (item.hint or "")) == ("no-grammar", True)
    rules = '<schema xmlns="http://purl.oclc.org/dsdl/schematron"/>'
    (tmp_path / "rules.sch").write_text(rules)
    assert codes(_modelled(tmp_path, "rules.sch", web)) == ["no-grammar"]
    assert _modelled(tmp_path, "rules.sch") == []


_RNG = 'schematypens="http://relaxng.org/ns/structure/1.0"'


@pytest.mark.parametrize(
    "model",
    ['href="m.RNG"', f'href="m" {_RNG}', 'href="m.rng?x=1"', 'href="my&#x20;schemas/m.rng"', 'href="my%20schemas/m.rng#x"'],
)  # fmt: skip
def test_a_schema_is_known_by_its_ending_or_its_language(tmp_path: Path, model: str) -> None:
    (tmp_path / "my schemas").mkdir()
    for name in ("m.RNG", "m", "m.rng", "my schemas/m.rng"):
        (tmp_path / name).write_text(
            '<element name="none" xmlns="http://relaxng.org/ns/structure/1.0"><empty/></element>'
        )
    assert codes(_with_model(tmp_path, model)) == ["unknown-element"]


@pytest.mark.parametrize(
    ("model", "code", "words"),
    [
        ("href=\u201cm.rng\u201d", "no-grammar", "straight quotation marks"),
        ('href="http://[m.rng"', "no-grammar", "Keep a copy of http://[m.rng"),
        ('href="m"', "no-grammar", f"If it is RELAX NG, say so: {_RNG}"),
        ('href="m" schematypens="http://www.w3.org/2001/XMLSchema"', "no-grammar", "use the RELAX NG that TEI gives"),
        ('href="C:\\my schemas\\m.rng"', "no-such-schema", "Write the path from this file to the schema, with / between"),
        ('href="my schemas\\m.rng"', "no-such-schema", 'Write "my schemas/m.rng"'),
    ],
)  # fmt: skip
def test_a_schema_that_is_named_amiss_says_how_to_name_it(
    tmp_path: Path, model: str, code: str, words: str
) -> None:
    (item,) = _with_model(tmp_path, model)
    assert item.code == code
    assert words in (item.hint or "")


def test_a_schema_may_be_named_by_the_address_of_a_local_file(tmp_path: Path) -> None:
    (tmp_path / "any one.rng").write_text(
        '<element name="none" xmlns="http://relaxng.org/ns/structure/1.0"><empty/></element>'
    )
    assert codes(_modelled(tmp_path, (tmp_path / "any one.rng").as_uri())) == ["unknown-element"]
    assert codes(_modelled(tmp_path, (tmp_path / "lost.rng").as_uri())) == ["no-such-schema"]


def test_a_schema_of_no_use_is_named_from_where_the_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.rng").write_text("<grammar")
    monkeypatch.chdir(tmp_path)
    (item,) = _modelled(tmp_path, "broken.rng")
    assert item.code == "unusable-schema"
    assert "the schema broken.rng, line 1: " in item.message
    assert str(tmp_path) not in item.message
    of_a_project = Schemas((tmp_path / "own.rng",), within=tmp_path / "project")
    assert codes(_modelled(tmp_path, "broken.rng", schemas=of_a_project)) == ["unusable-schema"]


def test_a_document_names_its_own_schema(tmp_path: Path, repository: Path) -> None:
    (tmp_path / "own.rng").write_bytes((repository / "schema" / "edition.rng").read_bytes())
    file = tmp_path / "one.xml"
    model = '<?xml-model href="own.rng" schematypens="http://relaxng.org/ns/structure/1.0"?>'
    file.write_text(f'{model}<TEI xmlns="{TEI}"/>')
    document, _ = read(file, "one.xml", "one")
    assert document is not None
    assert "missing-element" in codes(validate([document], choose()))
    (tmp_path / "own.rng").unlink()
    assert codes(validate([document], choose())) == ["no-such-schema"]
