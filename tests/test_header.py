"""Header: what a document says of itself is what the edition shows and cites."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small import document, tei

from edition.header import Header, Responsibility, agreed, header

FULL = """<fileDesc>
  <titleStmt>
    <title type="main">The siege, <hi>told</hi></title><title type="sub">twice</title><title type="short">Siege</title>
    <author>Unknown</author><editor role="translator">A. Bee</editor>
    <respStmt><resp>encoded by</resp><persName>C. Dee</persName><name>E. Eff</name></respStmt><editor/>
  </titleStmt>
  <publicationStmt><publisher>A press</publisher><date when="2026">2026</date>
    <availability><licence target="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</licence></availability></publicationStmt>
  <sourceDesc><p/><bibl>A <title>manuscript</title>.</bibl></sourceDesc>
</fileDesc>
<profileDesc><abstract><p>In short.</p></abstract><langUsage><language ident="grc"/><language ident="en"/></langUsage></profileDesc>"""


def test_a_full_header_is_read() -> None:
    assert header(document(tei(header=FULL)).root, "a") == Header(
        title="The siege, told",
        subtitle="twice",
        short_title="Siege",
        responsible=(
            Responsibility("author", "Unknown"),
            Responsibility("translator", "A. Bee"),
            Responsibility("encoded by", "C. Dee"),
            Responsibility("encoded by", "E. Eff"),
        ),
        publisher="A press",
        published="2026",
        licence="CC BY 4.0",
        licence_url="https://creativecommons.org/licenses/by/4.0/",
        source="A manuscript.",
        abstract="In short.",
        language="grc",
    )


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "<fileDesc/>",
        "<fileDesc><titleStmt/></fileDesc>",
        "<fileDesc><titleStmt><title/></titleStmt></fileDesc>",
    ],
)
def test_a_document_without_a_title_is_called_by_its_name(inside: str) -> None:
    assert header(document(tei(header=inside)).root, "letter-7").title == "letter-7"


def test_a_document_without_a_header_is_called_by_its_name() -> None:
    found = header(
        document('<text xmlns="http://www.tei-c.org/ns/1.0" xml:lang="la"><body/></text>').root, "a"
    )
    assert found == Header("a", language="la")


def test_the_title_of_a_source_is_not_the_title_of_the_edition() -> None:
    found = header(
        document(
            tei(
                header="<fileDesc><titleStmt/><sourceDesc><bibl><title>A source</title></bibl></sourceDesc></fileDesc>"
            )
        ).root,
        "a",
    )
    assert found.title == "a"


def test_what_all_headers_say_is_said_of_the_whole() -> None:
    grace, hugo = Responsibility("editor", "Grace"), Responsibility("author", "Hugo")
    one = Header("One", "Sub", "1", (hugo, grace), "Us", "2023", "CC BY", "https://cc/", "Archive", "Of one", "en")  # fmt: skip
    other = Header("Other", responsible=(grace,), publisher="Us", published="2024", licence="CC BY", licence_url="https://cc/")  # fmt: skip
    assert agreed([one, other], "Both") == Header(
        "Both", responsible=(grace,), publisher="Us", licence="CC BY", licence_url="https://cc/"
    )
    assert agreed([one, replace(one, licence_url="")], "Both").licence == ""
    assert agreed([], "None") == Header("None")


def test_the_language_of_the_root_goes_before_those_that_are_used() -> None:
    assert header(document(tei(header=FULL, attributes='xml:lang="en"')).root, "a").language == "en"
