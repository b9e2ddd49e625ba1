"""Start tags and attributes are found where they stand, whatever stands between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from edition.document import as_utf8
from edition.places import Tags

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"

ODD = """<?xml version="1.0"?><?a <no> ?>\r
<!-- <no/> --><a x='&lt;'
  y="&#10;>"\t  p:z = '"'><![CDATA[<no>]]><b  />ä𝕏<c
/></a><!-- <no> -->"""


def test_what_looks_like_a_tag_is_none() -> None:
    text = ODD.replace("x='<'", "x='&lt;'").replace("<b  />", "<b  />")
    tags = Tags("a.xml", text.encode())
    assert tags.starts == tags._parsed()[0]
    assert tags._ends == tags._parsed()[1]
    assert [tags.place(start) for start in tags.starts] == [(2, 15), (3, 42), (3, 50)]
    first = tags.starts[0]
    assert [tags.attribute(first, name) for name in "xyz"] == [(2, 18), (3, 3), (3, 16)]
    assert tags.attribute(first, "w") is None


def test_what_comes_out_of_an_entity_stands_where_that_is_called() -> None:
    text = b"<!DOCTYPE a [<!ENTITY e \"<b x='1'/>\">]>\n<a>\n &e;<c/></a>"
    tags = Tags("a.xml", text)
    assert [tags.place(start) for start in tags.starts] == [(2, 1), (3, 2), (3, 5)]
    assert tags.attribute(tags.starts[1], "x") is None


@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the corpus beside the checkout")
def test_the_parser_finds_the_same_tags_in_the_files_of_others() -> None:
    for file in sorted(CORPUS.rglob("*.xml"))[::7]:
        tags = Tags(file.name, as_utf8(file.read_bytes())[0])
        parsed = tags._parsed()[0]
        assert tags.starts[: len(parsed)] == parsed, (
            file
        )  # one that is broken is parsed up to there


def test_in_a_line_of_any_length_columns_are_counted_in_characters_whatever_is_asked_first() -> (
    None
):
    """The order of asking goes back and forth, over steps at which columns are kept."""
    text = "<a>" + "".join(f'<b é="ü{n}"/>' + "\n" * (n % 997 == 0) for n in range(3000)) + "</a>"
    data = text.encode()
    tags = Tags("a.xml", data)
    starts = tags.starts

    def counted(start: int) -> tuple[int, int]:
        before = data[:start].decode()
        return before.count("\n") + 1, len(before) - before.rfind("\n")

    for start in (*starts[::-7], *starts[3::5]):
        assert tags.place(start) == counted(start)


def test_a_text_stands_where_its_first_letter_is() -> None:
    """Whatever stands before it: white space, comments, instructions, the beginning of CDATA, an element with others in it."""
    text = """<a> <!-- a > -->
 <?b c?>x<d><e>y</e><e/></d  > <f/>
\t<![CDATA[ z]]> &amp;</a>"""
    a, d, e, _, f = (tags := Tags("a.xml", text.encode())).starts
    assert tags.text(a, None) == (2, 9)
    assert tags.text(e, None) == (2, 16)
    assert tags.text(a, f) == (3, 12)
    assert tags.text(d, None) == (2, 13), "where there is none, what stands there"
    whole = f"<!DOCTYPE a [<!ENTITY g '<d/>&#32;'>]>{text}".replace("<f/>", "&g;")
    tags = Tags("a.xml", whole.encode())
    assert tags.text(tags.starts[0], tags.starts[-1]) == (3, 12)
    assert tags.text(tags.starts[0], None) == (2, 9)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_end_in_any_way(end: str) -> None:
    tags = Tags("a.xml", end.join(('<a>x<b c="1"', ' d="2"', '  e="3"/> ', " y</a>")).encode())
    b = tags.starts[1]
    assert [tags.attribute(b, name) for name in "cde"] == [(1, 8), (2, 2), (3, 3)]
    assert tags.text(tags.starts[0], b) == (4, 2)
