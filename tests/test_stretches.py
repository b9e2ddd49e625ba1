"""How texts side by side are divided over pages, and that nothing and no address is lost by it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from small import edition, tei

from edition.parts import LIMIT
from edition.project import Project
from edition.stretches import Stretch, Stretches, View

WORDS = "word " * 1000  # 5,000 characters


def account(name: str, lengths: list[int], heads: frozenset[int] = frozenset()) -> str:
    """Return a text of paragraphs of so many thousand characters, with a chapter that begins at some of them."""
    body = ""
    for number, length in enumerate(lengths):
        if number in heads:
            end = "</div>" if body else ""
            body += f'{end}<div xml:id="{name}d{number}"><head xml:id="{name}h{number}">On {number}</head>'
        said = "word " * (200 * length)
        body += f'<p xml:id="{name}{number}" n="{number}">{said}</p>'
    return tei(f"{body}</div>" if heads else body)


def links(joined: list[tuple[int, int]]) -> str:
    inside = "".join(f'<link target="a.xml#a{one} b.xml#b{other}"/>' for one, other in joined)
    return tei(stand_off=f'<linkGrp type="alignment">{inside}</linkGrp>')


def views(first: str, second: str, joined: list[tuple[int, int]]) -> tuple[View, ...]:
    whole = edition(a=first, b=second, joins=links(joined))
    (alignment,) = whole.alignments
    return Stretches(whole).views(alignment)


def named(stretch: Stretch) -> list[list[str]]:
    return [[key.partition("#")[2] for key in keys] for keys in stretch.passages]


LENGTHS = st.lists(st.integers(0, 40), min_size=1, max_size=12)


@settings(max_examples=40)
@given(LENGTHS, LENGTHS, st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), min_size=1))
def test_each_passage_stands_on_one_page_of_each_view_in_its_order(
    first: list[int], second: list[int], wanted: list[tuple[int, int]]
) -> None:
    joined = [(one % len(first), other % len(second)) for one, other in wanted]
    own, *led = views(account("a", first), account("b", second), joined)
    columns = [[f"a{n}" for n in range(len(first))], [f"b{n}" for n in range(len(second))]]
    for column, keys in enumerate(columns):
        assert [key for page in own.stretches for key in named(page)[column]] == keys
        for view in led:
            assert sorted(key for page in view.stretches for key in named(page)[column]) == sorted(keys)  # fmt: skip
            leading = [row.cells[column] for page in view.stretches for row in page.rows]
            if view.leading == column:
                order = [min(int(key.partition("#")[2][1:]) for key in cell) for cell in leading if cell]  # fmt: skip
                assert order == sorted(order)
    lengths = dict(zip(columns[0], first, strict=True)) | dict(zip(columns[1], second, strict=True))
    for page in own.stretches:
        for keys in named(page):
            assert len(keys) < 2 or sum(lengths[key] for key in keys) * 1000 <= LIMIT


def test_short_texts_stay_on_one_page() -> None:
    own, *led = views(account("a", [10, 10]), account("b", [10, 10]), [(0, 0)])
    assert not any(view.is_divided for view in (own, *led))
    assert [view.file for view in (own, *led)] == ["index", "synoptic", "synoptic-b"]


def test_a_translation_is_divided_where_its_original_is() -> None:
    """The second text is half as long, and says the same in the same order: no pair is torn apart."""
    own, led, _ = views(
        account("a", [20] * 12), account("b", [10] * 12), [(n, n) for n in range(12)]
    )
    assert len(own.stretches) > 2
    for view in (own, led):
        for page in view.stretches:
            left, right = named(page)
            assert [key[1:] for key in left] == [key[1:] for key in right]


def test_pages_begin_with_chapters_and_are_called_after_them() -> None:
    first = account("a", [10] * 12, frozenset({0, 5, 9}))
    second = account("b", [9] * 12, frozenset({0, 5, 9}))
    own, *_ = views(first, second, [(n, n) for n in range(12)])
    assert [[keys[0] for keys in named(page)] for page in own.stretches] == [["ah0", "bh0"], ["ah5", "bh5"], ["ah9", "bh9"]]  # fmt: skip
    assert own.stretches[1].part.title == "On 5"
    assert own.stretches[1].part.id == "ad5"
    assert own.stretches[0].spans == ("0–4", "0–4")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two long texts, a passage of one answered far away in the other."""
    folder = tmp_path_factory.mktemp("long")
    (folder / "tei").mkdir()
    texts = {
        name: "".join(
            f'<div xml:id="{name}d{c}"><head>On {c}</head>'
            + "".join(
                f'<p xml:id="{name}{c}{p}" n="{c}.{p}">{WORDS}<seg xml:id="s{name}{c}{p}">in it</seg></p>'
                for p in range(8)
            )
            + "</div>"
            for c in range(4)
        )
        for name in "ab"
    }
    joined = "".join(
        f'<link target="a.xml#a{c}{p} b.xml#b{3 - c if p == 3 else c}{p}"/>'
        for c in range(4)
        for p in range(8)
    )
    for name, body in texts.items():
        (folder / "tei" / f"{name}.xml").write_text(tei(body), "utf-8")
    joins = tei(stand_off=f'<linkGrp type="alignment">{joined}</linkGrp>')
    (folder / "tei" / "joins.xml").write_text(joins, "utf-8")
    project = Project(folder)
    project.build(folder / "site")
    assert project.site.findings == []
    return folder / "site"


def test_every_address_is_kept(built: Path) -> None:
    """What pointed at the one page of short texts still arrives, without a script by one more step."""
    for name in ("index", "synoptic", "synoptic-b"):
        whole = html.parse(built / "parallel" / "a-b" / f"{name}.html")
        for id in ("a.a00", "a.sa37", "b.b12", "b.bd2"):
            found = whole.xpath("//*[@id=$id]//a/@href", id=id)
            assert len(found) == (0 if id == "b.bd2" else 1), id
            for address in found:
                file, _, fragment = address.partition("#")
                page = html.parse(built / "parallel" / "a-b" / file)
                assert fragment == id
                assert len(page.xpath("//*[@id=$id]", id=id)) == 1


def test_every_link_between_pages_arrives(built: Path) -> None:
    ids: dict[Path, set[str]] = {}
    for page in built.rglob("*.html"):
        found = html.parse(page).xpath("//@id")
        assert len(found) == len(set(found)), page
        ids[page.resolve()] = set(found)
    for page in ids:
        for address in html.parse(page).xpath("//main//a/@href"):
            file, _, fragment = unquote(address).partition("#")
            target = (page.parent / file).resolve() if file else page
            if target in ids and fragment:
                assert fragment in ids[target], f"{page}: {address}"


def test_pages_lead_on_and_across(built: Path) -> None:
    folder = built / "parallel" / "a-b"
    own = html.parse(folder / "index.html")
    pages = [folder / str(href) for href in own.xpath("//tbody//th/a/@href")]
    assert [page.name for page in pages] == ["ad0.html", "ad1.html", "ad2.html", "ad3.html"]
    second = html.parse(pages[1])
    assert second.xpath("//a[@rel='prev']/@href")[0] == "ad0.html"
    assert second.xpath("//a[@rel='next']/@href")[0] == "ad2.html"
    (far,) = second.xpath("//div[@data-passage='a.a13']//*[@class='answers']//a/@href")
    assert far == "ad2.html#b.b23"
    assert not second.xpath("//div[@data-passage='a.a13']/@data-answers")
    assert second.xpath("//div[@data-passage='a.a14']/@data-answers") == ["b.b14"]
    (led,) = second.xpath("//nav[@class='views']//a[contains(@href, 'synoptic-ad')]/@href")
    assert led == "../../parallel/a-b/synoptic-ad1.html#" + re.sub(".*#", "", led)


def test_a_text_leads_to_its_passage_beside_others(built: Path) -> None:
    text = (built / "texts" / "a" / "ad2.html").read_text("utf-8")
    assert 'href="../../parallel/a-b/ad2.html#a.a24">Side by side</a>' in text


def test_the_contents_see_what_the_manual_says(built: Path) -> None:
    text = (Path(__file__).parent.parent / "docs" / "customise.md").read_text("utf-8")
    (said,) = re.findall(r"`stretches.html` \| (.*) \|", text)
    seen = [
        set(page.context) - {"title", "section"}
        for page in Project(built.parent).site.pages()
        if page.template == "stretches.html"
    ]
    assert seen == [set(re.findall(r"`(\w+)`", said))] * 3
