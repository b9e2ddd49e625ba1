"""Export: what other systems read is what the index knows, and no cell is a trap."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from small import edition, tei

from edition.assembly import Edition
from edition.errors import EditionError
from edition.export import FORMATS, KINDS, export
from edition.tei import TEI, folded

ALL = edition(
    a=tei(
        """<p xml:id="p1">At <placeName ref="register.xml#york">York</placeName>, <date when="0626-08-03" when-custom="0626-07-31"
        datingMethod="#julian">July 31</date>, <persName ref="register.xml#ada">Ada</persName> met <persName>Wulf</persName>;
        <persName ref="register.xml#ada">the lady</persName> sang.</p>"""
    ),
    register=tei(
        stand_off="""<listPerson><person xml:id="ada"><persName>Ada</persName><persName xml:lang="la">Adda</persName>
        <idno type="GND">118</idno></person><person xml:id="eve"><persName>Eve, "the" elder; of York</persName></person></listPerson>
        <listPlace><place xml:id="york"><placeName>York</placeName><location><geo>53.96 -1.08</geo></location></place>
        <place xml:id="nowhere"><placeName>Nowhere</placeName></place></listPlace>"""
    ),
)


def rows(whole: Edition, kind: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export(whole, kind, "csv"), newline="")))


def data(whole: Edition, kind: str) -> dict[str, Any]:
    return json.loads(export(whole, kind, "json"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_begins_with_id_and_name_and_counts_mentions(kind: str) -> None:
    text = export(ALL, kind, "csv")
    first, *rest = text.split("\r\n")
    columns = first.split(",")
    assert columns[:2] == ["id", "name"]
    assert "mentions" in columns
    assert rest[-1] == "", "every line ends in CRLF, the last one too (RFC 4180)"
    if kind == "places":
        assert columns[:4] == ["id", "name", "latitude", "longitude"]


def test_there_is_one_row_an_entity() -> None:
    assert [(row["id"], row["name"], row["mentions"]) for row in rows(ALL, "persons")] == [
        ("ada", "Ada", "2"),
        ("eve", 'Eve, "the" elder; of York', "0"),
    ]
    assert [
        (row["id"], row["latitude"], row["longitude"], row["mentions"])
        for row in rows(ALL, "places")
    ] == [
        ("nowhere", "", "", "0"),
        ("york", "53.96", "-1.08", "1"),
    ]


def test_json_holds_entries_with_their_mentions_and_what_points_nowhere() -> None:
    found = data(ALL, "persons")
    assert (found["version"], found["kind"]) == (1, "persons")
    ada, eve = found["entries"]
    assert (ada["id"], ada["name"], ada["names"]) == ("ada", "Ada", ["Ada", "Adda"])
    assert eve["mentions"] == []
    assert [mention["text"] for mention in ada["mentions"]] == ["Ada", "the lady"]
    assert ada["mentions"][0] == {
        "document": "a.xml",
        "in": "text",
        "element": "persName",
        "text": "Ada",
        "before": "At York, July 31, ",
        "after": " met Wulf; the lady sang.",
        "passage": "p1",
        "href": "texts/a/index.html#p1.ada",
    }
    (loose,) = found["unlinked"]
    assert loose["name"] == "Wulf"
    assert [mention["text"] for mention in loose["mentions"]] == ["Wulf"]


def test_dates_are_exported_with_both_calendars() -> None:
    (found,) = data(ALL, "dates")["entries"]
    assert (found["date"]["value"], found["date"]["custom"], found["date"]["calendar"]) == (
        "0626-08-03",
        "31 July 626",
        "Julian",
    )
    (row,) = rows(ALL, "dates")
    assert (row["id"], row["value"], row["custom"]) == ("0626-08-03", "0626-08-03", "31 July 626")


@pytest.mark.parametrize(
    ("kind", "format"),
    [(kind, name) for name, one in sorted(FORMATS.items()) for kind in one.kinds],
)
def test_an_edition_of_nothing_can_be_exported(kind: str, format: str) -> None:
    if format.startswith(("beacon", "cmif")):
        with pytest.raises(EditionError, match=r"url in \[edition\]|<correspDesc>"):
            export(edition(a=tei()), kind, format)
    else:
        assert export(edition(a=tei()), kind, format)


def test_what_there_is_not_is_refused_in_words() -> None:
    with pytest.raises(EditionError, match=r"did you mean persons\?"):
        export(ALL, "person", "csv")
    with pytest.raises(EditionError, match=r"there are beacon.* csv, "):
        export(ALL, "persons", "excel")


def named(names: list[str]) -> Edition:
    persons = etree.Element(f"{{{TEI}}}listPerson")
    for number, name in enumerate(names):
        person = etree.SubElement(
            persons, f"{{{TEI}}}person", {"{http://www.w3.org/XML/1998/namespace}id": f"p{number}"}
        )
        etree.SubElement(person, f"{{{TEI}}}persName").text = name
    return edition(a=tei(stand_off=etree.tostring(persons, encoding="unicode")))


NAMES = st.lists(
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"
        ),
        max_size=40,
    ),
    max_size=4,
)


@given(NAMES)
def test_names_come_back_from_both_formats_as_they_were(names: list[str]) -> None:
    whole = named(names)
    wanted = {f"p{number}": folded(name) or f"p{number}" for number, name in enumerate(names)}
    assert {entry["id"]: entry["name"] for entry in data(whole, "persons")["entries"]} == wanted
    assert {row["id"]: plain(row["name"]) for row in rows(whole, "persons")} == wanted


def plain(cell: str) -> str:
    """Return a cell as docs/exports.md says that it is to be read."""
    return re.sub(r"^'('*[=+\-@\t\r])", r"\1", cell)


@pytest.mark.parametrize(
    "name",
    ["=cmd()", "+1", "-1", "@SUM(A1)", '=HYPERLINK("https://example.org")', "'=quoted", "''-2"],
)
def test_no_cell_is_a_formula(name: str) -> None:
    (row,) = rows(named([name]), "persons")
    assert row["name"] == f"'{name}"
    assert plain(row["name"]) == name
    assert data(named([name]), "persons")["entries"][0]["name"] == name


def test_a_long_name_stays_whole() -> None:
    assert rows(named(["x" * 5000]), "persons")[0]["name"] == "x" * 5000


def test_the_same_sources_give_the_same_bytes() -> None:
    texts = {name: tei(f'<p><persName ref="#x">{name}</persName></p>') for name in "abc"}
    for name, one in FORMATS.items():
        for kind in one.kinds if not name.startswith(("beacon", "cmif")) else ():
            assert export(edition(**texts), kind, name) == export(edition(**texts), kind, name)


RICH = edition(
    a=tei(
        """<p xml:id="p1"><rs type="person" ref="r.xml#ada r.xml#eve">Both</rs> wrote to <persName ref="r.xml#nobody">Nobody</persName> and
        <persName ref="https://d-nb.info/gnd/118">Wulf</persName> <date notBefore="0626-08" notAfter="0626-09" precision="low">in autumn</date>.</p>""",
        header="""<fileDesc><titleStmt><title>Ada to Wulf</title><author><persName ref="r.xml#ada">A. Smith</persName></author></titleStmt></fileDesc>
        <profileDesc><correspDesc><correspAction type="sent"><persName ref="lost.xml#who">Ada</persName></correspAction></correspDesc></profileDesc>""",
    ),
    r=tei(
        stand_off="""<listPerson><person xml:id="ada"><persName><forename>Ada</forename> <surname>Smith</surname></persName></person>
        <person xml:id="eve"><persName>Eve</persName></person><listRelation><relation name="knows" active="#ada" passive="lost.xml#x"/></listRelation></listPerson>
        <listOrg><org xml:id="guild"><orgName>The guild</orgName><location><geo>53 -1 53 -2 54 -2</geo><height quantity="12"/></location></org></listOrg>
        <listAnnotation><annotation xml:id="n" target="a.xml#p1" motivation="identifying"><ptr target="#eve"/></annotation></listAnnotation>"""
    ),
)  # fmt: skip


def test_json_holds_what_no_table_can() -> None:
    persons, guild = data(RICH, "persons"), data(RICH, "organisations")["entries"][0]
    found = {entry["name"]: entry for entry in persons["entries"]}
    assert {name: (entry["filed"], entry["isMade"]) for name, entry in found.items()} == {
        "Ada Smith": ("Smith, Ada", False),
        "Eve": ("Eve", False),
        "Wulf": ("Wulf", True),
        "Ada": ("Ada", True),  # lost.xml is not here
    }
    assert found["Ada Smith"]["forms"][0]["filed"] == "Smith, Ada"
    of_ada = {mention["text"]: mention for mention in found["Ada Smith"]["mentions"]}
    assert of_ada["Both"]["entries"] == [
        {"kind": "persons", "id": "ada"},
        {"kind": "persons", "id": "eve"},
    ]
    assert of_ada["A. Smith"]["isCredit"]
    assert "isCredit" not in of_ada["Both"]
    (annotation,) = [one for one in found["Eve"]["mentions"] if one["element"] == "annotation"]
    assert (annotation["about"], annotation["heldBy"]) == ("a.xml#p1", "r.xml#n")
    assert persons["unlinked"][0]["mentions"][0]["entries"] == [{"id": "r.xml#nobody"}]
    assert (guild["height"], guild["outline"]) == (12, [[53, -1], [53, -2], [54, -2]])
    (date,) = (entry["date"] for entry in data(RICH, "dates")["entries"])
    assert (date["isApproximate"], date["isBetween"]) == (True, True)
    assert date["latest"] - date["earliest"] == 60


@pytest.mark.parametrize("name", sorted(name for name in FORMATS if not name.startswith("beacon")))
def test_no_export_tells_where_the_sources_lie_on_a_machine(name: str) -> None:
    for kind in FORMATS[name].kinds:
        assert "/edition" not in export(RICH, kind, name)


def test_many_letters_and_mentions_are_written_in_one_pass() -> None:
    """Twice as many letters take twice as long and not four times: nothing asks all mentions for each letter."""
    looked = 0

    class Counting(tuple[Any, ...]):
        def __iter__(self) -> Any:
            nonlocal looked
            looked += len(self)
            return super().__iter__()

    whole = edition(**{f"l{number}": LETTER for number in range(20)})
    whole.__dict__["mentions"] = Counting(whole.mentions)
    for format in ("csv", "json"):
        assert export(whole, "letters", format).count("A letter") >= 20
    assert looked <= 5 * len(whole.mentions)


LETTER = tei(
    '<p xml:id="p1"><persName>Ada</persName></p>',
    header="""<fileDesc><titleStmt><title>A letter</title></titleStmt></fileDesc><profileDesc><correspDesc><correspAction
    type="sent"><persName>Ada</persName></correspAction></correspDesc></profileDesc>""",
)
