"""Index: each naming is found once, under its entry, with the words around it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import document, edition, rendered, tei

from edition.assembly import Edition
from edition.export import files
from edition.index import CONTEXT, Mention
from edition.register import Kind
from edition.tei import FlatText, flatten, folded

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
        ('<p>a <persName ref="register.xml#ada">Ada </persName>c</p>', "Ada", "a ", " c"),
        ('<p>a<persName ref="register.xml#ada"> Ada<choice><sic> </sic><corr/></choice></persName>c</p>', "Ada", "a ", " c"),
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


_PIECES = [
    "a",
    "b",
    " ",
    "\n  ",
    ",",
    "(",
    "<lb/>",
    '<lb break="no"/>',
    "<note>n</note>",
    "<pc>.</pc>",
]
_INSIDE = st.lists(st.sampled_from(_PIECES), max_size=5).map("".join)


@given(st.lists(_INSIDE, min_size=5, max_size=5))
def test_a_passage_is_cut_at_the_name_however_the_source_is_laid_out(inside: list[str]) -> None:
    first, before, name, after, last = inside
    (found,) = mentions(
        Kind.person,
        "ada",
        f'<p>{first}<hi>{before}<persName ref="register.xml#ada">{name}</persName>{after}</hi>{last}</p>',
    )
    whole = f"<p>{first}<hi>{before}<seg>{name}</seg>{after}</hi>{last}</p>"
    said = found.before + found.text + found.after
    assert said.strip() == flatten(document(tei(whole)).root[-1][0][0]).text.strip()
    assert "  " not in said


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


WORKS = """<listBibl><bibl xml:id="w"><title>W</title></bibl><biblStruct xml:id="v"><monogr><title>V</title><ptr target="#w"/></monogr></biblStruct></listBibl>
<listPerson><person xml:id="p"><persName>P</persName></person></listPerson>"""


@pytest.mark.parametrize(
    ("body", "cited"),
    [
        ('See <ref target="r.xml#w">Berg</ref>.', ["w ref Berg"]),
        ('See <bibl><ptr target="r.xml#w"/>, p. 3</bibl>.', ["w ptr , p. 3"]),
        ('See <ptr target="r.xml#w"/>.', ["w ptr "]),
        ('See <ref target="r.xml#w r.xml#p r.xml#v">both</ref>.', ["w ref both", "v ref both"]),
        ('<note>See <ref target="r.xml#v">V</ref>.</note>', ["v ref V"]),
        ('<bibl corresp="r.xml#w"><ptr target="r.xml#w"/>W</bibl>', ["w bibl W"]),
        ('See <ref target="r.xml#p">P</ref>, <ref target="r.xml#x">X</ref>, <ref target="r.xml">R</ref>, <ref target="#n">N</ref>, <anchor xml:id="n"/>', []),
        ('See <ref target="other.xml#w">W</ref> and <ref target="https://example.org/r.xml#w">W</ref>.', []),
        ('<linkGrp><ptr target="r.xml#w"/></linkGrp>', []),
    ],
)  # fmt: skip
def test_a_reference_or_pointer_to_a_work_cites_it(body: str, cited: list[str]) -> None:
    whole = edition(t=tei(f"<p>{body}</p>"), r=tei(stand_off=WORKS))
    found = [
        f"{whole.entities[key].id} {mention.element} {mention.text}"
        for mention in whole.mentions
        for key in mention.keys
    ]
    assert found == cited
    assert sum(len(entry.mentions) for entry in whole.entries.values()) == len(cited)


def test_a_work_is_cited_in_its_own_file_and_in_the_entries_of_others() -> None:
    body = '<p>See <ref target="#w">Berg</ref>, <ref target="#p1">above</ref>.</p><p xml:id="p1"/>'
    life = '<listPerson><person xml:id="q"><bibl><ptr target="#v"/></bibl></person></listPerson>'
    whole = edition(a=tei(body, stand_off=WORKS + life))
    assert [(one.element, one.text, one.within, one.holder) for one in whole.mentions] == [
        ("ptr", "", "standOff", "/edition/a.xml#q"),
        ("ref", "Berg", "text", ""),
    ]
    assert not whole.indexes[Kind.work].unlinked
    cited = whole.mentions[1]
    assert f'id="{cited.anchor}"' in rendered(tei(body, stand_off=WORKS + life)).html


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


def test_forms_without_an_entry_are_one_whatever_their_case_accents_and_spaces() -> None:
    body = "<p><persName>Ἀλέξιος</persName> <persName>ΑΛΕΞΙΟΣ</persName> <persName>Αλεξιος </persName> <persName>Alexios</persName></p>"
    found = read(body).indexes[Kind.person].unlinked
    assert [(item.name, len(item.mentions)) for item in found] == [("Alexios", 1), ("Αλεξιος", 3)]


def test_a_name_that_points_nowhere_is_listed_with_those_that_do_not_point() -> None:
    body = '<p><persName ref="#nobody">Wulf</persName> <persName ref="register.xml#nil">Wulf</persName></p>'
    (found,) = read(body).indexes[Kind.person].unlinked
    assert (found.name, len(found.mentions)) == ("Wulf", 2)


@pytest.mark.parametrize(
    ("attributes", "id", "name", "url"),
    [
        ('ref="https://d-nb.info/gnd/118555510"', "118555510", "Ada L.", "https://d-nb.info/gnd/118555510"),
        ('ref="https://www.wikidata.org/entity/Q7259"', "Q7259", "Ada L.", "http://www.wikidata.org/entity/Q7259"),
        ('ref="https://example.org/ada"', "ada", "Ada L.", "https://example.org/ada"),
        ('ref="gnd:118555510"', "118555510", "Ada L.", "https://d-nb.info/gnd/118555510"),
        ('ref="elsewhere.xml#p7"', "p7", "Ada L.", None),
        ('key="Lovelace, Ada"', "Lovelace, Ada", "Ada L.", None),
    ],
)  # fmt: skip
def test_mentions_that_share_what_no_register_has_are_one_entry(
    attributes: str, id: str, name: str, url: str | None
) -> None:
    prefix = '<encodingDesc><listPrefixDef><prefixDef ident="gnd" matchPattern="(.+)" replacementPattern="https://d-nb.info/gnd/$1"/></listPrefixDef></encodingDesc>'
    body = "".join(f"<p><persName {attributes}>{form}</persName></p>" for form in ("Ada L.", "she", "Ada L."))  # fmt: skip
    entries = [entry for entry in read(body, header=prefix).indexes[Kind.person].entries if entry.entity.is_made]  # fmt: skip
    (made,) = entries
    assert (made.entity.id, made.entity.name, len(made.mentions)) == (id, name, 3)
    assert [item.url for item in made.entity.identifiers] == ([url] if url else [])


@pytest.mark.parametrize("key", ["", "#", "XXX", "TODO", "unknown", "?", "n.n."])
def test_keys_that_say_nothing_make_no_entry(key: str) -> None:
    index = read(f'<p><persName key="{key}">Wulf</persName></p>').indexes[Kind.person]
    assert [entry.entity.id for entry in index.entries] == ["ada", "eve"]
    assert [form.name for form in index.unlinked] == ["Wulf"]


def test_a_key_means_the_entry_that_has_it_as_its_id_or_number() -> None:
    people = """<listPerson><person xml:id="ada"><persName>Ada</persName><idno type="GND">118</idno></person></listPerson>
      <listPlace><place xml:id="york"><placeName>York</placeName></place></listPlace>"""
    whole = edition(
        a=tei('<p><persName key="ada">A.</persName> <persName key="118">L.</persName> <rs key="york">there</rs></p>'),
        people=tei(stand_off=people),
    )  # fmt: skip
    assert not [entity for entity in whole.entities.values() if entity.is_made]
    assert {id: [m.text for m in entry.mentions] for id, entry in ((e.entity.id, e) for e in whole.entries.values())} == {
        "ada": ["A.", "L."],
        "york": ["there"],
    }  # fmt: skip
    assert whole.href(whole.analyses[0].mentions[0].keys[0]) == "persons/ada.html"


def test_a_prefix_that_no_file_explains_is_no_key() -> None:
    """The pointers are written as keys once were inside; what stands there now, nobody can write or see."""
    whole = read(
        '<p><rs ref="key:foo">A</rs> <rs ref="key:foo:bar">B</rs> <rs ref="key:person:ada">C</rs> <persName key="a:b">D</persName></p>'
    )
    assert [entity.id for entity in whole.entities.values() if entity.is_made] == ["a:b"]
    assert not [
        entry for entry in whole.entries.values() if entry.entity.id == "ada" and entry.mentions
    ]
    assert [name for name, text in files(whole) if "@key" in text] == []
    assert {
        mention.anchor.rpartition(".")[2] for mention in whole.mentions if mention.within == "text"
    } >= {"foo", "bar", "ada", "b"}


def test_who_made_the_edition_is_no_entry_of_it() -> None:
    header = """<fileDesc><titleStmt><title>T</title><editor><persName ref="https://orcid.org/1">E.</persName></editor></titleStmt></fileDesc>
      <profileDesc><correspDesc><correspAction type="sent"><persName ref="https://d-nb.info/gnd/2">S.</persName><date when="1843"/></correspAction></correspDesc></profileDesc>"""
    index = read("<p/>", header=header).indexes[Kind.person]
    assert [entry.entity.name for entry in index.entries if entry.entity.is_made] == ["S."]


@pytest.mark.parametrize(
    ("body", "kind", "forms"),
    [
        ("<p><settlement>York</settlement> in <country>England</country></p>", Kind.place, ["England", "York"]),
        ("<p><placeName><settlement>York</settlement>, <country>England</country></placeName></p>", Kind.place, ["York, England"]),
        ("<p><geogName>Mount <geogFeat>x</geogFeat></geogName></p>", Kind.place, ["Mount x"]),
        ("<p><persName><forename>Ada</forename> <surname>L.</surname></persName></p>", Kind.person, ["Ada L."]),
        ("<p><objectName>True Cross</objectName></p>", Kind.object, ["True Cross"]),
        ("<p>a <term>drungary</term></p>", Kind.term, ["drungary"]),
        ("<p>a <name>Argo</name></p>", Kind.other, ["Argo"]),
        ("<p><bibl><author>A.</author>, <title>Notes</title>, <date when='1843'/></bibl></p>", Kind.work, ["Notes"]),
    ],
)  # fmt: skip
def test_what_names_is_listed_once_and_its_parts_are_not(
    body: str, kind: Kind, forms: list[str]
) -> None:
    whole = read(body)
    assert [form.name for form in whole.indexes[kind].unlinked] == forms
    assert sum(len(index.unlinked) for index in whole.indexes.values()) == len(forms)
    assert whole.dates == ()


@pytest.mark.parametrize(
    ("stand_off", "text", "anchor"),
    [
        ('<listAnnotation><annotation motivation="identifying" target="#w1 #w2"><ptr target="register.xml#ada"/></annotation></listAnnotation>', "the lady", "w1"),
        ('<listAnnotation><annotation target="#w2" corresp="register.xml#ada"/></listAnnotation>', "lady", "w2"),
        ('<spanGrp><span target="#w2" ana="register.xml#ada"/></spanGrp>', "lady", "w2"),
        ('<spanGrp><span from="#p1" corresp="register.xml#ada">A.</span></spanGrp>', "Then the lady came.", "p1"),
    ],
)  # fmt: skip
def test_annotations_that_stand_apart_are_mentions(stand_off: str, text: str, anchor: str) -> None:
    body = '<p xml:id="p1">Then <w xml:id="w1">the</w> <w xml:id="w2">lady</w> came.</p>'
    whole = read(body, stand_off=stand_off)
    (entry,) = [one for one in whole.entries.values() if one.entity.id == "ada"]
    (found,) = entry.mentions
    assert (found.within, found.text, found.anchor) == ("text", text, anchor)
    assert whole.mention_href(found) == f"texts/a/index.html#{anchor}"


def test_an_annotation_of_another_file_leads_to_what_it_is_about() -> None:
    notes = tei(stand_off='<listAnnotation><annotation target="a.xml#p1"><ptr target="register.xml#ada"/></annotation></listAnnotation>')  # fmt: skip
    whole = edition(a=tei('<p xml:id="p1">Then.</p>'), register=REGISTER, notes=notes)
    (entry,) = [one for one in whole.entries.values() if one.entity.id == "ada"]
    assert [whole.mention_href(item) for item in entry.mentions] == ["texts/a/index.html#p1"]


def test_the_categories_of_a_taxonomy_are_listed_when_a_text_names_one_of_them() -> None:
    taxonomy = '<encodingDesc><classDecl><taxonomy><category xml:id="r1"><catDesc>Rank</catDesc></category><category xml:id="r2"><catDesc>Office</catDesc></category></taxonomy></classDecl></encodingDesc>'
    named = read('<p>a <term ref="#r1">drungary</term></p>', header=taxonomy).indexes[Kind.term]
    assert [(e.entity.name, len(e.mentions)) for e in named.entries] == [("Office", 0), ("Rank", 1)]
    assert read("<p/>", header=taxonomy).indexes[Kind.term].entries == ()


def test_ten_thousand_mentions_and_endless_names_are_no_matter() -> None:
    body = "<p>" + '<persName ref="register.xml#ada">Ada</persName>, ' * 10_000 + "</p>"
    long = f"<p><persName ref='register.xml#eve'>{'Eve ' * 5000}</persName></p>"
    ada, eve = read(body + long).indexes[Kind.person].entries
    assert len(ada.mentions) == 10_000
    assert len(eve.mentions[0].text) < 1100


def test_ten_thousand_annotations_of_one_passage_are_no_matter() -> None:
    words = " ".join(f'<w xml:id="w{number}">a</w>' for number in range(10_000))
    spans = "".join(f'<span target="#w{number}" ana="register.xml#ada"/>' for number in range(10_000))  # fmt: skip
    whole = edition(
        a=tei(f"<p>{words}</p>", stand_off=f"<spanGrp>{spans}</spanGrp>"), register=REGISTER
    )
    (ada,) = [one for one in whole.indexes[Kind.person].entries if one.entity.id == "ada"]
    assert {mention.text for mention in ada.mentions} == {"a"}
    assert len({mention.anchor for mention in ada.mentions}) == 10_000


def test_dates_are_one_only_if_they_are_as_sure() -> None:
    body = '<p><date when="0595" precision="low">a</date> <date when="0595">b</date> <date notBefore="0600" notAfter="0610">c</date> <date from="0600" to="0610">d</date></p>'
    assert [item.date.words for item in read(body).dates] == [
        "595", "c. 595", "600–610", "between 600 and 610",
    ]  # fmt: skip


def test_the_dates_of_a_text_in_its_header_are_listed_and_not_those_of_the_edition() -> None:
    header = """<fileDesc><titleStmt><title>T</title></titleStmt><publicationStmt><date when="2024"/><date>once</date></publicationStmt>
    <sourceDesc><p>Bought in <date when="1920">1920</date>.</p></sourceDesc></fileDesc><profileDesc><creation><date when="1840">in
    spring</date></creation><correspDesc><correspAction type="sent"><date when="1841"/></correspAction></correspDesc></profileDesc>
    <revisionDesc><change><date when="2025"/></change></revisionDesc>"""
    whole = read("<p/>", header=header)
    assert [item.date.label for item in whole.dates] == ["1840", "1841"]
    assert whole.undated == ()


def test_dates_are_in_the_order_of_time_and_the_same_days_once() -> None:
    whole = read(
        '<p><date when="0627">b</date> <date when="-0043">a</date> <date when="0627">c</date> <date>d</date> <date from="0626" to="0628">e</date></p>'
    )
    assert [(item.date.label, [m.text for m in item.mentions]) for item in whole.dates] == [
        ("43 BC", ["a"]),
        ("626–628", ["e"]),
        ("627", ["b", "c"]),
    ]
    assert [item.name for item in whole.undated] == ["d"]


@given(st.lists(st.sampled_from(["", " ", "a", " a", "a ", "\n"])))
def test_white_space_is_folded_across_the_edges_of_parts(parts: list[str]) -> None:
    assert FlatText(parts, {}).text == folded("".join(parts))


def test_many_empty_elements_in_a_row_are_passed_in_no_time() -> None:
    """Were each run of them looked for by its length, this would take several seconds."""
    source = document(tei("<p>one " + 60_000 * "<lb/>\n" + "two</p>"))
    start = time.process_time()
    assert flatten(source.root[-1]).text.strip() == "one two"
    assert time.process_time() - start < 1.5
