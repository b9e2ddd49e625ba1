"""Index pages and pages of entries: letters in any script, pages of bearable weight, who is named where and with whom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small import edition, tei

from edition import entries
from edition.assembly import Edition
from edition.entries import Companions, Letter
from edition.index import Entry
from edition.project import Project
from edition.register import Entity, Fact, Kind, Name
from edition.site.templates import label

REPOSITORY = Path(__file__).resolve().parent.parent


def entry(name: str) -> Entry:
    return Entry(Entity(f"r#{name}", name, Kind.person, "", (Name(name),)), ())


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("Heraclius", "H"),
        ("émile", "E"),
        ("‘Abd al-Malik", "A"),
        ("Ἡράκλειος", "Η"),
        ("ἄνθιμος", "Α"),
        ("هرقل", "ه"),
        ("أبو بكر", "ا"),
        ("הרקליוס", "ה"),
        ("Ирина", "И"),
        ("長安", "漢"),
        ("ガリラヤ", "か"),
        ("ሰሎሞን", "ሰ"),
        ("ሱርያ", "ሰ"),
        ("Øystein", "O"),
        ("ſanctus", "S"),
        ("6th legion", "0–9"),
        ("…", "#"),
        ("", "#"),
    ],
)
def test_the_heading_of_a_name(name: str, heading: str) -> None:
    assert entries.initial(name) == heading


def test_letters_keep_all_entries_in_order() -> None:
    names = ["Abel", "Adam", "Bonus", "Ἄβελ", "Ἀδάμ"]
    found = entries.letters(map(entry, names))
    assert [letter.name for letter in found] == ["A", "B", "Α"]
    assert [one.entity.name for letter in found for one in letter.entries] == names


def test_a_long_index_is_divided_by_letter_and_a_long_letter_by_size() -> None:
    letters = [
        Letter("A", tuple(entry(f"A{n}") for n in range(10))),
        Letter("B", tuple(entry(f"B{n:03}") for n in range(25))),
        Letter("C", tuple(entry(f"C{n}") for n in range(4))),
    ]
    found = entries.pages(letters, 10)
    assert [[(one.name, len(one.entries)) for one in page] for page in found] == [
        [("A", 10)],
        [("B", 10)],
        [("B", 10)],
        [("B", 5), ("C", 4)],
    ]
    assert found[1][0].span == "B000 – B009"
    assert found[0][0].span == ""
    assert entries.pages([]) == [()]


def test_other_names_refer_to_an_entry_where_it_would_not_be_looked_for() -> None:
    names = (Name("Ρουσόπουλος"), Name("Athanasios Rhousopoulos", filed="Rhousopoulos, Athanasios"))
    greek = Entry(Entity("#r", "r", Kind.person, "", names), ())
    others = Entry(Entity("#h", "h", Kind.person, "", (Name("Heraclius"), Name("Herakleios"))), ())
    found = entries.rows([others, greek])
    assert [
        (letter, [(row.name, row.is_reference, row.also) for row in rows]) for letter, rows in found
    ] == [
        ("H", [("Heraclius", False, ("Herakleios",))]),
        ("R", [("Rhousopoulos, Athanasios", True, ())]),
        ("Ρ", [("Ρουσόπουλος", False, ())]),
    ]


@pytest.fixture(scope="module")
def small() -> Edition:
    people = "".join(
        f'<person xml:id="{name}"><persName>{name}</persName></person>'
        for name in ("ada", "bea", "cid", "dot")
    )
    return edition(
        a=tei(
            "<p>"
            + _name("ada")
            + _name("bea")
            + "</p><p>"
            + _name("ada")
            + _name("bea")
            + _name("cid")
            + "</p>",
            stand_off=f"<listPerson>{people}</listPerson>",
        )
    )


def _name(id: str) -> str:
    return f'<persName ref="#{id}">{id}</persName> '


def test_who_is_named_in_the_same_passages(small: Edition) -> None:
    named = {one.entity.name: one for one in small.entries.values()}
    companions = Companions(small)

    def of(name: str) -> list[tuple[str, int]]:
        return [(other.entity.name, count) for other, count in companions.of(named[name])]

    assert of("ada") == [("bea", 2), ("cid", 1)]
    assert of("cid") == [("ada", 1), ("bea", 1)]
    assert of("dot") == []


def _letter(title: str, sender: str, receiver: str, date: str) -> str:
    return f"""<fileDesc><titleStmt><title>{title}</title></titleStmt></fileDesc><profileDesc>
    <correspDesc><correspAction type="sent"><persName ref="r.xml#{sender}">S.</persName><date when="{date}"/></correspAction>
    <correspAction type="received"><persName ref="r.xml#{receiver}">R.</persName></correspAction></correspDesc>
    <abstract><p>To <persName ref="r.xml#{receiver}">her</persName>.</p></abstract></profileDesc>"""


PEOPLE = tei(
    stand_off="<listPerson>"
    + "".join(f'<person xml:id="{n}"><persName>{n}</persName></person>' for n in ("ada", "bea"))
    + "</listPerson>"
)


def test_a_correspondent_is_told_by_the_letters(tmp_path: Path) -> None:
    (tmp_path / "tei").mkdir()
    for name, text in {
        "a": tei(
            '<p><persName ref="r.xml#ada">I</persName>.</p>',
            header=_letter("To Bea", "ada", "bea", "1840-05-01"),
        ),
        "b": tei("<p>Words.</p>", header=_letter("To Ada", "bea", "ada", "1841")),
        "r": PEOPLE,
    }.items():
        (tmp_path / "tei" / f"{name}.xml").write_text(text, "utf-8")
    project = Project(tmp_path)
    ada = project.edition.entries[str(tmp_path / "tei" / "r.xml#ada")]
    (found,) = entries.groups(project.edition, ada)
    assert [(group.title, group.places) for group in found] == [
        ("Letters sent", ("To Bea",)),
        ("Letters received", ("To Ada",)),
        ("To Bea", ("",)),
        ("The headers", ("To Ada",)),
    ]
    companions = Companions(project.edition).of(ada)
    assert [(other.entity.name, count) for other, count in companions] == [("bea", 2)]
    project.build(tmp_path / "site")
    page = (tmp_path / "site" / "persons" / "ada.html").read_text("utf-8")
    assert '<li><a href="../texts/a/index.html">To Bea</a>, <span class="when">1 May 1840</span></li>' in page  # fmt: skip
    index = (tmp_path / "site" / "persons" / "index.html").read_text("utf-8")
    assert index.count("(only in the headers of letters)") == 1  # Bea: Ada is named in a text
    dates = (tmp_path / "site" / "dates" / "index.html").read_text("utf-8")
    assert '<a href="../texts/a/index.html">To Bea</a> <span class="quiet">sent</span>' in dates


def test_letters_of_which_a_file_has_but_the_descriptions_are_told_apart() -> None:
    one, other = (_letter(f"{n}", "ada", "bea", f"184{n}") for n in (1, 2))
    both = one.replace("</correspDesc>", "</correspDesc>" + other.partition("<profileDesc>")[2].partition("<abstract>")[0])  # fmt: skip
    whole = edition(l=tei(header=both), r=PEOPLE)
    (ada,) = [entry for entry in whole.entries.values() if entry.entity.id == "ada"]
    told = [whole.correspondence(mention) for mention in ada.mentions]
    assert [(item[0].id, item[1].type) for item in told if item] == [
        ("l-1", "sent"),
        ("l-2", "sent"),
    ]
    assert {whole.mention_href(mention) for mention in ada.mentions} == {"about.html#l"}
    assert [item.date.label for item in whole.dates] == ["1841", "1842"]


def test_the_siege_says_what_each_account_names_alone() -> None:
    found = Project(REPOSITORY).edition
    for one in found.entries.values():
        texts = {mention.document for mention in one.mentions if mention.within == "text"}
        (account,) = entries.accounts(found, one)
        assert set(account.naming) == texts
        assert {*account.naming, *account.silent} == {"encyclopedia", "narrative"}


def test_thousands_of_mentions_and_hundreds_of_entries(tmp_path: Path) -> None:
    """No page is heavy, every entry is in the index once, and every mention on a page of its entry."""
    people = "".join(
        f'<person xml:id="p{n}"><persName>{"KLM"[n % 3]}{n} {"long " * (1000 if n == 7 else 1)}</persName></person>'
        for n in range(500)
    )
    text = "".join(
        f"<p>The day {n} of {_name('p0')} and {_name(f'p{n % 500}')}.</p>" for n in range(2200)
    )
    (tmp_path / "tei").mkdir()
    (tmp_path / "tei" / "a.xml").write_text(
        tei(text, stand_off=f"<listPerson>{people}</listPerson>"), encoding="utf-8"
    )
    site = Project(tmp_path).site
    wanted = re.compile(r"persons/(index(-\d+)?|p0(/\d+)?|p7)\.html")
    html = {page.url: site.render(page) for page in site.pages() if wanted.fullmatch(page.url)}
    assert max(map(len, html.values())) < 600_000
    parts = [text for url, text in html.items() if "index" in url]
    assert len(parts) == 3
    for n in range(500):
        assert sum(text.count(f'<a href="../persons/p{n}.html">') for text in parts) == 1
    own = [text for url, text in html.items() if url.startswith("persons/p0")]
    assert len(own) == 3
    assert sum(text.count('<li><span class="n">') for text in own) == 2205


@pytest.mark.parametrize(
    ("fact", "called"),
    [
        (Fact("birth", ""), "Born"),
        (Fact("langKnowledge", ""), "Languages"),
        (Fact("placeState", ""), "Place state"),
        (Fact("office_held", ""), "Office held"),
        (Fact("biblScope", "", type="volume"), "Volume"),
        (Fact("biblScope", "", type="page"), "Pages"),
        (Fact("biblScope", "", type="folio"), "Scope (folio)"),
        (Fact("biblScope", ""), "Scope"),
        (Fact("title", "", type="j"), "In"),
        (Fact("title", "", type="s"), "Series"),
    ],
)
def test_what_a_statement_is_called(fact: Fact, called: str) -> None:
    assert label(fact) == called


def test_an_index_shows_names_as_it_files_them(tmp_path: Path) -> None:
    (tmp_path / "tei").mkdir()
    persons = '<person xml:id="ada"><persName><forename>Ada</forename> <surname>Smith</surname></persName><note>{}</note></person>'
    text = '<p><persName ref="#ada">Ada</persName> and <persName key="wulf">Wulf</persName></p>'
    source = tei(text, stand_off=f"<listPerson>{persons.format('word ' * 200)}</listPerson>")
    (tmp_path / "tei" / "a.xml").write_text(source, "utf-8")
    Project(tmp_path).build(tmp_path / "site")
    page, ada, wulf = (
        (tmp_path / "site" / "persons" / f"{name}.html").read_text("utf-8")
        for name in ("index", "ada", "wulf")
    )
    assert re.search(r">Smith, Ada</a>", page)
    assert page.count("word ") < 100, "an index tells who is who, an entry tells all"
    assert ada.count("word ") > 199
    assert "<h1>Ada Smith</h1>" in ada
    assert "No register of this edition has it" in wulf
    assert "register says no more" not in ada + wulf


@pytest.mark.parametrize(
    ("life", "words"),
    [
        ('<birth notBefore="1801" notAfter="1900"/><death when="1903-03-01"/>', "19th c.–1903"),
        ('<birth notBefore="1801" notAfter="1900" precision="low"/>', "born 19th c."),
        ('<birth when-custom="1700-02-18" calendar="#julian"/><death when-custom="1760" calendar="#julian"/>', "1700–1760"),
        ('<birth when="1799-06-06"/><death when-custom="1837-01-29" calendar="#julian"/>', "1799–1837"),
        ('<birth notBefore="1750" notAfter="1760"/><death from="1799-01" to="1800-03"/>', "1750/1760–1799/1800"),
        ('<birth notBefore="1750"/>', "born after 1750"),
        ('<death when="-0044-03-15" precision="low"/>', "died c. 44 BC"),
    ],
)  # fmt: skip
def test_a_life_is_told_in_years(life: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "tei").mkdir()
    person = f'<listPerson><person xml:id="ada"><persName>Ada</persName>{life}</person></listPerson>'  # fmt: skip
    source = tei('<p><persName ref="#ada">Ada</persName></p>', stand_off=person)
    (tmp_path / "tei" / "a.xml").write_text(source, "utf-8")
    Project(tmp_path).build(tmp_path / "site")
    for name in ("index", "ada"):
        page = (tmp_path / "site" / "persons" / f"{name}.html").read_text("utf-8")
        assert f'class="when">{words}</' in page


def test_the_page_of_an_entry_tells_all_and_links_what_is_pointed_at(tmp_path: Path) -> None:
    (tmp_path / "tei").mkdir()
    register = """<listPerson><person xml:id="ada"><persName>Ada</persName><persName from="0621" cert="low">Eadgyth</persName><birth
    cert="low">in <placeName ref="#york">York</placeName></birth><event when="0622"><label>Crowning</label></event><listEvent><event xml:id="flight"
    when="0623" where="#york"><label>Flight</label></event></listEvent></person></listPerson><listPlace><place xml:id="york"><placeName>York</placeName></place></listPlace>
    <listBibl><biblStruct xml:id="w"><monogr><title>Life</title><imprint><date when="1900"/></imprint></monogr><ref target="https://example.org/w">online</ref></biblStruct></listBibl>
    <listRelation><relation name="ruled" active="#ada" passive="#york" cert="medium"/></listRelation>"""
    text = 'See <ref target="#w">the life</ref> and <bibl><ptr target="#w"/></bibl>.'
    (tmp_path / "tei" / "a.xml").write_text(tei(f"<p>{text}</p>", stand_off=register), "utf-8")
    Project(tmp_path).build(tmp_path / "site")
    ada, flight, life = (
        (tmp_path / "site" / f"{name}.html").read_text("utf-8")
        for name in ("persons/ada", "events/flight", "works/w")
    )
    york = '<a href="../places/york.html">York</a>'
    assert (
        'Eadgyth</bdi></span> <span class="when">from 621</span> <span class="quiet">(low certainty)</span>'
        in ada
    )
    assert f'<dt>Born</dt><dd>in {york} <span class="when">(low certainty)</span></dd>' in ada
    assert '<dt>Event</dt><dd>Crowning <span class="when">622</span></dd>' in ada
    assert (
        '<dt>Events</dt><dd><a href="../events/flight.html">Flight</a> <span class="when">623</span></dd>'
        in ada
    )
    assert "Parts" not in ada
    assert "(medium certainty)" in ada
    assert f"<dt>Where</dt><dd>{york}</dd>" in flight
    assert '<dt>In the entry of</dt><dd><a href="../persons/ada.html">Ada</a></dd>' in flight
    assert '<dd><a href="https://example.org/w">online</a></dd>' in life
    assert "The texts do not name" not in life
    assert ">the life</a>" in life
    assert ">[Life]</a>" in life
