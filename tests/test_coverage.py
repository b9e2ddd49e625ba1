"""Coverage: a word that goes missing on the way to the page is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from small import rendered, tei

from edition.coverage import lost


def source(text: str) -> etree._Element:
    return etree.fromstring(f"<p xmlns='http://www.tei-c.org/ns/1.0'>{text}</p>")


@pytest.mark.parametrize(
    ("page", "missing"),
    [
        ("<p>One two, three.</p>", []),
        ("<div>One <b>t</b>wo,<br>three.</div>", []),
        ("<p>One two, three. And more of the page.</p>", []),
        ("<p>One two.</p>", ["three"]),
        ("<p>One two, three</p>", ["."]),
        ("<p>One two, &lt;three&gt;.</p>", []),
        ('<p>One two, <span class="n generated">three.</span></p>', ["three"]),
        ('<p>One two, </p><div class="tools">three.</div>', ["three"]),
        ('<p>One two, th<span class="generated">[</span>ree.</p>', []),
        ("", ["One", "three", "two"]),
    ],
)
def test_what_lacks_is_named(page: str, missing: list[str]) -> None:
    assert lost(source("One two, three."), [page], []) == missing


def test_what_lacks_once_of_two_lacks() -> None:
    assert lost(source("so so"), ["<p>so</p>"], []) == ["so"]


def test_what_was_dropped_by_a_decision_does_not_lack() -> None:
    assert lost(source("One two, three."), ["<p>One two,</p>"], ["three."]) == []


def test_several_pages_show_a_text_together() -> None:
    assert lost(source("One two"), ["<p>One</p>", "<p>two</p>"], []) == []


WORDS = st.lists(
    st.text(st.characters(categories=("Ll", "Lo", "Nd")), min_size=1, max_size=6),
    min_size=1,
    max_size=12,
)


@given(WORDS, st.data())
def test_any_word_taken_away_is_noticed(words: list[str], data: st.DataObject) -> None:
    whole = source(" ".join(words))
    assert lost(whole, [f"<p>{' '.join(words)}</p>"], []) == []
    fewer = list(words)
    fewer.pop(data.draw(st.integers(0, len(words) - 1)))
    assert lost(whole, [f"<p>{' '.join(fewer)}</p>"], []) != []


@pytest.mark.parametrize(
    "body",
    [
        "<table>stray<row>words<cell>a</cell></row></table>",
        "<p><choice>stray<sic>a</sic><corr>b</corr></choice><app>words<lem>c</lem></app></p>",
        "<p>a<gap>stray</gap><lb>words</lb><graphic url='x'>here</graphic></p>",
        "<lg>stray<l>a</l></lg><list>words<item>b</item></list>",
    ],
)
def test_text_where_no_text_belongs_is_shown(body: str) -> None:
    text = tei(body)
    assert lost(etree.fromstring(text)[-1], [rendered(text).html], []) == []


def test_a_word_broken_by_a_line_or_by_markup_is_one() -> None:
    text = tei('<p>conse\n<lb break="no"/>\nquence <hi>b</hi>roken<note>n</note></p>')
    found = rendered(text)
    pages = [found.html, *(note.html for note in found.notes)]
    body = etree.fromstring(text)[-1]
    assert lost(body, pages, []) == []
    assert lost(body, ["<p>conse broken n</p>"], []) == ["consequence"]
    assert lost(body, ["<p>consequence b n</p>"], []) == ["broken"]
