"""Alignment: the two orders of parallel texts show every passage once, and each where it belongs."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from small import edition, tei

from edition.alignment import Alignment, Correspondence, align
from edition.project import Project


@st.composite
def alignments(draw: st.DrawFn) -> Alignment:
    """Two to four columns of up to eight passages, joined n to m, crossing and overlapping."""
    columns = [
        (f"text{number}", [f"{number}#{passage}" for passage in range(draw(st.integers(1, 8)))])
        for number in range(draw(st.integers(2, 4)))
    ]
    keys = [key for _, passages in columns for key in passages]
    joined = st.lists(st.sampled_from(keys), min_size=2, max_size=5, unique=True)
    links = draw(st.lists(joined, max_size=8))
    found = [Correspondence(f"l{n}", f"link {n}", tuple(link)) for n, link in enumerate(links)]
    return align("id", "title", columns, found)


def joined_with(alignment: Alignment, key: str) -> set[str]:
    """All passages that a chain of correspondences joins with one, found the slow and obvious way."""
    members = {key}
    while True:
        more = {k for c in alignment.correspondences if members & set(c.keys) for k in c.keys}
        if more <= members:
            return members
        members |= more


@given(alignments(), st.data())
def test_every_passage_stands_in_one_row(alignment: Alignment, data: st.DataObject) -> None:
    leading = data.draw(st.integers(0, len(alignment.documents) - 1))
    rows = alignment.rows(leading)
    for number, passages in enumerate(alignment.passages):
        shown = Counter(key for row in rows for key in row.cells[number])
        assert shown == Counter(passages)


@given(alignments(), st.data())
def test_overlapping_correspondences_are_one_row(alignment: Alignment, data: st.DataObject) -> None:
    leading = data.draw(st.integers(0, len(alignment.documents) - 1))
    rows = alignment.rows(leading)
    for row in rows:
        members = {key for cell in row.cells for key in cell}
        assert members == joined_with(alignment, min(members))
        inside = {c.id for c in alignment.correspondences if set(c.keys) <= members}
        assert {c.id for c in row.correspondences} == inside


@given(alignments(), st.data())
def test_the_leading_text_keeps_its_order(alignment: Alignment, data: st.DataObject) -> None:
    """Rows follow the leading text; within a cell each text keeps its own order."""
    leading = data.draw(st.integers(0, len(alignment.documents) - 1))
    rows = alignment.rows(leading)
    order = alignment.passages[leading].index
    firsts = [order(row.cells[leading][0]) for row in rows if row.cells[leading]]
    assert firsts == sorted(firsts)
    for row in rows:
        for number, cell in enumerate(row.cells):
            assert list(cell) == sorted(cell, key=alignment.passages[number].index)


@given(alignments(), st.data())
def test_what_stands_alone_follows_what_it_follows_there(
    alignment: Alignment, data: st.DataObject
) -> None:
    """A passage without counterpart comes after the passage before it in its own text."""
    leading = data.draw(st.integers(0, len(alignment.documents) - 1))
    rows = alignment.rows(leading)
    row_of = {key: n for n, row in enumerate(rows) for cell in row.cells for key in cell}
    alone = set(alignment.alone())
    for passages in alignment.passages:
        for before, after in itertools.pairwise(passages):
            if after in alone:
                assert row_of[before] < row_of[after]


@given(alignments())
def test_counterparts_answer_each_other(alignment: Alignment) -> None:
    for number, passages in enumerate(alignment.passages):
        for key in passages:
            found = alignment.counterparts(key)
            assert all(key in alignment.counterparts(other) for other in found)
            assert not set(found) & set(alignment.passages[number])
            assert bool(found) == (key not in alignment.alone())


A = tei(
    '<p xml:id="a1">One.</p><p xml:id="a2">Two <seg xml:id="a2s">b</seg> <w xml:id="a2w">c</w>.</p>'
)
B = tei('<p xml:id="b1">Uno.</p><p xml:id="b2">Due.</p>')


def links(*targets: str) -> str:
    inside = "".join(f'<link target="{target}"/>' for target in targets)
    return tei(stand_off=f'<linkGrp type="alignment">{inside}</linkGrp>')


def rows(**texts: str) -> list[list[str]]:
    """The rows of an edition's only alignment, a cell as the ids in it."""
    (alignment,) = edition(**texts).alignments
    return [
        [" ".join(key.partition("#")[2] for key in cell) for cell in row.cells]
        for row in alignment.rows()
    ]


def test_links_join_passages_of_two_files() -> None:
    found = rows(a=A, b=B, joins=links("a.xml#a1 b.xml#b2", "a.xml#a2 b.xml#b1"))
    assert found == [["a1", "b2"], ["a2", "b1"]]


def test_corresp_joins_passages_too() -> None:
    by_corresp = tei('<p xml:id="b1" corresp="a.xml#a2">Uno.</p><p xml:id="b2">Due.</p>')
    assert rows(a=A, b=by_corresp) == [["a1", ""], ["a2", "b1"], ["", "b2"]]


def test_three_texts_stand_in_three_columns() -> None:
    found = rows(
        a=A, b=B, c=tei('<p xml:id="c1">Un.</p>'), joins=links("a.xml#a1 b.xml#b1 c.xml#c1")
    )
    assert found == [["a1", "b1", "c1"], ["", "b2", ""], ["a2", "", ""]]


def test_a_link_to_a_word_or_a_part_brings_the_passage() -> None:
    """A passage that holds what one link joins is not cut to pieces by another link."""
    found = rows(a=A, b=B, joins=links("a.xml#a2 b.xml#b1", "a.xml#a2s b.xml#b2"))
    assert found == [["a1", ""], ["a2", "b1 b2"]]
    found = rows(a=A, b=B, joins=links("a.xml#a2w b.xml#b2"))
    assert found == [["", "b1"], ["a1", ""], ["a2", "b2"]]


def test_links_to_what_is_not_there_align_nothing() -> None:
    joins = links("a.xml#nothing b.xml#b1", "a.xml#a1 nowhere.xml#b1", "a.xml#a1", "")
    assert edition(a=A, b=B, joins=joins).alignments == ()


def test_a_group_of_links_that_is_no_alignment_aligns_nothing() -> None:
    other = tei(stand_off='<linkGrp type="metaphor"><link target="a.xml#a1 b.xml#b1"/></linkGrp>')
    assert edition(a=A, b=B, joins=other).alignments == ()


def test_a_division_is_aligned_whole() -> None:
    divided = tei(
        '<div xml:id="d1"><p>One.</p><p>Two.</p></div><div xml:id="d2"><p>Three.</p></div>'
    )
    assert ["d1", "b2"] in rows(a=divided, b=B, joins=links("a.xml#d1 b.xml#b2"))


def test_the_texts_of_a_group_stand_side_by_side() -> None:
    group = """<text><group>
        <text xml:id="x" n="First"><body><p xml:id="x1">One.</p><p xml:id="x2">Two.</p></body></text>
        <text xml:id="y"><body><p xml:id="y1">Due.</p><p xml:id="y2">Uno.</p></body></text>
        </group></text>"""
    source = tei(stand_off='<linkGrp type="parallels"><link target="#x1 #y2"/></linkGrp>')
    whole = edition(a=source.replace("</TEI>", f"{group}</TEI>"))
    assert rows(a=source.replace("</TEI>", f"{group}</TEI>")) == [
        ["", "y1"],
        ["x1", "y2"],
        ["x2", ""],
    ]
    (alignment,) = whole.alignments
    assert alignment.documents == ("a~x", "a~y")
    assert [whole.short_title(id) for id in alignment.documents] == ["First", "Y"]
    assert [text.id for text in whole.texts] == ["a"]


def pages(folder: Path, **texts: str) -> str:
    """The page on which the texts of some files stand side by side, each in its own order."""
    for name, text in texts.items():
        (folder / f"{name}.xml").write_text(text)
    project = Project(folder, [folder])
    found = dict(project.site.files())
    assert project.site.findings == []
    return found["parallel/a-b/index.html"].decode()


def test_notes_to_which_notes_refer_stand_beside_the_texts_too(tmp_path: Path) -> None:
    notes = """<back><note xml:id="n1">One, see <ref target="#n2">2</ref>.</note><note xml:id="n2">Two, see
      <ref target="#n1">1</ref> and <ref target="#n3">3</ref>.</note><note xml:id="n3">Three.</note><note xml:id="n4">Four.</note></back>"""
    text = tei('<p xml:id="p">Words.<ref target="#n1">1</ref></p>')
    a = text.replace("</body>", f"</body>{notes}")
    page = pages(tmp_path, a=a, b=tei('<p xml:id="q" corresp="a.xml#p">Words.</p>'))
    for number, is_shown in (("n1", True), ("n2", True), ("n3", True), ("n4", False)):
        assert (page.count(f'id="a.{number}"') == 1) is is_shown
    assert "Two, see" in page


def test_a_text_without_body_stands_beside_another(tmp_path: Path) -> None:
    bare = tei("<p/>").replace(
        "<body><p/></body>", '{}<p xml:id="p">First.</p><p xml:id="q">Second.</p>'
    )
    other = tei('<p xml:id="r" corresp="a.xml#p">Other.</p>')
    page = pages(tmp_path, a=bare.format(""), b=other)
    assert [page.count(words) > 0 for words in ("First.", "Second.", "Other.")] == [True] * 3
    group = tei("<p/>").replace(
        "<body><p/></body>",
        '<group><text><p xml:id="p">First.</p></text><text><front><p>Front.</p></front><body><p xml:id="q">Second.</p></body></text></group>',
    )
    page = pages(tmp_path, a=group, b=other)
    assert [page.count(words) > 0 for words in ("First.", "Second.", "Other.")] == [True] * 3
    assert "Front." not in page


def test_texts_that_are_joined_as_a_whole_stand_side_by_side(tmp_path: Path) -> None:
    links = '<linkGrp type="alignment"><link target="#x b.xml#y"/></linkGrp>'
    whole = tei("<p>First.</p>", stand_off=links).replace("<body>", '<body xml:id="x">')
    other = tei("<p>Other.</p>").replace("<body>", '<body xml:id="y">')
    page = pages(tmp_path, a=whole, b=other)
    for id, words in (("a.x", "First."), ("b.y", "Other.")):
        assert page.count(f'id="{id}"') == 1
        assert page.count(words) == 1


STONE = tei(
    '<div type="edition" xml:lang="la"><ab xml:id="e1">Dis.</ab><ab>Alone.</ab></div>'
    '<div type="translation"><p xml:id="t1" corresp="#e1">To the gods.</p></div>'
    '<div type="commentary"><p xml:id="c1">A note.</p></div>'
)


def test_an_edition_and_its_translation_in_one_file_stand_side_by_side() -> None:
    (first, second) = rows(a=STONE)
    assert first == ["e1", "t1"]
    assert second[0].startswith("ab-")
    assert second[1] == ""


def test_divisions_that_are_no_texts_of_their_own_stand_after_each_other() -> None:
    chapters = tei(
        '<div type="chapter"><p xml:id="c1">One.</p></div>'
        '<div type="chapter"><p xml:id="c2" corresp="#c1">See above.</p></div>'
    )
    assert edition(a=chapters).alignments == ()


def test_texts_of_one_file_have_pages_on_which_all_links_arrive(tmp_path: Path) -> None:
    (tmp_path / "stone.xml").write_text(STONE)
    project = Project(tmp_path, [tmp_path / "stone.xml"])
    project.build(tmp_path / "site")
    folder = tmp_path / "site" / "parallel" / "stone~edition-stone~translation"
    own = (folder / "index.html").read_text()
    assert 'id="stone~edition.e1"' in own
    assert 'href="#stone~translation.t1"' in own
    assert "A note." not in own
    text = (tmp_path / "site/texts/stone/index.html").read_text()
    assert 'parallel/stone~edition-stone~translation/index.html#stone~edition.e1"' in text
    assert "A note." in text
    assert project.site.findings == []
