"""Corpora: each document in a `teiCorpus` is a text of its own, wherever its file puts it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from small import document, edition

from edition.analysis import Addressed, analyse, members
from edition.header import Responsibility
from edition.project import Project
from edition.tei import TEI, text_of

LETTERS = Path(__file__).parent / "golden" / "letters" / "tei" / "letters.xml"


def one(words: str, attributes: str = "", header: str = "") -> str:
    text = f"<text><body>{words}</body></text>" if words else ""
    return f"<TEI {attributes}><teiHeader>{header}</teiHeader>{text}</TEI>"


def corpus(*documents: str, header: str = "", attributes: str = "") -> str:
    inside = "".join(documents)
    return (
        f'<teiCorpus xmlns="{TEI}" {attributes}><teiHeader>{header}</teiHeader>{inside}</teiCorpus>'
    )


def test_a_document_is_named_by_its_id_its_number_or_its_place() -> None:
    inner = corpus(one("<p>d</p>"), one("<p>e</p>", 'n="8"'), attributes='xml:id="east"')
    source = corpus(
        one("<p>a</p>", 'xml:id="x"'), one("<p>b</p>", 'n="No. 7/a"'), one("<p>c</p>"), inner
    )
    assert list(members(document(source))) == [
        "a", "a~x", "a~No.-7-a", "a~3", "a~east", "a~east-1", "a~east-8",
    ]  # fmt: skip


@given(st.lists(st.sampled_from(["", "a", "A", "a-2", "1", "3", "../x", "ä b"]), max_size=8))
def test_no_two_documents_have_one_name_on_any_disk(numbers: list[str]) -> None:
    source = corpus(*(one("<p>a</p>", f'n="{n}"' if n else "") for n in numbers))
    names = list(members(document(source)))
    assert len({name.lower() for name in names}) == len(names) == 1 + len(numbers)
    assert all(re.fullmatch(r"a(~[\w.-]+)?", name) for name in names)


@pytest.mark.parametrize(
    ("key", "href"),
    [
        ("letters.xml", "about.html#letters"),
        ("letters.xml#l1", "texts/letters~l1/index.html"),
        ("letters.xml#l1p2", "texts/letters~l1/index.html#l1p2"),
        ("letters.xml#l2p1", "texts/letters~Second-letter/index.html#l2p1"),
        ("letters.xml#leaf", "about.html#leaf"),
        ("letters.xml#east", "about.html#letters~east"),
        ("letters.xml#ada", "persons/ada.html"),
        ("letters.xml#rome", "places/rome.html"),
    ],
)
def test_each_thing_has_its_place(key: str, href: str) -> None:
    assert (
        edition(letters=LETTERS.read_text("utf-8").partition("?>")[2]).href(f"/edition/{key}")
        == href
    )


def test_a_document_says_what_its_corpus_says_where_it_is_silent() -> None:
    found = {
        item.id: item.header
        for item in analyse(document(LETTERS.read_bytes().decode().partition("?>")[2]))
    }
    first, second, card = found["a~l1"], found["a~Second-letter"], found["a~east-1"]
    assert first.title == "The first letter"
    assert first.licence == card.licence == "CC BY 4.0"
    assert first.responsible == (Responsibility("editor", "Grace Editor"),)
    assert (second.licence, second.licence_url) == ("All rights reserved", "")
    assert second.responsible == (Responsibility("author", "Hugo"),)
    assert first.source == "Leaf 1."


def test_each_word_of_a_corpus_is_in_one_document() -> None:
    source = document(LETTERS.read_bytes().decode().partition("?>")[2])
    found = analyse(source)
    passages = [item.id for one in found for item in one.segments]
    assert len(set(passages)) == len(passages) == 7
    mentions = [mention for one in found for mention in one.mentions]
    assert len(mentions) == len(Addressed(source).mentions)
    assert all(mention.document == one.id for one in found for mention in one.mentions)
    marks = [id for one in found for id in one.marks]
    assert sorted(marks) == sorted(Addressed(source).ids.values())


def test_a_corpus_is_built_document_by_document(tmp_path: Path) -> None:
    project = Project(tmp_path, [LETTERS])
    project.build(tmp_path / "site")
    assert project.site.findings == []
    pages = {
        id: text_of(html.parse(tmp_path / "site" / "texts" / id / "index.html").getroot())
        for id in ("letters~l1", "letters~Second-letter", "letters~east-1")
    }
    assert "greetings" in pages["letters~l1"]
    assert [id for id, words in pages.items() if "Sand, and" in words] == ["letters~east-1"]
    about = html.parse(tmp_path / "site" / "about.html").getroot()
    said = text_of(about)
    assert [said.count(words) for words in ("Two bundles", "Leaf 1.", "Leaf 2.", "A box.")] == [
        1
    ] * 4
    assert len(about.xpath("//a[@download][contains(@href, 'letters.xml')]")) == 1
    assert project.edition.title == "Letters between two brothers"
    aligned = (
        tmp_path / "site/parallel/letters~l1-letters~Second-letter/synoptic.html"
    ).read_text()
    assert aligned.count('class="syn-row"') == 2


def test_a_corpus_put_together_by_inclusion_answers_to_its_files(tmp_path: Path) -> None:
    head = f'xmlns="{TEI}"'
    for name in "ab":
        (tmp_path / f"{name}.xml").write_text(
            f'<TEI {head}><teiHeader/><text><body><p xml:id="{name}1">Words of {name}.</p></body></text></TEI>'
        )
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{}.xml"/>'
    (tmp_path / "all.xml").write_text(
        f"<teiCorpus {head}><teiHeader/>{include.format('a')}{include.format('b')}</teiCorpus>"
    )
    whole = Project(tmp_path, [tmp_path]).edition
    assert [text.id for text in whole.texts] == ["all~1", "all~2"]
    assert whole.href(f"{(tmp_path / 'b.xml').as_posix()}#b1") == "texts/all~2/index.html#b1"
