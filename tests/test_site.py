"""The site of small projects: what a reader finds where, and what goes along for download."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small import tei

from edition.project import Project

INCLUDE = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" {}/>'


def built(folder: Path, **files: str) -> tuple[Project, Path]:
    """Build a project of some files, by their path with `_` for `/`; return it and its site."""
    for name, text in files.items():
        file = folder / "tei" / name.replace("_", "/")
        file = file if file.suffix else file.with_suffix(".xml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    project = Project(folder)
    project.build(folder / "site")
    return project, folder / "site"


def source(words: str) -> str:
    return f'<fileDesc><sourceDesc><bibl xml:id="same">{words}</bibl></sourceDesc></fileDesc>'


def test_the_same_id_in_two_headers_is_linked_to_the_right_one(tmp_path: Path) -> None:
    cited = '<p><ref target="#same">See</ref></p>'
    _, site = built(
        tmp_path, a=tei(cited, header=source("First")), b=tei(cited, header=source("Second"))
    )
    about = (site / "about.html").read_text("utf-8")
    for name, words in (("a", "First"), ("b", "Second")):
        page = (site / "texts" / name / "index.html").read_text("utf-8")
        target = re.search(r'href="../../about.html#(same[^"]*)"', page)
        assert target
        assert f'<div id="{target[1]}" class="bibl">{words}' in about


def test_a_note_on_a_source_that_says_nothing_yet_is_passed_over(tmp_path: Path) -> None:
    register = '<listPerson><person xml:id="p"><persName>P</persName><note source="#same">Says who.</note></person></listPerson>'
    cited = source("A book <note/> <note>lost</note>")
    _, site = built(
        tmp_path, a=tei('<p><persName ref="#p">P</persName></p>', header=cited, stand_off=register)
    )
    assert "A book. lost" in (site / "persons/p.html").read_text("utf-8")


def test_what_is_included_is_there_for_download(tmp_path: Path) -> None:
    note = INCLUDE.format('href="parts/note.txt" parse="text"')
    text = tei(f"<p>Words {note}</p>")
    _, site = built(tmp_path, **{"a": text, "parts_note.txt": "from elsewhere"})
    assert (site / "tei" / "parts" / "note.txt").read_text() == "from elsewhere"


def test_a_file_that_is_one_inclusion_is_what_it_includes(tmp_path: Path) -> None:
    files = {
        "a": INCLUDE.format('href="parts/text.inc"'),
        "parts_text.inc": tei("<p>Included.</p>"),
    }
    project, site = built(tmp_path, **files)
    assert "Included." in (site / "texts" / "a" / "index.html").read_text("utf-8")
    assert (site / "tei" / "parts" / "text.inc").is_file()
    assert not project.faults


@pytest.mark.parametrize(
    ("held", "code"),
    [
        (None, "include-not-found"),
        ("<html/>", "not-tei"),
    ],
)
def test_a_file_that_is_one_inclusion_of_nothing_is_a_fault(
    tmp_path: Path, held: str | None, code: str
) -> None:
    files = {"a": INCLUDE.format('href="other.inc"'), "b": tei("<p>Words.</p>")}
    files |= {"other.inc": held} if held else {}
    project, _ = built(tmp_path, **files)
    assert code in {fault.code for fault in project.faults}


def test_several_texts_are_under_the_licence_that_each_of_them_states(tmp_path: Path) -> None:
    header = """<fileDesc><titleStmt><title>{}</title></titleStmt><publicationStmt><publisher>The Archive</publisher>
    <date when="2024">2024</date><availability><licence target="https://example.org/by">CC BY 4.0</licence></availability>
    </publicationStmt></fileDesc><profileDesc><correspDesc><correspAction type="sent"><persName>Ada</persName></correspAction>
    </correspDesc></profileDesc>"""
    texts = {name: tei("<p>Words.</p>", header=header.format(name)) for name in ("a", "b")}
    _, site = built(tmp_path, **texts, register=tei(stand_off="<listPerson/>"))
    assert '<a href="https://example.org/by" rel="license">' in (site / "index.html").read_text()
    cmif = (site / "data" / "letters.cmif.xml").read_text()
    assert '<licence target="https://example.org/by">CC BY 4.0</licence>' in cmif
    assert "<publisher>The Archive</publisher>" in cmif
    assert "<date>2024</date>" in cmif


def test_no_page_has_a_character_that_html_has_not(tmp_path: Path) -> None:
    codes = (0x7F, 0x85, 0x93, 0xFDD0, 0x1FFFE, 0x10FFFF)
    references = "".join(f"&#{code};" for code in codes)
    header = f"<fileDesc><titleStmt><title>T{references}</title></titleStmt></fileDesc>"
    project, site = built(
        tmp_path, a=tei(f'<p rend="a{references}">W{references}</p>', header=header)
    )
    for file in site.rglob("*.html"):
        assert not set(map(chr, codes)) & set(file.read_text("utf-8")), file.name
    assert "W" + "\ufffd" * len(codes) in (site / "texts/a/index.html").read_text("utf-8")
    assert [fault.code for fault in project.faults] == ["unshown-character"]
    assert not project.site.findings


def test_a_quantity_is_listed_as_it_is_told_at_its_place(tmp_path: Path) -> None:
    for number, (given, shown) in enumerate(
        [
            ('quantity="80000" unit="count" commodity="men"', "80,000 men"),
            ('quantity="\u00b2" unit="m"', "\u00b2 m"),
            (f'quantity="{"9" * 5000}"', "9" * 5000),
            ('atLeast="3" atMost="5" unit="km"', "3\u20135 km"),
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        _, site = built(folder, a=tei(f"<p><measure {given}>many</measure></p>"))
        page = (site / "texts/a/index.html").read_text("utf-8")
        assert f'title="{shown}"' in page
        assert f'<span class="value">{shown}</span>' in page


def test_a_long_title_is_whole_on_its_page_and_short_in_the_menu(tmp_path: Path) -> None:
    title = "A true and faithful relation of what passed for many years between two learned men"
    header = f"<fileDesc><titleStmt><title>{title}</title></titleStmt></fileDesc>"
    _, site = built(tmp_path, a=tei("<p>Words.</p>", header=header), b=tei("<p>Words.</p>"))
    page = (site / "texts/a/index.html").read_text("utf-8")
    menu = page.partition("<main")[0].partition("<body")[2]
    assert f">{title}<" not in menu
    assert "A true and faithful" in menu
    assert f">{title}</h1>" in page


def test_a_relation_in_words_links_whole_names_the_longest_first(tmp_path: Path) -> None:
    people = "".join(
        f'<person xml:id="{id}"><persName>{name}</persName></person>'
        for id, name in (
            ("a", "Leo"),
            ("b", "Leontius"),
            ("c", "Leo the Deacon"),
            ("d", "Ada &amp; Co"),
        )
    )
    said = "<desc>Leontius, Leo the Deacon and Leo are of one house, as Ada &amp; Co say of Leo.</desc>"
    relations = f'<listRelation><relation mutual="#a #b #c #d">{said}</relation></listRelation>'
    register = f"<listPerson>{people}</listPerson>{relations}"
    _, site = built(tmp_path, a=tei("<p>Words.</p>", stand_off=register))
    page = (site / "persons/d.html").read_text("utf-8")
    shown = re.search(r"<li>(<a [^>]*>Leontius</a>.*?)</li>", page)
    assert shown
    assert re.sub(r' href="[^"]*/([a-d])\.html"', r" \1", shown[1]) == (
        "<a b>Leontius</a>, <a c>Leo the Deacon</a> and <a a>Leo</a> are of one house, as Ada &amp; Co say of Leo."
    )


def test_the_strip_of_time_calls_years_before_christ_what_they_are(tmp_path: Path) -> None:
    events = "".join(
        f'<event xml:id="e{n}" when="{when}"><label>One</label></event>'
        for n, when in enumerate(("-0043", "0014"))
    )
    register = f"<listEvent>{events}</listEvent>"
    _, site = built(tmp_path, a=tei("<p>Words.</p>", stand_off=register))
    axis = re.search(r'<li class="axis".*?</li>', (site / "index.html").read_text("utf-8"), re.S)
    assert axis
    assert re.findall(r"<span>([^<]+)</span>", axis[0]) == ["43 BC", "14"]
