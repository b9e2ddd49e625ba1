"""How long texts are divided into pages, and that nothing and no address is lost by it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from small import tei

from edition.parts import LIMIT, pieces
from edition.project import Project
from edition.tei import TEI

WORDS = "word " * 200  # 1,000 characters


def text(body: str) -> etree._Element:
    return etree.fromstring(f'<text xmlns="{TEI}"><body>{body}</body></text>')


def paragraphs(thousands: int) -> str:
    return f"<p>{WORDS}</p>" * thousands


def division(id: str, thousands: int, inside: str = "") -> str:
    return f'<div xml:id="{id}"><head>On {id}</head>{paragraphs(thousands)}{inside}</div>'


def names(root: etree._Element) -> list[str]:
    return [piece.part.id for piece in pieces(root)]


def test_a_short_text_stays_on_one_page() -> None:
    assert pieces(text(division("a", 10) + division("b", 10))) == []


def test_each_long_division_has_a_page_of_its_own_under_its_id() -> None:
    assert names(text(division("a", 40) + division("b", 40))) == ["a", "b"]


def test_short_divisions_share_a_page() -> None:
    root = text("".join(division(f"d{n}", 5) for n in range(20)))
    assert names(root) == ["d0", "d6", "d12", "d18"] or len(names(root)) < 8


def test_a_division_that_is_too_long_is_divided_again() -> None:
    inner = division("a1", 40) + division("a2", 40)
    assert names(text(division("a", 1, inner) + division("b", 40))) == ["a1", "a2", "b"]


def test_words_between_and_after_divisions_are_on_a_page(tmp_path: Path) -> None:
    """No grammar has them there; the text is not lost for that, wherever the source has a comment."""
    inner = division("a1", 40) + "<!-- c -->kiwi<?pi x?>quince" + division("a2", 40)
    long = f"<!-- c -->mango{division('a', 1, inner)}papaya</div>guava<!-- c -->lychee{division('b', 40)}<!-- c -->medlar"
    (tmp_path / "a.xml").write_text(tei(f"<div>{long}"), encoding="utf-8")
    project = Project(tmp_path, [tmp_path])
    files = {name: data for name, data in project.site.files() if name.startswith("texts/")}
    assert sorted(files) == [f"texts/a/{name}.html" for name in ("a1", "a2", "b", "index")]
    pages = b"".join(files.values()).decode()
    for word in ("mango", "kiwiquince", "papaya", "guavalychee", "medlar"):
        assert pages.count(word) == 1
    assert not project.site.findings


def test_a_text_without_divisions_is_cut_by_size_before_a_page_of_the_source() -> None:
    root = text((paragraphs(10) + '<pb n="1"/>') * 10)
    found = pieces(root)
    assert len(found) > 2
    assert all(etree.QName(piece.elements[0]).localname == "pb" for piece in found[1:-1])


def test_two_divisions_of_one_title_have_two_addresses() -> None:
    root = text(f"<div><head>Letter</head>{paragraphs(40)}</div>" * 2)
    assert names(root) == ["letter", "letter-2"]


@given(
    st.recursive(
        st.integers(1, 40).map(paragraphs),
        lambda inner: st.lists(inner, min_size=1, max_size=4).map(
            lambda parts: f"<div><head>h</head>{''.join(parts)}</div>"
        ),
        max_leaves=12,
    )
)
def test_every_element_stands_on_exactly_one_page_in_order(body: str) -> None:
    root = text(body)
    found = pieces(root)
    if not found:
        return
    assert len("".join(map(str, root.itertext()))) > LIMIT
    shown = [node for piece in found for element in piece.elements for node in element.iter()]
    opened = [node for piece in found for node in piece.opened]
    assert len(shown) == len(set(shown))
    assert set(shown).isdisjoint(opened)
    assert set(shown) | set(opened) | {root} == set(root.iter())
    assert shown == [node for node in root.iter() if node in set(shown)]


@pytest.fixture(scope="module")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of one long text whose parts point at each other."""
    folder = tmp_path_factory.mktemp("long")
    body = "".join(
        f'<div xml:id="d{n}"><head>Part {n}</head>{paragraphs(30)}'
        f'<p xml:id="p{n}">See <ref target="#p{(n + 2) % 4}">there</ref>.<ref target="#n1">*</ref></p></div>'
        for n in range(4)
    )
    (folder / "long.xml").write_text(
        f'<TEI xmlns="{TEI}"><teiHeader><fileDesc><titleStmt><title>Long</title></titleStmt>'
        "<publicationStmt><p>x</p></publicationStmt><sourceDesc><p>x</p></sourceDesc></fileDesc></teiHeader>"
        f'<text><body>{body}</body><back><div xml:id="notes"><head>Notes</head>'
        f'<note xml:id="n1" n="*">A note.</note></div></back></text></TEI>',
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "edition", "build", "long.xml", "-o", "site"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, "text-lost" in done.stderr) == (0, False), done.stderr
    return folder / "site" / "texts" / "long"


def test_the_contents_keep_an_address_for_each_id(long_site: Path) -> None:
    index = html.fromstring((long_site / "index.html").read_bytes())
    for id, page in (("d0", "d0"), ("p1", "d1"), ("p3", "d3"), ("n1", "d3")):
        (entry,) = index.xpath("//*[@id=$id]", id=id)
        assert entry.xpath(".//a/@href") == [f"{page}.html#{id}"]
        assert html.fromstring((long_site / f"{page}.html").read_bytes()).xpath(
            "//*[@id=$id]", id=id
        )


def test_pages_lead_to_the_next_and_the_one_before(long_site: Path) -> None:
    page = html.fromstring((long_site / "d1.html").read_bytes())
    assert set(page.xpath("//a[@rel='prev']/@href")) == {"d0.html"}
    assert set(page.xpath("//a[@rel='next']/@href")) == {"d2.html"}


def test_references_cross_pages(long_site: Path) -> None:
    page = (long_site / "d0.html").read_text(encoding="utf-8")
    assert re.search(r'href="../../texts/long/d2.html#p2"', page)
    assert "A note." in page  # a note is shown on each page that refers to it
