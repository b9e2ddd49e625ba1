"""Segments: what one can cite has an address, and keeps it when the text changes elsewhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from small import document, edition, tei

from edition.segments import addresses, column, passages, segments


def ids(body: str) -> list[str]:
    return list(addresses(document(tei(body)).root).values())


def passages_of(body: str) -> dict[str, str]:
    """The words of each passage, by id."""
    (analysis,) = edition(a=tei(body)).analyses
    return {item.id: item.text for item in analysis.segments if not item.is_division}


def test_an_id_of_the_source_is_kept() -> None:
    assert passages_of('<p xml:id="e1">One.</p><p xml:id="e2">Two.</p>') == {
        "e1": "One.",
        "e2": "Two.",
    }


def test_of_a_long_passage_the_beginning_is_kept() -> None:
    """What an analysis holds grows with what is found in a text, and not with its words."""
    (text,) = passages_of(f'<p xml:id="e1">{"word " * 1000}</p>').values()
    assert text == "word " * 23 + "word…"


PARAGRAPHS = st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=6, unique=True)


@given(
    PARAGRAPHS,
    st.integers(0, 6),
    st.sampled_from(["<p>new</p>", "<head>new</head>", '<p xml:id="x">new</p>']),
)
def test_a_made_id_stays_when_something_is_added_elsewhere(
    words: list[str], place: int, more: str
) -> None:
    parts = [f"<p>{text}</p>" for text in words]
    before = passages_of("".join(parts))
    parts.insert(place, more)
    after = passages_of("".join(parts))
    assert {id: after[id] for id in before} == before


def test_a_made_id_does_not_change_with_white_space_or_notes() -> None:
    plain = ids("<p>In the beginning</p>")
    assert ids("<p>\n  In the\n  beginning</p>") == plain
    assert ids("<p>In the beginning<note>Or not.</note></p>")[0] == plain[0]


@pytest.mark.parametrize(
    "body",
    [
        "<p>Same.</p><p>Same.</p><p>Same.</p>",
        '<p xml:id="x">a</p><p xml:id="x">b</p>',
        '<p xml:id="has space">a</p><p xml:id="">b</p><p/>',
        "<p/><p/><ab/><ab/>",
    ],
)
def test_no_id_stands_twice_and_each_can_be_one(body: str) -> None:
    found = ids(body)
    assert len(set(found)) == len(found) == len(re.findall("<p|<ab", body))
    assert all(re.fullmatch(r"\S+", id) for id in found)


def test_each_word_belongs_to_the_innermost_passage() -> None:
    found = passages_of('<p xml:id="p">a <seg xml:id="s">b</seg><note xml:id="n">c</note></p>')
    assert found == {"p": "a b", "s": "b", "n": "c"}


def test_what_is_an_aside_is_cut_out_and_its_inside_is_no_passage() -> None:
    assert list(
        passages_of('<p xml:id="p">a<note xml:id="n"><p xml:id="inner">c</p></note></p>')
    ) == ["p", "n"]


def test_texts_without_a_body_and_lists_have_no_passages() -> None:
    for source in (tei(stand_off="<listPerson><person><p>a</p></person></listPerson>"), tei()):
        root = document(source).root
        assert segments(root, "a", addresses(root)) == ()


def test_a_text_is_cut_into_its_largest_pieces_around_those_that_are_wanted() -> None:
    body = """<head xml:id="h">a</head><div xml:id="d"><p xml:id="p1">b <seg xml:id="s1">c</seg> d</p>
      <lg xml:id="g"><l xml:id="l1">e</l><l xml:id="l2">f</l></lg></div><note xml:id="n">g</note>"""
    (analysis,) = edition(a=tei(body)).analyses
    assert column(analysis.segments, []) == ["h", "p1", "l1", "l2", "n"]
    assert column(analysis.segments, ["g"]) == ["h", "p1", "g", "n"]
    assert column(analysis.segments, ["d"]) == ["h", "d", "n"]


def test_a_piece_with_words_of_its_own_is_not_cut_so_that_none_is_left_out() -> None:
    body = """<p xml:id="p1">b <seg xml:id="s1">c</seg> d</p>
      <p xml:id="p2"><s xml:id="s2">e</s> <s xml:id="s3">f</s></p>"""
    (analysis,) = edition(a=tei(body)).analyses
    assert column(analysis.segments, ["s1"]) == ["p1", "p2"]
    assert column(analysis.segments, ["s2"]) == ["p1", "s2", "s3"]


@given(st.sets(st.sampled_from("a0 a1 a2 a3 a4 v1 v2 d1".split())))
def test_the_passages_of_a_page_are_those_of_its_column(wanted: set[str]) -> None:
    """What the parallel page shows in order is what the alignment counts on."""
    body = """<head xml:id="a0">a</head><gap/><div xml:id="d1"><p xml:id="a1">b</p><gap/><p xml:id="a2">c</p>
      <lg><l xml:id="v1">d</l><l xml:id="v2">e</l></lg></div><p xml:id="a3">f</p><ab xml:id="a4">g</ab>"""
    root = document(tei(body)).root
    found = addresses(root)
    expected = column(segments(root, "a", found), wanted)
    shown = [
        found[node]
        for node in passages(root[-1][0], expected, found)
        if found.get(node) in expected
    ]
    assert shown == expected


@pytest.mark.parametrize(
    "wrong",
    [
        "<teiHeader><div><head>A</head><p>b</p></div></teiHeader>",
        '<teiHeader><text><body><div><head>A</head><p>b <hi xml:id="c">c</hi></p></div></body></text></teiHeader>',
    ],
)
def test_a_header_in_a_text_is_no_passage_and_no_contents(wrong: str) -> None:
    text = f"<div><head>First</head><p>x</p></div>{wrong}<div><head>Last</head><p>y</p></div>"
    (analysis,) = edition(a=tei(text)).analyses
    assert [item.text for item in analysis.headings] == ["First", "Last"]
    assert [item.text for item in analysis.segments] == ["First", "x", "Last", "y"]


def test_front_and_back_are_told_apart_from_the_body() -> None:
    text = "<text><front><p>a</p><floatingText><body><p>b</p></body></floatingText></front><body><p>c</p></body><back><p>d</p></back></text>"
    source = etree.tostring(etree.fromstring(tei("<p/>")), encoding="unicode")
    source = re.sub(r"<text>.*</text>", text, source)
    (analysis,) = edition(a=source).analyses
    assert [(item.region, item.text) for item in analysis.segments if item.element == "p"] == [
        ("front", "a"), ("front", "b"), ("body", "c"), ("back", "d"),
    ]  # fmt: skip
