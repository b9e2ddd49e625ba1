"""Index: each naming is found once, under its entry, with the words around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import edition, tei

from edition.assembly import Edition
from edition.index import CONTEXT, Mention
from edition.register import Kind

REGISTER = tei(
    stand_off="""<listPerson><person xml:id="ada"><persName>Ada</persName><persName>Countess of <placeName ref="#york">York</placeName></persName>
      <note>Sister of <persName ref="#eve">Eve</persName>.</note></person>
      <person xml:id="eve"><persName>Eve</persName><note>Sister of <placeName ref="#york">York</placeName>’s <rs type="person" ref="#ada">lady</rs>.</note></person></listPerson>
    <listPlace><place xml:id="york"><placeName>York</placeName></place></listPlace>
    <listEvent><event xml:id="siege"><label>Siege of <placeName ref="#york">York</placeName></label></event></listEvent>"""
)


def read(body: str, **attributes: str) -> Edition:
    return edition(a=tei(body, **attributes), register=REGISTER)


def mentions(kind: Kind, id: str, body: str) -> list[Mention]:
    (entry,) = [entry for entry in read(body).indexes[kind].entries if entry.entity.id == id]
    return [mention for mention in entry.mentions if mention.within == "text"]


def test_a_name_is_found_with_its_words() -> None:
    (found,) = mentions(
        Kind.person,
        "ada",
        '<p xml:id="p1">So <persName ref="register.xml#ada">Ada</persName> came.</p>',
    )
    assert (found.before, found.text, found.after) == ("So ", "Ada", " came.")
    assert (found.segment, found.anchor, found.element) == ("p1", "p1.ada", "persName")


@pytest.mark.parametrize(
    ("body", "text", "before", "after"),
    [
        ('<p>a<lb/>b <persName ref="register.xml#ada">A<lb break="no"/>da</persName>\n\n  c</p>', "Ada", "ab ", " c"),
        ('<p>a <choice><sic><persName ref="register.xml#ada">Eda</persName></sic><corr>Ada</corr></choice> c</p>', "Eda", "a ", " c"),
        ('<p>a <persName ref="register.xml#ada"><choice><sic>Eda</sic><corr>Ada</corr></choice></persName> c</p>', "Eda", "a ", " c"),
        ('<p>a <app><lem><persName ref="register.xml#ada">Ada</persName></lem><rdg>Eda</rdg></app> c</p>', "Ada", "a ", " c"),
        ('<p>a<note>b <persName ref="register.xml#ada">Ada</persName> c</note> d</p>', "Ada", "b ", " c"),
        ('<p>a <persName ref="register.xml#ada">Ada<note>not this</note></persName> c</p>', "Ada", "a ", " c"),
        ('<p>a <rs type="person" ref="register.xml#ada">the lady of <placeName>York</placeName></rs> c</p>', "the lady of York", "a ", " c"),
        ('<lg><l>a</l><l><persName ref="register.xml#ada">Ada</persName></l></lg>', "Ada", "", ""),
        ('<p>a <choice><orig>b</orig><reg><persName ref="register.xml#ada">Ada</persName></reg></choice> c</p>', "Ada", "", ""),
        ('<figure><figDesc>a <persName ref="register.xml#ada">Ada</persName></figDesc></figure>', "Ada", "", ""),
        ('<p>a <persName ref="register.xml#ada"/> c</p>', "", "a ", "c"),
        ('<p>a <persName ref="register.xml#ada">&lt;b&gt;&amp;=cmd()</persName></p>', "<b>&=cmd()", "a ", ""),
    ],
)  # fmt: skip
def test_the_words_are_those_that_the_source_has(
    body: str, text: str, before: str, after: str
) -> None:
    (found,) = mentions(Kind.person, "ada", body)
    assert (found.text, found.before, found.after) == (text, before, after)


@given(st.lists(st.text("ab ,.", max_size=60), min_size=2, max_size=2))
def test_the_words_around_are_from_the_passage_and_few(around: list[str]) -> None:
    (found,) = mentions(
        Kind.person,
        "ada",
        f'<p>{around[0]}<persName ref="register.xml#ada">Ada</persName>{around[1]}</p>',
    )
    passage = " ".join(f"{around[0]}Ada{around[1]}".split())
    assert (
        found.before.removeprefix("…") + found.text + found.after.removesuffix("…") in passage + " "
    )
    assert max(len(found.before), len(found.after)) <= CONTEXT + 1


def test_each_name_within_a_name_counts() -> None:
    body = '<p><rs type="event" ref="register.xml#siege">the siege of <placeName ref="register.xml#york">York</placeName></rs></p>'
    assert len(mentions(Kind.event, "siege", body)) == len(mentions(Kind.place, "york", body)) == 1


def test_a_name_that_points_at_two_is_a_mention_of_both() -> None:
    body = '<p><rs ref="register.xml#ada register.xml#eve register.xml#ada">the sisters</rs></p>'
    assert len(mentions(Kind.person, "ada", body)) == len(mentions(Kind.person, "eve", body)) == 1


def test_names_in_an_entry_of_their_kind_are_forms_and_others_are_mentions() -> None:
    """As the design has it: a `persName` inside a `person` of a register is a name form, not a mention."""
    indexes = read("<p/>").indexes
    ada, eve = indexes[Kind.person].entries
    (york,) = indexes[Kind.place].entries
    assert ada.mentions == eve.mentions == ()
    assert {mention.within for mention in york.mentions} == {"standOff"}
    assert [mention.text for mention in york.mentions] == ["York", "York", "York"]


def test_names_without_a_pointer_are_listed_by_their_form() -> None:
    found = (
        read(
            "<p><persName>Wulf</persName>, <persName>Abel</persName>, <persName>Wulf</persName>, <rs>he</rs>, <name>it</name></p>"
        )
        .indexes[Kind.person]
        .unlinked
    )
    assert [(item.name, len(item.mentions)) for item in found] == [("Abel", 1), ("Wulf", 2)]


def test_names_of_a_header_are_told_apart() -> None:
    found = read(
        "<p/>",
        header='<fileDesc><titleStmt><title>T</title><author><persName ref="register.xml#ada">A.</persName></author></titleStmt></fileDesc>',
    )
    (entry,) = [entry for entry in found.indexes[Kind.person].entries if entry.entity.id == "ada"]
    assert [(mention.within, mention.text) for mention in entry.mentions] == [("header", "A.")]


def test_every_mention_has_an_address_of_its_own() -> None:
    body = (
        '<p xml:id="p">{0}{0}</p><p xml:id="p.ada">{0}</p><p xml:id="p.ada.2"/><p>{0}</p><p>{1}</p>'
    )
    found = read(
        body.format(
            '<persName ref="register.xml#ada">Ada</persName>',
            '<persName ref="https://example.org/a%20b#c d"/>',
        )
    ).analyses[0]
    anchors = [mention.anchor for mention in found.mentions] + [item.id for item in found.segments]
    assert len(set(anchors)) == len(anchors)
    assert not any(letter.isspace() for anchor in anchors for letter in anchor)


def test_pointers_are_read_in_every_way_that_tei_writes_them() -> None:
    prefix = '<encodingDesc><listPrefixDef><prefixDef ident="reg" matchPattern="(.+)" replacementPattern="register.xml#$1"/></listPrefixDef></encodingDesc>'
    body = "".join(
        f'<p><persName ref="{ref}">Ada</persName></p>'
        for ref in (
            "register.xml#ada",
            "./register.xml#ada",
            "../edition/register.xml#ada",
            "reg:ada",
            "register.xml#%61da",
        )
    )
    (entry,) = [
        entry
        for entry in read(body, header=prefix).indexes[Kind.person].entries
        if entry.entity.id == "ada"
    ]
    assert len(entry.mentions) == 5


def test_forms_are_counted() -> None:
    body = "".join(
        f'<p><persName ref="register.xml#ada">{name}</persName></p>'
        for name in ("Ada", "the lady", "Ada")
    )
    (entry,) = [
        entry for entry in read(body).indexes[Kind.person].entries if entry.entity.id == "ada"
    ]
    assert entry.forms == [("Ada", 2), ("the lady", 1)]


def test_dates_are_in_the_order_of_time_and_the_same_days_once() -> None:
    whole = read(
        '<p><date when="0627">b</date> <date when="-0043">a</date> <date when="0627">c</date> <date>d</date> <date from="0626" to="0628">e</date></p>'
    )
    assert [(item.date.label, [m.text for m in item.mentions]) for item in whole.dates] == [
        ("44 BC", ["a"]),
        ("626–628", ["e"]),
        ("627", ["b", "c"]),
    ]
    assert [item.name for item in whole.undated] == ["d"]
