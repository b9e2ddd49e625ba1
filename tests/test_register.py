"""Register: entries are read wherever TEI lets them stand, with all that is said of them and by whom."""

from __future__ import annotations

import pytest
from small import edition, tei

from edition.register import Entity, Identifier, Kind, sorted_by_name


def entries(stand_off: str = "", **texts: str) -> dict[str, Entity]:
    texts = texts or {"a": tei(stand_off=stand_off)}
    return {entity.id: entity for entity in edition(**texts).entities.values()}


def test_every_kind_of_entry_is_read() -> None:
    found = entries(
        """<listPerson><person xml:id="p"><persName>P</persName></person><personGrp xml:id="g"><persName>G</persName></personGrp></listPerson>
        <listPlace><place xml:id="l"><settlement>L</settlement></place></listPlace>
        <listOrg><org xml:id="o"><orgName>O</orgName></org></listOrg>
        <listEvent><event xml:id="e"><label>E</label></event></listEvent>
        <listBibl><bibl xml:id="w">No title</bibl><biblStruct xml:id="x"><monogr><title>X</title></monogr></biblStruct></listBibl>"""
    )
    assert {id: (entity.kind, entity.name) for id, entity in found.items()} == {
        "p": (Kind.person, "P"),
        "g": (Kind.person, "G"),
        "l": (Kind.place, "L"),
        "o": (Kind.organisation, "O"),
        "e": (Kind.event, "E"),
        "w": (Kind.work, "No title"),
        "x": (Kind.work, "X"),
    }


def test_a_register_may_stand_in_the_header_the_back_or_alone() -> None:
    people = '<listPerson><person xml:id="{0}"><persName>{0}</persName></person></listPerson>'
    found = entries(
        header=tei(
            header=f"<profileDesc><particDesc>{people.format('h')}</particDesc></profileDesc>"
        ),
        back=tei("<p/>").replace("</text>", f"<back>{people.format('b')}</back></text>"),
        alone=people.format("s").replace(
            "<listPerson", '<listPerson xmlns="http://www.tei-c.org/ns/1.0"'
        ),
    )
    assert sorted(found) == ["b", "h", "s"]


def test_the_preferred_name_leads_and_all_forms_are_kept() -> None:
    (one,) = entries(
        """<listPerson><person xml:id="p"><persName xml:lang="grc">Ἡράκλειος</persName><persName> Heraclius
          the <hi>Elder</hi></persName><persName type="preferred" source="#s">Heraclius</persName><persName/></person></listPerson>"""
    ).values()
    assert one.name == "Heraclius"
    assert [(name.text, name.language) for name in one.names] == [
        ("Ἡράκλειος", "grc"),
        ("Heraclius the Elder", ""),
        ("Heraclius", ""),
    ]
    assert one.names[2].sources == ("/edition/a.xml#s",)


def test_facts_keep_their_dates_and_sources() -> None:
    (one,) = entries(
        """<listPerson><person xml:id="p"><persName>P</persName><birth when="0575" source="#s">about 575</birth>
          <state type="reign" from="0610" to="0641" source="#s #t"><label>emperor</label></state><death when="0641"/>
          <note source="#s">A person.</note><idno type="GND" source="#t">118</idno></person></listPerson>"""
    ).values()
    source, other = "/edition/a.xml#s", "/edition/a.xml#t"
    facts = [
        (fact.label, fact.text, fact.date and fact.date.label, fact.sources) for fact in one.facts
    ]
    assert facts == [
        ("birth", "about 575", "575", (source,)),
        ("reign", "emperor", "610–641", (source, other)),
        ("death", "", "641", ()),
    ]
    assert (one.description, one.descriptions[0].sources) == ("A person.", (source,))
    assert one.identifiers == (Identifier("GND", "118", (other,)),)


@pytest.mark.parametrize(
    ("geo", "point"),
    [
        ("41.006593 28.965635", (41.006593, 28.965635)),
        ("-33.9, 18.4", (-33.9, 18.4)),
        ("\n 51.5\n-0.25 ", (51.5, -0.25)),
        ("41", None),
        ("1 2 3", None),
        ("95 20", None),
        ("20 185", None),
        ("north", None),
        ("", None),
        ("NaN NaN", None),
        ("1e400 1", None),
        ("41°0′36″N 28°57′36″E", (41.01, 28.96)),
        ("28°57′36″E, 41°0′36″N", (41.01, 28.96)),
        ("S33.5 W70.5", (-33.5, -70.5)),
        ("41 00 36 N, 28 57 36 E", (41.01, 28.96)),
        ("41,0065 28,9656", (41.0065, 28.9656)),
        ("41.0° 28.9°", (41.0, 28.9)),
        ("40 28 42 30", (41.0, 29.0)),
        ("48:12:30 16:22:30", (48.2083333, 16.375)),
        ("-48:12 -16:30", (-48.2, -16.5)),
        ("48°12N 16°30E", (48.2, 16.5)),
        ("48°12 16°30", (48.2, 16.5)),
        ("48°12′ 16°30′", (48.2, 16.5)),
        ("48° 12 N, 16° 30 E", (48.2, 16.5)),
        ("S 13 49 48 W 171 46 12", (-13.83, -171.77)),
        ("13 49.8 S 171 46.2 W", (-13.83, -171.77)),
        ("٤٨٫٢ ١٦٫٣٧", (48.2, 16.37)),
        ("٤٨٫٢، ١٦٫٣٧", (48.2, 16.37)),
        ("48,2° N 16,37° E", (48.2, 16.37)),
        ("48,2N 16,37E", (48.2, 16.37)),
        ("48°12′30,6″N 16°22′30,6″E", (48.2085, 16.3751667)),
        ("+48.2+016.37/", (48.2, 16.37)),
        ("(48.2, 16.37)", (48.2, 16.37)),
        ("48.2° 16.37", (48.2, 16.37)),
        ("48° 16", None),
        ("48.2.1 16.37", None),
        ("48.2 - 16.37", None),
        ("48-12-30 16-22-30", None),
        ("48-12-30N 16-22-30E", None),
        ("48°75′ 16°30′", None),
        ("48.5°12′ 16.2°12′", None),
        ("48 N 16 N", None),
        ("16.37 E -48.2 N", None),
        ("48''12' 16''30'", None),
        ("48d12m 16d30m", None),
    ],
)
def test_coordinates_are_read_if_they_are_on_earth(
    geo: str, point: tuple[float, float] | None
) -> None:
    (one,) = entries(
        f'<listPlace><place xml:id="l"><location><geo>{geo}</geo></location></place></listPlace>'
    ).values()
    found = one.coordinates and (one.coordinates.latitude, one.coordinates.longitude)
    assert found == (point and pytest.approx(point))


@pytest.mark.parametrize(
    ("datum", "geo", "point"),
    [  # the tower of Caister water works (Ordnance Survey, annex C), the Eiffel tower, Bennelong Point, a point in the
        # North Sea (IOGP, Geomatics Guidance Note 7-2, on geocentric translations)
        ("OSGB36", "TG 51409 13177", (52.65798, 1.71605)),
        ("OSGB36", "651409 313177", (52.65798, 1.71605)),
        ("MGRS", "31U DQ 48251 11932", (48.85820, 2.29450)),
        ("MGRS", "56HLH3490052288", (-33.85679, 151.21530)),
        ("MGRS", "41.0 28.9", None),
        ("ED50", "53°48′36.565″N 2°07′51.477″E", (53.80939, 2.12955)),
        ("ED50", "41.0", None),
    ],
)
def test_grid_references_become_degrees(
    datum: str, geo: str, point: tuple[float, float] | None
) -> None:
    (one,) = entries(
        a=tei(
            header=f'<encodingDesc><geoDecl datum="WGS84"/><geoDecl xml:id="grid" datum="{datum}"/></encodingDesc>',
            stand_off=f'<listPlace><place xml:id="l"><location><geo decls="#grid">{geo}</geo><height unit="m">12.5</height></location></place></listPlace>',
        )
    ).values()
    if point is None:
        assert one.coordinates is None
        return
    assert one.coordinates is not None
    assert one.coordinates.latitude == pytest.approx(point[0], abs=1e-4)
    assert one.coordinates.longitude == pytest.approx(point[1], abs=1e-4)
    assert one.coordinates.height == 12.5


@pytest.mark.parametrize(
    ("place", "names", "facts"),
    [
        ("<placeName>Wien</placeName><country>Austria</country>", ["Wien"], [("country", "Austria")]),
        ("<geogName>Po</geogName><region>Emilia</region>", ["Po"], [("region", "Emilia")]),
        ("<country>Austria</country><country>Österreich</country>", ["Austria", "Österreich"], []),
        ("<bloc>Union</bloc>", ["Union"], []),
        ("<location><country>Utopia</country></location>", ["Utopia"], [("location", "Utopia")]),
    ],
)  # fmt: skip
def test_a_country_is_the_name_of_what_has_no_other_name(
    place: str, names: list[str], facts: list[tuple[str, str]]
) -> None:
    (one,) = entries(f'<listPlace><place xml:id="l">{place}</place></listPlace>').values()
    assert [name.text for name in one.names] == names
    assert [(fact.label, fact.text) for fact in one.facts] == facts


@pytest.mark.parametrize(
    ("titles", "names", "hosts"),
    [
        ("a:Essay j:Review s:Series", ["Essay"], ["j:Review", "s:Series"]),
        ("m:Book s:Series", ["Book"], ["s:Series"]),
        ("a:Essay m:Book", ["Essay"], ["m:Book"]),
        ("a:Essay a:Versuch", ["Essay", "Versuch"], []),
        ("m:Book :Buch", ["Book", "Buch"], []),
        (":Essay j:Review", ["Essay"], ["j:Review"]),
        ("u:Talk m:Proceedings", ["Talk"], ["m:Proceedings"]),
        ("j:Review", ["Review"], []),
        ("j:Review s:Series", ["Review"], ["s:Series"]),
        ("a: j:Review", ["Review"], []),
    ],
)
def test_a_title_of_what_a_work_appeared_in_is_no_name_of_the_work(
    titles: str, names: list[str], hosts: list[str]
) -> None:
    pairs = [one.split(":") for one in titles.split()]
    inside = " ".join(f'<title level="{level}">{text}</title>' for level, text in pairs)
    inside = inside.replace(' level=""', "")
    (one,) = entries(f'<listBibl><bibl xml:id="w">{inside}</bibl></listBibl>').values()
    assert [name.text for name in one.names] == names
    assert [f"{fact.type}:{fact.text}" for fact in one.facts if fact.text] == hosts


def test_what_a_structured_citation_says_is_told_as_of_any_other() -> None:
    found = entries(
        """<listBibl><biblStruct xml:id="w"><analytic><author>Doe, J.</author><author>Roe, R.</author><title>On voyages</title></analytic><monogr><title
        level="j">Journal of Voyages</title><imprint><pubPlace>Jena</pubPlace><date when="1850"/><biblScope unit="volume">3</biblScope></imprint></monogr><series><title>Travels</title></series><idno type="DOI">10/1</idno></biblStruct>
        <biblFull xml:id="f"><titleStmt><title>Full</title><author>A One</author></titleStmt><publicationStmt><date when="1900">1900</date></publicationStmt></biblFull></listBibl>"""
    )
    work = found["w"]
    assert [(name.text, name.level) for name in work.names] == [("On voyages", "a")]
    assert [(fact.label, fact.type, fact.text, fact.date and fact.date.label) for fact in work.facts] == [
        ("author", "", "Doe, J.", None), ("author", "", "Roe, R.", None), ("title", "j", "Journal of Voyages", None),
        ("pubPlace", "", "Jena", None), ("date", "", "", "1850"), ("biblScope", "volume", "3", None), ("title", "s", "Travels", None),
    ]  # fmt: skip
    assert work.date is not None
    assert work.date.label == "1850"
    assert work.identifiers == (Identifier("DOI", "10/1"),)
    assert (found["f"].name, [fact.label for fact in found["f"].facts]) == ("Full", ["author", "date"])  # fmt: skip


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<resp>ed.</resp><name>Roe</name>", "ed. Roe"),
        ("<resp>ed.</resp>\n<name>Roe</name>", "ed. Roe"),
        ("<name><forename>R.</forename><surname>Roe</surname></name>", "R. Roe"),
        ("<name><hi>R</hi>oe</name>", "Roe"),
        ("by <name><hi>R</hi><hi>oe</hi></name>", "by Roe"),
    ],
)
def test_words_that_stand_apart_are_not_glued_together(inside: str, text: str) -> None:
    (one,) = entries(
        f'<listBibl><bibl xml:id="w"><title>W</title><respStmt>{inside}</respStmt></bibl></listBibl>'
    ).values()
    assert [fact.text for fact in one.facts] == [text]


def test_where_a_place_lies_may_be_said_in_words() -> None:
    (one,) = entries(
        """<listPlace><place xml:id="l"><placeName>Lom</placeName><location type="ancient"><settlement>Almus</settlement>,
        <region>Moesia</region></location></place></listPlace>"""
    ).values()
    assert [(fact.label, fact.text) for fact in one.facts] == [("location", "Almus, Moesia")]
    assert one.has_location


def test_nested_places_know_what_they_are_part_of() -> None:
    whole = edition(
        a=tei(
            stand_off='<listPlace><place xml:id="city"><placeName>City</placeName><place xml:id="wall"><placeName>Wall</placeName></place></place></listPlace>'
        )
    )
    assert {entity.id: entity.part_of for entity in whole.entities.values()} == {
        "city": "",
        "wall": "/edition/a.xml#city",
    }
    assert [part.id for part in whole.parts["/edition/a.xml#city"]] == ["wall"]
    assert whole.entities["/edition/a.xml#city"].name == "City", "and not the name of a part"


@pytest.mark.parametrize(
    ("entry", "id"),
    [
        ("<listPerson><person xml:id='p'><persName>P</persName>{}</person></listPerson>", "p"),
        ("<listPlace><place xml:id='l'><placeName>L</placeName>{}</place></listPlace>", "l"),
        ("<listOrg><org xml:id='o'><orgName>O</orgName>{}</org></listOrg>", "o"),
    ],
)
def test_an_event_in_a_life_is_a_fact_and_no_entry(entry: str, id: str) -> None:
    event = '<event xml:id="e" when="0626" type="war"><label>a siege</label><desc>of York</desc></event>'
    (one,) = entries(entry.format(event)).values()
    assert one.id == id
    (fact,) = one.facts
    assert (fact.label, fact.type, fact.text) == ("event", "war", "a siege: of York")
    assert fact.date is not None
    assert fact.date.label == "626"


@pytest.mark.parametrize(
    ("state", "label", "text"),
    [
        ("<state type='office'><label>King</label></state>", "office", "King"),
        ("<state type='office'><label>King</label><desc>of Mercia</desc></state>", "office", "King: of Mercia"),
        ("<trait type='hair'><label>Hair</label><desc>red</desc></trait>", "hair", "red"),
        ("<trait type='hair'><label>Hair</label></trait>", "hair", "Hair"),
        ("<state><p>ill</p><p>and old</p></state>", "state", "ill and old"),
    ],
)  # fmt: skip
def test_a_statement_is_told_with_what_names_it(state: str, label: str, text: str) -> None:
    (one,) = entries(
        f'<listPerson><person xml:id="p"><persName>P</persName>{state}</person></listPerson>'
    ).values()
    assert [(fact.label, fact.text) for fact in one.facts] == [(label, text)]


@pytest.mark.parametrize(
    ("fact", "parts"),
    [
        ("<residence>in York</residence>", ["in York"]),
        ('<residence>in <placeName ref="#y">York</placeName>, <country ref="#e">England</country></residence>', ["in ", "York=y", ", ", "England=e"]),
        ('<residence>York, in <placeName ref="#y">York</placeName></residence>', ["York=y", ", in York"]),
        ('<affiliation ref="#o #y">Weavers</affiliation>', ["Weavers=o", "=y"]),
        ('<residence><rs ref="#e">in <placeName ref="#y">York</placeName></rs></residence>', ["in York=e"]),
        ('<residence><placeName>York</placeName></residence>', ["York"]),
        ('<event where="#y"><label>Fair</label></event>', ["Fair", "=y"]),
        ('<event where="#y"/>', ["=y"]),
        ('<residence ref="#y"/>', ["=y"]),
    ],
)  # fmt: skip
def test_what_a_statement_points_at_is_known(fact: str, parts: list[str]) -> None:
    (one,) = entries(
        f'<listPerson><person xml:id="p"><persName>P</persName>{fact}</person></listPerson>'
    ).values()
    (found,) = one.facts
    shown = [f"{said}={key.rpartition('#')[2]}" if key else said for said, key in found.parts]
    assert shown == parts


@pytest.mark.parametrize(
    ("locations", "told"),
    [
        ("<location type='gps' source='#s'><geo>1 2</geo><height>3</height></location>", []),
        ("<location><geo>1 2</geo></location><location type='mouth'><geo>3 4</geo></location>", [("", "1 2"), ("mouth", "3 4")]),
        ("<location cert='low'><geo>1 2</geo></location>", [("", "1 2")]),
        ("<location><placeName>York</placeName><geo>1 2</geo><idno>7</idno></location>", [("", "York 1 2")]),
        ("<location when='1900'><geo>1 2</geo></location>", [("", "1 2")]),
        ("<location><country>Utopia</country><geo>1 2</geo></location>", [("", "Utopia 1 2")]),
    ],
)  # fmt: skip
def test_a_location_that_says_more_than_coordinates_is_told(
    locations: str, told: list[tuple[str, str]]
) -> None:
    (one,) = entries(
        f'<listPlace><place xml:id="l"><placeName>L</placeName>{locations}</place></listPlace>'
    ).values()
    assert [(fact.type, fact.text) for fact in one.facts] == told
    assert one.coordinates is not None


def test_who_is_said_to_be_the_same_is_related() -> None:
    people = """<listPerson><person xml:id="a"/><person xml:id="b" sameAs="#a"/><person xml:id="c" sameAs="https://viaf.org/viaf/77"/>
    <person sameAs="#a"/></listPerson>"""
    found = edition(a=tei(stand_off=people)).relations
    pair = ("/edition/a.xml#b", "/edition/a.xml#a")
    assert set(found) == set(pair)
    assert [one.mutual for key in pair for one in found[key]] == [pair, pair]


@pytest.mark.parametrize(
    "register",
    [
        "<listPerson/>",
        "<listPlace><place/></listPlace>",
        "<listBibl><bibl/></listBibl>",
        '<listPerson><person xml:id="x"/></listPerson>',
        "<listPerson><person><persName/></person></listPerson>",
    ],
)
def test_entries_that_say_nothing_are_no_hindrance(register: str) -> None:
    assert all(entity.name for entity in entries(register).values())


def test_citations_of_a_header_are_no_works() -> None:
    whole = edition(
        a=tei(
            header='<fileDesc><sourceDesc><listBibl><bibl xml:id="s">A book, <ptr target="https://example.org/a b"/></bibl></listBibl></sourceDesc></fileDesc>'
        )
    )
    assert not whole.entities
    citation = whole.citations["/edition/a.xml#s"]
    assert (citation.text, citation.url) == ("A book,", "https://example.org/a%20b")


@pytest.mark.parametrize(
    ("scheme", "value", "url"),
    [
        ("Wikidata", "Q41852", "http://www.wikidata.org/entity/Q41852"),
        ("wikidata", "Q1", "http://www.wikidata.org/entity/Q1"),
        ("URI", "https://example.org/1", "https://example.org/1"),
        ("URI", "javascript:alert(1)", None),
        ("PLRE", "IIIA, Bonus 5", None),
        ("VIAF", 'sourceID/SRP|"1"', "https://viaf.org/viaf/sourceID/SRP%7C%221%22"),
    ],
)
def test_identifiers_lead_to_their_record_where_its_address_is_known(
    scheme: str, value: str, url: str | None
) -> None:
    assert Identifier(scheme, value).url == url


def test_names_sort_by_letters_then_accents_then_case_and_signs_do_not_count() -> None:
    names = [
        "Zoe",
        "émile",
        "Emile",
        "emile",
        "Émilie",
        "Ada",
        "'Abd",
        "ʿAbda",
        "Abu Zayd",
        "Abuzar",
        "Ἄβγαρος",
    ]
    persons = "".join(
        f'<person xml:id="p{n}"><persName>{name}</persName></person>'
        for n, name in enumerate(names)
    )
    found = sorted_by_name(entries(f"<listPerson>{persons}</listPerson>").values())
    assert [entity.name for entity in found] == [
        "'Abd", "ʿAbda", "Abu Zayd", "Abuzar", "Ada", "emile", "Emile", "émile", "Émilie", "Zoe", "Ἄβγαρος",
    ]  # fmt: skip


def test_persons_are_filed_by_their_surname_if_it_is_tagged() -> None:
    found = entries(
        """<listPerson>
        <person xml:id="a"><persName><forename>Wystan</forename> <surname>Auden</surname></persName></person>
        <person xml:id="b"><persName>Babo</persName></person>
        <person xml:id="c"><persName><forename sort="2">Carl</forename> <nameLink sort="3">van</nameLink> <surname sort="1">Aal</surname></persName></person>
        <person xml:id="d"><persName type="sort">Zzz, D</persName><persName type="main">D Zzz</persName></person>
        </listPerson>"""
    )
    assert {id: (entity.name, entity.filed) for id, entity in found.items()} == {
        "a": ("Wystan Auden", "Auden, Wystan"),
        "b": ("Babo", "Babo"),
        "c": ("Carl van Aal", "Aal Carl van"),
        "d": ("D Zzz", "Zzz, D"),
    }
    assert [entity.id for entity in sorted_by_name(found.values())] == ["c", "a", "b", "d"]


def test_a_part_of_a_name_whose_rank_is_no_number_is_filed_last() -> None:
    (one,) = entries(
        """<listPerson><person xml:id="a"><persName><forename sort="2.">Jan</forename> <surname sort="1">Hus</surname>
        <addName sort="first">the Elder</addName></persName></person></listPerson>"""
    ).values()
    assert one.filed == "Hus Jan the Elder"


def test_objects_and_the_categories_of_a_taxonomy_are_entries() -> None:
    found = entries(
        a=tei(
            header="""<encodingDesc><classDecl><taxonomy xml:id="ranks"><category xml:id="r1"><gloss>General</gloss>
              <catDesc>Leads an army.</catDesc><category xml:id="r2"><catDesc><term xml:lang="el">δρουγγάριος</term> leads a thousand.</catDesc></category>
            </category><category><catDesc>no id</catDesc></category></taxonomy></classDecl></encodingDesc>""",
            stand_off='<listObject><object xml:id="o"><objectIdentifier><objectName>True Cross</objectName></objectIdentifier></object></listObject>',
        )
    )
    assert {id: (e.kind, e.name, e.part_of) for id, e in found.items()} == {
        "r1": (Kind.term, "General", ""),
        "r2": (Kind.term, "δρουγγάριος", "/edition/a.xml#r1"),
        "o": (Kind.object, "True Cross", ""),
    }
    assert found["r1"].description == "Leads an army."


@pytest.mark.parametrize(
    ("around", "is_entry"),
    [
        ("<text><body><listBibl>{}</listBibl></body></text>", True),
        ("<text><body>{}</body></text>", True),
        ("<text><body><p>{}</p></body></text>", False),
        (
            "<text><body><listPerson><person xml:id='q'>{}</person></listPerson></body></text>",
            False,
        ),
        ("<standOff><listBibl><head>Works</head>{}</listBibl></standOff>", True),
        ("<text><body><cit>{}</cit></body></text>", False),
    ],
)
def test_a_work_is_an_entry_where_works_are_listed_and_a_citation_elsewhere(
    around: str, is_entry: bool
) -> None:
    work = '<bibl xml:id="w"><title>W</title></bibl>'
    found = entries(a=tei().replace("</TEI>", around.format(work) + "</TEI>"))
    assert ("w" in found) == is_entry


def test_numbers_stand_in_idno_or_where_an_entry_points_into_an_authority_file() -> None:
    found = entries(
        """<listPerson><person xml:id="a" sameAs="https://viaf.org/viaf/77/"><idno type="GND">118</idno>
        <persName ref="http://d-nb.info/gnd/118 #b https://example.org/a">A</persName>
        <ptr target="https://www.wikidata.org/wiki/Q1"/></person>
        <person xml:id="b"><idno type="URI">https://www.wikidata.org/entity/Q2</idno>
        <ptr target="http://www.wikidata.org/wiki/Q2"/></person></listPerson>
        <listPlace><place xml:id="c"><placeName ref="https://www.geonames.org/2761369/vienna.html">C</placeName></place></listPlace>"""
    )
    numbers = {
        id: [(one.scheme, one.value) for one in entity.identifiers] for id, entity in found.items()
    }
    assert numbers == {
        "a": [("GND", "118"), ("VIAF", "77"), ("Wikidata", "Q1")],
        "b": [("URI", "https://www.wikidata.org/entity/Q2")],
        "c": [("GeoNames", "2761369")],
    }


LONDONS = """<listPlace><place><placeName>London</placeName><note>in England</note></place>
    <place><placeName>London</placeName><note>in Ontario</note></place>{}</listPlace>"""


def test_entries_without_an_id_and_with_one_name_are_all_there() -> None:
    whole = edition(a=tei("<p>A</p>", stand_off=LONDONS.format("")))
    told = {whole.href(key): one.description for key, one in whole.entities.items()}
    assert told == {"places/london.html": "in England", "places/london-2.html": "in Ontario"}


def test_an_entry_without_an_id_takes_no_id_of_the_file() -> None:
    text = (
        '<div xml:id="london"><head>London</head><p>See <ref target="#london">it</ref>.</p></div>'
    )
    whole = edition(a=tei(text, stand_off=LONDONS.format("")))
    assert whole.href("/edition/a.xml#london") == "texts/a/index.html#london"


def test_an_entry_with_an_id_has_its_address_whatever_stands_before_it() -> None:
    third = '<place xml:id="london"><placeName>Londinium</placeName></place>'
    whole = edition(a=tei("<p>A</p>", stand_off=LONDONS.format(third)))
    assert whole.href("/edition/a.xml#london") == "places/london.html"
    assert sorted(whole.slugs.values()) == ["london", "london-2", "london-3"]
    named = edition(
        a=tei('<p><placeName key="london">L</placeName></p>', stand_off=LONDONS.format(third))
    )
    (mention,) = named.mentions
    assert mention.keys == ("/edition/a.xml#london",)
