"""What a document says beside its text: registers, and fragments of TEI that are no text, are on a page in full."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small import tei

from edition.project import Project
from edition.tei import TEI

REGISTER = tei(
    stand_off="""<listPerson><head>Heads</head><desc>Prefatory</desc>
    <person xml:id="anna"><persName>Anna</persName><note type="comment">Remarks</note><state><p>Paragraphs</p></state>
    <person xml:id="maria"><persName>Maria</persName></person></person>
    <person><persName>Nameless</persName></person>
    <listRelation><relation name="sister" mutual="#anna #maria"><desc>Sisters</desc></relation></listRelation></listPerson>
    <listAnnotation><annotation xml:id="n" target="#p"><note><label>Labels</label>Commented</note></annotation></listAnnotation>
    <ab>Leftover</ab>"""
)
FRAGMENTS = {
    "taxonomy": '<taxonomy xml:id="t"><category xml:id="c"><catDesc>Categories</catDesc></category></taxonomy>',
    "teiHeader": "<teiHeader><fileDesc><titleStmt><title>Headers</title></titleStmt></fileDesc></teiHeader>",
    "charDecl": '<charDecl><glyph xml:id="g"><mapping>Mappings</mapping></glyph></charDecl>',
    "listBibl": "<listBibl><bibl>Bibliographies</bibl></listBibl>",
    "listPlace": '<listPlace><place xml:id="r"><placeName>Rome</placeName><desc>Descriptions</desc></place></listPlace>',
    "surface": "<surface><line>Surfaces</line></surface>",
    "div": "<div><p>Divisions</p></div>",
}


def built(folder: Path) -> tuple[dict[str, str], list[str]]:
    """Build a project; return the words of each page, by address, and what was found lost."""
    project = Project(folder)
    project.build(folder / "site")
    pages = {
        file.relative_to(folder / "site").as_posix(): re.sub(
            r"<[^>]*>", " ", file.read_text("utf-8")
        )
        for file in (folder / "site").rglob("*.html")
    }
    return pages, [finding.message for finding in project.site.findings]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tei").mkdir()
    (tmp_path / "tei" / "register.xml").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "tei" / "text.xml").write_text(tei('<p xml:id="p">Words.</p>'), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("word", "page"),
    [
        ("Remarks", "persons/anna.html"),
        ("Paragraphs", "persons/anna.html"),
        ("Maria", "persons/maria.html"),
        ("Nameless", "about.html"),
        ("Heads", "about.html"),
        ("Prefatory", "about.html"),
        ("Sisters", "about.html"),
        ("Leftover", "about.html"),
        ("Labels", "notes.html"),
        ("Commented", "notes.html"),
    ],
)
def test_all_of_a_register_is_on_a_page(folder: Path, word: str, page: str) -> None:
    pages, lost = built(folder)
    assert word in pages[page]
    assert not lost


def test_an_entry_is_not_said_again_on_the_page_about_the_edition(folder: Path) -> None:
    pages, _ = built(folder)
    assert "Remarks" not in pages["about.html"]
    assert "Commented" not in pages["about.html"]


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_that_stands_alone_is_on_a_page(tmp_path: Path, name: str) -> None:
    (tmp_path / "tei").mkdir()
    text = FRAGMENTS[name].replace(f"<{name}", f'<{name} xmlns="{TEI}"', 1)
    (tmp_path / "tei" / "part.xml").write_text(text, encoding="utf-8")
    pages, lost = built(tmp_path)
    word = re.findall(r">([A-Z]\w+)<", FRAGMENTS[name])[-1]
    assert any(word in words for words in pages.values())
    assert not lost


def test_what_a_template_drops_of_a_register_is_found(folder: Path) -> None:
    (folder / "templates" / "elements").mkdir(parents=True)
    (folder / "templates" / "elements" / "state.html").write_text("", encoding="utf-8")
    assert built(folder)[1] == ["text of the source is not on its page: Paragraphs"]
