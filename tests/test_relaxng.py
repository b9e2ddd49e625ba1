"""RELAX NG: whatever a grammar can say is followed, and each fault is named once, in words."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lxml import etree

from edition.diagnostics import Diagnostic
from edition.document import Document, read
from edition.errors import EditionError
from edition.relaxng import ENGINES, Schema, schema
from edition.relaxng.likeness import all_elements
from edition.relaxng.names import local_name, namespace_of
from edition.tei import TEI

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
            "Put it into <line>.",
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


@pytest.mark.parametrize(
    ("attributes", "messages"),
    [
        ('day="today"', ["@day is not allowed on <date>, which lacks @when"]),
        ('wehn="x"', ["@wehn is not allowed on <date>, which lacks @when"]),
        ('day="x"', ["@day is not allowed on <date>", "<date> lacks @when"]),
        (
            'day="today" n="today"',
            ["@day is not allowed on <date>", "@n is not allowed on <date>", "<date> lacks @when"],
        ),
        (
            'xmlns:x="urn:x" x:day="today"',
            ["@day is not allowed on <date>", "<date> lacks @when"],
        ),
    ],
)
def test_a_strange_attribute_may_be_the_one_that_is_missing(
    tmp_path: Path, attributes: str, messages: list[str]
) -> None:
    """If it is like it; or if there is no other, and its value would do."""
    found = check(tmp_path, LETTER, f"<letter><to/><date {attributes}/><line/><love/></letter>")
    assert sorted(item.message for item in found) == sorted(messages)


NAMES = f"""<element name="глава" {RNG} {XSD}><attribute name="id"><data type="NCName"/></attribute>
  <attribute name="level"><choice><value>a</value><value>a b</value></choice></attribute></element>"""


@pytest.mark.parametrize(
    ("markup", "message", "hint"),
    [
        ('<глава id="а\xa0б" level="a"/>', "U+00A0 NO-BREAK SPACE", 'Write "аб".'),
        ('<глава id="аб" level="a\xa0b"/>', "U+00A0 NO-BREAK SPACE", 'Write "a b".'),
        ('<глава id="аб" level="\u200ba"/>', "U+200B ZERO WIDTH SPACE", 'Write "a".'),
        ('<глава id="аб" level="а"/>', "U+0430 CYRILLIC SMALL LETTER A", 'Write "a".'),
        ('<глава id="аб" levеl="a"/>', "U+0435 CYRILLIC SMALL LETTER IE", "Did you mean @level?"),
        ('<глава id="а б" level="a"/>', "is not a value it can have", 'Write "а-б"'),
    ],
)
def test_what_nobody_sees_is_named_and_other_scripts_are_left_alone(
    tmp_path: Path, markup: str, message: str, hint: str
) -> None:
    (found,) = check(tmp_path, NAMES, markup)
    assert message in found.message
    assert found.hint is not None
    assert found.hint.startswith(hint)


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


@pytest.mark.parametrize("engine", ENGINES)
def test_a_schema_is_compiled_once_until_it_changes(tmp_path: Path, engine: str) -> None:
    read = ENGINES[engine]
    file = written(tmp_path, f'<externalRef href="letter.rng" {RNG}/>')
    other = tmp_path / "letter.rng"
    other.write_text(LETTER)
    first = read(file)
    assert read(file) is first
    other.write_text(f'<element name="other" {RNG}><text/></element>')
    assert read(file) is not first


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "does not begin with markup"),
        ("start = element TEI { text }", "compact syntax is not read; turn it into .rng"),
        ("<grammar", r"schema\.rng, line 1: the tag <grammar has no end. Close it"),
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


@pytest.mark.parametrize(
    ("markup", "codes"),
    [
        ('<a kind="x"><x/></a>', []),
        ('<a kind="y"><y/></a>', []),
        ('<a kind="y"><x/></a>', ["misplaced-element"]),
        ('<a kind="z"><x/></a>', ["bad-value"]),
        ("<a><x/></a>", ["missing-attribute"]),
    ],
)
def test_an_attribute_may_decide_on_the_content(
    tmp_path: Path, markup: str, codes: list[str]
) -> None:
    ways = "".join(
        f"""<group><attribute name="kind"><value>{name}</value></attribute><element name="{name}"><empty/></element></group>"""
        for name in "xy"
    )
    found = check(tmp_path, f'<element name="a" {RNG}><choice>{ways}</choice></element>', markup)
    assert [item.code for item in found] == codes


#: An <a> that holds <b> somewhere inside, or else <c>: which it is shows only at the bottom.
EITHER = f"""<grammar {RNG}><start><element name="r"><ref name="b"/><ref name="c"/></element></start>
  <define name="b"><element name="a"><choice><ref name="b"/><element name="b"><empty/></element></choice></element></define>
  <define name="c"><element name="a"><choice><ref name="c"/><element name="c"><empty/></element></choice></element></define>
</grammar>"""


@pytest.mark.parametrize(("first", "then", "faults"), [("b", "c", 0), ("c", "c", 1), ("b", "x", 1)])
def test_elements_of_one_name_are_told_apart_by_all_that_is_in_them(
    tmp_path: Path, first: str, then: str, faults: int
) -> None:
    deep = [f"{'<a>' * 40}<{name}/>{'</a>' * 40}" for name in (first, then)]
    found = check(tmp_path, EITHER, f"<r>{''.join(deep)}</r>")
    assert len(found) == faults


DEEP = 20_000


@pytest.mark.parametrize("end", [None, "b"])
def test_no_depth_is_too_deep(tmp_path: Path, end: str | None) -> None:
    nested = f"""<grammar {RNG}><start><ref name="a"/></start>
        <define name="a"><element name="a"><optional><ref name="a"/></optional></element></define></grammar>"""
    root = innermost = etree.Element("a")
    for _ in range(DEEP):
        innermost = etree.SubElement(innermost, "a")
    if end:
        etree.SubElement(innermost, end)
    faults = schema(written(tmp_path, nested)).faults(root)
    assert [fault.kind for fault in faults] == (["unknown-element"] if end else [])


LIST = rf"""<element name="list" {RNG} {XSD}><oneOrMore><element name="item">
  <optional><attribute name="n"><data type="integer"><param name="minInclusive">1</param></data></attribute></optional>
  <optional><attribute name="when"><choice><data type="date"/><data type="gYear"/><data type="gYearMonth"/><data type="time"/></choice></attribute></optional>
  <optional><attribute name="from"/><attribute name="to"/><attribute name="notBefore"/><attribute name="notAfter"/><attribute name="cert"/></optional>
  <optional><attribute name="sure"><choice><value>high</value><value>low</value><data type="double"/></choice></attribute></optional>
  <optional><attribute name="long"><data type="duration"/></attribute></optional>
  <optional><attribute name="kind"><data type="token"><param name="pattern">[^\p{{C}}\p{{Z}}]+</param></data></attribute></optional>
  <optional><attribute name="id"><data type="NCName"/></attribute></optional>
  <optional><attribute name="done"><data type="boolean"/></attribute></optional>
  <optional><attribute name="size"><data type="decimal"/></attribute></optional>
  <text/></element></oneOrMore></element>"""


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ('when="1820-5-6"', 'Write "1820-05-06".'),
        ('when="6.5.1820"', 'Write "1820-05-06".'),
        ('when="6 May 1820"', 'Write "1820-05-06".'),
        ('when="626"', 'Write "0626".'),
        ('when="-44"', 'Write "-0044".'),
        ('when="6. Mai 1820"', 'Write "1820-05-06".'),
        ('when="6 août 1820"', 'Write "1820-08-06".'),
        ('when="August 6th, 1820"', 'Write "1820-08-06".'),
        ('when="12/31/1820"', 'Write "1820-12-31".'),
        ('when="1820-05-??"', 'Write "1820-05".'),
        ('when="c. 1820"', 'Write "1820"; cert="low" says that it is not sure.'),
        ('when="1820?"', 'Write "1820"; cert="low" says that it is not sure.'),
        ('when="1820-00-00"', "Leave out what is not known: 1820."),
        ('when="1820-13-01"', "A year has 12 months; if the day is meant: 1820-01-13."),
        ('when="1820-13-40"', "A year has 12 months."),
        (
            'when="1914-18"',
            'There is no such month; for a span of time use @from and @to: from="1914" to="1918".',
        ),
        ('when="182?"', 'Say between which years it lies: notBefore="1820" notAfter="1829".'),
        ('when="18xx"', 'Say between which years it lies: notBefore="1800" notAfter="1899".'),
        ('when="9. Jh."', 'Say between which years it lies: notBefore="0801" notAfter="0900".'),
        ('when="vor 626"', 'Say it with @notAfter: notAfter="0626".'),
        ('when="1820–05–06"', 'Write "1820-05-06".'),
        ('when="[1820]"', 'Write "1820".'),
        ('when="30.2.1820"', "February 1820 has 29 days."),
        ('when="AD 626"', 'Write "0626".'),
        ('when="44 BC"', 'Write "-0044".'),
        ('when="0000-03"', 'There is no year 0: write "-0001-03" for 1 BC.'),
        ('when="s. XII"', 'Say between which years it lies: notBefore="1101" notAfter="1200".'),
        ('when="unbekannt"', "Leave the attribute out where no date is known."),
        ('when="18:30"', 'Write "18:30:00".'),
        (
            'when="25:00"',
            "A day has 24 hours and an hour 60 minutes; write them as in 18:30:00.",
        ),
        ('sure="rather"', "Allowed: high, low, or a number, as in 5.7."),
        ('long="3 days"', 'Write "P3D".'),
        ('size="3,5 m"', 'Write "3.5".'),
        ('when="1821-02-29"', "February 1821 has 28 days."),
        (
            'when="1820/1821"',
            'For a span of time use @from and @to: from="1820" to="1821".',
        ),
        (
            'when="once"',
            "Write year-month-day, the year with four digits: 0626, 0626-08 or 0626-08-07.",
        ),
        ('kind="two words"', 'Write "two_words": one word with no space in it.'),
        (
            'id="1st"',
            'Write "n1st": a name: a letter first, then letters, digits, . - or _, and no space.',
        ),
        ('done="yes"', 'Write "true".'),
        ('size="3,5"', 'Write "3.5".'),
        ('size="1.000,5"', 'Write "1000.5".'),
        ('size="XIV"', 'Write "14".'),
        ('size="x"', "Write a number, as in 5.7."),
        ('size="3 000"', 'Write "3000".'),
        (
            'size="1,000"',
            'Write "1000", or "1.000" if the comma parts less than one from the whole.',
        ),
        ('n="0"', "Write a whole number, as in 12."),
        ('n=""', "Give it a value, or leave the attribute out."),
    ],
)
def test_a_value_is_corrected_where_it_is_known_what_was_meant(
    tmp_path: Path, value: str, hint: str
) -> None:
    (found,) = check(tmp_path, LIST, f"<list><item {value}>x</item></list>")
    assert (found.code, found.hint) == ("bad-value", hint)


HEADER = f"""<element name="header" {RNG}><element name="title"><text/></element><element name="published"><text/></element>
  <element name="source"><text/></element><optional><element name="changes"><zeroOrMore><element name="change"><text/></element>
  </zeroOrMore></element></optional></element>"""


@pytest.mark.parametrize(
    ("children", "message", "hint"),
    [
        ("title source published", "<published> cannot stand at this place in <header>", "before <source>"),
        ("published title source", "<title> cannot stand at this place in <header>", "before <published>"),
        ("changes title published source", "<changes> cannot stand at this place in <header>", "after <source>"),
        ("title source", "<header> lacks <published>, before <source>", ""),
        ("source", "<header> lacks <title> and <published>, before <source>", ""),
        ("title", "<header> lacks <published> and <source>", ""),
        ("title titel published source", "<titel> is not an element of the schema", "Did you mean <title>?"),
        ("titel published source", "<titel> is not an element of the schema", "Did you mean <title>?"),
        ("title published source source", "<source> cannot stand at this place in <header>", ""),
        ("title published source change", "<change> cannot stand in <header>", "Put it into <changes>."),
    ],
)  # fmt: skip
def test_one_mistake_among_siblings_is_one_finding(
    tmp_path: Path, children: str, message: str, hint: str
) -> None:
    markup = f"<header>{''.join(f'<{name}/>' for name in children.split())}</header>"
    (found,) = check(tmp_path, HEADER, markup)
    assert found.message.startswith(message)
    assert hint in (found.hint or "")


BOOK = f"""<element name="book" {RNG}><oneOrMore><element name="chapter"><element name="head"><text/></element>
  <element name="end"><text/></element><zeroOrMore><element name="index"><text/></element></zeroOrMore></element></oneOrMore></element>"""


@pytest.mark.parametrize(
    ("chapters", "hint", "wrong"),
    [
        ("<chapter><head/></chapter><end/>", "Put it into <chapter>, which closes before it.", "chapter end"),
        (
            "<chapter><head/></chapter><end/><index/><chapter><head/><end/></chapter>",
            "Put it and the element after it into <chapter>, which closes before them.",
            "chapter end index",
        ),
        (
            "<chapter><head/><end/></chapter><index/><index/>",
            "Put it and the element after it into <chapter>, which closes before them.",
            "chapter index index",
        ),
    ],
)  # fmt: skip
def test_what_an_element_is_closed_before_is_one_finding(
    tmp_path: Path, chapters: str, hint: str, wrong: str
) -> None:
    """The element is not complete either: what a rule says of it is said already."""
    known = schema(written(tmp_path, BOOK))
    (found,), about = known.checked(document(f"<book>{chapters}</book>"))
    assert (found.code, found.hint) == ("misplaced-element", hint)
    assert sorted(local_name(str(one.tag)) for one in about) == wrong.split()


def test_of_a_stranger_only_that_is_said(tmp_path: Path) -> None:
    """Nor are its attributes and children held against what it was taken for; what is in these is."""
    stranger = '<letter><to/><lines n="1"><word/><line n="1"/></lines><line/><love/></letter>'
    found = check(tmp_path, LETTER, stranger)
    assert [(item.code, item.element) for item in found] == [
        ("unknown-element", "lines"),
        ("unknown-attribute", "line"),
    ]


def test_an_element_of_another_namespace_is_told_its_own(tmp_path: Path) -> None:
    grammar = f'<element name="a" ns="urn:x" {RNG}><element name="b" ns="urn:y"><empty/></element></element>'
    (found,) = check(tmp_path, grammar, '<a xmlns="urn:x"><b/></a>')
    assert found.hint == "Its namespace is urn:x; it should be urn:y."
    (found,) = check(tmp_path, grammar, "<a/>")
    assert found.hint == "It has no namespace; it should be urn:x."


#: A script that prints the findings in some files.
SAY = """
import sys
from pathlib import Path
from edition.document import read
from edition.relaxng import schema
known = schema(Path(sys.argv[1]))
for name in sys.argv[2:]:
    document = read(Path(name), name, "x")[0]
    for found in known.check(document) if document else ():
        print(found)
"""


def test_the_same_input_gives_the_same_findings_in_every_process(
    shared: Path, tmp_path: Path
) -> None:
    """Whatever the seed of hashes, and whatever was read before."""
    script = written(tmp_path, SAY, "say.py")
    files = sorted(map(str, (shared / "corpus" / "tei-p5-test").rglob("*.xml")))[:12]
    grammar = str(shared / "schemas" / "older" / "tei_lite-3.2.0.rng")

    def said(seed: str, given: list[str]) -> list[str]:
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        command = [sys.executable, str(script), grammar, *given]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    once = said("1", files)
    assert len(once) > 20
    assert said("2", files) == once
    assert sorted(said("3", files[::-1])) == sorted(once)


def test_the_referee_agrees_about_the_edition(repository: Path) -> None:
    """Each file that a test breaks, and each source: our engine and libxml2 come to the same verdict."""
    grammar = repository / "schema" / "edition.rng"
    own, other = ENGINES["own"](grammar), ENGINES["lxml"](grammar)
    files = [*(repository / "tests" / "bad").rglob("*.xml"), *(repository / "tei").glob("*.xml")]
    documents = [found for one in files if (found := read(one, one.name, one.stem)[0])]
    assert len(documents) > 100
    verdicts = {one.path: (own.is_valid(one), other.is_valid(one)) for one in documents}
    assert [path for path, (ours, theirs) in verdicts.items() if ours is not theirs] == []
    assert {ours for ours, _ in verdicts.values()} == {True, False}


def test_the_referee_speaks_for_himself(tmp_path: Path) -> None:
    file = written(tmp_path, LETTER)
    assert ENGINES["lxml"](file).check(document("<letter><to/><line/><love/></letter>")) == []
    found = ENGINES["lxml"](file).check(document("<letter/>"))
    assert {item.code for item in found} == {"not-valid"}
    assert all(item.message.startswith("libxml2: ") for item in found)
    strange = "<letter><to/>\n<line/><love/>\n<x:y xmlns:x='urn:x'><x:y/></x:y></letter>"
    (first, *_) = ENGINES["lxml"](file).check(document(strange))
    assert (first.line, first.element) == (3, "y")  # libxml2 names it by a prefix of the document
    with pytest.raises(EditionError, match="libxml2 refuses"):
        ENGINES["lxml"](written(tmp_path, f"<grammar {RNG}/>", "empty.rng"))


def test_what_a_schema_includes_is_watched_too(tmp_path: Path) -> None:
    inner = written(tmp_path, f'<element name="a" {RNG}><empty/></element>', "inner.rng")
    file = written(tmp_path, f'<externalRef href="inner.rng" {RNG}/>')
    assert schema(file).check(document("<a/>")) == []
    inner.write_text(f'<element name="other" {RNG}><empty/></element>')
    assert [item.code for item in schema(file).check(document("<a/>"))] == ["unknown-element"]


def test_no_grammar_takes_long(shared: Path) -> None:
    """The issue's bound is two seconds for any; libxml2 does not finish some of these."""
    for file in (shared / "schemas").rglob("*.rng"):
        start = time.process_time()
        Schema(file)
        assert time.process_time() - start < 2, file.name


def test_a_number_may_have_any_length(tmp_path: Path) -> None:
    """`int` reads no more than 4300 digits of a text."""
    found = check(
        tmp_path, LIST, f'<list><item when="{"1" * 9000}" n="{"1" * 9000}">x</item></list>'
    )
    assert found == []


def test_of_many_siblings_that_stand_wrong_each_is_told_as_fast_as_one_of_few(shared: Path) -> None:
    grammar = schema(shared / "schemas" / "tei_all.rng")
    text = (
        f'<TEI xmlns="{TEI}"><text><body><div><p/>{"<hi>x</hi>" * 10_000}</div></body></text></TEI>'
    )
    start = time.perf_counter()
    found = grammar.check(document(text))
    assert time.perf_counter() - start < 15
    assert [item.hint for item in found[1:]] == ["Put it into <p>."] * 10_000


def test_all_elements_of_tei_are_known_by_name(shared: Path) -> None:
    """As the newest schema of all has them."""
    names = schema(shared / "schemas" / "tei_all.rng").grammar.by_name
    assert {local_name(name) for name in names if namespace_of(name) == TEI} == all_elements()


def test_what_a_schema_leaves_out_of_tei_is_not_taken_for_a_slip(tmp_path: Path) -> None:
    content = f'<element name="text" ns="{TEI}" {RNG}><zeroOrMore><element name="pb"><empty/></element></zeroOrMore></element>'
    found = check(tmp_path, content, f'<text xmlns="{TEI}"><p><persName/></p><bp/></text>')
    assert [(item.message.partition(" ")[0], item.hint) for item in found] == [
        ("<p>", "TEI has it, but this schema leaves it out. Allowed in <text>: pb."),
        ("<bp>", "Allowed in <text>: pb."),
    ]
