"""Edition: what the documents say together, and where each thing is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small import document, edition, tei

from edition.document import names
from edition.register import Kind

TEXT = tei(
    '<p xml:id="p1" n="1">One.</p><p xml:id="p2">Two.<note xml:id="n1">a note</note></p>',
    header='<fileDesc><titleStmt><title>A text</title></titleStmt><sourceDesc><bibl xml:id="src">A book</bibl></sourceDesc></fileDesc>',
)
REGISTER = tei(
    stand_off='<listPerson><person xml:id="ada"><persName>Ada</persName></person></listPerson><listBibl type="sources"><bibl xml:id="w">A work</bibl></listBibl>'
)
NOTES = tei(
    stand_off='<listAnnotation><annotation xml:id="c1" target="a.xml#p1"><note><label>On one</label><p>b</p></note></annotation></listAnnotation>'
)


@pytest.mark.parametrize(
    ("key", "href"),
    [
        ("a.xml", "texts/a/index.html"),
        ("a.xml#p1", "texts/a/index.html#p1"),
        ("a.xml#n1", "texts/a/index.html#n1"),
        ("a.xml#src", "about.html#src"),
        ("register.xml", "about.html#register"),
        ("register.xml#ada", "persons/ada.html"),
        ("register.xml#w", "works/w.html"),
        ("notes.xml#c1", "notes.html#c1"),
        ("a.xml#nothing", None),
        ("elsewhere.xml#p1", None),
    ],
)
def test_each_thing_has_its_place(key: str, href: str | None) -> None:
    whole = edition(a=TEXT, register=REGISTER, notes=NOTES)
    assert whole.href(f"/edition/{key}") == href


@pytest.mark.parametrize(
    ("key", "href"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("HTTP://example.org/a b", "HTTP://example.org/a%20b"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("urn:isbn:1", None),
    ],
)
def test_only_the_web_is_outside(key: str, href: str | None) -> None:
    assert edition(a=TEXT).href(key) == href


def test_things_are_called_by_their_names() -> None:
    whole = edition(a=TEXT, register=REGISTER)
    called = {
        key: whole.name_of(f"/edition/{key}")
        for key in ("a.xml#p1", "a.xml#p2", "register.xml#ada", "a.xml#src", "a.xml")
    }
    assert list(called.values()) == ["A text 1", "A text p2", "Ada", "A book", "A text"]


@pytest.mark.parametrize(
    "ids", [["a", "A", "a"], ["index", "INDEX"], ["../../etc/passwd", "a/b", "a\\b"], ["x y", "x\ty", "x-y"], ["…", "??"], ["漢" * 200, "𐎠" * 200], ["..", ".", "-"], ["con", "<b>", '"']]
)  # fmt: skip
def test_every_entry_has_a_page_of_its_own_inside_the_site(ids: list[str]) -> None:
    """Whatever the ids are, and also where letters' case does not count."""
    escaped = (id.replace("<", "&lt;").replace('"', "&quot;") for id in ids)
    persons = "".join(
        f'<person xml:id="{id}"><persName>{n}</persName></person>' for n, id in enumerate(escaped)
    )
    files = [
        tei(stand_off=f"<listPerson>{persons}</listPerson>"),
        tei(stand_off=f"<listPerson>{persons}</listPerson>"),
    ]
    slugs = list(edition(a=files[0], b=files[1]).slugs.values())
    assert len({slug.lower() for slug in slugs}) == len(slugs) >= 2 * len(set(ids)) - 2
    assert all(re.fullmatch(r"[\w.-]+", slug) and slug.lower() != "index" for slug in slugs)
    assert all(len(f"{slug}.html".encode()) < 256 and not slug.startswith(".") for slug in slugs)


def test_entries_of_one_id_in_two_files_are_two() -> None:
    whole = edition(a=REGISTER, b=REGISTER)
    assert len(whole.indexes[Kind.person].entries) == 2
    assert sorted(whole.slugs.values()) == ["ada", "ada-2", "w", "w-2"]


def test_of_two_entries_with_one_id_in_a_file_one_is_shown() -> None:
    twice = '<listPerson><person xml:id="x"><persName>A</persName></person><person xml:id="x"><persName>B</persName></person></listPerson>'
    assert [
        entry.entity.name for entry in edition(a=tei(stand_off=twice)).indexes[Kind.person].entries
    ] == ["A"]


def test_a_number_in_an_authority_file_means_the_entry_that_has_it() -> None:
    """In however many ways the address of the record is written; and without such an entry all of them mean one."""
    register = """<listPerson><person xml:id="ada"><persName>Ada</persName><idno type="GND">118</idno><idno type="URI">http://my.org/1</idno></person>
    <person xml:id="bob"><persName>Bob</persName></person>
    <listRelation><relation name="r" active="http://my.org/1" passive="#bob"/></listRelation></listPerson>"""
    text = """<p><persName ref="https://d-nb.info/gnd/118">A</persName> <persName ref="http://d-nb.info/gnd/118">A</persName>
    <persName ref="register.xml#ada">A</persName> <persName ref="http://my.org/1/">A</persName> <persName key="118">A</persName>
    <persName ref="http://www.wikidata.org/entity/Q1">Eve</persName> <persName ref="https://www.wikidata.org/wiki/Q1">Eve</persName></p>"""
    whole = edition(a=tei(text), register=tei(stand_off=register))
    assert {entry.entity.name: len(entry.mentions) for entry in whole.entries.values()} == {"Ada": 5, "Bob": 0, "Eve": 2}  # fmt: skip
    (relation,) = whole.relations["/edition/register.xml#ada"]
    assert whole.relations["/edition/register.xml#bob"] == (relation,)


def test_texts_that_stand_side_by_side_come_first() -> None:
    links = tei(
        stand_off='<linkGrp type="alignment" domains="c.xml b.xml"><link target="b.xml#b1 c.xml#c1"/></linkGrp>'
    )
    whole = edition(
        a=TEXT, b=tei('<p xml:id="b1">x</p>'), c=tei('<p xml:id="c1">y</p>'), links=links
    )
    assert [text.id for text in whole.texts] == ["c", "b", "a"]
    assert [alignment.documents for alignment in whole.alignments] == [("c", "b")]


def test_each_pair_of_texts_has_its_own_alignment() -> None:
    links = tei(
        stand_off='<linkGrp type="alignment"><link target="a.xml#p1 b.xml#b1"/><link target="b.xml#b1 c.xml#c1"/></linkGrp>'
    )
    whole = edition(
        a=TEXT, b=tei('<p xml:id="b1">x</p>'), c=tei('<p xml:id="c1">y</p>'), links=links
    )
    assert [(alignment.id, alignment.documents) for alignment in whole.alignments] == [
        ("a-b", ("a", "b")),
        ("b-c", ("b", "c")),
    ]
    assert whole.counterparts["/edition/b.xml#b1"] == ("/edition/a.xml#p1", "/edition/c.xml#c1")


def test_a_mention_leads_to_the_naming_or_what_it_stands_in() -> None:
    name = '<persName ref="register.xml#ada">Ada</persName>'
    whole = edition(
        a=tei(
            f'<p xml:id="p1">{name}</p>',
            header=f"<fileDesc><titleStmt><title>{name}</title></titleStmt></fileDesc>",
        ),
        notes=tei(
            stand_off=f'<listAnnotation><annotation xml:id="c1" target="a.xml#p1"><note>{name}</note></annotation></listAnnotation>'
        ),
        register=tei(
            stand_off=f'<listPerson><person xml:id="ada"/></listPerson><listPlace><place xml:id="york"><note>{name}</note></place></listPlace>'
        ),
    )
    (entry,) = whole.indexes[Kind.person].entries
    hrefs = [whole.mention_href(mention) for mention in entry.mentions]
    assert hrefs == [
        "about.html#a",
        "texts/a/index.html#p1.ada",
        "notes.html#c1",
        "places/york.html",
    ]


def test_an_edition_of_nothing_is_no_hindrance() -> None:
    whole = edition(a=tei())
    assert whole.texts == whole.alignments == whole.dates == ()
    assert not any(index.entries for index in whole.indexes.values())


@pytest.mark.parametrize(
    "files", [["a.xml", "b/a.xml", "c/b/a.xml"], ["A.xml", "a.xml", "á b.xml"], ["x/….xml", "y/….xml"], ["a.xml", "a.tei.xml", "a.XML"]]
)  # fmt: skip
def test_every_document_has_a_name_of_its_own_for_addresses(files: list[str]) -> None:
    found = names([Path("/p") / file for file in files])
    assert len({name.lower() for name in found}) == len(files)
    assert all(re.fullmatch(r"[\w.-]+", name) for name in found)


def test_analysis_is_a_function_of_the_document() -> None:
    assert edition(a=TEXT).analyses == edition(a=TEXT).analyses
    assert document(TEXT).digest == document(TEXT).digest


def test_names_of_files_say_nothing_of_where_the_edition_lies() -> None:
    files = ["a b.xml", "a-b.xml", "c.xml", "d.xml", "x/d.xml", "x/e.xml", "y/e.xml", "y/A-B-2.xml"]
    expected = ["a-b", "a-b-3", "c", "d", "x-d", "x-e", "y-e", "A-B-2"]
    for folder in ("/p", "/home/somebody/the edition", "/x/x"):
        assert names([Path(folder) / file for file in files]) == expected
